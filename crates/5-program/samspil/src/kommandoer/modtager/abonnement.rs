//! Dueslag and subscriptions as a vendor makes them: by the OIO REST interface.
use super::{Modtager, afslag};
use crate::kommandoer::Nederlag;
use crate::kommandolinje::modtager::Hvad;
use crate::moduler::Modul;
use beskedfordeler::fordeler::beskedtype;
use beskedfordeler::objekttyper::{FAA_TILSENDT, WEBHOOK};
use grund::Uuid;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// A type of messages that the registers tell of.
pub struct Type {
    /// Its name: that of the object type's address.
    pub navn: &'static str,
    /// Its UUID.
    pub uuid: Uuid,
}

/// All of them.
pub fn typer() -> Vec<Type> {
    let egne = |t: &&&register::Objekttype| !beskedfordeler::OBJEKTTYPER.iter().any(|b| b.nr == t.nr);
    let alle = Modul::alle().iter().flat_map(|m| m.typer()).filter(egne);
    alle.map(|t| Type { navn: t.sti, uuid: beskedtype(t) }).collect()
}

/// A dueslag that is to be there.
pub struct Dueslag {
    /// Its name.
    pub navn: String,
    /// The way of delivery.
    pub levering: String,
    /// Where to.
    pub adresse: Option<String>,
}

impl Dueslag {
    /// Its messages are sent to an address.
    pub fn sendes(&self) -> bool {
        [FAA_TILSENDT, WEBHOOK].contains(&self.levering.as_str())
    }
}

fn objekt(sti: &str, mut egenskaber: Value, relationer: &[(&str, Uuid)]) -> Value {
    // From always on: an instance whose clock is set back to a case of old has it too.
    let virkning = json!({ "from": "-infinity", "to": "infinity" });
    if let Some(e) = egenskaber.as_object_mut() {
        e.retain(|_, v| !v.is_null());
        e.insert("virkning".into(), virkning.clone());
    }
    let relationer: Map<String, Value> =
        relationer.iter().map(|(navn, u)| ((*navn).to_owned(), json!([{ "uuid": u, "virkning": virkning }]))).collect();
    json!({
        "note": "samspil abonnement",
        "attributter": { (format!("{sti}egenskaber")): [egenskaber] },
        "tilstande": { (format!("{sti}gyldighed")): [{ "gyldighed": "Aktiv", "virkning": virkning }] },
        "relationer": relationer,
    })
}

fn gem(m: &Modtager, sti: &str, uuid: Option<Uuid>, krop: &Value) -> Result<Uuid, Nederlag> {
    let svar = match uuid {
        Some(u) => m.rest("PUT", &format!("{sti}/{u}"), Some(krop))?,
        None => m.rest("POST", sti, Some(krop))?,
    };
    let lavet = svar.get("uuid").and_then(Value::as_str).and_then(|u| u.parse().ok());
    lavet.ok_or_else(|| format!("an answer without a uuid: {svar}").into())
}

fn som_objekt(d: &Dueslag, system: Uuid) -> Value {
    let egenskaber = json!({ "navn": d.navn, "leveringsmaade": d.levering, "adresse": d.adresse });
    objekt("dueslag", egenskaber, &[("modtagersystem", system)])
}

/// Makes a new dueslag, for the receiver's system.
pub fn dueslag(m: &Modtager, d: &Dueslag) -> Result<Uuid, Nederlag> {
    gem(m, "dueslag", None, &som_objekt(d, m.system()?))
}

/// The system's dueslag of that name as it says, or a new one. Its id is the server's: one that followed from the name could be guessed, and taken by another authority first.
pub fn dueslag_ved_navn(m: &Modtager, d: &Dueslag) -> Result<Uuid, Nederlag> {
    let system = m.system()?;
    let krop = som_objekt(d, system);
    let fundne = m.rest("GET", &format!("dueslag?navn={}&modtagersystem={system}", ::klient::procent(&d.navn)), None)?;
    for uuid in uuider(&fundne) {
        match m.kald("PUT", &format!("dueslag/{uuid}"), Some(&krop))? {
            // Another authority's, which may be read and not written.
            (409, _) => {}
            (status @ 400.., svar) => return Err(afslag(status, &svar)),
            _ => return Ok(uuid),
        }
    }
    gem(m, "dueslag", None, &krop)
}

/// What a search has found, in order, so that it is the same one each time.
fn uuider(svar: &Value) -> BTreeSet<Uuid> {
    let alle = svar.get("results").and_then(|r| r.get(0)).and_then(Value::as_array);
    alle.into_iter().flatten().filter_map(|u| grund::id::laes_uuid(u.as_str()?)).collect()
}

