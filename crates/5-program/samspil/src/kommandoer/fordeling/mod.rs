//! `samspil fordeling`.
mod modtager;
mod vis;

use super::logfoert::logfoer;
use super::skriv;
use crate::kommandolinje::fordeling::{Fordeling, Hos};
use crate::lagersted::Mangler;
use crate::opstilling::{self, Samspil, fejltekst};
use fordeling::Fordelingskomponent;
use fordeling::komponent::{Indsigt, Side, Udvalg};
use fordeling::maske::{Emne, Facet, Facetmaske, Maske};
use fordeling::model::Objektslags;
use fordeling::objekttyper::POSTKASSEN;
use fordeling::opsaet::{self, Systemopsaetning};
use fordeling::overdragelse::Tilstand;
use grund::tekst::synlig_linje;
use grund::ur::Ur;
use grund::{Fejl, Fejlkode, Kaldekontekst};
use revision::Slags;

/// Carries out one of its commands.
pub async fn udfoer(valg: Fordeling) -> Result<(), String> {
    match valg {
        Fordeling::Hvem { kle, facet, objekttype, afsender, hos } => {
            let naeste = |f: &Fejl| naeste_skridt(f, &kle, facet.as_deref(), &hos);
            med(&hos, naeste, async |_, f, kald| {
                let (emne, facet) =
                    (laest(&kle, "kle", Emne::laes)?, facet.as_deref().map(|t| laest(t, "facet", Facet::laes)).transpose()?);
                let slags = objekttype.as_deref().and_then(Objektslags::fra_navn);
                let m = f.hvem(kald, afsender.unwrap_or(kald.myndighed), kald.myndighed, &emne, facet.as_ref(), slags).await?;
                let facet = m.facet.map_or(String::new(), |f| format!(" {f}"));
                Ok((format!("{} {}, by rule {}: {}{facet}\n", m.system, synlig_linje(&m.navn), m.regel, m.kle), true))
            })
            .await
        }
        Fordeling::Konflikter(hos) => {
            vist(&hos, async |_, f, kald| {
                let par = f.konflikter(kald).await?;
                Ok((vis::konflikter(&par, kald.myndighed), par.is_empty()))
            })
            .await
        }
        Fordeling::List { alle, tilstand, problemer, system, antal, hos } => {
            vist(&hos, async |s, f, kald| {
                let hvilke = match (problemer, alle, tilstand.is_empty()) {
                    (true, ..) => "that somebody should look at",
                    (_, true, _) => "at all",
                    (_, _, false) => "in these states",
                    _ => "without a final answer",
                };
                let tilstande = if alle { Tilstand::ALLE.to_vec() } else { tilstand };
                let side = find(f, kald, Udvalg { tilstande, problemer, system, antal, ..Udvalg::default() }).await?;
                set(s, &hos, kald, "fordeling list").await?;
                Ok((vis::side(f, &side, kald.myndighed, hvilke), true))
            })
            .await
        }
        Fordeling::Vis { uuid, hos } => {
            vist(&hos, async |s, f, kald| {
                let fundne = match f.skranke_en(kald, &Indsigt::Maskinen, uuid).await {
                    Ok(o) => vec![o],
                    Err(fejl) if fejl.kode() == Fejlkode::FindesIkke => {
                        let u = Udvalg { anvender_id: Some(uuid), ..Udvalg::default() };
                        let af_afsender = f.skranke(kald, &Indsigt::Maskinen, Some(kald.myndighed), &u).await?.fundne;
                        if af_afsender.is_empty() {
                            return Err(fejl);
                        }
                        af_afsender
                    }
                    Err(fejl) => return Err(fejl),
                };
                set(s, &hos, kald, "fordeling vis").await?;
                Ok((fundne.iter().map(|o| vis::hel(f, o)).collect(), true))
            })
            .await
        }
        Fordeling::System { system, digital_post, navn, modtageradresse, kvitteringsadresse, objekttyper, svarfrist, hos } => {
            vist(&hos, async |s, f, kald| {
                let system = system.unwrap_or(POSTKASSEN);
                if f.er_ukendt(system) {
                    let detalje = (
                        format!("intet system har UUID {system}: samspil administration system list"),
                        format!("no system has the UUID {system}: samspil administration system list"),
                    );
                    return Err(Fejl::ny(Fejlkode::FindesIkke).felt("system").regel("F-7").detalje(detalje));
                }
                // What is not said stays as it was.
                let foer = Systemopsaetning::nuvaerende(&s.register, kald, system).await?;
                let ny = Systemopsaetning { navn: f.systemnavn(system).unwrap_or_else(|| system.to_string()), ..Default::default() };
                let mut o = Systemopsaetning { system, digital_post, ..foer.unwrap_or(ny) };
                if let Some(n) = navn {
                    o.navn = n;
                }
                if let Some(a) = modtageradresse {
                    o.modtageradresse = a;
                }
                if let Some(a) = kvitteringsadresse {
                    o.kvitteringsadresse = a;
                }
                if !objekttyper.is_empty() {
                    o.objekter = objekttyper.iter().filter_map(|t| Objektslags::fra_navn(t)).collect();
                }
                o.svarfrist = svarfrist.or(o.svarfrist);
                let uuid = opsaet::system(&s.register, kald, &o).await?;
                Ok((format!("{uuid}: {system} {} in authority {}\n", o.navn, kald.myndighed), true))
            })
            .await
        }
        Fordeling::Regel { kle, facet, system, digital_post: _, navn, hos } => {
            vist(&hos, async |s, f, kald| {
                let kle = laest(&kle, "kle", Maske::laes)?;
                let facet = facet.as_deref().map(|t| laest(t, "facet", Facetmaske::laes)).transpose()?;
                let system = system.unwrap_or(POSTKASSEN);
                if Systemopsaetning::nuvaerende(&s.register, kald, system).await?.is_none() {
                    let detalje = (
                        format!("system {system} har intet fordelingssystem hos myndighed {}; samspil fordeling system", kald.myndighed),
                        format!("system {system} has no fordelingssystem in authority {}; samspil fordeling system", kald.myndighed),
                    );
                    return Err(Fejl::ny(Fejlkode::FordelingKanIkkeModtage).felt("system").regel("F-3").detalje(detalje));
                }
                let foer = opsaet::modtager(&s.register, kald, &kle, facet.as_ref()).await?;
                let uuid = opsaet::regel(&s.register, kald, &navn, &kle, facet.as_ref(), system).await?;
                let facet = facet.map_or(String::new(), |f| format!(" {f}"));
                let foer = foer.filter(|u| *u != system).map_or(String::new(), |u| format!(", no longer to {}", vis::system(f, u)));
                Ok((format!("{uuid}: {kle}{facet} goes to {} in authority {}{foer}\n", vis::system(f, system), kald.myndighed), true))
            })
            .await
        }
        Fordeling::Modtager { lyt, svar, gem, antal } => modtager::koer(lyt, svar, gem, antal).await,
    }
}

