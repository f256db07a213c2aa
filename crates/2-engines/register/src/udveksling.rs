//! Export and import of the whole register as lines of JSON: everything that was ever said, with names from the tables, so
//! that a file outlives the stored numbers.
//!
//! The first line names the format and its version, then comes one line for each object with all its registrations, oldest
//! first, and the last line counts them, so that a cut file is noticed. Memory: one batch of objects at a time.
pub mod indeksfil;
mod json;

use crate::Register;
use crate::haendelse::Haendelsestype;
use crate::kommando::Registreringsvalg;
use crate::model::{Livscyklus, Registrering};
use crate::nfc::Tekster;
use crate::objekttype::{Objekttype, Typekatalog};
use crate::register::{afkod_en, skrives};
use crate::valider;
use crate::{indeks, syn};
use futures::StreamExt;
use grund::{Cvr, Fejl, Fejlkode, Periode, Tidspunkt};
use lager::{Forventning, Gennemloeb, NyHaendelse, Objektnoegle, Objektskrivning, Skrivefejl, Skrivehandling, Skrivning, Unikaendring};
use serde_json::{Value, json};

/// Names the format in the first line.
const FORMAT: &str = "samspil-register";
/// Raised when an older reader would misunderstand a newer file.
const VERSION: u64 = 1;
/// Objects that are read from the store at a time.
const BID: usize = 200;
/// Objects that are written at once, sharing syncs to disk.
const SAMTIDIGE: usize = 64;
/// Differences that are reported in full.
const AFVIGELSER: usize = 100;

/// What was exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Omfang {
    /// Objects.
    pub objekter: u64,
    /// Their registrations.
    pub registreringer: u64,
}

/// What was imported so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indlaesning {
    /// Objects that were written.
    pub nye: u64,
    /// Their registrations.
    pub registreringer: u64,
    /// Objects that the register already has with the same registrations.
    pub uaendrede: u64,
    /// Objects that the register has with other registrations; nothing was done to them.
    pub afvigende: u64,
    /// The first of those.
    pub afvigelser: Vec<Objektnoegle>,
}

/// Gives the lines of an export, of one authority or of all. Changes made meanwhile may or may not be in it, each object whole.
///
/// # Errors
/// Those of the store and of the receiver of the lines; `Intern` when something stored can't be read (see [`crate::kontrol`]).
pub async fn eksporter(
    register: &Register,
    myndighed: Option<Cvr>,
    nu: Tidspunkt,
    linje: &mut (dyn FnMut(&str) -> Result<(), Fejl> + Send),
) -> Result<Omfang, Fejl> {
    linje(&hoved(nu))?;
    let mut omfang = Omfang::default();
    let mut gennemloeb = Gennemloeb::ny(myndighed);
    loop {
        let objekter = gennemloeb.naeste(register.lager().as_ref(), BID).await?;
        if objekter.is_empty() {
            break;
        }
        for o in &objekter {
            let typen = register
                .typer()
                .nr(o.noegle.objekttype)
                .ok_or_else(|| Fejl::intern(format!("unknown object type {}", o.noegle.objekttype)))?;
            let registreringer = o.registreringer.iter().rev().map(afkod_en).collect::<Result<Vec<_>, _>>()?;
            omfang.objekter += 1;
            omfang.registreringer += registreringer.len() as u64;
            linje(&json::objekt(typen, &o.noegle, &registreringer).to_string())?;
        }
    }
    linje(&slut(omfang))?;
    Ok(omfang)
}

/// The first line of a file.
pub fn hoved(nu: Tidspunkt) -> String {
    json!({"format": FORMAT, "version": VERSION, "tidspunkt": nu.til_utc()}).to_string()
}

/// The last line of a file.
pub fn slut(omfang: Omfang) -> String {
    json!({"slut": true, "objekter": omfang.objekter, "registreringer": omfang.registreringer}).to_string()
}

