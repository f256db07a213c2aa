//! The engine over a real store, with agreements that tests change.
mod orden;
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

#[test]
fn e1_a_message_comes_into_the_dueslag_of_each_subscription_and_goes_with_the_acknowledgement() {
    koer(async {
        let mut v = Verden::ny(false).await;
        let anden = Uuid::from_u128(0xd0f);
        v.dueslag(anden).await;
        v.abonnement(2, TYPE, anden, &[("ObjektRegistrering.OpgaveEmne", "32.*")]).await;
        v.abonnement(3, TYPE, anden, &[("ObjektRegistrering.OpgaveEmne", "32.01")]).await;
        v.abonnement(4, Uuid::from_u128(99), anden, &[]).await;
        v.foelg().await;
        assert_eq!(v.send(1, |_| {}).await, crate::Retur::ok());
        assert_eq!(v.send(2, |k| k.registreringer[0].emne = None).await, crate::Retur::ok());
        let (f, g) = (v.fordeler.forbruger(KOE), v.fordeler.forbruger(anden));
        assert_eq!(v.ids(&f).await, [id(1), id(2)]);
        let l = g.hent(10, usize::MAX).await.unwrap();
        assert_eq!(l.iter().map(|l| l.besked_id.clone()).collect::<Vec<_>>(), [id(1)], "two subscriptions of one dueslag are one message");
        assert!(std::str::from_utf8(&l[0].besked).unwrap().contains(&Uuid::from_u128(2).to_string()), "the subscription in the route");
        assert_eq!(f.kvitter(&[1, 2, 3]).await.unwrap(), 2);
        assert_eq!(v.fordeler.koe().status(KOE).await.unwrap().antal, 0);
        assert_eq!(v.fordeler.koe().status(anden).await.unwrap().antal, 1);
    });
}

#[test]
fn e22_a_message_of_a_national_register_is_for_every_authority_with_an_agreement_that_covers_it() {
    koer(async {
        let v = Verden::ny(true).await;
        let send = async |nr: u128| {
            let k = besked(nr, |k| k.registreringer[0].myndighed = Some(cvr(Cvr::LANDET)));
            let kald = Kaldekontekst::ubegraenset(Cvr::LANDET, &[], UnikId::Uuid(AFSENDERSYSTEM), v.fordeler.nu(), Uuid::from_u128(7));
            v.fordeler.afsend(&kald, Snitflade::V2, crate::kuvert::dan(&k, None).unwrap().as_bytes()).await
        };
        let f = v.fordeler.forbruger(KOE);
        assert_eq!(send(1).await.kode, 20);
        assert!(v.ids(&f).await.is_empty(), "the receiving system has no agreement");
        v.aftale(MODTAGERSYSTEM, &MODTAG, B, &[(P_BESKEDTYPE, "00000000-0000-0000-0000-000000000001")]);
        assert_eq!(send(2).await.kode, 20);
        assert!(v.ids(&f).await.is_empty(), "nor one that covers the type");
        v.aftale(MODTAGERSYSTEM, &MODTAG, A, &[]);
        assert_eq!((send(3).await.kode, send(3).await.kode), (20, 20));
        assert_eq!(v.ids(&f).await, [id(3)], "and once");
    });
}

#[test]
fn e23_an_id_that_was_used_for_another_message_is_refused_and_one_that_nobody_made_too() {
    koer(async {
        let mut v = Verden::ny(false).await;
        let emne = |kle: &'static str| move |k: &mut Kuvert| k.registreringer[0].emne = Some(UnikId::Urn(format!("urn:oio:kle:{kle}")));
        for _ in 0..2 {
            assert_eq!(v.send(1, emne("32.01.01")).await.kode, 20, "the same message again");
            let r = v.send(1, emne("27.35.10")).await;
            assert_eq!((r.kode, r.fejl), (49, Some(Fejlkode::BeskedIdGenbrugt)));
            v.genstart().await;
        }
        // Made anew for the second attempt, it is the same message.
        let igen = |k: &mut Kuvert| (k.dannet, k.transaktion) = (Some(Tidspunkt::fra_mikros(9)), Some(UnikId::Uuid(Uuid::from_u128(9))));
        assert_eq!((v.send(2, |_| {}).await.kode, v.send(2, igen).await.kode), (20, 20));
        // Together with others: each has its own answer.
        let sending = |nr: u128, kle: &'static str| Sending {
            kald: v.kald(AFSENDERSYSTEM, A),
            snitflade: Snitflade::V2,
            data: crate::kuvert::dan(&besked(nr, emne(kle)), None).unwrap().into(),
        };
        let bid = [sending(1, "27.35.10"), sending(3, "32.01.01"), sending(3, "32.01.02"), sending(3, "32.01.01"), sending(0, "32.01.01")];
        let koder: Vec<_> = v.fordeler.afsend_i_raekke(&bid).await.into_iter().map(|r| r.fejl).collect();
        let genbrugt = Some(Fejlkode::BeskedIdGenbrugt);
        assert_eq!(koder, [genbrugt, None, genbrugt, None, Some(Fejlkode::UgyldigUuid)]);
        assert_eq!(v.ids(&v.fordeler.forbruger(KOE)).await, [id(1), id(2), id(3)]);
    });
}

