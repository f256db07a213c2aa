//! An upstream that is dead, slow or full, and the others beside it.
use super::*;
use std::collections::VecDeque;
use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// What becomes of a try, in order; then always an answer.
enum Udfald {
    Svar(u16),
    Tavs,
    ForStort,
    Aldrig,
}

#[derive(Default)]
struct Falsk {
    udfald: Mutex<VecDeque<Udfald>>,
    sendt: AtomicUsize,
}

#[async_trait]
impl Afsender for Falsk {
    async fn send(&self, _: &Opstroem, _: &Anmodning) -> Result<Svar, Intet> {
        self.sendt.fetch_add(1, SeqCst);
        let naeste = laas(&self.udfald).pop_front();
        match naeste.unwrap_or(Udfald::Svar(200)) {
            Udfald::Svar(status) => Ok(Svar { status, krop: b"ja".to_vec() }),
            Udfald::Tavs => Err(Intet::Tavs("refused".into())),
            Udfald::ForStort => Err(Intet::ForStort),
            Udfald::Aldrig => pending().await,
        }
    }
}

fn opstil(udfald: Vec<Udfald>) -> (Arc<Falsk>, Opstroemme) {
    let f = Arc::new(Falsk { udfald: Mutex::new(udfald.into()), sendt: AtomicUsize::new(0) });
    (f.clone(), Opstroemme::ny(f))
}

fn besked(laeser: bool) -> Anmodning {
    Anmodning { metode: Metode::Post, sti: "/x".into(), hoveder: Vec::new(), krop: String::new(), laeser, token: None }
}

fn kort(navn: &str) -> Opstroem {
    Opstroem { frist: Duration::from_millis(20), ..standard(navn, "https://x.example/") }
}

#[tokio::test]
async fn one_that_never_answers_is_left_alone_and_others_are_not_touched() {
    let (falsk, alle) = opstil((0..grund::graenser::OPSTROEM_FEJL).map(|_| Udfald::Aldrig).collect());
    let doed = kort("doed");
    for _ in 0..grund::graenser::OPSTROEM_FEJL {
        assert_eq!(alle.kald(&doed, &besked(false)).await.unwrap_err().kode(), Fejlkode::OpstroemNaasIkke);
    }
    let sendt = falsk.sendt.load(SeqCst);
    let f = alle.kald(&doed, &besked(true)).await.unwrap_err();
    assert!(f.kode() == Fejlkode::OpstroemAfbrudt && f.engelsk().contains("1 seconds"), "{f}");
    assert_eq!(falsk.sendt.load(SeqCst), sendt, "nothing was sent to it");
    assert_eq!(alle.kald(&kort("anden"), &besked(true)).await.unwrap().status, 200);
}

#[tokio::test]
async fn places_are_each_upstream_s_own() {
    let (_, alle) = opstil(vec![Udfald::Aldrig, Udfald::Aldrig]);
    let to = Opstroem { samtidige: 2, ..standard("to", "https://x.example") };
    let alle = Arc::new(alle);
    let venter: Vec<_> = (0..2)
        .map(|_| {
            let (alle, to) = (alle.clone(), to.clone());
            tokio::spawn(async move { alle.kald(&to, &besked(false)).await })
        })
        .collect();
    while alle.en(&to).pladser.available_permits() > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(alle.kald(&to, &besked(false)).await.unwrap_err().kode(), Fejlkode::OpstroemOptaget);
    assert_eq!(alle.kald(&kort("anden"), &besked(false)).await.unwrap().status, 200);
    // Callers that go away give their places back, and are not the upstream's fault.
    for v in venter {
        v.abort();
        let _ = v.await;
    }
    assert_eq!(alle.kald(&to, &besked(false)).await.unwrap().status, 200);
    assert!(!laas(&alle.en(&to).afbryder).er_aaben());
}

#[tokio::test]
async fn what_only_reads_is_tried_a_second_time_and_what_changes_never() {
    let (falsk, alle) = opstil(vec![Udfald::Tavs, Udfald::Tavs]);
    assert!(alle.kald(&kort("a"), &besked(false)).await.is_err());
    assert_eq!(falsk.sendt.load(SeqCst), 1);
    assert_eq!(alle.kald(&kort("a"), &besked(true)).await.unwrap().status, 200);
    assert_eq!(falsk.sendt.load(SeqCst), 3);
    // A late one gets another beside it.
    let (falsk, alle) = opstil(vec![Udfald::Aldrig]);
    let sen = Opstroem { igen_efter: Some(Duration::from_millis(1)), ..standard("sen", "https://x.example") };
    assert_eq!(alle.kald(&sen, &besked(true)).await.unwrap().status, 200);
    assert_eq!(falsk.sendt.load(SeqCst), 2);
}

#[tokio::test]
async fn second_tries_are_one_for_ten_calls() {
    let (falsk, alle) = opstil((0..40).map(|n| if n % 2 == 0 { Udfald::Tavs } else { Udfald::Svar(200) }).collect());
    let o = kort("a");
    let mut fejlede = 0;
    for _ in 0..20 {
        // What is answered between keeps the breaker closed.
        fejlede += usize::from(alle.kald(&o, &besked(true)).await.is_err());
    }
    let sendt = falsk.sendt.load(SeqCst);
    assert!((21..=23).contains(&sendt), "{sendt} for 20 calls");
    assert!(fejlede > 5);
}

#[tokio::test]
async fn what_a_proxy_says_of_a_server_that_is_gone_is_no_answer_and_too_large_a_one_is() {
    let (_, alle) = opstil(vec![Udfald::Svar(502), Udfald::Svar(503), Udfald::Svar(504), Udfald::ForStort, Udfald::Svar(500)]);
    let o = kort("a");
    for _ in 0..3 {
        assert_eq!(alle.kald(&o, &besked(false)).await.unwrap_err().kode(), Fejlkode::OpstroemNaasIkke);
    }
    assert_eq!(alle.kald(&o, &besked(false)).await.unwrap_err().kode(), Fejlkode::OpstroemUlaeselig);
    assert_eq!(alle.kald(&o, &besked(false)).await.unwrap().status, 500, "a fault is an answer");
}
