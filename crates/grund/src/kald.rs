//! Who calls, for which authority, when: carried from the wire through every floor.
use crate::id::{Cvr, UnikId};
use crate::tid::Tidspunkt;
use uuid::Uuid;

/// The context of one call. Wires get it from `adgang`, which alone decides who the caller is; everything below only reads it.
#[derive(Clone, Debug)]
pub struct Kaldekontekst {
    /// The authority on whose behalf the call is made; owns everything that the call writes.
    pub myndighed: Cvr,
    /// Authorities whose objects the call may read: its own first, then the shared one (A-98, H-9).
    pub laeser: Vec<Cvr>,
    /// The user or system that is written in the registration (`BrugerRef`, A-13).
    pub bruger: UnikId,
    /// The time of the call.
    pub nu: Tidspunkt,
    /// The id of this call, in logs and in answers.
    pub kald_id: Uuid,
}
