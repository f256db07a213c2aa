//! Parameters of the address: none but those of the operation, those that must be there, and lists, which are repeated or have commas between.
use crate::tjenester::Operation;
use axum::http::Uri;
use grund::graenser::{SKAT_AAR, SKAT_PERSONER};
use grund::{Fejl, Fejlkode, Tidspunkt, sagt};
use skat::Dag;

/// The parameters as they came, values in NFC and without blanks around them.
pub(crate) struct Parametre(Vec<(String, String)>);

impl Parametre {
    /// Of an address, held against the operation.
    ///
    /// # Errors
    /// `IkkeVelformet`, `UkendtParameter`, `ForMange`, `ManglerElement`, `UgyldigtMoenster`.
    pub(crate) fn laes(uri: &Uri, o: &Operation) -> Result<Self, Fejl> {
        let q = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri);
        let q = q.map_err(|_| Fejl::ny(Fejlkode::IkkeVelformet).detalje(("adressens parametre", "the parameters of the address")))?;
        let nfc = |t: &str| grund::tekst::nfc(t.trim()).into_owned();
        let mut ud = Self(q.0.iter().map(|(n, v)| (nfc(n), nfc(v))).filter(|(_, v)| !v.is_empty()).collect());
        for (n, v) in &mut ud.0 {
            // Of our own contracts, where one number is asked for: as people type it.
            if o.parametre.iter().any(|p| p.navn == n && p.cpr && !p.liste)
                && let Some(cifre) = grund::id::indtastet_cpr(v)
            {
                *v = cifre;
            }
        }
        for (n, _) in &ud.0 {
            let Some(p) = o.parametre.iter().find(|p| p.navn == n) else {
                return Err(Fejl::ny(Fejlkode::UkendtParameter).felt(grund::fejl::uddrag(n)).tilladt(o.parametre.iter().map(|p| p.navn)));
            };
            if !p.liste && ud.0.iter().filter(|(m, _)| m == n).count() > 1 {
                return Err(Fejl::ny(Fejlkode::ForMange).felt(p.navn).ventet(sagt::hoejst(1, sagt::STYK)));
            }
        }
        if let Some(p) = o.parametre.iter().find(|p| p.kraevet && ud.alle(p.navn).next().is_none()) {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt(p.navn));
        }
        for p in o.parametre.iter().filter(|p| p.liste) {
            let hoejst = if p.navn == "IndkomstÅr" { SKAT_AAR } else { SKAT_PERSONER };
            if ud.alle(p.navn).count() > hoejst {
                return Err(Fejl::ny(Fejlkode::ForMange).felt(p.navn).ventet(sagt::hoejst(hoejst, sagt::STYK)));
            }
        }
        for p in o.parametre.iter().filter(|p| p.cpr) {
            ud.cifre(p.navn, 10)?;
        }
        Ok(ud)
    }

    /// The values of a list.
    pub(crate) fn alle<'p>(&'p self, navn: &'p str) -> impl Iterator<Item = &'p str> {
        self.0.iter().filter(move |(n, _)| n == navn).flat_map(|(_, v)| v.split(',')).map(str::trim).filter(|v| !v.is_empty())
    }

    /// The value of one that is there once.
    pub(crate) fn en(&self, navn: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == navn).map(|(_, v)| v.as_str())
    }

    /// The values of a list, each of so many digits. What may be a CPR number is not repeated in a refusal.
    pub(crate) fn cifre(&self, navn: &'static str, antal: usize) -> Result<Vec<&str>, Fejl> {
        let alle: Vec<&str> = self.alle(navn).collect();
        let forkert = |v: &&str| v.len() != antal || !v.bytes().all(|b| b.is_ascii_digit());
        match alle.iter().position(forkert) {
            Some(i) => Err(Fejl::ny(Fejlkode::UgyldigtMoenster).felt(format!("{navn}[{}]", i + 1)).ventet(sagt::cifre(antal))),
            None => Ok(alle),
        }
    }

    /// Income years.
    pub(crate) fn aar(&self, navn: &'static str) -> Result<Vec<i32>, Fejl> {
        let laes = |v: &str| {
            let n = v.parse().ok().filter(|n| (1700..=9999).contains(n));
            n.ok_or_else(|| Fejl::ny(Fejlkode::UgyldigtTal).felt(navn).ventet(sagt::mellem(1700, 9999)).detalje(grund::fejl::uddrag(v)))
        };
        let mut ud = self.alle(navn).map(laes).collect::<Result<Vec<i32>, Fejl>>()?;
        ud.sort_unstable();
        ud.dedup();
        Ok(ud)
    }

    /// A whole number.
    pub(crate) fn tal(&self, navn: &'static str, fra: i64, til: i64) -> Result<Option<i64>, Fejl> {
        let forkert = |v: &str| Fejl::ny(Fejlkode::UgyldigtTal).felt(navn).ventet(sagt::mellem(fra, til)).detalje(grund::fejl::uddrag(v));
        // A fraction of a krone decides nothing: amounts are whole.
        let hele = |v: &str| v.split_once('.').map_or(v.to_owned(), |(hele, _)| hele.to_owned());
        self.en(navn).map(|v| hele(v).parse().ok().filter(|n| (fra..=til).contains(n)).ok_or_else(|| forkert(v))).transpose()
    }

    /// A day.
    pub(crate) fn dag(&self, navn: &'static str) -> Result<Option<Dag>, Fejl> {
        let laes = |v: &str| {
            Dag::laes(v).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigTid).felt(navn).ventet("ÅÅÅÅ-MM-DD").detalje(grund::fejl::uddrag(v)))
        };
        self.en(navn).map(laes).transpose()
    }

    /// A time.
    pub(crate) fn tid(&self, navn: &'static str) -> Result<Option<Tidspunkt>, Fejl> {
        let laes = |v: &str| {
            let t = Tidspunkt::fra_xs(v).ok().filter(|_| v.contains('T'));
            t.ok_or_else(|| Fejl::ny(Fejlkode::UgyldigTid).felt(navn).ventet("ÅÅÅÅ-MM-DDTTT:MM:SSZ").detalje(grund::fejl::uddrag(v)))
        };
        self.en(navn).map(laes).transpose()
    }
}
