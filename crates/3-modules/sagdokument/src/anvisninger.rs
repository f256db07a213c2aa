//! The anvisninger of cases and documents as a lint (C.3, C.4): each finding names rule, field, value and remedy. What is done about
//! findings is the authority's choice ([`register::Anvisningsmaade`]).
//!
//! Roles that no public file names can't be told apart, so what is asked of them alone is not checked; see [`crate::roller`]. That a
//! referenced case or document exists (C-13) is a question to the register, not to one registration.
use crate::numre::*;
use crate::objekttyper::{DOKUMENT, SAG};
use crate::{regler, roller};
use grund::UnikId;
use register::anvisning::*;
use register::{Felter, Lint, Objekttype, Registrering};

const C20: &[Urnform] = &[
    Urnform("urn:oio:cpr-nr:", Some(10)),
    Urnform("urn:oio:us:personid:", Some(7)),
    Urnform("urn:oio:udk:borgerid:", Some(12)),
    Urnform("urn:oio:cvr-nr:", Some(8)),
    Urnform("urn:oio:pnr:", Some(10)),
    Urnform("urn:oio:fuldtnavn:", None),
];
const CVR: &[Urnform] = &[Urnform("urn:oio:cvr-nr:", Some(8))];
const OIO: &[Urnform] = &[Urnform("urn:oio:", None)];

const fn rolle(relation: u16, rolle: grund::Uuid, regel: &'static str, antal: Antal) -> Rollekrav {
    Rollekrav {
        relation,
        rolle,
        regel,
        antal,
        typer: &[],
        henvisning: Henvisning::Uuid,
        kraevet: &[],
        ved_urn: &[],
        forbudt: &[],
        noegle: None,
    }
}

/// What is asked of the known roles of a case.
const SAGSROLLER: &[Rollekrav] = &[
    Rollekrav {
        typer: &[roller::TYPE_ORGANISATION],
        henvisning: Henvisning::UuidEllerUrn(CVR),
        kraevet: &[REL_CVR, REL_FULDTNAVN],
        ved_urn: &[REL_BRUGERVENDTNOEGLE],
        ..rolle(AKTOER, roller::EJER, "C.3 Aktør.Ejer", Antal::Een)
    },
    Rollekrav {
        typer: &[roller::TYPE_ENHED],
        henvisning: Henvisning::UuidEllerUrn(OIO),
        kraevet: &[REL_CVR, REL_FULDTNAVN],
        ved_urn: &[REL_BRUGERVENDTNOEGLE],
        ..rolle(AKTOER, roller::ANSVARLIG, "C.3 Aktør.Ansvarlig", Antal::Een)
    },
    Rollekrav {
        typer: &[roller::TYPE_ENHED, roller::TYPE_BRUGER],
        henvisning: Henvisning::UuidEllerUrn(OIO),
        kraevet: &[REL_CVR, REL_FULDTNAVN],
        ved_urn: &[REL_BRUGERVENDTNOEGLE],
        ..rolle(AKTOER, roller::PRIMAER_BEHANDLER, "C.3 Aktør.Primær behandler", Antal::HoejstEen)
    },
    Rollekrav {
        henvisning: Henvisning::Urn(C20),
        kraevet: &[REL_FULDTNAVN],
        forbudt: &[REL_BRUGERVENDTNOEGLE],
        ..rolle(PART, roller::PRIMAER_PART, "C.3 Part.Primær part", Antal::HoejstEen)
    },
    Rollekrav {
        typer: &[roller::TYPE_KLASSE],
        kraevet: &[REL_BRUGERVENDTNOEGLE],
        noegle: Some((REL_BRUGERVENDTNOEGLE, er_kle_emne)),
        ..rolle(KLASSE, roller::PRIMAER_KLASSE, "C.3 Klasse.Primær klasse", Antal::Een)
    },
    Rollekrav {
        typer: &[roller::TYPE_KLASSE],
        kraevet: &[REL_BRUGERVENDTNOEGLE],
        noegle: Some((REL_BRUGERVENDTNOEGLE, er_handlingsfacet)),
        ..rolle(KLASSE, roller::HANDLINGSKLASSE, "C.3 Klasse.Handlingsklasse", Antal::Een)
    },
    MASTER,
    AFSENDER,
];
const MASTER: Rollekrav = Rollekrav {
    typer: &[roller::TYPE_ITSYSTEM],
    kraevet: &[REL_SYSTEMNAVN],
    forbudt: &[REL_SYSTEMURI],
    ..rolle(ITSYSTEM, roller::MASTER, "C.3 IT-system.Master", Antal::Een)
};
const AFSENDER: Rollekrav = Rollekrav {
    typer: &[roller::TYPE_ITSYSTEM],
    kraevet: &[REL_SYSTEMNAVN],
    forbudt: &[REL_SYSTEMURI],
    ..rolle(ITSYSTEM, roller::AFSENDER, "C.3 IT-system.Afsender", Antal::Een)
};
/// What is asked of the known roles of a document.
const DOKUMENTROLLER: &[Rollekrav] = &[MASTER, AFSENDER];

