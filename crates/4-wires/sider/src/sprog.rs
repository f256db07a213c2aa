//! The languages of the pages, and the tables of their texts. Danish is first; a page is English when its visitor asks for it.
use axum::http::{HeaderMap, HeaderValue, header};
use grund::{Fejl, Periode, Tidspunkt};

/// The query parameter and the cookie that choose the language.
pub const PARAMETER: &str = "sprog";
/// The cookie's name: it says nothing of anybody.
const KAGE: &str = "samspil-sprog";
/// A year, in seconds.
const ALDER: u32 = 31_536_000;

/// A language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sprog {
    /// Danish.
    #[default]
    Dansk,
    /// English.
    Engelsk,
}

impl Sprog {
    /// Both.
    pub const ALLE: [Self; 2] = [Self::Dansk, Self::Engelsk];

    /// The code in addresses, cookies and `lang`.
    pub const fn kode(self) -> &'static str {
        match self {
            Self::Dansk => "da",
            Self::Engelsk => "en",
        }
    }

    /// Its own name for itself.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Dansk => "Dansk",
            Self::Engelsk => "English",
        }
    }

    /// The other one.
    pub const fn andet(self) -> Self {
        match self {
            Self::Dansk => Self::Engelsk,
            Self::Engelsk => Self::Dansk,
        }
    }

    /// From its code.
    pub fn af(kode: &str) -> Option<Self> {
        Self::ALLE.into_iter().find(|s| s.kode() == kode)
    }

    /// What the browser asked for before.
    pub fn af_kage(hoveder: &HeaderMap) -> Option<Self> {
        let kager = hoveder.get_all(header::COOKIE).iter().filter_map(|h| h.to_str().ok()).flat_map(|h| h.split(';'));
        kager.filter_map(|k| k.trim().split_once('=')).find(|(n, _)| *n == KAGE).and_then(|(_, v)| Self::af(v))
    }

    /// The header that remembers it.
    pub fn kage(self) -> HeaderValue {
        let tekst = format!("{KAGE}={}; Path=/; Max-Age={ALDER}; SameSite=Lax", self.kode());
        HeaderValue::from_str(&tekst).unwrap_or_else(|_| HeaderValue::from_static("samspil-sprog=da; Path=/"))
    }

    /// The one of two that is in this language.
    pub fn vaelg<'t>(self, dansk: &'t str, engelsk: &'t str) -> &'t str {
        match self {
            Self::Dansk => dansk,
            Self::Engelsk => engelsk,
        }
    }

    /// A refusal in words.
    pub fn fejl(self, f: &Fejl) -> String {
        match self {
            Self::Dansk => f.dansk(),
            Self::Engelsk => f.engelsk(),
        }
    }

    /// A time that something holds: `fra … til …`, without the end that it has not.
    pub fn periode(self, p: Periode) -> String {
        let (fra, til) = (self.tid(p.fra), self.tid(p.til));
        match (fra.is_empty(), til.is_empty()) {
            (true, true) => self.vaelg("altid", "always").to_owned(),
            (true, false) => format!("{} {til}", self.vaelg("indtil", "until")),
            (false, true) => format!("{} {fra}", self.vaelg("fra", "from")),
            (false, false) => format!("{fra} – {til}"),
        }
    }

    /// A time by the Danish clock, to the minute; ±∞ are no time.
    pub fn tid(self, t: Tidspunkt) -> String {
        match (t.er_endelig(), self) {
            (false, _) => String::new(),
            (true, Self::Dansk) => t.dansk_tekst(),
            // 2024-06-06 11:57
            (true, Self::Engelsk) => t.til_xs().chars().take(16).map(|c| if c == 'T' { ' ' } else { c }).collect(),
        }
    }
}

/// Texts in both languages side by side, so that whoever changes one sees the other. The compiler sees to it that none is missing.
///
/// ```ignore
/// tekster! { Forside { titel: "Velkommen", "Welcome"; } }
/// Forside::paa(Sprog::Engelsk).titel
/// ```
#[macro_export]
macro_rules! tekster {
    ($($(#[$om:meta])* $navn:ident { $($felt:ident: $dansk:expr, $engelsk:expr;)* })*) => {$(
        $(#[$om])*
        #[derive(Clone, Copy, Debug)]
        #[allow(missing_docs, reason = "each text says itself what it is")]
        pub struct $navn { $(pub $felt: &'static str,)* }

        const _: () = { $(assert!(!$dansk.is_empty() && !$engelsk.is_empty(), stringify!($felt));)* };

        impl $navn {
            const DANSK: Self = Self { $($felt: $dansk,)* };
            const ENGELSK: Self = Self { $($felt: $engelsk,)* };
            /// The texts in that language.
            pub const fn paa(s: $crate::sprog::Sprog) -> &'static Self {
                match s {
                    $crate::sprog::Sprog::Dansk => &Self::DANSK,
                    $crate::sprog::Sprog::Engelsk => &Self::ENGELSK,
                }
            }
        }
    )*};
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kage(t: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(t).unwrap())])
    }

    #[test]
    fn the_language_is_remembered_and_nonsense_is_none() {
        assert_eq!(Sprog::af_kage(&kage("a=b; samspil-sprog=en")), Some(Sprog::Engelsk));
        for t in ["samspil-sprog=fr", "samspil-sprog=", "x=en", "samspil-sprogx=en"] {
            assert_eq!(Sprog::af_kage(&kage(t)), None, "{t}");
        }
        assert_eq!(Sprog::af_kage(&kage(Sprog::Engelsk.kage().to_str().unwrap().split(';').next().unwrap())), Some(Sprog::Engelsk));
    }

    #[test]
    fn times_are_by_the_danish_clock_in_both_languages() {
        let t = Tidspunkt::fra_oio("2024-06-06T09:57:42Z").unwrap();
        assert_eq!((Sprog::Dansk.tid(t).as_str(), Sprog::Engelsk.tid(t).as_str()), ("6. juni 2024 kl. 11.57", "2024-06-06 11:57"));
        assert_eq!(Sprog::Dansk.tid(Tidspunkt::UENDELIG), "");
    }
}
