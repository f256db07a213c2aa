//! Tables from outside: CSV with `;`, `,` or tab, and rows of a spreadsheet; every cell with its line and column so that a refusal can point
//! at it. Text is opened by [`crate::tekstfil`].
use crate::fejl::{Fejl, Fejlkode, uddrag};
use crate::graenser;
use crate::tekst::til_nfc;
use crate::tekstfil::{er_styretegn, filfejl};
use crate::tid::Tidspunkt;
use uuid::Uuid;

/// A table with named columns.
#[derive(Clone, Debug, Default)]
pub struct Tabel {
    overskrifter: Vec<String>,
    /// The line of the names.
    linje: u32,
    raekker: Vec<Raekke>,
}

/// A row.
#[derive(Clone, Debug)]
pub struct Raekke {
    /// Line in the file (row in a spreadsheet), from 1.
    pub linje: u32,
    celler: Vec<Celle>,
}

/// A cell and where it begins: character in the line for CSV, column number for a spreadsheet, from 1.
#[derive(Clone, Debug, Default)]
pub struct Celle {
    /// The text, without blanks around it.
    pub tekst: String,
    /// Where it begins.
    pub kolonne: u32,
}

/// A column's name as it is compared: small letters and digits, æ ø å as ae oe aa.
pub fn kolonnenavn(tekst: &str) -> String {
    let mut ud = String::with_capacity(tekst.len());
    for c in tekst.chars().flat_map(char::to_lowercase) {
        match c {
            'æ' => ud.push_str("ae"),
            'ø' => ud.push_str("oe"),
            'å' => ud.push_str("aa"),
            c if c.is_ascii_alphanumeric() => ud.push(c),
            _ => {}
        }
    }
    ud
}

/// Reads a date as lists and spreadsheets write it: `2026-05-01` or `01-05-2026`, `1.5.2026`, `01/05/2026`. It begins at Danish midnight;
/// of the years 1 and 9999, .NET's MinValue and MaxValue, it is −∞ and +∞. With a time it is the Danish day of that point in time, so
/// `2020-06-30T22:00:00Z`, as systems in UTC write the first of July, is that day; a zone alone (`2026-05-01Z`, xs:date) leaves the date as it is.
pub fn dato(tekst: &str) -> Option<Tidspunkt> {
    let (kort, rest) = tekst.split_at(tekst.find(|c: char| !c.is_ascii_digit() && !"-./".contains(c)).unwrap_or(tekst.len()));
    let dele: Vec<&str> = kort.split(['-', '.', '/']).collect();
    let tal = |t: &str| (t.len() <= 4 && t.bytes().all(|c| c.is_ascii_digit())).then(|| t.parse::<i16>().ok()).flatten();
    let (aar, maaned, dag) = match *dele.as_slice() {
        [a, m, d] if a.len() == 4 => (tal(a)?, tal(m)?, tal(d)?),
        [d, m, a] if a.len() == 4 => (tal(a)?, tal(m)?, tal(d)?),
        _ => return None,
    };
    let dagen = Tidspunkt::dansk_midnat(aar, i8::try_from(maaned).ok()?, i8::try_from(dag).ok()?)?;
    let midt = |tid: &str| Tidspunkt::fra_oio(&format!("{aar:04}-{maaned:02}-{dag:02}T{tid}")).ok();
    let tid = match rest.strip_prefix(['T', 't', ' ']).map(str::trim) {
        None if rest.is_empty() => return Some(dagen),
        None => return midt(&format!("00:00:00{rest}")).map(|_| dagen),
        Some("") => return rest.starts_with(' ').then_some(dagen),
        // Danish spreadsheets part hours from minutes by dots, and write 8:00.
        Some(t) if t.contains(':') => t.to_owned(),
        Some(t) => t.replace('.', ":"),
    };
    let t = midt(&tid).or_else(|| midt(&format!("0{tid}")))?;
    t.dansk_dato().map_or(Some(t), |(a, m, d)| Tidspunkt::dansk_midnat(a, m, d))
}

/// A UUID as lists write it: also in braces or parentheses, without dashes, and as `urn:uuid:`.
pub fn uuid(tekst: &str) -> Option<Uuid> {
    let par = |a, b| tekst.strip_prefix(a).and_then(|t| t.strip_suffix(b));
    let t = par('{', '}').or_else(|| par('(', ')')).unwrap_or(tekst);
    let t = match t.split_at_checked(9) {
        Some((foran, rest)) if foran.eq_ignore_ascii_case("urn:uuid:") => rest,
        _ => t,
    };
    matches!(t.len(), 32 | 36).then(|| Uuid::try_parse(t).ok()).flatten()
}

