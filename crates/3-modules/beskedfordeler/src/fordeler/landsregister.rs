//! What registers tell that this program keeps for the whole country and that are no objects of its own: CPR, CVR. They keep their events until they are told.
use super::Fordeler;
use crate::kuvert::{self, Kuvert};
use crate::post::Post;
use crate::rettigheder::Modtagere;
use grund::{Cvr, Fejl, UnikId, Uuid};

/// Something that a register has to tell.
#[derive(Clone, Debug)]
pub struct Registerbesked {
    /// Its envelope. The id is the event's: told again it is recognised.
    pub kuvert: Kuvert,
    /// What it carries: XML elements that stand alone.
    pub indhold: Option<String>,
}

/// The type of messages of a register, as those of object types are derived [D].
pub fn registerbeskedtype(register: &str) -> Uuid {
    super::producent::navngivet("beskedtype", &format!("{register}/haendelse"))
}

/// `ObjektType` of what a register tells of [D].
pub fn registerobjekttype(register: &str, slags: &str) -> Uuid {
    super::producent::navngivet("objekttype", &format!("{register}/{slags}"))
}

/// `ObjektHandling` of what has happened [D].
pub fn registerhandling(register: &str, kode: &str) -> Uuid {
    super::producent::navngivet("objekthandling", &format!("{register}/{kode}"))
}

impl Fordeler {
    /// Lays messages down in this order, all or none; durable when it returns. They go to everybody whose agreement covers them, whatever authority it is with.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn fortael_fra_register(&self, beskeder: Vec<Registerbesked>) -> Result<(), Fejl> {
        if self.bog.abonnementer() == 0 {
            return Ok(());
        }
        let mut ud = Vec::with_capacity(beskeder.len());
        for b in beskeder {
            let tekst = kuvert::dan(&b.kuvert, b.indhold)?;
            let tilladt = Modtagere::SomSkrevet;
            let post = Post { fra_system: None, afsender: Cvr::LANDET, tilladt, objekt: None, kun_for: None, haendelse: None };
            let besked = self.besked(&b.kuvert, &post, &tekst, Some(noegle(&b.kuvert.besked_id)), None).await?;
            if !besked.modtagere.is_empty() {
                ud.push(besked);
            }
        }
        if ud.is_empty() { Ok(()) } else { self.laeg(ud, None).await }
    }
}

/// No sender's ids are these.
fn noegle(id: &UnikId) -> koe::Dubletnoegle {
    *Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("samspil:registerbesked:{id}").as_bytes()).as_bytes()
}
