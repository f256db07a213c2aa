//! The desk of Beskedfordeler in the whole program: by commands beside the running program and on a store that nobody runs on, by HTTPS for administrators, and what
//! a vendor types to get its first message.
use crate::program::{Program, samspil};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

const HVORFOR: &str = "leverandøren har bedt om det";

fn koer(argumenter: &[&str]) -> (bool, String) {
    let ud = samspil(argumenter).output().unwrap();
    (ud.status.success(), String::from_utf8_lossy(&ud.stdout).into_owned() + &String::from_utf8_lossy(&ud.stderr))
}

fn godt(argumenter: &[&str]) -> String {
    let (godt, tekst) = koer(argumenter);
    assert!(godt, "{argumenter:?}: {tekst}");
    tekst
}

fn dueslag(data: &Path, argumenter: &[&str]) -> String {
    godt(&[&["dueslag"], argumenter, &["--data", data.to_str().unwrap()]].concat())
}

fn json(data: &Path, argumenter: &[&str]) -> Value {
    let tekst = dueslag(data, &[argumenter, &["--json", "--log", "error"]].concat());
    serde_json::from_str(&tekst).unwrap_or_else(|e| panic!("{e}: {tekst}"))
}

/// The dueslag that a command says it has made.
fn uuid(tekst: &str) -> String {
    tekst.split_whitespace().skip_while(|o| *o != "dueslag").nth(1).unwrap_or_else(|| panic!("{tekst}")).to_owned()
}

