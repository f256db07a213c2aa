//! Marks of state, notices, and the sign of what is made up.
use crate::aktiver::ikon;
use crate::sprog::Sprog;
use askama::Template;

/// What something means. It is told by words and a sign too, never by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As it is.
    Neutral,
    /// To be known.
    Info,
    /// Well.
    God,
    /// Somebody should look.
    Advarsel,
    /// Wrong.
    Fejl,
}

impl Tone {
    /// The design system's word.
    pub(crate) const fn klasse(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::God => "success",
            Self::Advarsel => "warning",
            Self::Fejl => "error",
        }
    }

    /// The sign.
    pub(crate) fn ikon(self) -> &'static str {
        ikon(match self {
            Self::Neutral | Self::Info => "info",
            Self::God => "success",
            Self::Advarsel => "warning",
            Self::Fejl => "error",
        })
    }
}

/// A word that says in which state something is.
#[derive(Clone, Debug, Template)]
#[template(ext = "html", source = r#"<span class="badge badge-{{ tone.klasse() }} s-maerke">{{ tekst }}</span>"#)]
pub struct Maerke {
    /// How it is meant.
    pub tone: Tone,
    /// The word.
    pub tekst: String,
}

impl Maerke {
    /// A mark.
    pub fn ny(tone: Tone, tekst: impl Into<String>) -> Self {
        Self { tone, tekst: tekst.into() }
    }
}

/// A notice.
#[derive(Clone, Debug, Template)]
#[template(path = "komponenter/besked.html")]
pub struct Besked {
    /// How it is meant. A fault and what was just done are read aloud at once.
    pub tone: Tone,
    /// In a few words.
    pub titel: String,
    /// In a sentence; may be empty.
    pub tekst: String,
    /// The way back, where nothing is lost: a form.
    pub fortryd: Option<super::Formular>,
}

impl Besked {
    /// A notice.
    pub fn ny(tone: Tone, titel: impl Into<String>, tekst: impl Into<String>) -> Self {
        Self { tone, titel: titel.into(), tekst: tekst.into(), fortryd: None }
    }

    /// With a way back.
    pub fn med_fortryd(self, f: super::Formular) -> Self {
        Self { fortryd: Some(f), ..self }
    }
}

/// The sign of data that are made up. It stands where the data stand, so that nobody has to look twice.
#[derive(Clone, Debug, Template)]
#[template(path = "komponenter/simuleret.html")]
pub struct Simuleret {
    /// What is made up, and by what.
    pub tekst: String,
    /// The word in front.
    pub ord: &'static str,
}

impl Simuleret {
    /// In that language.
    pub fn ny(s: Sprog, tekst: impl Into<String>) -> Self {
        Self { tekst: tekst.into(), ord: s.vaelg("Simuleret", "Simulated") }
    }
}
