//! Health insurance: group, doctor and card. A household shares a doctor, whose practice is in its postal district.
use crate::borger::{Bopael, Borger};
use crate::dag::{Dag, Maaned};
use crate::slump;

/// What the region knows of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sikring {
    /// 1: the doctor is chosen and free. 2: any doctor, with a share to pay.
    pub gruppe: u8,
    /// Who is chosen; `None` in group 2, without an address, and where the address may not be seen.
    pub laege: Option<Laege>,
    /// The card.
    pub kort: Kort,
}

/// A practice that does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Laege {
    /// Its number (ydernummer): six digits, from 900,000.
    pub ydernummer: u32,
    /// What it is called.
    pub navn: String,
    /// Street and number.
    pub adresse: String,
    /// Postal code.
    pub postnr: u16,
    /// Postal district.
    pub postdistrikt: String,
    /// A number that no subscriber has.
    pub telefon: String,
    /// Since when.
    pub fra: Dag,
}

/// The card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kort {
    /// Sent out on that day; `None` where nobody has got one.
    pub udstedt: Option<Dag>,
    /// It may be used.
    pub gyldigt: bool,
}

/// Practices of a postal district.
const PRAKSISSER: u64 = 4;
const VEJE: &[&str] = &["Torvet", "Nørregade", "Stationsvej", "Skolegade"];

/// What is known on that day; `None` of who was never insured: not yet born.
pub fn sikring(b: &Borger, dag: Dag) -> Option<Sikring> {
    if b.foedt > dag {
        return None;
    }
    let her = b.er_her(Maaned { aar: dag.aar, nr: dag.maaned });
    // A hundredth of the grown-ups are in group 2.
    let gruppe = if b.alder(dag) >= 18 && slump(&b.noegle, "sikringsgruppe").procent(1) { 2 } else { 1 };
    let laege = b.bopael.as_ref().filter(|_| her && gruppe == 1).and_then(|h| laege(b, h));
    // A new card comes with a new doctor: with every move.
    let udstedt = b.bopael.as_ref().filter(|_| her).map(|h| h.fra.unwrap_or(b.foedt).max(b.foedt)).filter(|d| *d <= dag);
    Some(Sikring { gruppe, laege, kort: Kort { udstedt, gyldigt: udstedt.is_some() } })
}

fn laege(b: &Borger, h: &Bopael) -> Option<Laege> {
    if h.postnr == 0 && h.kommune == 0 {
        return None;
    }
    let distrikt = u32::from(if h.postnr == 0 { h.kommune } else { h.postnr });
    // Who shares a home shares a doctor; who has told of none has one of her own.
    let hjem = if h.hjem.is_empty() { &b.noegle } else { &h.hjem };
    let nr = slump(&format!("{distrikt}/{hjem}"), "laege").under(PRAKSISSER);
    let mut s = slump(&format!("{distrikt}/{nr}"), "praksis");
    let vej = s.en(VEJE);
    let ydernummer = 900_000 + distrikt * 10 % 100_000 + u32::try_from(nr).unwrap_or(0);
    let sted = if h.postdistrikt.is_empty() { "byen" } else { &h.postdistrikt };
    Some(Laege {
        ydernummer,
        navn: format!("Lægerne {vej}, {sted} (simuleret)"),
        adresse: format!("{vej} {}", 1 + s.under(40)),
        postnr: h.postnr,
        postdistrikt: h.postdistrikt.clone(),
        telefon: format!("+450{:07}", s.under(10_000_000)),
        fra: h.fra.unwrap_or(b.foedt).max(b.foedt),
    })
}
