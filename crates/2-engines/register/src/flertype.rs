//! Pages over several object types: one list, type after type, so that a page break never depends on the type.
use crate::kommando::{Forespoergsel, Laesevalg, Objekt, Side};
use crate::register::Register;
use grund::{Fejl, Kaldekontekst};

impl Register {
    /// Finds objects of several types and reads one page of the lot, in the order of the searches. The searches' own
    /// pages are ignored.
    ///
    /// A type that lies wholly before the page costs one count, and none when the pages follow each other.
    ///
    /// # Errors
    /// Those of the searches.
    pub async fn soeg_flertype(
        &self,
        kald: &Kaldekontekst,
        soegninger: Vec<Forespoergsel>,
        side: Side,
        valg: Laesevalg,
    ) -> Result<Vec<Objekt>, Fejl> {
        let (mut spring, mut mangler) = (side.foerste, side.antal);
        let mut fundet = Vec::new();
        for mut f in soegninger {
            if mangler == 0 {
                break;
            }
            f.side = Side { foerste: spring, antal: mangler };
            let objekter = self.soeg_objekter(kald, &f, valg).await?;
            if !objekter.is_empty() {
                spring = 0;
            } else if spring > 0 {
                spring = spring.saturating_sub(self.antal_til_side(kald, &f).await?);
            }
            mangler = mangler.saturating_sub(objekter.len());
            fundet.extend(objekter);
        }
        Ok(fundet)
    }
}
