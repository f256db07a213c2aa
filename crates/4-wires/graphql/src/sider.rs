//! Paging with cursors: which part of a list is wanted (I-18).
//!
//! A cursor holds the element's UUID and its place. The UUID decides; the place is used when the element has left the list since.
use crate::skalarer::Markoer;
use grund::graenser::SIDE_MAKS;
use grund::{Fejl, Fejlkode, Uuid};
use std::ops::Range;

/// The four paging arguments as sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Side {
    pub first: Option<i32>,
    pub last: Option<i32>,
    pub after: Option<Markoer>,
    pub before: Option<Markoer>,
}

impl Side {
    /// The places of `liste` that are wanted: 500 at most, and when nothing is said.
    pub(crate) fn vaelg(&self, liste: &[Uuid]) -> Result<Range<usize>, Fejl> {
        for (en, to, felt) in
            [(self.first.is_some(), self.last.is_some(), "first, last"), (self.after.is_some(), self.before.is_some(), "after, before")]
        {
            if en && to {
                return Err(Fejl::ny(Fejlkode::UgyldigSide).felt(felt).regel("I-18").ventet(("ét af dem", "one of them")));
            }
        }
        let fra = match &self.after {
            None => 0,
            Some(m) => match place(liste, m)? {
                Plads::Her(i) => i + 1,
                Plads::Vaek(i) => i,
            },
        };
        let til = match &self.before {
            None => liste.len(),
            Some(m) => match place(liste, m)? {
                Plads::Her(i) | Plads::Vaek(i) => i,
            },
        };
        let fra = fra.min(til);
        Ok(match (self.first, self.last) {
            (Some(n), _) => fra..til.min(fra + antal(n, "first")?),
            (None, Some(n)) => fra.max(til.saturating_sub(antal(n, "last")?))..til,
            // A page before something ends there; any other begins at its beginning.
            (None, None) if self.before.is_some() => fra.max(til.saturating_sub(SIDE_MAKS))..til,
            (None, None) => fra..til.min(fra + SIDE_MAKS),
        })
    }

    /// How long the page can become: the weight of the list in the limit on a query's size.
    pub(crate) fn laengde(first: Option<i32>, last: Option<i32>) -> usize {
        first.or(last).and_then(|n| usize::try_from(n).ok()).map_or(SIDE_MAKS, |n| n.clamp(1, SIDE_MAKS))
    }
}

fn antal(n: i32, felt: &str) -> Result<usize, Fejl> {
    usize::try_from(n).map(|n| n.min(SIDE_MAKS)).map_err(|_| Fejl::ny(Fejlkode::UgyldigSide).felt(felt).ventet(grund::sagt::mellem(0, 500)))
}

/// The cursor of the element at that place.
pub(crate) fn markoer(plads: usize, uuid: Uuid) -> Markoer {
    Markoer(format!("{plads:x}.{}", uuid.simple()))
}

enum Plads {
    /// The element is here.
    Her(usize),
    /// It is gone; what came after it begins here.
    Vaek(usize),
}

fn place(liste: &[Uuid], markoer: &Markoer) -> Result<Plads, Fejl> {
    let (plads, uuid) =
        markoer.0.split_once('.').and_then(|(p, u)| Some((usize::from_str_radix(p, 16).ok()?, Uuid::try_parse(u).ok()?))).ok_or_else(
            || {
                Fejl::ny(Fejlkode::UgyldigVaerdi)
                    .felt("after, before")
                    .ventet(("en cursor fra et tidligere svar", "a cursor from an earlier answer"))
            },
        )?;
    if liste.get(plads) == Some(&uuid) {
        return Ok(Plads::Her(plads));
    }
    Ok(liste.iter().position(|u| *u == uuid).map_or(Plads::Vaek(plads.min(liste.len())), Plads::Her))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn liste(n: u128) -> Vec<Uuid> {
        (1..=n).map(Uuid::from_u128).collect()
    }
    fn m(plads: usize) -> Option<Markoer> {
        Some(markoer(plads, Uuid::from_u128(plads as u128 + 1)))
    }

    #[test]
    fn i18_default_and_maximum_are_500() {
        let l = liste(1200);
        assert_eq!(Side::default().vaelg(&l), Ok(0..500));
        assert_eq!(Side { first: Some(9999), ..Side::default() }.vaelg(&l), Ok(0..500));
        assert_eq!(Side { last: Some(10), ..Side::default() }.vaelg(&l), Ok(1190..1200));
        assert_eq!(Side { after: m(499), ..Side::default() }.vaelg(&l), Ok(500..1000));
        assert_eq!(Side { after: m(1199), ..Side::default() }.vaelg(&l), Ok(1200..1200));
        assert_eq!(Side { before: m(1000), ..Side::default() }.vaelg(&l), Ok(500..1000));
        assert_eq!(Side { last: Some(500), before: m(100), ..Side::default() }.vaelg(&l), Ok(0..100));
        assert_eq!(Side { first: Some(0), ..Side::default() }.vaelg(&l), Ok(0..0));
    }

    #[test]
    fn i18_first_and_last_are_not_mixed() {
        let l = liste(3);
        assert!(Side { first: Some(1), last: Some(1), ..Side::default() }.vaelg(&l).is_err());
        assert!(Side { after: m(0), before: m(2), ..Side::default() }.vaelg(&l).is_err());
        assert!(Side { first: Some(-1), ..Side::default() }.vaelg(&l).is_err());
        assert!(Side { after: Some(Markoer("x".into())), ..Side::default() }.vaelg(&l).is_err());
    }

    #[test]
    fn a_cursor_survives_that_elements_come_and_go() {
        let mut l = liste(10);
        l.remove(2);
        assert_eq!(Side { after: m(5), ..Side::default() }.vaelg(&l), Ok(5..9), "moved up by one");
        assert_eq!(Side { after: m(2), ..Side::default() }.vaelg(&l), Ok(2..9), "gone itself");
    }
}
