//! Synthetic addresses, as many as are asked for: invented roads and towns in municipalities 9000–9097, which do not exist, with house numbers, flats and points. The same seed and number give the same addresses, and more of them begin with those that fewer have.
use crate::navne;
use adresse::slags::{ADRESSE, ADRESSEPUNKT, BYNAVN, HUSNUMMER, KOMMUNE, KOMMUNEDEL, NAVNGIVENVEJ, POSTNUMMER, Slags};
use adresse::{Post, Version};
use grund::slump::{Slump, uuid};
use grund::{Periode, Tidspunkt, Uuid};
use std::collections::VecDeque;

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
const POSTDISTRIKTER: u64 = 590;
/// Roads in a postal district before the next one begins.
const VEJE_PR_DISTRIKT: u64 = 190;

/// An iterator of what an extract of DAR would say of so many addresses.
pub struct Adresser {
    froe: u64,
    fra: Periode,
    tilbage: u64,
    vej: u64,
    klar: VecDeque<Post>,
    faelles: bool,
}

/// So many addresses. `nu` is when the register has said it all.
pub fn adresser(froe: u64, antal: u64, nu: Tidspunkt) -> Adresser {
    Adresser { froe, fra: Periode::ny(nu, Tidspunkt::UENDELIG), tilbage: antal, vej: 0, klar: VecDeque::new(), faelles: false }
}

impl Adresser {
    fn id(&self, navn: &str) -> Uuid {
        uuid(self.froe, &format!("dar/{navn}"))
    }

    fn laeg(&mut self, slags: &'static Slags, id: Uuid, felter: &[(&str, &str)]) {
        let mut version = Version::ny(self.fra, self.fra, 3);
        for (navn, v) in felter {
            version.saet(slags, navn, v);
        }
        self.klar.push_back(Post { slags, id, version });
    }

    /// Municipalities, postal codes and towns: some hundred each.
    fn faelles(&mut self) {
        for k in 0..98 {
            let (id, kode) = (self.id(&format!("kommune/{k}")), format!("{}", 9_000 + k));
            let navn = navne::kommune(k);
            self.laeg(&KOMMUNE, id, &[("kommunekode", &kode), ("navn", navn.trim_end_matches(" Kommune"))]);
        }
        for p in 0..POSTDISTRIKTER {
            let navn = self.by(p);
            let id = self.id(&format!("post/{p}"));
            self.laeg(&POSTNUMMER, id, &[("postnr", &format!("{:04}", 1_000 + p * 15)), ("navn", &navn)]);
            let (id, navn) = (self.id(&format!("by/{p}")), self.by(p + POSTDISTRIKTER));
            self.laeg(&BYNAVN, id, &[("navn", &navn)]);
        }
    }

    fn by(&self, n: u64) -> String {
        let mut s = Slump::ny(self.froe, &format!("bynavn/{n}"));
        let navn = format!("{}{}", s.en(BY_FOR), s.en(BY_EFTER));
        match s.under(6) {
            0 => format!("{navn} {}", s.en(&["N", "S", "Ø", "V", "C"])),
            _ => navn,
        }
    }

