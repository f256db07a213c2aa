//! An extract as a file: read line by line, held against itself before anything of it is used.
use crate::format::{self, HAENDELSE, PERSON, SLUT, START};
use crate::linje::{Linje, Post};
use crate::pakning::{Record, er_for_lang};
use crate::person::Personnummer;
use crate::tid::Tid;
use aws_lc_rs::digest::{Context, SHA256};
use grund::{Fejl, Fejlkode, Fremskridt, Melder, graenser};
use std::collections::BTreeMap;
use std::io::{BufRead, Read};

/// Lines between two reports of progress.
const MELD_LINJER: u64 = 100_000;
/// What a file of UTF-8 may begin with.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// What an extract says of itself in its first record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// The customer's task at CPR.
    pub opgave: u32,
    /// The day of production.
    pub dato: Tid,
    /// That of the extract before; `None` for a whole one.
    pub forrige: Option<Tid>,
}

impl Start {
    fn af(l: &Linje<'_>) -> Result<Self, Fejl> {
        let fejl = |felt: &str| Fejl::ny(Fejlkode::UgyldigFil).felt(format!("line 1, {felt}")).regel("CPR-14");
        if l.nr != START {
            return Err(fejl("RECORDTYPE").ventet(("startrecord 000", "the start record 000")));
        }
        // A start record has no personnummer, so its fields begin earlier than others': it is read whole.
        let post = |navn: &str| {
            let f = format::recordtype(START).and_then(|t| t.felt(navn));
            f.and_then(|f| l.hele.get(f.fra - 1..(f.fra - 1 + f.laengde).min(l.hele.len()))).unwrap_or_default()
        };
        let dag = |navn: &str| Tid::laes(&crate::linje::tekst(post(navn)), false).map_err(|_| fejl(navn));
        let opgave = crate::linje::tekst(post("OPGAVENR")).trim().parse().map_err(|_| fejl("OPGAVENR"))?;
        Ok(Self { opgave, dato: dag("PRODDTO")?.ok_or_else(|| fejl("PRODDTO"))?, forrige: dag("PRODDTOFORRIG")? })
    }
}

/// An extract that was read to its end and found whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kontrol {
    /// What it says of itself.
    pub start: Start,
    /// Lines, all of them.
    pub linjer: u64,
    /// Bytes.
    pub bytes: u64,
    /// Records of each type that is in it, known or not.
    pub antal: BTreeMap<u16, u64>,
    /// SHA-256 of the whole: by it the same extract is known again.
    pub aftryk: [u8; 32],
}

impl Kontrol {
    /// Persons: their records begin with 001.
    pub fn personer(&self) -> u64 {
        self.antal.get(&PERSON).copied().unwrap_or_default()
    }

    /// Every known type with its number of records, and then the unknown ones (CPR-14).
    pub fn pr_type(&self) -> impl Iterator<Item = (u16, &'static str, u64)> + '_ {
        let kendte = format::RECORDTYPER.iter().map(|t| (t.nr, t.navn, self.antal.get(&t.nr).copied().unwrap_or_default()));
        let ukendte = self.antal.iter().filter(|(nr, _)| format::recordtype(**nr).is_none()).map(|(nr, n)| (*nr, "ukendt", *n));
        kendte.chain(ukendte)
    }
}

/// Lines of limited length, with their numbers.
pub(crate) struct Linjer<'k> {
    kilde: &'k mut (dyn BufRead + Send),
    bid: Vec<u8>,
    /// Lines so far.
    pub linje: u64,
    /// Bytes so far.
    pub bytes: u64,
}

impl<'k> Linjer<'k> {
    pub(crate) fn ny(kilde: &'k mut (dyn BufRead + Send), linje: u64, bytes: u64) -> Self {
        Self { kilde, bid: Vec::new(), linje, bytes }
    }

