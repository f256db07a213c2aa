//! What has happened to a unit between two loads. The kinds are data and ours: no published contract tells of them (J-5).
//!
//! Events are written in the transactions of the load, are seen when it is whole, and go when they are told.
use crate::lagret::{Art, HAENDELSER, Hoved, Lagres, haendelsesnoegle};
use crate::model::{Enhed, Faelles, Produktionsenhed};
use crate::opslag::Virksomhedsregister;
use grund::{Fejl, Uuid};
use lager::{Raekkeskrivning, Skrivefejl, Skrivning};
use serde::{Deserialize, Serialize};

/// Events that are removed at a time.
const RYD: usize = 5_000;

macro_rules! arter {
    ($($navn:ident $nr:literal $kode:literal $tekst:literal;)*) => {
        /// A kind of event. Stored by number; numbers are never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Haendelsesart {
            $(#[doc = $tekst] $navn,)*
        }

        impl Haendelsesart {
            /// All of them.
            pub const ALLE: &[Self] = &[$(Self::$navn),*];

            /// Its stored number.
            pub const fn nr(self) -> u16 {
                match self { $(Self::$navn => $nr),* }
            }
            /// Its name in messages.
            pub const fn kode(self) -> &'static str {
                match self { $(Self::$navn => $kode),* }
            }
            /// What it is, in Danish.
            pub const fn tekst(self) -> &'static str {
                match self { $(Self::$navn => $tekst),* }
            }
        }
    };
}
arter! {
    Oprettet 1 "oprettet" "Enheden er ny i registret";
    Ophoert 2 "ophoert" "Enheden er ophørt";
    Genoptaget 3 "genoptaget" "Enheden er ikke længere ophørt";
    StartRettet 4 "start-rettet" "Startdatoen er rettet";
    Navn 10 "navn" "Navnet er ændret";
    Adresse 11 "adresse" "Adressen er ændret";
    Postadresse 12 "postadresse" "Postadressen eller postboksen er ændret";
    Kontakt 13 "kontaktoplysninger" "Kontaktoplysninger er ændret";
    Reklamebeskyttelse 14 "reklamebeskyttelse" "Reklamebeskyttelsen er ændret";
    Branche 20 "branche" "Hovedbranchen er ændret";
    Bibranche 21 "bibranche" "Bibrancher er ændret";
    Ansatte 22 "ansatte" "Antal ansatte er ændret";
    Virksomhedsform 30 "virksomhedsform" "Virksomhedsformen er ændret";
    Kreditorstatus 31 "kreditorstatus" "Kreditorstatus er ændret";
    Pligter 32 "pligter" "Pligter er ændret";
    Deltagere 33 "deltagere" "Deltagere er ændret";
    Udenrigshandel 34 "udenrigshandel" "Import- eller eksportregistrering er ændret";
    Numre 35 "numre" "SE- eller GLN-numre er ændret";
    Tilknytning 40 "tilknytning" "Produktionsenheden hører til en anden virksomhed";
    Afdelingstype 41 "afdelingstype" "Hovedafdeling eller hjælpeenhed er ændret";
    Andet 999 "andet" "Anden ændring";
}

fn navngivet(slags: &str, navn: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("samspil:{slags}:cvr/{navn}").as_bytes())
}

/// `Beskedtype` of the register's messages; ours [D].
pub fn beskedtype() -> Uuid {
    navngivet("beskedtype", "haendelse")
}

/// `Kildesystem` of the register's messages.
pub fn kilde() -> Uuid {
    navngivet("kildesystem", "register")
}

impl Art {
    /// The word in messages.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Enhed => "virksomhed",
            Self::Produktionsenhed => "produktionsenhed",
        }
    }
    /// `ObjektType`.
    pub fn objekttype(self) -> Uuid {
        navngivet("objekttype", self.navn())
    }
}

impl Haendelsesart {
    /// `ObjektHandling`.
    pub fn handling(self) -> Uuid {
        navngivet("objekthandling", self.kode())
    }

    fn fra_nr(nr: u16) -> Option<Self> {
        Self::ALLE.iter().copied().find(|a| a.nr() == nr)
    }
}

impl Serialize for Haendelsesart {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_u16(self.nr())
    }
}

impl<'d> Deserialize<'d> for Haendelsesart {
    fn deserialize<D: serde::Deserializer<'d>>(d: D) -> Result<Self, D::Error> {
        Self::fra_nr(u16::deserialize(d)?).ok_or_else(|| serde::de::Error::custom("an unknown kind of event"))
    }
}

