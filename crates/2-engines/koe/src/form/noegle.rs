//! Keys of the rows: a byte for the kind, then what orders them.
use grund::{Tidspunkt, Uuid};
use std::ops::Range;

/// The collection of the message store's rows. Never reused.
pub(crate) const SAMLING: u16 = lager::samlinger::KOE;

/// Who writes here, and how often it has.
pub(crate) const EJER: u8 = 0;
/// Messages.
pub(crate) const SEGMENT: u8 = 1;
/// What is known of a dueslag.
pub(crate) const HOVED: u8 = 2;
/// Where a dueslag's messages lie.
pub(crate) const BLOK: u8 = 3;
/// The error queue.
pub(crate) const FEJL: u8 = 4;
/// Keys by which a message is recognised.
pub(crate) const DUBLET: u8 = 5;
/// Those keys by time.
pub(crate) const DUBLETTID: u8 = 6;

/// Where RabbitMQ has the messages: how far a queue's numbers are reserved.
pub(crate) const RABBITKOE: u8 = 7;
/// There too: how often a message was given back.
pub(crate) const RABBITFORSOEG: u8 = 8;

/// Is there while RabbitMQ has the messages.
pub(crate) const RABBITSTED: u8 = 9;

fn af(art: u8, dele: &[&[u8]]) -> Vec<u8> {
    let mut ud = Vec::with_capacity(1 + dele.iter().map(|d| d.len()).sum::<usize>());
    ud.push(art);
    dele.iter().for_each(|d| ud.extend_from_slice(d));
    ud
}

pub(crate) fn ejer() -> Vec<u8> {
    vec![EJER]
}

pub(crate) fn segment(nr: u64) -> Vec<u8> {
    af(SEGMENT, &[&nr.to_be_bytes()])
}

pub(crate) fn hoved(dueslag: Uuid) -> Vec<u8> {
    af(HOVED, &[dueslag.as_bytes()])
}

pub(crate) fn blok(dueslag: Uuid, nr: u64) -> Vec<u8> {
    af(BLOK, &[dueslag.as_bytes(), &nr.to_be_bytes()])
}

pub(crate) fn fejl(dueslag: Uuid, nr: u64) -> Vec<u8> {
    af(FEJL, &[dueslag.as_bytes(), &nr.to_be_bytes()])
}

pub(crate) fn dublet(noegle: &[u8]) -> Vec<u8> {
    af(DUBLET, &[noegle])
}

pub(crate) fn dublettid(t: Tidspunkt, nr: u64) -> Vec<u8> {
    // With the sign turned, so that earlier is smaller.
    af(DUBLETTID, &[&(t.mikros().cast_unsigned() ^ (1 << 63)).to_be_bytes(), &nr.to_be_bytes()])
}

pub(crate) fn rabbitsted() -> Vec<u8> {
    vec![RABBITSTED]
}

/// `nr` 0 is the dueslag, 1 its error queue.
pub(crate) fn rabbitkoe(dueslag: Uuid, nr: u64) -> Vec<u8> {
    af(RABBITKOE, &[dueslag.as_bytes(), &nr.to_be_bytes()])
}

pub(crate) fn rabbitforsoeg(dueslag: Uuid, nr: u64) -> Vec<u8> {
    af(RABBITFORSOEG, &[dueslag.as_bytes(), &nr.to_be_bytes()])
}

/// All keys of a kind.
pub(crate) fn alle(art: u8) -> Range<Vec<u8>> {
    vec![art]..vec![art + 1]
}

/// The UUID and number in a key that has both.
pub(crate) fn laes(noegle: &[u8]) -> Option<(Uuid, u64)> {
    let (u, nr) = noegle.get(1..)?.split_at_checked(16)?;
    Some((Uuid::from_slice(u).ok()?, u64::from_be_bytes(nr.try_into().ok()?)))
}
