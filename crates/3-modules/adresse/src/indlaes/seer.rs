//! The last step of an import: what it brought becomes what is seen, in one transaction.
use super::{Indlaesning, PORTION, SMAA, over, tael};
use crate::raekker::{self, BID, BLOK, ENHED, ENTITET, Gennemloeb, RELATION, VISER, noegle};
use crate::slags::Register;
use crate::udled::{Grundlag, Udledt};
use crate::vej::{Enhed, Enhedshoved, skriv_blok};
use grund::graenser::RAEKKER_PR_SKRIVNING;
use grund::{Fejl, Fremskridt, Melder, Uuid};
use lager::Raekkeskrivning;
use std::collections::{BTreeMap, HashMap, HashSet};

impl Indlaesning<'_> {
    /// Makes the import seen.
    pub(super) async fn goer_synlig(&mut self, melder: &mut Melder<'_>) -> Result<(), Fejl> {
        if self.hoved.base != 0 && self.gang().skrevet <= SMAA && self.oven_paa(melder).await? {
            return Ok(());
        }
        self.ny_generation(melder).await
    }

    /// Few changes: written over what is there. `false` when they turn out to be too many for one transaction.
    async fn oven_paa(&mut self, melder: &mut Melder<'_>) -> Result<bool, Fejl> {
        let (base, generation) = (self.hoved.base, self.gang().generation);
        let (lager, register) = (self.lager.as_ref(), self.register);
        let entiteter = over(lager, register, ENTITET, generation).await?;
        let relationer = over(lager, register, RELATION, generation).await?;
        let mut raekker: Vec<Raekkeskrivning> = Vec::new();
        let mut antal = self.hoved.antal.clone();
        if register == Register::Dar {
            melder(Fremskridt { fase: "Finder ændrede veje", gjort: 0, ialt: 0 });
            let udledt = Udledt::af(&Grundlag { lager, generation: base, over: &entiteter }, self.nu).await?;
            raekker.extend(forskel(lager, base, udledt).await?);
        }
        for (rest, v) in entiteter {
            let n = noegle(ENTITET, base, &rest);
            if lager.raekke(register.samling(), &n).await?.is_none() {
                tael(&mut antal, &rest);
            }
            raekker.push(raekker::skriv(register, n, Some(v)));
        }
        raekker.extend(relationer.into_keys().map(|rest| raekker::skriv(register, noegle(RELATION, base, &rest), Some(Vec::new()))));
        if raekker.len() >= RAEKKER_PR_SKRIVNING {
            return Ok(false);
        }
        let g = self.naeste_hoved();
        self.hoved.affald.push(g.generation);
        self.hoved.antal = antal;
        self.raekker = raekker;
        self.gem().await?;
        Ok(true)
    }

    /// Many changes: the import's generation gets what it lacks, and is seen in place of the one before.
    async fn ny_generation(&mut self, melder: &mut Melder<'_>) -> Result<(), Fejl> {
        let (base, generation) = (self.hoved.base, self.gang().generation);
        if base != 0 {
            for slags in [ENTITET, RELATION] {
                self.kopier(slags, base, generation, melder).await?;
            }
        }
        let (lager, register) = (self.lager.as_ref(), self.register);
        let mut antal = BTreeMap::new();
        let mut i = Gennemloeb::ny(lager, register, noegle(ENTITET, generation, &[]));
        loop {
            let side = i.side(BID).await?;
            if side.is_empty() {
                break;
            }
            side.iter().for_each(|(n, _)| tael(&mut antal, n.get(5..).unwrap_or_default()));
        }
        if register == Register::Dar {
            melder(Fremskridt { fase: "Finder veje", gjort: 0, ialt: 0 });
            let tom = BTreeMap::new();
            let udledt = Udledt::af(&Grundlag { lager, generation, over: &tom }, self.nu).await?;
            self.skriv_udledt(udledt, generation, melder).await?;
        }
        self.naeste_hoved();
        self.hoved.base = generation;
        self.hoved.antal = antal;
        if base != 0 {
            self.hoved.affald.push(base);
        }
        self.gem().await
    }

    /// Copies what the new generation does not have itself.
    async fn kopier(&mut self, slags: u8, fra: u32, til: u32, melder: &mut Melder<'_>) -> Result<(), Fejl> {
        let (lager, samling) = (self.lager.as_ref(), self.register.samling());
        let mut i = Gennemloeb::ny(lager, self.register, noegle(slags, fra, &[]));
        let mut gjort = 0;
        loop {
            let side = i.side(BID).await?;
            let (Some(foerste), Some(sidste)) = (side.first(), side.last()) else { return Ok(()) };
            let rest = |n: &[u8]| n.get(5..).unwrap_or_default().to_vec();
            let (a, b) = (noegle(slags, til, &rest(&foerste.0)), [noegle(slags, til, &rest(&sidste.0)), vec![0]].concat());
            let mut nye: HashSet<Vec<u8>> = HashSet::new();
            let mut fra_her = a;
            loop {
                let der = lager.raekker(samling, &fra_her, Some(&b), BID).await?;
                let flere = der.len() == BID;
                if let Some((n, _)) = der.last() {
                    fra_her = [n.as_slice(), &[0]].concat();
                }
                nye.extend(der.into_iter().map(|(n, _)| rest(&n)));
                if !flere {
                    break;
                }
            }
            gjort += side.len() as u64;
            melder(Fremskridt { fase: "Kopierer uændret", gjort, ialt: 0 });
            let raekker = side
                .into_iter()
                .map(|(n, v)| (rest(&n), v))
                .filter(|(n, _)| !nye.contains(n))
                .map(|(n, v)| raekker::skriv(self.register, noegle(slags, til, &n), Some(v)))
                .collect();
            lager.skriv(lager::Skrivning { raekker, ..lager::Skrivning::default() }).await?;
        }
    }

    async fn skriv_udledt(&mut self, udledt: Udledt, generation: u32, melder: &mut Melder<'_>) -> Result<(), Fejl> {
        let register = self.register;
        let mut blok: Option<(u8, Vec<Enhedshoved>)> = None;
        let mut raekker = Vec::new();
        for (gjort, (nr, e)) in (1..).zip(udledt) {
            let b = nr.to_be_bytes();
            let foerste = b.first().copied().unwrap_or_default();
            match &mut blok {
                Some((n, hoveder)) if *n == foerste => hoveder.push(e.hoved.clone()),
                _ => {
                    if let Some((n, h)) = blok.replace((foerste, vec![e.hoved.clone()])) {
                        raekker.push(raekker::skriv(register, noegle(BLOK, generation, &[n]), Some(skriv_blok(&h))));
                    }
                }
            }
            raekker
                .extend(e.husnumre.iter().map(|h| raekker::skriv(register, noegle(VISER, generation, h.id.as_bytes()), Some(b.to_vec()))));
            raekker.push(raekker::skriv(register, noegle(ENHED, generation, &b), Some(e.skriv())));
            if raekker.len() >= PORTION {
                melder(Fremskridt { fase: "Skriver veje", gjort, ialt: 0 });
                self.lager.skriv(lager::Skrivning { raekker: std::mem::take(&mut raekker), ..lager::Skrivning::default() }).await?;
            }
        }
        if let Some((n, h)) = blok {
            raekker.push(raekker::skriv(register, noegle(BLOK, generation, &[n]), Some(skriv_blok(&h))));
        }
        self.lager.skriv(lager::Skrivning { raekker, ..lager::Skrivning::default() }).await?;
        Ok(())
    }
}

