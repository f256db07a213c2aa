//! Parameters of a GET (B-10 … B-16): names without regard to case, point or interval of either time, criteria from the tables.
use crate::dialekt::{DIALEKT, Dialekt};
use crate::laes::vaerdi;
use grund::fejl::uddrag;
use grund::graenser::{LISTE_UUID, SIDE_FOERSTE_MAKS, SOEGEKRITERIER};
use grund::{Fejl, Fejlkode, Periode, Tidspunkt, Uuid};
use register::{
    Egenskabskriterium, Feltkrav, Felttype, Forespoergsel, Laesevalg, Livscyklus, Moenster, Objekttype, Registreringsvalg,
    Relationskriterium, Side, Tilstandskriterium,
};

/// Parameters of every read, and what they mean; the OpenAPI document is made from the same list.
pub(crate) const TIDER: [(&str, &str); 6] = [
    ("virkningstid", "Point in time at which what is returned is true. Default: now."),
    ("virkningfra", "Start of a period of virkning; excludes virkningstid."),
    ("virkningtil", "End of a period of virkning; excludes virkningstid."),
    ("registreringstid", "The registration in force at this time. Default: the newest."),
    ("registreretfra", "Start of a period; every registration in force in it is returned. Excludes registreringstid."),
    ("registrerettil", "End of that period. Excludes registreringstid."),
];

/// The parameter of a search for what changed.
pub(crate) const AENDRETFRA: &str = "aendretfra";

/// Parameters of a search beside the fields, states and relations of the type.
pub(crate) const GENERELLE: [(&str, &str); 10] = [
    (
        AENDRETFRA,
        "Only objects with a registration of this time or later. The answer's header Samspil-Vandmaerke is the value for the next call.",
    ),
    ("vilkaarligattr", "Pattern that some attribute field matches; % stands for anything."),
    ("vilkaarligrel", "UUID or URN that occurs in some relation."),
    ("livscykluskode", "Life cycle code of the registration."),
    ("brugerref", "Who made the registration: UUID or URN."),
    ("notetekst", "Pattern for the note of the registration."),
    ("foersteresultat", "Number of hits to skip."),
    ("maximalantalresultater", "Number of hits to return; a larger number than the limit is read as the limit."),
    ("list", "Return whole objects instead of UUIDs."),
    ("uuid", "The object's UUID; repeatable when only times are given beside it."),
];

/// What a GET on a type asks for.
#[derive(Debug)]
pub(crate) enum Hvad {
    /// Whole objects with these UUIDs; none given means all.
    Liste(Vec<Uuid>),
    /// UUIDs, or whole objects with `list`.
    Soeg {
        /// The search.
        forespoergsel: Box<Forespoergsel>,
        /// Whole objects.
        hele: bool,
    },
}

impl Hvad {
    /// The same as a search, for answers that are no list of objects.
    ///
    /// # Errors
    /// `FlereUuidISoegning`.
    pub(crate) fn soegning(self, t: &'static Objekttype, nu: Tidspunkt, tid: Tidsvalg) -> Result<Forespoergsel, Fejl> {
        match self {
            Self::Soeg { forespoergsel, .. } => Ok(*forespoergsel),
            Self::Liste(uuider) if uuider.len() > 1 => Err(flere_uuider()),
            Self::Liste(uuider) => Ok(Forespoergsel {
                uuid: uuider.first().copied(),
                virkning: tid.valg.virkning,
                registrering: tid.valg.registrering,
                side: Side { foerste: 0, antal: LISTE_UUID },
                ..Forespoergsel::alle(t, nu)
            }),
        }
    }
}

fn flere_uuider() -> Fejl {
    Fejl::ny(Fejlkode::FlereUuidISoegning).felt("uuid").regel("B-6")
}

/// The choice of times, and whether to consolidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tidsvalg {
    /// What is to be read.
    pub(crate) valg: Laesevalg,
    /// `konsolider` was given.
    pub(crate) konsolider: bool,
}

impl Tidsvalg {
    /// What to ask the register: consolidating needs all virkning.
    pub(crate) fn laesning(self) -> Laesevalg {
        if self.konsolider { Laesevalg { virkning: Periode::ALTID, ..self.valg } } else { self.valg }
    }
}

/// A parameter with its name in lower case up to a colon.
struct Par<'a> {
    navn: String,
    vaerdi: &'a str,
}

fn par(raa: &[(String, String)]) -> Vec<Par<'_>> {
    raa.iter()
        .map(|(n, v)| {
            let navn = match n.split_once(':') {
                Some((a, b)) => format!("{}:{b}", a.to_ascii_lowercase()),
                None => n.to_ascii_lowercase(),
            };
            let navn = match navn.as_str() {
                "bvn" => "brugervendtnoegle".into(),
                "maksimalantalresultater" => "maximalantalresultater".into(),
                _ => navn,
            };
            Par { navn, vaerdi: v }
        })
        .collect()
}

