//! Which service has which entity id and which addresses here: told by the front page, the keystores' guide and page,
//! the collection for Postman and `samspil klient tjenester`.
use crate::kommandoer::klient::opslag;
use crate::kommandolinje::{Lytter, Lyttevalg};
use crate::moduler::Modul;
use adgang::Tjenestedef;
use std::fmt::Write;

/// The ports beside that of HTTPS; none where nobody listens.
#[derive(Clone, Copy, Debug)]
pub struct Havne {
    /// AMQP with TLS.
    pub amqps: Option<u16>,
    /// SFTP.
    pub sftp: Option<u16>,
}

impl Havne {
    /// Where they are unless somebody has said otherwise (E-30).
    pub const STANDARD: Self = Self { amqps: Some(5671), sftp: Some(2222) };

    /// Those that a program says it has (`/sundhed`); `None` for an answer that says nothing of them.
    pub fn fra_sundhed(krop: &str) -> Option<Self> {
        let v: serde_json::Value = serde_json::from_str(krop).ok()?;
        let porte = v.get("porte")?;
        let port = |navn: &str| porte.get(navn).and_then(serde_json::Value::as_u64).and_then(|p| u16::try_from(p).ok());
        Some(Self { amqps: port("amqps"), sftp: port("sftp") })
    }

    /// Those of the program, once it has them.
    pub fn af(valg: &Lyttevalg) -> Self {
        let port = |l: Option<Lytter>| if let Some(Lytter::Paa(a)) = l { Some(a.port()) } else { None };
        Self { amqps: port(valg.amqps), sftp: port(valg.sftp) }
    }
}

