//! What an authority wants done about what does not follow the anvisninger, and its report on their quality.
use crate::administration::{Administration, navngivet};
use crate::bog::Bog;
use crate::stamdata::findes_ikke;
use crate::typer::Anvisningsregel;
use adgang::Kalder;
use grund::{Cvr, Fejl, Periode};
use register::Anvisningsmaade;
use register::Post;
use register::anvisningskvalitet::{self, Rapport};
use std::sync::Arc;

impl Bog {
    /// What the authority wants done, where it has said so. In memory: it is asked at each write.
    pub fn anvisningsmaade(&self, cvr: Cvr) -> Option<Anvisningsmaade> {
        self.laes().anvisninger.get(&cvr).map(|p| p.data.maade)
    }
}

impl Administration {
    /// Says what is done about findings in the authority's indexes; for the authority and the operator. Felt by the next call.
    ///
    /// # Errors
    /// `IngenAdgang`, `FindesIkke` for an unknown authority, and those of the store.
    pub async fn saet_anvisninger(&self, kalder: &Kalder<'_>, regel: &Anvisningsregel) -> Result<Post<Anvisningsregel>, Fejl> {
        kalder.kraev(kalder.drift() || kalder.aftaler(regel.cvr), format!("aftaler {}", regel.cvr))?;
        let _laas = self.laas.lock().await;
        if !self.aktoer(regel.cvr).is_some_and(|a| a.data.myndighed) {
            return Err(findes_ikke().felt("cvr"));
        }
        self.saet(kalder, regel.cvr, navngivet("anvisninger", &regel.cvr.to_string()), regel).await
    }

    /// The rules that the caller may see, by CVR number.
    pub fn anvisningsregler(&self, kalder: &Kalder<'_>) -> Vec<Arc<Post<Anvisningsregel>>> {
        let maa = |c: Cvr| kalder.drift() || kalder.aftaler(c);
        let mut ud: Vec<_> = self.bog().laes().anvisninger.values().filter(|p| maa(p.data.cvr)).cloned().collect();
        ud.sort_by_key(|p| p.data.cvr);
        ud
    }

    /// The report on the authority's indexes, from registrations made in the period; for the authority.
    ///
    /// # Errors
    /// `IngenAdgang`, and those of the report.
    pub async fn anvisningskvalitet(&self, kalder: &Kalder<'_>, cvr: Cvr, periode: Periode) -> Result<Rapport, Fejl> {
        kalder.kraev(kalder.aftaler(cvr), format!("aftaler {cvr}"))?;
        anvisningskvalitet::rapport(&self.register, cvr, periode).await
    }
}
