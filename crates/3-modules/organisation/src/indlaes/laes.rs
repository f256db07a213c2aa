//! Reads lists: JSON lines (one object on each line) and CSV.
use super::adresser::{self, Adressekolonne};
use super::post::*;
use grund::fejl::uddrag;
use grund::tabel::{Tabel, dato, kolonnenavn, skulle_vaere_uuid, slutdato, uuid};
use grund::tekst::nfc;
use grund::tekstfil::{afkod, er_styretegn, filfejl};
use grund::{Fejl, Fejlkode, Tidspunkt, graenser};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Names of the columns and keys that each field answers to, as [`kolonnenavn`] writes them; the first is the one in messages.
const NOEGLE: &[&str] = &["uuid", "id", "noegle"];
const NAVN: &[&str] = &["navn", "enhedsnavn", "fuldenavn"];
const BVN: &[&str] = &["bvn", "brugervendtnoegle"];
const TYPE: &[&str] = &["type", "enhedstype"];
const OVERORDNET: &[&str] = &["overordnet", "overordnetenhed", "overordnetuuid"];
const LEDER: &[&str] = &["leder", "lederbrugernavn"];
const OPGAVER: &[&str] = &["opgaver", "kle", "klenumre"];
const BRUGERNAVN: &[&str] = &["brugernavn", "bruger", "userid", "brugerid"];
const CPR: &[&str] = &["cpr", "cprnummer", "personnummer"];
const ENHED: &[&str] = &["enhed", "enhedsuuid", "enhedsid", "afdeling"];
const STILLING: &[&str] = &["stilling", "stillingsbetegnelse", "titel"];
const FRA: &[&str] = &["fra", "startdato", "gyldigfra"];
const TIL: &[&str] = &["til", "slutdato", "gyldigtil"];
const MYNDIGHEDSKODE: &[&str] = &["myndighedskode", "kommunekode"];

/// Reads a file; the format is recognised by its content. Also gives the names of columns that mean nothing here.
///
/// # Errors
/// [`Fejlkode::ForStor`], [`Fejlkode::IkkeVelformet`], [`Fejlkode::UgyldigFil`] and the 11xx of values, with line, column and rule.
pub fn laes(data: &[u8], fil: usize) -> Result<(Vec<Post>, BTreeSet<String>), Fejl> {
    if data.len() > graenser::IMPORT_BYTES {
        return Err(Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(graenser::IMPORT_BYTES, grund::sagt::BYTES)));
    }
    if data.starts_with(b"PK\x03\x04") {
        return Err(filfejl(Fejlkode::UgyldigFil, 1, 1, "a list of CSV or JSON lines", "a spreadsheet; save it as CSV"));
    }
    let tekst = afkod(data)?;
    if tekst.trim_start().starts_with('[') {
        return Err(filfejl(
            Fejlkode::UgyldigFil,
            1,
            1,
            "one JSON object on each line",
            "a JSON array; write its objects without [ ] and commas, each on a line",
        ));
    }
    if tekst.trim_start().starts_with('{') { af_json(&tekst, fil) } else { af_csv(&tekst, fil) }
}

/// Entry for fuzzing: any bytes are read or refused.
pub fn proev_organisation(data: &[u8]) {
    let _ = laes(data, 0);
}

/// A line's values by name, each with its column.
struct Felter {
    sted: Sted,
    felter: BTreeMap<String, (Vec<String>, u32)>,
    /// Names that were asked for.
    brugt: BTreeSet<String>,
}