    /// The next line as it lies in the file; `None` at its end.
    pub(crate) fn naeste(&mut self) -> Result<Option<&[u8]>, Fejl> {
        self.bid.clear();
        let hoejst = (format::HOVED + graenser::CPR_LINJE_BYTES) as u64 + 2;
        let fejl = |e: std::io::Error| Fejl::ny(Fejlkode::UbrugeligtSted).felt(format!("line {}", self.linje + 1)).detalje(e);
        let laest = (&mut *self.kilde).take(hoejst).read_until(b'\n', &mut self.bid).map_err(fejl)?;
        if laest == 0 {
            return Ok(None);
        }
        self.linje += 1;
        self.bytes += laest as u64;
        if er_for_lang(self.bid.trim_ascii_end()) || (laest as u64 == hoejst && self.bid.last() != Some(&b'\n')) {
            let hvad = grund::sagt::hoejst(format::HOVED + graenser::CPR_LINJE_BYTES, grund::sagt::BYTES);
            return Err(Fejl::ny(Fejlkode::UgyldigFil).felt(format!("line {}", self.linje)).regel("CPR-14").ventet(hvad));
        }
        Ok(Some(&self.bid))
    }
}

fn ikke_hel(linje: u64, dansk: String, engelsk: String) -> Fejl {
    Fejl::ny(Fejlkode::IndholdAfvist).felt(format!("line {linje}")).regel("CPR-14").detalje((dansk, engelsk))
}

/// Reads an extract to its end: every field of every known record holds what it is for, it begins and ends as it must, and it has as many records as it says.
///
/// # Errors
/// `UgyldigFil` with line and field; `IndholdAfvist` for half an extract; `UbrugeligtSted` when it can't be read.
pub fn kontroller(kilde: &mut (dyn BufRead + Send), ialt: u64, meld: &mut Melder<'_>) -> Result<Kontrol, Fejl> {
    let mut linjer = Linjer::ny(kilde, 0, 0);
    let (mut aftryk, mut antal, mut start, mut slut) = (Context::new(&SHA256), BTreeMap::<u16, u64>::new(), None, None);
    let mut records = 0;
    loop {
        let (nr, ved) = (linjer.linje + 1, linjer.bytes);
        let Some(bytes) = linjer.naeste()? else { break };
        aftryk.update(bytes);
        if nr.is_multiple_of(MELD_LINJER) {
            meld(Fremskridt { fase: "Efterser udtrækket", gjort: ved, ialt });
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        if nr == 1 && bytes.starts_with(BOM) {
            let hvad = (
                "filen begynder med UTF-8's byte order mark: gem den som ISO 8859-1",
                "the file begins with the byte order mark of UTF-8: save it as ISO 8859-1",
            );
            return Err(Fejl::ny(Fejlkode::UgyldigFil).felt("line 1").regel("CPR-14").ventet(("ISO 8859-1", "ISO 8859-1")).detalje(hvad));
        }
        let l = Linje::laes(bytes, nr)?;
        if slut.is_some() {
            return Err(ikke_hel(nr, "der står noget efter slutrecorden".into(), "something follows the end record".into()));
        }
        l.efterse(nr)?;
        if antal.len() >= graenser::CPR_RECORDTYPER && !antal.contains_key(&l.nr) {
            return Err(Fejl::ny(Fejlkode::ForMange).felt(format!("line {nr}, RECORDTYPE")).regel("CPR-14"));
        }
        *antal.entry(l.nr).or_default() += 1;
        match (l.nr, &start) {
            (_, None) => start = Some(Start::af(&l)?),
            (START, Some(_)) => return Err(ikke_hel(nr, "endnu en startrecord".into(), "another start record".into())),
            (SLUT, _) => slut = Some((nr, taeller(&l, nr)?)),
            _ => records += 1,
        }
    }
    let start = start.ok_or_else(|| ikke_hel(1, "udtrækket er tomt".into(), "the extract is empty".into()))?;
    let Some((nr, sagt)) = slut else {
        return Err(ikke_hel(
            linjer.linje,
            "udtrækket er ikke helt: der er ingen slutrecord 999".into(),
            "the extract is not whole: there is no end record 999".into(),
        ));
    };
    if sagt != records {
        return Err(ikke_hel(
            nr,
            format!("udtrækket er ikke helt: slutrecorden siger {sagt} records, og der er {records}"),
            format!("the extract is not whole: its end record says {sagt} records, and there are {records}"),
        ));
    }
    let mut sum = [0; 32];
    sum.iter_mut().zip(aftryk.finish().as_ref()).for_each(|(a, b)| *a = *b);
    Ok(Kontrol { start, linjer: linjer.linje, bytes: linjer.bytes, antal, aftryk: sum })
}

fn taeller(l: &Linje<'_>, nr: u64) -> Result<u64, Fejl> {
    // The end record has ten nines where others have the number.
    let t = crate::linje::tekst(l.data()).trim().parse();
    t.map_err(|_| Fejl::ny(Fejlkode::UgyldigFil).felt(format!("line {nr}, TAELLER")).regel("CPR-14").ventet(("cifre", "digits")))
}

/// Records of one person that stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blok {
    /// Whose.
    pub nummer: Personnummer,
    /// In the order of the file.
    pub records: Vec<Record>,
}

