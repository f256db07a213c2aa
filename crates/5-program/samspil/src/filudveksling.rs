//! Files that systems exchange, in the running program: where they lie, the SFTP server's key, and its door.
use crate::opstilling::Samspil;
use crate::sikkerhedsmappe::Sikkerhedsmappe;
use crate::vaern::Vaern;
use ::filer::{Filnavn, Filomraade, Kvote, Mappe};
use administration::Kalder;
use async_trait::async_trait;
use fordeling::port::Filer;
use grund::ur::Ur;
use grund::{Fejl, Fejlkode, Uuid};
use sftp::{Doer, Faelles, Vaertsnoegle};
use sikkerhed::noeglering::{kun_ejeren, skriv_privat};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// The folders of all systems, in the data folder.
///
/// # Errors
/// When it can't be made.
pub fn aabn(mappe: &Sikkerhedsmappe) -> Result<Arc<Filomraade>, Fejl> {
    Filomraade::aabn(&mappe.data().join("filer"), Kvote::STANDARD)
}

fn laes_eller_ny(fil: &Path) -> Result<Vaertsnoegle, Fejl> {
    if fil.exists() {
        kun_ejeren(fil)?;
        let tekst = fs::read_to_string(fil).map_err(|e| Fejl::sted(fil, e.to_string()))?;
        return Vaertsnoegle::fra_openssh(&tekst).map_err(|f| f.felt(fil.display().to_string()));
    }
    let n = Vaertsnoegle::ny()?;
    let mappe = fil.parent().unwrap_or(fil);
    fs::create_dir_all(mappe).map_err(|e| Fejl::sted(mappe, e.to_string()))?;
    skriv_privat(fil, n.til_openssh()?.as_bytes())?;
    let offentlig = fil.with_extension("pub");
    fs::write(&offentlig, format!("{}\n", n.offentlig()?)).map_err(|e| Fejl::sted(&offentlig, e.to_string()))?;
    Ok(n)
}

/// The server's key beside the program's others; made at the first start, for clients remember it.
///
/// # Errors
/// When it can't be read, or others may read it.
pub fn vaertsnoegle(mappe: &Sikkerhedsmappe) -> Result<Vaertsnoegle, Fejl> {
    laes_eller_ny(&mappe.noegler().join("sftp_ed25519"))
}

/// The door.
///
/// # Errors
/// As [`vaertsnoegle`].
pub fn doer(s: &Samspil, v: &Arc<Vaern>, mappe: &Sikkerhedsmappe, omraade: Arc<Filomraade>) -> Result<Arc<Faelles>, Fejl> {
    let (friskhed, afslag) = (v.clone(), v.clone());
    let noegle = vaertsnoegle(mappe)?;
    tracing::info!(aftryk = noegle.aftryk(), "the SFTP server's key");
    let doer = Doer {
        aftalebog: v.adgang.aftalebog.clone(),
        revision: v.revision.clone(),
        friskhed: Box::new(move || friskhed.friskhed.tjek(Instant::now())),
        maa_logges: Box::new(move |nu| afslag.afslag.tag(nu)),
        ur: s.ur.clone(),
        ids: s.ids.clone(),
    };
    Ok(Faelles::ny(&noegle, omraade, Arc::new(doer)))
}

/// The demo system's own key, made and registered where it is not there.
///
/// # Errors
/// Of the files and the store.
pub async fn demonoegle(s: &Samspil, v: &Vaern, mappe: &Sikkerhedsmappe, system: Uuid) -> Result<PathBuf, Fejl> {
    let fil = mappe.klienter().join("demosystem-sftp");
    let linje = format!("{} demosystem", laes_eller_ny(&fil)?.offentlig()?.trim_end_matches(" samspil"));
    let kald = adgang::paa_maskinen(adgang::FAELLES, s.ur.nu(), s.ids.ny());
    let kalder = Kalder::paa_maskinen(&kald);
    match v.administration.system(&kalder, system) {
        Ok(p) if !p.data.sftpnoegler.contains(&linje) => {
            let noegler: Vec<String> = p.data.sftpnoegler.iter().cloned().chain([linje]).collect();
            v.administration.saet_sftpnoegler(&kalder, system, &noegler).await?;
        }
        Ok(_) => {}
        // Somebody has taken the demo's system away.
        Err(f) if f.kode() == Fejlkode::FindesIkke => {}
        Err(f) => return Err(f),
    }
    Ok(fil)
}

/// The files, as Fordelingskomponenten meets them.
#[derive(Debug)]
pub struct Filport(pub Arc<Filomraade>);

impl Filport {
    async fn paa_disken<T: Send + 'static>(
        &self,
        arbejde: impl FnOnce(&Arc<Filomraade>) -> Result<T, Fejl> + Send + 'static,
    ) -> Result<T, Fejl> {
        let o = self.0.clone();
        tokio::task::spawn_blocking(move || arbejde(&o)).await.map_err(Fejl::intern)?
    }
}

#[async_trait]
impl Filer for Filport {
    async fn findes(&self, system: Uuid, navn: &str) -> Result<bool, Fejl> {
        let navn = Filnavn::ny(navn)?;
        self.paa_disken(move |o| Ok(o.find(system, Mappe::Ud, &navn)?.is_some())).await
    }

    async fn overfoer(&self, fra: Uuid, navn: &str, til: Uuid, som: &str) -> Result<(), Fejl> {
        let (navn, som) = (Filnavn::ny(navn)?, Filnavn::ny(som)?);
        self.paa_disken(move |o| match o.overfoer((fra, &navn), (til, &som)) {
            // An earlier attempt's.
            Err(f) if f.kode() == Fejlkode::FindesAllerede => Ok(()),
            svar => svar.map(drop),
        })
        .await
    }

    async fn fjern(&self, system: Uuid, navn: &str) -> Result<(), Fejl> {
        let navn = Filnavn::ny(navn)?;
        self.paa_disken(move |o| match o.slet(system, Mappe::Ud, &navn) {
            Err(f) if f.kode() == Fejlkode::UkendtFil => Ok(()),
            svar => svar.map(drop),
        })
        .await
    }
}
