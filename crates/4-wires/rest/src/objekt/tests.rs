#![allow(clippy::indexing_slicing, clippy::unwrap_used)]
use crate::proeve::*;
use axum::body::Body;
use axum::http::Request;
use grund::Cvr;
use serde_json::{Value, json};

const UUID: &str = "11111111-1111-4111-8111-111111111111";

/// What was sent and what is read are the same but for what the server adds and the form of times.
pub(crate) fn ens(sendt: &Value, laest: &Value, sted: &str) {
    match (sendt, laest) {
        (Value::Object(s), Value::Object(l)) => {
            for (navn, v) in s {
                let Some(l) = l.get(navn) else { panic!("{sted}/{navn} is missing in {laest}") };
                ens(v, l, &format!("{sted}/{navn}"));
            }
        }
        (Value::Array(s), Value::Array(l)) => {
            assert_eq!(s.len(), l.len(), "{sted}");
            s.iter().zip(l).enumerate().for_each(|(nr, (s, l))| ens(s, l, &format!("{sted}[{nr}]")));
        }
        (Value::String(s), Value::String(l)) if s != l => {
            let tid = |t: &str| grund::Tidspunkt::fra_oio(t).unwrap_or_else(|e| panic!("{sted}: {s} {l} {e}"));
            assert_eq!(tid(s), tid(l), "{sted}");
        }
        _ => assert_eq!(sendt, laest, "{sted}"),
    }
}

#[tokio::test]
async fn b3_every_type_is_created_read_replaced_changed_passivated_deleted_and_imported_again() {
    let o = Opstilling::ny();
    for t in typer() {
        let (sti, krop) = (sti(t), krop(t));
        let uuid = o.kald("POST", &sti, &krop).await.er(201).uuid();
        let en = format!("{sti}/{uuid}");
        let s = o.get(&format!("{en}?virkningfra=-infinity&virkningtil=infinity")).await.er(200);
        let r = s.json()[&uuid][0]["registreringer"][0].clone();
        ens(&krop, &r, t.navn);
        assert_eq!(
            (r["livscykluskode"].as_str(), r["brugerref"].as_str()),
            (Some("Opstaaet"), Some("42c432e8-9c4a-11e6-9f62-873cf34a735f"))
        );
        assert_eq!(r["tiltidspunkt"], json!({ "tidsstempeldatotid": "infinity" }));
        assert_eq!(r["fratidspunkt"]["graenseindikator"], true);

        assert_eq!(o.kald("PUT", &en, &krop).await.er(200).uuid(), uuid);
        assert_eq!(o.kald("PATCH", &en, &json!({ "note": "anden" })).await.er(200).uuid(), uuid);
        o.kald("PATCH", &en, &json!({ "livscyklus": "passiv", "note": "nok" })).await.er(200);
        let r = o.get(&en).await.er(200).json()[&uuid][0]["registreringer"][0].clone();
        assert_eq!((r["livscykluskode"].as_str(), r["note"].as_str()), (Some("Passiveret"), Some("nok")));
        o.kald(
            "PATCH",
            &en,
            &json!({ "note": "x", "attributter": { t.attributnavn(): [{ "integrationsdata": "ny", "virkning": altid() }] } }),
        )
        .await
        .kode(400, "SAM-1305");
        assert_eq!(o.kald("DELETE", &en, &json!({ "note": "væk" })).await.er(202).uuid(), uuid);
        assert_eq!(o.get(&en).await.er(410).json()["message"], "This object has been deleted.");
        // Idempotent, with and without a body.
        assert_eq!(o.send(Request::delete(&en).body(Body::empty()).unwrap()).await.er(202).uuid(), uuid);
        o.kald("PUT", &en, &krop).await.er(200);
        let r = o.get(&en).await.er(200).json()[&uuid][0]["registreringer"][0].clone();
        assert_eq!(r["livscykluskode"], "Importeret");
        let alle = o.get(&format!("{en}?registreretfra=-infinity")).await.er(200).json();
        let koder: Vec<&str> =
            alle[&uuid][0]["registreringer"].as_array().unwrap().iter().map(|r| r["livscykluskode"].as_str().unwrap()).collect();
        assert_eq!((koder[0], koder.last()), ("Importeret", Some(&"Opstaaet")), "A-83 newest first: {koder:?}");
    }
}

