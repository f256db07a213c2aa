//! What the running program asks of everything at once, on nobody's behalf.
use crate::bog::Bog;
use adgang::Administrator;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grund::{Cvr, Tidspunkt, Uuid};
use std::sync::Arc;

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

    /// What the user of the pages may administer: the same as with the administrator's certificate. `ansat` is the employer that the identity provider speaks for.
    pub fn administrator_som(&self, ansat: Cvr, bruger: Uuid, nu: Tidspunkt) -> Option<Arc<Administrator>> {
        let i = self.laes();
        let (post, a) = i.administratorer.get(&i.administratorbruger(&brugernavn(ansat, bruger))?)?;
        post.er("aktiv", nu).then(|| a.clone())
    }
}

/// How an administrator's user is written: `11111111/` and the UUID.
pub fn brugernavn(ansat: Cvr, bruger: Uuid) -> String {
    format!("{ansat}/{bruger}")
}
