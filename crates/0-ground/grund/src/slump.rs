//! Numbers that look random and are not: everything follows from the seed and a name, so that a unit keeps its UUID when the
//! country around it grows.
use crate::Uuid;

/// SplitMix64: small, fast, the same on every machine.
#[derive(Clone, Debug)]
pub struct Slump(u64);

const SKRIDT: u64 = 0x9e37_79b9_7f4a_7c15;

impl Slump {
    /// A stream that depends on the seed and on the name alone.
    pub fn ny(froe: u64, navn: &str) -> Self {
        // FNV-1a, then one round of mixing, so that similar names give unlike streams.
        let hash = navn.bytes().fold(0xcbf2_9ce4_8422_2325u64 ^ froe, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3));
        let mut s = Self(hash);
        s.0 = s.naeste() ^ froe.rotate_left(32);
        s
    }

    /// The stream as it is after `n` numbers, at once: the number of a day is found without those of the days before.
    #[must_use]
    pub fn efter(&self, n: u64) -> Self {
        Self(self.0.wrapping_add(SKRIDT.wrapping_mul(n)))
    }

    /// The next 64 bits.
    pub fn naeste(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(SKRIDT);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to below `n`; 0 when `n` is 0.
    pub fn under(&mut self, n: u64) -> u64 {
        // The high half of the product: no bias that anyone could see at these sizes, and no division by zero.
        ((u128::from(self.naeste()) * u128::from(n)) >> 64) as u64
    }

    /// True in `n` of 100 cases.
    pub fn procent(&mut self, n: u64) -> bool {
        self.under(100) < n
    }

    /// One of them; the default of the type when there are none.
    pub fn en<T: Copy + Default>(&mut self, blandt: &[T]) -> T {
        blandt.get(usize::try_from(self.under(blandt.len() as u64)).unwrap_or(0)).copied().unwrap_or_default()
    }
}

/// A UUID (version 4 in form, I-1) that follows from seed and name.
pub fn uuid(froe: u64, navn: &str) -> Uuid {
    let mut s = Slump::ny(froe, navn);
    let bits = (u128::from(s.naeste()) << 64) | u128::from(s.naeste());
    uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i1_names_give_distinct_version_4_uuids() {
        let alle: std::collections::HashSet<Uuid> = (0..20_000).map(|n| uuid(1, &format!("bruger/{n}"))).collect();
        assert_eq!(alle.len(), 20_000);
        assert!(alle.iter().all(|u| u.get_version_num() == 4));
        assert_ne!(uuid(1, "a"), uuid(2, "a"));
        // Stored countries must not change when the program does.
        assert_eq!(uuid(1, "a"), uuid(1, "a"));
    }

    #[test]
    fn numbers_spread_over_the_whole_range() {
        let mut s = Slump::ny(7, "x");
        let mut antal = [0u32; 10];
        for _ in 0..10_000 {
            antal[s.under(10) as usize] += 1;
        }
        assert!(antal.iter().all(|n| (800..1200).contains(n)), "{antal:?}");
        assert_eq!(s.under(0), 0);
    }

    #[test]
    fn a_stream_is_entered_anywhere() {
        let begyndt = Slump::ny(7, "y");
        let mut s = begyndt.clone();
        let alle: Vec<u64> = (0..50).map(|_| s.naeste()).collect();
        for n in [0, 1, 17, 49] {
            assert_eq!(begyndt.efter(n).naeste(), alle[n as usize]);
        }
    }
}
