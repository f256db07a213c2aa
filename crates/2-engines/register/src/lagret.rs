//! The stored form of a registration: a version byte and then a compact binary form. Fields stand by number, not name;
//! each different virkning stands once and is referred to, since nearly all parts of an object share one. What the store
//! keeps itself (time, life cycle code, number) is not repeated.
//!
//! Cost: a typical Bruger takes about 250 bytes and 1 µs to read. Reading checks every length against what is there and
//! every nesting against a limit, so that corrupt bytes give an error and neither a panic nor a large allocation.
use crate::model::*;
use grund::{Fejl, Periode, Tidspunkt, UnikId, Uuid};
use std::collections::{BTreeMap, HashMap};

/// The versions that are written. Older ones stay readable: a new version adds a reader, it never changes one. 2 is 1 with the sender's
/// time after the note, and is written only where there is one.
const VERSION: u8 = 1;
const MED_AFSENDT: u8 = 2;
/// A higher version is a new stored format.
const _: () = assert!(MED_AFSENDT == lager::Formatindhold::NYESTE.registrering);
/// Nested values in a field; the deepest table has 3.
const DYBDE: u8 = 8;
/// From here on equal virkninger are found by hashing.
const LINEAERT: usize = 16;

/// Writes a registration without what the store keeps itself.
pub fn skriv(r: &Registrering) -> Vec<u8> {
    let mut tabel = Virkningstabel::default();
    let mut s = Skriver(Vec::with_capacity(256));
    s.liste(&r.billede.egenskaber, |s, e| s.egenskab(e, &mut tabel));
    s.kort(&r.billede.tilstande, |s, l| {
        s.liste(l, |s, t| {
            s.tal(tabel.nr(&t.virkning));
            s.byte(t.vaerdi);
        });
    });
    s.kort(&r.billede.relationer, |s, l| s.liste(l, |s, x| s.relation(x, &mut tabel)));
    s.liste(&r.billede.varianter, |s, v| {
        s.tekst(&v.tekst);
        s.liste(&v.egenskaber, |s, e| s.egenskab(e, &mut tabel));
        s.liste(&v.dele, |s, d| {
            s.tekst(&d.tekst);
            s.liste(&d.egenskaber, |s, e| s.egenskab(e, &mut tabel));
            s.kort(&d.relationer, |s, l| s.liste(l, |s, x| s.relation(x, &mut tabel)));
        });
    });
    s.tal(r.billede.udvidelser.len() as u64);
    for (liste, xml) in &r.billede.udvidelser {
        s.byte(liste_nr(*liste));
        s.tekst(xml);
    }
    let mut ud = Skriver(Vec::with_capacity(s.0.len() + 64));
    ud.byte(if r.afsendt.is_some() { MED_AFSENDT } else { VERSION });
    ud.byte(r.oprindelse as u8);
    ud.id(&r.bruger);
    ud.valgfri(r.note.as_deref());
    if let Some(t) = r.afsendt {
        ud.tid(t);
    }
    ud.liste(&tabel.raekker, |s, v| s.virkning(v));
    ud.0.extend_from_slice(&s.0);
    ud.0
}

/// Reads a registration; time and code come from the store.
///
/// # Errors
/// `Intern` when the bytes are corrupt or of a newer version.
pub fn laes(krop: &[u8], registreret: Periode, livscyklus: u8) -> Result<Registrering, Fejl> {
    let livscyklus = Livscyklus::fra_nr(livscyklus).ok_or_else(|| korrupt("life cycle code"))?;
    let mut l = Laeser::ny(krop);
    let version = l.byte()?;
    if !matches!(version, VERSION | MED_AFSENDT) {
        return Err(Fejl::intern(format!("stored registration of unknown version {version}")));
    }
    let oprindelse = Livscyklus::fra_nr(l.byte()?).ok_or_else(|| korrupt("origin"))?;
    let bruger = l.id()?;
    let note = l.valgfri()?;
    let afsendt = if version == MED_AFSENDT { Some(l.tid()?) } else { None };
    let tabel = l.liste(Laeser::virkning)?;
    let egenskaber = l.liste(|l| l.egenskab(&tabel))?;
    let tilstande = l.kort(|l| l.liste(|l| Ok(Tilstand { virkning: l.henvist(&tabel)?, vaerdi: l.byte()? })))?;
    let relationer = l.kort(|l| l.liste(|l| l.relation(&tabel)))?;
    let varianter = l.liste(|l| {
        Ok(Variant {
            tekst: l.tekst()?,
            egenskaber: l.liste(|l| l.egenskab(&tabel))?,
            dele: l.liste(|l| {
                Ok(Del {
                    tekst: l.tekst()?,
                    egenskaber: l.liste(|l| l.egenskab(&tabel))?,
                    relationer: l.kort(|l| l.liste(|l| l.relation(&tabel)))?,
                })
            })?,
        })
    })?;
    let udvidelser = l.liste(|l| Ok((liste_fra(l.byte()?)?, l.tekst()?)))?.into_iter().collect();
    if !l.0.is_empty() {
        return Err(korrupt("trailing bytes"));
    }
    let billede = Tilstandsbillede { egenskaber, tilstande, relationer, varianter, udvidelser };
    Ok(Registrering { registreret, livscyklus, oprindelse, bruger, afsendt, note, billede })
}

