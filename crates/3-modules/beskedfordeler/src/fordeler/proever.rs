//! The engine over a real store, with agreements that tests change.
mod afsend;
mod dueslag;
mod forbrug;
mod orden;
mod producent;
mod skranke;

use super::*;
use crate::leverance::Afvisning;
use crate::objekttyper::*;
use crate::rettigheder::Snitflade;
use crate::tjenester::*;
use adgang::aftalebog::{Administrator, Aftale, Aftaletjeneste, Fingeraftryk, System, Tjeneste};
use grund::afgraensning::Dimensioner;
use grund::ret::{Rettigheder, Tilladelse};
use grund::slump::Slump;
use grund::spor::{Afslag, Mangel};
use grund::{Afgraensning, Cvr, Fejlkode, Kaldekontekst, Periode, Ret, UnikId, graenser};
use koe::{Fejlaarsag, IndlejretKoe, Loft};
use lager::{Lager, SqliteLager};
use register::syn::Tidsbillede;
use register::{
    Egenskab, Felter, Flettemaade, Handling, Indhold, Kommando, Objekttype, Relation, Syn, Tillaeg, Typekatalog, Vaerdi, Virkning, byg,
};
use sikkerhed::certifikat::Certifikat;
use std::sync::atomic::{AtomicI64, Ordering};

const A: Cvr = match Cvr::fra_tal(11_111_111) {
    Some(c) => c,
    None => Cvr::KOMBIT,
};
const B: Cvr = match Cvr::fra_tal(22_222_222) {
    Some(c) => c,
    None => Cvr::KOMBIT,
};
const ALT: Loft = Loft { antal: 100_000, bytes: usize::MAX };

/// A case of this class is a draft.
const UDKAST: &str = "320999";

static SYN: Syn = Syn {
    maerker: |r| {
        let klasse = |e: &Egenskab| if let Some(Vaerdi::Tekst(t)) = e.felter.get(&1) { Some(t.clone()) } else { None };
        let e = &r.billede.egenskaber;
        let klasser = e.iter().map(|e| (e.virkning.periode, klasse(e))).collect();
        let niveauer = e.iter().map(|e| (e.virkning.periode, 1)).collect();
        let udkast = e.iter().map(|e| (e.virkning.periode, klasse(e).is_some_and(|k| k == UDKAST))).collect();
        Tidsbillede { klasser, niveauer, udkast, system: Some(UnikId::Uuid(AFSENDERSYSTEM)), ..Tidsbillede::default() }.maerker()
    },
    baerer: Dimensioner::ALLE,
    udkast: true,
    profil: None,
    parter: 1,
    gennem: None,
    skjul: None,
};
static SAG: Objekttype = Objekttype {
    nr: 991,
    navn: "Proevesag",
    service: "proeve",
    sti: "proevesag",
    emne: None,
    egenskaber: &[byg::tekst(1, "klasse", 20)],
    tilstande: &[],
    relationer: &[byg::fler(1, "parter", "")],
    varianter: None,
    anvisninger: None,
    syn: Some(&SYN),
    regler: &[],
    unikke: None,
    forklaring: "A case of the tests.",
};
static PROEVETYPER: &[&Objekttype] = &[&SAG];

struct Ur(AtomicI64);

impl grund::ur::Ur for Ur {
    fn nu(&self) -> Tidspunkt {
        Tidspunkt::fra_mikros(self.0.fetch_add(1, Ordering::SeqCst))
    }
}

#[derive(Default)]
struct Bog(Mutex<Vec<Aftale>>, Mutex<Option<Box<dyn FnOnce() + Send>>>);

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
    fn myndigheder_for(&self, system: Uuid, entity_id: &str, _: Tidspunkt) -> Vec<Cvr> {
        let passer = |a: &&Aftale| a.system == system && a.tjenester.iter().any(|t| t.entity_id == entity_id);
        self.0.lock().unwrap().iter().filter(passer).map(|a| a.myndighed).collect()
    }
    fn system_med_id(&self, uuid: Uuid) -> Option<Arc<System>> {
        let (navn, paa_vegne_af) = (String::new(), Vec::new());
        let s = System { uuid, navn, cvr: B, anvender: true, udstiller: false, brugervendt: false, paa_vegne_af };
        (uuid == MODTAGERSYSTEM).then(|| Arc::new(s))
    }
    fn sftp_system(&self, _: Uuid, _: &str, _: Tidspunkt) -> Option<Arc<System>> {
        None
    }
    fn tjeneste(&self, _: &str) -> Option<Arc<Tjeneste>> {
        None
    }
    fn aftaler(&self, system: Uuid, entity_id: &str, myndighed: Cvr, _: Tidspunkt) -> Vec<Arc<Aftale>> {
        // What a test has happen while agreements are looked at, once.
        let imens = self.1.lock().unwrap().take();
        imens.into_iter().for_each(|f| f());
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
    bog: Arc<Bog>,
    aabnet: u128,
    fordeler: Arc<Fordeler>,
}

