//! A colleague's token shows and hides exactly what the job function role says, on SOAP and REST: the program's own parts over one store, without a socket.
use super::sikkerhedsklient::{CA, TIL, nu};
use ::klient::*;
use ::login::Login;
use ::login::opsaetning::Tilslutninger;
use ::login::udvikling::{Personkilde, Proeveperson};
use ::soap::tjenester::sf1514::STI;
use adgang::brugertoken::{self, Brugertoken};
use adgang::{Adgang, Administrator, Administratorrolle, Bruger, FAELLES, Husker, Indkomst, Kalder};
use administration::Administration;
use administration::aftaler::{Aftaleindhold, Anmodning};
use administration::systemer::{Certifikatslags, Nytcertifikat};
use administration::typer::{Aftaletjeneste, Aktoer, Tilsluttetsystem};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use grund::spor::{Engang, Spor};
use grund::ur::{IdKilde, Ur};
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use kontrakt::tjeneste::SoapVersion;
use lager::Lager;
use organisation::numre::{AKTIV, GYLDIGHED, INAKTIV, felt, funktionstype, relation};
use organisation::objekttyper::{BRUGER, ORGANISATIONENHED, ORGANISATIONFUNKTION};
use register::{Egenskab, Flettemaade, Handling, Indhold, Kommando, Maerke, Objekttype, Register, Relation, Tilstand, Vaerdi, Virkning};
use roller::Roller;
use roller::rettelser::Rolleaendring;
use roller::typer::*;
use sagdokument::numre::{AKTOER, FOELSOMHED, KLASSE, REL_BRUGERVENDTNOEGLE, SIKKERHEDSPROFIL, TITEL};
use sagdokument::objekttyper::SAG;
use samspil::kommandoer::klient::opslag::{find_kontrakt, find_operation};
use samspil::opstilling::{tjenester as katalog, typer};
use sikkerhed::noeglering::{Noeglering, skriv_par};
use sikkerhed::tillid::{Politik, Tillid};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

pub(super) const SDI: &str = "http://entityid.kombit.dk/service/sdi/sagdokumentindeks/6";
const KLE: &str = "http://sts.kombit.dk/constraints/KLE/1";
const ENHED: &str = "http://sts.kombit.dk/constraints/orgenhed/1";
const FOELSOM: &str = "http://sts.kombit.dk/constraints/foelsomhed/1";
/// Namespaces of the index (version 6).
const NAVNERUM: [(&str, &str); 3] =
    [("sag", "urn:oio:sts:sagdok:sag:6"), ("sdi", "urn:oio:sts:sagdok:sagdokumentindeks:6"), ("gd", "urn:oio:sts:generelledefinitioner:6")];
pub(super) const ORG: &str = "http://stoettesystemerne.dk/service/organisation/3";
pub(super) const A: Cvr = Cvr::KORSBAEK;
pub(super) const ANNA: Uuid = u(0xa44a);
pub(super) const BENT: Uuid = u(0xbe47);
/// The role that [`Verden::forebyggelse`] makes.
pub(super) const ROLLE: &str = "http://korsbaek.dk/roles/jobrole/forebyggelse/1";
/// The address that browsers log in at.
pub(super) const LOGIN: &str = "https://login.samspil.test";
/// The entity id of the system at the login, and its client id.
pub(super) const FAG: &str = "https://fag.dk/saml";
pub(super) const KLIENT: &str = "fag";

