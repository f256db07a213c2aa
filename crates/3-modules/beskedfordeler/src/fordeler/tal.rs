//! What the running program knows of each dueslag beside what lies there: who takes from it, how fast it comes and goes, and what went wrong last. In memory, from
//! the start of the program.
use grund::sagt::Sagt;
use grund::tekst::synlig_linje;
use grund::{Tidspunkt, Uuid, graenser};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Seconds over which rates are told: a message of so long ago counts a third of one of now.
const VINDUE: f64 = 60.0;
const MIKROS: f64 = 1_000_000.0;

/// How a dueslag goes at the moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gang {
    /// Consumers that fetch from it. The program's own, which sends messages to their receiver, is one.
    pub forbrugere: usize,
    /// There was one since the program's start.
    pub har_haft_forbruger: bool,
    /// Since when there is none, from the program's start or the dueslag's making on; `None` when there is one.
    pub uden_forbruger_siden: Option<Tidspunkt>,
    /// Messages that came in, each second, over about a minute.
    pub ind_pr_sekund: f64,
    /// Messages that were acknowledged, each second, over about a minute.
    pub ud_pr_sekund: f64,
    /// When a message was last acknowledged.
    pub senest_ud: Option<Tidspunkt>,
    /// Deliveries that failed since one was last acknowledged.
    pub fejl_i_traek: u32,
    /// What went wrong last, and when.
    pub seneste_fejl: Option<(Tidspunkt, Sagt)>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Rate {
    pr_sekund: f64,
    kl: Option<Tidspunkt>,
}

impl Rate {
    fn paa(self, nu: Tidspunkt) -> f64 {
        let sekunder = self.kl.map_or(0.0, |kl| nu.mikros().saturating_sub(kl.mikros()).max(0) as f64 / MIKROS);
        self.pr_sekund * (-sekunder / VINDUE).exp()
    }

    fn tael(&mut self, antal: u64, nu: Tidspunkt) {
        *self = Self { pr_sekund: self.paa(nu) + antal as f64 / VINDUE, kl: Some(nu) };
    }
}

#[derive(Debug, Default)]
struct Post {
    forbrugere: usize,
    har_haft_forbruger: bool,
    sidste_gik: Option<Tidspunkt>,
    ind: Rate,
    ud: Rate,
    senest_ud: Option<Tidspunkt>,
    fejl_i_traek: u32,
    seneste_fejl: Option<(Tidspunkt, Sagt)>,
}

/// All of them. One lock, held for a few assignments.
#[derive(Debug, Default)]
pub(super) struct Tal {
    poster: Mutex<HashMap<Uuid, Post>>,
}

impl Tal {
    fn poster(&self) -> MutexGuard<'_, HashMap<Uuid, Post>> {
        self.poster.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn om(&self, dueslag: Uuid, hvad: impl FnOnce(&mut Post)) {
        hvad(self.poster().entry(dueslag).or_default());
    }

    /// Messages were laid down.
    pub(super) fn ind(&self, dueslag: impl IntoIterator<Item = Uuid>, nu: Tidspunkt) {
        let mut poster = self.poster();
        for d in dueslag {
            poster.entry(d).or_default().ind.tael(1, nu);
        }
    }

    /// Messages were acknowledged.
    pub(super) fn ud(&self, dueslag: Uuid, antal: u64, nu: Tidspunkt) {
        self.om(dueslag, |p| {
            p.ud.tael(antal, nu);
            (p.senest_ud, p.fejl_i_traek) = (Some(nu), 0);
        });
    }

    /// A delivery failed.
    pub(super) fn fejl(&self, dueslag: Uuid, tekst: &str, nu: Tidspunkt) {
        self.om(dueslag, |p| p.fejl_i_traek = p.fejl_i_traek.saturating_add(1));
        self.bemaerk(dueslag, tekst, nu);
    }

