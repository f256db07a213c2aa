//! Who may send and receive a message (E-20 … E-24), by the agreements in force now.
use crate::kuvert::{Kuvert, cvr};
use crate::tjenester::{AFHENT_V1, AFSEND, AFSEND_V1, MODTAG, P_BESKEDTYPE, P_FOELSOMHED, P_KLE, P_MYNDIGHEDER};
use adgang::{Aftale, Aftalebog, Dimension};
use grund::afgraensning::klassenummer;
use grund::{Cvr, Fejl, Fejlkode, Kaldekontekst, Synsmaerke, Tidspunkt, UnikId, Uuid};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Which generation of the service is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Snitflade {
    /// Receivers that the sender's agreement does not name are refused.
    V1,
    /// They are left out.
    V2,
}

/// Who is to have a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Modtagere {
    /// As the envelope says: the open mode, and receivers of the first generation (E-24).
    SomSkrevet,
    /// Of the authorities that it names, only these.
    Kun(BTreeSet<Cvr>),
}

impl Modtagere {
    /// Whether the receiver is to be seen.
    pub fn maa_se(&self, id: &UnikId) -> bool {
        match self {
            Self::SomSkrevet => true,
            Self::Kun(c) => cvr(id).is_some_and(|x| c.contains(&x)),
        }
    }
}

/// What agreements look at of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emne {
    /// The type.
    pub beskedtype: String,
    /// KLE numbers as digits, of every object; `None` for one without.
    pub klasser: Vec<Option<String>>,
    /// Sensitivity, 1 to 4.
    pub niveau: u8,
    /// The sender's authority.
    pub afsender: Cvr,
}

/// `Sikkerhedsklassificering` of confidential personal data (E-11). The others are not public; ours are derived from the words of the indexes.
pub const FORTROLIG: Uuid = Uuid::from_u128(0x44f4_108b_26d4_46de_a90f_35e3_5b55_b8d8);

/// The classification of a sensitivity, 1 to 4.
pub fn klassificering(niveau: u8) -> UnikId {
    let navn = |n: u8| grund::afgraensning::FOELSOMHEDER.get(usize::from(n).wrapping_sub(1)).copied().unwrap_or("VIP_SAGER");
    UnikId::Uuid(match niveau {
        2 => FORTROLIG,
        n => Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("samspil:sikkerhedsklassificering:{}", navn(n)).as_bytes()),
    })
}

/// The sensitivity of a classification: one that nobody knows counts as the highest, and none at all as none.
pub fn niveau(id: Option<&UnikId>) -> u8 {
    let Some(id) = id else { return 1 };
    (1..=4).find(|n| klassificering(*n) == *id).unwrap_or(Synsmaerke::UKENDT_NIVEAU)
}

/// What only some see of an object: a draft is its master's, and what has a security profile is for those that it names.
pub(crate) fn skjult(m: &Synsmaerke) -> bool {
    m.udkast || m.profil
}

impl Emne {
    /// Of a message, as its envelope says.
    pub fn af(k: &Kuvert, afsender: Cvr) -> Self {
        let klasser = k.registreringer.iter().map(|r| r.kle().and_then(klassenummer)).collect();
        Self { beskedtype: k.beskedtype.to_string().to_lowercase(), klasser, niveau: niveau(k.sikkerhedsklassificering.as_ref()), afsender }
    }

    /// The same, as the object is now: what lies in the labels counts, and nothing that was true before.
    pub fn nu(mut self, maerker: &[Synsmaerke]) -> Self {
        if !maerker.is_empty() {
            self.klasser = maerker.iter().map(|m| m.klasse.clone()).collect();
            self.niveau = maerker.iter().map(|m| m.niveau).max().unwrap_or(self.niveau);
        }
        self
    }

    /// Whether what an agreement gives on a service covers the message. A parameter that is not there is no limit.
    fn daekkes(&self, aftale: &Aftale, entity_id: &str) -> bool {
        aftale.tjenester.iter().filter(|t| t.entity_id == entity_id && !t.roller.is_empty()).any(|t| {
            t.afgraensninger.iter().all(|(uri, v)| {
                let v: Vec<String> = v.iter().flat_map(|v| v.split(',')).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()).collect();
                match uri.as_str() {
                    P_BESKEDTYPE => v.iter().any(|v| v.eq_ignore_ascii_case(&self.beskedtype)),
                    P_KLE => Dimension::Klasse.laes(&v).and_then(|a| a.klasser).is_some_and(|i| {
                        !self.klasser.is_empty()
                            && self.klasser.iter().all(|k| k.as_ref().is_some_and(|k| i.iter().any(|i| i.indeholder(k))))
                    }),
                    P_FOELSOMHED => Dimension::Foelsomhed.laes(&v).and_then(|a| a.niveau).is_some_and(|n| self.niveau <= n),
                    // Whom it may be for, or from, is looked at where that is known.
                    P_MYNDIGHEDER => true,
                    // A limit that nobody here can hold.
                    _ => false,
                }
            })
        })
    }
}

