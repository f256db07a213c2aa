//! Who would receive, and whether that works: by rule or by name, agreements included (FK-01, FK-04, F-3, F-5).
use super::Fordelingskomponent;
use crate::laest::Fordelingssystem;
use crate::maske::{Emne, Facet, Facetmaske, Maske};
use crate::model::{Kontekst, Objektslags, Rutevalg};
use crate::objekttyper::{DIGITAL_POST, POSTKASSEN, SERVICE};
use crate::rute::{Forhold, Regel, Uafgjort, forhold, passende, vaelg};
use crate::tjenester::OVERDRAGER;
use crate::{opslag, rettigheder};
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Ret, Tidspunkt, Uuid};

/// A system that can receive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modtagerlinje {
    /// Its authority.
    pub myndighed: Cvr,
    /// The system.
    pub system: Uuid,
    /// Its name.
    pub navn: String,
    /// The rule.
    pub regel: Uuid,
    /// The rule's mask.
    pub kle: Maske,
    /// The rule's facet.
    pub facet: Option<Facetmaske>,
}

/// A rule that overlaps with another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// The other rule.
    pub regel: Regel,
    /// How the proposed one stands to it.
    pub forhold: Forhold,
}

/// Where a handover goes.
#[derive(Clone, Debug)]
pub(super) struct Rute {
    pub system: Fordelingssystem,
    pub regel: Option<Uuid>,
    pub emne: Emne,
}

/// Why nobody can receive it: the sender gets a technical rejection, not a fault (F-5).
pub fn er_afvisning(kode: Fejlkode) -> bool {
    use Fejlkode::{FordelingIngenModtager, FordelingKanIkkeModtage, FordelingUafgjort, FordelingUdenAftale};
    matches!(kode, FordelingIngenModtager | FordelingUafgjort | FordelingUdenAftale | FordelingKanIkkeModtage)
}

impl Fordelingskomponent {
    /// The systems that the sender could hand over to, the deciding one first (FordelingsmodtagerList).
    ///
    /// # Errors
    /// `ManglerRolle`, `FordelingAfsender`, and those of the store.
    pub async fn modtagere(
        &self,
        kald: &Kaldekontekst,
        afsender: Cvr,
        modtager: Cvr,
        emne: &Emne,
        facet: Option<&Facet>,
    ) -> Result<Vec<Modtagerlinje>, Fejl> {
        deltager(kald, afsender)?;
        let (register, nu) = (&self.o.register, kald.nu);
        if !opslag::enige(register, afsender, modtager, Some(emne), nu).await? {
            return Ok(Vec::new());
        }
        let regler = opslag::regler(register, modtager, nu).await?;
        let systemer = opslag::systemer(register, modtager, nu).await?;
        let linje = |r: &Regel| {
            let s = systemer.iter().find(|s| s.system == r.system)?;
            let bog = self.o.aftalebog.as_ref();
            rettigheder::maa_modtage(bog, r.system, modtager, Some(emne), nu).then(|| Modtagerlinje {
                myndighed: modtager,
                system: r.system,
                navn: s.navn.clone(),
                regel: r.uuid,
                kle: r.kle.clone(),
                facet: r.facet.clone(),
            })
        };
        let mut ud: Vec<Modtagerlinje> = Vec::new();
        for l in passende(&regler, emne, facet).into_iter().filter_map(linje) {
            if !ud.iter().any(|x| x.system == l.system && x.kle == l.kle && x.facet == l.facet) {
                ud.push(l);
            }
        }
        Ok(ud)
    }

    /// Whether that system can receive from the sender (FordelingsmodtagerValider).
    ///
    /// # Errors
    /// As [`Self::modtagere`].
    pub async fn kan_modtage(&self, kald: &Kaldekontekst, afsender: Cvr, modtager: Cvr, system: Uuid) -> Result<bool, Fejl> {
        deltager(kald, afsender)?;
        match self.naa(afsender, modtager, system, None, None, kald.nu).await {
            Ok(_) => Ok(true),
            Err(f) if er_afvisning(f.kode()) => Ok(false),
            Err(f) => Err(f),
        }
    }

