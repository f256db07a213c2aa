//! Serviceplatformen's services: a person looked up by SF1520 against a unit read by Organisation, over signed SOAP in the same run.
use super::klient::{anmodning, last};
use super::linje;
use super::sikker::{Demo, KLIENTER, SOAP, lav, nu, start, token};
use ::klient::{Besked, Token, byg_besked, laes_noegle};
use grund::Uuid;
use kontrakt::tjeneste::SoapVersion;
use sikkerhed::noeglering::Noeglepar;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const ORG: &str = "http://stoettesystemerne.dk/service/organisation/3";
const CPR: &str = "http://cpr.serviceplatformen.dk/service/personbasedataextended/5";
const ENHED: &str = "/organisation/organisationenhed/6";
const SF1520: &str = "/service/CPR/PersonBaseDataExtended/5";
const PERSONER: &str = "20000";
/// Loads of each kind, in turn, so that what else the machine does is shared.
const OMGANGE: usize = 3;

/// Fills the demo's store with synthetic persons, before it starts; their numbers.
fn fyld(lager: &str, mappe: &Path) -> Vec<String> {
    let fil = mappe.join("udtraek.txt");
    let samspil = |argumenter: &[&str]| {
        let ud = Command::new(env!("CARGO_BIN_EXE_samspil")).args(argumenter).arg(&fil).args(["--log", "warn"]).output().expect("samspil");
        assert!(ud.status.success(), "{}", String::from_utf8_lossy(&ud.stderr));
    };
    samspil(&["generer", "cpr-udtraek", "--personer", PERSONER]);
    let t0 = Instant::now();
    samspil(&["importer", "cpr", "--lager", lager]);
    let data = std::fs::read(&fil).expect("extract");
    let stamdata = data.split(|b| *b == b'\n').filter(|l| l.starts_with(b"001"));
    let numre: Vec<String> = stamdata.map(|l| String::from_utf8_lossy(&l[3..13]).into_owned()).collect();
    linje("load of a CPR extract, with the start of the command", numre.len() as f64 / t0.elapsed().as_secs_f64(), "/s", "");
    numre
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
    let numre = fyld(&lager, mappe);
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
        let nr = &numre[i.wrapping_mul(7_919) % numre.len()];
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
