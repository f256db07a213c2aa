//! Who lives at an address, and has lived there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
use cpr::bopael::{Hjem, ophold};
use cpr::indlaes::{Valg, indlaes};
use cpr::linje::Linjebygger;
use cpr::person::Ret;
use cpr::tid::Tid;
use cpr::{Bestand, Personnummer};
use grund::{Fejlkode, Tidspunkt};
use lager::{Lager, Raekkeforventning, Raekkeskrivning, Skrivning, SqliteLager};
use std::io::Cursor;
use std::sync::Arc;

const A: u64 = 6_101_701_234;
const B: u64 = 6_201_701_234;
const C: u64 = 6_301_701_234;
const DAG: Tid = Tid::dag(2026, 1, 5);

fn nr(n: u64) -> Personnummer {
    Personnummer::fra_tal(n).unwrap()
}

/// A person who lives there since 2020, and lived at those places before, from year to year; with `K` it was corrected.
fn person(n: u64, (vej, husnr): (&str, &str), foer: &[(&str, &str, &str, u16)]) -> Vec<Linjebygger> {
    let l = |type_: u16| Linjebygger::ny(type_, Some(nr(n)));
    let mut ud = vec![
        l(1).felt("STATUS", "01").felt("FOED_DT", "1970-01-01"),
        l(2).felt("KOMKOD", "0851")
            .felt("VEJKOD", vej)
            .felt("HUSNR", husnr)
            .felt("ETAGE", "02")
            .felt("SIDEDOER", "  tv")
            .felt("TILFLYDTO", "202001010000"),
    ];
    for (vej, husnr, rettet, aar) in foer {
        let tid = |aar: u16| format!("{aar}01010000");
        let r = l(23).felt("ANNKOR", rettet).felt("KOMKOD", "0851").felt("VEJKOD", vej).felt("HUSNR", husnr);
        ud.push(r.felt("TILFLYDTO", &tid(*aar)).felt("FRAFLYDTO", &tid(aar + 1)));
    }
    ud
}

fn udtraek(dato: &str, forrige: &str, personer: &[Vec<Linjebygger>]) -> Vec<u8> {
    let start = Linjebygger::ny(0, None).felt("SORTFELT-10", "0000000000").felt("OPGAVENR", "000007");
    let mut ud = start.felt("PRODDTO", dato).felt("PRODDTOFORRIG", forrige).linje();
    let linjer: Vec<Vec<u8>> = personer.iter().flatten().cloned().map(Linjebygger::linje).collect();
    let antal = linjer.len();
    ud.extend(linjer.concat());
    ud.extend(Linjebygger::ny(999, None).felt("SORTFELT-10", "9999999999").felt("TAELLER", &format!("{antal:08}")).linje());
    ud
}

async fn ind(b: &Bestand, u: Vec<u8>) {
    indlaes(b, &mut Cursor::new(u), Valg::default(), Tidspunkt::fra_mikros(1), &mut |_| {}).await.unwrap();
}

async fn boer(b: &Bestand, h: &Hjem) -> Vec<u64> {
    b.paa_adressen(h).await.unwrap().into_iter().map(Personnummer::tal).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_lives_and_has_lived_at_an_address_is_found_by_it_also_in_a_population_of_before() {
    let lager: Arc<dyn Lager> = Arc::new(SqliteLager::midlertidig().unwrap());
    let b = Bestand::ny(lager.clone());
    let (her, kaelder, andet) = (Hjem::ny(851, 10, "77A", "2", "TV"), Hjem::ny(851, 10, "77", "", ""), Hjem::ny(851, 20, "5", "2", "tv"));
    assert_eq!(b.paa_adressen(&her).await.unwrap_err().kode(), Fejlkode::Optaget, "nobody says that nobody lives there before it is known");
    let foer = [person(A, ("0010", "077A"), &[("0010", "077", "", 2010)]), person(B, ("0010", "077A"), &[("0010", "077", "K", 2011)])];
    ind(&b, udtraek("20260102", "", &foer)).await;
    assert_eq!((boer(&b, &her).await, boer(&b, &kaelder).await, boer(&b, &andet).await), (vec![A, B], vec![A], vec![]));
    // One moves out, one in.
    let nu = [person(A, ("0020", "005"), &[("0010", "077", "", 2010), ("0010", "077A", "", 2020)]), person(C, ("0010", "077A"), &[])];
    ind(&b, udtraek("20260105", "20260102", &nu)).await;
    let alle = (vec![A, B, C], vec![A], vec![A]);
    assert_eq!((boer(&b, &her).await, boer(&b, &kaelder).await, boer(&b, &andet).await), alle.clone());
    let p = b.slaa_op(nr(A), Ret::Uden, DAG).await.unwrap().unwrap().person;
    let aar = |h: &Hjem| ophold(&p, h).iter().map(|f| (f.fra.map(|t| t.aar), f.til.map(|t| t.aar))).collect::<Vec<_>>();
    assert_eq!((aar(&kaelder), aar(&andet)), (vec![(Some(2010), Some(2011))], vec![(Some(2020), None)]));

    // As an earlier version left it: no row of an address. The next load puts them in order, or the program does.
    let uden = async || {
        let raekker = lager.raekker(20, &[8], Some(&[10]), 1_000).await.unwrap();
        assert!(raekker.len() > 4);
        let vaek = |(noegle, _)| Raekkeskrivning { samling: 20, noegle, forventet: Raekkeforventning::Ligegyldig, vaerdi: None };
        lager.skriv(Skrivning { raekker: raekker.into_iter().map(vaek).collect(), ..Skrivning::default() }).await.unwrap();
        assert_eq!(b.paa_adressen(&her).await.unwrap_err().kode(), Fejlkode::Optaget);
    };
    uden().await;
    assert!(b.ordn_adresser(&mut |_| {}).await.unwrap() && !b.ordn_adresser(&mut |_| {}).await.unwrap());
    assert_eq!((boer(&b, &her).await, boer(&b, &kaelder).await, boer(&b, &andet).await), alle);
    uden().await;
    ind(&b, udtraek("20260106", "20260105", &[person(C, ("0020", "005"), &[])])).await;
    assert_eq!(boer(&b, &andet).await, [A, C]);
}
