//! The country's registers tell what a load has changed: their events become messages of Beskedfordeler, each once however often the program dies on the way.
use crate::ur::Systemur;
use beskedfordeler::Fordeler;
use beskedfordeler::fordeler::{Registerbesked, registerbeskedtype, registerhandling, registerobjekttype};
use beskedfordeler::kuvert::{Kuvert, Objektregistrering, Relateret};
use cvr::haendelser::Haendelse;
use cvr::{Art, Virksomhedsregister};
use grund::ur::Ur;
use grund::xml::escape_tekst;
use grund::{Fejl, Tidspunkt, UnikId};
use lager::Lager;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Between looks whether a load has left something to tell.
const KIG: Duration = Duration::from_secs(1);
/// After an error, which is another process's doing or the store's.
const FEJL: Duration = Duration::from_secs(5);
/// Events that are told in one transaction.
const BID: usize = 500;

/// The namespace of what our messages about companies carry.
const NS: &str = "http://samspil.dk/xml/cvr/haendelse/1";

/// Tells until `slut` turns true. On a store that other programs may be on too, the one that distributes does.
pub async fn pas(f: Arc<Fordeler>, lager: Arc<dyn Lager>, ur: Arc<Systemur>, mut slut: watch::Receiver<bool>) {
    let register = Virksomhedsregister::ny(lager);
    loop {
        let pause = if !f.koe().har() {
            KIG
        } else {
            match fortael(&f, &register, ur.nu()).await {
                Ok(0) => KIG,
                Ok(_) => Duration::ZERO,
                Err(_) if !f.koe().har() => continue,
                Err(fejl) => {
                    tracing::error!(%fejl, aarsag = fejl.aarsagen(), "events of the company register could not be told");
                    FEJL
                }
            }
        };
        tokio::select! {
            _ = slut.wait_for(|s| *s) => break,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Tells the next events; how many there were.
async fn fortael(f: &Fordeler, register: &Virksomhedsregister, nu: Tidspunkt) -> Result<usize, Fejl> {
    let Some(load) = register.ufortalt().await? else { return Ok(0) };
    let haendelser = register.haendelser(load, BID).await?;
    f.fortael_fra_register(haendelser.iter().map(|(_, h)| besked(h, nu)).collect()).await?;
    let numre: Vec<u64> = haendelser.iter().map(|(nr, _)| *nr).collect();
    register.fortalt(load, &numre).await?;
    Ok(numre.len().max(1))
}

/// The kinds of what is told of, as their types are named.
fn slags(art: Art) -> &'static str {
    match art {
        Art::Enhed => "virksomhed",
        Art::Produktionsenhed => "produktionsenhed",
    }
}

fn besked(h: &Haendelse, nu: Tidspunkt) -> Registerbesked {
    let virksomhed = UnikId::Uuid(registerobjekttype("cvr", slags(Art::Enhed)));
    let relateret = |c: &u32| Relateret { id: UnikId::Urn(format!("urn:oio:cvr-nr:{c:08}")), objekttype: virksomhed.clone(), rolle: None };
    let id = UnikId::Uuid(h.id());
    let registrering = Objektregistrering {
        id: Some(id.clone()),
        tidspunkt: Some(nu),
        objekt: Some(UnikId::Urn(h.urn())),
        objekttype: Some(UnikId::Uuid(registerobjekttype("cvr", slags(h.art)))),
        handling: Some(UnikId::Uuid(registerhandling("cvr", h.hvad.kode()))),
        ..Objektregistrering::default()
    };
    let kuvert = Kuvert {
        relaterede: h.enheder.iter().take(grund::graenser::KUVERT_GENTAGELSER).map(relateret).collect(),
        registreringer: vec![registrering],
        dannet: Some(nu),
        ..Kuvert::ny(id, UnikId::Uuid(registerbeskedtype("cvr")))
    };
    Registerbesked { kuvert, indhold: Some(indhold(h)) }
}

/// What has happened, in words; the unit itself is read at SF1530.
fn indhold(h: &Haendelse) -> String {
    let mut ud = format!("<c:Virksomhedshaendelse xmlns:c=\"{NS}\">");
    let felter = [
        ("Slags", slags(h.art).to_owned()),
        ("Nummer", h.nummer.to_string()),
        ("Version", h.version.to_string()),
        ("Haendelse", h.hvad.kode().to_owned()),
        ("Tekst", h.hvad.tekst().to_owned()),
    ];
    for (navn, vaerdi) in felter {
        ud.push_str(&format!("<c:{navn}>"));
        escape_tekst(&vaerdi, &mut ud);
        ud.push_str(&format!("</c:{navn}>"));
    }
    ud.push_str("</c:Virksomhedshaendelse>");
    ud
}
