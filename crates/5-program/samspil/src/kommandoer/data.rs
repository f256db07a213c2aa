//! `samspil importer`, `samspil generer`, and the demo's data.
use super::skriv;
use super::viser::Viser;
use crate::filer::{self, Udfil};
use crate::kommandolinje::{Generer, Genererhvad, Importer, Lagervalg, Registerfiler};
use crate::lagersted::Mangler;
use crate::opstilling::{self, Samspil, fejltekst};
use crate::ur::Systemur;
use generator::Stoerrelse;
use generator::cpr::{DANMARKS_TAKT, Folk};
use grund::ur::Ur;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Tidspunkt};
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor};
use std::path::{Path, PathBuf};

/// Bytes that are read from an extract of CPR at a time.
const CPR_BUFFER: usize = 1024 * 1024;

/// Brings data in from files.
pub async fn importer(valg: Importer) -> Result<(), String> {
    match valg {
        Importer::Kle { filer, udgave, proev, delvis, tillad_mange, myndighed, lager } => {
            let filer = laes_filer(&filer)?;
            let filer: Vec<_> = filer.iter().map(|(navn, data)| klassifikation::kle::Fil { navn, data }).collect();
            med_lager(&lager, myndighed, async |s, kald, viser| {
                let valg = klassifikation::kle::Valg { udgave, proev, delvis, tillad_mange };
                klassifikation::kle::importer(&s.register, kald, &filer, &valg, &mut |f| viser.meld(f)).await.map(|o| o.to_string())
            })
            .await
        }
        Importer::Personer { fil, myndighed, lager } => {
            let (navn, data) = laes_fil(&fil)?;
            med_lager(&lager, myndighed, async |s, kald, viser| {
                let svar = person::indlaes::importer(&s.register, kald, &data, &mut |f| viser.meld(f)).await;
                svar.map(|o| o.to_string()).map_err(|f| f.under(&navn))
            })
            .await
        }
        Importer::Cvr { fil, aendret_fra, proev, haendelser, tillad_fremtid, lager } => {
            filer::aabn(&fil)?;
            let aabn = || -> Result<Box<dyn BufRead + Send>, Fejl> {
                let f = File::open(&fil).map_err(|e| Fejl::sted(&fil, e))?;
                Ok(Box::new(BufReader::new(f)))
            };
            med_lager(&lager, Cvr::LANDET, async |s, kald, viser| {
                let register = cvr::Virksomhedsregister::ny(s.register.lager().clone());
                let dag = cvr::Dag::af(aendret_fra.unwrap_or(kald.nu)).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigTid).felt("aendret-fra"))?;
                let hoejst = if tillad_fremtid { None } else { cvr::Dag::af(kald.nu) };
                let valg = cvr::import::Valg { dag, proev, haendelser, hvem: s.ids.ny(), hoejst };
                let svar = cvr::import::importer(&register, &aabn, valg, kald.nu, &mut |f| viser.meld(f)).await;
                svar.map(|o| o.to_string()).map_err(|f| f.under(&filnavn(&fil)))
            })
            .await
        }
        Importer::Dar(valg) => register(adresse::Register::Dar, valg).await,
        Importer::Bbr(valg) => register(adresse::Register::Bbr, valg).await,
        Importer::Cpr { fil, fuldt, haendelser, tillad_fremtid, lager } => {
            let mut kilde = BufReader::with_capacity(CPR_BUFFER, filer::aabn(&fil)?);
            med_lager(&lager, Cvr::LANDET, async |s, kald, viser| {
                let bestand = ::cpr::Bestand::ny(s.register.lager().clone());
                let hoejst = if tillad_fremtid { None } else { crate::befolkning::dag(kald.nu) };
                let valg = ::cpr::indlaes::Valg { fuldt, haendelser, hoejst };
                let svar = ::cpr::indlaes::indlaes(&bestand, &mut kilde, valg, kald.nu, &mut |f| viser.meld(f)).await;
                svar.map(|r| r.to_string()).map_err(|f| f.under(&filnavn(&fil)))
            })
            .await
        }
        Importer::Indeks(valg) => super::indeks::importer(&valg).await,
        Importer::Eksport { fil, lager } => super::eksport::importer(&fil, &lager).await,
        Importer::Organisation { filer, myndighed, aendret_fra, proev, lager } => {
            let filer = laes_filer(&filer)?;
            let filer: Vec<_> = filer.iter().map(|(navn, data)| organisation::indlaes::Fil { navn, data }).collect();
            med_lager(&lager, myndighed, async |s, kald, viser| {
                let valg = organisation::indlaes::Valg { aendret_fra, proev };
                organisation::indlaes::importer(&s.register, kald, &filer, &valg, &mut |f| viser.meld(f)).await.map(|o| o.to_string())
            })
            .await
        }
    }
}

