//! `samspil log`: the audit log, directly on the store. Whoever may open the store and the log's keys may read it; what the commands
//! read is logged like any other look.
use super::skriv;
use super::viser::Viser;
use crate::filer::Udfil;
use crate::kommandolinje::Lagervalg;
use crate::kommandolinje::log::{Log, Udsnit};
use crate::lagersted::Mangler;
use crate::opstilling::{self, Samspil, fejltekst};
use crate::sikkerhedsmappe::Sikkerhedsmappe;
use grund::ur::Ur;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, Uuid};
use revision::{Anker, Bevaringsregler, Cprret, Cprvisning, Indgang, Logindgang, Revision};
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

/// Entries that are read at a time.
const SIDE: usize = 200;

/// Carries out the command.
pub async fn udfoer(log: Log) -> Result<(), String> {
    match log {
        Log::Kontroller { ankre, lager } => med_log(&lager, async |s, r| kontroller(s, r, &ankre, &andre_data(&lager)).await).await,
        Log::Afslag { kald_id, lager } => med_log(&lager, async |s, r| afslag(s, r, kald_id).await).await,
        Log::Vis { udsnit, person, antal, lager } => med_log(&lager, async |s, r| vis(s, r, &udsnit, person.as_deref(), antal).await).await,
        Log::Eksporter { udsnit, fil, lager } => med_log(&lager, async |s, r| eksporter(s, r, &udsnit, &fil).await).await,
        Log::Beskaer { maaneder, af, lager } => {
            let regler = Bevaringsregler::ny(maaneder, af).map_err(|f| fejltekst(&f))?;
            med_log(&lager, async |s, r| beskaer(s, r, &regler).await).await
        }
    }
}

/// Opens store and log, does the work, and closes the store. The work gives its text, and whether all is well.
async fn med_log(lager: &Lagervalg, arbejde: impl AsyncFnOnce(&Samspil, &Revision) -> Result<(String, bool), Fejl>) -> Result<(), String> {
    let mappe = Sikkerhedsmappe::i(&lager.data);
    if !mappe.har_lognoegle() {
        return Err(format!(
            "{}: there is no log.noegle, the keys of the log: --data names their folder, and in the open mode no log is kept",
            lager.data.display()
        ));
    }
    let s = opstilling::aabn(lager, Mangler::Fejl).await?;
    let r = opstilling::revision(&s.register, &mappe)?;
    let resultat = arbejde(&s, &r).await;
    s.register.lager().luk().await;
    let (tekst, godt) = resultat.map_err(|f| fejltekst(&f))?;
    skriv(&tekst)?;
    if godt { Ok(()) } else { Err("the log is not whole".into()) }
}

/// Who reads: the user of this machine, under that authority.
fn laeser(s: &Samspil, myndighed: Option<Cvr>) -> Kaldekontekst {
    let kald = adgang::paa_maskinen(myndighed.unwrap_or(Cvr::KOMBIT), s.ur.nu(), s.ids.ny());
    let bruger = std::env::var("USER").ok().filter(|b| !b.is_empty());
    let bruger = format!("kommandolinje: {}", bruger.as_deref().unwrap_or("ukendt"));
    kald.spor.skriv(|i| (i.bruger, i.bruger_bevist) = (Some(bruger), true));
    kald
}

/// The option that names the store, where a command that is pasted would not find it.
fn andre_data(lager: &Lagervalg) -> String {
    let lagersted = lager.lager.as_ref().map_or_else(String::new, |_| " --lager URL".to_owned());
    if lager.data == Path::new("samspil-data") { lagersted } else { format!(" --data {}{lagersted}", lager.data.display()) }
}