#[test]
fn e3_an_id_of_a_dueslag_and_of_a_subscription_is_one_authoritys_for_ever_and_others_are_refused() {
    koer(async {
        let mut v = Verden::ny(false).await;
        assert_eq!(v.send(1, |_| {}).await.kode, 20);
        let opret = async |v: &Verden, myndighed: Cvr, typen: &'static Objekttype, uuid: Uuid, handling: Handling| {
            let felter: Felter = if *typen == DUESLAG {
                [(LEVERING, Vaerdi::Tekst("BeskedHent".into()))].into()
            } else if *typen == VAERDILISTE {
                [(NAVN, Vaerdi::Tekst("liste".into()))].into()
            } else {
                Felter::new()
            };
            // Only the receiving system hands a dueslag over, so its owner brings it back as it was.
            let hvem = if myndighed == A { MODTAGERSYSTEM } else { Uuid::from_u128(0xbad) };
            let til = if *typen == VAERDILISTE { vec![] } else { vec![(FOERSTE_RELATION, UnikId::Uuid(hvem))] };
            v.proev_for(myndighed, typen, uuid, handling, felter, til, false).await.map(drop).map_err(|f| f.kode())
        };
        for (typen, uuid) in [(&DUESLAG, KOE), (&ABONNEMENT, Uuid::from_u128(1))] {
            for handling in [Handling::Opret, Handling::Importer, Handling::Erstat] {
                assert_eq!(opret(&v, B, typen, uuid, handling).await, Err(Fejlkode::IdOptaget), "{} {handling:?}", typen.navn);
            }
        }
        // Other types of the module are each authority's own.
        assert_eq!(opret(&v, A, &VAERDILISTE, KOE, Handling::Opret).await, Ok(()));
        assert_eq!(opret(&v, B, &VAERDILISTE, KOE, Handling::Opret).await, Ok(()));
        // Its messages lie there still when the owner has deleted it, so it is nobody else's then either; the owner may bring it back.
        v.udfoer(&DUESLAG, KOE, Handling::Slet, Felter::new(), vec![], false).await;
        v.foelg().await;
        assert!(v.fordeler.bog.dueslag(KOE).is_none());
        assert_eq!(opret(&v, B, &DUESLAG, KOE, Handling::Opret).await, Err(Fejlkode::IdOptaget));
        assert_eq!(opret(&v, A, &DUESLAG, KOE, Handling::Importer).await, Ok(()));
        v.genstart().await;
        v.foelg().await;
        assert_eq!(v.fordeler.bog.dueslag(KOE).unwrap().myndighed, A);
        assert_eq!(v.send(2, |_| {}).await.kode, 20);
        assert_eq!(v.ids(&v.fordeler.forbruger(KOE)).await, [id(1), id(2)]);
    });
}

#[test]
fn e3_ids_of_earlier_versions_get_their_owner_and_what_another_wrote_then_is_never_used_and_may_be_deleted() {
    koer(async {
        let mut v = Verden::ny(false).await;
        assert_eq!(v.send(1, |_| {}).await.kode, 20);
        // As it was written before there were owners, by both.
        let uden_regler = Register::ny(v.lager.clone(), Typekatalog::ny(&[PROEVETYPER, OBJEKTTYPER]));
        let med_regler = std::mem::replace(&mut v.register, uden_regler);
        let felter: Felter = [(LEVERING, Vaerdi::Tekst("BeskedHent".into()))].into();
        v.udfoer_for(B, &DUESLAG, KOE, Handling::Opret, felter, vec![(1, UnikId::Uuid(Uuid::from_u128(0xbad)))], false).await;
        let ejere = v.lager.raekker(12, &[], None, 100).await.unwrap();
        assert_eq!(ejere.len(), 2, "the dueslag and its subscription");
        let slet = |(noegle, _): (Vec<u8>, Vec<u8>)| {
            let forventet = lager::Raekkeforventning::Ligegyldig;
            lager::Raekkeskrivning { samling: 12, noegle, forventet, vaerdi: None }
        };
        let raekker = ejere.clone().into_iter().map(slet).collect();
        v.lager.skriv(lager::Skrivning { raekker, ..lager::Skrivning::default() }).await.unwrap();
        v.register = med_regler;
        v.genstart().await;
        v.foelg().await;
        assert_eq!(v.lager.raekker(12, &[], None, 100).await.unwrap(), ejere);
        let d = v.fordeler.bog.dueslag(KOE).unwrap();
        assert_eq!((d.myndighed, d.data.modtagersystem), (A, Some(MODTAGERSYSTEM)));
        let ret = v.proev_for(B, &DUESLAG, KOE, Handling::Ret, [(NAVN, Vaerdi::Tekst("x".into()))].into(), vec![], false).await;
        assert_eq!(ret.map(drop).map_err(|f| f.kode()), Err(Fejlkode::IdOptaget));
        v.udfoer_for(B, &DUESLAG, KOE, Handling::Slet, Felter::new(), vec![], false).await;
        v.foelg().await;
        assert_eq!(v.ids(&v.fordeler.forbruger(KOE)).await, [id(1)]);
        assert!(v.fordeler.bog.dueslag(KOE).is_some(), "it is gone for its owner only by the owner");
    });
}

