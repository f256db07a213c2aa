//! A change of number to its end: what CPR tells becomes the identity, doubles wait for a person, and who has not confirmed is known.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
use grund::{Cvr, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use lager::{Lager, SqliteLager};
use person::dobbelt::{Aarsag, Beslutter, Forslag, Forslagsbog, Tilstand, flet, fortryd, luk};
use person::foelg::{Fulgt, foelg, uuid_for};
use person::identitet::numre;
use person::nummer::{cpr_urn, uuid_urn};
use person::opfoelgning::{Bekraeftelse, Besked, Deltager, Hvordan, Opfoelgning, Opfoelgninger, Slags, Stand, Sted};
use person::{Identitet, Tilknytning, alle_numre, gem, opslag};
use register::{Laesevalg, Objektid, Register, Typekatalog};
use std::sync::Arc;

fn t(n: i64) -> Tidspunkt {
    Tidspunkt::fra_mikros(n)
}
fn u(n: u128) -> Uuid {
    Uuid::from_u128(n)
}
fn register() -> Register {
    let lager: Arc<dyn Lager> = Arc::new(SqliteLager::midlertidig().unwrap());
    Register::ny(lager, Typekatalog::ny(&[person::OBJEKTTYPER])).med_landsdaekkende(person::OBJEKTTYPER)
}
fn landet(nu: i64) -> Kaldekontekst {
    Kaldekontekst::ubegraenset(Cvr::LANDET, &[], UnikId::Uuid(u(1)), t(nu), Uuid::nil())
}
fn kommunen(nu: i64) -> Kaldekontekst {
    Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[], UnikId::Uuid(u(1)), t(nu), Uuid::nil())
}
fn har(nummer: &str, fra: i64, til: i64, status: &str) -> Tilknytning {
    let til = if til == 0 { Tidspunkt::UENDELIG } else { t(til) };
    Tilknytning { nummer: cpr_urn(nummer), periode: Periode::ny(t(fra), til), status: Some(status.into()) }
}
async fn alle(r: &Register, id: &UnikId) -> Vec<UnikId> {
    let mut ud = alle_numre(r, &kommunen(900), id).await.unwrap();
    ud.sort();
    ud
}
async fn af(r: &Register, uuid: Uuid) -> Vec<Tilknytning> {
    let id = Objektid { objekttype: &person::objekttyper::PERSONIDENTITET, uuid };
    let o = r.laes(&landet(900), id, Laesevalg::AKTUEL).await.unwrap().unwrap();
    let mut ud = numre(o.nyeste().unwrap());
    ud.sort_by_key(|n| (n.periode.fra, n.nummer.clone()));
    ud
}

const GAMMELT: &str = "6101700001";
const NYT: &str = "6201700002";
const HVEM: Beslutter<'_> = Beslutter { hvem: "Inge", begrundelse: "Set pas", set: None };

#[tokio::test]
async fn cpr08_what_cpr_tells_becomes_the_identity_and_again_changes_nothing() {
    let r = register();
    let foer = [har(GAMMELT, 0, 0, "01")];
    assert_eq!(foelg(&r, &landet(10), &foer, u(7)).await.unwrap(), Fulgt::Ny(u(7)));
    assert_eq!(uuid_for(&r, &landet(11), &foer[0], u(9)).await.unwrap(), Some(u(7)), "there is one already");
    let efter = [har(NYT, 50, 0, "01"), har(GAMMELT, 0, 50, "60")];
    assert_eq!(foelg(&r, &landet(60), &efter, u(8)).await.unwrap(), Fulgt::Aendret(u(7)));
    assert_eq!(foelg(&r, &landet(70), &efter, u(8)).await.unwrap(), Fulgt::Uaendret(u(7)));
    assert_eq!(af(&r, u(7)).await, [efter[1].clone(), efter[0].clone()], "both, each with its period and status");
    for id in [cpr_urn(GAMMELT), cpr_urn(NYT), UnikId::Uuid(u(7)), uuid_urn(u(7))] {
        let p = opslag::person(&r, &kommunen(900), &id).await.unwrap().unwrap();
        assert_eq!((p.uuid, p.nummer_nu), (u(7), Some(cpr_urn(NYT))), "new letters show the number of now: {id}");
    }
    // Before the new one begins it is the old one still.
    assert_eq!(opslag::person(&r, &kommunen(40), &cpr_urn(GAMMELT)).await.unwrap().unwrap().nummer_nu, None);
    assert_eq!(opslag::person(&r, &kommunen(900), &cpr_urn("6301700003")).await.unwrap(), None);
}

