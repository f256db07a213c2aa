//! Pass-through of services by REST: the caller's question with a token of ours, and the answer as it comes.
use crate::bog::{Kontekstform, Opstroem};
use crate::opstroem::{Anmodning, Metode, Svar, Tokenkrav, Tokensted, afvist};
use crate::port::Serviceplatform;
use crate::tjenester::Sptjeneste;
use grund::{Fejl, Fejlkode, Kaldekontekst};
use serde::de::IgnoredAny;

/// The question.
#[derive(Clone, Debug)]
pub struct Spoergsmaal {
    /// Address and parameters below the upstream's own address, percent-encoded.
    pub sti: String,
    /// Headers of the service's contract that go along.
    pub hoveder: Vec<(&'static str, String)>,
}

impl Serviceplatform {
    /// Asks an upstream. What it answers of the question itself, found or not, is handed on with its status; a refusal of us is told as ours.
    ///
    /// # Errors
    /// 26xx.
    pub async fn gennem_rest(&self, o: &Opstroem, t: &Sptjeneste, kald: &Kaldekontekst, s: Spoergsmaal) -> Result<Svar, Fejl> {
        let mangler = |dansk: &str, engelsk: &str| Fejl::ny(Fejlkode::KildeMangler).felt(o.navn.clone()).detalje((dansk, engelsk));
        if !matches!(o.kontekst, Kontekstform::Token { .. }) {
            return Err(mangler(
                "tjenester ved REST tager et token: opstrømmen må have en STS",
                "services by REST take a token: the upstream must have an STS",
            ));
        }
        if let Some(v) = &o.oversaettelse {
            return Err(mangler(&format!("oversættelsen {v} er til SOAP"), &format!("the translation {v} is for SOAP")));
        }
        let krav = Tokenkrav { entity_id: t.adgang.entity_id, myndighed: kald.myndighed, sted: Tokensted::Hoved };
        let mut hoveder = s.hoveder;
        hoveder.push(("accept", "application/json".into()));
        let a = Anmodning { metode: Metode::Get, sti: s.sti, hoveder, krop: String::new(), laeser: t.laeser, token: Some(krav) };
        let svar = self.gennem(o, &a).await?;
        let er_json = serde_json::from_slice::<IgnoredAny>(&svar.krop).is_ok();
        match svar.status {
            200 | 400 | 404 | 422 if er_json => Ok(svar),
            n if n >= 400 => Err(afvist(o, &ord(&svar))),
            n => Err(Fejl::ny(Fejlkode::OpstroemUlaeselig).felt(o.navn.clone()).aarsag(format!("HTTP {n}: the answer is no JSON"))),
        }
    }
}

/// What a refusal says, as far as it says something that is short.
fn ord(svar: &Svar) -> String {
    let krop = std::str::from_utf8(&svar.krop).unwrap_or_default().trim();
    let kort = krop.starts_with('{') && krop.len() <= 1_000;
    if kort { format!("HTTP {}: {krop}", svar.status) } else { format!("HTTP {}", svar.status) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opstroem::{Afsender, Intet, standard};
    use crate::tjenester::skat::SYGESIKRING;
    use crate::{Kildebog, Kildevalg, Kvoteregel};
    use async_trait::async_trait;
    use grund::{Cvr, Tidspunkt, UnikId, Uuid};
    use lager::SqliteLager;
    use std::sync::{Arc, Mutex};

    struct Bagved((u16, &'static str), Mutex<Vec<Anmodning>>);

    #[async_trait]
    impl Afsender for Bagved {
        async fn send(&self, _: &Opstroem, a: &Anmodning) -> Result<Svar, Intet> {
            self.1.lock().unwrap().push(a.clone());
            match self.0 {
                (0, "nej") => Err(Intet::Afvist("no agreement for 0101701234".into())),
                (status, krop) => Ok(Svar { status, krop: krop.into() }),
            }
        }
    }

    struct Ingen;
    impl Kildebog for Ingen {
        fn kilde(&self, _: &str, _: Cvr, _: Tidspunkt) -> Option<Kildevalg> {
            None
        }
        fn opstroem(&self, _: &str, _: Cvr, _: Tidspunkt) -> Option<Arc<Opstroem>> {
            None
        }
        fn kvoter(&self, _: &str, _: Cvr, _: Tidspunkt) -> Vec<Kvoteregel> {
            Vec::new()
        }
    }

    async fn spoerg(kontekst: Kontekstform, svar: (u16, &'static str)) -> (Result<Svar, Fejl>, Vec<Anmodning>) {
        let bag = Arc::new(Bagved(svar, Mutex::default()));
        let s = Serviceplatform::ny(Arc::new(SqliteLager::midlertidig().unwrap()), Arc::new(Ingen), bag.clone());
        let kald = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], UnikId::Uuid(Uuid::nil()), Tidspunkt::fra_mikros(0), Uuid::nil());
        let o = Opstroem { kontekst, ..standard("bag", "https://bag.example/") };
        let hvad = Spoergsmaal { sti: "/x/sikring?cpr=0101701234".into(), hoveder: vec![("x-transaktionsid", "1".into())] };
        let svar = s.gennem_rest(&o, &SYGESIKRING, &kald, hvad).await;
        let sendt = bag.1.lock().unwrap().clone();
        (svar, sendt)
    }

    #[tokio::test]
    async fn a_question_goes_with_a_token_for_the_callers_authority_and_what_is_answered_comes_back() {
        let sts = || Kontekstform::Token { sts: "https://sts.example/".into() };
        for (status, krop) in [(200, "{\"a\":1}"), (404, "{\"kode\":\"SAM-2609\"}")] {
            let (svar, sendt) = spoerg(sts(), (status, krop)).await;
            assert_eq!(svar.unwrap(), Svar { status, krop: krop.into() });
            let krav = sendt[0].token.clone().unwrap();
            assert_eq!((krav.entity_id, krav.myndighed, krav.sted), (SYGESIKRING.adgang.entity_id, Cvr::KORSBAEK, Tokensted::Hoved));
            assert!(sendt[0].metode == Metode::Get && sendt[0].laeser && sendt[0].sti.ends_with("?cpr=0101701234"));
        }
        for (svar, kode) in [
            ((403, "{\"fejl\":\"ingen aftale\"}"), Fejlkode::OpstroemAfviste),
            ((404, "<html/>"), Fejlkode::OpstroemAfviste),
            ((200, "<html/>"), Fejlkode::OpstroemUlaeselig),
            ((0, "nej"), Fejlkode::OpstroemAfviste),
        ] {
            let f = spoerg(sts(), svar).await.0.unwrap_err();
            assert!(f.kode() == kode && !f.engelsk().contains("0101701234"), "{svar:?}: {f}");
        }
        // What has no token service can't be asked.
        let (svar, sendt) = spoerg(Kontekstform::Authority, (200, "{}")).await;
        assert!(svar.unwrap_err().kode() == Fejlkode::KildeMangler && sendt.is_empty());
    }
}
