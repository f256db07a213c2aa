//! Methods of a channel: channel, confirm and basic.
use crate::SVARKOE;
use crate::brud::{Brud, kode};
use crate::forbindelse::Forbindelse;
use crate::indhold::Indhold;
use crate::kanal::{Kanal, Ubekraeftet};
use crate::kilde::{Kilde, Udlaan};
use crate::laesere;
use crate::levering::Abonnent;
use crate::metode;
use crate::port::Afgoerelse;
use crate::ramme::{Ramme, Slags};
use crate::ud::kort;
use amq_protocol::protocol::{AMQPClass, basic, channel, confirm};
use grund::graenser;
use std::sync::atomic::Ordering::Relaxed;

pub(crate) fn basic(m: basic::AMQPMethod) -> AMQPClass {
    AMQPClass::Basic(m)
}

impl Forbindelse {
    /// A method of a channel that no content is waited for on. `raa` is its payload.
    pub(crate) fn kanalmetode(&mut self, nr: u16, m: AMQPClass, raa: &[u8]) -> Result<(), Brud> {
        if let AMQPClass::Channel(channel::AMQPMethod::Open(_)) = m {
            return self.aabn_kanal(nr);
        }
        if let AMQPClass::Connection(_) = m {
            return Err(Brud::ny(kode::UGYLDIG, "a method of the connection on a channel"));
        }
        let kanal = self.kanal(nr)?;
        match m {
            AMQPClass::Channel(channel::AMQPMethod::Flow(f)) => {
                kanal.aaben_for_leverancer = f.active;
                self.ud.metode(nr, AMQPClass::Channel(channel::AMQPMethod::FlowOk(channel::FlowOk { active: f.active })));
                Ok(())
            }
            AMQPClass::Channel(channel::AMQPMethod::FlowOk(_)) => Ok(()),
            AMQPClass::Channel(channel::AMQPMethod::Close(_)) => {
                self.frigiv_kanal(nr);
                self.glem_kanal(nr);
                self.ud.metode(nr, AMQPClass::Channel(channel::AMQPMethod::CloseOk(channel::CloseOk {})));
                Ok(())
            }
            AMQPClass::Confirm(confirm::AMQPMethod::Select(s)) => {
                kanal.bekraefter.get_or_insert(0);
                if !s.nowait {
                    self.ud.metode(nr, AMQPClass::Confirm(confirm::AMQPMethod::SelectOk(confirm::SelectOk {})));
                }
                Ok(())
            }
            AMQPClass::Basic(m) => self.basismetode(nr, m, raa),
            AMQPClass::Queue(m) => self.koemetode(nr, m),
            AMQPClass::Exchange(m) => self.centralmetode(nr, m),
            _ => Err(Brud::ny(kode::UGYLDIG, "this method has no place on an open channel")),
        }
    }

