//! What is known of the anvisninger of grants and payments, as a lint (D). The guides themselves are not public: the rules here are those
//! that the schema's shape, VEJL and KOMBIT's own samples give.
use crate::numre::*;
use crate::objekttyper::{BEVILLING, OEKONOMISKEFFEKTUERING};
use crate::regler;
use crate::roller;
use register::anvisning::*;
use register::{Lint, Objekttype, Registrering, Vaerdi};

const CVR: &[Urnform] = &[Urnform("urn:oio:cvr-nr:", Some(8))];
const OIO: &[Urnform] = &[Urnform("urn:oio:", None)];
/// Parties, as in C-20.
const PARTER: &[Urnform] = &[
    Urnform("urn:oio:cpr-nr:", Some(10)),
    Urnform("urn:oio:us:personid:", Some(7)),
    Urnform("urn:oio:udk:borgerid:", Some(12)),
    Urnform("urn:oio:cvr-nr:", Some(8)),
    Urnform("urn:oio:pnr:", Some(10)),
    Urnform("urn:oio:fuldtnavn:", None),
];

const fn rolle(relation: u16, rolle: grund::Uuid, regel: &'static str, antal: Antal, henvisning: Henvisning) -> Rollekrav {
    Rollekrav { relation, rolle, regel, antal, typer: &[], henvisning, kraevet: &[], ved_urn: &[], forbudt: &[], noegle: None }
}

const BEVILLINGSROLLER: &[Rollekrav] = &[
    Rollekrav {
        kraevet: &[REL_FULDTNAVN, REL_CVR],
        ..rolle(BEVILLINGSAKTOER, roller::EJER, "D Bevillingsaktoer.Ejer", Antal::Een, Henvisning::UuidEllerUrn(CVR))
    },
    Rollekrav {
        kraevet: &[REL_FULDTNAVN],
        ..rolle(BEVILLINGSAKTOER, roller::ANSVARLIG, "D Bevillingsaktoer.Ansvarlig", Antal::HoejstEen, Henvisning::UuidEllerUrn(OIO))
    },
    Rollekrav {
        kraevet: &[REL_FULDTNAVN],
        ..rolle(
            BEVILLINGSPART,
            roller::BEVILLINGSMODTAGER,
            "D Bevillingspart.Bevillingsmodtager",
            Antal::HoejstEen,
            Henvisning::Urn(PARTER),
        )
    },
    rolle(BEVILLINGSSAG, roller::SAG, "D-2", Antal::HoejstEen, Henvisning::Uuid),
];
const EFFEKTUERINGSROLLER: &[Rollekrav] = &[
    Rollekrav {
        kraevet: &[REL_FULDTNAVN, REL_CVR],
        ..rolle(AKTOER, roller::EFFEKTUERING_EJER, "D Aktoer.Ejer", Antal::Een, Henvisning::UuidEllerUrn(CVR))
    },
    rolle(AKTOER, roller::UDBETALENDE_ENHED, "D Aktoer.Udbetalende enhed", Antal::HoejstEen, Henvisning::UuidEllerUrn(OIO)),
    rolle(ITSYSTEM, roller::MASTER, "D ItSystem.Master", Antal::Een, Henvisning::Uuid),
    Rollekrav {
        kraevet: &[REL_FULDTNAVN],
        ..rolle(PART, roller::EFFEKTUERINGSMODTAGER, "D Part.Effektueringsmodtager", Antal::HoejstEen, Henvisning::Urn(PARTER))
    },
];

/// The lint of grants; a grant comes from the master of its first benefit.
pub const BEVILLINGSLINT: Lint = Lint { efterproev, master: regler::bevillingens_mastersystem };
/// The lint of payments.
pub const EFFEKTUERINGSLINT: Lint = Lint { efterproev, master: regler::effektueringens_mastersystem };

/// Everything that is known to be wrong with a registration.
pub fn efterproev(t: &Objekttype, r: &Registrering) -> Vec<Fund> {
    let mut ud = Fundliste::default();
    registrering(r, &mut ud);
    if *t == BEVILLING {
        bevilling(r, &mut ud);
    } else if *t == OEKONOMISKEFFEKTUERING {
        effektuering(r, &mut ud);
    }
    ud.0
}

/// D: YdelseListeHent shows amounts as `decimal(15,2)`, so one with more digits is rounded there, or not shown.
fn beloeb(felter: &register::Felter, nr: u16, felt: impl FnOnce() -> String, ud: &mut Fundliste) {
    if let Some(Vaerdi::Tekst(t)) = felter.get(&nr).filter(|v| matches!(v, Vaerdi::Tekst(t) if !crate::listehent::vises_helt(t))) {
        ud.tilfoej("D Beloeb", felt(), t, "Skriv beløbet i kroner med højst 13 cifre før punktummet og 2 efter.");
    }
}