#[test]
fn e34_another_system_of_the_authority_takes_no_messages_from_a_receiver() {
    koer(async {
        let v = Verden::ny(true).await;
        let virkning = || Virkning::fra(Tidspunkt::MINUS_UENDELIG);
        let udfoer = async |af: Uuid, objekttype: &'static Objekttype, uuid: Uuid, handling: Handling, indhold: Indhold| {
            let kald = Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(af), v.fordeler.nu(), Uuid::from_u128(6));
            let k =
                Kommando { objekttype, uuid, handling, maade: Flettemaade::Lora, note: None, indhold, historik: vec![], forudsat: None };
            let r = v.register.udfoer_med(&kald, k, Tillaeg::default()).await;
            r.map(drop).map_err(|f| (f.kode(), f.feltet().unwrap_or_default().to_owned()))
        };
        let levering = |hvordan: &str| {
            let felter: Felter = [(LEVERING, Vaerdi::Tekst(hvordan.into())), (NAVN, Vaerdi::Tekst("x".into()))].into();
            Indhold { egenskaber: Some(vec![Egenskab { virkning: virkning(), felter }]), ..Indhold::default() }
        };
        let inaktiv = || {
            let mut i = Indhold::default();
            i.tilstande.insert(TILSTAND, vec![register::Tilstand { virkning: virkning(), vaerdi: 2 }]);
            i
        };
        let til = |dueslag: u128| {
            let mut i = Indhold::default();
            i.relationer.entry(I_DUESLAG).or_default().push(Relation::til(UnikId::Uuid(Uuid::from_u128(dueslag)), virkning()));
            i
        };
        let abonnement = Uuid::from_u128(1);
        let forsoeg: [(&'static Objekttype, Uuid, Handling, &dyn Fn() -> Indhold, &str); 6] = [
            (&DUESLAG, KOE, Handling::Ret, &|| levering("SSE"), "leveringsmaade"),
            (&DUESLAG, KOE, Handling::Ret, &inaktiv, "gyldighed"),
            (&DUESLAG, KOE, Handling::Slet, &Indhold::default, "livscyklus"),
            (&ABONNEMENT, abonnement, Handling::Ret, &|| til(0xbad), "abonnement"),
            (&ABONNEMENT, abonnement, Handling::Ret, &inaktiv, "gyldighed"),
            (&ABONNEMENT, abonnement, Handling::Slet, &Indhold::default, "livscyklus"),
        ];
        for (typen, uuid, handling, indhold, felt) in &forsoeg {
            let svar = udfoer(AFSENDERSYSTEM, typen, *uuid, *handling, indhold()).await;
            assert_eq!(svar, Err((Fejlkode::IngenAdgang, (*felt).to_owned())), "{} {handling:?}", typen.navn);
        }
        assert_eq!(udfoer(AFSENDERSYSTEM, &DUESLAG, KOE, Handling::Ret, levering("BeskedHent")).await, Ok(()), "a name may be anybody's");
        // The subscription first: whose it is goes by its dueslag.
        for (typen, uuid, handling, indhold, felt) in forsoeg.iter().rev() {
            if matches!(handling, Handling::Ret) {
                assert_eq!(udfoer(MODTAGERSYSTEM, typen, *uuid, *handling, indhold()).await, Ok(()), "{} {felt}", typen.navn);
            }
        }
        assert_eq!(udfoer(MODTAGERSYSTEM, &DUESLAG, KOE, Handling::Slet, Indhold::default()).await, Ok(()));
    });
}

#[test]
fn e3_the_name_of_a_dueslag_is_one_line_as_it_is_read() {
    koer(async {
        let v = Verden::ny(false).await;
        for (navn, godt) in [("Sager til æ", true), ("a\r\nb", false), ("a\u{202e}b", false), ("a\u{2028}b", false)] {
            let felter: Felter = [(LEVERING, Vaerdi::Tekst("BeskedHent".into())), (NAVN, Vaerdi::Tekst(navn.into()))].into();
            let r = v.proev_for(A, &DUESLAG, KOE, Handling::Ret, felter, vec![(1, UnikId::Uuid(MODTAGERSYSTEM))], false).await;
            assert_eq!(r.map(drop).map_err(|f| f.kode()), if godt { Ok(()) } else { Err(Fejlkode::UgyldigtTegn) }, "{navn:?}");
        }
    });
}

#[test]
fn e33_a_secret_that_was_given_up_signs_no_more() {
    koer(async {
        let v = Verden::ny(false).await;
        let saet = async |nummer: Option<i64>| {
            let mut felter: Felter = [(LEVERING, Vaerdi::Tekst("BeskedHent".into()))].into();
            felter.extend(nummer.map(|n| (HEMMELIGHED, Vaerdi::Heltal(n))));
            let r = v.proev_for(A, &DUESLAG, KOE, Handling::Ret, felter, vec![(1, UnikId::Uuid(MODTAGERSYSTEM))], false).await;
            r.map(drop).map_err(|f| f.kode())
        };
        assert_eq!((saet(Some(50)).await, saet(Some(50)).await), (Ok(()), Ok(())));
        assert_eq!((saet(Some(49)).await, saet(None).await), (Err(Fejlkode::UgyldigVaerdi), Err(Fejlkode::UgyldigVaerdi)));
        assert_eq!(saet(Some(51)).await, Ok(()));
    });
}

#[test]
fn e34_nobody_but_its_receiver_hands_a_dueslag_over() {
    koer(async {
        let v = Verden::ny(false).await;
        let ret = |af: Uuid| {
            let mut kald = v.kald(af, A);
            kald.retter = Arc::new(Rettigheder::Alt);
            let relationer =
                [(FOERSTE_RELATION, vec![Relation::til(UnikId::Uuid(AFSENDERSYSTEM), Virkning::fra(Tidspunkt::MINUS_UENDELIG))])];
            let indhold = Indhold { relationer: relationer.into(), ..Indhold::default() };
            let (objekttype, handling, maade) = (&DUESLAG, Handling::Ret, Flettemaade::Lora);
            let k = Kommando { objekttype, uuid: KOE, handling, maade, note: None, indhold, historik: vec![], forudsat: None };
            let register = v.register.clone();
            async move { register.udfoer_med(&kald, k, Tillaeg::default()).await.map(drop).map_err(|f| f.kode()) }
        };
        assert_eq!(ret(AFSENDERSYSTEM).await, Err(Fejlkode::IngenAdgang), "one who may write takes it for itself");
        assert_eq!(ret(MODTAGERSYSTEM).await, Ok(()));
    });
}

