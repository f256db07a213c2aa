//! The module's rows in the store: what follows a change of number until everybody has it, proposals that wait for a person, and the weekly check.
//!
//! A row is a version and JSON. It is written only where it is as it was read, so two who decide at once are told.
use grund::{Fejl, form};
use lager::{Lager, Raekkeskrivning, Skrivefejl, Skrivning, samlinger};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The collection of the module's rows. Never reused.
pub(crate) const SAMLING: u16 = samlinger::PERSON;

/// Follow-ups, by id.
pub(crate) const OPFOELGNING: u8 = 1;
/// Which follow-up an event has.
pub(crate) const HAENDELSE: u8 = 2;
/// Which part of which follow-up a message in a dueslag is.
pub(crate) const BESKED: u8 = 3;
/// Follow-ups of which somebody has not confirmed, by time.
pub(crate) const AABNE: u8 = 4;
/// All follow-ups, by time.
pub(crate) const ALLE: u8 = 5;
/// Proposals, by id.
pub(crate) const FORSLAG: u8 = 6;
/// Which proposal an old number has.
pub(crate) const FORSLAGSNUMMER: u8 = 7;
/// The newest check of subscriptions.
pub(crate) const KONTROL: u8 = 8;

/// The version of what lies in the rows. Only ever raised, with the reading of the older ones kept.
const VERSION: u8 = 1;
/// Rows that are read at a time.
pub(crate) const SIDE: usize = 500;

/// A key: what it is of, and its parts.
pub(crate) fn noegle(art: u8, dele: &[&[u8]]) -> Vec<u8> {
    let mut ud = vec![art];
    dele.iter().for_each(|d| ud.extend_from_slice(d));
    ud
}

pub(crate) use lager::samlinger::tid_i_noegle as tid_bytes;

pub(crate) fn bytes<T: Serialize>(v: &T) -> Result<Vec<u8>, Fejl> {
    form::json(VERSION, v)
}

pub(crate) fn laes<T: DeserializeOwned>(b: &[u8]) -> Result<T, Fejl> {
    form::af_json("persons", VERSION, b)
}

/// A row with what it was when it was read.
pub(crate) async fn hent<T: DeserializeOwned>(lager: &dyn Lager, noegle: &[u8]) -> Result<Option<(T, Vec<u8>)>, Fejl> {
    let Some(b) = lager.raekke(SAMLING, noegle).await? else { return Ok(None) };
    Ok(Some((laes(&b)?, b)))
}

/// A row that is written where it was `foer`.
pub(crate) fn over(noegle: Vec<u8>, foer: Option<Vec<u8>>, vaerdi: Option<Vec<u8>>) -> Raekkeskrivning {
    Raekkeskrivning::over(SAMLING, noegle, foer, vaerdi)
}

/// A row that is written whatever it was.
pub(crate) fn skrives(noegle: Vec<u8>, vaerdi: Option<Vec<u8>>) -> Raekkeskrivning {
    Raekkeskrivning::altid(SAMLING, noegle, vaerdi)
}

/// Writes rows; false when one of them was not as expected.
pub(crate) async fn skriv(lager: &dyn Lager, raekker: Vec<Raekkeskrivning>) -> Result<bool, Fejl> {
    match lager.skriv(Skrivning { raekker, ..Skrivning::default() }).await {
        Ok(_) => Ok(true),
        Err(Skrivefejl::RaekkeAndet(_)) => Ok(false),
        Err(f) => Err(f.into()),
    }
}

/// The keys of a kind that end in a UUID, in order, after one of them.
pub(crate) async fn uuider(lager: &dyn Lager, art: u8, efter: Option<&[u8]>, antal: usize) -> Result<Vec<(Vec<u8>, grund::Uuid)>, Fejl> {
    let fra = efter.map_or_else(|| vec![art], |e| [e, &[0]].concat());
    let raekker = lager.raekker(SAMLING, &fra, Some(&[art + 1]), antal).await?;
    let af = |k: Vec<u8>| samlinger::uuid_sidst(&k).map(|u| (k, u)).ok_or_else(|| Fejl::intern("a key of persons without a UUID"));
    raekker.into_iter().map(|(k, _)| af(k)).collect()
}

/// Times as microseconds since 1970.
pub(crate) mod tid {
    use grund::Tidspunkt;
    use serde::{Deserialize, Deserializer, Serializer};

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    pub(crate) fn serialize<S: Serializer>(t: &Tidspunkt, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_i64(t.mikros())
    }
    pub(crate) fn deserialize<'d, D: Deserializer<'d>>(d: D) -> Result<Tidspunkt, D::Error> {
        i64::deserialize(d).map(Tidspunkt::fra_mikros)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_as_it_was_written_and_a_newer_form_is_refused() {
        let b = bytes(&("a", 1)).unwrap();
        assert_eq!(laes::<(String, u8)>(&b).unwrap(), ("a".to_owned(), 1));
        assert!(laes::<(String, u8)>(&[&[VERSION + 1][..], &b[1..]].concat()).is_err() && laes::<u8>(&[]).is_err());
    }
}
