//! Temporary queues of the development.
use crate::formidler::{DUESLAG, Hukommelse};
use crate::klient::{Klient, b, faelles, koe};
use amq_protocol::protocol::{AMQPClass, BasicProperties, basic, exchange, queue};
use amq_protocol::types::{AMQPValue, FieldTable};

fn erklaer(navn: &str, exclusive: bool) -> AMQPClass {
    koe(queue::AMQPMethod::Declare(queue::Declare { queue: navn.into(), exclusive, ..queue::Declare::default() }))
}

#[tokio::test]
async fn in_development_a_client_makes_queues_and_exchanges_that_end_with_it() {
    let f = faelles(&Hukommelse::ny(), true);
    let mut k = Klient::med_kanal(&f).await;
    let AMQPClass::Queue(queue::AMQPMethod::DeclareOk(ok)) = k.spoerg(1, erklaer("", true)).await else { panic!() };
    let navn = ok.queue;
    assert!(navn.as_str().starts_with("amq.gen-"));
    let central = exchange::Declare { exchange: "emner".into(), kind: "topic".into(), ..exchange::Declare::default() };
    k.spoerg(1, AMQPClass::Exchange(exchange::AMQPMethod::Declare(central))).await;
    // An empty name is the queue that was declared last.
    let bind = queue::Bind { exchange: "emner".into(), routing_key: "sag.*".into(), ..queue::Bind::default() };
    assert!(matches!(k.spoerg(1, koe(queue::AMQPMethod::Bind(bind))).await, AMQPClass::Queue(queue::AMQPMethod::BindOk(_))));
    let mut t = FieldTable::default();
    t.insert("token".into(), AMQPValue::LongString("hemmeligt".into()));
    t.insert("andet".into(), AMQPValue::LongInt(1));
    let e = BasicProperties::default().with_headers(t).with_content_type("text/plain".into());
    k.bytes(&Klient::publicering(1, "emner", "sag.opret", &e, b"hej")).await;
    k.bytes(&Klient::publicering(1, "emner", "person.opret", &e, b"nej")).await;
    let AMQPClass::Basic(basic::AMQPMethod::Return(_)) = k.metode().await.1 else { panic!() };
    k.indhold().await;
    k.send(1, b(basic::AMQPMethod::Get(basic::Get { queue: navn.clone(), no_ack: true }))).await;
    let AMQPClass::Basic(basic::AMQPMethod::GetOk(ok)) = k.metode().await.1 else { panic!() };
    assert_eq!((ok.exchange.as_str(), ok.routing_key.as_str()), ("emner", "sag.opret"));
    let (e, krop) = k.indhold().await;
    assert_eq!((krop.as_slice(), e.content_type().clone().unwrap().as_str()), (&b"hej"[..], "text/plain"));
    let h = e.headers().clone().unwrap();
    assert!(h.contains_key("andet") && !h.contains_key("token"), "a token is its sender's alone");

    let mut anden = Klient::med_kanal(&f).await;
    let passiv = queue::Declare { queue: navn.clone(), passive: true, ..queue::Declare::default() };
    anden.send(1, koe(queue::AMQPMethod::Declare(passiv.clone()))).await;
    assert_eq!(anden.kanal_lukkes(1).await, 405);
    k.afbryd().await;
    anden.send(1, koe(queue::AMQPMethod::Declare(passiv))).await;
    assert_eq!(anden.kanal_lukkes(1).await, 404);
}

#[tokio::test]
async fn dueslag_and_the_servers_own_names_cannot_be_declared() {
    let mut k = Klient::med_kanal(&faelles(&Hukommelse::ny(), true)).await;
    for navn in [DUESLAG.to_string().as_str(), "amq.min"] {
        k.send(1, erklaer(navn, false)).await;
        assert_eq!(k.kanal_lukkes(1).await, 403, "{navn}");
    }
    for navn in [amqp::AFSEND, "", "amq.direct"] {
        let d = exchange::Declare { exchange: navn.into(), kind: "direct".into(), ..exchange::Declare::default() };
        k.send(1, AMQPClass::Exchange(exchange::AMQPMethod::Declare(d))).await;
        assert_eq!(k.kanal_lukkes(1).await, 403, "{navn}");
    }
    let passiv = exchange::Declare { exchange: amqp::AFSEND.into(), passive: true, ..exchange::Declare::default() };
    let m = k.spoerg(1, AMQPClass::Exchange(exchange::AMQPMethod::Declare(passiv))).await;
    assert!(matches!(m, AMQPClass::Exchange(exchange::AMQPMethod::DeclareOk(_))));
}

#[tokio::test]
async fn a_temporary_queue_is_purged_deleted_and_gone_with_its_last_consumer() {
    let mut k = Klient::med_kanal(&faelles(&Hukommelse::ny(), true)).await;
    k.spoerg(1, erklaer("a", false)).await;
    for _ in 0..3 {
        k.bytes(&Klient::publicering(1, "", "a", &BasicProperties::default(), b"x")).await;
    }
    let m = k.spoerg(1, koe(queue::AMQPMethod::Purge(queue::Purge { queue: "a".into(), nowait: false }))).await;
    assert!(matches!(m, AMQPClass::Queue(queue::AMQPMethod::PurgeOk(ok)) if ok.message_count == 3));
    k.bytes(&Klient::publicering(1, "", "a", &BasicProperties::default(), b"x")).await;
    let slet = |if_empty| koe(queue::AMQPMethod::Delete(queue::Delete { queue: "a".into(), if_empty, ..queue::Delete::default() }));
    k.send(1, slet(true)).await;
    assert_eq!(k.kanal_lukkes(1).await, 406);
    assert!(matches!(k.spoerg(1, slet(false)).await, AMQPClass::Queue(queue::AMQPMethod::DeleteOk(ok)) if ok.message_count == 1));

    let d = queue::Declare { queue: "b".into(), auto_delete: true, ..queue::Declare::default() };
    k.spoerg(1, koe(queue::AMQPMethod::Declare(d))).await;
    k.bytes(&Klient::publicering(1, "", "b", &BasicProperties::default(), b"x")).await;
    k.forbrug(1, "b", "tag", false).await;
    assert_eq!(k.leverance().await.2, b"x");
    k.spoerg(1, b(basic::AMQPMethod::Cancel(basic::Cancel { consumer_tag: "tag".into(), nowait: false }))).await;
    k.send(1, b(basic::AMQPMethod::Get(basic::Get { queue: "b".into(), no_ack: true }))).await;
    assert_eq!(k.kanal_lukkes(1).await, 404);
}
