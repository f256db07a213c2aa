//! The guard: what every way in has in common. From a proven certificate, a service and an authority to a call's context, or to a
//! refusal that can be explained to those entitled.
use crate::aftalebog::{Aftale, Aftalebog, System, Tjeneste};
use crate::bpp::{Privilegiegruppe, Privilegier};
use crate::brugerbog::Brugerbog;
use crate::brugersession::Brugersessioner;
use crate::husker::{Certifikathusker, Husker};
use crate::katalog::{FAELLES, Parameterslags, Rolledef, Tjenestedef, Tjenestekatalog};
use grund::ret::{Rettigheder, Tilladelse};
use grund::spor::{Afslag, Mangel, Spor, Sporsystem};
use grund::ur::IdKilde;
use grund::{Afgraensning, Cvr, Fejl, Fejlkode, Kaldekontekst, Kvote, Ret, Tidspunkt, UnikId, Uuid};
use lager::Lager;
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noeglering::Noeglering;
use sikkerhed::tillid::Tillid;
use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

/// Access control of a running program.
pub struct Adgang {
    /// This program's services.
    pub katalog: Tjenestekatalog,
    /// Systems, services and agreements.
    pub aftalebog: Arc<dyn Aftalebog>,
    /// Who issues certificates that are believed.
    pub tillid: Arc<Tillid>,
    /// The program's own keys.
    pub noegler: Arc<Noeglering>,
    /// Where message ids and access tokens are kept for as long as they matter.
    pub lager: Arc<dyn Lager>,
    /// New identifiers.
    pub ids: Arc<dyn IdKilde>,
    /// `Issuer` of the tokens.
    pub udsteder: String,
    /// Verified tokens.
    pub husker: Husker,
    /// Certificates that were read.
    pub certifikater: Certifikathusker,
    /// Signatures on refusals of callers who are not proven.
    pub afslagskvote: Kvote,
    /// Looks up the revocation of certificates.
    pub status: Arc<dyn Statusopslag>,
    /// Who users are and what they may, once the program has put it in ([`Self::kend_brugere`]).
    pub brugerbog: OnceLock<Arc<dyn Brugerbog>>,
    /// Sessions of the login, once the program has put it in ([`Self::kend_login`]); until then no token of it holds.
    pub sessioner: OnceLock<Arc<dyn Brugersessioner>>,
    /// The issuer of OAuth tokens, once the program knows the address that it is found at (RFC 8414); [`Self::udsteder`] until then.
    pub oauth_udsteder: OnceLock<String>,
}

/// Looks up the revocation of certificates, in tasks of its own: nothing waits for it longer than it says.
pub trait Statusopslag: Send + Sync {
    /// Done when what could be fetched is there, or a deadline has passed. Does nothing for a certificate that was tried a moment ago.
    fn slaa_op<'s>(&'s self, c: &'s Certifikat, nu: Tidspunkt) -> Pin<Box<dyn Future<Output = ()> + Send + 's>>;
    /// The same, without waiting.
    fn bestil(&self, c: &Certifikat, nu: Tidspunkt);
}

/// Where nothing is looked up: commands and tests.
#[derive(Debug)]
pub struct IntetOpslag;

impl Statusopslag for IntetOpslag {
    fn slaa_op<'s>(&'s self, _: &'s Certifikat, _: Tidspunkt) -> Pin<Box<dyn Future<Output = ()> + Send + 's>> {
        Box::pin(std::future::ready(()))
    }
    fn bestil(&self, _: &Certifikat, _: Tidspunkt) {}
}

/// A call as the program received it, before anybody knows who calls. The program puts it on every request.
#[derive(Clone, Debug)]
pub struct Indkomst {
    /// Its time.
    pub nu: Tidspunkt,
    /// Its id.
    pub kald_id: Uuid,
    /// What the log will say.
    pub spor: Spor,
    /// The certificate of the connection: its holder has proven to have the key, nothing else is known of it.
    pub klient: Option<Certifikat>,
}

