//! The whole Klassifikation by page (`fremsoegobjekthierarki`, A-94, A-97).
use crate::objekttyper::{FACET, KLASSE, KLASSIFIKATION};
use grund::{Fejl, Kaldekontekst};
use register::{Forespoergsel, Laesevalg, Objekt, Objekttype, Register, Side};

/// The types of the hierarchy in the order of the pages: a client that builds the tree has the parents first.
pub const TYPER: [&Objekttype; 3] = [&KLASSIFIKATION, &FACET, &KLASSE];

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
