//! What the user behind a call may see (RettighedListe; C-40, C-43), read into the restrictions that the register enforces.
//!
//! Groups are a union, and so are the restrictions in a group; all of one restriction must hold. What a restriction leaves out is no limit in
//! that respect, and what the object lacks is not within any limit.
use crate::objekttyper::FOELSOMHEDER;
use grund::afgraensning::klassenummer;
use grund::afgraensning::niveau;
use grund::{Afgraensning, Cvr, Fejl, Fejlkode, Klasseinterval, UnikId, graenser, id::laes_uuid};

/// BevillingDataAfgrGruppe, as it was sent.
#[derive(Clone, Debug, Default)]
pub struct Gruppe {
    /// MyndighedDataAfgrListe; `None` when it is left out.
    pub ejere: Option<Vec<Cvr>>,
    /// BevillingAfgrListe; empty when it is left out.
    pub afgraensninger: Vec<Dataafgraensning>,
}

/// BevillingDataAfgr, as it was sent.
#[derive(Clone, Debug, Default)]
pub struct Dataafgraensning {
    /// BevillingFoelsomhed; empty is no limit.
    pub foelsomhed: Option<String>,
    /// KLEDataAfgr.
    pub kle: Option<String>,
    /// SystemDataAfgr.
    pub systemer: Option<String>,
}

/// Whether a KLE subject lies in one of the intervals; what is no subject lies in none.
pub fn i_klasser(intervaller: &[Klasseinterval], kle: Option<&str>) -> bool {
    kle.and_then(klassenummer).is_some_and(|k| intervaller.iter().any(|i| i.indeholder(&k)))
}

/// The alternatives that a RettighedListe gives.
///
/// # Errors
/// `UgyldigVaerdi`, `UgyldigUuid`, and `ForMange` beyond [`graenser::YDELSELISTE_VAERDIER`]; the field is named.
pub fn afgraensninger(grupper: &[Gruppe]) -> Result<Vec<Afgraensning>, Fejl> {
    let mut ud = Vec::new();
    for gruppe in grupper {
        let ejere = || Afgraensning { ejere: gruppe.ejere.clone(), ..Afgraensning::FRI };
        if gruppe.afgraensninger.is_empty() {
            ud.push(ejere());
        }
        for d in &gruppe.afgraensninger {
            let niveau = d.foelsomhed.as_deref().filter(|t| !t.is_empty()).map(kendt_niveau).transpose()?;
            let klasser = d.kle.as_deref().map(|t| klasseintervaller(t, "KLEDataAfgr")).transpose()?;
            let systemer = d.systemer.as_deref().map(uuider).transpose()?;
            ud.push(Afgraensning { niveau, klasser, systemer, ..ejere() });
        }
    }
    let antal = |a: &Afgraensning| {
        1 + a.ejere.as_ref().map_or(0, Vec::len) + a.klasser.as_ref().map_or(0, Vec::len) + a.systemer.as_ref().map_or(0, Vec::len)
    };
    for_mange(ud.iter().map(antal).sum(), "RettighedListe")?;
    Ok(ud)
}

fn for_mange(antal: usize, felt: &str) -> Result<(), Fejl> {
    if antal <= graenser::YDELSELISTE_VAERDIER {
        return Ok(());
    }
    Err(Fejl::ny(Fejlkode::ForMange).felt(felt).ventet(grund::sagt::hoejst(graenser::YDELSELISTE_VAERDIER, grund::sagt::VAERDIER)))
}

fn kendt_niveau(t: &str) -> Result<u8, Fejl> {
    niveau(t).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).felt("BevillingFoelsomhed").tilladt(FOELSOMHEDER))
}

fn uuider(liste: &str) -> Result<Vec<UnikId>, Fejl> {
    let en = |t: &str| {
        let id = laes_uuid(t.trim()).map(UnikId::Uuid);
        id.ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).felt("SystemDataAfgr").detalje(grund::fejl::uddrag(t.trim())))
    };
    liste.split(',').map(en).collect()
}

/// Reads a comma list of KLE and intervals: `27.*, 32.* - 34.*, 55.10.05`, or `*` for all.
///
/// # Errors
/// `UgyldigVaerdi`, `ForMange`, naming the field.
pub fn klasseintervaller(liste: &str, felt: &str) -> Result<Vec<Klasseinterval>, Fejl> {
    let en = |led: &str| {
        Klasseinterval::laes(led).ok_or_else(|| {
            let fejl = Fejl::ny(Fejlkode::UgyldigVaerdi).felt(felt).detalje(grund::fejl::uddrag(led.trim()));
            fejl.ventet((
                "*, 99.*, 99.99.*, 99.99.99, to af dem i stigende orden med bindestreg imellem; komma mellem flere",
                "*, 99.*, 99.99.*, 99.99.99, two of them in rising order with a hyphen between; commas",
            ))
        })
    };
    let ud = liste.split(',').map(en).collect::<Result<Vec<_>, _>>()?;
    for_mange(ud.len(), felt)?;
    Ok(ud)
}

