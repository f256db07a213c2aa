//! Rules between objects: what a module holds a new registration against, of the authority's other objects.
use super::Register;
use crate::model::Registrering;
use crate::objekttype::Objekttype;
use async_trait::async_trait;
use grund::{Fejl, Kaldekontekst, Uuid};
use lager::Raekkeskrivning;
use std::sync::Arc;

/// A hard rule that one registration alone can't be held to. It is asked at each command on an object of its type, after the merge and before the write; import, and what is
/// stored already, are not held to it.
#[async_trait]
pub trait Naboregel: Send + Sync {
    /// The type that it is about.
    fn typen(&self) -> &'static Objekttype;

    /// Refuses the registration `ny` of the caller's object, or gives rows of the module's own, which are expected and written with it: by them the store sees
    /// whether what was looked at is still so. Where it is not, the command is merged anew and asked again.
    ///
    /// # Errors
    /// The module's refusal, and those of the store.
    async fn hold(&self, register: &Register, kald: &Kaldekontekst, uuid: Uuid, ny: &Registrering) -> Result<Vec<Raekkeskrivning>, Fejl>;
}

impl Register {
    /// The same register, whose commands are held to these rules too.
    pub fn med_naboregler(self, regler: Vec<Arc<dyn Naboregel>>) -> Self {
        Self { naboregler: regler.into(), ..self }
    }

    /// Asks the rules of the type.
    pub(super) async fn naboer(
        &self,
        kald: &Kaldekontekst,
        typen: &Objekttype,
        uuid: Uuid,
        ny: &Registrering,
    ) -> Result<Vec<Raekkeskrivning>, Fejl> {
        let mut ud = Vec::new();
        for r in self.naboregler.iter().filter(|r| r.typen() == typen) {
            ud.extend(r.hold(self, kald, uuid, ny).await?);
        }
        Ok(ud)
    }
}
