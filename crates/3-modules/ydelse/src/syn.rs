//! What data restrictions see of grants and payments (C-43, C-45).
use crate::{numre::*, regler, roller};
use grund::afgraensning::{Dimensioner, klassenummer, niveau};
use grund::{Fejl, Fejlkode, Synsmaerke, UnikId, Uuid, graenser};
use register::syn::{Genvej, Hvem, Krav, Syn, Tidsbillede, perioder};
use register::{Registrering, Relation, Vaerdi};
use std::collections::BTreeSet;

const UDEN_SYSTEM: Dimensioner = Dimensioner { system: false, ..Dimensioner::ALLE };

/// A grant is seen by its own sensitivity and unit and the class and master of one of its benefits, and if it has payments, the class of one of
/// theirs must be allowed. The case does not matter. Benefits of other classes and masters are hidden.
pub static BEVILLING: Syn = Syn {
    maerker: bevilling,
    baerer: Dimensioner::ALLE,
    udkast: false,
    profil: Some(SIKKERHEDSPROFIL),
    parter: BEVILLINGSPART,
    gennem: Some(Genvej {
        hvem: Hvem::Hertil { objekttype: crate::objekttyper::EFFEKTUERING_NR, relation: YDELSEEFFEKTUERING },
        krav: Krav::HvisNogen,
        eget: Dimensioner::ALLE,
        deres: Dimensioner { klasse: true, ..Dimensioner::INGEN },
        deres_profil: None,
    }),
    skjul: Some(skjul_ydelser),
};

/// A payment is seen by one of its benefits' classes and through one of its grants, whose sensitivity and unit count. Payments of other
/// benefits in it are hidden.
pub static OEKONOMISKEFFEKTUERING: Syn = Syn {
    maerker: effektuering,
    baerer: Dimensioner { klasse: true, system: true, ..Dimensioner::INGEN },
    udkast: false,
    profil: None,
    parter: PART,
    gennem: Some(Genvej {
        hvem: Hvem::Herfra { objekttype: crate::objekttyper::BEVILLING_NR, relation: YDELSEEFFEKTUERING },
        krav: Krav::Altid,
        eget: Dimensioner { klasse: true, system: true, ..Dimensioner::INGEN },
        deres: UDEN_SYSTEM,
        deres_profil: Some(SIKKERHEDSPROFIL),
    }),
    skjul: Some(skjul_effektueringer),
};

fn i(r: &Registrering, relation: u16) -> impl Iterator<Item = &Relation> {
    r.billede.relationer.get(&relation).into_iter().flatten()
}

fn egenskabens_niveau(v: Option<&Vaerdi>) -> u8 {
    match v {
        Some(Vaerdi::Tekst(t)) => niveau(t).unwrap_or(Synsmaerke::UKENDT_NIVEAU),
        _ => Synsmaerke::UKENDT_NIVEAU,
    }
}

/// KLE of a benefit.
fn ydelsesklasse(x: &Relation) -> Option<String> {
    match regler::i(&x.felter, &[YD_YDELSE, REF_ANDET, REF_NAVN]) {
        Some(Vaerdi::Tekst(t)) => klassenummer(t),
        _ => None,
    }
}

/// The class in a Klassifikationsbeskrivelse, which may go on after the number.
pub fn beskrevet_klasse(t: &str) -> Option<String> {
    klassenummer(t.split_whitespace().next().unwrap_or_default())
}

/// KLE of what is paid.
fn effektueringsklasse(x: &Relation) -> Option<String> {
    match x.felter.get(&EFF_KLE) {
        Some(Vaerdi::Tekst(t)) => beskrevet_klasse(t),
        _ => None,
    }
}

fn bevilling_i(x: &Relation) -> Option<Uuid> {
    match regler::i(&x.felter, &[EFF_YDELSEREF, EFF_BEVILLING]) {
        Some(Vaerdi::Reference(id)) => id.uuid(),
        _ => None,
    }
}

/// One set of labels for each benefit: its class with its own master. Each counts at any time: one that has ended is still part of the grant.
fn bevilling(r: &Registrering) -> Result<Vec<Synsmaerke>, Fejl> {
    let ansvarlige = i(r, BEVILLINGSAKTOER).filter(|x| roller::har(x, roller::ANSVARLIG));
    let faelles = Tidsbillede {
        enheder: perioder(ansvarlige, |x| x.reference.clone()),
        niveauer: r.billede.egenskaber.iter().map(|e| (e.virkning.periode, egenskabens_niveau(e.felter.get(&FOELSOMHED)))).collect(),
        profil: i(r, SIKKERHEDSPROFIL).map(|x| x.virkning.periode).collect(),
        ..Tidsbillede::default()
    };
    let maerker = faelles.maerker()?;
    let mut ydelser: BTreeSet<_> = i(r, BEVILGETYDELSE).map(|x| (ydelsesklasse(x), regler::master(x).cloned())).collect();
    if ydelser.is_empty() {
        ydelser.insert((None, None));
    }
    let en = |(klasse, system): (Option<String>, Option<UnikId>)| {
        maerker.iter().map(move |m| Synsmaerke { klasse: klasse.clone(), system: system.clone(), ..m.clone() })
    };
    bundet(ydelser.into_iter().flat_map(en), "bevilgetydelse")
}

fn effektuering(r: &Registrering) -> Result<Vec<Synsmaerke>, Fejl> {
    let system = effektueringens_master(r);
    let mut ud: BTreeSet<Synsmaerke> = i(r, YDELSEEFFEKTUERING)
        .map(|x| Synsmaerke { klasse: effektueringsklasse(x), via: bevilling_i(x), system: system.clone(), ..Synsmaerke::TOMT })
        .collect();
    if ud.is_empty() {
        ud.insert(Synsmaerke { system, ..Synsmaerke::TOMT });
    }
    bundet(ud.into_iter(), "oekonomiskydelseeffektuering")
}

fn effektueringens_master(r: &Registrering) -> Option<UnikId> {
    i(r, ITSYSTEM).filter(|x| roller::har(x, roller::MASTER)).find_map(|x| x.reference.clone())
}

fn bundet(maerker: impl Iterator<Item = Synsmaerke>, felt: &str) -> Result<Vec<Synsmaerke>, Fejl> {
    let ud: Vec<Synsmaerke> = maerker.take(graenser::SYNSMAERKER + 1).collect();
    if ud.len() > graenser::SYNSMAERKER {
        return Err(Fejl::ny(Fejlkode::ForMange).felt(felt).ventet(grund::sagt::hoejst(graenser::SYNSMAERKER, grund::sagt::STYK)));
    }
    Ok(ud)
}

/// Leaves the references that have one of the labels.
fn behold(r: &mut Registrering, relation: u16, maerke: impl Fn(&Relation) -> bool) {
    if let Some(liste) = r.billede.relationer.get_mut(&relation) {
        liste.retain(maerke);
        if liste.is_empty() {
            r.billede.relationer.remove(&relation);
        }
    }
}

fn skjul_ydelser(r: &mut Registrering, sete: &[Synsmaerke]) {
    behold(r, BEVILGETYDELSE, |x| {
        let (klasse, system) = (ydelsesklasse(x), regler::master(x));
        sete.iter().any(|m| m.klasse == klasse && m.system.as_ref() == system)
    });
}

fn skjul_effektueringer(r: &mut Registrering, sete: &[Synsmaerke]) {
    behold(r, YDELSEEFFEKTUERING, |x| {
        let (klasse, via) = (effektueringsklasse(x), bevilling_i(x));
        sete.iter().any(|m| m.klasse == klasse && m.via == via)
    });
}
