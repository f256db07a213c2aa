//! What was used: each call that a source was asked for is one row, written in the transaction of its log row. Rows are folded into totals; what a row said is then in exactly one total. A month's use
//! is the sum of its totals, when everything is folded.
use crate::periode::Maaned;
use grund::graenser::{MAALING_FOLD, MAALING_LISTE};
use grund::spor::{Kildeslags, Sporindhold};
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, Uuid};
use lager::{Lager, Raekkeforventning, Raekkeskrivning, Skrivefejl, Skrivning};
use std::collections::BTreeMap;

/// Rows of calls that are in no total yet.
const KALD: u16 = lager::samlinger::KALD;
/// Totals.
const TOTALER: u16 = lager::samlinger::KALDTOTALER;

/// What calls are told apart by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Post {
    /// The month.
    pub maaned: Maaned,
    /// The authority that was called for.
    pub myndighed: Cvr,
    /// The calling system.
    pub system: Uuid,
    /// The agreement.
    pub aftale: Option<Uuid>,
    /// Where the answers came from.
    pub kilde: Kildeslags,
    /// The service, by entity id.
    pub tjeneste: String,
}

/// How much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Antal {
    /// Calls that a source was asked for.
    pub kald: u64,
    /// Of them, those that ended in an error.
    pub fejlede: u64,
    /// Persons whose data were asked for or answered: each once per call, whatever numbers of hers the question has; a number that is nobody's is none.
    pub personer: u64,
}

impl Antal {
    fn plus(self, a: Self) -> Self {
        Self {
            kald: self.kald.saturating_add(a.kald),
            fejlede: self.fejlede.saturating_add(a.fejlede),
            personer: self.personer.saturating_add(a.personer),
        }
    }

    fn bytes(self) -> Vec<u8> {
        [self.kald, self.fejlede, self.personer].iter().flat_map(|n| n.to_be_bytes()).collect()
    }

    fn laes(v: &[u8]) -> Result<Self, Fejl> {
        let ulaeselig = || Fejl::intern(format!("a count of {} bytes", v.len()));
        let tal: Vec<u64> = v.as_chunks::<8>().0.iter().map(|b| u64::from_be_bytes(*b)).collect();
        match (tal.as_slice(), v.len()) {
            (&[kald, fejlede, personer], 24) => Ok(Self { kald, fejlede, personer }),
            _ => Err(ulaeselig()),
        }
    }
}

const KILDER: [(Kildeslags, u8); 3] = [(Kildeslags::Replika, b'r'), (Kildeslags::Simulator, b's'), (Kildeslags::Gennemstilling, b'g')];
/// Month, authority, system, agreement, source.
const HOVED: usize = 6 + 8 + 16 + 16 + 1;

impl Post {
    /// Order: month, authority, system, agreement, source, service.
    fn noegle(&self) -> Vec<u8> {
        let mut n = format!("{}{}", self.maaned.noegle(), self.myndighed).into_bytes();
        n.extend(self.system.as_bytes());
        n.extend(self.aftale.unwrap_or_default().as_bytes());
        n.extend(KILDER.iter().find(|(k, _)| *k == self.kilde).map(|(_, b)| *b));
        n.extend(self.tjeneste.as_bytes());
        n
    }

    fn laes(n: &[u8]) -> Option<Self> {
        let (hoved, tjeneste) = n.split_at_checked(HOVED)?;
        let (tid, resten) = hoved.split_at_checked(14)?;
        let (maaned, cvr) = std::str::from_utf8(tid).ok()?.split_at_checked(6)?;
        let (system, resten) = resten.split_at_checked(16)?;
        let (aftale, kilde) = resten.split_at_checked(16)?;
        let aftale = Uuid::from_slice(aftale).ok()?;
        Some(Self {
            maaned: Maaned::fra_noegle(maaned)?,
            myndighed: cvr.parse().ok()?,
            system: Uuid::from_slice(system).ok()?,
            aftale: (!aftale.is_nil()).then_some(aftale),
            kilde: KILDER.iter().find(|(_, b)| [*b] == kilde)?.0,
            tjeneste: String::from_utf8(tjeneste.to_vec()).ok()?,
        })
    }
}

