//! Consumers: order, prefetch, acknowledgement, what comes back.
use crate::formidler::{DUESLAG, Hukommelse, LUKKET};
use crate::klient::{Klient, b, faelles, indtil};
use amq_protocol::frame::AMQPFrame;
use amq_protocol::protocol::{AMQPClass, basic, channel, connection};
use std::sync::Arc;
use std::time::Duration;

fn fyldt(antal: usize) -> Arc<Hukommelse> {
    let h = Hukommelse::ny();
    for n in 0..antal {
        h.laeg(DUESLAG, format!("{n}"));
    }
    h
}

fn dueslag() -> String {
    DUESLAG.to_string()
}

async fn intet(k: &mut Klient) {
    assert!(tokio::time::timeout(Duration::from_millis(50), k.ramme()).await.is_err());
}

fn tilstand(h: &Hukommelse) -> (usize, usize, usize) {
    h.med(|i| i.due.get(&DUESLAG).map_or((0, 0, 0), |d| (d.venter.len(), d.udlaant.len(), d.modtaget.len())))
}

#[tokio::test]
async fn e32_a_consumer_gets_its_dueslag_in_order_and_what_is_new_at_once() {
    let h = fyldt(3);
    let mut k = Klient::med_kanal(&faelles(&h, false)).await;
    let m = k.forbrug(1, &dueslag().to_uppercase(), "", false).await;
    assert!(matches!(m, AMQPClass::Basic(basic::AMQPMethod::ConsumeOk(ok)) if ok.consumer_tag.as_str().starts_with("amq.ctag-")));
    for n in 0..3 {
        assert_eq!(k.leverance().await, (n + 1, false, n.to_string().into_bytes()));
    }
    k.ack(2, true).await;
    indtil(|| tilstand(&h) == (0, 1, 2)).await;
    h.laeg(DUESLAG, "ny");
    assert_eq!(k.leverance().await, (4, false, b"ny".to_vec()));
    k.ack(4, false).await;
    k.ack(3, false).await;
    indtil(|| tilstand(&h) == (0, 0, 4)).await;
}

#[tokio::test]
async fn e32_what_is_not_acknowledged_comes_back_when_the_connection_is_lost() {
    let h = fyldt(3);
    let f = faelles(&h, false);
    let mut k = Klient::med_kanal(&f).await;
    k.forbrug(1, &dueslag(), "a", false).await;
    for _ in 0..3 {
        k.leverance().await;
    }
    k.ack(1, false).await;
    k.afbryd().await;
    assert_eq!(tilstand(&h), (2, 0, 1));
    let mut k = Klient::med_kanal(&f).await;
    k.forbrug(1, &dueslag(), "a", false).await;
    assert_eq!(k.leverance().await, (1, true, b"1".to_vec()));
    assert_eq!(k.leverance().await, (2, true, b"2".to_vec()));
    // The same when a channel is closed.
    let luk = channel::Close { reply_code: 200, ..channel::Close::default() };
    assert!(matches!(
        k.spoerg(1, AMQPClass::Channel(channel::AMQPMethod::Close(luk))).await,
        AMQPClass::Channel(channel::AMQPMethod::CloseOk(_))
    ));
    indtil(|| tilstand(&h) == (2, 0, 1)).await;
}

#[tokio::test]
async fn e35_what_a_connection_had_that_the_server_closes_goes_back_before_the_client_answers() {
    let h = fyldt(3);
    let mut k = Klient::med_kanal(&faelles(&h, false)).await;
    k.forbrug(1, &dueslag(), "a", false).await;
    for _ in 0..3 {
        k.leverance().await;
    }
    h.med(|i| i.ophoert = true);
    while !matches!(k.ramme().await, Some(AMQPFrame::Method(0, AMQPClass::Connection(connection::AMQPMethod::Close(_))))) {}
    // Its client has five seconds for the answer, and may have connected again long before.
    tokio::time::timeout(Duration::from_secs(2), indtil(|| tilstand(&h) == (3, 0, 0))).await.unwrap();
    assert_eq!(h.med(|i| (i.ender, i.slut)), (1, 0));
}

