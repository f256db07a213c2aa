//! The operations on an object type (B-3, B-5, B-6).
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

/// GET of a type: list or search.
pub(crate) async fn samling(t: Tilstand, typ: &'static Objekttype, kald: Kald, sti: String, p: Parametre) -> Result<Response, Afvisning> {
    let (hvad, tid) = param::samling(&p.0, typ, kald.0.nu)?;
    match hvad {
        Hvad::Soeg { forespoergsel, hele: false } => {
            let uuider = t.register.soeg(&kald.0, &forespoergsel).await?;
            let mut s = Jsonskriver::ny(40 * uuider.len() + 32);
            s.raa("{\"results\":[[");
            for (nr, u) in uuider.iter().enumerate() {
                if nr > 0 {
                    s.raa(",");
                }
                s.uuid(*u);
            }
            s.raa("]]}");
            Ok(med_naeste(json(StatusCode::OK, s.faerdig()), &sti, &p, forespoergsel.side, uuider.len(), false))
        }
        Hvad::Soeg { forespoergsel, hele: true } => {
            let objekter = t.register.soeg_objekter(&kald.0, &forespoergsel, tid.laesning()).await?;
            let antal = objekter.len();
            Ok(med_naeste(liste(&t, objekter, tid), &sti, &p, forespoergsel.side, antal, false))
        }
        Hvad::Liste(uuider) if uuider.is_empty() => {
            let mut f = register::Forespoergsel::alle(typ, kald.0.nu);
            // Everything there is, also what is true at no time within the wanted virkning.
            f.virkning = grund::Periode::ALTID;
            f.registrering = tid.valg.registrering;
            f.side.antal = grund::graenser::LISTE_UUID;
            if t.valg.slettede_i_liste {
                f.livscyklus = Livscyklus::ALLE.to_vec();
            }
            let objekter = t.register.soeg_objekter(&kald.0, &f, tid.laesning()).await?;
            let antal = objekter.len();
            Ok(med_naeste(liste(&t, objekter, tid), &sti, &p, f.side, antal, true))
        }
        Hvad::Liste(uuider) => {
            let objekter = t.register.list(&kald.0, typ, &uuider, tid.laesning()).await?;
            Ok(liste(&t, objekter, tid))
        }
    }
}

/// Whole objects; deleted ones are left out unless the compatibility switch is on (B-31).
fn liste(t: &Tilstand, mut objekter: Vec<Objekt>, tid: Tidsvalg) -> Response {
    objekter.retain(|o| !o.registreringer.is_empty() && (t.valg.slettede_i_liste || !er_slettet(o)));
    if objekter.is_empty() {
        return json(StatusCode::OK, "{\"results\":[]}");
    }
    let mut s = Jsonskriver::ny(PLADS * objekter.len().min(256));
    s.raa("{\"results\":[[");
    for (nr, o) in objekter.iter_mut().enumerate() {
        if nr > 0 {
            s.raa(",");
        }
        saml(o, tid);
        s.objekt(o);
    }
    s.raa("]]}");
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
    let Modtaget { json, mut filer } = modtag(t, typ, &kald.0, r).await?;
    let udfald = udfoer(t, typ, kald, uuid, handling, form, &json, &mut filer).await;
    filer.ryd().await;
    udfald.map(|()| svar_uuid(status, uuid))
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
) -> Result<(), Afvisning> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Fejl::ny(Fejlkode::TomForespoergsel).into());
    }
    let mut krop = match crate::json::parse(bytes)? {
        crate::json::Json::Null => return Err(Fejl::ny(Fejlkode::TomForespoergsel).into()),
        j => laes::krop(&j, typ, form)?,
    };
    let handling = if krop.passiver {
        if krop.indhold != Indhold::default() {
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("livscyklus").tilladt("alone or with note").regel("B-3").into());
        }
        Handling::Passiver
    } else {
        handling
    };
    filer.indsaet(typ, &mut krop.indhold)?;
    let kommando = kommando(typ, uuid, handling, krop.note, krop.indhold);
    t.register.udfoer(&kald.0, kommando).await.map_err(|f| Afvisning::om(f, typ, uuid))?;
    filer.behold();
    Ok(())
}

fn kommando(objekttype: &'static Objekttype, uuid: Uuid, handling: Handling, note: Option<String>, indhold: Indhold) -> Kommando {
    Kommando { objekttype, uuid, handling, maade: Flettemaade::Lora, note, indhold, historik: Vec::new(), forudsat: None }
}

fn svar_uuid(status: StatusCode, uuid: Uuid) -> Response {
    let mut s = Jsonskriver::ny(64);
    s.raa("{\"uuid\":");
    s.uuid(uuid);
    s.raa("}");
    json(status, s.faerdig())
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
    let Modtaget { json: bytes, filer: _ } = modtag(&t, typ, &kald.0, r).await?;
    let note = if bytes.iter().all(u8::is_ascii_whitespace) {
        None
    } else {
        match crate::json::parse(&bytes)? {
            crate::json::Json::Null => None,
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
    Ok(svar_uuid(StatusCode::ACCEPTED, uuid))
}

async fn findes_slettet(t: &Tilstand, typ: &'static Objekttype, kald: &Kald, uuid: Uuid) -> Result<bool, Afvisning> {
    let o = t.register.laes(&kald.0, Objektid { objekttype: typ, uuid }, Laesevalg::nu(kald.0.nu)).await?;
    Ok(o.is_some_and(|o| er_slettet(&o)))
}

#[cfg(test)]
mod tests;
