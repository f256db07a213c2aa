//! Events of DAR and BBR in the running program: what an import has changed becomes messages of Beskedfordeler, each once however often the program dies on the way.
//!
//! The registers keep their events in order, for whoever asks (`/dawa/haendelser`). How far they are told lies in a row of its own. The first
//! import of a register tells nothing.
use crate::fortael;
use crate::ur::Systemur;
use adresse::{Haendelse, Register, haendelser};
use async_trait::async_trait;
use beskedfordeler::fordeler::Sending;
use beskedfordeler::kuvert::{self, Kuvert, Objektregistrering};
use beskedfordeler::{Fordeler, Snitflade};
use grund::ur::{IdKilde, Ur};
use grund::xml::escape_tekst;
use grund::{Cvr, Fejl, Tidspunkt, UnikId, Uuid};
use lager::{Lager, Raekkeforventning, Raekkeskrivning, Skrivefejl, Skrivning};
use std::sync::Arc;

/// The collection of how far each register is told. Never reused.
const SAMLING: u16 = lager::samlinger::ADRESSEHAENDELSER;
/// Events that are told at a time.
const BID: usize = 500;
/// The namespace of what the messages carry.
const NS: &str = "http://samspil.dk/xml/adresse/haendelse/1";

/// Tells events of addresses and buildings.
pub struct Fortaeller {
    /// The store of the replicas.
    pub lager: Arc<dyn Lager>,
    /// Beskedfordeler.
    pub fordeler: Arc<Fordeler>,
    /// The clock.
    pub ur: Arc<Systemur>,
    /// Ids of calls.
    pub ids: Arc<dyn IdKilde>,
}

fn navngivet(slags: &str, navn: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("samspil:{slags}:{navn}").as_bytes())
}

/// `Beskedtype` of a register's messages; ours [D].
pub fn beskedtype(register: Register) -> Uuid {
    navngivet("beskedtype", &format!("{}/haendelse", navn(register)))
}

fn navn(register: Register) -> String {
    register.navn().to_ascii_lowercase()
}

#[async_trait]
impl fortael::Fortaeller for Fortaeller {
    fn hvad(&self) -> &'static str {
        "DAR, BBR"
    }

    async fn fortael(&self) -> Result<usize, Fejl> {
        let mut antal = 0;
        for r in [Register::Dar, Register::Bbr] {
            antal += self.register(r).await?;
        }
        Ok(antal)
    }
}

impl Fortaeller {
    /// Tells the next events of a register; how many there were. None is there where another program has the messages.
    async fn register(&self, register: Register) -> Result<usize, Fejl> {
        let f = &self.fordeler;
        if !f.koe().har() {
            return Ok(0);
        }
        let noegle = navn(register).into_bytes();
        let raa = self.lager.raekke(SAMLING, &noegle).await?;
        let sagt = raa.as_deref().map(laes).transpose()?.unwrap_or(0);
        let (nye, huller) = haendelser(self.lager.as_ref(), register, sagt, BID).await?;
        if huller && sagt > 0 {
            tracing::warn!(register = register.navn(), efter = sagt, "events are no longer kept and are not told");
        }
        let Some((sidste, _)) = nye.last() else { return Ok(0) };
        let nu = self.ur.nu();
        let sending = |(nr, h): &(u64, Haendelse)| -> Result<Sending, Fejl> {
            let data = kuvert::dan(&kuvert(*nr, h, nu), Some(indhold(h)))?.into_bytes().into();
            Ok(Sending { kald: adgang::paa_maskinen(Cvr::LANDET, nu, self.ids.ny()), snitflade: Snitflade::V2, data })
        };
        let sendinger: Vec<Sending> = nye.iter().map(sending).collect::<Result<_, Fejl>>()?;
        for svar in f.afsend_i_raekke(&sendinger).await {
            svar.fortalt()?;
        }
        self.naaet(noegle, raa, *sidste).await?;
        Ok(nye.len())
    }

    async fn naaet(&self, noegle: Vec<u8>, foer: Option<Vec<u8>>, nr: u64) -> Result<(), Fejl> {
        let forventet = foer.map_or(Raekkeforventning::Ukendt, Raekkeforventning::Er);
        let raekke = Raekkeskrivning { samling: SAMLING, noegle, forventet, vaerdi: Some(nr.to_be_bytes().to_vec()) };
        match self.lager.skriv(Skrivning { raekker: vec![raekke], ..Skrivning::default() }).await {
            // Another program has told them too: they are known by their ids.
            Ok(_) | Err(Skrivefejl::RaekkeAndet(_)) => Ok(()),
            Err(f) => Err(f.into()),
        }
    }
}

fn laes(raa: &[u8]) -> Result<u64, Fejl> {
    raa.try_into().map(u64::from_be_bytes).map_err(|_| Fejl::intern("how far a register is told can't be read"))
}

/// The envelope. Its id follows from the event and when it was brought in: told again it is recognised.
fn kuvert(nr: u64, h: &Haendelse, nu: Tidspunkt) -> Kuvert {
    let register = navn(h.slags.register);
    let kilde = navngivet("kildesystem", &register);
    let id = navngivet("besked", &format!("{register}/{nr}/{}/{}", h.id, h.indlaest.mikros()));
    let registrering = Objektregistrering {
        tidspunkt: Some(h.registreret),
        myndighed: Some(UnikId::Urn(format!("urn:oio:cvr-nr:{}", Cvr::LANDET))),
        objekt: Some(UnikId::Uuid(h.id)),
        objekttype: Some(UnikId::Uuid(navngivet("objekttype", &format!("{register}/{}", h.slags.navn)))),
        handling: Some(UnikId::Uuid(navngivet("objekthandling", &h.navn()))),
        ..Objektregistrering::default()
    };
    Kuvert {
        ansvarlig: Some(kilde),
        kildesystem: Some(kilde),
        dannet: Some(nu),
        registreringer: vec![registrering],
        ..Kuvert::ny(UnikId::Uuid(id), UnikId::Uuid(beskedtype(h.slags.register)))
    }
}

/// What Datafordeleren's events carry; the entity itself is read at `/dawa`.
fn indhold(h: &Haendelse) -> String {
    let mut ud = format!("<a:Datafordelerhaendelse xmlns:a=\"{NS}\">");
    let felter = [
        ("Haendelse", h.navn()),
        ("Objekttype", h.slags.navn.to_owned()),
        ("IdLokalId", h.id.to_string()),
        ("Status", h.status.to_string()),
        ("RegistreringFra", h.registreret.til_utc()),
    ];
    for (navn, vaerdi) in felter {
        ud.push_str(&format!("<a:{navn}>"));
        escape_tekst(&vaerdi, &mut ud);
        ud.push_str(&format!("</a:{navn}>"));
    }
    ud.push_str("</a:Datafordelerhaendelse>");
    ud
}
