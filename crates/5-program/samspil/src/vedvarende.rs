//! Long answers: who lost the right while an answer is under way gets no more of it.
use crate::lyttere::forbindelser::Arbejdsvagt;
use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use futures::future::BoxFuture;
use futures::{StreamExt, stream};
use grund::Fejl;
use std::time::{Duration, Instant};

/// Between looks at whether the caller may still.
pub const SPOERG_IGEN: Duration = Duration::from_secs(1);

/// Whether the caller may still.
pub type MaaStadig = Box<dyn Fn() -> BoxFuture<'static, Result<(), Fejl>> + Send + Sync>;

/// An answer that is made while it is sent (a file, an export, a stream of events) asks at intervals whether its caller may still have it, also while nothing is
/// sent, and breaks off with an error when not. One that is there already is left as it is.
pub fn svar(svar: Response, pause: Duration, maa_stadig: MaaStadig) -> Response {
    if svar.body().size_hint().exact().is_some() {
        return svar;
    }
    svar.map(|krop| {
        let begyndt = (krop.into_data_stream(), maa_stadig, Instant::now());
        Body::from_stream(stream::try_unfold(begyndt, move |(mut krop, maa_stadig, mut spurgt)| async move {
            loop {
                let naeste = tokio::time::timeout(pause.saturating_sub(spurgt.elapsed()), krop.next()).await;
                if matches!(naeste, Ok(None)) {
                    return Ok::<_, axum::Error>(None);
                }
                if spurgt.elapsed() >= pause {
                    if let Err(f) = maa_stadig().await {
                        tracing::info!(fejl = %f, "the caller's right ended while its answer was under way");
                        return Err(axum::Error::new(f));
                    }
                    spurgt = Instant::now();
                }
                if let Ok(Some(stykke)) = naeste {
                    let stykke: Bytes = stykke?;
                    return Ok(Some((stykke, (krop, maa_stadig, spurgt))));
                }
            }
        }))
    })
}

/// The program works on the answer until its last byte: a stream in which nothing is sent for long waits for events, not for its client.
pub fn arbejder(svar: Response, vagt: Arbejdsvagt) -> Response {
    svar.map(|krop| {
        Body::from_stream(krop.into_data_stream().map(move |stykke| {
            let _ = &vagt;
            stykke
        }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use grund::Fejlkode;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    fn spoerg(gange: usize, spurgt: &Arc<AtomicUsize>) -> MaaStadig {
        let spurgt = spurgt.clone();
        Box::new(move || {
            let nr = spurgt.fetch_add(1, Relaxed) + 1;
            Box::pin(async move { if nr > gange { Err(Fejl::ny(Fejlkode::IngenAftale)) } else { Ok(()) } })
        })
    }

    #[tokio::test]
    async fn a_stream_breaks_off_when_the_right_has_ended_and_what_is_there_is_given() {
        let spurgt = Arc::new(AtomicUsize::new(0));
        let stykker = || Body::from_stream(stream::iter((0..5_u8).map(|n| Ok::<_, std::io::Error>(vec![n]))));
        let mut ud = svar(Response::new(stykker()), Duration::ZERO, spoerg(2, &spurgt)).into_body().into_data_stream();
        let mut fik = Vec::new();
        while let Some(Ok(b)) = ud.next().await {
            fik.extend_from_slice(&b);
        }
        assert_eq!((fik, spurgt.load(Relaxed)), (vec![0, 1], 3));
        let hele = svar(Response::new(Body::from("der")), Duration::ZERO, spoerg(0, &spurgt));
        assert_eq!((axum::body::to_bytes(hele.into_body(), 9).await.unwrap(), spurgt.load(Relaxed)), (Bytes::from("der"), 3));
        let ret = svar(Response::new(stykker()), SPOERG_IGEN, spoerg(0, &spurgt));
        assert_eq!(axum::body::to_bytes(ret.into_body(), 9).await.unwrap().len(), 5, "not asked for each piece");
    }

    #[tokio::test]
    async fn a_stream_in_which_nothing_comes_ends_when_the_right_does() {
        let spurgt = Arc::new(AtomicUsize::new(0));
        let tavs = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
        let mut ud = svar(Response::new(tavs), Duration::from_millis(1), spoerg(3, &spurgt)).into_body().into_data_stream();
        assert!(ud.next().await.is_some_and(|s| s.is_err()));
        assert_eq!(spurgt.load(Relaxed), 4);
    }
}
