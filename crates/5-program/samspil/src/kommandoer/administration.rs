//! `samspil administration`: the Administrationsmodul directly on the store. Whoever may open the store may act.
use super::skriv;
use crate::filer::laes;
use crate::kommandolinje::administration::*;
use crate::lagersted::Mangler;
use crate::opstilling::{self, Samspil, fejltekst};
use administration::aftaler::{Aftalefilter, Aftaleindhold, Anmodning};
use administration::certifikat;
use administration::oversaet::{fra_json, vis};
use administration::systemer::{Certifikatslags, Nytcertifikat};
use administration::tilstand::Tilstand;
use administration::typer::{
    self, Administratorpost, Aftaletjeneste, Anvisningsregel, Emne, Opbevaringsregel, Parametervaerdi, Tilsluttetsystem,
};
use administration::{Administration as Modul, Kalder, Post, sftpnoegle};
use grund::ur::Ur;
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, Uuid};
use register::Anvisningsmaade;
use serde_json::{Map, Value, json};

/// What a command has to show: JSON, and one line of text for each object.
struct Resultat(Value, Vec<String>);

/// Carries out a command.
pub async fn administration(valg: Administration) -> Result<(), String> {
    let s = opstilling::aabn(&valg.lagervalg(), Mangler::Fejl).await?;
    let resultat = udfoer(&s, &valg.hvad).await;
    s.register.lager().luk().await;
    let Resultat(json, linjer) = resultat?;
    match valg.json {
        true => skriv(&format!("{json:#}\n")),
        false => skriv(&linjer.iter().map(|l| format!("{l}\n")).collect::<String>()),
    }
}

async fn udfoer(s: &Samspil, hvad: &Hvad) -> Result<Resultat, String> {
    let kald = adgang::paa_maskinen(adgang::FAELLES, s.ur.nu(), s.ids.ny());
    let k = Kalder::paa_maskinen(&kald);
    let filer = |f: Fejl| fejltekst(&f);
    let m = Modul::aabn(s.register.clone(), s.ids.clone()).await.map_err(filer)?;
    m.saa_tjenester(&k, &opstilling::tjenester()).await.map_err(filer)?;
    match hvad {
        Hvad::Aktoer(a) => aktoer(&m, &k, a).await.map_err(filer),
        Hvad::System(x) => system(&m, &k, x).await,
        Hvad::Tjeneste(t) => tjeneste(&m, &k, t).await,
        Hvad::Aftale(a) => aftale(&m, &k, a).await.map_err(filer),
        Hvad::Administrator(a) => administrator(&m, &k, a).await,
        Hvad::Opbevaring { myndighed, dage } => opbevaring(&m, &k, *myndighed, *dage).await.map_err(filer),
        Hvad::Anvisninger { myndighed, maade } => anvisninger(&m, &k, *myndighed, *maade).await.map_err(filer),
    }
}

fn objekt<T: Emne>(p: &Post<T>, nu: Tidspunkt) -> Result<Map<String, Value>, Fejl> {
    let mut o = vis(&p.data)?;
    o.insert("uuid".into(), p.uuid.to_string().into());
    o.insert("tilstand".into(), p.tilstand_paa(nu).into());
    Ok(o)
}

fn en<T: Emne>(p: &Post<T>, nu: Tidspunkt, linje: impl Fn(&Post<T>) -> String) -> Result<Resultat, Fejl> {
    Ok(Resultat(Value::Object(objekt(p, nu)?), vec![linje(p)]))
}

fn flere<'a, T: Emne>(l: impl Iterator<Item = &'a Post<T>>, nu: Tidspunkt, linje: impl Fn(&Post<T>) -> String) -> Result<Resultat, Fejl> {
    let (mut json, mut linjer) = (Vec::new(), Vec::new());
    for p in l {
        json.push(Value::Object(objekt(p, nu)?));
        linjer.push(linje(p));
    }
    Ok(Resultat(Value::Array(json), linjer))
}

