//! The component over a real store, with parties and agreements that tests change.
use super::*;
use crate::maske::{Emne, Facet, Maske};
use crate::model::*;
use crate::objekttyper::*;
use crate::overdragelse::{Tilstand, Urslags};
use crate::port::{Afsenderfil, Postsvar};
use crate::rute::Forhold;
use crate::tjenester::{AFSEND, MODTAG, OVERDRAGER, P_KLE};
use adgang::aftalebog::{Administrator, Aftale, Aftaletjeneste, Fingeraftryk, System, Tjeneste};
use async_trait::async_trait;
use grund::ret::{Rettigheder, Tilladelse};
use grund::spor::{Afslag, Mangel};
use grund::{Afgraensning, Fejlkode, Periode, Ret, UnikId};
use lager::{Lager, SqliteLager};
use register::{Egenskab, Felter, Flettemaade, Handling, Indhold, Kommando, Objekttype, Relation, Typekatalog, Vaerdi, Virkning};
use sikkerhed::certifikat::Certifikat;
use std::collections::{BTreeSet, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

const A: Cvr = Cvr::KORSBAEK;
const B: Cvr = match Cvr::fra_tal(22_222_222) {
    Some(c) => c,
    None => Cvr::KOMBIT,
};
const SENDER: Uuid = Uuid::from_u128(0xa);
const FAG: Uuid = Uuid::from_u128(0xb);
const ANDET: Uuid = Uuid::from_u128(0xc);
const SEKUND: i64 = 1_000_000;
const DAG: i64 = 86_400 * SEKUND;

struct Ur(AtomicI64);
impl grund::ur::Ur for Ur {
    fn nu(&self) -> Tidspunkt {
        Tidspunkt::fra_mikros(self.0.load(Ordering::SeqCst))
    }
}

struct Ider(AtomicU64);
impl IdKilde for Ider {
    fn ny(&self) -> Uuid {
        Uuid::from_u128(0x1000 + u128::from(self.0.fetch_add(1, Ordering::SeqCst)))
    }
}

/// What the parties answer, and what they got.
#[derive(Default)]
struct Parter {
    svar: Mutex<VecDeque<Result<Kvittering, String>>>,
    kvitteringssvar: Mutex<VecDeque<Result<(), String>>>,
    faaet: Mutex<Vec<(String, Uuid, String)>>,
    kvitteret: Mutex<Vec<(String, Kvitteringskode, Kvitteringstype)>>,
    /// Files: system and name.
    filer: Mutex<BTreeSet<(Uuid, String)>>,
    /// The mark of every file: another number is other files under the same names.
    udgave: AtomicU64,
}

impl Parter {
    /// The sender's file, if it is the one that was taken in.
    fn er_der(&self, f: &Afsenderfil<'_>) -> bool {
        let samme = f.maerke.is_none_or(|m| m == self.udgave.load(Ordering::SeqCst).to_string());
        samme && self.filer.lock().unwrap().contains(&(f.system, f.navn.into()))
    }

    fn antal(&self) -> usize {
        self.faaet.lock().unwrap().len()
    }
}

#[async_trait]
impl Modparter for Parter {
    async fn overdrag(&self, adresse: &str, o: &Overdragelse, indhold: &str) -> Result<Kvittering, String> {
        self.faaet.lock().unwrap().push((adresse.into(), o.id, indhold.into()));
        let naeste = self.svar.lock().unwrap().pop_front();
        naeste.unwrap_or(Ok(Kvittering::ny(Kvitteringskode::Modtaget, Kvitteringstype::Teknisk)))
    }
    async fn kvitter(&self, adresse: &str, _: &Overdragelse, k: &Kvittering) -> Result<(), String> {
        let naeste = self.kvitteringssvar.lock().unwrap().pop_front().unwrap_or(Ok(()));
        if naeste.is_ok() {
            self.kvitteret.lock().unwrap().push((adresse.into(), k.kode, k.slags));
        }
        naeste
    }
}

#[async_trait]
impl Filer for Parter {
    async fn maerke(&self, system: Uuid, navn: &str) -> Result<Option<String>, Fejl> {
        let har = self.filer.lock().unwrap().contains(&(system, navn.into()));
        Ok(har.then(|| self.udgave.load(Ordering::SeqCst).to_string()))
    }
    async fn overfoer(&self, fil: Afsenderfil<'_>, til: Uuid, som: &str) -> Result<(), Fejl> {
        let kopi = (til, som.to_owned());
        if self.filer.lock().unwrap().contains(&kopi) {
            return Ok(());
        }
        if !self.er_der(&fil) {
            return Err(Fejl::ny(Fejlkode::UkendtFil).felt(fil.navn));
        }
        self.filer.lock().unwrap().insert(kopi);
        Ok(())
    }
    async fn laes(&self, fil: Afsenderfil<'_>, _: u64) -> Result<Vec<u8>, Fejl> {
        if self.er_der(&fil) { Ok(fil.navn.into()) } else { Err(Fejl::ny(Fejlkode::UkendtFil)) }
    }
    async fn fjern(&self, fil: Afsenderfil<'_>) -> Result<(), Fejl> {
        if self.er_der(&fil) {
            self.filer.lock().unwrap().remove(&(fil.system, fil.navn.into()));
        }
        Ok(())
    }
}

/// Takes what the parties' answers let it, and says that it came when it is asked the second time.
#[async_trait]
impl DigitalPost for Parter {
    async fn send(&self, o: &Overdragelse, indhold: &str, fil: Vec<u8>) -> Result<Postsvar, String> {
        let indhold = format!("{indhold} {}", String::from_utf8(fil).unwrap());
        let kvittering = self.overdrag("digital post", o, &indhold).await?;
        Ok(Postsvar { kvittering, id: Some("T1".into()) })
    }
    async fn status(&self, o: &Overdragelse) -> Result<Vec<Kvittering>, String> {
        let en = |k| Kvittering::ny(k, Kvitteringstype::DigitalPost);
        let foer = o.kender(&en(Modtaget));
        Ok([Modtaget, Kvitteringskode::Afleveret].into_iter().take(1 + usize::from(foer)).map(en).collect())
    }
}

#[derive(Default)]
struct Bog(Mutex<Vec<Aftale>>);

impl Aftalebog for Bog {
    fn system(&self, _: &Fingeraftryk, _: Tidspunkt) -> Option<Arc<System>> {
        None
    }
    fn certifikat(&self, _: &Fingeraftryk, _: Tidspunkt) -> Option<Certifikat> {
        None
    }
    fn tjenester_for(&self, _: Uuid, _: Tidspunkt) -> Vec<String> {
        Vec::new()
    }
    fn myndigheder_for(&self, _: Uuid, _: &str, _: Tidspunkt) -> Vec<Cvr> {
        Vec::new()
    }
    fn sftp_system(&self, _: Uuid, _: &str, _: Tidspunkt) -> Option<Arc<System>> {
        None
    }
    fn system_med_id(&self, _: Uuid) -> Option<Arc<System>> {
        None
    }
    fn tjeneste(&self, _: &str) -> Option<Arc<Tjeneste>> {
        None
    }
    fn aftaler(&self, system: Uuid, entity_id: &str, myndighed: Cvr, _: Tidspunkt) -> Vec<Arc<Aftale>> {
        let passer = |a: &&Aftale| a.system == system && a.myndighed == myndighed && a.tjenester.iter().any(|t| t.entity_id == entity_id);
        self.0.lock().unwrap().iter().filter(passer).cloned().map(Arc::new).collect()
    }
    fn aftale_med_id(&self, _: Uuid, _: Tidspunkt) -> Option<Arc<Aftale>> {
        None
    }
    fn kender_myndighed(&self, _: Cvr) -> bool {
        true
    }
    fn hvorfor_ikke(&self, _: Uuid, _: &str, _: Cvr, _: Tidspunkt) -> Afslag {
        Afslag { mangler: Mangel::Aftale, forklaring: String::new(), detaljer: Vec::new(), raad: "" }
    }
    fn administrator(&self, _: &Fingeraftryk, _: Tidspunkt) -> Option<Arc<Administrator>> {
        None
    }
}

struct Verden {
    lager: Arc<dyn Lager>,
    register: Register,
    ur: Arc<Ur>,
    parter: Arc<Parter>,
    bog: Arc<Bog>,
    logget: Arc<Mutex<Vec<Logindgang>>>,
    k: Arc<Fordelingskomponent>,
}

impl Verden {
    async fn ny() -> Self {
        let lager: Arc<dyn Lager> = Arc::new(SqliteLager::midlertidig().unwrap());
        let register = Register::ny(lager.clone(), Typekatalog::ny(&[OBJEKTTYPER]));
        let ur = Arc::new(Ur(AtomicI64::new(1_790_000_000 * SEKUND)));
        let (parter, bog, logget) = <(Arc<Parter>, Arc<Bog>, Arc<Mutex<Vec<Logindgang>>>)>::default();
        let k = Self::komponent(&register, &ur, &parter, &bog, &logget, (1, false));
        let v = Self { lager, register, ur, parter, bog, logget, k };
        v.system(A, SENDER, "", "https://sender/kvit", &[]).await;
        v.system(A, FAG, "https://fag/modtag", "", &[]).await;
        v.regel(1, A, "32.*", "", FAG).await;
        v.aftale(FAG, A, None);
        v
    }

    fn komponent(
        register: &Register,
        ur: &Arc<Ur>,
        parter: &Arc<Parter>,
        bog: &Arc<Bog>,
        logget: &Arc<Mutex<Vec<Logindgang>>>,
        (nr, filer): (u64, bool),
    ) -> Arc<Fordelingskomponent> {
        let logget = logget.clone();
        let log: Logfoerer = Arc::new(move |i: &Logindgang| {
            logget.lock().unwrap().push(i.clone());
            Ok(NyLogpost {
                myndighed: i.myndighed,
                tidspunkt: i.tidspunkt,
                kald_id: i.kald_id,
                noegle: None,
                personer: Vec::new(),
                data: vec![1],
            })
        });
        Fordelingskomponent::ny(Opsaetning {
            register: register.clone(),
            aftalebog: Some(bog.clone()),
            ur: ur.clone(),
            ids: Arc::new(Ider(AtomicU64::new(nr << 32))),
            modparter: parter.clone(),
            filer: filer.then(|| parter.clone() as Arc<dyn Filer>),
            digital_post: filer.then(|| parter.clone() as Arc<dyn DigitalPost>),
            log: Some(log),
        })
    }

    /// As after a crash: nothing was closed.
    fn genstart(&mut self) {
        self.k = Self::komponent(&self.register, &self.ur, &self.parter, &self.bog, &self.logget, (2, false));
    }

    fn gaa(&self, mikros: i64) {
        self.ur.0.fetch_add(mikros, Ordering::SeqCst);
    }

    async fn skriv(&self, m: Cvr, typen: &'static Objekttype, uuid: Uuid, handling: Handling, felter: Felter, system: Option<Uuid>) {
        // A Fordelingssystem is its system's own, and Digital Post operations'.
        let egen = system.filter(|_| typen.nr == FORDELINGSSYSTEM.nr).map(|s| if s == POSTKASSEN { adgang::ANONYM_BRUGER } else { s });
        let bruger = egen.unwrap_or(Uuid::from_u128(5));
        let kald = Kaldekontekst::ubegraenset(m, &[], UnikId::Uuid(bruger), self.k.nu(), Uuid::from_u128(6));
        let v = || Virkning::fra(Tidspunkt::MINUS_UENDELIG);
        let mut indhold = Indhold::default();
        if handling == Handling::Opret {
            indhold.egenskaber = Some(vec![Egenskab { virkning: v(), felter }]);
            indhold.tilstande.insert(TILSTAND, vec![register::Tilstand { virkning: v(), vaerdi: 1 }]);
            if let Some(s) = system {
                indhold.relationer.insert(SYSTEM, vec![Relation::til(UnikId::Uuid(s), v())]);
            }
        }
        let k =
            Kommando { objekttype: typen, uuid, handling, maade: Flettemaade::Lora, note: None, indhold, historik: vec![], forudsat: None };
        self.register.udfoer(&kald, k).await.unwrap();
    }

    async fn regel(&self, nr: u128, m: Cvr, kle: &str, facet: &str, system: Uuid) {
        let felter = [(KLE, Vaerdi::Tekst(kle.into())), (FACET, Vaerdi::Tekst(facet.into()))]
            .into_iter()
            .filter(|(_, v)| *v != Vaerdi::Tekst(String::new()));
        self.skriv(m, &FORDELINGSREGEL, Uuid::from_u128(nr), Handling::Opret, felter.collect(), Some(system)).await;
    }

    async fn system(&self, m: Cvr, system: Uuid, modtager: &str, kvit: &str, objekter: &[&str]) {
        let tekst = |t: &str| Vaerdi::Tekst(t.into());
        let mut felter: Felter = [(NAVN, tekst("System"))].into();
        if !modtager.is_empty() {
            felter.insert(MODTAGERADRESSE, tekst(modtager));
        }
        if !kvit.is_empty() {
            felter.insert(KVITTERINGSADRESSE, tekst(kvit));
        }
        if !objekter.is_empty() {
            felter.insert(OBJEKTSLAGS, Vaerdi::Liste(objekter.iter().map(|o| tekst(o)).collect()));
        }
        let uuid = Uuid::from_u128(system.as_u128() << 64 | u128::from(m.tal()));
        self.skriv(m, &FORDELINGSSYSTEM, uuid, Handling::Opret, felter, Some(system)).await;
    }

    async fn enighed(&self, den: Cvr, modpart: Cvr, kle: &[&str]) {
        let mut felter: Felter = [(MODPART, Vaerdi::Tekst(modpart.to_string()))].into();
        if !kle.is_empty() {
            felter.insert(AFTALE_KLE, Vaerdi::Liste(kle.iter().map(|k| Vaerdi::Tekst((*k).into())).collect()));
        }
        self.skriv(den, &FORDELINGSAFTALE, Uuid::from_u128(u128::from(den.tal())), Handling::Opret, felter, None).await;
    }

    /// The system may receive for the authority, of these numbers.
    fn aftale(&self, system: Uuid, myndighed: Cvr, kle: Option<&str>) {
        let afgraensninger = kle.map(|k| (P_KLE.to_owned(), vec![k.to_owned()])).into_iter().collect();
        let tjenester =
            vec![Aftaletjeneste { entity_id: SF2900.entity_id.into(), roller: vec![AFSEND.into(), MODTAG.into()], afgraensninger }];
        let (navn, formaal, uuid) = (String::new(), String::new(), Uuid::from_u128(9));
        self.bog.0.lock().unwrap().push(Aftale { uuid, navn, formaal, myndighed, system, tjenester, gyldig: Periode::ALTID });
    }

    fn kald(&self, system: Uuid, myndighed: Cvr) -> Kaldekontekst {
        let t = |service: &str, ret: Ret| Tilladelse { service: service.into(), retter: vec![ret], afgraensning: Afgraensning::FRI };
        let retter = Rettigheder::Kun(vec![t(OVERDRAGER, Ret::Skriv), t(OVERDRAGER, Ret::Laes), t(SERVICE, Ret::Laes)]);
        let kald = Kaldekontekst::ubegraenset(myndighed, &[], UnikId::Uuid(system), self.k.nu(), Uuid::from_u128(7));
        Kaldekontekst { system: Some(system), retter: Arc::new(retter), ..kald }
    }

    async fn send(&self, nr: u128, tilpas: impl FnOnce(&mut Anmodning)) -> Result<(Kvittering, Kontekst), Fejl> {
        self.k.afsend(&self.kald(SENDER, A), anmodning(nr, tilpas)).await
    }

    /// Everything that is due, and what that makes due.
    async fn koer(&self) {
        loop {
            let opgaver = self.k.forfaldne(100, |_| true).await.unwrap();
            if opgaver.is_empty() {
                return;
            }
            for o in opgaver {
                self.k.udfoer(&o).await.unwrap();
            }
        }
    }

    async fn tilstand(&self, id: Option<Uuid>) -> Tilstand {
        self.k.se(&self.kald(SENDER, A), id.unwrap()).await.unwrap().tilstand
    }

    async fn raekker(&self) -> Vec<usize> {
        let mut ud = Vec::new();
        for s in 21..=26 {
            ud.push(self.lager.raekker(s, &[], None, 1000).await.unwrap().len());
        }
        ud
    }

    fn kvitteret(&self) -> Vec<(Kvitteringskode, Kvitteringstype)> {
        self.parter.kvitteret.lock().unwrap().iter().map(|(_, k, t)| (*k, *t)).collect()
    }
}

fn anmodning(nr: u128, tilpas: impl FnOnce(&mut Anmodning)) -> Anmodning {
    let emne = Emne::laes("32.24.04").unwrap();
    let mut a = Anmodning {
        kontekst: Kontekst {
            anvender_id: Uuid::from_u128(nr),
            id: None,
            digital_post_id: None,
            afsender: A,
            modtager: A,
            valg: Rutevalg::Kle(emne.clone(), Facet::laes("K02")),
            filnavn: None,
        },
        slags: Objektslags::Journalpost,
        objekt: Uuid::from_u128(77),
        emneforslag: emne,
        registreret_af: None,
        personer: vec!["2512484916".into()],
        indhold: format!("<o>{nr}</o>"),
    };
    tilpas(&mut a);
    a
}

fn koer(f: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(f);
}

use Kvitteringskode::{Accepteret, Afvist, Fejlet, Modtaget};
use Kvitteringstype::{Forretning, Teknisk};

#[test]
fn f7_a_journalnotat_goes_to_the_system_of_the_rule_and_its_business_receipt_comes_back() {
    koer(async {
        let v = Verden::ny().await;
        let (k, kontekst) = v.send(1, |_| {}).await.unwrap();
        assert_eq!((k.kode, k.slags), (Modtaget, Teknisk));
        assert_eq!(v.parter.antal(), 0, "durable first, then delivered");
        v.koer().await;
        assert_eq!(*v.parter.faaet.lock().unwrap(), [("https://fag/modtag".to_owned(), kontekst.id.unwrap(), "<o>1</o>".to_owned())]);
        assert_eq!((v.tilstand(kontekst.id).await, v.kvitteret()), (Tilstand::Afleveret, vec![(Modtaget, Teknisk)]));
        v.k.kvitter(&v.kald(FAG, A), &kontekst, &Kvittering::ny(Accepteret, Forretning)).await.unwrap();
        v.koer().await;
        assert_eq!(
            (v.tilstand(kontekst.id).await, v.kvitteret()),
            (Tilstand::Accepteret, vec![(Modtaget, Teknisk), (Accepteret, Forretning)])
        );
        assert_eq!(v.parter.kvitteret.lock().unwrap()[0].0, "https://sender/kvit");
        assert_eq!(v.raekker().await, [1, 0, 1, 1, 0, 6], "the content is gone, the handover is known until its time");
        let log = v.logget.lock().unwrap().clone();
        assert!(log.iter().all(|l| l.myndighed == Some(A) && l.objekter[0].0 == OVERDRAGELSE && l.slags == Slags::Aendring), "{log:?}");
        let operationer: Vec<_> = log.iter().map(|l| l.operation.clone().unwrap()).collect();
        assert_eq!(operationer.len(), 5, "{operationer:?}");
        assert_eq!(log[0].personer, ["2512484916"]);
    });
}

#[test]
fn f12_what_is_under_way_goes_on_after_a_crash_and_time_outs_come_when_they_are_due() {
    koer(async {
        let mut v = Verden::ny().await;
        let (_, k) = v.send(1, |_| {}).await.unwrap();
        v.genstart();
        v.parter.svar.lock().unwrap().extend([Err("down".into()), Err("down".into())]);
        v.koer().await;
        assert_eq!((v.parter.antal(), v.k.naeste().await.unwrap().unwrap().mikros() - v.k.nu().mikros()), (1, SEKUND));
        v.gaa(SEKUND);
        v.koer().await;
        v.genstart();
        v.gaa(2 * SEKUND);
        v.koer().await;
        assert_eq!((v.parter.antal(), v.tilstand(k.id).await), (3, Tilstand::Afleveret));
        v.gaa(10 * DAG);
        v.genstart();
        v.koer().await;
        assert_eq!((v.tilstand(k.id).await, v.kvitteret()), (Tilstand::Udloebet, vec![(Modtaget, Teknisk), (Fejlet, Teknisk)]));
        v.gaa(30 * DAG);
        v.koer().await;
        assert_eq!(v.raekker().await, [0; 6], "forgotten");
        assert_eq!(v.k.se(&v.kald(SENDER, A), k.id.unwrap()).await.unwrap_err().kode(), Fejlkode::FindesIkke);
    });
}

#[test]
fn f12_a_receiver_that_is_away_for_a_day_fails_the_handover_and_the_sender_is_told() {
    koer(async {
        let v = Verden::ny().await;
        let (_, k) = v.send(1, |_| {}).await.unwrap();
        v.parter.svar.lock().unwrap().extend((0..1000).map(|_| Err("down".to_owned())));
        while v.tilstand(k.id).await == Tilstand::Modtaget {
            v.koer().await;
            let Some(t) = v.k.naeste().await.unwrap() else { break };
            v.gaa((t.mikros() - v.k.nu().mikros()).max(0));
        }
        assert_eq!((v.tilstand(k.id).await, v.kvitteret()), (Tilstand::Fejlet, vec![(Fejlet, Teknisk)]));
        assert!(v.parter.antal() > 90);
    });
}

#[test]
fn f8_what_is_sent_again_is_recognised_and_an_id_is_not_used_for_something_else() {
    koer(async {
        let mut v = Verden::ny().await;
        let foerste = v.send(1, |_| {}).await.unwrap();
        assert_eq!(v.send(1, |_| {}).await.unwrap(), foerste);
        v.koer().await;
        v.genstart();
        assert_eq!(v.send(1, |_| {}).await.unwrap(), foerste, "the same answer, wherever it is by now");
        assert_eq!(v.send(1, |a| a.indhold = "<andet/>".into()).await.unwrap_err().kode(), Fejlkode::FordelingGenbrugt);
        let andet = v.k.afsend(&v.kald(ANDET, A), anmodning(1, |_| {})).await.unwrap();
        assert_ne!(andet.1.id, foerste.1.id, "another system has ids of its own");
        let samtidige = (0..8).map(|_| v.send(2, |_| {}));
        let svar: Vec<_> = futures::future::join_all(samtidige).await.into_iter().map(Result::unwrap).collect();
        assert!(svar.iter().all(|s| *s == svar[0]));
        v.koer().await;
        assert_eq!(v.parter.antal(), 3);
        let k = Kvittering::ny(Accepteret, Forretning);
        for _ in 0..3 {
            v.k.kvitter(&v.kald(FAG, A), &foerste.1, &k).await.unwrap();
        }
        v.koer().await;
        assert_eq!(v.kvitteret().iter().filter(|k| k.0 == Accepteret).count(), 1);
        let fejl = v.k.kvitter(&v.kald(FAG, A), &foerste.1, &Kvittering::ny(Afvist, Forretning)).await.unwrap_err();
        assert_eq!(fejl.kode(), Fejlkode::FordelingAfsluttet);
    });
}

#[test]
fn f10_only_the_receiving_system_answers_and_only_for_itself_is_sent() {
    koer(async {
        let v = Verden::ny().await;
        let (_, k) = v.send(1, |_| {}).await.unwrap();
        v.koer().await;
        let ja = Kvittering::ny(Accepteret, Forretning);
        for kald in [v.kald(ANDET, A), v.kald(SENDER, A), v.kald(FAG, B)] {
            assert_eq!(v.k.kvitter(&kald, &k, &ja).await.unwrap_err().kode(), Fejlkode::FindesIkke);
        }
        let forkert = Kontekst { anvender_id: Uuid::from_u128(999), ..k.clone() };
        assert_eq!(v.k.kvitter(&v.kald(FAG, A), &forkert, &ja).await.unwrap_err().kode(), Fejlkode::FindesIkke);
        let fejl = v.k.se(&v.kald(FAG, B), k.id.unwrap()).await.unwrap_err();
        assert_eq!(fejl.kode(), Fejlkode::FindesIkke, "others do not learn of it");
        assert_eq!(v.send(2, |a| a.kontekst.afsender = B).await.unwrap_err().kode(), Fejlkode::FordelingAfsender);
        let uden = Kaldekontekst { retter: Arc::new(Rettigheder::Intet), ..v.kald(SENDER, A) };
        assert_eq!(v.k.afsend(&uden, anmodning(3, |_| {})).await.unwrap_err().kode(), Fejlkode::ManglerRolle);
        let kle27 = Afgraensning { klasser: Some(vec![grund::Klasseinterval::laes("27.*").unwrap()]), ..Afgraensning::FRI };
        let t = Tilladelse { service: OVERDRAGER.into(), retter: vec![Ret::Skriv], afgraensning: kle27 };
        let snaever = Kaldekontekst { retter: Arc::new(Rettigheder::Kun(vec![t])), ..v.kald(SENDER, A) };
        assert_eq!(v.k.afsend(&snaever, anmodning(3, |_| {})).await.unwrap_err().kode(), Fejlkode::UdenForAfgraensning);
        // A receiver that gives the sender's id alone is understood.
        v.k.kvitter(&v.kald(FAG, A), &Kontekst { id: None, ..k.clone() }, &ja).await.unwrap();
        assert_eq!(v.tilstand(k.id).await, Tilstand::Accepteret);
    });
}

#[test]
fn f5_nobody_who_can_receive_is_a_technical_rejection_and_nothing_is_stored() {
    koer(async {
        let v = Verden::ny().await;
        v.regel(2, A, "27.*", "", ANDET).await;
        v.regel(3, A, "28.*", "", FAG).await;
        v.regel(4, A, "28.*", "", ANDET).await;
        let emne = |e: &'static str| move |a: &mut Anmodning| a.kontekst.valg = Rutevalg::Kle(Emne::laes(e).unwrap(), None);
        for (tilpas, kode) in [
            (Box::new(emne("01.00.00")) as Box<dyn FnOnce(&mut Anmodning)>, Fejlkode::FordelingIngenModtager),
            (Box::new(emne("28.00.00")), Fejlkode::FordelingUafgjort),
            (Box::new(emne("27.00.00")), Fejlkode::FordelingKanIkkeModtage),
            (Box::new(|a: &mut Anmodning| a.kontekst.valg = Rutevalg::Aktoer(ANDET)), Fejlkode::FordelingKanIkkeModtage),
            (Box::new(|a: &mut Anmodning| a.kontekst.modtager = B), Fejlkode::FordelingIngenModtager),
        ] {
            let (k, kontekst) = v.send(1, tilpas).await.unwrap();
            assert_eq!((k.kode, k.slags, k.fejl[0].0.clone(), kontekst.id), (Afvist, Teknisk, kode.to_string(), None));
        }
        assert_eq!(v.raekker().await, [0; 6]);
        let uden_fil = v.send(1, |a| a.slags = Objektslags::Dokument).await.unwrap_err();
        assert_eq!(uden_fil.feltet(), Some("DistributionContext/DokumentFilNavn"));
        v.system(A, ANDET, "https://andet/", "", &["DOKUMENT"]).await;
        v.aftale(ANDET, A, Some("32.*"));
        let (k, _) = v.send(1, |a| a.kontekst.valg = Rutevalg::Aktoer(ANDET)).await.unwrap();
        assert_eq!(k.fejl[0].0, Fejlkode::FordelingKanIkkeModtage.to_string(), "not that type");
        let dokument = |a: &mut Anmodning| {
            a.slags = Objektslags::Dokument;
            a.kontekst.filnavn = Some("a.pdf".into());
            a.kontekst.valg = Rutevalg::Aktoer(ANDET);
        };
        assert_eq!(v.send(1, dokument).await.unwrap().0.kode, Modtaget);
        let (k, _) = v
            .send(2, |a| {
                dokument(a);
                a.emneforslag = Emne::laes("27.00.00").unwrap()
            })
            .await
            .unwrap();
        assert_eq!(k.fejl[0].0, Fejlkode::FordelingUdenAftale.to_string(), "its agreement is for 32");
    });
}

#[test]
fn fk04_across_authorities_both_must_have_agreed() {
    koer(async {
        let v = Verden::ny().await;
        v.system(B, ANDET, "https://b/modtag", "", &[]).await;
        v.regel(2, B, "32.24.*", "", ANDET).await;
        v.aftale(ANDET, B, None);
        let til_b = |a: &mut Anmodning| a.kontekst.modtager = B;
        let kode = |k: &(Kvittering, Kontekst)| k.0.fejl.first().map(|f| f.0.clone());
        let uden = Some(Fejlkode::FordelingUdenAftale.to_string());
        assert_eq!(kode(&v.send(1, til_b).await.unwrap()), uden);
        v.enighed(A, B, &[]).await;
        assert_eq!(kode(&v.send(1, til_b).await.unwrap()), uden, "one side is not enough");
        assert!(!v.k.kan_modtage(&v.kald(SENDER, A), A, B, ANDET).await.unwrap());
        v.enighed(B, A, &["32.24.*"]).await;
        assert!(v.k.kan_modtage(&v.kald(SENDER, A), A, B, ANDET).await.unwrap());
        let (k, kontekst) = v.send(1, til_b).await.unwrap();
        assert_eq!(k.kode, Modtaget);
        // What ends while it waits is not delivered.
        v.skriv(B, &FORDELINGSAFTALE, Uuid::from_u128(u128::from(B.tal())), Handling::Slet, Felter::new(), None).await;
        v.koer().await;
        assert_eq!((v.parter.antal(), v.tilstand(kontekst.id).await), (0, Tilstand::Fejlet));
        assert_eq!(v.kvitteret(), [(Fejlet, Teknisk)]);
        let i_begge: Vec<_> = v.logget.lock().unwrap().iter().map(|l| l.myndighed).collect();
        assert!(i_begge.contains(&Some(A)) && i_begge.contains(&Some(B)));
    });
}

#[test]
fn f10_the_receivers_agreement_is_looked_at_again_when_it_is_delivered() {
    koer(async {
        let v = Verden::ny().await;
        let (_, k) = v.send(1, |_| {}).await.unwrap();
        v.bog.0.lock().unwrap().clear();
        v.koer().await;
        assert_eq!((v.parter.antal(), v.tilstand(k.id).await), (0, Tilstand::Fejlet));
    });
}

#[test]
fn f3_fk01_who_would_receive_is_answered_with_the_deciding_rule_first() {
    koer(async {
        let v = Verden::ny().await;
        v.system(A, ANDET, "https://andet/", "", &[]).await;
        v.aftale(ANDET, A, None);
        v.regel(2, A, "32.24.*", "K*", ANDET).await;
        let (emne, k02) = (Emne::laes("32.24.04").unwrap(), Facet::laes("K02").unwrap());
        let kald = v.kald(SENDER, A);
        let linjer = v.k.modtagere(&kald, A, A, &emne, Some(&k02)).await.unwrap();
        let vist: Vec<_> = linjer.iter().map(|l| (l.system, l.kle.to_string())).collect();
        assert_eq!(vist, [(ANDET, "32.24.*".to_owned()), (FAG, "32.*".to_owned())]);
        assert_eq!(v.k.hvem(&kald, A, A, &emne, Some(&k02), None).await.unwrap().system, ANDET);
        assert_eq!(v.k.hvem(&kald, A, A, &emne, None, None).await.unwrap().system, FAG);
        assert_eq!(v.k.modtagere(&kald, B, A, &emne, None).await.unwrap_err().kode(), Fejlkode::FordelingAfsender);
        let maske = |m| Maske::laes(m).unwrap();
        let overlap = v.k.overlap(&kald, None, maske("32.24.*"), crate::maske::Facetmaske::laes("K*"), FAG).await.unwrap();
        let overlap: Vec<_> = overlap.iter().map(|o| (o.forhold, o.regel.uuid.as_u128())).collect();
        assert_eq!(overlap, [(Forhold::Konflikt, 2), (Forhold::Foerst, 1)]);
        let sig_selv = v.k.overlap(&kald, Some(Uuid::from_u128(1)), maske("32.*"), None, ANDET).await.unwrap();
        assert_eq!(sig_selv.len(), 1, "a rule does not overlap with what it replaces");
        assert_eq!(v.k.konflikter(&kald).await.unwrap(), []);
        v.regel(3, A, "32.24.*", "K*", FAG).await;
        let k = v.k.konflikter(&kald).await.unwrap();
        assert_eq!(k.iter().map(|(a, b)| (a.uuid.as_u128(), b.uuid.as_u128())).collect::<Vec<_>>(), [(2, 3)]);
    });
}

#[test]
fn fk02_what_waits_for_an_answer_is_listed_by_age() {
    koer(async {
        let v = Verden::ny().await;
        let mut ider = Vec::new();
        for nr in 1..=5 {
            ider.push(v.send(nr, |_| {}).await.unwrap().1.id.unwrap());
            v.gaa(SEKUND);
        }
        v.koer().await;
        let o = v.k.se(&v.kald(FAG, A), ider[1]).await.unwrap();
        v.k.kvitter(&v.kald(FAG, A), &o.kontekst, &Kvittering::ny(Accepteret, Forretning)).await.unwrap();
        let u = Udvalg { antal: 2, ..Udvalg::default() };
        let list = async |kald: Kaldekontekst, u: Udvalg| {
            let side = v.k.list(&kald, &u).await.unwrap();
            (side.fundne.iter().map(|o| o.id).collect::<Vec<_>>(), side.efter)
        };
        let (side, efter) = list(v.kald(SENDER, A), u.clone()).await;
        assert_eq!(side, [ider[0], ider[2]]);
        let naeste = list(v.kald(SENDER, A), Udvalg { efter, antal: 9, ..Udvalg::default() }).await;
        assert_eq!(naeste, (vec![ider[3], ider[4]], None));
        let alle = Udvalg { tilstande: Tilstand::ALLE.to_vec(), antal: 9, ..Udvalg::default() };
        assert_eq!(list(v.kald(SENDER, A), alle.clone()).await.0, ider, "by age, whatever their states");
        let endelige = Udvalg { tilstande: vec![Tilstand::Accepteret], antal: 9, ..Udvalg::default() };
        assert_eq!(list(v.kald(FAG, A), endelige).await.0, [ider[1]]);
        assert!(list(v.kald(FAG, B), u).await.0.is_empty());
        for (system, antal) in [(SENDER, 5), (FAG, 5), (ANDET, 0)] {
            assert_eq!(list(v.kald(SENDER, A), Udvalg { system: Some(system), ..alle.clone() }).await.0.len(), antal);
        }
    });
}

#[test]
fn a_system_that_has_enough_calls_under_way_holds_nobody_else_up() {
    koer(async {
        let v = Verden::ny().await;
        v.system(A, ANDET, "https://andet/", "", &[]).await;
        v.aftale(ANDET, A, None);
        for bid in 0..6 {
            futures::future::join_all((0..200).map(|n| v.send(bid * 200 + n, |_| {}))).await.into_iter().for_each(|s| drop(s.unwrap()));
        }
        v.send(2_000, |a| a.kontekst.valg = Rutevalg::Aktoer(ANDET)).await.unwrap();
        let opgaver = v.k.forfaldne(10, |o| o.maal != Some(FAG)).await.unwrap();
        assert_eq!(opgaver.iter().map(|o| (o.maal, o.slags)).collect::<Vec<_>>(), [(Some(ANDET), Urslags::Lever)]);
    });
}

#[test]
fn f4_f11_a_documents_file_is_with_the_receiver_before_it_is_told_and_then_no_longer_with_the_sender() {
    koer(async {
        let mut v = Verden::ny().await;
        v.k = Verden::komponent(&v.register, &v.ur, &v.parter, &v.bog, &v.logget, (3, true));
        let dokument = |a: &mut Anmodning| {
            a.slags = Objektslags::Dokument;
            a.kontekst.filnavn = Some("brev.pdf".into());
        };
        let (k, _) = v.send(1, dokument).await.unwrap();
        assert_eq!((k.kode, k.fejl[0].0.clone()), (Afvist, Fejlkode::FordelingManglerFil.to_string()), "not delivered yet");
        v.parter.filer.lock().unwrap().insert((SENDER, "brev.pdf".into()));
        let (k, kontekst) = v.send(1, dokument).await.unwrap();
        let hos_modtager = format!("{}-brev.pdf", kontekst.id.unwrap());
        assert_eq!((k.kode, kontekst.filnavn.as_deref()), (Modtaget, Some("brev.pdf")));
        v.parter.svar.lock().unwrap().push_back(Err("down".into()));
        v.koer().await;
        let filer = |v: &Verden| v.parter.filer.lock().unwrap().iter().cloned().collect::<Vec<_>>();
        assert_eq!(filer(&v), [(SENDER, "brev.pdf".to_owned()), (FAG, hos_modtager.clone())], "the sender's stays until it is delivered");
        v.gaa(SEKUND);
        v.koer().await;
        assert_eq!(filer(&v), [(FAG, hos_modtager.clone())]);
        let o = v.k.se(&v.kald(FAG, A), kontekst.id.unwrap()).await.unwrap();
        assert_eq!((o.tilstand, o.modtagerkontekst().filnavn), (Tilstand::Afleveret, Some(hos_modtager)));
        v.parter.filer.lock().unwrap().insert((SENDER, "nej.pdf".into()));
        v.parter.svar.lock().unwrap().push_back(Ok(Kvittering::ny(Afvist, Teknisk)));
        let nej = |a: &mut Anmodning| {
            dokument(a);
            a.kontekst.filnavn = Some("nej.pdf".into());
        };
        v.send(2, nej).await.unwrap();
        v.koer().await;
        assert!(filer(&v).contains(&(SENDER, "nej.pdf".to_owned())), "what was rejected is the sender's still");
        let langt = v
            .send(3, |a| {
                dokument(a);
                a.kontekst.filnavn = Some("x".repeat(250))
            })
            .await
            .unwrap_err();
        assert_eq!(langt.kode(), Fejlkode::ForLang);
    });
}

#[test]
fn f4_a_file_that_was_put_there_for_the_next_letter_is_neither_removed_nor_sent_for_the_first() {
    koer(async {
        let mut v = Verden::ny().await;
        v.k = Verden::komponent(&v.register, &v.ur, &v.parter, &v.bog, &v.logget, (3, true));
        let dokument = |a: &mut Anmodning| {
            a.slags = Objektslags::Dokument;
            a.kontekst.filnavn = Some("brev.pdf".into());
        };
        let brev = (SENDER, "brev.pdf".to_owned());
        let ligger = |v: &Verden| v.parter.filer.lock().unwrap().contains(&brev);
        v.parter.filer.lock().unwrap().insert(brev.clone());
        v.parter.svar.lock().unwrap().push_back(Err("down".into()));
        assert_eq!(v.k.aeldste_uafleverede().await.unwrap(), None);
        let taget = v.k.nu();
        let (_, foerste) = v.send(1, dokument).await.unwrap();
        v.koer().await;
        assert_eq!(v.k.aeldste_uafleverede().await.unwrap(), Some(taget), "one that waits for its next attempt");
        // While the receiver is away the sender puts the next letter there, under the same name.
        v.parter.udgave.fetch_add(1, Ordering::SeqCst);
        v.gaa(SEKUND);
        v.koer().await;
        assert_eq!((v.tilstand(foerste.id).await, ligger(&v)), (Tilstand::Afleveret, true), "it was never sent");
        let (k, anden) = v.send(2, dokument).await.unwrap();
        assert_eq!(k.kode, Modtaget);
        v.koer().await;
        assert_eq!((v.tilstand(anden.id).await, ligger(&v)), (Tilstand::Afleveret, false));
        // Replaced before anybody has copied it: what was to be sent is gone, and something else is not sent in its place.
        v.parter.filer.lock().unwrap().insert(brev.clone());
        let (_, tredje) = v.send(3, dokument).await.unwrap();
        v.parter.udgave.fetch_add(1, Ordering::SeqCst);
        let foer = v.parter.antal();
        v.koer().await;
        assert_eq!((v.tilstand(tredje.id).await, ligger(&v), v.parter.antal()), (Tilstand::Fejlet, true, foer));
    });
}

#[test]
fn fk03_a_document_goes_by_rule_to_digital_post_and_its_receipts_come_back() {
    koer(async {
        let mut v = Verden::ny().await;
        v.k = Verden::komponent(&v.register, &v.ur, &v.parter, &v.bog, &v.logget, (3, true));
        let mut felter: Felter = [(NAVN, Vaerdi::Tekst("Digital Post".into()))].into();
        felter.insert(LEVERING, Vaerdi::Tekst(DIGITAL_POST.into()));
        v.skriv(A, &FORDELINGSSYSTEM, Uuid::from_u128(0xd), Handling::Opret, felter, Some(POSTKASSEN)).await;
        v.regel(9, A, "32.24.04", "", POSTKASSEN).await;
        let dokument = |a: &mut Anmodning| {
            a.slags = Objektslags::Dokument;
            a.kontekst.filnavn = Some("brev.pdf".into());
        };
        let (k, _) = v.send(1, |_| {}).await.unwrap();
        assert_eq!((k.kode, k.fejl[0].0.clone()), (Afvist, Fejlkode::FordelingKanIkkeModtage.to_string()), "documents only");
        v.parter.filer.lock().unwrap().insert((SENDER, "brev.pdf".into()));
        let (k, kontekst) = v.send(1, dokument).await.unwrap();
        assert_eq!(k.kode, Modtaget);
        v.parter.svar.lock().unwrap().push_back(Err("down".into()));
        for _ in 0..10 {
            v.koer().await;
            v.gaa(2 * SEKUND);
        }
        assert_eq!(v.parter.faaet.lock().unwrap()[1].2, "<o>1</o> brev.pdf");
        let o = v.k.se(&v.kald(SENDER, A), kontekst.id.unwrap()).await.unwrap();
        assert_eq!((o.tilstand, o.ansvarlig_myndighed(), o.kontekst.digital_post_id.as_deref()), (Tilstand::Sendt, A, Some("T1")));
        let post = Kvitteringstype::DigitalPost;
        assert_eq!(v.kvitteret(), [(Modtaget, Teknisk), (Modtaget, post), (Kvitteringskode::Afleveret, post)]);
        assert!(v.parter.filer.lock().unwrap().is_empty(), "the sender's file goes when it is passed on");
        // Rejected: the file is the sender's still, and nothing is asked any more.
        v.parter.filer.lock().unwrap().insert((SENDER, "brev.pdf".into()));
        v.parter.svar.lock().unwrap().push_back(Ok(Kvittering::ny(Afvist, Teknisk)));
        let (_, kontekst) = v.send(2, dokument).await.unwrap();
        v.koer().await;
        assert_eq!((v.tilstand(kontekst.id).await, v.parter.filer.lock().unwrap().len()), (Tilstand::Afvist, 1));
    });
}

#[test]
fn f7_nobody_but_operations_sets_digital_post_up_and_only_the_mailbox_is_it() {
    koer(async {
        let mut v = Verden::ny().await;
        v.k = Verden::komponent(&v.register, &v.ur, &v.parter, &v.bog, &v.logget, (3, true));
        let gem = async |bruger: Uuid, system: Uuid| {
            let kald = Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(bruger), v.k.nu(), Uuid::from_u128(6));
            let s = crate::opsaet::Systemopsaetning { system, navn: "S".into(), digital_post: true, ..Default::default() };
            crate::opsaet::system(&v.register, &kald, &s).await
        };
        for system in [FAG, ANDET, POSTKASSEN] {
            let f = gem(system, system).await.unwrap_err();
            assert_eq!((f.kode(), f.feltet()), (Fejlkode::IngenAdgang, Some("leveringsmaade")), "not even of itself");
        }
        gem(adgang::ANONYM_BRUGER, POSTKASSEN).await.unwrap();
        // What an earlier version let a system make of itself gets nothing.
        gem(adgang::ANONYM_BRUGER, FAG).await.unwrap();
        v.parter.filer.lock().unwrap().insert((SENDER, "brev.pdf".into()));
        let dokument = |a: &mut Anmodning| {
            a.slags = Objektslags::Dokument;
            a.kontekst.filnavn = Some("brev.pdf".into());
        };
        let (k, _) = v.send(1, dokument).await.unwrap();
        assert_eq!((k.kode, k.fejl[0].0.clone()), (Kvitteringskode::Afvist, Fejlkode::FordelingKanIkkeModtage.to_string()));
    });
}

