//! From an extract to a dueslag: one message for each event, once, whatever was killed on the way.
use super::*;
use crate::ur::{Systemur, Tilfaeldige};
use ::cpr::indlaes::{Valg, indlaes};
use ::cpr::linje::Linjebygger;
use beskedfordeler::Opsaetning;
use beskedfordeler::objekttyper::{
    ABONNEMENT as ABONNEMENTSTYPE, B_FELT, B_VAERDIER, BETINGELSER, DUESLAG, FOERSTE_RELATION, I_DUESLAG, LEVERING, NAVN,
};
use koe::{IndlejretKoe, Loft};
use lager::{Lager, SqliteLager};
use register::{Egenskab, Felter, Flettemaade, Handling, Indhold, Kommando, Objekttype, Register, Relation, Tillaeg, Vaerdi, Virkning};
use std::io::Cursor;

const A: u64 = 6_101_701_234;
const B: u64 = 6_201_701_234;

fn nr(n: u64) -> Personnummer {
    Personnummer::fra_tal(n).unwrap()
}

/// An extract in which A has moved from one municipality to another, and has got another number.
fn udtraek(dato: &str, forrige: &str, efter: bool) -> Vec<u8> {
    let r = |type_: u16, n: u64| Linjebygger::ny(type_, Some(nr(n)));
    let mut linjer = Vec::new();
    if efter {
        linjer.push(r(1, A).felt("STATUS", "60").felt("PNRGAELD", &B.to_string()).felt("FOED_DT", "1970-01-01"));
        linjer.push(r(1, B).felt("STATUS", "01").felt("FOED_DT", "1970-01-01"));
        linjer.push(r(2, B).felt("KOMKOD", "0751").felt("VEJKOD", "0010"));
        linjer.push(r(22, B).felt("PNRGAMMELT", &A.to_string()));
    } else {
        linjer.push(r(1, A).felt("STATUS", "01").felt("FOED_DT", "1970-01-01"));
        linjer.push(r(2, A).felt("KOMKOD", "0851").felt("VEJKOD", "0010"));
    }
    let start = Linjebygger::ny(0, None).felt("SORTFELT-10", "0000000000").felt("OPGAVENR", "000007");
    let slut = Linjebygger::ny(999, None).felt("SORTFELT-10", "9999999999").felt("TAELLER", &format!("{:08}", linjer.len()));
    let start = start.felt("PRODDTO", dato).felt("PRODDTOFORRIG", forrige);
    [vec![start], linjer, vec![slut]].concat().into_iter().flat_map(Linjebygger::linje).collect()
}

