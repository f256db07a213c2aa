//! `samspil klient`: any Samspil, or a server like it, called from a terminal or a script.
mod log_ind;
pub mod opslag;

use super::{Nederlag, skriv};
use crate::kommandolinje::klient::{self, Klient, Klientvalg, Tokenslags};
use crate::moduler::Modul;
use crate::opstilling::fejltekst;
use crate::ur::{Systemur, Tilfaeldige};
use crate::{adresser, filer};
use ::klient::http::{Http, Httpsvar};
use ::klient::{self as bibliotek, Besked, Betroet, Fault, Restsvar, Rst, Token};
use grund::Tidspunkt;
use grund::ur::{IdKilde, Ur};
use kontrakt::tjeneste::SoapVersion;
use sikkerhed::certifikat::Certifikat;
use sikkerhed::noeglering::{Noeglepar, skriv_privat};
use std::fmt::Write;
use std::io::Read;
use std::path::Path;

/// Carries out the command on a thread that may wait.
pub async fn udfoer(k: Klient) -> Result<(), Nederlag> {
    tokio::task::spawn_blocking(move || koer(k)).await.map_err(|e| format!("the client broke off: {e}"))?
}

/// Exit code of a call that was refused.
const AFVIST: u8 = 3;
/// Exit code of a call that was answered with another StatusKode than 20.
const IKKE_20: u8 = 4;

fn afvist(besked: String) -> Nederlag {
    Nederlag { kode: AFVIST, besked: Some(besked) }
}

fn koer(k: Klient) -> Result<(), Nederlag> {
    match k {
        Klient::Token { tjeneste, slags, ud, valg } => token(&Kalder::ny(valg)?, &tjeneste, slags, ud.as_deref()),
        Klient::Kald { service, operation, body, felter, tjeneste, raa, valg } => {
            kald(valg, &service, &operation, body.as_deref(), &felter, tjeneste.as_deref(), raa)
        }
        Klient::LogInd { login, valg } => Ok(skriv(&log_ind::log_ind(&Kalder::ny(valg)?, &login)?)?),
        Klient::Rest { metode, sti, body, tjeneste, valg } => rest(valg, metode.navn(), &sti, body.as_deref(), tjeneste.as_deref()),
        Klient::Afslag { kald_id, valg } => {
            let k = Kalder::ny(valg)?;
            let svar = k.send("GET", &format!("/adgang/afslag/{kald_id}"), &[], None)?;
            if svar.status == 200 { Ok(skriv(&paen_json(&svar.krop))?) } else { Err(afvist(k.http_afslag(&svar))) }
        }
        Klient::Tjenester { server, rod } => {
            let server = server.trim_end_matches('/');
            let sts: String = adresser::sts(server).iter().map(|(hvad, hvor)| format!("  {hvad:<12}{hvor}\n")).collect();
            let operationer: String = soap::tjenester::alle()
                .map(|k| format!("  {}\n      {}\n", k.navn, k.operationer.iter().map(|o| o.navn).collect::<Vec<_>>().join(", ")))
                .collect();
            let tjenester = adresser::tekst(&adresser::tjenester(server, Modul::alle(), havne(server, &rod)));
            Ok(skriv(&format!("STS\n{sts}{tjenester}\nOperations of `samspil klient kald`\n{operationer}"))?)
        }
    }
}

/// The server's other ports, as it says; the usual ones of a server that does not answer.
fn havne(server: &str, rod: &Path) -> adresser::Havne {
    let rod = if rod.exists() { bibliotek::laes_certifikater(rod, "").unwrap_or_default() } else { Vec::new() };
    let svar = Http::ny(server, None, &rod).and_then(|h| h.send("GET", &format!("{server}/sundhed"), &[], None));
    svar.ok().and_then(|s| adresser::Havne::fra_sundhed(&s.krop)).unwrap_or_else(|| {
        tracing::warn!("{server} does not say on which ports it has AMQP and SFTP: the usual ones are shown");
        adresser::Havne::STANDARD
    })
}