#[test]
fn f7_only_the_system_itself_and_operations_say_where_it_is_called() {
    koer(async {
        let v = Verden::ny().await;
        let nu = v.k.nu();
        let kald = |bruger: Uuid| Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(bruger), nu, Uuid::from_u128(6));
        let gem = async |bruger: Uuid, system: Uuid, adresse: &str| {
            let s = crate::opsaet::Systemopsaetning { system, navn: "S".into(), modtageradresse: adresse.into(), ..Default::default() };
            crate::opsaet::system(&v.register, &kald(bruger), &s).await
        };
        for system in [FAG, Uuid::from_u128(0xd)] {
            let f = gem(ANDET, system, "https://tyv/").await.unwrap_err();
            assert_eq!((f.kode(), f.feltet()), (Fejlkode::IngenAdgang, Some("system")), "neither one that is there nor a new one");
        }
        // One's own is not made another's, and another's not one's own; nor by a period that is over.
        let egen = gem(ANDET, ANDET, "https://andet/").await.unwrap();
        let flyt = async |bruger: Uuid, fra: Tidspunkt, til: Uuid| {
            let mut indhold = Indhold::default();
            indhold.relationer.insert(SYSTEM, vec![Relation::til(UnikId::Uuid(til), Virkning::fra(fra))]);
            let (handling, maade) = (Handling::Ret, Flettemaade::Lora);
            let k = Kommando {
                objekttype: &FORDELINGSSYSTEM,
                uuid: egen,
                handling,
                maade,
                note: None,
                indhold,
                historik: vec![],
                forudsat: None,
            };
            v.register.udfoer(&kald(bruger), k).await
        };
        for fra in [Tidspunkt::MINUS_UENDELIG, nu, Tidspunkt::fra_mikros(nu.mikros() + DAG)] {
            assert_eq!(flyt(ANDET, fra, FAG).await.unwrap_err().kode(), Fejlkode::IngenAdgang);
            assert_eq!(flyt(FAG, fra, FAG).await.unwrap_err().kode(), Fejlkode::IngenAdgang);
        }
        gem(FAG, FAG, "https://fag/andet").await.unwrap();
        let drift = gem(adgang::ANONYM_BRUGER, FAG, "https://fag/ny").await.unwrap();
        v.send(1, |_| {}).await.unwrap();
        v.koer().await;
        assert_eq!(v.parter.faaet.lock().unwrap()[0].0, "https://fag/ny");
        // That it is there no longer diverts nothing.
        let uden = Kommando {
            objekttype: &FORDELINGSSYSTEM,
            uuid: drift,
            handling: Handling::Slet,
            maade: Flettemaade::Lora,
            note: None,
            indhold: Indhold::default(),
            historik: vec![],
            forudsat: None,
        };
        v.register.udfoer(&kald(ANDET), uden).await.unwrap();
        assert_eq!(v.send(2, |_| {}).await.unwrap().0.fejl[0].0, Fejlkode::FordelingKanIkkeModtage.to_string());
    });
}