/// Units that are read at a time: a long road has 100 KB.
const ENHEDER: usize = 500;

/// The units of a generation, to be taken in order of their number.
struct Gamle<'a> {
    raekker: Gennemloeb<'a>,
    side: std::vec::IntoIter<lager::Raekke>,
    naeste: Option<lager::Raekke>,
}

impl<'a> Gamle<'a> {
    async fn ny(lager: &'a dyn lager::Lager, base: u32) -> Result<Self, Fejl> {
        let raekker = Gennemloeb::ny(lager, Register::Dar, noegle(ENHED, base, &[]));
        let mut ud = Self { raekker, side: Vec::new().into_iter(), naeste: None };
        ud.tag().await?;
        Ok(ud)
    }

    /// The next one.
    async fn tag(&mut self) -> Result<Option<lager::Raekke>, Fejl> {
        let nu = self.naeste.take();
        self.naeste = match self.side.next() {
            Some(r) => Some(r),
            None => {
                self.side = self.raekker.side(ENHEDER).await?.into_iter();
                self.side.next()
            }
        };
        Ok(nu)
    }

    /// The next one, if its key comes before that one; or is it, where `med`.
    async fn tag_til(&mut self, noegle: &[u8], med: bool) -> Result<Option<lager::Raekke>, Fejl> {
        let her = self.naeste.as_ref().is_some_and(|(n, _)| n.as_slice() < noegle || (med && n.as_slice() == noegle));
        if her { self.tag().await } else { Ok(None) }
    }
}

