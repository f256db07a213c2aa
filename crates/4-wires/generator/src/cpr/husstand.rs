//! Who lives together, and what becomes of them day by day: all of it follows from the seed, so a household is made as it is on any day, and nothing of it is kept.
use super::liv::{Optaelling, Slags};
use super::menneske::{Bopael, Civilstand, DANMARK, HISTORIK, LANDE, Menneske, Navn, SVERIGE, Slaegt, Udland};
use super::{Folk, HUSSTANDE, tid};
use crate::borgere::{borger, skiftet_nummer};
use crate::navne;
use crate::veje::Hjem;
use ::cpr::linje::Linjebygger;
use ::cpr::person::{Koen, Personnummer};
use ::cpr::tid::Tid;
use grund::slump::Slump;

/// Children of a household from the beginning, at most.
const BOERN: usize = 6;
/// Children that a household has, with those who are born.
const BOERN_MAKS: usize = 6;
/// Days (61–88), months, years (2007–2025) and half the sequence numbers of 5000–8999.
const PLADSER: u64 = 28 * 12 * 19 * 2_000;
/// Has no factor in common with [`PLADSER`].
const SPRING: u64 = 3_678_659;
/// What no citizen has.
const INGEN: Personnummer = Personnummer::SIDSTE;
/// Days from a birth to the child's name.
pub(super) const NAVNGIVES: u32 = 30;
/// Ages at which a child may come.
const FRUGTBAR: std::ops::RangeInclusive<u16> = 18..=46;
/// Whom somebody may live with; nobody.
const VAERTER: &[&str] = &["Holger Prøve", "Vagn Prøve", "Sonja Prøve", "Elna Prøve"];

/// A household.
pub(super) struct Husstand<'f> {
    folk: &'f Folk,
    /// The same in every country of the seed.
    noegle: u64,
    kommune: usize,
    nr: usize,
    dag: u32,
    /// The two adults, then their children.
    mennesker: Vec<Menneske>,
    /// They under numbers that went since the country began.
    afloeste: Vec<(Menneske, Slaegt)>,
    /// Of the adults, the one who bears children.
    mor: usize,
    separeret: Option<Tid>,
}

/// Person and records: what is told of her.
pub(super) type Linjer = Vec<(Personnummer, Vec<Linjebygger>)>;

/// A child's number from the beginning: no other has it.
fn barn(froe: u64, husstand: u64, nr: u64) -> Option<Personnummer> {
    let n = ((husstand * BOERN as u64 + nr) * SPRING + Slump::ny(froe, "cpr/barn").under(PLADSER)) % PLADSER;
    let (n, loebe) = (n / 2_000, n % 2_000 * 2 + Slump::ny(froe, &format!("barn/{husstand}/{nr}")).under(2));
    let (n, aar) = (n / 19, 7 + n % 19);
    Personnummer::fra_tal((61 + n % 28) * 100_000_000 + (1 + n / 28) * 1_000_000 + aar * 10_000 + 5_000 + loebe)
}

/// The number of a child that is born on that day in place `plads` of a thousand: beside those of [`barn`] and of the citizens.
pub(super) fn foedselsnummer(dag: Tid, plads: u64, koen: u64) -> Option<Personnummer> {
    let loebe = match (dag.aar, plads) {
        (2007..=2036, ..500) => 4_000 + plads * 2,
        (2007..=2036, _) => 9_000 + (plads - 500) * 2,
        (2037..=2057, _) => 5_000 + plads * 2,
        _ => return None,
    };
    let dato = (60 + u64::from(dag.dag)) * 10_000 + u64::from(dag.maaned) * 100 + u64::from(dag.aar % 100);
    Personnummer::fra_tal(dato * 10_000 + loebe + koen)
}

