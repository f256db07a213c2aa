//! The components: what pages are put together from. Each is a value with a template of its own, escaped by the template, and shown on `/sider/komponenter`.
//! None needs a script, a style in the page, or a colour to be understood.
mod felt;
mod formular;
mod graf;
mod lister;
mod maerke;
mod tabel;
mod tidslinje;
mod valg;

pub use felt::{Fejlresume, Felt, Feltslags, Valgmulighed};
pub use formular::{Bekraeft, Fare, Formular, Knap, Soegefelt};
pub use graf::{Soejle, Soejler};
pub use lister::{Beskrivelse, Forklaring, Kort, Kortliste};
pub use maerke::{Besked, Maerke, Simuleret, Tone};
pub use tabel::{Celle, Kolonne, Raekke, Sider, Sortering, Tabel, Tal};
pub use tidslinje::{Periode, Spor, Tidslinje};
pub use valg::{Faneblad, Faneblade, Folder};

/// A component stands in a page as it is: its own template has escaped what was put into it.
macro_rules! sikker {
    ($($t:ty),*) => { $(impl askama::filters::HtmlSafe for $t {})* };
}
sikker!(
    Felt,
    Fejlresume,
    Bekraeft,
    Formular,
    Soegefelt,
    Soejler,
    Beskrivelse,
    Forklaring,
    Kortliste,
    Besked,
    Maerke,
    Simuleret,
    Celle,
    Tabel,
    Sider,
    Tidslinje,
    Faneblade,
    Folder,
    Knap
);
