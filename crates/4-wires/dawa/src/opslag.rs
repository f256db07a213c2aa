//! Suggestions and addresses, in DAWA's shape.
use crate::param::{Parametre, uuid};
use crate::svar::{Afvisning, ok};
use crate::{ROD, Tilstand};
use adresse::findos::historik;
use adresse::{Adressen, Foresp, Forslag, Slags, Type, slags};
use axum::extract::{Path, State};
use axum::response::Response;
use grund::{Fejl, Fejlkode, Uuid};
use serde_json::{Value, json};

/// Suggestions on a page where nothing else is asked for.
const PR_SIDE: usize = 20;
/// What every search takes.
const SOEG: [&str; 10] =
    ["q", "fuzzy", "kommunekode", "postnr", "per_side", "side", "caretpos", "supplerendebynavn", "stormodtagerpostnumre", "multilinje"];
/// What `/autocomplete` takes besides.
const AUTOCOMPLETE: [&str; 14] = [
    "q",
    "fuzzy",
    "kommunekode",
    "postnr",
    "per_side",
    "side",
    "caretpos",
    "supplerendebynavn",
    "stormodtagerpostnumre",
    "multilinje",
    "type",
    "startfra",
    "adgangsadresseid",
    "id",
];

fn niveau(p: &Parametre, navn: &'static str, standard: Type) -> Result<Type, Fejl> {
    p.en(navn).map_or(Ok(standard), |v| {
        let forkert = || Fejl::ny(Fejlkode::UgyldigVaerdi).felt(navn).tilladt(Type::ALLE.map(Type::navn)).detalje(grund::fejl::uddrag(v));
        Type::fra_navn(v).ok_or_else(forkert)
    })
}

fn foresp(p: &Parametre, fra: Type, til: Type) -> Result<Foresp, Fejl> {
    let (spring, antal) = p.side(PR_SIDE)?;
    p.ja("stormodtagerpostnumre", false)?;
    Ok(Foresp {
        q: p.soegetekst("q")?.unwrap_or_default(),
        caret: p.tal("caretpos", 0, 10_000)?,
        til,
        fra,
        husnummer: p.uuid("adgangsadresseid")?,
        fuzzy: p.ja("fuzzy", false)?,
        med_by: p.ja("supplerendebynavn", true)?,
        flere_linjer: p.ja("multilinje", false)?,
        kommuner: p.koder("kommunekode")?,
        postnumre: p.koder("postnr")?,
        spring,
        antal,
    })
}

/// `/autocomplete`: what the component `dawa-autocomplete2` asks.
pub(crate) async fn autocomplete(State(t): State<Tilstand>, p: Parametre) -> Result<Response, Afvisning> {
    p.kun(&AUTOCOMPLETE)?;
    let til = niveau(&p, "type", Type::Adresse)?;
    let f = foresp(&p, niveau(&p, "startfra", Type::Vejnavn)?, til)?;
    let forslag = match p.uuid("id")? {
        Some(id) => t.adresser.forslag_for(id, &f, t.ur.nu()).await?.into_iter().collect(),
        None if !p.har("q") => return Err(Fejl::ny(Fejlkode::ManglerElement).felt("q").into()),
        None => t.adresser.forslag(&f).await?,
    };
    Ok(ok(&Value::Array(forslag.iter().map(|f| forslagsjson(&t, f)).collect())))
}

fn forslagsjson(t: &Tilstand, f: &Forslag) -> Value {
    json!({
        "type": f.niveau.navn(),
        "tekst": f.tekst,
        "forslagstekst": f.forslagstekst,
        "caretpos": f.caret,
        "data": match &f.data {
            None => vejnavnjson(t, &f.forslagstekst),
            Some(a) => flad(t, a, f.niveau),
        },
    })
}

fn vejnavnjson(t: &Tilstand, navn: &str) -> Value {
    json!({ "navn": navn, "href": format!("{}{ROD}/vejnavne/autocomplete?q={}", t.adresse, i_adresse(navn)) })
}