impl<'f> Husstand<'f> {
    /// As it is when it is first heard of: on the country's first day, or on the day that it comes.
    pub fn ny(folk: &'f Folk, n: u64) -> Self {
        let kommuner = folk.kommuner as u64;
        let (nr, kommune) = (usize::try_from(n / kommuner).unwrap_or(0), usize::try_from(n % kommuner).unwrap_or(0));
        let noegle = (nr * crate::KOMMUNER_MAKS + kommune) as u64;
        let dag = folk.ankomst(n);
        let mut s = Slump::ny(folk.froe, &format!("husstand/{kommune}/{nr}"));
        let hjem = folk.boliger().et(kommune, &mut Slump::ny(folk.froe, &format!("hjem/{noegle}")));
        let mut h = Self { folk, noegle, kommune, nr, dag, mennesker: Vec::new(), afloeste: Vec::new(), mor: 0, separeret: None };
        let gift = s.procent(60);
        for i in 0..2 {
            let b = borger(folk.froe, kommune, nr * 2 + i, folk.begyndt);
            // Each of the citizens has ten digits: a test reads them all.
            let nummer = Personnummer::laes(&b.cpr).unwrap_or(INGEN);
            let gammelt = b.tidligere_cpr.and_then(|t| Some((Personnummer::laes(&t.cpr)?, tid(t.til))));
            let (fornavn, efternavn) =
                b.navn.split_once(' ').map_or((b.navn.clone(), String::new()), |(f, e)| (f.to_owned(), e.to_owned()));
            h.mennesker.push(h.menneske(nummer, (fornavn, efternavn), hjem, gift));
            if let Some(m) = h.mennesker.last_mut() {
                m.gammelt = gammelt.filter(|_| dag == 0);
            }
        }
        let er = |status| h.mennesker.iter().any(|m| m.status == status);
        if gift && er("90") {
            // Who is dead leaves a widow.
            h.mennesker.iter_mut().filter(|m| m.status != "90").for_each(|m| (m.civil.kode, m.civil.gift) = ("E", false));
        }
        h.mor = usize::from(h.mennesker.first().is_some_and(|m| m.nummer.koen() == Koen::Mand));
        h.boern_fra_begyndelsen(gift, hjem, &mut s);
        h
    }

    fn boern_fra_begyndelsen(&mut self, gift: bool, hjem: Hjem, s: &mut Slump) {
        // Children's numbers are fewer than those of adults: the first households of each municipality have them.
        let med_boern = PLADSER / (crate::KOMMUNER_MAKS * BOERN) as u64;
        let Some(mor) = self.mennesker.get(self.mor).filter(|m| m.nummer.koen() == Koen::Kvinde) else { return };
        if !gift || self.nr as u64 >= med_boern {
            return;
        }
        let (foedt, efternavn, boer) = (mor.nummer.foedselsdag(), mor.navn.efternavn.clone(), mor.er_bosat());
        let i_dag = self.folk.tid(self.dag);
        for i in 0..s.under(BOERN as u64 + 1) {
            let Some(nummer) = barn(self.folk.froe, self.noegle, i) else { continue };
            let barnets = nummer.foedselsdag();
            if boer && barnets <= i_dag && foedt.alder(barnets).is_some_and(|a| FRUGTBAR.contains(&a)) {
                let fornavn = Slump::ny(nummer.tal(), "navn").en(navne::FORNAVNE).to_owned();
                let m = self.menneske(nummer, (fornavn, efternavn.clone()), hjem, false);
                self.mennesker.push(m);
            }
        }
    }

    /// Somebody as she is when she is first heard of.
    fn menneske(&self, nummer: Personnummer, (fornavn, efternavn): (String, String), hjem: Hjem, gift: bool) -> Menneske {
        let (voksen, foedt, i_dag) = (self.mennesker.len() < 2, nummer.foedselsdag(), self.folk.tid(self.dag));
        let mut s = Slump::ny(nummer.tal(), "person");
        let tilfaeldig = Tid::dag(2010 + u16::try_from(s.under(15)).unwrap_or(0), 1 + u8::try_from(s.under(12)).unwrap_or(0), 1);
        let nye = self.dag > 0;
        let siden = if nye { i_dag } else { tilfaeldig.max(foedt).min(i_dag) };
        let status = match Slump::ny(nummer.tal(), "status").under(100) {
            0 if voksen && !nye => "80",
            1 if voksen && !nye => "90",
            _ => "01",
        };
        let bopael = (status == "01").then_some(Bopael { hjem, siden, kommune_siden: siden, co: None });
        let civil = match status {
            "90" => "D",
            _ if gift => "G",
            _ => "U",
        };
        let mut boet = Vec::new();
        for i in 0..s.under(4) {
            let fra = Tid::dag(siden.aar.saturating_sub(9 - u16::try_from(i).unwrap_or(0) * 3), 3, 1);
            let til = Tid::dag(fra.aar + 2, 3, 1);
            if til < siden && fra > foedt && !nye {
                let hjem = self.folk.boliger().et(self.kommune, &mut s);
                boet.push((Bopael { hjem, siden: fra, kommune_siden: fra, co: None }, til));
            }
        }
        let dansk = s.procent(if nye { 20 } else { 90 });
        let beskyttet = s.procent(2).then_some(siden);
        let kirke = if s.procent(70) && !nye { "F" } else { "U" };
        Menneske {
            nummer,
            gammelt: None,
            afloest: None,
            navn: Navn { fornavn, efternavn, siden: foedt },
            navne: Vec::new(),
            status,
            status_siden: siden,
            civil: Civilstand { kode: civil, gift: civil == "G", siden },
            civile: Vec::new(),
            bopael,
            boet,
            udland: (status == "80").then_some(Udland { land: SVERIGE, siden }),
            udlande: Vec::new(),
            savnet: None,
            savn: Vec::new(),
            beskyttet,
            reklamefri: None,
            kirke: (kirke, foedt),
            borger: (if dansk { DANMARK } else { SVERIGE }, foedt),
            borger_foer: None,
            vaerge: None,
            kontakt: None,
            kode: "",
        }
    }