/// Writes an extract of CPR about the country's citizens.
fn cpr_udtraek(folk: &Folk, dag: Tidspunkt, forrige: Option<Tidspunkt>, fil: &Path, overskriv: bool) -> Result<(), String> {
    let ukendt =
        || fejltekst(&Fejl::ny(Fejlkode::UgyldigTid).felt("dag").ventet(("ikke før landet begynder", "not before the country begins")));
    let nummer = |t: Tidspunkt| folk.dag(t).ok_or_else(ukendt);
    let (dag, forrige) = (nummer(dag)?, forrige.map(nummer).transpose()?);
    let mut ud = Udfil::ny(fil, overskriv)?;
    let paa_skaerm = ud.paa_skaerm();
    let mut viser = Viser::ny();
    let svar = match forrige {
        None => folk.helt(dag, &mut ud, &mut |f| viser.meld(f)).map(|n| format!("{n} persons written.\n")),
        Some(f) => {
            let svar = folk.aendringer(f, dag, &mut ud, &mut |f| viser.meld(f));
            svar.map(|d| format!("{} persons written: {}.\n", d.personer, d.haendelser))
        }
    };
    viser.slut();
    let svar = svar.map_err(|f| fejltekst(&f))?;
    ud.faerdig()?;
    if paa_skaerm { Ok(()) } else { skriv(&svar) }
}

/// Fills an empty store with a synthetic country, or writes its index objects to a file.
pub async fn generer(valg: Generer) -> Result<(), String> {
    match valg.hvad {
        Some(Genererhvad::Adresser { antal, seed, dag, lager }) => {
            return med_lager(&lager, Cvr::LANDET, async |s, kald, viser| {
                let poster = Box::new(generator::adresser(seed, antal, dag.unwrap_or(kald.nu)));
                let udtraek = adresse::Udtraek::Poster(poster);
                adresser(s, adresse::Register::Dar, udtraek, adresse::Valg::default(), kald, viser).await
            })
            .await;
        }
        Some(Genererhvad::CprUdtraek { seed, kommuner, personer, begyndt, dag, forrige, aendringer, fil, overskriv }) => {
            let begyndt = begyndt.or(forrige).unwrap_or(dag);
            let folk = Folk::med_personer(seed, kommuner, personer, begyndt, DANMARKS_TAKT).map_err(|f| fejltekst(&f))?;
            // Something that happens is told of one to three persons.
            return cpr_udtraek(&folk.haendelser_pr_dag((aendringer / 2).max(1)), dag, forrige, &fil, overskriv);
        }
        None => {}
    }
    if valg.levende {
        return super::levende::lev(&valg).await;
    }
    let stoerrelse = Stoerrelse::ny(valg.kommuner, valg.enheder, valg.ansatte)
        .and_then(|s| s.med_sager(valg.borgere, valg.sager))
        .map_err(|f| fejltekst(&f))?;
    if let Some(fil) = &valg.til {
        let ud = Udfil::ny(fil, valg.overskriv)?;
        let nu = valg.dag.unwrap_or_else(|| Systemur::ny().nu());
        let land = generator::land(&opstilling::typer(), valg.seed, stoerrelse, nu).map_err(|f| fejltekst(&f))?;
        return super::indeks::fra_land(land, ud, nu);
    }
    med_lager(&valg.lager, Cvr::KOMBIT, async |s, kald, viser| {
        let status = s.register.lager().status().await?;
        if status.objekter > 0 {
            return Err(Fejl::ny(Fejlkode::FindesAllerede).detalje((
                "landet laves i et tomt lager; vælg en anden --data eller --lager",
                "the country is made in an empty store; choose another --data or --lager",
            )));
        }
        let nu = valg.dag.unwrap_or(kald.nu);
        let land = organisationen(s, kald, valg.seed, stoerrelse, nu, viser).await?;
        let virksomheder = virksomheder(s, kald, valg.seed, stoerrelse, nu, viser).await?;
        Ok(format!("{land}\n{virksomheder}"))
    })
    .await
}

/// The organisation of a synthetic country, with its cases.
pub(super) async fn organisationen(
    s: &Samspil,
    kald: &Kaldekontekst,
    froe: u64,
    stoerrelse: Stoerrelse,
    nu: Tidspunkt,
    viser: &mut Viser,
) -> Result<generator::Opsummering, Fejl> {
    let land = generator::land(s.register.typer(), froe, stoerrelse, nu)?;
    generator::indlaes(&s.register, kald, land, &mut |f| viser.meld(f)).await
}