/// Percent signs for what does not stand in an address by itself.
fn i_adresse(t: &str) -> String {
    t.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn eller_null(t: &str) -> Value {
    if t.is_empty() { Value::Null } else { t.into() }
}

fn kode(n: u16) -> Value {
    if n == 0 { Value::Null } else { format!("{n:04}").into() }
}

/// DAWA's code of a state: 1 in force, 3 provisional; ours is DAR's.
fn dawastatus(s: u8) -> u8 {
    match s {
        3 => 1,
        2 => 3,
        4 => 2,
        _ => 4,
    }
}

/// The flat form of an address (`struktur=mini`), which suggestions carry too.
fn flad(t: &Tilstand, a: &Adressen, niveau: Type) -> Value {
    let mut v = json!({
        "id": a.id,
        "status": dawastatus(a.status),
        "darstatus": a.status,
        "vejkode": kode(a.vejkode),
        "vejnavn": a.vejnavn,
        "adresseringsvejnavn": a.vejnavn,
        "husnr": a.husnr,
        "supplerendebynavn": eller_null(&a.by),
        "postnr": kode(a.postnr),
        "postnrnavn": eller_null(&a.postnavn),
        "stormodtagerpostnr": Value::Null,
        "stormodtagerpostnrnavn": Value::Null,
        "kommunekode": kode(a.kommune),
        "x": a.punkt.map(|p| p.0),
        "y": a.punkt.map(|p| p.1),
        "betegnelse": a.betegnelse(),
        "href": href(t, a.id, niveau),
    });
    if let (Type::Adresse, Some(o)) = (niveau, v.as_object_mut()) {
        o.insert("etage".into(), eller_null(&a.etage));
        o.insert("dør".into(), eller_null(&a.doer));
        o.insert("adgangsadresseid".into(), a.husnummer.to_string().into());
    }
    v
}

fn href(t: &Tilstand, id: Uuid, niveau: Type) -> String {
    let hvad = if niveau == Type::Adresse { "adresser" } else { "adgangsadresser" };
    format!("{}{ROD}/{hvad}/{id}", t.adresse)
}

/// The nested form, as `/adresser/{id}` has it where nothing else is asked for.
fn nestet(t: &Tilstand, a: &Adressen, niveau: Type) -> Value {
    let husnummer = json!({
        "href": href(t, a.husnummer, Type::Adgangsadresse),
        "id": a.husnummer,
        "adressebetegnelse": Adressen { etage: String::new(), doer: String::new(), ..a.clone() }.betegnelse(),
        "vejstykke": { "navn": a.vejnavn, "adresseringsnavn": a.vejnavn, "kode": kode(a.vejkode) },
        "husnr": a.husnr,
        "supplerendebynavn": eller_null(&a.by),
        "postnummer": { "nr": kode(a.postnr), "navn": eller_null(&a.postnavn) },
        "stormodtagerpostnummer": Value::Null,
        "kommune": { "kode": kode(a.kommune) },
        "adgangspunkt": { "koordinater": a.punkt.map(|(x, y)| [x, y]) },
    });
    match niveau {
        Type::Adresse => json!({
            "id": a.id,
            "status": dawastatus(a.status),
            "darstatus": a.status,
            "href": href(t, a.id, niveau),
            "etage": eller_null(&a.etage),
            "dør": eller_null(&a.doer),
            "adressebetegnelse": a.betegnelse(),
            "adgangsadresse": husnummer,
        }),
        _ => {
            let mut v = husnummer;
            if let Some(o) = v.as_object_mut() {
                o.insert("status".into(), dawastatus(a.status).into());
                o.insert("darstatus".into(), a.status.into());
            }
            v
        }
    }
}

/// How an address is written.
type Form = fn(&Tilstand, &Adressen, Type) -> Value;

fn form(p: &Parametre) -> Result<Form, Fejl> {
    match p.en("struktur") {
        None | Some("nestet") => Ok(nestet),
        Some("mini" | "flad") => Ok(flad),
        Some(v) => {
            Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("struktur").tilladt(["nestet", "flad", "mini"]).detalje(grund::fejl::uddrag(v)))
        }
    }
}

fn findes_ikke(id: Uuid) -> Fejl {
    Fejl::ny(Fejlkode::FindesIkke).felt("id").detalje(id.to_string())
}

async fn en(t: &Tilstand, p: &Parametre, id: &str, niveau: Type) -> Result<Response, Afvisning> {
    p.kun(&["struktur"])?;
    let (id, form) = (uuid("id", id)?, form(p)?);
    let a = match niveau {
        Type::Adresse => t.adresser.adresse(id, t.ur.nu()).await?,
        _ => t.adresser.husnummer(id).await?,
    };
    Ok(ok(&form(t, &a.ok_or_else(|| findes_ikke(id))?, niveau)))
}

pub(crate) async fn adresse(State(t): State<Tilstand>, Path(id): Path<String>, p: Parametre) -> Result<Response, Afvisning> {
    en(&t, &p, &id, Type::Adresse).await
}

pub(crate) async fn adgangsadresse(State(t): State<Tilstand>, Path(id): Path<String>, p: Parametre) -> Result<Response, Afvisning> {
    en(&t, &p, &id, Type::Adgangsadresse).await
}

