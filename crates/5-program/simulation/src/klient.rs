//! What a client does in a call, and what it notes of it.
use crate::historie::*;
use crate::port::{Plan, Plantet};
use crate::tal::Tal;
use crate::typen::{self, MAERKER, SAG, Stykke, TITEL};
use grund::ur::Ur;
use grund::{Afgraensning, Cvr, Fejlkode, Kaldekontekst, Klasseinterval, Periode, Tidspunkt, UnikId, Uuid};
use lager::{Lager, NyFlygtig, Raekkeforventning, Raekkeskrivning, Registreringsvalg, Skrivning};
use register::{
    Egenskabskriterium, Feltkrav, Flettemaade, Forespoergsel, Handling, Kommando, Laesevalg, Livscyklus, Objektid, Register,
    Relationskriterium, Tillaeg, Vaerdi,
};
use revision::Revision;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Accounts, and what is on each of them at first.
pub const KONTI: (u8, i64) = (4, 100);
/// The collection of accounts.
const SAMLING: u16 = 9_900;
/// Keys that clients want to be the first with.
const NOEGLER: u64 = 6;

/// A client's view of its process, and what all share.
#[derive(Clone)]
pub struct Klient {
    /// The process's register.
    pub register: Register,
    /// Its store.
    pub lager: Arc<dyn Lager>,
    /// Its log.
    pub revision: Revision,
    /// Which one.
    pub proces: usize,
    /// The schedule.
    pub plan: Arc<Plan>,
    /// What is noted.
    pub historie: Arc<Mutex<Historie>>,
    /// Tells this run's calls, keys and accounts from those of others in the same database.
    pub loeb: u64,
    /// The authorities.
    pub myndigheder: [Cvr; 2],
    /// When the run began.
    pub start: Tidspunkt,
    /// Objects.
    pub objekter: u8,
}

/// Titles; the last one is only given by omskriv.
const TITLER: [&str; 4] = ["a", "b", "c", "x"];
const KLASSER: [&str; 2] = ["27", "32"];

/// What a client keeps between its calls.
#[derive(Clone, Debug)]
pub struct Huske {
    /// How it reads.
    pub kalder: Kalder,
    /// Where its polls have come to.
    pub poll: Tidspunkt,
    /// Where it is in the feed, and whose it reads.
    pub stroem: (Option<Cvr>, i64),
    /// Times that it has been told.
    pub tider: Vec<Tidspunkt>,
}

/// A call that is under way: gives back what the client keeps.
pub type Kald = futures::future::BoxFuture<'static, Huske>;

impl Klient {
    fn hist(&self) -> MutexGuard<'_, Historie> {
        self.historie.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A client's next call.
    pub fn naeste(&self, tal: &mut Tal, huske: Huske) -> Kald {
        let k = self.clone();
        match tal.efter_vaegt(&[44, 14, 18, 8, 8, 2, 4, 1]) {
            0 => k.skriv(tal, huske),
            1 => k.laes(tal, huske),
            2 => k.soeg(tal, huske),
            3 => k.poll(huske),
            4 => k.stroem(tal, huske),
            5 => k.noegle(tal, huske),
            6 => k.konti(tal, huske),
            _ => k.forsegl(huske),
        }
    }

    fn nu(&self) -> Tidspunkt {
        self.plan.ur.nu()
    }

    fn kald(&self, kalder: &Kalder, bruger: u32, nu: Tidspunkt) -> Kaldekontekst {
        let graense = |(klasse, niveau): &(Option<&'static str>, u8)| Afgraensning {
            klasser: klasse.map(|k| Klasseinterval::laes(k).into_iter().collect()),
            niveau: Some(*niveau),
            ..Afgraensning::FRI
        };
        let brugers = kalder.graenser.as_ref().map(|l| Arc::new(l.iter().map(graense).collect::<Vec<_>>()));
        let kald_id = Uuid::from_u64_pair(self.loeb, u64::from(bruger));
        Kaldekontekst { brugers, ..Kaldekontekst::ubegraenset(kalder.myndighed, &[], UnikId::Uuid(Uuid::from_u128(1)), nu, kald_id) }
    }