/// Brings an extract of a register in.
async fn register(register: adresse::Register, valg: Registerfiler) -> Result<(), String> {
    let en = |f: PathBuf| {
        // Told before anything is begun.
        filer::aabn(&f)?;
        let aabn: adresse::Aabner = std::sync::Arc::new({
            let f = f.clone();
            move || std::fs::File::open(&f).map(|k| Box::new(k) as Box<dyn adresse::Kilde>)
        });
        Ok(adresse::Fil { navn: filnavn(&f), aabn })
    };
    let filer = valg.filer.into_iter().map(en).collect::<Result<Vec<_>, String>>()?;
    let hvordan = adresse::Valg { tillad_aeldre: valg.tillad_aeldre, uden_haendelser: valg.uden_haendelser };
    med_lager(&valg.lager, Cvr::LANDET, async |s, kald, viser| {
        adresser(s, register, adresse::Udtraek::Filer(filer), hvordan, kald, viser).await
    })
    .await
}

async fn adresser(
    s: &Samspil,
    register: adresse::Register,
    udtraek: adresse::Udtraek,
    valg: adresse::Valg,
    kald: &Kaldekontekst,
    viser: &mut Viser,
) -> Result<String, Fejl> {
    adresse::importer(s.register.lager(), register, udtraek, valg, kald.nu, &mut |f| viser.meld(f)).await.map(|o| o.to_string())
}

/// What `samspil demo` starts with: Korsbæk Kommune as it stands today.
pub async fn demodata(s: &Samspil) -> Result<(), String> {
    let kald = adgang::paa_maskinen(Cvr::KOMBIT, s.ur.nu(), s.ids.ny());
    let mut viser = Viser::ny();
    let resultat = async {
        organisationen(s, &kald, 1, Stoerrelse::LILLE, kald.nu, &mut viser).await?;
        virksomheder(s, &kald, 1, Stoerrelse::LILLE, kald.nu, &mut viser).await
    }
    .await;
    viser.slut();
    resultat.map(|_| ()).map_err(|f| fejltekst(&f))
}

/// The company register of a synthetic country.
pub(super) async fn virksomheder(
    s: &Samspil,
    kald: &Kaldekontekst,
    froe: u64,
    stoerrelse: Stoerrelse,
    nu: Tidspunkt,
    viser: &mut Viser,
) -> Result<cvr::import::Opsummering, Fejl> {
    let linjer: String = generator::virksomheder(froe, stoerrelse, nu).flat_map(|l| [l, "\n".to_owned()]).collect();
    let aabn = || -> Result<Box<dyn BufRead + Send>, Fejl> { Ok(Box::new(Cursor::new(linjer.clone().into_bytes()))) };
    let register = cvr::Virksomhedsregister::ny(s.register.lager().clone());
    let dag = cvr::Dag::af(nu).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigTid))?;
    let valg = cvr::import::Valg { dag, proev: false, haendelser: false, hvem: s.ids.ny(), hoejst: None };
    cvr::import::importer(&register, &aabn, valg, kald.nu, &mut |f| viser.meld(f)).await
}

/// Opens the store, does the work under a progress bar, prints what came of it, and closes the store.
async fn med_lager(
    lager: &Lagervalg,
    myndighed: Cvr,
    arbejde: impl AsyncFnOnce(&Samspil, &Kaldekontekst, &mut Viser) -> Result<String, Fejl>,
) -> Result<(), String> {
    let s = opstilling::aabn(lager, Mangler::Lav).await?;
    let kald = adgang::paa_maskinen(myndighed, s.ur.nu(), s.ids.ny());
    let mut viser = Viser::ny();
    let resultat = arbejde(&s, &kald, &mut viser).await;
    viser.slut();
    s.register.lager().luk().await;
    skriv(&format!("{}\n", resultat.map_err(|f| fejltekst(&f))?))
}

/// Every file with its name, whole: an import reads and checks everything before it writes.
fn laes_filer(filer: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>, String> {
    filer.iter().map(|f| laes_fil(f)).collect()
}

fn laes_fil(f: &Path) -> Result<(String, Vec<u8>), String> {
    Ok((filnavn(f), filer::laes(f)?))
}

fn filnavn(f: &Path) -> String {
    f.file_name().map_or_else(|| f.display().to_string(), |n| n.to_string_lossy().into_owned())
}
