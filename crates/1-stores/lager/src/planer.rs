//! Plan tests: every shape of search is explained by both databases. A statement may read the driving rows once, in order where it can stop
//! at the page's end, and seeks for each candidate; nothing is scanned, and nothing that may be long is read again for each candidate.
use crate::port::{Fortaeller, Kriterium, Noeglevalg, Soegning};
use crate::soegesql::{self, Dialekt, Motor, Oensket, Sql};
use crate::syn::{Gennem, Krav, Retning, Synsfelt, Udkast};
use grund::afgraensning::Dimensioner;
use grund::{Afgraensning, Cvr, Klasseinterval, Periode, Tidspunkt, UnikId, Uuid};

fn t(n: i64) -> Tidspunkt {
    Tidspunkt::fra_mikros(n)
}

fn lig(n: &str) -> Noeglevalg {
    Noeglevalg::Lig(n.as_bytes().to_vec())
}

fn begynder(n: &str) -> Noeglevalg {
    Noeglevalg::Begynder(n.as_bytes().to_vec())
}

fn felt(gennem: Option<(Retning, Krav)>) -> Synsfelt {
    let a = Afgraensning {
        klasser: Some([10, 20, 27, 32].iter().filter_map(|n| Klasseinterval::laes(&n.to_string())).collect()),
        enheder: Some((0..25).map(|n| UnikId::Uuid(Uuid::from_u128(n))).collect()),
        niveau: Some(3),
        profil: Some(vec![UnikId::Uuid(Uuid::nil())]),
        ..Afgraensning::FRI
    };
    let alle = Dimensioner::ALLE;
    let gennem = gennem.map(|(retning, krav)| Gennem { retning, krav, eget: alle, deres: alle, deres_profil: Some(b"p".to_vec()) });
    let alternativer = vec![a.clone(), Afgraensning { enheder: None, ..a }];
    let udkast = Some(Udkast { egne: None });
    Synsfelt { nu: t(5), alternativer, udkast, profil: Some(b"p".to_vec()), klasse: Some(b"k".to_vec()), gennem, dele: false }
}

/// What a search is made of: its name, itself, the motor that drives it.
fn former() -> Vec<(String, Soegning, Motor)> {
    let drivere: [(&str, Vec<Noeglevalg>, Motor); 6] = [
        ("one key", vec![lig("a")], Motor::Kriterium(0)),
        ("two keys", vec![lig("a"), lig("b")], Motor::Kriterium(0)),
        ("many keys", (0..20).map(|n| lig(&n.to_string())).collect(), Motor::Kriterium(0)),
        ("beginning", vec![begynder("n")], Motor::Kriterium(0)),
        ("changed", vec![lig("a")], Motor::Aendret),
        ("classes", vec![lig("a")], Motor::Klasser),
    ];
    let syn: [(&str, Option<Synsfelt>); 6] = [
        ("all", None),
        ("all, as its agreement says", Some(Synsfelt { alternativer: vec![Afgraensning::FRI], udkast: None, ..felt(None) })),
        ("own", Some(felt(None))),
        ("through those that point here", Some(felt(Some((Retning::Hertil(b"x".to_vec()), Krav::Erstatter))))),
        ("through those that point here, if any", Some(felt(Some((Retning::Hertil(b"x".to_vec()), Krav::HvisNogen))))),
        ("through the one pointed at", Some(felt(Some((Retning::Herfra(7), Krav::Altid))))),
    ];
    let andre: [(&str, Vec<Vec<Noeglevalg>>); 3] =
        [("alone", vec![]), ("and keys", vec![vec![lig("c")], vec![lig("d"), lig("e")]]), ("and a beginning", vec![vec![begynder("m")]])];
    let nyeste = Periode::ny(t(i64::MAX - 1), Tidspunkt::UENDELIG);
    let mut ud = Vec::new();
    for (dn, noegler, motor) in &drivere {
        for (sn, syn) in &syn {
            if *motor == Motor::Klasser && syn.as_ref().and_then(Synsfelt::klasser).is_none() {
                continue;
            }
            for (an, andre) in &andre {
                for aendret in [None, Some(Periode::ny(t(1), t(9)))] {
                    if *motor == Motor::Aendret && aendret.is_none() {
                        continue;
                    }
                    for registreret in [nyeste, Periode::punkt(t(5)), Periode::ny(t(1), t(9))] {
                        for virkning in [None, Some(Periode::punkt(t(5))), Some(Periode::ny(t(1), t(9)))] {
                            for myndigheder in [vec![Cvr::KORSBAEK], vec![Cvr::KORSBAEK, Cvr::KOMBIT]] {
                                let navn = format!(
                                    "{dn}, {an}, sees {sn}, changed {aendret:?}, registered {registreret:?}, virkning {virkning:?}, authorities {}",
                                    myndigheder.len()
                                );
                                let mut syn = syn.clone();
                                if let Some(s) = &mut syn {
                                    s.dele = registreret == nyeste;
                                }
                                let kriterier = std::iter::once(noegler).chain(andre);
                                let kriterier =
                                    kriterier.map(|n| Kriterium { noegler: n.clone(), virkning, fortaeller: Fortaeller::Del }).collect();
                                let efter_oid = 3;
                                ud.push((
                                    navn,
                                    Soegning { myndigheder, registreret, kriterier, aendret, syn, efter_oid, spring_over: 0, antal: 100 },
                                    *motor,
                                ));
                            }
                        }
                    }
                }
            }
        }
    }
    ud
}

