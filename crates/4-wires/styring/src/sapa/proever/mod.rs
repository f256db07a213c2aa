//! SAPA as a client drives it, over a real store with the tables of the indexes and of Organisation.
#![allow(clippy::unwrap_used, clippy::panic)]
mod advis;
mod egenskab;
mod notater;
mod overblik;

use super::*;
use ::sapa::notat::{Afsendt, Notatbrev, Notatstatus};
use ::sapa::port::{self, Porte, Soegefund};
use ::sapa::typer::{Paaroerende, Person};
use axum::body::Body;
use axum::http::Request;
use grund::ret::{Rettigheder, Tilladelse};
use grund::ur::IdKilde;
use grund::{Afgraensning, Cvr, Klasseinterval, Periode, Ret, Spor, Tidspunkt, UnikId};
use http_body_util::BodyExt;
use lager::SqliteLager;
use register::{
    Egenskab, Flettemaade, Handling, Indhold, Kommando, Maerke, Objekttype, Register, Relation, Tilstand as Fremdrift, Typekatalog, Vaerdi,
    Virkning,
};
use sagdokument::objekttyper::{DOKUMENT, SAG};
use sagdokument::{numre as n, roller as r};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use tower::ServiceExt;

pub(super) const NU: i64 = 1_790_000_000_000_000;
pub(super) const DAG: i64 = 86_400_000_000;
pub(super) const GAMMELT: &str = "6101700001";
pub(super) const NYT: &str = "6101700002";
pub(super) const FAG: Uuid = u(0xfa6);
pub(super) const ENHED: Uuid = u(0xe1);
pub(super) const ANNA: Uuid = u(0xa11a);

pub(super) const fn u(n: u128) -> Uuid {
    Uuid::from_u128(n)
}
pub(super) fn t(dage: i64) -> Tidspunkt {
    Tidspunkt::fra_mikros(NU + dage * DAG)
}
pub(super) fn cpr(c: &str) -> UnikId {
    UnikId::Urn(format!("urn:oio:cpr-nr:{c}"))
}

struct Tal(AtomicU64);
impl IdKilde for Tal {
    fn ny(&self) -> Uuid {
        u(0xaaaa_0000_0000_4000_8000_0000_0000_0000 + u128::from(self.0.fetch_add(1, Ordering::SeqCst)))
    }
}

/// What the other modules say, as a test says it.
#[derive(Default)]
pub(super) struct Andre {
    /// The old number leads to the new one.
    pub(super) skiftet: bool,
    pub(super) beskyttede: BTreeSet<String>,
    pub(super) hop: BTreeMap<Uuid, String>,
    pub(super) rettigheder_i: BTreeSet<Uuid>,
    /// Never answers, fails, or answers.
    pub(super) folk_svarer: Option<bool>,
    pub(super) familie: Vec<Paaroerende>,
    pub(super) noter: BTreeMap<Uuid, (Notatbrev, Afsendt)>,
    pub(super) afvis_noter: bool,
}

#[derive(Clone, Default)]
pub(super) struct Verdenen(pub(super) Arc<Mutex<Andre>>);

#[async_trait]
impl port::Identiteter for Verdenen {
    async fn alle(&self, _: &Kaldekontekst, id: &UnikId) -> Result<(Vec<UnikId>, Option<UnikId>), Fejl> {
        let hendes = [cpr(GAMMELT), cpr(NYT)];
        if self.0.lock().unwrap().skiftet && hendes.contains(id) {
            return Ok((hendes.into(), Some(cpr(NYT))));
        }
        Ok((vec![id.clone()], None))
    }
}

#[async_trait]
impl port::Folkeregister for Verdenen {
    async fn person(&self, nummer: &str, ser: bool, _: Tidspunkt) -> Result<Option<Person>, Fejl> {
        let svarer = self.0.lock().unwrap().folk_svarer;
        match svarer {
            None => {}
            Some(true) => return Err(Fejl::intern("CPR is away")),
            Some(false) => std::future::pending().await,
        }
        let a = self.0.lock().unwrap();
        let beskyttet = a.beskyttede.contains(nummer);
        let skjult = beskyttet && !ser;
        let navn = (!skjult).then(|| format!("Person {nummer}"));
        let adresse = if skjult { Vec::new() } else { vec!["Skovvej 1".into()] };
        Ok(Some(Person {
            nummer: nummer.into(),
            navn,
            adresse,
            beskyttet,
            skjult,
            alder: Some(40),
            familie: a.familie.clone(),
            ..Person::default()
        }))
    }
    async fn beskyttede(&self, numre: &[String], _: Tidspunkt) -> Result<BTreeSet<String>, Fejl> {
        let a = self.0.lock().unwrap();
        Ok(numre.iter().filter(|n| a.beskyttede.contains(*n)).cloned().collect())
    }
    async fn stand(&self) -> Result<Option<String>, Fejl> {
        Ok(Some("2026-09-20".into()))
    }
}