fn vent_paa<T>(hvad: &str, mut hent: impl FnMut() -> Option<T>) -> T {
    let frist = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(t) = hent() {
            return t;
        }
        assert!(Instant::now() < frist, "{hvad}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// How many messages lie there, and in the error queue.
fn ligger(data: &Path, d: &str) -> (u64, u64) {
    let alle = json(data, &["list"]);
    let et = alle["resultater"].as_array().unwrap().iter().find(|x| x["uuid"] == d);
    et.map_or((0, 0), |x| (x["antal"].as_u64().unwrap(), x["fejlede"].as_u64().unwrap()))
}

#[test]
fn e3_one_command_subscribes_and_the_desk_works_beside_the_program_and_without_it() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("data");
    let mut p = Program::serve(&data, &[]);
    let server = ["--server", &p.adresse.clone()];
    let typer = godt(&["abonnement", "typer"]);
    assert!(typer.contains("sagindeks") && typer.contains("personidentitet"), "{typer}");
    let (slog, tekst) = koer(&[&["abonnement", "opret", "--type", "hest"][..], &server].concat());
    assert!(!slog && tekst.contains("abonnement typer"), "{tekst}");
    // A dueslag that is not there gets no subscriptions.
    let ukendt = "99999999-0000-4000-8000-000000000040";
    let (slog, tekst) = koer(&[&["abonnement", "opret", "--type", "sagindeks", "--dueslag", ukendt][..], &server].concat());
    assert!(!slog && tekst.contains("HTTP 404") && !tekst.contains("subscription"), "{tekst}");
    // Before anything is asked of the server.
    let (slog, tekst) = koer(&["abonnement", "opret", "--levering", "Webhook", "--server", "http://127.0.0.1:1"]);
    assert!(!slog && tekst.contains("--adresse is missing"), "{tekst}");
    let lavet = godt(&[&["abonnement", "opret", "--type", "sagindeks,personidentitet"][..], &server].concat());
    let d = uuid(&lavet);
    assert!(lavet.contains("klient token") && lavet.contains(&format!("from the queue {d}")), "{lavet}");
    let lyt = |d: &str| koer(&[&["lyt", "--dueslag", d][..], &server].concat());
    let (slog, tekst) = lyt(&d);
    assert!(!slog && tekst.contains("leveringsmaade must be SSE") && !tekst.contains("besked\""), "{tekst}");
    let (slog, tekst) = lyt("00000000-0000-4000-8000-000000000009");
    assert!(!slog && tekst.contains("no such dueslag"), "{tekst}");
    // Somebody who forgets that the program runs in the open mode.
    let (slog, tekst) = koer(&["lyt", "--certifikat", mappe.path().join("x.p12").to_str().unwrap()]);
    assert!(!slog && tekst.contains("--server http://"), "{tekst}");
    for haendelse in ["sag-oprettet", "nyt-personnummer", "enhed-oprettet"] {
        godt(&[&["udloes", haendelse][..], &server].concat());
    }
    let (slog, tekst) = koer(&[&["udloes", "hest"][..], &server].concat());
    assert!(!slog && tekst.contains("SAM-1104") && tekst.contains("sag-oprettet"), "{tekst}");
    assert!(godt(&["udloes", "--liste"]).contains("nyt-personnummer"));
    // A case, and a person that is made and gets a new number; nobody has subscribed to units.
    vent_paa("three messages", || (ligger(&data, &d).0 == 3).then_some(()));
    let list = dueslag(&data, &["list"]);
    assert!(list.contains(&format!("{d} 11111111 BeskedHent: 3 messages")) && list.contains("nobody has fetched since"), "{list}");
    assert!(dueslag(&data, &["list", "--problemer"]).contains(&d));

    dueslag(&data, &["til-fejlkoe", &d, "--nummer", "2", "--begrundelse", HVORFOR]);
    let fejl = dueslag(&data, &["vis", &d, "--fejlkoe"]);
    assert!(fejl.lines().count() == 1 && fejl.starts_with("1 ") && fejl.contains(HVORFOR), "{fejl}");
    assert!(fejl.contains("of type personidentitet") && fejl.contains("; moved, since "), "{fejl}");
    let side = dueslag(&data, &["vis", &d, "--antal", "1"]);
    assert!(side.lines().count() == 2 && side.contains("2 messages lie there in all: --fra 2 goes on"), "{side}");
    let (slog, tekst) = koer(&["dueslag", "genfremsend", &d, "--begrundelse", "x"]);
    assert!(!slog && tekst.contains("--alle"), "{tekst}");
    let set = dueslag(&data, &["se", &d, "1", "--indhold", "--begrundelse", HVORFOR]);
    assert!(set.contains("Haendelsesbesked") && set.contains("urn:oio:sts:sagdok:sag:6"), "{set}");
    assert!(!koer(&["dueslag", "se", &d, "1", "--data", data.to_str().unwrap()]).0, "never without a reason");
    dueslag(&data, &["genfremsend", &d, "--alle", "--begrundelse", HVORFOR]);
    assert_eq!(ligger(&data, &d), (3, 0));
    let foer = dueslag(&data, &["toem", &d, "--begrundelse", HVORFOR]);
    assert!(foer.contains("--set 3:5") && ligger(&data, &d) == (3, 0), "{foer}");
    let (slog, tekst) = koer(&["dueslag", "toem", &d, "--set", "2:5", "--begrundelse", HVORFOR, "--data", data.to_str().unwrap()]);
    assert!(!slog && tekst.contains("SAM-1306"), "{tekst}");
    dueslag(&data, &["toem", &d, "--set", "3:5", "--begrundelse", HVORFOR]);
    assert_eq!(ligger(&data, &d), (0, 0));
    let proevet = dueslag(&data, &["genafspil", &d, "--fra", "2020-01-01", "--proev", "--begrundelse", HVORFOR]);
    assert!(proevet.contains("3 messages would come") && ligger(&data, &d) == (0, 0), "{proevet}");
    let igen = dueslag(&data, &["genafspil", &d, "--fra", "2020-01-01", "--begrundelse", HVORFOR]);
    assert!(igen.contains("3 messages came") && !igen.contains("twice"), "{igen}");
    assert_eq!(ligger(&data, &d), (3, 0));

    // The same commands where no program runs.
    assert!(p.stop().success());
    assert!(!data.join("drift.sock").exists(), "the socket is put away");
    assert_eq!(ligger(&data, &d), (3, 0));
    dueslag(&data, &["til-fejlkoe", &d, "--alle", "--begrundelse", HVORFOR]);
    assert_eq!(ligger(&data, &d), (0, 3));
    dueslag(&data, &["slet", &d, "--nummer", "2,3", "--begrundelse", HVORFOR]);
    dueslag(&data, &["genfremsend", &d, "--alle", "--begrundelse", HVORFOR]);
    dueslag(&data, &["genafspil", &d, "--fra", "2020-01-01", "--begrundelse", HVORFOR]);
    assert_eq!(ligger(&data, &d), (4, 0));
    // And again beside one, after a kill that left the socket behind.
    let mut p = Program::serve(&data, &[]);
    p.draeb();
    assert!(data.join("drift.sock").exists());
    let _p = Program::serve(&data, &[]);
    assert_eq!(ligger(&data, &d), (4, 0));
    dueslag(&data, &["til-fejlkoe", &d, "--alle", "--begrundelse", HVORFOR]);
    assert_eq!(ligger(&data, &d), (0, 4));
}

#[test]
fn e3_nobody_takes_the_dueslag_of_lyt_first_and_one_that_is_deleted_says_what_is_left_in_it() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("data");
    let p = Program::serve(&data, &[]);
    let kald = |metode: &str, uuid: &str, myndighed: &str, krop: &str| {
        let hoveder = [("x-myndighed-cvr", myndighed), ("content-type", "application/json")];
        p.kald(metode, &format!("/beskedfordeler/dueslag/{uuid}"), &hoveder, krop)
    };
    // As somebody of another authority who knows how an id was derived once.
    let system = grund::Uuid::from_u128(0x1000_0000_0000_4000_8000_0000_0000_0040);
    let taget = grund::Uuid::new_v5(&system, b"samspil:lyt:11111111 --type sagindeks").to_string();
    let v = json!({ "from": "-infinity", "to": "infinity" });
    let krop = json!({
        "attributter": { "dueslagegenskaber": [{ "navn": "samspil lyt --type sagindeks", "leveringsmaade": "SSE", "virkning": v }] },
        "tilstande": { "dueslaggyldighed": [{ "gyldighed": "Aktiv", "virkning": v }] },
        "relationer": { "modtagersystem": [{ "uuid": system, "virkning": v }] },
    });
    let svar = kald("PUT", &taget, "22222222", &krop.to_string());
    assert_eq!(svar.status, 200, "{}", svar.json());
    let lyt = || {
        let mut c = samspil(&["lyt", "--type", "sagindeks", "--antal", "1", "--log", "error", "--server", &p.adresse]);
        c.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
    };
    let udloes = || drop(godt(&["udloes", "sag-oprettet", "--server", &p.adresse]));
    let hoert = |c: std::process::Child| {
        let ud = c.wait_with_output().unwrap();
        assert!(ud.status.success(), "{}", String::from_utf8_lossy(&ud.stderr));
        String::from_utf8_lossy(&ud.stdout).contains("sagindeks")
    };
    let egne = || -> Vec<String> {
        let alle = json(&data, &["list"]);
        let egen = |d: &&Value| d["navn"] == "samspil lyt --type sagindeks" && d["myndighed"] == "11111111";
        alle["resultater"].as_array().unwrap().iter().filter(egen).map(|d| d["uuid"].as_str().unwrap().to_owned()).collect()
    };
    let foerste = lyt();
    let d = vent_paa("its dueslag", || egne().pop());
    udloes();
    assert!(hoert(foerste) && d != taget);
    udloes();
    assert!(hoert(lyt()) && egne() == [d.clone()], "the same one again");
    udloes();
    vent_paa("a message that waits", || (ligger(&data, &d) == (1, 0)).then_some(()));
    let svar = kald("DELETE", &d, "11111111", "");
    assert_eq!((svar.status, &svar.json()["uuid"], &svar.json()["beskeder"]), (202, &json!(d), &json!(1)));
    vent_paa("its mark in the list", || dueslag(&data, &["list"]).contains("deleted, or out of force").then_some(()));
    let svar = kald("DELETE", &taget, "22222222", "");
    assert_eq!((svar.status, svar.json().get("beskeder")), (202, None));
}

