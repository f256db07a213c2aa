//! Directories (LDAP, AD): who works for an authority, and in which groups, which give job function roles by a table. A directory vouches for nobody: who somebody is, is the provider's to say, and no
//! password is typed here. It is read whole, now and then, by an account that may read it.
//!
//! What is missing takes away, and never gives: an entry without its UUID is nobody, a UUID of two entries is neither's, a role whose value is missing is left out, and what was read is believed for a day.
use crate::identitet::{Identitet, Slags};
use crate::opsaetning::{Tilslutninger, cvr};
use adgang::bpp::{Privilegiegruppe, Privilegier};
use grund::{Cvr, Tidspunkt, Uuid, graenser};
use ldap::{CertificateDer, Forbindelse, Post, Soegning, Sted};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

const SEKUND: i64 = 1_000_000;

/// A directory of an authority: a file of `kataloger`.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Katalog {
    /// What operators call it.
    pub navn: String,
    /// The authority whose employees are in it.
    #[serde(deserialize_with = "cvr")]
    pub myndighed: Cvr,
    /// `ldaps://HOST[:PORT]`, or `ldap://HOST[:PORT]` with StartTLS.
    pub adresse: String,
    /// File with the certificates that its own is issued below, in the folder of the login.
    pub rod: String,
    /// The name of the account that reads.
    pub bruger: String,
    /// File with that account's secret, in the folder of the login.
    pub hemmelighed: String,
    /// Employees.
    pub ansatte: Ansatte,
    /// Groups, where the employees' own entries do not name them.
    #[serde(default)]
    pub grupper: Option<Grupper>,
    /// What groups give.
    #[serde(default)]
    pub roller: Vec<Grupperolle>,
    /// An employee who is in no directory of the authority is not let in.
    #[serde(default)]
    pub kraevet: bool,
    /// Minutes between two readings.
    #[serde(default = "ti")]
    pub minutter: u32,
    /// The address, read.
    #[serde(skip)]
    pub sted: Option<Sted>,
    /// The secret.
    #[serde(skip)]
    pub secret: String,
    /// The certificates.
    #[serde(skip)]
    pub roedder: Vec<CertificateDer<'static>>,
}

fn ti() -> u32 {
    10
}

/// Where employees are, and the names of their attributes.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ansatte {
    /// Below which entry.
    pub base: String,
    /// Which entries: those who work there now.
    pub filter: String,
    /// The UUID of the user in FK-Organisation; `objectGUID` is read as AD writes it.
    pub uuid: String,
    /// Full name.
    pub navn: String,
    /// Mail.
    #[serde(default)]
    pub mail: Option<String>,
    /// Unit.
    #[serde(default)]
    pub enhed: Option<String>,
    /// The groups (`memberOf` of AD).
    #[serde(default)]
    pub medlemaf: Option<String>,
}

/// Where groups are.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grupper {
    /// Below which entry.
    pub base: String,
    /// Which entries.
    pub filter: String,
    /// The attribute with the members' names.
    pub medlem: String,
}

/// The job function role of a group.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grupperolle {
    /// The group's name in the directory.
    pub gruppe: String,
    /// The role's entity id.
    pub rolle: String,
    /// Values that the role wants at login (G-43), and the employee's attributes that they stand in.
    #[serde(default)]
    pub vaerdier: BTreeMap<String, String>,
}

/// An employee as the directory has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ansat {
    /// Its name in the directory.
    pub dn: String,
    /// Full name.
    pub navn: String,
    /// Mail.
    pub mail: Option<String>,
    /// Units.
    pub enheder: Vec<String>,
    /// What its groups give.
    pub roller: Privilegier,
    /// Roles that it does not have, because an attribute is missing.
    pub bortfaldet: Vec<(String, String)>,
}

/// A directory at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oejebillede {
    /// When it was read.
    pub tid: Tidspunkt,
    /// Employees by their UUID.
    pub ansatte: BTreeMap<Uuid, Ansat>,
    /// Entries without a UUID that can be read.
    pub uden_uuid: usize,
    /// UUIDs of more than one entry: nobody has them.
    pub dobbelte: BTreeSet<Uuid>,
    /// Groups of the table that are not in the directory.
    pub ukendte_grupper: Vec<String>,
}

/// A name of the directory in the form in which names are compared: case and blanks around its parts count for nothing.
fn ens(dn: &str) -> String {
    let del = |d: &str| d.split('=').map(str::trim).collect::<Vec<_>>().join("=").to_lowercase();
    dn.split(',').map(del).collect::<Vec<_>>().join(",")
}

fn uuid_af(p: &Post, navn: &str) -> Option<Uuid> {
    if navn.eq_ignore_ascii_case("objectGUID") {
        let [v] = p.bytes(navn) else { return None };
        return v.as_slice().try_into().ok().map(Uuid::from_bytes_le);
    }
    let mut alle = p.tekster(navn);
    match (alle.next(), alle.next()) {
        (Some(u), None) => grund::id::laes_uuid(u),
        _ => None,
    }
}

