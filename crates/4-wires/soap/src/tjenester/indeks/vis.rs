//! Which parts of an object an answer shows (C-32): Filter names them; without a name there is nothing.
use super::Plads;
use grund::{UnikId, Uuid};
use kontrakt::Knude;
use register::{Liste, Objekttype, Registrering};

/// A part that Filter can name.
#[derive(Clone, Copy, Debug)]
pub enum Del {
    /// The attribute.
    Egenskaber,
    /// Extensions of the attribute that the contract does not know.
    Udvidelse,
    /// The states.
    Tilstande,
    /// A relation.
    Relation(&'static str),
    /// A relation's references in one role.
    Rolle(&'static str, Uuid),
    /// A field of a relation's references, which the relation alone does not show.
    Felt(&'static str, u16),
}

/// What Filter asks to see of one object type, and which of its relations shall be followed.
#[derive(Debug)]
pub struct Visning {
    dele: Vec<Del>,
    skjulte_felter: Vec<(&'static str, u16)>,
    /// Relations to follow.
    pub foelg: Vec<&'static str>,
}

impl Visning {
    /// Reads Filter.
    pub fn af(plads: &Plads, filter: Option<&Knude>) -> Self {
        let boern = |slags: &'static str| {
            filter.into_iter().flat_map(|f| &f.boern).filter(move |k| k.navn().strip_prefix(plads.praefiks) == Some(slags))
        };
        let navne: Vec<&str> = boern("Vis").filter_map(|k| k.tekst("Vis")).collect();
        let valgte = |navn: &str| navne.contains(&navn);
        let dele: Vec<Del> = plads.vis.iter().filter(|(n, _)| valgte(n)).map(|(_, d)| *d).collect();
        let skjulte =
            plads.vis.iter().filter(|(n, _)| !valgte(n)).filter_map(|(_, d)| if let Del::Felt(r, f) = d { Some((*r, *f)) } else { None });
        let foelg = boern("Inkluder").filter_map(|k| plads.inkluder.iter().find(|(n, _)| *n == k.vaerdi()).map(|(_, r)| *r)).collect();
        Self { dele, skjulte_felter: skjulte.collect(), foelg }
    }

    /// Nothing is to be shown.
    pub fn tom(&self) -> bool {
        self.dele.is_empty()
    }

    /// Leaves what is to be seen.
    pub fn reducer(&self, objekttype: &'static Objekttype, r: &mut Registrering) {
        let har = |f: &dyn Fn(&Del) -> bool| self.dele.iter().any(f);
        let b = &mut r.billede;
        if !har(&|d| matches!(d, Del::Egenskaber)) {
            b.egenskaber.clear();
            if !har(&|d| matches!(d, Del::Udvidelse)) {
                b.udvidelser.remove(&Liste::Attributter);
            }
        }
        if !har(&|d| matches!(d, Del::Tilstande)) {
            b.tilstande.clear();
            b.udvidelser.remove(&Liste::Tilstande);
        }
        b.relationer.retain(|nr, liste| {
            let Some(def) = objekttype.relation_nr(*nr) else { return false };
            liste.retain(|x| {
                self.dele.iter().any(|d| match d {
                    Del::Relation(n) | Del::Felt(n, _) => *n == def.navn,
                    Del::Rolle(n, rolle) => *n == def.navn && x.rolle.as_ref().is_some_and(|m| m.id == UnikId::Uuid(*rolle)),
                    Del::Egenskaber | Del::Udvidelse | Del::Tilstande => false,
                })
            });
            for (_, felt) in self.skjulte_felter.iter().filter(|(n, _)| *n == def.navn) {
                liste.iter_mut().for_each(|x| drop(x.felter.remove(felt)));
            }
            !liste.is_empty()
        });
    }
}
