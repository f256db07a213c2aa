//! The 98 municipalities, as facts: code, name, CVR number, region. A test holds them against modulus 11 (CVR-01) and the number of each region (29 + 17 + 22 + 19 + 11).

/// A municipality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kommune {
    /// Its code, four digits.
    pub kode: &'static str,
    /// Its name.
    pub navn: &'static str,
    /// Its CVR number.
    pub cvr: u32,
    /// Its region's code.
    pub region: &'static str,
}

/// The region of a municipality.
pub fn region(kommunekode: &str) -> Option<&'static str> {
    KOMMUNER.iter().find(|k| k.kode == kommunekode).map(|k| k.region)
}

/// The codes of a region's municipalities.
pub fn i_region(region: &str) -> impl Iterator<Item = &'static str> {
    KOMMUNER.iter().filter(move |k| k.region == region).map(|k| k.kode)
}

const fn k(kode: &'static str, navn: &'static str, cvr: u32, region: &'static str) -> Kommune {
    Kommune { kode, navn, cvr, region }
}

/// Region Hovedstaden.
const HOVEDSTADEN: &str = "1084";
/// Region Sjælland.
const SJAELLAND: &str = "1085";
/// Region Syddanmark.
const SYDDANMARK: &str = "1083";
/// Region Midtjylland.
const MIDTJYLLAND: &str = "1082";
/// Region Nordjylland.
const NORDJYLLAND: &str = "1081";

