//! What all municipalities share, owned by the shared authority: the classification of roles and types, a synthetic
//! classification in KLE's shape, and the it-systems.
use crate::Post;
use crate::faelles::{Typer, gyldig, kommando, ny};
use crate::kendte::{FACET_EMNEPLAN, FACETTER};
use crate::navne::{EMNE_HANDLING, EMNE_OM, FORVALTNINGER, ITSYSTEMER};
use crate::sager::{AFSENDERSYSTEMER, emner};
use crate::slump::uuid;
use grund::{Cvr, Fejl, Periode, Tidspunkt, UnikId, Uuid};
use register::Oensket;

/// The first main group: KLE uses no number from here on up to 50.
const FOERSTE_GRUPPE: usize = 33;
/// Main groups; the first ones belong to the administrations of a municipality, in order.
const HOVEDGRUPPER: usize = 12;
const GRUPPER: usize = 4;
const EMNER: usize = 5;
const KATEGORIER: &[(&str, &str)] = &[
    ("A", "organisering"),
    ("G", "konkrete sager"),
    ("I", "information"),
    ("K", "klage og kontrol"),
    ("P", "planlægning"),
    ("S", "støtte"),
    ("Ø", "økonomi"),
];

/// UUID of a number of the synthetic classification (`33`, `33.04`, `33.04.08`, `G01`).
pub fn klasse_uuid(froe: u64, nummer: &str) -> Uuid {
    uuid(froe, &format!("klasse/{nummer}"))
}

/// Number of a main group.
pub fn hovedgruppe(h: usize) -> String {
    format!("{:02}", FOERSTE_GRUPPE + h % HOVEDGRUPPER)
}
/// Number of a group in it.
pub fn gruppe(h: usize, g: usize) -> String {
    format!("{}.{:02}", hovedgruppe(h), (g % GRUPPER) * 4)
}
/// Number of a subject in that.
pub fn emne(h: usize, g: usize, e: usize) -> String {
    format!("{}.{:02}", gruppe(h, g), (e % EMNER) * 4)
}

/// UUID of an it-system.
pub fn itsystem(froe: u64, nr: usize) -> Uuid {
    uuid(froe, &format!("itsystem/{nr}"))
}

struct Bygger<'a> {
    typer: &'a Typer,
    fra: Tidspunkt,
    ud: Vec<Post>,
}

