//! Persons from a file: CSV with the columns `uuid`, `nummer`, `fra`, `til`, `status` and, if wanted, `navn`; one row for each number, and the
//! rows of one person together are the whole of that person.
use crate::identitet::{Identitet, Tilknytning, efterse, kommando};
use crate::nummer::{CPR, FORMER, STATUSSER, er_cpr, er_nummer};
use grund::tabel::{Raekke, Tabel, dato};
use grund::tekstfil::{afkod, filfejl};
use grund::{Fejl, Fejlkode, Fremskridt, Kaldekontekst, Melder, Periode, Tidspunkt, UnikId, Uuid, graenser};
use register::Register;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// Persons that share syncs to disk.
const PORTION: usize = 256;

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opsummering {
    /// Persons that are new or say something else now.
    pub aendrede: usize,
    /// Persons that said the same already.
    pub uaendrede: usize,
}

impl fmt::Display for Opsummering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Personidentitet: {} added or changed, {} unchanged", self.aendrede, self.uaendrede)
    }
}

/// Brings the persons of a file into the register, for the authority of the call. The whole file is read and checked, also against the
/// register, before anything is written; the same file twice changes nothing.
///
/// # Errors
/// `ForStor`; those of the lines, with line and column; `NummerOptaget` with the line; those of the register.
pub async fn importer(register: &Register, kald: &Kaldekontekst, data: &[u8], meld: &mut Melder<'_>) -> Result<Opsummering, Fejl> {
    let personer = laes(data)?;
    let ialt = personer.len() as u64;
    for (nr, (linje, p)) in personer.iter().enumerate() {
        meld(Fremskridt { fase: "Efterser", gjort: nr as u64, ialt });
        efterse(register, kald, p.uuid, &p.numre).await.map_err(|f| match f.kode() {
            Fejlkode::NummerOptaget => f.under(&format!("the person of line {linje}")),
            _ => f,
        })?;
    }
    for bid in personer.chunks(PORTION) {
        let kommandoer: Vec<_> = bid.iter().map(|(_, p)| kommando(p)).collect();
        for (svar, (linje, _)) in register.efterse(kald, &kommandoer).await.into_iter().zip(bid) {
            svar.map_err(|f| f.under(&format!("the person of line {linje}")))?;
        }
    }
    let mut ud = Opsummering::default();
    for (nr, bid) in personer.chunks(PORTION).enumerate() {
        meld(Fremskridt { fase: "Skriver", gjort: (nr * PORTION) as u64, ialt });
        for svar in register.udfoer_flere(kald, bid.iter().map(|(_, p)| kommando(p)).collect()).await {
            if svar?.aendret { ud.aendrede += 1 } else { ud.uaendrede += 1 }
        }
    }
    Ok(ud)
}

/// Reads a file: each person with its first line.
///
/// # Errors
/// As [`importer`], without those of the register.
pub fn laes(data: &[u8]) -> Result<Vec<(u32, Identitet)>, Fejl> {
    if data.len() > graenser::IMPORT_BYTES {
        return Err(Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(graenser::IMPORT_BYTES, grund::sagt::BYTES)));
    }
    let tabel = Tabel::fra_csv(&afkod(data)?)?;
    tabel.efterse()?;
    let kolonner = Kolonner::af(&tabel)?;
    let mut ud: Vec<(u32, Identitet)> = Vec::new();
    let mut plads: HashMap<Uuid, usize> = HashMap::new();
    let mut optaget: BTreeMap<UnikId, (Uuid, u32)> = BTreeMap::new();
    for r in tabel.raekker() {
        let (uuid, navn, tilknytning) = kolonner.raekke(r)?;
        if tilknytning.optager() {
            let (anden, linje) = *optaget.entry(tilknytning.nummer.clone()).or_insert((uuid, r.linje));
            if anden != uuid {
                let hvad = format!("line {linje} gives the number to another person");
                return Err(filfejl(Fejlkode::NummerOptaget, r.linje, r.sted(kolonner.nummer), "CPR-09", hvad));
            }
        }
        let nr = *plads.entry(uuid).or_insert(ud.len());
        match ud.get_mut(nr) {
            None => ud.push((r.linje, Identitet { uuid, navn, numre: vec![tilknytning] })),
            Some((_, p)) => {
                let sted = |hvad| filfejl(Fejlkode::IndholdAfvist, r.linje, 1, "a person is told once", hvad);
                if navn.is_some() && p.navn.is_some() && navn != p.navn {
                    return Err(sted("the name differs from an earlier row of the person"));
                }
                if p.numre.iter().any(|n| n.nummer == tilknytning.nummer) {
                    return Err(sted("the number stands twice for the person"));
                }
                if p.numre.len() >= graenser::PERSON_NUMRE {
                    return Err(Fejl::ny(Fejlkode::ForMange)
                        .felt(format!("line {}", r.linje))
                        .ventet(grund::sagt::hoejst(graenser::PERSON_NUMRE, grund::sagt::STYK)));
                }
                p.navn = navn.or(p.navn.take());
                p.numre.push(tilknytning);
            }
        }
    }
    Ok(ud)
}

