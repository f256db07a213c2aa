//! A simulator of Postkomponenten, for development and tests: it delivers nothing to anybody. It reads the request and answers in the published forms.
use super::{Kombi, MEMO};
use async_trait::async_trait;
use grund::Uuid;
use grund::ur::Ur;
use grund::xml::{self, XElement};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Messages that it remembers to be failing; of older ones it says that they were delivered.
const HUSKER: usize = 1_000;

/// A message whose label begins with `AFVISES` is refused at once, and of one that begins with `FEJLER` it is told later that it could not be delivered; of all others that they
/// lie in the recipient's mailbox.
pub struct SimuleretPostkomponent {
    ur: Arc<dyn Ur>,
    fejler: Mutex<VecDeque<Uuid>>,
}

impl SimuleretPostkomponent {
    /// With that clock.
    pub fn ny(ur: Arc<dyn Ur>) -> Self {
        Self { ur, fejler: Mutex::default() }
    }

    fn poststatus(&self, besked: Uuid, kode: &str, detaljer: &str) -> String {
        format!(
            "<PKO_PostStatus xmlns=\"http://serviceplatformen.dk/xml/print/PKO_PostStatus/1/types\"><TransmissionId>{}</TransmissionId><MessageUUID>{besked}</MessageUUID>\
             <KanalKode>Digital Post</KanalKode><TransaktionsDatoTid>{}</TransaktionsDatoTid><TransaktionsStatusKode>{kode}</TransaktionsStatusKode>\
             <CorrelationId>{besked}</CorrelationId><FejlDetaljer>{detaljer}</FejlDetaljer></PKO_PostStatus>",
            transmission(besked),
            self.ur.nu().til_utc()
        )
    }
}

/// The same for the same message, so that one that is sent again is the same one.
fn transmission(besked: Uuid) -> Uuid {
    Uuid::new_v5(&besked, b"samspil:simuleret-postkomponent")
}

fn svar(godt: bool, indhold: &str) -> String {
    format!("<kombi_response><Result>{godt}</Result>{indhold}</kombi_response>")
}

fn fejl(id: &str, tekst: &str) -> String {
    let reaktion = format!("<SvarReaktion><Fejl><FejlId>{id}</FejlId><FejlTekst>{tekst}</FejlTekst></Fejl></SvarReaktion>");
    svar(false, &format!("<HovedoplysningerSvarREST>{reaktion}</HovedoplysningerSvarREST>"))
}

/// Follows names down from the message.
fn find(e: &XElement<'_>, sti: &[&str]) -> Option<String> {
    match sti {
        [] => Some(e.tekst().trim().to_owned()).filter(|t| !t.is_empty()),
        [navn, rest @ ..] => find(e.barn(MEMO, navn)?, rest),
    }
}

#[async_trait]
impl Kombi for SimuleretPostkomponent {
    async fn afsend(&self, _: Uuid, kombi_request: String) -> Result<String, String> {
        let rod = xml::parse(&kombi_request).map_err(|f| f.to_string())?;
        let Some(besked) = rod.barn(MEMO, "Message").filter(|_| rod.navn.er("", "kombi_request")) else {
            return Ok(fejl("SIM-1", "kombi_request har ingen memo:Message"));
        };
        let hoved = |sti: &[&str]| find(besked, &[&["MessageHeader"], sti].concat());
        let id = hoved(&["messageUUID"]).and_then(|u| grund::id::laes_uuid(&u));
        let cifre = match hoved(&["Recipient", "idType"]).as_deref() {
            Some("CPR") => 10,
            _ => 8,
        };
        let modtager = hoved(&["Recipient", "recipientID"]).filter(|m| m.len() == cifre && m.bytes().all(|b| b.is_ascii_digit()));
        let label = hoved(&["label"]);
        let fil = find(besked, &["MessageBody", "MainDocument", "File", "content"]);
        let (Some(id), Some(_), Some(label), Some(_)) = (id, modtager, label, fil) else {
            return Ok(fejl("SIM-2", "MeMo mangler messageUUID, modtager, label eller fil"));
        };
        if label.starts_with("AFVISES") {
            return Ok(fejl("SIM-3", "Modtageren er ikke tilmeldt Digital Post (simuleret)"));
        }
        if label.starts_with("FEJLER") {
            let mut f = self.fejler.lock().unwrap_or_else(PoisonError::into_inner);
            f.push_back(id);
            if f.len() > HUSKER {
                f.pop_front();
            }
        }
        Ok(svar(true, &format!("<TransmissionID>{}</TransmissionID>", transmission(id))))
    }

    async fn status(&self, besked: Uuid) -> Result<Vec<String>, String> {
        let fejler = self.fejler.lock().unwrap_or_else(PoisonError::into_inner).contains(&besked);
        let sidste = if fejler {
            self.poststatus(besked, "fejlet", "Modtagerens postkasse er lukket (simuleret)")
        } else {
            self.poststatus(besked, "Afleveret Digital Post", "")
        };
        Ok(vec![self.poststatus(besked, "Modtaget Digital Post", ""), sidste])
    }
}