const AFSENDERSYSTEM: Uuid = Uuid::from_u128(0xa);
const MODTAGERSYSTEM: Uuid = Uuid::from_u128(0xb);
const TYPE: Uuid = Uuid::from_u128(0x7e57);
const KOE: Uuid = Uuid::from_u128(0xd0e);

impl Verden {
    async fn ny(sikker: bool) -> Self {
        let lager: Arc<dyn Lager> = Arc::new(SqliteLager::midlertidig().unwrap());
        let register = Register::ny(lager.clone(), Typekatalog::ny(&[PROEVETYPER, OBJEKTTYPER])).med_naboregler(crate::naboregler());
        let ur = Arc::new(Ur(AtomicI64::new(1_790_000_000_000_000)));
        let bog = Arc::new(Bog::default());
        let fordeler = Self::aabn(&lager, &register, &ur, sikker.then(|| bog.clone()), 1).await;
        let mut v = Self { lager, register, ur, bog, aabnet: 1, fordeler };
        v.fordeler.foelg_registrene().await.unwrap();
        v.dueslag(KOE).await;
        v.abonnement(1, TYPE, KOE, &[]).await;
        v.foelg().await;
        v
    }

    async fn aabn(lager: &Arc<dyn Lager>, register: &Register, ur: &Arc<Ur>, bog: Option<Arc<Bog>>, nr: u128) -> Arc<Fordeler> {
        let koe = Arc::new(IndlejretKoe::aabn(lager.clone(), Uuid::from_u128(nr)).await.unwrap());
        let aftalebog = bog.map(|b| b as Arc<dyn Aftalebog>);
        let o = Opsaetning {
            register: register.clone(),
            koe,
            aftalebog,
            ur: ur.clone(),
            fordelingssystem: Uuid::from_u128(0xf),
            indhold: None,
        };
        Fordeler::aabn(o).await.unwrap()
    }

    /// As after a crash: nothing was closed, another process opens what is there.
    async fn genstart(&mut self) {
        self.aabnet += 1;
        let bog = self.fordeler.o.aftalebog.is_some().then(|| self.bog.clone());
        self.fordeler = Self::aabn(&self.lager, &self.register, &self.ur, bog, self.aabnet).await;
    }

    async fn foelg(&self) {
        while self.fordeler.foelg_registrene().await.unwrap() > 0 {}
    }

    async fn udfoer(
        &self,
        typen: &'static Objekttype,
        uuid: Uuid,
        handling: Handling,
        felter: Felter,
        relationer: Vec<(u16, UnikId)>,
        stille: bool,
    ) {
        self.udfoer_for(A, typen, uuid, handling, felter, relationer, stille).await;
    }

    #[allow(clippy::too_many_arguments)]
    async fn udfoer_for(
        &self,
        myndighed: Cvr,
        typen: &'static Objekttype,
        uuid: Uuid,
        handling: Handling,
        felter: Felter,
        relationer: Vec<(u16, UnikId)>,
        stille: bool,
    ) {
        self.proev_for(myndighed, typen, uuid, handling, felter, relationer, stille).await.unwrap();
    }

