//! The population in the store: rows of a module, by number. What a load writes is seen when the load is whole, by one number that is flipped.
//!
//! A person's row holds what is true now and, while a load is under way, what will be: each with the number of its load (generation). So a reader never sees half an
//! extract, nothing has to be copied when a load is whole, and a load that was given up leaves nothing that anybody sees.
use crate::beskyttelse::Naar;
use crate::model;
use crate::pakning::{self, Laeser, Record, korrupt, laeser, tal};
use crate::person::{Person, Personnummer, Ret, Status};
use crate::tid::Tid;
use crate::udbakke::Ufortalt;
use grund::{Fejl, Fejlkode, Tidspunkt};
use lager::{Lager, Raekkeskrivning};
use std::sync::Arc;

/// The collection of the population's rows. Never reused.
pub(crate) const SAMLING: u16 = lager::samlinger::CPR;

/// The population as a whole.
const STAND: u8 = 0;
/// The load that is under way.
const IGANG: u8 = 1;
/// A person.
const PERSON: u8 = 2;
/// An earlier number without records of its own.
const HENVISNING: u8 = 3;
/// What has happened to a person, until it is told.
const UDBAKKE: u8 = 4;
/// A system's subscriptions.
const ABONNEMENT: u8 = 5;
/// The systems that subscribe to a number.
const NUMMERABONNEMENT: u8 = 6;
/// The numbers that a system subscribes to.
const SYSTEMNUMMER: u8 = 7;
/// A number whose records name an address.
const ADRESSE: u8 = 8;
/// All persons are among the addresses.
const ADRESSER: u8 = 9;

/// The versions of what lies in the rows. Only ever raised, with the reading of the older ones kept.
const VERSION: u8 = 1;
/// Loads that were given up and are remembered.
const OPGIVNE: usize = 10_000;
/// Numbers that lead on to another: CPR has them one deep, and a ring must end.
const HOP: usize = 8;
/// Times that a look-up begins anew when two loads went past it.
const FORSOEG: usize = 3;

pub(crate) fn stand_noegle() -> Vec<u8> {
    vec![STAND]
}

pub(crate) fn igang_noegle() -> Vec<u8> {
    vec![IGANG]
}

/// A number in five bytes, in order.
pub(crate) fn nummer_bytes(n: Personnummer) -> [u8; 5] {
    let [_, _, _, b @ ..] = n.tal().to_be_bytes();
    b
}

pub(crate) fn bytes_nummer(b: &[u8]) -> Option<Personnummer> {
    let b: &[u8; 5] = b.try_into().ok()?;
    Personnummer::fra_tal(b.iter().fold(0, |n, b| n << 8 | u64::from(*b)))
}

fn af(art: u8, dele: &[&[u8]]) -> Vec<u8> {
    let mut ud = vec![art];
    dele.iter().for_each(|d| ud.extend_from_slice(d));
    ud
}

pub(crate) fn person_noegle(n: Personnummer) -> Vec<u8> {
    af(PERSON, &[&nummer_bytes(n)])
}

pub(crate) fn person_af_noegle(k: &[u8]) -> Option<Personnummer> {
    bytes_nummer(k.strip_prefix(&[PERSON])?)
}

pub(crate) fn foer_personer() -> Vec<u8> {
    vec![PERSON]
}

pub(crate) fn efter_personer() -> Vec<u8> {
    vec![PERSON + 1]
}

pub(crate) fn henvisning_noegle(n: Personnummer) -> Vec<u8> {
    af(HENVISNING, &[&nummer_bytes(n)])
}

pub(crate) fn udbakke_noegle(load: u32, n: Personnummer) -> Vec<u8> {
    af(UDBAKKE, &[&load.to_be_bytes(), &nummer_bytes(n)])
}

pub(crate) fn udbakke_fra(load: u32) -> Vec<u8> {
    af(UDBAKKE, &[&load.to_be_bytes()])
}

pub(crate) fn abonnement_noegle(system: &[u8], filter: &[u8]) -> Vec<u8> {
    af(ABONNEMENT, &[system, filter])
}

pub(crate) fn nummerabonnement_noegle(n: Personnummer, system: &[u8]) -> Vec<u8> {
    af(NUMMERABONNEMENT, &[&nummer_bytes(n), system])
}

