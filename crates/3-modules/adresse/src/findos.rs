//! FindOs: who lived at an address, and what the address was called, by name and address. Post Danmark's product is gone, and no contract of it is public (domain 1.1):
//! the questions are ours. The address half is here; the person half is asked of whoever fills [`Personkilde`].
use crate::adresser::Adresser;
use crate::slags::{self, Slags};
use crate::soeg::fold::ord;
use crate::soeg::{Adressen, Foresp, Type};
use async_trait::async_trait;
use grund::graenser::FINDOS_ADRESSER;
use grund::{Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, Uuid};

/// An address as the CPR register knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cpradresse {
    /// The municipality's code.
    pub kommunekode: u16,
    /// The road's code there.
    pub vejkode: u16,
    /// The number with its letter.
    pub husnr: String,
    /// The floor; empty for none.
    pub etage: String,
    /// The door; empty for none.
    pub doer: String,
}

/// A person at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bopael {
    /// The person; `None` where nobody can say for certain who has the number.
    pub person: Option<Uuid>,
    /// The person's number, for those who may see it (CPR-12).
    pub nummer: Option<String>,
    /// The person's name.
    pub navn: String,
    /// The address that was asked about.
    pub adresse: Cpradresse,
    /// When the person lived there.
    pub periode: Periode,
    /// Where the person lives now, as one line; `None` where nobody may know or there is none.
    pub nu: Option<String>,
}

/// Whoever knows where persons live. It notes the persons that it tells of in the call's trace, and tells of none whose name or address is protected from the
/// caller (CPR-07).
#[async_trait]
pub trait Personkilde: Send + Sync {
    /// Persons of that name who live at one of the addresses, or have lived there.
    ///
    /// # Errors
    /// Those of the source.
    async fn bopael(&self, kald: &Kaldekontekst, navn: &str, adresser: &[Cpradresse]) -> Result<Vec<Bopael>, Fejl>;
}

/// What an address was called, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Betegnelse {
    /// As the register wrote it; empty where it has written none.
    pub tekst: String,
    /// When it was so.
    pub virkning: Periode,
    /// DAR's code of its state.
    pub status: u8,
}

/// An address with what it has been.
#[derive(Clone, Debug, PartialEq)]
pub struct Fundet {
    /// As it is now.
    pub adresse: Adressen,
    /// What it was called, the oldest first.
    pub historik: Vec<Betegnelse>,
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Spoergsmaal<'a> {
    /// The name of a person; empty for none.
    pub navn: &'a str,
    /// The address as one line.
    pub adresse: &'a str,
    /// Or as the CPR register has it.
    pub cpradresse: Option<&'a Cpradresse>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Svar {
    /// The addresses that may be meant.
    pub adresser: Vec<Fundet>,
    /// Persons of that name there; `None` where nobody is connected who knows.
    pub personer: Option<Vec<Bopael>>,
}

/// Finds addresses by their line, and persons of that name there. The purpose of a look-up of persons is in the call's trace already.
///
/// # Errors
/// `ManglerElement` without an address; those of the store and of the source.
pub async fn opslag(
    adresser: &Adresser,
    personer: Option<&dyn Personkilde>,
    kald: &Kaldekontekst,
    s: Spoergsmaal<'_>,
) -> Result<Svar, Fejl> {
    let mut fundne = Vec::new();
    if !s.adresse.trim().is_empty() {
        for a in adresser.forslag(&linje(s.adresse)).await?.into_iter().filter_map(|f| f.data) {
            let historik = historik(adresser, &slags::ADRESSE, "adressebetegnelse", a.id).await?;
            fundne.push(Fundet { adresse: a, historik });
        }
    } else if s.cpradresse.is_none() {
        return Err(Fejl::ny(Fejlkode::ManglerElement).felt("adresse"));
    }
    let personer = match personer {
        Some(p) if !s.navn.trim().is_empty() => {
            let linjens = fundne.iter().filter(|f| f.adresse.kommune != 0).map(|f| cpradresse(&f.adresse));
            let mut cpr: Vec<Cpradresse> = linjens.chain(s.cpradresse.cloned()).collect();
            cpr.dedup();
            Some(p.bopael(kald, s.navn, &cpr).await?)
        }
        Some(_) => Some(Vec::new()),
        None => None,
    };
    Ok(Svar { adresser: fundne, personer })
}

fn linje(q: &str) -> Foresp {
    Foresp {
        q: q.to_owned(),
        caret: None,
        til: Type::Adresse,
        fra: Type::Adresse,
        husnummer: None,
        fuzzy: true,
        med_by: true,
        flere_linjer: false,
        kommuner: Vec::new(),
        postnumre: Vec::new(),
        spring: 0,
        antal: FINDOS_ADRESSER,
    }
}

/// Whether a name is meant: each word of the question is a word of the name, or its first letter.
pub fn er_navn(spurgt: &str, navn: &str) -> bool {
    let (spurgt, navn) = (ord(spurgt), ord(navn));
    // Of letters outside ASCII two stand for one.
    let initial = |o: &String| o.chars().count() == 1 || ["aa", "ae", "oe"].contains(&o.as_str());
    let passer = |o: &String| navn.iter().any(|n| n == o || (initial(o) && n.starts_with(o.as_str())));
    !spurgt.iter().all(initial) && spurgt.iter().all(passer)
}

fn cpradresse(a: &Adressen) -> Cpradresse {
    Cpradresse { kommunekode: a.kommune, vejkode: a.vejkode, husnr: a.husnr.clone(), etage: a.etage.clone(), doer: a.doer.clone() }
}

/// What an entity's line was, as the register says it now.
///
/// # Errors
/// Those of the store.
pub async fn historik(adresser: &Adresser, slags: &'static Slags, felt: &str, id: Uuid) -> Result<Vec<Betegnelse>, Fejl> {
    let Some(e) = adresser.entitet(slags, id).await? else { return Ok(Vec::new()) };
    let mut ud: Vec<Betegnelse> = e
        .versioner
        .iter()
        .filter(|v| v.registrering.til == Tidspunkt::UENDELIG && !v.virkning.er_tom())
        .map(|v| Betegnelse { tekst: v.tekst(slags, felt).unwrap_or_default().to_owned(), virkning: v.virkning, status: v.status })
        .collect();
    ud.sort_by_key(|b| (b.virkning.fra, b.virkning.til));
    Ok(ud)
}

#[cfg(test)]
mod tests {
    use super::er_navn;

    #[test]
    fn a_name_is_meant_by_its_words_however_they_are_written() {
        for spurgt in ["Åse Klithave", "klithave, aase", "Å Klithave", "KLITHAVE"] {
            assert!(er_navn(spurgt, "Åse Marie Klithave"), "{spurgt}");
        }
        for spurgt in ["", "å", "Klit", "Åse Hansen", "Åsen Klithave"] {
            assert!(!er_navn(spurgt, "Åse Marie Klithave"), "{spurgt}");
        }
    }
}
