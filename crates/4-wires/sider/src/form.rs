//! What visitors send: addresses with parameters, and forms. Every name that is not asked for is ignored in an address, and refused in a form.
use crate::besoeg::Afvisning;
use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use grund::fejl::uddrag;
use grund::graenser::ADMINISTRATION_KROP_BYTES;
use grund::id::laes_uuid;
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, Uuid};
use std::convert::Infallible;

/// The field that says which session a form belongs to.
pub const NOEGLE: &str = "_noegle";
/// Fields of one form.
const FELTER: usize = 2_000;
const FORM: &str = "application/x-www-form-urlencoded";

/// The parameters of an address. What cannot be read is as if it were not there: an address is often typed or old, and a page is no API.
#[derive(Clone, Debug, Default)]
pub struct Adresse(Vec<(String, String)>);

impl Adresse {
    /// Of that address.
    pub fn af(u: &Uri) -> Self {
        let q = u.query().unwrap_or_default();
        Self(form_urlencoded::parse(q.as_bytes()).take(FELTER).map(|(n, v)| (n.into_owned(), v.into_owned())).collect())
    }

    /// The first of that name.
    pub fn en(&self, navn: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == navn).map(|(_, v)| v.as_str())
    }

    /// A text, trimmed and cut; empty where it is not there.
    pub fn tekst(&self, navn: &str, tegn: usize) -> String {
        self.en(navn).unwrap_or_default().trim().chars().take(tegn).collect()
    }

    /// A number.
    pub fn tal(&self, navn: &str) -> Option<usize> {
        self.en(navn)?.trim().parse().ok()
    }

    /// A UUID.
    pub fn uuid(&self, navn: &str) -> Option<Uuid> {
        laes_uuid(self.en(navn)?.trim())
    }

    /// A CVR number.
    pub fn cvr(&self, navn: &str) -> Option<Cvr> {
        self.en(navn)?.trim().parse().ok()
    }
}

impl<S: Sync> FromRequestParts<S> for Adresse {
    type Rejection = Infallible;
    async fn from_request_parts(p: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::af(&p.uri))
    }
}

/// The UUID in the path.
pub struct Id(pub Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Response;
    async fn from_request_parts(p: &mut Parts, s: &S) -> Result<Self, Response> {
        let led = axum::extract::Path::<Vec<(String, String)>>::from_request_parts(p, s).await.map(|p| p.0).unwrap_or_default();
        let u = led.iter().find(|(n, _)| n == "uuid").and_then(|(_, v)| laes_uuid(v));
        u.map(Self).ok_or_else(|| Afvisning::from(Fejl::ny(Fejlkode::FindesIkke)).into_response())
    }
}

/// A form that was sent.
#[derive(Debug, Default)]
pub struct Form(Vec<(String, String)>);

impl<S: Sync> FromRequest<S> for Form {
    type Rejection = Response;
    async fn from_request(r: Request, _: &S) -> Result<Self, Response> {
        Self::laes(r).await.map_err(|f| Afvisning::from(f).into_response())
    }
}

