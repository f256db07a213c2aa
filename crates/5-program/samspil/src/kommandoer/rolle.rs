//! `samspil rolle`: job function roles directly on the store. Whoever may open the store may act; `--som` says who does, because some things take two.
use super::skriv;
use crate::filer::laes;
use crate::kommandolinje::rolle::*;
use crate::lagersted::Mangler;
use crate::opstilling::{self, Samspil, fejltekst};
use crate::sikkerhedsmappe::Sikkerhedsmappe;
use adgang::brugertoken::{self, Brugertoken};
use adgang::{Administrator, Administratorrolle, Bruger, Kalder, Spoergsmaal};
use administration::Administration;
use grund::ur::Ur;
use grund::{Fejl, Fejlkode, Periode, Uuid};
use register::Emne;
use register::oversaet::{fra_json, vis};
use roller::bog::Kendt;
use roller::fund::Fundvalg;
use roller::rettelser::Rolleaendring;
use roller::simuler::Hvad as Proevet;
use roller::typer::*;
use roller::{Roller, fratraedelse, indlaes};
use serde_json::{Value, json};
use sikkerhed::noeglering::skriv_privat;
use std::path::Path;
use std::sync::Arc;
use styring::roller::vis as form;

/// What a command has to show: JSON, and lines of text.
struct Resultat(Value, Vec<String>);

/// Carries out a command.
pub async fn udfoer(valg: Rolle) -> Result<(), String> {
    let s = opstilling::aabn(&valg.lagervalg(), Mangler::Fejl).await?;
    let resultat = goer(&s, &valg).await;
    s.register.lager().luk().await;
    let Resultat(json, linjer) = resultat.map_err(|f| fejltekst(&f))?;
    match valg.json {
        true => skriv(&format!("{json:#}\n")),
        false => skriv(&linjer.iter().map(|l| format!("{l}\n")).collect::<String>()),
    }
}

