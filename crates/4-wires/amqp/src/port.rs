//! The port: what the protocol asks of whoever knows the callers and holds the messages.
use async_trait::async_trait;
use bytes::Bytes;
use grund::{Fejl, Uuid};
use sikkerhed::certifikat::Certifikat;
use std::net::SocketAddr;
use std::sync::Arc;

/// Who is at the other end, before he says who he is.
#[derive(Clone, Debug)]
pub struct Modpart {
    /// His address.
    pub adresse: SocketAddr,
    /// The certificate that he has shown and whose key he has; nothing else is known of it.
    pub certifikat: Option<Certifikat>,
}

/// What he says who he is with.
#[derive(Clone, Copy, Debug)]
pub enum Bevis<'b> {
    /// SASL EXTERNAL: the response, an assertion as XML or in base64 (E-30).
    External(&'b [u8]),
    /// SASL PLAIN: a user's name and word. Only where [`Formidler::mekanismer`] names it.
    Plain {
        /// Name.
        bruger: &'b str,
        /// Word.
        kode: &'b str,
    },
}

/// The door: lets callers in.
#[async_trait]
pub trait Formidler: Send + Sync + 'static {
    /// SASL mechanisms, separated by blanks.
    fn mekanismer(&self) -> &'static str;

    /// Lets a caller in.
    ///
    /// # Errors
    /// Why not; the caller gets no more than the catalogue's sentence.
    async fn log_ind(&self, modpart: &Modpart, bevis: Bevis<'_>) -> Result<Arc<dyn Session>, Fejl>;
}

/// What a caller may do who was let in. Calls of one session may come at the same time.
#[async_trait]
pub trait Session: Send + Sync + 'static {
    /// The session still holds. Asked once a second, so it must cost nothing.
    ///
    /// # Errors
    /// Why not: the connection ends.
    fn gaelder(&self) -> Result<(), Fejl>;

    /// A new proof of the same caller (connection.update-secret), before the old one runs out.
    ///
    /// # Errors
    /// Why not: the connection ends.
    async fn forny(&self, bevis: Bevis<'_>) -> Result<(), Fejl>;

    /// Takes messages, in their order; one receipt for each. What is taken is durable when this returns.
    async fn afsend(&self, beskeder: Vec<Afsendelse>) -> Vec<Kvittering>;

    /// Looks at a dueslag.
    ///
    /// # Errors
    /// Why the caller may not: what he may not know of is absent (404).
    async fn koe(&self, dueslag: Uuid) -> Result<Koetal, Fejl>;

    /// Until there may be something to borrow; at once, if there is. May be given up at any time, and come back for nothing.
    async fn vent(&self, dueslag: Uuid);

    /// Lends the next messages of a dueslag: so many at most, and no more once they come to so many bytes; none when there are none.
    ///
    /// # Errors
    /// 40x: the caller may no longer; others: try again later.
    async fn hent(&self, dueslag: Uuid, hoejst: usize, bytes: usize) -> Result<Vec<Levering>, Fejl>;

    /// Decides about messages that were lent.
    ///
    /// # Errors
    /// It could not be kept; the messages come again.
    async fn afgoer(&self, dueslag: Uuid, afgoerelser: Vec<(u64, Afgoerelse)>) -> Result<(), Fejl>;

    /// The end has begun: nothing more is lent, and what is lent is decided about in a moment. Nobody is to get what lies behind it before that.
    fn ender(&self);

    /// The end: everything that is still lent goes back.
    async fn slut(&self);
}

/// A message to be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Afsendelse {
    /// The header `token`: an assertion as XML or in base64.
    pub token: Option<Bytes>,
    /// `message_id`: the sender's transaction (E-31).
    pub transaktion: Option<String>,
    /// The Haendelsesbesked.
    pub krop: Bytes,
}

/// What became of a message that was sent: a StandardRetur (A.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kvittering {
    /// StatusKode; 20 is taken.
    pub status: u16,
    /// FejlbeskedTekst.
    pub tekst: String,
}

impl Kvittering {
    /// Taken.
    pub fn ok() -> Self {
        Self { status: 20, tekst: "OK".to_owned() }
    }

    /// It is the server that could not: the sender tries again.
    pub fn er_vor_fejl(&self) -> bool {
        self.status >= 50
    }
}

impl From<&Fejl> for Kvittering {
    fn from(f: &Fejl) -> Self {
        Self { status: f.post().statuskode, tekst: f.dansk() }
    }
}

/// A dueslag in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Koetal {
    /// Messages that wait and are not lent.
    pub beskeder: u64,
}

/// A message that is lent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levering {
    /// By which it is decided about.
    pub id: u64,
    /// It may have been delivered before.
    pub genleveret: bool,
    /// BeskedId.
    pub besked_id: Option<String>,
    /// The Haendelsesbesked.
    pub krop: Bytes,
}

/// What is decided about a message that was lent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Afgoerelse {
    /// The receiver has it.
    Modtaget,
    /// Back into the dueslag: the receiver could not use it now.
    Tilbage,
    /// Back into the dueslag, and that was no attempt: the receiver has not seen it, or not alone.
    Uroert,
    /// The receiver can't use it: to the error queue.
    Afvist,
}
