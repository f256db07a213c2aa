//! Publishing: messages are gathered while the port makes the ones before them durable, so that a connection has one batch under way and its
//! messages keep their order (E-35). Confirms and replies follow each batch.
use crate::basis::basic;
use crate::brud::{Brud, kode};
use crate::forbindelse::Forbindelse;
use crate::midlertidig::Besked;
use crate::port::{Afsendelse, Kvittering};
use crate::svar::standardretur;
use crate::ud::kort;
use crate::{AFSEND, SVARKOE, VHOST};
use amq_protocol::protocol::{BasicProperties, basic};
use amq_protocol::types::{AMQPValue, FieldTable, ShortString};
use bytes::Bytes;
use grund::{Fejl, Fejlkode};
use std::sync::atomic::Ordering::Relaxed;

/// What a message costs beside its bytes.
const HOVED_BYTES: usize = 256;

/// Messages that are gathered, and those that are under way.
#[derive(Debug, Default)]
pub(crate) struct Bundt {
    poster: Vec<Post>,
    under_vejs: usize,
}

impl Bundt {
    /// Messages that are not answered.
    pub fn antal(&self) -> usize {
        self.poster.len() + self.under_vejs
    }
}

/// A message that was published.
#[derive(Debug)]
struct Post {
    kanal: u16,
    udgave: u64,
    /// Its number where publishes are confirmed.
    bekraeft: Option<u64>,
    /// The queue that the answer goes to.
    svar: Option<ShortString>,
    korrelation: Option<ShortString>,
    vaegt: usize,
    indhold: Postindhold,
}

#[derive(Debug)]
enum Postindhold {
    /// For the port.
    Formidler(Afsendelse),
    /// It is in the temporary queues already, or had no room there.
    Her(bool),
}

impl Forbindelse {
    /// A whole message.
    pub(crate) fn publicer(&mut self, nr: u16, p: basic::Publish, e: BasicProperties, krop: Bytes) -> Result<(), Brud> {
        let (indhold, svar) = if p.exchange.as_str() == AFSEND {
            let svar = e.reply_to().clone();
            if svar.as_ref().is_some_and(|s| s.as_str() == SVARKOE) && self.kanal(nr)?.svarforbruger.is_none() {
                let hvad = format!("reply_to is {SVARKOE}, and nobody consumes from it on this channel");
                return Err(Brud::ny(kode::FORUDSAETNING, hvad));
            }
            let token = e.headers().as_ref().and_then(|h| h.inner().get("token")).and_then(tekst);
            let transaktion = e.message_id().as_ref().map(ToString::to_string);
            (Postindhold::Formidler(Afsendelse { token, transaktion, krop }), svar)
        } else {
            (Postindhold::Her(self.udgiv(nr, &p, &e, krop)?), None)
        };
        let vaegt = HOVED_BYTES
            + match &indhold {
                Postindhold::Formidler(a) => a.krop.len() + a.token.as_ref().map_or(0, Bytes::len),
                Postindhold::Her(_) => 0,
            };
        let kanal = self.kanal(nr)?;
        let bekraeft = kanal.bekraefter.as_mut().map(|n| {
            *n += 1;
            *n
        });
        let post = Post { kanal: nr, udgave: kanal.udgave, bekraeft, svar, korrelation: e.correlation_id().clone(), vaegt, indhold };
        self.bundt.poster.push(post);
        self.ind.saet(self.ind.egne() + vaegt);
        Ok(())
    }

    /// Puts a message into temporary queues; whether they had room.
    fn udgiv(&mut self, nr: u16, p: &basic::Publish, e: &BasicProperties, krop: Bytes) -> Result<bool, Brud> {
        let Some(m) = &self.faelles.midlertidige else {
            return Err(if p.exchange.as_str().is_empty() {
                Brud::ny(kode::INGEN_ADGANG, format!("messages are published to {AFSEND}"))
            } else {
                Brud::ny(kode::FINDES_IKKE, format!("no exchange '{}' in vhost '{VHOST}'", p.exchange))
            });
        };
        let (central, noegle) = (p.exchange.to_string(), p.routing_key.to_string());
        let b = Besked { krop, egenskaber: uden_token(e), central, noegle };
        let (koeer, plads) = m.udgiv(&b)?;
        if koeer == 0 && p.mandatory {
            let retur = basic::Return {
                reply_code: kode::INGEN_RUTE,
                reply_text: kort("NO_ROUTE"),
                exchange: p.exchange.clone(),
                routing_key: p.routing_key.clone(),
            };
            self.ud.indhold(nr, basic(basic::AMQPMethod::Return(retur)), e.clone(), &b.krop);
        }
        Ok(plads)
    }

    /// Gives the port what has gathered, when it is done with what it had.
    pub(crate) fn start_afsendelse(&mut self) {
        if self.bundt.under_vejs > 0 || self.bundt.poster.is_empty() {
            return;
        }
        let mut poster = std::mem::take(&mut self.bundt.poster);
        let mut beskeder = Vec::new();
        for p in &mut poster {
            if let Postindhold::Formidler(a) = &mut p.indhold {
                beskeder.push(Afsendelse { token: a.token.take(), transaktion: a.transaktion.take(), krop: std::mem::take(&mut a.krop) });
            }
        }
        if beskeder.is_empty() {
            self.afsendt(poster, Vec::new());
            return;
        }
        self.bundt.under_vejs = poster.len();
        let s = self.session.clone();
        self.udfoer(async move { s.afsend(beskeder).await }, move |f, kvitteringer| {
            f.bundt.under_vejs = 0;
            f.afsendt(poster, kvitteringer);
        });
    }

