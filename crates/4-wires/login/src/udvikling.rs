//! The identity provider of development: whoever opens its page is whom he says, at the level he says. It is there in development only, every page of it says what it is, and what it
//! vouches for names it as the provider.
use crate::forloeb::{Forloeb, egen_form, felt, kraever};
use crate::identitet::{Identitet, Slags};
use crate::niveau::{Niveau, Niveauer};
use crate::opsaetning::System;
use crate::side::{self, Afvist, sikker};
use crate::{Login, afvis};
use adgang::Indkomst;
use adgang::bpp::{self, Privilegiegruppe};
use async_trait::async_trait;
use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use grund::{Cvr, Fejl, Fejlkode, Uuid, graenser};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where its form goes.
pub const STI: &str = "/login/udvikling";
/// What users see.
pub const NAVN: &str = "Udviklingens identitetsudbyder (kun til prøve)";

/// A person that one can log in as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proeveperson {
    /// The user's or citizen's UUID.
    pub uuid: Uuid,
    /// Employee or citizen.
    pub slags: Slags,
    /// Full name.
    pub navn: String,
    /// The employer.
    pub cvr: Option<Cvr>,
    /// The employer's name.
    pub organisation: Option<String>,
    /// The citizen's synthetic CPR number.
    pub cpr: Option<String>,
    /// What tells persons of one name apart: title and unit.
    pub titel: String,
}

/// Who there is to log in as.
#[async_trait]
pub trait Personkilde: Send + Sync {
    /// Persons whose name holds that text, in order of name, so many at most.
    async fn soeg(&self, tekst: &str, antal: usize) -> Result<Vec<Proeveperson>, Fejl>;
    /// The person of that UUID.
    async fn find(&self, uuid: Uuid) -> Result<Option<Proeveperson>, Fejl>;
}

impl Login {
    /// The name of the development provider in sessions and in the log.
    pub fn udviklingsudbyder(&self) -> String {
        self.sted(STI)
    }

    /// Its page: persons, levels, and job function roles to try with.
    pub(crate) async fn udviklingsside(&self, f: &Forloeb, s: &System, soegt: &str) -> Result<Response, Fejl> {
        let kilde = self.personer.as_ref().ok_or_else(|| Fejl::ny(Fejlkode::KunUdvikling))?;
        let personer = kilde.soeg(soegt, graenser::LOGIN_PERSONER).await?;
        let personer: Vec<_> = personer.into_iter().filter(|p| p.slags == Slags::Medarbejder || s.borgere).collect();
        let liste: String = personer
            .iter()
            .enumerate()
            .map(|(nr, p)| {
                format!(
                    "<label><input type=\"radio\" name=\"person\" value=\"{}\"{}> {} <span class=\"svag\">{}</span></label>",
                    p.uuid,
                    if nr == 0 { " checked" } else { "" },
                    sikker(&p.navn),
                    sikker(&p.titel)
                )
            })
            .collect();
        let forvalgt = f.niveau.max(Niveau::Betydelig);
        let niveauer = |navn: &str, tekst: &str| {
            let valg: String = Niveau::ALLE
                .iter()
                .map(|n| {
                    let valgt = if *n == forvalgt { " checked" } else { "" };
                    format!("<label><input type=\"radio\" name=\"{navn}\" value=\"{}\"{valgt}> {n}</label>", n.engelsk())
                })
                .collect();
            format!("<fieldset><legend>{tekst}</legend>{valg}</fieldset>")
        };
        let krop = format!(
            "<p class=\"proeve\">Dette er ikke et rigtigt login. Alle kan her udgive sig for en af prøvepersonerne. Siden findes kun under udvikling.</p>\
             <p>{} {}</p><form method=\"post\" action=\"{STI}\">{}<label>Navn <input name=\"soeg\" value=\"{}\" maxlength=\"60\"></label>\
             <button name=\"handling\" value=\"soeg\">Søg</button><fieldset><legend>Person</legend>{}</fieldset>{}{}\
             <details><summary>Jobfunktionsroller</summary><label>En på hver linje: rollens URI, og efter mellemrum parametre som navn=værdi\
             <br><textarea name=\"jobroller\" rows=\"4\" cols=\"60\"></textarea></label></details>\
             <button name=\"handling\" value=\"login\">Log ind</button></form>{}",
            kraever(f.niveau),
            if f.tving { "Systemet beder dig om at logge ind igen." } else { "" },
            self.skjult(f)?,
            sikker(soegt),
            if liste.is_empty() { "<p>Ingen med det navn.</p>".to_owned() } else { liste },
            niveauer("identitet", "Identitetens NSIS-niveau"),
            niveauer("middel", "Midlets NSIS-niveau"),
            self.afbrydform(f)?
        );
        Ok(side::side(&format!("Log ind i {}", s.navn), &krop))
    }
}

/// The form was sent: a search, or a login.
pub(crate) async fn svar(
    State(l): State<Arc<Login>>,
    Extension(ind): Extension<Indkomst>,
    hoveder: HeaderMap,
    krop: axum::body::Bytes,
) -> Result<Response, Afvist> {
    let arbejde = async {
        let kilde = l.personer.as_ref().ok_or_else(|| Fejl::ny(Fejlkode::KunUdvikling))?;
        let felter = egen_form(&l, &hoveder, &krop)?;
        let f = l.aabn_forloeb(&hoveder, felt(&felter, "forloeb"), ind.nu)?;
        let s = l.system_i(&f)?;
        let soegt: String = felt(&felter, "soeg").chars().take(60).collect();
        let id = felt(&felter, "person").parse::<Uuid>().ok();
        let (Some(id), false) = (id, felt(&felter, "handling") == "soeg") else {
            return l.udviklingsside(&f, &s, &soegt).await;
        };
        let niveau = |navn: &str| Niveau::fra_ord(felt(&felter, navn)).unwrap_or(Niveau::Lav);
        let niveauer = Niveauer { ial: niveau("identitet"), aal: niveau("middel") };
        let ukendt = || Fejl::ny(Fejlkode::LoginUgyldig).aarsag("there is no such person");
        let p = kilde.find(id).await?.ok_or_else(ukendt)?;
        let identitet = Identitet {
            udbyder: l.udviklingsudbyder(),
            emne: p.uuid.to_string(),
            slags: p.slags,
            uuid: p.uuid,
            email: None,
            jobroller: p.cvr.and_then(|c| jobroller(c, felt(&felter, "jobroller"))),
            navn: p.navn,
            cvr: p.cvr,
            organisation: p.organisation,
            cpr: p.cpr,
            niveauer,
        };
        l.bekraeftet(&ind, &hoveder, &f, identitet, None, ind.nu).await
    };
    arbejde.await.map_err(|f| afvis(&ind, f))
}

/// What a municipality's provider would send: a group for each role (G-42).
fn jobroller(myndighed: Cvr, tekst: &str) -> Option<String> {
    let grupper: Vec<_> = tekst
        .lines()
        .take(graenser::PRIVILEGIEGRUPPER)
        .filter_map(|l| {
            let mut ord = l.split_whitespace();
            let privilegier = vec![ord.next()?.to_owned()];
            let mut afgraensninger: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for (navn, vaerdi) in ord.filter_map(|o| o.split_once('=')) {
                afgraensninger.entry(navn.to_owned()).or_default().extend(vaerdi.split(',').map(str::to_owned));
            }
            Some(Privilegiegruppe { myndighed, privilegier, afgraensninger })
        })
        .collect();
    (!grupper.is_empty()).then(|| bpp::skriv_base64(&grupper))
}
