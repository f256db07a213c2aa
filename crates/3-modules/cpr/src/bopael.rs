//! Who lives at an address, or has lived there: an index from addresses, as CPR has them, to numbers.
//!
//! A row says that a number's records name an address, now or before; whether they still do is read of the person. So a row is written once and never changed, it may be there before
//! its load is seen, and what was corrected since is left out by whoever reads.
use crate::bestand::{
    Bestand, Raekke, SAMLING, adresse_noegle, adresser_noegle, bytes_nummer, efter, efter_personer, foer_personer, nummer_bytes,
    person_af_noegle, skrives,
};
use crate::linje::Post;
use crate::pakning::{Record, korrupt, pak_ud};
use crate::person::{Person, Personnummer, Rettelse, Sted};
use crate::tid::Fratil;
use grund::{Fejl, Fejlkode, Fremskridt, Melder, graenser};
use lager::{Raekkeskrivning, Skrivning};
use std::collections::BTreeSet;

/// The version of a row, which stands in it.
const VERSION: u8 = 1;
/// Persons that are looked through at a time when the index is made of a population that has none.
const SIDE: usize = 2_000;
/// Rows that are written at a time then.
const SKRIVES: usize = graenser::RAEKKER_PR_SKRIVNING / 2;
/// Numbers of one address: a house has some, an institution hundreds; who asks for more has named no door.
const NUMRE: usize = 5_000;
/// The record of the address now, and of an earlier one.
const NU: u16 = 2;
const TIDLIGERE: u16 = 23;

/// An address, with its parts written one way: CPR's `077A`, `02`, `0012` are the address registers' `77A`, `2`, `12`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hjem {
    kommune: u16,
    vej: u16,
    husnr: String,
    etage: String,
    doer: String,
}

fn del(t: &str) -> String {
    t.trim().trim_start_matches('0').to_uppercase()
}

impl Hjem {
    /// Of those parts.
    pub fn ny(kommune: u16, vej: u16, husnr: &str, etage: &str, doer: &str) -> Self {
        Self { kommune, vej, husnr: del(husnr), etage: del(etage), doer: del(doer) }
    }

    /// What its rows begin with.
    fn noegle(&self) -> Vec<u8> {
        let mut ud = [self.kommune.to_be_bytes(), self.vej.to_be_bytes()].concat();
        for d in [&self.husnr, &self.etage, &self.doer] {
            ud.extend_from_slice(d.as_bytes());
            ud.push(0);
        }
        ud
    }
}

impl From<&Sted> for Hjem {
    fn from(s: &Sted) -> Self {
        Self::ny(s.kommune, s.vej, &s.husnr, &s.etage, &s.sidedoer)
    }
}

/// The addresses that a person's records name and that were hers.
fn hjem(records: &[Record]) -> BTreeSet<Hjem> {
    let en = |r: &Record| {
        let f = Post::ny(r.nr, &r.data).filter(|_| matches!(r.nr, NU | TIDLIGERE))?;
        let rettet = r.nr == TIDLIGERE && !f.tekst("ANNKOR").is_empty();
        let h = Hjem::ny(f.tal("KOMKOD"), f.tal("VEJKOD"), &f.tekst("HUSNR"), &f.tekst("ETAGE"), &f.tekst("SIDEDOER"));
        (!rettet && h.kommune != 0).then_some(h)
    };
    records.iter().filter_map(en).collect()
}

/// The rows of a person's addresses, but for those that what was told before has already.
pub(crate) fn raekker(nummer: Personnummer, nu: &[Record], foer: &[Record]) -> impl Iterator<Item = Raekkeskrivning> {
    let kendte = hjem(foer);
    let nye = hjem(nu).into_iter().filter(move |h| !kendte.contains(h));
    nye.map(move |h| skrives(adresse_noegle(&h.noegle(), &nummer_bytes(nummer)), Some(vec![VERSION])))
}

/// When a person lived at an address, the oldest first; and the last one without an end where she does now.
pub fn ophold(p: &Person, h: &Hjem) -> Vec<Fratil> {
    let tidligere = p.tidligere_adresser.iter().filter(|a| a.rettelse == Rettelse::Ingen && Hjem::from(&a.sted) == *h).map(|a| a.periode);
    let nu = p.adresse.iter().filter(|a| Hjem::from(&a.sted) == *h).map(|a| Fratil { fra: a.tilflyttet, til: None });
    let mut ud: Vec<Fratil> = tidligere.chain(nu).collect();
    ud.sort_by_key(|f| (f.fra, f.til.is_none(), f.til));
    ud
}

