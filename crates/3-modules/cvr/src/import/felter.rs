//! One object of a file, read field by field: a refusal names the path, and what nobody asked for is refused.
use crate::dag::Dag;
use crate::model::{Gyldig, Historik};
use grund::{Fejl, Fejlkode, graenser};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// An object and where it stands.
pub(super) struct Felter<'v> {
    sti: String,
    felter: &'v Map<String, Value>,
    brugt: BTreeSet<&'static str>,
}

/// Nothing is said: `null`, an empty text.
fn er_tom(v: &Value) -> bool {
    match v {
        Value::Null => true,
        Value::String(t) => t.trim().is_empty(),
        _ => false,
    }
}

impl<'v> Felter<'v> {
    /// The value must be an object.
    pub(super) fn ny(sti: &str, v: &'v Value) -> Result<Self, Fejl> {
        match v {
            Value::Object(felter) => Ok(Self { sti: sti.to_owned(), felter, brugt: BTreeSet::new() }),
            _ => Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt(sti).ventet(("et objekt", "an object"))),
        }
    }

    fn under(&self, navn: &str) -> String {
        if self.sti.is_empty() { navn.to_owned() } else { format!("{}/{navn}", self.sti) }
    }

    /// A refusal of the field.
    pub(super) fn afvis(&self, navn: &str, kode: Fejlkode) -> Fejl {
        Fejl::ny(kode).felt(self.under(navn))
    }

    /// The value as it stands; `None` when the field is not there, and so says nothing.
    fn raa(&mut self, navn: &'static str) -> Option<&'v Value> {
        self.brugt.insert(navn);
        self.felter.get(navn)
    }

    /// The field is there.
    pub(super) fn har(&mut self, navn: &'static str) -> bool {
        self.raa(navn).is_some()
    }

    fn sagt(&mut self, navn: &'static str) -> Option<&'v Value> {
        self.raa(navn).filter(|v| !er_tom(v))
    }

    /// A text of at most so many characters, without blanks around it.
    pub(super) fn tekst(&mut self, navn: &'static str, maks: usize) -> Result<Option<String>, Fejl> {
        let Some(v) = self.sagt(navn) else { return Ok(None) };
        let tekst = match v {
            Value::String(t) => grund::tekst::nfc(t.trim()).into_owned(),
            Value::Number(n) if n.is_u64() => n.to_string(),
            _ => return Err(self.afvis(navn, Fejlkode::UgyldigVaerdi).ventet(("en tekst", "a text"))),
        };
        grund::tekst::kun_xml_tegn(&tekst).map_err(|f| f.felt(self.under(navn)))?;
        if tekst.chars().count() > maks {
            return Err(self.afvis(navn, Fejlkode::ForLang).ventet(grund::sagt::hoejst(maks, grund::sagt::TEGN)));
        }
        Ok(Some(tekst))
    }

    /// The same where it must be there.
    pub(super) fn kraev_tekst(&mut self, navn: &'static str, maks: usize) -> Result<String, Fejl> {
        self.tekst(navn, maks)?.ok_or_else(|| self.afvis(navn, Fejlkode::ManglerElement))
    }

    /// A text that is put in the form of the contract, or refused.
    pub(super) fn form(
        &mut self,
        navn: &'static str,
        ventet: &'static str,
        som: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<String>, Fejl> {
        let Some(t) = self.tekst(navn, 500)? else { return Ok(None) };
        som(&t).map(Some).ok_or_else(|| self.afvis(navn, Fejlkode::UgyldigtMoenster).ventet(ventet))
    }

    /// A whole number in the range.
    pub(super) fn tal<T: TryFrom<u64>>(&mut self, navn: &'static str, fra: u64, til: u64) -> Result<Option<T>, Fejl> {
        let Some(v) = self.sagt(navn) else { return Ok(None) };
        let n = match v {
            Value::Number(n) => n.as_u64(),
            Value::String(t) if t.trim().bytes().all(|b| b.is_ascii_digit()) => t.trim().parse().ok(),
            _ => None,
        };
        let n = n.filter(|n| (fra..=til).contains(n)).and_then(|n| T::try_from(n).ok());
        n.map(Some).ok_or_else(|| self.afvis(navn, Fejlkode::UgyldigtTal).ventet(grund::sagt::mellem(fra, til)))
    }

    /// The same where it must be there.
    pub(super) fn kraev_tal<T: TryFrom<u64>>(&mut self, navn: &'static str, fra: u64, til: u64) -> Result<T, Fejl> {
        self.tal(navn, fra, til)?.ok_or_else(|| self.afvis(navn, Fejlkode::ManglerElement))
    }

    /// Yes or no.
    pub(super) fn ja(&mut self, navn: &'static str) -> Result<Option<bool>, Fejl> {
        let Some(v) = self.sagt(navn) else { return Ok(None) };
        let ja = match v {
            Value::Bool(b) => Some(*b),
            Value::String(t) => match t.trim().to_lowercase().as_str() {
                "ja" | "true" | "1" => Some(true),
                "nej" | "false" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        };
        ja.map(Some).ok_or_else(|| self.afvis(navn, Fejlkode::UgyldigBoolsk).tilladt(["true", "false", "ja", "nej"]))
    }

    /// A day; one of year 9999 is none.
    pub(super) fn dag(&mut self, navn: &'static str) -> Result<Option<Dag>, Fejl> {
        let Some(v) = self.sagt(navn) else { return Ok(None) };
        let tid = v.as_str().and_then(|t| grund::tabel::dato(t.trim()));
        let tid = tid.ok_or_else(|| self.afvis(navn, Fejlkode::UgyldigTid).ventet(("en dato som 2026-05-01", "a date as 2026-05-01")))?;
        Ok(Dag::af(tid))
    }

    /// A day that must be there.
    pub(super) fn kraev_dag(&mut self, navn: &'static str) -> Result<Dag, Fejl> {
        self.dag(navn)?.ok_or_else(|| self.afvis(navn, Fejlkode::ManglerElement))
    }

    /// The elements of an array, each with its path; `None` when the field is not there.
    pub(super) fn liste(&mut self, navn: &'static str) -> Result<Option<Vec<(String, &'v Value)>>, Fejl> {
        let Some(v) = self.raa(navn) else { return Ok(None) };
        let alle = match v {
            Value::Array(a) if a.len() <= graenser::CVR_PERIODER => a.as_slice(),
            Value::Array(_) => {
                return Err(self.afvis(navn, Fejlkode::ForMange).ventet(grund::sagt::hoejst(graenser::CVR_PERIODER, grund::sagt::STYK)));
            }
            v if er_tom(v) => &[],
            _ => return Err(self.afvis(navn, Fejlkode::UgyldigVaerdi).ventet(("en liste", "an array"))),
        };
        let sti = self.under(navn);
        Ok(Some(alle.iter().zip(1..).map(|(v, nr): (_, usize)| (format!("{sti}[{nr}]"), v)).collect()))
    }

    /// Values with their periods, which may overlap. They are the whole list.
    pub(super) fn perioder<T>(
        &mut self,
        navn: &'static str,
        ud: &mut Vec<Gyldig<T>>,
        laes: impl Fn(&mut Felter<'_>) -> Result<T, Fejl>,
    ) -> Result<(), Fejl> {
        let Some(alle) = self.liste(navn)? else { return Ok(()) };
        *ud = alle.iter().map(|(sti, v)| periode(sti, v, &laes)).collect::<Result<_, _>>()?;
        ud.sort_by_key(|g| g.fra);
        Ok(())
    }

    /// A value through time: all of its periods, or what is true now. Then a difference counts from the day. `skalar` is the field that a value without fields is.
    pub(super) fn historik<T: PartialEq>(
        &mut self,
        navn: &'static str,
        h: &mut Historik<T>,
        dag: Dag,
        skalar: &'static str,
        laes: impl Fn(&mut Felter<'_>) -> Result<T, Fejl>,
    ) -> Result<(), Fejl> {
        let Some(v) = self.raa(navn) else { return Ok(()) };
        match v {
            Value::Array(_) => {
                let mut ud = Vec::new();
                self.perioder(navn, &mut ud, laes)?;
                let ny = Historik(ud);
                if ny.overlapper() {
                    return Err(self.afvis(navn, Fejlkode::OverlappendePerioder));
                }
                *h = ny;
            }
            v if er_tom(v) => h.sig(None, dag),
            v => {
                let sti = self.under(navn);
                let pakket;
                let v = if v.is_object() {
                    v
                } else {
                    pakket = Value::Object(Map::from_iter([(skalar.to_owned(), v.clone())]));
                    &pakket
                };
                let mut f = Felter::ny(&sti, v)?;
                let vaerdi = laes(&mut f)?;
                f.slut()?;
                h.sig(Some(vaerdi), dag);
            }
        }
        Ok(())
    }

    /// Nothing else may be there.
    pub(super) fn slut(self) -> Result<(), Fejl> {
        match self.felter.keys().find(|n| !self.brugt.contains(n.as_str())) {
            None => Ok(()),
            Some(n) => Err(self.afvis(&grund::fejl::uddrag(n), Fejlkode::UkendtFelt).tilladt(&self.brugt)),
        }
    }
}

fn periode<T>(sti: &str, v: &Value, laes: &impl Fn(&mut Felter<'_>) -> Result<T, Fejl>) -> Result<Gyldig<T>, Fejl> {
    let mut f = Felter::ny(sti, v)?;
    let (fra, til) = (f.kraev_dag("fra")?, f.dag("til")?);
    if til.is_some_and(|t| t < fra) {
        return Err(f.afvis("til", Fejlkode::FraEfterTil));
    }
    let vaerdi = laes(&mut f)?;
    f.slut()?;
    Ok(Gyldig { fra, til, vaerdi })
}