fn bevilling(r: &Registrering, ud: &mut Fundliste) {
    let krav = [
        Paakraevet(BRUGERVENDTNOEGLE, "D BrugervendtNoegle"),
        Paakraevet(STARTDATO, "D Bevillingstartdato"),
        Paakraevet(FOELSOMHED, "D Foelsomhed"),
    ];
    egenskaber(&BEVILLING, r, &krav, ud);
    // a benefit has no role and no type of its own: what is asked of it is asked below
    let mut uden_ydelser = r.clone();
    let ydelser = uden_ydelser.billede.relationer.remove(&BEVILGETYDELSE).unwrap_or_default();
    relationer(&BEVILLING, &uden_ydelser, BEVILLINGSROLLER, ud);
    if !r.billede.relationer.contains_key(&BEVILLINGSSAG) {
        ud.tilfoej("D-2", "relationer/bevillingssag", "", "Knyt bevillingen til en sag i Sags- og Dokumentindekset.");
    }
    if !r.billede.relationer.contains_key(&BEVILLINGSPART) {
        ud.tilfoej("D Bevillingspart", "relationer/bevillingspart", "", "Angiv, hvem bevillingen er til.");
    }
    if ydelser.is_empty() {
        ud.tilfoej("D BevilgetYdelse", "relationer/bevilgetydelse", "", "Angiv mindst én bevilget ydelse.");
    }
    for (i, y) in ydelser.iter().enumerate() {
        let hvor = format!("relationer/bevilgetydelse[{}]", i + 1);
        virkning(&y.virkning, &hvor, ud);
        if y.indeks.is_none() {
            ud.tilfoej("D BevilgetYdelse.Id", format!("{hvor}/id"), "", "Giv ydelsen et Id: effektueringer henviser til det.");
        }
        for (nr, navn) in [(YD_NAVN, "navn"), (YD_STARTDATO, "startdato")] {
            if tom(&y.felter, nr) {
                ud.tilfoej("D BevilgetYdelse", format!("{hvor}/{navn}"), "", "Udfyld feltet.");
            }
        }
        for (p, plan) in regler::hver(&y.felter, YD_PLAN).enumerate() {
            beloeb(plan, PLAN_BELOEB, || format!("{hvor}/oekonomiskeffektueringsplan[{}]/ydelsesbeloeb", p + 1), ud);
        }
        let kle = regler::i(&y.felter, &[YD_YDELSE, REF_ANDET, REF_NAVN]);
        match kle {
            Some(Vaerdi::Tekst(t)) if er_kle_emne(t) => {}
            v => {
                let vist = if let Some(Vaerdi::Tekst(t)) = v { t.as_str() } else { "" };
                let felt = format!("{hvor}/ydelse/klassifikation/brugervendtnoegle");
                ud.tilfoej("D BevilgetYdelse.Ydelse", felt, vist, "Angiv ydelsens KLE-emne som 00.00.00.");
            }
        }
        if !regler::hver(&y.felter, YD_ITSYSTEM).any(|s| s.get(&REF_ROLLE) == Some(&Vaerdi::Reference(grund::UnikId::Uuid(roller::MASTER))))
        {
            ud.tilfoej("D BevilgetYdelse.ItSystem", format!("{hvor}/itsystem"), "", "Angiv ydelsens master-system.");
        }
    }
}

fn effektuering(r: &Registrering, ud: &mut Fundliste) {
    let krav = [
        Paakraevet(BRUGERVENDTNOEGLE, "D BrugervendtNoegle"),
        Paakraevet(STARTDATO, "D Startdato"),
        Paakraevet(SLUTDATO, "D-3"),
        Paakraevet(SAMLETBRUTTOBELOEB, "D SamletBruttobeloeb"),
        Paakraevet(DISPOSITIONSDATO, "D Dispositionsdato"),
    ];
    egenskaber(&OEKONOMISKEFFEKTUERING, r, &krav, ud);
    for (i, e) in r.billede.egenskaber.iter().enumerate() {
        for nr in regler::BELOEB {
            let navn = OEKONOMISKEFFEKTUERING.felt_nr(nr).map_or("", |f| f.navn);
            beloeb(&e.felter, nr, || format!("egenskaber[{}]/{navn}", i + 1), ud);
        }
    }
    relationer(&OEKONOMISKEFFEKTUERING, r, EFFEKTUERINGSROLLER, ud);
    let ydelser = r.billede.relationer.get(&YDELSEEFFEKTUERING).map(Vec::as_slice).unwrap_or_default();
    if ydelser.is_empty() {
        let felt = "relationer/oekonomiskydelseeffektuering";
        ud.tilfoej("D OekonomiskYdelseEffektuering", felt, "", "Angiv mindst én effektueret ydelse.");
    }
    for (i, y) in ydelser.iter().enumerate() {
        let hvor = format!("relationer/oekonomiskydelseeffektuering[{}]", i + 1);
        if regler::i(&y.felter, &[EFF_YDELSEREF, EFF_BEVILLING]).is_none() || regler::i(&y.felter, &[EFF_YDELSEREF, EFF_YDELSEID]).is_none()
        {
            let raad = "Henvis til bevillingens UUID og ydelsens Id.";
            ud.tilfoej("D OekonomiskYdelseEffektuering", format!("{hvor}/bevilgetydelseref"), "", raad);
        }
        beloeb(&y.felter, EFF_BELOEB, || format!("{hvor}/ydelsesbeloeb"), ud);
        for (nr, navn) in [(EFF_STARTDATO, "startdato"), (EFF_BELOEB, "ydelsesbeloeb"), (EFF_KLE, "klassifikationsbeskrivelse")] {
            if tom(&y.felter, nr) {
                ud.tilfoej("D OekonomiskYdelseEffektuering", format!("{hvor}/{navn}"), "", "Udfyld feltet.");
            }
        }
    }
}