    /// The port has answered: confirms first, then replies.
    fn afsendt(&mut self, poster: Vec<Post>, kvitteringer: Vec<Kvittering>) {
        let mut kvitteringer = kvitteringer.into_iter();
        let mut bekraeftelser: Vec<Raekke> = Vec::new();
        let mut svar = Vec::new();
        let mut vor_fejl = None;
        let mut vaegt = 0;
        for p in poster {
            vaegt += p.vaegt;
            let taget = match p.indhold {
                Postindhold::Her(plads) => plads,
                Postindhold::Formidler(_) => {
                    let k = kvitteringer.next().unwrap_or_else(|| (&Fejl::ny(Fejlkode::Intern)).into());
                    let ok = k.status == 20;
                    let tal = if ok { &self.faelles.tal.afsendt } else { &self.faelles.tal.afvist };
                    tal.fetch_add(1, Relaxed);
                    if k.er_vor_fejl() {
                        vor_fejl = Some(k.clone());
                    }
                    // Who gets no answer learns of a refusal by the confirm.
                    let taget = ok || (p.svar.is_some() && !k.er_vor_fejl());
                    svar.extend(p.svar.map(|koe| (p.kanal, p.udgave, koe, p.korrelation, k)));
                    taget
                }
            };
            let Some(n) = p.bekraeft else { continue };
            match bekraeftelser.iter_mut().rev().find(|r| r.kanal == p.kanal) {
                Some(r) if r.taget == taget && r.udgave == p.udgave => r.til = n,
                _ => bekraeftelser.push(Raekke { kanal: p.kanal, udgave: p.udgave, taget, fra: n, til: n }),
            }
        }
        self.ind.saet(self.ind.egne().saturating_sub(vaegt));
        for r in bekraeftelser.into_iter().filter(|r| self.er_kanal(r.kanal, r.udgave)).collect::<Vec<_>>() {
            let (delivery_tag, multiple) = (r.til, r.fra < r.til);
            let m = match r.taget {
                true => basic::AMQPMethod::Ack(basic::Ack { delivery_tag, multiple }),
                false => basic::AMQPMethod::Nack(basic::Nack { delivery_tag, multiple, requeue: false }),
            };
            self.ud.metode(r.kanal, basic(m));
        }
        for (kanal, udgave, koe, korrelation, k) in svar {
            self.svar(kanal, udgave, &koe, korrelation, &k);
        }
        if let Some(k) = vor_fejl {
            self.afvis_ventende(&k);
        }
    }

    /// The store did not take a message: whoever is told so sends it again, and what he sent behind it meanwhile must not lie before it (E-35).
    fn afvis_ventende(&mut self, k: &Kvittering) {
        let hoeres = |p: &Post| matches!(p.indhold, Postindhold::Formidler(_)) && (p.bekraeft.is_some() || p.svar.is_some());
        let (afvises, andre): (Vec<Post>, Vec<Post>) = std::mem::take(&mut self.bundt.poster).into_iter().partition(hoeres);
        self.bundt.poster = andre;
        if !afvises.is_empty() {
            let kvitteringer = vec![k.clone(); afvises.len()];
            self.afsendt(afvises, kvitteringer);
        }
    }

    fn svar(&mut self, nr: u16, udgave: u64, koe: &ShortString, korrelation: Option<ShortString>, k: &Kvittering) {
        let mut e = BasicProperties::default().with_content_type(kort("text/xml"));
        if let Some(korrelation) = korrelation {
            e = e.with_correlation_id(korrelation);
        }
        let krop = standardretur(k);
        if koe.as_str() == SVARKOE {
            if !self.er_kanal(nr, udgave) {
                return;
            }
            let Ok(kanal) = self.kanal(nr) else { return };
            let Some(tag) = kanal.svarforbruger.clone() else { return };
            let d = basic::Deliver {
                consumer_tag: kort(&tag),
                delivery_tag: kanal.naeste_levering(),
                redelivered: false,
                exchange: ShortString::default(),
                routing_key: koe.clone(),
            };
            self.ud.indhold(nr, basic(basic::AMQPMethod::Deliver(d)), e, krop.as_bytes());
        } else if let Some(m) = &self.faelles.midlertidige {
            // A reply that nobody waits for is nobody's loss.
            let _ = m.udgiv(&Besked { krop: krop.into(), egenskaber: e, central: String::new(), noegle: koe.to_string() });
        }
    }
}

/// Messages of one channel that came one after the other and are confirmed alike.
struct Raekke {
    kanal: u16,
    udgave: u64,
    taget: bool,
    fra: u64,
    til: u64,
}

/// A header's text, however the client wrote it.
fn tekst(v: &AMQPValue) -> Option<Bytes> {
    match v {
        AMQPValue::LongString(t) => Some(Bytes::copy_from_slice(t.as_bytes())),
        AMQPValue::ShortString(t) => Some(Bytes::copy_from_slice(t.as_str().as_bytes())),
        AMQPValue::ByteArray(t) => Some(Bytes::copy_from_slice(t.as_slice())),
        _ => None,
    }
}

/// Properties for a receiver: the sender's token is none of his business.
fn uden_token(e: &BasicProperties) -> BasicProperties {
    let Some(h) = e.headers().as_ref().filter(|h| h.contains_key("token")) else { return e.clone() };
    let mut nye = FieldTable::default();
    for (navn, v) in h.inner().iter().filter(|(n, _)| n.as_str() != "token") {
        nye.insert(navn.clone(), v.clone());
    }
    e.clone().with_headers(nye)
}