/// The authorities that the agreement's parameter names; `None` if it has none.
fn myndigheder(aftale: &Aftale, entity_id: &str) -> Option<BTreeSet<Cvr>> {
    let t = aftale.tjenester.iter().find(|t| t.entity_id == entity_id)?;
    let v = t.afgraensninger.get(P_MYNDIGHEDER)?;
    Some(v.iter().flat_map(|v| v.split(',')).filter_map(|v| v.trim().parse().ok()).collect())
}

/// The sender's check: what is left of the receivers that the message names.
///
/// # Errors
/// [`Fejlkode::BeskedMyndighed`] (E-20), [`Fejlkode::BeskedUdenAftale`], [`Fejlkode::BeskedModtager`] (E-21, v1).
pub fn afsender(bog: Option<&Arc<dyn Aftalebog>>, kald: &Kaldekontekst, snitflade: Snitflade, k: &Kuvert) -> Result<Modtagere, Fejl> {
    let anden = k.registreringer.iter().filter_map(|r| r.myndighed.as_ref()).find(|m| cvr(m) != Some(kald.myndighed));
    if anden.is_some() {
        return Err(Fejl::ny(Fejlkode::BeskedMyndighed)
            .felt("ObjektRegistrering/ObjektAnsvarligMyndighed")
            .regel("E-20")
            .tilladt([format!("urn:oio:cvr-nr:{}", kald.myndighed)]));
    }
    let (Some(bog), Some(system)) = (bog, kald.system) else { return Ok(Modtagere::SomSkrevet) };
    let entity_id = if snitflade == Snitflade::V1 { AFSEND_V1.entity_id } else { AFSEND.entity_id };
    let emne = Emne::af(k, kald.myndighed);
    let aftaler = bog.aftaler(system, entity_id, kald.myndighed, kald.nu);
    let daekkende: Vec<_> = aftaler.iter().filter(|a| emne.daekkes(a, entity_id)).collect();
    if daekkende.is_empty() {
        return Err(Fejl::ny(Fejlkode::BeskedUdenAftale)
            .felt("Beskedkuvert/Filtreringsdata")
            .regel("E-22")
            .ventet(("aftalens beskedtype, KLE og følsomhed", "beskedtype, KLE and sensitivity of the agreement")));
    }
    // Several agreements are a union; one that names no authorities lets all be named.
    let tilladte: Vec<_> = daekkende.iter().map(|a| myndigheder(a, entity_id)).collect();
    if tilladte.iter().any(Option::is_none) {
        return Ok(Modtagere::SomSkrevet);
    }
    let tilladte: BTreeSet<Cvr> = tilladte.into_iter().flatten().flatten().chain([kald.myndighed]).collect();
    let naevnte: Vec<Option<Cvr>> = k.tilladte.iter().map(cvr).collect();
    if snitflade == Snitflade::V1 && naevnte.iter().any(|c| c.is_none_or(|c| !tilladte.contains(&c))) {
        return Err(Fejl::ny(Fejlkode::BeskedModtager).felt("TilladtModtager").regel("E-21").tilladt(&tilladte));
    }
    Ok(Modtagere::Kun(tilladte))
}

/// The receiver's check, when a message enters a dueslag and again when it is delivered: the authorities that the system may have it for; `None` if there are
/// none, and then it does not get it (E-22, E-23). A message that names no receiver is for the authority that sent it, and one of the country's, of a national register, for every
/// authority that has an agreement that covers it [D].
pub fn modtager(
    bog: Option<&Arc<dyn Aftalebog>>,
    system: Option<Uuid>,
    naevnte: &[UnikId],
    emne: &Emne,
    nu: Tidspunkt,
) -> Option<Modtagere> {
    let Some(bog) = bog else { return Some(Modtagere::SomSkrevet) };
    let system = system?;
    let for_hvem: BTreeSet<Cvr> = match (naevnte, emne.afsender) {
        ([], Cvr::LANDET) => [MODTAG.entity_id, AFHENT_V1.entity_id].iter().flat_map(|e| bog.myndigheder_for(system, e, nu)).collect(),
        ([], afsender) => BTreeSet::from([afsender]),
        (naevnte, _) => naevnte.iter().filter_map(cvr).collect(),
    };
    let har = |entity_id: &str, c: Cvr| {
        bog.aftaler(system, entity_id, c, nu).iter().any(|a| {
            emne.daekkes(a, entity_id) && myndigheder(a, entity_id).is_none_or(|m| c == emne.afsender || m.contains(&emne.afsender))
        })
    };
    let v2: BTreeSet<Cvr> = for_hvem.iter().copied().filter(|c| har(MODTAG.entity_id, *c)).collect();
    if !v2.is_empty() {
        return Some(Modtagere::Kun(v2));
    }
    // E-24: the second generation is in force for those that have an agreement on it.
    let kun_v1 = for_hvem.iter().all(|c| bog.aftaler(system, MODTAG.entity_id, *c, nu).is_empty());
    (kun_v1 && for_hvem.iter().any(|c| har(AFHENT_V1.entity_id, *c))).then_some(Modtagere::SomSkrevet)
}
