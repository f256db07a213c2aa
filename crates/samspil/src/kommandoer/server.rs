//! `samspil serve` and `samspil demo`.
use super::skriv;
use crate::kommandolinje::{Demo, Lagervalg, Lytter, Lyttevalg, Serve};
use crate::lyttere;
use crate::opstilling::{self, Maade, Samspil};
use grund::ur::Ur;
use std::net::SocketAddr;
use std::path::Path;
use tokio::sync::watch;

/// Starts the infrastructure and runs until it is told to stop.
pub async fn serve(valg: Serve) -> Result<(), String> {
    let maade = Maade { aaben: valg.aaben, udvikling: valg.udvikling };
    kun_loopback(&valg.lyttere, &maade)?;
    let s = opstilling::aabn(&valg.lager).await?;
    if !valg.aaben {
        tracing::warn!("no access mode: every call is refused. This version has the open mode only: --aaben, on loopback");
    }
    koer(&s, &valg.lager.data, &valg.lyttere, &maade, |_| Ok(())).await
}

/// Starts everything with a demo municipality.
pub async fn demo(valg: Demo) -> Result<(), String> {
    let maade = Maade { aaben: true, udvikling: true };
    kun_loopback(&valg.lyttere, &maade)?;
    let lager = Lagervalg { data: valg.data.clone(), lager: valg.lager.clone() };
    let s = opstilling::aabn(&lager).await?;
    let tom = s.register.lager().status().await.map_err(|f| opstilling::fejltekst(&f))?.objekter == 0;
    if tom && !valg.tom {
        super::data::demodata(&s).await?;
    }
    koer(&s, &valg.data, &valg.lyttere, &maade, |adresse| skriv(&crate::forside::demohilsen(adresse))).await
}

/// The open mode and the development addresses are for loopback only; plain HTTP always is.
fn kun_loopback(valg: &Lyttevalg, maade: &Maade) -> Result<(), String> {
    let fremmed = |l: Lytter| matches!(l, Lytter::Paa(a) if !a.ip().is_loopback());
    if fremmed(valg.http) {
        return Err("--http takes loopback addresses only (127.0.0.1, ::1); others need --https".into());
    }
    if fremmed(valg.https) && (maade.aaben || maade.udvikling) {
        return Err("the open mode and development are for loopback addresses only: give --https a loopback address, or leave out --aaben and --udvikling".into());
    }
    if valg.ur.is_some() && !maade.udvikling {
        return Err("--ur sets the clock in development only: add --udvikling".into());
    }
    if valg.http == Lytter::Fra && valg.https == Lytter::Fra {
        return Err("both listeners are switched off: nothing could be called".into());
    }
    Ok(())
}

async fn koer(
    s: &Samspil,
    data: &Path,
    valg: &Lyttevalg,
    maade: &Maade,
    klar: impl FnOnce(&str) -> Result<(), String>,
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
        let l = lyttere::bind(a).await?;
        valg.http = Lytter::Paa(faktisk(&l, a));
        lyttere.push((l, None));
    }
    if let Lytter::Paa(a) = valg.https {
        let l = lyttere::bind(a).await?;
        valg.https = Lytter::Paa(faktisk(&l, a));
        lyttere.push((l, Some(lyttere::tls(data)?)));
    }
    let router = opstilling::router(s, &valg, maade);
    let (stop, slut) = watch::channel(false);
    let opgaver: Vec<_> = lyttere.into_iter().map(|(l, tls)| tokio::spawn(lyttere::betjen(l, tls, router.clone(), slut.clone()))).collect();
    let adresse = opstilling::adresse(&valg);
    tracing::info!(adresse, http = %vist(valg.http), https = %vist(valg.https), aaben = maade.aaben, udvikling = maade.udvikling, nu = %s.ur.nu().til_utc(), "klar");
    klar(&adresse)?;

    stopsignal.await;
    tracing::info!("stopping: calls under way are finished");
    let _ = stop.send(true);
    for o in opgaver {
        let _ = o.await;
    }
    s.register.lager().luk().await;
    tracing::info!("stopped");
    Ok(())
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
fn stopsignal() -> Result<impl Future<Output = ()>, String> {
    use tokio::signal::unix::{SignalKind, signal};
    let lyt = |slags| signal(slags).map_err(|e| format!("cannot listen for signals: {e}"));
    let (mut afbryd, mut slut) = (lyt(SignalKind::interrupt())?, lyt(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = afbryd.recv() => {}
            _ = slut.recv() => {}
        }
    })
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
            let r = kun_loopback(&v.lyttere, &Maade { aaben: v.aaben, udvikling: v.udvikling });
            assert_eq!(r.is_ok(), tilladt, "{argumenter:?}: {r:?}");
        }
    }
}
