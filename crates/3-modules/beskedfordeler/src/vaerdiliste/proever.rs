#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::OBJEKTTYPER;
use grund::{Cvr, Periode, Tidspunkt, UnikId};
use lager::Registreringsvalg;
use lager::sqlite::SqliteLager;
use register::Typekatalog;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

struct Bank {
    register: Register,
    nu: AtomicI64,
}

const LISTE: Uuid = Uuid::from_u128(0x115);

impl Bank {
    fn ny() -> Self {
        let lager = Arc::new(SqliteLager::midlertidig().unwrap());
        Self { register: Register::ny(lager, Typekatalog::ny(&[OBJEKTTYPER])), nu: AtomicI64::new(1_790_000_000_000_000) }
    }
    fn kald(&self, myndighed: Cvr) -> Kaldekontekst {
        let nu = Tidspunkt::fra_mikros(self.nu.fetch_add(1_000, Ordering::Relaxed));
        Kaldekontekst::ubegraenset(myndighed, &[], UnikId::Uuid(Uuid::from_u128(1)), nu, Uuid::from_u128(2))
    }
    fn l(&self) -> Vaerdilister<'_> {
        Vaerdilister(&self.register)
    }
    async fn opret(&self, vaerdier: Vec<String>) {
        self.l().opret(&self.kald(Cvr::KORSBAEK), LISTE, Handling::Opret, nyt("Borgere", Some(vaerdier))).await.unwrap();
    }
    async fn alle(&self) -> Vec<String> {
        let mut v = self.l().laes(&self.kald(Cvr::KORSBAEK), LISTE, Laesevalg::AKTUEL).await.unwrap().vaerdier;
        v.sort_unstable();
        v
    }
    /// Bytes of registrations that a change stores.
    async fn skrevet(&self, aendring: impl AsyncFnOnce(Vaerdilister<'_>, &Kaldekontekst)) -> usize {
        let stoerrelse = async || {
            let alt = Registreringsvalg::Interval(Periode::ALTID);
            let uuider: Vec<Uuid> = (0..DELE).map(|n| del_id(LISTE, n)).collect();
            let mut i_alt = 0;
            for (nr, uuider) in [(VAERDILISTE.nr, vec![LISTE]), (VAERDILISTEDEL.nr, uuider)] {
                let o = self.register.lager().hent_flere(&[Cvr::KORSBAEK], nr, &uuider, alt).await.unwrap();
                i_alt += o.iter().flat_map(|o| &o.registreringer).map(|r| r.krop.len()).sum::<usize>();
            }
            i_alt
        };
        let foer = stoerrelse().await;
        aendring(self.l(), &self.kald(Cvr::KORSBAEK)).await;
        stoerrelse().await - foer
    }
}

fn nyt(navn: &str, vaerdier: Option<Vec<String>>) -> Nyt {
    let felter = BTreeMap::from([(crate::objekttyper::NAVN, Vaerdi::Tekst(navn.into()))]);
    let e = Egenskab { virkning: Virkning::fra(Tidspunkt::fra_mikros(1_700_000_000_000_000)), felter };
    Nyt { note: None, indhold: Indhold { egenskaber: Some(vec![e]), ..Indhold::default() }, vaerdier }
}

fn cpr(fra: u32, til: u32) -> Vec<String> {
    (fra..til).map(|n| format!("{:010}", 101_700_000 + n)).collect()
}

#[tokio::test]
async fn e6_a_small_change_of_a_large_list_is_a_small_write() {
    let b = Bank::ny();
    let alle = cpr(0, 20_000);
    b.opret(alle.clone()).await;
    assert_eq!(b.alle().await, alle);
    let ny = vec!["2512484916".to_owned(), "2512484917".to_owned()];
    let skrevet = b.skrevet(async |l, k| l.tilfoej(k, LISTE, ny.clone()).await.unwrap()).await;
    assert!(skrevet > 0 && skrevet < 20_000, "{skrevet} bytes for two values among 20,000");
    assert_eq!(b.alle().await.len(), 20_002);
    let skrevet = b.skrevet(async |l, k| l.fjern(k, LISTE, ny.clone()).await.unwrap()).await;
    assert!(skrevet > 0 && skrevet < 20_000, "{skrevet} bytes");
    assert_eq!(b.alle().await, alle);
    // what changes nothing writes nothing
    let skrevet = b.skrevet(async |l, k| l.fjern(k, LISTE, ny.clone()).await.unwrap()).await;
    assert_eq!(skrevet, 0);
}

