//! One agreement: what it asks for, what of that is new, and what may be done with it.
use super::aftaler::tilstand_af;
use super::sammenlign::{self, Aendring};
use super::{AFTALER, Administrationsord, Moduler, STI, SYSTEMER, visning};
use crate::besoeg::{Hvem, Sidesvar, egen_form};
use crate::delside::Delside;
use crate::form::{Adresse, Form, Id, adresse};
use crate::komponenter::*;
use crate::ramme::Ramme;
use crate::sprog::Sprog;
use crate::{svar, tekster};
use ::administration::aftaler::{Aftalefilter, Aftalevisning};
use ::administration::tilstand::Tilstand;
use ::administration::typer::Serviceaftale;
use axum::response::Response;
use grund::{Fejl, Tidspunkt, Uuid};

/// Characters of the note to a decision.
const NOTE: usize = 4096;

tekster! {
    /// Words of the page of an agreement.
    Aftalesideord {
        myndighed: "Myndighed", "Authority";
        leverandoer: "Leverandør", "Vendor";
        begrundelse: "Hvorfor data må bruges", "Why the data may be used";
        videregivelse: "Data gives videre til", "Data are passed on to";
        anmodet: "Anmodet", "Asked for";
        gaelder: "Gælder", "In force";
        afgjort_af: "Afgjort af", "Decided by";
        registreret: "Senest ændret", "Last changed";
        id: "UUID", "UUID";
        indhold: "Hvad systemet får adgang til", "What the system gets access to";
        sammenlignet: "Sammenlignet med det, der blev godkendt før", "Compared with what was approved before";
        ingen_foer: "Der er ikke godkendt noget for dette system før: alt er nyt.", "Nothing was approved for this system before: everything is new.";
        ingen_forskel: "Der bedes om præcis det samme som før.", "Exactly the same as before is asked for.";
        gammel: "Den godkendte aftale", "The approved agreement";
        tjeneste: "Tjeneste", "Service";
        roller: "Roller", "Roles";
        afgraensning: "Afgrænsning", "Restriction";
        ny: "Ny", "New";
        vaek: "Udgår", "Goes";
        aendret: "Ændret", "Changed";
        uaendret: "Uændret", "As before";
        foer: "før", "before";
        alt: "ingen: intet holdes tilbage", "none: nothing is held back";
        afgoer: "Din afgørelse", "Your decision";
        godkend: "Godkend", "Approve";
        godkend_hjaelp: "Aftalen gælder straks. Bemærkningen kan ses af leverandøren.", "The agreement is in force at once. The vendor sees the note.";
        afvis: "Afvis", "Refuse";
        afvis_titel: "Afvis anmodningen", "Refuse the request";
        afvis_hjaelp: "Fortæl leverandøren hvorfor, så anmodningen kan rettes.", "Tell the vendor why, so that the request can be corrected.";
        opsig: "Opsig", "End";
        opsig_titel: "Opsig aftalen", "End the agreement";
        opsig_foelge: "Systemets kald for myndigheden afvises fra det øjeblik.", "The system's calls for the authority are refused from that moment on.";
        opsig_kopi: "En opsagt aftale kan ikke genoplives, men leverandøren kan anmode om den igen med en kopi.", "An ended agreement can't be revived, but the vendor can ask again with a copy.";
        opsig_fra: "Fra hvilken dag?", "From which day?";
        opsig_nu: "Tom: nu", "Empty: now";
        indsend: "Send til myndigheden", "Send to the authority";
        traek: "Træk tilbage", "Take back";
        kopi: "Lav en kopi til rettelse", "Make a copy to change";
        slet: "Slet kladden", "Delete the draft";
        slet_foelge: "Kladden er væk for altid. Myndigheden har ikke set den.", "The draft is gone for good. The authority has not seen it.";
        forloeb: "Forløb", "Course";
        gjort_godkendt: "Aftalen er godkendt og gælder nu", "The agreement is approved and in force";
        gjort_afvist: "Anmodningen er afvist", "The request is refused";
        gjort_opsagt: "Aftalen er opsagt", "The agreement is ended";
        gjort_sendt: "Anmodningen er sendt til myndigheden", "The request was sent to the authority";
        gjort_trukket: "Anmodningen er trukket tilbage og er en kladde igen", "The request was taken back and is a draft again";
        gjort_kopieret: "Her er kopien. Den er en kladde, til du sender den", "Here is the copy. It is a draft until you send it";
        aftale: "Serviceaftale", "Service agreement";
    }
}

