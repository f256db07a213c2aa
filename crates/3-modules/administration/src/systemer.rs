//! It-systems with their certificates and addresses. A vendor never learns of another's system: it is absent.
use crate::administration::{Administration, Skriv};
use crate::bog::Bog;
use crate::certifikat;
use crate::optaget;
use crate::stamdata::findes_ikke;
use crate::typer::*;
use crate::valider;
use adgang::Kalder;
use grund::graenser::SYSTEM_CERTIFIKATER;
use grund::spor::{Afslag, Mangel};
use grund::tekst::sorteringsnoegle;
use grund::{Cvr, Fejl, Fejlkode, Periode, Tidspunkt, UnikId, Uuid};
use register::Post;
use register::{Forespoergsel, Relationskriterium};
use std::sync::Arc;

/// Which of a system's lists of certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certifikatslags {
    /// Its own: it signs and authenticates with it.
    Eget,
    /// An external system's, on whose behalf it may ask for tokens (G-4).
    PaaVegneAf,
}

impl Certifikatslags {
    /// The word in the API and in what is signed.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Eget => "eget",
            Self::PaaVegneAf => "paavegneaf",
        }
    }
}

/// A certificate that a system shall have.
#[derive(Clone, Copy, Debug)]
pub struct Nytcertifikat<'a> {
    /// PEM, base64 or DER.
    pub data: &'a [u8],
    /// `test` or `produktion` (H-2).
    pub miljoe: &'a str,
    /// Base64 of the signature by its key over [`certifikat::bevistekst`]; a command on the machine needs none.
    pub bevis: Option<&'a str>,
}

/// Says in the logs of these authorities that somebody would have the UUID that their objects name.
fn fortael(kalder: &Kalder<'_>, uuid: Uuid, hos: &[Cvr]) {
    if hos.is_empty() {
        return;
    }
    kalder.kald.spor.skriv(|s| s.flere_myndigheder = hos.to_vec());
    let forklaring = format!("{} ville oprette et system med UUID'et {uuid}, som objekter her har som master.", kalder.navn());
    let raad = "Spørg driften, hvis et system med det UUID skal tilsluttes.";
    let afslag = Afslag { mangler: Mangel::Master, forklaring, detaljer: vec![("system", uuid.to_string())], raad };
    kalder.kald.spor.afslag(Fejlkode::MasterIBrug, afslag);
}