/// What is to be written so that the units of a generation become these. Both come in order of their number, so neither is held.
async fn forskel(lager: &dyn lager::Lager, base: u32, udledt: Udledt) -> Result<Vec<Raekkeskrivning>, Fejl> {
    let register = Register::Dar;
    let mut gamle = Gamle::ny(lager, base).await?;
    let mut blokke = over(lager, register, BLOK, base).await?;
    let mut nye_blokke: BTreeMap<u8, Vec<Enhedshoved>> = BTreeMap::new();
    let mut raekker = Vec::new();
    // First what loses its unit, then what has one: a house number may go from one to another.
    let mut visere: HashMap<Uuid, Option<u64>> = HashMap::new();
    let mut satte: Vec<(Uuid, u64)> = Vec::new();
    let mistet = |v: &[u8]| Ok::<_, Fejl>(Enhed::laes(v)?.husnumre.into_iter().map(|h| (h.id, None)));
    for (nr, e) in udledt {
        let b = nr.to_be_bytes();
        let n = noegle(ENHED, base, &b);
        while let Some((n, v)) = gamle.tag_til(&n, false).await? {
            visere.extend(mistet(&v)?);
            raekker.push(raekker::skriv(register, n, None));
        }
        let (ny, gammel) = (e.skriv(), gamle.tag_til(&n, true).await?.map(|(_, v)| v));
        if gammel.as_ref() != Some(&ny) {
            if let Some(g) = gammel {
                visere.extend(mistet(&g)?);
            }
            satte.extend(e.husnumre.iter().map(|h| (h.id, nr)));
            raekker.push(raekker::skriv(register, n, Some(ny)));
        }
        nye_blokke.entry(b.first().copied().unwrap_or_default()).or_default().push(e.hoved);
    }
    while let Some((n, v)) = gamle.tag().await? {
        visere.extend(mistet(&v)?);
        raekker.push(raekker::skriv(register, n, None));
    }
    visere.extend(satte.into_iter().map(|(id, nr)| (id, Some(nr))));
    raekker.extend(
        visere
            .into_iter()
            .map(|(id, nr)| raekker::skriv(register, noegle(VISER, base, id.as_bytes()), nr.map(|n| n.to_be_bytes().to_vec()))),
    );
    for (nr, h) in nye_blokke {
        let ny = skriv_blok(&h);
        if blokke.remove([nr].as_slice()).as_ref() != Some(&ny) {
            raekker.push(raekker::skriv(register, noegle(BLOK, base, &[nr]), Some(ny)));
        }
    }
    raekker.extend(blokke.into_keys().map(|rest| raekker::skriv(register, noegle(BLOK, base, &rest), None)));
    Ok(raekker)
}
