//! Who may what at a time, and why: a pure function from what the register and the organisation say. It begins with the few assignments that may concern the user
//! (by user, places, units above, titles), so its cost follows what the user has and not how many roles and users there are.
//!
//! Nothing here widens for lack of data: who is not known, has left or is barred has nothing; a role that is not in force, or is not delegated, gives nothing; a part
//! of a role without a value that it must have, or with one that nobody knows, is left out and said so.
use crate::bog::{Bibliotek, Kendt, Myndighedsbog, titelnoegle};
use crate::typer::*;
use adgang::bpp::Privilegiegruppe;
use adgang::personale::{Medarbejder, Stilling};
use adgang::{Brugerret, Dimension, INDEKSPARAMETRE, Parameterslags};
use grund::{Afgraensning, Cvr, Tidspunkt, UnikId, Uuid};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The way from a user to an assignment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vej {
    /// Given to the user.
    Bruger,
    /// Given to the unit in which the user has a place, or to one above it: the units from the place up.
    Enhed(Vec<Uuid>),
    /// Given to the function that the user has.
    Funktion(Uuid),
    /// Given to the title of the user's function.
    Titel(String),
    /// Told by the identity provider (G-42).
    Idp,
}

/// One reason for a role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grund {
    /// The assignment; none for what the identity provider told.
    pub tildeling: Option<Uuid>,
    /// How it reaches the user.
    pub vej: Vej,
}

/// A role that a user has.
#[derive(Clone, Debug)]
pub struct Jobret {
    /// Whose role: the authority whose data it opens.
    pub ejer: Cvr,
    /// The role.
    pub uuid: Uuid,
    /// What it says then.
    pub rolle: Arc<Jobfunktionsrolle>,
    /// Why the user has it.
    pub grunde: Vec<Grund>,
}

/// Why something is not there.
#[allow(missing_docs, reason = "each variant says what its fields are")]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bortfald {
    /// The user is not in the organisation.
    UkendtBruger,
    /// The user is not active.
    Inaktiv,
    /// The user had places and has none now.
    IngenStilling,
    /// The user is barred.
    Spaerret(String),
    /// The assignment names the user as an exception.
    Undtaget { tildeling: Uuid, rolle: Uuid },
    /// The role is not in force.
    RolleIkkeIKraft { rolle: Uuid },
    /// The role is another authority's, and is not delegated to this one.
    IkkeDelegeret { rolle: Uuid, ejer: Cvr },
    /// The identity provider named a role that is not there.
    UkendtJobrolle(String),
    /// The system's role is not in force.
    SystemrolleIkkeIKraft { rolle: Uuid, del: Uuid },
    /// The part lacks a value that the system demands.
    ManglerVaerdi { rolle: Uuid, systemrolle: String, slags: String },
    /// The identity provider sent no value for a dynamic restriction.
    ManglerDynamisk { rolle: Uuid, systemrolle: String, parameter: String },
    /// The system's role does not take the restriction.
    UkendtAfgraensning { rolle: Uuid, systemrolle: String, slags: String },
}

/// Job function roles of a user at a time.
#[derive(Clone, Debug, Default)]
pub struct Effektive {
    /// The roles, by owner and UUID.
    pub roller: Vec<Jobret>,
    /// What is not there, and why.
    pub bortfaldet: Vec<Bortfald>,
}

/// The places that the user has then.
pub fn pladser(m: &Medarbejder, t: Tidspunkt) -> impl Iterator<Item = &Stilling> {
    m.stillinger.iter().filter(move |s| s.periode.indeholder(t))
}

/// The unit, and those above it then, from below; several where a unit has several above it.
pub fn opad(m: &Medarbejder, enhed: Uuid, t: Tidspunkt) -> Vec<Vec<Uuid>> {
    let mut ud = vec![vec![enhed]];
    let (mut set, mut nr) = (BTreeSet::from([enhed]), 0);
    while let Some(sti) = ud.get(nr).cloned() {
        let sidste = sti.last().copied().unwrap_or(enhed);
        for (o, p) in m.enheder.over.get(&sidste).into_iter().flatten() {
            // A circle ends where it began.
            if p.indeholder(t) && set.insert(*o) {
                ud.push(sti.iter().copied().chain([*o]).collect());
            }
        }
        nr += 1;
    }
    ud
}

/// What the user is named by in a security profile (C-45): itself, its units and those above them, its organisation.
pub fn identiteter(m: &Medarbejder, t: Tidspunkt) -> Vec<UnikId> {
    let enheder = pladser(m, t).flat_map(|s| opad(m, s.enhed, t)).filter_map(|sti| sti.last().copied());
    let alle: BTreeSet<Uuid> = enheder.chain([m.uuid]).chain(m.organisation).collect();
    alle.into_iter().map(UnikId::Uuid).collect()
}

