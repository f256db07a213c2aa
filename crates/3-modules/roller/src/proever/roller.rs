//! The rules one by one.
use super::*;
use crate::forklaring::Forklaring;
use crate::rettelser::Rolleaendring;
use crate::simuler::Hvad;
use adgang::Spoergsmaal;
use adgang::bpp::Privilegiegruppe;
use grund::Fejlkode;

async fn svar(v: &Verden, b: &Bruger, system: Option<Uuid>, nu: i64, registreret: Option<i64>) -> Forklaring {
    v.roller.forklar(Spoergsmaal { bruger: b, system, virkning: t(nu) }, registreret.map(t)).await.unwrap()
}

async fn navne(v: &Verden, n: u128, nu: i64) -> Vec<String> {
    svar(v, &bruger(n), Some(FAG), nu, None).await.svar.retter.iter().map(|r| r.jobrolle.1.clone()).collect()
}

/// Anna (1) works in team 3 below 2 below 1; Bent (2) in unit 4.
fn anna_og_bent(v: &Verden, registreret: i64) {
    let k = trae();
    v.folk(
        registreret,
        vec![
            medarbejder(1, vec![Periode::ALTID], vec![stilling(31, 3, "Sagsbehandler", p(0, 1_000))], &k),
            medarbejder(2, vec![Periode::ALTID], vec![stilling(32, 4, "Leder", p(0, 1_000))], &k),
        ],
    );
}

#[tokio::test]
async fn g41_a_role_opens_its_values_and_says_why() {
    let v = verden();
    anna_og_bent(&v, 0);
    let s = v.systemrolle(1, &systemrolle("sag", FAG, &[(KLE, true), (ENHED, false)])).await;
    let andet = v.systemrolle(1, &systemrolle("andet", ANDET, &[])).await;
    let r = v.jobrolle(2, A, jobrolle("Forebyggelse", vec![del(s, &[(KLE, &["27.*", "32.06"], false)]), del(andet, &[])])).await;
    let x = v.tildel(3, A, &Rolletildeling { underenheder: true, ..til(r, "enhed", 1) }).await;
    let f = svar(&v, &bruger(1), Some(FAG), 10, None).await;
    let [ret] = f.svar.retter.as_slice() else { panic!("{f:?}") };
    assert_eq!((ret.myndighed, ret.rolle.as_str()), (A, "http://fag.dk/roles/usersystemrole/sag/1"));
    assert_eq!(ret.afgraensninger[KLE], ["27.*", "32.06"]);
    let klasser = ret.omraade.as_ref().unwrap().klasser.as_ref().unwrap();
    assert_eq!(klasser.iter().map(|k| k.fra.as_str()).collect::<Vec<_>>(), ["27", "3206"]);
    let grund = ret.grunde.join(" ");
    for ord in [x.to_string().as_str(), "Inge", "Rådhuset", "Team Nord", "bruger 1"] {
        assert!(grund.contains(ord), "{grund}: {ord}");
    }
    assert_eq!(svar(&v, &bruger(1), None, 10, None).await.svar.retter.len(), 2, "every system");
    assert!(navne(&v, 2, 10).await.is_empty(), "Bent works elsewhere");
    assert_eq!(svar(&v, &bruger(9), None, 10, None).await.svar.bortfaldet.len(), 1, "nobody knows 9");
}

#[tokio::test]
async fn c45_a_security_profile_names_the_user_its_units_and_those_above() {
    let v = verden();
    anna_og_bent(&v, 0);
    let f = svar(&v, &bruger(1), None, 10, None).await;
    let ventet: Vec<UnikId> = [1, 2, 3, 6].map(|n| UnikId::Uuid(u(n))).to_vec();
    assert_eq!(f.svar.identiteter, ventet, "user 1 is unit 1's namesake here");
}

