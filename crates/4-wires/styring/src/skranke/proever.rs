//! The desk as a client drives it, over a real store.
#![allow(clippy::unwrap_used)]
use super::*;
use crate::administration::openapi::byg;
use adgang::Administratorrolle as R;
use axum::body::Body;
use axum::http::Request;
use beskedfordeler::{OBJEKTTYPER, Opsaetning};
use grund::ur::Ur;
use grund::{Cvr, Tidspunkt, UnikId, Uuid};
use http_body_util::BodyExt;
use koe::{Beskedlager, IndlejretKoe, NyBesked};
use lager::{Lager, SqliteLager};
use register::{Register, Typekatalog};
use tower::ServiceExt;

const DUESLAG: Uuid = Uuid::from_u128(0xd0e);

struct Fast;
impl Ur for Fast {
    fn nu(&self) -> Tidspunkt {
        Tidspunkt::fra_mikros(1_790_000_000_000_000)
    }
}

async fn motor() -> Arc<Fordeler> {
    let lager: Arc<dyn Lager> = Arc::new(SqliteLager::midlertidig().unwrap());
    let koe = IndlejretKoe::aabn(lager.clone(), Uuid::from_u128(1)).await.unwrap();
    // Messages of a dueslag that is not in force any more, and that can't be read: only operations see them.
    let en =
        |n: u8| NyBesked { noegle: None, modtaget: Fast.nu(), udloeb: None, krop: vec![n].into(), modtagere: vec![(DUESLAG, Uuid::nil())] };
    koe.laeg(vec![en(1), en(2), en(3)], None).await.unwrap();
    let register = Register::ny(lager, Typekatalog::ny(&[OBJEKTTYPER]));
    let (ur, fordelingssystem) = (Arc::new(Fast), Uuid::nil());
    Fordeler::aabn(Opsaetning { register, koe: Arc::new(koe), aftalebog: None, ur, fordelingssystem, indhold: None }).await.unwrap()
}

async fn kald(r: &Router, roller: &[R], metode: &str, sti: &str, krop: Option<Value>) -> (u16, Value, Kaldekontekst) {
    let spor = Kaldekontekst::ubegraenset(adgang::FAELLES, &[], UnikId::Uuid(Uuid::nil()), Fast.nu(), Uuid::nil());
    let mut a = Request::builder().method(metode).uri(format!("{ROD}{sti}"));
    if krop.is_some() {
        a = a.header("content-type", "application/json");
    }
    let mut a = a.body(Body::from(krop.map(|k| k.to_string()).unwrap_or_default())).unwrap();
    a.extensions_mut().insert(Arc::new(Administrator { uuid: Uuid::from_u128(7), navn: "Inge".into(), roller: roller.to_vec() }));
    a.extensions_mut().insert(spor.clone());
    let svar = r.clone().oneshot(a).await.unwrap();
    let status = svar.status().as_u16();
    let bytes = svar.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap_or_default(), spor)
}

#[tokio::test]
async fn the_desk_moves_messages_by_json_and_notes_why() {
    let r = ruter(motor().await);
    let dueslag = format!("/dueslag/{DUESLAG}");
    let drift = [R::Drift];
    let (status, v, _) = kald(&r, &drift, "GET", "/dueslag", None).await;
    assert_eq!((status, &v["antal"], &v["resultater"][0]["antal"], &v["resultater"][0]["ikraft"]), (200, &j!(1), &j!(3), &j!(false)));
    let (_, v, _) = kald(&r, &[R::Aftaler(Cvr::KORSBAEK)], "GET", "/dueslag", None).await;
    assert_eq!(v["antal"], 0);
    assert_eq!(kald(&r, &[R::Aftaler(Cvr::KORSBAEK)], "GET", &dueslag, None).await.0, 404);
    let flyt = |krop| kald(&r, &drift, "POST", "/dueslag/00000000-0000-0000-0000-000000000d0e/til-fejlkoe", Some(krop));
    for (krop, kode, felt) in [
        (j!({ "numre": [1] }), "SAM-1007", "begrundelse"),
        (j!({ "numre": [1], "begrundelse": "  " }), "SAM-1007", "begrundelse"),
        (j!({ "begrundelse": "x" }), "SAM-1007", "numre"),
        (j!({ "begrundelse": "x", "alle": true, "numre": [1] }), "SAM-1007", "numre"),
        (j!({ "begrundelse": "x", "numre": [-1] }), "SAM-1106", "numre"),
        (j!({ "begrundelse": "x", "alle": true, "koe": "fejlkoe" }), "SAM-1010", "koe"),
    ] {
        let (status, v, _) = flyt(krop.clone()).await;
        assert_eq!((status, v["kode"].as_str(), v["felt"].as_str()), (400, Some(kode), Some(felt)), "{krop}");
    }
    let (status, v, k) = flyt(j!({ "numre": [2], "begrundelse": "sag 17" })).await;
    assert_eq!((status, v), (200, j!({ "antal": 1, "flere": false })));
    let spor = k.spor.indhold();
    assert_eq!((spor.formaal.as_deref(), spor.objekter[0].uuid), (Some("sag 17"), DUESLAG));
    assert!(spor.operation.unwrap().ends_with("flyt til fejlkøen: 2"));
    let (_, v, _) = kald(&r, &drift, "GET", &format!("{dueslag}/beskeder?koe=fejlkoe"), None).await;
    assert_eq!((&v["resultater"][0]["nummer"], &v["resultater"][0]["fejl"]["tekst"], &v["naeste"]), (&j!(1), &j!("sag 17"), &j!(2)));
    let toem = |krop| kald(&r, &drift, "POST", "/dueslag/00000000-0000-0000-0000-000000000d0e/toem", Some(krop));
    assert_eq!(toem(j!({ "koe": "dueslag", "begrundelse": "x" })).await.0, 428, "nothing is thrown away unseen");
    assert_eq!(toem(j!({ "koe": "dueslag", "begrundelse": "x", "antal": 1, "naeste": 4 })).await.0, 409);
    assert_eq!(toem(j!({ "koe": "dueslag", "begrundelse": "x", "antal": 2, "naeste": 4 })).await.1, j!({ "antal": 2, "flere": false }));
    let (status, v, _) = kald(
        &r,
        &drift,
        "POST",
        &format!("{dueslag}/se"),
        Some(j!({ "nummer": 1, "koe": "fejlkoe", "begrundelse": "x", "indhold": true })),
    )
    .await;
    assert_eq!((status, v["kode"].as_str()), (403, Some("SAM-2305")), "what it says takes the log's right");
}

