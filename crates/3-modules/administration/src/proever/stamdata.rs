use super::*;
use crate::certifikat::{fingeraftryk, fra_hex, hex};
use crate::oversaet;
use adgang::Aftalebog;
use grund::Fejlkode;
use serde_json::json;
use std::collections::BTreeSet;

const L: u32 = LEVERANDOERER[0];

#[test]
fn the_names_of_the_values_are_those_of_the_tables() {
    fn ens<T: Emne>(t: &T) {
        let json: BTreeSet<String> = oversaet::til_json(t).unwrap().keys().cloned().collect();
        let tabel = T::TYPE.egenskaber.iter().map(|f| f.navn).chain(T::TYPE.relationer.iter().map(|r| r.navn)).map(String::from).collect();
        assert_eq!(json, tabel, "{}", T::TYPE.navn);
    }
    ens(&aktoer(1, true));
    ens(&system("s", 1));
    ens(&Tjeneste {
        entityid: "a".into(),
        navn: "a".into(),
        version: String::new(),
        roller: vec![],
        parametre: vec![],
        udstillersystem: None,
    });
    ens(&Administratorpost::default());
    ens(&Opbevaringsregel { cvr: cvr(1), dage: 1, forslag: None, foreslaaetaf: None });
    ens(&Anvisningsregel { cvr: cvr(1), maade: register::Anvisningsmaade::Advar });
    ens(&Kilderegel { entityid: String::new(), cvr: None, kilde: grund::spor::Kildeslags::Replika, opstroem: String::new() });
    ens(&Opstroem::default());
    ens(&Kvoteregel { entityid: String::new(), cvr: cvr(1), system: None, aftale: None, antal: 0 });
    ens(&Dataafgraensningstype {
        entityid: String::new(),
        navn: String::new(),
        beskrivelse: String::new(),
        slags: String::new(),
        regulaertudtryk: String::new(),
        vaerdiliste: vec![],
        faelles: false,
    });
    let tjeneste = json!({ "entityid": "a", "roller": ["b"], "parametre": [{ "uri": "c", "vaerdier": ["d"] }] });
    let aftale =
        json!({ "navn": "a", "begrundelse": "b", "anmodning": Uuid::nil(), "tjenester": [tjeneste], "gyldigfra": "2026-01-01T00:00:00Z" });
    ens(&oversaet::fra_json::<Serviceaftale>(aftale).unwrap());
}

#[test]
fn a_body_with_an_unknown_or_wrong_member_is_refused_by_name() {
    let proev = |v| oversaet::fra_json::<Tilsluttetsystem>(v).map_err(|f| (f.kode(), f.feltet().unwrap_or_default().to_owned()));
    let felt = |v| proev(v).unwrap_err();
    assert_eq!(felt(json!({ "navn": "a", "cvr": "12345678", "x": 1 })), (Fejlkode::UkendtFelt, "x".into()));
    assert_eq!(felt(json!({ "cvr": "12345678" })), (Fejlkode::ManglerElement, "navn".into()));
    assert_eq!(felt(json!({ "navn": "a", "cvr": "1234" })).0, Fejlkode::UgyldigtMoenster);
    assert_eq!(felt(json!({ "navn": "a", "cvr": "12345678", "anvender": "ja" })), (Fejlkode::UgyldigBoolsk, "anvender".into()));
    assert_eq!(felt(json!({ "navn": "a".repeat(201), "cvr": "12345678" })).0, Fejlkode::ForLang);
    assert_eq!(
        felt(json!({ "navn": "a", "cvr": "12345678", "endepunkter": [{ "slags": "x", "y": 1 }] })),
        (Fejlkode::UkendtFelt, "endepunkter/y".into())
    );
    assert_eq!(
        felt(json!({ "navn": "a", "cvr": "12345678", "endepunkter": [{ "slags": "x" }] })),
        (Fejlkode::ManglerElement, "endepunkter[0]/url".into())
    );
    assert_eq!(felt(json!([])).0, Fejlkode::IkkeVelformet);
    assert!(proev(json!({ "navn": "a", "cvr": "12345678", "beskrivelse": null })).is_ok());
}

