//! What the requests of one session do to the files. They come one after the other; each that opens, removes or renames asks first whether the system is still let in,
//! and is in the audit log before it is done.
use crate::overfoersel::{TRIGGERNAVN_BYTES, modtageligt, triggers_fil};
use crate::port::{Gaest, Portvagt};
use crate::sti::Sted;
use crate::svar::{Afslag, ok, post, som_fil, som_mappe};
use crate::tal::{Tal, en, en_mindre};
use filer::{Fil, Filnavn, Filomraade, Maerke, Mappe, Upload};
use grund::{Fejl, Fejlkode, graenser};
use russh_sftp::protocol::{Attrs, Data, File as Navnepost, FileAttributes, Handle, Name, OpenFlags, Status, StatusCode, Version};
use russh_sftp::server::Handler;
use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

type Svar<T> = Result<T, Afslag>;

/// An open file or listing.
enum Haandtag {
    Liste(VecDeque<Navnepost>),
    Laes(Arc<File>, Fil),
    /// `erstat`: a file of that name is replaced.
    Skriv {
        upload: Arc<Mutex<Option<Upload>>>,
        navn: Filnavn,
        erstat: bool,
    },
}

/// A session of a system.
pub(crate) struct Session {
    omraade: Arc<Filomraade>,
    vagt: Arc<dyn Portvagt>,
    gaest: Arc<Gaest>,
    haandtag: HashMap<String, Haandtag>,
    /// Of all sessions of the connection.
    aabne: Arc<AtomicUsize>,
    tal: Arc<Tal>,
    naeste: u64,
    begyndt: bool,
}

/// Work that waits for the disk.
async fn paa_disken<T: Send + 'static>(arbejde: impl FnOnce() -> Result<T, Fejl> + Send + 'static) -> Svar<T> {
    Ok(tokio::task::spawn_blocking(arbejde).await.map_err(Fejl::intern)??)
}

fn kan_ikke(hvad: (&'static str, &'static str)) -> Afslag {
    Afslag::Fejl(Fejl::ny(Fejlkode::IngenAdgang).regel("F-11").detalje(hvad))
}

fn kun_i_out() -> Afslag {
    kan_ikke(("der skrives kun i OUT", "only OUT is written to"))
}

fn med_upload<T>(u: &Mutex<Option<Upload>>, goer: impl FnOnce(&mut Upload) -> Result<T, Fejl>) -> Result<T, Fejl> {
    let mut u = u.lock().unwrap_or_else(PoisonError::into_inner);
    goer(u.as_mut().ok_or_else(|| Fejl::ny(Fejlkode::UkendtFil))?)
}

/// A trigger whose receipt has no room for its name would never be answered, and one of a file that nobody may get is refused at once.
fn kan_besvares(navn: &Filnavn) -> Svar<()> {
    let Some(fil) = triggers_fil(navn) else { return Ok(()) };
    if navn.som_str().len() > TRIGGERNAVN_BYTES {
        let ventet = grund::sagt::hoejst(TRIGGERNAVN_BYTES, grund::sagt::BYTES);
        return Err(Afslag::Fejl(Fejl::ny(Fejlkode::UgyldigtFilnavn).regel("F-11").ventet(ventet)));
    }
    Ok(modtageligt(fil).map(drop)?)
}

impl Session {
    pub fn ny(omraade: Arc<Filomraade>, vagt: Arc<dyn Portvagt>, gaest: Arc<Gaest>, aabne: Arc<AtomicUsize>, tal: Arc<Tal>) -> Self {
        en(&tal.sessioner);
        Self { omraade, vagt, gaest, haandtag: HashMap::new(), aabne, tal, naeste: 1, begyndt: false }
    }

    fn nyt(&mut self, id: u32, h: Haandtag) -> Svar<Handle> {
        if self.aabne.fetch_add(1, Ordering::Relaxed) >= graenser::SFTP_HAANDTAG {
            self.aabne.fetch_sub(1, Ordering::Relaxed);
            let fejl = Fejl::ny(Fejlkode::ForMange).felt("handle");
            return Err(fejl.ventet(grund::sagt::hoejst(graenser::SFTP_HAANDTAG, grund::sagt::STYK)).into());
        }
        let handle = self.naeste.to_string();
        self.naeste += 1;
        self.haandtag.insert(handle.clone(), h);
        Ok(Handle { id, handle })
    }

    fn fil(&self, sti: &str) -> Svar<(Mappe, Filnavn)> {
        match Sted::laes(sti)? {
            Sted::Fil(m, n) => Ok((m, n)),
            _ => Err(kan_ikke(("det er en mappe", "it is a folder"))),
        }
    }

