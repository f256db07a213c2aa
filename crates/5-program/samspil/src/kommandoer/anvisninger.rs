//! `samspil anvisninger`: the lint of files, and the report on what is stored. What a finding says is Danish, as it is told to senders.
use super::{Nederlag, skriv};
use crate::filer;
use crate::kommandolinje::anvisninger::{Anvisninger, Rapport};
use crate::lagersted::Mangler;
use crate::opstilling::{self, fejltekst};
use crate::ur::Systemur;
use grund::ur::Ur;
use grund::{Fejl, Fejlkode, Periode, Tidspunkt, Uuid, graenser};
use register::anvisning::Fund;
use register::anvisningskvalitet::{self, Rapport as Kvalitet};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Exit code when a file can't be read.
const ULAESELIG: u8 = 2;

/// Carries out the command.
pub async fn udfoer(valg: Anvisninger) -> Result<(), Nederlag> {
    match valg {
        Anvisninger::Lint { filer, json } => lint(&filer, json),
        Anvisninger::Rapport(r) => Ok(rapport(r).await?),
    }
}

/// An object of a file.
struct Linted {
    fil: String,
    navn: &'static str,
    uuid: Uuid,
    fund: Result<Vec<Fund>, Fejl>,
}

fn lint(filer: &[PathBuf], json: bool) -> Result<(), Nederlag> {
    let mut alle = Vec::new();
    for fil in filer {
        laes(fil, &mut alle).map_err(|f| Nederlag { kode: ULAESELIG, besked: Some(format!("{}: {f}", fil.display())) })?;
    }
    let antal: usize = alle.iter().map(|o| o.fund.as_ref().map_or(1, Vec::len)).sum();
    skriv(&if json { format!("{:#}\n", som_json(&alle)) } else { som_tekst(&alle, antal) })?;
    if antal == 0 { Ok(()) } else { Err(Nederlag { kode: 1, besked: None }) }
}

/// Lints one file; its first character says which form it has.
fn laes(fil: &Path, ud: &mut Vec<Linted>) -> Result<(), String> {
    let mut kilde: Box<dyn BufRead> =
        if fil == Path::new("-") { Box::new(BufReader::new(std::io::stdin())) } else { Box::new(BufReader::new(filer::aabn(fil)?)) };
    let navn = fil.display().to_string();
    if kilde.fill_buf().map_err(|e| e.to_string())?.first() == Some(&b'{') {
        let mut vis = |typen: &'static register::Objekttype, noegle: &lager::Objektnoegle, r: &[register::Registrering]| {
            if let (Some(l), Some(r)) = (typen.anvisninger, r.last().filter(|r| r.livscyklus.er_levende())) {
                ud.push(Linted { fil: navn.clone(), navn: typen.navn, uuid: noegle.uuid, fund: Ok((l.efterproev)(typen, r)) });
            }
        };
        return register::udveksling::gennemgaa(&opstilling::typer(), kilde.lines(), &mut vis).map(|_| ()).map_err(|f| fejltekst(&f));
    }
    let mut data = Vec::new();
    kilde.take(graenser::KROP_BYTES as u64 + 1).read_to_end(&mut data).map_err(|e| e.to_string())?;
    if data.len() > graenser::KROP_BYTES {
        return Err(fejltekst(&Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(graenser::KROP_BYTES, grund::sagt::BYTES))));
    }
    let objekter = soap::anvisninger::lint(&data, Systemur::ny().nu()).map_err(|f| fejltekst(&f))?;
    ud.extend(objekter.into_iter().map(|o| Linted { fil: navn.clone(), navn: o.objekttype.navn, uuid: o.uuid, fund: o.fund }));
    Ok(())
}

fn som_json(alle: &[Linted]) -> Value {
    let fund = |f: &Fund| json!({ "regel": f.regel, "felt": f.felt, "vaerdi": f.vaerdi, "raad": f.raad });
    let objekt = |o: &Linted| {
        let liste: Vec<Value> = o.fund.iter().flatten().map(fund).collect();
        let afvisning = o.fund.as_ref().err().map(Fejl::dansk);
        json!({ "fil": o.fil, "type": o.navn, "uuid": o.uuid.to_string(), "fund": liste, "afvisning": afvisning })
    };
    alle.iter().map(objekt).collect()
}

fn som_tekst(alle: &[Linted], antal: usize) -> String {
    let mut ud = String::new();
    for o in alle {
        let hoved = format!("{}: {} {}", o.fil, o.navn, o.uuid);
        match &o.fund {
            Ok(fund) if fund.is_empty() => {}
            Ok(fund) => {
                let _ = writeln!(ud, "{hoved}");
                for f in fund {
                    let vaerdi = if f.vaerdi.is_empty() { "(tom)" } else { &f.vaerdi };
                    let _ = writeln!(ud, "  {}\n    felt:  {}\n    værdi: {vaerdi}\n    råd:   {}", f.regel, f.felt, f.raad);
                }
            }
            Err(f) => {
                let _ = writeln!(ud, "{hoved}\n  afvises altid: {}", f.dansk());
            }
        }
    }
    let tal = |n: usize, en: &str| format!("{n} {en}{}", if n == 1 { "" } else { "s" });
    let _ = writeln!(ud, "{}, {}.", tal(alle.len(), "object"), tal(antal, "finding"));
    ud
}

async fn rapport(valg: Rapport) -> Result<(), String> {
    let periode = Periode::ny(valg.fra.unwrap_or(Tidspunkt::MINUS_UENDELIG), valg.til.unwrap_or(Tidspunkt::UENDELIG));
    if periode.er_tom() {
        return Err(fejltekst(&Fejl::ny(Fejlkode::FraEfterTil).felt("--til")));
    }
    let s = opstilling::aabn(&valg.lager, Mangler::Fejl).await?;
    let resultat = anvisningskvalitet::rapport(&s.register, valg.myndighed, periode).await;
    s.register.lager().luk().await;
    let r = resultat.map_err(|f| fejltekst(&f))?;
    skriv(&if valg.json { format!("{:#}\n", r.json(valg.myndighed, periode)) } else { kvalitet(&r) })
}

fn kvalitet(r: &Kvalitet) -> String {
    let mut ud = String::new();
    for ((system, aar, maaned), raekke) in &r.raekker {
        let system = if system.is_empty() { "(no master system)" } else { system };
        let _ = writeln!(ud, "{aar:04}-{maaned:02}  {system}  {} registrations, {} with findings", raekke.registreringer, raekke.med_fund);
        for (regel, tal) in &raekke.regler {
            let eksempler: Vec<String> = tal.eksempler.iter().map(ToString::to_string).collect();
            let _ = writeln!(ud, "    {regel}: {} ({})", tal.antal, eksempler.join(", "));
        }
    }
    if ud.is_empty() { "No registrations in the period.\n".into() } else { ud }
}