    /// Who would receive this, for those who keep the rules: by rule, with why nobody would (FK-01).
    ///
    /// # Errors
    /// `FordelingIngenModtager`, `FordelingUafgjort`, `FordelingUdenAftale`, `FordelingKanIkkeModtage`; `ManglerRolle`, and those of the store.
    pub async fn hvem(
        &self,
        kald: &Kaldekontekst,
        afsender: Cvr,
        modtager: Cvr,
        emne: &Emne,
        facet: Option<&Facet>,
        slags: Option<Objektslags>,
    ) -> Result<Modtagerlinje, Fejl> {
        kald.kraev(SERVICE, Ret::Laes)?;
        let kendt = [afsender, modtager].contains(&kald.myndighed);
        kendt.then_some(()).ok_or_else(|| fremmed("afsender"))?;
        let regel = self.efter_regel(modtager, emne, facet, kald.nu).await?;
        let s = self.naa(afsender, modtager, regel.system, Some(emne), slags, kald.nu).await?;
        let (system, navn) = (regel.system, s.navn);
        Ok(Modtagerlinje { myndighed: modtager, system, navn, regel: regel.uuid, kle: regel.kle, facet: regel.facet })
    }

    /// What a proposed rule of the caller's authority overlaps with, conflicts first (FK-01). `uuid` is the rule that it would replace.
    ///
    /// # Errors
    /// `ManglerRolle`, and those of the store.
    pub async fn overlap(
        &self,
        kald: &Kaldekontekst,
        uuid: Option<Uuid>,
        kle: Maske,
        facet: Option<Facetmaske>,
        system: Uuid,
    ) -> Result<Vec<Overlap>, Fejl> {
        kald.kraev(SERVICE, Ret::Laes)?;
        let ny = Regel { uuid: uuid.unwrap_or_default(), navn: String::new(), myndighed: kald.myndighed, kle, facet, system };
        let andre = opslag::regler(&self.o.register, kald.myndighed, kald.nu).await?.into_iter().filter(|r| Some(r.uuid) != uuid);
        let mut ud: Vec<Overlap> = andre.filter_map(|regel| Some(Overlap { forhold: forhold(&ny, &regel)?, regel })).collect();
        ud.sort_by_key(|o| (o.forhold as u8, o.regel.uuid));
        Ok(ud)
    }

    /// Every two rules of the caller's authority that conflict.
    ///
    /// # Errors
    /// `ManglerRolle`, and those of the store.
    pub async fn konflikter(&self, kald: &Kaldekontekst) -> Result<Vec<(Regel, Regel)>, Fejl> {
        kald.kraev(SERVICE, Ret::Laes)?;
        let mut regler = opslag::regler(&self.o.register, kald.myndighed, kald.nu).await?;
        // Those that say as much are equal in number and facet: they lie beside each other.
        regler.sort_by(|a, b| (&a.kle, &a.facet, a.uuid).cmp(&(&b.kle, &b.facet, b.uuid)));
        let par = regler.windows(2).filter_map(|w| if let [a, b] = w { Some((a, b)) } else { None });
        Ok(par.filter(|(a, b)| forhold(a, b) == Some(Forhold::Konflikt)).map(|(a, b)| (a.clone(), b.clone())).collect())
    }

    async fn efter_regel(&self, modtager: Cvr, emne: &Emne, facet: Option<&Facet>, nu: Tidspunkt) -> Result<Regel, Fejl> {
        let regler = opslag::regler(&self.o.register, modtager, nu).await?;
        match vaelg(&regler, emne, facet) {
            Ok(r) => Ok(r.clone()),
            Err(Uafgjort::Ingen) => Err(Fejl::ny(Fejlkode::FordelingIngenModtager).felt("RoutingKLEEmne").regel("F-5")),
            Err(Uafgjort::Flere(r)) => {
                let r: Vec<String> = r.iter().map(Uuid::to_string).collect();
                Err(Fejl::ny(Fejlkode::FordelingUafgjort).felt("RoutingKLEEmne").regel("F-5").detalje(r.join(", ")))
            }
        }
    }