fn sti(uuid: Uuid) -> String {
    format!("{AFTALER}/{uuid}")
}

/// What was approved before: the one that it replaces, else the one in force between the same two.
fn foer(m: &Moduler, hvem: &Hvem, v: &Aftalevisning) -> Option<Aftalevisning> {
    let (kalder, d, nu) = (hvem.kalder(), &v.post.data, hvem.kald.nu);
    if let Some(gammel) = d.erstatter {
        return m.administration.aftale(&kalder, gammel).ok();
    }
    let f = Aftalefilter {
        system: d.anvendersystem,
        myndighed: Some(v.post.ejer),
        tilstand: Some(Tilstand::Godkendt),
        ..Aftalefilter::default()
    };
    let alle = m.administration.aftaler(&kalder, &f).aftaler;
    alle.into_iter().filter(|a| a.post.uuid != v.post.uuid && a.gyldig.is_some_and(|g| g.indeholder(nu))).max_by_key(|a| a.post.registreret)
}

fn maerke(ord: &Aftalesideord, a: Aendring) -> Maerke {
    match a {
        Aendring::Ny => Maerke::ny(Tone::Advarsel, ord.ny),
        Aendring::Vaek => Maerke::ny(Tone::Neutral, ord.vaek),
        Aendring::Uaendret => Maerke::ny(Tone::God, ord.uaendret),
    }
}

/// Each service with its roles and restrictions; with `gammel`, what of it is other than before.
fn indhold(m: &Moduler, s: Sprog, gammel: Option<&Serviceaftale>, ny: &Serviceaftale, sammenlign: bool) -> Tabel {
    let ord = Aftalesideord::paa(s);
    let tjenester = m.administration.tjenester();
    let raekker = sammenlign::tjenester(gammel, ny).into_iter().filter(|f| sammenlign || f.aendring != Aendring::Vaek).map(|f| {
        let t = tjenester.iter().find(|t| t.data.entityid == f.entityid).map(|t| &t.data);
        let roller = f.roller.iter().map(|(uri, a)| {
            let navn = Celle::tekst(visning::rolle(t, uri));
            if sammenlign && f.aendring == Aendring::Uaendret && *a != Aendring::Uaendret {
                Celle::Flere(vec![navn, maerke(ord, *a).into()])
            } else {
                navn
            }
        });
        let vaerdi = |v: &Option<Vec<String>>| v.as_ref().map_or_else(|| ord.alt.to_owned(), |v| v.join(", "));
        let parametre = f.parametre.iter().map(|(uri, foer, nu)| {
            let navn = visning::egen_del(uri);
            let tekst = Celle::Tekst(format!("{navn}: {}", vaerdi(nu)));
            if sammenlign && f.aendring == Aendring::Uaendret && foer != nu {
                tekst.med(format!("{}: {}", ord.foer, vaerdi(foer)))
            } else {
                tekst
            }
        });
        let (roller, parametre): (Vec<_>, Vec<_>) = (roller.collect(), parametre.collect());
        let mut raekke = vec![
            Celle::tekst(visning::tjeneste(&tjenester, &f.entityid)).med(&f.entityid),
            Celle::Flere(roller),
            if parametre.is_empty() { Celle::Intet } else { Celle::Flere(parametre) },
        ];
        if sammenlign {
            let m = if f.aendring == Aendring::Uaendret && f.er_aendret() {
                Maerke::ny(Tone::Advarsel, ord.aendret)
            } else {
                maerke(ord, f.aendring)
            };
            raekke.push(m.into());
        }
        raekke
    });
    let mut kolonner = vec![Kolonne::ny(ord.tjeneste), Kolonne::ny(ord.roller), Kolonne::ny(ord.afgraensning)];
    if sammenlign {
        kolonner.push(Kolonne::ny(ord.aendret));
    }
    let titel = if sammenlign { ord.sammenlignet } else { ord.indhold };
    Tabel::ny(titel, kolonner, ord.ingen_forskel).med(raekker)
}

