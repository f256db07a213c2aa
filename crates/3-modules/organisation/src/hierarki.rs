//! The whole organisation by page (`fremsoegobjekthierarki`, A-94, A-97).
use crate::objekttyper::{BRUGER, INTERESSEFAELLESSKAB, ITSYSTEM, ORGANISATION, ORGANISATIONENHED, ORGANISATIONFUNKTION};
use grund::{Fejl, Kaldekontekst};
use register::{Forespoergsel, Laesevalg, Objekt, Objekttype, Register, Side};

/// The types of the hierarchy in the order of the pages. Units come first: KITOS counts the units of a page and takes a page
/// with fewer than it asked for as the last one.
pub const TYPER: [&Objekttype; 6] = [&ORGANISATIONENHED, &ORGANISATION, &ORGANISATIONFUNKTION, &BRUGER, &INTERESSEFAELLESSKAB, &ITSYSTEM];

/// One page of the hierarchy. `soegning` makes the search of a type: a criterion on one type leaves the others alone.
///
/// # Errors
/// Those of the search.
pub async fn fremsoeg(
    register: &Register,
    kald: &Kaldekontekst,
    soegning: impl Fn(&'static Objekttype) -> Result<Forespoergsel, Fejl>,
    side: Side,
    valg: Laesevalg,
) -> Result<Vec<Objekt>, Fejl> {
    let soegninger = TYPER.into_iter().map(soegning).collect::<Result<Vec<_>, _>>()?;
    register.soeg_flertype(kald, soegninger, side, valg).await
}
