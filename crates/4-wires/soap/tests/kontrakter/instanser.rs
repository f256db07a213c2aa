//! Random instances against `xmllint` and the published schemas, in both directions. `PROEVE_FROE` sets the seed.
use crate::{Sag, kontrakter, mangler, sager};
use grund::xml;
use kontrakt::proeve::{Terning, fordaerv, mindste, tilfaeldig};
use kontrakt::{Knude, laes, skriv, xsd};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn froe() -> u64 {
    let froe = std::env::var("PROEVE_FROE").ok().and_then(|f| f.parse().ok()).unwrap_or(20_261_121);
    eprintln!("seed {froe}: repeat with PROEVE_FROE={froe}");
    froe
}

fn har_xmllint() -> bool {
    let har = Command::new("xmllint").arg("--version").output().is_ok();
    if !har {
        eprintln!("SKIPPED: xmllint not found");
    }
    har
}

/// The published schema, or a copy of its folder where it has a defect that xmllint stumbles over.
fn skema(sag: &Sag, rod: &Path, midlertidig: &Path) -> PathBuf {
    if sag.xsd.starts_with("sf1461") {
        let fil = rod.join(sag.xsd);
        // two schemas, which no published file holds together
        let begge = [("vaerdiliste:", "VaerdilisteOperationer.xsd"), ("", "BeskedfordelerOperationer.xsd")].map(|(n, f)| {
            let sted = fil.with_file_name(f);
            format!("<import namespace='urn:oio:sts:beskedfordeler:{n}1.0.0' schemaLocation='{}'/>", sted.display())
        });
        let samlet = midlertidig.join("samlet.xsd");
        std::fs::write(&samlet, format!("<schema xmlns='http://www.w3.org/2001/XMLSchema'>{}</schema>", begge.concat())).unwrap();
        return samlet;
    }
    mangler::skema(rod, sag.xsd, midlertidig)
}

/// Which of the documents the schema accepts, and what it says about the others.
fn gyldige(skema: &Path, dokumenter: &[String]) -> (Vec<bool>, String) {
    let mappe = tempfile::tempdir().unwrap();
    let filer: Vec<PathBuf> = (0..dokumenter.len()).map(|i| mappe.path().join(format!("{i}.xml"))).collect();
    for (f, d) in filer.iter().zip(dokumenter) {
        std::fs::write(f, d).unwrap();
    }
    let ud = Command::new("xmllint").args(["--nonet", "--noout", "--huge", "--schema"]).arg(skema).args(&filer).output().unwrap();
    let besked = String::from_utf8_lossy(&ud.stderr).into_owned();
    let ok: BTreeSet<&str> = besked.lines().filter_map(|l| l.strip_suffix(" validates")).collect();
    let daarlig: BTreeSet<&str> = besked.lines().filter_map(|l| l.strip_suffix(" fails to validate")).collect();
    assert_eq!(ok.len() + daarlig.len(), filer.len(), "{}: {}", skema.display(), besked.chars().take(2000).collect::<String>());
    (filer.iter().map(|f| ok.contains(f.to_str().unwrap())).collect(), besked)
}

fn tekst(k: &Knude) -> String {
    let mut ud = String::new();
    skriv(k, &mut ud);
    ud
}

/// Signatures are free content in the tables; the published schema has the W3C's.
fn uden_signaturer(mut k: Knude) -> Knude {
    k.boern.retain(|b| !b.navn().ends_with("Signatur"));
    k.boern = k.boern.into_iter().map(uden_signaturer).collect();
    k
}

/// Instances of every input and output of a contract.
fn instanser(sag: &Sag, antal: usize, terning: &mut Terning) -> Vec<Knude> {
    let elementer: Vec<_> = sag.kontrakt.operationer.iter().flat_map(|o| [o.ind, o.ud]).collect();
    let mut ud: Vec<Knude> = elementer.iter().map(|e| mindste(e, terning)).collect();
    for _ in 0..antal {
        ud.extend(elementer.iter().map(|e| tilfaeldig(e, terning)));
    }
    ud.into_iter().map(uden_signaturer).collect()
}

