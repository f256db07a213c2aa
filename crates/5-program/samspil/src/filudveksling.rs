//! Files that systems exchange, in the running program: where they lie, the SFTP server's key, and its door.
use crate::opstilling::Samspil;
use crate::sikkerhedsmappe::Sikkerhedsmappe;
use crate::vaern::Vaern;
use ::filer::{Fil, Filnavn, Filomraade, Kvote, Mappe};
use adgang::Tjenestedef;
use administration::Kalder;
use async_trait::async_trait;
use fordeling::port::{Afsenderfil, Filer};
use fordeling::tjenester::{FIL_AFSEND, FIL_MODTAG, FILUDVEKSLING, SF2900};
use grund::spor::{Sporindhold, Sporsystem};
use grund::ur::{IdKilde, Ur};
use grund::{Cvr, Fejl, Fejlkode, Uuid};
use revision::Logindgang;
use serviceplatform::tjenester::cpr::ABONNEMENT_ADGANG;
use sftp::overfoersel::{Filvagt, Overfoersel};
use sftp::{Doer, Faelles, Vaertsnoegle, uden_numre};
use sikkerhed::noeglering::{kun_ejeren, skriv_privat};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// The services by which files come into the folders or go from there: simple transfer, documents of SF2900, extracts of SF6002.
static MED_FILER: [&Tjenestedef; 3] = [&FILUDVEKSLING, &SF2900, &ABONNEMENT_ADGANG];

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

/// SFTP in the running program: its door, and what carries out the triggers of simple transfer.
pub struct Filudveksling {
    /// What connections share.
    pub faelles: Arc<Faelles>,
    /// Simple transfer.
    pub overfoersel: Arc<Overfoersel>,
}

/// Opens it over those files.
///
/// # Errors
/// As [`vaertsnoegle`].
pub fn sftp(s: &Samspil, v: &Arc<Vaern>, mappe: &Sikkerhedsmappe, omraade: Arc<Filomraade>) -> Result<Filudveksling, Fejl> {
    let (friskhed, afslag) = (v.clone(), v.clone());
    let noegle = vaertsnoegle(mappe)?;
    tracing::info!(aftryk = noegle.aftryk(), "the SFTP server's key");
    let overfoersel = Overfoersel::ny(omraade.clone(), Arc::new(Filadkomst { v: v.clone(), ur: s.ur.clone(), ids: s.ids.clone() }))?;
    let til = overfoersel.clone();
    let doer = Doer {
        aftalebog: v.adgang.aftalebog.clone(),
        tjenester: MED_FILER.iter().map(|t| t.entity_id).collect(),
        revision: v.revision.clone(),
        friskhed: Box::new(move || friskhed.friskhed.tjek(Instant::now())),
        maa_logges: Box::new(move |nu| afslag.afslag.tag(nu)),
        ur: s.ur.clone(),
        ids: s.ids.clone(),
        trigger: Box::new(move |system| til.se_efter(system)),
    };
    Ok(Filudveksling { faelles: Faelles::ny(&noegle, omraade, Arc::new(doer)), overfoersel })
}

/// Who may send files to whom: both systems have an agreement on it with the same authority.
struct Filadkomst {
    v: Arc<Vaern>,
    ur: Arc<dyn Ur>,
    ids: Arc<dyn IdKilde>,
}

#[async_trait]
impl Filvagt for Filadkomst {
    fn maa_sende(&self, fra: Uuid, til: Uuid, myndighed: Option<Cvr>) -> Result<(), Fejl> {
        self.v.friskhed.tjek(Instant::now())?;
        let (bog, nu, tjeneste) = (&self.v.adgang.aftalebog, self.ur.nu(), FILUDVEKSLING.entity_id);
        let har = |system: Uuid, rolle: &str, m: Cvr| {
            let aftaler = bog.aftaler(system, tjeneste, m, nu);
            aftaler.iter().flat_map(|a| &a.tjenester).any(|t| t.entity_id == tjeneste && t.roller.iter().any(|r| r == rolle))
        };
        let faelles = bog.myndigheder_for(fra, tjeneste, nu).into_iter().filter(|m| myndighed.is_none_or(|x| x == *m));
        if faelles.into_iter().any(|m| har(fra, FIL_AFSEND, m) && har(til, FIL_MODTAG, m)) {
            return Ok(());
        }
        Err(Fejl::ny(Fejlkode::FordelingUdenAftale).regel("F-11").detalje((
            format!("{fra} og {til} har ikke begge en serviceaftale om Filudveksling (SFTP) med den samme myndighed: Afsend og Modtag"),
            format!("{fra} and {til} have not both an agreement on Filudveksling (SFTP) with the same authority: Afsend and Modtag"),
        )))
    }

