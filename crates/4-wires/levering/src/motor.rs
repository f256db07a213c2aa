//! One call to a receiver, by the dueslag's way of delivery.
use crate::haendelse::{self, Navne};
use crate::klient::{Intet, Klient};
use crate::log::Log;
use crate::push;
use crate::signatur::{Hemmelighed, Hovednoegle};
use crate::tal::Tal;
use crate::udfald::Udfald;
use axum::http::{HeaderName, HeaderValue, Method, header};
use beskedfordeler::objekttyper::WEBHOOK;
use beskedfordeler::{Dueslagspost, Fordeler, Leverance};
use bytes::Bytes;
use grund::Uuid;
use grund::adresse::Adresse;
use grund::ur::Ur;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use tokio::sync::watch;

/// What deliveries stand on.
pub(crate) struct Motor {
    pub fordeler: Arc<Fordeler>,
    pub klient: Klient,
    pub noegle: Hovednoegle,
    pub navne: Navne,
    pub fordelingssystem: Uuid,
    pub ur: Arc<dyn Ur>,
    pub log: Log,
    pub tal: Arc<Tal>,
    pub slut: watch::Receiver<bool>,
}

fn vaerdi(t: &str) -> HeaderValue {
    HeaderValue::from_str(t).unwrap_or_else(|_| HeaderValue::from_static(""))
}

impl Motor {
    pub fn er_slut(&self) -> bool {
        *self.slut.borrow()
    }

    /// Sends one message.
    pub async fn send(&self, dueslag: Uuid, d: &Dueslagspost, til: &Adresse, l: &Leverance) -> Udfald {
        let (udfald, leveret) = if d.data.levering == WEBHOOK {
            (self.webhook(Hemmelighed::nu(dueslag, &d.data), til, l).await, &self.tal.leveret_webhook)
        } else {
            (self.push(til, l).await, &self.tal.leveret_push)
        };
        let tael: &AtomicU64 = match udfald {
            Udfald::Modtaget => leveret,
            Udfald::Afvist(_) => &self.tal.afvist,
            Udfald::Fejl(_) => &self.tal.fejl,
            Udfald::Nede(..) => &self.tal.nede,
        };
        tael.fetch_add(1, Relaxed);
        udfald
    }

    async fn push(&self, til: &Adresse, l: &Leverance) -> Udfald {
        let hoveder = vec![(header::CONTENT_TYPE, HeaderValue::from_static("application/xml; charset=utf-8"))];
        Udfald::af(self.klient.kald(Method::POST, til, hoveder, push::input(&l.besked)).await, push::output)
    }

    async fn webhook(&self, h: Hemmelighed, til: &Adresse, l: &Leverance) -> Udfald {
        let krop = Bytes::from(haendelse::skriv(l, h.dueslag, self.fordelingssystem, &self.navne));
        let (id, tidspunkt) = (haendelse::uuid_af(l).to_string(), self.ur.nu().mikros() / 1_000_000);
        let signatur = self.noegle.signatur(h, &id, tidspunkt, &krop);
        let hoveder = vec![
            (header::CONTENT_TYPE, HeaderValue::from_static(haendelse::INDHOLDSTYPE)),
            (HeaderName::from_static("webhook-id"), vaerdi(&id)),
            (HeaderName::from_static("webhook-timestamp"), vaerdi(&tidspunkt.to_string())),
            (HeaderName::from_static("webhook-signature"), vaerdi(&signatur)),
        ];
        Udfald::af(self.klient.kald(Method::POST, til, hoveder, krop).await, |_| Udfald::Modtaget)
    }

    /// Asks whether a receiver that did not serve does again, as published: by HEAD. Whatever it answers but that it does not serve (502–504), it is there; the text
    /// tells what came instead.
    pub async fn er_der(&self, til: &Adresse) -> Result<(), String> {
        match self.klient.kald(Method::HEAD, til, Vec::new(), Bytes::new()).await {
            Ok(s) if !matches!(s.status.as_u16(), 502..=504) => Ok(()),
            Ok(s) => Err(format!("HEAD: HTTP {}", s.status.as_u16())),
            Err(Intet::Unaaet(t) | Intet::Tavs(t)) => Err(format!("HEAD: {t}")),
        }
    }
}
