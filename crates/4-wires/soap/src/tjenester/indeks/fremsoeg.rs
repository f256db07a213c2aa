//! fremsoeg (C-31 … C-34): whole objects by UUID and by expression, with counts.
//!
//! [D] What has several named conditions meets all. Paging is that of the first example of each type. Without Filter there are only counts
//! (C-32). Nothing found is 20 with the number 0: the answer has a number for it. Objects are shown with everything that their newest
//! registration says, past and future included, since the operation has no filter of virkning.
use super::sortering::{self, Orden};
use super::udtryk::{self, Udtryk};
use super::vis::Visning;
use super::{Kald, Plads, personer};
use crate::oversaet::ud;
use crate::tjenester::retur;
use grund::{Fejl, Fejlkode, Uuid, graenser};
use kontrakt::Knude;
use register::{Forespoergsel, Laesevalg, Objekt, Objekttype, Side};

/// Objects that are ordered before they are paged.
const SORTERES: usize = graenser::LISTE_UUID;

/// Objects of one type that were found.
struct Fund {
    plads: &'static Plads,
    visning: Visning,
    side: Side,
    antal: u64,
    objekter: Vec<Objekt>,
}

/// Finds, counts and shows.
pub async fn fremsoeg(kald: Kald<'_>, pladser: &'static [Plads], ind: &Knude) -> Result<Knude, Fejl> {
    let mut fund: Vec<Fund> = Vec::new();
    for plads in pladser {
        let objekttype = plads.objekttype;
        let mut udtryk = match ind.barn("SoegUdtryk") {
            Some(k) => udtryk::laes(kald, k, objekttype, 0).map_err(|f| f.under("SoegUdtryk"))?,
            None => None,
        };
        if let Some(u) = &mut udtryk {
            personer::udvid(kald, u).await?;
        }
        let uuider = uuider(ind, plads)?;
        let orden = sortering::laes(plads, ind.barn("Sortering"));
        let visning = Visning::af(plads, ind.barn("Filter"));
        if udtryk.is_none() && uuider.is_none() {
            fund.push(Fund { plads, visning, side: Side::default(), antal: 0, objekter: Vec::new() });
            continue;
        }
        let side = udtryk.as_ref().and_then(udtryk::side).unwrap_or_default();
        let (antal, objekter) = find(kald, objekttype, udtryk, uuider, side, &orden).await?;
        fund.push(Fund { plads, visning, side, antal, objekter });
    }
    if ind.barn("SoegUdtryk").is_none() && fund.iter().all(|f| ind.boern.iter().all(|k| k.register != Some(f.plads.objekttype.navn))) {
        return Err(Fejl::ny(Fejlkode::ManglerElement).ventet(("SoegUdtryk eller UUID'er", "SoegUdtryk, or UUIDs")).regel("C-31"));
    }
    foelg(kald, &mut fund).await?;
    Ok(svar(kald, fund))
}

/// The UUIDs that the request names for a type; `None` when it names none.
fn uuider(ind: &Knude, plads: &Plads) -> Result<Option<Vec<Uuid>>, Fejl> {
    let mut ud: Option<Vec<Uuid>> = None;
    for k in ind.boern.iter().filter(|k| k.register == Some(plads.objekttype.navn)) {
        let liste = ud.get_or_insert_default();
        if liste.len() >= graenser::LISTE_UUID {
            return Err(Fejl::ny(Fejlkode::ForMange).felt(k.navn()).ventet(grund::sagt::hoejst(graenser::LISTE_UUID, grund::sagt::STYK)));
        }
        liste.push(crate::oversaet::grunddele::uuid(k)?);
    }
    Ok(ud)
}

