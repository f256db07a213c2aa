//! eIndkomst over SOAP (SF0770_A v4): incomes of persons and companies, from the simulator. Errors are data in HovedOplysningerSvar, never faults.
mod ind;
mod kontrakter;
mod ud;

pub use kontrakter::eindkomst::KONTRAKT as EINDKOMST;

use super::{Kald, Kontrakt, hovedoplysninger};
use grund::{Fejl, Fejlkode, Ret};
use ind::{Soegning, Spoergsmaal};
use kontrakt::Knude;
use skat::{Dag, indkomster, virksomhed};

/// The services.
pub static TJENESTER: &[&Kontrakt] = &[&EINDKOMST];

/// What was reported of those who are asked for. The first notice says that it is made up.
pub async fn indkomst(kald: Kald<'_>, ind: &Knude) -> Result<Knude, Fejl> {
    kald.kontekst.kraev(kald.kontrakt.bagved.adgang.service(), Ret::Laes)?;
    let dag = Dag::af(kald.kontekst.nu).ok_or_else(|| Fejl::intern("a call without a time"))?;
    let mut advis = vec![Fejl::ny(Fejlkode::Simuleret)];
    let uddata = Knude::ny(kald.operation.ud).nyt_barn("IndkomstPersonUddata").ok_or_else(|| Fejl::intern("no IndkomstPersonUddata"))?;
    let samling = match ind::spoergsmaal(ind, dag)? {
        Spoergsmaal::Personer(alle) => personer(kald, &uddata, &alle, dag, &mut advis).await?,
        Spoergsmaal::Virksomheder(alle) => virksomheder(&uddata, &alle, dag, &mut advis),
    };
    let svar = hovedoplysninger::ramme(kald, Some(ind), |k| advis.iter().fold(k, |k, f| hovedoplysninger::reaktion(k, "Advis", f)));
    // The contract has no room for nobody.
    Ok(match samling.filter(|s| !s.boern.is_empty()) {
        Some(s) => svar.med(uddata.med(s)),
        None => svar,
    })
}

async fn personer(kald: Kald<'_>, uddata: &Knude, alle: &[Soegning], dag: Dag, advis: &mut Vec<Fejl>) -> Result<Option<Knude>, Fejl> {
    let kilde = kald.tilstand.borgere.as_deref().ok_or_else(|| Fejl::ny(Fejlkode::KildeMangler))?;
    let ser = kald.kontekst.retter.har(kald.kontrakt.bagved.adgang.service(), Ret::SeBeskyttede);
    let Some(mut samling) = uddata.nyt_barn("IndkomstOplysningPersonSamling") else { return Ok(None) };
    for (nr, s) in alle.iter().enumerate() {
        let felt = || format!("PersonIndkomstSoegeStruktur[{}]", nr + 1);
        let Some(b) = kilde.borger(&s.nummer, ser, kald.kontekst.nu).await? else {
            kald.kontekst.spor.ingen(&s.nummer);
            advis.push(Fejl::ny(Fejlkode::UkendtPersonnummer).felt(felt()));
            continue;
        };
        kald.kontekst.spor.samme_person(&s.nummer, &b.nummer);
        if b.nummer != s.nummer {
            advis.push(Fejl::ny(Fejlkode::NytPersonnummer).felt(felt()).detalje(b.nummer.clone()));
        }
        let linjer: Vec<_> = s.maaneder().flat_map(|m| indkomster(&b, m, dag)).filter(|i| s.vil(i.betaler, i.udbetalt)).collect();
        match ud::person(&samling, s, &b.nummer, &linjer).filter(|_| !linjer.is_empty()) {
            Some(k) => samling = samling.med(k),
            None => advis.push(Fejl::ny(Fejlkode::IntetFundet).felt(felt())),
        }
    }
    Ok(Some(samling))
}

fn virksomheder(uddata: &Knude, alle: &[Soegning], dag: Dag, advis: &mut Vec<Fejl>) -> Option<Knude> {
    let mut samling = uddata.nyt_barn("IndkomstOplysningVirksomhedSamling")?;
    for (nr, s) in alle.iter().enumerate() {
        let se: u32 = s.nummer.parse().unwrap_or_default();
        let alle = s.maaneder().filter_map(|m| virksomhed::indkomst(se, m, dag));
        let linjer: Vec<_> = alle.filter(|i| s.vil(i.betaler, i.udbetalt)).collect();
        match ud::virksomhed(&samling, s, &linjer).filter(|_| !linjer.is_empty()) {
            Some(k) => samling = samling.med(k),
            None => advis.push(Fejl::ny(Fejlkode::IntetFundet).felt(format!("VirksomhedIndkomstSoegeStruktur[{}]", nr + 1))),
        }
    }
    Some(samling)
}