async fn goer(s: &Samspil, valg: &Rolle) -> Result<Resultat, Fejl> {
    let cvr = valg.myndighed;
    let kald = adgang::paa_maskinen(cvr, s.ur.nu(), s.ids.ny());
    let hvem = valg.som.as_ref().map(|navn| Administrator {
        uuid: Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("samspil:kommando:{navn}").as_bytes()),
        navn: navn.clone(),
        roller: vec![Administratorrolle::Roller(cvr), Administratorrolle::Drift],
    });
    let k = hvem.as_ref().map_or_else(|| Kalder::paa_maskinen(&kald), |a| Kalder::administrator(a, &kald));
    let administration = Arc::new(Administration::aabn(s.register.clone(), s.ids.clone()).await?);
    let ur: Arc<dyn Ur> = s.ur.clone();
    let m = crate::roller::aabn(&s.register, &administration, &s.ids, &ur);
    match &valg.hvad {
        Hvad::System(x) => systemrolle(&m, &k, x).await,
        Hvad::List => {
            let andre = m.delegerende(cvr).await?;
            flere(&m.roller_for(cvr, &andre, kald.nu).await?, kald.nu, |r| format!("{} v{}", r.navn, r.version))
        }
        Hvad::Foreslaa { fil, rolle, fra, begrundelse } => {
            let r = laes_rolle(fil)?;
            let aendring = rolle.map_or_else(|| Rolleaendring::Opret(r.clone()), |u| Rolleaendring::Ret(u, r.clone()));
            forslag(&m.foreslaa(&k, cvr, aendring, begrundelse, *fra).await?)
        }
        Hvad::Nedlaeg { rolle, fra, begrundelse } => forslag(&m.foreslaa(&k, cvr, Rolleaendring::Ophoer(*rolle), begrundelse, *fra).await?),
        Hvad::Forslag => flere(&m.forslag(cvr).await?, kald.nu, |f| {
            let navn = f.indhold.as_ref().map_or_else(|| f.rolle.to_string(), |r| r.navn.clone());
            format!("{} {navn}, foreslået af {} {}", f.handling, f.foreslaaetaf, f.begrundelse)
        }),
        Hvad::Godkend { forslag, note } => {
            let p = m.godkend(&k, cvr, *forslag, note).await?;
            en(&p, format!("{}  {} v{} ({})", p.uuid, p.data.navn, p.data.version, p.tilstand()))
        }
        Hvad::Afvis { forslag: uuid, note } => forslag(&m.afvis(&k, cvr, *uuid, note).await?),
        Hvad::Simuler { fil, rolle } => {
            let hvad = Proevet::Rolle(rolle.unwrap_or_else(Uuid::nil), Some(laes_rolle(fil)?));
            let v = m.simuler(&k, cvr, &hvad, Some(&kald)).await?;
            let mut linjer = vec![format!("{} gain, {} lose", v.vinder, v.mister)];
            linjer.extend(
                v.brugere.iter().map(|b| format!("  {}  {}  + {}  - {}", b.bruger, b.navn, b.vinder.join(" "), b.mister.join(" "))),
            );
            for (navn, l) in [("before", &v.foer), ("would open", &v.aabner)] {
                for x in l {
                    let grupper: Vec<String> = x.grupper.iter().map(|(g, n)| format!("{g}: {n}")).collect();
                    linjer.push(format!("{navn}: {} {} ({})", x.antal, x.objekttype, grupper.join(", ")));
                }
            }
            linjer.extend(v.brud.iter().map(|b| format!("breaks {}: user {}", b.navn, b.bruger)));
            Ok(Resultat(form::virkning(&v), linjer))
        }
        Hvad::Tildel { rolle, til, rolleejer, fra, slut, undtag, begrundelse } => {
            let (modtager, reference) = match (til.bruger, til.enhed.or(til.enhed_og_under), til.funktion) {
                (Some(u), ..) => ("bruger", Some(u)),
                (_, Some(u), _) => ("enhed", Some(u)),
                (.., Some(u)) => ("funktion", Some(u)),
                _ => ("titel", None),
            };
            let x = Rolletildeling {
                rolle: *rolle,
                rolleejer: *rolleejer,
                modtager: modtager.into(),
                reference,
                titel: til.titel.clone().unwrap_or_default(),
                underenheder: til.enhed_og_under.is_some(),
                undtagelser: undtag.iter().map(Uuid::to_string).collect(),
                gyldigfra: *fra,
                gyldigtil: *slut,
                begrundelse: begrundelse.clone(),
                ..Rolletildeling::default()
            };
            tildeling(&m.tildel(&k, cvr, &x).await?)
        }
        Hvad::GodkendTildeling { tildeling: u } => tildeling(&m.afgoer_tildeling(&k, cvr, *u, true).await?),
        Hvad::Tildelinger => flere(&m.tildelinger(cvr).await?, kald.nu, |x| {
            let hvem = x.reference.map_or_else(|| x.titel.clone(), |u| u.to_string());
            format!("rolle {} til {} {hvem}", x.rolle, x.modtager)
        }),
        Hvad::Fratag { tildeling: u, fra } => tildeling(&m.ophoer_tildeling(&k, cvr, *u, *fra).await?),
        Hvad::Hvad { bruger, system, virkning, registreret } => {
            let b = Bruger::ny(cvr, *bruger);
            let spoergsmaal = Spoergsmaal { bruger: &b, system: *system, virkning: virkning.unwrap_or(kald.nu) };
            let f = m.forklar(spoergsmaal, *registreret).await?;
            let mut linjer = vec![format!("{} {}", f.svar.navn, spoergsmaal.virkning.til_utc())];
            for r in &f.svar.retter {
                linjer.push(format!("{}  {}  ({})", r.myndighed, r.rolle, r.jobrolle.1));
                linjer.extend(r.afgraensninger.iter().map(|(t, v)| format!("    {t}: {}", v.join(", "))));
                linjer.extend(r.grunde.iter().map(|g| format!("    {g}")));
            }
            linjer.extend(f.svar.bortfaldet.iter().map(|b| format!("-  {b}")));
            Ok(Resultat(form::forklaring(&f, spoergsmaal.virkning, *registreret), linjer))
        }
        Hvad::Hvorfor { bruger, objekttype, objekt, system } => {
            let b = Bruger::ny(cvr, *bruger);
            let spoergsmaal = Spoergsmaal { bruger: &b, system: *system, virkning: kald.nu };
            let (svar, ser) = m.ser(spoergsmaal, objekttype, *objekt).await?;
            let mut linjer = vec![format!("{} {}", svar.navn, if ser.contains(&true) { "sees it" } else { "does not see it" })];
            for (r, s) in svar.retter.iter().zip(&ser) {
                linjer.push(format!("{}  {}  {}: {}", if *s { "+" } else { "-" }, r.rolle, r.jobrolle.1, r.grunde.join("; ")));
            }
            linjer.extend(svar.bortfaldet.iter().map(|b| format!("-  {b}")));
            let retter: Vec<Value> = svar.retter.iter().zip(&ser).map(|(r, s)| form::ret(r, Some(*s))).collect();
            let ud = json!({ "navn": svar.navn, "ser": ser.contains(&true), "retter": retter, "bortfaldet": svar.bortfaldet });
            Ok(Resultat(ud, linjer))
        }
        Hvad::Spaer { bruger, grund, fra, slut } => {
            let x = Adgangsspaerring {
                bruger: *bruger,
                fra: *fra,
                til: *slut,
                grund: grund.clone(),
                note: String::new(),
                kilde: "kommando".into(),
                sataf: String::new(),
            };
            let p = m.spaer(&k, cvr, &x).await?;
            en(&p, format!("{}  {} ({})", p.uuid, p.data.bruger, p.data.grund))
        }
        Hvad::Ophaev { spaerring } => {
            let p = m.ophaev_spaerring(&k, cvr, *spaerring).await?;
            en(&p, format!("{}  {} ({})", p.uuid, p.data.bruger, p.tilstand()))
        }
        Hvad::Fund { maaneder, dage } => {
            let alle = m.fund(&k, cvr, Fundvalg { maaneder: *maaneder, dage: *dage }).await?;
            let linjer = alle.iter().map(|f| format!("{:<18} {}", f.slags.navn(), f.tekst)).collect();
            Ok(Resultat(alle.iter().map(form::fund).collect(), linjer))
        }
        Hvad::Fratraed { fil } => {
            let linjer = fratraedelse::laes(&laes_fil(fil)?)?;
            let bevis = m.fratraed(&k, cvr, &linjer, &fil.display().to_string()).await?;
            let vist = |b: &fratraedelse::Fratraadt| {
                let hvad = if b.spaerring.is_some() { "barred" } else { "was barred already" };
                format!(
                    "{}  {}  {} from {}; had: {}; has: {}",
                    b.bruger,
                    b.navn,
                    hvad,
                    b.fra.til_utc(),
                    b.havde.join(", "),
                    b.har.join(", ")
                )
            };
            Ok(Resultat(bevis.iter().map(form::fratraadt).collect(), bevis.iter().map(vist).collect()))
        }
        Hvad::Indlaes { fil } => {
            let bytes = laes_fil(fil)?;
            let json = bytes.trim_ascii_start().first().is_some_and(|b| matches!(b, b'[' | b'{'));
            let roller = if json { indlaes::laes_rollekatalog(&grund::json::laes(&bytes)?)? } else { indlaes::laes_csv(&bytes)? };
            let ud = m.indlaes(&k, cvr, &roller, &fil.display().to_string()).await?;
            let vist = |(navn, u): &(String, indlaes::Udfald)| match u {
                indlaes::Udfald::Uaendret => format!("{navn}  unchanged"),
                indlaes::Udfald::Foreslaaet { forslag, ny } => format!("{navn}  proposed as {forslag}{}", if *ny { " (new)" } else { "" }),
                indlaes::Udfald::Afvist(f) => format!("{navn}  refused: {f}"),
            };
            Ok(Resultat(ud.iter().map(|(n, u)| form::udfald(n, u)).collect(), ud.iter().map(vist).collect()))
        }
        Hvad::Brugertoken { bruger, system, ud, minutter } => {
            let medarbejder = m.personale().medarbejder(cvr, *bruger, kald.nu, None).await?;
            let navn = medarbejder.ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("bruger"))?.navn;
            let gyldig = Periode::ny(kald.nu, kald.nu.plus_mikros(i64::from(*minutter) * 60_000_000));
            let t = Brugertoken {
                bruger: Bruger::ny(cvr, *bruger),
                emne: brugertoken::x509_navn(cvr, &navn, *bruger),
                publikum: format!("{}{system}", brugertoken::SYSTEM),
                gyldig,
                indeks: None,
            };
            let noegler = Sikkerhedsmappe::i(&valg.data).noeglering()?.noegler();
            let xml = brugertoken::udsted(&t, s.ids.ny(), crate::kommandolinje::UDSTEDER, &noegler.sts, kald.nu)?;
            match ud {
                None => Ok(Resultat(json!({ "token": xml }), vec![xml])),
                Some(fil) => {
                    skriv_privat(fil, xml.as_bytes())?;
                    Ok(Resultat(json!({ "fil": fil.display().to_string() }), vec![format!("{}", fil.display())]))
                }
            }
        }
    }
}

