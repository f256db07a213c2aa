//! The synthetic country: deterministic, accepted by the engine, and by the rules of Organisation.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, clippy::print_stdout)]
mod kle;
mod sager;

use generator::{Post, Stoerrelse, indlaes, kommune_cvr, land};
use grund::{Cvr, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use organisation::objekttyper::*;
use register::{
    Egenskabskriterium, Feltkrav, Forespoergsel, Kommando, Laesevalg, Moenster, Objektid, Objekttype, Register, Registreringsvalg,
    Relation, Relationskriterium, Typekatalog, Vaerdi,
};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

fn tre() -> Stoerrelse {
    Stoerrelse::ny(3, 40, 15).unwrap().med_sager(20, 30).unwrap()
}
fn typer() -> Typekatalog {
    Typekatalog::ny(&[organisation::OBJEKTTYPER, klassifikation::OBJEKTTYPER, sagdokument::OBJEKTTYPER, ydelse::OBJEKTTYPER])
}
fn nu() -> Tidspunkt {
    Tidspunkt::fra_xs("2026-03-01T12:00:00Z").unwrap()
}
fn alle(froe: u64, s: Stoerrelse) -> Vec<Post> {
    land(&typer(), froe, s, nu()).unwrap().collect::<Result<_, _>>().unwrap()
}
fn kald(cvr: Cvr) -> Kaldekontekst {
    Kaldekontekst::ubegraenset(cvr, &[Cvr::KOMBIT], UnikId::Uuid(Uuid::from_u128(1)), nu(), Uuid::from_u128(2))
}
fn rel<'a>(k: &'a Kommando, navn: &str) -> &'a [Relation] {
    let nr = k.objekttype.relation(navn).unwrap_or_else(|| panic!("{navn}")).nr;
    k.indhold.relationer.get(&nr).map_or(&[], Vec::as_slice)
}
fn tekst(k: &Kommando, navn: &str) -> Vec<String> {
    let nr = k.objekttype.felt(navn).unwrap().nr;
    let perioder = k.indhold.egenskaber.as_deref().unwrap();
    perioder
        .iter()
        .filter_map(|e| match e.felter.get(&nr) {
            Some(Vaerdi::Tekst(t)) => Some(t.clone()),
            _ => None,
        })
        .collect()
}
fn gyldig(k: &Kommando, t: Tidspunkt) -> bool {
    k.indhold.tilstande[&1].iter().any(|x| x.vaerdi == 1 && x.virkning.periode.indeholder(t))
}
fn af<'a>(alle: &'a [Post], t: &Objekttype) -> Vec<&'a Kommando> {
    alle.iter().map(|p| &p.kommando).filter(|k| k.objekttype == t).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let start = std::time::Instant::now();
    let a = alle(1, Stoerrelse::LILLE);
    println!("{} commands made in {:?}", a.len(), start.elapsed());
    let (b, c) = (alle(1, Stoerrelse::LILLE), alle(2, Stoerrelse::LILLE));
    let bytes = |l: &[Post]| format!("{l:?}");
    assert_eq!(bytes(&a), bytes(&b));
    assert_ne!(bytes(&a), bytes(&c));
    let unikke: HashSet<_> = a.iter().map(|p| (p.kommando.objekttype.nr, p.kommando.uuid)).collect();
    assert_eq!(unikke.len(), a.len(), "one command for each object");
    let skoen = Stoerrelse::LILLE.kommandoer_omtrent();
    assert!((a.len() as u64).abs_diff(skoen) < skoen / 4, "{} of about {skoen}", a.len());
}

#[test]
fn any_size_is_made() {
    for (k, e, a) in [(1, 1, 0), (1, 1, 3), (1, 2, 1), (2, 9, 10), (3, 45, 20), (1, 700, 50)] {
        let s = Stoerrelse::ny(k, e, a).unwrap();
        let alle = alle(5, s);
        assert_eq!(af(&alle, &ORGANISATION).len(), k);
        assert!(af(&alle, &ORGANISATIONENHED).len() >= k * e, "{k} {e} {a}");
        assert_eq!(af(&alle, &BRUGER).len(), k * a);
        regler(&alle);
    }
    assert!(Stoerrelse::ny(99, 1, 1).is_err() && Stoerrelse::ny(0, 1, 1).is_err() && Stoerrelse::ny(1, 0, 0).is_err());
}

