//! Services of Serviceplatformen: SOAP 1.1, and who calls stands in the body when there is no token (contracts 1.3).
mod demo;
mod kontekster;

pub use demo::KONTRAKT as DEMO;
