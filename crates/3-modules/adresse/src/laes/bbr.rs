//! BBR's extracts from OIS: XML of flat rows in ISO-8859-1, 50 MB and more, one row held at a time. The file is packed in a ZIP.
use super::{Kilde, Post, for_lang, ulaeselig};
use crate::slags::Slags;
use crate::version::Version;
use grund::graenser::{ADRESSE_RAEKKE_BYTES, DYBDE};
use grund::{Fejl, Fejlkode, Periode, Tidspunkt};
use std::io::{BufRead, BufReader, Read};

const ROD: &str = "OIS_UDTRAEK";
/// What OIS keeps of the row, and not of the building.
const UDELADT: &[&str] = &["ois_id", "ois_ts", "id_namespace"];

/// The one XML file of a ZIP.
pub(super) fn i_zip(
    kilde: Box<dyn Kilde>,
    slags: &'static Slags,
    spring: u64,
    hver: &mut dyn FnMut(Post) -> Result<bool, Fejl>,
) -> Result<u64, Fejl> {
    let daarlig = |e: zip::result::ZipError| Fejl::ny(Fejlkode::UgyldigFil).ventet(("en ZIP-fil", "a ZIP file")).detalje(e.to_string());
    let mut zip = zip::ZipArchive::new(BufReader::new(kilde)).map_err(daarlig)?;
    let xml = |n: &str| n.to_ascii_lowercase().ends_with(".xml");
    let navne: Vec<String> = zip.file_names().filter(|n| xml(n)).map(str::to_owned).collect();
    let [navn] = navne.as_slice() else {
        return Err(Fejl::ny(Fejlkode::UgyldigFil)
            .ventet(("én XML-fil i ZIP-filen", "one XML file in the ZIP file"))
            .detalje(navne.len().to_string()));
    };
    let fil = zip.by_name(navn).map_err(daarlig)?;
    gennem(&mut BufReader::new(fil), slags, spring, hver)
}

/// Goes through the rows; the file must be whole.
pub(super) fn gennem(
    kilde: &mut dyn BufRead,
    slags: &'static Slags,
    spring: u64,
    hver: &mut dyn FnMut(Post) -> Result<bool, Fejl>,
) -> Result<u64, Fejl> {
    let (start, slut) = (format!("<{}t>", slags.tabel), format!("</{}t>", slags.tabel));
    let (mut raekke, mut antal, mut utf8, mut i_roden) = (Vec::new(), 0u64, false, false);
    let (mut i_raekken, mut dybde) = (false, 0usize);
    loop {
        let foer = raekke.len();
        let plads = (ADRESSE_RAEKKE_BYTES + 1).saturating_sub(foer);
        let laest = (&mut *kilde).take(plads as u64).read_until(b'>', &mut raekke).map_err(|e| ulaeselig(antal + 1, &e))?;
        if raekke.len() > ADRESSE_RAEKKE_BYTES {
            return Err(for_lang(antal + 1).detalje(("rækker er talt, ikke linjer", "rows are counted, not lines")));
        }
        let ny = raekke.get(foer..).unwrap_or_default();
        if laest == 0 || !ny.ends_with(b">") {
            return Err(raekkefejl(antal, Fejlkode::UgyldigFil, "a whole file", format!("it ends before </{ROD}>")));
        }
        if i_raekken {
            if !ny.ends_with(slut.as_bytes()) {
                continue;
            }
            antal += 1;
            i_raekken = false;
            if antal > spring && !hver(post(slags, &raekke, utf8, antal)?)? {
                return Ok(antal);
            }
        } else if ny.ends_with(start.as_bytes()) {
            if !i_roden {
                return Err(raekkefejl(antal, Fejlkode::UgyldigFil, "rows within <OIS_UDTRAEK>", ""));
            }
            raekke = start.clone().into_bytes();
            i_raekken = true;
            continue;
        } else if ny.ends_with(format!("<{ROD}>").as_bytes()) {
            i_roden = true;
        } else if ny.ends_with(format!("</{ROD}>").as_bytes()) && i_roden {
            return Ok(antal);
        } else if let Some(erklaering) = std::str::from_utf8(ny).ok().map(str::trim).filter(|t| t.contains("<?xml")) {
            let lille = erklaering.to_ascii_lowercase();
            utf8 = lille.contains("utf-8") || !lille.contains("encoding");
            if !utf8 && !lille.contains("iso-8859-1") && !lille.contains("windows-1252") {
                return Err(raekkefejl(antal, Fejlkode::UgyldigFil, "ISO-8859-1 or UTF-8", grund::fejl::uddrag(erklaering)));
            }
        } else if ny.contains(&b'!') && ny.trim_ascii_start().starts_with(b"<!") {
            return Err(raekkefejl(antal, Fejlkode::ForbudtKonstruktion, "no DOCTYPE", ""));
        } else if let Some(anden) = anden_tabel(ny) {
            return Err(raekkefejl(antal, Fejlkode::UgyldigFil, "rows of the table that the file's name says", anden));
        }
        // Around rows there are a few levels: what nests on and on is none of OIS's, and would be gone through for nothing.
        dybde = match niveau(ny) {
            Niveau::Ned => dybde + 1,
            Niveau::Op => dybde.saturating_sub(1),
            Niveau::Ens => dybde,
        };
        if dybde > DYBDE {
            return Err(Fejl::ny(Fejlkode::ForDyb)
                .felt(format!("row {}", antal + 1))
                .ventet(grund::sagt::hoejst(DYBDE, grund::sagt::NIVEAUER)));
        }
        raekke.clear();
    }
}

