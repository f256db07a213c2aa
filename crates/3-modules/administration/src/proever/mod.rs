//! The module over a real SQLite store.
#![allow(clippy::unwrap_used, clippy::panic)]
mod aftaler;
mod egenskaber;
mod kilder;
mod stamdata;

use crate::aftaler::{Aftaleindhold, Anmodning};
use crate::systemer::{Certifikatslags, Nytcertifikat};
use crate::typer::*;
use crate::{Administration, Kalder, OBJEKTTYPER, Post};
use adgang::{Administrator, Administratorrolle, FAELLES, Parameterdef, Parameterslags, Rolledef, Tjenestedef, Tjenestekatalog};
use grund::ur::IdKilde;
use grund::{Cvr, Kaldekontekst, Ret, Tidspunkt, UnikId, Uuid};
use lager::{Lager, SqliteLager};
use register::{Register, Typekatalog};
use sikkerhed::ca::{Adresser, Ca};
use sikkerhed::noegle::Privatnoegle;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// 2026-01-01T00:00:00Z.
pub(super) const START: i64 = 1_767_225_600_000_000;
pub(super) const ORG: &str = "http://stoettesystemerne.dk/service/organisation/3";
pub(super) const UDSTIL: &str = "http://organisation.stoettesystemerne.dk/roles/servicesystemrole/udstil/1";
pub(super) const SECPR: &str = "http://organisation.stoettesystemerne.dk/constraints/SeCPR/1";
pub(super) const KLE: &str = "http://sts.kombit.dk/constraints/KLE/1";

static TJENESTE: Tjenestedef = Tjenestedef {
    entity_id: ORG,
    navn: "Organisation",
    version: "6",
    services: &["organisation"],
    roller: &[Rolledef { uri: UDSTIL, navn: "Udstil", retter: &[Ret::Laes], egne: false }],
    parametre: &[
        Parameterdef { uri: SECPR, navn: "Se CPR-numre", slags: Parameterslags::Ja(Ret::SeCpr) },
        Parameterdef { uri: KLE, navn: "KLE", slags: Parameterslags::Afgraensning(adgang::Dimension::Klasse) },
    ],
};

pub(super) fn cvr(n: u32) -> Cvr {
    Cvr::fra_tal(n).unwrap()
}
pub(super) fn t(us: i64) -> Tidspunkt {
    Tidspunkt::fra_mikros(START + us)
}
pub(super) fn kald(us: i64) -> Kaldekontekst {
    Kaldekontekst::ubegraenset(FAELLES, &[], UnikId::Uuid(Uuid::nil()), t(us), Uuid::nil())
}
pub(super) fn administrator(roller: &[Administratorrolle]) -> Administrator {
    Administrator { uuid: Uuid::from_u128(0xabc), navn: "Inge".into(), roller: roller.to_vec() }
}

pub(super) struct Tal(AtomicU64);
impl IdKilde for Tal {
    fn ny(&self) -> Uuid {
        Uuid::from_u128(0xaaaa_0000_0000_4000_8000_0000_0000_0000 + u128::from(self.0.fetch_add(1, Ordering::SeqCst)))
    }
}

/// The key of every certificate here, and the CA that issues them.
pub(super) fn noegle() -> &'static (Privatnoegle, Ca) {
    static NOEGLE: OnceLock<(Privatnoegle, Ca)> = OnceLock::new();
    NOEGLE.get_or_init(|| (Privatnoegle::dan(2048).unwrap(), Ca::ny(t(0), [1, 2], Adresser::default()).unwrap()))
}

/// A certificate in DER form, of the first vendor.
pub(super) fn certifikat(navn: &str) -> Vec<u8> {
    certifikat_til(navn, LEVERANDOERER[0])
}

pub(super) fn certifikat_til(navn: &str, ejer: u32) -> Vec<u8> {
    static NUMMER: AtomicU64 = AtomicU64::new(10);
    let (noegle, ca) = noegle();
    let a = sikkerhed::ca::Anmodning::Funktion { navn: navn.into(), organisation: navn.into(), cvr: cvr(ejer), fid: 1 };
    let nummer = u128::from(NUMMER.fetch_add(1, Ordering::SeqCst));
    ca.udsted(&a, &noegle.offentlig(), grund::Periode::ny(t(0), t(1 << 50)), nummer).unwrap().der().to_vec()
}

