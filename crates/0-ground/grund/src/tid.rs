//! Points in time and half-open periods with −∞ and +∞ (rules A-2 … A-6).
//!
//! A [`Tidspunkt`] is a count of microseconds since 1970-01-01T00:00Z. The two ends of `i64` are −∞ and +∞, the same
//! encoding on the wire-neutral side, in SQLite and in PostgreSQL, so ordering is integer ordering everywhere.
use jiff::tz::TimeZone;
use std::fmt;
use std::sync::LazyLock;

/// The zone of civil dates in the municipalities; bundled, so the host's zone files do not matter.
static KOEBENHAVN: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Europe/Copenhagen").unwrap_or(TimeZone::UTC));

/// A point in time in microseconds since the Unix epoch, or −∞, or +∞.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Tidspunkt(i64);

/// Why a text is not a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TidFejl {
    /// The text has not the form `YYYY-MM-DDThh:mm:ss[.fraction][zone]`.
    #[error("is not of the form YYYY-MM-DDThh:mm:ss[.fff][Z|±hh:mm]")]
    Form,
    /// The form is right but there is no such date, time or zone offset (years 0001–9999).
    #[error("is not a date and time that exists (years 0001 to 9999)")]
    Findes,
}

impl Tidspunkt {
    /// −∞: `GraenseIndikator` in a FraTidspunkt, `-infinity` in JSON.
    pub const MINUS_UENDELIG: Self = Self(i64::MIN);
    /// +∞: `GraenseIndikator` in a TilTidspunkt, `infinity` in JSON, and every time of year 9999 (the usual "infinity" of Danish systems).
    pub const UENDELIG: Self = Self(i64::MAX);

    /// From the stored form.
    pub const fn fra_mikros(mikros: i64) -> Self {
        Self(mikros)
    }

    /// The stored form.
    pub const fn mikros(self) -> i64 {
        self.0
    }

    /// Neither −∞ nor +∞.
    pub const fn er_endelig(self) -> bool {
        self.0 != i64::MIN && self.0 != i64::MAX
    }

    /// One microsecond later; ∞ stays ∞.
    pub const fn naeste(self) -> Self {
        if self.er_endelig() { Self(self.0.saturating_add(1)) } else { self }
    }

    /// Later by so many microseconds; ∞ stays ∞.
    pub const fn plus_mikros(self, mikros: i64) -> Self {
        if self.er_endelig() { Self(self.0.saturating_add(mikros)) } else { self }
    }

    /// Reads `xs:dateTime`: fractions beyond microseconds are cut, `24:00:00` is the next midnight, a missing zone means
    /// Europe/Copenhagen, any time of year 9999 is +∞.
    pub fn fra_xs(tekst: &str) -> Result<Self, TidFejl> {
        laes_tid(tekst.trim(), false)
    }

    /// Reads what the OIO REST interface takes: as [`Self::fra_xs`], and `infinity`, `-infinity`, a blank instead of `T`, a
    /// date alone, minutes without seconds, and offsets `+02` (B-21).
    pub fn fra_oio(tekst: &str) -> Result<Self, TidFejl> {
        match tekst.trim() {
            t if t.eq_ignore_ascii_case("infinity") => Ok(Self::UENDELIG),
            t if t.eq_ignore_ascii_case("-infinity") => Ok(Self::MINUS_UENDELIG),
            t => laes_tid(t, true),
        }
    }

    /// Writes `xs:dateTime` with milliseconds and the Danish offset, `2024-06-06T11:57:42.000+02:00`; microseconds are
    /// written when they are not zero, so that a time that is sent back is the same time. ±∞ give the ends of the range.
    pub fn til_xs(self) -> String {
        let Some((dt, forskydning)) = self.lokal() else {
            return if self.0 < 0 { "0001-01-01T00:00:00.000Z".into() } else { "9999-12-31T23:59:59.999Z".into() };
        };
        let us = self.0.rem_euclid(1_000_000);
        let mut ud = String::with_capacity(32);
        skriv_dato_tid(&mut ud, &dt, 'T');
        if us % 1000 == 0 {
            ud.push_str(&format!(".{:03}", us / 1000))
        } else {
            ud.push_str(&format!(".{us:06}"))
        }
        let (fortegn, minutter) = fortegn_minutter(forskydning);
        ud.push_str(&format!("{fortegn}{:02}:{:02}", minutter / 60, minutter % 60));
        ud
    }

