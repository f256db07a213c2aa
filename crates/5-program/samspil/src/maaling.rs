//! Metrics for Prometheus.
use crate::moduler;
use axum::http::{HeaderValue, StatusCode};
use grund::Tidspunkt;
use lager::Lagerstatus;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

/// Which wire a call came by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vej {
    /// SOAP.
    Soap,
    /// OIO REST.
    Rest,
    /// GraphQL.
    Graphql,
    /// Pages, operations, development.
    Andet,
}

impl Vej {
    /// By path, and by content type where the path says nothing.
    pub fn af(sti: &str, indhold: Option<&HeaderValue>) -> Self {
        let indhold = indhold.and_then(|h| h.to_str().ok()).unwrap_or("");
        if graphql::service(sti).is_some() {
            return Self::Graphql;
        }
        if indhold.contains("xml") || sti.starts_with("/sts-soap-") || soap::har_adresse(sti) {
            return Self::Soap;
        }
        let foerste = sti.split('/').nth(1).unwrap_or("");
        match foerste {
            "lora" | "site-map" | "autocomplete" | "service" => Self::Rest,
            _ if moduler::service(sti).is_some() => Self::Rest,
            _ => Self::Andet,
        }
    }

    /// The word in metrics and in the log.
    pub fn navn(self) -> &'static str {
        match self {
            Self::Soap => "soap",
            Self::Rest => "rest",
            Self::Graphql => "graphql",
            Self::Andet => "andet",
        }
    }
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Kaldsmaerker {
    vej: &'static str,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Vejmaerke {
    vej: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Tilstandsmaerke {
    tilstand: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Laesermaerke {
    laeser: String,
}

/// All metrics of the program.
pub struct Maalinger {
    register: Registry,
    kald: Family<Kaldsmaerker, Counter>,
    varighed: Family<Vejmaerke, Histogram>,
    lager: Lagermaalinger,
    laesere: Family<Laesermaerke, Gauge>,
    hukommelse: Gauge,
    aftalealder: Gauge<f64, AtomicU64>,
    forbindelser: Gauge,
    alarmer: Gauge,
    amqp: Amqpmaalinger,
    levering: Leveringsmaalinger,
    fordeling: Fordelingsmaalinger,
    sftp: Sftpmaalinger,
}

/// Of AMQP.
struct Amqpmaalinger {
    nu: [Gauge; 3],
    i_alt: [Counter; 7],
}

impl Amqpmaalinger {
    fn ny(register: &mut Registry) -> Self {
        let mut maal = |navn: &str, hvad: &str| {
            let g: Gauge = Gauge::default();
            register.register(navn, hvad, g.clone());
            g
        };
        let nu = [
            maal("amqp_forbindelser", "AMQP connections that were let in"),
            maal("amqp_kanaler", "AMQP channels"),
            maal("amqp_forbrugere", "AMQP consumers"),
        ];
        let mut tael = |navn: &str, hvad: &str| {
            let c: Counter = Counter::default();
            register.register(navn, hvad, c.clone());
            c
        };
        let i_alt = [
            tael("amqp_afvist_login", "AMQP logins that were refused"),
            tael("amqp_afsendt", "Messages that were taken by AMQP"),
            tael("amqp_afvist", "Messages that were refused by AMQP"),
            tael("amqp_leveret", "Messages that were delivered by AMQP"),
            tael("amqp_kvitteret", "Messages that were acknowledged by AMQP"),
            tael("amqp_tilbage", "Messages that came back by AMQP"),
            tael("amqp_brud", "AMQP channels and connections that were closed by the server"),
        ];
        Self { nu, i_alt }
    }

    fn saet(&self, t: &amqp::Tal) {
        let laes = |a: &AtomicU64| a.load(Relaxed);
        for (g, v) in self.nu.iter().zip([&t.forbindelser, &t.kanaler, &t.forbrugere]) {
            g.set(i64::try_from(laes(v)).unwrap_or(i64::MAX));
        }
        let i_alt = [&t.afvist_login, &t.afsendt, &t.afvist, &t.leveret, &t.kvitteret, &t.tilbage, &t.brud];
        for (c, v) in self.i_alt.iter().zip(i_alt) {
            c.inc_by(laes(v).saturating_sub(c.get()));
        }
    }
}

/// Of deliveries.
struct Leveringsmaalinger {
    nu: [Gauge; 4],
    i_alt: [Counter; 8],
}

impl Leveringsmaalinger {
    fn ny(register: &mut Registry) -> Self {
        let mut maal = |navn: &str, hvad: &str| {
            let g: Gauge = Gauge::default();
            register.register(navn, hvad, g.clone());
            g
        };
        let nu = [
            maal("levering_i_gang", "Dueslag that are sent from now"),
            maal("levering_klar", "Dueslag that wait for their turn to be sent from"),
            maal("levering_brudte", "Dueslag whose receiver does not serve"),
            maal("sse_stroemme", "Streams of server-sent events"),
        ];
        let mut tael = |navn: &str, hvad: &str| {
            let c: Counter = Counter::default();
            register.register(navn, hvad, c.clone());
            c
        };
        let i_alt = [
            tael("levering_push", "Messages that receivers took by push"),
            tael("levering_webhook", "Messages that receivers took by webhook"),
            tael("levering_afvist", "Calls whose receiver refused the message"),
            tael("levering_fejl", "Calls that receivers did not answer as they must"),
            tael("levering_nede", "Calls to receivers that do not serve"),
            tael("levering_fejlkoe", "Messages that were put in an error queue because their receiver did not take them"),
            tael("sse_leveret", "Messages that were sent as events of a stream"),
            tael("sse_kvitteret", "Messages that readers of streams acknowledged"),
        ];
        Self { nu, i_alt }
    }

    fn saet(&self, t: &levering::Tal) {
        let laes = |a: &AtomicU64| a.load(Relaxed);
        for (g, v) in self.nu.iter().zip([&t.i_gang, &t.klar, &t.brudte, &t.stroemme]) {
            g.set(i64::try_from(laes(v)).unwrap_or(i64::MAX));
        }
        let i_alt = [&t.leveret_push, &t.leveret_webhook, &t.afvist, &t.fejl, &t.nede, &t.fejlkoe, &t.leveret_sse, &t.kvitteret_sse];
        for (c, v) in self.i_alt.iter().zip(i_alt) {
            c.inc_by(laes(v).saturating_sub(c.get()));
        }
    }
}

/// Of handovers.
struct Fordelingsmaalinger {
    blev: Family<Tilstandsmaerke, Counter>,
    i_alt: [Counter; 3],
    forsinket: Gauge,
    uafleveret: Gauge,
}

impl Fordelingsmaalinger {
    fn ny(register: &mut Registry) -> Self {
        let blev = Family::default();
        register.register("overdragelser", "Handovers that came into the state", Family::clone(&blev));
        let mut tael = |navn: &str, hvad: &str| {
            let c: Counter = Counter::default();
            register.register(navn, hvad, c.clone());
            c
        };
        let i_alt = [
            tael("overdragelser_forsoeg_fejlet", "Attempts to deliver an object that failed"),
            tael("overdragelser_kvitteringer", "Receipts that senders took"),
            tael("overdragelser_kvitteringer_opgivet", "Receipts that no sender took"),
        ];
        let forsinket = Gauge::default();
        let hvad = "Since the oldest thing that is to be done about a handover was due";
        register.register_with_unit("overdragelser_forsinket", hvad, Unit::Seconds, forsinket.clone());
        let uafleveret = Gauge::default();
        let hvad = "Since the oldest handover that no receiver has taken yet was taken in";
        register.register_with_unit("overdragelser_uafleveret", hvad, Unit::Seconds, uafleveret.clone());
        Self { blev, i_alt, forsinket, uafleveret }
    }

    fn saet(&self, t: &fordeling::tal::Tal, forsinket: i64, uafleveret: i64) {
        for tilstand in fordeling::overdragelse::Tilstand::ALLE {
            let c = self.blev.get_or_create(&Tilstandsmaerke { tilstand: tilstand.navn() });
            c.inc_by(t.blev(tilstand).saturating_sub(c.get()));
        }
        for (c, v) in self.i_alt.iter().zip([&t.leveringsfejl, &t.kvitteringer, &t.opgivne_kvitteringer]) {
            c.inc_by(v.load(Relaxed).saturating_sub(c.get()));
        }
        self.forsinket.set(forsinket);
        self.uafleveret.set(uafleveret);
    }
}

/// Of files by SFTP.
struct Sftpmaalinger {
    nu: [Gauge; 2],
    i_alt: [Counter; 7],
}

impl Sftpmaalinger {
    fn ny(register: &mut Registry) -> Self {
        let mut maal = |navn: &str, hvad: &str| {
            let g: Gauge = Gauge::default();
            register.register(navn, hvad, g.clone());
            g
        };
        let nu = [maal("sftp_forbindelser", "SFTP connections that were let in"), maal("sftp_sessioner", "SFTP sessions")];
        let mut tael = |navn: &str, hvad: &str, enhed: Option<Unit>| {
            let c: Counter = Counter::default();
            match enhed {
                Some(e) => register.register_with_unit(navn, hvad, e, c.clone()),
                None => register.register(navn, hvad, c.clone()),
            }
            c
        };
        let i_alt = [
            tael("sftp_afvist_login", "SFTP logins that were refused", None),
            tael("sftp_afvist", "SFTP requests that were refused", None),
            tael("sftp_modtaget", "Files that came whole by SFTP", None),
            tael("sftp_hentet", "Files that were opened for reading by SFTP", None),
            tael("sftp_slettet", "Files that were removed by SFTP", None),
            tael("sftp_ind", "Bytes that were written by SFTP", Some(Unit::Bytes)),
            tael("sftp_ud", "Bytes that were read by SFTP", Some(Unit::Bytes)),
        ];
        Self { nu, i_alt }
    }

    fn saet(&self, t: &sftp::Tal) {
        for (g, v) in self.nu.iter().zip([&t.forbindelser, &t.sessioner]) {
            g.set(i64::try_from(v.load(Relaxed)).unwrap_or(i64::MAX));
        }
        for (c, v) in self.i_alt.iter().zip([&t.afvist_login, &t.afvist, &t.modtaget, &t.hentet, &t.slettet, &t.ind, &t.ud]) {
            c.inc_by(v.load(Relaxed).saturating_sub(c.get()));
        }
    }
}

/// Of the store.
struct Lagermaalinger {
    objekter: Gauge,
    bytes: Gauge,
    wal_bytes: Gauge,
    format: Gauge,
    skrivekoe: Gauge,
    skrivninger: Gauge,
    haendelse: Gauge,
    stroemkant: Gauge,
    stroemalder: Gauge,
    uforseglet: Gauge,
    kan_skrives: Gauge,
    tidsforspring: Gauge,
}

impl Lagermaalinger {
    fn ny(register: &mut Registry) -> Self {
        let mut ny = |navn: &str, hvad: &str, enhed: Option<Unit>| {
            let g: Gauge = Gauge::default();
            match enhed {
                Some(e) => register.register_with_unit(navn, hvad, e, g.clone()),
                None => register.register(navn, hvad, g.clone()),
            }
            g
        };
        Self {
            objekter: ny("objekter", "Objects in the store (an estimate)", None),
            bytes: ny("lager", "Size of the store on disk", Some(Unit::Bytes)),
            wal_bytes: ny("lager_wal", "Size of the SQLite store's WAL", Some(Unit::Bytes)),
            format: ny("lager_format", "Version of the stored format", None),
            skrivekoe: ny("lager_skrivekoe", "Writes that wait for the SQLite store's writer", None),
            skrivninger: ny("lager_skrivninger", "Transactions stored since the start, without the log's seals", None),
            haendelse: ny("haendelse_position", "Number of the newest event of the change feed", None),
            stroemkant: ny("stroem_kant", "Number of the newest event that was removed from the change feed", None),
            stroemalder: ny("stroem_alder", "Age of the oldest event of the change feed", Some(Unit::Seconds)),
            uforseglet: ny("log_uforseglet", "Age of the oldest row of the audit log without a seal (SQLite)", Some(Unit::Seconds)),
            kan_skrives: ny("lager_kan_skrives", "1 when the store answers and can be written to", None),
            tidsforspring: ny("tidsforspring", "The newest registration time is ahead of the clock", Some(Unit::Seconds)),
        }
    }

    fn saet(&self, s: Option<&Lagerstatus>, nu: Tidspunkt) {
        let Some(s) = s else {
            self.kan_skrives.set(0);
            return;
        };
        let tal = |v: u64| i64::try_from(v).unwrap_or(i64::MAX);
        self.objekter.set(tal(s.objekter));
        self.bytes.set(tal(s.bytes));
        self.wal_bytes.set(tal(s.wal_bytes));
        self.format.set(i64::from(s.format));
        self.skrivekoe.set(tal(s.skrivekoe));
        self.skrivninger.set(tal(s.skrivninger));
        self.tidsforspring.set(tal(s.tidsforspring / 1_000_000));
        self.haendelse.set(s.haendelse);
        self.stroemkant.set(s.stroemkant);
        self.stroemalder.set(s.stroem_siden.map_or(0, |t| nu.mikros().saturating_sub(t.mikros()).max(0) / 1_000_000));
        self.uforseglet.set(crate::drift::uforseglet_sekunder(s, nu));
        self.kan_skrives.set(i64::from(s.skrivefejl.is_none()));
    }
}

impl Default for Maalinger {
    fn default() -> Self {
        let mut register = Registry::with_prefix("samspil");
        let kald = Family::default();
        register.register("kald", "Calls answered", kald.clone());
        let varighed: Family<Vejmaerke, Histogram> =
            Family::new_with_constructor(|| Histogram::new([0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 120.0]));
        register.register_with_unit("varighed", "Time to answer", Unit::Seconds, varighed.clone());
        let lager = Lagermaalinger::ny(&mut register);
        let laesere = Family::default();
        let hvad = "The oldest event that a registered reader of the change feed has not read; -1: it has to read anew";
        register.register_with_unit("stroem_bagud", hvad, Unit::Seconds, laesere.clone());
        let hukommelse = Gauge::default();
        register.register_with_unit("hukommelse", "Resident memory of the process", Unit::Bytes, hukommelse.clone());
        let aftalealder = Gauge::default();
        register.register_with_unit("aftaler_alder", "Since the store confirmed the agreements", Unit::Seconds, aftalealder.clone());
        let forbindelser = Gauge::default();
        register.register("forbindelser", "Open connections", forbindelser.clone());
        let alarmer = Gauge::default();
        register.register("dueslag_alarmer", "Alarms of dueslag that are on", alarmer.clone());
        let amqp = Amqpmaalinger::ny(&mut register);
        let levering = Leveringsmaalinger::ny(&mut register);
        let (fordeling, sftp) = (Fordelingsmaalinger::ny(&mut register), Sftpmaalinger::ny(&mut register));
        Self { amqp, levering, fordeling, sftp, register, kald, varighed, lager, laesere, hukommelse, aftalealder, forbindelser, alarmer }
    }
}

impl Maalinger {
    /// How far behind the feed's readers are, in seconds.
    pub fn laesere(&self, laesere: &[(lager::Stroemlaeser, i64)]) {
        self.laesere.clear();
        for (l, bagud) in laesere {
            self.laesere.get_or_create(&Laesermaerke { laeser: l.navn.clone() }).set(*bagud);
        }
    }

    /// Counts an answered call.
    pub fn kald(&self, vej: Vej, status: StatusCode, varighed: Duration) {
        self.kald.get_or_create(&Kaldsmaerker { vej: vej.navn(), status: status.as_u16() }).inc();
        self.varighed.get_or_create(&Vejmaerke { vej: vej.navn() }).observe(varighed.as_secs_f64());
    }

    /// How long ago the agreements were confirmed.
    pub fn aftaler(&self, alder: Duration) {
        self.aftalealder.set(alder.as_secs_f64());
    }

    /// How many alarms of dueslag are on.
    pub fn alarmer(&self, antal: u64) {
        self.alarmer.set(i64::try_from(antal).unwrap_or(i64::MAX));
    }

    /// How many connections are open.
    pub fn forbindelser(&self, antal: usize) {
        self.forbindelser.set(i64::try_from(antal).unwrap_or(i64::MAX));
    }

    /// What AMQP counts.
    pub fn amqp(&self, tal: &amqp::Tal) {
        self.amqp.saet(tal);
    }

    /// What deliveries count.
    pub fn levering(&self, tal: &levering::Tal) {
        self.levering.saet(tal);
    }

    /// What is counted of handovers, and for how many seconds the oldest thing that is due, and the oldest handover that nobody has taken, have waited.
    pub fn fordeling(&self, tal: &fordeling::tal::Tal, forsinket: i64, uafleveret: i64) {
        self.fordeling.saet(tal, forsinket, uafleveret);
    }

    /// What is counted of SFTP.
    pub fn sftp(&self, tal: &sftp::Tal) {
        self.sftp.saet(tal);
    }

    /// The text of `/metrics` (OpenMetrics).
    pub fn tekst(&self, lager: Option<&Lagerstatus>, nu: Tidspunkt) -> String {
        self.lager.saet(lager, nu);
        self.hukommelse.set(hukommelse_bytes());
        let mut ud = String::new();
        // Writing to a String does not fail.
        let _ = prometheus_client::encoding::text::encode(&mut ud, &self.register);
        ud
    }
}

/// Resident memory in bytes; 0 where the system does not tell.
pub fn hukommelse_bytes() -> i64 {
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|s| s.lines().find_map(|l| l.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse::<i64>().ok()))
        .map_or(0, |kib| kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_counted_under_its_wire() {
        let m = Maalinger::default();
        let vej = Vej::af("/organisation/bruger/6", Some(&HeaderValue::from_static("application/soap+xml")));
        m.kald(vej, StatusCode::OK, Duration::from_millis(1));
        let t = m.tekst(Some(&Lagerstatus::default()), Tidspunkt::fra_mikros(0));
        assert!(t.contains("samspil_kald_total{vej=\"soap\",status=\"200\"} 1"), "{t}");
    }
}