/// Takes the lines of an export and restores every registration as it was, with time, user, code and note. Each new object is
/// announced once in the change feed. May be repeated: what is there already is left alone.
///
/// # Errors
/// `UgyldigFil` with the line's number when the file can't be understood or ends early; objects before that line may be stored, each
/// whole, and the import may be repeated.
/// Those of the store.
pub async fn importer(
    register: &Register,
    linjer: impl Iterator<Item = std::io::Result<String>> + Send,
    fremskridt: &mut (dyn FnMut(&Indlaesning) + Send),
) -> Result<Indlaesning, Fejl> {
    let mut ud = Indlaesning::default();
    let mut slut = false;
    let mut laeser = Laeser::aabn(register.typer(), linjer)?;
    while !slut {
        let mut bid = Vec::with_capacity(SAMTIDIGE);
        while bid.len() < SAMTIDIGE && !slut {
            match laeser.naeste()? {
                Some(o) => bid.push(o),
                None => slut = true,
            }
        }
        let svar: Vec<_> = futures::stream::iter(&bid).map(|o| indlaes(register, o)).buffered(SAMTIDIGE).collect().await;
        for (o, s) in bid.iter().zip(svar) {
            match s.map_err(|f| f.under(&format!("line {}", o.linje)))? {
                Svar::Ny => {
                    ud.nye += 1;
                    ud.registreringer += o.registreringer.len() as u64;
                }
                Svar::Uaendret => ud.uaendrede += 1,
                Svar::Afviger => {
                    ud.afvigende += 1;
                    if ud.afvigelser.len() < AFVIGELSER {
                        ud.afvigelser.push(o.noegle);
                    }
                }
            }
        }
        fremskridt(&ud);
    }
    Ok(ud)
}

/// Reads the lines of an export and shows each object with its registrations, oldest first; nothing is stored.
///
/// # Errors
/// `UgyldigFil` as [`importer`].
pub fn gennemgaa(
    typer: &Typekatalog,
    linjer: impl Iterator<Item = std::io::Result<String>>,
    vis: &mut dyn FnMut(&'static Objekttype, &Objektnoegle, &[Registrering]),
) -> Result<Omfang, Fejl> {
    let mut laeser = Laeser::aabn(typer, linjer)?;
    while let Some(o) = laeser.naeste()? {
        vis(o.typen, &o.noegle, &o.registreringer);
    }
    Ok(laeser.set)
}

/// The lines of a file, each held against the format.
struct Laeser<'t, L> {
    typer: &'t Typekatalog,
    linjer: std::iter::Zip<std::ops::RangeFrom<u64>, L>,
    set: Omfang,
}

impl<'t, L: Iterator<Item = std::io::Result<String>>> Laeser<'t, L> {
    /// Reads the first line.
    fn aabn(typer: &'t Typekatalog, linjer: L) -> Result<Self, Fejl> {
        let mut linjer = (1u64..).zip(linjer);
        let (nr, hoved) = linjer.next().ok_or_else(|| ugyldig(1, "the file is empty"))?;
        efterse_hoved(nr, &laes_linje(nr, hoved)?)?;
        Ok(Self { typer, linjer, set: Omfang::default() })
    }

    /// The next object; `None` after the last line, which is checked.
    fn naeste(&mut self) -> Result<Option<Fremmed>, Fejl> {
        let cut = "the last line is missing: the file was cut";
        let (nr, l) = self.linjer.next().ok_or_else(|| ugyldig(self.set.objekter + 2, cut))?;
        let v = laes_linje(nr, l)?;
        if v.get("slut").is_some() {
            return efterse_slut(nr, &v, self.set).map(|()| None);
        }
        let o = laes_objekt(self.typer, nr, &v).map_err(|f| ugyldig(nr, &f.aarsagen().map_or_else(|| f.engelsk(), str::to_owned)))?;
        self.set.objekter += 1;
        self.set.registreringer += o.registreringer.len() as u64;
        Ok(Some(o))
    }
}

/// An object as a file has it.
struct Fremmed {
    linje: u64,
    typen: &'static Objekttype,
    noegle: Objektnoegle,
    registreringer: Vec<Registrering>,
}

/// What became of one object.
enum Svar {
    Ny,
    Uaendret,
    Afviger,
}

fn ugyldig(linje: u64, hvad: &str) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigFil).felt(format!("line {linje}")).detalje(hvad.to_owned())
}

