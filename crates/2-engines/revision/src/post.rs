//! An entry, and its stored form.
//!
//! Stored: version (1), length of the encrypted part (two bytes), the encrypted CPR numbers, the rest as JSON with short names.
//! JSON, because it takes new fields without a new version, and an entry is read with common tools in ten years; a typical
//! one takes 540 bytes (test below), of which ids and names are four fifths in any form.
use crate::dele::afkort;
use crate::noegle::Lognoegle;
use grund::spor::{OBJEKTER_I_SPOR, PERSONER_I_SPOR, Sporindhold};
use grund::{Cvr, Fejl, Fejlkode, Tidspunkt, Uuid};
use serde::{Deserialize, Serialize};

const VERSION: u8 = 1;
/// A higher version is a new stored format.
const _: () = assert!(VERSION == lager::Formatindhold::NYESTE.logindgang);
/// Characters of a text that a caller has chosen.
const TEKST_TEGN: usize = 300;
/// Particulars of a refusal.
const DETALJER: usize = 20;

/// What the entry is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Slags {
    /// A call that read, or was refused.
    #[default]
    Kald,
    /// A change of objects.
    Aendring,
    /// A change in the Administrationsmodul.
    Administration,
    /// Somebody read the log itself.
    Logopslag,
    /// Retention removed entries.
    Sletning,
}

impl Slags {
    /// The Danish word.
    pub const fn navn(self) -> &'static str {
        match self {
            Self::Kald => "kald",
            Self::Aendring => "ændring",
            Self::Administration => "administration",
            Self::Logopslag => "logopslag",
            Self::Sletning => "sletning",
        }
    }
}

/// The calling system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logsystem {
    /// Its id in the Administrationsmodul.
    #[serde(rename = "i")]
    pub uuid: Uuid,
    /// Its name at the time.
    #[serde(rename = "n")]
    pub navn: String,
    /// Its owner.
    #[serde(rename = "c")]
    pub cvr: Cvr,
}

/// An object: type's stored number, UUID, and what was done (the register's event code, 0 for reading).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logobjekt(pub u16, pub Uuid, pub u8);

/// Why the call was refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Afslag {
    /// The word of [`grund::spor::Mangel`].
    #[serde(rename = "m")]
    pub mangler: String,
    /// One Danish sentence that says it.
    #[serde(rename = "f")]
    pub forklaring: String,
    /// Particulars by name.
    #[serde(rename = "d", default, skip_serializing_if = "Vec::is_empty")]
    pub detaljer: Vec<(String, String)>,
    /// One Danish sentence that says what to do.
    #[serde(rename = "r")]
    pub raad: String,
}

/// What retention was about to remove: rows of the entry's authority from before `foer`, up to the position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sletning {
    /// End of the removed time.
    #[serde(rename = "f")]
    pub foer: Tidspunkt,
    /// The last sealed row.
    #[serde(rename = "p")]
    pub til_position: i64,
    /// Proof that a holder of the log's key has written it, in hexadecimal.
    #[serde(rename = "b")]
    pub bevis: String,
}

fn nul(v: &u64) -> bool {
    *v == 0
}

