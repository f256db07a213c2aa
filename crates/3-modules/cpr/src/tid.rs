//! Days and minutes as CPR writes them: parts may be unknown (zeros, minute 99), and a mark says that the whole is uncertain.
use std::fmt;

/// A day, or a day with the time of day. Parts that CPR does not know are 0; order is by what is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tid {
    /// The year; 0 is never kept (the whole is then absent).
    pub aar: u16,
    /// The month, 0 when unknown.
    pub maaned: u8,
    /// The day of the month, 0 when unknown.
    pub dag: u8,
    /// Hour and minute where the field has them; a minute above 59 (CPR writes 99) is unknown.
    pub klokken: Option<(u8, u8)>,
    /// CPR's mark of uncertainty (`*`).
    pub usikker: bool,
}

impl Tid {
    /// A day.
    pub const fn dag(aar: u16, maaned: u8, dag: u8) -> Self {
        Self { aar, maaned, dag, klokken: None, usikker: false }
    }

    /// From `ÅÅÅÅ-MM-DD`, `ÅÅÅÅMMDD` or `ÅÅÅÅMMDDTTMM`; `None` when it is blank or zero.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn laes(t: &str, usikker: bool) -> Result<Option<Self>, Ugyldig> {
        let t = t.trim_end_matches(' ');
        if t.bytes().all(|b| matches!(b, b'0' | b'-' | b' ')) {
            return Ok(None);
        }
        let b = t.as_bytes();
        let tal = |fra: usize, til: usize| -> Result<u16, Ugyldig> {
            let d = b.get(fra..til).filter(|d| d.iter().all(u8::is_ascii_digit)).ok_or(Ugyldig)?;
            Ok(d.iter().fold(0, |n, c| n * 10 + u16::from(c - b'0')))
        };
        let lille = |fra: usize| tal(fra, fra + 2).and_then(|n| u8::try_from(n).map_err(|_| Ugyldig));
        let (aar, maaned, dag, klokken) = match b.len() {
            10 if b.get(4) == Some(&b'-') && b.get(7) == Some(&b'-') => (tal(0, 4)?, lille(5)?, lille(8)?, None),
            8 => (tal(0, 4)?, lille(4)?, lille(6)?, None),
            12 => (tal(0, 4)?, lille(4)?, lille(6)?, Some((lille(8)?, lille(10)?))),
            _ => return Err(Ugyldig),
        };
        if maaned > 12 || dag > 31 || klokken.is_some_and(|(t, _)| t > 24) {
            return Err(Ugyldig);
        }
        Ok(Some(Self { aar, maaned, dag, klokken, usikker }))
    }

    /// The day as `ÅÅÅÅ-MM-DD`, where unknown parts are the first ones possible: what a contract with real dates can carry beside the mark of uncertainty.
    pub fn som_dato(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.aar.max(1), self.maaned.max(1), self.dag_i_maaneden())
    }

    /// The time as `ÅÅÅÅ-MM-DDTTT:MM:00`, unknown parts as in [`Self::som_dato`], midnight without a time of day.
    pub fn som_dato_tid(&self) -> String {
        let (t, m) = self.klokken.unwrap_or_default();
        format!("{}T{:02}:{:02}:00", self.som_dato(), t.min(23), if m > 59 { 0 } else { m })
    }

    /// Whether the day or a part of it is unknown or marked as uncertain.
    pub const fn er_usikker(&self) -> bool {
        self.usikker || self.maaned == 0 || self.dag == 0
    }

    /// Without the time of day and the mark, for comparing days.
    pub const fn kun_dag(&self) -> Self {
        Self::dag(self.aar, self.maaned, self.dag)
    }

    /// Whole years from this day to another; the age of who was born on it.
    pub fn alder(&self, den: Self) -> Option<u16> {
        let rundet = (den.maaned, den.dag) < (self.maaned, self.dag);
        den.aar.checked_sub(self.aar)?.checked_sub(u16::from(rundet))
    }

    fn dag_i_maaneden(&self) -> u8 {
        let laengde = match self.maaned.max(1) {
            2 if self.aar.is_multiple_of(4) && (!self.aar.is_multiple_of(100) || self.aar.is_multiple_of(400)) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        self.dag.clamp(1, laengde)
    }
}

impl fmt::Display for Tid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.aar, self.maaned, self.dag)?;
        if let Some((t, m)) = self.klokken.filter(|(_, m)| *m < 60) {
            write!(f, " {t:02}:{m:02}")?;
        }
        f.write_str(if self.usikker { "*" } else { "" })
    }
}

/// No time of CPR's forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ugyldig;

/// From a time to another; `None`: open to that side, or not said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Fratil {
    /// Start.
    pub fra: Option<Tid>,
    /// End, exclusive; `None` while it holds.
    pub til: Option<Tid>,
}

impl Fratil {
    /// Whether it holds on the day: from its start, until the day before its end.
    pub fn gaelder(&self, dag: Tid) -> bool {
        let dag = dag.kun_dag();
        self.fra.is_none_or(|f| f.kun_dag() <= dag) && self.til.is_none_or(|t| t.kun_dag() > dag)
    }
}
