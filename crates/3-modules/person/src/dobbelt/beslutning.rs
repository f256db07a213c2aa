//! Decisions: each in one transaction with the identities that it changes.
use super::{Aarsag, Fletning, Forslag, Forslagsbog, Lagret, Opslugt, Tilstand, Trin};
use crate::foelg::{indehavere, sammen};
use crate::identitet::{Identitet, Tilknytning, kommando, navn, numre};
use crate::nummer::{DOBBELT, uuid_urn};
use crate::objekttyper::PERSONIDENTITET;
use crate::raekker::{FORSLAG, bytes, noegle, over};
use grund::{Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use lager::Skrivning;
use register::{Flettemaade, Handling, Indhold, Kommando, Laesevalg, Objektid, Register, Registrering, Skridt};

/// Who decides, and why.
#[derive(Clone, Copy, Debug)]
pub struct Beslutter<'a> {
    /// Who, as the log names them.
    pub hvem: &'a str,
    /// Why.
    pub begrundelse: &'a str,
    /// The decision that was the newest when this one was made ([`Forslag::registreret`]); `None` where nobody says.
    pub set: Option<Tidspunkt>,
}

/// The two numbers are one person's: the identity of the number of now gets the other number, with status 50, and whatever else the other identity had, its UUID too. That
/// identity becomes passive. `ny` is the id of an identity that has to be made. `kald` is of the authority whose identities they are.
///
/// # Errors
/// `FindesIkke`; `UlovligOvergang` for what is decided already or was annulled (CPR-10); `KraeverForudsaetning` where somebody has decided against it before, and `set` does not say
/// that this was seen; `NummerOptaget` where a number is several identities'; `Samtidig`; those of the register.
pub async fn flet(
    register: &Register,
    bog: &Forslagsbog,
    kald: &Kaldekontekst,
    id: Uuid,
    ny: Uuid,
    hvem: Beslutter<'_>,
) -> Result<Forslag, Fejl> {
    let (mut f, foer) = hent(bog, id, hvem).await?;
    let Some(nyt) = f.nyt.as_ref().map(Lagret::tilknytning).filter(|_| f.kan_flettes()) else {
        return Err(ulovlig(&f, "CPR-09"));
    };
    if f.tilstand != Tilstand::Aaben && hvem.set.is_none() {
        return Err(Fejl::ny(Fejlkode::KraeverForudsaetning).felt("registreret").regel("CPR-09").tilladt([f.registreret().til_utc()]));
    }
    // Of a double CPR says 50, whatever it was here; a number that was changed says so itself.
    let mut gammelt = f.gammelt.tilknytning();
    if f.aarsag == Aarsag::Dobbeltnummer {
        gammelt.status = Some(DOBBELT.into());
    }
    let beholdt = hoejst_en(register, kald, &nyt.nummer, None).await?;
    let andet = hoejst_en(register, kald, &gammelt.nummer, beholdt.as_ref().map(|(u, _)| *u)).await?;
    let (uuid, navn_foer, numre_foer) = match &beholdt {
        Some((u, r)) => (*u, navn(r), numre(r)),
        None => (ny, None, Vec::new()),
    };
    let mut nye = vec![gammelt.clone()];
    if beholdt.is_none() {
        nye.push(nyt);
    }
    let mut skridt: Vec<(&Kaldekontekst, Skridt<'_>)> = Vec::new();
    let opslugt = andet.map(|(u, r)| {
        let dens = numre(&r);
        nye.extend(dens.iter().filter(|n| n.nummer != gammelt.nummer && !numre_foer.iter().any(|f| f.nummer == n.nummer)).cloned());
        nye.push(Tilknytning { nummer: uuid_urn(u), periode: Periode::ALTID, status: None });
        skridt.push((kald, Skridt::from(passiver(u, &r))));
        Opslugt { uuid: u, navn: navn(&r), numre: dens.iter().map(Lagret::from).collect() }
    });
    let tilfoejede = nye.iter().filter(|n| !numre_foer.iter().any(|f| f.nummer == n.nummer)).map(Lagret::from).collect();
    let navn = navn_foer.or_else(|| opslugt.as_ref().and_then(|o| o.navn.clone()));
    skridt.push((kald, Skridt::from(kommando(&Identitet { uuid, navn, numre: sammen(&numre_foer, &nye) }))));
    f.fletning = Some(Fletning { beholdt: uuid, tilfoejede, opslugt });
    gem(register, kald, f, foer, skridt, Tilstand::Flettet, hvem).await
}

/// They are two again, as they were; what the person has got since stays with the identity that was kept.
///
/// # Errors
/// `FindesIkke`; `UlovligOvergang` for what is not merged; `Samtidig`; those of the register.
pub async fn fortryd(register: &Register, bog: &Forslagsbog, kald: &Kaldekontekst, id: Uuid, hvem: Beslutter<'_>) -> Result<Forslag, Fejl> {
    let (f, foer) = hent(bog, id, hvem).await?;
    let Some(fletning) = f.fletning.clone().filter(|_| f.tilstand == Tilstand::Flettet) else { return Err(ulovlig(&f, "CPR-09")) };
    let objektid = Objektid { objekttype: &PERSONIDENTITET, uuid: fletning.beholdt };
    let objekt = register.laes(&crate::opslag::egne(kald), objektid, Laesevalg::AKTUEL).await?;
    let Some(r) = objekt.as_ref().and_then(|o| o.nyeste()).filter(|r| r.livscyklus.er_levende()) else {
        return Err(Fejl::ny(Fejlkode::FindesIkke).felt("beholdt").regel("CPR-09"));
    };
    let vaek: Vec<UnikId> = fletning.tilfoejede.iter().map(|t| t.tilknytning().nummer).collect();
    let rest = numre(r).into_iter().filter(|n| !vaek.contains(&n.nummer)).collect();
    let mut skridt: Vec<(&Kaldekontekst, Skridt<'_>)> =
        vec![(kald, Skridt::from(kommando(&Identitet { uuid: fletning.beholdt, navn: navn(r), numre: rest })))];
    if let Some(o) = &fletning.opslugt {
        let i = Identitet { uuid: o.uuid, navn: o.navn.clone(), numre: o.numre.iter().map(Lagret::tilknytning).collect() };
        skridt.push((kald, Skridt::from(kommando(&i))));
    }
    gem(register, kald, f, foer, skridt, Tilstand::Fortrudt, hvem).await
}

/// Nothing is merged: they are two persons, or what was registered under an annulled number is dealt with.
///
/// # Errors
/// `FindesIkke`; `UlovligOvergang` for what is decided already; `Samtidig`; those of the store.
pub async fn luk(register: &Register, bog: &Forslagsbog, kald: &Kaldekontekst, id: Uuid, hvem: Beslutter<'_>) -> Result<Forslag, Fejl> {
    let (f, foer) = hent(bog, id, hvem).await?;
    if !matches!(f.tilstand, Tilstand::Aaben | Tilstand::Fortrudt) {
        return Err(ulovlig(&f, "CPR-09"));
    }
    let til = if f.aarsag == Aarsag::Annulleret { Tilstand::Afsluttet } else { Tilstand::Afvist };
    gem(register, kald, f, foer, Vec::new(), til, hvem).await
}

/// The proposal and its bytes, unless it was decided since the decider saw it.
async fn hent(bog: &Forslagsbog, id: Uuid, hvem: Beslutter<'_>) -> Result<(Forslag, Vec<u8>), Fejl> {
    let (f, foer) = bog.med_bytes(id).await?;
    if hvem.set.is_some_and(|s| s != f.registreret()) {
        return Err(Fejl::ny(Fejlkode::Samtidig).felt("registreret").regel("CPR-09").tilladt([f.registreret().til_utc()]));
    }
    Ok((f, foer))
}

fn ulovlig(f: &Forslag, regel: &'static str) -> Fejl {
    let regel = if f.aarsag == Aarsag::Annulleret { "CPR-10" } else { regel };
    Fejl::ny(Fejlkode::UlovligOvergang).felt(f.tilstand.navn()).regel(regel)
}

/// The one identity that holds the number, but for one that is known.
async fn hoejst_en(
    register: &Register,
    kald: &Kaldekontekst,
    nummer: &UnikId,
    uden: Option<Uuid>,
) -> Result<Option<(Uuid, Registrering)>, Fejl> {
    let mut alle = indehavere(register, kald, std::slice::from_ref(nummer)).await?;
    alle.retain(|(u, _)| Some(*u) != uden);
    if alle.len() > 1 { Err(Fejl::ny(Fejlkode::NummerOptaget).felt("numre").regel("CPR-09")) } else { Ok(alle.pop()) }
}

fn passiver(uuid: Uuid, r: &Registrering) -> Kommando {
    Kommando {
        objekttype: &PERSONIDENTITET,
        uuid,
        handling: Handling::Passiver,
        maade: Flettemaade::Lora,
        note: None,
        indhold: Indhold::default(),
        historik: Vec::new(),
        forudsat: Some(r.registreret.fra),
    }
}

async fn gem(
    register: &Register,
    kald: &Kaldekontekst,
    mut f: Forslag,
    foer: Vec<u8>,
    skridt: Vec<(&Kaldekontekst, Skridt<'_>)>,
    til: Tilstand,
    hvem: Beslutter<'_>,
) -> Result<Forslag, Fejl> {
    f.tilstand = til;
    f.historik.push(Trin { tid: kald.nu, hvem: hvem.hvem.to_owned(), hvad: til, begrundelse: hvem.begrundelse.to_owned() });
    let raekke = over(noegle(FORSLAG, &[f.id.as_bytes()]), Some(foer), Some(bytes(&f)?));
    register.udfoer_samlet(kald, skridt, Skrivning { kaldt: kald.nu, raekker: vec![raekke], ..Skrivning::default() }).await?;
    Ok(f)
}
