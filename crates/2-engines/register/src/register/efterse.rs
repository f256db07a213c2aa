//! What commands would be answered, without writing: imports look through all of theirs before the first one is carried out.
use super::Register;
use crate::flet::{Udfald, flet};
use crate::kommando::Kommando;
use crate::nfc::Tekster;
use crate::syn;
use futures::StreamExt;
use grund::{Fejl, Kaldekontekst, Ret};

impl Register {
    /// Whether each command could be carried out now: rights, rules of the merge, data restrictions, anvisninger. Commands on one object are
    /// each held against what is stored, not against each other. Nothing is written and nothing goes into the log.
    pub async fn efterse(&self, kald: &Kaldekontekst, kommandoer: &[Kommando]) -> Vec<Result<(), Fejl>> {
        let kald = &Kaldekontekst { spor: grund::Spor::default(), ..kald.clone() };
        futures::stream::iter(kommandoer).map(|k| self.efterse_en(kald, k)).buffered(super::SAMTIDIGE).collect().await
    }

    async fn efterse_en(&self, kald: &Kaldekontekst, kommando: &Kommando) -> Result<(), Fejl> {
        let mut kommando = kommando.clone();
        kommando.nfc();
        let typen = kommando.objekttype;
        kald.kraev(typen.service, Ret::Skriv)?;
        let omraade = self.omraade(kald, typen, Ret::Skriv).await?;
        let gammel = self.nyeste(kald, typen, kommando.uuid).await?.map(|(_, r)| r);
        if let Some(f) = &gammel {
            self.maa_aendre(kald, typen, kommando.handling, &omraade, f).await?;
        }
        if let Udfald::Nye(nye) = flet(gammel.as_ref(), &kommando, None, kald.nu, &kald.bruger)?
            && let Some(sidste) = nye.last()
        {
            omraade.maa_sige(kald, typen, &syn::maerker(typen, sidste)?)?;
            self.efterproev(kald, &kommando, sidste)?;
        }
        Ok(())
    }
}