async fn aktoer(m: &Modul, k: &Kalder<'_>, a: &Aktoer) -> Result<Resultat, Fejl> {
    let linje = |p: &Post<typer::Aktoer>| {
        let d = &p.data;
        let slags = [(d.myndighed, " authority"), (d.leverandoer, " vendor"), (d.egentestmyndighed, " own test authority")];
        format!("{}  {} {}", d.cvr, d.navn, slags.iter().filter(|s| s.0).map(|s| s.1).collect::<String>())
    };
    match a {
        Aktoer::Opret { cvr, navn, email, myndighed, leverandoer, egen_testmyndighed } => {
            let a = typer::Aktoer {
                cvr: *cvr,
                navn: navn.clone(),
                email: email.clone(),
                myndighed: *myndighed,
                leverandoer: *leverandoer,
                egentestmyndighed: *egen_testmyndighed,
            };
            en(&m.saet_aktoer(k, &a).await?, k.kald.nu, linje)
        }
        Aktoer::List => flere(m.aktoerer().iter().map(|p| &**p), k.kald.nu, linje),
    }
}

fn systemlinje(p: &Post<Tilsluttetsystem>) -> String {
    let gyldige = p.data.certifikater.iter().filter(|c| c.tilknyttettil.is_none()).count();
    let certifikater = if gyldige == 1 { "certificate" } else { "certificates" };
    format!("{}  {} (CVR {}, {}, {gyldige} {certifikater})", p.uuid, p.data.navn, p.data.cvr, p.tilstand())
}

/// The system of that UUID or name; a name that several have must be given as a UUID.
fn find_system(m: &Modul, k: &Kalder<'_>, t: &str) -> Result<Uuid, Fejl> {
    if let Some(u) = grund::id::laes_uuid(t) {
        return m.system(k, u).map(|s| s.uuid);
    }
    let alle = m.systemer(k, None);
    let fundet: Vec<_> = alle.iter().filter(|s| s.data.navn == t && s.er("aktiv", k.kald.nu)).collect();
    match fundet.as_slice() {
        [s] => Ok(s.uuid),
        [] => Err(Fejl::ny(Fejlkode::FindesIkke).felt("system").detalje((
            format!("intet aktivt system hedder {0}", grund::fejl::uddrag(t)),
            format!("no active system is called {0}", grund::fejl::uddrag(t)),
        ))),
        l => Err(Fejl::ny(Fejlkode::ForMange).felt("system").detalje((
            format!("{0} systemer hedder sådan; angiv UUID'et", l.len()),
            format!("{0} systems have this name; give the UUID", l.len()),
        ))),
    }
}

const fn miljoe(m: Miljoe) -> &'static str {
    match m {
        Miljoe::Test => "test",
        Miljoe::Produktion => "produktion",
    }
}

/// Whoever may open the store proves nothing more.
const fn med_certifikat(data: &[u8], hvor: Miljoe) -> Nytcertifikat<'_> {
    Nytcertifikat { data, miljoe: miljoe(hvor), bevis: None }
}