/// Who calls, and whom.
pub(super) struct Kalder {
    valg: Klientvalg,
    noegle: Noeglepar,
    http: Http,
    betroet: Betroet,
    betroet_sts: Betroet,
    bruger: Option<String>,
    ur: Systemur,
}

impl Kalder {
    pub(super) fn ny(mut valg: Klientvalg) -> Result<Self, String> {
        let noegle = bibliotek::laes_noegle(&valg.certifikat, valg.noegle.as_deref(), &valg.kode).map_err(|f| fejltekst(&f))?;
        let rod = bibliotek::laes_certifikater(&valg.rod, &valg.kode).map_err(|f| fejltekst(&f))?;
        valg.server = valg.server.trim_end_matches('/').to_owned();
        let betroet = |fil: Option<&Path>| match fil {
            Some(f) => bibliotek::laes_certifikater(f, &valg.kode).map(Betroet::Certifikater),
            // The CAs between come from the root's file and from the client's own chain.
            None => Betroet::rod(rod.iter().chain(noegle.kaede.iter().skip(1)).cloned()),
        };
        let (betroet, betroet_sts) = (
            betroet(valg.tjenestecertifikat.as_deref()).map_err(|f| fejltekst(&f))?,
            betroet(valg.stscertifikat.as_deref()).map_err(|f| fejltekst(&f))?,
        );
        // What lies beside the system's own certificate, as the server hands it out.
        let ved_siden = |navn: &str| bibliotek::laes_certifikater(&valg.certifikat.with_file_name(navn), &valg.kode).unwrap_or_default();
        let (betroet, betroet_sts) = (betroet.med_kendte(ved_siden("signering.pem")), betroet_sts.med_kendte(ved_siden("sts.pem")));
        let http = Http::ny(&valg.server, Some(&noegle), &rod)?;
        let ur = Systemur::ny();
        if let Some(t) = valg.ur {
            ur.stil(t);
        }
        let bruger = valg.brugertoken.as_deref().map(laes_body).transpose()?;
        Ok(Self { valg, noegle, http, betroet, betroet_sts, bruger, ur })
    }

    /// The client with its certificate.
    pub(super) fn http(&self) -> &Http {
        &self.http
    }

    fn sts(&self) -> &str {
        self.valg.sts.as_deref().map_or(self.valg.server.as_str(), |s| s.trim_end_matches('/'))
    }

    fn nu(&self) -> Tidspunkt {
        self.ur.nu()
    }

    fn certifikat(&self) -> &Certifikat {
        self.noegle.certifikat()
    }

    fn send(&self, metode: &str, sti: &str, hoveder: &[(&str, &str)], krop: Option<&str>) -> Result<Httpsvar, String> {
        self.http.send(metode, &format!("{}{sti}", self.valg.server), hoveder, krop)
    }

    /// A SAML token by WS-Trust.
    fn saml(&self, tjeneste: &str) -> Result<Token, Nederlag> {
        let til = format!("{}{}", self.sts(), soap::tjenester::sf1514::STI);
        let besked_id = Tilfaeldige.ny();
        let bruger = self.bruger.as_deref();
        let rst = Rst { til: &til, tjeneste, myndighed: self.valg.myndighed, bruger, besked_id, nu: self.nu() };
        let besked = bibliotek::byg_rst(&rst, &self.noegle).map_err(|f| fejltekst(&f))?;
        let svar = self.http.send("POST", &til, &[("content-type", "application/soap+xml; charset=utf-8")], Some(&besked))?;
        match bibliotek::laes_rst_svar(&svar.krop, besked_id, &self.betroet_sts, self.nu()) {
            Ok(Ok(t)) => Ok(t),
            Ok(Err(f)) => Err(afvist(format!("no token: {}", self.afslag(&f, &svar)))),
            Err(f) => Err(self.ulaeselig(&fejltekst(&f), &svar).into()),
        }
    }

