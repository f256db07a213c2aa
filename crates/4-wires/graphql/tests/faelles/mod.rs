//! A small municipality in a register of its own, and a client.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code)]
use ::register::*;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::{Extension, Router};
use graphql::{ORGANISATION_STI, ruter};
use grund::ur::Ur;
use grund::{Cvr, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use lager::SqliteLager;
use organisation::numre::{felt, funktionstype, relation};
use organisation::objekttyper::*;
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt;

pub const TRANSAKTION: &str = "0235dc7b-11c4-4ee5-b685-9f638f5cd032";
pub const VIRKSOMHEDEN: Uuid = Uuid::from_u128(0x1000);
pub const ORGANISATIONEN: Uuid = Uuid::from_u128(0x1001);
pub const MYNDIGHEDEN: Uuid = Uuid::from_u128(0x1002);
pub const ROD: Uuid = Uuid::from_u128(0x1003);
pub const ROLLE_POST: Uuid = Uuid::from_u128(0x80b610c6_314b_485a_a014_a9a1d7070bc4);
pub const TYPE_ENHED: Uuid = Uuid::from_u128(0x9b33c0a0_a566_4ec0_8200_325cb1e5bb9a);
pub const ROLLE_EMAIL: Uuid = Uuid::from_u128(0x5d13e891_162a_456b_abf2_fd9b864df96d);
pub const TYPE_BRUGER: Uuid = Uuid::from_u128(0x71a08d28_3af7_4bb4_9964_bc2b76b93d64);
pub const ANSVARLIG: Uuid = Uuid::from_u128(0x2a5f38d8_7092_4b3f_85cc_7e272c3c4bb0);
pub const TYPE_KLASSE: Uuid = Uuid::from_u128(0x9870b51e_3bc0_4f98_8827_eba991dd89a9);
pub const INTERN_BRUGER: Uuid = Uuid::from_u128(0xfe5bec29_0709_4b45_b935_2748ff554c7a);
/// Classes 00.01.00, 00.01.05, 00.02.00, 04.05.00.
pub const KLE: [(u128, &str); 4] = [(0x3001, "00.01.00"), (0x3002, "00.01.05"), (0x3003, "00.02.00"), (0x3004, "04.05.00")];
pub const SYSTEM: Uuid = Uuid::from_u128(0x4001);
pub const ADRESSE_UKENDT: Uuid = Uuid::from_u128(0x5fff);

/// UUID of the unit, address, user, person, position with that number.
pub fn enhed(n: u128) -> Uuid {
    Uuid::from_u128(0x1_0000 + n)
}
pub fn adresse(n: u128) -> Uuid {
    Uuid::from_u128(0x2_0000 + n)
}
pub fn bruger(n: u128) -> Uuid {
    Uuid::from_u128(0x3_0000 + n)
}
pub fn person(n: u128) -> Uuid {
    Uuid::from_u128(0x4_0000 + n)
}
pub fn stilling(n: u128) -> Uuid {
    Uuid::from_u128(0x5_0000 + n)
}

pub fn t(xs: &str) -> Tidspunkt {
    Tidspunkt::fra_xs(xs).unwrap()
}

struct FastUr;
impl Ur for FastUr {
    fn nu(&self) -> Tidspunkt {
        t("2026-01-01T12:00:00Z")
    }
}

/// An object to write.
pub struct Ny {
    pub objekttype: &'static Objekttype,
    pub uuid: Uuid,
    pub felter: Felter,
    pub aktiv: Option<bool>,
    pub relationer: Vec<(u16, Relation)>,
    pub fra: Tidspunkt,
}

pub fn ny(objekttype: &'static Objekttype, uuid: Uuid, noegle: &str, navn: &str) -> Ny {
    let mut felter = Felter::from([(felt::BRUGERVENDTNOEGLE, Vaerdi::Tekst(noegle.into()))]);
    if !navn.is_empty() {
        felter.insert(felt::NAVN, Vaerdi::Tekst(navn.into()));
    }
    let aktiv = (!objekttype.tilstande.is_empty()).then_some(true);
    Ny { objekttype, uuid, felter, aktiv, relationer: Vec::new(), fra: t("2020-01-01T00:00:00Z") }
}

impl Ny {
    pub fn felt(mut self, nr: u16, tekst: &str) -> Self {
        self.felter.insert(nr, Vaerdi::Tekst(tekst.into()));
        self
    }
    pub fn inaktiv(mut self) -> Self {
        self.aktiv = Some(false);
        self
    }
    pub fn til(self, nr: u16, maal: Uuid) -> Self {
        self.til_i(nr, maal, Periode::ny(t("2020-01-01T00:00:00Z"), Tidspunkt::UENDELIG))
    }
    pub fn til_i(mut self, nr: u16, maal: Uuid, p: Periode) -> Self {
        self.relationer.push((nr, Relation::til(UnikId::Uuid(maal), Virkning::i(p))));
        self
    }
    pub fn med_rolle(mut self, nr: u16, maal: Uuid, rolle: Uuid, slags: Uuid) -> Self {
        let maerke = |u| Some(Maerke { id: UnikId::Uuid(u), label: None });
        let indeks = Some(format!("{}", self.relationer.len() + 1));
        let r =
            Relation { rolle: maerke(rolle), slags: maerke(slags), indeks, ..Relation::til(UnikId::Uuid(maal), Virkning::fra(self.fra)) };
        self.relationer.push((nr, r));
        self
    }
    pub fn kommando(self, handling: Handling) -> Kommando {
        let mut indhold =
            Indhold { egenskaber: Some(vec![Egenskab { virkning: Virkning::fra(self.fra), felter: self.felter }]), ..Indhold::default() };
        if let Some(aktiv) = self.aktiv {
            indhold.tilstande.insert(1, vec![Tilstand { virkning: Virkning::fra(self.fra), vaerdi: if aktiv { 1 } else { 2 } }]);
        }
        for (nr, r) in self.relationer {
            indhold.relationer.entry(nr).or_default().push(r);
        }
        Kommando {
            objekttype: self.objekttype,
            uuid: self.uuid,
            handling,
            maade: Flettemaade::Sts,
            note: None,
            indhold,
            historik: Vec::new(),
            forudsat: None,
        }
    }
}

pub fn kald(myndighed: Cvr, nu: &str) -> Kaldekontekst {
    Kaldekontekst::ubegraenset(myndighed, &[Cvr::KOMBIT], UnikId::Uuid(Uuid::from_u128(7)), t(nu), Uuid::from_u128(8))
}

pub struct Kommune {
    pub register: Arc<Register>,
    app: Router,
    nu: &'static str,
}

impl Kommune {
    pub fn tom() -> Self {
        let lager = Arc::new(SqliteLager::midlertidig().unwrap());
        let register = Arc::new(Register::ny(lager, Typekatalog::ny(&[organisation::OBJEKTTYPER, klassifikation::OBJEKTTYPER])));
        let app = ruter(graphql::Tilstand { register: register.clone(), ur: Arc::new(FastUr) });
        Self { register, app, nu: "2026-01-01T12:00:00Z" }
    }

    /// Organisation, root (made after unit 1), `enheder` units below the root, each with an address, a task, and a position with a user.
    pub async fn ny(enheder: u128) -> Self {
        let k = Self::tom();
        let mut faelles = vec![
            ny(&klassifikation::objekttyper::KLASSE, ROLLE_POST, "Post", "Postadresse"),
            ny(&klassifikation::objekttyper::KLASSE, ROLLE_EMAIL, "Email", "E-mail"),
            ny(&klassifikation::objekttyper::KLASSE, ANSVARLIG, "Ansvarlig", "Ansvarlig"),
            ny(&klassifikation::objekttyper::KLASSE, INTERN_BRUGER, "Intern", "Intern bruger"),
            ny(&klassifikation::objekttyper::KLASSE, funktionstype::ENHEDSROLLE, "Enhedsrolle", "Enhedsrolle"),
            ny(&ITSYSTEM, SYSTEM, "SAPA", "SAPA"),
        ];
        faelles.extend(KLE.map(|(u, nr)| ny(&klassifikation::objekttyper::KLASSE, Uuid::from_u128(u), nr, &format!("Emne {nr}"))));
        k.skriv(Cvr::KOMBIT, faelles).await;
        let mut alt = vec![
            ny(&VIRKSOMHED, VIRKSOMHEDEN, "11111111", "KORSBÆK KOMMUNE").felt(felt::CVRNUMMER, "11111111"),
            ny(&MYNDIGHED, MYNDIGHEDEN, "999", "Korsbæk").felt(felt::MYNDIGHEDSKODE, "999"),
            ny(&ORGANISATION, ORGANISATIONEN, "Korsbæk", "Korsbæk Kommune")
                .til(relation::VIRKSOMHED, VIRKSOMHEDEN)
                .til(relation::MYNDIGHED, MYNDIGHEDEN)
                .til(relation::OVERORDNET, ROD),
        ];
        let rod = ny(&ORGANISATIONENHED, ROD, "Rådhuset", "Rådhuset").til(relation::TILHOERER, ORGANISATIONEN);
        for n in 1..=enheder {
            let i = usize::try_from(n).unwrap();
            alt.push(ny(&ADRESSE, adresse(n), &format!("A{n}"), &format!("Vej {n}, 4000 Korsbæk")));
            alt.push(
                ny(&ORGANISATIONENHED, enhed(n), &format!("E{n:04}"), &format!("Enhed {n:04}"))
                    .til(relation::TILHOERER, ORGANISATIONEN)
                    .til(relation::OVERORDNET, ROD)
                    .med_rolle(relation::ADRESSER, adresse(n), ROLLE_POST, TYPE_ENHED)
                    .med_rolle(relation::OPGAVER, Uuid::from_u128(KLE[i % 4].0), ANSVARLIG, TYPE_KLASSE),
            );
            alt.push(
                ny(&PERSON, person(n), &format!("P{n}"), &format!("Person {n}")).felt(felt::CPRNUMMER, &format!("{:010}", 101_000_000 + n)),
            );
            alt.push(
                ny(&BRUGER, bruger(n), &format!("b{n}"), &format!("b{n}"))
                    .til(relation::TILHOERER, ORGANISATIONEN)
                    .til(relation::TILKNYTTEDEPERSONER, person(n))
                    .til(relation::BRUGERTYPER, INTERN_BRUGER),
            );
            alt.push(
                ny(&ORGANISATIONFUNKTION, stilling(n), &format!("S{n}"), "Sagsbehandler")
                    .til(relation::FUNKTIONSTYPE, funktionstype::ENHEDSROLLE)
                    .til(relation::TILKNYTTEDEENHEDER, enhed(n))
                    .til(relation::TILKNYTTEDEBRUGERE, bruger(n)),
            );
            if n == 1 {
                k.skriv(Cvr::KORSBAEK, std::mem::take(&mut alt)).await;
            }
        }
        k.skriv(Cvr::KORSBAEK, vec![rod]).await;
        k.skriv(Cvr::KORSBAEK, alt).await;
        k
    }

    pub async fn skriv(&self, myndighed: Cvr, nye: Vec<Ny>) {
        let kald = kald(myndighed, "2025-06-01T12:00:00Z");
        // One command after the other would give the order of creation; the test of paging asks only that the order is stable.
        for svar in self.register.udfoer_flere(&kald, nye.into_iter().map(|n| n.kommando(Handling::Opret)).collect()).await {
            svar.unwrap();
        }
    }

    pub async fn ret(&self, nu: &str, n: Ny) {
        self.register.udfoer(&kald(Cvr::KORSBAEK, nu), n.kommando(Handling::Ret)).await.unwrap();
    }

    /// A call as a client makes it; `None` leaves a header out.
    pub async fn raa(&self, sti: &str, hoveder: &[(&str, &str)], krop: &str) -> (StatusCode, Value) {
        let mut r = Request::post(sti).header("content-type", "application/json").extension(());
        for (n, v) in hoveder {
            r = r.header(*n, *v);
        }
        self.send(r.body(Body::from(krop.to_owned())).unwrap()).await
    }

    pub async fn send(&self, r: Request<Body>) -> (StatusCode, Value) {
        let app = self.app.clone().layer(Extension(kald(Cvr::KORSBAEK, self.nu)));
        let svar = app.oneshot(r).await.unwrap();
        let status = svar.status();
        let bytes = to_bytes(svar.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned())))
    }

    pub async fn til(&self, sti: &str, query: &str, variabler: Value, ekstra: &[(&str, &str)]) -> Value {
        let mut h = vec![("x-TransaktionsId", TRANSAKTION), ("x-TransaktionsTid", "2023-10-10T17:10:11.3441152+02:00[Europe/Berlin]")];
        h.extend_from_slice(ekstra);
        let (status, svar) = self.raa(sti, &h, &json!({"query": query, "variables": variabler}).to_string()).await;
        assert_eq!(status, StatusCode::OK, "{svar}");
        svar
    }

    /// The whole answer to a caller with these rights on Organisation and no others.
    pub async fn med_retter(&self, retter: &[grund::Ret], query: &str) -> Value {
        let t = grund::ret::Tilladelse { service: "organisation".into(), retter: retter.to_vec(), afgraensning: Default::default() };
        let kald = Kaldekontekst { retter: Arc::new(grund::Rettigheder::Kun(vec![t])), ..kald(Cvr::KORSBAEK, self.nu) };
        let r = Request::post(ORGANISATION_STI).header("content-type", "application/json");
        let r = r.header("x-TransaktionsId", TRANSAKTION).header("x-TransaktionsTid", "2023-10-10T17:10:11Z");
        let app = self.app.clone().layer(Extension(kald));
        let svar = app.oneshot(r.body(Body::from(json!({ "query": query }).to_string())).unwrap()).await.unwrap();
        serde_json::from_slice(&to_bytes(svar.into_body(), usize::MAX).await.unwrap()).unwrap()
    }

    /// The whole answer.
    pub async fn svar(&self, query: &str, variabler: Value) -> Value {
        self.til(ORGANISATION_STI, query, variabler, &[]).await
    }

    /// The data of an answer without errors.
    pub async fn data(&self, query: &str, variabler: Value) -> Value {
        let mut svar = self.svar(query, variabler).await;
        assert_eq!(svar.get("errors"), None, "{svar}");
        svar["data"].take()
    }
}