    fn basismetode(&mut self, nr: u16, m: basic::AMQPMethod, raa: &[u8]) -> Result<(), Brud> {
        match m {
            basic::AMQPMethod::Publish(p) => {
                if p.immediate {
                    return Err(Brud::ny(kode::IKKE_LAVET, "immediate=true"));
                }
                self.kanal(nr)?.indhold = Some(Indhold::ny(p));
                Ok(())
            }
            basic::AMQPMethod::Qos(q) => {
                // The codec leaves prefetch-size out.
                if raa.get(4..8).is_some_and(|s| s != [0; 4]) {
                    return Err(Brud::ny(kode::IKKE_LAVET, "prefetch_size other than 0"));
                }
                let kanal = self.kanal(nr)?;
                if q.global {
                    kanal.prefetch = q.prefetch_count;
                } else {
                    kanal.prefetch_ny = q.prefetch_count;
                }
                self.ud.metode(nr, basic(basic::AMQPMethod::QosOk(basic::QosOk {})));
                Ok(())
            }
            basic::AMQPMethod::Consume(c) => self.forbrug(nr, c),
            basic::AMQPMethod::Cancel(c) => {
                let tag = c.consumer_tag.as_str();
                let kanal = self.kanal(nr)?;
                if kanal.svarforbruger.as_deref() == Some(tag) {
                    kanal.svarforbruger = None;
                }
                let fundet = self.abonnenter.iter().find(|(_, a)| a.kanal == nr && a.tag == tag).map(|(n, _)| *n);
                if let Some(n) = fundet {
                    self.fjern_abonnent(n);
                }
                if !c.nowait {
                    self.ud.metode(nr, basic(basic::AMQPMethod::CancelOk(basic::CancelOk { consumer_tag: c.consumer_tag })));
                }
                Ok(())
            }
            basic::AMQPMethod::Get(g) => self.hent_en(nr, &g),
            basic::AMQPMethod::Ack(a) => self.kvitter(nr, a.delivery_tag, a.multiple, Afgoerelse::Modtaget),
            basic::AMQPMethod::Nack(a) => self.kvitter(nr, a.delivery_tag, a.multiple, nej(a.requeue)),
            basic::AMQPMethod::Reject(a) => self.kvitter(nr, a.delivery_tag, false, nej(a.requeue)),
            basic::AMQPMethod::Recover(r) => {
                self.genlever(nr, r.requeue)?;
                self.ud.metode(nr, basic(basic::AMQPMethod::RecoverOk(basic::RecoverOk {})));
                Ok(())
            }
            basic::AMQPMethod::RecoverAsync(r) => self.genlever(nr, r.requeue),
            _ => Err(Brud::ny(kode::UGYLDIG, "this method is the server's")),
        }
    }

    fn genlever(&mut self, nr: u16, tilbage: bool) -> Result<(), Brud> {
        if !tilbage {
            return Err(Brud::ny(kode::IKKE_LAVET, "recover with requeue=false"));
        }
        let alle = self.kanal(nr)?.tag(0, true);
        self.afgoer_alle(alle, Afgoerelse::Tilbage);
        Ok(())
    }

    fn kvitter(&mut self, nr: u16, tag: u64, flere: bool, a: Afgoerelse) -> Result<(), Brud> {
        let kanal = self.kanal(nr)?;
        let taget = kanal.tag(tag, flere);
        // Several with number 0 is everything, also where that is nothing.
        if taget.is_empty() && !(flere && tag == 0) {
            return Err(Brud::ny(kode::FORUDSAETNING, format!("unknown delivery tag {tag}")));
        }
        self.afgoer_alle(taget, a);
        Ok(())
    }

    /// Decides about deliveries.
    pub(crate) fn afgoer_alle(&mut self, leverancer: Vec<Ubekraeftet>, a: Afgoerelse) {
        let antal = leverancer.len();
        self.ubekraeftede = self.ubekraeftede.saturating_sub(antal);
        let tal = if a == Afgoerelse::Modtaget { &self.faelles.tal.kvitteret } else { &self.faelles.tal.tilbage };
        tal.fetch_add(antal as u64, Relaxed);
        for u in leverancer {
            if let Some(abonnent) = u.abonnent.and_then(|n| self.abonnenter.get_mut(&n)) {
                abonnent.ubekraeftede = abonnent.ubekraeftede.saturating_sub(1);
            }
            self.afgoer(&u.kilde, u.id, a);
        }
    }

