//! The entry points of `fuzz/`, on a fixed number of mutated samples: a parser that panics is found without the fuzzer.
//!
//! The same seed gives the same cases; it is printed. `SAMSPIL_FROE` and `SAMSPIL_TILFAELDE` choose others.
use crate::tvaers::{enhed, konvolut, lister, soap_id};
use grund::slump::Slump;
use grund::{Periode, Tidspunkt};

const FROE: u64 = 20260101;
const TILFAELDE: usize = 3_000;

/// What is changed in the samples, by the seed.
struct Mutation(Slump);

impl Mutation {
    fn under(&mut self, n: usize) -> usize {
        usize::try_from(self.0.under(n as u64)).unwrap()
    }

    /// One to eight changes: bytes flipped, cut out, repeated, moved, or a piece of another sample or of a list of nasty things.
    fn muter(&mut self, proever: &[Vec<u8>]) -> Vec<u8> {
        const SLEMME: &[&[u8]] = &[
            b"",
            b"\0",
            b"\xff\xfe",
            b"\xef\xbb\xbf",
            b"]]>",
            b"<![CDATA[",
            b"<!--",
            b"<?x?>",
            b"<!DOCTYPE a>",
            b"&#x0;",
            b"&#1114112;",
            b"&lt;",
            b"\"",
            b"\\u0000",
            b"\\ud800",
            b"1e999",
            b"-0",
            b"99999999999999999999",
            b"9999-12-31T23:59:59.999999Z",
            b"-infinity",
            b"infinity",
            b"24:00:00",
            b"+99:99",
            b"null",
            b"{}",
            b"[]",
            b"xmlns:a=''",
            b"xmlns='urn:x'",
            b"\xc3",
            b"\xf4\x90\x80\x80",
            b"\r\n",
            b";",
            b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
            b"\x80\x80\x80\x80\x10",
        ];
        let mut d = proever[self.under(proever.len())].clone();
        for _ in 0..=self.under(8) {
            let (a, b) = (self.under(d.len() + 1), self.under(d.len() + 1));
            let (a, b) = (a.min(b), a.max(b));
            match self.under(7) {
                0 if a < d.len() => d[a] ^= 1 << self.under(8),
                1 if a < d.len() => d[a] = u8::try_from(self.under(256)).unwrap(),
                2 => drop(d.drain(a..b.min(a + 64))),
                3 => {
                    let stykke = d[a..b].to_vec();
                    d.splice(a..a, stykke);
                }
                4 => d.truncate(a.max(1)),
                5 => {
                    let anden = &proever[self.under(proever.len())];
                    let fra = self.under(anden.len());
                    let til = (fra + self.under(200)).min(anden.len());
                    d.splice(a..a, anden[fra..til].iter().copied());
                }
                _ => drop(d.splice(a..a, SLEMME[self.under(SLEMME.len())].iter().copied())),
            }
            d.truncate(64 * 1024);
        }
        d
    }
}

/// Feeds every sample and then the mutations; a panic names seed and case.
fn koer(navn: &str, tilfaelde: usize, proever: Vec<Vec<u8>>, proev: impl Fn(&[u8]) + std::panic::RefUnwindSafe) {
    let fra_miljoe = |navn: &str| std::env::var(navn).ok().and_then(|v| v.parse::<u64>().ok());
    let froe = fra_miljoe("SAMSPIL_FROE").unwrap_or(FROE);
    let tilfaelde = fra_miljoe("SAMSPIL_TILFAELDE").map_or(tilfaelde, |n| usize::try_from(n).unwrap());
    println!("{navn}: seed {froe}, {tilfaelde} cases");
    let mut slump = Mutation(Slump::ny(froe, "fuzz"));
    proever.iter().for_each(|p| proev(p));
    for n in 0..tilfaelde {
        let data = slump.muter(&proever);
        let resultat = std::panic::catch_unwind(|| proev(&data));
        assert!(resultat.is_ok(), "{navn} panicked: seed {froe}, case {n}: {:?}", String::from_utf8_lossy(&data));
    }
}

