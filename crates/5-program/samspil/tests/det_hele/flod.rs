//! Whoever has no certificate can hold nobody up: floods of connections, bodies, names and refusals against the running program, with
//! honest clients beside them.
use crate::program::{MYNDIGHED, Program, samspil};
use crate::tvaers::{ENHED, enhed};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio::runtime::Runtime;

const SOAP: &str = "/organisation/organisationenhed/6";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Seconds of processor time that the program has used.
fn processortid(p: &Program) -> f64 {
    let s = std::fs::read_to_string(format!("/proc/{}/stat", p.pid())).unwrap();
    let felter: Vec<&str> = s.rsplit_once(") ").unwrap().1.split(' ').collect();
    (felter[11].parse::<f64>().unwrap() + felter[12].parse::<f64>().unwrap()) / 100.0
}

fn filer(p: &Program) -> usize {
    std::fs::read_dir(format!("/proc/{}/fd", p.pid())).unwrap().count()
}

/// A flood needs more files than a shell gives.
fn flere_filer() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let nu = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: nu.maximum, maximum: nu.maximum }).unwrap();
}

fn sted(p: &Program) -> SocketAddr {
    p.adresse.trim_start_matches("http://").parse().unwrap()
}

fn forbind(p: &Program) -> TcpStream {
    let s = TcpStream::connect(sted(p)).unwrap();
    s.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    s
}

/// A connection from another address of this machine.
async fn fra(adresse: &str, til: SocketAddr) -> std::io::Result<tokio::net::TcpStream> {
    let s = TcpSocket::new_v4()?;
    s.bind(format!("{adresse}:0").parse().unwrap())?;
    s.connect(til).await
}

/// One answer on a connection that is kept: its status and its body.
fn svar(s: &mut TcpStream) -> (u16, Vec<u8>) {
    let mut hoved = Vec::new();
    let mut b = [0];
    while !hoved.ends_with(b"\r\n\r\n") {
        assert_eq!(s.read(&mut b).unwrap(), 1, "closed after {:?}", String::from_utf8_lossy(&hoved));
        hoved.push(b[0]);
    }
    let tekst = String::from_utf8(hoved).unwrap().to_ascii_lowercase();
    let laengde = tekst.lines().find_map(|l| l.strip_prefix("content-length: ")).map_or(0, |l| l.parse().unwrap());
    let mut krop = vec![0; laengde];
    s.read_exact(&mut krop).unwrap();
    (tekst.split(' ').nth(1).unwrap().parse().unwrap(), krop)
}

/// The program serves: operations, a caller without proof (who is told so), and a new connection.
fn betjener(p: &Program) {
    assert_eq!(p.get("/sundhed").status, 200);
    let s = p.kald("POST", SOAP, &[("content-type", "application/soap+xml")], "<x/>");
    assert!(s.krop.contains("SAM-1013"), "{s:?}");
    let s = p.kald("POST", "/runtime/oauth/token", &[FORM], "grant_type=client_credentials");
    assert_eq!((s.status, s.json()["kode"].as_str()), (401, Some("SAM-2112")));
}

#[test]
fn i12_1_6_a_form_of_66_528_names_costs_nothing_before_the_certificate_is_asked_for() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::demo_sikker(&mappe.path().join("demo"));
    let navne = (0..66_528).map(|n| format!("{n:x}")).collect::<Vec<_>>().join("&");
    let navne = &navne[..256 * 1024];
    let foer = processortid(&p);
    std::thread::scope(|s| {
        for n in 0..16 {
            let p = &p;
            let sti = [
                "/runtime/oauth/token",
                "/runtime/api/rest/oauth/v1/issue",
                "/runtime/api/rest/wstrust/v1/issue",
                "/service/AccessTokenService_1/token",
            ][n % 4];
            s.spawn(move || {
                let s = p.kald("POST", sti, &[FORM], navne);
                assert_eq!((s.status, s.json()["kode"].as_str()), (401, Some("SAM-2112")), "{sti}");
            });
        }
    });
    let brugt = processortid(&p) - foer;
    // One of them took five seconds of a release build.
    assert!(brugt < 5.0, "{brugt} s");
    betjener(&p);
}

