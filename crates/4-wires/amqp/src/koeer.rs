//! Exchanges and queues. Production's are made in the Administrationsmodul, so clients only ask whether they are there; in development they may make
//! temporary ones.
use crate::brud::{Brud, kode};
use crate::forbindelse::Forbindelse;
use crate::kilde::{Kilde, dueslag, ingen_koe};
use crate::midlertidig::{Koevalg, Midlertidige};
use crate::ud::kort;
use crate::{AFSEND, VHOST};
use amq_protocol::protocol::{AMQPClass, exchange, queue};
use amq_protocol::types::ShortString;

fn kun_udvikling() -> Brud {
    Brud::ny(kode::INGEN_ADGANG, "queues and exchanges are made in the Administrationsmodul; only passive declarations are allowed")
}

fn koemetode(m: queue::AMQPMethod) -> AMQPClass {
    AMQPClass::Queue(m)
}

impl Forbindelse {
    fn midlertidige(&self) -> Result<&Midlertidige, Brud> {
        self.faelles.midlertidige.as_ref().ok_or_else(kun_udvikling)
    }

    /// The queue of that name; an empty one means the one that was declared last on the channel.
    pub(crate) fn find_koe(&mut self, nr: u16, navn: &str) -> Result<Kilde, Brud> {
        let senest = self.kanal(nr)?.senest_koe.clone();
        let navn = if navn.is_empty() { senest.as_str() } else { navn };
        match (dueslag(navn), &self.faelles.midlertidige) {
            (Some(u), _) => Ok(Kilde::Dueslag(u, navn.into())),
            (None, Some(m)) => m.koe(navn, self.nr).map(Kilde::Midlertidig),
            (None, None) => Err(Brud::ny(kode::FINDES_IKKE, ingen_koe(navn))),
        }
    }

    /// A temporary queue, for what changes one.
    fn midlertidig(&mut self, nr: u16, navn: &ShortString) -> Result<std::sync::Arc<crate::midlertidig::Koe>, Brud> {
        self.midlertidige()?;
        match self.find_koe(nr, navn.as_str())? {
            Kilde::Midlertidig(k) => Ok(k),
            Kilde::Dueslag(..) => Err(kun_udvikling()),
        }
    }

    pub(crate) fn koemetode(&mut self, nr: u16, m: queue::AMQPMethod) -> Result<(), Brud> {
        match m {
            queue::AMQPMethod::Declare(d) => self.erklaer_koe(nr, d),
            queue::AMQPMethod::Bind(b) => {
                let k = self.midlertidig(nr, &b.queue)?;
                self.midlertidige()?.bind(&k.navn, b.exchange.as_str(), b.routing_key.as_str(), true)?;
                self.svar_koe(nr, b.nowait, queue::AMQPMethod::BindOk(queue::BindOk {}))
            }
            queue::AMQPMethod::Unbind(b) => {
                let k = self.midlertidig(nr, &b.queue)?;
                self.midlertidige()?.bind(&k.navn, b.exchange.as_str(), b.routing_key.as_str(), false)?;
                self.svar_koe(nr, false, queue::AMQPMethod::UnbindOk(queue::UnbindOk {}))
            }
            queue::AMQPMethod::Purge(p) => {
                let message_count = self.midlertidig(nr, &p.queue)?.toem();
                self.svar_koe(nr, p.nowait, queue::AMQPMethod::PurgeOk(queue::PurgeOk { message_count }))
            }
            queue::AMQPMethod::Delete(d) => {
                let message_count = match self.midlertidig(nr, &d.queue) {
                    Ok(k) => {
                        let i_brug = d.if_unused && self.faelles.forbrugere(&k.navn) > 0;
                        if i_brug || (d.if_empty && k.antal() > 0) {
                            return Err(Brud::ny(kode::FORUDSAETNING, format!("queue '{}' is in use or not empty", k.navn)));
                        }
                        self.midlertidige()?.slet_koe(&k.navn);
                        u32::try_from(k.antal()).unwrap_or(u32::MAX)
                    }
                    // What is not there is deleted, as RabbitMQ has it.
                    Err(b) if b.kode == kode::FINDES_IKKE => 0,
                    Err(b) => return Err(b),
                };
                self.svar_koe(nr, d.nowait, queue::AMQPMethod::DeleteOk(queue::DeleteOk { message_count }))
            }
            _ => Err(Brud::ny(kode::UGYLDIG, "this method is the server's")),
        }
    }

