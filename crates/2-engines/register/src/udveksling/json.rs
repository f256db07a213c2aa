//! An object as JSON and back. Names come from the tables; a name that the tables do not know is refused.
use crate::model::*;
use crate::objekttype::*;
use grund::id::laes_uuid;
use grund::{Fejl, Fejlkode, Periode, Tidspunkt, UnikId, fejl::uddrag};
use lager::Objektnoegle;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

type Objekt = Map<String, Value>;

// ---- writing ----

pub(super) fn objekt(typen: &Objekttype, noegle: &Objektnoegle, registreringer: &[Registrering]) -> Value {
    json!({
        "myndighed": noegle.myndighed.to_string(),
        "type": typen.navn,
        "uuid": noegle.uuid.to_string(),
        "registreringer": liste(registreringer, |r| registrering(typen, r)),
    })
}

fn registrering(typen: &Objekttype, r: &Registrering) -> Value {
    let mut o = Objekt::new();
    o.insert("tidspunkt".into(), tid(r.registreret.fra));
    o.insert("livscyklus".into(), r.livscyklus.navn().into());
    o.insert("oprindelse".into(), r.oprindelse.navn().into());
    o.insert("bruger".into(), id(&r.bruger));
    saet(&mut o, "afsendt", r.afsendt.map(tid));
    saet(&mut o, "note", r.note.as_deref().map(Value::from));
    let b = &r.billede;
    saet_liste(&mut o, "egenskaber", &b.egenskaber, |e| egenskab(typen.egenskaber, e));
    let tilstande = b.tilstande.iter().map(|(nr, l)| {
        let def = typen.tilstand_nr(*nr);
        let vaerdi =
            |t: &Tilstand| def.and_then(|d| d.vaerdier.get(usize::from(t.vaerdi).wrapping_sub(1))).map_or(Value::Null, |v| Value::from(*v));
        (
            def.map_or_else(|| nr.to_string(), |d| d.navn.to_owned()),
            liste(l, |t| json!({"virkning": virkning(&t.virkning), "vaerdi": vaerdi(t)})),
        )
    });
    saet_kort(&mut o, "tilstande", tilstande.collect());
    saet_kort(&mut o, "relationer", relationer(typen.relationer, &b.relationer));
    if let Some(def) = typen.varianter {
        saet_liste(&mut o, "varianter", &b.varianter, |v| variant(def, v));
    }
    let udvidelser = b.udvidelser.iter().map(|(l, xml)| (listenavn(*l).to_owned(), Value::from(xml.as_str())));
    saet_kort(&mut o, "udvidelser", udvidelser.collect());
    Value::Object(o)
}

fn liste<T>(l: &[T], f: impl Fn(&T) -> Value) -> Value {
    Value::Array(l.iter().map(f).collect())
}

fn saet(o: &mut Objekt, navn: &str, v: Option<Value>) {
    if let Some(v) = v {
        o.insert(navn.into(), v);
    }
}

fn saet_liste<T>(o: &mut Objekt, navn: &str, l: &[T], f: impl Fn(&T) -> Value) {
    saet(o, navn, (!l.is_empty()).then(|| liste(l, f)));
}

fn saet_kort(o: &mut Objekt, navn: &str, kort: Objekt) {
    saet(o, navn, (!kort.is_empty()).then_some(Value::Object(kort)));
}

fn tid(t: Tidspunkt) -> Value {
    t.til_utc().into()
}

fn id(i: &UnikId) -> Value {
    match i {
        // a bare UUID in the place of a URN comes back there
        UnikId::Urn(u) if i.uuid().is_some() => json!({ "urn": u }),
        _ => i.to_string().into(),
    }
}

fn virkning(v: &Virkning) -> Value {
    let mut o = Objekt::new();
    o.insert("fra".into(), tid(v.periode.fra));
    o.insert("til".into(), tid(v.periode.til));
    saet(&mut o, "aktoer", v.aktoer.as_ref().map(id));
    saet(&mut o, "aktoertype", v.aktoertype.map(|t| t.navn().into()));
    saet(&mut o, "note", v.note.as_deref().map(Value::from));
    Value::Object(o)
}

fn egenskab(felter: &[Felt], e: &Egenskab) -> Value {
    json!({"virkning": virkning(&e.virkning), "felter": vaerdier(felter, &e.felter)})
}

