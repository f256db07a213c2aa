//! What readers ask for: lists, and why somebody sees an object.
use crate::bog::Kendt;
use crate::modul::{Roller, intern};
use crate::typer::*;
use adgang::{Brugersvar, Spoergsmaal};
use grund::{Afgraensning, Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Uuid};
use register::{Egenskabskriterium, Emne, Feltkrav, Forespoergsel, Laesevalg, Objektid, Vaerdi};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Roller {
    /// Proposals of an authority, by UUID.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn forslag(&self, cvr: Cvr) -> Result<Vec<Arc<Kendt<Rolleforslag>>>, Fejl> {
        self.kendte(cvr).await
    }

    /// Assignments of an authority.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn tildelinger(&self, cvr: Cvr) -> Result<Vec<Arc<Kendt<Rolletildeling>>>, Fejl> {
        self.kendte(cvr).await
    }

    /// Its rules of separation of duties.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn konfliktregler(&self, cvr: Cvr) -> Result<Vec<Arc<Kendt<Konfliktregel>>>, Fejl> {
        self.kendte(cvr).await
    }

    /// Users who are or were barred.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn spaerringer(&self, cvr: Cvr) -> Result<Vec<Arc<Kendt<Adgangsspaerring>>>, Fejl> {
        self.kendte(cvr).await
    }

    /// Its rounds of attestation.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn kampagner(&self, cvr: Cvr) -> Result<Vec<Arc<Kendt<Attestationskampagne>>>, Fejl> {
        self.kendte(cvr).await
    }

    /// The authorities that delegate a role to this one (H-8): found by index over all of them.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn delegerende(&self, cvr: Cvr) -> Result<Vec<Cvr>, Fejl> {
        let Some(felt) = Jobfunktionsrolle::TYPE.felt("delegerettil") else { return Ok(Vec::new()) };
        let andre: Vec<Cvr> = self.stamdata.myndigheder().into_iter().filter(|c| *c != cvr).collect();
        let kald = Kaldekontekst { laeser: andre, ..intern(cvr) };
        let er = Egenskabskriterium { felter: vec![(felt.nr, Feltkrav::Lig(Vaerdi::Tekst(cvr.to_string())))], virkning: None };
        let f = Forespoergsel { egenskaber: vec![er], virkning: Periode::ALTID, ..Forespoergsel::alle(Jobfunktionsrolle::TYPE, kald.nu) };
        let fundne = self.register.soeg_objekter(&kald, &f, Laesevalg::AKTUEL).await?;
        Ok(fundne.iter().map(|o| o.myndighed).collect::<BTreeSet<_>>().into_iter().collect())
    }

    /// What the user may, and for each right whether it lets see the object: the same look-up as a call of the user's, one right at a time.
    ///
    /// # Errors
    /// `UgyldigVaerdi` for the type, and those of the store.
    pub async fn ser(&self, s: Spoergsmaal<'_>, typen: &str, objekt: Uuid) -> Result<(Brugersvar, Vec<bool>), Fejl> {
        let kendte = || self.register.typer().alle().filter(|t| t.syn.is_some());
        let typen = kendte().find(|t| t.navn.eq_ignore_ascii_case(typen) || t.sti.eq_ignore_ascii_case(typen));
        let typen = typen.ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).felt("objekttype").tilladt(kendte().map(|t| t.navn)))?;
        let svar = self.forklar(s, None).await?.svar;
        let mut ser = Vec::with_capacity(svar.retter.len());
        for r in &svar.retter {
            let Some(a) = r.omraade.clone() else {
                ser.push(false);
                continue;
            };
            let brugers = vec![Afgraensning { profil: Some(svar.identiteter.clone()), ..a }];
            let kald = Kaldekontekst { nu: s.virkning, brugers: Some(Arc::new(brugers)), ..intern(r.myndighed) };
            let o = self.register.laes(&kald, Objektid { objekttype: typen, uuid: objekt }, Laesevalg::nu(s.virkning)).await?;
            ser.push(o.is_some());
        }
        Ok((svar, ser))
    }
}
