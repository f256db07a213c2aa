//! What a search reads, made of everything that the register says now: for each road in each postal district its house numbers and addresses.
//!
//! Memory while it is made: about 40 bytes for each house number and 32 for each address, 150 MB for the country, and the names of roads. A house number gets its
//! road and its postal code by what its own record names (DAR 1.0), else by road code and stretch (DAR 0.9), else by the line that the register has written
//! for it, or for one of its addresses.
use crate::betegnelse;
use crate::laes::{Husnr, Straekning};
use crate::raekker::{BID, ENTITET, Gennemloeb, noegle};
use crate::slags::{self, Register, Slags};
use crate::vej::{Adresse, Enhed, Enhedshoved, Enhedsnavn, Etage, Husnummer};
use crate::version::{Entitet, Version};
use grund::{Fejl, Tidspunkt, Uuid};
use lager::Lager;
use std::collections::{BTreeMap, HashMap};

/// DAR's codes of what a search shows: provisional and in force.
const VISES: [u8; 2] = [2, 3];

/// Entities of a generation, with those of another over them.
pub(crate) struct Grundlag<'a> {
    pub(crate) lager: &'a dyn Lager,
    pub(crate) generation: u32,
    /// By kind and UUID, as in the key.
    pub(crate) over: &'a BTreeMap<Vec<u8>, Vec<u8>>,
}

impl Grundlag<'_> {
    /// Every entity of a kind, in no order.
    async fn hver(&self, slags: &'static Slags, mut f: impl FnMut(Uuid, &Entitet)) -> Result<(), Fejl> {
        let id = |rest: &[u8]| rest.get(1..).and_then(|b| Uuid::from_slice(b).ok()).ok_or_else(crate::form::korrupt);
        let mut i = Gennemloeb::ny(self.lager, Register::Dar, noegle(ENTITET, self.generation, &[slags.nr]));
        loop {
            let side = i.side(BID).await?;
            if side.is_empty() {
                break;
            }
            for (n, v) in side {
                let rest = n.get(5..).unwrap_or_default();
                if !self.over.contains_key(rest) {
                    f(id(rest)?, &Entitet::laes(&v)?);
                }
            }
        }
        for (rest, v) in self.over.range(vec![slags.nr]..vec![slags.nr + 1]) {
            f(id(rest)?, &Entitet::laes(v)?);
        }
        Ok(())
    }

    /// Every entity of a kind that is shown now.
    async fn vises(&self, slags: &'static Slags, nu: Tidspunkt, mut f: impl FnMut(Uuid, &Version)) -> Result<(), Fejl> {
        self.hver(slags, |id, e| {
            if let Some(v) = e.gaeldende(nu).filter(|v| VISES.contains(&v.status)) {
                f(id, v);
            }
        })
        .await
    }
}

/// Texts that occur again and again, each once.
#[derive(Default)]
struct Ordliste {
    numre: HashMap<String, u32>,
    ord: Vec<String>,
}

impl Ordliste {
    fn nummer(&mut self, t: &str) -> u32 {
        if let Some(n) = self.numre.get(t) {
            return *n;
        }
        let n = u32::try_from(self.ord.len()).unwrap_or(u32::MAX);
        self.numre.insert(t.to_owned(), n);
        self.ord.push(t.to_owned());
        n
    }
    fn ord(&self, n: u32) -> &str {
        self.ord.get(n as usize).map_or("", String::as_str)
    }
}

/// Road code in a municipality.
type Vejkode = (u16, u16);

/// What house numbers name.
#[derive(Default)]
struct Navne {
    veje: HashMap<Uuid, String>,
    kommunedele: HashMap<Uuid, Vec<Vejkode>>,
    postnumre: HashMap<Uuid, u16>,
    postnavne: HashMap<u16, String>,
    byer: HashMap<Uuid, String>,
    kommuner: HashMap<Uuid, u16>,
    vejkoder: HashMap<Vejkode, String>,
    poststraekninger: HashMap<Vejkode, Vec<(Straekning, String, u16)>>,
    bystraekninger: HashMap<Vejkode, Vec<(Straekning, String, String)>>,
}

fn tal(t: Option<&str>) -> u16 {
    t.and_then(|t| t.trim().parse().ok()).unwrap_or(0)
}