    fn id(obj: Obj) -> Objektid {
        Objektid { objekttype: &SAG, uuid: Uuid::from_u128(u128::from(obj.nr)) }
    }

    fn et_objekt(&self, tal: &mut Tal, myndighed: Cvr) -> Obj {
        Obj { myndighed, nr: 1 + tal.under(u64::from(self.objekter)) as u8 }
    }

    fn forloeb(&self, tal: &mut Tal) -> Vec<Stykke> {
        let graense = |tal: &mut Tal| self.start.plus_mikros(*tal.vaelg(&[-2, 1, 3, 30]) * 3_600_000_000);
        let mut graenser: Vec<Tidspunkt> = (0..*tal.vaelg(&[0, 0, 0, 1, 2])).map(|_| graense(tal)).collect();
        graenser.sort_unstable();
        graenser.dedup();
        let mut ud: Vec<Stykke> = Vec::new();
        let mut fra = Tidspunkt::MINUS_UENDELIG;
        for til in graenser.into_iter().chain([Tidspunkt::UENDELIG]) {
            let periode = Periode::ny(fra, til);
            let (titel, klasse) = (TITLER[tal.under(3) as usize].into(), KLASSER[tal.under(2) as usize].into());
            ud.push(Stykke { periode, titel, klasse, niveau: 1 + tal.under(3) as u8 });
            fra = til;
        }
        ud
    }

    fn skriv(self, tal: &mut Tal, mut huske: Huske) -> Kald {
        let obj = self.et_objekt(tal, huske.kalder.myndighed);
        let kaldt = self.nu();
        let aendring = match tal.efter_vaegt(&[30, 40, 8, 5, 5, 6, 4]) {
            0 => Aendring::Opret(self.forloeb(tal)),
            1 => Aendring::Ret(self.forloeb(tal)),
            2 => {
                let mut foer: Vec<i64> = (0..tal.under(3)).map(|_| tal.mellem(-50, -1)).collect();
                foer.sort_unstable();
                foer.dedup();
                let historik = foer.into_iter().map(|t| (self.start.plus_mikros(t * 3_600_000_000), self.forloeb(tal)));
                let historik = historik.collect();
                Aendring::Importer(self.forloeb(tal), historik)
            }
            3 => Aendring::Passiver,
            4 => Aendring::Slet,
            5 => Aendring::Fjern,
            _ => Aendring::Omskriv,
        };
        let forudsat = if matches!(aendring, Aendring::Ret(_)) && tal.en_af(6) { huske.tider.last().copied() } else { None };
        // Only changes that make a registration can be silent.
        let stille = tal.en_af(6) && !matches!(aendring, Aendring::Fjern | Aendring::Omskriv);
        let maerke = {
            let mut h = self.hist();
            let maerke = u32::try_from(h.skriv.len() + 1).unwrap_or(0);
            h.skriv.push(Skriv {
                maerke,
                obj,
                aendring: aendring.clone(),
                kaldt,
                forudsat,
                stille,
                proces: self.proces,
                ind: self.plan.nu(),
                ud: None,
                gemt: None,
                svar: Svar::Ukendt,
            });
            maerke
        };
        Box::pin(async move {
            let hele = Kalder { graenser: None, ..huske.kalder.clone() };
            let kald = self.kald(&hele, maerke, kaldt);
            let (id, r) = (Self::id(obj), &self.register);
            let kommando = |handling, indhold, historik| Kommando {
                objekttype: &SAG,
                uuid: id.uuid,
                handling,
                maade: Flettemaade::Sts,
                note: None,
                indhold,
                historik,
                forudsat,
            };
            let tillaeg = Tillaeg { afsendt: None, uden_notifikation: stille };
            let en = async |handling, indhold, historik| {
                r.udfoer_med(&kald, kommando(handling, indhold, historik), tillaeg).await.map(|k| Some(k.tidspunkt))
            };
            let tomt = register::Indhold::default;
            let svar = match &aendring {
                Aendring::Opret(f) => en(Handling::Opret, typen::indhold(f, maerke), vec![]).await,
                Aendring::Ret(f) => en(Handling::Ret, typen::indhold(f, maerke), vec![]).await,
                Aendring::Importer(f, historik) => {
                    let historik = historik.iter().map(|(tidspunkt, f)| register::Historisk {
                        tidspunkt: *tidspunkt,
                        note: None,
                        bruger: None,
                        indhold: typen::indhold(f, maerke),
                    });
                    en(Handling::Importer, typen::indhold(f, maerke), historik.collect()).await
                }
                Aendring::Erstat(f) => en(Handling::Erstat, typen::indhold(f, maerke), vec![]).await,
                Aendring::Passiver => en(Handling::Passiver, tomt(), vec![]).await,
                Aendring::Slet => en(Handling::Slet, tomt(), vec![]).await,
                Aendring::Fjern => r.fjern(&kald, id).await.map(|()| None),
                Aendring::Omskriv => r
                    .omskriv(&kald, id, &|r| {
                        r.billede.egenskaber.iter_mut().for_each(|e| drop(e.felter.insert(TITEL, Vaerdi::Tekst("x".into()))))
                    })
                    .await
                    .map(|()| None),
            };
            let mut h = self.hist();
            let s = &mut h.skriv[maerke as usize - 1];
            s.ud = Some(self.plan.nu());
            s.svar = match svar {
                Ok(tid) => Svar::Kvitteret(tid),
                Err(f) if f.kode() == Fejlkode::Optaget => Svar::Ukendt,
                Err(f) => Svar::Afvist(f.kode()),
            };
            if let Svar::Kvitteret(Some(t)) = s.svar {
                huske.tider.push(t);
            }
            drop(h);
            huske
        })
    }

