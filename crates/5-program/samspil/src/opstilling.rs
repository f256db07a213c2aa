//! Composition: store, register, wires and middleware become one router.
use crate::alarmer::Alarmtal;
use crate::caside;
use crate::drift::{self, Drift};
use crate::friskhed::Friskhed;
use crate::klientside::{self, Klientside};
use crate::kommandolinje::Vaernvalg;
use crate::kommandolinje::{JaNej, Lagervalg, Lytter, Lyttevalg};
use crate::lagersted::{self, Mangler};
use crate::lyttere::forbindelser::Forbindelser;
use crate::maaling::Maalinger;
use crate::mellemled::{self, Adgangsmaade, Mellemled};
use crate::modtagelse::{Modtagelser, Modtagelsestal};
use crate::moduler::Modul;
use crate::oprindelse::Oprindelse;
use crate::pladser::Pladser;
use crate::sikkerhedsmappe::Sikkerhedsmappe;
use crate::statusopslag::Opslag;
use crate::udvikling::{self, Udvikling};
use crate::ur::{Systemur, Tilfaeldige};
use crate::vaern::Vaern;
use adgang::{AabenAdgang, Adgang, Husker, Tjenestekatalog};
use administration::Administration;
use axum::Router;
use beskedfordeler::Fordeler;
use grund::spor::Sporindhold;
use grund::ur::{IdKilde, Ur};
use grund::{Kvote, graenser};
use lager::{Lager, Lagerur, Logvalg};
use register::{Anvisningsvalg, Logfoerer, Naboregel, Register, Typekatalog};
use revision::{Logindgang, Revision, Slags};
use sikkerhed::tillid::Politik;
use std::sync::{Arc, OnceLock};

/// What the commands work with.
#[derive(Clone)]
pub struct Samspil {
    /// The register over the chosen store.
    pub register: Register,
    /// The clock.
    pub ur: Arc<Systemur>,
    /// New identifiers.
    pub ids: Arc<dyn IdKilde>,
    /// Other programs may be on the store too.
    pub delt: bool,
}

/// Every object type of the program.
pub fn typer() -> Typekatalog {
    let moduler = Modul::alle().iter().map(|m| m.typer());
    Typekatalog::ny(&moduler.chain([administration::OBJEKTTYPER, roller::OBJEKTTYPER]).collect::<Vec<_>>())
}

/// What writes are held to beside the object itself.
fn naboregler() -> Vec<Arc<dyn Naboregel>> {
    let fordelings: [Arc<dyn Naboregel>; 2] = [Arc::new(fordeling::Regelvagt), Arc::new(fordeling::Systemvagt)];
    beskedfordeler::naboregler().into_iter().chain(fordelings).collect()
}

/// Opens the store that was chosen; a SQLite file in the data folder unless said otherwise.
///
/// # Errors
/// In words, for the operator.
pub async fn aabn(valg: &Lagervalg, mangler: Mangler) -> Result<Samspil, String> {
    let ur = Arc::new(Systemur::ny());
    let lager = lagersted::aabn(valg, mangler, Lagerur::ny(ur.clone())).await?;
    person::opgrader(lager.as_ref(), ur.nu()).await.map_err(|f| fejltekst(&f))?;
    let mut register = Register::ny(lager, typer())
        .med_enhedstrae(Arc::new(organisation::enhedstrae::Enheder::default()))
        .med_landsdaekkende(person::OBJEKTTYPER)
        .med_naboregler(naboregler());
    // A store that has a log gets an entry of every change, also of those by command.
    let mappe = Sikkerhedsmappe::i(&valg.data);
    if mappe.har_lognoegle() {
        if mappe.lognoegle().map_err(|f| fejltekst(&f))?.er_gammel() {
            let sidste = register.lager().sidste_segl().await.map_err(|f| fejltekst(&f))?;
            let sidste = sidste.map(|s| revision::Anker { nr: s.nr, hash: s.hash });
            mappe.opgrader_lognoegle(sidste).map_err(|f| fejltekst(&f))?;
        }
        let revision = revision(&register, &mappe)?;
        register = register.med_log(logfoerer(revision.clone())).med_partnoegle(partnoegle(revision));
    } else if har_log(register.lager().as_ref()).await.map_err(|f| fejltekst(&f))? {
        return Err(format!(
            "the store has an audit log, but its keys, {}, are not there: put the file back from the backup; without it the log can neither be read nor continued",
            mappe.lognoeglefil().display()
        ));
    }
    Ok(Samspil { register, ur, ids: Arc::new(Tilfaeldige), delt: lagersted::er_delt(valg)? })
}

