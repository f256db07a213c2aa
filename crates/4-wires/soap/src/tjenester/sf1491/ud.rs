//! What BevillingHent and EffektueringHent answer.
//!
//! [D] What the contract demands and the index does not have is written so that it says nothing: an empty text, the nil UUID, `Ukendt`, the
//! first day of the calendar, KLE `00.00.00`, the amount 0.00. A strict client could not read the answer otherwise.
use grund::graenser::YDELSELISTE_ADVIS;
use grund::{Fejl, Fejlkode, Tidspunkt, UnikId, Uuid};
use kontrakt::Knude;
use register::anvisning::{er_handlingsfacet, er_kle_emne};
use ydelse::listehent::{Bevilling, Effektuering, Effektueringssvar, Linje, Part, Sag, System, Ydelsessvar, oere, vises_helt, vist};

/// URNs of persons, companies, production units, and what only has a UUID.
pub const CPR: &str = "urn:oio:cpr-nr:";
pub const CVR: &str = "urn:oio:cvr-nr:";
pub const P: &str = "urn:oio:pnr:";
pub const UUID: &str = "urn:uuid:";
/// URNs of persons without a CPR number that the systems know (C-20).
const PERSONER: [&str; 3] = [CPR, "urn:oio:us:personid:", "urn:oio:udk:borgerid:"];

const INGEN_DATO: &str = "0001-01-01";
const INGEN_KLE: &str = "00.00.00";

/// With a child of that name as `fyld` makes it.
fn barn(k: Knude, navn: &str, fyld: impl FnOnce(Knude) -> Result<Knude, Fejl>) -> Result<Knude, Fejl> {
    match k.nyt_barn(navn) {
        Some(b) => Ok(k.med(fyld(b)?)),
        None => Ok(k),
    }
}

/// What the reader is told beside the answer: amounts that are not shown as they are.
#[derive(Debug, Default)]
pub struct Advis(Vec<Fejl>);

impl Advis {
    /// The notices, each once.
    pub fn alle(&self) -> &[Fejl] {
        &self.0
    }
    fn om(&mut self, f: Fejl) {
        if self.0.len() < YDELSELISTE_ADVIS && !self.0.iter().any(|a| a.dansk() == f.dansk()) {
            self.0.push(f);
        }
    }
}

/// With a list of parts. A part with an amount that the contract has no room for is left out and told of: it takes nothing else away.
pub fn liste<T>(
    k: Knude,
    navn: &str,
    del: &str,
    dele: &[T],
    advis: &mut Advis,
    mut fyld: impl FnMut(Knude, &T, &mut Advis) -> Result<Knude, Fejl>,
) -> Result<Knude, Fejl> {
    barn(k, navn, |mut l| {
        for d in dele {
            let Some(k) = l.nyt_barn(del) else { continue };
            match fyld(k, d, advis) {
                Ok(k) => l = l.med(k),
                Err(f) if f.kode() == Fejlkode::BeloebUdenPlads => advis.om(f),
                Err(f) => return Err(f),
            }
        }
        Ok(l)
    })
}

fn dato(t: Option<Tidspunkt>) -> Option<String> {
    t.and_then(Tidspunkt::dansk_dato).map(|(aar, maaned, dag)| format!("{aar:04}-{maaned:02}-{dag:02}"))
}

/// The first characters of a text that may be longer in the index than here.
fn kort(t: &str, tegn: usize) -> String {
    t.chars().take(tegn).collect()
}

fn uden_plads(felt: &str, uuid: Uuid) -> Fejl {
    Fejl::ny(Fejlkode::BeloebUdenPlads).felt(felt).detalje(uuid.to_string())
}

/// An amount of the object as the contract has it; one that is rounded is told of.
///
/// # Errors
/// `BeloebUdenPlads` when the contract has no room for it.
fn beloeb(t: Option<&str>, felt: &str, uuid: Uuid, advis: &mut Advis) -> Result<Option<String>, Fejl> {
    let Some(t) = t else { return Ok(None) };
    let vises = oere(t).map(vist).ok_or_else(|| uden_plads(felt, uuid))?;
    if !vises_helt(t) {
        advis.om(uden_plads(felt, uuid));
    }
    Ok(Some(vises))
}

fn kle(t: Option<&str>) -> Option<String> {
    t.filter(|t| er_kle_emne(t)).map(str::to_owned)
}

