//! `samspil`
use clap::Parser;
use samspil::kommandoer::Nederlag;
use samspil::kommandolinje::{Kommandolinje, Logform};
use std::io::IsTerminal;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

#[global_allocator]
static ALLOKATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    samspil::filer::kun_for_brugeren();
    let linje = Kommandolinje::parse();
    let filter = match EnvFilter::try_new(&linje.log) {
        Ok(f) => f,
        Err(e) => return afslut(Err(format!("--log {}: {e}", linje.log).into())),
    };
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    match linje.logform {
        Logform::Tekst => log.init(),
        Logform::Json => log.json().flatten_event(true).init(),
    }
    // Short reads of the embedded store run on the workers, so there are more of them than cores.
    let traade = std::thread::available_parallelism().map_or(4, |n| (n.get() * 2).max(4));
    let kerne = tokio::runtime::Builder::new_multi_thread().worker_threads(traade).enable_all().build();
    match kerne {
        Ok(kerne) => {
            let resultat = kerne.block_on(samspil::kommandoer::udfoer(linje.kommando));
            kerne.shutdown_timeout(std::time::Duration::from_secs(1));
            afslut(resultat)
        }
        Err(e) => afslut(Err(format!("cannot start: {e}").into())),
    }
}

#[allow(clippy::print_stderr)]
fn afslut(resultat: Result<(), Nederlag>) -> ExitCode {
    match resultat {
        Ok(()) => ExitCode::SUCCESS,
        Err(Nederlag { kode, besked }) => {
            if let Some(besked) = besked {
                eprintln!("samspil: {besked}");
            }
            ExitCode::from(kode)
        }
    }
}