#[tokio::test]
async fn prefetch_holds_for_a_consumer_and_for_a_channel() {
    let h = fyldt(20);
    let mut k = Klient::med_kanal(&faelles(&h, false)).await;
    k.qos(1, 2, false).await;
    k.forbrug(1, &dueslag(), "a", false).await;
    k.leverance().await;
    k.leverance().await;
    intet(&mut k).await;
    assert_eq!(tilstand(&h).1, 2, "no more was borrowed than was delivered");
    k.qos(1, 3, true).await;
    k.send(
        1,
        b(basic::AMQPMethod::Consume(basic::Consume { queue: dueslag().as_str().into(), consumer_tag: "b".into(), ..Default::default() })),
    )
    .await;
    k.metode().await;
    assert_eq!(k.leverance().await.0, 3);
    intet(&mut k).await;
    k.ack(1, false).await;
    assert_eq!(k.leverance().await.0, 4);
    intet(&mut k).await;
}

#[tokio::test]
async fn nack_and_reject_give_back_or_away_and_recover_gives_all_back() {
    let h = fyldt(4);
    let mut k = Klient::med_kanal(&faelles(&h, false)).await;
    k.qos(1, 2, false).await;
    k.forbrug(1, &dueslag(), "a", false).await;
    k.leverance().await;
    k.leverance().await;
    k.send(1, b(basic::AMQPMethod::Reject(basic::Reject { delivery_tag: 1, requeue: false }))).await;
    k.leverance().await;
    assert_eq!(h.med(|i| i.due[&DUESLAG].afvist.clone()), [0]);
    let alle = basic::Nack { delivery_tag: 0, multiple: true, requeue: true };
    k.send(1, b(basic::AMQPMethod::Nack(alle))).await;
    assert_eq!(k.leverance().await, (4, true, b"1".to_vec()));
    assert_eq!(k.leverance().await, (5, true, b"2".to_vec()));
    k.send(1, b(basic::AMQPMethod::Recover(basic::Recover { requeue: true }))).await;
    let mut igen = 0;
    let mut ok = false;
    while igen < 2 || !ok {
        match k.ramme().await {
            Some(AMQPFrame::Method(1, AMQPClass::Basic(basic::AMQPMethod::RecoverOk(_)))) => ok = true,
            Some(AMQPFrame::Method(1, AMQPClass::Basic(basic::AMQPMethod::Deliver(d)))) => {
                assert!(d.redelivered);
                igen += 1;
            }
            Some(AMQPFrame::Header(..) | AMQPFrame::Body(..)) => {}
            f => panic!("{f:?}"),
        }
    }
}

#[tokio::test]
async fn e35_what_is_given_back_stands_in_its_place_for_whoever_asks_next() {
    let h = fyldt(3);
    // Deciding takes the store a moment.
    h.med(|i| i.langsom = true);
    let mut k = Klient::med_kanal(&faelles(&h, false)).await;
    let get = b(basic::AMQPMethod::Get(basic::Get { queue: dueslag().as_str().into(), no_ack: false }));
    k.spoerg(1, get.clone()).await;
    k.indhold().await;
    k.send(1, b(basic::AMQPMethod::Nack(basic::Nack { delivery_tag: 1, multiple: false, requeue: true }))).await;
    k.spoerg(1, get).await;
    assert_eq!(k.indhold().await.1, b"0", "basic.get");
    k.send(1, b(basic::AMQPMethod::Nack(basic::Nack { delivery_tag: 2, multiple: false, requeue: true }))).await;
    k.forbrug(1, &dueslag(), "a", false).await;
    assert_eq!(k.leverance().await.2, b"0", "basic.consume");
}

#[tokio::test]
async fn basic_get_takes_one_or_says_that_there_is_none() {
    let h = fyldt(2);
    let mut k = Klient::med_kanal(&faelles(&h, false)).await;
    let get = |no_ack| b(basic::AMQPMethod::Get(basic::Get { queue: dueslag().as_str().into(), no_ack }));
    let AMQPClass::Basic(basic::AMQPMethod::GetOk(ok)) = k.spoerg(1, get(false)).await else { panic!() };
    assert_eq!((ok.delivery_tag, ok.message_count, ok.routing_key.as_str()), (1, 1, dueslag().as_str()));
    let (e, krop) = k.indhold().await;
    assert_eq!((krop, e.message_id().clone().unwrap().to_string(), e.delivery_mode().unwrap()), (b"0".to_vec(), "besked-0".into(), 2));
    assert!(matches!(k.spoerg(1, get(true)).await, AMQPClass::Basic(basic::AMQPMethod::GetOk(_))));
    k.indhold().await;
    assert!(matches!(k.spoerg(1, get(true)).await, AMQPClass::Basic(basic::AMQPMethod::GetEmpty(_))));
    indtil(|| tilstand(&h) == (0, 1, 1)).await;
    k.send(1, b(basic::AMQPMethod::Get(basic::Get { queue: LUKKET.to_string().as_str().into(), no_ack: true }))).await;
    assert_eq!(k.kanal_lukkes(1).await, 403);
    indtil(|| tilstand(&h) == (1, 0, 1)).await;
}

