//! SoegUdtryk (C-31): examples joined by AND and OR, with NOT. [D] An example limits its own object type: in an AND of a case and a
//! document, cases are those of the first and documents those of the second. NOT of nothing is everything.
use super::{Kald, typen};
use crate::oversaet::kriterier;
use grund::{Fejl, Fejlkode, UnikId, Uuid, graenser};
use kontrakt::Knude;
use register::{Feltkrav, Forespoergsel, Objekttype, Relationskriterium, Side};
use std::collections::BTreeSet;

/// Hits of one example in a compound expression; more is too broad.
const HITS: usize = graenser::LISTE_UUID;
/// Expressions within expressions.
const DYBDE: usize = 16;

/// An expression, as far as it is about one object type.
#[derive(Debug)]
pub enum Udtryk {
    /// Objects like the example; `true`: documents that no case refers to.
    Eksempel(Box<Forespoergsel>, bool),
    /// All of these.
    Og(Vec<Udtryk>),
    /// Any of these.
    Eller(Vec<Udtryk>),
    /// Not this.
    Ikke(Box<Udtryk>),
}

/// Reads what an expression says about an object type; `None` when it says nothing about it.
pub fn laes(kald: Kald<'_>, k: &Knude, objekttype: &'static Objekttype, dybde: usize) -> Result<Option<Udtryk>, Fejl> {
    if dybde > DYBDE {
        return Err(Fejl::ny(Fejlkode::ForDyb).felt("SoegUdtryk").ventet(grund::sagt::hoejst(DYBDE, grund::sagt::NIVEAUER)));
    }
    let mut led = Vec::new();
    for (nr, b) in k.boern.iter().enumerate() {
        let laes = || -> Result<Option<Udtryk>, Fejl> {
            Ok(match b.navn() {
                "operation" => None,
                "SoegUdtryk" => laes(kald, b, objekttype, dybde + 1)?,
                "NOT" => laes(kald, b, objekttype, dybde + 1)?.map(|u| Udtryk::Ikke(Box::new(u))),
                _ if typen(kald, b.register)? == objekttype => {
                    let mut f = kriterier::forespoergsel(objekttype, b, kald.kontekst.nu)?;
                    kriterier::eksempel(objekttype, b, &mut f)?;
                    klassenummer(objekttype, &mut f);
                    Some(Udtryk::Eksempel(Box::new(f), b.navn() == "SoegSagsloeseDokumenter"))
                }
                _ => None,
            })
        };
        led.extend(laes().map_err(|f| f.under(&format!("{}[{}]", b.navn(), nr + 1)))?);
    }
    if led.len() < 2 {
        return Ok(led.pop());
    }
    Ok(Some(if k.tekst("operation") == Some("OR") { Udtryk::Eller(led) } else { Udtryk::Og(led) }))
}

/// A criterion that is a KLE number, or the beginning of one with a wildcard (`27.35*`), and nothing else is asked of the class that data
/// restrictions see: the index has it in order. [D] Without a role the primary class is meant.
fn klassenummer(objekttype: &'static Objekttype, f: &mut Forespoergsel) {
    let Some(klasse) = ["sagsklasse", "dokumentklasse"].into_iter().find_map(|n| objekttype.relation(n)) else { return };
    let nummer = |k: &Relationskriterium| {
        let uden_andet = Relationskriterium { nr: k.nr, rolle: k.rolle.clone(), felter: k.felter.clone(), ..Relationskriterium::default() };
        let rolle = k.rolle.as_ref().is_none_or(|r| *r == UnikId::Uuid(sagdokument::roller::PRIMAER_KLASSE));
        let [(sagdokument::numre::REL_BRUGERVENDTNOEGLE, Feltkrav::Moenster(m))] = k.felter.as_slice() else { return None };
        if k.nr != klasse.nr || !rolle || *k != uden_andet {
            return None;
        }
        match m.0.strip_suffix('%') {
            Some(begyndelse) => grund::Klasseinterval::laes(&format!("{begyndelse}*")).map(|i| i.fra),
            None => grund::afgraensning::klassenummer(&m.0).filter(|c| c.len() == 6),
        }
    };
    if let Some((sted, cifre)) = f.relationer.iter().enumerate().find_map(|(i, k)| nummer(k).map(|c| (i, c))) {
        f.relationer.remove(sted);
        f.klasse = Some(cifre);
    }
}

/// The page of the first example: paging is asked for inside it.
pub fn side(u: &Udtryk) -> Option<Side> {
    match u {
        Udtryk::Eksempel(f, _) => Some(f.side),
        Udtryk::Og(l) | Udtryk::Eller(l) => l.iter().find_map(side),
        Udtryk::Ikke(u) => side(u),
    }
}

/// Objects that are meant, or all but those.
#[derive(Debug)]
pub enum Maengde {
    /// These.
    Disse(BTreeSet<Uuid>),
    /// All but these.
    AlleUndtagen(BTreeSet<Uuid>),
}

