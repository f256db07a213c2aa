//! A statement ends in the database too when its caller has gone: a future that is dropped leaves its statement running.
use crate::kontrol;
use crate::postgres::tls::Tls;
use deadpool_postgres::Client;
use grund::Fejl;

/// A connection on loan. Dropped before [`Self::tilbage`], it leaves the pool and its statement is stopped.
pub(crate) struct Laan {
    c: Option<Client>,
    tls: Tls,
}

impl Laan {
    pub(crate) fn ny(c: Client, tls: Tls) -> Self {
        Self { c: Some(c), tls }
    }

    /// The connection.
    pub(crate) fn c(&self) -> Result<&Client, Fejl> {
        self.c.as_ref().ok_or_else(kontrol::lukket)
    }

    /// The connection, for a transaction.
    pub(crate) fn c_mut(&mut self) -> Result<&mut Client, Fejl> {
        self.c.as_mut().ok_or_else(kontrol::lukket)
    }

    /// Its statements have ended: the next one may have it.
    pub(crate) fn tilbage(mut self) {
        drop(self.c.take());
    }

    /// It is dead, and nobody gets it.
    pub(crate) fn bort(mut self) {
        drop(self.c.take().map(Client::take));
    }
}

impl Drop for Laan {
    fn drop(&mut self) {
        let Some(c) = self.c.take() else { return };
        // Nobody else gets the connection: the stop could hit the next one's statement.
        let (c, tls) = (Client::take(c), self.tls.clone());
        if let Ok(her) = tokio::runtime::Handle::try_current() {
            her.spawn(async move { c.cancel_token().cancel_query(tls).await });
        }
    }
}
