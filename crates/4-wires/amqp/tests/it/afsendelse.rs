//! Publishing: confirms, replies, order, batches.
use crate::formidler::Hukommelse;
use crate::klient::{Klient, faelles, indtil};
use amq_protocol::protocol::{AMQPClass, BasicProperties, basic};
use amq_protocol::types::{AMQPValue, FieldTable};
use std::time::Duration;

fn med_token(token: &str) -> BasicProperties {
    let mut t = FieldTable::default();
    t.insert("token".into(), AMQPValue::LongString(token.into()));
    BasicProperties::default().with_headers(t)
}

/// Confirms as they come: acknowledged, number, several.
async fn bekraeftelse(k: &mut Klient) -> (bool, u64, bool) {
    match k.metode().await.1 {
        AMQPClass::Basic(basic::AMQPMethod::Ack(a)) => (true, a.delivery_tag, a.multiple),
        AMQPClass::Basic(basic::AMQPMethod::Nack(a)) => (false, a.delivery_tag, a.multiple),
        m => panic!("{m:?}"),
    }
}

#[tokio::test]
async fn e31_a_message_is_confirmed_when_it_is_durable_and_answered_on_the_reply_queue() {
    let h = Hukommelse::ny();
    let mut k = Klient::med_kanal(&faelles(&h, false)).await;
    k.bekraeft().await;
    k.forbrug(1, amqp::SVARKOE, "svar", true).await;
    let e = med_token("mit").with_reply_to(amqp::SVARKOE.into()).with_correlation_id("k1".into()).with_message_id("t1".into());
    h.skriv.forget_permits(usize::MAX);
    k.publicer(&e, b"<Haendelsesbesked/>").await;
    assert!(tokio::time::timeout(Duration::from_millis(50), k.ramme()).await.is_err(), "confirmed before it was durable");
    h.skriv.add_permits(1);
    assert_eq!(bekraeftelse(&mut k).await, (true, 1, false));
    let AMQPClass::Basic(basic::AMQPMethod::Deliver(d)) = k.metode().await.1 else { panic!() };
    assert_eq!((d.consumer_tag.as_str(), d.routing_key.as_str()), ("svar", amqp::SVARKOE));
    let (e, krop) = k.indhold().await;
    assert_eq!(e.correlation_id().as_ref().unwrap().as_str(), "k1");
    assert!(String::from_utf8(krop).unwrap().contains("<StatusKode>20</StatusKode>"));
    let sendt = h.med(|i| i.sendt[0].clone());
    assert_eq!((sendt.token.as_deref(), sendt.transaktion.as_deref()), (Some(&b"mit"[..]), Some("t1")));
}

#[tokio::test]
async fn e31_an_expired_token_is_answered_with_41_and_who_gets_no_answer_gets_a_nack() {
    let h = Hukommelse::ny();
    let mut k = Klient::med_kanal(&faelles(&h, false)).await;
    k.bekraeft().await;
    k.forbrug(1, amqp::SVARKOE, "svar", true).await;
    let svar = |e: BasicProperties| e.with_reply_to(amqp::SVARKOE.into());
    for (e, krop, ack, status) in [
        (svar(med_token("gammelt")), "x", true, Some("41")),
        (svar(med_token("nyt")), "forkert", true, Some("40")),
        (svar(med_token("nyt")), "fejl", false, Some("53")),
        (med_token("gammelt"), "x", false, None),
        (med_token("nyt"), "forkert", false, None),
        (med_token("nyt"), "x", true, None),
    ] {
        k.publicer(&e, krop.as_bytes()).await;
        assert_eq!(bekraeftelse(&mut k).await.0, ack, "{krop} {status:?}");
        if let Some(s) = status {
            let (_, _, svar) = k.leverance().await;
            assert!(String::from_utf8(svar).unwrap().contains(&format!("<StatusKode>{s}<")), "{krop}");
        }
    }
}