async fn find(
    kald: Kald<'_>,
    objekttype: &'static Objekttype,
    udtryk: Option<Udtryk>,
    uuider: Option<Vec<Uuid>>,
    side: Side,
    orden: &Orden,
) -> Result<(u64, Vec<Objekt>), Fejl> {
    let register = &kald.tilstand.register;
    let mut alle: Vec<Objekt> = match (udtryk, uuider) {
        // the common case goes straight to the index
        (Some(Udtryk::Eksempel(f, false)), None) => {
            if orden.is_empty() {
                let objekter = register.soeg_objekter(kald.kontekst, &f, Laesevalg::AKTUEL).await?;
                // A page that is not full ends the hits, and has counted them.
                let er_sidste = objekter.len() < f.side.antal && (f.side.foerste == 0 || !objekter.is_empty());
                let antal =
                    if er_sidste { f.side.foerste + objekter.len() as u64 } else { register.antal_til_side(kald.kontekst, &f).await? };
                return Ok((antal, objekter));
            }
            let f = Forespoergsel { side: Side { foerste: 0, antal: SORTERES + 1 }, ..*f };
            let fundet = register.soeg_objekter(kald.kontekst, &f, Laesevalg::AKTUEL).await?;
            if fundet.len() > SORTERES {
                return Err(Fejl::ny(Fejlkode::ForBredSoegning).felt("Sortering").ventet(grund::sagt::hoejst(SORTERES, grund::sagt::FUND)));
            }
            fundet
        }
        (udtryk, uuider) => {
            let fundet = match &udtryk {
                Some(u) => Some(udtryk::find(kald, objekttype, u).await?),
                None => None,
            };
            let valgte = match (fundet, uuider) {
                (Some(f), Some(u)) => u.into_iter().filter(|x| f.contains(x)).collect(),
                (Some(f), None) => f,
                (None, u) => u.unwrap_or_default(),
            };
            let mut ud = Vec::with_capacity(valgte.len());
            for bid in valgte.chunks(graenser::LISTE_UUID) {
                ud.extend(register.list(kald.kontekst, objekttype, bid, Laesevalg::AKTUEL).await?);
            }
            ud
        }
    };
    sortering::sorter(&mut alle, orden);
    let antal = alle.len() as u64;
    let foerste = usize::try_from(side.foerste).unwrap_or(usize::MAX);
    Ok((antal, alle.into_iter().skip(foerste).take(side.antal).collect()))
}

/// Adds the objects that those found refer to, where Inkluder asks for it.
async fn foelg(kald: Kald<'_>, fund: &mut [Fund]) -> Result<(), Fejl> {
    let mut henvist: Vec<Uuid> = Vec::new();
    for f in fund.iter() {
        for o in &f.objekter {
            for def in f.visning.foelg.iter().filter_map(|n| o.objekttype.relation(n)) {
                let liste = o.nyeste().and_then(|r| r.billede.relationer.get(&def.nr));
                henvist.extend(liste.into_iter().flatten().filter_map(|x| x.reference.as_ref()?.uuid()));
            }
        }
    }
    henvist.sort_unstable();
    henvist.dedup();
    for f in fund.iter_mut().filter(|_| !henvist.is_empty()) {
        let objekttype = f.plads.objekttype;
        for bid in henvist.chunks(graenser::LISTE_UUID) {
            let fundet = kald.tilstand.register.list(kald.kontekst, objekttype, bid, Laesevalg::AKTUEL).await?;
            let nye: Vec<Objekt> = fundet.into_iter().filter(|o| f.objekter.iter().all(|x| x.uuid != o.uuid)).collect();
            f.objekter.extend(nye);
        }
    }
    Ok(())
}

fn svar(kald: Kald<'_>, fund: Vec<Fund>) -> Knude {
    let mut k = retur::ok(kald.operation.ud);
    for f in &fund {
        let tal = |k: Knude, navn: &'static str, antal: u64| {
            let Some(a) = k.nyt_barn("Antal") else { return k };
            let mut a = a.felt("Element", navn).felt("Antal", antal.to_string());
            if let Some(p) = a.nyt_barn("Paginering") {
                let p = p.felt("FoersteResultatReference", f.side.foerste.to_string());
                a = a.med(p.felt("MaksimalAntalKvantitet", f.side.antal.to_string()));
            }
            k.med(a)
        };
        k = tal(k, f.plads.antal, f.antal);
        if let Some((navn, relation, felt)) = f.plads.dele {
            k = tal(k, navn, f.objekter.iter().map(|o| dele(o, relation, felt)).sum());
        }
    }
    for mut f in fund {
        let Some(tomt) = k.nyt_barn(&format!("{}FiltreretOejebliksbillede", f.plads.praefiks)) else { continue };
        if f.visning.tom() {
            continue;
        }
        for o in &mut f.objekter {
            o.registreringer.iter_mut().for_each(|r| f.visning.reducer(o.objekttype, r));
        }
        let billeder: Vec<Knude> = f.objekter.iter().map(|o| ud::oejebliksbillede(tomt.element, o)).collect();
        k = k.med_alle(billeder);
    }
    k
}

/// Parts within an object: references of the relation, with that field.
fn dele(o: &Objekt, relation: &str, felt: u16) -> u64 {
    let liste = o.objekttype.relation(relation).and_then(|d| o.nyeste()?.billede.relationer.get(&d.nr));
    liste.into_iter().flatten().filter(|x| felt == 0 || x.felter.contains_key(&felt)).count() as u64
}
