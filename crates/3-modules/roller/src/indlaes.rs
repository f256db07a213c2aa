//! Roles from elsewhere: a list of CSV, or what OS2rollekatalog's interface gives (`userRole` with `systemRoleAssignments`). What differs from what is in force is proposed,
//! so somebody else says yes; what is the same, or proposed already, changes nothing.
use crate::modul::Roller;
use crate::rettelser::Rolleaendring;
use crate::typer::*;
use adgang::Kalder;
use grund::fejl::uddrag;
use grund::graenser::ROLLE_RAEKKER;
use grund::tabel::Tabel;
use grund::{Cvr, Fejl, Fejlkode, Uuid};
use serde_json::Value;
use std::collections::BTreeMap;

/// A role as a file says it: roles of systems by their entity ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rolle {
    /// Entity id.
    pub entityid: String,
    /// Name.
    pub navn: String,
    /// What the task is.
    pub beskrivelse: String,
    /// Values by role of a system and restriction type; dynamic or not.
    pub dele: BTreeMap<String, BTreeMap<String, (Vec<String>, bool)>>,
}

/// What became of a role of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Udfald {
    /// It is so already, or proposed already.
    Uaendret,
    /// Proposed: a new role, or a change.
    Foreslaaet {
        /// The proposal.
        forslag: Uuid,
        /// The role was not there.
        ny: bool,
    },
    /// Not taken, and why.
    Afvist(Fejl),
}

fn ugyldig(hvad: &str) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigFil).detalje(uddrag(hvad))
}

/// Reads CSV: `rolle` (entity id), `navn`, `beskrivelse`, `systemrolle` (entity id), `type` and `vaerdi`, `dynamisk`; a row for each value, several values with `|` between.
///
/// # Errors
/// `UgyldigFil` and those of the cells, with line and column.
pub fn laes_csv(data: &[u8]) -> Result<Vec<Rolle>, Fejl> {
    let t = Tabel::fra_csv(&grund::tekstfil::afkod(data)?)?;
    t.efterse()?;
    if t.raekker().len() > ROLLE_RAEKKER {
        return Err(Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(ROLLE_RAEKKER, grund::sagt::STYK)));
    }
    let k = |navne: &[&str]| t.kolonne(navne);
    let (rolle, navn, systemrolle) = (k(&["rolle", "entityid"]), k(&["navn", "rollenavn"]), k(&["systemrolle", "brugersystemrolle"]));
    let (beskrivelse, slags, vaerdi, dynamisk) =
        (k(&["beskrivelse"]), k(&["type", "afgraensning"]), k(&["vaerdi", "vaerdier"]), k(&["dynamisk"]));
    if rolle.is_none() || systemrolle.is_none() {
        let ventet = "rolle, navn, beskrivelse, systemrolle, type, vaerdi, dynamisk";
        return Err(Fejl::ny(Fejlkode::UgyldigFil).felt("rolle").ventet((ventet, ventet)));
    }
    let mut ud: Vec<Rolle> = Vec::new();
    let mut plads: BTreeMap<String, usize> = BTreeMap::new();
    for r in t.raekker() {
        let entityid = r.tekst(rolle);
        if entityid.is_empty() {
            return Err(r.fejl(rolle, Fejlkode::ManglerElement, "G-32"));
        }
        let nr = *plads.entry(entityid.to_owned()).or_insert_with(|| {
            ud.push(Rolle { entityid: entityid.to_owned(), ..Rolle::default() });
            ud.len() - 1
        });
        let Some(x) = ud.get_mut(nr) else { continue };
        for (til, fra) in [(&mut x.navn, navn), (&mut x.beskrivelse, beskrivelse)] {
            if til.is_empty() {
                r.tekst(fra).clone_into(til);
            }
        }
        let s = r.tekst(systemrolle);
        if s.is_empty() {
            return Err(r.fejl(systemrolle, Fejlkode::ManglerElement, "G-41"));
        }
        let del = x.dele.entry(s.to_owned()).or_default();
        let t = r.tekst(slags);
        if t.is_empty() {
            continue;
        }
        let dyn_ = matches!(r.tekst(dynamisk).to_lowercase().as_str(), "ja" | "true" | "1" | "x");
        let v = del.entry(t.to_owned()).or_insert((Vec::new(), dyn_));
        v.0.extend(r.tekst(vaerdi).split('|').map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()));
    }
    Ok(ud)
}