#[async_trait]
impl port::Fagsystemer for Verdenen {
    fn hop(&self, system: Uuid) -> Option<String> {
        self.0.lock().unwrap().hop.get(&system).cloned()
    }
    async fn har_adgang(&self, _: &Kaldekontekst, system: Uuid) -> Result<bool, Fejl> {
        Ok(self.0.lock().unwrap().rettigheder_i.contains(&system))
    }
}

#[async_trait]
impl port::Notevej for Verdenen {
    async fn send(&self, k: &Kaldekontekst, n: &Notatbrev) -> Result<Afsendt, Fejl> {
        let mut a = self.0.lock().unwrap();
        let svar = if a.afvis_noter {
            Afsendt { status: Notatstatus::Afvist, begrundelse: Some("Systemet kan ikke modtage det.".into()), siden: k.nu }
        } else {
            Afsendt { status: Notatstatus::Sendt, begrundelse: None, siden: k.nu }
        };
        a.noter.insert(n.id, (n.clone(), svar.clone()));
        Ok(svar)
    }
    async fn hvor(&self, _: &Kaldekontekst, id: Uuid) -> Result<Option<Afsendt>, Fejl> {
        Ok(self.0.lock().unwrap().noter.get(&id).map(|(_, s)| s.clone()))
    }
}

#[async_trait]
impl port::Partssoegning for Verdenen {
    async fn soeg(&self, tekst: &str, ser: bool, antal: usize, _: Tidspunkt) -> Result<Vec<Soegefund>, Fejl> {
        let en = |c: &&str| Soegefund {
            part: cpr(c).to_string(),
            slags: "person",
            navn: Some(format!("{tekst} {c}")),
            adresse: None,
            oplysning: None,
        };
        let a = self.0.lock().unwrap();
        Ok([GAMMELT, NYT].iter().filter(|c| ser || !a.beskyttede.contains(**c)).map(en).take(antal).collect())
    }
    fn kilde(&self) -> &'static str {
        "CPR"
    }
}

/// Says what a test's user may.
struct Fast(Arc<Mutex<Brugerretter>>);
#[async_trait]
impl Brugeropslag for Fast {
    async fn retter(&self, _: &Kaldekontekst) -> Result<Brugerretter, Fejl> {
        Ok(self.0.lock().unwrap().clone())
    }
}

pub(super) struct Verden {
    pub(super) register: Register,
    pub(super) sapa: Arc<Sapa>,
    pub(super) andre: Verdenen,
    pub(super) bruger: Arc<Mutex<Brugerretter>>,
    router: Router,
    /// What the system's agreement gives.
    pub(super) retter: Mutex<Rettigheder>,
    /// Days after the beginning.
    pub(super) dag: AtomicU64,
}

/// An overview's user, with those restrictions.
pub(super) fn maa(f: &[Funktion], a: Afgraensning) -> Brugerretter {
    Brugerretter::ny(f.iter().map(|f| (*f, Some(a.clone()))).collect(), vec![UnikId::Uuid(ANNA), UnikId::Uuid(ENHED)], "Anna")
}

pub(super) fn kle(t: &str) -> Afgraensning {
    Afgraensning { klasser: Some(vec![Klasseinterval::laes(t).unwrap()]), ..Afgraensning::FRI }
}

