//! Subscriptions follow a person to her new number (CPR-08): whoever asks for the old one, in a condition or in a list, asks for the new one beside it.
use super::Fordeler;
use crate::bog::Fordelingsbog;
use crate::filter::normaliser;
use crate::laest;
use crate::objekttyper::{ABONNEMENT, B_VAERDIER, BETINGELSER, VAERDILISTE, VAERDILISTEDEL};
use crate::vaerdiliste::Vaerdilister;
use grund::{Fejl, Kaldekontekst, Uuid};
use lager::Objektnoegle;
use register::{Flettemaade, Handling, Indhold, Kommando, Laesevalg, Objektid, Objekttype, Registrering, Vaerdi};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Why they were changed, in their history.
const NOTE: &str = "Personen har fået et nyt personnummer";

impl Fordeler {
    /// Adds to every subscription and list that names one of the values the other one that it leads to; the old ones stay, for messages that come late. `nye`: old value → new
    /// value. How many objects were changed; again it changes none. Every subscription is read: some microseconds each.
    ///
    /// # Errors
    /// Those of the store. What can't be written (a list that is full) is told in the program's log and holds up nobody.
    pub async fn foelg_numre(&self, nye: &BTreeMap<String, String>, kald_id: Uuid) -> Result<u64, Fejl> {
        let mut antal = 0;
        for typen in [&ABONNEMENT, &VAERDILISTE, &VAERDILISTEDEL] {
            let mut efter = None;
            loop {
                let (objekter, naeste) = Fordelingsbog::kendte(&self.o.register, typen.nr, efter.as_deref()).await?;
                for n in objekter {
                    match self.foelg_i(typen, n, nye, kald_id).await {
                        Ok(aendret) => antal += u64::from(aendret),
                        Err(f) => {
                            tracing::error!(fejl = %f, aarsag = f.aarsagen(), uuid = %n.uuid, typen = typen.navn, "a subscription could not follow a person to her new number");
                        }
                    }
                }
                match naeste {
                    Some(n) => efter = Some(n),
                    None => break,
                }
            }
        }
        Ok(antal)
    }

    async fn foelg_i(
        &self,
        typen: &'static Objekttype,
        n: Objektnoegle,
        nye: &BTreeMap<String, String>,
        kald_id: Uuid,
    ) -> Result<bool, Fejl> {
        let kald = adgang::paa_maskinen(n.myndighed, self.nu(), kald_id);
        let objekt = self.o.register.laes(&kald, Objektid { objekttype: typen, uuid: n.uuid }, Laesevalg::AKTUEL).await?;
        let Some(r) = objekt.as_ref().and_then(|o| o.nyeste()).filter(|r| r.livscyklus.er_levende()) else { return Ok(false) };
        if typen.nr == ABONNEMENT.nr {
            return self.foelg_abonnement(&kald, n.uuid, r, nye).await;
        }
        let mangler = manglende(laest::vaerdier(r), nye);
        let liste = if typen.nr == VAERDILISTE.nr { Some(n.uuid) } else { laest::del_af(r) };
        let Some(liste) = liste.filter(|_| !mangler.is_empty()) else { return Ok(false) };
        Vaerdilister(&self.o.register).tilfoej(&kald, liste, mangler).await.map(|()| true)
    }

    async fn foelg_abonnement(
        &self,
        kald: &Kaldekontekst,
        uuid: Uuid,
        r: &Registrering,
        nye: &BTreeMap<String, String>,
    ) -> Result<bool, Fejl> {
        let mut egenskaber = r.billede.egenskaber.clone();
        let mut aendret = false;
        for e in &mut egenskaber {
            let Some(Vaerdi::Liste(betingelser)) = e.felter.get_mut(&BETINGELSER) else { continue };
            for b in betingelser {
                let Vaerdi::Struktur(f) = b else { continue };
                let Some(Vaerdi::Liste(vaerdier)) = f.get_mut(&B_VAERDIER) else { continue };
                let tekster = vaerdier.iter().filter_map(|v| if let Vaerdi::Tekst(t) = v { Some(t.as_str()) } else { None });
                let mangler = manglende(tekster, nye);
                aendret |= !mangler.is_empty();
                vaerdier.extend(mangler.into_iter().map(Vaerdi::Tekst));
            }
        }
        if !aendret {
            return Ok(false);
        }
        let kommando = Kommando {
            objekttype: &ABONNEMENT,
            uuid,
            handling: Handling::Ret,
            maade: Flettemaade::Lora,
            note: Some(NOTE.into()),
            indhold: Indhold { egenskaber: Some(egenskaber), ..Indhold::default() },
            historik: Vec::new(),
            forudsat: Some(r.registreret.fra),
        };
        self.o.register.udfoer(kald, kommando).await.map(|k| k.aendret)
    }
}

/// The new values of those that stand there and of which the new one does not, however they are written.
fn manglende<'v>(vaerdier: impl Iterator<Item = &'v str>, nye: &BTreeMap<String, String>) -> Vec<String> {
    let staar: HashSet<String> = vaerdier.map(|v| normaliser(v).unwrap_or_else(|| v.to_lowercase())).collect();
    let nye = staar.iter().filter_map(|v| nye.get(v)).filter(|ny| !staar.contains(*ny));
    nye.cloned().collect::<BTreeSet<_>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpr08_a_number_is_followed_however_it_is_written_and_once() {
        let nye = [("urn:oio:cpr-nr:6101700001", "urn:oio:cpr-nr:6201700002")].map(|(a, b)| (a.to_owned(), b.to_owned())).into();
        let m = |v: &[&str]| manglende(v.iter().copied(), &nye);
        assert_eq!(m(&["urn:oio:cpr-nr:6101700001", "32.*"]), ["urn:oio:cpr-nr:6201700002"]);
        assert_eq!(m(&["6101700001", "URN:OIO:CPR-NR:6101700001"]), ["urn:oio:cpr-nr:6201700002"]);
        for v in [&["6101700001", "6201700002"][..], &["6101700009"], &[]] {
            assert_eq!(m(v), <[String; 0]>::default());
        }
    }
}
