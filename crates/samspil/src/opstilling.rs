//! Composition: store, register, wires and middleware become one router.
use crate::drift::{self, Drift};
use crate::kommandolinje::{JaNej, Lagervalg, Lytter, Lyttevalg};
use crate::maaling::{Maalinger, Vej};
use crate::mellemled::{self, Mellemled};
use crate::udvikling::{self, Udvikling};
use crate::ur::{Systemur, Tilfaeldige};
use adgang::AabenAdgang;
use axum::Router;
use grund::ur::{IdKilde, Ur};
use grund::{Cvr, graenser};
use lager::sqlite::Indstillinger;
use lager::{Lager, PostgresLager, SqliteLager};
use register::{Register, Typekatalog};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// What the commands work with.
#[derive(Clone)]
pub struct Samspil {
    /// The register over the chosen store.
    pub register: Register,
    /// The clock.
    pub ur: Arc<Systemur>,
    /// New identifiers.
    pub ids: Arc<dyn IdKilde>,
}

/// Every object type of the program.
pub fn typer() -> Typekatalog {
    Typekatalog::ny(&[organisation::OBJEKTTYPER, klassifikation::OBJEKTTYPER, oio::OBJEKTTYPER, administration::OBJEKTTYPER])
}

/// Opens the store that was chosen; a SQLite file in the data folder unless said otherwise.
pub async fn aabn(valg: &Lagervalg) -> Result<Samspil, String> {
    let lager: Arc<dyn Lager> = match valg.lager.as_deref() {
        Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
            Arc::new(PostgresLager::aabn(url, lager::postgres::Indstillinger::default()).await.map_err(|e| fejltekst(&e))?)
        }
        Some(url) => {
            let fil = url
                .strip_prefix("sqlite:")
                .ok_or_else(|| format!("--lager {url}: expected sqlite:FILE or postgres://user:password@host/database"))?;
            Arc::new(SqliteLager::aabn(std::path::Path::new(fil), Indstillinger::default()).map_err(|e| fejltekst(&e))?)
        }
        None => {
            std::fs::create_dir_all(&valg.data).map_err(|e| format!("{}: {e}", valg.data.display()))?;
            Arc::new(SqliteLager::aabn(&valg.data.join("samspil.db"), Indstillinger::default()).map_err(|e| fejltekst(&e))?)
        }
    };
    Ok(Samspil { register: Register::ny(lager, typer()), ur: Arc::new(Systemur::ny()), ids: Arc::new(Tilfaeldige) })
}

/// An error with its inner cause, for the operator's terminal.
pub fn fejltekst(f: &grund::Fejl) -> String {
    match f.aarsagen() {
        Some(a) => format!("{f}: {a}"),
        None => f.to_string(),
    }
}

/// How the program is to be reached and what it may do.
pub struct Maade {
    /// The open mode.
    pub aaben: bool,
    /// Development addresses.
    pub udvikling: bool,
}

/// The address that clients use, without a slash at the end.
pub fn adresse(valg: &Lyttevalg) -> String {
    match (&valg.adresse, valg.http, valg.https) {
        (Some(a), _, _) => a.trim_end_matches('/').to_owned(),
        (None, Lytter::Paa(a), _) => format!("http://{a}"),
        (None, Lytter::Fra, Lytter::Paa(a)) => format!("https://{a}"),
        (None, Lytter::Fra, Lytter::Fra) => String::new(),
    }
}

/// The whole program as a router.
pub fn router(s: &Samspil, valg: &Lyttevalg, maade: &Maade) -> Router {
    let maalinger = Arc::new(Maalinger::default());
    let ur: Arc<dyn Ur> = s.ur.clone();
    let adresse = adresse(valg);
    let mut r = drift::ruter(Drift {
        lager: s.register.lager().clone(),
        ur: ur.clone(),
        maalinger: maalinger.clone(),
        forside: crate::forside::html(&adresse, &valg.moduler).into(),
    })
    .merge(udvikling::ruter(maade.udvikling.then(|| Udvikling { ur: s.ur.clone(), lager: s.register.lager().clone() })));

    let services: Vec<&str> = valg.moduler.iter().flat_map(|m| m.services()).copied().collect();
    // A module that is switched off is not there on any wire: its object types are unknown.
    let register = Arc::new(Register::ny(s.register.lager().clone(), s.register.typer().kun(|t| services.contains(&t.service))));
    let soap = soap::Tilstand { register: register.clone(), id: s.ids.clone(), adresse: adresse.as_str().into(), adgang: None };
    r = r.merge(soap::ruter(soap)).merge(graphql::ruter(graphql::Tilstand { register: register.clone(), ur: ur.clone() }));
    let rest_valg = rest::Valg { slettede_i_liste: valg.skjul_slettede == JaNej::Nej, ..rest::Valg::default() };
    r = r.merge(rest::ruter(rest::Tilstand { valg: rest_valg, ..rest::Tilstand::ny(register, ur.clone(), s.ids.clone()) }));
    r = r.fallback(async |anmodning: axum::extract::Request| {
        let vej = Vej::af(anmodning.uri().path(), anmodning.headers().get(axum::http::header::CONTENT_TYPE));
        mellemled::fejlsvar(vej, &grund::Fejl::ny(grund::Fejlkode::UkendtSti))
    });
    let m = Arc::new(Mellemled {
        ur,
        ids: s.ids.clone(),
        aaben: maade.aaben.then_some(AabenAdgang { standard: valg.myndighed, faelles: Cvr::KOMBIT }),
        pladser: Semaphore::new(graenser::SAMTIDIGE_KALD),
        maalinger,
    });
    r = r.layer(axum::extract::DefaultBodyLimit::max(graenser::KROP_BYTES));
    r.layer(axum::middleware::from_fn_with_state(m, mellemled::kald))
}

#[cfg(test)]
mod tests {
    use super::*;
    use register::Felt;
    use std::collections::HashSet;

    fn unikke<T: std::hash::Hash + Eq + std::fmt::Debug>(hvad: &str, i: impl Iterator<Item = T>) {
        let mut set = HashSet::new();
        for x in i {
            let vist = format!("{x:?}");
            assert!(set.insert(x), "{hvad}: {vist} twice");
        }
    }

    fn felter(hvad: &str, felter: &[Felt]) {
        unikke(hvad, felter.iter().map(|f| f.nr));
        unikke(hvad, felter.iter().map(|f| f.navn));
    }

    #[test]
    fn stored_numbers_and_names_are_unique() {
        let typer = typer();
        unikke("types", typer.alle().map(|t| t.nr));
        unikke("types", typer.alle().map(|t| t.navn));
        unikke("types", typer.alle().map(|t| (t.service, t.sti)));
        for t in typer.alle() {
            felter(t.navn, t.egenskaber);
            unikke(t.navn, t.tilstande.iter().map(|x| x.nr));
            unikke(t.navn, t.relationer.iter().map(|x| x.nr));
            unikke(t.navn, t.relationer.iter().map(|x| x.navn));
            for r in t.relationer {
                felter(r.navn, r.felter);
            }
        }
    }
}