#[tokio::test]
async fn a_cancelled_consumer_and_a_stopped_channel_get_nothing() {
    let h = fyldt(0);
    let mut k = Klient::med_kanal(&faelles(&h, false)).await;
    h.laeg(DUESLAG, "0");
    k.forbrug(1, &dueslag(), "a", false).await;
    k.leverance().await;
    let flow = |active| AMQPClass::Channel(channel::AMQPMethod::Flow(channel::Flow { active }));
    assert!(matches!(k.spoerg(1, flow(false)).await, AMQPClass::Channel(channel::AMQPMethod::FlowOk(_))));
    h.laeg(DUESLAG, "1");
    intet(&mut k).await;
    k.spoerg(1, flow(true)).await;
    assert_eq!(k.leverance().await.2, b"1");
    let cancel = basic::Cancel { consumer_tag: "a".into(), nowait: false };
    assert!(matches!(k.spoerg(1, b(basic::AMQPMethod::Cancel(cancel))).await, AMQPClass::Basic(basic::AMQPMethod::CancelOk(_))));
    h.laeg(DUESLAG, "2");
    intet(&mut k).await;
    assert_eq!(tilstand(&h), (1, 2, 0));
    // What was delivered before is still the channel's.
    k.ack(2, true).await;
    indtil(|| tilstand(&h) == (1, 0, 2)).await;
}

#[tokio::test]
async fn e3_consumers_share_a_dueslag_unless_one_has_it_alone() {
    let h = fyldt(0);
    h.laeg(DUESLAG, "x");
    let f = faelles(&h, false);
    let (mut en, mut to) = (Klient::med_kanal(&f).await, Klient::med_kanal(&f).await);
    let alene = basic::Consume { queue: dueslag().as_str().into(), consumer_tag: "a".into(), exclusive: true, ..Default::default() };
    en.spoerg(1, b(basic::AMQPMethod::Consume(alene))).await;
    let anden = basic::Consume { queue: dueslag().to_uppercase().as_str().into(), consumer_tag: "b".into(), ..Default::default() };
    to.send(1, b(basic::AMQPMethod::Consume(anden.clone()))).await;
    assert_eq!(to.kanal_lukkes(1).await, 403);
    en.afbryd().await;
    assert!(matches!(to.spoerg(1, b(basic::AMQPMethod::Consume(anden))).await, AMQPClass::Basic(basic::AMQPMethod::ConsumeOk(_))));
}

#[tokio::test]
async fn without_acknowledgement_a_message_is_gone_when_it_is_sent_and_not_before() {
    let h = Hukommelse::ny();
    for _ in 0..40 {
        h.laeg(DUESLAG, vec![1; 50_000]);
    }
    let f = faelles(&h, false);
    let mut k = Klient::aaben_med(&f, 1 << 12, 60).await;
    k.kanal(1).await;
    k.send(1, b(basic::AMQPMethod::Consume(basic::Consume { queue: dueslag().as_str().into(), no_ack: true, ..Default::default() }))).await;
    indtil(|| tilstand(&h).1 > 10).await;
    let (venter, udlaant, modtaget) = tilstand(&h);
    assert!(venter > 10 && udlaant > 10 && modtaget == 0, "{venter} {udlaant} {modtaget}");
    k.afbryd().await;
    assert_eq!(tilstand(&h), (40, 0, 0), "nothing that only our buffer had was lost");
}

#[tokio::test]
async fn a_consumer_whose_right_ends_loses_its_channel() {
    let h = fyldt(1);
    let mut k = Klient::med_kanal(&faelles(&h, false)).await;
    k.forbrug(1, &dueslag(), "a", false).await;
    k.leverance().await;
    h.med(|i| i.lukket = true);
    h.laeg(DUESLAG, "1");
    assert_eq!(k.kanal_lukkes(1).await, 403);
    indtil(|| tilstand(&h) == (2, 0, 0)).await;
}
