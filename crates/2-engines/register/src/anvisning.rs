//! A lint over registrations: what a guide asks for and the register does not refuse (C-2). A module says what it wants as tables; the
//! findings name rule, field, value and remedy. Pure: it sees one registration and nothing else.
use crate::model::*;
use crate::objekttype::{Felt, Objekttype};
use grund::{Tidspunkt, UnikId, Uuid};
use std::borrow::Cow;

/// Something that the guide does not want.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fund {
    /// The rule, as in the facts: `C.3 Aktør.Ejer`.
    pub regel: &'static str,
    /// Where, in the register's names: `relationer/sagsaktoer[2]/cvrnummer`.
    pub felt: String,
    /// What stands there, cut short; numbers that may be CPR numbers are not shown. Empty when nothing does.
    pub vaerdi: String,
    /// What to do, in Danish: it is read by the caseworker's vendor.
    pub raad: Cow<'static, str>,
}

/// Collects findings.
#[derive(Debug, Default)]
pub struct Fundliste(pub Vec<Fund>);

impl Fundliste {
    /// Adds a finding.
    pub fn tilfoej(&mut self, regel: &'static str, felt: impl Into<String>, vaerdi: &str, raad: impl Into<Cow<'static, str>>) {
        self.0.push(Fund { regel, felt: felt.into(), vaerdi: vist(vaerdi), raad: raad.into() });
    }
}

/// A value as a finding shows it.
fn vist(v: &str) -> String {
    let mut loeb = 0;
    let farlig = v.chars().any(|c| {
        loeb = if c.is_ascii_digit() { loeb + 1 } else { 0 };
        loeb >= 10
    });
    if farlig { "(skjult)".into() } else { grund::fejl::uddrag(v).to_string() }
}

/// How often a role may occur at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Antal {
    /// Always exactly one: it is replaced, never ended (OB1, A-58).
    Een,
    /// None or one.
    HoejstEen,
    /// Any number, told apart by Indeks (OB3).
    Flere,
}