fn vaerdier(felter: &[Felt], v: &Felter) -> Objekt {
    let en = |(nr, v): (&u16, &Vaerdi)| {
        let felt = felter.iter().find(|f| f.nr == *nr);
        (felt.map_or_else(|| nr.to_string(), |f| f.navn.to_owned()), vaerdi(felt.map(|f| &f.slags), v))
    };
    v.iter().map(en).collect()
}

fn vaerdi(slags: Option<&Felttype>, v: &Vaerdi) -> Value {
    let under = match slags {
        Some(Felttype::Struktur(f) | Felttype::Strukturliste(f)) => f,
        _ => &[][..],
    };
    match v {
        Vaerdi::Tom => Value::Null,
        Vaerdi::Tekst(t) => t.as_str().into(),
        Vaerdi::Heltal(h) => (*h).into(),
        Vaerdi::Boolsk(b) => (*b).into(),
        Vaerdi::Tidspunkt(t) => tid(*t),
        Vaerdi::Reference(r) => id(r),
        Vaerdi::Liste(l) => liste(l, |x| vaerdi(slags, x)),
        Vaerdi::Struktur(f) => Value::Object(vaerdier(under, f)),
    }
}

fn relationer(defs: &[Relationsdef], relationer: &BTreeMap<u16, Vec<Relation>>) -> Objekt {
    let en = |(nr, l): (&u16, &Vec<Relation>)| {
        let def = defs.iter().find(|d| d.nr == *nr);
        (def.map_or_else(|| nr.to_string(), |d| d.navn.to_owned()), liste(l, |r| relation(def.map_or(&[], |d| d.felter), r)))
    };
    relationer.iter().map(en).collect()
}

fn relation(felter: &[Felt], r: &Relation) -> Value {
    let mut o = Objekt::new();
    o.insert("virkning".into(), virkning(&r.virkning));
    saet(&mut o, "reference", r.reference.as_ref().map(id));
    for (navn, t) in [("label", &r.label), ("objekttype", &r.objekttype), ("indeks", &r.indeks)] {
        saet(&mut o, navn, t.as_deref().map(Value::from));
    }
    for (navn, m) in [("rolle", &r.rolle), ("slags", &r.slags)] {
        saet(&mut o, navn, m.as_ref().map(maerke));
    }
    saet_kort(&mut o, "felter", vaerdier(felter, &r.felter));
    Value::Object(o)
}

fn maerke(m: &Maerke) -> Value {
    let mut o = Objekt::new();
    o.insert("id".into(), id(&m.id));
    saet(&mut o, "label", m.label.as_deref().map(Value::from));
    Value::Object(o)
}

fn variant(def: &Variantdef, v: &Variant) -> Value {
    let del = |d: &Del| {
        let mut o = Objekt::new();
        o.insert("tekst".into(), d.tekst.as_str().into());
        saet_liste(&mut o, "egenskaber", &d.egenskaber, |e| egenskab(def.del_egenskaber, e));
        saet_kort(&mut o, "relationer", relationer(def.del_relationer, &d.relationer));
        Value::Object(o)
    };
    let mut o = Objekt::new();
    o.insert("tekst".into(), v.tekst.as_str().into());
    saet_liste(&mut o, "egenskaber", &v.egenskaber, |e| egenskab(def.egenskaber, e));
    saet_liste(&mut o, "dele", &v.dele, del);
    Value::Object(o)
}

fn listenavn(l: Liste) -> &'static str {
    match l {
        Liste::Attributter => "attributter",
        Liste::Tilstande => "tilstande",
        Liste::Relationer => "relationer",
    }
}

// ---- reading ----

type Svar<T> = Result<T, Fejl>;

pub(super) fn laes_objekt(typer: &Typekatalog, v: &Value) -> Svar<(&'static Objekttype, Objektnoegle, Vec<Registrering>)> {
    let o = med(v, &["type", "uuid", "myndighed", "registreringer"])?;
    let typenavn = tekst(o, "type")?;
    let typen = typer.navn(typenavn).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).felt("type").detalje(uddrag(typenavn)))?;
    let myndighed = tekst(o, "myndighed")?.parse().map_err(|()| Fejl::ny(Fejlkode::UgyldigVaerdi).felt("myndighed"))?;
    let uuid = laes_uuid(tekst(o, "uuid")?).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).felt("uuid"))?;
    let registreringer = laes_liste(o.get("registreringer"), |r| laes_registrering(typen, r)).map_err(|f| f.under("registreringer"))?;
    Ok((typen, Objektnoegle { myndighed, objekttype: typen.nr, uuid }, registreringer))
}

