//! From the first byte to connection.open-ok (AMQP 0-9-1, 2.2.4). Nothing is kept for a caller here but the bytes of one frame, and all callers
//! that are not proven share one budget for those.
use crate::brud::{Brud, kode};
use crate::faelles::{Andel, Faelles};
use crate::forbindelse::luk_metode;
use crate::metode;
use crate::port::{Bevis, Modpart, Session};
use crate::ramme::{PROTOKOL, Ramme, Rammelaeser, Slags};
use crate::ud::{Ud, kort};
use crate::{VHOST, ramme};
use amq_protocol::protocol::{AMQPClass, connection};
use amq_protocol::types::{AMQPValue, FieldTable};
use grund::graenser;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// What a caller who was let in has negotiated.
pub(crate) struct Aabnet {
    pub session: Arc<dyn Session>,
    /// What has come after connection.open.
    pub laeser: Rammelaeser,
    pub ramme_maks: usize,
    pub kanal_maks: u16,
    pub livstegn: Duration,
}

/// Why nobody was let in.
enum Nej {
    /// The peer is gone.
    Vaek,
    /// No word of AMQP 0-9-1.
    Protokol,
    /// He is told by connection.close.
    Brud(Brud),
    /// His proof was refused, and he would not understand being told.
    Tavst,
}

impl From<Brud> for Nej {
    fn from(b: Brud) -> Self {
        Self::Brud(b)
    }
}

struct Indgang<'h, R, W> {
    rd: &'h mut R,
    wr: &'h mut W,
    laeser: Rammelaeser,
    andel: Andel<fn(&Faelles) -> &AtomicUsize>,
}

/// Goes through the handshake; `None` when nobody is let in.
pub(crate) async fn udfoer<R, W>(rd: &mut R, wr: &mut W, modpart: &Modpart, faelles: &Arc<Faelles>) -> Option<Aabnet>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let andel: Andel<fn(&Faelles) -> &AtomicUsize> = Andel::ny(faelles.clone(), |f| &f.ubevist_bytes);
    let mut i = Indgang { rd, wr, laeser: Rammelaeser::ny(graenser::AMQP_RAMME_BYTES), andel };
    match i.igennem(modpart, faelles).await {
        Ok(a) => Some(a),
        Err(Nej::Vaek | Nej::Tavst) => None,
        Err(Nej::Protokol) => {
            let mut ud = Ud::default();
            ud.raa(&PROTOKOL);
            let _ = i.send(&ud).await;
            let _ = i.wr.shutdown().await;
            None
        }
        Err(Nej::Brud(b)) => {
            faelles.tal.brud.fetch_add(1, Relaxed);
            tracing::debug!(kode = b.kode, grund = b.tekst, "amqp handshake refused");
            i.luk(&b, faelles.sekunder(graenser::AMQP_LUK_SEKUNDER)).await;
            None
        }
    }
}

