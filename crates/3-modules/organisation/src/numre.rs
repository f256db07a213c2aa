//! Stored numbers of fields and relations and well-known classes, by name, for code that reads organisation objects.
//!
//! The tables in [`crate::objekttyper`] are the source; a test holds these numbers against them.
use grund::Uuid;

/// Field numbers, the same in every type that has the field.
pub mod felt {
    /// `brugervendtnoegle`, in all types.
    pub const BRUGERVENDTNOEGLE: u16 = 1;
    /// The name: `enhedsnavn`, `brugernavn`, `organisationsnavn`, `funktionsnavn`, `itsystemnavn`, `navn`, `adressetekst`.
    pub const NAVN: u16 = 3;
    /// `cprnummer` of a Person.
    pub const CPRNUMMER: u16 = 4;
    /// `cvrnummer` of a Virksomhed or Myndighed.
    pub const CVRNUMMER: u16 = 10;
    /// `myndighedskode` of a Myndighed.
    pub const MYNDIGHEDSKODE: u16 = 11;
}

/// Relation numbers, the same in every type of the module.
pub mod relation {
    /// `adresser`
    pub const ADRESSER: u16 = 1;
    /// `opgaver`
    pub const OPGAVER: u16 = 4;
    /// `overordnet`
    pub const OVERORDNET: u16 = 5;
    /// `tilhoerer`
    pub const TILHOERER: u16 = 8;
    /// `tilknyttedebrugere`
    pub const TILKNYTTEDEBRUGERE: u16 = 9;
    /// `tilknyttedeenheder`
    pub const TILKNYTTEDEENHEDER: u16 = 10;
    /// `tilknyttedefunktioner`
    pub const TILKNYTTEDEFUNKTIONER: u16 = 11;
    /// `tilknyttedepersoner`
    pub const TILKNYTTEDEPERSONER: u16 = 14;
    /// `tilknyttedeitsystemer`
    pub const TILKNYTTEDEITSYSTEMER: u16 = 15;
    /// `brugertyper`
    pub const BRUGERTYPER: u16 = 17;
    /// `myndighed`
    pub const MYNDIGHED: u16 = 19;
    /// `virksomhed`
    pub const VIRKSOMHED: u16 = 21;
    /// `organisatoriskfunktionstype`
    pub const FUNKTIONSTYPE: u16 = 23;
}

/// Number of the state `gyldighed`, in every type that has it.
pub const GYLDIGHED: u16 = 1;
/// `gyldighed` = Aktiv.
pub const AKTIV: u8 = 1;
/// `gyldighed` = Inaktiv.
pub const INAKTIV: u8 = 2;

/// Function types (I-10 … I-12).
pub mod funktionstype {
    use super::Uuid;
    /// Enhedsrolle: a position, "arbejder i".
    pub const ENHEDSROLLE: Uuid = Uuid::from_u128(0x02e6_1900_33e0_407f_a2a7_22f7_0221_f003);
    /// "Ansat i".
    pub const ANSAT_I: Uuid = Uuid::from_u128(0x5755_3824_5ed0_4a64_b8aa_7e80_1df2_64f6);
    /// Lederrolle.
    pub const LEDERROLLE: Uuid = Uuid::from_u128(0x46c7_3630_f7ad_4000_9624_c061_31cd_e671);
    /// Udbetalende enhed (I-11).
    pub const UDBETALENDE_ENHED: Uuid = Uuid::from_u128(0xfaf2_9ba2_da6d_49c4_8a2f_0739_172f_4227);
    /// Henvendelsessted (I-12).
    pub const HENVENDELSESSTED: Uuid = Uuid::from_u128(0x7368_482a_177e_4e04_8574_f558_e6f1_ef45);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objekttyper::*;

    #[test]
    fn the_numbers_are_those_of_the_tables() {
        for (t, navn, nr) in [
            (&ORGANISATIONENHED, "enhedsnavn", felt::NAVN),
            (&BRUGER, "brugernavn", felt::NAVN),
            (&ORGANISATION, "organisationsnavn", felt::NAVN),
            (&ORGANISATIONFUNKTION, "funktionsnavn", felt::NAVN),
            (&ITSYSTEM, "itsystemnavn", felt::NAVN),
            (&PERSON, "navn", felt::NAVN),
            (&ADRESSE, "adressetekst", felt::NAVN),
            (&PERSON, "cprnummer", felt::CPRNUMMER),
            (&VIRKSOMHED, "cvrnummer", felt::CVRNUMMER),
            (&MYNDIGHED, "myndighedskode", felt::MYNDIGHEDSKODE),
            (&BRUGER, "brugervendtnoegle", felt::BRUGERVENDTNOEGLE),
        ] {
            assert_eq!(t.felt(navn).map(|f| f.nr), Some(nr), "{navn}");
        }
        for (t, navn, nr) in [
            (&ORGANISATIONENHED, "adresser", relation::ADRESSER),
            (&ORGANISATIONENHED, "opgaver", relation::OPGAVER),
            (&ORGANISATIONENHED, "overordnet", relation::OVERORDNET),
            (&ORGANISATIONENHED, "tilhoerer", relation::TILHOERER),
            (&ORGANISATIONFUNKTION, "tilknyttedebrugere", relation::TILKNYTTEDEBRUGERE),
            (&ORGANISATIONFUNKTION, "tilknyttedeenheder", relation::TILKNYTTEDEENHEDER),
            (&ORGANISATIONENHED, "tilknyttedefunktioner", relation::TILKNYTTEDEFUNKTIONER),
            (&BRUGER, "tilknyttedepersoner", relation::TILKNYTTEDEPERSONER),
            (&ORGANISATIONFUNKTION, "tilknyttedeitsystemer", relation::TILKNYTTEDEITSYSTEMER),
            (&BRUGER, "brugertyper", relation::BRUGERTYPER),
            (&ORGANISATION, "myndighed", relation::MYNDIGHED),
            (&ORGANISATION, "virksomhed", relation::VIRKSOMHED),
            (&ORGANISATIONFUNKTION, "organisatoriskfunktionstype", relation::FUNKTIONSTYPE),
        ] {
            assert_eq!(t.relation(navn).map(|r| r.nr), Some(nr), "{navn}");
        }
        let gyldighed = BRUGER.tilstand("gyldighed").unwrap();
        assert_eq!((gyldighed.nr, gyldighed.vaerdier), (GYLDIGHED, &["Aktiv", "Inaktiv"][..]));
    }
}