fn korrupt(hvad: &str) -> Fejl {
    Fejl::intern(format!("stored registration is corrupt: {hvad}"))
}

fn liste_nr(l: Liste) -> u8 {
    match l {
        Liste::Attributter => 1,
        Liste::Tilstande => 2,
        Liste::Relationer => 3,
    }
}

fn liste_fra(nr: u8) -> Result<Liste, Fejl> {
    match nr {
        1 => Ok(Liste::Attributter),
        2 => Ok(Liste::Tilstande),
        3 => Ok(Liste::Relationer),
        _ => Err(korrupt("list")),
    }
}

type Virkningsnoegle<'a> = (Periode, Option<&'a UnikId>, Option<Aktoertype>, Option<&'a str>);

/// The different virkninger of a registration, in order of appearance.
#[derive(Default)]
struct Virkningstabel<'a> {
    raekker: Vec<&'a Virkning>,
    opslag: HashMap<Virkningsnoegle<'a>, u64>,
}

impl<'a> Virkningstabel<'a> {
    fn nr(&mut self, v: &'a Virkning) -> u64 {
        let naeste = self.raekker.len();
        if naeste <= LINEAERT {
            if let Some(i) = self.raekker.iter().position(|r| *r == v) {
                return i as u64;
            }
            if naeste == LINEAERT {
                self.opslag = self.raekker.iter().enumerate().map(|(i, r)| (noegle(r), i as u64)).collect();
            }
        }
        if naeste >= LINEAERT {
            if let Some(i) = self.opslag.get(&noegle(v)) {
                return *i;
            }
            self.opslag.insert(noegle(v), naeste as u64);
        }
        self.raekker.push(v);
        naeste as u64
    }
}

fn noegle(v: &Virkning) -> Virkningsnoegle<'_> {
    (v.periode, v.aktoer.as_ref(), v.aktoertype, v.note.as_deref())
}

/// Writes the compact form.
#[derive(Default)]
pub(crate) struct Skriver(pub(crate) Vec<u8>);

impl Skriver {
    pub(crate) fn byte(&mut self, b: u8) {
        self.0.push(b);
    }

    /// Seven bits in each byte, lowest first.
    pub(crate) fn tal(&mut self, mut v: u64) {
        while v >= 0x80 {
            self.0.push((v & 0x7f) as u8 | 0x80);
            v >>= 7;
        }
        self.0.push(v as u8);
    }

    /// Signed: small magnitudes are short.
    fn heltal(&mut self, v: i64) {
        self.tal(zigzag(v));
    }

    /// ±∞ and whole seconds are short; they are nearly all.
    pub(crate) fn tid(&mut self, t: Tidspunkt) {
        let us = t.mikros();
        if t == Tidspunkt::UENDELIG {
            self.tal(0);
        } else if t == Tidspunkt::MINUS_UENDELIG {
            self.tal(1);
        } else if us % 1_000_000 == 0 {
            // |seconds| < 2^44, so nothing is lost by the shift.
            self.tal((zigzag(us / 1_000_000) << 1).saturating_add(2));
        } else {
            self.tal(3);
            self.heltal(us);
        }
    }

    pub(crate) fn tekst(&mut self, t: &str) {
        self.tal(t.len() as u64);
        self.0.extend_from_slice(t.as_bytes());
    }

