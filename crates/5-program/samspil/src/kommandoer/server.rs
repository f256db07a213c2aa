//! `samspil serve` and `samspil demo`.
use super::skriv;
use crate::adresser::Havne;
use crate::baggrund::Baggrund;
use crate::befolkning::Fortaeller;
use crate::befolkning::foelger::Personfoelger;
use crate::caside;
use crate::filudveksling;
use crate::klientside::{Klientside, Kodelaas};
use crate::kommandolinje::{Demo, Lagervalg, Lytter, Lyttevalg, Serve, Vaernvalg};
use crate::lagersted::{self, Mangler};
use crate::lyttere::forbindelser::{Forbindelser, Forbindelsestal};
use crate::lyttere::{self, Betjening};
use crate::moduler::Modul;
use crate::opstilling::{self, Maade, Samspil};
use crate::sikkerhedsmappe::Sikkerhedsmappe;
use crate::skranke::{self, Maskindoer};
use crate::tjenestestyring::{self, Arvede};
use crate::vaern::Vaern;
use beskedfordeler::fordeler::Kvotevalg;
use grund::ur::Ur;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Starts the infrastructure and runs until it is told to stop.
pub async fn serve(mut valg: Serve) -> Result<(), String> {
    let arvede = Arvede::tag(&mut valg.lyttere)?;
    kun_loopback(&valg.lyttere, valg.aaben, valg.udvikling)?;
    let data = &valg.lager.data;
    // Keys and trust anchors must be there; a folder that is made here would have neither.
    if !valg.aaben && !valg.udvikling && !data.exists() {
        return Err(format!(
            "there is no folder {}: `samspil demo` makes one for trying, and docs/drift.md says what `serve` needs in it",
            data.display()
        ));
    }
    let _laas = lagersted::serverlaas(&valg.lager)?;
    let sokler = Sokler::bind(&mut valg.lyttere, arvede, valg.aaben, valg.udvikling).await?;
    let mut s = opstilling::aabn(&valg.lager, Mangler::Lav).await?;
    let mappe = Sikkerhedsmappe::i(&valg.lager.data);
    let noegler = Noeglemager { mappe: &mappe, vaern: &valg.vaern, lyttere: &valg.lyttere };
    let vaern = if valg.aaben {
        None
    } else {
        if valg.udvikling {
            noegler.sorg_for(&s)?;
        }
        Some(opstilling::vaern(&mut s, &mappe, &valg.vaern, valg.udvikling).await?)
    };
    let klar = |_: &str, _: &str, side: &str| {
        // To the terminal, not to the log: it opens the page for whoever has it first.
        if side.is_empty() {
            Ok(())
        } else {
            skriv(&format!("A page that hands out keystores and makes new ones opens once with this address:\n  {side}\n"))
        }
    };
    koer(&s, &noegler, sokler, vaern, valg.udvikling, klar).await
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
    // Before anything is made: a taken port is told at once, and guides and certificates name the addresses that are listened on.
    let sokler = Sokler::bind(&mut valg.lyttere, arvede, valg.aaben, true).await?;
    let mut s = opstilling::aabn(&lager, Mangler::Lav).await?;
    let noegler = Noeglemager { mappe: &mappe, vaern: &valg.vaern, lyttere: &valg.lyttere };
    let tom = s.register.lager().status().await.map_err(|f| opstilling::fejltekst(&f))?.objekter == 0;
    if tom && !valg.tom {
        tracing::info!("the first start makes the data of Korsbæk Kommune: a few seconds");
        super::data::demodata(&s).await?;
    }
    let vaern = if valg.aaben {
        None
    } else {
        noegler.sorg_for(&s)?;
        let v = opstilling::vaern(&mut s, &mappe, &valg.vaern, true).await?;
        let her = opstilling::sikker_adresse(&valg.lyttere);
        crate::demosystemer::opret(&s, &v, &mappe, (&her, Havne::af(&valg.lyttere)), &valg.vaern.udsteder).await?;
        let port = sokler.sftp.as_ref().and_then(|l| l.local_addr().ok()).map(|a| a.port());
        filudveksling::demonoegle(&s, &v, &mappe, crate::demosystemer::DEMOSYSTEM, port).await.map_err(|f| opstilling::fejltekst(&f))?;
        Some(v)
    };
    let data = valg.data.clone();
    let (aaben, postgres) = (valg.aaben, valg.lager.clone());
    let andre = crate::forside::andre_porte(&valg.lyttere, aaben);
    koer(&s, &noegler, sokler, vaern, true, move |http, https, side| {
        skriv(&if aaben {
            crate::forside::demohilsen_aaben(http, &andre)
        } else {
            crate::forside::demohilsen(https, &data, postgres.as_deref(), side, &andre)
        })
    })
    .await
}