#[test]
fn i1_to_i16_hold_in_the_small_country() {
    regler(&alle(1, Stoerrelse::LILLE));
}

fn regler(alle: &[Post]) {
    let ved_id: HashMap<Uuid, &Kommando> = alle.iter().map(|p| (p.kommando.uuid, &p.kommando)).collect();
    let org_typer: Vec<&Kommando> = alle.iter().map(|p| &p.kommando).filter(|k| k.objekttype.service == "organisation").collect();
    for k in &org_typer {
        assert_eq!(k.uuid.get_version_num(), 4, "I-1");
        let bvn = tekst(k, "brugervendtnoegle");
        assert!(bvn.iter().all(|b| !b.is_empty() && b.chars().count() <= 50) && !bvn.is_empty(), "I-2");
        for (nr, liste) in &k.indhold.relationer {
            for r in liste {
                assert!(!r.virkning.periode.er_tom(), "{} {nr}", k.objekttype.navn);
                let Some(maal) = r.reference.as_ref().and_then(UnikId::uuid) else { panic!("a reference") };
                assert!(
                    ved_id.contains_key(&maal),
                    "{}/{} points at nothing",
                    k.objekttype.navn,
                    k.objekttype.relation_nr(*nr).unwrap().navn
                );
            }
        }
    }
    // I-14: one root, and everybody belongs to the organisation.
    for o in af(alle, &ORGANISATION) {
        assert_eq!(rel(o, "virksomhed").len(), 1, "I-2");
        let rod = rel(o, "overordnet")[0].reference.as_ref().unwrap().uuid().unwrap();
        let enheder: Vec<_> =
            af(alle, &ORGANISATIONENHED).into_iter().filter(|e| rel(e, "tilhoerer")[0].reference == Some(UnikId::Uuid(o.uuid))).collect();
        let uden: Vec<_> = enheder
            .iter()
            .filter(|e| gyldig(e, nu()) && !rel(e, "overordnet").iter().any(|r| r.virkning.periode.indeholder(nu())))
            .map(|e| e.uuid)
            .collect();
        assert_eq!(uden, [rod], "I-14");
        // No ring at any of the times on which something changes.
        for e in &enheder {
            for t in [nu(), nu().plus_mikros(-400 * 86_400_000_000), nu().plus_mikros(200 * 86_400_000_000)] {
                let (mut her, mut skridt) = (*e, 0);
                while let Some(r) = rel(her, "overordnet").iter().find(|r| r.virkning.periode.indeholder(t)) {
                    her = ved_id[&r.reference.as_ref().unwrap().uuid().unwrap()];
                    skridt += 1;
                    assert!(skridt < 10, "a ring");
                    assert!(gyldig(her, t), "I-3: an active unit stands under an active one");
                }
            }
        }
    }
    for b in af(alle, &BRUGER) {
        assert_eq!(rel(b, "tilhoerer").len(), 1, "I-2");
        assert_eq!(rel(b, "tilknyttedepersoner").len(), 1);
    }
    for p in af(alle, &PERSON) {
        let cpr = tekst(p, "cprnummer");
        assert!(cpr.iter().all(|c| c.len() == 10 && ("61".."92").contains(&&c[..2])), "CPR-05");
        assert!(tekst(p, "brugervendtnoegle") != cpr, "I-2");
    }
    let type_af = |k: &Kommando| rel(k, "organisatoriskfunktionstype")[0].reference.as_ref().unwrap().uuid().unwrap().to_string();
    for f in af(alle, &ORGANISATIONFUNKTION) {
        assert_eq!(rel(f, "tilknyttedeorganisationer").len(), 1, "I-2");
        let (enheder, brugere, it, opgaver) = (
            rel(f, "tilknyttedeenheder").len(),
            rel(f, "tilknyttedebrugere").len(),
            rel(f, "tilknyttedeitsystemer").len(),
            rel(f, "opgaver").len(),
        );
        match &type_af(f)[..8] {
            "02e61900" | "46c73630" => assert!(enheder == 1 && brugere <= 1 && it == 0, "I-10"),
            "5d0c2a1e" => assert!(enheder >= 1 && brugere == 0 && it == 1, "I-10"),
            "faf29ba2" => {
                assert_eq!(enheder, 1, "I-11");
                let betaler = ved_id[&rel(f, "tilknyttedeenheder")[0].reference.as_ref().unwrap().uuid().unwrap()];
                assert!(rel(betaler, "adresser").iter().any(|a| a.rolle.as_ref().unwrap().id.to_string().starts_with("47a33082")), "I-11");
            }
            "7368482a" => assert!(enheder == 1 && opgaver >= 1, "I-12"),
            t => panic!("{t}"),
        }
        // I-3: nobody active holds on to a unit or user that is not.
        for navn in ["tilknyttedeenheder", "tilknyttedebrugere"] {
            for r in rel(f, navn) {
                let maal = ved_id[&r.reference.as_ref().unwrap().uuid().unwrap()];
                let slut = maal.indhold.tilstande[&1].iter().find(|t| t.vaerdi == 2).map(|t| t.virkning.periode.fra);
                assert!(slut.is_none_or(|s| r.virkning.periode.til <= s), "I-3 {navn}");
            }
        }
    }
    // I-2: bvn of functions is unique within the organisation. I-16: an address stands once.
    let mut set = HashSet::new();
    for f in af(alle, &ORGANISATIONFUNKTION) {
        let org = rel(f, "tilknyttedeorganisationer")[0].reference.clone();
        assert!(set.insert((org, tekst(f, "brugervendtnoegle"))), "I-2 {:?}", tekst(f, "brugervendtnoegle"));
    }
    for e in af(alle, &ORGANISATIONENHED) {
        let kontakter: Vec<_> = rel(e, "tilknyttedefunktioner")
            .iter()
            .map(|r| ved_id[&r.reference.as_ref().unwrap().uuid().unwrap()])
            .filter(|f| type_af(f).starts_with("7368482a"))
            .collect();
        let klasser: Vec<_> = kontakter.iter().flat_map(|f| rel(f, "opgaver")).map(|r| r.reference.clone()).collect();
        assert_eq!(klasser.iter().collect::<HashSet<_>>().len(), klasser.len(), "I-12");
        let adresser: HashSet<_> = rel(e, "adresser").iter().map(|r| r.reference.clone()).collect();
        assert_eq!(adresser.len(), rel(e, "adresser").len(), "A-56");
        assert!(rel(e, "adresser").iter().all(|r| r.slags.as_ref().unwrap().id.to_string().starts_with("9b33c0a0")), "I-16");
    }
}

