//! Verification of a store: every registration can be read and keeps the rules, and the index says exactly what the
//! registrations say.
use crate::Register;
use crate::kommando::Registreringsvalg;
use crate::model::Registrering;
use crate::objekttype::Objekttype;
use crate::register::{afkod_en, alle_raekker};
use crate::valider;
use grund::{Fejl, Periode, Tidspunkt};
use lager::{LagretObjekt, Objektnoegle};

/// Objects that are read from the store at a time.
const BID: usize = 200;
/// Faults that are reported in full.
const FEJL: usize = 100;
/// Times that an object is looked at, because it may be changed between the reading of its registrations and of its rows.
const FORSOEG: usize = 3;

/// What a verification has found so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kontrolrapport {
    /// Objects.
    pub objekter: u64,
    /// Their registrations.
    pub registreringer: u64,
    /// Their index rows, as computed from the registrations.
    pub indeksraekker: u64,
    /// Faults.
    pub fejl: u64,
    /// The first of them.
    pub foerste: Vec<Kontrolfejl>,
}

/// A fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kontrolfejl {
    /// The object; `None` for a fault of the store as a whole.
    pub noegle: Option<Objektnoegle>,
    /// Number of the registration; 0 for the object.
    pub nr: u32,
    /// What is wrong, in English.
    pub hvad: String,
}

impl Kontrolrapport {
    /// Nothing is wrong.
    pub fn er_fejlfri(&self) -> bool {
        self.fejl == 0
    }

    fn fejl(&mut self, noegle: Option<Objektnoegle>, nr: u32, hvad: impl Into<String>) {
        self.fejl += 1;
        if self.foerste.len() < FEJL {
            self.foerste.push(Kontrolfejl { noegle, nr, hvad: hvad.into() });
        }
    }
}

/// Verifies everything in the register's store. May run while the register is in use; only the total number of index rows
/// is then not compared, since it moves.
///
/// # Errors
/// Those of the store; what is wrong with the data is in the report.
pub async fn kontroller(register: &Register, fremskridt: &mut (dyn FnMut(&Kontrolrapport) + Send)) -> Result<Kontrolrapport, Fejl> {
    let lager = register.lager();
    let mut rapport = Kontrolrapport::default();
    let foer = lager.antal_indeksraekker().await?;
    let mut efter = 0;
    loop {
        let objekter = lager.gennemloeb(efter, BID).await?;
        let Some(sidste) = objekter.last() else { break };
        efter = sidste.oid;
        for o in objekter {
            objekt(register, o, &mut rapport).await?;
        }
        fremskridt(&rapport);
    }
    let til_sidst = lager.antal_indeksraekker().await?;
    if foer == til_sidst && til_sidst != rapport.indeksraekker {
        rapport.fejl(None, 0, format!("the index holds {til_sidst} rows, the registrations give {}", rapport.indeksraekker));
    }
    Ok(rapport)
}

/// The part of an object that is looked at again when it changes meanwhile.
async fn objekt(register: &Register, mut o: LagretObjekt, rapport: &mut Kontrolrapport) -> Result<(), Fejl> {
    for forsoeg in 1.. {
        let mut egen = Kontrolrapport::default();
        en(register, &o, &mut egen).await?;
        if !egen.er_fejlfri() && forsoeg < FORSOEG {
            let alt = Registreringsvalg::Interval(Periode::ALTID);
            match register.lager().hent(&[o.noegle.myndighed], o.noegle.objekttype, o.noegle.uuid, alt).await? {
                None => return Ok(()),
                Some(nu) if nu.revision != o.revision && nu.registreringer.len() as u64 == u64::from(nu.version) => {
                    o = nu;
                    continue;
                }
                Some(_) => {}
            }
        }
        rapport.objekter += 1;
        rapport.registreringer += egen.registreringer;
        rapport.indeksraekker += egen.indeksraekker;
        for f in egen.foerste {
            rapport.fejl(f.noegle, f.nr, f.hvad);
        }
        break;
    }
    Ok(())
}