#[test]
fn a_vendor_listens_and_each_message_comes_once_also_when_its_own_address_fails_at_first() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let p = Program::paa("demo", &data, "127.0.0.1:0", &["--tom"]);
    let (sikker, noegler) = (p.sikker.clone().unwrap(), data.join("klienter"));
    let fil = |navn: &str| noegler.join(navn).to_str().unwrap().to_owned();
    let (rod, system) = (fil("rod.pem"), fil("demosystem.p12"));
    let lyt = |mere: &[&str]| {
        let mut c = samspil(&[
            "lyt",
            "--server",
            &sikker,
            "--rod",
            &rod,
            "--certifikat",
            &system,
            "--log",
            "error",
            "--type",
            "sagindeks,organisationenhed",
        ]);
        c.args(mere).stdout(std::process::Stdio::piped()).spawn().unwrap()
    };
    let udloes = |haendelse: &str| drop(godt(&["udloes", haendelse, "--server", &p.adresse]));
    let ud = |proces: std::process::Child| {
        let ud = proces.wait_with_output().unwrap();
        assert!(ud.status.success());
        String::from_utf8(ud.stdout).unwrap()
    };
    // Whoever names another system than the certificate's would hear nothing for ever.
    let anden = "10000000-0000-4000-8000-000000000041";
    let mut fejl = samspil(&["lyt", "--server", &sikker, "--rod", &rod, "--certifikat", &system, "--system", anden]);
    let svar = fejl.output().unwrap();
    let tekst = String::from_utf8_lossy(&svar.stderr).into_owned();
    assert!(!svar.status.success() && tekst.contains("the certificate is that of system 10000000-0000-4000-8000-000000000040"), "{tekst}");
    // The ports are those of the program.
    let porte = p.get("/sundhed").json()["porte"].clone();
    let tjenester = godt(&["klient", "tjenester", "--server", &sikker, "--rod", &rod]);
    for (port, adresse) in [("amqps", "amqps://127.0.0.1"), ("sftp", "sftp://127.0.0.1")] {
        match porte[port].as_u64() {
            Some(nr) => assert!(tjenester.contains(&format!("{adresse}:{nr}")), "{porte} {tjenester}"),
            None => assert!(!tjenester.contains(adresse), "{porte} {tjenester}"),
        }
    }
    let foerste = lyt(&["--antal", "2"]);
    vent_paa("the command's dueslag", || {
        let alle = json(&data, &["list"]);
        let en = &alle["resultater"][0];
        (en["navn"] == "samspil lyt --type organisationenhed,sagindeks" && en["modtagere"] == 1).then_some(())
    });
    let (slog, tekst) = koer(&["udloes", "sag-oprettet", "--myndighed", "99999999", "--server", &p.adresse]);
    assert!(!slog && tekst.contains("SAM-2113") && tekst.contains("99999999"), "{tekst}");
    udloes("sag-oprettet");
    udloes("enhed-oprettet");
    let tekst = ud(foerste);
    let linjer: Vec<&str> = tekst.lines().collect();
    assert!(linjer.len() == 2 && linjer[0].contains("sagindeks") && linjer[1].contains("organisationenhed"), "{tekst}");
    // What it has printed is acknowledged; what comes while nobody listens waits.
    udloes("enhed-aendret");
    let (url, modtaget) = vagt();
    let tekst = ud(lyt(&["--antal", "2", "--json", "--til", &url]));
    let haendelser: Vec<Value> = tekst.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(haendelser.len() == 2 && haendelser.iter().all(|h| h["objekttype"] == "OrganisationEnhed"), "{tekst}");
    assert!(!tekst.contains(linjer[1].rsplit(' ').next().unwrap()), "none again");
    for h in &haendelser {
        assert_eq!(modtaget.recv_timeout(Duration::from_secs(30)).unwrap()["id"], h["id"]);
    }
    let xml = lyt(&["--antal", "1", "--xml"]);
    udloes("sag-oprettet");
    assert!(ud(xml).contains("<"), "the message as it was published");
    // Other messages are another dueslag's: nothing of what was asked for here comes there, or is lost for it.
    udloes("enhed-oprettet");
    let sygdom = lyt(&["--antal", "1", "--kle", "32.30"]);
    vent_paa("a dueslag of its own", || {
        let alle = json(&data, &["list"]);
        let den = |d: &Value| d["navn"].as_str().unwrap().ends_with("--kle 32.30") && d["modtagere"] == 1;
        alle["resultater"].as_array().unwrap().iter().any(den).then_some(())
    });
    godt(&["udloes", "sag-oprettet", "--kle", "32.24", "--server", &p.adresse]);
    godt(&["udloes", "sag-oprettet", "--kle", "32.30.04", "--server", &p.adresse]);
    assert!(ud(sygdom).contains("sagindeks"));
    let tekst = ud(lyt(&["--antal", "3"]));
    assert_eq!(tekst.lines().map(|l| l.contains("sagindeks")).collect::<Vec<_>>(), [false, true, true], "{tekst}");
}

