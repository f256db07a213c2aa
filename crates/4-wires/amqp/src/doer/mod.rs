//! The door of Beskedfordeler: who a connection is (E-30, E-36), what its session may do, and what the audit log says of it.
mod hvem;
mod log;
mod session;

use crate::port::{Bevis, Formidler, Modpart, Session};
use adgang::{AabenAdgang, Adgang, Indkomst};
use async_trait::async_trait;
use beskedfordeler::Fordeler;
use grund::spor::{Mangel, Spor};
use grund::ur::{IdKilde, Ur};
use grund::{Fejl, Fejlkode, Tidspunkt};
use hvem::Hvem;
use revision::Revision;
use session::Aaben;
use sikkerhed::certifikat::Certifikat;
use std::sync::Arc;

/// How callers are known.
pub enum Adgangsmaade {
    /// By the certificate of the connection and a token; everything is logged.
    Sikker(Sikker),
    /// The open mode: by SASL PLAIN, whose name is the authority's CVR number.
    Aaben(AabenAdgang),
}

/// What guards the door.
pub struct Sikker {
    /// Tokens, certificates, agreements.
    pub adgang: Arc<Adgang>,
    /// The audit log.
    pub revision: Revision,
    /// The agreements were confirmed a moment ago; [`Fejlkode::AftalerUbekraeftede`] otherwise.
    pub friskhed: Box<dyn Fn() -> Result<(), Fejl> + Send + Sync>,
    /// The refusal of a caller whom nobody knows may be logged; else it is counted.
    pub maa_logges: Box<dyn Fn(Tidspunkt) -> bool + Send + Sync>,
}

/// What sessions stand on.
pub(crate) struct Grundlag {
    pub maade: Adgangsmaade,
    pub fordeler: Arc<Fordeler>,
    pub ur: Arc<dyn Ur>,
    pub ids: Arc<dyn IdKilde>,
}

/// The door.
pub struct Doer(Arc<Grundlag>);

impl Doer {
    /// To that engine.
    pub fn ny(maade: Adgangsmaade, fordeler: Arc<Fordeler>, ur: Arc<dyn Ur>, ids: Arc<dyn IdKilde>) -> Self {
        Self(Arc::new(Grundlag { maade, fordeler, ur, ids }))
    }
}

impl Grundlag {
    /// A call on a connection with that certificate.
    fn ind(&self, klient: Option<&Certifikat>, operation: &str) -> Indkomst {
        let spor = Spor::default();
        spor.skriv(|s| s.operation = Some(operation.to_owned()));
        Indkomst { nu: self.ur.nu(), kald_id: self.ids.ny(), spor, klient: klient.cloned() }
    }
}

impl Sikker {
    /// The caller's certificate must be a system's before anything that he says is read; then the token.
    async fn find(&self, ind: &Indkomst, svar: &[u8]) -> Result<Hvem, Fejl> {
        (self.friskhed)()?;
        let i = ind.ind();
        let c = self.adgang.klientcertifikat(ind.klient.as_ref(), i)?;
        self.adgang.kend_status(c, ind.nu).await;
        self.adgang.system(c, i)?;
        let token = self.adgang.bundet_token(c, svar, i)?;
        self.adgang.i_kraft(&token.token, i)?;
        let hvem = Hvem::ny(c.clone(), token);
        hvem.kontekst(&self.adgang, i)?;
        Ok(hvem)
    }
}

#[async_trait]
impl Formidler for Doer {
    fn mekanismer(&self) -> &'static str {
        match self.0.maade {
            Adgangsmaade::Sikker(_) => "EXTERNAL",
            Adgangsmaade::Aaben(_) => "PLAIN",
        }
    }

    async fn log_ind(&self, modpart: &Modpart, bevis: Bevis<'_>) -> Result<Arc<dyn Session>, Fejl> {
        let g = &self.0;
        match (&g.maade, bevis) {
            (Adgangsmaade::Sikker(s), Bevis::External(svar)) => {
                let ind = g.ind(modpart.certifikat.as_ref(), "login");
                let fundet = s.find(&ind, svar).await;
                s.log_kald(&ind, fundet.as_ref().err()).await?;
                Ok(Arc::new(Aaben::ny(g.clone(), Some(fundet?), None)))
            }
            (Adgangsmaade::Aaben(a), Bevis::Plain { bruger, .. }) => {
                // A name that is no number, as `guest` is none, means the authority of this instance.
                let cvr = Some(bruger).filter(|b| b.parse::<grund::Cvr>().is_ok());
                let myndighed = a.kontekst(cvr, g.ur.nu(), g.ids.ny())?.myndighed;
                Ok(Arc::new(Aaben::ny(g.clone(), None, Some(myndighed))))
            }
            _ => {
                let fejl = Fejl::ny(Fejlkode::ManglerSikkerhed).tilladt([self.mekanismer()]);
                Err(g.ind(None, "login").ind().noter(Mangel::Sikkerhed, "Brug den mekanisme, som serveren tilbyder.")(fejl))
            }
        }
    }
}
