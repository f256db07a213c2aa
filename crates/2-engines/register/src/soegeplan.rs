//! From a search to what the store can answer: the conditions that the index knows, and whether they are the whole search.
use crate::indeks::{self, Slags};
use crate::kommando::*;
use crate::model::*;
use crate::moenster::{Fortsaettelse, Klar, smaa};
use crate::objekttype::*;
use grund::graenser::{SIDE_FOERSTE_MAKS, SOEGEKRITERIER};
use grund::{Cvr, Fejl, Fejlkode, Periode, Tidspunkt};
use lager::{Fortaeller, Kriterium, Noeglevalg, Soegning};

/// What to ask the store.
pub(crate) struct Plan {
    /// The store's search, without page.
    pub(crate) soegning: Soegning,
    /// The store's hits are the search's hits; otherwise they are candidates, none missing.
    pub(crate) praecis: bool,
}

/// Digits of a whole number of KLE: main group, group, number.
const KLASSECIFRE: usize = 6;

/// How well a condition narrows down; the store gets the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Snaeverhed {
    Vaerdi,
    Begyndelse,
    Tilstand,
    Felt,
    Livscyklus,
}

struct Samler<'a> {
    f: &'a Forespoergsel,
    kriterier: Vec<(Snaeverhed, Kriterium)>,
    praecis: bool,
}

/// Makes the plan.
///
/// # Errors
/// 14xx when the search is beyond a limit.
pub(crate) fn laeg(f: &Forespoergsel, myndigheder: &[Cvr]) -> Result<Plan, Fejl> {
    graenser(f)?;
    // An index row does not know who stands behind it.
    let uden_aktoer = f.virkningsaktoer == Virkningsaktoer::default();
    let praecis = uden_aktoer && f.bruger.is_none() && f.note.is_none() && f.afsendt.is_none() && f.vilkaarlig_egenskab.is_empty();
    let mut s = Samler { f, kriterier: Vec::new(), praecis };
    for k in &f.egenskaber {
        s.egenskab(k);
    }
    for k in &f.tilstande {
        let noegle = Noeglevalg::Lig(indeks::tilstand(f.objekttype, k.nr, k.vaerdi));
        s.tilfoej(Snaeverhed::Tilstand, vec![noegle], k.virkning.unwrap_or(f.virkning));
    }
    for k in &f.relationer {
        s.relation(k);
    }
    for x in &f.vilkaarlig_relation {
        let noegler: Vec<_> = f.objekttype.relationer.iter().map(|r| Noeglevalg::Lig(indeks::relation(f.objekttype, r.nr, x))).collect();
        if noegler.is_empty() {
            s.praecis = false;
        } else {
            s.tilfoej(Snaeverhed::Vaerdi, noegler, f.virkning);
        }
    }
    if let Some(k) = &f.klasse {
        let noegle = [indeks::klasse(f.objekttype), k.as_bytes().to_vec()].concat();
        // Nothing is below a whole number, whose rows lie in order of object.
        let (snaeverhed, noegle) = match k.len() < KLASSECIFRE {
            true => (Snaeverhed::Begyndelse, Noeglevalg::Begynder(noegle)),
            false => (Snaeverhed::Vaerdi, Noeglevalg::Lig(noegle)),
        };
        s.tilfoej(snaeverhed, vec![noegle], f.virkning);
        if let Some((_, k)) = s.kriterier.last_mut() {
            k.fortaeller = Fortaeller::Klasse;
        }
    }
    s.livscyklus();
    s.kriterier.sort_by_key(|(snaeverhed, _)| *snaeverhed);
    let soegning = Soegning {
        myndigheder: myndigheder.to_vec(),
        registreret: registreret(f.registrering),
        kriterier: s.kriterier.into_iter().map(|(_, k)| k).collect(),
        aendret: f.aendret,
        syn: None,
        efter_oid: 0,
        spring_over: 0,
        antal: 0,
    };
    Ok(Plan { soegning, praecis: s.praecis })
}

fn graenser(f: &Forespoergsel) -> Result<(), Fejl> {
    let felter: usize =
        f.egenskaber.iter().map(|k| k.felter.len().max(1)).sum::<usize>() + f.relationer.iter().map(|k| 1 + k.felter.len()).sum::<usize>();
    if felter + f.tilstande.len() + f.vilkaarlig_egenskab.len() + f.vilkaarlig_relation.len() > SOEGEKRITERIER {
        return Err(Fejl::ny(Fejlkode::ForMangeKriterier).ventet(grund::sagt::hoejst(SOEGEKRITERIER, grund::sagt::STYK)));
    }
    if f.relationer.iter().any(|k| k.enhver.len() > SOEGEKRITERIER) {
        return Err(Fejl::ny(Fejlkode::ForMangeKriterier).ventet(grund::sagt::hoejst(SOEGEKRITERIER, grund::sagt::ALTERNATIVER)));
    }
    if f.side.foerste > SIDE_FOERSTE_MAKS {
        return Err(Fejl::ny(Fejlkode::UgyldigSide).ventet(grund::sagt::mellem(0, SIDE_FOERSTE_MAKS)).regel("A-95"));
    }
    Ok(())
}

/// Registration time in which the rows are looked at. The newest registration is the one in force at the last instant.
fn registreret(valg: Registreringsvalg) -> Periode {
    match valg {
        Registreringsvalg::Aktuel => Periode::ny(Tidspunkt::fra_mikros(i64::MAX - 1), Tidspunkt::UENDELIG),
        Registreringsvalg::Paa(t) => Periode::punkt(t),
        Registreringsvalg::Interval(p) => p,
    }
}

