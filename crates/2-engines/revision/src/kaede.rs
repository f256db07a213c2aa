//! The chain: each seal covers the rows since the previous one and that one's hash.
use crate::dele::{fra_hex, hex};
use crate::skriver::Revision;
use aws_lc_rs::digest::{Context, SHA256};
use grund::{Fejl, Fejlkode, Periode, Tidspunkt};
use lager::{LagretSegl, Logvalg, Skrivefejl};
use std::fmt;
use std::str::FromStr;

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
        ud.ok_or_else(|| Fejl::ny(Fejlkode::UgyldigtMoenster).felt("anker").tilladt("nr:hash, as `samspil log kontroller` prints it"))
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

    /// The seal's hash: SHA-256(previous hash ‖ number ‖ last position ‖ count ‖ time ‖ SHA-256(fingerprints in order)).
    pub(crate) fn segl(&self, forrige: &[u8; 32], nr: i64, til_position: i64, antal: u64, tidspunkt: Tidspunkt) -> [u8; 32] {
        let mut c = Context::new(&SHA256);
        c.update(forrige);
        c.update(&nr.to_be_bytes());
        c.update(&til_position.to_be_bytes());
        c.update(&antal.to_be_bytes());
        c.update(&tidspunkt.mikros().to_be_bytes());
        c.update(self.c.clone().finish().as_ref());
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
            let segl =
                LagretSegl { nr: nr + 1, til_position, antal, hash: raekker.segl(&hash, nr + 1, til_position, antal, nu), tidspunkt: nu };
            match self.lager.gem_segl(&segl).await {
                Ok(()) => ialt += usize::try_from(antal).unwrap_or(usize::MAX),
                // Another process has sealed these rows.
                Err(Skrivefejl::Samtidig(_)) => return Ok(ialt),
                Err(f) => return Err(f.into()),
            }
            if !flere {
                return Ok(ialt);
            }
        }
    }

    /// The chain's end, to be noted elsewhere.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn anker(&self) -> Result<Option<Anker>, Fejl> {
        Ok(self.lager.sidste_segl().await?.map(|s| Anker { nr: s.nr, hash: s.hash }))
    }
}
