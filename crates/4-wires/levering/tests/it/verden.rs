//! The engine over a real store in the open mode, deliveries, and receivers that do as a test says.
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use beskedfordeler::kuvert::{Kuvert, dan};
use beskedfordeler::objekttyper::*;
use beskedfordeler::{Fordeler, Snitflade};
use grund::{Cvr, Kaldekontekst, Tidspunkt, UnikId, Uuid};
use koe::IndlejretKoe;
use lager::{Lager, SqliteLager};
use levering::{Adressepolitik, Hovednoegle, Levering, Navne, Opsaetning, Tal};
use register::{
    Egenskab, Felter, Flettemaade, Handling, Indhold, Kommando, Objekttype, Register, Relation, Tillaeg, Typekatalog, Vaerdi, Virkning,
};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::watch;

pub const A: Cvr = Cvr::KORSBAEK;

pub struct Ur(AtomicI64);

impl grund::ur::Ur for Ur {
    fn nu(&self) -> Tidspunkt {
        Tidspunkt::fra_mikros(self.0.fetch_add(1, Relaxed))
    }
}

pub struct Ids(AtomicU64);

impl grund::ur::IdKilde for Ids {
    fn ny(&self) -> Uuid {
        Uuid::from_u128(0xffff_0000 + u128::from(self.0.fetch_add(1, Relaxed)))
    }
}

pub struct Verden {
    pub register: Register,
    pub fordeler: Arc<Fordeler>,
    pub levering: Levering,
    pub noegle: Hovednoegle,
    pub slut: watch::Sender<bool>,
    ur: Arc<Ur>,
    naeste: AtomicU64,
}

impl Verden {
    pub async fn ny(politik: Adressepolitik) -> Self {
        let lager: Arc<dyn Lager> = Arc::new(SqliteLager::midlertidig().unwrap());
        let register = Register::ny(lager.clone(), Typekatalog::ny(&[OBJEKTTYPER]));
        let ur = Arc::new(Ur(AtomicI64::new(1_790_000_000_000_000)));
        let koe = Arc::new(IndlejretKoe::aabn(lager, Uuid::from_u128(1)).await.unwrap());
        let fordelingssystem = Uuid::from_u128(0xf);
        let o = beskedfordeler::Opsaetning {
            register: register.clone(),
            koe,
            aftalebog: None,
            ur: ur.clone(),
            fordelingssystem,
            indhold: None,
        };
        let fordeler = Fordeler::aabn(o).await.unwrap();
        let (slut, modtager) = watch::channel(false);
        let noegle = Hovednoegle::ny().unwrap().0;
        let levering = Levering::ny(Opsaetning {
            fordeler: fordeler.clone(),
            navne: Navne::af(register.typer()),
            fordelingssystem,
            noegle: noegle.clone(),
            politik,
            rodder: Vec::new(),
            noegler: None,
            revision: None,
            ur: ur.clone(),
            ids: Arc::new(Ids(AtomicU64::new(0))),
            slut: modtager,
        });
        let v = Self { register, fordeler, levering, noegle, slut, ur, naeste: AtomicU64::new(1) };
        v.foelg().await;
        v
    }

    /// Deliveries begin.
    pub fn start(&self) {
        tokio::spawn(self.levering.clone().koer());
    }

    pub fn tal(&self) -> Arc<Tal> {
        self.levering.tal()
    }

    pub async fn foelg(&self) {
        while self.fordeler.foelg_registrene().await.unwrap() > 0 {}
    }

    pub fn kald(&self) -> Kaldekontekst {
        let nu = grund::ur::Ur::nu(self.ur.as_ref());
        Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(adgang::ANONYM_BRUGER), nu, Uuid::from_u128(6))
    }

    async fn skriv(&self, typen: &'static Objekttype, uuid: Uuid, handling: Handling, felter: Felter, relationer: Vec<(u16, Uuid)>) {
        let v = || Virkning::fra(Tidspunkt::MINUS_UENDELIG);
        let mut indhold = Indhold { egenskaber: Some(vec![Egenskab { virkning: v(), felter }]), ..Indhold::default() };
        indhold.tilstande.insert(TILSTAND, vec![register::Tilstand { virkning: v(), vaerdi: 1 }]);
        for (nr, r) in relationer {
            indhold.relationer.entry(nr).or_default().push(Relation::til(UnikId::Uuid(r), v()));
        }
        let k =
            Kommando { objekttype: typen, uuid, handling, maade: Flettemaade::Lora, note: None, indhold, historik: vec![], forudsat: None };
        self.register.udfoer_med(&self.kald(), k, Tillaeg::default()).await.unwrap();
    }

    /// A dueslag that gets every message of its own type; both have the number as id.
    pub async fn dueslag(&self, nr: u128, levering: &str, adresse: &str) -> Uuid {
        let uuid = Uuid::from_u128(nr);
        let felter: Felter = [(LEVERING, Vaerdi::Tekst(levering.into())), (ADRESSE, Vaerdi::Tekst(adresse.into()))].into();
        let handling = if self.fordeler.bog.dueslag(uuid).is_some() { Handling::Ret } else { Handling::Opret };
        self.skriv(&DUESLAG, uuid, handling, felter, vec![(FOERSTE_RELATION, Uuid::from_u128(0xb))]).await;
        if handling == Handling::Opret {
            let relationer = vec![(FOERSTE_RELATION, Uuid::from_u128(nr + 0x10_0000)), (I_DUESLAG, uuid)];
            self.skriv(&ABONNEMENT, Uuid::from_u128(nr + 0x20_0000), Handling::Opret, Felter::default(), relationer).await;
        }
        self.foelg().await;
        uuid
    }

    /// One message to the dueslag of that number; its id.
    pub async fn send(&self, nr: u128) -> String {
        let id = Uuid::from_u128(u128::from(self.naeste.fetch_add(1, Relaxed)));
        let k = Kuvert::ny(UnikId::Uuid(id), UnikId::Uuid(Uuid::from_u128(nr + 0x10_0000)));
        let r = self.fordeler.afsend(&self.kald(), Snitflade::V2, dan(&k, None).unwrap().as_bytes()).await;
        assert_eq!(r.kode, 20, "{r:?}");
        id.to_string()
    }
}

