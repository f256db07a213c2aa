//! The way of a call: its headers, its parameters, the gateway, and then what carries it out.
use crate::param::Parametre;
use crate::svar::{Form, Indhold, afvis, andens, godt};
use crate::tjenester::{Operation, Tjeneste, stavemaader};
use crate::{Tilstand, ukendt};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use grund::{Fejl, Fejlkode, Kaldekontekst, Ret};
use serviceplatform::port::begynd_uden;
use serviceplatform::rest::Spoergsmaal;
use serviceplatform::{Kilde, Svar};
use skat::{Borger, Dag};
use std::pin::Pin;

/// One call of one operation.
pub(crate) struct Kald {
    /// The population, the gateway.
    pub t: Tilstand,
    /// Which service.
    pub tjeneste: &'static Tjeneste,
    /// Who calls.
    pub kontekst: Kaldekontekst,
    /// The parameters.
    pub p: Parametre,
    /// The Danish day of the call.
    pub dag: Dag,
}

/// Carries an operation out.
pub(crate) type Udfoer = fn(Kald) -> Pin<Box<dyn Future<Output = Result<Indhold, Fejl>> + Send>>;

/// A person that was looked up, with the place of her number among those that were asked for.
pub(crate) type Fundet = (usize, Borger);

impl Kald {
    /// The caller may see where protected persons live.
    pub(crate) fn ser_beskyttede(&self) -> bool {
        self.kontekst.retter.har(self.tjeneste.raekke.adgang.service(), Ret::SeBeskyttede)
    }

    /// The persons behind the numbers of a parameter, and a notice for each number that is nobody's. Whoever has a new number is in the log under both (CPR-06).
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn personer(&self, navn: &'static str) -> Result<(Vec<Fundet>, Vec<Fejl>), Fejl> {
        let ser = self.ser_beskyttede();
        let (mut ud, mut advis): (Vec<Fundet>, Vec<Fejl>) = (Vec::new(), Vec::new());
        for (i, nummer) in self.p.cifre(navn, 10)?.into_iter().enumerate() {
            match self.t.borgere.borger(nummer, ser, self.kontekst.nu).await? {
                Some(b) => {
                    self.kontekst.spor.samme_person(nummer, &b.nummer);
                    if b.nummer != nummer {
                        // Whoever asks for many finds by it which answer belongs to which question.
                        let felt = format!("{navn}[{}]", i + 1);
                        advis.push(Fejl::ny(Fejlkode::NytPersonnummer).felt(felt).detalje(b.nummer.clone()));
                    }
                    // The same person under two of her numbers is one.
                    if !ud.iter().any(|(_, x)| x.nummer == b.nummer) {
                        ud.push((i + 1, b));
                    }
                }
                None => {
                    self.kontekst.spor.ingen(nummer);
                    advis.push(Fejl::ny(Fejlkode::UkendtPersonnummer).felt(format!("{navn}[{}]", i + 1)));
                }
            }
        }
        Ok((ud, advis))
    }

    /// The one person that an operation of ours is about, and what is to be said of the number.
    ///
    /// # Errors
    /// `UkendtPersonnummer`; those of the store.
    pub(crate) async fn person(&self, navn: &'static str) -> Result<(Borger, Vec<Fejl>), Fejl> {
        if self.p.alle(navn).count() != 1 {
            return Err(Fejl::ny(Fejlkode::ForMange).felt(navn).ventet(grund::sagt::hoejst(1, grund::sagt::STYK)));
        }
        let (fundne, advis) = self.personer(navn).await?;
        fundne.into_iter().next().map(|(_, b)| (b, advis)).ok_or_else(|| Fejl::ny(Fejlkode::UkendtPersonnummer).felt(navn))
    }
}

/// Answers a call.
pub(crate) async fn svar(t: Tilstand, tjeneste: &'static Tjeneste, navn: String, anmodning: Request) -> Response {
    // Nothing here has a body.
    let (dele, _) = anmodning.into_parts();
    match udfoer(t, tjeneste, &navn, &dele).await {
        Ok(Udfald::Egen(i)) => godt(tjeneste.form, i, &dele.headers),
        Ok(Udfald::Gennem(s)) => andens(tjeneste.form, s, &dele.headers),
        Err(f) => {
            if let Some(k) = dele.extensions.get::<Kaldekontekst>() {
                k.spor.skriv(|s| s.fejl = Some(f.kode()));
            }
            afvis(tjeneste.form, &f, &dele.headers)
        }
    }
}

/// What a call came to.
enum Udfald {
    /// The simulator's answer.
    Egen(Indhold),
    /// An upstream's.
    Gennem(Svar),
}