/// All of it.
pub fn faelles(typer: &Typer, froe: u64, nu: Tidspunkt) -> Result<Vec<Post>, Fejl> {
    // Ten years back, so that every virkning of the country lies within.
    let fra = crate::tid::dag(nu, -3_660);
    let mut b = Bygger { typer, fra, ud: Vec::new() };

    let roller = uuid(froe, "klassifikation/roller");
    b.klassifikation(roller, "Roller og typer", "Roller og typer i Organisation og Sagsindeks")?;
    for (navn, klasser) in FACETTER {
        let facet = uuid(froe, &format!("facet/{navn}"));
        b.facet(facet, navn, roller)?;
        for (id, titel) in *klasser {
            b.klasse(Uuid::from_u128(*id), titel, titel, facet, None)?;
        }
    }

    let facet = uuid(froe, "facet/egne");
    b.facet(facet, "Sags- og dokumentindeks: egne roller", roller)?;
    for (id, titel) in sagdokument::roller::EGNE {
        b.klasse(*id, titel, titel, facet, None)?;
    }

    let kle = uuid(froe, "klassifikation/emner");
    b.klassifikation(kle, "Syntetisk KLE", "Syntetisk emnesystematik i KLE's form")?;
    let emneplan = Uuid::from_u128(FACET_EMNEPLAN);
    b.facet(emneplan, "Emneplan", kle)?;
    for h in 0..HOVEDGRUPPER {
        let hg = hovedgruppe(h);
        let titel = FORVALTNINGER.get(h).map_or("Øvrige opgaver", |f| f.navn);
        b.klasse(klasse_uuid(froe, &hg), &hg, titel, emneplan, None)?;
        for g in 0..GRUPPER {
            let gr = gruppe(h, g);
            let om = EMNE_OM.get((h * GRUPPER + g) % EMNE_OM.len()).copied().unwrap_or_default();
            let stort: String = om.chars().take(1).flat_map(char::to_uppercase).chain(om.chars().skip(1)).collect();
            b.klasse(klasse_uuid(froe, &gr), &gr, &stort, emneplan, Some(klasse_uuid(froe, &hg)))?;
            for e in 0..EMNER {
                let nr = emne(h, g, e);
                let handling = EMNE_HANDLING.get(e).copied().unwrap_or_default();
                b.klasse(klasse_uuid(froe, &nr), &nr, &format!("{handling} {om}"), emneplan, Some(klasse_uuid(froe, &gr)))?;
            }
        }
    }
    let over = |nummer: &str| nummer.rsplit_once('.').map(|(o, _)| klasse_uuid(froe, o));
    let sagsemner = emner::EMNER.iter().map(|e| (e.nummer, e.titel));
    for (nr, titel) in emner::HOVEDGRUPPER.iter().chain(emner::GRUPPER).copied().chain(sagsemner) {
        b.klasse(klasse_uuid(froe, nr), nr, titel, emneplan, over(nr))?;
    }
    let facetter = uuid(froe, "facet/handlingsfacetter");
    b.facet(facetter, "Handlingsfacetter", kle)?;
    for (bogstav, titel) in KATEGORIER {
        b.klasse(klasse_uuid(froe, bogstav), bogstav, &format!("Syntetisk: {titel}"), facetter, None)?;
        for n in 0..3 {
            let nr = format!("{bogstav}{n:02}");
            b.klasse(klasse_uuid(froe, &nr), &nr, &format!("Syntetisk facet {nr} ({titel})"), facetter, Some(klasse_uuid(froe, bogstav)))?;
        }
    }

    let systemer = ITSYSTEMER.iter().enumerate().map(|(nr, navn)| (itsystem(froe, nr), *navn)).chain(AFSENDERSYSTEMER.iter().copied());
    for (id, navn) in systemer {
        let o = ny(typer.itsystem, id, fra).tekst("brugervendtnoegle", navn).tekst("itsystemnavn", navn);
        let o = gyldig(o, fra, Tidspunkt::UENDELIG);
        b.tag(o)?;
    }
    Ok(b.ud)
}

impl Bygger<'_> {
    fn tag(&mut self, o: Oensket) -> Result<(), Fejl> {
        self.ud.push(Post::ny(Cvr::KOMBIT, kommando(o)?));
        Ok(())
    }

    fn publiceret(&self, o: Oensket) -> Oensket {
        o.tilstand("publiceret", self.fra, &[(Periode::ny(self.fra, Tidspunkt::UENDELIG), "Publiceret")])
            .en("ejer", Some(UnikId::Urn(format!("urn:oio:cvr-nr:{}", Cvr::KOMBIT))))
    }

    fn klassifikation(&mut self, id: Uuid, navn: &str, titel: &str) -> Result<(), Fejl> {
        let o = ny(self.typer.klassifikation, id, self.fra).tekst("brugervendtnoegle", navn).tekst("titel", titel).tekst("kaldenavn", navn);
        self.tag(self.publiceret(o))
    }

    fn facet(&mut self, id: Uuid, navn: &str, klassifikation: Uuid) -> Result<(), Fejl> {
        let o = ny(self.typer.facet, id, self.fra)
            .tekst("brugervendtnoegle", navn)
            .tekst("titel", navn)
            .en("facettilhoerer", Some(UnikId::Uuid(klassifikation)));
        self.tag(self.publiceret(o))
    }

    fn klasse(&mut self, id: Uuid, bvn: &str, titel: &str, facet: Uuid, over: Option<Uuid>) -> Result<(), Fejl> {
        let o = ny(self.typer.klasse, id, self.fra)
            .tekst("brugervendtnoegle", bvn)
            .tekst("titel", titel)
            .en("facet", Some(UnikId::Uuid(facet)))
            .en("overordnetklasse", over.map(UnikId::Uuid));
        self.tag(self.publiceret(o))
    }
}
