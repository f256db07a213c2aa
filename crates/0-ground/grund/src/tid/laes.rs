//! Reading of points in time.
use super::{Tidspunkt, zone};
use jiff::civil::DateTime;

/// Why a text is not a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TidFejl {
    /// The text has not the form `YYYY-MM-DDThh:mm:ss[.fraction][zone]`.
    #[error("is not of the form YYYY-MM-DDThh:mm:ss[.fff][Z|±hh:mm]")]
    Form,
    /// The form is right but there is no such date, time or zone offset.
    #[error("is not a date and time that exists")]
    Findes,
}

impl Tidspunkt {
    /// Reads `xs:dateTime`: fractions beyond microseconds are cut, `24:00:00` is the next midnight, a missing zone means
    /// Europe/Copenhagen, any time of year 9999 or later is +∞, of year 1 or earlier −∞.
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

    /// Reads a time out of an address: as [`Self::fra_oio`], where a blank before the offset was a plus sign. In an address that is a blank, and few
    /// clients write `%2B`.
    pub fn fra_adresse(tekst: &str) -> Result<Self, TidFejl> {
        Self::fra_oio(tekst).or_else(|f| match tekst.rsplit_once(' ') {
            Some((foer, efter)) if foer.contains(':') => Self::fra_oio(&format!("{foer}+{efter}")).map_err(|_| f),
            _ => Err(f),
        })
    }
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
    let aar = laes_aar(&mut l)?;
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
    let (vist_aar, uendelig) = match aar {
        ..=1 => (aar.rem_euclid(400) + 2000, Some(Tidspunkt::MINUS_UENDELIG)),
        9999.. => (aar.rem_euclid(400) + 2000, Some(Tidspunkt::UENDELIG)),
        _ => (aar, None),
    };
    let vist_aar = i16::try_from(vist_aar).map_err(|_| TidFejl::Findes)?;
    let time = if midnat_efter { 0 } else { time };
    let nanos = i32::try_from(mikros * 1000).map_err(|_| TidFejl::Findes)?;
    let dt = DateTime::new(vist_aar, lille(maaned)?, lille(dag)?, lille(time)?, lille(minut)?, lille(sekund)?, nanos)
        .map_err(|_| TidFejl::Findes)?;
    if let Some(t) = uendelig {
        return Ok(t);
    }
    let dt = if midnat_efter { dt.tomorrow().map_err(|_| TidFejl::Findes)? } else { dt };
    match forskydning {
        Some(f) => f.to_timestamp(dt).map(|t| Tidspunkt::fra_laest(t.as_microsecond())).map_err(|_| TidFejl::Findes),
        None => zone::fra_dansk(dt).ok_or(TidFejl::Findes),
    }
}

/// A year as XML Schema 1.0 writes it: four digits, more where there is a need, perhaps a sign; there is no year 0.
fn laes_aar(l: &mut Laeser<'_>) -> Result<i64, TidFejl> {
    let negativt = l.tegn(b"-").is_some();
    let cifre = l.0.iter().take_while(|c| c.is_ascii_digit()).count();
    if cifre < 4 || (cifre > 4 && l.0.starts_with(b"0")) {
        return Err(TidFejl::Form);
    }
    // beyond nine digits only the last four tell whether it is a leap year
    let foran = cifre.saturating_sub(9);
    l.0 = l.0.get(foran..).ok_or(TidFejl::Form)?;
    let aar = l.tal(cifre - foran)? + if foran > 0 { 1_000_000_000 } else { 0 };
    match aar {
        0 => Err(TidFejl::Findes),
        _ if negativt => Ok(-aar),
        _ => Ok(aar),
    }
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
