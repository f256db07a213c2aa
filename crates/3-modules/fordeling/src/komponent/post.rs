//! Digital Post as the receiver: documents are passed on to it, and asked after until it has put them into a mailbox.
use super::Fordelingskomponent;
use crate::overdragelse::Overdragelse;
use crate::port::DigitalPost;
use grund::{Fejl, Fejlkode, graenser};
use std::sync::Arc;

impl Fordelingskomponent {
    fn digital_post(&self) -> Result<&Arc<dyn DigitalPost>, Fejl> {
        self.o.digital_post.as_ref().ok_or_else(|| Fejl::intern("Digital Post is not connected"))
    }

    /// Passes the document on, with its file.
    pub(super) async fn til_posten(&self, o: &Overdragelse, indhold: &str) -> Result<(), Fejl> {
        let post = self.digital_post()?;
        let _en_ad_gangen = self.posten.lock().await;
        let fil = match self.postfil(o).await {
            Ok(f) => f,
            // It will never be smaller, or come back.
            Err(f) if matches!(f.kode(), Fejlkode::ForStor | Fejlkode::UkendtFil) => {
                return self.sker(o.id, "Digital Post: filen kan ikke sendes", |o, nu| o.opgiv(&f, nu)).await.map(drop);
            }
            Err(f) => {
                let hvorfor = f.dansk();
                return self.sker(o.id, "Digital Post: fejlet", |o, nu| o.levering_fejlede(&hvorfor, nu)).await.map(drop);
            }
        };
        match post.send(o, indhold, fil).await {
            Ok(svar) => {
                let k = &svar.kvittering;
                let operation = format!("Digital Post: {} {}", k.kode.navn(), k.slags.navn());
                let efter = self.sker(o.id, &operation, |o, nu| o.til_posten(k.clone(), svar.id.clone(), nu)).await?;
                match efter {
                    Some(o) => self.hos_modtager(&o).await,
                    None => Ok(()),
                }
            }
            Err(hvorfor) => {
                tracing::info!(overdragelse = %o.id, forsoeg = o.forsoeg + 1, hvorfor, "Digital Post could not be reached");
                self.sker(o.id, "Digital Post: fejlet", |o, nu| o.levering_fejlede(&hvorfor, nu)).await.map(drop)
            }
        }
    }

    async fn postfil(&self, o: &Overdragelse) -> Result<Vec<u8>, Fejl> {
        match (&self.o.filer, o.afsenderfil()) {
            (Some(filer), Some(fil)) => filer.laes(fil, graenser::DIGITAL_POST_FIL_BYTES).await,
            _ => Err(Fejl::ny(Fejlkode::UkendtFil).felt("DistributionContext/DokumentFilNavn").regel("F-4")),
        }
    }

    /// Asks what has become of it.
    pub(super) async fn spoerg_posten(&self, o: &Overdragelse) -> Result<(), Fejl> {
        let svar = match &self.o.digital_post {
            Some(p) => p.status(o).await,
            None => Err("Digital Post er ikke tilsluttet her".into()),
        };
        let svar = svar.unwrap_or_else(|hvorfor| {
            tracing::info!(overdragelse = %o.id, hvorfor, "Digital Post does not say what has become of a document");
            Vec::new()
        });
        let nye: Vec<_> = svar.into_iter().filter(|k| !o.kender(k)).collect();
        let Some(sidste) = nye.last() else { return self.senere(o).await };
        let operation = format!("Digital Post: {} {}", sidste.kode.navn(), sidste.slags.navn());
        let hvad = |o: &mut Overdragelse, nu| {
            for k in &nye {
                // One that comes after the last word says nothing more.
                let _ = o.modtag_kvittering(k.clone(), nu);
            }
            o.spoerg_igen(nu);
        };
        self.sker(o.id, &operation, hvad).await.map(drop)
    }

    /// Nothing new: that is no step, and does not stand in the log. Where somebody else has changed it meanwhile it is still due.
    async fn senere(&self, o: &Overdragelse) -> Result<(), Fejl> {
        let Some(foer) = self.hent(o.id).await? else { return Ok(()) };
        let mut efter = foer.o.clone();
        efter.spoerg_igen(self.nu());
        self.gem(Some(&foer), Some(&efter), Vec::new(), Vec::new()).await.map(drop)
    }
}
