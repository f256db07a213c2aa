//! `samspil generer --levende`: a synthetic country that goes on. Each day becomes a change extract of CPR and a file of the company register, and both are loaded as such
//! files are: what a running program tells of them comes out of Beskedfordeler by itself.
//!
//! The days are those of a clock: of a program in development, which is followed or moved, or none. How far the country is lies in the store, written when a day is loaded; a
//! day that was broken off is made again, and the loads know what they have. Memory does not grow with the country: extracts go through a file.
mod landet;
mod uret;

use super::data::{organisationen, virksomheder};
use super::skriv;
use super::viser::Viser;
use crate::filer::{datamappe, kun_for_brugeren};
use crate::kommandolinje::Generer;
use crate::lagersted::Mangler;
use crate::opstilling::{self, Samspil, fejltekst};
use generator::Stoerrelse;
use grund::ur::Ur;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Melder, Tidspunkt};
use landet::{Landet, Raekke};
use std::fs::File;
use std::io::{BufReader, BufWriter, Cursor, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use uret::Uret;

/// Between looks at the clock that is followed.
const KIG: Duration = Duration::from_secs(1);
/// The hour at which a day's extracts come, in microseconds after midnight.
const MORGEN: i64 = 6 * 3_600 * 1_000_000;
/// Bytes that are read or written at a time.
const BUFFER: usize = 1024 * 1024;

/// Lets a country live until it has lived as long as was said, or for ever.
pub async fn lev(valg: &Generer) -> Result<(), String> {
    let s = opstilling::aabn(&valg.lager, Mangler::Lav).await?;
    datamappe(&valg.lager.data)?;
    kun_for_brugeren();
    let uret = Uret::ny(valg.server.clone());
    let svar = Levende { s: &s, valg, uret, fil: Udtraeksfil(valg.lager.data.join("levende.udtraek")) }.koer().await;
    s.register.lager().luk().await;
    svar.map_err(|f| fejltekst(&f))
}

/// The file that an extract lies in while it is loaded.
struct Udtraeksfil(PathBuf);

impl Drop for Udtraeksfil {
    fn drop(&mut self) {
        // Where nothing was written there is none.
        let _ = std::fs::remove_file(&self.0);
    }
}

struct Levende<'a> {
    s: &'a Samspil,
    valg: &'a Generer,
    uret: Uret,
    fil: Udtraeksfil,
}

fn sig(linje: &str) -> Result<(), Fejl> {
    skriv(&format!("{linje}\n")).map_err(Fejl::intern)
}

/// The Danish day of a time, as text.
fn dato(t: Tidspunkt) -> String {
    cvr::Dag::af(t).map(|d| d.to_string()).unwrap_or_default()
}

