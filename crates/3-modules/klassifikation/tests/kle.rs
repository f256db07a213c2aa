//! KLE import against the real engine over a temporary store.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, clippy::print_stdout)]
use grund::{Cvr, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use klassifikation::kle::{Fil, Opsummering, Plan, Valg, importer, laes};
use klassifikation::objekttyper::KLASSE;
use register::{Laesevalg, Objekt, Objektid, Register, Registreringsvalg, Typekatalog, Vaerdi};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

fn register() -> Register {
    Register::ny(Arc::new(lager::SqliteLager::midlertidig().unwrap()), Typekatalog::ny(&[klassifikation::OBJEKTTYPER]))
}

fn kald(nu: &str) -> Kaldekontekst {
    Kaldekontekst::ubegraenset(
        Cvr::KOMBIT,
        &[Cvr::KOMBIT],
        UnikId::Uuid(Uuid::from_u128(1)),
        Tidspunkt::fra_xs(nu).unwrap(),
        Uuid::from_u128(2),
    )
}

async fn ind(r: &Register, nu: &str, data: &str, valg: Valg) -> Result<Opsummering, grund::Fejl> {
    importer(r, &kald(nu), &[Fil { navn: "kle", data: data.as_bytes() }], &valg, &mut |_| {}).await
}

async fn klasse(r: &Register, uuid: Uuid, valg: Laesevalg) -> Objekt {
    r.laes(&kald("2027-01-01T00:00:00Z"), Objektid { objekttype: &KLASSE, uuid }, valg).await.unwrap().expect("class")
}

fn nu(t: &str) -> Laesevalg {
    Laesevalg { virkning: Periode::punkt(Tidspunkt::fra_xs(t).unwrap()), registrering: Registreringsvalg::Aktuel }
}

fn titel(o: &Objekt) -> String {
    match o.nyeste().unwrap().billede.egenskaber.first().and_then(|e| e.felter.get(&3)) {
        Some(Vaerdi::Tekst(t)) => t.clone(),
        _ => String::new(),
    }
}

fn publiceret(o: &Objekt) -> Vec<u8> {
    o.nyeste().unwrap().billede.tilstande.get(&1).into_iter().flatten().map(|t| t.vaerdi).collect()
}

fn tal(o: &Opsummering) -> Vec<(usize, usize, usize, usize)> {
    o.planer.iter().map(|p| (p.tilfoejet.len(), p.aendret.len(), p.afsluttet.len(), p.uaendret)).collect()
}

const XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<KLE-Emneplan>
  <UdgivelsesDato>2026-02-01</UdgivelsesDato>
  <Hovedgruppe>
    <HovedgruppeNr>33</HovedgruppeNr><HovedgruppeTitel>Prøvegruppe</HovedgruppeTitel>
    <HovedgruppeVejledning><VejledningTekst><p>Første <b>afsnit</b>.</p><p>Liste<ul><li>et</li><li>to</li></ul></p></VejledningTekst></HovedgruppeVejledning>
    <HovedgruppeAdministrativInfo><OprettetDato>2010-01-01</OprettetDato></HovedgruppeAdministrativInfo>
    <UUID>11111111-1111-4111-8111-111111111111</UUID>
    <Gruppe>
      <GruppeNr>33.00</GruppeNr><GruppeTitel>Gruppe</GruppeTitel>
      <GruppeRetskildeReference><RetskildeTitel>Prøvelov</RetskildeTitel><ParagrafEllerKapitel>§ 3</ParagrafEllerKapitel></GruppeRetskildeReference>
      <GruppeAdministrativInfo><OprettetDato>2010-01-01</OprettetDato><RettetDato>2015-02-01</RettetDato></GruppeAdministrativInfo>
      <UUID>11111111-1111-4111-8111-111111111112</UUID>
      <Emne>
        <EmneNr>33.00.04</EmneNr><EmneTitel>Nyt emne</EmneTitel>
        <EmneAdministrativInfo><OprettetDato>2012-01-01</OprettetDato></EmneAdministrativInfo>
        <BevaringJaevnfoerArkivloven>K</BevaringJaevnfoerArkivloven>
        <SletningJaevnfoerPersondataloven>P1825D</SletningJaevnfoerPersondataloven>
        <UUID>11111111-1111-4111-8111-111111111113</UUID>
      </Emne>
      <Emne>
        <EmneNr>33.00.08</EmneNr><EmneTitel>Gammelt emne</EmneTitel>
        <EmneAdministrativInfo><OprettetDato>2012-01-01</OprettetDato>
          <Historisk><Flyttet><FlyttetDato>2022-02-01</FlyttetDato><AfloestAf><EmneNr>33.00.04</EmneNr></AfloestAf></Flyttet><UdgaaetDato>2022-02-01</UdgaaetDato></Historisk>
        </EmneAdministrativInfo>
        <UUID>11111111-1111-4111-8111-111111111114</UUID>
      </Emne>
    </Gruppe>
  </Hovedgruppe>
</KLE-Emneplan>"#;

const FACETTER: &str = r#"<KLE-Handlingsfacetter><UdgivelsesDato>2026-02-01</UdgivelsesDato>
<HandlingsfacetKategori><HandlingsfacetKategoriNr>G</HandlingsfacetKategoriNr><HandlingsfacetKategoriTitel>Konkrete sager</HandlingsfacetKategoriTitel>
<HandlingsfacetKategoriAdministrativInfo><OprettetDato>2010-01-01</OprettetDato></HandlingsfacetKategoriAdministrativInfo>
<Handlingsfacet><HandlingsfacetNr>G01</HandlingsfacetNr><HandlingsfacetTitel>Generelle</HandlingsfacetTitel><BevaringJaevnfoerArkivloven>B</BevaringJaevnfoerArkivloven></Handlingsfacet>
</HandlingsfacetKategori></KLE-Handlingsfacetter>"#;

const EMNE: Uuid = Uuid::from_u128(0x11111111_1111_4111_8111_111111111113);
const GAMMELT: Uuid = Uuid::from_u128(0x11111111_1111_4111_8111_111111111114);
const GRUPPE: Uuid = Uuid::from_u128(0x11111111_1111_4111_8111_111111111112);

#[tokio::test]
async fn kle05_xml_becomes_classes_and_twice_changes_nothing() {
    let r = register();
    let filer = [Fil { navn: "emneplan", data: XML.as_bytes() }, Fil { navn: "facetter", data: FACETTER.as_bytes() }];
    let mut meldt = 0;
    let o = importer(&r, &kald("2026-03-01T00:00:00Z"), &filer, &Valg::default(), &mut |_| meldt += 1).await.unwrap();
    assert_eq!(tal(&o), [(4, 0, 0, 0), (2, 0, 0, 0)]);
    assert_eq!(o.registreringer, 4 + 2 + 2 + 1);
    assert!(meldt > 1);

    let o = importer(&r, &kald("2026-03-02T00:00:00Z"), &filer, &Valg::default(), &mut |_| {}).await.unwrap();
    assert_eq!(tal(&o), [(0, 0, 0, 4), (0, 0, 0, 2)]);
    assert_eq!(o.registreringer, 0);
    assert!(o.to_string().contains("0 added, 0 changed, 0 ended, 4 unchanged"), "{o}");
    let alle = klasse(&r, EMNE, Laesevalg::ALT).await;
    assert_eq!(alle.registreringer.len(), 1, "no new registration");
    // The container objects too.
    let facet = r
        .laes(
            &kald("2026-03-03T00:00:00Z"),
            Objektid { objekttype: &klassifikation::objekttyper::FACET, uuid: Plan::Emneplan.facet() },
            Laesevalg::ALT,
        )
        .await
        .unwrap()
        .unwrap();
    assert_eq!(facet.registreringer.len(), 1);
}

#[tokio::test]
async fn kle03_an_ended_number_points_at_its_replacement() {
    let r = register();
    ind(&r, "2026-03-01T00:00:00Z", XML, Valg::default()).await.unwrap();
    let gammel = klasse(&r, GAMMELT, Laesevalg::AKTUEL).await;
    assert_eq!(publiceret(&gammel), [1, 2]);
    assert_eq!(publiceret(&klasse(&r, GAMMELT, nu("2022-01-31T22:59:59Z")).await), [1]);
    assert_eq!(publiceret(&klasse(&r, GAMMELT, nu("2022-01-31T23:00:00Z")).await), [2]);
    let ny = klasse(&r, EMNE, Laesevalg::AKTUEL).await;
    let erstatter = &ny.nyeste().unwrap().billede.relationer[&7];
    assert_eq!(erstatter[0].reference, Some(UnikId::Uuid(GAMMELT)));
    assert_eq!(Some(erstatter[0].virkning.periode.fra), Tidspunkt::dansk_midnat(2022, 2, 1));
    assert_eq!(ny.nyeste().unwrap().billede.relationer[&6][0].reference, Some(UnikId::Uuid(GRUPPE)));
    let felter = &gammel.nyeste().unwrap().billede.egenskaber[0].felter;
    assert_eq!(felter[&12], Vaerdi::Tekst("Flyttet 2022-02-01. Udgået 2022-02-01. Afløst af 33.00.04.".into()));
    let felter = &ny.nyeste().unwrap().billede.egenskaber[0].felter;
    assert_eq!(felter[&2], Vaerdi::Tekst(r#"{"kle":{"bevaring":"K","sletning":"P1825D"}}"#.into()));
    let gruppe = klasse(&r, GRUPPE, Laesevalg::AKTUEL).await;
    assert_eq!(gruppe.nyeste().unwrap().billede.egenskaber[0].felter[&6], Vaerdi::Tekst("Prøvelov, § 3".into()));
}

#[tokio::test]
async fn kle03_a_new_edition_changes_ends_and_opens_again() {
    let r = register();
    ind(&r, "2026-03-01T00:00:00Z", XML, Valg::default()).await.unwrap();
    let emne = XML.find("      <Emne>\n        <EmneNr>33.00.04").unwrap();
    let slut = XML[emne..].find("</Emne>\n").unwrap() + emne + 8;
    let uden = format!("{}{}", &XML[..emne], &XML[slut..]);
    let maj = uden.replace("2026-02-01</Udg", "2026-05-01</Udg").replace("<GruppeTitel>Gruppe<", "<GruppeTitel>Ny titel<");
    let proev = ind(&r, "2026-05-02T00:00:00Z", &maj, Valg { proev: true, ..Valg::default() }).await.unwrap();
    assert_eq!(tal(&proev), [(0, 1, 1, 2)]);
    assert_eq!(klasse(&r, EMNE, Laesevalg::ALT).await.registreringer.len(), 1, "a trial writes nothing");

    let o = ind(&r, "2026-05-02T00:00:00Z", &maj, Valg::default()).await.unwrap();
    assert_eq!(tal(&o), [(0, 1, 1, 2)]);
    assert_eq!(o.planer[0].afsluttet, ["33.00.04"]);
    assert_eq!(titel(&klasse(&r, GRUPPE, nu("2026-04-30T00:00:00Z")).await), "Gruppe");
    assert_eq!(titel(&klasse(&r, GRUPPE, nu("2026-05-01T00:00:00Z")).await), "Ny titel");
    assert_eq!(publiceret(&klasse(&r, EMNE, nu("2026-04-30T00:00:00Z")).await), [1]);
    assert_eq!(publiceret(&klasse(&r, EMNE, nu("2026-05-01T00:00:00Z")).await), [2]);
    assert_eq!(ind(&r, "2026-05-03T00:00:00Z", &maj, Valg::default()).await.unwrap().registreringer, 0);

    // An older edition is refused; the next one opens the number again.
    let f = ind(&r, "2026-05-03T00:00:00Z", XML, Valg::default()).await.unwrap_err();
    assert!(f.kode() == Fejlkode::IndholdAfvist && f.engelsk().contains("KLE-03"), "{f}");
    let aug = XML.replace("2026-02-01</Udg", "2026-08-01</Udg").replace("<GruppeTitel>Gruppe<", "<GruppeTitel>Ny titel<");
    let o = ind(&r, "2026-08-02T00:00:00Z", &aug, Valg::default()).await.unwrap();
    assert_eq!(o.planer[0].aendret, ["33.00.04"]);
    assert_eq!(publiceret(&klasse(&r, EMNE, nu("2026-07-01T00:00:00Z")).await), [2]);
    assert_eq!(publiceret(&klasse(&r, EMNE, nu("2026-08-01T00:00:00Z")).await), [1]);
    assert_eq!(ind(&r, "2026-08-03T00:00:00Z", &aug, Valg::default()).await.unwrap().registreringer, 0);
}

#[tokio::test]
async fn kle05_a_list_without_dates_and_uuids_meets_the_same_classes() {
    let r = register();
    ind(&r, "2026-03-01T00:00:00Z", XML, Valg::default()).await.unwrap();
    let csv = "KLE-nr,Emnetitel\n33,Prøvegruppe\n\"33.00\",\"Gruppe, ny\"\n";
    let valg = Valg { delvis: true, ..Valg::default() };
    let o = ind(&r, "2026-04-01T10:00:00Z", csv, valg).await.unwrap();
    assert!(o.planer[0].aendret.contains(&"33.00".to_string()));
    assert_eq!(titel(&klasse(&r, GRUPPE, nu("2026-04-01T00:00:00Z")).await), "Gruppe, ny");
    assert_eq!(ind(&r, "2026-04-02T10:00:00Z", csv, valg).await.unwrap().registreringer, 0, "another day, the same list");
}

fn xlsx(raekker: &[Vec<&str>]) -> Vec<u8> {
    let mut z = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let valg = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut ark =
        String::from(r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#);
    for (i, r) in raekker.iter().enumerate() {
        ark += &format!("<row r=\"{}\">", i + 1);
        for (k, c) in r.iter().enumerate() {
            let sted = format!("{}{}", char::from(b'A' + k as u8), i + 1);
            ark += &format!("<c r=\"{sted}\" t=\"inlineStr\"><is><t>{c}</t></is></c>");
        }
        ark += "</row>";
    }
    ark += "</sheetData></worksheet>";
    for (navn, tekst) in [
        (
            "[Content_Types].xml",
            r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="KLE" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", &ark),
    ] {
        z.start_file(navn, valg).unwrap();
        z.write_all(tekst.as_bytes()).unwrap();
    }
    z.finish().unwrap().into_inner()
}

#[tokio::test]
async fn i12_2_9_a_bad_last_line_is_refused_before_the_first_class_is_written_and_by_proev() {
    let r = register();
    let raekker: String = (10..99).flat_map(|g| (10..16).map(move |e| format!("33.{g}.{e};Emne\n"))).collect();
    let grupper: String = (10..99).map(|g| format!("33.{g};Gruppe\n")).collect();
    let fil = |titel: &str| format!("nr;titel\n33;Prøve\n{grupper}{raekker}33.99;{titel}\n");
    for proev in [true, false] {
        let valg = Valg { proev, delvis: true, ..Valg::default() };
        let f = ind(&r, "2026-03-01T00:00:00Z", &fil(&"x".repeat(301)), valg).await.unwrap_err();
        assert!(f.kode() == Fejlkode::IndholdAfvist && f.feltet().unwrap().contains("line 626"), "{f}");
        let f = ind(&r, "2026-03-01T00:00:00Z", &fil("a\u{7}"), valg).await.unwrap_err();
        assert!(f.kode() == Fejlkode::UgyldigtTegn && f.feltet().unwrap().contains("line 626, column 8"), "{f}");
    }
    assert_eq!(r.lager().status().await.unwrap().objekter, 0);
}

#[test]
fn i12_2_9_the_last_day_of_9999_is_no_end() {
    let l = |data: &str| laes(data.as_bytes()).unwrap();
    let tabel = l("sep=;\nnr;titel;oprettet;udgaaet\n33;Prøve;01-01-0001;31-12-9999\n");
    assert_eq!((tabel[0].poster[0].oprettet, tabel[0].poster[0].udgaaet), (Some(Tidspunkt::MINUS_UENDELIG), None));
    let xml = XML
        .replace("<OprettetDato>2010-01-01</OprettetDato>", "<OprettetDato>0001-01-01</OprettetDato><UdgaaetDato>9999-12-31</UdgaaetDato>");
    assert!(xml != XML && l(&xml)[0].poster.iter().all(|p| p.udgaaet != Some(Tidspunkt::UENDELIG)));
}

#[test]
fn kle05_xml_csv_and_xlsx_say_the_same() {
    let raekker = [
        vec!["nr", "titel", "uuid", "oprettet", "udgaaet", "afloest_af"],
        vec!["33", "Prøve", "11111111-1111-4111-8111-111111111111", "2010-01-01", "", ""],
        vec!["33.00", "Gruppe", "", "2010-01-01", "", ""],
        vec!["33.00.04", "Ny", "", "2010-01-01", "", ""],
        vec!["33.00.08", "Gl", "", "2010-01-01", "2022-02-01", "33.00.04"],
    ];
    let csv = raekker.iter().map(|r| r.join(";")).collect::<Vec<_>>().join("\r\n");
    let (cp1252, _) = (csv.chars().map(|c| u8::try_from(c as u32).unwrap()).collect::<Vec<u8>>(), ());
    let fra_csv = laes(csv.as_bytes()).unwrap();
    assert_eq!(laes(&cp1252).unwrap(), fra_csv, "Windows-1252");
    assert_eq!(laes(&xlsx(&raekker)).unwrap(), fra_csv, "XLSX");
    let mut xml = String::from(
        "<KLE-Emneplan><Hovedgruppe><HovedgruppeNr>33</HovedgruppeNr><HovedgruppeTitel>Prøve</HovedgruppeTitel><HovedgruppeAdministrativInfo><OprettetDato>2010-01-01</OprettetDato></HovedgruppeAdministrativInfo><UUID>11111111-1111-4111-8111-111111111111</UUID><Gruppe><GruppeNr>33.00</GruppeNr><GruppeTitel>Gruppe</GruppeTitel><GruppeAdministrativInfo><OprettetDato>2010-01-01</OprettetDato></GruppeAdministrativInfo>",
    );
    xml += "<Emne><EmneNr>33.00.04</EmneNr><EmneTitel>Ny</EmneTitel><EmneAdministrativInfo><OprettetDato>2010-01-01</OprettetDato></EmneAdministrativInfo></Emne>";
    xml += "<Emne><EmneNr>33.00.08</EmneNr><EmneTitel>Gl</EmneTitel><EmneAdministrativInfo><OprettetDato>2010-01-01</OprettetDato><Historisk><UdgaaetDato>2022-02-01</UdgaaetDato><Flyttet><AfloestAf><EmneNr>33.00.04</EmneNr></AfloestAf></Flyttet></Historisk></EmneAdministrativInfo></Emne></Gruppe></Hovedgruppe></KLE-Emneplan>";
    let mut fra_xml = laes(xml.as_bytes()).unwrap();
    for (a, b) in fra_xml[0].poster.iter_mut().zip(&fra_csv[0].poster) {
        // Only where they stand, and that XML says by nesting what follows from the number, may differ.
        (a.linje, a.kolonne) = (b.linje, b.kolonne);
        assert_eq!(a.overordnet.take(), Plan::Emneplan.over(&a.nummer));
    }
    assert_eq!(fra_xml, fra_csv);
}

#[test]
fn a_bad_file_is_refused_with_line_column_and_rule() {
    let stor = XML.replace("<EmneNr>33.00.08", "<EmneNr>33.0.08");
    for (data, kode, sted) in [
        (stor.as_str(), Fejlkode::UgyldigFil, "line 22, column 9"),
        (XML.trim_end_matches("</KLE-Emneplan>"), Fejlkode::IkkeVelformet, ""),
        ("<!DOCTYPE a><KLE-Emneplan/>", Fejlkode::IkkeVelformet, "line 1"),
        ("<Andet/>", Fejlkode::UgyldigFil, "line 1, column 1"),
        ("<KLE-Emneplan/>", Fejlkode::UgyldigFil, ""),
        ("nr;titel\n33;A\n33;B", Fejlkode::IndholdAfvist, "line 3"),
        ("nr;titel\nx33;A", Fejlkode::UgyldigFil, "line 2, column 1"),
        ("nr;titel;uuid\n33;A;zz", Fejlkode::UgyldigUuid, "line 2, column 6"),
        ("nr;titel;oprettet\n33;A;i går", Fejlkode::UgyldigTid, "line 2, column 6"),
        ("nr;titel;overordnet\n33.01;A;33", Fejlkode::IndholdAfvist, "line 2"),
        ("nr;titel\n33;", Fejlkode::IndholdAfvist, "line 2"),
        ("a;b\n1;2", Fejlkode::UgyldigFil, "line 1"),
        ("PK\u{3}\u{4}xxxx", Fejlkode::UgyldigFil, "workbook"),
    ] {
        let f = laes(data.as_bytes()).unwrap_err();
        assert_eq!(f.kode(), kode, "{data}: {f}");
        assert!(f.engelsk().contains(sted), "{data}: {f}");
    }
}

#[tokio::test]
async fn kle03_a_number_that_was_given_out_again_has_two_classes() {
    let r = register();
    let liste = "nr;titel;uuid;oprettet;udgaaet\nG;Konkrete;;2010-01-01;\nG07;Gammel;11111111-1111-4111-8111-111111111114;2010-01-01;2019-01-01\nG07;Ny;;2020-01-01;\nG08;Første;;2010-01-01;2015-01-01\nG08;Anden;;2016-01-01;2019-01-01\n";
    let o = ind(&r, "2026-03-01T00:00:00Z", liste, Valg::default()).await.unwrap();
    assert_eq!(tal(&o), [(5, 0, 0, 0)]);
    assert_eq!(ind(&r, "2026-03-02T00:00:00Z", liste, Valg::default()).await.unwrap().registreringer, 0);
    assert_eq!(publiceret(&klasse(&r, GAMMELT, nu("2026-01-01T00:00:00Z")).await), [2]);
    assert_eq!(titel(&klasse(&r, Plan::Handlingsfacetter.klasse("G07"), nu("2026-01-01T00:00:00Z")).await), "Ny");
    // A list of what is in force, without the earlier life: the same class, and the earlier one stays ended.
    let o = ind(&r, "2026-03-03T00:00:00Z", "nr;titel\nG;Konkrete\nG07;Ny\n", Valg { delvis: true, ..Valg::default() }).await.unwrap();
    assert!(o.planer[0].tilfoejet.is_empty(), "{o}");
    let f = ind(&r, "2026-03-03T00:00:00Z", "nr;titel\nG07;A\nG07;B\n", Valg::default()).await.unwrap_err();
    assert!(f.engelsk().contains("in force once"), "{f}");
}

#[test]
fn kle05_a_large_file_is_read_in_linear_time() {
    let afsnit = "<p>Vejledning om emnet, som står her for at fylde lige så meget som i en rigtig udgave.</p>".repeat(28);
    let mut xml = String::from("<KLE-Emneplan>\n");
    for h in 33..65 {
        xml += &format!(
            "<Hovedgruppe>\n<HovedgruppeNr>{h}</HovedgruppeNr>\n<HovedgruppeTitel>H</HovedgruppeTitel>\n<Gruppe><GruppeNr>{h}.00</GruppeNr><GruppeTitel>G</GruppeTitel>\n"
        );
        for e in 0..95 {
            xml += &format!(
                "<Emne>\n<EmneNr>{h}.00.{e:02}</EmneNr>\n<EmneTitel>E</EmneTitel>\n<EmneVejledning><VejledningTekst>{afsnit}</VejledningTekst></EmneVejledning>\n</Emne>\n"
            );
        }
        xml += "</Gruppe></Hovedgruppe>\n";
    }
    xml += "</KLE-Emneplan>";
    let start = std::time::Instant::now();
    let u = laes(xml.as_bytes()).unwrap();
    println!("{} MB, {} numbers read in {:?}", xml.len() / 1_000_000, u[0].poster.len(), start.elapsed());
    assert_eq!(u[0].poster.len(), 32 * 97);
    assert_eq!(u[0].poster.last().unwrap().linje as usize, xml.lines().count() - 6);
}

#[tokio::test]
async fn kle03_a_file_that_would_end_many_is_refused() {
    let r = register();
    let mange = |n: usize| (0..n).fold("nr;titel\n".to_string(), |s, i| s + &format!("33.{:02}.{:02};Emne {i}\n", i / 100, i % 100));
    ind(&r, "2026-03-01T00:00:00Z", &mange(600), Valg::default()).await.unwrap();
    let f = ind(&r, "2026-03-02T00:00:00Z", &mange(500), Valg::default()).await.unwrap_err();
    assert!(f.engelsk().contains("100 of 600"), "{f}");
    let o = ind(&r, "2026-03-02T00:00:00Z", &mange(500), Valg { tillad_mange: true, ..Valg::default() }).await.unwrap();
    assert_eq!(tal(&o), [(0, 0, 100, 500)]);
    assert!(o.to_string().contains("and 80 more"), "{o}");
}

#[tokio::test]
async fn kle05_the_synthetic_twin_loads() {
    let delt = std::env::var_os("SAMSPIL_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared"));
    let mappe = delt.join("data/klassifikation");
    let (Ok(emner), Ok(facetter)) =
        (std::fs::read(mappe.join("syntetisk-emneplan.csv")), std::fs::read(mappe.join("syntetiske-facetter.csv")))
    else {
        println!("SKIPPED: {} not found", mappe.display());
        return;
    };
    let r = register();
    let filer = [Fil { navn: "emner", data: &emner }, Fil { navn: "facetter", data: &facetter }];
    let start = std::time::Instant::now();
    let o = importer(&r, &kald("2026-03-01T00:00:00Z"), &filer, &Valg::default(), &mut |_| {}).await.unwrap();
    println!("first import {:?}\n{o}", start.elapsed());
    assert_eq!(tal(&o), [(36 + 492 + 2478, 0, 0, 0), (77, 0, 0, 0)]);
    let start = std::time::Instant::now();
    let o = importer(&r, &kald("2026-03-02T00:00:00Z"), &filer, &Valg::default(), &mut |_| {}).await.unwrap();
    println!("second import {:?}\n{o}", start.elapsed());
    assert_eq!(o.registreringer, 0);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() })]
    #[test]
    fn any_bytes_are_read_or_refused(data: Vec<u8>, start in 0usize..4) {
        let hoved: &[u8] = [&b""[..], b"<KLE-Emneplan>", b"nr;titel\n33;", b"PK\x03\x04"][start];
        klassifikation::kle::proev_kle(&[hoved, &data].concat());
    }
    #[test]
    fn any_damage_to_a_file_is_read_or_refused(sted in 0usize..2000, byte: u8, kort in 0usize..2000) {
        let mut data = XML.as_bytes().to_vec();
        let sted = sted % data.len();
        data[sted] = byte;
        klassifikation::kle::proev_kle(&data);
        data.truncate(kort);
        klassifikation::kle::proev_kle(&data);
        let mut ark = xlsx(&[vec!["nr", "titel"], vec!["33", "A"]]);
        let sted = sted % ark.len();
        ark[sted] = byte;
        klassifikation::kle::proev_kle(&ark);
    }
}
