//! Bad input over real sockets, wire by wire: the catalogued refusal in the wire's own shape, and a program that lives on within its memory.
use crate::program::{MYNDIGHED, Program};
use crate::tvaers::{ENHED, GRAPHQL, VIRKNING, enhed, konvolut, lister, soap_id};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// Resident memory that no bad message may pass (MiB).
const HUKOMMELSE: u64 = 300;
const XML: &[(&str, &str)] = &[("content-type", "application/soap+xml; charset=utf-8")];
const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

fn lever(p: &Program, efter: &str) {
    assert_eq!(p.get("/sundhed").status, 200, "after {efter}");
    let mib = p.hukommelse();
    assert!(mib < HUKOMMELSE, "{mib} MiB after {efter}");
}

#[test]
fn soap_refuses_what_cannot_be_read_with_a_fault() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    let mange: String = (0..100_000).map(|n| format!(" a{n}='1'")).collect();
    let laes = konvolut("LaesInput", &soap_id("0b1f2c3d-1111-4222-8333-444455556666"));
    let bombe = "<!DOCTYPE b [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><b>&c;</b>";
    let mut utf8 = laes.clone().into_bytes();
    utf8.insert(utf8.len() - 40, 0xff);
    let tilfaelde: Vec<(&str, Vec<u8>, &str)> = vec![
        ("not well-formed", b"<a><b></a>".to_vec(), "SAM-1001"),
        ("nothing", vec![], "SAM-1001"),
        ("text", b"hello".to_vec(), "SAM-1001"),
        ("cut off", laes.as_bytes()[..laes.len() - 20].to_vec(), "SAM-1001"),
        ("multipart", format!("--b\r\nContent-Type: application/xop+xml\r\n\r\n{laes}\r\n--b--").into(), "SAM-1015"),
        ("entity bomb", bombe.into(), "SAM-1002"),
        ("external entity", b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>".to_vec(), "SAM-1002"),
        ("external DTD", b"<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/x.dtd'><a/>".to_vec(), "SAM-1002"),
        ("attribute of 7 MB", format!("<a x='{}'/>", "a".repeat(7_000_000)).into(), "SAM-1003"),
        ("attribute of 10 MB", format!("<a x='{}'/>", "a".repeat(10_000_000)).into(), "SAM-1003"),
        ("100,000 attributes", format!("<a{mange}/>").into(), "SAM-1003"),
        ("depth 10,000", "<a>".repeat(10_000).into(), "SAM-1004"),
        ("depth 2,000,000", "<a>".repeat(2_000_000).into(), "SAM-1004"),
        ("invalid UTF-8", utf8, "SAM-1001"),
        ("no SOAP", b"<a/>".to_vec(), "SAM-1013"),
        ("wrong namespace", laes.replace("organisationenhed/6/", "organisationenhed/5/").into(), "SAM-1005"),
        ("unknown operation", konvolut("EksploderInput", "").into(), "SAM-1005"),
        ("two messages", laes.replace("</e:Body>", "<a/></e:Body>").into(), "SAM-1008"),
        ("body of 100 MB", vec![b' '; 100 << 20], "SAM-1003"),
    ];
    for (navn, krop, nummer) in tilfaelde {
        // A refusal may come before the whole body was taken; then the client sees the answer or a closed connection.
        match p.forsoeg("POST", &format!("{ENHED}/6"), XML, &krop) {
            Some(s) => assert!(
                s.status == 500 && s.krop.contains(nummer) && s.krop.contains("Fault>"),
                "{navn}: {} {}",
                s.status,
                s.krop.chars().take(900).collect::<String>()
            ),
            None => assert!(krop.len() > 8 << 20, "{navn}: no answer"),
        }
        lever(&p, navn);
    }
}

