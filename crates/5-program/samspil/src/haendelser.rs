//! Synthetic events for whoever writes a receiver: what a sender or an administrator would have told the registers, told by the program itself, in development only.
use crate::udvikling::Udvikling;
use generator::{Post, Stoerrelse};
use grund::ur::Ur;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use person::identitet::{Identitet, Tilknytning, gem};
use register::{Egenskab, Felter, Felttype, Flettemaade, Handling, Indhold, Kommando, Objekttype, Tillaeg, Tilstand, Vaerdi, Virkning};
use serde_json::{Value, json};

/// An event that can be made.
pub struct Haendelse {
    /// Its name.
    pub navn: &'static str,
    /// What happens.
    pub tekst: &'static str,
    hvad: Hvad,
}

#[derive(Clone, Copy)]
enum Hvad {
    /// An object of an index is told of; and then told of again, with another title.
    Indeks { service: &'static str, sti: &'static str, aendres: bool },
    /// A unit is made; and then renamed.
    Enhed { aendres: bool },
    /// A person is told of; and then gets a new number.
    Person { skift: bool },
}

const fn indeks(navn: &'static str, tekst: &'static str, service: &'static str, sti: &'static str, aendres: bool) -> Haendelse {
    Haendelse { navn, tekst, hvad: Hvad::Indeks { service, sti, aendres } }
}

/// All of them.
pub const HAENDELSER: &[Haendelse] = &[
    indeks("sag-oprettet", "A case is opened, with its documents.", "sagdokumentindeks", "sagindeks", false),
    indeks("sag-aendret", "A case is opened, and gets another title.", "sagdokumentindeks", "sagindeks", true),
    indeks("dokument-oprettet", "A document is registered.", "sagdokumentindeks", "dokumentindeks", false),
    indeks("bevilling-oprettet", "A grant is given, in a case.", "ydelsesindeks", "bevillingindeks", false),
    indeks("bevilling-aendret", "A grant is given, and changed.", "ydelsesindeks", "bevillingindeks", true),
    indeks(
        "effektuering-oprettet",
        "A payment is registered, of a grant in a case.",
        "ydelsesindeks",
        "oekonomiskeffektueringindeks",
        false,
    ),
    Haendelse { navn: "enhed-oprettet", tekst: "A unit of the organisation is made.", hvad: Hvad::Enhed { aendres: false } },
    Haendelse { navn: "enhed-aendret", tekst: "A unit of the organisation is made, and renamed.", hvad: Hvad::Enhed { aendres: true } },
    Haendelse {
        navn: "person-oprettet",
        tekst: "A person is registered with a first number, as after a birth.",
        hvad: Hvad::Person { skift: false },
    },
    Haendelse { navn: "nyt-personnummer", tekst: "A person is registered, and gets a new CPR number.", hvad: Hvad::Person { skift: true } },
];

impl Haendelse {
    /// The object type that it is about, by its address.
    pub fn om(&self) -> &'static str {
        match self.hvad {
            Hvad::Indeks { sti, .. } => sti,
            Hvad::Enhed { .. } => organisation::objekttyper::ORGANISATIONENHED.sti,
            Hvad::Person { .. } => person::objekttyper::PERSONIDENTITET.sti,
        }
    }

    /// It can be made about a KLE number.
    pub fn har_kle(&self) -> bool {
        matches!(self.hvad, Hvad::Indeks { .. })
    }
}

/// Seeds that are tried before it is given up: most cases have no payment, and a number may be somebody's already.
const FORSOEG: usize = 50;

impl Udvikling {
    /// Makes the event of that name in the authority, about a case of that KLE number or below it where one is said; says which objects it was about.
    ///
    /// # Errors
    /// `UgyldigVaerdi` for a name that is not in the list; `UkendtMyndighed`; those of the register.
    pub async fn udloes(&self, navn: &str, myndighed: Cvr, kle: Option<&str>) -> Result<Value, Fejl> {
        let ukendt = || Fejl::ny(Fejlkode::UgyldigVaerdi).felt("haendelse").tilladt(HAENDELSER.iter().map(|h| h.navn));
        let h = HAENDELSER.iter().find(|h| h.navn == navn).ok_or_else(ukendt)?;
        // In the open mode everybody is an authority.
        if self.aftalebog.as_ref().is_some_and(|b| !b.kender_myndighed(myndighed)) {
            return Err(Fejl::ny(Fejlkode::UkendtMyndighed).felt("myndighed").detalje(myndighed.to_string()));
        }
        let kald = adgang::paa_maskinen(myndighed, self.ur.nu(), self.ids.ny());
        let kle = kle.unwrap_or_default();
        let om_kle = h.har_kle();
        if !kle.is_empty() && (!om_kle || generator::klenumre(kle).is_empty()) {
            let f = Fejl::ny(Fejlkode::UgyldigVaerdi).felt("kle").detalje(grund::fejl::uddrag(kle));
            return Err(if om_kle {
                f.tilladt(generator::klenumre(""))
            } else {
                f.ventet(("intet KLE-nummer: det har denne hændelse ikke", "no KLE number: this event has none"))
            });
        }
        let objekter = match h.hvad {
            Hvad::Indeks { service, sti, aendres } => self.indeks(&kald, service, sti, aendres, kle).await?,
            Hvad::Enhed { aendres } => self.enhed(&kald, aendres).await?,
            Hvad::Person { skift } => self.person(&kald, skift).await?,
        };
        let objekter: Vec<Value> = objekter.iter().map(|(t, u)| json!({ "objekttype": t, "uuid": u })).collect();
        Ok(json!({ "haendelse": navn, "myndighed": myndighed.to_string(), "objekter": objekter }))
    }