/// The roles that the lint knows, and whether each has one at a time at most.
#[cfg(test)]
pub(crate) fn kendte_roller() -> impl Iterator<Item = (grund::Uuid, bool)> {
    SAGSROLLER.iter().chain(DOKUMENTROLLER).map(|k| (k.rolle, k.antal != Antal::Flere))
}

/// A note is at most so many characters of base64 (100 KB).
const NOTAT_TEGN: usize = 136_536;

/// The lint of cases and documents.
pub const LINT: Lint = Lint { efterproev, master };

fn master(r: &Registrering) -> Option<&UnikId> {
    regler::mastere(r).first().copied()
}

/// Everything that the anvisninger have against a registration.
pub fn efterproev(t: &Objekttype, r: &Registrering) -> Vec<Fund> {
    let mut ud = Fundliste::default();
    registrering(r, &mut ud);
    if *t == SAG {
        sag(r, &mut ud);
    } else if *t == DOKUMENT {
        dokument(r, &mut ud);
    }
    ud.0
}

fn sag(r: &Registrering, ud: &mut Fundliste) {
    let krav = [
        Paakraevet(BRUGERVENDTNOEGLE, "C.3 BrugervendtNoegle"),
        Paakraevet(NUMMER, "C.3 Sagsnummer"),
        Paakraevet(TITEL, "C.3 Titel"),
        Paakraevet(FOELSOMHED, "C.3 Foelsomhed"),
    ];
    egenskaber(&SAG, r, &krav, ud);
    for (hvor, f) in perioder(r) {
        let (noegle, nummer) = (tekst(f, BRUGERVENDTNOEGLE), tekst(f, NUMMER));
        if !noegle.is_empty() && !nummer.is_empty() && noegle != nummer {
            ud.tilfoej("C.3 BrugervendtNoegle", format!("{hvor}/brugervendtnoegle"), &noegle, "Brug sagsnummeret som brugervendt nøgle.");
        }
        faelles(&hvor, f, ud);
    }
    fremdrift(r, ud);
    relationer(&SAG, r, SAGSROLLER, ud);
    for (i, x) in r.billede.relationer.get(&JOURNALPOST).into_iter().flatten().enumerate() {
        journalpost(&format!("relationer/journalpost[{}]", i + 1), x, ud);
    }
    soegeord(r, "sagsklasse", ud);
}

