//! The companies, as lines of the neutral format of the company register (`docs/cvr.md`): the 98 municipalities as facts, and a country's own municipalities and companies,
//! which do not exist: their CVR numbers fail modulus 11 (CVR-01), their P-numbers and participants lie where the register gives none.
use crate::navne::{self, VEJE};
use crate::tid::dag;
use crate::{Stoerrelse, kommune_cvr, ugyldigt_cvr};
use grund::slump::Slump;
use grund::{Cvr, Tidspunkt};
use serde_json::{Value, json};

/// Companies of each municipality: those that cases are about, and others.
pub const VIRKSOMHEDER_PR_KOMMUNE: usize = 300;
/// Production units of the companies of a municipality have numbers from here on.
const PNUMRE: u64 = 9_900_000_000;
/// Participants have numbers from here on.
const DELTAGERE: u64 = 9_800_000_000;
/// The first day of a municipality whose own is not among the facts: that of the reform.
const REFORMEN: &str = "2007-01-01";

/// Activities of companies: code, name, what the name of a company says.
const BRANCHER: &[(&str, &str, &[&str])] = &[
    ("412000", "Opførelse af bygninger", &["Byg", "Entreprise"]),
    ("682040", "Udlejning af erhvervsejendomme", &["Ejendomme"]),
    ("433200", "Tømrer- og bygningssnedkervirksomhed", &["Tømrerfirma", "Snedkeri"]),
    ("561110", "Servering af mad i restauranter og på cafeer", &["Spisehus", "Café"]),
    ("620100", "Computerprogrammering", &["Data", "Software"]),
    ("960210", "Frisørsaloner", &["Salon"]),
];
const FORNAVNE: &[&str] = &["Birkebo", "Havnens", "Stjernens", "Mølleby", "Nordlyng", "Fyrtårnets", "Ørnens", "Lyngbakkens"];
/// Forms of business: code, ending of the name.
const FORMER: &[(u16, &str)] = &[(80, "ApS"), (60, "A/S"), (10, "")];

/// A company: its number and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Virksomhed {
    pub cvr: Cvr,
    pub navn: String,
    plads: u32,
    form: u16,
    branche: (&'static str, &'static str),
}

impl Virksomhed {
    /// The P-number of one of its production units.
    pub(crate) fn pnr(&self, p: u64) -> String {
        (PNUMRE + u64::from(self.plads) * 10 + p).to_string()
    }
}

/// Any activity, and a word for the name of whoever has it.
pub(crate) fn branche(s: &mut Slump) -> Value {
    let (kode, tekst, _) = s.en(BRANCHER);
    json!({ "kode": kode, "tekst": tekst })
}

/// Any name of a company of the activity.
pub(crate) fn navn(s: &mut Slump) -> String {
    let (_, _, ord) = s.en(BRANCHER);
    format!("{} {}", s.en(FORNAVNE), s.en(ord))
}

/// The company of a municipality with that number, the same for the same seed.
pub(crate) fn virksomhed(froe: u64, kommune: usize, nr: usize) -> Virksomhed {
    paa_plads(froe, u32::try_from(kommune * VIRKSOMHEDER_PR_KOMMUNE + nr % VIRKSOMHEDER_PR_KOMMUNE).unwrap_or(0))
}

/// The CVR number of the first company of the country of that seed.
pub fn foerste_virksomhed(froe: u64) -> Cvr {
    paa_plads(froe, 0).cvr
}

/// The company in that place among all that there may be.
pub(crate) fn paa_plads(froe: u64, plads: u32) -> Virksomhed {
    let mut s = Slump::ny(froe, &format!("virksomhed/{plads}"));
    let (kode, branche, ord) = s.en(BRANCHER);
    let (form, endelse) = s.en(FORMER);
    let navn = format!("{} {} {endelse}", s.en(FORNAVNE), s.en(ord));
    Virksomhed { cvr: ugyldigt_cvr(98_000_000 + plads * 10), navn: navn.trim_end().to_owned(), plads, form, branche: (kode, branche) }
}

/// The lines: the real municipalities, those of the country, and its companies with their production units. `nu` is the day on which the country stands as it does.
pub fn virksomheder(froe: u64, stoerrelse: Stoerrelse, nu: Tidspunkt) -> impl Iterator<Item = String> {
    let virkelige = cvr::kommuner::KOMMUNER.iter().map(virkelig);
    let egne = (0..stoerrelse.kommuner()).flat_map(move |kommune| {
        let myndighed = myndighed(kommune);
        std::iter::once(myndighed).chain((0..VIRKSOMHEDER_PR_KOMMUNE).flat_map(move |nr| firma(froe, kommune, nr, nu)))
    });
    virkelige.chain(egne).map(|v| v.to_string())
}

