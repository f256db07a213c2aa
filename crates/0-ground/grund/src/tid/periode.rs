//! Half-open periods.
use super::Tidspunkt;

/// A half-open period `[fra, til)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Periode {
    /// First instant in the period.
    pub fra: Tidspunkt,
    /// First instant after the period.
    pub til: Tidspunkt,
}

impl Periode {
    /// (−∞, +∞)
    pub const ALTID: Self = Self { fra: Tidspunkt::MINUS_UENDELIG, til: Tidspunkt::UENDELIG };

    /// `[fra, til)`; the caller decides what an empty one means.
    pub const fn ny(fra: Tidspunkt, til: Tidspunkt) -> Self {
        Self { fra, til }
    }

    /// The point `t`, that is `[t, t+1µs)`.
    pub const fn punkt(t: Tidspunkt) -> Self {
        Self { fra: t, til: t.naeste() }
    }

    /// Holds no instant: `til <= fra`.
    pub fn er_tom(self) -> bool {
        self.til <= self.fra
    }

    /// The two have an instant in common. An empty period overlaps nothing.
    pub fn overlapper(self, anden: Self) -> bool {
        !self.er_tom() && !anden.er_tom() && self.fra < anden.til && anden.fra < self.til
    }

    /// What the two have in common; `None` if nothing.
    pub fn faelles(self, anden: Self) -> Option<Self> {
        let p = Self { fra: self.fra.max(anden.fra), til: self.til.min(anden.til) };
        (!p.er_tom()).then_some(p)
    }

    /// `self` minus every period of `andre`, in order of time; `andre` may overlap and be unsorted.
    pub fn minus(self, andre: &[Self]) -> Vec<Self> {
        let mut rest = vec![self];
        for a in andre.iter().filter(|a| !a.er_tom()) {
            rest = rest
                .into_iter()
                .flat_map(|r| {
                    if !r.overlapper(*a) {
                        return [Some(r), None];
                    }
                    let foer = Self { fra: r.fra, til: a.fra };
                    let efter = Self { fra: a.til, til: r.til };
                    [(!foer.er_tom()).then_some(foer), (!efter.er_tom()).then_some(efter)]
                })
                .flatten()
                .collect();
        }
        rest.retain(|r| !r.er_tom());
        rest.sort();
        rest
    }

    /// Holds the instant `t`. (+∞ lies in no period.)
    pub fn indeholder(self, t: Tidspunkt) -> bool {
        self.fra <= t && t < self.til
    }
}
