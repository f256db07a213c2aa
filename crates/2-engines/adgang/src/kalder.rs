//! Who administers. All authorisation of administrative actions starts here: what a caller may not know of is absent, not forbidden.
use crate::aftalebog::{Administrator, Administratorrolle};
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, UnikId, Uuid};
use std::sync::Arc;

/// A caller of an administrative module.
#[derive(Clone, Copy)]
pub struct Kalder<'a> {
    hvem: Option<&'a Administrator>,
    /// The call.
    pub kald: &'a Kaldekontekst,
}

impl<'a> Kalder<'a> {
    /// An administrator with the roles that it has.
    pub fn administrator(hvem: &'a Administrator, kald: &'a Kaldekontekst) -> Self {
        Self { hvem: Some(hvem), kald }
    }

    /// A command on the machine itself: whoever may open the store may do everything.
    pub fn paa_maskinen(kald: &'a Kaldekontekst) -> Self {
        Self { hvem: None, kald }
    }

    /// The administrator; none for a command on the machine.
    pub fn uuid(&self) -> Option<Uuid> {
        self.hvem.map(|a| a.uuid)
    }

    /// It is a command on the machine itself.
    pub fn er_maskinen(&self) -> bool {
        self.hvem.is_none()
    }

    /// The name that decisions are signed with.
    pub fn navn(&self) -> &str {
        self.hvem.map_or("kommando på maskinen", |a| &a.navn)
    }

    fn har(&self, r: Administratorrolle) -> bool {
        self.hvem.is_none_or(|a| a.roller.contains(&r))
    }

    /// May administer what belongs to nobody.
    pub fn drift(&self) -> bool {
        self.har(Administratorrolle::Drift)
    }

    /// May administer the company's systems and requests.
    pub fn leverandoer(&self, cvr: Cvr) -> bool {
        self.har(Administratorrolle::Leverandoer(cvr))
    }

    /// May decide the authority's agreements.
    pub fn aftaler(&self, cvr: Cvr) -> bool {
        self.har(Administratorrolle::Aftaler(cvr))
    }

    /// May decide the authority's job function roles and who has them.
    pub fn roller(&self, cvr: Cvr) -> bool {
        self.har(Administratorrolle::Roller(cvr))
    }

    /// What tells this caller from another, for decisions that take two.
    pub fn kendetegn(&self) -> String {
        match self.hvem {
            Some(a) => format!("{} ({})", a.navn, a.uuid),
            None => self.navn().to_owned(),
        }
    }

    /// Refuses who may not.
    ///
    /// # Errors
    /// `IngenAdgang`, naming the role.
    pub fn kraev(&self, maa: bool, rolle: impl Into<String>) -> Result<(), Fejl> {
        let rolle: String = rolle.into();
        if maa { Ok(()) } else { Err(Fejl::ny(Fejlkode::IngenAdgang).regel("H-1").tilladt([rolle])) }
    }

    /// The call as the register sees it: for this owner, by this administrator, with all rights, because the module has decided.
    pub fn for_ejer(&self, ejer: Cvr) -> Kaldekontekst {
        let bruger = self.hvem.map_or_else(|| self.kald.bruger.clone(), |a| UnikId::Uuid(a.uuid));
        let retter = Arc::new(grund::Rettigheder::Alt);
        Kaldekontekst { myndighed: ejer, laeser: vec![ejer], bruger, retter, ..self.kald.clone() }
    }
}
