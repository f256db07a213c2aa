//! Extracts of CPR Direkte about the country's citizens, for whoever plays CPR: a whole one, and changes of a day after it.
//!
//! Persons are the citizens of [`crate::borgere`], two to a household, with the children that only CPR knows of. Everything follows from seed, sizes and days.
use crate::borgere::{BORGERE_MAKS, borger};
use crate::navne;
use ::cpr::linje::Linjebygger;
use ::cpr::person::{Koen, Personnummer};
use ::cpr::tid::Tid;
use grund::slump::Slump;
use grund::{Fejl, Fejlkode, Fremskridt, Melder, Tidspunkt};
use std::io::Write;

/// The task in the start record: no customer of CPR's has it.
pub const OPGAVE: &str = "999999";
/// Municipality codes of the country that does not exist.
const KOMMUNEKODE: usize = 9_000;
/// Households of a municipality: two of its citizens to each.
const HUSSTANDE: usize = BORGERE_MAKS / 2;
/// Children of a household.
const BOERN: usize = 3;
/// Days (61–88), months, years (2007–2025) and half the sequence numbers of 5000–8999.
const PLADSER: u64 = 28 * 12 * 19 * 2_000;
/// Has no factor in common with [`PLADSER`].
const SPRING: u64 = 3_678_659;
/// What no citizen has.
const INGEN: Personnummer = Personnummer::SIDSTE;
/// Persons between two reports of progress.
const MELD: u64 = 10_000;

/// What is written.
#[derive(Clone, Copy, Debug)]
pub struct Valg {
    /// The seed.
    pub froe: u64,
    /// Municipalities.
    pub kommuner: usize,
    /// Persons of the whole extract, children included; a household is not divided, so there may be a few more.
    pub personer: u64,
    /// The day of production.
    pub dag: Tidspunkt,
    /// The day of the extract before: only changes since then. `None`: a whole one.
    pub forrige: Option<Tidspunkt>,
    /// Persons who are changed.
    pub aendringer: u64,
}

fn tid(t: Tidspunkt) -> Tid {
    let (aar, maaned, dag) = t.dansk_dato().unwrap_or((2026, 1, 1));
    let lille = |n: i8| u8::try_from(n).unwrap_or(1);
    Tid::dag(u16::try_from(aar).unwrap_or(2026), lille(maaned), lille(dag))
}

fn dag8(t: Tid) -> String {
    format!("{:04}{:02}{:02}", t.aar, t.maaned, t.dag)
}

/// Writes an extract; how many persons are in it.
///
/// # Errors
/// `UgyldigtTal` for sizes that the country does not have; `UbrugeligtSted` when it can't be written.
pub fn udtraek(v: &Valg, ud: &mut dyn Write, meld: &mut Melder<'_>) -> Result<u64, Fejl> {
    let plads = (v.kommuner * HUSSTANDE) as u64;
    if v.kommuner == 0 || v.kommuner > crate::KOMMUNER_MAKS || v.personer == 0 || v.personer > plads * 2 {
        return Err(Fejl::ny(Fejlkode::UgyldigtTal).felt("personer").ventet(grund::sagt::hoejst(plads * 2, grund::sagt::STYK)));
    }
    let fejl = |e: std::io::Error| Fejl::ny(Fejlkode::UbrugeligtSted).detalje(e);
    let start = Linjebygger::ny(::cpr::format::START, None)
        .felt("SORTFELT-10", "0000000000")
        .felt("OPGAVENR", OPGAVE)
        .felt("PRODDTO", &dag8(tid(v.dag)))
        .felt("PRODDTOFORRIG", &v.forrige.map(|f| dag8(tid(f))).unwrap_or_default());
    ud.write_all(&start.linje()).map_err(fejl)?;
    let (mut personer, mut records) = (0u64, 0u64);
    // Of changes: every so many persons one, beginning with another each day.
    let hver = v.forrige.map(|_| (v.personer / v.aendringer.max(1)).max(1));
    let skyd = Slump::ny(v.froe, &format!("dag/{}", dag8(tid(v.dag)))).under(hver.unwrap_or(1));
    let (mut set, mut husstand) = (0u64, 0usize);
    'alle: loop {
        for kommune in 0..v.kommuner {
            for p in Husstand::ny(v, kommune, husstand).personer() {
                let med = hver.is_none_or(|h| set % h == skyd) && (v.forrige.is_none() || personer < v.aendringer);
                set += 1;
                if med {
                    let linjer = if v.forrige.is_some() { p.aendret(v) } else { p.linjer(v) };
                    records += linjer.len() as u64;
                    ud.write_all(&linjer.concat()).map_err(fejl)?;
                    personer += 1;
                    if personer.is_multiple_of(MELD) {
                        meld(Fremskridt {
                            fase: "Skriver personer",
                            gjort: personer,
                            ialt: if v.forrige.is_some() { v.aendringer } else { v.personer },
                        });
                    }
                }
            }
            if set >= v.personer {
                break 'alle;
            }
        }
        husstand += 1;
        if husstand >= HUSSTANDE {
            break;
        }
    }
    let slut = Linjebygger::ny(::cpr::format::SLUT, None).felt("SORTFELT-10", "9999999999").felt("TAELLER", &format!("{records:08}"));
    ud.write_all(&slut.linje()).map_err(fejl)?;
    Ok(personer)
}