    fn valgfri(&mut self, t: Option<&str>) {
        match t {
            None => self.byte(0),
            Some(t) => {
                self.byte(1);
                self.tekst(t);
            }
        }
    }

    pub(crate) fn id(&mut self, id: &UnikId) {
        match id {
            UnikId::Uuid(u) => {
                self.byte(0);
                self.0.extend_from_slice(u.as_bytes());
            }
            UnikId::Urn(u) => {
                self.byte(1);
                self.tekst(u);
            }
        }
    }

    fn maerke(&mut self, m: &Maerke) {
        self.id(&m.id);
        self.valgfri(m.label.as_deref());
    }

    fn virkning(&mut self, v: &Virkning) {
        let type_nr = v.aktoertype.and_then(|t| Aktoertype::ALLE.iter().position(|x| *x == t)).map_or(0, |i| i as u8 + 1);
        self.byte(type_nr << 2 | u8::from(v.note.is_some()) << 1 | u8::from(v.aktoer.is_some()));
        self.tid(v.periode.fra);
        self.tid(v.periode.til);
        if let Some(a) = &v.aktoer {
            self.id(a);
        }
        if let Some(n) = &v.note {
            self.tekst(n);
        }
    }

    pub(crate) fn liste<'a, T>(&mut self, l: &'a [T], mut skriv: impl FnMut(&mut Self, &'a T)) {
        self.tal(l.len() as u64);
        for x in l {
            skriv(self, x);
        }
    }

    fn kort<'a, T>(&mut self, k: &'a BTreeMap<u16, T>, mut skriv: impl FnMut(&mut Self, &'a T)) {
        self.tal(k.len() as u64);
        for (nr, x) in k {
            self.tal(u64::from(*nr));
            skriv(self, x);
        }
    }

    fn egenskab<'a>(&mut self, e: &'a Egenskab, tabel: &mut Virkningstabel<'a>) {
        self.tal(tabel.nr(&e.virkning));
        self.kort(&e.felter, Self::vaerdi);
    }

    fn vaerdi(&mut self, v: &Vaerdi) {
        match v {
            Vaerdi::Tom => self.byte(0),
            Vaerdi::Tekst(t) => {
                self.byte(1);
                self.tekst(t);
            }
            Vaerdi::Heltal(h) => {
                self.byte(2);
                self.heltal(*h);
            }
            Vaerdi::Boolsk(b) => self.byte(3 + u8::from(*b)),
            Vaerdi::Tidspunkt(t) => {
                self.byte(5);
                self.tid(*t);
            }
            Vaerdi::Reference(r) => {
                self.byte(6);
                self.id(r);
            }
            Vaerdi::Liste(l) => {
                self.byte(7);
                self.liste(l, Self::vaerdi);
            }
            Vaerdi::Struktur(f) => {
                self.byte(8);
                self.kort(f, Self::vaerdi);
            }
        }
    }

    fn relation<'a>(&mut self, r: &'a Relation, tabel: &mut Virkningstabel<'a>) {
        self.tal(tabel.nr(&r.virkning));
        let flag = |er: bool, bit: u8| u8::from(er) << bit;
        self.byte(
            flag(r.reference.is_some(), 0)
                | flag(r.label.is_some(), 1)
                | flag(r.objekttype.is_some(), 2)
                | flag(r.indeks.is_some(), 3)
                | flag(r.rolle.is_some(), 4)
                | flag(r.slags.is_some(), 5)
                | flag(!r.felter.is_empty(), 6),
        );
        if let Some(id) = &r.reference {
            self.id(id);
        }
        for t in [&r.label, &r.objekttype, &r.indeks].into_iter().flatten() {
            self.tekst(t);
        }
        for m in [&r.rolle, &r.slags].into_iter().flatten() {
            self.maerke(m);
        }
        if !r.felter.is_empty() {
            self.kort(&r.felter, Self::vaerdi);
        }
    }
}

const fn zigzag(v: i64) -> u64 {
    ((v << 1) ^ (v >> 63)) as u64
}

const fn fra_zigzag(v: u64) -> i64 {
    (v >> 1) as i64 ^ -((v & 1) as i64)
}

/// Reads the compact form: what is left of the bytes, and how deep the value being read is nested.
pub(crate) struct Laeser<'a>(&'a [u8], u8);

