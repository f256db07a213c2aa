//! Authorities and companies, administrators, retention rules.
use crate::administration::{Administration, Skriv, navngivet};
use crate::bog::IBog;
use crate::certifikat::{fra_hex, hex};
use crate::typer::*;
use adgang::FAELLES;
use adgang::Kalder;
use grund::tekst::sorteringsnoegle;
use grund::{Cvr, Fejl, Fejlkode, Uuid};
use register::Post;
use std::sync::Arc;

/// Days that a log is kept where nothing else is said: the log's 60 months, counted as the rules here are.
const STANDARD_DAGE: u32 = 60 * 30;

impl Administration {
    /// Creates an object that is known by a name of its own, or makes it say this. The caller holds the lock.
    pub(crate) async fn saet<T: IBog + PartialEq>(&self, kalder: &Kalder<'_>, ejer: Cvr, uuid: Uuid, data: &T) -> Result<Post<T>, Fejl> {
        match self.hent::<T>(ejer, uuid).await? {
            None => self.gem(kalder, Skriv::ny(ejer, uuid, data, kalder.kald.nu)).await,
            Some(p) if p.data == *data && p.er("aktiv", kalder.kald.nu) => Ok(p),
            Some(p) => self.gem(kalder, Skriv::ret(&p, data).tilstand(1, kalder.kald.nu)).await,
        }
    }

    /// Creates or changes an authority or company; for the operator (H-1).
    ///
    /// # Errors
    /// `IngenAdgang`, and those of fields and store.
    pub async fn saet_aktoer(&self, kalder: &Kalder<'_>, aktoer: &Aktoer) -> Result<Post<Aktoer>, Fejl> {
        kalder.kraev(kalder.drift(), "drift")?;
        if !aktoer.email.is_empty() && !aktoer.email.contains('@') {
            return Err(Fejl::ny(Fejlkode::UgyldigtMoenster).felt("email").ventet(("navn@domæne", "name@domain")));
        }
        let _laas = self.laas.lock().await;
        self.saet(kalder, FAELLES, navngivet("aktoer", &aktoer.cvr.to_string()), aktoer).await
    }

    /// Every authority and company, by CVR number. All administrators may see them.
    pub fn aktoerer(&self) -> Vec<Arc<Post<Aktoer>>> {
        let mut ud: Vec<_> = self.bog().laes().aktoerer.values().cloned().collect();
        ud.sort_by_key(|p| p.data.cvr);
        ud
    }

    /// The authorities among them: whoever may have indexes.
    pub fn myndigheder(&self) -> Vec<Cvr> {
        self.aktoerer().iter().filter(|p| p.data.myndighed).map(|p| p.data.cvr).collect()
    }

    /// The authority or company of that CVR number.
    pub fn aktoer(&self, cvr: Cvr) -> Option<Arc<Post<Aktoer>>> {
        self.bog().laes().aktoerer.get(&cvr).cloned()
    }

    /// Creates an administrator, with that id or a new one, or changes the one of that id; for the operator. Who becomes one is otherwise decided in MitID Erhverv (H-1).
    ///
    /// # Errors
    /// `IngenAdgang`, `IBrug` for a certificate that another one has, and those of fields and store.
    pub async fn saet_administrator(
        &self,
        kalder: &Kalder<'_>,
        uuid: Option<Uuid>,
        post: &Administratorpost,
    ) -> Result<Post<Administratorpost>, Fejl> {
        kalder.kraev(kalder.drift(), "drift")?;
        let mut post = post.clone();
        for (navn, liste) in
            [("leverandoer", &post.leverandoer), ("aftaler", &post.aftaler), ("logindsigt", &post.logindsigt), ("roller", &post.roller)]
        {
            if liste.iter().any(|c| c.parse::<Cvr>().is_err()) {
                return Err(Fejl::ny(Fejlkode::UgyldigtMoenster).felt(navn).ventet(grund::sagt::cifre(8)));
            }
        }
        let _laas = self.laas.lock().await;
        if !post.fingeraftryk.is_empty() {
            let f = fra_hex(&post.fingeraftryk).ok_or_else(|| {
                Fejl::ny(Fejlkode::UgyldigtMoenster).felt("fingeraftryk").ventet(("64 hexadecimale cifre", "64 hexadecimal digits"))
            })?;
            post.fingeraftryk = hex(&f);
            if self.bog().laes().administratorcertifikat(&f).is_some_and(|a| Some(a) != uuid) {
                return Err(crate::objekttyper::certifikat_i_brug());
            }
        }
        if !post.bruger.is_empty() {
            let laest = post.bruger.split_once('/').and_then(|(c, u)| Some(crate::brugernavn(c.parse().ok()?, grund::id::laes_uuid(u)?)));
            post.bruger = laest.ok_or_else(|| {
                Fejl::ny(Fejlkode::UgyldigtMoenster).felt("bruger").ventet(("CVR-nummer/brugerens UUID", "CVR number/the user's UUID"))
            })?;
            if self.bog().laes().administratorbruger(&post.bruger).is_some_and(|a| Some(a) != uuid) {
                return Err(crate::objekttyper::certifikat_i_brug());
            }
        }
        match uuid {
            None => self.gem(kalder, Skriv::ny(FAELLES, self.ids.ny(), &post, kalder.kald.nu)).await,
            Some(u) => match self.hent::<Administratorpost>(FAELLES, u).await? {
                None => self.gem(kalder, Skriv::ny(FAELLES, u, &post, kalder.kald.nu)).await,
                Some(gammel) => self.gem(kalder, Skriv::ret(&gammel, &post).tilstand(1, kalder.kald.nu)).await,
            },
        }
    }

