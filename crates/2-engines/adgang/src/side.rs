//! Users of pages: who the browser is logged in as, and what such a user may see. The program finds the session of the login ([`Sidebruger`]) and puts it on a page's request as an
//! extension; a page sends the browser to [`log_ind`] where nobody is logged in or the level is too low.
use crate::bpp::Privilegier;
use crate::brugerbog::{Bruger, Brugersvar, Spoergsmaal};
use crate::katalog::FAELLES;
use crate::niveau::{Niveau, Niveauer};
use crate::vagt::{Adgang, Indgang};
use grund::spor::Mangel;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Tidspunkt, UnikId, Uuid, graenser};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a login for a page begins.
pub const LOGIN_STI: &str = "/login/ind";

/// What somebody is logged in as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Slags {
    /// An employee of an authority or a company.
    Medarbejder,
    /// A private person.
    Borger,
}

/// The user of a page: a session of the login that is in force.
#[derive(Clone, PartialEq, Eq)]
pub struct Sidebruger {
    /// The session.
    pub session: Uuid,
    /// Employee or citizen.
    pub slags: Slags,
    /// The user in FK-Organisation (G-44), or the citizen's own.
    pub uuid: Uuid,
    /// Full name.
    pub navn: String,
    /// The employer; none for a citizen.
    pub myndighed: Option<Cvr>,
    /// The employer's name.
    pub organisation: Option<String>,
    /// A citizen's CPR number. It is shown to no log.
    pub cpr: Option<String>,
    /// NSIS levels: what the session is worth is [`Niveauer::loa`].
    pub niveauer: Niveauer,
    /// Job function roles and values that the identity provider gave (G-42, G-43).
    pub fra_idp: Privilegier,
    /// When the user proved to be it.
    pub autentificeret: Tidspunkt,
    /// The session's secret for forms: a form that does not carry it is not one of this user's pages.
    pub csrf: String,
    /// The development provider has vouched: anybody may be this person.
    pub proeve: bool,
}

impl fmt::Debug for Sidebruger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sidebruger").field("session", &self.session).field("uuid", &self.uuid).finish_non_exhaustive()
    }
}

impl Sidebruger {
    /// The employee, as the guard and the roles know it.
    ///
    /// # Errors
    /// `IngenBrugerret`: a citizen is nobody's employee.
    pub fn bruger(&self) -> Result<Bruger, Fejl> {
        match (self.slags, self.myndighed) {
            (Slags::Medarbejder, Some(hjem)) => Ok(Bruger {
                hjem,
                uuid: self.uuid,
                fra_idp: self.fra_idp.clone(),
                session: Some(self.session),
                niveauer: Some(self.niveauer),
            }),
            _ => Err(Fejl::ny(Fejlkode::IngenBrugerret).aarsag("a citizen has no roles")),
        }
    }

    /// The session is on that level; otherwise the page sends the browser to [`log_ind`] with the level (step-up, NS-01), or shows the refusal.
    ///
    /// # Errors
    /// `LoginNiveau`.
    pub fn kraev(&self, mindst: Niveau) -> Result<(), Fejl> {
        if self.niveauer.loa() >= mindst {
            return Ok(());
        }
        Err(Fejl::ny(Fejlkode::LoginNiveau).aarsag(format!("the session is on {}, the page demands {mindst}", self.niveauer.loa())))
    }
}

/// The address that begins a login, and leads back to the local address `til`. A session that is there already is used where it is on that level.
pub fn log_ind(til: &str, mindst: Option<Niveau>) -> String {
    let mut q = form_urlencoded::Serializer::new(String::new());
    q.append_pair("til", til);
    if let Some(n) = mindst {
        q.append_pair("niveau", n.engelsk());
    }
    format!("{LOGIN_STI}?{}", q.finish())
}

/// Whether a login may lead there: an address of this host and nobody else's, however a browser reads it.
pub fn er_lokal(til: &str) -> bool {
    let plads = |b: &u8| b.is_ascii_graphic() && *b != b'\\';
    til.starts_with('/') && !til.starts_with("//") && til.len() <= graenser::LOGIN_TILSTAND_BYTES && til.as_bytes().iter().all(plads)
}

