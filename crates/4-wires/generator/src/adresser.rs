//! Synthetic addresses, as many as are asked for: invented roads and towns in municipalities 9000–9097, which do not exist, with house numbers, flats and points. The same seed and number give the same addresses, and more of them begin with those that fewer have.
use crate::navne;
use crate::veje::{self, POSTDISTRIKTER, Vej};
use adresse::slags::{ADRESSE, ADRESSEPUNKT, BYNAVN, HUSNUMMER, KOMMUNE, KOMMUNEDEL, NAVNGIVENVEJ, POSTNUMMER, Slags};
use adresse::{Post, Version};
use grund::slump::uuid;
use grund::{Periode, Tidspunkt, Uuid};
use std::collections::VecDeque;

/// An iterator of what an extract of DAR would say of so many addresses.
pub struct Adresser {
    froe: u64,
    fra: Periode,
    tilbage: u64,
    veje: Box<dyn Iterator<Item = u64> + Send>,
    klar: VecDeque<Post>,
    faelles: bool,
}

/// So many addresses. `nu` is when the register has said it all.
pub fn adresser(froe: u64, antal: u64, nu: Tidspunkt) -> Adresser {
    Adresser::paa(froe, Box::new(0..), antal, nu)
}

impl Adresser {
    /// Those of these roads, as many as asked for.
    pub(crate) fn paa(froe: u64, veje: Box<dyn Iterator<Item = u64> + Send>, antal: u64, nu: Tidspunkt) -> Self {
        Self { froe, fra: Periode::ny(nu, Tidspunkt::UENDELIG), tilbage: antal, veje, klar: VecDeque::new(), faelles: false }
    }

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
            let (postnr, navn) = veje::postdistrikt(self.froe, p);
            let id = self.id(&format!("post/{p}"));
            self.laeg(&POSTNUMMER, id, &[("postnr", &postnr), ("navn", &navn)]);
            let (id, navn) = (self.id(&format!("by/{p}")), veje::by(self.froe, p + POSTDISTRIKTER));
            self.laeg(&BYNAVN, id, &[("navn", &navn)]);
        }
    }

    /// A road with everything on it.
    fn en_vej(&mut self, v: &Vej) {
        let nr = v.nr;
        let (vej, kommuneid) = (self.id(&format!("vej/{nr}")), self.id(&format!("kommune/{}", v.kommune)));
        let (post_id, by_id) = (self.id(&format!("post/{}", v.post)).to_string(), self.id(&format!("by/{}", v.post)).to_string());
        let kommune = format!("{}", veje::KOMMUNEKODE + v.kommune);
        self.laeg(&NAVNGIVENVEJ, vej, &[("vejnavn", &v.navn), ("administreresafkommune", &kommune)]);
        let del = self.id(&format!("vejdel/{nr}"));
        self.laeg(&KOMMUNEDEL, del, &[("kommune", &kommune), ("navngivenvej_id", &vej.to_string()), ("vejkode", &v.kode())]);
        let (x, y) = v.punkt;
        for (h, hus) in (0u64..).zip(&v.huse) {
            if self.tilbage == 0 {
                return;
            }
            let (husid, punktid) = (self.id(&format!("hus/{nr}/{h}")), self.id(&format!("punkt/{nr}/{h}")));
            self.laeg(&ADRESSEPUNKT, punktid, &[("position", &format!("POINT ({}.5 {}.25)", x + 12 * h, y + 7 * h))]);
            let mut felter = vec![
                ("husnummertekst", hus.nr.clone()),
                ("navngivenvej_id", vej.to_string()),
                ("postnummer_id", post_id.clone()),
                ("darkommune_id", kommuneid.to_string()),
                ("adgangspunkt_id", punktid.to_string()),
            ];
            if v.med_by {
                felter.push(("supplerendebynavn_id", by_id.clone()));
            }
            let felter: Vec<(&str, &str)> = felter.iter().map(|(n, v)| (*n, v.as_str())).collect();
            self.laeg(&HUSNUMMER, husid, &felter);
            for (n, (etage, doer)) in hus.boliger.iter().enumerate() {
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
            let vej = self.veje.next().filter(|_| self.tilbage > 0)?;
            self.en_vej(&Vej::ny(self.froe, vej));
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
