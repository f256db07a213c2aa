//! Where deliveries come from: a dueslag behind the port, or a temporary queue.
use crate::VHOST;
use crate::midlertidig::{Besked, Koe};
use crate::port::{Afgoerelse, Session};
use crate::ud::kort;
use amq_protocol::protocol::BasicProperties;
use bytes::Bytes;
use grund::{Fejl, Uuid};
use std::sync::Arc;

/// A queue that is read from.
#[derive(Clone, Debug)]
pub(crate) enum Kilde {
    /// Behind the port; the name as the client wrote it.
    Dueslag(Uuid, Arc<str>),
    /// In memory.
    Midlertidig(Arc<Koe>),
}

/// A message on its way to its receiver.
#[derive(Debug)]
pub(crate) struct Udlaan {
    pub id: u64,
    pub genleveret: bool,
    pub central: String,
    pub noegle: String,
    pub egenskaber: BasicProperties,
    pub krop: Bytes,
}

/// The UUID of a dueslag, in either case (contracts 8.2).
pub(crate) fn dueslag(navn: &str) -> Option<Uuid> {
    grund::id::laes_uuid(navn)
}

impl Kilde {
    /// The queue's name; the same for all ways to write a UUID.
    pub fn noegle(&self) -> String {
        match self {
            Self::Dueslag(u, _) => u.to_string(),
            Self::Midlertidig(k) => k.navn.clone(),
        }
    }

    /// The same queue.
    pub fn er(&self, anden: &Self) -> bool {
        match (self, anden) {
            (Self::Dueslag(a, _), Self::Dueslag(b, _)) => a == b,
            (Self::Midlertidig(a), Self::Midlertidig(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// Its dueslag, if it is one.
    pub fn dueslag(&self) -> Option<String> {
        match self {
            Self::Dueslag(u, _) => Some(u.to_string()),
            Self::Midlertidig(_) => None,
        }
    }

    /// Until there may be something to borrow, see [`Session::vent`].
    pub async fn vent(&self, s: &dyn Session) {
        match self {
            Self::Dueslag(u, _) => s.vent(*u).await,
            Self::Midlertidig(k) => k.vent().await,
        }
    }

    /// Borrows messages, see [`Session::hent`].
    pub async fn hent(&self, s: &dyn Session, hoejst: usize, bytes: usize) -> Result<Vec<Udlaan>, Fejl> {
        Ok(match self {
            Self::Dueslag(u, navn) => {
                let hentet = s.hent(*u, hoejst, bytes).await?;
                let ud = hentet.into_iter().map(|l| {
                    let mut egenskaber = BasicProperties::default().with_content_type(kort("text/xml")).with_delivery_mode(2);
                    if let Some(b) = &l.besked_id {
                        egenskaber = egenskaber.with_message_id(kort(b));
                    }
                    let (central, noegle) = (String::new(), navn.to_string());
                    Udlaan { id: l.id, genleveret: l.genleveret, central, noegle, egenskaber, krop: l.krop }
                });
                ud.collect()
            }
            Self::Midlertidig(k) => {
                let ud = k.hent(hoejst, bytes).into_iter().map(|(id, b, genleveret)| {
                    let Besked { krop, egenskaber, central, noegle } = b;
                    Udlaan { id, genleveret, central, noegle, egenskaber, krop }
                });
                ud.collect()
            }
        })
    }

    /// Decides about borrowed messages, see [`Session::afgoer`].
    pub async fn afgoer(&self, s: &dyn Session, afgoerelser: Vec<(u64, Afgoerelse)>) -> Result<(), Fejl> {
        match self {
            Self::Dueslag(u, _) => s.afgoer(*u, afgoerelser).await,
            Self::Midlertidig(k) => {
                k.afgoer(&afgoerelser);
                Ok(())
            }
        }
    }

    /// Messages that wait.
    pub async fn antal(&self, s: &dyn Session) -> Result<u64, Fejl> {
        match self {
            Self::Dueslag(u, _) => Ok(s.koe(*u).await?.beskeder),
            Self::Midlertidig(k) => Ok(k.antal()),
        }
    }
}

/// In words.
pub(crate) fn ingen_koe(navn: &str) -> String {
    format!("no queue '{navn}' in vhost '{VHOST}'")
}