async fn system(m: &Modul, k: &Kalder<'_>, s: &System) -> Result<Resultat, String> {
    let f = |f: Fejl| fejltekst(&f);
    let nu = k.kald.nu;
    let post = match s {
        System::Opret { uuid, navn, cvr, beskrivelse, udstiller, brugervendt, certifikat: fil, miljoe: hvor } => {
            // Everything that may fail is looked at before anything is made.
            let der = fil.as_deref().map(laes).transpose()?;
            if let Some(d) = &der {
                certifikat::laes(d, miljoe(*hvor), nu).map_err(f)?;
            }
            if m.aktoer(*cvr).is_none() {
                let navn = format!("CVR {cvr}");
                let a =
                    typer::Aktoer { cvr: *cvr, navn, email: String::new(), myndighed: false, leverandoer: true, egentestmyndighed: false };
                m.saet_aktoer(k, &a).await.map_err(f)?;
            }
            let nyt = Tilsluttetsystem {
                navn: navn.clone(),
                beskrivelse: beskrivelse.clone(),
                cvr: *cvr,
                anvender: true,
                udstiller: *udstiller,
                brugervendt: *brugervendt,
                certifikater: Vec::new(),
                endepunkter: Vec::new(),
                paavegneaf: Vec::new(),
                sftpnoegler: Vec::new(),
            };
            let p = m.opret_system(k, *uuid, &nyt).await.map_err(f)?;
            match der {
                Some(d) => m.tilfoej_certifikat(k, p.uuid, Certifikatslags::Eget, med_certifikat(&d, *hvor)).await.map_err(f)?,
                None => p,
            }
        }
        System::Certifikat { system, tilfoej, fjern, paa_vegne_af, miljoe: hvor } => {
            let uuid = find_system(m, k, system).map_err(f)?;
            let slags = if *paa_vegne_af { Certifikatslags::PaaVegneAf } else { Certifikatslags::Eget };
            match (tilfoej, fjern) {
                (Some(fil), _) => m.tilfoej_certifikat(k, uuid, slags, med_certifikat(&laes(fil)?, *hvor)).await.map_err(f)?,
                (None, aftryk) => m.fjern_certifikat(k, uuid, slags, aftryk.as_deref().unwrap_or_default()).await.map_err(f)?,
            }
        }
        System::Sftpnoegle { system, tilfoej, fjern } => {
            let uuid = find_system(m, k, system).map_err(f)?;
            let mut noegler = m.system(k, uuid).map_err(f)?.data.sftpnoegler.clone();
            match (tilfoej, fjern) {
                (Some(fil), _) => noegler.push(String::from_utf8_lossy(&laes(fil)?).into_owned()),
                (None, aftryk) => {
                    let foer = noegler.len();
                    noegler.retain(|n| sftpnoegle::aftryk(n) != *aftryk);
                    if noegler.len() == foer {
                        return Err(
                            "the system has no key of that fingerprint: `samspil administration system vis` shows those that it has".into(),
                        );
                    }
                }
            }
            m.saet_sftpnoegler(k, uuid, &noegler).await.map_err(f)?
        }
        System::Vis { system } => {
            let p = find_system(m, k, system).and_then(|u| m.system(k, u)).map_err(f)?;
            let mut r = en(&p, nu, systemlinje).map_err(f)?;
            r.1.extend(p.data.certifikater.iter().map(|c| {
                let til = c.tilknyttettil.map(|t| format!(", removed {}", t.til_oio())).unwrap_or_default();
                let udloeb = c.gyldigtil.map(Tidspunkt::til_oio).unwrap_or_default();
                format!("  certificate {} ({}{til})\n    {}\n    valid until {udloeb}", c.fingeraftryk, c.miljoe, c.subjekt)
            }));
            r.1.extend(p.data.sftpnoegler.iter().map(|n| {
                let kommentar = n.splitn(3, ' ').nth(2).unwrap_or_default();
                format!("  SFTP key {} {kommentar}", sftpnoegle::aftryk(n).unwrap_or_default())
            }));
            return Ok(r);
        }
        System::List { cvr } => return flere(m.systemer(k, *cvr).iter().map(|p| &**p), nu, systemlinje).map_err(f),
        System::Ophoer { system } => {
            let uuid = find_system(m, k, system).map_err(f)?;
            m.ophoer_system(k, uuid).await.map_err(f)?
        }
    };
    en(&post, nu, systemlinje).map_err(f)
}

async fn tjeneste(m: &Modul, k: &Kalder<'_>, t: &Tjeneste) -> Result<Resultat, String> {
    let f = |f: Fejl| fejltekst(&f);
    let linje = |p: &Post<typer::Tjeneste>| {
        let mut ud = format!("{}  {} {}", p.data.entityid, p.data.navn, p.data.version);
        if let Some(u) = adgang::katalog::service_uuid(&p.data.entityid) {
            ud.push_str(&format!("\n  ServiceUUID  {u}  (InvocationContext)"));
        }
        p.data.roller.iter().for_each(|r| ud.push_str(&format!("\n  role       {}  {}", r.uri, r.navn)));
        p.data.parametre.iter().for_each(|u| ud.push_str(&format!("\n  parameter  {u}")));
        ud
    };
    match t {
        Tjeneste::List => flere(m.tjenester().iter().map(|p| &**p), k.kald.nu, linje).map_err(f),
        Tjeneste::Opret { fil } => {
            let v = grund::json::laes(&laes(fil)?).map_err(|e| format!("{}: {e}", fil.display()))?;
            let t: typer::Tjeneste = fra_json(v).map_err(f)?;
            en(&m.saet_tjeneste(k, &t).await.map_err(f)?, k.kald.nu, linje).map_err(f)
        }
    }
}

