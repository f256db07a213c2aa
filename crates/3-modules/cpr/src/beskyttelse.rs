//! Protected names and addresses (CPR-07). The protection is the person's: it holds under every number that she has or had, wherever it is told, and for what records of
//! others say of her.
use crate::bestand::{Bestand, Stand, person_noegle};
use crate::format::{OMTALER, UdenNummer};
use crate::linje::Post;
use crate::model;
use crate::pakning::{Record, pak_ud};
use crate::person::{Beskyttelse, Personnummer};
use crate::tid::{Fratil, Tid};
use crate::udbakke::Ufortalt;
use grund::Fejl;
use std::collections::BTreeMap;

/// Numbers that are followed from one: nobody has so many, and whoever has is taken as protected.
const NUMRE: usize = 32;

/// When it is asked.
#[derive(Clone, Copy)]
pub(crate) struct Naar<'s> {
    /// What is seen now.
    pub stand: &'s Stand,
    /// And what was seen when that load was whole.
    pub load: Option<u32>,
    /// A protection on any of these days counts.
    pub dage: [Tid; 2],
}

impl<'s> Naar<'s> {
    /// Of what a load has changed: its day, and that of the population now.
    pub(crate) fn af(stand: &'s Stand, af: &Ufortalt) -> Self {
        Self { stand, load: Some(af.load), dage: [af.dato, stand.dato().unwrap_or(af.dato)] }
    }
}

/// What is known of somebody's protection.
#[derive(Clone, Copy, Default)]
pub(crate) struct Beskyttet {
    /// The population has her, under some number.
    pub kendt: bool,
    /// The protection of name and address that holds.
    pub gaelder: Option<Beskyttelse>,
}

impl Bestand {
    /// The protection of the person who has or had one of the numbers, under any of hers.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn beskyttelse(&self, kendte: &[Personnummer], naar: Naar<'_>) -> Result<Beskyttet, Fejl> {
        let (mut numre, mut ved, mut ud) = (kendte.to_vec(), 0, Beskyttet::default());
        while let Some(n) = numre.get(ved).copied() {
            ved += 1;
            let mut andre: Vec<Personnummer> = self.henvist(n, naar.stand).await?.into_iter().collect();
            let raekke = self.raekke(&person_noegle(n)).await?;
            for b in raekke.iter().flat_map(|r| r.mulige(naar.stand, naar.load)) {
                let p = model::person(n, &pak_ud(b)?);
                ud.kendt = true;
                let holder = |b: &&Beskyttelse| b.art == Beskyttelse::NAVN_OG_ADRESSE && naar.dage.iter().any(|d| b.periode.gaelder(*d));
                if let Some(b) = p.beskyttelser.iter().find(holder) {
                    return Ok(Beskyttet { gaelder: Some(*b), ..ud });
                }
                andre.extend(p.gaeldende.into_iter().chain(p.tidligere_numre.iter().map(|t| t.nummer)));
            }
            for a in andre {
                if !numre.contains(&a) {
                    numre.push(a);
                }
            }
            if numre.len() > NUMRE {
                let gaelder = Some(Beskyttelse { art: Beskyttelse::NAVN_OG_ADRESSE, periode: Fratil::default() });
                return Ok(Beskyttet { gaelder, ..ud });
            }
        }
        Ok(ud)
    }

    /// Blanks what records tell of others who are protected; their numbers stay. `selv` says that the person of the records is protected herself. Whether anything was
    /// blanked.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn skjul_andre(&self, records: &mut [Record], selv: bool, naar: Naar<'_>) -> Result<bool, Fejl> {
        let (mut sete, mut skjult) = (BTreeMap::<Personnummer, Beskyttet>::new(), false);
        for r in records {
            let nr = r.nr;
            for o in OMTALER.iter().filter(|o| o.record == nr) {
                let Some(f) = Post::ny(r.nr, &r.data) else { continue };
                if o.tekster.iter().all(|t| f.tekst(t).is_empty()) {
                    continue;
                }
                let skjules = match f.nummer(o.nummer) {
                    None => o.uden == UdenNummer::Skjules || (selv && o.uden == UdenNummer::SomHende),
                    Some(n) => {
                        let b = match sete.get(&n) {
                            Some(b) => *b,
                            None => self.beskyttelse(&[n], naar).await?,
                        };
                        sete.insert(n, b);
                        b.gaelder.is_some() || (!b.kendt && o.uden == UdenNummer::Skjules)
                    }
                };
                if skjules {
                    o.tekster.iter().for_each(|t| r.blank(t));
                    skjult = true;
                }
            }
        }
        Ok(skjult)
    }
}
