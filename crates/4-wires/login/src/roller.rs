//! The port to the roles: an identity provider gives job function roles, a system understands its own user system roles (G-41 … G-43). The program fills it; [`Rolletabel`] is
//! the table of a file, for whoever has no role catalogue.
use crate::identitet::Identitet;
use crate::opsaetning::{cvr, cvr_valgfri};
use adgang::bpp::{Privilegiegruppe, Privilegier};
use async_trait::async_trait;
use grund::{Cvr, Fejl, Tidspunkt, Uuid};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Whose roles, in which system.
#[derive(Debug)]
pub struct Rollespoergsmaal<'s> {
    /// The user.
    pub identitet: &'s Identitet,
    /// What the provider has given; groups of authorities that it may not speak for are left out already.
    pub jobroller: &'s [Privilegiegruppe],
    /// The system's entity id.
    pub system: &'s str,
    /// The system in the Administrationsmodul.
    pub system_uuid: Option<Uuid>,
    /// Now.
    pub nu: Tidspunkt,
}

/// The port.
#[async_trait]
pub trait Rollekilde: Send + Sync {
    /// What the user may do in that system. A role of which anything is missing is left out, never widened.
    async fn oversaet(&self, s: &Rollespoergsmaal<'_>) -> Result<Privilegier, Fejl>;
    /// Why that user may not be logged in though its provider vouches: barred by its authority, or gone from it (NS-04). Asked at each look at a session.
    async fn udelukket(&self, _: &Identitet, _: Tidspunkt) -> Result<Option<String>, Fejl> {
        Ok(None)
    }
}

/// Nobody has any role.
#[derive(Debug)]
pub struct IngenRoller;

#[async_trait]
impl Rollekilde for IngenRoller {
    async fn oversaet(&self, _: &Rollespoergsmaal<'_>) -> Result<Privilegier, Fejl> {
        Ok(Vec::new())
    }
}

/// A job function role of an authority (H-7).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jobfunktionsrolle {
    /// `http://<municipal domain>/roles/jobrole/<id>/1` (G-32).
    pub entity_id: String,
    /// Whose it is.
    #[serde(deserialize_with = "cvr")]
    pub myndighed: Cvr,
    /// The authority whose users may have it instead (H-8).
    #[serde(default, deserialize_with = "cvr_valgfri")]
    pub delegeret_til: Option<Cvr>,
    /// What it consists of.
    pub roller: Vec<Brugersystemrolle>,
}

/// A user system role with the values that limit it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brugersystemrolle {
    /// The system's entity id.
    pub system: String,
    /// `http://<domain>/roles/usersystemrole/<x>/1`.
    pub rolle: String,
    /// Its restrictions.
    #[serde(default)]
    pub afgraensninger: Vec<Afgraensningsvaerdi>,
}

/// A value of a restriction, or where it comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Afgraensningsvaerdi {
    /// `http://sts.kombit.dk/constraints/KLE/1`.
    #[serde(rename = "type")]
    pub slags: String,
    /// Values, separated by commas.
    #[serde(default)]
    pub vaerdi: Option<String>,
    /// The name under which the provider sends the values at login (G-43).
    #[serde(default)]
    pub parameter: Option<String>,
}

/// Job function roles of a file.
#[derive(Clone, Debug, Default)]
pub struct Rolletabel(pub Vec<Jobfunktionsrolle>);

#[async_trait]
impl Rollekilde for Rolletabel {
    async fn oversaet(&self, s: &Rollespoergsmaal<'_>) -> Result<Privilegier, Fejl> {
        Ok(self.oversaet(s))
    }
}

impl Rolletabel {
    fn oversaet(&self, s: &Rollespoergsmaal<'_>) -> Privilegier {
        let mut ud = Vec::new();
        for gruppe in s.jobroller {
            for navn in &gruppe.privilegier {
                let mine = self.0.iter().filter(|j| j.entity_id == *navn && j.myndighed == gruppe.myndighed);
                // One's own authority's, or one that another authority has delegated to it.
                let mine = mine.filter(|j| s.identitet.cvr.is_some_and(|c| c == j.myndighed || j.delegeret_til == Some(c)));
                let roller = mine.flat_map(|j| &j.roller).filter(|r| r.system == s.system);
                ud.extend(roller.filter_map(|r| {
                    let afgraensninger = udfyld(r, gruppe)?;
                    Some(Privilegiegruppe { myndighed: gruppe.myndighed, privilegier: vec![r.rolle.clone()], afgraensninger })
                }));
            }
        }
        ud
    }
}