/// Until it holds; half a minute at most.
pub async fn indtil(hvad: &str, mut f: impl AsyncFnMut() -> bool) {
    let frist = Instant::now() + Duration::from_secs(30);
    while !f().await {
        assert!(Instant::now() < frist, "{hvad}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A call that a receiver got.
#[derive(Clone, Debug)]
pub struct Kald {
    pub metode: Method,
    pub hoveder: HeaderMap,
    pub krop: Bytes,
}

impl Kald {
    /// The message's id, of either way.
    pub fn id(&self) -> String {
        let tekst = String::from_utf8_lossy(&self.krop).into_owned();
        if let Ok(v) = serde_json::from_str::<serde_json::Value>(&tekst) {
            return v["id"].as_str().unwrap().to_owned();
        }
        let efter = tekst.split("BeskedId>").nth(1).unwrap_or_default();
        efter.split(['<', '>']).find(|d| d.len() == 36).unwrap_or_default().to_owned()
    }
}

type Opfoersel = dyn Fn(&Kald, usize) -> Response + Send + Sync;

/// A receiver's server: every path has its own list of calls.
pub struct Modtager {
    pub adresse: SocketAddr,
    pub kald: Arc<Mutex<HashMap<String, Vec<Kald>>>>,
}

#[derive(Clone)]
struct Tilstand(Arc<Mutex<HashMap<String, Vec<Kald>>>>, Arc<Opfoersel>);

impl Modtager {
    /// `svar` gets the call and how many came before it to that path.
    pub async fn ny(svar: impl Fn(&Kald, usize) -> Response + Send + Sync + 'static) -> Self {
        let kald: Arc<Mutex<HashMap<String, Vec<Kald>>>> = Arc::default();
        let lytter = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let adresse = lytter.local_addr().unwrap();
        async fn modtag(State(t): State<Tilstand>, Path(sti): Path<String>, metode: Method, hoveder: HeaderMap, krop: Bytes) -> Response {
            let k = Kald { metode, hoveder, krop };
            let foer = {
                let mut alle = t.0.lock().unwrap();
                let liste = alle.entry(sti).or_default();
                liste.push(k.clone());
                liste.len() - 1
            };
            (t.1)(&k, foer)
        }
        let r = Router::new().route("/{*sti}", axum::routing::any(modtag)).with_state(Tilstand(kald.clone(), Arc::new(svar)));
        tokio::spawn(async move { axum::serve(lytter, r).await });
        Self { adresse, kald }
    }

    pub fn paa(&self, sti: &str) -> String {
        format!("http://{}/{sti}", self.adresse)
    }

    pub fn kald(&self, sti: &str) -> Vec<Kald> {
        self.kald.lock().unwrap().get(sti).cloned().unwrap_or_default()
    }

    /// Ids of the messages, in order of the first time that each came.
    pub fn ids(&self, sti: &str) -> Vec<String> {
        let mut ud: Vec<String> = Vec::new();
        for k in self.kald(sti).iter().filter(|k| k.metode == Method::POST) {
            if !ud.contains(&k.id()) {
                ud.push(k.id());
            }
        }
        ud
    }
}

pub fn status(s: u16) -> Response {
    StatusCode::from_u16(s).unwrap().into_response()
}

/// StandardRetur.
pub fn retur(kode: u16) -> Response {
    format!(
        "<o:ModtagBeskedOutput xmlns:o='urn:oio:sts:1.0.0' xmlns='urn:oio:sagdok:3.0.0'><StandardRetur><StatusKode>{kode}</StatusKode>\
         <FejlbeskedTekst>because</FejlbeskedTekst></StandardRetur></o:ModtagBeskedOutput>"
    )
    .into_response()
}

pub fn koer(f: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(f);
}
