//! Fields of forms, each with its label, hint and fault, and the summary of faults at the head of a form.
use crate::sprog::Sprog;
use askama::Template;

/// Something to choose.
#[derive(Clone, Debug)]
pub struct Valgmulighed {
    /// What is sent.
    pub vaerdi: String,
    /// What is read.
    pub tekst: String,
    /// What it means; may be empty.
    pub hjaelp: String,
    /// It is chosen.
    pub valgt: bool,
}

impl Valgmulighed {
    /// Something to choose.
    pub fn ny(vaerdi: impl Into<String>, tekst: impl Into<String>, valgt: bool) -> Self {
        Self { vaerdi: vaerdi.into(), tekst: tekst.into(), hjaelp: String::new(), valgt }
    }

    /// With what it means.
    pub fn med_hjaelp(self, hjaelp: impl Into<String>) -> Self {
        Self { hjaelp: hjaelp.into(), ..self }
    }
}

/// What kind of field.
#[derive(Clone, Debug)]
pub enum Feltslags {
    /// One line; the type of `input`.
    Linje(&'static str),
    /// Several lines.
    Tekst,
    /// One of a list.
    Liste(Vec<Valgmulighed>),
    /// One of a few, all seen.
    En(Vec<Valgmulighed>),
    /// Any of them.
    Flere(Vec<Valgmulighed>),
    /// Not seen.
    Skjult,
}

/// A field.
#[derive(Clone, Debug, Template)]
#[template(path = "komponenter/felt.html")]
pub struct Felt {
    /// Its name in what is sent.
    pub navn: String,
    /// Its label.
    pub etiket: String,
    /// What helps to fill it in; may be empty.
    pub hjaelp: String,
    /// What stands in it.
    pub vaerdi: String,
    /// What is wrong with what stood in it; may be empty.
    pub fejl: String,
    /// It must be filled in.
    pub kraevet: bool,
    /// Characters at most; 0: any number.
    pub tegn: usize,
    /// What kind.
    pub slags: Feltslags,
    /// What the browser may fill in: `off`, `name` …
    pub udfyld: &'static str,
}

impl Felt {
    /// A line of text.
    pub fn linje(navn: impl Into<String>, etiket: impl Into<String>) -> Self {
        Self {
            navn: navn.into(),
            etiket: etiket.into(),
            hjaelp: String::new(),
            vaerdi: String::new(),
            fejl: String::new(),
            kraevet: false,
            tegn: 0,
            slags: Feltslags::Linje("text"),
            udfyld: "off",
        }
    }

    /// Of another kind.
    pub fn slags(self, slags: Feltslags) -> Self {
        Self { slags, ..self }
    }

    /// With a hint.
    pub fn hjaelp(self, hjaelp: impl Into<String>) -> Self {
        Self { hjaelp: hjaelp.into(), ..self }
    }

    /// Filled in so.
    pub fn vaerdi(self, vaerdi: impl Into<String>) -> Self {
        Self { vaerdi: vaerdi.into(), ..self }
    }

    /// With a fault.
    pub fn fejl(self, fejl: impl Into<String>) -> Self {
        Self { fejl: fejl.into(), ..self }
    }

    /// That must be filled in.
    pub fn kraevet(self) -> Self {
        Self { kraevet: true, ..self }
    }

    /// So long at most.
    pub fn tegn(self, tegn: usize) -> Self {
        Self { tegn, ..self }
    }

    /// A field that is not seen.
    pub fn skjult(navn: impl Into<String>, vaerdi: impl Into<String>) -> Self {
        Self::linje(navn, "").slags(Feltslags::Skjult).vaerdi(vaerdi)
    }

    /// Its id in the page: letters and digits only.
    fn id(&self) -> String {
        let navn: String = self.navn.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        format!("f-{navn}")
    }

    /// Where the summary leads: a choice's first one can be reached by the keyboard, the group itself can't.
    fn id_i_resume(&self) -> String {
        match self.slags {
            Feltslags::En(_) | Feltslags::Flere(_) => format!("{}-1", self.id()),
            _ => self.id(),
        }
    }

    /// What the field is described by.
    fn beskrevet(&self) -> String {
        let id = self.id();
        match (self.hjaelp.is_empty(), self.fejl.is_empty()) {
            (true, true) => String::new(),
            (false, true) => format!("{id}-hjaelp"),
            (true, false) => format!("{id}-fejl"),
            (false, false) => format!("{id}-hjaelp {id}-fejl"),
        }
    }
}

/// What is wrong with a form that was sent, with a way to each field. It is where the reader begins when the page is loaded.
#[derive(Clone, Debug, Template)]
#[template(path = "komponenter/fejlresume.html")]
pub struct Fejlresume {
    /// Each fault with the field's name; empty for one that is no field's.
    pub fejl: Vec<(String, String)>,
    /// The heading.
    pub titel: &'static str,
}

impl Fejlresume {
    /// Of those fields; `ogsaa`: faults of no field.
    pub fn af(s: Sprog, felter: &[Felt], ogsaa: impl IntoIterator<Item = String>) -> Option<Self> {
        let mut fejl: Vec<_> = ogsaa.into_iter().map(|f| (f, String::new())).collect();
        fejl.extend(felter.iter().filter(|f| !f.fejl.is_empty()).map(|f| (format!("{}: {}", f.etiket, f.fejl), f.id_i_resume())));
        (!fejl.is_empty()).then_some(Self { fejl, titel: s.vaelg("Der er noget at rette", "There is something to correct") })
    }
}
