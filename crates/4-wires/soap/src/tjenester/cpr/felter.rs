//! CPR's values as a contract writes them. What CPR does not have is left out, never written empty.
use ::cpr::tid::Tid;
use kontrakt::Knude;

/// CPR's mark at what is uncertain.
const USIKKER: &str = "*";

/// With that child as `fyld` makes it, unless nothing comes into it.
pub fn del(k: Knude, navn: &str, fyld: impl FnOnce(Knude) -> Knude) -> Knude {
    match k.nyt_barn(navn).map(fyld).filter(|b| !b.boern.is_empty()) {
        Some(b) => k.med(b),
        None => k,
    }
}

/// With that text, unless it is empty.
pub fn tekst(k: Knude, navn: &str, tekst: &str) -> Knude {
    k.felt_hvis(navn, Some(tekst).filter(|t| !t.is_empty()).map(str::to_owned))
}

/// With that number, unless it is 0: CPR's way to write none.
pub fn tal(k: Knude, navn: &str, tal: u16) -> Knude {
    k.felt_hvis(navn, Some(tal).filter(|t| *t != 0).map(|t| t.to_string()))
}

/// With that day.
pub fn dato(k: Knude, navn: &str, tid: Option<Tid>) -> Knude {
    k.felt_hvis(navn, tid.map(|t| t.som_dato()))
}

/// With that day, and the mark where it is uncertain.
pub fn usikker_dato(k: Knude, navn: &str, tid: Option<Tid>) -> Knude {
    maerket(k, navn, tid, Tid::som_dato)
}

/// With that time of day, Danish without a zone as CPR has it, and the mark where it is uncertain.
pub fn usikker_tid(k: Knude, navn: &str, tid: Option<Tid>) -> Knude {
    maerket(k, navn, tid, Tid::som_dato_tid)
}

fn maerket(k: Knude, navn: &str, tid: Option<Tid>, form: fn(&Tid) -> String) -> Knude {
    let Some(tid) = tid else { return k };
    del(k, navn, |k| k.felt("dato", form(&tid)).felt_hvis("usikkerhedsmarkering", tid.er_usikker().then_some(USIKKER)))
}

/// With up to five lines, each in an element of its own: `navn(1)` to `navn(5)`.
pub fn linjer(k: Knude, linjer: &[String], navn: impl Fn(usize) -> String) -> Knude {
    linjer.iter().take(5).enumerate().fold(k, |k, (i, linje)| tekst(k, &navn(i + 1), linje))
}

/// The codes of civil status that the contracts know.
pub fn civilstand(kode: &str) -> &str {
    if matches!(kode, "U" | "G" | "F" | "E" | "P" | "O" | "L" | "D") { kode } else { "" }
}

/// CPR's status, where it is one that the contracts know.
pub fn status(k: Knude, navn: &str, status: ::cpr::person::Status) -> Knude {
    if status.tekst().is_empty() { k } else { tal(k, navn, u16::from(status.0)) }
}

/// `K` or `M`.
pub const fn koen(koen: ::cpr::person::Koen) -> &'static str {
    match koen {
        ::cpr::person::Koen::Kvinde => "K",
        ::cpr::person::Koen::Mand => "M",
    }
}
