//! The gateway: what happens before an answer is made, and where it comes from an upstream.
use crate::bog::{Kildebog, Kildevalg, Opstroem};
use crate::kvote::Kvoter;
use crate::opstroem::{Afsender, Anmodning, Opstroemme, Svar};
use crate::tjenester::Sptjeneste;
use adgang::Parameterslags;
use grund::spor::{Kildeslags, Sporkilde};
use grund::{Fejl, Fejlkode, Kaldekontekst, Tidspunkt};
use lager::Lager;
use std::fmt;
use std::sync::Arc;

/// The gateway of a running program.
pub struct Serviceplatform {
    lager: Arc<dyn Lager>,
    bog: Arc<dyn Kildebog>,
    kvoter: Kvoter,
    opstroemme: Opstroemme,
}

impl fmt::Debug for Serviceplatform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Serviceplatform").finish_non_exhaustive()
    }
}

/// Where the answer of a call comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kilde {
    /// The service's own handler.
    Egen(Kildeslags),
    /// An upstream.
    Gennem(Arc<Opstroem>),
}

impl Serviceplatform {
    /// Over the store of counts, by these rules, with calls that go out through that.
    pub fn ny(lager: Arc<dyn Lager>, bog: Arc<dyn Kildebog>, afsender: Arc<dyn Afsender>) -> Self {
        Self { lager, bog, kvoter: Kvoter::default(), opstroemme: Opstroemme::ny(afsender) }
    }

    /// Begins a call: holds it against rights and quotas, chooses its source, and notes source and persons in the trace.
    ///
    /// # Errors
    /// `ManglerRolle`, `KildeMangler`, `KvoteOpbrugt`; those of the store.
    pub async fn begynd(&self, t: &Sptjeneste, kald: &Kaldekontekst, cpr: &[&str]) -> Result<Kilde, Fejl> {
        kald.kraev(t.adgang.service(), t.ret)?;
        let entity_id = t.adgang.entity_id;
        let kilde = match self.bog.kilde(entity_id, kald.myndighed, kald.nu) {
            None => egen_standard(t)?,
            Some(Kildevalg { slags: Kildeslags::Gennemstilling, opstroem }) => {
                kraev_gennem(t, kald)?;
                let navn = opstroem.unwrap_or_default();
                let o = self.bog.opstroem(&navn, kald.myndighed, kald.nu);
                Kilde::Gennem(o.ok_or_else(|| Fejl::ny(Fejlkode::KildeMangler).felt(navn))?)
            }
            Some(v) if t.kilder.contains(&v.slags) => Kilde::Egen(v.slags),
            Some(v) => return Err(mangler(t).felt(v.slags.navn())),
        };
        let regler = self.bog.kvoter(entity_id, kald.myndighed, kald.nu);
        self.kvoter.tag(&self.lager, &regler, entity_id, kald).await?;
        noter(kald, &kilde, cpr);
        Ok(kilde)
    }

    /// Sends a message to an upstream.
    ///
    /// # Errors
    /// 26xx.
    pub async fn gennem(&self, o: &Opstroem, a: &Anmodning) -> Result<Svar, Fejl> {
        self.opstroemme.kald(o, a).await
    }

    /// What other programs on the same store have used of quotas is looked up again.
    pub fn glem_kvoter(&self) {
        self.kvoter.glem();
    }
}

/// Begins a call where there is no gateway (the open mode): the service's first source.
///
/// # Errors
/// `ManglerRolle`, `KildeMangler`.
pub fn begynd_uden(t: &Sptjeneste, kald: &Kaldekontekst, cpr: &[&str]) -> Result<Kilde, Fejl> {
    kald.kraev(t.adgang.service(), t.ret)?;
    let kilde = egen_standard(t)?;
    noter(kald, &kilde, cpr);
    Ok(kilde)
}

/// An upstream answers by our agreement with it, and nothing is taken out of its answer: whoever may not see everything that the service tells here, is not given it
/// (CPR-07).
fn kraev_gennem(t: &Sptjeneste, kald: &Kaldekontekst) -> Result<(), Fejl> {
    t.adgang.parametre.iter().try_for_each(|p| match p.slags {
        Parameterslags::Ja(ret) => kald.kraev(t.adgang.service(), ret),
        _ => Ok(()),
    })
}

fn egen_standard(t: &Sptjeneste) -> Result<Kilde, Fejl> {
    t.kilder.first().map(|k| Kilde::Egen(*k)).ok_or_else(|| mangler(t))
}

fn mangler(t: &Sptjeneste) -> Fejl {
    let kilder = t.kilder.iter().chain(&[Kildeslags::Gennemstilling]);
    Fejl::ny(Fejlkode::KildeMangler).tilladt(kilder.map(|k| k.navn()))
}

fn noter(kald: &Kaldekontekst, kilde: &Kilde, cpr: &[&str]) {
    for c in cpr.iter().map(|c| c.trim()).filter(|c| !c.is_empty()) {
        // What is no number is refused by whoever answers; it stands in the log as it came, and counts as no person.
        if c.len() == 10 && c.bytes().all(|b| b.is_ascii_digit()) { kald.spor.person(c) } else { kald.spor.ingen(c) }
    }
    let (slags, opstroem) = match kilde {
        Kilde::Egen(k) => (*k, None),
        Kilde::Gennem(o) => (Kildeslags::Gennemstilling, Some(o.navn.clone())),
    };
    kald.spor.skriv(|s| s.kilde = Some(Sporkilde { slags, opstroem, fra: None }));
}

/// A handler says how old its replica is: the time of the newest extract that is in it.
pub fn kilde_fra(kald: &Kaldekontekst, tid: Tidspunkt) {
    kald.spor.skriv(|s| {
        if let Some(k) = &mut s.kilde {
            k.fra = Some(tid);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tjenester::{DEMO, cpr, cvr, findos, skat};
    use grund::ret::{Rettigheder, Tilladelse};
    use grund::{Afgraensning, Cvr, Ret, UnikId, Uuid};

    #[test]
    fn cpr07_an_upstreams_whole_answer_is_only_for_who_may_see_all_of_it() {
        for (t, ret) in [
            (&cpr::PERSONOPSLAG, Some(Ret::SeBeskyttede)),
            (&cpr::BASIS, Some(Ret::SeBeskyttede)),
            (&cpr::GCTP, Some(Ret::SeBeskyttede)),
            (&skat::SYGESIKRING, Some(Ret::SeBeskyttede)),
            (&cvr::ONLINE, Some(Ret::SeCpr)),
            (&findos::OPSLAG, Some(Ret::SeCpr)),
            (&DEMO, None),
        ] {
            let med = |retter: Vec<Ret>| {
                let k = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], UnikId::Uuid(Uuid::nil()), Tidspunkt::fra_mikros(0), Uuid::nil());
                let kun = Tilladelse { service: t.adgang.service().into(), retter, afgraensning: Afgraensning::FRI };
                kraev_gennem(t, &Kaldekontekst { retter: Arc::new(Rettigheder::Kun(vec![kun])), ..k })
            };
            assert_eq!(med(vec![Ret::Laes]).is_err(), ret.is_some(), "{}", t.sf);
            let alle = [Ret::Laes, Ret::SeBeskyttede].into_iter().chain(ret);
            assert!(med(alle.collect()).is_ok(), "{}", t.sf);
        }
    }
}
