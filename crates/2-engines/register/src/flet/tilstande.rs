//! Merge of the periods of one state.
use super::perioder::{rest, sorter};
use crate::kommando::Flettemaade;
use crate::model::Tilstand;
use grund::{Fejl, Periode, Tidspunkt};

/// New periods cover old ones; what they do not cover carries over. In STS a period with the start and value of an old one
/// is that one with its end as it is now said, so that an ended state ends.
pub(super) fn flet(gamle: &[Tilstand], nye: &[Tilstand], maade: Flettemaade) -> Result<Vec<Tilstand>, Fejl> {
    if nye.is_empty() {
        return Ok(if maade == Flettemaade::Lora { Vec::new() } else { gamle.to_vec() });
    }
    let mut sorterede: Vec<&Tilstand> = nye.iter().collect();
    sorter(&mut sorterede)?;
    let sagt_igen: Vec<(Tidspunkt, u8)> = match maade {
        Flettemaade::Sts => {
            let mut n: Vec<_> = nye.iter().map(|t| (t.virkning.periode.fra, t.vaerdi)).collect();
            n.sort_unstable();
            n
        }
        Flettemaade::Lora => Vec::new(),
    };
    let perioder: Vec<Periode> = sorterede.iter().map(|t| t.virkning.periode).filter(|p| !p.er_tom()).collect();
    let mut ud = Vec::with_capacity(gamle.len() + nye.len() + 1);
    let gamle = gamle.iter().filter(|t| sagt_igen.binary_search(&(t.virkning.periode.fra, t.vaerdi)).is_err());
    rest(gamle.cloned(), &perioder, &mut ud);
    // An empty period holds no instant, and value 0 says that there is none.
    ud.extend(sorterede.into_iter().filter(|t| t.vaerdi != 0 && !t.virkning.periode.er_tom()).cloned());
    ud.sort_by_key(|t| t.virkning.periode.fra);
    Ok(ud)
}