impl Felter {
    fn find(&mut self, navne: &[&str]) -> Option<(String, u32)> {
        self.brugt.extend(navne.iter().map(|n| (*n).to_string()));
        navne.iter().find_map(|n| self.felter.get(*n)).map(|(v, k)| (v.join(", "), *k))
    }
    fn tekst(&mut self, navne: &[&str], maks: usize) -> Result<Option<String>, Fejl> {
        let Some((t, kolonne)) = self.find(navne) else { return Ok(None) };
        let sted = Sted { kolonne, ..self.sted };
        if t.chars().count() > maks {
            return Err(sted
                .fejl(Fejlkode::ForLang, "the field's length", uddrag(&t))
                .ventet(grund::sagt::hoejst(maks, grund::sagt::TEGN)));
        }
        if t.chars().any(er_styretegn) {
            return Err(sted.fejl(Fejlkode::UgyldigtTegn, "no control characters", uddrag(&t)));
        }
        Ok(Some(t))
    }
    fn eller_tom(&mut self, navne: &[&str], maks: usize) -> Result<String, Fejl> {
        Ok(self.tekst(navne, maks)?.unwrap_or_default())
    }
    fn kraev(&mut self, navne: &[&'static str], maks: usize) -> Result<String, Fejl> {
        match self.tekst(navne, maks)?.filter(|t| !t.is_empty()) {
            Some(t) => Ok(t),
            None => Err(self.sted.fejl(Fejlkode::ManglerElement, "a mandatory field", navne.first().copied().unwrap_or_default())),
        }
    }
    /// A UUID in whatever dress, or an own key; empty for none.
    fn noegle(&mut self, navne: &[&str]) -> Result<String, Fejl> {
        let t = self.eller_tom(navne, 200)?;
        self.som_noegle(navne, t)
    }
    fn kraev_noegle(&mut self, navne: &[&'static str]) -> Result<String, Fejl> {
        let t = self.kraev(navne, 200)?;
        self.som_noegle(navne, t)
    }
    /// What shall be a UUID and is none is not taken for a key of its own: it would become another UUID.
    fn som_noegle(&mut self, navne: &[&str], t: String) -> Result<String, Fejl> {
        if skulle_vaere_uuid(&t) {
            return Err(self.sted(navne).fejl(Fejlkode::UgyldigUuid, "8-4-4-4-12 hexadecimal digits, or an own key", uddrag(&t)));
        }
        Ok(uuid(&t).map_or(t, |u| u.to_string()))
    }
    /// Where a field's value stands.
    fn sted(&mut self, navne: &[&str]) -> Sted {
        self.find(navne).map_or(self.sted, |(_, kolonne)| Sted { kolonne, ..self.sted })
    }
    fn tid(&mut self) -> Result<Tid, Fejl> {
        let mut dag = |navne: &[&str], laes: fn(&str) -> Option<Option<Tidspunkt>>| match self.find(navne).filter(|(t, _)| !t.is_empty()) {
            None => Ok(None),
            Some((t, kolonne)) => {
                laes(&t).ok_or_else(|| Sted { kolonne, ..self.sted }.fejl(Fejlkode::UgyldigTid, "YYYY-MM-DD or DD-MM-YYYY", uddrag(&t)))
            }
        };
        let tid = Tid { fra: dag(FRA, |t| dato(t).map(Some))?, til: dag(TIL, slutdato)? };
        match (tid.fra, tid.til) {
            (Some(f), Some(t)) if t <= f => Err(self.sted.fejl(Fejlkode::FraEfterTil, "fra is before til", "")),
            _ => Ok(tid),
        }
    }
    fn adresser(&mut self, kolonner: &[Adressekolonne]) -> Result<Vec<(&'static str, String)>, Fejl> {
        let mut ud = Vec::new();
        for (navn, andre, _) in kolonner {
            let mut navne = vec![*navn];
            navne.extend(andre.iter());
            if let Some(t) = self.tekst(&navne, 200)? {
                ud.push((*navn, t));
            }
        }
        Ok(ud)
    }
    fn opgaver(&mut self) -> Option<Vec<String>> {
        let (t, _) = self.find(OPGAVER)?;
        let en = |t: &str| uuid(t).map_or_else(|| t.to_owned(), |u| u.to_string());
        Some(t.split([',', ' ', '|']).map(str::trim).filter(|t| !t.is_empty()).map(en).collect())
    }
    fn ukendte(&self) -> impl Iterator<Item = &String> {
        self.felter.keys().filter(|k| !self.brugt.contains(*k))
    }

    fn organisation(&mut self) -> Result<Post, Fejl> {
        Ok(Post::Organisation(Organisationslinje {
            sted: self.sted,
            noegle: self.noegle(NOEGLE)?,
            navn: self.kraev(NAVN, 200)?,
            myndighedskode: self.eller_tom(MYNDIGHEDSKODE, 4)?,
            tid: self.tid()?,
        }))
    }
    fn enhed(&mut self, enhedstype: Option<String>) -> Result<Post, Fejl> {
        let enhedstype = match enhedstype.as_deref().map(kolonnenavn).as_deref() {
            None => None,
            Some("") => Some(String::new()),
            Some("afdeling") => Some("Afdeling".into()),
            Some("team") => Some("Team".into()),
            Some(t) => return Err(self.sted.fejl(Fejlkode::UgyldigVaerdi, "I-15", uddrag(t)).tilladt(["Afdeling", "Team"])),
        };
        Ok(Post::Enhed(Enhed {
            sted: self.sted,
            steder: Steder {
                overordnet: self.sted(OVERORDNET).kolonne,
                leder: self.sted(LEDER).kolonne,
                opgaver: self.sted(OPGAVER).kolonne,
            },
            noegle: self.kraev_noegle(NOEGLE)?,
            navn: self.kraev(NAVN, 200)?,
            bvn: self.tekst(BVN, 50)?.filter(|t| !t.is_empty()),
            overordnet: self.noegle(OVERORDNET)?,
            enhedstype,
            leder: match self.tekst(LEDER, 200)? {
                None => None,
                Some(t) => Some(self.som_noegle(LEDER, t)?),
            },
            adresser: self.adresser(adresser::ENHED)?,
            opgaver: self.opgaver(),
            tid: self.tid()?,
        }))
    }
    fn medarbejder(&mut self) -> Result<Post, Fejl> {
        let brugernavn = self.kraev(BRUGERNAVN, 50)?;
        let cpr = match self.tekst(CPR, 11)? {
            None => None,
            Some(t) => {
                let cifre: String = t.chars().filter(|c| *c != '-').collect();
                if !cifre.is_empty() && (cifre.len() != 10 || !cifre.bytes().all(|c| c.is_ascii_digit())) {
                    // The number itself is not shown.
                    return Err(self
                        .sted(CPR)
                        .fejl(Fejlkode::UgyldigtMoenster, "CPR-01", "cpr")
                        .ventet(("ti cifre eller ingen", "ten digits, or none")));
                }
                Some(cifre)
            }
        };
        Ok(Post::Medarbejder(Medarbejder {
            sted: self.sted,
            enhedskolonne: self.sted(ENHED).kolonne,
            noegle: self.noegle(NOEGLE)?,
            brugernavn,
            navn: self.kraev(NAVN, 100)?,
            cpr,
            adresser: self.adresser(adresser::BRUGER)?,
            enhed: self.noegle(ENHED)?,
            stilling: self.eller_tom(STILLING, 200)?,
            tid: self.tid()?,
        }))
    }
    fn itsystem(&mut self) -> Result<Post, Fejl> {
        Ok(Post::ItSystem(ItSystem { sted: self.sted, noegle: self.kraev_noegle(NOEGLE)?, navn: self.kraev(NAVN, 200)?, tid: self.tid()? }))
    }
}

/// The members of an object in their order, also those of one name.
struct Par(Vec<(String, serde_json::Value)>);

impl<'de> Deserialize<'de> for Par {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Besoeg;
        impl<'de> Visitor<'de> for Besoeg {
            type Value = Par;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut a: A) -> Result<Par, A::Error> {
                let mut ud = Vec::new();
                while let Some(par) = a.next_entry()? {
                    ud.push(par);
                }
                Ok(Par(ud))
            }
        }
        d.deserialize_map(Besoeg)
    }
}