    fn registreringer(&self, tal: &mut Tal, huske: &Huske) -> Registreringsvalg {
        let tid = |tal: &mut Tal| {
            let kendt = if huske.tider.is_empty() { self.start } else { *tal.vaelg(&huske.tider) };
            kendt.plus_mikros(*tal.vaelg(&[0, 0, 0, -1, 1, -3_600_000_000, 1_000_000]))
        };
        match tal.under(4) {
            0 | 1 => Registreringsvalg::Aktuel,
            2 => Registreringsvalg::Paa(tid(tal)),
            _ => {
                let (a, b) = (tid(tal), tid(tal));
                if a < b { Registreringsvalg::Interval(Periode::ny(a, b)) } else { Registreringsvalg::Interval(Periode::ALTID) }
            }
        }
    }

    fn virkning(&self, tal: &mut Tal) -> Periode {
        let t = self.start.plus_mikros(tal.mellem(-4, 40) * 3_600_000_000);
        match tal.under(3) {
            0 => Periode::ALTID,
            1 => Periode::punkt(t),
            _ => Periode::ny(t, t.plus_mikros(tal.mellem(1, 6) * 3_600_000_000)),
        }
    }

    fn laes(self, tal: &mut Tal, huske: Huske) -> Kald {
        let obj = self.et_objekt(tal, huske.kalder.myndighed);
        let (nu, valg, virkning) = (self.nu(), self.registreringer(tal, &huske), self.virkning(tal));
        let ind = self.plan.nu();
        Box::pin(async move {
            let kald = self.kald(&huske.kalder, 0, nu);
            let valgt = Laesevalg { virkning, registrering: valg };
            let mut svar = self.register.laes(&kald, Self::id(obj), valgt).await;
            if self.plan.plantet == Some(Plantet::KunNyesteMaerke) && matches!(&svar, Ok(Some(_))) {
                svar = self.register.laes(&kald.internt(), Self::id(obj), valgt).await;
            }
            if let Ok(o) = svar {
                let svar = o.iter().flat_map(|o| &o.registreringer).map(typen::set).collect();
                let vindue = (ind, self.plan.nu());
                self.hist().laes.push(Laes { kalder: huske.kalder.clone(), nu, obj, valg, virkning, vindue, svar });
            }
            huske
        })
    }