fn tekster(t: &[&str]) -> Vec<Vec<u8>> {
    t.iter().map(|t| t.as_bytes().to_vec()).collect()
}

#[test]
fn mutated_soap_never_panics() {
    let id = soap_id("0b1f2c3d-1111-4222-8333-444455556666");
    let mut proever = tekster(&[
        &konvolut("LaesInput", &id),
        &konvolut("OpretInput", &lister("n", "Ærø")),
        &konvolut(
            "ImportInput",
            &format!("<x:OrganisationEnhed>{id}<x:Registrering>{}</x:Registrering></x:OrganisationEnhed>", lister("n", "Ærø")),
        ),
    ]);
    // The entry reads a body's element, so the samples stand without an envelope too.
    for n in 0..3 {
        let t = String::from_utf8(proever[n].clone()).unwrap();
        let (fra, til) = (t.find("<x:").unwrap(), t.find("</e:Body>").unwrap());
        proever.push(t[fra..til].into());
    }
    koer("soap", TILFAELDE / 3, proever, soap::tjenester::proev_xml);
}

#[test]
fn mutated_json_never_panics() {
    let dokument = r#"{"note":null,"livscyklus":"Passiv","attributter":{"dokumentegenskaber":[{"titel":"\u00e6","offentlighed":{"undtaget":"x"},"virkning":
        {"from":"2020-01-01 00:00:00+01","to":"infinity","from_included":true,"aktoerref":"0b1f2c3d-1111-4222-8333-444455556666","notetekst":"n"}}]},
        "varianter":[{"egenskaber":[{"varianttekst":"PDF"}],"dele":[{"egenskaber":[{"deltekst":"d","indhold":"field:f"}],"relationer":{"underredigeringaf":[]}}]}]}"#;
    koer(
        "json",
        TILFAELDE,
        vec![enhed("n", "Ærø").to_string().into(), dokument.into(), b"[1e5,-0.5,true,\"\\n\"]".to_vec()],
        rest::proev_json,
    );
}

#[test]
fn mutated_import_files_never_panic() {
    let csv = "nr;titel;overordnet;uuid;oprettet;udgaaet;bevaring\n33;Gruppe;;;2010-01-01;;\n33.00;\"Under \"\"gruppe\"\"\";33;;01-01-2010;31.12.2020;K\n";
    let xml = "<KLE-Emneplan><UdgivelsesDato>2026-02-01</UdgivelsesDato><Hovedgruppe><HovedgruppeNr>33</HovedgruppeNr><HovedgruppeTitel>T</HovedgruppeTitel>\
        <HovedgruppeAdministrativInfo><OprettetDato>2010-01-01</OprettetDato></HovedgruppeAdministrativInfo></Hovedgruppe></KLE-Emneplan>";
    koer("kle", TILFAELDE, vec![csv.into(), xml.into(), regneark(&[&["nr", "titel"], &["33", "Gruppe"]])], klassifikation::kle::proev_kle);
    let org = "uuid;navn;overordnet;type;leder;email;telefon;opgaver;fra;til\nrod;Lille Kommune;;;;k@lille.example;;;2020-01-01;\njob;Job;rod;Afdeling;;;+45 01;15.20.00, 15.20.24;2020-01-01;\n";
    let jsonl = "{\"type\":\"organisation\",\"navn\":\"L\",\"fra\":\"2020-01-01\"}\n{\"type\":\"medarbejder\",\"brugernavn\":\"a\",\"navn\":\"A\",\"enhed\":\"rod\",\"opgaver\":[\"15.20.00\"]}\n";
    koer("organisation", TILFAELDE, vec![org.into(), jsonl.into()], organisation::indlaes::proev_organisation);
}