/// Who lives together.
struct Husstand {
    kommune: usize,
    nr: usize,
    gift: bool,
    voksne: [Voksen; 2],
    boern: Vec<Personnummer>,
}

struct Voksen {
    nummer: Personnummer,
    navn: (String, String),
    /// The number before it, and the day that it went.
    gammelt: Option<(Personnummer, Tid)>,
}

/// One of them.
struct Borgeren<'h> {
    hus: &'h Husstand,
    nummer: Personnummer,
    navn: (String, String),
    /// 0 and 1 are the adults.
    plads: usize,
}

fn del(navn: &str) -> (String, String) {
    navn.split_once(' ').map_or((navn.to_owned(), String::new()), |(f, e)| (f.to_owned(), e.to_owned()))
}

/// A child's number: no other has it.
fn barn(froe: u64, husstand: usize, nr: usize) -> Option<Personnummer> {
    let n = ((husstand * BOERN + nr) as u64 * SPRING + Slump::ny(froe, "cpr/barn").under(PLADSER)) % PLADSER;
    let (n, loebe) = (n / 2_000, n % 2_000 * 2 + Slump::ny(froe, &format!("barn/{husstand}/{nr}")).under(2));
    let (n, aar) = (n / 19, 7 + n % 19);
    Personnummer::fra_tal((61 + n % 28) * 100_000_000 + (1 + n / 28) * 1_000_000 + aar * 10_000 + 5_000 + loebe)
}

impl Husstand {
    fn ny(v: &Valg, kommune: usize, nr: usize) -> Self {
        let mut s = Slump::ny(v.froe, &format!("husstand/{kommune}/{nr}"));
        let voksne = [0, 1].map(|i| {
            // As she was on the day before: what has happened since is another's to say.
            let b = borger(v.froe, kommune, nr * 2 + i, v.forrige.unwrap_or(v.dag));
            let gammelt = b.tidligere_cpr.and_then(|t| Some((Personnummer::laes(&t.cpr)?, tid(t.til))));
            // Each of the citizens has ten digits: a test reads them all.
            Voksen { nummer: Personnummer::laes(&b.cpr).unwrap_or(INGEN), navn: del(&b.navn), gammelt }
        });
        let gift = s.procent(60);
        // Children's numbers are fewer than those of adults: the first households of each municipality have them.
        let med_boern = PLADSER / (crate::KOMMUNER_MAKS * BOERN) as u64;
        let antal = if gift && (nr as u64) < med_boern { s.under(BOERN as u64 + 1) } else { 0 };
        let faelles = nr * crate::KOMMUNER_MAKS + kommune;
        let boern = (0..usize::try_from(antal).unwrap_or(0)).filter_map(|i| barn(v.froe, faelles, i)).collect();
        Self { kommune, nr, gift, voksne, boern }
    }

    fn personer(&self) -> Vec<Borgeren<'_>> {
        let mut ud: Vec<Borgeren<'_>> = self
            .voksne
            .iter()
            .enumerate()
            .map(|(plads, v)| Borgeren { hus: self, nummer: v.nummer, navn: v.navn.clone(), plads })
            .collect();
        for (i, b) in self.boern.iter().enumerate() {
            let mut s = Slump::ny(b.tal(), "navn");
            let efternavn = self.voksne.first().map(|v| v.navn.1.clone()).unwrap_or_default();
            ud.push(Borgeren { hus: self, nummer: *b, navn: (s.en(navne::FORNAVNE).to_owned(), efternavn), plads: 2 + i });
        }
        ud
    }
}