/// A receiver of alarms and events, which fails on the first; what it was sent.
pub fn vagt() -> (String, std::sync::mpsc::Receiver<Value>) {
    let l = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/vagt", l.local_addr().unwrap());
    let (til, fra) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for (nr, s) in l.incoming().map_while(Result::ok).enumerate() {
            let mut s = BufReader::new(s);
            let mut laengde = 0;
            let mut linje = String::new();
            while s.read_line(&mut linje).unwrap() > 2 {
                if let Some(l) = linje.to_ascii_lowercase().strip_prefix("content-length:") {
                    laengde = l.trim().parse().unwrap();
                }
                linje.clear();
            }
            let mut krop = vec![0; laengde];
            s.read_exact(&mut krop).unwrap();
            // The first is refused once: it is sent again.
            let status = if nr == 0 { "503 Service Unavailable" } else { "204 No Content" };
            let _ = write!(s.get_mut(), "HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            if nr > 0 {
                til.send(serde_json::from_slice(&krop).unwrap()).unwrap();
            }
        }
    });
    (url, fra)
}

/// A mail server that takes one letter, and what it was told.
fn postkasse() -> (String, std::sync::mpsc::Receiver<String>) {
    let l = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}", l.local_addr().unwrap());
    let (til, fra) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut s = BufReader::new(l.accept().unwrap().0);
        let (mut alt, mut i_brevet) = (String::new(), false);
        s.get_mut().write_all(b"220 post\r\n").unwrap();
        loop {
            let mut linje = String::new();
            if s.read_line(&mut linje).unwrap() == 0 {
                break;
            }
            alt.push_str(&linje);
            let svar: &[u8] = match (i_brevet, linje.trim_end()) {
                (true, ".") => b"250 taken\r\n",
                (true, _) => continue,
                (false, "DATA") => b"354 go on\r\n",
                (false, "QUIT") => break,
                (false, _) => b"250 OK\r\n",
            };
            i_brevet = svar.starts_with(b"354");
            s.get_mut().write_all(svar).unwrap();
        }
        til.send(alt).unwrap();
    });
    (url, fra)
}

