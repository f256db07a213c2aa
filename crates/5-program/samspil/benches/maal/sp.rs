//! Serviceplatformen's services: a person looked up by SF1520 against a unit read by Organisation, over signed SOAP in the same run.
use super::klient::{anmodning, last};
use super::sikker::{Demo, KLIENTER, SOAP, lav, nu, start, token};
use super::{Lagervalg, linje};
use ::klient::{Besked, Token, byg_besked, laes_noegle};
use cpr::linje::Linjebygger;
use cpr::person::Personnummer;
use grund::Uuid;
use kontrakt::tjeneste::SoapVersion;
use sikkerhed::noeglering::Noeglepar;
use std::io::Cursor;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const ORG: &str = "http://stoettesystemerne.dk/service/organisation/3";
const CPR: &str = "http://cpr.serviceplatformen.dk/service/personbasedataextended/5";
const ENHED: &str = "/organisation/organisationenhed/6";
const SF1520: &str = "/service/CPR/PersonBaseDataExtended/5";
const PERSONER: u64 = 20_000;
/// Loads of each kind, in turn, so that what else the machine does is shared.
const OMGANGE: usize = 3;

/// A synthetic person's number: day 61–91 (CPR-05).
fn nummer(n: u64) -> Personnummer {
    let (dag, maaned, aar) = (61 + n % 28, 1 + n / 28 % 12, n / 336 % 100);
    Personnummer::fra_tal(dag * 100_000_000 + maaned * 1_000_000 + aar * 10_000 + n / 33_600 % 4_000).expect("number")
}

/// An extract with the records that most people have.
fn udtraek() -> Vec<u8> {
    let mut ud = Linjebygger::ny(cpr::format::START, None)
        .felt("OPGAVENR", "900002")
        .felt("PRODDTO", "20260101")
        .felt("PRODDTOFORRIG", "00000000")
        .linje();
    let mut antal = 0;
    for n in 0..PERSONER {
        let p = nummer(n);
        let foedt = p.foedselsdag().som_dato();
        let r = |nr: u16| Linjebygger::ny(nr, Some(p));
        let husnr = format!("{:03}", 1 + n % 200);
        let records = [
            r(1).felt("STATUS", "01")
                .felt("STATUSHAENSTART", "200001010000")
                .felt("KOEN", "K")
                .felt("FOED_DT", &foedt)
                .felt("START_DT-PERSON", &foedt)
                .felt("STILLING", "Fisker"),
            r(2).felt("KOMKOD", "0751").felt("VEJKOD", "0123").felt("HUSNR", &husnr).felt("TILFLYDTO", "201501010000"),
            r(3).felt("ADRNVN", "Syn Tetisk")
                .felt("STANDARDADR", &format!("Prøvevej {}", 1 + n % 200))
                .felt("POSTNR", "8000")
                .felt("POSTDISTTXT", "Aarhus C")
                .felt("KOMKOD", "0751")
                .felt("VEJKOD", "0123")
                .felt("HUSNR", &husnr)
                .felt("VEJADRNVN", "Prøvevej"),
            r(8).felt("FORNVN", "Syn").felt("EFTERNVN", "Tetisk").felt("NVNHAENSTART", "200001011200").felt("ADRNVN", "Syn Tetisk"),
            r(9).felt("START_MYNKOD-FOEDESTED", "8054"),
            r(10).felt("LANDEKOD", "5100").felt("HAENSTART-STATSBORGERSKAB", "200001010000"),
            r(12).felt("CIVST", "U").felt("HAENSTART-CIVILSTAND", "200001010000"),
            r(15)
                .felt("MOR_FOED_DT", "1950-01-01")
                .felt("MORNVN", "Tetisk,Mor")
                .felt("FAR_FOED_DT", "1950-01-01")
                .felt("FARNVN", "Tetisk,Far"),
            r(23).felt("KOMKOD", "0101").felt("VEJKOD", "0456").felt("HUSNR", "001").felt("TILFLYDTO", "199901010000"),
        ];
        antal += records.len();
        ud.extend(records.into_iter().flat_map(Linjebygger::linje));
    }
    ud.extend(format!("9999999999999{antal:08}\n").into_bytes());
    ud
}