pub(super) fn nyt<'a>(der: &'a [u8], miljoe: &'a str) -> Nytcertifikat<'a> {
    Nytcertifikat { data: der, miljoe, bevis: None }
}

pub(super) const MYNDIGHEDER: [u32; 2] = [11_111_111, 22_222_222];
pub(super) const LEVERANDOERER: [u32; 2] = [33_333_333, 44_444_444];

pub(super) fn lager() -> Arc<dyn Lager> {
    Arc::new(SqliteLager::midlertidig().unwrap())
}
pub(super) async fn over(lager: Arc<dyn Lager>) -> Administration {
    let ids = Arc::new(Tal(AtomicU64::new(lager.status().await.unwrap().objekter * 1000)));
    Administration::aabn(Register::ny(lager, Typekatalog::ny(&[OBJEKTTYPER])), ids).await.unwrap()
}
/// Two authorities, two vendors, one service.
pub(super) async fn ny() -> Administration {
    let a = over(lager()).await;
    let k = kald(0);
    let m = Kalder::paa_maskinen(&k);
    a.saa_tjenester(&m, &Tjenestekatalog::ny(&[&[&TJENESTE]])).await.unwrap();
    for c in MYNDIGHEDER {
        a.saet_aktoer(&m, &aktoer(c, true)).await.unwrap();
    }
    for c in LEVERANDOERER {
        a.saet_aktoer(&m, &aktoer(c, false)).await.unwrap();
    }
    a
}
pub(super) fn aktoer(c: u32, myndighed: bool) -> Aktoer {
    Aktoer { cvr: cvr(c), navn: format!("A {c}"), email: String::new(), myndighed, leverandoer: !myndighed, egentestmyndighed: false }
}
pub(super) fn system(navn: &str, c: u32) -> Tilsluttetsystem {
    Tilsluttetsystem {
        navn: navn.into(),
        beskrivelse: String::new(),
        cvr: cvr(c),
        anvender: true,
        udstiller: false,
        brugervendt: false,
        certifikater: vec![],
        endepunkter: vec![],
        paavegneaf: vec![],
        sftpnoegler: vec![],
    }
}
/// A system with a certificate.
pub(super) async fn med_certifikat(a: &Administration, navn: &str, c: u32) -> (Post<Tilsluttetsystem>, Vec<u8>) {
    let k = kald(1);
    let m = Kalder::paa_maskinen(&k);
    let s = a.opret_system(&m, None, &system(navn, c)).await.unwrap();
    let der = certifikat(navn);
    (a.tilfoej_certifikat(&m, s.uuid, Certifikatslags::Eget, nyt(&der, "test")).await.unwrap(), der)
}
/// The registration that somebody who reads the agreement now has seen.
pub(super) fn senest(a: &Administration, uuid: Uuid) -> Option<Tidspunkt> {
    a.bog().laes().aftale_post(uuid).map(|p| p.post.registreret)
}
pub(super) fn indhold() -> Aftaleindhold {
    Aftaleindhold {
        navn: "Aftale".into(),
        begrundelse: "Drift af fagsystem".into(),
        videregivelse: false,
        tjenester: vec![Aftaletjeneste { entityid: ORG.into(), roller: vec![UDSTIL.into()], parametre: vec![] }],
        datamodtager: None,
        gyldigfra: None,
        gyldigtil: None,
    }
}
pub(super) fn anmodning(system: Uuid, myndigheder: &[u32]) -> Anmodning {
    Anmodning { system, myndigheder: myndigheder.iter().map(|c| cvr(*c)).collect(), indhold: indhold(), kladde: false }
}
/// A system of the vendor with a certificate, and its agreement with the authority, approved at 10.
pub(super) async fn med_aftale(a: &Administration) -> (Post<Tilsluttetsystem>, Post<Serviceaftale>) {
    let (s, _) = med_certifikat(a, "s", LEVERANDOERER[0]).await;
    let k = kald(10);
    let m = Kalder::paa_maskinen(&k);
    let p = a.anmod(&m, &anmodning(s.uuid, &[MYNDIGHEDER[0]])).await.unwrap().remove(0);
    let p = a.godkend(&m, p.uuid, senest(a, p.uuid), "").await.unwrap();
    (s, p)
}