#[tokio::test]
async fn seeding_a_second_time_changes_nothing() {
    let a = ny().await;
    let foer = a.tjenester().iter().map(|p| p.registreret).collect::<Vec<_>>();
    let k = kald(99);
    a.saa_tjenester(&Kalder::paa_maskinen(&k), &Tjenestekatalog::ny(&[&[&TJENESTE]])).await.unwrap();
    assert_eq!(a.tjenester().iter().map(|p| p.registreret).collect::<Vec<_>>(), foer);
    assert!(foer.iter().all(|t| *t < super::t(99)));
    assert_eq!(a.tjenester()[0].data.parametre, [SECPR, KLE]);
    assert_eq!(a.dataafgraensningstyper().len(), 4);
    let vendor = administrator(&[Administratorrolle::Leverandoer(cvr(L))]);
    let vendor = Kalder::administrator(&vendor, &k);
    assert_eq!(a.saet_aktoer(&vendor, &aktoer(1, true)).await.unwrap_err().kode(), Fejlkode::IngenAdgang);
    let t = a.tjenester()[0].data.clone();
    assert_eq!(a.saet_tjeneste(&vendor, &t).await.unwrap_err().kode(), Fejlkode::IngenAdgang);
}

#[tokio::test]
async fn a_vendor_offers_services_of_its_own_systems_only() {
    let a = ny().await;
    let k = kald(10);
    let m = Kalder::paa_maskinen(&k);
    let s = a.opret_system(&m, None, &Tilsluttetsystem { udstiller: true, ..system("u", L) }).await.unwrap();
    let t = Tjeneste {
        entityid: "http://min.dk/service/x/1".into(),
        navn: "X".into(),
        version: "1".into(),
        roller: vec![Rolle { uri: "http://min.dk/roles/servicesystemrole/x/1".into(), navn: String::new(), beskrivelse: String::new() }],
        parametre: vec![KLE.into()],
        udstillersystem: Some(s.uuid),
    };
    let egen = administrator(&[Administratorrolle::Leverandoer(cvr(L))]);
    // A name that nobody has is not for who comes first.
    let egen = Kalder::administrator(&egen, &k);
    assert_eq!(a.saet_tjeneste(&egen, &t).await.unwrap_err().kode(), Fejlkode::IngenAdgang);
    a.saet_tjeneste(&m, &t).await.unwrap();
    a.saet_tjeneste(&egen, &Tjeneste { navn: "Y".into(), ..t.clone() }).await.unwrap();
    let anden = administrator(&[Administratorrolle::Leverandoer(cvr(LEVERANDOERER[1]))]);
    let anden = Kalder::administrator(&anden, &k);
    assert_eq!(a.saet_tjeneste(&anden, &t).await.unwrap_err().kode(), Fejlkode::FindesIkke);
    // Nor can another take the name over with a system of its own.
    let d = a.opret_system(&m, None, &Tilsluttetsystem { udstiller: true, ..system("v", LEVERANDOERER[1]) }).await.unwrap();
    let overtag = Tjeneste { udstillersystem: Some(d.uuid), ..t.clone() };
    assert_eq!(a.saet_tjeneste(&anden, &overtag).await.unwrap_err().kode(), Fejlkode::FindesIkke);
    assert!(a.bog().tjeneste(&t.entityid).is_some());
    // A role that an agreement gives can't be taken away, nor the service.
    let (c, _) = med_certifikat(&a, "c", L).await;
    let mut x = anmodning(c.uuid, &[MYNDIGHEDER[0]]);
    x.indhold.tjenester = vec![Aftaletjeneste { entityid: t.entityid.clone(), roller: vec![t.roller[0].uri.clone()], parametre: vec![] }];
    let p = a.anmod(&m, &x).await.unwrap().remove(0);
    a.godkend(&m, p.uuid, senest(&a, p.uuid), "").await.unwrap();
    assert_eq!(a.saet_tjeneste(&m, &Tjeneste { roller: vec![], ..t.clone() }).await.unwrap_err().kode(), Fejlkode::IBrug);
    assert_eq!(a.nedlaeg_tjeneste(&m, &t.entityid).await.unwrap_err().kode(), Fejlkode::IBrug);
    a.opsig(&m, p.uuid, senest(&a, p.uuid), None, "").await.unwrap();
    a.nedlaeg_tjeneste(&m, &t.entityid).await.unwrap();
    assert!(a.bog().tjeneste(&t.entityid).is_none());
}

