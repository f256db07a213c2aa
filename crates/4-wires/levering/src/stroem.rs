//! A connection to a receiver, with or without TLS.
use axum::http::Extensions;
use hyper_util::client::legacy::connect::{Connected, Connection};
use std::io::Result;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

/// Whether a connection has brought an answer before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Brugt(Arc<AtomicBool>);

impl Brugt {
    /// Of the connection that it stands for; false where none is known.
    pub fn er(c: Option<&Connected>) -> bool {
        let mut kendt = Extensions::new();
        if let Some(c) = c {
            c.get_extras(&mut kendt);
        }
        kendt.get::<Self>().is_some_and(|b| b.0.load(Relaxed))
    }

    /// It has.
    pub fn nu(&self) {
        self.0.store(true, Relaxed);
    }
}

/// The connection.
pub(crate) struct Stroem {
    hvad: Hvad,
    brugt: Brugt,
}

enum Hvad {
    Klar(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl From<TcpStream> for Stroem {
    fn from(s: TcpStream) -> Self {
        Self { hvad: Hvad::Klar(s), brugt: Brugt::default() }
    }
}

impl From<TlsStream<TcpStream>> for Stroem {
    fn from(s: TlsStream<TcpStream>) -> Self {
        Self { hvad: Hvad::Tls(Box::new(s)), brugt: Brugt::default() }
    }
}

impl Connection for Stroem {
    fn connected(&self) -> Connected {
        Connected::new().extra(self.brugt.clone())
    }
}

impl AsyncRead for Stroem {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        match &mut self.get_mut().hvad {
            Hvad::Klar(s) => Pin::new(s).poll_read(cx, buf),
            Hvad::Tls(s) => Pin::new(s).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Stroem {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        match &mut self.get_mut().hvad {
            Hvad::Klar(s) => Pin::new(s).poll_write(cx, buf),
            Hvad::Tls(s) => Pin::new(s).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        match &mut self.get_mut().hvad {
            Hvad::Klar(s) => Pin::new(s).poll_flush(cx),
            Hvad::Tls(s) => Pin::new(s).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        match &mut self.get_mut().hvad {
            Hvad::Klar(s) => Pin::new(s).poll_shutdown(cx),
            Hvad::Tls(s) => Pin::new(s).poll_shutdown(cx),
        }
    }
}
