//! The answer to "what may she, and why": in one place for the guard, the pages, the commands and the auditor.
use crate::afgoer::{self, Bortfald, Effektive, Grund, Vej};
use crate::bog::Bibliotek;
use crate::modul::Roller;
use adgang::personale::Medarbejder;
use adgang::{Brugerbog, Brugersvar, Spoergsmaal};
use async_trait::async_trait;
use grund::{Cvr, Fejl, Tidspunkt, Uuid};
use std::sync::Arc;

/// Everything about a user at a time.
#[derive(Clone, Debug, Default)]
pub struct Forklaring {
    /// The rights, with reasons, and what is not there.
    pub svar: Brugersvar,
    /// Job function roles, also those that open nothing in the system that was asked about.
    pub effektive: Effektive,
}

/// The answer, from one state of everything.
pub fn svar(b: &Bibliotek, m: Option<&Medarbejder>, s: Spoergsmaal<'_>) -> Forklaring {
    let (bruger, t) = (s.bruger, s.virkning);
    let Some(m) = m else {
        let bortfaldet = vec![tekst(b, None, &Bortfald::UkendtBruger)];
        return Forklaring { svar: Brugersvar { bortfaldet, ..Brugersvar::default() }, ..Forklaring::default() };
    };
    let effektive = afgoer::roller(b, bruger.hjem, m, &bruger.fra_idp, t);
    let (mut retter, bort) = afgoer::i_systemet(b, &effektive, s.system, &afgoer::dynamiske(&bruger.fra_idp), t);
    for r in &mut retter {
        let j = effektive.roller.iter().find(|j| j.uuid == r.jobrolle.0 && j.ejer == r.myndighed);
        r.grunde = j.into_iter().flat_map(|j| &j.grunde).map(|g| grundtekst(b, bruger.hjem, m, g)).collect();
    }
    let bortfaldet = effektive.bortfaldet.iter().chain(&bort).map(|f| tekst(b, Some(m), f)).collect();
    let identiteter = afgoer::identiteter(m, t);
    Forklaring { svar: Brugersvar { navn: m.navn.clone(), retter, identiteter, bortfaldet }, effektive }
}

fn enhed(m: &Medarbejder, u: Uuid) -> String {
    m.enheder.navne.get(&u).filter(|n| !n.is_empty()).cloned().unwrap_or_else(|| u.to_string())
}

/// One reason as a sentence: which assignment, by whom, and how it reaches the user.
pub(crate) fn grundtekst(b: &Bibliotek, hjem: Cvr, m: &Medarbejder, g: &Grund) -> String {
    let vej = match &g.vej {
        Vej::Bruger => format!("givet til {} personligt", m.navn),
        Vej::Enhed(sti) => {
            let navne: Vec<String> = sti.iter().map(|u| enhed(m, *u)).collect();
            match navne.as_slice() {
                [en] => format!("givet til enheden {en}, hvor {} har en stilling", m.navn),
                _ => {
                    let (foerste, sidste) = (navne.first().cloned().unwrap_or_default(), navne.last().cloned().unwrap_or_default());
                    format!("givet til enheden {sidste} og dem under den; {} har en stilling i {foerste} ({})", m.navn, navne.join(" < "))
                }
            }
        }
        Vej::Funktion(u) => format!("givet til funktionen {u}, som {} har", m.navn),
        Vej::Titel(t) => format!("givet til titlen {t}, som {} har", m.navn),
        Vej::Idp => "oplyst af myndighedens loginløsning".to_owned(),
    };
    let Some(t) = g.tildeling else { return vej };
    let af = b.boeger.get(&hjem).and_then(|x| x.tildelinger.get(&t)).map(|k| &k.sidst.tildeltaf).filter(|a| !a.is_empty());
    match af {
        Some(a) => format!("tildeling {t} af {a}: {vej}"),
        None => format!("tildeling {t}: {vej}"),
    }
}

fn rollenavn(b: &Bibliotek, u: Uuid) -> String {
    let r = b.boeger.values().find_map(|bog| bog.roller.get(&u));
    r.map_or_else(|| u.to_string(), |r| r.sidst.navn.clone())
}

