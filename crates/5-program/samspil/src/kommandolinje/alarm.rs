//! Options of alarms.
use beskedfordeler::alarm::Alarmgraenser;
use clap::Args;
use lettre::SmtpTransport;
use lettre::message::Mailbox;
use lettre::transport::smtp::SmtpTransportBuilder;

/// When somebody is to be told that messages of Beskedfordeler or handovers of Fordelingskomponenten pile up, and how. 0 switches an alarm off.
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
    /// Alarm when a handover of Fordelingskomponenten has waited so many seconds for its receiver to take it.
    #[arg(long, env = "SAMSPIL_ALARM_OVERDRAGELSE", default_value_t = 900, value_name = "SECONDS")]
    pub alarm_overdragelse: u64,
    /// Address that gets alarms as JSON (POST). They are in the program's log anyhow.
    #[arg(long, env = "SAMSPIL_ALARM_WEBHOOK", hide_env_values = true, value_name = "URL", value_parser = laes_url)]
    pub alarm_webhook: Option<String>,
    /// Addresses that get alarms by mail.
    #[arg(long, env = "SAMSPIL_ALARM_MAIL", value_delimiter = ',', value_name = "ADDRESS,…", requires_all = ["alarm_mail_fra", "alarm_smtp"], value_parser = laes_mail)]
    pub alarm_mail: Vec<Mailbox>,
    /// Whom they are from.
    #[arg(long, env = "SAMSPIL_ALARM_MAIL_FRA", value_name = "ADDRESS", value_parser = laes_mail)]
    pub alarm_mail_fra: Option<Mailbox>,
    /// The mail server that takes them: smtp://host[:port], smtp://user:password@host?tls=required (STARTTLS), or smtps://user:password@host. Better in the environment.
    #[arg(long, env = "SAMSPIL_ALARM_SMTP", hide_env_values = true, value_name = "URL", value_parser = laes_smtp)]
    pub alarm_smtp: Option<Postvej>,
}

/// A mail server, with what it takes to be let in: shown to nobody.
#[derive(Clone)]
pub struct Postvej(String);

impl Postvej {
    /// The way there; `None` for an address that says none. The library's own error may show the password.
    pub fn aabn(&self) -> Option<SmtpTransportBuilder> {
        // TLS is set up with the address, also when it is only looked at.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        SmtpTransport::from_url(&self.0).ok()
    }
}

impl std::fmt::Debug for Postvej {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Postvej")
    }
}

impl Alarmvalg {
    /// The thresholds of dueslag.
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

fn laes_mail(s: &str) -> Result<Mailbox, String> {
    s.trim().parse().map_err(|_| "expected an address such as vagt@example.dk".into())
}

fn laes_smtp(s: &str) -> Result<Postvej, String> {
    let vej = Postvej(s.to_owned());
    let hvad = "expected smtp://host[:port], smtp://user:password@host[:port]?tls=required, or smtps://user:password@host[:port]";
    if vej.aabn().is_some() { Ok(vej) } else { Err(hvad.into()) }
}

fn laes_url(s: &str) -> Result<String, String> {
    let u: Option<axum::http::Uri> = s.parse().ok();
    let godt = u.is_some_and(|u| matches!(u.scheme_str(), Some("http" | "https")) && u.host().is_some_and(|h| !h.is_empty()));
    if godt { Ok(s.to_owned()) } else { Err("expected an address such as https://vagt.example.dk/samspil".into()) }
}