impl Form {
    async fn laes(r: Request) -> Result<Self, Fejl> {
        let slags = r.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if !slags.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(FORM) {
            return Err(Fejl::ny(Fejlkode::ForkertIndhold).felt("Content-Type").tilladt([FORM]));
        }
        let for_stor = || Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(ADMINISTRATION_KROP_BYTES, grund::sagt::BYTES));
        let bytes = to_bytes(r.into_body(), ADMINISTRATION_KROP_BYTES).await.map_err(|_| for_stor())?;
        let mut felter: Vec<_> = form_urlencoded::parse(&bytes).take(FELTER + 1).map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
        if felter.len() > FELTER {
            return Err(Fejl::ny(Fejlkode::ForMange).felt("felter"));
        }
        // Browsers send lines as CR LF.
        felter.iter_mut().for_each(|(_, v)| *v = v.replace("\r\n", "\n"));
        Ok(Self(felter))
    }

    /// It carries the key of that session, once; compared in a time that tells nothing.
    pub(crate) fn har_noegle(&self, noegle: &str) -> bool {
        let mut mine = self.0.iter().filter(|(n, _)| n == NOEGLE);
        match (mine.next(), mine.next()) {
            (Some((_, v)), None) => {
                let forskel = v.bytes().zip(noegle.bytes()).fold(0u8, |f, (a, b)| f | (a ^ b));
                v.len() == noegle.len() && forskel == 0
            }
            _ => false,
        }
    }

    /// Takes a text out, trimmed; empty where it is not there.
    ///
    /// # Errors
    /// `ForLang`, `ForMange`.
    pub fn tekst(&mut self, navn: &'static str, tegn: usize) -> Result<String, Fejl> {
        let mut alle = self.alle(navn);
        if alle.len() > 1 {
            return Err(Fejl::ny(Fejlkode::ForMange).felt(navn).ventet(grund::sagt::hoejst(1, grund::sagt::STYK)));
        }
        let t = alle.pop().unwrap_or_default().trim().to_owned();
        if t.chars().count() > tegn {
            return Err(Fejl::ny(Fejlkode::ForLang).felt(navn).ventet(grund::sagt::hoejst(tegn, grund::sagt::TEGN)));
        }
        Ok(t)
    }

    /// Takes a text out that must be there.
    ///
    /// # Errors
    /// `ManglerElement`; as [`Self::tekst`].
    pub fn kraevet(&mut self, navn: &'static str, tegn: usize) -> Result<String, Fejl> {
        let t = self.tekst(navn, tegn)?;
        if t.is_empty() { Err(Fejl::ny(Fejlkode::ManglerElement).felt(navn)) } else { Ok(t) }
    }

    /// What stands in the first field of that name, which stays there.
    pub fn kig(&self, navn: &str) -> &str {
        self.0.iter().find(|(n, _)| n == navn).map_or("", |(_, v)| v)
    }

    /// Takes all of that name out.
    pub fn alle(&mut self, navn: &str) -> Vec<String> {
        let (mine, rest) = std::mem::take(&mut self.0).into_iter().partition::<Vec<_>, _>(|(n, _)| n == navn);
        self.0 = rest;
        mine.into_iter().map(|(_, v)| v).collect()
    }

    /// Takes a tick out.
    pub fn kryds(&mut self, navn: &str) -> bool {
        !self.alle(navn).is_empty()
    }

    /// Takes a number out.
    ///
    /// # Errors
    /// `UgyldigtTal`.
    pub fn tal(&mut self, navn: &'static str) -> Result<Option<u64>, Fejl> {
        let t = self.tekst(navn, 20)?;
        if t.is_empty() { Ok(None) } else { t.parse().map(Some).map_err(|_| Fejl::ny(Fejlkode::UgyldigtTal).felt(navn)) }
    }

    /// Takes a UUID out.
    ///
    /// # Errors
    /// `UgyldigUuid`, `ManglerElement`.
    pub fn uuid(&mut self, navn: &'static str) -> Result<Uuid, Fejl> {
        laes_uuid(&self.kraevet(navn, 36)?).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).felt(navn))
    }

    /// Takes a day out: its beginning by the Danish clock.
    ///
    /// # Errors
    /// `UgyldigTid`.
    pub fn dag(&mut self, navn: &'static str) -> Result<Option<Tidspunkt>, Fejl> {
        let t = self.tekst(navn, 10)?;
        if t.is_empty() {
            return Ok(None);
        }
        let ventet = ("en dato, for eksempel 2026-12-31", "a date, for instance 2026-12-31");
        dag(&t).map(Some).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigTid).felt(navn).ventet(ventet))
    }

    /// Takes a point in time out, as a page has written it into the form.
    ///
    /// # Errors
    /// `UgyldigTid`.
    pub fn tid(&mut self, navn: &'static str) -> Result<Option<Tidspunkt>, Fejl> {
        let t = self.tekst(navn, 40)?;
        if t.is_empty() { Ok(None) } else { Tidspunkt::fra_oio(&t).map(Some).map_err(|_| Fejl::ny(Fejlkode::UgyldigTid).felt(navn)) }
    }

    /// Refuses fields that nobody asked for: nothing gets in beside what the page offers.
    ///
    /// # Errors
    /// `UkendtFelt`.
    pub fn slut(mut self) -> Result<(), Fejl> {
        self.alle(NOEGLE);
        self.0.first().map_or(Ok(()), |(n, _)| Err(Fejl::ny(Fejlkode::UkendtFelt).felt(uddrag(n))))
    }
}

