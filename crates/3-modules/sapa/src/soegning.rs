//! Searching a party by number, name or address (SAPA-01).
use crate::port::Soegefund;
use crate::typer::{Kilde, Kildesvar};
use crate::{Funktion, Kalder, Partsid, Sapa};
use grund::{Fejl, Fejlkode, graenser};
use serde::Serialize;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Soegesvar {
    /// Hits; one for a number, whether a register knows it or not.
    pub fund: Vec<Soegefund>,
    /// There may be more: say more of the party.
    pub flere: bool,
    /// How each source answered.
    pub kilder: Vec<Kilde>,
}

/// Characters that a search by name or address has at least.
const MINDST: usize = 3;
/// And at most.
const HOEJST: usize = 200;

impl Sapa {
    /// Searches: a number leads straight to its party; anything else is a name or an address.
    ///
    /// # Errors
    /// `IngenBrugerret`; `UgyldigtMoenster` for too little or too much; those of the store. A source that fails is told in the answer.
    pub async fn soeg(&self, k: Kalder<'_>, tekst: &str) -> Result<Soegesvar, Fejl> {
        k.kraev(Funktion::Overblik)?;
        let tekst = tekst.trim();
        if let Ok(part) = Partsid::laes(tekst) {
            let (numre, nu) = self.numre(k.kald, &part).await?;
            numre.iter().for_each(|n| crate::bemaerkning::spor_person(k, n));
            let slags = if part.kan_vaere_person() { "person" } else { "virksomhed" };
            let id = nu.unwrap_or_else(|| part.id().clone());
            let fund = Soegefund { part: id.to_string(), slags, navn: None, adresse: None, oplysning: None };
            return Ok(Soegesvar { fund: vec![fund], ..Soegesvar::default() });
        }
        if !(MINDST..=HOEJST).contains(&tekst.chars().count()) {
            let ventet = (
                format!("et nummer, eller {MINDST}-{HOEJST} tegn af et navn eller en adresse"),
                format!("a number, or {MINDST} to {HOEJST} characters of a name or an address"),
            );
            return Err(Fejl::ny(Fejlkode::UgyldigtMoenster).felt("tekst").regel("SAPA-01").ventet(ventet));
        }
        let mut ud = Soegesvar::default();
        let straks = k.retter.har(Funktion::BeskyttetStraks);
        let svar = futures::future::join_all(self.porte.soegninger.iter().map(async |s| {
            let alle = s.soeg(tekst, straks, graenser::SAPA_SOEGEFUND + 1, k.kald.nu);
            crate::overblik::spurgt(s.kilde(), alle).await
        }));
        for (fund, kilde) in svar.await {
            ud.fund.extend(fund.unwrap_or_default());
            ud.kilder.push(kilde);
        }
        ud.flere = ud.fund.len() > graenser::SAPA_SOEGEFUND || ud.kilder.iter().any(|k| k.svar == Kildesvar::Afkortet);
        ud.fund.truncate(graenser::SAPA_SOEGEFUND);
        for f in &ud.fund {
            Partsid::laes(&f.part).iter().filter_map(Partsid::cpr_cifre).for_each(|c| k.kald.spor.person(c));
        }
        Ok(ud)
    }
}