/// The text was meant to be a UUID and is none: nobody's own key looks like that.
pub fn skulle_vaere_uuid(tekst: &str) -> bool {
    let t = tekst.trim_matches(['{', '}', '(', ')']);
    uuid(tekst).is_none()
        && (t.get(..9).is_some_and(|f| f.eq_ignore_ascii_case("urn:uuid:"))
            || ((28..=44).contains(&t.len()) && t.matches('-').count() == 4 && t.bytes().all(|c| c == b'-' || c.is_ascii_hexdigit())))
}

/// The day on which something ends; outside `None` for what is no date, inside for "never", which is a day of the year 9999.
pub fn slutdato(tekst: &str) -> Option<Option<Tidspunkt>> {
    dato(tekst).map(|t| Some(t).filter(|t| *t != Tidspunkt::UENDELIG))
}

impl Tabel {
    /// From rows of a spreadsheet: the first row that is not empty holds the names.
    ///
    /// # Errors
    /// [`Fejlkode::UgyldigFil`] without any row, [`Fejlkode::ForStor`] for too many, `UgyldigtTegn` for a control character in a cell.
    pub fn fra_raekker(raekker: impl IntoIterator<Item = (u32, Vec<Celle>)>) -> Result<Self, Fejl> {
        let mut ud = Self::default();
        for (linje, mut celler) in raekker {
            for c in &mut celler {
                // Excel's way to say that a cell is a text.
                let kort = c.tekst.trim();
                let kort = kort.strip_prefix("=\"").and_then(|k| k.strip_suffix('"')).map_or(kort, str::trim);
                if kort.len() != c.tekst.len() {
                    c.tekst = kort.to_string();
                }
                til_nfc(&mut c.tekst);
                if let Some(t) = c.tekst.chars().find(|t| er_styretegn(*t)) {
                    let hvad = format!("U+{:04X}", u32::from(t));
                    return Err(filfejl(Fejlkode::UgyldigtTegn, linje, c.kolonne, "no control characters", hvad));
                }
            }
            if celler.iter().all(|c| c.tekst.is_empty()) {
                continue;
            }
            if ud.overskrifter.is_empty() {
                ud.linje = linje;
                ud.overskrifter = celler.iter().map(|c| kolonnenavn(&c.tekst)).collect();
                continue;
            }
            if ud.raekker.len() >= graenser::IMPORT_RAEKKER {
                return Err(Fejl::ny(Fejlkode::ForStor).ventet(crate::sagt::hoejst(graenser::IMPORT_RAEKKER, crate::sagt::RAEKKER)));
            }
            ud.raekker.push(Raekke { linje, celler });
        }
        if ud.overskrifter.is_empty() {
            return Err(filfejl(Fejlkode::UgyldigFil, 1, 1, "a table has a row of column names", "the file is empty"));
        }
        Ok(ud)
    }

    /// From CSV (RFC 4180); the separator is the one of `;`, tab and `,` that occurs most in the first line, or that a first line `sep=;` names,
    /// as Excel writes it.
    ///
    /// # Errors
    /// [`Fejlkode::UgyldigFil`] with line and column: a quote that never ends, text after a closing quote, too many cells.
    pub fn fra_csv(tekst: &str) -> Result<Self, Fejl> {
        let foerste = tekst.lines().next().unwrap_or_default();
        if let Some(skille) = navngivet_skille(foerste) {
            let raekker = csv(tekst, skille)?;
            return Self::fra_raekker(raekker.into_iter().filter(|(linje, _)| *linje > 1));
        }
        let skille = [';', '\t', ','].into_iter().max_by_key(|s| (foerste.matches(*s).count(), *s == ';')).unwrap_or(';');
        Self::fra_raekker(csv(tekst, skille)?)
    }

    /// The position of the column with one of these names (as [`kolonnenavn`] writes them), the first name first.
    pub fn kolonne(&self, navne: &[&str]) -> Option<usize> {
        navne.iter().find_map(|n| self.overskrifter.iter().position(|o| o == n))
    }