/// What a reference may be.
#[derive(Clone, Copy, Debug)]
pub enum Henvisning {
    /// A UUID.
    Uuid,
    /// A UUID, or a URN of one of these forms.
    UuidEllerUrn(&'static [Urnform]),
    /// A URN of one of these forms.
    Urn(&'static [Urnform]),
}

/// The form of a URN: what it begins with, and how many digits follow; `None`: anything, but something.
#[derive(Clone, Copy, Debug)]
pub struct Urnform(pub &'static str, pub Option<usize>);

impl Urnform {
    fn passer(self, urn: &str) -> bool {
        urn.strip_prefix(self.0).is_some_and(|rest| match self.1 {
            Some(n) => rest.len() == n && rest.bytes().all(|b| b.is_ascii_digit()),
            None => !rest.is_empty(),
        })
    }
}

/// What the guide asks of one role of a relation.
#[derive(Debug)]
pub struct Rollekrav {
    /// The relation's number.
    pub relation: u16,
    /// The role.
    pub rolle: Uuid,
    /// The rule.
    pub regel: &'static str,
    /// How often.
    pub antal: Antal,
    /// Types that may be pointed at; empty: any.
    pub typer: &'static [Uuid],
    /// What a reference may be.
    pub henvisning: Henvisning,
    /// Fields that must be filled.
    pub kraevet: &'static [u16],
    /// Fields that must be filled when the reference is a URN (OB4).
    pub ved_urn: &'static [u16],
    /// Fields that must be empty.
    pub forbudt: &'static [u16],
    /// Form of the user's key, if it has one.
    pub noegle: Option<(u16, Noegleform)>,
}

/// Whether a key has its form.
pub type Noegleform = fn(&str) -> bool;

/// A field that every period of the attribute must have.
#[derive(Clone, Copy, Debug)]
pub struct Paakraevet(pub u16, pub &'static str);

/// Checks that every period of the attribute has the fields, and that there is one.
pub fn egenskaber(t: &Objekttype, r: &Registrering, krav: &[Paakraevet], ud: &mut Fundliste) {
    if r.billede.egenskaber.is_empty() {
        for k in krav {
            ud.tilfoej(k.1, format!("egenskaber/{}", navn(t.egenskaber, k.0)), "", "Udfyld feltet: det er obligatorisk.");
        }
    }
    for (i, e) in r.billede.egenskaber.iter().enumerate() {
        virkning(&e.virkning, &format!("egenskaber[{}]", i + 1), ud);
        for k in krav.iter().filter(|k| tom(&e.felter, k.0)) {
            ud.tilfoej(k.1, format!("egenskaber[{}]/{}", i + 1, navn(t.egenskaber, k.0)), "", "Udfyld feltet: det er obligatorisk.");
        }
    }
}

/// Checks what every registration of an index has: the sender's time, an origin by import, a user.
pub fn registrering(r: &Registrering, ud: &mut Fundliste) {
    if r.afsendt.is_none() {
        ud.tilfoej("C-12", "registrering/tidspunkt", "", "Send Tidspunkt i hver registrering.");
    }
    if r.sts_livscyklus() != Livscyklus::Importeret {
        ud.tilfoej("A-24", "registrering/livscyklus", r.sts_livscyklus().navn(), "Livscykluskoden er altid Importeret i indekserne.");
    }
    i_stedet_for_uuid(&r.bruger, "registrering/bruger", ud);
    if let Some(urn) = r.bruger.urn()
        && !Urnform("urn:oio:", None).passer(urn)
    {
        ud.tilfoej("C.3 BrugerRef", "registrering/bruger", urn, "Angiv brugerens UUID, eller en URN af formen urn:oio:….");
    }
}

/// A UUID belongs in UUIDIdentifikator. Programs of .NET write it into URNIdentifikator when they forget to choose the element.
fn i_stedet_for_uuid(id: &UnikId, hvor: &str, ud: &mut Fundliste) {
    if let (UnikId::Urn(u), Some(_)) = (id, id.uuid()) {
        ud.tilfoej("VEJL 9.1", hvor, u, "Send UUID'et i UUIDIdentifikator i stedet for URNIdentifikator (sæt ItemElementName i .NET).");
    }
}

/// a virkning has a start, and is by a user or a system.
pub fn virkning(v: &Virkning, hvor: &str, ud: &mut Fundliste) {
    if let Some(a) = &v.aktoer {
        i_stedet_for_uuid(a, &format!("{hvor}/virkning/aktoerref"), ud);
    }
    if v.periode.fra == Tidspunkt::MINUS_UENDELIG {
        ud.tilfoej("A-4", format!("{hvor}/virkning/fra"), "-∞", "Virkning skal have et FraTidspunkt.");
    }
    if let Some(t) = v.aktoertype.filter(|t| !matches!(t, Aktoertype::Bruger | Aktoertype::ItSystem)) {
        ud.tilfoej("A-9", format!("{hvor}/virkning/aktoertype"), t.navn(), "Brug Bruger eller ItSystem (siden 28. januar 2020).");
    }
}

/// Checks every relation: role, type and reference are there, and each known role is as the table wants.
pub fn relationer(t: &Objekttype, r: &Registrering, roller: &[Rollekrav], ud: &mut Fundliste) {
    for def in t.relationer {
        for (i, x) in r.billede.relationer.get(&def.nr).into_iter().flatten().enumerate() {
            let hvor = format!("relationer/{}[{}]", def.navn, i + 1);
            virkning(&x.virkning, &hvor, ud);
            for (mangler, navn, raad) in [
                (x.rolle.is_none(), "rolle", "Angiv relationens rolle."),
                (x.slags.is_none(), "type", "Angiv typen af det, der peges på."),
                (x.reference.is_none(), "reference", "Angiv ReferenceID."),
            ] {
                if mangler {
                    ud.tilfoej("A-57", format!("{hvor}/{navn}"), "", raad);
                }
            }
            let navngivne = [
                ("reference", x.reference.as_ref()),
                ("rolle", x.rolle.as_ref().map(|m| &m.id)),
                ("type", x.slags.as_ref().map(|m| &m.id)),
            ];
            for (navn, id) in navngivne {
                if let Some(id) = id {
                    i_stedet_for_uuid(id, &format!("{hvor}/{navn}"), ud);
                }
            }
            let rolle = x.rolle.as_ref().map(|m| &m.id);
            if let Some(k) = roller.iter().find(|k| k.relation == def.nr && rolle == Some(&UnikId::Uuid(k.rolle))) {
                reference(def.felter, x, k, &hvor, ud);
            }
        }
    }
    for k in roller {
        antal(t, r, k, ud);
    }
}

fn reference(felter: &[Felt], x: &Relation, k: &Rollekrav, hvor: &str, ud: &mut Fundliste) {
    let urn = x.reference.as_ref().and_then(UnikId::urn);
    let ok = match (k.henvisning, urn) {
        (_, None) if x.reference.is_none() => true,
        (Henvisning::Uuid | Henvisning::UuidEllerUrn(_), None) => true,
        (Henvisning::UuidEllerUrn(f) | Henvisning::Urn(f), Some(u)) => f.iter().any(|f| f.passer(u)),
        (Henvisning::Uuid, Some(_)) | (Henvisning::Urn(_), None) => false,
    };
    if !ok {
        let v = x.reference.as_ref().map(ToString::to_string).unwrap_or_default();
        ud.tilfoej(k.regel, format!("{hvor}/reference"), &v, "Brug en af de former for henvisning, som anvisningen nævner for rollen.");
    }
    if let Some(t) = x.slags.as_ref().and_then(|m| m.id.uuid())
        && !k.typer.is_empty()
        && !k.typer.contains(&t)
    {
        let typer: Vec<String> = k.typer.iter().map(ToString::to_string).collect();
        let raad = format!("Brug den objekttype, som anvisningen nævner for rollen: {}.", typer.join(" eller "));
        ud.tilfoej(k.regel, format!("{hvor}/type"), &t.to_string(), raad);
    }
    match (k.antal, x.indeks.as_deref()) {
        (Antal::Flere, None) => ud.tilfoej(k.regel, format!("{hvor}/indeks"), "", "Angiv Indeks: rollen kan forekomme flere gange."),
        (Antal::Een | Antal::HoejstEen, Some(i)) => {
            ud.tilfoej(k.regel, format!("{hvor}/indeks"), i, "Udelad Indeks: rollen forekommer højst én gang.");
        }
        _ => {}
    }
    for nr in k.kraevet.iter().filter(|nr| tom(&x.felter, **nr)) {
        ud.tilfoej(k.regel, format!("{hvor}/{}", navn(felter, *nr)), "", "Udfyld feltet: det er obligatorisk for rollen.");
    }
    for nr in k.ved_urn.iter().filter(|nr| urn.is_some() && tom(&x.felter, **nr)) {
        ud.tilfoej(k.regel, format!("{hvor}/{}", navn(felter, *nr)), "", "Udfyld feltet: det kræves, når henvisningen er en URN.");
    }
    for nr in k.forbudt.iter().filter(|nr| !tom(&x.felter, **nr)) {
        ud.tilfoej(
            k.regel,
            format!("{hvor}/{}", navn(felter, *nr)),
            &tekst(&x.felter, *nr),
            "Udelad feltet: det må ikke bruges for rollen.",
        );
    }
    if let Some((nr, form)) = k.noegle
        && !tom(&x.felter, nr)
        && !form(&tekst(&x.felter, nr))
    {
        ud.tilfoej(k.regel, format!("{hvor}/{}", navn(felter, nr)), &tekst(&x.felter, nr), "Brug nøglens rigtige form.");
    }
}

/// Exactly one at a time, for ever; or never two.
fn antal(t: &Objekttype, r: &Registrering, k: &Rollekrav, ud: &mut Fundliste) {
    let felt = || format!("relationer/{}", t.relation_nr(k.relation).map_or("", |d| d.navn));
    let alle = r.billede.relationer.get(&k.relation).into_iter().flatten();
    let mut perioder: Vec<_> = alle
        .filter(|x| x.rolle.as_ref().is_some_and(|m| m.id == UnikId::Uuid(k.rolle)) && !x.virkning.periode.er_tom())
        .map(|x| x.virkning.periode)
        .collect();
    perioder.sort_unstable();
    let overlap = perioder.array_windows().any(|[a, b]| b.fra < a.til);
    if overlap && k.antal != Antal::Flere {
        ud.tilfoej(k.regel, felt(), "", "Rollen må kun forekomme én gang ad gangen.");
    }
    if k.antal != Antal::Een {
        return;
    }
    let hul = perioder.array_windows().any(|[a, b]| a.til < b.fra);
    match perioder.last() {
        None => ud.tilfoej(k.regel, felt(), "", "Send relationen: den er obligatorisk."),
        Some(sidste) if hul || sidste.til != Tidspunkt::UENDELIG => {
            ud.tilfoej(
                k.regel,
                felt(),
                &sidste.til.til_utc(),
                "En obligatorisk relation erstattes af en ny med samme tidspunkt; den afsluttes ikke.",
            );
        }
        Some(_) => {}
    }
}

/// The name of a field.
pub fn navn(felter: &[Felt], nr: u16) -> &'static str {
    felter.iter().find(|f| f.nr == nr).map_or("", |f| f.navn)
}

/// Nothing stands in the field.
pub fn tom(felter: &Felter, nr: u16) -> bool {
    match felter.get(&nr) {
        None | Some(Vaerdi::Tom) => true,
        Some(Vaerdi::Tekst(t)) => t.trim().is_empty(),
        Some(Vaerdi::Liste(l)) => l.is_empty(),
        Some(Vaerdi::Struktur(s)) => s.keys().all(|nr| tom(s, *nr)),
        Some(_) => false,
    }
}

/// The text of a field.
pub fn tekst(felter: &Felter, nr: u16) -> String {
    match felter.get(&nr) {
        Some(Vaerdi::Tekst(t)) => t.clone(),
        Some(Vaerdi::Heltal(n)) => n.to_string(),
        Some(Vaerdi::Reference(r)) => r.to_string(),
        Some(Vaerdi::Struktur(_)) => "(udfyldt)".into(),
        _ => String::new(),
    }
}

/// A KLE number: `27.35.04`.
pub fn er_kle_emne(t: &str) -> bool {
    t.len() == 8 && t.bytes().enumerate().all(|(i, b)| if matches!(i, 2 | 5) { b == b'.' } else { b.is_ascii_digit() })
}

/// A handlingsfacet: `G01`.
pub fn er_handlingsfacet(t: &str) -> bool {
    matches!(t.as_bytes(), [b'A'..=b'Z', a, b] if a.is_ascii_digit() && b.is_ascii_digit())
}