/// The restrictions with the values that came at login; `None` when one is missing: then the role is dropped (G-43).
fn udfyld(r: &Brugersystemrolle, gruppe: &Privilegiegruppe) -> Option<BTreeMap<String, Vec<String>>> {
    let mut ud: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for a in &r.afgraensninger {
        let vaerdier: Vec<String> = match (&a.vaerdi, &a.parameter) {
            (Some(v), None) => v.split(',').map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()).collect(),
            (None, Some(p)) => gruppe.afgraensninger.get(p).cloned().unwrap_or_default(),
            _ => Vec::new(),
        };
        if vaerdier.is_empty() {
            return None;
        }
        ud.entry(a.slags.clone()).or_default().extend(vaerdier);
    }
    Some(ud)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identitet::Slags;
    use crate::niveau::{Niveau, Niveauer};

    const KLE: &str = "http://sts.kombit.dk/constraints/KLE/1";
    const ENHED: &str = "http://sts.kombit.dk/constraints/orgenhed/1";
    const PARAMETER: &str = "http://korsbaek.dk/id-sag-1-enhed/1/parametric";

    fn tabel() -> Rolletabel {
        let json = format!(
            "[{{\"entity_id\":\"http://korsbaek.dk/roles/jobrole/sag/1\",\"myndighed\":\"11111111\",\"delegeret_til\":\"22222222\",\"roller\":[\
             {{\"system\":\"https://sp\",\"rolle\":\"http://sp/roles/usersystemrole/laes/1\",\"afgraensninger\":[{{\"type\":\"{KLE}\",\"vaerdi\":\"27.*, 32\"}}]}},\
             {{\"system\":\"https://sp\",\"rolle\":\"http://sp/roles/usersystemrole/skriv/1\",\"afgraensninger\":[{{\"type\":\"{ENHED}\",\"parameter\":\"{PARAMETER}\"}}]}},\
             {{\"system\":\"https://andet\",\"rolle\":\"http://andet/roles/usersystemrole/alt/1\"}}]}}]"
        );
        Rolletabel(serde_json::from_str(&json).unwrap())
    }

    fn spoerg(cvr: &str, gruppe: &Privilegiegruppe) -> Vec<(String, BTreeMap<String, Vec<String>>)> {
        let identitet = Identitet {
            udbyder: "u".into(),
            emne: "e".into(),
            slags: Slags::Medarbejder,
            uuid: Uuid::nil(),
            navn: "Anna".into(),
            email: None,
            cvr: Some(cvr.parse().unwrap()),
            organisation: None,
            cpr: None,
            niveauer: Niveauer::ens(Niveau::Lav),
            jobroller: None,
        };
        let s = Rollespoergsmaal {
            identitet: &identitet,
            jobroller: std::slice::from_ref(gruppe),
            system: "https://sp",
            system_uuid: None,
            nu: Tidspunkt::fra_mikros(0),
        };
        tabel().oversaet(&s).into_iter().map(|g| (g.privilegier.concat(), g.afgraensninger)).collect()
    }

    fn gruppe(myndighed: &str, parametre: &[(&str, &[&str])]) -> Privilegiegruppe {
        Privilegiegruppe {
            myndighed: myndighed.parse().unwrap(),
            privilegier: vec!["http://korsbaek.dk/roles/jobrole/sag/1".into()],
            afgraensninger: parametre.iter().map(|(n, v)| ((*n).to_owned(), v.iter().map(|v| (*v).to_owned()).collect())).collect(),
        }
    }

    #[test]
    fn g42_a_job_function_role_becomes_the_systems_own_roles_with_their_restrictions() {
        let ud = spoerg("11111111", &gruppe("11111111", &[(PARAMETER, &["e1", "e2"])]));
        assert_eq!(ud.len(), 2, "the other system's role is not told: {ud:?}");
        assert_eq!(ud[0].1[KLE], ["27.*", "32"]);
        assert_eq!(ud[1].1[ENHED], ["e1", "e2"]);
    }

    #[test]
    fn g43_a_missing_parameter_drops_the_role_and_never_widens_it() {
        for parametre in [&[][..], &[(PARAMETER, &[][..])], &[("andet", &["e1"])]] {
            let ud = spoerg("11111111", &gruppe("11111111", parametre));
            assert_eq!(ud.iter().map(|u| u.0.as_str()).collect::<Vec<_>>(), ["http://sp/roles/usersystemrole/laes/1"]);
        }
    }

    #[test]
    fn h8_another_authoritys_role_holds_where_it_was_delegated_and_nowhere_else() {
        assert_eq!(spoerg("22222222", &gruppe("11111111", &[])).len(), 1);
        assert!(spoerg("33333333", &gruppe("11111111", &[])).is_empty());
        assert!(spoerg("22222222", &gruppe("22222222", &[])).is_empty(), "the role is not 22222222's own");
    }
}
