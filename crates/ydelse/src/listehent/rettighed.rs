//! What the user behind a call may see (RettighedListe; C-40, C-43), as pure functions of the list and of what is looked at.
//!
//! Groups are a union, and so are the restrictions in a group; all of one restriction must hold. What a restriction leaves out is no limit in
//! that respect, and what the object lacks is not within any limit.
use crate::objekttyper::FOELSOMHEDER;
use grund::{Cvr, Fejl, Fejlkode, Uuid, graenser, id::laes_uuid};
use register::anvisning::er_kle_emne;

/// One alternative of what may be seen. `None` is no limit in that respect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Afgraensning {
    /// Owners.
    pub ejere: Option<Vec<Cvr>>,
    /// Classes.
    pub klasser: Option<Vec<Klasseinterval>>,
    /// Highest sensitivity, 1 to 4.
    pub niveau: Option<u8>,
    /// Master systems.
    pub systemer: Option<Vec<Uuid>>,
}

/// KLE subjects from and to, both included, as six digits: `270000` to `279999`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Klasseinterval {
    /// The first.
    pub fra: String,
    /// The last.
    pub til: String,
}

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

/// What decides whether something may be seen.
#[derive(Clone, Copy, Debug)]
pub struct Syn<'s> {
    /// Who owns it.
    pub ejer: Cvr,
    /// Its sensitivity, 1 to 4.
    pub niveau: Option<u8>,
    /// Its KLE subject.
    pub kle: Option<&'s str>,
    /// Its master system.
    pub system: Option<Uuid>,
}

/// Whether somebody with these alternatives may see it. Without any alternative nothing is seen.
pub fn maa_se(afgraensninger: &[Afgraensning], det: &Syn<'_>) -> bool {
    afgraensninger.iter().any(|a| {
        a.ejere.as_ref().is_none_or(|e| e.contains(&det.ejer))
            && a.niveau.is_none_or(|hoejst| det.niveau.unwrap_or(HOEJESTE) <= hoejst)
            && a.klasser.as_ref().is_none_or(|k| i_klasser(k, det.kle))
            && a.systemer.as_ref().is_none_or(|s| det.system.is_some_and(|x| s.contains(&x)))
    })
}

/// Sensitivity of what says nothing of it [D].
const HOEJESTE: u8 = 4;

/// A sensitivity as a step, 1 to 4.
pub fn niveau(foelsomhed: &str) -> Option<u8> {
    FOELSOMHEDER.iter().zip(1..).find(|(f, _)| **f == foelsomhed).map(|(_, n)| n)
}

/// Whether a KLE subject `00.00.00` lies in one of the intervals; what is no subject lies in none.
pub fn i_klasser(intervaller: &[Klasseinterval], kle: Option<&str>) -> bool {
    let Some(kle) = kle.filter(|k| er_kle_emne(k)) else { return false };
    let cifre = kle.replace('.', "");
    intervaller.iter().any(|i| i.fra <= cifre && cifre <= i.til)
}

/// The alternatives that a RettighedListe gives.
///
/// # Errors
/// `UgyldigVaerdi`, `UgyldigUuid`, and `ForMange` beyond [`graenser::YDELSELISTE_VAERDIER`]; the field is named.
pub fn afgraensninger(grupper: &[Gruppe]) -> Result<Vec<Afgraensning>, Fejl> {
    let mut ud = Vec::new();
    for gruppe in grupper {
        let ejere = || Afgraensning { ejere: gruppe.ejere.clone(), ..Afgraensning::default() };
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
    Err(Fejl::ny(Fejlkode::ForMange).felt(felt).tilladt(format!("at most {} values", graenser::YDELSELISTE_VAERDIER)))
}

fn kendt_niveau(t: &str) -> Result<u8, Fejl> {
    niveau(t).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigVaerdi).felt("BevillingFoelsomhed").tilladt(FOELSOMHEDER.join(", ")))
}

fn uuider(liste: &str) -> Result<Vec<Uuid>, Fejl> {
    let en = |t: &str| {
        laes_uuid(t.trim()).ok_or_else(|| Fejl::ny(Fejlkode::UgyldigUuid).felt("SystemDataAfgr").detalje(grund::fejl::uddrag(t.trim())))
    };
    liste.split(',').map(en).collect()
}

/// Reads a comma list of KLE and intervals: `27.*, 32.* - 34.*, 55.10.05`, or `*` for all.
///
/// # Errors
/// `UgyldigVaerdi`, `ForMange`, naming the field.
pub fn klasseintervaller(liste: &str, felt: &str) -> Result<Vec<Klasseinterval>, Fejl> {
    let ud = liste.split(',').map(|led| interval(led.trim(), felt)).collect::<Result<Vec<_>, _>>()?;
    for_mange(ud.len(), felt)?;
    Ok(ud)
}

fn interval(led: &str, felt: &str) -> Result<Klasseinterval, Fejl> {
    let (fra, til) = led.split_once('-').map_or((led, led), |(f, t)| (f.trim(), t.trim()));
    match (ende(fra), ende(til)) {
        (Some((fra, _)), Some((_, til))) if fra <= til => Ok(Klasseinterval { fra, til }),
        _ => {
            let fejl = Fejl::ny(Fejlkode::UgyldigVaerdi).felt(felt).detalje(grund::fejl::uddrag(led));
            Err(fejl.tilladt("*, 99.*, 99.99.*, 99.99.99, two of them in rising order with a hyphen between; commas"))
        }
    }
}

