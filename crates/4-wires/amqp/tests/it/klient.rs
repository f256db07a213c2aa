//! A client that says exactly what a test wants, in frames.
use crate::formidler::{Doer, Hukommelse};
use amq_protocol::frame::{AMQPContentHeader, AMQPFrame, gen_frame, parse_frame};
use amq_protocol::protocol::{AMQPClass, BasicProperties, basic, channel, confirm, connection, queue};
use amq_protocol::types::{AMQPValue, FieldTable};
use amqp::{Ende, Faelles, Modpart};
use grund::Uuid;
use grund::ur::IdKilde;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

#[derive(Default)]
struct Ids(AtomicU64);

impl IdKilde for Ids {
    fn ny(&self) -> Uuid {
        Uuid::from_u128(self.0.fetch_add(1, Relaxed).into())
    }
}

pub struct Klient {
    io: DuplexStream,
    laest: Vec<u8>,
    pub server: JoinHandle<Ende>,
    /// 1 ends the server's side in good order, 2 at once.
    pub luk: watch::Sender<u8>,
}

pub fn faelles(h: &Arc<Hukommelse>, udvikling: bool) -> Arc<Faelles> {
    Faelles::ny(Arc::new(Doer(h.clone())), Arc::new(Ids::default()), udvikling)
}

/// The same in haste: a second is a tenth of one.
pub fn hastigt(h: &Arc<Hukommelse>) -> Arc<Faelles> {
    med_sekund(h, Duration::from_millis(100))
}

/// A second is as long as that.
pub fn med_sekund(h: &Arc<Hukommelse>, sekund: Duration) -> Arc<Faelles> {
    Faelles::med_sekund(Arc::new(Doer(h.clone())), Arc::new(Ids::default()), false, sekund)
}

/// `amqp(basic::AMQPMethod::…)`, shorter.
pub fn b(m: basic::AMQPMethod) -> AMQPClass {
    AMQPClass::Basic(m)
}

pub fn koe(m: queue::AMQPMethod) -> AMQPClass {
    AMQPClass::Queue(m)
}

pub fn forbindelse(m: connection::AMQPMethod) -> AMQPClass {
    AMQPClass::Connection(m)
}

impl Klient {
    /// A connection on which nothing was said.
    pub fn raa(faelles: &Arc<Faelles>, buffer: usize) -> Self {
        Self::raa_over(faelles, buffer, |server| server)
    }