fn om(m: &Moduler, s: Sprog, v: &Aftalevisning, nu: Tidspunkt) -> Beskrivelse {
    let (ord, faelles) = (Aftalesideord::paa(s), Administrationsord::paa(s));
    let d = &v.post.data;
    let system = d.anvendersystem.map(|u| Celle::link(format!("{SYSTEMER}/{u}"), &v.systemnavn));
    let leverandoer = v.systemcvr.map(|c| visning::aktoer(&m.administration, c)).unwrap_or_default();
    let gyldig = v.gyldig.map(|g| s.periode(g));
    let mut ud = Beskrivelse::default()
        .og(faelles.tilstand, visning::tilstand(s, tilstand_af(&v.post, nu)))
        .og(faelles.system, system.unwrap_or(Celle::Intet))
        .og_hvis(ord.leverandoer, leverandoer)
        .og(ord.myndighed, Celle::tekst(visning::aktoer(&m.administration, v.post.ejer)))
        .og_hvis(ord.begrundelse, d.begrundelse.as_str())
        .og_hvis(ord.videregivelse, d.datamodtager.map(|c| visning::aktoer(&m.administration, c)).unwrap_or_default())
        .og_hvis(ord.anmodet, d.anmodet.map(|t| s.tid(t)).unwrap_or_default())
        .og_hvis(ord.gaelder, gyldig.unwrap_or_default())
        .og_hvis(ord.afgjort_af, d.afgjortaf.as_str())
        .og_hvis(faelles.note, d.note.as_str())
        .og_hvis(ord.registreret, s.tid(v.post.registreret));
    if let Some(e) = d.erstatter {
        ud = ud.og(ord.gammel, Celle::link(sti(e), ord.gammel));
    }
    ud.og(ord.id, Celle::Kode(v.post.uuid.to_string()))
}

/// The states through time.
fn forloeb(ord: &Aftalesideord, s: Sprog, v: &Aftalevisning, nu: Tidspunkt) -> Option<Tidslinje> {
    let perioder: Vec<_> = (v.post.perioder.iter())
        .filter_map(|(p, navn)| {
            let t = Tilstand::fra_navn(navn)?;
            let m = visning::tilstand(s, t);
            Some(Periode { fra: p.fra, til: p.til, tekst: m.tekst, tone: m.tone, sted: String::new() })
        })
        .collect();
    let foerste = perioder.iter().map(|p| p.fra).filter(|t| t.er_endelig()).min()?;
    let sidste = perioder.iter().flat_map(|p| [p.fra, p.til]).filter(|t| t.er_endelig()).max()?.max(nu);
    // A tenth of it, or a day, on either side.
    let luft = (sidste.mikros().saturating_sub(foerste.mikros()) / 10).max(86_400_000_000);
    Some(Tidslinje {
        overskrift: ord.forloeb.into(),
        fra: foerste.plus_mikros(-luft),
        til: sidste.plus_mikros(luft),
        nu,
        spor: vec![Spor { navn: ord.aftale.into(), perioder }],
        sprog: s,
    })
}

fn gjort(hvem: &Hvem, uuid: Uuid, a: &Adresse) -> Option<Besked> {
    let s = hvem.besoeg.sprog;
    let (ord, faelles) = (Aftalesideord::paa(s), Administrationsord::paa(s));
    // The way back, where nothing was lost.
    let tilbage = |handling: &str| Formular::ny(&hvem.besoeg, format!("{}/{handling}", sti(uuid)), faelles.fortryd).fare(Fare::Almindelig);
    Some(match a.en("gjort")? {
        "godkendt" => Besked::ny(Tone::God, ord.gjort_godkendt, ""),
        "afvist" => Besked::ny(Tone::God, ord.gjort_afvist, ""),
        "opsagt" => Besked::ny(Tone::God, ord.gjort_opsagt, ""),
        "sendt" => Besked::ny(Tone::God, ord.gjort_sendt, "").med_fortryd(tilbage("traek-tilbage")),
        "trukket" => Besked::ny(Tone::God, ord.gjort_trukket, "").med_fortryd(tilbage("indsend")),
        "kopieret" => Besked::ny(Tone::Info, ord.gjort_kopieret, ""),
        _ => return None,
    })
}

