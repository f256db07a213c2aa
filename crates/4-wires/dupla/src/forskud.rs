//! Preliminary tax assessments (SF0787, Forskudsopgørelser 1.0).
use crate::aarsopgoerelse::{Felt, grupper, i_perioden, registreret, sambeskatning, sambeskattet_med};
use crate::kald::Kald;
use crate::svar::Indhold;
use grund::{Fejl, Tidspunkt};
use serde_json::{Value, json};
use skat::aar::{Aar, forskud};
use skat::indkomst::SKATTEKORT;
use skat::{Borger, Dag, Forhold};

/// Fields of a preliminary assessment.
static FELTER: &[Felt] = &[
    ("PersonligIndkomst", "PersonligIndkomstTotal", Aar::personlig_indkomst),
    ("PersonligIndkomst", "PersonligIndkomstLønIndkomst", Aar::loen),
    ("PersonligIndkomst", "PersonligIndkomstHonorar", Aar::honorar),
    ("Pensionsydelser", "PensionsydelserSocialPension", Aar::social_pension),
    ("Pensionsydelser", "PensionsydelserØvrigPensionForskud", Aar::anden_pension),
    ("SocialeYdelser", "SocialeydelserPraktikydelseMM", |a| a.af(Forhold::Kontanthjaelp)),
    ("SocialeYdelser", "SocialeYdelserDagpengeForskud", |a| a.af(Forhold::Dagpenge) + a.af(Forhold::Sygedagpenge)),
    ("SocialeYdelser", "SocialeYdelserSUForskud", |a| a.af(Forhold::Su)),
    ("AMBidrag", "AMBidragBeløbLøn", Aar::am_bidrag),
    ("Kapitalindkomst", "KapitalIndkomstRenteIndtægt", |a| a.formue.renter),
    ("Kapitalindkomst", "KapitalIndkomstTotal", Aar::kapitalindkomst),
    ("FradragIKapitalindkomst", "RenteudgiftPengeinstitut", |a| a.formue.bankrenter),
    ("FradragIKapitalindkomst", "RenteudgiftRealkreditinstitut", |a| a.formue.realkreditrenter),
    ("Aktieindkomst", "ReguleretUdbytteDanskDepot", |a| a.formue.udbytte),
    ("SelvstændigVirksomhed", "SelvstændigVirksomhedOverskud", |a| a.overskud),
    ("LigningsmæssigtFradrag", "BefordringsFradragBeløb", |a| a.befordring),
    ("LigningsmæssigtFradrag", "LigningsmæssigtFradragAkasse", |a| a.akasse),
    ("LigningsmæssigtFradrag", "LigningsmæssigtFradragFagligtKontingent", |a| a.kontingent),
];

/// Hovedkort: the tax card of a main income.
const HOVEDKORT: u8 = 2;
/// Codes of municipalities that the contract has room for.
const SKATTEKOMMUNER: std::ops::RangeInclusive<u16> = 100..=999;

/// The preliminary assessments of persons and years.
pub(crate) async fn hent(kald: Kald) -> Result<Indhold, Fejl> {
    let p = &kald.p;
    let aar = p.aar("IndkomstÅr")?;
    let gyldig = p.tid("ForskudsopgørelseGyldigTidspunkt")?;
    let (fra, til) = (p.tid("UdstillingRegistreringFra")?, p.tid("UdstillingRegistreringTil")?);
    let (fundne, advis) = kald.personer("PersonCPRNummer").await?;
    let vil = |holder_fra: Tidspunkt, t: Tidspunkt| gyldig.is_none_or(|g| holder_fra <= g) && i_perioden(t, fra, til);
    let mut alle: Vec<Value> = Vec::new();
    for (_, b) in &fundne {
        alle.extend(aar.iter().filter_map(|a| en(b, *a, kald.dag, &vil)));
    }
    let antal = Some(alle.len());
    Ok(Indhold { antal, ..Indhold::ny("data", alle.into()).med_advis(advis) })
}

fn en(b: &Borger, aaret: i32, dag: Dag, vil: &impl Fn(Tidspunkt, Tidspunkt) -> bool) -> Option<Value> {
    let (a, fra) = forskud(b, aaret, dag)?;
    let t = registreret(fra)?;
    if !vil(t.plus_mikros(-30 * 3_600 * 1_000_000), t) {
        return None;
    }
    let (procent, fradrag) = SKATTEKORT;
    let mut attributter = json!({
        "PersonCPRNummer": b.nummer,
        "IndkomstÅr": aaret,
        "ForskudsopgørelseGyldigFra": fra.to_string(),
        "UdstillingRegistreringTidspunkt": t.til_utc(),
        "SkattePligtPersonOmfangKode": "0",
        "ForskudsopgørelseSambeskatningKode": sambeskatning(b),
        "ForskudsopgørelseKørselsdato": fra.to_string(),
        "SkattekortTypeKode": HOVEDKORT,
        "eSkattekortForskudTrækProcent": procent,
        "BeregnetMånedsfradrag": fradrag,
        "ForskudsskatEfterAMBidragTotal": a.slutskat().max(0),
    });
    if let Some(o) = attributter.as_object_mut() {
        let kommune = b.bopael.as_ref().map(|h| h.kommune).filter(|k| SKATTEKOMMUNER.contains(k));
        o.extend(kommune.map(|k| ("Skattekommune".to_owned(), k.into())));
        o.extend(sambeskattet_med(b).map(|v| ("SambeskattetMed".to_owned(), v)));
        o.extend(grupper(FELTER, &a));
    }
    let id = grund::slump::uuid(1, &format!("forskudsopgørelse/{}/{aaret}", b.noegle));
    Some(json!({ "type": "ForskudsopgørelseHent", "id": id.to_string(), "attributes": attributter }))
}