    /// The same over something else at the server's end.
    pub fn raa_over<S>(faelles: &Arc<Faelles>, buffer: usize, som: impl FnOnce(DuplexStream) -> S) -> Self
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let (io, server) = tokio::io::duplex(buffer);
        let server = som(server);
        let modpart = Modpart { adresse: ([127, 0, 0, 1], 1).into(), certifikat: None };
        let (luk, vent) = watch::channel(0);
        let (mut paent, mut straks) = (vent.clone(), vent);
        let f = faelles.clone();
        let server = tokio::spawn(async move {
            let paent = async { drop(paent.wait_for(|l| *l >= 1).await) };
            let straks = async { drop(straks.wait_for(|l| *l >= 2).await) };
            amqp::betjen(server, modpart, f, paent, straks, || {}).await
        });
        Self { io, laest: Vec::new(), server, luk }
    }

    /// Up to tune.
    pub async fn hilst(&mut self, mekanisme: &str, svar: &[u8]) -> AMQPClass {
        self.bytes(b"AMQP\x00\x00\x09\x01").await;
        assert!(matches!(self.metode().await.1, AMQPClass::Connection(connection::AMQPMethod::Start(_))));
        let mut evner = FieldTable::default();
        evner.insert("authentication_failure_close".into(), AMQPValue::Boolean(true));
        let mut om = FieldTable::default();
        om.insert("capabilities".into(), AMQPValue::FieldTable(evner));
        let ok = connection::StartOk { client_properties: om, mechanism: mekanisme.into(), response: svar.into(), locale: "en_US".into() };
        self.send(0, forbindelse(connection::AMQPMethod::StartOk(ok))).await;
        self.metode().await.1
    }

    /// An open connection.
    pub async fn aaben(faelles: &Arc<Faelles>) -> Self {
        Self::aaben_med(faelles, 1 << 20, 60).await
    }

    pub async fn aaben_med(faelles: &Arc<Faelles>, buffer: usize, livstegn: u16) -> Self {
        let mut k = Self::raa(faelles, buffer);
        k.aabn(livstegn).await;
        k
    }

    /// Up to open-ok.
    pub async fn aabn(&mut self, livstegn: u16) {
        let k = self;
        let AMQPClass::Connection(connection::AMQPMethod::Tune(t)) = k.hilst("EXTERNAL", b"ok").await else { panic!("no tune") };
        let ok = connection::TuneOk { channel_max: t.channel_max, frame_max: t.frame_max, heartbeat: livstegn };
        k.send(0, forbindelse(connection::AMQPMethod::TuneOk(ok))).await;
        k.send(0, forbindelse(connection::AMQPMethod::Open(connection::Open { virtual_host: "BF".into() }))).await;
        assert!(matches!(k.metode().await.1, AMQPClass::Connection(connection::AMQPMethod::OpenOk(_))));
    }

    /// With channel 1 open.
    pub async fn med_kanal(faelles: &Arc<Faelles>) -> Self {
        let mut k = Self::aaben(faelles).await;
        k.kanal(1).await;
        k
    }

    pub async fn kanal(&mut self, nr: u16) {
        let m = self.spoerg(nr, AMQPClass::Channel(channel::AMQPMethod::Open(channel::Open {}))).await;
        assert!(matches!(m, AMQPClass::Channel(channel::AMQPMethod::OpenOk(_))), "{m:?}");
    }

    pub async fn bytes(&mut self, d: &[u8]) {
        self.io.write_all(d).await.unwrap();
    }

    /// Sends bytes although nobody may be there any more.
    pub async fn maaske(&mut self, d: &[u8]) {
        let _ = self.io.write_all(d).await;
    }

    pub fn som_bytes(f: &AMQPFrame) -> Vec<u8> {
        gen_frame(f)(Vec::new().into()).unwrap().into_inner().0
    }

    pub async fn send(&mut self, kanal: u16, m: AMQPClass) {
        self.bytes(&Self::som_bytes(&AMQPFrame::Method(kanal, m))).await;
    }

    /// The next frame; `None` at the end.
    pub async fn ramme(&mut self) -> Option<AMQPFrame> {
        let laes = async {
            loop {
                if let Ok((rest, f)) = parse_frame(self.laest.as_slice()) {
                    let brugt = self.laest.len() - rest.len();
                    self.laest.drain(..brugt);
                    return Some(f);
                }
                if self.io.read_buf(&mut self.laest).await.unwrap_or(0) == 0 {
                    return None;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(30), laes).await.expect("nothing came")
    }

    /// The next method; heartbeats are passed over.
    pub async fn metode(&mut self) -> (u16, AMQPClass) {
        loop {
            match self.ramme().await {
                Some(AMQPFrame::Heartbeat) => {}
                Some(AMQPFrame::Method(k, m)) => return (k, m),
                f => panic!("no method: {f:?}"),
            }
        }
    }

    pub async fn spoerg(&mut self, kanal: u16, m: AMQPClass) -> AMQPClass {
        self.send(kanal, m).await;
        let (k, m) = self.metode().await;
        assert_eq!(k, kanal);
        m
    }

    /// Header and body of the content that comes now.
    pub async fn indhold(&mut self) -> (BasicProperties, Vec<u8>) {
        let Some(AMQPFrame::Header(_, h)) = self.ramme().await else { panic!("no header") };
        let mut krop = Vec::new();
        while (krop.len() as u64) < h.body_size {
            let Some(AMQPFrame::Body(_, d)) = self.ramme().await else { panic!("no body") };
            krop.extend(d);
        }
        (h.properties, krop)
    }

    /// The next delivery: tag, redelivered, body.
    pub async fn leverance(&mut self) -> (u64, bool, Vec<u8>) {
        let (_, m) = self.metode().await;
        let AMQPClass::Basic(basic::AMQPMethod::Deliver(d)) = m else { panic!("{m:?}") };
        (d.delivery_tag, d.redelivered, self.indhold().await.1)
    }

    pub fn publicering(kanal: u16, central: &str, noegle: &str, e: &BasicProperties, krop: &[u8]) -> Vec<u8> {
        let p = basic::Publish { exchange: central.into(), routing_key: noegle.into(), mandatory: true, immediate: false };
        let hoved = AMQPContentHeader { class_id: 60, body_size: krop.len() as u64, properties: e.clone() };
        let mut ud = Self::som_bytes(&AMQPFrame::Method(kanal, b(basic::AMQPMethod::Publish(p))));
        ud.extend(Self::som_bytes(&AMQPFrame::Header(kanal, hoved)));
        for d in krop.chunks(100_000) {
            ud.extend(Self::som_bytes(&AMQPFrame::Body(kanal, d.to_vec())));
        }
        ud
    }

    pub async fn publicer(&mut self, e: &BasicProperties, krop: &[u8]) {
        self.bytes(&Self::publicering(1, amqp::AFSEND, "", e, krop)).await;
    }

    pub async fn bekraeft(&mut self) {
        let m = self.spoerg(1, AMQPClass::Confirm(confirm::AMQPMethod::Select(confirm::Select { nowait: false }))).await;
        assert!(matches!(m, AMQPClass::Confirm(confirm::AMQPMethod::SelectOk(_))));
    }

    pub async fn forbrug(&mut self, kanal: u16, navn: &str, tag: &str, no_ack: bool) -> AMQPClass {
        let c = basic::Consume { queue: navn.into(), consumer_tag: tag.into(), no_ack, ..basic::Consume::default() };
        self.spoerg(kanal, b(basic::AMQPMethod::Consume(c))).await
    }

    pub async fn qos(&mut self, kanal: u16, prefetch_count: u16, global: bool) {
        let m = self.spoerg(kanal, b(basic::AMQPMethod::Qos(basic::Qos { prefetch_count, global }))).await;
        assert!(matches!(m, AMQPClass::Basic(basic::AMQPMethod::QosOk(_))));
    }

    pub async fn ack(&mut self, delivery_tag: u64, multiple: bool) {
        self.send(1, b(basic::AMQPMethod::Ack(basic::Ack { delivery_tag, multiple }))).await;
    }

    /// Code and method of connection.close, which comes next; answers it, and nothing more may come.
    pub async fn lukkes(&mut self) -> (u16, u16, u16) {
        let c = loop {
            match self.ramme().await {
                Some(AMQPFrame::Method(0, AMQPClass::Connection(connection::AMQPMethod::Close(c)))) => break c,
                Some(_) => {}
                None => panic!("no connection.close"),
            }
        };
        self.maaske(&Self::som_bytes(&AMQPFrame::Method(0, forbindelse(connection::AMQPMethod::CloseOk(connection::CloseOk {}))))).await;
        assert_eq!(self.ramme().await, None, "something came after the close");
        (c.reply_code, c.class_id, c.method_id)
    }

    /// Code of channel.close, which comes next; answers it, and the channel can be opened again.
    pub async fn kanal_lukkes(&mut self, kanal: u16) -> u16 {
        let c = loop {
            match self.ramme().await {
                Some(AMQPFrame::Method(k, AMQPClass::Channel(channel::AMQPMethod::Close(c)))) if k == kanal => break c,
                Some(AMQPFrame::Method(0, m)) => panic!("{m:?}"),
                Some(_) => {}
                None => panic!("no channel.close"),
            }
        };
        self.send(kanal, AMQPClass::Channel(channel::AMQPMethod::CloseOk(channel::CloseOk {}))).await;
        self.kanal(kanal).await;
        c.reply_code
    }

    /// Hangs up. The server's word that it closes is kept until the connection has ended: to lose it would end it.
    pub fn forsvind(self) -> JoinHandle<Ende> {
        let Self { io, server, luk, .. } = self;
        drop(io);
        tokio::spawn(async move {
            let ende = server.await.unwrap();
            drop(luk);
            ende
        })
    }

    /// Hangs up, and waits for the server to be done.
    pub async fn afbryd(self) -> Ende {
        self.forsvind().await.unwrap()
    }
}

/// Waits until it is so.
pub async fn indtil(mut er: impl FnMut() -> bool) {
    for _ in 0..3_000 {
        if er() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never was so");
}
