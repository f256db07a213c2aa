//! Digital Post by Postkomponenten (SF1601): the document of a handover becomes a `kombi_request` with a MeMo message, and what Postkomponenten says becomes receipts. How the
//! bytes travel is the port [`Kombi`]: [`SimuleretPostkomponent`] in development; a real one posts to KombiPostAfsend with an access token of Serviceplatformen, and keeps
//! the `PKO_PostStatus` that it is told by the real Beskedfordeler.
mod laes;
mod simulator;

pub use simulator::SimuleretPostkomponent;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fordeling::model::{Kvittering, Kvitteringskode, Kvitteringstype};
use fordeling::overdragelse::Overdragelse;
use fordeling::port::{DigitalPost, Postsvar};
use grund::ur::Ur;
use grund::xml::escape_tekst;
use grund::{Cvr, Tidspunkt, Uuid};
use std::sync::Arc;

/// MeMo 1.2.
const MEMO: &str = "https://DigitalPost.dk/MeMo-1";
/// Characters of a label.
const TITEL: usize = 255;
/// What the name of a MeMo's file may not have.
const FORBUDT: &[char] = &['<', '>', ':', '"', '/', '\\', '|', '?', '*', '\r', '\n'];

/// Postkomponenten as it is called. An error says in words what went wrong; it is tried again.
#[async_trait]
pub trait Kombi: Send + Sync {
    /// `POST …/KombiPostAfsend_1/kombi` with that body and `x-TransaktionsId`; the body of the answer, a `kombi_response`.
    async fn afsend(&self, transaktion: Uuid, kombi_request: String) -> Result<String, String>;

    /// The `PKO_PostStatus` that have come of the message with that messageUUID, the oldest first.
    async fn status(&self, besked: Uuid) -> Result<Vec<String>, String>;
}

/// Digital Post over Postkomponenten.
pub struct Postkomponent {
    kombi: Arc<dyn Kombi>,
    ur: Arc<dyn Ur>,
}

impl Postkomponent {
    /// Over that one.
    pub fn ny(kombi: Arc<dyn Kombi>, ur: Arc<dyn Ur>) -> Self {
        Self { kombi, ur }
    }
}

/// Who gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Modtager {
    Person(String),
    Virksomhed(Cvr),
}

/// What a document says that goes into its message.
struct Brev {
    modtager: Modtager,
    titel: String,
    format: String,
}

fn element(ud: &mut String, navn: &str, tekst: &str) {
    ud.push_str(&format!("<memo:{navn}>"));
    escape_tekst(tekst, ud);
    ud.push_str(&format!("</memo:{navn}>"));
}

/// The request. The message has the handover's id, so that it is the same one when it is sent again.
fn kombi_request(o: &Overdragelse, b: &Brev, fil: &[u8], nu: Tidspunkt) -> String {
    let mut ud = String::with_capacity(fil.len() / 3 * 4 + 2_000);
    ud.push_str("<kombi_request><KombiValgKode>Digital Post</KombiValgKode>");
    ud.push_str(&format!("<memo:Message xmlns:memo=\"{MEMO}\" memoVersion=\"1.2\"><memo:MessageHeader>"));
    element(&mut ud, "messageType", "DIGITALPOST");
    element(&mut ud, "messageUUID", &o.id.to_string());
    element(&mut ud, "label", &b.titel);
    let afsender = o.kontekst.afsender.to_string();
    ud.push_str("<memo:Sender>");
    for (navn, v) in [("senderID", afsender.as_str()), ("idType", "CVR"), ("label", &afsender)] {
        element(&mut ud, navn, v);
    }
    let (id, slags) = match &b.modtager {
        Modtager::Person(cpr) => (cpr.clone(), "CPR"),
        Modtager::Virksomhed(cvr) => (cvr.to_string(), "CVR"),
    };
    ud.push_str("</memo:Sender><memo:Recipient>");
    element(&mut ud, "recipientID", &id);
    element(&mut ud, "idType", slags);
    ud.push_str("</memo:Recipient></memo:MessageHeader><memo:MessageBody>");
    element(&mut ud, "createdDateTime", &nu.til_utc());
    ud.push_str("<memo:MainDocument><memo:File>");
    let navn = o.kontekst.filnavn.as_deref().unwrap_or("dokument").replace(FORBUDT, "_");
    for (n, v) in [("encodingFormat", b.format.as_str()), ("filename", &navn), ("language", "da")] {
        element(&mut ud, n, v);
    }
    ud.push_str("<memo:content>");
    STANDARD.encode_string(fil, &mut ud);
    ud.push_str("</memo:content></memo:File></memo:MainDocument></memo:MessageBody></memo:Message></kombi_request>");
    ud
}

/// It can't be passed on, and will not be by trying again.
fn afvist(hvorfor: Vec<(String, String)>) -> Postsvar {
    let begrundelse = hvorfor.first().map(|(_, t)| t.clone());
    let kvittering = Kvittering { begrundelse, fejl: hvorfor, ..Kvittering::ny(Kvitteringskode::Afvist, Kvitteringstype::Teknisk) };
    Postsvar { kvittering, id: None }
}

#[async_trait]
impl DigitalPost for Postkomponent {
    async fn send(&self, o: &Overdragelse, indhold: &str, fil: Vec<u8>) -> Result<Postsvar, String> {
        let brev = match laes::brev(indhold, o.kontekst.filnavn.as_deref().unwrap_or_default()) {
            Ok(b) => b,
            Err(hvorfor) => return Ok(afvist(vec![(String::new(), hvorfor)])),
        };
        let krop = kombi_request(o, &brev, &fil, self.ur.nu());
        drop(fil);
        let svar = laes::kombi_response(&self.kombi.afsend(o.id, krop).await?)?;
        Ok(match svar {
            Ok(id) => Postsvar { kvittering: Kvittering::ny(Kvitteringskode::Modtaget, Kvitteringstype::Teknisk), id },
            Err(hvorfor) => afvist(hvorfor),
        })
    }

    async fn status(&self, o: &Overdragelse) -> Result<Vec<Kvittering>, String> {
        let alle = self.kombi.status(o.id).await?;
        alle.iter().filter_map(|t| laes::poststatus(t, o.id).transpose()).collect()
    }
}

#[cfg(test)]
mod proever;
