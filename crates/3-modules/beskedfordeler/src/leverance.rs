//! A message on its way to a receiver.
use crate::kuvert::Kuvert;
use bytes::Bytes;
use grund::{Cvr, Uuid};

/// A message that a consumer has on lease: nobody else gets it until it is acknowledged, given back, or the consumer is gone.
#[derive(Clone, Debug)]
pub struct Leverance {
    /// Its number in the dueslag; rises in order of arrival.
    pub nummer: u64,
    /// The sender's `BeskedId`, by which the receiver recognises one that it has had.
    pub besked_id: String,
    /// The subscription that it is delivered by (`ErLeveretIHenholdTil`, E-11).
    pub abonnement: Uuid,
    /// Which attempt this is, from 1.
    pub forsoeg: u32,
    /// Somebody may have had it before.
    pub igen: bool,
    /// The sending system; `None` for what this program's registers say.
    pub fra_system: Option<Uuid>,
    /// The authority that it was sent for.
    pub afsender: Cvr,
    /// What its envelope says.
    pub kuvert: Kuvert,
    /// The envelope as UTF-8 XML, with the route appended (E-11) and `TilladtModtager` trimmed (E-22); what it carries is untouched.
    pub besked: Bytes,
}

/// How a consumer gives a message back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Afvisning {
    /// Again, in its place, as one more attempt; in the error queue after [`grund::graenser::LEVERANCEFORSOEG`] of them.
    Igen,
    /// Again, in its place, and it was no attempt: the consumer did not look at it.
    Uroert,
    /// To the error queue: the receiver refused it.
    Fejlkoe,
    /// To the error queue: it was tried too often.
    Opgivet,
}
