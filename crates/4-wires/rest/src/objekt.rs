//! The operations on an object type (B-3, B-5, B-6).
use crate::dialekt::Dialekt;
use crate::fejl::{Afvisning, json};
use crate::krop::{Filer, Modtaget, modtag};
use crate::laes::{self, Form, vaerdi};
use crate::param::{self, Hvad, Tidsvalg};
use crate::skriv::Jsonskriver;
use crate::{Kald, Parametre, Tilstand, Uuidsti, konsolider};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use grund::{Fejl, Fejlkode, Uuid};
use register::{Flettemaade, Handling, Indhold, Kommando, Laesevalg, Livscyklus, Objekt, Objektid, Objekttype};

/// Bytes that an object with a little history takes.
const PLADS: usize = 4096;

/// GET of one object.
pub(crate) async fn laes(t: Tilstand, typ: &'static Objekttype, kald: Kald, uuid: Uuidsti, p: Parametre) -> Result<Response, Afvisning> {
    let tid = param::laesning(&p.0, kald.0.nu)?;
    let uuid = vaerdi::uuid(&uuid.0).map_err(|f| f.felt("uuid"))?;
    let fundet =
        t.register.laes(&kald.0, Objektid { objekttype: typ, uuid }, tid.laesning()).await.map_err(|f| Afvisning::om(f, typ, uuid))?;
    let Some(mut o) = fundet.filter(|o| !o.registreringer.is_empty()) else { return Err(Afvisning::findes_ikke(typ, uuid)) };
    if er_slettet(&o) {
        return Err(Fejl::ny(Fejlkode::Slettet).felt("uuid").into());
    }
    saml(&mut o, tid);
    let mut s = Jsonskriver::ny(PLADS);
    s.raa("{");
    s.uuid(uuid);
    s.raa(":[");
    s.objekt(&o);
    s.raa("]}");
    Ok(json(StatusCode::OK, s.faerdig()))
}

fn er_slettet(o: &Objekt) -> bool {
    o.nyeste().is_some_and(|r| r.livscyklus == Livscyklus::Slettet)
}

fn saml(o: &mut Objekt, tid: Tidsvalg) {
    if tid.konsolider {
        konsolider::konsolider(o, tid.valg.virkning);
    }
}

/// The form of the answer to a list or search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Svarform {
    /// LoRA's: a list in a list, of UUIDs or whole objects as the call says (B-6).
    Lora,
    /// A list of UUIDs.
    Uuider,
    /// A list of whole objects.
    Objekter,
}

impl Svarform {
    /// What is written around the elements, and what stands where there are none.
    fn ramme(self, hele: bool) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Lora if hele => ("{\"results\":[[", "]]}", "{\"results\":[]}"),
            Self::Lora => ("{\"results\":[[", "]]}", "{\"results\":[[]]}"),
            Self::Uuider | Self::Objekter => ("{\"results\":[", "]}", "{\"results\":[]}"),
        }
    }
}

/// GET of a type: list or search.
pub(crate) async fn samling(t: Tilstand, typ: &'static Objekttype, kald: Kald, sti: String, p: Parametre) -> Result<Response, Afvisning> {
    typet(t, typ, kald, sti, p, Svarform::Lora).await
}

/// GET of a type, with an answer of this form.
pub(crate) async fn typet(
    t: Tilstand,
    typ: &'static Objekttype,
    kald: Kald,
    sti: String,
    p: Parametre,
    form: Svarform,
) -> Result<Response, Afvisning> {
    let dialekt = Dialekt::af(&sti, &p.0)?;
    let (mut hvad, tid) = param::samling(&p.0, typ, kald.0.nu, dialekt)?;
    if form == Svarform::Uuider {
        hvad = Hvad::Soeg { forespoergsel: Box::new(hvad.soegning(typ, kald.0.nu, tid)?), hele: false };
    }
    if let Hvad::Soeg { forespoergsel, .. } = &mut hvad {
        person::soegning::udvid(&t.register, &kald.0, forespoergsel).await?;
    }
    let slettede = t.valg.slettede_i_liste || dialekt == Some(Dialekt::Mox);
    match hvad {
        Hvad::Soeg { forespoergsel, hele } if !hele && form != Svarform::Objekter => {
            let uuider = t.register.soeg(&kald.0, &forespoergsel).await?;
            let svar = skriv_liste(40, form.ramme(false), &uuider, |s, u| s.uuid(*u));
            Ok(med_naeste(svar, &sti, &p, forespoergsel.side, uuider.len(), false))
        }
        Hvad::Soeg { forespoergsel, .. } => {
            let objekter = t.register.soeg_objekter(&kald.0, &forespoergsel, tid.laesning()).await?;
            let antal = objekter.len();
            Ok(med_naeste(liste(slettede, objekter, tid, form), &sti, &p, forespoergsel.side, antal, false))
        }
        Hvad::Liste(uuider) if uuider.is_empty() => {
            let mut f = register::Forespoergsel::alle(typ, kald.0.nu);
            // Everything there is, also what is true at no time within the wanted virkning.
            f.virkning = grund::Periode::ALTID;
            f.registrering = tid.valg.registrering;
            f.side.antal = grund::graenser::LISTE_UUID;
            if slettede {
                f.livscyklus = Livscyklus::ALLE.to_vec();
            }
            let objekter = t.register.soeg_objekter(&kald.0, &f, tid.laesning()).await?;
            let antal = objekter.len();
            Ok(med_naeste(liste(slettede, objekter, tid, form), &sti, &p, f.side, antal, form == Svarform::Lora))
        }
        Hvad::Liste(uuider) => {
            let objekter = t.register.list(&kald.0, typ, &uuider, tid.laesning()).await?;
            Ok(liste(slettede, objekter, tid, form))
        }
    }
}