/// Why something is not there, as a sentence.
pub(crate) fn tekst(b: &Bibliotek, m: Option<&Medarbejder>, f: &Bortfald) -> String {
    let navn = m.map_or("Brugeren", |m| m.navn.as_str());
    match f {
        Bortfald::UkendtBruger => "Brugeren findes ikke i myndighedens organisation.".into(),
        Bortfald::Inaktiv => format!("{navn} er ikke aktiv i myndighedens organisation."),
        Bortfald::IngenStilling => format!("{navn} har ikke længere nogen stilling i myndigheden."),
        Bortfald::Spaerret(grund) => {
            let grund = match grund.as_str() {
                "fratraadt" => "fratrådt",
                "orlov" => "på orlov",
                _ => "spærret",
            };
            format!("{navn} er {grund}.")
        }
        Bortfald::Undtaget { tildeling, rolle } => format!("{navn} er undtaget fra tildeling {tildeling} af {}.", rollenavn(b, *rolle)),
        Bortfald::RolleIkkeIKraft { rolle } => format!("Rollen {} er ikke i kraft.", rollenavn(b, *rolle)),
        Bortfald::IkkeDelegeret { rolle, ejer } => format!("Rollen {} er ikke delegeret fra {ejer} til myndigheden.", rollenavn(b, *rolle)),
        Bortfald::UkendtJobrolle(e) => format!("Loginløsningen nævner rollen {e}, som ikke findes."),
        Bortfald::SystemrolleIkkeIKraft { rolle, del } => {
            format!("Rollen {} bygger på systemrollen {del}, som ikke er i kraft.", rollenavn(b, *rolle))
        }
        Bortfald::ManglerVaerdi { rolle, systemrolle, slags } => {
            format!("Rollen {} mangler en værdi til {slags}, som {systemrolle} kræver.", rollenavn(b, *rolle))
        }
        Bortfald::ManglerDynamisk { rolle, systemrolle, parameter } => {
            format!("Loginløsningen har ikke sendt {parameter} til {systemrolle} i rollen {}.", rollenavn(b, *rolle))
        }
        Bortfald::UkendtAfgraensning { rolle, systemrolle, slags } => {
            format!("Rollen {} har en værdi til {slags}, som {systemrolle} ikke kender.", rollenavn(b, *rolle))
        }
    }
}

#[async_trait]
impl Brugerbog for Roller {
    async fn retter(&self, s: Spoergsmaal<'_>) -> Result<Brugersvar, Fejl> {
        let svar = self.forklar(s, None).await?.svar;
        self.brugt(s.bruger.hjem, svar.retter.iter().map(|r| r.jobrolle.0), s.virkning);
        Ok(svar)
    }
}

impl Roller {
    /// Why the user may do nothing at all, and may not be logged in either (NS-04): barred, inactive, or gone from all places. Nobody's word is taken for one whom the organisation does
    /// not know: only a bar says something of it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn udelukket(&self, hjem: Cvr, bruger: Uuid, t: Tidspunkt) -> Result<Option<String>, Fejl> {
        let b = self.bibliotek(&[hjem]).await?;
        let m = self.personale.medarbejder(hjem, bruger, t, None).await?;
        let tom = Arc::default();
        let bog = b.boeger.get(&hjem).unwrap_or(&tom);
        let hvorfor = match &m {
            Some(m) => afgoer::udelukket(bog, m, t),
            None => bog.spaerret(bruger, t).map(|s| Bortfald::Spaerret(s.grund.clone())),
        };
        Ok(hvorfor.map(|f| tekst(&b, m.as_ref(), &f)))
    }

    /// What the user may at the asked virkning, and why, as the register said at `registreret` (now, if `None`).
    ///
    /// # Errors
    /// Those of the store.
    pub async fn forklar(&self, s: Spoergsmaal<'_>, registreret: Option<Tidspunkt>) -> Result<Forklaring, Fejl> {
        let b = s.bruger;
        // The book first: what is changed between the two reads is then newer in the organisation, which only ends what has ended.
        let mut cvrer = vec![b.hjem];
        cvrer.extend(b.fra_idp.iter().map(|g| g.myndighed).filter(|c| self.stamdata.kender_myndighed(*c)));
        let bibliotek = match registreret {
            None => self.bibliotek(&cvrer).await?,
            Some(r) => self.bibliotek_paa(&cvrer, r).await?,
        };
        let m = self.personale.medarbejder(b.hjem, b.uuid, s.virkning, registreret).await?;
        Ok(svar(&bibliotek, m.as_ref(), s))
    }
}
