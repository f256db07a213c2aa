//! What a newcomer sees first: the front page, and the greeting of `samspil demo`.
use crate::moduler::Modul;

/// A service on the front page.
struct Tjeneste {
    modul: Modul,
    navn: &'static str,
    hvad: &'static str,
    links: &'static [(&'static str, &'static str)],
}

const TJENESTER: &[Tjeneste] = &[
    Tjeneste {
        modul: Modul::Organisation,
        navn: "Organisation (SF1500)",
        hvad: "Myndigheder, enheder, brugere, funktioner og adresser.",
        links: &[
            ("SOAP: OrganisationEnhed", "/organisation/organisationenhed/6?wsdl"),
            ("SOAP: Bruger", "/organisation/bruger/6?wsdl"),
            ("SOAP: OrganisationSystem", "/organisation/organisationsystem/6?wsdl"),
            ("REST", "/organisation/organisationenhed"),
            ("GraphQL", "/organisation/graphiql/1/"),
        ],
    },
    Tjeneste {
        modul: Modul::Klassifikation,
        navn: "Klassifikation (SF1510)",
        hvad: "Klassifikationer, facetter og klasser, med import af KLE.",
        links: &[("SOAP: Klasse 6", "/klasse/6?wsdl"), ("SOAP: Klasse 7", "/klasse/7?wsdl"), ("REST", "/klassifikation/klasse")],
    },
    Tjeneste {
        modul: Modul::Oio,
        navn: "OIO-objekter",
        hvad: "Sag, dokument, aktivitet, indsats, tilstand og loghændelse i OIO REST.",
        links: &[("Sag", "/sag/sag"), ("Dokument", "/dokument/dokument"), ("Alle adresser", "/site-map"), ("OpenAPI", "/openapi.json")],
    },
];

/// The front page, in Danish.
pub fn html(adresse: &str, moduler: &[Modul]) -> String {
    let mut liste = String::new();
    for t in TJENESTER.iter().filter(|t| moduler.contains(&t.modul)) {
        liste.push_str(&format!("<section><h2>{}</h2><p>{}</p><ul>", t.navn, t.hvad));
        for (navn, sti) in t.links {
            liste.push_str(&format!("<li><a href=\"{sti}\">{navn}</a> <code>{sti}</code></li>"));
        }
        liste.push_str("</ul></section>");
    }
    format!(
        "<!doctype html><html lang=\"da\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Samspil</title><style>\
         body{{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}}h1{{margin-bottom:0}}code{{color:#555}}\
         a{{color:#0059b3}}</style></head><body><main><h1>Samspil</h1><p>Den fælleskommunale infrastruktur på <code>{adresse}</code>, \
         version {}.</p>{liste}<section><h2>Drift</h2><ul><li><a href=\"/sundhed\">Sundhed</a></li><li><a href=\"/metrics\">Målinger</a></li><li><a href=\"/fejl\">Fejl og hvad de betyder</a></li><li><a href=\"/openapi\">REST-kald som side</a></li><li><a href=\"/postman.json\">Alle kald til Postman og Bruno</a></li></ul></section></main></body></html>",
        env!("CARGO_PKG_VERSION")
    )
}

/// Borgerservice, a unit that every demo has.
const ENHED: &str = "f605954f-e60e-415b-b210-8c6995e1e572";

/// What `samspil demo` prints when it is ready. Every command in it works when it is pasted into another terminal.
///
/// `lager` is the address of a PostgreSQL store, if there is one.
pub fn demohilsen(adresse: &str, data: &std::path::Path, lager: Option<&str>, side: &str) -> String {
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

Without security, for a first look: samspil demo --aaben    Front page: {adresse}/    Stop: Ctrl-C

"#
    )
}

/// What `samspil demo --aaben` prints when it is ready. Every command in it works when it is pasted into another terminal.
pub fn demohilsen_aaben(adresse: &str) -> String {
    format!(
        r#"
Samspil is running at {adresse} with Korsbæk Kommune (CVR 11111111) in it.
Open mode: no tokens, loopback only, every call acts for Korsbæk unless the header X-Myndighed-CVR says otherwise.

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

Front page: {adresse}/    Samples: samspil eksempler    Stop: Ctrl-C

"#
    )
}
