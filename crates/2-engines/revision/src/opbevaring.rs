//! Retention: how long entries are kept, and their removal, which leaves the chain whole.
use crate::dele::hex;
use crate::post::{Logindgang, Slags, Sletning};
use crate::skriver::Revision;
use grund::graenser::LOG_BESKAER_AD_GANGEN;
use grund::ur::IdKilde;
use grund::{Cvr, Fejl, Fejlkode, Periode, Tidspunkt};
use lager::Logvalg;
use std::collections::BTreeMap;

/// Months that entries are kept where nothing else is said.
pub const STANDARD_MAANEDER: u32 = 60;
/// The shortest that can be said: SAPA's log covers 6 months (C-54).
pub const MINDST_MAANEDER: u32 = 6;
/// The longest.
pub const HOEJST_MAANEDER: u32 = 1_200;

/// How long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bevaringsregler {
    standard: u32,
    af: BTreeMap<Cvr, u32>,
}

impl Default for Bevaringsregler {
    fn default() -> Self {
        Self { standard: STANDARD_MAANEDER, af: BTreeMap::new() }
    }
}

impl Bevaringsregler {
    /// Months for all, and for single authorities.
    ///
    /// # Errors
    /// [`Fejlkode::ForKortBevaring`] outside [`MINDST_MAANEDER`] to [`HOEJST_MAANEDER`].
    pub fn ny(standard: u32, af: impl IntoIterator<Item = (Cvr, u32)>) -> Result<Self, Fejl> {
        let ud = Self { standard, af: af.into_iter().collect() };
        match std::iter::once(&ud.standard).chain(ud.af.values()).find(|m| !(MINDST_MAANEDER..=HOEJST_MAANEDER).contains(*m)) {
            None => Ok(ud),
            Some(m) => Err(Fejl::ny(Fejlkode::ForKortBevaring)
                .felt("maaneder")
                .ventet((
                    format!("{MINDST_MAANEDER} til {HOEJST_MAANEDER} måneder"),
                    format!("{MINDST_MAANEDER} to {HOEJST_MAANEDER} months"),
                ))
                .detalje(m.to_string())),
        }
    }

    /// Months for an authority; entries without one follow the standard.
    pub fn maaneder(&self, myndighed: Option<Cvr>) -> u32 {
        myndighed.and_then(|m| self.af.get(&m)).copied().unwrap_or(self.standard)
    }

    /// Entries from before this time go: Danish midnight, so many months back. Days after the 28th count as it.
    fn foer(&self, myndighed: Option<Cvr>, nu: Tidspunkt) -> Option<Tidspunkt> {
        let (aar, maaned, dag) = nu.dansk_dato()?;
        let maaneder = i32::from(aar) * 12 + i32::from(maaned) - 1 - i32::try_from(self.maaneder(myndighed)).ok()?;
        let maaned = i8::try_from(maaneder.rem_euclid(12) + 1).ok()?;
        Tidspunkt::dansk_midnat(i16::try_from(maaneder.div_euclid(12)).ok()?, maaned, dag.min(28))
    }
}

/// What retention did for one authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beskaaret {
    /// Whose log.
    pub myndighed: Option<Cvr>,
    /// Entries from before this time.
    pub foer: Tidspunkt,
    /// How many.
    pub antal: u64,
}

impl Revision {
    /// The proof of retention's entry.
    pub(crate) fn bevis(&self, i: &Logindgang, s: &Sletning) -> String {
        let m = i.myndighed.map_or(u32::MAX, Cvr::tal).to_be_bytes();
        let dele: [&[u8]; 5] =
            [&m, i.kald_id.as_bytes(), &i.tidspunkt.mikros().to_be_bytes(), &s.foer.mikros().to_be_bytes(), &s.til_position.to_be_bytes()];
        hex(&self.noegle.segn("sletning", &dele))
    }

    /// Removes the entries that are older than the rules say and are sealed. For each authority with such entries, an entry of
    /// its own is written first: a check of the chain then knows why the rows are empty.
    ///
    /// # Errors
    /// When the store fails; what was removed until then stands.
    pub async fn beskaer(&self, regler: &Bevaringsregler, nu: Tidspunkt, id: &dyn IdKilde) -> Result<Vec<Beskaaret>, Fejl> {
        let mut ud = Vec::new();
        let Some(segl) = self.lager.sidste_segl().await? else { return Ok(ud) };
        for myndighed in self.lager.log_myndigheder().await? {
            let Some(foer) = regler.foer(myndighed, nu) else { continue };
            let gammel = Periode::ny(Tidspunkt::MINUS_UENDELIG, foer);
            let aeldste = self.lager.logposter(Logvalg::Myndighed(myndighed), gammel, 0, 1).await?;
            if aeldste.first().is_none_or(|p| p.position > segl.til_position) {
                continue;
            }
            let mut i = Logindgang::ny(Slags::Sletning, "opbevaring", id.ny(), nu);
            i.myndighed = myndighed;
            i.operation = Some(format!("sletning af logindgange ældre end {} måneder", regler.maaneder(myndighed)));
            let mut s = Sletning { foer, til_position: segl.til_position, bevis: String::new() };
            s.bevis = self.bevis(&i, &s);
            i.sletning = Some(s);
            self.skriv(&i).await?;
            let mut antal = 0;
            loop {
                let n = self.lager.beskaer_log(myndighed, foer, segl.til_position).await?;
                antal += n;
                if n < LOG_BESKAER_AD_GANGEN as u64 {
                    break;
                }
            }
            ud.push(Beskaaret { myndighed, foer, antal });
        }
        Ok(ud)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_have_a_floor_and_count_in_danish_months() {
        assert_eq!(Bevaringsregler::ny(5, []).unwrap_err().kode(), Fejlkode::ForKortBevaring);
        assert_eq!(Bevaringsregler::ny(60, [(Cvr::KORSBAEK, 1)]).unwrap_err().kode(), Fejlkode::ForKortBevaring);
        let r = Bevaringsregler::ny(60, [(Cvr::KORSBAEK, 6)]).unwrap();
        let nu = Tidspunkt::fra_xs("2026-08-31T12:00:00+02:00").unwrap();
        let foer = |m| r.foer(m, nu).unwrap().til_xs();
        assert_eq!(foer(Some(Cvr::KORSBAEK)), "2026-02-28T00:00:00.000+01:00");
        assert_eq!(foer(None), "2021-08-28T00:00:00.000+02:00");
    }
}