    #[allow(clippy::too_many_arguments)]
    async fn proev_for(
        &self,
        myndighed: Cvr,
        typen: &'static Objekttype,
        uuid: Uuid,
        handling: Handling,
        felter: Felter,
        relationer: Vec<(u16, UnikId)>,
        stille: bool,
    ) -> Result<register::Kvittering, Fejl> {
        // Its receiver alone deletes a dueslag.
        let bruger = if handling == Handling::Slet { MODTAGERSYSTEM } else { Uuid::from_u128(5) };
        let kald = Kaldekontekst::ubegraenset(myndighed, &[], UnikId::Uuid(bruger), self.fordeler.nu(), Uuid::from_u128(6));
        let v = || Virkning::fra(Tidspunkt::MINUS_UENDELIG);
        let mut indhold = Indhold::default();
        if handling != Handling::Slet {
            indhold.egenskaber = Some(vec![Egenskab { virkning: v(), felter }]);
            for t in typen.tilstande {
                indhold.tilstande.insert(t.nr, vec![register::Tilstand { virkning: v(), vaerdi: 1 }]);
            }
            for (nr, r) in relationer {
                indhold.relationer.entry(nr).or_default().push(Relation::til(r, v()));
            }
        }
        let k =
            Kommando { objekttype: typen, uuid, handling, maade: Flettemaade::Lora, note: None, indhold, historik: vec![], forudsat: None };
        self.register.udfoer_med(&kald, k, Tillaeg { uden_notifikation: stille, ..Tillaeg::default() }).await
    }

    /// A case that is a draft in the first of two periods, or in the second.
    async fn skiftende_sag(&self, nr: u128, klasser: [(&str, &str); 2], skift: Tidspunkt, handling: Handling) {
        let kald = Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(Uuid::from_u128(5)), self.fordeler.nu(), Uuid::from_u128(6));
        let perioder = [Periode::ny(Tidspunkt::MINUS_UENDELIG, skift), Periode::ny(skift, Tidspunkt::UENDELIG)];
        let mut indhold = Indhold::default();
        let mut egenskaber = Vec::new();
        for (periode, (klasse, part)) in perioder.into_iter().zip(klasser) {
            egenskaber.push(Egenskab { virkning: Virkning::i(periode), felter: [(1, Vaerdi::Tekst(klasse.into()))].into() });
            let part = UnikId::Urn(format!("urn:oio:cpr-nr:{part}"));
            indhold.relationer.entry(1).or_default().push(Relation::til(part, Virkning::i(periode)));
        }
        indhold.egenskaber = Some(egenskaber);
        let (objekttype, uuid, maade) = (&SAG, Uuid::from_u128(nr), Flettemaade::Lora);
        let k = Kommando { objekttype, uuid, handling, maade, note: None, indhold, historik: vec![], forudsat: None };
        self.register.udfoer_med(&kald, k, Tillaeg::default()).await.unwrap();
    }

    /// The same engine, whose messages carry the classes of the case.
    async fn med_indhold(&mut self, aftalebog: Option<Arc<dyn Aftalebog>>) {
        self.fordeler.o.koe.luk().await;
        let koe = Arc::new(IndlejretKoe::aabn(self.lager.clone(), Uuid::from_u128(77)).await.unwrap());
        let o = Opsaetning {
            register: self.register.clone(),
            koe,
            aftalebog,
            ur: self.ur.clone(),
            fordelingssystem: Uuid::from_u128(0xf),
            indhold: Some(Arc::new(Klassen)),
        };
        self.fordeler = Fordeler::aabn(o).await.unwrap();
    }

    async fn dueslag(&mut self, uuid: Uuid) {
        let felter = [(LEVERING, Vaerdi::Tekst("BeskedHent".into()))].into();
        self.udfoer(&DUESLAG, uuid, Handling::Opret, felter, vec![(1, UnikId::Uuid(MODTAGERSYSTEM))], false).await;
    }

    async fn abonnement(&mut self, nr: u128, beskedtype: Uuid, dueslag: Uuid, betingelser: &[(&str, &str)]) {
        let b = |(felt, vaerdi): &(&str, &str)| {
            Vaerdi::Struktur(
                [(B_FELT, Vaerdi::Tekst((*felt).into())), (B_VAERDIER, Vaerdi::Liste(vec![Vaerdi::Tekst((*vaerdi).into())]))].into(),
            )
        };
        let felter = [(NAVN, Vaerdi::Tekst("abonnement".into())), (BETINGELSER, Vaerdi::Liste(betingelser.iter().map(b).collect()))].into();
        let relationer = vec![(FOERSTE_RELATION, UnikId::Uuid(beskedtype)), (I_DUESLAG, UnikId::Uuid(dueslag))];
        self.udfoer(&ABONNEMENT, Uuid::from_u128(nr), Handling::Opret, felter, relationer, false).await;
    }

    async fn sag(&self, nr: u128, klasse: &str, handling: Handling, stille: bool) {
        let felter = [(1, Vaerdi::Tekst(klasse.into()))].into();
        self.udfoer(&SAG, Uuid::from_u128(nr), handling, felter, vec![(1, UnikId::Urn("urn:oio:cpr-nr:2512484916".into()))], stille).await;
    }

    fn kald(&self, system: Uuid, myndighed: Cvr) -> Kaldekontekst {
        let tilladelse =
            |service: &str, ret: Ret| Tilladelse { service: service.into(), retter: vec![ret], afgraensning: Afgraensning::FRI };
        let retter = Rettigheder::Kun(vec![tilladelse(AFSENDER, Ret::Skriv), tilladelse(MODTAGER, Ret::Laes)]);
        let kald = Kaldekontekst::ubegraenset(myndighed, &[], UnikId::Uuid(system), self.fordeler.nu(), Uuid::from_u128(7));
        Kaldekontekst { system: Some(system), retter: Arc::new(retter), ..kald }
    }

    fn aftale(&self, system: Uuid, t: &adgang::Tjenestedef, myndighed: Cvr, parametre: &[(&str, &str)]) {
        let afgraensninger = parametre.iter().map(|(u, v)| ((*u).to_owned(), vec![(*v).to_owned()])).collect();
        let roller = t.roller.iter().map(|r| r.uri.to_owned()).collect();
        let tjenester = vec![Aftaletjeneste { entity_id: t.entity_id.into(), roller, afgraensninger }];
        let (navn, formaal) = (String::new(), String::new());
        let uuid = Uuid::from_u128(9);
        self.bog.0.lock().unwrap().push(Aftale { uuid, navn, formaal, myndighed, system, tjenester, gyldig: Periode::ALTID });
    }

    async fn send(&self, nr: u128, tilpas: impl FnOnce(&mut Kuvert)) -> crate::Retur {
        let k = besked(nr, tilpas);
        self.fordeler.afsend(&self.kald(AFSENDERSYSTEM, A), Snitflade::V2, crate::kuvert::dan(&k, None).unwrap().as_bytes()).await
    }

    async fn ids(&self, f: &Forbruger) -> Vec<String> {
        f.hent(100, usize::MAX).await.unwrap().into_iter().map(|l| l.besked_id).collect()
    }

    async fn fejl(&self) -> Vec<Fejlaarsag> {
        self.fordeler.koe().fejlkoe(KOE, 0, ALT).await.unwrap().into_iter().map(|f| f.aarsag).collect()
    }
}