#[test]
fn mutated_stored_registrations_never_panic() {
    // As the store keeps it: version, origin, user, note, virkninger, and then the image.
    let r = register::Registrering {
        registreret: Periode::ALTID,
        livscyklus: register::Livscyklus::Opstaaet,
        oprindelse: register::Livscyklus::Opstaaet,
        bruger: grund::UnikId::Urn("urn:x:y".into()),
        afsendt: None,
        note: Some("Ærø".into()),
        billede: register::Tilstandsbillede::default(),
    };
    let krop = register::lagret::skriv(&r);
    assert_eq!(register::lagret::laes(&krop, Periode::ALTID, r.livscyklus as u8).unwrap(), r);
    let mut lang = krop.clone();
    lang.extend((0..200u8).map(|n| n % 7));
    koer("lagret", TILFAELDE * 3, vec![krop, lang], |d| {
        let livscyklus = d.first().map_or(0, |b| b % 8);
        let _ = register::lagret::laes(d, Periode::ALTID, livscyklus);
    });
}

#[test]
fn mutated_signed_messages_never_panic() {
    let proever = [
        include_str!("../../../../1-stores/sikkerhed/tests/it/peers/wss4j-saml-default.xml"),
        include_str!("../../../../1-stores/sikkerhed/tests/it/peers/wss4j-bst.xml"),
    ];
    koer("signatur", TILFAELDE, tekster(&proever), sikkerhed::xmlsig::proev_signatur);
}

#[test]
fn mutated_amqp_never_panics_and_is_read_alike_however_it_is_torn() {
    use crate::amqpklient::{kort, metode, publicering};
    let tabel = [&kort("x")[..], b"S\0\0\0\x01y", &kort("t"), b"F\0\0\0\x04", &kort("b"), b"t\x01", &kort("n"), b"I\0\0\0\x07"].concat();
    let tabel = [&u32::try_from(tabel.len()).unwrap().to_be_bytes()[..], &tabel].concat();
    let svar = "\0navn\0kode";
    let laengde = u32::try_from(svar.len()).unwrap().to_be_bytes();
    let start = metode(0, 10, 11, &[&tabel, &kort("PLAIN"), &laengde, svar.as_bytes(), &kort("en_US")]);
    let erklaer = metode(1, 50, 10, &[&[0, 0], &kort("q"), &[2], &tabel]);
    let forbrug = metode(1, 60, 20, &[&[0, 0], &kort("q"), &kort("c"), &[0], &tabel]);
    let proever = vec![
        [&[7][..], &start, &metode(0, 10, 31, &[&[0, 10, 0, 2, 0, 0, 0, 0]])].concat(),
        [&[3][..], &erklaer, &forbrug].concat(),
        [&[200][..], &publicering("AFSEND_BESKED_EXCHANGE", "", b"<x/>"), &metode(1, 60, 80, &[&[0; 8], &[1]])].concat(),
        svar.into(),
        b"PHg+PC94Pg==".to_vec(),
    ];
    koer("amqp", TILFAELDE, proever, |d| {
        amqp::proev_sasl(d);
        let Some((stykke, d)) = d.split_first() else { return };
        let hele = amqp::ramme::proev(d, 131_072, usize::MAX);
        assert_eq!(hele, amqp::ramme::proev(d, 131_072, usize::from(*stykke)), "torn otherwise, read otherwise");
    });
}

#[test]
fn mutated_messages_never_panic_and_what_is_delivered_says_the_same() {
    let proever = vec![crate::amqp_nedbrud::besked(0, 7), BESKED.into()];
    koer("kuvert", TILFAELDE, proever, beskedfordeler::kuvert::proev_kuvert);
}

/// With every element that is read.
const BESKED: &str = r#"<?xml version="1.0" encoding="UTF-8"?><b:Haendelsesbesked xmlns="urn:oio:sagdok:3.0.0" xmlns:b="urn:oio:besked:kuvert:1.0">
<b:BeskedId><UUIDIdentifikator>0b1f2c3d-1111-4222-8333-444455556666</UUIDIdentifikator></b:BeskedId><b:BeskedVersion>1.0</b:BeskedVersion>
<b:Beskedkuvert><b:Filtreringsdata><b:Beskedtype><UUIDIdentifikator>7654895c-a3f3-4c77-8afd-4c77330f963c</UUIDIdentifikator></b:Beskedtype>
<b:TilladtModtager><URNIdentifikator>urn:oio:cvr-nr:11111111</URNIdentifikator></b:TilladtModtager>
<b:RelateretObjekt><b:ObjektId><URNIdentifikator>urn:oio:cpr-nr:6101700001</URNIdentifikator></b:ObjektId></b:RelateretObjekt>
</b:Filtreringsdata><b:Leveranceinformation><b:Dannelsestidspunkt><TidsstempelDatoTid>2026-01-01T00:00:00+01:00</TidsstempelDatoTid></b:Dannelsestidspunkt>
</b:Leveranceinformation></b:Beskedkuvert><b:Beskeddata><x>&#230;<!-- y --></x></b:Beskeddata></b:Haendelsesbesked>"#;