    /// What a list of known columns can't mean: two columns of one name, and cells with a text beyond the last column.
    ///
    /// # Errors
    /// [`Fejlkode::UgyldigFil`] with line and column.
    pub fn efterse(&self) -> Result<(), Fejl> {
        let navne = &self.overskrifter;
        if let Some(to) = navne.iter().enumerate().find_map(|(i, n)| (!n.is_empty() && navne.iter().take(i).any(|m| m == n)).then_some(n)) {
            return Err(filfejl(Fejlkode::UgyldigFil, self.linje, 1, "a column stands once", uddrag(to)));
        }
        for r in &self.raekker {
            if let Some(c) = r.celler.iter().skip(navne.len()).find(|c| !c.tekst.is_empty()) {
                let regel = "a row has no more cells than there are columns: a text with the separator in it stands in quotes";
                return Err(filfejl(Fejlkode::UgyldigFil, r.linje, c.kolonne, regel, uddrag(&c.tekst)));
            }
        }
        Ok(())
    }

    /// The names of the columns, as compared.
    pub fn overskrifter(&self) -> &[String] {
        &self.overskrifter
    }

    /// The rows.
    pub fn raekker(&self) -> &[Raekke] {
        &self.raekker
    }
}

impl Raekke {
    /// The text in a column; empty when the row is shorter or there is no such column.
    pub fn tekst(&self, kolonne: Option<usize>) -> &str {
        kolonne.and_then(|k| self.celler.get(k)).map_or("", |c| c.tekst.as_str())
    }

    /// Where a column's cell begins, from 1.
    pub fn sted(&self, kolonne: usize) -> u32 {
        self.celler.get(kolonne).map_or(1, |c| c.kolonne)
    }

    /// A refusal that points at the cell and shows its beginning.
    pub fn fejl(&self, kolonne: Option<usize>, kode: Fejlkode, regel: &'static str) -> Fejl {
        let celle = kolonne.and_then(|k| self.celler.get(k));
        filfejl(kode, self.linje, celle.map_or(1, |c| c.kolonne), regel, uddrag(celle.map_or("", |c| c.tekst.as_str())))
    }
}

/// The separator of a line `sep=;`, also in quotes.
fn navngivet_skille(linje: &str) -> Option<char> {
    let l = linje.trim_end_matches(['\r', '\n']).trim_matches('"');
    let navn = l.get(..4).filter(|n| n.eq_ignore_ascii_case("sep="));
    let mut tegn = l.get(navn?.len()..)?.chars();
    tegn.next().filter(|c| tegn.next().is_none() && !c.is_alphanumeric() && *c != '"')
}

