//! Services, and the types of their data restrictions and parameters.
use crate::administration::{Administration, navngivet};
use crate::stamdata::findes_ikke;
use crate::typer::*;
use crate::valider;
use adgang::Kalder;
use adgang::{Dimension, FAELLES, Parameterslags, Tjenestekatalog};
use grund::afgraensning::FOELSOMHEDER;
use grund::{Fejl, Fejlkode};
use register::Post;
use std::collections::HashSet;
use std::sync::Arc;

/// The constraint types that all share (G-32).
const FAELLES_TYPER: [(&str, &str, &str, &str); 3] = [
    (
        "http://sts.kombit.dk/constraints/KLE/1",
        "KLE",
        "MULTI",
        r"\*|[0-9]{2}(\.[0-9]{2}(\.[0-9]{2})?)?(\.?\*)?( - [0-9]{2}(\.[0-9]{2}(\.[0-9]{2})?)?(\.?\*)?)?",
    ),
    ("http://sts.kombit.dk/constraints/orgenhed/1", "Organisatorisk enhed", "MULTI", r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
    ("http://sts.kombit.dk/constraints/itsystem/1", "It-system", "ITSYSTEM_MULTI", ""),
];

impl Administration {
    /// Registers this program's own services as its tables say, and the shared constraint types. Changes nothing the second time.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn saa_tjenester(&self, kalder: &Kalder<'_>, katalog: &Tjenestekatalog) -> Result<(), Fejl> {
        kalder.kraev(kalder.drift(), "drift")?;
        let _laas = self.laas.lock().await;
        for (entityid, navn, slags, udtryk) in FAELLES_TYPER {
            let uuid = navngivet("dataafgraensningstype", entityid);
            // KOMBIT may have changed it since.
            if self.hent::<Dataafgraensningstype>(FAELLES, uuid).await?.is_none() {
                let t = afgraensningstype(entityid, navn, slags, udtryk);
                self.saet(kalder, FAELLES, uuid, &Dataafgraensningstype { faelles: true, ..t }).await?;
            }
        }
        for def in katalog.alle() {
            for p in def.parametre.iter().filter(|p| !FAELLES_TYPER.iter().any(|f| f.0 == p.uri)) {
                let mut t = afgraensningstype(p.uri, p.navn, "MULTI", "");
                let liste = |v: &[&str]| v.iter().map(|v| Listevaerdi { navn: (*v).into(), vaerdi: (*v).into() }).collect();
                match p.slags {
                    Parameterslags::Ja(_) => {
                        t.slags = "SINGLE".into();
                        t.vaerdiliste = liste(&["Ja"]);
                    }
                    Parameterslags::Afgraensning(Dimension::Foelsomhed) => t.vaerdiliste = liste(&FOELSOMHEDER),
                    Parameterslags::Afgraensning(_) | Parameterslags::Modulets => {}
                }
                self.saet(kalder, FAELLES, navngivet("dataafgraensningstype", p.uri), &t).await?;
            }
            let rolle = |r: &adgang::Rolledef| Rolle {
                uri: r.uri.into(),
                navn: r.navn.into(),
                beskrivelse: r.retter.iter().map(|r| r.navn()).collect::<Vec<_>>().join(", "),
            };
            let t = Tjeneste {
                entityid: def.entity_id.into(),
                navn: def.navn.into(),
                version: def.version.into(),
                roller: def.roller.iter().map(rolle).collect(),
                parametre: def.parametre.iter().map(|p| p.uri.into()).collect(),
                udstillersystem: None,
            };
            self.saet(kalder, FAELLES, navngivet("tjeneste", def.entity_id), &t).await?;
        }
        Ok(())
    }

    /// Creates or changes a service: the operator any, a vendor those that its own systems offer. A new entity id is registered by operations:
    /// tokens are asked for by that name, and nobody can prove here whose it is.
    ///
    /// # Errors
    /// `IngenAdgang`; `IBrug` when a role or parameter that agreements in force give is taken away; and those of fields and store.
    pub async fn saet_tjeneste(&self, kalder: &Kalder<'_>, t: &Tjeneste) -> Result<Post<Tjeneste>, Fejl> {
        valider::uri("entityid", &t.entityid)?;
        let _laas = self.laas.lock().await;
        let gammel = self.hent::<Tjeneste>(FAELLES, navngivet("tjeneste", &t.entityid)).await?;
        self.maa_tjeneste(kalder, t)?;
        match &gammel {
            Some(g) => self.maa_tjeneste(kalder, &g.data)?,
            None => kalder.kraev(kalder.drift(), "drift").map_err(|f| f.felt("entityid"))?,
        }
        let mut set = HashSet::new();
        for (i, r) in t.roller.iter().enumerate() {
            valider::uri("uri", &r.uri).map_err(|f| f.under(&format!("roller[{i}]")))?;
            if !set.insert(&r.uri) {
                return Err(Fejl::ny(Fejlkode::GentagetReference).felt(format!("roller[{i}]/uri")));
            }
        }
        let bog = self.bog();
        for (i, p) in t.parametre.iter().enumerate() {
            if !bog.laes().typer.contains_key(p) {
                return Err(findes_ikke()
                    .felt(format!("parametre[{i}]"))
                    .detalje(("der er ingen sådan dataafgrænsningstype", "no such data restriction type")));
            }
        }
        let nu = kalder.kald.nu;
        for a in bog.laes().aftaler().filter(|a| a.gyldig().is_some_and(|g| g.til > nu)) {
            for i in a.post.data.tjenester.iter().filter(|x| x.entityid == t.entityid) {
                let rolle = i.roller.iter().find(|r| !t.roller.iter().any(|x| x.uri == **r));
                let parameter = i.parametre.iter().map(|p| &p.uri).find(|u| !t.parametre.contains(u));
                if let Some(uri) = rolle.or(parameter) {
                    return Err(Fejl::ny(Fejlkode::IBrug)
                        .regel("H-5")
                        .detalje((format!("en gældende aftale giver {uri}"), format!("an agreement in force gives {uri}"))));
                }
            }
        }
        self.saet(kalder, FAELLES, navngivet("tjeneste", &t.entityid), t).await
    }

    /// A service without a system is this program's own or KOMBIT's; one with a system belongs to the system's owner.
    fn maa_tjeneste(&self, kalder: &Kalder<'_>, t: &Tjeneste) -> Result<(), Fejl> {
        let Some(system) = t.udstillersystem else { return kalder.kraev(kalder.drift(), "drift") };
        let s = self.bog().laes().system_post(system).filter(|s| kalder.drift() || kalder.leverandoer(s.data.cvr));
        let s = s.ok_or_else(|| findes_ikke().felt("udstillersystem"))?;
        if !s.data.udstiller {
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi)
                .felt("udstillersystem")
                .regel("H-1")
                .ventet(("et system, der udstiller tjenester", "a system that offers services")));
        }
        Ok(())
    }

    /// Ends a service that no agreement in force names.
    ///
    /// # Errors
    /// `FindesIkke`, `IngenAdgang`, `IBrug`, and those of the store.
    pub async fn nedlaeg_tjeneste(&self, kalder: &Kalder<'_>, entity_id: &str) -> Result<Post<Tjeneste>, Fejl> {
        let _laas = self.laas.lock().await;
        let gammel =
            self.hent::<Tjeneste>(FAELLES, navngivet("tjeneste", entity_id)).await?.ok_or_else(|| findes_ikke().felt("entityid"))?;
        self.maa_tjeneste(kalder, &gammel.data)?;
        let nu = kalder.kald.nu;
        let naevner = |s: &Serviceaftale| s.tjenester.iter().any(|x| x.entityid == entity_id);
        let antal = self.bog().laes().aftaler().filter(|a| naevner(&a.post.data) && a.gyldig().is_some_and(|g| g.til > nu)).count();
        if antal > 0 {
            return Err(Fejl::ny(Fejlkode::IBrug)
                .felt("entityid")
                .detalje((format!("{antal} gældende aftaler"), format!("{antal} agreements in force"))));
        }
        self.gem(kalder, crate::administration::Skriv::ret(&gammel, &gammel.data).tilstand(2, nu)).await
    }

    /// Every service, by entity id. All administrators may see them.
    pub fn tjenester(&self) -> Vec<Arc<Post<Tjeneste>>> {
        let mut ud: Vec<_> = self.bog().laes().tjenester().cloned().collect();
        ud.sort_by(|a, b| a.data.entityid.cmp(&b.data.entityid));
        ud
    }

    /// Creates or changes a data restriction type; for the operator.
    ///
    /// # Errors
    /// `IngenAdgang`, `UgyldigtMoenster` for a regular expression that is none, and those of fields and store.
    pub async fn saet_dataafgraensningstype(
        &self,
        kalder: &Kalder<'_>,
        t: &Dataafgraensningstype,
    ) -> Result<Post<Dataafgraensningstype>, Fejl> {
        kalder.kraev(kalder.drift(), "drift")?;
        valider::uri("entityid", &t.entityid)?;
        valider::udtryk(&t.regulaertudtryk)?;
        let _laas = self.laas.lock().await;
        self.saet(kalder, FAELLES, navngivet("dataafgraensningstype", &t.entityid), t).await
    }

    /// Holds values against the restriction type of that entity id (H-7).
    ///
    /// # Errors
    /// `FindesIkke` for the type, and those of the values.
    pub fn kontroller_vaerdier(&self, entityid: &str, vaerdier: &[String], nu: grund::Tidspunkt) -> Result<(), Fejl> {
        let t = self.bog().laes().typer.get(entityid).cloned().ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("type"))?;
        valider::vaerdier(&self.bog(), &t.data, vaerdier, nu)
    }

    /// Every data restriction type, by entity id. All administrators may see them.
    pub fn dataafgraensningstyper(&self) -> Vec<Arc<Post<Dataafgraensningstype>>> {
        let mut ud: Vec<_> = self.bog().laes().typer.values().cloned().collect();
        ud.sort_by(|a, b| a.data.entityid.cmp(&b.data.entityid));
        ud
    }
}

fn afgraensningstype(entityid: &str, navn: &str, slags: &str, udtryk: &str) -> Dataafgraensningstype {
    Dataafgraensningstype {
        entityid: entityid.into(),
        navn: navn.into(),
        beskrivelse: String::new(),
        slags: slags.into(),
        regulaertudtryk: udtryk.into(),
        vaerdiliste: Vec::new(),
        faelles: false,
    }
}