/// Every service of the program that tokens are issued for.
pub fn tjenester() -> Tjenestekatalog {
    let moduler = Modul::alle().iter().map(|m| m.tjenester());
    Tjenestekatalog::ny(
        &moduler
            .chain([
                beskedfordeler::BESKEDTJENESTER,
                fordeling::SNITFLADER,
                serviceplatform::KATALOG,
                roller::TJENESTER,
                person::tjenester::OPSLAGSTJENESTER,
                sapa::TJENESTER,
                adgang::katalog::PROEVETJENESTER,
            ])
            .collect::<Vec<_>>(),
    )
}

/// The guard over an opened store: systems and agreements from it, keys and trust from the folder of security. Changes made through
/// `samspil.register` are logged in their own transaction from now on.
///
/// # Errors
/// In words, for the operator.
pub async fn vaern(s: &mut Samspil, mappe: &Sikkerhedsmappe, valg: &Vaernvalg, udvikling: bool) -> Result<Vaern, String> {
    let fejl = |f: grund::Fejl| fejltekst(&f);
    let politik = valg.tilbagekaldelse.unwrap_or(if udvikling { Politik::Uden } else { Politik::Naade { timer: 24 } });
    let revision = revision(&s.register, mappe)?;
    s.register = s.register.clone().med_log(logfoerer(revision.clone())).med_partnoegle(partnoegle(revision.clone()));
    let friskhed = Friskhed::ny();
    let administration = Administration::aabn(s.register.clone(), s.ids.clone()).await.map_err(fejl)?;
    let katalog = tjenester();
    let kald = adgang::paa_maskinen(adgang::FAELLES, s.ur.nu(), s.ids.ny());
    administration.saa_tjenester(&administration::Kalder::paa_maskinen(&kald), &katalog).await.map_err(fejl)?;
    let tillid = Arc::new(mappe.tillid(politik).map_err(fejl)?);
    // The operator's own list is there before the first call.
    tillid.spaer(mappe.spaerrede().map_err(fejl)?);
    let status: Arc<dyn adgang::Statusopslag> = match politik {
        Politik::Uden => Arc::new(adgang::IntetOpslag),
        Politik::Afvis | Politik::Naade { .. } => {
            Arc::new(Opslag::aabn(tillid.clone(), mappe.tilbagekaldelse(), mappe.ca_mappe(), s.ur.nu()).map_err(fejl)?)
        }
    };
    let adgang = Adgang {
        katalog,
        aftalebog: administration.bog(),
        tillid,
        noegler: Arc::new(mappe.noeglering().map_err(fejl)?),
        lager: s.register.lager().clone(),
        ids: s.ids.clone(),
        udsteder: valg.udsteder.clone(),
        husker: Husker::default(),
        certifikater: Default::default(),
        afslagskvote: Kvote::ny(graenser::UBEVISTE_SIGNATURER_SEKUND, graenser::UBEVISTE_SIGNATURER_SEKUND),
        status,
        brugerbog: OnceLock::new(),
        sessioner: OnceLock::new(),
        oauth_udsteder: OnceLock::new(),
    };
    let afslag = Kvote::ny(graenser::AFSLAG_PR_SEKUND, graenser::AFSLAG_PAA_EN_GANG);
    let administration = Arc::new(administration);
    let ur: Arc<dyn Ur> = s.ur.clone();
    let roller = Arc::new(crate::roller::aabn(&s.register, &administration, &s.ids, &ur));
    adgang.kend_brugere(roller.clone());
    Ok(Vaern { adgang: Arc::new(adgang), administration, roller, revision, friskhed, afslag })
}

