//! DAR 0.9 as tables: `;` between fields, times as ranges of PostgreSQL, references by the tables' own numbers.
use super::{Fil, Filtype, Husnr, Post, Straekning, linje, paa_linje};
use crate::slags::{ADRESSE, ADRESSEPUNKT, BYSTRAEKNING, HUSNUMMER, POSTDISTRIKT, POSTSTRAEKNING, Slags, VEJNAVN};
use crate::version::Version;
use grund::graenser::DAR_NUMRE;
use grund::{Fejl, Fejlkode, Periode, Tidspunkt, Uuid, sagt};
use std::collections::HashMap;
use std::io::BufRead;

/// A table.
#[derive(Debug)]
pub(crate) struct Csvfil {
    /// The file's name without `.csv`.
    pub(crate) navn: &'static str,
    /// What its rows are.
    pub(crate) slags: &'static Slags,
    id: Id,
    felter: &'static [(&'static str, &'static str, Form)],
}

#[derive(Debug)]
enum Id {
    /// A column with the UUID.
    Kolonne(&'static str),
    /// Made of these columns: the table has none of its own.
    Noegle(&'static [&'static str]),
}

/// What a column's value becomes.
#[derive(Clone, Copy, Debug)]
enum Form {
    /// The text.
    Tekst,
    /// A number of four digits.
    Kode,
    /// A composite house number.
    Husnr,
    /// A stretch of house numbers.
    Straekning,
    /// The UUID behind a number of `dar_husnummer`.
    Husnummer,
    /// The UUID behind a number of `dar_adgangspunkt`; its municipality is the house number's.
    Adgangspunkt,
    /// A point in hexadecimal EWKB.
    Punkt,
}
use Form::{Adgangspunkt, Husnummer, Kode, Punkt, Tekst};

/// All tables.
pub(super) static FILER: &[Csvfil] = &[
    Csvfil {
        navn: "dar_adresse",
        slags: &ADRESSE,
        id: Id::Kolonne("bkid"),
        felter: &[
            ("husnummerid", "husnummer_id", Husnummer),
            ("etagebetegnelse", "etagebetegnelse", Tekst),
            ("doerbetegnelse", "dørbetegnelse", Tekst),
        ],
    },
    Csvfil {
        navn: "dar_husnummer",
        slags: &HUSNUMMER,
        id: Id::Kolonne("bkid"),
        felter: &[
            ("adgangspunktid", "adgangspunkt_id", Adgangspunkt),
            ("vejkode", "vejkode", Kode),
            ("husnummer", "husnummertekst", Form::Husnr),
        ],
    },
    Csvfil {
        navn: "dar_adgangspunkt",
        slags: &ADRESSEPUNKT,
        id: Id::Kolonne("bkid"),
        felter: &[("geom", "position", Punkt), ("kommunenummer", "kommunekode", Kode)],
    },
    Csvfil {
        navn: "dar_vejnavn",
        slags: &VEJNAVN,
        id: Id::Kolonne("id"),
        felter: &[
            ("kommunekode", "kommunekode", Kode),
            ("vejkode", "vejkode", Kode),
            ("navn", "navn", Tekst),
            ("adresseringsnavn", "adresseringsnavn", Tekst),
        ],
    },
    Csvfil {
        navn: "dar_postnr",
        slags: &POSTSTRAEKNING,
        id: Id::Kolonne("id"),
        felter: &[
            ("kommunekode", "kommunekode", Kode),
            ("vejkode", "vejkode", Kode),
            ("husnrinterval", "interval", Form::Straekning),
            ("side", "side", Tekst),
            ("postdistriktnummer", "postnr", Kode),
        ],
    },
    Csvfil {
        navn: "dar_supplerendebynavn",
        slags: &BYSTRAEKNING,
        id: Id::Kolonne("id"),
        felter: &[
            ("kommunekode", "kommunekode", Kode),
            ("vejkode", "vejkode", Kode),
            ("husnrinterval", "interval", Form::Straekning),
            ("side", "side", Tekst),
            ("bynavn", "navn", Tekst),
        ],
    },
    Csvfil {
        navn: "cpr_vej",
        slags: &VEJNAVN,
        id: Id::Noegle(&["kommunekode", "vejkode"]),
        felter: &[
            ("kommunekode", "kommunekode", Kode),
            ("vejkode", "vejkode", Kode),
            ("navn", "navn", Tekst),
            ("adresseringsnavn", "adresseringsnavn", Tekst),
        ],
    },
    Csvfil {
        navn: "cpr_postnr",
        slags: &POSTSTRAEKNING,
        id: Id::Noegle(&["kommunekode", "vejkode", "husnrinterval", "side"]),
        felter: &[
            ("kommunekode", "kommunekode", Kode),
            ("vejkode", "vejkode", Kode),
            ("husnrinterval", "interval", Form::Straekning),
            ("side", "side", Tekst),
            ("nr", "postnr", Kode),
            ("navn", "navn", Tekst),
        ],
    },
    Csvfil {
        navn: "postnumre",
        slags: &POSTDISTRIKT,
        id: Id::Noegle(&["postnr"]),
        felter: &[("postnr", "postnr", Kode), ("navn", "navn", Tekst), ("stormodtager", "stormodtager", Tekst)],
    },
];

