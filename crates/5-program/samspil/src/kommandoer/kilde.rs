//! `samspil kilde`, `samspil kvote`, `samspil forbrug`: directly on the store. Whoever may open the store may act.
use super::skriv;
use crate::kommandolinje::kilde::{Forbrug, Kilde, Kvote, Sted};
use crate::lagersted::Mangler;
use crate::opstilling::{self, fejltekst};
use administration::typer::{Kilderegel, Kvoteregel, Opstroem};
use administration::{Administration, Kalder};
use grund::spor::Kildeslags;
use grund::ur::Ur;
use grund::{Cvr, Fejl, Fejlkode};
use serviceplatform::periode::Maaned;
use serviceplatform::tjenester::{self, TJENESTER};
use std::fmt::Write;
use std::sync::Arc;
use styring::administration::forbrug::{self, Linje, Udvalg};

async fn med(sted: &Sted, arbejde: impl AsyncFnOnce(&Arc<Administration>, &Kalder<'_>) -> Result<String, Fejl>) -> Result<(), String> {
    let s = opstilling::aabn(&sted.lager, Mangler::Fejl).await?;
    let kald = adgang::paa_maskinen(adgang::FAELLES, s.ur.nu(), s.ids.ny());
    let k = Kalder::paa_maskinen(&kald);
    let svar = async {
        let m = Arc::new(Administration::aabn(s.register.clone(), s.ids.clone()).await?);
        m.saa_tjenester(&k, &opstilling::tjenester()).await?;
        arbejde(&m, &k).await
    };
    let svar = svar.await;
    s.register.lager().luk().await;
    skriv(&svar.map_err(|f| fejltekst(&f))?)
}

/// The service of that entity id or SF number.
fn tjeneste(t: &str) -> Result<&'static str, Fejl> {
    let fundet = TJENESTER.iter().find(|x| x.adgang.entity_id == t || x.sf.eq_ignore_ascii_case(t));
    fundet.map(|x| x.adgang.entity_id).ok_or_else(|| {
        let alle = TJENESTER.iter().flat_map(|x| [x.sf, x.adgang.entity_id]);
        Fejl::ny(Fejlkode::UgyldigVaerdi).felt("tjeneste").tilladt(alle)
    })
}

/// Carries out `samspil kilde`.
///
/// # Errors
/// In words.
pub async fn kilde(valg: Kilde) -> Result<(), String> {
    match valg {
        Kilde::Vis(sted) => med(&sted, async |m, k| vis(m, k)).await,
        Kilde::Saet { tjeneste: t, kilde, opstroem, myndighed, sted } => {
            med(&sted, async |m, k| {
                let slags = Kildeslags::fra_navn(&kilde);
                let slags =
                    slags.ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).felt("kilde").tilladt(Kildeslags::ALLE.map(|k| k.navn())))?;
                let r = Kilderegel { entityid: tjeneste(&t)?.into(), cvr: myndighed, kilde: slags, opstroem: opstroem.unwrap_or_default() };
                tjenester::kan(&r.entityid, r.kilde)?;
                Ok(regel(&m.saet_kilde(k, &r).await?.data))
            })
            .await
        }
        Kilde::Fjern { tjeneste: t, myndighed, sted } => {
            med(&sted, async |m, k| Ok(format!("removed: {}", regel(&m.fjern_kilde(k, tjeneste(&t)?, myndighed).await?.data)))).await
        }
        Kilde::Opstroem(o) => {
            let (aftale, system, bruger, tj) = match o.invocation.as_deref() {
                Some(&[a, s, b, t]) => (Some(a), Some(s), Some(b), Some(t)),
                _ => (None, None, None, None),
            };
            let ny = Opstroem {
                navn: o.navn,
                adresse: o.adresse,
                certifikat: o.certifikat.unwrap_or_default(),
                rod: o.rod.unwrap_or_default(),
                aftale,
                system,
                bruger,
                tjeneste: tj,
                fristms: o.frist,
                igenms: o.igen,
                samtidige: o.samtidige,
                oversaettelse: o.oversaettelse.unwrap_or_default(),
                myndigheder: o.myndighed.iter().map(ToString::to_string).collect(),
                sts: o.sts.unwrap_or_default(),
            };
            med(&o.sted, async |m, k| Ok(opstroem(&m.saet_opstroem(k, &ny).await?.data))).await
        }
        Kilde::FjernOpstroem { navn, sted } => {
            med(&sted, async |m, k| Ok(format!("removed: {}", opstroem(&m.fjern_opstroem(k, &navn).await?.data)))).await
        }
    }
}

fn for_hvem(cvr: Option<Cvr>) -> String {
    cvr.map_or_else(|| "all".to_owned(), |c| c.to_string())
}

fn regel(r: &Kilderegel) -> String {
    let gennem = if r.opstroem.is_empty() { String::new() } else { format!(" {}", r.opstroem) };
    format!("{}  {}  {}{gennem}\n", r.entityid, for_hvem(r.cvr), r.kilde.navn())
}

