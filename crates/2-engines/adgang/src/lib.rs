//! Who calls, for which authority, and what they may do. The only place that makes a `Kaldekontekst`: from a signed message, a token, a
//! client certificate, or in the open mode (loopback only; decision 11 of ARCHITECTURE.md) from a header.
pub mod aftalebog;
pub mod besked;
pub mod bpp;
pub mod brugerbog;
mod brugersession;
pub mod brugertoken;
mod husker;
mod kalder;
pub mod katalog;
pub mod klient;
pub mod niveau;
pub mod personale;
pub mod rst;
pub mod saml;
pub mod side;
pub mod sts;
pub mod svar;
mod vagt;
pub mod wss;

pub use aftalebog::{Administrator, Administratorrolle, Aftale, Aftalebog, Fingeraftryk, System};
pub use brugerbog::{Bruger, Brugerbog, Brugerret, Brugersvar, Spoergsmaal};
pub use brugersession::Brugersessioner;
pub use husker::{Husker, Husket};
pub use kalder::Kalder;
pub use katalog::{Dimension, FAELLES, INDEKSPARAMETRE, Parameterdef, Parameterslags, Rolledef, Tjenestedef, Tjenestekatalog};
pub use niveau::{Niveau, Niveauer};
pub use personale::{Enhedskort, Medarbejder, Personale, Stilling};
pub use side::Sidebruger;
pub use vagt::{Adgang, Indgang, Indkomst, IntetOpslag, Statusopslag};

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
            Some(h) => {
                h.trim().parse().map_err(|()| Fejl::ny(Fejlkode::ManglerMyndighed).felt("X-Myndighed-CVR").ventet(grund::sagt::cifre(8)))?
            }
        };
        Ok(Kaldekontekst::ubegraenset(myndighed, &[self.faelles], UnikId::Uuid(ANONYM_BRUGER), nu, kald_id))
    }
}

/// The context of a command on the machine itself: whoever may open the store may act for any authority in it.
pub fn paa_maskinen(myndighed: Cvr, nu: Tidspunkt, kald_id: Uuid) -> Kaldekontekst {
    Kaldekontekst::ubegraenset(myndighed, &[Cvr::KOMBIT], UnikId::Uuid(ANONYM_BRUGER), nu, kald_id)
}

/// Whether a registration's user is that system itself, or somebody who may be anybody: the open mode, and whoever opens the store on the machine. What a system alone
/// decides (where it is called, say) is held against it.
pub fn er_selv(bruger: &UnikId, system: Option<Uuid>) -> bool {
    let bruger = bruger.uuid();
    bruger == Some(ANONYM_BRUGER) || (bruger.is_some() && bruger == system)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AABEN: AabenAdgang = AabenAdgang { standard: Cvr::KORSBAEK, faelles: Cvr::KOMBIT };

    #[test]
    fn a98_a_caller_reads_its_own_and_the_shared_authority() {
        let k = AABEN.kontekst(Some(" 12345678 "), Tidspunkt::fra_mikros(0), Uuid::nil()).unwrap();
        assert_eq!((k.myndighed.to_string().as_str(), k.laeser.len(), k.laeser[1]), ("12345678", 2, Cvr::KOMBIT));
        assert_eq!(AABEN.kontekst(None, Tidspunkt::fra_mikros(0), Uuid::nil()).unwrap().myndighed, Cvr::KORSBAEK);
    }

    #[test]
    fn a_header_that_is_no_cvr_is_refused() {
        for h in ["", "1234567", "123456789", "1234567a", "11111111, 22222222"] {
            assert_eq!(
                AABEN.kontekst(Some(h), Tidspunkt::fra_mikros(0), Uuid::nil()).unwrap_err().kode(),
                Fejlkode::ManglerMyndighed,
                "{h}"
            );
        }
    }
}
