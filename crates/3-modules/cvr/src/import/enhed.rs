//! A line of a file becomes a unit: what it says is put on what is there.
use super::felter::Felter;
use crate::dag::Dag;
use crate::model::{
    Adresse, Ansatte, Branche, Deltager, Deltagerslags, Enhed, Faelles, Historik, INTERVALLER, Kontakt, Kontaktart, Kreditorstatus,
    Postboks, Produktionsenhed, Virksomhedsform, interval_med,
};
use crate::numre::{cifre, er_gln, laes_cvr};
use grund::{Fejl, Fejlkode};
use std::collections::BTreeMap;

/// A name's characters. The contract has no limit; no company's name has more.
const NAVN_TEGN: usize = 300;

/// The range of the contract's numbers of participants.
const DELTAGERNUMRE: (u64, u64) = (4_000_000_000, 9_999_999_999);

/// The CVR number of a unit's line.
pub(super) fn cvr(f: &mut Felter<'_>) -> Result<u32, Fejl> {
    let t = f.kraev_tekst("cvr", 20)?;
    laes_cvr(&t).ok_or_else(|| f.afvis("cvr", Fejlkode::UgyldigtMoenster).regel("CVR-01").ventet(grund::sagt::cifre(8)))
}

/// The P-number of a production unit's line.
pub(super) fn pnr(f: &mut Felter<'_>) -> Result<u64, Fejl> {
    let t = f.kraev_tekst("pnr", 20)?;
    cifre(&t, 10).ok_or_else(|| f.afvis("pnr", Fejlkode::UgyldigtMoenster).regel("CVR-02").ventet(grund::sagt::cifre(10)))
}

/// The unit as the line says it; `gammel` is what is there.
pub(super) fn enhed(f: &mut Felter<'_>, cvr: u32, gammel: Option<Enhed>, dag: Dag) -> Result<Enhed, Fejl> {
    let ny = gammel.is_none();
    let mut e = match gammel {
        Some(e) => e,
        None => Enhed {
            cvr,
            faelles: Faelles::ny(f.kraev_dag("start")?),
            eksportoer: false,
            importoer: false,
            form: Historik::default(),
            ansatte_kvartal: None,
            kreditorstatus: Vec::new(),
            pligter: Vec::new(),
            deltagere: Vec::new(),
            se: Vec::new(),
            gln: Vec::new(),
        },
    };
    let dag = if ny { e.faelles.start } else { dag };
    faelles(f, &mut e.faelles, dag)?;
    e.eksportoer = f.ja("eksportoer")?.unwrap_or(e.eksportoer);
    e.importoer = f.ja("importoer")?.unwrap_or(e.importoer);
    f.historik("form", &mut e.form, dag, "kode", |f| {
        Ok(Virksomhedsform {
            kode: f.kraev_tal("kode", 0, 999)?,
            leverandoer: f.tekst("leverandoer", 100)?.unwrap_or_default(),
            kommunalt_faellesskab: f.ja("kommunaltfaellesskab")?.unwrap_or(false),
        })
    })?;
    ansatte(f, "ansattekvartal", &mut e.ansatte_kvartal, true)?;
    f.perioder("kreditorstatus", &mut e.kreditorstatus, |f| {
        Ok(Kreditorstatus { kode: f.kraev_tal("kode", 0, 99)?, oplysning: f.tal("oplysning", 0, 99)?.unwrap_or(0) })
    })?;
    f.perioder("pligter", &mut e.pligter, |f| f.kraev_tal("kode", 0, 99))?;
    f.perioder("deltagere", &mut e.deltagere, deltager)?;
    if let Some(alle) = f.liste("se")? {
        let se = |(sti, v): &(String, &serde_json::Value)| {
            let t = v.as_str().map(str::to_owned).or_else(|| v.as_u64().map(|n| n.to_string())).unwrap_or_default();
            laes_cvr(&t).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigtMoenster).felt(sti.clone()).regel("CVR-02").ventet(grund::sagt::cifre(8)))
        };
        e.se = alle.iter().map(se).collect::<Result<_, _>>()?;
    }
    if let Some(alle) = f.liste("gln")? {
        let gln = |(sti, v): &(String, &serde_json::Value)| {
            let t = v.as_str().filter(|t| er_gln(t)).map(str::to_owned);
            t.ok_or_else(|| {
                Fejl::ny(Fejlkode::UgyldigtMoenster)
                    .felt(sti.clone())
                    .regel("CVR-03")
                    .ventet(("13 cifre med rigtigt kontrolciffer", "13 digits with the right control digit"))
            })
        };
        e.gln = alle.iter().map(gln).collect::<Result<_, _>>()?;
    }
    Ok(e)
}

