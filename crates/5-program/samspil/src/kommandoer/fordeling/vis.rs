//! Handovers and rules as lines.
use fordeling::Fordelingskomponent;
use fordeling::komponent::Side;
use fordeling::overdragelse::{Overdragelse, Tilstand, Urslags};
use fordeling::rute::Regel;
use fordeling::vis::fremmed_tekst;
use grund::tekst::synlig_linje;
use grund::{Cvr, Fejlkode, Uuid};
use std::fmt::Write;

/// A system by its name, where that is known, and its UUID.
pub(super) fn system(f: &Fordelingskomponent, uuid: Uuid) -> String {
    f.systemnavn(uuid).map_or_else(|| uuid.to_string(), |n| format!("{n} ({uuid})"))
}

fn regel(r: &Regel) -> String {
    let facet = r.facet.as_ref().map_or(String::new(), |f| format!(" {f}"));
    let navn = if r.navn.is_empty() { String::new() } else { format!(" ({})", synlig_linje(&r.navn)) };
    format!("{}{facet} to system {}: rule {}{navn}", r.kle, r.system, r.uuid)
}

/// Pairs of rules that conflict.
pub(super) fn konflikter(par: &[(Regel, Regel)], myndighed: Cvr) -> String {
    if par.is_empty() {
        return format!("no conflicts among the rules of {myndighed}\n");
    }
    par.iter().map(|(a, b)| format!("{}\n  and {}\n", regel(a), regel(b))).collect()
}

/// A page of them.
pub(super) fn side(f: &Fordelingskomponent, s: &Side, myndighed: Cvr, hvilke: &str) -> String {
    if s.fundne.is_empty() {
        return format!("{myndighed} has no handovers {hvilke}\n");
    }
    let mut ud: String = s.fundne.iter().map(|o| linje(f, o) + &forsinkelse(o)).collect();
    if s.efter.is_some() {
        let _ = writeln!(ud, "there may be more: --antal {}", s.fundne.len() * 2);
    }
    ud
}

/// Why a delivery failed: a refusal of our own by its number in English, for it is stored as users read it; what others said as they said it.
fn grund_til(fejl: &str) -> String {
    let egen = fejl.get(..8).filter(|n| n.starts_with("SAM-")).and_then(Fejlkode::find);
    egen.map_or_else(|| fremmed_tekst(fejl), |k| format!("SAM-{}: {}", k.post().nummer, k.post().engelsk))
}

/// Why it is not delivered, and what the sender has not got.
fn forsinkelse(o: &Overdragelse) -> String {
    let mut ud = String::new();
    let naeste = |slags: Urslags| o.ure.get(&slags).map_or(String::new(), |t| format!("; next {}", t.til_utc()));
    let mut sig = |hvad: &str, n: u32, fejl: &str, slags: Urslags| {
        let _ = match n {
            0 => writeln!(ud, "  {hvad} given up: {}", grund_til(fejl)),
            n => writeln!(ud, "  {hvad}: {n} attempts failed{}; the last: {}", naeste(slags), grund_til(fejl)),
        };
    };
    match (o.tilstand, &o.leveringsfejl) {
        (Tilstand::Modtaget, Some(fejl)) => sig("delivery", o.forsoeg, fejl, Urslags::Lever),
        (Tilstand::Fejlet, Some(fejl)) => sig("delivery", 0, fejl, Urslags::Lever),
        _ => {}
    }
    if let Some(fejl) = o.kvitteringsfejl.as_ref().filter(|_| o.er_problem()) {
        sig("receipt to the sender", o.kvitteringsforsoeg, fejl, Urslags::Kvitter);
    }
    ud
}

fn linje(f: &Fordelingskomponent, o: &Overdragelse) -> String {
    let k = &o.kontekst;
    format!(
        "{} {} {} {} from {} to {} {}: {} since {}, {} answers for it\n",
        o.oprettet.til_utc(),
        o.id,
        o.slags.navn(),
        o.emne,
        k.afsender,
        k.modtager,
        system(f, o.modtagersystem),
        o.tilstand.navn(),
        o.siden().til_utc(),
        o.ansvarlig_myndighed()
    )
}

/// One, with everything.
pub(super) fn hel(f: &Fordelingskomponent, o: &Overdragelse) -> String {
    let mut ud = linje(f, o);
    let mut sig = |navn: &str, vaerdi: String| {
        let _ = writeln!(ud, "  {navn:<30} {vaerdi}");
    };
    sig("AnvenderTransaktionsID", o.kontekst.anvender_id.to_string());
    if let Some(s) = o.afsendersystem {
        sig("sending system", system(f, s));
    }
    if let Some(r) = o.regel {
        sig("rule", r.to_string());
    }
    if let Some(n) = &o.kontekst.filnavn {
        sig("file", n.clone());
    }
    if let Some(d) = &o.kontekst.digital_post_id {
        sig("Digital Post", d.clone());
    }
    sig("where", o.tilstand.hvor().to_owned());
    sig("answers for it", format!("{} since {}", o.ansvarlig_myndighed(), o.ansvarlig_siden().til_utc()));
    for (t, siden) in &o.forloeb {
        sig(&siden.til_utc(), t.navn().to_owned());
    }
    if let Some(fejl) = &o.leveringsfejl {
        sig("delivery", format!("{} attempts failed; the last: {}", o.forsoeg, grund_til(fejl)));
    }
    for q in &o.kvitteringer {
        let taget = match (q.leveret, q.opgivet) {
            (Some(t), _) => format!("the sender has it since {}", t.til_utc()),
            (None, true) => "the sender has not got it, and must ask".to_owned(),
            (None, false) => "on the way to the sender".to_owned(),
        };
        let begrundelse = q.kvittering.begrundelse.as_deref().map_or(String::new(), |b| format!(" ({})", fremmed_tekst(b)));
        sig(&q.tid.til_utc(), format!("{} {}{begrundelse}; {taget}", q.kvittering.kode.navn(), q.kvittering.slags.navn()));
    }
    if let Some(fejl) = &o.kvitteringsfejl {
        sig("receipts", format!("{} attempts failed; the last: {}", o.kvitteringsforsoeg, grund_til(fejl)));
    }
    if let Some(t) = o.ure.values().min() {
        sig(if o.tilstand.er_endelig() { "forgotten" } else { "next" }, t.til_utc());
    }
    ud
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_of_our_own_is_english_and_that_of_others_is_theirs() {
        let vores = grund::Fejl::ny(Fejlkode::FordelingKanIkkeModtage).felt("system").dansk();
        let vist = grund_til(&vores);
        assert!(vist.starts_with("SAM-2506: ") && vist.contains(Fejlkode::FordelingKanIkkeModtage.post().engelsk), "{vist}");
        assert_eq!(grund_til("https://a/: HTTP 503\n251248-4916"), "https://a/: HTTP 503 251248-****");
        assert_eq!(grund_til("SAM-0000: x"), "SAM-0000: x");
    }
}