impl Katalog {
    /// Reads the directory.
    ///
    /// # Errors
    /// In words, for the operator.
    pub async fn laes(&self, nu: Tidspunkt) -> Result<Oejebillede, String> {
        let sted = self.sted.as_ref().ok_or("no address")?;
        let mut f = Forbindelse::aabn(sted, &self.roedder).await.map_err(|e| e.to_string())?;
        f.bind(&self.bruger, &self.secret).await.map_err(|e| e.to_string())?;
        let a = &self.ansatte;
        let mut attributter: BTreeSet<&str> = [a.uuid.as_str(), a.navn.as_str()].into_iter().collect();
        attributter.extend([&a.mail, &a.enhed, &a.medlemaf].into_iter().flatten().map(String::as_str));
        attributter.extend(self.roller.iter().flat_map(|r| r.vaerdier.values()).map(String::as_str));
        let ansatte = Soegning {
            base: &a.base,
            filter: &a.filter,
            attributter: attributter.into_iter().map(str::to_owned).collect(),
            hoejst: graenser::KATALOG_ANSATTE,
        };
        let ansatte = f.soeg(&ansatte).await.map_err(|e| e.to_string())?;
        let grupper = match &self.grupper {
            Some(g) => {
                let s =
                    Soegning { base: &g.base, filter: &g.filter, attributter: vec![g.medlem.clone()], hoejst: graenser::KATALOG_GRUPPER };
                f.soeg(&s).await.map_err(|e| e.to_string())?
            }
            None => Vec::new(),
        };
        f.luk().await;
        Ok(self.billede(&ansatte, &grupper, nu))
    }

    /// What entries say.
    pub fn billede(&self, ansatte: &[Post], grupper: &[Post], nu: Tidspunkt) -> Oejebillede {
        let mine: Vec<(String, &Grupperolle)> = self.roller.iter().map(|r| (ens(&r.gruppe), r)).collect();
        let mut medlemmer: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut fundne = BTreeSet::new();
        for (p, g) in grupper.iter().filter_map(|p| Some((p, self.grupper.as_ref()?))) {
            let dn = ens(&p.dn);
            if mine.iter().any(|(m, _)| *m == dn) {
                for m in p.tekster(&g.medlem) {
                    medlemmer.entry(ens(m)).or_default().insert(dn.clone());
                }
                fundne.insert(dn);
            }
        }
        let mut ud =
            Oejebillede { tid: nu, ansatte: BTreeMap::new(), uden_uuid: 0, dobbelte: BTreeSet::new(), ukendte_grupper: Vec::new() };
        for p in ansatte {
            let Some(uuid) = uuid_af(p, &self.ansatte.uuid) else {
                ud.uden_uuid += 1;
                continue;
            };
            let mut i = medlemmer.get(&ens(&p.dn)).cloned().unwrap_or_default();
            i.extend(self.ansatte.medlemaf.iter().flat_map(|m| p.tekster(m)).map(ens));
            if ud.ansatte.insert(uuid, self.ansat(p, &mine, &i)).is_some() {
                ud.dobbelte.insert(uuid);
            }
        }
        ud.ansatte.retain(|u, _| !ud.dobbelte.contains(u));
        if self.grupper.is_some() {
            ud.ukendte_grupper = mine.iter().filter(|(dn, _)| !fundne.contains(dn)).map(|(_, r)| r.gruppe.clone()).collect();
        }
        ud
    }

    fn ansat(&self, p: &Post, mine: &[(String, &Grupperolle)], i: &BTreeSet<String>) -> Ansat {
        let a = &self.ansatte;
        let alle = |navn: &Option<String>| navn.iter().flat_map(|n| p.tekster(n)).map(str::to_owned).collect::<Vec<_>>();
        let mut ud = Ansat {
            dn: p.dn.clone(),
            navn: p.tekst(&a.navn).unwrap_or_default().to_owned(),
            mail: alle(&a.mail).into_iter().next(),
            enheder: alle(&a.enhed),
            ..Ansat::default()
        };
        for (_, r) in mine.iter().filter(|(dn, _)| i.contains(dn)) {
            let mut afgraensninger = BTreeMap::new();
            let mangler = r.vaerdier.iter().find(|(navn, attribut)| {
                let v: Vec<String> = p.tekster(attribut).map(str::to_owned).collect();
                let godt = !v.is_empty() && v.len() <= graenser::KATALOG_VAERDIER;
                afgraensninger.insert((*navn).clone(), v);
                !godt
            });
            match mangler {
                Some((_, attribut)) => ud.bortfaldet.push((r.rolle.clone(), attribut.clone())),
                None => ud.roller.push(Privilegiegruppe { myndighed: self.myndighed, privilegier: vec![r.rolle.clone()], afgraensninger }),
            }
        }
        ud
    }
}

/// What was read last, of each directory.
struct Laest {
    katalog: Arc<Katalog>,
    billede: Option<Arc<Oejebillede>>,
    forsoegt: Tidspunkt,
}

