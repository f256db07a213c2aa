//! The message desk: what lies in each dueslag, what is stuck in its error queue and why, and what is done about it. Rules: `beskedfordeler::skranke`.
use super::{Administrationsord, BESKEDER, Moduler, PR_SIDE, STI, visning};
use crate::besoeg::{Hvem, Sidesvar, egen_form};
use crate::delside::Delside;
use crate::form::{Adresse, Form, Id, adresse};
use crate::komponenter::*;
use crate::ramme::Ramme;
use crate::sprog::Sprog;
use crate::{svar, tekster};
use axum::response::Response;
use beskedfordeler::Fordeler;
use beskedfordeler::skranke::{Adkomst, Billede, Koe, Linje, Skranke, Udvalg, Valg};
use grund::{Fejl, Fejlkode, Uuid};
use std::sync::Arc;

/// Characters of a reason.
const BEGRUNDELSE: usize = 300;

tekster! {
    /// Words of the desk.
    Beskedord {
        manchet: "Et dueslag er et systems kø af beskeder. Her ser du, hvad der venter, hvad der sidder fast, og hvorfor.",
            "A dueslag is a system's queue of messages. Here is what waits, what is stuck, and why.";
        kun_problemer: "Kun det, nogen bør se på", "Only what somebody should look at";
        ingen: "Der er ingen dueslag her, som du må se.", "There are no dueslag here that you may see.";
        venter: "Venter", "Waiting";
        fejlede: "I fejlkø", "In the error queue";
        aeldste: "Ældste", "Oldest";
        levering: "Leveres ved", "Delivered by";
        myndighed: "Myndighed", "Authority";
        ses_paa: "Bør ses på", "To be looked at";
        i_orden: "I orden", "In order";
        ude_af_kraft: "Ude af kraft", "Out of force";
        modtagere: "Modtagere lige nu", "Receivers now";
        ingen_siden: "Ingen siden", "None since";
        seneste_fejl: "Seneste fejl", "Last failure";
        senest_kvitteret: "Senest kvitteret", "Last acknowledged";
        adresse: "Adresse", "Address";
        fejlkoe: "Fejlkøen", "The error queue";
        ingen_fejl: "Fejlkøen er tom.", "The error queue is empty.";
        koe: "De næste, der venter", "The next that wait";
        tom: "Intet venter.", "Nothing waits.";
        besked: "Besked", "Message";
        modtaget: "Modtaget", "Received";
        hvorfor: "Hvorfor", "Why";
        forsoeg: "Forsøg", "Attempts";
        vaelg: "Vælg besked", "Choose message";
        genfremsend: "Send de valgte igen", "Send the chosen again";
        til_fejlkoe: "Flyt de valgte til fejlkøen", "Move the chosen to the error queue";
        slet: "Slet de valgte", "Delete the chosen";
        begrundelse: "Begrundelse", "Reason";
        i_loggen: "Står i loggen sammen med dit navn.", "Stands in the log with your name.";
        vaelg_nogen: "Vælg mindst én besked.", "Choose at least one message.";
        gjort_genfremsend: "Beskederne er sendt igen", "The messages were sent again";
        gjort_til_fejlkoe: "Beskederne er flyttet til fejlkøen", "The messages were moved to the error queue";
        gjort_slet: "Beskederne er slettet", "The messages are deleted";
        pile: "Kø efter dueslag", "Backlog by dueslag";
        glemt: "Uden navn", "Without a name";
    }
}

fn adkomst(hvem: &Hvem) -> Adkomst {
    Adkomst::Administrator(hvem.administrator.clone())
}

/// How many dueslag somebody should look at.
pub(super) async fn problemer(f: &Arc<Fordeler>, hvem: &Hvem) -> Result<usize, Fejl> {
    let a = adkomst(hvem);
    Ok(Skranke::ny(f, &a, &hvem.kald).liste(Udvalg { problemer: true, myndighed: None, system: None }).await?.len())
}

fn navn(ord: &Beskedord, b: &Billede) -> String {
    b.post.as_ref().or(b.sidst.as_ref()).map_or_else(|| ord.glemt.to_owned(), |d| d.data.navn.clone())
}

fn tilstand(ord: &Beskedord, b: &Billede) -> Maerke {
    match (b.post.is_some(), b.er_problem()) {
        (_, true) => Maerke::ny(Tone::Advarsel, ord.ses_paa),
        (false, _) => Maerke::ny(Tone::Neutral, ord.ude_af_kraft),
        (true, false) => Maerke::ny(Tone::God, ord.i_orden),
    }
}