#[test]
fn soap_refuses_bad_content_with_40() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    let id = soap_id("0b1f2c3d-1111-4222-8333-444455556666");
    let god = lister("n", "navn");
    let baglaens = VIRKNING
        .replace("<s:GraenseIndikator>true</s:GraenseIndikator>", "<s:TidsstempelDatoTid>2019-01-01T00:00:00Z</s:TidsstempelDatoTid>");
    let egenskab = &god["<x:AttributListe>".len()..god.find("</x:AttributListe>").unwrap()];
    for (navn, operation, indhold, nummer) in [
        ("unknown element", "LaesInput", format!("{id}<s:Ukendt/>"), "SAM-1006"),
        ("missing element", "LaesInput", String::new(), "SAM-1007"),
        ("invalid UUID", "LaesInput", soap_id("nej"), "SAM-1101"),
        ("Fra after Til", "OpretInput", god.replace(VIRKNING, &baglaens), "SAM-1201"),
        ("overlapping periods", "OpretInput", god.replacen(egenskab, &egenskab.repeat(2), 1), "SAM-1202"),
        ("too long a text", "OpretInput", lister(&"n".repeat(300), "x"), "SAM-1105"),
        ("value that is no code", "OpretInput", god.replace(">Aktiv<", ">Måske<"), "SAM-1104"),
        ("time that is none", "OpretInput", god.replace("2020-01-01T", "2020-02-30T"), "SAM-1103"),
        ("first result -1", "SoegInput", soegeside("FoersteResultatReference", "-1"), "SAM-1"),
        ("page length -1", "SoegInput", soegeside("MaksimalAntalKvantitet", "-1"), "SAM-1"),
    ] {
        let svar = p.soap(MYNDIGHED, operation, &indhold);
        assert!(svar.contains(":StatusKode>40<") && svar.contains(nummer), "{navn}: {svar}");
    }
    // a page longer than the limit is read as the limit.
    let svar = p.soap(MYNDIGHED, "SoegInput", &soegeside("MaksimalAntalKvantitet", "1000000000"));
    assert!(svar.contains(":StatusKode>44<"), "{svar}");
    lever(&p, "bad content");
}

fn soegeside(felt: &str, vaerdi: &str) -> String {
    format!(
        "<s:{felt}>{vaerdi}</s:{felt}><x:AttributListe><x:Egenskab><s:BrugervendtNoegleTekst>x</s:BrugervendtNoegleTekst></x:Egenskab></x:AttributListe>\
         <x:TilstandListe/><x:RelationListe/>"
    )
}

/// A unit with its first attribute changed.
fn med(aendring: impl Fn(&mut Value)) -> Vec<u8> {
    let mut e = enhed("n", "navn");
    aendring(&mut e);
    e.to_string().into()
}

