//! SAPA's own rows in the store: what is not a register's. All of an authority's begin with its number; what is of a kind lies together, in order of its key.
//!
//! A value is a version and JSON. It is written only where it is as it was read, so two who act at once are told.
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, form};
use lager::{Lager, Raekkeskrivning, Skrivefejl, Skrivning};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The collection. Never reused.
const SAMLING: u16 = lager::samlinger::SAPA;
/// The version of what lies in the rows. Only ever raised, with the reading of the older ones kept.
const VERSION: u8 = 1;
/// Rows that are read at a time.
pub(crate) const BID: usize = 500;

/// What a row is of. Never reused.
#[derive(Clone, Copy, Debug)]
#[repr(u8)]
pub(crate) enum Art {
    /// The authority's settings.
    Indstillinger = 1,
    /// A bemærkning, by party and id.
    Bemaerkning = 2,
    /// When a bemærkning goes, and whose it is.
    Udloeb = 3,
    /// A journal note, by id.
    Notat = 4,
    /// The notes of a case, by time.
    SagensNotat = 5,
    /// A stored view, by id.
    Visning = 6,
    /// A group that gets advis, by id.
    Gruppe = 7,
    /// A rule of advis, by id.
    Regel = 8,
    /// An advis, by id.
    Advis = 9,
    /// The open advis of a group, by the time that they are shown from.
    Aabent = 10,
    /// Those that are done, by the time that they were.
    Faerdigt = 11,
    /// The advis about a party.
    PartensAdvis = 12,
}

/// A key: the authority, what it is of, and its parts.
pub(crate) fn noegle(myndighed: Cvr, art: Art, dele: &[&[u8]]) -> Vec<u8> {
    let mut ud = myndighed.tal().to_be_bytes().to_vec();
    ud.push(art as u8);
    dele.iter().for_each(|d| ud.extend_from_slice(d));
    ud
}

pub(crate) use lager::samlinger::{efter, tid_i_noegle as tid_bytes, uuid_sidst as sidste_uuid};

pub(crate) fn bytes<T: Serialize>(v: &T) -> Result<Vec<u8>, Fejl> {
    form::json(VERSION, v)
}

pub(crate) fn laes<T: DeserializeOwned>(b: &[u8]) -> Result<T, Fejl> {
    form::af_json("SAPA", VERSION, b)
}

/// A row with what it was when it was read.
pub(crate) async fn hent<T: DeserializeOwned>(lager: &dyn Lager, noegle: &[u8]) -> Result<Option<(T, Vec<u8>)>, Fejl> {
    let Some(b) = lager.raekke(SAMLING, noegle).await? else { return Ok(None) };
    Ok(Some((laes(&b)?, b)))
}

/// Rows whose keys begin so, at most so many.
pub(crate) async fn begynder<T: DeserializeOwned>(lager: &dyn Lager, fra: &[u8], antal: usize) -> Result<Vec<T>, Fejl> {
    let raekker = lager.raekker(SAMLING, fra, Some(&efter(fra)), antal).await?;
    raekker.iter().map(|(_, v)| laes(v)).collect()
}

/// Keys from one to another, at most so many.
pub(crate) async fn noegler(lager: &dyn Lager, fra: &[u8], til: &[u8], antal: usize) -> Result<Vec<Vec<u8>>, Fejl> {
    if fra >= til {
        return Ok(Vec::new());
    }
    Ok(lager.raekker(SAMLING, fra, Some(til), antal).await?.into_iter().map(|(k, _)| k).collect())
}

/// A row that is written where it was `foer`.
pub(crate) fn over(noegle: Vec<u8>, foer: Option<Vec<u8>>, vaerdi: Option<Vec<u8>>) -> Raekkeskrivning {
    Raekkeskrivning::over(SAMLING, noegle, foer, vaerdi)
}

/// A row that is written whatever it was.
pub(crate) fn skrives(noegle: Vec<u8>, vaerdi: Option<Vec<u8>>) -> Raekkeskrivning {
    Raekkeskrivning::altid(SAMLING, noegle, vaerdi)
}

/// Writes rows: all or none.
///
/// # Errors
/// `Samtidig` when one of them was not as expected.
pub(crate) async fn skriv(lager: &dyn Lager, nu: Tidspunkt, raekker: Vec<Raekkeskrivning>) -> Result<(), Fejl> {
    if raekker.is_empty() {
        return Ok(());
    }
    match lager.skriv(Skrivning { kaldt: nu, raekker, ..Skrivning::default() }).await {
        Ok(_) => Ok(()),
        Err(Skrivefejl::RaekkeAndet(_)) => Err(Fejl::ny(Fejlkode::Samtidig)),
        Err(f) => Err(f.into()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn keys_are_in_order_of_authority_kind_and_time_and_a_newer_form_is_refused() {
        let n = |m, a, t: i64| noegle(m, a, &[&tid_bytes(Tidspunkt::fra_mikros(t))]);
        assert!(n(Cvr::KORSBAEK, Art::Udloeb, -5) < n(Cvr::KORSBAEK, Art::Udloeb, 7));
        assert!(
            n(Cvr::KORSBAEK, Art::Udloeb, 7) < n(Cvr::KORSBAEK, Art::Notat, -5)
                && n(Cvr::KORSBAEK, Art::Notat, 0) < n(Cvr::KOMBIT, Art::Udloeb, 0)
        );
        let b = bytes(&("a", 1)).unwrap();
        assert_eq!(laes::<(String, u8)>(&b).unwrap(), ("a".to_owned(), 1));
        assert!(laes::<(String, u8)>(&[&[VERSION + 1][..], &b[1..]].concat()).is_err() && laes::<u8>(&[]).is_err());
    }
}
