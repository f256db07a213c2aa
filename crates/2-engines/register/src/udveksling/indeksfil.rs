//! Objects of the indexes for a bulk load, in the lines of an export: each line becomes the command that a sender's import would make
//! (A-24), so every rule of the merge holds, and loading a line again changes nothing.
//!
//! What an export has and a sender does not know may be left out: `livscyklus` and `oprindelse` are Importeret, `tidspunkt` is the sender's
//! time, `bruger` and `myndighed` are those of the load.
use super::{efterse_hoved, json};
use crate::flet::{Fletning, flet};
use crate::kommando::{Flettemaade, Handling, Historisk, Indhold, Kommando, Tillaeg};
use crate::model::{Livscyklus, Registrering, Tilstandsbillede};
use crate::objekttype::{Objekttype, Typekatalog};
use grund::fejl::uddrag;
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, UnikId};
use lager::Objektnoegle;
use serde_json::Value;

/// What holds for lines that do not say it.
#[derive(Clone, Debug)]
pub struct Standard {
    /// The authority. A line that names another is refused.
    pub myndighed: Option<Cvr>,
    /// Who makes the registrations.
    pub bruger: UnikId,
}

/// What a line asks for.
#[derive(Debug)]
pub enum Linje {
    /// An object.
    Objekt(Box<Objektlinje>),
    /// An object of a kind that is not loaded here.
    Andet,
    /// Nothing: the first or last line of an export, or an empty one.
    Ramme,
}

/// A line with an object.
#[derive(Debug)]
pub struct Objektlinje {
    /// The authority that owns it.
    pub myndighed: Cvr,
    /// Who makes the registration.
    pub bruger: UnikId,
    /// What is to be done.
    pub kommando: Kommando,
    /// The sender's time.
    pub tillaeg: Tillaeg,
}

/// Reads a line; only types that `indekstype` accepts are loaded.
///
/// # Errors
/// `UgyldigFil` when it is no JSON, `DobbeltNoegle`, the reader's errors with the field when it is no object of the table, `ManglerElement` without the
/// sender's time (C-12), `UlovligOvergang` for an object that is passive or deleted.
pub fn laes(typer: &Typekatalog, linje: &[u8], standard: &Standard, indekstype: fn(&Objekttype) -> bool) -> Result<Linje, Fejl> {
    if linje.trim_ascii().is_empty() {
        return Ok(Linje::Ramme);
    }
    let mut v = grund::json::laes(linje).map_err(|f| match serde_json::from_slice::<serde::de::IgnoredAny>(linje) {
        Err(e) if f.kode() == Fejlkode::IkkeVelformet => ulaeselig(&e),
        _ => f,
    })?;
    if v.get("format").is_some() {
        return efterse_hoved(1, &v).map(|()| Linje::Ramme);
    }
    if v.get("slut").is_some() {
        return Ok(Linje::Ramme);
    }
    let navn = v.get("type").and_then(Value::as_str);
    if navn.and_then(|n| typer.navn(n)).is_some_and(|t| !indekstype(t)) {
        return Ok(Linje::Andet);
    }
    if let Some(n) = navn.filter(|n| typer.navn(n).is_none()) {
        let alle: Vec<&str> = typer.alle().filter(|t| indekstype(t)).map(|t| t.navn).collect();
        return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("type").tilladt(alle).detalje(uddrag(n)));
    }
    udfyld(&mut v, standard);
    let (objekttype, noegle, registreringer) = json::laes_objekt(typer, &v)?;
    if let Some(m) = standard.myndighed.filter(|m| *m != noegle.myndighed) {
        return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("myndighed").tilladt([m.to_string()]));
    }
    ordre(objekttype, noegle, registreringer).map(|o| Linje::Objekt(Box::new(o)))
}

/// The line's number is its reader's to say; serde's own is always 1.
fn ulaeselig(e: &serde_json::Error) -> Fejl {
    let hvad = e.to_string();
    let hvad = hvad.split(" at line ").next().unwrap_or_default();
    Fejl::ny(Fejlkode::UgyldigFil).felt(format!("column {}", e.column())).detalje(hvad.to_owned())
}

fn udfyld(v: &mut Value, standard: &Standard) {
    let Some(o) = v.as_object_mut() else { return };
    if let Some(m) = standard.myndighed {
        o.entry("myndighed").or_insert_with(|| m.to_string().into());
    }
    for r in o.get_mut("registreringer").and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_object_mut) {
        for navn in ["livscyklus", "oprindelse"] {
            r.entry(navn).or_insert_with(|| Livscyklus::Importeret.navn().into());
        }
        if let Some(t) = r.get("afsendt").cloned() {
            r.entry("tidspunkt").or_insert(t);
        }
        r.entry("bruger").or_insert_with(|| standard.bruger.to_string().into());
    }
}

