//! What the protocol says about errors, closes and heartbeats.
use crate::formidler::{DUESLAG, Hukommelse};
use crate::klient::{Klient, b, faelles, forbindelse, hastigt, indtil, koe};
use amq_protocol::frame::{AMQPContentHeader, AMQPFrame};
use amq_protocol::protocol::{AMQPClass, BasicProperties, basic, channel, connection, queue, tx};
use amqp::Ende;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

fn publish(kanal: u16) -> Vec<u8> {
    let p = basic::Publish { exchange: amqp::AFSEND.into(), ..basic::Publish::default() };
    Klient::som_bytes(&AMQPFrame::Method(kanal, b(basic::AMQPMethod::Publish(p))))
}

fn hoved(kanal: u16, class_id: u16, body_size: u64) -> Vec<u8> {
    Klient::som_bytes(&AMQPFrame::Header(kanal, AMQPContentHeader { class_id, body_size, properties: BasicProperties::default() }))
}

fn krop(kanal: u16, bytes: usize) -> Vec<u8> {
    Klient::som_bytes(&AMQPFrame::Body(kanal, vec![1; bytes]))
}

fn metode(kanal: u16, klasse: u16, metode: u16) -> Vec<u8> {
    let mut ud = vec![1];
    ud.extend(kanal.to_be_bytes());
    ud.extend(4_u32.to_be_bytes());
    ud.extend(klasse.to_be_bytes());
    ud.extend(metode.to_be_bytes());
    ud.push(0xce);
    ud
}

#[tokio::test]
async fn hard_errors_end_the_connection_with_the_code_that_the_protocol_prescribes() {
    let f = faelles(&Hukommelse::ny(), false);
    let m = |kanal, m| Klient::som_bytes(&AMQPFrame::Method(kanal, m));
    let straks = basic::Publish { exchange: amqp::AFSEND.into(), immediate: true, ..basic::Publish::default() };
    let tilfaelde: Vec<(&str, Vec<u8>, u16)> = vec![
        ("a frame that is too large", vec![3, 0, 1, 0, 2, 0, 0], 501),
        ("a frame of an unknown type", vec![4, 0, 1, 0, 0, 0, 0, 0xce], 501),
        ("a frame without its end", vec![8, 0, 0, 0, 0, 0, 0, 0], 501),
        ("a heartbeat on a channel", vec![8, 0, 1, 0, 0, 0, 0, 0xce], 501),
        ("arguments that end too early", metode(1, 60, 80), 502),
        ("a method of the server's", metode(1, 60, 60), 503),
        ("a method of the handshake", metode(0, 10, 31), 502),
        ("connection.open twice", m(0, forbindelse(connection::AMQPMethod::Open(connection::Open { virtual_host: "BF".into() }))), 503),
        ("a method of a channel on channel 0", m(0, AMQPClass::Channel(channel::AMQPMethod::Open(channel::Open {}))), 503),
        ("a channel that is not open", m(9, b(basic::AMQPMethod::Get(basic::Get::default()))), 504),
        ("a channel that is open", m(1, AMQPClass::Channel(channel::AMQPMethod::Open(channel::Open {}))), 504),
        ("a channel above the negotiated number", m(257, AMQPClass::Channel(channel::AMQPMethod::Open(channel::Open {}))), 530),
        ("a header without a publish", hoved(1, 60, 1), 505),
        ("a body without a publish", krop(1, 1), 505),
        ("a method between publish and header", [publish(1), metode(1, 20, 41)].concat(), 505),
        ("a body before its header", [publish(1), krop(1, 1)].concat(), 505),
        ("two headers", [publish(1), hoved(1, 60, 1), hoved(1, 60, 1)].concat(), 505),
        ("a header of another class", [publish(1), hoved(1, 50, 1)].concat(), 501),
        ("a body that is longer than its header says", [publish(1), hoved(1, 60, 1), krop(1, 2)].concat(), 501),
        ("content on channel 0", hoved(0, 60, 1), 504),
        ("immediate", m(1, b(basic::AMQPMethod::Publish(straks))), 540),
        ("tx", m(1, AMQPClass::Tx(tx::AMQPMethod::Select(tx::Select {}))), 540),
        ("access.request", metode(1, 30, 10), 540),
        ("exchange.bind", metode(1, 40, 30), 540),
        ("an unknown class", metode(1, 77, 1), 540),
        ("recover without requeue", m(1, b(basic::AMQPMethod::Recover(basic::Recover { requeue: false }))), 540),
        ("prefetch size", vec![1, 0, 1, 0, 0, 0, 11, 0, 60, 0, 10, 0, 0, 0, 1, 0, 0, 0, 0xce], 540),
    ];
    for (hvad, bytes, kode) in tilfaelde {
        let mut k = Klient::med_kanal(&f).await;
        k.bytes(&bytes).await;
        assert_eq!(k.lukkes().await.0, kode, "{hvad}");
        assert_eq!(k.server.await.unwrap(), Ende::Server, "{hvad}");
    }
    assert_eq!((f.tal.forbindelser.load(Relaxed), f.tal.kanaler.load(Relaxed)), (0, 0));
}