#[tokio::test]
async fn g43_a_dynamic_value_that_is_missing_drops_the_role_and_never_widens_it() {
    let v = verden();
    anna_og_bent(&v, 0);
    let s = v.systemrolle(1, &systemrolle("sag", FAG, &[(KLE, false), (ENHED, false)])).await;
    let r = v
        .jobrolle(2, A, jobrolle("Dynamisk", vec![del(s, &[(KLE, &["27.*"], false), (ENHED, &["http://korsbaek.dk/1/parametric"], true)])]))
        .await;
    v.tildel(3, A, &til(r, "bruger", 1)).await;
    let f = svar(&v, &bruger(1), Some(FAG), 10, None).await;
    assert!(f.svar.retter.is_empty() && f.svar.bortfaldet[0].contains("parametric"), "{f:?}");
    let med = |v: &[&str]| {
        let vaerdier = v.iter().map(|v| (*v).to_owned()).collect();
        let g = Privilegiegruppe {
            myndighed: A,
            privilegier: Vec::new(),
            afgraensninger: BTreeMap::from([("http://korsbaek.dk/1/parametric".into(), vaerdier)]),
        };
        Bruger { fra_idp: vec![g], ..bruger(1) }
    };
    for tom in [&[][..], &["", " "]] {
        assert!(svar(&v, &med(tom), Some(FAG), 10, None).await.svar.retter.is_empty(), "{tom:?}");
    }
    let f = svar(&v, &med(&[&u(3).to_string()]), Some(FAG), 10, None).await;
    assert_eq!(f.svar.retter[0].omraade.as_ref().unwrap().enheder.as_ref().unwrap().len(), 1);
    let f = svar(&v, &med(&["alt"]), Some(FAG), 10, None).await;
    assert_eq!(f.svar.retter[0].omraade, None, "a value that means nothing opens nothing in the registers");
}

#[tokio::test]
async fn g42_roles_that_the_identity_provider_names_are_translated_and_unknown_ones_told() {
    let v = verden();
    anna_og_bent(&v, 0);
    let s = v.systemrolle(1, &systemrolle("sag", FAG, &[])).await;
    let r = jobrolle("Forebyggelse", vec![del(s, &[])]);
    v.jobrolle(2, A, r.clone()).await;
    let g = Privilegiegruppe {
        myndighed: A,
        privilegier: vec![r.entityid, "http://korsbaek.dk/roles/jobrole/x/1".into()],
        afgraensninger: BTreeMap::new(),
    };
    let b = Bruger { fra_idp: vec![g], ..bruger(1) };
    let f = svar(&v, &b, Some(FAG), 10, None).await;
    assert_eq!((f.svar.retter.len(), f.svar.bortfaldet.len()), (1, 1));
    assert!(f.svar.retter[0].grunde[0].contains("loginløsning"));
    // Who is barred has nothing, whatever the identity provider says.
    let (k, a) = (kald(20), administrator("Inge"));
    let spaer = Adgangsspaerring {
        bruger: u(1),
        fra: None,
        til: None,
        grund: "fratraadt".into(),
        note: String::new(),
        kilde: String::new(),
        sataf: String::new(),
    };
    v.roller.spaer(&Kalder::administrator(&a, &k), A, &spaer).await.unwrap();
    assert!(svar(&v, &b, Some(FAG), 21, None).await.svar.retter.is_empty());
    assert_eq!(svar(&v, &b, Some(FAG), 19, None).await.svar.retter.len(), 1, "what could she then");
}

#[tokio::test]
async fn g33_a_required_restriction_and_an_unknown_one_are_refused_and_drop_the_part_later() {
    let v = verden();
    anna_og_bent(&v, 0);
    let s = v.systemrolle(1, &systemrolle("sag", FAG, &[])).await;
    let r = v.jobrolle(2, A, jobrolle("Forebyggelse", vec![del(s, &[])])).await;
    v.tildel(3, A, &til(r, "bruger", 1)).await;
    assert_eq!(navne(&v, 1, 10).await.len(), 1);
    // The vendor demands a value from now on: what has none is left out, not unlimited.
    v.systemrolle(20, &systemrolle("sag", FAG, &[(KLE, true)])).await;
    assert!(navne(&v, 1, 21).await.is_empty());
    let (k, a) = (kald(30), administrator("Inge"));
    let foreslaa = async |dele| {
        let aendring = Rolleaendring::Opret(jobrolle("Ny", dele));
        v.roller.foreslaa(&Kalder::administrator(&a, &k), A, aendring, "", None).await.map(|_| ()).map_err(|f| f.kode())
    };
    assert_eq!(foreslaa(vec![del(s, &[])]).await, Err(Fejlkode::ManglerElement));
    assert_eq!(foreslaa(vec![del(s, &[(KLE, &["27.*"], false), (BELOEB, &["5"], false)])]).await, Err(Fejlkode::UgyldigVaerdi));
    assert_eq!(foreslaa(vec![del(s, &[(KLE, &[], false)])]).await, Err(Fejlkode::ManglerElement));
    assert_eq!(foreslaa(vec![del(s, &[(KLE, &["27.*,*"], false)])]).await, Err(Fejlkode::UgyldigtTegn));
    assert_eq!(foreslaa(vec![]).await, Err(Fejlkode::ManglerElement));
    assert_eq!(foreslaa(vec![del(s, &[(KLE, &["27.*"], false)])]).await, Ok(()));
}

