//! Simple transfer (F-11; contracts 9.1): a system puts a file into `OUT` and then `<name>.trigger` beside it, which says to whom. Each receiver finds the file in its `IN`, and
//! then `<name>.metadata` beside it; the sender finds `<name>.sftpreceipt` in its own `IN`.
//!
//! Files lie on disk and not in the store, so nothing is done in one step. The order makes it safe: the file, then its metadata, then the receipt, then the trigger goes,
//! then the file. Broken off anywhere, the same trigger is carried out again, with the same FileTransferUUID, by which it is recognised what was done already.
mod xml;

#[cfg(test)]
mod proever;

use async_trait::async_trait;
use filer::{Filnavn, Filomraade, Mappe};
use grund::{Cvr, Fejl, Fejlkode, Uuid, graenser};
use std::collections::BTreeSet;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use xml::{Trigger, kvittering, metadata};

/// How a trigger's name ends.
const TRIGGER: &str = ".trigger";
/// How that of its receipt does.
const KVITTERING: &str = ".sftpreceipt";
/// How that of the receiver's description does.
const METADATA: &str = ".metadata";

/// Bytes of a trigger's name: its receipt's is longer, and a name too.
pub const TRIGGERNAVN_BYTES: usize = graenser::FILNAVN_BYTES - KVITTERING.len() + TRIGGER.len();

/// Until what could not be done is tried again.
const IGEN: Duration = Duration::from_secs(5);

/// From a trigger's coming until it is carried out.
const FRED: Duration = Duration::from_secs(2);

/// Who may send files to whom, and what is noted of it.
#[async_trait]
pub trait Filvagt: Send + Sync {
    /// Whether that system may send files to the other, in that authority or in some.
    ///
    /// # Errors
    /// The refusal.
    fn maa_sende(&self, fra: Uuid, til: Uuid, myndighed: Option<Cvr>) -> Result<(), Fejl>;

    /// Notes what was done for a system's account, durable when it returns.
    ///
    /// # Errors
    /// Those of the log: then it is not done.
    async fn noter(&self, system: Uuid, hvad: &str) -> Result<(), Fejl>;
}

/// Carries out triggers.
pub struct Overfoersel {
    omraade: Arc<Filomraade>,
    vagt: Arc<dyn Filvagt>,
    /// Systems whose `OUT` is to be looked through.
    ventende: Mutex<BTreeSet<Uuid>>,
    vaekket: Notify,
}

/// A file that is to be transferred.
struct Opgave {
    fra: Uuid,
    fil: Filnavn,
    /// FileTransferUUID: the same for the same trigger.
    id: Uuid,
    t: Trigger,
}

/// The file that a trigger of that name is about, if it is one's; whatever its case, for a client that writes it otherwise waits for a receipt too.
pub(crate) fn triggers_fil(navn: &Filnavn) -> Option<&str> {
    let navn = navn.som_str();
    let (fil, endelse) = navn.split_at_checked(navn.len().checked_sub(TRIGGER.len())?)?;
    (!fil.is_empty() && endelse.eq_ignore_ascii_case(TRIGGER)).then_some(fil)
}

/// Whether the name is that of a trigger.
pub fn er_trigger(navn: &Filnavn) -> bool {
    triggers_fil(navn).is_some()
}

/// Whether a receiver would take a file of that name for the component's word: a description or receipt of another file, or a document of SF2900 (`UUID-NAME`).
fn er_komponentens(navn: &str) -> bool {
    let navn = navn.to_lowercase();
    let uuid = navn.get(..36).is_some_and(|u| grund::id::laes_uuid(u).is_some()) && navn.get(36..37) == Some("-");
    uuid || [METADATA, KVITTERING, TRIGGER].iter().any(|e| navn.ends_with(e))
}

/// The name of the file that a trigger is about, if every receiver can keep it: one that drops a dot or a space at the end gets a file of another name.
pub(crate) fn modtageligt(navn: &str) -> Result<Filnavn, Fejl> {
    if navn.ends_with(['.', ' ']) {
        return Err(Fejl::ny(Fejlkode::UgyldigtFilnavn)
            .felt("FileName")
            .regel("F-11")
            .ventet(("et navn, der ikke ender på punktum eller mellemrum", "a name that does not end in a dot or a space")));
    }
    Filnavn::ny(navn)
}

fn ugyldig(felt: &str, hvorfor: (String, String)) -> Fejl {
    Fejl::ny(Fejlkode::UgyldigVaerdi).felt(felt).regel("F-11").detalje(hvorfor)
}

impl Overfoersel {
    /// Over those files. What an earlier run has left is looked for at once.
    ///
    /// # Errors
    /// The disk's.
    pub fn ny(omraade: Arc<Filomraade>, vagt: Arc<dyn Filvagt>) -> Result<Arc<Self>, Fejl> {
        let ventende = Mutex::new(omraade.systemer()?.into_iter().collect());
        Ok(Arc::new(Self { omraade, vagt, ventende, vaekket: Notify::new() }))
    }

    /// A trigger has come from that system.
    pub fn se_efter(&self, system: Uuid) {
        self.ventende.lock().unwrap_or_else(PoisonError::into_inner).insert(system);
        self.vaekket.notify_one();
    }