    /// A road with everything on it.
    fn en_vej(&mut self) {
        let nr = self.vej;
        self.vej += 1;
        let mut s = Slump::ny(self.froe, &format!("vej/{nr}"));
        let post = (nr / VEJE_PR_DISTRIKT) % POSTDISTRIKTER;
        let kommune = usize::try_from(post % 98).unwrap_or(0);
        let mut navn = format!("{}{}", s.en(VEJ_FOR), s.en(VEJ_EFTER));
        match s.under(20) {
            0 => navn = format!("Gl. {navn}"),
            1 => navn = format!("{} {navn}", s.en(VEJ_FOR)),
            2 => navn = format!("{}s {}", navne::person(&mut s), s.en(&["Vej", "Gade", "Allé", "Plads"])),
            _ => {}
        }
        let (vej, kommuneid) = (self.id(&format!("vej/{nr}")), self.id(&format!("kommune/{kommune}")));
        let (post_id, by_id) = (self.id(&format!("post/{post}")).to_string(), self.id(&format!("by/{post}")).to_string());
        self.laeg(&NAVNGIVENVEJ, vej, &[("vejnavn", &navn), ("administreresafkommune", &format!("{}", 9_000 + kommune))]);
        let del = self.id(&format!("vejdel/{nr}"));
        let vejkode = format!("{:04}", nr % 9_999 + 1);
        self.laeg(
            &KOMMUNEDEL,
            del,
            &[("kommune", &format!("{}", 9_000 + kommune)), ("navngivenvej_id", &vej.to_string()), ("vejkode", &vejkode)],
        );
        let hoejst = if s.procent(8) { 120 } else { 24 };
        let huse = 3 + s.under(hoejst);
        let med_by = s.procent(25);
        let (x, y) = (450_000 + s.under(430_000), 6_050_000 + s.under(350_000));
        for h in 0..huse {
            if self.tilbage == 0 {
                return;
            }
            // A letter now and then: the house before it was divided.
            let bogstav = if s.procent(6) { s.en(&["A", "B", "C"]) } else { "" };
            let husnr = format!("{}{bogstav}", 1 + h);
            let (husid, punktid) = (self.id(&format!("hus/{nr}/{h}")), self.id(&format!("punkt/{nr}/{h}")));
            self.laeg(&ADRESSEPUNKT, punktid, &[("position", &format!("POINT ({}.5 {}.25)", x + 12 * h, y + 7 * h))]);
            let mut felter = vec![
                ("husnummertekst", husnr),
                ("navngivenvej_id", vej.to_string()),
                ("postnummer_id", post_id.clone()),
                ("darkommune_id", kommuneid.to_string()),
                ("adgangspunkt_id", punktid.to_string()),
            ];
            if med_by {
                felter.push(("supplerendebynavn_id", by_id.clone()));
            }
            let felter: Vec<(&str, &str)> = felter.iter().map(|(n, v)| (*n, v.as_str())).collect();
            self.laeg(&HUSNUMMER, husid, &felter);
            let boliger: Vec<(&str, &str)> = if s.procent(9) {
                let (etager, doere): (u64, &[&str]) = (2 + s.under(4), if s.procent(70) { &["tv", "th"] } else { &["tv", "mf", "th"] });
                ETAGER.iter().take(usize::try_from(etager).unwrap_or(2)).flat_map(|e| doere.iter().map(move |d| (*e, *d))).collect()
            } else {
                vec![("", "")]
            };
            for (n, (etage, doer)) in boliger.into_iter().enumerate() {
                if self.tilbage == 0 {
                    return;
                }
                self.tilbage -= 1;
                let id = self.id(&format!("adresse/{nr}/{h}/{n}"));
                self.laeg(&ADRESSE, id, &[("etagebetegnelse", etage), ("dørbetegnelse", doer), ("husnummer_id", &husid.to_string())]);
            }
        }
    }
}

impl Iterator for Adresser {
    type Item = Post;

    fn next(&mut self) -> Option<Post> {
        if !self.faelles {
            self.faelles = true;
            self.faelles();
        }
        while self.klar.is_empty() {
            if self.tilbage == 0 {
                return None;
            }
            self.en_vej();
        }
        self.klar.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_addresses_and_more_begin_with_fewer() {
        let nu = Tidspunkt::fra_xs("2026-01-01T00:00:00Z").unwrap();
        let faa: Vec<Post> = adresser(1, 500, nu).collect();
        assert_eq!(faa.iter().filter(|p| p.slags.nr == ADRESSE.nr).count(), 500);
        assert_eq!(adresser(1, 500, nu).collect::<Vec<_>>(), faa);
        let adresse = |p: &&Post| p.slags.nr == ADRESSE.nr;
        let flere: Vec<Post> = adresser(1, 2_000, nu).collect();
        assert!(faa.iter().filter(adresse).eq(flere.iter().filter(adresse).take(500)));
        assert_ne!(adresser(2, 500, nu).collect::<Vec<_>>(), faa);
        let ider: std::collections::HashSet<_> = flere.iter().map(|p| p.id).collect();
        assert_eq!(ider.len(), flere.len());
    }
}
