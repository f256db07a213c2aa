//! Beskedfordeler in the running program: opened over the store, following the registers, keeping what lies there no longer than it must.
use crate::kommandolinje::Lyttevalg;
use crate::moduler::Modul;
use crate::opstilling::{Maade, Samspil, fejltekst};
use crate::sikkerhedsmappe::Sikkerhedsmappe;
use crate::ur::Systemur;
use crate::vaern::Vaern;
use adgang::{AabenAdgang, Aftalebog};
use amqp::doer::{Adgangsmaade, Doer, Sikker};
use beskedfordeler::{Fordeler, Opsaetning};
use grund::ur::Ur;
use grund::{Cvr, Fejl, Fejlkode, Uuid};
use koe::{Beskedlager, IndlejretKoe, RabbitKoe, Rabbitvalg};
use levering::{Adressepolitik, Levering, Navne, Udgang};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Between looks at the change feed when nothing happens: a change is in its dueslag well before a receiver would miss it.
const KIG: Duration = Duration::from_millis(20);
/// After an error, which is another process's doing or the store's.
const FEJL: Duration = Duration::from_secs(5);
/// Between looks at whose the message store is.
const SEKUND: Duration = Duration::from_secs(1);
/// Between looks for subscriptions and dueslag whose time has come, or is over.
const OPFRISK: Duration = Duration::from_secs(600);
/// Between rounds of what lies too long.
const TIME: Duration = Duration::from_secs(3600);

/// This distributor's id in the route of every message (E-11).
fn fordelingssystem() -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, b"samspil:beskedfordeler")
}

/// Opens it; `None` when the module is switched off.
///
/// # Errors
/// In words, for the operator.
pub async fn aabn(s: &Samspil, valg: &Lyttevalg, vaern: Option<&Vaern>) -> Result<Option<Arc<Fordeler>>, String> {
    if !valg.moduler.contains(&Modul::Beskedfordeler) {
        return Ok(None);
    }
    let rabbit = match &valg.koe {
        None => None,
        Some(url) if !url.starts_with("amqp://") && !url.starts_with("amqps://") => {
            return Err("--koe: expected amqp://user:password@host:port/vhost, or amqps".into());
        }
        Some(url) => {
            let laes = |fil: &PathBuf| std::fs::read_to_string(fil).map_err(|e| format!("--koe-rod {}: {e}", fil.display()));
            Some(Rabbitvalg { rod: valg.koe_rod.as_ref().map(laes).transpose()?, ..Rabbitvalg::ny(url.clone()) })
        }
    };
    let aabn = async {
        let (lager, hvem) = (s.register.lager().clone(), s.ids.ny());
        let koe: Arc<dyn Beskedlager> = match rabbit {
            Some(r) => {
                let foer = IndlejretKoe::kun_laes(lager.clone()).await?;
                let antal = hvor_mange(&foer).await?;
                if antal > 0 {
                    tracing::warn!(
                        antal,
                        "messages lie in the program's own store: with --koe they are not delivered; start without it until their receivers have them"
                    );
                }
                Arc::new(RabbitKoe::aabn(lager, hvem, r).await?)
            }
            None => {
                if RabbitKoe::har_beskederne(lager.as_ref()).await? {
                    tracing::warn!(
                        "the messages of this store lay in RabbitMQ until now: without --koe those that are left there are not delivered"
                    );
                }
                Arc::new(IndlejretKoe::aabn(lager, hvem).await?)
            }
        };
        med_koe(s, koe, vaern.map(|v| v.adgang.aftalebog.clone())).await
    };
    aabn.await.map(Some).map_err(|f| fejltekst(&f))
}

/// How many messages lie in a store.
async fn hvor_mange(koe: &IndlejretKoe) -> Result<u64, Fejl> {
    let mut ud = 0;
    for d in koe.dueslag() {
        let st = koe.status(d).await?;
        ud += st.antal + st.fejlede;
    }
    Ok(ud)
}

/// For a command that changes something where no program runs: as the program would have it, in the open mode, for whoever may open the store may act.
///
/// # Errors
/// Those of the store; `Optaget` where messages lie in RabbitMQ.
pub async fn aabn_stoppet(s: &Samspil) -> Result<Arc<Fordeler>, Fejl> {
    ikke_i_rabbit(s).await?;
    let koe = IndlejretKoe::aabn(s.register.lager().clone(), s.ids.ny()).await?;
    med_koe(s, Arc::new(koe), None).await
}

