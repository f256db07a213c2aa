//! A subscriber that applies what the feed tells it, against a search made afresh: on both stores, with types that are seen by themselves and through each
//! other, with labels that have virkning, and with a subscriber that is behind.
use super::proever::{koer, uuid};
use super::*;
use crate::byg::{felt, fler, tekst};
use crate::haendelse::{self, AFTRYK, Haendelsesmaal, Side};
use crate::syn::{Genvej, Hvem, Krav, Syn, Tidsbillede};
use crate::{Egenskab, Livscyklus, Relation, Tilstand, Vaerdi, Virkning};
use grund::afgraensning::Dimensioner;
use grund::{Afgraensning, Cvr, Klasseinterval, Periode, Synsmaerke, Tidspunkt, UnikId};
use lager::{Haendelse, Objektnoegle, PostgresLager, SqliteLager, Stroemposition};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const KLASSE: u16 = 1;
const NIVEAU: u16 = 2;
/// From a case to documents, and from a payment to grants.
const TIL: u16 = 1;
const PARTER: u16 = 2;
const TILSTAND: u16 = 1;

fn maerker(r: &Registrering) -> Result<Vec<Synsmaerke>, Fejl> {
    let felt = |nr: u16| r.billede.egenskaber.iter().map(move |e| (e.virkning.periode, e.felter.get(&nr)));
    let tekst = |v: Option<&Vaerdi>| if let Some(Vaerdi::Tekst(t)) = v { Some(t.clone()) } else { None };
    let niveau = |v: Option<&Vaerdi>| if let Some(Vaerdi::Heltal(n)) = v { *n as u8 } else { 4 };
    Tidsbillede {
        klasser: felt(KLASSE).map(|(p, v)| (p, tekst(v))).collect(),
        niveauer: felt(NIVEAU).map(|(p, v)| (p, niveau(v))).collect(),
        ..Tidsbillede::default()
    }
    .maerker()
}

/// One for each grant that it names.
fn gennem_bevillinger(r: &Registrering) -> Result<Vec<Synsmaerke>, Fejl> {
    let vier: BTreeSet<Uuid> = r.billede.relationer.get(&TIL).into_iter().flatten().filter_map(|x| x.reference.as_ref()?.uuid()).collect();
    let egne = maerker(r)?;
    let med = |via: Uuid| egne.iter().map(move |m| Synsmaerke { via: Some(via), ..m.clone() });
    Ok(if vier.is_empty() { egne.clone() } else { vier.into_iter().flat_map(med).collect() })
}

const KLASSEN: Dimensioner = Dimensioner { klasse: true, ..Dimensioner::INGEN };
const NIVEAUET: Dimensioner = Dimensioner { niveau: true, ..Dimensioner::INGEN };

const fn syn(gennem: Option<Genvej>) -> Syn {
    Syn { maerker, baerer: Dimensioner::ALLE, udkast: false, profil: None, parter: PARTER, gennem, skjul: None }
}
static SAGSSYN: Syn = syn(None);
static DOKUMENTSYN: Syn = syn(Some(Genvej {
    hvem: Hvem::Hertil { objekttype: 911, relation: TIL },
    krav: Krav::Erstatter,
    eget: NIVEAUET,
    deres: Dimensioner { klasse: true, niveau: true, ..Dimensioner::INGEN },
    deres_profil: None,
}));
static BEVILLINGSSYN: Syn = syn(Some(Genvej {
    hvem: Hvem::Hertil { objekttype: 914, relation: TIL },
    krav: Krav::HvisNogen,
    eget: Dimensioner::ALLE,
    deres: KLASSEN,
    deres_profil: None,
}));
static BETALINGSSYN: Syn = Syn {
    maerker: gennem_bevillinger,
    ..syn(Some(Genvej {
        hvem: Hvem::Herfra { objekttype: 913, relation: TIL },
        krav: Krav::Altid,
        eget: KLASSEN,
        deres: Dimensioner { klasse: true, niveau: true, ..Dimensioner::INGEN },
        deres_profil: None,
    }))
};

