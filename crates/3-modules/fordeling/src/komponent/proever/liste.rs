//! Where handovers are, also those of an earlier version.
use super::*;

#[test]
fn fk02_what_waits_for_an_answer_is_listed_by_age() {
    koer(async {
        let v = Verden::ny().await;
        let mut ider = Vec::new();
        for nr in 1..=5 {
            ider.push(v.send(nr, |_| {}).await.unwrap().1.id.unwrap());
            v.gaa(SEKUND);
        }
        v.koer().await;
        let o = v.k.se(&v.kald(FAG, A), ider[1]).await.unwrap();
        v.k.kvitter(&v.kald(FAG, A), &o.kontekst, &Kvittering::ny(Accepteret, Forretning)).await.unwrap();
        let u = Udvalg { antal: 2, ..Udvalg::default() };
        let list = async |kald: Kaldekontekst, u: Udvalg| {
            let side = v.k.list(&kald, &u).await.unwrap();
            (side.fundne.iter().map(|o| o.id).collect::<Vec<_>>(), side.efter)
        };
        let (side, efter) = list(v.kald(SENDER, A), u.clone()).await;
        assert_eq!(side, [ider[0], ider[2]]);
        let naeste = list(v.kald(SENDER, A), Udvalg { efter, antal: 9, ..Udvalg::default() }).await;
        assert_eq!(naeste, (vec![ider[3], ider[4]], None));
        let alle = Udvalg { tilstande: Tilstand::ALLE.to_vec(), antal: 9, ..Udvalg::default() };
        assert_eq!(list(v.kald(SENDER, A), alle.clone()).await.0, ider, "by age, whatever their states");
        let endelige = Udvalg { tilstande: vec![Tilstand::Accepteret], antal: 9, ..Udvalg::default() };
        assert_eq!(list(v.kald(FAG, A), endelige).await.0, [ider[1]]);
        assert!(list(v.kald(FAG, B), u).await.0.is_empty());
        for (system, antal) in [(SENDER, 5), (FAG, 5), (ANDET, 0)] {
            assert_eq!(list(v.kald(SENDER, A), Udvalg { system: Some(system), ..alle.clone() }).await.0.len(), antal);
        }
    });
}

#[test]
fn what_somebody_should_look_at_is_found_among_everything_else_and_page_by_page() {
    koer(async {
        let v = Verden::ny().await;
        let mut ider = Vec::new();
        for nr in 1..=6 {
            ider.push(v.send(nr, |_| {}).await.unwrap().1.id.unwrap());
            v.gaa(1);
        }
        let find = async |u: Udvalg| {
            let side = v.k.list(&v.kald(SENDER, A), &Udvalg { problemer: true, antal: 2, ..u }).await.unwrap();
            (side.fundne.iter().map(|o| o.id).collect::<Vec<_>>(), side.efter)
        };
        assert_eq!(find(Udvalg::default()).await, (vec![], None), "what is on its way is none");
        // The first, third and fifth can't be delivered; the sender does not take the second's receipt.
        for svar in [Err("down".into()), Ok(Kvittering::ny(Modtaget, Teknisk))].into_iter().cycle().take(6) {
            v.parter.svar.lock().unwrap().push_back(svar);
        }
        v.parter.kvitteringssvar.lock().unwrap().push_back(Err("down".into()));
        for o in v.k.forfaldne(100, |_| true).await.unwrap() {
            v.k.udfoer(&o).await.unwrap();
        }
        for o in v.k.forfaldne(100, |o| o.slags == Urslags::Kvitter).await.unwrap() {
            v.k.udfoer(&o).await.unwrap();
        }
        let (foerste, efter) = find(Udvalg::default()).await;
        assert_eq!(foerste, [ider[0], ider[1]]);
        let (anden, efter) = find(Udvalg { efter, ..Udvalg::default() }).await;
        assert_eq!(anden, [ider[2], ider[4]]);
        assert_eq!(find(Udvalg { efter, ..Udvalg::default() }).await, (vec![], None));
        assert_eq!(find(Udvalg { tilstande: vec![Tilstand::Afleveret], ..Udvalg::default() }).await.0, [ider[1]]);
        v.gaa(2 * SEKUND);
        v.koer().await;
        assert_eq!(find(Udvalg::default()).await, (vec![], None));
        v.gaa(11 * DAG);
        v.koer().await;
        assert_eq!(find(Udvalg::default()).await.0, [ider[0], ider[1]], "nobody has answered in time");
    });
}