#[cfg(test)]
mod tests {
    use super::*;
    use grund::Uuid;

    const X: Uuid = Uuid::from_u128(1);

    fn data(foelsomhed: &str, kle: &str, systemer: &str) -> Dataafgraensning {
        let givet = |t: &str| (t != "-").then(|| t.to_owned());
        Dataafgraensning { foelsomhed: givet(foelsomhed), kle: givet(kle), systemer: givet(systemer) }
    }

    #[test]
    fn kle_lists_with_intervals_and_wildcards() {
        let i = |t: &str, kle: &str| i_klasser(&klasseintervaller(t, "f").unwrap(), Some(kle));
        for (t, inde, ude) in [
            ("27.*", ["27.00.00", "27.99.99"], ["26.99.99", "28.00.00"]),
            ("27.*, 32.*-34.*", ["32.00.00", "34.99.99"], ["31.99.99", "35.00.00"]),
            ("32.03.* - 32.04.10", ["32.03.00", "32.04.10"], ["32.02.99", "32.04.11"]),
            ("32.03.12", ["32.03.12", "32.03.12"], ["32.03.11", "32.03.13"]),
        ] {
            assert!(inde.iter().all(|k| i(t, k)) && !ude.iter().any(|k| i(t, k)), "{t}");
        }
        assert!(i("*", "00.00.00") && i("* - *", "99.99.99") && i("55.* - *", "99.99.99") && !i("55.* - *", "54.99.99"));
        assert!(!i_klasser(&klasseintervaller("*", "f").unwrap(), None), "what has no class is in no interval");
        for t in ["", "2", "27.", "27.3", "27.*.*.*", "*.27", "34.*-32.*", "27.*,", "a.*", "27.*-28.*-29.*"] {
            let fejl = klasseintervaller(t, "KLEKriterie").unwrap_err();
            assert_eq!((fejl.kode(), fejl.feltet()), (Fejlkode::UgyldigVaerdi, Some("KLEKriterie")), "{t}");
        }
    }

    #[test]
    fn c43_all_of_one_restriction_hold_together_and_groups_are_a_union_that_does_not_mix() {
        let interval = |t| Klasseinterval::laes(t).unwrap();
        let (korsbaek, kombit) = (Some(vec![Cvr::KORSBAEK]), Some(vec![Cvr::KOMBIT]));
        let grupper = [
            Gruppe {
                ejere: korsbaek.clone(),
                afgraensninger: vec![data("FORTROLIGE_PERSONOPLYSNINGER", "27.*, 32.03.12", &X.to_string()), data("-", "55.*", "-")],
            },
            Gruppe { ejere: kombit.clone(), afgraensninger: Vec::new() },
        ];
        let ventet = [
            Afgraensning {
                ejere: korsbaek.clone(),
                klasser: Some(vec![interval("27"), interval("32.03.12")]),
                niveau: Some(2),
                systemer: Some(vec![UnikId::Uuid(X)]),
                ..Afgraensning::FRI
            },
            Afgraensning { ejere: korsbaek, klasser: Some(vec![interval("55")]), ..Afgraensning::FRI },
            Afgraensning { ejere: kombit, ..Afgraensning::FRI },
        ];
        assert_eq!(afgraensninger(&grupper).unwrap(), ventet);
        assert_eq!(afgraensninger(&[]).unwrap(), [], "no alternative sees nothing");
    }

    #[test]
    fn c43_a_level_implies_the_lower_ones_and_empty_is_no_limit() {
        let niveau =
            |f: &str| afgraensninger(&[Gruppe { ejere: None, afgraensninger: vec![data(f, "-", "-")] }]).unwrap().first().unwrap().niveau;
        assert_eq!(FOELSOMHEDER.iter().map(|f| niveau(f)).collect::<Vec<_>>(), [Some(1), Some(2), Some(3), Some(4)]);
        assert_eq!((niveau(""), niveau("-")), (None, None));
    }

    #[test]
    fn bad_restrictions_name_their_field() {
        let fejl = |d: Dataafgraensning| {
            let f = afgraensninger(&[Gruppe { ejere: None, afgraensninger: vec![d] }]).unwrap_err();
            (f.kode(), f.feltet().unwrap_or_default().to_owned())
        };
        assert_eq!(fejl(data("HEMMELIG", "-", "-")), (Fejlkode::UgyldigVaerdi, "BevillingFoelsomhed".into()));
        assert_eq!(fejl(data("-", "2", "-")), (Fejlkode::UgyldigVaerdi, "KLEDataAfgr".into()));
        assert_eq!(fejl(data("-", "-", "x")), (Fejlkode::UgyldigUuid, "SystemDataAfgr".into()));
        assert_eq!(
            fejl(data("-", &vec!["27.*"; graenser::YDELSELISTE_VAERDIER].join(","), "-")),
            (Fejlkode::ForMange, "RettighedListe".into())
        );
    }
}