fn csv(tekst: &str, skille: char) -> Result<Vec<(u32, Vec<Celle>)>, Fejl> {
    let mut raekker = Vec::new();
    let mut celler: Vec<Celle> = Vec::new();
    let mut celle = Celle { tekst: String::new(), kolonne: 1 };
    // Line and column of the reader, and the line on which the row began.
    let (mut linje, mut kolonne, mut start) = (1u32, 0u32, 1u32);
    let mut citat: Option<(u32, u32)> = None;
    let mut lukket = false;
    let mut tegn = tekst.chars().peekable();
    while let Some(c) = tegn.next() {
        kolonne += 1;
        if c == '\n' {
            linje += 1;
            kolonne = 0;
        }
        if citat.is_some() {
            if c != '"' {
                celle.tekst.push(c);
            } else if tegn.next_if_eq(&'"').is_some() {
                kolonne += 1;
                celle.tekst.push('"');
            } else {
                citat = None;
                lukket = true;
            }
            continue;
        }
        match c {
            '"' if celle.tekst.trim().is_empty() && !lukket => {
                celle.tekst.clear();
                citat = Some((linje, kolonne));
            }
            c if c == skille || c == '\n' => {
                let naeste = Celle { tekst: String::new(), kolonne: kolonne + 1 };
                celler.push(std::mem::replace(&mut celle, naeste));
                lukket = false;
                if celler.len() > 1000 {
                    return Err(filfejl(Fejlkode::UgyldigFil, linje, kolonne, "at most 1,000 columns", "too many cells"));
                }
                if c == '\n' {
                    raekker.push((start, std::mem::take(&mut celler)));
                    start = linje;
                    if raekker.len() > graenser::IMPORT_RAEKKER * 2 {
                        return Err(Fejl::ny(Fejlkode::ForStor).ventet(crate::sagt::hoejst(graenser::IMPORT_RAEKKER, crate::sagt::RAEKKER)));
                    }
                }
            }
            '\r' => {}
            c if lukket && !c.is_whitespace() => {
                return Err(filfejl(
                    Fejlkode::UgyldigFil,
                    linje,
                    kolonne,
                    "RFC 4180",
                    "text after a closing quote; write a quote inside quotes twice",
                ));
            }
            c => {
                if !lukket {
                    celle.tekst.push(c);
                }
            }
        }
    }
    if let Some((l, k)) = citat {
        return Err(filfejl(Fejlkode::UgyldigFil, l, k, "RFC 4180", "the quote that begins here never ends"));
    }
    celler.push(celle);
    raekker.push((start, celler));
    Ok(raekker)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tekstfil::afkod;

    #[test]
    fn csv_reads_separators_quotes_and_line_ends() {
        for (tekst, hvad) in [
            ("Nr.;Titel\r\n1;\"a;\"\"b\"\"\"\r\n\r\n2;c", "semicolon"),
            ("nr,titel\n1,\"a;\"\"b\"\"\"\n2, c \n", "comma"),
            ("\u{feff}NR\tTITEL\n1\ta;\"b\"\n2\tc", "tab"),
        ] {
            let t = Tabel::fra_csv(&afkod(tekst.as_bytes()).unwrap()).unwrap();
            assert_eq!(t.overskrifter(), ["nr", "titel"], "{hvad}");
            let k = t.kolonne(&["titel"]);
            assert_eq!(t.raekker().iter().map(|r| r.tekst(k)).collect::<Vec<_>>(), ["a;\"b\"", "c"], "{hvad}");
        }
    }

    #[test]
    fn i12_2_9_a_first_line_may_name_the_separator() {
        for (navn, skille) in [("sep=;", ';'), ("SEP=,", ','), ("\"sep=|\"", '|'), ("sep=\t", '\t')] {
            let t = Tabel::fra_csv(&format!("{navn}\r\nNr{skille}Titel\r\n1{skille}a,b;c\r\n").replace("a,b;c", "x")).unwrap();
            assert_eq!(t.overskrifter(), ["nr", "titel"], "{navn}");
            assert_eq!((t.raekker()[0].linje, t.raekker()[0].tekst(t.kolonne(&["titel"]))), (3, "x"), "lines are those of the file");
        }
        assert_eq!(Tabel::fra_csv("sep=ab;c\n1;2").unwrap().overskrifter(), ["sepab", "c"]);
    }

    #[test]
    fn i12_2_9_a_control_character_in_a_cell_is_pointed_at() {
        let celle = |tekst: &str, kolonne| Celle { tekst: tekst.into(), kolonne };
        let f =
            Tabel::fra_raekker([(1, vec![celle("nr", 1), celle("titel", 2)]), (5, vec![celle("1", 1), celle("a\u{b}b", 2)])]).unwrap_err();
        assert_eq!((f.kode(), f.feltet()), (Fejlkode::UgyldigtTegn, Some("line 5, column 2")));
    }

    #[test]
    fn i12_2_9_never_is_told_from_a_day() {
        for d in ["9999-12-31", "31-12-9999", "31.12.9999", "9999-12-31T23:59:59.9999999", "31-12-9999 00:00:00"] {
            assert_eq!((slutdato(d), dato(d)), (Some(None), Some(Tidspunkt::UENDELIG)), "{d}");
        }
        for d in ["0001-01-01", "01-01-0001", "0001-01-01T00:00:00"] {
            assert_eq!(dato(d), Some(Tidspunkt::MINUS_UENDELIG), "{d}");
        }
        assert_eq!(slutdato("01/05/2026"), Some(dato("2026-05-01")));
        for d in ["", "9999", "9999-13-31", "i går", "32-12-9999"] {
            assert_eq!(slutdato(d), None, "{d}");
        }
    }

    #[test]
    fn a_bad_file_is_pointed_at() {
        let f = Tabel::fra_csv("a;b\n1;\"x").unwrap_err();
        assert!(f.engelsk().contains("line 2, column 3"), "{f}");
        let f = Tabel::fra_csv("a;b\n1;\"x\"y").unwrap_err();
        assert!(f.engelsk().contains("line 2, column 6"), "{f}");
        assert_eq!(Tabel::fra_csv("").unwrap_err().kode(), Fejlkode::UgyldigFil);
        let t = Tabel::fra_csv("a;b\n1;2").unwrap();
        assert!(t.raekker()[0].fejl(t.kolonne(&["b"]), Fejlkode::UgyldigVaerdi, "R").engelsk().contains("line 2, column 3"));
    }

    #[test]
    fn a6_dates_begin_at_danish_midnight() {
        let t = Tidspunkt::dansk_midnat(2026, 5, 1);
        for d in ["2026-05-01", "01-05-2026", "1.5.2026", "01/05/2026", "2026-05-01T12:00:00", "2026-05-01+02:00"] {
            assert_eq!(dato(d), t, "{d}");
        }
        for d in ["", "2026", "2026-13-01", "31-02-2026", "a-b-c", "1-1-26"] {
            assert_eq!(dato(d), None, "{d}");
        }
    }

    #[test]
    fn a_date_with_a_time_is_the_danish_day_of_that_time() {
        for (d, dag) in [
            ("2020-06-30T22:00:00Z", "2020-07-01"),
            ("2020-06-30T22:00:00.000Z", "2020-07-01"),
            ("2020-07-01T00:00:00Z", "2020-07-01"),
            ("2020-01-01T24:00:00", "2020-01-02"),
            ("2020-06-30T23:30:00-01:00", "2020-07-01"),
            ("2020-07-01 00:00:00", "2020-07-01"),
            ("01-07-2020 00:00", "2020-07-01"),
            ("01-07-2020 8:00", "2020-07-01"),
            ("01.07.2020 00.00.00", "2020-07-01"),
            ("2020-07-01Z", "2020-07-01"),
        ] {
            assert_eq!(dato(d), dato(dag), "{d}");
            assert!(dato(d).is_some(), "{d}");
        }
        for d in ["2020-01-01Tnonsens", "2020-01-01 til 2021", "2020-01-01T", "2020-01-01T25:00:00", "2020-01-01Zx", "2020-01-01+99:00"] {
            assert_eq!(dato(d), None, "{d}");
        }
    }

    #[test]
    fn a_uuid_in_another_dress_is_that_uuid() {
        let u = uuid("f605954f-e60e-415b-b210-0000000000aa");
        assert!(u.is_some());
        for t in [
            "{F605954F-E60E-415B-B210-0000000000AA}",
            "(f605954f-e60e-415b-b210-0000000000aa)",
            "urn:uuid:f605954f-e60e-415b-b210-0000000000aa",
            "URN:UUID:F605954F-E60E-415B-B210-0000000000AA",
            "f605954fe60e415bb2100000000000aa",
        ] {
            assert_eq!((uuid(t), skulle_vaere_uuid(t)), (u, false), "{t}");
        }
        for (t, skulle) in [
            ("f605954f-e60e-415b-b210-0000000000a", true),
            ("{f605954f-e60e-415b-b210-0000000000aag}", false),
            ("{f605954f-e60e-415b-b210-0000000000aaa}", true),
            ("urn:uuid:x", true),
            ("lønnummer 17", false),
            ("æøåæøåæøå", false),
            ("", false),
        ] {
            assert_eq!((uuid(t), skulle_vaere_uuid(t)), (None, skulle), "{t}");
        }
        let t = Tabel::fra_csv("uuid;nr\n=\"f605\";=\"007\"\n").unwrap();
        assert_eq!((t.raekker()[0].tekst(Some(0)), t.raekker()[0].tekst(Some(1))), ("f605", "007"));
    }

    #[test]
    fn a_column_twice_and_cells_without_a_column_are_pointed_at() {
        for (tekst, sted) in [("navn;Navn\na;b", "line 1"), ("\nid;navn\n1;a\n2;b;c", "line 4, column 5")] {
            let f = Tabel::fra_csv(tekst).unwrap().efterse().unwrap_err();
            assert!(f.feltet().unwrap().starts_with(sted), "{f}");
        }
        assert!(Tabel::fra_csv("id;navn;;\n1;a;;;;").unwrap().efterse().is_ok());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_a_table_or_refused(data: Vec<u8>) {
            let _ = afkod(&data).and_then(|t| Tabel::fra_csv(&t));
        }
        #[test]
        fn any_table_text_is_read_or_refused(s in "[a;,\"\n\r\t ]{0,60}") {
            let _ = Tabel::fra_csv(&s);
        }
    }
}