#[tokio::test]
async fn a_restriction_of_the_systems_own_opens_nothing_in_the_registers_unless_its_vendor_says_what_it_means() {
    let v = verden();
    anna_og_bent(&v, 0);
    let mut def = systemrolle("beloeb", FAG, &[(BELOEB, false)]);
    let s = v.systemrolle(1, &def).await;
    let r = v.jobrolle(2, A, jobrolle("Udbetaler", vec![del(s, &[(BELOEB, &["5000"], false)])])).await;
    v.tildel(3, A, &til(r, "bruger", 1)).await;
    let omraade = async |nu| svar(&v, &bruger(1), Some(FAG), nu, None).await.svar.retter[0].omraade.clone();
    assert_eq!(omraade(10).await, None);
    def.afgraensninger[0].betydning = "systemets".into();
    v.systemrolle(20, &def).await;
    assert_eq!(omraade(21).await, Some(grund::Afgraensning::FRI));
    // Of a shared type nobody says that it means nothing.
    let mut kle = systemrolle("kle", FAG, &[(KLE, false)]);
    kle.afgraensninger[0].betydning = "systemets".into();
    let s = v.systemrolle(30, &kle).await;
    let r = v.jobrolle(31, A, jobrolle("Kle", vec![del(s, &[(KLE, &["27.*"], false)])])).await;
    v.tildel(32, A, &til(r, "bruger", 2)).await;
    let f = svar(&v, &bruger(2), Some(FAG), 33, None).await;
    assert!(f.svar.retter[0].omraade.as_ref().unwrap().klasser.is_some());
}

#[tokio::test]
async fn h8_a_delegated_role_opens_its_owners_data_to_the_others_users_while_it_is_delegated() {
    let v = verden();
    let k = trae();
    v.folk(0, vec![medarbejder(0x2001, vec![Periode::ALTID], vec![], &k)]);
    let s = v.systemrolle(1, &systemrolle("sag", FAG, &[])).await;
    let r = v.jobrolle(2, A, jobrolle("Fælles", vec![del(s, &[])])).await;
    let x = Rolletildeling { rolleejer: Some(A), ..til(r, "bruger", 0x2001) };
    let (kontekst, inge) = (kald(3), administrator("Inge"));
    let f = v.roller.tildel(&Kalder::administrator(&inge, &kontekst), B, &x).await.unwrap_err();
    assert_eq!(f.kode(), Fejlkode::FindesIkke, "that there is such a role is not told");
    let delegeret = Jobfunktionsrolle { delegerettil: Some(B), ..jobrolle("Fælles", vec![del(s, &[])]) };
    v.aendr(4, A, Rolleaendring::Ret(r, delegeret.clone()), None).await;
    v.tildel(5, B, &x).await;
    let b = Bruger::ny(B, u(0x2001));
    let f = svar(&v, &b, Some(FAG), 10, None).await;
    assert_eq!(f.svar.retter[0].myndighed, A);
    assert!(f.svar.omraader(B).is_empty() && f.svar.omraader(A).len() == 1);
    assert_eq!(v.roller.roller_for(B, &[A], t(10)).await.unwrap().len(), 1);
    v.aendr(20, A, Rolleaendring::Ret(r, Jobfunktionsrolle { delegerettil: None, ..delegeret }), None).await;
    let f = svar(&v, &b, Some(FAG), 21, None).await;
    assert!(f.svar.retter.is_empty() && f.svar.bortfaldet[0].contains("ikke delegeret"), "{f:?}");
}

