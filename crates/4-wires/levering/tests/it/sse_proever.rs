//! Server-sent events.
use crate::verden::{Verden, indtil, koer};
use axum::Extension;
use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use futures::StreamExt;
use levering::Adressepolitik;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;
use tower::ServiceExt;

/// An event of a stream.
#[derive(Clone, Debug)]
struct Haendelse {
    id: String,
    besked: String,
}

struct Stroem {
    krop: BodyDataStream,
    rest: String,
}

impl Stroem {
    /// The next event; `None` at the end of the stream.
    async fn naeste(&mut self) -> Option<Haendelse> {
        loop {
            if let Some((foerste, rest)) = self.rest.split_once("\n\n") {
                let felt = |navn: &str| foerste.lines().find_map(|l| l.strip_prefix(navn)).map(str::to_owned);
                let fundet = felt("id: ").zip(felt("data: "));
                self.rest = rest.to_owned();
                if let Some((id, data)) = fundet {
                    let v: serde_json::Value = serde_json::from_str(&data).unwrap();
                    return Some(Haendelse { id, besked: v["id"].as_str().unwrap().to_owned() });
                }
                continue;
            }
            let stykke = tokio::time::timeout(Duration::from_secs(30), self.krop.next()).await.expect("an event, or the end")?;
            self.rest.push_str(std::str::from_utf8(&stykke.unwrap()).unwrap());
        }
    }

    async fn tag(&mut self, antal: usize) -> Vec<Haendelse> {
        let mut ud = Vec::new();
        while ud.len() < antal {
            ud.push(self.naeste().await.unwrap());
        }
        ud
    }
}

async fn kald(v: &Verden, dueslag: grund::Uuid, sidste: Option<&str>) -> axum::response::Response {
    let mut r = Request::get(format!("/beskedfordeler/v1/dueslag/{dueslag}/haendelser"));
    if let Some(s) = sidste {
        r = r.header("Last-Event-ID", s);
    }
    v.levering.ruter().layer(Extension(v.kald())).oneshot(r.body(Body::empty()).unwrap()).await.unwrap()
}

async fn aabn(v: &Verden, dueslag: grund::Uuid, sidste: Option<&str>) -> Stroem {
    let svar = kald(v, dueslag, sidste).await;
    assert_eq!((svar.status().as_u16(), svar.headers()["content-type"].to_str().unwrap()), (200, "text/event-stream"));
    Stroem { krop: svar.into_body().into_data_stream(), rest: String::new() }
}

fn beskeder(h: &[Haendelse]) -> Vec<String> {
    h.iter().map(|h| h.besked.clone()).collect()
}

#[test]
fn the_last_event_id_acknowledges_what_is_before_it_and_nothing_else_does() {
    koer(async {
        let v = Verden::ny(Adressepolitik::default()).await;
        let d = v.dueslag(1, "SSE", "").await;
        let mut ids = Vec::new();
        for _ in 0..40 {
            ids.push(v.send(1).await);
        }
        let antal = async || v.fordeler.koe().status(d).await.unwrap().antal;
        let mut s = aabn(&v, d, None).await;
        let foerst = s.tag(40).await;
        assert_eq!(beskeder(&foerst), ids);
        // What comes while it is open.
        ids.push(v.send(1).await);
        assert_eq!(s.tag(1).await[0].besked, ids[40]);
        drop(s);
        assert_eq!(antal().await, 41, "reading is not acknowledging");
        // Without one: all of it again, ten times and more, and nothing goes to the error queue.
        for _ in 0..12 {
            assert_eq!(aabn(&v, d, None).await.tag(3).await[0].besked, ids[0]);
        }
        let mut s = aabn(&v, d, Some(&foerst[29].id)).await;
        assert_eq!(antal().await, 11);
        assert_eq!(beskeder(&s.tag(11).await), ids[30..]);
        drop(s);
        // The same again is nothing new, and an id of another message acknowledges nothing.
        let forkert = format!("{}-{}", foerst[35].id.split('-').next().unwrap(), grund::Uuid::from_u128(99));
        let ukendt = "999999-00000000-0000-0000-0000-000000000001";
        for id in [foerst[29].id.as_str(), &forkert, ukendt, "x", "-1", "5", "5-x", "null", &ids[31].to_string()] {
            assert_eq!(beskeder(&aabn(&v, d, Some(id)).await.tag(11).await), ids[30..], "{id}");
            assert_eq!(antal().await, 11);
        }
        assert_eq!(v.tal().kvitteret_sse.load(Relaxed), 30);
        assert!(v.fordeler.koe().fejlkoe(d, 0, koe::Loft { antal: 9, bytes: 9 }).await.unwrap().is_empty());
    });
}

