//! What became of a message that was sent. It decides whether the message is at fault, or its receiver.
use crate::klient::{Intet, Svar};
use axum::http::StatusCode;
use std::time::Duration;

/// The outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Udfald {
    /// The receiver has it, and answers for it (E-1).
    Modtaget,
    /// The receiver does not take this message: it says that it can't be read. The next ones may be taken.
    Afvist(String),
    /// The receiver was reached, and did not answer as it must. It may be the message, or the receiver.
    Fejl(String),
    /// The receiver does not serve: nothing is said of the message.
    Nede(String, Option<Duration>),
}

impl Udfald {
    /// What a status other than success says; of success nothing.
    pub fn af_status(s: StatusCode) -> Option<fn(String) -> Self> {
        Some(match s.as_u16() {
            200..=299 => return None,
            400 | 406 | 409 | 413 | 415 | 422 => Self::Afvist,
            // Not this message: who we are, where the receiver is, or that it has no time.
            300..=399 | 401..=499 | 502..=504 => |t| Self::Nede(t, None),
            _ => Self::Fejl,
        })
    }

    /// What a call came to; `laes` judges the answer of a success.
    pub fn af(r: Result<Svar, Intet>, laes: impl FnOnce(Svar) -> Self) -> Self {
        match r {
            Err(Intet::Unaaet(t)) => Self::Nede(t, None),
            Err(Intet::Tavs(t)) => Self::Fejl(t),
            Ok(s) => match Self::af_status(s.status) {
                None => laes(s),
                Some(f) => match f(format!("HTTP {}{}", s.status.as_u16(), siger(s.krop.as_deref()))) {
                    Self::Nede(t, _) => Self::Nede(t, s.igen_om),
                    andet => andet,
                },
            },
        }
    }
}

/// The beginning of what the receiver says, on one line, for whoever looks why.
pub(crate) fn siger(krop: Option<&[u8]>) -> String {
    let tekst = String::from_utf8_lossy(krop.unwrap_or_default());
    let tekst: String = grund::tekst::synlig_linje(&tekst).chars().take(200).collect();
    if tekst.is_empty() { tekst } else { format!(": {tekst}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e33_a_status_tells_whether_the_message_or_its_receiver_is_at_fault() {
        let slags = |s: u16| {
            let svar = Svar {
                status: StatusCode::from_u16(s).unwrap(),
                krop: Some("no\r\n\t\u{202e}good\u{200b}".into()),
                indholdstype: None,
                igen_om: Some(Duration::from_secs(9)),
            };
            Udfald::af(Ok(svar), |_| Udfald::Modtaget)
        };
        assert_eq!(slags(200), Udfald::Modtaget);
        assert_eq!(slags(400), Udfald::Afvist("HTTP 400: no good".into()));
        for s in [302, 401, 404, 410, 429, 503] {
            assert_eq!(slags(s), Udfald::Nede(format!("HTTP {s}: no good"), Some(Duration::from_secs(9))));
        }
        for s in [500, 501, 599] {
            assert_eq!(slags(s), Udfald::Fejl(format!("HTTP {s}: no good")));
        }
    }
}