    /// Writes PostgreSQL's text form in the Danish zone, `2014-05-19 12:02:32+02`, and `infinity`/`-infinity` (B-21).
    pub fn til_oio(self) -> String {
        self.postgres(' ', false)
    }

    /// Writes PostgreSQL's JSON form in the Danish zone, `2014-05-19T12:02:32+02:00`, and `infinity`/`-infinity` (B-22).
    pub fn til_oio_json(self) -> String {
        self.postgres('T', true)
    }

    fn postgres(self, skille: char, hel_forskydning: bool) -> String {
        let Some((dt, forskydning)) = self.lokal() else {
            return if self.0 < 0 { "-infinity".into() } else { "infinity".into() };
        };
        let mut us = self.0.rem_euclid(1_000_000);
        let mut ud = String::with_capacity(32);
        skriv_dato_tid(&mut ud, &dt, skille);
        if us != 0 {
            let mut cifre = 6;
            while us % 10 == 0 {
                us /= 10;
                cifre -= 1;
            }
            ud.push('.');
            skriv_tal(&mut ud, us, cifre);
        }
        let (fortegn, minutter) = fortegn_minutter(forskydning);
        ud.push(fortegn);
        skriv_tal(&mut ud, i64::from(minutter / 60), 2);
        if hel_forskydning || minutter % 60 != 0 {
            ud.push(':');
            skriv_tal(&mut ud, i64::from(minutter % 60), 2);
        }
        ud
    }

    /// Writes UTC, `2024-06-06T09:57:42.000000Z`: for logs and headers.
    pub fn til_utc(self) -> String {
        self.utc(1)
    }

    /// Writes UTC with milliseconds, `2024-06-06T09:57:42.000Z`: in tokens and signed messages (G-2). The rest is cut off.
    pub fn til_utc_ms(self) -> String {
        self.utc(1000)
    }

    fn utc(self, enhed: i64) -> String {
        let Some(t) = self.jiff() else { return self.til_oio() };
        let mut ud = String::with_capacity(32);
        skriv_dato_tid(&mut ud, &jiff::tz::Offset::UTC.to_datetime(t), 'T');
        ud.push('.');
        skriv_tal(&mut ud, self.0.rem_euclid(1_000_000) / enhed, if enhed == 1 { 6 } else { 3 });
        ud.push('Z');
        ud
    }

    /// The civil date in Denmark, as (year, month, day); `None` for ±∞.
    pub fn dansk_dato(self) -> Option<(i16, i8, i8)> {
        self.lokal().map(|(dt, _)| (dt.year(), dt.month(), dt.day()))
    }

    /// Danish midnight at the start of a civil date; `None` where there is no such date.
    pub fn dansk_midnat(aar: i16, maaned: i8, dag: i8) -> Option<Self> {
        let dato = jiff::civil::Date::new(aar, maaned, dag).ok()?;
        let t = KOEBENHAVN.to_timestamp(dato.at(0, 0, 0, 0)).ok()?;
        Some(Self(t.as_microsecond()))
    }

    fn jiff(self) -> Option<jiff::Timestamp> {
        if self.er_endelig() { jiff::Timestamp::from_microsecond(self.0).ok() } else { None }
    }

    fn lokal(self) -> Option<(jiff::civil::DateTime, jiff::tz::Offset)> {
        let t = self.jiff()?;
        let zone = KOEBENHAVN.to_offset(t);
        // Before 1894 Danish local time had seconds in its offset; the wire has whole minutes.
        let forskydning = jiff::tz::Offset::from_seconds(zone.seconds() / 60 * 60).unwrap_or(zone);
        Some((forskydning.to_datetime(t), forskydning))
    }
}

impl fmt::Debug for Tidspunkt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.til_utc())
    }
}