/// A municipality that is: what is known of it and no more.
fn virkelig(k: &cvr::kommuner::Kommune) -> Value {
    json!({
        "type": "enhed",
        "cvr": format!("{:08}", k.cvr),
        "navn": k.navn,
        "start": REFORMEN,
        "adresse": { "kommunekode": k.kode },
        "branche": { "kode": "841100", "tekst": "Generelle offentlige tjenester" },
    })
}

fn sted(kommune: usize) -> String {
    navne::kommune(kommune).trim_end_matches(" Kommune").chars().take(20).collect()
}

pub(crate) fn adresse(kommune: usize, s: &mut Slump) -> Value {
    let vej = s.under(VEJE.len() as u64);
    let vejnavn = usize::try_from(vej).ok().and_then(|i| VEJE.get(i)).copied().unwrap_or_default();
    json!({
        "kommunekode": format!("{}", 9_000 + kommune),
        "vejkode": format!("{:04}", 1 + vej),
        "vejnavn": vejnavn,
        "husnr": format!("{}", 1 + s.under(150)),
        "postnr": "0000",
        "postdistrikt": sted(kommune),
    })
}

/// A telephone number that no subscriber has.
pub(crate) fn telefon(s: &mut Slump) -> String {
    format!("+450{:07}", s.under(10_000_000))
}

fn myndighed(kommune: usize) -> Value {
    let (cvr, navn) = (kommune_cvr(kommune), navne::kommune(kommune));
    let mut s = Slump::ny(0, &format!("{cvr}/virksomhed"));
    let domaene = navne::ascii(&sted(kommune));
    json!({
        "type": "enhed",
        "cvr": cvr.to_string(),
        "navn": navn,
        "start": REFORMEN,
        "reklamebeskyttet": true,
        "adresse": adresse(kommune, &mut s),
        "branche": { "kode": "841100", "tekst": "Generelle offentlige tjenester" },
        "telefon": telefon(&mut s),
        "email": format!("kommunen@{domaene}.example"),
    })
}

/// A company and its one to three production units.
pub(crate) fn firma(froe: u64, kommune: usize, nr: usize, nu: Tidspunkt) -> Vec<Value> {
    let v = virksomhed(froe, kommune, nr);
    let mut s = Slump::ny(froe, &format!("virksomhed/{}/mere", v.plads));
    let dato = |dage: i64| cvr::Dag::af(dag(nu, -dage)).map(|d| d.to_string()).unwrap_or_default();
    let alder = 400 + i64::try_from(s.under(8_000)).unwrap_or(0);
    let start = dato(alder);
    // One of twenty has ceased.
    let ophoer = s.procent(5).then(|| dato(i64::try_from(s.under(300)).unwrap_or(0)));
    let domaene = navne::ascii(&v.navn);
    let antal = s.under(60);
    let reklamebeskyttet = s.procent(30);
    let branche = json!({ "kode": v.branche.0, "tekst": v.branche.1 });
    let hjemme = adresse(kommune, &mut s);
    let mut enhed = json!({
        "type": "enhed",
        "cvr": v.cvr.to_string(),
        "navn": v.navn,
        "start": start,
        "reklamebeskyttet": reklamebeskyttet,
        "form": { "kode": v.form, "leverandoer": "Prøveregister" },
        "adresse": hjemme,
        "branche": branche,
        "telefon": telefon(&mut s),
        "email": { "vaerdi": format!("post@{domaene}.example"), "beskyttet": reklamebeskyttet },
        "ansatteaar": { "aar": start.get(..4).and_then(|a| a.parse::<u16>().ok()).unwrap_or(2000) + 1, "antal": antal },
        "deltagere": [{
            "nr": DELTAGERE + u64::from(v.plads),
            "navn": navne::person(&mut s),
            "person": true,
            "fra": start,
        }],
    });
    // One of ten has had another name.
    if s.procent(10) && alder > 800 {
        let skift = 100 + i64::try_from(s.under(300)).unwrap_or(0);
        let foer = format!("{} {}", s.en(FORNAVNE), s.en(FORNAVNE));
        let navne = json!([{ "fra": start, "til": dato(skift + 1), "vaerdi": foer }, { "fra": dato(skift), "vaerdi": v.navn }]);
        saet(&mut enhed, "navn", navne);
    }
    let mut ud = vec![enhed];
    for p in 0..=s.under(3) {
        let sted = if p == 0 { hjemme.clone() } else { adresse(kommune, &mut s) };
        ud.push(json!({
            "type": "produktionsenhed",
            "pnr": v.pnr(p),
            "cvr": v.cvr.to_string(),
            "navn": v.navn,
            "start": start,
            "reklamebeskyttet": reklamebeskyttet,
            "hovedafdeling": p == 0,
            "adresse": sted,
            "branche": branche,
        }));
    }
    if let Some(o) = ophoer {
        ud.iter_mut().for_each(|v| saet(v, "ophoer", json!(o)));
    }
    ud
}

