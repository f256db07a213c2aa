//! `samspil eksporter` and `samspil importer eksport`: everything as JSON lines.
use super::skriv;
use super::viser::Viser;
use crate::filer::{self, Udfil};
use crate::kommandolinje::{Eksporter, Lagervalg};
use crate::lagersted::Mangler;
use crate::opstilling::{self, fejltekst};
use grund::Fejl;
use grund::fremskridt::Fremskridt;
use grund::ur::Ur;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

/// Writes everything, or one authority's, to a file or to standard output.
pub async fn eksporter(valg: Eksporter) -> Result<(), String> {
    let s = opstilling::aabn(&valg.lager, Mangler::Fejl).await?;
    let mut ud = Udfil::ny(&valg.fil, valg.overskriv)?;
    let paa_skaerm = ud.paa_skaerm();
    let mut viser = Viser::ny();
    let ialt = s.register.lager().status().await.map_err(|f| fejltekst(&f))?.objekter;
    let mut gjort = 0;
    let resultat = register::udveksling::eksporter(&s.register, valg.myndighed, s.ur.nu(), &mut |linje| {
        gjort += 1;
        if gjort % 1000 == 0 {
            viser.meld(Fremskridt { fase: "Eksporterer", gjort, ialt });
        }
        writeln!(ud, "{linje}").map_err(Fejl::intern)
    })
    .await;
    viser.slut();
    let omfang = resultat.map_err(|f| fejltekst(&f))?;
    ud.faerdig()?;
    s.register.lager().luk().await;
    if paa_skaerm { Ok(()) } else { skriv(&format!("{} objects with {} registrations written.\n", omfang.objekter, omfang.registreringer)) }
}

/// Restores what [`eksporter`] wrote.
pub async fn importer(fil: &Path, lager: &Lagervalg) -> Result<(), String> {
    let s = opstilling::aabn(lager, Mangler::Lav).await?;
    let kilde: Box<dyn BufRead + Send> =
        if fil == Path::new("-") { Box::new(BufReader::new(std::io::stdin())) } else { Box::new(BufReader::new(filer::aabn(fil)?)) };
    let mut viser = Viser::ny();
    let resultat = register::udveksling::importer(&s.register, kilde.lines(), &mut |i| {
        viser.meld(Fremskridt { fase: "Importerer", gjort: i.nye + i.uaendrede + i.afvigende, ialt: 0 });
    })
    .await;
    viser.slut();
    let i = resultat.map_err(|f| fejltekst(&f))?;
    s.register.lager().luk().await;
    let mut ud = format!(
        "{} objects added with {} registrations, {} unchanged, {} different and left alone.\n",
        i.nye, i.registreringer, i.uaendrede, i.afvigende
    );
    for n in &i.afvigelser {
        ud.push_str(&format!("  different: authority {}, type {}, {}\n", n.myndighed, n.objekttype, n.uuid));
    }
    skriv(&ud)
}
