//! References through which objects are seen (C-41, C-43): who sees some only neither gives anybody a view of what it does not see itself, nor takes one away.
use super::Register;
use crate::model::{Livscyklus, Registrering, Relation, Vaerdi};
use crate::objekttype::Objekttype;
use crate::syn::Hvem;
use grund::graenser::LISTE_UUID;
use grund::{Fejl, Fejlkode, Kaldekontekst, Ret, Uuid};
use lager::Registreringsvalg;
use std::collections::BTreeSet;

impl Register {
    /// Refuses a registration that adds a reference to an object that is there and that the caller does not see now, in a relation through which objects
    /// of that type are seen. What stood there at that virkning already is not asked for again; what does not exist yet may be named, since documents
    /// may come after their case. A caller without data restrictions is asked nothing.
    pub(super) async fn maa_henvise(
        &self,
        kald: &Kaldekontekst,
        typen: &'static Objekttype,
        forrige: Option<&Registrering>,
        ny: &Registrering,
    ) -> Result<(), Fejl> {
        for maal in self.typer.alle() {
            let Some(Hvem::Hertil { objekttype, relation }) = maal.syn.and_then(|s| s.gennem.as_ref()).map(|g| g.hvem) else { continue };
            if objekttype != typen.nr {
                continue;
            }
            let nye = tilfoejede(relation, forrige, ny);
            if nye.is_empty() {
                continue;
            }
            let omraade = self.omraade(kald, maal, Ret::Laes).await?;
            if omraade.synsfelt(kald, maal).is_none() {
                continue;
            }
            for del in nye.chunks(LISTE_UUID) {
                let mut fundne = self.lager.hent_flere(&[kald.myndighed], maal.nr, del, Registreringsvalg::Aktuel).await?;
                // Nobody sees what is deleted, by nobody's case.
                fundne.retain(|o| o.registreringer.first().is_some_and(|r| r.livscyklus != Livscyklus::Slettet as u8));
                let antal = fundne.len();
                if self.synlige(kald, maal, &omraade, fundne).await?.len() < antal {
                    let navn = typen.relation_nr(relation).map_or("", |r| r.navn);
                    return Err(Fejl::ny(Fejlkode::UdenForAfgraensning).felt(format!("relationer/{navn}")).regel("C-41"));
                }
            }
        }
        Ok(())
    }
}

/// What the relation names at a virkning at which it did not before.
fn tilfoejede(relation: u16, forrige: Option<&Registrering>, ny: &Registrering) -> Vec<Uuid> {
    let i = |r: &Registrering| r.billede.relationer.get(&relation).cloned().unwrap_or_default();
    let gamle: Vec<(Relation, BTreeSet<Uuid>)> =
        forrige.map(i).unwrap_or_default().into_iter().map(|r| (r.clone(), navngivne(&r))).collect();
    let mut ud = BTreeSet::new();
    for r in i(ny) {
        let (fra, til) = (r.virkning.periode.fra, r.virkning.periode.til);
        let daekket = |u: &Uuid| gamle.iter().any(|(g, n)| g.virkning.periode.fra <= fra && til <= g.virkning.periode.til && n.contains(u));
        ud.extend(navngivne(&r).into_iter().filter(|u| !daekket(u)));
    }
    ud.into_iter().collect()
}

/// Every object that a reference names: its own, and those in its further data.
fn navngivne(r: &Relation) -> BTreeSet<Uuid> {
    fn i(v: &Vaerdi, ud: &mut BTreeSet<Uuid>) {
        match v {
            Vaerdi::Reference(id) => ud.extend(id.uuid()),
            Vaerdi::Liste(l) => l.iter().for_each(|v| i(v, ud)),
            Vaerdi::Struktur(f) => f.values().for_each(|v| i(v, ud)),
            _ => {}
        }
    }
    let mut ud: BTreeSet<Uuid> = r.reference.iter().filter_map(grund::UnikId::uuid).collect();
    r.felter.values().for_each(|v| i(v, &mut ud));
    ud
}