fn laes_registrering(typen: &Objekttype, v: &Value) -> Svar<Registrering> {
    const NAVNE: &[&str] = &[
        "afsendt",
        "tidspunkt",
        "livscyklus",
        "oprindelse",
        "bruger",
        "note",
        "egenskaber",
        "tilstande",
        "relationer",
        "varianter",
        "udvidelser",
    ];
    let o = med(v, NAVNE)?;
    let kode = |navn| {
        let t = tekst(o, navn)?;
        let alle = || Livscyklus::ALLE.map(Livscyklus::navn);
        Livscyklus::fra_navn(t).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).felt(navn).tilladt(alle()).detalje(uddrag(t)))
    };
    let mut varianter = Vec::new();
    if let Some(l) = o.get("varianter") {
        let def = typen.varianter.ok_or_else(|| ukendt("varianter"))?;
        varianter = laes_liste(Some(l), |v| laes_variant(def, v)).map_err(|f| f.under("varianter"))?;
    }
    let tilstand = |navn: &str, l: &Value| {
        let def = typen.tilstand(navn).ok_or_else(|| ukendt(navn))?;
        Ok((def.nr, laes_liste(Some(l), |t| laes_tilstand(def, t))?))
    };
    let udvidelse = |navn: &str, xml: &Value| {
        let l = [Liste::Attributter, Liste::Tilstande, Liste::Relationer]
            .into_iter()
            .find(|l| listenavn(*l) == navn)
            .ok_or_else(|| ukendt(navn))?;
        Ok((l, xml.as_str().ok_or_else(|| form(("en tekst", "a text")))?.to_owned()))
    };
    // First: where it is the only time, the registration's is filled in from it.
    let afsendt = o.get("afsendt").map(|_| laes_tid(o, "afsendt")).transpose()?;
    Ok(Registrering {
        registreret: Periode::ny(laes_tid(o, "tidspunkt")?, Tidspunkt::UENDELIG),
        livscyklus: kode("livscyklus")?,
        oprindelse: kode("oprindelse")?,
        bruger: laes_id(o.get("bruger").unwrap_or(&Value::Null)).map_err(|f| f.under("bruger"))?,
        afsendt,
        note: valgfri(o, "note")?,
        billede: Tilstandsbillede {
            egenskaber: laes_liste(o.get("egenskaber"), |e| laes_egenskab(typen.egenskaber, e)).map_err(|f| f.under("egenskaber"))?,
            tilstande: laes_kort(o.get("tilstande"), tilstand).map_err(|f| f.under("tilstande"))?,
            relationer: laes_relationer(typen.relationer, o.get("relationer"))?,
            varianter,
            udvidelser: laes_kort(o.get("udvidelser"), udvidelse).map_err(|f| f.under("udvidelser"))?,
        },
    })
}

fn ukendt(navn: &str) -> Fejl {
    Fejl::ny(Fejlkode::UkendtFelt).felt(uddrag(navn))
}

/// A value of another kind; whoever knows its name puts it in front.
fn form(ventet: (&str, &str)) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigVaerdi).ventet(ventet)
}

fn som_objekt(v: &Value) -> Svar<&Objekt> {
    v.as_object().ok_or_else(|| form(("et JSON-objekt", "a JSON object")))
}

/// An object with members of these names alone: a misspelt one would be lost in silence.
fn med<'a>(v: &'a Value, navne: &[&str]) -> Svar<&'a Objekt> {
    let o = som_objekt(v)?;
    match o.keys().find(|k| !navne.contains(&k.as_str())) {
        Some(k) => Err(ukendt(k).tilladt(navne)),
        None => Ok(o),
    }
}

fn tekst<'a>(o: &'a Objekt, navn: &'static str) -> Svar<&'a str> {
    match o.get(navn) {
        None | Some(Value::Null) => Err(Fejl::ny(Fejlkode::ManglerElement).felt(navn)),
        Some(v) => v.as_str().ok_or_else(|| form(("en tekst", "a text")).felt(navn)),
    }
}

