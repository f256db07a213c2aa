//! Advis from events of persons (SAPA-21): of the parties of cases, their spouses and children, and of anybody in the municipality where a rule asks for that.
use super::dan::nyt;
use super::regel::{CPR, Emne, Omhvem};
use crate::{Partsid, Sapa, laes};
use grund::{Cvr, Fejl, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid, graenser};
use register::{Forespoergsel, Laesevalg, Objekt, Relationskriterium, Side};
use std::collections::BTreeSet;

/// What has happened to a person, as CPR's replica tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personhaendelse {
    /// What makes the event itself: extract, person, type.
    pub kendes_ved: String,
    /// Her CPR number.
    pub nummer: String,
    /// What has happened, by its name in identifiers, and in words.
    pub art: (&'static str, &'static str),
    /// When.
    pub haendt: Tidspunkt,
    /// Her age.
    pub alder: Option<u16>,
    /// The authorities of the municipality where she lives, and that she has left.
    pub kommuner: Vec<Cvr>,
}

impl Sapa {
    /// Tells the groups of these authorities. The same again tells nobody anew (SAPA-23).
    ///
    /// # Errors
    /// Those of the store: then it is told again.
    pub async fn personhaendelse(&self, h: &Personhaendelse, myndigheder: &[Cvr], nu: Tidspunkt) -> Result<(), Fejl> {
        let haendelse = format!("{CPR}{}", h.art.0);
        let mut familie: Option<Vec<(Omhvem, String)>> = None;
        for m in myndigheder {
            let regler = self.alle_regler(*m).await?;
            let spurgt = |r: &super::Advisregel| r.haendelser.iter().any(|x| *x == haendelse || x == "cpr:*");
            if !regler.iter().any(spurgt) {
                continue;
            }
            let familie = match &mut familie {
                Some(f) => f,
                None => familie.insert(self.familie(&h.nummer, nu).await?),
            };
            let grupper = self.alle_grupper(*m).await?;
            let mut raekker = Vec::new();
            let selv = (Omhvem::Person, h.nummer.clone());
            let mut med_sag = false;
            for (om, nummer) in std::iter::once(&selv).chain(familie.iter()) {
                let alder = if *om == Omhvem::Person { h.alder } else { self.alder(Some(nummer), nu).await };
                for o in self.levende_sager(*m, nummer, nu).await? {
                    let Some(s) = laes::sag(&o, nu, &[]).filter(|s| s.fremdrift != Some("Afsluttet")) else { continue };
                    let primaer = s.parter.iter().any(|p| p.primaer && p.id.ends_with(nummer.as_str()));
                    let om = if *om == Omhvem::Person && !primaer { Omhvem::AndenPart } else { *om };
                    med_sag |= om == Omhvem::Person;
                    let emne = Emne {
                        haendelse: haendelse.clone(),
                        klasser: s.kle.iter().filter_map(|k| grund::afgraensning::klassenummer(k)).collect(),
                        enheder: s
                            .ansvarlig
                            .iter()
                            .map(|a| grund::id::laes_uuid(&a.id).map_or_else(|| UnikId::Urn(a.id.clone()), UnikId::Uuid))
                            .collect(),
                        alder,
                        om: Some(om),
                        sag: true,
                    };
                    let tekst = tekst(h.art.1, om);
                    let part = Some(Partsid::cpr(nummer).id().to_string());
                    let advis = nyt(&haendelse, tekst, part, (Some(o.uuid), None), h.haendt, nu);
                    // Once for each party and group, however many cases she has: the first that a rule asks for is named.
                    let kendes_ved = format!("{}/{}/{om:?}", h.kendes_ved, nummer);
                    self.til_grupper(*m, &grupper, &regler, &emne, &kendes_ved, &advis, &mut raekker).await?;
                }
            }
            if !med_sag && h.kommuner.contains(m) {
                let emne = Emne { haendelse: haendelse.clone(), alder: h.alder, om: Some(Omhvem::Person), ..Emne::default() };
                let part = Some(Partsid::cpr(&h.nummer).id().to_string());
                let advis = nyt(&haendelse, h.art.1.into(), part, (None, None), h.haendt, nu);
                let kendes_ved = format!("{}/generisk", h.kendes_ved);
                self.til_grupper(*m, &grupper, &regler, &emne, &kendes_ved, &advis, &mut raekker).await?;
            }
            if !raekker.is_empty() {
                self.skriv_advis(nu, raekker).await?;
            }
        }
        Ok(())
    }

    /// Whose spouse and whose child the person is.
    async fn familie(&self, nummer: &str, nu: Tidspunkt) -> Result<Vec<(Omhvem, String)>, Fejl> {
        let Some(folk) = self.porte.folk.as_deref() else { return Ok(Vec::new()) };
        let p = folk.person(nummer, false, nu).await?;
        let som = |rolle: &str| match rolle {
            "aegtefaelle" => Some(Omhvem::Aegtefaelle),
            "mor" | "far" => Some(Omhvem::Barn),
            _ => None,
        };
        Ok(p.into_iter().flat_map(|p| p.familie).filter_map(|f| Some((som(f.rolle)?, f.nummer?))).collect())
    }

    /// The authority's cases that name the person under any of her numbers.
    async fn levende_sager(&self, myndighed: Cvr, nummer: &str, nu: Tidspunkt) -> Result<Vec<Objekt>, Fejl> {
        let Some(typen) = self.register.typer().navn("SagIndeks") else { return Ok(Vec::new()) };
        let Some(def) = typen.relation("sagspart") else { return Ok(Vec::new()) };
        let kald = Kaldekontekst::ubegraenset(myndighed, &[], UnikId::Urn("urn:samspil:sapa".into()), nu, Uuid::nil());
        let (numre, _) = self.numre(&kald, &Partsid::cpr(nummer)).await?;
        let mut ud: Vec<Objekt> = Vec::new();
        for del in numre.chunks(graenser::SOEGEKRITERIER) {
            let k = Relationskriterium {
                nr: def.nr,
                enhver: del.to_vec(),
                virkning: Some(Periode::punkt(nu)),
                ..Relationskriterium::default()
            };
            let side = Side { foerste: 0, antal: graenser::SIDE_MAKS };
            let f = Forespoergsel { relationer: vec![k], side, ..Forespoergsel::alle(typen, nu) };
            ud.extend(self.register.soeg_objekter(&kald, &f, Laesevalg::AKTUEL).await?);
        }
        let mut kendte = BTreeSet::new();
        ud.retain(|o| o.nyeste().is_some_and(|r| r.livscyklus.er_levende()) && kendte.insert(o.uuid));
        Ok(ud)
    }
}

fn tekst(hvad: &str, om: Omhvem) -> String {
    match om {
        Omhvem::Person => hvad.to_owned(),
        Omhvem::AndenPart => format!("{hvad} (anden part i sagen)"),
        Omhvem::Aegtefaelle => format!("{hvad} (partens ægtefælle)"),
        Omhvem::Barn => format!("{hvad} (partens barn)"),
    }
}