/// The production unit as the line says it.
pub(super) fn produktionsenhed(f: &mut Felter<'_>, pnr: u64, gammel: Option<Produktionsenhed>, dag: Dag) -> Result<Produktionsenhed, Fejl> {
    let ny = gammel.is_none();
    let mut p = match gammel {
        Some(p) => p,
        None => Produktionsenhed {
            pnr,
            faelles: Faelles::ny(f.kraev_dag("start")?),
            enhed: Historik::default(),
            hjaelpeenhed: false,
            hovedafdeling: false,
        },
    };
    let dag = if ny { p.faelles.start } else { dag };
    faelles(f, &mut p.faelles, dag)?;
    f.historik("cvr", &mut p.enhed, dag, "cvr", cvr)?;
    if p.enhed.er_tom() {
        return Err(f.afvis("cvr", Fejlkode::ManglerElement).regel("CVR-02"));
    }
    p.hjaelpeenhed = f.ja("hjaelpeenhed")?.unwrap_or(p.hjaelpeenhed);
    p.hovedafdeling = f.ja("hovedafdeling")?.unwrap_or(p.hovedafdeling);
    Ok(p)
}

fn faelles(f: &mut Felter<'_>, e: &mut Faelles, dag: Dag) -> Result<(), Fejl> {
    e.start = f.dag("start")?.unwrap_or(e.start);
    if f.har("ophoer") {
        e.ophoer = f.dag("ophoer")?;
        if e.ophoer.is_some_and(|o| o < e.start) {
            return Err(f.afvis("ophoer", Fejlkode::FraEfterTil));
        }
    }
    f.historik("navn", &mut e.navn, dag, "vaerdi", |f| f.kraev_tekst("vaerdi", NAVN_TEGN))?;
    if e.navn.er_tom() {
        return Err(f.afvis("navn", Fejlkode::ManglerElement));
    }
    e.reklamebeskyttet = f.ja("reklamebeskyttet")?.unwrap_or(e.reklamebeskyttet);
    f.historik("adresse", &mut e.adresse, dag, "linje", adresse)?;
    f.historik("postadresse", &mut e.postadresse, dag, "linje", adresse)?;
    f.historik("postboks", &mut e.postboks, dag, "boks", |f| Ok(Postboks { boks: f.kraev_tal("boks", 1, 9999)?, adresse: adresse(f)? }))?;
    f.historik("branche", &mut e.branche, dag, "kode", branche)?;
    if let Some(alle) = f.liste("bibrancher")? {
        let mut nye: BTreeMap<u8, Historik<Branche>> = BTreeMap::new();
        for (nr, (sti, v)) in alle.iter().enumerate() {
            let mut b = Felter::ny(sti, v)?;
            let rang = b.tal("rang", 1, 99)?.unwrap_or(u8::try_from(nr + 1).unwrap_or(u8::MAX));
            let periode = (b.dag("fra")?, b.dag("til")?);
            let vaerdi = branche(&mut b)?;
            let h = nye.entry(rang).or_default();
            match periode {
                (Some(fra), til) => h.0.push(crate::model::Gyldig { fra, til, vaerdi }),
                (None, _) => {
                    *h = e.bibrancher.get(&rang).cloned().unwrap_or_default();
                    h.sig(Some(vaerdi), dag);
                }
            }
            h.0.sort_by_key(|g| g.fra);
            if h.overlapper() {
                return Err(b.afvis("fra", Fejlkode::OverlappendePerioder));
            }
            b.slut()?;
        }
        e.bibrancher = nye;
    }
    if f.har("brancheansvar") {
        e.brancheansvar = f.tal("brancheansvar", 0, u64::from(u32::MAX))?;
    }
    for (navn, art) in KONTAKTER {
        if !f.har(navn) {
            continue;
        }
        let mut h = e.kontakt.remove(art).unwrap_or_default();
        f.historik(navn, &mut h, dag, "vaerdi", |f| kontakt(f, *art))?;
        if !h.er_tom() {
            e.kontakt.insert(*art, h);
        }
    }
    ansatte(f, "ansatteaar", &mut e.ansatte, false)
}

