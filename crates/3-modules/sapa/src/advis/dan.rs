//! Advis from cases and grants: a reader of the change feed. How far it has come is written with what it made, so a crash between loses and doubles nothing (SAPA-23).
use super::regel::{self, Advisgruppe, Advisregel, BEVILLING_AKTIV, BEVILLING_PASSIV, Emne, SAG_AFSLUTTET, SAG_OPSTAAET, advis_id, steder};
use super::{Advis, Advistilstand};
use crate::raekker::{self, Art, noegle};
use crate::{Partsid, Sapa, laes};
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use lager::{Haendelse, Raekkeskrivning, Skrivefejl, Skrivning, Stroemlaeser, Stroemposition};
use register::{Haendelsesdata, Haendelsestype, Laesevalg, Objekttype, Registreringsvalg};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The name of this reader of the change feed.
pub const LAESER: &str = "sapa-advis";
/// Events that are looked at in one transaction.
const BID: usize = 500;

/// The groups and rules of the authorities whose events a portion has.
#[derive(Default)]
struct Regler(BTreeMap<Cvr, (Vec<Advisgruppe>, Vec<Advisregel>)>);

/// Something that a group may be to be told of.
struct Sket {
    myndighed: Cvr,
    emne: Emne,
    /// What makes it itself.
    kendes_ved: String,
    advis: Advis,
}

