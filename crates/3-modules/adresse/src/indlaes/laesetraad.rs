//! Reading in a thread of its own: a piece is read while the one before it is written.
use super::{Fil, Filtype, Numre, Post, Slags};
use grund::{Fejl, Fejlkode};
use std::io::{Read, Seek, SeekFrom};
use tokio::sync::mpsc;

/// Rows of a piece: with its relations and its event a row becomes five in the store at most, and a piece is one transaction.
const POSTER: usize = 4_096;
/// Bytes from the beginning of a file that tell it from another of the same name and size.
const BEGYNDELSE: u64 = 64 * 1024;

/// A piece.
#[derive(Default)]
pub(super) struct Bid {
    pub(super) poster: Vec<Post>,
    /// The file that comes next, and how many of its rows are done.
    pub(super) fil: usize,
    pub(super) raekke: u64,
    /// The number of the extract, and of what.
    pub(super) nummer: Option<i64>,
    pub(super) slags: Option<&'static Slags>,
}

/// Where versions come from.
pub(super) enum Kilde {
    Filer(Vec<(Fil, Filtype)>),
    Poster(Option<Box<dyn Iterator<Item = Post> + Send>>),
}

/// What tells the files from others: names, sizes and beginnings.
pub(super) fn aftryk(filer: &[(Fil, Filtype)]) -> Result<u64, Fejl> {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    let mut bland = |bytes: &[u8]| h = bytes.iter().fold(h, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0000_0100_0000_01b3));
    for (f, _) in filer {
        let fejl = |e: std::io::Error| Fejl::ny(Fejlkode::UbrugeligtSted).felt(f.navn.clone()).detalje(e);
        let mut k = (f.aabn)().map_err(fejl)?;
        let bytes = k.seek(SeekFrom::End(0)).map_err(fejl)?;
        k.seek(SeekFrom::Start(0)).map_err(fejl)?;
        let mut begyndelse = Vec::new();
        k.take(BEGYNDELSE).read_to_end(&mut begyndelse).map_err(fejl)?;
        bland(f.navn.as_bytes());
        bland(&bytes.to_be_bytes());
        bland(&begyndelse);
    }
    // 0 stands for versions that come from no file.
    Ok(h.max(1))
}

/// Begins at that row of that file.
pub(super) fn start(kilde: Kilde, fil: usize, raekke: u64) -> mpsc::Receiver<Result<Bid, Fejl>> {
    let (til, fra) = mpsc::channel(1);
    tokio::task::spawn_blocking(move || {
        let svar = match kilde {
            Kilde::Filer(filer) => filerne(&filer, fil, raekke, &til),
            Kilde::Poster(p) => poster(p.into_iter().flatten(), &til),
        };
        if let Err(f) = svar {
            // Who has gone does not need to know.
            let _ = til.blocking_send(Err(f));
        }
    });
    fra
}

type Til = mpsc::Sender<Result<Bid, Fejl>>;

fn poster(alle: impl Iterator<Item = Post>, til: &Til) -> Result<(), Fejl> {
    let mut bid = Bid::default();
    for p in alle {
        bid.poster.push(p);
        if bid.poster.len() >= POSTER && til.blocking_send(Ok(std::mem::take(&mut bid))).is_err() {
            return Ok(());
        }
    }
    let _ = til.blocking_send(Ok(bid));
    Ok(())
}

fn filerne(filer: &[(Fil, Filtype)], foerste: usize, raekke: u64, til: &Til) -> Result<(), Fejl> {
    let numre = Numre::af(filer)?;
    for (nr, (fil, t)) in filer.iter().enumerate().skip(foerste) {
        let spring = if nr == foerste { raekke } else { 0 };
        let mut bid = Bid { fil: nr, raekke: spring, ..Bid::default() };
        let mut er_der_nogen = true;
        crate::laes::gennem(fil, *t, &numre, spring, &mut |p| {
            bid.poster.push(p);
            bid.raekke += 1;
            if bid.poster.len() >= POSTER {
                let naeste = Bid { fil: nr, raekke: bid.raekke, ..Bid::default() };
                er_der_nogen = til.blocking_send(Ok(std::mem::replace(&mut bid, naeste))).is_ok();
            }
            Ok(er_der_nogen)
        })?;
        if !er_der_nogen {
            return Ok(());
        }
        let nummer = crate::laes::bbr::nummer(&fil.navn).filter(|_| !t.slags().tabel.is_empty()).and_then(|n| i64::try_from(n).ok());
        (bid.fil, bid.raekke, bid.nummer, bid.slags) = (nr + 1, 0, nummer, Some(t.slags()));
        if til.blocking_send(Ok(bid)).is_err() {
            return Ok(());
        }
    }
    Ok(())
}