/// Fills the demo's store with persons, before it starts.
fn fyld(lager: &str) {
    let kerne = tokio::runtime::Runtime::new().expect("runtime");
    kerne.block_on(async {
        let valg = Lagervalg { data: "ubrugt".into(), lager: Some(lager.into()) };
        let s = samspil::opstilling::aabn(&valg, samspil::lagersted::Mangler::Lav).await.expect("store");
        let bestand = cpr::Bestand::ny(s.register.lager().clone());
        let (data, t0) = (udtraek(), Instant::now());
        cpr::indlaes::indlaes(&bestand, &mut Cursor::new(data), cpr::indlaes::Valg::default(), nu(), &mut |_| {}).await.expect("load");
        linje(&format!("load of a CPR extract of {PERSONER} persons"), PERSONER as f64 / t0.elapsed().as_secs_f64(), "/s", "aim ≥ 20000");
        s.register.lager().luk().await;
    });
}

struct Kald<'k> {
    p: &'k Demo,
    n: &'k Noeglepar,
    token: Token,
    version: SoapVersion,
    sti: &'static str,
    action: &'static str,
    framework: bool,
}

impl Kald<'_> {
    fn besked(&self, krop: &str) -> Vec<u8> {
        let til = format!("http://{}{}", self.p.adresse, self.sti);
        let b = Besked {
            version: self.version,
            til: &til,
            action: self.action,
            krop,
            token: &self.token,
            besked_id: Uuid::new_v4(),
            nu: nu(),
            transaktion: (!self.framework).then(Uuid::new_v4),
            framework: self.framework,
        };
        let indholdstype = if self.framework { "text/xml; charset=utf-8" } else { SOAP };
        anmodning("POST", self.sti, indholdstype, &byg_besked(&b, self.n).expect("message"))
    }

    /// The median and 99th percentile in milliseconds, and calls in a second.
    fn koer(&self, antal: usize, varighed: Duration, krop: impl Fn(usize) -> String + Sync) -> (f64, f64, f64) {
        let naeste = AtomicUsize::new(0);
        let beskeder = lav(antal, || self.besked(&krop(naeste.fetch_add(1, Ordering::Relaxed))));
        let naeste = AtomicUsize::new(0);
        let r = last(self.p.adresse, KLIENTER, varighed, 200, |_, _| beskeder.get(naeste.fetch_add(1, Ordering::Relaxed)).cloned());
        (r.p50, r.p99, r.rate)
    }
}

fn median(mut v: Vec<f64>) -> f64 {
    v.sort_by(f64::total_cmp);
    v[v.len() / 2]
}