/// The statements of a search: a page, the first of a page's numbers counted, all of them, the counts by key, and the counts of the motors.
fn saetninger(d: Dialekt, s: &Soegning, motor: Motor) -> Vec<(&'static str, Sql)> {
    let m = &s.myndigheder;
    let mut ud = vec![
        ("page", soegesql::soegning(d, s, m, motor, Oensket::Side { spring_over: 7, antal: 100 })),
        ("count", soegesql::soegning(d, s, m, motor, Oensket::Antal)),
        ("count by key", soegesql::antal_pr(d, s, Cvr::KORSBAEK, motor, (b"k", 2), Periode::ALTID)),
    ];
    if let Some(syn) = &s.syn {
        for antal in [2, 500] {
            let objekter: Vec<(Cvr, i64)> = (1..=antal).map(|oid| (Cvr::KORSBAEK, oid)).collect();
            ud.extend(soegesql::synlige(d, syn, &objekter).into_iter().map(|q| ("seen", q)));
        }
    }
    ud.push(("estimate", soegesql::taelling(d, s, &s.myndigheder, motor, 1_000)));
    ud
}

mod sqlite {
    use super::*;
    use crate::sqlite::{NUMRE, dialekt, ny_fil};
    use rusqlite::{Connection, params_from_iter};

    fn plan(c: &Connection, sql: &Sql) -> String {
        let mut st = c.prepare(&format!("EXPLAIN QUERY PLAN {}", sql.tekst)).unwrap();
        let trin: Vec<String> = st.query_map(params_from_iter(&sql.vaerdier), |r| r.get(3)).unwrap().collect::<Result<_, _>>().unwrap();
        trin.join("\n")
    }

    /// The table's alias in a step, and how it is read.
    fn laest(trin: &str) -> Option<(&str, &str)> {
        trin.strip_prefix("SEARCH ").or_else(|| trin.strip_prefix("SCAN ")).map(|t| t.split_once(' ').unwrap_or((t, "")))
    }

