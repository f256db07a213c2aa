//! Whose an id is. Messages lie by the id of their dueslag alone, and go by that of their subscription: so each of these ids is the authority's that had it first, for
//! ever, also when the object is gone, for its messages may lie there still. Another authority that writes an object of the id is refused, and told no more.
use crate::modtager;
use crate::objekttyper::{ABONNEMENT, DUESLAG};
use async_trait::async_trait;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Tidspunkt, Uuid};
use lager::{Lager, Objektnoegle, Raekkeforventning, Raekkeskrivning, Skrivefejl, Skrivning};
use register::{Naboregel, Objekttype, Register, Registrering};
use std::collections::HashMap;
use std::sync::Arc;

/// The collection of owners: the type's number and the id, and the authority's number; of a list, which each authority has its own of, the authority's number in the key too, and
/// the system that wrote it first. Never reused.
const SAMLING: u16 = lager::samlinger::BESKEDEJERE;
/// The types whose ids have one owner.
const TYPER: [&Objekttype; 2] = [&ABONNEMENT, &DUESLAG];
/// Times that rows are read anew because another program took some of them meanwhile.
const FORSOEG: usize = 5;

/// What the program's register holds commands to.
pub fn naboregler() -> Vec<Arc<dyn Naboregel>> {
    let egne = TYPER.into_iter().map(|t| Arc::new(Ejerregel(t)) as Arc<dyn Naboregel>);
    egne.chain(crate::vaerdiliste::naboregler()).collect()
}

struct Ejerregel(&'static Objekttype);

#[async_trait]
impl Naboregel for Ejerregel {
    fn typen(&self) -> &'static Objekttype {
        self.0
    }

    async fn hold(&self, register: &Register, kald: &Kaldekontekst, uuid: Uuid, ny: &Registrering) -> Result<Vec<Raekkeskrivning>, Fejl> {
        let n = Objektnoegle { myndighed: kald.myndighed, objekttype: self.0.nr, uuid };
        match ejer(register.lager().as_ref(), n).await? {
            None => Ok(vec![raekke(n)]),
            Some(e) if e == n.myndighed => modtager::hold(register, kald, self.0, uuid, ny).await.map(|()| Vec::new()),
            // An object that was written before there were owners is never used, and may be put away.
            Some(_) if !ny.livscyklus.er_levende() => Ok(Vec::new()),
            Some(_) => Err(Fejl::ny(Fejlkode::IdOptaget).felt("uuid").regel("E-3")),
        }
    }
}

fn noegle(n: Objektnoegle) -> Vec<u8> {
    [&n.objekttype.to_be_bytes()[..], n.uuid.as_bytes()].concat()
}

fn raekke(n: Objektnoegle) -> Raekkeskrivning {
    let vaerdi = Some(n.myndighed.tal().to_be_bytes().to_vec());
    Raekkeskrivning { samling: SAMLING, noegle: noegle(n), forventet: Raekkeforventning::Ukendt, vaerdi }
}

async fn ejer(lager: &dyn Lager, n: Objektnoegle) -> Result<Option<Cvr>, Fejl> {
    let Some(v) = lager.raekke(SAMLING, &noegle(n)).await? else { return Ok(None) };
    let cvr = v.as_slice().try_into().ok().and_then(|b| Cvr::fra_tal(u32::from_be_bytes(b)));
    cvr.map(Some).ok_or_else(|| Fejl::intern("the owner of an id can't be read"))
}

fn listenoegle(n: Objektnoegle) -> Vec<u8> {
    [noegle(n), n.myndighed.tal().to_be_bytes().to_vec()].concat()
}

/// The row that says who wrote a list first.
pub(crate) fn listeraekke(n: Objektnoegle, system: Uuid) -> Raekkeskrivning {
    let vaerdi = Some(system.as_bytes().to_vec());
    Raekkeskrivning { samling: SAMLING, noegle: listenoegle(n), forventet: Raekkeforventning::Ukendt, vaerdi }
}

/// Who wrote a list first; `None` where that was not noted: it was in the open mode, or before it was.
pub(crate) async fn listeejer(lager: &dyn Lager, n: Objektnoegle) -> Result<Option<Uuid>, Fejl> {
    Ok(lager.raekke(SAMLING, &listenoegle(n)).await?.and_then(|v| Uuid::from_slice(&v).ok()))
}

/// Those of the objects whose id is another authority's. Ids that nobody has are given to the authorities of these objects, which came by an import or were written before
/// there were owners: all of them in one transaction.
pub(crate) async fn andres(lager: &dyn Lager, objekter: &[Objektnoegle], nu: Tidspunkt) -> Result<Vec<Objektnoegle>, Fejl> {
    for _ in 0..FORSOEG {
        let (mut ud, mut raekker): (Vec<Objektnoegle>, Vec<Raekkeskrivning>) = (Vec::new(), Vec::new());
        let mut nye: HashMap<Vec<u8>, Cvr> = HashMap::new();
        for n in objekter.iter().filter(|n| TYPER.iter().any(|t| t.nr == n.objekttype)) {
            let har = match ejer(lager, *n).await? {
                Some(e) => e,
                None => *nye.entry(noegle(*n)).or_insert_with(|| {
                    raekker.push(raekke(*n));
                    n.myndighed
                }),
            };
            if har != n.myndighed {
                ud.push(*n);
            }
        }
        if raekker.is_empty() {
            return Ok(ud);
        }
        match lager.skriv(Skrivning { kaldt: nu, raekker, ..Skrivning::default() }).await {
            Ok(_) => return Ok(ud),
            Err(Skrivefejl::RaekkeAndet(_)) => {}
            Err(f) => return Err(f.into()),
        }
    }
    Err(Fejl::ny(Fejlkode::Samtidig))
}
