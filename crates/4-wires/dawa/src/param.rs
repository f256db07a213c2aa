//! Parameters of the address: each once, none but those that are known, so that a filter is never left out silently.
use crate::svar::Afvisning;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use grund::graenser::{ADRESSE_FILTRE, ADRESSE_FORSLAG, ADRESSE_FORSLAG_FOER, ADRESSE_SOEGETEKST_TEGN};
use grund::{Fejl, Fejlkode, Uuid, sagt};

/// What every address of DAWA takes, and its values here; none: whatever it says, it changes nothing (`_` is jQuery's way around caches).
const FAELLES: [(&str, &[&str]); 4] = [("_", &[]), ("noformat", &[]), ("format", &["json", ""]), ("srid", &["4326", ""])];

/// The parameters as they came, values in NFC.
pub(crate) struct Parametre(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Parametre {
    type Rejection = Afvisning;
    async fn from_request_parts(p: &mut Parts, _: &S) -> Result<Self, Afvisning> {
        let q = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&p.uri);
        let q = q.map_err(|_| Fejl::ny(Fejlkode::IkkeVelformet).detalje(("adressens parametre", "the parameters of the address")))?;
        Ok(Self(q.0.into_iter().map(|(n, v)| (n, grund::tekst::nfc(&v).into_owned())).collect()))
    }
}

impl Parametre {
    /// None but these, each once; and those that every address of DAWA takes, where they ask for what is answered anyway.
    pub(crate) fn kun(&self, kendte: &[&str]) -> Result<(), Fejl> {
        for (i, (n, v)) in self.0.iter().enumerate() {
            if let Some((_, tilladt)) = FAELLES.iter().find(|(f, _)| f == n) {
                if !tilladt.is_empty() && !tilladt.contains(&v.to_ascii_lowercase().as_str()) {
                    return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt(n.clone()).tilladt(*tilladt).detalje(grund::fejl::uddrag(v)));
                }
            } else if !kendte.contains(&n.as_str()) {
                return Err(Fejl::ny(Fejlkode::UkendtParameter).felt(grund::fejl::uddrag(n)).tilladt(kendte));
            }
            if self.0.iter().take(i).any(|(m, _)| m == n) {
                return Err(Fejl::ny(Fejlkode::ForMange).felt(n.clone()).ventet(sagt::hoejst(1, sagt::STYK)));
            }
        }
        Ok(())
    }

    /// It is there, whatever its value.
    pub(crate) fn har(&self, navn: &str) -> bool {
        self.0.iter().any(|(n, _)| n == navn)
    }

    /// Its value; an empty one is none.
    pub(crate) fn en(&self, navn: &str) -> Option<&str> {
        self.0.iter().find(|(n, v)| n == navn && !v.is_empty()).map(|(_, v)| v.as_str())
    }

    /// A text of a bounded length.
    pub(crate) fn soegetekst(&self, navn: &'static str) -> Result<Option<String>, Fejl> {
        match self.en(navn) {
            Some(t) if t.chars().count() > ADRESSE_SOEGETEKST_TEGN => {
                Err(Fejl::ny(Fejlkode::ForLang).felt(navn).ventet(sagt::hoejst(ADRESSE_SOEGETEKST_TEGN, sagt::TEGN)))
            }
            t => Ok(t.map(str::to_owned)),
        }
    }

    /// A UUID.
    pub(crate) fn uuid(&self, navn: &'static str) -> Result<Option<Uuid>, Fejl> {
        self.en(navn).map(|t| uuid(navn, t)).transpose()
    }

    /// A number up to a limit.
    pub(crate) fn tal(&self, navn: &'static str, fra: usize, til: usize) -> Result<Option<usize>, Fejl> {
        let forkert = |v: &str| Fejl::ny(Fejlkode::UgyldigtTal).felt(navn).ventet(sagt::mellem(fra, til)).detalje(grund::fejl::uddrag(v));
        self.en(navn).map(|v| v.parse().ok().filter(|n| (fra..=til).contains(n)).ok_or_else(|| forkert(v))).transpose()
    }

    /// `true` or `false`; by itself it is true.
    pub(crate) fn ja(&self, navn: &'static str, standard: bool) -> Result<bool, Fejl> {
        match self.en(navn) {
            None => Ok(self.har(navn) || standard),
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            Some(v) => Err(Fejl::ny(Fejlkode::UgyldigBoolsk).felt(navn).detalje(grund::fejl::uddrag(v))),
        }
    }

    /// Codes of up to four digits with `|` between them.
    pub(crate) fn koder(&self, navn: &'static str) -> Result<Vec<u16>, Fejl> {
        let Some(v) = self.en(navn) else { return Ok(Vec::new()) };
        let forkert =
            || Fejl::ny(Fejlkode::UgyldigtMoenster).felt(navn).ventet(("fire cifre", "four digits")).detalje(grund::fejl::uddrag(v));
        let koder = v.split('|').map(|k| k.parse().ok().filter(|n| *n < 10_000).ok_or_else(forkert)).collect::<Result<Vec<u16>, _>>()?;
        if koder.len() > ADRESSE_FILTRE {
            return Err(Fejl::ny(Fejlkode::ForMangeKriterier).felt(navn).ventet(sagt::hoejst(ADRESSE_FILTRE, sagt::VAERDIER)));
        }
        Ok(koder)
    }

    /// Entries before the page, and on it.
    pub(crate) fn side(&self, standard: usize) -> Result<(usize, usize), Fejl> {
        let antal = self.tal("per_side", 1, ADRESSE_FORSLAG)?.unwrap_or(standard);
        let side = self.tal("side", 1, ADRESSE_FORSLAG_FOER / antal + 1)?.unwrap_or(1);
        Ok(((side - 1) * antal, antal))
    }
}

/// The UUID in a path or a parameter.
pub(crate) fn uuid(navn: &'static str, t: &str) -> Result<Uuid, Fejl> {
    grund::id::laes_uuid(t).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).felt(navn).detalje(grund::fejl::uddrag(t)))
}