    #[test]
    fn every_shape_of_search_seeks_for_each_candidate() {
        let (_mappe, c) = ny_fil();
        for (navn, s, motor) in former() {
            let d = dialekt();
            for (hvad, sql) in saetninger(d, &s, motor) {
                let plan = plan(&c, &sql);
                let ialt = format!("{navn}: {hvad}\n{plan}");
                let mut samles = false;
                for trin in plan.lines() {
                    if trin.contains("SUBQUERY") || trin.contains("MATERIALIZE") {
                        samles = !trin.contains("CORRELATED");
                    }
                    let Some((alias, hvordan)) = laest(trin) else { continue };
                    let god = match alias {
                        // what drives: the keys of one branch, or the period
                        "i" => hvordan.contains("PRIMARY KEY (myndighed=? AND noegle"),
                        "a" => hvordan.contains("registrering_tid (myndighed=? AND tidspunkt>? AND tidspunkt<?)"),
                        // registrations of a candidate
                        "c" => hvordan.contains("INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
                        // collected once
                        "p" | "g" => hvordan.contains("PRIMARY KEY (myndighed=? AND noegle>? AND noegle<?)"),
                        "k" => hvordan.contains("INTEGER PRIMARY KEY (rowid=?)"),
                        x if x.starts_with('x') && hvordan.contains("noegle>?") => samles,
                        x if x.starts_with('x') => {
                            trin.starts_with("SEARCH") && ["oid=?", "noegle=?", "uuid=?", "rowid=?"].iter().any(|n| hvordan.contains(n))
                        }
                        // what the statement itself has collected
                        _ => true,
                    };
                    assert!(god, "{trin}\n{ialt}");
                }
                // Exact keys are read in order of object and stop at the page's end.
                if hvad == "page"
                    && matches!(s.kriterier[0].noegler.as_slice(), [Noeglevalg::Lig(_)] | [Noeglevalg::Lig(_), Noeglevalg::Lig(_)])
                    && motor == Motor::Kriterium(0)
                {
                    assert!(!plan.contains("TEMP B-TREE FOR ORDER"), "{ialt}");
                    let i_orden = ["oid>?", "oid=?"]
                        .iter()
                        .any(|o| plan.contains(&format!("SEARCH i USING PRIMARY KEY (myndighed=? AND noegle=? AND {o}")));
                    assert!(i_orden, "{ialt}");
                }
                // Class rows do not lie in order of object: they are read once, and not once for each hit.
                if hvad == "count by key" {
                    let (g, f) = (plan.find("SEARCH g").unwrap(), plan.find("SEARCH f").unwrap_or(usize::MAX));
                    assert!(g < f, "{ialt}");
                }
            }
        }
    }

    #[test]
    fn the_feed_is_read_and_pruned_by_position() {
        let (_mappe, c) = ny_fil();
        let [alle, af] = crate::sqlite::HAENDELSER;
        let key = "SEARCH udbakke USING INTEGER PRIMARY KEY (rowid";
        let former = [
            (alle, key),
            (af, "SEARCH udbakke USING COVERING INDEX udbakke_myndighed (myndighed=? AND rowid>?)"),
            (crate::sqlite::AELDSTE, key),
            (crate::sqlite::BESKAER, key),
            (crate::sqlite::SPIDS, "SEARCH udbakke"),
        ];
        for (sql, skal) in former {
            let mut st = c.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let plan: Vec<String> = st.raw_query().mapped(|r| r.get(3)).collect::<Result<_, _>>().unwrap();
            let plan = plan.join("\n").replace("USING INDEX", "USING COVERING INDEX");
            assert!(plan.contains(skal) && !plan.contains("SCAN udbakke") && !plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
        }
    }

    #[test]
    fn an_authoritys_numbers_come_from_its_own_range() {
        let (_mappe, c) = ny_fil();
        let sql = Sql { tekst: NUMRE.into(), vaerdier: vec![crate::soegesql::Vaerdi::Tal(11_111_111)] };
        assert_eq!(plan(&c, &sql), "SEARCH objekt USING COVERING INDEX sqlite_autoindex_objekt_1 (myndighed=?)");
    }

    #[test]
    fn beginnings_are_collected_once() {
        let (_mappe, c) = ny_fil();
        for (navn, s, motor) in former().into_iter().filter(|(n, ..)| n.contains("and a beginning")) {
            let plan = plan(&c, &soegesql::soegning(dialekt(), &s, &s.myndigheder, motor, Oensket::Antal));
            assert!(plan.contains("MATERIALIZE") || plan.contains("LIST SUBQUERY"), "{navn}\n{plan}");
            assert!(!plan.contains("CORRELATED LIST SUBQUERY"), "{navn}\n{plan}");
        }
    }
}

mod postgres {
    use super::*;
    use crate::postgres::{NUMRE, PostgresLager, dialekt, laeser_til_planer, til_parametre};
    use tokio_postgres::Client;

    /// Enough rows for the planner to care, with its statistics: 20,000 objects of three registrations, with the keys of the shapes.
    const FYLD: &str = "
        INSERT INTO objekt SELECT m, n, 7, md5(n::text)::uuid, 3 FROM generate_series(1, 20000) n, (VALUES (11111111), (19435075)) a(m);
        INSERT INTO registrering SELECT o.myndighed, (o.oid << 20) + r, o.oid * 3 + r, 1, 'x' FROM objekt o, generate_series(1, 3) r;
        INSERT INTO indeks SELECT o.myndighed, convert_to(k, 'UTF8'), o.oid, -9223372036854775808, o.oid, 9223372036854775807, 9223372036854775807
          FROM objekt o, (VALUES ('a'), ('b'), ('c'), ('d'), ('e'), ('n'), ('m'), ('p')) n(p), LATERAL (SELECT CASE WHEN p IN ('n', 'm', 'p') THEN p || (o.oid % 1000) ELSE p END) k(k);
        INSERT INTO indeks SELECT o.myndighed, convert_to('k' || (10 + o.oid % 30), 'UTF8'), o.oid, 0, o.oid, 9223372036854775807, 9223372036854775807 FROM objekt o;
        INSERT INTO maerke(myndighed, oid, nr, vfra, vtil, niveau, flag, klasse) SELECT o.myndighed, o.oid, 0, -9223372036854775808, 9223372036854775807, 1, 0, convert_to((10 + o.oid % 30)::text, 'UTF8') FROM objekt o;
        ANALYZE objekt; ANALYZE registrering; ANALYZE indeks; ANALYZE maerke;";

    async fn plan(c: &Client, sql: &Sql) -> Vec<String> {
        let raekker = c.query_typed(&format!("EXPLAIN {}", sql.tekst), &til_parametre(sql)).await.unwrap();
        raekker.iter().map(|r| r.get::<_, String>(0)).collect()
    }

    #[tokio::test]
    async fn every_shape_of_search_seeks_for_each_candidate() {
        let Some(server) = crate::proeve::ProevePostgres::start() else { return };
        let url = server.ny_database().await.unwrap();
        let l = PostgresLager::aabn(&url, crate::postgres::Indstillinger::default()).await.unwrap();
        let c = laeser_til_planer(&l).await;
        c.batch_execute(FYLD).await.unwrap();
        let tal = [11_111_111, 3, 1_000].map(crate::soegesql::Vaerdi::Tal).to_vec();
        let numre = plan(&c, &Sql { tekst: NUMRE.into(), vaerdier: tal }).await.join("\n");
        assert!(numre.contains("Index Only Scan") && numre.contains("(oid > ") && numre.contains("myndighed = "), "{numre}");
        for (navn, s, motor) in former().into_iter().filter(|(_, s, _)| s.myndigheder.len() == 1) {
            for (hvad, sql) in saetninger(dialekt(), &s, motor) {
                let plan = plan(&c, &sql).await;
                let ialt = || format!("{navn}: {hvad}\n{}", plan.join("\n"));
                for trin in &plan {
                    let tabel = ["objekt_", "registrering_", "indeks_", "maerke_"].iter().any(|t| trin.contains(&format!(" on {t}")));
                    assert!(!(tabel && trin.contains("Seq Scan")), "{trin}\n{}", ialt());
                    // registrations of a candidate are found by its number
                    let c = trin.contains(" on registrering_") && trin.split_whitespace().any(|o| o == "c" || o.starts_with("c_"));
                    assert!(!c || trin.contains("_pkey"), "{trin}\n{}", ialt());
                }
            }
        }
    }

    #[tokio::test]
    async fn the_feed_is_read_and_pruned_by_position() {
        let Some(server) = crate::proeve::ProevePostgres::start() else { return };
        let url = server.ny_database().await.unwrap();
        let l = PostgresLager::aabn(&url, crate::postgres::Indstillinger::default()).await.unwrap();
        let c = laeser_til_planer(&l).await;
        let fyld = "INSERT INTO udbakke SELECT n::int8 << 20, 11111111 + n % 98, 7, md5(n::text)::uuid, 1, 1, n, 'x' FROM generate_series(1, 100000) n; ANALYZE udbakke";
        c.batch_execute(fyld).await.unwrap();
        let [alle, af] = crate::postgres::HAENDELSER;
        let stykke = |sql: &str, v: &[&str]| (1..).zip(v).fold(sql.to_owned(), |s, (n, v)| s.replace(&format!("${n}"), v));
        let (fra, til) = ((50_000i64 << 20).to_string(), (51_000i64 << 20).to_string());
        let former = [
            stykke(alle, &[&fra, "99000", "100", "0"]),
            stykke(af, &[&fra, "99000", "100", "11111112"]),
            stykke(crate::postgres::SPIDS, &["99000"]),
            stykke(crate::postgres::AELDSTE, &[&fra, "1000"]),
            stykke(crate::postgres::BESKAER, &[&fra, &til]),
        ];
        for sql in former {
            let raekker = c.query(&format!("EXPLAIN {sql}"), &[]).await.unwrap();
            let plan = raekker.iter().map(|r| r.get::<_, String>(0)).collect::<Vec<_>>().join("\n");
            assert!(plan.contains("Index") && !plan.contains("Seq Scan"), "{sql}\n{plan}");
        }
    }
}
