//! What entries of a directory give, and what they do not.
use super::*;
use crate::niveau::{Niveau, Niveauer};

const A: Uuid = Uuid::from_u128(0xa);
const B: Uuid = Uuid::from_u128(0xb);
const ENHED: &str = "http://korsbaek.dk/id-sag-1-enhed/1/parametric";

fn katalog() -> Katalog {
    serde_json::from_str(&format!(
        r#"{{"navn":"AD","myndighed":"11111111","adresse":"ldaps://ad","rod":"r","bruger":"cn=os","hemmelighed":"h","kraevet":true,
            "ansatte":{{"base":"dc=k","filter":"(cn=*)","uuid":"entryUUID","navn":"cn","mail":"mail","enhed":"ou","medlemaf":"memberOf"}},
            "grupper":{{"base":"dc=k","filter":"(cn=*)","medlem":"member"}},
            "roller":[{{"gruppe":"cn=Sag, dc=k","rolle":"http://korsbaek.dk/roles/jobrole/sag/1","vaerdier":{{"{ENHED}":"ou"}}}},
                      {{"gruppe":"cn=laes,dc=k","rolle":"http://korsbaek.dk/roles/jobrole/laes/1"}},
                      {{"gruppe":"cn=borte,dc=k","rolle":"http://korsbaek.dk/roles/jobrole/borte/1"}}]}}"#
    ))
    .unwrap()
}

fn post(dn: &str, attributter: &[(&str, &str)]) -> Post {
    let mut p = Post { dn: dn.into(), ..Post::default() };
    for (n, v) in attributter {
        p.attributter.entry(n.to_lowercase()).or_default().push(v.as_bytes().to_vec());
    }
    p
}

fn ansat(dn: &str, uuid: Uuid, mere: &[(&str, &str)]) -> Post {
    let u = uuid.to_string();
    post(dn, &[&[("entryUUID", u.as_str()), ("cn", "Navn")], mere].concat())
}

fn nu() -> Tidspunkt {
    Tidspunkt::fra_mikros(1_000_000_000_000_000)
}

fn roller(a: &Ansat) -> Vec<&str> {
    a.roller.iter().flat_map(|g| &g.privilegier).map(|r| r.rsplit('/').nth(1).unwrap()).collect()
}

#[test]
fn g42_groups_give_roles_by_members_and_by_the_employees_own_entry_whatever_the_case() {
    let grupper = [post("CN=sag,DC=k", &[("member", "uid=Anna,dc=k")]), post("cn=laes,dc=k", &[("member", "uid=andre,dc=k")])];
    let ansatte = [ansat("UID=anna, DC=K", A, &[("ou", "Nord"), ("ou", "Syd"), ("memberOf", "CN=Laes,dc=K"), ("mail", "a@k.dk")])];
    let b = katalog().billede(&ansatte, &grupper, nu());
    let a = &b.ansatte[&A];
    assert_eq!(roller(a), ["sag", "laes"]);
    assert_eq!(
        (a.roller[0].afgraensninger[ENHED].as_slice(), a.mail.as_deref()),
        (["Nord".to_owned(), "Syd".into()].as_slice(), Some("a@k.dk"))
    );
    assert_eq!(b.ukendte_grupper, ["cn=borte,dc=k"]);
}

#[test]
fn g43_a_missing_attribute_drops_the_role_and_never_widens_it() {
    let grupper = [post("cn=sag,dc=k", &[("member", "uid=anna,dc=k")])];
    for ou in [&[][..], &[("ou", "  ")]] {
        let b = katalog().billede(&[ansat("uid=anna,dc=k", A, ou)], &grupper, nu());
        let a = &b.ansatte[&A];
        assert!(a.roller.is_empty() && a.bortfaldet == [("http://korsbaek.dk/roles/jobrole/sag/1".into(), "ou".into())], "{a:?}");
    }
}

