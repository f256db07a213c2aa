//! Bemærkninger: what everybody who meets the party must know across cases, until a day (SAPA-08). They follow the person to a new number (SAPA-24): each lies under the identifier that it was
//! written with, and is looked for under all of hers.
use crate::raekker::{self, Art, noegle, tid_bytes};
use crate::{Funktion, Kalder, Partsid, Sapa};
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, UnikId, Uuid, graenser};
use lager::Raekkeskrivning;
use serde::{Deserialize, Serialize};

const DAG: i64 = 86_400_000_000;

macro_rules! arter {
    ($($(#[$doc:meta])* $id:ident $navn:literal;)*) => {
        /// What it is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Bemaerkningsart { $($(#[$doc])* #[serde(rename = $navn)] $id),* }

        impl Bemaerkningsart {
            /// All of them, by name.
            pub const ALLE: &'static [(&'static str, Self)] = &[$(($navn, Self::$id)),*];
        }
    };
}

arter! {
    /// Behaviour to be wary of.
    ObsAdfaerd "OBS-Adfærd";
    /// A handicap to make room for.
    Handicap "Handicap";
    /// May not be at a place.
    Opholdsforbud "Opholdsforbud";
    /// Is represented by somebody.
    Partsrepraesentant "Partsrepræsentant";
    /// Needs an interpreter.
    Tolk "Tolk";
}

/// A bemærkning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bemaerkning {
    /// Its id.
    pub id: Uuid,
    /// The party, by the identifier that it was written with.
    pub part: String,
    /// What it is about.
    pub art: Bemaerkningsart,
    /// In words.
    pub tekst: String,
    /// Until then; it is gone after it.
    #[serde(serialize_with = "crate::vis::tid", deserialize_with = "laes_tid")]
    pub gyldig_til: Tidspunkt,
    /// Who wrote it.
    pub af: String,
    /// When.
    #[serde(serialize_with = "crate::vis::tid", deserialize_with = "laes_tid")]
    pub oprettet: Tidspunkt,
}

fn laes_tid<'d, D: serde::Deserializer<'d>>(d: D) -> Result<Tidspunkt, D::Error> {
    Tidspunkt::fra_oio(&String::deserialize(d)?).map_err(serde::de::Error::custom)
}

/// What is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NyBemaerkning {
    /// About whom.
    pub part: Partsid,
    /// What it is about.
    pub art: Bemaerkningsart,
    /// In words.
    pub tekst: String,
    /// Until when; must be said.
    pub gyldig_til: Tidspunkt,
}

fn foran(myndighed: Cvr, part: &UnikId) -> Vec<u8> {
    noegle(myndighed, Art::Bemaerkning, &[part.to_string().as_bytes(), &[0]])
}

impl Sapa {
    /// Those that hold about a party under any of its identifiers, the one that ends first first.
    pub(crate) async fn bemaerkninger_om(&self, myndighed: Cvr, numre: &[UnikId], nu: Tidspunkt) -> Result<Vec<Bemaerkning>, Fejl> {
        let mut ud: Vec<Bemaerkning> = Vec::new();
        for n in numre {
            ud.extend(raekker::begynder(self.register.lager().as_ref(), &foran(myndighed, n), graenser::SAPA_BEMAERKNINGER).await?);
        }
        ud.retain(|b| b.gyldig_til > nu);
        ud.sort_by_key(|b| (b.gyldig_til, b.id));
        Ok(ud)
    }