/// Makes the program's own keys in development.
struct Noeglemager<'v> {
    mappe: &'v Sikkerhedsmappe,
    vaern: &'v Vaernvalg,
    /// With the addresses that are listened on.
    lyttere: &'v Lyttevalg,
}

impl Noeglemager<'_> {
    /// The program's own keys, from the development CA, where there are none.
    fn sorg_for(&self, s: &Samspil) -> Result<(), String> {
        let (nu, mappe) = (s.ur.nu(), self.mappe);
        let lyttested = match (self.lyttere.crl, self.lyttere.http) {
            (Lytter::Paa(a), _) | (Lytter::Fra, Lytter::Paa(a)) => Some(format!("http://{a}{}", caside::STI)),
            (Lytter::Fra, Lytter::Fra) => None,
        };
        let sted = self.vaern.ca_adresse.clone().or_else(|| lyttested.clone());
        let sted = sted.unwrap_or_else(|| format!("http://127.0.0.1:8080{}", caside::STI));
        if !mappe.noegler().join("sts.pem").exists() {
            tracing::info!(mappe = %mappe.ca_mappe().display(), "the first start makes a CA and the server's keys: it takes some seconds");
        }
        let lav = || {
            let ca = mappe.ca_eller_ny(&sted, nu, s.ids.as_ref())?;
            mappe.sorg_for_noegler(&ca, &self.vaern.vaerter, nu, s.ids.as_ref())
        };
        lav().map_err(|f| opstilling::fejltekst(&f))?;
        let data = mappe.data().display();
        match mappe.ca_sted().map_err(|f| opstilling::fejltekst(&f))? {
            None => tracing::warn!(
                "this CA's certificates name no revocation list, so clients that check revocation refuse them: \
                 `samspil certifikat forny alt --ca-adresse {sted} --data {data}` gives them one"
            ),
            Some(i)
                if self.vaern.ca_adresse.as_ref().is_some_and(|v| *v != i)
                    || (self.vaern.ca_adresse.is_none() && lyttested.as_ref().is_some_and(|l| *l != i)) =>
            {
                tracing::info!(
                    "certificates name {i} for what is revoked; another address: `samspil certifikat forny ca --ca-adresse {sted} --data {data}`"
                );
            }
            Some(_) => {}
        }
        Ok(())
    }
}

/// The listening sockets. Connections wait in them until the program is ready.
struct Sokler {
    http: Option<TcpListener>,
    https: Option<TcpListener>,
    crl: Option<TcpListener>,
    sundhed: Option<TcpListener>,
    amqps: Option<TcpListener>,
    amqp: Option<TcpListener>,
    sftp: Option<TcpListener>,
}

/// Where AMQP is listened on when nobody has said: the ports that its clients expect.
const AMQPS: &str = "127.0.0.1:5671";
const AMQP: &str = "127.0.0.1:5672";
/// And SFTP: 22 is the machine's own.
const SFTP: &str = "127.0.0.1:2222";