#[tokio::test]
async fn h2_a_certificate_belongs_to_one_system_and_one_environment() {
    let a = ny().await;
    let (s, der) = med_certifikat(&a, "s", L).await;
    let k = kald(10);
    let m = Kalder::paa_maskinen(&k);
    let kendt = grund::Uuid::from_u128(7);
    assert_eq!(a.opret_system(&m, Some(kendt), &system("k", L)).await.unwrap().uuid, kendt, "its UUID elsewhere");
    assert_eq!(a.opret_system(&m, Some(kendt), &system("k2", L)).await.unwrap_err().kode(), Fejlkode::FindesAllerede);
    let d = a.opret_system(&m, None, &system("d", L)).await.unwrap();
    let tilfoej = async |u, der: &[u8], miljoe: &str| {
        a.tilfoej_certifikat(&m, u, Certifikatslags::Eget, nyt(der, miljoe)).await.map_err(|f| f.kode())
    };
    assert_eq!(tilfoej(d.uuid, &der, "test").await.unwrap_err(), Fejlkode::IBrug);
    assert_eq!(tilfoej(s.uuid, &der, "produktion").await.unwrap_err(), Fejlkode::IBrug);
    assert_eq!(tilfoej(s.uuid, &der, "andet").await.unwrap_err(), Fejlkode::UgyldigVaerdi);
    assert_eq!(tilfoej(s.uuid, b"ikke et certifikat", "test").await.unwrap_err(), Fejlkode::UgyldigFil);
    assert_eq!(tilfoej(s.uuid, &[48, 130, 200], "test").await.unwrap_err(), Fejlkode::UgyldigFil);
    // Again is no change.
    assert_eq!(tilfoej(s.uuid, &der, "test").await.unwrap().data.certifikater.len(), 1);
    // A new one beside the old: rotation without a gap.
    let nyt_der = certifikat("ny");
    let pem = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &nyt_der)
    );
    tilfoej(s.uuid, pem.as_bytes(), "test").await.unwrap();
    let k20 = kald(20);
    let aftryk = hex(&fingeraftryk(&der));
    a.fjern_certifikat(&Kalder::paa_maskinen(&k20), s.uuid, Certifikatslags::Eget, &aftryk).await.unwrap();
    let bog = a.bog();
    assert!(bog.system(&fingeraftryk(&der), t(20)).is_none() && bog.system(&fingeraftryk(&der), t(19)).is_some());
    assert_eq!(bog.system(&fingeraftryk(&nyt_der), t(20)).unwrap().uuid, s.uuid);
    // Free again, but never in the other environment.
    let k30 = kald(30);
    let m30 = Kalder::paa_maskinen(&k30);
    let f = a.tilfoej_certifikat(&m30, d.uuid, Certifikatslags::Eget, nyt(&der, "produktion")).await.unwrap_err();
    assert_eq!((f.kode(), f.reglen()), (Fejlkode::IBrug, Some("H-2")));
    a.tilfoej_certifikat(&m30, d.uuid, Certifikatslags::Eget, nyt(&der, "test")).await.unwrap();
    assert_eq!(bog.system(&fingeraftryk(&der), t(30)).unwrap().uuid, d.uuid);
    assert_eq!(bog.system(&fingeraftryk(&der), t(19)).unwrap().uuid, s.uuid);
    // G-4: an external system's certificate names no system.
    let ekstern = certifikat("ekstern");
    a.tilfoej_certifikat(&m30, d.uuid, Certifikatslags::PaaVegneAf, nyt(&ekstern, "test")).await.unwrap();
    assert!(bog.system(&fingeraftryk(&ekstern), t(30)).is_none());
    assert_eq!(bog.system_med_id(d.uuid).unwrap().paa_vegne_af, [fingeraftryk(&ekstern)]);
    assert_eq!(bog.certifikater(s.uuid, t(30)).len(), 1);
}