fn systemnavn(f: &Arc<Fordeler>, b: &Billede) -> String {
    let system = b.post.as_ref().or(b.sidst.as_ref()).and_then(|d| d.data.modtagersystem);
    system.and_then(|s| f.system(s)).map(|s| s.navn).unwrap_or_default()
}

pub(super) async fn liste(m: Moduler, hvem: Hvem, a: Adresse) -> Sidesvar {
    let s = hvem.besoeg.sprog;
    let (ord, faelles) = (Beskedord::paa(s), Administrationsord::paa(s));
    let f = m.fordeler()?;
    let kun = a.en("problemer") == Some("ja");
    let hvis = adkomst(&hvem);
    let alle = Skranke::ny(f, &hvis, &hvem.kald).liste(Udvalg { problemer: false, myndighed: None, system: None }).await?;
    let problemer = alle.iter().filter(|b| b.er_problem()).count();
    let blad = |navn: &str, kun_problemer: bool, antal| Faneblad {
        til: adresse(BESKEDER, [("problemer", if kun_problemer { "ja" } else { "" })]),
        navn: navn.into(),
        antal: Some(antal),
        her: kun == kun_problemer,
    };
    let blade = vec![blad(faelles.alle, false, alle.len()), blad(ord.kun_problemer, true, problemer)];
    let vist: Vec<&Billede> = alle.iter().filter(|b| !kun || b.er_problem()).collect();
    let side = a.tal("side").unwrap_or(1).max(1);
    let raekker = vist.iter().skip((side - 1).saturating_mul(PR_SIDE)).take(PR_SIDE).map(|b| {
        let post = b.post.as_ref().or(b.sidst.as_ref());
        vec![
            Celle::link(format!("{BESKEDER}/{}", b.uuid), navn(ord, b)).med(systemnavn(f, b)),
            Celle::tekst(post.map(|d| visning::aktoer(&m.administration, d.myndighed)).unwrap_or_default()),
            tilstand(ord, b).into(),
            Celle::Tekst(b.status.antal.to_string()),
            Celle::Tekst(b.status.fejlede.to_string()),
            Celle::tekst(b.status.aeldste.map(|(_, t)| s.tid(t)).unwrap_or_default()),
        ]
    });
    let kolonner = vec![
        Kolonne::ny(faelles.navn),
        Kolonne::ny(ord.myndighed),
        Kolonne::ny(faelles.tilstand),
        Kolonne::tal(ord.venter),
        Kolonne::tal(ord.fejlede),
        Kolonne::ny(ord.aeldste),
    ];
    let tal = Tal { side, pr_side: PR_SIDE, i_alt: vist.len() };
    let tabel = Tabel::ny(faelles.beskeder, kolonner, ord.ingen).uden_synlig_overskrift().med(raekker).paa_sider(Sider::ny(
        s,
        BESKEDER,
        &[("problemer", if kun { "ja" } else { "" })],
        tal,
    ));
    let ramme = Ramme::ny(&hvem.besoeg, faelles.beskeder).manchet(ord.manchet).vej([(faelles.titel, STI)]);
    let mut ud = Delside::ny(ramme).del(&Faneblade { etiket: faelles.tilstand.into(), blade }).del(&tabel);
    let mut stoerste: Vec<&&Billede> = vist.iter().filter(|b| b.status.antal > 0).collect();
    stoerste.sort_by_key(|b| std::cmp::Reverse(b.status.antal));
    if stoerste.len() > 1 {
        let soejle = |b: &&&Billede| Soejle { navn: navn(ord, b), vaerdi: b.status.antal, tekst: b.status.antal.to_string() };
        let soejler = stoerste.iter().take(10).map(soejle).collect();
        ud = ud.del(&Soejler { overskrift: ord.pile.into(), af: faelles.navn.into(), antal: ord.venter.into(), soejler });
    }
    Ok(ud.svar())
}