    /// A token of the JWT or access token service.
    fn form(&self, sted: &str, sti: &str, form: &str) -> Result<Restsvar, Nederlag> {
        let hoveder = [("content-type", "application/x-www-form-urlencoded")];
        let svar = self.http.send("POST", &format!("{sted}{sti}"), &hoveder, Some(form))?;
        if svar.status != 200 {
            return Err(afvist(format!("no token: {}", self.http_afslag(&svar))));
        }
        Ok(Restsvar::laes(&svar.krop).map_err(|f| fejltekst(&f))?)
    }

    /// An access token for a SAML token.
    fn adgangstoken(&self, tjeneste: &str) -> Result<Restsvar, Nederlag> {
        let saml = self.saml(tjeneste)?;
        self.form(&self.valg.server, bibliotek::ADGANGSTOKEN_STI, &bibliotek::adgangstoken_form(&saml))
    }

    pub(super) fn jwt(&self, tjeneste: &str) -> Result<Restsvar, Nederlag> {
        self.form(self.sts(), bibliotek::JWT_STI, &bibliotek::jwt_form(tjeneste, self.valg.myndighed))
    }
}

fn token(k: &Kalder, tjeneste: &str, slags: Tokenslags, ud: Option<&Path>) -> Result<(), Nederlag> {
    let tekst = match slags {
        Tokenslags::Saml => k.saml(tjeneste)?.xml,
        Tokenslags::Rest => {
            let krop = bibliotek::rest_saml(tjeneste, k.valg.myndighed, k.certifikat());
            let url = format!("{}{}", k.sts(), bibliotek::SAML_STI);
            let svar = k.http.send("POST", &url, &[("content-type", "application/json")], Some(&krop))?;
            if svar.status != 200 {
                return Err(afvist(format!("no token: {}", k.http_afslag(&svar))));
            }
            bibliotek::laes_rest_saml(&svar.krop).map_err(|f| fejltekst(&f))?.xml
        }
        Tokenslags::Jwt => k.jwt(tjeneste)?.token,
        Tokenslags::Adgangstoken => k.adgangstoken(tjeneste)?.token,
    };
    match ud {
        None => skriv(&format!("{tekst}\n"))?,
        Some(fil) => skriv_privat(fil, tekst.as_bytes()).map_err(|f| fejltekst(&f))?,
    }
    Ok(())
}

/// The operation's element from a file, standing alone.
fn laes_body(fil: &Path) -> Result<String, String> {
    let tekst = laes_fil(fil)?;
    let galt = |f: grund::Fejl| format!("{}: {}", fil.display(), fejltekst(&f));
    let afkodet = grund::xml::afkod(&tekst).map_err(galt)?;
    let rod = grund::xml::parse(&afkodet).map_err(galt)?;
    let mut ud = String::new();
    grund::xml::skriv_alene(&rod, &grund::xml::Praefikser::i(&[]), &mut ud);
    Ok(ud)
}

fn laes_fil(fil: &Path) -> Result<Vec<u8>, String> {
    if fil == Path::new("-") {
        let mut data = Vec::new();
        std::io::stdin().read_to_end(&mut data).map_err(|e| format!("standard input: {e}"))?;
        return Ok(data);
    }
    filer::laes(fil)
}