#[tokio::test]
async fn a_vendor_never_touches_another_vendors_system() {
    let a = ny().await;
    let (s, der) = med_certifikat(&a, "s", L).await;
    let k = kald(10);
    let anden = administrator(&[
        Administratorrolle::Leverandoer(cvr(LEVERANDOERER[1])),
        Administratorrolle::Drift,
        Administratorrolle::Aftaler(cvr(L)),
    ]);
    let anden = Kalder::administrator(&anden, &k);
    let koder = [
        a.system(&anden, s.uuid).err(),
        a.ret_system(&anden, s.uuid, &system("x", L)).await.err(),
        a.tilfoej_certifikat(&anden, s.uuid, Certifikatslags::Eget, nyt(&certifikat("x"), "test")).await.err(),
        a.fjern_certifikat(&anden, s.uuid, Certifikatslags::Eget, &hex(&fingeraftryk(&der))).await.err(),
        a.ophoer_system(&anden, s.uuid).await.err(),
    ];
    assert!(koder.iter().all(|f| f.as_ref().unwrap().kode() == Fejlkode::FindesIkke), "{koder:?}");
    assert!(a.systemer(&anden, None).is_empty());
    assert_eq!(a.opret_system(&anden, None, &system("x", L)).await.unwrap_err().kode(), Fejlkode::IngenAdgang);
    let m = Kalder::paa_maskinen(&k);
    let flyttet = a.ret_system(&m, s.uuid, &system("x", LEVERANDOERER[1])).await.unwrap_err();
    assert_eq!((flyttet.kode(), flyttet.feltet()), (Fejlkode::UgyldigVaerdi, Some("cvr")));
}

#[tokio::test]
async fn an_administrator_is_known_by_its_certificate() {
    let a = ny().await;
    let k = kald(10);
    let m = Kalder::paa_maskinen(&k);
    let f = [7; 32];
    let post =
        Administratorpost { navn: "Bo".into(), fingeraftryk: hex(&f), aftaler: vec!["11111111".into()], drift: true, ..Default::default() };
    let p = a.saet_administrator(&m, None, &post).await.unwrap();
    let kendt = a.bog().administrator(&f, t(10)).unwrap();
    assert_eq!(kendt.roller, [Administratorrolle::Aftaler(cvr(11_111_111)), Administratorrolle::Drift]);
    assert_eq!(a.saet_administrator(&m, None, &post).await.unwrap_err().kode(), Fejlkode::IBrug);
    let k = kald(20);
    a.nedlaeg_administrator(&Kalder::paa_maskinen(&k), p.uuid).await.unwrap();
    assert!(a.bog().administrator(&f, t(20)).is_none());
    let uden = administrator(&[Administratorrolle::Aftaler(cvr(11_111_111))]);
    assert_eq!(a.administratorer(&Kalder::administrator(&uden, &k)).unwrap_err().kode(), Fejlkode::IngenAdgang);
    assert_eq!(fra_hex("07:07"), None);
}

#[tokio::test]
async fn an_administrator_is_known_as_a_user_of_its_employer_and_nobody_elses() {
    let a = ny().await;
    let k = kald(10);
    let m = Kalder::paa_maskinen(&k);
    let (ansat, bo) = (cvr(11_111_111), Uuid::from_u128(7));
    let post = |bruger: String| Administratorpost { navn: "Bo".into(), bruger, drift: true, ..Default::default() };
    let p = a.saet_administrator(&m, None, &post(format!("{ansat}/{}", bo.to_string().to_uppercase()))).await.unwrap();
    assert_eq!(a.bog().administrator_som(ansat, bo, t(10)).unwrap().uuid, p.uuid);
    assert!(a.bog().administrator_som(cvr(22_222_222), bo, t(10)).is_none(), "another employer's provider vouches for the same UUID");
    assert!(a.bog().administrator_som(ansat, Uuid::from_u128(8), t(10)).is_none());
    assert_eq!(a.saet_administrator(&m, None, &post(p.data.bruger.clone())).await.unwrap_err().kode(), Fejlkode::IBrug);
    for forkert in ["11111111", "x/y", "11111111/", "/00000000-0000-0000-0000-000000000007"] {
        assert_eq!(a.saet_administrator(&m, None, &post(forkert.into())).await.unwrap_err().feltet(), Some("bruger"), "{forkert}");
    }
    a.saet_administrator(&m, Some(p.uuid), &post(String::new())).await.unwrap();
    assert!(a.bog().administrator_som(ansat, bo, t(10)).is_none(), "taken back");
    a.saet_administrator(&m, Some(p.uuid), &post(p.data.bruger.clone())).await.unwrap();
    let k = kald(20);
    a.nedlaeg_administrator(&Kalder::paa_maskinen(&k), p.uuid).await.unwrap();
    assert!(a.bog().administrator_som(ansat, bo, t(20)).is_none());
}

