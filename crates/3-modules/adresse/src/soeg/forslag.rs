//! Suggestions, level by level as DAWA's autocomplete has them: a road while there are several, then house numbers, then addresses.
use super::fold;
use super::indeks::{Enhed, Indeks};
use super::tolk::{Tolkning, tolk};
use crate::betegnelse::{etage_og_doer, post, saml};
use crate::form::korrupt;
use crate::laes::Husnr;
use crate::raekker::{self, ENHED, VISER, noegle};
use crate::slags::{self, Register};
use crate::utm;
use crate::vej::{Adresse, Enhedshoved, Etage, Hus, gennemse};
use grund::graenser::{ADRESSE_ENHEDER, ADRESSE_NAVNE};
use grund::{Fejl, Tidspunkt, Uuid};
use lager::Lager;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Readings of which misspelt names are looked up: those are the costly ones.
const STAVEDE: usize = 6;

/// A level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// Names of roads.
    Vejnavn,
    /// House numbers.
    Adgangsadresse,
    /// Addresses.
    Adresse,
}

impl Type {
    /// All of them, in order.
    pub const ALLE: [Self; 3] = [Self::Vejnavn, Self::Adgangsadresse, Self::Adresse];

    /// The word of the interface.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Vejnavn => "vejnavn",
            Self::Adgangsadresse => "adgangsadresse",
            Self::Adresse => "adresse",
        }
    }

    /// The level of that word.
    pub fn fra_navn(t: &str) -> Option<Self> {
        Self::ALLE.into_iter().find(|x| x.navn() == t)
    }
}

/// A search.
#[derive(Clone, Debug)]
pub struct Foresp {
    /// What is typed.
    pub q: String,
    /// Where the caret stands in it, in UTF-16; `None` is its end.
    pub caret: Option<usize>,
    /// The level that is wanted at last.
    pub til: Type,
    /// The level to begin with.
    pub fra: Type,
    /// Only addresses at this house number.
    pub husnummer: Option<Uuid>,
    /// Misspelt names are found too.
    pub fuzzy: bool,
    /// Texts name the supplementary town.
    pub med_by: bool,
    /// Texts have a line for each part.
    pub flere_linjer: bool,
    /// Only in these municipalities; empty for all.
    pub kommuner: Vec<u16>,
    /// Only in these postal districts; empty for all.
    pub postnumre: Vec<u16>,
    /// Suggestions before the page, and on it.
    pub spring: usize,
    /// Suggestions on the page.
    pub antal: usize,
}

/// A suggestion.
#[derive(Clone, Debug, PartialEq)]
pub struct Forslag {
    /// Its level.
    pub niveau: Type,
    /// What the field is filled with.
    pub tekst: String,
    /// What is shown.
    pub forslagstekst: String,
    /// Where the caret goes, in UTF-16.
    pub caret: usize,
    /// The house number or address; `None` for a road's name.
    pub data: Option<Adressen>,
}

/// A house number, or an address at one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Adressen {
    /// Its UUID.
    pub id: Uuid,
    /// The house number's.
    pub husnummer: Uuid,
    /// DAR's code of its state.
    pub status: u8,
    /// The road.
    pub vejnavn: String,
    /// The number with its letter.
    pub husnr: String,
    /// The floor; empty for none.
    pub etage: String,
    /// The door; empty for none.
    pub doer: String,
    /// The supplementary town; empty for none.
    pub by: String,
    /// The postal code; 0 where none is known.
    pub postnr: u16,
    /// Its name.
    pub postnavn: String,
    /// The municipality's code; 0 where none is known.
    pub kommune: u16,
    /// The road's code there; 0 where none is known.
    pub vejkode: u16,
    /// Longitude and latitude.
    pub punkt: Option<(f64, f64)>,
}