/// The parameters of `URI=value` arguments, several values of one URI together.
fn parametre(l: &[String]) -> Result<Vec<Parametervaerdi>, Fejl> {
    let mut ud: Vec<Parametervaerdi> = Vec::new();
    for p in l {
        let (uri, vaerdi) = p
            .rsplit_once('=')
            .ok_or_else(|| Fejl::ny(Fejlkode::UgyldigtMoenster).felt("--parameter").ventet(("URI=værdi", "URI=value")))?;
        match ud.iter_mut().find(|x| x.uri == uri) {
            Some(x) => x.vaerdier.push(vaerdi.into()),
            None => ud.push(Parametervaerdi { uri: uri.into(), vaerdier: vec![vaerdi.into()] }),
        }
    }
    Ok(ud)
}

async fn aftale(m: &Modul, k: &Kalder<'_>, a: &Aftale) -> Result<Resultat, Fejl> {
    let uuid = match a {
        Aftale::Anmod { system, tjeneste, rolle, parameter, myndighed, begrundelse, navn, datamodtager, fra, til, kladde } => {
            let system = find_system(m, k, system)?;
            let alle = m.tjenester();
            let def = alle.iter().find(|t| t.data.entityid == *tjeneste).map(|t| &t.data);
            let standard =
                || format!("{} → {}", m.system(k, system).map(|s| s.data.navn.clone()).unwrap_or_default(), def.map_or("", |d| &d.navn));
            let indhold = Aftaleindhold {
                navn: navn.clone().unwrap_or_else(standard),
                begrundelse: begrundelse.clone(),
                videregivelse: datamodtager.is_some(),
                tjenester: vec![Aftaletjeneste { entityid: tjeneste.clone(), roller: rolle.clone(), parametre: parametre(parameter)? }],
                datamodtager: *datamodtager,
                gyldigfra: *fra,
                gyldigtil: *til,
            };
            let l = m.anmod(k, &Anmodning { system, myndigheder: myndighed.clone(), indhold, kladde: *kladde }).await?;
            let f = Aftalefilter { anmodning: l.first().map(|p| p.data.anmodning), ..Aftalefilter::default() };
            return aftaleliste(m, k, &f);
        }
        Aftale::List { myndighed, system, tilstand, .. } => {
            let system = system.as_deref().map(|s| find_system(m, k, s)).transpose()?;
            let fejl = || Fejl::ny(Fejlkode::UgyldigVaerdi).felt("--tilstand").tilladt(Tilstand::ALLE.map(Tilstand::navn));
            let tilstand = tilstand.as_deref().map(|t| Tilstand::fra_navn(t).ok_or_else(fejl)).transpose()?;
            return aftaleliste(m, k, &Aftalefilter { system, myndighed: *myndighed, tilstand, ..Aftalefilter::default() });
        }
        Aftale::Vis { uuid, paa: Some(t), .. } => {
            let o = m.aftale_paa(k, *uuid, *t).await?;
            return Ok(Resultat(Value::Object(o.clone()), vec![registrering(&o)]));
        }
        Aftale::Vis { uuid, historik: true, .. } => {
            let l = m.historik(k, *uuid).await?;
            let linjer = l.iter().map(registrering).collect();
            return Ok(Resultat(l.into_iter().map(Value::Object).collect(), linjer));
        }
        Aftale::Vis { uuid, .. } => *uuid,
        Aftale::Indsend { uuid } => m.indsend(k, *uuid).await?.uuid,
        Aftale::TraekTilbage { uuid } => m.traek_tilbage(k, *uuid).await?.uuid,
        Aftale::Godkend(a) => m.godkend(k, a.uuid, Some(a.registreret), &a.note).await?.uuid,
        Aftale::Afvis(a) => m.afvis(k, a.uuid, Some(a.registreret), &a.note).await?.uuid,
        Aftale::Opsig { afgoerelse: a, fra } => m.opsig(k, a.uuid, Some(a.registreret), *fra, &a.note).await?.uuid,
        Aftale::Kopi { uuid } => m.kopi(k, *uuid).await?.uuid,
        Aftale::Slet { uuid } => {
            m.slet_kladde(k, *uuid).await?;
            return Ok(Resultat(json!({ "uuid": uuid.to_string() }), vec![format!("{uuid}  deleted")]));
        }
    };
    let v = m.aftale(k, uuid)?;
    let mut linjer = vec![aftalelinje(&v, k.kald.nu)];
    if matches!(a, Aftale::Vis { .. }) {
        linjer.extend(aftaledetaljer(&v));
    }
    Ok(Resultat(Value::Object(v.json(k.kald.nu)?), linjer))
}

