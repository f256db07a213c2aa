//! Clients that mean no good, or read nothing.
use crate::formidler::{DUESLAG, Hukommelse};
use crate::klient::{Klient, b, faelles, indtil};
use amq_protocol::frame::{AMQPContentHeader, AMQPFrame};
use amq_protocol::protocol::{AMQPClass, BasicProperties, basic, channel};
use amqp::Ende;
use grund::graenser;
use std::sync::atomic::Ordering::Relaxed;

#[tokio::test]
async fn ten_thousand_channels_end_at_the_negotiated_number() {
    let f = faelles(&Hukommelse::ny(), false);
    let mut k = Klient::aaben(&f).await;
    let mut alle = Vec::new();
    for nr in 1..=10_000 {
        alle.extend(Klient::som_bytes(&AMQPFrame::Method(nr, AMQPClass::Channel(channel::AMQPMethod::Open(channel::Open {})))));
    }
    k.maaske(&alle).await;
    assert_eq!(k.lukkes().await.0, 530);
    indtil(|| f.tal.kanaler.load(Relaxed) == 0).await;
}

#[tokio::test]
async fn a_consumer_that_never_reads_costs_a_buffer_and_nobody_else_anything() {
    let h = Hukommelse::ny();
    for _ in 0..200 {
        h.laeg(DUESLAG, vec![1; 100_000]);
    }
    let f = faelles(&h, false);
    let mut doev = Klient::aaben_med(&f, 1 << 12, 60).await;
    doev.kanal(1).await;
    doev.send(1, b(basic::AMQPMethod::Consume(basic::Consume { queue: DUESLAG.to_string().as_str().into(), ..Default::default() }))).await;
    indtil(|| h.med(|i| i.due[&DUESLAG].udlaant.len()) > 5).await;
    // Another gets the rest meanwhile.
    let mut k = Klient::med_kanal(&f).await;
    k.forbrug(1, &DUESLAG.to_string(), "b", false).await;
    let laante = h.med(|i| i.due[&DUESLAG].udlaant.len());
    assert!(laante * 100_000 <= 3 * graenser::AMQP_UD_BYTES, "{laante} messages were borrowed for somebody who reads none");
    let mut faaet = 0;
    while faaet + laante < 180 {
        let (tag, ..) = k.leverance().await;
        k.ack(tag, false).await;
        faaet += 1;
    }
    doev.luk.send(2).unwrap();
    assert_eq!(doev.server.await.unwrap(), Ende::Afbrudt);
    while faaet < 200 {
        let (tag, ..) = k.leverance().await;
        k.ack(tag, false).await;
        faaet += 1;
    }
}

#[tokio::test]
async fn deliveries_that_are_never_acknowledged_end_at_a_number() {
    let h = Hukommelse::ny();
    for _ in 0..graenser::AMQP_UBEKRAEFTEDE + 500 {
        h.laeg(DUESLAG, "x");
    }
    let mut k = Klient::med_kanal(&faelles(&h, false)).await;
    k.forbrug(1, &DUESLAG.to_string(), "a", false).await;
    for _ in 0..graenser::AMQP_UBEKRAEFTEDE {
        k.leverance().await;
    }
    assert_eq!(h.med(|i| i.due[&DUESLAG].venter.len()), 500);
    k.send(1, b(basic::AMQPMethod::Get(basic::Get { queue: DUESLAG.to_string().as_str().into(), no_ack: false }))).await;
    assert_eq!(k.lukkes().await.0, 506);
    indtil(|| h.med(|i| i.due[&DUESLAG].venter.len()) == graenser::AMQP_UBEKRAEFTEDE + 500).await;
}

#[tokio::test]
async fn halves_of_messages_on_many_channels_end_at_a_number_of_bytes() {
    let f = faelles(&Hukommelse::ny(), false);
    let mut k = Klient::aaben(&f).await;
    for nr in 1..=20 {
        k.kanal(nr).await;
    }
    let mut alle = Vec::new();
    for nr in 1..=20 {
        let p = basic::Publish { exchange: amqp::AFSEND.into(), ..basic::Publish::default() };
        alle.extend(Klient::som_bytes(&AMQPFrame::Method(nr, b(basic::AMQPMethod::Publish(p)))));
        let hoved = AMQPContentHeader { class_id: 60, body_size: 1 << 20, properties: BasicProperties::default() };
        alle.extend(Klient::som_bytes(&AMQPFrame::Header(nr, hoved)));
        for _ in 0..10 {
            alle.extend(Klient::som_bytes(&AMQPFrame::Body(nr, vec![0; 100_000])));
        }
    }
    k.maaske(&alle).await;
    assert_eq!(k.lukkes().await.0, 506);
}

#[tokio::test]
async fn a_flood_of_questions_whose_answers_nobody_reads_is_not_read() {
    let h = Hukommelse::ny();
    h.laeg(DUESLAG, "x");
    let mut k = Klient::aaben_med(&faelles(&h, false), 1 << 12, 60).await;
    k.kanal(1).await;
    let qos = Klient::som_bytes(&AMQPFrame::Method(1, b(basic::AMQPMethod::Qos(basic::Qos::default()))));
    let mange = qos.repeat(50_000);
    let mut sendt = 0;
    while tokio::time::timeout(std::time::Duration::from_millis(500), k.bytes(&mange)).await.is_ok() {
        sendt += 1;
        assert!(sendt < 20, "a million questions were read");
    }
    k.luk.send(2).unwrap();
    k.server.await.unwrap();
}

#[tokio::test]
async fn consumers_end_at_a_number() {
    let h = Hukommelse::ny();
    h.laeg(DUESLAG, "x");
    let f = faelles(&h, false);
    let mut k = Klient::med_kanal(&f).await;
    k.qos(1, 1, true).await;
    for n in 0..graenser::AMQP_FORBRUGERE {
        let c = basic::Consume {
            queue: DUESLAG.to_string().as_str().into(),
            consumer_tag: n.to_string().as_str().into(),
            nowait: true,
            ..Default::default()
        };
        k.send(1, b(basic::AMQPMethod::Consume(c))).await;
    }
    indtil(|| f.tal.forbrugere.load(Relaxed) == graenser::AMQP_FORBRUGERE as u64).await;
    k.send(1, b(basic::AMQPMethod::Consume(basic::Consume { queue: DUESLAG.to_string().as_str().into(), ..Default::default() }))).await;
    assert_eq!(k.lukkes().await.0, 506);
    indtil(|| f.tal.forbrugere.load(Relaxed) == 0).await;
}