impl Indkomst {
    /// For the guard.
    pub fn ind(&self) -> Indgang<'_> {
        Indgang { nu: self.nu, kald_id: self.kald_id, spor: &self.spor }
    }
}

/// One call on its way in.
#[derive(Clone, Copy)]
pub struct Indgang<'k> {
    /// Its time.
    pub nu: Tidspunkt,
    /// Its id.
    pub kald_id: Uuid,
    /// What the log will say.
    pub spor: &'k Spor,
}

impl Indgang<'_> {
    /// Notes what was missing and gives the refusal for the caller.
    pub fn afslag(
        &self,
        kode: Fejlkode,
        mangler: Mangel,
        forklaring: String,
        detaljer: Vec<(&'static str, String)>,
        raad: &'static str,
    ) -> Fejl {
        let fejl = Fejl::ny(kode).aarsag(&forklaring);
        self.spor.afslag(kode, Afslag { mangler, forklaring, detaljer, raad });
        fejl
    }

    /// Notes a refusal that came from below, with what the log may know of its cause.
    pub fn noter(&self, mangler: Mangel, raad: &'static str) -> impl FnOnce(Fejl) -> Fejl {
        let spor = self.spor.clone();
        move |f| {
            // The cause is in the words of the program's log, which are English: it is a particular of its own.
            let detaljer = f.aarsagen().map(|a| ("årsag", a.to_owned())).into_iter().collect();
            spor.afslag(f.kode(), Afslag { mangler, forklaring: f.dansk(), detaljer, raad });
            f
        }
    }
}

impl Adgang {
    /// The system that a proven certificate belongs to: trusted, in force, not revoked, and registered.
    ///
    /// # Errors
    /// `UgyldigtCertifikat`, `UkendtSystem`.
    pub fn system(&self, c: &Certifikat, ind: Indgang<'_>) -> Result<Arc<System>, Fejl> {
        ind.spor.skriv(|s| s.certifikat = Some(c.fingeraftryk_hex()));
        self.betroet(c, "Brug et gyldigt OCES-funktionscertifikat fra en godkendt udsteder.", ind)?;
        let system = self.aftalebog.system(&c.fingeraftryk(), ind.nu).ok_or_else(|| {
            ind.afslag(
                Fejlkode::UkendtSystem,
                Mangel::System,
                format!("Certifikatet {} er ikke tilknyttet noget it-system.", c.emne()),
                vec![("certifikat", c.fingeraftryk_hex()), ("emne", c.emne().to_owned())],
                "Tilknyt certifikatet til systemet i Administrationsmodulet.",
            )
        })?;
        ind.spor.skriv(|s| s.system = Some(Sporsystem { uuid: system.uuid, navn: system.navn.clone(), cvr: system.cvr }));
        Ok(system)
    }

    /// The certificate is trusted, in force and not revoked. [`Self::kend_status`] comes first where the caller can wait.
    ///
    /// # Errors
    /// `UgyldigtCertifikat`.
    pub fn betroet(&self, c: &Certifikat, raad: &'static str, ind: Indgang<'_>) -> Result<(), Fejl> {
        let svar = self.tillid.kontroller(c, ind.nu);
        if !self.tillid.er_kendt(&c.fingeraftryk(), ind.nu) {
            self.status.bestil(c, ind.nu);
        }
        svar.map_err(ind.noter(Mangel::Certifikat, raad))
    }

    /// Asks at once about a certificate whose status nobody has told yet, so that one that was revoked does not pass for lack of an answer.
    pub async fn kend_status(&self, c: &Certifikat, nu: Tidspunkt) {
        if !self.tillid.er_kendt(&c.fingeraftryk(), nu) {
            // Remembers what answers of an earlier call say.
            let _ = self.tillid.kontroller(c, nu);
            if !self.tillid.er_kendt(&c.fingeraftryk(), nu) {
                self.status.slaa_op(c, nu).await;
            }
        }
    }