/// What a store of an earlier version holds: handovers without their course, and a list by age alone.
async fn som_foer(v: &Verden) {
    use crate::lagret::{ALDER, LISTE};
    let mut raekker = Vec::new();
    for (n, raa) in v.lager.raekker(OVERDRAGELSER, &[], None, 1000).await.unwrap() {
        let mut json: serde_json::Value = serde_json::from_slice(&raa[1..]).unwrap();
        json.as_object_mut().unwrap().remove("w");
        raekker.push(raekke(OVERDRAGELSER, n.clone(), Some([&[1][..], json.to_string().as_bytes()].concat())));
        let o = lagret::laes(raa).unwrap().o;
        for m in [o.kontekst.afsender, o.kontekst.modtager] {
            let noegle = [&m.tal().to_be_bytes()[..], &lagret::tid(o.oprettet), &n].concat();
            raekker.push(raekke(ALDER, noegle, Some(Vec::new())));
        }
    }
    raekker.dedup();
    raekker.extend(v.lager.raekker(LISTE, &[], None, 1000).await.unwrap().into_iter().map(|(n, _)| raekke(LISTE, n, None)));
    v.lager.skriv(Skrivning { kaldt: v.k.nu(), raekker, ..Skrivning::default() }).await.map(drop).unwrap();
}