async fn fundet(r: &Register, cvr: Cvr, f: Forespoergsel) -> Vec<Uuid> {
    r.soeg(&kald(cvr), &f).await.unwrap()
}
fn efter_relation(t: &'static Objekttype, navn: &str, maal: Uuid) -> Forespoergsel {
    let nr = t.relation(navn).unwrap().nr;
    let mut f = Forespoergsel::alle(t, nu());
    f.relationer = vec![Relationskriterium { nr, reference: Some(UnikId::Uuid(maal)), ..Relationskriterium::default() }];
    f
}

#[tokio::test]
async fn i17_the_chain_from_cvr_to_units_works_in_a_register() {
    let r = Register::ny(Arc::new(lager::SqliteLager::midlertidig().unwrap()), typer());
    let start = std::time::Instant::now();
    let mut sidst = 0;
    let o = indlaes(&r, &kald(Cvr::KOMBIT), land(&typer(), 1, Stoerrelse::LILLE, nu()).unwrap(), &mut |f| sidst = f.gjort).await.unwrap();
    println!("{o} in {:?}", start.elapsed());
    assert_eq!((sidst, o.skrevet), (o.kommandoer, o.kommandoer));

    let cvr = kommune_cvr(0);
    let mut f = Forespoergsel::alle(&VIRKSOMHED, nu());
    f.egenskaber = vec![Egenskabskriterium { felter: vec![(1, Feltkrav::Moenster(Moenster(cvr.to_string())))], virkning: None }];
    let virksomhed = fundet(&r, cvr, f).await;
    assert_eq!(virksomhed.len(), 1);
    let org = fundet(&r, cvr, efter_relation(&ORGANISATION, "virksomhed", virksomhed[0])).await;
    assert_eq!(org.len(), 1);
    let laest = r.laes(&kald(cvr), Objektid { objekttype: &ORGANISATION, uuid: org[0] }, Laesevalg::nu(nu())).await.unwrap().unwrap();
    let over = ORGANISATION.relation("overordnet").unwrap().nr;
    let rod = laest.nyeste().unwrap().billede.relationer[&over][0].reference.as_ref().unwrap().uuid().unwrap();
    let boern = fundet(&r, cvr, efter_relation(&ORGANISATIONENHED, "overordnet", rod)).await;
    assert_eq!(boern.len(), 8);
    let enheder = fundet(&r, cvr, efter_relation(&ORGANISATIONENHED, "tilhoerer", org[0])).await;
    assert!(enheder.len() >= 60, "{}", enheder.len());

    // Time travel: what the register said before it was told of a new name, and what will be.
    let mut foer_nu = (0, 0);
    let enheder = r.list(&kald(cvr), &ORGANISATIONENHED, &enheder, Laesevalg::ALT).await.unwrap();
    for e in &enheder {
        foer_nu.0 += usize::from(e.registreringer.len() > 1);
        foer_nu.1 += usize::from(e.nyeste().unwrap().billede.egenskaber.iter().any(|x| x.virkning.periode.fra > nu()));
    }
    println!("{} units were renamed, {} will be", foer_nu.0, foer_nu.1);
    assert!(foer_nu.0 >= 4 && foer_nu.1 >= 1, "{foer_nu:?}");
    let it = enheder.iter().find(|e| e.registreringer.len() > 1).unwrap();
    let gammel = it.registreringer[1].registreret.fra;
    let valg = Laesevalg { virkning: Periode::ALTID, registrering: Registreringsvalg::Paa(gammel) };
    let da = r.laes(&kald(cvr), Objektid { objekttype: &ORGANISATIONENHED, uuid: it.uuid }, valg).await.unwrap().unwrap();
    assert_eq!(da.nyeste().unwrap().billede.egenskaber.len(), 1);

    // Another authority sees none of it, but shares the classification.
    assert!(fundet(&r, kommune_cvr(1), Forespoergsel::alle(&ORGANISATIONENHED, nu())).await.is_empty());
    assert!(!fundet(&r, kommune_cvr(1), Forespoergsel::alle(&ITSYSTEM, nu())).await.is_empty());
}

