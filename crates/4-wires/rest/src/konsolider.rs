//! `konsolider` (B-10): adjacent periods that say the same become one, whoever said it; then what lies outside the wanted virkning is
//! left out. The object must have been read with all of its virkning.
use grund::Periode;
use register::{Egenskab, Objekt, Relation, Tilstand, Virkning};

/// Something with a virkning.
trait Virkende: Clone {
    fn virkning(&self) -> &Virkning;
    fn virkning_mut(&mut self) -> &mut Virkning;
    /// The two say the same, virkning aside.
    fn siger_det_samme(&self, anden: &Self) -> bool;
}

impl Virkende for Egenskab {
    fn virkning(&self) -> &Virkning {
        &self.virkning
    }
    fn virkning_mut(&mut self) -> &mut Virkning {
        &mut self.virkning
    }
    fn siger_det_samme(&self, anden: &Self) -> bool {
        self.felter == anden.felter
    }
}

impl Virkende for Tilstand {
    fn virkning(&self) -> &Virkning {
        &self.virkning
    }
    fn virkning_mut(&mut self) -> &mut Virkning {
        &mut self.virkning
    }
    fn siger_det_samme(&self, anden: &Self) -> bool {
        self.vaerdi == anden.vaerdi
    }
}

impl Virkende for Relation {
    fn virkning(&self) -> &Virkning {
        &self.virkning
    }
    fn virkning_mut(&mut self) -> &mut Virkning {
        &mut self.virkning
    }
    fn siger_det_samme(&self, anden: &Self) -> bool {
        let Self { virkning: _, reference, label, objekttype, indeks, rolle, slags, felter } = self;
        reference == &anden.reference
            && label == &anden.label
            && objekttype == &anden.objekttype
            && indeks == &anden.indeks
            && rolle == &anden.rolle
            && slags == &anden.slags
            && felter == &anden.felter
    }
}

/// Consolidates every registration of the object.
pub(crate) fn konsolider(o: &mut Objekt, oensket: Periode) {
    for r in &mut o.registreringer {
        saml(&mut r.billede.egenskaber, oensket);
        r.billede.tilstande.values_mut().for_each(|l| saml(l, oensket));
        r.billede.relationer.values_mut().for_each(|l| saml(l, oensket));
        for v in &mut r.billede.varianter {
            saml(&mut v.egenskaber, oensket);
            for d in &mut v.dele {
                saml(&mut d.egenskaber, oensket);
                d.relationer.values_mut().for_each(|l| saml(l, oensket));
            }
        }
    }
}

fn saml<T: Virkende>(liste: &mut Vec<T>, oensket: Periode) {
    liste.sort_by_key(|e| e.virkning().periode.fra);
    let mut ud: Vec<T> = Vec::with_capacity(liste.len());
    for e in liste.drain(..) {
        let til = e.virkning().periode.til;
        match ud.iter_mut().rev().find(|u| u.virkning().periode.til == e.virkning().periode.fra && u.siger_det_samme(&e)) {
            Some(foer) => foer.virkning_mut().periode.til = til,
            None => ud.push(e),
        }
    }
    ud.retain(|e| e.virkning().periode.overlapper(oensket));
    *liste = ud;
}

#[cfg(test)]
mod tests {
    use super::*;
    use grund::Tidspunkt;

    fn t(fra: i64, til: i64, vaerdi: u8) -> Tilstand {
        Tilstand { virkning: Virkning::i(p(fra, til)), vaerdi }
    }
    fn p(fra: i64, til: i64) -> Periode {
        Periode::ny(Tidspunkt::fra_mikros(fra), Tidspunkt::fra_mikros(til))
    }

    #[test]
    fn b10_adjacent_equal_periods_become_one_and_the_rest_is_trimmed() {
        let mut l = vec![t(30, 40, 1), t(10, 20, 1), t(20, 30, 1), t(40, 50, 2), t(60, 70, 2)];
        saml(&mut l, p(0, 45));
        assert_eq!(l, [t(10, 40, 1), t(40, 50, 2)]);
    }
}