#[tokio::test]
async fn b3_put_of_an_unknown_uuid_imports_and_patch_and_delete_of_one_answer_404() {
    let o = Opstilling::ny();
    for t in typer() {
        let en = format!("{}/{UUID}", sti(t));
        for (metode, krop) in [("PATCH", json!({ "note": "x" })), ("DELETE", json!({}))] {
            let s = o.kald(metode, &en, &krop).await.kode(404, "SAM-1301");
            assert!(s.json()["message"].as_str().unwrap().starts_with(&format!("No {} with ID {UUID} found in service ", t.navn)));
        }
        o.get(&en).await.kode(404, "SAM-1301");
        o.kald("PUT", &en, &krop(t)).await.er(200);
        let r = o.get(&en).await.er(200).json()[UUID][0]["registreringer"][0].clone();
        assert_eq!(r["livscykluskode"], "Importeret");
        o.kald("PUT", &en, &krop(t)).await.er(200);
    }
}

#[tokio::test]
async fn b5_the_message_for_an_unknown_object_is_loras() {
    let s = Opstilling::ny().get(&format!("/klassifikation/klasse/{UUID}")).await.er(404);
    assert_eq!(s.json()["message"], format!("No Klasse with ID {UUID} found in service Klassifikation"));
}

#[tokio::test]
async fn b6_list_and_search_have_their_own_shapes() {
    let o = Opstilling::ny();
    for t in typer() {
        let (sti, krop) = (sti(t), krop(t));
        assert_eq!(o.get(&sti).await.er(200).json(), json!({ "results": [] }));
        let a = o.kald("POST", &sti, &krop).await.er(201).uuid();
        let b = o.kald("POST", &sti, &krop).await.er(201).uuid();
        let liste = o.get(&format!("{sti}?uuid={b}&UUID={a}&uuid={UUID}")).await.er(200).json();
        let ider: Vec<&str> = liste["results"][0].as_array().unwrap().iter().map(|o| o["id"].as_str().unwrap()).collect();
        assert_eq!(ider, [&b, &a]);
        assert_eq!(o.get(&format!("{sti}?uuid={UUID}")).await.er(200).json(), json!({ "results": [] }));
        assert_eq!(o.get(&sti).await.er(200).json()["results"][0].as_array().unwrap().len(), 2);
        let felt = t.egenskaber.iter().find(|f| f.navn == "brugervendtnoegle").map_or("objekttype", |f| f.navn);
        assert_eq!(o.get(&format!("{sti}?{felt}={felt}%25")).await.er(200).json(), json!({ "results": [[a, b]] }));
        assert_eq!(o.get(&format!("{sti}?{felt}=findes-ikke")).await.er(200).json(), json!({ "results": [[]] }));
        let hele = o.get(&format!("{sti}?{felt}={felt}%25&list=1&maximalantalresultater=1")).await.er(200);
        assert_eq!(
            (hele.json()["results"][0][0]["id"].as_str(), hele.json()["results"][0].as_array().unwrap().len()),
            (Some(a.as_str()), 1)
        );
        let link = hele.hoved["link"].to_str().unwrap().to_owned();
        let naeste = link.trim_start_matches('<').split('>').next().unwrap();
        assert_eq!(o.get(naeste).await.er(200).json()["results"][0][0]["id"], b.as_str(), "{link}");
        o.get(&format!("{sti}?uuid={a}&uuid={b}&{felt}=x")).await.kode(400, "SAM-1404");
        for r in t.relationer {
            let v =
                if r.navn.len().is_multiple_of(2) { format!("urn:x:{}:1", r.navn) } else { "00000000-0000-4000-8000-000000000001".into() };
            if t.felt(r.navn).is_some() {
                continue;
            }
            assert_eq!(o.get(&format!("{sti}?{}={v}", r.navn)).await.er(200).json(), json!({ "results": [[a, b]] }), "{}", r.navn);
            assert_eq!(
                o.get(&format!("{sti}?{}:Noget={v}", r.navn.to_uppercase())).await.er(200).json(),
                json!({ "results": [[a, b]] }),
                "{}",
                r.navn
            );
            assert_eq!(o.get(&format!("{sti}?{}:noget={v}", r.navn)).await.er(200).json(), json!({ "results": [[]] }), "{}", r.navn);
        }
        for s in t.tilstande {
            let v = s.vaerdier[1].replace(' ', "%20");
            assert_eq!(o.get(&format!("{sti}?{}={v}", s.navn)).await.er(200).json(), json!({ "results": [[a, b]] }));
            o.get(&format!("{sti}?{}=Findesikke", s.navn)).await.kode(400, "SAM-1104");
        }
    }
}

