use crate::formidler::Hukommelse;
use crate::klient::{Klient, faelles, forbindelse, hastigt, indtil};
use amq_protocol::frame::AMQPFrame;
use amq_protocol::protocol::{AMQPClass, channel, connection};
use amqp::Ende;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

#[tokio::test]
async fn another_protocol_is_told_ours() {
    for hilsen in [&b"GET / HT"[..], b"AMQP\x01\x01\x00\x09", b"AMQP\x00\x01\x00\x00"] {
        let mut k = Klient::raa(&faelles(&Hukommelse::ny(), false), 1 << 16);
        k.bytes(hilsen).await;
        assert!(matches!(k.ramme().await, Some(AMQPFrame::ProtocolHeader(v)) if (v.major, v.minor, v.revision) == (0, 9, 1)));
        assert_eq!(k.ramme().await, None);
        assert_eq!(k.afbryd().await, Ende::Afvist);
    }
}

#[tokio::test]
async fn e30_a_login_is_by_external_and_a_refused_one_says_so_to_who_understands() {
    let f = faelles(&Hukommelse::ny(), false);
    for (mekanisme, svar) in [("EXTERNAL", &b"ok"[..]), ("PLAIN", b"\0demo\0x")] {
        let m = Klient::raa(&f, 1 << 16).hilst(mekanisme, svar).await;
        let AMQPClass::Connection(connection::AMQPMethod::Tune(t)) = m else { panic!("{m:?}") };
        assert_eq!((t.channel_max, t.frame_max, t.heartbeat), (256, 131_072, 60));
    }
    for (mekanisme, svar, kode) in
        [("EXTERNAL", &b"fremmed"[..], 403), ("PLAIN", b"\0guest\0guest", 403), ("PLAIN", b"guest", 502), ("AMQPLAIN", b"", 403)]
    {
        let m = Klient::raa(&f, 1 << 16).hilst(mekanisme, svar).await;
        let AMQPClass::Connection(connection::AMQPMethod::Close(c)) = m else { panic!("{m:?}") };
        assert_eq!(c.reply_code, kode, "{mekanisme} {}", c.reply_text);
    }
    assert_eq!(f.tal.afvist_login.load(Relaxed), 2);
    // Who does not say that he reads a close gets none.
    let mut k = Klient::raa(&f, 1 << 16);
    k.bytes(b"AMQP\x00\x00\x09\x01").await;
    k.metode().await;
    let ok = connection::StartOk { mechanism: "EXTERNAL".into(), response: "nej".into(), ..connection::StartOk::default() };
    k.send(0, forbindelse(connection::AMQPMethod::StartOk(ok))).await;
    assert_eq!(k.ramme().await, None);
}

#[tokio::test]
async fn what_is_negotiated_stays_within_what_was_offered_and_the_vhost_is_bf() {
    let f = faelles(&Hukommelse::ny(), false);
    for (kanaler, ramme, vhost, kode) in [
        (0, 4_096, "BF", 530),
        (257, 4_096, "BF", 530),
        (1, 4_095, "BF", 530),
        (1, 0, "BF", 530),
        (1, 131_073, "BF", 530),
        (1, 4_096, "/", 530),
    ] {
        let mut k = Klient::raa(&f, 1 << 16);
        k.hilst("EXTERNAL", b"ok").await;
        let ok = connection::TuneOk { channel_max: kanaler, frame_max: ramme, heartbeat: 0 };
        k.send(0, forbindelse(connection::AMQPMethod::TuneOk(ok))).await;
        k.maaske(&Klient::som_bytes(&AMQPFrame::Method(
            0,
            forbindelse(connection::AMQPMethod::Open(connection::Open { virtual_host: vhost.into() })),
        )))
        .await;
        assert_eq!(k.lukkes().await.0, kode, "{kanaler} {ramme} {vhost}");
        assert_eq!(k.afbryd().await, Ende::Afvist);
    }
}

#[tokio::test]
async fn methods_out_of_turn_before_the_connection_is_open_end_it() {
    let f = faelles(&Hukommelse::ny(), false);
    let kanal = |nr| AMQPFrame::Method(nr, AMQPClass::Channel(channel::AMQPMethod::Open(channel::Open {})));
    let aabn = AMQPFrame::Method(0, forbindelse(connection::AMQPMethod::Open(connection::Open { virtual_host: "BF".into() })));
    for (ramme, kode) in [(kanal(1), 504), (kanal(0), 503), (aabn, 503), (AMQPFrame::Body(1, vec![1]), 505)] {
        let mut k = Klient::raa(&f, 1 << 16);
        k.bytes(b"AMQP\x00\x00\x09\x01").await;
        k.metode().await;
        k.bytes(&Klient::som_bytes(&ramme)).await;
        assert_eq!(k.lukkes().await.0, kode, "{ramme:?}");
    }
}

#[tokio::test]
async fn who_is_slow_to_say_who_he_is_is_hung_up_on() {
    let f = hastigt(&Hukommelse::ny());
    for hilsen in [&b""[..], b"AMQP", b"AMQP\x00\x00\x09\x01", b"AMQP\x00\x00\x09\x01\x01\x00\x00\x00"] {
        let mut k = Klient::raa(&f, 1 << 16);
        k.bytes(hilsen).await;
        assert_eq!(k.server.await.unwrap(), Ende::Afvist);
    }
}

#[tokio::test]
async fn a_byte_now_and_then_gives_no_more_time() {
    let mut k = Klient::raa(&hastigt(&Hukommelse::ny()), 1 << 16);
    k.bytes(b"AMQP\x00\x00\x09\x01\x01\x00\x00\x00\x01\x00\x00").await;
    let mut antal = 0;
    while !k.server.is_finished() {
        tokio::time::sleep(Duration::from_millis(100)).await;
        k.maaske(&[0]).await;
        antal += 1;
        assert!(antal < 250, "each byte gave more time");
    }
}

#[tokio::test]
async fn callers_who_are_not_proven_share_a_budget_for_what_they_send() {
    let f = faelles(&Hukommelse::ny(), false);
    // A method of 120 KB whose last byte never comes.
    let mut halvt = b"AMQP\x00\x00\x09\x01\x01\x00\x00\x00\x01\xd4\xc0".to_vec();
    halvt.extend(vec![0; 119_000]);
    let mut alle = Vec::new();
    for _ in 0..700 {
        let mut k = Klient::raa(&f, 1 << 18);
        k.bytes(&halvt).await;
        alle.push(k);
    }
    // 64 MiB hold some 560 of them.
    indtil(|| f.tal.brud.load(Relaxed) >= 100).await;
    assert!(f.tal.brud.load(Relaxed) < 200);
    // Who sends little is let in all the same.
    assert!(matches!(Klient::raa(&f, 1 << 16).hilst("EXTERNAL", b"ok").await, AMQPClass::Connection(connection::AMQPMethod::Tune(_))));
}