fn ordre(objekttype: &'static Objekttype, noegle: Objektnoegle, mut registreringer: Vec<Registrering>) -> Result<Objektlinje, Fejl> {
    if let Some(doed) = registreringer.iter().find(|r| !r.livscyklus.er_levende()) {
        let f = Fejl::ny(Fejlkode::UlovligOvergang).felt("registreringer/livscyklus").regel("A-24");
        return Err(f
            .tilladt([Livscyklus::Importeret.navn()])
            .detalje((format!("objektet er {0}", doed.livscyklus.navn()), format!("the object is {0}", doed.livscyklus.navn()))));
    }
    let afsendt = registreringer.iter().map(|r| r.afsendt).max().flatten();
    let sidste = registreringer.pop().ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("registreringer"))?;
    if sidste.afsendt.is_none() {
        return Err(Fejl::ny(Fejlkode::ManglerElement).felt("registreringer/afsendt").regel("C-12"));
    }
    let historisk =
        |r: Registrering| Historisk { tidspunkt: r.registreret.fra, note: r.note, bruger: Some(r.bruger), indhold: indhold(r.billede) };
    let kommando = Kommando {
        objekttype,
        uuid: noegle.uuid,
        handling: Handling::Indlaes,
        maade: Flettemaade::Sts,
        note: sidste.note,
        indhold: indhold(sidste.billede),
        historik: registreringer.into_iter().map(historisk).collect(),
        forudsat: None,
    };
    let tillaeg = Tillaeg { afsendt, ..Tillaeg::default() };
    Ok(Objektlinje { myndighed: noegle.myndighed, bruger: sidste.bruger, kommando, tillaeg })
}

/// The indexes have no variants.
fn indhold(b: Tilstandsbillede) -> Indhold {
    Indhold { egenskaber: Some(b.egenskaber), tilstande: b.tilstande, relationer: b.relationer, varianter: None, udvidelser: b.udvidelser }
}

