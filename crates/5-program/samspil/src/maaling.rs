//! Metrics for Prometheus.
use crate::moduler;
use axum::http::{HeaderValue, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::sync::atomic::AtomicU64;
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
    /// By path, and by content type where two wires share a path.
    pub fn af(sti: &str, indhold: Option<&HeaderValue>) -> Self {
        let indhold = indhold.and_then(|h| h.to_str().ok()).unwrap_or("");
        if graphql::service(sti).is_some() {
            return Self::Graphql;
        }
        if indhold.contains("xml") || sti.starts_with("/sts-soap-") {
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

/// All metrics of the program.
pub struct Maalinger {
    register: Registry,
    kald: Family<Kaldsmaerker, Counter>,
    varighed: Family<Vejmaerke, Histogram>,
    objekter: Gauge,
    lagerbytes: Gauge,
    tidsforspring: Gauge,
    hukommelse: Gauge,
    aftalealder: Gauge<f64, AtomicU64>,
}

impl Default for Maalinger {
    fn default() -> Self {
        let mut register = Registry::with_prefix("samspil");
        let kald = Family::default();
        register.register("kald", "Calls answered", kald.clone());
        let varighed: Family<Vejmaerke, Histogram> =
            Family::new_with_constructor(|| Histogram::new([0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 120.0]));
        register.register_with_unit("varighed", "Time to answer", Unit::Seconds, varighed.clone());
        let objekter = Gauge::default();
        register.register("objekter", "Objects in the store (an estimate on PostgreSQL)", objekter.clone());
        let lagerbytes = Gauge::default();
        register.register_with_unit("lager", "Size of the store on disk", Unit::Bytes, lagerbytes.clone());
        let tidsforspring = Gauge::default();
        register.register_with_unit(
            "tidsforspring",
            "The newest registration time is ahead of the clock",
            Unit::Seconds,
            tidsforspring.clone(),
        );
        let hukommelse = Gauge::default();
        register.register_with_unit("hukommelse", "Resident memory of the process", Unit::Bytes, hukommelse.clone());
        let aftalealder = Gauge::default();
        register.register_with_unit("aftaler_alder", "Since the store confirmed the agreements", Unit::Seconds, aftalealder.clone());
        Self { register, kald, varighed, objekter, lagerbytes, tidsforspring, hukommelse, aftalealder }
    }
}

impl Maalinger {
    /// Counts an answered call.
    pub fn kald(&self, vej: Vej, status: StatusCode, varighed: Duration) {
        self.kald.get_or_create(&Kaldsmaerker { vej: vej.navn(), status: status.as_u16() }).inc();
        self.varighed.get_or_create(&Vejmaerke { vej: vej.navn() }).observe(varighed.as_secs_f64());
    }

    /// How long ago the agreements were confirmed.
    pub fn aftaler(&self, alder: Duration) {
        self.aftalealder.set(alder.as_secs_f64());
    }

    /// The text of `/metrics` (OpenMetrics).
    pub fn tekst(&self, lager: &lager::Lagerstatus) -> String {
        self.objekter.set(i64::try_from(lager.objekter).unwrap_or(i64::MAX));
        self.lagerbytes.set(i64::try_from(lager.bytes).unwrap_or(i64::MAX));
        self.tidsforspring.set(i64::try_from(lager.tidsforspring / 1_000_000).unwrap_or(i64::MAX));
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
        let t = m.tekst(&lager::Lagerstatus::default());
        assert!(t.contains("samspil_kald_total{vej=\"soap\",status=\"200\"} 1"), "{t}");
    }
}