#[tokio::test]
async fn an_authority_says_how_long_its_log_is_kept() {
    let a = ny().await;
    let k = kald(10);
    let kommune = administrator(&[Administratorrolle::Aftaler(cvr(MYNDIGHEDER[0]))]);
    let kommune = Kalder::administrator(&kommune, &k);
    let r = |c, dage| Opbevaringsregel { cvr: cvr(c), dage, forslag: None, foreslaaetaf: None };
    let dage = || a.opbevaring(cvr(MYNDIGHEDER[0]));
    a.saet_opbevaring(&kommune, &r(MYNDIGHEDER[0], 2000)).await.unwrap();
    assert_eq!(dage(), Some(2000), "longer is for one alone");
    // Shorter takes two, and the same number; whoever asks twice is still one.
    for _ in 0..2 {
        let p = a.saet_opbevaring(&kommune, &r(MYNDIGHEDER[0], 400)).await.unwrap();
        assert_eq!((dage(), p.data.forslag), (Some(2000), Some(400)));
    }
    let kollega = Administrator { uuid: Uuid::from_u128(0xdef), ..administrator(&[Administratorrolle::Aftaler(cvr(MYNDIGHEDER[0]))]) };
    let kollega = Kalder::administrator(&kollega, &k);
    a.saet_opbevaring(&kollega, &r(MYNDIGHEDER[0], 500)).await.unwrap();
    assert_eq!(dage(), Some(2000));
    a.saet_opbevaring(&kommune, &r(MYNDIGHEDER[0], 500)).await.unwrap();
    assert_eq!(dage(), Some(500));
    assert_eq!(
        a.saet_opbevaring(&kommune, &Opbevaringsregel { forslag: Some(200), ..r(MYNDIGHEDER[0], 500) }).await.unwrap().data.forslag,
        None
    );
    assert_eq!(a.saet_opbevaring(&kommune, &r(MYNDIGHEDER[1], 400)).await.unwrap_err().kode(), Fejlkode::IngenAdgang);
    assert_eq!(a.saet_opbevaring(&kommune, &r(MYNDIGHEDER[0], 1)).await.unwrap_err().kode(), Fejlkode::UgyldigtTal);
    let anden = administrator(&[Administratorrolle::Aftaler(cvr(MYNDIGHEDER[1]))]);
    assert!(a.opbevaringsregler(&Kalder::administrator(&anden, &k)).is_empty());
}

#[tokio::test]
async fn c2_an_authority_says_what_is_done_about_findings() {
    use register::Anvisningsmaade::{Advar, Afvis};
    let a = ny().await;
    let k = kald(10);
    let kommune = administrator(&[Administratorrolle::Aftaler(cvr(MYNDIGHEDER[0]))]);
    let kommune = Kalder::administrator(&kommune, &k);
    let r = |c, maade| Anvisningsregel { cvr: cvr(c), maade };
    assert_eq!(a.bog().anvisningsmaade(cvr(MYNDIGHEDER[0])), None);
    for maade in [Advar, Afvis] {
        a.saet_anvisninger(&kommune, &r(MYNDIGHEDER[0], maade)).await.unwrap();
        assert_eq!(a.bog().anvisningsmaade(cvr(MYNDIGHEDER[0])), Some(maade));
    }
    assert_eq!(a.saet_anvisninger(&kommune, &r(MYNDIGHEDER[1], Afvis)).await.unwrap_err().kode(), Fejlkode::IngenAdgang);
    let anden = administrator(&[Administratorrolle::Aftaler(cvr(MYNDIGHEDER[1])), Administratorrolle::Drift]);
    let anden = Kalder::administrator(&anden, &k);
    assert_eq!(a.anvisningsregler(&anden).len(), 1);
    // Whose data are in the report is the authority's matter, not the operator's.
    let alt = grund::Periode::ALTID;
    assert_eq!(a.anvisningskvalitet(&anden, cvr(MYNDIGHEDER[0]), alt).await.unwrap_err().kode(), Fejlkode::IngenAdgang);
    assert!(a.anvisningskvalitet(&kommune, cvr(MYNDIGHEDER[0]), alt).await.unwrap().raekker.is_empty());
    a.genindlaes().await.unwrap();
    assert_eq!(a.bog().anvisningsmaade(cvr(MYNDIGHEDER[0])), Some(Afvis));
}

