//! Forms: with the session's key, a button that says what happens, and the question before what can't be undone.
use super::{Fejlresume, Felt};
use crate::besoeg::Besoeg;
use crate::form::NOEGLE;
use crate::sprog::Sprog;
use askama::Template;

/// How much a button weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fare {
    /// What the page is for.
    Vigtig,
    /// One way among others.
    Almindelig,
    /// Takes something away.
    Farlig,
}

impl Fare {
    pub(crate) const fn klasse(self) -> &'static str {
        match self {
            Self::Vigtig => "primary",
            Self::Almindelig => "secondary",
            Self::Farlig => "warning",
        }
    }
}

/// A link that looks like a button: it leads somewhere and changes nothing.
#[derive(Clone, Debug, Template)]
#[template(ext = "html", source = r#"<a class="button button-{{ fare.klasse() }}" href="{{ til }}">{{ tekst }}</a>"#)]
pub struct Knap {
    /// Where.
    pub til: String,
    /// Its text.
    pub tekst: String,
    /// Its weight.
    pub fare: Fare,
}

/// A form that changes something.
#[derive(Clone, Debug, Template)]
#[template(path = "komponenter/formular.html")]
pub struct Formular {
    /// Where it goes.
    pub til: String,
    /// The session's key.
    pub noegle: String,
    /// What was wrong.
    pub resume: Option<Fejlresume>,
    /// What is chosen among, with ticks in its rows.
    pub tabel: Option<super::Tabel>,
    /// Fields.
    pub felter: Vec<Felt>,
    /// Other things that can be done with the same: where to, the button, its weight.
    pub andre: Vec<(String, String, Fare)>,
    /// The button.
    pub knap: String,
    /// What happens for those who hear the button alone, in a list of equal ones; may be empty.
    pub knap_om: String,
    /// The button's weight.
    pub fare: Fare,
    /// The way back; may be empty.
    pub fortryd: Option<(String, String)>,
}

impl Formular {
    /// A form of this visitor's.
    pub fn ny(b: &Besoeg, til: impl Into<String>, knap: impl Into<String>) -> Self {
        Self {
            til: til.into(),
            noegle: b.formnoegle().to_owned(),
            resume: None,
            tabel: None,
            felter: Vec::new(),
            andre: Vec::new(),
            knap: knap.into(),
            knap_om: String::new(),
            fare: Fare::Vigtig,
            fortryd: None,
        }
    }

    /// With fields; what is wrong with them stands in front.
    pub fn med(self, s: Sprog, felter: Vec<Felt>) -> Self {
        let resume = Fejlresume::af(s, &felter, []).or(self.resume);
        Self { felter, resume, ..self }
    }

    /// With a table whose rows have ticks.
    pub fn med_tabel(self, t: super::Tabel) -> Self {
        Self { tabel: Some(t), ..self }
    }

    /// With another thing that can be done with the same.
    pub fn eller(mut self, til: impl Into<String>, knap: impl Into<String>, fare: Fare) -> Self {
        self.andre.push((til.into(), knap.into(), fare));
        self
    }

    /// With a button of that weight.
    pub fn fare(self, fare: Fare) -> Self {
        Self { fare, ..self }
    }

    /// With a way back.
    pub fn fortryd(self, til: impl Into<String>, tekst: impl Into<String>) -> Self {
        Self { fortryd: Some((til.into(), tekst.into())), ..self }
    }

    /// The button among equal ones.
    pub fn om(self, om: impl Into<String>) -> Self {
        Self { knap_om: om.into(), ..self }
    }

    fn noeglenavn(&self) -> &'static str {
        NOEGLE
    }
}

/// The question before something is done: what will happen, and the way back.
#[derive(Clone, Debug, Template)]
#[template(path = "komponenter/bekraeft.html")]
pub struct Bekraeft {
    /// What will happen, each a sentence.
    pub foelger: Vec<String>,
    /// The form that does it.
    pub formular: Formular,
}

/// A search by GET: its address can be kept and sent.
#[derive(Clone, Debug, Template)]
#[template(path = "komponenter/soegefelt.html")]
pub struct Soegefelt {
    /// Where.
    pub til: String,
    /// The parameter.
    pub navn: &'static str,
    /// The label.
    pub etiket: String,
    /// What helps; may be empty.
    pub hjaelp: String,
    /// What was searched for.
    pub vaerdi: String,
    /// The button.
    pub knap: String,
    /// Lists to choose from beside it.
    pub filtre: Vec<Felt>,
}
