//! Findings, attestation, leavers, import, use.
use super::*;
use crate::attestation::Status;
use crate::fratraedelse;
use crate::fund::{Fundvalg, Slags};
use crate::indlaes::{self, Udfald};
use adgang::{Brugerbog, Spoergsmaal};
use grund::Fejlkode;

const DAG: i64 = 86_400_000_000;

async fn slags(v: &Verden, nu: i64) -> Vec<(Slags, Option<Uuid>)> {
    let (k, inge) = (kald(nu), administrator("Inge"));
    let fund = v.roller.fund(&Kalder::administrator(&inge, &k), A, Fundvalg { maaneder: 6, dage: 30 }).await.unwrap();
    fund.iter().map(|f| (f.slags, f.rolle.filter(|_| f.slags != Slags::Konflikt))).collect()
}

#[tokio::test]
async fn jr02_what_is_wrong_with_roles_is_found() {
    let v = verden();
    let k = trae();
    let evigt = || vec![Periode::ALTID];
    v.folk(
        0,
        vec![
            medarbejder(1, evigt(), vec![stilling(31, 3, "x", Periode::ALTID)], &k),
            medarbejder(2, evigt(), vec![stilling(32, 4, "y", Periode::ALTID)], &k),
        ],
    );
    let s = v.systemrolle(1, &systemrolle("sag", FAG, &[(KLE, false), (ENHED, false)])).await;
    let rolle = |navn: &str, v: &[(&str, &[&str], bool)]| Jobfunktionsrolle { ansvarlig: Some(u(1)), ..jobrolle(navn, vec![del(s, v)]) };
    let fri = v.jobrolle(2, A, rolle("fri", &[])).await;
    let bred = v.jobrolle(3, A, rolle("bred", &[(ENHED, &[&u(2).to_string()], false)])).await;
    let fremmed = v.jobrolle(4, A, rolle("fremmed", &[(ENHED, &[&u(4).to_string()], false)])).await;
    let blandet = v.jobrolle(5, A, rolle("blandet", &[(KLE, &["27.35", "32.*"], false)])).await;
    let ens = v.jobrolle(6, A, Jobfunktionsrolle { navn: "ens".into(), ..rolle("ens", &[(KLE, &["27.35", "32.*"], false)]) }).await;
    let egen = v.jobrolle(7, A, rolle("egen", &[(ENHED, &[&u(3).to_string()], false), (KLE, &["27.*"], false)])).await;
    for r in [fri, bred, fremmed, blandet, ens, egen] {
        v.tildel(8, A, &til(r, "bruger", 1)).await;
    }
    let fundet = slags(&v, 9).await;
    let ventet = [
        (Slags::UdenAfgraensning, Some(fri)),
        (Slags::BredereEndEnhed, Some(bred)),
        (Slags::FremmedEnhed, Some(fremmed)),
        (Slags::Ens, Some(if fundet.contains(&(Slags::Ens, Some(blandet))) { blandet } else { ens })),
    ];
    assert!(ventet.iter().all(|f| fundet.contains(f)), "{fundet:?}");
    assert_eq!(fundet.iter().filter(|f| f.0 == Slags::BlanderOmraader).count(), 2);
    assert!(!fundet.iter().any(|f| f.1 == Some(egen)), "{fundet:?}");
    assert_eq!(fundet.len(), 6, "{fundet:?}");
    // Half a year later nobody has used any; then one is used, and that is remembered by every process.
    let senere = 10 + 200 * DAG;
    assert_eq!(slags(&v, senere).await.iter().filter(|f| f.0 == Slags::Ubrugt).count(), 6);
    let b = bruger(1);
    v.roller.retter(Spoergsmaal { bruger: &b, system: Some(FAG), virkning: t(senere) }).await.unwrap();
    assert_eq!(slags(&v, senere).await.iter().filter(|f| f.0 == Slags::Ubrugt).count(), 0);
    v.roller.skriv_brug(t(senere)).await.unwrap();
    let anden = Verden { roller: anden_proces(&v.register, &v.folk), folk: v.folk.clone(), register: v.register.clone() };
    assert_eq!(slags(&anden, senere).await.iter().filter(|f| f.0 == Slags::Ubrugt).count(), 0);
    // The one who answers for all of them moves, and then leaves.
    v.folk(
        1,
        vec![medarbejder(1, evigt(), vec![stilling(31, 3, "x", p(i64::MIN, senere)), stilling(31, 4, "x", p(senere, i64::MAX))], &k)],
    );
    let flyttet = slags(&v, senere + DAG).await;
    assert_eq!(flyttet.iter().filter(|f| f.0 == Slags::Flyttet).count(), 6);
    v.folk(2, vec![medarbejder(1, vec![], vec![], &k)]);
    let vaek = slags(&v, senere + DAG).await;
    for (slags, antal) in [(Slags::Fratraadt, 6), (Slags::UdenAnsvarlig, 6), (Slags::IngenHar, 6), (Slags::Flyttet, 0)] {
        assert_eq!(vaek.iter().filter(|f| f.0 == slags).count(), antal, "{slags:?}");
    }
}