    fn froe(&self) -> u64 {
        self.ids.ny().as_u64_pair().0
    }

    async fn indeks(
        &self,
        kald: &Kaldekontekst,
        service: &str,
        sti: &str,
        aendres: bool,
        kle: &str,
    ) -> Result<Vec<(&'static str, Uuid)>, Fejl> {
        let typer = self.register.typer();
        let typen = typer.sti(service, sti).ok_or_else(|| Fejl::intern("an object type that is not there"))?;
        for _ in 0..FORSOEG {
            let land = generator::land(typer, self.froe(), Stoerrelse::ny(1, 3, 3)?.med_sager(3, 1)?, kald.nu)?.om(kle);
            let poster = land.kun_indekser().collect::<Result<Vec<_>, _>>()?;
            // What comes before it, it may refer to.
            let Some(sidste) = poster.iter().position(|p| p.kommando.objekttype.nr == typen.nr) else { continue };
            let mut ud = Vec::new();
            for p in poster.into_iter().take(sidste + 1) {
                ud.push((p.kommando.objekttype.navn, p.kommando.uuid));
                let igen = (aendres && p.kommando.objekttype.nr == typen.nr).then(|| anderledes(&p));
                for p in std::iter::once(p).chain(igen) {
                    self.register.udfoer_med(kald, p.kommando, p.tillaeg).await?;
                }
            }
            return Ok(ud);
        }
        Err(Fejl::ny(Fejlkode::IntetFundet).felt("haendelse"))
    }

    async fn enhed(&self, kald: &Kaldekontekst, aendres: bool) -> Result<Vec<(&'static str, Uuid)>, Fejl> {
        let typen = self.register.typer().sti("organisation", "organisationenhed");
        let typen = typen.ok_or_else(|| Fejl::intern("an object type that is not there"))?;
        let uuid = self.ids.ny();
        let kort: String = uuid.simple().to_string().chars().take(6).collect();
        let navne = [format!("Prøveenhed {kort}"), format!("Prøveenhed {kort}, nyt navn")];
        for (navn, handling) in navne.iter().zip([Handling::Opret, Handling::Ret]).take(1 + usize::from(aendres)) {
            let felter = [("brugervendtnoegle", &kort), ("enhedsnavn", navn)];
            self.register.udfoer(kald, gyldig(typen, uuid, handling, &felter, kald.nu)).await?;
        }
        Ok(vec![(typen.navn, uuid)])
    }

    async fn person(&self, kald: &Kaldekontekst, skift: bool) -> Result<Vec<(&'static str, Uuid)>, Fejl> {
        let typen = person::OBJEKTTYPER.first().map_or("", |t| t.navn);
        let mut optaget = Fejl::ny(Fejlkode::NummerOptaget);
        for _ in 0..FORSOEG {
            // Of two citizens the second is the one with two numbers: nobody's, for no CPR number has such a day.
            let Some(b) = generator::borgere(self.froe(), 0, 2, kald.nu).nth(1) else { break };
            let (foerste, nyt) = (b.tidligere_cpr.map_or_else(|| b.cpr.clone(), |t| t.cpr), b.cpr);
            let urn = |cpr: &str| UnikId::Urn(format!("urn:oio:cpr-nr:{cpr}"));
            let uuid = self.ids.ny();
            let nummer = Tilknytning {
                nummer: urn(&foerste),
                periode: Periode::ny(kald.nu.plus_mikros(-86_400_000_000), Tidspunkt::UENDELIG),
                status: Some("01".into()),
            };
            match gem(&self.register, kald, &Identitet { uuid, navn: Some(b.navn), numre: vec![nummer] }).await {
                Err(f) if f.kode() == Fejlkode::NummerOptaget => optaget = f,
                Err(f) => return Err(f),
                Ok(_) if skift => {
                    person::skift::personnummerskift(&self.register, kald, uuid, &urn(&nyt), self.ur.nu()).await?;
                    return Ok(vec![(typen, uuid)]);
                }
                Ok(_) => return Ok(vec![(typen, uuid)]),
            }
        }
        Err(optaget)
    }
}