fn laes_linje(nr: u64, linje: std::io::Result<String>) -> Result<Value, Fejl> {
    let linje = linje.map_err(|e| ugyldig(nr, &e.to_string()))?;
    serde_json::from_str(&linje).map_err(|e| ugyldig(nr, &e.to_string()))
}

fn efterse_hoved(nr: u64, v: &Value) -> Result<(), Fejl> {
    if v.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(ugyldig(nr, "the first line does not name the format samspil-register"));
    }
    match v.get("version").and_then(Value::as_u64) {
        Some(VERSION) => Ok(()),
        _ => Err(ugyldig(nr, "the file has a version that this program does not read").tilladt([VERSION])),
    }
}

fn efterse_slut(nr: u64, v: &Value, set: Omfang) -> Result<(), Fejl> {
    let tal = |navn: &str| v.get(navn).and_then(Value::as_u64);
    if tal("objekter") != Some(set.objekter) || tal("registreringer") != Some(set.registreringer) {
        return Err(ugyldig(nr, &format!("the file should hold {v}, and held {set:?}")));
    }
    Ok(())
}

/// Reads an object and holds it against what every stored object must be: its parts fit the table, and its times rise.
fn laes_objekt(typer: &Typekatalog, linje: u64, v: &Value) -> Result<Fremmed, Fejl> {
    let (typen, noegle, mut registreringer) = json::laes_objekt(typer, v)?;
    registreringer.nfc();
    let mut slut = Tidspunkt::UENDELIG;
    for r in registreringer.iter_mut().rev() {
        r.registreret.til = slut;
        slut = r.registreret.fra;
        if r.registreret.er_tom() || !r.registreret.fra.er_endelig() {
            return Err(Fejl::ny(Fejlkode::RegistreringsRaekkefoelge));
        }
        valider::invarianter(typen, &r.billede)?;
    }
    if registreringer.is_empty() {
        return Err(Fejl::ny(Fejlkode::ManglerElement).felt("registreringer"));
    }
    Ok(Fremmed { linje, typen, noegle, registreringer })
}

/// Writes an object that the store does not have, and compares one that it has.
async fn indlaes(register: &Register, o: &Fremmed) -> Result<Svar, Fejl> {
    let Some(sidste) = o.registreringer.last() else { return Err(Fejl::intern("an object without registrations")) };
    let lager = register.lager();
    let skriv = async |unikke| {
        let skrivning = Objektskrivning {
            noegle: o.noegle,
            forventet: Forventning::Ukendt,
            handling: Skrivehandling::Registrer {
                registreringer: skrives(&o.registreringer, None).map_err(Skrivefejl::Lager)?,
                luk: Vec::new(),
                indeks: indeks::forloeb(o.typen, None, &o.registreringer).skrives(None).1,
                maerker: o.typen.syn.is_some().then(|| syn::maerker(o.typen, sidste)).transpose().map_err(Skrivefejl::Lager)?,
            },
            unikke,
            haendelse: Some(NyHaendelse {
                handling: haendelsestype(sidste.livscyklus) as u8,
                notificeres: true,
                data: register.haendelsesmaal().data(o.typen, o.noegle.myndighed, None, Some(sidste), None).skriv(),
            }),
            emne: o.typen.emne(o.noegle.myndighed),
        };
        lager.skriv(Skrivning { objekter: vec![skrivning], ..Skrivning::default() }).await
    };
    let mut svar = skriv(o.typen.unikaendring(None, Some(sidste))).await;
    if let Err(Skrivefejl::NoegleOptaget { af, .. }) = &svar {
        // A store from before there were such keys may hold it; nothing of an export is left out.
        tracing::warn!(objekt = %o.noegle.uuid, andet = %af.uuid, "a key that one object holds at a time stands in two: the second comes in without it");
        svar = skriv(Unikaendring::default()).await;
    }
    match svar {
        Ok(_) => return Ok(Svar::Ny),
        Err(Skrivefejl::Samtidig(_)) => {}
        Err(f) => return Err(f.into()),
    }
    let alt = Registreringsvalg::Interval(Periode::ALTID);
    let Some(har) = lager.hent(&[o.noegle.myndighed], o.noegle.objekttype, o.noegle.uuid, alt).await? else { return Ok(Svar::Afviger) };
    if har.registreringer.len() != o.registreringer.len() {
        return Ok(Svar::Afviger);
    }
    for (r, x) in har.registreringer.iter().rev().zip(&o.registreringer) {
        if afkod_en(r)? != *x {
            return Ok(Svar::Afviger);
        }
    }
    Ok(Svar::Uaendret)
}