/// For a look: what lies there when it is opened, by those agreements, or in the open mode. Nothing can be changed.
///
/// # Errors
/// Those of the store; `Optaget` where messages lie in RabbitMQ, which gives them to the running program alone.
pub async fn se(s: &Samspil, aftalebog: Option<Arc<dyn Aftalebog>>) -> Result<Arc<Fordeler>, Fejl> {
    ikke_i_rabbit(s).await?;
    let koe = IndlejretKoe::kun_laes(s.register.lager().clone()).await?;
    med_koe(s, Arc::new(koe), aftalebog).await
}

async fn ikke_i_rabbit(s: &Samspil) -> Result<(), Fejl> {
    if !RabbitKoe::har_beskederne(s.register.lager().as_ref()).await? {
        return Ok(());
    }
    Err(Fejl::ny(Fejlkode::Optaget).detalje((
        "beskederne ligger i RabbitMQ: se dem ved det kørende program",
        "the messages lie in RabbitMQ: look at them by the running program",
    )))
}

async fn med_koe(s: &Samspil, koe: Arc<dyn Beskedlager>, aftalebog: Option<Arc<dyn Aftalebog>>) -> Result<Arc<Fordeler>, Fejl> {
    let (register, ur) = (s.register.clone(), s.ur.clone());
    Fordeler::aabn(Opsaetning {
        register,
        koe,
        aftalebog,
        ur,
        fordelingssystem: fordelingssystem(),
        indhold: Some(Arc::new(soap::besked::Registreringsbeskeder)),
    })
    .await
}

/// Its door by AMQP: tokens and certificates, or in the open mode a name.
pub fn amqp(s: &Samspil, fordeler: Arc<Fordeler>, maade: &Maade, standard: Cvr) -> Arc<amqp::Faelles> {
    let adgangsmaade = match &maade.vaern {
        None => Adgangsmaade::Aaben(AabenAdgang { standard, faelles: adgang::FAELLES }),
        Some(v) => {
            let (friskhed, afslag) = (v.clone(), v.clone());
            Adgangsmaade::Sikker(Sikker {
                adgang: v.adgang.clone(),
                revision: v.revision.clone(),
                friskhed: Box::new(move || friskhed.friskhed.tjek(Instant::now())),
                maa_logges: Box::new(move |nu| afslag.afslag.tag(nu)),
            })
        }
    };
    let doer = Doer::ny(adgangsmaade, fordeler, s.ur.clone(), s.ids.clone());
    amqp::Faelles::ny(Arc::new(doer), s.ids.clone(), maade.udvikling)
}

/// The system's collection of root certificates.
const SYSTEMETS_RODDER: &str = "/etc/ssl/certs/ca-certificates.crt";

/// What sends messages to their receivers, and serves streams of them.
///
/// # Errors
/// In words, when a file can't be used.
pub fn levering(
    s: &Samspil,
    fordeler: Arc<Fordeler>,
    maade: &Maade,
    valg: &Lyttevalg,
    mappe: &Sikkerhedsmappe,
    slut: watch::Receiver<bool>,
) -> Result<Levering, String> {
    let fejl = |f: Fejl| fejltekst(&f);
    let sikker = maade.vaern.is_some();
    Ok(Levering::ny(levering::Opsaetning {
        fordeler,
        navne: Navne::af(s.register.typer()),
        fordelingssystem: fordelingssystem(),
        noegle: mappe.leveringsnoegle().map_err(fejl)?,
        politik: politik(valg, maade.udvikling || !sikker),
        rodder: rodder(valg.levering_rodder.as_ref(), mappe)?,
        noegler: maade.vaern.as_ref().map(|v| v.adgang.noegler.clone()),
        revision: maade.vaern.as_ref().map(|v| v.revision.clone()),
        ur: s.ur.clone(),
        ids: s.ids.clone(),
        slut,
    }))
}

pub(crate) fn politik(valg: &Lyttevalg, udvikling: bool) -> Adressepolitik {
    let politik = Adressepolitik::ny(valg.levering_net.clone());
    if udvikling { politik.udvikling() } else { politik }
}