pub(crate) fn systemnummer_noegle(system: &[u8], nummer: &[u8]) -> Vec<u8> {
    af(SYSTEMNUMMER, &[system, nummer])
}

pub(crate) fn adresse_noegle(adresse: &[u8], nummer: &[u8]) -> Vec<u8> {
    af(ADRESSE, &[adresse, nummer])
}

pub(crate) fn adresser_noegle() -> Vec<u8> {
    vec![ADRESSER]
}

pub(crate) use lager::samlinger::efter;

/// A row that is written, whatever it was.
pub(crate) fn skrives(noegle: Vec<u8>, vaerdi: Option<Vec<u8>>) -> Raekkeskrivning {
    Raekkeskrivning::altid(SAMLING, noegle, vaerdi)
}

/// A row that is written where it was `foer`.
pub(crate) fn skrives_over(noegle: Vec<u8>, foer: Option<Vec<u8>>, vaerdi: Option<Vec<u8>>) -> Raekkeskrivning {
    Raekkeskrivning::over(SAMLING, noegle, foer, vaerdi)
}

/// An extract of a task that is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indlaest {
    /// The task.
    pub opgave: u32,
    /// The day of production of the newest one.
    pub dato: Tid,
    /// Its SHA-256.
    pub aftryk: [u8; 32],
    /// When it was loaded.
    pub indlaest: Tidspunkt,
    /// Persons that it told of.
    pub personer: u64,
}

/// What the population is made of: how old it is, and what is seen of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stand {
    /// The newest load that is seen; 0 for none.
    pub(crate) synlig: u32,
    /// The next one's number.
    pub(crate) naeste: u32,
    /// Loads that were given up.
    pub(crate) opgivne: Vec<u32>,
    /// Loads whose events are not all told.
    pub(crate) ufortalte: Vec<Ufortalt>,
    /// The newest extract of each task.
    pub opgaver: Vec<Indlaest>,
}

impl Stand {
    pub(crate) fn ser(&self, load: u32) -> bool {
        load <= self.synlig && !self.opgivne.contains(&load)
    }

    /// The day that the population is as of: of the newest extract. `None` when nothing was loaded.
    pub fn dato(&self) -> Option<Tid> {
        self.opgaver.iter().map(|o| o.dato).max()
    }

    /// Remembers a load that was given up.
    pub(crate) fn opgiv(&mut self, load: u32) -> Result<(), Fejl> {
        if self.opgivne.len() >= OPGIVNE {
            return Err(Fejl::ny(Fejlkode::ForMange).felt("opgivne indlæsninger"));
        }
        self.opgivne.push(load);
        Ok(())
    }

    pub(crate) fn skriv(&self) -> Vec<u8> {
        let mut ud = vec![VERSION];
        tal(&mut ud, self.synlig.into());
        tal(&mut ud, self.naeste.into());
        tal(&mut ud, self.opgivne.len() as u64);
        self.opgivne.iter().for_each(|g| tal(&mut ud, (*g).into()));
        tal(&mut ud, self.ufortalte.len() as u64);
        for u in &self.ufortalte {
            tal(&mut ud, u.load.into());
            tal(&mut ud, u.opgave.into());
            skriv_dag(&mut ud, u.dato);
            skriv_dag(&mut ud, u.forrige.unwrap_or_default());
            ud.push(u8::from(u.leveret));
        }
        tal(&mut ud, self.opgaver.len() as u64);
        for o in &self.opgaver {
            tal(&mut ud, o.opgave.into());
            skriv_dag(&mut ud, o.dato);
            ud.extend_from_slice(&o.aftryk);
            tal(&mut ud, o.indlaest.mikros().cast_unsigned());
            tal(&mut ud, o.personer);
        }
        ud
    }