/// Something that has happened to a unit in one load.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Haendelse {
    /// Units or production units.
    #[serde(rename = "a")]
    pub art: Art,
    /// CVR number or P-number.
    #[serde(rename = "n")]
    pub nummer: u64,
    /// The state of the unit that it tells of.
    #[serde(rename = "v")]
    pub version: u32,
    /// What.
    #[serde(rename = "h")]
    pub hvad: Haendelsesart,
    /// The unit, and the ones that a production unit belongs and belonged to.
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    pub enheder: Vec<u32>,
}

impl Haendelse {
    /// The id of its message: the same however often it is told.
    pub fn id(&self) -> Uuid {
        let navn = format!("samspil:cvr:{}:{}:{}:{}", char::from(self.art.bogstav()), self.nummer, self.version, self.hvad.nr());
        Uuid::new_v5(&Uuid::NAMESPACE_URL, navn.as_bytes())
    }

    /// The URN of what it is about.
    pub fn urn(&self) -> String {
        match self.art {
            Art::Enhed => format!("urn:oio:cvr-nr:{}", self.nummer),
            Art::Produktionsenhed => format!("urn:oio:pnr:{}", self.nummer),
        }
    }
}

/// Has events.
pub(crate) trait Fortaeller: Lagres {
    fn enheder(&self) -> Vec<u32>;
    fn aendret(&self, foer: &Self, ud: &mut Vec<Haendelsesart>);
}

/// What has happened; nothing where both say the same.
pub(crate) fn afled<T: Fortaeller>(foer: Option<&T>, nu: &T, version: u32) -> Vec<Haendelse> {
    let mut arter = Vec::new();
    match foer {
        None => arter.push(Haendelsesart::Oprettet),
        Some(f) if f == nu => {}
        Some(f) => {
            nu.aendret(f, &mut arter);
            if arter.is_empty() {
                arter.push(Haendelsesart::Andet);
            }
        }
    }
    let mut enheder = nu.enheder();
    enheder.extend(foer.map(T::enheder).unwrap_or_default());
    enheder.sort_unstable();
    enheder.dedup();
    arter.into_iter().map(|hvad| Haendelse { art: T::ART, nummer: nu.nummer(), version, hvad, enheder: enheder.clone() }).collect()
}

fn faelles(f: &Faelles, e: &Faelles, ud: &mut Vec<Haendelsesart>) {
    use Haendelsesart as H;
    match (f.ophoer, e.ophoer) {
        (None, Some(_)) => ud.push(H::Ophoert),
        (Some(_), None) => ud.push(H::Genoptaget),
        (f, e) if f != e => ud.push(H::Ophoert),
        _ => {}
    }
    let andre = [
        (f.start != e.start, H::StartRettet),
        (f.navn != e.navn, H::Navn),
        (f.adresse != e.adresse, H::Adresse),
        (f.postadresse != e.postadresse || f.postboks != e.postboks, H::Postadresse),
        (f.kontakt != e.kontakt, H::Kontakt),
        (f.reklamebeskyttet != e.reklamebeskyttet, H::Reklamebeskyttelse),
        (f.branche != e.branche || f.brancheansvar != e.brancheansvar, H::Branche),
        (f.bibrancher != e.bibrancher, H::Bibranche),
        (f.ansatte != e.ansatte, H::Ansatte),
    ];
    ud.extend(andre.into_iter().filter(|(ja, _)| *ja).map(|(_, h)| h));
}

impl Fortaeller for Enhed {
    fn enheder(&self) -> Vec<u32> {
        vec![self.cvr]
    }

    fn aendret(&self, foer: &Self, ud: &mut Vec<Haendelsesart>) {
        use Haendelsesart as H;
        faelles(&foer.faelles, &self.faelles, ud);
        if foer.ansatte_kvartal != self.ansatte_kvartal && !ud.contains(&H::Ansatte) {
            ud.push(H::Ansatte);
        }
        let andre = [
            (foer.form != self.form, H::Virksomhedsform),
            (foer.kreditorstatus != self.kreditorstatus, H::Kreditorstatus),
            (foer.pligter != self.pligter, H::Pligter),
            (foer.deltagere != self.deltagere, H::Deltagere),
            (foer.eksportoer != self.eksportoer || foer.importoer != self.importoer, H::Udenrigshandel),
            (foer.se != self.se || foer.gln != self.gln, H::Numre),
        ];
        ud.extend(andre.into_iter().filter(|(ja, _)| *ja).map(|(_, h)| h));
    }
}

impl Fortaeller for Produktionsenhed {
    fn enheder(&self) -> Vec<u32> {
        self.enhed.0.iter().map(|g| g.vaerdi).collect()
    }

