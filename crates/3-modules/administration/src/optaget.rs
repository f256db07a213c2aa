//! What one holds at a time beyond what one owner's objects tell: which system has a certificate, in which environment a certificate is used (H-1, H-2), and
//! who has a system's UUID. Rows of the store that are expected and written together with the objects, so two processes never give the same to two.
//!
//! What was stored before there were such rows is known from memory; it gets its row when it is changed.
use crate::administration::Administration;
use adgang::Fingeraftryk;
use grund::{Cvr, Fejl, Uuid};
use lager::{Raekkeforventning, Raekkeskrivning};

/// The module's collection; stored, never reused. Keys begin with what kind of row it is.
const SAMLING: u16 = lager::samlinger::OPTAGET;
const CERTIFIKAT: u8 = b'c';
const SYSTEM: u8 = b's';

/// A certificate's row, as it was read.
pub(crate) struct Certifikatraekke {
    noegle: Vec<u8>,
    laest: Option<Vec<u8>>,
}

impl Certifikatraekke {
    /// It is used in another environment than that.
    pub(crate) fn i_andet_miljoe(&self, miljoe: &str) -> bool {
        self.laest.as_ref().and_then(|v| v.first()).is_some_and(|m| *m != kode(miljoe))
    }

    /// The system whose own it is.
    pub(crate) fn ejer(&self) -> Option<Uuid> {
        Uuid::from_slice(self.laest.as_ref()?.get(1..)?).ok()
    }

    /// It is used in that environment, and is the system's own, or nobody's.
    pub(crate) fn bliver(self, miljoe: &str, ejer: Option<Uuid>) -> Raekkeskrivning {
        let vaerdi = [&[kode(miljoe)][..], ejer.as_ref().map_or(&[], |u| u.as_bytes().as_slice())].concat();
        self.skriv(Some(vaerdi))
    }

    /// Nothing is known of it any more.
    pub(crate) fn forsvinder(self) -> Raekkeskrivning {
        self.skriv(None)
    }

    fn skriv(self, vaerdi: Option<Vec<u8>>) -> Raekkeskrivning {
        let forventet = self.laest.map_or(Raekkeforventning::Ukendt, Raekkeforventning::Er);
        Raekkeskrivning { samling: SAMLING, noegle: self.noegle, forventet, vaerdi }
    }
}

fn kode(miljoe: &str) -> u8 {
    if miljoe == "produktion" { b'p' } else { b't' }
}

impl Administration {
    /// The certificate's row.
    pub(crate) async fn certifikatraekke(&self, f: &Fingeraftryk) -> Result<Certifikatraekke, Fejl> {
        let noegle = [&[CERTIFIKAT][..], f.as_slice()].concat();
        let laest = self.register.lager().raekke(SAMLING, &noegle).await?;
        Ok(Certifikatraekke { noegle, laest })
    }
}

/// Nobody has that UUID for a system yet; this owner has.
pub(crate) fn ny_systemraekke(uuid: Uuid, ejer: Cvr) -> Raekkeskrivning {
    let noegle = [&[SYSTEM][..], uuid.as_bytes()].concat();
    Raekkeskrivning { samling: SAMLING, noegle, forventet: Raekkeforventning::Ukendt, vaerdi: Some(ejer.tal().to_be_bytes().to_vec()) }
}