    /// Carries out what comes until `slut` is there.
    pub async fn koer(self: Arc<Self>, slut: impl Future<Output = ()>) {
        tokio::pin!(slut);
        loop {
            let naeste = self.ventende.lock().unwrap_or_else(PoisonError::into_inner).pop_first();
            match naeste {
                Some(system) => {
                    if !self.gennemgaa(system).await {
                        // The disk or the log: it is not the sender's fault, and is tried again.
                        tokio::select! {
                            () = &mut slut => return,
                            () = tokio::time::sleep(IGEN) => self.se_efter(system),
                        }
                    }
                }
                None => tokio::select! {
                    () = &mut slut => return,
                    // Clients look at what they have just sent: it is there for a moment still.
                    () = async { self.vaekket.notified().await; tokio::time::sleep(FRED).await } => {}
                },
            }
        }
    }

    /// Every trigger of a system, by name. `false`: something of it could not be done, and must be tried again.
    async fn gennemgaa(&self, system: Uuid) -> bool {
        let triggere =
            self.paa_disken(move |o| Ok(o.list(system, Mappe::Ud)?.into_iter().map(|f| f.navn).filter(er_trigger).collect::<Vec<_>>()));
        let mut svar = triggere.await;
        let mut godt = svar.is_ok();
        for trigger in svar.as_mut().map(std::mem::take).unwrap_or_default() {
            if let Err(f) = self.udfoer(system, trigger).await {
                tracing::error!(fejl = %f, aarsag = f.aarsagen(), %system, "a file could not be transferred");
                godt = false;
            }
        }
        if let Err(f) = svar {
            tracing::error!(fejl = %f, aarsag = f.aarsagen(), %system, "the triggers of a system could not be listed");
        }
        godt
    }