impl Bestand {
    /// The numbers whose records name an address, now or before. What is seen of each, and what the caller may see, is looked up by number.
    ///
    /// # Errors
    /// `Optaget` where the index is not made yet; `ForMange`; those of the store.
    pub async fn paa_adressen(&self, h: &Hjem) -> Result<Vec<Personnummer>, Fejl> {
        if !self.har_adresser().await? {
            let hvorfor = ("personernes adresser er ved at blive ordnet", "the addresses of persons are being put in order");
            return Err(Fejl::ny(Fejlkode::Optaget).felt("adresse").detalje(hvorfor));
        }
        let alle = adresse_noegle(&h.noegle(), &[]);
        let raekker = self.lager.raekker(SAMLING, &alle, Some(&efter(&alle)), NUMRE + 1).await?;
        if raekker.len() > NUMRE {
            return Err(Fejl::ny(Fejlkode::ForMange).felt("adresse").ventet(grund::sagt::hoejst(NUMRE, grund::sagt::NUMRE)));
        }
        raekker.iter().map(|(k, _)| k.get(alle.len()..).and_then(bytes_nummer).ok_or_else(korrupt)).collect()
    }

    async fn har_adresser(&self) -> Result<bool, Fejl> {
        Ok(self.lager.raekke(SAMLING, &adresser_noegle()).await?.is_some())
    }

    /// Makes the index of a population that was loaded before there was one; whether there was something to do. Again it changes nothing, and a load beside it writes its own rows.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn ordn_adresser(&self, meld: &mut Melder<'_>) -> Result<bool, Fejl> {
        if self.har_adresser().await? {
            return Ok(false);
        }
        let (mut fra, mut gjort) = (foer_personer(), 0);
        loop {
            let side = self.lager.raekker(SAMLING, &fra, Some(&efter_personer()), SIDE).await?;
            let Some((sidste, _)) = side.last() else { break };
            fra = [sidste.as_slice(), &[0]].concat();
            let mut nye = Vec::new();
            for (k, v) in &side {
                let Some(nummer) = person_af_noegle(k) else { continue };
                // Whatever a load that is under way has said of her, too.
                for (_, b) in Raekke::laes(v)?.udgaver.iter().filter(|(_, b)| !b.is_empty()) {
                    nye.extend(raekker(nummer, &pak_ud(b)?, &[]));
                }
            }
            nye.sort_by(|a: &Raekkeskrivning, b| a.noegle.cmp(&b.noegle));
            nye.dedup_by(|a, b| a.noegle == b.noegle);
            self.skriv_adresser(nye).await?;
            gjort += side.len() as u64;
            meld(Fremskridt { fase: "Ordner adresser", gjort, ialt: 0 });
        }
        self.skriv_adresser(vec![skrives(adresser_noegle(), Some(vec![VERSION]))]).await?;
        Ok(gjort > 0)
    }

    /// Writes rows of the index, in transactions of their own: nobody is misled by one that is there too early.
    pub(crate) async fn skriv_adresser(&self, mut nye: Vec<Raekkeskrivning>) -> Result<(), Fejl> {
        while !nye.is_empty() {
            let raekker = nye.split_off(nye.len().saturating_sub(SKRIVES));
            self.lager.skriv(Skrivning { raekker, ..Skrivning::default() }).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::{Adresse, TidligereAdresse};
    use crate::tid::Tid;

    #[test]
    fn an_address_is_one_however_its_parts_are_padded() {
        assert_eq!(Hjem::ny(851, 10, "077A", "02", "  tv"), Hjem::ny(851, 10, "77a", "2", "TV"));
        assert_ne!(Hjem::ny(851, 10, "7", "7", "").noegle(), Hjem::ny(851, 10, "77", "", "").noegle());
    }

    #[test]
    fn a_person_lived_there_as_often_as_the_records_say_and_what_was_undone_is_none() {
        let her = || Sted { kommune: 851, vej: 10, husnr: "077A".into(), ..Sted::default() };
        let foer = |aar: u16, rettelse, sted| TidligereAdresse {
            sted,
            periode: Fratil { fra: Some(Tid::dag(aar, 1, 1)), til: Some(Tid::dag(aar + 1, 1, 1)) },
            rettelse,
            ..TidligereAdresse::default()
        };
        let p = Person {
            adresse: Some(Adresse { sted: her(), tilflyttet: Some(Tid::dag(2020, 1, 1)), ..Adresse::default() }),
            tidligere_adresser: vec![
                foer(2010, Rettelse::Ingen, her()),
                foer(2005, Rettelse::Ingen, her()),
                foer(2012, Rettelse::Annulleret, her()),
                foer(2014, Rettelse::Ingen, Sted::default()),
            ],
            ..Person::default()
        };
        let aar: Vec<_> = ophold(&p, &Hjem::from(&her())).iter().map(|f| (f.fra.map(|t| t.aar), f.til.is_some())).collect();
        assert_eq!(aar, [(Some(2005), true), (Some(2010), true), (Some(2020), false)]);
    }
}