/// All that a decision on the agreement says yes or no to, and what was decided.
fn aftaledetaljer(a: &administration::aftaler::Aftalevisning) -> Vec<String> {
    let d = &a.post.data;
    let tid = |t: Option<Tidspunkt>| t.map(Tidspunkt::til_oio);
    let mut ud = Vec::new();
    let mut en = |navn: &str, v: Option<String>| ud.extend(v.filter(|v| !v.is_empty()).map(|v| format!("  {navn:<10} {v}")));
    en("reason", Some(d.begrundelse.clone()));
    for t in &d.tjenester {
        en("service", Some(t.entityid.clone()));
        t.roller.iter().for_each(|r| en("role", Some(r.clone())));
        t.parametre.iter().for_each(|p| en("parameter", Some(format!("{} = {}", p.uri, p.vaerdier.join(", ")))));
    }
    en("owner", a.systemcvr.map(|c| format!("CVR {c} owns the system")));
    en("receiver", d.videregivelse.then(|| format!("passed on to CVR {}", d.datamodtager.map(|c| c.to_string()).unwrap_or_default())));
    en("from", tid(d.gyldigfra));
    en("to", tid(d.gyldigtil));
    en("asked", tid(d.anmodet));
    en("replaces", d.erstatter.map(|u| u.to_string()));
    en("decided by", Some(d.afgjortaf.clone()));
    en("note", Some(d.note.clone()));
    ud
}

fn aftaleliste(m: &Modul, k: &Kalder<'_>, f: &Aftalefilter) -> Result<Resultat, Fejl> {
    let side = m.aftaler(k, f);
    let json: Result<Vec<Value>, Fejl> = side.aftaler.iter().map(|a| a.json(k.kald.nu).map(Value::Object)).collect();
    let mut linjer: Vec<String> = side.aftaler.iter().map(|a| aftalelinje(a, k.kald.nu)).collect();
    if side.antal > side.aftaler.len() {
        linjer.push(format!("… {} of {}", side.aftaler.len(), side.antal));
    }
    Ok(Resultat(Value::Array(json?), linjer))
}

fn aftalelinje(a: &administration::aftaler::Aftalevisning, nu: Tidspunkt) -> String {
    let p = &a.post;
    let (tilstand, registreret) = (p.tilstand_paa(nu), p.registreret.til_utc());
    format!("{}  {tilstand}  {} (authority {}, system {})  --registreret {registreret}", p.uuid, p.data.navn, p.ejer, a.systemnavn)
}

fn registrering(o: &Map<String, Value>) -> String {
    let t = |n: &str| o.get(n).and_then(Value::as_str).unwrap_or_default().to_owned();
    format!("{}  {} since {}  {}  {} {}", t("registreret"), t("tilstand"), t("tilstandfra"), t("navn"), t("afgjortaf"), t("note"))
        .trim_end()
        .into()
}

