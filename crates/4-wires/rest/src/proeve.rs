//! What the tests share: a router over a temporary store, a clock that runs, and a body for every object type.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
use crate::{Tilstand, ruter};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use grund::ur::{IdKilde, Ur};
use grund::{Cvr, Kaldekontekst, Tidspunkt, UnikId, Uuid};
use register::{Felt, Felttype, Objekttype, Register, Relationsdef, Relationsslags, Typekatalog};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use tower::ServiceExt;

/// 2026-01-01T00:00:00Z.
const START: i64 = 1_767_225_600_000_000;

pub(crate) struct Testur(AtomicI64);
impl Ur for Testur {
    fn nu(&self) -> Tidspunkt {
        Tidspunkt::fra_mikros(self.0.load(Ordering::SeqCst))
    }
}

struct Tester(AtomicU64);
impl IdKilde for Tester {
    fn ny(&self) -> Uuid {
        Uuid::from_u128(0xaaaa_0000_0000_4000_8000_0000_0000_0000 + u128::from(self.0.fetch_add(1, Ordering::SeqCst)))
    }
}

pub(crate) fn typer() -> Vec<&'static Objekttype> {
    [organisation::OBJEKTTYPER, klassifikation::OBJEKTTYPER, oio::OBJEKTTYPER].concat()
}

pub(crate) fn typen(navn: &str) -> &'static Objekttype {
    typer().into_iter().find(|t| t.navn == navn).unwrap()
}

pub(crate) struct Opstilling {
    pub(crate) ruter: Router,
    pub(crate) tilstand: Tilstand,
    ur: Arc<Testur>,
}

pub(crate) struct Svar {
    pub(crate) status: StatusCode,
    pub(crate) hoved: HeaderMap,
    pub(crate) raa: Vec<u8>,
}

impl Svar {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.raa).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.raa)))
    }
    pub(crate) fn uuid(&self) -> String {
        self.json()["uuid"].as_str().unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&self.raa))).to_owned()
    }
    /// The answer has this status.
    pub(crate) fn er(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.raa));
        self
    }
    /// The refusal has this code.
    pub(crate) fn kode(self, status: u16, kode: &str) -> Self {
        let s = self.er(status);
        assert_eq!(s.json()["kode"], kode, "{}", String::from_utf8_lossy(&s.raa));
        s
    }
}

impl Opstilling {
    pub(crate) fn ny() -> Self {
        Self::med(|_| {})
    }

    pub(crate) fn med(valg: impl FnOnce(&mut crate::Valg)) -> Self {
        let lager = Arc::new(lager::SqliteLager::midlertidig().unwrap());
        Self::paa(Typekatalog::ny(&[organisation::OBJEKTTYPER, klassifikation::OBJEKTTYPER, oio::OBJEKTTYPER]), lager, valg)
    }

    /// With the index of cases, and with the module of persons or without it, over the store of another.
    pub(crate) fn indeks(person: bool, lager: Arc<dyn lager::Lager>) -> Self {
        let typer = [sagdokument::OBJEKTTYPER, person::OBJEKTTYPER];
        Self::paa(Typekatalog::ny(typer.get(..1 + usize::from(person)).unwrap()), lager, |_| {})
    }

    fn paa(katalog: Typekatalog, lager: Arc<dyn lager::Lager>, valg: impl FnOnce(&mut crate::Valg)) -> Self {
        let ur = Arc::new(Testur(AtomicI64::new(START)));
        let mut tilstand = Tilstand::ny(Arc::new(Register::ny(lager, katalog)), ur.clone(), Arc::new(Tester(AtomicU64::new(1))));
        valg(&mut tilstand.valg);
        // The program limits bodies outside of this router; document files must pass all the same.
        let graense = axum::extract::DefaultBodyLimit::max(grund::graenser::KROP_BYTES);
        Self { ruter: ruter(tilstand.clone()).layer(graense), tilstand, ur }
    }

    /// The context of a call of this authority, one second after the last one.
    pub(crate) fn kontekst(&self, myndighed: Cvr) -> Kaldekontekst {
        self.ur.0.fetch_add(1_000_000, Ordering::SeqCst);
        Kaldekontekst::ubegraenset(myndighed, &[Cvr::KOMBIT], UnikId::Uuid(adgang::ANONYM_BRUGER), self.ur.nu(), Uuid::nil())
    }

    pub(crate) async fn send(&self, r: Request<Body>) -> Svar {
        self.som(Cvr::KORSBAEK, r).await
    }

    pub(crate) async fn som(&self, myndighed: Cvr, mut r: Request<Body>) -> Svar {
        r.extensions_mut().insert(self.kontekst(myndighed));
        self.send_som_er(r).await
    }

    /// With the context that is on it.
    pub(crate) async fn send_som_er(&self, r: Request<Body>) -> Svar {
        let svar = self.ruter.clone().oneshot(r).await.unwrap();
        let (status, hoved) = (svar.status(), svar.headers().clone());
        let raa = axum::body::to_bytes(svar.into_body(), usize::MAX).await.unwrap().to_vec();
        Svar { status, hoved, raa }
    }

