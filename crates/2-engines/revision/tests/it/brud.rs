//! Random logs, then one tampering straight in the file: the check finds it, names the right link, and never cries wolf.
use crate::data::*;
use grund::{Cvr, Tidspunkt};
use lager::sqlite::Indstillinger;
use lager::{Driftslager, SqliteLager, log_aftryk, sha256};
use proptest::prelude::*;
use revision::{Bevaringsregler, Brudslags, Revision};
use rusqlite::{Connection, params};
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Clone, Debug)]
enum Trin {
    /// Rows; each with an authority and a time.
    Skriv(Vec<(u8, i64)>),
    Forsegl,
    Beskaer,
}

#[derive(Clone, Copy, Debug)]
enum Indgreb {
    Slet,
    Data,
    DataOgAftryk,
    Tid,
    Myndighed,
    Kald,
    Aftryk,
    Foran,
    SkydInd,
    Byt,
    Toem,
    ToemMedAftryk,
    ToemMedFalskSletning,
    Seglhash,
    Seglantal,
    Seglposition,
    Segltid,
    SletSegl,
    Afkort,
    BygOm,
    BygOmSelv,
    SletOpslag,
    FlytOpslag,
    UforsegletData,
}

fn trin() -> impl Strategy<Value = Trin> {
    prop_oneof![
        4 => prop::collection::vec((0u8..3, 0i64..9_000), 1..8).prop_map(Trin::Skriv),
        3 => Just(Trin::Forsegl),
        1 => Just(Trin::Beskaer),
    ]
}

fn indgreb() -> impl Strategy<Value = Indgreb> {
    use Indgreb::*;
    prop::sample::select(vec![
        Slet,
        Data,
        DataOgAftryk,
        Tid,
        Myndighed,
        Kald,
        Aftryk,
        Foran,
        SkydInd,
        Byt,
        Toem,
        ToemMedAftryk,
        ToemMedFalskSletning,
        Seglhash,
        Seglantal,
        Seglposition,
        Segltid,
        SletSegl,
        Afkort,
        BygOm,
        BygOmSelv,
        SletOpslag,
        FlytOpslag,
        UforsegletData,
    ])
}

struct Log {
    r: Revision,
    l: Arc<SqliteLager>,
    c: Connection,
    fil: PathBuf,
    _mappe: tempfile::TempDir,
}

impl Log {
    fn ny() -> Self {
        let mappe = tempfile::tempdir().unwrap();
        let fil = mappe.path().join("lager.db");
        let l = Arc::new(SqliteLager::aabn(&fil, Indstillinger::default()).unwrap());
        let c = Connection::open(&fil).unwrap();
        Self { r: revision(l.clone()), l, c, fil, _mappe: mappe }
    }

    /// Rows of the table: position, data, and what the fingerprint is made of.
    fn raekke(&self, position: i64) -> (Option<Vec<u8>>, i64, i64, Vec<u8>) {
        self.c
            .query_row("SELECT CAST(data AS BLOB), myndighed, tidspunkt, kald_id FROM log WHERE position = ?1", [position], |r| {
                Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
            })
            .unwrap()
    }

    /// A tamperer who knows how fingerprints are made.
    fn ret_aftryk(&self, position: i64) {
        let (data, m, t, id) = self.raekke(position);
        let m = u32::try_from(m).ok().and_then(Cvr::fra_tal);
        let a = log_aftryk(m, Tidspunkt::fra_mikros(t), grund::Uuid::from_slice(&id).unwrap(), sha256(&data.unwrap_or_default()));
        self.c.execute("UPDATE log SET aftryk = ?2 WHERE position = ?1", params![position, a]).unwrap();
    }

