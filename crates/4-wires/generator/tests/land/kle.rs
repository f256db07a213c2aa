//! The user's own KLE on top of the demo's classification.
use super::{kald, nu, typer};
use generator::{Stoerrelse, indlaes, klasse_uuid, land};
use grund::Cvr;
use klassifikation::kle::{Fil, Valg, importer};
use klassifikation::objekttyper::KLASSE;
use register::{Laesevalg, Objektid, Register, Vaerdi};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The case: a published list, older than the demo, is loaded without asking; numbers keep their identity, and what refers to them holds.
#[tokio::test]
async fn kle03_a_published_list_takes_the_place_of_the_demos() {
    let r = Register::ny(Arc::new(lager::SqliteLager::midlertidig().unwrap()), typer());
    let (kommuner, enheder) = (1, 10);
    indlaes(&r, &kald(Cvr::KOMBIT), land(&typer(), 1, Stoerrelse::ny(kommuner, enheder, 1).unwrap(), nu()).unwrap(), &mut |_| {})
        .await
        .unwrap();
    let csv = "nr;titel;oprettet\n27;Egen titel;1997-01-01\n27.35;Egen gruppe;1997-01-01\n27.35.04;Eget emne;1997-01-01\n99;Ny hovedgruppe;2026-02-01\n";
    let fil = [Fil { navn: "emner.csv", data: csv.as_bytes() }];
    let udgave = grund::Tidspunkt::fra_xs("2026-02-01T00:00:00+01:00").ok();
    let valg = Valg { udgave, ..Valg::default() };
    let o = importer(&r, &kald(Cvr::KOMBIT), &fil, &valg, &mut |_| {}).await.unwrap();
    let p = &o.planer[0];
    assert_eq!((p.tilfoejet.as_slice(), p.aendret.len()), (["99".to_owned()].as_slice(), 3), "{o}");
    assert!(p.afsluttet.len() > 100, "{o}");
    let id = Objektid { objekttype: &KLASSE, uuid: klasse_uuid("27.35.04") };
    let laest = r.laes(&kald(Cvr::KOMBIT), id, Laesevalg::nu(nu())).await.unwrap().unwrap();
    let titel = KLASSE.felt("titel").unwrap().nr;
    assert_eq!(laest.nyeste().unwrap().billede.egenskaber[0].felter[&titel], Vaerdi::Tekst("Eget emne".into()));

    // Now there is an edition of the user's own: an older one is refused, and told the way out.
    let f = importer(
        &r,
        &kald(Cvr::KOMBIT),
        &fil,
        &Valg { udgave: grund::Tidspunkt::fra_xs("2025-11-01T00:00:00+01:00").ok(), ..valg },
        &mut |_| {},
    )
    .await
    .unwrap_err();
    assert!(f.engelsk().contains("--udgave 2026-02-01"), "{f}");
    // And what is missing is the user's own loss.
    let mange = (0..60).fold("nr;titel\n".to_owned(), |s, i| s + &format!("98.00.{i:02};Emne {i}\n"));
    let lang = [Fil { navn: "emner.csv", data: mange.as_bytes() }];
    importer(&r, &kald(Cvr::KOMBIT), &lang, &Valg { delvis: true, ..valg }, &mut |_| {}).await.unwrap();
    let f = importer(&r, &kald(Cvr::KOMBIT), &fil, &valg, &mut |_| {}).await.unwrap_err();
    assert!(f.engelsk().contains("--tillad-mange"), "{f}");
}

