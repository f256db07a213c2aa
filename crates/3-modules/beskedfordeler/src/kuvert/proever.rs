use super::*;
use grund::Fejlkode;

/// As the published Java sample writes: another prefix, upper-case UUIDs, times without zone, comments in between.
const BESKED: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<ns2:Haendelsesbesked xmlns="urn:oio:sagdok:3.0.0" xmlns:ns2="urn:oio:besked:kuvert:1.0">
    <ns2:BeskedId><!-- sender's own --><UUIDIdentifikator>01157488-C45C-4FD2-B076-1DE12EFFBF66</UUIDIdentifikator></ns2:BeskedId>
    <ns2:BeskedVersion>1.0</ns2:BeskedVersion>
    <ns2:Beskedkuvert>
        <ns2:Filtreringsdata>
            <ns2:Beskedtype><UUIDIdentifikator>7654895c-a3f3-4c77-8afd-4c77330f963c</UUIDIdentifikator></ns2:Beskedtype>
            <ns2:TilladtModtager><URNIdentifikator>urn:oio:cvr-nr:99999999</URNIdentifikator></ns2:TilladtModtager>
            <ns2:TilladtModtager><URNIdentifikator>urn:oio:cvr-nr:11111111</URNIdentifikator></ns2:TilladtModtager>
            <ns2:ObjektRegistrering>
                <ns2:RegistreringsAktoer><UUIDIdentifikator>D92BB9C2-D826-4028-8FB5-D8B88B4377D4</UUIDIdentifikator></ns2:RegistreringsAktoer>
                <ns2:Registreringstidspunkt><TidsstempelDatoTid>2022-02-13T08:00:00</TidsstempelDatoTid></ns2:Registreringstidspunkt>
                <ns2:ObjektAnsvarligMyndighed><URNIdentifikator>urn:oio:cvr-nr:99999999</URNIdentifikator></ns2:ObjektAnsvarligMyndighed>
                <ns2:OpgaveEmne><URNIdentifikator>urn:oio:kle:32.01.01</URNIdentifikator></ns2:OpgaveEmne>
            </ns2:ObjektRegistrering>
        </ns2:Filtreringsdata>
        <ns2:Leveranceinformation><ns2:Kildesystem><UUIDIdentifikator>cf12c051-39ce-4066-ba11-704b46fa23c4</UUIDIdentifikator></ns2:Kildesystem></ns2:Leveranceinformation>
        <ns2:GyldighedTil><TidsstempelDatoTid>2022-07-13T08:00:00</TidsstempelDatoTid></ns2:GyldighedTil>
    </ns2:Beskedkuvert>
    <ns2:Beskeddata><t:x xmlns:t='urn:kombit:test'  b = "1"><![CDATA[a<b]]>&#x41; <t:y/></t:x></ns2:Beskeddata>
</ns2:Haendelsesbesked>
"#;

fn rute() -> Rute {
    Rute {
        fordelingssystem: Uuid::from_u128(1),
        modtaget: Tidspunkt::fra_xs("2026-01-01T10:00:00Z").unwrap(),
        leveret: Tidspunkt::fra_xs("2026-01-01T10:00:01Z").unwrap(),
        fra_system: Some(Uuid::from_u128(2)),
        abonnement: Uuid::from_u128(3),
        forsoeg: 4,
    }
}

#[test]
fn e10_an_envelope_is_read_as_the_published_clients_write_it() {
    for data in [BESKED.as_bytes().to_vec(), [b"\xef\xbb\xbf", BESKED.as_bytes()].concat()] {
        let (k, tekst) = laes(&data).unwrap();
        assert_eq!(k.besked_id.to_string(), "01157488-c45c-4fd2-b076-1de12effbf66");
        assert_eq!(k.tilladte.iter().filter_map(cvr).map(|c| c.to_string()).collect::<Vec<_>>(), ["99999999", "11111111"]);
        let r = &k.registreringer[0];
        assert_eq!(r.kle(), Some("32.01.01"));
        assert_eq!(r.tidspunkt, Some(Tidspunkt::fra_xs("2022-02-13T07:00:00Z").unwrap()), "Danish winter time");
        assert_eq!(k.gyldig_til, Some(Tidspunkt::fra_xs("2022-07-13T06:00:00Z").unwrap()), "Danish summer time");
        assert!(tekst.starts_with("<ns2:H") && tekst.ends_with("besked>"));
    }
}