/// The numbers by which tables of DAR 0.9 refer to each other: UUIDs of house numbers, and of access points with their municipality.
#[derive(Debug, Default)]
pub(crate) struct Numre {
    husnumre: HashMap<u64, Uuid>,
    punkter: HashMap<u64, (Uuid, String)>,
}

impl Numre {
    /// Reads the numbers that the files need: each is looked through once before any of them is brought in.
    ///
    /// # Errors
    /// Those of the files; `ManglerFil` when a table refers to one that is not among them.
    pub(crate) fn af(filer: &[(Fil, Filtype)]) -> Result<Self, Fejl> {
        let har = |navn: &str| filer.iter().find(|(_, t)| matches!(t, Filtype::Csv(c) if c.navn == navn)).map(|(f, _)| f);
        let mut ud = Self::default();
        let krav = |hvem: &str, hvad: &str| {
            Fejl::ny(Fejlkode::ManglerFil).felt(format!("{hvad}.csv")).detalje((
                format!("{hvem}.csv henviser til den; giv begge filer i samme kommando"),
                format!("{hvem}.csv refers to it; give both files in one command"),
            ))
        };
        if har("dar_adresse").is_some() {
            let fil = har("dar_husnummer").ok_or_else(|| krav("dar_adresse", "dar_husnummer"))?;
            numre(fil, |r, nr| {
                ud.husnumre.insert(nr, r.uuid("bkid")?);
                Ok(ud.husnumre.len())
            })?;
        }
        if har("dar_husnummer").is_some() {
            let fil = har("dar_adgangspunkt").ok_or_else(|| krav("dar_husnummer", "dar_adgangspunkt"))?;
            numre(fil, |r, nr| {
                ud.punkter.insert(nr, (r.uuid("bkid")?, kode(r.felt("kommunenummer")?)));
                Ok(ud.punkter.len())
            })?;
        }
        Ok(ud)
    }
}

fn numre(fil: &Fil, mut hver: impl FnMut(&Raekke<'_>, u64) -> Result<usize, Fejl>) -> Result<(), Fejl> {
    let kilde = (fil.aabn)().map_err(|e| Fejl::ny(Fejlkode::UbrugeligtSted).felt(fil.navn.clone()).detalje(e))?;
    let gennem = raekker(&mut std::io::BufReader::new(kilde), &mut |r| {
        let nr = r.felt("id")?.parse().map_err(|_| paa_linje(Fejlkode::UgyldigtTal, r.nr, "id: a number", ""))?;
        if hver(r, nr)? > DAR_NUMRE {
            return Err(Fejl::ny(Fejlkode::ForStor).ventet(sagt::hoejst(DAR_NUMRE, sagt::NUMRE)));
        }
        Ok(true)
    });
    gennem.map(|_| ()).map_err(|f| f.under(&fil.navn))
}

/// A row with the names of its columns.
struct Raekke<'a> {
    nr: u64,
    navne: &'a [String],
    felter: &'a [String],
}

