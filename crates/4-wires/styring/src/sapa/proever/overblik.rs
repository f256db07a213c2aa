//! The overview, bemærkninger and views.
use super::*;
use ydelse::objekttyper::{BEVILLING, OEKONOMISKEFFEKTUERING};
use ydelse::{numre as y, roller as yr};

fn bevilling(niveau: u8, sag: u128, ydelser: &[(&str, &'static str)]) -> Indhold {
    let foelsomhed = grund::afgraensning::FOELSOMHEDER[usize::from(niveau) - 1];
    let felter = [(y::BRUGERVENDTNOEGLE, tekst("B1")), (y::FOELSOMHED, tekst(foelsomhed))];
    let en = |(id, kle): &(&str, &'static str)| {
        let klasse = Vaerdi::Struktur([(y::REF_NAVN, tekst(kle))].into());
        let ydelsen = Vaerdi::Struktur([(y::REF_NAVN, tekst("Tilskud")), (y::REF_ANDET, klasse)].into());
        let felter = [(y::YD_YDELSE, ydelsen), (y::YD_ITSYSTEM, master())].into();
        Relation { indeks: Some((*id).into()), felter, reference: None, ..Relation::til(UnikId::Uuid(u(0)), Virkning::fra(t(-30))) }
    };
    let relationer = [
        (y::BEVILLINGSPART, vec![i_rolle(yr::BEVILLINGSMODTAGER, cpr(GAMMELT), &[])]),
        (y::BEVILLINGSSAG, vec![i_rolle(yr::SAG, UnikId::Uuid(u(sag)), &[])]),
        (y::BEVILGETYDELSE, ydelser.iter().map(en).collect()),
    ];
    let egenskaber = Some(vec![Egenskab { virkning: Virkning::fra(t(-30)), felter: felter.into() }]);
    Indhold { egenskaber, relationer: relationer.into(), ..Indhold::default() }
}

fn master() -> Vaerdi {
    let rolle = Vaerdi::Reference(UnikId::Uuid(yr::MASTER));
    Vaerdi::Liste(vec![Vaerdi::Struktur([(y::REF_ROLLE, rolle), (y::REF_REFERENCE, Vaerdi::Reference(UnikId::Uuid(FAG)))].into())])
}

fn effektuering(linjer: &[(u128, &str, &'static str)]) -> Indhold {
    let en = |(b, id, kle): &(u128, &str, &'static str)| {
        let til = Vaerdi::Struktur([(y::EFF_BEVILLING, Vaerdi::Reference(UnikId::Uuid(u(*b)))), (y::EFF_YDELSEID, tekst(id))].into());
        let felter = [(y::EFF_BELOEB, tekst("100")), (y::EFF_KLE, tekst(kle)), (y::EFF_YDELSEREF, til)].into();
        let rolle = Some(Maerke { id: UnikId::Uuid(yr::YDELSEEFFEKTUERING), label: None });
        Relation {
            indeks: Some(format!("{b}/{id}")),
            rolle,
            felter,
            reference: None,
            ..Relation::til(UnikId::Uuid(u(0)), Virkning::i(Periode::ALTID))
        }
    };
    let felter =
        [(y::BRUGERVENDTNOEGLE, tekst("E1")), (y::SAMLETBRUTTOBELOEB, tekst("200")), (y::DISPOSITIONSDATO, Vaerdi::Tidspunkt(t(-5)))];
    let relationer = [
        (y::YDELSEEFFEKTUERING, linjer.iter().map(en).collect()),
        (y::PART, vec![i_rolle(yr::EFFEKTUERINGSMODTAGER, cpr(GAMMELT), &[])]),
        (y::ITSYSTEM, vec![i_rolle(yr::MASTER, UnikId::Uuid(FAG), &[])]),
    ];
    let egenskaber = Some(vec![Egenskab { virkning: Virkning::i(Periode::ALTID), felter: felter.into() }]);
    Indhold { egenskaber, relationer: relationer.into(), ..Indhold::default() }
}

#[tokio::test]
async fn sapa01_sapa02_a_party_is_shown_whole_and_as_metadata_only() {
    let v = verden();
    v.skriv(&DOKUMENT, u(11), Handling::Indlaes, dokument("Afgørelse", 1)).await;
    let sag = NySag { dokumenter: vec![u(11)], notat: Some("Samtale"), ..ny_sag(1, "32.24.04") };
    v.sag(&sag).await;
    v.skriv(&BEVILLING, u(21), Handling::Indlaes, bevilling(1, 1, &[("1", "32.24.04")])).await;
    v.skriv(&OEKONOMISKEFFEKTUERING, u(31), Handling::Indlaes, effektuering(&[(21, "1", "32.24.04")])).await;
    let o = v.overblik("610170-0001").await;
    let s = &o["sager"][0];
    assert_eq!((s["titel"].as_str(), s["kle"].as_str(), s["fremdrift"].as_str()), (Some("Bolig"), Some("32.24.04"), Some("Opstaaet")));
    assert_eq!((s["partsrolle"].as_str(), s["system"]["navn"].as_str()), (Some("Primær part"), Some("Fag")));
    assert_eq!(o["dokumenter"][0]["sager"][0], json!(u(1)));
    assert_eq!((o["journalnotater"][0]["titel"].as_str(), o["journalnotater"][0]["sag"].clone()), (Some("Samtale"), json!(u(1))));
    assert!(!o.to_string().contains("hemmelig tekst"), "the note's text stays with its source");
    assert_eq!(
        (o["bevillinger"][0]["ydelser"][0]["navn"].as_str(), o["udbetalinger"][0]["brutto"].as_str()),
        (Some("Tilskud"), Some("200"))
    );
    assert_eq!((o["person"]["navn"].as_str(), o["person"]["alder"].as_u64()), (Some("Person 6101700001"), Some(40)));
    let slags: BTreeSet<&str> = o["tidslinje"].as_array().unwrap().iter().map(|b| b["slags"].as_str().unwrap()).collect();
    assert_eq!(slags, BTreeSet::from(["bevilling", "dokument", "notat", "sag", "udbetaling"]));
    for navn in ["CPR", "Sagsindeks", "Dokumentindeks", "Ydelsesindeks", "Organisation"] {
        assert_eq!(kilde(&o, navn), "svarede", "{navn}");
    }
    assert_eq!(v.overblik("6101709999").await["sager"], json!([]));
}

#[tokio::test]
async fn sapa05_sapa06_what_lies_outside_the_systems_or_the_users_limits_is_told_as_the_municipality_has_chosen() {
    let v = verden();
    for (n, kle, niveau) in [(1, "32.24.04", 1), (2, "27.35.04", 1), (3, "32.24.04", 3), (4, "32.06.04", 1)] {
        v.sag(&NySag { niveau, ..ny_sag(n, kle) }).await;
    }
    v.aftale(&kle("32.24"));
    v.saet(maa(Funktion::ALLE, Afgraensning { niveau: Some(2), ..Afgraensning::FRI }));
    let o = v.overblik(GAMMELT).await;
    assert_eq!((uuider(&o["sager"]), o["skjulte_sager"].clone()), (BTreeSet::from([u(1)]), Value::Null));
    let (status, svar, _) = v.spoerg("PUT", "/indstillinger", Some(json!({ "skjulte_sager": "antal" }))).await;
    assert_eq!(status, 200, "{svar}");
    let o = v.overblik(GAMMELT).await;
    assert_eq!((uuider(&o["sager"]), o["skjulte_sager"].clone()), (BTreeSet::from([u(1)]), json!(3)));
    for sag in [2, 3, 4] {
        assert!(!o.to_string().contains(&u(sag).to_string()), "{sag} is told nothing of but that it is there");
        assert_eq!(v.spoerg("POST", "/sag", Some(json!({ "sag": u(sag), "formaal": "x" }))).await.0, 404);
    }
    assert_eq!(v.post("/sag", json!({ "sag": u(1), "formaal": "x" })).await["sager"][0]["uuid"], json!(u(1)));
}

#[tokio::test]
async fn sapa10_a_relation_is_drawn_when_both_sides_are_seen() {
    let v = verden();
    v.sag(&NySag { part: NYT.into(), titel: "Den anden", ..ny_sag(2, "32.24.04") }).await;
    v.sag(&NySag { niveau: 4, ..ny_sag(3, "32.24.04") }).await;
    v.sag(&NySag { relation: Some(u(2)), ..ny_sag(1, "32.24.04") }).await;
    v.sag(&NySag { relation: Some(u(3)), ..ny_sag(4, "32.24.04") }).await;
    v.saet(maa(Funktion::ALLE, Afgraensning { niveau: Some(2), ..Afgraensning::FRI }));
    let o = v.overblik(GAMMELT).await;
    let rel = |n| o["sager"].as_array().unwrap().iter().find(|s| s["uuid"] == json!(u(n))).unwrap()["relationer"].clone();
    assert_eq!(rel(1)[0]["titel"], "Den anden", "whoever's the other case is");
    assert_eq!(
        (rel(4), v.post("/sag", json!({ "sag": u(4), "formaal": "x" })).await["sager"][0]["relationer"].clone()),
        (json!([]), json!([]))
    );
}

#[tokio::test]
async fn c41_c43_documents_benefits_and_payments_are_held_to_what_the_user_sees_of_them() {
    let v = verden();
    v.skriv(&DOKUMENT, u(11), Handling::Indlaes, dokument("Åben", 1)).await;
    v.skriv(&DOKUMENT, u(12), Handling::Indlaes, dokument("Følsom", 3)).await;
    v.sag(&NySag { dokumenter: vec![u(11), u(12)], ..ny_sag(1, "32.24.04") }).await;
    v.skriv(&BEVILLING, u(21), Handling::Indlaes, bevilling(1, 1, &[("1", "32.24.04"), ("2", "27.35.04")])).await;
    v.skriv(&OEKONOMISKEFFEKTUERING, u(31), Handling::Indlaes, effektuering(&[(21, "1", "32.24.04"), (21, "2", "27.35.04")])).await;
    v.saet(maa(Funktion::ALLE, Afgraensning { niveau: Some(2), ..kle("32.*") }));
    let o = v.overblik(GAMMELT).await;
    assert_eq!((uuider(&o["dokumenter"]), o["sager"][0]["dokumenter"].clone()), (BTreeSet::from([u(11)]), json!([u(11)])));
    let ydelser: Vec<&Value> = o["bevillinger"][0]["ydelser"].as_array().unwrap().iter().map(|y| &y["kle"]).collect();
    assert_eq!(ydelser, ["32.24.04"]);
    let u = &o["udbetalinger"][0];
    assert_eq!(
        (u["delvis"].as_bool(), u["brutto"].clone(), u["linjer"].as_array().unwrap().len()),
        (Some(true), Value::Null, 1),
        "no sum of what is hidden"
    );
    // Two roles: each holds whole. What the one opens by subject and the other by sensitivity is open by neither.
    let to = Brugerretter::ny(
        vec![
            (Funktion::Ydelser, Some(Afgraensning { niveau: Some(1), ..kle("32.*") })),
            (Funktion::Ydelser, Some(kle("27.*"))),
            (Funktion::Overblik, Some(Afgraensning::FRI)),
        ],
        Vec::new(),
        "Anna",
    );
    v.skriv(&BEVILLING, super::u(22), Handling::Indlaes, bevilling(3, 1, &[("1", "32.24.04"), ("2", "27.35.04")])).await;
    v.saet(to);
    let o = v.overblik(GAMMELT).await;
    let b = o["bevillinger"].as_array().unwrap().iter().find(|b| b["uuid"] == json!(super::u(22))).unwrap();
    assert_eq!(b["ydelser"].as_array().unwrap().iter().map(|y| &y["kle"]).collect::<Vec<_>>(), ["27.35.04"]);
    v.saet(maa(&[Funktion::Overblik], Afgraensning::FRI));
    let o = v.overblik(GAMMELT).await;
    assert_eq!((kilde(&o, "Ydelsesindeks"), o["bevillinger"].clone()), ("ikke_ret".into(), json!([])));
}

#[tokio::test]
async fn sapa07_a_protected_address_is_shown_at_once_by_a_click_or_not_at_all() {
    let v = verden();
    v.andre.0.lock().unwrap().beskyttede.extend([GAMMELT.to_owned(), NYT.to_owned()]);
    v.sag(&NySag { anden_part: Some(NYT.into()), ..ny_sag(1, "32.24.04") }).await;
    let om = || json!({ "part": GAMMELT, "formaal": "Brev" });
    let navne = |o: &Value| o.to_string().contains("i indekset");
    v.saet(maa(&[Funktion::Overblik, Funktion::BeskyttetStraks], Afgraensning::FRI));
    let o = v.overblik(GAMMELT).await;
    assert_eq!((o["person"]["adresse"][0].as_str(), o["beskyttet_kan_vises"].as_bool(), navne(&o)), (Some("Skovvej 1"), Some(false), true));
    v.saet(maa(&[Funktion::Overblik, Funktion::BeskyttetKlik], Afgraensning::FRI));
    let o = v.overblik(GAMMELT).await;
    assert_eq!((o["person"]["skjult"].as_bool(), o["beskyttet_kan_vises"].as_bool(), navne(&o)), (Some(true), Some(true), false), "{o}");
    assert!(!o.to_string().contains("Skovvej"));
    let (status, p, k) = v.spoerg("POST", "/beskyttet", Some(om())).await;
    let spor = k.spor.indhold();
    assert_eq!((status, p["adresse"][0].as_str()), (200, Some("Skovvej 1")));
    assert_eq!(
        (spor.operation.as_deref(), spor.formaal.as_deref(), spor.personer),
        (Some("POST /sapa/v1/beskyttet"), Some("Brev"), vec![GAMMELT.to_owned()])
    );
    v.saet(maa(&[Funktion::Overblik], Afgraensning::FRI));
    let o = v.overblik(GAMMELT).await;
    assert_eq!((o["beskyttet_kan_vises"].as_bool(), v.spoerg("POST", "/beskyttet", Some(om())).await.0), (Some(false), 403));
    let f = v.post("/soeg", json!({ "tekst": "Jens", "formaal": "x" })).await;
    assert_eq!(f["fund"], json!([]), "and nobody is found by name who is protected");
}

#[tokio::test]
async fn sapa14_a_look_up_says_its_purpose_and_stands_in_the_log_with_the_person_and_what_was_shown() {
    let v = verden();
    v.sag(&ny_sag(1, "32.24.04")).await;
    for krop in [json!({ "part": GAMMELT }), json!({ "part": GAMMELT, "formaal": " " })] {
        let (status, svar, _) = v.spoerg("POST", "/overblik", Some(krop)).await;
        assert_eq!((status, svar["felt"].as_str()), (400, Some("formaal")));
    }
    let (_, _, k) = v.spoerg("POST", "/overblik", Some(json!({ "part": GAMMELT, "formaal": "Møde" }))).await;
    let s = k.spor.indhold();
    assert_eq!((s.tjeneste.as_deref(), s.formaal.as_deref(), s.personer), (Some("sapa"), Some("Møde"), vec![GAMMELT.to_owned()]));
    assert!(s.objekter.iter().any(|o| o.uuid == u(1)));
}

#[tokio::test]
async fn sapa03_sapa12_the_way_into_the_case_and_who_to_call() {
    let v = verden();
    let felter =
        |nr: u16, t: &str| Some(vec![Egenskab { virkning: Virkning::i(Periode::ALTID), felter: [(1, tekst("x")), (nr, tekst(t))].into() }]);
    let aktiv = || BTreeMap::from([(1, vec![Fremdrift { virkning: Virkning::i(Periode::ALTID), vaerdi: 1 }])]);
    for (id, t) in [(0xad1, "+45 00 11 22 33"), (0xad2, "nord@korsbaek.example"), (0xad3, "Nørregade 1")] {
        v.skriv(organisation::OBJEKTTYPER[0], u(id), Handling::Opret, Indhold { egenskaber: felter(3, t), ..Indhold::default() }).await;
    }
    let enhed = organisation::OBJEKTTYPER.iter().find(|t| t.navn == "OrganisationEnhed").unwrap();
    let adresser = [0xad1, 0xad2, 0xad3].map(|a| i_rolle(u(a + 0x1000), UnikId::Uuid(u(a)), &[]));
    let indhold = Indhold {
        egenskaber: felter(3, "Team Nord i Organisation"),
        tilstande: aktiv(),
        relationer: [(1, adresser.into())].into(),
        ..Indhold::default()
    };
    v.skriv(enhed, ENHED, Handling::Opret, indhold).await;
    v.sag(&ny_sag(1, "32.24.04")).await;
    v.andre.0.lock().unwrap().hop.insert(FAG, "https://fag.example/sag/{uuid}".into());
    let o = v.overblik(GAMMELT).await;
    let a = &o["sager"][0]["ansvarlig"];
    assert_eq!(
        (a["navn"].as_str(), &a["telefon"], &a["mail"]),
        (Some("Team Nord i Organisation"), &json!(["+45 00 11 22 33"]), &json!(["nord@korsbaek.example"]))
    );
    assert_eq!(o["sager"][0]["hop"], Value::Null, "no rights there, no link");
    v.andre.0.lock().unwrap().rettigheder_i.insert(FAG);
    assert_eq!(v.overblik(GAMMELT).await["sager"][0]["hop"], format!("https://fag.example/sag/{}", u(1)));
}

#[tokio::test]
async fn sapa_a_source_that_fails_or_is_slow_is_told_and_holds_up_nothing() {
    let v = verden();
    v.sag(&ny_sag(1, "32.24.04")).await;
    for (svarer, ventet) in [(Some(true), "fejlede"), (Some(false), "for_langsom")] {
        v.andre.0.lock().unwrap().folk_svarer = svarer;
        let o = v.overblik(GAMMELT).await;
        assert_eq!((kilde(&o, "CPR").as_str(), o["sager"].as_array().unwrap().len()), (ventet, 1));
    }
}

#[tokio::test]
async fn sapa_what_was_true_and_what_was_known_are_told_apart() {
    let v = verden();
    v.sag(&NySag { titel: "Først", forloeb: vec![(1, -100)], ..ny_sag(1, "32.24.04") }).await;
    v.dag.store(10, Ordering::SeqCst);
    v.sag(&NySag { titel: "Siden", forloeb: vec![(1, -100), (2, -20), (4, 5)], ..ny_sag(1, "32.24.04") }).await;
    v.sag(&NySag { forloeb: vec![(1, 8)], ..ny_sag(2, "32.24.04") }).await;
    let paa = async |mere: Value| {
        let mut krop = json!({ "part": GAMMELT, "formaal": "x" });
        krop.as_object_mut().unwrap().extend(mere.as_object().unwrap().clone());
        let o = v.post("/overblik", krop).await;
        let sager: Vec<(String, String)> = o["sager"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| (s["titel"].as_str().unwrap().into(), s["fremdrift"].as_str().unwrap().into()))
            .collect();
        (sager, kilde(&o, "CPR"))
    };
    let p = |t: &str, f: &str| (t.to_owned(), f.to_owned());
    assert_eq!(paa(json!({})).await, (vec![p("Bolig", "Opstaaet"), p("Siden", "Afsluttet")], "svarede".into()));
    assert_eq!(paa(json!({ "registreret": t(5).til_utc() })).await, (vec![p("Først", "Opstaaet")], "kun_nu".into()));
    assert_eq!(paa(json!({ "virkning": t(-10).til_utc() })).await.0, [p("Siden", "Oplyst")]);
    assert_eq!(paa(json!({ "virkning": t(-10).til_utc(), "registreret": t(5).til_utc() })).await.0, [p("Først", "Opstaaet")]);
}

#[tokio::test]
async fn sapa08_a_bemaerkning_has_an_end_and_is_gone_after_it() {
    let v = verden();
    let ny =
        |til: Option<Tidspunkt>| json!({ "part": GAMMELT, "art": "Tolk", "tekst": "Arabisk", "gyldig_til": til.map(Tidspunkt::til_utc) });
    for (krop, kode, felt) in [
        (ny(None), "SAM-1007", "gyldig_til"),
        (ny(Some(t(-1))), "SAM-1103", "gyldig_til"),
        (ny(Some(t(5_000))), "SAM-1103", "gyldig_til"),
        (json!({ "part": GAMMELT, "art": "Andet", "tekst": "x", "gyldig_til": t(1).til_utc() }), "SAM-1104", "art"),
        (json!({ "part": "x", "art": "Tolk", "tekst": "x", "gyldig_til": t(1).til_utc() }), "SAM-1108", "part"),
    ] {
        let (status, svar, _) = v.spoerg("POST", "/bemaerkninger", Some(krop)).await;
        assert_eq!((status, svar["kode"].as_str(), svar["felt"].as_str()), (400, Some(kode), Some(felt)), "{svar}");
    }
    let b = v.post("/bemaerkninger", ny(Some(t(3)))).await;
    let anden = v.post("/bemaerkninger", ny(Some(t(30)))).await;
    assert_eq!((b["af"].as_str(), b["art"].as_str()), (Some("Anna"), Some("Tolk")));
    let antal = async || v.overblik(GAMMELT).await["bemaerkninger"].as_array().unwrap().len();
    assert_eq!(antal().await, 2);
    v.dag.store(4, Ordering::SeqCst);
    assert_eq!(antal().await, 1, "over is over, also before it is removed");
    assert_eq!(
        (v.sapa.ryd_bemaerkninger(Cvr::KORSBAEK, v.nu()).await.unwrap(), v.sapa.ryd_bemaerkninger(Cvr::KORSBAEK, v.nu()).await.unwrap()),
        (1, 0)
    );
    let afslut = format!("/bemaerkninger/{}/afslut", anden["id"].as_str().unwrap());
    assert_eq!(v.spoerg("POST", &afslut, Some(json!({ "part": NYT }))).await.0, 404);
    assert_eq!(v.spoerg("POST", &afslut, Some(json!({ "part": GAMMELT }))).await.0, 204);
    assert_eq!(antal().await, 0);
    v.dag.store(40, Ordering::SeqCst);
    assert_eq!(v.sapa.ryd_bemaerkninger(Cvr::KORSBAEK, v.nu()).await.unwrap(), 0, "what was ended left nothing");
}

#[tokio::test]
async fn sapa24_the_holder_of_a_new_number_keeps_everything() {
    let v = verden();
    v.sag(&ny_sag(1, "32.24.04")).await;
    v.post("/bemaerkninger", json!({ "part": GAMMELT, "art": "Handicap", "tekst": "x", "gyldig_til": t(30).til_utc() })).await;
    let foer = v.overblik(NYT).await;
    assert_eq!((foer["sager"].clone(), foer["bemaerkninger"].clone()), (json!([]), json!([])), "before the change they are two");
    v.andre.0.lock().unwrap().skiftet = true;
    for nummer in [GAMMELT, NYT] {
        let o = v.overblik(nummer).await;
        assert_eq!((o["part"].as_str(), uuider(&o["sager"])), (Some("urn:oio:cpr-nr:6101700002"), BTreeSet::from([u(1)])));
        assert_eq!((o["bemaerkninger"].as_array().unwrap().len(), o["person"]["nummer"].as_str()), (1, Some(NYT)));
    }
}

#[tokio::test]
async fn sapa09_what_udbetaling_danmark_shows_takes_its_own_role_and_is_limited() {
    let v = verden();
    let udk = Cvr::fra_tal(33_236_252).unwrap();
    let kald = Kaldekontekst::ubegraenset(udk, &[], UnikId::Uuid(FAG), v.nu(), u(2));
    let skriv = async |typen, uuid, indhold| {
        let k = Kommando {
            objekttype: typen,
            uuid,
            handling: Handling::Indlaes,
            maade: Flettemaade::Sts,
            note: None,
            indhold,
            historik: Vec::new(),
            forudsat: None,
        };
        v.register.udfoer(&kald, k).await.unwrap();
    };
    skriv(&SAG, u(1), NySag { notat: Some("Notat"), ..ny_sag(1, "32.03.04") }.indhold()).await;
    skriv(&BEVILLING, u(21), bevilling(1, 1, &[("1", "32.03.04")])).await;
    assert_eq!(v.overblik(GAMMELT).await["bevillinger"], json!([]), "the municipality has not chosen it");
    v.spoerg("PUT", "/indstillinger", Some(json!({ "udk": udk.to_string() }))).await;
    let o = v.overblik(GAMMELT).await;
    assert_eq!((o["bevillinger"][0]["udk"].as_bool(), o["sager"][0]["udk"].as_bool()), (Some(true), Some(true)));
    assert_eq!(
        (o["sager"][0]["titel"].clone(), o["journalnotater"].clone(), o["sager"][0]["kle"].as_str()),
        (Value::Null, json!([]), Some("32.03.04"))
    );
    v.saet(maa(&[Funktion::Overblik, Funktion::Ydelser], Afgraensning::FRI));
    let o = v.overblik(GAMMELT).await;
    assert_eq!((o["bevillinger"].clone(), o["sager"].clone(), kilde(&o, "Udbetaling Danmark")), (json!([]), json!([]), "ikke_ret".into()));
}

#[tokio::test]
async fn sapa13_views_are_the_municipalitys_the_units_and_ones_own() {
    let v = verden();
    v.sag(&ny_sag(1, "32.24.04")).await;
    v.sag(&ny_sag(2, "27.35.04")).await;
    let boern = v.post("/visninger", json!({ "navn": "Børn", "kle": ["27.*"], "modtagere": [ENHED] })).await;
    v.post("/visninger", json!({ "navn": "Fremmed", "modtagere": [u(0xdead)] })).await;
    let alle = v.post("/visninger", json!({ "navn": "Alle", "standard": true })).await;
    v.post("/visninger", json!({ "navn": "Ny standard", "standard": true })).await;
    v.saet(maa(&[Funktion::Overblik], Afgraensning::FRI));
    v.post("/visninger", json!({ "navn": "Min", "egen": true, "afsnit": ["sager"] })).await;
    let (_, l, _) = v.spoerg("GET", "/visninger", None).await;
    let navne: Vec<&str> = l["resultater"].as_array().unwrap().iter().map(|x| x["visning"]["navn"].as_str().unwrap()).collect();
    assert_eq!(navne, ["Ny standard", "Alle", "Børn", "Min"], "one standard, and nobody else's");
    let o = v.post("/overblik", json!({ "part": GAMMELT, "formaal": "x", "visning": boern["id"] })).await;
    assert_eq!(uuider(&o["sager"]), BTreeSet::from([u(2)]));
    let sti = format!("/visninger/{}", alle["id"].as_str().unwrap());
    assert_eq!(v.spoerg("DELETE", &sti, None).await.0, 403);
    assert_eq!(v.spoerg("PUT", &sti, Some(json!({ "navn": "x", "egen": true }))).await.0, 404);
}

#[tokio::test]
async fn sapa14_a_look_up_behind_an_address_is_one_users_for_a_day_and_keeps_its_purpose() {
    use ::sapa::opslag::Opslag;
    let v = verden();
    let retter = maa(Funktion::ALLE, Afgraensning::FRI);
    let o = Opslag { part: Partsid::cpr(GAMMELT), formaal: " Møde ".into() };
    let kald = v.kald();
    let anna = ::sapa::Kalder { kald: &kald, retter: &retter };
    let id = v.sapa.begynd_opslag(anna, &o).await.unwrap();
    assert_eq!(v.sapa.opslag(anna, id).await.unwrap(), Opslag { formaal: "Møde".into(), ..o.clone() });
    assert_eq!(kald.spor.indhold().formaal.as_deref(), Some("Møde"));
    let andens = Kaldekontekst { bruger: UnikId::Uuid(u(9)), ..v.kald() };
    let fremmed = Kaldekontekst { myndighed: Cvr::KOMBIT, ..v.kald() };
    v.dag.store(1, Ordering::SeqCst);
    let senere = v.kald();
    for kald in [andens, fremmed, senere] {
        let svar = v.sapa.opslag(::sapa::Kalder { kald: &kald, retter: &retter }, id).await;
        assert_eq!(svar.unwrap_err().kode(), Fejlkode::FindesIkke);
    }
    let tomt = v.sapa.begynd_opslag(anna, &Opslag { formaal: "  ".into(), ..o }).await;
    assert_eq!(tomt.unwrap_err().kode(), Fejlkode::ManglerElement);
}