/// Both published lists as XML, of the size of the real ones and older than the demo, on top of the demo's: taken without a question, once;
/// an older edition, and an extract, are told the way out.
#[tokio::test]
async fn kle03_published_lists_as_xml_take_the_place_of_the_demos() {
    let mappe = std::env::var_os("SAMSPIL_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared"), PathBuf::from)
        .join("data/klassifikation");
    let (Ok(emner), Ok(facetter)) =
        (std::fs::read_to_string(mappe.join("syntetisk-emneplan.csv")), std::fs::read_to_string(mappe.join("syntetiske-facetter.csv")))
    else {
        println!("SKIPPED: {} not found", mappe.display());
        return;
    };
    let r = Register::ny(Arc::new(lager::SqliteLager::midlertidig().unwrap()), typer());
    indlaes(&r, &kald(Cvr::KOMBIT), land(&typer(), 1, Stoerrelse::ny(1, 10, 1).unwrap(), nu()).unwrap(), &mut |_| {}).await.unwrap();
    let udgivet = |xml: &str, dag: &str| xml.replace("{dag}", dag);
    let (emner, facetter) = (som_xml(&emner, &EMNEPLAN), som_xml(&facetter, &FACETTER));
    let ind = async |dag: &str, xml: &[&str], valg: Valg| {
        let tekster: Vec<String> = xml.iter().map(|x| udgivet(x, dag)).collect();
        let filer: Vec<Fil<'_>> = tekster.iter().map(|t| Fil { navn: "KLE.xml", data: t.as_bytes() }).collect();
        importer(&r, &kald(Cvr::KOMBIT), &filer, &valg, &mut |_| {}).await
    };
    // Older than the demo's own classes, which are no edition.
    let o = ind("2019-02-01", &[&emner, &facetter], Valg::default()).await.unwrap();
    let tal: Vec<_> = o.planer.iter().map(|p| p.tilfoejet.len() + p.aendret.len() + p.uaendret).collect();
    assert_eq!(tal, [36 + 492 + 2478, 77 + 7], "{o}");
    let igen = ind("2019-02-01", &[&emner, &facetter], Valg::default()).await.unwrap();
    assert_eq!(igen.registreringer, 0, "{igen}");
    let f = ind("2018-02-01", &[&emner], Valg::default()).await.unwrap_err();
    assert!(f.engelsk().contains("--udgave 2019-02-01"), "an older edition: {f}");
    let uddrag = emner.split_inclusive("</Hovedgruppe>").next().unwrap().to_owned() + "</KLE-Emneplan>";
    let f = ind("2019-02-02", &[&uddrag], Valg::default()).await.unwrap_err();
    assert!(f.engelsk().contains("--delvis") && f.engelsk().contains("--tillad-mange"), "an extract: {f}");
    let o = ind("2019-02-02", &[&uddrag], Valg { delvis: true, ..Valg::default() }).await.unwrap();
    assert!(o.planer[0].afsluttet.is_empty(), "{o}");
}

/// The elements of a published list: root, and the word for each level with the length of its number.
struct Form {
    rod: &'static str,
    niveauer: &'static [(usize, &'static str)],
}

const EMNEPLAN: Form = Form { rod: "KLE-Emneplan", niveauer: &[(2, "Hovedgruppe"), (5, "Gruppe"), (8, "Emne")] };
const FACETTER: Form = Form { rod: "KLE-Handlingsfacetter", niveauer: &[(1, "HandlingsfacetKategori"), (3, "Handlingsfacet")] };

/// A table as the XML that is published, a line for each element.
fn som_xml(csv: &str, form: &Form) -> String {
    let mut ud = format!("<{}>\n<UdgivelsesDato>{{dag}}</UdgivelsesDato>\n", form.rod);
    let mut aabne: Vec<&str> = Vec::new();
    let mut kolonner = csv.lines().next().unwrap().split(';');
    let dato = kolonner.clone().position(|k| k == "oprettet");
    let uuid = kolonner.position(|k| k == "uuid").unwrap();
    let mut kategori = String::new();
    for linje in csv.lines().skip(1) {
        let felter: Vec<&str> = linje.split(';').collect();
        let nr = felter[0];
        // The table has no lines of their own for the categories of facets.
        let kat: String = nr.chars().take(1).collect();
        if form.niveauer[0].0 == 1 && kat != kategori {
            luk(&mut ud, &mut aabne, 0);
            ud += &format!("<{0}>\n<{0}Nr>{kat}</{0}Nr><{0}Titel>Kategori {kat}</{0}Titel>\n", form.niveauer[0].1);
            aabne.push(form.niveauer[0].1);
            kategori = kat;
        }
        let dybde = form.niveauer.iter().position(|(l, _)| *l == nr.chars().count()).unwrap();
        luk(&mut ud, &mut aabne, dybde);
        let navn = form.niveauer[dybde].1;
        let datoer = |felt: &str, d: Option<&&str>| d.filter(|d| !d.is_empty()).map_or(String::new(), |d| format!("<{felt}>{d}</{felt}>"));
        let (fra, til) = dato.map_or((Some(&"2010-01-01"), None), |d| (felter.get(d), felter.get(d + 1)));
        ud += &format!(
            "<{navn}>\n<{navn}Nr>{nr}</{navn}Nr><{navn}Titel>{}</{navn}Titel><{navn}AdministrativInfo>{}{}</{navn}AdministrativInfo><UUID>{}</UUID>\n",
            felter[1],
            datoer("OprettetDato", fra),
            datoer("UdgaaetDato", til),
            felter[uuid]
        );
        aabne.push(navn);
    }
    luk(&mut ud, &mut aabne, 0);
    ud + &format!("</{}>\n", form.rod)
}

fn luk(ud: &mut String, aabne: &mut Vec<&str>, til: usize) {
    while aabne.len() > til {
        ud.push_str(&format!("</{}>\n", aabne.pop().unwrap()));
    }
}