impl Sokler {
    /// Binds or takes over all of them, and puts the addresses that they have where the options are.
    async fn bind(valg: &mut Lyttevalg, arvede: Arvede, aaben: bool, udvikling: bool) -> Result<Self, String> {
        async fn en(valg: &mut Lytter, navn: &str, arvet: Option<std::net::TcpListener>) -> Result<Option<TcpListener>, String> {
            let Lytter::Paa(a) = *valg else { return Ok(None) };
            let l = match arvet {
                Some(socket) => lyttere::overtag(socket)?,
                None => lyttere::bind(a, navn).await?,
            };
            *valg = Lytter::Paa(l.local_addr().unwrap_or(a));
            Ok(Some(l))
        }
        /// What was said, or the usual port where that is free: another instance may have it.
        async fn hvis_ledig(valg: &mut Option<Lytter>, navn: &str, standard: Option<&str>) -> Result<Option<TcpListener>, String> {
            let (mut l, sagt) = match (*valg, standard.and_then(|s| s.parse().ok())) {
                (Some(l), _) => (l, true),
                (None, Some(a)) => (Lytter::Paa(a), false),
                (None, None) => (Lytter::Fra, true),
            };
            let bundet = match en(&mut l, navn, None).await {
                Err(f) if !sagt => {
                    tracing::warn!(grund = f, "this port is not listened on");
                    l = Lytter::Fra;
                    None
                }
                b => b?,
            };
            *valg = Some(l);
            Ok(bundet)
        }
        hver_sin(valg)?;
        // Without a module nobody would answer.
        let har = valg.moduler.contains(&Modul::Beskedfordeler);
        Ok(Self {
            amqps: hvis_ledig(&mut valg.amqps, "--amqps", (har && udvikling && !aaben).then_some(AMQPS)).await?,
            amqp: hvis_ledig(&mut valg.amqp, "--amqp", (har && udvikling && aaben).then_some(AMQP)).await?,
            sftp: hvis_ledig(&mut valg.sftp, "--sftp", (udvikling && !aaben).then_some(SFTP)).await?,
            http: en(&mut valg.http, "--http", arvede.http).await?,
            https: en(&mut valg.https, "--https", arvede.https).await?,
            crl: en(&mut valg.crl, "--crl", arvede.crl).await?,
            sundhed: en(&mut valg.sundhed, "--sundhed", None).await?,
        })
    }
}