async fn kontroller(s: &Samspil, r: &Revision, ankre: &[Anker], data: &str) -> Result<(String, bool), Fejl> {
    let mut viser = Viser::ny();
    let svar = r.kontroller(ankre, &mut |f| viser.meld(f)).await;
    viser.slut();
    let svar = svar?;
    let mut ud = format!(
        "{} entries in {} seals; {} not sealed yet, {} emptied by retention.\n",
        svar.raekker, svar.segl, svar.uforseglede, svar.toemte
    );
    match (&svar.brud, &svar.anker) {
        (Some(b), _) => {
            let _ = writeln!(ud, "BROKEN: {b}");
        }
        (None, Some(a)) => {
            let _ = writeln!(
                ud,
                "The chain is whole. Its end at {}:\n{a}\nNote it somewhere else; `samspil log kontroller --anker {a}{data}` proves later that nothing before it was changed.",
                s.ur.nu().til_utc_ms()
            );
        }
        (None, None) => ud.push_str("Nothing is sealed yet, so there is no chain to prove.\n"),
    }
    Ok((ud, svar.brud.is_none()))
}

/// Every authority: who may open the store may read about all of them.
async fn alle_myndigheder(s: &Samspil) -> Result<Vec<Option<Cvr>>, Fejl> {
    let mut alle = s.register.lager().log_myndigheder().await?;
    if !alle.contains(&None) {
        alle.push(None);
    }
    Ok(alle)
}

async fn afslag(s: &Samspil, r: &Revision, kald_id: Uuid) -> Result<(String, bool), Fejl> {
    let myndigheder = alle_myndigheder(s).await?;
    let fundne = r.for_kald(&laeser(s, None), kald_id, &myndigheder, Cprvisning::Maskeret).await?;
    let tekst: String = fundne.iter().filter_map(|i| i.indgang.as_ref()).map(forklar).collect();
    if tekst.is_empty() {
        return Err(Fejl::ny(Fejlkode::FindesIkke)
            .felt("log")
            .detalje((format!("intet afvist kald har id {kald_id}"), format!("no refused call has the id {kald_id}"))));
    }
    Ok((tekst, true))
}

/// A refused call in Danish.
fn forklar(i: &Logindgang) -> String {
    let mut ud = format!("Kald {}\n", i.kald_id);
    let mut linje = |navn: &str, vaerdi: Option<String>| {
        if let Some(v) = vaerdi.filter(|v| !v.is_empty()) {
            let _ = writeln!(ud, "  {navn:<14}{v}");
        }
    };
    linje("Tidspunkt", Some(i.tidspunkt.til_xs()));
    linje("Adgangsvej", Some(i.ledning.clone()));
    linje("System", i.system.as_ref().map(|s| format!("{} (CVR {}, {})", s.navn, s.cvr, s.uuid)));
    linje("Certifikat", i.certifikat.as_ref().map(|c| format!("SHA-256 {c}")));
    linje("På vegne af", i.paa_vegne_af.clone());
    linje("Myndighed", i.myndighed.map(|m| m.to_string()));
    linje("Tjeneste", i.tjeneste.clone());
    linje("Operation", i.operation.clone());
    linje("Kilde", i.kilde.clone());
    linje("Serviceaftale", i.aftale.map(|a| a.to_string()));
    linje("Fejl", i.fejl.map(|f| format!("SAM-{f}")));
    if let Some(a) = &i.afslag {
        linje("Mangler", Some(a.mangler.clone()));
        linje("Forklaring", Some(a.forklaring.clone()));
        for (navn, vaerdi) in &a.detaljer {
            linje(&format!("  {navn}"), Some(vaerdi.clone()));
        }
        linje("Gør dette", Some(a.raad.clone()));
    }
    ud
}

fn visning(kald: &Kaldekontekst, cpr: bool) -> Result<Cprvisning, Fejl> {
    if cpr { Cprret::af(kald).map(Cprvisning::Klar) } else { Ok(Cprvisning::Maskeret) }
}

fn periode(u: &Udsnit) -> Periode {
    Periode::ny(u.fra.unwrap_or(Tidspunkt::MINUS_UENDELIG), u.til.unwrap_or(Tidspunkt::UENDELIG))
}

