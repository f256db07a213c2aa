//! Every service through the router over a real store; answers are held against the published schemas.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    missing_docs
)]
mod anvisninger;
mod cvr;
mod daarligt;
mod eindkomst;
mod hierarki;
mod indeks;
mod kitos;
mod klassifikation;
mod konvolut;
mod listehent;
#[path = "../mangler/mod.rs"]
mod mangler;
mod objekter;
mod opstroem;
mod os2sync;
mod personer;
mod personopslag;
mod skema;
mod soegning;
mod tilfaeldige;
mod ydelseliste;

use axum::body::Body;
use axum::extract::Extension;
use axum::http::{Request, StatusCode};
use grund::ur::IdKilde;
use grund::xml::{XElement, parse};
use grund::{Cvr, Kaldekontekst, Tidspunkt, UnikId, Uuid};
use register::{Register, Typekatalog};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use tower::ServiceExt;

pub const V11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub const V12: &str = "http://www.w3.org/2003/05/soap-envelope";
pub const SD: &str = "urn:oio:sagdok:3.0.0";

/// Counted ids: a test that fails fails the same way again.
struct Taeller(AtomicU64);

impl IdKilde for Taeller {
    fn ny(&self) -> Uuid {
        Uuid::from_u128(0xA000_0000_0000_4000_8000_0000_0000_0000 + u128::from(self.0.fetch_add(1, Ordering::Relaxed)))
    }
}

/// The services over a store of their own, with a clock that goes one second on with every call.
pub struct Bank {
    register: Arc<Register>,
    id: Arc<Taeller>,
    nu: AtomicI64,
    pub myndighed: Cvr,
    retter: Option<Arc<grund::Rettigheder>>,
    befolkning: Option<Arc<cpr::Bestand>>,
    borgere: Option<Arc<dyn skat::Borgerkilde>>,
}

/// An answer.
pub struct Svar {
    pub status: StatusCode,
    pub indholdstype: String,
    pub tekst: String,
}

pub fn tid(t: &str) -> Tidspunkt {
    Tidspunkt::fra_xs(t).unwrap()
}

/// A UUID from a small number.
pub fn u(n: u128) -> String {
    Uuid::from_u128(0x1000_0000_0000_4000_8000_0000_0000_0000 + n).to_string()
}

impl Bank {
    pub fn ny() -> Self {
        let lager = Arc::new(lager::sqlite::SqliteLager::midlertidig().unwrap());
        let typer = Typekatalog::ny(&[
            organisation::OBJEKTTYPER,
            ::klassifikation::OBJEKTTYPER,
            sagdokument::OBJEKTTYPER,
            ydelse::OBJEKTTYPER,
            person::OBJEKTTYPER,
            beskedfordeler::OBJEKTTYPER,
            fordeling::OBJEKTTYPER,
        ]);
        Self {
            register: Arc::new(Register::ny(lager, typer)),
            id: Arc::new(Taeller(AtomicU64::new(1))),
            nu: AtomicI64::new(tid("2026-03-02T10:00:00Z").mikros()),
            myndighed: Cvr::KORSBAEK,
            retter: None,
            befolkning: None,
            borgere: None,
        }
    }

    /// The same with callers that may do no more than that.
    pub fn med_retter(self, retter: Arc<grund::Rettigheder>) -> Self {
        Self { retter: Some(retter), ..self }
    }

    /// The same, with that mode for every authority.
    pub fn med_anvisninger(maade: register::Anvisningsmaade) -> Self {
        let bank = Self::ny();
        let register = Register::clone(&bank.register).med_anvisninger(Arc::new(move |_| maade));
        Self { register: Arc::new(register), ..bank }
    }

    /// The same without the module of persons.
    pub fn uden_personer(self) -> Self {
        Self { register: Arc::new(self.register.kun(|t| t.service != "person")), ..self }
    }

    /// The same with that population.
    pub fn med_befolkning(self, bestand: Arc<cpr::Bestand>) -> Self {
        Self { befolkning: Some(bestand), ..self }
    }

    /// The same with those persons for the simulators.
    pub fn med_borgere(self, borgere: Arc<dyn skat::Borgerkilde>) -> Self {
        Self { borgere: Some(borgere), ..self }
    }

    pub fn register(&self) -> &Register {
        &self.register
    }