/// Appends the number with leading zeros. By hand, because times are most of what an answer is made of and `format!` is ten times slower.
fn skriv_tal(ud: &mut String, tal: i64, cifre: u32) {
    for plads in (0..cifre).rev() {
        let ciffer = tal / 10_i64.pow(plads) % 10;
        ud.push(char::from(b'0' + u8::try_from(ciffer).unwrap_or(0)));
    }
}

fn skriv_dato_tid(ud: &mut String, dt: &jiff::civil::DateTime, skille: char) {
    skriv_tal(ud, i64::from(dt.year()), 4);
    for (foer, tal) in [('-', dt.month()), ('-', dt.day()), (skille, dt.hour()), (':', dt.minute()), (':', dt.second())] {
        ud.push(foer);
        skriv_tal(ud, i64::from(tal), 2);
    }
}

fn fortegn_minutter(forskydning: jiff::tz::Offset) -> (char, i32) {
    let sekunder = forskydning.seconds();
    (if sekunder < 0 { '-' } else { '+' }, sekunder.abs() / 60)
}

/// A cursor over the bytes of a time text.
struct Laeser<'a>(&'a [u8]);

impl Laeser<'_> {
    fn tal(&mut self, cifre: usize) -> Result<i64, TidFejl> {
        let (tal, rest) = self.0.split_at_checked(cifre).ok_or(TidFejl::Form)?;
        let mut sum = 0i64;
        for c in tal {
            if !c.is_ascii_digit() {
                return Err(TidFejl::Form);
            }
            sum = sum * 10 + i64::from(c - b'0');
        }
        self.0 = rest;
        Ok(sum)
    }

    fn tegn(&mut self, blandt: &[u8]) -> Option<u8> {
        let (&foerste, rest) = self.0.split_first()?;
        blandt.contains(&foerste).then(|| {
            self.0 = rest;
            foerste
        })
    }

    fn kraev(&mut self, blandt: &[u8]) -> Result<u8, TidFejl> {
        self.tegn(blandt).ok_or(TidFejl::Form)
    }
}

fn laes_tid(tekst: &str, oio: bool) -> Result<Tidspunkt, TidFejl> {
    let mut l = Laeser(tekst.as_bytes());
    let aar = l.tal(4)?;
    l.kraev(b"-")?;
    let maaned = l.tal(2)?;
    l.kraev(b"-")?;
    let dag = l.tal(2)?;
    let (mut time, mut minut, mut sekund, mut mikros) = (0, 0, 0, 0);
    if !(oio && l.0.is_empty()) {
        l.kraev(if oio { b"T t" } else { b"T" })?;
        time = l.tal(2)?;
        l.kraev(b":")?;
        minut = l.tal(2)?;
        if l.tegn(b":").is_some() {
            sekund = l.tal(2)?;
        } else if !oio {
            return Err(TidFejl::Form);
        }
        if l.tegn(b".").is_some() {
            let mut cifre = 0;
            while let Some(c) = l.tegn(b"0123456789") {
                if cifre < 6 {
                    mikros = mikros * 10 + i64::from(c - b'0');
                }
                cifre += 1;
            }
            if cifre == 0 {
                return Err(TidFejl::Form);
            }
            for _ in cifre..6 {
                mikros *= 10;
            }
        }
    }
    let forskydning = laes_zone(&mut l, oio)?;
    if !l.0.is_empty() {
        return Err(TidFejl::Form);
    }
    let midnat_efter = time == 24;
    if midnat_efter && (minut, sekund, mikros) != (0, 0, 0) {
        return Err(TidFejl::Findes);
    }
    let lille = |v: i64| i8::try_from(v).map_err(|_| TidFejl::Findes);
    let aar = i16::try_from(aar).map_err(|_| TidFejl::Findes)?;
    if aar == 0 {
        return Err(TidFejl::Findes);
    }
    let time = if midnat_efter { 0 } else { time };
    let nanos = i32::try_from(mikros * 1000).map_err(|_| TidFejl::Findes)?;
    let dt = jiff::civil::DateTime::new(aar, lille(maaned)?, lille(dag)?, lille(time)?, lille(minut)?, lille(sekund)?, nanos)
        .map_err(|_| TidFejl::Findes)?;
    if aar == 9999 {
        return Ok(Tidspunkt::UENDELIG);
    }
    let t = match forskydning {
        Some(f) => f.to_timestamp(dt),
        None => KOEBENHAVN.to_timestamp(dt),
    }
    .map_err(|_| TidFejl::Findes)?;
    let mikros = t.as_microsecond();
    Ok(Tidspunkt(if midnat_efter { mikros + 86_400_000_000 } else { mikros }))
}

