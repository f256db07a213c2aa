//! When somebody is to be told that messages pile up: thresholds, and a memory of what was told, so that nobody is flooded. Pure: what is seen comes in, what is to be
//! said comes out.
use grund::{Tidspunkt, Uuid};
use std::collections::{BTreeMap, HashSet};

/// Seconds that a value must stay well below its threshold before the alarm is over: what comes and goes is one alarm.
const RO_SEKUNDER: i64 = 60;
/// Seconds after which an alarm that goes on is told again.
const IGEN_SEKUNDER: i64 = 6 * 3600;

/// What an alarm is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alarmslags {
    /// Messages in the dueslag.
    Antal,
    /// Seconds that the oldest of them has waited.
    Alder,
    /// Messages in the error queue.
    Fejlkoe,
    /// Seconds that messages have waited and nobody has fetched.
    IngenForbruger,
    /// Deliveries in a row that failed.
    Fejl,
}

impl Alarmslags {
    /// All of them.
    pub const ALLE: [Self; 5] = [Self::Antal, Self::Alder, Self::Fejlkoe, Self::IngenForbruger, Self::Fejl];

    /// Its word.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Antal => "antal",
            Self::Alder => "alder",
            Self::Fejlkoe => "fejlkoe",
            Self::IngenForbruger => "ingen-modtager",
            Self::Fejl => "fejl",
        }
    }

    /// What it says, for people.
    pub const fn tekst(self) -> &'static str {
        match self {
            Self::Antal => "beskeder i dueslaget",
            Self::Alder => "sekunder har den ældste besked ventet",
            Self::Fejlkoe => "beskeder i fejlkøen",
            Self::IngenForbruger => "sekunder har beskeder ventet, uden at nogen henter",
            Self::Fejl => "leveringer i træk er mislykkedes",
        }
    }
}

/// From which value on an alarm is raised; 0 never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alarmgraenser {
    /// Messages in a dueslag.
    pub antal: u64,
    /// Seconds of the oldest.
    pub alder: u64,
    /// Messages in the error queue.
    pub fejlkoe: u64,
    /// Seconds without a consumer.
    pub ingen_forbruger: u64,
    /// Failures in a row.
    pub fejl: u64,
}

impl Alarmgraenser {
    /// The threshold of one kind.
    pub const fn af(&self, slags: Alarmslags) -> u64 {
        match slags {
            Alarmslags::Antal => self.antal,
            Alarmslags::Alder => self.alder,
            Alarmslags::Fejlkoe => self.fejlkoe,
            Alarmslags::IngenForbruger => self.ingen_forbruger,
            Alarmslags::Fejl => self.fejl,
        }
    }
}

/// What was seen of a dueslag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Maaling {
    /// The dueslag.
    pub dueslag: Uuid,
    /// Messages.
    pub antal: u64,
    /// When the oldest was received.
    pub aeldste: Option<Tidspunkt>,
    /// Messages in the error queue.
    pub fejlede: u64,
    /// Since when nobody fetches.
    pub uden_forbruger_siden: Option<Tidspunkt>,
    /// Failures in a row.
    pub fejl_i_traek: u32,
}

impl Maaling {
    fn vaerdi(&self, slags: Alarmslags, nu: Tidspunkt) -> u64 {
        let siden = |t: Option<Tidspunkt>| t.map_or(0, |t| u64::try_from(nu.mikros().saturating_sub(t.mikros()) / 1_000_000).unwrap_or(0));
        match slags {
            Alarmslags::Antal => self.antal,
            Alarmslags::Alder => siden(self.aeldste),
            Alarmslags::Fejlkoe => self.fejlede,
            Alarmslags::IngenForbruger => siden(self.aeldste).min(siden(self.uden_forbruger_siden)),
            Alarmslags::Fejl => u64::from(self.fejl_i_traek),
        }
    }
}