    fn aendret(&self, foer: &Self, ud: &mut Vec<Haendelsesart>) {
        use Haendelsesart as H;
        faelles(&foer.faelles, &self.faelles, ud);
        if foer.enhed != self.enhed {
            ud.push(H::Tilknytning);
        }
        if (foer.hjaelpeenhed, foer.hovedafdeling) != (self.hjaelpeenhed, self.hovedafdeling) {
            ud.push(H::Afdelingstype);
        }
    }
}

/// A load that is seen and whose events are not all told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ufortalt(pub(crate) u32);

impl Virksomhedsregister {
    /// The oldest load whose events are not all told.
    ///
    /// # Errors
    /// Those of the store, as of everything here.
    pub async fn ufortalt(&self) -> Result<Option<Ufortalt>, Fejl> {
        Ok(self.hoved().await?.0.ufortalte.first().copied().map(Ufortalt))
    }

    /// Its first events in order, each with its number. The same again until [`Self::fortalt`] says that they are told.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn haendelser(&self, af: Ufortalt, antal: usize) -> Result<Vec<(u64, Haendelse)>, Fejl> {
        let (fra, til) = (haendelsesnoegle(af.0, 0), haendelsesnoegle(af.0 + 1, 0));
        let raekker = self.lager.raekker(HAENDELSER, &fra, Some(&til), antal).await?;
        let en = |(k, v): (Vec<u8>, Vec<u8>)| {
            let nr = k.last_chunk().map(|b| u64::from_be_bytes(*b)).ok_or_else(|| Fejl::intern("an event without a number"))?;
            Ok((nr, serde_json::from_slice(&v).map_err(Fejl::intern)?))
        };
        raekker.into_iter().map(en).collect()
    }

    /// Events that were told go, and with the last ones the load.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn fortalt(&self, af: Ufortalt, numre: &[u64]) -> Result<(), Fejl> {
        let raekker = numre.iter().map(|n| Raekkeskrivning::altid(HAENDELSER, haendelsesnoegle(af.0, *n), None)).collect();
        self.lager.skriv(Skrivning { raekker, ..Skrivning::default() }).await?;
        if !self.haendelser(af, 1).await?.is_empty() {
            return Ok(());
        }
        // A load that is under way writes the head too: read again, then.
        loop {
            let (hoved, raa) = self.hoved().await?;
            let mut nu = hoved;
            nu.ufortalte.remove(&af.0);
            match self.skriv_hoved(&nu, raa, Vec::new()).await {
                Err(Skrivefejl::RaekkeAndet(_)) => {}
                svar => return svar.map(|_| ()).map_err(Into::into),
            }
        }
    }

    /// Removes what a load has laid down that was given up.
    pub(crate) async fn ryd_haendelser(&self, generation: u32) -> Result<(), Fejl> {
        loop {
            let (fra, til) = (haendelsesnoegle(generation, 0), haendelsesnoegle(generation + 1, 0));
            let raekker = self.lager.raekker(HAENDELSER, &fra, Some(&til), RYD).await?;
            if raekker.is_empty() {
                return Ok(());
            }
            let raekker = raekker.into_iter().map(|(k, _)| Raekkeskrivning::altid(HAENDELSER, k, None)).collect();
            self.lager.skriv(Skrivning { raekker, ..Skrivning::default() }).await?;
        }
    }

    /// The head in place of what was read, with rows that belong to it; refused where another has written it.
    pub(crate) async fn skriv_hoved(
        &self,
        hoved: &Hoved,
        foer: Option<Vec<u8>>,
        mut raekker: Vec<lager::Raekkeskrivning>,
    ) -> Result<Vec<u8>, Skrivefejl> {
        let (nu, r) = hoved.raekke(foer).map_err(Skrivefejl::Lager)?;
        raekker.push(r);
        self.lager.skriv(Skrivning { raekker, ..Skrivning::default() }).await?;
        Ok(nu)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn numbers_and_codes_of_events_are_unique() {
        let numre: HashSet<u16> = Haendelsesart::ALLE.iter().map(|a| a.nr()).collect();
        let koder: HashSet<&str> = Haendelsesart::ALLE.iter().map(|a| a.kode()).collect();
        assert_eq!((numre.len(), koder.len()), (Haendelsesart::ALLE.len(), Haendelsesart::ALLE.len()));
        assert!(Haendelsesart::ALLE.iter().all(|a| Haendelsesart::fra_nr(a.nr()) == Some(*a) && !a.tekst().is_empty()));
    }
}