#[tokio::test]
async fn jr01_two_decide_on_a_role_and_versions_rise() {
    let v = verden();
    anna_og_bent(&v, 0);
    let s = v.systemrolle(1, &systemrolle("sag", FAG, &[])).await;
    let (k, inge, bo) = (kald(2), administrator("Inge"), administrator("Bo"));
    let (inge, bo) = (Kalder::administrator(&inge, &k), Kalder::administrator(&bo, &k));
    let ny = |navn: &str| Rolleaendring::Opret(jobrolle(navn, vec![del(s, &[])]));
    let f = v.roller.foreslaa(&inge, A, ny("En"), "fordi", None).await.unwrap();
    assert!(v.roller.roller_for(A, &[], t(5)).await.unwrap().is_empty(), "a proposal is no role");
    assert_eq!(v.roller.godkend(&inge, A, f.uuid, "").await.unwrap_err().kode(), Fejlkode::IngenAdgang);
    let r = v.roller.godkend(&bo, A, f.uuid, "ja").await.unwrap();
    assert_eq!((r.data.version, r.data.foreslaaetaf.starts_with("Inge"), r.data.godkendtaf.starts_with("Bo")), (1, true, true));
    assert_eq!(v.roller.godkend(&bo, A, f.uuid, "").await.unwrap_err().kode(), Fejlkode::Rolletilstand);
    // Two proposals on the same version: the second is void when the first is approved.
    let ret = |navn: &str| Rolleaendring::Ret(r.uuid, Jobfunktionsrolle { navn: navn.into(), ..jobrolle("En", vec![del(s, &[])]) });
    let to = v.roller.foreslaa(&inge, A, ret("To"), "", None).await.unwrap();
    let tre = v.roller.foreslaa(&inge, A, ret("Tre"), "", None).await.unwrap();
    assert_eq!(v.roller.godkend(&bo, A, to.uuid, "").await.unwrap().data.version, 2);
    assert_eq!(v.roller.godkend(&bo, A, tre.uuid, "").await.unwrap_err().kode(), Fejlkode::Samtidig);
    assert_eq!(v.roller.afvis(&bo, A, tre.uuid, "").await.unwrap_err().kode(), Fejlkode::ManglerElement, "a no has a reason");
    assert_eq!(v.roller.afvis(&inge, A, tre.uuid, "").await.unwrap().tilstand(), "trukket");
    // The entity id is one role's.
    assert_eq!(v.roller.foreslaa(&inge, A, ny("En"), "", None).await.unwrap_err().kode(), Fejlkode::IBrug);
    // A change with a date holds from then.
    v.aendr(10, A, Rolleaendring::Ophoer(r.uuid), Some(t(50))).await;
    assert_eq!(v.roller.roller_for(A, &[], t(49)).await.unwrap().len(), 1);
    assert!(v.roller.roller_for(A, &[], t(50)).await.unwrap().is_empty());
}

#[tokio::test]
async fn jr01_a_sensitive_role_waits_for_another_administrator() {
    let v = verden();
    anna_og_bent(&v, 0);
    let s = v.systemrolle(1, &systemrolle("sag", FAG, &[])).await;
    let r = v.jobrolle(2, A, Jobfunktionsrolle { foelsom: true, ..jobrolle("VIP", vec![del(s, &[])]) }).await;
    let x = v.tildel(3, A, &til(r, "bruger", 1)).await;
    assert!(navne(&v, 1, 10).await.is_empty());
    let (k, inge, bo) = (kald(11), administrator("Inge"), administrator("Bo"));
    assert_eq!(v.roller.afgoer_tildeling(&Kalder::administrator(&inge, &k), A, x, true).await.unwrap_err().kode(), Fejlkode::IngenAdgang);
    v.roller.afgoer_tildeling(&Kalder::administrator(&bo, &k), A, x, true).await.unwrap();
    assert_eq!(navne(&v, 1, 12).await, ["VIP"]);
}