#[tokio::test]
async fn a_certificate_is_registered_by_who_has_its_key_and_conflicts_are_for_operations() {
    let a = ny().await;
    let k = kald(10);
    let (va, vb) = (
        administrator(&[Administratorrolle::Leverandoer(cvr(L))]),
        administrator(&[Administratorrolle::Leverandoer(cvr(LEVERANDOERER[1]))]),
    );
    let (va, vb) = (Kalder::administrator(&va, &k), Kalder::administrator(&vb, &k));
    let m = Kalder::paa_maskinen(&k);
    let sa = a.opret_system(&va, None, &system("a", L)).await.unwrap().uuid;
    let sb = a.opret_system(&vb, None, &system("b", LEVERANDOERER[1])).await.unwrap().uuid;
    let der = certifikat("a");
    let aftryk = hex(&fingeraftryk(&der));
    let bevis = async |system: Uuid, slags: &str| {
        let registreret = a.bog().laes().systemer().find(|s| s.uuid == system).unwrap().registreret;
        let tekst = crate::certifikat::bevistekst(system, slags, &aftryk, registreret);
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, noegle().0.underskriv(tekst.as_bytes()).unwrap())
    };
    let med = |b: &'static str| Nytcertifikat { bevis: Some(b), ..nyt(&der, "test") };
    let (eget, paa) = (Certifikatslags::Eget, Certifikatslags::PaaVegneAf);
    // B has A's public certificate, and the proof that A made for A's own system.
    let as_bevis: &'static str = bevis(sa, "eget").await.leak();
    for slags in [eget, paa] {
        for n in [nyt(&der, "test"), nyt(&der, "produktion"), med(as_bevis), med("")] {
            assert_eq!(a.tilfoej_certifikat(&vb, sb, slags, n).await.unwrap_err().kode(), Fejlkode::KraeverNoeglebevis);
        }
    }
    // With the key, but another's certificate.
    assert_eq!(
        a.tilfoej_certifikat(&vb, sb, eget, med(bevis(sb, "eget").await.leak())).await.unwrap_err().kode(),
        Fejlkode::FremmedCertifikat
    );
    // What stands in B's system from before cannot keep A out for ever, and A does not take it either: operations decide.
    a.tilfoej_certifikat(&m, sb, eget, nyt(&der, "test")).await.unwrap();
    a.tilfoej_certifikat(&m, sb, paa, nyt(&der, "test")).await.unwrap();
    assert_eq!(a.tilfoej_certifikat(&va, sa, eget, med(as_bevis)).await.unwrap_err().kode(), Fejlkode::IBrug);
    assert_eq!(k.spor.indhold().afslag.unwrap().mangler.navn(), "certifikat");
    assert_eq!(a.frigiv_certifikat(&vb, &aftryk).await.unwrap_err().kode(), Fejlkode::IngenAdgang);
    let drift = administrator(&[Administratorrolle::Drift]);
    let drift = Kalder::administrator(&drift, &k);
    assert_eq!(a.frigiv_certifikat(&drift, &aftryk).await.unwrap(), 1);
    assert!(a.bog().system(&fingeraftryk(&der), t(11)).is_none() && a.bog().system_med_id(sb).unwrap().paa_vegne_af.is_empty());
    let s = a.tilfoej_certifikat(&va, sa, eget, med(as_bevis)).await.unwrap();
    assert_eq!((s.data.certifikater[0].bevist, a.bog().system(&fingeraftryk(&der), t(11)).unwrap().uuid), (Some(t(10)), sa));
    // With A's word, B may act on A's behalf.
    let givet: &'static str = bevis(sb, "paavegneaf").await.leak();
    a.tilfoej_certifikat(&vb, sb, paa, med(givet)).await.unwrap();
    a.tilfoej_certifikat(&vb, sb, paa, med(givet)).await.expect("told again: it is done already");
    // What operations took away is not given back by the same word, and neither is what the holder of the system gave up.
    a.frigiv_certifikat(&drift, &aftryk).await.unwrap();
    assert_eq!(a.tilfoej_certifikat(&vb, sb, paa, med(givet)).await.unwrap_err().kode(), Fejlkode::KraeverNoeglebevis);
    let igen: &'static str = bevis(sb, "paavegneaf").await.leak();
    a.tilfoej_certifikat(&vb, sb, paa, med(igen)).await.unwrap();
    a.fjern_certifikat(&vb, sb, paa, &aftryk).await.unwrap();
    for gammelt in [givet, igen] {
        assert_eq!(a.tilfoej_certifikat(&vb, sb, paa, med(gammelt)).await.unwrap_err().kode(), Fejlkode::KraeverNoeglebevis);
    }
}