#[tokio::test]
async fn every_command_of_several_municipalities_is_accepted() {
    let r = Register::ny(Arc::new(lager::SqliteLager::midlertidig().unwrap()), typer());
    for (froe, s) in [(7, tre()), (8, Stoerrelse::ny(1, 1, 1).unwrap())] {
        let r = if froe == 7 { r.clone() } else { Register::ny(Arc::new(lager::SqliteLager::midlertidig().unwrap()), typer()) };
        let o = indlaes(&r, &kald(Cvr::KOMBIT), land(&typer(), froe, s, nu()).unwrap(), &mut |_| {}).await.unwrap();
        assert_eq!((o.skrevet, o.fandtes), (o.kommandoer, 0));
    }
    let igen = indlaes(&r, &kald(Cvr::KOMBIT), land(&typer(), 7, tre(), nu()).unwrap(), &mut |_| {}).await.unwrap();
    assert_eq!((igen.skrevet, igen.fandtes), (0, igen.kommandoer), "a second load changes nothing");
    for nr in 0..3 {
        let cvr = kommune_cvr(nr);
        let kun_egen = Kaldekontekst { laeser: vec![cvr], ..kald(cvr) };
        assert_eq!(r.soeg(&kun_egen, &Forespoergsel::alle(&ORGANISATION, nu())).await.unwrap().len(), 1);
        assert_eq!(r.antal(&kun_egen, &Forespoergsel::alle(&BRUGER, nu())).await.unwrap(), 15);
    }
}