/// A benefit. Its grant is left out where `med_bevilling` says so and the contract lets it.
pub fn ydelse(k: Knude, s: &Ydelsessvar, med_bevilling: bool, advis: &mut Advis) -> Result<Knude, Fejl> {
    let y = &s.ydelse;
    let k = match &y.klasse {
        Some(UnikId::Uuid(u)) => barn(k, "YdelseKlasse", |k| Ok(k.felt("KlasseIdentifikation", u.to_string())))?,
        Some(UnikId::Urn(u)) => barn(k, "YdelseKlasse", |k| Ok(k.felt("KlasseUrnReference", u.clone())))?,
        None => k,
    };
    let k = k
        .felt("YdelseNavn", kort(y.ydelsenavn(), 100))
        .felt("BevilgetYdelseID", kort(&y.id, 36))
        .felt_hvis("BevilgetYdelseNavn", y.navn.clone())
        .felt_hvis("BevilgetYdelseBegrundelse", y.begrundelse.clone())
        .felt("BevilgetYdelseStartDato", dato(y.start).unwrap_or_else(|| INGEN_DATO.into()))
        .felt_hvis("BevilgetYdelseSlutDato", dato(y.slut))
        .felt("BevilgetYdelseKLEEmne", kle(y.kle.as_deref()).unwrap_or_else(|| INGEN_KLE.into()));
    let mut k = barn(k, "BevilgetYdelseEffektueringModtager", |k| Ok(part(k, s.modtager.as_ref())))?;
    if let Some(p) = &y.plan {
        let navn = "OekonomiskEffektueringsplanYdelsesbeloeb";
        // the plan's amount may be left out
        let planlagt = beloeb(p.beloeb.as_deref(), navn, s.bevilling.uuid, advis).unwrap_or_else(|f| {
            advis.om(f);
            None
        });
        k = k
            .felt_hvis(navn, planlagt)
            .felt_hvis("OekonomiskEffektueringsplanBeregningsfrekvens", p.frekvens.clone())
            .felt_hvis("OekonomiskEffektueringsplanForudBagud", p.forudbagud.clone())
            .felt_hvis("OekonomiskEffektueringsplanDispositionsdag", p.dispositionsdag.clone())
            .felt_hvis("OekonomiskEffektueringsplanSkalManueltGodkendes", p.manuelt.map(|b| b.to_string()));
    }
    if !s.linjer.is_empty() {
        k = liste(k, "OEkonomiskYdelseseffektueringListe", "OEkonomiskYdelseseffektuering", &s.linjer, advis, |k, l, advis| {
            let uuid = l.effektuering.as_ref().map_or(s.bevilling.uuid, |e| e.uuid);
            let k = linje(k, &l.linje, uuid, advis)?;
            match &l.effektuering {
                Some(e) => barn(k, "OekonomiskEffektueringStruktur", |k| struktur(k, e, advis)),
                None => Ok(k),
            }
        })?;
    }
    if med_bevilling { barn(k, "BevillingStruktur", |k| bevilling(k, &s.bevilling, &s.ydelse.system, s.sag.as_ref())) } else { Ok(k) }
}

/// Amount and period of what is paid.
fn linje(k: Knude, l: &Linje, uuid: Uuid, advis: &mut Advis) -> Result<Knude, Fejl> {
    let navn = "OekonomiskYdelseseffektueringBeloeb";
    Ok(k.felt(navn, beloeb(l.beloeb.as_deref(), navn, uuid, advis)?.unwrap_or_else(|| vist(0)))
        .felt("OekonomiskYdelseseffektueringPeriodeFra", dato(l.start).unwrap_or_else(|| INGEN_DATO.into()))
        .felt_hvis("OekonomiskYdelseseffektueringPeriodeTil", dato(l.slut)))
}

/// A payment with what it pays.
pub fn effektuering(k: Knude, s: &Effektueringssvar, med_bevilling: bool, advis: &mut Advis) -> Result<Knude, Fejl> {
    let k = barn(k, "OekonomiskEffektueringStruktur", |k| struktur(k, &s.effektuering, advis))?;
    liste(k, "OEkonomiskYdelseseffektueringListe", "OEkonomiskYdelseseffektuering", &s.linjer, advis, |k, (l, y), advis| {
        let k = linje(k, l, s.effektuering.uuid, advis)?;
        match y {
            Some(y) => barn(k, "BevilgetYdelse", |k| ydelse(k, y, med_bevilling, advis)),
            None => Ok(k),
        }
    })
}