    async fn stat(&self, id: u32, sti: &str) -> Svar<Attrs> {
        self.vagt.gaelder(&self.gaest)?;
        let attrs = match Sted::laes(sti)? {
            Sted::Rod => som_mappe(None),
            Sted::Mappe(m) => som_mappe(Some(m)),
            Sted::Fil(m, n) => {
                let (o, system) = (self.omraade.clone(), self.gaest.system);
                som_fil(&paa_disken(move || o.find(system, m, &n)?.ok_or_else(|| Fejl::ny(Fejlkode::UkendtFil))).await?)
            }
        };
        Ok(Attrs { id, attrs })
    }

    async fn aabn_til_skrivning(&mut self, id: u32, (mappe, navn): (Mappe, Filnavn), flag: OpenFlags) -> Svar<Handle> {
        if mappe != Mappe::Ud {
            return Err(kun_i_out());
        }
        kan_besvares(&navn)?;
        let (o, system, n) = (self.omraade.clone(), self.gaest.system, navn.clone());
        let har = |f: OpenFlags| flag.contains(f);
        let (ny, forfra) = (har(OpenFlags::CREATE), har(OpenFlags::TRUNCATE));
        let kun_ny = har(OpenFlags::EXCLUDE);
        let fortsaet = har(OpenFlags::APPEND) || !forfra && (!ny || har(OpenFlags::READ));
        let upload = paa_disken(move || {
            match o.find(system, mappe, &n)? {
                None if !ny => Err(Fejl::ny(Fejlkode::UkendtFil)),
                Some(_) if kun_ny => Err(Fejl::ny(Fejlkode::FindesAllerede).regel("F-11")),
                Some(_) if fortsaet => Err(Fejl::ny(Fejlkode::FindesAllerede).regel("F-11").detalje((
                    "en fil sendes hel: slet den, eller send den forfra",
                    "a file is sent whole: remove it, or send it from its beginning",
                ))),
                // OpenSSH's scp writes over what is there, and then says how long the file is.
                Some(_) if !forfra => o.ny_over(system, mappe, &n),
                _ => o.ny(system, mappe),
            }
        })
        .await?;
        self.nyt(id, Haandtag::Skriv { upload: Arc::new(Mutex::new(Some(upload))), navn, erstat: !kun_ny })
    }

    /// The file is whole: it is noted, and then there.
    async fn faerdig(&self, upload: &Mutex<Option<Upload>>, navn: Filnavn, erstat: bool) -> Svar<()> {
        let Some(u) = upload.lock().unwrap_or_else(PoisonError::into_inner).take() else { return Ok(()) };
        self.vagt.gaelder(&self.gaest)?;
        self.vagt.noter(&self.gaest, &format!("upload OUT/{navn} ({} bytes)", u.bytes())).await?;
        let n = navn.clone();
        paa_disken(move || u.faerdig(&n, erstat)).await?;
        en(&self.tal.modtaget);
        self.vagt.leveret(&self.gaest, &navn).await;
        Ok(())
    }
}

impl Session {
    async fn list(&mut self, id: u32, path: String) -> Svar<Handle> {
        self.vagt.gaelder(&self.gaest)?;
        let poster: VecDeque<Navnepost> = match Sted::laes(&path)? {
            Sted::Rod => Mappe::ALLE.into_iter().map(|m| post(m.navn(), som_mappe(Some(m)))).collect(),
            Sted::Mappe(m) => {
                let (o, system) = (self.omraade.clone(), self.gaest.system);
                let filer = paa_disken(move || o.list(system, m)).await?;
                filer.iter().take(graenser::FILMAPPE_FILER).map(|f| post(f.navn.som_str(), som_fil(f))).collect()
            }
            Sted::Fil(..) => return Err(kan_ikke(("det er ingen mappe", "it is no folder"))),
        };
        self.nyt(id, Haandtag::Liste(poster))
    }

