//! Values of simple types: lexical forms and facets, by hand-written matchers. A regex engine would be compiled per program
//! start or per call, and a dozen forms do not need one.
use crate::skema::{Base, Decimaler, Facetter, Indbygget, Simpel};
use grund::{Fejl, Fejlkode};

/// A pattern facet: how it is published and how it is matched.
#[derive(Clone, Copy, Debug)]
pub struct Moenster {
    /// The regular expression of XML Schema, as our XSD shows it.
    pub regulaert: &'static str,
    /// The same as a matcher.
    pub form: Form,
}

/// The forms that the published patterns have.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// A UUID, in either case.
    Uuid,
    /// A UUID in lower case only.
    UuidLille,
    /// Digits; as many as one of these.
    Cifre(&'static [usize]),
    /// 1 to 100 without leading zeros.
    EtTilHundrede,
    /// Exactly this text.
    Ordret(&'static str),
    /// An amount: digits, perhaps a sign before them and a point between them.
    Beloeb,
    /// A KLE number, or the beginning of one with a star.
    KleEmne,
    /// KLE numbers and ranges of them, of whole levels, with commas between.
    KleAfgraensning,
    /// UUIDs in lower case with commas between.
    UuidListe,
    /// A whole KLE number.
    KleNummer,
    /// A facet: a letter and two digits. The published pattern has commas between the letters, and so takes one for a letter.
    KleFacet,
    /// A URN of SF2900.
    Urn,
    /// A capital letter of ASCII.
    StortBogstav,
    /// A country: two or three letters, three or four digits. The published pattern takes a comma for a letter.
    Landekode,
    /// A floor: 1 to 99, KL, K2 to K9, ST; letters in one case.
    Etage,
    /// A house number of one to three digits, with a capital letter or without.
    Husnummer,
    /// A telephone number: 3 to 20 digits, with a plus or without.
    Telefon,
    /// A mail address as OIO has it: no blanks and none of `>()[]\,;:` on either side of the one @.
    Email,
    /// A CPR number whose first four digits are a day of a month.
    Cpr,
    /// The same, or ten zeros; read and written beside what is published are numbers of synthetic persons, whose day has 60 more (CPR-05).
    CprEllerSyntetisk,
    /// A duration of years, months below 12, days up to 31, and a time of day.
    Varighed,
}

impl Form {
    fn passer(self, tekst: &str) -> bool {
        match self {
            Self::Uuid => er_uuid(tekst, |b| b.is_ascii_hexdigit()),
            Self::UuidLille => er_uuid(tekst, |b| matches!(b, b'0'..=b'9' | b'a'..=b'f')),
            Self::Cifre(antal) => antal.contains(&tekst.len()) && tekst.bytes().all(|b| b.is_ascii_digit()),
            Self::EtTilHundrede => match tekst.as_bytes() {
                [b'1'..=b'9'] | b"100" => true,
                [b'1'..=b'9', b] => b.is_ascii_digit(),
                _ => false,
            },
            Self::Ordret(ord) => tekst == ord,
            Self::Beloeb => {
                let (hele, rest) = cifre_foran(tekst.strip_prefix('-').unwrap_or(tekst));
                let broek = rest.strip_prefix('.').map(cifre_foran);
                hele > 0 && (rest.is_empty() || broek.is_some_and(|(n, rest)| n > 0 && rest.is_empty()))
            }
            Self::KleEmne => kle(tekst, true).is_some_and(str::is_empty),
            Self::KleAfgraensning => liste(tekst, |t| {
                let rest = kle(t, false)?;
                match mellemrum(rest).strip_prefix('-') {
                    Some(til) => kle(mellemrum(til), false),
                    None => Some(rest),
                }
            }),
            Self::KleNummer => kle(tekst, false).is_some_and(str::is_empty) && !tekst.contains('*'),
            Self::KleFacet => {
                let rest = tekst.strip_prefix(|c: char| c.is_ascii_uppercase() || ",ÆØÅ".contains(c));
                rest.is_some_and(|r| r.len() == 2 && r.bytes().all(|b| b.is_ascii_digit()))
            }
            Self::Urn => urn(tekst).is_some(),
            Self::StortBogstav => matches!(tekst.as_bytes(), [b'A'..=b'Z']),
            Self::Landekode => match tekst.len() {
                2 | 3 if tekst.bytes().all(|b| b.is_ascii_alphabetic() || b == b',') => true,
                3 | 4 => tekst.bytes().all(|b| b.is_ascii_digit()),
                _ => false,
            },
            Self::Etage => match tekst.as_bytes() {
                b"KL" | b"kl" | b"ST" | b"st" | [b'K' | b'k', b'2'..=b'9'] | [b'1'..=b'9'] => true,
                [b'1'..=b'9', b] => b.is_ascii_digit(),
                _ => false,
            },
            Self::Husnummer => {
                let tal = tekst.strip_suffix(|c: char| c.is_ascii_uppercase()).unwrap_or(tekst);
                (1..=3).contains(&tal.len()) && !tal.starts_with('0') && tal.bytes().all(|b| b.is_ascii_digit())
            }
            Self::Telefon => {
                let cifre = tekst.strip_prefix('+').unwrap_or(tekst);
                (3..=20).contains(&cifre.len()) && cifre.bytes().all(|b| b.is_ascii_digit())
            }
            Self::Email => tekst.split_once('@').is_some_and(|(navn, domaene)| {
                let tegn = |t: &str, min: usize, maks: usize| {
                    let forbudt =
                        |c: char| matches!(c, '>' | '(' | ')' | '[' | ']' | '\\' | ',' | ';' | ':' | '@' | ' ' | '\t' | '\n' | '\r');
                    (min..=maks).contains(&t.chars().count()) && !t.contains(forbudt)
                };
                tegn(navn, 0, 191) && tegn(domaene, 1, 64)
            }),
            Self::Cpr => cpr(tekst),
            Self::CprEllerSyntetisk => {
                let mindre = |c: u8| char::from(c - 6);
                let uden_60 = || match tekst.as_bytes() {
                    [c @ b'6'..=b'9', ..] => tekst.get(1..).map(|rest| format!("{}{rest}", mindre(*c))),
                    _ => None,
                };
                tekst == "0000000000" || cpr(tekst) || uden_60().is_some_and(|t| cpr(&t))
            }
            Self::Varighed => varighed(tekst),
            // the published pattern lets the first UUID be repeated without a comma
            Self::UuidListe => {
                let uuid = |t| klip(t, 36).filter(|(u, _)| Self::UuidLille.passer(u)).map(|(_, rest)| rest);
                let mut rest = tekst;
                while let Some((_, r)) = klip(rest, 36).filter(|(u, r)| Self::UuidLille.passer(u) && uuid(r).is_some()) {
                    rest = r;
                }
                liste(rest, uuid)
            }
        }
    }
}

/// `urn:`, a namespace of 2 to 32 letters, digits and inner hyphens, and something.
fn urn(t: &str) -> Option<()> {
    let (urn, rest) = t.split_at_checked(4).filter(|(u, _)| u.eq_ignore_ascii_case("urn:"))?;
    let (ns, navn) = rest.split_once(':').filter(|_| !urn.is_empty())?;
    let kant = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
    let ns_ok = (2..=32).contains(&ns.len())
        && kant(ns.bytes().next())
        && kant(ns.bytes().last())
        && ns.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let tegn = |b: u8| b.is_ascii_alphanumeric() || b"()+,\\-.:=@;$_!*'%/?#".contains(&b);
    (ns_ok && !navn.is_empty() && navn.bytes().all(tegn)).then_some(())
}

/// A day that its month has in some year, and six digits.
fn cpr(t: &str) -> bool {
    let tal = |fra: usize| t.get(fra..fra + 2).and_then(|d| d.parse::<u8>().ok());
    let cifre = t.len() == 10 && t.bytes().all(|b| b.is_ascii_digit());
    let dage = match tal(2) {
        Some(2) => 29,
        Some(4 | 6 | 9 | 11) => 30,
        Some(1..=12) => 31,
        _ => 0,
    };
    cifre && tal(0).is_some_and(|d| (1..=dage).contains(&d))
}

/// A number and its letter, and what follows; the text itself where it begins with none.
fn led(t: &str, bogstav: char, hoejst: u32) -> &str {
    let (n, rest) = cifre_foran(t);
    let tal = t.get(..n).unwrap_or_default();
    let passer = n > 0 && !(hoejst < u32::MAX && tal.len() > 1 && tal.starts_with('0')) && tal.parse().is_ok_and(|v: u32| v <= hoejst);
    rest.strip_prefix(bogstav).filter(|_| passer || (hoejst == u32::MAX && n > 0)).unwrap_or(t)
}

/// The published pattern of OIO's durations, which is narrower than `xs:duration`.
fn varighed(t: &str) -> bool {
    let Some(dato) = t.strip_prefix('-').unwrap_or(t).strip_prefix('P') else { return false };
    let uden_nul = |t: &str| !t.starts_with('0');
    let rest = led(dato, 'Y', u32::MAX);
    let rest = if uden_nul(rest) { led(rest, 'M', 11) } else { rest };
    let rest = if uden_nul(rest) { led(rest, 'D', 31) } else { rest };
    let Some(tid) = rest.strip_prefix('T') else { return rest.is_empty() && !dato.is_empty() };
    let efter = if uden_nul(tid) { led(tid, 'H', 23) } else { tid };
    let efter = led(efter, 'M', 59);
    let (n, sekunder) = cifre_foran(efter);
    let hele = efter.get(..n).unwrap_or_default();
    let broek = sekunder.strip_prefix('.').map(cifre_foran);
    let efter = match broek {
        Some((m, r)) if m > 0 => r,
        Some(_) => return false,
        None => sekunder,
    };
    let ok = n > 0 && !(hele.len() > 1 && hele.starts_with('0')) && hele.parse().is_ok_and(|v: u32| v <= 59) && efter == "S";
    !tid.is_empty() && (ok || (n == 0 && broek.is_none() && efter.is_empty()))
}

/// So many bytes, and what follows.
fn klip(t: &str, n: usize) -> Option<(&str, &str)> {
    t.split_at_checked(n)
}

fn cifre_foran(t: &str) -> (usize, &str) {
    let n = t.bytes().take_while(u8::is_ascii_digit).count();
    (n, t.split_at_checked(n).map_or("", |(_, r)| r))
}

fn mellemrum(t: &str) -> &str {
    t.trim_start_matches([' ', '\t', '\r', '\n'])
}

/// One or more of what `del` takes, with commas and spaces between.
fn liste<'t>(tekst: &'t str, del: impl Fn(&'t str) -> Option<&'t str>) -> bool {
    let mut rest = tekst;
    loop {
        let Some(efter) = del(rest) else { return false };
        if efter.is_empty() {
            return true;
        }
        match efter.strip_prefix(',') {
            Some(r) => rest = mellemrum(r),
            None => return false,
        }
    }
}

/// A KLE number, or its first levels and a star; what follows. `halve` also takes a star after the first digit of a level.
fn kle(t: &str, halve: bool) -> Option<&str> {
    let mut rest = t;
    for niveau in 0..3_u8 {
        if let Some(r) = rest.strip_prefix('*').filter(|_| niveau > 0 || !halve) {
            return Some(r);
        }
        let (n, r) = cifre_foran(rest);
        match n {
            1 if halve => return r.strip_prefix('*'),
            2 if niveau == 2 => return Some(r),
            2 => rest = r.strip_prefix('.')?,
            _ => return None,
        }
    }
    None
}

fn er_uuid(tekst: &str, hex: impl Fn(&u8) -> bool) -> bool {
    tekst.len() == 36 && tekst.bytes().enumerate().all(|(i, b)| if matches!(i, 8 | 13 | 18 | 23) { b == b'-' } else { hex(&b) })
}

/// Checks a text against a simple type. The refusal names what is allowed, but not the field: the caller knows where it is.
pub fn kontroller(simpel: &Simpel, tekst: &str) -> Result<(), Fejl> {
    let rest = match simpel.indbygget() {
        Indbygget::Tekst => tekst,
        _ => tekst.trim_matches([' ', '\t', '\r', '\n']),
    };
    leksikalsk(simpel.indbygget(), rest)?;
    let mut lag = simpel;
    loop {
        facetter(&lag.facetter, rest)?;
        match lag.base {
            Base::Afledt(naeste) => lag = naeste,
            Base::Indbygget(_) => return Ok(()),
        }
    }
}

fn leksikalsk(slags: Indbygget, tekst: &str) -> Result<(), Fejl> {
    let (ok, kode, ventet) = match slags {
        Indbygget::Tekst => return Ok(()),
        Indbygget::Heltal => (er_heltal(tekst), Fejlkode::UgyldigtTal, ("et helt tal", "a whole number")),
        Indbygget::Int => {
            (er_heltal(tekst) && er_int(tekst), Fejlkode::UgyldigtTal, ("et helt tal på 32 bit", "a whole number of 32 bits"))
        }
        Indbygget::IkkeNegativ => {
            let ikke_negativ = !tekst.strip_prefix('-').is_some_and(|c| c.bytes().any(|b| b != b'0'));
            (er_heltal(tekst) && ikke_negativ, Fejlkode::UgyldigtTal, ("et helt tal, 0 eller derover", "a whole number, 0 or above"))
        }
        Indbygget::Positiv => {
            let positiv = !tekst.starts_with('-') && tekst.bytes().any(|b| matches!(b, b'1'..=b'9'));
            (er_heltal(tekst) && positiv, Fejlkode::UgyldigtTal, ("et helt tal, 1 eller derover", "a whole number, 1 or above"))
        }
        Indbygget::Aar => (er_aar(tekst), Fejlkode::UgyldigTid, ("ÅÅÅÅ", "YYYY")),
        Indbygget::Boolsk if matches!(tekst, "true" | "false" | "1" | "0") => return Ok(()),
        Indbygget::Boolsk => return Err(afvis(Fejlkode::UgyldigBoolsk, tekst).tilladt(["true", "false", "1", "0"])),
        Indbygget::Dato => (er_dato(tekst), Fejlkode::UgyldigTid, ("ÅÅÅÅ-MM-DD", "YYYY-MM-DD")),
        Indbygget::DatoTid => (
            er_dato_tid(tekst),
            Fejlkode::UgyldigTid,
            ("ÅÅÅÅ-MM-DDTtt:mm:ss.sss og en tidszone", "YYYY-MM-DDThh:mm:ss.sss and a time zone"),
        ),
        Indbygget::Varighed => {
            (er_varighed(tekst), Fejlkode::UgyldigTid, ("en varighed som P1Y2M3DT4H5M6S", "a duration like P1Y2M3DT4H5M6S"))
        }
        Indbygget::Decimal => (decimal(tekst).is_some(), Fejlkode::UgyldigtTal, ("et decimaltal", "a decimal number")),
        Indbygget::Base64 => (er_base64(tekst), Fejlkode::UgyldigtMoenster, ("base64", "base64")),
    };
    if ok { Ok(()) } else { Err(afvis(kode, tekst).ventet(ventet)) }
}

fn facetter(f: &Facetter, tekst: &str) -> Result<(), Fejl> {
    if let Some(maks) = f.lempet_laengde.or(f.maks_laengde)
        && tekst.len() > maks
        && tekst.chars().count() > maks
    {
        return Err(Fejl::ny(Fejlkode::ForLang).ventet(grund::sagt::hoejst(maks, grund::sagt::TEGN)));
    }
    if let Some(n) = f.laengde
        && tekst.chars().count() != n
    {
        return Err(Fejl::ny(Fejlkode::UgyldigtMoenster).ventet((format!("{n} tegn"), format!("{n} characters"))));
    }
    if let Some(min) = f.min_laengde
        && tekst.chars().take(min).count() < min
    {
        return Err(Fejl::ny(Fejlkode::ManglerElement).ventet(grund::sagt::mindst(min, grund::sagt::TEGN)));
    }
    if let Some(m) = f.moenster
        && !m.form.passer(tekst)
    {
        let f = |kode| afvis(kode, tekst);
        return Err(match m.form {
            Form::Uuid => f(Fejlkode::UgyldigUuid).ventet(("8-4-4-4-12 hexadecimale cifre", "8-4-4-4-12 hexadecimal digits")),
            Form::UuidLille => f(Fejlkode::UgyldigUuid)
                .ventet(("8-4-4-4-12 hexadecimale cifre med små bogstaver", "8-4-4-4-12 hexadecimal digits in lower case")),
            _ => f(Fejlkode::UgyldigtMoenster).ventet(m.regulaert),
        });
    }
    if !f.koder.is_empty() && !f.koder.contains(&tekst) {
        return Err(afvis(Fejlkode::UgyldigVaerdi, tekst).tilladt(f.koder));
    }
    if let Some((fra, til)) = f.omraade
        && !tekst.parse::<i64>().is_ok_and(|n| (fra..=til).contains(&n))
    {
        return Err(afvis(Fejlkode::UgyldigtTal, tekst).ventet(grund::sagt::mellem(fra, til)));
    }
    if let Some(til) = f.hoejst
        && !hoejst(tekst, til)
    {
        return Err(afvis(Fejlkode::UgyldigtTal, tekst).ventet(grund::sagt::hoejst(til, grund::sagt::STYK)));
    }
    if let Some(d) = f.decimaler
        && !decimaler(d, tekst)
    {
        let (omraade, range) = d.omraade.map(|(fra, til)| (format!(", {fra} til {til}"), format!(", {fra} to {til}"))).unwrap_or_default();
        let n = d.efter_komma;
        let ventet = (format!("højst {n} decimaler{omraade}"), format!("at most {n} decimals{range}"));
        return Err(afvis(Fejlkode::UgyldigtTal, tekst).ventet(ventet));
    }
    Ok(())
}

/// A whole number of any length is at most that.
fn hoejst(tekst: &str, til: i64) -> bool {
    tekst.parse::<i64>().map_or_else(|_| tekst.starts_with('-'), |n| n <= til)
}

/// The parts of a decimal number without sign and needless zeros.
fn decimal(tekst: &str) -> Option<(bool, &str, &str)> {
    let negativ = tekst.starts_with('-');
    let (hele, rest) =
        tekst.strip_prefix(['+', '-']).unwrap_or(tekst).split_once('.').unwrap_or((tekst.trim_start_matches(['+', '-']), ""));
    let cifre = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let fortegn_en_gang = tekst.bytes().filter(|b| matches!(b, b'+' | b'-')).count() <= 1;
    let ok = fortegn_en_gang && cifre(hele) && cifre(rest) && !(hele.is_empty() && rest.is_empty());
    ok.then(|| (negativ, hele.trim_start_matches('0'), rest.trim_end_matches('0')))
}

fn decimaler(d: Decimaler, tekst: &str) -> bool {
    let Some(tal) = decimal(tekst) else { return false };
    let mindre = |a: &str, b: &str| decimal(a).zip(decimal(b)).is_some_and(|(a, b)| sorteret(a, b));
    tal.2.len() <= d.efter_komma as usize
        && d.cifre.is_none_or(|n| tal.1.len() + tal.2.len() <= n as usize)
        && d.omraade.is_none_or(|(fra, til)| mindre(fra, tekst) && mindre(tekst, til))
}

/// a ≤ b. Fractions compare as text, since needless zeros are gone.
fn sorteret(a: (bool, &str, &str), b: (bool, &str, &str)) -> bool {
    let stoerrelse = |x: (bool, &str, &str), y: (bool, &str, &str)| (x.1.len(), x.1, x.2) <= (y.1.len(), y.1, y.2);
    match (a.0, b.0) {
        (false, false) => stoerrelse(a, b),
        (true, true) => stoerrelse(b, a),
        (true, false) => true,
        (false, true) => a.1.is_empty() && a.2.is_empty() && b.1.is_empty() && b.2.is_empty(),
    }
}

/// Groups of four, the last one filled up; white space may stand between.
fn er_base64(t: &str) -> bool {
    let tegn = || t.bytes().filter(|b| !b.is_ascii_whitespace());
    let fyld = tegn().rev().take_while(|b| *b == b'=').count();
    let antal = tegn().count();
    let ok = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    let sidste = tegn().rev().nth(fyld);
    let rest_er_nul = match (fyld, sidste) {
        (1, Some(b)) => b"AEIMQUYcgkosw048".contains(&b),
        (2, Some(b)) => b"AQgw".contains(&b),
        (0, _) => true,
        _ => false,
    };
    antal.is_multiple_of(4) && rest_er_nul && tegn().take(antal - fyld).all(ok)
}

/// A refused value is shown cut short, and digits of the length of a CPR number not at all.
fn afvis(kode: Fejlkode, vaerdi: &str) -> Fejl {
    let cifre = vaerdi.bytes().filter(u8::is_ascii_digit).count();
    let fejl = Fejl::ny(kode);
    if cifre >= 10 && matches!(kode, Fejlkode::UgyldigtMoenster | Fejlkode::UgyldigVaerdi | Fejlkode::UgyldigtTal) {
        fejl
    } else {
        fejl.detalje((format!("fik \"{0}\"", grund::fejl::uddrag(vaerdi)), format!("got \"{0}\"", grund::fejl::uddrag(vaerdi))))
    }
}

fn er_heltal(t: &str) -> bool {
    let cifre = t.strip_prefix(['+', '-']).unwrap_or(t);
    !cifre.is_empty() && cifre.bytes().all(|b| b.is_ascii_digit())
}

/// Fits in 32 bits, however many zeros stand before it.
fn er_int(t: &str) -> bool {
    let (fortegn, cifre) = t.strip_prefix('-').map_or(("", t.strip_prefix('+').unwrap_or(t)), |c| ("-", c));
    let cifre = cifre.trim_start_matches('0');
    cifre.is_empty() || (cifre.len() <= 10 && format!("{fortegn}{cifre}").parse::<i32>().is_ok())
}

/// Two digits in the range, then the rest.
fn to_cifre(t: &[u8], fra: u8, til: u8) -> Option<&[u8]> {
    let [a @ b'0'..=b'9', b @ b'0'..=b'9', rest @ ..] = t else { return None };
    let n = (a - b'0') * 10 + (b - b'0');
    (fra..=til).contains(&n).then_some(rest)
}

fn tegn(t: &[u8], c: u8) -> Option<&[u8]> {
    t.strip_prefix(&[c])
}

/// The year of a lexical form, and what follows it.
fn aarsdel(t: &str) -> Option<(&[u8], &[u8])> {
    let t = t.strip_prefix('-').unwrap_or(t);
    let cifre = t.bytes().take_while(u8::is_ascii_digit).count();
    let (aar, rest) = t.as_bytes().split_at_checked(cifre)?;
    let forkert = cifre < 4 || (cifre > 4 && aar.first() == Some(&b'0')) || aar.iter().all(|b| *b == b'0');
    (!forkert).then_some((aar, rest))
}

/// Numbers with letters in their order, at least one, and at least one behind the T.
fn er_varighed(t: &str) -> bool {
    let Some(rest) = t.strip_prefix('-').unwrap_or(t).strip_prefix('P') else { return false };
    let (dato, tid) = rest.split_once('T').map_or((rest, None), |(d, t)| (d, Some(t)));
    let dele = |mut t: &str, bogstaver: &str| {
        for b in bogstaver.chars() {
            t = led(t, b, u32::MAX);
        }
        t.is_empty()
    };
    // A fraction is one of seconds.
    let tid_ok = tid.is_none_or(|t| {
        let uden_broek = t.split_once('.').map(|(hele, broek)| {
            let (n, efter) = cifre_foran(broek);
            if n > 0 && efter == "S" { format!("{hele}S") } else { "?".to_owned() }
        });
        !t.is_empty() && dele(uden_broek.as_deref().unwrap_or(t), "HMS")
    });
    !rest.is_empty() && dele(dato, "YMD") && tid_ok
}

fn er_aar(t: &str) -> bool {
    aarsdel(t).is_some_and(|(_, rest)| zone(rest))
}

/// Date part of a lexical form; what follows it.
fn datodel(t: &str) -> Option<&[u8]> {
    let (aar, rest) = aarsdel(t)?;
    let maaned = tegn(rest, b'-')?;
    let m = maaned.get(..2)?;
    let dag = tegn(to_cifre(maaned, 1, 12)?, b'-')?;
    let sidste = match m {
        b"04" | b"06" | b"09" | b"11" => 30,
        b"02" if skudaar(aar) => 29,
        b"02" => 28,
        _ => 31,
    };
    to_cifre(dag, 1, sidste)
}

fn skudaar(aar: &[u8]) -> bool {
    // the last four digits decide, since 10,000 is a multiple of 400
    let n = aar.iter().rev().take(4).rev().fold(0_u32, |n, b| n * 10 + u32::from(b - b'0'));
    n.is_multiple_of(4) && (!n.is_multiple_of(100) || n.is_multiple_of(400))
}

fn zone(t: &[u8]) -> bool {
    match t {
        [] | b"Z" => true,
        [b'+' | b'-', rest @ ..] => {
            rest == b"14:00" || to_cifre(rest, 0, 13).and_then(|r| tegn(r, b':')).and_then(|r| to_cifre(r, 0, 59)) == Some(&[])
        }
        _ => false,
    }
}

fn er_dato(t: &str) -> bool {
    datodel(t).is_some_and(zone)
}

fn er_dato_tid(t: &str) -> bool {
    let Some(tid) = datodel(t).and_then(|r| tegn(r, b'T')) else { return false };
    let sekunder = |r| {
        let r = to_cifre(r, 0, 59)?;
        let r = to_cifre(tegn(r, b':')?, 0, 59)?;
        match r {
            [b'.', b, ..] if b.is_ascii_digit() => {
                let cifre = r.iter().skip(1).take_while(|b| b.is_ascii_digit()).count();
                r.get(1 + cifre..)
            }
            _ => Some(r),
        }
    };
    let Some(r) = to_cifre(tid, 0, 24).and_then(|r| tegn(r, b':')).and_then(sekunder) else { return false };
    let midnat = tid.starts_with(b"24");
    let nul = tid.iter().skip(3).take(tid.len().saturating_sub(r.len() + 3)).all(|b| matches!(b, b'0' | b':' | b'.'));
    (!midnat || nul) && zone(r)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skema::{AAR, BOOLSK, DATO, DATO_TID, HELTAL, IKKE_NEGATIV, INT, POSITIV};

    #[test]
    fn xs_date_time_forms() {
        for t in [
            "2024-06-06T11:57:42.000+02:00",
            "2024-02-29T00:00:00Z",
            "2024-06-06T11:57:42",
            "2000-02-29T24:00:00.000Z",
            "-0001-01-01T00:00:00",
            "12024-01-01T00:00:00-14:00",
            " 2024-06-06T11:57:42Z\n",
        ] {
            assert!(kontroller(&DATO_TID, t).is_ok(), "{t}");
        }
        for t in [
            "",
            "2024-06-06",
            "2023-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-06-06 11:57:42",
            "2024-06-06T24:00:01Z",
            "2024-06-06T11:57:42.Z",
            "2024-06-06T11:57:42+15:00",
            "0000-01-01T00:00:00Z",
            "02024-01-01T00:00:00Z",
            "2024-06-06T11:57",
            "2024-06-06T11:60:00",
        ] {
            assert_eq!(kontroller(&DATO_TID, t).unwrap_err().kode(), Fejlkode::UgyldigTid, "{t}");
        }
        assert!(
            kontroller(&DATO, "2024-06-06").is_ok()
                && kontroller(&DATO, "2024-06-06+02:00").is_ok()
                && kontroller(&DATO, "2024-06-31").is_err()
        );
    }

    #[test]
    fn numbers_booleans_and_forms() {
        assert!(kontroller(&HELTAL, " +0042 ").is_ok() && kontroller(&HELTAL, "4.0").is_err() && kontroller(&HELTAL, "").is_err());
        let int = |t: &str| kontroller(&INT, t).is_ok();
        assert!(int("-2147483648") && int("+0002147483647") && int("-0") && !int("2147483648") && !int("-2147483649") && !int("1e3"));
        let positiv = |t: &str| kontroller(&IKKE_NEGATIV, t).is_ok();
        assert!(positiv("0") && positiv("-000") && positiv("+123456789012345678") && !positiv("-1") && !positiv("-01") && !positiv("-"));
        assert!(kontroller(&BOOLSK, "1").is_ok() && kontroller(&BOOLSK, "True").is_err());
        let hundrede = |t| Form::EtTilHundrede.passer(t);
        assert!(hundrede("1") && hundrede("99") && hundrede("100") && !hundrede("0") && !hundrede("07") && !hundrede("101"));
        assert!(
            Form::Uuid.passer("00000C7E-face-4001-8000-000000000000") && !Form::UuidLille.passer("00000C7E-face-4001-8000-000000000000")
        );
        assert!(!Form::Uuid.passer("{0000c7e-face-4001-8000-00000000000}"));
        let positiv = |t: &str| kontroller(&POSITIV, t).is_ok();
        assert!(positiv("1") && positiv(" +007 ") && !positiv("0") && !positiv("-1") && !positiv("") && !positiv("1.0"));
        let aar = |t: &str| kontroller(&AAR, t).is_ok();
        assert!(aar("2026") && aar("-0044") && aar("12026Z") && !aar("26") && !aar("02026") && !aar("0000") && !aar("2026-01"));
    }

    #[test]
    fn forms_of_the_company_register() {
        let passer = |f: Form, t: &str| f.passer(t);
        for t in ["1", "99", "KL", "kl", "ST", "st", "k2", "K9"] {
            assert!(passer(Form::Etage, t), "{t}");
        }
        for t in ["", "0", "100", "Kl", "k1", "01", "STUEN"] {
            assert!(!passer(Form::Etage, t), "{t}");
        }
        for t in ["1", "999", "1A", "999Z"] {
            assert!(passer(Form::Husnummer, t), "{t}");
        }
        for t in ["", "A", "0", "012", "1000", "1a", "1AB"] {
            assert!(!passer(Form::Husnummer, t), "{t}");
        }
        assert!(
            passer(Form::Landekode, "DK")
                && passer(Form::Landekode, "DNK")
                && passer(Form::Landekode, "208")
                && passer(Form::Landekode, "5100")
        );
        assert!(!passer(Form::Landekode, "D1") && !passer(Form::Landekode, "20") && !passer(Form::Landekode, "ABCD"));
        assert!(
            passer(Form::Telefon, "112")
                && passer(Form::Telefon, "+4501020304")
                && !passer(Form::Telefon, "12")
                && !passer(Form::Telefon, "01 02")
        );
        assert!(
            passer(Form::Email, "@x")
                && passer(Form::Email, "post@æ.example")
                && !passer(Form::Email, "a@b@c")
                && !passer(Form::Email, "a b@c")
        );
        let cpr = |t| passer(Form::CprEllerSyntetisk, t);
        assert!(cpr("0000000000") && cpr("2902000000") && cpr("8902000000") && cpr("9112999999") && cpr("6101000000"));
        assert!(!cpr("0001000000") && !cpr("6001000000") && !cpr("9102000000") && !cpr("9912000000") && !cpr("610100000"));
        for (t, ok) in [
            ("P1Y", true),
            ("-P2Y11M31DT23H59M59.25S", true),
            ("P0007Y", true),
            ("PT0M", true),
            ("PT0S", true),
            ("P1DT5S", true),
            ("P", false),
            ("PT", false),
            ("P1DT", false),
            ("P12M", false),
            ("P0M", false),
            ("P32D", false),
            ("PT24H", false),
            ("PT60M", false),
            ("PT1.S", false),
            ("PT05S", false),
            ("P1M1Y", false),
            ("1Y", false),
        ] {
            assert_eq!(passer(Form::Varighed, t), ok, "{t}");
            assert!(!ok || er_varighed(t), "{t}");
        }
        assert!(er_varighed("P12M40DT99H1.5S") && !er_varighed("PT1.5H") && !er_varighed("P") && !er_varighed("P1YT") && !er_varighed("x"));
        assert!(
            passer(Form::Cpr, "2902000000")
                && passer(Form::Cpr, "3112999999")
                && !passer(Form::Cpr, "3104000000")
                && !passer(Form::Cpr, "6101000000")
        );
    }

    #[test]
    fn a_fixed_length_counts_characters() {
        let fire = Simpel::tekst(Facetter::laengde(4));
        assert!(kontroller(&fire, "æøå ").is_ok());
        assert_eq!(kontroller(&fire, "æøå").unwrap_err().kode(), Fejlkode::UgyldigtMoenster);
    }

    #[test]
    fn a_refusal_does_not_show_a_cpr_number() {
        let cpr = Simpel::tekst(Facetter::moenster(Moenster { regulaert: "[0-9]{10}", form: Form::Cifre(&[10]) }));
        let fejl = kontroller(&cpr, "010101-1234 ").unwrap_err().engelsk();
        assert!(fejl.contains("[0-9]{10}") && !fejl.contains("1234"), "{fejl}");
    }

    #[test]
    fn lengths_count_characters() {
        let tre = Simpel::tekst(Facetter::maks(3));
        assert!(kontroller(&tre, "æøå").is_ok());
        assert_eq!(kontroller(&tre, "æøåa").unwrap_err().kode(), Fejlkode::ForLang);
    }
}
