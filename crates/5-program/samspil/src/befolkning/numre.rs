//! What an extract says of a person's numbers, as identities have them (CPR-06, CPR-08).
use ::cpr::Bestand;
use ::cpr::haendelse::Haendelsesart as H;
use ::cpr::person::{Personnummer, Ret, Status};
use ::cpr::tid::{Fratil, Tid};
use ::cpr::udbakke::{Haendelse, Ufortalt};
use grund::{Fejl, Periode, Tidspunkt, UnikId};
use person::Tilknytning;
use person::nummer::{STATUSSER, cpr_cifre, cpr_urn};
use person::opfoelgning::Slags;

/// Event types of which a change of number consists.
pub(crate) const SKIFTER: [H; 4] = [H::NytNummer, H::NummerAendret, H::Dobbeltnummer, H::NummerAnnulleret];

/// A person's numbers after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Forloeb {
    /// What is to be followed up; `None` where only the history was corrected.
    pub slags: Option<Slags>,
    /// The number of now; none of one that was annulled.
    pub nyt: Option<Tilknytning>,
    /// The others, with what CPR says of each.
    pub gamle: Vec<Tilknytning>,
}

impl Forloeb {
    /// The digits of those that are not to be used any more.
    pub fn gamle_cifre(&self) -> Vec<String> {
        self.gamle.iter().filter_map(|t| cpr_cifre(&t.nummer)).map(str::to_owned).collect()
    }

    /// As they stand in the indexes.
    pub fn gamle_urn(&self) -> Vec<UnikId> {
        self.gamle.iter().map(|t| t.nummer.clone()).collect()
    }

    /// The number that the change is known by.
    pub fn kendes_ved(&self) -> &str {
        self.nyt.iter().chain(&self.gamle).find_map(|t| cpr_cifre(&t.nummer)).unwrap_or_default()
    }
}

/// A day of CPR's as a time: Danish midnight, unknown parts the first ones possible.
pub(crate) fn tid(t: &Tid) -> Option<Tidspunkt> {
    let dato = t.som_dato();
    let mut dele = dato.split('-').map(str::parse::<i16>);
    let (aar, maaned, dag) = (dele.next()?.ok()?, dele.next()?.ok()?, dele.next()?.ok()?);
    Tidspunkt::dansk_midnat(aar, i8::try_from(maaned).ok()?, i8::try_from(dag).ok()?)
}

/// The Danish day of a time.
pub(crate) fn dag(t: Tidspunkt) -> Option<Tid> {
    let (aar, maaned, dag) = t.dansk_dato()?;
    Some(Tid::dag(aar.try_into().ok()?, maaned.try_into().ok()?, dag.try_into().ok()?))
}

fn status(s: Status) -> Option<String> {
    let kode = format!("{:02}", s.0);
    STATUSSER.contains(&kode.as_str()).then_some(kode)
}

/// What CPR says of the numbers of the person whom the event is about; `None` where it is about no number.
///
/// # Errors
/// Those of the store.
pub(crate) async fn forloeb(b: &Bestand, u: &Ufortalt, h: &Haendelse) -> Result<Option<Forloeb>, Fejl> {
    let har = |a: H| h.arter.contains(&a);
    let dag = tid(&u.dato).unwrap_or(Tidspunkt::UENDELIG);
    if har(H::NummerAnnulleret) {
        let fra = b.slaa_op(h.nummer, Ret::Beskyttede, u.dato).await?.and_then(|o| o.nummerstatus).and_then(|(_, fra)| fra);
        let til = fra.as_ref().and_then(tid).unwrap_or(dag);
        let g = Tilknytning {
            nummer: cpr_urn(&h.nummer.to_string()),
            periode: Periode::ny(Tidspunkt::MINUS_UENDELIG, til),
            status: Some("30".into()),
        };
        return Ok(Some(Forloeb { slags: Some(Slags::Annulleret), nyt: None, gamle: vec![g] }));
    }
    let spurgt = match h.andre_numre.first() {
        _ if har(H::NytNummer) || har(H::TidligereNumreRettet) => h.nummer,
        Some(n) if har(H::NummerAendret) || har(H::Dobbeltnummer) => *n,
        _ => return Ok(None),
    };
    let fundet = b.slaa_op(spurgt, Ret::Beskyttede, u.dato).await?.map(|o| o.person);
    // The number that the old one leads to may have been changed too.
    let nyt = fundet.as_ref().and_then(|p| p.nummer_nu()).unwrap_or(spurgt);
    let mut gamle: Vec<(Personnummer, Fratil)> = fundet.iter().flat_map(|p| &p.tidligere_numre).map(|t| (t.nummer, t.periode)).collect();
    for n in [h.nummer].iter().chain(&h.andre_numre).chain([&spurgt]) {
        if !gamle.iter().any(|(g, _)| g == n) {
            gamle.push((*n, Fratil::default()));
        }
    }
    gamle.retain(|(n, _)| *n != nyt);
    let mut ud = Vec::with_capacity(gamle.len());
    for (n, periode) in &gamle {
        // Of a number that is told as an earlier one only, CPR says no more than that it was changed.
        let (kode, siden) = b.slaa_op(*n, Ret::Beskyttede, u.dato).await?.and_then(|o| o.nummerstatus).unwrap_or((Status::AENDRET, None));
        let kode = if *n == h.nummer && har(H::Dobbeltnummer) { Status::DOBBELT } else { kode };
        let fra = periode.fra.as_ref().and_then(tid).unwrap_or(Tidspunkt::MINUS_UENDELIG);
        let til = periode.til.or(siden).as_ref().and_then(tid).unwrap_or(dag);
        let p = Some(Periode::ny(fra, til)).filter(|p| !p.er_tom()).unwrap_or(Periode::ny(Tidspunkt::MINUS_UENDELIG, til));
        // An old number is none that counts, whatever its own record still says.
        let kode = if kode == Status::DOBBELT || kode == Status::ANNULLERET { kode } else { Status::AENDRET };
        ud.push(Tilknytning { nummer: cpr_urn(&n.to_string()), periode: p, status: status(kode) });
    }
    let aendret = |t: &&Tilknytning| t.status.as_deref() == Some("60");
    let begynder = || ud.iter().filter(aendret).map(|t| t.periode.til).max();
    let fra = fundet.as_ref().and_then(|p| p.person.fra).as_ref().and_then(tid).or_else(begynder).unwrap_or(Tidspunkt::MINUS_UENDELIG);
    let kode = fundet.as_ref().filter(|p| p.nummer == Some(nyt)).and_then(|p| status(p.status)).unwrap_or_else(|| "01".into());
    let nyt = Tilknytning { nummer: cpr_urn(&nyt.to_string()), periode: Periode::ny(fra, Tidspunkt::UENDELIG), status: Some(kode) };
    let slags = match SKIFTER.iter().any(|a| har(*a)) {
        false => None,
        true if ud.iter().any(|t| t.status.as_deref() == Some("60")) => Some(Slags::NytNummer),
        true => Some(Slags::Dobbeltnummer),
    };
    Ok(Some(Forloeb { slags, nyt: Some(nyt), gamle: ud }))
}
