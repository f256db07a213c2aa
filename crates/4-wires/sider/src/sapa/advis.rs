//! The list of advis: many at a time.
use super::ord::Sapaord;
use super::{ADVIS, Bruger, STI};
use crate::besoeg::{Sidesvar, egen_form};
use crate::delside::Delside;
use crate::form::{Adresse, Form, adresse};
use crate::komponenter::{Besked, Celle, Faneblad, Faneblade, Felt, Feltslags, Formular, Kolonne, Sider, Tabel, Tone, Valgmulighed};
use crate::ramme::Ramme;
use crate::svar;
use ::sapa::advis::{Advistilstand, Handling, Udvalg};
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};

const PR_SIDE: usize = 50;

fn sted(t: &str) -> Option<(Tidspunkt, Uuid)> {
    let (mikros, id) = t.split_once('-')?;
    Some((Tidspunkt::fra_mikros(mikros.parse().ok()?), grund::id::laes_uuid(id)?))
}

pub(super) async fn liste(b: Bruger, a: Adresse) -> Sidesvar {
    let s = b.besoeg.sprog;
    let ord = Sapaord::paa(s);
    let grupper = b.sapa.advisgrupper(b.kalder()).await?;
    let mine: Vec<_> = grupper.iter().filter(|g| b.kalder().retter.er_blandt(&g.referencer())).collect();
    let gjort = a.en("gjort").map(|n| Besked::ny(Tone::God, ord.gemt, n.chars().filter(char::is_ascii_digit).take(4).collect::<String>()));
    let ramme = Ramme::ny(&b.besoeg, ord.advis).manchet(ord.advis_manchet).besked(gjort).vej([(ord.titel, STI)]);
    let ud = Delside::ny(ramme);
    let valgt = a.uuid("gruppe").or_else(|| mine.first().map(|g| g.id));
    let Some(gruppe) = valgt.filter(|v| mine.iter().any(|g| g.id == *v)) else {
        return Ok(ud.tekst(ord.ingen_grupper).svar());
    };
    let faerdige = a.en("tilstand") == Some("faerdig");
    let id = gruppe.to_string();
    let hen = |gruppe: &str, faerdige: bool| adresse(ADVIS, [("gruppe", gruppe), ("tilstand", if faerdige { "faerdig" } else { "" })]);
    let blad = |navn: &str, til: String, her: bool| Faneblad { til, navn: navn.to_owned(), antal: None, her };
    let gruppeblade = mine.iter().map(|g| blad(&g.navn, hen(&g.id.to_string(), faerdige), g.id == gruppe)).collect();
    let tilstande = vec![blad(ord.aabne, hen(&id, false), !faerdige), blad(ord.faerdige, hen(&id, true), faerdige)];
    let tilstand = if faerdige { Advistilstand::Faerdig } else { Advistilstand::Aaben };
    let u = Udvalg { gruppe, tilstand, mine: false, efter: a.en("efter").and_then(sted), antal: PR_SIDE };
    let side = b.sapa.advis(b.kalder(), &u).await?;
    let raekker = side.advis.iter().map(|x| {
        let hos = x.hos.as_ref().map(|h| h.navn.clone()).unwrap_or_default();
        vec![
            Celle::Kryds { navn: "advis", vaerdi: x.id.to_string(), etiket: x.tekst.clone() },
            Celle::tekst(&x.tekst),
            Celle::tekst(s.tid(x.haendt)),
            Celle::tekst(hos),
        ]
    });
    let naeste = side.efter.map(|(t, id)| format!("{}-{id}", t.mikros()));
    let naeste = naeste
        .map(|e| adresse(ADVIS, [("gruppe", id.as_str()), ("tilstand", if faerdige { "faerdig" } else { "" }), ("efter", e.as_str())]));
    let tabel = Tabel::ny(ord.advis, [ord.valgt, ord.hvad, ord.dato, ord.hos].map(Kolonne::ny).to_vec(), ord.ingen_advis)
        .uden_synlig_overskrift()
        .med(raekker)
        .paa_sider(Sider::videre(s, side.advis.len(), None, naeste));
    let ud = ud
        .del(&Faneblade { etiket: ord.gruppe.into(), blade: gruppeblade })
        .del(&Faneblade { etiket: ord.status.into(), blade: tilstande });
    if side.advis.is_empty() {
        return Ok(ud.del(&tabel).svar());
    }
    let valg: Vec<(&str, &str)> = if faerdige {
        vec![("genaabn", ord.genaabn)]
    } else {
        vec![("overtag", ord.overtag), ("faerdig", ord.faerdig), ("slip", ord.slip)]
    };
    let valg = valg.iter().enumerate().map(|(nr, (v, t))| Valgmulighed::ny(*v, *t, nr == 0)).collect();
    let felter = vec![Felt::linje("handling", ord.handling).slags(Feltslags::En(valg)), Felt::skjult("gruppe", &id)];
    Ok(ud.del(&Formular::ny(&b.besoeg, ADVIS, ord.goer).med(s, felter).med_tabel(tabel)).svar())
}

pub(super) async fn haandter(b: Bruger, form: Form) -> Sidesvar {
    let mut f = egen_form(&b.besoeg, form)?;
    let valgte = f.alle("advis");
    let (handling, gruppe) = (f.tekst("handling", 20)?, f.uuid("gruppe")?);
    f.slut()?;
    let ider = valgte
        .iter()
        .map(|v| grund::id::laes_uuid(v).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).felt("advis")))
        .collect::<Result<Vec<_>, _>>()?;
    let handling = match handling.as_str() {
        "overtag" => Handling::Overtag,
        "slip" => Handling::Slip,
        "faerdig" => Handling::Faerdig,
        "genaabn" => Handling::Genaabn,
        _ => return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("handling").into()),
    };
    let faerdige = handling == Handling::Genaabn;
    let gjort = b.sapa.haandter_advis(b.kalder(), &ider, &handling).await?.len().to_string();
    let gruppe = gruppe.to_string();
    let til = [("gruppe", gruppe.as_str()), ("tilstand", if faerdige { "faerdig" } else { "" }), ("gjort", gjort.as_str())];
    Ok(svar::videre(&adresse(ADVIS, til)))
}