/// Whole objects; deleted ones are left out unless they are asked for (B-31).
fn liste(slettede: bool, mut objekter: Vec<Objekt>, tid: Tidsvalg, form: Svarform) -> Response {
    objekter.retain(|o| !o.registreringer.is_empty() && (slettede || !er_slettet(o)));
    objekter.iter_mut().for_each(|o| saml(o, tid));
    skriv_liste(PLADS, form.ramme(true), &objekter, Jsonskriver::objekt)
}

fn skriv_liste<T>(
    plads: usize,
    (foer, efter, ingen): (&str, &str, &'static str),
    led: &[T],
    en: impl Fn(&mut Jsonskriver, &T),
) -> Response {
    if led.is_empty() {
        return json(StatusCode::OK, ingen);
    }
    let mut s = Jsonskriver::ny(plads * led.len().min(5_000));
    s.raa(foer);
    for (nr, x) in led.iter().enumerate() {
        if nr > 0 {
            s.raa(",");
        }
        en(&mut s, x);
    }
    s.raa(efter);
    json(StatusCode::OK, s.faerdig())
}

/// A full page names the next one, so that a client that did not page sees that there may be more.
fn med_naeste(mut svar: Response, sti: &str, p: &Parametre, side: register::Side, antal: usize, liste: bool) -> Response {
    if antal == 0 || antal < side.antal {
        return svar;
    }
    let mut naeste = String::new();
    let foerste = side.foerste + antal as u64;
    for (navn, vaerdi) in p.0.iter().filter(|(n, _)| !n.eq_ignore_ascii_case("foersteresultat")) {
        naeste.push_str(&format!("{}={}&", kodet(navn), kodet(vaerdi)));
    }
    if liste {
        naeste.push_str("list=true&");
    }
    if let Ok(v) = HeaderValue::from_str(&format!("<{sti}?{naeste}foersteresultat={foerste}>; rel=\"next\"")) {
        svar.headers_mut().insert(header::LINK, v);
    }
    svar
}

fn kodet(t: &str) -> String {
    let mut ud = String::with_capacity(t.len());
    for b in t.bytes() {
        if b.is_ascii_alphanumeric() || b"-._~:".contains(&b) {
            ud.push(char::from(b));
        } else {
            ud.push_str(&format!("%{b:02X}"));
        }
    }
    ud
}

/// POST: opret.
pub(crate) async fn opret(t: Tilstand, typ: &'static Objekttype, kald: Kald, p: Parametre, r: Request) -> Result<Response, Afvisning> {
    param::ingen(&p.0)?;
    let uuid = t.id.ny();
    skriv(&t, typ, &kald, uuid, Handling::Opret, Form::Hel, r, StatusCode::CREATED).await
}

/// PUT: import or replace.
pub(crate) async fn erstat(
    t: Tilstand,
    typ: &'static Objekttype,
    kald: Kald,
    uuid: Uuidsti,
    p: Parametre,
    r: Request,
) -> Result<Response, Afvisning> {
    param::ingen(&p.0)?;
    let uuid = vaerdi::uuid(&uuid.0).map_err(|f| f.felt("uuid"))?;
    skriv(&t, typ, &kald, uuid, Handling::Erstat, Form::Hel, r, StatusCode::OK).await
}

/// PATCH: ret, or passiver with `"livscyklus": "Passiv"`.
pub(crate) async fn ret(
    t: Tilstand,
    typ: &'static Objekttype,
    kald: Kald,
    uuid: Uuidsti,
    p: Parametre,
    r: Request,
) -> Result<Response, Afvisning> {
    param::ingen(&p.0)?;
    let uuid = vaerdi::uuid(&uuid.0).map_err(|f| f.felt("uuid"))?;
    skriv(&t, typ, &kald, uuid, Handling::Ret, Form::Aendring, r, StatusCode::OK).await
}

#[allow(clippy::too_many_arguments)]
async fn skriv(
    t: &Tilstand,
    typ: &'static Objekttype,
    kald: &Kald,
    uuid: Uuid,
    handling: Handling,
    form: Form,
    r: Request,
    status: StatusCode,
) -> Result<Response, Afvisning> {
    let Modtaget { json, mut filer, fornyet } = modtag(t, typ, &kald.0, r).await?;
    let fornyet = fornyet.map(Kald);
    let kald = fornyet.as_ref().unwrap_or(kald);
    let udfald = udfoer(t, typ, kald, uuid, handling, form, &json, &mut filer).await;
    filer.ryd().await;
    udfald.map(|forbigaaet| svar_uuid(status, uuid, &forbigaaet))
}

#[allow(clippy::too_many_arguments)]
async fn udfoer(
    t: &Tilstand,
    typ: &'static Objekttype,
    kald: &Kald,
    uuid: Uuid,
    handling: Handling,
    form: Form,
    bytes: &[u8],
    filer: &mut Filer,
) -> Result<Vec<String>, Afvisning> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Fejl::ny(Fejlkode::TomForespoergsel).into());
    }
    let mut krop = match crate::json::parse(bytes)? {
        crate::json::Json::Null => return Err(Fejl::ny(Fejlkode::TomForespoergsel).into()),
        j => laes::krop(&j, typ, form)?,
    };
    let handling = if krop.passiver { Handling::Passiver } else { handling };
    filer.indsaet(typ, &mut krop.indhold)?;
    let kommando = kommando(typ, uuid, handling, krop.note, krop.indhold);
    t.register.udfoer(&kald.0, kommando).await.map_err(|f| Afvisning::om(f, typ, uuid))?;
    filer.behold();
    Ok(krop.forbigaaet)
}