const KONTAKTER: &[(&str, Kontaktart)] = &[
    ("telefon", Kontaktart::Telefon),
    ("fax", Kontaktart::Fax),
    ("email", Kontaktart::Email),
    ("udlandstelefon", Kontaktart::Udlandstelefon),
    ("udlandsfax", Kontaktart::Udlandsfax),
];

fn kontakt(f: &mut Felter<'_>, art: Kontaktart) -> Result<Kontakt, Fejl> {
    let vaerdi = match art {
        Kontaktart::Email => f.form("vaerdi", "navn@domæne", |t| er_mail(t).then(|| t.to_owned()))?,
        _ => f.form("vaerdi", "+4501020304", |t| {
            let cifre: String = t.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.')).collect();
            let tal = cifre.strip_prefix('+').unwrap_or(&cifre);
            ((3..=20).contains(&tal.len()) && tal.bytes().all(|b| b.is_ascii_digit())).then_some(cifre)
        })?,
    };
    let vaerdi = vaerdi.ok_or_else(|| f.afvis("vaerdi", Fejlkode::ManglerElement))?;
    Ok(Kontakt { vaerdi, beskyttet: f.ja("beskyttet")?.unwrap_or(false) })
}

/// The form of OIO, which the contract holds mail to.
fn er_mail(t: &str) -> bool {
    let del = |d: &str, min: usize, maks: usize| {
        (min..=maks).contains(&d.chars().count()) && !d.contains(|c: char| c.is_whitespace() || ">()[]\\,;:@".contains(c))
    };
    t.split_once('@').is_some_and(|(navn, domaene)| del(navn, 1, 191) && del(domaene, 1, 64))
}

fn branche(f: &mut Felter<'_>) -> Result<Branche, Fejl> {
    let kode = f.form("kode", "841100", |t| {
        // 84.11.00, as lists write it.
        let t: String = t.chars().filter(|c| *c != '.').collect();
        (t.len() == 6 && t.bytes().all(|b| b.is_ascii_digit())).then_some(t)
    })?;
    Ok(Branche { kode: kode.ok_or_else(|| f.afvis("kode", Fejlkode::ManglerElement))?, tekst: f.tekst("tekst", 200)? })
}

fn ansatte(f: &mut Felter<'_>, navn: &'static str, plads: &mut Option<Ansatte>, kvartal: bool) -> Result<(), Fejl> {
    if !f.har(navn) {
        return Ok(());
    }
    let mut h = Historik::default();
    f.historik(navn, &mut h, Dag::FOERSTE, "aar", |f| {
        let antal: Option<u32> = f.tal("antal", 0, 99_999_999)?;
        let koder = || INTERVALLER.iter().map(|(k, ..)| *k);
        let sagt = f.form("interval", "A-K", |t| koder().find(|k| t.chars().eq([*k])).map(String::from))?;
        let interval = sagt.and_then(|t| t.chars().next()).or(antal.map(interval_med));
        Ok(Ansatte {
            aar: f.kraev_tal("aar", 1900, 9999)?,
            kvartal: if kvartal { Some(f.kraev_tal("kvartal", 1, 4)?) } else { None },
            antal,
            interval: interval.ok_or_else(|| f.afvis("antal", Fejlkode::ManglerElement))?,
        })
    })?;
    *plads = h.0.pop().map(|g| g.vaerdi);
    Ok(())
}

