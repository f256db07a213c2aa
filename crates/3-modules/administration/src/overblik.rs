//! What the running program asks of everything at once, on nobody's behalf.
use crate::bog::Bog;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grund::{Cvr, Tidspunkt};

impl Bog {
    /// Months that each authority's log is kept, where it has said so.
    pub fn logmaaneder(&self) -> Vec<(Cvr, u32)> {
        self.laes().opbevaring.values().map(|p| (p.data.cvr, p.data.dage.div_ceil(30))).collect()
    }

    /// The certificates of all systems at `nu`, in DER form: their revocation is looked up before they are used.
    pub fn alle_certifikater(&self, nu: Tidspunkt) -> Vec<Vec<u8>> {
        let i = self.laes();
        let gyldige = i.systemer().flat_map(|p| &p.data.certifikater).filter(|c| c.tilknyttet().indeholder(nu));
        gyldige.filter_map(|c| STANDARD.decode(&c.der).ok()).collect()
    }
}
