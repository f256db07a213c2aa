//! Finding a party.
use super::ord::Sapaord;
use super::{ADVIS, Bruger, PART, STI};
use crate::besoeg::{Sidesvar, egen_form};
use crate::delside::Delside;
use crate::form::Form;
use crate::komponenter::{Besked, Celle, Fare, Felt, Formular, Knap, Kolonne, Tabel, Tone};
use crate::ramme::Ramme;
use crate::svar;
use ::sapa::opslag::Opslag;
use ::sapa::typer::Kildesvar;
use ::sapa::{Funktion, Partsid};
use grund::Fejl;

fn formular(b: &Bruger, tekst: &str, formaal: &str, galt: Option<&Fejl>) -> Formular {
    let s = b.besoeg.sprog;
    let ord = Sapaord::paa(s);
    let fejl = |felt: &str| {
        galt.filter(|f| f.feltet() == Some(felt) || (felt == "tekst" && f.feltet() == Some("part"))).map(|f| s.fejl(f)).unwrap_or_default()
    };
    let felter = vec![
        Felt::linje("tekst", ord.soeg_paa).hjaelp(ord.soeg_hjaelp).vaerdi(tekst).kraevet().tegn(200).fejl(fejl("tekst")),
        Felt::linje("formaal", ord.formaal).hjaelp(ord.formaal_hjaelp).vaerdi(formaal).kraevet().tegn(300).fejl(fejl("formaal")),
    ];
    Formular::ny(&b.besoeg, STI, ord.soeg).med(s, felter)
}

fn side(b: &Bruger, formular: &Formular) -> Delside {
    let ord = Sapaord::paa(b.besoeg.sprog);
    let ramme = Ramme::ny(&b.besoeg, ord.titel).manchet(ord.manchet).vej([] as [(&str, &str); 0]);
    let side = Delside::ny(ramme);
    let side = if b.kalder().retter.har(Funktion::Advis) {
        side.del(&Knap { til: ADVIS.into(), tekst: ord.advis.into(), fare: Fare::Almindelig })
    } else {
        side
    };
    side.del(formular)
}

pub(super) async fn forside(b: Bruger) -> Sidesvar {
    b.kalder().kraev(Funktion::Overblik)?;
    Ok(side(&b, &formular(&b, "", "", None)).svar())
}

pub(super) async fn soeg(b: Bruger, form: Form) -> Sidesvar {
    let mut f = egen_form(&b.besoeg, form)?;
    let (tekst, formaal) = (f.tekst("tekst", 200)?, f.tekst("formaal", 300)?);
    f.slut()?;
    let s = b.besoeg.sprog;
    let ord = Sapaord::paa(s);
    if formaal.is_empty() {
        let mangler = Fejl::ny(grund::Fejlkode::ManglerElement).felt("formaal").regel("SAPA-14");
        return Ok(side(&b, &formular(&b, &tekst, "", Some(&mangler))).svar());
    }
    b.besoeg.ind.spor.skriv(|s| s.formaal = Some(formaal.clone()));
    if let Ok(part) = Partsid::laes(&tekst) {
        return begynd(&b, part, formaal).await;
    }
    let fundet = match b.sapa.soeg(b.kalder(), &tekst).await {
        Ok(f) => f,
        Err(f) if f.post().http == 400 => return Ok(side(&b, &formular(&b, &tekst, &formaal, Some(&f))).svar()),
        Err(f) => return Err(f.into()),
    };
    let raekker = fundet.fund.iter().map(|x| {
        let felter = vec![Felt::skjult("part", &x.part), Felt::skjult("formaal", &formaal)];
        let navn = x.navn.clone().unwrap_or_else(|| x.part.clone());
        let knap = Formular::ny(&b.besoeg, PART, ord.aabn).om(&navn).fare(Fare::Almindelig).med(s, felter);
        vec![
            Celle::tekst(navn).med(x.oplysning.clone().unwrap_or_default()),
            Celle::tekst(x.adresse.clone().unwrap_or_default()),
            Celle::Formular(Box::new(knap)),
        ]
    });
    let kolonner = [ord.navn, ord.adresse, ord.aabn].map(Kolonne::ny).to_vec();
    let tabel = Tabel::ny(ord.fund, kolonner, ord.intet_fund).med(raekker);
    let mut ud = side(&b, &formular(&b, &tekst, &formaal, None));
    if fundet.flere {
        ud = ud.del(&Besked::ny(Tone::Info, ord.flere, ""));
    }
    for k in fundet.kilder.iter().filter(|k| k.svar != Kildesvar::Svarede) {
        ud = ud.del(&Besked::ny(
            Tone::Advarsel,
            format!("{}: {}", k.kilde, super::ord::kildesvar(s, k.svar)),
            k.forklaring.clone().unwrap_or_default(),
        ));
    }
    Ok(ud.del(&tabel).svar())
}

pub(super) async fn part(b: Bruger, form: Form) -> Sidesvar {
    let mut f = egen_form(&b.besoeg, form)?;
    let (part, formaal) = (f.kraevet("part", 255)?, f.kraevet("formaal", 300)?);
    f.slut()?;
    begynd(&b, Partsid::laes(&part)?, formaal).await
}

async fn begynd(b: &Bruger, part: Partsid, formaal: String) -> Sidesvar {
    let id = b.sapa.begynd_opslag(b.kalder(), &Opslag { part, formaal }).await?;
    Ok(svar::videre(&format!("{PART}/{id}")))
}