impl Adgang {
    /// The context in which a page reads for an employee: what its roles in that user-facing system open of its authority's data, exactly as a call of the
    /// system with the user's token (C-40, C-45). What may be done beside reading is the page's to decide, by the roles of [`Self::sideretter`].
    ///
    /// # Errors
    /// `IngenBrugerret`; those of the store.
    pub async fn sidekontekst(&self, b: &Sidebruger, system: Uuid, ind: Indgang<'_>) -> Result<Kaldekontekst, Fejl> {
        let bruger = b.bruger().map_err(ind.noter(Mangel::Rolle, "Log ind som medarbejder."))?;
        ind.spor.skriv(|s| s.myndighed = Some(bruger.hjem));
        let k = Kaldekontekst {
            system: Some(system),
            ser_personer: true,
            spor: ind.spor.clone(),
            ..Kaldekontekst::ubegraenset(bruger.hjem, &[FAELLES], UnikId::Uuid(b.uuid), ind.nu, ind.kald_id)
        };
        self.med_bruger(k, Some(&bruger), ind).await
    }

    /// The roles that an employee has in a user-facing system (every one, if none is named), with reasons.
    ///
    /// # Errors
    /// `IngenBrugerret` for a citizen; those of the store.
    pub async fn sideretter(&self, b: &Sidebruger, system: Option<Uuid>, nu: Tidspunkt) -> Result<Brugersvar, Fejl> {
        let bruger = b.bruger()?;
        let bog = self.brugerbog.get().ok_or_else(|| Fejl::intern("a user of a page where nobody knows users"))?;
        bog.retter(Spoergsmaal { bruger: &bruger, system, virkning: nu }).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anna(slags: Slags, niveau: Niveau) -> Sidebruger {
        Sidebruger {
            session: Uuid::from_u128(1),
            slags,
            uuid: Uuid::from_u128(2),
            navn: "Anna".into(),
            myndighed: Some(Cvr::KORSBAEK),
            organisation: None,
            cpr: Some("6101010000".into()),
            niveauer: Niveauer::ens(niveau),
            fra_idp: Vec::new(),
            autentificeret: Tidspunkt::fra_mikros(0),
            csrf: "hemmelig".into(),
            proeve: true,
        }
    }

    #[test]
    fn a_login_leads_to_this_host_and_nowhere_else() {
        for godt in ["/", "/sapa/parter?id=1&x=%20", "/a//b"] {
            assert!(er_lokal(godt), "{godt}");
        }
        let langt = format!("/{}", "a".repeat(graenser::LOGIN_TILSTAND_BYTES));
        for ondt in [
            "",
            "a",
            "//ond.example",
            "/\\ond.example",
            "\\/ond.example",
            "https://ond.example",
            "/a\r\nb",
            "/\t/ond.example",
            "/ æ",
            &langt,
        ] {
            assert!(!er_lokal(ondt), "{ondt:?}");
        }
        assert_eq!(log_ind("/a?b=c&d", Some(Niveau::Hoej)), "/login/ind?til=%2Fa%3Fb%3Dc%26d&niveau=High");
    }

    #[test]
    fn ns01_a_page_demands_a_level_and_takes_a_higher_one() {
        let a = anna(Slags::Medarbejder, Niveau::Betydelig);
        assert!(a.kraev(Niveau::Lav).is_ok() && a.kraev(Niveau::Betydelig).is_ok());
        assert_eq!(a.kraev(Niveau::Hoej).unwrap_err().kode(), Fejlkode::LoginNiveau);
        assert!(!format!("{a:?}").contains("6101010000") && !format!("{a:?}").contains("hemmelig"));
    }

    #[test]
    fn a_citizen_is_nobodys_employee() {
        assert_eq!(anna(Slags::Borger, Niveau::Hoej).bruger().unwrap_err().kode(), Fejlkode::IngenBrugerret);
        assert_eq!(anna(Slags::Medarbejder, Niveau::Hoej).bruger().unwrap().hjem, Cvr::KORSBAEK);
    }
}
