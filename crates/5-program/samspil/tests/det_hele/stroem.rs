//! The change feed as its readers and operations meet it: polling by watermark, epochs after a restore, retention, the command.
use crate::program::{MYNDIGHED, Program, samspil};
use crate::tvaers::{ENHED, enhed};
use lager::{Haendelseslager, Raekkeskrivning, Skrivelager, Skrivning, SqliteLager, Stroemlaeser, Stroemposition};
use serde_json::Value;
use std::path::Path;

fn koer(argumenter: &[&str], data: &Path) -> String {
    let ud = samspil(argumenter).arg("--data").arg(data).output().unwrap();
    assert!(ud.status.success(), "{argumenter:?}: {}", String::from_utf8_lossy(&ud.stderr));
    String::from_utf8_lossy(&ud.stdout).into_owned()
}

fn med_lager<T>(data: &Path, arbejde: impl AsyncFnOnce(&SqliteLager) -> T) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let l = SqliteLager::aabn(&data.join("samspil.db"), lager::sqlite::Indstillinger::default()).unwrap();
        arbejde(&l).await
    })
}

async fn skriv(l: &SqliteLager, r: Raekkeskrivning) {
    l.skriv(Skrivning { raekker: vec![r], ..Skrivning::default() }).await.unwrap();
}

#[test]
fn i11_1_2_a_client_polls_what_changed_by_the_watermark_of_its_last_poll() {
    let mappe = tempfile::tempdir().unwrap();
    let p = Program::serve(mappe.path(), &[]);
    let opret = |navn: &str| assert_eq!(p.rest(MYNDIGHED, "POST", ENHED, &enhed(navn, navn)).status, 201);
    let poll = |fra: &str| {
        let svar = p.rest(MYNDIGHED, "GET", &format!("{ENHED}?aendretfra={fra}&list"), &Value::Null);
        assert_eq!(svar.status, 200, "{svar:?}");
        let antal = svar.json()["results"][0].as_array().unwrap().len();
        (antal, svar.hoved("samspil-vandmaerke").expect("a watermark").to_owned())
    };
    opret("a");
    opret("b");
    let (alle, foerste) = poll("-infinity");
    assert_eq!(alle, 2);
    opret("c");
    let (nye, anden) = poll(&foerste);
    // the newest of the first poll has just that time, and comes twice
    assert!((1..=2).contains(&nye) && anden > foerste, "{nye} {foerste} {anden}");
    assert!(poll(&anden).0 <= 1);
    let uden = p.rest(MYNDIGHED, "GET", &format!("{ENHED}?bvn=a"), &Value::Null);
    assert_eq!(uden.hoved("samspil-vandmaerke"), None, "other searches cost nothing more");
    let galt = p.rest(MYNDIGHED, "GET", &format!("{ENHED}?aendretfra=igaar"), &Value::Null);
    assert!(galt.status == 400 && galt.krop.contains("aendretfra"), "{galt:?}");
}

#[test]
fn i11_1_15_a_reader_of_a_restored_store_is_told_and_operations_see_it() {
    let mappe = tempfile::tempdir().unwrap();
    let data = mappe.path().join("data");
    let mut p = Program::serve(&data, &[]);
    assert_eq!(p.rest(MYNDIGHED, "POST", ENHED, &enhed("a", "a")).status, 201);
    let kopi = mappe.path().join("kopi.db");
    koer(&["sikkerhedskopi", kopi.to_str().unwrap()], &data);
    assert_eq!(p.rest(MYNDIGHED, "POST", ENHED, &enhed("b", "b")).status, 201);
    let position = med_lager(&data, async |l| {
        let sidste = l.haendelser(None, Stroemposition::FORFRA, 9).await.unwrap().pop().unwrap().position;
        skriv(l, Stroemlaeser { navn: "proeve".into(), position: sidste }.raekke(None)).await;
        sidste
    });
    let m = p.get("/metrics").krop;
    assert!(m.contains("samspil_stroem_bagud_seconds{laeser=\"proeve\"} 0") && m.contains("samspil_stroem_kant 0"), "{m}");
    let vist = koer(&["stroem", "vis"], &data);
    assert!(vist.contains(&format!("proeve at {position}: 0 s behind")), "{vist}");
    p.stop();
    for endelse in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(data.join(format!("samspil.db{endelse}")));
    }
    std::fs::copy(&kopi, data.join("samspil.db")).unwrap();
    let gendannet = med_lager(&data, async |l| {
        let fejl = l.haendelser(None, position, 9).await.unwrap_err();
        assert_eq!(fejl.kode(), grund::Fejlkode::StroempositionUgyldig);
        skriv(l, Stroemlaeser { navn: "proeve".into(), position }.raekke(None)).await;
        l.stroemstatus().await.unwrap().spids
    });
    assert!(koer(&["stroem", "vis"], &data).contains("proeve at") && koer(&["stroem", "vis"], &data).contains("has to read anew"));
    let p = Program::serve(&data, &[]);
    assert!(p.get("/metrics").krop.contains("samspil_stroem_bagud_seconds{laeser=\"proeve\"} -1"));
    // what no copy tells: by command
    assert!(koer(&["stroem", "ny-epoke"], &data).contains("reads anew"));
    let efter = med_lager(&data, async |l| l.stroemstatus().await.unwrap().spids);
    assert!(efter.epoke != gendannet.epoke && efter.nr == gendannet.nr);
    koer(&["stroem", "glem", "proeve"], &data);
    assert!(!koer(&["stroem", "vis"], &data).contains("proeve"));
    assert!(!samspil(&["stroem", "glem", "proeve"]).arg("--data").arg(&data).output().unwrap().status.success());
    let fejl = String::from_utf8(samspil(&["fejl", "SAM-1405"]).output().unwrap().stdout).unwrap();
    assert!(fejl.contains("restored"), "{fejl}");
}