    pub fn saet_ur(&self, t: &str) {
        self.nu.store(tid(t).mikros(), Ordering::Relaxed);
    }

    pub fn kontekst(&self) -> Kaldekontekst {
        let nu = Tidspunkt::fra_mikros(self.nu.fetch_add(1_000_000, Ordering::Relaxed));
        let bruger = UnikId::Urn("urn:oio:test:bruger".into());
        let kald = Kaldekontekst::ubegraenset(self.myndighed, &[Cvr::KOMBIT], bruger, nu, Uuid::from_u128(7));
        Kaldekontekst { retter: self.retter.clone().unwrap_or_else(|| kald.retter.clone()), ..kald }
    }

    /// What the services work on.
    pub fn tilstand(&self) -> soap::Tilstand {
        soap::Tilstand {
            register: self.register.clone(),
            id: self.id.clone(),
            adresse: "http://samspil.example".into(),
            adgang: None,
            fordeler: None,
            fordeling: None,
            befolkning: self.befolkning.clone(),
            borgere: self.borgere.clone(),
            serviceplatform: None,
        }
    }

    pub async fn send(&self, anmodning: Request<Body>) -> Svar {
        self.send_til(self.tilstand(), anmodning).await
    }

    pub async fn send_til(&self, tilstand: soap::Tilstand, anmodning: Request<Body>) -> Svar {
        self.send_som(tilstand, self.kontekst(), anmodning).await
    }

    pub async fn send_som(&self, tilstand: soap::Tilstand, kontekst: Kaldekontekst, anmodning: Request<Body>) -> Svar {
        let router = soap::ruter(tilstand).layer(Extension(kontekst));
        let svar = router.oneshot(anmodning).await.unwrap();
        let status = svar.status();
        let indholdstype = svar.headers().get("content-type").map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
        let data = axum::body::to_bytes(svar.into_body(), usize::MAX).await.unwrap();
        Svar { status, indholdstype, tekst: String::from_utf8(data.to_vec()).unwrap() }
    }

    pub async fn raa(&self, sti: &str, krop: impl Into<Body>) -> Svar {
        self.send(Request::post(sti).header("content-type", "application/soap+xml").body(krop.into()).unwrap()).await
    }

    pub async fn hent(&self, sti: &str) -> Svar {
        self.send(Request::get(sti).body(Body::empty()).unwrap()).await
    }

    /// Sends a body in a SOAP 1.2 envelope; the answer is HTTP 200 and right by the published schema.
    pub async fn kald(&self, sti: &str, krop: &str) -> Svar {
        let svar = self.raa(sti, konvolutten(V12, "", krop)).await;
        assert_eq!(svar.status, StatusCode::OK, "{krop}\n{}", svar.tekst);
        skema::kontroller(sti, svar.krop());
        svar
    }

    /// Sends an operation's body to a service of SF1500 or SF1510 and gives the answer with its StatusKode.
    pub async fn op(&self, t: Tjeneste, element: &str, indhold: &str) -> Svar {
        let krop = format!(
            "<x:{element} xmlns:x='{}' xmlns:sd='{SD}' xmlns:sts='{}' xmlns:g='http://stoettesystemerne.dk/organisation/6/'>{indhold}</x:{element}>",
            t.ns, t.sts
        );
        self.kald(t.sti, &krop).await
    }
}

/// A service under test.
#[derive(Clone, Copy, Debug)]
pub struct Tjeneste {
    pub navn: &'static str,
    pub ns: &'static str,
    pub sti: &'static str,
    pub sts: &'static str,
}

macro_rules! tjenester {
    ($($konst:ident $navn:literal $ns:literal $sti:literal $sts:literal;)*) => {
        $(pub const $konst: Tjeneste = Tjeneste { navn: $navn, ns: $ns, sti: $sti, sts: $sts };)*
    };
}