impl Raekke<'_> {
    fn har(&self, navn: &str) -> Option<&str> {
        self.navne.iter().position(|n| n == navn).and_then(|i| self.felter.get(i)).map(String::as_str)
    }
    fn felt(&self, navn: &'static str) -> Result<&str, Fejl> {
        self.har(navn).ok_or_else(|| paa_linje(Fejlkode::ManglerElement, self.nr, "every column of the table", navn))
    }
    fn uuid(&self, navn: &'static str) -> Result<Uuid, Fejl> {
        grund::id::laes_uuid(self.felt(navn)?).ok_or_else(|| paa_linje(Fejlkode::UgyldigUuid, self.nr, "a UUID", navn))
    }
}

/// Goes through the rows; gives their number.
fn raekker(kilde: &mut dyn BufRead, hver: &mut dyn FnMut(&Raekke<'_>) -> Result<bool, Fejl>) -> Result<u64, Fejl> {
    let (mut buffer, mut nr, mut antal) = (Vec::new(), 0, 0);
    let mut navne: Vec<String> = Vec::new();
    while let Some(l) = linje(kilde, nr + 1, &mut buffer)? {
        nr += 1;
        let l = if nr == 1 { l.strip_prefix(b"\xef\xbb\xbf").unwrap_or(l) } else { l };
        let l = std::str::from_utf8(l).map_err(|e| paa_linje(Fejlkode::UgyldigFil, nr, "UTF-8", e))?;
        if l.trim().is_empty() {
            continue;
        }
        let felter = del(l).ok_or_else(|| paa_linje(Fejlkode::UgyldigFil, nr, "fields with ; between them, quotes in pairs", ""))?;
        if navne.is_empty() {
            navne = felter;
            continue;
        }
        if felter.len() != navne.len() {
            let hvad = format!("{} fields, and {} columns", felter.len(), navne.len());
            return Err(paa_linje(Fejlkode::UgyldigFil, nr, "a field for each column", hvad));
        }
        antal += 1;
        if !hver(&Raekke { nr, navne: &navne, felter: &felter })? {
            break;
        }
    }
    Ok(antal)
}

/// The fields of a line. A quote within a quoted field is written twice, or after a backslash.
fn del(l: &str) -> Option<Vec<String>> {
    let (mut ud, mut felt, mut i) = (Vec::new(), String::new(), l.chars().peekable());
    loop {
        if i.peek() == Some(&'"') && felt.is_empty() {
            i.next();
            loop {
                match i.next()? {
                    '\\' => felt.push(i.next()?),
                    '"' if i.peek() == Some(&'"') => felt.push(i.next()?),
                    '"' => break,
                    c => felt.push(c),
                }
            }
        }
        match i.next() {
            Some(';') => ud.push(std::mem::take(&mut felt)),
            None => {
                ud.push(felt);
                return Some(ud);
            }
            Some(c) => felt.push(c),
        }
    }
}

pub(super) fn gennem(
    kilde: &mut dyn BufRead,
    fil: &'static Csvfil,
    numre: &Numre,
    spring: u64,
    hver: &mut dyn FnMut(Post) -> Result<bool, Fejl>,
) -> Result<u64, Fejl> {
    let mut antal = 0;
    raekker(kilde, &mut |r| {
        antal += 1;
        if antal <= spring { Ok(true) } else { hver(post(fil, numre, r)?) }
    })
}

/// Namespace of UUIDs of rows that have none of their own.
const NAVNERUM: Uuid = Uuid::from_u128(0x6c1f_0c1d_8b5c_4a5e_9d07_1d1f_21a4_7b33);

fn post(fil: &'static Csvfil, numre: &Numre, r: &Raekke<'_>) -> Result<Post, Fejl> {
    let id = match &fil.id {
        Id::Kolonne(k) => r.uuid(k)?,
        Id::Noegle(kolonner) => {
            let dele = kolonner.iter().map(|k| r.felt(k)).collect::<Result<Vec<_>, _>>()?;
            Uuid::new_v5(&NAVNERUM, format!("{}/{}", fil.slags.navn, dele.join("/")).as_bytes())
        }
    };
    let status = match r.har("statuskode") {
        // Tables of things that have no state of their own.
        None => 3,
        // DAR 0.9's codes, as DAR 1.0 has them.
        Some("1") => 3,
        Some("2") => 4,
        Some("3") => 2,
        Some("4") => 5,
        Some(v) => return Err(paa_linje(Fejlkode::UgyldigVaerdi, r.nr, "statuskode: 1, 2, 3 or 4", grund::fejl::uddrag(v))),
    };
    let periode = |navn: &'static str| match r.har(navn) {
        None | Some("") => Ok(Periode::ALTID),
        Some(t) => interval(t).ok_or_else(|| paa_linje(Fejlkode::UgyldigTid, r.nr, navn, grund::fejl::uddrag(t))),
    };
    let mut virkning = periode("virkning")?;
    if let (None, Some(t)) = (r.har("virkning"), r.har("ophoerttimestamp").filter(|t| !t.is_empty())) {
        virkning.til = Tidspunkt::fra_oio(t).map_err(|e| paa_linje(Fejlkode::UgyldigTid, r.nr, "ophoerttimestamp", e))?;
    }
    let mut version = Version::ny(periode("registrering")?, virkning, status);
    for (kolonne, felt, form) in fil.felter {
        let v = r.felt(kolonne)?;
        if v.is_empty() {
            continue;
        }
        let forkert =
            |regel: &'static str| paa_linje(Fejlkode::UgyldigtMoenster, r.nr, regel, format!("{kolonne}: {}", grund::fejl::uddrag(v)));
        let vaerdi = match form {
            Tekst => v.to_owned(),
            Kode => kode(v),
            Form::Husnr => Husnr::af_sammensat(v).ok_or_else(|| forkert("a house number such as (39,B)"))?.to_string(),
            Form::Straekning => Straekning::af_interval(v).ok_or_else(|| forkert("a range of house numbers, both ends in it"))?.to_string(),
            Husnummer => {
                let nr = v.parse().ok().and_then(|nr: u64| numre.husnumre.get(&nr));
                nr.ok_or_else(|| forkert("a house number of dar_husnummer.csv"))?.to_string()
            }
            Adgangspunkt => {
                let nr = v.parse().ok().and_then(|nr: u64| numre.punkter.get(&nr));
                let (id, kommune) = nr.ok_or_else(|| forkert("an access point of dar_adgangspunkt.csv"))?;
                version.saet(fil.slags, "kommunekode", kommune);
                id.to_string()
            }
            Punkt => punkt(v).ok_or_else(|| forkert("a point in EPSG:25832"))?,
        };
        version.saet(fil.slags, felt, &vaerdi);
    }
    Ok(Post { slags: fil.slags, id, version })
}