/// No two listeners have one address. Port 0 is a free one for each.
fn hver_sin(valg: &Lyttevalg) -> Result<(), String> {
    let alle = [
        ("--http", Some(valg.http)),
        ("--https", Some(valg.https)),
        ("--crl", Some(valg.crl)),
        ("--sundhed", Some(valg.sundhed)),
        ("--amqps", valg.amqps),
        ("--amqp", valg.amqp),
        ("--sftp", valg.sftp),
    ];
    let mut set: Vec<(&str, std::net::SocketAddr)> = Vec::new();
    for (navn, l) in alle {
        let Some(Lytter::Paa(a)) = l.filter(|l| matches!(l, Lytter::Paa(a) if a.port() != 0)) else { continue };
        if let Some((anden, _)) = set.iter().find(|(_, b)| *b == a) {
            return Err(format!("{anden} and {navn} name the same address, {a}: each listener needs one of its own"));
        }
        set.push((navn, a));
    }
    Ok(())
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
    if aaben && matches!(valg.amqps, Some(Lytter::Paa(_))) {
        return Err("--amqps is for callers with certificates and tokens, which the open mode does not know: use --amqp".into());
    }
    if let Some(l @ Lytter::Paa(_)) = valg.amqp
        && (!aaben || fremmed(l))
    {
        return Err("--amqp is for the open mode on loopback addresses only; others use --amqps".into());
    }
    if aaben && matches!(valg.sftp, Some(Lytter::Paa(_))) {
        return Err("--sftp is for systems with keys, which the open mode does not know".into());
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
    noeglemager: &Noeglemager<'_>,
    sokler: Sokler,
    vaern: Option<Vaern>,
    udvikling: bool,
    klar: impl FnOnce(&str, &str, &str) -> Result<(), String>,
) -> Result<(), String> {
    let stopsignal = stopsignal()?;
    // The provider may be installed already when tests boot the program twice in one process.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let (valg, mappe) = (noeglemager.lyttere, noeglemager.mappe);
    if let Some(t) = valg.ur {
        s.ur.stil(t);
    }
    let mut lyttere = Vec::new();
    lyttere.extend(sokler.http.map(|l| (l, None)));
    if let Some(l) = sokler.https {
        let noegler = match &vaern {
            Some(v) => v.adgang.noegler.clone(),
            // The open mode is for development: its server certificate comes from the development CA too.
            None => {
                noeglemager.sorg_for(s)?;
                Arc::new(mappe.noeglering().map_err(|f| opstilling::fejltekst(&f))?)
            }
        };
        lyttere.push((l, Some(crate::lyttere::tls::modtager(noegler, crate::lyttere::tls::HTTP)?)));
    }
    let klientside = (udvikling && vaern.is_some()).then(|| Klientside {
        sikkerhed: mappe.clone(),
        mappe: mappe.klienter(),
        adresse: opstilling::sikker_adresse(valg),
        havne: Havne::af(valg),
        moduler: valg.moduler.clone(),
        ur: s.ur.clone(),
        ids: s.ids.clone(),
        laas: Arc::new(Kodelaas::ny(s.ids.as_ref())),
    });
    let vaern = vaern.map(Arc::new);
    // Files come by SFTP: without it there are none.
    let omraade = sokler.sftp.as_ref().map(|_| filudveksling::aabn(mappe)).transpose().map_err(|f| opstilling::fejltekst(&f))?;
    let filmapper = omraade.clone();
    let filer = omraade.clone().map(|o| Arc::new(filudveksling::Filport(o)) as Arc<dyn fordeling::port::Filer>);
    let udgang = crate::beskeder::udgang(valg, mappe, vaern.as_deref(), udvikling)?;
    let sftp = match (&vaern, &omraade) {
        (Some(v), Some(o)) => Some(filudveksling::sftp(s, v, mappe, o.clone()).map_err(|f| opstilling::fejltekst(&f))?),
        _ => None,
    };
    let fordeling = crate::fordeling::aabn(s, &valg.moduler, vaern.as_deref(), udgang, filer, udvikling);
    if let Some(f) = &fordeling {
        f.opgrader().await.map_err(|f| opstilling::fejltekst(&f))?;
    }
    let filer = sftp.as_ref().map(|f| f.faelles.tal.clone());
    let gateway = vaern.as_deref().map(|v| crate::serviceplatform::aabn(s, v, valg, mappe, udvikling)).transpose()?;
    let login = match vaern.as_deref() {
        Some(v) => {
            let udgang = crate::beskeder::udgang(valg, mappe, Some(v), udvikling)?;
            Some(crate::brugerlogin::aabn(s, v, mappe, &opstilling::sikker_adresse(valg), udgang, udvikling)?)
        }
        None => None,
    };
    let maade = Maade { vaern, udvikling, klientside, fordeling, filer, serviceplatform: gateway, login };
    if let Some(v) = &maade.vaern {
        // OAuth clients look for the issuer's description at the issuer's own address (RFC 8414, 3).
        let _ = v.adgang.oauth_udsteder.set(opstilling::sikker_adresse(valg));
    }
    // Nothing that the program itself needs: it goes on without.
    if let Err(f) = mappe.udgiv() {
        tracing::error!(fejl = %f, aarsag = f.aarsagen(), "the CA's revocation lists could not be published");
    }
    let forbindelser = Forbindelser::ny(Forbindelsestal::vaelg(valg.forbindelser, valg.forbindelser_pr_afsender)?);
    let fordeler = crate::beskeder::aabn(s, valg, maade.vaern.as_deref()).await?;
    let personer = valg.moduler.contains(&Modul::Person).then(|| {
        Arc::new(Personfoelger {
            register: s.register.clone(),
            bestand: cpr::Bestand::ny(s.register.lager().clone()),
            fordeler: fordeler.clone(),
            omraade: filmapper.clone(),
            administration: maade.vaern.as_ref().map(|v| v.administration.clone()),
            myndighed: valg.myndighed,
            ur: s.ur.clone(),
            ids: s.ids.clone(),
            sted: tokio::sync::Mutex::default(),
        })
    });
    // Before anybody fetches.
    if let Some(p) = &personer {
        p.genoptag().await.map_err(|f| opstilling::fejltekst(&f))?;
    }
    let amqp = fordeler.clone().map(|f| crate::beskeder::amqp(s, f, &maade, valg.myndighed));
    let (stop, slut) = watch::channel(false);
    let levering = fordeler.clone().map(|f| crate::beskeder::levering(s, f, &maade, valg, mappe, slut.clone())).transpose()?;
    let drift = opstilling::drift(s, valg, &maade, forbindelser.clone(), amqp.clone(), levering.clone());
    let drift_tal = drift.alarmer.clone();
    let router = opstilling::router(s, valg, &maade, mappe, &drift, fordeler.as_ref());
    if let Some(l) = sokler.sundhed {
        crate::drift::egen_lytter(l.into_std().map_err(|e| format!("the listener for operations: {e}"))?, drift, slut.clone())?;
    }
    // Keys and a municipality may just have been made, which takes longer on a busy machine than agreements are good for unconfirmed; who calls
    // meanwhile waits in the socket.
    if let Some(v) = &maade.vaern {
        v.bekraeft_aftaler().await.map_err(|f| opstilling::fejltekst(&f))?;
    }
    let betjening = Betjening { router, forbindelser: forbindelser.clone(), slut: slut.clone() };
    let kun_ca = Betjening { router: caside::kun(mappe.clone()), ..betjening.clone() };
    let mut opgaver: Vec<_> = lyttere.into_iter().map(|(l, tls)| tokio::spawn(lyttere::betjen(l, tls, betjening.clone()))).collect();
    opgaver.push(tokio::spawn(crate::stroem::pas(s.register.lager().clone(), s.ur.clone(), valg.stroem_dage, slut.clone())));
    if let Some(f) = maade.fordeling.clone() {
        let alarmer = crate::alarmer::overdragelser::pas(f.clone(), valg.alarmer.clone(), slut.clone(), s.ur.clone());
        opgaver.push(tokio::spawn(alarmer));
        opgaver.push(tokio::spawn(crate::fordeling::pas(f, s.ur.clone(), slut.clone())));
    }
    if let Some(g) = maade.serviceplatform.clone() {
        opgaver.push(tokio::spawn(crate::serviceplatform::pas(g, s.register.lager().clone(), s.delt, slut.clone())));
    }
    opgaver.extend(maade.login.clone().map(|l| tokio::spawn(crate::brugerlogin::pas(l, s.ur.clone(), slut.clone()))));
    opgaver.extend(levering.map(|l| tokio::spawn(l.koer())));
    if let Some(f) = &fordeler {
        let register = cvr::Virksomhedsregister::ny(s.register.lager().clone());
        let fortaeller = crate::virksomheder::Fortaeller { register, fordeler: f.clone(), ur: s.ur.clone(), ids: s.ids.clone() };
        opgaver.push(tokio::spawn(crate::fortael::pas(fortaeller, slut.clone())));
    }
    if let Some(f) = fordeler.clone().filter(|_| valg.moduler.contains(&Modul::Adresse)) {
        let (lager, ur, ids) = (s.register.lager().clone(), s.ur.clone(), s.ids.clone());
        let fortaeller = crate::adressehaendelser::Fortaeller { lager, fordeler: f, ur, ids };
        opgaver.push(tokio::spawn(crate::fortael::pas(fortaeller, slut.clone())));
    }
    opgaver.extend(fordeler.clone().map(|f| tokio::spawn(crate::beskeder::pas(f, s.ur.clone(), s.delt, slut.clone()))));
    let sapa = crate::sapa::aabn(s, &valg.moduler, &maade);
    if let Some(sapa) = sapa.clone() {
        opgaver.push(tokio::spawn(crate::sapa::pas(sapa, maade.vaern.clone(), valg.myndighed, s.ur.clone(), slut.clone())));
    }
    if let Some(personer) = personer {
        let fortaeller = Fortaeller {
            bestand: personer.bestand.clone(),
            fordeler: fordeler.clone(),
            omraade: filmapper,
            administration: maade.vaern.as_ref().map(|v| v.administration.clone()),
            personer: personer.clone(),
            advis: sapa.map(|sapa| crate::sapa::Personadvis { sapa, vaern: maade.vaern.clone(), myndighed: valg.myndighed }),
            ur: s.ur.clone(),
            ids: s.ids.clone(),
        };
        opgaver.push(tokio::spawn(fortaeller.pas(slut.clone())));
        opgaver.push(tokio::spawn(crate::findos::ordn(personer.bestand.clone(), slut.clone())));
        let ende = slut.clone();
        opgaver.push(tokio::spawn(async move { personer.kontroller_ugentligt(ende).await }));
    }
    if let Some(f) = &fordeler {
        f.begraens(Kvotevalg { beskeder: valg.beskeder_pr_sekund, bytes: valg.beskedbytes_pr_sekund });
        let alarmer = crate::alarmer::pas(f.clone(), valg.alarmer.clone(), drift_tal, slut.clone(), s.ur.clone());
        opgaver.push(tokio::spawn(alarmer));
        match skranke::lyt(mappe.data()).await {
            Ok(l) => {
                let doer = Maskindoer { revision: maade.vaern.as_ref().map(|v| v.revision.clone()), ur: s.ur.clone(), ids: s.ids.clone() };
                let router = skranke::ruter(f.clone(), doer);
                opgaver.push(tokio::spawn(skranke::betjen(l, router, mappe.data().to_owned(), slut.clone())));
            }
            Err(grund) => tracing::warn!(grund, "commands on this machine can't reach the dueslag while the program runs; `--server` can"),
        }
    }
    if let Some(a) = amqp {
        let tls = maade.vaern.as_ref().map(|v| crate::lyttere::tls::modtager(v.adgang.noegler.clone(), &[])).transpose()?;
        for (l, tls) in sokler.amqps.map(|l| (l, tls)).into_iter().chain(sokler.amqp.map(|l| (l, None))) {
            opgaver.push(tokio::spawn(lyttere::betjen_amqp(l, tls, a.clone(), forbindelser.clone(), slut.clone())));
        }
    }
    if let Some((l, f)) = sokler.sftp.zip(sftp) {
        let mut ende = slut.clone();
        opgaver.push(tokio::spawn(f.overfoersel.koer(async move {
            let _ = ende.wait_for(|s| *s).await;
        })));
        opgaver.push(tokio::spawn(lyttere::betjen_sftp(l, f.faelles, forbindelser.clone(), slut.clone())));
    }
    opgaver.extend(sokler.crl.map(|l| tokio::spawn(lyttere::betjen(l, None, kun_ca))));
    opgaver.push(tokio::spawn(forbindelser.vogt(slut.clone())));
    if let Some(v) = &maade.vaern {
        let b = Baggrund::ny(v.clone(), mappe.clone(), s.ur.clone(), s.ids.clone());
        opgaver.push(tokio::spawn(b.koer(slut)));
    }
    let adresse = opstilling::adresse(valg);
    let sikker = opstilling::sikker_adresse(valg);
    let side = maade.klientside.as_ref().and_then(|k| Some(format!("{sikker}/udvikling/klienter?kode={}", k.laas.kode()?)));
    tracing::info!(adresse, http = %vist(valg.http), https = %vist(valg.https), amqps = %vist(valg.amqps.unwrap_or(Lytter::Fra)), amqp = %vist(valg.amqp.unwrap_or(Lytter::Fra)), sftp = %vist(valg.sftp.unwrap_or(Lytter::Fra)), crl = %vist(valg.crl), sundhed = %vist(valg.sundhed), aaben = maade.vaern.is_none(), udvikling, nu = %s.ur.nu().til_utc(), "klar");
    klar(&adresse, &sikker, side.as_deref().unwrap_or_default())?;
    tjenestestyring::meld("READY=1");

    stopsignal.await;
    tjenestestyring::meld("STOPPING=1");
    tracing::info!("stopping: calls under way are finished");
    let _ = stop.send(true);
    for o in opgaver {
        let _ = o.await;
    }
    if let Some(f) = fordeler {
        f.koe().luk().await;
    }
    s.register.lager().luk().await;
    tracing::info!("stopped");
    Ok(())
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
            (&["--amqps", "0.0.0.0:5671"], true),
            (&["--aaben", "--amqps", "127.0.0.1:5671"], false),
            (&["--sftp", "0.0.0.0:22"], true),
            (&["--aaben", "--sftp", "127.0.0.1:2222"], false),
            (&["--aaben", "--amqp", "127.0.0.1:5672"], true),
            (&["--aaben", "--amqp", "0.0.0.0:5672"], false),
            (&["--udvikling", "--amqp", "127.0.0.1:5672"], false),
            (&["--ur", "2018-01-01T00:00:00Z"], false),
        ] {
            let v = valg(argumenter);
            let r = kun_loopback(&v.lyttere, v.aaben, v.udvikling);
            assert_eq!(r.is_ok(), tilladt, "{argumenter:?}: {r:?}");
        }
    }
}