/// A command of an index as a line, and how many registrations stand in it.
///
/// # Errors
/// Those of the merge.
pub fn skriv(o: &Objektlinje, nu: Tidspunkt) -> Result<(String, u64), Fejl> {
    let Fletning::Nye(nye) = flet(None, &o.kommando, o.tillaeg.afsendt, nu, &o.bruger)? else {
        return Err(Fejl::intern("a new object is new"));
    };
    let noegle = Objektnoegle { myndighed: o.myndighed, objekttype: o.kommando.objekttype.nr, uuid: o.kommando.uuid };
    Ok((json::objekt(o.kommando.objekttype, &noegle, &nye).to_string(), nye.len() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proevetyper;
    use crate::register::proever::{kald, koer, register};

    fn standard() -> Standard {
        Standard { myndighed: "11111111".parse().ok(), bruger: UnikId::Urn("urn:oio:it-system-uuid:x".into()) }
    }
    fn objekt(linje: &str) -> Objektlinje {
        match laes(register().typer(), linje.as_bytes(), &standard(), |_| true).unwrap() {
            Linje::Objekt(o) => *o,
            andet => panic!("{andet:?}"),
        }
    }
    const KORT: &str = r#"{"type":"Ting","uuid":"00000000-0000-0000-0000-000000000005","registreringer":[{"afsendt":"2020-01-01T00:00:00Z","egenskaber":[{"felter":{"brugervendtnoegle":"a"},"virkning":{"fra":"2020-01-01","til":"infinity"}}]}]}"#;

    #[test]
    fn a_short_line_is_filled_in_and_a_written_line_is_read_again() {
        let o = objekt(KORT);
        assert_eq!((o.myndighed, &o.bruger), (Cvr::KORSBAEK, &standard().bruger));
        let (linje, antal) = skriv(&o, Tidspunkt::fra_xs("2021-01-01T00:00:00Z").unwrap()).unwrap();
        let igen = objekt(&linje);
        assert_eq!((antal, igen.kommando.indhold, igen.tillaeg, igen.bruger), (1, o.kommando.indhold, o.tillaeg, o.bruger));
    }

    #[test]
    fn blanks_around_a_reference_are_no_part_of_it_and_no_end_is_an_open_one() {
        let med = KORT.replace("\"fra\":", "\"aktoer\":\" urn:oio:cpr-nr:6101700001 \",\"fra\":");
        let aktoer = |o: &Objektlinje| o.kommando.indhold.egenskaber.as_ref().unwrap()[0].virkning.aktoer.clone();
        assert_eq!(aktoer(&objekt(&med)), Some(UnikId::Urn("urn:oio:cpr-nr:6101700001".into())));
        for til in ["", ",\"til\":null", ",\"til\":\"\""] {
            assert_eq!(objekt(&KORT.replace(",\"til\":\"infinity\"", til)).kommando.indhold, objekt(KORT).kommando.indhold, "{til}");
        }
    }

    #[test]
    fn history_comes_along_and_the_second_time_is_nothing_new() {
        koer(async {
            let foer = KORT.replacen("[{\"afsendt\"", r#"[{"tidspunkt":"1970-01-01T00:00:00.000001Z","egenskaber":[]},{"afsendt""#, 1);
            let r = register();
            for (aendret, ny) in [(true, true), (false, false)] {
                let o = objekt(&foer);
                assert_eq!(o.kommando.historik.len(), 1);
                let k = r.udfoer_med(&kald(5), o.kommando, o.tillaeg).await.unwrap();
                assert_eq!((k.aendret, k.ny), (aendret, ny));
            }
        });
    }

    #[test]
    fn other_lines_are_told_apart_and_bad_ones_name_the_field() {
        let r = register();
        let l = |t: &str, indekstype: fn(&Objekttype) -> bool| laes(r.typer(), t.as_bytes(), &standard(), indekstype);
        for t in ["", "  ", &super::super::hoved(Tidspunkt::fra_mikros(0)), r#"{"slut":true,"objekter":1,"registreringer":1}"#] {
            assert!(matches!(l(t, |_| true), Ok(Linje::Ramme)), "{t}");
        }
        assert!(matches!(l(KORT, |t| *t != proevetyper::TING), Ok(Linje::Andet)));
        for (fra, til, kode, felt) in [
            ("Ting", "Intet", Fejlkode::UgyldigVaerdi, "type"),
            ("\"type\"", "\"myndighed\":\"22222222\",\"type\"", Fejlkode::UgyldigVaerdi, "myndighed"),
            (
                "\"afsendt\":\"2020-01-01T00:00:00Z\"",
                "\"tidspunkt\":\"2020-01-01T00:00:00Z\"",
                Fejlkode::ManglerElement,
                "registreringer/afsendt",
            ),
            ("{\"afsendt\"", "{\"livscyklus\":\"Slettet\",\"afsendt\"", Fejlkode::UlovligOvergang, "registreringer/livscyklus"),
            ("brugervendtnoegle", "ukendt", Fejlkode::UkendtFelt, "registreringer/[0]"),
            ("0005", "000", Fejlkode::UgyldigUuid, "uuid"),
            ("\"egenskaber\"", "\"egenskab\"", Fejlkode::UkendtFelt, "registreringer/[0]/egenskab"),
            ("\"felter\"", "\"Felter\"", Fejlkode::UkendtFelt, "registreringer/[0]/egenskaber/[0]/Felter"),
            ("\"type\"", "\"relation\":{},\"type\"", Fejlkode::UkendtFelt, "relation"),
            (
                "\"fra\"",
                "\"aktoertype\":\"itsystem\",\"fra\"",
                Fejlkode::UgyldigVaerdi,
                "registreringer/[0]/egenskaber/[0]/virkning/aktoertype",
            ),
            ("\"a\"", "5", Fejlkode::UgyldigVaerdi, "registreringer/[0]/egenskaber/[0]/felter/brugervendtnoegle"),
            ("\"2020-01-01T00:00:00Z\"", "1599033690", Fejlkode::UgyldigVaerdi, "registreringer/[0]/afsendt"),
        ] {
            let f = l(&KORT.replace(fra, til), |_| true).unwrap_err();
            assert_eq!(f.kode(), kode, "{til}: {f}");
            assert!(f.feltet().unwrap().starts_with(felt), "{til}: {f}");
        }
        assert_eq!(l("{\"type\":", |_| true).unwrap_err().kode(), Fejlkode::UgyldigFil);
        let to = KORT.replacen("{\"type\"", "{\"type\":\"Sag\",\"type\"", 1);
        assert_eq!(l(&to, |_| true).unwrap_err().kode(), Fejlkode::DobbeltNoegle);
        assert_eq!(l("[]", |_| true).unwrap_err().kode(), Fejlkode::UgyldigVaerdi);
    }
}
