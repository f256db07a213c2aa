//! The contracts.
pub mod abonnement;
pub mod basis;
pub mod gctp;
