//! What data restrictions see of cases and documents (C-40 … C-42, C-45).
use crate::{numre::*, roller};
use grund::afgraensning::{Dimensioner, klassenummer, niveau};
use grund::{Fejl, Periode, Synsmaerke, UnikId, Uuid};
use register::syn::{Genvej, Hvem, Krav, Syn, Tidsbillede, perioder};
use register::{Registrering, Relation, Vaerdi};

/// A case is seen by its own class, unit and sensitivity (C-40).
pub static SAG: Syn =
    Syn { maerker: sag, baerer: Dimensioner::ALLE, udkast: false, profil: Some(SIKKERHEDSPROFIL), parter: PART, gennem: None, skjul: None };

/// A document is seen through any of its cases, if its own sensitivity is allowed too (C-41); without a case by its own (C-42). One that is being
/// written is its sender's alone.
pub static DOKUMENT: Syn = Syn {
    maerker: dokument,
    baerer: Dimensioner::ALLE,
    udkast: true,
    profil: Some(SIKKERHEDSPROFIL),
    parter: PART,
    gennem: Some(Genvej {
        hvem: Hvem::Hertil { objekttype: crate::objekttyper::SAG_NR, relation: JOURNALPOST },
        krav: Krav::Erstatter,
        eget: Dimensioner { niveau: true, system: true, profil: true, ..Dimensioner::INGEN },
        deres: Dimensioner { klasse: true, enhed: true, niveau: true, profil: true, ..Dimensioner::INGEN },
        deres_profil: Some(SIKKERHEDSPROFIL),
    }),
    skjul: None,
};

/// The state of a document that is being written (position in [`crate::objekttyper::DOKUMENT_FREMDRIFT`], from 1).
const UNDER_UDARBEJDELSE: u8 = 3;

fn sag(r: &Registrering) -> Result<Vec<Synsmaerke>, Fejl> {
    billede(r, &[roller::PRIMAER_KLASSE], &[roller::ANSVARLIG]).maerker()
}

fn dokument(r: &Registrering) -> Result<Vec<Synsmaerke>, Fejl> {
    // The roles of a document's class and actors are in no public file: ours, or those of a case.
    let mut b = billede(r, &[roller::DOKUMENT_PRIMAER_KLASSE, roller::PRIMAER_KLASSE], &[roller::DOKUMENT_ANSVARLIG, roller::ANSVARLIG]);
    if b.klasser.is_empty() {
        // [D] A sender that knows the real role: whatever class it names.
        b.klasser = perioder(i(r, KLASSE), klasse);
    }
    let tilstande = r.billede.tilstande.values().flatten();
    b.udkast = tilstande.map(|t| (t.virkning.periode, t.vaerdi == UNDER_UDARBEJDELSE)).collect();
    b.maerker()
}

/// Sensitivity as a number; what is not one of the four is the highest.
fn foelsomhed(v: Option<&Vaerdi>) -> u8 {
    match v {
        Some(Vaerdi::Tekst(t)) => niveau(t).unwrap_or(Synsmaerke::UKENDT_NIVEAU),
        _ => Synsmaerke::UKENDT_NIVEAU,
    }
}

fn i(r: &Registrering, relation: u16) -> impl Iterator<Item = &Relation> {
    r.billede.relationer.get(&relation).into_iter().flatten()
}

fn med_rolle<'r>(r: &'r Registrering, relation: u16, roller: &'r [Uuid]) -> impl Iterator<Item = &'r Relation> {
    i(r, relation).filter(|x| roller.iter().any(|rolle| roller::har(x, *rolle)))
}

fn klasse(x: &Relation) -> Option<String> {
    match x.felter.get(&REL_BRUGERVENDTNOEGLE) {
        Some(Vaerdi::Tekst(t)) => klassenummer(t),
        _ => None,
    }
}

fn billede(r: &Registrering, primaer: &[Uuid], ansvarlig: &[Uuid]) -> Tidsbillede {
    let niveauer: Vec<(Periode, u8)> =
        r.billede.egenskaber.iter().map(|e| (e.virkning.periode, foelsomhed(e.felter.get(&FOELSOMHED)))).collect();
    Tidsbillede {
        klasser: perioder(med_rolle(r, KLASSE, primaer), klasse),
        enheder: perioder(med_rolle(r, AKTOER, ansvarlig), |x| x.reference.clone()),
        niveauer,
        udkast: Vec::new(),
        profil: i(r, SIKKERHEDSPROFIL).map(|x| x.virkning.periode).collect(),
        system: master(r).cloned(),
    }
}

/// The object's master; the same in every registration (C-10).
fn master(r: &Registrering) -> Option<&UnikId> {
    crate::regler::mastere(r).first().copied()
}
