//! Deliveries: consumers fetch from their queues while prefetch, the outgoing buffer and the client have room, and else leave the messages where they are.
use crate::basis::basic;
use crate::brud::Brud;
use crate::forbindelse::Forbindelse;
use crate::kanal::{Kanal, Ubekraeftet};
use crate::kilde::{Kilde, Udlaan};
use crate::laesere;
use crate::port::Afgoerelse;
use crate::ud::kort;
use amq_protocol::protocol::{AMQPClass, basic};
use grund::{Fejl, graenser};
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;
use tokio::sync::watch;

/// Between tries where the port can't give messages at the moment.
const PAUSE: Duration = Duration::from_secs(1);

/// A consumer.
#[derive(Debug)]
pub(crate) struct Abonnent {
    pub kanal: u16,
    udgave: u64,
    pub tag: String,
    kilde: Kilde,
    no_ack: bool,
    prefetch: u16,
    /// Its deliveries that wait for their acknowledgement.
    pub ubekraeftede: usize,
    /// It has fetched nothing yet: others who read there are asked first.
    ny: bool,
    /// A fetch is under way.
    henter: bool,
    /// There was nothing more; something new is waited for.
    tom: bool,
    /// Ends what is waited for when the consumer is dropped.
    stop: watch::Sender<()>,
}

/// A fetch under way.
struct Hentning {
    abonnent: u64,
    kanal: u16,
    udgave: u64,
    antal: usize,
    bytes: usize,
    kilde: Kilde,
}

impl Abonnent {
    pub fn ny(nr: u16, kanal: &Kanal, tag: String, kilde: Kilde, no_ack: bool) -> Self {
        let (udgave, prefetch, stop) = (kanal.udgave, kanal.prefetch_ny, watch::Sender::new(()));
        Self { kanal: nr, udgave, tag, kilde, no_ack, prefetch, ubekraeftede: 0, ny: true, henter: false, tom: false, stop }
    }
}

impl Forbindelse {
    /// Another consumer.
    pub(crate) fn nyt_abonnement(&mut self, a: Abonnent) {
        let nr = self.abonnenter.last_key_value().map_or(0, |(n, _)| n + 1).max(self.naeste_abonnent);
        self.abonnenter.insert(nr, a);
    }

    /// A consumer less.
    pub(crate) fn fjern_abonnent(&mut self, nr: u64) {
        let Some(a) = self.abonnenter.remove(&nr) else { return };
        let rest = self.faelles.forbruger_fra(&a.kilde.noegle());
        if let (Kilde::Midlertidig(k), 0, Some(m)) = (&a.kilde, rest, &self.faelles.midlertidige)
            && k.valg.auto_delete
        {
            m.slet_koe(&k.navn);
        }
    }

    /// Begins the fetches that there is room for.
    pub(crate) fn start_hentninger(&mut self) {
        if !self.abonnenter.values().any(|a| !a.henter && !a.tom) {
            return;
        }
        let fra = self.naeste_abonnent;
        let klar: Vec<u64> = self
            .abonnenter
            .range(fra..)
            .chain(self.abonnenter.range(..fra))
            .filter(|(_, a)| !a.henter && !a.tom)
            .map(|(n, _)| *n)
            .collect();
        for nr in klar {
            if !self.start_hentning(nr) {
                self.naeste_abonnent = nr;
                return;
            }
        }
    }

    /// `false` when there is no room for anybody.
    fn start_hentning(&mut self, nr: u64) -> bool {
        let fri = graenser::AMQP_UD_BYTES.saturating_sub(self.ud.laengde() + self.hentes_bytes);
        let i_alt = graenser::AMQP_UBEKRAEFTEDE.saturating_sub(self.ubekraeftede + self.sendes.len());
        if fri < graenser::AMQP_HENT_BYTES || i_alt == 0 {
            return false;
        }
        let Some(a) = self.abonnenter.get_mut(&nr) else { return true };
        let Some(k) = self.kanaler.get_mut(&a.kanal).filter(|k| k.aaben_for_leverancer) else { return true };
        let egen = match (a.no_ack, a.prefetch) {
            (true, _) => usize::MAX,
            (false, 0) => Self::kanalplads(k),
            (false, p) => Self::kanalplads(k).min(usize::from(p).saturating_sub(a.ubekraeftede)),
        };
        let antal = egen.min(i_alt).min(graenser::AMQP_HENT_ANTAL);
        if antal == 0 {
            return true;
        }
        // Half of the room, so that the next consumer has some too.
        let bytes = (fri / 2).max(graenser::AMQP_HENT_BYTES);
        a.henter = true;
        k.hentes += antal;
        self.hentes_bytes += bytes;
        let h = Hentning { abonnent: nr, kanal: a.kanal, udgave: a.udgave, antal, bytes, kilde: a.kilde.clone() };
        let andre = match a.kilde.dueslag() {
            Some(d) if std::mem::take(&mut a.ny) => self.laeser.kom(&d).1,
            _ => Vec::new(),
        };
        let (s, kilde, frist) = (self.session.clone(), a.kilde.clone(), self.faelles.sekund);
        let spoerg = async move {
            laesere::hoer(andre, frist).await;
            kilde.hent(s.as_ref(), antal, bytes).await
        };
        self.udfoer(spoerg, move |f, r| f.hentet(h, r));
        true
    }

