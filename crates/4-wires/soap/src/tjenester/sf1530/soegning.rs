//! Searching: numbers are answered, and whether there are more.
use super::{Opslag, barn, begynd, tal};
use crate::tjenester::Kald;
use crate::tjenester::hovedoplysninger::barn as fyld;
use ::cvr::{Dag, Soegning};
use grund::{Fejl, Fejlkode, Ret, graenser};
use kontrakt::Knude;

/// searchLegalUnit.
pub async fn enheder(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let o = begynd(kald).await?;
    let k = barn(ind, kald.operation.ind.navn)?;
    let mut s = faelles(k)?;
    s.form = heltal(k, "BusinessFormatCode")?;
    s.kreditorstatus = heltal(k, "CreditorStatusCode")?;
    if let Some(i) = k.barn("SearchNumberOfProductionUnitInterval") {
        s.antal_produktionsenheder = Some((heltal(i, "StartNumber")?.unwrap_or(0), heltal(i, "EndNumber")?.unwrap_or(usize::MAX)));
    }
    if let Some(cpr) = k.tekst("PersonCivilregistrationIdentifier") {
        kald.kontekst.spor.person(cpr);
        // Who may not see the numbers may not find by them either.
        kald.kontekst.kraev(kald.kontrakt.bagved.adgang.service(), Ret::SeCpr)?;
        s.cpr = Some(cpr.to_owned());
    }
    let fund = o.register.soeg_enheder(&s, o.dag, hoejst(k)).await?;
    Ok(svar(kald, "LegalUnitIdentifierCollection", "LegalUnitIdentifier", &fund))
}

/// searchProductionUnit.
pub async fn produktionsenheder(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    let o: Opslag = begynd(kald).await?;
    let k = barn(ind, kald.operation.ind.navn)?;
    let mut s = faelles(k)?;
    s.enhed = heltal(k, "LegalUnitIdentifier")?;
    let fund = o.register.soeg_produktionsenheder(&s, o.dag, hoejst(k)).await?;
    Ok(svar(kald, "ProductionUnitIdentifierCollection", "ProductionUnitIdentifier", &fund))
}

fn svar(kald: Kald<'_>, liste: &str, navn: &str, fund: &::cvr::soegning::Fund) -> Knude {
    fyld(Knude::ny(kald.operation.ud), kald.operation.ud.navn, |s| {
        let s = s.attribut("moreResultsExistIndicator", fund.flere.to_string());
        fyld(s, liste, |l| fund.numre.iter().fold(l, |l, n| l.felt(navn, n.to_string())))
    })
}

/// How many are asked for: more than [`graenser::CVR_FUND`] is that many.
fn hoejst(k: &Knude) -> usize {
    let sagt = k.attributten("maximumNumberOfResultsType").and_then(|n| tal::<usize>(n, "").ok());
    sagt.unwrap_or(graenser::CVR_FUND).min(graenser::CVR_FUND)
}

fn heltal<T: std::str::FromStr>(k: &Knude, navn: &str) -> Result<Option<T>, Fejl> {
    k.tekst(navn).map(|t| tal(t, navn)).transpose()
}

fn dag(k: &Knude, navn: &str) -> Result<Option<Dag>, Fejl> {
    let en = |t: &str| Dag::laes(t.trim()).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigTid).felt(navn));
    k.tekst(navn).map(en).transpose()
}

/// A criterion that is present and empty asks for nothing: generated clients send such.
fn sagt(k: &Knude, navn: &str) -> Option<String> {
    k.tekst(navn).map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned)
}

fn faelles(k: &Knude) -> Result<Soegning, Fejl> {
    let mut s = Soegning {
        navn: sagt(k, "SearchName"),
        kontakt: k.barn("SearchContactInformation").and_then(|c| sagt(c, "term")),
        branche: sagt(k, "ActivityCode"),
        ansatte: k.tekst("EmploymentIntervalCode").and_then(|t| t.chars().next()),
        kun_aktive: k.tekst("SearchLifecycleStatus") == Some("active"),
        reklamebeskyttet: k.tekst("AdvertisingProtectionIndicator").map(|t| matches!(t.trim(), "true" | "1")),
        ..Soegning::default()
    };
    if let Some(a) = k.barn("SearchAddress") {
        s.vejnavn = sagt(a, "StreetName");
        s.husnr = sagt(a, "StreetBuildingIdentifier");
        s.co = sagt(a, "CareOfName");
        s.postnr = sagt(a, "PostCodeIdentifier");
        s.kommunekode = sagt(a, "MunicipalityCode");
        s.regionskode = sagt(a, "RegionCode");
    }
    if let Some(i) = k.barn("SearchLifecycleStartDateInterval") {
        s.start = (dag(i, "StartDate")?, dag(i, "EndDate")?);
    }
    Ok(s)
}