/// Taken by every read: times, and how to answer.
fn er_tidsnavn(n: &str) -> bool {
    n == "konsolider" || n == DIALEKT || TIDER.iter().any(|(t, _)| *t == n)
}

/// Refuses parameters where there are none.
pub(crate) fn ingen(raa: &[(String, String)]) -> Result<(), Fejl> {
    afvis(par(raa).iter().map(|p| p.navn.as_str()).filter(|n| *n != DIALEKT).collect(), || vec![DIALEKT])
}

/// Refuses names that are none of `kendte`.
fn afvis<'k>(mut ukendte: Vec<&str>, kendte: impl FnOnce() -> Vec<&'k str>) -> Result<(), Fejl> {
    if ukendte.is_empty() {
        return Ok(());
    }
    ukendte.sort_unstable();
    ukendte.dedup();
    let navne: Vec<String> = ukendte.into_iter().take(20).map(uddrag).collect();
    Err(Fejl::ny(Fejlkode::UkendtParameter).felt(navne.join(", ")).tilladt(kendte()).regel("B-14"))
}

/// The names that every read takes.
fn tidsnavne() -> Vec<&'static str> {
    TIDER.iter().map(|(n, _)| *n).chain(["konsolider", DIALEKT]).collect()
}

/// The names that a search takes.
fn soegenavne(t: &'static Objekttype) -> Vec<&'static str> {
    let egne = (t.egenskaber.iter().map(|f| f.navn)).chain(t.tilstande.iter().map(|s| s.navn)).chain(t.relationer.iter().map(|r| r.navn));
    let klasse = t.syn.map(|_| KLASSE);
    GENERELLE.iter().map(|(n, _)| *n).chain(tidsnavne()).chain(klasse).chain(["bvn"]).chain(egne).collect()
}

/// The times of a read of one object.
pub(crate) fn laesning(raa: &[(String, String)], nu: Tidspunkt) -> Result<Tidsvalg, Fejl> {
    let p = par(raa);
    afvis(p.iter().map(|p| p.navn.as_str()).filter(|n| !er_tidsnavn(n)).collect(), tidsnavne)?;
    tider(&p, nu)
}

fn tider(p: &[Par<'_>], nu: Tidspunkt) -> Result<Tidsvalg, Fejl> {
    let virkning = match akse(p, "virkningstid", "virkningfra", "virkningtil")? {
        None => Periode::punkt(nu),
        Some(Akse::Punkt(t)) => Periode::punkt(t),
        Some(Akse::Interval(p)) => p,
    };
    let registrering = match akse(p, "registreringstid", "registreretfra", "registrerettil")? {
        None => Registreringsvalg::Aktuel,
        Some(Akse::Punkt(t)) => Registreringsvalg::Paa(t),
        Some(Akse::Interval(p)) => Registreringsvalg::Interval(p),
    };
    Ok(Tidsvalg { valg: Laesevalg { virkning, registrering }, konsolider: p.iter().any(|p| p.navn == "konsolider" && er_ja(p.vaerdi)) })
}

enum Akse {
    Punkt(Tidspunkt),
    Interval(Periode),
}

/// A switch is on when it is there (B-10), unless it says that it is off.
fn er_ja(vaerdi: &str) -> bool {
    !vaerdi.eq_ignore_ascii_case("false") && vaerdi != "0"
}

/// One axis of time (B-11). An empty value is the same as none; a repeated name is refused.
fn akse(p: &[Par<'_>], punkt: &str, fra: &str, til: &str) -> Result<Option<Akse>, Fejl> {
    let en = |navn: &str| -> Result<Option<Tidspunkt>, Fejl> {
        let mut vaerdier = p.iter().filter(|p| p.navn == navn && !p.vaerdi.is_empty());
        let foerste = vaerdier.next();
        if vaerdier.next().is_some() {
            return Err(Fejl::ny(Fejlkode::ForMange).felt(navn).ventet(grund::sagt::hoejst(1, grund::sagt::STYK)));
        }
        foerste.map(|p| tid(p.vaerdi).map_err(|f| f.felt(navn))).transpose()
    };
    let (punktet, fra_t, til_t) = (en(punkt)?, en(fra)?, en(til)?);
    match (punktet, fra_t, til_t) {
        (None, None, None) => Ok(None),
        (Some(t), None, None) => Ok(Some(Akse::Punkt(t))),
        (Some(_), _, _) => Err(Fejl::ny(Fejlkode::TidKonflikt).felt(punkt).regel("B-11")),
        (None, f, t) => {
            let periode = Periode::ny(f.unwrap_or(Tidspunkt::MINUS_UENDELIG), t.unwrap_or(Tidspunkt::UENDELIG));
            if periode.er_tom() {
                return Err(Fejl::ny(Fejlkode::FraEfterTil).felt(til));
            }
            Ok(Some(Akse::Interval(periode)))
        }
    }
}

fn tid(tekst: &str) -> Result<Tidspunkt, Fejl> {
    Tidspunkt::fra_adresse(tekst).or_else(|_| vaerdi::tidspunkt(tekst))
}

/// Reads the parameters of a GET on a type: list or search (B-6).
pub(crate) fn samling(
    raa: &[(String, String)],
    t: &'static Objekttype,
    nu: Tidspunkt,
    dialekt: Option<Dialekt>,
) -> Result<(Hvad, Tidsvalg), Fejl> {
    let mut p = par(raa);
    afvis(p.iter().map(|p| p.navn.as_str()).filter(|n| !kendt(n, t)).collect(), || soegenavne(t))?;
    let tid = tider(&p, nu)?;
    // What an empty parameter leaves is still a search, answered as one.
    let liste = p.iter().all(|p| p.navn == "uuid" || er_tidsnavn(&p.navn));
    p.retain(|p| !p.vaerdi.is_empty() || tom_siger_noget(&p.navn, t));
    let mut uuider = Vec::new();
    for u in p.iter().filter(|p| p.navn == "uuid") {
        uuider.push(vaerdi::uuid(u.vaerdi).map_err(|f| f.felt("uuid"))?);
    }
    if liste {
        if uuider.len() > LISTE_UUID {
            return Err(Fejl::ny(Fejlkode::ForMangeKriterier).felt("uuid").ventet(grund::sagt::hoejst(LISTE_UUID, grund::sagt::STYK)));
        }
        return Ok((Hvad::Liste(uuider), tid));
    }
    if uuider.len() > 1 {
        return Err(flere_uuider());
    }
    if p.len() > SOEGEKRITERIER {
        return Err(Fejl::ny(Fejlkode::ForMangeKriterier).ventet(grund::sagt::hoejst(SOEGEKRITERIER, grund::sagt::STYK)));
    }
    let mut f = Hvad::Liste(uuider).soegning(t, nu, tid)?;
    let mut hele = false;
    for par in &p {
        hele |= par.navn == "list" && er_ja(par.vaerdi);
        kriterium(&mut f, par, t, dialekt).map_err(|e| if e.feltet().is_none() { e.felt(par.navn.as_str()) } else { e })?;
    }
    for k in f.relationer.iter_mut().filter(|k| k.enhver.len() == 1) {
        k.reference = k.enhver.pop();
    }
    Ok((Hvad::Soeg { forespoergsel: Box::new(f), hele }, tid))
}

/// A parameter that says something without a value: a text may be searched for as empty (LoRA keeps mandatory ones so), and a UUID is missing.
/// Every other empty one is left out, as an empty criterion of SOAP is.
fn tom_siger_noget(n: &str, t: &'static Objekttype) -> bool {
    matches!(n, "uuid" | "list" | "vilkaarligattr" | "notetekst") || er_tidsnavn(n) || t.felt(n).is_some_and(|f| !har_form(f))
}

/// What has a form of its own can be searched for in that form only: a value that no object can have is a mistake, not a search without hits.
fn har_form(f: &register::Felt) -> bool {
    use Felttype::{Boolsk, Cifre, Dato, Heltal, Reference, Tidspunkt};
    matches!(f.slags, Heltal(..) | Boolsk | Tidspunkt | Reference | Dato | Cifre(_))
}

/// The parameter for the class that data restrictions see, of types that carry them.
pub(crate) const KLASSE: &str = "klasse";

fn kendt(n: &str, t: &'static Objekttype) -> bool {
    let relation = n.split_once(':').map_or(n, |(a, _)| a);
    er_tidsnavn(n)
        || (n == KLASSE && t.syn.is_some())
        || GENERELLE.iter().any(|(g, _)| *g == n)
        || t.felt(n).is_some()
        || t.tilstand(n).is_some()
        || t.relation(relation).is_some()
        || relationsfelt(n, t).is_some()
}

/// A coded field of a relation that can be searched: journalpostkode.
fn relationsfelt(n: &str, t: &'static Objekttype) -> Option<(&'static register::Relationsdef, &'static register::Felt)> {
    t.relationer.iter().find_map(|r| r.felter.iter().find(|f| f.navn == n && matches!(f.slags, Felttype::Kode(_))).map(|f| (r, f)))
}

/// Every value is a criterion of its own (B-12); with OS2mo's LoRA any one of a relation's values is enough.
fn kriterium(f: &mut Forespoergsel, p: &Par<'_>, t: &'static Objekttype, dialekt: Option<Dialekt>) -> Result<(), Fejl> {
    match p.navn.as_str() {
        "uuid" | "list" => {}
        n if er_tidsnavn(n) => {}
        KLASSE if t.syn.is_some() => {
            let begyndelse = grund::Klasseinterval::laes(p.vaerdi).filter(|i| !p.vaerdi.contains('-') && !i.fra.is_empty());
            f.klasse = Some(begyndelse.ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).ventet("27, 27.35, 27.35.04"))?.fra);
        }
        AENDRETFRA => f.aendret = Some(Periode::ny(tid(p.vaerdi)?, Tidspunkt::UENDELIG)),
        "vilkaarligattr" => f.vilkaarlig_egenskab.push(Moenster(p.vaerdi.into())),
        "vilkaarligrel" => f.vilkaarlig_relation.push(vaerdi::reference(p.vaerdi)?),
        "livscykluskode" => {
            let kode = Livscyklus::ALLE.into_iter().find(|l| l.navn().eq_ignore_ascii_case(p.vaerdi)).ok_or_else(|| {
                let navne: Vec<&str> = Livscyklus::ALLE.iter().map(|l| l.navn()).collect();
                Fejl::ny(Fejlkode::UgyldigVaerdi).tilladt(navne).detalje(uddrag(p.vaerdi))
            })?;
            f.livscyklus.push(kode);
        }
        "brugerref" => f.bruger = Some(vaerdi::reference(p.vaerdi)?),
        // A type may have a field of this name (loghaendelse.note has not): the registration's note is meant (B-15).
        "notetekst" => f.note = Some(Moenster(p.vaerdi.into())),
        "foersteresultat" => f.side.foerste = side(p.vaerdi)?.filter(|n| *n <= SIDE_FOERSTE_MAKS).ok_or_else(ugyldig_side)?,
        "maximalantalresultater" => {
            f.side.antal = side(p.vaerdi)?.map_or(LISTE_UUID, |n| usize::try_from(n).unwrap_or(LISTE_UUID).min(LISTE_UUID))
        }
        n => {
            if let Some(felt) = t.felt(n) {
                let moenster = matches!(felt.slags, Felttype::Dato | Felttype::Cifre(_)) && p.vaerdi.contains('%');
                let krav = if har_form(felt) && !moenster {
                    Feltkrav::Lig(vaerdi::fra_tekst(p.vaerdi, felt)?)
                } else {
                    Feltkrav::Moenster(Moenster(p.vaerdi.into()))
                };
                f.egenskaber.push(Egenskabskriterium { felter: vec![(felt.nr, krav)], virkning: None });
            } else if let Some(def) = t.tilstand(n) {
                let vaerdi = crate::laes::tilstandsvaerdi(p.vaerdi, def)?;
                f.tilstande.push(Tilstandskriterium { nr: def.nr, vaerdi, virkning: None });
            } else if let Some((def, felt)) = relationsfelt(n, t) {
                let krav = Feltkrav::Lig(vaerdi::fra_tekst(p.vaerdi, felt)?);
                f.relationer.push(Relationskriterium { nr: def.nr, felter: vec![(felt.nr, krav)], ..Default::default() });
            } else {
                let (navn, objekttype) = n.split_once(':').map_or((n, None), |(a, b)| (a, Some(b)));
                let def = t.relation(navn).ok_or_else(|| Fejl::ny(Fejlkode::UkendtParameter))?;
                let reference = vaerdi::reference(p.vaerdi)?;
                let ny = Relationskriterium { nr: def.nr, objekttype: objekttype.map(Into::into), ..Default::default() };
                let enhver = dialekt == Some(Dialekt::Os2mo);
                let samme = |k: &&mut Relationskriterium| k.nr == ny.nr && k.objekttype == ny.objekttype && !k.enhver.is_empty();
                match f.relationer.iter_mut().find(samme).filter(|_| enhver) {
                    Some(k) => k.enhver.push(reference),
                    None if enhver => f.relationer.push(Relationskriterium { enhver: vec![reference], ..ny }),
                    None => f.relationer.push(Relationskriterium { reference: Some(reference), ..ny }),
                }
            }
        }
    }
    Ok(())
}

/// A count; a number too large for any page is none, a negative one is refused.
fn side(tekst: &str) -> Result<Option<u64>, Fejl> {
    if tekst.is_empty() || !tekst.bytes().all(|c| c.is_ascii_digit()) {
        return Err(ugyldig_side());
    }
    Ok(tekst.parse().ok())
}

fn ugyldig_side() -> Fejl {
    Fejl::ny(Fejlkode::UgyldigSide)
        .ventet((
            format!("et helt tal fra 0; første resultat højst {SIDE_FOERSTE_MAKS}"),
            format!("a whole number from 0; first result at most {SIDE_FOERSTE_MAKS}"),
        ))
        .regel("A-95")
}

#[cfg(test)]
mod tests;
