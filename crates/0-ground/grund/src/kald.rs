//! Who calls, for which authority, when: carried from the wire through every floor.
use crate::afgraensning::Afgraensning;
use crate::fejl::{Fejl, Fejlkode};
use crate::id::{Cvr, UnikId};
use crate::ret::{Ret, Rettigheder};
use crate::spor::{Afslag, Mangel, Spor};
use crate::tid::Tidspunkt;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use uuid::Uuid;

/// The context of one call. Wires get it from `adgang`, which alone decides who the caller is; everything below only reads it.
#[derive(Clone, Debug)]
pub struct Kaldekontekst {
    /// The authority on whose behalf the call is made; owns everything that the call writes.
    pub myndighed: Cvr,
    /// Authorities whose objects the call may read: its own first, then the shared one (A-98, H-9).
    pub laeser: Vec<Cvr>,
    /// The user or system that is written in the registration (`BrugerRef`, A-13).
    pub bruger: UnikId,
    /// The time of the call.
    pub nu: Tidspunkt,
    /// The id of this call, in logs and in answers.
    pub kald_id: Uuid,
    /// The calling system; `None` in the open mode and on the machine itself.
    pub system: Option<Uuid>,
    /// What the call may do.
    pub retter: Arc<Rettigheder>,
    /// What the user behind the call may see, as a union, beside what the call may; `None`: the call has no user (C-40, C-44).
    pub brugers: Option<Arc<Vec<Afgraensning>>>,
    /// Whether the caller may read who has which numbers, by whatever agreement: only then may its searches for a party lead from one number of a person to
    /// another.
    pub ser_personer: bool,
    /// What the audit log will say about it.
    pub spor: Spor,
}

type Kommende = Pin<Box<dyn Future<Output = Result<Kaldekontekst, Fejl>> + Send>>;

/// Decides anew who calls and with which rights, now: for a wire that reads a body which may be minutes under way.
#[derive(Clone)]
pub struct Afgoerelse(Arc<dyn Fn() -> Kommende + Send + Sync>);

impl Afgoerelse {
    /// From what decides.
    pub fn ny<F: Future<Output = Result<Kaldekontekst, Fejl>> + Send + 'static>(f: impl Fn() -> F + Send + Sync + 'static) -> Self {
        Self(Arc::new(move || Box::pin(f())))
    }

    /// The context of the call as it is now.
    ///
    /// # Errors
    /// What the caller would be refused with now.
    pub async fn igen(&self) -> Result<Kaldekontekst, Fejl> {
        (self.0)().await
    }
}

impl fmt::Debug for Afgoerelse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Afgoerelse")
    }
}

impl Kaldekontekst {
    /// Refuses the call if it lacks the right, and notes what is missing for those entitled to know.
    ///
    /// # Errors
    /// [`Fejlkode::ManglerRolle`], naming service and right.
    pub fn kraev(&self, service: &str, ret: Ret) -> Result<(), Fejl> {
        if self.retter.har(service, ret) {
            return Ok(());
        }
        let mut detaljer = vec![("service", service.to_owned()), ("ret", ret.to_string())];
        detaljer.extend(self.spor.indhold().aftale.map(|a| ("aftale", a.to_string())));
        let (mangler, raad) = match ret {
            Ret::Laes | Ret::Skriv => (Mangel::Rolle, "Anmod om en serviceaftale med den rolle, der giver retten."),
            _ => (Mangel::Afgraensning, "Anmod om en serviceaftale med parameteren sat til Ja."),
        };
        let forklaring = format!("Serviceaftalen giver ikke ret til {service}: {ret}.");
        self.spor.afslag(Fejlkode::ManglerRolle, Afslag { mangler, forklaring, detaljer, raad });
        Err(Fejl::ny(Fejlkode::ManglerRolle).tilladt([format!("{service}: {ret}")]).regel("G-30"))
    }

    /// A call that may do everything for its authority: the open mode, commands on the machine, tests. It reads its own authority's
    /// objects and those of the others named.
    pub fn ubegraenset(myndighed: Cvr, ogsaa: &[Cvr], bruger: UnikId, nu: Tidspunkt, kald_id: Uuid) -> Self {
        let mut laeser = vec![myndighed];
        laeser.extend(ogsaa.iter().filter(|c| **c != myndighed));
        let retter = Arc::new(Rettigheder::Alt);
        Self { myndighed, laeser, bruger, nu, kald_id, system: None, retter, brugers: None, ser_personer: true, spor: Spor::default() }
    }

    /// The same call for a question that the program asks itself: it sees everything of the authority and leaves no trace. Its answer must not
    /// reach the caller as it is.
    pub fn internt(&self) -> Self {
        Self { retter: Arc::new(Rettigheder::Alt), system: None, brugers: None, spor: Spor::default(), ..self.clone() }
    }
}
