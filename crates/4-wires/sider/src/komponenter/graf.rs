//! Bars: how much there is of each, as a picture with its numbers beside, so that nothing is told by length or colour alone.
use askama::Template;

/// A bar.
#[derive(Clone, Debug)]
pub struct Soejle {
    /// Of what.
    pub navn: String,
    /// How much.
    pub vaerdi: u64,
    /// How much, as it is read; `1,2 s`.
    pub tekst: String,
}

/// Bars, the picture of a table with two columns.
#[derive(Clone, Debug, Template)]
#[template(path = "komponenter/soejler.html")]
pub struct Soejler {
    /// What they show.
    pub overskrift: String,
    /// The name of the first column.
    pub af: String,
    /// The name of the second.
    pub antal: String,
    /// Bars.
    pub soejler: Vec<Soejle>,
}

impl Soejler {
    /// Width in thousandths of the widest.
    fn bredde(&self, s: &Soejle) -> u64 {
        let stoerst = self.soejler.iter().map(|s| s.vaerdi).max().unwrap_or(0).max(1);
        // What there is is seen, however little.
        s.vaerdi.saturating_mul(1000).div_ceil(stoerst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_bar_fills_the_room_and_nothing_has_no_width() {
        let s = |vaerdi| Soejle { navn: "x".into(), vaerdi, tekst: vaerdi.to_string() };
        let alle = Soejler { overskrift: "a".into(), af: "b".into(), antal: "c".into(), soejler: vec![s(0), s(1), s(5000)] };
        assert_eq!(alle.soejler.iter().map(|s| alle.bredde(s)).collect::<Vec<_>>(), [0, 1, 1000]);
    }
}