    /// Something went wrong that was no delivery's fault.
    pub(super) fn bemaerk(&self, dueslag: Uuid, hvad: impl Into<Sagt>, nu: Tidspunkt) {
        let kort = |t: &str| synlig_linje(t).chars().take(graenser::FEJLKOE_TEKST).collect::<String>();
        let hvad = hvad.into();
        let hvad = Sagt { dansk: kort(&hvad.dansk), engelsk: kort(&hvad.engelsk) };
        self.om(dueslag, |p| p.seneste_fejl = Some((nu, hvad)));
    }

    pub(super) fn forbruger_kom(&self, dueslag: Uuid) {
        self.om(dueslag, |p| (p.forbrugere, p.har_haft_forbruger) = (p.forbrugere + 1, true));
    }

    pub(super) fn forbruger_gik(&self, dueslag: Uuid, nu: Tidspunkt) {
        self.om(dueslag, |p| {
            p.forbrugere = p.forbrugere.saturating_sub(1);
            p.sidste_gik = Some(nu);
        });
    }

    /// `siden`: since when the dueslag is known.
    pub(super) fn gang(&self, dueslag: Uuid, siden: Tidspunkt, nu: Tidspunkt) -> Gang {
        let poster = self.poster();
        let Some(p) = poster.get(&dueslag) else { return Gang { uden_forbruger_siden: Some(siden), ..Gang::default() } };
        Gang {
            forbrugere: p.forbrugere,
            har_haft_forbruger: p.har_haft_forbruger,
            uden_forbruger_siden: (p.forbrugere == 0).then(|| p.sidste_gik.unwrap_or(siden)),
            ind_pr_sekund: p.ind.paa(nu),
            ud_pr_sekund: p.ud.paa(nu),
            senest_ud: p.senest_ud,
            fejl_i_traek: p.fejl_i_traek,
            seneste_fejl: p.seneste_fejl.clone(),
        }
    }
}

#[cfg(test)]
mod proever {
    use super::*;

    fn kl(sekunder: i64) -> Tidspunkt {
        Tidspunkt::fra_mikros(sekunder * 1_000_000)
    }

    #[test]
    fn a_rate_comes_to_what_passes_each_second_and_fades_when_nothing_does() {
        let (t, d) = (Tal::default(), Uuid::from_u128(1));
        for s in 0..600 {
            (0..20).for_each(|_| t.ind([d], kl(s)));
        }
        let g = t.gang(d, kl(0), kl(600));
        assert!((19.0..21.0).contains(&g.ind_pr_sekund), "{g:?}");
        assert!(
            t.gang(d, kl(0), kl(900)).ind_pr_sekund < 0.2 && t.gang(d, kl(0), kl(300)).ind_pr_sekund >= g.ind_pr_sekund,
            "a clock that was set back"
        );
        assert_eq!(t.gang(Uuid::nil(), kl(7), kl(9)).uden_forbruger_siden, Some(kl(7)), "nobody since it is known");
    }

    #[test]
    fn failures_count_until_a_message_is_acknowledged_and_the_last_one_is_remembered() {
        let (t, d) = (Tal::default(), Uuid::from_u128(1));
        assert!(!t.gang(d, kl(0), kl(0)).har_haft_forbruger);
        t.forbruger_kom(d);
        t.fejl(d, "HTTP 503", kl(1));
        t.fejl(d, &"æ".repeat(5_000), kl(2));
        assert_eq!((t.gang(d, kl(0), kl(2)).fejl_i_traek, t.gang(d, kl(0), kl(2)).uden_forbruger_siden), (2, None));
        t.ud(d, 3, kl(3));
        t.forbruger_gik(d, kl(4));
        let g = t.gang(d, kl(0), kl(5));
        assert_eq!(
            (g.fejl_i_traek, g.senest_ud, g.uden_forbruger_siden, g.forbrugere, g.har_haft_forbruger),
            (0, Some(kl(3)), Some(kl(4)), 0, true)
        );
        assert!(g.seneste_fejl.is_some_and(|(k, t)| k == kl(2) && t.dansk.chars().count() == graenser::FEJLKOE_TEKST));
    }
}