    /// What an extract says of each of them, and of the numbers that they had.
    pub fn linjer(&self) -> Linjer {
        let mut ud = Vec::new();
        for (i, m) in self.mennesker.iter().enumerate() {
            ud.push((m.nummer, m.records(self.folk.froe, &self.slaegt(i))));
            if !self.afloeste.iter().any(|(f, _)| m.gammelt.is_some_and(|(g, _)| g == f.nummer)) {
                ud.extend(m.gammelt_nummer());
            }
        }
        ud.extend(self.afloeste.iter().map(|(m, s)| (m.nummer, m.records(self.folk.froe, s))));
        ud
    }

    /// Persons of it, and numbers that they had.
    pub fn antal(&self) -> u64 {
        (self.mennesker.len() + self.mennesker.iter().filter(|m| m.gammelt.is_some()).count()) as u64
    }

    /// CPR's code of what has happened to her since it was last asked for.
    pub fn kode(&mut self, nummer: Personnummer) -> &'static str {
        self.mennesker.iter_mut().find(|m| m.nummer == nummer).map_or("", |m| std::mem::take(&mut m.kode))
    }

    fn slaegt(&self, i: usize) -> Slaegt {
        let nummer = |i: usize| self.mennesker.get(i).map(|m| m.nummer);
        let far = 1 - self.mor;
        Slaegt {
            anden: nummer(1 - i.min(1)).filter(|_| i < 2),
            boern: if i < 2 { self.mennesker.iter().skip(2).map(|m| m.nummer).collect() } else { Vec::new() },
            foraeldre: nummer(self.mor).zip(nummer(far)).filter(|_| i >= 2),
            separeret: self.separeret.filter(|_| i < 2),
        }
    }

    /// Lives on to the end of that day; what happened meanwhile is counted.
    pub fn frem(&mut self, til: u32, tael: &mut Optaelling) {
        let liv = self.folk.liv(self.noegle);
        while self.dag < til {
            self.dag += 1;
            if self.folk.sker(&liv, self.dag) {
                self.haendelse(tael);
            }
            let n = (self.nr * self.folk.kommuner + self.kommune) as u64;
            if self.folk.foedes(n, self.noegle, self.dag) {
                self.foedsel(n, tael);
            }
            if self.dag > NAVNGIVES && self.folk.foedes(n, self.noegle, self.dag - NAVNGIVES) {
                self.navngiv(tael);
            }
        }
    }

    /// Something happens; where it can't, something that always can, if somebody is there.
    fn haendelse(&mut self, tael: &mut Optaelling) {
        let mut s = Slump::ny(self.folk.froe, &format!("liv/{}/{}", self.noegle, self.dag));
        let dag = self.folk.tid(self.dag);
        let hvad = Slags::traek(&mut s);
        let skete = self.tilbage(dag, &mut s).or_else(|| self.sker(hvad, dag, &mut s).then_some(hvad));
        let skete = skete.or_else(|| self.sker(Slags::Coadresse, dag, &mut s).then_some(Slags::Coadresse));
        if let Some(s) = skete {
            tael.med(s);
        }
    }

    /// Those of the household who live in the country.
    fn bosatte(&self, maa: impl Fn(usize, &Menneske) -> bool) -> Vec<usize> {
        self.mennesker.iter().enumerate().filter(|(i, m)| m.er_bosat() && maa(*i, m)).map(|(i, _)| i).collect()
    }

    fn en(&mut self, blandt: &[usize], s: &mut Slump) -> Option<(usize, &mut Menneske)> {
        let i = s.en(blandt);
        self.mennesker.get_mut(i).filter(|_| !blandt.is_empty()).map(|m| (i, m))
    }

    /// Who is abroad or missing may come back.
    fn tilbage(&mut self, dag: Tid, s: &mut Slump) -> Option<Slags> {
        let vaek = |m: &Menneske| m.udland.is_some() || m.savnet.is_some();
        if !self.mennesker.iter().any(vaek) || !s.procent(40) {
            return None;
        }
        let siden = self.mennesker.iter().filter(|m| vaek(m)).map(|m| m.status_siden).max()?;
        let hjem = self.folk.boliger().et(self.kommune, s);
        let mut hvad = Slags::Genfunden;
        for m in self.mennesker.iter_mut().filter(|m| vaek(m) && m.status_siden == siden) {
            if let Some(u) = m.udland.take() {
                hvad = Slags::Hjemrejse;
                m.udlande.push((u, dag));
            }
            m.savn.extend(m.savnet.take().map(|fra| (fra, dag)));
            m.flyt(hjem, dag);
            m.bliver("01", dag);
        }
        Some(hvad)
    }

    /// Whether it can happen; then it has.
    fn sker(&mut self, hvad: Slags, dag: Tid, s: &mut Slump) -> bool {
        match hvad {
            Slags::Flytning => self.flyt(self.kommune_af(s), dag, s),
            Slags::Kommuneskift => {
                let her = self.kommune_af(s);
                let andre = (self.folk.kommuner as u64).saturating_sub(1);
                let ny = usize::try_from(s.under(andre)).unwrap_or(0);
                self.flyt(if andre == 0 || ny < her { ny.min(self.folk.kommuner - 1) } else { ny + 1 }, dag, s)
            }
            Slags::Doedsfald => self.doedsfald(dag, s),
            Slags::Vielse => self.vielse(dag, s),
            Slags::Separation | Slags::Skilsmisse => self.gaar_fra_hinanden(hvad == Slags::Skilsmisse, dag, s),
            Slags::Udrejse => self.udrejse(dag, s),
            Slags::NytNummer => self.nyt_nummer(dag),
            _ => self.om_en(hvad, dag, s),
        }
    }

    /// The municipality of somebody of them.
    fn kommune_af(&self, s: &mut Slump) -> usize {
        let i = s.en(&self.bosatte(|_, _| true));
        self.mennesker.get(i).and_then(|m| m.bopael.as_ref()).map_or(self.kommune, |b| b.hjem.kommune)
    }

    /// Somebody moves with those who live there too; a child that is of age moves alone.
    fn flyt(&mut self, kommune: usize, dag: Tid, s: &mut Slump) -> bool {
        let kan = self.bosatte(|_, m| m.boet.len() < HISTORIK);
        let Some((i, m)) = self.en(&kan, s) else { return false };
        let (hvor, alene) = (m.bopael.clone().map(|b| b.hjem), i >= 2 && m.alder(dag) >= 18);
        let nyt = self.folk.boliger().et(kommune, s);
        if hvor == Some(nyt) {
            return false;
        }
        for (j, m) in self.mennesker.iter_mut().enumerate() {
            let sammen = m.bopael.as_ref().map(|b| b.hjem) == hvor;
            if j == i || !alene && sammen && m.boet.len() < HISTORIK {
                m.flyt(nyt, dag);
            }
        }
        true
    }

    /// The eldest dies, seldom before sixty; a child is not left alone.
    fn doedsfald(&mut self, dag: Tid, s: &mut Slump) -> bool {
        let voksne = self.bosatte(|i, _| i < 2);
        let alder = |i: &usize| self.mennesker.get(*i).map(|m| m.alder(dag)).unwrap_or_default();
        let Some(i) = voksne.iter().copied().max_by_key(|i| alder(i)) else { return false };
        let umyndige = self.mennesker.iter().skip(2).any(|m| m.alder(dag) < 18);
        if alder(&i) < 60 && !s.procent(10) || umyndige && voksne.len() < 2 {
            return false;
        }
        for (j, m) in self.mennesker.iter_mut().enumerate().take(2) {
            if j == i {
                m.fraflyt(dag);
                m.bliver("90", dag);
                m.er_nu("D", false, dag);
                (m.beskyttet, m.reklamefri, m.kontakt, m.kode) = (None, None, None, "A13");
            } else if m.civil.kode == "G" {
                m.er_nu("E", false, dag);
            }
        }
        self.separeret = None;
        true
    }

    fn er_gift(&self) -> bool {
        self.mennesker.iter().take(2).all(|m| m.civil.kode == "G" && m.er_bosat())
    }

    /// Those who live together marry; half of the time with one name.
    fn vielse(&mut self, dag: Tid, s: &mut Slump) -> bool {
        let [a, b, ..] = self.mennesker.as_mut_slice() else { return false };
        let hvor = |m: &Menneske| m.bopael.as_ref().map(|b| b.hjem);
        let frie = |m: &Menneske| m.civil.kode != "G" && m.civile.len() < HISTORIK && m.navne.len() < HISTORIK;
        if hvor(a).is_none() || hvor(a) != hvor(b) || !frie(a) || !frie(b) || a.alder(dag) < 18 || b.alder(dag) < 18 {
            return false;
        }
        a.er_nu("G", true, dag);
        b.er_nu("G", true, dag);
        if s.procent(50) && a.navn.efternavn != b.navn.efternavn {
            b.hedder(b.navn.fornavn.clone(), a.navn.efternavn.clone(), dag);
        }
        true
    }

    /// A marriage is broken; after a divorce one of them has another home.
    fn gaar_fra_hinanden(&mut self, endeligt: bool, dag: Tid, s: &mut Slump) -> bool {
        if !self.er_gift() || !endeligt && self.separeret.is_some() {
            return false;
        }
        self.separeret = (!endeligt).then_some(dag);
        if !endeligt {
            return true;
        }
        let hjem = self.folk.boliger().et(self.kommune, s);
        for (i, m) in self.mennesker.iter_mut().enumerate().take(2) {
            m.er_nu("F", false, dag);
            if i != self.mor && m.boet.len() < HISTORIK {
                m.flyt(hjem, dag);
            }
        }
        true
    }

    /// All who live with one of the adults leave the country.
    fn udrejse(&mut self, dag: Tid, s: &mut Slump) -> bool {
        let kan = self.bosatte(|i, m| i < 2 && m.boet.len() < HISTORIK);
        let Some((_, m)) = self.en(&kan, s) else { return false };
        let (hvor, land) = (m.bopael.as_ref().map(|b| b.hjem), s.en(LANDE));
        for m in self.mennesker.iter_mut().filter(|m| m.bopael.as_ref().map(|b| b.hjem) == hvor) {
            m.fraflyt(dag);
            m.bliver("80", dag);
            m.udland = Some(Udland { land, siden: dag });
        }
        true
    }

    /// One of the adults gets the number beside hers, as a new legal sex does; once.
    fn nyt_nummer(&mut self, dag: Tid) -> bool {
        let (folk, kommune, nr) = (self.folk, self.kommune, self.nr);
        let Some(i) = self.bosatte(|i, m| i < 2 && m.gammelt.is_none()).first().copied() else { return false };
        let Some(nyt) = skiftet_nummer(folk.froe, kommune, nr * 2 + i).and_then(|n| Personnummer::laes(&n)) else { return false };
        let slaegt = self.slaegt(i);
        let Some(m) = self.mennesker.get_mut(i) else { return false };
        self.afloeste.push((m.clone().under_gammelt_nummer(nyt, dag), slaegt));
        m.gammelt = Some((m.nummer, dag));
        m.nummer = nyt;
        true
    }

    /// What happens to one alone.
    fn om_en(&mut self, hvad: Slags, dag: Tid, s: &mut Slump) -> bool {
        let alle = self.bosatte(|i, m| match hvad {
            Slags::Navneskift => m.navne.len() < HISTORIK && !m.navn.fornavn.is_empty(),
            Slags::Forsvinding => i < 2 && m.savn.len() < HISTORIK,
            Slags::Statsborgerskab => m.borger.0 != DANMARK,
            Slags::Vaergemaal => i < 2 && m.vaerge.is_none() && m.alder(dag) >= 70,
            _ => true,
        });
        let Some((_, m)) = self.en(&alle, s) else { return false };
        match hvad {
            Slags::Navneskift => {
                let nyt = navne::person(s);
                let efternavn = nyt.split_once(' ').map_or(nyt.as_str(), |(_, e)| e);
                if efternavn == m.navn.efternavn {
                    return false;
                }
                m.hedder(m.navn.fornavn.clone(), efternavn.to_owned(), dag);
            }
            Slags::Kirken => (m.kirke, m.kode) = ((if m.kirke.0 == "F" { "U" } else { "F" }, dag), "A19"),
            Slags::Beskyttelse => (m.beskyttet, m.kode) = (skift(m.beskyttet, dag), "A20"),
            Slags::Reklamefri => (m.reklamefri, m.kode) = (skift(m.reklamefri, dag), "A20"),
            Slags::Forsvinding => {
                m.fraflyt(dag);
                m.bliver("70", dag);
                m.savnet = Some(dag);
            }
            Slags::Statsborgerskab => {
                m.borger_foer = Some((m.borger.0, m.borger.1, dag));
                m.borger = (DANMARK, dag);
            }
            Slags::Vaergemaal => m.vaerge = Some(dag),
            Slags::Kontaktadresse => m.kontakt = if m.kontakt.is_none() { Some((1 + s.under(900), dag)) } else { None },
            Slags::Coadresse => {
                if let Some(b) = &mut m.bopael {
                    b.co = if b.co.is_none() { Some(s.en(VAERTER)) } else { None };
                }
            }
            _ => return false,
        }
        true
    }

    /// A child is born to those who live together.
    fn foedsel(&mut self, n: u64, tael: &mut Optaelling) {
        let dag = self.folk.tid(self.dag);
        let [a, b, ..] = self.mennesker.as_slice() else { return };
        let mor = if self.mor == 0 { a } else { b };
        let Some(bopael) = mor.bopael.clone() else { return };
        let sammen = a.bopael.as_ref().map(|b| b.hjem) == b.bopael.as_ref().map(|b| b.hjem);
        let kan = mor.nummer.koen() == Koen::Kvinde && FRUGTBAR.contains(&mor.alder(dag)) && self.mennesker.len() < 2 + BOERN_MAKS;
        let koen = Slump::ny(self.folk.froe, &format!("barn/{}/{}", self.noegle, self.dag)).under(2);
        let Some(nummer) = foedselsnummer(dag, n / self.folk.klasser(), koen).filter(|_| kan && sammen) else { return };
        let civil = Civilstand { kode: "U", gift: false, siden: dag };
        let mut m = self.menneske(nummer, (String::new(), String::new()), bopael.hjem, false);
        (m.bopael, m.boet, m.civil) = (Some(Bopael { hjem: bopael.hjem, siden: dag, kommune_siden: dag, co: None }), Vec::new(), civil);
        (m.status_siden, m.beskyttet, m.kirke, m.borger) = (dag, None, ("U", dag), (DANMARK, dag));
        self.mennesker.push(m);
        tael.med(Slags::Foedsel);
    }

    /// Children without a name get one.
    fn navngiv(&mut self, tael: &mut Optaelling) {
        let dag = self.folk.tid(self.dag);
        let Some(efternavn) = self.mennesker.get(self.mor).map(|m| m.navn.efternavn.clone()) else { return };
        for m in self.mennesker.iter_mut().filter(|m| m.navn.fornavn.is_empty()) {
            let fornavn = Slump::ny(m.nummer.tal(), "navn").en(navne::FORNAVNE).to_owned();
            m.hedder(fornavn, efternavn.clone(), dag);
            tael.med(Slags::Navngivning);
        }
    }
}

fn skift(foer: Option<Tid>, dag: Tid) -> Option<Tid> {
    if foer.is_none() { Some(dag) } else { None }
}

/// The households that a municipality can have.
pub(super) const fn pladser(kommuner: usize) -> u64 {
    (kommuner * HUSSTANDE) as u64
}