    fn hentet(&mut self, h: Hentning, r: Result<Vec<Udlaan>, Fejl>) {
        self.hentes_bytes = self.hentes_bytes.saturating_sub(h.bytes);
        if let Some(k) = self.kanaler.get_mut(&h.kanal).filter(|k| k.udgave == h.udgave) {
            k.hentes = k.hentes.saturating_sub(h.antal);
        }
        if !self.er_kanal(h.kanal, h.udgave) || !self.abonnenter.contains_key(&h.abonnent) {
            self.giv_tilbage(&h.kilde, r.unwrap_or_default());
            return;
        }
        let udlaan = match r {
            Ok(u) => u,
            Err(e) => {
                let b = Brud::from(&e);
                if b.er_haardt() {
                    tracing::warn!(fejl = %e, aarsag = e.aarsagen(), "messages could not be fetched; trying again");
                    self.vent(h.abonnent, Some(PAUSE));
                } else {
                    self.luk_kanal(h.kanal, b.ved((60, 20)));
                }
                return;
            }
        };
        let sum: usize = udlaan.iter().map(|u| u.krop.len()).sum();
        let tom = udlaan.len() < h.antal && sum < h.bytes;
        let Some(a) = self.abonnenter.get_mut(&h.abonnent) else { return };
        a.henter = false;
        let (tag, no_ack) = (kort(&a.tag), a.no_ack);
        if !no_ack {
            a.ubekraeftede += udlaan.len();
        }
        for u in udlaan {
            let Some(k) = self.kanaler.get_mut(&h.kanal) else { return };
            let d = basic::Deliver {
                consumer_tag: tag.clone(),
                delivery_tag: k.naeste_levering(),
                redelivered: u.genleveret,
                exchange: kort(&u.central),
                routing_key: kort(&u.noegle),
            };
            let (nr, m) = (d.delivery_tag, basic(basic::AMQPMethod::Deliver(d)));
            self.skriv_leverance(h.kanal, nr, m, u, &h.kilde, Some(h.abonnent), no_ack);
        }
        if tom {
            self.vent(h.abonnent, None);
        }
    }

    /// Writes a delivery and notes what its receiver has to do.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn skriv_leverance(
        &mut self,
        kanal: u16,
        nr: u64,
        m: AMQPClass,
        u: Udlaan,
        kilde: &Kilde,
        abonnent: Option<u64>,
        no_ack: bool,
    ) {
        self.faelles.tal.leveret.fetch_add(1, Relaxed);
        self.ud.indhold(kanal, m, u.egenskaber, &u.krop);
        if no_ack {
            self.sendes.push_back((self.ud.slutning(), kilde.clone(), u.id));
            return;
        }
        self.ubekraeftede += 1;
        if let Some(k) = self.kanaler.get_mut(&kanal) {
            k.ubekraeftede.insert(nr, Ubekraeftet { abonnent, kilde: kilde.clone(), id: u.id });
        }
    }

    /// Fetches again for a consumer when there is something new, or after a time.
    fn vent(&mut self, nr: u64, pause: Option<Duration>) {
        let Some(a) = self.abonnenter.get_mut(&nr) else { return };
        (a.henter, a.tom) = (false, true);
        let (kilde, mut stop, s) = (a.kilde.clone(), a.stop.subscribe(), self.session.clone());
        let vent = async move {
            let vaekkes = async {
                match pause {
                    Some(p) => tokio::time::sleep(p).await,
                    None => kilde.vent(s.as_ref()).await,
                }
            };
            tokio::select! {
                () = vaekkes => {}
                _ = stop.changed() => {}
            }
        };
        self.udfoer(vent, move |f, ()| {
            if let Some(a) = f.abonnenter.get_mut(&nr) {
                a.tom = false;
            }
        });
    }

    /// Bytes were sent: deliveries that nobody acknowledges are done with theirs.
    pub(crate) fn er_sendt(&mut self) {
        let taget = self.ud.taget();
        while self.sendes.front().is_some_and(|(slut, _, _)| *slut <= taget) {
            if let Some((_, kilde, id)) = self.sendes.pop_front() {
                self.faelles.tal.kvitteret.fetch_add(1, Relaxed);
                self.afgoer(&kilde, id, Afgoerelse::Modtaget);
            }
        }
    }

    /// Messages that nobody takes any more.
    pub(crate) fn giv_tilbage(&mut self, kilde: &Kilde, udlaan: Vec<Udlaan>) {
        for u in udlaan {
            self.afgoer(kilde, u.id, Afgoerelse::Uroert);
        }
    }

    /// Notes a decision; the port learns of all that are noted at once.
    pub(crate) fn afgoer(&mut self, kilde: &Kilde, id: u64, a: Afgoerelse) {
        self.gives_tilbage |= matches!(a, Afgoerelse::Tilbage | Afgoerelse::Uroert);
        match self.afgoerelser.iter_mut().find(|(k, _)| k.er(kilde)) {
            Some((_, alle)) => alle.push((id, a)),
            None => self.afgoerelser.push((kilde.clone(), vec![(id, a)])),
        }
    }

    /// Tells the port what was decided.
    pub(crate) fn start_afgoerelser(&mut self) {
        if self.afgoeres || self.afgoerelser.is_empty() {
            return;
        }
        self.afgoeres = true;
        let (s, alle) = (self.session.clone(), std::mem::take(&mut self.afgoerelser));
        let spoerg = async move {
            let mut udfald = Ok(());
            for (kilde, a) in alle {
                udfald = udfald.and(kilde.afgoer(s.as_ref(), a).await);
            }
            udfald
        };
        self.udfoer(spoerg, |f, r| {
            f.afgoeres = false;
            f.gives_tilbage = f.afgoerelser.iter().flat_map(|(_, a)| a).any(|(_, a)| matches!(a, Afgoerelse::Tilbage | Afgoerelse::Uroert));
            if let Err(e) = r {
                tracing::warn!(fejl = %e, aarsag = e.aarsagen(), "acknowledgements could not be kept; the messages come again");
                f.luk_forbindelse(Brud::from(&e));
            }
        });
    }
}
