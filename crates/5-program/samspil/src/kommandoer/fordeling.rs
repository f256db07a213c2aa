//! `samspil fordeling`.
use super::skriv;
use crate::kommandolinje::fordeling::{Fordeling, Hos};
use crate::lagersted::Mangler;
use crate::opstilling::{self, fejltekst};
use fordeling::Fordelingskomponent;
use fordeling::komponent::Udvalg;
use fordeling::maske::{Emne, Facet};
use fordeling::overdragelse::{Overdragelse, Tilstand};
use grund::ur::Ur;
use grund::{Fejl, Fejlkode, Kaldekontekst};

/// Carries out one of its commands.
pub async fn udfoer(valg: Fordeling) -> Result<(), String> {
    match valg {
        Fordeling::Hvem { kle, facet, afsender, hos } => {
            med(&hos, async |f, kald| {
                let form = |felt: &str| Fejl::ny(Fejlkode::UgyldigtMoenster).felt(felt);
                let emne = Emne::laes(&kle).ok_or_else(|| form("kle"))?;
                let facet = facet.as_deref().map(|t| Facet::laes(t).ok_or_else(|| form("facet"))).transpose()?;
                let m = f.hvem(kald, afsender.unwrap_or(kald.myndighed), kald.myndighed, &emne, facet.as_ref(), None).await?;
                let facet = m.facet.map_or(String::new(), |f| format!(" {f}"));
                Ok(format!("{} {}, by rule {}: {}{facet}\n", m.system, m.navn, m.regel, m.kle))
            })
            .await
        }
        Fordeling::Konflikter(hos) => {
            med(&hos, async |f, kald| {
                let par = f.konflikter(kald).await?;
                Ok(par.iter().map(|(a, b)| format!("{} {} ({}) and {} ({})\n", a.kle, a.uuid, a.navn, b.uuid, b.navn)).collect())
            })
            .await
        }
        Fordeling::List { alle, antal, hos } => {
            med(&hos, async |f, kald| {
                let tilstande = if alle { Tilstand::ALLE.to_vec() } else { Vec::new() };
                let fundne = f.list(kald, &Udvalg { tilstande, antal: antal.max(1), ..Udvalg::default() }).await?;
                Ok(fundne.iter().map(linje).collect())
            })
            .await
        }
        Fordeling::Vis { uuid, hos } => med(&hos, async |f, kald| Ok(hel(&f.se(kald, uuid).await?))).await,
    }
}

async fn med(hos: &Hos, arbejde: impl AsyncFnOnce(&Fordelingskomponent, &Kaldekontekst) -> Result<String, Fejl>) -> Result<(), String> {
    let s = opstilling::aabn(&hos.lager, Mangler::Fejl).await?;
    let kald = adgang::paa_maskinen(hos.myndighed, s.ur.nu(), s.ids.ny());
    let svar = match crate::fordeling::se(&s, &hos.lager.data).await {
        Ok(f) => arbejde(&f, &kald).await,
        Err(f) => Err(f),
    };
    s.register.lager().luk().await;
    skriv(&svar.map_err(|f| fejltekst(&f))?)
}

fn linje(o: &Overdragelse) -> String {
    let k = &o.kontekst;
    format!(
        "{} {} {} {} from {} to {} {}: {}, {} answers for it\n",
        o.oprettet.til_utc(),
        o.id,
        o.slags.navn(),
        o.emne,
        k.afsender,
        k.modtager,
        o.modtagersystem,
        o.tilstand.navn(),
        o.ansvarlig_myndighed()
    )
}

fn hel(o: &Overdragelse) -> String {
    let mut ud = linje(o);
    let mut sig = |navn: &str, vaerdi: String| ud.push_str(&format!("  {navn:<24}{vaerdi}\n"));
    sig("AnvenderTransaktionsID", o.kontekst.anvender_id.to_string());
    if let Some(f) = &o.leveringsfejl {
        sig("delivery", format!("{} attempts failed; the last: {f}", o.forsoeg));
    }
    for q in &o.kvitteringer {
        let taget = match (q.leveret, q.opgivet) {
            (Some(t), _) => format!("the sender has it since {}", t.til_utc()),
            (None, true) => "the sender has not got it, and must ask".to_owned(),
            (None, false) => "on the way to the sender".to_owned(),
        };
        let begrundelse = q.kvittering.begrundelse.as_deref().map_or(String::new(), |b| format!(" ({b})"));
        sig(&q.tid.til_utc(), format!("{} {}{begrundelse}; {taget}", q.kvittering.kode.navn(), q.kvittering.slags.navn()));
    }
    if let Some(f) = &o.kvitteringsfejl {
        sig("receipts", format!("{} attempts failed; the last: {f}", o.kvitteringsforsoeg));
    }
    ud
}
