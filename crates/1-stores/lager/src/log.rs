//! What the log's part of the port takes and gives: rows that are only ever appended, and the seals that chain them.
use aws_lc_rs::digest::{Context, SHA256, digest};
use grund::{Cvr, Tidspunkt, Uuid};

/// A log row to append.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NyLogpost {
    /// Whose log.
    pub myndighed: Option<Cvr>,
    /// Time of the call.
    pub tidspunkt: Tidspunkt,
    /// The call.
    pub kald_id: Uuid,
    /// Look-up key, for calls that can be asked about (refused ones).
    pub noegle: Option<Vec<u8>>,
    /// Look-up keys of persons (keyed hashes).
    pub personer: Vec<Vec<u8>>,
    /// The entry; opaque here.
    pub data: Vec<u8>,
}

/// A log row as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logpost {
    /// Rises strictly, also across authorities; has gaps in PostgreSQL.
    pub position: i64,
    /// Whose log.
    pub myndighed: Option<Cvr>,
    /// Time of the call.
    pub tidspunkt: Tidspunkt,
    /// The call.
    pub kald_id: Uuid,
    /// The entry; `None` when retention has removed it.
    pub data: Option<Vec<u8>>,
    /// SHA-256 of the entry that retention removed: the row's fingerprint can still be computed.
    pub dataaftryk: Option<[u8; 32]>,
    /// The stored fingerprint, see [`log_aftryk`].
    pub aftryk: [u8; 32],
}

impl Logpost {
    /// The fingerprint of what the row holds now; `None` when neither the entry nor its hash is there.
    pub fn beregnet_aftryk(&self) -> Option<[u8; 32]> {
        let data = self.data.as_deref().map(sha256).or(self.dataaftryk)?;
        Some(log_aftryk(self.myndighed, self.tidspunkt, self.kald_id, data))
    }
}

/// Which rows of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Logvalg {
    /// All rows, in order of position.
    Alle,
    /// Those of one authority, or of none, whose entry is still there; in order of time, then position.
    Myndighed(Option<Cvr>),
}

/// A seal over the rows up to a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LagretSegl {
    /// From 1, without gaps.
    pub nr: i64,
    /// The last row that it covers; it begins after the previous seal's.
    pub til_position: i64,
    /// Number of rows.
    pub antal: u64,
    /// The chain's hash here; opaque to the store.
    pub hash: [u8; 32],
    /// When it was made.
    pub tidspunkt: Tidspunkt,
}

/// SHA-256.
pub fn sha256(data: &[u8]) -> [u8; 32] {
    som_hash(digest(&SHA256, data).as_ref())
}

pub(crate) fn som_hash(b: &[u8]) -> [u8; 32] {
    b.try_into().unwrap_or_default()
}

/// The fingerprint of a row: SHA-256 over authority (big-endian, 2³² − 1 for none), time in µs, call and the SHA-256 of the
/// entry. The position is not in it: the order of rows is what the seals say.
pub fn log_aftryk(myndighed: Option<Cvr>, tidspunkt: Tidspunkt, kald_id: Uuid, dataaftryk: [u8; 32]) -> [u8; 32] {
    let mut c = Context::new(&SHA256);
    c.update(&myndighed.map_or(u32::MAX, Cvr::tal).to_be_bytes());
    c.update(&tidspunkt.mikros().to_be_bytes());
    c.update(kald_id.as_bytes());
    c.update(&dataaftryk);
    som_hash(c.finish().as_ref())
}

/// The authority as both stores keep it.
pub(crate) fn gemt_myndighed(m: Option<Cvr>) -> i64 {
    m.map_or(-1, |m| i64::from(m.tal()))
}

/// The stored authority; a value that nobody wrote becomes one that no fingerprint fits.
pub(crate) fn laest_myndighed(m: i64) -> Option<Cvr> {
    if m == -1 { None } else { u32::try_from(m).ok().and_then(Cvr::fra_tal).or(Cvr::fra_tal(0)) }
}

/// Kinds of look-up keys in the stores' key table.
pub(crate) const ART_NOEGLE: u8 = 0;
pub(crate) const ART_PERSON: u8 = 1;

impl NyLogpost {
    pub(crate) fn aftryk(&self) -> [u8; 32] {
        log_aftryk(self.myndighed, self.tidspunkt, self.kald_id, sha256(&self.data))
    }

    /// The look-up keys with their kind.
    pub(crate) fn noegler(&self) -> impl Iterator<Item = (u8, &[u8])> {
        let egen = self.noegle.iter().map(|n| (ART_NOEGLE, n.as_slice()));
        egen.chain(self.personer.iter().map(|n| (ART_PERSON, n.as_slice())))
    }

    /// The keys in one text of bytes beside the row, so that retention finds what it must remove: kind, length, key.
    pub(crate) fn pakkede_noegler(&self) -> Option<Vec<u8>> {
        let mut ud = Vec::new();
        for (art, n) in self.noegler() {
            ud.push(art);
            ud.push(u8::try_from(n.len()).unwrap_or(0));
            ud.extend_from_slice(n);
        }
        (!ud.is_empty()).then_some(ud)
    }
}

/// Reads what [`NyLogpost::pakkede_noegler`] made; stops at what it did not make.
pub(crate) fn udpak_noegler(mut b: &[u8]) -> Vec<(u8, &[u8])> {
    let mut ud = Vec::new();
    while let [art, laengde, rest @ ..] = b {
        let Some((n, efter)) = rest.split_at_checked(usize::from(*laengde)) else { break };
        ud.push((*art, n));
        b = efter;
    }
    ud
}