fn kald(
    valg: Klientvalg,
    service: &str,
    operation: &str,
    body: Option<&Path>,
    felter: &[(String, String)],
    tjeneste: Option<&str>,
    raa: bool,
) -> Result<(), Nederlag> {
    let kontrakt = opslag::find_kontrakt(service)?;
    let operation = opslag::find_operation(kontrakt, operation)?;
    let krop = match body {
        Some(fil) => laes_body(fil)?,
        None => bibliotek::byg_krop(operation.ind, felter).map_err(|f| f.to_string())?,
    };
    let tjeneste = tjeneste.unwrap_or(kontrakt.bagved.adgang.entity_id);
    let sti = kontrakt.stier.first().ok_or_else(|| format!("{} has no address", kontrakt.navn))?;
    let k = Kalder::ny(valg)?;
    let token = k.saml(tjeneste)?;
    let version = kontrakt.soap;
    let til = format!("{}{sti}", k.valg.server);
    let besked_id = Tilfaeldige.ny();
    let besked = Besked {
        version,
        til: &til,
        action: operation.action,
        krop: &krop,
        token: &token,
        besked_id,
        nu: k.nu(),
        transaktion: kontrakt.hoved.is_some().then(|| Tilfaeldige.ny()),
        framework: kontrakt.platform.er_serviceplatform(),
    };
    let besked = bibliotek::byg_besked(&besked, &k.noegle).map_err(|f| fejltekst(&f))?;
    let svar = match version {
        SoapVersion::V11 => {
            let action = format!("\"{}\"", operation.action);
            k.http.send("POST", &til, &[("content-type", version.indholdstype()), ("soapaction", &action)], Some(&besked))?
        }
        SoapVersion::V12 => {
            let slags = format!("{}; action=\"{}\"", version.indholdstype(), operation.action);
            k.http.send("POST", &til, &[("content-type", &slags)], Some(&besked))?
        }
    };
    let laest = bibliotek::laes_svar(&svar.krop, besked_id, &k.betroet, k.nu()).map_err(|f| k.ulaeselig(&fejltekst(&f), &svar))?;
    if let Some(f) = &laest.fault {
        return Err(afvist(k.afslag(f, &svar)));
    }
    let rod = grund::xml::parse(&laest.krop).map_err(|f| fejltekst(&f))?;
    skriv(&if raa { format!("{}\n", svar.krop) } else { bibliotek::paen_xml(&rod) })?;
    match bibliotek::standardretur(&rod) {
        Some((kode, tekst)) if kode != "20" => {
            Err(Nederlag { kode: IKKE_20, besked: Some(format!("StatusKode {kode}: {tekst}{}", k.hvorfor(&svar))) })
        }
        _ => Ok(()),
    }
}

fn rest(valg: Klientvalg, metode: &str, sti: &str, body: Option<&Path>, tjeneste: Option<&str>) -> Result<(), Nederlag> {
    let sti = format!("/{}", sti.trim_start_matches('/'));
    let tjeneste =
        tjeneste.or_else(|| opslag::for_sti(&sti)).ok_or_else(|| format!("--tjeneste must name the entity id: {sti} tells none"))?;
    let krop = body.map(laes_fil).transpose()?.map(|b| String::from_utf8(b).map_err(|_| "the body is not UTF-8".to_owned())).transpose()?;
    let k = Kalder::ny(valg)?;
    // What is called on behalf of a user goes by the token that has the user in it.
    let adgang = match k.bruger {
        None => format!("Bearer {}", k.jwt(tjeneste)?.token),
        Some(_) => format!("Holder-of-key {}", k.adgangstoken(tjeneste)?.token),
    };
    let (id, tid) = (Tilfaeldige.ny().to_string(), k.nu().til_utc_ms());
    let mut hoveder =
        vec![("authorization", adgang.as_str()), ("x-transaktionsid", &id), ("x-transaktionstid", &tid), ("accept", "application/json")];
    if krop.is_some() {
        hoveder.push(("content-type", "application/json"));
    }
    let svar = k.send(metode, &sti, &hoveder, krop.as_deref())?;
    if svar.status >= 400 {
        return Err(afvist(k.http_afslag(&svar)));
    }
    skriv(&paen_json(&svar.krop))?;
    // GraphQL answers 200 to a query that it has refused.
    match serde_json::from_str::<serde_json::Value>(&svar.krop).ok().and_then(|v| v.get("errors")?.as_array().map(Vec::len)) {
        Some(1..) => Err(Nederlag { kode: IKKE_20, besked: Some(format!("the answer has errors{}", k.hvorfor(&svar))) }),
        _ => Ok(()),
    }
}

