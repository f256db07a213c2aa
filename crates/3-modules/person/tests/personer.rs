//! The identity over a real store: numbers that change, are shared, annulled or strange, and files of them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
use grund::{Cvr, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use lager::SqliteLager;
use person::nummer::{CPR, UUID};
use person::{Identitet, Tilknytning, alle_numre, gem, personnummerskift};
use register::{Laesevalg, Objektid, Register, Typekatalog};
use std::sync::Arc;

fn register() -> Register {
    Register::ny(Arc::new(SqliteLager::midlertidig().unwrap()), Typekatalog::ny(&[person::OBJEKTTYPER]))
}
fn t(n: i64) -> Tidspunkt {
    Tidspunkt::fra_mikros(n)
}
fn kald(nu: i64) -> Kaldekontekst {
    Kaldekontekst::ubegraenset(Cvr::KORSBAEK, &[Cvr::KOMBIT], UnikId::Uuid(Uuid::from_u128(1)), t(nu), Uuid::nil())
}
fn u(n: u128) -> Uuid {
    Uuid::from_u128(n)
}
fn cpr(n: &str) -> UnikId {
    UnikId::Urn(format!("{CPR}{n}"))
}
fn urn(s: &str) -> UnikId {
    UnikId::Urn(s.into())
}
fn har(nummer: UnikId, status: &str) -> Tilknytning {
    let status = (!status.is_empty()).then(|| status.to_owned());
    Tilknytning { nummer, periode: Periode::ny(t(0), Tidspunkt::UENDELIG), status }
}
fn person(uuid: u128, numre: &[(&str, &str)]) -> Identitet {
    Identitet { uuid: u(uuid), navn: None, numre: numre.iter().map(|(n, s)| har(cpr(n), s)).collect() }
}
/// The identifiers of the person with that UUID, with these CPR numbers.
fn alle(uuid: u128, numre: &[&str]) -> Vec<UnikId> {
    let mut ud = vec![UnikId::Uuid(u(uuid)), UnikId::Urn(format!("{UUID}{}", u(uuid)))];
    ud.extend(numre.iter().map(|n| cpr(n)));
    ud.sort();
    ud
}
async fn fra(r: &Register, id: &UnikId) -> Vec<UnikId> {
    let mut ud = alle_numre(r, &kald(90), id).await.unwrap();
    assert_eq!(ud.first(), Some(id));
    ud.sort();
    ud
}
/// Written as another wire may write it: nobody looks for other holders.
async fn skriv_uden_eftersyn(r: &Register, i: &Identitet) -> Result<register::Kvittering, grund::Fejl> {
    let tom = Identitet { uuid: i.uuid, navn: None, numre: Vec::new() };
    gem(r, &kald(20), &tom).await.unwrap();
    let relationer = i.numre.iter().map(|n| register::Relation {
        felter: n.status.iter().map(|s| (1, register::Vaerdi::Tekst(s.clone()))).collect(),
        ..register::Relation::til(n.nummer.clone(), register::Virkning::i(n.periode))
    });
    let kommando = register::Kommando {
        objekttype: &person::objekttyper::PERSONIDENTITET,
        uuid: i.uuid,
        handling: register::Handling::Ret,
        maade: register::Flettemaade::Lora,
        note: None,
        indhold: register::Indhold { relationer: [(1, relationer.collect())].into(), ..Default::default() },
        historik: Vec::new(),
        forudsat: None,
    };
    r.udfoer(&kald(30), kommando).await
}

#[tokio::test]
async fn cpr11_every_identifier_leads_to_the_same_person() {
    let r = register();
    let mut p = person(5, &[("6101700001", "01"), ("6101700002", "60")]);
    p.numre.push(har(urn("urn:oio:us:personid:1234567"), ""));
    p.numre.push(har(urn("urn:oio:udk:borgerid:123456789012"), ""));
    gem(&r, &kald(10), &p).await.unwrap();
    let mut ventet = alle(5, &["6101700001", "6101700002"]);
    ventet.extend([urn("urn:oio:us:personid:1234567"), urn("urn:oio:udk:borgerid:123456789012")]);
    ventet.sort();
    for id in &ventet {
        assert_eq!(fra(&r, id).await, ventet, "{id}");
    }
    // A stranger, a company, and another authority's persons.
    for id in [cpr("6101709999"), urn("urn:oio:cvr-nr:11111111"), UnikId::Uuid(u(6))] {
        assert_eq!(fra(&r, &id).await, std::slice::from_ref(&id));
    }
    let anden = Kaldekontekst { myndighed: Cvr::KOMBIT, ..kald(90) };
    assert_eq!(alle_numre(&r, &anden, &cpr("6101700001")).await.unwrap(), [cpr("6101700001")]);
    let uden_ret = Kaldekontekst { retter: Arc::default(), ..kald(90) };
    assert_eq!(alle_numre(&r, &uden_ret, &cpr("6101700001")).await.unwrap().len(), 6);
}

#[tokio::test]
async fn who_may_not_read_persons_is_not_led_from_one_number_to_another() {
    let r = register();
    gem(&r, &kald(10), &person(5, &[("6101700001", "60"), ("6101700002", "01")])).await.unwrap();
    let soegt = async |ser_personer| {
        let k = Kaldekontekst { ser_personer, ..kald(90) };
        person::soegning::som_part(&r, &k, "person", cpr("6101700001")).await.unwrap()
    };
    assert_eq!(soegt(false).await, [cpr("6101700001")]);
    assert!(soegt(true).await.contains(&cpr("6101700002")));
}

#[tokio::test]
async fn cpr08_a_new_number_ends_the_old_and_both_lead_to_the_person() {
    let r = register();
    gem(&r, &kald(10), &person(5, &[("6101700001", "01")])).await.unwrap();
    let (gammel, ny) = (cpr("6101700001"), cpr("6101700002"));
    assert!(personnummerskift(&r, &kald(20), u(5), &ny, t(15)).await.unwrap());
    assert!(!personnummerskift(&r, &kald(30), u(5), &ny, t(15)).await.unwrap(), "saying it again changes nothing");
    let id = Objektid { objekttype: &person::objekttyper::PERSONIDENTITET, uuid: u(5) };
    let o = r.laes(&kald(40), id, Laesevalg::ALT).await.unwrap().unwrap();
    assert_eq!(o.registreringer.len(), 2);
    let mut numre = person::identitet::numre(o.nyeste().unwrap());
    numre.sort_by_key(|n| n.periode.fra);
    let vist: Vec<_> = numre.iter().map(|n| (n.nummer.clone(), n.periode, n.status.as_deref().unwrap())).collect();
    let for_evigt = Tidspunkt::UENDELIG;
    assert_eq!(vist, [(gammel.clone(), Periode::ny(t(0), t(15)), "60"), (ny.clone(), Periode::ny(t(15), for_evigt), "01")]);
    for id in [&gammel, &ny] {
        assert_eq!(fra(&r, id).await, alle(5, &["6101700001", "6101700002"]));
    }
    // Back to an old number, an unknown person, a time before the present number, what is no CPR number, another person's number.
    gem(&r, &kald(50), &person(6, &[("6101700006", "01")])).await.unwrap();
    for (uuid, nummer, tid, kode) in [
        (5, gammel, 40, Fejlkode::UgyldigVaerdi),
        (7, cpr("6101700003"), 40, Fejlkode::FindesIkke),
        (5, cpr("6101700003"), 15, Fejlkode::UgyldigVaerdi),
        (5, urn("urn:oio:us:personid:1234567"), 40, Fejlkode::UgyldigtMoenster),
        (5, cpr("6101700006"), 40, Fejlkode::NummerOptaget),
    ] {
        assert_eq!(personnummerskift(&r, &kald(60), u(uuid), &nummer, t(tid)).await.unwrap_err().kode(), kode, "{uuid} {nummer}");
    }
}

#[tokio::test]
async fn cpr09_a_number_that_two_hold_joins_nothing() {
    let r = register();
    gem(&r, &kald(10), &person(5, &[("6101700001", "01"), ("6101700009", "01")])).await.unwrap();
    let anden = person(6, &[("6101700002", "01"), ("6101700009", "01")]);
    let f = gem(&r, &kald(20), &anden).await.unwrap_err();
    assert_eq!((f.kode(), f.post().statuskode, f.feltet(), f.reglen()), (Fejlkode::NummerOptaget, 49, Some("numre[2]"), Some("CPR-09")));
    assert!(!f.dansk().contains(&u(5).to_string()) && !f.dansk().contains("6101700009"), "{f}");
    // By another wire, where nobody looks first: the store itself refuses it.
    let f = skriv_uden_eftersyn(&r, &anden).await.unwrap_err();
    assert_eq!((f.kode(), f.feltet(), f.reglen()), (Fejlkode::NummerOptaget, Some("numre"), Some("CPR-09")));
    // As a double that both remember, or given by mistake: nothing is joined.
    for status in ["50", "30"] {
        skriv_uden_eftersyn(&r, &person(6, &[("6101700002", "01"), ("6101700009", status)])).await.unwrap();
        assert_eq!(fra(&r, &cpr("6101700009")).await, [cpr("6101700009")], "{status}");
        assert_eq!(fra(&r, &cpr("6101700001")).await, alle(5, &["6101700001"]), "{status}");
        assert_eq!(fra(&r, &UnikId::Uuid(u(6))).await, alle(6, &["6101700002"]), "{status}");
    }
    // A double that one person has, because somebody has decided that, leads to that person (CPR-06).
    gem(&r, &kald(60), &person(6, &[("6101700002", "01")])).await.unwrap();
    gem(&r, &kald(70), &person(5, &[("6101700001", "01"), ("6101700009", "50")])).await.unwrap();
    assert_eq!(fra(&r, &cpr("6101700009")).await, alle(5, &["6101700001", "6101700009"]));
}

#[tokio::test]
async fn cpr10_an_annulled_number_never_binds() {
    let r = register();
    gem(&r, &kald(10), &person(5, &[("6101700001", "01"), ("6101700009", "30")])).await.unwrap();
    assert_eq!(fra(&r, &cpr("6101700009")).await, [cpr("6101700009")]);
    assert_eq!(fra(&r, &cpr("6101700001")).await, alle(5, &["6101700001"]));
    // It holds nobody else back.
    gem(&r, &kald(20), &person(6, &[("6101700009", "01")])).await.unwrap();
}

#[tokio::test]
async fn c20_cpr06_the_form_of_numbers_and_their_status_hold_on_every_wire() {
    let r = register();
    for (numre, kode) in [
        (vec![har(urn("urn:oio:cvr-nr:11111111"), "")], Fejlkode::UgyldigtMoenster),
        (vec![har(UnikId::Uuid(u(9)), "")], Fejlkode::UgyldigtMoenster),
        (vec![har(cpr("010170123"), "01")], Fejlkode::UgyldigtMoenster),
        (vec![har(cpr("0101701234"), "")], Fejlkode::ManglerElement),
        (vec![har(cpr("0101701234"), "02")], Fejlkode::UgyldigVaerdi),
        ((0..41).map(|n| har(cpr(&format!("61017{n:05}")), "60")).collect(), Fejlkode::ForMange),
    ] {
        let f = gem(&r, &kald(10), &Identitet { uuid: u(5), navn: None, numre }).await.unwrap_err();
        assert_eq!(f.kode(), kode, "{f}");
    }
}

#[tokio::test]
async fn a_file_is_checked_whole_before_it_is_written() {
    let r = register();
    let hoved = "uuid;nummer;fra;til;status;navn\n";
    let (a, b) = (u(5), u(6));
    let god = format!(
        "{hoved}{a};6101700001;1970-01-01;2026-05-01;60;Åse Prøve\n{a};6101700002;2026-05-01;;01;\n{b};urn:oio:us:personid:1234567;2026-01-01;;;\n"
    );
    let ind = async |fil: &str| person::indlaes::importer(&r, &kald(1_800_000_000_000_000), fil.as_bytes(), &mut |_| ()).await;
    for (daarlig, kode, sted) in [
        (god.replace(&a.to_string(), "x"), Fejlkode::UgyldigUuid, "line 2, column 1"),
        (god.replace(";6101700002;", ";610170000;"), Fejlkode::UgyldigtMoenster, "line 3, column 38"),
        (god.replace(";;01;", ";;9;"), Fejlkode::UgyldigVaerdi, "line 3"),
        (god.replace(";;01;", ";;;"), Fejlkode::UgyldigVaerdi, "line 3"),
        (god.replace(";2026-05-01;;", ";i går;;"), Fejlkode::UgyldigTid, "line 3"),
        (god.replace("1970-01-01;2026-05-01", "2026-05-01;1970-01-01"), Fejlkode::FraEfterTil, "line 2"),
        (god.replace("navn", "adresse"), Fejlkode::UgyldigFil, "line 1"),
        (god.replace("6101700002", "6101700001"), Fejlkode::IndholdAfvist, "line 3"),
        (format!("{god}{b};6101700002;2026-05-01;;01;\n"), Fejlkode::NummerOptaget, "line 5"),
        (String::new(), Fejlkode::UgyldigFil, "line 1"),
    ] {
        let f = ind(&daarlig).await.unwrap_err();
        assert!(f.kode() == kode && f.feltet().unwrap().starts_with(sted), "{f}");
        assert!(!f.to_string().contains("61017"), "a number is not repeated: {f}");
    }
    let f = ind(&god.replace("Prøve", "Pr\u{1}ve")).await.unwrap_err();
    assert_eq!((f.kode(), f.feltet()), (Fejlkode::UgyldigtTegn, Some("line 2, column 80")), "{f}");
    assert_eq!(r.lager().status().await.unwrap().objekter, 0);
    // Excel's separator line and the last day there is.
    let excel = format!("sep=;\r\n{}", god.replace("2026-05-01;;01", "2026-05-01;31-12-9999;01").replace("1970-01-01", "0001-01-01"));
    assert_eq!(
        person::indlaes::laes(excel.as_bytes()).unwrap()[0].1.numre[1],
        person::indlaes::laes(god.as_bytes()).unwrap()[0].1.numre[1]
    );
    // As lists of employees and spreadsheets write numbers and codes.
    let som_regneark = god.replace("6101700002", "610170-0002").replace(";01;", ";1;");
    assert!(som_regneark != god);
    assert_eq!(person::indlaes::laes(som_regneark.as_bytes()).unwrap(), person::indlaes::laes(god.as_bytes()).unwrap());
    let foerst = ind(&god).await.unwrap();
    assert_eq!((foerst.aendrede, foerst.uaendrede), (2, 0));
    let igen = ind(&god).await.unwrap();
    assert_eq!((igen.aendrede, igen.uaendrede), (0, 2));
    assert_eq!(fra(&r, &cpr("6101700001")).await, alle(5, &["6101700001", "6101700002"]));
    // A number that the register knows for another person: the line is told, and nothing is written.
    let optaget = format!("{hoved}{};6101700003;2026-01-01;;01;\n{};6101700002;2026-01-01;;01;\n", u(7), u(8));
    let f = ind(&optaget).await.unwrap_err();
    assert_eq!((f.kode(), f.feltet()), (Fejlkode::NummerOptaget, Some("the person of line 3/numre[1]")));
    assert_eq!(r.lager().status().await.unwrap().objekter, 2);
}

fn i_landet(nu: i64) -> Kaldekontekst {
    Kaldekontekst::ubegraenset(Cvr::LANDET, &[], UnikId::Uuid(Uuid::from_u128(1)), t(nu), Uuid::nil())
}
fn landsregister() -> Register {
    register().med_landsdaekkende(person::OBJEKTTYPER)
}

#[tokio::test]
async fn cpr11_a_person_of_the_country_is_stored_once_and_found_by_every_authority() {
    let r = landsregister();
    gem(&r, &i_landet(10), &person(7, &[("0101701234", "01"), ("0101705678", "01")])).await.unwrap();
    let andre = Kaldekontekst { myndighed: Cvr::fra_tal(22_222_222).unwrap(), ..kald(90) };
    for k in [kald(90), andre] {
        for id in alle(7, &["0101701234", "0101705678"]) {
            let mut ud = alle_numre(&r, &k, &id).await.unwrap();
            ud.sort();
            assert_eq!(ud, alle(7, &["0101701234", "0101705678"]));
        }
    }
    assert_eq!(r.lager().status().await.unwrap().objekter, 1);
}

#[tokio::test]
async fn cpr11_an_authoritys_own_identity_and_the_countrys_are_one_persons() {
    let r = landsregister();
    // the authority knew the old number before the country's register was loaded, under a UUID of its own
    gem(&r, &kald(10), &person(5, &[("0101701234", "01")])).await.unwrap();
    gem(&r, &i_landet(20), &person(7, &[("0101701234", "60"), ("0101705678", "01")])).await.unwrap();
    let mut begge = [alle(5, &[]), alle(7, &["0101701234", "0101705678"])].concat();
    begge.sort();
    for id in begge.clone() {
        assert_eq!(fra(&r, &id).await, begge, "{id}");
    }
    // another authority has the country's only
    let andre = Kaldekontekst { myndighed: Cvr::fra_tal(22_222_222).unwrap(), ..kald(90) };
    let mut ud = alle_numre(&r, &andre, &cpr("0101701234")).await.unwrap();
    ud.sort();
    assert_eq!(ud, alle(7, &["0101701234", "0101705678"]));
}

#[tokio::test]
async fn cpr09_nothing_is_joined_where_the_country_and_the_authority_do_not_agree() {
    let r = landsregister();
    // one person here, two in the country
    gem(&r, &kald(10), &person(5, &[("0101701234", "01"), ("0202702345", "01")])).await.unwrap();
    gem(&r, &i_landet(20), &person(7, &[("0101701234", "01")])).await.unwrap();
    gem(&r, &i_landet(21), &person(8, &[("0202702345", "01"), ("0303703456", "01")])).await.unwrap();
    let ud = fra(&r, &cpr("0101701234")).await;
    assert!(!ud.contains(&UnikId::Uuid(u(8))) && !ud.contains(&cpr("0202702345")) && !ud.contains(&cpr("0303703456")), "{ud:?}");
    // a number that the country says was given by mistake leads nowhere, whatever the authority says of it
    gem(&r, &i_landet(30), &person(9, &[("0404704567", "30"), ("0505705678", "01")])).await.unwrap();
    gem(&r, &kald(31), &person(6, &[("0404704567", "01")])).await.unwrap();
    assert_eq!(fra(&r, &cpr("0404704567")).await, [cpr("0404704567")]);
    assert!(!fra(&r, &cpr("0505705678")).await.contains(&UnikId::Uuid(u(6))));
}

#[tokio::test]
async fn cpr12_the_countrys_persons_are_read_by_right_and_written_by_nobody_else() {
    use grund::ret::{Ret, Rettigheder, Tilladelse};
    let r = landsregister();
    gem(&r, &i_landet(10), &person(7, &[("0101701234", "01")])).await.unwrap();
    let med = |retter: &[Ret]| {
        let t = Tilladelse { service: "person".into(), retter: retter.to_vec(), afgraensning: grund::Afgraensning::FRI };
        Kaldekontekst { retter: Arc::new(Rettigheder::Kun(vec![t])), ..kald(90) }
    };
    let id = Objektid { objekttype: &person::objekttyper::PERSONIDENTITET, uuid: u(7) };
    let alle = register::Forespoergsel::alle(&person::objekttyper::PERSONIDENTITET, t(90));
    for (retter, ser) in [(&[Ret::Laes][..], false), (&[Ret::Laes, Ret::Landsopslag], true)] {
        let k = med(retter);
        assert_eq!(r.laes(&k, id, Laesevalg::AKTUEL).await.unwrap().is_some(), ser);
        assert_eq!(r.soeg(&k, &alle).await.unwrap().len(), usize::from(ser));
        assert_eq!(r.antal(&k, &alle).await.unwrap(), u64::from(ser));
        assert_eq!(r.list(&k, id.objekttype, &[u(7)], Laesevalg::AKTUEL).await.unwrap().len(), usize::from(ser));
        let h = r.lager().haendelser(None, lager::Stroemposition::FORFRA, 9).await.unwrap();
        let foelger = r.foelg(&r.kreds(&k).await.unwrap(), &h[0]).await.unwrap();
        assert_eq!(foelger.iter().any(|f| matches!(f.hvad, register::Foelge::Se(_))), ser);
    }
    // what an authority writes is its own
    gem(&r, &kald(91), &person(7, &[("0101701234", "01")])).await.unwrap();
    assert_eq!(r.lager().status().await.unwrap().objekter, 2);
    assert_eq!(r.fjern(&med(&[Ret::FysiskSlet]), id).await.map_err(|f| f.kode()), Ok(()));
    assert!(r.laes(&i_landet(92), id, Laesevalg::AKTUEL).await.unwrap().is_some());
    // the same number twice in the country is refused as it is in an authority
    assert_eq!(gem(&r, &i_landet(93), &person(8, &[("0101701234", "01")])).await.unwrap_err().kode(), Fejlkode::NummerOptaget);
}

#[tokio::test]
async fn cpr09_two_writers_at_once_do_not_give_a_number_to_two_persons() {
    let r = register();
    for n in 0..20u128 {
        let nummer = format!("61017{n:05}");
        let (a, b) = (person(1_000 + n, &[(&nummer, "01")]), person(2_000 + n, &[(&nummer, "01")]));
        let (k, l) = (kald(10), kald(10));
        let (a, b) = tokio::join!(gem(&r, &k, &a), gem(&r, &l, &b));
        assert_eq!(u8::from(a.is_ok()) + u8::from(b.is_ok()), 1);
        assert_eq!(a.and(b).unwrap_err().kode(), Fejlkode::NummerOptaget);
    }
    // A shift of number at the same time as somebody else gets it.
    gem(&r, &kald(20), &person(5, &[("6101788888", "01")])).await.unwrap();
    let (ny, k, l) = (cpr("6101799999"), kald(30), kald(30));
    let anden = person(6, &[("6101799999", "01")]);
    let (a, b) = tokio::join!(personnummerskift(&r, &k, u(5), &ny, t(25)), gem(&r, &l, &anden));
    assert_eq!(u8::from(a.is_ok()) + u8::from(b.is_ok()), 1);
}