/// Four digits.
fn kode(v: &str) -> String {
    format!("{v:0>4}")
}

/// `["2015-09-25 16:54:40.06+02",)`; an end that is left out is infinite.
fn interval(t: &str) -> Option<Periode> {
    let (fra, til) = t.split_once(',')?;
    let (aaben, til) = (fra.get(..1)?, til);
    let (til, lukket) = til.split_at_checked(til.len().checked_sub(1)?)?;
    let tid = |t: &str| Tidspunkt::fra_oio(t.trim_matches('"')).ok();
    let fra = match fra.get(1..)? {
        "" => Tidspunkt::MINUS_UENDELIG,
        t if aaben == "(" => tid(t)?.naeste(),
        t => tid(t)?,
    };
    let til = match til {
        "" => Tidspunkt::UENDELIG,
        t if lukket == "]" => tid(t)?.naeste(),
        t => tid(t)?,
    };
    Some(Periode::ny(fra, til))
}

/// A little-endian point of EWKB with SRID 25832, as DAR 1.0 writes it.
fn punkt(hex: &str) -> Option<String> {
    let rest = hex.strip_prefix("0101000020E8640000")?;
    let tal = |t: &str| {
        let mut b = [0u8; 8];
        for (i, b) in b.iter_mut().enumerate() {
            *b = u8::from_str_radix(t.get(2 * i..2 * i + 2)?, 16).ok()?;
        }
        Some(f64::from_le_bytes(b)).filter(|v| v.is_finite())
    };
    (rest.len() == 32).then_some(())?;
    Some(format!("POINT ({} {})", tal(rest.get(..16)?)?, tal(rest.get(16..)?)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slags::Register;
    use std::io::Cursor;
    use std::sync::Arc;

    fn fil(navn: &str, tekst: &'static str) -> (Fil, Filtype) {
        let f = Fil { navn: navn.into(), aabn: Arc::new(move || Ok(Box::new(Cursor::new(tekst.as_bytes())))) };
        let t = Filtype::af(navn, Register::Dar).unwrap();
        (f, t)
    }

    const PUNKT: &str = "versionid;id;bkid;statuskode;registrering;virkning;kommunenummer;geom\n1;10890;0a3f5088-0120-32b8-e044-0003ba298018;1;\"[\\\"2015-09-25 16:54:40.06+02\\\",)\";\"[\\\"2009-11-23 23:27:19+01\\\",\\\"2012-05-11 08:37:49.24+02\\\")\";410;0101000020E8640000D7A370BDF0FD2041713D0A0777665741\n";
    const HUSNUMMER_CSV: &str = "id;bkid;adgangspunktid;statuskode;registrering;virkning;vejkode;husnummer\n11693;0a3f5088-6060-32b8-e044-0003ba298018;10890;1;\"[\\\"2015-09-25 16:54:40.06+02\\\",)\";\"[\\\"2000-02-05 06:00:38+01\\\",)\";59;\"(199,\\\"\\\")\"\n";
    const ADRESSE_CSV: &str = "bkid;statuskode;registrering;virkning;husnummerid;etagebetegnelse;doerbetegnelse\n01ffcb65-c425-4cee-9145-bef6570f34bb;3;\"[\\\"2011-09-09 14:20:37.09+02\\\",)\";\"[\\\"2011-09-09 14:20:37.09+02\\\",)\";11693;2;th\n";

    #[test]
    fn tables_of_dar_0_9_refer_to_each_other_by_number() {
        let filer = [fil("dar_adresse.csv", ADRESSE_CSV), fil("dar_husnummer.csv", HUSNUMMER_CSV), fil("DAR_adgangspunkt.csv", PUNKT)];
        let numre = Numre::af(&filer).unwrap();
        let mut ud = Vec::new();
        for (f, t) in &filer {
            super::super::gennem(f, *t, &numre, 0, &mut |p| {
                ud.push(p);
                Ok(true)
            })
            .unwrap();
        }
        let (a, h, p) = (&ud[0].version, &ud[1].version, &ud[2].version);
        assert_eq!((a.status, a.uuid(&ADRESSE, "husnummer_id")), (2, Some(ud[1].id)));
        assert_eq!((h.tekst(&HUSNUMMER, "husnummertekst"), h.tekst(&HUSNUMMER, "vejkode")), (Some("199"), Some("0059")));
        assert_eq!((h.tekst(&HUSNUMMER, "kommunekode"), h.uuid(&HUSNUMMER, "adgangspunkt_id")), (Some("0410"), Some(ud[2].id)));
        assert!(p.tekst(&ADRESSEPUNKT, "position").unwrap().starts_with("POINT (556792.37"), "{p:?}");
        assert_eq!(p.virkning.til.til_utc(), "2012-05-11T06:37:49.240000Z");
    }

    #[test]
    fn a_table_without_the_one_that_it_refers_to_is_refused_by_name() {
        let f = Numre::af(&[fil("dar_adresse.csv", ADRESSE_CSV)]).unwrap_err();
        assert_eq!((f.kode(), f.feltet()), (Fejlkode::ManglerFil, Some("dar_husnummer.csv")));
        let filer = [fil("dar_husnummer.csv", HUSNUMMER_CSV), fil("dar_adgangspunkt.csv", "id;bkid;kommunenummer\n")];
        let numre = Numre::af(&filer).unwrap();
        let f = super::super::gennem(&filer[0].0, filer[0].1, &numre, 0, &mut |_| Ok(true)).unwrap_err();
        assert_eq!((f.kode(), f.feltet()), (Fejlkode::UgyldigtMoenster, Some("dar_husnummer.csv/line 2, column 1")));
    }

    #[test]
    fn quotes_are_doubled_or_escaped_and_must_come_in_pairs() {
        assert_eq!(del(r#"a;"b;""c""";;"\"d\"""#).unwrap(), ["a", "b;\"c\"", "", "\"d\""]);
        assert_eq!(del("").unwrap(), [""]);
        assert_eq!((del("\"a"), del("a;\"b\\")), (None, None));
    }
}