fn deltager(f: &mut Felter<'_>) -> Result<Deltager, Fejl> {
    let cpr = f.form("cpr", "CPR-01", |t| {
        let t: String = t.chars().filter(|c| *c != '-').collect();
        (t.len() == 10 && t.bytes().all(|b| b.is_ascii_digit())).then_some(t)
    })?;
    let enhed = match f.tekst("cvr", 20)? {
        Some(t) => Some(laes_cvr(&t).ok_or_else(|| f.afvis("cvr", Fejlkode::UgyldigtMoenster).ventet(grund::sagt::cifre(8)))?),
        None => None,
    };
    let person = f.ja("person")?.unwrap_or(false);
    let slags = match (cpr, enhed) {
        (Some(_), Some(_)) => return Err(f.afvis("cvr", Fejlkode::UgyldigVaerdi).ventet(("cpr eller cvr", "cpr or cvr"))),
        (None, Some(c)) => Deltagerslags::Enhed(c),
        (None, None) if !person => Deltagerslags::Anden,
        (cpr, None) => Deltagerslags::Person(cpr),
    };
    Ok(Deltager { nr: f.kraev_tal("nr", DELTAGERNUMRE.0, DELTAGERNUMRE.1)?, navn: f.kraev_tekst("navn", NAVN_TEGN)?, slags })
}

fn fire_cifre(t: &str) -> Option<String> {
    (1..=4).contains(&t.len()).then_some(t).filter(|t| t.bytes().all(|b| b.is_ascii_digit())).map(|t| format!("{t:0>4}"))
}

fn husnr(t: &str) -> Option<String> {
    let t = t.trim_start_matches('0').to_uppercase();
    let tal = t.strip_suffix(|c: char| c.is_ascii_uppercase()).unwrap_or(&t);
    ((1..=3).contains(&tal.len()) && tal.bytes().all(|b| b.is_ascii_digit())).then_some(t.clone())
}

fn etage(t: &str) -> Option<String> {
    let t = t.trim_end_matches('.').trim_start_matches('0').to_uppercase();
    let ok = match t.as_bytes() {
        b"KL" | b"ST" | [b'K', b'2'..=b'9'] | [b'1'..=b'9'] => true,
        [b'1'..=b'9', b] => b.is_ascii_digit(),
        _ => false,
    };
    ok.then_some(t)
}

fn adresse(f: &mut Felter<'_>) -> Result<Adresse, Fejl> {
    let land = f.form("land", "DK", |t| (t.len() == 2 && t.bytes().all(|b| b.is_ascii_alphabetic())).then(|| t.to_uppercase()))?;
    let mut linjer = Vec::new();
    if let Some(alle) = f.liste("linjer")? {
        for (sti, v) in alle {
            let t = v.as_str().map(str::trim).filter(|t| t.chars().count() <= 34);
            let t = t.ok_or_else(|| Fejl::ny(Fejlkode::ForLang).felt(sti).ventet(grund::sagt::hoejst(34, grund::sagt::TEGN)))?;
            linjer.push(t.to_owned());
        }
        if linjer.len() > 7 {
            return Err(f.afvis("linjer", Fejlkode::ForMange).ventet(grund::sagt::hoejst(7, grund::sagt::LINJER)));
        }
    }
    let a = Adresse {
        kommunekode: f.form("kommunekode", "0101", fire_cifre)?,
        vejkode: f.form("vejkode", "0001", fire_cifre)?,
        vejnavn: f.tekst("vejnavn", 40)?,
        husnr: f.form("husnr", "12B", husnr)?,
        husnr_til: f.form("husnrtil", "12B", husnr)?,
        etage: f.form("etage", "st, kl, 1-99", etage)?,
        doer: f.tekst("doer", 4)?,
        bygningsnavn: f.tekst("bygningsnavn", 34)?,
        bynavn: f.tekst("bynavn", 34)?,
        postnr: f.form("postnr", "8000", fire_cifre)?,
        postdistrikt: f.tekst("postdistrikt", 20)?,
        co: f.tekst("co", 34)?,
        land: land.filter(|l| l != "DK"),
        linjer,
        beskyttet: f.ja("beskyttet")?.unwrap_or(false),
    };
    Ok(a)
}
