//! `samspil cpr skift`, `bekraeft`, `forslag`, `flet`, `fortryd`, `luk`, `abonnementskontrol`: the desk for changes of number on the machine itself.
use super::logfoert::{bruger, logfoer};
use super::skriv;
use crate::befolkning::foelger::Personfoelger;
use crate::beskeder;
use crate::kommandolinje::personskift::{Bekraeft, Beslut, Faelles, Forslag, Kontrol, Skift};
use crate::kommandolinje::{Befolkning, Lagervalg};
use crate::lagersted::Mangler;
use crate::opstilling::{self, Samspil, fejltekst};
use adgang::Aftalebog;
use administration::Administration;
use grund::ur::Ur;
use grund::{Cvr, Fejl, Kaldekontekst, Tidspunkt};
use person::dobbelt::Tilstand;
use person::skranke::{Beslutning, Forslagsvisning, Indsigt, Skranke, Udvalg, Vist};
use person::{kontrol, vis};
use revision::Slags;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::sync::Arc;

/// What a command has to show: as JSON, and as text.
struct Svar(Value, String);

/// Carries out one of them.
pub async fn udfoer(valg: Befolkning) -> Result<(), String> {
    match valg {
        Befolkning::Skift(v) => skift(v).await,
        Befolkning::Bekraeft(v) => bekraeft(v).await,
        Befolkning::Forslag(v) => forslag(v).await,
        Befolkning::Flet(v) => beslut(v, Beslutning::Flet).await,
        Befolkning::Fortryd(v) => beslut(v, Beslutning::Fortryd).await,
        Befolkning::Luk(v) => beslut(v, Beslutning::Luk).await,
        Befolkning::Abonnementskontrol(v) => abonnementskontrol(v).await,
        Befolkning::Haendelser | Befolkning::Stand(_) | Befolkning::Findos(_) => Ok(()),
    }
}

