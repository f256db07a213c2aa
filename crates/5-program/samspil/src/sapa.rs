//! SAPA in the running program: what it joins, who its users are, and what happens at its time.
//!
//! The module keeps nothing in memory, so it is opened wherever it is needed.
mod folk;
mod noter;
mod porte;

use crate::moduler::Modul;
use crate::opstilling::{Maade, Samspil};
use crate::vaern::Vaern;
use ::sapa::{Brugerretter, Porte, Sapa};
use adgang::{Bruger, Brugerbog, Spoergsmaal};
use async_trait::async_trait;
use grund::spor::{Afslag, Mangel};
use grund::ur::Ur;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Between looks at the change feed when nothing happens.
const KIG: Duration = Duration::from_millis(500);
/// After an error, which is another process's doing or the store's.
const FEJL: Duration = Duration::from_secs(5);
/// Between rounds of what goes by itself.
const RYD: Duration = Duration::from_secs(600);

/// Opens it; `None` where the module is switched off.
pub fn aabn(s: &Samspil, moduler: &[Modul], maade: &Maade) -> Option<Arc<Sapa>> {
    if !moduler.contains(&Modul::Sapa) {
        return None;
    }
    let register = s.register.kun(|t| moduler.iter().any(|m| m.typer().iter().any(|x| x.nr == t.nr)));
    let bestand = cpr::Bestand::ny(s.register.lager().clone());
    let virksomheder = porte::Virksomheder(cvr::Virksomhedsregister::ny(s.register.lager().clone()));
    let noter = maade.fordeling.clone().map(|f| Arc::new(noter::Noter(f)) as Arc<dyn ::sapa::port::Notevej>);
    let identiteter =
        moduler.contains(&Modul::Person).then(|| Arc::new(porte::Identiteter(register.clone())) as Arc<dyn ::sapa::port::Identiteter>);
    let fagsystemer =
        maade.vaern.clone().map(|v| Arc::new(porte::Fagsystemer { vaern: v, ur: s.ur.clone() }) as Arc<dyn ::sapa::port::Fagsystemer>);
    let porte = Porte {
        folk: Some(Arc::new(folk::Folk(bestand.clone()))),
        virksomheder: Some(Arc::new(virksomheder.clone())),
        identiteter,
        sundhed: Some(Arc::new(porte::Sundhed(crate::borgere::Borgere(bestand)))),
        soegninger: vec![Arc::new(virksomheder)],
        fagsystemer,
        noter,
    };
    Some(Arc::new(Sapa::ny(register, porte, s.ids.clone())))
}

/// The user behind a call, as roles ask about one. [D] Of the call's own authority: a user of another one has SAPA's functions by its pages alone.
pub(crate) fn bruger(kald: &Kaldekontekst) -> Option<Bruger> {
    kald.brugers.as_ref()?;
    Some(Bruger::ny(kald.myndighed, kald.bruger.uuid()?))
}

/// What users may, from their job function roles; in the open mode everything.
pub struct Brugere(pub Option<Arc<Vaern>>);

#[async_trait]
impl styring::sapa::Brugeropslag for Brugere {
    async fn retter(&self, kald: &Kaldekontekst) -> Result<Brugerretter, Fejl> {
        let Some(v) = &self.0 else { return Ok(Brugerretter::alt()) };
        let Some(bruger) = bruger(kald) else {
            let forklaring = "Kaldet har ingen bruger: SAPA er for brugere, ikke for systemer alene.".to_owned();
            let raad = "Hent et token med brugerens token i OnBehalfOf.";
            kald.spor.afslag(Fejlkode::IngenBrugerret, Afslag { mangler: Mangel::Token, forklaring, detaljer: Vec::new(), raad });
            return Err(Fejl::ny(Fejlkode::IngenBrugerret).regel("SAPA-11"));
        };
        let svar = v.roller.retter(Spoergsmaal { bruger: &bruger, system: kald.system, virkning: kald.nu }).await?;
        Ok(Brugerretter::af(&svar, kald.myndighed))
    }
}

/// Whoever may have rules.
fn myndigheder(vaern: Option<&Vaern>, standard: Cvr) -> Vec<Cvr> {
    let mut ud = vaern.map(|v| v.administration.myndigheder()).unwrap_or_default();
    if !ud.contains(&standard) {
        ud.push(standard);
    }
    ud
}

/// What is told of persons.
pub struct Personadvis {
    /// The module.
    pub sapa: Arc<Sapa>,
    /// The agreements; `None` in the open mode.
    pub vaern: Option<Arc<Vaern>>,
    /// The authority of the open mode.
    pub myndighed: Cvr,
}

impl Personadvis {
    /// Tells the groups of every authority of what an extract says has happened to a person.
    ///
    /// # Errors
    /// Those of the store: then it is told again, and nobody twice.
    pub async fn fortael(&self, u: &cpr::udbakke::Ufortalt, h: &cpr::udbakke::Haendelse, nu: grund::Tidspunkt) -> Result<(), Fejl> {
        let alle = myndigheder(self.vaern.as_deref(), self.myndighed);
        let kommuner = [h.kommune, h.kommune_foer].into_iter().flatten().filter_map(crate::borgere::kommune_cvr).collect::<Vec<_>>();
        for art in &h.arter {
            let a = art.art();
            let haendelse = ::sapa::advis::Personhaendelse {
                kendes_ved: format!("cpr/{}/{}/{}/{}", u.opgave, u.dato, h.nummer, a.nr),
                nummer: h.nummer.to_string(),
                art: (a.navn, a.tekst),
                haendt: nu,
                alder: h.alder,
                kommuner: kommuner.clone(),
            };
            self.sapa.personhaendelse(&haendelse, &alle, nu).await?;
        }
        Ok(())
    }
}

/// Makes advis of what the registers tell, and removes what is over, until `slut` turns true.
pub async fn pas(sapa: Arc<Sapa>, vaern: Option<Arc<Vaern>>, myndighed: Cvr, ur: Arc<dyn Ur>, mut slut: watch::Receiver<bool>) {
    let mut ryddet: Option<Instant> = None;
    loop {
        let mut pause = match sapa.foelg_registrene(ur.nu()).await {
            Ok(0) => KIG,
            Ok(_) => Duration::ZERO,
            Err(f) => {
                tracing::error!(fejl = %f, aarsag = f.aarsagen(), "advis could not be made of changes; it is tried again");
                FEJL
            }
        };
        if pause == KIG && ryddet.is_none_or(|t| t.elapsed() >= RYD) {
            ryddet = Some(Instant::now());
            if let Err(f) = ryd(&sapa, vaern.as_deref(), myndighed, ur.as_ref()).await {
                tracing::error!(fejl = %f, aarsag = f.aarsagen(), "what is over could not be removed from SAPA");
                pause = FEJL;
            }
        }
        tokio::select! {
            _ = slut.wait_for(|s| *s) => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

async fn ryd(sapa: &Sapa, vaern: Option<&Vaern>, standard: Cvr, ur: &dyn Ur) -> Result<(), Fejl> {
    for m in myndigheder(vaern, standard) {
        while sapa.ryd_bemaerkninger(m, ur.nu()).await? > 0 {}
        while sapa.ryd_advis(m, ur.nu()).await? > 0 {}
    }
    Ok(())
}
