//! It-systems with their certificates and addresses. A vendor never learns of another's system: it is absent.
use crate::administration::{Administration, Skriv};
use crate::bog::Bog;
use crate::certifikat;
use crate::kalder::Kalder;
use crate::post::Post;
use crate::stamdata::findes_ikke;
use crate::typer::*;
use crate::valider;
use grund::graenser::SYSTEM_CERTIFIKATER;
use grund::tekst::sorteringsnoegle;
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, Uuid};
use std::sync::Arc;

/// Which of a system's lists of certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certifikatslags {
    /// Its own: it signs and authenticates with it.
    Eget,
    /// An external system's, on whose behalf it may ask for tokens (G-4).
    PaaVegneAf,
}

impl Administration {
    /// Creates a system, with the UUID that it has elsewhere (what it sends to the indexes names it as Master, C-10) or a new one. Certificates
    /// come afterwards, one by one.
    ///
    /// # Errors
    /// `IngenAdgang`, `FindesIkke` for an unknown owner, `FindesAllerede` for a UUID in use, and those of fields and store.
    pub async fn opret_system(
        &self,
        kalder: &Kalder<'_>,
        uuid: Option<Uuid>,
        s: &Tilsluttetsystem,
    ) -> Result<Post<Tilsluttetsystem>, Fejl> {
        kalder.kraev(kalder.leverandoer(s.cvr), format!("leverandoer {}", s.cvr))?;
        kontroller(s)?;
        if !s.certifikater.is_empty() || !s.paavegneaf.is_empty() {
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("certifikater").tilladt("empty: certificates are added one by one"));
        }
        let _laas = self.laas.lock().await;
        if !self.aktoer(s.cvr).is_some_and(|a| a.er("aktiv", kalder.kald.nu)) {
            return Err(Fejl::ny(Fejlkode::FindesIkke).felt("cvr").regel("H-1").detalje("no such company or authority here"));
        }
        let uuid = uuid.unwrap_or_else(|| self.ids.ny());
        if self.bog().laes().system_post(uuid).is_some() {
            return Err(Fejl::ny(Fejlkode::FindesAllerede).felt("uuid").regel("H-1"));
        }
        self.gem(kalder, Skriv::ny(s.cvr, uuid, s, kalder.kald.nu)).await
    }

    /// Changes name, description, kinds and addresses; owner and certificates stay.
    ///
    /// # Errors
    /// `FindesIkke`, and those of fields and store.
    pub async fn ret_system(&self, kalder: &Kalder<'_>, uuid: Uuid, s: &Tilsluttetsystem) -> Result<Post<Tilsluttetsystem>, Fejl> {
        let _laas = self.laas.lock().await;
        let gammel = self.eget_system(kalder, uuid).await?;
        kontroller(s)?;
        if s.cvr != gammel.data.cvr {
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("cvr").tilladt(gammel.data.cvr.to_string()));
        }
        let nyt =
            Tilsluttetsystem { certifikater: gammel.data.certifikater.clone(), paavegneaf: gammel.data.paavegneaf.clone(), ..s.clone() };
        self.gem(kalder, Skriv::ret(&gammel, &nyt)).await
    }

    /// Gives a system a certificate: PEM, base64 or DER.
    ///
    /// # Errors
    /// `FindesIkke`; `UgyldigFil`; `IBrug` when another system has it or it is used in the other environment (H-2); and those of the store.
    pub async fn tilfoej_certifikat(
        &self,
        kalder: &Kalder<'_>,
        uuid: Uuid,
        slags: Certifikatslags,
        data: &[u8],
        miljoe: &str,
    ) -> Result<Post<Tilsluttetsystem>, Fejl> {
        let nu = kalder.kald.nu;
        if !matches!(miljoe, "test" | "produktion") {
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("miljoe").regel("H-2").tilladt("test, produktion"));
        }
        let nyt = certifikat::laes(data, miljoe, nu)?;
        let _laas = self.laas.lock().await;
        let gammel = self.eget_system(kalder, uuid).await?;
        let i_brug = |hvad: &str, regel| Fejl::ny(Fejlkode::IBrug).felt("certifikat").regel(regel).detalje(hvad.to_owned());
        let bog = self.bog();
        for s in bog.laes().systemer() {
            for c in s.data.certifikater.iter().chain(&s.data.paavegneaf).filter(|c| c.fingeraftryk == nyt.fingeraftryk) {
                if c.miljoe != miljoe {
                    return Err(i_brug("it is used in the other environment", "H-2"));
                }
            }
            // An external system's certificate may be named by several systems that act for it.
            let har = s.data.certifikater.iter().any(|c| c.fingeraftryk == nyt.fingeraftryk && c.tilknyttet().indeholder(nu));
            if slags == Certifikatslags::Eget && har && s.uuid != uuid {
                return Err(i_brug("it belongs to another system", "H-1"));
            }
        }
        let mut system = gammel.data.clone();
        let liste = valgt(&mut system, slags);
        if liste.iter().any(|c| c.fingeraftryk == nyt.fingeraftryk && c.tilknyttettil.is_none()) {
            return Ok(gammel);
        }
        if liste.len() >= SYSTEM_CERTIFIKATER {
            return Err(Fejl::ny(Fejlkode::ForMange).felt("certifikater").tilladt(SYSTEM_CERTIFIKATER.to_string()));
        }
        liste.push(nyt);
        self.gem(kalder, Skriv::ret(&gammel, &system)).await
    }

    /// Takes a certificate from a system, with effect at once.
    ///
    /// # Errors
    /// `FindesIkke`, and those of the store.
    pub async fn fjern_certifikat(
        &self,
        kalder: &Kalder<'_>,
        uuid: Uuid,
        slags: Certifikatslags,
        fingeraftryk: &str,
    ) -> Result<Post<Tilsluttetsystem>, Fejl> {
        let _laas = self.laas.lock().await;
        let gammel = self.eget_system(kalder, uuid).await?;
        let soegt = certifikat::fra_hex(fingeraftryk).map(|f| certifikat::hex(&f));
        let mut system = gammel.data.clone();
        let c = valgt(&mut system, slags).iter_mut().find(|c| c.tilknyttettil.is_none() && Some(&c.fingeraftryk) == soegt.as_ref());
        c.ok_or_else(|| findes_ikke().felt("fingeraftryk"))?.tilknyttettil = Some(kalder.kald.nu);
        self.gem(kalder, Skriv::ret(&gammel, &system)).await
    }

    /// Ends a system: its certificates and agreements have no effect any more, at once.
    ///
    /// # Errors
    /// `FindesIkke`, and those of the store.
    pub async fn ophoer_system(&self, kalder: &Kalder<'_>, uuid: Uuid) -> Result<Post<Tilsluttetsystem>, Fejl> {
        let _laas = self.laas.lock().await;
        let gammel = self.eget_system(kalder, uuid).await?;
        self.gem(kalder, Skriv::ret(&gammel, &gammel.data).tilstand(2, kalder.kald.nu)).await
    }

    /// The caller's systems, by name; with `cvr` only that owner's.
    pub fn systemer(&self, kalder: &Kalder<'_>, cvr: Option<Cvr>) -> Vec<Arc<Post<Tilsluttetsystem>>> {
        let med = |s: &Tilsluttetsystem| cvr.is_none_or(|c| c == s.cvr) && kalder.leverandoer(s.cvr);
        let mut ud: Vec<_> = self.bog().laes().systemer().filter(|s| med(&s.data)).cloned().collect();
        ud.sort_by_cached_key(|s| (sorteringsnoegle(&s.data.navn), s.uuid));
        ud
    }

    /// One of the caller's systems.
    ///
    /// # Errors
    /// `FindesIkke`, also for another vendor's.
    pub fn system(&self, kalder: &Kalder<'_>, uuid: Uuid) -> Result<Arc<Post<Tilsluttetsystem>>, Fejl> {
        self.bog().laes().system_post(uuid).filter(|s| kalder.leverandoer(s.data.cvr)).ok_or_else(findes_ikke)
    }

    /// One of the caller's systems as the register has it now, for a change.
    async fn eget_system(&self, kalder: &Kalder<'_>, uuid: Uuid) -> Result<Post<Tilsluttetsystem>, Fejl> {
        let ejer = self.system(kalder, uuid)?.ejer;
        self.hent(ejer, uuid).await?.ok_or_else(findes_ikke)
    }
}