    fn soeg(self, tal: &mut Tal, huske: Huske) -> Kald {
        let (nu, mut valg, mut virkning) = (self.nu(), self.registreringer(tal, &huske), self.virkning(tal));
        let maerker = self.hist().skriv.len() as u64;
        let efter = match tal.under(6) {
            0 => Efter::Alle,
            1 | 2 => Efter::Titel(TITLER[tal.under(4) as usize]),
            3 | 4 => Efter::Klasse(KLASSER[tal.under(2) as usize]),
            _ => Efter::Maerke(1 + tal.under(maerker.max(1)) as u32),
        };
        if matches!(efter, Efter::Alle | Efter::Maerke(_)) {
            virkning = Periode::ALTID;
        }
        let hvordan = tal.under(4);
        // What was found in the past is read as it is now, which says nothing of what was found.
        if hvordan >= 2 {
            valg = Registreringsvalg::Aktuel;
        }
        let ind = self.plan.nu();
        Box::pin(async move {
            let kald = self.kald(&huske.kalder, 0, nu);
            let f = forespoergsel(&efter, valg, virkning, nu);
            let fundet = match hvordan {
                0 => self.register.antal(&kald, &f).await.map(Fundet::Antal),
                1 => self.register.soeg(&kald, &f).await.map(|l| Fundet::Numre(l.iter().map(numre).collect())),
                _ => self.register.soeg_objekter(&kald, &f, Laesevalg::AKTUEL).await.map(|l| {
                    Fundet::Objekter(l.iter().map(|o| (numre(&o.uuid), o.registreringer.iter().map(typen::set).collect())).collect())
                }),
            };
            if let Ok(fundet) = fundet {
                let vindue = (ind, self.plan.nu());
                self.hist().soeg.push(Soeg { kalder: huske.kalder.clone(), nu, efter, valg, virkning, vindue, fundet });
            }
            huske
        })
    }

    /// What has changed since the last poll, up to the watermark.
    fn poll(self, mut huske: Huske) -> Kald {
        let (nu, ind) = (self.nu(), self.plan.nu());
        Box::pin(async move {
            let Ok(tid) = self.lager.vandmaerke().await else { return huske };
            self.hist().vandmaerker.push(Vandmaerke { vindue: (ind, self.plan.nu()), tid });
            if tid <= huske.poll {
                return huske;
            }
            let ind = self.plan.nu();
            let efter = Efter::Aendret(Periode::ny(huske.poll.naeste(), tid.naeste()));
            let kald = self.kald(&huske.kalder, 0, nu);
            let f = forespoergsel(&efter, Registreringsvalg::Aktuel, Periode::ALTID, nu);
            if let Ok(l) = self.register.soeg(&kald, &f).await {
                let fundet = Fundet::Numre(l.iter().map(numre).collect());
                let (vindue, kalder) = ((ind, self.plan.nu()), huske.kalder.clone());
                self.hist().soeg.push(Soeg {
                    kalder,
                    nu,
                    efter,
                    valg: Registreringsvalg::Aktuel,
                    virkning: Periode::ALTID,
                    vindue,
                    fundet,
                });
                huske.poll = tid;
                huske.tider.push(tid);
            }
            huske
        })
    }

    fn stroem(self, tal: &mut Tal, mut huske: Huske) -> Kald {
        let (ind, antal) = (self.plan.nu(), *tal.vaelg(&[1, 3, 100]));
        Box::pin(async move {
            let (myndighed, efter) = huske.stroem;
            let Ok(mut svar) = self.lager.haendelser(myndighed, efter, antal).await else { return huske };
            huske.stroem.1 = svar.last().map_or(efter, |h| h.position);
            let fuldt = svar.len() >= antal;
            svar.retain(|h| self.myndigheder.contains(&h.noegle.myndighed));
            self.hist().stroem.push(Stroem { myndighed, efter, antal, fuldt, vindue: (ind, self.plan.nu()), svar });
            huske
        })
    }

    fn noegle(self, tal: &mut Tal, huske: Huske) -> Kald {
        let (nu, nr) = (self.nu(), tal.under(NOEGLER) as u8);
        let plads = {
            let mut h = self.hist();
            h.noegler.push(Noegle { nr, proces: self.proces, ind: self.plan.nu(), ud: None, foerst: None });
            h.noegler.len() - 1
        };
        Box::pin(async move {
            let noegle = [self.loeb.to_be_bytes().as_slice(), &[nr]].concat();
            let ny = NyFlygtig { noegle, udloeb: Tidspunkt::UENDELIG, data: vec![], nu };
            let svar = self.lager.skriv(Skrivning { kaldt: nu, flygtige: vec![ny], ..Skrivning::default() }).await;
            let mut h = self.hist();
            let n = &mut h.noegler[plads];
            n.ud = Some(self.plan.nu());
            n.foerst = match svar {
                Ok(_) => Some(true),
                Err(lager::Skrivefejl::FlygtigFindes(_)) => Some(false),
                Err(_) => None,
            };
            drop(h);
            huske
        })
    }

