#![allow(clippy::indexing_slicing, clippy::unwrap_used)]
use super::*;
use crate::proeve::{typen, typer};

fn par(q: &str) -> Vec<(String, String)> {
    q.split('&')
        .filter(|p| !p.is_empty())
        .map(|p| p.split_once('=').map_or((p.into(), String::new()), |(n, v)| (n.into(), v.into())))
        .collect()
}

const NU: Tidspunkt = Tidspunkt::fra_mikros(1_767_225_600_000_000);

#[test]
fn b6_only_uuids_and_times_make_a_list() {
    for (q, liste) in [
        ("", true),
        ("uuid=11111111-1111-4111-8111-111111111111&virkningfra=-infinity&konsolider", true),
        ("list", false),
        ("bvn=x", false),
        ("foersteresultat=0", false),
        ("livscykluskode=Rettet", false),
    ] {
        let (hvad, _) = samling(&par(q), typen("Klasse"), NU, None).unwrap();
        assert_eq!(matches!(hvad, Hvad::Liste(_)), liste, "{q}");
    }
}

#[test]
fn b12_every_value_is_a_criterion_of_its_own() {
    let (hvad, _) =
        samling(&par("titel=a&TITEL=b&publiceret=Publiceret&ejer=urn:x:y&Ejer:Bruger=urn:x:z"), typen("Klasse"), NU, None).unwrap();
    let Hvad::Soeg { forespoergsel: f, hele } = hvad else { panic!() };
    assert!(!hele);
    assert_eq!((f.egenskaber.len(), f.tilstande.len(), f.relationer.len()), (2, 1, 2));
    assert_eq!((f.relationer[0].objekttype.as_deref(), f.relationer[1].objekttype.as_deref()), (None, Some("Bruger")));
}

#[test]
fn b14_the_coded_field_of_a_journalpost_is_a_parameter_its_dotted_ones_are_not() {
    assert!(samling(&par("journalpostkode=journalnotat"), typen("Sag"), NU, None).is_ok());
    assert_eq!(samling(&par("journalpostkode=x"), typen("Sag"), NU, None).unwrap_err().kode(), Fejlkode::UgyldigVaerdi);
    assert_eq!(samling(&par("journalnotat.titel=x"), typen("Sag"), NU, None).unwrap_err().kode(), Fejlkode::UkendtParameter);
    assert_eq!(samling(&par("bvn=x"), typen("Loghaendelse"), NU, None).unwrap_err().kode(), Fejlkode::UkendtParameter);
}

#[test]
fn b10_too_many_are_refused() {
    let mange: String = (0..=SOEGEKRITERIER).map(|n| format!("bvn={n}&")).collect();
    assert_eq!(samling(&par(&mange), typen("Klasse"), NU, None).unwrap_err().kode(), Fejlkode::ForMangeKriterier);
    let mange = "uuid=11111111-1111-4111-8111-111111111111&".repeat(LISTE_UUID + 1);
    assert_eq!(samling(&par(&mange), typen("Klasse"), NU, None).unwrap_err().kode(), Fejlkode::ForMangeKriterier);
    assert_eq!(laesning(&par("virkningstid=2020-01-01&virkningstid=2021-01-01"), NU).unwrap_err().kode(), Fejlkode::ForMange);
}

#[test]
fn b11_an_empty_time_is_none() {
    let t = laesning(&par("virkningstid=&registreretfra="), NU).unwrap();
    assert_eq!(t, Tidsvalg { valg: Laesevalg::nu(NU), konsolider: false });
}

proptest::proptest! {
    #[test]
    fn arbitrary_parameters_never_panic(n in "\\PC{0,12}|uuid|list|bvn|ejer:.{0,3}|virkningfra", v in "\\PC{0,30}") {
        let p = vec![(n, v)];
        for t in typer() {
            let _ = samling(&p, t, NU, None);
        }
        let _ = (laesning(&p, NU), ingen(&p));
    }
}

#[test]
fn k1_an_empty_parameter_is_left_out_unless_it_can_mean_something() {
    let laes = |q: &str| samling(&par(q), typen("Klasse"), NU, None);
    let Hvad::Soeg { forespoergsel: f, .. } =
        laes("ejer=&publiceret=&aendretfra=&maximalantalresultater=&foersteresultat=&brugerref=&livscykluskode=&vilkaarligrel=").unwrap().0
    else {
        panic!("a search")
    };
    assert!(f.relationer.is_empty() && f.tilstande.is_empty() && f.aendret.is_none() && f.bruger.is_none() && f.side.antal == LISTE_UUID);
    // an empty text is searched for, as in LoRA, and an empty UUID names nothing
    let Hvad::Soeg { forespoergsel: f, .. } = laes("bvn=").unwrap().0 else { panic!("a search") };
    assert_eq!(f.egenskaber.len(), 1);
    assert_eq!(laes("uuid=").unwrap_err().kode(), Fejlkode::UgyldigUuid);
}

/// A value that no object can have is a mistake of the caller, who would otherwise believe that there is nothing.
#[test]
fn k1_what_no_object_can_have_is_refused_and_not_searched_for() {
    let fejl = |t: &str, q: &str| samling(&par(q), typen(t), NU, None).unwrap_err();
    assert_eq!(fejl("Dokument", "brevdato=2026-01-01T00:00:00+01:00").kode(), Fejlkode::UgyldigTid);
    let f = fejl("Person", "cprnummer=610170-0001");
    assert!(f.kode() == Fejlkode::UgyldigtMoenster && f.engelsk().contains("10 digits") && !f.engelsk().contains("610170"), "{f}");
    for (t, q) in
        [("Dokument", "brevdato=2026-01-01"), ("Dokument", "brevdato=2026-%"), ("Person", "cprnummer=%0001"), ("Dokument", "brevdato=")]
    {
        assert!(samling(&par(q), typen(t), NU, None).is_ok(), "{q}");
    }
}

#[test]
fn b14_an_unknown_parameter_is_refused_with_those_that_there_are() {
    let har = |f: Fejl, navne: &[&str]| {
        let tilladt = f.tilladte().unwrap_or_default().split(", ").map(str::to_owned).collect::<Vec<_>>();
        assert!(f.kode() == Fejlkode::UkendtParameter && navne.iter().all(|n| tilladt.iter().any(|t| t == n)), "{navne:?} in {tilladt:?}");
    };
    har(
        samling(&par("uuid[]=x"), typen("Klasse"), NU, None).unwrap_err(),
        &["uuid", "bvn", "titel", "publiceret", "ejer", "virkningstid", "list"],
    );
    har(laesning(&par("bvn=x"), NU).unwrap_err(), &["virkningstid", "konsolider"]);
    har(ingen(&par("x=1")).unwrap_err(), &["dialekt"]);
}

#[test]
fn b10_a_switch_that_says_no_is_off() {
    for (q, ja) in [("list", true), ("list=true", true), ("list=1", true), ("list=false", false), ("list=False", false), ("list=0", false)]
    {
        let (hvad, _) = samling(&par(&format!("{q}&bvn=x")), typen("Klasse"), NU, None).unwrap();
        assert!(matches!(hvad, Hvad::Soeg { hele, .. } if hele == ja), "{q}");
    }
    assert!(!laesning(&par("konsolider=false"), NU).unwrap().konsolider && laesning(&par("konsolider"), NU).unwrap().konsolider);
}
