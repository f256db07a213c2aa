//! An entity with all that its register has ever said of it, on both time axes: versions that are brought together whatever order they come in.
use crate::form::{self, korrupt, laeser};
use crate::slags::{Form, Slags};
use grund::{Fejl, Periode, Tidspunkt, Uuid};

/// Version of the stored form.
const FORMAT: u8 = 1;
/// The same, packed.
const PAKKET: u8 = 2;
/// Bytes from which packing is worth its time.
const PAK_FRA: usize = 512;
/// Bytes that a packed row may have unpacked: what a row may have in the store, and some.
const UDPAKKET_MAKS: usize = 16 * 1024 * 1024;

/// What the register says of an entity during a period, and when it says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// When the register says it.
    pub registrering: Periode,
    /// When it is true.
    pub virkning: Periode,
    /// The register's own code of the entity's state; DAR: 2 provisional, 3 in force, 4 closed, 5 dropped.
    pub status: u8,
    /// Fields of the kind's table, by stored number.
    pub felter: Vec<(u8, Vaerdi)>,
    /// Other fields, by name.
    pub andre: Vec<(String, String)>,
}

/// A field's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Vaerdi {
    /// A text.
    Tekst(String),
    /// Another entity.
    Uuid(Uuid),
}

impl Version {
    /// A version with no field yet.
    pub fn ny(registrering: Periode, virkning: Periode, status: u8) -> Self {
        Self { registrering, virkning, status, felter: Vec::new(), andre: Vec::new() }
    }

    /// Sets a field, by the name that it has in the files; `false` for a value that is no UUID where one is wanted. An empty value is none.
    pub fn saet(&mut self, slags: &'static Slags, navn: &str, vaerdi: &str) -> bool {
        if vaerdi.is_empty() {
            return true;
        }
        match slags.felt(navn) {
            None => self.andre.push((navn.to_owned(), vaerdi.to_owned())),
            Some(f) if f.form == Form::Tekst => self.felter.push((f.nr, Vaerdi::Tekst(vaerdi.to_owned()))),
            Some(f) => match grund::id::laes_uuid(vaerdi) {
                // The registers write "none" so, too.
                Some(u) if u.is_nil() => {}
                Some(u) => self.felter.push((f.nr, Vaerdi::Uuid(u))),
                None => return false,
            },
        }
        true
    }

    fn felt(&self, slags: &'static Slags, navn: &str) -> Option<&Vaerdi> {
        let nr = slags.felt(navn)?.nr;
        self.felter.iter().find(|(n, _)| *n == nr).map(|(_, v)| v)
    }

    /// A field of text.
    pub fn tekst(&self, slags: &'static Slags, navn: &str) -> Option<&str> {
        match self.felt(slags, navn) {
            Some(Vaerdi::Tekst(t)) => Some(t),
            Some(Vaerdi::Uuid(_)) => None,
            None => self.andre.iter().find(|(n, _)| n == navn).map(|(_, v)| v.as_str()),
        }
    }

    /// A field that names another entity.
    pub fn uuid(&self, slags: &'static Slags, navn: &str) -> Option<Uuid> {
        match self.felt(slags, navn) {
            Some(Vaerdi::Uuid(u)) => Some(*u),
            _ => None,
        }
    }

    /// Every field with its name, as text, in the order of the file.
    pub fn alle(&self, slags: &'static Slags) -> impl Iterator<Item = (&str, String)> {
        let navn = |nr: u8| slags.felter.iter().find(|f| f.nr == nr).map_or("", |f| f.navn);
        let felter = self.felter.iter().map(move |(nr, v)| {
            let v = match v {
                Vaerdi::Tekst(t) => t.clone(),
                Vaerdi::Uuid(u) => u.to_string(),
            };
            (navn(*nr), v)
        });
        felter.chain(self.andre.iter().map(|(n, v)| (n.as_str(), v.clone())))
    }