/// The first and the last subject that a KLE with a wildcard stands for.
fn ende(t: &str) -> Option<(String, String)> {
    let mut cifre = String::new();
    let mut dele = t.split('.');
    for del in dele.by_ref() {
        if del == "*" {
            // nothing after the wildcard
            return (cifre.len() < 6 && dele.next().is_none()).then(|| (format!("{cifre:0<6}"), format!("{cifre:9<6}")));
        }
        if del.len() != 2 || !del.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        cifre.push_str(del);
    }
    (cifre.len() == 6).then(|| (cifre.clone(), cifre))
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: Uuid = Uuid::from_u128(1);
    const Y: Uuid = Uuid::from_u128(2);

    fn syn(kle: &'static str) -> Syn<'static> {
        Syn { ejer: Cvr::KORSBAEK, niveau: Some(2), kle: Some(kle), system: Some(X) }
    }
    fn data(foelsomhed: &str, kle: &str, systemer: &str) -> Dataafgraensning {
        let givet = |t: &str| (t != "-").then(|| t.to_owned());
        Dataafgraensning { foelsomhed: givet(foelsomhed), kle: givet(kle), systemer: givet(systemer) }
    }
    fn liste(ejere: Option<Vec<Cvr>>, a: &[Dataafgraensning]) -> Vec<Afgraensning> {
        afgraensninger(&[Gruppe { ejere, afgraensninger: a.to_vec() }]).unwrap()
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
        for t in ["", "2.*", "27", "27.", "27.3", "27.*.*.*", "*.27", "27.35.04.*", "34.*-32.*", "27.*,", "a.*", "27.*-28.*-29.*"] {
            let fejl = klasseintervaller(t, "KLEKriterie").unwrap_err();
            assert_eq!((fejl.kode(), fejl.feltet()), (Fejlkode::UgyldigVaerdi, Some("KLEKriterie")), "{t}");
        }
    }

    #[test]
    fn c43_all_of_one_restriction_must_hold() {
        let ejere = Some(vec![Cvr::KORSBAEK]);
        let system = X.to_string();
        let a = liste(ejere, &[data("FORTROLIGE_PERSONOPLYSNINGER", "32.*", &system)]);
        assert!(maa_se(&a, &syn("32.03.12")));
        assert!(!maa_se(&a, &syn("27.03.12")));
        assert!(!maa_se(&a, &Syn { ejer: Cvr::KOMBIT, ..syn("32.03.12") }));
        assert!(!maa_se(&a, &Syn { niveau: Some(3), ..syn("32.03.12") }));
        assert!(!maa_se(&a, &Syn { system: Some(Y), ..syn("32.03.12") }));
    }

    #[test]
    fn c43_restrictions_and_groups_are_a_union_that_does_not_mix() {
        let grupper = [
            Gruppe { ejere: Some(vec![Cvr::KORSBAEK]), afgraensninger: vec![data("-", "27.*", "-"), data("-", "32.*", &Y.to_string())] },
            Gruppe { ejere: Some(vec![Cvr::KOMBIT]), afgraensninger: vec![data("VIP_SAGER", "-", "-")] },
        ];
        let a = afgraensninger(&grupper).unwrap();
        assert!(maa_se(&a, &syn("27.03.12")) && maa_se(&a, &Syn { ejer: Cvr::KOMBIT, ..syn("55.00.00") }));
        // the class of one and the system of another do not add up
        assert!(!maa_se(&a, &syn("32.03.12")) && !maa_se(&a, &Syn { system: Some(Y), ..syn("55.00.00") }));
    }

    #[test]
    fn c43_a_level_implies_the_lower_ones_and_empty_is_no_limit() {
        let niveauer = |f: &str| {
            let a = liste(None, &[data(f, "-", "-")]);
            (1..=4).filter(|n| maa_se(&a, &Syn { niveau: Some(*n), ..syn("27.00.00") })).count()
        };
        assert_eq!(FOELSOMHEDER.iter().map(|f| niveauer(f)).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert_eq!((niveauer(""), niveauer("-")), (4, 4));
    }

    #[test]
    fn c43_what_the_object_lacks_is_within_no_limit() {
        let ingen = Syn { niveau: None, kle: None, system: None, ..syn("") };
        assert!(maa_se(&liste(None, &[]), &ingen) && maa_se(&liste(Some(vec![Cvr::KORSBAEK]), &[]), &ingen));
        for (f, k, s) in [("FOELSOMME_PERSONOPLYSNINGER", "-", "-"), ("-", "*", "-"), ("-", "-", "00000000-0000-0000-0000-000000000001")] {
            assert!(!maa_se(&liste(None, &[data(f, k, s)]), &ingen), "{f} {k} {s}");
        }
        assert!(maa_se(&liste(None, &[data("VIP_SAGER", "-", "-")]), &ingen), "unknown counts as the highest");
        assert!(!maa_se(&[], &syn("27.00.00")), "no alternative sees nothing");
    }

    #[test]
    fn bad_restrictions_name_their_field() {
        let fejl = |d: Dataafgraensning| {
            let f = afgraensninger(&[Gruppe { ejere: None, afgraensninger: vec![d] }]).unwrap_err();
            (f.kode(), f.feltet().unwrap_or_default().to_owned())
        };
        assert_eq!(fejl(data("HEMMELIG", "-", "-")), (Fejlkode::UgyldigVaerdi, "BevillingFoelsomhed".into()));
        assert_eq!(fejl(data("-", "27", "-")), (Fejlkode::UgyldigVaerdi, "KLEDataAfgr".into()));
        assert_eq!(fejl(data("-", "-", "x")), (Fejlkode::UgyldigUuid, "SystemDataAfgr".into()));
        assert_eq!(
            fejl(data("-", &vec!["27.*"; graenser::YDELSELISTE_VAERDIER].join(","), "-")),
            (Fejlkode::ForMange, "RettighedListe".into())
        );
    }
}
