//! The time line: what held when, as a picture for those who look, with the same as a table for those who read or listen.
use super::{Celle, Kolonne, Tabel, Tone};
use crate::sprog::Sprog;
use askama::Template;
use grund::Tidspunkt;

/// Units of the picture's width.
const BREDDE: i64 = 1000;
/// Units of a track's height.
const SPOR: usize = 44;
/// Units above the first track, for the scale.
const TOP: usize = 28;
/// Years with a mark on the scale, at most.
const STREGER: i16 = 12;

/// Something that held for a time, or happened.
#[derive(Clone, Debug)]
pub struct Periode {
    /// From; −∞ begins at the picture's edge.
    pub fra: Tidspunkt,
    /// Until; ∞ ends at the edge. The same as `fra`: it happened at once.
    pub til: Tidspunkt,
    /// What.
    pub tekst: String,
    /// How it is meant.
    pub tone: Tone,
    /// Where more of it stands; may be empty.
    pub sted: String,
}

/// A track: periods of one thing.
#[derive(Clone, Debug)]
pub struct Spor {
    /// Of what.
    pub navn: String,
    /// Its periods, in order.
    pub perioder: Vec<Periode>,
}

/// A time line.
#[derive(Clone, Debug, Template)]
#[template(path = "komponenter/tidslinje.html")]
pub struct Tidslinje {
    /// What it shows.
    pub overskrift: String,
    /// The first moment that is seen.
    pub fra: Tidspunkt,
    /// The last one.
    pub til: Tidspunkt,
    /// Now, where it is within.
    pub nu: Tidspunkt,
    /// Tracks.
    pub spor: Vec<Spor>,
    /// The language.
    pub sprog: Sprog,
}

/// A period as it is drawn.
struct Tegnet<'p> {
    x: i64,
    y: usize,
    bredde: i64,
    p: &'p Periode,
    /// It goes on beyond the edges.
    aaben: (bool, bool),
}

impl Tidslinje {
    fn x(&self, t: Tidspunkt) -> i64 {
        let hele = self.til.mikros().saturating_sub(self.fra.mikros()).max(1);
        let inde = t.mikros().clamp(self.fra.mikros(), self.til.mikros()).saturating_sub(self.fra.mikros());
        i64::try_from(i128::from(inde) * i128::from(BREDDE) / i128::from(hele)).unwrap_or(0)
    }

    fn hoejde(&self) -> usize {
        TOP + self.spor.len() * SPOR
    }

    fn tegnede(&self) -> Vec<Tegnet<'_>> {
        let mut ud = Vec::new();
        for (nr, s) in self.spor.iter().enumerate() {
            for p in s.perioder.iter().filter(|p| p.fra <= self.til && (p.til > self.fra || p.til == p.fra)) {
                let (x, slut) = (self.x(p.fra), self.x(p.til));
                ud.push(Tegnet { x, y: TOP + nr * SPOR + 18, bredde: (slut - x).max(6), p, aaben: (p.fra < self.fra, p.til > self.til) });
            }
        }
        ud
    }

    fn navne(&self) -> Vec<(usize, &str)> {
        self.spor.iter().enumerate().map(|(nr, s)| (TOP + nr * SPOR + 12, s.navn.as_str())).collect()
    }

    /// The scale: the first day of years.
    fn streger(&self) -> Vec<(i64, i16)> {
        let (Some(a), Some(b)) = (self.fra.dansk_dato(), self.til.dansk_dato()) else { return Vec::new() };
        let skridt = ((b.0 - a.0) / STREGER + 1).max(1);
        let aar = (a.0..=b.0).filter(|aar| (aar - a.0) % skridt == 0);
        aar.filter_map(|aar| Some((self.x(Tidspunkt::dansk_midnat(aar, 1, 1).filter(|t| *t >= self.fra && *t <= self.til)?), aar)))
            .collect()
    }

    fn nu_x(&self) -> Option<i64> {
        (self.nu >= self.fra && self.nu <= self.til).then(|| self.x(self.nu))
    }

    fn periode(&self, p: &Periode) -> String {
        if p.fra == p.til { self.sprog.tid(p.fra) } else { self.sprog.periode(grund::Periode::ny(p.fra, p.til)) }
    }

    fn titel(&self, p: &Periode) -> String {
        format!("{}: {}", p.tekst, self.periode(p))
    }

    /// The same as a table.
    fn tabel(&self) -> Tabel {
        let s = self.sprog;
        let kolonner = [s.vaelg("Hvad", "What"), s.vaelg("Hvornår", "When"), s.vaelg("Om", "Of")].into_iter().map(Kolonne::ny).collect();
        let raekker = self.spor.iter().flat_map(|spor| {
            spor.perioder.iter().map(|p| {
                let hvad = if p.sted.is_empty() { Celle::tekst(&p.tekst) } else { Celle::link(&p.sted, &p.tekst) };
                vec![hvad, Celle::tekst(self.periode(p)), Celle::tekst(&spor.navn)]
            })
        });
        Tabel::ny(&self.overskrift, kolonner, s.vaelg("Der er intet at vise.", "There is nothing to show.")).med(raekker)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn t(d: &str) -> Tidspunkt {
        Tidspunkt::fra_oio(&format!("{d}T00:00:00+01:00")).unwrap()
    }

    fn linje(perioder: Vec<Periode>) -> Tidslinje {
        Tidslinje {
            overskrift: "Forløb".into(),
            fra: t("2020-01-01"),
            til: t("2030-01-01"),
            nu: t("2025-01-01"),
            spor: vec![Spor { navn: "<b>".into(), perioder }],
            sprog: Sprog::Dansk,
        }
    }

    fn periode(fra: Tidspunkt, til: Tidspunkt) -> Periode {
        Periode { fra, til, tekst: "<i>".into(), tone: Tone::God, sted: String::new() }
    }

    #[test]
    fn a_period_lies_where_it_is_and_is_cut_at_the_edges() {
        let l = linje(vec![
            periode(t("2025-01-01"), Tidspunkt::UENDELIG),
            periode(Tidspunkt::MINUS_UENDELIG, t("2021-01-01")),
            periode(t("2022-01-01"), t("2022-01-01")),
            periode(t("2001-01-01"), t("2002-01-01")),
        ]);
        let sted: Vec<_> = l.tegnede().iter().map(|t| (t.x, t.bredde, t.aaben)).collect();
        assert_eq!(sted.len(), 3, "what lies outside is in the table alone");
        assert!((499..=501).contains(&sted[0].0) && sted[0].2 == (false, true), "{sted:?}");
        assert_eq!((sted[1].0, sted[1].2, sted[2].1), (0, (true, false), 6));
        assert_eq!(l.streger().len(), 11);
        let html = l.render().unwrap();
        assert!(!html.contains("<i>") && !html.contains("<b>") && html.contains("<caption"), "{html}");
    }
}