fn dokument(r: &Registrering, ud: &mut Fundliste) {
    let krav = [
        Paakraevet(BRUGERVENDTNOEGLE, "C.4 BrugervendtNoegle"),
        Paakraevet(NUMMER, "C.4 Dokumentnummer"),
        Paakraevet(TITEL, "C.4 Titel"),
        Paakraevet(FOELSOMHED, "C.4 Foelsomhed"),
        Paakraevet(DOKUMENTTYPE, "C.4 Type"),
    ];
    egenskaber(&DOKUMENT, r, &krav, ud);
    for (hvor, f) in perioder(r) {
        let slags = tekst(f, DOKUMENTTYPE);
        if slags == "Brev" {
            ud.tilfoej("C.4 Type", format!("{hvor}/dokumenttype"), &slags, "Brug \"Brev, indgaaende\" eller \"Brev, udgaaende\".");
        }
        if slags == "Brev, indgaaende" && tom(f, BREVDATO) {
            ud.tilfoej("C.4 BrevDato", format!("{hvor}/brevdato"), "", "Angiv brevdatoen for et indgående brev.");
        }
        if tom(f, MAJOR) && !tom(f, MINOR) {
            ud.tilfoej(
                "C.4 UnderversionIdentifikator",
                format!("{hvor}/minor"),
                &tekst(f, MINOR),
                "Angiv også versionen, eller udelad underversionen.",
            );
        }
        faelles(&hvor, f, ud);
    }
    if r.billede.tilstande.is_empty() {
        ud.tilfoej("C.4 Fremdrift", "tilstande/fremdrift", "", "Send dokumentets fremdrift.");
    }
    relationer(&DOKUMENT, r, DOKUMENTROLLER, ud);
    soegeord(r, "dokumentklasse", ud);
}

fn perioder(r: &Registrering) -> impl Iterator<Item = (String, &Felter)> {
    r.billede.egenskaber.iter().enumerate().map(|(i, e)| (format!("egenskaber[{}]", i + 1), &e.felter))
}

/// What cases and documents have in common: the class of preservation, and exemption from publicity.
fn faelles(hvor: &str, f: &Felter, ud: &mut Fundliste) {
    let kode = tekst(f, KASSATIONSKODE);
    if !kode.is_empty() && grund::id::laes_uuid(&kode).is_none() {
        ud.tilfoej("C.3 Kassationskode", format!("{hvor}/kassationskode"), &kode, "Angiv UUID for klassen B (bevares) eller K (kasseres).");
    }
    offentlighed(hvor, f, OFFENTLIGHEDUNDTAGET, ud);
}

fn offentlighed(hvor: &str, f: &Felter, nr: u16, ud: &mut Fundliste) {
    if let Some(register::Vaerdi::Struktur(s)) = f.get(&nr)
        && tom(s, 1) != tom(s, 2)
    {
        ud.tilfoej(
            "C.3 OffentlighedUndtaget",
            format!("{hvor}/offentlighedundtaget"),
            &(tekst(s, 1) + &tekst(s, 2)),
            "Angiv både alternativ titel og hjemmel, eller ingen af dem.",
        );
    }
}

/// A case's progress is told from Opstaaet on, without holes (AM-01).
fn fremdrift(r: &Registrering, ud: &mut Fundliste) {
    let perioder = r.billede.tilstande.get(&1).map(Vec::as_slice).unwrap_or_default();
    let navn = |v: u8| crate::objekttyper::SAG_FREMDRIFT.get(usize::from(v).wrapping_sub(1)).copied().unwrap_or_default();
    match perioder.first() {
        None => ud.tilfoej("C.3 Fremdrift", "tilstande/fremdrift", "", "Send sagens fremdrift, begyndende med Opstaaet."),
        Some(foerste) if foerste.vaerdi != 1 => {
            ud.tilfoej("C.3 Fremdrift", "tilstande/fremdrift[1]", navn(foerste.vaerdi), "Send hele fremdriften, begyndende med Opstaaet.");
        }
        Some(_) => {}
    }
    for (i, [a, b]) in perioder.array_windows().enumerate() {
        if a.virkning.periode.til != b.virkning.periode.fra {
            let felt = format!("tilstande/fremdrift[{}]/virkning", i + 2);
            ud.tilfoej("C.3 Fremdrift", felt, &b.virkning.periode.fra.til_utc(), "Lad hver fremdrift begynde, hvor den forrige slutter.");
        }
    }
    for (i, t) in perioder.iter().enumerate() {
        virkning(&t.virkning, &format!("tilstande/fremdrift[{}]", i + 1), ud);
    }
}