/// The audit log of the store, with the keys of the folder.
///
/// # Errors
/// In words, for the operator.
pub fn revision(register: &Register, mappe: &Sikkerhedsmappe) -> Result<Revision, String> {
    let typer = register.typer().clone();
    let noegle = mappe.lognoegle().map_err(|f| fejltekst(&f))?;
    let revision = Revision::ny(register.lager().clone(), noegle).med_ende(mappe.logende());
    Ok(revision.med_typenavne(move |nr| typer.alle().find(|t| t.nr == nr).map(|t| t.navn.to_owned())))
}

/// The store holds log rows or seals.
async fn har_log(lager: &dyn Lager) -> Result<bool, grund::Fejl> {
    Ok(lager.sidste_segl().await?.is_some() || !lager.logposter(Logvalg::Alle, grund::Periode::ALTID, 0, 1).await?.is_empty())
}

/// The log's row of a change: what the call's trace says so far, and the object.
fn logfoerer(revision: Revision) -> Logfoerer {
    Arc::new(move |kald, objekt| {
        let ledning = kald.spor.indhold().ledning.unwrap_or("register");
        let spor = Sporindhold { objekter: vec![objekt], flere_objekter: 0, myndighed: Some(kald.myndighed), ..kald.spor.indhold() };
        revision.raekke(&Logindgang::fra_spor(spor, ledning, kald.kald_id, kald.nu, 0, 0).med_slags(Slags::Aendring))
    })
}

/// Names the parties of events.
fn partnoegle(revision: Revision) -> register::Partnoegle {
    Arc::new(move |myndighed, id| revision.partaftryk(myndighed, id))
}

/// An error with its inner cause, for the operator's terminal.
pub fn fejltekst(f: &grund::Fejl) -> String {
    match f.aarsagen() {
        Some(a) => format!("{f}: {a}"),
        None => f.to_string(),
    }
}

/// How the program is to be reached and what it may do.
pub struct Maade {
    /// The guard; `None` is the open mode.
    pub vaern: Option<Arc<Vaern>>,
    /// Development addresses.
    pub udvikling: bool,
    /// The page that hands out keystores, in development with security on.
    pub klientside: Option<Klientside>,
    /// Fordelingskomponenten; `None` where the module is switched off.
    pub fordeling: Option<Arc<fordeling::Fordelingskomponent>>,
    /// The gateway of Serviceplatformen's services; `None` in the open mode, where nobody has rules or is counted.
    pub serviceplatform: Option<Arc<serviceplatform::Serviceplatform>>,
    /// Login of users; `None` in the open mode, which knows no users.
    pub login: Option<Arc<login::Login>>,
    /// What is counted of SFTP, where it is listened for.
    pub filer: Option<Arc<sftp::Tal>>,
}

/// The address that clients use, without a slash at the end.
pub fn adresse(valg: &Lyttevalg) -> String {
    match (&valg.adresse, valg.http, valg.https) {
        (Some(a), _, _) => a.trim_end_matches('/').to_owned(),
        (None, Lytter::Paa(a), _) => format!("http://{a}"),
        (None, Lytter::Fra, Lytter::Paa(a)) => format!("https://{a}"),
        (None, Lytter::Fra, Lytter::Fra) => String::new(),
    }
}

/// The address for clients with a certificate: the HTTPS listener, where there is one.
pub fn sikker_adresse(valg: &Lyttevalg) -> String {
    match (&valg.adresse, valg.https) {
        (None, Lytter::Paa(a)) => format!("https://{a}"),
        _ => adresse(valg),
    }
}

/// What is done about findings of the anvisninger: what the authority has said, else what this instance does. In the open mode there is no
/// Administrationsmodul to ask.
fn anvisningsvalg(valg: &Lyttevalg, maade: &Maade) -> Anvisningsvalg {
    let (standard, bog) = (valg.anvisninger, maade.vaern.as_ref().map(|v| v.administration.bog()));
    Arc::new(move |cvr| bog.as_ref().and_then(|b| b.anvisningsmaade(cvr)).unwrap_or(standard))
}

/// The address of the secure listener where tokens and client certificates are, else of the plain one.
fn klientadresse(valg: &Lyttevalg, maade: &Maade) -> String {
    if maade.vaern.is_some() { sikker_adresse(valg) } else { adresse(valg) }
}

