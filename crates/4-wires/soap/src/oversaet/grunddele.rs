//! Parts that occur everywhere: identifiers, times, virkning.
use grund::{Fejl, Fejlkode, Periode, Tidspunkt, UnikId, Uuid};
use kontrakt::Knude;
use register::{Aktoertype, Maerke, Virkning};

/// Reads a UUID.
pub fn uuid(k: &Knude) -> Result<Uuid, Fejl> {
    let tekst = k.vaerdi().trim();
    grund::id::laes_uuid(tekst).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).felt(k.navn()).detalje(grund::fejl::uddrag(tekst)))
}

/// Reads the mandatory child `UUIDIdentifikator`.
pub fn uuid_identifikator(k: &Knude) -> Result<Uuid, Fejl> {
    uuid(barn(k, "UUIDIdentifikator")?)
}

/// The child of that name.
pub fn barn<'k>(k: &'k Knude, navn: &str) -> Result<&'k Knude, Fejl> {
    k.barn(navn).ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt(navn))
}

/// Reads a `UnikIdType`, or an element that holds one and a label. The form of a URN is not checked: answers of the real services
/// hold certificate subjects there.
pub fn unik_id(k: &Knude) -> Result<UnikId, Fejl> {
    if let Some(u) = k.barn("UUIDIdentifikator") {
        return uuid(u).map(UnikId::Uuid).map_err(|f| f.under(k.navn()));
    }
    let urn = k.tekst("URNIdentifikator").map(str::trim).unwrap_or_default();
    if urn.is_empty() {
        return Err(Fejl::ny(Fejlkode::UuidOgUrn).felt(k.navn()).tilladt(["UUIDIdentifikator", "URNIdentifikator"]));
    }
    Ok(UnikId::Urn(urn.into()))
}

/// Reads a role or type with its label. The nil UUID means none: we write it where a contract demands one (see [`super::ud`]).
pub fn maerke(k: &Knude) -> Result<Option<Maerke>, Fejl> {
    let id = unik_id(k)?;
    Ok(if id == UnikId::Uuid(Uuid::nil()) { None } else { Some(Maerke { id, label: label(k) }) })
}

/// Reads the label beside an identifier.
pub fn label(k: &Knude) -> Option<String> {
    k.tekst("Label").filter(|t| !t.is_empty()).map(str::to_owned)
}

/// Reads `xs:dateTime`.
pub fn dato_tid(k: &Knude) -> Result<Tidspunkt, Fejl> {
    let tekst = k.vaerdi();
    Tidspunkt::fra_xs(tekst)
        .map_err(|f| Fejl::ny(Fejlkode::UgyldigTid).felt(k.navn()).detalje(format!("{}: {f}", grund::fejl::uddrag(tekst))))
}

/// Reads a `TidspunktType`; `graense` is what its GraenseIndikator means.
pub fn tidspunkt(k: &Knude, graense: Tidspunkt) -> Result<Tidspunkt, Fejl> {
    match k.barn("TidsstempelDatoTid") {
        Some(t) => dato_tid(t).map_err(|f| f.under(k.navn())),
        None => Ok(graense),
    }
}

/// Reads `FraTidspunkt` and `TilTidspunkt`; `None` where an end is missing.
pub fn ender(k: &Knude) -> Result<(Option<Tidspunkt>, Option<Tidspunkt>), Fejl> {
    let fra = k.barn("FraTidspunkt").map(|t| tidspunkt(t, Tidspunkt::MINUS_UENDELIG)).transpose()?;
    let til = k.barn("TilTidspunkt").map(|t| tidspunkt(t, Tidspunkt::UENDELIG)).transpose()?;
    Ok((fra, til))
}

/// Reads the child `Virkning` of a statement. A missing FraTidspunkt is `fra`, a missing TilTidspunkt is +∞.
pub fn virkning(ydre: &Knude, fra: Tidspunkt) -> Result<Virkning, Fejl> {
    let Some(k) = ydre.barn("Virkning") else { return Ok(Virkning::fra(fra)) };
    let laes = || {
        let (start, slut) = ender(k)?;
        let aktoertype = k.tekst("AktoerTypeKode").map(|t| aktoertype(t.trim())).transpose()?;
        let aktoer = k.barn("AktoerRef").map(unik_id).transpose()?;
        let note = k.tekst("NoteTekst").filter(|t| !t.is_empty()).map(str::to_owned);
        Ok(Virkning { periode: Periode::ny(start.unwrap_or(fra), slut.unwrap_or(Tidspunkt::UENDELIG)), aktoer, aktoertype, note })
    };
    laes().map_err(|f: Fejl| f.under("Virkning"))
}

/// Reads an AktoerTypeKode.
pub fn aktoertype(tekst: &str) -> Result<Aktoertype, Fejl> {
    Aktoertype::fra_navn(tekst).ok_or_else(|| {
        let tilladte: Vec<_> = Aktoertype::ALLE.iter().map(|a| a.navn()).collect();
        Fejl::ny(Fejlkode::UgyldigVaerdi).felt("AktoerTypeKode").tilladt(tilladte)
    })
}

/// The period of a criterion or filter: a missing end is open, two equal ends are that instant.
///
/// # Errors
/// `FraEfterTil`.
pub fn periode(fra: Option<Tidspunkt>, til: Option<Tidspunkt>, felt: &str) -> Result<Option<Periode>, Fejl> {
    if fra.is_none() && til.is_none() {
        return Ok(None);
    }
    let p = Periode::ny(fra.unwrap_or(Tidspunkt::MINUS_UENDELIG), til.unwrap_or(Tidspunkt::UENDELIG));
    if p.fra == p.til && p.fra.er_endelig() {
        return Ok(Some(Periode::punkt(p.fra)));
    }
    if p.er_tom() {
        return Err(Fejl::ny(Fejlkode::FraEfterTil).felt(felt).regel("A-3"));
    }
    Ok(Some(p))
}

/// Writes an identifier into an element of `UnikIdType` or one with a label. Where the contract has no URN there, a URN is left out.
pub fn med_unik_id(k: Knude, id: &UnikId, label: Option<&str>) -> Knude {
    let k = match id {
        UnikId::Uuid(u) => k.felt("UUIDIdentifikator", u.to_string()),
        UnikId::Urn(u) => k.felt("URNIdentifikator", u.clone()),
    };
    k.felt_hvis("Label", label.map(str::to_owned))
}

/// Writes a Virkning.
pub fn virkning_ud(k: Knude, v: &Virkning) -> Knude {
    let ende = |k: &Knude, navn: &str, t: Tidspunkt| {
        let barn = k.nyt_barn(navn)?;
        Some(if t.er_endelig() { barn.felt("TidsstempelDatoTid", t.til_xs()) } else { barn.felt("GraenseIndikator", "true") })
    };
    let (fra, til) = (ende(&k, "FraTidspunkt", v.periode.fra), ende(&k, "TilTidspunkt", v.periode.til));
    let aktoer = v.aktoer.as_ref().and_then(|a| Some(med_unik_id(k.nyt_barn("AktoerRef")?, a, None)));
    k.med_alle([fra, til, aktoer].into_iter().flatten())
        .felt_hvis("AktoerTypeKode", v.aktoertype.map(Aktoertype::navn))
        .felt_hvis("NoteTekst", v.note.clone())
}