#[tokio::test]
async fn a_receiving_system_asks_by_its_token_and_anybody_else_is_refused() {
    let r = ruter(motor().await);
    let uden = Request::builder().uri(format!("{SYSTEM_ROD}/dueslag")).body(Body::empty()).unwrap();
    assert_eq!(r.clone().oneshot(uden).await.unwrap().status(), 401);
    assert_eq!(crate::service(&format!("{SYSTEM_ROD}/dueslag")), Some("bfo_modtag"));
    assert_eq!(crate::service("/beskedfordeler/v12/dueslag"), None);
    let mut med = Request::builder().uri(format!("{SYSTEM_ROD}/dueslag")).body(Body::empty()).unwrap();
    let k = Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], UnikId::Uuid(Uuid::nil()), Fast.nu(), Uuid::nil());
    med.extensions_mut().insert(Kaldekontekst { system: Some(Uuid::from_u128(4)), ..k });
    let svar = r.oneshot(med).await.unwrap();
    assert_eq!(svar.status(), 200);
    let v: Value = serde_json::from_slice(&svar.into_body().collect().await.unwrap().to_bytes()).unwrap();
    assert_eq!(v["antal"], 0, "messages of nobody are operations'");
}

#[tokio::test]
async fn every_operation_of_the_desk_is_in_the_document_and_answers_with_what_it_says() {
    let (r, d) = (ruter(motor().await), byg());
    for o in openapi::OPERATIONER {
        let sti = o.sti.strip_prefix(ROD).unwrap().replace("{uuid}", &DUESLAG.to_string());
        let (status, v, _) = kald(&r, &[R::Drift], &o.metode.to_uppercase(), &sti, o.krop.map(|_| j!({}))).await;
        assert!(status != 405 && d["paths"][o.sti][o.metode]["responses"].get(status.to_string()).is_some(), "{} {status} {v}", o.sti);
        if status == 200 {
            let skema = &d["components"]["schemas"][o.svar.1];
            let kraevet: Vec<&str> = skema["required"].as_array().unwrap().iter().map(|n| n.as_str().unwrap()).collect();
            let har: Vec<&str> = v.as_object().unwrap().keys().map(String::as_str).collect();
            assert!(har.iter().all(|n| kraevet.contains(n)) && kraevet.iter().all(|n| har.contains(n)), "{}: {har:?} {kraevet:?}", o.sti);
            let en = v["resultater"].get(0).map(|x| x.as_object().unwrap().len());
            let en_af = &skema["properties"]["resultater"]["items"];
            let navn = en_af["$ref"].as_str().and_then(|r| r.rsplit('/').next());
            let vente = navn.map_or(en_af, |n| &d["components"]["schemas"][n])["required"].as_array().map(Vec::len);
            assert!(en.is_none() || en == vente, "{}: {v}", o.sti);
        }
        for p in o.parametre {
            let (_, v, _) = kald(&r, &[R::Drift], &o.metode.to_uppercase(), &format!("{sti}?{p}=x"), None).await;
            assert_ne!(v["kode"], "SAM-1011", "{} {p}", o.sti);
        }
    }
}