#[tokio::test]
async fn jr01_managers_confirm_or_remove_and_what_is_removed_ends() {
    let v = verden();
    let k = trae();
    let mut leder = stilling(33, 2, "Leder", Periode::ALTID);
    leder.leder = true;
    let i = |n, s| medarbejder(n, vec![Periode::ALTID], vec![s], &k);
    v.folk(
        0,
        vec![
            i(1, stilling(31, 3, "x", Periode::ALTID)),
            i(2, stilling(32, 3, "y", Periode::ALTID)),
            i(3, leder),
            i(4, stilling(34, 4, "z", Periode::ALTID)),
        ],
    );
    let s = v.systemrolle(1, &systemrolle("sag", FAG, &[])).await;
    let r = v.jobrolle(2, A, jobrolle("En", vec![del(s, &[])])).await;
    let personlig = v.tildel(3, A, &til(r, "bruger", 1)).await;
    let enhed = v.tildel(4, A, &Rolletildeling { underenheder: true, ..til(r, "enhed", 2) }).await;
    let (kontekst, inge) = (kald(10), administrator("Inge"));
    let inge = Kalder::administrator(&inge, &kontekst);
    let kampagne = Attestationskampagne {
        navn: "Forår".into(),
        frist: Some(t(100)),
        enhed: Some(u(2)),
        roller: vec![],
        begyndt: None,
        begyndtaf: String::new(),
    };
    let kampagne = v.roller.begynd_attestation(&inge, A, &kampagne).await.unwrap().uuid;
    let (kontekst, hvem) = (kald(12), administrator("Inge"));
    let inge = Kalder::administrator(&hvem, &kontekst);
    let punkter = v.roller.attestationspunkter(&inge, A, kampagne).await.unwrap();
    // Anna twice, her colleague once, their leader once; whoever works elsewhere is not asked about.
    assert_eq!(punkter.len(), 4);
    assert!(punkter.iter().all(|p| p.leder == (p.bruger != u(3)).then_some(u(3))), "nobody attests his own: {punkter:?}");
    let svar = |tildeling, bruger: u128, svar: &str| Attestationssvar {
        kampagne,
        tildeling,
        bruger: u(bruger),
        svar: svar.into(),
        begrundelse: String::new(),
        af: u(3).to_string(),
    };
    assert_eq!(v.roller.attester(&inge, A, &svar(enhed, 3, "bekraeftet")).await.unwrap_err().kode(), Fejlkode::IngenAdgang);
    assert_eq!(v.roller.attester(&inge, A, &svar(enhed, 4, "bekraeftet")).await.unwrap_err().kode(), Fejlkode::FindesIkke);
    v.roller.attester(&inge, A, &svar(enhed, 1, "bekraeftet")).await.unwrap();
    v.roller.attester(&inge, A, &svar(personlig, 1, "fjernet")).await.unwrap();
    v.roller.attester(&inge, A, &svar(enhed, 2, "fjernet")).await.unwrap();
    let status = v.roller.attestationsstatus(&inge, A, kampagne).await.unwrap();
    assert_eq!(status, Status { punkter: 4, bekraeftet: 1, fjernet: 2, venter: BTreeMap::from([(None, 1)]), overskredet: false });
    let har = async |n| {
        let b = bruger(n);
        v.roller.forklar(Spoergsmaal { bruger: &b, system: None, virkning: t(13) }, None).await.unwrap().effektive.roller.len()
    };
    assert_eq!((har(1).await, har(2).await, har(3).await), (1, 0, 1), "Anna has it by her unit still");
    // The word can be changed; after the round it can't.
    v.roller.luk_attestation(&inge, A, kampagne).await.unwrap();
    assert_eq!(v.roller.attester(&inge, A, &svar(enhed, 1, "fjernet")).await.unwrap_err().kode(), Fejlkode::Rolletilstand);
}

