//! What commands would be answered, without writing: imports look through all of theirs before the first one is carried out.
use super::Register;
use crate::flet::{Fletning, flet};
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
        futures::stream::iter(kommandoer).map(|k| self.efterse_en(kald, k)).buffered(super::skrivning::SAMTIDIGE).collect().await
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
        if let Fletning::Nye(nye) = flet(gammel.as_ref(), &kommando, None, kald.nu, &kald.bruger)?
            && let Some(sidste) = nye.last()
        {
            omraade.maa_sige(kald, typen, &syn::maerker(typen, sidste)?)?;
            self.maa_henvise(kald, typen, gammel.as_ref(), sidste).await?;
            self.efterproev(kald, &kommando, sidste)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::kommando::{Handling, Kommando};
    use crate::register::proever::{kald, koer, register};
    use crate::udveksling::indeksfil::{Linje, Standard, laes};
    use grund::{Fejlkode, UnikId, Uuid};

    const LINJE: &str = r#"{"type":"Ting","uuid":"00000000-0000-0000-0000-000000000005","registreringer":[{"afsendt":"2020-01-01T00:00:00Z","egenskaber":[{"felter":{"brugervendtnoegle":"a"},"virkning":{"fra":"2020-01-01","til":"infinity"}}]}]}"#;

    fn kommando(handling: Handling) -> Kommando {
        let standard = Standard { myndighed: "11111111".parse().ok(), bruger: UnikId::Uuid(Uuid::nil()) };
        match laes(register().typer(), LINJE.as_bytes(), &standard, |_| true).unwrap() {
            Linje::Objekt(o) => Kommando { handling, historik: Vec::new(), ..o.kommando },
            andet => panic!("{andet:?}"),
        }
    }

    #[test]
    fn it_says_what_udfoer_would_and_writes_nothing() {
        koer(async {
            let r = register();
            let kommandoer = [Handling::Ret, Handling::Importer, Handling::Slet].map(kommando);
            let svar = r.efterse(&kald(5), &kommandoer).await;
            let koder: Vec<_> = svar.iter().map(|s| s.as_ref().err().map(grund::Fejl::kode)).collect();
            assert_eq!(koder, [Some(Fejlkode::FindesIkke), None, Some(Fejlkode::FindesIkke)]);
            assert_eq!(r.lager().status().await.unwrap().objekter, 0);
            let [ret, importer, slet] = kommandoer;
            assert_eq!(r.udfoer(&kald(6), ret).await.unwrap_err().kode(), Fejlkode::FindesIkke);
            assert_eq!(r.udfoer(&kald(6), slet.clone()).await.unwrap_err().kode(), Fejlkode::FindesIkke);
            r.udfoer(&kald(6), importer).await.unwrap();
            assert!(r.efterse(&kald(7), &[slet]).await[0].is_ok());
        });
    }
}
