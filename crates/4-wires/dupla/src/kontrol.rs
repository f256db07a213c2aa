//! Control reports (SF0787, Kontroloplysninger 1.0; once R75): groups of reports, whose fields say themselves what they are.
use crate::kald::Kald;
use crate::svar::Indhold;
use grund::{Fejl, Fejlkode};
use serde_json::{Value, json};
use skat::kontrol::{self, Felt, Gruppe, Vaerdi};
use skat::{Dag, aar, virksomhed};

const AAR: &str = "KontrolOplysningRapportIndkomstÅr";

fn aaret(kald: &Kald) -> Result<i32, Fejl> {
    kald.p.aar(AAR)?.into_iter().next().ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt(AAR))
}

/// What others have reported of persons.
pub(crate) async fn personer(kald: Kald) -> Result<Indhold, Fejl> {
    let aaret = aaret(&kald)?;
    let (fundne, mut advis) = kald.personer("PersonCPRNummer").await?;
    let mut alle: Vec<Value> = Vec::new();
    for (nr, b) in &fundne {
        // Before the year has begun nothing is reported of it.
        let grupper = if aaret > kald.dag.aar { Vec::new() } else { kontrol::person(&b.noegle, &aar::aar(b, aaret, kald.dag)) };
        if grupper.is_empty() {
            advis.push(Fejl::ny(Fejlkode::IntetFundet).felt(format!("PersonCPRNummer[{nr}]")));
            continue;
        }
        let id = grund::slump::uuid(1, &format!("kontroloplysninger/{}/{aaret}", b.noegle));
        alle.push(rapport("PersonkontroloplysningerHent", id, ("PersonCPRNummer", &b.nummer), aaret, &grupper));
    }
    Ok(Indhold::ny("data", alle.into()).med_advis(advis))
}

/// What was reported by and of companies.
pub(crate) async fn virksomheder(kald: Kald) -> Result<Indhold, Fejl> {
    let aaret = aaret(&kald)?;
    let (mut alle, mut advis): (Vec<Value>, Vec<Fejl>) = (Vec::new(), Vec::new());
    for (i, nummer) in kald.p.cifre("VirksomhedSENummer", 8)?.into_iter().enumerate() {
        match en_virksomhed(nummer, aaret, kald.dag) {
            Some(v) => alle.push(v),
            None => advis.push(Fejl::ny(Fejlkode::IntetFundet).felt(format!("VirksomhedSENummer[{}]", i + 1))),
        }
    }
    Ok(Indhold::ny("data", alle.into()).med_advis(advis))
}

fn en_virksomhed(nummer: &str, aaret: i32, dag: Dag) -> Option<Value> {
    let se = nummer.parse().ok()?;
    let grupper = kontrol::virksomhed(se, &virksomhed::aar(se, aaret, dag)?);
    let id = grund::slump::uuid(1, &format!("kontroloplysninger/{nummer}/{aaret}"));
    Some(rapport("VirksomhedskontroloplysningerHent", id, ("VirksomhedSENummer", nummer), aaret, &grupper))
}

fn rapport(slags: &str, id: grund::Uuid, (felt, nummer): (&str, &str), aar: i32, grupper: &[Gruppe]) -> Value {
    let grupper: Vec<Value> = grupper.iter().map(gruppe).collect();
    json!({
        "type": slags,
        "id": id.to_string(),
        "attributes": { felt: nummer, AAR: aar, "RapportOplysningGruppeStrukturListe": grupper },
    })
}

fn gruppe(g: &Gruppe) -> Value {
    let sekvens = |felter: &Vec<Felt>| {
        let felter: Vec<Value> = felter.iter().map(oplysning).collect();
        json!({ "RapportOplysningSekvensStruktur": { "RapportOplysningStrukturListe": felter } })
    };
    json!({
        "RapportOplysningGruppeNavn": g.navn,
        "RapportOplysningGruppeNummer": g.nr,
        "RapportOplysningSekvensListe": g.indberetninger.iter().map(sekvens).collect::<Vec<_>>(),
    })
}

/// A field: in the list of the kind that it is of. Qualifiers say its number again, since the published ones are not public.
fn oplysning(f: &Felt) -> Value {
    let kval = f.nr.to_string();
    let (liste, v) = match &f.vaerdi {
        Vaerdi::Beloeb(b) => (
            "BeløbListe",
            json!({ "RapportOplysningBeløbStruktur": {
                "RapportOplysningBeløbKvalifikator": kval, "RapportOplysningBeløbKvalifikatorTekst": f.navn,
                "RapportOplysningBeløbBeløb": b, "ValutaOplysningKode": "DKK",
            } }),
        ),
        Vaerdi::Antal(n, enhed) => (
            "KvantumListe",
            json!({ "RapportOplysningKvantumStruktur": {
                "RapportOplysningKvantumKvalifikator": kval, "RapportOplysningKvantumKvalifikatorTekst": f.navn,
                "RapportOplysningKvantumAntal": hundrededele(*n), "RapportOplysningKvantumEnhedKode": enhed,
            } }),
        ),
        Vaerdi::Indberetter(b) => (
            "IdentifikationListe",
            json!({ "RapportOplysningIdentifikationStruktur": {
                "RapportOplysningIdentifikationKvalifikator": kval, "RapportOplysningIdentifikationKvalifikatorTekst": f.navn,
                "IdentifikatorValg": { "VirksomhedSENummer": format!("{:08}", b.se) }, "RapportOplysningIdentifikationNavn": b.navn,
            } }),
        ),
        Vaerdi::Reference(t) => (
            "ReferenceListe",
            json!({ "RapportOplysningReferenceStruktur": {
                "RapportOplysningReferenceKvalifikator": kval, "RapportOplysningReferenceKvalifikatorTekst": f.navn, "RapportOplysningReferenceTekst": t,
            } }),
        ),
        Vaerdi::Kode(kode, tekst) => (
            "MarkeringListe",
            json!({ "RapportOplysningMarkeringStruktur": {
                "RapportOplysningMarkeringKvalifikator": kval, "RapportOplysningMarkeringKvalifikatorTekst": f.navn,
                "RapportOplysningMarkeringKode": kode, "RapportOplysningMarkeringTekst": tekst,
            } }),
        ),
        Vaerdi::Aar(aar) => (
            "DatoListe",
            json!({ "RapportOplysningPeriodeStruktur": {
                "RapportOplysningPeriodeKvalifikator": kval, "RapportOplysningPeriodeKvalifikatorTekst": f.navn,
                "PeriodeValg": { "RapportOplysningPeriodeÅr": aar },
            } }),
        ),
    };
    json!({ "RapportOplysningNavn": f.navn, "RapportOplysningNummer": f.nr, liste: [v] })
}

/// A number in hundredths as JSON has it: whole where it is.
pub(crate) fn hundrededele(n: i64) -> Value {
    if n % 100 == 0 {
        return (n / 100).into();
    }
    let tekst = format!("{}{}.{:02}", if n < 0 { "-" } else { "" }, n.abs() / 100, n.abs() % 100);
    tekst.parse::<serde_json::Number>().map_or(Value::Null, Value::Number)
}