    async fn aabn(&mut self, id: u32, filename: String, pflags: OpenFlags) -> Svar<Handle> {
        self.vagt.gaelder(&self.gaest)?;
        let skriver = OpenFlags::WRITE | OpenFlags::APPEND | OpenFlags::CREATE | OpenFlags::TRUNCATE;
        let skrives = pflags.intersects(skriver);
        let (mappe, navn) = match self.fil(&filename) {
            // Clients show the protocol's own sentence for a file that is not there, which would say nothing of where it may be.
            Err(Afslag::Fejl(f)) if skrives && f.kode() == Fejlkode::UkendtFil => return Err(kun_i_out()),
            svar => svar?,
        };
        if skrives {
            return self.aabn_til_skrivning(id, (mappe, navn), pflags).await;
        }
        let (o, system) = (self.omraade.clone(), self.gaest.system);
        let (fil, f) = paa_disken(move || o.laes(system, mappe, &navn)).await?;
        self.vagt.noter(&self.gaest, &format!("download {}/{} ({} bytes)", mappe.navn(), f.navn, f.bytes)).await?;
        en(&self.tal.hentet);
        self.nyt(id, Haandtag::Laes(Arc::new(fil), f))
    }

    async fn skriv(&mut self, id: u32, handle: String, offset: u64, data: Vec<u8>) -> Svar<Status> {
        let Some(Haandtag::Skriv { upload, .. }) = self.haandtag.get(&handle) else { return Err(Afslag::Kode(StatusCode::Failure)) };
        let upload = upload.clone();
        let bytes = data.len() as u64;
        let svar = paa_disken({
            let upload = upload.clone();
            move || med_upload(&upload, |u| u.skriv(offset, &data))
        })
        .await;
        if svar.is_ok() {
            self.tal.ind.fetch_add(bytes, Ordering::Relaxed);
        } else {
            // What lacks a part is no file: it is not there when the client closes it.
            upload.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
        svar.map(|()| ok(id))
    }

    async fn luk(&mut self, id: u32, handle: String) -> Svar<Status> {
        let Some(h) = self.haandtag.remove(&handle) else { return Err(Afslag::Kode(StatusCode::Failure)) };
        self.aabne.fetch_sub(1, Ordering::Relaxed);
        if let Haandtag::Skriv { upload, navn, erstat } = h {
            if upload.lock().unwrap_or_else(PoisonError::into_inner).is_none() {
                return Err(kan_ikke(("filen blev ikke skrevet helt", "the file was not written whole")));
            }
            self.faerdig(&upload, navn, erstat).await?;
        }
        Ok(ok(id))
    }

    async fn fjern(&mut self, id: u32, filename: String) -> Svar<Status> {
        self.vagt.gaelder(&self.gaest)?;
        let (mappe, navn) = self.fil(&filename)?;
        let (o, system, n) = (self.omraade.clone(), self.gaest.system, navn.clone());
        let f = paa_disken(move || o.find(system, mappe, &n)?.ok_or_else(|| Fejl::ny(Fejlkode::UkendtFil))).await?;
        self.vagt.noter(&self.gaest, &format!("slet {}/{} ({} bytes)", mappe.navn(), f.navn, f.bytes)).await?;
        let (o, system) = (self.omraade.clone(), self.gaest.system);
        paa_disken(move || o.slet(system, mappe, &navn)).await?;
        en(&self.tal.slettet);
        Ok(ok(id))
    }

    async fn omdoeb(&mut self, id: u32, oldpath: String, newpath: String) -> Svar<Status> {
        self.vagt.gaelder(&self.gaest)?;
        let ((fra_mappe, fra), (til_mappe, til)) = (self.fil(&oldpath)?, self.fil(&newpath)?);
        if (fra_mappe, til_mappe) != (Mappe::Ud, Mappe::Ud) {
            return Err(kan_ikke(("der omdøbes kun i OUT", "only files in OUT are renamed")));
        }
        kan_besvares(&til)?;
        self.vagt.noter(&self.gaest, &format!("omdøb OUT/{fra} til OUT/{til}")).await?;
        let (o, system) = (self.omraade.clone(), self.gaest.system);
        let ny = til.clone();
        paa_disken(move || o.omdoeb(system, Mappe::Ud, &fra, &til)).await?;
        self.vagt.leveret(&self.gaest, &ny).await;
        Ok(ok(id))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.aabne.fetch_sub(self.haandtag.len(), Ordering::Relaxed);
        en_mindre(&self.tal.sessioner);
    }
}

impl Handler for Session {
    type Error = Afslag;

    fn unimplemented(&self) -> Afslag {
        Afslag::Kode(StatusCode::OpUnsupported)
    }

    async fn init(&mut self, _: u32, _: HashMap<String, String>) -> Svar<Version> {
        if std::mem::replace(&mut self.begyndt, true) {
            return Err(Afslag::Kode(StatusCode::BadMessage));
        }
        Ok(Version::new())
    }

    async fn realpath(&mut self, id: u32, path: String) -> Svar<Name> {
        Ok(Name { id, files: vec![Navnepost::dummy(Sted::laes(&path)?.vis())] })
    }

