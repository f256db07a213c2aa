//! A search ends in the database too when its caller has gone: a future that is dropped leaves its statement running.
use crate::kontrol;
use deadpool_postgres::Client;
use grund::Fejl;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio_postgres::NoTls;

/// A connection with a statement that may take long. Dropped before [`Self::faerdig`], it leaves the pool and its statement is stopped.
pub(crate) struct Langt {
    c: Option<Client>,
    faerdig: AtomicBool,
}

impl Langt {
    pub(crate) fn ny(c: Client) -> Self {
        Self { c: Some(c), faerdig: AtomicBool::new(false) }
    }

    /// The connection.
    pub(crate) fn c(&self) -> Result<&Client, Fejl> {
        self.c.as_ref().ok_or_else(kontrol::lukket)
    }

    /// The statement has ended with that answer.
    pub(crate) fn faerdig<T>(&self, svar: T) -> T {
        self.faerdig.store(true, Ordering::Relaxed);
        svar
    }
}

impl Drop for Langt {
    fn drop(&mut self) {
        let Some(c) = self.c.take().filter(|_| !self.faerdig.load(Ordering::Relaxed)) else { return };
        // Nobody else gets the connection: the stop could hit the next one's statement.
        let c = Client::take(c);
        if let Ok(her) = tokio::runtime::Handle::try_current() {
            her.spawn(async move { c.cancel_token().cancel_query(NoTls).await });
        }
    }
}
