//! The bytes of a connection, with the connection's table told when they come and go.
use super::forbindelser::{Forbindelse, Kaldsvagt};
use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use std::io::{IoSlice, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// A TCP stream that is watched. It lies below TLS, so that the handshake is seen too.
pub struct Stroem {
    pub(super) tcp: TcpStream,
    pub(super) forbindelse: Arc<Forbindelse>,
}

impl Stroem {
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
        Pin::new(&mut self.tcp).poll_shutdown(cx)
    }
}

/// An answer's body: the call is under way until it is sent or given up.
pub struct Svarkrop {
    pub(super) krop: Body,
    pub(super) _kald: Kaldsvagt,
}

impl HttpBody for Svarkrop {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<std::result::Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.krop).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.krop.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.krop.size_hint()
    }
}