/// What went wrong with a decision, and what had been written.
#[derive(Default)]
struct Forsoeg<'f> {
    handling: &'f str,
    note: String,
    fejl: Option<Fejl>,
}

pub(super) async fn en(m: Moduler, hvem: Hvem, Id(uuid): Id, a: Adresse) -> Sidesvar {
    let besked = gjort(&hvem, uuid, &a);
    Ok(side(&m, &hvem, uuid, besked, Forsoeg::default()).await?)
}

async fn side(m: &Moduler, hvem: &Hvem, uuid: Uuid, besked: Option<Besked>, f: Forsoeg<'_>) -> Result<Response, Fejl> {
    let (s, nu, kalder) = (hvem.besoeg.sprog, hvem.kald.nu, hvem.kalder());
    let (ord, faelles) = (Aftalesideord::paa(s), Administrationsord::paa(s));
    let v = m.administration.aftale(&kalder, uuid)?;
    let t = tilstand_af(&v.post, nu);
    let ramme = Ramme::ny(&hvem.besoeg, &v.post.data.navn).vej([(faelles.titel, STI), (faelles.aftaler, AFTALER)]).besked(besked);
    let mut ud = Delside::ny(ramme).del(&om(m, s, &v, nu));
    if t == Tilstand::Afventer {
        let gammel = foer(m, hvem, &v);
        ud = match &gammel {
            None => ud.del(&Besked::ny(Tone::Info, ord.ingen_foer, "")).del(&indhold(m, s, None, &v.post.data, false)),
            Some(g) => {
                let ens = sammenlign::tjenester(Some(&g.post.data), &v.post.data).iter().all(|f| !f.er_aendret());
                let ud = if ens { ud.del(&Besked::ny(Tone::God, ord.ingen_forskel, "")) } else { ud };
                ud.del(&indhold(m, s, Some(&g.post.data), &v.post.data, true))
            }
        };
    } else {
        ud = ud.del(&indhold(m, s, None, &v.post.data, false));
    }
    ud = handlinger(hvem, ud, &v, t, &f);
    ud = ud.maaske(forloeb(ord, s, &v, nu).as_ref());
    Ok(match &f.fejl {
        Some(f) => ud.afvist(f).svar(),
        None => ud.svar(),
    })
}

/// What this caller may do with an agreement in that state. What may not be done has no button; whoever tries all the same is refused by the module.
fn handlinger(hvem: &Hvem, mut ud: Delside, v: &Aftalevisning, t: Tilstand, f: &Forsoeg<'_>) -> Delside {
    let s = hvem.besoeg.sprog;
    let (ord, faelles) = (Aftalesideord::paa(s), Administrationsord::paa(s));
    let kalder = hvem.kalder();
    let (myndighed, leverandoer) = (kalder.aftaler(v.post.ejer), v.systemcvr.is_some_and(|c| kalder.leverandoer(c)));
    let til = |handling: &str| format!("{}/{handling}", sti(v.post.uuid));
    let set = || Felt::skjult("registreret", v.post.registreret.til_utc());
    let note = |handling: &str, hjaelp: &str| {
        let felt = Felt::linje("note", faelles.note).slags(Feltslags::Tekst).hjaelp(hjaelp).tegn(NOTE);
        if f.handling == handling { felt.vaerdi(f.note.clone()) } else { felt }
    };
    if t == Tilstand::Afventer && myndighed {
        ud = ud.overskrift(ord.afgoer);
        let godkend = Formular::ny(&hvem.besoeg, til("godkend"), ord.godkend).med(s, vec![set(), note("godkend", ord.godkend_hjaelp)]);
        let afvis = Formular::ny(&hvem.besoeg, til("afvis"), ord.afvis)
            .fare(Fare::Farlig)
            .med(s, vec![set(), note("afvis", ord.afvis_hjaelp).kraevet()]);
        ud = ud.del(&Bekraeft { foelger: Vec::new(), formular: godkend }).del(&Folder::ny(
            ord.afvis_titel,
            f.handling == "afvis",
            &[&Bekraeft { foelger: Vec::new(), formular: afvis }],
        ));
    }
    let knap = |handling: &str, tekst: &str, fare| Formular::ny(&hvem.besoeg, til(handling), tekst).fare(fare);
    if leverandoer {
        match t {
            Tilstand::Kladde => {
                ud = ud.del(&knap("indsend", ord.indsend, Fare::Vigtig));
                ud = ud.del(&Knap { til: til("slet"), tekst: ord.slet.into(), fare: Fare::Farlig });
            }
            Tilstand::Afventer => ud = ud.del(&knap("traek-tilbage", ord.traek, Fare::Almindelig)),
            Tilstand::Godkendt | Tilstand::Afvist | Tilstand::Opsagt => {
                ud = ud.del(&knap("kopi", ord.kopi, Fare::Almindelig));
            }
        }
    }
    if t == Tilstand::Godkendt && (myndighed || leverandoer) {
        ud = ud.del(&Knap { til: til("opsig"), tekst: ord.opsig_titel.into(), fare: Fare::Farlig });
    }
    ud
}

