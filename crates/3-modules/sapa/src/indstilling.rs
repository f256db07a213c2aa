//! What an authority has chosen for its SAPA, kept as one row.
use crate::raekker::{self, Art};
use crate::{Funktion, Kalder, Sapa};
use grund::{Cvr, Fejl, Fejlkode, graenser};
use serde::{Deserialize, Serialize};

/// What is shown of cases outside the user's limits (SAPA-06, C-50).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skjulte {
    /// That they exist: how many.
    Antal,
    /// Nothing.
    #[default]
    Intet,
}

/// An authority's choices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Indstillinger {
    /// What is shown of cases outside the user's limits.
    pub skjulte_sager: Skjulte,
    /// CVR number of Udbetaling Danmark, whose grants those with the role see; empty: not shown (SAPA-09).
    pub udk: Option<String>,
    /// Standard headings of journal notes; empty: any (SAPA-04).
    pub notatoverskrifter: Vec<String>,
    /// Standard titles of reminders; empty: any (SAPA-22).
    pub paamindelser: Vec<String>,
    /// Days after which an advis that is done goes.
    pub advis_faerdige_dage: u32,
    /// Days after which an open advis that nobody has handled goes; 0: never before the limit of all.
    pub advis_aabne_dage: u32,
}

impl Default for Indstillinger {
    fn default() -> Self {
        Self {
            skjulte_sager: Skjulte::default(),
            udk: None,
            notatoverskrifter: Vec::new(),
            paamindelser: Vec::new(),
            advis_faerdige_dage: 90,
            advis_aabne_dage: 0,
        }
    }
}

impl Indstillinger {
    pub(crate) fn udk(&self) -> Option<Cvr> {
        self.udk.as_deref()?.parse().ok()
    }

    fn kontroller(&self) -> Result<(), Fejl> {
        if self.udk.is_some() && self.udk().is_none() {
            return Err(Fejl::ny(Fejlkode::UgyldigtMoenster).felt("udk").ventet(grund::sagt::cifre(8)));
        }
        for (felt, l) in [("notatoverskrifter", &self.notatoverskrifter), ("paamindelser", &self.paamindelser)] {
            if l.len() > graenser::SAPA_OVERSKRIFTER {
                return Err(Fejl::ny(Fejlkode::ForMange)
                    .felt(felt)
                    .ventet(grund::sagt::hoejst(graenser::SAPA_OVERSKRIFTER, grund::sagt::STYK)));
            }
            if l.iter().any(|t| t.trim().is_empty()) {
                return Err(Fejl::ny(Fejlkode::ManglerElement).felt(felt));
            }
            // The index takes titles of 255 characters (C.3).
            if l.iter().any(|t| t.chars().count() > 255) {
                return Err(Fejl::ny(Fejlkode::ForLang).felt(felt).ventet(grund::sagt::hoejst(255, grund::sagt::TEGN)));
            }
        }
        let maks = u32::try_from(graenser::SAPA_ADVIS_DAGE).unwrap_or(u32::MAX);
        for (felt, n) in [("advis_faerdige_dage", self.advis_faerdige_dage), ("advis_aabne_dage", self.advis_aabne_dage)] {
            if n > maks {
                return Err(Fejl::ny(Fejlkode::UgyldigtTal).felt(felt).ventet(grund::sagt::mellem(0, maks)));
            }
        }
        Ok(())
    }
}

impl Sapa {
    /// What an authority has chosen.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn indstillinger(&self, myndighed: Cvr) -> Result<Indstillinger, Fejl> {
        let n = raekker::noegle(myndighed, Art::Indstillinger, &[]);
        Ok(raekker::hent(self.register.lager().as_ref(), &n).await?.map(|(i, _)| i).unwrap_or_default())
    }

    /// Chooses.
    ///
    /// # Errors
    /// `IngenBrugerret`, 10xx and 11xx naming the field, and those of the store.
    pub async fn saet_indstillinger(&self, k: Kalder<'_>, nye: &Indstillinger) -> Result<(), Fejl> {
        k.kraev(Funktion::Opsaet)?;
        nye.kontroller()?;
        let n = raekker::noegle(k.kald.myndighed, Art::Indstillinger, &[]);
        raekker::skriv(self.register.lager().as_ref(), k.kald.nu, vec![raekker::skrives(n, Some(raekker::bytes(nye)?))]).await
    }
}
