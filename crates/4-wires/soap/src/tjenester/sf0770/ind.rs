//! What is asked: whose incomes, of which months, from whom.
use grund::graenser::{SKAT_MAANEDER, SKAT_PERSONER, SKAT_PERSONMAANEDER};
use grund::{Fejl, Fejlkode, sagt};
use kontrakt::Knude;
use skat::virksomhed::Betaler;
use skat::{Dag, Maaned};

/// Months of a search that names none: a year back.
const UDEN_PERIODE: i32 = 12;

/// Of whom.
pub enum Spoergsmaal {
    /// Persons.
    Personer(Vec<Soegning>),
    /// Companies.
    Virksomheder(Vec<Soegning>),
}

/// A search for one person's or company's incomes.
pub struct Soegning {
    /// CPR or SE number.
    pub nummer: String,
    /// The caller's own number of the case, given back.
    pub reference: Option<String>,
    /// Only what this company has reported.
    se: Option<u32>,
    /// Only what was paid out from then.
    fra: Option<Dag>,
    /// Only what was paid out until then.
    til: Option<Dag>,
    /// The months.
    maaneder: (Maaned, Maaned),
}

impl Soegning {
    /// Each of the months.
    pub fn maaneder(&self) -> impl Iterator<Item = Maaned> + use<> {
        let (fra, antal) = (self.maaneder.0, self.antal());
        (0..antal).map(move |n| fra.plus(n))
    }

    fn antal(&self) -> i32 {
        (self.maaneder.1.plads() - self.maaneder.0.plads() + 1).max(0)
    }

    /// A line is wanted.
    pub fn vil(&self, betaler: Betaler, udbetalt: Dag) -> bool {
        self.se.is_none_or(|se| se == betaler.se) && self.fra.is_none_or(|d| d <= udbetalt) && self.til.is_none_or(|d| udbetalt <= d)
    }
}

/// Reads the question.
///
/// # Errors
/// `ManglerElement`, `UgyldigTid`, `UgyldigVaerdi`, `UgyldigtMoenster`, `ForMange`, naming the field.
pub fn spoergsmaal(ind: &Knude, dag: Dag) -> Result<Spoergsmaal, Fejl> {
    let valg = ind.barn("IndkomstOplysningPersonInddata").and_then(|k| k.barn("IndkomstOplysningValg"));
    let valg = valg.ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("IndkomstOplysningValg"))?;
    let laes = |samling: &Knude, navn: &str, nummer: fn(&Knude) -> Option<&str>| {
        let alle: Vec<_> = samling
            .boern(navn)
            .enumerate()
            .map(|(nr, k)| soegning(k, nummer(k).unwrap_or_default(), dag).map_err(|f| f.under(&format!("{navn}[{}]", nr + 1))))
            .collect::<Result<_, _>>()?;
        begraens(alle, navn)
    };
    if let Some(s) = valg.barn("IndkomstPersonSamling") {
        return Ok(Spoergsmaal::Personer(laes(s, "PersonIndkomstSoegeStruktur", |k| k.tekst("PersonCivilRegistrationIdentifier"))?));
    }
    let s = valg.barn("IndkomstForVirksomhedSamling").ok_or_else(|| Fejl::ny(Fejlkode::ManglerElement).felt("IndkomstPersonSamling"))?;
    let alle =
        laes(s, "VirksomhedIndkomstSoegeStruktur", |k| se_nummer(k, "IndberetningForVirksomhedStruktur", "IndberetningForVirksomhed"))?;
    if let Some(nr) = alle.iter().position(|s| !cifre8(&s.nummer)) {
        return Err(forkert_se().felt(format!("VirksomhedIndkomstSoegeStruktur[{}]/VirksomhedSENummerIdentifikator", nr + 1)));
    }
    Ok(Spoergsmaal::Virksomheder(alle))
}

fn begraens(alle: Vec<Soegning>, navn: &str) -> Result<Vec<Soegning>, Fejl> {
    if alle.len() > SKAT_PERSONER {
        return Err(Fejl::ny(Fejlkode::ForMange).felt(navn.to_owned()).ventet(sagt::hoejst(SKAT_PERSONER, sagt::STYK)));
    }
    let maaneder: i32 = alle.iter().map(Soegning::antal).sum();
    if maaneder > SKAT_PERSONMAANEDER {
        let ventet = (
            format!("højst {SKAT_PERSONMAANEDER} måneder tilsammen for alle, der spørges om"),
            format!("at most {SKAT_PERSONMAANEDER} months together of all who are asked for"),
        );
        return Err(Fejl::ny(Fejlkode::ForMange).felt(navn.to_owned()).ventet(ventet));
    }
    Ok(alle)
}

