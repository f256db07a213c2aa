//! What CPR says of a person's numbers, brought into the identity (CPR-08): one registration, every number with its period and status.
//!
//! Nothing is merged by guess (CPR-09): where the numbers belong to several identities nothing is written, and the caller is told.
use crate::identitet::{Identitet, Tilknytning, efterse, kommando, navn, numre};
use crate::nummer::{AKTIV, STATUSSER, cpr_urn};
use crate::objekttyper::PERSONIDENTITET;
use crate::opslag;
use grund::{Cvr, Fejl, Kaldekontekst, Periode, UnikId, Uuid};
use register::{Laesevalg, Objektid, Register, Registrering};

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fulgt {
    /// The identity said so already.
    Uaendret(Uuid),
    /// The identity says so now.
    Aendret(Uuid),
    /// There was none: it is made.
    Ny(Uuid),
    /// The numbers are several identities': nothing was written.
    Flere(Vec<Uuid>),
}

impl Fulgt {
    /// The identity, where it is one.
    pub fn identitet(&self) -> Option<Uuid> {
        match self {
            Self::Uaendret(u) | Self::Aendret(u) | Self::Ny(u) => Some(*u),
            Self::Flere(_) => None,
        }
    }
}

/// The identities of the call's authority that hold one of the numbers, with their registrations.
pub(crate) async fn indehavere(register: &Register, kald: &Kaldekontekst, numre: &[UnikId]) -> Result<Vec<(Uuid, Registrering)>, Fejl> {
    let k = opslag::egne(kald);
    let mut ud = Vec::new();
    for x in opslag::indehavere(register, &k, numre).await? {
        let o = register.laes(&k, Objektid { objekttype: &PERSONIDENTITET, uuid: x.uuid }, Laesevalg::AKTUEL).await?;
        ud.extend(o.as_ref().and_then(|o| o.nyeste()).filter(|r| r.livscyklus.er_levende()).map(|r| (x.uuid, r.clone())));
    }
    Ok(ud)
}

/// The numbers as they become: what is told replaces what was known of the same number, and the others stay.
pub(crate) fn sammen(foer: &[Tilknytning], nye: &[Tilknytning]) -> Vec<Tilknytning> {
    let mut ud = foer.to_vec();
    for n in nye {
        match ud.iter_mut().find(|u| u.nummer == n.nummer) {
            Some(u) => *u = n.clone(),
            None => ud.push(n.clone()),
        }
    }
    ud
}

/// Makes the call's authority's identity say what CPR says of one person's numbers, all of them together; where there is no identity one is made, with the id `ny`, which
/// must not be made from a number: whoever has the id would find the number by trying.
///
/// # Errors
/// `NummerOptaget`, and those of the register.
pub async fn foelg(register: &Register, kald: &Kaldekontekst, nye: &[Tilknytning], ny: Uuid) -> Result<Fulgt, Fejl> {
    let alle: Vec<UnikId> = nye.iter().map(|n| n.nummer.clone()).collect();
    let fundne = indehavere(register, kald, &alle).await?;
    let (uuid, foer, identitet) = match fundne.as_slice() {
        [] => (ny, Vec::new(), Identitet { uuid: ny, navn: None, numre: nye.to_vec() }),
        [(uuid, r)] => {
            let foer = numre(r);
            let i = Identitet { uuid: *uuid, navn: navn(r), numre: sammen(&foer, nye) };
            (*uuid, foer, i)
        }
        flere => return Ok(Fulgt::Flere(flere.iter().map(|(u, _)| *u).collect())),
    };
    if identitet.numre == foer {
        return Ok(Fulgt::Uaendret(uuid));
    }
    efterse(register, kald, uuid, &identitet.numre).await?;
    let kvittering = register.udfoer(kald, kommando(&identitet)).await?;
    Ok(match (kvittering.aendret, foer.is_empty()) {
        (false, _) => Fulgt::Uaendret(uuid),
        (true, true) => Fulgt::Ny(uuid),
        (true, false) => Fulgt::Aendret(uuid),
    })
}

/// The UUID of the person who has a CPR number now, with CPR's status of it; the country's identity, made where there is none. See [`uuid_for`].
///
/// # Errors
/// Those of the register.
pub async fn landets_uuid(register: &Register, kald: &Kaldekontekst, cifre: &str, status: u8, ny: Uuid) -> Result<Option<Uuid>, Fejl> {
    let status = format!("{status:02}");
    let status = if STATUSSER.contains(&status.as_str()) { status } else { AKTIV.to_owned() };
    let nu = Tilknytning { nummer: cpr_urn(cifre), periode: Periode::ALTID, status: Some(status) };
    let landet = Kaldekontekst { myndighed: Cvr::LANDET, laeser: vec![Cvr::LANDET], ..kald.internt() };
    uuid_for(register, &landet, &nu, ny).await
}

/// The identity that holds a CPR number in the call's authority, made where there is none: so that every person of the population has a UUID from when somebody asks for it
/// (CPR-11), and six million are not made in advance. `None` where several hold it.
///
/// # Errors
/// Those of the register.
pub async fn uuid_for(register: &Register, kald: &Kaldekontekst, nu: &Tilknytning, ny: Uuid) -> Result<Option<Uuid>, Fejl> {
    match indehavere(register, kald, std::slice::from_ref(&nu.nummer)).await?.as_slice() {
        [] => Ok(foelg(register, kald, std::slice::from_ref(nu), ny).await?.identitet()),
        [(uuid, _)] => Ok(Some(*uuid)),
        _ => Ok(None),
    }
}
