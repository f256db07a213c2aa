//! The component over a real store, with the parties.
use super::*;

pub(super) struct Verden {
    pub(super) lager: Arc<dyn Lager>,
    pub(super) register: Register,
    pub(super) ur: Arc<Ur>,
    pub(super) parter: Arc<Parter>,
    pub(super) bog: Arc<Bog>,
    pub(super) logget: Arc<Mutex<Vec<Logindgang>>>,
    pub(super) k: Arc<Fordelingskomponent>,
}

impl Verden {
    pub(super) async fn ny() -> Self {
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

    pub(super) fn komponent(
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
    pub(super) fn genstart(&mut self) {
        self.k = Self::komponent(&self.register, &self.ur, &self.parter, &self.bog, &self.logget, (2, false));
    }

    pub(super) fn gaa(&self, mikros: i64) {
        self.ur.0.fetch_add(mikros, Ordering::SeqCst);
    }

    pub(super) async fn skriv(
        &self,
        m: Cvr,
        typen: &'static Objekttype,
        uuid: Uuid,
        handling: Handling,
        felter: Felter,
        system: Option<Uuid>,
    ) {
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

    pub(super) async fn regel(&self, nr: u128, m: Cvr, kle: &str, facet: &str, system: Uuid) {
        let felter = [(KLE, Vaerdi::Tekst(kle.into())), (FACET, Vaerdi::Tekst(facet.into()))]
            .into_iter()
            .filter(|(_, v)| *v != Vaerdi::Tekst(String::new()));
        self.skriv(m, &FORDELINGSREGEL, Uuid::from_u128(nr), Handling::Opret, felter.collect(), Some(system)).await;
    }

    pub(super) async fn system(&self, m: Cvr, system: Uuid, modtager: &str, kvit: &str, objekter: &[&str]) {
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

    pub(super) async fn enighed(&self, den: Cvr, modpart: Cvr, kle: &[&str]) {
        let mut felter: Felter = [(MODPART, Vaerdi::Tekst(modpart.to_string()))].into();
        if !kle.is_empty() {
            felter.insert(AFTALE_KLE, Vaerdi::Liste(kle.iter().map(|k| Vaerdi::Tekst((*k).into())).collect()));
        }
        self.skriv(den, &FORDELINGSAFTALE, Uuid::from_u128(u128::from(den.tal())), Handling::Opret, felter, None).await;
    }

    /// The system may receive for the authority, of these numbers.
    pub(super) fn aftale(&self, system: Uuid, myndighed: Cvr, kle: Option<&str>) {
        let afgraensninger = kle.map(|k| (P_KLE.to_owned(), vec![k.to_owned()])).into_iter().collect();
        let tjenester =
            vec![Aftaletjeneste { entity_id: SF2900.entity_id.into(), roller: vec![AFSEND.into(), MODTAG.into()], afgraensninger }];
        let (navn, formaal, uuid) = (String::new(), String::new(), Uuid::from_u128(9));
        self.bog.0.lock().unwrap().push(Aftale { uuid, navn, formaal, myndighed, system, tjenester, gyldig: Periode::ALTID });
    }

    pub(super) fn kald(&self, system: Uuid, myndighed: Cvr) -> Kaldekontekst {
        let t = |service: &str, ret: Ret| Tilladelse { service: service.into(), retter: vec![ret], afgraensning: Afgraensning::FRI };
        let retter = Rettigheder::Kun(vec![t(OVERDRAGER, Ret::Skriv), t(OVERDRAGER, Ret::Laes), t(SERVICE, Ret::Laes)]);
        let kald = Kaldekontekst::ubegraenset(myndighed, &[], UnikId::Uuid(system), self.k.nu(), Uuid::from_u128(7));
        Kaldekontekst { system: Some(system), retter: Arc::new(retter), ..kald }
    }

    pub(super) async fn send(&self, nr: u128, tilpas: impl FnOnce(&mut Anmodning)) -> Result<(Kvittering, Kontekst), Fejl> {
        self.k.afsend(&self.kald(SENDER, A), anmodning(nr, tilpas)).await
    }

    /// Everything that is due, and what that makes due.
    pub(super) async fn koer(&self) {
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

    pub(super) async fn tilstand(&self, id: Option<Uuid>) -> Tilstand {
        self.k.se(&self.kald(SENDER, A), id.unwrap()).await.unwrap().tilstand
    }

    pub(super) async fn raekker(&self) -> Vec<usize> {
        let mut ud = Vec::new();
        for s in 21..=26 {
            ud.push(self.lager.raekker(s, &[], None, 1000).await.unwrap().len());
        }
        ud
    }

    pub(super) fn kvitteret(&self) -> Vec<(Kvitteringskode, Kvitteringstype)> {
        self.parter.kvitteret.lock().unwrap().iter().map(|(_, k, t)| (*k, *t)).collect()
    }
}

pub(super) fn anmodning(nr: u128, tilpas: impl FnOnce(&mut Anmodning)) -> Anmodning {
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

pub(super) fn koer(f: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(f);
}
