//! What is to be sent: methods and contents as frames, one after the other.
use amq_protocol::frame::{AMQPContentHeader, AMQPFrame, gen_frame};
use amq_protocol::protocol::{AMQPClass, BasicProperties};
use amq_protocol::types::ShortString;

/// What is sent already is let go of when it is so much.
const RYD: usize = 64 * 1024;

/// Bytes on their way out.
#[derive(Debug, Default)]
pub struct Ud {
    buf: Vec<u8>,
    sendt: usize,
    /// Bytes that were sent in all.
    i_alt: u64,
    /// Bytes of a frame at most.
    ramme: usize,
    /// Something could not be written; never happens, and nothing may be sent after it.
    pub defekt: bool,
}

impl Ud {
    /// Nothing yet, for frames of at most so many bytes.
    pub fn ny(ramme: usize) -> Self {
        Self { ramme, ..Self::default() }
    }

    /// Bytes that wait.
    pub fn laengde(&self) -> usize {
        self.buf.len() - self.sendt
    }

    /// Where in the stream the end of what waits is.
    pub fn slutning(&self) -> u64 {
        self.i_alt + self.laengde() as u64
    }

    /// Bytes that the peer's system has taken.
    pub fn taget(&self) -> u64 {
        self.i_alt
    }

    /// What is to be sent next.
    pub fn naeste(&self) -> &[u8] {
        self.buf.get(self.sendt..).unwrap_or_default()
    }

    /// So much of it was sent.
    pub fn er_sendt(&mut self, antal: usize) {
        self.sendt += antal;
        self.i_alt += antal as u64;
        if self.sendt >= self.buf.len() {
            self.buf.clear();
            self.buf.shrink_to(RYD);
            self.sendt = 0;
        } else if self.sendt >= RYD && self.sendt >= self.buf.len() / 2 {
            self.buf.drain(..self.sendt);
            self.sendt = 0;
        }
    }

    fn ramme(&mut self, r: &AMQPFrame) {
        match gen_frame(r)(std::mem::take(&mut self.buf).into()) {
            Ok(c) => self.buf = c.into_inner().0,
            Err(e) => {
                tracing::error!(fejl = %e, "a frame could not be written; this is a fault in the program");
                self.defekt = true;
            }
        }
    }

    /// A method.
    pub fn metode(&mut self, kanal: u16, m: impl Into<AMQPClass>) {
        self.ramme(&AMQPFrame::Method(kanal, m.into()));
    }

    /// A method with content.
    pub fn indhold(&mut self, kanal: u16, m: impl Into<AMQPClass>, egenskaber: BasicProperties, krop: &[u8]) {
        self.metode(kanal, m);
        let hoved = AMQPContentHeader { class_id: 60, body_size: krop.len() as u64, properties: egenskaber };
        self.ramme(&AMQPFrame::Header(kanal, hoved));
        for stykke in krop.chunks(self.ramme.saturating_sub(8).max(1)) {
            let Ok(laengde) = u32::try_from(stykke.len()) else { return };
            self.buf.push(3);
            self.buf.extend_from_slice(&kanal.to_be_bytes());
            self.buf.extend_from_slice(&laengde.to_be_bytes());
            self.buf.extend_from_slice(stykke);
            self.buf.push(crate::ramme::ENDE);
        }
    }

    /// A heartbeat.
    pub fn livstegn(&mut self) {
        self.ramme(&AMQPFrame::Heartbeat);
    }

    /// Bytes that are no frame.
    pub fn raa(&mut self, bytes: &[u8]) {
        self.buf.extend_from_slice(bytes);
    }
}

/// A short string, cut to what fits.
pub fn kort(tekst: &str) -> ShortString {
    let mut ende = tekst.len().min(255);
    while !tekst.is_char_boundary(ende) {
        ende -= 1;
    }
    ShortString::try_new(tekst.get(..ende).unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use amq_protocol::protocol::{basic, connection};

    #[test]
    fn a_slow_reader_costs_what_waits_and_not_what_was_sent() {
        let mut ud = Ud::ny(131_072);
        for _ in 0..2_000 {
            ud.indhold(1, AMQPClass::Basic(basic::AMQPMethod::Deliver(basic::Deliver::default())), BasicProperties::default(), &[7; 1024]);
            ud.er_sendt(ud.laengde().min(1_000));
            let rest = ud.laengde().saturating_sub(100_000);
            ud.er_sendt(rest);
        }
        assert!(ud.buf.capacity() < 1 << 20 && !ud.defekt, "{}", ud.buf.capacity());
        let (foer, alt) = (ud.taget(), ud.slutning());
        ud.er_sendt(ud.laengde());
        assert!(foer < alt && ud.taget() == alt && ud.naeste().is_empty());
    }

    #[test]
    fn reply_texts_are_cut_at_a_letter() {
        assert_eq!(kort(&"å".repeat(200)).as_str(), "å".repeat(127));
        let mut ud = Ud::default();
        let close = connection::Close { reply_code: 320, reply_text: kort(&"x".repeat(999)), class_id: 0, method_id: 0 };
        ud.metode(0, AMQPClass::Connection(connection::AMQPMethod::Close(close)));
        assert!(!ud.defekt && ud.naeste().ends_with(&[0xce]));
    }
}
