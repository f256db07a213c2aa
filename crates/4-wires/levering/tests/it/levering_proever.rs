//! REST push and webhooks.
use crate::verden::{Modtager, Verden, indtil, koer, retur, status};
use axum::http::Method;
use axum::response::IntoResponse;
use koe::{Fejlaarsag, Loft};
use levering::Adressepolitik;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

const ALT: Loft = Loft { antal: 1_000, bytes: usize::MAX };

fn her() -> Adressepolitik {
    Adressepolitik::default().udvikling()
}

#[test]
fn e33_a_receiver_that_was_down_gets_everything_in_order_and_is_asked_by_head_first() {
    koer(async {
        let v = Verden::ny(her()).await;
        let m = Modtager::ny(|k, foer| {
            if k.metode == Method::HEAD {
                status(405)
            } else if foer < 3 {
                status(503)
            } else {
                retur(20)
            }
        })
        .await;
        v.dueslag(1, "BeskedFaaTilsendt", &m.paa("bfo")).await;
        let mut ids = Vec::new();
        for _ in 0..100 {
            ids.push(v.send(1).await);
        }
        v.start();
        indtil("all have come", async || m.ids("bfo").len() == 100).await;
        assert_eq!(m.ids("bfo"), ids);
        let metoder: Vec<Method> = m.kald("bfo").iter().take(5).map(|k| k.metode.clone()).collect();
        assert_eq!(metoder, [Method::POST, Method::POST, Method::POST, Method::HEAD, Method::POST]);
        let k = &m.kald("bfo")[4];
        assert!(k.hoveder["content-type"].to_str().unwrap().starts_with("application/xml"));
        assert!(std::str::from_utf8(&k.krop).unwrap().contains("AntalLeveranceforsoeg>1<"), "an outage is no attempt");
        indtil("acknowledged", async || v.fordeler.koe().status(1u128.into_uuid()).await.unwrap().antal == 0).await;
        assert_eq!(v.tal().leveret_push.load(Relaxed), 100);
        assert!(v.fordeler.koe().fejlkoe(1u128.into_uuid(), 0, ALT).await.unwrap().is_empty());
    });
}

#[test]
fn e33_a_receiver_that_serves_no_head_gets_its_messages_after_an_outage() {
    koer(async {
        for head in [501, 503] {
            let v = Verden::ny(her()).await;
            let m = Modtager::ny(move |k, foer| match (k.metode == Method::HEAD, foer) {
                (true, _) => status(head),
                (false, 0..3) => status(503),
                _ => retur(20),
            })
            .await;
            let d = v.dueslag(1, "BeskedFaaTilsendt", &m.paa("bfo")).await;
            v.send(1).await;
            v.start();
            indtil("it has come", async || v.fordeler.koe().status(d).await.unwrap().antal == 0).await;
            let kald: Vec<String> = m.kald("bfo").iter().map(|k| k.metode.to_string()).collect();
            assert_eq!(kald.join(" "), "POST POST POST HEAD POST", "HEAD {head}");
        }
    });
}

#[test]
fn e33_a_message_that_its_receiver_refuses_goes_to_the_error_queue_with_the_reason_and_the_rest_goes_on() {
    koer(async {
        let v = Verden::ny(her()).await;
        let daarlig = "00000000-0000-0000-0000-000000000003";
        let m = Modtager::ny(move |k, _| if k.id() == daarlig { retur(41) } else { retur(20) }).await;
        let w = Modtager::ny(move |k, _| {
            if k.id().ends_with('9') { (axum::http::StatusCode::UNPROCESSABLE_ENTITY, "no such type").into_response() } else { status(204) }
        })
        .await;
        v.dueslag(1, "BeskedFaaTilsendt", &m.paa("bfo")).await;
        v.dueslag(2, "Webhook", &w.paa("hook")).await;
        v.start();
        for nr in [1, 1, 1, 1, 1, 2, 2, 2, 2, 2] {
            v.send(nr).await;
        }
        for (nr, tekst) in [(1u128, "StatusKode 41: because"), (2, "HTTP 422: no such type")] {
            let d = nr.into_uuid();
            indtil("the rest is taken", async || v.fordeler.koe().status(d).await.unwrap().antal == 0).await;
            let f = v.fordeler.koe().fejlkoe(d, 0, ALT).await.unwrap();
            assert_eq!(f.len(), 1);
            assert_eq!((f[0].aarsag, f[0].tekst.as_str(), f[0].besked.forsoeg), (Fejlaarsag::AfvistAfModtager, tekst, 2));
        }
        assert_eq!((m.ids("bfo").len(), m.kald("bfo").len()), (5, 7), "the refused one three times");
        assert_eq!(v.tal().fejlkoe.load(Relaxed), 2);
    });
}