#[tokio::test]
async fn b10_every_field_is_a_parameter_and_every_general_one_works() {
    let o = Opstilling::ny();
    for t in typer() {
        let (sti, krop) = (sti(t), krop(t));
        let a = o.kald("POST", &sti, &krop).await.er(201).uuid();
        let fundet = json!({ "results": [[a]] });
        for f in t.egenskaber {
            let v = match &krop["attributter"][t.attributnavn()][0][f.navn] {
                Value::String(s) => s.replace(' ', "%20").replace('+', "%2B").replace('æ', "%C3%A6"),
                Value::Array(_) | Value::Object(_) => continue,
                andet => andet.to_string(),
            };
            let navn = if f.navn == "brugervendtnoegle" { "BVN" } else { f.navn };
            assert_eq!(o.get(&format!("{sti}?{navn}={v}")).await.er(200).json(), fundet, "{}.{navn}={v}", t.navn);
        }
        for p in [
            "vilkaarligattr=integrationsdata%25",
            "livscykluskode=Opstaaet",
            "brugerref=42c432e8-9c4a-11e6-9f62-873cf34a735f",
            "notetekst=f%C3%B8rs%25",
            "foersteresultat=0",
            "maximalantalresultater=1000000000",
            "maksimalantalresultater=1",
            "virkningstid=2020-06-01&livscykluskode=Opstaaet",
        ] {
            assert_eq!(o.get(&format!("{sti}?{p}")).await.er(200).json(), fundet, "{}: {p}", t.navn);
        }
        for p in [
            "livscykluskode=Rettet",
            "brugerref=00000000-0000-4000-8000-000000000009",
            "notetekst=nej",
            "foersteresultat=1",
            "maximalantalresultater=0",
        ] {
            assert_eq!(o.get(&format!("{sti}?{p}")).await.er(200).json(), json!({ "results": [[]] }), "{}: {p}", t.navn);
        }
        if let Some(r) = t.relationer.first() {
            let v =
                if r.navn.len().is_multiple_of(2) { format!("urn:x:{}:1", r.navn) } else { "00000000-0000-4000-8000-000000000001".into() };
            assert_eq!(o.get(&format!("{sti}?vilkaarligrel={v}")).await.er(200).json(), fundet);
        }
        let s = o.get(&format!("{sti}?zebra=1&abe=2")).await.kode(400, "SAM-1011");
        assert_eq!(s.json()["message"], "Unsupported argument(s): abe, zebra");
    }
}

#[tokio::test]
async fn a95_pages_out_of_range_are_refused() {
    let o = Opstilling::ny();
    for p in [
        "foersteresultat=-1",
        "maximalantalresultater=-1",
        "foersteresultat=1000000000",
        "foersteresultat=x",
        "foersteresultat=99999999999999999999999",
    ] {
        o.get(&format!("/klassifikation/klasse?{p}")).await.kode(400, "SAM-1401");
    }
}

