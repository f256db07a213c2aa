//! What a KLE file says about one number, whatever the file's format.
use grund::fejl::uddrag;
use grund::tekstfil::filfejl;
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};
use std::collections::HashMap;

/// Names made by us are derived from this namespace, so that the same number always has the same UUID.
const NAVNERUM: Uuid = Uuid::from_u128(0x6b1c_2f0a_5d0b_4c57_9a41_0c3d_8f6e_7a21);

/// The two lists of KLE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Plan {
    /// Hovedgrupper, grupper and emner.
    Emneplan,
    /// Handlingsfacetter with their categories.
    Handlingsfacetter,
}

impl Plan {
    /// Both.
    pub const ALLE: [Self; 2] = [Self::Emneplan, Self::Handlingsfacetter];

    /// Name, and brugervendtnoegle of the facet.
    pub fn navn(self) -> &'static str {
        match self {
            Self::Emneplan => "Emneplan",
            Self::Handlingsfacetter => "Handlingsfacetter",
        }
    }

    /// The facet. Emneplan has a known UUID (contracts A.2); the other one is ours.
    pub fn facet(self) -> Uuid {
        match self {
            Self::Emneplan => Uuid::from_u128(0x0000_0c7e_face_4001_8000_0000_0000_0000),
            Self::Handlingsfacetter => Uuid::new_v5(&NAVNERUM, b"facet/Handlingsfacetter"),
        }
    }

    /// The UUID of a number for which no file gave one.
    pub fn klasse(self, nummer: &str) -> Uuid {
        Uuid::new_v5(&NAVNERUM, format!("{}/{nummer}", self.navn()).as_bytes())
    }

    /// The plan that a number belongs to by its form (KLE-01), with the number as it is stored.
    pub fn af_nummer(tekst: &str) -> Option<(Self, String)> {
        let mut tegn = tekst.chars();
        let foerste = tegn.next()?;
        if foerste.is_ascii_digit() {
            let dele: Vec<&str> = tekst.split('.').collect();
            let cifre = dele.iter().all(|d| matches!(d.len(), 1 | 2) && d.bytes().all(|c| c.is_ascii_digit()));
            if !cifre || dele.len() > 3 {
                return None;
            }
            // A spreadsheet turns 00 into 0 and 00.10 into 0.1; three parts stay text.
            let ud = match *dele.as_slice() {
                [h] => format!("{h:0>2}"),
                [h, g] => format!("{h:0>2}.{g:0<2}"),
                _ if dele.iter().any(|d| d.len() == 1) => return None,
                _ => tekst.to_string(),
            };
            return Some((Self::Emneplan, ud));
        }
        let rest = tegn.as_str();
        let bogstav = matches!(foerste, 'A'..='Z' | 'Æ' | 'Ø' | 'Å');
        let cifre = rest.is_empty() || (rest.len() == 2 && rest.bytes().all(|c| c.is_ascii_digit()));
        (bogstav && cifre).then(|| (Self::Handlingsfacetter, tekst.to_string()))
    }

    /// The number above, by the form of the number.
    pub fn over(self, nummer: &str) -> Option<String> {
        match self {
            Self::Emneplan => nummer.rsplit_once('.').map(|(o, _)| o.to_string()),
            Self::Handlingsfacetter => {
                let mut tegn = nummer.chars();
                let kategori = tegn.next()?;
                (!tegn.as_str().is_empty()).then(|| kategori.to_string())
            }
        }
    }
}

/// UUID of the classification KLE itself.
pub fn klassifikation() -> Uuid {
    Uuid::new_v5(&NAVNERUM, b"klassifikation/KLE")
}

/// One number of an edition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Post {
    /// `00`, `00.01`, `00.01.10`, `G`, `G01`.
    pub nummer: String,
    /// Its title.
    pub titel: String,
    /// Its UUID, if the file has one.
    pub uuid: Option<Uuid>,
    /// The number above, if the file says so; otherwise it follows from the number.
    pub overordnet: Option<String>,
    /// OprettetDato.
    pub oprettet: Option<Tidspunkt>,
    /// Dates of RettetDato, as written.
    pub rettet: Vec<String>,
    /// UdgaaetDato.
    pub udgaaet: Option<Tidspunkt>,
    /// FlyttetDato.
    pub flyttet: Option<Tidspunkt>,
    /// Number that takes over.
    pub afloest_af: Option<String>,
    /// Guidance, as plain text.
    pub vejledning: String,
    /// References to the law.
    pub retskilder: Vec<String>,
    /// Preservation under the archive act: B or K.
    pub bevaring: String,
    /// Deletion under data protection law: `P1825D`.
    pub sletning: String,
    /// Filters.
    pub filtre: Vec<String>,
    /// Line in the file, from 1.
    pub linje: u32,
    /// Column in the line, from 1.
    pub kolonne: u32,
}