    pub(crate) fn laes(b: &[u8]) -> Result<Self, Fejl> {
        let mut l = laeser(b);
        version(l.byte()?)?;
        let mut ud = Self { synlig: l.som()?, naeste: l.som()?, ..Self::default() };
        for _ in 0..l.tal()? {
            ud.opgivne.push(l.som()?);
        }
        for _ in 0..l.tal()? {
            let (load, opgave, dato) = (l.som()?, l.som()?, laes_dag(&mut l)?);
            let forrige = Some(laes_dag(&mut l)?).filter(|t| t.aar != 0);
            ud.ufortalte.push(Ufortalt { load, opgave, dato, forrige, leveret: l.byte()? == 1 });
        }
        for _ in 0..l.tal()? {
            let (opgave, dato) = (l.som()?, laes_dag(&mut l)?);
            let aftryk = l.tag(32)?.try_into().map_err(|_| korrupt())?;
            let indlaest = Tidspunkt::fra_mikros(l.tal()?.cast_signed());
            ud.opgaver.push(Indlaest { opgave, dato, aftryk, indlaest, personer: l.tal()? });
        }
        Ok(ud)
    }
}

fn version(v: u8) -> Result<(), Fejl> {
    if v == VERSION {
        Ok(())
    } else {
        Err(Fejl::intern(format!("the population is of form {v}, and this program writes {VERSION}: use a newer one")))
    }
}

pub(crate) fn skriv_dag(ud: &mut Vec<u8>, t: Tid) {
    tal(ud, u64::from(t.aar) * 10_000 + u64::from(t.maaned) * 100 + u64::from(t.dag));
}

pub(crate) fn laes_dag(l: &mut Laeser<'_>) -> Result<Tid, Fejl> {
    let n = l.tal()?;
    let lille = |n: u64| u8::try_from(n % 100).map_err(|_| korrupt());
    Ok(Tid::dag(u16::try_from(n / 10_000).map_err(|_| korrupt())?, lille(n / 100)?, lille(n)?))
}

/// What lies under a number: what the loads said, newest first, two at most. Empty bytes: nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Raekke {
    /// The task whose extract told it last.
    pub opgave: u32,
    /// The last load that told it, whether it said anything new or not.
    pub set: u32,
    /// Load and bytes.
    pub udgaver: Vec<(u32, Vec<u8>)>,
}

impl Raekke {
    pub(crate) fn laes(b: &[u8]) -> Result<Self, Fejl> {
        let mut l = laeser(b);
        version(l.byte()?)?;
        let (opgave, set) = (l.som()?, l.som()?);
        let mut udgaver = Vec::with_capacity(2);
        while !l.er_tom() {
            udgaver.push((l.som()?, l.bytes()?.to_vec()));
        }
        Ok(Self { opgave, set, udgaver })
    }

    pub(crate) fn skriv(&self) -> Vec<u8> {
        let mut ud = vec![VERSION];
        tal(&mut ud, self.opgave.into());
        tal(&mut ud, self.set.into());
        for (g, b) in &self.udgaver {
            tal(&mut ud, (*g).into());
            tal(&mut ud, b.len() as u64);
            ud.extend_from_slice(b);
        }
        ud
    }

    /// What a load has written already.
    pub(crate) fn af_load(&self, load: u32) -> Option<&[u8]> {
        self.udgaver.iter().find(|(g, _)| *g == load).map(|(_, b)| b.as_slice())
    }

    /// What was seen of it when that load was whole, as far as it is kept; otherwise what is seen now.
    pub(crate) fn ved(&self, load: u32, stand: &Stand) -> Option<&[u8]> {
        let da = self.udgaver.iter().find(|(g, _)| *g <= load && stand.ser(*g)).map(|(_, b)| b.as_slice());
        da.or_else(|| self.synlig(stand)).filter(|b| !b.is_empty())
    }

    /// What is seen of it; nothing of nobody.
    pub(crate) fn synlig(&self, stand: &Stand) -> Option<&[u8]> {
        self.synlig_udgave(stand).map(|(_, b)| b).filter(|b| !b.is_empty())
    }

    /// What may be seen of it: now, and when a load was whole; where loads went past the reader, whatever they say.
    pub(crate) fn mulige(&self, stand: &Stand, load: Option<u32>) -> Vec<&[u8]> {
        let mut ud: Vec<&[u8]> = self.synlig(stand).into_iter().chain(load.and_then(|l| self.ved(l, stand))).collect();
        ud.dedup();
        if ud.is_empty() {
            let nyere = self.udgaver.iter().filter(|(g, b)| *g > stand.synlig && !stand.opgivne.contains(g) && !b.is_empty());
            ud.extend(nyere.map(|(_, b)| b.as_slice()));
        }
        ud
    }