#[test]
fn e32_a_message_that_is_sent_again_is_recognised_and_another_systems_is_not() {
    koer(async {
        let v = Verden::ny(false).await;
        for _ in 0..3 {
            assert_eq!(v.send(1, |_| {}).await.kode, 20);
        }
        let k = crate::kuvert::dan(&besked(1, |_| {}), None).unwrap();
        assert_eq!(v.fordeler.afsend(&v.kald(Uuid::from_u128(0xc), A), Snitflade::V2, k.as_bytes()).await.kode, 20);
        assert_eq!(v.fordeler.koe().status(KOE).await.unwrap().antal, 2);
    });
}

#[test]
fn e20_e21_e22_what_a_sender_may_send_stands_in_its_agreement() {
    koer(async {
        let v = Verden::ny(true).await;
        assert_eq!(v.send(1, |_| {}).await.fejl, Some(Fejlkode::BeskedUdenAftale));
        v.aftale(
            AFSENDERSYSTEM,
            &AFSEND,
            A,
            &[(P_KLE, "32.*"), (P_BESKEDTYPE, &TYPE.to_string()), (P_FOELSOMHED, "FORTROLIGE_PERSONOPLYSNINGER")],
        );
        assert_eq!(v.send(1, |_| {}).await.kode, 20);
        assert_eq!(v.send(2, |k| k.registreringer[0].myndighed = Some(cvr(B))).await.fejl, Some(Fejlkode::BeskedMyndighed));
        assert_eq!(
            v.send(3, |k| k.registreringer[0].emne = Some(UnikId::Urn("urn:oio:kle:27.01.01".into()))).await.fejl,
            Some(Fejlkode::BeskedUdenAftale)
        );
        assert_eq!(v.send(4, |k| k.registreringer[0].emne = None).await.fejl, Some(Fejlkode::BeskedUdenAftale));
        assert_eq!(v.send(5, |k| k.beskedtype = UnikId::Uuid(Uuid::from_u128(1))).await.fejl, Some(Fejlkode::BeskedUdenAftale));
        assert_eq!(
            v.send(6, |k| k.sikkerhedsklassificering = Some(crate::rettigheder::klassificering(3))).await.fejl,
            Some(Fejlkode::BeskedUdenAftale)
        );
        assert_eq!(v.send(7, |k| k.sikkerhedsklassificering = Some(crate::rettigheder::klassificering(2))).await.kode, 20);
        // No right, no message, whatever it says.
        let uden = Kaldekontekst { retter: Arc::new(Rettigheder::Intet), ..v.kald(AFSENDERSYSTEM, A) };
        assert_eq!(v.fordeler.afsend(&uden, Snitflade::V2, b"<x/>").await.fejl, Some(Fejlkode::ManglerRolle));
    });
}

#[test]
fn e21_version_1_refuses_receivers_that_the_agreement_does_not_name_and_version_2_leaves_them_out() {
    koer(async {
        let v = Verden::ny(true).await;
        for t in [&AFSEND, &AFSEND_V1] {
            v.aftale(AFSENDERSYSTEM, t, A, &[(P_MYNDIGHEDER, "11111111")]);
        }
        v.aftale(MODTAGERSYSTEM, &MODTAG, A, &[]);
        v.aftale(MODTAGERSYSTEM, &MODTAG, B, &[]);
        let k = besked(1, |k| k.tilladte = vec![cvr(A), cvr(B)]);
        let data = crate::kuvert::dan(&k, None).unwrap();
        let v1 = v.fordeler.afsend(&v.kald(AFSENDERSYSTEM, A), Snitflade::V1, data.as_bytes()).await;
        assert_eq!((v1.kode, v1.fejl), (43, Some(Fejlkode::BeskedModtager)));
        assert_eq!(v.send(1, |k| k.tilladte = vec![cvr(A), cvr(B)]).await.kode, 20);
        assert_eq!(v.send(2, |k| k.tilladte = vec![cvr(B)]).await.kode, 20, "E-23");
        let l = v.fordeler.forbruger(KOE).hent(9, usize::MAX).await.unwrap();
        assert_eq!(l.len(), 1, "what is trimmed to nobody goes to nobody");
        let tekst = std::str::from_utf8(&l[0].besked).unwrap();
        assert!(tekst.contains("TilladtModtager><sd:URNIdentifikator>urn:oio:cvr-nr:11111111") && !tekst.contains("22222222"), "{tekst}");
    });
}

#[test]
fn e22_e24_a_receiver_gets_what_its_agreements_cover_when_it_is_delivered() {
    koer(async {
        let v = Verden::ny(true).await;
        v.aftale(AFSENDERSYSTEM, &AFSEND, A, &[]);
        assert_eq!(v.send(1, |_| {}).await.kode, 20, "E-23: nobody may have it, and the sender is told OK");
        assert_eq!(v.fordeler.koe().status(KOE).await.unwrap().antal, 0);
        v.aftale(MODTAGERSYSTEM, &MODTAG, A, &[(P_KLE, "32.01.*")]);
        v.send(2, |_| {}).await;
        v.send(3, |k| k.registreringer[0].emne = Some(UnikId::Urn("urn:oio:kle:32.02.01".into()))).await;
        v.send(4, |k| k.tilladte = vec![cvr(A), cvr(B)]).await;
        v.send(5, |k| k.tilladte = vec![cvr(B)]).await;
        let f = v.fordeler.forbruger(KOE);
        let l = f.hent(9, usize::MAX).await.unwrap();
        assert_eq!(l.iter().map(|l| l.besked_id.clone()).collect::<Vec<_>>(), [id(2), id(4)]);
        assert!(!std::str::from_utf8(&l[1].besked).unwrap().contains("22222222"), "trimmed for this dueslag");
        drop(f);
        // The agreement ends while they wait.
        v.bog.0.lock().unwrap().retain(|a| a.system != MODTAGERSYSTEM);
        assert!(v.ids(&v.fordeler.forbruger(KOE)).await.is_empty());
        assert_eq!(v.fejl().await, [Fejlaarsag::IngenAftale; 2]);
        // One of the first generation is enough for one that has none of the second.
        v.aftale(MODTAGERSYSTEM, &AFHENT_V1, A, &[]);
        v.send(6, |_| {}).await;
        assert_eq!(v.ids(&v.fordeler.forbruger(KOE)).await, [id(6)]);
    });
}

