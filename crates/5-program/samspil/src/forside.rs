//! What a newcomer sees first in the terminal: the greeting of `samspil demo`.
use crate::kommandolinje::{Lytter, Lyttevalg};

/// Borgerservice, a unit that every demo has.
const ENHED: &str = "f605954f-e60e-415b-b210-8c6995e1e572";

/// Where the program listens beside HTTP, once that is known: another program may have had the usual ports.
pub fn andre_porte(valg: &Lyttevalg, aaben: bool) -> String {
    let porte = [
        ("AMQP", "--amqps", valg.amqps.filter(|_| !aaben)),
        ("AMQP", "--amqp", valg.amqp.filter(|_| aaben)),
        ("SFTP", "--sftp", valg.sftp.filter(|_| !aaben)),
    ];
    let linje = |(hvad, valg, l): (&str, &str, Option<Lytter>)| match l? {
        Lytter::Paa(a) => Some(format!("{hvad} is on {a}. ")),
        Lytter::Fra => Some(format!("{hvad} is off; `{valg} ADDRESS` puts it on. ")),
    };
    let alle: String = porte.into_iter().filter_map(linje).collect();
    format!("{}\n", alle.trim_end())
}

/// What `samspil demo` prints when it is ready. Every command in it works when it is pasted into another terminal.
///
/// `lager` is the address of a PostgreSQL store, if there is one; `andre` what [`andre_porte`] says.
pub fn demohilsen(adresse: &str, data: &std::path::Path, lager: Option<&str>, side: &str, andre: &str) -> String {
    let d = data.display();
    // A password stays where it was: in the environment, or in what the reader typed himself.
    let med_kode = |l: &str| l.split_once("://").and_then(|(_, r)| r.rsplit_once('@')).is_some_and(|(hvem, _)| hvem.contains(':'));
    let lager = match lager {
        None => String::new(),
        Some(l) if med_kode(l) => " --lager \"$SAMSPIL_LAGER\"".to_owned(),
        Some(l) => format!(" --lager '{l}'"),
    };
    format!(
        r#"
Samspil is running at {adresse} with Korsbæk Kommune (CVR 11111111) in it. Security is on: tokens, signatures and agreements.
Keystores of a demo system and of administrators are in {d}/klienter; LAESMIG.txt there says which file goes where
(Java, .NET, PHP, Python). A page that hands them out and makes new ones opens once with this address:
  {side}
{andre}
Paste into another terminal:

  # A unit through signed SOAP: fetches a token, signs, verifies the answer
  samspil klient kald organisation/organisationenhed/6 laes --felt UUIDIdentifikator={ENHED} --server {adresse} --certifikat {d}/klienter/demosystem.p12 --rod {d}/klienter/rod.pem

  # OIO REST with a JWT
  samspil klient rest GET '/organisation/organisationenhed?enhedsnavn=Team%25&list=true&maximalantalresultater=2' --server {adresse} --certifikat {d}/klienter/demosystem.p12 --rod {d}/klienter/rod.pem

  # What the municipality has agreed to
  curl --cacert {d}/klienter/rod.pem --cert {d}/klienter/administrator-kommune.pem --key {d}/klienter/administrator-kommune.key {adresse}/administration/v1/aftaler

  # The log, proven whole
  samspil log kontroller --data {d}{lager}

  # Every service with its entity id and addresses, and where tokens come from
  samspil klient tjenester --server {adresse}

  # Samples for Java, .NET, PHP and Python, and files for the tours of README.md
  samspil eksempler

Without security, for a first look: samspil demo --aaben    Front page, in a browser: {adresse}/    Stop: Ctrl-C

"#
    )
}

/// What `samspil demo --aaben` prints when it is ready. Every command in it works when it is pasted into another terminal.
pub fn demohilsen_aaben(adresse: &str, andre: &str) -> String {
    format!(
        r#"
Samspil is running at {adresse} with Korsbæk Kommune (CVR 11111111) in it.
Open mode: no tokens, loopback only, every call acts for Korsbæk unless the header X-Myndighed-CVR says otherwise.
{andre}
Paste into another terminal:

  # OIO REST: units whose name begins with "Team"
  curl '{adresse}/organisation/organisationenhed?enhedsnavn=Team%25&list=true&maximalantalresultater=2'

  # GraphQL: the municipality and its top units
  curl {adresse}/organisation/organisationhent/1 -H 'Content-Type: application/json' \
    -H 'x-TransaktionsId: 3f2a1c52-9a0e-4f44-8f43-0b8a5a0f8d11' -H 'x-TransaktionsTid: 2026-01-01T00:00:00Z' \
    -d '{{"query":"{{organisation(cvr:\"11111111\"){{organisationsnavn organisationEnhed{{enhedsnavn underliggendeEnheder{{enhedsnavn}}}}}}}}"}}'

  # SOAP: the service's own WSDL, for zeep, CXF, WCF …
  curl '{adresse}/organisation/organisationenhed/6?wsdl'

  # Set the clock to next year, and back (what is written meanwhile keeps its time, and later changes get no earlier one: a --data of its own is best)
  curl -X PUT {adresse}/udvikling/ur -H 'Content-Type: application/json' -d '{{"nu":"2027-01-01T00:00:00Z"}}'
  curl -X DELETE -H 'Content-Type: application/json' {adresse}/udvikling/ur

  # Empty the municipality
  curl -X DELETE -H 'Content-Type: application/json' {adresse}/udvikling/myndighed/11111111/data

Front page, in a browser: {adresse}/    Samples: samspil eksempler    Stop: Ctrl-C

"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_demo_s_commands_name_the_store_and_no_password() {
        let hilsen = |lager: Option<&str>| demohilsen("https://x", Path::new("pg"), lager, "", "");
        assert!(hilsen(None).contains("samspil log kontroller --data pg\n"));
        assert!(hilsen(Some("postgres://anna@db/samspil")).contains("log kontroller --data pg --lager 'postgres://anna@db/samspil'"));
        let med_kode = hilsen(Some("postgres://anna:hemmelig@db/samspil"));
        assert!(med_kode.contains("--lager \"$SAMSPIL_LAGER\"") && !med_kode.contains("hemmelig"), "{med_kode}");
    }
}
