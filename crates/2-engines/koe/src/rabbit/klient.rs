//! A client of AMQP 0-9-1 for exactly what the store asks of a broker: one channel to publish with confirms, one to be delivered to. Anything unexpected ends the
//! connection; whoever has it makes a new one. The codec is a library's.
use super::Rabbitvalg;
use amq_protocol::frame::{AMQPContentHeader, AMQPFrame, gen_frame, parse_frame};
use amq_protocol::protocol::{AMQPClass, BasicProperties, basic, channel, confirm, connection, queue};
use amq_protocol::types::{AMQPValue, FieldTable};
use amq_protocol::uri::{AMQPScheme, AMQPUri};
use bytes::BytesMut;
use grund::graenser;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};

/// The channel that is published on.
const SKRIV: u16 = 1;
/// The channel that is delivered on.
const LAES: u16 = 2;
/// Bytes of a frame: RabbitMQ's own number.
const RAMME: u32 = 131_072;
/// Seconds between signs of life; after three times as long without one the connection counts as dead.
const LIVSTEGN: u16 = 20;
/// Frames that wait to be sent.
const VENTENDE: usize = 256;

/// What went wrong, in words.
pub(super) type Udfald<T> = Result<T, String>;

/// A message that was delivered.
pub(super) struct Leverance {
    /// The consumer that it was delivered to.
    pub forbruger: String,
    pub tag: u64,
    pub egenskaber: BasicProperties,
    pub krop: Vec<u8>,
}

/// A connection; closed when it goes.
pub(super) struct Klient {
    ud: mpsc::Sender<Vec<u8>>,
    delt: Arc<Mutex<Delt>>,
    version: Version,
}

/// The broker's version: main and minor number.
type Version = (u32, u32);

/// The broker's version, as it says; one that says nothing is an old one.
fn version(s: &connection::Start) -> Version {
    let Some(AMQPValue::LongString(t)) = s.server_properties.inner().get("version") else { return (0, 0) };
    let tekst = String::from_utf8_lossy(t.as_bytes());
    let mut dele = tekst.split('.').map(|d| d.parse().unwrap_or(0));
    (dele.next().unwrap_or(0), dele.next().unwrap_or(0))
}

/// What the broker must not do by itself with what waits for its receiver.
fn uden_graenser(arguments: &mut FieldTable, version: Version) {
    if version >= (3, 12) {
        // A delivery that waits for its acknowledgement so long ends the connection; the front of a dueslag waits for as long as its receiver is away.
        let ms = i64::from(graenser::BESKED_DAGE) * 4 * 86_400_000;
        arguments.insert("x-consumer-timeout".into(), AMQPValue::LongLongInt(ms));
    }
    if version >= (4, 0) {
        // Each lost connection counts as a delivery of all that is at the front, and from the twentieth on they would be thrown away.
        arguments.insert("x-delivery-limit".into(), AMQPValue::LongLongInt(-1));
    }
}

/// What a broker says of a queue that is there with other arguments.
pub(super) const ANDRE_ARGUMENTER: &str = "inequivalent arg";

/// What the reader answers.
#[derive(Default)]
struct Delt {
    doed: Option<String>,
    /// Who waits for answers, in the order in which they asked.
    svar: VecDeque<oneshot::Sender<AMQPClass>>,
    sendt: u64,
    bekraeft: BTreeMap<u64, oneshot::Sender<()>>,
}

trait Stroem: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stroem for T {}

fn laas(d: &Mutex<Delt>) -> MutexGuard<'_, Delt> {
    d.lock().unwrap_or_else(PoisonError::into_inner)
}

fn bytes(f: &AMQPFrame) -> Udfald<Vec<u8>> {
    gen_frame(f)(Vec::new().into()).map(|w| w.into_inner().0).map_err(|e| e.to_string())
}

async fn sig(ud: &mut (impl AsyncWrite + Unpin), kanal: u16, m: AMQPClass) -> Udfald<()> {
    ud.write_all(&bytes(&AMQPFrame::Method(kanal, m))?).await.map_err(|e| e.to_string())
}

