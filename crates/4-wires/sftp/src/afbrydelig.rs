//! A stream that ends when it is told to: the library keeps a connection until its stream does.
use std::io::{Error, ErrorKind, Result};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What it is told by.
pub(crate) type Straks = Pin<Box<dyn Future<Output = ()> + Send>>;

pub(crate) struct Afbrydelig<S> {
    indre: S,
    straks: Straks,
    slut: bool,
}

impl<S> Afbrydelig<S> {
    pub fn ny(indre: S, straks: Straks) -> Self {
        Self { indre, straks, slut: false }
    }

    /// Registers the waker with what it is told by, too.
    fn lever(&mut self, cx: &mut Context<'_>) -> Result<()> {
        if self.slut || self.straks.as_mut().poll(cx).is_ready() {
            self.slut = true;
            return Err(Error::new(ErrorKind::ConnectionAborted, "the connection was ended here"));
        }
        Ok(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Afbrydelig<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        self.lever(cx)?;
        Pin::new(&mut self.indre).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Afbrydelig<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        self.lever(cx)?;
        Pin::new(&mut self.indre).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        self.lever(cx)?;
        Pin::new(&mut self.indre).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.indre).poll_shutdown(cx)
    }
}