/// How an object comes to be in a feed that has not seen it.
fn haendelsestype(kode: Livscyklus) -> Haendelsestype {
    match kode {
        Livscyklus::Slettet => Haendelsestype::Slet,
        Livscyklus::Passiveret => Haendelsestype::Passiver,
        Livscyklus::Opstaaet | Livscyklus::Importeret | Livscyklus::Rettet => Haendelsestype::Importer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kommando::Handling;
    use crate::register::proever::{fil, kald, koer, kommando, navn, register};

    async fn ind(r: &Register, l: &[String]) -> Result<Indlaesning, Fejl> {
        importer(r, l.iter().cloned().map(Ok), &mut |_| {}).await
    }

    #[test]
    fn a_file_is_stable_and_has_names() {
        koer(async {
            let r = register();
            r.udfoer(&kald(1_000_000), kommando(5, Handling::Opret, navn(0, 99, "Ørebro"))).await.unwrap();
            let f = fil(&r).await;
            assert_eq!(f[0], r#"{"format":"samspil-register","tidspunkt":"1970-01-01T00:00:00.000000Z","version":1}"#);
            assert_eq!(
                f[1],
                r#"{"myndighed":"11111111","registreringer":[{"bruger":"00000000-0000-0000-0000-000000000001","egenskaber":[{"felter":{"brugervendtnoegle":"Ørebro"},"virkning":{"fra":"1970-01-01T00:00:00.000000Z","til":"infinity"}}],"livscyklus":"Opstaaet","oprindelse":"Opstaaet","tidspunkt":"1970-01-01T00:00:01.000000Z"}],"type":"Ting","uuid":"00000000-0000-0000-0000-000000000005"}"#
            );
            assert_eq!(f[2], r#"{"objekter":1,"registreringer":1,"slut":true}"#);
        });
    }

    #[test]
    fn a_cut_strange_or_contradicting_file_is_told() {
        koer(async {
            let r = register();
            for n in 1..=3 {
                r.udfoer(&kald(1), kommando(n, Handling::Opret, navn(0, 99, "a"))).await.unwrap();
            }
            let f = fil(&r).await;
            let ny = register();
            assert_eq!(ind(&ny, &f[..3]).await.unwrap_err().kode(), Fejlkode::UgyldigFil);
            assert_eq!(ind(&ny, &[]).await.unwrap_err().kode(), Fejlkode::UgyldigFil);
            assert_eq!(ind(&ny, &f[1..]).await.unwrap_err().kode(), Fejlkode::UgyldigFil);
            let med = |fra: &str, til: &str| f.iter().map(|l| l.replace(fra, til)).collect::<Vec<_>>();
            for daarlig in [
                med("\"version\":1", "\"version\":2"),
                med("brugervendtnoegle", "ukendt"),
                med("\"type\":\"Ting\"", "\"type\":\"Intet\""),
                med("infinity", "1969-01-01"),
                med("\"a\"", "7"),
                med("\"objekter\":3", "\"objekter\":4"),
            ] {
                let fejl = ind(&ny, &daarlig).await.unwrap_err();
                assert_eq!(fejl.kode(), Fejlkode::UgyldigFil);
                assert!(fejl.feltet().unwrap().starts_with("line "));
            }
            let (foerst, igen) = (ind(&ny, &f).await.unwrap(), ind(&ny, &f).await.unwrap());
            assert_eq!((foerst.nye, foerst.uaendrede, igen.nye, igen.uaendrede), (3, 0, 0, 3));
            let afviger = ind(&ny, &med("\"a\"", "\"b\"")).await.unwrap();
            assert_eq!((afviger.nye, afviger.uaendrede, afviger.afvigende, afviger.afvigelser.len()), (0, 0, 3, 3));
        });
    }
}