/// Done: the browser goes to the page by GET. Refused: the page again, with why and with what was written.
async fn efter(m: &Moduler, hvem: &Hvem, uuid: Uuid, gjort: &str, f: Forsoeg<'_>, svar: Result<(), Fejl>) -> Sidesvar {
    match svar {
        Ok(()) => Ok(svar::videre(&adresse(&sti(uuid), [("gjort", gjort)]))),
        // What the caller may not know of has no page; a decision on something else than what was read is shown with what it is now.
        Err(fejl) => Ok(side(m, hvem, uuid, None, Forsoeg { fejl: Some(fejl), ..f }).await?),
    }
}

/// Note, and the registration that the decision is made on.
fn afgoerelse(hvem: &Hvem, form: Form) -> Result<(Option<Tidspunkt>, String), Fejl> {
    let mut form = egen_form(&hvem.besoeg, form)?;
    let ud = (form.tid("registreret")?, form.tekst("note", NOTE)?);
    form.slut()?;
    Ok(ud)
}

pub(super) async fn godkend(m: Moduler, hvem: Hvem, Id(uuid): Id, form: Form) -> Sidesvar {
    let (set, note) = afgoerelse(&hvem, form)?;
    let svar = m.administration.godkend(&hvem.kalder(), uuid, set, &note).await.map(drop);
    efter(&m, &hvem, uuid, "godkendt", Forsoeg { handling: "godkend", note, fejl: None }, svar).await
}

pub(super) async fn afvis(m: Moduler, hvem: Hvem, Id(uuid): Id, form: Form) -> Sidesvar {
    let (set, note) = afgoerelse(&hvem, form)?;
    let svar = m.administration.afvis(&hvem.kalder(), uuid, set, &note).await.map(drop);
    efter(&m, &hvem, uuid, "afvist", Forsoeg { handling: "afvis", note, fejl: None }, svar).await
}

pub(super) async fn indsend(m: Moduler, hvem: Hvem, Id(uuid): Id, form: Form) -> Sidesvar {
    egen_form(&hvem.besoeg, form)?.slut()?;
    let svar = m.administration.indsend(&hvem.kalder(), uuid).await.map(drop);
    efter(&m, &hvem, uuid, "sendt", Forsoeg { handling: "indsend", ..Forsoeg::default() }, svar).await
}

pub(super) async fn traek_tilbage(m: Moduler, hvem: Hvem, Id(uuid): Id, form: Form) -> Sidesvar {
    egen_form(&hvem.besoeg, form)?.slut()?;
    let svar = m.administration.traek_tilbage(&hvem.kalder(), uuid).await.map(drop);
    efter(&m, &hvem, uuid, "trukket", Forsoeg { handling: "traek-tilbage", ..Forsoeg::default() }, svar).await
}

pub(super) async fn kopi(m: Moduler, hvem: Hvem, Id(uuid): Id, form: Form) -> Sidesvar {
    egen_form(&hvem.besoeg, form)?.slut()?;
    match m.administration.kopi(&hvem.kalder(), uuid).await {
        Ok(p) => Ok(svar::videre(&adresse(&sti(p.uuid), [("gjort", "kopieret")]))),
        Err(f) => efter(&m, &hvem, uuid, "", Forsoeg { handling: "kopi", ..Forsoeg::default() }, Err(f)).await,
    }
}