pub fn maal(mappe: &Path, sekunder: u64) {
    let data = mappe.join("sp");
    let lager = format!("sqlite:{}", mappe.join("sp.db").display());
    fyld(&lager);
    let p = start(&data, Some(&lager));
    let noegler = data.join("klienter");
    let n: Noeglepar = laes_noegle(&noegler.join("demosystem.p12"), None, "samspil").expect("keystore");

    let org = |action| Kald {
        p: &p,
        n: &n,
        token: token(&p, &noegler, &n, ORG),
        version: SoapVersion::V12,
        sti: ENHED,
        action,
        framework: false,
    };
    let enhed = Uuid::new_v4();
    let v = "<sd:Virkning><sd:FraTidspunkt><sd:TidsstempelDatoTid>2020-01-01T00:00:00Z</sd:TidsstempelDatoTid></sd:FraTidspunkt><sd:TilTidspunkt><sd:GraenseIndikator>true</sd:GraenseIndikator></sd:TilTidspunkt></sd:Virkning>";
    let importer = format!(
        "<b:ImportInput xmlns:b=\"http://stoettesystemerne.dk/organisation/organisationenhed/6/\" xmlns:sd=\"urn:oio:sagdok:3.0.0\" xmlns:g=\"http://stoettesystemerne.dk/organisation/6/\"><b:OrganisationEnhed><sd:UUIDIdentifikator>{enhed}</sd:UUIDIdentifikator>\
         <b:Registrering><b:AttributListe><b:Egenskab>{v}<sd:BrugervendtNoegleTekst>maal</sd:BrugervendtNoegleTekst><b:EnhedNavn>Borgerservice</b:EnhedNavn></b:Egenskab></b:AttributListe>\
         <b:TilstandListe><g:Gyldighed>{v}<g:GyldighedStatusKode>Aktiv</g:GyldighedStatusKode></g:Gyldighed></b:TilstandListe>\
         <b:RelationListe><sd:Tilhoerer>{v}<sd:ReferenceID><sd:UUIDIdentifikator>{enhed}</sd:UUIDIdentifikator></sd:ReferenceID></sd:Tilhoerer></b:RelationListe></b:Registrering></b:OrganisationEnhed></b:ImportInput>"
    );
    let skriv = org("http://kombit.dk/sts/organisation/organisationenhed/importer");
    let (status, svar) = super::klient::Klient::ny(p.adresse)
        .and_then(|mut k| k.kald(&skriv.besked(&importer)).map(|(s, b)| (s, String::from_utf8_lossy(b).into_owned())))
        .expect("call");
    assert!(status == 200 && svar.contains(">20<"), "{svar}");

    let laes = org("http://kombit.dk/sts/organisation/organisationenhed/laes");
    let opslag = Kald {
        p: &p,
        n: &n,
        token: token(&p, &noegler, &n, CPR),
        version: SoapVersion::V11,
        sti: SF1520,
        action: "http://serviceplatformen.dk/xml/wsdl/soap11/CPR/PersonBaseDataExtended/5/PersonLookup",
        framework: true,
    };
    let enhed = |_: usize| {
        format!(
            "<b:LaesInput xmlns:b=\"http://stoettesystemerne.dk/organisation/organisationenhed/6/\" xmlns:sd=\"urn:oio:sagdok:3.0.0\"><sd:UUIDIdentifikator>{enhed}</sd:UUIDIdentifikator></b:LaesInput>"
        )
    };
    let person = |i: usize| {
        let nr = nummer((i as u64).wrapping_mul(7_919) % PERSONER);
        format!(
            "<p:PersonLookupRequest xmlns:p=\"http://serviceplatformen.dk/xml/wsdl/soap11/CPR/PersonBaseDataExtended/5/\"><c:PNR xmlns:c=\"http://serviceplatformen.dk/xml/schemas/cpr/PNR/1/\">{nr}</c:PNR></p:PersonLookupRequest>"
        )
    };
    let (antal, varighed) = (3_000 * sekunder as usize, Duration::from_secs(sekunder));
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for _ in 0..OMGANGE {
        a.push(laes.koer(antal, varighed, enhed));
        b.push(opslag.koer(antal, varighed, person));
    }
    let midt = |v: &[(f64, f64, f64)], f: fn(&(f64, f64, f64)) -> f64| median(v.iter().map(f).collect());
    for (navn, v) in [("signed read of a unit (SF1500), 16 clients", &a), ("signed look-up of a person (SF1520), 16 clients", &b)] {
        linje(
            navn,
            midt(v, |m| m.2),
            "/s",
            &format!("p50 {:.2} ms, p99 {:.2} ms; medians of {OMGANGE} rounds", midt(v, |m| m.0), midt(v, |m| m.1)),
        );
    }
    let forhold = |f| midt(&b, f) / midt(&a, f);
    linje("  the look-up's time for that of the read", forhold(|m| m.0), "×", &format!("p99 {:.2} ×; aim ≤ 1.3", forhold(|m| m.1)));
}
