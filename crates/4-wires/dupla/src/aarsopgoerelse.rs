//! Tax assessments (SF0787, Årsopgørelse 1.1): of a published document with some hundred fields those that the simulator has something to say in.
use crate::kald::Kald;
use crate::svar::Indhold;
use grund::{Fejl, Tidspunkt};
use serde_json::{Map, Value, json};
use skat::aar::{Aar, opgoerelse};
use skat::{Borger, Dag, Forhold};

/// Group, field, and what it says.
pub(crate) type Felt = (&'static str, &'static str, fn(&Aar) -> i64);

/// Fields of an assessment.
pub(crate) static FELTER: &[Felt] = &[
    ("PersonligIndkomst", "PersonligIndkomstTotal", Aar::personlig_indkomst),
    ("PersonligIndkomst", "PersonligIndkomstLønIndkomst", Aar::loen),
    ("PersonligIndkomst", "PersonligIndkomstHonorar", Aar::honorar),
    ("PersonligIndkomst", "PersonligIndkomstPensionDagpengeStipendie", Aar::ydelser),
    ("PersonligIndkomst", "OverskydendeSkatBeløb", |a| a.overskydende().max(0)),
    ("Pensionsydelser", "PensionsydelserSocialPension", Aar::social_pension),
    ("Pensionsydelser", "PensionsydelserAndenPension", Aar::anden_pension),
    ("SocialeYdelser", "SocialeYdelserSU", |a| a.af(Forhold::Su)),
    ("SocialeYdelser", "SocialeYdelserKontanthjælp", |a| a.af(Forhold::Kontanthjaelp)),
    ("SocialeYdelser", "SocialeYdelserArbejdsløshedsdagpenge", |a| a.af(Forhold::Dagpenge)),
    ("SocialeYdelser", "SocialeYdelserSygedagpengeAindkomst", |a| a.af(Forhold::Sygedagpenge)),
    ("AMBidrag", "AMBidragBeløbLøn", Aar::am_bidrag),
    ("AMBidrag", "AMBidragBeløbIAlt", Aar::am_bidrag),
    ("Kapitalindkomst", "KapitalIndkomstRenteIndtægt", |a| a.formue.renter),
    ("BeregnetKapitalindkomst", "BeregnetKapitalIndkomstTotal", Aar::kapitalindkomst),
    ("FradragIKapitalindkomst", "RenteudgiftPengeinstitut", |a| a.formue.bankrenter),
    ("FradragIKapitalindkomst", "RenteudgiftRealkreditinstitut", |a| a.formue.realkreditrenter),
    ("Aktieindkomst", "ReguleretUdbytteDanskDepot", |a| a.formue.udbytte),
    ("Formue", "DanskFormueGældPengeinstitut", |a| a.formue.banklaan),
    ("Formue", "DanskFormueGældRealkreditinstitut", |a| a.formue.realkredit),
    ("Formue", "DanskFormueIndeståendePengeinstitut", |a| a.formue.indestaaende),
    ("Ejendom", "EjendomsværdiBeløb", |a| a.formue.ejendom),
    ("SelvstændigVirksomhed", "SelvstændigVirksomhedOverskud", |a| a.overskud),
];

/// The groups of fields that say something.
pub(crate) fn grupper(felter: &[Felt], a: &Aar) -> Map<String, Value> {
    let mut ud: Map<String, Value> = Map::new();
    for (gruppe, navn, vaerdi) in felter {
        let beloeb = vaerdi(a);
        if beloeb != 0
            && let Some(g) = ud.entry(*gruppe).or_insert_with(|| json!({})).as_object_mut()
        {
            g.insert((*navn).into(), beloeb.into());
        }
    }
    ud
}

/// What is shown is registered a day after it was made, in the morning.
pub(crate) fn registreret(d: Dag) -> Option<Tidspunkt> {
    let (aar, maaned, dag) = (i16::try_from(d.aar).ok()?, i8::try_from(d.maaned).ok()?, i8::try_from(d.dag).ok()?);
    Some(Tidspunkt::dansk_midnat(aar, maaned, dag)?.plus_mikros(30 * 3_600 * 1_000_000))
}

/// The time of registration lies between the two ends, where they are asked for.
pub(crate) fn i_perioden(t: Tidspunkt, fra: Option<Tidspunkt>, til: Option<Tidspunkt>) -> bool {
    fra.is_none_or(|f| f <= t) && til.is_none_or(|u| t <= u)
}

/// 1 alone, 2 married.
pub(crate) fn sambeskatning(b: &Borger) -> &'static str {
    if b.aegtefaelle.is_some() { "2" } else { "1" }
}