#[tokio::test]
async fn cpr09_numbers_of_several_identities_are_not_merged_by_guess() {
    let r = register();
    foelg(&r, &landet(10), &[har(GAMMELT, 0, 0, "01")], u(7)).await.unwrap();
    foelg(&r, &landet(10), &[har(NYT, 0, 0, "01")], u(8)).await.unwrap();
    let svar = foelg(&r, &landet(20), &[har(NYT, 5, 0, "01"), har(GAMMELT, 0, 5, "60")], u(9)).await.unwrap();
    let Fulgt::Flere(mut flere) = svar else { panic!("{svar:?}") };
    flere.sort();
    assert_eq!(flere, [u(7), u(8)]);
    assert_eq!(af(&r, u(7)).await, [har(GAMMELT, 0, 0, "01")], "nothing was written");
}

#[tokio::test]
async fn cpr09_cpr11_a_merge_is_decided_leads_everything_to_one_person_and_is_undone() {
    let r = register();
    let bog = Forslagsbog::ny(r.lager().clone());
    let personid = Tilknytning { nummer: UnikId::Urn("urn:oio:us:personid:1234567".into()), status: None, ..har(GAMMELT, 3, 0, "") };
    let b = Identitet { uuid: u(5), navn: Some("Bo Prøve".into()), numre: vec![har(GAMMELT, 0, 0, "01"), personid.clone()] };
    gem(&r, &landet(10), &b).await.unwrap();
    foelg(&r, &landet(10), &[har(NYT, 0, 0, "01")], u(7)).await.unwrap();
    let f = Forslag::ny(u(100), Aarsag::Dobbeltnummer, &har(GAMMELT, 0, 50, "50"), Some(&har(NYT, 0, 0, "01")), "2001-11-19".into(), t(50));
    assert_eq!(bog.foreslaa(&f).await.unwrap(), u(100));
    let igen = Forslag { id: u(101), ..f.clone() };
    assert_eq!(bog.foreslaa(&igen).await.unwrap(), u(100), "told again it is the same proposal");
    assert_eq!(bog.liste(Some(Tilstand::Aaben)).await.unwrap(), [f]);
    // Until somebody decides they are two.
    let (gl, ny) = (cpr_urn(GAMMELT), cpr_urn(NYT));
    assert!(!alle(&r, &gl).await.contains(&ny) && !alle(&r, &ny).await.contains(&gl));

    let svar = flet(&r, &bog, &landet(100), u(100), u(9), HVEM).await.unwrap();
    assert_eq!((svar.tilstand, svar.historik.len(), svar.historik[0].hvem.as_str()), (Tilstand::Flettet, 1, "Inge"));
    let ventet = af(&r, u(7)).await;
    assert!(
        ventet.contains(&har(GAMMELT, 0, 50, "50")) && ventet.contains(&har(NYT, 0, 0, "01")) && ventet.contains(&personid),
        "{ventet:?}"
    );
    // By any number, by either UUID, whichever a system knows.
    let alt = alle(&r, &ny).await;
    for id in [&gl, &ny, &personid.nummer, &UnikId::Uuid(u(5)), &uuid_urn(u(5)), &UnikId::Uuid(u(7))] {
        assert_eq!(alle(&r, id).await, alt, "{id}");
    }
    assert!(alt.contains(&UnikId::Uuid(u(5))) && alt.contains(&UnikId::Uuid(u(7))));
    let f = flet(&r, &bog, &landet(110), u(100), u(9), HVEM).await.unwrap_err();
    assert_eq!((f.kode(), f.reglen()), (Fejlkode::UlovligOvergang, Some("CPR-09")));

    // What the person got since stays with her.
    let mut siden = af(&r, u(7)).await;
    siden.push(Tilknytning { nummer: UnikId::Urn("urn:oio:udk:borgerid:123456789012".into()), status: None, ..har(NYT, 120, 0, "") });
    gem(&r, &landet(130), &Identitet { uuid: u(7), navn: None, numre: siden }).await.unwrap();
    let svar = fortryd(&r, &bog, &landet(200), u(100), HVEM).await.unwrap();
    assert_eq!(svar.tilstand, Tilstand::Fortrudt);
    assert_eq!(af(&r, u(5)).await, [har(GAMMELT, 0, 0, "01"), personid.clone()], "as it was");
    assert!(af(&r, u(7)).await.iter().any(|n| n.nummer.to_string().contains("borgerid")));
    assert!(!alle(&r, &gl).await.contains(&ny) && !alle(&r, &UnikId::Uuid(u(5))).await.contains(&UnikId::Uuid(u(7))));
    assert_eq!(fortryd(&r, &bog, &landet(210), u(100), HVEM).await.unwrap_err().kode(), Fejlkode::UlovligOvergang);
    // It may be decided anew, either way; but whoever makes one of them says which decision against it was seen.
    let paa = |nr| Beslutter { set: Some(landet(nr).nu), ..HVEM };
    let kode = async |hvem| flet(&r, &bog, &landet(220), u(100), u(9), hvem).await.unwrap_err().kode();
    assert_eq!((kode(HVEM).await, kode(paa(100)).await), (Fejlkode::KraeverForudsaetning, Fejlkode::Samtidig));
    flet(&r, &bog, &landet(220), u(100), u(9), paa(200)).await.unwrap();
    assert_eq!(fortryd(&r, &bog, &landet(230), u(100), paa(200)).await.unwrap_err().kode(), Fejlkode::Samtidig);
    fortryd(&r, &bog, &landet(230), u(100), HVEM).await.unwrap();
    assert_eq!(luk(&r, &bog, &landet(240), u(100), HVEM).await.unwrap().tilstand, Tilstand::Afvist);
    assert_eq!(bog.hent(u(100)).await.unwrap().historik.len(), 5);
}