/// A service as who shall call it needs it.
pub struct Tjeneste {
    /// Its entity id and name.
    pub def: &'static Tjenestedef,
    /// Wire and address.
    pub adresser: Vec<(&'static str, String)>,
}

/// Where tokens come from: what for, and the address.
pub fn sts(server: &str) -> [(&'static str, String); 5] {
    [
        ("WS-Trust", format!("{server}{}", soap::tjenester::sf1514::STI)),
        ("SAML REST", format!("{server}{}", klient::SAML_STI)),
        ("JWT", format!("{server}{}", klient::JWT_STI)),
        ("OAuth 2.0", format!("{server}{}", styring::OAUTH_STI)),
        ("AccessToken", format!("{server}{}", klient::ADGANGSTOKEN_STI)),
    ]
}

/// Every service that tokens are issued for, with its addresses at that server.
pub fn tjenester(server: &str, moduler: &[Modul], havne: Havne) -> Vec<Tjeneste> {
    let snitflader = [
        (Modul::Beskedfordeler, beskedfordeler::BESKEDTJENESTER),
        (Modul::Fordeling, fordeling::SNITFLADER),
        (Modul::Person, person::tjenester::OPSLAGSTJENESTER),
        (Modul::Sapa, sapa::TJENESTER),
    ];
    let faelles = snitflader
        .iter()
        .filter(|(m, _)| moduler.contains(m))
        .flat_map(|(_, t)| *t)
        .chain(serviceplatform::KATALOG)
        .chain(adgang::katalog::PROEVETJENESTER)
        .chain(roller::TJENESTER)
        .copied();
    let alle = moduler.iter().flat_map(|m| m.tjenester().iter().copied()).chain(faelles);
    alle.map(|def| Tjeneste { def, adresser: adresser(server, def, havne) }).collect()
}

fn adresser(server: &str, def: &Tjenestedef, havne: Havne) -> Vec<(&'static str, String)> {
    let kontrakter = soap::tjenester::alle().filter(|k| k.bagved.adgang.entity_id == def.entity_id);
    let mut ud: Vec<_> = kontrakter.filter_map(|k| Some(("SOAP", format!("{server}{}", k.stier.first()?)))).collect();
    let typer = Modul::alle().iter().flat_map(|m| m.typer()).filter(|t| def.services.contains(&t.service));
    // A register that several services read has one that its paths' tokens are for.
    let egen = |t: &&&register::Objekttype| opslag::for_sti(&format!("/{}/{}", t.service, t.sti)) == Some(def.entity_id);
    ud.extend(typer.filter(egen).map(|t| ("REST", format!("{server}/{}/{}", t.service, t.sti))));
    if def.entity_id == adgang::katalog::ACCESSTOKENDEMO.entity_id {
        ud.push(("REST", format!("{server}{}/TEKST", styring::DEMO_STI)));
    }
    let vaert = server.split_once("://").map_or(server, |(_, v)| v);
    let vaert = vaert.rsplit_once(':').map_or(vaert, |(v, _)| v);
    if beskedfordeler::BESKEDTJENESTER.iter().any(|t| t.entity_id == def.entity_id) {
        ud.extend(havne.amqps.map(|p| ("AMQP", format!("amqps://{vaert}:{p}/BF"))));
    }
    if def.entity_id == serviceplatform::tjenester::findos::OPSLAG_ADGANG.entity_id {
        ud.push(("HTTP", format!("{server}{}/opslag", dawa::FINDOS)));
    }
    ud.extend(dupla::adresse(def.entity_id).map(|sti| ("GET", format!("{server}{sti}"))));
    if def.entity_id == person::tjenester::PERSONOPSLAG.entity_id {
        ud.push(("POST", format!("{server}{}/person", styring::personopslag::ROD)));
    }
    if def.entity_id == sapa::tjenester::SAPA.entity_id {
        ud.push(("POST", format!("{server}{}/overblik", styring::sapa::ROD)));
    }
    if def.entity_id == roller::tjenester::JOBFUNKTIONSROLLER.entity_id {
        ud.push(("HTTP", format!("{server}{}", styring::ROLLEKATALOG)));
    }
    if def.entity_id == fordeling::tjenester::FILUDVEKSLING.entity_id {
        ud.extend(havne.sftp.map(|p| ("SFTP", format!("sftp://{vaert}:{p}"))));
    }
    let graphql = [graphql::ORGANISATION_STI].into_iter().chain(graphql::KLASSIFIKATION_STIER);
    let egne = graphql.filter(|s| graphql::service(s).is_some_and(|s| def.services.contains(&s)));
    ud.extend(egne.map(|s| ("GraphQL", format!("{server}{s}"))));
    ud
}

/// The list as text, a service after the other. Where an InvocationContext is taken, what it names the service by.
pub fn tekst(tjenester: &[Tjeneste]) -> String {
    let mut ud = String::new();
    for t in tjenester {
        let _ = writeln!(ud, "\n{}\n  entityID  {}", t.def.navn, t.def.entity_id);
        if let Some(u) = adgang::katalog::service_uuid(t.def.entity_id) {
            let _ = writeln!(ud, "  ServiceUUID  {u}");
        }
        for (vej, adresse) in &t.adresser {
            let _ = writeln!(ud, "  {vej:<8}  {adresse}");
        }
    }
    ud
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rest_address_stands_under_the_service_whose_tokens_open_it_and_every_service_has_one() {
        for t in tjenester("https://x", Modul::alle(), Havne::STANDARD) {
            assert!(!t.adresser.is_empty(), "{}", t.def.navn);
            for (_, a) in t.adresser.iter().filter(|(vej, _)| ["REST", "GET", "POST"].contains(vej)) {
                assert_eq!(opslag::for_sti(a.trim_start_matches("https://x")), Some(t.def.entity_id), "{a}");
            }
        }
    }

    #[test]
    fn what_an_invocation_context_names_a_service_by_is_told() {
        let alle = tekst(&tjenester("https://x", Modul::alle(), Havne::STANDARD));
        for u in ["c0daecde-e278-43b7-84fd-477bfeeea027", "d8a062c0-27d1-11e6-b67b-9e71128cae77", "4925d7a0-1b5b-11ec-bdc6-b312b83236d4"] {
            assert!(alle.contains(&format!("\n  ServiceUUID  {u}\n")), "{u}: {alle}");
        }
    }

    #[test]
    fn addresses_have_the_ports_that_are_listened_on() {
        let alle = |havne| tekst(&tjenester("https://x:8443", Modul::alle(), havne));
        let her = alle(Havne { amqps: Some(1), sftp: Some(2) });
        assert!(her.contains("amqps://x:1/BF\n") && her.contains("sftp://x:2\n"));
        let fra = alle(Havne { amqps: None, sftp: None });
        assert!(!fra.contains("amqps://") && !fra.contains("sftp://"));
        let sagt = Havne::fra_sundhed("{\"status\":\"ok\",\"porte\":{\"amqps\":25671,\"sftp\":null}}").unwrap();
        assert_eq!((sagt.amqps, sagt.sftp), (Some(25_671), None));
        assert!(Havne::fra_sundhed("{\"status\":\"ok\"}").is_none() && Havne::fra_sundhed("<html>").is_none());
    }
}