    fn forsegl(self, huske: Huske) -> Kald {
        let nu = self.nu();
        Box::pin(async move {
            let _ = self.revision.forsegl(nu).await;
            huske
        })
    }

    fn konto(&self, nr: u8) -> Vec<u8> {
        [self.loeb.to_be_bytes().as_slice(), &[nr]].concat()
    }

    /// The first of all: the accounts are there, with something on them.
    pub async fn aabn_konti(&self) -> bool {
        let en = |nr| Raekkeskrivning {
            samling: SAMLING,
            noegle: self.konto(nr),
            forventet: Raekkeforventning::Ukendt,
            vaerdi: Some(KONTI.1.to_be_bytes().to_vec()),
        };
        let raekker = (0..KONTI.0).map(en).collect();
        self.lager.skriv(Skrivning { kaldt: self.nu(), raekker, ..Skrivning::default() }).await.is_ok()
    }

    fn konti(self, tal: &mut Tal, huske: Huske) -> Kald {
        let (ind, kaldt) = (self.plan.nu(), self.nu());
        let flyt = (!tal.en_af(3)).then(|| (tal.under(2) as u8, 2 + tal.under(2) as u8, tal.mellem(-20, 20)));
        Box::pin(async move {
            let tallet = |v: &[u8]| v.try_into().map_or(0, i64::from_be_bytes);
            let Some((fra, til, hvor_meget)) = flyt else {
                let (foerste, sidste) = (self.konto(0), self.konto(KONTI.0));
                if let Ok(l) = self.lager.raekker(SAMLING, &foerste, Some(&sidste), 100).await {
                    let sum = l.iter().map(|(_, v)| tallet(v)).sum();
                    self.hist().konti.push(Konti { vindue: (ind, self.plan.nu()), sum });
                }
                return huske;
            };
            let mut raekker = Vec::new();
            for (nr, plus) in [(fra, -hvor_meget), (til, hvor_meget)] {
                let Ok(Some(v)) = self.lager.raekke(SAMLING, &self.konto(nr)).await else { return huske };
                let ny = (tallet(&v) + plus).to_be_bytes().to_vec();
                raekker.push(Raekkeskrivning {
                    samling: SAMLING,
                    noegle: self.konto(nr),
                    forventet: Raekkeforventning::Er(v),
                    vaerdi: Some(ny),
                });
            }
            let _ = self.lager.skriv(Skrivning { kaldt, raekker, ..Skrivning::default() }).await;
            huske
        })
    }
}

/// An object's number.
pub fn numre(uuid: &Uuid) -> u8 {
    u8::try_from(uuid.as_u128()).unwrap_or(0)
}

fn forespoergsel(efter: &Efter, registrering: Registreringsvalg, virkning: Periode, nu: Tidspunkt) -> Forespoergsel {
    let mut f = Forespoergsel { registrering, virkning, ..Forespoergsel::alle(&SAG, nu) };
    match efter {
        Efter::Alle => {}
        Efter::Titel(t) => {
            let krav = Feltkrav::Lig(Vaerdi::Tekst((*t).into()));
            f.egenskaber = vec![Egenskabskriterium { felter: vec![(TITEL, krav)], virkning: None }];
        }
        Efter::Klasse(k) => f.klasse = Some((*k).into()),
        Efter::Maerke(m) => {
            f.relationer = vec![Relationskriterium { nr: MAERKER, reference: Some(typen::reference(*m)), ..Default::default() }]
        }
        Efter::Aendret(p) => {
            f.aendret = Some(*p);
            f.livscyklus = Livscyklus::ALLE.to_vec();
        }
    }
    f
}