#[test]
fn what_was_sent_is_found_by_the_senders_own_id() {
    koer(async {
        let v = Verden::ny().await;
        let id = v.send(7, |_| {}).await.unwrap().1.id;
        v.send(8, |_| {}).await.unwrap();
        let find = async |kald: Kaldekontekst, nr: u128, u: Udvalg| {
            let u = Udvalg { anvender_id: Some(Uuid::from_u128(nr)), antal: 9, ..u };
            v.k.list(&kald, &u).await.unwrap().fundne.iter().map(|o| Some(o.id)).collect::<Vec<_>>()
        };
        assert_eq!(find(v.kald(SENDER, A), 7, Udvalg::default()).await, [id]);
        for (myndighed, nr, system) in [(A, 9, None), (B, 7, None), (A, 7, Some(ANDET))] {
            assert_eq!(find(v.kald(SENDER, myndighed), nr, Udvalg { system, ..Udvalg::default() }).await, []);
        }
        // Also when it is over.
        v.koer().await;
        let k = v.k.se(&v.kald(FAG, A), id.unwrap()).await.unwrap().kontekst;
        v.k.kvitter(&v.kald(FAG, A), &k, &Kvittering::ny(Accepteret, Forretning)).await.unwrap();
        assert_eq!(find(v.kald(SENDER, A), 7, Udvalg { system: Some(FAG), ..Udvalg::default() }).await, [id]);
    });
}

/// What a store of an earlier version holds: handovers without their course, and a list by age alone.
async fn som_foer(v: &Verden) {
    use crate::lagret::{ALDER, LISTE};
    let mut raekker = Vec::new();
    for (n, raa) in v.lager.raekker(OVERDRAGELSER, &[], None, 1000).await.unwrap() {
        let mut json: serde_json::Value = serde_json::from_slice(&raa[1..]).unwrap();
        json.as_object_mut().unwrap().remove("w");
        raekker.push(Raekkeskrivning::altid(OVERDRAGELSER, n.clone(), Some([&[1][..], json.to_string().as_bytes()].concat())));
        let o = lagret::laes(raa).unwrap().o;
        for m in [o.kontekst.afsender, o.kontekst.modtager] {
            let noegle = [&m.tal().to_be_bytes()[..], &lagret::tid(o.oprettet), &n].concat();
            raekker.push(Raekkeskrivning::altid(ALDER, noegle, Some(Vec::new())));
        }
    }
    raekker.dedup();
    raekker.extend(v.lager.raekker(LISTE, &[], None, 1000).await.unwrap().into_iter().map(|(n, _)| Raekkeskrivning::altid(LISTE, n, None)));
    v.lager.skriv(Skrivning { kaldt: v.k.nu(), raekker, ..Skrivning::default() }).await.map(drop).unwrap();
}

#[test]
fn the_list_of_an_earlier_version_is_made_anew_and_its_handovers_go_on() {
    koer(async {
        let mut v = Verden::ny().await;
        for nr in 1..=3 {
            v.send(nr, |_| {}).await.unwrap();
            v.gaa(SEKUND);
        }
        let u = Udvalg { antal: 9, ..Udvalg::default() };
        let foer = v.k.list(&v.kald(SENDER, A), &u).await.unwrap().fundne;
        som_foer(&v).await;
        v.genstart();
        assert!(v.k.list(&v.kald(SENDER, A), &u).await.unwrap().fundne.is_empty());
        v.k.opgrader().await.unwrap();
        v.k.opgrader().await.unwrap();
        let efter = v.k.list(&v.kald(SENDER, A), &u).await.unwrap().fundne;
        assert_eq!(efter.iter().map(|o| o.id).collect::<Vec<_>>(), foer.iter().map(|o| o.id).collect::<Vec<_>>());
        assert_eq!(v.raekker().await[4], 0);
        v.koer().await;
        let o = v.k.se(&v.kald(SENDER, A), foer[0].id).await.unwrap();
        assert_eq!((o.tilstand, o.forloeb.len(), o.siden()), (Tilstand::Afleveret, 1, o.aendret));
        v.gaa(40 * DAG);
        v.koer().await;
        v.gaa(40 * DAG);
        v.koer().await;
        assert_eq!(v.raekker().await, [0; 6]);
    });
}