    /// The service of that entity id. The refusal names the ids that the caller's own agreements name.
    ///
    /// # Errors
    /// `UkendtTjeneste` (fault 101).
    pub fn tjeneste(&self, system: &System, entity_id: &str, ind: Indgang<'_>) -> Result<Arc<Tjeneste>, Fejl> {
        ind.spor.skriv(|s| s.tjeneste = Some(entity_id.chars().take(255).collect()));
        self.aftalebog.tjeneste(entity_id).ok_or_else(|| {
            let mine = self.aftalebog.tjenester_for(system.uuid, ind.nu);
            let f = ind.afslag(
                Fejlkode::UkendtTjeneste,
                Mangel::Tjeneste,
                format!("Der findes ingen tjeneste med entityID {}.", grund::fejl::uddrag_langt(entity_id)),
                Vec::new(),
                "Se tjenesternes entityID i Administrationsmodulet.",
            );
            match mine.is_empty() {
                true => f.felt("entityID").ventet(("en tjeneste; ingen aftale nævner en", "a service; no agreement names one")),
                false => f.felt("entityID").tilladt(mine),
            }
        })
    }

    /// The agreements that let the system use the service for the authority; at least one (G-6).
    ///
    /// # Errors
    /// `IngenAftale`, `UkendtMyndighed`.
    pub fn aftaler(&self, system: &System, entity_id: &str, myndighed: Cvr, ind: Indgang<'_>) -> Result<Vec<Arc<Aftale>>, Fejl> {
        ind.spor.skriv(|s| s.myndighed = Some(myndighed));
        let aftaler = self.aftalebog.aftaler(system.uuid, entity_id, myndighed, ind.nu);
        if aftaler.is_empty() && !self.aftalebog.kender_myndighed(myndighed) {
            return Err(ind.afslag(
                Fejlkode::UkendtMyndighed,
                Mangel::Aftale,
                format!("Myndigheden {myndighed} er ikke tilsluttet."),
                vec![("myndighed", myndighed.to_string())],
                "Kontrollér myndighedens CVR-nummer.",
            ));
        }
        if aftaler.is_empty() {
            let afslag = self.aftalebog.hvorfor_ikke(system.uuid, entity_id, myndighed, ind.nu);
            let fejl = Fejl::ny(Fejlkode::IngenAftale).aarsag(&afslag.forklaring);
            ind.spor.afslag(Fejlkode::IngenAftale, afslag);
            return Err(fejl);
        }
        Ok(aftaler)
    }

    /// What agreements give, as a token says it (G-30, G-31): one group for each agreement, so that restrictions stay with their roles.
    pub fn privilegier(aftaler: &[Arc<Aftale>], entity_id: &str) -> Privilegier {
        let grupper = aftaler.iter().flat_map(|a| a.tjenester.iter().filter(|t| t.entity_id == entity_id).map(move |t| (a, t)));
        grupper
            .map(|(a, t)| Privilegiegruppe {
                myndighed: a.myndighed,
                privilegier: t.roller.clone(),
                afgraensninger: t.afgraensninger.clone(),
            })
            .collect()
    }