impl Adressen {
    fn af(h: &Enhedshoved, hus: &Hus<'_>, a: Option<&Adresse>) -> Self {
        let by = usize::from(hus.by).checked_sub(1).and_then(|n| h.byer.get(n)).cloned().unwrap_or_default();
        Self {
            id: a.map_or(hus.id, |a| a.id),
            husnummer: hus.id,
            status: a.map_or(hus.status, |a| a.status),
            vejnavn: h.navn.vejnavn.clone(),
            husnr: hus.nr.to_string(),
            etage: a.map_or(String::new(), |a| a.etage.to_string()),
            doer: a.map_or(String::new(), |a| a.doer.clone()),
            by,
            postnr: h.navn.postnr,
            postnavn: h.postnavn.clone(),
            kommune: h.navn.kommune,
            vejkode: h.navn.vejkode,
            punkt: None,
        }
    }

    fn dele(&self, med_by: bool) -> [String; 4] {
        let etage = etage_og_doer(Etage::laes(&self.etage).unwrap_or_default(), &self.doer);
        let by = if med_by { self.by.clone() } else { String::new() };
        [format!("{} {}", self.vejnavn, self.husnr), etage, by, post(self.postnr, &self.postnavn)]
    }

    /// As one line.
    pub fn betegnelse(&self) -> String {
        self.linje(true)
    }

    fn linje(&self, med_by: bool) -> String {
        saml(&self.dele(med_by).each_ref().map(String::as_str), ", ")
    }

    /// In lines.
    fn linjer(&self, med_by: bool) -> String {
        let [vej, etage, by, post] = self.dele(med_by);
        saml(&[&saml(&[&vej, &etage], ", "), &by, &post], "\n")
    }
}

fn utf16(t: &str) -> usize {
    t.encode_utf16().count()
}

/// A search in one state of the replica.
pub(crate) struct Soegning<'a> {
    pub(crate) lager: &'a dyn Lager,
    pub(crate) indeks: &'a Indeks,
    pub(crate) f: &'a Foresp,
    /// Units that it has read so far, whatever it was looking for.
    pub(crate) laest: AtomicUsize,
}