fn kommando(objekttype: &'static Objekttype, uuid: Uuid, handling: Handling, note: Option<String>, indhold: Indhold) -> Kommando {
    Kommando { objekttype, uuid, handling, maade: Flettemaade::Lora, note, indhold, historik: Vec::new(), forudsat: None }
}

/// The receipt; its header `Warning` names what was passed over, so that a misspelt member does not go unseen.
fn svar_uuid(status: StatusCode, uuid: Uuid, forbigaaet: &[String]) -> Response {
    let mut s = Jsonskriver::ny(64);
    s.raa("{\"uuid\":");
    s.uuid(uuid);
    s.raa("}");
    let mut svar = json(status, s.faerdig());
    if !forbigaaet.is_empty() {
        let navne: String = forbigaaet.join(", ").chars().map(|c| if c == '"' || !(' '..='~').contains(&c) { '?' } else { c }).collect();
        if let Ok(v) = HeaderValue::from_str(&format!("299 - \"passed over: {navne}\"")) {
            svar.headers_mut().insert(header::WARNING, v);
        }
    }
    svar
}

/// DELETE: slet; deleting what is deleted changes nothing and answers the same (B-3).
pub(crate) async fn slet(
    t: Tilstand,
    typ: &'static Objekttype,
    kald: Kald,
    uuid: Uuidsti,
    p: Parametre,
    r: Request,
) -> Result<Response, Afvisning> {
    param::ingen(&p.0)?;
    let uuid = vaerdi::uuid(&uuid.0).map_err(|f| f.felt("uuid"))?;
    let Modtaget { json: bytes, filer: _, fornyet } = modtag(&t, typ, &kald.0, r).await?;
    let kald = fornyet.map_or(kald, Kald);
    let (note, forbigaaet) = if bytes.iter().all(u8::is_ascii_whitespace) {
        (None, Vec::new())
    } else {
        match crate::json::parse(&bytes)? {
            crate::json::Json::Null => (None, Vec::new()),
            j => laes::kun_note(&j)?,
        }
    };
    let udfald = t.register.udfoer(&kald.0, kommando(typ, uuid, Handling::Slet, note, Indhold::default())).await;
    if let Err(f) = udfald {
        let maaske_slettet = matches!(f.kode(), Fejlkode::UlovligOvergang | Fejlkode::Slettet);
        if !maaske_slettet || !findes_slettet(&t, typ, &kald, uuid).await? {
            return Err(Afvisning::om(f, typ, uuid));
        }
    }
    Ok(svar_uuid(StatusCode::ACCEPTED, uuid, &forbigaaet))
}

async fn findes_slettet(t: &Tilstand, typ: &'static Objekttype, kald: &Kald, uuid: Uuid) -> Result<bool, Afvisning> {
    let o = t.register.laes(&kald.0, Objektid { objekttype: typ, uuid }, Laesevalg::nu(kald.0.nu)).await?;
    Ok(o.is_some_and(|o| er_slettet(&o)))
}

#[cfg(test)]
pub(crate) mod tests;
