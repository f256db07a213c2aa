//! `samspil serve` and `samspil demo`.
use super::skriv;
use crate::baggrund::Baggrund;
use crate::klientside::{Klientside, Kodelaas};
use crate::kommandolinje::{Demo, Lagervalg, Lytter, Lyttevalg, Serve, Vaernvalg};
use crate::lagersted::{self, Mangler};
use crate::lyttere;
use crate::opstilling::{self, Maade, Samspil};
use crate::sikkerhedsmappe::Sikkerhedsmappe;
use crate::tjenestestyring::{self, Arvede};
use crate::vaern::Vaern;
use grund::ur::Ur;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::sync::watch;

/// Starts the infrastructure and runs until it is told to stop.
pub async fn serve(mut valg: Serve) -> Result<(), String> {
    let arvede = Arvede::tag(&mut valg.lyttere)?;
    kun_loopback(&valg.lyttere, valg.aaben, valg.udvikling)?;
    let _laas = lagersted::serverlaas(&valg.lager)?;
    let mut s = opstilling::aabn(&valg.lager, Mangler::Lav).await?;
    let mappe = Sikkerhedsmappe::i(&valg.lager.data);
    let vaern = if valg.aaben {
        None
    } else {
        if valg.udvikling {
            udviklingsnoegler(&s, &mappe, &valg.vaern)?;
        }
        Some(opstilling::vaern(&mut s, &mappe, &valg.vaern, valg.udvikling).await?)
    };
    koer(&s, &mappe, &valg.vaern, (&valg.lyttere, arvede), vaern, valg.udvikling, |_, _, _| Ok(())).await
}

/// Starts everything with a demo municipality, its systems, agreements and keystores.
pub async fn demo(mut valg: Demo) -> Result<(), String> {
    let arvede = Arvede::tag(&mut valg.lyttere)?;
    kun_loopback(&valg.lyttere, valg.aaben, true)?;
    let lager = Lagervalg { data: valg.data.clone(), lager: valg.lager.clone() };
    let mappe = Sikkerhedsmappe::i(&valg.data);
    if mappe.er_produktion() {
        return Err(format!(
            "{} has keys that are not a demo's: `samspil serve` is for them; choose another --data for the demo",
            valg.data.display()
        ));
    }
    if valg.lager.is_none() && !valg.data.exists() && std::path::Path::new("samspil-demo/samspil.db").exists() {
        tracing::warn!("the demo's data of earlier versions lie in samspil-demo: `--data samspil-demo` goes on with them");
    }
    let _laas = lagersted::serverlaas(&lager)?;
    let mut s = opstilling::aabn(&lager, Mangler::Lav).await?;
    let tom = s.register.lager().status().await.map_err(|f| opstilling::fejltekst(&f))?.objekter == 0;
    if tom && !valg.tom {
        super::data::demodata(&s).await?;
    }
    let vaern = if valg.aaben {
        None
    } else {
        udviklingsnoegler(&s, &mappe, &valg.vaern)?;
        let v = opstilling::vaern(&mut s, &mappe, &valg.vaern, true).await?;
        crate::demosystemer::opret(&s, &v, &mappe).await?;
        Some(v)
    };
    let data = valg.data.clone();
    let aaben = valg.aaben;
    koer(&s, &mappe, &valg.vaern, (&valg.lyttere, arvede), vaern, true, move |http, https, side| {
        skriv(&if aaben { crate::forside::demohilsen_aaben(http) } else { crate::forside::demohilsen(https, &data, side) })
    })
    .await
}

/// The program's own keys, from the development CA, where there are none.
fn udviklingsnoegler(s: &Samspil, mappe: &Sikkerhedsmappe, valg: &Vaernvalg) -> Result<(), String> {
    let nu = s.ur.nu();
    let lav = || mappe.sorg_for_noegler(&mappe.ca_eller_ny(nu, s.ids.as_ref())?, &valg.vaerter, nu, s.ids.as_ref());
    lav().map_err(|f| opstilling::fejltekst(&f))
}

/// The open mode and the development addresses are for loopback only; plain HTTP always is.
fn kun_loopback(valg: &Lyttevalg, aaben: bool, udvikling: bool) -> Result<(), String> {
    let fremmed = |l: Lytter| matches!(l, Lytter::Paa(a) if !a.ip().is_loopback());
    if fremmed(valg.http) {
        return Err("--http takes loopback addresses only (127.0.0.1, ::1); others need --https".into());
    }
    if fremmed(valg.https) && (aaben || udvikling) {
        return Err("the open mode and development are for loopback addresses only: give --https a loopback address, or leave out --aaben and --udvikling".into());
    }
    if valg.ur.is_some() && !udvikling {
        return Err("--ur sets the clock in development only: add --udvikling".into());
    }
    if valg.http == Lytter::Fra && valg.https == Lytter::Fra {
        return Err("both listeners are switched off: nothing could be called".into());
    }
    Ok(())
}