    /// The system as it is reached, where it can receive.
    async fn naa(
        &self,
        afsender: Cvr,
        modtager: Cvr,
        system: Uuid,
        emne: Option<&Emne>,
        slags: Option<Objektslags>,
        nu: Tidspunkt,
    ) -> Result<Fordelingssystem, Fejl> {
        let register = &self.o.register;
        if !opslag::enige(register, afsender, modtager, emne, nu).await? {
            return Err(Fejl::ny(Fejlkode::FordelingUdenAftale).felt("RoutingMyndighed").regel("FK-04"));
        }
        let kan_ikke = |dansk: String, engelsk: String| {
            Err(Fejl::ny(Fejlkode::FordelingKanIkkeModtage).felt("RoutingModtagerAktoer").regel("F-3").detalje((dansk, engelsk)))
        };
        let Some(s) = opslag::system(register, modtager, system, nu).await? else {
            return kan_ikke(
                format!("system {system} har intet fordelingssystem hos myndighed {modtager}"),
                format!("system {system} has no fordelingssystem in authority {modtager}"),
            );
        };
        let navn = grund::fejl::uddrag(&s.navn);
        if s.levering == DIGITAL_POST {
            // One that a system of an earlier version made of itself.
            if system != POSTKASSEN {
                return kan_ikke(
                    format!("system {system} ({navn}) er ikke Digital Post, som driften alene sætter op"),
                    format!("system {system} ({navn}) is not Digital Post, which operations alone set up"),
                );
            }
            if self.o.digital_post.is_none() || self.o.filer.is_none() {
                return kan_ikke("Digital Post er ikke tilsluttet her".into(), "Digital Post is not connected here".into());
            }
            if slags.is_some_and(|o| o != Objektslags::Dokument) {
                return kan_ikke("Digital Post modtager kun DOKUMENT".into(), "Digital Post takes DOKUMENT only".into());
            }
        } else if s.modtageradresse.is_empty() {
            return kan_ikke(
                format!("system {system} ({navn}) har ingen modtageradresse i sit fordelingssystem"),
                format!("system {system} ({navn}) has no modtageradresse in its fordelingssystem"),
            );
        }
        if slags.is_some_and(|o| !s.objekter.is_empty() && !s.objekter.contains(&o)) {
            let tager: Vec<&str> = s.objekter.iter().map(|o| o.navn()).collect();
            let tager = tager.join(", ");
            return kan_ikke(
                format!("system {system} ({navn}) modtager kun {tager}"),
                format!("system {system} ({navn}) takes {tager} only"),
            );
        }
        if !rettigheder::maa_modtage(self.o.aftalebog.as_ref(), system, modtager, emne, nu) {
            let detalje = (
                format!("system {system} ({navn}) har ingen serviceaftale med {modtager} med rollen Modtag på SF2900, der dækker det"),
                format!("system {system} ({navn}) has no agreement with {modtager} with the role Modtag on SF2900 that covers it"),
            );
            return Err(Fejl::ny(Fejlkode::FordelingUdenAftale).felt("RoutingModtagerAktoer").regel("F-10").detalje(detalje));
        }
        Ok(s)
    }

    /// Where the handover goes.
    pub(super) async fn find(&self, k: &Kontekst, forslag: &Emne, slags: Objektslags, nu: Tidspunkt) -> Result<Rute, Fejl> {
        let (system, regel, emne) = match &k.valg {
            Rutevalg::Aktoer(system) => (*system, None, forslag.clone()),
            Rutevalg::Kle(emne, facet) => {
                let r = self.efter_regel(k.modtager, emne, facet.as_ref(), nu).await?;
                (r.system, Some(r.uuid), emne.clone())
            }
        };
        let system = self.naa(k.afsender, k.modtager, system, Some(&emne), Some(slags), nu).await?;
        Ok(Rute { system, regel, emne })
    }

    /// The same for a handover that waits to be delivered: what it was taken in for may have ended.
    pub(super) async fn stadig(&self, o: &crate::overdragelse::Overdragelse, nu: Tidspunkt) -> Result<Fordelingssystem, Fejl> {
        let emne = Emne::laes(&o.emne);
        self.naa(o.kontekst.afsender, o.kontekst.modtager, o.modtagersystem, emne.as_ref(), Some(o.slags), nu).await
    }

    /// How the sending system gets its receipts; `None` when it does not.
    pub(super) async fn kvitteringsadresse(&self, o: &crate::overdragelse::Overdragelse, nu: Tidspunkt) -> Result<Option<String>, Fejl> {
        let Some(system) = o.afsendersystem else { return Ok(None) };
        let s = opslag::system(&self.o.register, o.kontekst.afsender, system, nu).await?;
        Ok(s.map(|s| s.kvitteringsadresse).filter(|a| !a.is_empty()))
    }
}

/// The caller is the sending authority, and hands over or receives.
pub(super) fn deltager(kald: &Kaldekontekst, afsender: Cvr) -> Result<(), Fejl> {
    if !kald.retter.har(OVERDRAGER, Ret::Skriv) {
        kald.kraev(OVERDRAGER, Ret::Laes)?;
    }
    if afsender == kald.myndighed { Ok(()) } else { Err(fremmed("AfsendendeMyndighed").tilladt([kald.myndighed])) }
}

pub(super) fn fremmed(felt: &str) -> Fejl {
    Fejl::ny(Fejlkode::FordelingAfsender).felt(felt).regel("F-10")
}