/// How an alarm stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// It is new.
    Begyndt,
    /// It goes on.
    VarerVed,
    /// It is over.
    Ophoert,
}

impl Stand {
    /// Its word.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Begyndt => "begyndt",
            Self::VarerVed => "varer ved",
            Self::Ophoert => "ophørt",
        }
    }
}

/// Something to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Melding {
    /// The dueslag.
    pub dueslag: Uuid,
    /// What it is about.
    pub slags: Alarmslags,
    /// How it stands.
    pub stand: Stand,
    /// The value now.
    pub vaerdi: u64,
    /// The threshold.
    pub graense: u64,
    /// Since when.
    pub siden: Tidspunkt,
}

#[derive(Clone, Copy, Debug)]
struct Aktiv {
    siden: Tidspunkt,
    meldt: Tidspunkt,
    lav_siden: Option<Tidspunkt>,
}

/// The alarms that are on.
#[derive(Debug)]
pub struct Alarmer {
    graenser: Alarmgraenser,
    aktive: BTreeMap<(Uuid, Alarmslags), Aktiv>,
}

impl Alarmer {
    /// None yet.
    pub fn ny(graenser: Alarmgraenser) -> Self {
        Self { graenser, aktive: BTreeMap::new() }
    }

    /// How many are on.
    pub fn antal(&self) -> usize {
        self.aktive.len()
    }

    /// Takes in what was seen of every dueslag, and says what is to be told: what has begun, what has gone on for hours, and what is over. A dueslag that was not
    /// seen any more has no alarms.
    pub fn vurder(&mut self, nu: Tidspunkt, maalinger: &[Maaling]) -> Vec<Melding> {
        let mut ud = Vec::new();
        let efter = |fra: Tidspunkt, sekunder: i64| nu.mikros().saturating_sub(fra.mikros()) >= sekunder * 1_000_000;
        let foer = std::mem::take(&mut self.aktive);
        for m in maalinger {
            for slags in Alarmslags::ALLE {
                let (noegle, graense, vaerdi) = ((m.dueslag, slags), self.graenser.af(slags), m.vaerdi(slags, nu));
                let mut meld = |stand, siden| ud.push(Melding { dueslag: m.dueslag, slags, stand, vaerdi, graense, siden });
                // A fifth below, so that what goes up and down around the threshold is one alarm.
                let lav = u128::from(vaerdi) * 5 < u128::from(graense) * 4;
                let aktiv = match foer.get(&noegle) {
                    None if graense == 0 || vaerdi < graense => continue,
                    None => {
                        meld(Stand::Begyndt, nu);
                        Aktiv { siden: nu, meldt: nu, lav_siden: None }
                    }
                    Some(a) if lav => {
                        let lav_siden = a.lav_siden.unwrap_or(nu);
                        if efter(lav_siden, RO_SEKUNDER) {
                            meld(Stand::Ophoert, a.siden);
                            continue;
                        }
                        Aktiv { lav_siden: Some(lav_siden), ..*a }
                    }
                    Some(a) if efter(a.meldt, IGEN_SEKUNDER) => {
                        meld(Stand::VarerVed, a.siden);
                        Aktiv { meldt: nu, lav_siden: None, ..*a }
                    }
                    Some(a) => Aktiv { lav_siden: None, ..*a },
                };
                self.aktive.insert(noegle, aktiv);
            }
        }
        let set: HashSet<Uuid> = maalinger.iter().map(|m| m.dueslag).collect();
        for ((dueslag, slags), a) in foer {
            if !set.contains(&dueslag) {
                let graense = self.graenser.af(slags);
                ud.push(Melding { dueslag, slags, stand: Stand::Ophoert, vaerdi: 0, graense, siden: a.siden });
            }
        }
        ud
    }
}

#[cfg(test)]
mod proever {
    use super::*;
    use proptest::prelude::*;

