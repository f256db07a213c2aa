//! Random numbers from a seed (SplitMix64): the same seed, the same run.

/// A source of numbers.
#[derive(Clone, Debug)]
pub struct Tal(u64);

impl Tal {
    /// From a seed.
    pub fn ny(froe: u64) -> Self {
        Self(froe.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5a17)
    }

    /// The next number.
    pub fn naeste(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `n`, which is not 0.
    pub fn under(&mut self, n: u64) -> u64 {
        self.naeste() % n
    }

    /// From `fra` up to and with `til`.
    pub fn mellem(&mut self, fra: i64, til: i64) -> i64 {
        fra + i64::try_from(self.under(u64::try_from(til - fra + 1).unwrap_or(1))).unwrap_or(0)
    }

    /// True once in `n` times.
    pub fn en_af(&mut self, n: u64) -> bool {
        self.under(n) == 0
    }

    /// One of these.
    pub fn vaelg<'a, T>(&mut self, liste: &'a [T]) -> &'a T {
        let nr = self.under(liste.len() as u64) as usize;
        &liste[nr]
    }

    /// The place of one of these, each as often as its weight says.
    pub fn efter_vaegt(&mut self, vaegte: &[u64]) -> usize {
        let mut n = self.under(vaegte.iter().sum::<u64>().max(1));
        for (nr, v) in vaegte.iter().enumerate() {
            if n < *v {
                return nr;
            }
            n -= v;
        }
        0
    }
}
