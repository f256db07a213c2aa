//! A receiver moves a message that it can't use to the error queue.
use super::Fordeler;
use crate::objekttyper::SERVICE;
use crate::post::kuvert_af;
use grund::{Fejl, Fejlkode, Kaldekontekst, Ret, UnikId, Uuid};
use koe::{Fejlaarsag, Loft};

/// Messages that are looked through in a dueslag: a receiver speaks of what it was just handed, which lies first.
const SOEGES: usize = 20_000;
/// Messages and bytes that are read at a time.
const BID: Loft = Loft { antal: 500, bytes: 4 * 1024 * 1024 };

impl Fordeler {
    /// Moves a message from the caller's dueslag to their error queues: those of the subscriptions that it was delivered by, or all of them where it names none. One that
    /// was acknowledged is the receiver's own, and does not lie here any more. Returns how many were moved.
    ///
    /// # Errors
    /// `ManglerRolle`; `IntetFundet` when it lies in none; those of the store.
    pub async fn flyt_til_fejlkoe(&self, kald: &Kaldekontekst, besked: &UnikId, abonnementer: &[Uuid]) -> Result<u64, Fejl> {
        kald.kraev(SERVICE, Ret::Skriv)?;
        let naevnte: Vec<Uuid> = abonnementer.iter().filter_map(|a| self.bog.dueslag_for(*a)).collect();
        let mut flyttede = 0;
        for (dueslag, post) in self.bog.alle_dueslag() {
            let egen = post.myndighed == kald.myndighed && (kald.system.is_none() || kald.system == post.data.modtagersystem);
            if egen
                && (naevnte.is_empty() || naevnte.contains(&dueslag))
                && let Some(nummer) = self.find_besked(dueslag, besked).await?
            {
                let hvem = kald.system.map_or_else(|| "modtageren".to_owned(), |s| s.to_string());
                flyttede += self.o.koe.til_fejlkoe(dueslag, vec![nummer], Fejlaarsag::AfvistAfModtager, &hvem, kald.nu).await?;
            }
        }
        if flyttede == 0 {
            let fejl = Fejl::ny(Fejlkode::IntetFundet).felt("Haendelsesbesked/BeskedId").regel("E-6");
            return Err(
                fejl.ventet(("en besked, der ligger i et af systemets dueslag", "a message that lies in one of the system's dueslag"))
            );
        }
        Ok(flyttede)
    }

    /// The number of a message in a dueslag.
    async fn find_besked(&self, dueslag: Uuid, besked: &UnikId) -> Result<Option<u64>, Fejl> {
        let Some((mut fra, _)) = self.o.koe.status(dueslag).await?.aeldste else { return Ok(None) };
        let mut set = 0;
        while set < SOEGES {
            let laeste = self.o.koe.laes(dueslag, fra, BID).await?;
            let Some(sidste) = laeste.last() else { return Ok(None) };
            fra = sidste.nummer + 1;
            set += laeste.len();
            if let Some(b) = laeste.iter().find(|b| kuvert_af(b).is_ok_and(|k| k.besked_id == *besked)) {
                return Ok(Some(b.nummer));
            }
        }
        Ok(None)
    }
}