const FELTER: &[Felt] = &[tekst(KLASSE, "klasse", 20), felt(NIVEAU, "niveau", Felttype::Heltal(1, 4))];
const RELATIONER: &[Relationsdef] = &[fler(TIL, "til", "Ting"), fler(PARTER, "parter", "Ting")];
const TILSTANDE: &[Tilstandsdef] = &[crate::byg::tilstand(TILSTAND, "fremdrift", &["Ny", "Slut"])];

const fn typen(nr: u16, navn: &'static str, sti: &'static str, syn: &'static Syn) -> Objekttype {
    Objekttype {
        nr,
        navn,
        sti,
        egenskaber: FELTER,
        relationer: RELATIONER,
        tilstande: TILSTANDE,
        syn: Some(syn),
        ..crate::proevetyper::PERSON
    }
}
static SAG: Objekttype = typen(911, "Foelgesag", "foelgesag", &SAGSSYN);
static DOKUMENT: Objekttype = typen(912, "Foelgedokument", "foelgedokument", &DOKUMENTSYN);
static BEVILLING: Objekttype = typen(913, "Foelgebevilling", "foelgebevilling", &BEVILLINGSSYN);
static BETALING: Objekttype = typen(914, "Foelgebetaling", "foelgebetaling", &BETALINGSSYN);
static TYPER: &[&Objekttype] = &[&SAG, &DOKUMENT, &BEVILLING, &BETALING];

fn t(n: i64) -> Tidspunkt {
    Tidspunkt::fra_mikros(n)
}
fn p(a: i64, b: i64) -> Periode {
    Periode::ny(if a < 0 { Tidspunkt::MINUS_UENDELIG } else { t(a) }, if b > 90 { Tidspunkt::UENDELIG } else { t(b) })
}
fn alt(nu: i64) -> Kaldekontekst {
    Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], uuid(1), t(nu), Uuid::nil())
}
fn begraenset(nu: i64, a: &[Afgraensning]) -> Kaldekontekst {
    Kaldekontekst { brugers: Some(Arc::new(a.to_vec())), ..alt(nu) }
}
fn kun(klasse: &str, niveau: u8) -> Afgraensning {
    Afgraensning { klasser: Klasseinterval::laes(klasse).map(|k| vec![k]), niveau: Some(niveau), ..Afgraensning::FRI }
}
fn noegle() -> Partnoegle {
    Arc::new(|m, id| {
        let hele = lager::sha256(format!("hemmelig {} {id}", m.tal()).as_bytes());
        let mut ud = [0; AFTRYK];
        ud.copy_from_slice(&hele[..AFTRYK]);
        ud
    })
}
fn register_i(lager: Arc<dyn Lager>) -> Register {
    Register::ny(lager, Typekatalog::ny(&[TYPER])).med_partnoegle(noegle())
}
fn sqlite() -> Register {
    register_i(Arc::new(SqliteLager::midlertidig().unwrap()))
}

