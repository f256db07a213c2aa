//! A client that hangs up and comes back before its old connection's end was noticed.
use crate::formidler::{DUESLAG, Hukommelse};
use crate::klient::{Klient, b, med_sekund};
use amq_protocol::protocol::{AMQPClass, basic};
use amqp::Ende;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};

/// Wakes nobody while it is deaf: as where the task that would hear has not come to its turn.
#[derive(Default)]
struct Doev {
    er: AtomicBool,
    hvem: Mutex<Option<Waker>>,
}

impl Wake for Doev {
    fn wake(self: Arc<Self>) {
        if let Some(w) = self.hvem.lock().unwrap().as_ref().filter(|_| !self.er.load(SeqCst)) {
            w.wake_by_ref();
        }
    }
}

struct Traeg(DuplexStream, Arc<Doev>);

impl AsyncRead for Traeg {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        *self.1.hvem.lock().unwrap() = Some(cx.waker().clone());
        let w = Waker::from(self.1.clone());
        Pin::new(&mut self.0).poll_read(&mut Context::from_waker(&w), buf)
    }
}

impl AsyncWrite for Traeg {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

/// A receiver has three of six messages, acknowledges one and hangs up, and is here again before that was heard.
async fn kommer_igen() -> (Klient, tokio::task::JoinHandle<Ende>, Arc<Hukommelse>) {
    let h = Hukommelse::ny();
    for n in 0..6 {
        h.laeg(DUESLAG, format!("{n}"));
    }
    // Nobody looks by himself in the time of a test.
    let f = med_sekund(&h, Duration::from_secs(60));
    let doev = Arc::<Doev>::default();
    let mut k = Klient::raa_over(&f, 1 << 20, |s| Traeg(s, doev.clone()));
    k.aabn(0).await;
    k.kanal(1).await;
    k.qos(1, 3, false).await;
    k.forbrug(1, &DUESLAG.to_string(), "a", false).await;
    for n in 0..3 {
        assert_eq!(k.leverance().await.2, n.to_string().into_bytes());
    }
    // Until it has nothing more to do than to listen.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    doev.er.store(true, SeqCst);
    k.ack(1, false).await;
    let gammel = k.forsvind();
    let mut k = Klient::raa(&f, 1 << 20);
    k.aabn(0).await;
    k.kanal(1).await;
    assert!(!gammel.is_finished());
    (k, gammel, h)
}

#[tokio::test]
async fn e35_a_receiver_that_comes_back_gets_first_what_its_lost_connection_had() {
    let (mut k, gammel, h) = kommer_igen().await;
    k.forbrug(1, &DUESLAG.to_string(), "a", false).await;
    for (nr, n) in (1..6).enumerate() {
        let (tag, igen, krop) = k.leverance().await;
        assert_eq!((tag, krop), (nr as u64 + 1, n.to_string().into_bytes()));
        // The one behind may have been on its way to the old connection in place of what that acknowledged.
        assert!(igen || n >= 3, "message {n}");
    }
    assert_eq!(gammel.await.unwrap(), Ende::Afbrudt);
    assert_eq!(h.med(|i| i.due[&DUESLAG].modtaget.clone()), [0], "what it said last was heard");
}

#[tokio::test]
async fn e35_basic_get_on_a_new_connection_gets_first_what_the_lost_one_had() {
    let (mut k, gammel, _) = kommer_igen().await;
    let get = b(basic::AMQPMethod::Get(basic::Get { queue: DUESLAG.to_string().as_str().into(), no_ack: false }));
    assert!(matches!(k.spoerg(1, get).await, AMQPClass::Basic(basic::AMQPMethod::GetOk(_))));
    assert_eq!(k.indhold().await.1, b"1");
    assert_eq!(gammel.await.unwrap(), Ende::Afbrudt);
}
