//! What data restrictions see of grants and payments (C-43, C-45).
use crate::{numre::*, regler, roller};
use grund::afgraensning::{Dimensioner, klassenummer};
use grund::{Afgraensning, Fejl, Fejlkode, Periode, Synsmaerke, UnikId, Uuid, graenser};
use register::syn::{Genvej, Hvem, Krav, Syn, Tidsbillede, perioder};
use register::{Registrering, Relation, Vaerdi};

const UDEN_SYSTEM: Dimensioner = Dimensioner { system: false, ..Dimensioner::ALLE };

/// A grant is seen by its own sensitivity and unit and one of its benefits' classes, and if it has payments, one of theirs must be allowed. The case
/// does not matter. Benefits of other classes are hidden.
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
        hvem: Hvem::Herfra { objekttype: crate::objekttyper::BEVILLING_NR },
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

fn niveau(v: Option<&Vaerdi>) -> u8 {
    let Some(Vaerdi::Tekst(t)) = v else { return Synsmaerke::UKENDT_NIVEAU };
    let plads = crate::objekttyper::FOELSOMHEDER.iter().position(|f| f == t);
    plads.and_then(|p| u8::try_from(p + 1).ok()).unwrap_or(Synsmaerke::UKENDT_NIVEAU)
}

/// KLE of a benefit.
fn ydelsesklasse(x: &Relation) -> Option<String> {
    match regler::i(&x.felter, &[YD_YDELSE, REF_ANDET, REF_NAVN]) {
        Some(Vaerdi::Tekst(t)) => klassenummer(t),
        _ => None,
    }
}

/// KLE of what is paid.
fn effektueringsklasse(x: &Relation) -> Option<String> {
    match x.felter.get(&EFF_KLE) {
        // The description may go on after the number.
        Some(Vaerdi::Tekst(t)) => klassenummer(t.split_whitespace().next().unwrap_or_default()),
        _ => None,
    }
}

fn bevilling_i(x: &Relation) -> Option<Uuid> {
    match regler::i(&x.felter, &[EFF_YDELSEREF, EFF_BEVILLING]) {
        Some(Vaerdi::Reference(id)) => id.uuid(),
        _ => None,
    }
}

fn bevilling(r: &Registrering) -> Result<Vec<Synsmaerke>, Fejl> {
    let ansvarlige = i(r, BEVILLINGSAKTOER).filter(|x| roller::har(x, roller::ANSVARLIG));
    let b = Tidsbillede {
        // Each of its benefits counts at any time: one that has ended is still part of the grant.
        klasser: i(r, BEVILGETYDELSE).map(|x| (Periode::ALTID, ydelsesklasse(x))).collect(),
        enheder: perioder(ansvarlige, |x| x.reference.clone()),
        niveauer: r.billede.egenskaber.iter().map(|e| (e.virkning.periode, niveau(e.felter.get(&FOELSOMHED)))).collect(),
        udkast: Vec::new(),
        profil: i(r, SIKKERHEDSPROFIL).map(|x| x.virkning.periode).collect(),
        system: i(r, BEVILGETYDELSE).find_map(regler::master).cloned(),
    };
    b.maerker()
}

fn effektuering(r: &Registrering) -> Result<Vec<Synsmaerke>, Fejl> {
    let system: Option<UnikId> = i(r, ITSYSTEM).filter(|x| roller::har(x, roller::MASTER)).find_map(|x| x.reference.clone());
    let mut ud: Vec<Synsmaerke> = i(r, YDELSEEFFEKTUERING)
        .map(|x| Synsmaerke { klasse: effektueringsklasse(x), via: bevilling_i(x), system: system.clone(), ..Synsmaerke::TOMT })
        .collect();
    ud.sort();
    ud.dedup();
    if ud.is_empty() {
        ud.push(Synsmaerke { system, ..Synsmaerke::TOMT });
    }
    if ud.len() > graenser::SYNSMAERKER {
        return Err(Fejl::ny(Fejlkode::ForMange).felt("oekonomiskydelseeffektuering").tilladt(graenser::SYNSMAERKER.to_string()));
    }
    Ok(ud)
}

fn behold(r: &mut Registrering, relation: u16, alternativer: &[Afgraensning], klasse: fn(&Relation) -> Option<String>) {
    let ses = |x: &Relation| {
        let m = Synsmaerke { klasse: klasse(x), ..Synsmaerke::TOMT };
        alternativer.iter().any(|a| a.tillader(Dimensioner { klasse: true, ..Dimensioner::INGEN }, &m))
    };
    if let Some(liste) = r.billede.relationer.get_mut(&relation) {
        liste.retain(ses);
        if liste.is_empty() {
            r.billede.relationer.remove(&relation);
        }
    }
}

fn skjul_ydelser(r: &mut Registrering, alternativer: &[Afgraensning]) {
    behold(r, BEVILGETYDELSE, alternativer, ydelsesklasse);
}

fn skjul_effektueringer(r: &mut Registrering, alternativer: &[Afgraensning]) {
    behold(r, YDELSEEFFEKTUERING, alternativer, effektueringsklasse);
}
