use super::*;
use crate::maske::Emne;
use crate::model::Rutevalg;

const A: Cvr = Cvr::KORSBAEK;
const NU: i64 = 1_790_000_000 * SEKUND;

fn t(mikros: i64) -> Tidspunkt {
    Tidspunkt::fra_mikros(NU + mikros)
}

fn ny() -> Overdragelse {
    let kontekst = Kontekst {
        anvender_id: Uuid::from_u128(1),
        id: Some(Uuid::from_u128(2)),
        digital_post_id: None,
        afsender: A,
        modtager: Cvr::KOMBIT,
        valg: Rutevalg::Kle(Emne::laes("32.24.04").unwrap(), None),
        filnavn: None,
    };
    let i = Indlagt {
        id: Uuid::from_u128(2),
        kontekst,
        afsendersystem: Some(Uuid::from_u128(3)),
        modtagersystem: Uuid::from_u128(4),
        regel: None,
        emne: "322404".into(),
        slags: Objektslags::Journalpost,
        objekt: Uuid::from_u128(5),
        modtagerfil: None,
        filmaerke: None,
        aftryk: String::new(),
        svarfrist: 10,
    };
    Overdragelse::ny(i, t(0))
}

use Kvitteringskode::{Accepteret, Afvist, Fejlet, Modtaget};
use Kvitteringstype::{Forretning, Teknisk};

fn k(kode: Kvitteringskode, slags: Kvitteringstype) -> Kvittering {
    Kvittering::ny(kode, slags)
}

fn koder(o: &Overdragelse) -> Vec<(Kvitteringskode, Kvitteringstype)> {
    o.kvitteringer.iter().map(|k| (k.kvittering.kode, k.kvittering.slags)).collect()
}

#[test]
fn f7_fk02_the_receiver_answers_for_it_from_its_business_receipt_and_not_before() {
    let mut o = ny();
    assert_eq!((o.ansvarlig(), o.ure.get(&Urslags::Lever)), (Ansvarlig::Afsender, Some(&t(0))));
    o.leveret(k(Modtaget, Teknisk), t(1));
    assert_eq!((o.tilstand, o.ansvarlig()), (Tilstand::Afleveret, Ansvarlig::Afsender));
    assert!(!o.ure.contains_key(&Urslags::Lever) && o.ure.get(&Urslags::Kvitter) == Some(&t(1)));
    o.kvittering_leveret(0, t(2));
    assert!(!o.ure.contains_key(&Urslags::Kvitter));
    assert_eq!(o.modtag_kvittering(k(Accepteret, Forretning), t(3)), Ok(true));
    assert_eq!((o.tilstand, o.ansvarlig_myndighed()), (Tilstand::Accepteret, Cvr::KOMBIT));
    assert_eq!(o.naeste_kvittering().map(|(n, _)| n), Some(1));
    assert!(o.ure.contains_key(&Urslags::Slet) && !o.ure.contains_key(&Urslags::Svarfrist));
    assert_eq!(o.modtag_kvittering(k(Accepteret, Forretning), t(4)), Ok(false), "sent again");
    assert_eq!(o.modtag_kvittering(k(Afvist, Forretning), t(5)).unwrap_err().kode(), Fejlkode::FordelingAfsluttet);
    assert_eq!(koder(&o), [(Modtaget, Teknisk), (Accepteret, Forretning)]);
}

#[test]
fn f7_a_business_receipt_that_overtakes_the_answer_to_the_delivery_comes_after_the_technical_one() {
    let mut o = ny();
    assert_eq!(o.modtag_kvittering(k(Accepteret, Forretning), t(1)), Ok(true));
    o.leveret(k(Modtaget, Teknisk), t(2));
    o.levering_fejlede("the answer was lost", t(3));
    assert_eq!((koder(&o), o.tilstand), (vec![(Modtaget, Teknisk), (Accepteret, Forretning)], Tilstand::Accepteret));
    assert!(!o.ure.contains_key(&Urslags::Lever));
}

