//! A session's stream that says how it ended before it ends: OpenSSH's `scp` takes a channel that closes without an exit status for a failure.
use std::io::Result;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What says it.
pub(crate) type Sig = Pin<Box<dyn Future<Output = ()> + Send>>;

pub(crate) struct Slutstatus<S> {
    indre: S,
    slut: bool,
    sig: Option<Sig>,
}

impl<S> Slutstatus<S> {
    pub fn ny(indre: S, sig: Sig) -> Self {
        Self { indre, slut: false, sig: Some(sig) }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Slutstatus<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        if !self.slut {
            let foer = buf.filled().len();
            let plads = buf.remaining() > 0;
            ready!(Pin::new(&mut self.indre).poll_read(cx, buf))?;
            if !plads || buf.filled().len() > foer {
                return Poll::Ready(Ok(()));
            }
            self.slut = true;
        }
        if let Some(sig) = &mut self.sig {
            ready!(sig.as_mut().poll(cx));
            self.sig = None;
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Slutstatus<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        Pin::new(&mut self.indre).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.indre).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.indre).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use tokio::io::AsyncReadExt;

    #[tokio::test]
    async fn it_is_said_once_after_the_last_byte_and_before_the_end() {
        let sagt = Arc::new(AtomicU32::new(0));
        let s = sagt.clone();
        let sig = Box::pin(async move {
            tokio::task::yield_now().await;
            s.fetch_add(1, Ordering::SeqCst);
        });
        let mut stroem = Slutstatus::ny(&b"abc"[..], sig);
        let mut b = [0; 3];
        stroem.read_exact(&mut b).await.unwrap();
        assert_eq!((&b, sagt.load(Ordering::SeqCst)), (b"abc", 0));
        for _ in 0..2 {
            assert_eq!((stroem.read(&mut b).await.unwrap(), sagt.load(Ordering::SeqCst)), (0, 1));
        }
    }
}