/// Why the user may do nothing at that time.
pub fn udelukket(bog: &Myndighedsbog, m: &Medarbejder, t: Tidspunkt) -> Option<Bortfald> {
    if let Some(s) = bog.spaerret(m.uuid, t) {
        return Some(Bortfald::Spaerret(s.grund.clone()));
    }
    if !m.aktiv.iter().any(|p| p.indeholder(t)) {
        return Some(Bortfald::Inaktiv);
    }
    // Somebody who never had a place (an external, a robot) may have roles in person; somebody who has left all of them may not.
    let havde = m.stillinger.iter().any(|s| s.periode.fra <= t);
    (havde && pladser(m, t).next().is_none()).then_some(Bortfald::IngenStilling)
}

/// An assignment reaches the user then.
fn rammer(x: &Rolletildeling, m: &Medarbejder, t: Tidspunkt) -> Vec<Vej> {
    let mut ud = BTreeSet::new();
    match (x.modtager.as_str(), x.reference) {
        ("bruger", Some(r)) if r == m.uuid => {
            ud.insert(Vej::Bruger);
        }
        ("enhed", Some(r)) => {
            for s in pladser(m, t) {
                let stier = opad(m, s.enhed, t).into_iter().filter(|sti| sti.last() == Some(&r) && (sti.len() == 1 || x.underenheder));
                ud.extend(stier.map(Vej::Enhed));
            }
        }
        ("funktion", Some(r)) if pladser(m, t).any(|s| s.funktion == r) => {
            ud.insert(Vej::Funktion(r));
        }
        ("titel", None) => {
            let titel = titelnoegle(&x.titel);
            ud.extend(pladser(m, t).filter(|s| !titel.is_empty() && titelnoegle(&s.titel) == titel).map(|s| Vej::Titel(s.titel.clone())));
        }
        _ => {}
    }
    ud.into_iter().collect()
}

/// Assignments that may concern the user.
fn mulige<'b>(bog: &'b Myndighedsbog, m: &Medarbejder, t: Tidspunkt) -> BTreeMap<Uuid, &'b Arc<Kendt<Rolletildeling>>> {
    let mut noegler = BTreeSet::from([m.uuid]);
    let mut fundne: Vec<Uuid> = Vec::new();
    for s in pladser(m, t) {
        noegler.insert(s.funktion);
        noegler.extend(opad(m, s.enhed, t).into_iter().filter_map(|sti| sti.last().copied()));
        fundne.extend(bog.efter.titel.get(&titelnoegle(&s.titel)).into_iter().flatten());
    }
    fundne.extend(noegler.iter().filter_map(|n| bog.efter.reference.get(n)).flatten());
    fundne.into_iter().filter_map(|u| Some((u, bog.tildelinger.get(&u)?))).collect()
}

/// The job function roles that the user has then. `fra_idp` is what the identity provider said (G-42).
pub fn roller(b: &Bibliotek, hjem: Cvr, m: &Medarbejder, fra_idp: &[Privilegiegruppe], t: Tidspunkt) -> Effektive {
    let tom = Arc::new(Myndighedsbog::default());
    let bog = b.boeger.get(&hjem).unwrap_or(&tom);
    let mut e = Effektive::default();
    if let Some(f) = udelukket(bog, m, t) {
        e.bortfaldet.push(f);
        return e;
    }
    let mut grunde: BTreeMap<(Cvr, Uuid), BTreeSet<Grund>> = BTreeMap::new();
    for (uuid, k) in mulige(bog, m, t) {
        let Some(x) = k.paa(t).filter(|x| gyldig(x, t)) else { continue };
        let veje = rammer(x, m, t);
        if veje.is_empty() {
            continue;
        }
        if x.undtagelser.iter().any(|u| grund::id::laes_uuid(u) == Some(m.uuid)) {
            e.bortfaldet.push(Bortfald::Undtaget { tildeling: uuid, rolle: x.rolle });
            continue;
        }
        let plads = grunde.entry((x.rolleejer.unwrap_or(hjem), x.rolle)).or_default();
        plads.extend(veje.into_iter().map(|vej| Grund { tildeling: Some(uuid), vej }));
    }
    for g in fra_idp {
        let ejer = b.boeger.get(&g.myndighed);
        for p in &g.privilegier {
            match ejer.and_then(|bog| bog.med_entityid(p, t)) {
                Some(rolle) => {
                    grunde.entry((g.myndighed, rolle)).or_default().insert(Grund { tildeling: None, vej: Vej::Idp });
                }
                None => e.bortfaldet.push(Bortfald::UkendtJobrolle(grund::fejl::uddrag_langt(p))),
            }
        }
    }
    for ((ejer, uuid), grunde) in grunde {
        match b.boeger.get(&ejer).and_then(|bog| bog.roller.get(&uuid)).and_then(|r| r.paa(t)) {
            None => e.bortfaldet.push(Bortfald::RolleIkkeIKraft { rolle: uuid }),
            Some(r) if ejer != hjem && r.delegerettil != Some(hjem) => e.bortfaldet.push(Bortfald::IkkeDelegeret { rolle: uuid, ejer }),
            Some(r) => e.roller.push(Jobret { ejer, uuid, rolle: r.clone(), grunde: grunde.into_iter().collect() }),
        }
    }
    e
}

