//! One case, and a journal note on it.
use super::afsnit;
use super::ord::{Sapaord, fremdrift};
use super::{Bruger, PART, STI};
use crate::besoeg::{Sidesvar, egen_form};
use crate::delside::Delside;
use crate::form::{Adresse, Form, Id, adresse};
use crate::komponenter::{Besked, Beskrivelse, Celle, Felt, Feltslags, Formular, Kolonne, Maerke, Tabel, Tone, Valgmulighed};
use crate::ramme::Ramme;
use crate::sprog::Sprog;
use crate::svar;
use ::sapa::Funktion;
use ::sapa::notat::{Notat, Notatstatus, NytNotat};
use ::sapa::typer::Sag;
use askama::Template;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use grund::{Fejl, Fejlkode, Uuid};

/// The case in the path.
pub(super) struct Sagsled(Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Sagsled {
    type Rejection = crate::besoeg::Afvisning;
    async fn from_request_parts(p: &mut Parts, s: &S) -> Result<Self, Self::Rejection> {
        let led = Path::<Vec<(String, String)>>::from_request_parts(p, s).await.map(|p| p.0).unwrap_or_default();
        let u = led.iter().find(|(n, _)| n == "sag").and_then(|(_, v)| grund::id::laes_uuid(v));
        u.map(Self).ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).into())
    }
}

/// The way into the case's own system: another site, in a page of its own.
#[derive(Template)]
#[template(ext = "html", source = r#"<p><a class="button button-secondary" href="{{ til }}" rel="noreferrer">{{ tekst }}</a></p>"#)]
struct Hop<'h> {
    til: &'h str,
    tekst: &'h str,
}

impl askama::filters::HtmlSafe for Hop<'_> {}

fn status(s: Sprog, n: &Notat) -> Celle {
    let (tone, ord) = match n.status {
        Notatstatus::Sendt => (Tone::Info, s.vaelg("Sendt", "Sent")),
        Notatstatus::Modtaget => (Tone::Info, s.vaelg("Modtaget", "Received")),
        Notatstatus::Journaliseret => (Tone::God, s.vaelg("Journaliseret", "Filed")),
        Notatstatus::Afvist => (Tone::Fejl, s.vaelg("Afvist", "Refused")),
    };
    Celle::from(Maerke::ny(tone, ord)).med(n.begrundelse.clone().unwrap_or_default())
}

