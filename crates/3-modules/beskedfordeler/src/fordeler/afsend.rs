//! Taking messages in.
use super::Fordeler;
use crate::kuvert::{self, Kuvert};
use crate::post::Post;
use crate::rettigheder::{self, Snitflade};
use crate::retur::Retur;
use crate::tjenester::AFSENDER;
use grund::{Fejl, Kaldekontekst, Ret, Tidspunkt, Uuid};
use koe::NyBesked;

impl Fordeler {
    /// Takes in one message of an external sender. When the answer is OK it is durable, in every dueslag that it goes to; so is one that is sent again, and one that
    /// goes nowhere (E-23). Callers that wait share a sync: many may be in flight.
    pub async fn afsend(&self, kald: &Kaldekontekst, snitflade: Snitflade, data: &[u8]) -> Retur {
        Retur::from(self.proev_afsend(kald, snitflade, data).await)
    }

    async fn proev_afsend(&self, kald: &Kaldekontekst, snitflade: Snitflade, data: &[u8]) -> Result<(), Fejl> {
        kald.kraev(AFSENDER, Ret::Skriv)?;
        // Before anything is read of it.
        if let (Some(k), Some(system)) = (self.kvoter.get(), kald.system) {
            k.tag(system, data.len(), self.nu())?;
        }
        let (k, tekst) = kuvert::laes(data)?;
        let tilladt = rettigheder::afsender(self.o.aftalebog.as_ref(), kald, snitflade, &k)?;
        let post = Post { fra_system: kald.system, afsender: kald.myndighed, tilladt, objekt: None, kun_for: None, haendelse: None };
        let noegle = dubletnoegle(kald, &k);
        let besked = self.besked(&k, &post, &tekst, Some(noegle), None).await?;
        self.laeg(vec![besked], None).await
    }

    /// The message with the dueslag that it goes to, of all or of one.
    pub(super) async fn besked(
        &self,
        k: &Kuvert,
        post: &Post,
        tekst: &str,
        noegle: Option<koe::Dubletnoegle>,
        kun: Option<Uuid>,
    ) -> Result<NyBesked, Fejl> {
        let objekt = self.objekt_nu(post).await?;
        let mut modtagere = Vec::new();
        for (dueslag, abonnement, d) in self.bog.modtagere(k) {
            if kun.is_none_or(|u| u == dueslag) && self.maa_faa(d.data.modtagersystem, k, post, objekt.as_ref()).await?.is_some() {
                modtagere.push((dueslag, abonnement));
            }
        }
        let udloeb = k.gyldig_til.filter(|t| *t != Tidspunkt::UENDELIG);
        Ok(NyBesked { noegle, modtaget: self.nu(), udloeb, krop: post.skriv(tekst)?, modtagere })
    }
}

/// The sender's id of the message is the sender's alone: nobody can send one in advance that another is going to send.
fn dubletnoegle(kald: &Kaldekontekst, k: &Kuvert) -> koe::Dubletnoegle {
    let hvem = kald.system.map_or_else(|| kald.myndighed.to_string(), |s| s.to_string());
    let id = k.besked_id.to_string().to_lowercase();
    *Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("samspil:besked:{hvem}:{id}").as_bytes()).as_bytes()
}