async fn en(register: &Register, o: &LagretObjekt, rapport: &mut Kontrolrapport) -> Result<(), Fejl> {
    rapport.registreringer = o.registreringer.len() as u64;
    let Some(typen) = register.typer().nr(o.noegle.objekttype) else {
        rapport.fejl(Some(o.noegle), 0, format!("unknown object type {}", o.noegle.objekttype));
        return Ok(());
    };
    let Some(registreringer) = laes(typen, o, rapport) else { return Ok(()) };
    let ventede = alle_raekker(typen, &registreringer);
    rapport.indeksraekker = ventede.len() as u64;
    let mut ventede_sorteret = ventede;
    ventede_sorteret.sort();
    let har = register.lager().indeksraekker(o.noegle.myndighed, o.oid).await?;
    if har != ventede_sorteret {
        let mangler = ventede_sorteret.iter().filter(|r| har.binary_search(r).is_err()).count();
        let forkerte = har.iter().filter(|r| ventede_sorteret.binary_search(r).is_err()).count();
        rapport.fejl(Some(o.noegle), 0, format!("{mangler} index rows are missing and {forkerte} are wrong"));
    }
    let Some((_, nyeste)) = registreringer.last() else { return Ok(()) };
    for def in typen.relationer {
        let liste: Vec<_> = nyeste.billede.relationer.get(&def.nr).into_iter().flatten().collect();
        if let Some(r) = def.roller.and_then(|roller| crate::flet::relationer::overlap(roller, &liste)) {
            let fra = r.virkning.periode.fra.til_utc();
            rapport.fejl(
                Some(o.noegle),
                o.version,
                format!("{}: two references at a time of a role that has one (C.3), from {fra}", def.navn),
            );
        }
    }
    for n in typen.unikke_noegler(Some(nyeste)) {
        if register.lager().unik(o.noegle.myndighed, &n).await? != Some(o.noegle) {
            rapport.fejl(
                Some(o.noegle),
                0,
                "a key that one object holds at a time is not held by it: another one may have it (`samspil genopbyg` takes what is free)",
            );
        }
    }
    let mut maerker = crate::syn::maerker(typen, nyeste)?;
    maerker.sort();
    if register.lager().maerker(o.noegle.myndighed, o.oid).await? != maerker {
        rapport.fejl(Some(o.noegle), 0, "the labels for data restrictions are not those of the newest registration");
    }
    Ok(())
}

/// Reads the registrations, oldest first; `None` when they can't all be read.
fn laes(typen: &Objekttype, o: &LagretObjekt, rapport: &mut Kontrolrapport) -> Option<Vec<(u32, Registrering)>> {
    let mut ud = Vec::with_capacity(o.registreringer.len());
    let mut slut: Option<Tidspunkt> = None;
    for (ventet_nr, r) in (1u32..).zip(o.registreringer.iter().rev()) {
        if r.nr != ventet_nr {
            rapport.fejl(Some(o.noegle), r.nr, format!("the number should be {ventet_nr}"));
        }
        if r.registreret.er_tom() || slut.is_some_and(|s| s != r.registreret.fra) {
            rapport.fejl(Some(o.noegle), r.nr, "registration times do not rise");
        }
        slut = Some(r.registreret.til);
        match afkod_en(r) {
            Ok(reg) => {
                if let Err(f) = valider::invarianter(typen, &reg.billede) {
                    rapport.fejl(Some(o.noegle), r.nr, f.aarsagen().unwrap_or_default());
                }
                ud.push((r.nr, reg));
            }
            Err(f) => rapport.fejl(Some(o.noegle), r.nr, f.aarsagen().unwrap_or_default()),
        }
    }
    if slut != Some(Tidspunkt::UENDELIG) || u64::from(o.version) != o.registreringer.len() as u64 {
        rapport.fejl(Some(o.noegle), 0, "the newest registration is missing");
    }
    (ud.len() == o.registreringer.len()).then_some(ud)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kommando::Handling;
    use crate::register::proever::{kald, koer, kommando, navn, register};
    use lager::{Forventning, NyHaendelse, Objektskrivning, Skrivehandling, Skrivning, Unikaendring};

    #[test]
    fn a_corrupt_registration_and_a_missing_row_are_found() {
        koer(async {
            let r = register();
            for n in 1..=3 {
                r.udfoer(&kald(1), kommando(n, Handling::Opret, navn(0, 99, "a"))).await.unwrap();
            }
            let ren = kontroller(&r, &mut |_| {}).await.unwrap();
            assert_eq!((ren.er_fejlfri(), ren.objekter, ren.registreringer, ren.indeksraekker), (true, 3, 3, 6));
            let objekter = r.lager().gennemloeb(0, 10).await.unwrap();
            let skriv = |o: &LagretObjekt, krop: Vec<u8>, indeks| Skrivning {
                objekter: vec![Objektskrivning {
                    noegle: o.noegle,
                    forventet: Forventning::Revision(o.revision),
                    handling: Skrivehandling::Omskriv { kroppe: vec![(1, krop)], indeks, maerker: Vec::new() },
                    unikke: Unikaendring::default(),
                    haendelse: Some(NyHaendelse { handling: 7, notificeres: true, data: Vec::new() }),
                    emne: None,
                }],
                ..Skrivning::default()
            };
            let (a, b) = (&objekter[0], &objekter[1]);
            let raekker = |o: &LagretObjekt| r.lager().indeksraekker(o.noegle.myndighed, o.oid);
            let (ra, mut rb) = (raekker(a).await.unwrap(), raekker(b).await.unwrap());
            r.lager().skriv(skriv(a, vec![1, 2, 3], ra)).await.unwrap();
            rb.remove(1);
            r.lager().skriv(skriv(b, b.registreringer[0].krop.clone(), rb)).await.unwrap();
            let rapport = kontroller(&r, &mut |_| {}).await.unwrap();
            let fejl: Vec<_> = rapport.foerste.iter().map(|f| (f.noegle.map(|n| n.uuid.as_u128()), f.nr)).collect();
            assert_eq!(fejl, [(Some(1), 1), (Some(2), 0), (None, 0)], "{rapport:?}");
        });
    }
}