#[test]
fn what_we_write_the_published_schemas_accept_and_we_read_it_back() {
    let Some(rod) = kontrakter() else { return };
    let xmllint = har_xmllint();
    let mut terning = Terning::ny(froe());
    for sag in sager() {
        let knuder = instanser(&sag, 6, &mut terning);
        let tekster: Vec<String> = knuder.iter().map(tekst).collect();
        for (k, t) in knuder.iter().zip(&tekster) {
            let rod = xml::parse(t).unwrap_or_else(|f| panic!("{f}\n{t}"));
            let igen = laes(&rod, k.element).unwrap_or_else(|f| panic!("{}: {f}\n{t}", sag.kontrakt.navn));
            assert_eq!(tekst(&igen), *t, "{}", sag.kontrakt.navn);
        }
        if xmllint {
            let mappe = tempfile::tempdir().unwrap();
            let (ok, besked) = gyldige(&skema(&sag, &rod, mappe.path()), &tekster);
            let daarlig = ok.iter().position(|o| !o);
            assert!(
                daarlig.is_none(),
                "{}: {}\n{}",
                sag.kontrakt.navn,
                tekster[daarlig.unwrap()],
                besked.lines().filter(|l| !l.ends_with("validates")).take(6).collect::<Vec<_>>().join("\n")
            );
        }
    }
}

#[test]
fn the_canonical_form_that_is_written_is_the_canonicalisers() {
    let mut terning = Terning::ny(froe() ^ 0xC14);
    let (mut ens, mut frie) = (0, 0);
    for (k, konvolut) in sager().iter().flat_map(|s| instanser(s, 6, &mut terning)).zip(["urn:s", "urn:soap"].iter().cycle()) {
        let mut kanonisk = format!("<s:Body xmlns:s=\"{konvolut}\" xmlns:u=\"urn:u\" u:Id=\"body\">");
        if kontrakt::skriv_kanonisk(&k, &[("s", konvolut), ("u", "urn:u")], &mut kanonisk) {
            let t =
                format!("<s:Envelope xmlns:s=\"{konvolut}\"><s:Body xmlns:u=\"urn:u\" u:Id=\"body\">{}</s:Body></s:Envelope>", tekst(&k));
            assert_eq!(kanonisk + "</s:Body>", adgang::svar::kanonisk_krop(&t, konvolut).unwrap(), "{t}");
            ens += 1;
        } else {
            frie += 1;
        }
    }
    assert!(ens > 500 && frie > 0, "{ens} and {frie}");
}

#[test]
fn what_the_published_schemas_refuse_we_refuse() {
    let Some(rod) = kontrakter() else { return };
    if !har_xmllint() {
        return;
    }
    let mut terning = Terning::ny(froe() ^ 0xFEED);
    let (mut afviste, mut i_alt) = (0, 0);
    for sag in sager() {
        let mut knuder = instanser(&sag, 8, &mut terning);
        knuder.iter_mut().for_each(|k| fordaerv(k, &mut terning));
        let tekster: Vec<String> = knuder.iter().map(tekst).collect();
        let mappe = tempfile::tempdir().unwrap();
        let (ok, besked) = gyldige(&skema(&sag, &rod, mappe.path()), &tekster);
        let mut lempede = Vec::new();
        for (i, ((k, t), ok)) in knuder.iter().zip(&tekster).zip(ok).enumerate() {
            let vores = laes(&xml::parse(t).unwrap(), k.element);
            if let (Ok(laest), false) = (&vores, ok) {
                lempede.push(tekst(laest));
                continue;
            }
            let deres: Vec<_> = besked.lines().filter(|l| l.contains(&format!("/{i}.xml:"))).take(3).collect();
            assert_eq!(
                vores.is_ok(),
                ok,
                "{}: ours {:?}, theirs {deres:?}\n{}",
                sag.kontrakt.navn,
                vores.err(),
                t.chars().take(3000).collect::<String>()
            );
            i_alt += 1;
            afviste += usize::from(!ok);
        }
        // What we take beside the schema is what it takes once the empty elements that may be absent are gone.
        let (ok, besked) = gyldige(&skema(&sag, &rod, mappe.path()), &lempede);
        let daarlig = ok.iter().position(|o| !o);
        assert!(daarlig.is_none(), "{}: {}\n{besked}", sag.kontrakt.navn, lempede[daarlig.unwrap()]);
    }
    assert!(afviste * 3 > i_alt, "{afviste} of {i_alt} refused");
}

