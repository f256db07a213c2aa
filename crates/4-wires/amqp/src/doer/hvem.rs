//! Who a connection is: a certificate whose key it has, and a token for that certificate. What they may do is looked up at every use.
use adgang::{Adgang, Husket, Indgang};
use beskedfordeler::{BESKEDTJENESTER, Snitflade, tjenester};
use grund::spor::Mangel;
use grund::{Fejl, Fejlkode, Kaldekontekst};
use sikkerhed::certifikat::Certifikat;
use std::sync::Arc;

/// A proven caller.
#[derive(Clone)]
pub(crate) struct Hvem {
    pub certifikat: Certifikat,
    pub token: Arc<Husket>,
}

impl Hvem {
    pub fn ny(certifikat: Certifikat, token: Arc<Husket>) -> Self {
        Self { certifikat, token }
    }

    /// The context of a call now: the agreements decide, and the token narrows. Its time is looked at by the caller.
    ///
    /// # Errors
    /// 21xx; `UgyldigtToken` for a token of another service (E-36).
    pub fn kontekst(&self, adgang: &Adgang, ind: Indgang<'_>) -> Result<Kaldekontekst, Fejl> {
        let t = &self.token.token;
        if !BESKEDTJENESTER.iter().any(|b| b.entity_id == t.publikum) {
            let tjenester: Vec<&str> = BESKEDTJENESTER.iter().map(|b| b.entity_id).collect();
            let forklaring = format!("Tokenet er udstedt til {}, ikke til {}.", t.publikum, tjenester.join(", "));
            let detaljer = vec![("publikum", t.publikum.clone())];
            let fejl = ind.afslag(Fejlkode::UgyldigtToken, Mangel::Token, forklaring, detaljer, "Hent et token til tjenestens entityID.");
            return Err(fejl.regel("E-36").tilladt(tjenester));
        }
        // A dueslag is a system's own and outlives every user's session: its door takes no user's token.
        if t.bruger.is_some() {
            let forklaring = "Tokenet er en brugers; beskeder hentes og sendes med systemets eget.".to_owned();
            return Err(ind.afslag(Fejlkode::UgyldigtToken, Mangel::Token, forklaring, Vec::new(), "Hent et token uden OnBehalfOf."));
        }
        let system = adgang.system(&self.certifikat, ind)?;
        if t.emne != t.holder.emne() {
            ind.spor.skriv(|s| s.paa_vegne_af = Some(t.emne.clone()));
        }
        adgang.kontekst(&system, &t.publikum, t.myndighed, Some(&t.privilegier), ind)
    }

    /// The generation of the service that the token is for.
    pub fn snitflade(&self) -> Snitflade {
        if self.token.token.publikum == tjenester::AFSEND_V1.entity_id { Snitflade::V1 } else { Snitflade::V2 }
    }
}
