//! What the indexes put into lists of extensions: more fields of the attribute, with a virkning of their own, and whole relations.
use grund::{Periode, Tidspunkt};
use kontrakt::skema::{Partikel, Type};
use register::{Egenskab, Objekttype, Virkning};

/// The register's name of what an element carries, if it carries it for this object type. Elements known in free content are named with
/// the type in front (`SagIndeks.sagsaktoer`), because all types of a contract share the list.
pub fn hjemme(register: Option<&'static str>, objekttype: &Objekttype) -> Option<&'static str> {
    match register?.split_once('.') {
        Some((typen, navn)) => (typen == objekttype.navn).then_some(navn),
        None => register,
    }
}

/// The element is a relation itself, not an addition to one.
pub fn er_relation(p: &Partikel) -> bool {
    p.element().is_some_and(|e| e.barn("ReferenceID").is_some())
}

/// Joins two lists of periods of the same attribute: where both hold, their fields stand together, and the first one's actor and note
/// are kept. A list that overlaps itself is left for the register to refuse.
pub fn saml(mut a: Vec<Egenskab>, mut b: Vec<Egenskab>) -> Vec<Egenskab> {
    let sorter = |l: &mut Vec<Egenskab>| {
        l.sort_by_key(|e| e.virkning.periode);
        l.array_windows().all(|[x, y]| x.virkning.periode.til <= y.virkning.periode.fra) && l.iter().all(|e| !e.virkning.periode.er_tom())
    };
    if !sorter(&mut a) || !sorter(&mut b) {
        a.extend(b);
        return a;
    }
    let mut graenser: Vec<Tidspunkt> = a.iter().chain(&b).flat_map(|e| [e.virkning.periode.fra, e.virkning.periode.til]).collect();
    graenser.sort_unstable();
    graenser.dedup();
    let (mut a, mut b) = (a.into_iter().peekable(), b.into_iter().peekable());
    let mut ud: Vec<Egenskab> = Vec::new();
    for [fra, til] in graenser.array_windows() {
        let i = |l: &mut std::iter::Peekable<std::vec::IntoIter<Egenskab>>| {
            while l.next_if(|e| e.virkning.periode.til <= *fra).is_some() {}
            l.peek().filter(|e| e.virkning.periode.fra <= *fra).cloned()
        };
        let (x, y) = (i(&mut a), i(&mut b));
        let Some(virkning) = x.as_ref().or(y.as_ref()).map(|e| e.virkning.med(Periode::ny(*fra, *til))) else { continue };
        let felter = y.into_iter().chain(x).flat_map(|e| e.felter).collect();
        laeg_til(&mut ud, Egenskab { virkning, felter });
    }
    ud
}

/// Adds a period, or makes the last one longer where it says the same.
fn laeg_til(ud: &mut Vec<Egenskab>, e: Egenskab) {
    let samme = |s: &Virkning, e: &Virkning| s.aktoer == e.aktoer && s.aktoertype == e.aktoertype && s.note == e.note;
    match ud.last_mut() {
        Some(s) if s.felter == e.felter && s.virkning.periode.til == e.virkning.periode.fra && samme(&s.virkning, &e.virkning) => {
            s.virkning.periode.til = e.virkning.periode.til;
        }
        _ => ud.push(e),
    }
}

/// The periods as one element shows them: with the fields that it has.
pub fn udsnit(p: &'static Partikel, objekttype: &'static Objekttype, alle: &[Egenskab]) -> Vec<Egenskab> {
    let Some(Type::Kompleks(t)) = p.element().map(|e| e.slags) else { return Vec::new() };
    let numre: Vec<u16> = t.lag().flat_map(|l| l.partikler()).filter_map(|b| Some(objekttype.felt(b.register?)?.nr)).collect();
    let mut ud = Vec::new();
    for e in alle {
        let felter: register::Felter = e.felter.iter().filter(|(nr, _)| numre.contains(nr)).map(|(nr, v)| (*nr, v.clone())).collect();
        if !felter.is_empty() {
            laeg_til(&mut ud, Egenskab { virkning: e.virkning.clone(), felter });
        }
    }
    ud
}

#[cfg(test)]
mod tests {
    use super::*;
    use register::Vaerdi;

    fn e(fra: i64, til: i64, nr: u16, v: i64) -> Egenskab {
        let periode = Periode::ny(Tidspunkt::fra_mikros(fra), Tidspunkt::fra_mikros(til));
        Egenskab { virkning: Virkning::i(periode), felter: [(nr, Vaerdi::Heltal(v))].into() }
    }

    #[test]
    fn fields_of_both_lists_stand_together_where_both_hold() {
        let ud = saml(vec![e(0, 10, 1, 7)], vec![e(0, 5, 2, 8), e(5, 20, 2, 9)]);
        let vist: Vec<(i64, i64, Vec<u16>)> = ud
            .iter()
            .map(|e| (e.virkning.periode.fra.mikros(), e.virkning.periode.til.mikros(), e.felter.keys().copied().collect()))
            .collect();
        assert_eq!(vist, [(0, 5, vec![1, 2]), (5, 10, vec![1, 2]), (10, 20, vec![2])]);
        // the same virkning is one period
        assert_eq!(saml(vec![e(0, 10, 1, 7)], vec![e(0, 10, 2, 8)]).len(), 1);
        // an overlap is left for the register to refuse
        assert_eq!(saml(vec![e(0, 10, 1, 7), e(5, 12, 1, 7)], vec![e(0, 10, 2, 8)]).len(), 3);
    }
}