/// Headers of DUPLA's contract that an upstream is sent as they came.
const VIDERE: [&str; 5] = ["x-transaktionsid", "x-transaktionstid", "ufst-adgangsgrundlag", "x-major-version", "x-onbehalfofuser"];

async fn udfoer(t: Tilstand, tjeneste: &'static Tjeneste, navn: &str, dele: &Parts) -> Result<Udfald, Fejl> {
    let kontekst = dele.extensions.get::<Kaldekontekst>().cloned().ok_or_else(|| Fejl::ny(Fejlkode::ManglerSikkerhed))?;
    let navn = grund::tekst::nfc(navn);
    let o = tjeneste.operationer.iter().find(|o| o.navn == navn).ok_or_else(|| ukendt(tjeneste))?;
    if !matches!(dele.method, Method::GET | Method::HEAD) {
        return Err(Fejl::ny(Fejlkode::UkendtMetode).tilladt(["GET"]));
    }
    hoveder(tjeneste.form, &dele.headers, &kontekst)?;
    kontekst.spor.skriv(|s| s.operation = Some(o.navn.to_owned()));
    let p = Parametre::laes(&dele.uri, o)?;
    let cpr: Vec<&str> = o.parametre.iter().filter(|x| x.cpr).flat_map(|x| p.alle(x.navn)).collect();
    let kilde = match &t.serviceplatform {
        Some(s) => s.begynd(tjeneste.raekke, &kontekst, &cpr).await?,
        None => begynd_uden(tjeneste.raekke, &kontekst, &cpr)?,
    };
    if let Kilde::Gennem(op) = kilde {
        let s = t.serviceplatform.as_ref().ok_or_else(|| Fejl::ny(Fejlkode::KildeMangler).felt(op.navn.clone()))?;
        let hoved = |n: &'static str| Some((n, dele.headers.get(n)?.to_str().ok()?.to_owned()));
        let hoveder = VIDERE.into_iter().filter(|_| tjeneste.form == Form::Dupla).filter_map(hoved).collect();
        let spoergsmaal = Spoergsmaal { sti: adresse(tjeneste, o, dele.uri.query()), hoveder };
        return s.gennem_rest(&op, tjeneste.raekke, &kontekst, spoergsmaal).await.map(Udfald::Gennem);
    }
    let dag = Dag::af(kontekst.nu).ok_or_else(|| Fejl::intern("a call without a time"))?;
    (o.udfoer)(Kald { t, tjeneste, kontekst, p, dag }).await.map(Udfald::Egen)
}

/// Address and parameters as an upstream has them: the published names, percent-encoded; the parameters as they came.
fn adresse(tjeneste: &Tjeneste, o: &Operation, parametre: Option<&str>) -> String {
    let sti = stavemaader(&format!("{}/{}", tjeneste.rod, o.navn)).into_iter().next().unwrap_or_default();
    match parametre {
        Some(p) => format!("{sti}?{p}"),
        None => sti,
    }
}

/// What DUPLA demands of a call beside its token: the transaction, and the agreement with Skatteforvaltningen by its form. Whose user it is for goes to the log.
fn hoveder(form: Form, h: &HeaderMap, kontekst: &Kaldekontekst) -> Result<(), Fejl> {
    let tekst = |navn: &str| h.get(navn).and_then(|v| std::str::from_utf8(v.as_bytes()).ok()).map(str::trim).filter(|t| !t.is_empty());
    if let Some(b) = tekst("x-onbehalfofuser") {
        kontekst.spor.skriv(|s| s.bruger = s.bruger.take().or_else(|| Some(b.chars().take(255).collect())));
    }
    if form == Form::Egen {
        return Ok(());
    }
    grund::transaktion::kontroller(tekst("x-transaktionsid").unwrap_or_default(), tekst("x-transaktionstid").unwrap_or_default())?;
    const GRUNDLAG: &str = "ufst-adgangsgrundlag";
    const FORM: &str = "urn:ufst:adgangsgrundlag:aftale:ID";
    let grundlag = tekst(GRUNDLAG).ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt(GRUNDLAG).ventet(FORM))?;
    let id = ["aftale:", "rolle:"].iter().find_map(|s| grundlag.strip_prefix("urn:ufst:adgangsgrundlag:")?.strip_prefix(s));
    if id.is_none_or(|id| id.is_empty() || id.contains(char::is_whitespace)) {
        return Err(Fejl::ny(Fejlkode::UgyldigtMoenster).felt(GRUNDLAG).ventet(FORM));
    }
    match tekst("x-major-version") {
        None | Some("1") => Ok(()),
        Some(v) => Err(Fejl::ny(Fejlkode::UgyldigVaerdi).felt("x-major-version").tilladt(["1"]).detalje(grund::fejl::uddrag(v))),
    }
}
