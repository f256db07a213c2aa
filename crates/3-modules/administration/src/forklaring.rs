//! Why no agreement lets a call through, for those who may know.
use crate::bog::{Aftalepost, Bog};
use adgang::Aftalebog;
use grund::spor::{Afslag, Mangel};
use grund::{Cvr, Tidspunkt, Uuid};
use std::sync::Arc;

impl Bog {
    /// Why the system may not call the service for the authority now: what is missing or in the way, and what to do about it.
    pub(crate) fn forklar(&self, system: Uuid, entity_id: &str, myndighed: Cvr, nu: Tidspunkt) -> Afslag {
        let bog = self;
        let mut detaljer = vec![("myndighed", myndighed.to_string()), ("tjeneste", entity_id.to_owned())];
        let Some(s) = bog.laes().system_post(system) else {
            return afslag(
                Mangel::System,
                "It-systemet er ikke registreret.".into(),
                detaljer,
                "Opret systemet og tilknyt dets certifikat.",
            );
        };
        let navn = s.data.navn.clone();
        detaljer.push(("system", navn.clone()));
        if !s.er("aktiv", nu) {
            let f = format!("It-systemet »{navn}« er ophørt.");
            return afslag(Mangel::System, f, detaljer, "Opret et nyt system, eller få det gamle gjort aktivt af driften.");
        }
        if bog.tjeneste(entity_id).is_none() {
            let f = format!("Der findes ingen tjeneste med entity-id {entity_id}.");
            return afslag(Mangel::Tjeneste, f, detaljer, "Kontrollér entity-id mod listen over tjenester.");
        }
        let mut aftaler: Vec<Arc<Aftalepost>> = bog.laes().mellem(system, myndighed).cloned().collect();
        let naevner = |a: &Aftalepost| a.post.data.tjenester.iter().any(|t| t.entityid == entity_id);
        let andre = aftaler.iter().filter(|a| !naevner(a) && a.gyldig().is_some_and(|g| g.indeholder(nu))).count();
        aftaler.retain(|a| naevner(a));
        // The most telling one: in force, then waiting, then the newest.
        let rang = |a: &Aftalepost| match a.post.tilstand_paa(nu) {
            _ if a.gyldig().is_some_and(|g| g.indeholder(nu)) => 0,
            "godkendt" => 1,
            "afventer" => 2,
            "afvist" | "opsagt" => 3,
            _ => 4,
        };
        aftaler.sort_by_key(|a| (rang(a), std::cmp::Reverse(a.post.registreret)));
        let Some(a) = aftaler.first() else {
            if andre > 0 {
                detaljer.push(("andre aftaler", andre.to_string()));
            }
            let f = format!("Der er ingen serviceaftale mellem »{navn}« og myndigheden {myndighed} om tjenesten.");
            return afslag(Mangel::Aftale, f, detaljer, "Anmod myndigheden om en serviceaftale med den rolle, kaldet kræver.");
        };
        let d = &a.post.data;
        detaljer.push(("aftale", a.post.uuid.to_string()));
        detaljer.push(("tilstand", a.post.tilstand_paa(nu).to_owned()));
        let aftale = format!("Serviceaftalen »{}«", d.navn);
        let note = if d.note.is_empty() { String::new() } else { format!(" med bemærkningen »{}«", d.note) };
        let siden = |t: &str| a.post.periode(t).map_or_else(String::new, |p| p.fra.dansk_tekst());
        if let Some(g) = a.gyldig() {
            if g.indeholder(nu) {
                let t = d.tjenester.iter().find(|t| t.entityid == entity_id);
                let roller = t.map(|t| t.roller.join(", ")).unwrap_or_default();
                let parametre =
                    t.map(|t| t.parametre.iter().map(|p| format!("{}={}", p.uri, p.vaerdier.join(","))).collect::<Vec<_>>().join(", "));
                detaljer.push(("roller", roller));
                detaljer.push(("parametre", parametre.unwrap_or_default()));
                let f = format!("{aftale} gælder, men giver ikke den rolle eller parameter, som kaldet kræver.");
                return afslag(
                    Mangel::Rolle,
                    f,
                    detaljer,
                    "Lav en kopi af aftalen med den manglende rolle eller parameter, og få den godkendt.",
                );
            }
            if nu < g.fra {
                let f = format!("{aftale} er godkendt, men gælder først fra {}.", g.fra.dansk_tekst());
                return afslag(Mangel::Aftale, f, detaljer, "Vent, til aftalen gælder, eller få en ny med en tidligere dato.");
            }
            detaljer.push(("udløb", g.til.til_xs()));
            let f = match a.post.tilstand_paa(nu) {
                "opsagt" => format!("{aftale} blev opsagt {} af {}{note}.", g.til.dansk_tekst(), d.afgjortaf),
                _ => format!("{aftale} udløb {}.", g.til.dansk_tekst()),
            };
            return afslag(Mangel::Aftale, f, detaljer, "Lav en kopi af aftalen, og få den godkendt.");
        }
        match a.post.tilstand_paa(nu) {
            "afventer" => {
                let f = format!("{aftale} afventer myndighedens godkendelse siden {}.", siden("afventer"));
                afslag(Mangel::Aftale, f, detaljer, "Bed myndighedens aftaleadministrator om at godkende aftalen.")
            }
            "afvist" => {
                let f = format!("{aftale} blev afvist {} af {}{note}.", siden("afvist"), d.afgjortaf);
                afslag(Mangel::Aftale, f, detaljer, "Lav en kopi af anmodningen, ret den, og send den igen.")
            }
            _ => {
                let f = format!("{aftale} er en kladde, som ikke er sendt til myndigheden.");
                afslag(Mangel::Aftale, f, detaljer, "Send anmodningen til myndigheden.")
            }
        }
    }
}

fn afslag(mangler: Mangel, forklaring: String, detaljer: Vec<(&'static str, String)>, raad: &'static str) -> Afslag {
    Afslag { mangler, forklaring, detaljer, raad }
}