#[tokio::test]
async fn messages_that_wait_for_the_same_sync_are_confirmed_together_and_in_order() {
    let h = Hukommelse::ny();
    let mut k = Klient::med_kanal(&faelles(&h, false)).await;
    k.kanal(2).await;
    k.bekraeft().await;
    h.skriv.forget_permits(usize::MAX);
    let kroppe = ["0", "1", "2", "forkert", "fejl", "5", "6"];
    for n in kroppe {
        k.publicer(&BasicProperties::default(), n.as_bytes()).await;
        // A channel without confirms between them.
        k.bytes(&Klient::publicering(2, amqp::AFSEND, "", &BasicProperties::default(), b"to")).await;
    }
    indtil(|| h.skriv.available_permits() == 0).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    h.skriv.add_permits(100);
    let mut ventet = vec![(true, 3, true), (false, 5, true), (true, 7, true)];
    let mut foerste = bekraeftelse(&mut k).await;
    // The first may have gone alone, or with those that had come by then.
    while foerste.1 < 3 {
        foerste = bekraeftelse(&mut k).await;
    }
    assert_eq!((foerste.0, foerste.1), (true, 3));
    ventet.remove(0);
    for v in ventet {
        assert_eq!(bekraeftelse(&mut k).await, v);
    }
    let sendt = h.med(|i| i.sendt.iter().map(|a| String::from_utf8_lossy(&a.krop).into_owned()).filter(|k| k != "to").collect::<Vec<_>>());
    assert_eq!(sendt, ["0", "1", "2", "5", "6"]);
    assert!(h.med(|i| i.bundter.len()) < 14, "{:?}", h.med(|i| i.bundter.clone()));
}

#[tokio::test]
async fn e35_what_a_sender_sent_behind_a_message_that_the_store_did_not_take_is_not_taken_either() {
    let h = Hukommelse::ny();
    let mut k = Klient::med_kanal(&faelles(&h, false)).await;
    k.bekraeft().await;
    h.skriv.forget_permits(usize::MAX);
    k.publicer(&BasicProperties::default(), b"fejl").await;
    // It is under way alone; the next ones gather behind it.
    tokio::time::sleep(Duration::from_millis(50)).await;
    for n in ["1", "2"] {
        k.publicer(&BasicProperties::default(), n.as_bytes()).await;
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    h.skriv.add_permits(10);
    assert_eq!(bekraeftelse(&mut k).await, (false, 1, false));
    assert_eq!(bekraeftelse(&mut k).await, (false, 3, true));
    k.publicer(&BasicProperties::default(), b"3").await;
    assert_eq!(bekraeftelse(&mut k).await, (true, 4, false));
    assert_eq!(h.med(|i| i.sendt.iter().map(|a| a.krop.clone()).collect::<Vec<_>>()), ["3"]);
}

#[tokio::test]
async fn a_sender_that_is_faster_than_the_store_is_not_read_from() {
    let h = Hukommelse::ny();
    let mut k = Klient::aaben_med(&faelles(&h, false), 1 << 16, 60).await;
    k.kanal(1).await;
    h.skriv.forget_permits(usize::MAX);
    let en = Klient::publicering(1, amqp::AFSEND, "", &BasicProperties::default(), &vec![1; 100_000]);
    let mut sendt = 0;
    while tokio::time::timeout(Duration::from_millis(300), k.bytes(&en)).await.is_ok() {
        sendt += 1;
        assert!(sendt < 100, "ten megabytes were taken that nobody could keep");
    }
    assert!(sendt > 30);
    h.skriv.add_permits(1_000);
    indtil(|| h.med(|i| i.sendt.len()) >= sendt).await;
}

#[tokio::test]
async fn a_connection_that_is_cut_in_a_frame_loses_nothing_that_was_whole() {
    let h = Hukommelse::ny();
    let mut k = Klient::med_kanal(&faelles(&h, false)).await;
    h.skriv.forget_permits(usize::MAX);
    for n in 0..3 {
        k.publicer(&BasicProperties::default(), format!("{n}").as_bytes()).await;
    }
    let halv = Klient::publicering(1, amqp::AFSEND, "", &BasicProperties::default(), b"halv");
    k.bytes(&halv[..halv.len() - 2]).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    h.skriv.add_permits(10);
    k.afbryd().await;
    let sendt = h.med(|i| i.sendt.iter().map(|a| a.krop.clone()).collect::<Vec<_>>());
    assert_eq!(sendt, ["0", "1", "2"]);
}

#[tokio::test]
async fn a_mandatory_message_that_no_queue_takes_comes_back() {
    let mut k = Klient::med_kanal(&faelles(&Hukommelse::ny(), true)).await;
    k.bekraeft().await;
    k.bytes(&Klient::publicering(1, "", "ingen", &med_token("mit"), b"hej")).await;
    let AMQPClass::Basic(basic::AMQPMethod::Return(r)) = k.metode().await.1 else { panic!() };
    assert_eq!((r.reply_code, r.routing_key.as_str()), (312, "ingen"));
    assert_eq!(k.indhold().await.1, b"hej");
    assert_eq!(bekraeftelse(&mut k).await, (true, 1, false));
    // To the exchange of the service nothing is returned: it takes everything, also what nobody subscribes to (E-23).
    k.publicer(&BasicProperties::default(), b"x").await;
    assert_eq!(bekraeftelse(&mut k).await, (true, 2, false));
}