fn linje(ord: &Beskedord, s: Sprog, l: &Linje) -> Raekke {
    let id = l.besked.as_ref().map(|(id, _)| id.to_string()).unwrap_or_default();
    let kryds = Celle::Kryds { navn: "numre", vaerdi: l.nummer.to_string(), etiket: format!("{} {}", ord.vaelg, l.nummer) };
    let hvorfor = l.fejl.as_ref().map(|(a, tekst, t)| Celle::tekst(tekst).med(format!("{} · {}", a.navn(), s.tid(*t))));
    vec![kryds.med(id), Celle::tekst(s.tid(l.modtaget)), hvorfor.unwrap_or(Celle::Intet), Celle::Tekst(l.forsoeg.to_string())]
}

pub(super) async fn et(m: Moduler, hvem: Hvem, Id(uuid): Id, a: Adresse) -> Sidesvar {
    let ord = Beskedord::paa(hvem.besoeg.sprog);
    let besked = match a.en("gjort") {
        Some("genfremsend") => Some(ord.gjort_genfremsend),
        Some("til-fejlkoe") => Some(ord.gjort_til_fejlkoe),
        Some("slet") => Some(ord.gjort_slet),
        _ => None,
    };
    Ok(side(&m, &hvem, uuid, besked.map(|t| Besked::ny(Tone::God, t, "")), None).await?)
}

async fn side(m: &Moduler, hvem: &Hvem, uuid: Uuid, besked: Option<Besked>, galt: Option<(bool, Fejl)>) -> Result<Response, Fejl> {
    let s = hvem.besoeg.sprog;
    let (ord, faelles) = (Beskedord::paa(s), Administrationsord::paa(s));
    let (f, hvis) = (m.fordeler()?, adkomst(hvem));
    let skranke = Skranke::ny(f, &hvis, &hvem.kald);
    let b = skranke.billede(uuid).await?;
    let (fejlede, venter) =
        (skranke.beskeder(uuid, Koe::Fejlkoe, 0, PR_SIDE).await?, skranke.beskeder(uuid, Koe::Dueslag, 0, PR_SIDE).await?);
    let post = b.post.as_ref().or(b.sidst.as_ref());
    let modtagere = match b.gang.uden_forbruger_siden {
        Some(t) => Celle::tekst(format!("{} {}", ord.ingen_siden, s.tid(t))),
        None => Celle::Tekst(b.gang.forbrugere.to_string()),
    };
    let mut om = Beskrivelse::default()
        .og(faelles.tilstand, tilstand(ord, &b))
        .og_hvis(faelles.system, systemnavn(f, &b))
        .og_hvis(ord.myndighed, post.map(|d| visning::aktoer(&m.administration, d.myndighed)).unwrap_or_default())
        .og_hvis(ord.levering, post.map(|d| d.data.levering.clone()).unwrap_or_default())
        .og_hvis(ord.adresse, post.map(|d| d.data.adresse.clone()).unwrap_or_default())
        .og(
            ord.venter,
            Celle::tekst(b.status.antal.to_string())
                .med(b.status.aeldste.map(|(_, t)| format!("{} {}", ord.aeldste, s.tid(t))).unwrap_or_default()),
        )
        .og(ord.fejlede, Celle::Tekst(b.status.fejlede.to_string()))
        .og(ord.modtagere, modtagere)
        .og_hvis(ord.senest_kvitteret, b.gang.senest_ud.map(|t| s.tid(t)).unwrap_or_default());
    if let Some((t, tekst)) = &b.gang.seneste_fejl {
        om = om.og(ord.seneste_fejl, Celle::tekst(s.vaelg(&tekst.dansk, &tekst.engelsk)).med(s.tid(*t)));
    }
    let kolonner = || vec![Kolonne::ny(ord.besked), Kolonne::ny(ord.modtaget), Kolonne::ny(ord.hvorfor), Kolonne::tal(ord.forsoeg)];
    let til = |handling: &str| format!("{BESKEDER}/{uuid}/{handling}");
    let grund = |af_koen: bool| {
        // Two forms on one page: each field has an id of its own.
        let navn = if af_koen { "begrundelse-koe" } else { "begrundelse" };
        let felt = Felt::linje(navn, ord.begrundelse).hjaelp(ord.i_loggen).tegn(BEGRUNDELSE).kraevet();
        match &galt {
            Some((koe, f)) if *koe == af_koen => felt.fejl(s.fejl(f)),
            _ => felt,
        }
    };
    let tabel = |titel, tom, l: &[Linje]| Tabel::ny(titel, kolonner(), tom).med(l.iter().map(|l| linje(ord, s, l)));
    let ramme = Ramme::ny(&hvem.besoeg, navn(ord, &b)).vej([(faelles.titel, STI), (faelles.beskeder, BESKEDER)]).besked(besked);
    let mut ud = Delside::ny(ramme).del(&om).overskrift(ord.fejlkoe);
    let fejlkoe = tabel(ord.fejlkoe, ord.ingen_fejl, &fejlede).uden_synlig_overskrift();
    ud = if fejlede.is_empty() {
        ud.del(&fejlkoe)
    } else {
        let formular =
            Formular::ny(&hvem.besoeg, til("genfremsend"), ord.genfremsend).med_tabel(fejlkoe).eller(til("slet"), ord.slet, Fare::Farlig);
        ud.del(&formular.med(s, vec![grund(false)]))
    };
    ud = ud.overskrift(ord.koe);
    let koe = tabel(ord.koe, ord.tom, &venter).uden_synlig_overskrift();
    ud = if venter.is_empty() {
        ud.del(&koe)
    } else {
        let formular = Formular::ny(&hvem.besoeg, til("til-fejlkoe"), ord.til_fejlkoe).fare(Fare::Almindelig).med_tabel(koe);
        ud.del(&formular.med(s, vec![grund(true)]))
    };
    Ok(match &galt {
        Some((_, f)) => ud.afvist(f).svar(),
        None => ud.svar(),
    })
}