#[test]
fn the_newest_reader_takes_over_from_one_that_does_not_read() {
    koer(async {
        let v = Verden::ny(Adressepolitik::default()).await;
        let d = v.dueslag(1, "SSE", "").await;
        for _ in 0..100 {
            v.send(1).await;
        }
        let mut gammel = aabn(&v, d, None).await;
        let set = gammel.tag(20).await;
        let mut ny = aabn(&v, d, Some(&set[9].id)).await;
        let fik = ny.tag(90).await;
        assert_eq!(fik[0].besked, set[10].besked, "what the old one had on lease comes first");
        assert!(fik.windows(2).all(|w| w[0].besked < w[1].besked));
        // What it had fetched already it may give; then it is over.
        while gammel.naeste().await.is_some() {}
        assert_eq!(v.tal().stroemme.load(Relaxed), 1);
        drop(ny);
        indtil("none is left", async || v.tal().stroemme.load(Relaxed) == 0).await;
    });
}

#[test]
fn a_stream_carries_a_bounded_number_of_messages_and_holds_a_bounded_number() {
    koer(async {
        let v = Verden::ny(Adressepolitik::default()).await;
        let d = v.dueslag(1, "SSE", "").await;
        let alle = grund::graenser::SSE_VINDUE + 50;
        for _ in 0..alle {
            v.send(1).await;
        }
        let mut s = aabn(&v, d, None).await;
        s.tag(1).await;
        assert!(v.tal().leveret_sse.load(Relaxed) <= grund::graenser::SSE_BID as u64, "nothing is fetched for who does not read");
        let mut sidste = s.tag(grund::graenser::SSE_VINDUE - 1).await.pop().unwrap();
        assert!(s.naeste().await.is_none(), "it ends, and its reader comes back");
        let mut s = aabn(&v, d, Some(&sidste.id)).await;
        let rest = s.tag(50).await;
        sidste = rest.last().unwrap().clone();
        assert_eq!(sidste.besked, grund::Uuid::from_u128(alle as u128).to_string());
        // The program ends: so does the stream.
        v.slut.send(true).unwrap();
        assert!(s.naeste().await.is_none());
    });
}

#[test]
fn e34_a_dueslag_that_is_fetched_otherwise_is_no_stream_and_head_opens_none() {
    koer(async {
        let v = Verden::ny(Adressepolitik::default()).await;
        let (d, sse) = (v.dueslag(1, "BeskedHent", "").await, v.dueslag(2, "SSE", "").await);
        assert_eq!(kald(&v, d, None).await.status(), 409);
        assert_eq!(kald(&v, grund::Uuid::from_u128(9), None).await.status(), 404);
        let r = Request::head(format!("/beskedfordeler/v1/dueslag/{sse}/haendelser")).body(Body::empty()).unwrap();
        let svar = v.levering.ruter().layer(Extension(v.kald())).oneshot(r).await.unwrap();
        assert_eq!((svar.status().as_u16(), v.tal().stroemme.load(Relaxed)), (200, 0));
    });
}

#[test]
fn every_address_is_in_the_openapi_document_with_the_statuses_that_it_answers() {
    koer(async {
        let v = Verden::ny(Adressepolitik::default()).await;
        let (d, webhook) = (v.dueslag(1, "SSE", "").await, v.dueslag(2, "Webhook", "https://x.example/").await);
        let stier = levering::openapi();
        assert_eq!(stier.len(), 2);
        for (sti, p) in stier {
            let kendte = |status: u16| p["get"]["responses"].get(status.to_string()).is_some();
            for (uuid, vente) in [
                ("x".to_owned(), &[400][..]),
                (grund::Uuid::from_u128(9).to_string(), &[404]),
                (d.to_string(), &[200, 409]),
                (webhook.to_string(), &[200, 409]),
            ] {
                let r = Request::get(sti.replace("{uuid}", &uuid)).body(Body::empty()).unwrap();
                let svar = v.levering.ruter().layer(Extension(v.kald())).oneshot(r).await.unwrap();
                let status = svar.status().as_u16();
                assert!(vente.contains(&status) && kendte(status), "{sti} {uuid}: {status}");
                let slags = svar.headers()["content-type"].to_str().unwrap();
                assert!(status != 200 || p["get"]["responses"]["200"]["content"].get(slags).is_some(), "{sti}: {slags}");
            }
        }
    });
}