    async fn noter(&self, system: Uuid, hvad: &str) -> Result<(), Fejl> {
        let (operation, personer) = uden_numre(hvad);
        let s = self.v.adgang.aftalebog.system_med_id(system);
        let spor = Sporindhold {
            myndighed: s.as_ref().map(|s| s.cvr),
            system: s.map(|s| Sporsystem { uuid: system, navn: s.navn.clone(), cvr: s.cvr }),
            tjeneste: Some(FILUDVEKSLING.entity_id.into()),
            operation: Some(operation),
            personer,
            ..Sporindhold::default()
        };
        self.v.revision.skriv(&Logindgang::fra_spor(spor, "sftp", self.ids.ny(), self.ur.nu(), 200, 0)).await
    }
}

/// The demo system's own key, made and registered where it is not there, and beside it what a client puts into `known_hosts`: the server's key, on that port.
///
/// # Errors
/// Of the files and the store.
pub async fn demonoegle(s: &Samspil, v: &Vaern, mappe: &Sikkerhedsmappe, system: Uuid, port: Option<u16>) -> Result<PathBuf, Fejl> {
    let fil = mappe.klienter().join("demosystem-sftp");
    if let Some(port) = port {
        let kendte = mappe.klienter().join("known_hosts");
        let linje = format!("[127.0.0.1]:{port},[localhost]:{port} {}\n", vaertsnoegle(mappe)?.offentlig()?);
        fs::write(&kendte, linje).map_err(|e| Fejl::sted(&kendte, e.to_string()))?;
    }
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
    async fn maerke(&self, system: Uuid, navn: &str) -> Result<Option<String>, Fejl> {
        let navn = Filnavn::ny(navn)?;
        self.paa_disken(move |o| Ok(o.find(system, Mappe::Ud, &navn)?.map(|f| f.maerke.to_string()))).await
    }

    async fn overfoer(&self, fil: Afsenderfil<'_>, til: Uuid, som: &str) -> Result<(), Fejl> {
        let (fil, som) = (Kilde::ny(fil)?, Filnavn::ny(som)?);
        self.paa_disken(move |o| {
            // An earlier attempt's: the sender's may be another one by now.
            if o.find(til, Mappe::Ind, &som)?.is_some() {
                return Ok(());
            }
            let (mut kilde, _) = fil.laes(o)?;
            match o.kopier(&mut kilde, (til, &som)) {
                Err(f) if f.kode() == Fejlkode::FindesAllerede => Ok(()),
                svar => svar.map(drop),
            }
        })
        .await
    }

    async fn laes(&self, fil: Afsenderfil<'_>, bytes: u64) -> Result<Vec<u8>, Fejl> {
        let fil = Kilde::ny(fil)?;
        self.paa_disken(move |o| {
            let (kilde, f) = fil.laes(o)?;
            if f.bytes > bytes {
                return Err(Fejl::ny(Fejlkode::ForStor).felt(f.navn.to_string()).ventet(grund::sagt::hoejst(bytes, grund::sagt::BYTES)));
            }
            let mut ud = Vec::new();
            kilde.take(bytes).read_to_end(&mut ud).map_err(Fejl::intern)?;
            Ok(ud)
        })
        .await
    }

    async fn fjern(&self, fil: Afsenderfil<'_>) -> Result<(), Fejl> {
        let fil = Kilde::ny(fil)?;
        self.paa_disken(move |o| match o.find(fil.system, Mappe::Ud, &fil.navn)? {
            Some(f) if fil.er(&f) => match o.slet(fil.system, Mappe::Ud, &fil.navn) {
                Err(f) if f.kode() == Fejlkode::UkendtFil => Ok(()),
                svar => svar.map(drop),
            },
            _ => Ok(()),
        })
        .await
    }
}

/// A sender's file, on its way to the thread that reads it.
struct Kilde {
    system: Uuid,
    navn: Filnavn,
    maerke: Option<String>,
}

impl Kilde {
    fn ny(f: Afsenderfil<'_>) -> Result<Self, Fejl> {
        Ok(Self { system: f.system, navn: Filnavn::ny(f.navn)?, maerke: f.maerke.map(str::to_owned) })
    }

    fn er(&self, f: &Fil) -> bool {
        self.maerke.as_ref().is_none_or(|m| *m == f.maerke.to_string())
    }

    /// Opened. What was opened is looked at: one that is put there meanwhile is not it.
    fn laes(&self, o: &Filomraade) -> Result<(fs::File, Fil), Fejl> {
        let (fil, f) = o.laes(self.system, Mappe::Ud, &self.navn)?;
        if self.er(&f) { Ok((fil, f)) } else { Err(Fejl::ny(Fejlkode::UkendtFil).felt(self.navn.to_string()).regel("F-4")) }
    }
}