fn laes_zone(l: &mut Laeser<'_>, oio: bool) -> Result<Option<jiff::tz::Offset>, TidFejl> {
    let fortegn = match l.tegn(if oio { b"Zz+-" } else { b"Z+-" }) {
        None => return Ok(None),
        Some(b'Z' | b'z') => return Ok(Some(jiff::tz::Offset::UTC)),
        Some(b'-') => -1,
        Some(_) => 1,
    };
    let timer = l.tal(2)?;
    let minutter = if l.tegn(b":").is_some() || !(oio && l.0.is_empty()) { l.tal(2)? } else { 0 };
    if minutter > 59 || timer * 60 + minutter > 14 * 60 {
        return Err(TidFejl::Findes);
    }
    let sekunder = i32::try_from(fortegn * (timer * 3600 + minutter * 60)).map_err(|_| TidFejl::Findes)?;
    jiff::tz::Offset::from_seconds(sekunder).map(Some).map_err(|_| TidFejl::Findes)
}

/// A half-open period `[fra, til)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Periode {
    /// First instant in the period.
    pub fra: Tidspunkt,
    /// First instant after the period.
    pub til: Tidspunkt,
}

impl Periode {
    /// (−∞, +∞)
    pub const ALTID: Self = Self { fra: Tidspunkt::MINUS_UENDELIG, til: Tidspunkt::UENDELIG };

    /// `[fra, til)`; the caller decides what an empty one means.
    pub const fn ny(fra: Tidspunkt, til: Tidspunkt) -> Self {
        Self { fra, til }
    }

    /// The point `t`, that is `[t, t+1µs)`.
    pub const fn punkt(t: Tidspunkt) -> Self {
        Self { fra: t, til: t.naeste() }
    }

    /// Holds no instant: `til <= fra`.
    pub fn er_tom(self) -> bool {
        self.til <= self.fra
    }

    /// The two have an instant in common. An empty period overlaps nothing.
    pub fn overlapper(self, anden: Self) -> bool {
        !self.er_tom() && !anden.er_tom() && self.fra < anden.til && anden.fra < self.til
    }

    /// What the two have in common; `None` if nothing.
    pub fn faelles(self, anden: Self) -> Option<Self> {
        let p = Self { fra: self.fra.max(anden.fra), til: self.til.min(anden.til) };
        (!p.er_tom()).then_some(p)
    }

    /// `self` minus every period of `andre`, in order of time; `andre` may overlap and be unsorted.
    pub fn minus(self, andre: &[Self]) -> Vec<Self> {
        let mut rest = vec![self];
        for a in andre.iter().filter(|a| !a.er_tom()) {
            rest = rest
                .into_iter()
                .flat_map(|r| {
                    if !r.overlapper(*a) {
                        return [Some(r), None];
                    }
                    let foer = Self { fra: r.fra, til: a.fra };
                    let efter = Self { fra: a.til, til: r.til };
                    [(!foer.er_tom()).then_some(foer), (!efter.er_tom()).then_some(efter)]
                })
                .flatten()
                .collect();
        }
        rest.retain(|r| !r.er_tom());
        rest.sort();
        rest
    }