/// The assignment's own dates.
fn gyldig(x: &Rolletildeling, t: Tidspunkt) -> bool {
    x.gyldigfra.is_none_or(|f| f <= t) && x.gyldigtil.is_none_or(|til| t < til)
}

/// What a restriction of a role means in the registers.
fn betydning(a: &Rolleafgraensning) -> Option<Parameterslags> {
    // What the shared types mean is nobody's to say otherwise.
    if let Some(p) = INDEKSPARAMETRE.iter().find(|p| p.uri == a.slags) {
        return Some(p.slags);
    }
    Some(Parameterslags::Afgraensning(match a.betydning.as_str() {
        "klasse" => Dimension::Klasse,
        "enhed" => Dimension::Enhed,
        "itsystem" => Dimension::System,
        "foelsomhed" => Dimension::Foelsomhed,
        "systemets" => return Some(Parameterslags::Modulets),
        _ => return None,
    }))
}

/// What job function roles give in a system (every one, if none is named), with the values of dynamic restrictions by the names of their parameters.
pub fn i_systemet(
    b: &Bibliotek,
    e: &Effektive,
    system: Option<Uuid>,
    dynamiske: &BTreeMap<String, Vec<String>>,
    t: Tidspunkt,
) -> (Vec<Brugerret>, Vec<Bortfald>) {
    let (mut retter, mut bort) = (Vec::new(), Vec::new());
    for j in &e.roller {
        for del in &j.rolle.dele {
            let Some(s) = b.systemroller.0.get(&del.rolle).and_then(|s| s.paa(t)) else {
                bort.push(Bortfald::SystemrolleIkkeIKraft { rolle: j.uuid, del: del.rolle });
                continue;
            };
            if system.is_some_and(|x| x != s.system) {
                continue;
            }
            match del_af(j, s, del, dynamiske) {
                Ok(r) => retter.push(r),
                Err(f) => bort.push(f),
            }
        }
    }
    (retter, bort)
}

fn del_af(j: &Jobret, s: &Brugersystemrolle, del: &Rolledel, dynamiske: &BTreeMap<String, Vec<String>>) -> Result<Brugerret, Bortfald> {
    let mut afgraensninger: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for a in &del.afgraensninger {
        if !s.afgraensninger.iter().any(|x| x.slags == a.slags) {
            return Err(Bortfald::UkendtAfgraensning { rolle: j.uuid, systemrolle: s.entityid.clone(), slags: a.slags.clone() });
        }
        let plads = afgraensninger.entry(a.slags.clone()).or_default();
        if !a.dynamisk {
            plads.extend(a.vaerdier.iter().cloned());
            continue;
        }
        for parameter in &a.vaerdier {
            let v = dynamiske.get(parameter).filter(|v| v.iter().any(|v| !v.trim().is_empty())).ok_or_else(|| {
                Bortfald::ManglerDynamisk { rolle: j.uuid, systemrolle: s.entityid.clone(), parameter: parameter.clone() }
            })?;
            plads.extend(v.iter().filter(|v| !v.trim().is_empty()).cloned());
        }
    }
    let mangler = |slags: &str| Bortfald::ManglerVaerdi { rolle: j.uuid, systemrolle: s.entityid.clone(), slags: slags.to_owned() };
    let tom = |slags: &str| afgraensninger.get(slags).is_none_or(|v| v.iter().all(|v| v.trim().is_empty()));
    if let Some(a) = s.afgraensninger.iter().find(|a| tom(&a.slags) && (a.kraevet || afgraensninger.contains_key(&a.slags))) {
        return Err(mangler(&a.slags));
    }
    for v in afgraensninger.values_mut() {
        v.sort_unstable();
        v.dedup();
    }
    let omraade = omraade(s, &afgraensninger);
    Ok(Brugerret {
        myndighed: j.ejer,
        rolle: s.entityid.clone(),
        system: Some(s.system),
        jobrolle: (j.uuid, j.rolle.navn.clone()),
        afgraensninger,
        omraade,
        grunde: Vec::new(),
    })
}

/// What the values come to in the registers; `None` when one of them can't be held there.
pub(crate) fn omraade(s: &Brugersystemrolle, afgraensninger: &BTreeMap<String, Vec<String>>) -> Option<Afgraensning> {
    let mut ud = Afgraensning::FRI;
    for (slags, vaerdier) in afgraensninger {
        match betydning(s.afgraensninger.iter().find(|a| a.slags == *slags)?)? {
            Parameterslags::Afgraensning(d) => ud = ud.snit(&d.laes(vaerdier)?)?,
            Parameterslags::Modulets => {}
            Parameterslags::Ja(_) => return None,
        }
    }
    Some(ud)
}

/// Values of dynamic restrictions, as the identity provider sent them (G-43): of every group, under the parameters' names.
pub fn dynamiske(fra_idp: &[Privilegiegruppe]) -> BTreeMap<String, Vec<String>> {
    let mut ud: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (n, v) in fra_idp.iter().flat_map(|g| &g.afgraensninger) {
        ud.entry(n.clone()).or_default().extend(v.iter().cloned());
    }
    ud
}
