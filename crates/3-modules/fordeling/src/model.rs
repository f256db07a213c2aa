//! What is handed over and what is answered, as the contract has it (F-3, F-4, F-6), without its XML.
use crate::maske::{Emne, Facet};
use grund::{Cvr, Uuid};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! koder {
    ($(#[$dok:meta])* $navn:ident { $($(#[$d:meta])* $kode:ident = $tekst:literal),* $(,)? }) => {
        $(#[$dok])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $navn { $($(#[$d])* #[serde(rename = $tekst)] $kode),* }

        impl $navn {
            /// All of them.
            pub const ALLE: &[Self] = &[$(Self::$kode),*];

            /// The contract's word.
            pub const fn navn(self) -> &'static str {
                match self { $(Self::$kode => $tekst),* }
            }

            /// From the contract's word.
            pub fn fra_navn(t: &str) -> Option<Self> {
                match t.trim() { $($tekst => Some(Self::$kode),)* _ => None }
            }
        }
    };
}

koder! {
    /// What is handed over (FK-03).
    Objektslags {
        /// A journal note.
        Journalpost = "JOURNALPOST",
        /// A document of a case.
        Dokument = "DOKUMENT",
        /// A form.
        Formular = "FORMULAR",
    }
}
koder! {
    /// What a receipt says (F-6).
    Kvitteringskode {
        /// It has come.
        Modtaget = "MODTAGET",
        /// It was delivered.
        Afleveret = "AFLEVERET",
        /// The receiver has taken it over.
        Accepteret = "ACCEPTERET",
        /// It was rejected.
        Afvist = "AFVIST",
        /// It could not be done.
        Fejlet = "FEJLET",
    }
}
koder! {
    /// Whose word a receipt is (F-6).
    Kvitteringstype {
        /// Of the systems: it can, or can't, be understood and delivered.
        Teknisk = "Teknisk",
        /// Of the receiving authority.
        Forretning = "Forretning",
        /// Of Digital Post.
        DigitalPost = "Digital post",
    }
}

/// A receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kvittering {
    /// What it says.
    #[serde(rename = "k")]
    pub kode: Kvitteringskode,
    /// Whose word it is.
    #[serde(rename = "t")]
    pub slags: Kvitteringstype,
    /// Why.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub begrundelse: Option<String>,
    /// Codes and texts of what was wrong.
    #[serde(rename = "f", default, skip_serializing_if = "Vec::is_empty")]
    pub fejl: Vec<(String, String)>,
}

impl Kvittering {
    /// A receipt without a reason.
    pub const fn ny(kode: Kvitteringskode, slags: Kvitteringstype) -> Self {
        Self { kode, slags, begrundelse: None, fejl: Vec::new() }
    }

    /// Of the component, for something that is wrong.
    pub fn fejl(kode: Kvitteringskode, slags: Kvitteringstype, fejl: &grund::Fejl) -> Self {
        Self { kode, slags, begrundelse: Some(fejl.dansk()), fejl: vec![(fejl.kode().to_string(), fejl.dansk())] }
    }

    /// The receiver has taken it over, or has not, and there is nothing more to come (FK-02).
    pub fn er_endelig(&self) -> bool {
        matches!(self.kode, Kvitteringskode::Accepteret | Kvitteringskode::Afvist | Kvitteringskode::Fejlet)
    }
}

/// Who shall receive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rutevalg {
    /// Whoever the rules say.
    #[serde(rename = "kle")]
    Kle(#[serde(with = "som_emne")] Emne, #[serde(with = "som_facet")] Option<Facet>),
    /// This system.
    #[serde(rename = "aktoer")]
    Aktoer(Uuid),
}

/// DistributionContext.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kontekst {
    /// The sender's id of the handover.
    #[serde(rename = "a")]
    pub anvender_id: Uuid,
    /// The component's.
    #[serde(rename = "i")]
    pub id: Option<Uuid>,
    /// Of Digital Post.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub digital_post_id: Option<String>,
    /// The sending authority.
    #[serde(rename = "f")]
    pub afsender: Cvr,
    /// The receiving authority.
    #[serde(rename = "t")]
    pub modtager: Cvr,
    /// Who there.
    #[serde(rename = "v")]
    pub valg: Rutevalg,
    /// The name of the document's file (F-4).
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub filnavn: Option<String>,
}

/// What a sender asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anmodning {
    /// The context; its `id` is the component's to give.
    pub kontekst: Kontekst,
    /// The kind of object.
    pub slags: Objektslags,
    /// The object's id.
    pub objekt: Uuid,
    /// The number that the sender proposes for it.
    pub emneforslag: Emne,
    /// The system that registered the object, as the object says: stands for the sender where nobody has proven who that is.
    pub registreret_af: Option<Uuid>,
    /// CPR numbers of the persons that it is about, for the audit log.
    pub personer: Vec<String>,
    /// The DistributionObject as XML that stands alone.
    pub indhold: String,
}

mod som_emne {
    use super::{Deserialize, Deserializer, Emne, Serializer};
    pub fn serialize<S: Serializer>(e: &Emne, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(e)
    }
    pub fn deserialize<'d, D: Deserializer<'d>>(d: D) -> Result<Emne, D::Error> {
        let t = String::deserialize(d)?;
        Emne::laes(&t).ok_or_else(|| serde::de::Error::custom("no KLE number"))
    }
}

mod som_facet {
    use super::{Deserialize, Deserializer, Facet, Serializer};
    pub fn serialize<S: Serializer>(f: &Option<Facet>, s: S) -> Result<S::Ok, S::Error> {
        match f {
            Some(f) => s.collect_str(f),
            None => s.serialize_none(),
        }
    }
    pub fn deserialize<'d, D: Deserializer<'d>>(d: D) -> Result<Option<Facet>, D::Error> {
        let t = Option::<String>::deserialize(d)?;
        t.map(|t| Facet::laes(&t).ok_or_else(|| serde::de::Error::custom("no facet"))).transpose()
    }
}