    /// Writes one.
    ///
    /// # Errors
    /// `IngenBrugerret`; `ManglerElement`, `ForLang`, `UgyldigTid` for a day that is over or too far ahead; `ForMange`; those of the store.
    pub async fn skriv_bemaerkning(&self, k: Kalder<'_>, n: &NyBemaerkning) -> Result<Bemaerkning, Fejl> {
        k.kraev(Funktion::Bemaerkning)?;
        let nu = k.kald.nu;
        if n.tekst.trim().is_empty() {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt("tekst"));
        }
        if n.tekst.chars().count() > graenser::SAPA_BEMAERKNING_TEGN {
            return Err(Fejl::ny(Fejlkode::ForLang)
                .felt("tekst")
                .ventet(grund::sagt::hoejst(graenser::SAPA_BEMAERKNING_TEGN, grund::sagt::TEGN)));
        }
        let senest = nu.plus_mikros(graenser::SAPA_BEMAERKNING_DAGE * DAG);
        if n.gyldig_til <= nu || n.gyldig_til > senest {
            let ventet = grund::sagt::mellem(nu.til_utc(), senest.til_utc());
            return Err(Fejl::ny(Fejlkode::UgyldigTid).felt("gyldig_til").regel("SAPA-08").ventet(ventet));
        }
        let (numre, nummer_nu) = self.numre(k.kald, &n.part).await?;
        numre.iter().for_each(|n| spor_person(k, n));
        if self.bemaerkninger_om(k.kald.myndighed, &numre, nu).await?.len() >= graenser::SAPA_BEMAERKNINGER {
            return Err(Fejl::ny(Fejlkode::ForMange)
                .felt("part")
                .ventet(grund::sagt::hoejst(graenser::SAPA_BEMAERKNINGER, grund::sagt::STYK)));
        }
        let id = self.ids.ny();
        let part = nummer_nu.unwrap_or_else(|| n.part.id().clone());
        let b = Bemaerkning {
            id,
            part: part.to_string(),
            art: n.art,
            tekst: n.tekst.trim().to_owned(),
            gyldig_til: n.gyldig_til,
            af: navn(k),
            oprettet: nu,
        };
        let hvor = [foran(k.kald.myndighed, &part), id.as_bytes().to_vec()].concat();
        let raekker = vec![raekker::over(hvor.clone(), None, Some(raekker::bytes(&b)?)), udloeb(k.kald.myndighed, &b, Some(&hvor))?];
        raekker::skriv(self.register.lager().as_ref(), nu, raekker).await?;
        Ok(b)
    }

    /// The bemærkninger about a party.
    ///
    /// # Errors
    /// `IngenBrugerret`, and those of the store.
    pub async fn bemaerkninger(&self, k: Kalder<'_>, part: &Partsid) -> Result<Vec<Bemaerkning>, Fejl> {
        k.kraev(Funktion::Overblik)?;
        let (numre, _) = self.numre(k.kald, part).await?;
        numre.iter().for_each(|n| spor_person(k, n));
        self.bemaerkninger_om(k.kald.myndighed, &numre, k.kald.nu).await
    }

    /// Ends one before its day.
    ///
    /// # Errors
    /// `IngenBrugerret`, `FindesIkke`, `Samtidig`, and those of the store.
    pub async fn afslut_bemaerkning(&self, k: Kalder<'_>, part: &Partsid, id: Uuid) -> Result<(), Fejl> {
        k.kraev(Funktion::Bemaerkning)?;
        let (numre, _) = self.numre(k.kald, part).await?;
        numre.iter().for_each(|n| spor_person(k, n));
        let lager = self.register.lager().as_ref();
        for n in &numre {
            let hvor = [foran(k.kald.myndighed, n), id.as_bytes().to_vec()].concat();
            if let Some((b, raa)) = raekker::hent::<Bemaerkning>(lager, &hvor).await? {
                let raekker = vec![raekker::over(hvor, Some(raa), None), udloeb(k.kald.myndighed, &b, None)?];
                return raekker::skriv(lager, k.kald.nu, raekker).await;
            }
        }
        Err(Fejl::ny(Fejlkode::FindesIkke).felt("id"))
    }

    /// Removes those of an authority whose day is over; how many went. To be called until it is none.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn ryd_bemaerkninger(&self, myndighed: Cvr, nu: Tidspunkt) -> Result<usize, Fejl> {
        let lager = self.register.lager().as_ref();
        let (fra, til) = (noegle(myndighed, Art::Udloeb, &[]), noegle(myndighed, Art::Udloeb, &[&tid_bytes(nu.naeste())]));
        let udloebne = raekker::noegler(lager, &fra, &til, raekker::BID).await?;
        let mut raekker = Vec::new();
        for n in &udloebne {
            if let Some((hvor, _)) = raekker::hent::<Vec<u8>>(lager, n).await? {
                raekker.push(raekker::skrives(hvor, None));
            }
            raekker.push(raekker::skrives(n.clone(), None));
        }
        raekker::skriv(lager, nu, raekker).await?;
        Ok(udloebne.len())
    }
}

/// When it goes, and where it lies.
fn udloeb(myndighed: Cvr, b: &Bemaerkning, hvor: Option<&Vec<u8>>) -> Result<Raekkeskrivning, Fejl> {
    let n = noegle(myndighed, Art::Udloeb, &[&tid_bytes(b.gyldig_til), b.id.as_bytes()]);
    Ok(raekker::skrives(n, hvor.map(raekker::bytes).transpose()?))
}

/// The user's name in what is written: as the organisation says, else the id.
pub(crate) fn navn(k: Kalder<'_>) -> String {
    if k.retter.navn.is_empty() { k.bruger().to_string() } else { k.retter.navn.clone() }
}

pub(crate) fn spor_person(k: Kalder<'_>, n: &UnikId) {
    Partsid::af(n.clone()).cpr_cifre().into_iter().for_each(|c| k.kald.spor.person(c));
}
