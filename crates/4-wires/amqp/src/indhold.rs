//! Contents: a publish, its header and its body, which come in frames of their own (AMQP 0-9-1, 4.2.6).
use crate::brud::{Brud, kode};
use crate::forbindelse::Forbindelse;
use crate::metode;
use crate::ramme::{Ramme, Slags};
use amq_protocol::frame::AMQPContentHeader;
use amq_protocol::protocol::basic;
use bytes::{Bytes, BytesMut};
use grund::graenser;

const PUBLISH: (u16, u16) = (60, 40);

/// A content that is not whole yet.
#[derive(Debug)]
pub(crate) struct Indhold {
    publish: basic::Publish,
    hoved: Option<AMQPContentHeader>,
    krop: BytesMut,
}

impl Indhold {
    pub fn ny(publish: basic::Publish) -> Self {
        Self { publish, hoved: None, krop: BytesMut::new() }
    }

    /// Bytes that are held for it.
    pub fn holdt(&self) -> usize {
        self.krop.len()
    }
}

impl Forbindelse {
    /// A header or a piece of a body.
    pub(crate) fn indholdsramme(&mut self, r: &Ramme) -> Result<(), Brud> {
        let uventet = |hvad: &str| Err(Brud::ny(kode::UVENTET_RAMME, hvad));
        let holdt = self.ufaerdigt;
        let kanal = self.kanal(r.kanal)?;
        let Some(i) = &mut kanal.indhold else { return uventet("a content frame without a publish before it") };
        let laengde = match (&i.hoved, r.slags) {
            (None, Slags::Hoved) => {
                let hoved = metode::laes_hoved(&r.indhold)?;
                if hoved.class_id != PUBLISH.0 {
                    return Err(Brud::ny(kode::RAMMEFEJL, "the content header is of another class than the method").ved(PUBLISH));
                }
                let laengde = hoved.body_size;
                if laengde > graenser::BESKED_BYTES as u64 {
                    let hvad = format!("a message of {laengde} bytes; {} are allowed (E-37)", graenser::BESKED_BYTES);
                    return Err(Brud::ny(kode::FOR_STOR, hvad).ved(PUBLISH));
                }
                i.hoved = Some(hoved);
                laengde
            }
            (Some(h), Slags::Krop) => {
                let laengde = h.body_size;
                if i.krop.len() + r.indhold.len() > usize::try_from(laengde).unwrap_or(usize::MAX) {
                    return Err(Brud::ny(kode::RAMMEFEJL, "the body is longer than its header says").ved(PUBLISH));
                }
                if i.krop.is_empty() && r.indhold.len() as u64 == laengde {
                    // The usual case: a body in one frame is not copied.
                    return self.indhold_faerdigt(r.kanal, r.indhold.clone());
                }
                if holdt + r.indhold.len() > graenser::AMQP_UFAERDIGT_BYTES {
                    let hvad = format!("unfinished messages of more than {} bytes on one connection", graenser::AMQP_UFAERDIGT_BYTES);
                    return Err(Brud::ny(kode::RESSOURCER, hvad).ved(PUBLISH));
                }
                i.krop.extend_from_slice(&r.indhold);
                self.ufaerdigt += r.indhold.len();
                laengde
            }
            (None, _) => return uventet("a body before its header"),
            (Some(_), _) => return uventet("two headers of one content"),
        };
        let kanal = self.kanal(r.kanal)?;
        let Some(i) = &mut kanal.indhold else { return Ok(()) };
        if i.krop.len() as u64 == laengde {
            let krop = std::mem::take(&mut i.krop).freeze();
            self.ufaerdigt = self.ufaerdigt.saturating_sub(krop.len());
            return self.indhold_faerdigt(r.kanal, krop);
        }
        Ok(())
    }

    fn indhold_faerdigt(&mut self, nr: u16, krop: Bytes) -> Result<(), Brud> {
        match self.kanal(nr)?.indhold.take() {
            Some(Indhold { publish, hoved: Some(hoved), .. }) => {
                self.publicer(nr, publish, hoved.properties, krop).map_err(|b| b.ved(PUBLISH))
            }
            _ => Ok(()),
        }
    }
}
