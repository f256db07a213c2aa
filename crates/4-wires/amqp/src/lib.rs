//! The server side of AMQP 0-9-1 with RabbitMQ's extensions that clients of the Beskedfordeler use (E-30…E-32): frames, handshake,
//! channels, consumers, confirms and direct reply-to, over the port [`Formidler`], behind which the messages are.
mod afsendelse;
mod basis;
mod brud;
pub mod doer;
mod faelles;
mod forbindelse;
mod haandtryk;
mod indhold;
mod kanal;
mod kilde;
mod koeer;
mod laesere;
mod levering;
mod metode;
mod midlertidig;
mod port;
pub mod ramme;
mod slutning;
mod svar;
mod tabel;
mod ud;

pub use faelles::{Faelles, Tal};
pub use forbindelse::{Ende, betjen};
pub use haandtryk::proev_sasl;
pub use port::{Afgoerelse, Afsendelse, Bevis, Formidler, Koetal, Kvittering, Levering, Modpart, Session};

/// The virtual host (E-30).
pub const VHOST: &str = "BF";
/// The exchange that messages are published to (E-31).
pub const AFSEND: &str = "AFSEND_BESKED_EXCHANGE";
/// RabbitMQ's pseudo queue for replies on the publishing channel.
pub const SVARKOE: &str = "amq.rabbitmq.reply-to";