impl Sapa {
    /// Makes advis of what the change feed has since last time, at most 500 events. Returns how many there were: call again at once until it is none.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn foelg_registrene(&self, nu: Tidspunkt) -> Result<usize, Fejl> {
        let lager = self.register.lager().as_ref();
        let laesere = Stroemlaeser::alle(lager).await?;
        let Some(ved) = laesere.into_iter().find(|l| l.navn == LAESER).map(|l| l.position) else {
            return self.begynd(nu).await.map(|()| 0);
        };
        let haendelser = match lager.haendelser(None, ved, BID).await {
            Ok(h) => h,
            Err(f) if f.kode() == Fejlkode::StroempositionUgyldig => {
                tracing::error!(
                    "the change feed was cut off before advis were made of it, or the store was restored: changes in between are told to nobody"
                );
                self.begynd(nu).await?;
                return Ok(1);
            }
            Err(f) => return Err(f),
        };
        let Some(sidste) = haendelser.last() else { return Ok(0) };
        let (mut regler, mut raekker) = (Regler::default(), Vec::new());
        for h in &haendelser {
            if let Some(s) = self.sket(h, &mut regler, nu).await? {
                self.fortael(&s, &regler, &mut raekker).await?;
            }
        }
        let laeser = Stroemlaeser { navn: LAESER.into(), position: sidste.position };
        raekker.push(laeser.raekke(Some(ved)));
        self.skriv_advis(nu, raekker).await?;
        Ok(haendelser.len())
    }

    /// The first time, or after a store was restored: what has happened before is told to nobody.
    async fn begynd(&self, nu: Tidspunkt) -> Result<(), Fejl> {
        let lager = self.register.lager().as_ref();
        let spids: Stroemposition = lager.stroemstatus().await?.spids;
        let raekke = Stroemlaeser { navn: LAESER.into(), position: spids }.raekke(None);
        self.skriv_advis(nu, vec![raekke]).await
    }

    /// Another program on the same store that was faster has made the same.
    pub(super) async fn skriv_advis(&self, nu: Tidspunkt, raekker: Vec<Raekkeskrivning>) -> Result<(), Fejl> {
        match self.register.lager().skriv(Skrivning { kaldt: nu, raekker, ..Skrivning::default() }).await {
            Ok(_) | Err(Skrivefejl::RaekkeAndet(_)) => Ok(()),
            Err(f) => Err(f.into()),
        }
    }

    /// What an event is to advis; nothing for those that no authority has rules for, or that nobody is to be notified of.
    async fn sket(&self, h: &Haendelse, regler: &mut Regler, nu: Tidspunkt) -> Result<Option<Sket>, Fejl> {
        let Some(typen) =
            self.register.typer().nr(h.noegle.objekttype).filter(|t| h.notificeres && ["SagIndeks", "BevillingIndeks"].contains(&t.navn))
        else {
            return Ok(None);
        };
        let myndighed = h.noegle.myndighed;
        let dens = match regler.0.entry(myndighed) {
            Entry::Occupied(e) => e.into_mut(),
            Entry::Vacant(e) => e.insert((self.alle_grupper(myndighed).await?, self.alle_regler(myndighed).await?)),
        };
        if dens.1.is_empty() {
            return Ok(None);
        }
        let data = self.register.haendelsesdata(h).await?;
        let Some((haendelse, haendt)) = hvad(typen, h, &data) else { return Ok(None) };
        let kald = Kaldekontekst::ubegraenset(myndighed, &[], UnikId::Urn("urn:samspil:sapa".into()), nu, Uuid::nil());
        let valg = Laesevalg { virkning: Periode::ALTID, registrering: Registreringsvalg::Aktuel };
        let Some(o) = self.register.list(&kald, typen, &[h.noegle.uuid], valg).await?.pop() else { return Ok(None) };
        let (mut tekst, mut part, mut sag, mut bevilling) = (String::new(), None, None, None);
        if typen.navn == "SagIndeks" {
            let Some(s) = laes::sag(&o, nu, &[]) else { return Ok(None) };
            tekst = s.titel.or(s.sagsnummer).unwrap_or_default();
            part = s.parter.iter().find(|p| p.primaer).or(s.parter.first()).map(|p| p.id.clone());
            sag = Some(o.uuid);
        } else if let Some(b) = laes::bevilling(&o, nu, |_, _| true) {
            let navne: Vec<String> = b.ydelser.iter().filter_map(|y| y.navn.clone()).collect();
            tekst = navne.join(", ");
            part = laes::bevillingens_part(&o, nu);
            (sag, bevilling) = (b.sag, Some(o.uuid));
        }
        let nyeste = |m: &&grund::Synsmaerke| m.virkning.indeholder(nu);
        let maerker: Vec<_> = data.efter.iter().flat_map(|s| &s.maerker).filter(nyeste).collect();
        let emne = Emne {
            haendelse: haendelse.into(),
            klasser: maerker.iter().filter_map(|m| m.klasse.clone()).collect(),
            enheder: maerker.iter().filter_map(|m| m.enhed.clone()).collect(),
            alder: self.alder(part.as_deref(), nu).await,
            om: None,
            sag: true,
        };
        let kendes_ved = format!("{haendelse}/{}/{}", o.uuid, haendt.mikros());
        let tekst = if tekst.is_empty() { ord(haendelse).to_owned() } else { format!("{}: {tekst}", ord(haendelse)) };
        let advis = nyt(haendelse, tekst, part, (sag, bevilling), haendt, nu);
        Ok(Some(Sket { myndighed, emne, kendes_ved, advis }))
    }

    async fn fortael(&self, s: &Sket, regler: &Regler, ud: &mut Vec<Raekkeskrivning>) -> Result<(), Fejl> {
        let Some((grupper, regler)) = regler.0.get(&s.myndighed) else { return Ok(()) };
        self.til_grupper(s.myndighed, grupper, regler, &s.emne, &s.kendes_ved, &s.advis, ud).await
    }

    /// The rows of an advis to each group of which a rule asks for it; none to a group that has been told already.
    #[allow(clippy::too_many_arguments, reason = "what an advis is made of; a struct of it would have one maker and one reader")]
    pub(super) async fn til_grupper(
        &self,
        myndighed: Cvr,
        grupper: &[Advisgruppe],
        regler: &[Advisregel],
        emne: &Emne,
        kendes_ved: &str,
        advis: &Advis,
        ud: &mut Vec<Raekkeskrivning>,
    ) -> Result<(), Fejl> {
        for g in grupper.iter().filter(|g| regler.iter().any(|r| r.gruppe == g.id && r.rammer(emne))) {
            let a = Advis { id: advis_id(g.id, kendes_ved), gruppe: g.id, ..advis.clone() };
            let hvor = noegle(myndighed, Art::Advis, &[a.id.as_bytes()]);
            let her = ud.iter().any(|r: &Raekkeskrivning| r.noegle == hvor);
            if her || raekker::hent::<Advis>(self.register.lager().as_ref(), &hvor).await?.is_some() {
                continue;
            }
            ud.push(raekker::over(hvor, None, Some(raekker::bytes(&a)?)));
            ud.extend(steder(myndighed, &a).into_iter().map(|n| raekker::skrives(n, Some(Vec::new()))));
        }
        Ok(())
    }

    /// The age of a party, where it is a person and the population knows her.
    pub(super) async fn alder(&self, part: Option<&str>, nu: Tidspunkt) -> Option<u16> {
        let (part, folk) = (Partsid::laes(part?).ok()?, self.porte.folk.as_deref()?);
        match folk.person(part.cpr_cifre()?, false, nu).await {
            Ok(p) => p?.alder,
            Err(f) => {
                tracing::warn!(fejl = %f, aarsag = f.aarsagen(), "a party's age could not be looked up: rules that ask for one do not hold");
                None
            }
        }
    }
}