pub(super) fn verden() -> Verden {
    let typer = Typekatalog::ny(&[sagdokument::OBJEKTTYPER, ydelse::OBJEKTTYPER, organisation::OBJEKTTYPER]);
    let register = Register::ny(Arc::new(SqliteLager::midlertidig().unwrap()), typer);
    let andre = Verdenen::default();
    let porte = Porte {
        folk: Some(Arc::new(andre.clone())),
        virksomheder: None,
        identiteter: Some(Arc::new(andre.clone())),
        sundhed: None,
        soegninger: vec![Arc::new(andre.clone())],
        fagsystemer: Some(Arc::new(andre.clone())),
        noter: Some(Arc::new(andre.clone())),
    };
    let sapa = Arc::new(Sapa::ny(register.clone(), porte, Arc::new(Tal(AtomicU64::new(0)))));
    let bruger = Arc::new(Mutex::new(maa(Funktion::ALLE, Afgraensning::FRI)));
    let router = ruter(Tilstand { sapa: sapa.clone(), brugere: Arc::new(Fast(bruger.clone())) });
    Verden { register, sapa, andre, bruger, router, retter: Mutex::new(Rettigheder::Alt), dag: AtomicU64::new(0) }
}

impl Verden {
    pub(super) fn nu(&self) -> Tidspunkt {
        t(self.dag.load(Ordering::SeqCst).cast_signed())
    }

    /// The call of Anna's system.
    pub(super) fn kald(&self) -> Kaldekontekst {
        let k = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], UnikId::Uuid(ANNA), self.nu(), u(1));
        Kaldekontekst { retter: Arc::new(self.retter.lock().unwrap().clone()), spor: Spor::default(), ..k }
    }

    pub(super) fn saet(&self, b: Brugerretter) {
        *self.bruger.lock().unwrap() = b;
    }

    /// The agreement's data restrictions, on every service of SAPA.
    pub(super) fn aftale(&self, a: &Afgraensning) {
        let en = |s: &&str| Tilladelse { service: (*s).into(), retter: vec![Ret::Laes], afgraensning: a.clone() };
        *self.retter.lock().unwrap() = Rettigheder::Kun(::sapa::tjenester::SAPA.services.iter().map(en).collect());
    }

    pub(super) async fn spoerg(&self, metode: &str, sti: &str, krop: Option<Value>) -> (u16, Value, Kaldekontekst) {
        let kald = self.kald();
        let mut a = Request::builder().method(metode).uri(format!("{ROD}{sti}"));
        if krop.is_some() {
            a = a.header("content-type", "application/json");
        }
        let mut a = a.body(Body::from(krop.map(|k| k.to_string()).unwrap_or_default())).unwrap();
        a.extensions_mut().insert(kald.clone());
        let svar = self.router.clone().oneshot(a).await.unwrap();
        let status = svar.status().as_u16();
        let bytes = svar.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or_default(), kald)
    }

    /// A POST that must go well.
    pub(super) async fn post(&self, sti: &str, krop: Value) -> Value {
        let (status, v, _) = self.spoerg("POST", sti, Some(krop)).await;
        assert!((200..300).contains(&status), "{sti}: {status} {v}");
        v
    }

    pub(super) async fn overblik(&self, part: &str) -> Value {
        self.post("/overblik", json!({ "part": part, "formaal": "Møde" })).await
    }

    pub(super) async fn skriv(&self, typen: &'static Objekttype, uuid: Uuid, handling: Handling, indhold: Indhold) {
        let kald = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], UnikId::Uuid(FAG), self.nu(), u(2));
        let k = Kommando {
            objekttype: typen,
            uuid,
            handling,
            maade: Flettemaade::Sts,
            note: None,
            indhold,
            historik: Vec::new(),
            forudsat: None,
        };
        self.register.udfoer(&kald, k).await.unwrap();
    }

    pub(super) async fn sag(&self, s: &NySag) {
        self.skriv(&SAG, s.uuid, Handling::Indlaes, s.indhold()).await;
    }
}

pub(super) fn tekst(t: &str) -> Vaerdi {
    Vaerdi::Tekst(t.into())
}

/// A reference in a role, for ever.
pub(super) fn i_rolle(rolle: Uuid, til: UnikId, felter: &[(u16, &str)]) -> Relation {
    let felter = felter.iter().map(|(n, t)| (*n, tekst(t))).collect();
    Relation { rolle: Some(Maerke { id: UnikId::Uuid(rolle), label: None }), felter, ..Relation::til(til, Virkning::i(Periode::ALTID)) }
}

/// A case as a test says it.
#[derive(Clone, Debug)]
pub(super) struct NySag {
    pub(super) uuid: Uuid,
    pub(super) titel: &'static str,
    pub(super) kle: &'static str,
    pub(super) niveau: u8,
    pub(super) part: String,
    pub(super) anden_part: Option<String>,
    /// States and the day that each begins.
    pub(super) forloeb: Vec<(u8, i64)>,
    pub(super) dokumenter: Vec<Uuid>,
    pub(super) notat: Option<&'static str>,
    pub(super) relation: Option<Uuid>,
    pub(super) enhed: Uuid,
}