#[test]
fn e3_only_the_receiving_system_consumes_a_dueslag_and_to_others_it_is_not_there() {
    koer(async {
        let v = Verden::ny(true).await;
        let kode = |system: Uuid, d: Uuid| v.fordeler.forbrug(&v.kald(system, A), d).err().map(|f| f.kode());
        assert_eq!(kode(MODTAGERSYSTEM, KOE), None);
        assert_eq!(kode(AFSENDERSYSTEM, KOE), Some(Fejlkode::FindesIkke));
        assert_eq!(kode(MODTAGERSYSTEM, Uuid::from_u128(1)), Some(Fejlkode::FindesIkke));
        let uden = Kaldekontekst { retter: Arc::new(Rettigheder::Intet), ..v.kald(MODTAGERSYSTEM, A) };
        assert_eq!(v.fordeler.forbrug(&uden, KOE).err().map(|f| f.kode()), Some(Fejlkode::ManglerRolle));
    });
}

#[test]
fn e12_what_has_no_value_any_more_goes_to_the_error_queue() {
    koer(async {
        let v = Verden::ny(false).await;
        let om_lidt = v.fordeler.nu().plus_mikros(1_000_000);
        v.send(1, |k| k.gyldig_til = Some(om_lidt)).await;
        v.send(2, |_| {}).await;
        v.ur.0.fetch_add(2_000_000, Ordering::SeqCst);
        assert_eq!(v.ids(&v.fordeler.forbruger(KOE)).await, [id(2)]);
        assert_eq!(v.fejl().await, [Fejlaarsag::Udloebet]);
    });
}

#[test]
fn e3_consumers_share_a_dueslag_and_what_one_gives_back_comes_first_in_its_place() {
    koer(async {
        let v = Verden::ny(false).await;
        for n in 1..=6 {
            v.send(n, |_| {}).await;
        }
        let (f, g) = (v.fordeler.forbruger(KOE), v.fordeler.forbruger(KOE));
        let numre = |l: &[crate::Leverance]| l.iter().map(|l| l.nummer).collect::<Vec<_>>();
        assert_eq!(numre(&f.hent(3, usize::MAX).await.unwrap()), [1, 2, 3]);
        assert_eq!(numre(&g.hent(2, usize::MAX).await.unwrap()), [4, 5]);
        assert_eq!(g.kvitter(&[1, 4]).await.unwrap(), 1, "another's message is not one's to acknowledge");
        f.afvis(&[2], Afvisning::Igen, "").await.unwrap();
        f.afvis(&[3], Afvisning::Uroert, "").await.unwrap();
        let l = g.hent(10, usize::MAX).await.unwrap();
        assert_eq!(l.iter().map(|l| (l.nummer, l.forsoeg, l.igen)).collect::<Vec<_>>(), [(2, 2, true), (3, 1, true), (6, 1, false)]);
        // A consumer that is gone: in their place, and the first of them counts as tried.
        drop(g);
        while v.fordeler.koe().laes(KOE, 2, Loft { antal: 1, bytes: 1 }).await.unwrap()[0].forsoeg < 2 {
            tokio::task::yield_now().await;
        }
        let l = f.hent(10, usize::MAX).await.unwrap();
        assert_eq!(l.iter().map(|l| (l.nummer, l.forsoeg)).collect::<Vec<_>>(), [(2, 3), (3, 1), (5, 1), (6, 1)]);
        assert_eq!(f.paa_haanden(), [1, 2, 3, 5, 6]);
    });
}

#[test]
fn e33_a_poison_message_goes_to_the_error_queue_and_never_blocks_the_rest() {
    koer(async {
        let v = Verden::ny(false).await;
        for n in 1..=3 {
            v.send(n, |_| {}).await;
        }
        let f = v.fordeler.forbruger(KOE);
        for forsoeg in 1..=graenser::LEVERANCEFORSOEG {
            let l = f.hent(1, usize::MAX).await.unwrap();
            assert_eq!((l[0].nummer, l[0].forsoeg), (1, forsoeg));
            f.afvis(&[1], Afvisning::Igen, "").await.unwrap();
        }
        assert_eq!(v.ids(&f).await, [id(2), id(3)]);
        f.afvis(&[3], Afvisning::Fejlkoe, "unreadable").await.unwrap();
        assert_eq!(v.fejl().await, [Fejlaarsag::ForMangeForsoeg, Fejlaarsag::AfvistAfModtager]);
    });
}

#[test]
fn e32_a_consumer_that_waits_is_woken_by_what_is_new_and_by_what_is_given_back() {
    koer(async {
        let v = Verden::ny(false).await;
        let (mut f, g) = (v.fordeler.forbruger(KOE), v.fordeler.forbruger(KOE));
        let (_, sendt) = tokio::join!(f.vent(), v.send(1, |_| {}));
        assert_eq!(sendt.kode, 20);
        assert_eq!(v.ids(&g).await, [id(1)]);
        assert!(v.ids(&f).await.is_empty());
        let (_, afvist) = tokio::join!(f.vent(), g.afvis(&[1], Afvisning::Uroert, ""));
        assert_eq!(afvist.unwrap(), 1);
        assert_eq!(v.ids(&f).await, [id(1)]);
    });
}