#[tokio::test]
async fn only_operations_choose_the_uuid_of_a_system() {
    let a = ny().await;
    let k = kald(10);
    let vendor = administrator(&[Administratorrolle::Leverandoer(cvr(L))]);
    let drift = administrator(&[Administratorrolle::Drift]);
    let uuid = Uuid::from_u128(99);
    let valgt = Some(uuid);
    assert_eq!(
        a.opret_system(&Kalder::administrator(&vendor, &k), valgt, &system("s", L)).await.unwrap_err().kode(),
        Fejlkode::IngenAdgang
    );
    assert_eq!(a.opret_system(&Kalder::administrator(&drift, &k), valgt, &system("s", L)).await.unwrap().uuid, uuid);
    assert_eq!(a.opret_system(&Kalder::administrator(&drift, &k), None, &system("s", L)).await.unwrap_err().kode(), Fejlkode::IngenAdgang);
}

#[test]
fn i12_2_9_of_a_chain_the_systems_own_certificate_is_taken_whichever_end_comes_first() {
    let pem = |der: &[u8]| sikkerhed::certifikat::Certifikat::fra_der(der).unwrap().pem();
    let (egen, anden) = (super::certifikat("s"), super::certifikat("t"));
    let ca: Vec<String> = [super::noegle().1.rod(), &super::noegle().1.kaede()[0]].iter().map(|c| c.pem()).collect();
    let laes = |tekst: &str| crate::certifikat::laes(tekst.as_bytes(), "test", super::t(0));
    let aftryk = crate::certifikat::hex(&crate::certifikat::fingeraftryk(&egen));
    for tekst in
        [format!("{}{}{}", ca[0], ca[1], pem(&egen)), format!("{}{}{}", pem(&egen), ca[1], ca[0]), format!("\u{feff}{}", pem(&egen))]
    {
        assert_eq!(laes(&tekst).unwrap().fingeraftryk, aftryk);
    }
    let utf16: Vec<u8> = format!("\u{feff}{}", pem(&egen)).encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(crate::certifikat::laes(&utf16, "test", super::t(0)).unwrap().fingeraftryk, aftryk);
    assert_eq!(crate::certifikat::laes(&egen, "test", super::t(0)).unwrap().fingeraftryk, aftryk);
    for (tekst, hvad) in [(ca.concat(), "a CA's certificate"), (format!("{}{}", pem(&egen), pem(&anden)), "several certificates")] {
        let f = laes(&tekst).unwrap_err();
        assert!(f.kode() == Fejlkode::UgyldigFil && f.engelsk().contains(hvad), "{f}");
    }
    assert_eq!(laes(&ca[1].repeat(11)).unwrap_err().kode(), Fejlkode::ForMange);
}

#[test]
fn an_ec_certificate_is_refused_as_what_it_is() {
    // openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=x -days 36500
    let f = crate::certifikat::laes(EC.as_bytes(), "test", super::t(0)).unwrap_err();
    assert!(f.kode() == Fejlkode::ForbudtAlgoritme && f.engelsk().contains("Expected: an RSA key of 2048 to 8192 bits"), "{f}");
}