impl Levende<'_> {
    async fn koer(&self) -> Result<(), Fejl> {
        let mut land = self.landet().await?;
        let foerste = land.raekke.dag;
        let stop = self.valg.dage.map(|n| foerste.saturating_add(n));
        // Where nothing says how fast, the clock is followed.
        let styres = self.valg.dage.is_some() || self.valg.doegn.is_some();
        let doegn = Duration::from_secs_f64(self.valg.doegn.unwrap_or(0.0));
        let mut foran = false;
        while stop.is_none_or(|s| land.raekke.dag < s) {
            let naeste = land.raekke.dag + 1;
            if styres {
                let morgen = land.folk.dato(naeste).plus_mikros(MORGEN);
                self.uret.stil(morgen).await?;
                self.dag(&mut land, morgen).await?;
                tokio::time::sleep(doegn).await;
                continue;
            }
            let nu = self.uret.nu().await?;
            match land.folk.dag(nu) {
                Some(i_dag) if i_dag >= naeste => self.dag(&mut land, nu).await?,
                i_dag => {
                    if i_dag.is_none_or(|d| d < land.raekke.dag) && !foran {
                        foran = true;
                        sig(&format!(
                            "the country stands on {}, and the clock is before it: it waits",
                            dato(land.folk.dato(land.raekke.dag))
                        ))?;
                    }
                    tokio::time::sleep(KIG).await;
                }
            }
        }
        Ok(())
    }

    /// The country that lives in the store; or it is made, as it stands on the day of the clock.
    async fn landet(&self) -> Result<Landet, Fejl> {
        let lager = self.s.register.lager();
        let raekke = match Raekke::hent(lager).await? {
            Some(r) => {
                r.er_den(self.valg)?;
                r
            }
            None => {
                let begyndt = match self.valg.dag {
                    Some(d) => d,
                    None => self.uret.nu().await?,
                };
                let tomt = lager.status().await?.objekter == 0;
                let ny = Raekke::ny(self.valg, begyndt, tomt)?;
                ny.gem(lager, None).await?;
                ny
            }
        };
        let mut land = raekke.land()?;
        if land.raekke.klar {
            sig(&format!("goes on: {land}"))?;
            return Ok(land);
        }
        self.begynd(&mut land).await?;
        sig(&format!("begins: {land}"))?;
        Ok(land)
    }

    fn kald(&self, myndighed: Cvr, nu: Tidspunkt) -> Kaldekontekst {
        adgang::paa_maskinen(myndighed, nu, self.s.ids.ny())
    }

    /// Brings in what there is on the first day. Broken off, it is done again: each part of it knows what it has.
    async fn begynd(&self, land: &mut Landet) -> Result<(), Fejl> {
        let (begyndt, r) = (land.folk.dato(0), &land.raekke);
        let nu = self.s.ur.nu();
        let kommuner = Stoerrelse::ny(r.kommuner, 1, 0)?;
        let mut viser = Viser::ny();
        if r.registre {
            let stoerrelse =
                Stoerrelse::ny(r.kommuner, self.valg.enheder, self.valg.ansatte)?.med_sager(self.valg.borgere, self.valg.sager)?;
            organisationen(self.s, &self.kald(Cvr::KOMBIT, nu), r.froe, stoerrelse, begyndt, &mut viser).await?;
        }
        let register = cvr::Virksomhedsregister::ny(self.s.register.lager().clone());
        let foerste = generator::foerste_virksomhed(r.froe);
        // A demo has them already, as they stood on its day.
        if register.enhed(foerste.tal()).await?.is_none() {
            virksomheder(self.s, &self.kald(Cvr::LANDET, nu), r.froe, kommuner, begyndt, &mut viser).await?;
        }
        let poster = adresse::Udtraek::Poster(Box::new(land.folk.adresser(begyndt)));
        // Beside addresses of another source these are no news of a later day.
        let valg = adresse::Valg { tillad_aeldre: true, uden_haendelser: true };
        adresse::importer(self.s.register.lager(), adresse::Register::Dar, poster, valg, nu, &mut |f| viser.meld(f)).await?;
        self.cpr(nu, &mut viser, |ud, meld| land.folk.helt(0, ud, meld)).await?;
        viser.slut();
        land.klar(self.s.register.lager()).await
    }

    /// The next day: both extracts, loaded; then it is noted, and told on the screen.
    async fn dag(&self, land: &mut Landet, nu: Tidspunkt) -> Result<(), Fejl> {
        let dag = land.raekke.dag + 1;
        let mut viser = Viser::ny();
        let mut dagens = generator::cpr::Dagens::default();
        let folk = &land.folk;
        self.cpr(nu, &mut viser, |ud, meld| {
            dagens = folk.aendringer(dag - 1, dag, ud, meld)?;
            Ok(dagens.personer)
        })
        .await?;
        let firmaer = land.erhverv.dag(dag);
        self.cvr(&firmaer.linjer, dag, folk.dato(dag), nu, &mut viser).await?;
        viser.slut();
        land.naeste(self.s.register.lager()).await?;
        sig(&format!("{}  CPR: {} numbers ({}). CVR: {firmaer}.", dato(land.folk.dato(dag)), dagens.personer, dagens.haendelser))
    }

    /// Writes an extract of CPR and loads it.
    async fn cpr(
        &self,
        nu: Tidspunkt,
        viser: &mut Viser,
        skriv: impl FnOnce(&mut dyn Write, &mut Melder<'_>) -> Result<u64, Fejl>,
    ) -> Result<(), Fejl> {
        let fil: &Path = &self.fil.0;
        let fejl = |e: std::io::Error| Fejl::sted(fil, e);
        let mut ud = BufWriter::with_capacity(BUFFER, File::create(fil).map_err(fejl)?);
        skriv(&mut ud, &mut |f| viser.meld(f))?;
        ud.flush().map_err(fejl)?;
        let mut kilde = BufReader::with_capacity(BUFFER, File::open(fil).map_err(fejl)?);
        let bestand = ::cpr::Bestand::ny(self.s.register.lager().clone());
        let valg = ::cpr::indlaes::Valg::default();
        ::cpr::indlaes::indlaes(&bestand, &mut kilde, valg, nu, &mut |f| viser.meld(f)).await.map(|_| ())
    }

    /// Loads a day's lines of the company register.
    async fn cvr(&self, linjer: &[String], nr: u32, dagen: Tidspunkt, nu: Tidspunkt, viser: &mut Viser) -> Result<(), Fejl> {
        if linjer.is_empty() {
            return Ok(());
        }
        let dag = cvr::Dag::af(dagen).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigTid).felt("dag"))?;
        let hoved = serde_json::json!({ "type": "udtraek", "nr": nr, "dannet": dag.to_string() });
        let tekst = format!("{hoved}\n{}\n", linjer.join("\n"));
        let aabn = || -> Result<Box<dyn std::io::BufRead + Send>, Fejl> { Ok(Box::new(Cursor::new(tekst.clone().into_bytes()))) };
        let register = cvr::Virksomhedsregister::ny(self.s.register.lager().clone());
        let valg = cvr::import::Valg { dag, proev: false, haendelser: false, hvem: self.s.ids.ny(), hoejst: None };
        cvr::import::importer(&register, &aabn, valg, nu, &mut |f| viser.meld(f)).await.map(|_| ())
    }
}
