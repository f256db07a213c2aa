//! What happens at its time: deliveries, receipts to the sender, time-outs. All of it stands in the store, so a restart goes on where the last one stopped.
use super::Fordelingskomponent;
use crate::lagret::{AFSENDT, Opgave, URE, afsendt, tid};
use crate::objekttyper::DIGITAL_POST;
use crate::overdragelse::{INGEN_KVITTERINGSADRESSE, Overdragelse, Tilstand, Urslags};
use grund::{Fejl, Fejlkode, Tidspunkt, Uuid};
use lager::{Raekkeskrivning, Skrivning};
use register::Haendelsestype;

/// Times that are looked through at a time.
const BID: usize = 1_000;

impl Fordelingskomponent {
    /// What is due, the oldest first, of what `tag` takes: it says no to what is under way, and to systems that have enough.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn forfaldne(&self, antal: usize, mut tag: impl FnMut(&Opgave) -> bool) -> Result<Vec<Opgave>, Fejl> {
        let til = tid(Tidspunkt::fra_mikros(self.nu().mikros().saturating_add(1)));
        let (mut fra, mut ud) = (Vec::new(), Vec::new());
        while ud.len() < antal {
            let raekker = self.o.register.lager().raekker(URE, &fra, Some(&til), BID).await?;
            let Some((sidste, _)) = raekker.last() else { break };
            fra = [sidste.as_slice(), &[0]].concat();
            let faerdig = raekker.len() < BID;
            ud.extend(raekker.iter().filter_map(|(n, v)| Opgave::af(n, v)).filter(|o| tag(o)).take(antal - ud.len()));
            if faerdig {
                break;
            }
        }
        Ok(ud)
    }

    /// When the next thing is due; `None` when nothing waits.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn naeste(&self) -> Result<Option<Tidspunkt>, Fejl> {
        let raekker = self.o.register.lager().raekker(URE, &[], None, 1).await?;
        Ok(raekker.first().and_then(|(n, v)| Opgave::af(n, v)).map(|o| o.tid))
    }

    /// Does what is due. One that is no longer so does nothing.
    ///
    /// # Errors
    /// Those of the store; it is still due then.
    pub async fn udfoer(&self, opgave: &Opgave) -> Result<(), Fejl> {
        let Some(l) = self.hent(opgave.id).await?.filter(|l| l.o.ure.get(&opgave.slags) == Some(&opgave.tid)) else {
            return self.glem(opgave).await;
        };
        match opgave.slags {
            Urslags::Lever => self.lever(&l.o).await,
            Urslags::Kvitter => self.lever_kvittering(&l.o).await,
            Urslags::Post => self.spoerg_posten(&l.o).await,
            Urslags::Svarfrist => self.sker(l.o.id, "Svarfrist", Overdragelse::svarfrist_naaet).await.map(drop),
            Urslags::Slet => {
                let k = &l.o.kontekst;
                let mere = vec![Raekkeskrivning::altid(AFSENDT, afsendt(k.afsender, k.anvender_id, l.o.afsendersystem), None)];
                let log = self.logposter(&l.o, None, "Sletning efter endt opbevaring", Haendelsestype::Fjern, &[])?;
                self.gem(Some(&l), None, mere, log).await.map(drop)
            }
        }
    }

    /// A change that nobody called for and that can't be refused; the handover as it is then.
    pub(super) async fn sker(
        &self,
        id: Uuid,
        operation: &str,
        hvad: impl Fn(&mut Overdragelse, Tidspunkt),
    ) -> Result<Option<Overdragelse>, Fejl> {
        let svar = self.aendr(id, None, operation, |o| {
            hvad(o, self.nu());
            Ok(())
        });
        Ok(svar.await?.map(|((), o)| o))
    }

    /// A row that stands for nothing.
    async fn glem(&self, opgave: &Opgave) -> Result<(), Fejl> {
        let raekker = vec![Raekkeskrivning::altid(URE, opgave.noegle.clone(), None)];
        self.o.register.lager().skriv(Skrivning { kaldt: self.nu(), raekker, ..Skrivning::default() }).await?;
        Ok(())
    }

    /// Calls the receiver. Whether it may still have the object is looked at now, not when it was taken in.
    async fn lever(&self, o: &Overdragelse) -> Result<(), Fejl> {
        let system = match self.stadig(o, self.nu()).await {
            Ok(s) => s,
            Err(f) if super::rute::er_afvisning(f.kode()) => {
                return self.sker(o.id, "FordelingsobjektModtag: ikke afleveret", |o, nu| o.opgiv(&f, nu)).await.map(drop);
            }
            Err(f) => return Err(f),
        };
        let Some(indhold) = self.indhold(o.id).await? else {
            return Err(Fejl::intern(format!("the content of handover {} is gone", o.id)));
        };
        if system.levering == DIGITAL_POST {
            return self.til_posten(o, &indhold).await;
        }
        if let Err(f) = self.overfoer(o).await {
            // The file that was taken in will never come back: another one of its name is another letter.
            if f.kode() == Fejlkode::UkendtFil && o.filmaerke.is_some() {
                return self.sker(o.id, "Fil: findes ikke mere", |o, nu| o.opgiv(&f, nu)).await.map(drop);
            }
            let hvorfor = f.dansk();
            return self.sker(o.id, "Fil: ikke overført", |o, nu| o.levering_fejlede(&hvorfor, nu)).await.map(drop);
        }
        match self.o.modparter.overdrag(&system.modtageradresse, o, &indhold).await {
            Ok(k) => {
                let operation = format!("FordelingsobjektModtag: {} {}", k.kode.navn(), k.slags.navn());
                let efter = self.sker(o.id, &operation, |o, nu| o.leveret(k.clone(), nu)).await?;
                match efter {
                    Some(o) => self.hos_modtager(&o).await,
                    None => Ok(()),
                }
            }
            Err(hvorfor) => {
                tracing::info!(overdragelse = %o.id, forsoeg = o.forsoeg + 1, hvorfor, "a handover could not be delivered");
                self.sker(o.id, "FordelingsobjektModtag: fejlet", |o, nu| o.levering_fejlede(&hvorfor, nu)).await.map(drop)
            }
        }
    }

    /// Puts a document's file where the receiver finds it, before it is told of it.
    async fn overfoer(&self, o: &Overdragelse) -> Result<(), Fejl> {
        let (Some(filer), Some(fil), Some(som)) = (&self.o.filer, o.afsenderfil(), &o.modtagerfil) else { return Ok(()) };
        filer.overfoer(fil, o.modtagersystem, som).await
    }

    /// The receiver has the file: the sender's goes, and not one that lies there by now for the next handover. What was rejected is the sender's still.
    pub(super) async fn hos_modtager(&self, o: &Overdragelse) -> Result<(), Fejl> {
        if o.tilstand == Tilstand::Afvist {
            return Ok(());
        }
        match (&self.o.filer, o.afsenderfil(), &o.modtagerfil) {
            (Some(filer), Some(fil), Some(_)) => filer.fjern(fil).await,
            _ => Ok(()),
        }
    }

    /// Calls the sender with the next receipt.
    async fn lever_kvittering(&self, o: &Overdragelse) -> Result<(), Fejl> {
        let Some((nr, post)) = o.naeste_kvittering() else {
            let intet = |o: &mut Overdragelse, _| o.ure.retain(|u, _| *u != Urslags::Kvitter);
            return self.sker(o.id, "Kvittering", intet).await.map(drop);
        };
        let Some(adresse) = self.kvitteringsadresse(o, self.nu()).await? else {
            let hvorfor = INGEN_KVITTERINGSADRESSE;
            return self.sker(o.id, "Kvittering: ingen adresse", |o, nu| o.kvittering_opgivet(nr, hvorfor, nu)).await.map(drop);
        };
        match self.o.modparter.kvitter(&adresse, o, &post.kvittering).await {
            Ok(()) => {
                let k = &post.kvittering;
                let operation = format!("FordelingskvitteringModtag hos afsender: {} {}", k.kode.navn(), k.slags.navn());
                self.sker(o.id, &operation, |o, nu| o.kvittering_leveret(nr, nu)).await.map(drop)
            }
            Err(hvorfor) => {
                tracing::info!(overdragelse = %o.id, hvorfor, "a receipt could not be delivered");
                let operation = "FordelingskvitteringModtag hos afsender: fejlet";
                self.sker(o.id, operation, |o, nu| o.kvittering_fejlede(nr, &hvorfor, nu)).await.map(drop)
            }
        }
    }
}