const EC: &str = "-----BEGIN CERTIFICATE-----\n\
    MIIBbzCCARWgAwIBAgIUTxQ7PI6AxoXYYHn4cjI+mrN9Be0wCgYIKoZIzj0EAwIw\n\
    DDEKMAgGA1UEAwwBeDAgFw0yNjExMjkwNzU2NTZaGA8yMTI2MTEwNTA3NTY1Nlow\n\
    DDEKMAgGA1UEAwwBeDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMA16/G/9c4L\n\
    GJx3L+chcK05Dd/AOxHIM6RSQmxF5XjHjG3Thh4ewrehWImlwh6BL05qW4lj/6fk\n\
    2QpgvVj+fgmjUzBRMB0GA1UdDgQWBBT2n7ZV7/tl41EmnO9xu3XEdf/oKzAfBgNV\n\
    HSMEGDAWgBT2n7ZV7/tl41EmnO9xu3XEdf/oKzAPBgNVHRMBAf8EBTADAQH/MAoG\n\
    CCqGSM49BAMCA0gAMEUCIQDu0jWetIQQKjuiuLnpWMg3SlxYSCh9PxhJtlOsB3sC\n\
    BQIgNtsOELfTeWo3CN9LqpVEFKRtJ4oGFBi1FsGMFuxewBs=\n\
    -----END CERTIFICATE-----\n";

/// Two processes, of which neither has heard of what the other has just done (issue 11, 1.12).
#[tokio::test]
async fn two_processes_give_nothing_to_two() {
    let lager = lager();
    let a = over(lager.clone()).await;
    let k = kald(0);
    let m = Kalder::paa_maskinen(&k);
    for c in LEVERANDOERER {
        a.saet_aktoer(&m, &aktoer(c, false)).await.unwrap();
    }
    let b = over(lager).await;
    let s = a.opret_system(&m, None, &system("s", L)).await.unwrap().uuid;
    let d = b.opret_system(&m, None, &system("d", L)).await.unwrap().uuid;
    let eget = Certifikatslags::Eget;
    let kode = |f: grund::Fejl| (f.kode(), f.reglen());

    // A certificate, one after the other and at once.
    let der = certifikat("x");
    a.tilfoej_certifikat(&m, s, eget, nyt(&der, "test")).await.unwrap();
    assert_eq!(b.tilfoej_certifikat(&m, d, eget, nyt(&der, "test")).await.map_err(kode).unwrap_err(), (Fejlkode::IBrug, Some("H-1")));
    let f = b.tilfoej_certifikat(&m, d, Certifikatslags::PaaVegneAf, nyt(&der, "produktion")).await;
    assert_eq!(f.map_err(kode).unwrap_err(), (Fejlkode::IBrug, Some("H-2")));
    for n in 0..5 {
        let der = certifikat(&format!("y{n}"));
        let (i, j) =
            futures::join!(a.tilfoej_certifikat(&m, s, eget, nyt(&der, "test")), b.tilfoej_certifikat(&m, d, eget, nyt(&der, "test")));
        assert_eq!(u8::from(i.is_ok()) + u8::from(j.is_ok()), 1);
        assert!(matches!(i.and(j).unwrap_err().kode(), Fejlkode::IBrug | Fejlkode::Samtidig));
    }
    // Free again when it is taken away, in the same environment.
    a.fjern_certifikat(&m, s, eget, &hex(&fingeraftryk(&der))).await.unwrap();
    assert_eq!(b.tilfoej_certifikat(&m, d, eget, nyt(&der, "produktion")).await.map_err(kode).unwrap_err().1, Some("H-2"));
    b.tilfoej_certifikat(&m, d, eget, nyt(&der, "test")).await.unwrap();
    a.opdater().await.unwrap();
    a.frigiv_certifikat(&m, &hex(&fingeraftryk(&der))).await.unwrap();
    b.opdater().await.unwrap();
    b.tilfoej_certifikat(&m, d, eget, nyt(&der, "produktion")).await.unwrap();

    // The UUID of a system, and an administrator's certificate.
    let u = Uuid::from_u128(77);
    a.opret_system(&m, Some(u), &system("u", L)).await.unwrap();
    assert_eq!(b.opret_system(&m, Some(u), &system("u", LEVERANDOERER[1])).await.unwrap_err().kode(), Fejlkode::FindesAllerede);
    let post = Administratorpost { navn: "Bo".into(), fingeraftryk: hex(&[9; 32]), drift: true, ..Default::default() };
    a.saet_administrator(&m, None, &post).await.unwrap();
    assert_eq!(b.saet_administrator(&m, None, &post).await.map_err(kode).unwrap_err(), (Fejlkode::IBrug, Some("H-1")));
}