/// A refusal in the broker's words.
fn uventet(m: &AMQPClass) -> String {
    match m {
        AMQPClass::Connection(connection::AMQPMethod::Close(c)) => format!("{} {}", c.reply_code, c.reply_text),
        m => format!("{m:?}"),
    }
}

/// Frames from the broker.
struct Rammer<R> {
    ind: R,
    buf: BytesMut,
}

impl<R: AsyncRead + Unpin> Rammer<R> {
    async fn naeste(&mut self) -> Udfald<AMQPFrame> {
        let laes = async {
            loop {
                if let Some([_, _, _, a, b, c, d]) = self.buf.first_chunk() {
                    let laengde = u32::from_be_bytes([*a, *b, *c, *d]);
                    if laengde > RAMME {
                        return Err(format!("a frame of {laengde} bytes"));
                    }
                    let hele = laengde as usize + 8;
                    if self.buf.len() >= hele {
                        let ramme = self.buf.split_to(hele);
                        let hel: &[u8] = &ramme;
                        return parse_frame(hel).map(|(_, f)| f).map_err(|e| format!("a frame that can't be read: {e:?}"));
                    }
                }
                if self.ind.read_buf(&mut self.buf).await.map_err(|e| e.to_string())? == 0 {
                    return Err("the connection is closed".into());
                }
            }
        };
        let frist = Duration::from_secs(u64::from(LIVSTEGN) * 3);
        tokio::time::timeout(frist, laes).await.map_err(|_| "no sign of life".to_owned())?
    }

    /// The next method on that channel, where nothing else can come.
    async fn metode(&mut self, paa: u16) -> Udfald<AMQPClass> {
        loop {
            match self.naeste().await? {
                AMQPFrame::Method(k, m) if k == paa => return Ok(m),
                AMQPFrame::Heartbeat => {}
                f => return Err(format!("{f:?}")),
            }
        }
    }
}