#[test]
fn rest_refuses_with_status_number_and_field() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    let nul = || vec![];
    let egenskab = "organisationenhedegenskaber";
    let med_id = format!("{ENHED}/nej");
    let tilfaelde: Vec<(&str, &str, String, Vec<u8>, u16, &str)> = vec![
        ("not well-formed", "POST", ENHED.into(), b"{\"a\":".to_vec(), 400, "SAM-1001"),
        ("nothing", "POST", ENHED.into(), nul(), 400, "SAM-1012"),
        ("duplicate keys", "POST", ENHED.into(), b"{\"note\":\"a\",\"note\":\"b\"}".to_vec(), 400, "SAM-1009"),
        ("depth 10,000 of lists", "POST", ENHED.into(), "[".repeat(10_000).into(), 400, "SAM-1004"),
        ("depth 1,000,000 of objects", "POST", ENHED.into(), "{\"a\":".repeat(1_000_000).into(), 400, "SAM-1004"),
        ("invalid UTF-8", "POST", ENHED.into(), b"{\"note\":\"\xff\"}".to_vec(), 400, "SAM-1001"),
        ("lone surrogate", "POST", ENHED.into(), b"{\"note\":\"\\ud800\"}".to_vec(), 400, "SAM-1001"),
        ("unknown field", "POST", ENHED.into(), b"{\"ukendt\":1}".to_vec(), 400, "SAM-1010"),
        ("text of 10 MB", "POST", ENHED.into(), format!("{{\"note\":\"{}\"}}", "a".repeat(10_000_000)).into(), 413, "SAM-1003"),
        ("body of 100 MB", "POST", ENHED.into(), vec![b' '; 100 << 20], 413, "SAM-1003"),
        (
            "from after to",
            "POST",
            ENHED.into(),
            med(|e| e["attributter"][egenskab][0]["virkning"]["to"] = "2019-01-01".into()),
            400,
            "SAM-1201",
        ),
        (
            "overlap",
            "POST",
            ENHED.into(),
            med(|e| {
                let a = e["attributter"][egenskab][0].clone();
                e["attributter"][egenskab].as_array_mut().unwrap().push(a)
            }),
            400,
            "SAM-1202",
        ),
        (
            "no virkning",
            "POST",
            ENHED.into(),
            med(|e| {
                e["attributter"][egenskab][0].as_object_mut().unwrap().remove("virkning");
            }),
            400,
            "SAM-1",
        ),
        ("wrong type", "POST", ENHED.into(), med(|e| e["attributter"] = json!([1])), 400, "SAM-1"),
        (
            "invalid UUID in a relation",
            "POST",
            ENHED.into(),
            med(|e| e["relationer"] = json!({ "tilhoerer": [{ "uuid": "nej", "virkning": { "from": "2020-01-01", "to": "infinity" } }] })),
            400,
            "SAM-1101",
        ),
        ("invalid UUID in the path", "GET", med_id.clone(), nul(), 400, "SAM-1101"),
        ("invalid UUID in the path", "PUT", med_id, med(|_| {}), 400, "SAM-1101"),
        ("unknown parameter", "GET", format!("{ENHED}?ukendt=1"), nul(), 400, "SAM-1011"),
        ("invalid UTF-8 in the address", "GET", format!("{ENHED}?bvn=%ff"), nul(), 400, "SAM-1001"),
        ("page length -1", "GET", format!("{ENHED}?bvn=x&maximalantalresultater=-1"), nul(), 400, "SAM-1401"),
        ("first result 10⁹", "GET", format!("{ENHED}?bvn=x&foersteresultat=1000000000"), nul(), 400, "SAM-1401"),
        ("time that is none", "GET", format!("{ENHED}?bvn=x&virkningstid=x"), nul(), 400, "SAM-1103"),
        ("point and interval", "GET", format!("{ENHED}?bvn=x&virkningstid=2020-01-01&virkningfra=2020-01-01"), nul(), 400, "SAM-1208"),
        (
            "two uuids in a search",
            "GET",
            format!("{ENHED}?bvn=x&uuid=0b1f2c3d-1111-4222-8333-444455556666&uuid=0b1f2c3d-1111-4222-8333-444455556667"),
            nul(),
            400,
            "SAM-1404",
        ),
        ("unknown address", "GET", "/organisation/enhjoerning".into(), nul(), 404, "SAM-3001"),
    ];
    for (navn, metode, sti, krop, status, nummer) in tilfaelde {
        match p.forsoeg(metode, &sti, JSON, &krop) {
            Some(s) => assert!(s.status == status && s.json()["kode"].as_str().is_some_and(|k| k.starts_with(nummer)), "{navn}: {s:?}"),
            None => assert!(krop.len() > 8 << 20, "{navn}: no answer"),
        }
        lever(&p, navn);
    }
    // longer than the limit is read as the limit.
    assert_eq!(p.get(&format!("{ENHED}?bvn=x&maximalantalresultater=1000000000")).status, 200);
}

