//! The parts of a list.
use super::{Vaerdilister, tekster};
use crate::filter::normaliser;
use crate::laest;
use crate::objekttyper::{DELT, FOERSTE_RELATION, TILSTAND, VAERDIER, VAERDILISTEDEL};
use grund::{Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid, graenser};
use register::{Egenskab, Flettemaade, Handling, Indhold, Kommando, Laesevalg, Relation, Vaerdi, Virkning};
use std::collections::{BTreeMap, HashSet};

/// Parts of a list. Stored: a value's part is its digest modulo this, so it never changes.
pub const DELE: u8 = 64;
/// The field `nummer`.
const NUMMER: u16 = 1;

/// A part as it is, or is to be.
#[derive(Clone, Debug)]
pub(super) struct Del {
    pub nummer: u8,
    pub vaerdier: Vec<String>,
    /// Neither passive nor deleted.
    pub levende: bool,
    /// The newest registration; `None` for one that is not there.
    pub registreret: Option<Tidspunkt>,
}

/// The id of a part.
pub fn del_id(liste: Uuid, nummer: u8) -> Uuid {
    Uuid::new_v5(&liste, &[nummer])
}

/// What makes two values the same: as filters compare them, or else the text without case.
pub(super) fn noegle(v: &str) -> String {
    normaliser(v).unwrap_or_else(|| v.to_lowercase())
}

/// The part that a value lies in.
fn plads(v: &str) -> u8 {
    // FNV-1a: stored, so it must be the same for ever; nothing depends on it being hard to guess.
    let h = noegle(v).bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    u8::try_from((h ^ (h >> 32)) % u64::from(DELE)).unwrap_or_default()
}

impl Del {
    fn kommando(&self, liste: Uuid) -> Kommando {
        let altid = Virkning::i(Periode::ALTID);
        let felter = BTreeMap::from([(NUMMER, Vaerdi::Heltal(i64::from(self.nummer))), (VAERDIER, tekster(&self.vaerdier))]);
        let hjem = Relation::til(UnikId::Uuid(liste), altid.clone());
        Kommando {
            objekttype: &VAERDILISTEDEL,
            uuid: del_id(liste, self.nummer),
            handling: if self.registreret.is_some() { Handling::Erstat } else { Handling::Opret },
            maade: Flettemaade::Lora,
            note: None,
            indhold: Indhold {
                tilstande: BTreeMap::from([(TILSTAND, vec![super::i_kraft(altid.clone())])]),
                egenskaber: Some(vec![Egenskab { virkning: altid, felter }]),
                relationer: BTreeMap::from([(FOERSTE_RELATION, vec![hjem])]),
                ..Indhold::default()
            },
            historik: Vec::new(),
            forudsat: self.registreret,
        }
    }
}

