//! The message as a receiver gets it (E-11, E-22): the sender's text, with the route spliced in and receivers cut out that are none of this dueslag's.
use super::NS;
use super::kontrakt::{LEVERANCERUTER, SD};
use ::kontrakt::Knude;
use grund::xml::{Dokument, XElement};
use grund::{Fejl, Tidspunkt, UnikId, Uuid};

/// How a message came to its receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rute {
    /// This distributor.
    pub fordelingssystem: Uuid,
    /// When it was received.
    pub modtaget: Tidspunkt,
    /// When it is delivered.
    pub leveret: Tidspunkt,
    /// The sending system; `None` for what this program's registers say.
    pub fra_system: Option<Uuid>,
    /// The subscription.
    pub abonnement: Uuid,
    /// The attempt.
    pub forsoeg: u32,
}

impl Rute {
    fn knude(&self) -> Option<Knude> {
        let uuid = |k: &Knude, navn: &str, u: Uuid| k.nyt_barn(navn).map(|b| b.felt("UUIDIdentifikator", u.to_string()));
        let tid = |k: &Knude, navn: &str, t: Tidspunkt| k.nyt_barn(navn).map(|b| b.felt("TidsstempelDatoTid", t.til_xs()));
        let ruter = Knude::ny(&LEVERANCERUTER);
        let r = ruter.nyt_barn("Leverancerute")?;
        let lokal = r.nyt_barn("LeveranceruteLokalUdvidelse")?.felt("AntalLeveranceforsoeg", self.forsoeg.to_string());
        let boern = [
            uuid(&r, "Fordelingssystem", self.fordelingssystem),
            tid(&r, "ModtagelsesTidspunkt", self.modtaget),
            tid(&r, "LeveranceTidspunkt", self.leveret),
            self.fra_system.and_then(|s| uuid(&r, "ModtagetFraSystem", s)),
            uuid(&r, "ErLeveretIHenholdTil", self.abonnement),
            Some(lokal),
        ];
        Some(ruter.med(r.med_alle(boern.into_iter().flatten())))
    }
}

/// A change of the text: what stands between two places becomes something else.
struct Snit {
    fra: usize,
    til: usize,
    nyt: String,
}

/// Writes the message for a receiver, as a document in UTF-8. `tekst` is what [`super::laes`] gave; `maa_se` says which receivers stay.
///
/// # Errors
/// Those of reading, for a text that is none of ours.
pub fn skriv(tekst: &str, rute: &Rute, maa_se: &dyn Fn(&UnikId) -> bool) -> Result<String, Fejl> {
    let dokument = Dokument::laes(tekst)?;
    let korrupt = || Fejl::intern("a stored message has lost its envelope");
    let kuvert = dokument.rod.barn(NS.uri, "Beskedkuvert").ok_or_else(korrupt)?;
    let levering = kuvert.barn(NS.uri, "Leveranceinformation").ok_or_else(korrupt)?;
    let mut ruter = String::new();
    ::kontrakt::skriv(&rute.knude().ok_or_else(korrupt)?, &mut ruter);
    let mut snit: Vec<Snit> = Vec::new();
    for e in kuvert.barn(NS.uri, "Filtreringsdata").ok_or_else(korrupt)?.elementer().filter(|e| e.navn.er(NS.uri, "TilladtModtager")) {
        if !modtager(e).is_some_and(|id| maa_se(&id)) {
            snit.push(Snit { fra: e.bytes.0, til: e.bytes.1, nyt: String::new() });
        }
    }
    snit.push(rutens_plads(&dokument, levering, ruter).ok_or_else(korrupt)?);
    let mut ud = String::with_capacity(tekst.len() + 1_100);
    ud.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    let mut ved = 0;
    for s in snit {
        ud.push_str(tekst.get(ved..s.fra).ok_or_else(korrupt)?);
        ud.push_str(&s.nyt);
        ved = s.til;
    }
    ud.push_str(tekst.get(ved..).ok_or_else(korrupt)?);
    Ok(ud)
}

fn modtager(e: &XElement<'_>) -> Option<UnikId> {
    let uuid = e.barn(SD.uri, "UUIDIdentifikator").and_then(|u| grund::id::laes_uuid(u.tekst().trim())).map(UnikId::Uuid);
    uuid.or_else(|| e.barn(SD.uri, "URNIdentifikator").map(|u| UnikId::Urn(u.tekst().trim().to_owned())))
}

/// Where the route goes: in the place of an empty one, before a local extension, or last.
fn rutens_plads(d: &Dokument<'_>, levering: &XElement<'_>, nyt: String) -> Option<Snit> {
    if let Some(r) = levering.barn(NS.uri, LEVERANCERUTER.navn) {
        return Some(Snit { fra: r.bytes.0, til: r.bytes.1, nyt });
    }
    if let Some(l) = levering.barn(NS.uri, "LeveranceinformationLokalUdvidelse") {
        return Some(Snit { fra: l.bytes.0, til: l.bytes.0, nyt });
    }
    let tekst = d.tekst_af(levering);
    if let Some(start) = tekst.strip_suffix("/>").filter(|_| levering.boern.is_empty()) {
        let navn = start.strip_prefix('<')?.split(|c: char| c.is_ascii_whitespace()).next()?;
        return Some(Snit { fra: levering.bytes.0, til: levering.bytes.1, nyt: format!("{start}>{nyt}</{navn}>") });
    }
    let ved = levering.bytes.0 + tekst.rfind("</")?;
    Some(Snit { fra: ved, til: ved, nyt })
}

/// Reads any bytes as a message, and if they are one writes what its receiver gets, which is XML. For fuzzing.
#[allow(clippy::panic, reason = "what is found is shown by it")]
pub fn proev_kuvert(data: &[u8]) {
    let Ok((_, tekst)) = super::laes(data) else { return };
    let t = Tidspunkt::fra_mikros(1_790_000_000_000_000);
    let u = Uuid::from_u128(1);
    let rute = Rute { fordelingssystem: u, modtaget: t, leveret: t, fra_system: Some(u), abonnement: u, forsoeg: 1 };
    for alle in [true, false] {
        if let Ok(ud) = skriv(&tekst, &rute, &|_| alle)
            && let Err(f) = Dokument::laes(&ud)
        {
            panic!("{tekst} became {ud}: {f}");
        }
    }
}