/// Where the columns are.
struct Kolonner {
    uuid: usize,
    nummer: usize,
    fra: usize,
    til: Option<usize>,
    status: Option<usize>,
    navn: Option<usize>,
}

impl Kolonner {
    fn af(t: &Tabel) -> Result<Self, Fejl> {
        if let Some(ukendt) = t.overskrifter().iter().find(|o| !["uuid", "nummer", "fra", "til", "status", "navn"].contains(&o.as_str())) {
            let hvad = format!("unknown column {}", grund::fejl::uddrag(ukendt));
            return Err(filfejl(Fejlkode::UgyldigFil, 1, 1, "uuid;nummer;fra;til;status;navn", hvad));
        }
        let kraevet = |navn: &'static str| {
            t.kolonne(&[navn])
                .ok_or_else(|| filfejl(Fejlkode::UgyldigFil, 1, 1, "uuid;nummer;fra;til;status;navn", format!("no column {navn}")))
        };
        let valgfri = |navn: &'static str| t.kolonne(&[navn]);
        Ok(Self {
            uuid: kraevet("uuid")?,
            nummer: kraevet("nummer")?,
            fra: kraevet("fra")?,
            til: valgfri("til"),
            status: valgfri("status"),
            navn: valgfri("navn"),
        })
    }

    /// Reads a row. A refused number is not repeated: only where it stands.
    fn raekke(&self, r: &Raekke) -> Result<(Uuid, Option<String>, Tilknytning), Fejl> {
        let uuid = grund::tabel::uuid(r.tekst(Some(self.uuid))).ok_or_else(|| r.fejl(Some(self.uuid), Fejlkode::UgyldigUuid, "a UUID"))?;
        // A CPR number may have its hyphen, as in lists of employees.
        let t = r.tekst(Some(self.nummer));
        let uden = t.split_once('-').filter(|(dato, loebenr)| dato.len() == 6 && loebenr.len() == 4).map(|(d, l)| format!("{d}{l}"));
        let t = uden.as_deref().unwrap_or(t);
        let nummer = UnikId::Urn(if t.starts_with("urn:") { t.to_owned() } else { format!("{CPR}{t}") });
        if !er_nummer(&nummer) {
            let former: Vec<String> = FORMER.iter().map(|(start, n)| format!("{start} and {n} digits")).collect();
            let hvad = format!("expected 10 digits, or {}", former.join(", "));
            return Err(filfejl(Fejlkode::UgyldigtMoenster, r.linje, r.sted(self.nummer), "C-20", hvad));
        }
        let dag =
            |kolonne| dato(r.tekst(Some(kolonne))).ok_or_else(|| r.fejl(Some(kolonne), Fejlkode::UgyldigTid, "a date, as 2026-05-01"));
        let til = match self.til.filter(|k| !r.tekst(Some(*k)).is_empty()) {
            Some(k) => dag(k)?,
            None => Tidspunkt::UENDELIG,
        };
        let periode = Periode::ny(dag(self.fra)?, til);
        if periode.er_tom() {
            return Err(r.fejl(self.til, Fejlkode::FraEfterTil, "fra before til"));
        }
        // Spreadsheets take the zero of 01 away.
        let status = Some(r.tekst(self.status)).filter(|s| !s.is_empty());
        let status = status.map(|s| if matches!(s.as_bytes(), [b'0'..=b'9']) { format!("0{s}") } else { s.to_owned() });
        let kendt = status.as_deref().is_none_or(|s| STATUSSER.contains(&s));
        if !kendt || (status.is_none() && er_cpr(&nummer)) {
            return Err(r.fejl(self.status, Fejlkode::UgyldigVaerdi, "CPR-06").tilladt(STATUSSER));
        }
        let navn = Some(r.tekst(self.navn)).filter(|n| !n.is_empty()).map(str::to_owned);
        if navn.as_ref().is_some_and(|n| n.chars().count() > 300) {
            return Err(filfejl(Fejlkode::ForLang, r.linje, 1, "navn: at most 300 characters", "the name is too long"));
        }
        Ok((uuid, navn, Tilknytning { nummer, periode, status }))
    }
}
