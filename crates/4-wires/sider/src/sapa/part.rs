//! A party whole, in tabs; the time control; remarks.
use super::afsnit;
use super::ord::Sapaord;
use super::{Bruger, PART, STI};
use crate::besoeg::{Sidesvar, egen_form};
use crate::delside::Delside;
use crate::form::{Adresse, Form, Id, adresse, dag};
use crate::komponenter::{
    Besked, Beskrivelse, Celle, Faneblad, Faneblade, Fare, Felt, Feltslags, Formular, Kolonne, Simuleret, Soegefelt, Tabel, Tone,
    Valgmulighed,
};
use crate::ramme::Ramme;
use crate::svar;
use ::sapa::bemaerkning::{Bemaerkningsart, NyBemaerkning};
use ::sapa::overblik::{Oensket, Overblik};
use ::sapa::typer::Kildesvar;
use ::sapa::visning::Lagret;
use ::sapa::{Funktion, Partsid};
use grund::{Fejl, Fejlkode, Uuid};

/// The tabs.
const FANER: [&str; 5] = ["overblik", "sager", "dokumenter", "ydelser", "tidslinje"];
const DAG: i64 = 86_400_000_000;

/// What a page of the party shows.
struct Set {
    id: Uuid,
    o: Overblik,
    fane: &'static str,
    virkning: String,
    registreret: String,
    visninger: Vec<Lagret>,
    visning: Option<Uuid>,
}

async fn hent(b: &Bruger, id: Uuid, a: &Adresse) -> Result<Set, Fejl> {
    let opslag = b.sapa.opslag(b.kalder(), id).await?;
    let (virkning, registreret) = (a.tekst("virkning", 10), a.tekst("registreret", 10));
    // A day is told as it was at its end.
    let ved = |t: &str| dag(t).map(|t| t.plus_mikros(DAG - 1)).filter(|t| *t < b.kalder().kald.nu);
    let oensket = Oensket { part: opslag.part, virkning: ved(&virkning), registreret: ved(&registreret) };
    let mut o = b.sapa.overblik(b.kalder(), &oensket).await?;
    let visninger = b.sapa.visninger(b.kalder()).await?;
    let valgt = match a.en("visning") {
        Some(v) => grund::id::laes_uuid(v),
        None => visninger.iter().find(|v| v.visning.standard).map(|v| v.id),
    };
    let valgt = valgt.and_then(|v| visninger.iter().find(|x| x.id == v));
    if let Some(v) = valgt {
        v.visning.anvend(&mut o);
    }
    let fane = a.en("fane").and_then(|f| FANER.into_iter().find(|x| *x == f)).unwrap_or("overblik");
    let visning = valgt.map(|v| v.id);
    Ok(Set { id, o, fane, virkning, registreret, visninger, visning })
}

fn hjem(id: Uuid) -> String {
    format!("{PART}/{id}")
}

pub(super) fn navn(o: &Overblik) -> String {
    let person = o.person.as_ref().and_then(|p| p.navn.clone());
    let nummer = || {
        let p = Partsid::laes(&o.part).ok();
        p.as_ref().and_then(Partsid::cpr_cifre).map(afsnit::nummer).unwrap_or_else(|| o.part.clone())
    };
    person.or_else(|| o.virksomhed.as_ref().and_then(|v| v.navn.clone())).unwrap_or_else(nummer)
}

fn faner(b: &Bruger, x: &Set) -> Faneblade {
    let ord = Sapaord::paa(b.besoeg.sprog);
    let o = &x.o;
    let tal = [None, Some(o.sager.len()), Some(o.dokumenter.len() + o.journalnotater.len()), Some(o.bevillinger.len()), None];
    let navne = [ord.overblik, ord.sager, ord.dokumenter, ord.ydelser, ord.tidslinje];
    let visning = x.visning.map(|v| v.to_string()).unwrap_or_default();
    let blade = FANER.into_iter().zip(navne).zip(tal).map(|((fane, navn), antal)| {
        let q = [("fane", fane), ("virkning", x.virkning.as_str()), ("registreret", x.registreret.as_str()), ("visning", visning.as_str())];
        Faneblad { til: adresse(&hjem(x.id), q), navn: navn.into(), antal, her: fane == x.fane }
    });
    Faneblade { etiket: ord.overblik.into(), blade: blade.collect() }
}

/// The time control: what was true, and what was known.
fn tidskontrol(b: &Bruger, x: &Set) -> Soegefelt {
    let ord = Sapaord::paa(b.besoeg.sprog);
    let mut filtre = vec![
        Felt::linje("registreret", ord.registreret).hjaelp(ord.virkning_hjaelp).vaerdi(&x.registreret).tegn(10),
        Felt::skjult("fane", x.fane),
    ];
    if !x.visninger.is_empty() {
        let alt = Valgmulighed::ny("alt", ord.alt, x.visning.is_none());
        let egne = x.visninger.iter().map(|v| Valgmulighed::ny(v.id.to_string(), &v.visning.navn, x.visning == Some(v.id)));
        filtre.push(Felt::linje("visning", ord.visning).slags(Feltslags::Liste(std::iter::once(alt).chain(egne).collect())));
    }
    Soegefelt {
        til: hjem(x.id),
        navn: "virkning",
        etiket: ord.virkning.into(),
        hjaelp: ord.virkning_hjaelp.into(),
        vaerdi: x.virkning.clone(),
        knap: ord.vis.into(),
        filtre,
    }
}