async fn koer(
    s: &Samspil,
    mappe: &Sikkerhedsmappe,
    vaernvalg: &Vaernvalg,
    (valg, arvede): (&Lyttevalg, Arvede),
    vaern: Option<Vaern>,
    udvikling: bool,
    klar: impl FnOnce(&str, &str, &str) -> Result<(), String>,
) -> Result<(), String> {
    let stopsignal = stopsignal()?;
    // The provider may be installed already when tests boot the program twice in one process.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    if let Some(t) = valg.ur {
        s.ur.stil(t);
    }
    let mut valg = valg.clone();
    let mut lyttere = Vec::new();
    if let Lytter::Paa(a) = valg.http {
        let l = lyt(a, arvede.http).await?;
        valg.http = Lytter::Paa(faktisk(&l, a));
        lyttere.push((l, None));
    }
    if let Lytter::Paa(a) = valg.https {
        let l = lyt(a, arvede.https).await?;
        valg.https = Lytter::Paa(faktisk(&l, a));
        let noegler = match &vaern {
            Some(v) => v.adgang.noegler.clone(),
            // The open mode is for development: its server certificate comes from the development CA too.
            None => {
                udviklingsnoegler(s, mappe, vaernvalg)?;
                Arc::new(mappe.noeglering().map_err(|f| opstilling::fejltekst(&f))?)
            }
        };
        lyttere.push((l, Some(crate::lyttere::tls::modtager(noegler)?)));
    }
    let klientside = (udvikling && vaern.is_some()).then(|| Klientside {
        sikkerhed: mappe.clone(),
        mappe: mappe.klienter(),
        ur: s.ur.clone(),
        ids: s.ids.clone(),
        laas: Arc::new(Kodelaas::ny(s.ids.as_ref())),
    });
    let maade = Maade { vaern: vaern.map(Arc::new), udvikling, klientside };
    if let Some(v) = &maade.vaern {
        // OAuth clients look for the issuer's description at the issuer's own address (RFC 8414, 3).
        let _ = v.adgang.oauth_udsteder.set(opstilling::sikker_adresse(&valg));
    }
    let router = opstilling::router(s, &valg, &maade);
    let (stop, slut) = watch::channel(false);
    let mut opgaver: Vec<_> =
        lyttere.into_iter().map(|(l, tls)| tokio::spawn(lyttere::betjen(l, tls, router.clone(), slut.clone()))).collect();
    opgaver.push(tokio::spawn(crate::stroem::pas(s.register.lager().clone(), s.ur.clone(), valg.stroem_dage, slut.clone())));
    if let Some(v) = &maade.vaern {
        let b = Baggrund { vaern: v.clone(), mappe: mappe.clone(), ur: s.ur.clone(), ids: s.ids.clone() };
        opgaver.push(tokio::spawn(b.koer(slut)));
    }
    let adresse = opstilling::adresse(&valg);
    let sikker = opstilling::sikker_adresse(&valg);
    let side = maade.klientside.as_ref().and_then(|k| Some(format!("{sikker}/udvikling/klienter?kode={}", k.laas.kode()?)));
    if let Some(side) = &side {
        tracing::info!(side, "keystores by page, once");
    }
    tracing::info!(adresse, http = %vist(valg.http), https = %vist(valg.https), aaben = maade.vaern.is_none(), udvikling, nu = %s.ur.nu().til_utc(), "klar");
    klar(&adresse, &sikker, side.as_deref().unwrap_or_default())?;
    tjenestestyring::meld("READY=1");

    stopsignal.await;
    tjenestestyring::meld("STOPPING=1");
    tracing::info!("stopping: calls under way are finished");
    let _ = stop.send(true);
    for o in opgaver {
        let _ = o.await;
    }
    s.register.lager().luk().await;
    tracing::info!("stopped");
    Ok(())
}

/// The inherited socket, or a new one.
async fn lyt(adresse: SocketAddr, arvet: Option<std::net::TcpListener>) -> Result<tokio::net::TcpListener, String> {
    match arvet {
        Some(socket) => lyttere::overtag(socket),
        None => lyttere::bind(adresse).await,
    }
}

fn faktisk(l: &tokio::net::TcpListener, oensket: SocketAddr) -> SocketAddr {
    l.local_addr().unwrap_or(oensket)
}

fn vist(l: Lytter) -> String {
    match l {
        Lytter::Fra => "fra".into(),
        Lytter::Paa(a) => a.to_string(),
    }
}

/// Ctrl-C, or SIGTERM from a service manager. Both are caught from the call of this function on, not only from the waiting.
pub(super) fn stopsignal() -> Result<impl Future<Output = ()> + Unpin, String> {
    use tokio::signal::unix::{SignalKind, signal};
    let lyt = |slags| signal(slags).map_err(|e| format!("cannot listen for signals: {e}"));
    let (mut afbryd, mut slut) = (lyt(SignalKind::interrupt())?, lyt(SignalKind::terminate())?);
    Ok(Box::pin(async move {
        tokio::select! {
            _ = afbryd.recv() => {}
            _ = slut.recv() => {}
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn valg(argumenter: &[&str]) -> Serve {
        #[derive(Parser)]
        struct P {
            #[command(flatten)]
            s: Serve,
        }
        P::parse_from([&["x"], argumenter].concat()).s
    }

    #[test]
    fn the_open_mode_is_for_loopback_only() {
        for (argumenter, tilladt) in [
            (&["--aaben"][..], true),
            (&["--aaben", "--https", "0.0.0.0:8443"], false),
            (&["--https", "0.0.0.0:8443"], true),
            (&["--udvikling", "--https", "10.0.0.1:8443"], false),
            (&["--http", "0.0.0.0:8080"], false),
            (&["--http", "fra", "--https", "fra"], false),
            (&["--ur", "2018-01-01T00:00:00Z"], false),
        ] {
            let v = valg(argumenter);
            let r = kun_loopback(&v.lyttere, v.aaben, v.udvikling);
            assert_eq!(r.is_ok(), tilladt, "{argumenter:?}: {r:?}");
        }
    }
}