#[test]
fn f12_delivery_is_tried_again_with_longer_pauses_until_the_sender_is_told_that_it_failed() {
    let mut o = ny();
    let (mut nu, mut pauser) = (t(0), Vec::new());
    while o.tilstand == Tilstand::Modtaget {
        o.levering_fejlede("nobody there", nu);
        if let Some(n) = o.ure.get(&Urslags::Lever) {
            pauser.push((n.mikros() - nu.mikros()) / SEKUND);
            nu = *n;
        }
    }
    assert_eq!(pauser.iter().take(12).copied().collect::<Vec<_>>(), [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
    assert_eq!(nu, t(24 * TIME));
    assert_eq!((o.tilstand, o.ansvarlig(), koder(&o)), (Tilstand::Fejlet, Ansvarlig::Afsender, vec![(Fejlet, Teknisk)]));
    assert!(o.kvitteringer[0].kvittering.begrundelse.as_ref().unwrap().contains("nobody there"));
    assert_eq!(o.modtag_kvittering(k(Accepteret, Forretning), nu).unwrap_err().kode(), Fejlkode::FordelingAfsluttet);
}

#[test]
fn f12_fk02_no_answer_in_time_is_told_and_a_late_one_counts() {
    let mut o = ny();
    o.leveret(k(Modtaget, Teknisk), t(1));
    assert_eq!(o.ure.get(&Urslags::Svarfrist), Some(&t(1 + 10 * DAG)));
    o.svarfrist_naaet(t(1 + 10 * DAG));
    assert_eq!((o.tilstand, koder(&o)), (Tilstand::Udloebet, vec![(Modtaget, Teknisk), (Fejlet, Teknisk)]));
    assert_eq!(o.modtag_kvittering(k(Accepteret, Forretning), t(11 * DAG)), Ok(true));
    assert_eq!((o.tilstand, o.ansvarlig()), (Tilstand::Accepteret, Ansvarlig::Modtager));
    let mut svaret = ny();
    svaret.leveret(k(Modtaget, Teknisk), t(1));
    svaret.modtag_kvittering(k(Afvist, Forretning), t(2)).unwrap();
    let foer = svaret.clone();
    svaret.svarfrist_naaet(t(10 * DAG));
    assert_eq!(svaret, foer, "answered is answered");
}

#[test]
fn f8_receipts_go_to_the_sender_in_order_and_one_that_nobody_takes_holds_the_rest_for_a_day_only() {
    let mut o = ny();
    o.leveret(k(Modtaget, Teknisk), t(0));
    o.modtag_kvittering(k(Accepteret, Forretning), t(1)).unwrap();
    o.kvittering_fejlede(0, "down", t(2));
    assert_eq!(o.ure.get(&Urslags::Kvitter), Some(&t(2 + SEKUND)));
    assert_eq!(o.naeste_kvittering().map(|(n, _)| n), Some(0));
    o.kvittering_fejlede(0, "down", t(24 * TIME));
    assert_eq!((o.naeste_kvittering().map(|(n, _)| n), o.ure.get(&Urslags::Kvitter)), (Some(1), Some(&t(24 * TIME))));
    o.kvittering_leveret(1, t(25 * TIME));
    assert!(o.naeste_kvittering().is_none() && !o.ure.contains_key(&Urslags::Kvitter) && o.kvitteringer[0].opgivet);
    let foer = o.clone();
    o.kvittering_fejlede(1, "late", t(26 * TIME));
    o.kvittering_leveret(7, t(26 * TIME));
    assert_eq!(o, foer);
}

#[test]
fn a_sender_without_a_system_asks_for_its_receipts() {
    let mut o = Overdragelse { afsendersystem: None, ..ny() };
    o.leveret(k(Afvist, Teknisk), t(0));
    assert_eq!((o.tilstand, o.kvitteringer.len(), o.ure.contains_key(&Urslags::Kvitter)), (Tilstand::Afvist, 1, false));
}

#[test]
fn stored_handovers_are_read_back() {
    let mut o = ny();
    o.leveret(k(Modtaget, Teknisk), t(0));
    let json = serde_json::to_string(&o).unwrap();
    assert_eq!(serde_json::from_str::<Overdragelse>(&json).unwrap(), o, "{json}");
}

#[test]
fn fk02_its_course_says_where_it_was_and_since_when_who_answers_for_it() {
    let mut o = ny();
    o.leveret(k(Modtaget, Teknisk), t(SEKUND));
    o.svarfrist_naaet(t(10 * DAG));
    assert_eq!((o.siden(), o.ansvarlig_siden(), o.ansvarlig()), (t(10 * DAG), t(0), Ansvarlig::Afsender));
    o.modtag_kvittering(k(Accepteret, Forretning), t(11 * DAG)).unwrap();
    let (m, a, u, j) = (Tilstand::Modtaget, Tilstand::Afleveret, Tilstand::Udloebet, Tilstand::Accepteret);
    assert_eq!(o.forloeb, [(m, t(0)), (a, t(SEKUND)), (u, t(10 * DAG)), (j, t(11 * DAG))]);
    assert_eq!((o.ansvarlig_siden(), o.ansvarlig()), (t(11 * DAG), Ansvarlig::Modtager));
}

#[test]
fn fk03_digital_post_is_asked_until_it_has_said_the_last_word_and_the_sender_answers_for_what_was_sent() {
    let mut o = ny();
    let post = |kode| k(kode, Kvitteringstype::DigitalPost);
    o.til_posten(k(Modtaget, Teknisk), Some("T1".into()), t(0));
    assert_eq!((o.tilstand, o.kontekst.digital_post_id.as_deref()), (Tilstand::Afleveret, Some("T1")));
    for (nu, naeste) in [(0, 1), (1, 2), (2, 4), (4, 8), (800, 1_600), (2_000, 2_900)] {
        o.spoerg_igen(t(nu * SEKUND));
        assert_eq!(o.ure.get(&Urslags::Post), Some(&t(naeste * SEKUND)), "{nu}");
    }
    o.modtag_kvittering(post(Modtaget), t(DAG)).unwrap();
    assert_eq!(o.tilstand, Tilstand::Afleveret);
    let mut fejlet = o.clone();
    o.modtag_kvittering(post(Kvitteringskode::Afleveret), t(2 * DAG)).unwrap();
    o.spoerg_igen(t(2 * DAG));
    assert_eq!((o.tilstand, o.ansvarlig(), o.tilstand.er_endelig()), (Tilstand::Sendt, Ansvarlig::Afsender, true));
    assert!(!o.ure.contains_key(&Urslags::Post) && !o.ure.contains_key(&Urslags::Svarfrist));
    fejlet.modtag_kvittering(post(Fejlet), t(2 * DAG)).unwrap();
    assert_eq!(fejlet.tilstand, Tilstand::Fejlet);
    let mut nej = ny();
    nej.til_posten(k(Afvist, Teknisk), None, t(0));
    assert_eq!((nej.tilstand, nej.ure.contains_key(&Urslags::Post)), (Tilstand::Afvist, false));
}

#[test]
fn fk02_a_technical_receipt_does_not_make_the_receiver_answer_for_it() {
    let mut o = ny();
    o.leveret(k(Modtaget, Teknisk), t(1));
    for slags in [Teknisk, Kvitteringstype::DigitalPost] {
        let f = o.modtag_kvittering(k(Accepteret, slags), t(2)).unwrap_err();
        assert_eq!((f.kode(), o.tilstand, o.kvitteringer.len()), (Fejlkode::UgyldigVaerdi, Tilstand::Afleveret, 1));
    }
    // In the answer to the delivery it says that the system has it, and no more.
    let mut o = ny();
    o.leveret(k(Accepteret, Teknisk), t(1));
    assert_eq!((o.tilstand, o.ansvarlig()), (Tilstand::Afleveret, Ansvarlig::Afsender));
    assert_eq!(o.modtag_kvittering(k(Accepteret, Forretning), t(2)), Ok(true));
}