fn besked(nr: u128, tilpas: impl FnOnce(&mut Kuvert)) -> Kuvert {
    let mut k = Kuvert {
        registreringer: vec![crate::kuvert::Objektregistrering {
            myndighed: Some(UnikId::Urn("urn:oio:cvr-nr:11111111".into())),
            emne: Some(UnikId::Urn("urn:oio:kle:32.01.01".into())),
            ..Default::default()
        }],
        ..Kuvert::ny(UnikId::Uuid(Uuid::from_u128(nr)), UnikId::Uuid(TYPE))
    };
    tilpas(&mut k);
    k
}

fn id(nr: u128) -> String {
    Uuid::from_u128(nr).to_string()
}

fn cvr(c: Cvr) -> UnikId {
    UnikId::Urn(format!("urn:oio:cvr-nr:{c}"))
}

fn koer(f: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(f);
}

/// The content is the classes of the case, as they were registered.
struct Klassen;

#[async_trait::async_trait]
impl Beskedindhold for Klassen {
    async fn indhold(&self, o: &register::Objekt) -> Result<Option<String>, Fejl> {
        let klasser: Vec<_> = o.nyeste().into_iter().flat_map(|r| &r.billede.egenskaber).filter_map(|e| e.felter.get(&1)).collect();
        Ok((!klasser.is_empty()).then(|| format!("<x:Klasse xmlns:x='urn:x'>{klasser:?}</x:Klasse>")))
    }
}