fn bemaerkninger(b: &Bruger, x: &Set) -> Tabel {
    let s = b.besoeg.sprog;
    let ord = Sapaord::paa(s);
    let maa = b.kalder().retter.har(Funktion::Bemaerkning);
    let navn = |a: Bemaerkningsart| Bemaerkningsart::ALLE.iter().find(|(_, x)| *x == a).map_or("", |(n, _)| n);
    let raekker = x.o.bemaerkninger.iter().map(|r| {
        let felter = vec![Felt::skjult("id", r.id.to_string())];
        let knap = Formular::ny(&b.besoeg, format!("{}/bemaerkning/afslut", hjem(x.id)), ord.afslut)
            .om(navn(r.art))
            .fare(Fare::Farlig)
            .med(s, felter);
        let afslut = if maa { Celle::Formular(Box::new(knap)) } else { Celle::Intet };
        vec![Celle::tekst(navn(r.art)), Celle::tekst(&r.tekst), Celle::tekst(s.tid(r.gyldig_til)), Celle::tekst(&r.af), afslut]
    });
    let kolonner = [ord.art, ord.tekst, ord.gyldig_til, ord.af, ord.afslut].map(Kolonne::ny).to_vec();
    Tabel::ny(ord.bemaerkninger, kolonner, ord.ingen_bemaerkninger).med(raekker)
}

fn ny_bemaerkning(b: &Bruger, id: Uuid, galt: Option<&Fejl>) -> Formular {
    let s = b.besoeg.sprog;
    let ord = Sapaord::paa(s);
    let arter = Bemaerkningsart::ALLE.iter().map(|(n, _)| Valgmulighed::ny(*n, *n, false)).collect();
    let fejl = |felt: &str| galt.filter(|f| f.feltet() == Some(felt)).map(|f| s.fejl(f)).unwrap_or_default();
    let felter = vec![
        Felt::linje("art", ord.art).slags(Feltslags::Liste(arter)).kraevet().fejl(fejl("art")),
        Felt::linje("tekst", ord.tekst).slags(Feltslags::Tekst).kraevet().tegn(grund::graenser::SAPA_BEMAERKNING_TEGN).fejl(fejl("tekst")),
        Felt::linje("gyldig_til", ord.gyldig_til)
            .hjaelp(ord.gyldig_hjaelp)
            .slags(Feltslags::Linje("date"))
            .kraevet()
            .fejl(fejl("gyldig_til")),
    ];
    Formular::ny(&b.besoeg, format!("{}/bemaerkning", hjem(id)), ord.ny_bemaerkning).med(s, felter)
}

fn side(b: &Bruger, x: &Set, besked: Option<Besked>, galt: Option<&Fejl>) -> Delside {
    let s = b.besoeg.sprog;
    let ord = Sapaord::paa(s);
    let o = &x.o;
    let ramme = Ramme::ny(&b.besoeg, navn(o)).besked(besked).vej([(ord.titel, STI)]);
    let mut ud = Delside::ny(ramme).del(&faner(b, x));
    // What one must know before a meeting stands first, on every tab.
    if !o.bemaerkninger.is_empty() && x.fane != "overblik" {
        ud = ud.del(&bemaerkninger(b, x));
    }
    if o.virkning.is_some() || o.registreret.is_some() {
        let hvornaar = [o.virkning, o.registreret].into_iter().flatten().map(|t| s.tid(t)).collect::<Vec<_>>().join(" · ");
        ud = ud.del(&Besked::ny(Tone::Info, ord.fremtid, hvornaar));
    }
    let galne = o.kilder.iter().filter(|k| matches!(k.svar, Kildesvar::ForLangsom | Kildesvar::Fejlede | Kildesvar::Afkortet));
    let galne: Vec<String> = galne.map(|k| format!("{}: {}", k.kilde, super::ord::kildesvar(s, k.svar))).collect();
    if !galne.is_empty() {
        ud = ud.del(&Besked::ny(Tone::Advarsel, ord.ikke_alt, galne.join(". ")));
    }
    if let Some(n) = o.skjulte_sager.filter(|n| *n > 0) {
        ud = ud.del(&Besked::ny(Tone::Info, format!("{}: {n}", ord.skjulte), ""));
    }
    ud = match x.fane {
        "sager" => ud.del(&afsnit::sager(s, o, x.id)),
        "dokumenter" => ud.del(&afsnit::dokumenter(s, o)).del(&afsnit::notater(s, o)),
        "ydelser" => ud.del(&afsnit::ydelser(s, o)).del(&afsnit::udbetalinger(s, o)),
        "tidslinje" => ud.maaske(afsnit::billede(s, o, b.kalder().kald.nu).as_ref()).del(&afsnit::haendelser(s, o)),
        _ => overblik(b, x, ud, galt),
    };
    ud.overskrift(ord.hvad_man_vidste).del(&tidskontrol(b, x)).del(&afsnit::kilder(s, o))
}

