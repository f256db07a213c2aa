//! The other modules behind SAPA's ports.
use crate::borgere::Borgere;
use crate::vaern::Vaern;
use ::sapa::port::{self, Soegefund};
use ::sapa::typer::{Laege, Virksomhed};
use adgang::{Brugerbog, Spoergsmaal};
use administration::Kalder;
use async_trait::async_trait;
use cvr::model::Adresse;
use cvr::{Dag, Virksomhedsregister};
use grund::ur::Ur;
use grund::{Fejl, Kaldekontekst, Tidspunkt, UnikId, Uuid};
use register::Register;
use skat::Borgerkilde;
use std::sync::Arc;

/// What a system calls the address of a case of its own (SAPA-03).
const SAGSVISNING: &str = "sagsvisning";

/// Which numbers are whose.
pub(super) struct Identiteter(pub(super) Register);

#[async_trait]
impl port::Identiteter for Identiteter {
    async fn alle(&self, kald: &Kaldekontekst, id: &UnikId) -> Result<(Vec<UnikId>, Option<UnikId>), Fejl> {
        let Some(p) = person::opslag::person(&self.0, kald, id).await? else { return Ok((vec![id.clone()], None)) };
        let mut alle = vec![id.clone()];
        alle.extend(p.alle.into_iter().filter(|x| x != id));
        Ok((alle, p.nummer_nu))
    }
}

/// The simulated register of doctors.
pub(super) struct Sundhed(pub(super) Borgere);

#[async_trait]
impl port::Sundhed for Sundhed {
    async fn laege(&self, nummer: &str, nu: Tidspunkt) -> Result<Option<Laege>, Fejl> {
        let Some(dag) = skat::Dag::af(nu) else { return Ok(None) };
        let borger = self.0.borger(nummer, false, nu).await?;
        let laege = borger.and_then(|b| skat::sygesikring::sikring(&b, dag)).and_then(|s| s.laege);
        Ok(laege.map(|l| Laege {
            navn: l.navn,
            adresse: format!("{}, {:04} {}", l.adresse, l.postnr, l.postdistrikt),
            telefon: l.telefon,
            simuleret: true,
        }))
    }
}

/// The company register.
#[derive(Clone)]
pub(super) struct Virksomheder(pub(super) Virksomhedsregister);

/// An address in lines; none of a protected one.
fn linjer(a: &Adresse) -> Vec<String> {
    if a.beskyttet {
        return Vec::new();
    }
    if !a.linjer.is_empty() {
        return a.linjer.clone();
    }
    let del = |t: &Option<String>| t.clone().unwrap_or_default();
    let etage = [&a.etage, &a.doer].into_iter().flatten().cloned().collect::<Vec<_>>().join(". ");
    let vej = format!("{} {}", del(&a.vejnavn), del(&a.husnr));
    let vej = if etage.is_empty() { vej } else { format!("{}, {etage}", vej.trim()) };
    let by = format!("{} {}", del(&a.postnr), del(&a.postdistrikt));
    let co = a.co.as_ref().map(|c| format!("c/o {c}"));
    let alle = [co.unwrap_or_default(), vej, del(&a.bynavn), by].map(|l| l.trim().to_owned());
    alle.into_iter().filter(|l| !l.is_empty()).collect()
}

#[async_trait]
impl port::Virksomheder for Virksomheder {
    async fn virksomhed(&self, nummer: u32, nu: Tidspunkt) -> Result<Option<Virksomhed>, Fejl> {
        let Some(dag) = Dag::af(nu) else { return Ok(None) };
        let Some(f) = self.0.enhed(nummer).await? else { return Ok(None) };
        let e = &f.enhed.faelles;
        let branche = e.branche.vist(dag).map(|b| match &b.vaerdi.tekst {
            Some(t) => format!("{} {t}", b.vaerdi.kode),
            None => b.vaerdi.kode.clone(),
        });
        let kontakt = e.kontakt.values().filter_map(|h| h.vist(dag)).filter(|k| !k.vaerdi.beskyttet).map(|k| k.vaerdi.vaerdi.clone());
        Ok(Some(Virksomhed {
            nummer: format!("{nummer:08}"),
            navn: e.navn.vist(dag).map(|n| n.vaerdi.clone()),
            adresse: e.adresse.vist(dag).map(|a| linjer(&a.vaerdi)).unwrap_or_default(),
            branche,
            status: if e.er_aktiv(dag) { "aktiv" } else { "ophørt" },
            start: Some(e.start.to_string()),
            ophoer: e.ophoer.map(|d| d.to_string()),
            kontakt: kontakt.collect(),
        }))
    }
}

#[async_trait]
impl port::Partssoegning for Virksomheder {
    async fn soeg(&self, tekst: &str, _: bool, antal: usize, nu: Tidspunkt) -> Result<Vec<Soegefund>, Fejl> {
        let Some(dag) = Dag::af(nu) else { return Ok(Vec::new()) };
        let s = cvr::Soegning { navn: Some(tekst.to_owned()), ..cvr::Soegning::default() };
        let mut ud = Vec::new();
        for nummer in self.0.soeg_enheder(&s, dag, antal).await?.numre {
            let Some(f) = self.0.enhed(u32::try_from(nummer).unwrap_or_default()).await? else { continue };
            let e = &f.enhed.faelles;
            ud.push(Soegefund {
                part: format!("urn:oio:cvr-nr:{nummer:08}"),
                slags: "virksomhed",
                navn: e.navn.vist(dag).map(|n| n.vaerdi.clone()),
                adresse: e.adresse.vist(dag).map(|a| linjer(&a.vaerdi).join(", ")).filter(|a| !a.is_empty()),
                oplysning: (!e.er_aktiv(dag)).then(|| "ophørt".to_owned()),
            });
        }
        Ok(ud)
    }

    fn kilde(&self) -> &'static str {
        "CVR"
    }
}

/// Case systems, and who has rights there.
pub(super) struct Fagsystemer {
    pub(super) vaern: Arc<Vaern>,
    pub(super) ur: Arc<crate::ur::Systemur>,
}

#[async_trait]
impl port::Fagsystemer for Fagsystemer {
    fn hop(&self, system: Uuid) -> Option<String> {
        let kald = adgang::paa_maskinen(adgang::FAELLES, self.ur.nu(), Uuid::nil());
        let p = self.vaern.administration.system(&Kalder::paa_maskinen(&kald), system).ok()?;
        p.data.endepunkter.iter().find(|e| e.slags == SAGSVISNING).map(|e| e.url.clone())
    }

    async fn har_adgang(&self, kald: &Kaldekontekst, system: Uuid) -> Result<bool, Fejl> {
        let Some(bruger) = super::bruger(kald) else { return Ok(false) };
        let svar = self.vaern.roller.retter(Spoergsmaal { bruger: &bruger, system: Some(system), virkning: kald.nu }).await?;
        Ok(svar.retter.iter().any(|r| r.myndighed == kald.myndighed))
    }
}