fn ved_epoke() -> Tidspunkt {
    Tidspunkt::fra_mikros(0)
}

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logindgang {
    /// Time of the call.
    #[serde(skip, default = "ved_epoke")]
    pub tidspunkt: Tidspunkt,
    /// The call.
    #[serde(skip)]
    pub kald_id: Uuid,
    /// The authority.
    #[serde(skip)]
    pub myndighed: Option<Cvr>,
    /// CPR numbers of persons.
    #[serde(skip)]
    pub personer: Vec<String>,
    /// Persons beyond those that were named.
    #[serde(rename = "fp", default, skip_serializing_if = "nul")]
    pub flere_personer: u64,
    /// What it is about.
    #[serde(rename = "k")]
    pub slags: Slags,
    /// The wire: `soap`, `rest`, `graphql`, `sts`, `kommando` …
    #[serde(rename = "w")]
    pub ledning: String,
    /// The calling system.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub system: Option<Logsystem>,
    /// SHA-256 of its certificate, hexadecimal.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub certifikat: Option<String>,
    /// The user at the caller.
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub bruger: Option<String>,
    /// The user is only the caller's word: the program knows the system, not its users.
    #[serde(rename = "ub", default, skip_serializing_if = "std::ops::Not::not")]
    pub bruger_ubevist: bool,
    /// On whose behalf.
    #[serde(rename = "v", default, skip_serializing_if = "Option::is_none")]
    pub paa_vegne_af: Option<String>,
    /// The agreement that allowed the call.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub aftale: Option<Uuid>,
    /// Why.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub formaal: Option<String>,
    /// The service.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub tjeneste: Option<String>,
    /// The operation.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The caller's own id of the call.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub kalders_id: Option<String>,
    /// Where the answer came from, on Serviceplatformen's services: the kind of source, and which upstream.
    #[serde(rename = "ki", default, skip_serializing_if = "Option::is_none")]
    pub kilde: Option<String>,
    /// What the caller wants the call charged to (AccountingInfo).
    #[serde(rename = "ac", default, skip_serializing_if = "Option::is_none")]
    pub regning: Option<String>,
    /// Objects that were read or written.
    #[serde(rename = "ob", default, skip_serializing_if = "Vec::is_empty")]
    pub objekter: Vec<Logobjekt>,
    /// Objects beyond those that were named.
    #[serde(rename = "fo", default, skip_serializing_if = "nul")]
    pub flere_objekter: u64,
    /// Number of the error; `None` when all went well.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub fejl: Option<u16>,
    /// The answer's HTTP status; 0 where there is none.
    #[serde(rename = "h")]
    pub http: u16,
    /// How long the call took, in µs.
    #[serde(rename = "d")]
    pub varighed: u64,
    /// The refusal.
    #[serde(rename = "af", default, skip_serializing_if = "Option::is_none")]
    pub afslag: Option<Afslag>,
    /// For [`Slags::Sletning`].
    #[serde(rename = "sl", default, skip_serializing_if = "Option::is_none")]
    pub sletning: Option<Sletning>,
}

fn kort(t: Option<String>) -> Option<String> {
    t.map(|t| if t.len() <= TEKST_TEGN { t } else { afkort(&t, TEKST_TEGN) })
}

impl Logindgang {
    /// An entry about nothing yet.
    pub fn ny(slags: Slags, ledning: &str, kald_id: Uuid, tidspunkt: Tidspunkt) -> Self {
        Self::fra_spor(Sporindhold::default(), ledning, kald_id, tidspunkt, 0, 0).med_slags(slags)
    }

    /// The entry of an answered call. It is a change if an object was written.
    pub fn fra_spor(spor: Sporindhold, ledning: &str, kald_id: Uuid, tidspunkt: Tidspunkt, http: u16, varighed: u64) -> Self {
        let aendret = spor.fejl.is_none() && spor.objekter.iter().any(|o| o.handling != 0);
        let flere = |har: usize, hoejst: usize| har.saturating_sub(hoejst) as u64;
        Self {
            tidspunkt,
            kald_id,
            myndighed: spor.myndighed,
            flere_personer: spor.flere_personer.saturating_add(flere(spor.personer.len(), PERSONER_I_SPOR)),
            personer: spor.personer.into_iter().take(PERSONER_I_SPOR).map(|p| afkort(&p, 40)).collect(),
            slags: if aendret { Slags::Aendring } else { Slags::Kald },
            ledning: afkort(ledning, 40),
            system: spor.system.map(|s| Logsystem { uuid: s.uuid, navn: afkort(&s.navn, TEKST_TEGN), cvr: s.cvr }),
            certifikat: kort(spor.certifikat),
            bruger_ubevist: spor.bruger.is_some() && !spor.bruger_bevist,
            bruger: kort(spor.bruger),
            paa_vegne_af: kort(spor.paa_vegne_af),
            aftale: spor.aftale,
            formaal: kort(spor.formaal),
            tjeneste: kort(spor.tjeneste),
            operation: kort(spor.operation),
            kalders_id: kort(spor.kalders_id),
            kilde: kort(spor.kilde.map(|k| k.tekst())),
            regning: kort(spor.regning),
            flere_objekter: spor.flere_objekter.saturating_add(flere(spor.objekter.len(), OBJEKTER_I_SPOR)),
            objekter: spor.objekter.iter().take(OBJEKTER_I_SPOR).map(|o| Logobjekt(o.objekttype, o.uuid, o.handling)).collect(),
            fejl: spor.fejl.map(|f| f.post().nummer),
            http,
            varighed,
            afslag: spor.afslag.map(|a| Afslag {
                mangler: a.mangler.navn().to_owned(),
                forklaring: afkort(&a.forklaring, 2 * TEKST_TEGN),
                detaljer: a.detaljer.iter().take(DETALJER).map(|(n, v)| ((*n).to_owned(), afkort(v, TEKST_TEGN))).collect(),
                raad: a.raad.to_owned(),
            }),
            sletning: None,
        }
    }