fn laes_fil(fil: &Path) -> Result<Vec<u8>, Fejl> {
    laes(fil).map_err(|f| Fejl::ny(Fejlkode::UbrugeligtSted).detalje(f))
}

fn laes_rolle(fil: &Path) -> Result<Jobfunktionsrolle, Fejl> {
    fra_json(grund::json::laes(&laes_fil(fil)?)?)
}

fn forslag(p: &register::Post<Rolleforslag>) -> Result<Resultat, Fejl> {
    en(p, format!("{}  {} of role {} ({})", p.uuid, p.data.handling, p.data.rolle, p.tilstand()))
}

fn tildeling(p: &register::Post<Rolletildeling>) -> Result<Resultat, Fejl> {
    en(p, format!("{}  role {} ({})", p.uuid, p.data.rolle, p.tilstand()))
}

fn en<T: Emne>(p: &register::Post<T>, linje: String) -> Result<Resultat, Fejl> {
    let mut o = vis(&p.data)?;
    o.insert("uuid".into(), p.uuid.to_string().into());
    o.insert("tilstand".into(), p.tilstand().into());
    Ok(Resultat(Value::Object(o), vec![linje]))
}

fn flere<T: Emne>(l: &[Arc<Kendt<T>>], nu: grund::Tidspunkt, linje: impl Fn(&T) -> String) -> Result<Resultat, Fejl> {
    let linjer = l.iter().map(|k| format!("{}  {}  {}", k.uuid, k.tilstand, linje(k.paa(nu).unwrap_or(&k.sidst)))).collect();
    let json = l.iter().map(|k| form::kendt(k, nu).map(Value::Object)).collect::<Result<_, _>>()?;
    Ok(Resultat(json, linjer))
}