impl<R, W> Indgang<'_, R, W>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    async fn laes(&mut self) -> Result<(), Nej> {
        match self.rd.read_buf(self.laeser.plads()).await {
            Ok(0) | Err(_) => return Err(Nej::Vaek),
            Ok(_) => {}
        }
        self.andel.saet(self.laeser.holdt());
        if self.andel.egne() > graenser::AMQP_UBEVIST_FRI_BYTES && self.andel.alles() > graenser::AMQP_UBEVIST_BYTES {
            return Err(Brud::ny(kode::RESSOURCER, "too many callers at once who have not proven who they are").into());
        }
        Ok(())
    }

    async fn ramme(&mut self) -> Result<Ramme, Nej> {
        loop {
            match self.laeser.naeste()? {
                Some(r) if r.slags == Slags::Livstegn && r.kanal == 0 => {}
                Some(r) => return Ok(r),
                None => self.laes().await?,
            }
        }
    }

    /// The next method on channel 0.
    async fn metode(&mut self) -> Result<connection::AMQPMethod, Nej> {
        let r = self.ramme().await?;
        match r.slags {
            Slags::Metode if r.kanal == 0 => match metode::laes(&r.indhold)? {
                AMQPClass::Connection(m) => Ok(m),
                _ => Err(Brud::ny(kode::UGYLDIG, "the connection is not open yet").ved(metode::numre(&r.indhold)?).into()),
            },
            Slags::Metode => Err(Brud::ny(kode::KANALFEJL, "the connection is not open yet").into()),
            _ => Err(Brud::ny(kode::UVENTET_RAMME, "content before the connection is open").into()),
        }
    }

    async fn send(&mut self, ud: &Ud) -> Result<(), Nej> {
        self.wr.write_all(ud.naeste()).await.map_err(|_| Nej::Vaek)?;
        self.wr.flush().await.map_err(|_| Nej::Vaek)
    }

    async fn sig(&mut self, m: connection::AMQPMethod) -> Result<(), Nej> {
        let mut ud = Ud::default();
        ud.metode(0, AMQPClass::Connection(m));
        self.send(&ud).await
    }

    /// Tells why, and waits a moment for the peer to know.
    async fn luk(&mut self, b: &Brud, frist: Duration) {
        let mut ud = Ud::default();
        ud.metode(0, luk_metode(b));
        if self.send(&ud).await.is_err() || self.wr.shutdown().await.is_err() {
            return;
        }
        let laes = async {
            loop {
                self.laeser.glem();
                self.andel.saet(0);
                if self.laes().await.is_err() {
                    return;
                }
            }
        };
        let _ = tokio::time::timeout(frist, laes).await;
    }

    async fn igennem(&mut self, modpart: &Modpart, faelles: &Arc<Faelles>) -> Result<Aabnet, Nej> {
        let hoved = loop {
            if let Some(h) = self.laeser.protokolhoved() {
                break h;
            }
            self.laes().await?;
        };
        if hoved != PROTOKOL {
            return Err(Nej::Protokol);
        }
        self.sig(connection::AMQPMethod::Start(start(faelles.formidler.mekanismer()))).await?;
        let connection::AMQPMethod::StartOk(svar) = self.metode().await? else { return Err(uventet()) };
        let session = log_ind(&svar, modpart, faelles).await?;
        let maks = u32::try_from(graenser::AMQP_RAMME_BYTES).unwrap_or(u32::MAX);
        let tune = connection::Tune { channel_max: graenser::AMQP_KANALER, frame_max: maks, heartbeat: graenser::AMQP_LIVSTEGN_SEKUNDER };
        self.sig(connection::AMQPMethod::Tune(tune)).await?;
        let connection::AMQPMethod::TuneOk(t) = self.metode().await? else { return Err(uventet()) };
        let ulovlig = |hvad: &str| Nej::Brud(Brud::ny(kode::IKKE_TILLADT, hvad).ved((10, 31)));
        if !(4_096..=maks).contains(&t.frame_max) {
            return Err(ulovlig(&format!("frame_max {}: 4096 to {maks} are allowed", t.frame_max)));
        }
        if t.channel_max == 0 || t.channel_max > graenser::AMQP_KANALER {
            return Err(ulovlig(&format!("channel_max {}: 1 to {} are allowed", t.channel_max, graenser::AMQP_KANALER)));
        }
        let ramme_maks = usize::try_from(t.frame_max).unwrap_or(graenser::AMQP_RAMME_BYTES);
        self.laeser.saet_maks(ramme_maks);
        let connection::AMQPMethod::Open(aabn) = self.metode().await? else { return Err(uventet()) };
        if aabn.virtual_host.as_str() != VHOST {
            let hvad = format!("vhost '{}' not found: it is '{VHOST}'", aabn.virtual_host);
            return Err(Brud::ny(kode::IKKE_TILLADT, hvad).ved((10, 40)).into());
        }
        self.sig(connection::AMQPMethod::OpenOk(connection::OpenOk {})).await?;
        Ok(Aabnet {
            session,
            laeser: std::mem::replace(&mut self.laeser, Rammelaeser::ny(ramme::HOVED + 1)),
            ramme_maks,
            kanal_maks: t.channel_max,
            livstegn: faelles.sekunder(t.heartbeat.into()),
        })
    }
}