async fn opret(register: &Register, ur: &Systemur, typen: &'static Objekttype, uuid: Uuid, felter: Felter, relationer: Vec<(u16, UnikId)>) {
    let v = || Virkning::fra(grund::Tidspunkt::MINUS_UENDELIG);
    let mut indhold = Indhold { egenskaber: Some(vec![Egenskab { virkning: v(), felter }]), ..Indhold::default() };
    for t in typen.tilstande {
        indhold.tilstande.insert(t.nr, vec![register::Tilstand { virkning: v(), vaerdi: 1 }]);
    }
    for (nr, til) in relationer {
        indhold.relationer.entry(nr).or_default().push(Relation::til(til, v()));
    }
    let kald = adgang::paa_maskinen(Cvr::KORSBAEK, ur.nu(), Uuid::from_u128(1));
    let (handling, maade) = (Handling::Opret, Flettemaade::Lora);
    let k = Kommando { objekttype: typen, uuid, handling, maade, note: None, indhold, historik: vec![], forudsat: None };
    register.udfoer_med(&kald, k, Tillaeg::default()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn j1_j2_cpr08_each_event_is_one_message_in_the_dueslag_of_who_subscribes() {
    let lager: Arc<dyn Lager> = Arc::new(SqliteLager::midlertidig().unwrap());
    let register = Register::ny(lager.clone(), crate::opstilling::typer());
    let ur = Arc::new(Systemur::ny());
    let aabn = async |hvem: u128| {
        let koe = Arc::new(IndlejretKoe::aabn(lager.clone(), Uuid::from_u128(hvem)).await.unwrap());
        let (register, ur) = (register.clone(), ur.clone());
        Fordeler::aabn(Opsaetning { register, koe, aftalebog: None, ur, fordelingssystem: Uuid::from_u128(2), indhold: None })
            .await
            .unwrap()
    };
    let f = aabn(1).await;
    f.foelg_registrene().await.unwrap();
    // Two subscribers: one to the new number by the old one, one to who comes to municipality 751.
    let dueslag = [0xd1, 0xd2].map(Uuid::from_u128);
    for d in dueslag {
        let felter = [(LEVERING, Vaerdi::Tekst("BeskedHent".into()))].into();
        opret(&register, &ur, &DUESLAG, d, felter, vec![(1, UnikId::Uuid(Uuid::from_u128(0xb)))]).await;
    }
    let vaerdier = [format!("urn:oio:cpr-nr:{A:010}"), "urn:samspil:kommunekode:0751".to_owned()];
    for (i, (d, vaerdi)) in dueslag.into_iter().zip(vaerdier).enumerate() {
        let felt = Vaerdi::Tekst("RelateretObjekt.ObjektId".into());
        let betingelse = [(B_FELT, felt), (B_VAERDIER, Vaerdi::Liste(vec![Vaerdi::Tekst(vaerdi)]))].into();
        let felter = [(NAVN, Vaerdi::Tekst("abonnement".into())), (BETINGELSER, Vaerdi::Liste(vec![Vaerdi::Struktur(betingelse)]))].into();
        let type_ = UnikId::Uuid(Haendelsesart::NytNummer.art().beskedtype());
        let til = vec![(FOERSTE_RELATION, type_), (I_DUESLAG, UnikId::Uuid(d))];
        opret(&register, &ur, &ABONNEMENTSTYPE, Uuid::from_u128(10 + i as u128), felter, til).await;
    }
    while f.foelg_registrene().await.unwrap() > 0 {}
    let bestand = Bestand::ny(lager.clone());
    let ind = async |u: Vec<u8>| indlaes(&bestand, &mut Cursor::new(u), Valg::default(), ur.nu(), &mut |_| {}).await.unwrap();
    ind(udtraek("20260102", "", false)).await;
    let fortaeller = |f: Arc<Fordeler>| Fortaeller {
        bestand: bestand.clone(),
        fordeler: Some(f.clone()),
        omraade: None,
        administration: None,
        advis: None,
        personer: Arc::new(Personfoelger {
            register: register.clone(),
            bestand: bestand.clone(),
            fordeler: Some(f.clone()),
            omraade: None,
            administration: None,
            myndighed: Cvr::KORSBAEK,
            ur: ur.clone(),
            ids: Arc::new(Tilfaeldige),
            sted: tokio::sync::Mutex::default(),
        }),
        ur: ur.clone(),
        ids: Arc::new(Tilfaeldige),
    };
    assert_eq!(fortaeller(f.clone()).fortael().await.unwrap(), 0, "where the population begins nothing is told");
    assert_eq!(ind(udtraek("20260105", "20260102", true)).await.tal.haendelser, 2);
    // Killed when some were sent and nothing was noted: they are sent again, and lie there once.
    let u = bestand.ufortalt().await.unwrap().unwrap();
    for h in bestand.haendelser(u, None, 10).await.unwrap() {
        for a in &h.arter {
            fortaeller(f.clone()).send(&f, &u, &h, *a).await.unwrap();
        }
    }
    drop(f);
    let f = aabn(2).await;
    let t = fortaeller(f.clone());
    while t.fortael().await.unwrap() > 0 {}
    assert_eq!(bestand.ufortalt().await.unwrap(), None);
    for d in dueslag {
        let liggende = f.koe().laes(d, 0, Loft { antal: 10, bytes: usize::MAX }).await.unwrap();
        assert_eq!(liggende.len(), 1, "one message, once");
        let k = beskedfordeler::kuvert_af(&liggende[0]).unwrap();
        let r = &k.registreringer[0];
        assert_eq!(r.objekt, Some(cpr_urn(nr(B))));
        assert_eq!(r.objekttype, Some(UnikId::Uuid(PERSON)));
        assert_eq!(r.handling, Some(UnikId::Uuid(Haendelsesart::NytNummer.art().handling())));
        assert!(k.relaterede.iter().any(|r| r.id == cpr_urn(nr(A))), "old and new number are told together");
        assert!(k.relaterede.iter().any(|r| r.id == UnikId::Urn("urn:samspil:alder:56".into())), "of the extract's day");
    }
}