impl<'a> Laeser<'a> {
    pub(crate) fn ny(bytes: &'a [u8]) -> Self {
        Self(bytes, 0)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Fejl> {
        let (b, rest) = self.0.split_first().ok_or_else(|| korrupt("ends early"))?;
        self.0 = rest;
        Ok(*b)
    }

    pub(crate) fn bytes(&mut self, antal: u64) -> Result<&'a [u8], Fejl> {
        let (b, rest) = usize::try_from(antal).ok().and_then(|n| self.0.split_at_checked(n)).ok_or_else(|| korrupt("ends early"))?;
        self.0 = rest;
        Ok(b)
    }

    fn tal(&mut self) -> Result<u64, Fejl> {
        let mut v = 0u64;
        for skift in (0..64).step_by(7) {
            let b = self.byte()?;
            v |= u64::from(b & 0x7f) << skift;
            if b < 0x80 {
                return Ok(v);
            }
        }
        Err(korrupt("number"))
    }

    pub(crate) fn nr(&mut self) -> Result<u16, Fejl> {
        u16::try_from(self.tal()?).map_err(|_| korrupt("field number"))
    }

    pub(crate) fn tid(&mut self) -> Result<Tidspunkt, Fejl> {
        Ok(match self.tal()? {
            0 => Tidspunkt::UENDELIG,
            1 => Tidspunkt::MINUS_UENDELIG,
            3 => Tidspunkt::fra_mikros(fra_zigzag(self.tal()?)),
            v if v % 2 == 0 => Tidspunkt::fra_mikros(fra_zigzag((v - 2) >> 1).checked_mul(1_000_000).ok_or_else(|| korrupt("time"))?),
            _ => return Err(korrupt("time")),
        })
    }

    pub(crate) fn tekst(&mut self) -> Result<String, Fejl> {
        let n = self.tal()?;
        let mut tekst = String::from_utf8(self.bytes(n)?.to_vec()).map_err(|_| korrupt("text"))?;
        // an earlier version stored what it was given
        grund::tekst::til_nfc(&mut tekst);
        Ok(tekst)
    }

    fn valgfri(&mut self) -> Result<Option<String>, Fejl> {
        match self.byte()? {
            0 => Ok(None),
            1 => self.tekst().map(Some),
            _ => Err(korrupt("option")),
        }
    }

    pub(crate) fn uuid(&mut self) -> Result<Uuid, Fejl> {
        Uuid::from_slice(self.bytes(16)?).map_err(Fejl::intern)
    }

    pub(crate) fn id(&mut self) -> Result<UnikId, Fejl> {
        match self.byte()? {
            0 => self.uuid().map(UnikId::Uuid),
            1 => self.tekst().map(UnikId::Urn),
            _ => Err(korrupt("id")),
        }
    }

    fn maerke(&mut self) -> Result<Maerke, Fejl> {
        Ok(Maerke { id: self.id()?, label: self.valgfri()? })
    }

    fn virkning(&mut self) -> Result<Virkning, Fejl> {
        let flag = self.byte()?;
        let aktoertype = match flag >> 2 {
            0 => None,
            n => Some(*Aktoertype::ALLE.get(usize::from(n) - 1).ok_or_else(|| korrupt("actor type"))?),
        };
        let periode = Periode::ny(self.tid()?, self.tid()?);
        let aktoer = if flag & 1 != 0 { Some(self.id()?) } else { None };
        let note = if flag & 2 != 0 { Some(self.tekst()?) } else { None };
        Ok(Virkning { periode, aktoer, aktoertype, note })
    }

    fn henvist(&mut self, tabel: &[Virkning]) -> Result<Virkning, Fejl> {
        let nr = self.tal()?;
        usize::try_from(nr).ok().and_then(|n| tabel.get(n)).cloned().ok_or_else(|| korrupt("virkning"))
    }

    pub(crate) fn liste<T>(&mut self, mut laes: impl FnMut(&mut Self) -> Result<T, Fejl>) -> Result<Vec<T>, Fejl> {
        let n = self.tal()?;
        // Every element takes a byte at least; a false length must not reserve memory.
        let n = usize::try_from(n).ok().filter(|n| *n <= self.0.len()).ok_or_else(|| korrupt("length"))?;
        let mut ud = Vec::with_capacity(n.min(64));
        for _ in 0..n {
            ud.push(laes(self)?);
        }
        Ok(ud)
    }

