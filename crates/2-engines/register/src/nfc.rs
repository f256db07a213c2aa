//! The door for texts: everything that a command or a search says is in NFC before the engine looks at it, so that no wire and
//! no file can bring in a second form of the same text. LokalUdvidelse is not touched: it is XML, and kept as it was sent.
use crate::kommando::*;
use crate::model::*;
use grund::UnikId;
use grund::tekst::til_nfc;
use std::collections::BTreeMap;

/// Something that holds texts.
pub(crate) trait Tekster {
    /// Brings its texts into NFC.
    fn nfc(&mut self);
}

impl Tekster for String {
    fn nfc(&mut self) {
        til_nfc(self);
    }
}

impl Tekster for UnikId {
    fn nfc(&mut self) {
        if let Self::Urn(u) = self {
            til_nfc(u);
        }
    }
}

impl<T: Tekster> Tekster for Option<T> {
    fn nfc(&mut self) {
        self.iter_mut().for_each(Tekster::nfc);
    }
}

impl<T: Tekster> Tekster for Vec<T> {
    fn nfc(&mut self) {
        self.iter_mut().for_each(Tekster::nfc);
    }
}

impl<K: Ord, T: Tekster> Tekster for BTreeMap<K, T> {
    fn nfc(&mut self) {
        self.values_mut().for_each(Tekster::nfc);
    }
}

/// A number and what goes with it.
impl<T: Tekster> Tekster for (u16, T) {
    fn nfc(&mut self) {
        self.1.nfc();
    }
}

impl Tekster for Vaerdi {
    fn nfc(&mut self) {
        match self {
            Self::Tekst(t) => t.nfc(),
            Self::Reference(r) => r.nfc(),
            Self::Liste(l) => l.nfc(),
            Self::Struktur(f) => f.nfc(),
            Self::Tom | Self::Heltal(_) | Self::Boolsk(_) | Self::Tidspunkt(_) => {}
        }
    }
}

impl Tekster for Feltkrav {
    fn nfc(&mut self) {
        match self {
            Self::Moenster(m) => m.nfc(),
            Self::Lig(v) => v.nfc(),
            Self::Mellem(_) => {}
        }
    }
}

impl Tekster for Moenster {
    fn nfc(&mut self) {
        self.0.nfc();
    }
}

/// A search with its texts in NFC.
pub(crate) fn soegning(f: &Forespoergsel) -> Forespoergsel {
    let mut f = f.clone();
    f.nfc();
    f
}

/// Names the parts of a type that hold texts.
macro_rules! tekster {
    ($($t:ty { $($del:ident)* })*) => { $(impl Tekster for $t {
        fn nfc(&mut self) { $(self.$del.nfc();)* }
    })* };
}

tekster! {
    Virkning { aktoer note }
    Egenskab { virkning felter }
    Tilstand { virkning }
    Maerke { id label }
    Relation { virkning reference label objekttype indeks rolle slags felter }
    Delindhold { tekst egenskaber relationer }
    Variantindhold { tekst egenskaber dele }
    Indhold { egenskaber tilstande relationer varianter }
    Historisk { note bruger indhold }
    Kommando { note indhold historik }
    Del { tekst egenskaber relationer }
    Variant { tekst egenskaber dele }
    Tilstandsbillede { egenskaber tilstande relationer varianter }
    Registrering { bruger note billede }
    Virkningsaktoer { aktoer note }
    Egenskabskriterium { felter }
    Relationskriterium { reference enhver objekttype rolle slags indeks felter }
    Forespoergsel { bruger note egenskaber relationer vilkaarlig_egenskab vilkaarlig_relation virkningsaktoer }
}
