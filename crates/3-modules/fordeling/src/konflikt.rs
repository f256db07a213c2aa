//! Two rules that conflict decide nothing, so the second one is not saved (FK-01, FK-02): whoever keeps the rules is told before it counts. Nor is a second Fordelingssystem of
//! one system, of which one would be ignored.
use crate::laest;
use crate::lagret::VAGT;
use crate::objekttyper::{FORDELINGSREGEL, FORDELINGSSYSTEM};
use crate::opslag::gennemgaa;
use crate::regler::systemet_selv;
use crate::rute::{Forhold, Regel, forhold};
use async_trait::async_trait;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Tidspunkt, Uuid};
use lager::{Raekkeforventning, Raekkeskrivning};
use register::{Laesevalg, Naboregel, Objekttype, Register, Registrering};

/// Rules that are named in a refusal; a person reads them.
const NAEVNT: usize = 5;

/// Holds a rule against the authority's others, now and at every later time that either of them says something else.
#[derive(Clone, Copy, Debug)]
pub struct Regelvagt;

#[async_trait]
impl Naboregel for Regelvagt {
    fn typen(&self) -> &'static Objekttype {
        &FORDELINGSREGEL
    }

    async fn hold(&self, register: &Register, kald: &Kaldekontekst, uuid: Uuid, ny: &Registrering) -> Result<Vec<Raekkeskrivning>, Fejl> {
        if !ny.livscyklus.er_levende() {
            return Ok(Vec::new());
        }
        let m = kald.myndighed;
        let vagt = vagt(register, m.tal().to_be_bytes().to_vec()).await?;
        let andre = |u: Uuid, r: &Registrering| (u != uuid).then(|| moede(m, (uuid, ny), (u, r), kald.nu)).flatten();
        let konflikter = gennemgaa(register, m, &FORDELINGSREGEL, kald.nu, Laesevalg::AKTUEL, andre).await?;
        if !konflikter.is_empty() {
            let vist: Vec<String> = konflikter.iter().take(NAEVNT).map(vis).collect();
            let flere = if konflikter.len() > NAEVNT { format!(" + {}", konflikter.len() - NAEVNT) } else { String::new() };
            return Err(Fejl::ny(Fejlkode::FordelingKonflikt).felt("kle").regel("FK-01").detalje(format!("{}{flere}", vist.join("; "))));
        }
        Ok(vec![vagt])
    }
}

/// Holds a Fordelingssystem against the authority's others: of two that say how the same system is reached, one would be ignored without a word. One that is put away is so by the
/// system itself: what waits for it is given up then.
#[derive(Clone, Copy, Debug)]
pub struct Systemvagt;

#[async_trait]
impl Naboregel for Systemvagt {
    fn typen(&self) -> &'static Objekttype {
        &FORDELINGSSYSTEM
    }

    async fn hold(&self, register: &Register, kald: &Kaldekontekst, uuid: Uuid, ny: &Registrering) -> Result<Vec<Raekkeskrivning>, Fejl> {
        if !ny.livscyklus.er_levende() {
            return systemet_selv(&kald.bruger, std::iter::once(ny), "livscyklus").map(|()| Vec::new());
        }
        let m = kald.myndighed;
        let vagt = vagt(register, [m.tal().to_be_bytes().as_slice(), b"s"].concat()).await?;
        let andre = |u: Uuid, r: &Registrering| (u != uuid).then(|| faelles_system(ny, r, kald.nu)).flatten().map(|s| (u, s));
        let fundne = gennemgaa(register, m, &FORDELINGSSYSTEM, kald.nu, Laesevalg::AKTUEL, andre).await?;
        match fundne.first() {
            Some((andet, system)) => Err(Fejl::ny(Fejlkode::FindesAllerede).felt("system").regel("F-7").detalje((
                format!("system {system} har allerede fordelingssystem {andet}: ret det"),
                format!("system {system} has fordelingssystem {andet} already: change that"),
            ))),
            None => Ok(vec![vagt]),
        }
    }
}

/// The row by which the store sees that somebody else has saved one meanwhile. It is read before the others are, for whoever saves one makes it another.
async fn vagt(register: &Register, noegle: Vec<u8>) -> Result<Raekkeskrivning, Fejl> {
    let foer = register.lager().raekke(VAGT, &noegle).await?;
    let nr = foer.as_deref().and_then(|b| Some(u64::from_be_bytes(b.try_into().ok()?))).unwrap_or(0);
    let vaerdi = Some(nr.wrapping_add(1).to_be_bytes().to_vec());
    let forventet = foer.map_or(Raekkeforventning::Ukendt, Raekkeforventning::Er);
    Ok(Raekkeskrivning { samling: VAGT, noegle, forventet, vaerdi })
}

/// The times from now on at which one of the two begins to say something else, in order: between them what they say is the same.
fn skift(en: &Registrering, anden: &Registrering, nu: Tidspunkt) -> Vec<Tidspunkt> {
    let mut tider: Vec<Tidspunkt> = laest::skift(en).chain(laest::skift(anden)).map(|t| t.max(nu)).collect();
    tider.sort_unstable();
    tider.dedup();
    tider
}