fn af_json(tekst: &str, fil: usize) -> Result<(Vec<Post>, BTreeSet<String>), Fejl> {
    let mut ud = Vec::new();
    for (nr, linje) in tekst.lines().enumerate() {
        if linje.trim().is_empty() {
            continue;
        }
        let nr = u32::try_from(nr + 1).unwrap_or(u32::MAX);
        let Par(objekt) = serde_json::from_str(linje).map_err(|e| {
            let kolonne = u32::try_from(e.column()).unwrap_or(u32::MAX);
            filfejl(Fejlkode::IkkeVelformet, nr, kolonne, "one JSON object on each line", uddrag(&e.to_string()))
        })?;
        let mut f = Felter { sted: Sted { fil, linje: nr, kolonne: 1 }, felter: BTreeMap::new(), brugt: BTreeSet::new() };
        for (k, v) in &objekt {
            let vaerdi = match v {
                serde_json::Value::Null => vec![],
                serde_json::Value::String(s) => vec![nfc(s.trim()).into_owned()],
                serde_json::Value::Number(n) => vec![n.to_string()],
                serde_json::Value::Array(a) if a.iter().all(serde_json::Value::is_string) => {
                    a.iter().filter_map(|v| v.as_str()).map(|t| nfc(t).into_owned()).collect()
                }
                _ => return Err(f.sted.fejl(Fejlkode::UgyldigFil, "a value is a text, a number, null or a list of texts", uddrag(k))),
            };
            let kolonne = linje.find(&format!("\"{k}\"")).and_then(|i| linje.get(..i)).map_or(1, |foer| foer.chars().count() + 1);
            if f.felter.insert(kolonnenavn(k), (vaerdi, u32::try_from(kolonne).unwrap_or(u32::MAX))).is_some() {
                return Err(f.sted.fejl(Fejlkode::DobbeltNoegle, "a key stands once", uddrag(k)));
            }
        }
        let slags = f.find(&["type"]).map(|(t, _)| t).unwrap_or_default();
        ud.push(match kolonnenavn(&slags).as_str() {
            "organisation" => f.organisation()?,
            "organisationenhed" | "enhed" => {
                let t = f.tekst(&["enhedstype"], 50)?;
                f.enhed(t)?
            }
            "afdeling" | "team" => f.enhed(Some(slags))?,
            "medarbejder" | "bruger" => f.medarbejder()?,
            "itsystem" => f.itsystem()?,
            _ => {
                return Err(f.sted.fejl(Fejlkode::UgyldigVaerdi, "every line has a type", uddrag(&slags)).tilladt([
                    "organisation",
                    "organisationenhed",
                    "afdeling",
                    "team",
                    "medarbejder",
                    "itsystem",
                ]));
            }
        });
        if let Some(k) = f.ukendte().next() {
            return Err(f.sted.fejl(Fejlkode::UkendtFelt, "the keys are listed in docs/import.md", uddrag(k)));
        }
        if ud.len() > graenser::IMPORT_RAEKKER {
            return Err(Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(graenser::IMPORT_RAEKKER, grund::sagt::LINJER)));
        }
    }
    Ok((ud, BTreeSet::new()))
}

