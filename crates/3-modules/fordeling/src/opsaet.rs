//! Setting up, for operations and the demo: a system as it is reached, a rule. The same objects as by OIO REST, and the same rules hold.
use crate::laest;
use crate::maske::{Facetmaske, Maske};
use crate::model::Objektslags;
use crate::objekttyper::*;
use crate::opslag::gennemgaa;
use grund::{Fejl, Kaldekontekst, Tidspunkt, UnikId, Uuid};
use register::{
    Egenskab, Felter, Flettemaade, Handling, Indhold, Kommando, Laesevalg, Objekttype, Register, Registrering, Relation, Tilstand, Vaerdi,
    Virkning,
};

/// How a system is to be reached, from always on.
#[derive(Clone, Debug, Default)]
pub struct Systemopsaetning {
    /// The system.
    pub system: Uuid,
    /// Its name.
    pub navn: String,
    /// It is Digital Post, and not called.
    pub digital_post: bool,
    /// Where FordelingsobjektModtag is called; nowhere when empty.
    pub modtageradresse: String,
    /// Where FordelingskvitteringModtag is; nowhere when empty.
    pub kvitteringsadresse: String,
    /// What it takes; everything when empty.
    pub objekter: Vec<Objektslags>,
    /// Days in which it answers.
    pub svarfrist: Option<u32>,
}

fn tekst(felter: &mut Felter, nr: u16, t: &str) {
    if !t.is_empty() {
        felter.insert(nr, Vaerdi::Tekst(t.into()));
    }
}

impl Systemopsaetning {
    /// How the system is reached in that authority now; `None` for one that is not set up.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn nuvaerende(register: &Register, kald: &Kaldekontekst, system: Uuid) -> Result<Option<Self>, Fejl> {
        let laes =
            |_: Uuid, r: &Registrering| laest::fordelingssystem(r, kald.nu).filter(|s| s.system == system && laest::gaelder(r, kald.nu));
        let fundne = gennemgaa(register, kald.myndighed, &FORDELINGSSYSTEM, kald.nu, Laesevalg::nu(kald.nu), laes).await?;
        Ok(fundne.into_iter().next().map(|s| Self {
            system,
            digital_post: s.levering == DIGITAL_POST,
            navn: s.navn,
            modtageradresse: s.modtageradresse,
            kvitteringsadresse: s.kvitteringsadresse,
            objekter: s.objekter,
            svarfrist: Some(s.svarfrist),
        }))
    }
}

/// Sets a system up in the caller's authority, in place of how it was before. Returns the Fordelingssystem.
///
/// # Errors
/// Those of the register.
pub async fn system(register: &Register, kald: &Kaldekontekst, s: &Systemopsaetning) -> Result<Uuid, Fejl> {
    let mut felter = Felter::new();
    tekst(&mut felter, NAVN, &s.navn);
    tekst(&mut felter, LEVERING, if s.digital_post { DIGITAL_POST } else { KALD });
    tekst(&mut felter, MODTAGERADRESSE, &s.modtageradresse);
    tekst(&mut felter, KVITTERINGSADRESSE, &s.kvitteringsadresse);
    if !s.objekter.is_empty() {
        felter.insert(OBJEKTSLAGS, Vaerdi::Liste(s.objekter.iter().map(|o| Vaerdi::Tekst(o.navn().into())).collect()));
    }
    if let Some(d) = s.svarfrist {
        felter.insert(SVARFRIST, Vaerdi::Heltal(i64::from(d)));
    }
    let samme = |u: Uuid, r: &Registrering| laest::naevnte(r).any(|n| n == Some(s.system)).then_some(u);
    gem(register, kald, &FORDELINGSSYSTEM, &s.system.to_string(), (felter, s.system), samme).await
}

/// Makes the rule for that mask and facet, or changes who receives by it. Returns the Fordelingsregel.
///
/// # Errors
/// Those of the register.
pub async fn regel(
    register: &Register,
    kald: &Kaldekontekst,
    navn: &str,
    kle: &Maske,
    facet: Option<&Facetmaske>,
    system: Uuid,
) -> Result<Uuid, Fejl> {
    let mut felter = Felter::new();
    tekst(&mut felter, NAVN, navn);
    tekst(&mut felter, KLE, &kle.to_string());
    let f = facet.map(ToString::to_string).unwrap_or_default();
    tekst(&mut felter, FACET, &f);
    let samme = |u: Uuid, r: &Registrering| {
        let nu = laest::regel(kald.myndighed, u, r, kald.nu).filter(|_| laest::gaelder(r, kald.nu))?;
        (nu.kle == *kle && nu.facet.as_ref() == facet).then_some(u)
    };
    gem(register, kald, &FORDELINGSREGEL, &format!("{kle} {f}"), (felter, system), samme).await
}

/// Who receives by the rule for that mask and facet now; `None` where there is none.
///
/// # Errors
/// Those of the store.
pub async fn modtager(register: &Register, kald: &Kaldekontekst, kle: &Maske, facet: Option<&Facetmaske>) -> Result<Option<Uuid>, Fejl> {
    let laes = |u: Uuid, r: &Registrering| {
        let nu = laest::regel(kald.myndighed, u, r, kald.nu).filter(|_| laest::gaelder(r, kald.nu))?;
        (nu.kle == *kle && nu.facet.as_ref() == facet).then_some(nu.system)
    };
    let fundne = gennemgaa(register, kald.myndighed, &FORDELINGSREGEL, kald.nu, Laesevalg::AKTUEL, laes).await?;
    Ok(fundne.first().copied())
}

/// Writes it over the first one that is the same, or under an id that follows from its name.
async fn gem(
    register: &Register,
    kald: &Kaldekontekst,
    objekttype: &'static Objekttype,
    navn: &str,
    (felter, system): (Felter, Uuid),
    samme: impl Fn(Uuid, &Registrering) -> Option<Uuid>,
) -> Result<Uuid, Fejl> {
    let fundne = gennemgaa(register, kald.myndighed, objekttype, kald.nu, Laesevalg::AKTUEL, samme).await?;
    let navn = format!("samspil:{}:{}:{navn}", objekttype.sti, kald.myndighed);
    let uuid = fundne.first().copied().unwrap_or_else(|| Uuid::new_v5(&Uuid::NAMESPACE_URL, navn.as_bytes()));
    // An instance whose clock is set back to a case of old has it too.
    let v = || Virkning::fra(Tidspunkt::MINUS_UENDELIG);
    let mut indhold = Indhold { egenskaber: Some(vec![Egenskab { virkning: v(), felter }]), ..Indhold::default() };
    indhold.tilstande.insert(TILSTAND, vec![Tilstand { virkning: v(), vaerdi: 1 }]);
    indhold.relationer.insert(SYSTEM, vec![Relation::til(UnikId::Uuid(system), v())]);
    let (handling, maade) = (Handling::Erstat, Flettemaade::Lora);
    let kommando = Kommando { objekttype, uuid, handling, maade, note: None, indhold, historik: vec![], forudsat: None };
    register.udfoer(kald, kommando).await?;
    Ok(uuid)
}
