//! Tables: with a caption, columns that sort by a link, pages, and a sentence where there is nothing. On a narrow page each row becomes a block with the columns'
//! names in front.
use super::Maerke;
use crate::aktiver::ikon;
use crate::form::adresse;
use crate::sprog::Sprog;
use askama::Template;

/// What stands in a cell.
#[derive(Clone, Debug, Template)]
#[template(path = "komponenter/celle.html")]
pub enum Celle {
    /// A text.
    Tekst(String),
    /// A number or code, in letters of one width, broken where it must be.
    Kode(String),
    /// A link to a page of ours.
    Link {
        /// Where.
        til: String,
        /// Its text.
        tekst: String,
    },
    /// A state.
    Maerke(Maerke),
    /// Several, one below the other.
    Flere(Vec<Celle>),
    /// A text, and a smaller one below.
    Med {
        /// The first.
        oeverst: Box<Celle>,
        /// The second.
        under: String,
    },
    /// A tick that chooses the row in the form around the table, with what it chooses for those who listen.
    Kryds {
        /// The field.
        navn: &'static str,
        /// What is sent.
        vaerdi: String,
        /// What is chosen.
        etiket: String,
    },
    /// A form with its button.
    Formular(Box<super::Formular>),
    /// Nothing, said so.
    Intet,
}

impl Celle {
    /// A text; none is told as nothing.
    pub fn tekst(t: impl Into<String>) -> Self {
        let t = t.into();
        if t.is_empty() { Self::Intet } else { Self::Tekst(t) }
    }

    /// A link.
    pub fn link(til: impl Into<String>, tekst: impl Into<String>) -> Self {
        Self::Link { til: til.into(), tekst: tekst.into() }
    }

    /// With a smaller text below.
    pub fn med(self, under: impl Into<String>) -> Self {
        let under = under.into();
        if under.is_empty() { self } else { Self::Med { oeverst: Box::new(self), under } }
    }
}

impl From<Maerke> for Celle {
    fn from(m: Maerke) -> Self {
        Self::Maerke(m)
    }
}

/// How a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sortering {
    /// Not by this one.
    Ikke,
    /// The smallest first.
    Stigende,
    /// The largest first.
    Faldende,
}

impl Sortering {
    pub(crate) const fn aria(self) -> &'static str {
        match self {
            Self::Ikke => "none",
            Self::Stigende => "ascending",
            Self::Faldende => "descending",
        }
    }

    pub(crate) fn ikon(self) -> &'static str {
        ikon(match self {
            Self::Ikke => "sort-table-none",
            Self::Stigende => "sort-table-ascending",
            Self::Faldende => "sort-table-descending",
        })
    }
}

/// A column.
#[derive(Clone, Debug)]
pub struct Kolonne {
    /// Its name.
    pub navn: String,
    /// How it is sorted, and where a click on its name leads.
    pub sortering: Option<(Sortering, String)>,
    /// Numbers, set to the right.
    pub tal: bool,
}

impl Kolonne {
    /// A column of text.
    pub fn ny(navn: impl Into<String>) -> Self {
        Self { navn: navn.into(), sortering: None, tal: false }
    }

    /// A column of numbers.
    pub fn tal(navn: impl Into<String>) -> Self {
        Self { tal: true, ..Self::ny(navn) }
    }

    /// That sorts.
    pub fn sorteret(self, s: Sortering, til: impl Into<String>) -> Self {
        Self { sortering: Some((s, til.into())), ..self }
    }
}

/// A row; the first cell is what the row is about.
pub type Raekke = Vec<Celle>;

/// A table.
#[derive(Clone, Debug, Template)]
#[template(path = "komponenter/tabel.html")]
pub struct Tabel {
    /// What it shows.
    pub overskrift: String,
    /// The caption is for those who listen only: the page says it elsewhere.
    pub skjul_overskrift: bool,
    /// Columns.
    pub kolonner: Vec<Kolonne>,
    /// Rows.
    pub raekker: Vec<Raekke>,
    /// Where there is no row.
    pub tom: String,
    /// Its pages.
    pub sider: Option<Sider>,
}

impl Tabel {
    /// A table without rows.
    pub fn ny(overskrift: impl Into<String>, kolonner: Vec<Kolonne>, tom: impl Into<String>) -> Self {
        Self { overskrift: overskrift.into(), skjul_overskrift: false, kolonner, raekker: Vec::new(), tom: tom.into(), sider: None }
    }

