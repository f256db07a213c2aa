//! The clock of the country's days.
use crate::ur::Systemur;
use ::klient::http::Http;
use grund::ur::Ur;
use grund::{Fejl, Fejlkode, Tidspunkt};
use serde_json::Value;

/// Whose clock it is.
pub enum Uret {
    /// A program in development, at that address.
    Program(String),
    /// Nobody's: days come as they are asked for.
    Intet,
}

impl Uret {
    /// Of that server, if one is said.
    pub fn ny(server: Option<String>) -> Self {
        server.map_or(Self::Intet, |s| Self::Program(s.trim_end_matches('/').to_owned()))
    }

    /// What it says; the machine's where it is nobody's.
    ///
    /// # Errors
    /// `OpstroemUtilgaengelig` when the program does not answer, or is not in development.
    pub async fn nu(&self) -> Result<Tidspunkt, Fejl> {
        match self {
            Self::Intet => Ok(Systemur::ny().nu()),
            Self::Program(s) => kald(s, "GET", None).await,
        }
    }

    /// Sets it; it runs on from there.
    ///
    /// # Errors
    /// As [`Self::nu`].
    pub async fn stil(&self, t: Tidspunkt) -> Result<(), Fejl> {
        match self {
            Self::Intet => Ok(()),
            Self::Program(s) => kald(s, "PUT", Some(serde_json::json!({ "nu": t.til_utc() }).to_string())).await.map(|_| ()),
        }
    }
}

async fn kald(server: &str, metode: &'static str, krop: Option<String>) -> Result<Tidspunkt, Fejl> {
    let server = server.to_owned();
    let svar = tokio::task::spawn_blocking(move || {
        let http = Http::ny(&server, None, &[])?;
        http.send(metode, &format!("{server}/udvikling/ur"), &[("content-type", "application/json")], krop.as_deref())
    });
    let fejl = |hvad: String| Fejl::ny(Fejlkode::UbrugeligtSted).felt("server").detalje(hvad);
    let svar = svar.await.map_err(Fejl::intern)?.map_err(fejl)?;
    let v: Value = serde_json::from_str(&svar.krop).unwrap_or_default();
    let nu = v.get("nu").and_then(Value::as_str).and_then(|t| Tidspunkt::fra_xs(t).ok());
    nu.filter(|_| svar.status < 300).ok_or_else(|| {
        let hvad = v.get("message").and_then(Value::as_str).unwrap_or("no clock is there");
        fejl(format!("HTTP {}: {hvad}", svar.status))
    })
}