/// The row that a call is counted by, for the transaction of its log row; none where no source was asked, or nobody knows whose call it was.
pub fn raekke(spor: &Sporindhold, kald_id: Uuid, nu: Tidspunkt) -> Option<Raekkeskrivning> {
    if matches!(spor.fejl, Some(Fejlkode::KildeMangler | Fejlkode::OpstroemAfbrudt | Fejlkode::OpstroemOptaget)) {
        // Nothing was asked for: the upstream was left alone, was full, or can't be called like this.
        return None;
    }
    let post = Post {
        maaned: Maaned::af(nu),
        myndighed: spor.myndighed?,
        system: spor.system.as_ref()?.uuid,
        aftale: spor.aftale,
        kilde: spor.kilde.as_ref()?.slags,
        tjeneste: spor.tjeneste.clone()?,
    };
    let antal = Antal { kald: 1, fejlede: u64::from(spor.fejl.is_some()), personer: spor.antal_personer() };
    // The id of the call stands first, so that what is counted meanwhile lies anywhere, and folding takes a random part of it.
    let noegle = [kald_id.as_bytes().as_slice(), &post.noegle()].concat();
    Some(Raekkeskrivning { samling: KALD, noegle, forventet: Raekkeforventning::Ligegyldig, vaerdi: Some(antal.bytes()) })
}

/// Folds rows of calls into totals, in one transaction; how many. None when another was faster: what it took is not there any more.
async fn fold_nogle(lager: &dyn Lager) -> Result<Option<usize>, Fejl> {
    let raekker = lager.raekker(KALD, &[], None, MAALING_FOLD).await?;
    let mut nye: BTreeMap<Vec<u8>, Antal> = BTreeMap::new();
    let mut skrives = Vec::with_capacity(raekker.len());
    for (noegle, vaerdi) in raekker {
        let post = noegle.get(16..).unwrap_or_default().to_vec();
        let total = nye.entry(post).or_default();
        *total = total.plus(Antal::laes(&vaerdi)?);
        skrives.push(Raekkeskrivning { samling: KALD, noegle, forventet: Raekkeforventning::Er(vaerdi), vaerdi: None });
    }
    let antal = skrives.len();
    if antal == 0 {
        return Ok(Some(0));
    }
    for (noegle, nyt) in nye {
        let foer = lager.raekke(TOTALER, &noegle).await?;
        let total = foer.as_deref().map(Antal::laes).transpose()?.unwrap_or_default().plus(nyt);
        let forventet = foer.map_or(Raekkeforventning::Ukendt, Raekkeforventning::Er);
        skrives.push(Raekkeskrivning { samling: TOTALER, noegle, forventet, vaerdi: Some(total.bytes()) });
    }
    match lager.skriv(Skrivning { raekker: skrives, ..Skrivning::default() }).await {
        Ok(_) => Ok(Some(antal)),
        Err(Skrivefejl::RaekkeAndet(_)) => Ok(None),
        Err(f) => Err(f.into()),
    }
}

/// Folds all rows that are there.
///
/// # Errors
/// Those of the store; what was folded before stays folded.
pub async fn fold(lager: &dyn Lager) -> Result<u64, Fejl> {
    let mut ialt = 0;
    loop {
        match fold_nogle(lager).await? {
            Some(n) => {
                ialt += n as u64;
                if n < MAALING_FOLD {
                    return Ok(ialt);
                }
            }
            None => tokio::task::yield_now().await,
        }
    }
}

/// Totals of the months `fra ..= til`, of one authority or of all, in order. What was answered before the question is in it.
///
/// # Errors
/// `ForMange` beyond [`MAALING_LISTE`]; those of the store.
pub async fn forbrug(lager: &dyn Lager, fra: Maaned, til: Maaned, myndighed: Option<Cvr>) -> Result<Vec<(Post, Antal)>, Fejl> {
    fold(lager).await?;
    let mut ud = Vec::new();
    let mut maaned = fra;
    while maaned <= til {
        let begynder = format!("{}{}", maaned.noegle(), myndighed.map(|c| c.to_string()).unwrap_or_default()).into_bytes();
        let slutter = efter(&begynder);
        let mut her = begynder;
        loop {
            let side = lager.raekker(TOTALER, &her, Some(&slutter), 2_000).await?;
            let Some((sidste, _)) = side.last() else { break };
            her = [sidste.as_slice(), &[0]].concat();
            let hele = side.len() < 2_000;
            for (n, v) in side {
                let post = Post::laes(&n).ok_or_else(|| Fejl::intern("a total whose key can't be read"))?;
                ud.push((post, Antal::laes(&v)?));
            }
            if ud.len() > MAALING_LISTE {
                return Err(Fejl::ny(Fejlkode::ForMange).felt("maaned").ventet(grund::sagt::hoejst(MAALING_LISTE, grund::sagt::STYK)));
            }
            if hele {
                break;
            }
        }
        maaned = maaned.naeste();
    }
    Ok(ud)
}

/// The first key after all that begin with these digits.
fn efter(begynder: &[u8]) -> Vec<u8> {
    let mut n = begynder.to_vec();
    if let Some(sidste) = n.last_mut() {
        *sidste = sidste.saturating_add(1);
    }
    n
}

#[cfg(test)]
#[path = "maaling_proever.rs"]
mod proever;
