//! The stored form of an event's data. A version byte, what is there as bits of the next, and then the parts; labels of before stand only where they are
//! others than those of after. An event of a case with one label and one party takes about 100 bytes.
use super::{AFTRYK, Haendelsesdata, Part, Side, Tilstandsskift};
use crate::lagret::{Laeser, Skriver};
use crate::model::Livscyklus;
use grund::{Fejl, Periode, Synsmaerke, Tidspunkt};

const VERSION: u8 = 3;
/// A higher version is a new stored format.
const _: () = assert!(VERSION == lager::Formatindhold::NYESTE.haendelse);

const BRUGER: u8 = 1;
const FOER: u8 = 2;
const EFTER: u8 = 4;
/// The labels and the profile of before are those of after.
const ENS: u8 = 8;

pub(super) fn skriv(d: &Haendelsesdata) -> Vec<u8> {
    let ens = d.foer.is_some() && !d.nyt_syn();
    let bit = |er: bool, b: u8| if er { b } else { 0 };
    let mut s = Skriver::default();
    s.byte(VERSION);
    s.byte(bit(d.bruger.is_some(), BRUGER) | bit(d.foer.is_some(), FOER) | bit(d.efter.is_some(), EFTER) | bit(ens, ENS));
    d.bruger.iter().for_each(|b| s.id(b));
    for (side, uden) in d.efter.iter().map(|e| (e, false)).chain(d.foer.iter().map(|f| (f, ens))) {
        s.byte(side.livscyklus as u8);
        if !uden {
            s.liste(&side.maerker, maerke);
            s.liste(&side.profil, |s, (p, id)| {
                periode(s, *p);
                s.id(id);
            });
        }
    }
    s.liste(&d.skift, |s, x| {
        s.tal(u64::from(x.tilstand));
        s.byte(x.foer.unwrap_or(0));
        s.byte(x.efter.unwrap_or(0));
        periode(s, x.virkning);
    });
    s.liste(&d.parter, |s, p| {
        s.0.extend_from_slice(&p.aftryk);
        s.byte(bit(p.foer, 1) | bit(p.efter, 2));
        periode(s, p.virkning);
    });
    s.liste(&d.andre, |s, (typen, u)| {
        s.tal(u64::from(*typen));
        s.0.extend_from_slice(u.as_bytes());
    });
    s.0
}

fn periode(s: &mut Skriver, p: Periode) {
    s.tid(p.fra);
    s.tid(p.til);
}

const KLASSE: u8 = 1;
const ENHED: u8 = 2;
const SYSTEM: u8 = 4;
const VIA: u8 = 8;
const UDKAST: u8 = 16;
const PROFIL: u8 = 32;

fn maerke(s: &mut Skriver, m: &Synsmaerke) {
    let bit = |er: bool, b: u8| if er { b } else { 0 };
    s.byte(
        bit(m.klasse.is_some(), KLASSE)
            | bit(m.enhed.is_some(), ENHED)
            | bit(m.system.is_some(), SYSTEM)
            | bit(m.via.is_some(), VIA)
            | bit(m.udkast, UDKAST)
            | bit(m.profil, PROFIL),
    );
    s.byte(m.niveau);
    periode(s, m.virkning);
    m.klasse.iter().for_each(|k| s.tekst(k));
    m.enhed.iter().chain(&m.system).for_each(|id| s.id(id));
    m.via.iter().for_each(|u| s.0.extend_from_slice(u.as_bytes()));
}

/// Reads the data of an event. What versions before the third tell is in the registrations too, from which it is made anew: of them only who did it is
/// read here, and `None` says so.
///
/// # Errors
/// `Intern` when the bytes are none of ours.
pub fn laes_data(data: &[u8]) -> Result<(Haendelsesdata, bool), Fejl> {
    if data.is_empty() {
        return Ok((Haendelsesdata::default(), false));
    }
    let mut l = Laeser::ny(data);
    match l.byte()? {
        1 => Ok((Haendelsesdata { bruger: Some(l.id()?), ..Haendelsesdata::default() }, false)),
        2 => {
            let bruger = if l.byte()? == 1 { Some(l.id()?) } else { None };
            Ok((Haendelsesdata { bruger, ..Haendelsesdata::default() }, false))
        }
        VERSION => Ok((tredje(&mut l)?, true)),
        v => Err(Fejl::intern(format!("event data of unknown version {v}"))),
    }
}

fn tredje(l: &mut Laeser<'_>) -> Result<Haendelsesdata, Fejl> {
    let flag = l.byte()?;
    let har = |b: u8| flag & b != 0;
    let bruger = if har(BRUGER) { Some(l.id()?) } else { None };
    let efter = if har(EFTER) { Some(laes_side(l)?) } else { None };
    let foer = match (har(FOER), &efter) {
        (false, _) => None,
        (true, Some(e)) if har(ENS) => Some(Side { livscyklus: livscyklus(l)?, ..e.clone() }),
        (true, _) => Some(laes_side(l)?),
    };
    let vaerdi = |b: u8| (b > 0).then_some(b);
    let skift = l.liste(|l| {
        Ok(Tilstandsskift { tilstand: l.nr()?, foer: vaerdi(l.byte()?), efter: vaerdi(l.byte()?), virkning: laes_periode(l)? })
    })?;
    let parter = l.liste(|l| {
        let aftryk = <[u8; AFTRYK]>::try_from(l.bytes(AFTRYK as u64)?).map_err(Fejl::intern)?;
        let sider = l.byte()?;
        Ok(Part { aftryk, foer: sider & 1 != 0, efter: sider & 2 != 0, virkning: laes_periode(l)? })
    })?;
    let andre = l.liste(|l| Ok((l.nr()?, l.uuid()?)))?;
    Ok(Haendelsesdata { bruger, foer, efter, skift, parter, andre })
}

fn livscyklus(l: &mut Laeser<'_>) -> Result<Livscyklus, Fejl> {
    Livscyklus::fra_nr(l.byte()?).ok_or_else(|| Fejl::intern("event data with an unknown life cycle code"))
}

fn laes_periode(l: &mut Laeser<'_>) -> Result<Periode, Fejl> {
    let fra: Tidspunkt = l.tid()?;
    Ok(Periode::ny(fra, l.tid()?))
}

fn laes_side(l: &mut Laeser<'_>) -> Result<Side, Fejl> {
    let livscyklus = livscyklus(l)?;
    let maerker = l.liste(laes_maerke)?;
    let profil = l.liste(|l| Ok((laes_periode(l)?, l.id()?)))?;
    Ok(Side { livscyklus, maerker, profil })
}

fn laes_maerke(l: &mut Laeser<'_>) -> Result<Synsmaerke, Fejl> {
    let flag = l.byte()?;
    let har = |b: u8| flag & b != 0;
    Ok(Synsmaerke {
        niveau: l.byte()?,
        virkning: laes_periode(l)?,
        klasse: if har(KLASSE) { Some(l.tekst()?) } else { None },
        enhed: if har(ENHED) { Some(l.id()?) } else { None },
        system: if har(SYSTEM) { Some(l.id()?) } else { None },
        via: if har(VIA) { Some(l.uuid()?) } else { None },
        udkast: har(UDKAST),
        profil: har(PROFIL),
    })
}