impl Vaerdilister<'_> {
    /// Those of the parts that there are.
    pub(super) async fn dele(self, kald: &Kaldekontekst, liste: Uuid, numre: &[u8], valg: Laesevalg) -> Result<Vec<Del>, Fejl> {
        let numre: BTreeMap<Uuid, u8> = numre.iter().map(|n| (del_id(liste, *n), *n)).collect();
        let uuider: Vec<Uuid> = numre.keys().copied().collect();
        let fundne = self.0.list(kald, &VAERDILISTEDEL, &uuider, Laesevalg { virkning: Periode::ALTID, ..valg }).await?;
        let del = |o: &register::Objekt| {
            let r = o.nyeste().filter(|r| o.myndighed == kald.myndighed && laest::del_af(r) == Some(liste))?;
            let levende = r.livscyklus.er_levende();
            let vaerdier = laest::vaerdier(r).filter(|_| levende).map(str::to_owned).collect();
            Some(Del { nummer: *numre.get(&o.uuid)?, vaerdier, levende, registreret: Some(r.registreret.fra) })
        };
        let mut ud: Vec<Del> = fundne.iter().filter_map(del).collect();
        ud.sort_unstable_by_key(|d| d.nummer);
        Ok(ud)
    }

    /// Changes the parts in which these values lie, or would.
    pub(super) async fn i_dele<'v>(
        self,
        kald: &Kaldekontekst,
        liste: Uuid,
        vaerdier: &[&'v String],
        aendr: impl Fn(&mut Del, Vec<&'v String>),
    ) -> Result<(), Fejl> {
        let mut efter: BTreeMap<u8, Vec<&'v String>> = BTreeMap::new();
        for v in vaerdier {
            efter.entry(plads(v)).or_default().push(v);
        }
        let numre: Vec<u8> = efter.keys().copied().collect();
        let mut kendte: BTreeMap<u8, Del> =
            self.dele(kald, liste, &numre, Laesevalg::AKTUEL).await?.into_iter().map(|d| (d.nummer, d)).collect();
        let mut skridt = Vec::new();
        for (nummer, nye) in efter {
            let gammel = kendte.remove(&nummer).unwrap_or(Del { nummer, vaerdier: Vec::new(), levende: false, registreret: None });
            let mut ny = gammel.clone();
            let lige: HashSet<String> = gammel.vaerdier.iter().map(|v| noegle(v)).collect();
            aendr(&mut ny, nye.into_iter().filter(|v| !lige.contains(&noegle(v))).collect());
            if ny.vaerdier != gammel.vaerdier {
                maa_rumme(&ny)?;
                skridt.push(ny.kommando(liste));
            }
        }
        if skridt.is_empty() { Ok(()) } else { self.skriv(kald, skridt).await }
    }

    /// Puts all values of a list where they belong: few into the list itself, many into parts, of which the commands are returned. `kendt`: the list may have parts.
    pub(super) async fn fordel(
        self,
        kald: &Kaldekontekst,
        liste: Uuid,
        indhold: &mut Indhold,
        vaerdier: Vec<String>,
        kendt: bool,
    ) -> Result<Vec<Kommando>, Fejl> {
        let delt = vaerdier.len() > graenser::VAERDILISTE_EGNE;
        let mut nye: BTreeMap<u8, Vec<String>> = BTreeMap::new();
        let i_listen = if delt { Vec::new() } else { vaerdier.clone() };
        for v in vaerdier.into_iter().filter(|_| delt) {
            nye.entry(plads(&v)).or_default().push(v);
        }
        for e in indhold.egenskaber.iter_mut().flatten() {
            e.felter.insert(VAERDIER, tekster(&i_listen));
            e.felter.insert(DELT, Vaerdi::Boolsk(delt));
        }
        let alle: Vec<u8> = (0..DELE).collect();
        let gamle = if kendt { self.dele(kald, liste, &alle, Laesevalg::AKTUEL).await? } else { Vec::new() };
        let mut skridt = Vec::new();
        for g in gamle {
            let vaerdier = nye.remove(&g.nummer).unwrap_or_default();
            if vaerdier != g.vaerdier {
                skridt.push(Del { vaerdier, ..g });
            }
        }
        skridt.extend(nye.into_iter().map(|(nummer, vaerdier)| Del { nummer, vaerdier, levende: false, registreret: None }));
        skridt.iter().try_for_each(maa_rumme)?;
        Ok(skridt.iter().map(|d| d.kommando(liste)).collect())
    }
}

fn maa_rumme(d: &Del) -> Result<(), Fejl> {
    if d.vaerdier.len() <= graenser::VAERDILISTEDEL_VAERDIER {
        return Ok(());
    }
    let hoejst = graenser::VAERDILISTEDEL_VAERDIER * usize::from(DELE);
    Err(Fejl::ny(Fejlkode::ForMange)
        .felt("Vaerdi")
        .regel("E-6")
        .ventet((format!("omkring {hoejst} værdier i en liste"), format!("some {hoejst} values in a list"))))
}
