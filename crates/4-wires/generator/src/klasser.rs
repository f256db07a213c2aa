//! What all municipalities share, owned by the shared authority: the classification of roles and types, a classification in KLE's
//! shape, and the it-systems.
use crate::Post;
use crate::faelles::{Typer, gyldig, kommando, ny};
use crate::kendte::FACETTER;
use crate::kle;
use crate::navne::ITSYSTEMER;
use crate::sager::AFSENDERSYSTEMER;
use grund::slump::uuid;
use grund::{Cvr, Fejl, Periode, Tidspunkt, UnikId, Uuid};
use klassifikation::kle::Plan;
use register::Oensket;

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

    let emnesystematik = klassifikation::kle::klassifikation();
    b.klassifikation(emnesystematik, "KLE", "Syntetisk emnesystematik i KLE's form")?;
    for plan in [Plan::Emneplan, Plan::Handlingsfacetter] {
        b.facet(plan.facet(), plan.navn(), emnesystematik)?;
        for (nr, titel) in kle::klasser(plan) {
            let over = plan.over(&nr).map(|o| kle::klasse_uuid(&o));
            let o = b.ny_klasse(kle::klasse_uuid(&nr), &nr, &titel, plan.facet(), over);
            // A published KLE that is loaded later may end it without being asked twice.
            b.tag(o.tekst("integrationsdata", klassifikation::kle::SYNTETISK))?;
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
        let o = self.ny_klasse(id, bvn, titel, facet, over);
        self.tag(o)
    }

    fn ny_klasse(&self, id: Uuid, bvn: &str, titel: &str, facet: Uuid, over: Option<Uuid>) -> Oensket {
        let o = ny(self.typer.klasse, id, self.fra)
            .tekst("brugervendtnoegle", bvn)
            .tekst("titel", titel)
            .en("facet", Some(UnikId::Uuid(facet)))
            .en("overordnetklasse", over.map(UnikId::Uuid));
        self.publiceret(o)
    }
}
