//! What access control must know of users: a port, which the module of job function roles fills. Asked at every call that has a user behind it, so that a change of
//! role, assignment or organisation is felt by the next call; a token carries nothing but who the user is and what the identity provider said.
use crate::bpp::Privilegier;
use crate::niveau::{Niveau, Niveauer};
use async_trait::async_trait;
use grund::{Afgraensning, Cvr, Fejl, Tidspunkt, UnikId, Uuid};
use std::collections::BTreeMap;

/// A user, as a proven token or session says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bruger {
    /// The authority that the user works for.
    pub hjem: Cvr,
    /// The user in its organisation (G-44).
    pub uuid: Uuid,
    /// What the identity provider said (G-42): job function roles by their entity ids, and values of dynamic restrictions by the names of their parameters (G-43).
    pub fra_idp: Privilegier,
    /// The login session that it stands on, and ends with; `None` where there is none, as for a token that was made on the machine.
    pub session: Option<Uuid>,
    /// NSIS levels of the login (NS-01).
    pub niveauer: Option<Niveauer>,
}

impl Bruger {
    /// A user of whom nothing but that is known.
    pub fn ny(hjem: Cvr, uuid: Uuid) -> Self {
        Self { hjem, uuid, fra_idp: Privilegier::new(), session: None, niveauer: None }
    }

    /// As tokens of ours name it: authority, UUID, and where they are known session and levels, parted by slashes.
    pub(crate) fn som_tekst(&self) -> String {
        let session = self.session.map(|s| s.to_string()).unwrap_or_default();
        let niveauer = self.niveauer.map(|n| format!("{},{}", n.ial.engelsk(), n.aal.engelsk())).unwrap_or_default();
        format!("{}/{}/{session}/{niveauer}", self.hjem, self.uuid).trim_end_matches('/').to_owned()
    }

    /// Reads that; `None` for what is none of it. What the identity provider said stands elsewhere.
    pub(crate) fn af_tekst(tekst: &str) -> Option<Self> {
        let mut dele = tekst.split('/');
        let (hjem, uuid) = (dele.next()?.parse().ok()?, grund::id::laes_uuid(dele.next()?)?);
        let session = match dele.next() {
            None | Some("") => None,
            Some(s) => Some(grund::id::laes_uuid(s)?),
        };
        let niveauer = match dele.next() {
            None | Some("") => None,
            Some(n) => {
                let (ial, aal) = n.split_once(',')?;
                Some(Niveauer { ial: Niveau::fra_ord(ial)?, aal: Niveau::fra_ord(aal)? })
            }
        };
        dele.next().is_none().then_some(Self { session, niveauer, ..Self::ny(hjem, uuid) })
    }

    /// What the log calls it.
    pub fn i_log(&self, navn: &str) -> String {
        let n = self.niveauer.map(|n| format!(" ({n})")).unwrap_or_default();
        format!("{navn}, {}, Serial={}{n}", self.hjem, self.uuid)
    }
}

/// What is asked of a user.
#[derive(Clone, Copy, Debug)]
pub struct Spoergsmaal<'s> {
    /// Who.
    pub bruger: &'s Bruger,
    /// In which user-facing system; `None` for every one.
    pub system: Option<Uuid>,
    /// When. The register's newest word decides.
    pub virkning: Tidspunkt,
}

/// One right of a user: a role of a user-facing system within data restrictions, for one authority's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brugerret {
    /// Whose data (the scope of a privilege, G-31).
    pub myndighed: Cvr,
    /// The system's role, by entity id.
    pub rolle: String,
    /// The system.
    pub system: Option<Uuid>,
    /// The job function role that it comes from, and its name.
    pub jobrolle: (Uuid, String),
    /// Values by restriction type, as a token says them.
    pub afgraensninger: BTreeMap<String, Vec<String>>,
    /// The same for the registers; `None` when one of them is of a kind that the registers can't hold, and then the right opens nothing there.
    pub omraade: Option<Afgraensning>,
    /// Why the user has it, in Danish.
    pub grunde: Vec<String>,
}

/// What a user may do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brugersvar {
    /// The user's name.
    pub navn: String,
    /// Rights, a union.
    pub retter: Vec<Brugerret>,
    /// What a security profile may name the user by: the user, the units it works in and those above them, its organisation (C-45).
    pub identiteter: Vec<UnikId>,
    /// Why something that one might expect is not there, in Danish.
    pub bortfaldet: Vec<String>,
}

/// The port.
#[async_trait]
pub trait Brugerbog: Send + Sync {
    /// What the user may do. Somebody who is not known, has left or is barred may do nothing, and the answer says so.
    ///
    /// # Errors
    /// Those of the store.
    async fn retter(&self, s: Spoergsmaal<'_>) -> Result<Brugersvar, Fejl>;
}

impl Brugersvar {
    /// What the rights let see of an authority's registers, as a union, and what security profiles must name.
    pub fn omraader(&self, myndighed: Cvr) -> Vec<Afgraensning> {
        let egne = self.retter.iter().filter(|r| r.myndighed == myndighed).filter_map(|r| r.omraade.clone());
        let mut ud: Vec<Afgraensning> =
            egne.filter(|a| !a.er_tom()).map(|a| Afgraensning { profil: Some(self.identiteter.clone()), ..a }).collect();
        ud.dedup();
        ud
    }

    /// The rights as a token for the user-facing system says them (G-42).
    pub fn privilegier(&self) -> Privilegier {
        let en = |r: &Brugerret| crate::bpp::Privilegiegruppe {
            myndighed: r.myndighed,
            privilegier: vec![r.rolle.clone()],
            afgraensninger: r.afgraensninger.clone(),
        };
        self.retter.iter().map(en).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_read_as_it_is_written_also_as_tokens_of_before_wrote_it() {
        let kort = Bruger::ny(Cvr::KORSBAEK, Uuid::from_u128(7));
        assert_eq!(Bruger::af_tekst(&format!("{}/{}", kort.hjem, kort.uuid)), Some(kort.clone()));
        for session in [None, Some(Uuid::from_u128(9))] {
            for niveauer in [None, Some(Niveauer { ial: Niveau::Hoej, aal: Niveau::Lav })] {
                let b = Bruger { session, niveauer, ..kort.clone() };
                assert_eq!(Bruger::af_tekst(&b.som_tekst()), Some(b.clone()), "{}", b.som_tekst());
            }
        }
        let t = kort.som_tekst();
        // A session that can't be read is no session less.
        for forkert in [format!("{t}/x"), format!("{t}//High"), format!("{t}///x"), "11111111".to_owned(), String::new()] {
            assert_eq!(Bruger::af_tekst(&forkert), None, "{forkert}");
        }
    }
}