    async fn lstat(&mut self, id: u32, path: String) -> Svar<Attrs> {
        Self::stat(self, id, &path).await
    }

    async fn stat(&mut self, id: u32, path: String) -> Svar<Attrs> {
        Self::stat(self, id, &path).await
    }

    async fn fstat(&mut self, id: u32, handle: String) -> Svar<Attrs> {
        let attrs = match self.haandtag.get(&handle) {
            Some(Haandtag::Laes(_, f)) => som_fil(f),
            Some(Haandtag::Liste(_)) => som_mappe(None),
            Some(Haandtag::Skriv { upload, navn, .. }) => {
                let bytes = med_upload(upload, |u| Ok(u.bytes()))?;
                som_fil(&Fil { navn: navn.clone(), bytes, aendret: 0, maerke: Maerke::default() })
            }
            None => return Err(Afslag::Kode(StatusCode::Failure)),
        };
        Ok(Attrs { id, attrs })
    }

    /// Clients set times and modes by habit: they have no meaning here.
    async fn setstat(&mut self, id: u32, path: String, attrs: FileAttributes) -> Svar<Status> {
        if attrs.size.is_some() {
            return Err(kan_ikke(("en fil, der er leveret, ændres ikke", "a file that was delivered is not changed")));
        }
        Self::stat(self, id, &path).await.map(|_| ok(id))
    }

    async fn fsetstat(&mut self, id: u32, handle: String, attrs: FileAttributes) -> Svar<Status> {
        if let (Some(bytes), Some(Haandtag::Skriv { upload, .. })) = (attrs.size, self.haandtag.get(&handle)) {
            let upload = upload.clone();
            paa_disken(move || med_upload(&upload, |u| u.laengde(bytes))).await?;
        }
        Ok(ok(id))
    }

    async fn opendir(&mut self, id: u32, path: String) -> Svar<Handle> {
        let svar = self.list(id, path).await;
        self.tal.svar(svar)
    }

    async fn readdir(&mut self, id: u32, handle: String) -> Svar<Name> {
        let Some(Haandtag::Liste(rest)) = self.haandtag.get_mut(&handle) else { return Err(Afslag::Kode(StatusCode::Failure)) };
        if rest.is_empty() {
            return Err(Afslag::Kode(StatusCode::Eof));
        }
        let antal = rest.len().min(graenser::SFTP_NAVNE);
        Ok(Name { id, files: rest.drain(..antal).collect() })
    }

    async fn open(&mut self, id: u32, filename: String, pflags: OpenFlags, _: FileAttributes) -> Svar<Handle> {
        let svar = self.aabn(id, filename, pflags).await;
        self.tal.svar(svar)
    }

    async fn read(&mut self, id: u32, handle: String, offset: u64, len: u32) -> Svar<Data> {
        let Some(Haandtag::Laes(fil, _)) = self.haandtag.get(&handle) else { return Err(Afslag::Kode(StatusCode::Failure)) };
        let fil = fil.clone();
        let data = paa_disken(move || {
            let mut data = vec![0; len.min(graenser::SFTP_LAES_BYTES) as usize];
            let mut laest = 0;
            // A short answer is the end to some clients.
            while let Some(rest) = data.get_mut(laest..).filter(|r| !r.is_empty()) {
                match fil.read_at(rest, offset.saturating_add(laest as u64)).map_err(Fejl::intern)? {
                    0 => break,
                    n => laest += n,
                }
            }
            data.truncate(laest);
            Ok(data)
        })
        .await?;
        self.tal.ud.fetch_add(data.len() as u64, Ordering::Relaxed);
        if data.is_empty() && len > 0 { Err(Afslag::Kode(StatusCode::Eof)) } else { Ok(Data { id, data }) }
    }

    async fn write(&mut self, id: u32, handle: String, offset: u64, data: Vec<u8>) -> Svar<Status> {
        let svar = self.skriv(id, handle, offset, data).await;
        self.tal.svar(svar)
    }

    async fn close(&mut self, id: u32, handle: String) -> Svar<Status> {
        let svar = self.luk(id, handle).await;
        self.tal.svar(svar)
    }

    async fn remove(&mut self, id: u32, filename: String) -> Svar<Status> {
        let svar = self.fjern(id, filename).await;
        self.tal.svar(svar)
    }

    async fn rename(&mut self, id: u32, oldpath: String, newpath: String) -> Svar<Status> {
        let svar = self.omdoeb(id, oldpath, newpath).await;
        self.tal.svar(svar)
    }
}