tjenester! {
    ORGANISATION "Organisation" "http://stoettesystemerne.dk/organisation/organisation/6/" "/organisation/organisation/6" "urn:oio:sts:6";
    ENHED "OrganisationEnhed" "http://stoettesystemerne.dk/organisation/organisationenhed/6/" "/organisation/organisationenhed/6" "urn:oio:sts:6";
    FUNKTION "OrganisationFunktion" "http://stoettesystemerne.dk/organisation/organisationfunktion/6/" "/organisation/organisationfunktion/6" "urn:oio:sts:6";
    BRUGER "Bruger" "http://stoettesystemerne.dk/organisation/bruger/6/" "/organisation/bruger/6" "urn:oio:sts:6";
    ITSYSTEM "ItSystem" "http://stoettesystemerne.dk/organisation/itsystem/6/" "/organisation/itsystem/6" "urn:oio:sts:6";
    INTERESSEFAELLESSKAB "Interessefaellesskab" "http://stoettesystemerne.dk/organisation/interessefaellesskab/6/" "/organisation/interessefaellesskab/6" "urn:oio:sts:6";
    PERSON "Person" "http://stoettesystemerne.dk/organisation/person/6/" "/organisation/person/6" "urn:oio:sts:6";
    ADRESSE "Adresse" "http://stoettesystemerne.dk/organisation/adresse/6/" "/organisation/adresse/6" "urn:oio:sts:6";
    VIRKSOMHED "Virksomhed" "http://stoettesystemerne.dk/organisation/virksomhed/6/" "/organisation/virksomhed/6" "urn:oio:sts:6";
    MYNDIGHED "Myndighed" "http://stoettesystemerne.dk/organisation/myndighed/6/" "/organisation/myndighed/6" "urn:oio:sts:6";
    FACET "Facet" "http://stoettesystemerne.dk/klassifikation/facet/6/" "/facet/6" "urn:oio:sts:6";
    KLASSE "Klasse" "http://stoettesystemerne.dk/klassifikation/klasse/6/" "/klasse/6" "urn:oio:sts:6";
    KLASSIFIKATION "Klassifikation" "http://stoettesystemerne.dk/klassifikation/klassifikation/6/" "/klassifikation/6" "urn:oio:sts:6";
    KLASSE_V7 "Klasse" "http://stoettesystemerne.dk/klassifikation/klasse/7/" "/klasse/7" "urn:oio:sts:7";
    ORGANISATIONSYSTEM "" "http://stoettesystemerne.dk/organisation/organisationsystem/6/" "/organisation/organisationsystem/6" "urn:oio:sts:6";
    ORGANISATIONADMINISTRATION "" "http://stoettesystemerne.dk/organisation/organisationadministration/6/" "/organisation/organisationadministration/6" "urn:oio:sts:6";
    KLASSIFIKATIONSYSTEM "" "http://stoettesystemerne.dk/klassifikation/klassifikationsystem/6/" "/klassifikationsystem/6" "urn:oio:sts:6";
}

/// Every object service.
pub const OBJEKTTJENESTER: [Tjeneste; 14] = [
    ORGANISATION,
    ENHED,
    FUNKTION,
    BRUGER,
    ITSYSTEM,
    INTERESSEFAELLESSKAB,
    PERSON,
    ADRESSE,
    VIRKSOMHED,
    MYNDIGHED,
    FACET,
    KLASSE,
    KLASSIFIKATION,
    KLASSE_V7,
];

pub fn konvolutten(ns: &str, hoved: &str, krop: &str) -> String {
    format!("<s:Envelope xmlns:s='{ns}'><s:Header>{hoved}</s:Header><s:Body>{krop}</s:Body></s:Envelope>")
}

/// A Virkning; an empty text stands for ∞.
pub fn virkning(fra: &str, til: &str) -> String {
    let ende = |navn: &str, t: &str| {
        let indhold = if t.is_empty() {
            "<sd:GraenseIndikator>true</sd:GraenseIndikator>".to_owned()
        } else {
            format!("<sd:TidsstempelDatoTid>{t}</sd:TidsstempelDatoTid>")
        };
        format!("<sd:{navn}>{indhold}</sd:{navn}>")
    };
    format!("<sd:Virkning>{}{}</sd:Virkning>", ende("FraTidspunkt", fra), ende("TilTidspunkt", til))
}

/// A filter of laes, list or soeg.
pub fn filter(navn: &str, t: &str) -> String {
    let indhold = if t.is_empty() {
        "<sd:GraenseIndikator>true</sd:GraenseIndikator>".to_owned()
    } else {
        format!("<sd:TidsstempelDatoTid>{t}</sd:TidsstempelDatoTid>")
    };
    format!("<sd:{navn}>{indhold}</sd:{navn}>")
}

