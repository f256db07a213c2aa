//! The weekly check of subscriptions against holdings (CPR-13): whose cases are about persons whom their system will hear nothing of, and who hears of persons without need.
use super::foelger::{Personfoelger, navne};
use super::indsigt::filadgang;
use super::kuvert;
use ::cpr::abonnement::Filtre;
use ::cpr::haendelse::Haendelsesart;
use ::cpr::person::{Person, Personnummer, Ret};
use ::cpr::tid::Tid;
use ::cpr::udbakke::{Haendelse, Ufortalt};
use grund::{Fejl, Tidspunkt, Uuid};
use person::beholdning::gennemgaa;
use person::kontrol::{Kontrol, Personer, Systemkontrol, UGE_MIKROS, gem, nyeste};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::sync::watch;

/// Between looks whether a week has gone.
const KIG: Duration = Duration::from_secs(3600);
/// Subscriptions that are read at a time.
const SIDE: usize = 5_000;

/// What a system has cases of: the authorities, and the persons by their numbers of now, whatever stands there.
#[derive(Default)]
struct Sager {
    myndigheder: BTreeSet<u32>,
    numre: BTreeSet<Personnummer>,
}

/// What a system subscribes to as files.
struct Abonneret {
    numre: BTreeSet<Personnummer>,
    /// Whose they are, by their numbers of now.
    personer: BTreeSet<Personnummer>,
    filtre: Filtre,
    ret: Ret,
}

impl Personfoelger {
    /// Checks each week, until `slut` turns true; the first time when there was none yet.
    pub async fn kontroller_ugentligt(&self, mut slut: watch::Receiver<bool>) {
        loop {
            let nu = self.ur.nu();
            let svar = match nyeste(self.register.lager().as_ref()).await {
                Ok(k) if k.tid.is_some_and(|t| nu < t.plus_mikros(UGE_MIKROS)) => Ok(()),
                Ok(_) if self.fordeler.as_ref().is_some_and(|f| !f.koe().har()) => Ok(()),
                Ok(_) => self.kontroller(nu).await.map(drop),
                Err(f) => Err(f),
            };
            if let Err(f) = svar {
                tracing::error!(fejl = %f, aarsag = f.aarsagen(), "subscriptions could not be checked against holdings; it is tried again");
            }
            tokio::select! {
                _ = slut.wait_for(|s| *s) => return,
                () = tokio::time::sleep(KIG) => {}
            }
        }
    }