/// A receiver of old: it answers and closes without a word of it, and what comes on the connection later is reset.
async fn lukker_efter_svar() -> (std::net::SocketAddr, Arc<std::sync::atomic::AtomicUsize>) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let lytter = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (adresse, svaret) = (lytter.local_addr().unwrap(), Arc::new(std::sync::atomic::AtomicUsize::new(0)));
    let tael = svaret.clone();
    tokio::spawn(async move {
        while let Ok((mut s, _)) = lytter.accept().await {
            let tael = tael.clone();
            tokio::spawn(async move {
                let (mut laest, mut del) = (Vec::new(), [0; 4096]);
                let hel = |b: &[u8]| {
                    let t = String::from_utf8_lossy(b).to_ascii_lowercase();
                    let (hoved, krop) = t.split_once("\r\n\r\n")?;
                    let bytes: usize = hoved.split("content-length:").nth(1)?.split("\r\n").next()?.trim().parse().ok()?;
                    (krop.len() >= bytes).then_some(())
                };
                while hel(&laest).is_none() {
                    match s.read(&mut del).await {
                        Ok(n) if n > 0 => laest.extend_from_slice(&del[..n]),
                        _ => return,
                    }
                }
                tael.fetch_add(1, Relaxed);
                s.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
                // The first of the next call is read, and answered by the end of the connection.
                let _ = s.read(&mut del[..1]).await;
            });
        }
    });
    (adresse, svaret)
}

#[test]
fn a_kept_connection_that_the_receiver_has_closed_is_no_failure_of_the_receiver() {
    koer(async {
        let v = Verden::ny(her()).await;
        let (adresse, svaret) = lukker_efter_svar().await;
        let d = v.dueslag(1, "Webhook", &format!("http://{adresse}/x")).await;
        for _ in 0..10 {
            v.send(1).await;
        }
        v.start();
        indtil("all are taken", async || v.fordeler.koe().status(d).await.unwrap().antal == 0).await;
        assert_eq!((svaret.load(Relaxed), v.tal().fejl.load(Relaxed), v.tal().nede.load(Relaxed)), (10, 0, 0));
    });
}

#[test]
fn a_webhook_is_a_cloudevent_that_is_signed_by_the_published_algorithm() {
    koer(async {
        let v = Verden::ny(her()).await;
        let m = Modtager::ny(|_, foer| if foer == 0 { status(503) } else { status(200) }).await;
        let d = v.dueslag(1, "Webhook", &m.paa("hook?a=1")).await;
        let id = v.send(1).await;
        v.start();
        indtil("taken", async || v.fordeler.koe().status(d).await.unwrap().antal == 0).await;
        let kald = m.kald("hook");
        assert_eq!(kald.len(), 2);
        let hemmelighed = levering::Hemmelighed { dueslag: d, modtager: grund::Uuid::from_u128(0xb), nummer: 1 };
        for k in &kald {
            let h = |n: &str| k.hoveder[n].to_str().unwrap().to_owned();
            assert_eq!((h("webhook-id"), h("content-type")), (id.clone(), "application/cloudevents+json; charset=utf-8".into()));
            let t: i64 = h("webhook-timestamp").parse().unwrap();
            assert_eq!(h("webhook-signature"), v.noegle.signatur(hemmelighed, &id, t, &k.krop));
            let e: serde_json::Value = serde_json::from_slice(&k.krop).unwrap();
            assert_eq!(
                (e["specversion"].as_str(), e["id"].as_str(), e["type"].as_str()),
                (Some("1.0"), Some(id.as_str()), Some("dk.samspil.besked.00000000-0000-0000-0000-000000100001"))
            );
            assert!(e["data"].as_str().unwrap().contains("Haendelsesbesked") && e["source"].as_str().unwrap().starts_with("urn:uuid:"));
        }
    });
}