#[test]
fn the_list_of_an_earlier_version_is_made_anew_and_its_handovers_go_on() {
    koer(async {
        let mut v = Verden::ny().await;
        for nr in 1..=3 {
            v.send(nr, |_| {}).await.unwrap();
            v.gaa(SEKUND);
        }
        let u = Udvalg { antal: 9, ..Udvalg::default() };
        let foer = v.k.list(&v.kald(SENDER, A), &u).await.unwrap().fundne;
        som_foer(&v).await;
        v.genstart();
        assert!(v.k.list(&v.kald(SENDER, A), &u).await.unwrap().fundne.is_empty());
        v.k.opgrader().await.unwrap();
        v.k.opgrader().await.unwrap();
        let efter = v.k.list(&v.kald(SENDER, A), &u).await.unwrap().fundne;
        assert_eq!(efter.iter().map(|o| o.id).collect::<Vec<_>>(), foer.iter().map(|o| o.id).collect::<Vec<_>>());
        assert_eq!(v.raekker().await[4], 0);
        v.koer().await;
        let o = v.k.se(&v.kald(SENDER, A), foer[0].id).await.unwrap();
        assert_eq!((o.tilstand, o.forloeb.len(), o.siden()), (Tilstand::Afleveret, 1, o.aendret));
        v.gaa(40 * DAG);
        v.koer().await;
        v.gaa(40 * DAG);
        v.koer().await;
        assert_eq!(v.raekker().await, [0; 6]);
    });
}