impl Borgeren<'_> {
    fn r(&self, nr: u16) -> Linjebygger {
        Linjebygger::ny(nr, Some(self.nummer))
    }

    /// What is told of her in a whole extract; and of an old number, that it was changed.
    fn linjer(&self, v: &Valg) -> Vec<Vec<u8>> {
        let mut ud: Vec<Vec<u8>> = self.records(v).into_iter().map(Linjebygger::linje).collect();
        if let Some((gammelt, til)) = self.gammelt() {
            ud.extend(self.gammelt_nummer(gammelt, til).map(Linjebygger::linje));
        }
        ud
    }

    fn gammelt(&self) -> Option<(Personnummer, Tid)> {
        self.hus.voksne.get(self.plads).and_then(|v| v.gammelt)
    }

    fn gammelt_nummer(&self, gammelt: Personnummer, til: Tid) -> [Linjebygger; 2] {
        let stam = Linjebygger::ny(::cpr::format::PERSON, Some(gammelt))
            .felt("PNRGAELD", &self.nummer.to_string())
            .felt("STATUS", "60")
            .felt("STATUSHAENSTART", &format!("{}0900", dag8(til)))
            .felt("KOEN", koen(gammelt))
            .felt("FOED_DT", &gammelt.foedselsdag().som_dato())
            .felt("SLUT_DT-PERSON", &til.som_dato());
        let navn = Linjebygger::ny(8, Some(gammelt)).felt("FORNVN", &self.navn.0).felt("EFTERNVN", &self.navn.1);
        [stam, navn]
    }

    fn slump(&self, hvad: &str) -> Slump {
        Slump::ny(self.nummer.tal(), hvad)
    }

    fn status(&self) -> &'static str {
        match self.slump("status").under(100) {
            0 if self.plads < 2 => "80",
            1 if self.plads < 2 => "90",
            _ => "01",
        }
    }

    fn records(&self, v: &Valg) -> Vec<Linjebygger> {
        let foedt = self.nummer.foedselsdag();
        let status = self.status();
        let kl = |t: Tid| format!("{}1200", dag8(t));
        let mut s = self.slump("person");
        let siden = Tid::dag(2010 + u16::try_from(s.under(15)).unwrap_or(0), 1 + u8::try_from(s.under(12)).unwrap_or(0), 1).max(foedt);
        let mut ud = vec![
            self.r(::cpr::format::PERSON)
                .felt("STATUS", status)
                .felt("STATUSHAENSTART", &kl(siden))
                .felt("KOEN", koen(self.nummer))
                .felt("FOED_DT", &foedt.som_dato())
                .felt("START_DT-PERSON", &foedt.som_dato()),
        ];
        if status == "01" {
            ud.push(self.adresse(v, self.vej(), siden));
            ud.push(self.klarskrift(self.vej()));
        }
        if s.procent(2) {
            ud.push(self.r(4).felt("BESKYTTYPE", "0001").felt("START_DT-BESKYTTELSE", &siden.som_dato()));
        }
        if status == "80" {
            ud.push(self.r(5).felt("UDR_LANDEKOD", "5120").felt("UDRDTO", &kl(siden)).felt("UDLANDADR1", "Storgatan 1"));
        }
        ud.push(self.navn(&self.navn.1, foedt));
        ud.push(self.r(9).felt("START_MYNKOD-FOEDESTED", "9000"));
        ud.push(self.r(10).felt("LANDEKOD", if s.procent(90) { "5100" } else { "5120" }).felt("HAENSTART-STATSBORGERSKAB", &kl(foedt)));
        ud.push(self.r(11).felt("FKIRK", if s.procent(70) { "F" } else { "U" }).felt("START_DT-FOLKEKIRKE", &foedt.som_dato()));
        ud.push(self.civilstand(status, siden));
        ud.extend(self.familie(foedt));
        if let Some((gammelt, til)) = self.gammelt() {
            let start = self.nummer.foedselsdag().som_dato();
            ud.push(
                self.r(22).felt("PNRGAMMELT", &gammelt.to_string()).felt("START_DT-PERSON", &start).felt("SLUT_DT-PERSON", &til.som_dato()),
            );
        }
        for i in 0..s.under(4) {
            let fra = Tid::dag(siden.aar.saturating_sub(9 - u16::try_from(i).unwrap_or(0) * 3), 3, 1);
            let til = Tid::dag(fra.aar + 2, 3, 1);
            if til < siden && fra > foedt {
                ud.push(self.tidligere_adresse(s.under(900), fra, til));
            }
        }
        ud
    }

    fn civilstand(&self, status: &str, siden: Tid) -> Linjebygger {
        let aegtefaelle = self.hus.voksne.get(1 - self.plads.min(1)).filter(|_| self.plads < 2 && self.hus.gift);
        let kode = match (status, &aegtefaelle) {
            ("90", _) => "D",
            (_, Some(_)) => "G",
            _ => "U",
        };
        let r = self.r(12).felt("CIVST", kode).felt("HAENSTART-CIVILSTAND", &format!("{}1200", dag8(siden)));
        match aegtefaelle {
            Some(a) if kode == "G" => r.felt("AEGTEPNR", &a.nummer.to_string()),
            _ => r,
        }
    }

    /// Children of an adult; of a child its parents, and who has custody.
    fn familie(&self, foedt: Tid) -> Vec<Linjebygger> {
        let [mor, far] = &self.hus.voksne;
        if self.plads < 2 {
            let mut ud: Vec<Linjebygger> = self.hus.boern.iter().map(|b| self.r(14).felt("PNRBARN", &b.to_string())).collect();
            ud.push(self.r(15).felt("MOR_DT", &foedt.som_dato()).felt("FAR_DT", &foedt.som_dato()));
            return ud;
        }
        let dato = foedt.som_dato();
        let foraeldre = self.r(15).felt("MOR_DT", &dato).felt("PNRMOR", &mor.nummer.to_string()).felt("FAR_DT", &dato);
        let myndighed = |art: &str| self.r(16).felt("RELTYP-FORAELDREMYN", art).felt("START_DT-FORAELDREMYN", &dato);
        vec![foraeldre.felt("PNRFAR", &far.nummer.to_string()), myndighed("0003"), myndighed("0004")]
    }

    fn vej(&self) -> u64 {
        1 + self.hus.nr as u64 % 900
    }

    fn kommunekode(&self) -> String {
        format!("{:04}", KOMMUNEKODE + self.hus.kommune)
    }

    fn adresse(&self, v: &Valg, vej: u64, siden: Tid) -> Linjebygger {
        let kl = format!("{}1200", dag8(siden.min(tid(v.dag))));
        self.r(2)
            .felt("KOMKOD", &self.kommunekode())
            .felt("VEJKOD", &format!("{vej:04}"))
            .felt("HUSNR", &format!("{:03}", 1 + self.hus.nr / 900 % 999))
            .felt("TILFLYDTO", &kl)
            .felt("TILFLYKOMDTO", &kl)
    }

    fn klarskrift(&self, vej: u64) -> Linjebygger {
        let (husnr, vejnavn) = (1 + self.hus.nr / 900 % 999, vejnavn(vej));
        self.r(3)
            .felt("ADRNVN", &format!("{} {}", self.navn.0, self.navn.1))
            .felt("STANDARDADR", &format!("{vejnavn} {husnr}"))
            .felt("POSTNR", "0000")
            .felt("POSTDISTTXT", "Prøveby")
            .felt("KOMKOD", &self.kommunekode())
            .felt("VEJKOD", &format!("{vej:04}"))
            .felt("HUSNR", &format!("{husnr:03}"))
            .felt("VEJADRNVN", &vejnavn)
    }

    fn tidligere_adresse(&self, vej: u64, fra: Tid, til: Tid) -> Linjebygger {
        self.r(23)
            .felt("KOMKOD", &self.kommunekode())
            .felt("VEJKOD", &format!("{:04}", 1 + vej))
            .felt("HUSNR", "001")
            .felt("TILFLYDTO", &format!("{}1200", dag8(fra)))
            .felt("FRAFLYDTO", &format!("{}1200", dag8(til)))
    }

    fn navn(&self, efternavn: &str, siden: Tid) -> Linjebygger {
        self.r(8)
            .felt("FORNVN", &self.navn.0)
            .felt("EFTERNVN", efternavn)
            .felt("NVNHAENSTART", &format!("{}1200", dag8(siden)))
            .felt("ADRNVN", &format!("{} {efternavn}", self.navn.0))
    }

    /// What is told of her in a change extract: something has happened to her that day.
    fn aendret(&self, v: &Valg) -> Vec<Vec<u8>> {
        let dag = tid(v.dag);
        let mut s = Slump::ny(v.froe, &format!("aendring/{}/{}", dag8(dag), self.nummer.tal()));
        let mut alle = self.records(v);
        let mut skift = |nr: u16, ny: Linjebygger| {
            alle.retain(|r| r.recordtype() != nr);
            alle.push(ny);
        };
        let kode = match s.under(10) {
            0 => {
                skift(8, self.navn(&format!("{}sen", self.navn.0), dag));
                "A31"
            }
            1 if self.plads < 2 => {
                let r = self.r(::cpr::format::PERSON).felt("STATUS", "90").felt("STATUSHAENSTART", &format!("{}0900", dag8(dag)));
                skift(::cpr::format::PERSON, r.felt("KOEN", koen(self.nummer)).felt("FOED_DT", &self.nummer.foedselsdag().som_dato()));
                skift(12, self.civilstand("90", dag));
                alle.retain(|r| !matches!(r.recordtype(), 2 | 3 | 5));
                "A13"
            }
            2 => {
                skift(11, self.r(11).felt("FKIRK", "U").felt("START_DT-FOLKEKIRKE", &dag.som_dato()));
                "A19"
            }
            3 => {
                skift(4, self.r(4).felt("BESKYTTYPE", "0001").felt("START_DT-BESKYTTELSE", &dag.som_dato()));
                "A20"
            }
            _ => {
                let vej = 1 + s.under(900);
                skift(2, self.adresse(v, vej, dag));
                skift(3, self.klarskrift(vej));
                "A05"
            }
        };
        alle.push(self.r(::cpr::format::HAENDELSE).felt("AJFDTO", &format!("{}0900", dag8(dag))).felt("HAENDELSE", kode));
        alle.sort_by_key(Linjebygger::recordtype);
        alle.into_iter().map(Linjebygger::linje).collect()
    }
}