#[test]
fn k1_a_bare_uuid_in_urnidentifikator_is_the_uuid() {
    let er = |uuid: &str| format!("<UUIDIdentifikator>{uuid}</UUIDIdentifikator>");
    let (ventet, _) = laes(BESKED.as_bytes()).unwrap();
    for uuid in ["01157488-C45C-4FD2-B076-1DE12EFFBF66", "7654895c-a3f3-4c77-8afd-4c77330f963c"] {
        let besked = BESKED.replace(&er(uuid), &er(uuid).replace("UUIDIdentifikator", "URNIdentifikator"));
        assert_ne!(besked, BESKED, "{uuid}");
        assert_eq!(laes(besked.as_bytes()).unwrap().0, ventet, "{uuid}");
    }
    let tilladt = "<URNIdentifikator>urn:oio:cvr-nr:11111111</URNIdentifikator></ns2:TilladtModtager>";
    let besked = BESKED.replace(tilladt, &tilladt.replace("urn:oio:cvr-nr:11111111", "D92BB9C2-D826-4028-8FB5-D8B88B4377D4"));
    let (k, tekst) = laes(besked.as_bytes()).unwrap();
    let ud = skriv(&tekst, &Skabelon::af(&tekst).unwrap(), &rute(), &|id| *id == k.tilladte[1]).unwrap();
    assert!(ud.contains("D92BB9C2-D826-4028-8FB5-D8B88B4377D4</URNIdentifikator></ns2:TilladtModtager>"), "its receiver sees itself: {ud}");
}

#[test]
fn k1_a_bare_uuid_in_urnidentifikator_is_the_uuid_where_only_a_uuid_may_stand_too() {
    let (ventet, _) = laes(BESKED.as_bytes()).unwrap();
    for (navn, uuid) in
        [("RegistreringsAktoer", "D92BB9C2-D826-4028-8FB5-D8B88B4377D4"), ("Kildesystem", "cf12c051-39ce-4066-ba11-704b46fa23c4")]
    {
        let er = format!("<ns2:{navn}><UUIDIdentifikator>{uuid}</UUIDIdentifikator>");
        let besked = BESKED.replace(&er, &er.replace("UUIDIdentifikator", "URNIdentifikator"));
        assert_ne!(besked, BESKED, "{navn}");
        assert_eq!(laes(besked.as_bytes()).unwrap().0, ventet, "{navn}");
    }
    let besked = BESKED.replace(
        "<UUIDIdentifikator>D92BB9C2-D826-4028-8FB5-D8B88B4377D4</UUIDIdentifikator>",
        "<URNIdentifikator>urn:x:y</URNIdentifikator>",
    );
    let f = laes(besked.as_bytes()).unwrap_err();
    assert!(f.feltet().is_some_and(|f| f.contains("RegistreringsAktoer")), "{f}");
}

#[test]
fn e10_an_element_that_is_empty_and_may_be_left_out_says_nothing() {
    let (ventet, _) = laes(BESKED.as_bytes()).unwrap();
    let foer = "<ns2:ObjektRegistrering>";
    for tomt in ["<ns2:TilladtModtager/>", "<ns2:TilladtModtager> </ns2:TilladtModtager>", "<ns2:RelateretObjekt/>"] {
        assert_eq!(laes(BESKED.replace(foer, &format!("{tomt}{foer}")).as_bytes()).unwrap().0, ventet, "{tomt}");
    }
    let efter = "</ns2:ObjektRegistrering>";
    let (k, tekst) = laes(BESKED.replace(efter, &format!("{efter}<ns2:TvaergaaendeProces/>")).as_bytes()).unwrap();
    assert_eq!(k, ventet);
    assert!(tekst.contains("<ns2:TvaergaaendeProces/>"), "the receiver gets what was sent");
    for version in ["<ns2:BeskedVersion/>", "<ns2:BeskedVersion> </ns2:BeskedVersion>"] {
        let besked = BESKED.replace("<ns2:BeskedVersion>1.0</ns2:BeskedVersion>", version);
        assert_eq!(laes(besked.as_bytes()).unwrap().0, ventet, "{version}");
    }
    let relateret = |typen: &str| {
        let uuid = "<UUIDIdentifikator>7654895c-a3f3-4c77-8afd-4c77330f963c</UUIDIdentifikator>";
        let r = format!("<ns2:RelateretObjekt><ns2:ObjektId>{uuid}</ns2:ObjektId>{typen}</ns2:RelateretObjekt>");
        laes(BESKED.replace(foer, &format!("{r}{foer}")).as_bytes())
    };
    assert_eq!(relateret("<ns2:ObjektType/>").unwrap().0.relaterede[0].objekttype, UnikId::Uuid(Uuid::nil()));
    assert_eq!(relateret("").unwrap_err().kode(), Fejlkode::ManglerElement, "the contract demands it");
    // A receiver that is begun and not named is no receiver left out: the message would go to everybody.
    let halv = "<ns2:TilladtModtager><UUIDIdentifikator/></ns2:TilladtModtager>";
    assert_eq!(laes(BESKED.replace(foer, &format!("{halv}{foer}")).as_bytes()).unwrap_err().kode(), Fejlkode::UgyldigUuid);
}