impl Blok {
    /// All of her: the records begin with 001. Otherwise they come beside what was told of her before (clear-text addresses may stand in a part of their own).
    pub fn er_hel(&self) -> bool {
        self.records.first().is_some_and(|r| r.nr == PERSON)
    }

    /// Puts records that came later into those that were told: of a type that is told again the new ones count.
    pub fn flet(&mut self, senere: Self) {
        let typer: Vec<u16> = senere.records.iter().map(|r| r.nr).filter(|nr| *nr != HAENDELSE).collect();
        self.records.retain(|r| !typer.contains(&r.nr));
        self.records.extend(senere.records);
        self.records.sort_by_key(|r| r.nr);
    }

    /// What a record of her own data says in a field.
    pub(crate) fn nummer_i(&self, nr: u16, felt: &'static str) -> impl Iterator<Item = Personnummer> + '_ {
        self.records.iter().filter(move |r| r.nr == nr).filter_map(move |r| Post::ny(r.nr, &r.data)?.nummer(felt))
    }
}

/// Reads persons from an extract that [`kontroller`] has seen.
pub(crate) struct Blokke<'k> {
    linjer: Linjer<'k>,
    venter: Option<Blok>,
    /// Bytes and lines before what waits.
    foer: (u64, u64),
}

impl<'k> Blokke<'k> {
    /// From a place between two persons.
    pub(crate) fn ny(kilde: &'k mut (dyn BufRead + Send), bytes: u64, linje: u64) -> Self {
        Self { linjer: Linjer::ny(kilde, linje, bytes), venter: None, foer: (bytes, linje) }
    }

    /// The next person's records; `None` at the end.
    pub(crate) fn naeste(&mut self) -> Result<Option<Blok>, Fejl> {
        loop {
            let foer = (self.linjer.bytes, self.linjer.linje);
            let nr = self.linjer.linje + 1;
            let Some(bytes) = self.linjer.naeste()? else {
                self.foer = foer;
                return Ok(self.venter.take());
            };
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            let l = Linje::laes(bytes, nr)?;
            let Some(nummer) = l.nummer else { continue };
            let record = Record::af(&l);
            match &mut self.venter {
                // A second 001 is another person of the same number: the later one counts.
                Some(b) if b.nummer == nummer && record.nr != PERSON => {
                    if b.records.len() >= graenser::CPR_RECORDS_PR_PERSON {
                        let hvad = grund::sagt::hoejst(graenser::CPR_RECORDS_PR_PERSON, grund::sagt::STYK);
                        return Err(Fejl::ny(Fejlkode::ForMange).felt(format!("line {nr}")).regel("CPR-14").ventet(hvad));
                    }
                    b.records.push(record);
                }
                _ => {
                    let ny = Blok { nummer, records: vec![record] };
                    if let Some(faerdig) = self.venter.replace(ny) {
                        self.foer = foer;
                        return Ok(Some(faerdig));
                    }
                }
            }
        }
    }