/// One list of one edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Udgave {
    /// Which list.
    pub plan: Plan,
    /// UdgivelsesDato, if the file has one.
    pub udgivet: Option<Tidspunkt>,
    /// Its numbers, in the order of the file.
    pub poster: Vec<Post>,
}

impl Udgave {
    /// Position of each number's entry: the one in force, otherwise the one that ended last.
    pub fn gaeldende(&self) -> HashMap<&str, usize> {
        let slut = |i: usize| self.poster.get(i).map(|p| p.udgaaet.unwrap_or(Tidspunkt::UENDELIG));
        let mut ud: HashMap<&str, usize> = HashMap::with_capacity(self.poster.len());
        for (i, p) in self.poster.iter().enumerate() {
            let plads = ud.entry(&p.nummer).or_insert(i);
            if slut(i) > slut(*plads) {
                *plads = i;
            }
        }
        ud
    }

    /// Holds the list against the rules that concern more than one number.
    ///
    /// # Errors
    /// [`Fejlkode::IndholdAfvist`] with line and column: a number in force twice, a UUID twice, a superior that is missing.
    pub fn kontroller(&self) -> Result<(), Fejl> {
        let numre = self.gaeldende();
        let mut uuider: HashMap<Uuid, u32> = HashMap::with_capacity(self.poster.len());
        for p in &self.poster {
            let fejl = |regel, hvad: String| Err(filfejl(Fejlkode::IndholdAfvist, p.linje, p.kolonne, regel, hvad));
            if p.titel.is_empty() {
                return fejl("every number has a title", p.nummer.clone());
            }
            if p.titel.chars().count() > 300 {
                return fejl("a title has at most 300 characters", format!("{}: {}", p.nummer, uddrag(&p.titel)));
            }
            // A number that was closed and given out again stands twice, once with its end.
            if let Some(anden) = numre.get(p.nummer.as_str()).and_then(|i| self.poster.get(*i)).filter(|a| *a != p)
                && p.udgaaet.is_none()
            {
                return fejl("a number is in force once", format!("{} is also on line {}", p.nummer, anden.linje));
            }
            if let Some(u) = p.uuid
                && let Some(linje) = uuider.insert(u, p.linje)
            {
                return fejl("a UUID occurs once", format!("{u} is also on line {linje}"));
            }
        }
        for p in &self.poster {
            if let Some(o) = p.overordnet.as_deref()
                && (!numre.contains_key(o) || o == p.nummer)
            {
                return Err(filfejl(
                    Fejlkode::IndholdAfvist,
                    p.linje,
                    p.kolonne,
                    "a superior is another number of the same file",
                    format!("{}: {}", p.nummer, uddrag(o)),
                ));
            }
        }
        Ok(())
    }
}

/// Writes the Danish date of a time.
pub fn skriv_dato(t: Tidspunkt) -> String {
    t.dansk_dato().map(|(a, m, d)| format!("{a:04}-{m:02}-{d:02}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kle01_numbers_by_their_form() {
        for (t, ud) in [("00", "00"), ("0", "00"), ("00.01", "00.01"), ("0.1", "00.10"), ("00.01.10", "00.01.10")] {
            assert_eq!(Plan::af_nummer(t), Some((Plan::Emneplan, ud.to_string())), "{t}");
        }
        for t in ["G", "G01", "Ø39"] {
            assert_eq!(Plan::af_nummer(t), Some((Plan::Handlingsfacetter, t.to_string())), "{t}");
        }
        for t in ["", "x", "000", "00.01.1", "00.01.10.1", "G1", "G001", "é01", "1a"] {
            assert_eq!(Plan::af_nummer(t), None, "{t}");
        }
        assert_eq!(Plan::Emneplan.over("00.01.10").as_deref(), Some("00.01"));
        assert_eq!(Plan::Emneplan.over("00"), None);
        assert_eq!(Plan::Handlingsfacetter.over("Ø39").as_deref(), Some("Ø"));
        assert_eq!(Plan::Handlingsfacetter.over("Ø"), None);
    }
}