/// A journal post is a document, or a note; a note has a title, a text and a format, and nothing of a document.
fn journalpost(hvor: &str, x: &register::Relation, ud: &mut Fundliste) {
    offentlighed(hvor, &x.felter, REL_OFFENTLIGHED, ud);
    if x.indeks.is_none() {
        ud.tilfoej("C.3 Journalpost", format!("{hvor}/indeks"), "", "Angiv Indeks: en sag kan have flere journalposter.");
    }
    let note = match x.felter.get(&REL_JOURNALNOTAT) {
        Some(register::Vaerdi::Struktur(s)) => Some(s),
        _ => None,
    };
    let er_tom_urn = matches!(&x.reference, Some(grund::UnikId::Urn(u)) if u == "URN:Empty");
    let Some(note) = note else {
        if er_tom_urn {
            ud.tilfoej(
                "C.3 Journalpost.Journalnotat",
                format!("{hvor}/journalnotat"),
                "",
                "Et journalnotat skal have titel, notat og format.",
            );
        } else if matches!(&x.reference, Some(grund::UnikId::Urn(_))) {
            let v = x.reference.as_ref().map(ToString::to_string).unwrap_or_default();
            ud.tilfoej("C.3 Journalpost", format!("{hvor}/reference"), &v, "Henvis til dokumentets UUID i indekset.");
        }
        return;
    };
    for (nr, navn) in [(1, "titel"), (2, "notat"), (3, "format")] {
        if tom(note, nr) {
            ud.tilfoej(
                "C.3 Journalpost.Journalnotat",
                format!("{hvor}/journalnotat/{navn}"),
                "",
                "Udfyld feltet: et journalnotat skal have titel, notat og format.",
            );
        }
    }
    let format = tekst(note, 3);
    if !format.is_empty() && grund::id::laes_uuid(&format).is_none() {
        ud.tilfoej("C.3 Journalpost.Journalnotat", format!("{hvor}/journalnotat/format"), &format, "Angiv formatets UUID.");
    }
    if tekst(note, 2).len() > NOTAT_TEGN {
        let raad = "Notatet er over 100 KB: send i stedet teksten om, at notatet er for stort, og hvor det kan ses.";
        ud.tilfoej("C.3 Journalpost.Journalnotat", format!("{hvor}/journalnotat/notat"), "", raad);
    }
    if !er_tom_urn {
        let v = x.reference.as_ref().map(ToString::to_string).unwrap_or_default();
        ud.tilfoej("C.3 Journalpost.Journalnotat", format!("{hvor}/reference"), &v, "Henvisningen i et journalnotat er teksten URN:Empty.");
    }
    for (nr, navn) in [(REL_DOKUMENTTITEL, "dokumenttitel"), (REL_OFFENTLIGHED, "offentlighedundtaget")] {
        if !tom(&x.felter, nr) {
            ud.tilfoej(
                "C.3 Journalpost.Journalnotat",
                format!("{hvor}/{navn}"),
                &tekst(&x.felter, nr),
                "Udelad feltet: det hører til et dokument.",
            );
        }
    }
}

/// Search words were phased out in 2020.
fn soegeord(r: &Registrering, navn: &str, ud: &mut Fundliste) {
    for (i, x) in r.billede.relationer.get(&KLASSE).into_iter().flatten().enumerate() {
        if !tom(&x.felter, 4) {
            ud.tilfoej("C.3 Søgeord", format!("relationer/{navn}[{}]/soegeord", i + 1), "", "Udelad søgeord: de er udfaset.");
        }
    }
}