pub(super) fn ny_sag(n: u128, kle: &'static str) -> NySag {
    NySag {
        uuid: u(n),
        titel: "Bolig",
        kle,
        niveau: 1,
        part: GAMMELT.into(),
        anden_part: None,
        forloeb: vec![(1, -100)],
        dokumenter: Vec::new(),
        notat: None,
        relation: None,
        enhed: ENHED,
    }
}

impl NySag {
    pub(super) fn indhold(&self) -> Indhold {
        let nr = format!("2026-{}", self.uuid.as_u128());
        let foelsomhed = grund::afgraensning::FOELSOMHEDER[usize::from(self.niveau) - 1];
        let felter = [
            (n::BRUGERVENDTNOEGLE, tekst(&nr)),
            (n::NUMMER, tekst(&nr)),
            (n::TITEL, tekst(self.titel)),
            (n::FOELSOMHED, tekst(foelsomhed)),
        ];
        let start = self.forloeb[0].1;
        let ender = self.forloeb.iter().skip(1).map(|(_, d)| t(*d)).chain([Tidspunkt::UENDELIG]);
        let trin =
            self.forloeb.iter().zip(ender).map(|((v, d), til)| Fremdrift { virkning: Virkning::i(Periode::ny(t(*d), til)), vaerdi: *v });
        let dokument = |d: &Uuid| i_rolle(r::TILAKTERET, UnikId::Uuid(*d), &[(n::REL_DOKUMENTTITEL, "Brev")]);
        let mut poster: Vec<Relation> = self.dokumenter.iter().map(dokument).collect();
        poster.extend(self.notat.map(|titel| {
            let felter = [(n::REL_JOURNALNOTAT, Vaerdi::Struktur([(1, tekst(titel)), (2, tekst("hemmelig tekst"))].into()))].into();
            let v = Virkning::fra(t(-10));
            let rel = i_rolle(r::JOURNALNOTAT, UnikId::Uuid(u(0x90 + self.uuid.as_u128())), &[]);
            Relation { felter, virkning: v, indeks: Some("1".into()), ..rel }
        }));
        let mut parter = vec![i_rolle(r::PRIMAER_PART, cpr(&self.part), &[(n::REL_FULDTNAVN, "Navn i indekset")])];
        parter.extend(self.anden_part.as_ref().map(|p| i_rolle(r::SEKUNDAER_PART, cpr(p), &[(n::REL_FULDTNAVN, "Anden i indekset")])));
        let mut relationer: BTreeMap<u16, Vec<Relation>> = BTreeMap::from([
            (n::KLASSE, vec![i_rolle(r::PRIMAER_KLASSE, UnikId::Uuid(u(0xc1)), &[(n::REL_BRUGERVENDTNOEGLE, self.kle)])]),
            (n::AKTOER, vec![i_rolle(r::ANSVARLIG, UnikId::Uuid(self.enhed), &[(n::REL_FULDTNAVN, "Team Nord")])]),
            (n::PART, parter),
            (n::ITSYSTEM, vec![i_rolle(r::MASTER, UnikId::Uuid(FAG), &[(n::REL_SYSTEMNAVN, "Fag")])]),
            (n::JOURNALPOST, poster),
        ]);
        relationer.extend(self.relation.map(|s| (n::RELATION, vec![i_rolle(u(0x4e1), UnikId::Uuid(s), &[])])));
        relationer.retain(|_, l| !l.is_empty());
        let egenskaber = Some(vec![Egenskab { virkning: Virkning::fra(t(start)), felter: felter.into() }]);
        Indhold { egenskaber, tilstande: [(1, trin.collect())].into(), relationer, ..Indhold::default() }
    }
}

/// A document.
pub(super) fn dokument(titel: &str, niveau: u8) -> Indhold {
    let foelsomhed = grund::afgraensning::FOELSOMHEDER[usize::from(niveau) - 1];
    let felter = [
        (n::BRUGERVENDTNOEGLE, tekst(titel)),
        (n::TITEL, tekst(titel)),
        (n::FOELSOMHED, tekst(foelsomhed)),
        (n::DOKUMENTTYPE, tekst("Andet")),
    ];
    let relationer = [(n::ITSYSTEM, vec![i_rolle(r::MASTER, UnikId::Uuid(FAG), &[])])].into();
    let egenskaber = Some(vec![Egenskab { virkning: Virkning::fra(t(-50)), felter: felter.into() }]);
    let tilstande = [(1, vec![Fremdrift { virkning: Virkning::fra(t(-50)), vaerdi: 6 }])].into();
    Indhold { egenskaber, tilstande, relationer, ..Indhold::default() }
}