#[tokio::test]
async fn cpr09_two_who_decide_at_once_are_told_and_the_person_is_merged_once() {
    let r = register();
    let bog = Forslagsbog::ny(r.lager().clone());
    foelg(&r, &landet(10), &[har(GAMMELT, 0, 0, "01")], u(5)).await.unwrap();
    let f = Forslag::ny(u(100), Aarsag::Dobbeltnummer, &har(GAMMELT, 0, 50, "50"), Some(&har(NYT, 0, 0, "01")), String::new(), t(50));
    bog.foreslaa(&f).await.unwrap();
    let (k, l) = (landet(60), landet(60));
    let (a, b) = tokio::join!(flet(&r, &bog, &k, u(100), u(8), HVEM), flet(&r, &bog, &l, u(100), u(9), HVEM));
    assert_eq!(u8::from(a.is_ok()) + u8::from(b.is_ok()), 1, "{a:?} {b:?}");
    let f = a.and(b).unwrap_err();
    assert!(matches!(f.kode(), Fejlkode::Samtidig | Fejlkode::UlovligOvergang | Fejlkode::NummerOptaget), "{f}");
    assert!(alle(&r, &cpr_urn(GAMMELT)).await.contains(&cpr_urn(NYT)));
}

#[tokio::test]
async fn cpr10_an_annulled_number_is_frozen_and_never_merged() {
    let r = register();
    let bog = Forslagsbog::ny(r.lager().clone());
    // The municipality's own system gave it to a person with another number too.
    gem(&r, &kommunen(5), &Identitet { uuid: u(3), navn: None, numre: vec![har(GAMMELT, 0, 0, "01"), har("6301700003", 0, 0, "01")] })
        .await
        .unwrap();
    assert_eq!(alle(&r, &cpr_urn(GAMMELT)).await.len(), 4);
    let annulleret = har(GAMMELT, 0, 50, "30");
    assert_eq!(foelg(&r, &landet(60), std::slice::from_ref(&annulleret), u(7)).await.unwrap(), Fulgt::Ny(u(7)));
    assert_eq!(alle(&r, &cpr_urn(GAMMELT)).await, [cpr_urn(GAMMELT)], "frozen: it leads nowhere");
    assert!(!alle(&r, &cpr_urn("6301700003")).await.contains(&cpr_urn(GAMMELT)));
    bog.foreslaa(&Forslag::ny(u(100), Aarsag::Annulleret, &annulleret, None, String::new(), t(60))).await.unwrap();
    let f = flet(&r, &bog, &landet(70), u(100), u(8), HVEM).await.unwrap_err();
    assert_eq!((f.kode(), f.reglen()), (Fejlkode::UlovligOvergang, Some("CPR-10")));
    assert_eq!(luk(&r, &bog, &landet(80), u(100), HVEM).await.unwrap().tilstand, Tilstand::Afsluttet);
}

#[tokio::test]
async fn cpr11_a_uuid_of_a_systems_own_leads_to_the_person_once_it_is_linked() {
    let r = register();
    foelg(&r, &landet(10), &[har(NYT, 0, 0, "01")], u(7)).await.unwrap();
    let egen = Tilknytning { nummer: uuid_urn(u(0xe)), periode: Periode::ALTID, status: None };
    let uuid = foelg(&r, &landet(20), &[har(NYT, 0, 0, "01"), egen], u(8)).await.unwrap();
    assert_eq!(uuid, Fulgt::Aendret(u(7)));
    let alt = alle(&r, &cpr_urn(NYT)).await;
    for id in [UnikId::Uuid(u(0xe)), uuid_urn(u(0xe)), UnikId::Uuid(u(7))] {
        assert_eq!(alle(&r, &id).await, alt, "{id}");
    }
    // A UUID that nobody has is nobody's.
    assert_eq!(alle(&r, &UnikId::Uuid(u(0xff))).await, [UnikId::Uuid(u(0xff))]);
}