/// A list: by id, by what is typed, or by the house number.
async fn liste(t: &Tilstand, p: &Parametre, niveau: Type) -> Result<Response, Afvisning> {
    let kendte: Vec<&str> = SOEG.into_iter().chain(["struktur", "id", "adgangsadresseid"]).collect();
    p.kun(&kendte)?;
    let form = form(p)?;
    let f = foresp(p, niveau, niveau)?;
    let fundne: Vec<Adressen> = match p.uuid("id")? {
        Some(id) if niveau == Type::Adresse => t.adresser.adresse(id, t.ur.nu()).await?.into_iter().collect(),
        Some(id) => t.adresser.husnummer(id).await?.into_iter().collect(),
        None if f.q.is_empty() && f.husnummer.is_none() => return Err(Fejl::ny(Fejlkode::ForBredSoegning).felt("q").into()),
        None => t.adresser.forslag(&f).await?.into_iter().filter_map(|f| f.data).collect(),
    };
    Ok(ok(&Value::Array(fundne.iter().map(|a| form(t, a, niveau)).collect())))
}

pub(crate) async fn adresser(State(t): State<Tilstand>, p: Parametre) -> Result<Response, Afvisning> {
    liste(&t, &p, Type::Adresse).await
}

pub(crate) async fn adgangsadresser(State(t): State<Tilstand>, p: Parametre) -> Result<Response, Afvisning> {
    liste(&t, &p, Type::Adgangsadresse).await
}

/// The older suggestions of one level: `tekst` and the thing itself under its name.
async fn gamle(t: &Tilstand, p: &Parametre, niveau: Type) -> Result<Response, Afvisning> {
    let kendte: Vec<&str> = SOEG.into_iter().chain(["adgangsadresseid"]).collect();
    p.kun(&kendte)?;
    let f = foresp(p, niveau, niveau)?;
    let en = |f: &Forslag| {
        let data = f.data.as_ref().map_or_else(|| vejnavnjson(t, &f.forslagstekst), |a| flad(t, a, niveau));
        json!({ "tekst": f.tekst, (niveau.navn()): data })
    };
    Ok(ok(&Value::Array(t.adresser.forslag(&f).await?.iter().map(en).collect())))
}

pub(crate) async fn vejnavne(State(t): State<Tilstand>, p: Parametre) -> Result<Response, Afvisning> {
    gamle(&t, &p, Type::Vejnavn).await
}

pub(crate) async fn adgangsadresser_autocomplete(State(t): State<Tilstand>, p: Parametre) -> Result<Response, Afvisning> {
    gamle(&t, &p, Type::Adgangsadresse).await
}

pub(crate) async fn adresser_autocomplete(State(t): State<Tilstand>, p: Parametre) -> Result<Response, Afvisning> {
    gamle(&t, &p, Type::Adresse).await
}

/// What an address was called, and when.
async fn dets_historik(t: &Tilstand, p: &Parametre, id: &str, slags: &'static Slags, felt: &str) -> Result<Response, Afvisning> {
    p.kun(&[])?;
    let id = uuid("id", id)?;
    let h = historik(&t.adresser, slags, felt, id).await?;
    if h.is_empty() {
        return Err(findes_ikke(id).into());
    }
    Ok(ok(&json!({ "id": id, "historik": h.iter().map(betegnelse).collect::<Vec<_>>() })))
}

/// A line with its period.
pub(crate) fn betegnelse(b: &adresse::findos::Betegnelse) -> Value {
    let ende = |t: grund::Tidspunkt| if t.er_endelig() { Value::String(t.til_utc()) } else { Value::Null };
    json!({
        "betegnelse": eller_null(&b.tekst),
        "virkningstart": ende(b.virkning.fra),
        "virkningslut": ende(b.virkning.til),
        "darstatus": b.status,
    })
}

pub(crate) async fn adresse_historik(State(t): State<Tilstand>, Path(id): Path<String>, p: Parametre) -> Result<Response, Afvisning> {
    dets_historik(&t, &p, &id, &slags::ADRESSE, "adressebetegnelse").await
}

pub(crate) async fn adgangsadresse_historik(
    State(t): State<Tilstand>,
    Path(id): Path<String>,
    p: Parametre,
) -> Result<Response, Afvisning> {
    dets_historik(&t, &p, &id, &slags::HUSNUMMER, "adgangsadressebetegnelse").await
}

/// An address as FindOs shows it.
pub(crate) fn kort(t: &Tilstand, a: &Adressen) -> Value {
    flad(t, a, Type::Adresse)
}
