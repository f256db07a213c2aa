//! Changes of number, proposals and the weekly check as JSON: the same for the API and for commands.
use crate::beholdning::Beholdt;
use crate::dobbelt::Lagret;
use crate::kontrol::Kontrol;
use crate::nummer::cpr_cifre;
use crate::opfoelgning::{Deltager, Sted};
use crate::skranke::{Forslagsvisning, Vist};
use grund::{Cvr, Tidspunkt, Uuid};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn myndigheder(alle: &[u32]) -> Vec<String> {
    alle.iter().filter_map(|m| Cvr::fra_tal(*m)).map(|c| c.to_string()).collect()
}

/// A page of changes.
pub fn side(alle: &[Vist], efter: Option<&Sted>, nu: Tidspunkt) -> Value {
    json!({ "personskift": alle.iter().map(|v| skift(v, nu)).collect::<Vec<_>>(), "efter": efter.map(Sted::tekst) })
}

/// A change.
pub fn skift(v: &Vist, nu: Tidspunkt) -> Value {
    let o = &v.o;
    json!({
        "uuid": o.id, "person": o.person, "slags": o.slags.navn(), "dag": o.dag, "fortalt": o.fortalt.til_utc(), "frist": o.frist.til_utc(),
        "gamle": v.numre.then_some(&o.gamle), "nyt": o.nyt.as_ref().filter(|_| v.numre),
        "systemer": o.deltagere.iter().map(|d| deltager(d, o.stand(d, nu).navn())).collect::<Vec<_>>(),
    })
}

fn deltager(d: &Deltager, stand: &str) -> Value {
    let dueslag = d.dueslag.iter().map(|b| json!({ "dueslag": b.dueslag, "navn": b.navn, "besked": b.besked })).collect::<Vec<_>>();
    let bekraeftet = d
        .bekraeftet
        .as_ref()
        .map(|b| json!({ "tid": b.tid.til_utc(), "hvordan": b.hvordan.navn(), "hvem": b.hvem, "begrundelse": b.begrundelse }));
    json!({
        "system": d.system, "navn": d.navn, "myndigheder": myndigheder(&d.myndigheder), "stand": stand, "objekter": d.objekter, "dueslag": dueslag,
        "fil": d.fil, "abonnerer": d.abonnerer, "bekraeftet": bekraeftet, "goer": d.raad().into_iter().map(|(dansk, _)| dansk).collect::<Vec<_>>(),
    })
}

/// A proposal, without what stands under its numbers.
pub fn forslag(v: &Forslagsvisning) -> Value {
    let f = &v.f;
    let cifre = |l: &Lagret| cpr_cifre(&l.tilknytning().nummer).map(str::to_owned);
    let historik =
        f.historik.iter().map(|t| json!({ "tid": t.tid.til_utc(), "hvem": t.hvem, "hvad": t.hvad.navn(), "begrundelse": t.begrundelse }));
    let [gammel, ny] = v.identiteter;
    json!({
        "uuid": f.id, "aarsag": f.aarsag.navn(), "dag": f.dag, "oprettet": f.oprettet.til_utc(), "tilstand": f.tilstand.navn(),
        "registreret": f.registreret().til_utc(), "gammelt": cifre(&f.gammelt).filter(|_| v.numre), "nyt": f.nyt.as_ref().and_then(cifre).filter(|_| v.numre),
        "gammelIdentitet": gammel, "nyIdentitet": ny, "historik": historik.collect::<Vec<_>>(),
    })
}

/// The same with what stands under them.
pub fn helt_forslag(v: &Forslagsvisning) -> Value {
    let mut ud = forslag(v);
    let [gammelt, nyt] = &v.beholdninger;
    if let Some(o) = ud.as_object_mut() {
        o.insert("underGammelt".into(), beholdning(gammelt));
        o.insert("underNyt".into(), beholdning(nyt));
        o.insert("beggeIBrug".into(), v.begge_i_brug().into());
    }
    ud
}

/// By authority and type: how many, and whose.
pub fn beholdning(alle: &[Beholdt]) -> Value {
    let mut ud: BTreeMap<(Cvr, &str), (u64, BTreeSet<Uuid>)> = BTreeMap::new();
    for b in alle {
        let (antal, systemer) = ud.entry((b.myndighed, b.objekttype.navn)).or_default();
        *antal += 1;
        systemer.extend(&b.systemer);
    }
    let linje = |((myndighed, typen), (antal, systemer)): ((Cvr, &str), (u64, BTreeSet<Uuid>))| json!({ "myndighed": myndighed.to_string(), "type": typen, "antal": antal, "systemer": systemer });
    ud.into_iter().map(linje).collect()
}

/// The weekly check; with `numre` the first persons of each list by their numbers of now.
pub fn kontrol(k: &Kontrol, numre: bool) -> Value {
    let linje = k.systemer.iter().map(|s| {
        let mut ud = json!({
            "system": s.system, "navn": s.navn, "personer": s.personer, "udenAbonnement": s.uden_abonnement.antal, "udenSag": s.uden_sag.antal,
        });
        if let (true, Some(o)) = (numre, ud.as_object_mut()) {
            o.insert("udenAbonnementNumre".into(), json!(s.uden_abonnement.numre));
            o.insert("udenSagNumre".into(), json!(s.uden_sag.numre));
        }
        ud
    });
    json!({ "tid": k.tid.map(Tidspunkt::til_utc), "systemer": linje.collect::<Vec<_>>() })
}