/// What an object says: class and level, those from a time on, whom it points at and when, its party, and its state.
#[derive(Clone, Debug)]
struct Siger {
    klasse: &'static str,
    niveau: i64,
    siden: Option<(i64, &'static str, i64)>,
    til: Vec<(u128, i64, i64)>,
    part: u128,
    tilstand: u8,
}

const PARTEN: &str = "urn:oio:cpr-nr:0101701234";

fn indhold(s: &Siger) -> Indhold {
    let stykke = |a: i64, b: i64, klasse: &str, niveau: i64| Egenskab {
        virkning: Virkning::i(p(a, b)),
        felter: [(KLASSE, Vaerdi::Tekst(klasse.into())), (NIVEAU, Vaerdi::Heltal(niveau))].into(),
    };
    let egenskaber = match s.siden {
        None => vec![stykke(-1, 99, s.klasse, s.niveau)],
        Some((fra, k, n)) => vec![stykke(-1, fra, s.klasse, s.niveau), stykke(fra, 99, k, n)],
    };
    let til = s.til.iter().map(|(n, a, b)| Relation::til(uuid(*n), Virkning::i(p(*a, *b)))).collect();
    let part = if s.part == 0 { UnikId::Urn(PARTEN.into()) } else { uuid(s.part) };
    Indhold {
        egenskaber: Some(egenskaber),
        relationer: [(TIL, til), (PARTER, vec![Relation::til(part, Virkning::i(Periode::ALTID))])].into(),
        tilstande: [(TILSTAND, vec![Tilstand { virkning: Virkning::i(Periode::ALTID), vaerdi: s.tilstand }])].into(),
        ..Indhold::default()
    }
}
fn kommando(typen: &'static Objekttype, n: u128, handling: Handling, indhold: Indhold) -> Kommando {
    let historik = Vec::new();
    Kommando {
        objekttype: typen,
        uuid: Uuid::from_u128(n),
        handling,
        maade: Flettemaade::Sts,
        note: None,
        indhold,
        historik,
        forudsat: None,
    }
}
fn siger(klasse: &'static str, niveau: i64) -> Siger {
    Siger { klasse, niveau, siden: None, til: Vec::new(), part: 0, tilstand: 1 }
}
async fn saet(r: &Register, nu: i64, typen: &'static Objekttype, n: u128, s: &Siger) {
    r.udfoer(&alt(nu), kommando(typen, n, Handling::Indlaes, indhold(s))).await.unwrap();
}

async fn strom(r: &Register, efter: Stroemposition) -> Vec<Haendelse> {
    r.lager().haendelser(None, efter, 1_000).await.unwrap()
}

/// Keeps what it was told to see.
#[derive(Default)]
struct Abonnent {
    position: Option<Stroemposition>,
    har: BTreeSet<(u16, Uuid)>,
    igen: BTreeMap<Tidspunkt, Vec<Objektnoegle>>,
    hoert: Vec<(Option<Stroemposition>, Foelger)>,
}

impl Abonnent {
    fn anvend(&mut self, position: Option<Stroemposition>, foelger: Vec<Foelger>) {
        for f in foelger {
            let n = (f.noegle.objekttype, f.noegle.uuid);
            match &f.hvad {
                Foelge::Se(_) => drop(self.har.insert(n)),
                Foelge::Slip => drop(self.har.remove(&n)),
                Foelge::Intet => {}
            }
            if let Some(igen) = f.igen {
                self.igen.entry(igen).or_default().push(f.noegle);
            }
            self.hoert.push((position, f));
        }
    }