fn af_csv(tekst: &str, fil: usize) -> Result<(Vec<Post>, BTreeSet<String>), Fejl> {
    let tabel = Tabel::fra_csv(tekst)?;
    tabel.efterse()?;
    let medarbejdere = tabel.kolonne(BRUGERNAVN).is_some();
    if !medarbejdere && (tabel.kolonne(NOEGLE).is_none() || tabel.kolonne(NAVN).is_none()) {
        return Err(filfejl(
            Fejlkode::UgyldigFil,
            1,
            1,
            "a list of units has the columns uuid and navn, a list of employees brugernavn and navn",
            uddrag(&tabel.overskrifter().join(", ")),
        ));
    }
    let (mut ud, mut ukendte) = (Vec::with_capacity(tabel.raekker().len()), BTreeSet::new());
    for r in tabel.raekker() {
        let mut f = Felter { sted: Sted { fil, linje: r.linje, kolonne: 1 }, felter: BTreeMap::new(), brugt: BTreeSet::new() };
        for (i, navn) in tabel.overskrifter().iter().enumerate().filter(|(_, n)| !n.is_empty()) {
            f.felter.entry(navn.clone()).or_insert_with(|| (vec![r.tekst(Some(i)).to_string()], r.sted(i)));
        }
        let post = if medarbejdere {
            f.medarbejder()?
        } else {
            let slags = f.tekst(TYPE, 50)?;
            match slags.as_deref().map(kolonnenavn).as_deref() {
                Some("organisation") => f.organisation()?,
                Some("itsystem") => f.itsystem()?,
                Some("enhed" | "organisationenhed") => f.enhed(None)?,
                _ => f.enhed(slags)?,
            }
        };
        // Columns of other kinds of lines are known too: a list of units with one line for the organisation is one table.
        let fremmede = [MYNDIGHEDSKODE, OVERORDNET, LEDER, OPGAVER, BVN, TYPE].concat();
        let navne = adresser::ENHED.iter().flat_map(|(n, andre, _)| std::iter::once(n).chain(*andre));
        ukendte.extend(f.ukendte().filter(|k| !fremmede.contains(&k.as_str()) && !navne.clone().any(|n| n == k)).cloned());
        ud.push(post);
    }
    Ok((ud, ukendte))
}
