//! `samspil login`
use super::logfoert::{self, bruger};
use super::skriv;
use crate::kommandolinje::Lagervalg;
use crate::kommandolinje::login::{Identitet, Login};
use crate::lagersted::Mangler;
use crate::opstilling::{self, Samspil, fejltekst};
use crate::sikkerhedsmappe::Sikkerhedsmappe;
use crate::ur::{Systemur, Tilfaeldige};
use ::login::identitet::noegle;
use ::login::katalog::Oejebillede;
use ::login::opsaetning::Foederation;
use ::login::segl;
use ::login::session::{Sessioner, Spaerring};
use grund::ur::Ur;
use grund::{Fejl, Tidspunkt, Uuid};
use revision::Slags;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// Carries out the command.
pub async fn udfoer(valg: Login) -> Result<(), String> {
    match valg {
        Login::Hemmelighed => {
            let h = segl::hemmelighed(&Tilfaeldige);
            skriv(&format!("secret         {h}\nsecret_sha256  {}\n", segl::aftryk(&h)))
        }
        Login::Katalog { bruger, data } => katalog(bruger, &data).await,
        Login::Sessioner(lager) => med(&lager, async |_, s, nu| Ok(sessioner(&s.alle(nu).await?))).await,
        Login::Spaerringer(lager) => {
            med(&lager, async |_, s, _| {
                let mut ud = String::new();
                for x in s.spaerringer().await? {
                    let tid = Tidspunkt::fra_mikros(x.tid).til_utc();
                    let _ = writeln!(ud, "{tid}  {} at {}, by {}: {}", x.emne, x.udbyder, x.af, x.hvorfor);
                }
                Ok(if ud.is_empty() { "Nobody is blocked.\n".to_owned() } else { ud })
            })
            .await
        }
        Login::Spaer { hvem, hvorfor, lager } => {
            med(&lager, async |p, s, nu| {
                // The log first: what is not in it has not been done.
                logfoer(p, &lager, "spær", &hvem, &hvorfor, nu).await?;
                let x = Spaerring {
                    udbyder: hvem.udbyder.clone(),
                    emne: hvem.emne.clone(),
                    tid: nu.mikros(),
                    af: bruger(),
                    hvorfor: hvorfor.clone(),
                };
                let antal = s.spaer(&x, nu).await?;
                Ok(format!("Blocked; {antal} sessions have ended.\n"))
            })
            .await
        }
        Login::Aabn { hvem, hvorfor, lager } => {
            med(&lager, async |p, s, nu| {
                logfoer(p, &lager, "genåbn", &hvem, &hvorfor, nu).await?;
                s.genaabn(&noegle(&hvem.udbyder, &hvem.emne), nu).await?;
                Ok("Open again.\n".to_owned())
            })
            .await
        }
    }
}

/// Reads every directory; one that can't be read makes the command fail, after the others.
async fn katalog(bruger: Option<Uuid>, data: &Path) -> Result<(), String> {
    let f = Foederation::laes(&Sikkerhedsmappe::i(data).login()).map_err(|f| fejltekst(&f))?;
    let (mut ud, mut fejl) = (String::new(), Vec::new());
    for (id, k) in &f.kataloger {
        match k.laes(Systemur::ny().nu()).await {
            Ok(b) => {
                let _ = writeln!(ud, "{id} ({}, {}): {} employees", k.navn, k.myndighed, b.ansatte.len());
                katalogets(&b, bruger, &mut ud);
            }
            Err(hvorfor) => fejl.push(format!("{id}: {hvorfor}")),
        }
    }
    if f.kataloger.is_empty() {
        ud.push_str("No directory is connected.\n");
    }
    skriv(&ud)?;
    if fejl.is_empty() { Ok(()) } else { Err(fejl.join("\n")) }
}

fn katalogets(b: &Oejebillede, bruger: Option<Uuid>, ud: &mut String) {
    let linje = |ud: &mut String, navn: &str, vaerdi: String| {
        let _ = writeln!(ud, "  {navn:<22}{vaerdi}");
    };
    if let Some(u) = bruger {
        let Some(a) = b.ansatte.get(&u) else { return linje(ud, "user", format!("{u} is not in it")) };
        linje(ud, "name", format!("{} ({})", a.navn, a.dn));
        linje(ud, "mail", a.mail.clone().unwrap_or_default());
        linje(ud, "units", a.enheder.join(", "));
        for g in &a.roller {
            let vaerdier: Vec<String> = g.afgraensninger.iter().map(|(n, v)| format!("{n}={}", v.join(","))).collect();
            linje(ud, "role", format!("{} {}", g.privilegier.join(" "), vaerdier.join(" ")));
        }
        a.bortfaldet.iter().for_each(|(rolle, attribut)| linje(ud, "not", format!("{rolle}: no {attribut}")));
        return;
    }
    linje(ud, "without a UUID", b.uden_uuid.to_string());
    linje(ud, "UUIDs of several", b.dobbelte.iter().map(Uuid::to_string).collect::<Vec<_>>().join(", "));
    linje(ud, "groups not there", b.ukendte_grupper.join("; "));
    let mut bortfaldet: BTreeMap<&(String, String), usize> = BTreeMap::new();
    b.ansatte.values().flat_map(|a| &a.bortfaldet).for_each(|x| *bortfaldet.entry(x).or_default() += 1);
    bortfaldet
        .into_iter()
        .for_each(|((rolle, attribut), antal)| linje(ud, "roles left out", format!("{rolle}: {antal} have no {attribut}")));
}

/// Opens the store for a command, and closes it.
async fn med(lager: &Lagervalg, arbejde: impl AsyncFnOnce(&Samspil, &Sessioner, Tidspunkt) -> Result<String, Fejl>) -> Result<(), String> {
    let p = opstilling::aabn(lager, Mangler::Fejl).await?;
    let sessioner = Sessioner::ny(p.register.lager().clone(), p.ids.clone(), None);
    let svar = arbejde(&p, &sessioner, p.ur.nu()).await;
    p.register.lager().luk().await;
    skriv(&svar.map_err(|f| fejltekst(&f))?)
}

fn sessioner(alle: &[(grund::Uuid, ::login::session::Session)]) -> String {
    let mut ud = String::new();
    for (_, s) in alle {
        let i = &s.identitet;
        let systemer: Vec<&str> = s.deltagere.iter().map(|d| d.system.as_str()).collect();
        let _ = writeln!(
            ud,
            "{}\n  provider {}\n  subject  {}\n  since    {}, used {}\n  systems  {}",
            i.i_log(),
            i.udbyder,
            i.emne,
            Tidspunkt::fra_mikros(s.autentificeret).til_utc(),
            Tidspunkt::fra_mikros(s.brugt).til_utc(),
            systemer.join(", ")
        );
    }
    if ud.is_empty() { "Nobody is logged in.\n".to_owned() } else { ud }
}

/// What is done to somebody stands in the audit log, where the store has one.
async fn logfoer(p: &Samspil, lager: &Lagervalg, hvad: &str, hvem: &Identitet, hvorfor: &str, nu: Tidspunkt) -> Result<(), Fejl> {
    let kald = adgang::paa_maskinen(adgang::FAELLES, nu, p.ids.ny());
    kald.spor.skriv(|s| s.formaal = Some(format!("{} hos {}: {hvorfor}", hvem.emne, hvem.udbyder)));
    logfoert::logfoer(p, &lager.data, &kald, "login", hvad, Slags::Administration).await
}
