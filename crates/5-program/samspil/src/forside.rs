//! What a newcomer sees first: the front page, and the greeting of `samspil demo`.
use crate::adresser;
use crate::kommandolinje::{Lytter, Lyttevalg};
use crate::moduler::Modul;
use crate::samling;
use std::fmt::Write;

/// What the front page is about.
pub struct Forside<'f> {
    /// The server's address for clients.
    pub adresse: &'f str,
    /// Its other ports.
    pub havne: adresser::Havne,
    /// The modules that run.
    pub moduler: &'f [Modul],
    /// Security is on.
    pub sikker: bool,
    /// There is a page that hands out keystores.
    pub noeglelagre: bool,
}

const STIL: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}h1{margin-bottom:0}h3{margin-bottom:0}\
    p,ul{margin-top:.25rem}code{color:#555;overflow-wrap:anywhere}a{color:#0059b3}";

impl Forside<'_> {
    /// The page, in Danish. Every link of it opens without a token.
    pub fn html(&self) -> String {
        let (adresse, version) = (self.adresse, env!("CARGO_PKG_VERSION"));
        let adgang = match self.sikker {
            true => "Kald kræver et token, en underskrift eller et klientcertifikat. Siderne og beskrivelserne herunder gør ikke.",
            false => "Åben tilstand: ingen tokens. Et kald gælder den myndighed, som headeren <code>X-Myndighed-CVR</code> nævner.",
        };
        let (indgange, sts, tjenester) = (self.indgange(), self.sts(), self.tjenester());
        format!(
            "<!doctype html><html lang=\"da\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Samspil</title><style>{STIL}</style></head>\
             <body><main><h1>Samspil</h1><p>Den fælleskommunale infrastruktur på <code>{adresse}</code>, version {version}. {adgang}</p>\
             <section><h2>Begynd her</h2><ul>{indgange}</ul></section>{sts}<section><h2>Tjenester</h2>{tjenester}</section>\
             <section><h2>Drift</h2><ul><li><a href=\"/sundhed\">Sundhed</a></li><li><a href=\"/metrics\">Målinger</a></li></ul></section></main></body></html>"
        )
    }

    /// Pages and files to begin with.
    fn indgange(&self) -> String {
        let organisation = self.moduler.contains(&Modul::Organisation);
        let alle = [
            (self.noeglelagre, crate::klientside::SIDE, "Nøglelagre til at prøve med", "åbnes med koden, som programmet skrev ved start"),
            (true, samling::SIDE, "REST-kald som side", "beskrivelsen selv er /openapi.json"),
            (
                self.sikker,
                "/openapi?fra=/administration/v1/openapi.json",
                "Administrationsmodulet",
                "systemer, serviceaftaler og log; kald kræver en administrators certifikat",
            ),
            (
                self.moduler.contains(&Modul::Adresse),
                "/openapi?fra=/dawa/openapi.json",
                "Adresser og bygninger",
                "frie data uden token; npm-pakken dawa-autocomplete2 taler med /dawa",
            ),
            (organisation, graphql::FORESPOERGSELSSIDE_STI, "GraphQL-forespørgsler", "til OrganisationHent"),
            (true, samling::STI, "Samling til Postman og Bruno", "et listekald for hver type, og hver SOAP-operation"),
            (true, "/site-map", "Alle REST-adresser", "som LoRA viser dem"),
            (true, "/fejl", "Fejl og hvad de betyder", "SAM-numrene"),
        ];
        let vist = alle.iter().filter(|(er, ..)| *er);
        vist.map(|(_, sti, navn, om)| format!("<li><a href=\"{sti}\">{navn}</a>: {om}</li>")).collect()
    }

    fn sts(&self) -> String {
        if !self.sikker {
            return String::new();
        }
        let alle: String = adresser::sts(self.adresse).iter().map(|(hvad, a)| format!("<li>{hvad} <code>{a}</code></li>")).collect();
        format!("<section><h2>Tokens (STS)</h2><ul>{alle}</ul></section>")
    }

    /// The same list as in the keystores' guide: every service with its entity id and addresses.
    fn tjenester(&self) -> String {
        let mut ud = String::new();
        for t in adresser::tjenester(self.adresse, self.moduler, self.havne) {
            // Tokens and their demo are not there in the open mode, nor is TLS.
            let adresser = t.adresser.iter().filter(|(vej, _)| self.sikker || *vej != "AMQP");
            let adresser: String = adresser.map(|(vej, a)| self.adresse(vej, a.strip_prefix(self.adresse).unwrap_or(a))).collect();
            if !self.sikker && (adresser.is_empty() || t.def.entity_id == adgang::katalog::ACCESSTOKENDEMO.entity_id) {
                continue;
            }
            let _ = write!(ud, "<h3>{}</h3>", t.def.navn);
            if self.sikker {
                let uuid = adgang::katalog::service_uuid(t.def.entity_id).map(|u| format!(", ServiceUUID <code>{u}</code>"));
                let _ = write!(ud, "<p>entityID <code>{}</code>{}</p>", t.def.entity_id, uuid.unwrap_or_default());
            }
            let _ = write!(ud, "<ul>{adresser}</ul>");
        }
        ud
    }

    fn adresse(&self, vej: &str, sti: &str) -> String {
        match vej {
            "SOAP" => format!("<li>SOAP <a href=\"{sti}\"><code>{sti}</code></a>, <a href=\"{sti}?wsdl\">WSDL</a></li>"),
            "REST" if !self.sikker => {
                format!("<li>REST <a href=\"{sti}?list=true&amp;maximalantalresultater=3\"><code>{sti}</code></a></li>")
            }
            _ => format!("<li>{vej} <code>{sti}</code></li>"),
        }
    }
}

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

    #[test]
    fn the_front_page_names_every_service_and_what_is_switched_off_is_not_there() {
        let havne = adresser::Havne::STANDARD;
        let side = |moduler: &[Modul], sikker| Forside { adresse: "https://x", havne, moduler, sikker, noeglelagre: true }.html();
        let alt = side(Modul::alle(), true);
        for t in adresser::tjenester("https://x", Modul::alle(), havne) {
            assert!(alt.contains(t.def.navn) && alt.contains(t.def.entity_id), "{}", t.def.entity_id);
        }
        let lidt = side(&[Modul::Klassifikation], false);
        assert!(lidt.contains("/klasse/7?wsdl") && !lidt.contains("/organisation/") && !lidt.contains("amqps") && !lidt.contains("STS"));
    }
}
