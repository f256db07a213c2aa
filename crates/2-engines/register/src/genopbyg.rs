//! Index rows and labels made anew from the registrations: for a store of an older format, whose objects have no labels, and after a change of
//! what a table indexes. Bodies, versions and the change feed stay as they are.
use crate::Register;
use crate::kommando::Registreringsvalg;
use crate::register::{afkod_en, alle_raekker};
use crate::syn;
use grund::{Fejl, Periode};
use lager::{Forventning, LagretObjekt, Objektskrivning, Skrivefejl, Skrivehandling, Skrivning, Unikaendring};
use std::collections::BTreeSet;

/// Objects that are read from the store at a time.
const BID: usize = 200;
/// Times that an object is made anew because somebody changed it meanwhile.
const FORSOEG: usize = 8;

/// Goes through every object of the store and writes what differs. May run while the register is in use. Returns how many objects were looked at and
/// how many were written.
///
/// # Errors
/// Those of the store.
pub async fn genopbyg(register: &Register, fremskridt: &mut (dyn FnMut(u64) + Send)) -> Result<(u64, u64), Fejl> {
    let (mut set, mut skrevet, mut efter) = (0, 0, 0);
    loop {
        let objekter = register.lager().gennemloeb(efter, BID).await?;
        let Some(sidste) = objekter.last() else { return Ok((set, skrevet)) };
        efter = sidste.oid;
        for o in objekter {
            set += 1;
            skrevet += u64::from(et(register, o).await?);
        }
        fremskridt(set);
    }
}

/// One object; `false` when it was as it should be, or is gone, or of a type that this program does not have.
async fn et(register: &Register, mut o: LagretObjekt) -> Result<bool, Fejl> {
    let Some(typen) = register.typer().nr(o.noegle.objekttype) else { return Ok(false) };
    for _ in 0..FORSOEG {
        let registreringer = o.registreringer.iter().rev().map(|r| Ok((r.nr, afkod_en(r)?))).collect::<Result<Vec<_>, Fejl>>()?;
        let Some((_, nyeste)) = registreringer.last() else { return Ok(false) };
        let mut maerker = syn::maerker(typen, nyeste)?;
        maerker.sort();
        let mut raekker = alle_raekker(typen, &registreringer);
        raekker.sort();
        let tag = ledige(register, &o, typen.unikke_noegler(Some(nyeste))).await?;
        let har = register.lager().indeksraekker(o.noegle.myndighed, o.oid).await?;
        if tag.is_empty() && har == raekker && register.lager().maerker(o.noegle.myndighed, o.oid).await? == maerker {
            return Ok(false);
        }
        let skrivning = Objektskrivning {
            noegle: o.noegle,
            forventet: Forventning::Revision(o.revision),
            handling: Skrivehandling::Omskriv { kroppe: Vec::new(), indeks: raekker, maerker },
            unikke: Unikaendring { tag, slip: Vec::new() },
            haendelse: None,
            // Its registrations stay as they are.
            emne: None,
        };
        match register.lager().skriv(Skrivning { objekter: vec![skrivning], ..Skrivning::default() }).await {
            Ok(_) => return Ok(true),
            Err(Skrivefejl::Samtidig(_) | Skrivefejl::NoegleOptaget { .. }) => {}
            Err(f) => return Err(f.into()),
        }
        let alt = Registreringsvalg::Interval(Periode::ALTID);
        match register.lager().hent(&[o.noegle.myndighed], o.noegle.objekttype, o.noegle.uuid, alt).await? {
            Some(nu) if nu.registreringer.len() as u64 == u64::from(nu.version) => o = nu,
            _ => return Ok(false),
        }
    }
    Err(Fejl::ny(grund::Fejlkode::Samtidig))
}