/// Numbers and the reason.
fn laes(hvem: &Hvem, form: Form, felt: &'static str) -> Result<Result<(Vec<u64>, String), Fejl>, Fejl> {
    let mut form = egen_form(&hvem.besoeg, form)?;
    let numre: Result<Vec<u64>, _> = form.alle("numre").iter().map(|n| n.parse()).collect();
    let numre = numre.map_err(|_| Fejl::ny(Fejlkode::UgyldigtTal).felt("numre"))?;
    let begrundelse = form.kraevet(felt, BEGRUNDELSE);
    form.slut()?;
    let ord = Beskedord::paa(hvem.besoeg.sprog);
    Ok(begrundelse.and_then(|b| {
        let ingen = || Fejl::ny(Fejlkode::ManglerElement).felt("numre").ventet((ord.vaelg_nogen, ord.vaelg_nogen));
        if numre.is_empty() { Err(ingen()) } else { Ok((numre, b)) }
    }))
}

async fn efter(m: &Moduler, hvem: &Hvem, uuid: Uuid, gjort: &str, af_koen: bool, svar: Result<(), Fejl>) -> Sidesvar {
    match svar {
        Ok(()) => Ok(svar::videre(&adresse(&format!("{BESKEDER}/{uuid}"), [("gjort", gjort)]))),
        Err(f) => Ok(side(m, hvem, uuid, None, Some((af_koen, f))).await?),
    }
}

pub(super) async fn genfremsend(m: Moduler, hvem: Hvem, Id(uuid): Id, form: Form) -> Sidesvar {
    let (f, hvis) = (m.fordeler()?, adkomst(&hvem));
    let svar = match laes(&hvem, form, "begrundelse")? {
        Ok((numre, b)) => Skranke::ny(f, &hvis, &hvem.kald).genfremsend(uuid, &Valg::Numre(numre), &b).await.map(drop),
        Err(f) => Err(f),
    };
    efter(&m, &hvem, uuid, "genfremsend", false, svar).await
}

pub(super) async fn slet(m: Moduler, hvem: Hvem, Id(uuid): Id, form: Form) -> Sidesvar {
    let (f, hvis) = (m.fordeler()?, adkomst(&hvem));
    let svar = match laes(&hvem, form, "begrundelse")? {
        Ok((numre, b)) => Skranke::ny(f, &hvis, &hvem.kald).slet(uuid, numre, &b).await.map(drop),
        Err(f) => Err(f),
    };
    efter(&m, &hvem, uuid, "slet", false, svar).await
}

pub(super) async fn til_fejlkoe(m: Moduler, hvem: Hvem, Id(uuid): Id, form: Form) -> Sidesvar {
    let (f, hvis) = (m.fordeler()?, adkomst(&hvem));
    let svar = match laes(&hvem, form, "begrundelse-koe")? {
        Ok((numre, b)) => Skranke::ny(f, &hvis, &hvem.kald).til_fejlkoe(uuid, &Valg::Numre(numre), &b).await.map(drop),
        Err(f) => Err(f),
    };
    efter(&m, &hvem, uuid, "til-fejlkoe", true, svar).await
}