/// What operations look at.
pub fn drift(
    s: &Samspil,
    valg: &Lyttevalg,
    maade: &Maade,
    forbindelser: Arc<Forbindelser>,
    amqp: Option<Arc<amqp::Faelles>>,
    levering: Option<levering::Levering>,
) -> Drift {
    Drift {
        lager: s.register.lager().clone(),
        ur: s.ur.clone(),
        maalinger: Arc::new(Maalinger::default()),
        vaern: maade.vaern.clone(),
        forbindelser,
        amqp,
        levering,
        fordeling: maade.fordeling.clone(),
        filer: maade.filer.clone(),
        alarmer: Alarmtal::default(),
        havne: crate::adresser::Havne::af(valg),
    }
}

/// The whole program as a router.
pub fn router(
    s: &Samspil,
    valg: &Lyttevalg,
    maade: &Maade,
    mappe: &Sikkerhedsmappe,
    drift: &Drift,
    fordeler: Option<&Arc<Fordeler>>,
) -> Router {
    let ur: Arc<dyn Ur> = s.ur.clone();
    let adresse = klientadresse(valg, maade);
    let mut r = drift::ruter(drift.clone())
        .merge(udvikling::ruter(maade.udvikling.then(|| Udvikling {
            ur: s.ur.clone(),
            register: s.register.clone(),
            ids: s.ids.clone(),
            aftalebog: maade.vaern.as_ref().map(|v| v.adgang.aftalebog.clone()),
        })))
        .merge(maade.klientside.clone().map_or_else(Router::new, klientside::ruter))
        .merge(drift.levering.as_ref().map_or_else(Router::new, levering::Levering::ruter))
        .merge(caside::ruter(mappe.clone()));
    let sapa = crate::sapa::aabn(s, &valg.moduler, maade);
    #[cfg(feature = "sider")]
    let (sider, browsere) = crate::browsersider::ruter(&adresse, valg, maade, drift, fordeler, sapa.clone());
    #[cfg(not(feature = "sider"))]
    let (sider, browsere) = crate::uden_sider::ruter(&adresse, valg);
    r = r.merge(sider);

    // A module that is switched off is not there on any wire: its object types are unknown.
    let register = Arc::new(
        s.register
            .kun(|t| valg.moduler.iter().any(|m| m.typer().iter().any(|x| x.nr == t.nr)))
            .med_anvisninger(anvisningsvalg(valg, maade)),
    );
    r = r.merge(crate::samling::ruter(&adresse, &valg.moduler, maade.vaern.is_some()));
    let bestand = cpr::Bestand::ny(s.register.lager().clone());
    let borgere: Arc<dyn skat::Borgerkilde> = Arc::new(crate::borgere::Borgere(bestand.clone()));
    let soap = soap::Tilstand {
        register: register.clone(),
        id: s.ids.clone(),
        adresse: adresse.as_str().into(),
        adgang: maade.vaern.as_ref().map(|v| v.adgang.clone()),
        fordeler: fordeler.cloned(),
        fordeling: maade.fordeling.clone(),
        serviceplatform: maade.serviceplatform.clone(),
        befolkning: Some(Arc::new(bestand)),
        borgere: Some(borgere.clone()),
    };
    r = r.merge(soap::ruter(soap)).merge(graphql::ruter(graphql::Tilstand { register: register.clone(), ur: ur.clone() }));
    let slettede_i_liste = valg.skjul_slettede == JaNej::Nej;
    let rest_valg = rest::Valg { slettede_i_liste, sikker: maade.vaern.is_some(), ..rest::Valg::default() };
    let oio = rest::ruter(rest::Tilstand {
        valg: rest_valg,
        fordeling: maade.fordeling.clone(),
        andre: drift.levering.as_ref().map_or_else(|| [].into(), |_| levering::openapi().into()),
        ..rest::Tilstand::ny(register, ur.clone(), s.ids.clone())
    });
    r = r.merge(crate::efterladte::med_efterladte(oio, fordeler));
    r = r.merge(dupla::ruter(dupla::Tilstand {
        borgere,
        serviceplatform: maade.serviceplatform.clone(),
        adresse: adresse.as_str().into(),
    }));
    if valg.moduler.contains(&Modul::Person) {
        r = r.merge(styring::personopslag::ruter(styring::personopslag::Tilstand {
            register: s.register.clone(),
            bestand: cpr::Bestand::ny(s.register.lager().clone()),
            ids: s.ids.clone(),
        }));
    }
    if let Some(sapa) = sapa {
        let brugere = Arc::new(crate::sapa::Brugere(maade.vaern.clone()));
        r = r.merge(styring::sapa::ruter(styring::sapa::Tilstand { sapa, brugere }));
    }
    if valg.moduler.contains(&Modul::Adresse) {
        r = r.merge(crate::adresseopslag::ruter(s, &adresse, valg.adresseopslag_pr_sekund, maade.serviceplatform.clone()));
    }
    if let (Some(v), Some(gateway)) = (&maade.vaern, &maade.serviceplatform) {
        r = r.merge(styring::ruter(styring::Tilstand {
            adgang: v.adgang.clone(),
            administration: v.administration.clone(),
            revision: v.revision.clone(),
            adresse: adresse.as_str().into(),
            serviceplatform: gateway.clone(),
        }));
        let roller = styring::roller::Tilstand { roller: v.roller.clone(), adgang: v.adgang.clone() };
        r = r.merge(styring::roller::ruter(roller));
        if let Some(f) = fordeler {
            r = r.merge(styring::skranke::ruter(f.clone()));
        }
        if let Some(f) = &maade.fordeling {
            r = r.merge(styring::overdragelser::ruter(f.clone()));
        }
        if valg.moduler.contains(&Modul::Person) {
            r = r.merge(styring::personer::ruter(styring::personer::Tilstand {
                register: s.register.clone(),
                ids: s.ids.clone(),
                administration: v.administration.clone(),
            }));
        }
    }
    if let Some(l) = &maade.login {
        r = r.merge(login::ruter(l.clone()));
    }
    r = r.fallback(mellemled::ukendt_sti);
    let m = Arc::new(Mellemled {
        ur,
        ids: s.ids.clone(),
        adgang: match &maade.vaern {
            Some(v) => Adgangsmaade::Sikker(v.clone()),
            None => Adgangsmaade::Aaben(AabenAdgang { standard: valg.myndighed, faelles: adgang::FAELLES }),
        },
        oprindelse: Oprindelse::ny(maade.vaern.is_none(), maade.udvikling, valg.adresse.as_deref().unwrap_or_default()),
        pladser: Pladser::default(),
        bevist: Modtagelser::ny(Modtagelsestal::med(graenser::KROPPE_BEVIST_BYTES)),
        ubevist: Modtagelser::ny(Modtagelsestal::med(graenser::KROPPE_UBEVIST_BYTES)),
        maalinger: drift.maalinger.clone(),
        browsere,
    });
    r = r.layer(axum::extract::DefaultBodyLimit::max(graenser::KROP_BYTES));
    r.layer(axum::middleware::from_fn_with_state(m, mellemled::kald))
}

