//! The further object types of the OIO REST interface.
pub mod objekttyper;

pub use objekttyper::OBJEKTTYPER;