#[test]
fn e12_a_validity_until_the_min_value_of_net_has_no_end() {
    let besked = BESKED.replace("2022-07-13T08:00:00", "0001-01-01T00:00:00");
    assert_eq!(laes(besked.as_bytes()).unwrap().0.gyldig_til, None);
}

#[test]
fn e11_the_route_is_appended_and_what_is_carried_is_untouched() {
    let (_, tekst) = laes(BESKED.as_bytes()).unwrap();
    let ud = skriv(&tekst, &Skabelon::af(&tekst).unwrap(), &rute(), &|id| cvr(id).is_some_and(|c| c.to_string() == "11111111")).unwrap();
    let data = "<ns2:Beskeddata><t:x xmlns:t='urn:kombit:test'  b = \"1\"><![CDATA[a<b]]>&#x41; <t:y/></t:x></ns2:Beskeddata>";
    assert!(ud.contains(data), "{ud}");
    assert!(!ud.contains("<URNIdentifikator>urn:oio:cvr-nr:99999999</URNIdentifikator></ns2:TilladtModtager>"), "trimmed (E-22)");
    assert!(ud.contains("urn:oio:cvr-nr:99999999"), "the object's authority is not a receiver");
    let dokument = grund::xml::Dokument::laes(&ud).unwrap();
    let k = ::kontrakt::laes(&dokument.rod, &super::kontrakt::HAENDELSESBESKED).unwrap();
    let r = k
        .barn("Beskedkuvert")
        .unwrap()
        .barn("Leveranceinformation")
        .unwrap()
        .barn("Leveranceruter")
        .unwrap()
        .barn("Leverancerute")
        .unwrap();
    let id = |navn: &str| r.barn(navn).unwrap().boern[0].vaerdi().to_owned();
    assert_eq!(id("ErLeveretIHenholdTil"), Uuid::from_u128(3).to_string());
    assert_eq!(id("ModtagetFraSystem"), Uuid::from_u128(2).to_string());
    assert_eq!(r.barn("LeveranceruteLokalUdvidelse").unwrap().tekst("AntalLeveranceforsoeg"), Some("4"));
}

#[test]
fn e11_the_route_finds_its_place_however_the_sender_wrote_what_is_around_it() {
    let levering = "<ns2:Leveranceinformation><ns2:Kildesystem><UUIDIdentifikator>cf12c051-39ce-4066-ba11-704b46fa23c4</UUIDIdentifikator></ns2:Kildesystem></ns2:Leveranceinformation>";
    for andet in [
        "<ns2:Leveranceinformation/>",
        "<ns2:Leveranceinformation\n />",
        "<ns2:Leveranceinformation></ns2:Leveranceinformation >",
        "<ns2:Leveranceinformation><ns2:Leveranceruter/></ns2:Leveranceinformation>",
        "<ns2:Leveranceinformation><ns2:LeveranceinformationLokalUdvidelse/></ns2:Leveranceinformation>",
    ] {
        let besked = BESKED.replace(levering, andet);
        assert_ne!(besked, BESKED);
        let (k, tekst) = laes(besked.as_bytes()).unwrap();
        let ud = skriv(&tekst, &Skabelon::af(&tekst).unwrap(), &rute(), &|_| true).unwrap();
        let dokument = grund::xml::Dokument::laes(&ud).unwrap();
        ::kontrakt::laes(&dokument.rod, &super::kontrakt::HAENDELSESBESKED).unwrap_or_else(|f| panic!("{andet}: {f:?}\n{ud}"));
        assert_eq!(laes(ud.as_bytes()).unwrap_err().reglen(), Some("E-11"), "what was delivered is not sent on as it is");
        assert_eq!(k.tilladte.len(), 2);
    }
}