    /// All seals anew, as they were made before they had a key.
    fn byg_segl_uden_noegle(&self) {
        let hent = |sql: &str, nr: i64| -> Vec<(i64, Vec<u8>)> {
            let mut s = self.c.prepare(sql).unwrap();
            s.query_map([nr], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().map(Result::unwrap).collect()
        };
        let (mut forrige, mut fra) = (vec![0; 32], i64::MIN);
        for nr in 1..=self.tal("SELECT max(nr) FROM logsegl") {
            let (til, antal, tid): (i64, i64, i64) = self
                .c
                .query_row("SELECT til_position, antal, tidspunkt FROM logsegl WHERE nr = ?1", [nr], |r| {
                    Ok((r.get(0)?, r.get(1)?, r.get(2)?))
                })
                .unwrap();
            let raekker: Vec<u8> = hent("SELECT position, aftryk FROM log WHERE position > ?1 ORDER BY position", fra)
                .into_iter()
                .filter(|r| r.0 <= til)
                .flat_map(|r| r.1)
                .collect();
            let dele = [&nr.to_be_bytes()[..], &til.to_be_bytes(), &antal.to_be_bytes(), &tid.to_be_bytes(), &sha256(&raekker)].concat();
            forrige = sha256(&[forrige.as_slice(), &dele].concat()).to_vec();
            self.c.execute("UPDATE logsegl SET hash = ?2 WHERE nr = ?1", params![nr, forrige]).unwrap();
            fra = til;
        }
    }

    fn tal(&self, sql: &str) -> i64 {
        self.c.query_row(sql, [], |r| r.get(0)).unwrap()
    }
}

async fn byg(log: &Log, trin: &[Trin]) -> (u64, u64) {
    let regler = Bevaringsregler::ny(60, [(A, 6)]).unwrap();
    let ider = Ider::default();
    let (mut nr, mut toemte) = (0, 0);
    let mut ialt = 0;
    for t in trin {
        match t {
            Trin::Skriv(raekker) => {
                for (m, h) in raekker {
                    nr += 1;
                    let m = [Some(A), Some(B), None][*m as usize];
                    let i = if nr % 5 == 0 { afslag(nr, m, time(*h)) } else { indgang(nr, m, time(*h), &["0102031234"]) };
                    log.r.skriv(&i).await.unwrap();
                    ialt += 1;
                }
            }
            Trin::Forsegl => {
                log.r.forsegl(time(9_000)).await.unwrap();
            }
            Trin::Beskaer => {
                for b in log.r.beskaer(&regler, time(9_000), &ider).await.unwrap() {
                    assert!(b.antal > 0 && b.myndighed == Some(A));
                    toemte += b.antal;
                    ialt += 1;
                }
            }
        }
    }
    (ialt, toemte)
}

/// Does it; `None` when the log has nothing of that kind. Else the seal that must be named (`None`: any), the kinds that fit, and
/// whether only an anchor shows it.
fn udfoer(log: &Log, i: Indgreb, valg: u64) -> Option<(Option<i64>, Vec<Brudslags>, bool)> {
    use Brudslags::*;
    let sidste_segl = log.tal("SELECT coalesce(max(nr), 0) FROM logsegl");
    let til = log.tal("SELECT coalesce(max(til_position), 0) FROM logsegl");
    if sidste_segl == 0 {
        return None;
    }
    let p = 1 + (valg % til as u64) as i64;
    let s = 1 + (valg % sidste_segl as u64) as i64;
    let segl_af = |p: i64| log.tal(&format!("SELECT min(nr) FROM logsegl WHERE til_position >= {p}"));
    let ud = |sql: &str| log.c.execute_batch(&sql.replace("{p}", &p.to_string()).replace("{s}", &s.to_string())).unwrap();
    let data = log.raekke(p).0;
    let raekke = |slags: &[Brudslags]| Some((Some(segl_af(p)), slags.to_vec(), false));
    match i {
        Indgreb::Slet => {
            let svar = raekke(&[RaekkeMangler]);
            ud("DELETE FROM log WHERE position = {p}");
            svar
        }
        Indgreb::Data => {
            ud("UPDATE log SET data = coalesce(data, x'') || x'00' WHERE position = {p}");
            raekke(&[RaekkeAendret])
        }
        Indgreb::DataOgAftryk => {
            ud("UPDATE log SET data = coalesce(data, x'') || x'00' WHERE position = {p}");
            log.ret_aftryk(p);
            raekke(&[AndreRaekker])
        }
        Indgreb::Tid => {
            ud("UPDATE log SET tidspunkt = tidspunkt - 1 WHERE position = {p}");
            raekke(&[RaekkeAendret])
        }
        Indgreb::Myndighed => {
            ud("UPDATE log SET myndighed = 12345678 WHERE position = {p}");
            raekke(&[RaekkeAendret, ToemtUdenSletning])
        }
        Indgreb::Kald => {
            ud("UPDATE log SET kald_id = randomblob(16) WHERE position = {p}");
            raekke(&[RaekkeAendret])
        }
        Indgreb::Aftryk => {
            ud("UPDATE log SET aftryk = zeroblob(31) WHERE position = {p}");
            raekke(&[RaekkeAendret])
        }
        Indgreb::Foran => {
            ud("INSERT INTO log SELECT -{p}, 12345678, tidspunkt, kald_id, NULL, x'00', aftryk, NULL FROM log WHERE position = {p}");
            log.ret_aftryk(-p);
            Some((Some(1), vec![RaekkeIndsat], false))
        }
        Indgreb::SkydInd => {
            ud("UPDATE log SET position = -position WHERE position >= {p}; UPDATE log SET position = 1 - position WHERE position < 0;
                INSERT INTO log SELECT {p}, 12345678, tidspunkt, kald_id, NULL, x'00', aftryk, NULL FROM log WHERE position = {p} + 1");
            log.ret_aftryk(p);
            Some((Some(segl_af(p)), vec![AndreRaekker, ToemtUdenSletning], false))
        }
        Indgreb::Byt => {
            if p == til {
                return None;
            }
            ud("UPDATE log SET position = -1 WHERE position = {p}; UPDATE log SET position = {p} WHERE position = {p} + 1;
                UPDATE log SET position = {p} + 1 WHERE position = -1");
            raekke(&[AndreRaekker, ToemtUdenSletning])
        }
        Indgreb::Toem => {
            data?;
            ud("UPDATE log SET data = NULL WHERE position = {p}");
            raekke(&[ToemtUdenSletning])
        }
        Indgreb::ToemMedAftryk | Indgreb::ToemMedFalskSletning => {
            let a = sha256(&data?);
            log.c.execute("UPDATE log SET data = NULL, dataaftryk = ?2 WHERE position = ?1", params![p, a]).unwrap();
            if matches!(i, Indgreb::ToemMedFalskSletning) {
                // Without the log's key its proof cannot be made.
                let mut json = vec![1, 0, 0];
                json.extend(format!(r#"{{"k":"sletning","w":"x","h":0,"d":0,"sl":{{"f":{},"p":{til},"b":"00"}}}}"#, i64::MAX - 1).bytes());
                let naeste = log.tal("SELECT max(position) + 1 FROM log");
                log.c
                    .execute(
                        "INSERT INTO log SELECT ?2, myndighed, tidspunkt, kald_id, NULL, ?3, aftryk, NULL FROM log WHERE position = ?1",
                        params![p, naeste, json],
                    )
                    .unwrap();
                log.ret_aftryk(naeste);
                log.c.execute("INSERT INTO lognoegle VALUES(1, CAST('sletning' AS BLOB), ?1)", [naeste]).unwrap();
            }
            raekke(&[ToemtUdenSletning])
        }
        Indgreb::Seglhash => {
            ud("UPDATE logsegl SET hash = randomblob(32) WHERE nr = {s}");
            Some((Some(s), if s == sidste_segl { vec![AndreRaekker] } else { vec![SeglAendret] }, false))
        }
        Indgreb::Seglantal => {
            ud("UPDATE logsegl SET antal = antal + 1 WHERE nr = {s}");
            Some((Some(s), vec![SeglAendret], false))
        }
        Indgreb::Seglposition => {
            ud("UPDATE logsegl SET til_position = til_position + 1 WHERE nr = {s}");
            Some((Some(s), vec![SeglAendret], false))
        }
        Indgreb::Segltid => {
            ud("UPDATE logsegl SET tidspunkt = tidspunkt + 1 WHERE nr = {s}");
            Some((Some(s), vec![AndreRaekker], false))
        }
        Indgreb::SletSegl => {
            // The last seals' removal leaves rows that are not sealed: only an anchor shows that they were.
            ud("DELETE FROM logsegl WHERE nr = {s}");
            Some((Some(s), if s == sidste_segl { vec![Afkortet] } else { vec![SeglMangler] }, s == sidste_segl))
        }
        Indgreb::Afkort => {
            ud(
                "DELETE FROM log WHERE position > coalesce((SELECT til_position FROM logsegl WHERE nr = {s} - 1), 0); DELETE FROM logsegl WHERE nr >= {s}",
            );
            Some((None, vec![Afkortet], true))
        }
        Indgreb::BygOm => {
            data?;
            ud("UPDATE log SET data = data || x'00' WHERE position = {p}; DELETE FROM logsegl");
            log.ret_aftryk(p);
            Some((None, vec![AnkerPasserIkke, Afkortet, ToemtUdenSletning], true))
        }
        Indgreb::BygOmSelv => {
            // Every row gets a fingerprint and every seal a hash, as anybody can compute them who has only the store.
            data?;
            ud("UPDATE log SET data = data || x'00' WHERE position = {p}");
            log.ret_aftryk(p);
            log.byg_segl_uden_noegle();
            Some((None, vec![AndreRaekker, ToemtUdenSletning], false))
        }
        Indgreb::SletOpslag | Indgreb::FlytOpslag => {
            let har = log.tal(&format!("SELECT count(*) FROM lognoegle WHERE position = {p}"));
            if har == 0 {
                return None;
            }
            ud(match i {
                Indgreb::SletOpslag => "DELETE FROM lognoegle WHERE position = {p}",
                _ => "UPDATE lognoegle SET position = 1000000 WHERE position = {p}",
            });
            Some((Some(segl_af(p)), vec![OpslagMangler, ToemtUdenSletning], false))
        }
        Indgreb::UforsegletData => {
            if log.tal("SELECT max(position) FROM log") == til {
                return None;
            }
            log.c.execute("UPDATE log SET data = x'00' WHERE position = (SELECT max(position) FROM log)", []).unwrap();
            Some((None, vec![RaekkeAendret], false))
        }
    }
}

/// Whether retention's own entry is hit: what it covered then comes first.
fn rammer_sletning(log: &Log, i: Indgreb, valg: u64) -> bool {
    let p = 1 + (valg % log.tal("SELECT max(1, coalesce(max(til_position), 0)) FROM logsegl") as u64) as i64;
    let fra = format!("SELECT count(*) FROM lognoegle WHERE art = 1 AND length(noegle) = 8 AND position {{}} {p}");
    let med = |tegn: &str| log.tal(&fra.replace("{}", tegn)) > 0;
    match i {
        Indgreb::Afkort | Indgreb::BygOm | Indgreb::BygOmSelv | Indgreb::SkydInd | Indgreb::Byt | Indgreb::UforsegletData => {
            med("> -") || med(">=")
        }
        _ => med("="),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]
    #[test]
    fn every_tampering_is_found_and_a_whole_log_is_whole(
        trin in prop::collection::vec(trin(), 1..14), i in indgreb(), valg in any::<u64>(), igen in any::<bool>()
    ) {
        let rt = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        rt.block_on(async {
            let mut log = Log::ny();
            let (ialt, toemte) = byg(&log, &trin).await;
            if igen {
                // As after a crash: what is in the file is all there is.
                drop(log.r);
                drop(log.l);
                log.l = Arc::new(SqliteLager::aabn(&log.fil, Indstillinger::default()).unwrap());
                log.r = revision(log.l.clone());
            }
            let hel = log.r.kontroller(&[], &mut stille()).await.unwrap();
            assert_eq!((hel.brud, hel.raekker, hel.toemte), (None, ialt, toemte));
            let anker = log.r.anker().await.unwrap();
            assert_eq!(anker, hel.anker);
            let ankre: Vec<_> = anker.into_iter().collect();
            assert_eq!(log.r.kontroller(&ankre, &mut stille()).await.unwrap(), hel);
            let sletning = rammer_sletning(&log, i, valg);
            let Some((segl, slags, kun_anker)) = udfoer(&log, i, valg) else { return };
            if matches!(i, Indgreb::BygOm) {
                // The running program does not seal what is left; a new one can't know.
                assert_eq!(log.r.forsegl(time(9_001)).await.is_err(), !igen);
                revision(log.l.clone()).forsegl(time(9_001)).await.unwrap();
            }
            let uden = log.r.kontroller(&[], &mut stille()).await.unwrap();
            // A chain that was cut off or built anew may look whole by itself, but not beside what was noted.
            assert!(kun_anker || uden.brud.is_some(), "not found: {uden:?}");
            let brud = log.r.kontroller(&ankre, &mut stille()).await.unwrap().brud.expect("found with the anchor");
            if sletning && brud.slags == Brudslags::ToemtUdenSletning {
                return;
            }
            assert!(slags.contains(&brud.slags), "{brud:?} is none of {slags:?}");
            if segl.is_some() {
                assert_eq!(brud.segl, segl, "{brud:?}");
            }
            log.l.luk().await;
        });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_broken_link_is_named_with_its_row() {
    let log = Log::ny();
    for nr in 1..=30 {
        log.r.skriv(&indgang(nr, Some(A), time(1), &[])).await.unwrap();
        if nr % 10 == 0 {
            assert_eq!(log.r.forsegl(time(2)).await.unwrap(), 10);
        }
    }
    assert_eq!(log.r.forsegl(time(2)).await.unwrap(), 0);
    log.c.execute("UPDATE log SET data = x'01' WHERE position IN (17, 25)", []).unwrap();
    let svar = log.r.kontroller(&[], &mut stille()).await.unwrap();
    let brud = svar.brud.unwrap();
    assert_eq!((brud.segl, brud.position, brud.slags), (Some(2), Some(17), Brudslags::RaekkeAendret));
    assert_eq!(brud.to_string(), "segl 2, position 17: rækken er ændret");
    assert_eq!(svar.krav_hel().unwrap_err().kode(), grund::Fejlkode::BrudtKaede);
    let anker: revision::Anker = log.r.anker().await.unwrap().unwrap().to_string().parse().unwrap();
    assert_eq!(Some(anker), log.r.anker().await.unwrap());
    assert!("3:xx".parse::<revision::Anker>().is_err());
}

/// A log of the first version: seals without the key, a key file that says so, then the upgrade, and all of it is proved.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_from_before_keyed_seals_is_proved_and_can_not_be_rebuilt() {
    let log = Log::ny();
    let fil = format!("samspil-lognoegle-1 {}", "09".repeat(64));
    let gammel = || revision::Lognoegle::fra_fil(fil.as_bytes()).unwrap();
    let foer = Revision::ny(log.l.clone(), gammel());
    for nr in 1..=20 {
        foer.skriv(&indgang(nr, Some(A), time(1), &["0102031234"])).await.unwrap();
        if nr % 5 == 0 {
            foer.forsegl(time(2)).await.unwrap();
        }
    }
    let anker = foer.anker().await.unwrap();
    let ny = || Revision::ny(log.l.clone(), gammel().opgrader(anker));
    let efter = ny();
    for nr in 21..=30 {
        efter.skriv(&indgang(nr, Some(A), time(1), &[])).await.unwrap();
        efter.forsegl(time(2)).await.unwrap();
    }
    let hel = efter.kontroller(&[], &mut stille()).await.unwrap();
    assert_eq!((hel.brud, hel.segl, hel.raekker), (None, 14, 30));
    // Without the key: a row and the chain after it.
    log.c.execute("UPDATE log SET data = data || x'00' WHERE position = 3", []).unwrap();
    log.ret_aftryk(3);
    log.byg_segl_uden_noegle();
    let brud = ny().kontroller(&[], &mut stille()).await.unwrap().brud.unwrap();
    assert_eq!((brud.segl, brud.slags), (Some(4), Brudslags::AnkerPasserIkke), "the key file knows the last seal of the old kind");
}

/// Beside the key file, in memory.
#[derive(Default)]
struct Ende(std::sync::Mutex<Option<revision::Anker>>);

impl revision::Kaedeende for Ende {
    fn laes(&self) -> Result<Option<revision::Anker>, grund::Fejl> {
        Ok(*self.0.lock().unwrap())
    }

    fn gem(&self, ende: revision::Anker) {
        *self.0.lock().unwrap() = Some(ende);
    }
}

/// Who can write the store, but not the key's folder, takes seals away and edits rows; then the program is started again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgery_is_not_sealed_by_the_next_process_and_not_whole() {
    for (slet, aendr) in [
        ("DELETE FROM logsegl WHERE nr > 1", "UPDATE log SET data = data || x'00' WHERE position = 12"),
        ("DELETE FROM logsegl", "DELETE FROM log WHERE position = 3"),
        ("DELETE FROM logsegl", "DELETE FROM log"),
    ] {
        let log = Log::ny();
        let ende = Arc::new(Ende::default());
        let proces = || revision(log.l.clone()).med_ende(ende.clone());
        let foerste = proces();
        for nr in 1..=20 {
            foerste.skriv(&indgang(nr, Some(A), time(1), &[])).await.unwrap();
            if nr % 5 == 0 {
                foerste.forsegl(time(2)).await.unwrap();
            }
        }
        // An honest start goes on with the same chain.
        let anden = proces();
        anden.skriv(&indgang(21, Some(A), time(3), &[])).await.unwrap();
        assert_eq!(anden.forsegl(time(3)).await.unwrap(), 1);
        assert_eq!(proces().kontroller(&[], &mut stille()).await.unwrap().brud, None);
        log.c.execute(slet, []).unwrap();
        log.c.execute(aendr, []).unwrap();
        if aendr.starts_with("UPDATE") {
            log.ret_aftryk(12);
        }
        let efter = proces();
        assert_eq!(efter.forsegl(time(4)).await.unwrap_err().kode(), grund::Fejlkode::BrudtKaede, "{slet}; {aendr}");
        let brud = efter.kontroller(&[], &mut stille()).await.unwrap().brud.expect("not whole");
        assert_eq!(brud.slags, Brudslags::Afkortet);
        log.l.luk().await;
    }
}
