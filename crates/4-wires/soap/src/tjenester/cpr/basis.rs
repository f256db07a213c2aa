//! CPRBasicInformation: name, address and status of a person. Its lists hold, for a number that is no longer hers, the person under both.
use super::felter::{civilstand, dato, koen, linjer, status, tal, tekst};
use super::opslag::{Opslag, slaa_op};
use crate::tjenester::Kald;
use grund::{Fejl, Fejlkode};
use kontrakt::Knude;

/// `callCPRBasicInformationService` and `…Extended`.
pub async fn person(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let fundet = slaa_op(kald, ind.tekst("PNR")).await?;
    Ok(skriv(Knude::ny(kald.operation.ud), &fundet))
}

/// The `…List` operations: nothing found is an empty list.
pub async fn liste(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let ud = Knude::ny(kald.operation.ud);
    let navn = ud.element.partikler().find_map(|p| p.element()).map_or("", |e| e.navn);
    let fundet = match slaa_op(kald, ind.tekst("PNR")).await {
        Err(f) if f.kode() == Fejlkode::UkendtPersonnummer => return Ok(ud),
        fundet => fundet?,
    };
    let raekker = std::iter::once(&fundet).chain(fundet.under_gaeldende().as_ref()).fold(ud, |ud, o| match ud.nyt_barn(navn) {
        Some(k) => ud.med(skriv(k, o)),
        None => ud,
    });
    Ok(raekker)
}

/// The person; the names apart where the contract has room for them.
pub fn skriv(k: Knude, o: &Opslag) -> Knude {
    let p = &o.person;
    let s = p.klarskrift.clone().unwrap_or_default();
    let sted = p.adresse.as_ref().map_or(&s.sted, |a| &a.sted);
    let k = k.felt("pnr", o.spurgt.to_string()).felt_hvis("gaeldendePersonnummer", o.gaeldende().map(|n| n.to_string()));
    let k = dato(k.felt("koen", koen(o.koen())), "foedselsdato", p.foedt);
    let k = k.felt("foedselsdatoUsikkerhedsmarkering", ja_nej(p.foedt.is_some_and(|f| f.er_usikker())));
    let k = dato(status(k, "status", o.status), "statusdato", o.status_fra);
    let k = tekst(k, "civilstand", civilstand(p.civilstand.as_ref().map_or("", |c| &c.kode)));
    let k = k.felt("navneOgAdressebeskyttelse", ja_nej(o.beskyttet));
    let adresseringsnavn = p.navn.as_ref().map_or("", |n| &n.adresseringsnavn);
    let k = tekst(k, "adresseringsnavn", if s.adresseringsnavn.is_empty() { adresseringsnavn } else { &s.adresseringsnavn });
    let k = tekst(tekst(k, "conavn", &s.conavn), "standardadresse", &s.standardadresse);
    let k = tekst(tal(k, "postnummer", s.postnr), "postdistrikt", &s.postdistrikt);
    let k = tekst(tekst(k, "bynavn", &s.bynavn), "vejadresseringsnavn", &s.vejadresseringsnavn);
    let k = tekst(tekst(k, "husnummer", &sted.husnr), "lokalitet", &s.lokalitet);
    let k = tekst(tekst(k, "bygningsnummer", &sted.bygningsnr), "etage", &sted.etage);
    let k = tal(tal(tekst(k, "sidedoer", &sted.sidedoer), "kommunekode", sted.kommune), "vejkode", sted.vej);
    let k = dato(k, "tilflytningsdato", p.adresse.as_ref().and_then(|a| a.tilflyttet));
    let k = tal(k, "landekode", p.statsborgerskab.map_or(0, |s| s.land));
    let k = tal(k, "indrejseLandekode", p.tidligere_udrejser.iter().max_by_key(|u| u.periode.til).map_or(0, |u| u.indrejst_fra));
    let k = match &p.udrejse {
        Some(u) => linjer(tal(k, "udrejseLandekode", u.land), &u.linjer, |i| format!("udlandsadresse{i}")),
        None => k,
    };
    match &p.navn {
        Some(n) => tekst(tekst(tekst(k, "fornavn", &n.fornavn), "mellemnavn", &n.mellemnavn), "efternavn", &n.efternavn),
        None => k,
    }
}

const fn ja_nej(ja: bool) -> &'static str {
    if ja { "true" } else { "false" }
}