async fn stroem(uri: &AMQPUri, rod: Option<&str>) -> Udfald<Box<dyn Stroem>> {
    let a = &uri.authority;
    let tcp = TcpStream::connect((a.host.as_str(), a.port)).await.map_err(|e| format!("{}:{}: {e}", a.host, a.port))?;
    tcp.set_nodelay(true).map_err(|e| e.to_string())?;
    if uri.scheme == AMQPScheme::AMQP {
        return Ok(Box::new(tcp));
    }
    let rod = rod.ok_or("amqps wants the roots that its certificate may have")?;
    let mut roedder = rustls::RootCertStore::empty();
    for c in CertificateDer::pem_slice_iter(rod.as_bytes()) {
        roedder.add(c.map_err(|e| e.to_string())?).map_err(|e| e.to_string())?;
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let valg = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(|e| e.to_string())?;
    let valg = valg.with_root_certificates(roedder).with_no_client_auth();
    let navn = ServerName::try_from(a.host.clone()).map_err(|e| e.to_string())?;
    let tls = tokio_rustls::TlsConnector::from(Arc::new(valg)).connect(navn, tcp).await.map_err(|e| e.to_string())?;
    Ok(Box::new(tls))
}

fn start_ok(uri: &AMQPUri) -> connection::StartOk {
    let mut evner = FieldTable::default();
    for e in ["consumer_cancel_notify", "publisher_confirms", "basic.nack", "authentication_failure_close"] {
        evner.insert(e.into(), AMQPValue::Boolean(true));
    }
    let mut om = FieldTable::default();
    om.insert("product".into(), AMQPValue::LongString("samspil".into()));
    om.insert("connection_name".into(), AMQPValue::LongString("samspil".into()));
    om.insert("capabilities".into(), AMQPValue::FieldTable(evner));
    let u = &uri.authority.userinfo;
    let svar = format!("\0{}\0{}", u.username, u.password);
    connection::StartOk { client_properties: om, mechanism: "PLAIN".into(), response: svar.as_str().into(), locale: "en_US".into() }
}

impl Klient {
    /// A connection with both channels open; deliveries come out of the other end, which ends with the connection.
    pub(super) async fn forbind(valg: &Rabbitvalg) -> Udfald<(Self, mpsc::Receiver<Leverance>)> {
        let uri: AMQPUri = valg.url.parse()?;
        let (ind, mut ud) = tokio::io::split(stroem(&uri, valg.rod.as_deref()).await?);
        let mut rammer = Rammer { ind, buf: BytesMut::new() };
        ud.write_all(b"AMQP\x00\x00\x09\x01").await.map_err(|e| e.to_string())?;
        let version = match rammer.metode(0).await? {
            AMQPClass::Connection(connection::AMQPMethod::Start(s)) => version(&s),
            m => return Err(uventet(&m)),
        };
        sig(&mut ud, 0, AMQPClass::Connection(connection::AMQPMethod::StartOk(start_ok(&uri)))).await?;
        match rammer.metode(0).await? {
            AMQPClass::Connection(connection::AMQPMethod::Tune(_)) => {}
            m => return Err(uventet(&m)),
        }
        let ok = connection::TuneOk { channel_max: LAES, frame_max: RAMME, heartbeat: LIVSTEGN };
        sig(&mut ud, 0, AMQPClass::Connection(connection::AMQPMethod::TuneOk(ok))).await?;
        let aabn = connection::Open { virtual_host: uri.vhost.as_str().into() };
        sig(&mut ud, 0, AMQPClass::Connection(connection::AMQPMethod::Open(aabn))).await?;
        match rammer.metode(0).await? {
            AMQPClass::Connection(connection::AMQPMethod::OpenOk(_)) => {}
            m => return Err(uventet(&m)),
        }
        for k in [SKRIV, LAES] {
            sig(&mut ud, k, AMQPClass::Channel(channel::AMQPMethod::Open(channel::Open {}))).await?;
            rammer.metode(k).await?;
        }
        sig(&mut ud, SKRIV, AMQPClass::Confirm(confirm::AMQPMethod::Select(confirm::Select { nowait: false }))).await?;
        rammer.metode(SKRIV).await?;
        let qos = basic::Qos { prefetch_count: valg.vindue, global: false };
        sig(&mut ud, LAES, AMQPClass::Basic(basic::AMQPMethod::Qos(qos))).await?;
        rammer.metode(LAES).await?;

        let delt = Arc::new(Mutex::new(Delt::default()));
        let (til, fra) = mpsc::channel(VENTENDE);
        // As many as the broker delivers ahead of acknowledgements, and no more, are held behind this.
        let (leveret, leverancer) = mpsc::channel(VENTENDE);
        tokio::spawn(skriv(ud, fra));
        let d = Arc::clone(&delt);
        tokio::spawn(async move {
            let hvorfor = laes(rammer, &d, leveret).await.err().unwrap_or_default();
            let mut d = laas(&d);
            d.doed = Some(hvorfor);
            d.svar.clear();
            d.bekraeft.clear();
        });
        Ok((Self { ud: til, delt, version }, leverancer))
    }

    fn hvorfor(&self) -> String {
        laas(&self.delt).doed.clone().unwrap_or_else(|| "the connection is lost".into())
    }

    /// Sends, and notes who waits for the answer: both or none, also where the caller gives up.
    async fn send(&self, d: Vec<u8>, noter: impl FnOnce(&mut Delt)) -> Udfald<()> {
        let plads = self.ud.reserve().await.map_err(|_| self.hvorfor())?;
        let mut delt = laas(&self.delt);
        if let Some(f) = &delt.doed {
            return Err(f.clone());
        }
        noter(&mut delt);
        plads.send(d);
        Ok(())
    }

    async fn spoerg(&self, m: AMQPClass) -> Udfald<AMQPClass> {
        let (til, fra) = oneshot::channel();
        self.send(bytes(&AMQPFrame::Method(LAES, m))?, |d| d.svar.push_back(til)).await?;
        fra.await.map_err(|_| self.hvorfor())
    }

    /// A quorum queue of which one consumer at a time is served: the next one only when the broker has taken back what the one before had, so order is kept over a
    /// lost connection. `som_den_er`: it is there, and is taken as it is. Returns how many messages lie there that are with nobody.
    pub(super) async fn erklaer(&self, navn: &str, som_den_er: bool) -> Udfald<u64> {
        let mut arguments = FieldTable::default();
        arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
        arguments.insert("x-single-active-consumer".into(), AMQPValue::Boolean(true));
        uden_graenser(&mut arguments, self.version);
        self.erklaer_med(navn, som_den_er, arguments).await
    }

    async fn erklaer_med(&self, navn: &str, passive: bool, arguments: FieldTable) -> Udfald<u64> {
        let d = queue::Declare { queue: navn.into(), durable: true, passive, arguments, ..queue::Declare::default() };
        match self.spoerg(AMQPClass::Queue(queue::AMQPMethod::Declare(d))).await? {
            AMQPClass::Queue(queue::AMQPMethod::DeclareOk(ok)) => Ok(ok.message_count.into()),
            m => Err(format!("{m:?}")),
        }
    }

    /// Takes away what lies in the queue and is with nobody. Returns how many.
    pub(super) async fn rens(&self, navn: &str) -> Udfald<u64> {
        let p = queue::Purge { queue: navn.into(), nowait: false };
        match self.spoerg(AMQPClass::Queue(queue::AMQPMethod::Purge(p))).await? {
            AMQPClass::Queue(queue::AMQPMethod::PurgeOk(ok)) => Ok(ok.message_count.into()),
            m => Err(format!("{m:?}")),
        }
    }

    /// Has the queue delivered to a consumer of that name. The answer is not asked for: a quorum queue's may come behind those of later questions, and be taken for one
    /// of them. A refusal ends the connection.
    pub(super) async fn forbrug(&self, navn: &str, forbruger: &str) -> Udfald<()> {
        let c = basic::Consume { queue: navn.into(), consumer_tag: forbruger.into(), nowait: true, ..basic::Consume::default() };
        self.send(bytes(&AMQPFrame::Method(LAES, AMQPClass::Basic(basic::AMQPMethod::Consume(c))))?, |_| {}).await
    }

    /// Acknowledges deliveries.
    pub(super) async fn kvitter(&self, tags: &[u64]) -> Udfald<()> {
        let mut ud = Vec::with_capacity(tags.len() * 21);
        for delivery_tag in tags.iter().copied() {
            let a = basic::Ack { delivery_tag, multiple: false };
            ud.extend(bytes(&AMQPFrame::Method(LAES, AMQPClass::Basic(basic::AMQPMethod::Ack(a))))?);
        }
        if ud.is_empty() { Ok(()) } else { self.send(ud, |_| {}).await }
    }

    /// Publishes to a queue. What comes back tells when the broker has it on disk; an error there, that nobody knows.
    pub(super) async fn publicer(&self, navn: &str, egenskaber: BasicProperties, krop: &[u8]) -> Udfald<oneshot::Receiver<()>> {
        let p = basic::Publish { exchange: "".into(), routing_key: navn.into(), mandatory: true, immediate: false };
        let hoved = AMQPContentHeader { class_id: 60, body_size: krop.len() as u64, properties: egenskaber };
        let mut ud = bytes(&AMQPFrame::Method(SKRIV, AMQPClass::Basic(basic::AMQPMethod::Publish(p))))?;
        ud.extend(bytes(&AMQPFrame::Header(SKRIV, hoved))?);
        for d in krop.chunks(RAMME as usize - 8) {
            ud.extend(bytes(&AMQPFrame::Body(SKRIV, d.to_vec()))?);
        }
        let (til, fra) = oneshot::channel();
        let noter = |d: &mut Delt| {
            d.sendt += 1;
            d.bekraeft.insert(d.sendt, til);
        };
        self.send(ud, noter).await?;
        Ok(fra)
    }
}

/// Writes what there is to write, and signs of life; ends in good order when the connection is given up.
async fn skriv(mut ud: impl AsyncWrite + Unpin, mut fra: mpsc::Receiver<Vec<u8>>) {
    loop {
        let d = match tokio::time::timeout(Duration::from_secs(u64::from(LIVSTEGN) / 2), fra.recv()).await {
            Ok(Some(d)) => d,
            Ok(None) => break,
            Err(_) => bytes(&AMQPFrame::Heartbeat).unwrap_or_default(),
        };
        if ud.write_all(&d).await.is_err() {
            return;
        }
    }
    let c = connection::Close { reply_code: 200, reply_text: "OK".into(), class_id: 0, method_id: 0 };
    if let Ok(d) = bytes(&AMQPFrame::Method(0, AMQPClass::Connection(connection::AMQPMethod::Close(c)))) {
        let _ = ud.write_all(&d).await;
    }
    let _ = ud.shutdown().await;
}

/// Reads until something ends the connection.
async fn laes(mut rammer: Rammer<impl AsyncRead + Unpin>, delt: &Mutex<Delt>, leveret: mpsc::Sender<Leverance>) -> Udfald<()> {
    let mut under_vejs: Option<(Leverance, u64)> = None;
    loop {
        match rammer.naeste().await? {
            AMQPFrame::Heartbeat => {}
            AMQPFrame::Method(SKRIV, AMQPClass::Basic(basic::AMQPMethod::Ack(a))) => {
                let mut d = laas(delt);
                if a.multiple {
                    let resten = d.bekraeft.split_off(&(a.delivery_tag + 1));
                    for (_, s) in std::mem::replace(&mut d.bekraeft, resten) {
                        let _ = s.send(());
                    }
                } else if let Some(s) = d.bekraeft.remove(&a.delivery_tag) {
                    let _ = s.send(());
                }
            }
            AMQPFrame::Method(LAES, AMQPClass::Basic(basic::AMQPMethod::Deliver(d))) => {
                let (forbruger, tag) = (d.consumer_tag.to_string(), d.delivery_tag);
                under_vejs = Some((Leverance { forbruger, tag, egenskaber: BasicProperties::default(), krop: Vec::new() }, u64::MAX));
            }
            AMQPFrame::Header(LAES, h) => {
                let (l, mangler) = under_vejs.as_mut().ok_or("a header of nothing")?;
                (l.egenskaber, *mangler) = (h.properties, h.body_size);
            }
            AMQPFrame::Body(LAES, d) => {
                let (l, mangler) = under_vejs.as_mut().ok_or("a body of nothing")?;
                *mangler = mangler.checked_sub(d.len() as u64).ok_or("a body that is too long")?;
                l.krop.extend_from_slice(&d);
            }
            AMQPFrame::Method(0, AMQPClass::Connection(connection::AMQPMethod::Close(c))) => {
                return Err(format!("{} {}", c.reply_code, c.reply_text));
            }
            AMQPFrame::Method(_, AMQPClass::Channel(channel::AMQPMethod::Close(c))) => {
                return Err(format!("{} {}", c.reply_code, c.reply_text));
            }
            AMQPFrame::Method(LAES, AMQPClass::Basic(basic::AMQPMethod::Cancel(_))) => return Err("a queue was removed".into()),
            AMQPFrame::Method(SKRIV, m) => return Err(format!("a message was not taken: {m:?}")),
            AMQPFrame::Method(LAES, m) => {
                if let Some(s) = laas(delt).svar.pop_front() {
                    let _ = s.send(m);
                }
            }
            f => return Err(format!("{f:?}")),
        }
        if let Some((l, 0)) = under_vejs.take_if(|(_, mangler)| *mangler == 0)
            && leveret.send(l).await.is_err()
        {
            return Ok(());
        }
    }
}

#[cfg(test)]
#[allow(clippy::print_stderr, reason = "a test that skips says so")]
mod proever {
    use super::*;
    use crate::port::{Beskedlager, Kendemaerke, Loft, NyBesked};
    use crate::proeve::ProeveRabbit;
    use crate::rabbit::RabbitKoe;
    use grund::{Tidspunkt, Uuid};
    use lager::SqliteLager;

    const ALT: Loft = Loft { antal: 100, bytes: usize::MAX };
    const A: Uuid = Uuid::from_u128(0xa);
    const B: Uuid = Uuid::from_u128(0xb);

    fn koer(f: impl Future<Output = ()>) {
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(f);
    }

    fn argumenter(version: Version) -> Vec<String> {
        let mut t = FieldTable::default();
        uden_graenser(&mut t, version);
        t.inner().keys().map(ToString::to_string).collect()
    }

    /// Lays a message down, when there is a connection.
    async fn laeg(koe: &RabbitKoe, d: Uuid, n: u8) {
        let (modtaget, krop, modtagere) = (Tidspunkt::fra_mikros(1), vec![n].into(), vec![(d, Uuid::nil())]);
        let b = NyBesked { noegle: Some(Kendemaerke { noegle: [n; 16], indhold: [n; 16] }), modtaget, udloeb: None, krop, modtagere };
        while koe.laeg(vec![b.clone()], None).await.is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// So many messages, when they have come.
    async fn kroppe(koe: &RabbitKoe, d: Uuid, antal: usize) -> Vec<u8> {
        for _ in 0..3_000 {
            let ud: Vec<u8> = koe.laes(d, 0, ALT).await.unwrap_or_default().iter().map(|b| b.krop[0]).collect();
            if ud.len() == antal {
                return ud;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("they never came");
    }

    /// A broker that answers what it is asked, but a consumer only behind the question after it, as quorum queues may.
    async fn broker_der_svarer_sent(mut ind: impl AsyncRead + AsyncWrite + Unpin) -> Udfald<()> {
        let mut hoved = [0; 8];
        ind.read_exact(&mut hoved).await.map_err(|e| e.to_string())?;
        let (rd, mut wr) = tokio::io::split(ind);
        sig(&mut wr, 0, AMQPClass::Connection(connection::AMQPMethod::Start(connection::Start::default()))).await?;
        let mut rammer = Rammer { ind: rd, buf: BytesMut::new() };
        let mut udsat = None;
        loop {
            let AMQPFrame::Method(kanal, m) = rammer.naeste().await? else { continue };
            let svar = match m {
                AMQPClass::Connection(connection::AMQPMethod::StartOk(_)) => {
                    AMQPClass::Connection(connection::AMQPMethod::Tune(connection::Tune::default()))
                }
                AMQPClass::Connection(connection::AMQPMethod::Open(_)) => {
                    AMQPClass::Connection(connection::AMQPMethod::OpenOk(connection::OpenOk {}))
                }
                AMQPClass::Channel(channel::AMQPMethod::Open(_)) => AMQPClass::Channel(channel::AMQPMethod::OpenOk(channel::OpenOk {})),
                AMQPClass::Confirm(_) => AMQPClass::Confirm(confirm::AMQPMethod::SelectOk(confirm::SelectOk {})),
                AMQPClass::Basic(basic::AMQPMethod::Qos(_)) => AMQPClass::Basic(basic::AMQPMethod::QosOk(basic::QosOk {})),
                AMQPClass::Basic(basic::AMQPMethod::Consume(c)) => {
                    let ok = basic::ConsumeOk { consumer_tag: c.consumer_tag };
                    udsat = (!c.nowait).then_some(AMQPClass::Basic(basic::AMQPMethod::ConsumeOk(ok)));
                    continue;
                }
                AMQPClass::Queue(queue::AMQPMethod::Declare(d)) => {
                    let ok = queue::DeclareOk { queue: d.queue, message_count: 7, consumer_count: 0 };
                    AMQPClass::Queue(queue::AMQPMethod::DeclareOk(ok))
                }
                _ => continue,
            };
            sig(&mut wr, kanal, svar).await?;
            if let Some(m) = udsat.take() {
                sig(&mut wr, kanal, m).await?;
            }
        }
    }

    #[test]
    fn e35_a_broker_that_confirms_a_consumer_late_is_understood() {
        koer(async {
            let l = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let valg = Rabbitvalg::ny(format!("amqp://a:b@{}", l.local_addr().unwrap()));
            tokio::spawn(async move { broker_der_svarer_sent(l.accept().await.unwrap().0).await });
            let (k, _leverancer) = Klient::forbind(&valg).await.unwrap();
            let (forbrug, erklaer) = tokio::join!(k.forbrug("a", "a"), k.erklaer("b", false));
            assert_eq!((forbrug, erklaer), (Ok(()), Ok(7)));
            assert_eq!(k.erklaer("c", false).await, Ok(7), "an answer too many is taken for this one's");
        });
    }

    #[test]
    fn e37_a_broker_that_gives_up_by_itself_is_told_not_to() {
        assert!(argumenter((3, 10)).is_empty() && argumenter((0, 0)).is_empty());
        assert_eq!(argumenter((3, 13)), ["x-consumer-timeout"]);
        assert_eq!(argumenter((4, 0)), ["x-consumer-timeout", "x-delivery-limit"]);
    }

    /// The first declaration is refused, and ends the connection; then the queue is taken as it is.
    async fn andre_argumenter(valg: Rabbitvalg) {
        let (k, _leverancer) = Klient::forbind(&valg).await.unwrap();
        let mut andre = FieldTable::default();
        andre.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
        andre.insert("x-single-active-consumer".into(), AMQPValue::Boolean(true));
        andre.insert("x-delivery-limit".into(), AMQPValue::LongLongInt(1_000));
        assert_eq!(k.erklaer_med(&format!("samspil.{A}"), false, andre).await, Ok(0));
        let koe = RabbitKoe::aabn(Arc::new(SqliteLager::midlertidig().unwrap()), Uuid::from_u128(1), valg).await.unwrap();
        for n in 1..=3 {
            laeg(&koe, A, n).await;
        }
        assert!(koe.omgang() > 0);
        assert_eq!(kroppe(&koe, A, 3).await, [1, 2, 3]);
        koe.luk().await;
    }

    /// Its receiver is away for longer than the broker waits for an acknowledgement.
    async fn taalmodighed(valg: Rabbitvalg) {
        let koe = RabbitKoe::aabn(Arc::new(SqliteLager::midlertidig().unwrap()), Uuid::from_u128(1), valg).await.unwrap();
        for n in 1..=3 {
            laeg(&koe, B, n).await;
        }
        for gang in 1..=3 {
            assert_eq!(kroppe(&koe, B, 3).await, [1, 2, 3], "round {gang}");
            let foer = koe.omgang();
            while koe.omgang() == foer {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
        assert_eq!(kroppe(&koe, B, 3).await, [1, 2, 3]);
        koe.luk().await;
    }

    #[test]
    fn e33_a_broker_that_waits_for_no_receiver_loses_nothing_and_queues_of_other_versions_are_used() {
        let Some(rabbit) = ProeveRabbit::start_med("-rabbit consumer_timeout 1000 -rabbit channel_tick_interval 300") else {
            eprintln!("SKIPPED: RabbitMQ is not installed (Debian: rabbitmq-server), or did not start");
            return;
        };
        koer(async {
            let valg = Rabbitvalg::ny(rabbit.url());
            andre_argumenter(valg.clone()).await;
            tokio::time::timeout(Duration::from_secs(120), taalmodighed(valg)).await.expect("the broker never ended a connection");
        });
    }
}
