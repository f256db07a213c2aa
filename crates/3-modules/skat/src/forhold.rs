//! What a person lives of in a month. It follows from the person and the month alone, so whoever makes grants and payments of benefits asks here, and incomes fit them.
use crate::borger::Borger;
use crate::dag::Maaned;
use crate::{mellem, slump};

/// What somebody lives of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Forhold {
    /// Nothing that is reported: children, and who is not here.
    Intet,
    /// A job beside school.
    Fritidsjob,
    /// Wages.
    Loen,
    /// A business of her own.
    Selvstaendig,
    /// A student grant.
    Su,
    /// Cash benefit, paid by the municipality.
    Kontanthjaelp,
    /// Unemployment benefit, paid by the unemployment fund.
    Dagpenge,
    /// Sickness benefit, paid by the municipality.
    Sygedagpenge,
    /// Disability pension.
    Foertidspension,
    /// Old-age pension.
    Folkepension,
}

impl Forhold {
    /// All of them.
    pub const ALLE: [Self; 10] = [
        Self::Intet,
        Self::Fritidsjob,
        Self::Loen,
        Self::Selvstaendig,
        Self::Su,
        Self::Kontanthjaelp,
        Self::Dagpenge,
        Self::Sygedagpenge,
        Self::Foertidspension,
        Self::Folkepension,
    ];

    /// What it is called in Danish.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Intet => "ingen indkomst",
            Self::Fritidsjob => "fritidsjob",
            Self::Loen => "løn",
            Self::Selvstaendig => "selvstændig virksomhed",
            Self::Su => "SU",
            Self::Kontanthjaelp => "kontanthjælp",
            Self::Dagpenge => "arbejdsløshedsdagpenge",
            Self::Sygedagpenge => "sygedagpenge",
            Self::Foertidspension => "førtidspension",
            Self::Folkepension => "folkepension",
        }
    }

    /// The municipality grants it: it has a case about it.
    pub const fn er_kommunens(self) -> bool {
        matches!(self, Self::Kontanthjaelp | Self::Sygedagpenge | Self::Foertidspension)
    }
}

/// Age at which work ends.
const PENSIONSALDER: i32 = 67;
/// The youngest who is reported of.
const YNGSTE: i32 = 15;

/// What the person lives of in that month.
pub fn forhold(b: &Borger, m: Maaned) -> Forhold {
    if !b.er_her(m) {
        return Forhold::Intet;
    }
    let alder = b.alder(m.foerste());
    let plads = slump(&b.noegle, "livsbane").under(1_000);
    match alder {
        ..YNGSTE => Forhold::Intet,
        YNGSTE..18 if plads < 350 => Forhold::Fritidsjob,
        YNGSTE..18 => Forhold::Intet,
        18..25 => match plads {
            0..480 => Forhold::Su,
            480..900 => i_arbejde(b, m),
            _ => Forhold::Kontanthjaelp,
        },
        25..PENSIONSALDER => match plads {
            770..800 => Forhold::Selvstaendig,
            800..840 => saeson(b, m),
            840..900 => Forhold::Kontanthjaelp,
            900..970 if alder >= 40 => Forhold::Foertidspension,
            _ => i_arbejde(b, m),
        },
        _ => Forhold::Folkepension,
    }
}

/// In work, but for a time of illness or between two jobs in some years.
fn i_arbejde(b: &Borger, m: Maaned) -> Forhold {
    let mut s = slump(&format!("{}/{}", b.noegle, m.aar), "afbrud");
    let slags = s.under(100);
    let (fra, laengde) = (mellem(&mut s, 1, 11), mellem(&mut s, 1, 4));
    let midt_i = (fra..fra + laengde).contains(&i64::from(m.nr));
    match slags {
        0..8 if midt_i => Forhold::Sygedagpenge,
        8..12 if midt_i => Forhold::Dagpenge,
        _ => Forhold::Loen,
    }
}

/// Works in the summer half of the year.
fn saeson(b: &Borger, m: Maaned) -> Forhold {
    let foerste = mellem(&mut slump(&b.noegle, "saeson"), 3, 6);
    if (foerste..foerste + 6).contains(&i64::from(m.nr)) { Forhold::Loen } else { Forhold::Dagpenge }
}