    /// Looks again where it is time, and reads at most so many events.
    async fn laes(&mut self, r: &Register, kald: &Kaldekontekst, antal: usize) {
        let kreds = r.kreds(kald).await.unwrap();
        while let Some(tid) = self.igen.keys().next().copied().filter(|tid| *tid <= kald.nu) {
            for noegle in self.igen.remove(&tid).unwrap() {
                let f = r.foelg_igen(&kreds, noegle).await.unwrap();
                self.anvend(None, f);
            }
        }
        for h in strom(r, self.position.unwrap_or(Stroemposition::FORFRA)).await.into_iter().take(antal) {
            let f = r.foelg(&kreds, &h).await.unwrap();
            self.anvend(Some(h.position), f);
            self.position = Some(h.position);
        }
    }
}

async fn frisk(r: &Register, kald: &Kaldekontekst) -> BTreeSet<(u16, Uuid)> {
    let mut ud = BTreeSet::new();
    for typen in TYPER {
        let f = Forespoergsel { livscyklus: Livscyklus::ALLE.to_vec(), ..Forespoergsel::alle(typen, kald.nu) };
        ud.extend(r.soeg(kald, &f).await.unwrap().into_iter().map(|u| (typen.nr, u)));
    }
    ud
}

#[test]
fn an_event_says_labels_states_and_parties_before_and_after_and_no_number() {
    koer(async {
        let r = sqlite();
        saet(&r, 10, &SAG, 1, &siger("32", 1)).await;
        saet(&r, 20, &SAG, 1, &Siger { tilstand: 2, part: 7, ..siger("27", 3) }).await;
        r.fjern(&alt(30), Objektid { objekttype: &SAG, uuid: Uuid::from_u128(1) }).await.unwrap();
        let h = strom(&r, Stroemposition::FORFRA).await;
        assert!(h.iter().all(|h| !h.data.windows(10).any(|b| b == b"0101701234")), "at rest no number");
        let d: Vec<_> = h.iter().map(|h| haendelse::laes_data(&h.data).unwrap().0).collect();
        let klasse = |s: &Option<Side>| s.as_ref().map(|s| (s.livscyklus, s.maerker[0].klasse.clone().unwrap(), s.maerker[0].niveau));
        let (ny, rettet) = ((Livscyklus::Importeret, "32".to_owned(), 1), (Livscyklus::Rettet, "27".to_owned(), 3));
        assert_eq!((klasse(&d[0].foer), klasse(&d[0].efter)), (None, Some(ny.clone())));
        assert_eq!((klasse(&d[1].foer), klasse(&d[1].efter)), (Some(ny), Some((Livscyklus::Importeret, rettet.1.clone(), rettet.2))));
        assert_eq!((klasse(&d[2].foer).map(|k| k.1), klasse(&d[2].efter), &d[2].bruger), (Some("27".into()), None, &Some(uuid(1))));
        let skift: Vec<_> =
            d.iter().map(|d| d.skift.iter().map(|s| (s.tilstand, s.foer, s.efter, s.virkning)).collect::<Vec<_>>()).collect();
        let altid = Periode::ALTID;
        assert_eq!(skift[0], [(TILSTAND, None, Some(1), altid)]);
        assert_eq!(skift[1], [(TILSTAND, Some(1), Some(2), altid)]);
        assert_eq!(skift[2], [(TILSTAND, Some(2), None, altid)]);
        let borger = noegle()(Cvr::KORSBAEK, &UnikId::Urn(PARTEN.into()));
        let part = |d: &crate::Haendelsesdata| d.parter.iter().map(|p| (p.aftryk == borger, p.foer, p.efter)).collect::<BTreeSet<_>>();
        assert_eq!(part(&d[0]), [(true, false, true)].into());
        assert_eq!(part(&d[1]), [(true, true, false), (false, false, true)].into());
        assert_eq!(part(&d[2]), [(false, true, false)].into());
    });
}

#[test]
fn c40_who_sees_less_is_told_less_and_lets_go() {
    koer(async {
        let r = sqlite();
        saet(&r, 10, &SAG, 1, &siger("32", 1)).await;
        saet(&r, 20, &SAG, 1, &Siger { tilstand: 2, part: 7, ..siger("27", 3) }).await;
        saet(&r, 30, &SAG, 1, &siger("32", 2)).await;
        let kald = begraenset(40, &[kun("32", 2)]);
        let kreds = r.kreds(&kald).await.unwrap();
        let mut ud = Vec::new();
        for h in strom(&r, Stroemposition::FORFRA).await {
            ud.push(r.foelg(&kreds, &h).await.unwrap().pop().unwrap().hvad);
        }
        let Foelge::Se(Some(foerste)) = &ud[0] else { panic!("{ud:?}") };
        assert_eq!((foerste.efter.maerker[0].klasse.as_deref(), foerste.foer.is_none(), foerste.numre.len()), (Some("32"), true, 1));
        assert_eq!(ud[1], Foelge::Se(None), "it is seen now, and of that registration nothing");
        let Foelge::Se(Some(sidste)) = &ud[2] else { panic!("{ud:?}") };
        assert_eq!((&sidste.foer, &sidste.skift), (&None, &Vec::new()), "what it was meanwhile is not told");
        assert!(sidste.parter.iter().all(|p| !p.foer));
        assert_eq!(kald.spor.indhold().personer, ["0101701234"], "whose number was told is in the trace");
        // raised: all that was is told no more, but that it is to be let go of
        saet(&r, 50, &SAG, 1, &siger("32", 4)).await;
        let kreds = r.kreds(&begraenset(60, &[kun("32", 2)])).await.unwrap();
        let mut ud = Vec::new();
        for h in strom(&r, Stroemposition::FORFRA).await {
            ud.push(r.foelg(&kreds, &h).await.unwrap().pop().unwrap().hvad);
        }
        assert_eq!(ud, [Foelge::Intet, Foelge::Slip, Foelge::Intet, Foelge::Slip]);
        // who may see the other class only hears nothing of the rest
        let kreds = r.kreds(&begraenset(60, &[kun("11", 4)])).await.unwrap();
        for h in strom(&r, Stroemposition::FORFRA).await {
            assert!(r.foelg(&kreds, &h).await.unwrap().iter().all(|f| f.hvad == Foelge::Intet));
        }
    });
}

#[test]
fn what_a_caller_may_reach_has_a_fingerprint() {
    koer(async {
        let r = sqlite();
        let af = async |a: &[Afgraensning]| r.kreds(&begraenset(1, a)).await.unwrap().aftryk();
        assert_eq!(af(&[kun("32", 1)]).await, af(&[kun("32", 1)]).await);
        assert_ne!(af(&[kun("32", 1)]).await, af(&[kun("32", 2)]).await);
        assert_ne!(af(&[kun("32", 1)]).await, r.kreds(&alt(1)).await.unwrap().aftryk());
    });
}

/// The second version of the data, as stored format 4 has it: who, the highest sensitivity, classes and units.
fn anden_version(bruger: bool) -> Vec<u8> {
    let mut s = crate::lagret::Skriver::default();
    s.byte(2);
    s.byte(u8::from(bruger));
    if bruger {
        s.id(&uuid(1));
    }
    s.byte(3);
    s.liste(&["27".to_owned()], |s, k| s.tekst(k));
    s.liste(&[] as &[UnikId], |s, e| s.id(e));
    s.0
}

#[test]
fn events_of_format_4_are_read_from_what_the_registrations_tell() {
    koer(async {
        let r = sqlite();
        saet(&r, 10, &SAG, 1, &siger("32", 1)).await;
        saet(&r, 20, &SAG, 1, &siger("27", 3)).await;
        let mut h = strom(&r, Stroemposition::FORFRA).await;
        let nye: Vec<_> = [&h[0], &h[1]].iter().map(|h| haendelse::laes_data(&h.data).unwrap().0).collect();
        for (h, n) in h.iter_mut().zip(&nye) {
            for gammel in [anden_version(false), Vec::new()] {
                h.data = gammel;
                assert_eq!(r.haendelsesdata(h).await.unwrap(), *n);
            }
        }
        r.fjern(&alt(30), Objektid { objekttype: &SAG, uuid: Uuid::from_u128(1) }).await.unwrap();
        let mut vaek = strom(&r, h[1].position).await.pop().unwrap();
        vaek.data = anden_version(true);
        assert_eq!(r.haendelsesdata(&vaek).await.unwrap().bruger, Some(uuid(1)));
        let kreds = r.kreds(&begraenset(40, &[kun("32", 2)])).await.unwrap();
        assert_eq!(r.foelg(&kreds, &vaek).await.unwrap()[0].hvad, Foelge::Slip);
        assert_eq!(r.foelg(&kreds, &h[0]).await.unwrap()[0].hvad, Foelge::Intet, "its removal tells it");
        assert!(haendelse::laes_data(&[9]).is_err());
    });
}

#[derive(Clone, Debug)]
enum Skridt {
    Saet(usize, u128, Siger),
    Slet(usize, u128),
    Fjern(usize, u128),
    Omskriv(usize, u128, &'static str),
    Laes(usize),
    Vent(i64),
}

fn et_ord() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&["27", "32"][..])
}
fn en_siger() -> impl Strategy<Value = Siger> {
    let til = prop::collection::vec((1u128..4, prop_oneof![Just(-1i64), 0i64..30], prop_oneof![Just(99i64), 30i64..60]), 0..3);
    (et_ord(), 1i64..4, prop::option::weighted(0.3, (5i64..40, et_ord(), 1i64..4)), til, 0u128..3, 1u8..3)
        .prop_map(|(klasse, niveau, siden, til, part, tilstand)| Siger { klasse, niveau, siden, til, part, tilstand })
}
fn skridt() -> impl Strategy<Value = Skridt> {
    let hvem = || (0usize..4, 1u128..4);
    prop_oneof![
        8 => (hvem(), en_siger()).prop_map(|((i, n), s)| Skridt::Saet(i, n, s)),
        1 => hvem().prop_map(|(i, n)| Skridt::Slet(i, n)),
        1 => hvem().prop_map(|(i, n)| Skridt::Fjern(i, n)),
        1 => (hvem(), et_ord()).prop_map(|((i, n), k)| Skridt::Omskriv(i, n, k)),
        3 => (1usize..5).prop_map(Skridt::Laes),
        2 => (1i64..8).prop_map(Skridt::Vent),
    ]
}
fn alternativer() -> impl Strategy<Value = Vec<Afgraensning>> {
    prop::collection::vec((prop::sample::select(&["27", "32", "*"][..]), 1u8..4).prop_map(|(k, n)| kun(k, n)), 1..3)
}