/// Those of its unique keys that nobody holds: an object from before its type had such takes part from now on. What another holds is told.
async fn ledige(register: &Register, o: &LagretObjekt, noegler: BTreeSet<Vec<u8>>) -> Result<Vec<Vec<u8>>, Fejl> {
    let mut ud = Vec::new();
    for n in noegler {
        match register.lager().unik(o.noegle.myndighed, &n).await? {
            None => ud.push(n),
            Some(af) if af == o.noegle => {}
            Some(af) => {
                tracing::warn!(objekt = %o.noegle.uuid, andet = %af.uuid, "a key that one object holds at a time stands in two: neither can be changed without letting it go");
            }
        }
    }
    Ok(ud)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kommando::Handling;
    use crate::kontrol::kontroller;
    use crate::register::proever::{kald, koer, kommando, navn, register};

    #[test]
    fn rows_that_are_missing_come_back_and_rows_that_no_table_knows_go() {
        koer(async {
            let r = register();
            for n in 1..=3 {
                r.udfoer(&kald(1), kommando(n, Handling::Opret, navn(0, 99, "a"))).await.unwrap();
            }
            let o = r.lager().gennemloeb(0, 1).await.unwrap().remove(0);
            // Rows of a field that no table knows any more, in place of the right ones.
            let registreret = Periode::ny(o.registreringer[0].registreret.fra, grund::Tidspunkt::UENDELIG);
            let gammel = lager::Indeksraekke {
                noegle: crate::indeks::forled(o.noegle.objekttype, crate::indeks::Slags::Egenskab, 999),
                virkning: Periode::ALTID,
                registreret,
            };
            let handling = Skrivehandling::Omskriv { kroppe: vec![], indeks: vec![gammel], maerker: vec![] };
            let oedelagt = Objektskrivning {
                noegle: o.noegle,
                forventet: Forventning::Revision(o.revision),
                handling,
                unikke: Unikaendring::default(),
                haendelse: None,
                emne: None,
            };
            r.lager().skriv(Skrivning { objekter: vec![oedelagt], ..Skrivning::default() }).await.unwrap();
            assert!(!kontroller(&r, &mut |_| {}).await.unwrap().er_fejlfri());
            assert_eq!(genopbyg(&r, &mut |_| {}).await.unwrap(), (3, 1));
            assert!(kontroller(&r, &mut |_| {}).await.unwrap().er_fejlfri());
            assert_eq!(genopbyg(&r, &mut |_| {}).await.unwrap(), (3, 0));
        });
    }

    #[test]
    fn an_object_from_before_unique_keys_takes_what_is_free() {
        koer(async {
            let r = register();
            let felter = || [(2, crate::Vaerdi::Tekst("0101701234".into()))].into();
            let egenskaber = || Some(vec![crate::Egenskab { virkning: crate::Virkning::i(Periode::ALTID), felter: felter() }]);
            let person = |n| crate::Kommando {
                objekttype: &crate::proevetyper::PERSON,
                ..kommando(n, Handling::Opret, crate::Indhold { egenskaber: egenskaber(), ..Default::default() })
            };
            r.udfoer(&kald(1), person(1)).await.unwrap();
            let o = r.lager().gennemloeb(0, 1).await.unwrap().remove(0);
            let nyeste = afkod_en(&o.registreringer[0]).unwrap();
            let indeks = alle_raekker(&crate::proevetyper::PERSON, &[(1, nyeste.clone())]);
            let slip = crate::proevetyper::PERSON.unikke_noegler(Some(&nyeste)).into_iter().collect();
            let uden = Objektskrivning {
                noegle: o.noegle,
                forventet: Forventning::Revision(o.revision),
                handling: Skrivehandling::Omskriv { kroppe: vec![], indeks, maerker: vec![] },
                unikke: Unikaendring { tag: vec![], slip },
                haendelse: None,
                emne: None,
            };
            r.lager().skriv(Skrivning { objekter: vec![uden], ..Skrivning::default() }).await.unwrap();
            assert!(!kontroller(&r, &mut |_| {}).await.unwrap().er_fejlfri());
            assert_eq!(genopbyg(&r, &mut |_| {}).await.unwrap(), (1, 1));
            assert!(kontroller(&r, &mut |_| {}).await.unwrap().er_fejlfri());
            assert_eq!(r.udfoer(&kald(2), person(2)).await.unwrap_err().kode(), grund::Fejlkode::NummerOptaget);
            assert_eq!(genopbyg(&r, &mut |_| {}).await.unwrap(), (1, 0));
        });
    }
}