#[test]
fn i12_1_6_slow_bodies_take_no_places_and_are_given_up() {
    flere_filer();
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::demo_sikker(&mappe.path().join("demo"));
    let til = sted(&p);
    let k = Runtime::new().unwrap();
    let mut langsomme = k.block_on(async {
        let mut alle = Vec::new();
        for n in 0..1_300 {
            let mut s = fra(if n % 2 == 0 { "127.0.0.1" } else { "127.0.0.2" }, til).await.unwrap();
            s.write_all(
                format!("POST {SOAP} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: 100\r\n\r\n<").as_bytes(),
            )
            .await
            .unwrap();
            alle.push(s);
        }
        alle
    });
    betjener(&p);
    // Each is answered and closed, after fifteen seconds at most and a look once a second.
    k.block_on(async {
        for s in &mut langsomme {
            let mut ud = Vec::new();
            tokio::time::timeout(Duration::from_secs(60), s.read_to_end(&mut ud)).await.expect("held for ever").unwrap();
            let ud = String::from_utf8_lossy(&ud);
            // On SOAP a refusal is HTTP 500, or the client drops its text.
            assert!(ud.starts_with("HTTP/1.1 500") && ud.contains("SAM-5003"), "{ud}");
        }
    });
    betjener(&p);
}

/// Streams that were opened, and one that was answered, on each of some connections of HTTP/2.
#[test]
fn i12_1_6_streams_of_http2_with_bodies_that_never_end_take_no_places() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::demo_sikker(&mappe.path().join("demo"));
    let til = sted(&p);
    Runtime::new().unwrap().block_on(async {
        let mut holdt = Vec::new();
        for _ in 0..20 {
            let (klient, forbindelse) = h2::client::handshake(fra("127.0.0.1", til).await.unwrap()).await.unwrap();
            tokio::spawn(async move { drop(forbindelse.await) });
            let post = |slut: bool| {
                let sti = if slut { "/sundhed" } else { SOAP };
                let r = axum::http::Request::builder().method(if slut { "GET" } else { "POST" }).uri(format!("http://localhost{sti}"));
                r.header("content-type", "text/xml").body(()).unwrap()
            };
            let mut klient = klient.ready().await.unwrap();
            let (s, _) = klient.send_request(post(true), true).unwrap();
            assert_eq!(s.await.unwrap().status(), 200);
            assert!(klient.current_max_send_streams() <= 64, "the server says how many");
            for _ in 0..60 {
                klient = klient.ready().await.unwrap();
                holdt.push(klient.send_request(post(false), false).unwrap());
            }
        }
        assert_eq!(holdt.len(), 1_200);
        tokio::task::block_in_place(|| betjener(&p));
    });
}

#[test]
fn i12_1_6_silent_connections_make_room_and_an_honest_one_is_kept() {
    flere_filer();
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &["--forbindelser", "300", "--forbindelser-pr-afsender", "200"]);
    let foer = filer(&p);
    let hent = format!("GET {ENHED}?bvn=x HTTP/1.1\r\nHost: localhost\r\nX-Myndighed-CVR: {MYNDIGHED}\r\n\r\n");
    let mut holdt = forbind(&p);
    holdt.write_all(hent.as_bytes()).unwrap();
    assert_eq!(svar(&mut holdt).0, 200);
    let til = sted(&p);
    let tavse = Runtime::new().unwrap();
    // From one address, from many, and from the honest client's own.
    let _tavse = tavse.block_on(async {
        let mut alle = Vec::new();
        for n in 0..2_000 {
            let adresse = match n {
                0..1_000 => "127.0.0.2".to_owned(),
                1_000..1_500 => format!("127.0.{}.3", n % 250),
                _ => "127.0.0.1".to_owned(),
            };
            alle.push(fra(&adresse, til).await.unwrap());
            if n % 500 == 499 {
                tokio::task::block_in_place(|| assert_eq!(p.get("/sundhed").status, 200, "after {n}"));
                assert!(filer(&p) < foer + 300 + 50, "{} files", filer(&p));
            }
        }
        alle
    });
    let m = p.get("/metrics").krop;
    let antal: usize = m.lines().find_map(|l| l.strip_prefix("samspil_forbindelser ")).unwrap().parse().unwrap();
    assert!((200..=300).contains(&antal), "{antal}");
    holdt.write_all(hent.as_bytes()).unwrap();
    assert_eq!(svar(&mut holdt).0, 200, "it was served before, so it stays");
    assert_eq!(p.rest(MYNDIGHED, "POST", ENHED, &enhed("ny", "ny")).status, 201);
}

