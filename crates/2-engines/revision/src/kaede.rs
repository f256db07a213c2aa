//! The chain: each seal covers the rows since the previous one and that one's hash.
use crate::dele::{fra_hex, hex};
use crate::noegle::Lognoegle;
use crate::skriver::Revision;
use aws_lc_rs::digest::{Context, SHA256};
use grund::{Fejl, Fejlkode, Periode, Tidspunkt};
use lager::{LagretSegl, Logvalg, Skrivefejl};
use std::fmt;
use std::str::FromStr;
use std::sync::PoisonError;

/// Rows in one seal: as many fingerprints are held when it is made.
const RAEKKER_PR_SEGL: u64 = 10_000;
/// Rows that are read at a time.
pub(crate) const SIDE: usize = 1_000;

/// The end of the chain, noted somewhere else (on paper, at another authority): `nr:hash`. A chain that has been rebuilt or cut
/// off before it does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anker {
    /// The seal's number.
    pub nr: i64,
    /// Its hash.
    pub hash: [u8; 32],
}

impl fmt::Display for Anker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.nr, hex(&self.hash))
    }
}

impl FromStr for Anker {
    type Err = Fejl;
    fn from_str(s: &str) -> Result<Self, Fejl> {
        let ud = s.trim().split_once(':').and_then(|(nr, h)| Some(Self { nr: nr.parse().ok()?, hash: fra_hex(h)? }));
        ud.ok_or_else(|| {
            Fejl::ny(Fejlkode::UgyldigtMoenster)
                .felt("anker")
                .ventet(("nr:hash, som `samspil log kontroller` skriver det", "nr:hash, as `samspil log kontroller` prints it"))
        })
    }
}

/// The rows of one seal, fingerprint by fingerprint.
#[derive(Clone)]
pub(crate) struct Raekkehash {
    c: Context,
    pub antal: u64,
}

impl Raekkehash {
    pub(crate) fn ny() -> Self {
        Self { c: Context::new(&SHA256), antal: 0 }
    }

    pub(crate) fn tag(&mut self, aftryk: &[u8; 32]) {
        self.c.update(aftryk);
        self.antal += 1;
    }

    /// The seal's hash over previous hash, number, last position, count, time and SHA-256(fingerprints in order): HMAC-SHA256 with the log's
    /// key, so that who can write the store but has no key makes none; SHA-256 for seals that are older than the keyed ones.
    pub(crate) fn segl(
        &self,
        noegle: &Lognoegle,
        forrige: &[u8; 32],
        nr: i64,
        til_position: i64,
        antal: u64,
        tidspunkt: Tidspunkt,
    ) -> [u8; 32] {
        let (nr_, til, antal, tid) = (nr.to_be_bytes(), til_position.to_be_bytes(), antal.to_be_bytes(), tidspunkt.mikros().to_be_bytes());
        let raekker = self.c.clone().finish();
        let dele: [&[u8]; 6] = [forrige, &nr_, &til, &antal, &tid, raekker.as_ref()];
        if noegle.har_segl(nr) {
            return noegle.segn("segl", &dele);
        }
        let mut c = Context::new(&SHA256);
        dele.iter().for_each(|d| c.update(d));
        c.finish().as_ref().try_into().unwrap_or_default()
    }
}

impl Revision {
    /// Seals every row that is visible and not sealed yet, in one or more seals; returns how many rows. Of several processes
    /// that do it at the same time, one makes each seal.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forsegl(&self, nu: Tidspunkt) -> Result<usize, Fejl> {
        let mut ialt = 0;
        loop {
            let sidste = self.lager.sidste_segl().await?;
            self.gaar_frem(sidste.as_ref())?;
            let (nr, hash, mut til_position) = sidste.map_or((0, [0; 32], i64::MIN), |s| (s.nr, s.hash, s.til_position));
            let mut raekker = Raekkehash::ny();
            let mut flere = true;
            while flere && raekker.antal < RAEKKER_PR_SEGL {
                let side = self.lager.logposter(Logvalg::Alle, Periode::ALTID, til_position, SIDE).await?;
                flere = side.len() == SIDE;
                for p in &side {
                    raekker.tag(&p.aftryk);
                    til_position = p.position;
                }
            }
            if raekker.antal == 0 {
                return Ok(ialt);
            }
            let antal = raekker.antal;
            let segl = LagretSegl {
                nr: nr + 1,
                til_position,
                antal,
                hash: raekker.segl(&self.noegle, &hash, nr + 1, til_position, antal, nu),
                tidspunkt: nu,
            };
            match self.lager.gem_segl(&segl).await {
                Ok(()) => {
                    self.gaar_frem(Some(&segl))?;
                    ialt += usize::try_from(antal).unwrap_or(usize::MAX);
                }
                // Another process has sealed these rows.
                Err(Skrivefejl::Samtidig(_)) => return Ok(ialt),
                Err(f) => return Err(f.into()),
            }
            if !flere {
                return Ok(ialt);
            }
        }
    }

    /// The chain's end is the one that was seen last, by this process or one before it, or a later one. Otherwise somebody took seals away, and sealing
    /// what is left with the key would make it look whole.
    fn gaar_frem(&self, sidste: Option<&LagretSegl>) -> Result<(), Fejl> {
        let mut set = self.set.lock().unwrap_or_else(PoisonError::into_inner);
        if let (None, Some(ende)) = (*set, &self.ende) {
            *set = ende.laes()?;
        }
        let nyt = sidste.map(|s| Anker { nr: s.nr, hash: s.hash });
        let tilbage = match (*set, nyt) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(a), Some(b)) => b.nr < a.nr || (b.nr == a.nr && b.hash != a.hash),
        };
        if tilbage {
            let a = set.map(|a| a.to_string()).unwrap_or_default();
            return Err(Fejl::ny(Fejlkode::BrudtKaede).detalje((
                format!("kæden slutter før segl {a}, som er set tidligere"),
                format!("the chain ends before seal {a}, which was seen before"),
            )));
        }
        if let (Some(a), Some(ende), true) = (nyt, &self.ende, *set != nyt) {
            ende.gem(a);
        }
        *set = nyt;
        Ok(())
    }

    /// The chain's end, to be noted elsewhere.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn anker(&self) -> Result<Option<Anker>, Fejl> {
        Ok(self.lager.sidste_segl().await?.map(|s| Anker { nr: s.nr, hash: s.hash }))
    }
}