#[test]
fn derived_schemas_compile_and_accept_what_we_write() {
    if !har_xmllint() {
        return;
    }
    let mut terning = Terning::ny(froe() ^ 0xBEEF);
    for sag in sager() {
        let mappe = tempfile::tempdir().unwrap();
        for fil in xsd::filer(sag.kontrakt) {
            let t = xsd::skema(sag.kontrakt, fil, "URL").unwrap().replace("URL?xsd=", "");
            std::fs::write(mappe.path().join(fil), t).unwrap();
        }
        let hoved = sag.kontrakt.operationer[0].ind.ns.fil;
        // an operation whose schema the first one's does not import is read by its own
        let passer = |k: &Knude| k.element.ns.fil == hoved || !sag.xsd.starts_with("sf1461");
        let tekster: Vec<String> = instanser(&sag, 1, &mut terning).iter().filter(|k| passer(k)).map(tekst).collect();
        let (ok, besked) = gyldige(&mappe.path().join(hoved), &tekster);
        assert!(
            ok.iter().all(|o| *o),
            "{}: {}",
            sag.kontrakt.navn,
            besked.lines().filter(|l| !l.ends_with("validates")).take(5).collect::<Vec<_>>().join("\n")
        );
    }
}

#[test]
fn arbitrary_bytes_never_panic() {
    let mut terning = Terning::ny(froe() ^ 0xF022);
    let sager = sager();
    for _ in 0..400 {
        let sag = &sager[terning.under(sager.len())];
        let o = &sag.kontrakt.operationer[terning.under(sag.kontrakt.operationer.len())];
        let mut data = tekst(&tilfaeldig(o.ind, &mut terning)).into_bytes();
        for _ in 0..terning.under(4) {
            let (i, b) = (terning.under(data.len()), (terning.tal() & 0xFF) as u8);
            match terning.under(3) {
                0 => data[i] = b,
                1 => data.insert(i, b),
                _ => drop(data.drain(i..(i + terning.under(20)).min(data.len()))),
            }
        }
        soap::tjenester::proev_xml(&data);
    }
}

#[test]
fn request_headers_are_read_and_written() {
    let Some(rod) = kontrakter() else { return };
    let hoved = sager()[0].kontrakt.hoved.unwrap();
    let mappe = rod.join("sf1500-organisation/v6_0_0_0/xsd/common");
    let eksempel = std::fs::read(mappe.join("RequestHeader-example.xml")).unwrap();
    let k = laes(&xml::parse(&xml::afkod(&eksempel).unwrap()).unwrap(), hoved).unwrap();
    assert!(!k.tekst("TransactionUUID").unwrap().is_empty());
    if har_xmllint() {
        let mut terning = Terning::ny(froe());
        let tekster: Vec<String> = (0..20).map(|_| tekst(&tilfaeldig(hoved, &mut terning))).chain([tekst(&k)]).collect();
        assert!(gyldige(&mappe.join("RequestHeader.xsd"), &tekster).0.iter().all(|o| *o));
    }
}

#[test]
fn klasse_identifikation_takes_a_uuid_though_30_characters_are_published() {
    let sager = sager();
    let kontrakt = sager.iter().find(|s| s.kontrakt.navn.contains("listehent")).unwrap().kontrakt;
    let kriterie =
        kontrakt.operationer[0].ind.barn("KlassifikationKriterieListe").unwrap().element().unwrap().barn("IdentifikationKriterie").unwrap();
    let proev = |id: &str| {
        let k = Knude::i(kriterie).unwrap().felt("KlasseIdentifikation", id.to_owned());
        laes(&xml::parse(&tekst(&k)).unwrap(), k.element).map(|_| ())
    };
    assert_eq!(proev("00000c7e-face-4001-8000-000000000000"), Ok(()));
    let fejl = proev("00000c7e-face-4001-8000-0000000000000").unwrap_err();
    assert_eq!((fejl.kode(), fejl.feltet()), (grund::Fejlkode::ForLang, Some("IdentifikationKriterie/KlasseIdentifikation")));
}