fn saet(i: &mut Value, navn: &str, v: Value) {
    if let Some(o) = i.as_object_mut() {
        o.insert(navn.to_owned(), v);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn companies_are_nobodys_and_the_municipalities_are_facts() {
        let nu = Tidspunkt::fra_xs("2026-03-02T10:00:00Z").unwrap();
        let alle: Vec<Value> = virksomheder(7, Stoerrelse::MELLEM, nu).map(|l| serde_json::from_str(&l).unwrap()).collect();
        assert_eq!(virksomheder(7, Stoerrelse::LILLE, nu).collect::<Vec<_>>(), virksomheder(7, Stoerrelse::LILLE, nu).collect::<Vec<_>>());
        let numre: Vec<String> = alle.iter().map(|v| v["pnr"].as_str().or(v["cvr"].as_str()).unwrap().to_owned()).collect();
        assert_eq!(numre.iter().collect::<HashSet<_>>().len(), numre.len(), "no two have one number");
        let (rigtige, opdigtede): (Vec<_>, Vec<_>) = alle
            .iter()
            .filter(|v| v["type"] == "enhed")
            .partition(|v| cvr::numre::er_modulus_11(v["cvr"].as_str().unwrap().parse().unwrap()));
        assert_eq!(rigtige.len(), 98, "only the facts pass modulus 11 (CVR-01)");
        assert_eq!(opdigtede.len(), 5 + 5 * VIRKSOMHEDER_PR_KOMMUNE);
        assert!(opdigtede.iter().all(|v| v["adresse"]["postnr"] == "0000"));
    }

    /// `docs/eksempler/virksomheder.*` are generated: `SAMSPIL_SKRIV_EKSEMPLER=1 cargo test -p generator` writes them anew.
    #[test]
    fn the_samples_are_generated() {
        let nu = Tidspunkt::fra_xs("2026-03-01T10:00:00Z").unwrap();
        let alle: Vec<String> = virksomheder(1, Stoerrelse::LILLE, nu).collect();
        let egne = alle.iter().skip(98).take(14);
        let mut json = vec![r#"{"type":"udtraek","nr":1,"dannet":"2026-03-01"}"#.to_owned()];
        json.extend(alle.iter().take(3).chain(egne).cloned());
        let mut csv = vec!["cvr;navn;start;vejnavn;husnr;postnr;postdistrikt;branche;telefon".to_owned()];
        for nr in [0, 1, VIRKSOMHEDER_PR_KOMMUNE - 1] {
            let v = virksomhed(1, 0, nr);
            csv.push(format!(
                "{};{} og Søn;2020-01-01;Havnegade;{};0000;Korsbæk;{};+45 00 00 00 {:02}",
                v.cvr,
                v.navn,
                1 + nr % 90,
                v.branche.0,
                nr % 100
            ));
        }
        let mappe = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/eksempler");
        for (navn, linjer) in [("virksomheder.jsonl", json), ("virksomheder.csv", csv)] {
            let tekst = linjer.join("\n") + "\n";
            if std::env::var_os("SAMSPIL_SKRIV_EKSEMPLER").is_some() {
                std::fs::write(mappe.join(navn), &tekst).unwrap();
            }
            assert_eq!(std::fs::read_to_string(mappe.join(navn)).unwrap(), tekst, "{navn}");
        }
    }

    #[test]
    fn a_company_of_a_case_is_one_of_the_register() {
        let nu = Tidspunkt::fra_xs("2026-03-02T10:00:00Z").unwrap();
        let v = virksomhed(3, 0, 17);
        let linje = virksomheder(3, Stoerrelse::LILLE, nu).find(|l| l.contains(&v.cvr.to_string())).unwrap();
        assert!(linje.contains(&v.navn), "{linje} {}", v.navn);
    }
}
