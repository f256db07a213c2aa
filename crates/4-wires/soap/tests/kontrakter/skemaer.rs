//! The derived XSD means what the published one means.
use crate::offentliggjort::{self, Definitioner, laes_filer, laes_tekst};
use crate::{kontrakter, sager};
use kontrakt::xsd;

const URL: &str = "https://samspil.example/x/6";

#[test]
fn derived_schemas_equal_the_published() {
    let Some(rod) = kontrakter() else { return };
    let mut i_alt = 0;
    for sag in sager() {
        let mut vore = Definitioner::new();
        for fil in xsd::filer(sag.kontrakt) {
            laes_tekst(&xsd::skema(sag.kontrakt, fil, URL).unwrap(), &mut vore);
        }
        let mut deres = laes_filer(&rod.join(sag.xsd));
        // the header, the fault and the messages over Beskedfordeler are in files that the operations do not reach
        for ekstra in ["../common/RequestHeader.xsd", "RequestHeader.xsd", "sp/ServiceplatformFault_1.xsd", "BeskedfordelerOperationer.xsd"]
        {
            let fil = rod.join(sag.xsd).parent().unwrap().join(ekstra);
            if fil.exists() {
                deres.extend(laes_filer(&fil));
            }
        }
        // the schemas of an index are one set: free content may hold what a sibling declares
        if sag.xsd.starts_with("sf1470") || sag.xsd.starts_with("sf1490") {
            for f in std::fs::read_dir(rod.join(sag.xsd).parent().unwrap()).unwrap() {
                deres.extend(laes_filer(&f.unwrap().path()));
            }
        }
        let besked = rod.join(sag.xsd.replace("Operationer.xsd", "Besked.xsd"));
        if besked.exists() {
            deres.extend(laes_filer(&besked));
        }
        // signatures are free content here: nobody writes or checks them
        vore.retain(|navn, _| !navn.contains(offentliggjort::DSIG));
        for (navn, definition) in &vore {
            assert_eq!(Some(definition), deres.get(navn), "{}: {navn}", sag.kontrakt.navn);
        }
        i_alt += vore.len();
    }
    assert!(i_alt > 1900, "{i_alt} definitions");
}

#[test]
fn imports_are_full_addresses_of_files_that_exist() {
    for sag in sager() {
        let filer = xsd::filer(sag.kontrakt);
        for fil in &filer {
            for sted in laes_tekst(&xsd::skema(sag.kontrakt, fil, URL).unwrap(), &mut Definitioner::new()) {
                let navn = sted.strip_prefix(URL).and_then(|s| s.strip_prefix("?xsd=")).unwrap_or_else(|| panic!("{sted}"));
                assert!(filer.contains(&navn), "{navn}");
            }
        }
        assert!(xsd::skema(sag.kontrakt, "Nej.xsd", URL).is_none());
    }
}

#[test]
fn prefixes_and_files_are_unique_within_a_contract() {
    for sag in sager() {
        let s = xsd::Samling::af(sag.kontrakt);
        for (i, a) in s.navnerum.iter().enumerate() {
            for b in &s.navnerum[i + 1..] {
                assert!(a.praefiks != b.praefiks && a.fil != b.fil && a.uri != b.uri, "{}: {} {}", sag.kontrakt.navn, a.uri, b.uri);
            }
        }
        for k in &s.komplekse {
            let baser = std::iter::successors(Some(*k), |k| k.base).count();
            assert!(baser <= 4 && k.lag().count() == baser, "{:?} is deeper than the reader follows", k.navn);
        }
    }
}