    const D: Uuid = Uuid::from_u128(1);
    const INGEN: Alarmgraenser = Alarmgraenser { antal: 0, alder: 0, fejlkoe: 0, ingen_forbruger: 0, fejl: 0 };

    fn kl(sekunder: i64) -> Tidspunkt {
        Tidspunkt::fra_mikros(sekunder * 1_000_000)
    }

    fn maaling(antal: u64) -> Maaling {
        Maaling { dueslag: D, antal, aeldste: None, fejlede: 0, uden_forbruger_siden: None, fejl_i_traek: 0 }
    }

    #[test]
    fn an_alarm_is_told_once_and_again_after_hours_and_once_when_it_has_been_over_for_a_while() {
        let mut a = Alarmer::ny(Alarmgraenser { antal: 100, ..INGEN });
        let mut set = |s, antal| a.vurder(kl(s), &[maaling(antal)]).first().map(|m| (m.stand, m.vaerdi, m.siden));
        assert_eq!(set(0, 99), None);
        assert_eq!(set(10, 100), Some((Stand::Begyndt, 100, kl(10))));
        for s in 2..2_000 {
            // Up and down, past the threshold and a fifth below it, each ten seconds.
            assert_eq!(set(s * 10, if s % 2 == 0 { 5 } else { 500 }), None, "{s}");
        }
        assert_eq!(set(6 * 3600 + 10, 200), Some((Stand::VarerVed, 200, kl(10))));
        assert_eq!(set(22_000, 79), None);
        assert_eq!(set(22_059, 79), None);
        assert_eq!(set(22_060, 0), Some((Stand::Ophoert, 0, kl(10))));
        assert_eq!(set(22_061, 0), None);
    }

    #[test]
    fn each_kind_has_its_threshold_and_none_is_no_alarm() {
        let m = Maaling { antal: 9, aeldste: Some(kl(0)), fejlede: 1, uden_forbruger_siden: Some(kl(60)), fejl_i_traek: 3, ..maaling(0) };
        let set = |g| Alarmer::ny(g).vurder(kl(100), &[m]).iter().map(|m| (m.slags, m.vaerdi)).collect::<Vec<_>>();
        assert_eq!(set(INGEN), []);
        let alle = Alarmgraenser { antal: 9, alder: 100, fejlkoe: 1, ingen_forbruger: 40, fejl: 3 };
        let vente = [
            (Alarmslags::Antal, 9),
            (Alarmslags::Alder, 100),
            (Alarmslags::Fejlkoe, 1),
            (Alarmslags::IngenForbruger, 40),
            (Alarmslags::Fejl, 3),
        ];
        assert_eq!(set(alle), vente);
        assert_eq!(set(Alarmgraenser { antal: 10, alder: 101, fejlkoe: 2, ingen_forbruger: 41, fejl: 4 }), []);
    }

    #[test]
    fn a_dueslag_that_is_gone_has_no_alarm() {
        let mut a = Alarmer::ny(Alarmgraenser { antal: 1, ..INGEN });
        a.vurder(kl(0), &[maaling(1)]);
        assert_eq!((a.antal(), a.vurder(kl(1), &[])[0].stand, a.antal()), (1, Stand::Ophoert, 0));
    }

    proptest! {
        #[test]
        fn nobody_is_told_more_than_once_in_a_minute_whatever_happens(vaerdier in proptest::collection::vec(0u64..200, 1..400)) {
            let mut a = Alarmer::ny(Alarmgraenser { antal: 100, ..INGEN });
            let begyndt: Vec<i64> = vaerdier.iter().zip((0..).map(|n| n * 10)).filter_map(|(v, s)| {
                a.vurder(kl(s), &[maaling(*v)]).iter().any(|m| m.stand == Stand::Begyndt).then_some(s)
            }).collect();
            prop_assert!(begyndt.windows(2).all(|p| p[1] - p[0] >= RO_SEKUNDER), "{begyndt:?}");
        }
    }
}