impl Navne {
    async fn laes(g: &Grundlag<'_>, nu: Tidspunkt) -> Result<Self, Fejl> {
        let mut n = Self::default();
        let kode = |s: &'static Slags, v: &Version| (tal(v.tekst(s, "kommunekode")), tal(v.tekst(s, "vejkode")));
        let s = &slags::NAVNGIVENVEJ;
        g.vises(s, nu, |id, v| {
            n.veje.insert(id, v.tekst(s, "vejnavn").unwrap_or_default().to_owned());
        })
        .await?;
        let s = &slags::KOMMUNEDEL;
        g.vises(s, nu, |_, v| {
            if let Some(vej) = v.uuid(s, "navngivenvej_id") {
                n.kommunedele.entry(vej).or_default().push((tal(v.tekst(s, "kommune")), tal(v.tekst(s, "vejkode"))));
            }
        })
        .await?;
        let s = &slags::POSTDISTRIKT;
        g.vises(s, nu, |_, v| {
            n.postnavne.insert(tal(v.tekst(s, "postnr")), v.tekst(s, "navn").unwrap_or_default().to_owned());
        })
        .await?;
        let s = &slags::POSTNUMMER;
        g.vises(s, nu, |id, v| {
            let nr = tal(v.tekst(s, "postnr"));
            n.postnumre.insert(id, nr);
            n.postnavne.insert(nr, v.tekst(s, "navn").unwrap_or_default().to_owned());
        })
        .await?;
        let s = &slags::BYNAVN;
        g.vises(s, nu, |id, v| {
            n.byer.insert(id, v.tekst(s, "navn").unwrap_or_default().to_owned());
        })
        .await?;
        let s = &slags::KOMMUNE;
        g.vises(s, nu, |id, v| {
            n.kommuner.insert(id, tal(v.tekst(s, "kommunekode")));
        })
        .await?;
        let s = &slags::VEJNAVN;
        g.vises(s, nu, |_, v| {
            n.vejkoder.insert(kode(s, v), v.tekst(s, "navn").unwrap_or_default().to_owned());
        })
        .await?;
        let straekning = |s: &'static Slags, v: &Version| {
            let i = v.tekst(s, "interval").and_then(Straekning::laes)?;
            Some((i, v.tekst(s, "side").unwrap_or_default().to_owned()))
        };
        let s = &slags::POSTSTRAEKNING;
        g.vises(s, nu, |_, v| {
            if let Some((i, side)) = straekning(s, v) {
                let nr = tal(v.tekst(s, "postnr"));
                n.poststraekninger.entry(kode(s, v)).or_default().push((i, side, nr));
                if let Some(navn) = v.tekst(s, "navn") {
                    n.postnavne.entry(nr).or_insert_with(|| navn.to_owned());
                }
            }
        })
        .await?;
        let s = &slags::BYSTRAEKNING;
        g.vises(s, nu, |_, v| {
            if let Some((i, side)) = straekning(s, v) {
                let by = v.tekst(s, "navn").unwrap_or_default().to_owned();
                n.bystraekninger.entry(kode(s, v)).or_default().push((i, side, by));
            }
        })
        .await?;
        Ok(n)
    }

    /// The unit of a house number, its number and its town.
    fn find(&self, v: &Version) -> Option<(Enhedsnavn, Husnr, String)> {
        let s = &slags::HUSNUMMER;
        let linje = v.tekst(s, "adgangsadressebetegnelse").and_then(|t| betegnelse::del(t, false));
        let nr = v.tekst(s, "husnummertekst").and_then(Husnr::laes).or(linje.as_ref().map(|l| l.husnr))?;
        let vej = v.uuid(s, "navngivenvej_id");
        let mut kommune = match v.tekst(s, "kommunekode") {
            Some(k) => tal(Some(k)),
            None => v.uuid(s, "darkommune_id").and_then(|id| self.kommuner.get(&id)).copied().unwrap_or(0),
        };
        let dele = vej.and_then(|id| self.kommunedele.get(&id)).map(Vec::as_slice).unwrap_or_default();
        let del = dele.iter().find(|(k, _)| *k == kommune).or(dele.first().filter(|_| kommune == 0 && dele.len() == 1));
        let vejkode = match (v.tekst(s, "vejkode"), del) {
            (Some(k), _) => tal(Some(k)),
            (None, Some((k, vejkode))) => {
                kommune = *k;
                *vejkode
            }
            (None, None) => 0,
        };
        let kode = (kommune, vejkode);
        let vejnavn = vej.and_then(|id| self.veje.get(&id)).or_else(|| self.vejkoder.get(&kode)).map(String::as_str);
        let vejnavn = vejnavn.filter(|n| !n.is_empty()).or(linje.as_ref().map(|l| l.vejnavn))?.to_owned();
        let straekning = |(i, side): (&Straekning, &String)| i.indeholder(side, nr);
        let paa_vejen = || self.poststraekninger.get(&kode).into_iter().flatten().find(|(i, side, _)| straekning((i, side))).map(|x| x.2);
        let postnr = v.uuid(s, "postnummer_id").and_then(|id| self.postnumre.get(&id)).copied().or_else(paa_vejen);
        let postnr = postnr.or(linje.as_ref().map(|l| l.postnr)).unwrap_or(0);
        let by_id = v.uuid(s, "supplerendebynavn_id").and_then(|id| self.byer.get(&id));
        let paa_vejen = || self.bystraekninger.get(&kode).into_iter().flatten().find(|(i, side, _)| straekning((i, side))).map(|x| &x.2);
        let by = by_id.or_else(paa_vejen).map(String::as_str).or(linje.as_ref().map(|l| l.by)).unwrap_or_default();
        Some((Enhedsnavn { vejnavn, postnr, kommune, vejkode }, nr, by.to_owned()))
    }
}