    pub(crate) async fn get(&self, sti: &str) -> Svar {
        self.send(Request::get(sti).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn kald(&self, metode: &str, sti: &str, krop: &Value) -> Svar {
        let r = Request::builder()
            .method(metode)
            .uri(sti)
            .header("content-type", "application/json")
            .body(Body::from(krop.to_string()))
            .unwrap();
        self.send(r).await
    }

    pub(crate) async fn raa(&self, metode: &str, sti: &str, slags: &str, krop: impl Into<Body>) -> Svar {
        self.send(Request::builder().method(metode).uri(sti).header("content-type", slags).body(krop.into()).unwrap()).await
    }
}

pub(crate) fn sti(t: &Objekttype) -> String {
    format!("/{}/{}", t.service, t.sti)
}

pub(crate) fn virkning(fra: &str, til: &str) -> Value {
    json!({ "from": fra, "to": til, "aktoerref": "ddc99abd-c1b0-48c2-aef7-74fea841adae", "aktoertypekode": "Bruger", "notetekst": "note" })
}

pub(crate) fn altid() -> Value {
    virkning("2020-01-01", "infinity")
}

/// A value for a field.
fn vaerdi(f: &Felt) -> Value {
    match f.slags {
        Felttype::Tekst(_) => format!("{} æ", f.navn).chars().take(40).collect::<String>().into(),
        Felttype::Kode(k) => k[0].into(),
        Felttype::Cifre(l) => "1".repeat(l[0]).into(),
        Felttype::Heltal(fra, _) => (fra + 1).into(),
        Felttype::Boolsk => true.into(),
        Felttype::Dato => "2026-02-03".into(),
        Felttype::Tidspunkt => "2026-02-03T04:05:06+01:00".into(),
        Felttype::Varighed => "2 hours".into(),
        Felttype::Reference if f.navn.ends_with("urn") => "urn:x:y".into(),
        Felttype::Reference => "0e3ed41a-08f2-4967-8689-dce625f93029".into(),
        Felttype::Tekstliste(_) => json!(["a", "b"]),
        Felttype::Struktur(felter) => felter_af(felter),
        Felttype::Strukturliste(felter) => json!([felter_af(felter)]),
    }
}

fn felter_af(felter: &[Felt]) -> Value {
    Value::Object(felter.iter().map(|f| (f.navn.to_owned(), vaerdi(f))).collect())
}

fn periode(felter: &[Felt]) -> Value {
    let mut p = felter_af(felter);
    p["virkning"] = altid();
    p
}

fn reference(r: &Relationsdef, nr: usize) -> Value {
    let mut p = felter_af(r.felter);
    p["virkning"] = altid();
    p["objekttype"] = "Noget".into();
    if r.navn.len().is_multiple_of(2) {
        p["urn"] = format!("urn:x:{}:{nr}", r.navn).into();
    } else {
        p["uuid"] = format!("00000000-0000-4000-8000-{nr:012}").into();
    }
    match r.slags {
        Relationsslags::Rolle => {
            p["rolle"] = json!({ "uuid": "00000000-0000-4000-8000-0000000000aa", "label": "rolle" });
            p["type"] = json!({ "urn": "urn:x:type" });
            p["indeks"] = format!("i{nr}").into();
        }
        Relationsslags::Indekseret | Relationsslags::EnIndekseret => p["indeks"] = nr.into(),
        _ => {}
    }
    p
}

fn relationer(defs: &[Relationsdef]) -> Value {
    let liste = |r: &Relationsdef| (1..=if r.slags.er_en() { 1 } else { 2 }).map(|n| reference(r, n)).collect::<Vec<_>>();
    Value::Object(defs.iter().map(|r| (r.navn.to_owned(), json!(liste(r)))).collect())
}

/// A body in which every field, state and relation of the type is filled.
pub(crate) fn krop(t: &Objekttype) -> Value {
    let tilstande: Map<String, Value> = t
        .tilstande
        .iter()
        .map(|s| (format!("{}{}", t.sti, s.navn), json!([{ s.navn: s.vaerdier[0], "virkning": virkning("2020-01-01", "2021-01-01") }, { s.navn: s.vaerdier[1], "virkning": virkning("2021-01-01", "infinity") }])))
        .collect();
    let mut ud = json!({ "note": "første", "attributter": { t.attributnavn(): [periode(t.egenskaber)] } });
    if !t.tilstande.is_empty() {
        ud["tilstande"] = Value::Object(tilstande);
    }
    if !t.relationer.is_empty() {
        ud["relationer"] = relationer(t.relationer);
    }
    if let Some(v) = t.varianter {
        let mut del = json!({ "deltekst": "del 1", "egenskaber": [periode(v.del_egenskaber)], "relationer": relationer(v.del_relationer) });
        del["egenskaber"][0]["indhold"] = "https://example.org/fil".into();
        ud["varianter"] = json!([{ "varianttekst": "PDF", "egenskaber": [periode(v.egenskaber)], "dele": [del] }]);
    }
    ud
}
