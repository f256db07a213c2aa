//! A message as a CloudEvent 1.0 in the JSON format: what it is about stands in its attributes, so that a receiver need not read XML to know whether it cares; the
//! published message is its data.
use beskedfordeler::Leverance;
use beskedfordeler::fordeler::{beskedtype, handling_id, objekttype_id};
use beskedfordeler::kuvert::{Kuvert, cvr};
use grund::{Tidspunkt, UnikId, Uuid};
use register::{Haendelsestype, Typekatalog};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// The media type of one event.
pub(crate) const INDHOLDSTYPE: &str = "application/cloudevents+json; charset=utf-8";

/// Words for the ids that envelopes have: of this program's own types and actions.
#[derive(Debug, Default)]
pub struct Navne {
    beskedtyper: HashMap<Uuid, String>,
    objekttyper: HashMap<Uuid, &'static str>,
    handlinger: HashMap<Uuid, String>,
}

impl Navne {
    /// Of these object types.
    pub fn af(typer: &Typekatalog) -> Self {
        let service = |s: &str| s.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        let handling = |h: Haendelsestype| (handling_id(h), h.aendring().to_ascii_lowercase());
        Self {
            beskedtyper: typer.alle().map(|t| (beskedtype(t), format!("dk.samspil.{}.{}", service(t.service), t.sti))).collect(),
            objekttyper: typer.alle().map(|t| (objekttype_id(t), t.navn)).collect(),
            handlinger: Haendelsestype::ALLE.into_iter().map(handling).collect(),
        }
    }

    /// `dk.samspil.sagdokument.sagindeks.opstaaet`; of types that are not this program's, and of what another system sent, `dk.samspil.besked.UUID`: a sender does not
    /// speak for the registers.
    fn slags(&self, k: &Kuvert, egen: bool) -> String {
        let uuid = |id: &UnikId| id.uuid();
        let Some(navn) = uuid(&k.beskedtype).filter(|_| egen).and_then(|u| self.beskedtyper.get(&u)) else {
            return format!("dk.samspil.besked.{}", id(&k.beskedtype));
        };
        let handling = k.registreringer.iter().find_map(|r| self.handlinger.get(&r.handling.as_ref().and_then(uuid)?));
        handling.map_or_else(|| navn.clone(), |h| format!("{navn}.{h}"))
    }
}

fn id(u: &UnikId) -> String {
    match u {
        UnikId::Uuid(u) => u.to_string(),
        UnikId::Urn(u) => u.clone(),
    }
}

/// The BeskedId where it is a UUID, else one made of it: an id for headers and lines.
pub(crate) fn uuid_af(l: &Leverance) -> Uuid {
    match &l.kuvert.besked_id {
        UnikId::Uuid(u) => *u,
        UnikId::Urn(u) => Uuid::new_v5(&Uuid::NAMESPACE_URL, u.as_bytes()),
    }
}

/// The event, on one line. `fordelingssystem` is the source of what no system sent.
pub(crate) fn skriv(l: &Leverance, dueslag: Uuid, fordelingssystem: Uuid, navne: &Navne) -> Vec<u8> {
    let k = &l.kuvert;
    let foerste = k.registreringer.first();
    let tid = k.dannet.or_else(|| foerste?.tidspunkt).filter(|t| t.er_endelig());
    let objekttype = foerste.and_then(|r| r.objekttype.as_ref()).map(|t| {
        let navn = t.uuid().and_then(|u| navne.objekttyper.get(&u));
        navn.map_or_else(|| id(t), |n| (*n).to_owned())
    });
    let myndighed = foerste.and_then(|r| r.myndighed.as_ref()).and_then(cvr).unwrap_or(l.afsender);
    let mut o = Map::new();
    let mut saet = |navn: &str, v: Option<String>| {
        if let Some(v) = v.filter(|v| !v.is_empty()) {
            o.insert(navn.into(), Value::String(v));
        }
    };
    saet("specversion", Some("1.0".into()));
    saet("id", Some(id(&k.besked_id)));
    saet("source", Some(format!("urn:uuid:{}", l.fra_system.unwrap_or(fordelingssystem))));
    saet("type", Some(navne.slags(k, l.fra_system.is_none())));
    saet("subject", foerste.and_then(|r| r.objekt.as_ref()).map(id));
    saet("time", tid.map(Tidspunkt::til_utc));
    saet("datacontenttype", Some("application/xml".into()));
    saet("beskedtype", Some(id(&k.beskedtype)));
    saet("objekttype", objekttype);
    saet("kle", foerste.and_then(|r| r.kle()).map(str::to_owned));
    saet("myndighed", Some(myndighed.to_string()));
    saet("dueslag", Some(dueslag.to_string()));
    saet("abonnement", Some(l.abonnement.to_string()));
    o.insert("forsoeg".into(), l.forsoeg.into());
    o.insert("data".into(), Value::String(String::from_utf8_lossy(&l.besked).into_owned()));
    Value::Object(o).to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use beskedfordeler::OBJEKTTYPER;
    use beskedfordeler::kuvert::Objektregistrering;
    use beskedfordeler::objekttyper::DUESLAG;

    #[test]
    fn a_sender_that_names_a_registers_type_and_action_does_not_speak_for_the_register() {
        let navne = Navne::af(&Typekatalog::ny(&[OBJEKTTYPER]));
        let handling = Some(UnikId::Uuid(handling_id(Haendelsestype::Opret)));
        let registreringer = vec![Objektregistrering { handling, ..Objektregistrering::default() }];
        let typen = beskedtype(&DUESLAG);
        let k = Kuvert { registreringer, ..Kuvert::ny(UnikId::Uuid(Uuid::from_u128(1)), UnikId::Uuid(typen)) };
        assert_eq!(navne.slags(&k, true), "dk.samspil.beskedfordeler.dueslag.opstaaet");
        assert_eq!(navne.slags(&k, false), format!("dk.samspil.besked.{typen}"));
    }
}
