//! What the parts have in common: things with a virkning, cut by other periods. Everything is a sweep over sorted lists, so
//! a command with many periods costs n log n.
use crate::model::*;
use grund::{Fejl, Fejlkode, Periode};

/// A part with a virkning.
pub(super) trait MedVirkning: Clone {
    /// Its virkning.
    fn virkning(&self) -> &Virkning;
    /// The same statement in another period.
    fn i_periode(&self, periode: Periode) -> Self;
    /// When.
    fn periode(&self) -> Periode {
        self.virkning().periode
    }
}

macro_rules! med_virkning {
    ($($t:ty),*) => { $(impl MedVirkning for $t {
        fn virkning(&self) -> &Virkning { &self.virkning }
        fn i_periode(&self, periode: Periode) -> Self {
            let mut ny = self.clone();
            ny.virkning.periode = periode;
            ny
        }
    })* };
}
med_virkning!(Egenskab, Tilstand, Relation);

/// Sorts by time and refuses periods that overlap. Empty periods overlap nothing.
pub(super) fn sorter<T: MedVirkning>(dele: &mut [&T]) -> Result<(), Fejl> {
    dele.sort_by_key(|d| d.periode());
    let mut slut = None;
    for d in dele.iter().map(|d| d.periode()).filter(|p| !p.er_tom()) {
        if slut.is_some_and(|s| d.fra < s) {
            return Err(Fejl::ny(Fejlkode::OverlappendePerioder)
                .regel("A-69")
                .detalje((format!("pr. {0}", d.fra.til_utc()), format!("at {0}", d.fra.til_utc()))));
        }
        slut = Some(d.til);
    }
    Ok(())
}

/// Those of `gamle` that `nye` do not cover, cut where needed; split parts keep actor and note. An empty period
/// stays as it is. `nye` are sorted and do not overlap.
pub(super) fn rest<T: MedVirkning>(gamle: impl Iterator<Item = T>, nye: &[Periode], ud: &mut Vec<T>) {
    for g in gamle {
        let p = g.periode();
        let fra_nr = nye.partition_point(|n| n.til <= p.fra);
        let mut daekker = nye.iter().skip(fra_nr).take_while(|n| n.fra < p.til).peekable();
        if p.er_tom() || daekker.peek().is_none() {
            ud.push(g);
            continue;
        }
        let mut fra = p.fra;
        for n in daekker {
            if fra < n.fra {
                ud.push(g.i_periode(Periode::ny(fra, n.fra)));
            }
            fra = n.til;
        }
        if fra < p.til {
            ud.push(g.i_periode(Periode::ny(fra, p.til)));
        }
    }
}
