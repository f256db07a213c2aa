//! Options of alarms.
use beskedfordeler::alarm::Alarmgraenser;
use clap::Args;

/// When somebody is to be told that messages of Beskedfordeler pile up, and how. 0 switches an alarm off.
#[derive(Debug, Args, Clone)]
pub struct Alarmvalg {
    /// Alarm when so many messages lie in a dueslag.
    #[arg(long, env = "SAMSPIL_ALARM_ANTAL", default_value_t = 10_000, value_name = "N")]
    pub alarm_antal: u64,
    /// Alarm when the oldest message of a dueslag has waited so many seconds.
    #[arg(long, env = "SAMSPIL_ALARM_ALDER", default_value_t = 3_600, value_name = "SECONDS")]
    pub alarm_alder: u64,
    /// Alarm when so many messages lie in an error queue.
    #[arg(long, env = "SAMSPIL_ALARM_FEJLKOE", default_value_t = 1, value_name = "N")]
    pub alarm_fejlkoe: u64,
    /// Alarm when messages have waited so many seconds and nobody fetches.
    #[arg(long, env = "SAMSPIL_ALARM_INGEN_MODTAGER", default_value_t = 900, value_name = "SECONDS")]
    pub alarm_ingen_modtager: u64,
    /// Alarm when so many deliveries in a row have failed.
    #[arg(long, env = "SAMSPIL_ALARM_FEJL", default_value_t = 5, value_name = "N")]
    pub alarm_fejl: u64,
    /// Address that gets alarms as JSON (POST). They are in the program's log anyhow.
    #[arg(long, env = "SAMSPIL_ALARM_WEBHOOK", hide_env_values = true, value_name = "URL", value_parser = laes_url)]
    pub alarm_webhook: Option<String>,
}

impl Alarmvalg {
    /// The thresholds.
    pub fn graenser(&self) -> Alarmgraenser {
        Alarmgraenser {
            antal: self.alarm_antal,
            alder: self.alarm_alder,
            fejlkoe: self.alarm_fejlkoe,
            ingen_forbruger: self.alarm_ingen_modtager,
            fejl: self.alarm_fejl,
        }
    }
}

fn laes_url(s: &str) -> Result<String, String> {
    let u: Option<axum::http::Uri> = s.parse().ok();
    let godt = u.is_some_and(|u| matches!(u.scheme_str(), Some("http" | "https")) && u.host().is_some_and(|h| !h.is_empty()));
    if godt { Ok(s.to_owned()) } else { Err("expected an address such as https://vagt.example.dk/samspil".into()) }
}