#[tokio::test]
async fn a_refusal_names_class_and_method() {
    let mut k = Klient::med_kanal(&faelles(&Hukommelse::ny(), false)).await;
    k.bytes(&metode(1, 90, 10)).await;
    assert_eq!(k.lukkes().await, (540, 90, 10));
}

#[tokio::test]
async fn soft_errors_end_the_channel_alone_and_it_can_be_opened_again() {
    let h = Hukommelse::ny();
    h.laeg(DUESLAG, "a");
    let mut k = Klient::med_kanal(&faelles(&h, false)).await;
    k.kanal(2).await;
    let koenavn = |n: &str| queue::Declare { queue: n.into(), passive: true, ..queue::Declare::default() };
    let ny = queue::Declare { queue: "min".into(), ..queue::Declare::default() };
    let m = |m| Klient::som_bytes(&AMQPFrame::Method(1, m));
    let tilfaelde: Vec<(&str, Vec<u8>, u16)> = vec![
        ("an unknown dueslag", m(koe(queue::AMQPMethod::Declare(koenavn("11111111-1111-1111-1111-111111111111")))), 404),
        ("a name that is no dueslag", m(koe(queue::AMQPMethod::Declare(koenavn("min")))), 404),
        ("a dueslag of another", m(koe(queue::AMQPMethod::Declare(koenavn(&crate::formidler::LUKKET.to_string())))), 403),
        ("a queue of one's own", m(koe(queue::AMQPMethod::Declare(ny))), 403),
        ("purging", m(koe(queue::AMQPMethod::Purge(queue::Purge { queue: DUESLAG.to_string().as_str().into(), nowait: false }))), 403),
        ("another exchange", Klient::publicering(1, "andet", "", &BasicProperties::default(), b"x"), 404),
        ("the default exchange", Klient::publicering(1, "", "x", &BasicProperties::default(), b"x"), 403),
        ("an unknown delivery tag", m(b(basic::AMQPMethod::Ack(basic::Ack { delivery_tag: 1, multiple: false }))), 406),
        ("several of none", m(b(basic::AMQPMethod::Nack(basic::Nack { delivery_tag: 3, multiple: true, requeue: true }))), 406),
        ("a message that is too large", [publish(1), hoved(1, 60, (1 << 20) + 1)].concat(), 311),
        (
            "a reply to nobody",
            Klient::publicering(1, amqp::AFSEND, "", &BasicProperties::default().with_reply_to(amqp::SVARKOE.into()), b"x"),
            406,
        ),
    ];
    for (hvad, bytes, kode) in tilfaelde {
        k.bytes(&bytes).await;
        // What is on its way when the channel is closed is passed over.
        k.bytes(&Klient::publicering(1, amqp::AFSEND, "", &BasicProperties::default(), b"for sent")).await;
        assert_eq!(k.kanal_lukkes(1).await, kode, "{hvad}");
    }
    assert!(h.med(|i| i.sendt.is_empty()), "nothing that came on a closed channel was taken");
    // The other channel has noticed nothing.
    let m = k.spoerg(2, koe(queue::AMQPMethod::Declare(koenavn(&DUESLAG.to_string().to_uppercase())))).await;
    let AMQPClass::Queue(queue::AMQPMethod::DeclareOk(ok)) = m else { panic!("{m:?}") };
    assert_eq!((ok.message_count, ok.consumer_count), (1, 0));
}