fn uventet() -> Nej {
    Nej::Brud(Brud::ny(kode::UGYLDIG, "another method was to come now"))
}

async fn log_ind(svar: &connection::StartOk, modpart: &Modpart, faelles: &Arc<Faelles>) -> Result<Arc<dyn Session>, Nej> {
    let mekanisme = svar.mechanism.as_str();
    let kan = faelles.formidler.mekanismer().split(' ').any(|m| m == mekanisme);
    let bytes = svar.response.as_bytes();
    let afvist = match (mekanisme, kan) {
        ("EXTERNAL", true) => faelles.formidler.log_ind(modpart, Bevis::External(bytes)).await,
        ("PLAIN", true) => match plain(bytes) {
            Some((bruger, kode)) => faelles.formidler.log_ind(modpart, Bevis::Plain { bruger, kode }).await,
            None => return Err(Brud::ny(kode::SYNTAKS, "the response is not one of PLAIN").ved((10, 11)).into()),
        },
        _ => {
            let hvad = format!("mechanism '{mekanisme}' is not offered: {}", faelles.formidler.mekanismer());
            return Err(Brud::ny(kode::INGEN_ADGANG, hvad).ved((10, 11)).into());
        }
    };
    afvist.map_err(|f| {
        faelles.tal.afvist_login.fetch_add(1, Relaxed);
        // Only clients that say so read a method where connection.tune was to come.
        let forstaar = svar.client_properties.inner().get("capabilities").and_then(AMQPValue::as_field_table);
        let forstaar = forstaar.and_then(|c| c.inner().get("authentication_failure_close")).and_then(AMQPValue::as_bool);
        match forstaar {
            Some(true) => Nej::Brud(Brud::ny(kode::INGEN_ADGANG, f.engelsk())),
            _ => Nej::Tavst,
        }
    })
}

/// Name and word of SASL PLAIN (RFC 4616).
fn plain(bytes: &[u8]) -> Option<(&str, &str)> {
    let mut dele = bytes.split(|b| *b == 0).skip(1);
    let (bruger, kode) = (dele.next()?, dele.next()?);
    Some((std::str::from_utf8(bruger).ok()?, std::str::from_utf8(kode).ok()?)).filter(|_| dele.next().is_none())
}

/// Reads any bytes as the response of each mechanism. For fuzzing.
pub fn proev_sasl(data: &[u8]) {
    let _ = plain(data);
    if let Ok(t) = adgang::klient::tokentekst(data) {
        let _ = grund::xml::Dokument::laes(&t);
    }
}

fn start(mekanismer: &str) -> connection::Start {
    let tabel = |felter: &[(&str, AMQPValue)]| {
        let mut t = FieldTable::default();
        for (navn, v) in felter {
            t.insert(kort(navn), v.clone());
        }
        t
    };
    let tekst = |t: &str| AMQPValue::LongString(t.into());
    let kan = |k: &'static str| (k, AMQPValue::Boolean(true));
    let evner = tabel(&[
        kan("authentication_failure_close"),
        kan("basic.nack"),
        kan("direct_reply_to"),
        kan("per_consumer_qos"),
        kan("publisher_confirms"),
    ]);
    connection::Start {
        version_major: 0,
        version_minor: 9,
        server_properties: tabel(&[
            ("product", tekst("Samspil")),
            ("version", tekst(env!("CARGO_PKG_VERSION"))),
            ("capabilities", AMQPValue::FieldTable(evner)),
        ]),
        mechanisms: mekanismer.into(),
        locales: "en_US".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_has_a_name_and_a_word() {
        assert_eq!(plain(b"\0guest\0ord"), Some(("guest", "ord")));
        assert_eq!(plain(b"z\0guest\0"), Some(("guest", "")));
        for d in [&b""[..], b"guest", b"\0guest", b"\0a\0b\0c", b"\0\xff\0b"] {
            assert_eq!(plain(d), None, "{d:?}");
        }
    }
}