/// Opens store and desk, does the work, writes the log's entry, and only then shows the answer.
async fn med(
    f: &Faelles,
    operation: &str,
    slags: Slags,
    arbejde: impl AsyncFnOnce(&Skranke<'_>, &Kaldekontekst, &Indsigt) -> Result<Svar, Fejl>,
) -> Result<(), String> {
    let s = opstilling::aabn(&f.lager, Mangler::Fejl).await?;
    let svar: Result<Svar, Fejl> = async {
        let kald = adgang::paa_maskinen(Cvr::LANDET, s.ur.nu(), s.ids.ny());
        let myndigheder = myndigheder(&s).await?;
        let skranke = Skranke { register: &s.register, ids: s.ids.as_ref(), myndigheder };
        let svar = arbejde(&skranke, &kald, &Indsigt::Maskinen(bruger())).await?;
        logfoer(&s, &f.lager.data, &kald, "personskift", operation, slags).await?;
        Ok(svar)
    }
    .await;
    s.register.lager().luk().await;
    let Svar(json, tekst) = svar.map_err(|f| fejltekst(&f))?;
    skriv(&if f.json { format!("{json:#}\n") } else { tekst })
}

/// The authorities that the Administrationsmodul knows; the demo's where it knows none.
async fn myndigheder(s: &Samspil) -> Result<Vec<Cvr>, Fejl> {
    let alle = Administration::aabn(s.register.clone(), s.ids.clone()).await?.myndigheder();
    Ok(if alle.is_empty() { vec![Cvr::KORSBAEK] } else { alle })
}

/// Numbers are shown where that was asked for.
fn skjul(mut v: Vist, numre: bool) -> Vist {
    v.numre &= numre;
    v
}

async fn skift(v: Skift) -> Result<(), String> {
    let numre = v.faelles.numre;
    med(&v.faelles, "cpr skift", Slags::Kald, async |s, kald, hvem| {
        let mut u = Udvalg { alle: v.alle, overskredet: v.overskredet, myndighed: v.myndighed, system: v.system, efter: None };
        if let Some(id) = v.uuid {
            let vist = skjul(s.opfoelgning(kald, hvem, id).await?, numre);
            return Ok(Svar(vis::skift(&vist, kald.nu), et_skift(&vist, kald.nu)));
        }
        let mut alle = Vec::new();
        loop {
            let (side, naeste) = s.opfoelgningsside(kald, hvem, &u).await?;
            alle.extend(side.into_iter().map(|v| skjul(v, numre)));
            match naeste {
                Some(n) => u.efter = Some(n),
                None => break,
            }
        }
        let tekst = match alle.as_slice() {
            [] => "Everybody has confirmed.\n".to_owned(),
            alle => alle.iter().map(|v| et_skift(v, kald.nu)).collect(),
        };
        Ok(Svar(vis::side(&alle, None, kald.nu), tekst))
    })
    .await
}

fn et_skift(v: &Vist, nu: Tidspunkt) -> String {
    let o = &v.o;
    let person = o.person.map_or_else(|| "a person".to_owned(), |p| p.to_string());
    let mut ud = format!("{}  {}  {person}, extract of {}, to be confirmed by {}\n", o.id, o.slags.navn(), o.dag, o.frist.til_utc());
    if v.numre {
        let _ = writeln!(ud, "    {} -> {}", o.gamle.join(", "), o.nyt.as_deref().unwrap_or("none"));
    }
    for d in &o.deltagere {
        let myndigheder: Vec<String> = d.myndigheder.iter().filter_map(|m| Cvr::fra_tal(*m)).map(|c| c.to_string()).collect();
        let _ = writeln!(ud, "  {}  {}  {} ({})", o.stand(d, nu).navn(), d.system, d.navn, myndigheder.join(", "));
        if let Some(b) = &d.bekraeftet {
            let _ = writeln!(ud, "    {} {} {} {}", b.tid.til_utc(), b.hvordan.navn(), b.hvem, b.begrundelse);
        }
        for (_, raad) in d.raad() {
            let _ = writeln!(ud, "    - {}", raad.replace(" ID ", &format!(" {} ", o.id)));
        }
    }
    ud
}

async fn bekraeft(v: Bekraeft) -> Result<(), String> {
    med(&v.faelles, "cpr bekraeft", Slags::Administration, async |s, kald, hvem| {
        let vist = skjul(s.bekraeft(kald, hvem, v.uuid, v.system, &v.begrundelse).await?, v.faelles.numre);
        Ok(Svar(vis::skift(&vist, kald.nu), et_skift(&vist, kald.nu)))
    })
    .await
}

async fn forslag(v: Forslag) -> Result<(), String> {
    let numre = v.faelles.numre;
    med(&v.faelles, "cpr forslag", Slags::Kald, async |s, kald, hvem| {
        if let Some(id) = v.uuid {
            let mut f = s.et_forslag(kald, hvem, id).await?;
            f.numre &= numre;
            return Ok(Svar(vis::helt_forslag(&f), et_forslag(&f)));
        }
        let tilstand = v.tilstand.as_deref().and_then(Tilstand::fra_navn).or((!v.alle).then_some(Tilstand::Aaben));
        let mut alle = s.forslag(kald, hvem, tilstand).await?;
        alle.iter_mut().for_each(|f| f.numre &= numre);
        let tekst = if alle.is_empty() { "Nothing waits for a decision.\n".to_owned() } else { alle.iter().map(linje).collect() };
        Ok(Svar(json!({ "antal": alle.len(), "resultater": alle.iter().map(vis::forslag).collect::<Vec<_>>() }), tekst))
    })
    .await
}

fn linje(v: &Forslagsvisning) -> String {
    let f = &v.f;
    let id = |i: Option<grund::Uuid>| i.map_or_else(|| "no identity".to_owned(), |u| u.to_string());
    let [gammel, ny] = v.identiteter;
    let mut ud = format!("{}  {}  {}, extract of {}: {} and {}\n", f.id, f.tilstand.navn(), f.aarsag.navn(), f.dag, id(gammel), id(ny));
    if v.numre {
        let vist = vis::forslag(v);
        let tekst = |n: &str| vist.get(n).and_then(Value::as_str).unwrap_or("none").to_owned();
        let _ = writeln!(ud, "    {} -> {}", tekst("gammelt"), tekst("nyt"));
    }
    ud
}

fn et_forslag(v: &Forslagsvisning) -> String {
    let mut ud = linje(v);
    for (hvad, b) in ["the old number", "the new number"].into_iter().zip(&v.beholdninger) {
        let alle = vis::beholdning(b);
        let linjer: Vec<&Value> = alle.as_array().into_iter().flatten().collect();
        if linjer.is_empty() {
            let _ = writeln!(ud, "  under {hvad}: nothing");
        }
        for l in linjer {
            let t = |n: &str| l.get(n).map_or_else(String::new, |v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
            let _ = writeln!(ud, "  under {hvad}: {} {} in authority {}", t("antal"), t("type"), t("myndighed"));
        }
    }
    if v.begge_i_brug() {
        ud.push_str("  Both are in use: look twice before they become one.\n");
    }
    for t in &v.f.historik {
        let _ = writeln!(ud, "  {} {} by {}: {}", t.tid.til_utc(), t.hvad.navn(), t.hvem, t.begrundelse);
    }
    if v.f.kan_flettes() {
        let id = v.f.id;
        let set = if v.f.tilstand == Tilstand::Aaben { String::new() } else { format!(" --registreret {}", v.f.registreret().til_utc()) };
        let _ = writeln!(ud, "  One person: samspil cpr flet {id}{set} --begrundelse TEXT   Two: samspil cpr luk {id} --begrundelse TEXT");
    }
    ud
}

async fn beslut(v: Beslut, hvad: Beslutning) -> Result<(), String> {
    let operation = match hvad {
        Beslutning::Flet => "cpr flet",
        Beslutning::Fortryd => "cpr fortryd",
        Beslutning::Luk => "cpr luk",
    };
    med(&v.faelles, operation, Slags::Administration, async |s, kald, hvem| {
        let mut f = s.beslut(kald, hvem, v.uuid, hvad, &v.begrundelse, v.registreret).await?;
        f.numre &= v.faelles.numre;
        Ok(Svar(vis::helt_forslag(&f), et_forslag(&f)))
    })
    .await
}

async fn abonnementskontrol(v: Kontrol) -> Result<(), String> {
    if v.nu {
        kontroller(&v.faelles.lager).await?;
    }
    let numre = v.faelles.numre;
    med(&v.faelles, "cpr abonnementskontrol", Slags::Kald, async |s, kald, hvem| {
        let k = s.kontrol(kald, hvem).await?;
        if numre {
            let alle = k.systemer.iter().flat_map(|s| s.uden_abonnement.numre.iter().chain(&s.uden_sag.numre));
            alle.for_each(|n| kald.spor.person(n));
        }
        Ok(Svar(vis::kontrol(&k, numre), kontroltekst(&k, numre)))
    })
    .await
}

/// Checks in this process: what the program's next check would find.
async fn kontroller(lager: &Lagervalg) -> Result<(), String> {
    let s = opstilling::aabn(lager, Mangler::Fejl).await?;
    let svar: Result<_, Fejl> = async {
        let administration = Arc::new(Administration::aabn(s.register.clone(), s.ids.clone()).await?);
        // Where the Administrationsmodul knows no system, it is a store of the open mode.
        let administration = (!administration.myndigheder().is_empty()).then_some(administration);
        let bog = administration.as_ref().map(|a| a.bog() as Arc<dyn Aftalebog>);
        let fordeler = beskeder::se(&s, bog).await?;
        let p = Personfoelger {
            register: s.register.clone(),
            bestand: cpr::Bestand::ny(s.register.lager().clone()),
            fordeler: Some(fordeler.clone()),
            omraade: None,
            administration,
            myndighed: Cvr::KORSBAEK,
            ur: s.ur.clone(),
            ids: s.ids.clone(),
            sted: tokio::sync::Mutex::default(),
        };
        let svar = p.kontroller(s.ur.nu()).await;
        fordeler.koe().luk().await;
        svar
    }
    .await;
    s.register.lager().luk().await;
    svar.map(drop).map_err(|f| fejltekst(&f))
}

fn kontroltekst(k: &kontrol::Kontrol, numre: bool) -> String {
    let Some(tid) = k.tid else { return "There was no check yet: --nu makes one.\n".into() };
    let mut ud = format!("Checked {}\n", tid.til_utc());
    for s in &k.systemer {
        // Nobody knows the name of a system that is its id.
        let id = s.system.to_string();
        let hvem = if s.navn == id { id } else { format!("{}  ({id})", s.navn) };
        let _ = writeln!(
            ud,
            "  {hvem}: {} persons, {} of them without a subscription; {} subscribed to without a case",
            s.personer, s.uden_abonnement.antal, s.uden_sag.antal
        );
        for (hvad, p) in [("without a subscription", &s.uden_abonnement), ("without a case", &s.uden_sag)] {
            if numre && !p.numre.is_empty() {
                let _ = writeln!(ud, "    {hvad}: {}", p.numre.join(" "));
            }
        }
    }
    ud
}