    fn synlig_udgave(&self, stand: &Stand) -> Option<(u32, &[u8])> {
        self.udgaver.iter().find(|(g, _)| stand.ser(*g)).map(|(g, b)| (*g, b.as_slice()))
    }

    /// The row as it becomes when a load says these bytes. Beside them only what is seen until the load is whole is kept.
    pub(crate) fn sig(&self, stand: &Stand, load: u32, opgave: u32, bytes: Vec<u8>) -> Self {
        let foer = self.synlig_udgave(stand);
        let udgaver = match foer {
            Some((g, b)) if b == bytes => vec![(g, bytes)],
            Some((g, b)) => vec![(load, bytes), (g, b.to_vec())],
            None => vec![(load, bytes)],
        };
        Self { opgave, set: load, udgaver }
    }
}

/// A person that was looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opslag {
    /// The person: of an old number the one who has another now, with both of them in it (CPR-06, CPR-08).
    pub person: Person,
    /// The number that was asked for is an old one.
    pub gammelt_nummer: bool,
    /// Status of the number that was asked for, and since when; `None` of one that CPR tells of only as an earlier one.
    pub nummerstatus: Option<(Status, Option<Tid>)>,
    /// Name and address are left out, because they are protected and the caller has not the right (CPR-07).
    pub skjult: bool,
}

/// A person as she was found: her records, the status of the number that was asked for, and what was seen then.
struct Fund {
    person: Person,
    records: Vec<Record>,
    status: Option<(Status, Option<Tid>)>,
    stand: Stand,
}

/// The population.
#[derive(Clone)]
pub struct Bestand {
    pub(crate) lager: Arc<dyn Lager>,
}

impl Bestand {
    /// In that store.
    pub fn ny(lager: Arc<dyn Lager>) -> Self {
        Self { lager }
    }