/// How far back the newest entries are looked for, one after the other: they are few and near, or the log is short.
const TILBAGE: [Option<i64>; 4] = [Some(3_600_000_000), Some(24 * 3_600_000_000), Some(30 * 24 * 3_600_000_000), None];

/// The entry after which the newest `antal` of a period stand; `None` where there are no more than that.
async fn foer_de_nyeste(s: &Samspil, r: &Revision, udsnit: &Udsnit, antal: usize) -> Result<Option<i64>, Fejl> {
    let (kald, periode) = (laeser(s, udsnit.myndighed.0), periode(udsnit));
    let slut = periode.til.min(s.ur.nu());
    for tilbage in TILBAGE {
        let fra = tilbage.map_or(periode.fra, |t| periode.fra.max(slut.plus_mikros(-t)));
        let (mut positioner, mut efter, mut foer) = (VecDeque::new(), 0, None);
        loop {
            let side = r.for_myndighed(&kald, udsnit.myndighed.0, Periode::ny(fra, periode.til), efter, SIDE, Cprvisning::Maskeret).await?;
            for i in &side {
                positioner.push_back(i.position);
                if positioner.len() > antal {
                    foer = positioner.pop_front();
                }
            }
            efter = side.last().map_or(efter, |i| i.position);
            if side.len() < SIDE {
                break;
            }
        }
        if foer.is_some() || fra <= periode.fra {
            return Ok(foer);
        }
    }
    Ok(None)
}

/// The newest entries, in order of time.
async fn vis(s: &Samspil, r: &Revision, udsnit: &Udsnit, person: Option<&str>, antal: usize) -> Result<(String, bool), Fejl> {
    let kald = laeser(s, udsnit.myndighed.0);
    let (visning, periode) = (visning(&kald, udsnit.cpr)?, periode(udsnit));
    let foer = if person.is_some() { None } else { foer_de_nyeste(s, r, udsnit, antal).await? };
    let (mut efter, mut flere) = (foer.unwrap_or(0), foer.is_some());
    let mut linjer = VecDeque::new();
    loop {
        let side = match person {
            Some(p) => r.for_person(&kald, p, &[udsnit.myndighed.0], efter, SIDE, visning).await?,
            None => r.for_myndighed(&kald, udsnit.myndighed.0, periode, efter, SIDE, visning).await?,
        };
        let slut = side.len() < SIDE;
        efter = side.last().map_or(efter, |i| i.position);
        for i in side.iter().filter(|i| i.indgang.as_ref().is_none_or(|i| periode.indeholder(i.tidspunkt))) {
            linjer.push_back(linje(i));
            if linjer.len() > antal {
                flere = true;
                linjer.pop_front();
            }
        }
        if slut {
            break;
        }
    }
    if linjer.is_empty() {
        return Ok(("No entries.\n".into(), true));
    }
    let mut ud = String::new();
    if flere {
        let _ = writeln!(ud, "These are the newest {antal}; older ones: --til, --antal, or `samspil log eksporter`.");
    }
    ud.extend(linjer);
    Ok((ud, true))
}