#[test]
fn every_documented_parameter_is_taken() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    p.json("POST", ENHED, &enhed("n", "navn"));
    let api = p.get("/openapi.json").json();
    let opslag = |v: &Value| v["$ref"].as_str().map_or_else(|| v.clone(), |r| api.pointer(r.trim_start_matches('#')).unwrap().clone());
    let mut antal = 0;
    for (sti, metoder) in api["paths"].as_object().unwrap() {
        let parametre = metoder["get"]["parameters"].as_array();
        let kraevet = |v: &&Value| v["required"] == true && v["in"] == "query";
        let faste: String = parametre
            .into_iter()
            .flatten()
            .map(opslag)
            .filter(|v| kraevet(&v))
            .map(|v| format!("&{}={}", v["name"].as_str().unwrap(), v["example"].as_str().unwrap_or("x")))
            .collect();
        for q in parametre.into_iter().flatten().map(opslag).filter(|q| q["in"] == "query") {
            let navn = q["name"].as_str().unwrap();
            let skema = opslag(&q["schema"]);
            let skema = if skema["type"] == "array" { opslag(&skema["items"]) } else { skema };
            let mut vaerdier = vec![
                q["example"].as_str().map(str::to_owned),
                skema["enum"][0].as_str().map(str::to_owned),
                skema["format"]
                    .as_str()
                    .map(|f| if f == "uuid" { "0b1f2c3d-1111-4222-8333-444455556666" } else { "2020-01-01" }.to_owned()),
            ];
            vaerdier.extend(
                ["1", "27", "101", "11111111", "6101700001", "2020-01-01", "0b1f2c3d-1111-4222-8333-444455556666", "true", "x"]
                    .map(|v| Some(v.to_owned())),
            );
            // A value of one of the forms is taken; none may fail as unknown parameter or as our fault.
            let mut taget = false;
            for v in vaerdier.into_iter().flatten() {
                let faste: String = faste
                    .split_inclusive('&')
                    .map(|d| d.trim_end_matches('&'))
                    .filter(|d| !d.is_empty() && !d.starts_with(&format!("{navn}=")))
                    .fold(String::new(), |s, d| s + "&" + d);
                let s = p.get(&format!("{}?{navn}={v}{faste}", sti.replace("{uuid}", "0b1f2c3d-1111-4222-8333-444455556666")));
                assert!(s.status < 500 && !s.krop.contains("SAM-1011"), "{sti} {navn}={v}: {s:?}");
                taget |= s.status == 200 || s.status == 404;
                if taget {
                    break;
                }
            }
            assert!(taget, "{sti}: {navn} takes no value");
            antal += 1;
        }
    }
    assert!(antal > 300, "{antal} parameters");
}

#[test]
fn graphql_refuses_with_errors_in_its_own_shape() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    let hoveder = [
        ("content-type", "application/json"),
        ("x-transaktionsid", "3f2a1c52-9a0e-4f44-8f43-0b8a5a0f8d11"),
        ("x-transaktionstid", "2026-01-01T00:00:00Z"),
    ];
    let q = |query: String| json!({ "query": query }).to_string().into_bytes();
    let dyb = format!("{{organisation(cvr:\"11111111\"){{{}uuid{}}}}}", "organisationEnhed{overordnet{".repeat(500), "}}".repeat(500));
    for (navn, krop) in [
        ("not well-formed", b"{\"query\":".to_vec()),
        ("nothing", vec![]),
        ("invalid UTF-8", b"{\"query\":\"\xff\"}".to_vec()),
        ("depth 10,000 of JSON", "[".repeat(10_000).into()),
        ("unknown field", q("{findesikke}".into())),
        ("no query", q("{".into())),
        ("depth of query", q(dyb)),
        ("depth 10,000 of query", q("{a".repeat(10_000))),
        ("depth 100,000 of lists", q(format!("{{a(b:{})}}", "[".repeat(100_000)))),
        ("300,000 aliases", q(format!("{{{}}}", (0..300_000).map(|n| format!("a{n}:__typename ")).collect::<String>()))),
        (
            "100,000 look-ups",
            q(format!("{{{}}}", (0..100_000).map(|n| format!("a{n}:organisation(cvr:\"11111111\"){{uuid}}")).collect::<String>())),
        ),
        (
            "look-ups within the text's limit",
            q(format!("{{{}}}", (0..5_000).map(|n| format!("a{n}:organisation(cvr:\"11111111\"){{uuid}}")).collect::<String>())),
        ),
        ("fragments that double", q(fragmenter(40, "...f# ...f#"))),
        ("fragments in a long chain", q(fragmenter(5_000, "...f#"))),
        ("fragment in a circle", q("{...a} fragment a on Query{...b} fragment b on Query{...a}".into())),
        ("invalid UUID", q("{organisationEnhed(uuid:\"nej\"){uuid}}".into())),
        ("body of 100 MB", vec![b' '; 100 << 20]),
    ] {
        match p.forsoeg("POST", GRAPHQL, &hoveder, &krop) {
            Some(s) => {
                let v = s.json();
                assert!(
                    s.status < 500 && (v["errors"].is_array() || s.krop.contains("SAM-")),
                    "{navn}: {} {}",
                    s.status,
                    s.krop.chars().take(600).collect::<String>()
                );
            }
            None => assert!(krop.len() > 8 << 20, "{navn}: no answer"),
        }
        lever(&p, navn);
    }
    let s = p.kald("POST", GRAPHQL, JSON, q("{__typename}".into()));
    assert!(s.status < 500 && s.krop.contains("SAM-2004"), "{s:?}");
}

