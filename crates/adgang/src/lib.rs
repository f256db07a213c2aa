//! Who calls, for which authority. Today: the open mode, for loopback only (decision 8 of ARCHITECTURE.md).
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Tidspunkt, UnikId, Uuid};

/// The open mode: no token, the authority is taken from a header.
#[derive(Clone, Copy, Debug)]
pub struct AabenAdgang {
    /// The authority when the caller names none.
    pub standard: Cvr,
    /// The authority that keeps what all share (H-9).
    pub faelles: Cvr,
}

/// The header that names the authority in the open mode.
pub const MYNDIGHED_HEADER: &str = "x-myndighed-cvr";

/// The user that is written when nobody is authenticated (B-43).
pub const ANONYM_BRUGER: Uuid = Uuid::from_u128(0x42c4_32e8_9c4a_11e6_9f62_873c_f34a_735f);

impl AabenAdgang {
    /// The context of a call that came with this header value.
    ///
    /// # Errors
    /// `ManglerMyndighed` when the value is not a CVR number.
    pub fn kontekst(&self, header: Option<&str>, nu: Tidspunkt, kald_id: Uuid) -> Result<Kaldekontekst, Fejl> {
        let myndighed = match header {
            None => self.standard,
            Some(h) => h.trim().parse().map_err(|()| Fejl::ny(Fejlkode::ManglerMyndighed).felt("X-Myndighed-CVR").tilladt("8 digits"))?,
        };
        let mut laeser = vec![myndighed];
        if myndighed != self.faelles {
            laeser.push(self.faelles);
        }
        Ok(Kaldekontekst { myndighed, laeser, bruger: UnikId::Uuid(ANONYM_BRUGER), nu, kald_id })
    }
}
