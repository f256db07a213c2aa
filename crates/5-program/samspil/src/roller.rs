//! Jobfunktionsroller in the running program: over the register, with the organisation and the Administrationsmodul behind the module's ports.
use administration::{Administration, Kalder, Post};
use grund::ur::{IdKilde, Ur};
use grund::{Cvr, Fejl, Uuid};
use organisation::ansatte::Ansatte;
use register::Register;
use roller::stamdata::{Stamdata, System, Type};
use std::sync::Arc;

/// The module over that register.
pub fn aabn(register: &Register, administration: &Arc<Administration>, ids: &Arc<dyn IdKilde>, ur: &Arc<dyn Ur>) -> roller::Roller {
    let stamdata = Arc::new(Administrationens { administration: administration.clone(), ur: ur.clone() });
    roller::Roller::ny(register.clone(), ids.clone(), Arc::new(Ansatte(register.clone())), stamdata)
}

/// Systems and restriction types of the Administrationsmodul.
struct Administrationens {
    administration: Arc<Administration>,
    ur: Arc<dyn Ur>,
}

impl Administrationens {
    fn vis(&self, p: &Post<administration::typer::Tilsluttetsystem>) -> System {
        System {
            uuid: p.uuid,
            navn: p.data.navn.clone(),
            cvr: p.data.cvr,
            ejernavn: self.administration.aktoer(p.data.cvr).map(|a| a.data.navn.clone()).unwrap_or_default(),
            aendret: p.registreret,
        }
    }
}

impl Stamdata for Administrationens {
    fn systemer(&self) -> Vec<System> {
        let nu = self.ur.nu();
        let kald = adgang::paa_maskinen(adgang::FAELLES, nu, Uuid::nil());
        let alle = self.administration.systemer(&Kalder::paa_maskinen(&kald), None);
        alle.iter().filter(|p| p.data.brugervendt && p.er("aktiv", nu)).map(|p| self.vis(p)).collect()
    }

    fn system(&self, uuid: Uuid) -> Option<System> {
        let nu = self.ur.nu();
        let kald = adgang::paa_maskinen(adgang::FAELLES, nu, Uuid::nil());
        let p = self.administration.system(&Kalder::paa_maskinen(&kald), uuid).ok()?;
        (p.data.brugervendt && p.er("aktiv", nu)).then(|| self.vis(&p))
    }

    fn type_(&self, entityid: &str) -> Option<Type> {
        let p = self.administration.dataafgraensningstyper().into_iter().find(|p| p.data.entityid == entityid)?;
        let d = &p.data;
        Some(Type {
            uuid: p.uuid,
            entityid: d.entityid.clone(),
            navn: d.navn.clone(),
            beskrivelse: d.beskrivelse.clone(),
            slags: d.slags.clone(),
            udtryk: d.regulaertudtryk.clone(),
            vaerdiliste: d.vaerdiliste.iter().map(|v| (v.navn.clone(), v.vaerdi.clone())).collect(),
            faelles: d.faelles,
        })
    }

    fn vaerdier(&self, entityid: &str, vaerdier: &[String]) -> Result<(), Fejl> {
        self.administration.kontroller_vaerdier(entityid, vaerdier, self.ur.nu())
    }

    fn myndigheder(&self) -> Vec<Cvr> {
        self.administration.aktoerer().iter().filter(|a| a.data.myndighed).map(|a| a.data.cvr).collect()
    }

    fn kender_myndighed(&self, cvr: Cvr) -> bool {
        self.administration.aktoer(cvr).is_some_and(|a| a.data.myndighed)
    }
}
