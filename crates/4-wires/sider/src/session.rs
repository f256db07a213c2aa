//! Who sits at the browser. The pages know no login: the program fills [`Browserlogin`] over the context handler, and gives each request the session that it
//! found. What the user may do is looked up at every request, never kept.
use adgang::niveau::Niveau;
use adgang::{Administrator, Indkomst, Sidebruger};
use async_trait::async_trait;
use axum::http::HeaderMap;
use axum::response::Response;
use grund::{Fejl, Kaldekontekst};
use std::sync::Arc;

/// The way in and out. A login begins at [`adgang::side::log_ind`].
#[async_trait]
pub trait Browserlogin: Send + Sync {
    /// The session of the request's cookie, if it is in force. Writes who it is into the call's trace.
    ///
    /// # Errors
    /// Those of the store.
    async fn session(&self, hoveder: &HeaderMap, ind: &Indkomst) -> Result<Option<Session>, Fejl>;

    /// Ends the session here and wherever it has logged in to; what the browser is shown then.
    ///
    /// # Errors
    /// Those of the store.
    async fn log_ud(&self, hoveder: &HeaderMap, ind: &Indkomst) -> Result<Response, Fejl>;
}

/// A session that is in force.
#[derive(Clone)]
pub struct Session {
    /// Who.
    pub bruger: Sidebruger,
    /// What the user administers, with the call's context; `None` for who administers nothing.
    pub administrator: Option<(Arc<Administrator>, Kaldekontekst)>,
    /// The user administers something, but not on the level of this session: on this one.
    pub mangler: Option<Niveau>,
}