struct Hus {
    id: Uuid,
    enhed: u32,
    nr: Husnr,
    by: u32,
    status: u8,
}

struct Bolig {
    hus: u32,
    etage: Etage,
    status: u8,
    doer: u32,
    id: Uuid,
}

/// All units, to be taken one by one in order of their number.
pub(crate) struct Udledt {
    enheder: Vec<(u64, Enhedsnavn)>,
    postnavne: HashMap<u16, String>,
    byer: Ordliste,
    doere: Ordliste,
    /// In order of unit and number; numbers of units are places in `enheder`.
    huse: Vec<Hus>,
    /// In order of house.
    adresser: Vec<Bolig>,
    naeste: (usize, usize, usize),
}

impl Udledt {
    /// Looks through everything.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn af(g: &Grundlag<'_>, nu: Tidspunkt) -> Result<Self, Fejl> {
        let navne = Navne::laes(g, nu).await?;
        let (mut byer, mut doere) = (Ordliste::default(), Ordliste::default());
        let mut enheder: HashMap<Enhedsnavn, u32> = HashMap::new();
        let mut postnavne = navne.postnavne.clone();
        let mut huse: Vec<Hus> = Vec::new();
        let mut enhed = |n: Enhedsnavn| {
            let naeste = u32::try_from(enheder.len()).unwrap_or(u32::MAX);
            *enheder.entry(n).or_insert(naeste)
        };
        g.vises(&slags::HUSNUMMER, nu, |id, v| {
            if let Some((n, nr, by)) = navne.find(v) {
                huse.push(Hus { id, enhed: enhed(n), nr, by: byer.nummer(&by), status: v.status });
            }
        })
        .await?;
        huse.sort_unstable_by_key(|h| h.id);
        // House numbers that are known by their addresses alone.
        let mut ekstra: HashMap<Uuid, u32> = HashMap::new();
        let mut nye: Vec<Hus> = Vec::new();
        let mut adresser: Vec<Bolig> = Vec::new();
        let s = &slags::ADRESSE;
        g.vises(s, nu, |id, v| {
            let Some(husid) = v.uuid(s, "husnummer_id") else { return };
            let etage = v.tekst(s, "etagebetegnelse").and_then(Etage::laes).unwrap_or_default();
            let doer = v.tekst(s, "dørbetegnelse").unwrap_or_default();
            let plads = huse.binary_search_by_key(&husid, |h| h.id).ok().or_else(|| ekstra.get(&husid).map(|n| *n as usize));
            let plads = plads.or_else(|| {
                let linje = betegnelse::del(v.tekst(s, "adressebetegnelse")?, etage.0 > 0 || !doer.is_empty())?;
                postnavne.entry(linje.postnr).or_insert_with(|| linje.postnavn.to_owned());
                let n = Enhedsnavn { vejnavn: linje.vejnavn.to_owned(), postnr: linje.postnr, kommune: 0, vejkode: 0 };
                let plads = huse.len() + nye.len();
                nye.push(Hus { id: husid, enhed: enhed(n), nr: linje.husnr, by: byer.nummer(linje.by), status: v.status });
                ekstra.insert(husid, u32::try_from(plads).ok()?);
                Some(plads)
            });
            if let Some(hus) = plads.and_then(|p| u32::try_from(p).ok()) {
                adresser.push(Bolig { hus, etage, status: v.status, doer: doere.nummer(doer), id });
            }
        })
        .await?;
        huse.append(&mut nye);
        drop(ekstra);
        Ok(Self::ordn(enheder, postnavne, byer, doere, huse, adresser))
    }

    /// Puts houses in order of their units' numbers, and addresses in that of their houses.
    fn ordn(
        enheder: HashMap<Enhedsnavn, u32>,
        postnavne: HashMap<u16, String>,
        byer: Ordliste,
        doere: Ordliste,
        mut huse: Vec<Hus>,
        mut adresser: Vec<Bolig>,
    ) -> Self {
        let mut i_orden: Vec<(u64, Enhedsnavn, u32)> = enheder.into_iter().map(|(n, gl)| (n.nummer(), n, gl)).collect();
        i_orden.sort_unstable();
        let mut ny_plads = vec![0u32; i_orden.len()];
        for (ny, (_, _, gl)) in i_orden.iter().enumerate() {
            if let (Some(p), Ok(ny)) = (ny_plads.get_mut(*gl as usize), u32::try_from(ny)) {
                *p = ny;
            }
        }
        for h in &mut huse {
            h.enhed = ny_plads.get(h.enhed as usize).copied().unwrap_or_default();
        }
        let mut orden: Vec<u32> = (0..u32::try_from(huse.len()).unwrap_or(u32::MAX)).collect();
        orden.sort_unstable_by_key(|i| huse.get(*i as usize).map(|h| (h.enhed, h.nr, h.id)));
        let mut husplads = vec![0u32; huse.len()];
        for (ny, gl) in orden.iter().enumerate() {
            if let (Some(p), Ok(ny)) = (husplads.get_mut(*gl as usize), u32::try_from(ny)) {
                *p = ny;
            }
        }
        huse.sort_unstable_by_key(|h| (h.enhed, h.nr, h.id));
        for a in &mut adresser {
            a.hus = husplads.get(a.hus as usize).copied().unwrap_or_default();
        }
        adresser.sort_unstable_by(|a, b| {
            (a.hus, a.etage)
                .cmp(&(b.hus, b.etage))
                .then_with(|| crate::soeg::doerorden(doere.ord(a.doer)).cmp(&crate::soeg::doerorden(doere.ord(b.doer))))
                .then(a.id.cmp(&b.id))
        });
        let enheder = i_orden.into_iter().map(|(nr, n, _)| (nr, n)).collect();
        Self { enheder, postnavne, byer, doere, huse, adresser, naeste: (0, 0, 0) }
    }
}