#[test]
fn e1_what_the_registers_tell_becomes_messages_in_order_and_what_nobody_is_to_be_told_of_does_not() {
    koer(async {
        let mut v = Verden::ny(false).await;
        v.abonnement(2, beskedtype(&SAG), KOE, &[("ObjektRegistrering.OpgaveEmne", "32"), ("RelateretObjekt.ObjektId", "2512484916")])
            .await;
        v.sag(1, "320101", Handling::Opret, false).await;
        v.sag(2, "270101", Handling::Opret, false).await;
        v.sag(3, "320102", Handling::Opret, true).await;
        v.sag(1, "320103", Handling::Ret, false).await;
        v.sag(1, "", Handling::Slet, false).await;
        v.foelg().await;
        let l = v.fordeler.forbruger(KOE).hent(9, usize::MAX).await.unwrap();
        let set: Vec<(String, String)> = l
            .iter()
            .map(|l| {
                let tekst = std::str::from_utf8(&l.besked).unwrap();
                let handling =
                    [Haendelse::Opret, Haendelse::Ret, Haendelse::Slet].into_iter().find(|h| tekst.contains(&handling_id(*h).to_string()));
                let kle = tekst.split("urn:oio:kle:").nth(1).map(|k| k.chars().take(8).collect::<String>()).unwrap_or_default();
                (handling.map(|h| h.navn().to_owned()).unwrap_or_default(), kle)
            })
            .collect();
        let vente = [("Opret", "32.01.01"), ("Ret", "32.01.03"), ("Slet", "32.01.03")];
        assert_eq!(set, vente.map(|(a, b)| (a.to_owned(), b.to_owned())));
        // Again, from the beginning of the feed: the same messages with the same ids, behind what is there.
        let fra = lager::Stroemposition { nr: 0, ..v.lager.stroemstatus().await.unwrap().kant };
        let til = v.fordeler.spids().await.unwrap();
        let igen = v.fordeler.genafspil(KOE, fra, til, false).await.unwrap();
        assert!(igen.haendelser >= 5 && igen.beskeder == 3 && igen.naeste.is_none(), "{igen:?}");
        let m = v.fordeler.forbruger(KOE).hent(9, usize::MAX).await.unwrap();
        assert_eq!(m.iter().map(|l| &l.besked_id).collect::<Vec<_>>(), [0, 1, 2, 0, 1, 2].map(|i: usize| &l[i].besked_id));
    });
}

#[test]
fn e22_an_object_whose_class_changes_while_the_message_waits_is_judged_as_it_is() {
    koer(async {
        let mut v = Verden::ny(true).await;
        v.abonnement(2, beskedtype(&SAG), KOE, &[]).await;
        v.aftale(MODTAGERSYSTEM, &MODTAG, A, &[(P_KLE, "32.*")]);
        v.sag(1, "320101", Handling::Opret, false).await;
        v.sag(2, "320101", Handling::Opret, false).await;
        v.foelg().await;
        assert_eq!(v.fordeler.koe().status(KOE).await.unwrap().antal, 2);
        v.sag(1, "270101", Handling::Ret, false).await;
        let f = v.fordeler.forbruger(KOE);
        let l = f.hent(9, usize::MAX).await.unwrap();
        assert_eq!(l.len(), 1);
        assert!(std::str::from_utf8(&l[0].besked).unwrap().contains(&id(2)));
        assert_eq!(v.fejl().await, [Fejlaarsag::IngenAftale]);
        v.foelg().await;
        assert!(f.hent(9, usize::MAX).await.unwrap().is_empty(), "nor the message of the change itself");
    });
}

#[test]
fn e22_a_draft_is_told_to_its_master_alone() {
    koer(async {
        let mut v = Verden::ny(true).await;
        v.abonnement(2, beskedtype(&SAG), KOE, &[]).await;
        let masters = Uuid::from_u128(0xd10);
        let felter = [(LEVERING, Vaerdi::Tekst("BeskedHent".into()))].into();
        v.udfoer(&DUESLAG, masters, Handling::Opret, felter, vec![(1, UnikId::Uuid(AFSENDERSYSTEM))], false).await;
        v.abonnement(3, beskedtype(&SAG), masters, &[]).await;
        for system in [MODTAGERSYSTEM, AFSENDERSYSTEM] {
            v.aftale(system, &MODTAG, A, &[]);
        }
        v.sag(1, UDKAST, Handling::Opret, false).await;
        v.sag(2, "320101", Handling::Opret, false).await;
        v.foelg().await;
        let koe = v.fordeler.koe();
        assert_eq!((koe.status(KOE).await.unwrap().antal, koe.status(masters).await.unwrap().antal), (1, 2));
        // Nor is it told that one is gone; that a case is gone is, also to who sees a part of the classes alone.
        v.bog.0.lock().unwrap().clear();
        for system in [MODTAGERSYSTEM, AFSENDERSYSTEM] {
            v.aftale(system, &MODTAG, A, &[(P_KLE, "32.*")]);
        }
        v.sag(1, "", Handling::Slet, false).await;
        v.sag(2, "", Handling::Slet, false).await;
        v.foelg().await;
        assert_eq!((koe.status(KOE).await.unwrap().antal, koe.status(masters).await.unwrap().antal), (2, 4));
        assert_eq!(v.fordeler.forbruger(KOE).hent(9, usize::MAX).await.unwrap().len(), 2);
    });
}