/// `2026-12-31`, as `input type="date"` sends it.
pub fn dag(t: &str) -> Option<Tidspunkt> {
    let mut dele = t.split('-');
    let (aar, maaned, dag) = (dele.next()?.parse().ok()?, dele.next()?.parse().ok()?, dele.next()?.parse().ok()?);
    Tidspunkt::dansk_midnat(aar, maaned, dag).filter(|_| dele.next().is_none())
}

/// An address with parameters; empty ones are left out.
pub fn adresse<'a>(sti: &str, parametre: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut s = form_urlencoded::Serializer::new(String::new());
    let mut nogen = false;
    for (n, v) in parametre.into_iter().filter(|(_, v)| !v.is_empty()) {
        s.append_pair(n, v);
        nogen = true;
    }
    let q = s.finish();
    if nogen { format!("{sti}?{q}") } else { sti.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(t: &str) -> Form {
        Form(form_urlencoded::parse(t.as_bytes()).map(|(n, v)| (n.into_owned(), v.into_owned())).collect())
    }

    #[test]
    fn a_form_is_of_the_session_whose_key_it_carries_once() {
        assert!(form("_noegle=abc&x=1").har_noegle("abc"));
        for t in ["", "x=1", "_noegle=", "_noegle=abd", "_noegle=abcd", "_noegle=ab", "_noegle=abc&_noegle=abc"] {
            assert!(!form(t).har_noegle("abc"), "{t}");
        }
    }

    #[test]
    fn what_the_page_did_not_offer_is_refused() {
        let mut f = form("_noegle=k&note=%20hej%20&drift=ja");
        assert_eq!(f.tekst("note", 10).unwrap(), "hej");
        assert_eq!(f.slut().unwrap_err().kode(), Fejlkode::UkendtFelt);
        assert_eq!(form("note=a&note=b").tekst("note", 9).unwrap_err().kode(), Fejlkode::ForMange);
        assert_eq!(form("note=aaaa").tekst("note", 3).unwrap_err().kode(), Fejlkode::ForLang);
        assert_eq!(form("note=+").kraevet("note", 3).unwrap_err().kode(), Fejlkode::ManglerElement);
    }

    #[test]
    fn a_day_begins_by_the_danish_clock() {
        assert_eq!(dag("2026-07-01").map(Tidspunkt::til_utc).as_deref(), Some("2026-06-30T22:00:00.000000Z"));
        for t in ["2026-02-30", "2026-07", "x", "2026-07-01-1", ""] {
            assert_eq!(dag(t), None, "{t}");
        }
    }

    #[test]
    fn addresses_are_written_so_that_they_are_read_the_same() {
        let a = adresse("/x", [("q", "æ&b=c d"), ("tom", ""), ("n", "1")]);
        let laest = Adresse::af(&a.parse().unwrap());
        assert_eq!((laest.en("q"), laest.en("tom"), laest.tal("n")), (Some("æ&b=c d"), None, Some(1)));
        assert_eq!(adresse("/x", [("a", "")]), "/x");
    }
}
