//! Stand-ins of LoRA's public clients: what mox agents, import scripts and OS2mo of old send, as they send it.
#![allow(clippy::indexing_slicing, clippy::unwrap_used)]
use crate::proeve::*;
use serde_json::{Value, json};
use std::sync::Arc;

const TILKNYTTET: &str = "/organisation/organisationfunktion?tilknyttedebrugere=";
const A: &str = "00000000-0000-4000-8000-000000000001";
const B: &str = "00000000-0000-4000-8000-000000000002";
const C: &str = "00000000-0000-4000-8000-000000000003";

/// A function of these users.
async fn funktion(o: &Opstilling, brugere: &[&str]) -> String {
    let mut k = krop(typen("OrganisationFunktion"));
    k["relationer"] =
        json!({ "tilknyttedebrugere": brugere.iter().map(|u| json!({ "uuid": u, "virkning": altid() })).collect::<Vec<_>>() });
    o.kald("POST", "/organisation/organisationfunktion", &k).await.er(201).uuid()
}

async fn fundne(o: &Opstilling, sti: &str) -> Vec<String> {
    let j = o.get(sti).await.er(200).json();
    j["results"][0].as_array().unwrap().iter().map(|u| u.as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn b12_values_of_a_relation_are_all_wanted_of_mox_and_any_of_os2mo() {
    let o = Opstilling::ny();
    let (a, b, ab) = (funktion(&o, &[A]).await, funktion(&o, &[B]).await, funktion(&o, &[A, B]).await);
    let _ = funktion(&o, &[C]).await;
    let q = format!("{TILKNYTTET}{A}&tilknyttedebrugere={B}");
    assert_eq!(fundne(&o, &q).await, std::slice::from_ref(&ab));
    assert_eq!(fundne(&o, &format!("{q}&dialekt=MOX")).await, std::slice::from_ref(&ab));
    assert_eq!(fundne(&o, &format!("/lora{q}&dialekt=mox")).await, std::slice::from_ref(&ab));
    for q in [format!("{q}&dialekt=os2mo"), format!("/lora{q}"), format!("/lora{q}&Dialekt=OS2mo")] {
        assert_eq!(fundne(&o, &q).await, [a.clone(), b.clone(), ab.clone()], "{q}");
    }
    // Other parameters must still hold, one value is one value, and an objekttype is a parameter of its own.
    assert!(fundne(&o, &format!("/lora{q}&bvn=findes-ikke")).await.is_empty());
    assert_eq!(fundne(&o, &format!("/lora{TILKNYTTET}{B}")).await, [b, ab.clone()]);
    assert!(fundne(&o, &format!("/lora{TILKNYTTET}{A}&tilknyttedebrugere:Bruger={B}")).await.is_empty());
    // The next page keeps the meaning.
    let s = o.get(&format!("{q}&dialekt=os2mo&maximalantalresultater=2")).await;
    let naeste = s.hoved["link"].to_str().unwrap().trim_start_matches('<').split('>').next().unwrap().to_owned();
    assert_eq!(fundne(&o, &naeste).await, [ab]);
    o.get(&format!("{q}&dialekt=x")).await.kode(400, "SAM-1104");
    o.get(&format!("{q}&dialekt=mox&dialekt=mox")).await.er(400);
}

#[tokio::test]
async fn b31_deleted_objects_are_in_lists_of_mox_only() {
    let o = Opstilling::ny();
    let a = funktion(&o, &[A]).await;
    let b = funktion(&o, &[B]).await;
    o.kald("DELETE", &format!("/organisation/organisationfunktion/{a}?dialekt=mox"), &json!({})).await.er(202);
    let liste = |j: Value| j["results"][0].as_array().unwrap().iter().map(|o| o["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    for (praefiks, slut, ventet) in
        [("", "", vec![&b]), ("/lora", "", vec![&b]), ("", "&dialekt=mox", vec![&a, &b]), ("/lora", "&dialekt=mox", vec![&a, &b])]
    {
        for hvilke in ["virkningfra=-infinity".to_owned(), format!("uuid={a}&uuid={b}")] {
            let j = o.get(&format!("{praefiks}/organisation/organisationfunktion?{hvilke}{slut}")).await.er(200).json();
            assert_eq!(liste(j).iter().collect::<Vec<_>>(), ventet, "{praefiks} {hvilke}{slut}");
        }
    }
}

#[tokio::test]
async fn b7_members_that_are_none_do_not_refuse_a_change_or_a_deletion() {
    let o = Opstilling::ny();
    let sti = "/organisation/bruger";
    let uuid = o.kald("POST", sti, &krop(typen("Bruger"))).await.er(201).uuid();
    let en = format!("{sti}/{uuid}");
    let navn = |n: &str| json!([{ "brugernavn": n, "virkning": altid() }]);
    for (nr, (mere, varslet)) in [
        (json!({ "Note": "ret" }), "Note"),
        (json!({ "livscyklus": "Rettet" }), "livscyklus"),
        (json!({ "livscykluskode": "Rettet", "brugerref": A, "id": uuid }), "brugerref, id, livscykluskode"),
        (json!({ "egenskaber": [] }), "egenskaber"),
        (json!({ "livscyklus": null }), ""),
    ]
    .into_iter()
    .enumerate()
    {
        let mut k = mere;
        k["attributter"] = json!({ "brugeregenskaber": navn(&format!("navn {nr}")), "egenskaber": [], "x": {} });
        let s = o.kald("PATCH", &en, &k).await.er(200);
        let ventet = (!varslet.is_empty()).then(|| format!("299 - \"passed over: {varslet}\""));
        assert_eq!(s.hoved.get("warning").map(|h| h.to_str().unwrap().to_owned()), ventet, "{k}");
        let j = o.get(&en).await.er(200).json();
        let r = &j[&uuid][0]["registreringer"][0];
        assert_eq!(r["attributter"]["brugeregenskaber"][0]["brugernavn"], format!("navn {nr}"), "{k}");
        assert_eq!(r["livscykluskode"], "Rettet");
    }
    // What says something in a wrong place is refused as before, and so is every unknown member of a whole object.
    let forkert = json!({ "attributter": { "egenskaber": navn("x") } });
    o.kald("PATCH", &en, &forkert).await.kode(400, "SAM-1010");
    // A part that is misspelt, in another case or one level up would be lost: nothing is registered.
    let foer = o.get(&en).await.er(200).json()[&uuid][0]["registreringer"][0]["fratidspunkt"].clone();
    for (navnet, del) in [
        ("Attributter", json!({ "brugeregenskaber": navn("x") })),
        ("attributer", json!({ "brugeregenskaber": navn("x") })),
        ("egenskaber", navn("x")),
        ("brugeregenskaber", navn("x")),
        ("gyldighed", json!("Inaktiv")),
        ("RELATIONER", json!({ "tilhoerer": [] })),
        ("json", json!({ "note": "x" })),
    ] {
        let s = o.kald("PATCH", &en, &json!({ navnet: del, "note": "x" })).await.kode(400, "SAM-1010");
        assert_eq!(
            (s.json()["felt"].as_str(), s.json()["tilladt"].as_str()),
            (Some(navnet), Some("attributter, tilstande, relationer, note, livscyklus"))
        );
    }
    assert_eq!(o.get(&en).await.er(200).json()[&uuid][0]["registreringer"][0]["fratidspunkt"], foer);
    for m in ["POST", "PUT"] {
        let mut k = krop(typen("Bruger"));
        k["Note"] = "x".into();
        o.kald(m, if m == "POST" { sti } else { &en }, &k).await.kode(400, "SAM-1010");
    }
    // OS2mo of old sends the whole object with the life cycle: LoRA makes it passive and looks at nothing else (B-3).
    let mut k = krop(typen("Bruger"));
    k["livscyklus"] = "Passiv".into();
    k["note"] = "Afsluttet".into();
    let s = o.kald("PATCH", &en, &k).await.er(200);
    assert_eq!(s.hoved["warning"], "299 - \"passed over: attributter, tilstande, relationer\"");
    let r = o.get(&en).await.er(200).json()[&uuid][0]["registreringer"][0].clone();
    assert_eq!((r["livscykluskode"].as_str(), r["note"].as_str()), (Some("Passiveret"), Some("Afsluttet")));
    let s = o.kald("DELETE", &en, &json!({ "Note": "x", "note": "slet", "livscyklus": "Slettet", "æ\"": 1 })).await.er(202);
    assert_eq!(s.hoved["warning"], "299 - \"passed over: Note, livscyklus, ??\"");
    assert_eq!(o.get(&en).await.er(410).json()["message"], "This object has been deleted.");
}

#[tokio::test]
async fn b20_codes_are_taken_in_any_case_and_kept_in_the_standards() {
    let o = Opstilling::ny();
    for t in typer() {
        let fuld = krop(t);
        let uuid = o.kald("POST", &sti(t), &smaat(&fuld, t)).await.er(201).uuid();
        let s = o.get(&format!("{}/{uuid}?virkningfra=-infinity&virkningtil=infinity", sti(t))).await.er(200).json();
        crate::objekt::tests::ens(&fuld, &s[&uuid][0]["registreringer"][0], t.navn);
        for s in t.tilstande {
            let v = s.vaerdier[1].to_uppercase().replace(' ', "%20");
            assert_eq!(fundne(&o, &format!("{}?{}={v}&livscykluskode=OPSTAAET", sti(t), s.navn)).await, std::slice::from_ref(&uuid));
        }
    }
    o.get("/sag/sag?journalpostkode=JOURNALNOTAT").await.er(200);
    // The case that mox's own test data have.
    assert!(typer().iter().any(|t| smaat(&krop(t), t).to_string().contains("\"accepteret\":\"accepteret\"")));
}

/// The body with every code in lower case.
fn smaat(v: &Value, t: &register::Objekttype) -> Value {
    use register::Felttype::{Kode, Struktur};
    fn koder(felter: &[register::Felt]) -> Vec<&'static str> {
        let af = |f: &register::Felt| match f.slags {
            Kode(_) => vec![f.navn],
            Struktur(indre) => koder(indre),
            _ => Vec::new(),
        };
        felter.iter().flat_map(af).collect()
    }
    let mut navne: Vec<&str> = t.tilstande.iter().map(|s| s.navn).chain(["aktoertypekode"]).collect();
    navne.extend(koder(t.egenskaber));
    t.relationer.iter().for_each(|r| navne.extend(koder(r.felter)));
    fn gaa(v: &Value, navne: &[&str]) -> Value {
        match v {
            Value::Object(o) => Value::Object(
                o.iter()
                    .map(|(n, v)| match v {
                        Value::String(s) if navne.contains(&n.as_str()) => (n.clone(), s.to_lowercase().into()),
                        v => (n.clone(), gaa(v, navne)),
                    })
                    .collect(),
            ),
            Value::Array(l) => Value::Array(l.iter().map(|v| gaa(v, navne)).collect()),
            v => v.clone(),
        }
    }
    gaa(v, &navne)
}

#[tokio::test]
async fn b30_an_empty_body_is_answered_with_an_empty_uuid() {
    let o = Opstilling::ny();
    let uuid = o.kald("POST", "/organisation/bruger", &krop(typen("Bruger"))).await.er(201).uuid();
    let en = format!("/organisation/bruger/{uuid}");
    for (m, sti) in [("POST", "/organisation/bruger"), ("PUT", &en), ("PATCH", &en)] {
        for tom in ["", " \n", "{}", "null"] {
            let s = o.raa(m, sti, "application/json", tom).await.er(400).json();
            assert_eq!(s.get("uuid"), Some(&Value::Null), "{m} {tom}");
        }
    }
    for m in ["GET", "PATCH", "DELETE"] {
        let s = o.kald(m, &format!("/organisation/bruger/{A}"), &json!({ "note": "x" })).await.er(404).json();
        assert_eq!(s["message"], format!("No Bruger with ID {A} found in service Organisation"));
    }
}

#[tokio::test]
async fn cpr08_a_case_is_found_and_counted_under_every_number_of_the_person() {
    const GAMMELT: &str = "urn:oio:cpr-nr:0101011234";
    const NYT: &str = "urn:oio:cpr-nr:0101019999";
    let lager = Arc::new(lager::SqliteLager::midlertidig().unwrap());
    let o = Opstilling::indeks(true, lager.clone());
    let t = sagdokument::OBJEKTTYPER.iter().find(|t| t.relation("sagspart").is_some()).unwrap();
    let mut k = krop(t);
    k["relationer"] = json!({ "sagspart": [{ "urn": GAMMELT, "rolle": { "uuid": A }, "type": { "uuid": B }, "virkning": altid() }] });
    let uuid = o.kald("PUT", &format!("{}/{C}", sti(t)), &k).await.er(200).uuid();
    let part = |v: &str| format!("{}?sagspart={v}", sti(t));
    let antal = |v: &str| format!("{}/antal?sagspart={v}", sti(t));
    assert!(fundne(&o, &part(NYT)).await.is_empty());
    let numre = [GAMMELT, NYT].map(|n| person::Tilknytning {
        nummer: grund::UnikId::Urn(n.into()),
        periode: grund::Periode::ALTID,
        status: Some("01".into()),
    });
    let identitet = person::Identitet { uuid: grund::id::laes_uuid(A).unwrap(), navn: None, numre: numre.to_vec() };
    person::gem(&o.tilstand.register, &o.kontekst(grund::Cvr::KORSBAEK), &identitet).await.unwrap();
    for v in [GAMMELT, NYT, A] {
        assert_eq!(fundne(&o, &part(v)).await, std::slice::from_ref(&uuid), "{v}");
        assert_eq!(o.get(&antal(v)).await.er(200).json()["antal"], 1, "{v}");
    }
    // One person under several numbers is any of them; of two parties both are wanted.
    assert_eq!(fundne(&o, &format!("{}&sagspart={GAMMELT}", part(NYT))).await, std::slice::from_ref(&uuid));
    assert!(fundne(&o, &format!("{}&sagspart={B}", part(NYT))).await.is_empty());
    assert_eq!(fundne(&o, &format!("{}&sagspart={B}&dialekt=os2mo", part(NYT))).await, [uuid]);
    let uden = Opstilling::indeks(false, lager);
    assert!(fundne(&uden, &part(NYT)).await.is_empty(), "the module is switched off");
}