fn opfoelgning(id: u128, fortalt: i64) -> Opfoelgning {
    let mut lytter = Deltager::ny(u(1), "Lytter".into(), Some(Cvr::KOMBIT));
    lytter.dueslag.push(Besked { dueslag: u(0xd1), navn: "Personer".into(), besked: u(0xb00 + id) });
    lytter.for_myndighed(Cvr::KORSBAEK);
    let mut doev = Deltager::ny(u(2), "Døv".into(), None);
    doev.objekter = 3;
    doev.for_myndighed(Cvr::KORSBAEK);
    doev.for_myndighed(Cvr::KORSBAEK);
    Opfoelgning {
        id: u(id),
        haendelse: format!("haendelse-{id}"),
        person: Some(u(7)),
        slags: Slags::NytNummer,
        gamle: vec![GAMMELT.into()],
        nyt: Some(NYT.into()),
        dag: "2001-11-19".into(),
        fortalt: t(fortalt),
        frist: t(fortalt + 100),
        deltagere: vec![lytter, doev],
    }
}

#[tokio::test]
async fn cpr08_who_has_not_confirmed_is_on_the_list_until_it_has() {
    let bog = Opfoelgninger::ny(Arc::new(SqliteLager::midlertidig().unwrap()));
    for (id, fortalt) in [(100, 50), (101, 40), (102, 60)] {
        assert!(bog.begynd(&opfoelgning(id, fortalt)).await.unwrap());
    }
    let igen = Opfoelgning { id: u(999), ..opfoelgning(100, 50) };
    assert!(!bog.begynd(&igen).await.unwrap(), "told again it is followed once");
    assert_eq!(bog.af("haendelse-100").await.unwrap(), Some(u(100)));
    assert_eq!(bog.af("haendelse-9").await.unwrap(), None);
    // A message of another, or in another dueslag, says nothing.
    assert!(!bog.kvitteret(u(0xd2), u(0xb64), t(70)).await.unwrap() && !bog.kvitteret(u(0xd1), u(0xb), t(70)).await.unwrap());
    assert!(bog.kvitteret(u(0xd1), u(0xb64), t(70)).await.unwrap());
    assert!(!bog.kvitteret(u(0xd1), u(0xb64), t(71)).await.unwrap(), "again it is no news");
    let o = bog.hent(u(100)).await.unwrap();
    let stande = |nu| o.deltagere.iter().map(|d| o.stand(d, t(nu))).collect::<Vec<_>>();
    assert_eq!((stande(80), stande(150)), (vec![Stand::Bekraeftet, Stand::Afventer], vec![Stand::Bekraeftet, Stand::Overskredet]));
    assert!(o.deltagere[0].raad().is_empty() && o.deltagere[0].myndigheder == [11_111_111]);
    let raad: String = o.deltagere[1].raad().iter().map(|(_, e)| e.as_str()).collect();
    assert!(raad.contains("3 objects") && raad.contains("does not subscribe") && !raad.contains(GAMMELT), "{raad}");
    // The oldest first, in pages.
    let (side, naeste) = bog.side(false, None, 2).await.unwrap();
    assert_eq!(side.iter().map(|o| o.id).collect::<Vec<_>>(), [u(101), u(100)]);
    let sted = Sted::fra_tekst(&naeste.unwrap().tekst()).unwrap();
    let (side, naeste) = bog.side(false, Some(&sted), 2).await.unwrap();
    assert_eq!((side.len(), side[0].id, naeste), (1, u(102), None));
    assert_eq!((Sted::fra_tekst("0"), Sted::fra_tekst(&"æ".repeat(25))), (None, None));
    // When the last one has said so it is open no more.
    let b = Bekraeftelse { tid: t(90), hvordan: Hvordan::Erklaering, hvem: "Inge".into(), begrundelse: "Ringet".into() };
    assert!(bog.ret(u(100), |o| o.bekraeft(u(2), &b)).await.unwrap());
    assert!(!bog.ret(u(100), |o| o.bekraeft(u(3), &b)).await.unwrap(), "no such system");
    assert_eq!(bog.side(false, None, 9).await.unwrap().0.len(), 2);
    assert_eq!(bog.side(true, None, 9).await.unwrap().0.len(), 3);
    assert_eq!(bog.ret(u(9), |_| true).await.unwrap_err().kode(), Fejlkode::FindesIkke);
    // Old ones that everybody has confirmed are forgotten; those that somebody has not, never.
    assert_eq!(bog.glem(t(1_000)).await.unwrap(), 1);
    assert_eq!((bog.side(true, None, 9).await.unwrap().0.len(), bog.af("haendelse-100").await.unwrap()), (2, None));
}