/// The index does not tell upper from lower case, nor a text from a list that holds it: whether no other value of the field
/// has the same key as this one.
fn eneste_skrivemaade(slags: &Felttype, t: &str) -> bool {
    match slags {
        Felttype::Kode(koder) => koder.contains(&t) && koder.iter().filter(|k| smaa(k) == smaa(t)).count() == 1,
        Felttype::Tekst(_) | Felttype::Cifre(_) | Felttype::Dato | Felttype::Varighed => {
            t.bytes().all(|b| b.is_ascii() && !b.is_ascii_alphabetic())
        }
        _ => false,
    }
}

/// Holds exactly one instant, so that two things that hold in it hold at the same time.
fn er_punkt(p: Periode) -> bool {
    p.fra.er_endelig() && p.til == p.fra.naeste()
}

impl Samler<'_> {
    fn tilfoej(&mut self, snaeverhed: Snaeverhed, noegler: Vec<Noeglevalg>, virkning: Periode) {
        let fortaeller = if snaeverhed == Snaeverhed::Livscyklus { Fortaeller::Intet } else { Fortaeller::Del };
        let virkning = (virkning != Periode::ALTID).then_some(virkning);
        self.kriterier.push((snaeverhed, Kriterium { noegler, virkning, fortaeller }));
    }

    fn egenskab(&mut self, k: &Egenskabskriterium) {
        let virkning = k.virkning.unwrap_or(self.f.virkning);
        if k.felter.is_empty() || (k.felter.len() > 1 && !er_punkt(virkning)) {
            self.praecis = false;
        }
        for (nr, krav) in &k.felter {
            match self.felt(*nr, krav) {
                Some((snaeverhed, noegle, praecis)) => {
                    self.praecis &= praecis;
                    self.tilfoej(snaeverhed, vec![noegle], virkning);
                }
                None => self.praecis = false,
            }
        }
    }

    /// The key that a field's requirement comes to, and whether it says the same; `None` when the index can't help.
    fn felt(&self, nr: u16, krav: &Feltkrav) -> Option<(Snaeverhed, Noeglevalg, bool)> {
        let typen = self.f.objekttype;
        let felt = typen.felt_nr(nr).filter(|f| f.soegbar)?;
        let m = match krav {
            Feltkrav::Lig(Vaerdi::Tekst(t)) => {
                let mut n = indeks::forled(typen.nr, Slags::Egenskab, nr);
                let hel = indeks::tekst(&mut n, &smaa(t));
                return Some((Snaeverhed::Vaerdi, Noeglevalg::Lig(n), hel && eneste_skrivemaade(&felt.slags, t)));
            }
            Feltkrav::Lig(v) => return Some((Snaeverhed::Vaerdi, Noeglevalg::Lig(indeks::vaerdi(typen, nr, v)?), true)),
            Feltkrav::Moenster(m) => Klar::ny(m),
            Feltkrav::Mellem(_) => return None,
        };
        // Numbers, times and references are not indexed as they are written; a composite value is indexed by its texts.
        if matches!(felt.slags, Felttype::Heltal(..) | Felttype::Boolsk | Felttype::Tidspunkt | Felttype::Reference) {
            return None;
        }
        let (begyndelse, efter) = m.begyndelse();
        let mut n = indeks::forled(typen.nr, Slags::Egenskab, nr);
        let hel = indeks::tekst(&mut n, begyndelse);
        Some(match efter {
            Fortsaettelse::Intet => (Snaeverhed::Vaerdi, Noeglevalg::Lig(n), hel),
            _ if begyndelse.is_empty() => (Snaeverhed::Felt, Noeglevalg::Begynder(n), efter == Fortsaettelse::HvadSomHelst),
            Fortsaettelse::HvadSomHelst => (Snaeverhed::Begyndelse, Noeglevalg::Begynder(n), hel),
            Fortsaettelse::Mere => (Snaeverhed::Begyndelse, Noeglevalg::Begynder(n), false),
        })
    }

    fn relation(&mut self, k: &Relationskriterium) {
        let virkning = k.virkning.unwrap_or(self.f.virkning);
        let kun_reference = k.objekttype.is_none() && k.rolle.is_none() && k.slags.is_none() && k.indeks.is_none() && k.felter.is_empty();
        // Both: the index can't tell whether the two rows are of one reference.
        self.praecis &= kun_reference && k.reference.is_some() == k.enhver.is_empty();
        let noegle = |r| Noeglevalg::Lig(indeks::relation(self.f.objekttype, k.nr, r));
        // A reference without a target has no row, but may have a role or an index.
        for noegler in [k.reference.iter().map(noegle).collect::<Vec<_>>(), k.enhver.iter().map(noegle).collect()] {
            if !noegler.is_empty() {
                self.tilfoej(Snaeverhed::Vaerdi, noegler, virkning);
            }
        }
    }

    fn livscyklus(&mut self) {
        let f = self.f;
        let noegler = Livscyklus::ALLE.into_iter().filter(|l| crate::opfylder::livscyklus(f, *l));
        let noegler = noegler.map(|l| Noeglevalg::Lig(indeks::livscyklus(f.objekttype, l))).collect();
        self.tilfoej(Snaeverhed::Livscyklus, noegler, Periode::ALTID);
    }
}