    async fn paa_disken<T: Send + 'static>(
        &self,
        arbejde: impl FnOnce(&Arc<Filomraade>) -> Result<T, Fejl> + Send + 'static,
    ) -> Result<T, Fejl> {
        let o = self.omraade.clone();
        tokio::task::spawn_blocking(move || arbejde(&o)).await.map_err(Fejl::intern)?
    }

    /// One trigger: everybody it names gets the file, or nobody does and the receipt says why.
    async fn udfoer(&self, fra: Uuid, trigger: Filnavn) -> Result<(), Fejl> {
        let navn = triggers_fil(&trigger).unwrap_or_default().to_owned();
        let fil = modtageligt(&navn);
        let t = trigger.clone();
        let raa = self.paa_disken(move |o| {
            let (fil, _) = o.laes(fra, Mappe::Ud, &t)?;
            let tid = fil.metadata().map(|m| (m.mtime(), m.mtime_nsec())).map_err(Fejl::intern)?;
            let mut raa = Vec::new();
            fil.take(graenser::SFTP_TRIGGER_BYTES + 1).read_to_end(&mut raa).map_err(Fejl::intern)?;
            Ok((raa, tid))
        });
        let (raa, tid) = match raa.await {
            // Its sender has taken it away.
            Err(f) if f.kode() == Fejlkode::UkendtFil => return Ok(()),
            svar => svar?,
        };
        let id = Uuid::new_v5(&fra, &[trigger.som_str().as_bytes(), &tid.0.to_be_bytes(), &tid.1.to_be_bytes(), &raa].concat());
        let (afsenders_id, svar) = match (Trigger::laes(&raa), &fil) {
            (Ok(t), Ok(fil)) => {
                let afsenders_id = t.afsenders_id.clone();
                (afsenders_id, self.send(Opgave { fra, fil: fil.clone(), id, t }).await)
            }
            (Ok(t), Err(f)) => (t.afsenders_id, Err(vec![f.clone()])),
            (Err(f), _) => (None, Err(vec![f])),
        };
        let fejl = svar.err().unwrap_or_default();
        // What is ours to mend is not the sender's fault: the trigger stays.
        let vores = |f: &&Fejl| matches!(f.kode(), Fejlkode::Intern | Fejlkode::Optaget | Fejlkode::AftalerUbekraeftede);
        if let Some(f) = fejl.iter().find(vores) {
            return Err(f.clone());
        }
        let hvad = match fejl.first() {
            None => format!("overført OUT/{navn} ({id})"),
            Some(f) => format!("ikke overført OUT/{navn}: {}", f.kode()),
        };
        self.vagt.noter(fra, &hvad).await?;
        let (kvit, godt) = (kvittering(id, afsenders_id.as_deref(), &fejl), fejl.is_empty());
        let kvitnavn = Filnavn::ny(&format!("{navn}{KVITTERING}"));
        self.paa_disken(move |o| {
            match kvitnavn {
                Ok(n) => drop(o.laeg(fra, &n, kvit.as_bytes())?),
                Err(f) => tracing::warn!(fejl = %f, "a receipt has no room for its name"),
            }
            let vaek = |n: &Filnavn| match o.slet(fra, Mappe::Ud, n) {
                Err(f) if f.kode() != Fejlkode::UkendtFil => Err(f),
                _ => Ok(()),
            };
            vaek(&trigger)?;
            fil.map_or(Ok(()), |f| if godt { vaek(&f) } else { Ok(()) })
        })
        .await
    }

    /// Gives the file to everybody whom the trigger names.
    async fn send(&self, o: Opgave) -> Result<(), Vec<Fejl>> {
        let en = |f: Fejl| vec![f];
        let modtagere = self.modtagere(&o)?;
        let (fra, fil) = (o.fra, o.fil.clone());
        let fundet = self.paa_disken(move |d| d.find(fra, Mappe::Ud, &fil)).await.map_err(en)?;
        match fundet {
            None => return Err(en(Fejl::ny(Fejlkode::UkendtFil).felt("FileName").regel("F-11"))),
            Some(f) if f.bytes != o.t.bytes => {
                let hvorfor = (format!("filen er {} bytes", f.bytes), format!("the file has {} bytes", f.bytes));
                return Err(en(ugyldig("SizeInBytes", hvorfor)));
            }
            Some(_) => {}
        }
        let beskrivelse = Filnavn::ny(&format!("{}{METADATA}", o.fil)).map_err(en)?;
        // Whoever may not have room for it is found before anybody has it.
        let mut optaget = Vec::new();
        for til in &modtagere {
            if let Err(f) = self.plads(*til, &o, &beskrivelse).await {
                optaget.push(f);
            }
        }
        if !optaget.is_empty() {
            return Err(optaget);
        }
        for til in modtagere {
            self.vagt.noter(til, &format!("modtaget IN/{} fra {fra} ({})", o.fil, o.id)).await.map_err(en)?;
            let (fil, beskrivelse, tekst) = (o.fil.clone(), beskrivelse.clone(), metadata(o.id, &o.t));
            self.paa_disken(move |d| {
                match d.overfoer((fra, &fil), (til, &fil)) {
                    // An earlier attempt's.
                    Err(f) if f.kode() == Fejlkode::FindesAllerede => {}
                    svar => drop(svar?),
                }
                d.laeg(til, &beskrivelse, tekst.as_bytes()).map(drop)
            })
            .await
            .map_err(en)?;
        }
        Ok(())
    }

    /// The systems that it names, if the sender may send to them, and the file's name is not one of the component's.
    fn modtagere(&self, o: &Opgave) -> Result<Vec<Uuid>, Vec<Fejl>> {
        let mut fejl = Vec::new();
        if er_komponentens(o.fil.som_str()) {
            let hvorfor = (
                format!("navne på {METADATA}, {KVITTERING} og {TRIGGER}, og med et UUID og en bindestreg først, er komponentens egne"),
                format!("names on {METADATA}, {KVITTERING} and {TRIGGER}, and with a UUID and a hyphen first, are the component's own"),
            );
            fejl.push(ugyldig("FileName", hvorfor));
        }
        if o.t.filnavn != o.fil.som_str() {
            let hvorfor = (format!("triggeren hører til {}", o.fil), format!("the trigger is that of {}", o.fil));
            fejl.push(ugyldig("FileName", hvorfor));
        }
        if o.t.afsender != o.fra.to_string() {
            fejl.push(ugyldig("Sender", (format!("afsenderen er {}", o.fra), format!("the sender is {}", o.fra))));
        }
        let mut ud = Vec::new();
        for m in &o.t.modtagere {
            match grund::id::laes_uuid(m) {
                Some(til) => match self.vagt.maa_sende(o.fra, til, o.t.myndighed) {
                    Ok(()) if ud.contains(&til) => {}
                    Ok(()) => ud.push(til),
                    Err(f) => fejl.push(f.felt("Recipients")),
                },
                None => fejl.push(Fejl::ny(Fejlkode::UgyldigUuid).felt("Recipients").detalje(grund::fejl::uddrag(m))),
            }
        }
        if fejl.is_empty() { Ok(ud) } else { Err(fejl) }
    }

    /// Whether the receiver's folder has no other file of that name: what it has not fetched yet is not overwritten.
    async fn plads(&self, til: Uuid, o: &Opgave, beskrivelse: &Filnavn) -> Result<(), Fejl> {
        let (fil, beskrivelse, id, bytes) = (o.fil.clone(), beskrivelse.clone(), o.id.to_string(), o.t.bytes);
        self.paa_disken(move |d| {
            let Some(f) = d.find(til, Mappe::Ind, &fil)? else { return Ok(()) };
            let egen = match d.laes(til, Mappe::Ind, &beskrivelse) {
                Ok((fil, _)) => {
                    let mut tekst = String::new();
                    fil.take(graenser::SFTP_TRIGGER_BYTES * 2).read_to_string(&mut tekst).map_err(Fejl::intern)?;
                    tekst.contains(&id)
                }
                // Broken off between the two.
                Err(f2) if f2.kode() == Fejlkode::UkendtFil => f.bytes == bytes,
                Err(f2) => return Err(f2),
            };
            if egen { Ok(()) } else { Err(Fejl::ny(Fejlkode::FindesAllerede).felt("FileName").regel("F-11").detalje(til.to_string())) }
        })
        .await
    }
}