#[tokio::test]
async fn b11_times_choose_registration_and_virkning() {
    let o = Opstilling::ny();
    let t = typen("Klasse");
    let mut foer = krop(t);
    foer["attributter"]["klasseegenskaber"] =
        json!([{ "brugervendtnoegle": "før", "titel": "før", "virkning": virkning("2020-01-01", "2030-01-01") }]);
    let uuid = o.kald("POST", "/klassifikation/klasse", &foer).await.er(201).uuid();
    let en = format!("/klassifikation/klasse/{uuid}");
    let r = o.get(&en).await.er(200).json()[&uuid][0]["registreringer"][0].clone();
    let foerst_registreret = r["fratidspunkt"]["tidsstempeldatotid"].as_str().unwrap().replace('+', "%2B");
    o.kald(
        "PATCH",
        &en,
        &json!({ "attributter": { "klasseegenskaber": [{ "titel": "efter", "virkning": virkning("2026-01-01", "2030-01-01") }] } }),
    )
    .await
    .er(200);
    let titler = |s: Svar| -> Vec<String> {
        let j = s.er(200).json();
        let l = j[&uuid][0]["registreringer"][0]["attributter"]["klasseegenskaber"].as_array().cloned().unwrap_or_default();
        l.iter().map(|e| e["titel"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titler(o.get(&en).await), ["efter"]);
    assert_eq!(titler(o.get(&format!("{en}?virkningstid=2025-01-01")).await), ["før"]);
    assert_eq!(titler(o.get(&format!("{en}?virkningfra=2025-01-01")).await), ["før", "efter"]);
    assert_eq!(titler(o.get(&format!("{en}?VirkningTil=2025-01-01")).await), ["før"]);
    assert_eq!(titler(o.get(&format!("{en}?virkningstid=2031-01-01")).await), Vec::<String>::new());
    assert_eq!(titler(o.get(&format!("{en}?registreringstid={foerst_registreret}")).await), ["før"]);
    // A plus that became a blank on the way.
    assert_eq!(titler(o.get(&format!("{en}?registreringstid={}", foerst_registreret.replace("%2B", "+"))).await), ["før"]);
    let s = o.get(&format!("{en}?virkningstid=2025-01-01&virkningfra=2024-01-01")).await.kode(400, "SAM-1208");
    assert_eq!(s.json()["message"], "'virkningfra'/'virkningtil' conflict with 'virkningstid'");
    let s = o.get(&format!("{en}?registreringstid=2025-01-01&registrerettil=2024-01-01")).await.kode(400, "SAM-1208");
    assert_eq!(s.json()["message"], "'registreretfra'/'registrerettil' conflict with 'registreringstid'");
    o.get(&format!("{en}?virkningfra=2025-01-01&virkningtil=2024-01-01")).await.kode(400, "SAM-1201");
    o.get(&format!("{en}?virkningstid=igår")).await.kode(400, "SAM-1103");
    o.get(&format!("{en}?titel=x")).await.kode(400, "SAM-1011");
    o.get("/klassifikation/klasse/abc").await.kode(400, "SAM-1101");
    assert_eq!(o.get("/klassifikation/klasse?titel=f%25").await.er(200).json(), json!({ "results": [[]] }));
    assert_eq!(o.get("/klassifikation/klasse?titel=f%25&virkningstid=2025-01-01").await.er(200).json(), json!({ "results": [[uuid]] }));
}

#[tokio::test]
async fn b10_konsolider_joins_what_is_the_same() {
    let o = Opstilling::ny();
    let mut k = krop(typen("Bruger"));
    k["tilstande"]["brugergyldighed"] = json!([
        { "gyldighed": "Aktiv", "virkning": virkning("2020-01-01", "2022-01-01") },
        { "gyldighed": "Aktiv", "virkning": virkning("2022-01-01", "infinity") }]);
    let uuid = o.kald("POST", "/organisation/bruger", &k).await.er(201).uuid();
    for (sti, vej) in [
        (format!("/organisation/bruger/{uuid}?konsolider"), format!("/{uuid}/0")),
        (format!("/organisation/bruger?uuid={uuid}&konsolider=true"), "/results/0/0".into()),
    ] {
        let j = o.get(&sti).await.er(200).json();
        let g = &j.pointer(&vej).unwrap()["registreringer"][0]["tilstande"]["brugergyldighed"];
        assert_eq!((g.as_array().unwrap().len(), g[0]["virkning"]["from"].as_str()), (1, Some("2020-01-01 00:00:00+01")));
    }
}

#[tokio::test]
async fn b31_deleted_objects_are_in_lists_only_with_the_compatibility_switch() {
    for (slettede, antal) in [(false, 1), (true, 2)] {
        let o = Opstilling::med(|v| v.slettede_i_liste = slettede);
        let k = krop(typen("Facet"));
        let a = o.kald("POST", "/klassifikation/facet", &k).await.er(201).uuid();
        let b = o.kald("POST", "/klassifikation/facet", &k).await.er(201).uuid();
        o.kald("DELETE", &format!("/klassifikation/facet/{a}"), &json!({})).await.er(202);
        for sti in [format!("/klassifikation/facet?uuid={a}&uuid={b}"), "/klassifikation/facet".into()] {
            assert_eq!(o.get(&sti).await.er(200).json()["results"][0].as_array().unwrap().len(), antal, "{sti}");
        }
        assert_eq!(o.get("/klassifikation/facet?bvn=%25").await.er(200).json(), json!({ "results": [[b]] }));
        assert_eq!(o.get("/klassifikation/facet?livscykluskode=Slettet").await.er(200).json(), json!({ "results": [[a]] }));
    }
}

#[tokio::test]
async fn a65_patch_clears_and_b41_empty_relations_are_left_out() {
    let o = Opstilling::ny();
    let uuid = o.kald("POST", "/sag/sag", &krop(typen("Sag"))).await.er(201).uuid();
    let en = format!("/sag/sag/{uuid}");
    o.kald("PATCH", &en, &json!({ "attributter": { "sagegenskaber": [{ "hjemmel": "", "principiel": "", "offentlighedundtaget": "", "titel": null, "virkning": altid() }] },
        "tilstande": { "fremdrift": [] }, "relationer": {} })).await.er(200);
    let r = o.get(&en).await.er(200).json()[&uuid][0]["registreringer"][0].clone();
    let e = &r["attributter"]["sagegenskaber"][0];
    assert!(e.get("hjemmel").is_none() && e.get("principiel").is_none() && e.get("offentlighedundtaget").is_none(), "{e}");
    assert_eq!(e["titel"], "titel æ");
    assert!(r.get("tilstande").is_none(), "{r}");
    let antal = r["relationer"].as_object().unwrap().len();
    // A number is removed by sending it blank; an empty list is the same as none.
    o.kald(
        "PATCH",
        &en,
        &json!({ "relationer": { "andresager": [{ "indeks": 1, "uuid": "", "urn": "", "virkning": altid() }], "byggeri": [] } }),
    )
    .await
    .er(200);
    let r = o.get(&en).await.er(200).json()[&uuid][0]["registreringer"][0].clone();
    assert_eq!(r["relationer"].as_object().unwrap().len(), antal);
    assert_eq!(r["relationer"]["andresager"].as_array().unwrap().len(), 1, "{}", r["relationer"]["andresager"]);
}

#[tokio::test]
async fn a66_variants_and_parts_are_cleared_by_empty_lists() {
    let o = Opstilling::ny();
    let uuid = o.kald("POST", "/dokument/dokument", &krop(typen("Dokument"))).await.er(201).uuid();
    let en = format!("/dokument/dokument/{uuid}");
    let varianter = async || o.get(&en).await.er(200).json()[&uuid][0]["registreringer"][0]["varianter"].clone();
    o.kald("PATCH", &en, &json!({ "varianter": [{ "varianttekst": "PDF", "dele": [{ "deltekst": "del 2", "egenskaber": [{ "lokation": "x", "virkning": altid() }] }] }] })).await.er(200);
    assert_eq!(varianter().await[0]["dele"].as_array().unwrap().len(), 2);
    o.kald(
        "PATCH",
        &en,
        &json!({ "varianter": [{ "varianttekst": "PDF", "dele": [{ "deltekst": "del 1", "egenskaber": [], "relationer": [] }] }] }),
    )
    .await
    .er(200);
    assert_eq!(varianter().await[0]["dele"].as_array().unwrap().len(), 1);
    o.kald("PATCH", &en, &json!({ "varianter": [] })).await.er(200);
    assert_eq!(varianter().await, Value::Null);
}

#[tokio::test]
async fn b42_one_keyword_is_kept_in_either_form() {
    let o = Opstilling::ny();
    for form in [
        json!([["KL", "beskrivelse", "kategori"]]),
        json!([{ "soegeordidentifikator": "KL", "beskrivelse": "beskrivelse", "soegeordskategori": "kategori" }]),
    ] {
        let mut k = krop(typen("Klasse"));
        k["attributter"]["klasseegenskaber"][0]["soegeord"] = form;
        let uuid = o.kald("POST", "/klassifikation/klasse", &k).await.er(201).uuid();
        let r = o.get(&format!("/klassifikation/klasse/{uuid}")).await.er(200).json()[&uuid][0]["registreringer"][0].clone();
        assert_eq!(
            r["attributter"]["klasseegenskaber"][0]["soegeord"],
            json!([{ "soegeordidentifikator": "KL", "beskrivelse": "beskrivelse", "soegeordskategori": "kategori" }])
        );
    }
}

#[tokio::test]
async fn b40_the_note_of_an_attributes_virkning_is_kept() {
    let o = Opstilling::ny();
    let uuid = o.kald("POST", "/organisation/bruger", &krop(typen("Bruger"))).await.er(201).uuid();
    let r = o.get(&format!("/organisation/bruger/{uuid}")).await.er(200).json()[&uuid][0]["registreringer"][0].clone();
    assert_eq!(r["attributter"]["brugeregenskaber"][0]["virkning"]["notetekst"], "note");
}

#[tokio::test]
async fn b30_empty_bodies_and_bad_ones_are_refused_with_their_field() {
    let o = Opstilling::ny();
    for krop in ["", "{}", "null"] {
        let s = o.raa("POST", "/organisation/bruger", "application/json", krop).await.kode(400, "SAM-1012");
        assert_eq!(s.json()["uuid"], Value::Null, "{krop}");
        assert!(s.json().as_object().unwrap().contains_key("uuid"));
    }
    o.raa("POST", "/organisation/bruger", "application/json", "{").await.kode(400, "SAM-1001");
    o.raa("POST", "/organisation/bruger", "text/plain", "{}").await.kode(415, "SAM-1015");
    o.raa("POST", "/organisation/bruger", "application/json", "[]").await.kode(400, "SAM-1104");
    o.raa("POST", "/organisation/bruger", "application/json", " ".repeat(grund::graenser::KROP_BYTES + 1)).await.kode(413, "SAM-1003");
    let mut k = krop(typen("Bruger"));
    k["attributter"]["brugeregenskaber"][0]["virkning"]["from"] = "i går".into();
    let s = o.kald("POST", "/organisation/bruger", &k).await.kode(400, "SAM-1103");
    assert_eq!(s.json()["felt"], "attributter/brugeregenskaber/[0]/virkning/from");
    o.kald("POST", "/organisation/bruger?bvn=x", &k).await.kode(400, "SAM-1011");
}

#[tokio::test]
async fn a69_overlapping_periods_are_refused() {
    let o = Opstilling::ny();
    let mut k = krop(typen("Bruger"));
    k["tilstande"]["brugergyldighed"][1]["virkning"]["from"] = "2020-06-01".into();
    o.kald("POST", "/organisation/bruger", &k).await.kode(400, "SAM-1202");
}

#[tokio::test]
async fn b4_the_body_may_be_a_forms_field() {
    let o = Opstilling::ny();
    let k = krop(typen("Facet")).to_string();
    let formular: String = k.bytes().map(|b| format!("%{b:02X}")).collect();
    o.raa("POST", "/klassifikation/facet", "application/x-www-form-urlencoded", format!("json={formular}")).await.er(201);
    o.raa("POST", "/klassifikation/facet", "application/x-www-form-urlencoded", k.clone()).await.er(201);
    o.raa("POST", "/klassifikation/facet", "application/x-www-form-urlencoded", "a=b").await.kode(400, "SAM-1012");
    let del = format!("--g\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n{k}\r\n--g--\r\n");
    o.raa("POST", "/klassifikation/facet", "multipart/form-data; boundary=g", del).await.er(201);
    o.raa("POST", "/klassifikation/facet", "multipart/form-data; boundary=g", "--g--\r\n").await.kode(400, "SAM-1012");
    o.raa("POST", "/klassifikation/facet", "multipart/form-data", "x").await.kode(400, "SAM-1001");
}

#[tokio::test]
async fn a98_another_authority_sees_nothing() {
    let o = Opstilling::ny();
    let uuid = o.kald("POST", "/organisation/bruger", &krop(typen("Bruger"))).await.er(201).uuid();
    let anden = Cvr::fra_tal(22_222_222).unwrap();
    let get = |sti: String| Request::get(sti).body(Body::empty()).unwrap();
    o.som(anden, get(format!("/organisation/bruger/{uuid}"))).await.er(404);
    assert_eq!(o.som(anden, get("/organisation/bruger?bvn=%25".into())).await.er(200).json(), json!({ "results": [[]] }));
}

/// The body is never read: it breaks off with an error when it is.
#[tokio::test]
async fn i12_1_6_the_right_to_write_is_asked_for_before_the_body_is_read() {
    let o = Opstilling::ny();
    for t in typer() {
        for (metode, adresse) in [
            ("POST", sti(t)),
            ("PUT", format!("{}/{UUID}", sti(t))),
            ("PATCH", format!("{}/{UUID}", sti(t))),
            ("DELETE", format!("{}/{UUID}", sti(t))),
        ] {
            let krop = Body::from_stream(futures::stream::once(async { Err::<axum::body::Bytes, _>(std::io::Error::other("read")) }));
            let mut r = Request::builder().method(metode).uri(adresse).header("content-type", "application/json").body(krop).unwrap();
            let mut k = o.kontekst(Cvr::KORSBAEK);
            k.retter = std::sync::Arc::new(grund::ret::Rettigheder::Kun(vec![grund::ret::Tilladelse {
                service: t.service.into(),
                retter: vec![grund::Ret::Laes],
                afgraensning: grund::Afgraensning::FRI,
            }]));
            r.extensions_mut().insert(k);
            o.send_som_er(r).await.kode(403, "SAM-2005");
        }
    }
}