#[tokio::test]
async fn a_file_of_payroll_ends_access_with_evidence_and_a_second_time_changes_nothing() {
    let v = verden();
    let k = trae();
    v.folk(0, vec![medarbejder(1, vec![Periode::ALTID], vec![stilling(31, 3, "x", Periode::ALTID)], &k)]);
    let s = v.systemrolle(1, &systemrolle("sag", FAG, &[])).await;
    let r = v.jobrolle(2, A, jobrolle("En", vec![del(s, &[])])).await;
    v.tildel(3, A, &til(r, "enhed", 3)).await;
    let linjer = fratraedelse::laes(format!("Bruger;Fratrådt\n{};\n{};01-05-1970\n", u(1), u(9)).as_bytes()).unwrap();
    assert_eq!((linjer.len(), linjer[0].fra), (2, None));
    let (kontekst, inge) = (kald(10), administrator("Inge"));
    let inge = Kalder::administrator(&inge, &kontekst);
    let bevis = v.roller.fratraed(&inge, A, &linjer, "løn.csv").await.unwrap();
    assert_eq!((bevis[0].havde.as_slice(), bevis[0].har.len(), bevis[0].spaerring.is_some()), (&["En".to_owned()][..], 0, true));
    assert!(bevis[1].navn.is_empty() && bevis[1].spaerring.is_some(), "who is not known here may be known tomorrow");
    let igen = v.roller.fratraed(&inge, A, &linjer, "løn.csv").await.unwrap();
    assert!(igen.iter().all(|b| b.spaerring.is_none() && b.har.is_empty()), "{igen:?}");
    for forkert in ["Navn;Fratrådt\nx;y\n", "Bruger;Fratrådt\nx;\n", "Bruger;Fratrådt\n00000000-0000-0000-0000-000000000001;i går\n"] {
        assert!(fratraedelse::laes(forkert.as_bytes()).is_err(), "{forkert}");
    }
}

#[tokio::test]
async fn a_list_and_a_role_catalogues_export_are_proposed_once() {
    let v = verden();
    let sag = v.systemrolle(1, &systemrolle("sag", FAG, &[(KLE, true), (ENHED, false)])).await;
    let csv = "rolle;navn;systemrolle;type;værdi;dynamisk\n\
        http://korsbaek.dk/roles/jobrole/a/1;A;http://fag.dk/roles/usersystemrole/sag/1;http://sts.kombit.dk/constraints/KLE/1;27.*|32.06;\n\
        http://korsbaek.dk/roles/jobrole/a/1;;http://fag.dk/roles/usersystemrole/sag/1;http://sts.kombit.dk/constraints/orgenhed/1;http://p/1/parametric;ja\n\
        http://korsbaek.dk/roles/jobrole/b/1;B;http://fag.dk/roles/usersystemrole/findes_ikke/1;;;\n";
    let roller = indlaes::laes_csv(csv.as_bytes()).unwrap();
    assert_eq!(roller.len(), 2);
    let (k, inge, bo) = (kald(2), administrator("Inge"), administrator("Bo"));
    let (inge, bo) = (Kalder::administrator(&inge, &k), Kalder::administrator(&bo, &k));
    let ud = v.roller.indlaes(&inge, A, &roller, "roller.csv").await.unwrap();
    let Udfald::Foreslaaet { forslag, ny: true } = ud[0].1 else { panic!("{ud:?}") };
    assert!(matches!(&ud[1].1, Udfald::Afvist(f) if f.kode() == Fejlkode::FindesIkke), "{ud:?}");
    assert_eq!(v.roller.indlaes(&inge, A, &roller, "igen").await.unwrap()[0].1, Udfald::Uaendret, "proposed already");
    let r = v.roller.godkend(&bo, A, forslag, "").await.unwrap();
    assert_eq!(r.data.dele[0].rolle, sag);
    assert!(r.data.dele[0].afgraensninger.iter().any(|a| a.slags == ENHED && a.dynamisk));
    assert_eq!(v.roller.indlaes(&inge, A, &roller, "igen").await.unwrap()[0].1, Udfald::Uaendret, "in force");
    let eksport = serde_json::json!([{
        "id": 7, "name": "A", "identifier": "http://korsbaek.dk/roles/jobrole/a/1",
        "systemRoleAssignments": [{
            "systemRole": { "id": 3, "name": "Sag", "identifier": "http://fag.dk/roles/usersystemrole/sag/1" },
            "constraintValues": [{ "constraintType": { "entityId": KLE, "name": "KLE" }, "constraintValue": "27.*,32.06" }],
        }],
    }]);
    let roller = indlaes::laes_rollekatalog(&eksport).unwrap();
    let ud = v.roller.indlaes(&inge, A, &roller, "rk").await.unwrap();
    assert!(matches!(ud[0].1, Udfald::Foreslaaet { ny: false, .. }), "the dynamic unit is gone: {ud:?}");
    for forkert in [
        serde_json::json!(7),
        serde_json::json!({ "name": "A" }),
        serde_json::json!([{ "identifier": "x", "name": "y", "systemRoleAssignments": [{}] }]),
    ] {
        assert!(indlaes::laes_rollekatalog(&forkert).is_err());
    }
}