fn valgt(s: &mut Tilsluttetsystem, slags: Certifikatslags) -> &mut Vec<Certifikat> {
    match slags {
        Certifikatslags::Eget => &mut s.certifikater,
        Certifikatslags::PaaVegneAf => &mut s.paavegneaf,
    }
}

fn kontroller(s: &Tilsluttetsystem) -> Result<(), Fejl> {
    if !(s.anvender || s.udstiller || s.brugervendt) {
        return Err(Fejl::ny(Fejlkode::ManglerElement)
            .felt("anvender")
            .regel("H-1")
            .tilladt("at least one of anvender, udstiller, brugervendt"));
    }
    for (i, e) in s.endepunkter.iter().enumerate() {
        let ok = ["https://", "http://", "amqps://"].iter().any(|p| e.url.starts_with(p)) && !e.url.contains(char::is_whitespace);
        if !ok {
            return Err(Fejl::ny(Fejlkode::UgyldigtMoenster)
                .felt(format!("endepunkter[{i}]/url"))
                .tilladt("https://…, http://…, amqps://…"));
        }
    }
    valider::linje("navn", &s.navn)
}

impl Bog {
    /// The certificates of a system at that time, as fingerprints in hexadecimal: for warnings and explanations.
    pub fn certifikater(&self, system: Uuid, nu: Tidspunkt) -> Vec<Certifikat> {
        let post = self.laes().system_post(system);
        post.map(|p| p.data.certifikater.iter().filter(|c| c.tilknyttet().indeholder(nu)).cloned().collect()).unwrap_or_default()
    }
}
