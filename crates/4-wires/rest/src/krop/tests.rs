#![allow(clippy::indexing_slicing, clippy::unwrap_used)]
use crate::proeve::*;
use axum::body::{Body, Bytes};
use axum::http::Request;
use grund::Cvr;
use grund::graenser::{FIL_BYTES, FIL_STUMP_BYTES};
use serde_json::{Value, json};

fn dokument(felt: &str) -> Value {
    let mut k = krop(typen("Dokument"));
    k["varianter"][0]["dele"][0]["egenskaber"][0]["indhold"] = felt.into();
    k
}

fn formular(json: &Value, filer: &[(&str, &[u8])]) -> Vec<u8> {
    let mut ud = Vec::new();
    for (navn, data) in filer {
        ud.extend(
            format!("--g\r\nContent-Disposition: form-data; name=\"{navn}\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\n")
                .bytes(),
        );
        ud.extend_from_slice(data);
        ud.extend(b"\r\n");
    }
    ud.extend(format!("--g\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n{json}\r\n--g--\r\n").bytes());
    ud
}

const SLAGS: &str = "multipart/form-data; boundary=g";

async fn indhold(o: &Opstilling, uuid: &str) -> String {
    let r = o.get(&format!("/dokument/dokument/{uuid}")).await.er(200).json()[uuid][0]["registreringer"][0].clone();
    r["varianter"][0]["dele"][0]["egenskaber"][0]["indhold"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn b4_files_go_in_and_come_out_whole() {
    let o = Opstilling::ny();
    for laengde in [
        0,
        1,
        FIL_STUMP_BYTES - 1,
        FIL_STUMP_BYTES,
        FIL_STUMP_BYTES + 1,
        2 * FIL_STUMP_BYTES,
        3 * FIL_STUMP_BYTES + 7,
        grund::graenser::KROP_BYTES + 1,
    ] {
        let data: Vec<u8> = (0..laengde).map(|n| u8::try_from(n % 251).unwrap()).collect();
        let uuid = o.raa("POST", "/dokument/dokument", SLAGS, formular(&dokument("field:fil1"), &[("fil1", &data)])).await.er(201).uuid();
        let sted = indhold(&o, &uuid).await;
        assert!(sted.starts_with("store:2026/01/01/00/00/") && sted.ends_with(".bin"), "{sted}");
        let sti = format!("/dokument/dokument/{}", sted.strip_prefix("store:").unwrap());
        let s = o.get(&sti).await.er(200);
        assert_eq!(s.raa, data);
        assert_eq!(
            (s.hoved["content-type"].to_str().unwrap(), s.hoved["x-content-type-options"].to_str().unwrap()),
            ("application/octet-stream", "nosniff")
        );
        let anden = o.som(Cvr::fra_tal(22_222_222).unwrap(), Request::get(&sti).body(Body::empty()).unwrap()).await;
        anden.kode(404, "SAM-3003");
    }
}

#[tokio::test]
async fn b4_put_and_patch_take_files_too() {
    let o = Opstilling::ny();
    let uuid = o.kald("POST", "/dokument/dokument", &dokument("https://x")).await.er(201).uuid();
    let en = format!("/dokument/dokument/{uuid}");
    let ret = json!({ "varianter": [{ "varianttekst": "PDF", "dele": [{ "deltekst": "del 1", "egenskaber": [{ "indhold": "field:a", "virkning": altid() }] }] }] });
    o.raa("PATCH", &en, SLAGS, formular(&ret, &[("a", b"ret")])).await.er(200);
    let efter_ret = indhold(&o, &uuid).await;
    o.raa("PUT", &en, SLAGS, formular(&dokument("field:b"), &[("b", b"erstat")])).await.er(200);
    let efter_put = indhold(&o, &uuid).await;
    for (sted, data) in [(efter_ret, "ret"), (efter_put, "erstat")] {
        assert_eq!(o.get(&format!("/dokument/dokument/{}", sted.strip_prefix("store:").unwrap())).await.er(200).raa, data.as_bytes());
    }
}

/// Number of files among those that the id source may have handed out.
async fn gemte(o: &Opstilling) -> usize {
    let mut antal = 0;
    for n in 0..64_u128 {
        let id = grund::Uuid::from_u128(0xaaaa_0000_0000_4000_8000_0000_0000_0000 + n);
        antal += usize::from(o.tilstand.register.lager().hent_filstump(Cvr::KORSBAEK, id, 0).await.unwrap().is_some());
    }
    antal
}

#[tokio::test]
async fn b4_a_file_lives_only_with_the_registration_that_names_it() {
    let o = Opstilling::ny();
    o.raa("POST", "/dokument/dokument", SLAGS, formular(&json!({ "note": "mangler" }), &[("a", b"x")])).await.er(400);
    o.raa("POST", "/dokument/dokument", SLAGS, formular(&dokument("field:b"), &[("a", b"x")])).await.kode(400, "SAM-3004");
    o.raa("PATCH", "/dokument/dokument/11111111-1111-4111-8111-111111111111", SLAGS, formular(&json!({ "note": "x" }), &[("a", b"x")]))
        .await
        .er(404);
    assert_eq!(gemte(&o).await, 0);
    o.raa("POST", "/dokument/dokument", SLAGS, formular(&dokument("field:a"), &[("a", b"x"), ("overs", b"y")])).await.er(201);
    assert_eq!(gemte(&o).await, 1);
    o.kald("POST", "/dokument/dokument", &dokument("field:a")).await.kode(400, "SAM-3004");
    let mange: Vec<String> = (0..=grund::graenser::FILER_PR_KALD).map(|n| format!("f{n}")).collect();
    let mange: Vec<(&str, &[u8])> = mange.iter().map(|n| (n.as_str(), b"x".as_slice())).collect();
    o.raa("POST", "/dokument/dokument", SLAGS, formular(&dokument("field:f0"), &mange)).await.kode(400, "SAM-1008");
    o.raa("POST", "/dokument/dokument", SLAGS, formular(&dokument("field:a"), &[("a", b"x"), ("a", b"y")])).await.kode(400, "SAM-1009");
    assert_eq!(gemte(&o).await, 1);
}

#[tokio::test]
async fn b4_a_client_that_goes_away_leaves_no_file() {
    let o = Opstilling::ny();
    let start = Bytes::from("--g\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n".to_owned() + &"x".repeat(2 * FIL_STUMP_BYTES));
    let stykker = futures::stream::iter([Ok(start), Err(std::io::Error::other("gone"))]);
    o.raa("POST", "/dokument/dokument", SLAGS, Body::from_stream(stykker)).await.er(400);
    assert_eq!(gemte(&o).await, 0);
}

#[tokio::test]
async fn b4_a_file_over_the_limit_is_refused_and_removed() {
    let o = Opstilling::ny();
    let hoved = Bytes::from_static(b"--g\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n");
    let stykke = Bytes::from(vec![b'x'; 1 << 20]);
    let antal = usize::try_from(FIL_BYTES >> 20).unwrap() + 4;
    let stykker = std::iter::once(hoved).chain(std::iter::repeat_n(stykke, antal)).map(Ok::<_, std::io::Error>);
    o.raa("POST", "/dokument/dokument", SLAGS, Body::from_stream(futures::stream::iter(stykker))).await.kode(413, "SAM-1003");
    assert_eq!(gemte(&o).await, 0);
}

#[tokio::test]
async fn b2_addresses_of_files_have_one_form() {
    let o = Opstilling::ny();
    for s in [
        "2026/01/01/00/00/x.bin",
        "2026/01/01/00/00/11111111-1111-4111-8111-111111111111",
        "26/01/01/00/00/11111111-1111-4111-8111-111111111111.bin",
        "2026/01/01/00/00/11111111-1111-4111-8111-111111111111.bin",
        "2026/01/01/00/%ff/x.bin",
    ] {
        o.get(&format!("/dokument/dokument/{s}")).await.kode(404, "SAM-3003");
    }
}

#[tokio::test]
async fn i12_1_6_a_part_whose_headers_do_not_end_is_given_up_early() {
    let o = Opstilling::ny();
    let taget = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let t = taget.clone();
    let stykker = (0..2_000).map(move |n| {
        t.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Ok::<_, std::io::Error>(if n == 0 { Bytes::from_static(b"--g\r\nX: ") } else { Bytes::from(vec![b'x'; 64 * 1024]) })
    });
    o.raa("POST", "/dokument/dokument", SLAGS, Body::from_stream(futures::stream::iter(stykker))).await.kode(400, "SAM-1001");
    let taget = taget.load(std::sync::atomic::Ordering::Relaxed);
    assert!(taget < 40, "{taget} pieces of 64 KB");
}

/// The reader looks through everything that it holds with every piece: 1 MB of headers in pieces of a byte took it a quarter of a minute.
#[tokio::test]
async fn a_part_whose_headers_come_byte_by_byte_without_end_is_given_up_early() {
    let o = Opstilling::ny();
    let taget = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let t = taget.clone();
    let stykker = (0..100_000).map(move |n| {
        t.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Ok::<_, std::io::Error>(Bytes::from_static(if n == 0 { b"--g\r\nX: " } else { b"x" }))
    });
    o.raa("POST", "/dokument/dokument", SLAGS, Body::from_stream(futures::stream::iter(stykker))).await.kode(400, "SAM-1001");
    let taget = taget.load(std::sync::atomic::Ordering::Relaxed);
    assert!(taget < 5_000, "{taget} pieces");
}

#[tokio::test]
async fn names_of_a_parts_parameters_are_told_in_any_case_and_what_is_encoded_once_more_is_refused() {
    let o = Opstilling::ny();
    let del = |hoveder: &str, data: &str| format!("--g\r\n{hoveder}\r\n\r\n{data}\r\n");
    let med = |fil: &str| {
        let json = del("CONTENT-DISPOSITION: FORM-DATA; NAME=\"json\"", &dokument("field:a").to_string());
        format!("{}{json}--g--\r\n", del(&format!("Content-Disposition: form-data; name=a; filename=x{fil}"), "aGVq"))
    };
    for k in ["", "\r\nContent-Transfer-Encoding: binary", "\r\nContent-Transfer-Encoding: 8BIT"] {
        o.raa("POST", "/dokument/dokument", SLAGS, med(k)).await.er(201);
    }
    let gemt = gemte(&o).await;
    for k in ["base64", "Quoted-Printable"] {
        let s = o.raa("POST", "/dokument/dokument", SLAGS, med(&format!("\r\nContent-Transfer-Encoding: {k}"))).await.kode(415, "SAM-1015");
        assert_eq!(
            (s.json()["felt"].as_str(), s.json()["tilladt"].as_str()),
            (Some("Content-Transfer-Encoding"), Some("binary, 8bit, 7bit"))
        );
    }
    assert_eq!(gemte(&o).await, gemt);
}