#[tokio::test]
async fn jr01_nobody_gets_two_roles_that_are_kept_apart() {
    let v = verden();
    anna_og_bent(&v, 0);
    let s = v.systemrolle(1, &systemrolle("sag", FAG, &[])).await;
    let bevilger = v.jobrolle(2, A, jobrolle("Bevilger", vec![del(s, &[])])).await;
    let udbetaler = v.jobrolle(3, A, jobrolle("Udbetaler", vec![del(s, &[])])).await;
    let (k, inge) = (kald(4), administrator("Inge"));
    let inge = Kalder::administrator(&inge, &k);
    let regel =
        Konfliktregel { navn: "Penge".into(), a: vec![bevilger.to_string()], b: vec![udbetaler.to_string()], begrundelse: String::new() };
    v.roller.saet_konfliktregel(&inge, A, None, &regel).await.unwrap();
    v.tildel(5, A, &til(bevilger, "bruger", 1)).await;
    let (k, hvem) = (kald(6), administrator("Inge"));
    let inge = Kalder::administrator(&hvem, &k);
    let enhed = Rolletildeling { underenheder: true, ..til(udbetaler, "enhed", 2) };
    for x in [&til(udbetaler, "bruger", 1), &enhed] {
        let f = v.roller.tildel(&inge, A, x).await.unwrap_err();
        assert_eq!((f.kode(), f.dansk().contains("Penge")), (Fejlkode::Rollekonflikt, true), "{f}");
    }
    v.tildel(7, A, &Rolletildeling { undtagelser: vec![u(1).to_string()], ..enhed }).await;
    v.tildel(8, A, &til(udbetaler, "bruger", 2)).await;
}

#[tokio::test]
async fn ns04_who_has_left_or_is_barred_may_nothing() {
    let v = verden();
    let k = trae();
    let i = |aktiv, s| v.folk(0, vec![medarbejder(1, aktiv, s, &k)]);
    i(vec![p(0, 100)], vec![stilling(31, 3, "x", p(0, 50))]);
    let s = v.systemrolle(1, &systemrolle("sag", FAG, &[])).await;
    let r = v.jobrolle(2, A, jobrolle("En", vec![del(s, &[])])).await;
    v.tildel(3, A, &til(r, "bruger", 1)).await;
    assert_eq!(navne(&v, 1, 49).await, ["En"]);
    assert!(navne(&v, 1, 50).await.is_empty(), "the last place has ended, though the role was given in person");
    i(vec![p(0, 40)], vec![stilling(31, 3, "x", p(0, 50))]);
    assert!(navne(&v, 1, 45).await.is_empty(), "inactive");
    i(vec![p(0, 100)], vec![]);
    assert_eq!(navne(&v, 1, 60).await, ["En"], "an external never had a place");
}

#[tokio::test]
async fn what_could_she_see_then_is_answered_as_it_was_and_as_it_is_known_now() {
    let v = verden();
    anna_og_bent(&v, 0);
    let s = v.systemrolle(1, &systemrolle("sag", FAG, &[(KLE, true)])).await;
    let rolle = |kle: &str| jobrolle("En", vec![del(s, &[(KLE, &[kle], false)])]);
    let r = v.jobrolle(2, A, rolle("27.*")).await;
    let x = v.tildel(10, A, &til(r, "titel", 0).titel("sagsBEHANDLER ")).await;
    v.aendr(20, A, Rolleaendring::Ret(r, rolle("32.*")), None).await;
    let (k, inge) = (kald(30), administrator("Inge"));
    v.roller.ophoer_tildeling(&Kalder::administrator(&inge, &k), A, x, None).await.unwrap();
    let kle = async |nu: i64, registreret: Option<i64>| {
        let f = svar(&v, &bruger(1), Some(FAG), nu, registreret).await;
        f.svar.retter.iter().flat_map(|r| r.afgraensninger[KLE].clone()).collect::<Vec<_>>()
    };
    assert_eq!((kle(9, None).await.len(), kle(15, None).await, kle(25, None).await), (0, vec!["27.*".to_owned()], vec!["32.*".to_owned()]));
    assert!(kle(31, None).await.is_empty());
    // What was known at 15 of 40: nobody had said yet that it would end.
    assert_eq!(kle(40, Some(15)).await, ["27.*"]);
    assert_eq!(kle(40, Some(35)).await.len(), 0);
    assert!(kle(40, Some(5)).await.is_empty());
}

impl Rolletildeling {
    fn titel(self, titel: &str) -> Self {
        Self { titel: titel.into(), reference: None, ..self }
    }
}