/// As many as are wanted: a page holds fewer.
async fn find(f: &Fordelingskomponent, kald: &Kaldekontekst, u: Udvalg) -> Result<Side, Fejl> {
    let mut ud = f.skranke(kald, &Indsigt::Maskinen, Some(kald.myndighed), &u).await?;
    while ud.fundne.len() < u.antal && ud.efter.is_some() {
        let naeste = Udvalg { efter: ud.efter, antal: u.antal - ud.fundne.len(), ..u.clone() };
        let naeste = f.skranke(kald, &Indsigt::Maskinen, Some(kald.myndighed), &naeste).await?;
        ud.fundne.extend(naeste.fundne);
        ud.efter = naeste.efter;
    }
    Ok(ud)
}

fn laest<T>(tekst: &str, felt: &str, laes: impl Fn(&str) -> Option<T>) -> Result<T, Fejl> {
    laes(tekst).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigtMoenster).felt(felt).detalje(grund::fejl::uddrag(tekst)))
}

/// The command that would mend it.
fn naeste_skridt(f: &Fejl, kle: &str, facet: Option<&str>, hos: &Hos) -> String {
    let myndighed = hos.myndighed;
    let facet = facet.map_or(String::new(), |f| format!(" --facet {f}"));
    match f.kode() {
        Fejlkode::FordelingIngenModtager => {
            format!(
                "\nMake a rule: samspil fordeling regel {kle}{facet} --system UUID --myndighed {myndighed}   (or fordelingsregel.json: `samspil eksempler`)"
            )
        }
        Fejlkode::FordelingKanIkkeModtage => {
            format!(
                "\nSet the system up: samspil fordeling system UUID --modtageradresse https://… --myndighed {myndighed}   (or the system itself: fordelingssystem.json)"
            )
        }
        Fejlkode::FordelingUafgjort => format!("\nsamspil fordeling konflikter --myndighed {myndighed}"),
        Fejlkode::FordelingUdenAftale => {
            "\nsamspil administration aftale   (role Modtag of SF2900; across authorities a Fordelingsaftale of each)".into()
        }
        _ => String::new(),
    }
}

type Arbejde = (String, bool);

/// Opens store and component, does the work, and prints its text; `false` ends the command with 1. `naeste` says what to do about an error.
async fn med(
    hos: &Hos,
    naeste: impl Fn(&Fejl) -> String,
    arbejde: impl AsyncFnOnce(&Samspil, &Fordelingskomponent, &Kaldekontekst) -> Result<Arbejde, Fejl>,
) -> Result<(), String> {
    let s = opstilling::aabn(&hos.lager, Mangler::Fejl).await?;
    let kald = adgang::paa_maskinen(hos.myndighed, s.ur.nu(), s.ids.ny());
    let svar = match crate::fordeling::se(&s, &hos.lager.data).await {
        Ok(f) => arbejde(&s, &f, &kald).await,
        Err(f) => Err(f),
    };
    s.register.lager().luk().await;
    let (tekst, godt) = svar.map_err(|f| format!("{}{}", fejltekst(&f), naeste(&f)))?;
    skriv(&tekst)?;
    if godt { Ok(()) } else { Err(fejltekst(&Fejl::ny(Fejlkode::FordelingUafgjort))) }
}

async fn vist(
    hos: &Hos,
    arbejde: impl AsyncFnOnce(&Samspil, &Fordelingskomponent, &Kaldekontekst) -> Result<Arbejde, Fejl>,
) -> Result<(), String> {
    med(hos, |_| String::new(), arbejde).await
}

/// The log's entry of a look, before it is shown; the open mode has no log.
async fn set(s: &Samspil, hos: &Hos, kald: &Kaldekontekst, operation: &str) -> Result<(), Fejl> {
    logfoer(s, &hos.lager.data, kald, "fordeling", operation, Slags::Kald).await
}