fn cifre8(t: &str) -> bool {
    t.len() == 8 && t.bytes().all(|b| b.is_ascii_digit())
}

fn forkert_se() -> Fejl {
    Fejl::ny(Fejlkode::UgyldigtMoenster).ventet(sagt::cifre(8))
}

fn se_nummer<'k>(k: &'k Knude, struktur: &str, virksomhed: &str) -> Option<&'k str> {
    k.barn(struktur)?.barn(virksomhed)?.tekst("VirksomhedSENummerIdentifikator")
}

fn soegning(k: &Knude, nummer: &str, dag: Dag) -> Result<Soegning, Fejl> {
    let se = match se_nummer(k, "IndberetningPligtigVirksomhedStruktur", "IndberetningPligtigVirksomhed").map(str::trim) {
        Some(t) if cifre8(t) => t.parse().ok(),
        Some(_) => return Err(forkert_se().felt("IndberetningPligtigVirksomhedStruktur")),
        None => None,
    };
    let (fra, til) = periode(k)?;
    let maaneder = match k.barn("SoegeAarMaanedLukketStruktur") {
        Some(s) => (maaned(s, "SoegeAarMaanedFraKode")?, maaned(s, "SoegeAarMaanedTilKode")?),
        None => {
            // What is paid for a month is paid out in it.
            let sidste = til.map_or(dag.maaneden(), Dag::maaneden);
            (fra.map_or(sidste.plus(1 - UDEN_PERIODE), Dag::maaneden), sidste)
        }
    };
    let ud = Soegning {
        nummer: nummer.trim().to_owned(),
        reference: k.tekst("IndkomstOplysningAdgangReferenceNummerIdentifikator").map(str::to_owned),
        se,
        fra,
        til,
        maaneder,
    };
    if maaneder.1 < maaneder.0 {
        return Err(Fejl::ny(Fejlkode::UgyldigVaerdi)
            .felt("SoegeAarMaanedTilKode")
            .ventet(("ikke før SoegeAarMaanedFraKode", "not before SoegeAarMaanedFraKode")));
    }
    if ud.antal() > SKAT_MAANEDER {
        return Err(Fejl::ny(Fejlkode::ForMange)
            .felt("SoegeAarMaanedLukketStruktur")
            .ventet((format!("højst {SKAT_MAANEDER} måneder"), format!("at most {SKAT_MAANEDER} months"))));
    }
    Ok(ud)
}

fn maaned(k: &Knude, navn: &str) -> Result<Maaned, Fejl> {
    let t = k.tekst(navn).unwrap_or_default().trim();
    let kode = t.strip_prefix('+').unwrap_or(t).parse().ok().and_then(Maaned::af_kode);
    kode.ok_or_else(|| Fejl::ny(Fejlkode::UgyldigTid).felt(navn.to_owned()).ventet(("ÅÅÅÅMM", "YYYYMM")).detalje(grund::fejl::uddrag(t)))
}

/// First and last day of payment. A length instead of one of them means nothing here: what is asked for is a closed period.
fn periode(k: &Knude) -> Result<(Option<Dag>, Option<Dag>), Fejl> {
    const FELT: &str = "SoegePeriodeLukketStruktur/DateInterval";
    let Some(i) = k.barn("SoegePeriodeLukketStruktur").and_then(|s| s.barn("DateInterval")) else { return Ok((None, None)) };
    if i.barn("DurationMeasure").is_some() {
        return Err(Fejl::ny(Fejlkode::UkendtElement).felt(format!("{FELT}/DurationMeasure")).tilladt(["StartDate", "EndDate"]));
    }
    let dag = |navn: &str| {
        let laes = |t: &str| Dag::laes(t).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigTid).felt(format!("{FELT}/{navn}")).ventet("ÅÅÅÅ-MM-DD"));
        i.tekst(navn).map(laes).transpose()
    };
    let (fra, til) = (dag("StartDate")?, dag("EndDate")?);
    if fra.zip(til).is_some_and(|(fra, til)| til < fra) {
        return Err(Fejl::ny(Fejlkode::UgyldigVaerdi)
            .felt(format!("{FELT}/EndDate"))
            .ventet(("ikke før StartDate", "not before StartDate")));
    }
    Ok((fra, til))
}
