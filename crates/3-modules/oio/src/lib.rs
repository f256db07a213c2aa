//! The further object types of the OIO REST interface.
pub mod objekttyper;
pub mod tjenester;

pub use objekttyper::OBJEKTTYPER;
pub use tjenester::TJENESTER;