    /// Where the next person begins: bytes and lines before her.
    pub(crate) fn sted(&self) -> (u64, u64) {
        self.foer
    }
}

/// For fuzzing: an extract of any bytes is read or refused, and what is read is stored and read alike.
pub fn proev(data: &[u8]) {
    let _ = kontroller(&mut &*data, 0, &mut |_| {});
    let mut kilde = data;
    let mut blokke = Blokke::ny(&mut kilde, 0, 0);
    while let Ok(Some(b)) = blokke.naeste() {
        let pakket = crate::pakning::pak(&b.records);
        let ud = crate::pakning::pak_ud(&pakket);
        assert_eq!(ud.as_ref().ok(), Some(&b.records), "what is packed comes back");
        let _ = crate::model::person(b.nummer, &b.records);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START_: &str = "00000000000001109012001111920011116\n";

    fn k(t: &str) -> Result<Kontrol, Fejl> {
        kontroller(&mut t.as_bytes(), 0, &mut |_| {})
    }

    #[test]
    fn cpr14_half_an_extract_is_none() {
        let hel = format!("{START_}0016101701234          01\n4446101701234x\n\n999999999999900000002\n");
        let svar = k(&hel).unwrap();
        assert_eq!(svar.start, Start { opgave: 110_901, dato: Tid::dag(2001, 11, 19), forrige: Some(Tid::dag(2001, 11, 16)) });
        assert_eq!((svar.personer(), svar.linjer, svar.bytes), (1, 5, hel.len() as u64));
        assert_eq!(svar.pr_type().last(), Some((444, "ukendt", 1)), "unknown types are counted");
        // Windows' line ends are none of the record's.
        assert_eq!(k(&hel.replace('\n', "\r\n")).unwrap().antal, svar.antal);
        for (hvad, t) in [
            ("its end is missing", hel.replace("999999999999900000002\n", "")),
            ("a line is missing", hel.replace("4446101701234x\n", "")),
            ("a line too many", format!("{hel}0016101701235          01\n")),
            ("two starts", format!("{START_}{hel}")),
            ("no start", hel.replace(START_, "")),
            ("a start without a day", hel.replace("20011119", "        ")),
            ("UTF-8", format!("\u{feff}{hel}")),
            ("nothing", String::new()),
            ("a line without end", format!("{START_}{}", "0".repeat(100_000))),
        ] {
            assert!(k(&t).is_err(), "{hvad}");
        }
    }

    #[test]
    fn cpr14_persons_come_one_by_one_and_parts_of_them_by_themselves() {
        let t = format!("{START_}0016101701234\n0086101701234\n0016101701235\n910fejl\n0036101701234\n999999999999900000005\n");
        let mut kilde = t.as_bytes();
        let mut b = Blokke::ny(&mut kilde, 0, 0);
        let mut alle = Vec::new();
        while let Some(blok) = b.naeste().unwrap() {
            let (bytes, _) = b.sted();
            alle.push((blok.nummer.tal(), blok.records.iter().map(|r| r.nr).collect::<Vec<_>>(), blok.er_hel()));
            // Whoever goes on from there gets the rest.
            let mut rest = t.as_bytes().get(usize::try_from(bytes).unwrap()..).unwrap();
            let naeste = Blokke::ny(&mut rest, bytes, 0).naeste().unwrap();
            assert_eq!(naeste.map(|n| n.nummer.tal()), [6_101_701_235, 6_101_701_234].get(alle.len() - 1).copied());
        }
        assert_eq!(alle, [(6_101_701_234, vec![1, 8], true), (6_101_701_235, vec![1], true), (6_101_701_234, vec![3], false)]);
    }

    #[test]
    fn whatever_the_bytes_are_they_are_read_or_refused() {
        for t in ["", "\n", "001", "\u{0}\u{0}\u{0}", "9991234567890", "0001234567890123456789012345"] {
            proev(t.as_bytes());
        }
        proev(&[0xff; 50]);
    }
}