fn om(s: Sprog, x: &Sag) -> Beskrivelse {
    let ord = Sapaord::paa(s);
    let kle = [x.kle.clone(), x.facet.clone(), x.kletitel.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let parter = x.parter.iter().map(|p| Celle::tekst(p.navn.clone().unwrap_or_else(|| p.id.clone()))).collect::<Vec<_>>();
    let relationer = x.relationer.iter().map(|r| r.titel.clone().unwrap_or_else(|| r.sag.to_string())).collect::<Vec<_>>();
    let forloeb = x.forloeb.iter().map(|t| format!("{} {}", fremdrift(s, t.fremdrift), t.fra.map(|f| s.tid(f)).unwrap_or_default()));
    Beskrivelse::default()
        .og(ord.nummer, Celle::tekst(x.sagsnummer.clone().unwrap_or_default()))
        .og_hvis(ord.kle, kle)
        .og_hvis(ord.tekst, x.beskrivelse.clone().unwrap_or_default())
        .og(ord.fremdrift, Celle::Flere(forloeb.map(Celle::tekst).collect()))
        .og(ord.navn, Celle::Flere(parter))
        .og(ord.ansvarlig, afsnit::aktoer(x.ansvarlig.as_ref()))
        .og(ord.behandler, afsnit::aktoer(x.behandler.as_ref()))
        .og_hvis(ord.system, x.system.navn.clone().unwrap_or_default())
        .og_hvis(ord.relationer, relationer.join(", "))
}

async fn formular(b: &Bruger, til: &str, tekst: &str, galt: Option<&Fejl>) -> Result<Formular, Fejl> {
    let s = b.besoeg.sprog;
    let ord = Sapaord::paa(s);
    let fejl = |felt: &str| galt.filter(|f| f.feltet() == Some(felt)).map(|f| s.fejl(f)).unwrap_or_default();
    let kendte = b.sapa.indstillinger(b.kalder().kald.myndighed).await?.notatoverskrifter;
    let overskrift = Felt::linje("titel", ord.overskrift).kraevet().tegn(255).fejl(fejl("titel"));
    let overskrift = if kendte.is_empty() {
        overskrift
    } else {
        overskrift.slags(Feltslags::Liste(kendte.into_iter().map(|t| Valgmulighed::ny(t.clone(), t, false)).collect()))
    };
    let felter = vec![overskrift, Felt::linje("tekst", ord.tekst).slags(Feltslags::Tekst).kraevet().vaerdi(tekst).fejl(fejl("tekst"))];
    Ok(Formular::ny(&b.besoeg, til, ord.send).med(s, felter))
}

async fn side(b: &Bruger, opslag: Uuid, sag: Uuid, besked: Option<Besked>, skrevet: (&str, Option<&Fejl>)) -> Result<Delside, Fejl> {
    let s = b.besoeg.sprog;
    let ord = Sapaord::paa(s);
    b.sapa.opslag(b.kalder(), opslag).await?;
    let o = b.sapa.sag(b.kalder(), sag).await?;
    let x = o.sager.first().ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke))?;
    let her = format!("{PART}/{opslag}/sag/{sag}");
    let ramme = Ramme::ny(&b.besoeg, afsnit::titel(x))
        .besked(besked)
        .vej([(ord.titel, STI.to_owned()), (ord.overblik, format!("{PART}/{opslag}"))]);
    let mut ud = Delside::ny(ramme);
    if let Some(h) = &x.hop {
        ud = ud.del(&Hop { til: h, tekst: ord.hop });
    }
    ud = ud.del(&om(s, x)).del(&afsnit::dokumenter(s, &o)).del(&afsnit::notater(s, &o));
    let egne = b.sapa.sagens_notater(b.kalder(), sag).await?;
    if !egne.is_empty() {
        let raekker = egne.iter().rev().map(|n| {
            vec![Celle::tekst(&n.titel).med(n.tekst.clone().unwrap_or_default()), Celle::tekst(s.tid(n.skrevet)).med(&n.af), status(s, n)]
        });
        ud = ud.del(&Tabel::ny(ord.egne_notater, [ord.overskrift, ord.dato, ord.status].map(Kolonne::ny).to_vec(), ord.ingen).med(raekker));
    }
    if b.kalder().retter.har(Funktion::Notat) {
        ud = ud.overskrift(ord.nyt_notat).tekst(ord.notat_om).del(&formular(b, &her, skrevet.0, skrevet.1).await?);
    }
    Ok(ud)
}

pub(super) async fn vis(b: Bruger, Id(opslag): Id, Sagsled(sag): Sagsled, a: Adresse) -> Sidesvar {
    let besked = match a.uuid("notat") {
        Some(n) => Some(b.sapa.notat(b.kalder(), n).await?).map(|n| besked(b.besoeg.sprog, &n)),
        None => None,
    };
    Ok(side(&b, opslag, sag, besked, ("", None)).await?.svar())
}

fn besked(s: Sprog, n: &Notat) -> Besked {
    let begrundelse = n.begrundelse.clone().unwrap_or_default();
    match n.status {
        Notatstatus::Afvist => Besked::ny(Tone::Fejl, s.vaelg("Notatet blev afvist", "The note was refused"), begrundelse),
        Notatstatus::Journaliseret => Besked::ny(Tone::God, s.vaelg("Notatet er journaliseret", "The note is filed"), ""),
        Notatstatus::Sendt | Notatstatus::Modtaget => {
            Besked::ny(Tone::God, s.vaelg("Notatet er sendt til fagsystemet", "The note is sent to the case system"), "")
        }
    }
}

pub(super) async fn skriv_notat(b: Bruger, Id(opslag): Id, Sagsled(sag): Sagsled, form: Form) -> Sidesvar {
    let mut f = egen_form(&b.besoeg, form)?;
    let (titel, tekst) = (f.tekst("titel", 255)?, f.tekst("tekst", grund::graenser::SAPA_NOTAT_BYTES)?);
    f.slut()?;
    b.sapa.opslag(b.kalder(), opslag).await?;
    match b.sapa.skriv_notat(b.kalder(), &NytNotat { sag, titel, tekst: tekst.clone(), id: None }).await {
        Ok(n) => Ok(svar::videre(&adresse(&format!("{PART}/{opslag}/sag/{sag}"), [("notat", n.id.to_string().as_str())]))),
        Err(f) if f.post().http == 400 => Ok(side(&b, opslag, sag, None, (&tekst, Some(&f))).await?.svar()),
        Err(f) => Err(f.into()),
    }
}