fn koen(n: Personnummer) -> &'static str {
    if n.koen() == Koen::Mand { "M" } else { "K" }
}

fn vejnavn(vej: u64) -> String {
    let i = usize::try_from(vej).unwrap_or(0);
    format!("{} {}", navne::VEJE.get(i % navne::VEJE.len()).copied().unwrap_or("Prøvevej"), i / navne::VEJE.len() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::cpr::indlaes::indlaes;
    use ::cpr::person::Ret;
    use std::collections::HashSet;
    use std::io::Cursor;
    use std::sync::Arc;

    fn t(dato: &str) -> Tidspunkt {
        Tidspunkt::fra_xs(&format!("{dato}T12:00:00Z")).unwrap()
    }

    fn skriv(v: &Valg) -> Vec<u8> {
        let mut ud = Vec::new();
        udtraek(v, &mut ud, &mut |_| {}).unwrap();
        ud
    }

    #[tokio::test]
    async fn cpr05_cpr14_a_synthetic_country_loads_and_families_fit_together() {
        let hel = Valg { froe: 7, kommuner: 3, personer: 2_000, dag: t("2026-11-25"), forrige: None, aendringer: 0 };
        let u = skriv(&hel);
        assert_eq!(u, skriv(&hel), "the same seed gives the same bytes");
        let b = ::cpr::Bestand::ny(Arc::new(lager::SqliteLager::midlertidig().unwrap()));
        let r = indlaes(&b, &mut Cursor::new(u.clone()), Default::default(), t("2026-11-25"), &mut |_| {}).await.unwrap();
        assert!((2_000..2_100).contains(&r.tal.nye), "{}", r.tal.nye);
        let numre: Vec<Personnummer> = u
            .split(|b| *b == b'\n')
            .filter(|l| l.starts_with(b"001"))
            .map(|l| Personnummer::laes(std::str::from_utf8(&l[3..13]).unwrap()).unwrap())
            .collect();
        assert_eq!(numre.iter().collect::<HashSet<_>>().len(), numre.len(), "no two have the same number");
        assert!(numre.iter().all(|n| n.er_syntetisk() && n.foedselsdag().maaned <= 12), "recognisable as nobody's");
        let (dag, mut boern, mut skjulte, mut skiftet) = (Tid::dag(2026, 11, 25), 0, 0, 0);
        for n in numre {
            let o = b.slaa_op(n, Ret::Beskyttede, dag).await.unwrap().unwrap();
            skiftet += usize::from(o.gammelt_nummer);
            let p = o.person;
            skjulte += usize::from(p.er_beskyttet(dag));
            for barn in &p.boern {
                let barn = b.slaa_op(*barn, Ret::Beskyttede, dag).await.unwrap().unwrap().person;
                let foraeldre = [&barn.mor, &barn.far].map(|f| f.as_ref().unwrap().relation.nummer);
                assert!(foraeldre.contains(&p.nummer), "a child's parents are those whose child it is");
                boern += 1;
            }
        }
        assert!(boern > 200 && skjulte > 10 && skiftet > 5, "{boern} {skjulte} {skiftet}");
        // A day's changes follow on it, and are told.
        let dag = Valg { dag: t("2026-11-26"), forrige: Some(t("2026-11-25")), aendringer: 100, ..hel };
        let r = indlaes(&b, &mut Cursor::new(skriv(&dag)), Default::default(), t("2026-11-26"), &mut |_| {}).await.unwrap();
        assert_eq!((r.tal.nye, r.tal.haendelser), (0, 100));
        assert!(r.tal.aendrede == 100, "{:?}", r.tal);
    }
}
