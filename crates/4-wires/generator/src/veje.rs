//! The roads of the country: invented, each with its house numbers and flats. A road follows from seed and number alone, so whoever needs an address makes the road that it lies on and
//! no other; DAR's extract and CPR's tell of the same ones.
use crate::navne;
use ::cpr::linje::Linjebygger;
use grund::slump::Slump;

/// First halves of roads' names; the second follows from what is common in Denmark.
const VEJ_FOR: &[&str] = &[
    "Birke",
    "Bøge",
    "Ege",
    "Elme",
    "Gran",
    "Ask",
    "Pile",
    "Lærke",
    "Solsort",
    "Svale",
    "Ugle",
    "Falke",
    "Ravne",
    "Mølle",
    "Skole",
    "Kirke",
    "Præste",
    "Stations",
    "Havne",
    "Strand",
    "Sø",
    "Å",
    "Eng",
    "Mark",
    "Skov",
    "Bakke",
    "Dal",
    "Høj",
    "Kær",
    "Mose",
    "Nørre",
    "Sønder",
    "Øster",
    "Vester",
    "Ny",
    "Gammel",
    "Lille",
    "Store",
    "Smede",
    "Snedker",
    "Murer",
    "Tømrer",
    "Kongens",
    "Dronning",
    "Prins",
    "Rosen",
    "Tulipan",
    "Syren",
    "Hybens",
    "Tjørne",
    "Æble",
    "Pære",
    "Kirsebær",
    "Blomme",
    "Hassel",
    "Valnødde",
    "Industri",
    "Fabriks",
    "Teglværks",
    "Grus",
    "Sten",
    "Sand",
    "Klit",
    "Hede",
    "Lyng",
    "Råddyr",
    "Hjorte",
    "Hare",
    "Ræve",
    "Grævlinge",
    "Ørne",
    "Høge",
    "Måge",
    "Ternes",
    "Viben",
    "Stork",
    "Trane",
    "Svane",
    "Ande",
    "Gåse",
];
const VEJ_EFTER: &[&str] = &[
    "vej", "gade", "allé", "stræde", "vænget", "parken", "haven", "stien", "bakken", "lunden", "toften", "marken", "krogen", "svinget",
    "dal", "høj",
];
const BY_FOR: &[&str] = &[
    "Egers", "Ring", "Hjør", "Brønd", "Skan", "Løg", "Tar", "Vor", "Hade", "Fre", "Sil", "Thi", "Ny", "Hol", "Kal", "Sla", "Næs", "Va",
    "Fa", "Mari",
];
const BY_EFTER: &[&str] = &["lev", "by", "rup", "sted", "torp", "borg", "lund", "ø", "kær", "bro"];
/// The floors of a block of flats.
const ETAGER: [&str; 6] = ["st", "1", "2", "3", "4", "5"];
/// Postal districts.
pub(crate) const POSTDISTRIKTER: u64 = 590;
/// Roads in a postal district before the next one begins.
const VEJE_PR_DISTRIKT: u64 = 190;

/// Municipalities among which postal districts are shared out.
const KOMMUNER: u64 = crate::KOMMUNER_MAKS as u64;
/// Postal districts that a municipality has.
pub(crate) const DISTRIKTER_PR_KOMMUNE: u64 = POSTDISTRIKTER / KOMMUNER;
/// Municipality codes of the country that does not exist.
pub(crate) const KOMMUNEKODE: usize = 9_000;

/// A house number and its flats: floor and door, both empty where the house is one home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hus {
    pub nr: String,
    pub boliger: Vec<(&'static str, &'static str)>,
}

/// A road with everything on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Vej {
    pub nr: u64,
    /// The postal district.
    pub post: u64,
    pub kommune: usize,
    pub navn: String,
    pub huse: Vec<Hus>,
    /// Its addresses name a town beside the postal district.
    pub med_by: bool,
    /// Where it begins, in metres of UTM.
    pub punkt: (u64, u64),
}

impl Vej {
    pub fn ny(froe: u64, nr: u64) -> Self {
        let mut s = Slump::ny(froe, &format!("vej/{nr}"));
        let post = (nr / VEJE_PR_DISTRIKT) % POSTDISTRIKTER;
        let kommune = usize::try_from(post % KOMMUNER).unwrap_or(0);
        let mut navn = format!("{}{}", s.en(VEJ_FOR), s.en(VEJ_EFTER));
        match s.under(20) {
            0 => navn = format!("Gl. {navn}"),
            1 => navn = format!("{} {navn}", s.en(VEJ_FOR)),
            2 => navn = format!("{}s {}", navne::person(&mut s), s.en(&["Vej", "Gade", "Allé", "Plads"])),
            _ => {}
        }
        let hoejst = if s.procent(8) { 120 } else { 24 };
        let antal = 3 + s.under(hoejst);
        let med_by = s.procent(25);
        let punkt = (450_000 + s.under(430_000), 6_050_000 + s.under(350_000));
        let huse = (0..antal).map(|h| hus(&mut s, h)).collect();
        Self { nr, post, kommune, navn, huse, med_by, punkt }
    }

    /// CPR's code of the road in its municipality.
    pub fn kode(&self) -> String {
        format!("{:04}", self.nr % 9_999 + 1)
    }
}