#[test]
fn e22_what_was_once_a_draft_is_told_without_its_time_as_one() {
    koer(async {
        let mut v = Verden::ny(true).await;
        v.med_indhold(Some(v.bog.clone())).await;
        v.abonnement(2, beskedtype(&SAG), KOE, &[]).await;
        let masters = Uuid::from_u128(0xd10);
        let felter = [(LEVERING, Vaerdi::Tekst("BeskedHent".into()))].into();
        v.udfoer(&DUESLAG, masters, Handling::Opret, felter, vec![(1, UnikId::Uuid(AFSENDERSYSTEM))], false).await;
        v.abonnement(3, beskedtype(&SAG), masters, &[]).await;
        // The draft's class is in no agreement of the receiver's.
        v.aftale(MODTAGERSYSTEM, &MODTAG, A, &[(P_KLE, "32.01.*")]);
        v.aftale(AFSENDERSYSTEM, &MODTAG, A, &[]);
        let nu = v.fordeler.nu();
        let (foer, senere) = (nu.plus_mikros(-3_600_000_000), nu.plus_mikros(3_600_000_000));
        v.skiftende_sag(1, [(UDKAST, "0101701111"), ("320101", "2512484916")], foer, Handling::Opret).await;
        v.skiftende_sag(2, [("320102", "2512484916"), (UDKAST, "0101701111")], senere, Handling::Opret).await;
        v.skiftende_sag(3, [(UDKAST, "0101701111"), ("320103", "2512484916")], senere, Handling::Opret).await;
        v.foelg().await;
        let siger = async |v: &Verden, d: Uuid| {
            let l = v.fordeler.forbruger(d).hent(9, usize::MAX).await.unwrap();
            l.iter().map(|l| String::from_utf8(l.besked.to_vec()).unwrap()).collect::<Vec<_>>()
        };
        for ventet in [false, true] {
            let fik = siger(&v, KOE).await;
            assert_eq!(fik.len(), 2, "read by all now: {fik:?}");
            for (t, klasse) in fik.iter().zip(["320101", "320102"]) {
                assert!(t.contains(klasse) && t.contains("2512484916"), "{ventet} {t}");
                assert!(!t.contains(UDKAST) && !t.contains("32.09.99") && !t.contains("0101701111"), "{ventet} {t}");
            }
            let mestrens = siger(&v, masters).await;
            assert_eq!(mestrens.len(), 3);
            assert!(
                mestrens.iter().any(|t| t.contains(UDKAST) && t.contains("320103")),
                "a draft says to its master what it says: {mestrens:?}"
            );
            // What is told when they have waited, and were written to meanwhile, is no more than that.
            for (nr, klasse) in [(1, "320101"), (2, "320102")] {
                v.sag(nr, klasse, Handling::Ret, true).await;
            }
        }
        // The draft ends: from the change that says so on it is told.
        v.sag(3, "320103", Handling::Ret, false).await;
        v.foelg().await;
        assert_eq!(siger(&v, KOE).await.len(), 3);
    });
}

#[test]
fn e1_crashes_at_any_point_lose_nothing_double_nothing_and_keep_the_order() {
    koer(async {
        for froe in 0..3 {
            let mut s = Slump::ny(froe, "nedbrud");
            let mut v = Verden::ny(false).await;
            v.abonnement(2, beskedtype(&SAG), KOE, &[]).await;
            v.foelg().await;
            let (mut sendt, mut fra_register, mut modtaget) = (0u128, 0, Vec::new());
            for _ in 0..60 {
                match s.under(6) {
                    0 | 1 => {
                        sendt += 1;
                        // A sender that does not get its answer sends again.
                        for _ in 0..1 + s.under(2) {
                            assert_eq!(v.send(sendt, |_| {}).await.kode, 20);
                        }
                    }
                    2 => {
                        fra_register += 1;
                        v.sag(1_000 + fra_register, "320101", Handling::Opret, false).await;
                    }
                    3 => {
                        v.fordeler.foelg_registrene().await.unwrap();
                    }
                    4 => {
                        let f = v.fordeler.forbruger(KOE);
                        let l = f.hent(1 + s.under(5) as usize, usize::MAX).await.unwrap();
                        let kvitteret: Vec<_> = l.iter().take(s.under(5) as usize).collect();
                        f.kvitter(&kvitteret.iter().map(|l| l.nummer).collect::<Vec<_>>()).await.unwrap();
                        modtaget.extend(kvitteret.into_iter().cloned());
                    }
                    _ => {
                        let gammel = v.fordeler.clone();
                        v.genstart().await;
                        // Whoever was before the crash can't go on beside it.
                        assert!(gammel.o.koe.returner(KOE, vec![]).await.is_err());
                        gammel.o.koe.luk().await;
                    }
                }
            }
            v.foelg().await;
            let f = v.fordeler.forbruger(KOE);
            loop {
                let l = f.hent(7, usize::MAX).await.unwrap();
                if l.is_empty() {
                    break;
                }
                f.kvitter(&l.iter().map(|l| l.nummer).collect::<Vec<_>>()).await.unwrap();
                modtaget.extend(l);
            }
            let eksterne: Vec<u128> =
                modtaget.iter().filter_map(|l| l.besked_id.parse::<Uuid>().ok()).map(|u| u.as_u128()).filter(|n| *n <= sendt).collect();
            assert_eq!(eksterne, (1..=sendt).collect::<Vec<_>>(), "seed {froe}");
            assert_eq!(modtaget.len() as u128, sendt + fra_register, "seed {froe}");
            let numre: Vec<u64> = modtaget.iter().map(|l| l.nummer).collect();
            assert!(numre.is_sorted(), "seed {froe}: {numre:?}");
            assert!(v.fejl().await.is_empty());
        }
    });
}