/// Applies each step, with what can't be done left out.
async fn spil(r: &Register, skridt: &[Skridt], a: &[Afgraensning]) {
    let (mut nu, mut ab, mut fri) = (1, Abonnent::default(), Abonnent::default());
    for s in skridt {
        nu += 1;
        match s {
            Skridt::Saet(i, n, s) => {
                let mut s = s.clone();
                // A payment without a grant is seen by nobody, and one of many is enough.
                s.til.sort();
                s.til.dedup_by_key(|t| t.0);
                drop(r.udfoer(&alt(nu), kommando(TYPER[*i], *n, Handling::Indlaes, indhold(&s))).await);
            }
            Skridt::Slet(i, n) => drop(r.udfoer(&alt(nu), kommando(TYPER[*i], *n, Handling::Slet, Indhold::default())).await),
            Skridt::Fjern(i, n) => drop(r.fjern(&alt(nu), Objektid { objekttype: TYPER[*i], uuid: Uuid::from_u128(*n) }).await),
            Skridt::Omskriv(i, n, k) => {
                let aendr = |x: &mut Registrering| {
                    x.billede.egenskaber.iter_mut().for_each(|e| drop(e.felter.insert(KLASSE, Vaerdi::Tekst((*k).into()))));
                };
                drop(r.omskriv(&alt(nu), Objektid { objekttype: TYPER[*i], uuid: Uuid::from_u128(*n) }, &aendr).await);
            }
            Skridt::Laes(antal) => {
                ab.laes(r, &begraenset(nu, a), *antal).await;
                fri.laes(r, &alt(nu), *antal).await;
            }
            Skridt::Vent(n) => nu += n,
        }
    }
    nu += 1;
    for (ab, kald) in [(&mut ab, begraenset(nu, a)), (&mut fri, alt(nu))] {
        ab.laes(r, &kald, usize::MAX).await;
        // Again: what is due can have been told by the events that were just read.
        ab.laes(r, &kald, usize::MAX).await;
        assert_eq!(ab.har, frisk(r, &kald).await, "{:#?}", ab.hoert);
    }
    for (_, f) in &ab.hoert {
        let Foelge::Se(Some(s)) = &f.hvad else { continue };
        let typen = TYPER.iter().find(|t| t.nr == f.noegle.objekttype).unwrap();
        let baerer = typen.syn.unwrap().gennem.as_ref().filter(|g| g.krav != Krav::HvisNogen).map_or(Dimensioner::ALLE, |g| g.eget);
        for m in s.foer.iter().chain([&s.efter]).flat_map(|s| &s.maerker) {
            assert!(a.iter().any(|a| a.tillader(baerer, m)), "{m:?} is told to one who may see {a:?}");
        }
    }
    // Nothing is told of what nobody with these restrictions could ever see.
    let maal = Haendelsesmaal { typer: r.typer(), partnoegle: None };
    let mulige: BTreeSet<(u16, Uuid)> = {
        let mut ud = BTreeSet::new();
        for h in strom(r, Stroemposition::FORFRA).await {
            let d = haendelse::laes_data(&h.data).unwrap().0;
            let typen = maal.typer.nr(h.noegle.objekttype).unwrap();
            let g = typen.syn.unwrap().gennem.as_ref().filter(|g| g.krav != Krav::HvisNogen).map_or(Dimensioner::ALLE, |g| g.eget);
            if d.foer.iter().chain(&d.efter).flat_map(|s| &s.maerker).any(|m| a.iter().any(|a| a.tillader(g, m))) {
                ud.insert((h.noegle.objekttype, h.noegle.uuid));
            }
        }
        ud
    };
    for (_, f) in ab.hoert.iter().filter(|(_, f)| f.hvad != Foelge::Intet) {
        assert!(mulige.contains(&(f.noegle.objekttype, f.noegle.uuid)), "{f:?}");
    }
}

