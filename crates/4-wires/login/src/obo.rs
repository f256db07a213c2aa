//! The token that a system shows the STS and the services for its user (the bootstrap token): it stands on the session, and ends with it.
use crate::Login;
use crate::identitet::Slags;
use crate::opsaetning::System;
use crate::session::Session;
use adgang::brugertoken::{self, Brugertoken, session_af_indeks, x509_navn};
use adgang::{Bruger, Brugersessioner};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grund::{Fejl, Periode, Tidspunkt, Uuid};

impl Login {
    /// The token in base64; none where the system is no user-facing one of the Administrationsmodul, or the user is nobody's employee: then services know no roles of it.
    pub(crate) fn brugertoken(&self, s: &System, session: &Session, indeks: &str, nu: Tidspunkt) -> Result<Option<String>, Fejl> {
        let i = &session.identitet;
        let (Some(_), Slags::Medarbejder, Some(hjem)) = (s.system, i.slags, i.cvr) else { return Ok(None) };
        let bruger =
            Bruger { hjem, uuid: i.uuid, fra_idp: self.jobroller(i, nu), session: session_af_indeks(indeks), niveauer: Some(i.niveauer) };
        let t = Brugertoken {
            bruger,
            emne: x509_navn(hjem, &i.navn, i.uuid),
            publikum: s.id.clone(),
            gyldig: Periode::ny(nu, Tidspunkt::fra_mikros(session.udloeb)),
            indeks: Some(indeks.to_owned()),
        };
        let noegler = self.nu_noegler()?;
        let xml = brugertoken::udsted(&t, self.ids.ny(), &self.entity_id(), noegler.par()?, nu)?;
        Ok(Some(STANDARD.encode(xml)))
    }
}

#[async_trait]
impl Brugersessioner for Login {
    fn udsteder(&self) -> String {
        self.entity_id()
    }

    fn system_af_publikum(&self, publikum: &str) -> Option<Uuid> {
        self.tilslutninger.nu().ved_id(publikum).and_then(|s| s.system)
    }

    async fn staar(&self, session: Uuid, nu: Tidspunkt) -> Result<bool, Fejl> {
        self.sessioner.staar(session, nu).await
    }
}
