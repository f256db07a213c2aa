//! What the desk shows, as JSON.
use beskedfordeler::Fordeler;
use beskedfordeler::kuvert::{self, Kuvert};
use beskedfordeler::skranke::{Billede, Linje, Vist};
use grund::{Tidspunkt, UnikId};
use serde_json::{Value, json};

fn tid(t: Option<Tidspunkt>) -> Option<String> {
    t.map(Tidspunkt::til_utc)
}

/// Hundredths are enough of a rate.
fn rate(r: f64) -> f64 {
    (r * 100.0).round() / 100.0
}

pub(super) fn billede(b: &Billede, f: &Fordeler) -> Value {
    let (s, g, post) = (&b.status, &b.gang, b.post.as_ref().or(b.sidst.as_ref()));
    json!({
        "uuid": b.uuid,
        "navn": post.map(|d| &d.data.navn),
        "myndighed": post.map(|d| d.myndighed.to_string()),
        "leveringsmaade": post.map(|d| &d.data.levering),
        "adresse": post.map(|d| &d.data.adresse).filter(|a| !a.is_empty()),
        "modtagersystem": post.and_then(|d| d.data.modtagersystem),
        "systemnavn": post.and_then(|d| f.system(d.data.modtagersystem?).map(|s| s.navn)),
        "ikraft": b.post.is_some(),
        "problem": b.er_problem(),
        "antal": s.antal,
        "bytes": s.bytes,
        "naeste": s.naeste,
        "aeldste": tid(s.aeldste.map(|(_, t)| t)),
        "fejlede": s.fejlede,
        "ude": b.ude,
        "modtagere": g.forbrugere,
        "harhaftmodtager": g.har_haft_forbruger,
        "udenmodtagersiden": tid(g.uden_forbruger_siden),
        "indprsekund": rate(g.ind_pr_sekund),
        "udprsekund": rate(g.ud_pr_sekund),
        "senestkvitteret": tid(g.senest_ud),
        "fejlitraek": g.fejl_i_traek,
        "senestefejl": g.seneste_fejl.as_ref().map(|(t, sagt)| json!({ "tidspunkt": t.til_utc(), "tekst": sagt.dansk, "engelsk": sagt.engelsk })),
    })
}

pub(super) fn linje(l: &Linje) -> Value {
    json!({
        "nummer": l.nummer,
        "beskedid": l.besked.as_ref().map(|(id, _)| id.to_string()),
        "beskedtype": l.besked.as_ref().map(|(_, t)| t.to_string()),
        "modtaget": l.modtaget.til_utc(),
        "udloeb": tid(l.udloeb),
        "forsoeg": l.forsoeg,
        "abonnement": l.abonnement,
        "bytes": l.bytes,
        "ude": l.ude,
        "fejl": l.fejl.as_ref().map(|(a, tekst, t)| json!({ "aarsag": a.navn(), "tekst": tekst, "siden": t.til_utc() })),
    })
}

/// Puts a member into an object.
pub(super) fn tilfoej(v: &mut Value, navn: &str, vaerdi: Value) {
    if let Some(o) = v.as_object_mut() {
        o.insert(navn.into(), vaerdi);
    }
}

/// An id without a person's number.
fn id(u: &UnikId) -> String {
    if kuvert::cpr(u).is_some() { revision::masker_tekst(&u.to_string()) } else { u.to_string() }
}

fn vis_kuvert(k: &Kuvert) -> Value {
    let muligt = |u: &Option<UnikId>| u.as_ref().map(id);
    json!({
        "dannet": tid(k.dannet),
        "transaktion": muligt(&k.transaktion),
        "kildesystem": k.kildesystem,
        "sikkerhedsklassificering": muligt(&k.sikkerhedsklassificering),
        "gyldigfra": tid(k.gyldig_fra),
        "gyldigtil": tid(k.gyldig_til),
        "tilladtemodtagere": k.tilladte.iter().map(id).collect::<Vec<_>>(),
        "objekter": k.registreringer.iter().map(|r| json!({
            "objekt": muligt(&r.objekt),
            "objekttype": muligt(&r.objekttype),
            "handling": muligt(&r.handling),
            "emne": muligt(&r.emne),
            "myndighed": muligt(&r.myndighed),
            "tidspunkt": tid(r.tidspunkt),
        })).collect::<Vec<_>>(),
        "relaterede": k.relaterede.iter().map(|r| json!({ "id": id(&r.id), "objekttype": id(&r.objekttype) })).collect::<Vec<_>>(),
    })
}

pub(super) fn vist(v: &Vist) -> Value {
    let mut ud = linje(&v.linje);
    tilfoej(&mut ud, "frasystem", json!(v.fra_system));
    tilfoej(&mut ud, "afsender", json!(v.afsender));
    tilfoej(&mut ud, "kuvert", v.kuvert.as_deref().map_or(Value::Null, vis_kuvert));
    tilfoej(&mut ud, "indhold", json!(v.indhold));
    ud
}