/// The directories of the folder, as they were read.
pub struct Kataloger {
    tilslutninger: Arc<Tilslutninger>,
    laeste: RwLock<BTreeMap<String, Laest>>,
}

impl Kataloger {
    /// None has been read yet.
    pub fn ny(tilslutninger: Arc<Tilslutninger>) -> Self {
        Self { tilslutninger, laeste: RwLock::default() }
    }

    /// Reads those whose time has come, or whose file is another than it was.
    pub async fn laes(&self, nu: Tidspunkt) {
        let f = self.tilslutninger.nu();
        self.laeste.write().unwrap_or_else(PoisonError::into_inner).retain(|id, _| f.kataloger.contains_key(id));
        for (id, k) in &f.kataloger {
            let (foer, tid) = {
                let laeste = self.laeste.read().unwrap_or_else(PoisonError::into_inner);
                let naeste = |l: &Laest| l.forsoegt.plus_mikros(i64::from(k.minutter) * 60 * SEKUND);
                laeste.get(id).filter(|l| l.katalog == *k).map_or((None, true), |l| (l.billede.clone(), naeste(l) <= nu))
            };
            if !tid {
                continue;
            }
            let billede = match k.laes(nu).await.and_then(|b| trovaerdigt(foer.as_deref(), b)) {
                Ok(b) => {
                    tracing::info!(katalog = %id, ansatte = b.ansatte.len(), uden_uuid = b.uden_uuid, dobbelte = b.dobbelte.len(), "a directory was read");
                    Some(Arc::new(b))
                }
                Err(hvorfor) => {
                    tracing::error!(katalog = %id, hvorfor, "a directory can't be read; what was read before is believed for a day");
                    foer
                }
            };
            self.laeste
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(id.clone(), Laest { katalog: k.clone(), billede, forsoegt: nu });
        }
    }

    /// The authority's directories with what they said, where that is believed.
    fn hos(&self, cvr: Cvr, nu: Tidspunkt) -> Vec<(Arc<Katalog>, Option<Arc<Oejebillede>>)> {
        let f = self.tilslutninger.nu();
        let laeste = self.laeste.read().unwrap_or_else(PoisonError::into_inner);
        let mine = f.kataloger.iter().filter(|(_, k)| k.myndighed == cvr);
        mine.map(|(id, k)| {
            let b = laeste.get(id).filter(|l| l.katalog == *k).and_then(|l| l.billede.clone());
            (k.clone(), b.filter(|b| nu < b.tid.plus_mikros(graenser::KATALOG_ALDER_SEKUNDER * SEKUND)))
        })
        .collect()
    }

    /// What the user's groups give.
    pub fn jobroller(&self, i: &Identitet, nu: Tidspunkt) -> Privilegier {
        let (Slags::Medarbejder, Some(cvr)) = (i.slags, i.cvr) else { return Vec::new() };
        let billeder = self.hos(cvr, nu).into_iter().filter_map(|(_, b)| b);
        billeder.flat_map(|b| b.ansatte.get(&i.uuid).map(|a| a.roller.clone()).unwrap_or_default()).collect()
    }

    /// Why the user may not begin a session: the authority demands that its employees are in a directory, and this one is not, or nobody knows.
    pub fn lukket(&self, i: &Identitet, nu: Tidspunkt) -> Option<String> {
        let (Slags::Medarbejder, Some(cvr)) = (i.slags, i.cvr) else { return None };
        let hos = self.hos(cvr, nu);
        if !hos.iter().any(|(k, _)| k.kraevet) || hos.iter().flat_map(|(_, b)| b).any(|b| b.ansatte.contains_key(&i.uuid)) {
            return None;
        }
        Some(match hos.iter().find(|(_, b)| b.is_none()) {
            Some((k, _)) => {
                format!("the directory {} has not been read for a day, and the authority demands that its employees are in it", k.navn)
            }
            None => format!("{} is in no directory of {cvr}", i.uuid),
        })
    }

    /// Why the user's sessions end: every directory of the authority was read, and the user is in none.
    pub fn forladt(&self, i: &Identitet, nu: Tidspunkt) -> Option<String> {
        let hos = self.hos(i.cvr?, nu);
        self.lukket(i, nu).filter(|_| hos.iter().all(|(_, b)| b.is_some()))
    }
}

/// A directory from which half of all employees are gone at once has been cut off from them, and has not dismissed them: what was read before stands, until it is too old.
fn trovaerdigt(foer: Option<&Oejebillede>, nu: Oejebillede) -> Result<Oejebillede, String> {
    let (var, er) = (foer.map_or(0, |b| b.ansatte.len()), nu.ansatte.len());
    if er == 0 || er < var / 2 {
        return Err(format!(
            "{er} employees are in it, {var} were: that many do not leave at once (a changed file of the directory is taken as it is)"
        ));
    }
    Ok(nu)
}

#[cfg(test)]
#[path = "proever/katalog.rs"]
mod proever;