pub fn id(uuid: &str) -> String {
    format!("<sd:UUIDIdentifikator>{uuid}</sd:UUIDIdentifikator>")
}

/// A plain relation.
pub fn relation(navn: &str, virkning: &str, uuid: &str) -> String {
    format!("<sd:{navn}>{virkning}<sd:ReferenceID>{}</sd:ReferenceID></sd:{navn}>", id(uuid))
}

/// A relation with Rolle, Type and Indeks.
pub fn rolle(navn: &str, virkning: &str, uuid: &str, rolle: &str, slags: &str, indeks: &str) -> String {
    format!(
        "<sd:{navn}>{virkning}<sd:ReferenceID>{}</sd:ReferenceID><sd:Rolle>{}</sd:Rolle><sd:Type>{}</sd:Type><sd:Indeks>{indeks}</sd:Indeks></sd:{navn}>",
        id(uuid),
        id(rolle),
        id(slags)
    )
}

/// The three lists.
pub fn lister(egenskaber: &str, tilstande: &str, relationer: &str) -> String {
    format!(
        "<x:AttributListe>{egenskaber}</x:AttributListe><x:TilstandListe>{tilstande}</x:TilstandListe><x:RelationListe>{relationer}</x:RelationListe>"
    )
}

/// The content of an ImportInput with one registration.
pub fn import(objekt: &str, uuid: &str, lister: &str) -> String {
    format!("<x:{objekt}>{}<x:Registrering>{lister}</x:Registrering></x:{objekt}>", id(uuid))
}

pub fn gyldighed(fra: &str, til: &str, kode: &str) -> String {
    format!("<g:Gyldighed>{}<g:GyldighedStatusKode>{kode}</g:GyldighedStatusKode></g:Gyldighed>", virkning(fra, til))
}

pub fn egenskab(virkning: &str, felter: &str) -> String {
    format!("<x:Egenskab>{virkning}{felter}</x:Egenskab>")
}

impl Svar {
    /// The body's element as text; it stands alone.
    pub fn krop(&self) -> &str {
        let fra = self.tekst.find("<s:Body>").unwrap() + "<s:Body>".len();
        &self.tekst[fra..self.tekst.rfind("</s:Body>").unwrap()]
    }

    /// Texts of every element of that local name, in order.
    pub fn alle(&self, navn: &str) -> Vec<String> {
        fn gaa(e: &XElement<'_>, navn: &str, ud: &mut Vec<String>) {
            if e.navn.lokal == navn {
                ud.push(e.tekst().into_owned());
            }
            e.elementer().for_each(|b| gaa(b, navn, ud));
        }
        let mut ud = Vec::new();
        gaa(&parse(&self.tekst).unwrap(), navn, &mut ud);
        ud
    }

    pub fn en(&self, navn: &str) -> String {
        let alle = self.alle(navn);
        assert_eq!(alle.len(), 1, "{navn} in {}", self.tekst);
        alle.into_iter().next().unwrap()
    }

    pub fn kode(&self) -> u16 {
        self.alle("StatusKode").first().unwrap_or_else(|| panic!("{}", self.tekst)).parse().unwrap()
    }

    /// The StatusKode is this one.
    #[track_caller]
    pub fn giver(self, kode: u16) -> Self {
        assert_eq!(self.kode(), kode, "{}", self.tekst);
        self
    }

    /// The number of the catalogued error in the answer's text.
    pub fn fejlnummer(&self) -> u16 {
        let t = &self.tekst[self.tekst.find("SAM-").unwrap_or_else(|| panic!("{}", self.tekst)) + 4..];
        t[..4].parse().unwrap()
    }

    /// Elements of that name as text, prefixes included, without namespace declarations.
    pub fn dele(&self, navn: &str) -> Vec<String> {
        fn gaa<'e>(e: &'e XElement<'e>, navn: &str, ud: &mut Vec<(usize, usize)>) {
            if e.navn.lokal == navn {
                ud.push(e.bytes);
            }
            e.elementer().for_each(|b| gaa(b, navn, ud));
        }
        let mut ud = Vec::new();
        gaa(&parse(&self.tekst).unwrap(), navn, &mut ud);
        ud.into_iter().map(|(a, b)| self.tekst[a..b].to_owned()).collect()
    }
}
