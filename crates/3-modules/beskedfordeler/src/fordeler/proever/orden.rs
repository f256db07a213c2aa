//! Order, and what an outage does to it.
use super::*;
use crate::fordeler::Sending;

const DAG: i64 = 86_400_000_000;

/// Messages of one sender, by number.
fn sendinger(v: &Verden, numre: impl Iterator<Item = u128>) -> Vec<Sending> {
    let en = |n| {
        let data = crate::kuvert::dan(&besked(n, |_| {}), None).unwrap();
        Sending { kald: v.kald(AFSENDERSYSTEM, A), snitflade: Snitflade::V2, data: data.into() }
    };
    numre.map(en).collect()
}

async fn alle(f: &Forbruger) -> Vec<String> {
    let mut ud = Vec::new();
    loop {
        let l = f.hent(100, usize::MAX).await.unwrap();
        if l.is_empty() {
            return ud;
        }
        f.kvitter(&l.iter().map(|l| l.nummer).collect::<Vec<_>>()).await.unwrap();
        ud.extend(l.into_iter().map(|l| l.besked_id));
    }
}

#[test]
fn e35_messages_of_one_sender_lie_in_the_order_in_which_they_were_sent_and_each_is_answered_for_itself() {
    koer(async {
        let v = Verden::ny(false).await;
        let mut s = sendinger(&v, 1..=1_000);
        s[6].data = "<x/>".into();
        s[500] = s[499].clone();
        let svar = v.fordeler.afsend_i_raekke(&s).await;
        assert_eq!(svar.iter().enumerate().filter(|(_, r)| r.kode != 20).map(|(n, _)| n).collect::<Vec<_>>(), [6]);
        let ventet: Vec<String> = (1..=1_000).filter(|n| ![7, 501].contains(n)).map(id).collect();
        assert_eq!(alle(&v.fordeler.forbruger(KOE)).await, ventet);
        // A store that takes nothing refuses all that could be taken.
        v.fordeler.koe().luk().await;
        let svar = v.fordeler.afsend_i_raekke(&sendinger(&v, 2_000..2_010)).await;
        assert!(svar.len() == 10 && svar.iter().all(|r| r.fejl == Some(Fejlkode::Optaget)), "{svar:?}");
    });
}

#[test]
fn e35_what_a_consumer_that_ends_gives_back_comes_before_what_is_behind_it() {
    koer(async {
        let v = Verden::ny(false).await;
        for n in 1..=5 {
            v.send(n, |_| {}).await;
        }
        let (f, mut g) = (v.fordeler.forbruger(KOE), v.fordeler.forbruger(KOE));
        assert_eq!(f.hent(3, usize::MAX).await.unwrap().len(), 3);
        f.ender();
        assert!(v.ids(&g).await.is_empty(), "its connection is made before the end of the one before is over");
        assert!(v.ids(&f).await.is_empty());
        assert_eq!(f.kvitter(&[1]).await.unwrap(), 1, "what it acknowledged before");
        tokio::join!(g.vent(), async { drop(f) });
        assert_eq!(v.ids(&g).await, [id(2), id(3), id(4), id(5)]);
    });
}

#[test]
fn e35_what_is_given_back_while_later_messages_are_read_comes_before_them() {
    koer(async {
        let v = Verden::ny(true).await;
        v.aftale(AFSENDERSYSTEM, &AFSEND, A, &[]);
        v.aftale(MODTAGERSYSTEM, &MODTAG, A, &[]);
        for n in 1..=4 {
            v.send(n, |_| {}).await;
        }
        let (f, g) = (v.fordeler.forbruger(KOE), v.fordeler.forbruger(KOE));
        assert_eq!(f.hent(2, usize::MAX).await.unwrap().len(), 2);
        // Its connection is lost while the next one's first messages are read.
        *v.bog.1.lock().unwrap() = Some(Box::new(move || drop(f)));
        assert_eq!(v.ids(&g).await, [id(1), id(2), id(3), id(4)]);
        assert!(v.bog.1.lock().unwrap().is_none());
    });
}

#[test]
fn e33_an_outage_of_a_day_loses_nothing_keeps_the_order_and_counts_no_attempt() {
    koer(async {
        let mut v = Verden::ny(false).await;
        let (mut nr, mut ventet) = (1, Vec::new());
        // Somebody sends in each of 24 hours in which nobody fetches; the program tidies up, and is killed in between.
        for time in 0..24 {
            let s = sendinger(&v, nr..nr + 40);
            assert!(v.fordeler.afsend_i_raekke(&s).await.iter().all(|r| r.kode == 20));
            ventet.extend((nr..nr + 40).map(id));
            nr += 40;
            v.ur.0.fetch_add(DAG / 24, Ordering::SeqCst);
            while v.fordeler.koe().udloeb(v.fordeler.nu()).await.unwrap() > 0 {}
            if time % 7 == 0 {
                v.genstart().await;
            }
        }
        let f = v.fordeler.forbruger(KOE);
        let foerste = f.hent(1, usize::MAX).await.unwrap();
        assert_eq!((foerste[0].forsoeg, foerste[0].igen), (1, false));
        f.slip_alt();
        assert_eq!(alle(&f).await, ventet);
        assert!(v.fejl().await.is_empty());
    });
}

#[test]
fn e22_what_waits_when_an_agreement_ends_is_never_delivered_and_what_another_agreement_covers_is() {
    koer(async {
        let v = Verden::ny(true).await;
        v.aftale(AFSENDERSYSTEM, &AFSEND, A, &[]);
        v.aftale(MODTAGERSYSTEM, &MODTAG, A, &[(P_KLE, "32.*")]);
        v.aftale(MODTAGERSYSTEM, &MODTAG, A, &[(P_KLE, "27.*")]);
        let emne = |kle: &'static str| move |k: &mut Kuvert| k.registreringer[0].emne = Some(UnikId::Urn(format!("urn:oio:kle:{kle}")));
        for n in 1..=6u128 {
            let kle = if n % 2 == 0 { "27.01.01" } else { "32.01.01" };
            assert_eq!(v.send(n, emne(kle)).await.kode, 20);
        }
        // One is on lease when it ends: it was delivered while it was covered. Given back, it is looked at again.
        let f = v.fordeler.forbruger(KOE);
        assert_eq!(f.hent(1, usize::MAX).await.unwrap()[0].besked_id, id(1));
        v.bog
            .0
            .lock()
            .unwrap()
            .retain(|a| !a.tjenester.iter().any(|t| t.afgraensninger.iter().any(|(_, v)| v.contains(&"32.*".to_owned()))));
        f.slip_alt();
        assert_eq!(v.ids(&f).await, [id(2), id(4), id(6)]);
        assert_eq!(v.fejl().await, [Fejlaarsag::IngenAftale; 3]);
    });
}

#[test]
fn a_refreshing_in_parts_reads_everything_once() {
    koer(async {
        let mut v = Verden::ny(false).await;
        for n in 0..120u128 {
            v.dueslag(Uuid::from_u128(0xe00 + n)).await;
        }
        v.foelg().await;
        // In a program that was told of nothing.
        let tom = Fordelingsbog::default();
        let (mut fra, mut dele) = (Some(Vec::new()), 0);
        while let Some(f) = fra {
            fra = tom.aabn_fra(&v.register, v.fordeler.nu(), &f, 50).await.unwrap();
            dele += 1;
        }
        assert_eq!((tom.alle_dueslag().len(), tom.abonnementer(), dele), (121, 1, 3));
    });
}