fn struktur(k: Knude, e: &Effektuering, advis: &mut Advis) -> Result<Knude, Fejl> {
    let mut kr = |t: Option<&str>, navn: &str| beloeb(t, navn, e.uuid, advis);
    let (brutto, efter_skat) = ("OekonomiskEffektueringSamletBruttobeloeb", "OekonomiskEffektueringBeloebEfterSkatATP");
    let (sendt, udbetalt) = ("OekonomiskEffektueringBeloebSendtTilUdbetaling", "OEkonomiskEffektueringBeloebUdbetalt");
    let samlet = e.bruttobeloeb();
    if samlet.is_none() && e.linjer.iter().any(|l| l.beloeb.is_some()) {
        return Err(uden_plads(brutto, e.uuid));
    }
    let k = k
        .felt("OekonomiskEffektueringUUID", e.uuid.to_string())
        .felt("OekonomiskEffektueringDispositionsdato", dato(e.disposition).unwrap_or_else(|| INGEN_DATO.into()))
        .felt(brutto, kr(samlet.as_deref(), brutto)?.unwrap_or_else(|| vist(0)))
        .felt_hvis(efter_skat, kr(e.efter_skat.as_deref(), efter_skat)?)
        .felt(sendt, kr(e.sendt.as_deref(), sendt)?.unwrap_or_else(|| vist(0)))
        .felt_hvis(udbetalt, kr(e.udbetalt.as_deref(), udbetalt)?)
        .felt_hvis("OekonomiskEffektueringSendtTilUdbetalingTekst", e.sendt_tekst.clone())
        .felt_hvis("OekonomiskEffektueringUdbetaltTekst", e.udbetalt_tekst.clone())
        .felt("OekonomiskEffektueringStartDato", dato(e.start).unwrap_or_else(|| INGEN_DATO.into()))
        .felt_hvis("OekonomiskEffektueringSlutDato", dato(e.slut));
    let k = barn(k, "OEkonomiskEffektueringMasterSystemInstans", |k| Ok(system(k, &e.system)))?;
    barn(k, "OEkonomiskEffektueringModtager", |k| Ok(part(k, e.modtagere.first())))
}

fn bevilling(k: Knude, b: &Bevilling, master: &System, s: Option<&Sag>) -> Result<Knude, Fejl> {
    let k = k.felt("BevillingUUID", b.uuid.to_string()).felt("BevillingFoelsomhed", b.foelsomhed.clone().unwrap_or_default());
    let k = barn(k, "BevillingEjer", |k| Ok(k.felt("VirksomhedCVRNummer", b.ejer.to_string())))?;
    let k = barn(k, "BevillingMasterSystemInstans", |k| Ok(system(k, master)))?;
    let k = barn(k, "BevillingAnsvarligAfdeling", |k| {
        let Some(a) = &b.ansvarlig else { return Ok(k) };
        let k = match &a.id {
            UnikId::Uuid(u) => k.felt("OrganisationsenhedUUID", u.to_string()),
            UnikId::Urn(u) => k.felt("AnsvarligAfdelingURN", u.clone()),
        };
        let k = k.felt_hvis("AnsvarligAfdelingBrugervendtNoegle", a.noegle.clone());
        Ok(k.felt_hvis("AnsvarligAfdelingFuldtNavn", a.navn.clone()))
    })?;
    let k = barn(k, "Bevillingsmodtager", |k| Ok(part(k, b.modtagere.first())))?;
    match b.sag {
        Some(uuid) => barn(k, "Bevillingssag", |k| sag(k.felt("SagUUID", uuid.to_string()), s)),
        None => Ok(k),
    }
}

fn sag(k: Knude, s: Option<&Sag>) -> Result<Knude, Fejl> {
    let Some(s) = s else { return Ok(k) };
    let k = k
        .felt_hvis("SagTitel", s.titel.clone())
        .felt_hvis("SagSagsnummer", s.sagsnummer.clone())
        .felt_hvis("SagFoelsomhed", s.foelsomhed.clone())
        .felt_hvis("SagKLEEmne", kle(s.kle.as_deref()))
        .felt_hvis("SagKLEHandlingsfacet", s.facet.clone().filter(|f| er_handlingsfacet(f)))
        .felt("SagEjerCVRNummer", s.ejer.to_string());
    if s.system == System::default() { Ok(k) } else { barn(k, "SagMasterSystemInstans", |k| Ok(system(k, &s.system))) }
}

fn system(k: Knude, s: &System) -> Knude {
    k.felt("ItSystemInstansIdentifikation", s.uuid.unwrap_or_default().to_string())
        .felt("ItSystemInstansTitel", kort(s.navn.as_deref().unwrap_or_default(), 100))
}

fn part(k: Knude, p: Option<&Part>) -> Knude {
    let Some(p) = p else { return k.felt("PartType", "Ukendt").felt("PartURN", "") };
    let urn = p.id.uuid().map_or_else(|| p.id.to_string(), |u| format!("{UUID}{u}"));
    let nummer = |praefiks: &str, cifre: usize| {
        urn.strip_prefix(praefiks).filter(|t| t.len() == cifre && t.bytes().all(|b| b.is_ascii_digit())).map(str::to_owned)
    };
    let slags = match &urn {
        u if PERSONER.iter().any(|p| u.starts_with(p)) => "Person",
        u if u.starts_with(CVR) || u.starts_with(P) => "Virksomhed",
        _ => "Ukendt",
    };
    let (cpr, cvr, p_nummer) = (nummer(CPR, 10), nummer(CVR, 8), nummer(P, 10));
    k.felt("PartType", slags)
        .felt("PartURN", urn)
        .felt_hvis("PartFuldtNavn", p.navn.clone())
        .felt_hvis("PartCPRNummer", cpr)
        .felt_hvis("PartCVRNummer", cvr)
        .felt_hvis("PartPNummer", p_nummer)
}