    fn svar_koe(&mut self, nr: u16, nowait: bool, m: queue::AMQPMethod) -> Result<(), Brud> {
        if !nowait {
            self.ud.metode(nr, koemetode(m));
        }
        Ok(())
    }

    fn erklaer_koe(&mut self, nr: u16, d: queue::Declare) -> Result<(), Brud> {
        let navn = match d.queue.as_str() {
            "" if d.passive => return Err(Brud::ny(kode::FINDES_IKKE, ingen_koe(""))),
            "" => format!("amq.gen-{}", self.faelles.ids.ny()),
            n => n.to_owned(),
        };
        let kilde = if d.passive {
            self.find_koe(nr, &navn)?
        } else {
            let m = self.midlertidige()?;
            if dueslag(&navn).is_some() {
                return Err(kun_udvikling());
            }
            if navn.starts_with("amq.") && !d.queue.as_str().is_empty() {
                return Err(Brud::ny(kode::INGEN_ADGANG, "names that begin with 'amq.' are the server's"));
            }
            let valg = Koevalg { ejer: d.exclusive.then_some(self.nr), auto_delete: d.auto_delete, durable: d.durable };
            Kilde::Midlertidig(m.ny_koe(&navn, valg, self.nr)?)
        };
        self.kanal(nr)?.senest_koe.clone_from(&navn);
        let (s, k) = (self.session.clone(), kilde.clone());
        self.synkront(nr, (50, 10), async move { k.antal(s.as_ref()).await }, move |f, antal| {
            let antal = antal.map_err(|e| Brud::from(&e))?;
            let ok = queue::DeclareOk {
                queue: kort(&navn),
                message_count: u32::try_from(antal).unwrap_or(u32::MAX),
                consumer_count: f.faelles.forbrugere(&kilde.noegle()),
            };
            f.svar_koe(nr, d.nowait, queue::AMQPMethod::DeclareOk(ok))
        })
    }

    pub(crate) fn centralmetode(&mut self, nr: u16, m: exchange::AMQPMethod) -> Result<(), Brud> {
        let (ok, nowait) = match m {
            exchange::AMQPMethod::Declare(d) => {
                let navn = d.exchange.as_str();
                if d.passive {
                    let findes = matches!(navn, "" | AFSEND) || self.faelles.midlertidige.as_ref().is_some_and(|m| m.har_central(navn));
                    if !findes {
                        return Err(Brud::ny(kode::FINDES_IKKE, format!("no exchange '{navn}' in vhost '{VHOST}'")));
                    }
                } else {
                    let m = self.midlertidige()?;
                    if matches!(navn, "" | AFSEND) || navn.starts_with("amq.") {
                        return Err(Brud::ny(kode::INGEN_ADGANG, format!("exchange '{navn}' is the server's")));
                    }
                    m.ny_central(navn, d.kind.as_str())?;
                }
                (exchange::AMQPMethod::DeclareOk(exchange::DeclareOk {}), d.nowait)
            }
            exchange::AMQPMethod::Delete(d) => {
                self.midlertidige()?.slet_central(d.exchange.as_str(), d.if_unused)?;
                (exchange::AMQPMethod::DeleteOk(exchange::DeleteOk {}), d.nowait)
            }
            _ => return Err(Brud::ny(kode::UGYLDIG, "this method is the server's")),
        };
        if !nowait {
            self.ud.metode(nr, AMQPClass::Exchange(ok));
        }
        Ok(())
    }
}