    /// What tells versions of an entity apart: a register never changes when a version begins, nor its virkning.
    fn noegle(&self) -> (Tidspunkt, Tidspunkt, Tidspunkt) {
        (self.registrering.fra, self.virkning.fra, self.virkning.til)
    }
}

/// All versions of an entity, in order of registration and virkning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entitet {
    /// Its versions.
    pub versioner: Vec<Version>,
}

impl Entitet {
    /// Brings a version in; says whether it says anything new. A version that has ended stays so, whatever is brought in later: so the order of files is free,
    /// and the same file twice changes nothing.
    pub fn flet(&mut self, mut ny: Version) -> bool {
        match self.versioner.binary_search_by_key(&ny.noegle(), Version::noegle) {
            Err(plads) => {
                self.versioner.insert(plads, ny);
                true
            }
            Ok(plads) => {
                let Some(der) = self.versioner.get_mut(plads) else { return false };
                ny.registrering.til = ny.registrering.til.min(der.registrering.til);
                let nyt = *der != ny;
                *der = ny;
                nyt
            }
        }
    }

    /// What the register says now of that time: of several versions the one that was registered last.
    pub fn gaeldende(&self, virkning: Tidspunkt) -> Option<&Version> {
        self.versioner.iter().rev().find(|v| v.registrering.til == Tidspunkt::UENDELIG && v.virkning.indeholder(virkning))
    }

    /// What the register said at a time, of a time.
    pub fn set(&self, registreret: Tidspunkt, virkning: Tidspunkt) -> Option<&Version> {
        self.versioner.iter().rev().find(|v| v.registrering.indeholder(registreret) && v.virkning.indeholder(virkning))
    }