    fn forbrug(&mut self, nr: u16, c: basic::Consume) -> Result<(), Brud> {
        let tag = match c.consumer_tag.as_str() {
            "" => format!("amq.ctag-{}", self.faelles.ids.ny()),
            t => t.to_owned(),
        };
        let kanal = self.kanal(nr)?;
        if kanal.svarforbruger.as_deref() == Some(&tag) || self.abonnenter.values().any(|a| a.kanal == nr && a.tag == tag) {
            return Err(Brud::ny(kode::IKKE_TILLADT, format!("consumer tag '{tag}' is in use on this channel")));
        }
        let ok = (!c.nowait).then(|| basic(basic::AMQPMethod::ConsumeOk(basic::ConsumeOk { consumer_tag: kort(&tag) })));
        if c.queue.as_str() == SVARKOE {
            let kanal = self.kanal(nr)?;
            if !c.no_ack || kanal.svarforbruger.is_some() {
                return Err(Brud::ny(kode::FORUDSAETNING, format!("{SVARKOE} has one consumer of a channel, without acknowledgement")));
            }
            kanal.svarforbruger = Some(tag);
            if let Some(ok) = ok {
                self.ud.metode(nr, ok);
            }
            return Ok(());
        }
        if self.abonnenter.len() >= graenser::AMQP_FORBRUGERE {
            return Err(Brud::ny(kode::RESSOURCER, format!("more than {} consumers on one connection", graenser::AMQP_FORBRUGERE)));
        }
        let kilde = self.find_koe(nr, c.queue.as_str())?;
        let (s, k) = (self.session.clone(), kilde.clone());
        self.synkront(nr, (60, 20), async move { k.antal(s.as_ref()).await }, move |f, antal| {
            antal.map_err(|e| Brud::from(&e))?;
            if !f.faelles.forbruger_til(&kilde.noegle(), c.exclusive) {
                return Err(Brud::ny(kode::INGEN_ADGANG, format!("queue '{}' is in exclusive use", c.queue)));
            }
            if let Some(ok) = ok {
                f.ud.metode(nr, ok);
            }
            let kanal = f.kanal(nr)?;
            let a = Abonnent::ny(nr, kanal, tag, kilde, c.no_ack);
            f.nyt_abonnement(a);
            Ok(())
        })
    }

    fn hent_en(&mut self, nr: u16, g: &basic::Get) -> Result<(), Brud> {
        if self.ubekraeftede >= graenser::AMQP_UBEKRAEFTEDE {
            let hvad = format!("{} deliveries are not acknowledged", graenser::AMQP_UBEKRAEFTEDE);
            return Err(Brud::ny(kode::RESSOURCER, hvad));
        }
        let kilde = self.find_koe(nr, g.queue.as_str())?;
        let (udgave, no_ack) = (self.kanal(nr)?.udgave, g.no_ack);
        let (s, k) = (self.session.clone(), kilde.clone());
        self.synkron = true;
        let dueslag = kilde.dueslag();
        let (ny, andre) = dueslag.as_ref().map_or_else(|| (false, Vec::new()), |d| self.laeser.kom(d));
        let frist = self.faelles.sekund;
        let spoerg = async move {
            laesere::hoer(andre, frist).await;
            let hentet = k.hent(s.as_ref(), 1, 1).await?;
            let rest = if hentet.is_empty() { 0 } else { k.antal(s.as_ref()).await.unwrap_or(0) };
            Ok::<_, grund::Fejl>((hentet, rest))
        };
        self.udfoer(spoerg, move |f, r| {
            f.synkron = false;
            if let (true, Err(_), Some(d)) = (ny, &r, &dueslag) {
                f.laeser.gik(d);
            }
            let lever = |f: &mut Self, u: Udlaan, rest: u64| {
                let Ok(kanal) = f.kanal(nr) else { return };
                let ok = basic::GetOk {
                    delivery_tag: kanal.naeste_levering(),
                    redelivered: u.genleveret,
                    exchange: kort(&u.central),
                    routing_key: kort(&u.noegle),
                    message_count: u32::try_from(rest).unwrap_or(u32::MAX),
                };
                f.skriv_leverance(nr, ok.delivery_tag, basic(basic::AMQPMethod::GetOk(ok)), u, &kilde, None, no_ack);
            };
            match r {
                Ok((hentet, rest)) if f.er_kanal(nr, udgave) => match hentet.into_iter().next() {
                    Some(u) => lever(f, u, rest),
                    None => f.ud.metode(nr, basic(basic::AMQPMethod::GetEmpty(basic::GetEmpty {}))),
                },
                Ok((hentet, _)) => f.giv_tilbage(&kilde, hentet),
                Err(e) if f.er_kanal(nr, udgave) => f.brud(nr, Brud::from(&e).ved((60, 70))),
                Err(_) => {}
            }
        });
        Ok(())
    }