#[tokio::test]
async fn after_close_ok_nothing_comes() {
    let h = Hukommelse::ny();
    let mut k = Klient::med_kanal(&faelles(&h, false)).await;
    let luk = connection::Close { reply_code: 200, reply_text: "farvel".into(), class_id: 0, method_id: 0 };
    k.publicer(&BasicProperties::default(), b"sidste").await;
    k.send(0, forbindelse(connection::AMQPMethod::Close(luk))).await;
    k.maaske(&publish(1)).await;
    assert!(matches!(k.metode().await, (0, AMQPClass::Connection(connection::AMQPMethod::CloseOk(_)))));
    assert_eq!(k.ramme().await, None);
    assert_eq!(k.server.await.unwrap(), Ende::Klient);
    assert_eq!(h.med(|i| (i.sendt.len(), i.slut)), (1, 1), "what came before the close is taken");
}

#[tokio::test]
async fn a_server_that_stops_says_so_and_one_that_is_told_to_hang_up_does() {
    let f = faelles(&Hukommelse::ny(), false);
    let mut k = Klient::med_kanal(&f).await;
    k.luk.send(1).unwrap();
    assert_eq!(k.lukkes().await.0, 320);
    let k = Klient::med_kanal(&f).await;
    k.luk.send(2).unwrap();
    assert_eq!(k.server.await.unwrap(), Ende::Afbrudt);
}

#[tokio::test]
async fn who_does_not_answer_a_close_is_hung_up_on() {
    let k = Klient::med_kanal(&hastigt(&Hukommelse::ny())).await;
    k.luk.send(1).unwrap();
    assert_eq!(k.server.await.unwrap(), Ende::Server);
}

#[tokio::test]
async fn heartbeats_are_sent_and_a_peer_that_sends_none_is_given_up() {
    let f = hastigt(&Hukommelse::ny());
    let mut k = Klient::aaben_med(&f, 1 << 16, 10).await;
    for _ in 0..4 {
        assert_eq!(k.ramme().await, Some(AMQPFrame::Heartbeat));
        k.bytes(&[8, 0, 0, 0, 0, 0, 0, 0xce]).await;
    }
    while k.ramme().await.is_some() {}
    assert_eq!(k.server.await.unwrap(), Ende::Afbrudt);
    // Who wants none gets none, and stays.
    let k = Klient::aaben_med(&f, 1 << 16, 0).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(!k.server.is_finished());
}

#[tokio::test]
async fn a_session_that_ends_ends_the_connection() {
    let h = Hukommelse::ny();
    let mut k = Klient::med_kanal(&hastigt(&h)).await;
    h.med(|i| i.ophoert = true);
    assert_eq!(k.lukkes().await.0, 320);
}

#[tokio::test]
async fn a_new_proof_is_taken_on_an_open_connection() {
    let f = faelles(&Hukommelse::ny(), false);
    let mut k = Klient::aaben(&f).await;
    let nyt =
        |t: &str| forbindelse(connection::AMQPMethod::UpdateSecret(connection::UpdateSecret { new_secret: t.into(), reason: "".into() }));
    assert!(matches!(k.spoerg(0, nyt("ok")).await, AMQPClass::Connection(connection::AMQPMethod::UpdateSecretOk(_))));
    k.send(0, nyt("fremmed")).await;
    assert_eq!(k.lukkes().await, (530, 10, 70));
}

#[tokio::test]
async fn frames_that_come_byte_by_byte_mean_the_same() {
    let h = Hukommelse::ny();
    let mut k = Klient::med_kanal(&faelles(&h, false)).await;
    let e = BasicProperties::default().with_message_id("t1".into());
    for d in Klient::publicering(1, amqp::AFSEND, "", &e, &[7; 300]) {
        k.bytes(&[d]).await;
        tokio::task::yield_now().await;
    }
    indtil(|| h.med(|i| i.sendt.len()) == 1).await;
    assert_eq!(h.med(|i| (i.sendt[0].transaktion.clone(), i.sendt[0].krop.len())), (Some("t1".into()), 300));
}
