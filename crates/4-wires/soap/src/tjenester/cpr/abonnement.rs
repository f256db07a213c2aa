//! CprSubscriptionService (SF6002): what a system wants to hear of. The answers are the words that public clients read.
//!
//! A subscription by number is one to the person: an old number stands for the one that she has now, and is taken away with it (CPR-08).
use super::opslag::{befolkning, dag, nummer};
use crate::tjenester::Kald;
use ::cpr::abonnement::{Filter, Gruppe};
use ::cpr::person::{Personnummer, Ret as Personret};
use grund::{Fejl, Fejlkode, Ret, Uuid, graenser};
use kontrakt::Knude;

const TILFOEJET: &str = "ADDED";
const FANDTES: &str = "ALREADY_EXISTED";
const FJERNET: &str = "REMOVED";

/// Numbers that are read at a time.
const SIDE: usize = 10_000;

/// `Add…Subscription`.
pub async fn tilfoej(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    ret(kald, Ret::Skriv)?;
    let mut filter = filter(ind)?;
    if let Filter::Nummer(n) = filter {
        match nummer_nu(kald, n).await? {
            Some(nu) => filter = Filter::Nummer(nu),
            None => return Ok(resultat(kald, ikke_fundet(Gruppe::Nummer))),
        }
    }
    let ny = befolkning(kald)?.abonner(system(kald), &filter).await?;
    Ok(resultat(kald, if ny { TILFOEJET } else { FANDTES }))
}

/// `Remove…Subscription`.
pub async fn fjern(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    ret(kald, Ret::Skriv)?;
    let filter = filter(ind)?;
    let bestand = befolkning(kald)?;
    let mut fjernet = bestand.afmeld(system(kald), &filter).await?;
    if let Filter::Nummer(n) = filter
        && let Some(nu) = nummer_nu(kald, n).await?.filter(|nu| *nu != n)
    {
        fjernet |= bestand.afmeld(system(kald), &Filter::Nummer(nu)).await?;
    }
    Ok(resultat(kald, if fjernet { FJERNET } else { ikke_fundet(filter.gruppe()) }))
}

/// `RemoveAll`: of one kind.
pub async fn fjern_alle(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    ret(kald, Ret::Skriv)?;
    let gruppe = match ind.tekst("FilterGroup").unwrap_or_default() {
        "PNR" => Gruppe::Nummer,
        "AgeRange" => Gruppe::Alder,
        "MunicipalityCode" => Gruppe::Kommune,
        _ => Gruppe::Kode,
    };
    befolkning(kald)?.afmeld_alle(system(kald), gruppe).await?;
    Ok(resultat(kald, FJERNET))
}

/// `GetAllFilters`. What has no place in the contract (everybody) is not shown. The persons go to the log.
pub async fn alle(kald: Kald<'_>, _: &Knude) -> Result<Knude, Fejl> {
    ret(kald, Ret::Laes)?;
    let (bestand, system) = (befolkning(kald)?, system(kald));
    let filtre = bestand.filtre(system).await?;
    let mut ud = Knude::ny(kald.operation.ud);
    // In the order of the contract.
    for gruppe in [Gruppe::Alder, Gruppe::Kode, Gruppe::Kommune] {
        for f in filtre.iter().filter(|f| f.gruppe() == gruppe) {
            ud = match f {
                Filter::Alder(fra, til) => match ud.nyt_barn("AgeRange") {
                    Some(b) => ud.med(b.felt("StartAge", fra.to_string()).felt("EndAge", til.to_string())),
                    None => ud,
                },
                Filter::Kode(k) => ud.felt("ChangeCode", k.clone()),
                Filter::Kommune(k) => ud.felt("MunicipalityCode", k.to_string()),
                Filter::Nummer(_) | Filter::Alle => ud,
            };
        }
    }
    let (mut efter, mut antal) = (None, 0);
    loop {
        let numre = bestand.numre(system, efter, SIDE).await?;
        antal += numre.len();
        if antal > graenser::CPR_ABONNEMENTER_I_SVAR {
            return Err(Fejl::ny(Fejlkode::ForMange)
                .felt("PNR")
                .ventet(grund::sagt::hoejst(graenser::CPR_ABONNEMENTER_I_SVAR, grund::sagt::STYK)));
        }
        for n in &numre {
            let n = n.to_string();
            kald.kontekst.spor.person(&n);
            ud = ud.felt("PNR", n);
        }
        efter = numre.last().copied();
        if numre.len() < SIDE {
            return Ok(ud);
        }
    }
}

fn ret(kald: Kald<'_>, ret: Ret) -> Result<(), Fejl> {
    kald.kontekst.kraev(kald.kontrakt.bagved.adgang.service(), ret)
}

/// Whose subscriptions: the calling system's. In the open mode there is one for all.
fn system(kald: Kald<'_>) -> Uuid {
    kald.kontekst.system.unwrap_or_default()
}

fn resultat(kald: Kald<'_>, ord: &'static str) -> Knude {
    Knude::ny(kald.operation.ud).felt("Result", ord)
}

/// The word for a filter that is not there. Only the first is known from clients.
const fn ikke_fundet(gruppe: Gruppe) -> &'static str {
    match gruppe {
        Gruppe::Nummer => "NON_EXISTING_PNR",
        Gruppe::Alder => "NON_EXISTING_AGE_RANGE",
        Gruppe::Kommune => "NON_EXISTING_MUNICIPALITY_CODE",
        Gruppe::Kode | Gruppe::Alle => "NON_EXISTING_CHANGE_CODE",
    }
}

/// The number that the person has now; `None` when the population has nobody under that one.
async fn nummer_nu(kald: Kald<'_>, n: Personnummer) -> Result<Option<Personnummer>, Fejl> {
    let fundet = befolkning(kald)?.slaa_op(n, Personret::Uden, dag(kald.kontekst.nu)?).await?;
    let nu = fundet.and_then(|f| f.person.nummer_nu());
    // Whom the subscription is to is in the log, and counts once.
    match nu {
        Some(nu) => kald.kontekst.spor.samme_person(&n.to_string(), &nu.to_string()),
        None => kald.kontekst.spor.ingen(&n.to_string()),
    }
    Ok(nu)
}

/// What the request names.
fn filter(ind: &Knude) -> Result<Filter, Fejl> {
    if let Some(pnr) = ind.tekst("PNR") {
        return nummer(Some(pnr)).map(Filter::Nummer);
    }
    if let Some(alder) = ind.barn("AgeRange") {
        return Ok(Filter::Alder(tal(alder, "StartAge")?, tal(alder, "EndAge")?));
    }
    match ind.tekst("ChangeCode") {
        Some(kode) => Ok(Filter::Kode(kode.trim().to_owned())),
        None => tal(ind, "MunicipalityCode").map(Filter::Kommune),
    }
}

fn tal(k: &Knude, navn: &str) -> Result<u16, Fejl> {
    let tekst = k.tekst(navn).unwrap_or_default().trim();
    tekst.parse().map_err(|_| Fejl::ny(Fejlkode::UgyldigtTal).felt(navn))
}
