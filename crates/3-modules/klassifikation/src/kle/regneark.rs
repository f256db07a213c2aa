//! Spreadsheets (XLSX). Cells are read as a stream: a sheet that claims to reach to the last row costs nothing.
use calamine::{DataRef, Reader, Xlsx};
use grund::fejl::Fejlkode;
use grund::tabel::{Celle, Tabel};
use grund::{Fejl, graenser};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// Columns that are looked at; beyond them nothing of a KLE list stands.
const KOLONNER: u32 = 200;
/// Cells in one file.
const CELLER: usize = 4_000_000;

/// Every sheet with content as a table.
///
/// # Errors
/// [`Fejlkode::UgyldigFil`] when it is no spreadsheet, [`Fejlkode::ForStor`] for too many cells.
pub fn laes(data: &[u8]) -> Result<Vec<Tabel>, Fejl> {
    udpakket(data, graenser::IMPORT_UDPAKKET_BYTES)?;
    let mut bog: Xlsx<_> = Xlsx::new(Cursor::new(data)).map_err(|e: calamine::XlsxError| fejl("workbook", e))?;
    let mut ud = Vec::new();
    let mut antal = 0usize;
    for navn in bog.sheet_names() {
        let mut raekker: BTreeMap<u32, Vec<Celle>> = BTreeMap::new();
        let mut celler = bog.worksheet_cells_reader(&navn).map_err(|e| fejl(&navn, e))?;
        while let Some(celle) = celler.next_cell().map_err(|e| fejl(&navn, e))? {
            let (raekke, kolonne) = celle.get_position();
            let tekst = som_tekst(celle.get_value());
            if tekst.is_empty() || kolonne >= KOLONNER {
                continue;
            }
            antal += 1;
            if antal > CELLER || raekker.len() > graenser::IMPORT_RAEKKER {
                return Err(Fejl::ny(Fejlkode::ForStor).felt(navn).ventet((
                    format!("højst {CELLER} celler, {0} rækker", graenser::IMPORT_RAEKKER),
                    format!("at most {CELLER} cells, {0} rows", graenser::IMPORT_RAEKKER),
                )));
            }
            let r = raekker.entry(raekke).or_default();
            while r.len() <= kolonne as usize {
                r.push(Celle { tekst: String::new(), kolonne: r.len() as u32 + 1 });
            }
            if let Some(c) = r.last_mut() {
                c.tekst = tekst;
            }
        }
        if !raekker.is_empty() {
            ud.push(Tabel::fra_raekker(raekker.into_iter().map(|(r, c)| (r.saturating_add(1), c)))?);
        }
    }
    Ok(ud)
}

/// What is packed in the file is no larger than a spreadsheet of the largest size may be: the reader below holds what stands between two tags, and a
/// file's own word on its size is not believed.
fn udpakket(data: &[u8], loft: u64) -> Result<(), Fejl> {
    let mut arkiv = zip::ZipArchive::new(Cursor::new(data)).map_err(|e| fejl("workbook", e))?;
    let mut rest = loft;
    for nr in 0..arkiv.len() {
        let del = arkiv.by_index(nr).map_err(|e| fejl("workbook", e))?;
        let bytes = std::io::copy(&mut del.take(rest + 1), &mut std::io::sink()).map_err(|e| fejl("workbook", e))?;
        rest = rest.checked_sub(bytes).ok_or_else(|| {
            Fejl::ny(Fejlkode::ForStor).ventet((format!("højst {loft} byte udpakket"), format!("at most {loft} bytes unpacked")))
        })?;
    }
    Ok(())
}

fn som_tekst(v: &DataRef<'_>) -> String {
    match v {
        DataRef::Int(i) => i.to_string(),
        DataRef::Float(f) => f.to_string(),
        DataRef::String(s) => s.clone(),
        DataRef::SharedString(s) => (*s).to_string(),
        DataRef::Bool(b) => b.to_string(),
        DataRef::DateTime(d) => {
            let (aar, maaned, dag, ..) = d.to_ymd_hms_milli();
            format!("{aar:04}-{maaned:02}-{dag:02}")
        }
        DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => s.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn fejl(hvor: &str, e: impl std::fmt::Display) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigFil)
        .felt(grund::fejl::uddrag(hvor))
        .regel("XLSX (Office Open XML)")
        .detalje(grund::fejl::uddrag(&e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_spreadsheet_that_grows_without_end_when_unpacked_is_refused() {
        let mut z = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let valg = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        for del in ["a", "b"] {
            z.start_file(del, valg).unwrap();
            z.write_all(&vec![b' '; 500_000]).unwrap();
        }
        let data = z.finish().unwrap().into_inner();
        assert!(data.len() < 10_000, "packed");
        assert!(udpakket(&data, 1_000_000).is_ok());
        for loft in [999_999, 500_000, 10, 0] {
            assert_eq!(udpakket(&data, loft).unwrap_err().kode(), Fejlkode::ForStor, "{loft}");
        }
    }
}
