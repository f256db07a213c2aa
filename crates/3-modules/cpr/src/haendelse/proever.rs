//! Every type of event is seen, each by its own difference and nothing beside it.
use super::*;
use crate::person::*;
use crate::tid::Fratil;

const DAG: Tid = Tid::dag(2026, 6, 1);

fn nr(n: u64) -> Personnummer {
    Personnummer::fra_tal(n).unwrap()
}

fn fra(t: Tid) -> Fratil {
    Fratil { fra: Some(t), til: None }
}

/// A person of whom something is told by every kind of record.
fn grund() -> Person {
    let sted = Sted { kommune: 851, vej: 10, ..Sted::default() };
    Person {
        nummer: Some(nr(6_101_701_234)),
        status: Status(1),
        koen: Some(Koen::Kvinde),
        foedt: Some(Tid::dag(1970, 1, 1)),
        stilling: "Smed".into(),
        navn: Some(Navn { fornavn: "Åse".into(), efternavn: "Aner".into(), adresseringsnavn: "Åse Aner".into(), ..Navn::default() }),
        adresse: Some(Adresse { sted, tilflyttet: Some(Tid::dag(2000, 1, 1)), ..Adresse::default() }),
        klarskrift: Some(Klarskrift { standardadresse: "Vej 1".into(), ..Klarskrift::default() }),
        civilstand: Some(Civilstand { kode: "U".into(), ..Civilstand::default() }),
        statsborgerskab: Some(Statsborgerskab { land: 5_120, ..Statsborgerskab::default() }),
        folkekirke: Some(Folkekirke { forhold: "U".into(), ..Folkekirke::default() }),
        mor: Some(Foraelder::default()),
        far: Some(Foraelder::default()),
        ..Person::default()
    }
}

type Skift = fn(&mut Person);