/// The headers come alone, as most clients send them, and the answer before the body: the client must not use the connection again.
#[test]
fn i12_1_6_a_refusal_before_the_body_says_that_the_connection_is_over() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::demo_sikker(&mappe.path().join("demo"));
    for (sti, krop) in [("/organisation/bruger", true), ("/runtime/oauth/token", true), ("/organisation/bruger", false)] {
        let mut s = forbind(&p);
        let laengde = if krop { 9 } else { 0 };
        s.write_all(
            format!("POST {sti} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {laengde}\r\n\r\n")
                .as_bytes(),
        )
        .unwrap();
        let mut ud = vec![0; 64 * 1024];
        let n = s.read(&mut ud).unwrap();
        let ud = String::from_utf8_lossy(&ud[..n]).to_ascii_lowercase();
        assert!(ud.starts_with("http/1.1 401") && ud.contains("connection: close") == krop, "{ud}");
    }
}

/// As the municipalities' own programs do, and as a citizen's slow line does.
#[test]
fn i12_1_6_honest_clients_are_not_hurt() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    let mut holdt = forbind(&p);
    let hent = format!("GET {ENHED}?bvn=x HTTP/1.1\r\nHost: localhost\r\nX-Myndighed-CVR: {MYNDIGHED}\r\n\r\n");
    for n in 0..3_600 {
        holdt.write_all(hent.as_bytes()).unwrap();
        assert_eq!(svar(&mut holdt).0, 200, "call {n} on one connection");
    }
    for n in 0..1_000 {
        let mut s = forbind(&p);
        s.write_all(hent.as_bytes()).unwrap();
        assert_eq!(svar(&mut s).0, 200, "connection {n}");
    }
    // Hundreds of clients behind one address, each with its connection open.
    let mut mange: Vec<TcpStream> = (0..400).map(|_| forbind(&p)).collect();
    for _ in 0..2 {
        mange.iter_mut().for_each(|s| s.write_all(hent.as_bytes()).unwrap());
        assert!(mange.iter_mut().all(|s| svar(s).0 == 200));
    }
    // 50 KB/s through a small window, for some seconds.
    Runtime::new().unwrap().block_on(async {
        let s = TcpSocket::new_v4().unwrap();
        s.set_recv_buffer_size(16 * 1024).unwrap();
        let mut s = s.connect(sted(&p)).await.unwrap();
        s.write_all(b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut ud = Vec::new();
        let mut b = vec![0; 5 * 1024];
        loop {
            let n = s.read(&mut b).await.unwrap();
            if n == 0 {
                break;
            }
            ud.extend_from_slice(&b[..n]);
            if ud.len() < 300_000 {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        let tekst = String::from_utf8_lossy(&ud);
        let (hoved, krop) = tekst.split_once("\r\n\r\n").unwrap();
        let laengde = hoved.lines().find_map(|l| l.strip_prefix("content-length: ")).unwrap();
        assert_eq!(krop.len().to_string(), laengde);
        assert!(krop.len() > 300_000, "large enough to mean something: {laengde}");
    });
}

#[test]
fn i12_1_6_refusals_of_strangers_are_logged_at_a_bounded_rate_and_the_rest_is_counted() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let mut p = Program::demo_sikker(&data);
    let mut s = forbind(&p);
    for _ in 0..4_000 {
        s.write_all(b"GET /organisation/bruger HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        assert_eq!(svar(&mut s).0, 401);
    }
    assert!(p.stop().success());
    let talte: u64 =
        p.log.lock().unwrap().iter().filter_map(|l| serde_json::from_str::<serde_json::Value>(l).ok()?["antal"].as_u64()).sum();
    let linjer = p.log.lock().unwrap().iter().filter(|l| l.contains("\"status\":401")).count() as u64;
    assert_eq!(talte + linjer, 4_000, "every one of them is written or counted");
    assert!(linjer < 3_000, "{linjer}");
    let ud = samspil(&["log", "kontroller", "--data", data.to_str().unwrap()]).output().unwrap();
    let tekst = String::from_utf8_lossy(&ud.stdout).into_owned();
    let indgange: u64 = tekst.split(' ').next().unwrap().parse().unwrap();
    assert!(ud.status.success() && indgange >= linjer && indgange < linjer + 100, "{linjer}: {tekst}");
}

#[test]
fn i12_1_6_operations_have_a_listener_of_their_own() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &["--sundhed", "127.0.0.1:0"]);
    let klar = p.log.lock().unwrap().iter().find(|l| l.contains("\"klar\"")).cloned().unwrap();
    let egen = serde_json::from_str::<serde_json::Value>(&klar).unwrap()["sundhed"].as_str().unwrap().to_owned();
    let kald = |sti: &str| crate::program::kald("GET", &format!("http://{egen}{sti}"), &[], b"").unwrap();
    assert_eq!(kald("/sundhed").json()["status"], "ok");
    assert!(kald("/metrics").krop.contains("samspil_forbindelser 0"));
    assert_eq!(kald(ENHED).status, 404, "nothing else is there");
}