#[test]
fn mutated_extracts_of_cpr_never_panic_and_what_is_read_is_stored_alike() {
    let begyndt = Tidspunkt::fra_xs("2026-01-01T12:00:00Z").unwrap();
    let folk = generator::cpr::Folk::med_personer(1, 1, 6, begyndt, 1).unwrap();
    let mut udtraek = Vec::new();
    folk.helt(0, &mut udtraek, &mut |_| {}).unwrap();
    koer("cpr", TILFAELDE, vec![udtraek], cpr::udtraek::proev);
}

#[test]
fn mutated_times_never_panic_and_what_is_read_is_written_alike() {
    let proever = tekster(&[
        "2026-01-01T00:00:00.000+01:00",
        "2018-10-28 02:30:00.123456+02",
        "infinity",
        "-infinity",
        "2020-02-29",
        "0001-01-01T00:00:00Z",
        "9999-12-31T24:00:00-14:00",
    ]);
    koer("tid", TILFAELDE * 3, proever, |d| {
        let Ok(t) = std::str::from_utf8(d) else { return };
        for t in [Tidspunkt::fra_xs(t), Tidspunkt::fra_oio(t)].into_iter().flatten().filter(|t| t.er_endelig()) {
            assert_eq!(Tidspunkt::fra_xs(&t.til_utc()), Ok(t));
        }
    });
}

/// A workbook with one sheet, stored without compression.
pub fn regneark(raekker: &[&[&str]]) -> Vec<u8> {
    let celler: String = raekker
        .iter()
        .enumerate()
        .map(|(r, raekke)| {
            let c: String = raekke
                .iter()
                .enumerate()
                .map(|(k, v)| {
                    format!("<c r=\"{}{}\" t=\"inlineStr\"><is><t>{v}</t></is></c>", char::from(b'A' + u8::try_from(k).unwrap()), r + 1)
                })
                .collect();
            format!("<row r=\"{}\">{c}</row>", r + 1)
        })
        .collect();
    let filer = [
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>".to_owned()),
        ("_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_owned()),
        ("xl/workbook.xml", "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Ark1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>".to_owned()),
        ("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>".to_owned()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{celler}</sheetData></worksheet>")),
    ];
    let (mut ud, mut midte) = (Vec::new(), Vec::new());
    let tal = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
    for (navn, indhold) in &filer {
        let sted = tal(ud.len());
        let mut hoved = Vec::new();
        hoved.extend([20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0]);
        hoved.extend(crc32(indhold.as_bytes()).to_le_bytes());
        hoved.extend(tal(indhold.len()).iter().chain(&tal(indhold.len())));
        hoved.extend([&tal(navn.len())[..2], &[0, 0]].concat());
        ud.extend([b"PK\x03\x04", &hoved[..], navn.as_bytes(), indhold.as_bytes()].concat());
        midte.extend([b"PK\x01\x02\x14\0", &hoved[..], &[0; 10], &sted, navn.as_bytes()].concat());
    }
    let (antal, start) = (u16::try_from(filer.len()).unwrap().to_le_bytes(), tal(ud.len()));
    ud.extend(&midte);
    ud.extend([b"PK\x05\x06\0\0\0\0", &antal[..], &antal, &tal(midte.len()), &start, &[0, 0]].concat());
    ud
}

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(!0u32, |c, b| (0..8).fold(c ^ u32::from(*b), |c, _| if c & 1 == 1 { (c >> 1) ^ 0xedb8_8320 } else { c >> 1 }))
}