impl Maengde {
    fn og(self, anden: Self) -> Self {
        use Maengde::{AlleUndtagen as U, Disse as D};
        match (self, anden) {
            (D(a), D(b)) => D(a.intersection(&b).copied().collect()),
            (D(a), U(b)) | (U(b), D(a)) => D(a.difference(&b).copied().collect()),
            (U(a), U(b)) => U(a.union(&b).copied().collect()),
        }
    }
    fn ikke(self) -> Self {
        match self {
            Self::Disse(a) => Self::AlleUndtagen(a),
            Self::AlleUndtagen(a) => Self::Disse(a),
        }
    }
    fn eller(self, anden: Self) -> Self {
        self.ikke().og(anden.ikke()).ikke()
    }
}

/// Finds what a compound expression means.
pub async fn find(kald: Kald<'_>, objekttype: &'static Objekttype, u: &Udtryk) -> Result<Vec<Uuid>, Fejl> {
    let fundet = match maengde(kald, u).await? {
        Maengde::Disse(d) => d,
        Maengde::AlleUndtagen(u) => {
            let alle = hits(kald, Forespoergsel::alle(objekttype, kald.kontekst.nu)).await?;
            alle.into_iter().filter(|x| !u.contains(x)).collect()
        }
    };
    Ok(fundet.into_iter().collect())
}

type Fremtid<'u> = std::pin::Pin<Box<dyn Future<Output = Result<Maengde, Fejl>> + Send + 'u>>;

fn maengde<'u>(kald: Kald<'u>, u: &'u Udtryk) -> Fremtid<'u> {
    Box::pin(async move {
        Ok(match u {
            Udtryk::Eksempel(f, sagsloese) => {
                let fundet = hits(kald, (**f).clone()).await?;
                let mut ud = BTreeSet::new();
                for uuid in fundet {
                    if !*sagsloese || uden_sag(kald, uuid).await? {
                        ud.insert(uuid);
                    }
                }
                Maengde::Disse(ud)
            }
            Udtryk::Ikke(u) => maengde(kald, u).await?.ikke(),
            Udtryk::Og(l) | Udtryk::Eller(l) => {
                let mut ud: Option<Maengde> = None;
                for led in l {
                    let m = maengde(kald, led).await?;
                    ud = Some(match ud {
                        None => m,
                        Some(foer) if matches!(u, Udtryk::Og(_)) => foer.og(m),
                        Some(foer) => foer.eller(m),
                    });
                }
                ud.unwrap_or_else(|| Maengde::Disse(BTreeSet::new()))
            }
        })
    })
}

async fn hits(kald: Kald<'_>, f: Forespoergsel) -> Result<Vec<Uuid>, Fejl> {
    let fundet = kald.tilstand.register.soeg(kald.kontekst, &Forespoergsel { side: Side { foerste: 0, antal: HITS + 1 }, ..f }).await?;
    if fundet.len() > HITS {
        return Err(Fejl::ny(Fejlkode::ForBredSoegning).ventet((
            format!("højst {HITS} fund for hvert eksempel i et sammensat udtryk"),
            format!("at most {HITS} hits of each example in a compound expression"),
        )));
    }
    Ok(fundet)
}

/// No case refers to the document, also none that the caller does not see: a document of a hidden case is not left over.
pub async fn uden_sag(kald: Kald<'_>, dokument: Uuid) -> Result<bool, Fejl> {
    Ok(sager_med(kald, dokument).await?.is_empty())
}

/// The same, once that case is gone.
pub async fn uden_andre_sager(kald: Kald<'_>, dokument: Uuid, sag: Uuid) -> Result<bool, Fejl> {
    Ok(sager_med(kald, dokument).await?.iter().all(|s| *s == sag))
}

async fn sager_med(kald: Kald<'_>, dokument: Uuid) -> Result<Vec<Uuid>, Fejl> {
    let f = peger_paa(kald, &sagdokument::objekttyper::SAG, sagdokument::numre::JOURNALPOST, dokument);
    // That there are two says as much as that there are more.
    let f = Forespoergsel { side: Side { foerste: 0, antal: 2 }, ..f };
    kald.tilstand.register.soeg(&kald.kontekst.internt(), &f).await
}

/// The search for objects of a type that refer to that one at any time.
pub fn peger_paa(kald: Kald<'_>, objekttype: &'static Objekttype, nr: u16, uuid: Uuid) -> Forespoergsel {
    let kriterium = Relationskriterium {
        nr,
        reference: Some(UnikId::Uuid(uuid)),
        virkning: Some(grund::Periode::ALTID),
        ..Relationskriterium::default()
    };
    Forespoergsel {
        relationer: vec![kriterium],
        side: Side { foerste: 0, antal: HITS },
        ..Forespoergsel::alle(objekttype, kald.kontekst.nu)
    }
}
