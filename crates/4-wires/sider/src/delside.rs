//! A page that is put together from components alone, without a template of its own.
use crate::komponenter::{Besked, Tone};
use crate::ramme::Ramme;
use crate::svar;
use askama::Template;
use askama::filters::HtmlSafe;
use axum::http::StatusCode;
use axum::response::Response;
use grund::{Fejl, Fejlkode};

#[derive(Template)]
#[template(ext = "html", source = "<h{{ niveau }}>{{ tekst }}</h{{ niveau }}>")]
struct Overskrift<'t> {
    niveau: u8,
    tekst: &'t str,
}

#[derive(Template)]
#[template(ext = "html", source = "<p>{{ tekst }}</p>")]
struct Afsnit<'t> {
    tekst: &'t str,
}

#[derive(Template)]
#[template(path = "dele.html")]
struct Side {
    ramme: Ramme,
    dele: Vec<String>,
}

/// The page.
pub struct Delside {
    side: Side,
    afvist: Option<Fejlkode>,
}

impl Delside {
    /// With nothing in it.
    pub fn ny(ramme: Ramme) -> Self {
        Self { side: Side { ramme, dele: Vec::new() }, afvist: None }
    }

    /// As the answer to what was refused: the refusal stands first, and the page has its status.
    pub fn afvist(mut self, f: &Fejl) -> Self {
        let sprog = self.side.ramme.sprog;
        self.side.ramme.besked = Some(Besked::ny(Tone::Fejl, sprog.vaelg("Det blev ikke gjort", "That was not done"), sprog.fejl(f)));
        Self { afvist: Some(f.kode()), ..self }
    }

    fn raa(mut self, t: &impl Template) -> Self {
        match t.render() {
            Ok(html) => self.side.dele.push(html),
            Err(f) => tracing::error!(fejl = %f, "a part of a page could not be written"),
        }
        self
    }

    /// A heading below the page's own.
    pub fn overskrift(self, tekst: &str) -> Self {
        self.raa(&Overskrift { niveau: 2, tekst })
    }

    /// A paragraph.
    pub fn tekst(self, tekst: &str) -> Self {
        if tekst.is_empty() { self } else { self.raa(&Afsnit { tekst }) }
    }

    /// A component: it has escaped what is in it.
    pub fn del(self, t: &(impl Template + HtmlSafe)) -> Self {
        self.raa(t)
    }

    /// A component, where there is one.
    pub fn maaske(self, t: Option<&(impl Template + HtmlSafe)>) -> Self {
        match t {
            Some(t) => self.raa(t),
            None => self,
        }
    }

    /// The answer.
    pub fn svar(self) -> Response {
        let status = self.afvist.map_or(StatusCode::OK, |k| StatusCode::from_u16(k.post().http).unwrap_or(StatusCode::BAD_REQUEST));
        let mut svar = svar::side(status, self.side.ramme.sprog, &self.side);
        if let Some(k) = self.afvist {
            svar.extensions_mut().insert::<Fejlkode>(k);
        }
        svar
    }
}