    fn kort<T>(&mut self, mut laes: impl FnMut(&mut Self) -> Result<T, Fejl>) -> Result<BTreeMap<u16, T>, Fejl> {
        let n = self.tal()?;
        let mut ud = BTreeMap::new();
        for _ in 0..n {
            let nr = self.nr()?;
            ud.insert(nr, laes(self)?);
        }
        Ok(ud)
    }

    fn egenskab(&mut self, tabel: &[Virkning]) -> Result<Egenskab, Fejl> {
        Ok(Egenskab { virkning: self.henvist(tabel)?, felter: self.kort(Self::vaerdi)? })
    }

    fn vaerdi(&mut self) -> Result<Vaerdi, Fejl> {
        Ok(match self.byte()? {
            0 => Vaerdi::Tom,
            1 => Vaerdi::Tekst(self.tekst()?),
            2 => Vaerdi::Heltal(fra_zigzag(self.tal()?)),
            3 => Vaerdi::Boolsk(false),
            4 => Vaerdi::Boolsk(true),
            5 => Vaerdi::Tidspunkt(self.tid()?),
            6 => Vaerdi::Reference(self.id()?),
            7 => Vaerdi::Liste(self.dybere(|l| l.liste(Self::vaerdi))?),
            8 => Vaerdi::Struktur(self.dybere(|l| l.kort(Self::vaerdi))?),
            _ => return Err(korrupt("value")),
        })
    }

    fn dybere<T>(&mut self, laes: impl FnOnce(&mut Self) -> Result<T, Fejl>) -> Result<T, Fejl> {
        if self.1 >= DYBDE {
            return Err(korrupt("nesting"));
        }
        self.1 += 1;
        let ud = laes(self)?;
        self.1 -= 1;
        Ok(ud)
    }

