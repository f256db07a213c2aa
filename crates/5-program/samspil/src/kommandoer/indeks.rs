//! `samspil importer indeks`, and the file that `samspil generer --til` writes for it.
use super::skriv;
use super::viser::Viser;
use crate::filer::{self, Udfil};
use crate::indlaesning::{Bogmaerke, Indlaesning, Optaelling, Sted};
use crate::kommandolinje::Indeksfil;
use crate::lagersted::Mangler;
use crate::opstilling::{self, fejltekst};
use generator::{Land, Post};
use grund::ur::Ur;
use grund::{Cvr, Fejl, Fremskridt, Tidspunkt, UnikId, Uuid};
use register::udveksling::{self, Omfang, indeksfil};
use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::Path;

/// Bytes that are read from the file at a time.
const BUFFER: usize = 256 * 1024;

/// Loads the file; ends with an error when a line was refused.
pub async fn importer(valg: &Indeksfil) -> Result<(), String> {
    let filfejl = |e: io::Error| format!("{}: {e}", valg.fil.display());
    let s = opstilling::aabn(&valg.lager, Mangler::Lav).await?;
    let mut sted = Sted::default();
    let mut ialt = 0;
    let (kilde, bogmaerke): (Box<dyn BufRead + Send>, _) = if valg.fil == Path::new("-") {
        (Box::new(BufReader::with_capacity(BUFFER, io::stdin())), None)
    } else {
        let mut f = filer::aabn(&valg.fil)?;
        let k = Bogmaerke::for_fil(&valg.fil, &valg.lager, valg.myndighed).map_err(filfejl)?;
        ialt = k.bytes();
        if !valg.forfra {
            sted = k.fortsaettelse(&s.register).await.map_err(|f| fejltekst(&f))?.unwrap_or_default();
        }
        f.seek(SeekFrom::Start(sted.position)).map_err(filfejl)?;
        (Box::new(BufReader::with_capacity(BUFFER, f)), Some(k))
    };
    let fortsat = sted.linje;
    let kald = adgang::paa_maskinen(valg.myndighed.unwrap_or(Cvr::KOMBIT), s.ur.nu(), s.ids.ny());
    let indlaesning = Indlaesning { samspil: &s, kald, myndighed: valg.myndighed, uden_haendelser: valg.uden_haendelser, bogmaerke };
    let mut viser = Viser::ny();
    let resultat = indlaesning
        .koer(kilde, sted, &mut |sted| {
            viser.meld(Fremskridt { fase: "Indlæser (bytes)", gjort: sted.position, ialt: ialt.max(sted.position) })
        })
        .await;
    viser.slut();
    s.register.lager().luk().await;
    let ud = resultat.map_err(|f| format!("{}; the same command goes on from here", fejltekst(&f)))?;
    if let Some(k) = &indlaesning.bogmaerke {
        k.fjern().map_err(filfejl)?;
    }
    skriv(&rapport(&valg.fil, &ud, fortsat))?;
    if ud.afviste == 0 { Ok(()) } else { Err(format!("{} lines were refused", ud.afviste)) }
}

fn rapport(fil: &Path, o: &Optaelling, fortsat: u64) -> String {
    let mut ud = String::new();
    if fortsat > 0 {
        let _ = writeln!(ud, "Continued after line {fortsat}.");
    }
    let _ = writeln!(ud, "{} new, {} changed, {} unchanged, {} refused.", o.nye, o.aendrede, o.uaendrede, o.afviste);
    if o.andre > 0 {
        let _ = writeln!(ud, "{} lines with objects of other kinds were left out.", o.andre);
    }
    for (linje, fejl) in &o.foerste {
        let _ = writeln!(ud, "  {}/line {linje}: {fejl}", fil.display());
    }
    if o.afviste > o.foerste.len() as u64 {
        let _ = writeln!(ud, "  … and {} more", o.afviste - o.foerste.len() as u64);
    }
    ud
}

/// Writes the index objects of a country in place of storing them.
pub fn fra_land(land: Land, mut ud: Udfil, nu: Tidspunkt) -> Result<(), String> {
    let filfejl = |e: io::Error| e.to_string();
    let paa_skaerm = ud.paa_skaerm();
    let mut omfang = Omfang::default();
    writeln!(ud, "{}", udveksling::hoved(nu)).map_err(filfejl)?;
    for post in land.kun_indekser() {
        let (linje, registreringer) = post.and_then(|p| linje(p, nu)).map_err(|f| fejltekst(&f))?;
        writeln!(ud, "{linje}").map_err(filfejl)?;
        omfang.objekter += 1;
        omfang.registreringer += registreringer;
    }
    writeln!(ud, "{}", udveksling::slut(omfang)).map_err(filfejl)?;
    ud.faerdig()?;
    if paa_skaerm { Ok(()) } else { skriv(&format!("{} index objects written.\n", omfang.objekter)) }
}

/// The sender's system stands behind the registration.
fn linje(p: Post, nu: Tidspunkt) -> Result<(String, u64), Fejl> {
    let bruger = UnikId::Uuid(
        p.kommando.indhold.egenskaber.iter().flatten().find_map(|e| e.virkning.aktoer.as_ref()?.uuid()).unwrap_or(Uuid::nil()),
    );
    indeksfil::skriv(&indeksfil::Objektlinje { myndighed: p.myndighed, bruger, kommando: p.kommando, tillaeg: p.tillaeg }, nu)
}
