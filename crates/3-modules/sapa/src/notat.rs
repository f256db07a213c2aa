//! Journal notes: written here, handed over to the case's own system by Fordelingskomponenten, and not kept here once that system has them (SAPA-04, C-51).
use crate::bemaerkning::{navn, spor_person};
use crate::raekker::{self, Art, noegle, tid_bytes};
use crate::typer::Sag;
use crate::{Funktion, Kalder, Sapa, laes};
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, UnikId, Uuid, graenser};
use register::Laesevalg;
use serde::{Deserialize, Serialize};

/// A note on its way out of SAPA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notatbrev {
    /// Its id: the same one again is the same note again.
    pub id: Uuid,
    /// The sending authority, which is the case's own.
    pub myndighed: Cvr,
    /// The case.
    pub sag: Uuid,
    /// The case system.
    pub system: Uuid,
    /// The case's KLE subject.
    pub kle: String,
    /// Its facet.
    pub facet: Option<String>,
    /// The primary party.
    pub part: Option<UnikId>,
    /// Title.
    pub titel: String,
    /// Text.
    pub tekst: String,
    /// Who wrote it.
    pub bruger: UnikId,
    /// When.
    pub skrevet: Tidspunkt,
}

/// Where a note is (SAPA-04).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notatstatus {
    /// On its way.
    Sendt,
    /// The case system has it, and has not taken it over.
    Modtaget,
    /// The case system has filed it.
    Journaliseret,
    /// It was refused, or could not be delivered: the writer still has it.
    Afvist,
}

/// What Fordelingskomponenten says of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Afsendt {
    /// Where it is.
    pub status: Notatstatus,
    /// Why it was refused.
    pub begrundelse: Option<String>,
    /// Since when.
    pub siden: Tidspunkt,
}

/// A note as SAPA knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notat {
    /// Its id.
    pub id: Uuid,
    /// The case.
    pub sag: Uuid,
    /// Title.
    pub titel: String,
    /// Text, until the case system has filed it.
    pub tekst: Option<String>,
    /// Who wrote it.
    pub af: String,
    /// Their id.
    bruger: String,
    /// When.
    pub skrevet: Tidspunkt,
    /// Where it is.
    pub status: Notatstatus,
    /// Why it was refused.
    pub begrundelse: Option<String>,
    /// Since when.
    pub siden: Tidspunkt,
}

/// What a user writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NytNotat {
    /// On which case.
    pub sag: Uuid,
    /// One of the standard headings, where the authority has some.
    pub titel: String,
    /// Text.
    pub tekst: String,
    /// The writer's id of it, so that it may be sent again after a broken connection; else a new one.
    pub id: Option<Uuid>,
}

fn paa_sagen(myndighed: Cvr, n: &Notat) -> Vec<u8> {
    noegle(myndighed, Art::SagensNotat, &[n.sag.as_bytes(), &tid_bytes(n.skrevet), n.id.as_bytes()])
}