proptest! {
    #![proptest_config(crate::proevetyper::gange(150))]
    #[test]
    fn c40_see_and_let_go_end_where_a_search_does(skridt in prop::collection::vec(skridt(), 1..30), a in alternativer()) {
        koer(spil(&sqlite(), &skridt, &a));
    }

    #[test]
    fn event_data_is_read_as_it_was_written(foer in prop::option::of(en_siger()), efter in prop::option::of(en_siger())) {
        let r = |s: Siger| {
            let i = indhold(&s);
            Registrering {
                registreret: Periode::ALTID,
                livscyklus: Livscyklus::Rettet,
                oprindelse: Livscyklus::Opstaaet,
                bruger: uuid(1),
                afsendt: None,
                note: None,
                billede: crate::Tilstandsbillede {
                    egenskaber: i.egenskaber.unwrap(),
                    tilstande: i.tilstande,
                    relationer: i.relationer,
                    ..crate::Tilstandsbillede::default()
                },
            }
        };
        let (foer, efter) = (foer.map(r), efter.map(r));
        let typer = Typekatalog::ny(&[TYPER]);
        let n = noegle();
        let maal = Haendelsesmaal { typer: &typer, partnoegle: Some(&n) };
        for typen in TYPER {
            let d = maal.data(typen, Cvr::KORSBAEK, foer.as_ref(), efter.as_ref(), Some(&uuid(3)));
            let skrevet = maal.data(typen, Cvr::KORSBAEK, foer.as_ref(), efter.as_ref(), Some(&uuid(3))).skriv();
            prop_assert_eq!(haendelse::laes_data(&skrevet).unwrap(), (d, true));
            for antal in 1..skrevet.len() {
                prop_assert!(haendelse::laes_data(&skrevet[..antal]).is_err(), "a cut one is an error");
            }
        }
    }
}

#[test]
fn c40_see_and_let_go_end_where_a_search_does_in_postgres() {
    let Some(server) = lager::proeve::ProevePostgres::start() else { return };
    let mut runner = proptest::test_runner::TestRunner::new(crate::proevetyper::gange(20));
    let udfald = runner.run(&(prop::collection::vec(skridt(), 1..30), alternativer()), |(skridt, a)| {
        koer(async {
            let url = server.ny_database().await.unwrap();
            let lager = PostgresLager::aabn(&url, lager::postgres::Indstillinger::default()).await.unwrap();
            let r = register_i(Arc::new(lager));
            spil(&r, &skridt, &a).await;
            r.lager().luk().await;
        });
        Ok(())
    });
    udfald.unwrap();
}
