//! What BevillingHent and EffektueringHent ask.
use crate::oversaet::grunddele;
use grund::{Afgraensning, Cvr, Fejl, Fejlkode, Periode, UnikId, Uuid};
use kontrakt::Knude;
use ydelse::listehent::{
    ANTAL_MAKS, Bevillingskriterier, Dataafgraensning, Effektueringskriterier, Effektueringssortering, Faelles, Gruppe, Partrolle,
    Udgangspunkt, Ydelsessortering, afgraensninger, klasseintervaller, laes_interval,
};

/// A mark; absent is false.
fn markering(k: &Knude, navn: &str) -> bool {
    k.tekst(navn).is_some_and(|t| matches!(t.trim(), "true" | "1"))
}

/// A text; present and empty is none.
fn tekst<'k>(k: &'k Knude, navn: &str) -> Option<&'k str> {
    k.tekst(navn).map(str::trim).filter(|t| !t.is_empty())
}

fn uuid(k: &Knude, navn: &str) -> Result<Option<Uuid>, Fejl> {
    k.barn(navn).filter(|b| !b.vaerdi().trim().is_empty()).map(grunddele::uuid).transpose()
}

fn cvr(t: &str, felt: &str) -> Result<Cvr, Fejl> {
    t.trim().parse().map_err(|()| moenster(felt, 8))
}

/// The value is not shown: it may be somebody's number.
fn moenster(felt: &str, cifre: usize) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigtMoenster).felt(felt).ventet(grund::sagt::cifre(cifre))
}

/// BevillingHent_I.
pub fn bevillinger(ind: &Knude) -> Result<Bevillingskriterier, Fejl> {
    let klasser = match ind.barn("YdelseKlasse") {
        Some(k) => {
            let id = uuid(k, "KlasseIdentifikation")?.map(UnikId::Uuid);
            let urn = tekst(k, "KlasseUrnReference").map(|t| UnikId::Urn(t.to_owned()));
            id.into_iter().chain(urn).collect()
        }
        None => Vec::new(),
    };
    let sortering = match ind.barn("YdelseSortering").and_then(|k| k.tekst("BevilgetYdelseSorteringElement")) {
        Some("BevillingEjerCVRNummer") => Ydelsessortering::Ejer,
        Some("BevillingAnsvarligAfdelingNavn") => Ydelsessortering::Afdeling,
        Some("BevillingItSystemNavn") => Ydelsessortering::System,
        Some("OekonomiskEffektueringStartDato") => Ydelsessortering::Startdato,
        Some("OekonomiskEffektueringSlutDato") => Ydelsessortering::Slutdato,
        _ => Ydelsessortering::Ydelsenavn,
    };
    Ok(Bevillingskriterier {
        faelles: faelles(ind, "YdelseSortering")?,
        sagsnummer: tekst(ind, "SagSagsnummer").map(str::to_owned),
        kle: tekst(ind, "KLEKriterie").map(|t| klasseintervaller(t, "KLEKriterie")).transpose()?,
        bevilling: uuid(ind, "BevillingUUID")?,
        ejer: tekst(ind, "BevillingEjerCVRNummer").map(|t| cvr(t, "BevillingEjerCVRNummer")).transpose()?,
        system: uuid(ind, "ItSystemInstansIdentifikation")?,
        klasser,
        startdato: interval(ind, "BevilgetYdelseStartDatoFra", "BevilgetYdelseStartDatoTil")?,
        slutdato: interval(ind, "BevilgetYdelseSlutDatoFra", "BevilgetYdelseSlutDatoTil")?,
        med_effektueringer: markering(ind, "MedtagEffektueringer"),
        sortering,
    })
}

/// MedtagBevilling: grants and their cases are shown.
pub fn med_bevilling(ind: &Knude) -> bool {
    markering(ind, "MedtagBevilling")
}

/// EffektueringHent_I, and what the caller should know of how it is understood.
pub fn effektueringer(ind: &Knude) -> Result<(Effektueringskriterier, Option<Fejl>), Fejl> {
    let mut advis = None;
    let sortering = match ind.barn("EffektueringSortering").and_then(|k| k.tekst("EffektueringSorteringElement")) {
        Some("OekonomiskEffektueringStartDato") => Effektueringssortering::Startdato,
        Some("OekonomiskEffektueringSlutDato") => Effektueringssortering::Slutdato,
        Some("OekonomiskEffektueringUdbetalingStatus") => {
            let felt = "EffektueringSortering/EffektueringSorteringElement";
            advis = Some(Fejl::ny(Fejlkode::UgyldigVaerdi).felt(felt).detalje((
                "findes ikke i indekset; der sorteres efter dispositionsdag",
                "not in the index; ordered by day of disposition",
            )));
            Effektueringssortering::Disposition
        }
        _ => Effektueringssortering::Disposition,
    };
    let mut faelles = faelles(ind, "EffektueringSortering")?;
    faelles.uden_sager |= !med_bevilling(ind);
    Ok((Effektueringskriterier { faelles, sortering }, advis))
}

