//! The component over a real store, with parties and agreements that tests change.
mod filer;
mod forloeb;
mod liste;
mod opsaetning;
mod parter;
mod regler;
mod verden;

use super::*;
use crate::maske::{Emne, Facet, Maske};
use crate::model::*;
use crate::objekttyper::*;
use crate::overdragelse::{Tilstand, Urslags};
use crate::port::{Afsenderfil, Postsvar};
use crate::rute::Forhold;
use crate::tjenester::{AFSEND, MODTAG, OVERDRAGER, P_KLE};
use Kvitteringskode::{Accepteret, Afvist, Fejlet, Modtaget};
use Kvitteringstype::{Forretning, Teknisk};
use adgang::aftalebog::{Administrator, Aftale, Aftaletjeneste, Fingeraftryk, System, Tjeneste};
use async_trait::async_trait;
use grund::ret::{Rettigheder, Tilladelse};
use grund::spor::{Afslag, Mangel};
use grund::{Afgraensning, Fejlkode, Periode, Ret, UnikId};
use lager::{Lager, SqliteLager};
use parter::{Bog, Ider, Parter, Ur};
use register::{Egenskab, Felter, Flettemaade, Handling, Indhold, Kommando, Objekttype, Relation, Typekatalog, Vaerdi, Virkning};
use sikkerhed::certifikat::Certifikat;
use std::collections::{BTreeSet, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use verden::{Verden, anmodning, koer};

const A: Cvr = Cvr::KORSBAEK;
const B: Cvr = match Cvr::fra_tal(22_222_222) {
    Some(c) => c,
    None => Cvr::KOMBIT,
};
const SENDER: Uuid = Uuid::from_u128(0xa);
const FAG: Uuid = Uuid::from_u128(0xb);
const ANDET: Uuid = Uuid::from_u128(0xc);
const SEKUND: i64 = 1_000_000;
const DAG: i64 = 86_400 * SEKUND;