    fn relation(&mut self, tabel: &[Virkning]) -> Result<Relation, Fejl> {
        let virkning = self.henvist(tabel)?;
        let flag = self.byte()?;
        let har = |bit: u8| flag >> bit & 1 == 1;
        Ok(Relation {
            virkning,
            reference: if har(0) { Some(self.id()?) } else { None },
            label: if har(1) { Some(self.tekst()?) } else { None },
            objekttype: if har(2) { Some(self.tekst()?) } else { None },
            indeks: if har(3) { Some(self.tekst()?) } else { None },
            rolle: if har(4) { Some(self.maerke()?) } else { None },
            slags: if har(5) { Some(self.maerke()?) } else { None },
            felter: if har(6) { self.kort(Self::vaerdi)? } else { Felter::new() },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rig() -> Registrering {
        let t = |s: &str| Tidspunkt::fra_xs(s).unwrap();
        let u = |n| UnikId::Uuid(Uuid::from_u128(n));
        let v = Virkning {
            aktoer: Some(u(9)),
            aktoertype: Some(Aktoertype::Interessefaellesskab),
            note: Some("note".into()),
            ..Virkning::fra(t("2024-01-01T00:00:00+01:00"))
        };
        let felter: Felter = [
            (1, Vaerdi::Tekst("bvn æ".into())),
            (2, Vaerdi::Heltal(-300)),
            (3, Vaerdi::Boolsk(true)),
            (4, Vaerdi::Tidspunkt(t("1969-12-31T23:59:59.123456Z"))),
            (5, Vaerdi::Reference(UnikId::Urn("urn:x".into()))),
            (6, Vaerdi::Liste(vec![Vaerdi::Tekst("a".into()), Vaerdi::Struktur([(1, Vaerdi::Boolsk(false))].into())])),
        ]
        .into();
        let maerke = |n| Some(Maerke { id: u(n), label: (n == 1).then(|| "label".into()) });
        let rel = Relation {
            label: Some("l".into()),
            objekttype: Some("Klasse".into()),
            indeks: Some("1".into()),
            rolle: maerke(1),
            slags: maerke(2),
            felter: felter.clone(),
            ..Relation::til(u(3), v.clone())
        };
        let egenskab = Egenskab { virkning: v.clone(), felter };
        let billede = Tilstandsbillede {
            egenskaber: vec![egenskab.clone()],
            tilstande: [(1, vec![Tilstand { virkning: Virkning::i(Periode::ALTID), vaerdi: 2 }])].into(),
            relationer: [(300, vec![rel.clone(), Relation { reference: None, ..Relation::til(u(1), v) }])].into(),
            varianter: vec![Variant {
                tekst: "PDF".into(),
                egenskaber: vec![egenskab.clone()],
                dele: vec![Del { tekst: "d".into(), egenskaber: vec![egenskab], relationer: [(1, vec![rel])].into() }],
            }],
            udvidelser: [(Liste::Relationer, "<x/>".into())].into(),
        };
        Registrering {
            registreret: Periode::ny(t("2024-06-06T09:57:42.123456Z"), Tidspunkt::UENDELIG),
            livscyklus: Livscyklus::Rettet,
            oprindelse: Livscyklus::Importeret,
            bruger: u(7),
            afsendt: None,
            note: Some("hvorfor".into()),
            billede,
        }
    }

    fn hex(b: &[u8]) -> String {
        b.iter().map(|x| format!("{x:02x}")).collect()
    }

    /// These bytes are in stores: if this test fails, what is needed is a new version beside the old one.
    #[test]
    fn stored_version_1_stays_readable() {
        let r = rig();
        let krop = skriv(&r);
        assert_eq!(hex(&krop), include_str!("lagret_v1.hex").trim());
        assert_eq!(laes(&krop, r.registreret, 5).unwrap(), r);
        assert!(laes(&[3], r.registreret, 5).unwrap_err().aarsagen().unwrap().contains("version 3"));
        assert!(laes(&krop, r.registreret, 6).is_err());
    }

    #[test]
    fn c12_the_senders_time_is_kept() {
        let r = Registrering { afsendt: Some(Tidspunkt::fra_xs("2024-06-06T09:57:42.5Z").unwrap()), ..rig() };
        let krop = skriv(&r);
        assert_eq!(krop.first(), Some(&2));
        assert_eq!(laes(&krop, r.registreret, 5).unwrap(), r);
    }

    #[test]
    fn equal_virkninger_are_stored_once() {
        let mut r = rig();
        r.billede.relationer = [(
            1,
            (0..1000)
                .map(|n| {
                    Relation::til(
                        UnikId::Uuid(Uuid::from_u128(n)),
                        Virkning::i(Periode::ny(Tidspunkt::fra_mikros((n % 40) as i64), Tidspunkt::UENDELIG)),
                    )
                })
                .collect(),
        )]
        .into();
        let krop = skriv(&r);
        assert!(krop.len() < 1000 * 20 + 1000, "{}", krop.len());
        assert_eq!(laes(&krop, r.registreret, 5).unwrap(), r);
    }

    #[test]
    fn nesting_is_limited() {
        let mut krop = skriv(&Registrering { billede: Tilstandsbillede::default(), note: None, ..rig() });
        // One attribute period whose field holds lists in lists.
        krop.truncate(krop.len() - 6);
        let start = krop.len();
        krop.extend_from_slice(&[1, 3, 0, 0, 1, 0, 1, 1]);
        krop.extend(std::iter::repeat_n([7u8, 1], 100_000).flatten());
        assert!(start > 2 && laes(&krop, Periode::ALTID, 1).is_err());
    }

    proptest! {
        #[test]
        fn corrupt_bytes_are_refused_without_panic(sted in any::<prop::sample::Index>(), byte in any::<u8>(), afkort in any::<bool>()) {
            let mut krop = skriv(&rig());
            let i = sted.index(krop.len());
            if afkort { krop.truncate(i) } else { krop[i] = byte }
            if let Ok(r) = laes(&krop, Periode::ALTID, 1) {
                prop_assert!(!afkort && skriv(&r).len() <= krop.len() + 20);
            }
        }
        #[test]
        fn any_bytes_are_read_or_refused(mut krop in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Some(b) = krop.first_mut() { *b = 1 }
            let _ = laes(&krop, Periode::ALTID, 1);
        }
        #[test]
        fn every_time_reads_back(us in any::<i64>()) {
            for us in [us, us / 1_000_000 * 1_000_000, i64::MIN, i64::MAX, i64::MIN + 1, i64::MAX - 1] {
                let mut s = Skriver::default();
                s.tid(Tidspunkt::fra_mikros(us));
                prop_assert_eq!(Laeser::ny(&s.0).tid().unwrap(), Tidspunkt::fra_mikros(us));
            }
        }
    }
}