#[test]
fn a_refusal_names_the_path_of_the_field() {
    let k = &soap::tjenester::sf1500::ORGANISATIONENHED;
    let ns = k.operationer[0].ind.ns.uri;
    let t = format!(
        "<OpretInput xmlns='{ns}' xmlns:sd='urn:oio:sagdok:3.0.0'><AttributListe><Egenskab/><Egenskab><sd:Virkning><sd:FraTidspunkt>\
         <sd:TidsstempelDatoTid>i dag</sd:TidsstempelDatoTid></sd:FraTidspunkt></sd:Virkning></Egenskab></AttributListe><TilstandListe/><RelationListe/></OpretInput>"
    );
    let fejl = laes(&xml::parse(&t).unwrap(), k.operationer[0].ind).unwrap_err();
    assert_eq!(fejl.feltet(), Some("OpretInput/AttributListe/Egenskab[2]/sd:Virkning/FraTidspunkt/TidsstempelDatoTid"));
    assert_eq!(fejl.kode(), grund::Fejlkode::UgyldigTid);
}

/// The parser under the façade judges well-formedness as libxml2 does, byte by byte.
#[test]
fn well_formedness_is_judged_as_xmllint_does() {
    if !har_xmllint() {
        return;
    }
    let mut terning = Terning::ny(froe() ^ 0xB17E);
    let sager = sager();
    let mappe = tempfile::tempdir().unwrap();
    let stumper = [
        "<",
        ">",
        "&",
        "\"",
        "'",
        "/",
        "=",
        ":",
        "]]>",
        "<!--",
        "-->",
        "--",
        "<![CDATA[",
        "&#65;",
        "&#0;",
        "&#xFFFE;",
        "&amp;",
        "&x;",
        " xmlns:q='urn:q'",
        " xmlns:sd=''",
        " q:a='1'",
        "\r\n",
        "\u{85}",
        "\u{ffff}",
        " ",
        "a b",
        "1",
        "æ",
        "\u{b7}",
    ];
    let data: Vec<Vec<u8>> = (0..1500)
        .map(|_| {
            let sag = &sager[terning.under(sager.len())];
            let o = &sag.kontrakt.operationer[terning.under(sag.kontrakt.operationer.len())];
            let mut data = tekst(&mindste(o.ud, &mut terning)).into_bytes();
            for _ in 0..=terning.under(2) {
                let i = terning.under(data.len());
                match terning.under(5) {
                    0 => drop(data.remove(i)),
                    1 => data[i] = (terning.tal() & 0x7F) as u8,
                    _ => drop(data.splice(i..i, terning.en(&stumper).unwrap().bytes())),
                }
            }
            data
        })
        .collect();
    let filer: Vec<PathBuf> = (0..data.len()).map(|i| mappe.path().join(format!("{i}.xml"))).collect();
    for (f, d) in filer.iter().zip(&data) {
        std::fs::write(f, d).unwrap();
    }
    let ud = Command::new("xmllint").args(["--nonet", "--noout"]).args(&filer).output().unwrap();
    let besked = String::from_utf8_lossy(&ud.stderr);
    let mut deres_fejl: BTreeSet<usize> = BTreeSet::new();
    // that a namespace is a URI is no matter of well-formedness
    for l in besked.lines().filter(|l| l.contains(" error :") && !l.contains("is not a valid URI")) {
        if let Some(nr) = l.strip_prefix(mappe.path().to_str().unwrap()).and_then(|l| l[1..].split(".xml").next()) {
            deres_fejl.extend(nr.parse::<usize>().ok());
        }
    }
    for (i, d) in data.iter().enumerate() {
        let vores = xml::afkod(d).and_then(|t| xml::parse(&t).map(|_| ()));
        let deres: Vec<_> = besked.lines().filter(|l| l.contains(&format!("/{i}.xml:"))).take(2).collect();
        if vores.as_ref().is_err_and(|f| f.kode() == grund::Fejlkode::ForbudtKonstruktion) {
            continue;
        }
        assert_eq!(vores.is_err(), deres_fejl.contains(&i), "ours {vores:?}, theirs {deres:?}\n{}", String::from_utf8_lossy(d));
    }
    assert!(deres_fejl.len() * 4 > data.len() && deres_fejl.len() * 10 < data.len() * 9, "{} refused", deres_fejl.len());
}