/// A query whose fragments each name the next.
fn fragmenter(antal: usize, naeste: &str) -> String {
    let led: String = (0..antal).map(|n| format!("fragment f{n} on Query{{{}}}", naeste.replace('#', &(n + 1).to_string()))).collect();
    format!("{{...f0}} {led} fragment f{antal} on Query{{__typename}}")
}

fn forbind(p: &Program) -> TcpStream {
    let s = TcpStream::connect(p.adresse.trim_start_matches("http://")).unwrap();
    s.set_read_timeout(Some(Duration::from_secs(25))).unwrap();
    s.set_write_timeout(Some(Duration::from_secs(5))).unwrap();
    s
}

/// What the server says until it closes.
fn resten(mut s: TcpStream) -> String {
    let mut ud = Vec::new();
    let _ = s.read_to_end(&mut ud);
    String::from_utf8_lossy(&ud).into_owned()
}

#[test]
fn sockets_that_misbehave_do_not_hold_the_program() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    let start = Instant::now();
    // Slow headers: a byte now and then. 100 such connections, and others that are opened and say nothing.
    let mut langsomme: Vec<_> = (0..100).map(|_| forbind(&p)).collect();
    let tavse: Vec<_> = (0..100).map(|_| forbind(&p)).collect();
    for s in &mut langsomme {
        s.write_all(b"POST /organisation/organisationenhed HTTP/1.1\r\nHost: localhost\r\nX-A: ").unwrap();
    }
    // Half a body, and then the other half never comes.
    let mut halve: Vec<_> = (0..50).map(|_| forbind(&p)).collect();
    for s in &mut halve {
        s.write_all(
            b"POST /organisation/organisationenhed HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
        )
        .unwrap();
        s.shutdown(Shutdown::Write).unwrap();
    }
    lever(&p, "slow and silent connections");
    assert!(start.elapsed() < Duration::from_secs(10), "others must not wait");
    for (navn, data) in [
        ("garbage", &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..]),
        ("garbage after a call", b"GET /sundhed HTTP/1.1\r\nHost: localhost\r\n\r\n\x00\x01\x02\xff\r\n\r\n"),
        ("two lengths", b"POST /organisation/organisationenhed HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}"),
        (
            "length and chunks",
            b"POST /organisation/organisationenhed HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ),
        (
            "a bad chunk",
            b"POST /organisation/organisationenhed HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
        ),
        ("negative length", b"POST /organisation/organisationenhed HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n"),
    ] {
        let mut s = forbind(&p);
        s.write_all(data).unwrap();
        let _ = s.shutdown(Shutdown::Write);
        let svar = resten(s);
        assert!(!svar.contains(" 201 ") && !svar.contains(" 500 "), "{navn}: {svar}");
        lever(&p, navn);
    }
    // Headers beyond the limit.
    let mut s = forbind(&p);
    let _ = s.write_all(b"GET /sundhed HTTP/1.1\r\nHost: localhost\r\n");
    for n in 0..20_000 {
        if s.write_all(format!("X-{n}: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n").as_bytes()).is_err() {
            break;
        }
    }
    let svar = resten(s);
    assert!(svar.is_empty() || svar.contains(" 431 ") || svar.contains(" 400 "), "{svar}");
    lever(&p, "endless headers");
    // Pipelined calls are answered in order.
    let mut s = forbind(&p);
    s.write_all(&b"GET /sundhed HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20)).unwrap();
    s.write_all(b"GET /sundhed HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    assert_eq!(resten(s).matches("HTTP/1.1 200 OK").count(), 21);
    // The slow ones are cut off when their time is up.
    for s in langsomme.into_iter().take(3) {
        resten(s);
    }
    assert!(start.elapsed() < Duration::from_secs(24), "slow headers are cut off after 15 s, not {:?}", start.elapsed());
    drop((tavse, halve));
    lever(&p, "everything");
}