/// What calls other services by the same rules as messages are sent.
///
/// # Errors
/// In words, when a file can't be used.
pub fn udgang(valg: &Lyttevalg, mappe: &Sikkerhedsmappe, vaern: Option<&Vaern>, udvikling: bool) -> Result<Udgang, String> {
    let rodder = rodder(valg.levering_rodder.as_ref(), mappe)?;
    Ok(Udgang::ny(politik(valg, udvikling || vaern.is_none()), rodder, vaern.map(|v| v.adgang.noegler.clone())))
}

pub(crate) fn rodder(valgt: Option<&PathBuf>, mappe: &Sikkerhedsmappe) -> Result<Vec<CertificateDer<'static>>, String> {
    let systemets = Path::new(SYSTEMETS_RODDER);
    let fil = valgt.map(PathBuf::as_path).or_else(|| systemets.exists().then_some(systemets));
    let mut alle = Vec::new();
    if let Some(fil) = fil {
        let pem = std::fs::read(fil).map_err(|e| format!("{}: {e}", fil.display()))?;
        alle = CertificateDer::pem_slice_iter(&pem).collect::<Result<_, _>>().map_err(|e| format!("{}: {e}", fil.display()))?;
    }
    let egne = mappe.serverrodder().map_err(|f| fejltekst(&f))?;
    alle.extend(egne.iter().map(|c| CertificateDer::from(c.der().to_vec())));
    Ok(alle)
}

/// Makes messages of what the registers tell, and puts away what lies too long, until `slut` turns true. On a store that other programs may be on too, one of them does,
/// and when it is silent another.
pub async fn pas(f: Arc<Fordeler>, ur: Arc<Systemur>, delt: bool, slut: watch::Receiver<bool>) {
    tokio::join!(fordel(&f, delt, slut.clone()), ryd_op(&f, &ur, slut));
}

async fn fordel(f: &Fordeler, delt: bool, mut slut: watch::Receiver<bool>) {
    let mut opfrisket = Instant::now() + OPFRISK;
    // Where the next part of what is read anew begins.
    let mut opfriskes: Option<Vec<u8>> = None;
    let mut kig = Instant::now();
    loop {
        if delt && kig <= Instant::now() {
            kig = Instant::now() + SEKUND;
            if let Err(fejl) = f.pas().await {
                tracing::warn!(%fejl, aarsag = fejl.aarsagen(), "whose the message store is can't be looked up");
            }
        }
        if !f.koe().har() {
            tokio::select! {
                _ = slut.wait_for(|s| *s) => break,
                () = tokio::time::sleep(SEKUND) => continue,
            }
        }
        let pause = match f.foelg_registrene().await {
            Ok(0) => KIG,
            Ok(_) => Duration::ZERO,
            // Another has taken over: it distributes them.
            Err(_) if !f.koe().har() => continue,
            Err(fejl) => {
                tracing::error!(%fejl, aarsag = fejl.aarsagen(), "changes could not be distributed");
                FEJL
            }
        };
        if opfrisket <= Instant::now() {
            opfrisket = Instant::now() + OPFRISK;
            opfriskes = Some(Vec::new());
        }
        // A part at a time: a hundred thousand subscriptions take seconds.
        if let Some(fra) = opfriskes.take() {
            match f.opfrisk_fra(&fra).await {
                Ok(naeste) => opfriskes = naeste,
                Err(fejl) => tracing::error!(%fejl, aarsag = fejl.aarsagen(), "subscriptions could not be read anew"),
            }
        }
        tokio::select! {
            _ = slut.wait_for(|s| *s) => break,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

async fn ryd_op(f: &Fordeler, ur: &Systemur, mut slut: watch::Receiver<bool>) {
    loop {
        // A clock that a developer set years ahead says nothing of how long a message has lain.
        let pause = if !f.koe().har() || ur.er_stillet() {
            SEKUND
        } else {
            match f.koe().udloeb(ur.nu()).await {
                Ok(0) => TIME,
                Ok(antal) => {
                    tracing::info!(antal, "messages and keys that lay too long were put away");
                    Duration::ZERO
                }
                Err(_) if !f.koe().har() => SEKUND,
                Err(fejl) => {
                    tracing::error!(%fejl, aarsag = fejl.aarsagen(), "messages that lie too long could not be put away");
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
