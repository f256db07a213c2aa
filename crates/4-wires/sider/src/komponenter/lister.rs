//! Lists: of what is known of one thing, of ways to go, and of what signs mean.
use super::Celle;
use crate::aktiver::ikon;
use askama::Template;

/// What is known of one thing: names and values.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "komponenter/beskrivelse.html")]
pub struct Beskrivelse {
    /// Names and values.
    pub raekker: Vec<(String, Celle)>,
}

impl Beskrivelse {
    /// With one more.
    pub fn og(mut self, navn: impl Into<String>, v: impl Into<Celle>) -> Self {
        self.raekker.push((navn.into(), v.into()));
        self
    }

    /// With one more, where there is something to say.
    pub fn og_hvis(self, navn: impl Into<String>, v: impl Into<String>) -> Self {
        let v = v.into();
        if v.is_empty() { self } else { self.og(navn, Celle::Tekst(v)) }
    }
}

/// What a sign, a colour or a word means.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<dl class="s-forklaring">{% for (c, t) in linjer %}<div><dt>{{ c }}</dt><dd>{{ t }}</dd></div>{% endfor %}</dl>"#
)]
pub struct Forklaring {
    /// Signs and what they mean.
    pub linjer: Vec<(Celle, String)>,
}

/// A way to go: a whole card that is one link.
#[derive(Clone, Debug)]
pub struct Kort {
    /// Where.
    pub til: String,
    /// Its name.
    pub titel: String,
    /// What is there.
    pub tekst: String,
    /// The icon's name.
    pub ikon: &'static str,
    /// A number or word that stands out; may be empty.
    pub maerke: String,
}

impl Kort {
    /// A card.
    pub fn ny(til: impl Into<String>, ikon: &'static str, titel: impl Into<String>, tekst: impl Into<String>) -> Self {
        Self { til: til.into(), titel: titel.into(), tekst: tekst.into(), ikon, maerke: String::new() }
    }

    /// With a word that stands out.
    pub fn maerke(self, maerke: impl Into<String>) -> Self {
        Self { maerke: maerke.into(), ..self }
    }

    fn tegn(&self) -> &'static str {
        ikon(self.ikon)
    }
}

/// Ways to go.
#[derive(Clone, Debug, Template)]
#[template(path = "komponenter/kort.html")]
pub struct Kortliste {
    /// The ways.
    pub kort: Vec<Kort>,
    /// The level of their headings.
    pub niveau: u8,
}