    /// Changes an administrator that is there, also one whose rights have ended; for the operator.
    ///
    /// # Errors
    /// `FindesIkke`, and those of [`Self::saet_administrator`].
    pub async fn ret_administrator(
        &self,
        kalder: &Kalder<'_>,
        uuid: Uuid,
        post: &Administratorpost,
    ) -> Result<Post<Administratorpost>, Fejl> {
        kalder.kraev(kalder.drift(), "drift")?;
        if self.hent::<Administratorpost>(FAELLES, uuid).await?.is_none() {
            return Err(findes_ikke());
        }
        self.saet_administrator(kalder, Some(uuid), post).await
    }

    /// Ends an administrator's rights at once.
    ///
    /// # Errors
    /// `IngenAdgang`, `FindesIkke`, and those of the store.
    pub async fn nedlaeg_administrator(&self, kalder: &Kalder<'_>, uuid: Uuid) -> Result<Post<Administratorpost>, Fejl> {
        kalder.kraev(kalder.drift(), "drift")?;
        let _laas = self.laas.lock().await;
        let gammel = self.hent::<Administratorpost>(FAELLES, uuid).await?.ok_or_else(findes_ikke)?;
        self.gem(kalder, Skriv::ret(&gammel, &gammel.data).tilstand(2, kalder.kald.nu)).await
    }

    /// Every administrator, by name; for the operator.
    ///
    /// # Errors
    /// `IngenAdgang`.
    pub fn administratorer(&self, kalder: &Kalder<'_>) -> Result<Vec<Arc<Post<Administratorpost>>>, Fejl> {
        kalder.kraev(kalder.drift(), "drift")?;
        let mut ud: Vec<_> = self.bog().laes().administratorer.values().map(|(p, _)| p.clone()).collect();
        ud.sort_by_cached_key(|p| (sorteringsnoegle(&p.data.navn), p.uuid));
        Ok(ud)
    }

    /// Says how long an authority's log is kept; for the authority and the operator. One administrator alone can only keep it longer: fewer days
    /// are a proposal until another one says the same, for what is removed is gone.
    ///
    /// # Errors
    /// `IngenAdgang`, `FindesIkke` for an unknown authority, and those of fields and store.
    pub async fn saet_opbevaring(&self, kalder: &Kalder<'_>, regel: &Opbevaringsregel) -> Result<Post<Opbevaringsregel>, Fejl> {
        kalder.kraev(kalder.drift() || kalder.aftaler(regel.cvr), format!("aftaler {}", regel.cvr))?;
        let _laas = self.laas.lock().await;
        if !self.aktoer(regel.cvr).is_some_and(|a| a.data.myndighed) {
            return Err(findes_ikke().felt("cvr"));
        }
        let uuid = navngivet("opbevaring", &regel.cvr.to_string());
        let gammel = self.hent::<Opbevaringsregel>(regel.cvr, uuid).await?.map(|p| p.data);
        let gaelder = gammel.as_ref().map_or(STANDARD_DAGE, |g| g.dage);
        let anden = gammel.as_ref().is_some_and(|g| g.forslag == Some(regel.dage) && g.foreslaaetaf != kalder.uuid());
        let straks = kalder.er_maskinen() || regel.dage >= gaelder || anden;
        let ny = if straks {
            Opbevaringsregel { forslag: None, foreslaaetaf: None, ..regel.clone() }
        } else {
            Opbevaringsregel { cvr: regel.cvr, dage: gaelder, forslag: Some(regel.dage), foreslaaetaf: kalder.uuid() }
        };
        self.saet(kalder, regel.cvr, uuid, &ny).await
    }

    /// How many days an authority's log is kept, if it says so.
    pub fn opbevaring(&self, cvr: Cvr) -> Option<u32> {
        self.bog().laes().opbevaring.get(&cvr).map(|p| p.data.dage)
    }

    /// The retention rules that the caller may see, by CVR number.
    pub fn opbevaringsregler(&self, kalder: &Kalder<'_>) -> Vec<Arc<Post<Opbevaringsregel>>> {
        let alle = |c: Cvr| kalder.drift() || kalder.aftaler(c);
        let mut ud: Vec<_> = self.bog().laes().opbevaring.values().filter(|p| alle(p.data.cvr)).cloned().collect();
        ud.sort_by_key(|p| p.data.cvr);
        ud
    }
}

/// What is absent, and what the caller may not know of.
pub(crate) fn findes_ikke() -> Fejl {
    Fejl::ny(Fejlkode::FindesIkke).felt("uuid")
}
