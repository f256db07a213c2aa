//! The bytes of a session on their way to the library: a packet that says that it is longer than it may be ends the session there, and is not looked for its next one.
use grund::graenser::SFTP_PAKKE_BYTES;
use std::io::Result;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

pub(crate) struct Rammevagt<S> {
    indre: S,
    /// Bytes of the length that have come, and the length so far.
    hoved: (u8, u32),
    /// Bytes of the packet that are to come.
    rest: u32,
    slut: bool,
}

impl<S> Rammevagt<S> {
    pub fn ny(indre: S) -> Self {
        Self { indre, hoved: (0, 0), rest: 0, slut: false }
    }

    /// Whether all of it may pass.
    fn god(&mut self, data: &[u8]) -> bool {
        let mut data = data;
        while let Some((b, efter)) = data.split_first() {
            if self.rest > 0 {
                let n = data.len().min(self.rest as usize);
                self.rest -= u32::try_from(n).unwrap_or(self.rest);
                data = data.get(n..).unwrap_or_default();
                continue;
            }
            let (antal, laengde) = self.hoved;
            let laengde = (laengde << 8) | u32::from(*b);
            self.hoved = (antal + 1, laengde);
            if antal == 3 {
                if laengde > SFTP_PAKKE_BYTES {
                    return false;
                }
                (self.hoved, self.rest) = ((0, 0), laengde);
            }
            data = efter;
        }
        true
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Rammevagt<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        if self.slut {
            return Poll::Ready(Ok(()));
        }
        let foer = buf.filled().len();
        ready!(Pin::new(&mut self.indre).poll_read(cx, buf))?;
        let nye = buf.filled().get(foer..).unwrap_or_default();
        if !self.god(nye) {
            tracing::warn!("a packet of SFTP is too long: its session ends");
            self.slut = true;
            buf.set_filled(foer);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Rammevagt<S> {
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

    #[test]
    fn a_length_is_held_however_the_bytes_come() {
        let gode: Vec<u8> = [&3u32.to_be_bytes()[..], b"abc", &0u32.to_be_bytes(), &SFTP_PAKKE_BYTES.to_be_bytes()].concat();
        for bid in [1, 2, 3, 5, 100] {
            let mut v = Rammevagt::ny(());
            assert!(gode.chunks(bid).all(|b| v.god(b)), "{bid}");
            assert_eq!(v.rest, SFTP_PAKKE_BYTES);
            assert!(v.god(&vec![0xff; SFTP_PAKKE_BYTES as usize]));
            assert!(!(SFTP_PAKKE_BYTES + 1).to_be_bytes().chunks(bid).all(|b| v.god(b)));
        }
    }
}