pub(super) fn nyt(
    slags: &str,
    tekst: String,
    part: Option<String>,
    (sag, bevilling): (Option<Uuid>, Option<Uuid>),
    haendt: Tidspunkt,
    nu: Tidspunkt,
) -> Advis {
    Advis {
        id: Uuid::nil(),
        gruppe: Uuid::nil(),
        slags: slags.into(),
        tekst,
        part,
        sag,
        bevilling,
        haendt,
        vises: nu,
        dannet: nu,
        tilstand: Advistilstand::Aaben,
        hos: None,
        faerdig: None,
    }
}

/// Which advis a change is (SAPA-20), and when it happened: of a case the state that holds now, where the change is what made it so; history that comes along with an import is none. Of a grant,
/// whose states the index has no place for, its life (D): made or brought back, and made passive.
fn hvad(typen: &Objekttype, h: &Haendelse, data: &Haendelsesdata) -> Option<(&'static str, Tidspunkt)> {
    if typen.navn == "SagIndeks" {
        let fremdrift = typen.tilstand("fremdrift")?;
        let s = data.skift.iter().find(|s| s.tilstand == fremdrift.nr && s.virkning.indeholder(h.tidspunkt))?;
        let navn = s.efter.and_then(|v| fremdrift.vaerdier.get(usize::from(v).wrapping_sub(1)).copied())?;
        let haendelse = match navn {
            "Opstaaet" => SAG_OPSTAAET,
            "Afsluttet" => SAG_AFSLUTTET,
            _ => return None,
        };
        let fra = s.virkning.fra;
        return Some((haendelse, if fra.er_endelig() { fra } else { h.tidspunkt }));
    }
    let levende = |s: &Option<register::haendelse::Side>| s.as_ref().is_some_and(|s| s.livscyklus.er_levende());
    match Haendelsestype::fra_nr(h.handling)? {
        Haendelsestype::Passiver => Some((BEVILLING_PASSIV, h.tidspunkt)),
        _ if levende(&data.efter) && !levende(&data.foer) => Some((BEVILLING_AKTIV, h.tidspunkt)),
        _ => None,
    }
}

/// An event in words.
pub(super) fn ord(haendelse: &str) -> &str {
    match haendelse {
        SAG_OPSTAAET => "Ny sag",
        SAG_AFSLUTTET => "Sag afsluttet",
        BEVILLING_AKTIV => "Ny bevilling",
        BEVILLING_PASSIV => "Bevilling ophørt",
        regel::PAAMINDELSE => "Påmindelse",
        andet => andet,
    }
}