#[test]
fn a_receiver_that_does_not_fetch_is_told_to_the_watch_within_seconds_with_what_is_stuck() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("data");
    let (url, alarmer) = vagt();
    let (post, breve) = postkasse();
    let mail = ["--alarm-mail", "vagt@example.dk,drift@example.dk", "--alarm-mail-fra", "samspil@example.dk", "--alarm-smtp", &post];
    let p = Program::serve(&data, &[&["--alarm-ingen-modtager", "1", "--alarm-webhook", &url][..], &mail].concat());
    let server = ["--server", &p.adresse.clone()];
    let d = uuid(&godt(&[&["abonnement", "opret", "--type", "sagindeks", "--navn", "Stille"][..], &server].concat()));
    godt(&[&["udloes", "sag-oprettet"][..], &server].concat());
    let a = alarmer.recv_timeout(Duration::from_secs(60)).unwrap();
    let en = &a["alarmer"][0];
    assert_eq!(
        (en["dueslag"].as_str(), en["alarm"].as_str(), en["stand"].as_str(), en["navn"].as_str()),
        (Some(d.as_str()), Some("ingen-modtager"), Some("begyndt"), Some("Stille")),
        "{a}"
    );
    let brev = breve.recv_timeout(Duration::from_secs(60)).unwrap();
    for hvad in
        ["RCPT TO:<vagt@example.dk>", "RCPT TO:<drift@example.dk>", "From: samspil@example.dk", "Subject: Samspil: Stille begyndt", &d]
    {
        assert!(brev.contains(hvad), "{hvad}: {brev}");
    }
    assert!(p.get("/metrics").krop.contains("samspil_dueslag_alarmer 1"));
    assert!(p.log.lock().unwrap().iter().any(|l| l.contains("\"alarm\"") && l.contains(&d)));
    let et = json(&data, &["list", "--problemer"]);
    assert_eq!(
        (&et["resultater"][0]["uuid"], &et["resultater"][0]["antal"], &et["resultater"][0]["modtagere"]),
        (&Value::from(d), &Value::from(1), &Value::from(0))
    );
    // One alarm is one letter, however long it goes on.
    assert!(alarmer.recv_timeout(Duration::from_secs(12)).is_err());
}