    /// Checks now. Every object of the indexes is read; in memory are the numbers of each system, some 40 bytes each.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn kontroller(&self, nu: Tidspunkt) -> Result<Kontrol, Fejl> {
        let mut sager: BTreeMap<Uuid, Sager> = BTreeMap::new();
        gennemgaa(&self.register, nu, |myndighed, systemer, numre| {
            for s in systemer {
                let ud = sager.entry(*s).or_default();
                ud.myndigheder.insert(myndighed.tal());
                ud.numre.extend(numre.iter().filter_map(|n| Personnummer::laes(n)));
            }
            Ok(())
        })
        .await?;
        let mut abonnementer = BTreeMap::new();
        for system in self.bestand.abonnerende().await? {
            abonnementer.insert(system, self.abonneret(system, nu).await?);
        }
        // Two numbers of a person are one person.
        let alle_numre: BTreeSet<Personnummer> =
            sager.values().flat_map(|s| &s.numre).chain(abonnementer.values().flat_map(|a| &a.numre)).copied().collect();
        let mut skiftet = BTreeMap::new();
        for n in alle_numre {
            let p = self.bestand.slaa_op(n, Ret::Beskyttede, Tid::default()).await?.and_then(|o| o.person.nummer_nu());
            skiftet.extend(p.filter(|nu| *nu != n).map(|nu| (n, nu)));
        }
        let personer = |numre: &BTreeSet<Personnummer>| numre.iter().map(|n| *skiftet.get(n).unwrap_or(n)).collect::<BTreeSet<_>>();
        sager.values_mut().for_each(|s| s.numre = personer(&s.numre));
        abonnementer.values_mut().for_each(|a| a.personer = personer(&a.numre));
        let alle: BTreeSet<Uuid> = sager.keys().chain(abonnementer.keys()).copied().collect();
        let mut ud = Kontrol { tid: Some(nu), systemer: Vec::new() };
        let ingen = Sager::default();
        for system in alle {
            let s = sager.get(&system).unwrap_or(&ingen);
            let (navn, leverandoer) = navne(self.administration.as_deref(), system);
            let mut post = Systemkontrol {
                system,
                navn,
                leverandoer: leverandoer.map(|c| c.tal()),
                myndigheder: s.myndigheder.iter().copied().collect(),
                personer: s.numre.len() as u64,
                uden_abonnement: Personer::default(),
                uden_sag: Personer::default(),
            };
            let a = abonnementer.get(&system);
            for n in &s.numre {
                if !self.abonnerer(system, a, *n, nu).await? {
                    post.uden_abonnement.med(|| n.to_string());
                }
            }
            for n in a.iter().flat_map(|a| a.personer.difference(&s.numre)) {
                post.uden_sag.med(|| n.to_string());
            }
            ud.systemer.push(post);
        }
        gem(self.register.lager().as_ref(), &ud).await?;
        let (uden, overfloedige) = ud.systemer.iter().fold((0, 0), |(a, b), s| (a + s.uden_abonnement.antal, b + s.uden_sag.antal));
        tracing::info!(
            systemer = ud.systemer.len(),
            uden_abonnement = uden,
            uden_sag = overfloedige,
            "subscriptions were checked against holdings"
        );
        Ok(ud)
    }

    async fn abonneret(&self, system: Uuid, nu: Tidspunkt) -> Result<Abonneret, Fejl> {
        let mut numre = BTreeSet::new();
        let mut efter = None;
        loop {
            let side = self.bestand.numre(system, efter, SIDE).await?;
            let Some(sidste) = side.last() else { break };
            efter = Some(*sidste);
            numre.extend(side);
        }
        let ret = filadgang(self.administration.as_deref(), system, nu).unwrap_or(Ret::Uden);
        Ok(Abonneret { numre, personer: BTreeSet::new(), filtre: Filtre::af(self.bestand.filtre(system).await?), ret })
    }

    /// Whether the system will hear of the person: by her number, by where she lives or how old she is, or by a message about a new number.
    async fn abonnerer(&self, system: Uuid, a: Option<&Abonneret>, n: Personnummer, nu: Tidspunkt) -> Result<bool, Fejl> {
        if a.is_some_and(|a| a.numre.contains(&n)) {
            return Ok(true);
        }
        let dag = super::dag(nu).unwrap_or_default();
        let p = self.bestand.slaa_op(n, Ret::Beskyttede, dag).await?.map(|o| o.person);
        let h = haendelse(n, p.as_ref(), dag);
        if a.is_some_and(|a| a.filtre.passer(&h, a.ret)) {
            return Ok(true);
        }
        let Some(f) = &self.fordeler else { return Ok(false) };
        let u = Ufortalt::proeve(dag);
        let modtagere = f.modtagere(&self.kald(), &kuvert(&u, &h, Haendelsesart::NytNummer, nu), self.sted_af(&h, nu).fortiet()).await?;
        Ok(modtagere.iter().any(|(_, d)| d.data.modtagersystem == Some(system)))
    }
}

/// As if something had happened to the person today.
fn haendelse(nummer: Personnummer, p: Option<&Person>, dag: Tid) -> Haendelse {
    let kommune = p.and_then(Person::kommune);
    Haendelse {
        nummer,
        andre_numre: p.and_then(Person::nummer_nu).filter(|n| *n != nummer).into_iter().collect(),
        arter: BTreeSet::from([Haendelsesart::NytNummer]),
        kommune_foer: None,
        kommune,
        vej: None,
        alder: p.and_then(|p| p.alder(dag)),
        beskyttet: p.is_some_and(|p| p.er_beskyttet(dag)),
        koder: Vec::new(),
    }
}
