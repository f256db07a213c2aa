//! CSV as lists of today's state have it: one row for each unit, told from production units by the column `pnr`. Each row becomes the object that a line of JSON is.
use grund::tabel::Tabel;
use grund::tekstfil::{afkod, filfejl};
use grund::{Fejl, Fejlkode};
use serde_json::{Map, Value};

/// Columns, and where what they hold stands in the object.
const KOLONNER: &[(&str, &str, Option<&str>)] = &[
    ("cvr", "cvr", None),
    ("pnr", "pnr", None),
    ("navn", "navn", None),
    ("start", "start", None),
    ("ophoer", "ophoer", None),
    ("reklamebeskyttet", "reklamebeskyttet", None),
    ("eksportoer", "eksportoer", None),
    ("importoer", "importoer", None),
    ("hjaelpeenhed", "hjaelpeenhed", None),
    ("hovedafdeling", "hovedafdeling", None),
    ("form", "form", Some("kode")),
    ("leverandoer", "form", Some("leverandoer")),
    ("kommunaltfaellesskab", "form", Some("kommunaltfaellesskab")),
    ("kommunekode", "adresse", Some("kommunekode")),
    ("vejkode", "adresse", Some("vejkode")),
    ("vejnavn", "adresse", Some("vejnavn")),
    ("husnr", "adresse", Some("husnr")),
    ("husnrtil", "adresse", Some("husnrtil")),
    ("etage", "adresse", Some("etage")),
    ("doer", "adresse", Some("doer")),
    ("bygningsnavn", "adresse", Some("bygningsnavn")),
    ("bynavn", "adresse", Some("bynavn")),
    ("postnr", "adresse", Some("postnr")),
    ("postdistrikt", "adresse", Some("postdistrikt")),
    ("co", "adresse", Some("co")),
    ("land", "adresse", Some("land")),
    ("adressebeskyttet", "adresse", Some("beskyttet")),
    ("branche", "branche", Some("kode")),
    ("branchetekst", "branche", Some("tekst")),
    ("ansatteaar", "ansatteaar", Some("aar")),
    ("antalansatte", "ansatteaar", Some("antal")),
    ("telefon", "telefon", None),
    ("fax", "fax", None),
    ("email", "email", None),
];

/// The rows with their lines.
pub(super) fn laes(data: &[u8]) -> Result<Vec<(u64, Value)>, Fejl> {
    let tabel = Tabel::fra_csv(&afkod(data)?)?;
    tabel.efterse()?;
    let plads = |navn: &str| KOLONNER.iter().find(|(n, ..)| *n == navn);
    if let Some(ukendt) = tabel.overskrifter().iter().find(|o| plads(o).is_none()) {
        let hvad = format!("unknown column {}", grund::fejl::uddrag(ukendt));
        return Err(filfejl(Fejlkode::UgyldigFil, 1, 1, "cvr;navn;start;… or pnr;cvr;navn;start;…", hvad)
            .tilladt(KOLONNER.iter().map(|(n, ..)| *n)));
    }
    let slags = if tabel.kolonne(&["pnr"]).is_some() { "produktionsenhed" } else { "enhed" };
    let mut ud = Vec::with_capacity(tabel.raekker().len());
    for r in tabel.raekker() {
        let mut objekt = Map::from_iter([("type".to_owned(), Value::from(slags))]);
        for (navn, felt, del) in KOLONNER {
            let Some(k) = tabel.kolonne(&[*navn]) else { continue };
            let celle = Value::from(r.tekst(Some(k)));
            match del {
                None => drop(objekt.insert((*felt).to_owned(), celle)),
                Some(del) => {
                    let i = objekt.entry(*felt).or_insert_with(|| Value::Object(Map::new()));
                    if let Value::Object(i) = i {
                        i.insert((*del).to_owned(), celle);
                    }
                }
            }
        }
        // An object whose cells are all empty says "none".
        for v in objekt.values_mut() {
            if let Value::Object(i) = v
                && i.values().all(|c| c.as_str().is_none_or(|t| t.trim().is_empty()))
            {
                *v = Value::Null;
            }
        }
        ud.push((u64::from(r.linje), Value::Object(objekt)));
    }
    Ok(ud)
}