/// What a tag does to the depth.
enum Niveau {
    Ned,
    Op,
    Ens,
}

fn niveau(ny: &[u8]) -> Niveau {
    let tag = ny.iter().rposition(|b| *b == b'<').and_then(|i| ny.get(i + 1..)).unwrap_or_default();
    match tag {
        [b'/', ..] => Niveau::Op,
        [b'?' | b'!', ..] | [.., b'/', b'>'] => Niveau::Ens,
        _ => Niveau::Ned,
    }
}

/// A row of another table than the file's name says.
fn anden_tabel(ny: &[u8]) -> Option<String> {
    let t = std::str::from_utf8(ny.trim_ascii()).ok()?.strip_prefix("<CO")?.strip_suffix("t>")?;
    t.bytes().all(|b| b.is_ascii_digit()).then(|| format!("CO{t}"))
}

fn raekkefejl(antal: u64, kode: Fejlkode, regel: &'static str, hvad: impl std::fmt::Display) -> Fejl {
    Fejl::ny(kode).felt(format!("row {}", antal + 1)).regel(regel).detalje(hvad.to_string())
}

fn post(slags: &'static Slags, raekke: &[u8], utf8: bool, nr: u64) -> Result<Post, Fejl> {
    let fejl = |kode, regel: &'static str, hvad: &str| raekkefejl(nr - 1, kode, regel, hvad);
    let tekst = match utf8 {
        true => std::str::from_utf8(raekke).map_err(|e| fejl(Fejlkode::UgyldigFil, "UTF-8", &e.to_string()))?.to_owned(),
        // ISO-8859-1 is the first page of Unicode.
        false => raekke.iter().map(|b| char::from(*b)).collect(),
    };
    let e = grund::xml::parse(&tekst).map_err(|f| f.under(&format!("row {nr}")))?;
    let felt = |navn: &str| e.barn("", navn).map(|b| b.tekst().into_owned()).filter(|t| !t.is_empty());
    let tid = |navn: &'static str, uendelig: Option<Tidspunkt>| match (felt(navn), uendelig) {
        (None, Some(u)) => Ok(u),
        (None, None) => Err(fejl(Fejlkode::ManglerElement, navn, "")),
        (Some(t), _) => Tidspunkt::fra_xs(&t).map_err(|f| fejl(Fejlkode::UgyldigTid, navn, &f.to_string())),
    };
    let uendelig = Some(Tidspunkt::UENDELIG);
    let registrering = Periode::ny(tid("registreringFra", None)?, tid("registreringTil", uendelig)?);
    let virkning = Periode::ny(tid("virkningFra", None)?, tid("virkningTil", uendelig)?);
    let status =
        felt("status").map_or(Ok(0), |t| t.parse()).map_err(|_| fejl(Fejlkode::UgyldigVaerdi, "status: a number from 0 to 255", ""))?;
    if let Some(ajour) = felt("OIS_AJOUR").filter(|a| a != "I" && a != "U") {
        return Err(fejl(
            Fejlkode::UgyldigVaerdi,
            "OIS_AJOUR: I or U; a register's history takes nothing away",
            &grund::fejl::uddrag(&ajour),
        ));
    }
    let id =
        felt("id_lokalId").and_then(|t| grund::id::laes_uuid(&t)).ok_or_else(|| fejl(Fejlkode::UgyldigUuid, "id_lokalId: a UUID", ""))?;
    let mut version = Version::ny(registrering, virkning, status);
    let faelles = ["OIS_AJOUR", "registreringFra", "registreringTil", "virkningFra", "virkningTil", "status", "id_lokalId"];
    for b in e.elementer() {
        let navn = b.navn.lokal.as_ref();
        if faelles.contains(&navn) || UDELADT.contains(&navn) {
            continue;
        }
        if !version.saet(slags, navn, &b.tekst()) {
            return Err(fejl(Fejlkode::UgyldigUuid, "a UUID", navn));
        }
    }
    Ok(Post { slags, id, version })
}