/// All of them, in order of code.
pub const KOMMUNER: &[Kommune] = &[
    k("0101", "Københavns Kommune", 64_942_212, HOVEDSTADEN),
    k("0147", "Frederiksberg Kommune", 11_259_979, HOVEDSTADEN),
    k("0151", "Ballerup Kommune", 58_271_713, HOVEDSTADEN),
    k("0153", "Brøndby Kommune", 65_113_015, HOVEDSTADEN),
    k("0155", "Dragør Kommune", 12_881_517, HOVEDSTADEN),
    k("0157", "Gentofte Kommune", 19_438_414, HOVEDSTADEN),
    k("0159", "Gladsaxe Kommune", 62_761_113, HOVEDSTADEN),
    k("0161", "Glostrup Kommune", 65_120_119, HOVEDSTADEN),
    k("0163", "Herlev Kommune", 63_640_719, HOVEDSTADEN),
    k("0165", "Albertslund Kommune", 66_137_112, HOVEDSTADEN),
    k("0167", "Hvidovre Kommune", 55_606_617, HOVEDSTADEN),
    k("0169", "Høje-Taastrup Kommune", 19_501_817, HOVEDSTADEN),
    k("0173", "Lyngby-Taarbæk Kommune", 11_715_311, HOVEDSTADEN),
    k("0175", "Rødovre Kommune", 65_307_316, HOVEDSTADEN),
    k("0183", "Ishøj Kommune", 11_931_316, HOVEDSTADEN),
    k("0185", "Tårnby Kommune", 20_310_413, HOVEDSTADEN),
    k("0187", "Vallensbæk Kommune", 19_583_910, HOVEDSTADEN),
    k("0190", "Furesø Kommune", 29_188_327, HOVEDSTADEN),
    k("0201", "Allerød Kommune", 60_183_112, HOVEDSTADEN),
    k("0210", "Fredensborg Kommune", 29_188_335, HOVEDSTADEN),
    k("0217", "Helsingør Kommune", 64_502_018, HOVEDSTADEN),
    k("0219", "Hillerød Kommune", 29_189_366, HOVEDSTADEN),
    k("0223", "Hørsholm Kommune", 70_960_516, HOVEDSTADEN),
    k("0230", "Rudersdal Kommune", 29_188_378, HOVEDSTADEN),
    k("0240", "Egedal Kommune", 29_188_386, HOVEDSTADEN),
    k("0250", "Frederikssund Kommune", 29_189_129, HOVEDSTADEN),
    k("0253", "Greve Kommune", 44_023_911, SJAELLAND),
    k("0259", "Køge Kommune", 29_189_374, SJAELLAND),
    k("0260", "Halsnæs Kommune", 29_188_416, HOVEDSTADEN),
    k("0265", "Roskilde Kommune", 29_189_404, SJAELLAND),
    k("0269", "Solrød Kommune", 68_534_917, SJAELLAND),
    k("0270", "Gribskov Kommune", 29_188_440, HOVEDSTADEN),
    k("0306", "Odsherred Kommune", 29_188_459, SJAELLAND),
    k("0316", "Holbæk Kommune", 29_189_447, SJAELLAND),
    k("0320", "Faxe Kommune", 29_188_475, SJAELLAND),
    k("0326", "Kalundborg Kommune", 29_189_595, SJAELLAND),
    k("0329", "Ringsted Kommune", 18_957_981, SJAELLAND),
    k("0330", "Slagelse Kommune", 29_188_505, SJAELLAND),
    k("0336", "Stevns Kommune", 29_208_654, SJAELLAND),
    k("0340", "Sorø Kommune", 29_189_994, SJAELLAND),
    k("0350", "Lejre Kommune", 29_188_548, SJAELLAND),
    k("0360", "Lolland Kommune", 29_188_572, SJAELLAND),
    k("0370", "Næstved Kommune", 29_189_625, SJAELLAND),
    k("0376", "Guldborgsund Kommune", 29_188_599, SJAELLAND),
    k("0390", "Vordingborg Kommune", 29_189_676, SJAELLAND),
    k("0400", "Bornholms Regionskommune", 26_696_348, HOVEDSTADEN),
    k("0410", "Middelfart Kommune", 29_189_684, SYDDANMARK),
    k("0420", "Assens Kommune", 29_189_692, SYDDANMARK),
    k("0430", "Faaborg-Midtfyn Kommune", 29_188_645, SYDDANMARK),
    k("0440", "Kerteminde Kommune", 29_189_706, SYDDANMARK),
    k("0450", "Nyborg Kommune", 29_189_722, SYDDANMARK),
    k("0461", "Odense Kommune", 35_209_115, SYDDANMARK),
    k("0479", "Svendborg Kommune", 29_189_730, SYDDANMARK),
    k("0480", "Nordfyns Kommune", 29_188_947, SYDDANMARK),
    k("0482", "Langeland Kommune", 29_188_955, SYDDANMARK),
    k("0492", "Ærø Kommune", 28_856_075, SYDDANMARK),
    k("0510", "Haderslev Kommune", 29_189_757, SYDDANMARK),
    k("0530", "Billund Kommune", 29_189_765, SYDDANMARK),
    k("0540", "Sønderborg Kommune", 29_189_773, SYDDANMARK),
    k("0550", "Tønder Kommune", 29_189_781, SYDDANMARK),
    k("0561", "Esbjerg Kommune", 29_189_803, SYDDANMARK),
    k("0563", "Fanø Kommune", 31_210_917, SYDDANMARK),
    k("0573", "Varde Kommune", 29_189_811, SYDDANMARK),
    k("0575", "Vejen Kommune", 29_189_838, SYDDANMARK),
    k("0580", "Aabenraa Kommune", 29_189_854, SYDDANMARK),
    k("0607", "Fredericia Kommune", 69_116_418, SYDDANMARK),
    k("0615", "Horsens Kommune", 29_189_889, MIDTJYLLAND),
    k("0621", "Kolding Kommune", 29_189_897, SYDDANMARK),
    k("0630", "Vejle Kommune", 29_189_900, SYDDANMARK),
    k("0657", "Herning Kommune", 29_189_919, MIDTJYLLAND),
    k("0661", "Holstebro Kommune", 29_189_927, MIDTJYLLAND),
    k("0665", "Lemvig Kommune", 29_189_935, MIDTJYLLAND),
    k("0671", "Struer Kommune", 29_189_951, MIDTJYLLAND),
    k("0706", "Syddjurs Kommune", 29_189_978, MIDTJYLLAND),
    k("0707", "Norddjurs Kommune", 29_189_986, MIDTJYLLAND),
    k("0710", "Favrskov Kommune", 29_189_714, MIDTJYLLAND),
    k("0727", "Odder Kommune", 32_264_328, MIDTJYLLAND),
    k("0730", "Randers Kommune", 29_189_668, MIDTJYLLAND),
    k("0740", "Silkeborg Kommune", 29_189_641, MIDTJYLLAND),
    k("0741", "Samsø Kommune", 23_795_515, MIDTJYLLAND),
    k("0746", "Skanderborg Kommune", 29_189_633, MIDTJYLLAND),
    k("0751", "Aarhus Kommune", 55_133_018, MIDTJYLLAND),
    k("0756", "Ikast-Brande Kommune", 29_189_617, MIDTJYLLAND),
    k("0760", "Ringkøbing-Skjern Kommune", 29_189_609, MIDTJYLLAND),
    k("0766", "Hedensted Kommune", 29_189_587, MIDTJYLLAND),
    k("0773", "Morsø Kommune", 41_333_014, NORDJYLLAND),
    k("0779", "Skive Kommune", 29_189_579, MIDTJYLLAND),
    k("0787", "Thisted Kommune", 29_189_560, NORDJYLLAND),
    k("0791", "Viborg Kommune", 29_189_846, MIDTJYLLAND),
    k("0810", "Brønderslev Kommune", 29_189_501, NORDJYLLAND),
    k("0813", "Frederikshavn Kommune", 29_189_498, NORDJYLLAND),
    k("0820", "Vesthimmerlands Kommune", 29_189_471, NORDJYLLAND),
    k("0825", "Læsø Kommune", 45_973_328, NORDJYLLAND),
    k("0840", "Rebild Kommune", 29_189_463, NORDJYLLAND),
    k("0846", "Mariagerfjord Kommune", 29_189_455, NORDJYLLAND),
    k("0849", "Jammerbugt Kommune", 29_189_439, NORDJYLLAND),
    k("0851", "Aalborg Kommune", 29_189_420, NORDJYLLAND),
    k("0860", "Hjørring Kommune", 29_189_382, NORDJYLLAND),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numre::er_modulus_11;
    use std::collections::HashSet;

    #[test]
    fn cvr01_all_98_pass_modulus_11_and_are_different() {
        assert_eq!(KOMMUNER.len(), 98);
        assert!(KOMMUNER.iter().all(|k| er_modulus_11(k.cvr) && k.cvr >= 10_000_000 && k.kode.len() == 4));
        assert_eq!(KOMMUNER.iter().map(|k| k.cvr).collect::<HashSet<_>>().len(), 98);
        assert!(KOMMUNER.windows(2).all(|p| p[0].kode < p[1].kode));
    }

    #[test]
    fn every_municipality_has_its_region() {
        let antal = [HOVEDSTADEN, SJAELLAND, SYDDANMARK, MIDTJYLLAND, NORDJYLLAND].map(|r| i_region(r).count());
        assert_eq!(antal, [29, 17, 22, 19, 11]);
        assert_eq!(region("0101"), Some(HOVEDSTADEN));
        assert_eq!(region("9000"), None);
    }

    #[test]
    #[allow(clippy::print_stderr)]
    fn the_list_is_the_published_one() {
        let delt = std::env::var_os("SAMSPIL_SHARED")
            .map(std::path::PathBuf::from)
            .unwrap_or_else(|| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared"));
        let Ok(liste) = std::fs::read_to_string(delt.join("data/kommuner/kommuner.csv")) else {
            eprintln!("SKIPPED: {}/data/kommuner/kommuner.csv not found", delt.display());
            return;
        };
        let deres: Vec<&str> = liste.lines().skip(1).filter(|l| l.ends_with(";ja")).collect();
        assert_eq!(deres.len(), KOMMUNER.len());
        for k in KOMMUNER {
            let vores = format!("{};{};{:08};{};", k.kode, k.navn, k.cvr, k.region);
            assert!(deres.iter().any(|d| d.starts_with(&vores)), "{vores}");
        }
    }
}