fn spoerg(hvem: &Hvem, v: &Aftalevisning, titel: &str, b: &Bekraeft, fejl: Option<&Fejl>) -> Response {
    let faelles = Administrationsord::paa(hvem.besoeg.sprog);
    let vej = [
        (faelles.titel.to_owned(), STI.to_owned()),
        (faelles.aftaler.to_owned(), AFTALER.to_owned()),
        (v.post.data.navn.clone(), sti(v.post.uuid)),
    ];
    let side = Delside::ny(Ramme::ny(&hvem.besoeg, titel).manchet(&v.post.data.navn).vej(vej)).del(b);
    match fejl {
        Some(f) => side.afvist(f).svar(),
        None => side.svar(),
    }
}

fn opsigelse(hvem: &Hvem, v: &Aftalevisning, (dag, note): (&str, &str), fejl: Option<&Fejl>) -> Response {
    let s = hvem.besoeg.sprog;
    let (ord, faelles) = (Aftalesideord::paa(s), Administrationsord::paa(s));
    let felter = vec![
        Felt::skjult("registreret", v.post.registreret.til_utc()),
        Felt::linje("fra", ord.opsig_fra).slags(Feltslags::Linje("date")).hjaelp(ord.opsig_nu).vaerdi(dag),
        Felt::linje("note", faelles.note).slags(Feltslags::Tekst).tegn(NOTE).vaerdi(note),
    ];
    let formular = Formular::ny(&hvem.besoeg, format!("{}/opsig", sti(v.post.uuid)), ord.opsig).fare(Fare::Farlig).med(s, felter);
    let formular = formular.fortryd(sti(v.post.uuid), faelles.annuller);
    spoerg(hvem, v, ord.opsig_titel, &Bekraeft { foelger: vec![ord.opsig_foelge.into(), ord.opsig_kopi.into()], formular }, fejl)
}

pub(super) async fn spoerg_opsig(m: Moduler, hvem: Hvem, Id(uuid): Id) -> Sidesvar {
    let v = m.administration.aftale(&hvem.kalder(), uuid)?;
    Ok(opsigelse(&hvem, &v, ("", ""), None))
}

pub(super) async fn opsig(m: Moduler, hvem: Hvem, Id(uuid): Id, form: Form) -> Sidesvar {
    let mut form = egen_form(&hvem.besoeg, form)?;
    let (set, note) = (form.tid("registreret")?, form.tekst("note", NOTE)?);
    let skrevet = form.kig("fra").to_owned();
    let v = m.administration.aftale(&hvem.kalder(), uuid)?;
    let svar = match form.dag("fra") {
        Ok(dag) => {
            form.slut()?;
            // Today is now: its beginning is past.
            let dag = dag.filter(|d| *d > hvem.kald.nu || d.plus_mikros(86_400_000_000) <= hvem.kald.nu);
            m.administration.opsig(&hvem.kalder(), uuid, set, dag, &note).await.map(drop)
        }
        Err(f) => Err(f),
    };
    match svar {
        Ok(()) => Ok(svar::videre(&adresse(&sti(uuid), [("gjort", "opsagt")]))),
        Err(f) => Ok(opsigelse(&hvem, &v, (&skrevet, &note), Some(&f))),
    }
}

pub(super) async fn spoerg_slet(m: Moduler, hvem: Hvem, Id(uuid): Id) -> Sidesvar {
    let s = hvem.besoeg.sprog;
    let (ord, faelles) = (Aftalesideord::paa(s), Administrationsord::paa(s));
    let v = m.administration.aftale(&hvem.kalder(), uuid)?;
    let formular =
        Formular::ny(&hvem.besoeg, format!("{}/slet", sti(uuid)), ord.slet).fare(Fare::Farlig).fortryd(sti(uuid), faelles.annuller);
    Ok(spoerg(&hvem, &v, ord.slet, &Bekraeft { foelger: vec![ord.slet_foelge.into()], formular }, None))
}

pub(super) async fn slet(m: Moduler, hvem: Hvem, Id(uuid): Id, form: Form) -> Sidesvar {
    egen_form(&hvem.besoeg, form)?.slut()?;
    m.administration.slet_kladde(&hvem.kalder(), uuid).await?;
    Ok(svar::videre(&adresse(AFTALER, [("gjort", "slettet")])))
}
