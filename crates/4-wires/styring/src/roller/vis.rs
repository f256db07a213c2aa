//! What the module answers, as JSON.
use adgang::Brugerret;
use grund::{Afgraensning, Fejl, Tidspunkt, Uuid};
use register::Emne;
use register::oversaet;
use roller::Forklaring;
use roller::attestation::{Punkt, Status};
use roller::bog::Kendt;
use roller::fratraedelse::Fratraadt;
use roller::fund::Fund;
use roller::indlaes::Udfald;
use roller::simuler::{Maengde, Virkning};
use serde_json::{Map, Value, json};

/// What the registers hold of a right.
fn omraade(a: &Afgraensning) -> Value {
    json!({
        "klasser": a.klasser.as_ref().map(|l| l.iter().map(|k| format!("{}–{}", k.fra, k.til)).collect::<Vec<_>>()),
        "enheder": a.enheder.as_ref().map(|l| l.iter().map(ToString::to_string).collect::<Vec<_>>()),
        "foelsomhed": a.niveau,
        "itsystemer": a.systemer.as_ref().map(|l| l.iter().map(ToString::to_string).collect::<Vec<_>>()),
    })
}

/// A right.
pub fn ret(r: &Brugerret, ser: Option<bool>) -> Value {
    let mut o = json!({
        "myndighed": r.myndighed.to_string(),
        "rolle": r.rolle,
        "system": r.system.map(|s| s.to_string()),
        "jobfunktionsrolle": { "uuid": r.jobrolle.0.to_string(), "navn": r.jobrolle.1 },
        "afgraensninger": r.afgraensninger,
        "iregistrene": r.omraade.as_ref().map(omraade),
        "grunde": r.grunde,
    });
    if let (Some(s), Some(o)) = (ser, o.as_object_mut()) {
        o.insert("ser".into(), s.into());
    }
    o
}

/// Everything about a user.
pub fn forklaring(f: &Forklaring, virkning: Tidspunkt, registreret: Option<Tidspunkt>) -> Value {
    json!({
        "navn": f.svar.navn,
        "virkning": virkning.til_utc(),
        "registreret": registreret.map(Tidspunkt::til_utc),
        "jobfunktionsroller": f.effektive.roller.iter().map(|j| json!({
            "uuid": j.uuid.to_string(), "navn": j.rolle.navn, "myndighed": j.ejer.to_string(), "version": j.rolle.version,
        })).collect::<Vec<_>>(),
        "retter": f.svar.retter.iter().map(|r| ret(r, None)).collect::<Vec<_>>(),
        "identiteter": f.svar.identiteter.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "bortfaldet": f.svar.bortfaldet,
    })
}

/// An object as the book has it: what it says last, its state, and what it says now if it is in force.
pub fn kendt<T: Emne>(k: &Kendt<T>, nu: Tidspunkt) -> Result<Map<String, Value>, Fejl> {
    let data = k.paa(nu).unwrap_or(&k.sidst);
    let mut o = oversaet::vis(&**data)?;
    o.insert("uuid".into(), k.uuid.to_string().into());
    o.insert("myndighed".into(), k.ejer.to_string().into());
    o.insert("tilstand".into(), k.tilstand.into());
    o.insert("ikraft".into(), k.paa(nu).is_some().into());
    o.insert("registreret".into(), k.registreret.til_utc().into());
    Ok(o)
}

fn maengde(m: &Maengde) -> Value {
    json!({
        "objekttype": m.objekttype, "antal": m.antal, "grupper": m.grupper,
        "eksempler": m.eksempler.iter().map(Uuid::to_string).collect::<Vec<_>>(),
    })
}

/// A simulation.
pub fn virkning(v: &Virkning) -> Value {
    json!({
        "vinder": v.vinder,
        "mister": v.mister,
        "brugere": v.brugere.iter().map(|b| json!({
            "uuid": b.bruger.to_string(), "navn": b.navn, "vinder": b.vinder, "mister": b.mister,
        })).collect::<Vec<_>>(),
        "foer": v.foer.iter().map(maengde).collect::<Vec<_>>(),
        "aabner": v.aabner.iter().map(maengde).collect::<Vec<_>>(),
        "konflikter": v.brud.iter().map(|b| json!({
            "bruger": b.bruger.to_string(), "regel": b.regel.to_string(), "navn": b.navn,
            "roller": [b.begge.0.to_string(), b.begge.1.to_string()],
        })).collect::<Vec<_>>(),
    })
}

/// A finding.
pub fn fund(f: &Fund) -> Value {
    json!({
        "slags": f.slags.navn(), "rolle": f.rolle.map(|u| u.to_string()), "bruger": f.bruger.map(|u| u.to_string()),
        "tildeling": f.tildeling.map(|u| u.to_string()), "tekst": f.tekst,
    })
}

/// A round of attestation.
pub fn attestation(s: &Status, punkter: &[Punkt]) -> Value {
    json!({
        "punkter": punkter.iter().map(|p| json!({
            "bruger": p.bruger.to_string(), "navn": p.navn, "leder": p.leder.map(|u| u.to_string()), "tildeling": p.tildeling.to_string(),
            "rolle": p.rolle.to_string(), "rollenavn": p.rollenavn, "svar": p.svar.as_ref().map(|s| &s.svar), "af": p.svar.as_ref().map(|s| &s.af),
        })).collect::<Vec<_>>(),
        "antal": s.punkter, "bekraeftet": s.bekraeftet, "fjernet": s.fjernet, "overskredet": s.overskredet,
        "venter": s.venter.iter().map(|(l, n)| json!({ "leder": l.map(|u| u.to_string()), "antal": n })).collect::<Vec<_>>(),
    })
}

/// Evidence of one who has left.
pub fn fratraadt(b: &Fratraadt) -> Value {
    json!({
        "bruger": b.bruger.to_string(), "navn": b.navn, "fra": b.fra.til_utc(), "spaerring": b.spaerring.map(|u| u.to_string()),
        "havde": b.havde, "har": b.har,
    })
}

/// What became of a role of a file.
pub fn udfald(entityid: &str, u: &Udfald) -> Value {
    match u {
        Udfald::Uaendret => json!({ "entityid": entityid, "udfald": "uaendret" }),
        Udfald::Foreslaaet { forslag, ny } => {
            json!({ "entityid": entityid, "udfald": if *ny { "ny" } else { "aendret" }, "forslag": forslag.to_string() })
        }
        Udfald::Afvist(f) => json!({ "entityid": entityid, "udfald": "afvist", "kode": f.kode().to_string(), "besked": f.dansk() }),
    }
}
