//! Writing entries.
use crate::kaede::Anker;
use crate::noegle::Lognoegle;
use crate::post::Logindgang;
use grund::{Cvr, Fejl, Tidspunkt, UnikId};
use lager::{Lager, NyFlygtig, NyLogpost, Raekkeskrivning, Skrivefejl, Skrivning};
use std::fmt;
use std::sync::{Arc, Mutex};

/// Names of object types, for those who read.
pub(crate) type Typenavne = Arc<dyn Fn(u16) -> Option<String> + Send + Sync>;

/// By what an entry is found.
pub(crate) struct Opslagsnoegler {
    /// The call, if it was refused.
    pub(crate) noegle: Option<Vec<u8>>,
    /// The persons.
    pub(crate) personer: Vec<Vec<u8>>,
}

/// The audit log; clones share store and keys.
#[derive(Clone)]
pub struct Revision {
    pub(crate) lager: Arc<dyn Lager>,
    pub(crate) noegle: Arc<Lognoegle>,
    pub(crate) typenavne: Typenavne,
    /// The chain's end when it was last sealed by this process.
    pub(crate) set: Arc<Mutex<Option<Anker>>>,
    /// Where it is remembered from one process to the next.
    pub(crate) ende: Option<Arc<dyn Kaedeende>>,
}

/// Where the chain's end is remembered outside the store, beside the log's key: who can write the store alone can't take seals away and have what is left
/// sealed anew.
pub trait Kaedeende: Send + Sync {
    /// The end that was remembered last; `None` before the first.
    ///
    /// # Errors
    /// When it can't be read.
    fn laes(&self) -> Result<Option<Anker>, Fejl>;
    /// Remembers a later one, now or a little later: an older one proves less, but is never wrong.
    fn gem(&self, ende: Anker);
}

impl fmt::Debug for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Revision")
    }
}

/// A person's number as it is looked up: digits only.
pub(crate) fn cpr(tekst: &str) -> String {
    tekst.chars().filter(|c| !matches!(c, '-' | ' ')).collect()
}

impl Revision {
    /// The log in that store, with those keys.
    pub fn ny(lager: Arc<dyn Lager>, noegle: Lognoegle) -> Self {
        Self { lager, noegle: Arc::new(noegle), typenavne: Arc::new(|_| None), set: Arc::default(), ende: None }
    }

    /// Remembers the chain's end there: a chain that ends before it is neither sealed nor whole.
    pub fn med_ende(mut self, ende: Arc<dyn Kaedeende>) -> Self {
        self.ende = Some(ende);
        self
    }

    /// Gives object types names in what is shown of entries.
    pub fn med_typenavne(mut self, navne: impl Fn(u16) -> Option<String> + Send + Sync + 'static) -> Self {
        self.typenavne = Arc::new(navne);
        self
    }

    /// The name of an object type in entries.
    pub fn typenavn(&self, nr: u16) -> String {
        (self.typenavne)(nr).unwrap_or_else(|| format!("type {nr}"))
    }

    /// The fingerprint by which the change feed names a party of an authority's objects: made with the log's key, which those who have only the store have
    /// not, and for another purpose than the log's own, so that neither leads to the other.
    pub fn partaftryk(&self, myndighed: Cvr, id: &UnikId) -> [u8; 16] {
        self.noegle.part(myndighed, &id.to_string())
    }

    /// The row of an entry, for a write's own transaction.
    ///
    /// # Errors
    /// [`grund::Fejlkode::Intern`] if it cannot be encrypted.
    pub fn raekke(&self, indgang: &Logindgang) -> Result<NyLogpost, Fejl> {
        let Opslagsnoegler { noegle, personer } = self.opslagsnoegler(indgang);
        Ok(NyLogpost {
            myndighed: indgang.myndighed,
            tidspunkt: indgang.tidspunkt,
            kald_id: indgang.kald_id,
            noegle,
            personer,
            data: indgang.gem(&self.noegle)?,
        })
    }

    /// The look-up keys of an entry. They follow from what it says and the log's key, so the chain that proves the entry proves them too.
    pub(crate) fn opslagsnoegler(&self, indgang: &Logindgang) -> Opslagsnoegler {
        let mut personer: Vec<Vec<u8>> = indgang.personer.iter().map(|p| self.noegle.person(indgang.myndighed, &cpr(p))).collect();
        if indgang.sletning.is_some() {
            personer.push(SLETNINGER.to_vec());
        }
        Opslagsnoegler { noegle: indgang.er_afslag().then(|| indgang.kald_id.as_bytes().to_vec()), personer }
    }

    /// Writes an entry; it survives a power cut when this returns. A refused call can be looked up by its id from then on.
    ///
    /// # Errors
    /// When the store fails or is closing: the caller must then not answer as if the call had been logged.
    pub async fn skriv(&self, indgang: &Logindgang) -> Result<(), Fejl> {
        self.skriv_med(std::slice::from_ref(indgang), Vec::new(), Vec::new()).await?;
        Ok(())
    }

    /// Writes entries in one transaction, and with them short-lived keys, none of which may be there already, and rows of modules.
    ///
    /// # Errors
    /// [`Skrivefejl::FlygtigFindes`], and as [`Self::skriv`].
    pub async fn skriv_med(
        &self,
        indgange: &[Logindgang],
        flygtige: Vec<NyFlygtig>,
        raekker: Vec<Raekkeskrivning>,
    ) -> Result<(), Skrivefejl> {
        let log = indgange.iter().map(|i| self.raekke(i)).collect::<Result<Vec<_>, Fejl>>().map_err(Skrivefejl::Lager)?;
        let kaldt = indgange.first().map_or(Tidspunkt::MINUS_UENDELIG, |i| i.tidspunkt);
        self.lager.skriv(Skrivning { kaldt, flygtige, raekker, log, ..Skrivning::default() }).await.map(|_| ())
    }
}

/// Look-up key of retention's own entries; a person's key has another length.
pub(crate) const SLETNINGER: &[u8] = b"sletning";