fn valgfri(o: &Objekt, navn: &str) -> Svar<Option<String>> {
    o.get(navn).map(|v| v.as_str().map(str::to_owned).ok_or_else(|| form(("en tekst", "a text")).felt(navn))).transpose()
}

fn laes_tid(o: &Objekt, navn: &'static str) -> Svar<Tidspunkt> {
    Tidspunkt::fra_oio(tekst(o, navn)?).map_err(|e| Fejl::ny(Fejlkode::UgyldigTid).felt(navn).detalje(e.to_string()))
}

fn laes_id(v: &Value) -> Svar<UnikId> {
    if let Some(u) = v.get("urn") {
        return u.as_str().map(|t| UnikId::Urn(t.trim().to_owned())).ok_or_else(|| form(("en tekst", "a text")).felt("urn"));
    }
    // Blanks around a reference are no part of it, as in SOAP: with them it would be found nowhere.
    let t = v.as_str().ok_or_else(|| form(("et UUID, en URN eller {\"urn\": …}", "a UUID, a URN, or {\"urn\": …}")))?.trim();
    match laes_uuid(t) {
        Some(u) => Ok(UnikId::Uuid(u)),
        None => Ok(UnikId::Urn(t.to_owned())),
    }
}

fn laes_liste<T>(v: Option<&Value>, f: impl Fn(&Value) -> Svar<T>) -> Svar<Vec<T>> {
    match v {
        None => Ok(Vec::new()),
        Some(Value::Array(l)) => l.iter().enumerate().map(|(i, x)| f(x).map_err(|e| e.under(&format!("[{i}]")))).collect(),
        Some(_) => Err(form(("en liste", "a list"))),
    }
}

fn laes_kort<K: Ord, T>(v: Option<&Value>, f: impl Fn(&str, &Value) -> Svar<(K, T)>) -> Svar<BTreeMap<K, T>> {
    match v {
        None => Ok(BTreeMap::new()),
        Some(Value::Object(o)) => o.iter().map(|(navn, x)| f(navn, x).map_err(|e| e.under(navn))).collect(),
        Some(_) => Err(form(("et JSON-objekt", "a JSON object"))),
    }
}

fn laes_virkning(o: &Objekt) -> Svar<Virkning> {
    let v = o.get("virkning").ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("virkning"))?;
    virkningen(v).map_err(|f| f.under("virkning"))
}

fn virkningen(v: &Value) -> Svar<Virkning> {
    let v = med(v, &["fra", "til", "aktoer", "aktoertype", "note"])?;
    let aktoertype = match valgfri(v, "aktoertype")? {
        Some(t) => {
            let alle = || Aktoertype::ALLE.map(Aktoertype::navn);
            Some(
                Aktoertype::fra_navn(&t)
                    .ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).tilladt(alle()).felt("aktoertype").detalje(uddrag(&t)))?,
            )
        }
        None => None,
    };
    // As in SOAP and in lists: no end is an open one.
    let til = match v.get("til") {
        None | Some(Value::Null) => Tidspunkt::UENDELIG,
        Some(Value::String(t)) if t.is_empty() => Tidspunkt::UENDELIG,
        Some(_) => laes_tid(v, "til")?,
    };
    Ok(Virkning {
        periode: Periode::ny(laes_tid(v, "fra")?, til),
        aktoer: v.get("aktoer").map(laes_id).transpose()?,
        aktoertype,
        note: valgfri(v, "note")?,
    })
}

fn laes_egenskab(felter: &[Felt], v: &Value) -> Svar<Egenskab> {
    let o = med(v, &["virkning", "felter"])?;
    Ok(Egenskab { virkning: laes_virkning(o)?, felter: laes_vaerdier(felter, o.get("felter")).map_err(|f| f.under("felter"))? })
}

fn laes_vaerdier(felter: &[Felt], v: Option<&Value>) -> Svar<Felter> {
    laes_kort(v, |navn, v| {
        let felt = felter.iter().find(|f| f.navn == navn).ok_or_else(|| ukendt(navn))?;
        Ok((felt.nr, laes_vaerdi(&felt.slags, v)?))
    })
}