    /// With these rows.
    pub fn med(self, raekker: impl IntoIterator<Item = Raekke>) -> Self {
        Self { raekker: raekker.into_iter().collect(), ..self }
    }

    /// With a caption for those who listen only.
    pub fn uden_synlig_overskrift(self) -> Self {
        Self { skjul_overskrift: true, ..self }
    }

    /// With pages.
    pub fn paa_sider(self, s: Sider) -> Self {
        Self { sider: Some(s), ..self }
    }

    fn kolonne(&self, nr: &usize) -> &str {
        self.kolonner.get(*nr).map_or("", |k| &k.navn)
    }

    fn er_tal(&self, nr: &usize) -> bool {
        self.kolonner.get(*nr).is_some_and(|k| k.tal)
    }
}

/// Where one is in a list, and the way on.
#[derive(Clone, Debug, Template)]
#[template(path = "komponenter/sider.html")]
pub struct Sider {
    /// The first one shown, counted from 1.
    pub fra: usize,
    /// The last one shown.
    pub til: usize,
    /// All; none where nobody has counted.
    pub i_alt: Option<usize>,
    /// The page before.
    pub forrige: Option<String>,
    /// The next one.
    pub naeste: Option<String>,
    sprog: Sprog,
}

/// How a list is cut into pages.
#[derive(Clone, Copy, Debug)]
pub struct Tal {
    /// The page, from 1.
    pub side: usize,
    /// Rows of a page.
    pub pr_side: usize,
    /// All rows.
    pub i_alt: usize,
}

impl Sider {
    /// The pages of a list that is counted; `parametre` are those of the address beside `side`.
    pub fn ny(sprog: Sprog, sti: &str, parametre: &[(&str, &str)], t: Tal) -> Self {
        let side = t.side.max(1);
        let fra = (side - 1).saturating_mul(t.pr_side);
        let til = fra.saturating_add(t.pr_side).min(t.i_alt);
        let hen = |side: usize| {
            let nr = side.to_string();
            adresse(sti, parametre.iter().copied().chain([("side", if side > 1 { nr.as_str() } else { "" })]))
        };
        Self {
            fra: (fra + 1).min(t.i_alt),
            til,
            i_alt: Some(t.i_alt),
            forrige: (side > 1).then(|| hen(side - 1)),
            naeste: (til < t.i_alt).then(|| hen(side + 1)),
            sprog,
        }
    }

    /// The pages of a list that goes on from a place.
    pub fn videre(sprog: Sprog, antal: usize, forrige: Option<String>, naeste: Option<String>) -> Self {
        Self { fra: antal.min(1), til: antal, i_alt: None, forrige, naeste, sprog }
    }

    fn er_en(&self) -> bool {
        self.forrige.is_none() && self.naeste.is_none()
    }

    /// Of an empty list there is nothing to say.
    fn vises(&self) -> bool {
        !self.er_en() || self.i_alt.is_some_and(|n| n > 0)
    }

    fn sted(&self) -> String {
        match (self.i_alt, self.sprog) {
            (Some(n), Sprog::Dansk) => format!("{}–{} af {n}", self.fra, self.til),
            (Some(n), Sprog::Engelsk) => format!("{}–{} of {n}", self.fra, self.til),
            (None, Sprog::Dansk) => format!("{} på siden", self.til),
            (None, Sprog::Engelsk) => format!("{} on this page", self.til),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_into_a_table_is_text() {
        let ondt = "<script>alert(1)</script>\"'";
        let t = Tabel::ny(ondt, vec![Kolonne::ny(ondt)], "").med([vec![Celle::link(format!("/x\"{ondt}"), ondt).med(ondt)]]);
        let html = t.render().unwrap();
        assert!(!html.contains("<script>") && !html.contains("/x\""), "{html}");
    }

    #[test]
    fn the_pages_of_a_list() {
        let s = |side, i_alt| Sider::ny(Sprog::Dansk, "/l", &[("q", "a b")], Tal { side, pr_side: 10, i_alt });
        let (a, b, c) = (s(1, 25), s(2, 25), s(3, 25));
        assert_eq!((a.sted().as_str(), a.forrige.as_deref(), a.naeste.as_deref()), ("1–10 af 25", None, Some("/l?q=a+b&side=2")));
        assert_eq!((b.sted().as_str(), b.forrige.as_deref()), ("11–20 af 25", Some("/l?q=a+b")));
        assert_eq!((c.sted().as_str(), c.naeste), ("21–25 af 25", None));
        assert!(s(1, 3).er_en() && s(0, 0).er_en() && s(9, 25).naeste.is_none());
    }
}
