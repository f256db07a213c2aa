//! soeg (A-37, A-90 … A-96).
use crate::oversaet::kriterier;
use crate::tjenester::{Kald, retur};
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst};
use kontrakt::Knude;
use std::borrow::Cow;

/// UUIDs of the objects that are like the example; none is 44.
pub async fn soeg(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let objekttype = kald.objekttype()?;
    let mut f = kriterier::forespoergsel(objekttype, ind, kald.kontekst.nu)?;
    kriterier::eksempel(objekttype, ind, &mut f)?;
    let kontekst = dataejer(kald.kontekst, ind)?;
    let fundet = kald.tilstand.register.soeg(&kontekst, &f).await?;
    if fundet.is_empty() {
        return Err(Fejl::ny(Fejlkode::IntetFundet).regel("A-94"));
    }
    let svar = retur::ok(kald.operation.ud);
    let Some(liste) = svar.nyt_barn("IdListe") else { return Ok(svar) };
    let liste = fundet.iter().fold(liste, |l, uuid| l.felt("UUIDIdentifikator", uuid.to_string()));
    Ok(svar.med(liste))
}

/// Klasse v7 may ask for one owner's objects: the search looks at no other authority.
fn dataejer<'k>(kontekst: &'k Kaldekontekst, ind: &Knude) -> Result<Cow<'k, Kaldekontekst>, Fejl> {
    let Some(tekst) = ind.barn("DataEjer").and_then(|d| d.tekst("CVR")).map(str::trim).filter(|t| !t.is_empty()) else {
        return Ok(Cow::Borrowed(kontekst));
    };
    let cvr: Cvr = tekst.parse().map_err(|()| Fejl::ny(Fejlkode::UgyldigtMoenster).felt("DataEjer/CVR").ventet(grund::sagt::cifre(8)))?;
    let mut snaever = kontekst.clone();
    snaever.laeser.retain(|c| *c == cvr);
    if snaever.laeser.is_empty() {
        return Err(Fejl::ny(Fejlkode::IntetFundet).felt("DataEjer/CVR"));
    }
    Ok(Cow::Owned(snaever))
}