impl Administration {
    /// Creates a system. Its UUID is a new one: whatever names a UUID as its Master is its to change (C-10), so only operations choose one, for a
    /// system that has it elsewhere, and never one that objects name already. Authorities are told of the attempt. Certificates come
    /// afterwards, one by one.
    ///
    /// # Errors
    /// `IngenAdgang`, `MasterIBrug`, `FindesIkke` for an unknown owner, `FindesAllerede` for a UUID in use, and those of fields and store.
    pub async fn opret_system(
        &self,
        kalder: &Kalder<'_>,
        uuid: Option<Uuid>,
        s: &Tilsluttetsystem,
    ) -> Result<Post<Tilsluttetsystem>, Fejl> {
        match uuid.filter(|_| !kalder.er_maskinen()) {
            None => kalder.kraev(kalder.leverandoer(s.cvr), format!("leverandoer {}", s.cvr))?,
            Some(u) => {
                let hos = self.er_master(u).await?;
                fortael(kalder, u, &hos);
                kalder.kraev(kalder.drift(), "drift").map_err(|f| f.felt("uuid").regel("C-10"))?;
                if !hos.is_empty() {
                    return Err(Fejl::ny(Fejlkode::MasterIBrug).felt("uuid").regel("C-10"));
                }
            }
        }
        kontroller(s)?;
        if !s.certifikater.is_empty() || !s.paavegneaf.is_empty() {
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi)
                .felt("certifikater")
                .ventet(("tomt: certifikater tilføjes ét for ét", "empty: certificates are added one by one")));
        }
        let _laas = self.laas.lock().await;
        if !self.aktoer(s.cvr).is_some_and(|a| a.er("aktiv", kalder.kald.nu)) {
            return Err(Fejl::ny(Fejlkode::FindesIkke)
                .felt("cvr")
                .regel("H-1")
                .detalje(("her er ingen sådan virksomhed eller myndighed", "no such company or authority here")));
        }
        let uuid = uuid.unwrap_or_else(|| self.ids.ny());
        if self.bog().laes().system_post(uuid).is_some() {
            return Err(Fejl::ny(Fejlkode::FindesAllerede).felt("uuid").regel("H-1"));
        }
        let raekke = optaget::ny_systemraekke(uuid, s.cvr);
        match self.gem_med(kalder, Skriv::ny(s.cvr, uuid, s, kalder.kald.nu), vec![raekke]).await {
            // Another process has just given it to somebody.
            Err(f) if f.kode() == Fejlkode::Samtidig => Err(Fejl::ny(Fejlkode::FindesAllerede).felt("uuid").regel("H-1")),
            svar => svar,
        }
    }

    /// The authorities with an object that names this UUID as one of its it-systems.
    async fn er_master(&self, uuid: Uuid) -> Result<Vec<Cvr>, Fejl> {
        let mut ejere: Vec<Cvr> = self.aktoerer().iter().map(|a| a.data.cvr).collect();
        ejere.extend(self.register.lager().log_myndigheder().await?.into_iter().flatten());
        ejere.sort_unstable();
        ejere.dedup();
        let mut ud = Vec::new();
        for ejer in ejere {
            if self.er_master_hos(ejer, uuid).await? {
                ud.push(ejer);
            }
        }
        Ok(ud)
    }

    async fn er_master_hos(&self, ejer: Cvr, uuid: Uuid) -> Result<bool, Fejl> {
        let kald = crate::administration::intern(ejer);
        for t in self.register.typer().alle().filter(|t| t.syn.is_some()) {
            for r in t.relationer.iter().filter(|r| r.navn == "itsystem") {
                let relationer =
                    vec![Relationskriterium { nr: r.nr, reference: Some(UnikId::Uuid(uuid)), ..Relationskriterium::default() }];
                let f = Forespoergsel { relationer, virkning: Periode::ALTID, ..Forespoergsel::alle(t, kald.nu) };
                if self.register.antal(&kald, &f).await? > 0 {
                    return Ok(true);
                }
            }
        }
        Ok(false)
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
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("cvr").tilladt([gammel.data.cvr.to_string()]));
        }
        let nyt = Tilsluttetsystem {
            certifikater: gammel.data.certifikater.clone(),
            paavegneaf: gammel.data.paavegneaf.clone(),
            sftpnoegler: gammel.data.sftpnoegler.clone(),
            ..s.clone()
        };
        self.gem(kalder, Skriv::ret(&gammel, &nyt)).await
    }

    /// Gives a system a certificate: PEM, base64 or DER. Who calls by network proves to have its key with `bevis`
    /// ([`certifikat::bevistekst`]): a certificate is public, and whoever registers it acts as its holder, or keeps the holder from it. One of the
    /// system's own belongs to the system's owner.
    ///
    /// # Errors
    /// `FindesIkke`; `UgyldigFil`, `ForbudtAlgoritme`; `KraeverNoeglebevis`, `FremmedCertifikat`; `IBrug` when another system has it or it is used
    /// in the other environment (H-2), which operations settle ([`Self::frigiv_certifikat`]); and those of the store.
    pub async fn tilfoej_certifikat(
        &self,
        kalder: &Kalder<'_>,
        uuid: Uuid,
        slags: Certifikatslags,
        nyt: Nytcertifikat<'_>,
    ) -> Result<Post<Tilsluttetsystem>, Fejl> {
        let (nu, miljoe) = (kalder.kald.nu, nyt.miljoe);
        if !matches!(miljoe, "test" | "produktion") {
            return Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("miljoe").regel("H-2").tilladt(["test", "produktion"]));
        }
        let bevis = nyt.bevis;
        let mut nyt = certifikat::laes(nyt.data, miljoe, nu)?;
        let _laas = self.laas.lock().await;
        let gammel = self.eget_system(kalder, uuid).await?;
        let findes = |c: &Certifikat| c.fingeraftryk == nyt.fingeraftryk && c.miljoe == miljoe && c.tilknyttettil.is_none();
        // Told again what was done already: the answer was lost, and the proof was good for the system as it was before.
        if valgt(&mut gammel.data.clone(), slags).iter().any(findes) {
            return Ok(gammel);
        }
        if !kalder.er_maskinen() {
            nyt.kraev_bevis(uuid, gammel.registreret, slags.navn(), bevis)?;
            nyt.bevist = Some(nu);
            if slags == Certifikatslags::Eget && nyt.cvr() != Some(gammel.data.cvr) {
                return Err(Fejl::ny(Fejlkode::FremmedCertifikat)
                    .felt("certifikat")
                    .regel("H-1")
                    .ventet(format!("CVR {}", gammel.data.cvr)));
            }
        }
        let i_brug = |hvad: &str, regel| {
            let forklaring = format!("Certifikatet {} kan ikke tilknyttes systemet {uuid}: {hvad}.", nyt.fingeraftryk);
            let raad = "Driften frigiver certifikatet, når det er afgjort, hvem der har det.";
            let detaljer = vec![("certifikat", nyt.fingeraftryk.clone())];
            kalder.kald.spor.afslag(Fejlkode::IBrug, Afslag { mangler: Mangel::Certifikat, forklaring, detaljer, raad });
            Fejl::ny(Fejlkode::IBrug).felt("certifikat").regel(regel)
        };
        let bog = self.bog();
        for s in bog.laes().systemer() {
            for c in s.data.certifikater.iter().chain(&s.data.paavegneaf).filter(|c| c.fingeraftryk == nyt.fingeraftryk) {
                if c.miljoe != miljoe {
                    return Err(i_brug("det bruges i det andet miljø", "H-2")
                        .detalje(("det bruges i det andet miljø", "it is used in the other environment")));
                }
            }
            // An external system's certificate may be named by several systems that act for it.
            let har = s.data.certifikater.iter().any(|c| c.fingeraftryk == nyt.fingeraftryk && c.tilknyttet().indeholder(nu));
            if slags == Certifikatslags::Eget && har && s.uuid != uuid {
                return Err(
                    i_brug("et andet system har det", "H-1").detalje(("det hører til et andet system", "it belongs to another system"))
                );
            }
        }
        // What another process has just written, and this one has not heard of yet.
        let aftryk = nyt.aftryk().ok_or_else(|| Fejl::intern("a certificate without a fingerprint"))?;
        let raekke = self.certifikatraekke(&aftryk).await?;
        if raekke.i_andet_miljoe(miljoe) {
            return Err(i_brug("det bruges i det andet miljø", "H-2")
                .detalje(("det bruges i det andet miljø", "it is used in the other environment")));
        }
        if slags == Certifikatslags::Eget && raekke.ejer().is_some_and(|s| s != uuid) {
            return Err(i_brug("et andet system har det", "H-1").detalje("it belongs to another system"));
        }
        let ejer = if slags == Certifikatslags::Eget { Some(uuid) } else { raekke.ejer() };
        let mut system = gammel.data.clone();
        let liste = valgt(&mut system, slags);
        if liste.iter().any(|c| c.fingeraftryk == nyt.fingeraftryk && c.tilknyttettil.is_none()) {
            return Ok(gammel);
        }
        if liste.len() >= SYSTEM_CERTIFIKATER {
            return Err(Fejl::ny(Fejlkode::ForMange)
                .felt("certifikater")
                .ventet(grund::sagt::hoejst(SYSTEM_CERTIFIKATER, grund::sagt::STYK)));
        }
        liste.push(nyt);
        self.gem_med(kalder, Skriv::ret(&gammel, &system), vec![raekke.bliver(miljoe, ejer)]).await
    }

    /// Takes a certificate from whatever system has it or acts for its holder, with effect at once, and forgets in which environment it was used:
    /// operations settle whose it is, and its holder registers it anew. What was, stands in the history and in the log.
    ///
    /// # Errors
    /// `IngenAdgang`, `FindesIkke`, and those of the store.
    pub async fn frigiv_certifikat(&self, kalder: &Kalder<'_>, fingeraftryk: &str) -> Result<usize, Fejl> {
        kalder.kraev(kalder.drift(), "drift")?;
        let _laas = self.laas.lock().await;
        let soegt = certifikat::fra_hex(fingeraftryk).map(|f| certifikat::hex(&f));
        let andet = |c: &Certifikat| Some(&c.fingeraftryk) != soegt.as_ref();
        let bog = self.bog();
        let har = |s: &Tilsluttetsystem| !s.certifikater.iter().chain(&s.paavegneaf).all(andet);
        let systemer: Vec<_> = bog.laes().systemer().filter(|s| har(&s.data)).cloned().collect();
        let mut aendret = Vec::with_capacity(systemer.len());
        for s in &systemer {
            let gammel = self.hent::<Tilsluttetsystem>(s.ejer, s.uuid).await?.ok_or_else(findes_ikke)?;
            let mut nyt = gammel.data.clone();
            nyt.certifikater.retain(andet);
            nyt.paavegneaf.retain(andet);
            aendret.push((gammel, nyt));
        }
        let Some(aftryk) = certifikat::fra_hex(fingeraftryk).filter(|_| !systemer.is_empty()) else {
            return Err(findes_ikke().felt("fingeraftryk"));
        };
        let raekke = self.certifikatraekke(&aftryk).await?.forsvinder();
        self.gem_alle(kalder, aendret.iter().map(|(gammel, nyt)| Skriv::ret(gammel, nyt)).collect(), vec![raekke]).await?;
        Ok(systemer.len())
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
        let c = c.ok_or_else(|| findes_ikke().felt("fingeraftryk"))?;
        c.tilknyttettil = Some(kalder.kald.nu);
        let mut raekker = Vec::new();
        if let (Certifikatslags::Eget, Some(aftryk)) = (slags, c.aftryk()) {
            // The environment stays known (H-2).
            raekker.push(self.certifikatraekke(&aftryk).await?.bliver(&c.miljoe, None));
        }
        self.gem_med(kalder, Skriv::ret(&gammel, &system), raekker).await
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
    pub(crate) async fn eget_system(&self, kalder: &Kalder<'_>, uuid: Uuid) -> Result<Post<Tilsluttetsystem>, Fejl> {
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
            .ventet(("mindst én af anvender, udstiller, brugervendt", "at least one of anvender, udstiller, brugervendt")));
    }
    for (i, e) in s.endepunkter.iter().enumerate() {
        let ok = ["https://", "http://", "amqps://"].iter().any(|p| e.url.starts_with(p)) && !e.url.contains(char::is_whitespace);
        if !ok {
            return Err(Fejl::ny(Fejlkode::UgyldigtMoenster).felt(format!("endepunkter[{i}]/url")).tilladt([
                "https://…",
                "http://…",
                "amqps://…",
            ]));
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