async fn administrator(m: &Modul, k: &Kalder<'_>, a: &Administrator) -> Result<Resultat, String> {
    let f = |f: Fejl| fejltekst(&f);
    let linje = |p: &Post<Administratorpost>| {
        let d = &p.data;
        let mut ud = format!("{}  {} ({})", p.uuid, d.navn, p.tilstand());
        for (n, l) in [("leverandoer", &d.leverandoer), ("aftaler", &d.aftaler), ("logindsigt", &d.logindsigt), ("roller", &d.roller)] {
            if !l.is_empty() {
                ud.push_str(&format!(" {n}: {}", l.join(",")));
            }
        }
        if !d.bruger.is_empty() {
            ud.push_str(&format!(" bruger: {}", d.bruger));
        }
        ud + if d.drift { " drift" } else { "" }
    };
    match a {
        Administrator::Opret { navn, certifikat: fil, bruger, leverandoer, aftaler, logindsigt, roller, drift } => {
            let tekster = |l: &[Cvr]| l.iter().map(ToString::to_string).collect();
            let der = fil.as_deref().map(laes).transpose()?;
            let aftryk = der.map(|d| certifikat::laes(&d, "test", k.kald.nu).map(|c| c.fingeraftryk)).transpose().map_err(f)?;
            let post = Administratorpost {
                navn: navn.clone(),
                fingeraftryk: aftryk.unwrap_or_default(),
                leverandoer: tekster(leverandoer),
                aftaler: tekster(aftaler),
                logindsigt: tekster(logindsigt),
                roller: tekster(roller),
                drift: *drift,
                bruger: bruger.clone().unwrap_or_default(),
            };
            en(&m.saet_administrator(k, None, &post).await.map_err(f)?, k.kald.nu, linje).map_err(f)
        }
        Administrator::List => flere(m.administratorer(k).map_err(f)?.iter().map(|p| &**p), k.kald.nu, linje).map_err(f),
        Administrator::Nedlaeg { uuid } => en(&m.nedlaeg_administrator(k, *uuid).await.map_err(f)?, k.kald.nu, linje).map_err(f),
    }
}

async fn opbevaring(m: &Modul, k: &Kalder<'_>, cvr: Cvr, dage: Option<u32>) -> Result<Resultat, Fejl> {
    if let Some(dage) = dage {
        m.saet_opbevaring(k, &Opbevaringsregel { cvr, dage, forslag: None, foreslaaetaf: None }).await?;
    }
    let dage = m.opbevaring(cvr);
    let tekst = dage.map_or_else(|| format!("{cvr}  no rule"), |d| format!("{cvr}  {d} days"));
    Ok(Resultat(json!({ "cvr": cvr.to_string(), "dage": dage }), vec![tekst]))
}