fn hus(s: &mut Slump, h: u64) -> Hus {
    // A letter now and then: the house before it was divided.
    let bogstav = if s.procent(6) { s.en(&["A", "B", "C"]) } else { "" };
    let boliger: Vec<(&str, &str)> = if s.procent(9) {
        let (etager, doere): (u64, &[&str]) = (2 + s.under(4), if s.procent(70) { &["tv", "th"] } else { &["tv", "mf", "th"] });
        ETAGER.iter().take(usize::try_from(etager).unwrap_or(2)).flat_map(|e| doere.iter().map(move |d| (*e, *d))).collect()
    } else {
        vec![("", "")]
    };
    Hus { nr: format!("{}{bogstav}", 1 + h), boliger }
}

/// Postal code and name of a district.
pub(crate) fn postdistrikt(froe: u64, p: u64) -> (String, String) {
    (format!("{:04}", 1_000 + p * 15), by(froe, p))
}

/// The name of a town.
pub(crate) fn by(froe: u64, n: u64) -> String {
    let mut s = Slump::ny(froe, &format!("bynavn/{n}"));
    let navn = format!("{}{}", s.en(BY_FOR), s.en(BY_EFTER));
    match s.under(6) {
        0 => format!("{navn} {}", s.en(&["N", "S", "Ø", "V", "C"])),
        _ => navn,
    }
}

/// The roads of so many postal districts of each of the first municipalities.
pub(crate) fn landets(kommuner: usize, distrikter: u64) -> impl Iterator<Item = u64> + Send + use<> {
    (0..distrikter).flat_map(move |c| {
        (0..kommuner as u64).flat_map(move |k| (0..VEJE_PR_DISTRIKT).map(move |i| (c * KOMMUNER + k) * VEJE_PR_DISTRIKT + i))
    })
}

/// A home: a flat of a house of a road.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hjem {
    vej: u64,
    hus: u16,
    bolig: u16,
    pub kommune: usize,
}

/// Where somebody could live.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Boliger {
    pub froe: u64,
    /// Postal districts of each municipality that are in use.
    pub distrikter: u64,
}

impl Boliger {
    /// Any home of the municipality.
    pub fn et(&self, kommune: usize, s: &mut Slump) -> Hjem {
        let nr = (s.under(self.distrikter) * KOMMUNER + kommune as u64) * VEJE_PR_DISTRIKT + s.under(VEJE_PR_DISTRIKT);
        let vej = Vej::ny(self.froe, nr);
        let hus = s.under(vej.huse.len() as u64);
        let boliger = usize::try_from(hus).ok().and_then(|h| vej.huse.get(h)).map_or(1, |h| h.boliger.len());
        let lille = |n: u64| u16::try_from(n).unwrap_or(0);
        Hjem { vej: nr, hus: lille(hus), bolig: lille(s.under(boliger as u64)), kommune }
    }
}

/// An address as CPR writes it.
pub(crate) struct Adressefelter {
    kommune: String,
    vejkode: String,
    husnr: String,
    etage: String,
    doer: String,
    vejnavn: String,
    post: (String, String),
    by: String,
}

impl Adressefelter {
    pub fn af(froe: u64, h: Hjem) -> Self {
        let vej = Vej::ny(froe, h.vej);
        let hus = vej.huse.get(usize::from(h.hus));
        let (etage, doer) = hus.and_then(|x| x.boliger.get(usize::from(h.bolig))).copied().unwrap_or_default();
        let nr = hus.map(|x| x.nr.clone()).unwrap_or_default();
        let cifre = nr.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
        let (tal, bogstav) = nr.split_at(cifre);
        Self {
            kommune: format!("{:04}", KOMMUNEKODE + vej.kommune),
            vejkode: vej.kode(),
            husnr: format!("{tal:0>3}{bogstav}"),
            // The ground floor has a word, the others two digits.
            etage: if etage.bytes().all(|b| b.is_ascii_digit()) && !etage.is_empty() { format!("{etage:0>2}") } else { etage.to_owned() },
            doer: if doer.is_empty() { String::new() } else { format!("{doer:>4}") },
            post: postdistrikt(froe, vej.post),
            by: if vej.med_by { by(froe, vej.post + POSTDISTRIKTER) } else { String::new() },
            vejnavn: vej.navn,
        }
    }

    /// Where it is: of records 002, 003 and 023.
    pub fn sted(&self, r: Linjebygger) -> Linjebygger {
        let r = r.felt("KOMKOD", &self.kommune).felt("VEJKOD", &self.vejkode).felt("HUSNR", &self.husnr);
        r.felt("ETAGE", &self.etage).felt("SIDEDOER", &self.doer)
    }

    /// In clear text: of record 003.
    pub fn klarskrift(&self, r: Linjebygger) -> Linjebygger {
        let (husnr, etage) = (self.husnr.trim_start_matches('0'), self.etage.trim_start_matches('0'));
        let bolig = if etage.is_empty() { String::new() } else { format!(",{etage} {}", self.doer.trim_start()) };
        self.sted(r)
            .felt("STANDARDADR", &format!("{} {husnr}{bolig}", self.vejnavn))
            .felt("BYNVN", &self.by)
            .felt("POSTNR", &self.post.0)
            .felt("POSTDISTTXT", &self.post.1)
            .felt("VEJADRNVN", &self.vejnavn)
    }
}