impl Sapa {
    /// Writes a note and hands it over. It is there when this returns, also when nobody could receive it: then it is `Afvist`, with why.
    ///
    /// # Errors
    /// `IngenBrugerret`; `FindesIkke` for a case that may not be seen; 10xx and 11xx naming the field; `UlovligOvergang` for a case of no system that takes notes; those of the store.
    pub async fn skriv_notat(&self, k: Kalder<'_>, n: &NytNotat) -> Result<Notat, Fejl> {
        k.kraev(Funktion::Notat)?;
        let Some(vej) = self.porte.noter.as_deref() else {
            return Err(Fejl::ny(Fejlkode::KildeMangler).felt("Fordelingskomponenten"));
        };
        let titel = self.notattitel(k, &n.titel).await?;
        if n.tekst.trim().is_empty() {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt("tekst"));
        }
        if n.tekst.len() > graenser::SAPA_NOTAT_BYTES {
            return Err(Fejl::ny(Fejlkode::ForLang)
                .felt("tekst")
                .ventet(grund::sagt::hoejst(graenser::SAPA_NOTAT_BYTES, grund::sagt::BYTES)));
        }
        let (sag, ejer) = self.notatets_sag(k, n.sag).await?;
        let mangler = |hvad: (&str, &str)| Fejl::ny(Fejlkode::UlovligOvergang).felt("sag").regel("SAPA-04").ventet(hvad);
        let system =
            sag.afsender.or(sag.system.uuid).ok_or_else(|| mangler(("en sag med et afsendersystem", "a case with a sending system")))?;
        let kle = sag.kle.clone().ok_or_else(|| mangler(("en sag med et KLE-emne", "a case with a KLE subject")))?;
        let part = sag
            .parter
            .iter()
            .find(|p| p.primaer)
            .map(|p| grund::id::laes_uuid(&p.id).map_or_else(|| UnikId::Urn(p.id.clone()), UnikId::Uuid));
        part.iter().for_each(|p| spor_person(k, p));
        let nu = k.kald.nu;
        let id = n.id.unwrap_or_else(|| self.ids.ny());
        let brev = Notatbrev {
            id,
            myndighed: ejer,
            sag: n.sag,
            system,
            kle,
            facet: sag.facet.clone(),
            part,
            titel: titel.clone(),
            tekst: n.tekst.clone(),
            bruger: k.bruger().clone(),
            skrevet: nu,
        };
        let nyt = Notat {
            id,
            sag: n.sag,
            titel,
            tekst: Some(n.tekst.clone()),
            af: navn(k),
            bruger: k.bruger().to_string(),
            skrevet: nu,
            status: Notatstatus::Sendt,
            begrundelse: None,
            siden: nu,
        };
        let (lager, hvor) = (self.register.lager().as_ref(), noegle(k.kald.myndighed, Art::Notat, &[id.as_bytes()]));
        // It is there before it is sent: whatever dies in between, the writer finds it and sends it again.
        let mut gemt = match raekker::hent::<Notat>(lager, &hvor).await? {
            Some((g, _)) if (g.sag, &g.titel, &g.bruger) == (nyt.sag, &nyt.titel, &nyt.bruger) => g,
            Some(_) => return Err(Fejl::ny(Fejlkode::FindesAllerede).felt("id")),
            None => {
                let raekker = vec![
                    raekker::over(hvor.clone(), None, Some(raekker::bytes(&nyt)?)),
                    raekker::over(paa_sagen(k.kald.myndighed, &nyt), None, Some(Vec::new())),
                ];
                raekker::skriv(lager, nu, raekker).await?;
                nyt
            }
        };
        let svar = vej.send(k.kald, &Notatbrev { skrevet: gemt.skrevet, ..brev }).await?;
        self.notatet_er(k.kald.myndighed, &mut gemt, svar, nu).await?;
        Ok(gemt)
    }

    /// Where a note is now, for its writer and for those who see its case.
    ///
    /// # Errors
    /// `IngenBrugerret`, `FindesIkke`, and those of the store.
    pub async fn notat(&self, k: Kalder<'_>, id: Uuid) -> Result<Notat, Fejl> {
        k.kraev(Funktion::Overblik)?;
        let ukendt = || Fejl::ny(Fejlkode::FindesIkke).felt("id");
        let hvor = noegle(k.kald.myndighed, Art::Notat, &[id.as_bytes()]);
        let (mut n, _) = raekker::hent::<Notat>(self.register.lager().as_ref(), &hvor).await?.ok_or_else(ukendt)?;
        self.notatets_sag(k, n.sag).await.map_err(|_| ukendt())?;
        self.opdater(k, &mut n).await?;
        Ok(n)
    }

    /// The notes that were written here on a case, the oldest first.
    ///
    /// # Errors
    /// As [`Self::notat`].
    pub async fn sagens_notater(&self, k: Kalder<'_>, sag: Uuid) -> Result<Vec<Notat>, Fejl> {
        k.kraev(Funktion::Overblik)?;
        self.notatets_sag(k, sag).await?;
        let lager = self.register.lager().as_ref();
        let foran = noegle(k.kald.myndighed, Art::SagensNotat, &[sag.as_bytes()]);
        let mut ud = Vec::new();
        for n in raekker::noegler(lager, &foran, &raekker::efter(&foran), graenser::SIDE_MAKS).await? {
            let Some(id) = raekker::sidste_uuid(&n) else { continue };
            if let Some((mut n, _)) = raekker::hent::<Notat>(lager, &noegle(k.kald.myndighed, Art::Notat, &[id.as_bytes()])).await? {
                self.opdater(k, &mut n).await?;
                ud.push(n);
            }
        }
        Ok(ud)
    }

    /// Asks where it is, unless it is at its end.
    async fn opdater(&self, k: Kalder<'_>, n: &mut Notat) -> Result<(), Fejl> {
        if matches!(n.status, Notatstatus::Journaliseret | Notatstatus::Afvist) {
            return Ok(());
        }
        let Some(vej) = self.porte.noter.as_deref() else { return Ok(()) };
        match vej.hvor(k.kald, n.id).await? {
            Some(svar) => self.notatet_er(k.kald.myndighed, n, svar, k.kald.nu).await,
            None => Ok(()),
        }
    }

    /// Notes what became of it. Filed, its text is the case system's and is kept here no longer.
    async fn notatet_er(&self, myndighed: Cvr, n: &mut Notat, svar: Afsendt, nu: Tidspunkt) -> Result<(), Fejl> {
        let foer = n.clone();
        (n.status, n.begrundelse, n.siden) = (svar.status, svar.begrundelse, svar.siden);
        if n.status == Notatstatus::Journaliseret {
            n.tekst = None;
        }
        if *n == foer {
            return Ok(());
        }
        // Several who look at once come to the same.
        let hvor = noegle(myndighed, Art::Notat, &[n.id.as_bytes()]);
        raekker::skriv(self.register.lager().as_ref(), nu, vec![raekker::skrives(hvor, Some(raekker::bytes(n)?))]).await
    }

    async fn notattitel(&self, k: Kalder<'_>, titel: &str) -> Result<String, Fejl> {
        let titel = titel.trim();
        if titel.is_empty() {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt("titel"));
        }
        if titel.chars().count() > 255 {
            return Err(Fejl::ny(Fejlkode::ForLang).felt("titel").ventet(grund::sagt::hoejst(255, grund::sagt::TEGN)));
        }
        let kendte = self.indstillinger(k.kald.myndighed).await?.notatoverskrifter;
        if kendte.is_empty() || kendte.iter().any(|t| t == titel) {
            Ok(titel.to_owned())
        } else {
            Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("titel").regel("SAPA-04").tilladt(kendte))
        }
    }

    /// The case, as the user sees it, and whose it is.
    async fn notatets_sag(&self, k: Kalder<'_>, sag: Uuid) -> Result<(Sag, Cvr), Fejl> {
        let ukendt = || Fejl::ny(Fejlkode::FindesIkke).felt("sag");
        let typen = self.register.typer().navn("SagIndeks").ok_or_else(ukendt)?;
        let o = self.register.list(&k.som(Funktion::Overblik), typen, &[sag], Laesevalg::AKTUEL).await?.pop().ok_or_else(ukendt)?;
        Ok((laes::sag(&o, k.kald.nu, &[]).ok_or_else(ukendt)?, o.myndighed))
    }
}