    /// The stored form.
    pub(crate) fn skriv(&self) -> Vec<u8> {
        let mut ud = vec![FORMAT];
        form::tal(&mut ud, self.versioner.len() as u64);
        for v in &self.versioner {
            let aaben = |t: Tidspunkt, bit: u8| if t == Tidspunkt::UENDELIG { bit } else { 0 };
            let flag = aaben(v.registrering.til, 1) | aaben(v.virkning.til, 2);
            ud.push(flag);
            form::tid(&mut ud, v.registrering.fra);
            if flag & 1 == 0 {
                form::tid(&mut ud, v.registrering.til);
            }
            form::tid(&mut ud, v.virkning.fra);
            if flag & 2 == 0 {
                form::tid(&mut ud, v.virkning.til);
            }
            ud.push(v.status);
            form::tal(&mut ud, v.felter.len() as u64);
            for (nr, vaerdi) in &v.felter {
                match vaerdi {
                    Vaerdi::Tekst(t) => {
                        ud.push(*nr);
                        form::tekst(&mut ud, t);
                    }
                    // The high bit: sixteen bytes follow, without their number.
                    Vaerdi::Uuid(u) => {
                        ud.push(*nr | 0x80);
                        ud.extend_from_slice(u.as_bytes());
                    }
                }
            }
            form::tal(&mut ud, v.andre.len() as u64);
            for (navn, vaerdi) in &v.andre {
                form::tekst(&mut ud, navn);
                form::tekst(&mut ud, vaerdi);
            }
        }
        if ud.len() < PAK_FRA {
            return ud;
        }
        let mut pakket = vec![PAKKET];
        pakket.extend(lz4_flex::compress_prepend_size(&ud));
        pakket
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// `Intern` for a row that is none of ours.
    pub(crate) fn laes(data: &[u8]) -> Result<Self, Fejl> {
        let udpakket;
        let data = match data.split_first() {
            Some((&PAKKET, rest)) => {
                let stoerrelse = rest.first_chunk::<4>().map_or(usize::MAX, |s| u32::from_le_bytes(*s) as usize);
                if stoerrelse > UDPAKKET_MAKS {
                    return Err(korrupt());
                }
                udpakket = lz4_flex::decompress_size_prepended(rest).map_err(|_| korrupt())?;
                udpakket.as_slice()
            }
            _ => data,
        };
        let mut l = laeser(data);
        if l.byte()? != FORMAT {
            return Err(korrupt());
        }
        let antal = l.antal()?;
        let mut versioner = Vec::with_capacity(antal);
        for _ in 0..antal {
            let flag = l.byte()?;
            let r_fra = l.tid()?;
            let r_til = if flag & 1 == 0 { l.tid()? } else { Tidspunkt::UENDELIG };
            let v_fra = l.tid()?;
            let v_til = if flag & 2 == 0 { l.tid()? } else { Tidspunkt::UENDELIG };
            let mut v = Version::ny(Periode::ny(r_fra, r_til), Periode::ny(v_fra, v_til), l.byte()?);
            for _ in 0..l.antal()? {
                let nr = l.byte()?;
                let vaerdi = if nr & 0x80 == 0 { Vaerdi::Tekst(l.tekst()?.to_owned()) } else { Vaerdi::Uuid(l.uuid()?) };
                v.felter.push((nr & 0x7f, vaerdi));
            }
            for _ in 0..l.antal()? {
                v.andre.push((l.tekst()?.to_owned(), l.tekst()?.to_owned()));
            }
            versioner.push(v);
        }
        if l.er_tom() { Ok(Self { versioner }) } else { Err(korrupt()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slags::ADRESSE;
    use proptest::prelude::*;

    fn t(n: i64) -> Tidspunkt {
        Tidspunkt::fra_mikros(n * 1_000_000)
    }

    fn version(r: (i64, Option<i64>), v: (i64, Option<i64>), etage: &str) -> Version {
        let til = |x: Option<i64>| x.map_or(Tidspunkt::UENDELIG, t);
        let mut ud = Version::ny(Periode::ny(t(r.0), til(r.1)), Periode::ny(t(v.0), til(v.1)), 3);
        assert!(ud.saet(&ADRESSE, "etagebetegnelse", etage));
        ud
    }

    #[test]
    fn an_ended_version_stays_ended_and_the_same_twice_says_nothing_new() {
        let (aaben, lukket, ny) =
            (version((10, None), (5, None), "1"), version((10, Some(20)), (5, None), "1"), version((20, None), (5, None), "2"));
        for rakkefoelge in [[&aaben, &lukket, &ny], [&ny, &lukket, &aaben], [&lukket, &aaben, &ny]] {
            let mut e = Entitet::default();
            for v in rakkefoelge {
                e.flet(v.clone());
            }
            assert_eq!(e.versioner, [lukket.clone(), ny.clone()]);
            assert!(rakkefoelge.iter().all(|v| !e.flet((*v).clone())));
            assert_eq!(e.gaeldende(t(30)).and_then(|v| v.tekst(&ADRESSE, "etagebetegnelse")), Some("2"));
            assert_eq!(e.set(t(15), t(30)).and_then(|v| v.tekst(&ADRESSE, "etagebetegnelse")), Some("1"));
            assert_eq!((e.set(t(9), t(30)), e.gaeldende(t(4))), (None, None));
        }
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(dele in proptest::collection::vec((0i64..9, 0i64..9, "[a-zæ ]{0,80}", any::<u128>()), 0..20)) {
            let mut e = Entitet::default();
            for (a, b, tekst, id) in dele {
                let mut v = version((a, Some(a + 1)), (b, None), &tekst);
                v.saet(&ADRESSE, "husnummer_id", &Uuid::from_u128(id).to_string());
                v.saet(&ADRESSE, "noget_andet", &tekst);
                e.flet(v);
            }
            prop_assert_eq!(Entitet::laes(&e.skriv()).unwrap(), e);
        }

        #[test]
        fn any_bytes_are_read_or_refused(data: Vec<u8>) {
            let _ = Entitet::laes(&data);
            let _ = Entitet::laes(&[&[FORMAT], data.as_slice()].concat());
        }
    }
}