use register::Haendelsestype as Haendelse;

/// The content is the classes of the case, as they were registered.
struct Klassen;

#[async_trait::async_trait]
impl Beskedindhold for Klassen {
    async fn indhold(&self, o: &register::Objekt) -> Result<Option<String>, Fejl> {
        let klasser: Vec<_> = o.nyeste().into_iter().flat_map(|r| &r.billede.egenskaber).filter_map(|e| e.felter.get(&1)).collect();
        Ok((!klasser.is_empty()).then(|| format!("<x:Klasse xmlns:x='urn:x'>{klasser:?}</x:Klasse>")))
    }
}

#[test]
fn i4_what_was_removed_or_rewritten_is_told_by_no_message_that_waited() {
    koer(async {
        let mut v = Verden::ny(false).await;
        v.med_indhold(None).await;
        v.abonnement(2, beskedtype(&SAG), KOE, &[]).await;
        for n in 1..=4 {
            v.sag(n, "320101", Handling::Opret, false).await;
        }
        v.foelg().await;
        // While they wait: 1 is removed, 2 is rewritten, 3 is changed, 4 stays.
        let kald = Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(Uuid::from_u128(5)), v.fordeler.nu(), Uuid::from_u128(6));
        let id = |n: u128| register::Objektid { objekttype: &SAG, uuid: Uuid::from_u128(n) };
        v.register.fjern(&kald, id(1)).await.unwrap();
        let ryd = |r: &mut register::Registrering| {
            for e in &mut r.billede.egenskaber {
                e.felter.insert(1, Vaerdi::Tekst("ryddet".into()));
            }
            r.billede.relationer.clear();
        };
        v.register.omskriv(&kald, id(2), &ryd).await.unwrap();
        v.sag(3, "320102", Handling::Ret, true).await;
        let l = v.fordeler.forbruger(KOE).hent(4, usize::MAX).await.unwrap();
        let siger: Vec<_> = l
            .iter()
            .map(|l| {
                let t = std::str::from_utf8(&l.besked).unwrap();
                let part = t.contains("2512484916");
                assert_eq!(part, !l.kuvert.relaterede.is_empty());
                (t.contains("Klasse>"), t.contains("Tekst(\"320101\")"), t.contains("ryddet"), part)
            })
            .collect();
        assert_eq!(siger, [(false, false, false, false), (true, false, true, false), (true, true, false, true), (true, true, false, true)]);
    });
}

#[test]
fn e34_the_receiving_system_alone_says_where_its_messages_are_sent() {
    koer(async {
        let v = Verden::ny(true).await;
        let saet = async |bruger: Uuid, uuid: Uuid, adresse: &str, navn: &str| {
            let kald = Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(bruger), v.fordeler.nu(), Uuid::from_u128(6));
            let felter =
                [(LEVERING, Vaerdi::Tekst("Webhook".into())), (ADRESSE, Vaerdi::Tekst(adresse.into())), (NAVN, Vaerdi::Tekst(navn.into()))];
            let mut indhold = Indhold::default();
            let virkning = || Virkning::fra(Tidspunkt::MINUS_UENDELIG);
            indhold.egenskaber = Some(vec![Egenskab { virkning: virkning(), felter: felter.into() }]);
            indhold.tilstande.insert(1, vec![register::Tilstand { virkning: virkning(), vaerdi: 1 }]);
            indhold.relationer.entry(1).or_default().push(Relation::til(UnikId::Uuid(MODTAGERSYSTEM), virkning()));
            let handling = if v.fordeler.bog.dueslag(uuid).is_some() { Handling::Ret } else { Handling::Opret };
            let k = Kommando {
                objekttype: &DUESLAG,
                uuid,
                handling,
                maade: Flettemaade::Lora,
                note: None,
                indhold,
                historik: vec![],
                forudsat: None,
            };
            let r = v.register.udfoer_med(&kald, k, Tillaeg::default()).await.map(drop).map_err(|f| f.kode());
            v.foelg().await;
            r
        };
        let d = Uuid::from_u128(0xd11);
        let (mit, hans) = ("https://mit.example/", "https://hans.example/");
        assert_eq!(saet(AFSENDERSYSTEM, d, hans, "").await, Err(Fejlkode::IngenAdgang));
        assert_eq!(saet(MODTAGERSYSTEM, d, "http://mit.example/", "").await, Err(Fejlkode::UgyldigVaerdi));
        assert_eq!(saet(MODTAGERSYSTEM, d, mit, "").await, Ok(()));
        assert_eq!(saet(AFSENDERSYSTEM, d, hans, "").await, Err(Fejlkode::IngenAdgang));
        assert_eq!(saet(AFSENDERSYSTEM, d, mit, "another name").await, Ok(()), "what is not the address is the authority's to change");
        // Two new secrets, and the receiver would know none that signs.
        let felter: Felter =
            [(LEVERING, Vaerdi::Tekst("Webhook".into())), (ADRESSE, Vaerdi::Tekst(mit.into())), (HEMMELIGHED, Vaerdi::Heltal(3))].into();
        let f = v.proev_for(A, &DUESLAG, d, Handling::Ret, felter, vec![(1, UnikId::Uuid(MODTAGERSYSTEM))], false).await.unwrap_err();
        assert_eq!((f.kode(), f.feltet()), (Fejlkode::IngenAdgang, Some("hemmelighedsnummer")));
        assert_eq!(v.fordeler.bog.sendes(), [d]);
        assert!(v.fordeler.nyt_i().await.contains(&d), "whoever sends looks at once");
    });
}