async fn systemrolle(m: &Roller, k: &Kalder<'_>, x: &Systemrolle) -> Result<Resultat, Fejl> {
    match x {
        Systemrolle::Saet { system, entityid, navn, beskrivelse, kraever, tager } => {
            let en_type = |kraevet: bool, t: &String| {
                let (uri, betydning) = t.rsplit_once('=').unwrap_or((t, ""));
                Rolleafgraensning { slags: uri.to_owned(), kraevet, betydning: betydning.to_owned() }
            };
            let afgraensninger = kraever.iter().map(|t| en_type(true, t)).chain(tager.iter().map(|t| en_type(false, t))).collect();
            let r = Brugersystemrolle {
                entityid: entityid.clone(),
                navn: navn.clone(),
                beskrivelse: beskrivelse.clone(),
                system: *system,
                afgraensninger,
            };
            let p = m.saet_systemrolle(k, &r).await?;
            en(&p, format!("{}  {}", p.uuid, p.data.entityid))
        }
        Systemrolle::List { system } => {
            let alle = m.systemroller_i_kraft(*system, k.kald.nu).await?;
            let linjer = alle.iter().map(|(u, r)| format!("{u}  {}  {}", r.entityid, r.navn)).collect();
            let json = alle.iter().map(|(u, r)| -> Result<Value, Fejl> {
                let mut o = vis(&**r)?;
                o.insert("uuid".into(), u.to_string().into());
                Ok(Value::Object(o))
            });
            Ok(Resultat(json.collect::<Result<_, Fejl>>()?, linjer))
        }
        Systemrolle::Nedlaeg { uuid } => {
            let p = m.nedlaeg_systemrolle(k, *uuid).await?;
            en(&p, format!("{}  {} ({})", p.uuid, p.data.entityid, p.tilstand()))
        }
    }
}
