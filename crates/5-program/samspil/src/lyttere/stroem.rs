//! The bytes of a connection, with the connection's table told when they come and go.
use super::forbindelser::{Forbindelse, Forbindelser, Holdt, Kaldsvagt};
use axum::body::{Body, Bytes, HttpBody};
use grund::graenser;
use hyper::body::{Frame, SizeHint};
use std::io::{IoSlice, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

/// A TCP stream that is watched. It lies below TLS, so that the handshake is seen too.
pub struct Stroem {
    pub(super) tcp: TcpStream,
    pub(super) forbindelse: Arc<Forbindelse>,
    pub(super) rest: Option<Rest>,
}

/// What a client still sends after it was answered.
pub struct Rest {
    slut: Pin<Box<Sleep>>,
    bytes: usize,
}

impl Stroem {
    pub(super) fn ny(tcp: TcpStream, forbindelse: Arc<Forbindelse>) -> Self {
        Self { tcp, forbindelse, rest: None }
    }

    /// Reads and throws away what the client still sends, until its end, or so much, or so long: a socket that is closed with unread bytes takes the answer
    /// from the client.
    fn poll_rest(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let rest = self.rest.get_or_insert_with(|| Rest {
            slut: Box::pin(tokio::time::sleep(Duration::from_secs(graenser::EFTERLAES_SEKUNDER))),
            bytes: 0,
        });
        let mut spand = [0; 4096];
        while rest.bytes < graenser::EFTERLAES_BYTES && rest.slut.as_mut().poll(cx).is_pending() {
            let mut buf = ReadBuf::new(&mut spand);
            match ready!(Pin::new(&mut self.tcp).poll_read(cx, &mut buf)) {
                Ok(()) if !buf.filled().is_empty() => rest.bytes += buf.filled().len(),
                Ok(()) | Err(_) => break,
            }
        }
        Poll::Ready(())
    }
    fn skrevet(&self, p: Poll<Result<usize>>) -> Poll<Result<usize>> {
        match &p {
            Poll::Pending => self.forbindelse.skriv_venter(),
            Poll::Ready(Ok(n)) => self.forbindelse.skrevet(*n),
            Poll::Ready(Err(_)) => {}
        }
        p
    }
}

impl AsyncRead for Stroem {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let foer = buf.filled().len();
        let p = Pin::new(&mut self.tcp).poll_read(cx, buf);
        if buf.filled().len() > foer {
            self.forbindelse.laest();
        }
        p
    }
}

impl AsyncWrite for Stroem {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        let p = Pin::new(&mut self.tcp).poll_write(cx, buf);
        self.skrevet(p)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bufs: &[IoSlice<'_>]) -> Poll<Result<usize>> {
        let p = Pin::new(&mut self.tcp).poll_write_vectored(cx, bufs);
        self.skrevet(p)
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }

    /// Whoever flushes has handed over all of its own buffer before.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.forbindelse.skriv_faerdig();
        Pin::new(&mut self.tcp).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        if self.rest.is_none() {
            ready!(Pin::new(&mut self.tcp).poll_shutdown(cx))?;
            if !self.forbindelse.er_ulaest() {
                return Poll::Ready(Ok(()));
            }
        }
        self.poll_rest(cx).map(Ok)
    }
}

/// An answer's body: the call is under way until it is sent or given up, and its bytes are counted until the client has taken them.
pub struct Svarkrop {
    krop: Body,
    tabel: Arc<Forbindelser>,
    forbindelse: Arc<Forbindelse>,
    /// All of it, where its length is known; otherwise each piece is counted as it comes.
    holdt: Option<Arc<Holdt>>,
    _kald: Kaldsvagt,
}

impl Svarkrop {
    pub(super) fn ny(krop: Body, tabel: Arc<Forbindelser>, forbindelse: Arc<Forbindelse>, kald: Kaldsvagt) -> Self {
        let laengde = krop.size_hint().exact();
        let holdt = laengde.map(|n| Arc::new(tabel.hold(&forbindelse, n.saturating_add(graenser::SVAR_FAST_BYTES))));
        Self { krop, tabel, forbindelse, holdt, _kald: kald }
    }

    fn stykke(&self, data: Bytes) -> Bytes {
        let holdt = match &self.holdt {
            Some(h) => h.clone(),
            None => Arc::new(self.tabel.hold(&self.forbindelse, data.len() as u64)),
        };
        Bytes::from_owner(Stykke { data, _holdt: holdt })
    }
}

/// A piece of an answer, wherever it waits.
struct Stykke {
    data: Bytes,
    _holdt: Arc<Holdt>,
}

impl AsRef<[u8]> for Stykke {
    fn as_ref(&self) -> &[u8] {
        &self.data
    }
}

impl HttpBody for Svarkrop {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<std::result::Result<Frame<Bytes>, axum::Error>>> {
        let stykke = ready!(Pin::new(&mut self.krop).poll_frame(cx));
        Poll::Ready(stykke.map(|r| r.map(|f| f.map_data(|d| self.stykke(d)))))
    }

    fn is_end_stream(&self) -> bool {
        self.krop.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.krop.size_hint()
    }
}
