//! The lint of a file before it is sent: an importer message of SF1470 or SF1490, read exactly as the service would read it.
use crate::konvolut;
use crate::oversaet::grunddele;
use crate::tjenester::indeks::skriv;
use crate::tjenester::{sf1470, sf1490};
use grund::xml::{self, XElement};
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Tidspunkt, UnikId, Uuid};
use kontrakt::{Element, Knude};
use register::Objekttype;
use register::anvisning::Fund;
use register::flet::{Fletning, flet};

/// One object of the file.
#[derive(Debug)]
pub struct Linted {
    /// Its type.
    pub objekttype: &'static Objekttype,
    /// Its UUID.
    pub uuid: Uuid,
    /// What the anvisninger have against its newest registration; or why the index refuses it, whatever the mode.
    pub fund: Result<Vec<Fund>, Fejl>,
}

/// Lints a SOAP message, or its body alone. `nu` stands for the time of the call.
///
/// # Errors
/// Those of the XML, and `ForkertNavnerum` for what is no importer message of the indexes.
pub fn lint(data: &[u8], nu: Tidspunkt) -> Result<Vec<Linted>, Fejl> {
    let tekst = xml::afkod(data)?;
    let rod = xml::parse(&tekst)?;
    let besked = if rod.navn.lokal == "Envelope" {
        let k = konvolut::laes(&rod)?;
        kontrakt::laes_element(k.besked, importer(k.besked)?, &k.omgivelser)?
    } else {
        kontrakt::laes_element(&rod, importer(&rod)?, &[])?
    };
    let typer = || sagdokument::OBJEKTTYPER.iter().chain(ydelse::OBJEKTTYPER).copied();
    let en = |(nr, k): (usize, &Knude)| {
        let objekttype = typer()
            .find(|t| Some(t.navn) == k.register)
            .ok_or_else(|| Fejl::intern(format!("no object type {}", k.register.unwrap_or_default())))?;
        let uuid = grunddele::uuid_identifikator(skriv::inderst(k))?;
        let fund = efterproev(objekttype, k, nu).map_err(|f| f.under(&format!("{}[{}]", k.navn(), nr + 1)));
        Ok(Linted { objekttype, uuid, fund })
    };
    besked.boern.iter().enumerate().map(en).collect()
}

/// The message of importer of either index, if this is one.
fn importer(besked: &XElement<'_>) -> Result<&'static Element, Fejl> {
    let alle = [sf1470::IMPORTER, sf1490::IMPORTER];
    alle.into_iter().find(|e| besked.navn.er(e.ns.uri, e.navn)).ok_or_else(|| {
        let tilladt: Vec<String> = alle.iter().map(|e| format!("{{{}}}{}", e.ns.uri, e.navn)).collect();
        Fejl::ny(Fejlkode::ForkertNavnerum).felt(grund::fejl::uddrag(&besked.navn.lokal)).tilladt(tilladt)
    })
}

fn efterproev(objekttype: &'static Objekttype, k: &Knude, nu: Tidspunkt) -> Result<Vec<Fund>, Fejl> {
    // A file says nothing of the caller; the user is asked about only where the registration names one.
    let kontekst = Kaldekontekst::ubegraenset(Cvr::KOMBIT, &[], UnikId::Uuid(Uuid::nil()), nu, Uuid::nil());
    let (kontekst, kommando, tillaeg) = skriv::ordre(&kontekst, objekttype, k)?;
    let Fletning::Nye(mut nye) = flet(None, &kommando, tillaeg.afsendt, nu, &kontekst.bruger)? else { return Ok(Vec::new()) };
    Ok(nye.pop().zip(objekttype.anvisninger).map_or_else(Vec::new, |(r, lint)| (lint.efterproev)(objekttype, &r)))
}