async fn anvisninger(m: &Modul, k: &Kalder<'_>, cvr: Cvr, maade: Option<Anvisningsmaade>) -> Result<Resultat, Fejl> {
    if let Some(maade) = maade {
        m.saet_anvisninger(k, &Anvisningsregel { cvr, maade }).await?;
    }
    let maade = m.bog().anvisningsmaade(cvr).map(Anvisningsmaade::navn);
    Ok(Resultat(json!({ "cvr": cvr.to_string(), "maade": maade }), vec![format!("{cvr}  {}", maade.unwrap_or("no rule"))]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kommandolinje::{Kommando, Kommandolinje, Lagervalg};
    use clap::Parser;
    use std::path::Path;

    const ORG: &str = "http://stoettesystemerne.dk/service/organisation/3";

    /// What a command line answers: its JSON and its lines.
    async fn koer(mappe: &Path, linje: &[&str]) -> Result<(Value, String), String> {
        let fast = ["samspil", "administration", "--data", mappe.to_str().unwrap()];
        let Kommando::Administration(a) = Kommandolinje::try_parse_from(fast.iter().chain(linje)).map_err(|e| e.to_string())?.kommando
        else {
            return Err("another command".into());
        };
        let s = opstilling::aabn(&Lagervalg { data: mappe.into(), lager: None }, Mangler::Lav).await?;
        let r = udfoer(&s, &a.hvad).await;
        s.register.lager().luk().await;
        r.map(|Resultat(v, l)| (v, l.join("\n")))
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_first_day_as_a_vendor() {
        let mappe = tempfile::tempdir().unwrap();
        let m = mappe.path();
        let pem = m.join("mit.pem");
        let (nu, noegle) = (crate::ur::Systemur::ny().nu(), sikkerhed::noegle::Privatnoegle::dan(2048).unwrap());
        let ca = sikkerhed::ca::Ca::ny(nu, [1, 2], sikkerhed::ca::Adresser::default()).unwrap();
        let anmodning = sikkerhed::ca::Anmodning::Funktion { navn: "x".into(), organisation: "x".into(), cvr: Cvr::KORSBAEK, fid: 1 };
        let gyldig = grund::Periode::ny(nu, nu.plus_mikros(1 << 40));
        std::fs::write(&pem, ca.udsted(&anmodning, &noegle.offentlig(), gyldig, 3).unwrap().pem()).unwrap();
        let (s, linje) = koer(m, &["system", "opret", "--navn", "Mit system", "--cvr", "33333333", "--certifikat", pem.to_str().unwrap()])
            .await
            .unwrap();
        assert!(linje.contains("1 certificate)") && s["certifikater"][0]["miljoe"] == "test", "{linje}");
        let anmod = |rolle: &'static str| {
            let kald = ["aftale", "anmod", "--system", "Mit system", "--tjeneste", ORG, "--rolle", rolle, "--parameter", "SeCPR=Ja"];
            [&kald[..], &["--myndighed", "11111111", "--begrundelse", "Drift"]].concat()
        };
        // The authority is unknown, then known; a role that is not offered names those that are.
        assert!(koer(m, &anmod("udstil")).await.unwrap_err().contains("11111111 is no authority here"));
        koer(m, &["aktoer", "opret", "--cvr", "11111111", "--navn", "Korsbæk", "--myndighed"]).await.unwrap();
        assert!(koer(m, &anmod("ukendt")).await.unwrap_err().contains("servicesystemrole/rediger/1"));
        let (l, _) = koer(m, &anmod("udstil")).await.unwrap();
        let uuid = l[0]["uuid"].as_str().unwrap().to_owned();
        assert!(l[0]["tjenester"][0]["roller"][0].as_str().unwrap().ends_with("/udstil/1"), "{l}");
        assert!(l[0]["tjenester"][0]["parametre"][0]["uri"].as_str().unwrap().ends_with("/SeCPR/1"), "{l}");
        // what is approved is seen first
        let vist = koer(m, &["aftale", "vis", &uuid]).await.unwrap().1;
        for del in ["Drift", ORG, "/udstil/1", "/SeCPR/1 = Ja", "CVR 33333333 owns"] {
            assert!(vist.contains(del), "{del}: {vist}");
        }
        let set = l[0]["registreret"].as_str().unwrap();
        assert!(koer(m, &["aftale", "godkend", &uuid]).await.unwrap_err().contains("--registreret"));
        let (a, _) = koer(m, &["aftale", "godkend", &uuid, "--registreret", set, "--note", "fint"]).await.unwrap();
        assert_eq!((&a["tilstand"], &a["note"]), (&json!("godkendt"), &json!("fint")));
        assert!(koer(m, &["aftale", "godkend", &uuid, "--registreret", set]).await.unwrap_err().contains("SAM-2201"));
        assert_eq!(koer(m, &["aftale", "list", "--tilstand", "godkendt"]).await.unwrap().0.as_array().unwrap().len(), 1);
        koer(m, &["aftale", "opsig", &uuid, "--registreret", a["registreret"].as_str().unwrap()]).await.unwrap();
        assert_eq!(koer(m, &["aftale", "vis", &uuid, "--historik"]).await.unwrap().0.as_array().unwrap().len(), 3);
        assert!(koer(m, &["tjeneste", "list"]).await.unwrap().1.contains(ORG));
        let (regel, linje) = koer(m, &["anvisninger", "--myndighed", "11111111", "--maade", "advar"]).await.unwrap();
        assert_eq!((&regel["maade"], linje.as_str()), (&json!("advar"), "11111111  advar"));
        koer(m, &["administrator", "opret", "--navn", "Bo", "--aftaler", "11111111", "--certifikat", pem.to_str().unwrap()]).await.unwrap();
        assert!(koer(m, &["administrator", "list"]).await.unwrap().1.contains("aftaler: 11111111"));
        assert!(koer(m, &["system", "ophoer", "Mit system"]).await.unwrap().1.contains("inaktiv"));
    }
}
