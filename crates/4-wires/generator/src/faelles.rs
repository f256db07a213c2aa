//! What every part of the country is built with.
use grund::{Fejl, Periode, Tidspunkt, UnikId, Uuid};
use register::{Kommando, Maerke, Objekttype, Oensket, Relation, Typekatalog, Udfald, Virkning};

/// The object types, found by name: this crate knows no module.
#[derive(Clone, Copy, Debug)]
pub struct Typer {
    pub adresse: &'static Objekttype,
    pub bruger: &'static Objekttype,
    pub enhed: &'static Objekttype,
    pub facet: &'static Objekttype,
    pub funktion: &'static Objekttype,
    pub itsystem: &'static Objekttype,
    pub klasse: &'static Objekttype,
    pub klassifikation: &'static Objekttype,
    pub myndighed: &'static Objekttype,
    pub organisation: &'static Objekttype,
    pub person: &'static Objekttype,
    pub virksomhed: &'static Objekttype,
}

impl Typer {
    pub fn af(k: &Typekatalog) -> Result<Self, Fejl> {
        let find = |navn: &str| k.navn(navn).ok_or_else(|| Fejl::intern(format!("the catalogue lacks {navn}")));
        Ok(Self {
            adresse: find("Adresse")?,
            bruger: find("Bruger")?,
            enhed: find("OrganisationEnhed")?,
            facet: find("Facet")?,
            funktion: find("OrganisationFunktion")?,
            itsystem: find("ItSystem")?,
            klasse: find("Klasse")?,
            klassifikation: find("Klassifikation")?,
            myndighed: find("Myndighed")?,
            organisation: find("Organisation")?,
            person: find("Person")?,
            virksomhed: find("Virksomhed")?,
        })
    }
}

/// A new object from `fra`.
pub fn ny(objekttype: &'static Objekttype, uuid: Uuid, fra: Tidspunkt) -> Oensket {
    Oensket::ny(objekttype, uuid, fra, fra)
}

/// The command that brings it in.
pub fn kommando(o: Oensket) -> Result<Kommando, Fejl> {
    match o.afstem(None)? {
        Udfald::Ny(k) | Udfald::Aendret(k) => Ok(k),
        Udfald::Uaendret => Err(Fejl::intern("a new object is new")),
    }
}

/// Active in the period, inactive after it.
pub fn gyldig(o: Oensket, fra: Tidspunkt, til: Tidspunkt) -> Oensket {
    o.tilstand("gyldighed", fra, &[(Periode::ny(fra, til), "Aktiv"), (Periode::ny(til, Tidspunkt::UENDELIG), "Inaktiv")])
}

/// A plain reference in a period.
pub fn til(uuid: Uuid, fra: Tidspunkt, til: Tidspunkt) -> Relation {
    Relation::til(UnikId::Uuid(uuid), Virkning::i(Periode::ny(fra, til)))
}

/// A reference with role, type and index.
pub fn med_rolle(r: Relation, rolle: u128, slags: u128, indeks: String) -> Relation {
    let maerke = |id: u128| Some(Maerke { id: UnikId::Uuid(Uuid::from_u128(id)), label: None });
    Relation { rolle: maerke(rolle), slags: maerke(slags), indeks: Some(indeks), ..r }
}