    /// The same, of another kind.
    pub fn med_slags(mut self, slags: Slags) -> Self {
        self.slags = slags;
        self
    }

    /// What stands in the entry on the caller's word alone, by the names of the API.
    pub fn ubevist(&self) -> Vec<&'static str> {
        let bruger = self.bruger_ubevist.then_some("bruger");
        bruger.into_iter().chain(self.kalders_id.is_some().then_some("kaldersId")).collect()
    }

    /// Whether the call was refused, and can be asked about by its id.
    pub fn er_afslag(&self) -> bool {
        self.fejl.is_some() || self.afslag.is_some()
    }

    /// The stored form.
    pub(crate) fn gem(&self, noegle: &Lognoegle) -> Result<Vec<u8>, Fejl> {
        let kryptisk = match self.personer.as_slice() {
            [] => Vec::new(),
            p => noegle.krypter(p.join("\n").as_bytes(), self.kald_id, self.tidspunkt)?,
        };
        let laengde = u16::try_from(kryptisk.len()).map_err(|_| Fejl::intern("a log entry names too many persons"))?;
        let mut ud = vec![VERSION];
        ud.extend(laengde.to_be_bytes());
        ud.extend(kryptisk);
        serde_json::to_writer(&mut ud, self).map_err(Fejl::intern)?;
        Ok(ud)
    }

    /// Reads the stored form of the row with that call, time and authority. `noegle` decrypts the persons; without it there are none.
    pub(crate) fn laes(
        data: &[u8],
        myndighed: Option<Cvr>,
        kald_id: Uuid,
        tidspunkt: Tidspunkt,
        noegle: Option<&Lognoegle>,
    ) -> Result<Self, Fejl> {
        let ulaeselig = || Fejl::ny(Fejlkode::UlaeseligLogindgang).detalje((format!("kald {kald_id}"), format!("call {kald_id}")));
        let [VERSION, a, b, rest @ ..] = data else { return Err(ulaeselig()) };
        let (kryptisk, json) = rest.split_at_checked(usize::from(u16::from_be_bytes([*a, *b]))).ok_or_else(ulaeselig)?;
        let mut ud: Self = serde_json::from_slice(json).map_err(|_| ulaeselig())?;
        if let (Some(noegle), false) = (noegle, kryptisk.is_empty()) {
            let klar = noegle.dekrypter(kryptisk, kald_id, tidspunkt).and_then(|k| String::from_utf8(k).ok()).ok_or_else(ulaeselig)?;
            ud.personer = klar.split('\n').map(str::to_owned).collect();
        }
        (ud.myndighed, ud.kald_id, ud.tidspunkt) = (myndighed, kald_id, tidspunkt);
        Ok(ud)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use grund::spor::{Mangel, Spor, Sporsystem};

    pub(crate) fn spor() -> Spor {
        let s = Spor::default();
        s.skriv(|s| {
            s.system = Some(Sporsystem { uuid: Uuid::from_u128(77), navn: "KP Basis, Korsbæk Kommune".into(), cvr: Cvr::KORSBAEK });
            s.certifikat = Some("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into());
            s.bruger = Some("C=DK,O=11111111,CN=Anne Jensen,Serial=4f2c".into());
            s.myndighed = Some(Cvr::KORSBAEK);
            s.aftale = Some(Uuid::from_u128(5));
            s.formaal = Some("Sagsbehandling af boligstøtte".into());
            s.tjeneste = Some("http://stoettesystemerne.dk/service/organisation/3".into());
            s.operation = Some("laes".into());
            s.kalders_id = Some(Uuid::from_u128(6).to_string());
        });
        s.objekt(3, Uuid::from_u128(8), 0);
        s.person("0102031234");
        s
    }

    pub(crate) fn indgang(nr: u128, tid: i64) -> Logindgang {
        Logindgang::fra_spor(spor().indhold(), "soap", Uuid::from_u128(nr), Tidspunkt::fra_mikros(tid), 200, 1_234)
    }

    #[test]
    fn an_entry_is_read_back_and_is_small_and_hides_the_number() {
        let noegle = Lognoegle::fra_bytes([3; 64]).unwrap();
        let i = indgang(1, 2);
        let data = i.gem(&noegle).unwrap();
        assert!(data.len() < 600, "{}", data.len());
        assert!(!data.windows(10).any(|w| w == b"0102031234"));
        let laes = |n| Logindgang::laes(&data, i.myndighed, i.kald_id, i.tidspunkt, n);
        assert_eq!(laes(Some(&noegle)).unwrap(), i);
        assert_eq!(laes(None).unwrap(), Logindgang { personer: vec![], ..i.clone() });
        let anden = Lognoegle::fra_bytes([4; 64]).unwrap();
        assert_eq!(laes(Some(&anden)).unwrap_err().kode(), Fejlkode::UlaeseligLogindgang);
        for n in 0..data.len() {
            assert!(Logindgang::laes(&data[..n], None, i.kald_id, i.tidspunkt, None).is_err());
        }
    }

    #[test]
    fn a_refusal_is_kept_with_its_explanation_and_texts_are_cut() {
        let s = spor();
        s.skriv(|s| s.bruger = Some("ø".repeat(5_000)));
        s.afslag(
            Fejlkode::IngenAftale,
            grund::spor::Afslag {
                mangler: Mangel::Aftale,
                forklaring: "Der er ingen aftale.".into(),
                detaljer: vec![("aftale", "x".into()); 50],
                raad: "Bed om en aftale.",
            },
        );
        let noegle = Lognoegle::fra_bytes([3; 64]).unwrap();
        let i = Logindgang::fra_spor(s.indhold(), "soap", Uuid::from_u128(1), Tidspunkt::fra_mikros(1), 403, 9);
        assert!(i.er_afslag() && i.bruger.as_ref().unwrap().chars().count() == TEKST_TEGN);
        let igen = Logindgang::laes(&i.gem(&noegle).unwrap(), i.myndighed, i.kald_id, i.tidspunkt, Some(&noegle)).unwrap();
        assert_eq!((igen.fejl, igen.afslag.unwrap().detaljer.len()), (Some(2109), DETALJER));
    }

    #[test]
    fn the_largest_entry_can_be_stored() {
        let s = spor();
        for n in 0..2_000u32 {
            s.person(&format!("{n:010}"));
            s.objekt(65_535, Uuid::from_u128(u128::MAX), 9);
        }
        let i = Logindgang::fra_spor(s.indhold(), "soap", Uuid::from_u128(1), Tidspunkt::fra_mikros(1), 403, 9);
        let data = i.gem(&Lognoegle::fra_bytes([3; 64]).unwrap()).unwrap();
        assert!(data.len() < grund::graenser::LOGPOST_BYTES / 2, "{}", data.len());
        assert!(i.personer.len() < grund::graenser::LOGNOEGLER);
        assert_eq!((i.flere_personer, i.slags), (1_501, Slags::Aendring));
    }
}