#[cfg(test)]
mod tests {
    use super::*;
    use register::Felt;
    use std::collections::HashSet;

    fn unikke<T: std::hash::Hash + Eq + std::fmt::Debug>(hvad: &str, i: impl Iterator<Item = T>) {
        let mut set = HashSet::new();
        for x in i {
            let vist = format!("{x:?}");
            assert!(set.insert(x), "{hvad}: {vist} twice");
        }
    }

    fn felter(hvad: &str, felter: &[Felt]) {
        unikke(hvad, felter.iter().map(|f| f.nr));
        unikke(hvad, felter.iter().map(|f| f.navn));
    }

    #[test]
    fn stored_numbers_and_names_are_unique() {
        let typer = typer();
        unikke("types", typer.alle().map(|t| t.nr));
        unikke("types", typer.alle().map(|t| t.navn));
        unikke("types", typer.alle().map(|t| (t.service, t.sti)));
        for t in typer.alle() {
            felter(t.navn, t.egenskaber);
            unikke(t.navn, t.tilstande.iter().map(|x| x.nr));
            unikke(t.navn, t.relationer.iter().map(|x| x.nr));
            unikke(t.navn, t.relationer.iter().map(|x| x.navn));
            for r in t.relationer {
                felter(r.navn, r.felter);
            }
        }
    }
}