/// The system that both say how it is reached, now or at a later time.
fn faelles_system(ny: &Registrering, andet: &Registrering, nu: Tidspunkt) -> Option<Uuid> {
    let paa = |r: &Registrering, t| laest::fordelingssystem(r, t).filter(|_| laest::gaelder(r, t)).map(|s| s.system);
    skift(ny, andet, nu).into_iter().find_map(|t| paa(ny, t).filter(|s| paa(andet, t) == Some(*s)))
}

/// The other rule as it is when the two first conflict. What they say is the same between the times at which one of them begins to say something else.
fn moede(m: Cvr, (nyt, ny): (Uuid, &Registrering), (andet, anden): (Uuid, &Registrering), nu: Tidspunkt) -> Option<Regel> {
    skift(ny, anden, nu).into_iter().find_map(|t| {
        let paa = |u, r| laest::regel(m, u, r, t).filter(|_| laest::gaelder(r, t));
        let (ny, anden) = (paa(nyt, ny)?, paa(andet, anden)?);
        (forhold(&ny, &anden) == Some(Forhold::Konflikt)).then_some(anden)
    })
}

fn vis(r: &Regel) -> String {
    let facet = r.facet.as_ref().map_or(String::new(), |f| format!(" {f}"));
    format!("{} {}{facet} -> {} ({})", r.uuid, r.kle, r.system, grund::fejl::uddrag(&r.navn))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objekttyper::{KLE, NAVN, OBJEKTTYPER, SYSTEM, TILSTAND};
    use grund::{Periode, UnikId};
    use lager::{Lager, SqliteLager};
    use register::{Egenskab, Flettemaade, Handling, Indhold, Kommando, Relation, Tilstand, Typekatalog, Vaerdi, Virkning};
    use std::sync::Arc;

    const A: Cvr = Cvr::KORSBAEK;
    const DAG: i64 = 86_400_000_000;
    const NU: i64 = 20_000 * DAG;

    fn dag(n: i64) -> Tidspunkt {
        Tidspunkt::fra_mikros(NU + n * DAG)
    }

    async fn gem(
        r: &Register,
        nr: u128,
        handling: Handling,
        kle: &str,
        system: u128,
        (fra, til): (Tidspunkt, Tidspunkt),
    ) -> Result<(), Fejl> {
        let v = |fra, til| Virkning { periode: Periode::ny(fra, til), aktoer: None, aktoertype: None, note: None };
        let altid = || v(Tidspunkt::MINUS_UENDELIG, Tidspunkt::UENDELIG);
        let mut indhold = Indhold::default();
        if handling != Handling::Slet {
            indhold.egenskaber = Some(vec![Egenskab { virkning: altid(), felter: [(KLE, Vaerdi::Tekst(kle.into()))].into() }]);
            indhold.tilstande.insert(TILSTAND, vec![Tilstand { virkning: v(fra, til), vaerdi: 1 }]);
            indhold.relationer.insert(SYSTEM, vec![Relation::til(UnikId::Uuid(Uuid::from_u128(system)), altid())]);
        }
        let (uuid, maade) = (Uuid::from_u128(nr), Flettemaade::Lora);
        let k = Kommando { objekttype: &FORDELINGSREGEL, uuid, handling, maade, note: None, indhold, historik: vec![], forudsat: None };
        let kald = Kaldekontekst::ubegraenset(A, &[], UnikId::Uuid(Uuid::from_u128(5)), dag(0), Uuid::from_u128(6));
        r.udfoer(&kald, k).await.map(drop)
    }

    fn register() -> Register {
        let lager: Arc<dyn Lager> = Arc::new(SqliteLager::midlertidig().unwrap());
        Register::ny(lager, Typekatalog::ny(&[OBJEKTTYPER])).med_naboregler(vec![Arc::new(Regelvagt), Arc::new(Systemvagt)])
    }

    fn koer(f: impl Future<Output = ()>) {
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(f);
    }

    const HELE: (Tidspunkt, Tidspunkt) = (Tidspunkt::MINUS_UENDELIG, Tidspunkt::UENDELIG);

    #[test]
    fn fk01_a_rule_that_conflicts_is_refused_with_the_name_of_the_one_that_it_meets() {
        koer(async {
            let r = register();
            gem(&r, 1, Handling::Opret, "32.*", 10, HELE).await.unwrap();
            gem(&r, 2, Handling::Opret, "32.*", 10, HELE).await.unwrap(); // the same system: they agree
            gem(&r, 3, Handling::Opret, "32.24.*", 20, HELE).await.unwrap(); // says more
            let f = gem(&r, 4, Handling::Opret, "32.*", 20, HELE).await.unwrap_err();
            assert_eq!((f.kode(), f.post().http), (Fejlkode::FordelingKonflikt, 409));
            let (en, to) = (Uuid::from_u128(1).to_string(), Uuid::from_u128(2).to_string());
            assert!(f.dansk().contains(&en) && f.dansk().contains(&to) && f.dansk().contains("32.*"), "{}", f.dansk());
            // Nor may a rule become one; and what is ended is in nobody's way.
            assert_eq!(gem(&r, 3, Handling::Ret, "32.*", 20, HELE).await.unwrap_err().kode(), Fejlkode::FordelingKonflikt);
            gem(&r, 1, Handling::Slet, "", 0, HELE).await.unwrap();
            gem(&r, 2, Handling::Slet, "", 0, HELE).await.unwrap();
            gem(&r, 4, Handling::Opret, "32.*", 20, HELE).await.unwrap();
        });
    }

    #[test]
    fn fk01_rules_that_follow_each_other_do_not_conflict_and_those_that_meet_later_do() {
        koer(async {
            let r = register();
            gem(&r, 1, Handling::Opret, "32.*", 10, (Tidspunkt::MINUS_UENDELIG, dag(30))).await.unwrap();
            gem(&r, 2, Handling::Opret, "32.*", 20, (dag(30), Tidspunkt::UENDELIG)).await.unwrap();
            let f = gem(&r, 3, Handling::Opret, "32.*", 30, (dag(29), dag(30))).await.unwrap_err();
            assert!(f.dansk().contains(&Uuid::from_u128(1).to_string()) && !f.dansk().contains(&Uuid::from_u128(2).to_string()));
            let f = gem(&r, 3, Handling::Opret, "32.*", 30, (dag(500), dag(501))).await.unwrap_err();
            assert!(f.dansk().contains(&Uuid::from_u128(2).to_string()));
            // What is over conflicts with nothing.
            gem(&r, 4, Handling::Opret, "27.*", 10, (dag(-30), dag(-20))).await.unwrap();
            gem(&r, 5, Handling::Opret, "27.*", 20, (dag(-30), Tidspunkt::UENDELIG)).await.unwrap();
        });
    }

    async fn gem_system(r: &Register, nr: u128, handling: Handling, system: u128, fra: Tidspunkt) -> Result<(), Fejl> {
        let v = |fra| Virkning { periode: Periode::ny(fra, Tidspunkt::UENDELIG), aktoer: None, aktoertype: None, note: None };
        let altid = || v(Tidspunkt::MINUS_UENDELIG);
        let mut indhold = Indhold::default();
        if handling != Handling::Slet {
            indhold.egenskaber = Some(vec![Egenskab { virkning: altid(), felter: [(NAVN, Vaerdi::Tekst("S".into()))].into() }]);
            indhold.tilstande.insert(TILSTAND, vec![Tilstand { virkning: v(fra), vaerdi: 1 }]);
            indhold.relationer.insert(SYSTEM, vec![Relation::til(UnikId::Uuid(Uuid::from_u128(system)), altid())]);
        }
        let (uuid, maade) = (Uuid::from_u128(nr), Flettemaade::Lora);
        let k = Kommando { objekttype: &FORDELINGSSYSTEM, uuid, handling, maade, note: None, indhold, historik: vec![], forudsat: None };
        r.udfoer(&adgang::paa_maskinen(A, dag(0), Uuid::from_u128(6)), k).await.map(drop)
    }

    #[test]
    fn f7_a_second_fordelingssystem_of_a_system_is_refused_with_the_name_of_the_first() {
        koer(async {
            let r = register();
            let altid = Tidspunkt::MINUS_UENDELIG;
            gem_system(&r, 1, Handling::Opret, 10, altid).await.unwrap();
            gem_system(&r, 2, Handling::Opret, 20, altid).await.unwrap();
            for fra in [altid, dag(30)] {
                let f = gem_system(&r, 3, Handling::Opret, 10, fra).await.unwrap_err();
                assert_eq!((f.kode(), f.post().http, f.feltet()), (Fejlkode::FindesAllerede, 409, Some("system")));
                assert!(f.dansk().contains(&Uuid::from_u128(1).to_string()), "{}", f.dansk());
            }
            // The one that is there is changed as before, does not become another's, and leaves its place when it ends.
            gem_system(&r, 1, Handling::Erstat, 10, altid).await.unwrap();
            assert_eq!(gem_system(&r, 1, Handling::Erstat, 20, altid).await.unwrap_err().kode(), Fejlkode::FindesAllerede);
            gem_system(&r, 1, Handling::Slet, 0, altid).await.unwrap();
            gem_system(&r, 3, Handling::Opret, 10, altid).await.unwrap();
            let begge = futures::future::join_all((4..=5).map(|n| gem_system(&r, n, Handling::Opret, 40, altid))).await;
            assert_eq!(begge.iter().filter(|s| s.is_ok()).count(), 1, "{begge:?}");
        });
    }

    #[test]
    fn fk01_of_two_that_are_saved_at_once_one_is_refused() {
        koer(async {
            for _ in 0..20 {
                let r = register();
                let begge = futures::future::join_all((1..=2).map(|n| gem(&r, n, Handling::Opret, "32.*", n, HELE))).await;
                assert_eq!(begge.iter().filter(|s| s.is_ok()).count(), 1, "{begge:?}");
            }
        });
    }
}