#[test]
fn an_entry_without_its_uuid_is_nobody_and_a_uuid_of_two_is_neithers() {
    let to = [("entryUUID", "0000000b-0000-0000-0000-000000000000"), ("entryUUID", "0000000c-0000-0000-0000-000000000000")];
    let ansatte = [
        ansat("uid=a,dc=k", A, &[]),
        ansat("uid=b,dc=k", A, &[]),
        ansat("uid=c,dc=k", A, &[]),
        ansat("uid=d,dc=k", B, &[]),
        post("uid=e,dc=k", &[]),
        post("uid=f,dc=k", &to),
    ];
    let b = katalog().billede(&ansatte, &[], nu());
    assert_eq!((b.ansatte.keys().copied().collect::<Vec<_>>(), b.uden_uuid, b.dobbelte.len()), (vec![B], 2, 1));
}

#[test]
fn objectguid_is_read_as_ad_writes_it() {
    let mut k = katalog();
    k.ansatte.uuid = "objectGUID".into();
    let mut p = post("cn=a,dc=k", &[]);
    p.attributter.insert(
        "objectguid".into(),
        vec![vec![0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff]],
    );
    let b = k.billede(&[p], &[], nu());
    assert_eq!(b.ansatte.keys().next().unwrap().to_string(), "00112233-4455-6677-8899-aabbccddeeff");
}

fn identitet(uuid: Uuid) -> Identitet {
    Identitet {
        udbyder: "u".into(),
        emne: "e".into(),
        slags: Slags::Medarbejder,
        uuid,
        navn: "Anna".into(),
        email: None,
        cvr: Some("11111111".parse().unwrap()),
        organisation: None,
        cpr: None,
        niveauer: Niveauer::ens(Niveau::Lav),
        jobroller: None,
    }
}

#[test]
fn ns04_who_is_in_no_directory_is_out_and_where_nobody_knows_nobody_new_gets_in() {
    let mappe = tempfile::tempdir().unwrap();
    let mut f = crate::opsaetning::Foederation::default();
    let k = Arc::new(katalog());
    f.kataloger.insert("ad".into(), k.clone());
    let kataloger = Kataloger::ny(Arc::new(Tilslutninger::af(mappe.path(), f)));
    let (anna, borte) = (identitet(A), identitet(B));
    // Not read yet: nobody new, but nobody is thrown out.
    assert!(kataloger.lukket(&anna, nu()).is_some() && kataloger.forladt(&anna, nu()).is_none());
    let b = k.billede(&[ansat("uid=a,dc=k", A, &[("memberOf", "cn=laes,dc=k")])], &[], nu());
    kataloger.laeste.write().unwrap().insert("ad".into(), Laest { katalog: k, billede: Some(Arc::new(b)), forsoegt: nu() });
    assert!(kataloger.lukket(&anna, nu()).is_none() && kataloger.forladt(&borte, nu()).is_some());
    assert_eq!(kataloger.jobroller(&anna, nu()).len(), 1);
    // Another authority's user, and a citizen, are no business of it.
    let mut nabo = identitet(B);
    nabo.cvr = Some("22222222".parse().unwrap());
    assert!(kataloger.lukket(&nabo, nu()).is_none() && kataloger.jobroller(&nabo, nu()).is_empty());
    // A day later it says nothing any more.
    let senere = nu().plus_mikros(graenser::KATALOG_ALDER_SEKUNDER * SEKUND);
    assert!(
        kataloger.lukket(&anna, senere).is_some()
            && kataloger.forladt(&borte, senere).is_none()
            && kataloger.jobroller(&anna, senere).is_empty()
    );
}

#[test]
fn half_of_all_employees_do_not_leave_at_once() {
    let k = katalog();
    let alle: Vec<Post> = (1..=10).map(|n| ansat(&format!("uid={n},dc=k"), Uuid::from_u128(n), &[])).collect();
    let foer = k.billede(&alle, &[], nu());
    for (antal, godt) in [(10, true), (5, true), (4, false), (0, false)] {
        assert_eq!(trovaerdigt(Some(&foer), k.billede(&alle[..antal], &[], nu())).is_ok(), godt, "{antal}");
    }
    assert!(trovaerdigt(None, k.billede(&[], &[], nu())).is_err());
}