/// The number in a file's name that rises with each extract, and its date: `OIS_GRBBR_CO50200T_NA000_00001_20200418_010137`.
pub(crate) fn nummer(filnavn: &str) -> Option<u64> {
    let dele: Vec<&str> = filnavn.split(['_', '.']).collect();
    let tal = |i: usize, cifre: usize| dele.get(i).filter(|d| d.len() == cifre).and_then(|d| d.parse::<u64>().ok());
    Some(tal(5, 8)? * 100_000 + tal(4, 5)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slags::BYGNING;

    const HOVED: &str = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><OIS_UDTRAEK><UDTRAEK><LOEBENUMMER>1</LOEBENUMMER></UDTRAEK>";
    const RAEKKE: &str = "<CO50200t><OIS_AJOUR>I</OIS_AJOUR><ois_id>13281</ois_id><forretningshændelse>Bygning</forretningshændelse><id_lokalId>cc08373b-2e1c-4b81-9313-00285c374846</id_lokalId><kommunekode>0253</kommunekode><registreringFra>2017-06-02T12:29:37Z</registreringFra><virkningFra>2014-09-13T18:31:44.18Z</virkningFra><virkningTil>2014-09-13T18:31:44.573Z</virkningTil><status>6</status><byg026Opførelsesår>1969</byg026Opførelsesår><husnummer>0a3f5081-38e7-32b8-e044-0003ba298018</husnummer></CO50200t>";

    fn laes(t: &str, spring: u64) -> Result<Vec<Post>, Fejl> {
        let latin1: Vec<u8> = t.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        let mut ud = Vec::new();
        gennem(&mut latin1.as_slice(), &BYGNING, spring, &mut |p| {
            ud.push(p);
            Ok(true)
        })?;
        Ok(ud)
    }

    #[test]
    fn rows_are_read_one_by_one_with_and_without_the_header() {
        for hoved in [HOVED, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\r\n<OIS_UDTRAEK>"] {
            let p = laes(&format!("{hoved}{RAEKKE}\r\n{RAEKKE}</OIS_UDTRAEK>"), 0).unwrap();
            assert_eq!(p.len(), 2);
            let v = &p[0].version;
            assert_eq!((v.status, v.tekst(&BYGNING, "byg026Opførelsesår")), (6, Some("1969")));
            assert_eq!(v.uuid(&BYGNING, "husnummer").map(|u| u.to_string()).as_deref(), Some("0a3f5081-38e7-32b8-e044-0003ba298018"));
            assert_eq!((v.tekst(&BYGNING, "ois_id"), v.tekst(&BYGNING, "forretningshændelse")), (None, Some("Bygning")));
        }
        assert_eq!(laes(&format!("{HOVED}{RAEKKE}{RAEKKE}</OIS_UDTRAEK>"), 1).unwrap().len(), 1);
        let mange = "<TAL>1</TAL><TOM/>".repeat(1_000);
        assert_eq!(laes(&format!("{HOVED}{mange}{RAEKKE}</OIS_UDTRAEK>"), 0).unwrap().len(), 1, "many are not deep");
    }

    #[test]
    fn half_a_file_and_what_is_no_row_of_the_table_are_refused() {
        for (t, kode) in [
            (format!("{HOVED}{RAEKKE}"), Fejlkode::UgyldigFil),
            (format!("{HOVED}{RAEKKE}<CO50200t><OIS_AJOUR>I</OI"), Fejlkode::UgyldigFil),
            (format!("{HOVED}{}</OIS_UDTRAEK>", RAEKKE.replace("CO50200t", "CO50500t")), Fejlkode::UgyldigFil),
            (format!("{HOVED}{}</OIS_UDTRAEK>", RAEKKE.replace(">I<", ">D<")), Fejlkode::UgyldigVaerdi),
            (format!("{HOVED}{}</OIS_UDTRAEK>", RAEKKE.replace("cc08373b", "")), Fejlkode::UgyldigUuid),
            (format!("<!DOCTYPE x>{HOVED}</OIS_UDTRAEK>"), Fejlkode::ForbudtKonstruktion),
            (RAEKKE.to_owned(), Fejlkode::UgyldigFil),
            (format!("{HOVED}{}", "<a>".repeat(1_000_000)), Fejlkode::ForDyb),
            (String::new(), Fejlkode::UgyldigFil),
            (format!("{HOVED}<CO50200t>{}", "x".repeat(ADRESSE_RAEKKE_BYTES)), Fejlkode::ForStor),
        ] {
            let f = laes(&t, 0).unwrap_err();
            assert_eq!(f.kode(), kode, "{f}");
        }
    }

    #[test]
    fn the_number_of_an_extract_stands_in_its_name() {
        assert_eq!(nummer("OIS_GRBBR_CO50200T_NA000_00001_20200418_010137.ZIP"), Some(2_020_041_800_001));
        assert!(
            nummer("OIS_GRBBR_CO50200T_NA000_00002_20200425_010137.ZIP") > nummer("OIS_GRBBR_CO50200T_NA000_00001_20200418_010137.ZIP")
        );
        assert_eq!(nummer("CO50200T.xml"), None);
    }
}
