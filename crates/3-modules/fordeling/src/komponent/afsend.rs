//! Taking a handover in (FordelingsobjektAfsend; F-4, F-7).
use super::Fordelingskomponent;
use super::rute::{er_afvisning, fremmed};
use crate::lagret::{AFSENDT, INDHOLD, afsendt};
use crate::model::{Anmodning, Kontekst, Kvittering, Kvitteringskode, Kvitteringstype, Objektslags, Rutevalg};
use crate::objekttyper::OVERDRAGELSE;
use crate::overdragelse::{Indlagt, Overdragelse};
use crate::rettigheder;
use grund::{Fejl, Fejlkode, Kaldekontekst, Uuid, graenser};
use lager::{Raekkeforventning, Raekkeskrivning};
use register::Haendelsestype;

impl Fordelingskomponent {
    /// Takes one in. When the receipt says MODTAGET it is durable; so is one that is sent again, which gets the same answer. A receipt AFVIST says that nobody can
    /// receive it, and nothing was stored.
    ///
    /// # Errors
    /// `FordelingAfsender`, `FordelingGenbrugt`, `ManglerElement` for a document without its file's name, what the caller has no right to, and those of the store.
    pub async fn afsend(&self, kald: &Kaldekontekst, a: Anmodning) -> Result<(Kvittering, Kontekst), Fejl> {
        let emne = match &a.kontekst.valg {
            Rutevalg::Kle(e, _) => e.clone(),
            Rutevalg::Aktoer(_) => a.emneforslag.clone(),
        };
        rettigheder::maa_sende(kald, &emne)?;
        if a.kontekst.afsender != kald.myndighed {
            return Err(fremmed("DistributionContext/AfsendendeMyndighed").tilladt([kald.myndighed]));
        }
        if a.slags == Objektslags::Dokument && a.kontekst.filnavn.as_ref().is_none_or(|n| n.trim().is_empty()) {
            return Err(Fejl::ny(Fejlkode::ManglerElement).felt("DistributionContext/DokumentFilNavn").regel("F-4"));
        }
        let system = kald.system.or(a.registreret_af);
        let noegle = afsendt(kald.myndighed, a.kontekst.anvender_id, system);
        let aftryk = aftryk(&a);
        for p in &a.personer {
            kald.spor.person(p);
        }
        for _ in 0..super::IGEN {
            if let Some(svar) = self.kendt(kald, &noegle, &aftryk).await? {
                return Ok(svar);
            }
            let rute = match self.find(&a.kontekst, &a.emneforslag, a.slags, kald.nu).await {
                Ok(r) => r,
                Err(f) if er_afvisning(f.kode()) => {
                    let k = Kvittering::fejl(Kvitteringskode::Afvist, Kvitteringstype::Teknisk, &f);
                    return Ok((k, Kontekst { id: None, ..a.kontekst }));
                }
                Err(f) => return Err(f),
            };
            let id = self.o.ids.ny();
            let fil = match self.fil(&a, system, id).await {
                Ok(f) => f,
                Err(f) if f.kode() == Fejlkode::FordelingManglerFil => {
                    let k = Kvittering::fejl(Kvitteringskode::Afvist, Kvitteringstype::Teknisk, &f);
                    return Ok((k, Kontekst { id: None, ..a.kontekst }));
                }
                Err(f) => return Err(f),
            };
            let (modtagerfil, filmaerke) = fil.unzip();
            let indlagt = Indlagt {
                id,
                kontekst: a.kontekst.clone(),
                afsendersystem: system,
                modtagersystem: rute.system.system,
                regel: rute.regel,
                emne: rute.emne.to_string(),
                slags: a.slags,
                objekt: a.objekt,
                modtagerfil,
                filmaerke,
                aftryk: aftryk.clone(),
                svarfrist: rute.system.svarfrist,
            };
            let o = Overdragelse::ny(indlagt, kald.nu);
            let mut mere = vec![Raekkeskrivning::altid(INDHOLD, id.as_bytes().to_vec(), Some(a.indhold.clone().into_bytes()))];
            let vaerdi = Some(id.as_bytes().to_vec());
            mere.push(Raekkeskrivning { samling: AFSENDT, noegle: noegle.clone(), forventet: Raekkeforventning::Ukendt, vaerdi });
            let log = self.logposter(&o, Some(kald), "FordelingsobjektAfsend", Haendelsestype::Opret, &a.personer)?;
            if self.gem(None, Some(&o), mere, log).await? {
                kald.spor.objekt(OVERDRAGELSE, id, Haendelsestype::Opret as u8);
                return Ok((modtaget(), o.kontekst));
            }
        }
        Err(Fejl::ny(Fejlkode::Optaget))
    }

    /// The name that a document's file, which the sender has delivered, gets at the receiver: no other handover has it, so nothing is overwritten there. And its mark.
    async fn fil(&self, a: &Anmodning, system: Option<Uuid>, id: Uuid) -> Result<Option<(String, String)>, Fejl> {
        let (Some(filer), Some(system), Some(navn)) = (&self.o.filer, system, &a.kontekst.filnavn) else { return Ok(None) };
        if a.slags != Objektslags::Dokument {
            return Ok(None);
        }
        let felt = "DistributionContext/DokumentFilNavn";
        let navn_hos_modtager = format!("{id}-{navn}");
        if navn_hos_modtager.len() > graenser::FORDELING_FILNAVN_BYTES {
            let hoejst = graenser::FORDELING_FILNAVN_BYTES.saturating_sub(37);
            return Err(Fejl::ny(Fejlkode::ForLang).felt(felt).ventet(grund::sagt::hoejst(hoejst, grund::sagt::BYTES)));
        }
        match filer.maerke(system, navn).await.map_err(|f| f.under(felt))? {
            Some(maerke) => Ok(Some((navn_hos_modtager, maerke))),
            None => Err(Fejl::ny(Fejlkode::FordelingManglerFil).felt(felt).regel("F-4")),
        }
    }

    /// The answer for what was sent before.
    async fn kendt(&self, kald: &Kaldekontekst, noegle: &[u8], aftryk: &str) -> Result<Option<(Kvittering, Kontekst)>, Fejl> {
        let Some(raa) = self.o.register.lager().raekke(AFSENDT, noegle).await? else { return Ok(None) };
        let Some(l) = self.hent(Uuid::from_slice(&raa).map_err(Fejl::intern)?).await? else { return Ok(None) };
        if l.o.aftryk != aftryk {
            return Err(Fejl::ny(Fejlkode::FordelingGenbrugt).felt("DistributionContext/AnvenderTransaktionsID").regel("F-8"));
        }
        kald.spor.objekt(OVERDRAGELSE, l.o.id, 0);
        Ok(Some((modtaget(), l.o.kontekst)))
    }
}

fn modtaget() -> Kvittering {
    Kvittering::ny(Kvitteringskode::Modtaget, Kvitteringstype::Teknisk)
}

/// What the same sent again has in common: object and context.
fn aftryk(a: &Anmodning) -> String {
    let kontekst = serde_json::to_vec(&Kontekst { id: None, ..a.kontekst.clone() }).unwrap_or_default();
    let begge = [kontekst.as_slice(), a.indhold.as_bytes()].concat();
    lager::sha256(&begge).iter().map(|b| format!("{b:02x}")).collect()
}