/// By the field's type, since JSON tells neither times nor references from texts.
fn laes_vaerdi(slags: &Felttype, v: &Value) -> Svar<Vaerdi> {
    let t = || v.as_str().ok_or_else(|| form(("en tekst", "a text")));
    Ok(match slags {
        Felttype::Tekst(_) | Felttype::Kode(_) | Felttype::Cifre(_) | Felttype::Dato | Felttype::Varighed => Vaerdi::Tekst(t()?.to_owned()),
        Felttype::Heltal(..) => Vaerdi::Heltal(v.as_i64().ok_or_else(|| form(("et helt tal", "a whole number")))?),
        Felttype::Boolsk => Vaerdi::Boolsk(v.as_bool().ok_or_else(|| form(("true eller false", "true or false")))?),
        Felttype::Tidspunkt => {
            Vaerdi::Tidspunkt(Tidspunkt::fra_oio(t()?).map_err(|e| Fejl::ny(Fejlkode::UgyldigTid).detalje(e.to_string()))?)
        }
        Felttype::Reference => Vaerdi::Reference(laes_id(v)?),
        Felttype::Tekstliste(_) => {
            Vaerdi::Liste(laes_liste(Some(v), |x| Ok(Vaerdi::Tekst(x.as_str().ok_or_else(|| form(("en tekst", "a text")))?.to_owned())))?)
        }
        Felttype::Struktur(f) => Vaerdi::Struktur(laes_vaerdier(f, Some(v))?),
        Felttype::Strukturliste(f) => Vaerdi::Liste(laes_liste(Some(v), |x| Ok(Vaerdi::Struktur(laes_vaerdier(f, Some(x))?)))?),
    })
}

fn laes_tilstand(def: &Tilstandsdef, v: &Value) -> Svar<Tilstand> {
    let o = med(v, &["virkning", "vaerdi"])?;
    let navn = tekst(o, "vaerdi")?;
    let nr = def.vaerdier.iter().position(|x| *x == navn).and_then(|i| u8::try_from(i + 1).ok());
    let vaerdi = nr.ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).felt(def.navn).tilladt(def.vaerdier))?;
    Ok(Tilstand { virkning: laes_virkning(o)?, vaerdi })
}

fn laes_relationer(defs: &[Relationsdef], v: Option<&Value>) -> Svar<BTreeMap<u16, Vec<Relation>>> {
    laes_kort(v, |navn, l| {
        let def = defs.iter().find(|d| d.navn == navn).ok_or_else(|| ukendt(navn))?;
        Ok((def.nr, laes_liste(Some(l), |r| laes_relation(def.felter, r))?))
    })
    .map_err(|f| f.under("relationer"))
}

fn laes_relation(felter: &[Felt], v: &Value) -> Svar<Relation> {
    let o = med(v, &["virkning", "reference", "label", "objekttype", "indeks", "rolle", "slags", "felter"])?;
    Ok(Relation {
        virkning: laes_virkning(o)?,
        reference: o.get("reference").map(laes_id).transpose().map_err(|f| f.under("reference"))?,
        label: valgfri(o, "label")?,
        objekttype: valgfri(o, "objekttype")?,
        indeks: valgfri(o, "indeks")?,
        rolle: o.get("rolle").map(laes_maerke).transpose()?,
        slags: o.get("slags").map(laes_maerke).transpose()?,
        felter: laes_vaerdier(felter, o.get("felter")).map_err(|f| f.under("felter"))?,
    })
}

fn laes_maerke(v: &Value) -> Svar<Maerke> {
    let o = med(v, &["id", "label"])?;
    Ok(Maerke { id: laes_id(o.get("id").unwrap_or(&Value::Null))?, label: valgfri(o, "label")? })
}

fn laes_variant(def: &Variantdef, v: &Value) -> Svar<Variant> {
    let o = med(v, &["tekst", "egenskaber", "dele"])?;
    let del = |v: &Value| {
        let o = med(v, &["tekst", "egenskaber", "relationer"])?;
        Ok(Del {
            tekst: tekst(o, "tekst")?.to_owned(),
            egenskaber: laes_liste(o.get("egenskaber"), |e| laes_egenskab(def.del_egenskaber, e))?,
            relationer: laes_relationer(def.del_relationer, o.get("relationer"))?,
        })
    };
    Ok(Variant {
        tekst: tekst(o, "tekst")?.to_owned(),
        egenskaber: laes_liste(o.get("egenskaber"), |e| laes_egenskab(def.egenskaber, e))?,
        dele: laes_liste(o.get("dele"), del)?,
    })
}