impl Kalder {
    /// A fault for the terminal.
    fn afslag(&self, f: &Fault, svar: &Httpsvar) -> String {
        let usigneret = if f.signeret { "" } else { "; the answer's signature was not checked" };
        let nummer = f.nummer.as_ref().map_or_else(String::new, |n| format!(" {n}"));
        format!("fault{nummer} ({}, HTTP {}{usigneret})\n{}{}", f.kode, svar.status, f.tekst, self.hvorfor(svar))
    }

    /// A refusal by HTTP for the terminal: its sentence where it has one, like that of a fault.
    fn http_afslag(&self, svar: &Httpsvar) -> String {
        let json: Option<serde_json::Value> = serde_json::from_str(&svar.krop).ok();
        let saetning = json.as_ref().and_then(|v| v.get("message").or_else(|| v.get("error_description"))?.as_str());
        match (sam_nummer(&svar.krop), saetning) {
            (Some(n), Some(t)) => format!("refused {n} (HTTP {})\n{t}{}", svar.status, self.hvorfor(svar)),
            _ => format!("HTTP {}\n{}{}", svar.status, paen_json(&svar.krop).trim_end(), self.hvorfor(svar)),
        }
    }

    fn ulaeselig(&self, hvad: &str, svar: &Httpsvar) -> String {
        let start: String = svar.krop.chars().take(400).collect();
        format!("HTTP {}: {hvad}\n{start}{}", svar.status, self.hvorfor(svar))
    }

    /// The command that asks why, as it can be pasted: to the same server as the same caller.
    fn hvorfor(&self, svar: &Httpsvar) -> String {
        let Some(id) = svar.kald_id.as_ref() else { return String::new() };
        // Only a refusal for want of access has an explanation that must be asked for; other errors say themselves what is wrong.
        match sam_nummer(&svar.krop) {
            Some(n) if n.starts_with("SAM-21") || n.starts_with("SAM-22") => {}
            Some(n) => return format!("\nCall id {id}. More: samspil fejl {n}"),
            None => return format!("\nCall id {id}."),
        }
        let mut kald = format!("samspil klient afslag {id}");
        let fil = |p: &Path| p.display().to_string();
        for (navn, vaerdi, standard) in [
            ("--server", self.valg.server.clone(), klient::SERVER),
            ("--certifikat", fil(&self.valg.certifikat), klient::CERTIFIKAT),
            ("--rod", fil(&self.valg.rod), klient::ROD),
        ] {
            if vaerdi != standard {
                let _ = write!(kald, " {navn} {}", skalord(&vaerdi));
            }
        }
        if let Some(n) = &self.valg.noegle {
            let _ = write!(kald, " --noegle {}", skalord(&fil(n)));
        }
        format!("\nCall id {id}. Why:\n  {kald}\nor where the server runs:\n  samspil log afslag {id}")
    }
}

/// The first error number of an answer.
fn sam_nummer(krop: &str) -> Option<&str> {
    let fra = krop.find("SAM-")?;
    let n = krop.get(fra..fra + 8)?;
    n.bytes().skip(4).all(|c| c.is_ascii_digit()).then_some(n)
}

/// A word for the shell.
fn skalord(t: &str) -> String {
    let simpelt = !t.is_empty() && t.bytes().all(|c| c.is_ascii_alphanumeric() || b"-_./:=@%+,".contains(&c));
    if simpelt { t.to_owned() } else { format!("'{}'", t.replace('\'', "'\\''")) }
}

fn paen_json(tekst: &str) -> String {
    let paen = serde_json::from_str::<serde_json::Value>(tekst).ok().and_then(|v| serde_json::to_string_pretty(&v).ok());
    format!("{}\n", paen.as_deref().unwrap_or(tekst).trim_end())
}