#[test]
fn h1_administrators_use_the_desk_by_https_and_each_look_is_in_the_log_with_its_reason() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("demo");
    let p = Program::paa("demo", &data, "127.0.0.1:0", &["--tom"]);
    let (sikker, noegler) = (p.sikker.clone().unwrap(), data.join("klienter"));
    let fil = |navn: &str| noegler.join(navn).to_str().unwrap().to_owned();
    let (rod, system) = (fil("rod.pem"), fil("demosystem.p12"));
    let som_system = ["--server", &sikker, "--rod", &rod, "--certifikat", &system];
    let d = uuid(&godt(&[&["abonnement", "opret", "--type", "sagindeks"][..], &som_system].concat()));
    godt(&["udloes", "sag-oprettet", "--server", &p.adresse]);
    let som = |hvem: &str, argumenter: &[&str]| {
        let certifikat = fil(&format!("administrator-{hvem}.p12"));
        koer(&[&["dueslag"], argumenter, &["--server", &sikker, "--rod", &rod, "--certifikat", &certifikat]].concat())
    };
    vent_paa("a message", || som("drift", &["list"]).1.contains("1 message,").then_some(()));
    for hvem in ["drift", "kommune", "leverandoer"] {
        let (godt, tekst) = som(hvem, &["list"]);
        assert!(godt && tekst.contains(&d), "{hvem}: {tekst}");
        let (godt, tekst) = som(hvem, &["se", &d, "1", "--begrundelse", "tavs"]);
        assert!(godt && tekst.contains("of type sagindeks") && !tekst.contains("Haendelsesbesked"), "{hvem}: {tekst}");
        assert_eq!(tekst.contains("urn:oio:kle:"), hvem == "kommune", "the envelope takes the right too, {hvem}: {tekst}");
        let (godt, tekst) = som(hvem, &["se", &d, "1", "--indhold", "--begrundelse", HVORFOR]);
        assert_eq!(
            (godt, tekst.contains("Haendelsesbesked"), tekst.contains("SAM-2305")),
            (hvem == "kommune", hvem == "kommune", hvem != "kommune"),
            "{hvem}: {tekst}"
        );
    }
    assert!(som("kommune", &["til-fejlkoe", &d, "--alle", "--begrundelse", "flyttes"]).0);
    // The receiving system, by its token.
    let modtag = "http://entityid.kombit.dk/service/bfo_modtag/2";
    let rest = |tjeneste: &str, sti: &str| koer(&[&["klient", "rest", "GET", sti, "--tjeneste", tjeneste][..], &som_system].concat());
    let (godt_, tekst) = rest(modtag, &format!("/beskedfordeler/v1/dueslag/{d}"));
    assert!(godt_ && tekst.contains("\"fejlede\": 1"), "{tekst}");
    let (godt_, _) = rest("http://samspil.dk/service/beskedfordeler/1", "/beskedfordeler/v1/dueslag");
    assert!(!godt_, "a token of another service");
    // The machine's own user, beside the running program.
    assert_eq!(ligger(&data, &d), (0, 1));
    dueslag(&data, &["genfremsend", &d, "--alle", "--begrundelse", "rettet nu"]);
    let fil = data.join("log.csv");
    godt(&["log", "eksporter", "--myndighed", "11111111", fil.to_str().unwrap(), "--data", data.to_str().unwrap()]);
    let log = std::fs::read_to_string(fil).unwrap();
    for hvad in [HVORFOR, "flyttes", "rettet nu", "Karen Kommune", "kommandolinje"] {
        assert!(log.contains(hvad), "{hvad}: {log}");
    }
}