/// The same object, as its sender tells of it a second later, with another title.
fn anderledes(p: &Post) -> Post {
    let mut p = p.clone();
    p.tillaeg = Tillaeg { afsendt: p.tillaeg.afsendt.map(|t| t.plus_mikros(1_000_000)), ..p.tillaeg };
    let titel = p.kommando.objekttype.egenskaber.iter().find(|f| matches!(f.slags, Felttype::Tekst(_)) && f.navn.contains("titel"));
    let nr = titel.or_else(|| p.kommando.objekttype.egenskaber.first()).map_or(0, |f| f.nr);
    for e in p.kommando.indhold.egenskaber.iter_mut().flatten() {
        if let Some(Vaerdi::Tekst(t)) = e.felter.get_mut(&nr) {
            t.push_str(" (ændret)");
        }
    }
    p
}

/// An object in force from now on with these texts.
fn gyldig(typen: &'static Objekttype, uuid: Uuid, handling: Handling, tekster: &[(&str, &String)], nu: Tidspunkt) -> Kommando {
    let v = || Virkning::fra(nu);
    let felter: Felter = tekster
        .iter()
        .filter_map(|(navn, t)| Some((typen.egenskaber.iter().find(|f| f.navn == *navn)?.nr, Vaerdi::Tekst((*t).clone()))))
        .collect();
    let mut indhold = Indhold { egenskaber: Some(vec![Egenskab { virkning: v(), felter }]), ..Indhold::default() };
    for t in typen.tilstande {
        indhold.tilstande.insert(t.nr, vec![Tilstand { virkning: v(), vaerdi: 1 }]);
    }
    Kommando { objekttype: typen, uuid, handling, maade: Flettemaade::Lora, note: None, indhold, historik: vec![], forudsat: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ur::{Systemur, Tilfaeldige};
    use register::Register;
    use std::sync::Arc;

    #[tokio::test]
    async fn every_event_of_the_list_happens_and_is_told_in_the_change_feed() {
        let lager: Arc<dyn lager::Lager> = Arc::new(lager::SqliteLager::midlertidig().unwrap());
        let register = Register::ny(lager.clone(), crate::opstilling::typer());
        let u = Udvikling { ur: Arc::new(Systemur::ny()), register, ids: Arc::new(Tilfaeldige), aftalebog: None };
        let mut ved = lager::Stroemposition::FORFRA;
        for h in HAENDELSER {
            let svar = u.udloes(h.navn, Cvr::KORSBAEK, None).await.unwrap_or_else(|f| panic!("{}: {f} {:?}", h.navn, f.aarsagen()));
            let alle = lager.haendelser(None, ved, 100).await.unwrap();
            let sidste = alle.last().unwrap();
            ved = sidste.position;
            let sidste_objekt = svar["objekter"].as_array().unwrap().last().unwrap();
            assert_eq!(sidste_objekt["uuid"], sidste.noegle.uuid.to_string(), "{}", h.navn);
            assert!(alle.iter().all(|x| x.noegle.myndighed == Cvr::KORSBAEK && x.notificeres), "{}", h.navn);
            let om_den = alle.iter().filter(|x| x.noegle.uuid == sidste.noegle.uuid).count();
            let to = h.navn.ends_with("aendret") || h.navn.starts_with("nyt");
            assert_eq!(om_den, 1 + usize::from(to), "{}", h.navn);
        }
        let kode = async |navn, kle| u.udloes(navn, Cvr::KORSBAEK, kle).await.map(drop).map_err(|f| f.kode());
        assert_eq!(kode("hest", None).await, Err(Fejlkode::UgyldigVaerdi));
        // About a KLE number that was asked for, and no other.
        assert_eq!(kode("sag-oprettet", Some("32.24")).await, Ok(()));
        for h in lager.haendelser(None, ved, 100).await.unwrap() {
            let efter = u.register.haendelsesdata(&h).await.unwrap().efter.unwrap();
            assert!(efter.maerker.iter().all(|m| m.klasse.as_deref().is_some_and(|k| k.starts_with("3224"))), "{efter:?}");
        }
        for (navn, kle) in [("sag-oprettet", "3"), ("sag-oprettet", "99"), ("enhed-oprettet", "32")] {
            assert_eq!(kode(navn, Some(kle)).await, Err(Fejlkode::UgyldigVaerdi), "{navn} {kle}");
        }
    }
}