    /// Holds the instant `t`. (+∞ lies in no period.)
    pub fn indeholder(self, t: Tidspunkt) -> bool {
        self.fra <= t && t < self.til
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn xs(t: &str) -> Tidspunkt {
        Tidspunkt::fra_xs(t).unwrap()
    }

    #[test]
    fn a5_reads_z_offset_and_local_midnight() {
        assert_eq!(xs("2024-06-06T09:57:42.000Z"), xs("2024-06-06T11:57:42.000+02:00"));
        assert_eq!(xs("1988-01-01T00:00:00.000"), xs("1988-01-01T00:00:00.000+01:00"));
        assert_eq!(xs("2024-06-06T24:00:00Z"), xs("2024-06-07T00:00:00Z"));
        assert_eq!(xs("2024-06-06T09:57:42.1234567890123Z").mikros() % 1_000_000, 123_456);
    }

    #[test]
    fn a5_writes_milliseconds_with_danish_offset() {
        assert_eq!(xs("2024-06-06T09:57:42Z").til_xs(), "2024-06-06T11:57:42.000+02:00");
        assert_eq!(xs("2024-01-06T09:57:42.000001Z").til_xs(), "2024-01-06T10:57:42.000001+01:00");
        assert_eq!(xs("2014-05-19T10:02:32Z").til_oio(), "2014-05-19 12:02:32+02");
        assert_eq!(xs("2014-05-19T10:02:32.120Z").til_oio(), "2014-05-19 12:02:32.12+02");
        assert_eq!(xs("2018-03-09T13:38:45.031065Z").til_oio_json(), "2018-03-09T14:38:45.031065+01:00");
        assert_eq!(Tidspunkt::UENDELIG.til_oio_json(), "infinity");
    }

    #[test]
    fn a4_year_9999_is_infinity() {
        assert_eq!(xs("9999-12-31T23:59:59Z"), Tidspunkt::UENDELIG);
        assert_eq!(Tidspunkt::fra_oio("infinity"), Ok(Tidspunkt::UENDELIG));
        assert_eq!(Tidspunkt::fra_oio("-infinity"), Ok(Tidspunkt::MINUS_UENDELIG));
    }

    #[test]
    fn b21_oio_takes_date_blank_and_short_offset() {
        assert_eq!(Tidspunkt::fra_oio("2014-05-19 12:02:32+02"), Tidspunkt::fra_xs("2014-05-19T10:02:32Z"));
        assert_eq!(Tidspunkt::fra_oio("2014-05-19"), Tidspunkt::fra_xs("2014-05-19T00:00:00+02:00"));
        assert_eq!(Tidspunkt::fra_xs("2014-05-19"), Err(TidFejl::Form));
    }

    #[test]
    fn bad_times_are_refused() {
        for t in [
            "",
            "2014",
            "2014-13-01T00:00:00Z",
            "2014-02-30T00:00:00Z",
            "2014-01-01T25:00:00Z",
            "2014-01-01T00:00:00+15:00",
            "0000-01-01T00:00:00Z",
            "2014-01-01T00:00:00Zx",
            "２014-01-01T00:00:00Z",
            "2014-01-01T24:00:01Z",
            "2014-01-01T00:00:00.",
        ] {
            assert!(Tidspunkt::fra_xs(t).is_err(), "{t}");
        }
    }

    #[test]
    fn periods_subtract() {
        let t = Tidspunkt::fra_mikros;
        let p = |a, b| Periode::ny(t(a), t(b));
        assert_eq!(p(0, 10).minus(&[p(2, 4), p(3, 5), p(9, 20), p(7, 7)]), [p(0, 2), p(5, 9)]);
        assert_eq!(p(0, 10).minus(&[Periode::ALTID]), []);
        assert!(!p(0, 10).overlapper(p(10, 11)));
    }

    proptest::proptest! {
        #[test]
        fn a5_a_written_time_reads_back(us in -62_000_000_000_000_000i64..253_000_000_000_000_000) {
            let t = Tidspunkt::fra_mikros(us);
            proptest::prop_assert_eq!(Tidspunkt::fra_xs(&t.til_xs()), Ok(t));
            proptest::prop_assert_eq!(Tidspunkt::fra_xs(&t.til_utc()), Ok(t));
        }
        #[test]
        fn any_text_reads_or_is_refused(s in "\\PC{0,40}") {
            let _ = (Tidspunkt::fra_xs(&s), Tidspunkt::fra_oio(&s));
        }
    }
}
