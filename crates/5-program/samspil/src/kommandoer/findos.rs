//! `samspil cpr findos`: FindOs on the machine itself.
use super::logfoert::logfoer;
use super::skriv;
use crate::findos::Befolkningen;
use crate::kommandolinje::findos::Findos;
use crate::lagersted::Mangler;
use crate::opstilling::{self, fejltekst};
use adresse::Adresser;
use adresse::findos::{Bopael, Cpradresse, Spoergsmaal, opslag};
use grund::ret::{Rettigheder, Tilladelse};
use grund::ur::Ur;
use grund::{Afgraensning, Cvr, Fejl, Fejlkode, Kaldekontekst, Ret, Tidspunkt};
use revision::Slags;
use serde_json::json;
use serviceplatform::tjenester::findos::OPSLAG;
use std::fmt::Write as _;
use std::sync::Arc;

/// Carries it out. Whoever may open the store may look; what is protected, and numbers, are shown to who asks for them.
pub async fn udfoer(v: Findos) -> Result<(), String> {
    let s = opstilling::aabn(&v.lager, Mangler::Fejl).await?;
    let svar: Result<Vec<Bopael>, Fejl> = async {
        let formaal = v.formaal.trim();
        if formaal.is_empty() {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt("--formaal"));
        }
        let valgte = [(true, Ret::Laes), (v.beskyttede, Ret::SeBeskyttede), (v.numre, Ret::SeCpr)];
        let retter = valgte.iter().filter(|(valgt, _)| *valgt).map(|(_, r)| *r).collect();
        let t = Tilladelse { service: OPSLAG.adgang.service().into(), retter, afgraensning: Afgraensning::FRI };
        let kald = adgang::paa_maskinen(Cvr::LANDET, s.ur.nu(), s.ids.ny());
        let kald = Kaldekontekst { retter: Arc::new(Rettigheder::Kun(vec![t])), ..kald };
        kald.spor.skriv(|i| i.formaal = Some(formaal.to_owned()));
        let lager = s.register.lager();
        let personer = Befolkningen { register: s.register.clone(), bestand: cpr::Bestand::ny(lager.clone()), ids: s.ids.clone() };
        let (husnr, etage, doer) = (v.husnr.clone(), v.etage.clone(), v.doer.clone());
        let cpr = v.kommunekode.zip(v.vejkode).map(|(kommunekode, vejkode)| Cpradresse { kommunekode, vejkode, husnr, etage, doer });
        let hvad = Spoergsmaal { navn: &v.navn, adresse: v.adresse.as_deref().unwrap_or_default(), cpradresse: cpr.as_ref() };
        let svar = opslag(&Adresser::ny(lager.clone()), Some(&personer), &kald, hvad).await?;
        logfoer(&s, &v.lager.data, &kald, OPSLAG.adgang.entity_id, "cpr findos", Slags::Kald).await?;
        Ok(svar.personer.unwrap_or_default())
    }
    .await;
    s.register.lager().luk().await;
    let personer = svar.map_err(|f| fejltekst(&f))?;
    skriv(&if v.json {
        format!("{:#}\n", json!({ "personer": personer.iter().map(dawa::bopael).collect::<Vec<_>>() }))
    } else {
        tekst(&personer)
    })
}

fn tekst(alle: &[Bopael]) -> String {
    if alle.is_empty() {
        return "Nobody of that name is known there.\n".into();
    }
    let dag = |t: Tidspunkt| if t.er_endelig() { t.til_utc().chars().take(10).collect() } else { String::new() };
    let mut ud = String::new();
    for b in alle {
        let hvem = b.nummer.clone().or(b.person.map(|p| p.to_string())).unwrap_or_default();
        let (fra, til) = (dag(b.periode.fra), dag(b.periode.til));
        let nu = b.nu.as_deref().unwrap_or("unknown");
        let _ = writeln!(ud, "{hvem}  {}  {fra} - {til}  now: {nu}", b.navn);
    }
    ud
}