/// Before and after, each from the same person, and what is seen.
fn tilfaelde() -> Vec<(Skift, Skift, &'static [Haendelsesart])> {
    use Haendelsesart::*;
    let intet: Skift = |_| {};
    vec![
        (intet, |p| p.status = Status(90), &[Doed]),
        (|p| p.status = Status(90), intet, &[DoedAnnulleret]),
        (intet, |p| p.civilstand.as_mut().unwrap().kode = "D".into(), &[Doed]),
        (
            intet,
            |p| {
                let a = p.adresse.as_mut().unwrap();
                (a.sted.vej, a.tilflyttet) = (20, Some(Tid::dag(2026, 5, 30)));
            },
            &[FlytningIKommunen],
        ),
        (intet, |p| p.adresse.as_mut().unwrap().sted.kommune = 751, &[Tilflytning, Fraflytning]),
        (|p| p.adresse = None, intet, &[Tilflytning]),
        (intet, |p| p.adresse = None, &[Fraflytning]),
        (
            intet,
            |p| {
                (p.status, p.adresse, p.klarskrift) = (Status(80), None, None);
                p.udrejse = Some(crate::person::Udrejse { land: 5_120, ..Default::default() });
            },
            &[Udrejse],
        ),
        (|p| p.status = Status(80), intet, &[Indrejse]),
        (|p| p.udrejse = Some(crate::person::Udrejse::default()), intet, &[Indrejse]),
        (intet, |p| p.status = Status(70), &[Forsvinding]),
        (intet, |p| p.forsvundet = Some(DAG), &[Forsvinding]),
        (|p| p.status = Status(70), intet, &[Genfunden]),
        (|p| p.forsvundet = Some(DAG), intet, &[Genfunden]),
        (intet, |p| p.adresse.as_mut().unwrap().sted.vej = 20, &[AdresseRettet]),
        (intet, |p| p.klarskrift.as_mut().unwrap().standardadresse = "Nyvej 1".into(), &[AdresseRettet]),
        (intet, |p| p.adresse.as_mut().unwrap().conavn = "Bo".into(), &[SupplerendeAdresse]),
        (intet, |p| p.kontaktadresse = Some(crate::person::Kontaktadresse::default()), &[Kontaktadresse]),
        (
            |p| p.udrejse = Some(crate::person::Udrejse::default()),
            |p| p.udrejse = Some(crate::person::Udrejse { linjer: vec!["Malmø".into()], ..Default::default() }),
            &[Udlandsadresse],
        ),
        (
            intet,
            |p| p.tidligere_adresser.push(TidligereAdresse { rettelse: Rettelse::Annulleret, ..TidligereAdresse::default() }),
            &[Adressehistorik],
        ),
        (intet, |p| p.tidligere_numre.push(TidligereNummer { nummer: nr(101_701_234), periode: Fratil::default() }), &[NytNummer]),
        (
            |p| p.tidligere_numre.push(TidligereNummer { nummer: nr(101_701_234), periode: Fratil::default() }),
            |p| p.tidligere_numre.push(TidligereNummer { nummer: nr(101_701_234), periode: fra(DAG) }),
            &[TidligereNumreRettet],
        ),
        (intet, |p| (p.status, p.gaeldende) = (Status::AENDRET, Personnummer::fra_tal(101_701_235)), &[NummerAendret]),
        (intet, |p| p.status = Status::DOBBELT, &[Dobbeltnummer]),
        (intet, |p| p.status = Status::ANNULLERET, &[NummerAnnulleret]),
        (intet, |p| p.status = Status(20), &[NummerAfSkattehensyn]),
        (intet, |p| p.status = Status(3), &[StatusAendret]),
        (|p| p.navn = None, intet, &[Navngivning]),
        (intet, |p| p.navn.as_mut().unwrap().efternavn = "Boer".into(), &[Navneaendring]),
        (intet, |p| p.navn.as_mut().unwrap().adresseringsnavn = "Å. Aner".into(), &[Adresseringsnavn]),
        (intet, |p| p.tidligere_navne.push(Navn { rettelse: Rettelse::Korrigeret, ..Navn::default() }), &[Navnehistorik]),
        (intet, |p| p.civilstand.as_mut().unwrap().kode = "G".into(), &[Vielse]),
        (intet, |p| p.civilstand.as_mut().unwrap().kode = "P".into(), &[RegistreretPartnerskab]),
        (intet, |p| p.civilstand.as_mut().unwrap().kode = "F".into(), &[Skilsmisse]),
        (intet, |p| p.civilstand.as_mut().unwrap().kode = "O".into(), &[OphaevetPartnerskab]),
        (intet, |p| p.civilstand.as_mut().unwrap().kode = "E".into(), &[Enke]),
        (intet, |p| p.civilstand.as_mut().unwrap().kode = "L".into(), &[LaengstlevendePartner]),
        (|p| p.civilstand.as_mut().unwrap().kode = "G".into(), intet, &[CivilstandRettet]),
        (intet, |p| p.civilstand.as_mut().unwrap().periode = fra(DAG), &[CivilstandRettet]),
        (intet, |p| p.civilstand.as_mut().unwrap().aegtefaelle = Some(Relation::default()), &[AegtefaelleAendret]),
        (
            intet,
            |p| p.tidligere_civilstande.push(Civilstand { rettelse: Rettelse::Annulleret, ..Civilstand::default() }),
            &[Civilstandshistorik],
        ),
        (intet, |p| p.separation = Some(crate::person::Separation::default()), &[Separation]),
        (|p| p.separation = Some(crate::person::Separation::default()), intet, &[SeparationOphoert]),
        (intet, |p| p.boern.push(nr(6_101_201_234)), &[BarnTilfoejet]),
        (|p| p.boern.push(nr(6_101_201_234)), intet, &[BarnFjernet]),
        (intet, |p| p.mor = None, &[MorAendret]),
        (intet, |p| p.far = None, &[FarAendret]),
        (intet, |p| p.foraeldremyndighed.push(Foraeldremyndighed::default()), &[ForaeldremyndighedTildelt]),
        (|p| p.foraeldremyndighed.push(Foraeldremyndighed::default()), intet, &[ForaeldremyndighedOphoert]),
        (
            |p| p.foraeldremyndighed.push(Foraeldremyndighed::default()),
            |p| p.foraeldremyndighed.push(Foraeldremyndighed { periode: fra(DAG), ..Foraeldremyndighed::default() }),
            &[ForaeldremyndighedAendret],
        ),
        (intet, |p| p.vaergemaal = Some(Vaergemaal::default()), &[VaergemaalIvaerksat]),
        (|p| p.vaergemaal = Some(Vaergemaal::default()), intet, &[VaergemaalOphaevet]),
        (
            |p| p.vaergemaal = Some(Vaergemaal::default()),
            |p| p.vaergemaal = Some(Vaergemaal { navn: "Bo".into(), ..Vaergemaal::default() }),
            &[VaergemaalAendret],
        ),
        (intet, |p| p.statsborgerskab.as_mut().unwrap().land = 5_100, &[DanskStatsborgerskab]),
        (intet, |p| p.statsborgerskab.as_mut().unwrap().land = 5_110, &[StatsborgerskabAendret]),
        (intet, |p| p.beskyttelser.push(Beskyttelse { art: 1, periode: Fratil::default() }), &[BeskyttelseIndsat]),
        (|p| p.beskyttelser.push(Beskyttelse { art: 1, periode: Fratil::default() }), intet, &[BeskyttelseOphoert]),
        (intet, |p| p.beskyttelser.push(Beskyttelse { art: 2, periode: Fratil::default() }), &[Lokalvejviser]),
        (intet, |p| p.beskyttelser.push(Beskyttelse { art: 3, periode: Fratil::default() }), &[Markedsfoering]),
        (intet, |p| p.beskyttelser.push(Beskyttelse { art: 4, periode: Fratil::default() }), &[Forskning]),
        (intet, |p| p.beskyttelser.push(Beskyttelse { art: 5, periode: Fratil::default() }), &[AndenBeskyttelse]),
        (intet, |p| p.folkekirke.as_mut().unwrap().forhold = "F".into(), &[FolkekirkenInd]),
        (|p| p.folkekirke.as_mut().unwrap().forhold = "F".into(), intet, &[FolkekirkenUd]),
        (intet, |p| p.folkekirke.as_mut().unwrap().forhold = "A".into(), &[Folkekirkeforhold]),
        (intet, |p| p.kommunale_forhold.push(Kommunaltforhold::default()), &[KommunaleForhold]),
        (intet, |p| p.notater.push(crate::person::Notat::default()), &[Notat]),
        (intet, |p| p.valg.push(crate::person::Valgoplysning::default()), &[Valgoplysning]),
        (intet, |p| p.flyttepaabud.push(crate::person::Flyttepaabud::default()), &[Flyttepaabud]),
        (intet, |p| p.stilling = "Bager".into(), &[Stilling]),
        (intet, |p| p.foedt = Some(Tid::dag(1970, 1, 2)), &[FoedselsdatoRettet]),
        (intet, |p| p.koen = Some(Koen::Mand), &[KoenAendret]),
        (intet, |p| p.foedested = Some(crate::person::Foedested::default()), &[Foedested]),
        (intet, |p| p.andre.push((444, "nyt".into())), &[Andet]),
    ]
}