#[test]
fn e10_what_is_routed_by_is_strict_and_the_refusal_names_the_field() {
    let fejl = |fra: &str, til: &str| {
        let besked = BESKED.replace(fra, til);
        assert_ne!(besked, BESKED, "{fra}");
        let f = laes(besked.as_bytes()).unwrap_err();
        (f.kode(), f.feltet().unwrap_or_default().to_owned())
    };
    let (kode, felt) = fejl("7654895c-a3f3-4c77-8afd-4c77330f963c", "TestbeskedType1");
    assert_eq!(
        (kode, felt.as_str()),
        (Fejlkode::UgyldigUuid, "Haendelsesbesked/Beskedkuvert/Filtreringsdata/Beskedtype/UUIDIdentifikator")
    );
    assert_eq!(fejl("urn:oio:kle:32.01.01", "32.01.01").0, Fejlkode::UgyldigUrn);
    assert_eq!(fejl("2022-07-13T08:00:00", "13-07-2022").0, Fejlkode::UgyldigTid);
    assert_eq!(fejl("<ns2:BeskedVersion>1.0</ns2:BeskedVersion>", "").0, Fejlkode::ManglerElement);
    assert_eq!(laes(b"<x/>").unwrap_err().kode(), Fejlkode::UkendtElement);
    assert_eq!(laes(&vec![b' '; grund::graenser::BESKED_BYTES + 1]).unwrap_err().kode(), Fejlkode::ForStor);
    let mange = "<ns2:TilladtModtager><URNIdentifikator>urn:oio:cvr-nr:11111111</URNIdentifikator></ns2:TilladtModtager>"
        .repeat(grund::graenser::KUVERT_GENTAGELSER + 1);
    assert_eq!(fejl("<ns2:ObjektRegistrering>", &format!("{mange}<ns2:ObjektRegistrering>")).0, Fejlkode::ForMange);
}

#[test]
fn e10_what_we_make_is_read_as_it_was_meant() {
    let (mut k, _) = laes(BESKED.as_bytes()).unwrap();
    k.relaterede.push(Relateret {
        id: UnikId::Urn("urn:oio:cpr-nr:2512484916".into()),
        objekttype: UnikId::Uuid(Uuid::from_u128(7)),
        rolle: Some(UnikId::Uuid(Uuid::from_u128(8))),
    });
    k.processer.push(UnikId::Uuid(Uuid::from_u128(9)));
    k.handling = Some(UnikId::Uuid(Uuid::from_u128(10)));
    k.gyldig_fra = Some(Tidspunkt::MINUS_UENDELIG);
    k.gyldig_til = Some(Tidspunkt::UENDELIG);
    let tekst = dan(&k, Some("<x xmlns=\"urn:x\">a &amp; b</x>".into())).unwrap();
    let (igen, _) = laes(tekst.as_bytes()).unwrap();
    assert_eq!(igen, k);
    assert!(tekst.contains("<x xmlns=\"urn:x\">a &amp; b</x>"));
}

#[test]
fn e10_the_published_samples_are_read() {
    let Some(mappe) = std::env::var_os("SAMSPIL_SHARED") else { return };
    let mappe = std::path::Path::new(&mappe).join("contracts/sf1461-sf1462-beskedfordeler/messages");
    let data = std::fs::read(mappe.join("externTestBesked.xml")).unwrap();
    let (k, _) = laes(&data).unwrap();
    assert_eq!(k.beskedtype.to_string(), "7654895c-a3f3-4c77-8afd-4c77330f963c");
}