    /// The context of a call whose caller is proven: the agreements decide now, so that an ended one is felt at once; a token only narrows
    /// what they give.
    ///
    /// # Errors
    /// `IngenAftale`.
    pub fn kontekst(
        &self,
        system: &System,
        entity_id: &str,
        myndighed: Cvr,
        token: Option<&Privilegier>,
        ind: Indgang<'_>,
    ) -> Result<Kaldekontekst, Fejl> {
        let aftaler = self.aftaler(system, entity_id, myndighed, ind)?;
        ind.spor.skriv(|s| {
            s.aftale = aftaler.first().map(|a| a.uuid);
            s.formaal = aftaler.first().map(|a| a.formaal.clone());
            s.tjeneste = Some(entity_id.to_owned());
        });
        let i_token: Option<BTreeSet<&str>> =
            token.map(|t| t.iter().filter(|g| g.myndighed == myndighed).flat_map(|g| &g.privilegier).map(String::as_str).collect());
        let mut tilladelser = Vec::new();
        if let Some(def) = self.katalog.find(entity_id) {
            for g in Self::privilegier(&aftaler, entity_id) {
                let roller = g.privilegier.iter().filter(|r| i_token.as_ref().is_none_or(|t| t.contains(r.as_str())));
                tilladelser.extend(tilladelse(def, system.uuid, roller.map(String::as_str), &g.afgraensninger));
            }
        }
        let mut laeser = vec![myndighed];
        if myndighed != FAELLES {
            laeser.push(FAELLES);
        }
        Ok(Kaldekontekst {
            myndighed,
            laeser,
            bruger: UnikId::Uuid(system.uuid),
            nu: ind.nu,
            kald_id: ind.kald_id,
            system: Some(system.uuid),
            retter: Arc::new(Rettigheder::Kun(tilladelser)),
            brugers: None,
            ser_personer: self.ser_personer(system, myndighed, ind.nu),
            spor: ind.spor.clone(),
        })
    }

    /// Whether an agreement of the system with the authority lets it read persons, whatever service it calls.
    fn ser_personer(&self, system: &System, myndighed: Cvr, nu: Tidspunkt) -> bool {
        let Some(def) = self.katalog.for_service(PERSONER) else { return false };
        let aftaler = self.aftalebog.aftaler(system.uuid, def.entity_id, myndighed, nu);
        let giver = |t: Tilladelse| t.service == PERSONER && t.retter.contains(&Ret::Laes);
        Self::privilegier(&aftaler, def.entity_id)
            .iter()
            .flat_map(|g| tilladelse(def, system.uuid, g.privilegier.iter().map(String::as_str), &g.afgraensninger))
            .any(giver)
    }
}

/// The service whose objects say which numbers a person has.
const PERSONER: &str = "person";

/// What roles of a service and their parameters give on the register's services.
fn tilladelse<'r>(
    def: &Tjenestedef,
    system: Uuid,
    roller: impl Iterator<Item = &'r str>,
    afgraensninger: &BTreeMap<String, Vec<String>>,
) -> Vec<Tilladelse> {
    let mut ja = Vec::new();
    let mut omraade = Afgraensning::FRI;
    for (uri, vaerdier) in afgraensninger {
        let laest = match def.parameter(uri).map(|p| p.slags) {
            Some(Parameterslags::Ja(ret)) => {
                ja.extend(vaerdier.iter().any(|v| v.eq_ignore_ascii_case("ja")).then_some(ret));
                continue;
            }
            Some(Parameterslags::Modulets) => continue,
            Some(Parameterslags::Afgraensning(d)) => d.laes(vaerdier),
            None => None,
        };
        // Nobody here could hold a restriction that the service does not know or that means nothing: the role gives nothing rather than too much.
        let Some(snit) = laest.and_then(|a| omraade.snit(&a)) else { return Vec::new() };
        omraade = snit;
    }
    let mut ud = Vec::new();
    let roller: Vec<&Rolledef> = roller.filter_map(|r| def.rolle(r)).collect();
    for egne in [false, true] {
        let mut retter: Vec<Ret> = roller.iter().filter(|r| r.egne == egne).flat_map(|r| r.retter.iter().copied()).collect();
        let omraade = if egne { omraade.snit(&Afgraensning::kun_egne(system)) } else { Some(omraade.clone()) };
        let Some(afgraensning) = omraade.filter(|_| !retter.is_empty()) else { continue };
        retter.extend(&ja);
        retter.sort_unstable();
        retter.dedup();
        let en = |service: &&'static str| Tilladelse {
            service: (*service).to_owned(),
            retter: retter.clone(),
            afgraensning: afgraensning.clone(),
        };
        ud.extend(def.services.iter().map(en));
    }
    ud
}
