//! A page that is put together from components alone, without a template of its own.
use crate::ramme::Ramme;
use crate::svar;
use askama::Template;
use askama::filters::HtmlSafe;
use axum::http::StatusCode;
use axum::response::Response;

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
    status: StatusCode,
}

impl Delside {
    /// With nothing in it.
    pub fn ny(ramme: Ramme) -> Self {
        Self { side: Side { ramme, dele: Vec::new() }, status: StatusCode::OK }
    }

    /// With another status than 200.
    pub fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
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
        svar::side(self.status, self.side.ramme.sprog, &self.side)
    }
}
