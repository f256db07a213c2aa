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

/// Where the text is cut and spliced for a receiver: found once, when the message is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skabelon {
    /// Each `TilladtModtager`, from and to, with whom it names.
    modtagere: Vec<(usize, usize, Option<UnikId>)>,
    rute: Plads,
}

/// Where the route goes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Plads {
    /// Instead of what stands between two places.
    Mellem(usize, usize),
    /// Inside an element that is written without content.
    I(usize, usize),
}

impl Skabelon {
    /// Of a text that [`super::laes`] gave.
    ///
    /// # Errors
    /// Those of reading, for a text that is none of ours.
    pub fn af(tekst: &str) -> Result<Self, Fejl> {
        let dokument = Dokument::laes(tekst)?;
        Self::i(&dokument)
    }

    /// Of a document whose root element is the text.
    pub(super) fn i(dokument: &Dokument<'_>) -> Result<Self, Fejl> {
        let rod = &dokument.rod;
        // Counted from the root element's beginning.
        let fra = |e: &XElement<'_>| (e.bytes.0.saturating_sub(rod.bytes.0), e.bytes.1.saturating_sub(rod.bytes.0));
        let kuvert = rod.barn(NS.uri, "Beskedkuvert").ok_or_else(korrupt)?;
        let levering = kuvert.barn(NS.uri, "Leveranceinformation").ok_or_else(korrupt)?;
        let filter = kuvert.barn(NS.uri, "Filtreringsdata").ok_or_else(korrupt)?;
        let modtagere = filter.elementer().filter(|e| e.navn.er(NS.uri, "TilladtModtager")).map(|e| {
            let (a, b) = fra(e);
            (a, b, modtager(e))
        });
        let modtagere = modtagere.collect();
        let rute = if let Some(r) = levering.barn(NS.uri, LEVERANCERUTER.navn) {
            // In the place of an empty one.
            let (a, b) = fra(r);
            Plads::Mellem(a, b)
        } else if let Some(l) = levering.barn(NS.uri, "LeveranceinformationLokalUdvidelse") {
            Plads::Mellem(fra(l).0, fra(l).0)
        } else {
            let ((a, b), tekst) = (fra(levering), dokument.tekst_af(levering));
            if tekst.ends_with("/>") && levering.boern.is_empty() {
                Plads::I(a, b)
            } else {
                let ved = a + tekst.rfind("</").ok_or_else(korrupt)?;
                Plads::Mellem(ved, ved)
            }
        };
        Ok(Self { modtagere, rute })
    }
}

fn korrupt() -> Fejl {
    Fejl::intern("a stored message has lost its envelope")
}

/// Writes the message for a receiver, as a document in UTF-8. `tekst` is what [`super::laes`] gave, with its places; `maa_se` says which receivers stay.
///
/// # Errors
/// `Intern`, for places of another text.
pub fn skriv(tekst: &str, skabelon: &Skabelon, rute: &Rute, maa_se: &dyn Fn(&UnikId) -> bool) -> Result<String, Fejl> {
    let stykke = |fra: usize, til: usize| tekst.get(fra..til).ok_or_else(korrupt);
    let mut ud = String::with_capacity(tekst.len() + 1_100);
    ud.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    let mut ved = 0;
    for (fra, til, hvem) in &skabelon.modtagere {
        if !hvem.as_ref().is_some_and(maa_se) {
            ud.push_str(stykke(ved, *fra)?);
            ved = *til;
        }
    }
    let ruter = rute.knude().ok_or_else(korrupt)?;
    match skabelon.rute {
        Plads::Mellem(fra, til) => {
            ud.push_str(stykke(ved, fra)?);
            ::kontrakt::skriv(&ruter, &mut ud);
            ved = til;
        }
        Plads::I(fra, til) => {
            let start = stykke(fra, til)?.strip_suffix("/>").ok_or_else(korrupt)?;
            let navn = start.strip_prefix('<').and_then(|s| s.split(|c: char| c.is_ascii_whitespace()).next()).ok_or_else(korrupt)?;
            ud.push_str(stykke(ved, fra)?);
            ud.push_str(start);
            ud.push('>');
            ::kontrakt::skriv(&ruter, &mut ud);
            ud.push_str("</");
            ud.push_str(navn);
            ud.push('>');
            ved = til;
        }
    }
    ud.push_str(tekst.get(ved..).ok_or_else(korrupt)?);
    Ok(ud)
}

fn modtager(e: &XElement<'_>) -> Option<UnikId> {
    // A UUID is one in either element (K-1), as the envelope is read.
    let v = e.barn(SD.uri, "UUIDIdentifikator").or_else(|| e.barn(SD.uri, "URNIdentifikator"))?.tekst();
    Some(grund::id::laes_uuid(v.trim()).map_or_else(|| UnikId::Urn(v.trim().to_owned()), UnikId::Uuid))
}

/// Reads any bytes as a message, and if they are one writes what its receiver gets, which is XML. For fuzzing.
#[allow(clippy::panic, reason = "what is found is shown by it")]
pub fn proev_kuvert(data: &[u8]) {
    let Ok(l) = super::laes_hele(data) else { return };
    let tekst = l.tekst;
    if Skabelon::af(&tekst).ok().as_ref() != Some(&l.skabelon) {
        panic!("other places are found in {tekst} when it is read again");
    }
    let t = Tidspunkt::fra_mikros(1_790_000_000_000_000);
    let u = Uuid::from_u128(1);
    let rute = Rute { fordelingssystem: u, modtaget: t, leveret: t, fra_system: Some(u), abonnement: u, forsoeg: 1 };
    for alle in [true, false] {
        if let Ok(ud) = skriv(&tekst, &l.skabelon, &rute, &|_| alle)
            && let Err(f) = Dokument::laes(&ud)
        {
            panic!("{tekst} became {ud}: {f}");
        }
    }
}