    /// channel.close; whatever comes on the channel before its close-ok is passed over.
    pub(crate) fn luk_kanal(&mut self, nr: u16, b: Brud) {
        self.faelles.tal.brud.fetch_add(1, Relaxed);
        tracing::info!(nr = self.nr, kanal = nr, kode = b.kode, grund = b.tekst, "amqp channel closed");
        self.frigiv_kanal(nr);
        let (class_id, method_id) = b.metode;
        let close = channel::Close { reply_code: b.kode, reply_text: kort(&b.tekst), class_id, method_id };
        self.ud.metode(nr, AMQPClass::Channel(channel::AMQPMethod::Close(close)));
        if let Some(k) = self.kanaler.get_mut(&nr) {
            k.lukker = true;
        }
    }

    /// A frame of a channel that we have closed.
    pub(crate) fn under_kanallukning(&mut self, r: &Ramme) -> Result<(), Brud> {
        if r.slags == Slags::Metode {
            match metode::numre(&r.indhold)? {
                (20, 41) => self.glem_kanal(r.kanal),
                (20, 40) => self.ud.metode(r.kanal, AMQPClass::Channel(channel::AMQPMethod::CloseOk(channel::CloseOk {}))),
                _ => {}
            }
        }
        Ok(())
    }

    fn glem_kanal(&mut self, nr: u16) {
        if self.kanaler.remove(&nr).is_some() {
            self.faelles.tal.kanaler.fetch_sub(1, Relaxed);
        }
    }

    /// Takes everything from a channel that it has: consumers, deliveries, half a content.
    fn frigiv_kanal(&mut self, nr: u16) {
        let dens: Vec<u64> = self.abonnenter.iter().filter(|(_, a)| a.kanal == nr).map(|(n, _)| *n).collect();
        for n in dens {
            self.fjern_abonnent(n);
        }
        let Some(k) = self.kanaler.get_mut(&nr) else { return };
        let (alle, halvt) = (k.tag(0, true), k.indhold.take());
        k.svarforbruger = None;
        self.ufaerdigt = self.ufaerdigt.saturating_sub(halvt.map_or(0, |i| i.holdt()));
        self.opgiv(alle);
    }

    /// All deliveries of all channels.
    pub(crate) fn opgiv_alt(&mut self) {
        let alle: Vec<Vec<Ubekraeftet>> = self.kanaler.values_mut().map(|k| k.tag(0, true)).collect();
        for ubekraeftede in alle {
            self.opgiv(ubekraeftede);
        }
    }

    /// Deliveries that nobody decides about any more: the first of each queue may be what the client fell over, the others it has hardly seen.
    pub(crate) fn opgiv(&mut self, alle: Vec<Ubekraeftet>) {
        let mut foerste: Vec<Kilde> = Vec::new();
        for u in alle {
            let set = foerste.iter().any(|k| k.er(&u.kilde));
            if !set {
                foerste.push(u.kilde.clone());
            }
            self.afgoer_alle(vec![u], if set { Afgoerelse::Uroert } else { Afgoerelse::Tilbage });
        }
    }

    /// Room that a channel's prefetch gives.
    pub(crate) fn kanalplads(k: &Kanal) -> usize {
        match k.prefetch {
            0 => usize::MAX,
            p => usize::from(p).saturating_sub(k.ubekraeftede.len() + k.hentes),
        }
    }
}

fn nej(tilbage: bool) -> Afgoerelse {
    if tilbage { Afgoerelse::Tilbage } else { Afgoerelse::Afvist }
}