#[tokio::test]
async fn another_process_feels_a_change_at_once() {
    let v = verden();
    anna_og_bent(&v, 0);
    let anden = anden_proces(&v.register, &v.folk);
    let b = bruger(1);
    let antal = async |nu| {
        let s = Spoergsmaal { bruger: &b, system: None, virkning: t(nu) };
        anden.forklar(s, None).await.unwrap().svar.retter.len()
    };
    assert_eq!(antal(1).await, 0);
    let s = v.systemrolle(2, &systemrolle("sag", FAG, &[])).await;
    let r = v.jobrolle(3, A, jobrolle("En", vec![del(s, &[])])).await;
    let x = v.tildel(4, A, &til(r, "bruger", 1)).await;
    assert_eq!(antal(5).await, 1);
    let (k, inge) = (kald(6), administrator("Inge"));
    let inge = Kalder::administrator(&inge, &k);
    v.roller.undtag(&inge, A, x, vec![u(1).to_string()]).await.unwrap();
    assert_eq!(antal(7).await, 0);
    v.roller.undtag(&inge, A, x, Vec::new()).await.unwrap();
    assert_eq!(antal(8).await, 1);
    v.roller.nedlaeg_systemrolle(&inge, s).await.unwrap();
    assert_eq!(antal(9).await, 0);
}

#[tokio::test]
async fn jr01_a_change_is_tried_before_it_is_made() {
    let v = verden();
    anna_og_bent(&v, 0);
    let s = v.systemrolle(1, &systemrolle("sag", FAG, &[(KLE, true)])).await;
    let rolle = |kle: &str| jobrolle("En", vec![del(s, &[(KLE, &[kle], false)])]);
    let r = v.jobrolle(2, A, rolle("27.*")).await;
    let x = v.tildel(3, A, &til(r, "bruger", 1)).await;
    let (k, inge) = (kald(4), administrator("Inge"));
    let inge = Kalder::administrator(&inge, &k);
    let proev = async |h: Hvad| {
        let f = v.roller.simuler(&inge, A, &h, None).await.unwrap();
        (f.vinder, f.mister)
    };
    assert_eq!(proev(Hvad::Rolle(r, Some(rolle("32.*")))).await, (1, 1), "other data");
    assert_eq!(proev(Hvad::Rolle(r, None)).await, (0, 1));
    assert_eq!(proev(Hvad::UdenTildeling(x)).await, (0, 1));
    assert_eq!(proev(Hvad::Tildeling(Rolletildeling { underenheder: true, ..til(r, "enhed", 1) })).await, (0, 0), "Anna has it already");
    assert_eq!(proev(Hvad::Tildeling(til(r, "enhed", 4))).await, (1, 0));
    assert_eq!(navne(&v, 1, 5).await, ["En"], "nothing was changed");
    let fremmed = Administrator { roller: vec![Administratorrolle::Roller(B)], ..administrator("Ib") };
    let f = v.roller.simuler(&Kalder::administrator(&fremmed, &k), A, &Hvad::Rolle(r, None), None).await.unwrap_err();
    assert_eq!(f.kode(), Fejlkode::IngenAdgang);
}

#[test]
fn the_rust_values_are_those_of_the_tables() {
    use register::{Emne, oversaet};
    use std::collections::BTreeSet;
    fn ens<T: Emne>(t: &T) {
        let json: BTreeSet<String> = oversaet::til_json(t).unwrap().keys().cloned().collect();
        let tabel: BTreeSet<String> = T::TYPE.egenskaber.iter().map(|f| f.navn.to_owned()).collect();
        assert_eq!(json, tabel, "{}", T::TYPE.navn);
    }
    ens(&Brugersystemrolle::default());
    ens(&Jobfunktionsrolle::default());
    ens(&Rolleforslag::default());
    ens(&Rolletildeling::default());
    ens(&Konfliktregel::default());
    ens(&Adgangsspaerring {
        bruger: u(1),
        fra: None,
        til: None,
        grund: String::new(),
        note: String::new(),
        kilde: String::new(),
        sataf: String::new(),
    });
    ens(&Attestationssvar {
        kampagne: u(1),
        tildeling: u(1),
        bruger: u(1),
        svar: String::new(),
        begrundelse: String::new(),
        af: String::new(),
    });
    ens(&Attestationskampagne { navn: String::new(), frist: None, enhed: None, roller: vec![], begyndt: None, begyndtaf: String::new() });
}