impl Soegning<'_> {
    /// The suggestions.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn forslag(&self) -> Result<Vec<Forslag>, Fejl> {
        let f = self.f;
        let mut ud = Vec::new();
        let foerste = if f.husnummer.is_some() { Type::Adresse } else { f.fra };
        for niveau in Type::ALLE.into_iter().filter(|n| *n >= foerste && (*n <= f.til || *n == foerste)) {
            ud = match niveau {
                Type::Vejnavn => self.vejnavne(),
                Type::Adgangsadresse => self.adgangsadresser().await?,
                Type::Adresse => self.adresser().await?,
            };
            // A later page has what is left of its level.
            if ud.len() > 1 || (f.spring > 0 && !ud.is_empty()) {
                break;
            }
        }
        for x in &mut ud {
            if let Some(a) = &mut x.data {
                a.punkt = punkt(self.lager, self.indeks.generation, a.husnummer).await?;
            }
        }
        Ok(ud)
    }

    fn vises(&self, e: &Enhed) -> bool {
        (self.f.kommuner.is_empty() || self.f.kommuner.contains(&e.kommune))
            && (self.f.postnumre.is_empty() || self.f.postnumre.contains(&e.postnr))
    }

    fn vejnavne(&self) -> Vec<Forslag> {
        let (f, foldet) = (self.f, fold::fold(&self.f.q));
        if foldet.is_empty() {
            return Vec::new();
        }
        let med_enhed = |n: &u32| self.indeks.enheder(*n).iter().any(|e| self.vises(e));
        let mut navne: Vec<u32> = self.indeks.begynder(&foldet);
        navne.retain(med_enhed);
        // A number is a house number: then the name is looked for on the next level.
        if navne.is_empty() && f.fuzzy && (f.til == Type::Vejnavn || !foldet.bytes().any(|b| b.is_ascii_digit())) {
            navne = self.indeks.naesten(&foldet);
            navne.retain(med_enhed);
        }
        let vist = navne.into_iter().filter_map(|n| self.indeks.navn(n)).skip(f.spring).take(f.antal);
        vist.map(|n| {
            let tekst = if f.til == Type::Vejnavn { n.vist.to_string() } else { format!("{} ", n.vist) };
            Forslag { niveau: Type::Vejnavn, caret: utf16(&tekst), tekst, forslagstekst: n.vist.to_string(), data: None }
        })
        .collect()
    }

    /// Units where a reading may be meant, the most likely first.
    fn enheder(&self, t: &Tolkning, naesten: bool) -> Vec<&Enhed> {
        if t.vej.is_empty() {
            return Vec::new();
        }
        let navne = match (naesten, self.indeks.praecis(&t.vej)) {
            (true, _) => self.indeks.naesten(&t.vej),
            (false, Some(n)) => vec![n],
            (false, None) => self.indeks.begynder(&t.vej),
        };
        let passer = |e: &&Enhed| {
            let post = t.postnr.as_ref().is_none_or(|p| format!("{:04}", e.postnr).starts_with(p.as_str()));
            self.vises(e) && post && t.husnr.is_none_or(|(h, _)| h.tal <= e.stoerste) && e.har_byord(&t.byord)
        };
        navne.iter().take(ADRESSE_NAVNE).flat_map(|n| self.indeks.enheder(*n)).filter(passer).take(ADRESSE_ENHEDER).collect()
    }

    /// House numbers of a reading, in two groups: what was typed, and what it may become. `hver` gives what is shown of a house number, and how much that is.
    async fn huse<T>(
        &self,
        t: &Tolkning,
        naesten: bool,
        hver: impl Fn(&Enhedshoved, &Hus<'_>, &mut Vec<T>) -> Result<(), Fejl>,
    ) -> Result<Vec<T>, Fejl> {
        let maks = self.f.spring + self.f.antal;
        let (mut praecise, mut andre) = (Vec::new(), Vec::new());
        for e in self.enheder(t, naesten) {
            if praecise.len() >= maks || self.laest.fetch_add(1, Ordering::Relaxed) >= ADRESSE_ENHEDER {
                break;
            }
            let n = noegle(ENHED, self.indeks.generation, &e.nr.to_be_bytes());
            let Some(v) = self.lager.raekke(Register::Dar.samling(), &n).await? else { continue };
            let (h, huse) = gennemse(&v)?;
            for hus in huse.iter().filter(|hus| har_by(&h, hus, &t.byord)) {
                match passer(t.husnr, hus.nr) {
                    Some(true) if praecise.len() < maks => hver(&h, hus, &mut praecise)?,
                    Some(false) if andre.len() < maks => hver(&h, hus, &mut andre)?,
                    _ => {}
                }
            }
        }
        praecise.extend(andre);
        Ok(praecise.into_iter().skip(self.f.spring).take(self.f.antal).collect())
    }

    /// The first reading that finds something; names as they are typed before misspelt ones.
    async fn laesninger<T>(
        &self,
        brugbar: impl Fn(&Tolkning) -> bool,
        hver: impl Fn(&Tolkning, &Enhedshoved, &Hus<'_>, &mut Vec<T>) -> Result<(), Fejl>,
    ) -> Result<Vec<T>, Fejl> {
        let laesninger: Vec<Tolkning> = tolk(&self.f.q, self.f.caret).into_iter().filter(brugbar).collect();
        for naesten in [false, true].into_iter().filter(|n| !n || self.f.fuzzy) {
            for t in laesninger.iter().take(if naesten { STAVEDE } else { usize::MAX }) {
                let ud = self.huse(t, naesten, |h, hus, ud| hver(t, h, hus, ud)).await?;
                if !ud.is_empty() {
                    return Ok(ud);
                }
            }
        }
        Ok(Vec::new())
    }

    async fn adgangsadresser(&self) -> Result<Vec<Forslag>, Fejl> {
        let alle = self.laesninger(
            |t| t.etage.is_none() && t.doer.is_none(),
            |_, h, hus, ud| {
                ud.push(Adressen::af(h, hus, None));
                Ok(())
            },
        );
        Ok(alle.await?.into_iter().map(|a| self.adgangsforslag(a)).collect())
    }

    fn adgangsforslag(&self, a: Adressen) -> Forslag {
        let f = self.f;
        let forslagstekst = if f.flere_linjer { a.linjer(f.med_by) } else { a.linje(f.med_by) };
        let (tekst, caret) = if f.til == Type::Adresse {
            // Room for the floor, and the caret there.
            let [vej, _, by, post] = a.dele(f.med_by);
            let foran = format!("{vej}, ");
            let efter = saml(&[&by, &post], ", ");
            (format!("{foran}, {efter}"), utf16(&foran))
        } else {
            let tekst = a.linje(f.med_by);
            let caret = utf16(&tekst);
            (tekst, caret)
        };
        Forslag { niveau: Type::Adgangsadresse, tekst, forslagstekst, caret, data: Some(a) }
    }

    async fn adresser(&self) -> Result<Vec<Forslag>, Fejl> {
        let alle = match self.f.husnummer {
            Some(id) => self.paa_husnummer(id).await?,
            // Who asks for addresses alone has them from the road on; whoever comes from the levels above has chosen a house number by now.
            None => {
                let kun_adresser = self.f.fra == Type::Adresse;
                self.laesninger(|t| t.husnr.is_some() || kun_adresser, paa_huset).await?
            }
        };
        Ok(alle.into_iter().map(|a| adresseforslag(a, self.f)).collect())
    }

    /// Addresses of the house number that was chosen; what is typed narrows them, where it narrows them to something.
    async fn paa_husnummer(&self, id: Uuid) -> Result<Vec<Adressen>, Fejl> {
        let Some(v) = enhedsraekke(self.lager, self.indeks.generation, id).await? else { return Ok(Vec::new()) };
        let (h, huse) = gennemse(&v)?;
        let Some(hus) = huse.iter().find(|x| x.id == id) else { return Ok(Vec::new()) };
        let mut ud = Vec::new();
        for t in tolk(&self.f.q, self.f.caret).iter().filter(|t| t.etage.is_some() || t.doer.is_some()) {
            paa_huset(t, &h, hus, &mut ud)?;
            if !ud.is_empty() {
                break;
            }
        }
        if ud.is_empty() {
            paa_huset(&Tolkning::default(), &h, hus, &mut ud)?;
        }
        Ok(ud.into_iter().skip(self.f.spring).take(self.f.antal).collect())
    }
}

/// An address as a suggestion.
fn adresseforslag(a: Adressen, f: &Foresp) -> Forslag {
    let tekst = a.linje(f.med_by);
    let forslagstekst = if f.flere_linjer { a.linjer(f.med_by) } else { tekst.clone() };
    Forslag { niveau: Type::Adresse, caret: utf16(&tekst), tekst, forslagstekst, data: Some(a) }
}

/// A house number or an address by itself, as a suggestion.
pub(crate) fn som_forslag(a: Adressen, niveau: Type, f: &Foresp) -> Forslag {
    match niveau {
        Type::Adresse => adresseforslag(a, f),
        _ => Forslag { niveau, ..adresseforslag(a, f) },
    }
}

/// Addresses of a house number that fit a reading.
fn paa_huset(t: &Tolkning, h: &Enhedshoved, hus: &Hus<'_>, ud: &mut Vec<Adressen>) -> Result<(), Fejl> {
    let etage = |e: Etage| match t.etage {
        None => true,
        Some((x, aaben)) => e == x || (aaben && e.0 > 0 && e.to_string().starts_with(&x.to_string())),
    };
    let doer = |d: &str| t.doer.as_ref().is_none_or(|x| d.to_lowercase().starts_with(x.as_str()));
    let passende = hus.adresser()?.into_iter().filter(|a| etage(a.etage) && doer(&a.doer));
    ud.extend(passende.map(|a| Adressen::af(h, hus, Some(&a))));
    Ok(())
}

/// Whether a house number is meant: `true` as it was typed, `false` as what it may become.
fn passer(husnr: Option<(Husnr, bool)>, nr: Husnr) -> Option<bool> {
    match husnr {
        None => Some(true),
        Some((h, _)) if h == nr => Some(true),
        // Who has typed no letter may mean any.
        Some((h, aaben)) if h.bogstav == 0 && h.tal == nr.tal => aaben.then_some(false),
        Some((h, true)) if h.bogstav == 0 && nr.tal.to_string().starts_with(&h.tal.to_string()) => Some(false),
        Some(_) => None,
    }
}

/// Whether each of the words begins a word of the house number's own towns.
fn har_by(h: &Enhedshoved, hus: &Hus<'_>, byord: &[String]) -> bool {
    if byord.is_empty() {
        return true;
    }
    let by = usize::from(hus.by).checked_sub(1).and_then(|n| h.byer.get(n)).map_or("", String::as_str);
    let ord: Vec<String> = [h.postnavn.as_str(), by].into_iter().flat_map(fold::ord).collect();
    byord.iter().all(|b| ord.iter().any(|o| o.starts_with(b.as_str())))
}

/// The row of the unit that a house number is in.
async fn enhedsraekke(lager: &dyn Lager, generation: u32, husnummer: Uuid) -> Result<Option<Vec<u8>>, Fejl> {
    let samling = Register::Dar.samling();
    let Some(nr) = lager.raekke(samling, &noegle(VISER, generation, husnummer.as_bytes())).await? else { return Ok(None) };
    lager.raekke(samling, &noegle(ENHED, generation, &nr)).await
}

/// A house number.
///
/// # Errors
/// Those of the store.
pub(crate) async fn find_husnummer(lager: &dyn Lager, generation: u32, id: Uuid) -> Result<Option<Adressen>, Fejl> {
    let Some(v) = enhedsraekke(lager, generation, id).await? else { return Ok(None) };
    let (h, huse) = gennemse(&v)?;
    let hus = huse.iter().find(|x| x.id == id).ok_or_else(korrupt)?;
    let punkt = punkt(lager, generation, id).await?;
    Ok(Some(Adressen { punkt, ..Adressen::af(&h, hus, None) }))
}

/// An address.
///
/// # Errors
/// Those of the store.
pub(crate) async fn find_adresse(lager: &dyn Lager, generation: u32, id: Uuid, nu: Tidspunkt) -> Result<Option<Adressen>, Fejl> {
    let s = &slags::ADRESSE;
    let Some(e) = raekker::entitet(lager, generation, s, id).await? else { return Ok(None) };
    let Some(husid) = e.gaeldende(nu).and_then(|v| v.uuid(s, "husnummer_id")) else { return Ok(None) };
    let Some(v) = enhedsraekke(lager, generation, husid).await? else { return Ok(None) };
    let (h, huse) = gennemse(&v)?;
    let Some(hus) = huse.iter().find(|x| x.id == husid) else { return Ok(None) };
    let Some(a) = hus.adresser()?.into_iter().find(|a| a.id == id) else { return Ok(None) };
    let punkt = punkt(lager, generation, husid).await?;
    Ok(Some(Adressen { punkt, ..Adressen::af(&h, hus, Some(&a)) }))
}

/// Where a house number's access point is.
async fn punkt(lager: &dyn Lager, generation: u32, husnummer: Uuid) -> Result<Option<(f64, f64)>, Fejl> {
    let s = &slags::HUSNUMMER;
    let Some(e) = raekker::entitet(lager, generation, s, husnummer).await? else { return Ok(None) };
    let Some(id) = e.versioner.last().and_then(|v| v.uuid(s, "adgangspunkt_id")) else { return Ok(None) };
    let s = &slags::ADRESSEPUNKT;
    let Some(e) = raekker::entitet(lager, generation, s, id).await? else { return Ok(None) };
    Ok(e.versioner.last().and_then(|v| v.tekst(s, "position")).and_then(utm::af_wkt))
}
