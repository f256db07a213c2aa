//! Advis by HTTP.
use super::{Hvem, Modul, fra_krop, intet, med_id, resultater, som_json};
use crate::administration::krop::{Id, Krop, Parametre, uuid};
use crate::administration::svar::{Svar, ok, oprettet};
use ::sapa::Partsid;
use ::sapa::advis::{Advis, Advisgruppe, Advisregel, Advistilstand, Handling, NyPaamindelse, Udvalg};
use axum::extract::State;
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid, graenser};
use serde_json::{Value, json};

const HANDLINGER: [&str; 6] = ["overtag", "slip", "faerdig", "genaabn", "videresend", "udsaet"];

fn vis(a: &Advis) -> Value {
    json!({
        "id": a.id, "gruppe": a.gruppe, "slags": a.slags, "tekst": a.tekst, "part": a.part, "sag": a.sag, "bevilling": a.bevilling,
        "haendt": a.haendt.til_utc(), "vises": a.vises.til_utc(), "dannet": a.dannet.til_utc(), "tilstand": a.tilstand,
        "hos": a.hos.as_ref().map(|h| json!({ "bruger": h.bruger, "navn": h.navn })), "faerdig": a.faerdig.map(Tidspunkt::til_utc),
    })
}

fn sted(t: &str) -> Result<(Tidspunkt, Uuid), Fejl> {
    let del = || {
        let (mikros, id) = t.split_once('-')?;
        Some((Tidspunkt::fra_mikros(mikros.parse().ok()?), grund::id::laes_uuid(id)?))
    };
    del().ok_or_else(|| Fejl::ny(Fejlkode::UgyldigSide).felt("efter"))
}

pub(super) async fn liste(State(t): Modul, hvem: Hvem, mut q: Parametre) -> Svar {
    let gruppe = q.uuid("gruppe")?.ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("gruppe"))?;
    let tilstand = match q.tag("tilstand")?.as_deref() {
        None | Some("aaben") => Advistilstand::Aaben,
        Some("faerdig") => Advistilstand::Faerdig,
        Some(_) => return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("tilstand").tilladt(["aaben", "faerdig"]).into()),
    };
    let efter = q.tag("efter")?.map(|e| sted(&e)).transpose()?;
    let (mine, antal) = (q.ja("mine")?, q.tal("antal")?.unwrap_or(100));
    q.slut()?;
    let side = t.sapa.advis(hvem.kalder(), &Udvalg { gruppe, tilstand, mine, efter, antal }).await?;
    let efter = side.efter.map(|(t, id)| format!("{}-{id}", t.mikros()));
    ok(json!({ "advis": side.advis.iter().map(vis).collect::<Vec<_>>(), "efter": efter }))
}

pub(super) async fn om_part(State(t): Modul, hvem: Hvem, mut k: Krop) -> Svar {
    hvem.formaal(&mut k)?;
    let part = Partsid::laes(&k.kraevet("part", 255)?)?;
    k.slut()?;
    let l: Vec<Value> = t.sapa.partens_advis(hvem.kalder(), &part).await?.iter().map(vis).collect();
    resultater(&l)
}

pub(super) async fn haandter(State(t): Modul, hvem: Hvem, mut k: Krop) -> Svar {
    let ider = k.tekster("advis", graenser::SAPA_ADVIS_SAMLET)?.iter().map(|i| uuid("advis", i)).collect::<Result<Vec<_>, _>>()?;
    let handling = match k.kraevet("handling", 50)?.as_str() {
        "overtag" => Handling::Overtag,
        "slip" => Handling::Slip,
        "faerdig" => Handling::Faerdig,
        "genaabn" => Handling::Genaabn,
        "videresend" => Handling::Videresend(uuid("gruppe", &k.kraevet("gruppe", 36)?)?),
        "udsaet" => Handling::Udsaet(k.tid("til")?.ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("til"))?),
        _ => return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("handling").tilladt(HANDLINGER).into()),
    };
    k.slut()?;
    let l: Vec<Value> = t.sapa.haandter_advis(hvem.kalder(), &ider, &handling).await?.iter().map(vis).collect();
    resultater(&l)
}

pub(super) async fn paamind(State(t): Modul, hvem: Hvem, mut k: Krop) -> Svar {
    let valgfri = |v: String| if v.is_empty() { None } else { Some(v) };
    let p = NyPaamindelse {
        gruppe: uuid("gruppe", &k.kraevet("gruppe", 36)?)?,
        titel: k.kraevet("titel", 255)?,
        dato: k.tid("dato")?.ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("dato"))?,
        part: valgfri(k.tekst("part", 255)?).map(|p| Partsid::laes(&p)).transpose()?,
        sag: valgfri(k.tekst("sag", 36)?).map(|s| uuid("sag", &s)).transpose()?,
    };
    k.slut()?;
    oprettet(vis(&t.sapa.paamind(hvem.kalder(), &p).await?))
}

pub(super) async fn grupper(State(t): Modul, hvem: Hvem) -> Svar {
    resultater(&t.sapa.advisgrupper(hvem.kalder()).await?)
}

pub(super) async fn opret_gruppe(State(t): Modul, hvem: Hvem, k: Krop) -> Svar {
    let g: Advisgruppe = fra_krop(med_id(k, Uuid::nil()))?;
    oprettet(som_json(&t.sapa.gem_advisgruppe(hvem.kalder(), g).await?)?)
}

pub(super) async fn ret_gruppe(State(t): Modul, hvem: Hvem, Id(id): Id, k: Krop) -> Svar {
    let g: Advisgruppe = fra_krop(med_id(k, id))?;
    ok(som_json(&t.sapa.gem_advisgruppe(hvem.kalder(), g).await?)?)
}

pub(super) async fn slet_gruppe(State(t): Modul, hvem: Hvem, Id(id): Id) -> Svar {
    t.sapa.slet_advisgruppe(hvem.kalder(), id).await?;
    intet()
}

pub(super) async fn regler(State(t): Modul, hvem: Hvem) -> Svar {
    resultater(&t.sapa.advisregler(hvem.kalder()).await?)
}

pub(super) async fn opret_regel(State(t): Modul, hvem: Hvem, k: Krop) -> Svar {
    let r: Advisregel = fra_krop(med_id(k, Uuid::nil()))?;
    oprettet(som_json(&t.sapa.gem_advisregel(hvem.kalder(), r).await?)?)
}

pub(super) async fn ret_regel(State(t): Modul, hvem: Hvem, Id(id): Id, k: Krop) -> Svar {
    let r: Advisregel = fra_krop(med_id(k, id))?;
    ok(som_json(&t.sapa.gem_advisregel(hvem.kalder(), r).await?)?)
}

pub(super) async fn slet_regel(State(t): Modul, hvem: Hvem, Id(id): Id) -> Svar {
    t.sapa.slet_advisregel(hvem.kalder(), id).await?;
    intet()
}