fn opstroem(o: &Opstroem) -> String {
    let ms = |n: Option<u32>| n.map_or_else(|| "-".to_owned(), |n| n.to_string());
    let fil = |t: &str, ellers: &str| if t.is_empty() { ellers.to_owned() } else { t.to_owned() };
    let kontekst = match o.aftale {
        Some(a) => format!("InvocationContext {a}"),
        None if !o.sts.is_empty() => format!("tokens of {}", o.sts),
        None => "AuthorityContext".to_owned(),
    };
    let hvem = if o.myndigheder.is_empty() { "all".to_owned() } else { o.myndigheder.join(", ") };
    format!(
        "{}  {}  for {hvem}, certificate {}, roots {}, {kontekst}, {} ms, again after {} ms\n",
        o.navn,
        o.adresse,
        fil(&o.certifikat, "the program's own"),
        fil(&o.rod, "of all calls"),
        ms(o.fristms),
        ms(o.igenms)
    )
}

fn vis(m: &Administration, k: &Kalder<'_>) -> Result<String, Fejl> {
    let mut ud = String::from("Services\n");
    for t in TJENESTER {
        let kilder: Vec<&str> = t.kilder.iter().map(|k| k.navn()).collect();
        let _ = writeln!(ud, "  {:<8}  {}  {}", t.sf, t.adgang.entity_id, kilder.join(", "));
    }
    ud.push_str("Rules\n");
    m.kilderegler(k).iter().for_each(|p| ud.push_str(&format!("  {}", regel(&p.data))));
    ud.push_str("Upstreams\n");
    m.opstroemme(k)?.iter().for_each(|p| ud.push_str(&format!("  {}", opstroem(&p.data))));
    Ok(ud)
}

/// Carries out `samspil kvote`.
///
/// # Errors
/// In words.
pub async fn kvote(valg: Kvote) -> Result<(), String> {
    let linje = |p: &administration::Post<Kvoteregel>| {
        let d = &p.data;
        let hvem = match (d.aftale, d.system) {
            (Some(a), _) => format!("agreement {a}"),
            (None, Some(s)) => format!("system {s}"),
            (None, None) => "all systems".to_owned(),
        };
        format!("{}  {}  {}  {hvem}: {} a month\n", p.uuid, d.entityid, d.cvr, d.antal)
    };
    match valg {
        Kvote::Vis(sted) => {
            med(&sted, async |m, k| {
                let (lager, maaned) = (m.lager(), Maaned::af(k.kald.nu));
                let mut ud = String::new();
                for p in m.kvoter(k) {
                    let brugt = crate::serviceplatform::kvoteregel(&p).brugt(lager.as_ref(), maaned).await?;
                    let _ = writeln!(ud, "{}, {brugt} used in {maaned}", linje(&p).trim_end());
                }
                Ok(ud)
            })
            .await
        }
        Kvote::Saet { tjeneste: t, antal, myndighed, system, aftale, sted } => {
            med(&sted, async |m, k| {
                let r = Kvoteregel { entityid: tjeneste(&t)?.into(), cvr: myndighed, system, aftale, antal };
                Ok(linje(&m.saet_kvote(k, &r).await?))
            })
            .await
        }
        Kvote::Fjern { uuid, sted } => med(&sted, async |m, k| Ok(format!("removed: {}", linje(&m.fjern_kvote(k, uuid).await?)))).await,
    }
}

/// Carries out `samspil forbrug`.
///
/// # Errors
/// In words.
pub async fn forbrug(valg: Forbrug) -> Result<(), String> {
    med(&valg.sted, async |m, k| {
        let denne = Maaned::af(k.kald.nu);
        let fra = valg.maaned.or(valg.til).unwrap_or(denne);
        let til = valg.til.unwrap_or(fra);
        if til < fra {
            return Err(Fejl::ny(Fejlkode::FraEfterTil).felt("--til"));
        }
        let t = styring::administration::Tilstand { administration: m.clone(), lager: m.lager() };
        let linjer = forbrug::linjer(&t, k, &Udvalg { fra, til, myndighed: valg.myndighed }).await?;
        Ok(if valg.csv { forbrug::som_csv(&linjer) } else { tabel(&linjer) })
    })
    .await
}

fn tabel(l: &[Linje]) -> String {
    let mut ud = String::new();
    for l in l {
        let (p, a) = (&l.post, &l.antal);
        let navn = l.systemnavn.clone().unwrap_or_else(|| p.system.to_string());
        let _ = writeln!(
            ud,
            "{}  {}  {navn}  {}  {}: {} look-ups ({} failed), {} persons",
            p.maaned,
            p.myndighed,
            p.tjeneste,
            p.kilde.navn(),
            a.kald,
            a.fejlede,
            a.personer
        );
    }
    ud
}