/// Refuses a dueslag that is not there, or that the caller may not see: a subscription into it would bring nothing to anybody.
pub fn findes(m: &Modtager, dueslag: Uuid) -> Result<(), Nederlag> {
    m.rest("GET", &format!("dueslag/{dueslag}"), None).map(drop)
}

/// A type by its name or UUID.
fn find(alle: &[Type], t: &str) -> Result<Uuid, Nederlag> {
    if let Some(u) = grund::id::laes_uuid(t) {
        return Ok(u);
    }
    let fundet = alle.iter().find(|a| a.navn == t).map(|a| a.uuid);
    fundet.ok_or_else(|| format!("{t}: no type of messages has this name: `samspil abonnement typer` lists them").into())
}

/// The types that are asked for, all when none is named. Looked at before anything is made: KLE numbers too.
pub fn valgte(hvad: &Hvad) -> Result<Vec<Uuid>, Nederlag> {
    if let Some(k) = hvad.kle.iter().find(|k| beskedfordeler::filter::normaliser(k).is_none()) {
        return Err(format!("--kle {k}: no KLE number, and no beginning of one such as 32 or 32.24").into());
    }
    let alle = typer();
    match hvad.typer.as_slice() {
        [] => Ok(alle.iter().map(|t| t.uuid).collect()),
        v => v.iter().map(|t| find(&alle, t)).collect(),
    }
}

/// The id of a subscription: the same when the same is asked for again; with another filter it is another, for in a dueslag each adds to the others.
fn abonnementsid(dueslag: Uuid, beskedtype: Uuid, kle: &[String]) -> Uuid {
    let kle: BTreeSet<&str> = kle.iter().map(|k| k.trim()).collect();
    let filter: String = kle.into_iter().map(|k| format!(":kle={k}")).collect();
    Uuid::new_v5(&dueslag, format!("samspil:abonnement:{beskedtype}{filter}").as_bytes())
}

/// Subscribes: one subscription for each type, the same one when it is done again. Returns how many.
pub fn abonner(m: &Modtager, dueslag: Uuid, hvad: &Hvad) -> Result<usize, Nederlag> {
    let (alle, valgte) = (typer(), valgte(hvad)?);
    let betingelser =
        if hvad.kle.is_empty() { Value::Null } else { json!([{ "element": "ObjektRegistrering.OpgaveEmne", "vaerdier": hvad.kle }]) };
    for t in &valgte {
        let navn = alle.iter().find(|a| a.uuid == *t).map_or_else(|| t.to_string(), |a| a.navn.to_owned());
        let uuid = abonnementsid(dueslag, *t, &hvad.kle);
        let egenskaber = json!({ "navn": navn, "betingelser": betingelser });
        gem(m, "abonnement", Some(uuid), &objekt("abonnement", egenskaber, &[("beskedtype", *t), ("dueslag", dueslag)]))?;
    }
    Ok(valgte.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e5_another_filter_in_the_same_dueslag_is_another_subscription() {
        let id = |kle: &[&str]| abonnementsid(Uuid::max(), Uuid::nil(), &kle.iter().map(|k| (*k).to_owned()).collect::<Vec<_>>());
        assert_eq!(id(&["32", "27"]), id(&["27", "32"]));
        for (a, b) in [(&["32"][..], &["27"][..]), (&["32"], &[]), (&["32"], &["32", "27"])] {
            assert_ne!(id(a), id(b), "{a:?} {b:?}");
        }
    }

    #[test]
    fn e3_what_a_search_has_found_is_read_in_order() {
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(uuider(&json!({ "results": [[b, a, "x", 7]] })).into_iter().collect::<Vec<_>>(), [a, b]);
        for intet in [json!({ "results": [[]] }), json!({ "results": [] }), json!({}), Value::Null] {
            assert!(uuider(&intet).is_empty(), "{intet}");
        }
    }

    #[test]
    fn e5_what_is_misspelt_is_said_before_anything_is_made() {
        let hvad = |typer: &[&str], kle: &[&str]| Hvad {
            typer: typer.iter().map(|t| (*t).to_owned()).collect(),
            kle: kle.iter().map(|k| (*k).to_owned()).collect(),
        };
        assert_eq!(valgte(&hvad(&["sagindeks"], &["32", "27.35.10", "32.*"])).map(|v| v.len()).ok(), Some(1));
        assert!(valgte(&hvad(&["sagindex"], &[])).is_err() && valgte(&hvad(&[], &["99.99.99x"])).is_err());
        assert_eq!(valgte(&Hvad::default()).map(|v| v.len()).ok(), Some(typer().len()));
    }
}
