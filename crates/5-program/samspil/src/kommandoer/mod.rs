//! One file for each command.
mod administration;
mod anvisninger;
mod befolkning;
mod certifikat;
mod data;
mod dueslag;
mod eksempler;
mod eksport;
mod findos;
mod fordeling;
mod hjaelp;
mod indeks;
mod kilde;
pub mod klient;
mod kontrol;
mod levende;
mod log;
mod logfoert;
mod login;
mod modtager;
mod personskift;
mod rolle;
mod server;
mod stroem;
mod virksomheder;
mod viser;

use crate::kommandolinje::Kommando;

/// A command that did not go well.
#[derive(Debug, PartialEq, Eq)]
pub struct Nederlag {
    /// Exit code.
    pub kode: u8,
    /// What to say of it, if the command has not said it already.
    pub besked: Option<String>,
}

impl From<String> for Nederlag {
    fn from(besked: String) -> Self {
        Self { kode: 1, besked: Some(besked) }
    }
}

/// Carries out a command; the error is for the terminal.
pub async fn udfoer(kommando: Kommando) -> Result<(), Nederlag> {
    match kommando {
        Kommando::Demo(d) => server::demo(d).await?,
        Kommando::Serve(s) => server::serve(s).await?,
        Kommando::Importer(i) => data::importer(i).await?,
        Kommando::Generer(g) => data::generer(g).await?,
        Kommando::Cpr(b) => befolkning::udfoer(b).await?,
        Kommando::Cvr(v) => virksomheder::udfoer(v).await?,
        Kommando::Eksporter(e) => eksport::eksporter(e).await?,
        Kommando::Kontroller(l) => kontrol::kontroller(l).await?,
        Kommando::Genopbyg(l) => kontrol::genopbyg(l).await?,
        Kommando::Sikkerhedskopi(s) => kontrol::sikkerhedskopi(s).await?,
        Kommando::Stroem(s) => stroem::udfoer(s).await?,
        Kommando::Dueslag(d) => dueslag::udfoer(d).await?,
        Kommando::Fordeling(f) => fordeling::udfoer(f).await?,
        Kommando::Kilde(k) => kilde::kilde(k).await?,
        Kommando::Kvote(k) => kilde::kvote(k).await?,
        Kommando::Forbrug(f) => kilde::forbrug(f).await?,
        Kommando::Login(l) => login::udfoer(l).await?,
        Kommando::Abonnement(a) => modtager::abonnement(a).await?,
        Kommando::Lyt(l) => modtager::lyt(l).await?,
        Kommando::Udloes(u) => modtager::udloes(u).await?,
        Kommando::Administration(a) => administration::administration(a).await?,
        Kommando::Rolle(r) => rolle::udfoer(r).await?,
        Kommando::Certifikat(c) => certifikat::udfoer(c)?,
        Kommando::Klient(k) => klient::udfoer(k).await?,
        Kommando::Anvisninger(a) => anvisninger::udfoer(a).await?,
        Kommando::Log(l) => log::udfoer(l).await?,
        Kommando::Eksempler(e) => eksempler::eksempler(&e)?,
        Kommando::Fejl(f) => hjaelp::fejl(&f)?,
        Kommando::Graenser => hjaelp::graenser()?,
        Kommando::Completion { shell } => hjaelp::completion(shell)?,
        Kommando::Man { til } => hjaelp::man(&til)?,
    }
    Ok(())
}

/// Writes to standard output. A closed pipe (`samspil fejl | head`) ends quietly.
fn skriv(tekst: &str) -> Result<(), String> {
    use std::io::Write;
    let mut ud = std::io::stdout().lock();
    match ud.write_all(tekst.as_bytes()).and_then(|()| ud.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(format!("standard output: {e}")),
        _ => Ok(()),
    }
}