pub(super) const fn u(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

struct Fast;
impl Ur for Fast {
    fn nu(&self) -> Tidspunkt {
        nu()
    }
}

/// Anna and Bent, for the development provider.
struct Folk;

#[async_trait::async_trait]
impl Personkilde for Folk {
    async fn soeg(&self, _: &str, _: usize) -> Result<Vec<Proeveperson>, Fejl> {
        let en = |uuid, navn: &str| Proeveperson {
            uuid,
            slags: ::login::identitet::Slags::Medarbejder,
            navn: navn.into(),
            cvr: Some(A),
            organisation: None,
            cpr: None,
            titel: String::new(),
        };
        Ok(vec![en(ANNA, "Anna"), en(BENT, "Bent")])
    }
    async fn find(&self, uuid: Uuid) -> Result<Option<Proeveperson>, Fejl> {
        Ok(self.soeg("", 2).await?.into_iter().find(|p| p.uuid == uuid))
    }
}

/// The system at the login by SAML and as a client, and a client of another system.
fn tilslut(mappe: &std::path::Path, system: Uuid) -> Arc<Tilslutninger> {
    let systemer = mappe.join("login/systemer");
    std::fs::create_dir_all(&systemer).unwrap();
    let klient = |id: &str, system: Uuid| {
        serde_json::json!({
            "navn": id, "system": system,
            "oidc": { "client_id": id, "redirect_uris": ["https://fag.dk/ret"], "token_endpoint_auth_method": "none" },
        })
    };
    let fag = serde_json::json!({ "navn": "Fagsystem", "system": system });
    for (navn, json) in [("fag", fag), ("klient", klient(KLIENT, system)), ("andet", klient("andet", u(0x1234)))] {
        std::fs::write(systemer.join(format!("{navn}.json")), json.to_string()).unwrap();
    }
    let metadata = format!(
        "<m:EntityDescriptor xmlns:m='urn:oasis:names:tc:SAML:2.0:metadata' entityID='{FAG}'><m:SPSSODescriptor protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'>\
         <m:KeyDescriptor use='signing'><d:KeyInfo xmlns:d='http://www.w3.org/2000/09/xmldsig#'><d:X509Data><d:X509Certificate>{}</d:X509Certificate></d:X509Data></d:KeyInfo></m:KeyDescriptor>\
         <m:AssertionConsumerService Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST' Location='https://fag.dk/acs' index='0'/></m:SPSSODescriptor></m:EntityDescriptor>",
        CA.1.certifikat().base64()
    );
    std::fs::write(systemer.join("fag.xml"), metadata).unwrap();
    Arc::new(Tilslutninger::laes(&mappe.join("login")).unwrap())
}

pub(super) struct Verden {
    pub(super) adgang: Arc<Adgang>,
    register: Register,
    pub(super) roller: Arc<Roller>,
    pub(super) system: Uuid,
    soap: Router,
    rest: Router,
    graphql: Router,
    pub(super) login: Arc<Login>,
    /// Who the log says that the last call by SOAP was made for.
    pub(super) hvem: Mutex<String>,
    betroet: Betroet,
    lager: Arc<dyn Lager>,
    _mappe: tempfile::TempDir,
}

pub(super) fn kald() -> Kaldekontekst {
    adgang::paa_maskinen(A, nu(), u(1))
}

pub(super) fn objekt(
    typen: &'static Objekttype,
    uuid: Uuid,
    felter: &[(u16, &str)],
    aktiv: bool,
    relationer: &[(u16, Option<Uuid>, Uuid, &[(u16, &str)])],
) -> Kommando {
    let altid = || Virkning::i(Periode::ALTID);
    let vaerdier = |f: &[(u16, &str)]| f.iter().map(|(n, v)| (*n, Vaerdi::Tekst((*v).into()))).collect();
    let mut rel: BTreeMap<u16, Vec<Relation>> = BTreeMap::new();
    for (nr, rolle, til, f) in relationer {
        let plads = rel.entry(*nr).or_default();
        let indeks = (*nr == SIKKERHEDSPROFIL && rolle.is_some()).then(|| plads.len().to_string());
        let rolle = rolle.map(|r| Maerke { id: UnikId::Uuid(r), label: None });
        plads.push(Relation { rolle, indeks, felter: vaerdier(f), ..Relation::til(UnikId::Uuid(*til), altid()) });
    }
    Kommando {
        objekttype: typen,
        uuid,
        handling: if typen.nr == SAG.nr { Handling::Indlaes } else { Handling::Importer },
        maade: Flettemaade::Sts,
        note: None,
        indhold: Indhold {
            egenskaber: Some(vec![Egenskab { virkning: altid(), felter: vaerdier(felter) }]),
            tilstande: BTreeMap::from([(GYLDIGHED, vec![Tilstand { virkning: altid(), vaerdi: if aktiv { AKTIV } else { INAKTIV } }])]),
            relationer: rel,
            ..Indhold::default()
        },
        historik: Vec::new(),
        forudsat: None,
    }
}

impl Verden {
    pub(super) async fn ny() -> Self {
        Self::i(Arc::new(lager::SqliteLager::midlertidig().unwrap())).await
    }

    pub(super) async fn i(lager: Arc<dyn Lager>) -> Self {
        let (ca, par) = &*CA;
        let mappe = tempfile::tempdir().unwrap();
        for navn in ["server", "signering", "sts", "login"] {
            let a = sikkerhed::ca::Anmodning::Signering { navn: format!("Prøve {navn}"), cvr: Cvr::KOMBIT };
            skriv_par(mappe.path(), navn, &samspil::klientfiler::udsted(ca, &a, 365, nu(), 40 + navn.len() as u128).unwrap()).unwrap();
        }
        let ids: Arc<dyn IdKilde> = Arc::new(samspil::ur::Tilfaeldige);
        let register = Register::ny(lager.clone(), typer()).med_enhedstrae(Arc::new(organisation::enhedstrae::Enheder::default()));
        let administration = Arc::new(Administration::aabn(register.clone(), ids.clone()).await.unwrap());
        let faelles = adgang::paa_maskinen(FAELLES, nu(), u(1));
        let drift = Kalder::paa_maskinen(&faelles);
        administration.saa_tjenester(&drift, &katalog()).await.unwrap();
        let aktoer = Aktoer {
            cvr: A,
            navn: "Korsbæk Kommune".into(),
            email: String::new(),
            myndighed: true,
            leverandoer: true,
            egentestmyndighed: true,
        };
        administration.saet_aktoer(&drift, &aktoer).await.unwrap();
        let s = Tilsluttetsystem {
            navn: "Fagsystem".into(),
            beskrivelse: String::new(),
            cvr: A,
            anvender: true,
            udstiller: false,
            brugervendt: true,
            certifikater: Vec::new(),
            endepunkter: Vec::new(),
            paavegneaf: Vec::new(),
            sftpnoegler: Vec::new(),
        };
        let system = administration.opret_system(&drift, None, &s).await.unwrap().uuid;
        let der = par.certifikat().base64();
        let c = Nytcertifikat { data: der.as_bytes(), miljoe: "test", bevis: None };
        administration.tilfoej_certifikat(&drift, system, Certifikatslags::Eget, c).await.unwrap();
        let tjeneste = |e: &str| {
            let def = katalog().find(e).unwrap();
            Aftaletjeneste { entityid: e.into(), roller: def.roller.iter().map(|r| r.uri.to_owned()).collect(), parametre: Vec::new() }
        };
        let indhold = Aftaleindhold {
            navn: "Indeks".into(),
            begrundelse: "Sagsbehandling".into(),
            videregivelse: false,
            tjenester: vec![tjeneste(SDI), tjeneste(ORG), tjeneste("http://sts.kombit.dk/service/jobfunktionsroller/1")],
            datamodtager: None,
            gyldigfra: None,
            gyldigtil: None,
        };
        let a = Anmodning { system, myndigheder: vec![A], indhold, kladde: false };
        let aftale = administration.anmod(&drift, &a).await.unwrap().remove(0);
        administration.godkend(&drift, aftale.uuid, Some(aftale.registreret), "").await.unwrap();
        let ur: Arc<dyn Ur> = Arc::new(Fast);
        let roller = Arc::new(samspil::roller::aabn(&register, &administration, &ids, &ur));
        let adgang = Arc::new(Adgang {
            katalog: katalog(),
            aftalebog: administration.bog(),
            tillid: Arc::new(Tillid::ny(vec![ca.rod().clone()], ca.kaede().to_vec(), Politik::Uden).unwrap()),
            noegler: Arc::new(Noeglering::laes(mappe.path()).unwrap()),
            lager: lager.clone(),
            ids: ids.clone(),
            udsteder: "https://saml.samspil.test/runtime".into(),
            husker: Husker::default(),
            certifikater: Default::default(),
            afslagskvote: grund::Kvote::ny(1_000, 1_000),
            status: Arc::new(adgang::IntetOpslag),
            brugerbog: Default::default(),
            sessioner: Default::default(),
            oauth_udsteder: Default::default(),
        });
        adgang.kend_brugere(roller.clone());
        let fil = tilslut(mappe.path(), system);
        let login = Login::ny(::login::Dele {
            lager: lager.clone(),
            ids: ids.clone(),
            noegler: adgang.noegler.clone(),
            adresse: LOGIN.into(),
            roller: Some(Arc::new(samspil::brugerlogin::Rollerne { roller: roller.clone(), fil: fil.clone() })),
            tilslutninger: fil,
            personer: Some(Arc::new(Folk)),
            henter: None,
        });
        adgang.kend_login(login.clone());
        let graphql = graphql::ruter(graphql::Tilstand { register: Arc::new(register.clone()), ur: ur.clone() });
        let tilstand = ::soap::Tilstand {
            register: Arc::new(register.clone()),
            id: ids.clone(),
            adresse: TIL.into(),
            adgang: Some(adgang.clone()),
            fordeler: None,
            fordeling: None,
            serviceplatform: None,
            befolkning: None,
            borgere: None,
        };
        let rest = rest::ruter(rest::Tilstand::ny(Arc::new(register.clone()), ur, ids));
        let betroet = Betroet::rod(std::iter::once(ca.rod().clone()).chain(ca.kaede().to_vec())).unwrap();
        let soap = ::soap::ruter(tilstand);
        let hvem = Mutex::default();
        let v = Self { adgang, register, roller, system, soap, rest, graphql, login, hvem, betroet, lager, _mappe: mappe };
        v.organisation().await;
        v.sager().await;
        v
    }

    pub(super) async fn gem(&self, k: Kommando) {
        self.register.udfoer(&kald(), k).await.unwrap();
    }

    /// Anna works in Team Nord (3) below Børn og Unge (2); Bent in Teknik (4).
    async fn organisation(&self) {
        for (n, navn, over) in [(2, "Børn og Unge", None), (3, "Team Nord", Some(2)), (4, "Teknik", None)] {
            let over: Vec<_> = over.iter().map(|o| (relation::OVERORDNET, None, u(*o), &[][..])).collect();
            self.gem(objekt(&ORGANISATIONENHED, u(n), &[(felt::NAVN, navn), (felt::BRUGERVENDTNOEGLE, navn)], true, &over)).await;
        }
        for (uuid, navn, enhed, f) in [(ANNA, "Anna", 3, 0xf1), (BENT, "Bent", 4, 0xf2)] {
            self.gem(objekt(&BRUGER, uuid, &[(felt::NAVN, navn), (felt::BRUGERVENDTNOEGLE, navn)], true, &[])).await;
            let rel: [(u16, Option<Uuid>, Uuid, &[(u16, &str)]); 3] = [
                (relation::FUNKTIONSTYPE, None, funktionstype::ENHEDSROLLE, &[]),
                (relation::TILKNYTTEDEENHEDER, None, u(enhed), &[]),
                (relation::TILKNYTTEDEBRUGERE, None, uuid, &[]),
            ];
            let felter = [(felt::NAVN, "Sagsbehandler"), (felt::BRUGERVENDTNOEGLE, "f")];
            self.gem(objekt(&ORGANISATIONFUNKTION, u(f), &felter, true, &rel)).await;
        }
    }

    /// 1: what Anna's role opens. 2: another class. 3: another unit. 4: too sensitive. 5, 6: with a security profile that names Anna's team, and somebody else.
    async fn sager(&self) {
        let sager: [(u128, &str, u128, &str, Option<Uuid>); 6] = [
            (1, "27.35.04", 3, "IKKE_FORTROLIGE_DATA", None),
            (2, "32.06.04", 3, "IKKE_FORTROLIGE_DATA", None),
            (3, "27.35.04", 4, "IKKE_FORTROLIGE_DATA", None),
            (4, "27.35.04", 3, "VIP_SAGER", None),
            (5, "27.00.01", 2, "IKKE_FORTROLIGE_DATA", Some(u(3))),
            (6, "27.00.01", 2, "IKKE_FORTROLIGE_DATA", Some(BENT)),
        ];
        for (n, klasse, enhed, foelsom, profil) in sager {
            let noegle = [(REL_BRUGERVENDTNOEGLE, klasse)];
            let mut rel: Vec<(u16, Option<Uuid>, Uuid, &[(u16, &str)])> = vec![
                (KLASSE, Some(sagdokument::roller::PRIMAER_KLASSE), u(900), &noegle),
                (AKTOER, Some(sagdokument::roller::ANSVARLIG), u(enhed), &[]),
            ];
            rel.extend(profil.map(|p| (SIKKERHEDSPROFIL, Some(u(77)), p, &[][..])));
            let titel = format!("Sag {n}");
            self.gem(objekt(&SAG, u(0x5a60 + n), &[(TITEL, &titel), (FOELSOMHED, foelsom)], true, &rel)).await;
        }
    }

    /// "Forebyggelse, sagsbehandler": proposed by one administrator, approved by another, and given to a unit.
    pub(super) async fn forebyggelse(&self) -> (Uuid, Uuid) {
        let k = kald();
        let hvem = |navn: &str| Administrator {
            uuid: Uuid::new_v5(&Uuid::NAMESPACE_URL, navn.as_bytes()),
            navn: navn.into(),
            roller: vec![Administratorrolle::Roller(A), Administratorrolle::Leverandoer(A)],
        };
        let (inge, bo) = (hvem("Inge"), hvem("Bo"));
        let (inge, bo) = (Kalder::administrator(&inge, &k), Kalder::administrator(&bo, &k));
        let type_ = |t: &str, kraevet| Rolleafgraensning { slags: t.into(), kraevet, betydning: String::new() };
        let s = Brugersystemrolle {
            entityid: "http://fag.dk/roles/usersystemrole/sagsbehandler/1".into(),
            navn: "Sagsbehandler".into(),
            system: self.system,
            afgraensninger: vec![type_(KLE, true), type_(ENHED, false), type_(FOELSOM, false)],
            ..Brugersystemrolle::default()
        };
        let s = self.roller.saet_systemrolle(&inge, &s).await.unwrap().uuid;
        let vaerdi = |t: &str, v: &str| Afgraensningsvaerdi { slags: t.into(), vaerdier: vec![v.into()], dynamisk: false };
        let r = Jobfunktionsrolle {
            navn: "Forebyggelse, sagsbehandler".into(),
            entityid: ROLLE.into(),
            dele: vec![Rolledel {
                rolle: s,
                afgraensninger: vec![vaerdi(KLE, "27.*"), vaerdi(ENHED, &u(2).to_string()), vaerdi(FOELSOM, "FOELSOMME_PERSONOPLYSNINGER")],
            }],
            ..Jobfunktionsrolle::default()
        };
        let f = self.roller.foreslaa(&inge, A, Rolleaendring::Opret(r), "ny opgave", None).await.unwrap();
        let r = self.roller.godkend(&bo, A, f.uuid, "").await.unwrap();
        let x = Rolletildeling { rolle: r.uuid, modtager: "enhed".into(), reference: Some(u(2)), underenheder: true, ..Default::default() };
        (r.uuid, self.roller.tildel(&inge, A, &x).await.unwrap().uuid)
    }

    fn brugertoken(&self, bruger: Uuid, system: Uuid) -> String {
        let t = Brugertoken {
            bruger: Bruger::ny(A, bruger),
            emne: brugertoken::x509_navn(A, "Anna, Andersen", bruger),
            publikum: format!("{}{system}", brugertoken::SYSTEM),
            gyldig: Periode::ny(nu(), nu().plus_mikros(3_600_000_000)),
            indeks: None,
        };
        let noegler = self.adgang.noegler.noegler();
        brugertoken::udsted(&t, samspil::ur::Tilfaeldige.ny(), &self.adgang.udsteder, &noegler.sts, nu()).unwrap()
    }

    async fn send(&self, sti: &str, krop: String) -> (String, Spor) {
        let spor = Spor::default();
        let mut r = Request::post(sti).header("content-type", "application/soap+xml").body(Body::from(krop)).unwrap();
        r.extensions_mut().insert(Indkomst { nu: nu(), kald_id: u(99), spor: spor.clone(), klient: None });
        let svar = self.soap.clone().oneshot(r).await.unwrap();
        if let Engang::Ubrugt(b) = &*spor.engang().await {
            assert!(self.lager.gem_flygtig(b.noegle.clone(), b.udloeb, b.data.clone(), nu()).await.unwrap());
        }
        (String::from_utf8(axum::body::to_bytes(svar.into_body(), 10_000_000).await.unwrap().to_vec()).unwrap(), spor)
    }

    /// A token for the index, on behalf of the user of that token.
    pub(super) async fn token(&self, bruger: Option<&str>) -> Result<Token, String> {
        self.token_til(SDI, bruger).await
    }

    pub(super) async fn token_til(&self, tjeneste: &str, bruger: Option<&str>) -> Result<Token, String> {
        let (til, id) = (format!("{TIL}{STI}"), samspil::ur::Tilfaeldige.ny());
        let rst = Rst { til: &til, tjeneste, myndighed: A, bruger, besked_id: id, nu: nu() };
        let (svar, _) = self.send(STI, byg_rst(&rst, &CA.1).unwrap()).await;
        laes_rst_svar(&svar, id, &self.betroet, nu()).unwrap().map_err(|f| f.nummer.unwrap_or_default())
    }

    /// The numbers of the cases that a search by SOAP finds, or the number of the refusal.
    pub(super) async fn soap(&self, token: &Token) -> Result<Vec<u128>, String> {
        let k = find_kontrakt("sagdokumentindeks/6").unwrap();
        let o = find_operation(k, "fremsoeg").unwrap();
        let id = samspil::ur::Tilfaeldige.ny();
        let krop = soegning();
        let besked = Besked {
            version: if k.soap == SoapVersion::V11 { SoapVersion::V11 } else { SoapVersion::V12 },
            til: &format!("{TIL}{}", k.stier[0]),
            action: o.action,
            krop: &krop,
            token,
            besked_id: id,
            nu: nu(),
            transaktion: k.hoved.map(|_| u(5)),
            framework: k.hoved.is_none(),
        };
        let (svar, spor) = self.send(k.stier[0], byg_besked(&besked, &CA.1).unwrap()).await;
        let laest = laes_svar(&svar, id, &self.betroet, nu()).unwrap();
        *self.hvem.lock().unwrap() = spor.indhold().bruger.unwrap_or_default();
        match laest.fault {
            Some(f) => Err(format!("{} {:?}", f.nummer.unwrap_or_default(), spor.indhold().afslag.map(|a| a.forklaring))),
            None => Ok((1..10).filter(|n| laest.krop.contains(&u(0x5a60 + n).to_string())).collect()),
        }
    }

    /// An access token for a token, and the connection that it is good on.
    async fn adgangstoken(&self, token: &Token) -> Result<(String, Indkomst), Fejl> {
        let spor = Spor::default();
        let i = Indkomst { nu: nu(), kald_id: u(98), spor: spor.clone(), klient: Some(CA.1.certifikat().clone()) };
        let (adgangstoken, _) = self.adgang.adgangstoken(i.klient.as_ref(), &token.xml, i.ind()).await?;
        if let Engang::Ubrugt(b) = &*spor.engang().await {
            assert!(self.lager.gem_flygtig(b.noegle.clone(), b.udloeb, b.data.clone(), nu()).await.unwrap());
        }
        Ok((adgangstoken, i))
    }

    /// What GraphQL tells of Anna, with a token for the organisation.
    pub(super) async fn graphql(&self, token: &Token) -> Result<String, Fejl> {
        let (adgangstoken, i) = self.adgangstoken(token).await?;
        let k = self.adgang.http(Some(&format!("Holder-of-key {adgangstoken}")), i.klient.as_ref(), Some(ORG), i.ind()).await?;
        assert!(k.brugers.is_some());
        let krop = serde_json::json!({ "query": format!("{{ bruger(uuid: [\"{ANNA}\"]) {{ uuid }} }}") }).to_string();
        let mut r = Request::post(graphql::ORGANISATION_STI)
            .header("x-transaktionsid", u(9).to_string())
            .header("x-transaktionstid", nu().til_utc_ms())
            .header("content-type", "application/json")
            .body(Body::from(krop))
            .unwrap();
        r.extensions_mut().insert(k);
        let svar = self.graphql.clone().oneshot(r).await.unwrap();
        Ok(String::from_utf8(axum::body::to_bytes(svar.into_body(), 10_000_000).await.unwrap().to_vec()).unwrap())
    }

    /// The same by OIO REST with an access token.
    pub(super) async fn rest(&self, token: &Token) -> Result<Vec<u128>, Fejl> {
        let (adgangstoken, i) = self.adgangstoken(token).await?;
        let mut ud = Vec::new();
        for n in 1..10 {
            let k = self.adgang.http(Some(&format!("Holder-of-key {adgangstoken}")), i.klient.as_ref(), Some(SDI), i.ind()).await?;
            assert!(k.brugers.is_some() || !token.xml.contains("urn:samspil:attribut:bruger"));
            ud.extend(self.ser(n, k).await.then_some(n));
        }
        Ok(ud)
    }

    /// The numbers of the cases that a call of that context reads by REST.
    pub(super) async fn rest_som(&self, k: &Kaldekontekst) -> Vec<u128> {
        let mut ud = Vec::new();
        for n in 1..10 {
            ud.extend(self.ser(n, k.clone()).await.then_some(n));
        }
        ud
    }

    async fn ser(&self, n: u128, k: Kaldekontekst) -> bool {
        let mut r = Request::get(format!("/sagdokumentindeks/sagindeks/{}", u(0x5a60 + n))).body(Body::empty()).unwrap();
        r.extensions_mut().insert(k);
        self.rest.clone().oneshot(r).await.unwrap().status().is_success()
    }
}

/// A search for every case, with what makes the index show the objects it finds.
fn soegning() -> String {
    let ns = NAVNERUM.iter().map(|(p, u)| format!(" xmlns:{p}=\"{u}\"")).collect::<String>();
    format!(
        "<sdi:FremsoegSagDokumentIndeksInput{ns}><sdi:SoegUdtryk><sdi:SoegSag><sag:AttributListe/><sag:TilstandListe/><sag:RelationListe/></sdi:SoegSag>\
         </sdi:SoegUdtryk><sdi:Filter><sdi:SagVis><sdi:Vis>egenskaber</sdi:Vis></sdi:SagVis></sdi:Filter></sdi:FremsoegSagDokumentIndeksInput>"
    )
}

#[tokio::test]
async fn c40_c45_a_colleagues_token_shows_and_hides_exactly_what_the_role_says() {
    let v = Verden::ny().await;
    let systemets = v.token(None).await.unwrap();
    assert_eq!(v.soap(&systemets).await.unwrap(), [1, 2, 3, 4, 5, 6], "the system alone");
    assert_eq!(v.rest(&systemets).await.unwrap(), [1, 2, 3, 4, 5, 6]);
    let anna = v.brugertoken(ANNA, v.system);
    let annas = v.token(Some(&anna)).await.unwrap();
    // Nobody has given Anna anything yet: the refusal says so to those entitled.
    let f = v.soap(&annas).await.unwrap_err();
    assert!(f.contains("SAM-2116") && f.contains("Anna"), "{f}");
    assert_eq!(v.rest(&annas).await.unwrap_err().kode(), Fejlkode::IngenBrugerret);
    let (_, tildeling) = v.forebyggelse().await;
    // The same token, a moment later: the role is felt by the next call.
    assert_eq!(v.soap(&annas).await.unwrap(), [1, 5]);
    assert_eq!(v.rest(&annas).await.unwrap(), [1, 5]);
    let bents = v.token(Some(&v.brugertoken(BENT, v.system))).await.unwrap();
    assert!(v.soap(&bents).await.unwrap_err().contains("SAM-2116"), "Bent works elsewhere");
    // Why.
    let b = Bruger::ny(A, ANNA);
    let s = adgang::Spoergsmaal { bruger: &b, system: Some(v.system), virkning: nu() };
    for (n, ser) in [(1, true), (2, false), (3, false), (4, false), (5, true), (6, false)] {
        let (svar, hvilke) = v.roller.ser(s, "SagIndeks", u(0x5a60 + n)).await.unwrap();
        assert_eq!(hvilke, [ser], "{n}");
        assert!(svar.retter[0].grunde[0].contains("Team Nord"), "{:?}", svar.retter[0].grunde);
    }
    // And what the role would open, counted before it is given: the classes' groups.
    let k = kald();
    let hvem = Administrator { uuid: u(7), navn: "Inge".into(), roller: vec![Administratorrolle::Roller(A)] };
    let kalder = Kalder::administrator(&hvem, &k);
    let virkning = v.roller.simuler(&kalder, A, &roller::simuler::Hvad::UdenTildeling(tildeling), None).await.unwrap();
    assert_eq!((virkning.vinder, virkning.mister), (0, 1));
    let sager = virkning.foer.iter().find(|m| m.objekttype == SAG.navn).unwrap();
    assert_eq!(sager.grupper.iter().map(|(g, n)| (g.as_str(), *n)).collect::<Vec<_>>(), [("27.00", 2), ("27.35", 1)]);
    // Taken back, and gone with the next call.
    v.roller.ophoer_tildeling(&kalder, A, tildeling, None).await.unwrap();
    assert!(v.soap(&annas).await.unwrap_err().contains("SAM-2116"));
    assert_eq!(v.rest(&annas).await.unwrap_err().kode(), Fejlkode::IngenBrugerret);
}

#[tokio::test]
async fn a_users_token_is_for_its_system_unchanged_and_in_time() {
    let v = Verden::ny().await;
    let anna = v.brugertoken(ANNA, v.system);
    assert!(v.token(Some(&anna)).await.is_ok());
    let fremmed = v.brugertoken(ANNA, u(0x1234));
    let aendret = anna.replace(&ANNA.to_string(), &BENT.to_string());
    let kommentar = anna.replacen("Serial=", "Serial=<!-- -->", 1);
    let andet_publikum = anna.replace(&v.system.to_string(), &u(0x1234).to_string());
    let usigneret = format!("{}{}", &anna[..anna.find("<ds:Signature").unwrap()], &anna[anna.find("</ds:Signature>").unwrap() + 15..]);
    let bekraeftet = anna.replace(":cm:bearer", ":cm:holder-of-key");
    for (hvad, t) in [
        ("another system's", &fremmed),
        ("another user", &aendret),
        ("a comment", &kommentar),
        ("another audience", &andet_publikum),
        ("unsigned", &usigneret),
        ("another confirmation", &bekraeftet),
    ] {
        let f = v.token(Some(t)).await.map(|_| ()).unwrap_err();
        assert!(f.starts_with("SAM-21"), "{hvad}: {f}");
    }
    // A user's token is nobody's service token: it opens no address by itself.
    let i = Indkomst { nu: nu(), kald_id: u(97), spor: Spor::default(), klient: Some(CA.1.certifikat().clone()) };
    assert!(v.adgang.adgangstoken(i.klient.as_ref(), &anna, i.ind()).await.is_err());
    // What is derived from a token with a user keeps the user.
    let annas = v.token(Some(&anna)).await.unwrap();
    let igen = v.token(Some(&annas.xml)).await.unwrap();
    assert!(igen.xml.contains("urn:samspil:attribut:bruger") && v.soap(&igen).await.is_err());
}