    /// What it is made of, and how old that is.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn stand(&self) -> Result<Stand, Fejl> {
        Ok(self.lager.raekke(SAMLING, &stand_noegle()).await?.map(|b| Stand::laes(&b)).transpose()?.unwrap_or_default())
    }

    /// The person who has or had that number, as the caller may see her on the day (CPR-07). A number that was changed or doubled leads to the one of now (CPR-06);
    /// one that was annulled leads nowhere but to itself (CPR-10). The caller's look-up is to be noted in the log.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn slaa_op(&self, nummer: Personnummer, ret: Ret, dag: Tid) -> Result<Option<Opslag>, Fejl> {
        for _ in 0..FORSOEG {
            if let Some(fundet) = self.proev_op(nummer).await? {
                return match fundet {
                    Some(f) => self.vis(f, nummer, ret, dag).await.map(Some),
                    None => Ok(None),
                };
            }
        }
        Err(Fejl::ny(Fejlkode::Optaget))
    }

    /// What the caller may see of who was found: her protection is that of all her numbers, and others' names and addresses are under theirs.
    async fn vis(&self, fundet: Fund, nummer: Personnummer, ret: Ret, dag: Tid) -> Result<Opslag, Fejl> {
        let Fund { mut person, mut records, status: nummerstatus, stand } = fundet;
        let (naar, under) = (Naar { stand: &stand, load: None, dage: [dag; 2] }, person.nummer.unwrap_or(nummer));
        let flere = under != nummer || person.nummer_nu() != Some(under) || !person.tidligere_numre.is_empty();
        let anden = if flere && !person.er_beskyttet(dag) { self.beskyttelse(&[under, nummer], naar).await?.gaelder } else { None };
        if ret == Ret::Uden && self.skjul_andre(&mut records, anden.is_some() || person.er_beskyttet(dag), naar).await? {
            person = model::person(under, &records);
        }
        person.beskyttelser.extend(anden);
        let (skjult, gammelt_nummer) = (ret == Ret::Uden && person.er_beskyttet(dag), person.nummer_nu() != Some(nummer));
        Ok(Opslag { person: person.vis_for(ret, dag), gammelt_nummer, nummerstatus, skjult })
    }

    /// The person, and the status of the number; the outer `None` when loads went past the look-up.
    async fn proev_op(&self, nummer: Personnummer) -> Result<Option<Option<Fund>>, Fejl> {
        let stand = self.stand().await?;
        let mut ved = nummer;
        let (mut fundet, mut status): (Option<(Person, Vec<Record>)>, _) = (None, None);
        for _ in 0..HOP {
            let r = self.raekke(&person_noegle(ved)).await?;
            let Some(b) = r.as_ref().and_then(|r| r.synlig(&stand)) else {
                let nyere = r.is_some_and(|r| r.udgaver.iter().any(|(g, _)| *g > stand.synlig));
                if nyere && self.stand().await?.synlig != stand.synlig {
                    return Ok(None);
                }
                if fundet.is_some() {
                    // The number of now is in no extract of ours: what is known is who has it.
                    return Ok(Some(fundet.map(|(person, records)| Fund { person, records, status, stand })));
                }
                let Some(til) = self.henvist(ved, &stand).await? else { return Ok(Some(None)) };
                ved = til;
                continue;
            };
            let records = pakning::pak_ud(b)?;
            let p = model::person(ved, &records);
            if ved != nummer && fundet.is_none() && !p.tidligere_numre.iter().any(|t| t.nummer == nummer) {
                // It was hers once, and CPR says so no longer.
                return Ok(Some(None));
            }
            if ved == nummer {
                status = Some((p.status, p.status_fra));
            }
            let videre = p.gaeldende.filter(|g| *g != ved);
            fundet = Some((p, records));
            match videre {
                Some(v) => ved = v,
                None => break,
            }
        }
        Ok(Some(fundet.map(|(person, records)| Fund { person, records, status, stand })))
    }

    /// A row, whatever is seen of it.
    pub(crate) async fn raekke(&self, noegle: &[u8]) -> Result<Option<Raekke>, Fejl> {
        self.lager.raekke(SAMLING, noegle).await?.map(|b| Raekke::laes(&b)).transpose()
    }

    /// The number that an earlier one leads to.
    pub(crate) async fn henvist(&self, nummer: Personnummer, stand: &Stand) -> Result<Option<Personnummer>, Fejl> {
        let r = self.raekke(&henvisning_noegle(nummer)).await?;
        Ok(r.and_then(|r| r.synlig(stand).and_then(bytes_nummer)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_is_read_as_it_was_written() {
        let s = Stand {
            synlig: 300,
            naeste: 302,
            opgivne: vec![7, 301],
            ufortalte: vec![Ufortalt { load: 300, opgave: 110_901, dato: Tid::dag(2001, 11, 19), forrige: None, leveret: true }],
            opgaver: vec![Indlaest {
                opgave: 110_901,
                dato: Tid::dag(2001, 11, 19),
                aftryk: [9; 32],
                indlaest: Tidspunkt::fra_mikros(1_700_000_000_000_000),
                personer: 80,
            }],
        };
        assert_eq!(Stand::laes(&s.skriv()).unwrap(), s);
        assert!(Stand::laes(&[9]).is_err(), "a newer form is refused");
        assert!(s.ser(300) && !s.ser(301) && !s.ser(7) && !s.ser(302));
    }

    #[test]
    fn a_row_keeps_what_is_seen_until_the_load_is_whole() {
        let foer = Stand { synlig: 1, naeste: 2, ..Stand::default() };
        let r = Raekke::default().sig(&Stand::default(), 1, 5, vec![1]);
        let under = r.sig(&foer, 2, 5, vec![2]);
        assert_eq!(Raekke::laes(&under.skriv()).unwrap(), under);
        assert_eq!(under.synlig(&foer), Some(&[1][..]));
        let efter = Stand { synlig: 2, ..foer.clone() };
        assert_eq!(under.synlig(&efter), Some(&[2][..]));
        // A load that was given up is seen by nobody, and the next one does not keep what it wrote.
        let opgivet = Stand { synlig: 1, naeste: 3, opgivne: vec![2], ..Stand::default() };
        let igen = under.sig(&opgivet, 3, 5, vec![3]);
        assert_eq!(igen.udgaver, [(3, vec![3]), (1, vec![1])]);
        // The same again changes nothing but that it was told.
        assert_eq!(r.sig(&foer, 2, 5, vec![1]), Raekke { opgave: 5, set: 2, udgaver: vec![(1, vec![1])] });
        // Who is gone is seen until then.
        let gaaet = r.sig(&foer, 2, 5, Vec::new());
        assert_eq!((gaaet.synlig(&foer), gaaet.synlig(&efter)), (Some(&[1][..]), None));
    }
}