#[tokio::test]
async fn e6_a_list_that_grows_goes_into_parts_and_a_new_set_of_values_replaces_them() {
    let b = Bank::ny();
    b.opret(cpr(0, 3)).await;
    let k = || b.kald(Cvr::KORSBAEK);
    b.l().tilfoej(&k(), LISTE, vec!["0101700002".into(), " 0101700003 ".into(), "0101700003".into(), String::new()]).await.unwrap();
    assert_eq!(b.alle().await, cpr(0, 4), "no value twice, none empty");
    let mange = cpr(0, u32::try_from(graenser::VAERDILISTE_EGNE).unwrap() + 5);
    b.l().tilfoej(&k(), LISTE, mange.clone()).await.unwrap();
    assert_eq!(b.alle().await, mange);
    // a URN of a number is that number
    b.l().fjern(&k(), LISTE, vec!["urn:oio:cpr-nr:0101700000".into()]).await.unwrap();
    assert_eq!(b.alle().await, mange[1..]);
    // few values again: they lie in the list, and no part has any left
    b.l().ret(&k(), LISTE, nyt("Borgere", Some(cpr(7, 9)))).await.unwrap();
    assert_eq!(b.alle().await, cpr(7, 9));
    let laest = b.l().laes(&k(), LISTE, Laesevalg::AKTUEL).await.unwrap();
    assert!(!er_delt(laest.objekt.nyeste().unwrap()));
    // a name alone leaves the values
    b.l().ret(&k(), LISTE, nyt("Andre", None)).await.unwrap();
    assert_eq!(b.alle().await, cpr(7, 9));
}

#[tokio::test]
async fn e6_what_is_deleted_has_no_values_left_and_another_authority_sees_no_list() {
    let b = Bank::ny();
    b.opret(cpr(0, 2_000)).await;
    let fremmed = b.kald(Cvr::KOMBIT);
    for f in [
        b.l().tilfoej(&fremmed, LISTE, cpr(0, 1)).await.unwrap_err(),
        b.l().fjern(&fremmed, LISTE, cpr(0, 1)).await.unwrap_err(),
        b.l().laes(&fremmed, LISTE, Laesevalg::AKTUEL).await.unwrap_err(),
    ] {
        assert_eq!(f.kode(), Fejlkode::FindesIkke);
    }
    let k = || b.kald(Cvr::KORSBAEK);
    b.l().livscyklus(&k(), LISTE, Handling::Slet, None).await.unwrap();
    assert_eq!(b.alle().await, Vec::<String>::new());
    assert_eq!(b.l().tilfoej(&k(), LISTE, cpr(0, 1)).await.unwrap_err().kode(), Fejlkode::UlovligOvergang);
    // it comes back with what is sent, not with what it had
    b.l().opret(&k(), LISTE, Handling::Importer, nyt("Igen", Some(cpr(5, 1_500)))).await.unwrap();
    assert_eq!(b.alle().await, cpr(5, 1_500));
}

#[tokio::test]
async fn e6_of_changes_at_the_same_time_none_is_lost() {
    let b = Bank::ny();
    b.opret(cpr(0, 1_500)).await;
    let nye: Vec<Vec<String>> = (0..4).map(|n| cpr(10_000 + n * 100, 10_100 + n * 100)).collect();
    let svar = futures_alle(nye.iter().map(|n| {
        let k = b.kald(Cvr::KORSBAEK);
        let b = &b;
        async move { b.l().tilfoej(&k, LISTE, n.clone()).await }
    }))
    .await;
    let tilfoejet = svar.iter().filter(|s| s.is_ok()).count();
    assert!(tilfoejet > 0, "{svar:?}");
    assert_eq!(b.alle().await.len(), 1_500 + 100 * tilfoejet, "what was answered is there");
}

async fn futures_alle<F: Future>(i: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut venter: Vec<_> = i.map(Box::pin).collect();
    let mut svar: Vec<Option<F::Output>> = venter.iter().map(|_| None).collect();
    std::future::poll_fn(|c| {
        let mut faerdig = true;
        for (f, s) in venter.iter_mut().zip(&mut svar) {
            if s.is_none() {
                match f.as_mut().poll(c) {
                    std::task::Poll::Ready(v) => *s = Some(v),
                    std::task::Poll::Pending => faerdig = false,
                }
            }
        }
        if faerdig { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    svar.into_iter().flatten().collect()
}