/// Reads what OS2rollekatalog gives of its user roles: one, or a list. A value that its interface calls postponed is a dynamic one.
///
/// # Errors
/// `UgyldigFil`, naming what is missing.
pub fn laes_rollekatalog(v: &Value) -> Result<Vec<Rolle>, Fejl> {
    let alle: Vec<&Value> = match v {
        Value::Array(l) => l.iter().collect(),
        Value::Object(_) => vec![v],
        _ => return Err(ugyldig("userRole")),
    };
    if alle.len() > ROLLE_RAEKKER {
        return Err(Fejl::ny(Fejlkode::ForStor).ventet(grund::sagt::hoejst(ROLLE_RAEKKER, grund::sagt::STYK)));
    }
    let tekst = |v: &Value, n: &str| v.get(n).and_then(Value::as_str).map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    let mut ud = Vec::new();
    for r in alle {
        let mut x = Rolle {
            entityid: tekst(r, "identifier").ok_or_else(|| ugyldig("identifier"))?,
            navn: tekst(r, "name").ok_or_else(|| ugyldig("name"))?,
            beskrivelse: tekst(r, "description").unwrap_or_default(),
            dele: BTreeMap::new(),
        };
        for a in r.get("systemRoleAssignments").and_then(Value::as_array).into_iter().flatten() {
            let s = a.get("systemRole").and_then(|s| tekst(s, "identifier")).ok_or_else(|| ugyldig("systemRole/identifier"))?;
            let del = x.dele.entry(s).or_default();
            for c in a.get("constraintValues").and_then(Value::as_array).into_iter().flatten() {
                let t = c.get("constraintType").ok_or_else(|| ugyldig("constraintType"))?;
                let slags =
                    tekst(t, "entityId").or_else(|| t.as_str().map(str::to_owned)).ok_or_else(|| ugyldig("constraintType/entityId"))?;
                let udskudt = c.get("postponed").and_then(Value::as_bool).unwrap_or(false);
                let vaerdi = tekst(c, "constraintValue").or_else(|| tekst(c, "constraintIdentifier"));
                let vaerdi = vaerdi.ok_or_else(|| ugyldig("constraintValue"))?;
                let plads = del.entry(slags).or_insert((Vec::new(), udskudt));
                plads.0.extend(vaerdi.split(',').map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()));
            }
        }
        ud.push(x);
    }
    Ok(ud)
}

impl Roller {
    /// Proposes what the roles of a file differ in from what is in force. One that can't be taken is told, and holds none of the others back.
    ///
    /// # Errors
    /// `IngenAdgang`, and those of the store.
    pub async fn indlaes(&self, kalder: &Kalder<'_>, cvr: Cvr, roller: &[Rolle], kilde: &str) -> Result<Vec<(String, Udfald)>, Fejl> {
        Self::maa(kalder, cvr)?;
        let nu = kalder.kald.nu;
        let mut ud = Vec::with_capacity(roller.len());
        for x in roller {
            let b = self.bibliotek(&[cvr]).await?;
            let af_navn: BTreeMap<&str, Uuid> =
                b.systemroller.0.values().filter_map(|k| Some((k.paa(nu)?.entityid.as_str(), k.uuid))).collect();
            let udfald = match dele(x, &af_navn) {
                Err(f) => Udfald::Afvist(f),
                Ok(dele) => {
                    let bog = b.boeger.get(&cvr);
                    let uuid = bog.and_then(|bog| bog.med_entityid(&x.entityid, nu));
                    let foer = uuid.and_then(|u| bog.and_then(|bog| bog.roller.get(&u))?.paa(nu).cloned());
                    let grundlag = foer.as_deref().cloned().unwrap_or_default();
                    let ny = Jobfunktionsrolle {
                        navn: if x.navn.is_empty() { grundlag.navn.clone() } else { x.navn.clone() },
                        entityid: x.entityid.clone(),
                        beskrivelse: if x.beskrivelse.is_empty() { grundlag.beskrivelse.clone() } else { x.beskrivelse.clone() },
                        dele,
                        ..grundlag
                    };
                    let foreslaaet = bog.is_some_and(|bog| {
                        bog.forslag.values().any(|f| f.tilstand == "afventer" && f.sidst.indhold.as_ref().is_some_and(|i| ens(i, &ny)))
                    });
                    if foreslaaet || foer.as_deref().is_some_and(|f| ens(f, &ny)) {
                        Udfald::Uaendret
                    } else {
                        let aendring = uuid.map_or_else(|| Rolleaendring::Opret(ny.clone()), |u| Rolleaendring::Ret(u, ny.clone()));
                        match self.foreslaa(kalder, cvr, aendring, kilde, None).await {
                            Ok(p) => Udfald::Foreslaaet { forslag: p.uuid, ny: uuid.is_none() },
                            Err(f) if f.kode() == Fejlkode::Intern => return Err(f),
                            Err(f) => Udfald::Afvist(f),
                        }
                    }
                }
            };
            ud.push((x.entityid.clone(), udfald));
        }
        Ok(ud)
    }
}

/// They open the same and are called the same.
fn ens(a: &Jobfunktionsrolle, b: &Jobfunktionsrolle) -> bool {
    let uden =
        |r: &Jobfunktionsrolle| Jobfunktionsrolle { version: 0, foreslaaetaf: String::new(), godkendtaf: String::new(), ..r.clone() };
    uden(a) == uden(b)
}

fn dele(x: &Rolle, systemroller: &BTreeMap<&str, Uuid>) -> Result<Vec<Rolledel>, Fejl> {
    let en = |(navn, typer): (&String, &BTreeMap<String, (Vec<String>, bool)>)| {
        let rolle = systemroller.get(navn.as_str()).copied();
        let rolle = rolle.ok_or_else(|| Fejl::ny(Fejlkode::FindesIkke).felt("systemrolle").detalje(uddrag(navn)))?;
        let afgraensninger = typer.iter().map(|(slags, (vaerdier, dynamisk))| Afgraensningsvaerdi {
            slags: slags.clone(),
            vaerdier: vaerdier.clone(),
            dynamisk: *dynamisk,
        });
        Ok(Rolledel { rolle, afgraensninger: afgraensninger.collect() })
    };
    x.dele.iter().map(en).collect()
}