impl Iterator for Udledt {
    type Item = (u64, Enhed);

    fn next(&mut self) -> Option<(u64, Enhed)> {
        let (enhed, mut h, mut a) = self.naeste;
        let (nr, navn) = self.enheder.get(enhed)?.clone();
        let mut byer: Vec<(u32, String)> = Vec::new();
        let mut husnumre = Vec::new();
        while let Some(hus) = self.huse.get(h).filter(|x| x.enhed as usize == enhed) {
            let by = self.byer.ord(hus.by);
            let by = match byer.iter().position(|(n, _)| *n == hus.by) {
                _ if by.is_empty() => 0,
                Some(p) => p + 1,
                None => {
                    byer.push((hus.by, by.to_owned()));
                    byer.len()
                }
            };
            let mut adresser = Vec::new();
            while let Some(d) = self.adresser.get(a).filter(|d| d.hus as usize == h) {
                adresser.push(Adresse { etage: d.etage, doer: self.doere.ord(d.doer).to_owned(), status: d.status, id: d.id });
                a += 1;
            }
            // No road has so many towns; the town of the 256th is left out.
            husnumre.push(Husnummer { nr: hus.nr, by: u8::try_from(by).unwrap_or(0), status: hus.status, id: hus.id, adresser });
            h += 1;
        }
        self.naeste = (enhed + 1, h, a);
        let postnavn = self.postnavne.get(&navn.postnr).cloned().unwrap_or_default();
        let stoerste = husnumre.last().map_or(0, |h: &Husnummer| h.nr.tal);
        Some((nr, Enhed { hoved: Enhedshoved { navn, postnavn, byer: byer.into_iter().map(|(_, b)| b).collect(), stoerste }, husnumre }))
    }
}