pub(super) fn uuider(v: &Value) -> BTreeSet<Uuid> {
    v.as_array().unwrap().iter().map(|s| s["uuid"].as_str().unwrap().parse().unwrap()).collect()
}

pub(super) fn kilde(o: &Value, navn: &str) -> String {
    let fundet = o["kilder"].as_array().unwrap().iter().find(|k| k["kilde"] == navn);
    fundet.map_or_else(String::new, |k| k["svar"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn every_operation_of_the_document_is_served_and_none_more() {
    let v = verden();
    for o in openapi::OPERATIONER {
        let sti = o.sti.replace("{uuid}", &u(1).to_string());
        let metode = o.metode.to_uppercase();
        let (status, svar, _) = v.spoerg(&metode, &sti, (metode != "GET").then(|| json!({}))).await;
        assert!(status != 405 && (status != 404 || svar["kode"] == "SAM-1301"), "{metode} {sti}: {status} {svar}");
        let andre = ["GET", "POST", "PUT", "DELETE"]
            .into_iter()
            .filter(|m| !openapi::OPERATIONER.iter().any(|x| x.sti == o.sti && x.metode.to_uppercase() == *m));
        for m in andre {
            assert_eq!(v.spoerg(m, &sti, (m != "GET").then(|| json!({}))).await.0, 405, "{m} {sti} is served and not documented");
        }
    }
    let (_, d, _) = v.spoerg("GET", "/openapi.json", None).await;
    assert_eq!(
        (d["openapi"].as_str(), er_beskrivelse("/sapa/v1/openapi.json"), er_beskrivelse("/sapa/v1/overblik")),
        (Some("3.1.0"), true, false)
    );
}

#[tokio::test]
async fn sapa11_a_user_without_the_function_is_refused_everywhere_and_told_which() {
    let v = verden();
    v.saet(maa(&[], Afgraensning::FRI));
    let part = json!({ "part": GAMMELT, "formaal": "x" });
    for (metode, sti, krop) in [
        ("POST", "/overblik", part.clone()),
        ("POST", "/beskyttet", part.clone()),
        ("POST", "/soeg", json!({ "tekst": "Jens", "formaal": "x" })),
        ("POST", "/sag", json!({ "sag": u(1), "formaal": "x" })),
        ("POST", "/bemaerkninger/find", part.clone()),
        ("POST", "/bemaerkninger", json!({ "part": GAMMELT, "art": "Tolk", "tekst": "x", "gyldig_til": t(9).til_utc() })),
        ("POST", "/bemaerkninger/00000000-0000-0000-0000-000000000001/afslut", json!({ "part": GAMMELT })),
        ("POST", "/notater", json!({ "sag": u(1), "titel": "x", "tekst": "x" })),
        ("POST", "/visninger", json!({ "navn": "x" })),
        ("PUT", "/indstillinger", json!({})),
        ("POST", "/advisgrupper", json!({ "navn": "x", "modtagere": ["x"] })),
        ("POST", "/advisregler", json!({ "gruppe": u(1), "haendelser": ["sag_opstaaet"] })),
        ("POST", "/advis/find", part.clone()),
        ("POST", "/advis/haandter", json!({ "advis": [u(1)], "handling": "faerdig" })),
        ("POST", "/advis/paamindelser", json!({ "gruppe": u(1), "titel": "x", "dato": t(1).til_utc() })),
    ] {
        let (status, svar, k) = v.spoerg(metode, sti, Some(krop)).await;
        assert_eq!((status, svar["kode"].as_str()), (403, Some("SAM-2116")), "{sti}: {svar}");
        assert!(svar["tilladt"].as_str().unwrap().contains("usersystemrole") && k.spor.indhold().afslag.is_some(), "{sti}");
    }
    for sti in ["/visninger", "/advisgrupper", "/advisregler", "/indstillinger", "/notater/00000000-0000-0000-0000-000000000001"] {
        assert_eq!(v.spoerg("GET", sti, None).await.0, 403, "{sti}");
    }
}