#[test]
fn a_receiver_leads_nowhere_else() {
    koer(async {
        // Not to this machine, where operations have not said so.
        let v = Verden::ny(Adressepolitik::default()).await;
        let m = Modtager::ny(|_, _| status(200)).await;
        v.dueslag(1, "Webhook", &m.paa("x")).await;
        v.dueslag(2, "Webhook", &format!("https://localhost:{}/x", m.adresse.port())).await;
        v.dueslag(3, "Webhook", &format!("https://[::ffff:127.0.0.1]:{}/x", m.adresse.port())).await;
        for nr in 1..=3 {
            v.send(nr).await;
        }
        v.start();
        indtil("refused", async || v.tal().nede.load(Relaxed) >= 3).await;
        assert!(m.kald("x").is_empty());
        // And not where it is sent on to.
        let v = Verden::ny(her()).await;
        let n = Modtager::ny(|_, _| (axum::http::StatusCode::TEMPORARY_REDIRECT, [("location", "/andet")]).into_response()).await;
        v.dueslag(1, "Webhook", &n.paa("x")).await;
        v.send(1).await;
        v.start();
        indtil("not taken", async || v.tal().nede.load(Relaxed) >= 1).await;
        assert!(n.kald("andet").is_empty() && n.kald("x").len() == 1);
    });
}

#[test]
fn a_receiver_with_a_new_address_is_sent_to_at_once_and_one_that_is_none_any_more_is_not() {
    koer(async {
        let v = Verden::ny(her()).await;
        let (nede, oppe) = (Modtager::ny(|_, _| status(503)).await, Modtager::ny(|_, _| status(200)).await);
        let d = v.dueslag(1, "Webhook", &nede.paa("x")).await;
        v.start();
        let id = v.send(1).await;
        indtil("it waits", async || v.tal().brudte.load(Relaxed) == 1).await;
        v.dueslag(1, "Webhook", &oppe.paa("x")).await;
        indtil("taken", async || v.fordeler.koe().status(d).await.unwrap().antal == 0).await;
        assert_eq!(oppe.ids("x"), [id]);
        v.dueslag(1, "BeskedHent", &oppe.paa("x")).await;
        let id = v.send(1).await;
        let l = v.fordeler.forbruger(d).hent(9, usize::MAX).await.unwrap();
        assert_eq!((l.len(), l[0].besked_id.as_str()), (1, id.as_str()));
    });
}

#[test]
fn e33_one_slow_server_keeps_no_other_waiting() {
    koer(async {
        let v = Verden::ny(her()).await;
        let fri = Arc::new(AtomicBool::new(false));
        let laas = fri.clone();
        // Answers nobody until the other receiver has its message.
        let langsom = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let adresse = langsom.local_addr().unwrap();
        let r = axum::Router::new().fallback(move || {
            let laas = laas.clone();
            async move {
                while !laas.load(Relaxed) {
                    tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                }
            }
        });
        tokio::spawn(async move { axum::serve(langsom, r).await });
        let hurtig = Modtager::ny(|_, _| status(200)).await;
        let mange = u128::try_from(grund::graenser::LEVERINGER_I_GANG + 10).unwrap();
        for nr in 1..=mange {
            v.dueslag(nr, "Webhook", &format!("http://{adresse}/x")).await;
            v.send(nr).await;
        }
        v.dueslag(mange + 1, "Webhook", &hurtig.paa("x")).await;
        v.start();
        indtil("as many as one server may have", async || v.tal().i_gang.load(Relaxed) >= grund::graenser::LEVERINGER_PR_VAERT as u64)
            .await;
        v.send(mange + 1).await;
        indtil("the other one has its message", async || hurtig.ids("x").len() == 1).await;
        // Its answer may be on the way still.
        indtil("and nobody else has", async || v.tal().leveret_webhook.load(Relaxed) == 1).await;
        fri.store(true, Relaxed);
        indtil("and then all have", async || v.tal().leveret_webhook.load(Relaxed) as u128 == mange + 1).await;
    });
}

trait SomUuid {
    fn into_uuid(self) -> grund::Uuid;
}

impl SomUuid for u128 {
    fn into_uuid(self) -> grund::Uuid {
        grund::Uuid::from_u128(self)
    }
}