#[test]
fn j1_every_type_of_event_is_seen_by_its_own_difference() {
    let mut sete = BTreeSet::new();
    for (i, (foer, efter, ventet)) in tilfaelde().into_iter().enumerate() {
        let (mut a, mut b) = (grund(), grund());
        foer(&mut a);
        efter(&mut b);
        let set = afled(Some(&a), Some(&b), DAG);
        assert_eq!(set, ventet.iter().copied().collect(), "case {i}");
        assert!(afled(Some(&a), Some(&a), DAG).is_empty() && afled(Some(&b), Some(&b), DAG).is_empty(), "nothing of nothing: case {i}");
        sete.extend(set);
    }
    let spaed = Person { foedt: Some(Tid::dag(2026, 5, 20)), ..grund() };
    let ny = |f: fn(&mut Person)| {
        let mut p = grund();
        f(&mut p);
        afled(None, Some(&p), DAG)
    };
    for (set, ventet) in [
        (afled(None, Some(&spaed), DAG), Haendelsesart::Foedsel),
        (ny(|_| {}), Haendelsesart::NyPerson),
        (ny(|p| p.tidligere_numre.push(TidligereNummer { nummer: nr(5), periode: Fratil::default() })), Haendelsesart::NytNummer),
        (ny(|p| p.status = Status::AENDRET), Haendelsesart::NummerAendret),
        (afled(Some(&grund()), None, DAG), Haendelsesart::UdgaaetPerson),
    ] {
        assert_eq!(set, BTreeSet::from([ventet]));
        sete.insert(ventet);
    }
    let alle: BTreeSet<u16> = ARTER.iter().map(|a| a.nr).collect();
    assert_eq!(sete.iter().map(|a| *a as u16).collect::<BTreeSet<_>>(), alle, "each of the table is derived by something");
    assert!(ARTER.len() >= 40);
}

#[test]
fn j2_each_type_has_ids_of_its_own_and_birth_the_published_one() {
    let ider: BTreeSet<Uuid> = ARTER.iter().flat_map(|a| [a.handling(), a.beskedtype()]).collect();
    assert_eq!(ider.len(), ARTER.len() * 2);
    assert_eq!(Haendelsesart::Foedsel.art().handling().to_string(), "1e5bb089-5445-44f8-9b65-bc854053f423");
    assert_eq!(ARTER.iter().filter(|a| a.offentlig.is_some()).count(), 1, "the others are ours");
    assert!(ARTER.iter().all(|a| Haendelsesart::fra_nr(a.nr).is_some_and(|h| h.art() == a)));
}
