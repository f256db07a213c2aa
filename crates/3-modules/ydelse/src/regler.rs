//! Hard rules: the master (C-10) and the form of amounts (D). Everything else of the anvisninger is a lint ([`crate::anvisninger`]).
use crate::{numre, roller};
use grund::{Fejl, Fejlkode, UnikId};
use register::{Felter, Registrering, Relation, Vaerdi};
use std::collections::{BTreeMap, BTreeSet};

/// A value of a composite value.
pub fn i<'v>(f: &'v Felter, sti: &[u16]) -> Option<&'v Vaerdi> {
    let (nr, rest) = sti.split_first()?;
    match f.get(nr)? {
        v if rest.is_empty() => Some(v),
        Vaerdi::Struktur(s) => i(s, rest),
        _ => None,
    }
}

/// The composite values of a list.
pub fn hver(f: &Felter, nr: u16) -> impl Iterator<Item = &Felter> {
    let liste = match f.get(&nr) {
        Some(Vaerdi::Liste(l)) => l.as_slice(),
        _ => &[],
    };
    liste.iter().filter_map(|v| if let Vaerdi::Struktur(s) = v { Some(s) } else { None })
}

fn relationer(r: &Registrering, nr: u16) -> impl Iterator<Item = &Relation> {
    r.billede.relationer.get(&nr).into_iter().flatten()
}

/// The master of a benefit.
pub fn master(x: &Relation) -> Option<&UnikId> {
    hver(&x.felter, numre::YD_ITSYSTEM).find_map(|s| match (s.get(&numre::REF_ROLLE), s.get(&numre::REF_REFERENCE)) {
        (Some(Vaerdi::Reference(UnikId::Uuid(rolle))), Some(Vaerdi::Reference(id))) if *rolle == roller::MASTER => Some(id),
        _ => None,
    })
}

/// The master of a grant's first benefit that names one.
pub fn bevillingens_mastersystem(r: &Registrering) -> Option<&UnikId> {
    relationer(r, numre::BEVILGETYDELSE).find_map(master)
}

/// The master of a payment.
pub fn effektueringens_mastersystem(r: &Registrering) -> Option<&UnikId> {
    relationer(r, numre::ITSYSTEM).filter(|x| roller::har(x, roller::MASTER)).find_map(|x| x.reference.as_ref())
}

fn afvis(felt: &str, gammel: &UnikId) -> Fejl {
    Fejl::ny(Fejlkode::AndenMaster).felt(felt).regel("C-10").tilladt([gammel.to_string()])
}

/// C-10: a grant's benefit has one master, for ever.
pub fn bevillingens_master(forrige: Option<&Registrering>, ny: &Registrering) -> Result<(), Fejl> {
    let mut kendt: BTreeMap<Option<&str>, &UnikId> = BTreeMap::new();
    for x in forrige.into_iter().chain([ny]).flat_map(|r| relationer(r, numre::BEVILGETYDELSE)) {
        let Some(m) = master(x) else { continue };
        let gammel = *kendt.entry(x.indeks.as_deref()).or_insert(m);
        if gammel != m {
            return Err(afvis("relationer/bevilgetydelse/itsystem", gammel));
        }
    }
    Ok(())
}

/// C-10: a payment has one master, for ever.
pub fn effektueringens_master(forrige: Option<&Registrering>, ny: &Registrering) -> Result<(), Fejl> {
    let mastere = |r| -> BTreeSet<&UnikId> {
        relationer(r, numre::ITSYSTEM).filter(|x| roller::har(x, roller::MASTER)).filter_map(|x| x.reference.as_ref()).collect()
    };
    let nye = mastere(ny);
    let gamle = forrige.map(mastere).unwrap_or_default();
    match (gamle.first(), nye.first()) {
        (Some(g), _) if gamle != nye => Err(afvis("relationer/itsystem", g)),
        (None, Some(g)) if nye.len() > 1 => Err(afvis("relationer/itsystem", g)),
        _ => Ok(()),
    }
}

/// D: an amount is digits with an optional sign and point. It stays a text, and is never a floating point number.
pub fn er_beloeb(t: &str) -> bool {
    let t = t.strip_prefix('-').unwrap_or(t);
    let (hele, broek) = t.split_once('.').map_or((t, None), |(h, b)| (h, Some(b)));
    let cifre = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    cifre(hele) && broek.is_none_or(cifre)
}

fn proev_beloeb(v: Option<&Vaerdi>, felt: &str) -> Result<(), Fejl> {
    match v {
        Some(Vaerdi::Tekst(t)) if !er_beloeb(t) => {
            Err(Fejl::ny(Fejlkode::UgyldigtMoenster).felt(felt).ventet(r"-?[0-9]+(\.[0-9]+)?").regel("D"))
        }
        _ => Ok(()),
    }
}

/// A payment's own amounts.
pub const BELOEB: [u16; 4] = [numre::SAMLETBRUTTOBELOEB, numre::BELOEBEFTERSKATATP, numre::BELOEBSENDTTILUDBETALING, numre::BELOEBUDBETALT];

/// Amounts of a payment have the form of amounts, on every wire.
pub fn effektueringens_beloeb(_: Option<&Registrering>, ny: &Registrering) -> Result<(), Fejl> {
    for f in ny.billede.egenskaber.iter().map(|e| &e.felter) {
        for nr in BELOEB {
            proev_beloeb(f.get(&nr), "egenskaber/beloeb")?;
        }
    }
    relationer(ny, numre::YDELSEEFFEKTUERING)
        .try_for_each(|x| proev_beloeb(x.felter.get(&numre::EFF_BELOEB), "relationer/oekonomiskydelseeffektuering/ydelsesbeloeb"))
}

/// Amounts of a grant have the form of amounts, on every wire.
pub fn bevillingens_beloeb(_: Option<&Registrering>, ny: &Registrering) -> Result<(), Fejl> {
    relationer(ny, numre::BEVILGETYDELSE)
        .flat_map(|x| hver(&x.felter, numre::YD_PLAN))
        .try_for_each(|p| proev_beloeb(p.get(&numre::PLAN_BELOEB), "relationer/bevilgetydelse/oekonomiskeffektueringsplan/ydelsesbeloeb"))
}
