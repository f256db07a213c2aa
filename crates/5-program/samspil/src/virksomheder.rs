//! The company register in the running program: what a load has changed becomes messages of Beskedfordeler, each once however often the program dies on the way.
use crate::fortael;
use crate::ur::Systemur;
use async_trait::async_trait;
use beskedfordeler::fordeler::Sending;
use beskedfordeler::kuvert::{self, Kuvert, Objektregistrering, Relateret};
use beskedfordeler::{Fordeler, Snitflade};
use cvr::haendelser::{self, Haendelse};
use cvr::{Art, Virksomhedsregister};
use grund::ur::{IdKilde, Ur};
use grund::xml::escape_tekst;
use grund::{Cvr, Fejl, Tidspunkt, UnikId, graenser};
use std::sync::Arc;

/// Events that are told at a time.
const BID: usize = 500;

/// The namespace of what our messages about companies carry.
const NS: &str = "http://samspil.dk/xml/cvr/haendelse/1";

/// Tells events of companies.
pub struct Fortaeller {
    /// The register.
    pub register: Virksomhedsregister,
    /// Beskedfordeler.
    pub fordeler: Arc<Fordeler>,
    /// The clock.
    pub ur: Arc<Systemur>,
    /// Ids of calls.
    pub ids: Arc<dyn IdKilde>,
}

#[async_trait]
impl fortael::Fortaeller for Fortaeller {
    fn hvad(&self) -> &'static str {
        "CVR"
    }

    async fn fortael(&self) -> Result<usize, Fejl> {
        let f = &self.fordeler;
        if !f.koe().har() {
            return Ok(0);
        }
        let Some(load) = self.register.ufortalt().await? else { return Ok(0) };
        let haendelser = self.register.haendelser(load, BID).await?;
        let nu = self.ur.nu();
        let sending = |h: &Haendelse| -> Result<Sending, Fejl> {
            let data = kuvert::dan(&kuvert(h, nu), Some(indhold(h)))?.into_bytes().into();
            Ok(Sending { kald: adgang::paa_maskinen(Cvr::LANDET, nu, self.ids.ny()), snitflade: Snitflade::V2, data })
        };
        let sendinger: Vec<Sending> = haendelser.iter().map(|(_, h)| sending(h)).collect::<Result<_, Fejl>>()?;
        for svar in f.afsend_i_raekke(&sendinger).await {
            svar.fortalt()?;
        }
        let numre: Vec<u64> = haendelser.iter().map(|(nr, _)| *nr).collect();
        self.register.fortalt(load, &numre).await?;
        Ok(numre.len().max(1))
    }
}

fn cvr_urn(cvr: u32) -> UnikId {
    UnikId::Urn(format!("urn:oio:cvr-nr:{cvr:08}"))
}

/// The envelope. Its id follows from the unit, its state and the event: told again it is recognised.
fn kuvert(h: &Haendelse, nu: Tidspunkt) -> Kuvert {
    let virksomhed = UnikId::Uuid(Art::Enhed.objekttype());
    let relateret = |c: &u32| Relateret { id: cvr_urn(*c), objekttype: virksomhed.clone(), rolle: None };
    let id = UnikId::Uuid(h.id());
    let registrering = Objektregistrering {
        tidspunkt: Some(nu),
        myndighed: Some(cvr_urn(Cvr::LANDET.tal())),
        objekt: Some(UnikId::Urn(h.urn())),
        objekttype: Some(UnikId::Uuid(h.art.objekttype())),
        handling: Some(UnikId::Uuid(h.hvad.handling())),
        ..Objektregistrering::default()
    };
    let kilde = haendelser::kilde();
    Kuvert {
        ansvarlig: Some(kilde),
        kildesystem: Some(kilde),
        dannet: Some(nu),
        relaterede: h.enheder.iter().take(graenser::KUVERT_GENTAGELSER).map(relateret).collect(),
        registreringer: vec![registrering],
        ..Kuvert::ny(id, UnikId::Uuid(haendelser::beskedtype()))
    }
}

/// What has happened, in words; the unit itself is read at SF1530.
fn indhold(h: &Haendelse) -> String {
    let mut ud = format!("<c:Virksomhedshaendelse xmlns:c=\"{NS}\">");
    let felter = [
        ("Slags", h.art.navn().to_owned()),
        ("Nummer", h.nummer.to_string()),
        ("Version", h.version.to_string()),
        ("Haendelse", h.hvad.kode().to_owned()),
        ("Tekst", h.hvad.tekst().to_owned()),
    ];
    for (navn, vaerdi) in felter {
        ud.push_str(&format!("<c:{navn}>"));
        escape_tekst(&vaerdi, &mut ud);
        ud.push_str(&format!("</c:{navn}>"));
    }
    ud.push_str("</c:Virksomhedshaendelse>");
    ud
}