/// Who is taxed together with her.
pub(crate) fn sambeskattet_med(b: &Borger) -> Option<Value> {
    b.aegtefaelle.as_ref().map(|n| json!({ "PersonCPRNummer": n }))
}

/// What of the assessments is wanted.
struct Krav {
    overskud: (Option<i64>, Option<i64>),
    gyldig: (Option<Dag>, Option<Dag>),
    registreret: (Option<Tidspunkt>, Option<Tidspunkt>),
}

impl Krav {
    /// The assessment holds from that day on: it is never replaced here.
    fn passer(&self, a: &Aar, fra: Dag, t: Tidspunkt) -> bool {
        let (mindst, hoejst) = self.overskud;
        let overskud = (mindst.is_none() && hoejst.is_none())
            || (a.overskud != 0 && mindst.is_none_or(|m| m <= a.overskud) && hoejst.is_none_or(|h| a.overskud <= h));
        overskud && self.gyldig.1.is_none_or(|til| fra <= til) && i_perioden(t, self.registreret.0, self.registreret.1)
    }
}

/// The assessments of persons and years.
pub(crate) async fn hent(kald: Kald) -> Result<Indhold, Fejl> {
    let p = &kald.p;
    let aar = p.aar("IndkomstÅr")?;
    const BELOEB: (i64, i64) = (-1_000_000_000_000_000_000, 1_000_000_000_000_000_000);
    let overskud = |navn: &'static str| p.tal(navn, BELOEB.0, BELOEB.1);
    let krav = Krav {
        overskud: (overskud("SelvstændigVirksomhedOverskudFra")?, overskud("SelvstændigVirksomhedOverskudTil")?),
        gyldig: (p.dag("ÅrsopgørelseGyldigFra")?, p.dag("ÅrsopgørelseGyldigTil")?),
        registreret: (p.tid("UdstillingRegistreringFra")?, p.tid("UdstillingRegistreringTil")?),
    };
    let side = p.tal("Side", 0, 999_999_999)?.unwrap_or(1).max(1);
    let stoerrelse = p.tal("Sidestørrelse", 1, 999_999_999)?;
    let (fundne, advis) = kald.personer("PersonCPRNummer").await?;
    let mut alle: Vec<Value> = fundne.iter().filter_map(|(_, b)| person(b, &aar, &krav, kald.dag)).collect();
    if let Some(n) = stoerrelse.and_then(|n| usize::try_from(n).ok()) {
        let foer = usize::try_from(side - 1).unwrap_or(usize::MAX).saturating_mul(n);
        alle = alle.into_iter().skip(foer).take(n).collect();
    } else if side > 1 {
        alle.clear();
    }
    Ok(Indhold::ny("AarsopgoerelseHentResponseListe", alle.into()).med_advis(advis))
}

fn person(b: &Borger, aar: &[i32], krav: &Krav, dag: Dag) -> Option<Value> {
    let alle: Vec<Value> = aar.iter().filter_map(|aar| en(b, *aar, krav, dag)).collect();
    (!alle.is_empty()).then(|| {
        let id = grund::slump::uuid(1, &format!("årsopgørelse/{}", b.noegle));
        json!({ "type": "ÅrsopgørelseHent", "id": id.to_string(), "attributes": { "PersonCPRNummer": b.nummer, "ÅrsopgørelseListe": alle } })
    })
}

fn en(b: &Borger, aaret: i32, krav: &Krav, dag: Dag) -> Option<Value> {
    let (a, fra) = opgoerelse(b, aaret, dag)?;
    let t = registreret(fra)?;
    if !krav.passer(&a, fra, t) {
        return None;
    }
    let overskydende = a.overskydende();
    let resultat = if overskydende > 0 { "U" } else { "N" };
    let mut ud = json!({
        "IndkomstÅr": aaret,
        "ÅrsopgørelseGyldigFra": fra.to_string(),
        "ÅrsopgørelseOpgørelseNummer": 1,
        "ÅrsopgørelseTypeKode": "3",
        "SkattePligtPersonOmfangKode": "0",
        "ÅrsopgørelseSambeskatningKode": sambeskatning(b),
        "ÅrsopgørelseResultatKode": if overskydende < 0 { "B" } else { resultat },
        "ÅrsopgørelseUdbetaltBeløb": overskydende.max(0),
        "UdskrivningDato": fra.to_string(),
        "UdstillingRegistreringTidspunkt": t.til_utc(),
    });
    if let Some(o) = ud.as_object_mut() {
        o.extend(b.doed.filter(|d| *d <= dag).map(|d| ("PersonStatusDødsfaldDato".to_owned(), d.to_string().into())));
        o.extend(sambeskattet_med(b).map(|v| ("SambeskattetMed".to_owned(), v)));
        o.extend(grupper(FELTER, &a));
    }
    Some(ud)
}