fn overblik(b: &Bruger, x: &Set, mut ud: Delside, galt: Option<&Fejl>) -> Delside {
    let s = b.besoeg.sprog;
    let ord = Sapaord::paa(s);
    let o = &x.o;
    ud = ud.overskrift(ord.stamdata);
    if let Some(p) = &o.person {
        if p.skjult {
            ud = ud.del(&Besked::ny(Tone::Advarsel, ord.beskyttet, ord.beskyttet_om));
        } else if p.beskyttet {
            ud = ud.del(&Besked::ny(Tone::Advarsel, ord.beskyttet, ""));
        }
        if o.beskyttet_kan_vises {
            ud = ud.del(&Formular::ny(&b.besoeg, format!("{}/beskyttet", hjem(x.id)), ord.vis_beskyttet).fare(Fare::Almindelig));
        }
        ud = ud.del(&afsnit::person(s, p));
        if !p.familie.is_empty() {
            ud = ud.del(&afsnit::familie(s, p));
        }
    }
    ud = ud.maaske(o.virksomhed.as_ref().map(|v| afsnit::virksomhed(s, v)).as_ref());
    if let Some(l) = &o.laege {
        if l.simuleret {
            ud = ud.del(&Simuleret::ny(s, ord.simuleret_laege));
        }
        ud = ud.del(&Beskrivelse::default().og(ord.laege, Celle::tekst(&l.navn).med(format!("{} · {}", l.adresse, l.telefon))));
    }
    ud = ud.del(&bemaerkninger(b, x));
    if b.kalder().retter.har(Funktion::Bemaerkning) {
        ud = ud.overskrift(ord.ny_bemaerkning).del(&ny_bemaerkning(b, x.id, galt));
    }
    ud.del(&afsnit::sager(s, o, x.id))
}

pub(super) async fn vis(b: Bruger, Id(id): Id, a: Adresse) -> Sidesvar {
    let x = hent(&b, id, &a).await?;
    let besked = a.en("gemt").map(|_| Besked::ny(Tone::God, Sapaord::paa(b.besoeg.sprog).gemt, ""));
    Ok(side(&b, &x, besked, None).svar())
}

/// The click on a protected address: a page of its own, so that it stands in the log.
pub(super) async fn beskyttet(b: Bruger, Id(id): Id, form: Form) -> Sidesvar {
    egen_form(&b.besoeg, form)?.slut()?;
    let opslag = b.sapa.opslag(b.kalder(), id).await?;
    let p = b.sapa.beskyttet(b.kalder(), &opslag.part).await?;
    let s = b.besoeg.sprog;
    let ord = Sapaord::paa(s);
    let ramme = Ramme::ny(&b.besoeg, ord.beskyttet).vej([(ord.titel, STI.to_owned()), (ord.overblik, hjem(id))]);
    Ok(Delside::ny(ramme).del(&afsnit::person(s, &p)).svar())
}

pub(super) async fn bemaerkning(b: Bruger, Id(id): Id, form: Form) -> Sidesvar {
    let mut f = egen_form(&b.besoeg, form)?;
    let (art, tekst, til) = (f.tekst("art", 50)?, f.tekst("tekst", grund::graenser::SAPA_BEMAERKNING_TEGN)?, f.dag("gyldig_til"));
    f.slut()?;
    let opslag = b.sapa.opslag(b.kalder(), id).await?;
    let skrevet = async {
        let kendt = Bemaerkningsart::ALLE.iter().find(|(n, _)| *n == art);
        let (_, art) = kendt.ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).felt("art"))?;
        let til = til?.ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("gyldig_til").regel("SAPA-08"))?;
        let ny = NyBemaerkning { part: opslag.part, art: *art, tekst, gyldig_til: til.plus_mikros(DAG - 1) };
        b.sapa.skriv_bemaerkning(b.kalder(), &ny).await
    };
    match skrevet.await {
        Ok(_) => Ok(svar::videre(&adresse(&hjem(id), [("gemt", "1")]))),
        Err(f) if f.post().http == 400 => {
            let x = hent(&b, id, &Adresse::default()).await?;
            Ok(side(&b, &x, None, Some(&f)).svar())
        }
        Err(f) => Err(f.into()),
    }
}

pub(super) async fn afslut_bemaerkning(b: Bruger, Id(id): Id, form: Form) -> Sidesvar {
    let mut f = egen_form(&b.besoeg, form)?;
    let bemaerkning = f.uuid("id")?;
    f.slut()?;
    let opslag = b.sapa.opslag(b.kalder(), id).await?;
    b.sapa.afslut_bemaerkning(b.kalder(), &opslag.part, bemaerkning).await?;
    Ok(svar::videre(&adresse(&hjem(id), [("gemt", "1")])))
}