/// One entry in a line, and one more for its persons and its refusal.
fn linje(i: &Indgang) -> String {
    let Some(e) = &i.indgang else { return format!("{:>8}  (slettet efter bevaringsreglerne)\n", i.position) };
    let hvem = e.system.as_ref().map(|s| s.navn.as_str()).or(e.bruger.as_deref()).unwrap_or("ukendt");
    let hvad = [e.tjeneste.as_deref(), e.operation.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let udfald = e.fejl.map_or_else(|| "ok".to_owned(), |f| format!("SAM-{f}"));
    let mut ud =
        format!("{:>8}  {}  {:<14} {:<9} {hvem}  {hvad}  kald {}\n", i.position, e.tidspunkt.til_xs(), e.slags.navn(), udfald, e.kald_id);
    if !e.personer.is_empty() || e.flere_personer > 0 {
        let flere = if e.flere_personer > 0 { format!(" og {} flere", e.flere_personer) } else { String::new() };
        let _ = writeln!(ud, "          personer: {}{flere}", e.personer.join(", "));
    }
    if let Some(a) = &e.afslag {
        let _ = writeln!(ud, "          {}: {}", a.mangler, a.forklaring);
    }
    ud
}

async fn eksporter(s: &Samspil, r: &Revision, udsnit: &Udsnit, fil: &Path) -> Result<(String, bool), Fejl> {
    let kald = laeser(s, udsnit.myndighed.0);
    let visning = visning(&kald, udsnit.cpr)?;
    let galt = |e: std::io::Error| Fejl::sted(fil, e);
    let i_ord = |e: String| Fejl::ny(Fejlkode::UbrugeligtSted).detalje(e);
    let mut ud = Udfil::ny(fil, false).map_err(i_ord)?;
    let mut linjer = 0_usize;
    r.eksporter(&kald, udsnit.myndighed.0, periode(udsnit), visning, &mut |bytes| {
        linjer += bytes.iter().filter(|b| **b == b'\n').count();
        ud.write_all(bytes).map_err(galt)
    })
    .await?;
    ud.faerdig().map_err(i_ord)?;
    Ok((format!("{} entries written to {}.\n", linjer.saturating_sub(1), fil.display()), true))
}

async fn beskaer(s: &Samspil, r: &Revision, regler: &Bevaringsregler) -> Result<(String, bool), Fejl> {
    let nu = s.ur.nu();
    r.forsegl(nu).await?;
    let mut ud = String::new();
    for b in r.beskaer(regler, nu, s.ids.as_ref()).await? {
        let hvem = b.myndighed.map_or_else(|| "no authority".to_owned(), |m| m.to_string());
        let _ = writeln!(ud, "{hvem}: {} entries from before {} removed.", b.antal, b.foer.til_utc_ms());
    }
    if ud.is_empty() {
        ud.push_str("Nothing is older than it may be.\n");
    }
    // Retention's own entries belong to the chain at once.
    r.forsegl(nu).await?;
    Ok((ud, true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kommandolinje::log::Hvis;
    use grund::spor::{Afslag, Mangel, Spor};
    use revision::Lognoegle;

    const CPR: &str = "0102031234";

    /// A store with one refused call about a person.
    async fn bank() -> (tempfile::TempDir, Samspil, Revision) {
        let mappe = tempfile::tempdir().unwrap();
        let s = opstilling::aabn(&Lagervalg { data: mappe.path().to_owned(), lager: None }, Mangler::Lav).await.unwrap();
        let r = Revision::ny(s.register.lager().clone(), Lognoegle::fra_bytes([7; 64]).unwrap());
        let spor = Spor::default();
        spor.skriv(|i| {
            i.myndighed = Some(Cvr::KORSBAEK);
            i.personer = vec![CPR.into()];
        });
        let detaljer = vec![("rolle", "Rediger".to_owned())];
        spor.afslag(
            Fejlkode::IngenAftale,
            Afslag { mangler: Mangel::Aftale, forklaring: "Aftalen er ophørt.".into(), detaljer, raad: "Anmod om en ny aftale." },
        );
        let i = Logindgang::fra_spor(spor.indhold(), "soap", Uuid::from_u128(42), s.ur.nu(), 403, 10);
        r.skriv(&i).await.unwrap();
        (mappe, s, r)
    }

    fn udsnit(cpr: bool) -> Udsnit {
        Udsnit { myndighed: Hvis(Some(Cvr::KORSBAEK)), fra: None, til: None, cpr }
    }

    #[tokio::test]
    async fn a_refused_call_is_explained_by_its_id_and_tells_no_cpr_number() {
        let (_mappe, s, r) = bank().await;
        let (tekst, godt) = afslag(&s, &r, Uuid::from_u128(42)).await.unwrap();
        for del in ["SAM-2109", "Aftalen er ophørt.", "rolle", "Rediger", "Anmod om en ny aftale.", "11111111"] {
            assert!(tekst.contains(del), "{del}: {tekst}");
        }
        assert!(godt && !tekst.contains(CPR));
        assert_eq!(afslag(&s, &r, Uuid::from_u128(43)).await.unwrap_err().kode(), Fejlkode::FindesIkke);
    }

    #[tokio::test]
    async fn cpr_numbers_are_shown_in_full_only_when_asked_for_and_the_look_is_logged() {
        let (mappe, s, r) = bank().await;
        let (tekst, _) = vis(&s, &r, &udsnit(false), None, 10).await.unwrap();
        assert!(tekst.contains("010203-****") && !tekst.contains(CPR), "{tekst}");
        assert!(vis(&s, &r, &udsnit(true), Some(CPR), 10).await.unwrap().0.contains(CPR));
        let (tekst, _) = vis(&s, &r, &udsnit(false), None, 10).await.unwrap();
        assert!(tekst.contains("logopslag: person") && tekst.contains("kommandolinje: "), "{tekst}");
        let fil = mappe.path().join("log.csv");
        assert!(eksporter(&s, &r, &udsnit(false), &fil).await.is_ok());
        assert!(std::fs::read_to_string(&fil).unwrap().contains("Aftalen er ophørt."));
        assert!(eksporter(&s, &r, &udsnit(false), &fil).await.is_err(), "a file that is there is not written over");
    }

    #[tokio::test]
    async fn i12_3_6_the_newest_entries_are_shown_and_older_ones_are_told_of() {
        let (_mappe, s, r) = bank().await;
        for nr in 43..50 {
            let spor = Spor::default();
            spor.skriv(|i| i.myndighed = Some(Cvr::KORSBAEK));
            // The oldest lies beyond the first look back.
            let nu = s.ur.nu().plus_mikros(if nr == 43 { -48 * 3_600_000_000 } else { 0 });
            r.skriv(&Logindgang::fra_spor(spor.indhold(), "soap", Uuid::from_u128(nr), nu, 200, 10)).await.unwrap();
        }
        let id = |nr: u128| format!("kald {}", Uuid::from_u128(nr));
        let (tekst, _) = vis(&s, &r, &udsnit(false), None, 2).await.unwrap();
        assert!(tekst.contains(&id(49)) && tekst.contains(&id(48)) && !tekst.contains(&id(47)), "{tekst}");
        assert!(tekst.starts_with("These are the newest 2") && tekst.find(&id(48)) < tekst.find(&id(49)), "{tekst}");
        let (tekst, _) = vis(&s, &r, &udsnit(false), None, 8).await.unwrap();
        assert!((42..50).all(|n| tekst.contains(&id(n))) && !tekst.contains("newest"), "{tekst}");
    }

    #[tokio::test]
    async fn the_chain_is_proven_and_its_end_is_an_anchor() {
        let (_mappe, s, r) = bank().await;
        assert!(kontroller(&s, &r, &[], "").await.unwrap().0.contains("Nothing is sealed yet"));
        r.forsegl(s.ur.nu()).await.unwrap();
        let (tekst, godt) = kontroller(&s, &r, &[], "").await.unwrap();
        let anker: Anker = tekst.lines().find_map(|l| l.parse().ok()).unwrap();
        assert!(godt && kontroller(&s, &r, &[anker], "").await.unwrap().1);
        let (tekst, godt) = kontroller(&s, &r, &[Anker { hash: [0; 32], ..anker }], "").await.unwrap();
        assert!(!godt && tekst.contains("BROKEN: segl 1"), "{tekst}");
        let (tekst, godt) = kontroller(&s, &r, &[Anker { nr: 2, ..anker }], "").await.unwrap();
        assert!(!godt && tekst.contains("kæden ender før"), "{tekst}");
    }
}