fn faelles(ind: &Knude, sortering: &str) -> Result<Faelles, Fejl> {
    let filter = ind.barn("ResultatFilter");
    let tal = |navn: &str| filter.and_then(|k| tekst(k, navn)).map(|t| antal(t, navn)).transpose().map_err(|f| f.under("ResultatFilter"));
    Ok(Faelles {
        udgangspunkt: udgangspunkt(grunddele::barn(ind, "Kriterie")?).map_err(|f| f.under("Kriterie"))?,
        rolle: match ind.tekst("PartRolle") {
            Some("Bevillingsmodtager") => Some(Partrolle::Bevillingsmodtager),
            Some("Effektueringsmodtager") => Some(Partrolle::Effektueringsmodtager),
            _ => None,
        },
        uden_sager: markering(ind, "FjernUndtagetVisningForBorger"),
        disposition: interval(ind, "OekonomiskEffektueringDispositionsDatoFra", "OekonomiskEffektueringDispositionsDatoTil")?,
        rettigheder: rettigheder(grunddele::barn(ind, "RettighedListe")?)?,
        start: tal("ResultatStart")?.unwrap_or(0),
        antal: tal("ResultatAntalMaks")?.unwrap_or(ANTAL_MAKS),
        faldende: ind.barn(sortering).and_then(|k| k.tekst("SorteringRetning")) == Some("DESC"),
    })
}

fn interval(ind: &Knude, fra: &str, til: &str) -> Result<Option<Periode>, Fejl> {
    laes_interval((ind.tekst(fra), fra), (ind.tekst(til), til))
}

/// The contract's numbers may be negative.
fn antal(t: &str, felt: &str) -> Result<usize, Fejl> {
    t.parse().map_err(|_| Fejl::ny(Fejlkode::UgyldigSide).felt(felt).ventet(grund::sagt::mindst(0, grund::sagt::STYK)))
}

fn udgangspunkt(kriterie: &Knude) -> Result<Udgangspunkt, Fejl> {
    let valg = kriterie.boern.first().ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement))?;
    let navn = valg.navn();
    let nummer = |cifre: usize, praefiks: &str| {
        let t = valg.vaerdi().trim();
        if t.len() != cifre || !t.bytes().all(|b| b.is_ascii_digit()) {
            return Err(moenster(navn, cifre));
        }
        Ok(Udgangspunkt::Part(vec![UnikId::Urn(format!("{praefiks}{t}"))]))
    };
    match navn {
        "PartCPRNummer" => nummer(10, super::ud::CPR),
        "PartCVRNummer" => nummer(8, super::ud::CVR),
        "PartPNummer" => nummer(10, super::ud::P),
        "SagUUID" => Ok(Udgangspunkt::Sag(grunddele::uuid(valg)?)),
        "BevilgetYdelseKriterie" => Ok(Udgangspunkt::Ydelse {
            bevilling: grunddele::uuid(grunddele::barn(valg, "BevillingUUID")?)?,
            id: valg.tekst("BevilgetYdelseID").unwrap_or_default().to_owned(),
        }),
        _ => urn(valg),
    }
}

/// PartURN: the text of the party's URNIdentifikator. `urn:uuid:…` is the UUID, as it is written in answers.
fn urn(valg: &Knude) -> Result<Udgangspunkt, Fejl> {
    let t = valg.vaerdi().trim();
    if let Some(u) = t.strip_prefix(super::ud::UUID) {
        let id = grund::id::laes_uuid(u).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).felt(valg.navn()))?;
        return Ok(Udgangspunkt::Part(vec![UnikId::Uuid(id)]));
    }
    if t.is_empty() || t.chars().count() > grund::graenser::URN_TEGN {
        return Err(Fejl::ny(Fejlkode::UgyldigUrn).felt(valg.navn()));
    }
    Ok(Udgangspunkt::Part(vec![UnikId::Urn(t.to_owned())]))
}

/// RettighedListe. The rules of it are the module's; here are its names.
fn rettigheder(liste: &Knude) -> Result<Vec<Afgraensning>, Fejl> {
    let en = |d: &Knude| Dataafgraensning {
        foelsomhed: d.tekst("BevillingFoelsomhed").map(str::to_owned),
        kle: d.tekst("KLEDataAfgr").map(str::to_owned),
        systemer: d.tekst("SystemDataAfgr").map(str::to_owned),
    };
    let mut grupper = Vec::new();
    for g in liste.boern("BevillingDataAfgrGruppe") {
        let numre = g.barn("MyndighedDataAfgrListe");
        let ejere = numre.map(|l| l.boern("VirksomhedCVRNummer").map(|k| cvr(k.vaerdi(), k.navn())).collect::<Result<_, _>>());
        let afgraensninger = g.barn("BevillingAfgrListe").map(|l| l.boern("BevillingDataAfgr").map(en).collect());
        grupper.push(Gruppe { ejere: ejere.transpose()?, afgraensninger: afgraensninger.unwrap_or_default() });
    }
    afgraensninger(&grupper)
}
