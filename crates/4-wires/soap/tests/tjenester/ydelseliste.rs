//! SF1491 YdelseListeHent over SOAP: grants and payments that came by SF1490, as the user may see them.
use crate::indeks::{CPR, KLE, MASTER, YDI, id, importer, kald, koder, relation, uden_virkning, v};
use crate::*;

const NS: &str = "http://www.kombit.dk/int/2022/01/01/";
const KONTEKST: &str = "http://kombit.dk/xml/schemas/kontekst/2017/01/01/";
const STI: &str = "/ydelselistehent/2";
const MOR: &str = "urn:oio:cpr-nr:0202021234";
const ALT: &str = "<k:BevillingDataAfgrGruppe/>";

/// A benefit: Id, KLE, name of its class, first and last day.
fn ydelse(y: &str, kle: &str, navn: &str, slut: &str) -> String {
    let klasse = uden_virkning("Klassifikation", &u(801), KLE, &format!("<bi:BrugervendtNoegle>{kle}</bi:BrugervendtNoegle>"));
    let ydelse = uden_virkning("Ydelse", &u(802), &u(60), &format!("<bi:Ydelsesnavn>{navn}</bi:Ydelsesnavn>{klasse}"));
    let system = uden_virkning("ItSystem", MASTER, &u(40), "<bi:SystemNavn>Ydelsessystem</bi:SystemNavn>");
    let slut = if slut.is_empty() { String::new() } else { format!("<bi:BevilgetYdelseSlutdato>{slut}</bi:BevilgetYdelseSlutdato>") };
    format!(
        "<bi:BevilgetYdelse>{}<bi:Id>{y}</bi:Id><bi:Navn>Hjælp {y}</bi:Navn><bi:BevilgetYdelseStartdato>2026-03-01T00:00:00+01:00\
         </bi:BevilgetYdelseStartdato>{slut}<bi:Begrundelse>Fordi</bi:Begrundelse>{system}{ydelse}<bi:OekonomiskEffektueringsplan><bi:Id>p1</bi:Id>\
         <bi:ForudBagud>Bagud</bi:ForudBagud><bi:Ydelsesbeloeb>5942.505</bi:Ydelsesbeloeb><bi:ManueltGodkendes>true</bi:ManueltGodkendes>\
         </bi:OekonomiskEffektueringsplan></bi:BevilgetYdelse>",
        v("bi", "2026-03-01T00:00:00+01:00", "")
    )
}

fn bevilling(uuid: &str, sag: &str, foelsomhed: &str, ydelser: &str) -> String {
    let ejer = relation("bi:Bevillingsaktoer", "abdf4d3e-f113-4282-b13e-6cd32a82621c", "", "urn:oio:cvr-nr:11111111", "");
    let ansvarlig = relation("bi:Bevillingsaktoer", "fbe1016a-170a-4dea-8652-2813c1a566c0", "", &u(30), "")
        .replace("</bi:Bevillingsaktoer>", "<bi:FuldtNavn>Ydelsescenter</bi:FuldtNavn></bi:Bevillingsaktoer>");
    let part = relation("bi:Bevillingspart", "3102fa7e-f56e-4510-b0d4-1650c590dc3b", "", CPR, "")
        .replace("</bi:Bevillingspart>", "<bi:FuldtNavn>Åse</bi:FuldtNavn></bi:Bevillingspart>");
    format!(
        "<yi:BevillingIndeks><bi:BevillingIndeks><sd:UUIDIdentifikator>{uuid}</sd:UUIDIdentifikator><bi:Registrering><sd:Tidspunkt>2026-03-01T10:00:00Z\
         </sd:Tidspunkt><bi:AttributListe><bi:Egenskaber>{}<bi:BrugervendtNoegle>B</bi:BrugervendtNoegle><bi:Foelsomhed>{foelsomhed}</bi:Foelsomhed>\
         </bi:Egenskaber>{ydelser}</bi:AttributListe><bi:TilstandListe/><bi:RelationListe>{}{part}{ejer}{ansvarlig}</bi:RelationListe></bi:Registrering>\
         </bi:BevillingIndeks></yi:BevillingIndeks>",
        v("bi", "2026-03-01T00:00:00+01:00", ""),
        relation("bi:Bevillingssag", "31237487-787a-424f-8819-56aaedf00643", "", sag, ""),
    )
}

/// A payment of those benefits, as (grant, Id, KLE, amount).
fn effektuering(uuid: &str, dag: u8, til: &str, linjer: &[(&str, &str, &str, &str)]) -> String {
    let linje = |(i, (bevilling, y, kle, beloeb)): (usize, &(&str, &str, &str, &str))| {
        let navn = "oef:OekonomiskYdelseEffektueringRelation";
        relation(navn, "ccc9d91b-9a4c-4ada-9be4-795ca068e89d", &i.to_string(), &u(60), "").replace(
            &format!("</{navn}>"),
            &format!(
                "<oef:YdelsesperiodeStartdato>2026-03-{dag:02}T00:00:00+01:00</oef:YdelsesperiodeStartdato><oef:Ydelsesbeloeb>{beloeb}\
                 </oef:Ydelsesbeloeb><oef:Klassifikationsbeskrivelse>{kle}</oef:Klassifikationsbeskrivelse><oef:BevilgetYdelseRef>{}<oef:BevilgetYdelseId>\
                 {y}</oef:BevilgetYdelseId></oef:BevilgetYdelseRef></{navn}>",
                id(bevilling)
            ),
        )
    };
    let linjer: String = linjer.iter().enumerate().map(linje).collect();
    let aktoer = relation("oef:Aktoer", "a91824c4-da1d-47f9-bce2-5d6597879415", "", "urn:oio:cvr-nr:11111111", "");
    let system = relation("oef:ItSystem", MASTER, "", &u(41), "")
        .replace("</oef:ItSystem>", "<oef:SystemNavn>Udbetaling</oef:SystemNavn></oef:ItSystem>");
    let part = relation("oef:OekonomiskEffektueringPart", "68d4b903-acae-4f2f-aafc-45bd999ed81f", "", til, "");
    let dato = |navn: &str| format!("<oef:{navn}>2026-03-{dag:02}T00:00:00+01:00</oef:{navn}>");
    format!(
        "<yi:OekonomiskEffektueringIndeks><oef:OekonomiskEffektueringIndeks><sd:UUIDIdentifikator>{uuid}</sd:UUIDIdentifikator><oef:Registrering>\
         <sd:Tidspunkt>2026-03-01T10:00:00Z</sd:Tidspunkt><oef:AttributListe><oef:Egenskaber>{}<oef:BrugervendtNoegle>E</oef:BrugervendtNoegle>\
         {}{}{}</oef:Egenskaber></oef:AttributListe><oef:TilstandListe/><oef:RelationListe>{linjer}{aktoer}{system}{part}</oef:RelationListe>\
         </oef:Registrering></oef:OekonomiskEffektueringIndeks></yi:OekonomiskEffektueringIndeks>",
        v("oef", "2026-03-01T00:00:00+01:00", ""),
        dato("Startdato"),
        dato("Slutdato"),
        dato("Dispositionsdato"),
    )
}

/// The child's grant of two benefits under a case, one more that is sensitive, and two payments to the mother.
async fn bank() -> Bank {
    let b = Bank::ny();
    importer(&b).await;
    let ydelser = ydelse("y1", "32.03.12", "Kontanthjælp", "") + &ydelse("y2", "27.03.12", "Aflastning", "2026-06-30T00:00:00+02:00");
    let krop = bevilling(&u(70), &u(1), "FORTROLIGE_PERSONOPLYSNINGER", &ydelser)
        + &bevilling(&u(71), &u(99), "VIP_SAGER", &ydelse("y3", "32.18.04", "Førtidspension", ""))
        + &effektuering(&u(80), 5, MOR, &[(&u(70), "y1", "32.03.12", "100.5"), (&u(70), "y2", "27.03.12", "-0.255")])
        + &effektuering(&u(81), 9, MOR, &[(&u(70), "y1", "32.03.12", "200")]);
    let svar = kald(&b, YDI, "yi:ImporterYdelseIndeksInput", &krop).await;
    assert_eq!(koder(&svar), ["20"; 4], "{}", svar.tekst);
    b
}

async fn hent(b: &Bank, operation: &str, kriterie: &str, mere: &str, rettigheder: &str, slut: &str) -> Svar {
    let krop = format!(
        "<k:{operation}_I revision='r4697' xmlns:k='{NS}' xmlns:c='{KONTEKST}'><c:HovedOplysninger><c:TransaktionsId>t-1</c:TransaktionsId>\
         <c:TransaktionsTid>2026-03-02T10:00:00Z</c:TransaktionsTid></c:HovedOplysninger><k:Kriterie>{kriterie}</k:Kriterie>{mere}\
         <k:RettighedListe>{rettigheder}</k:RettighedListe>{slut}</k:{operation}_I>"
    );
    let svar = b.kald(STI, &krop).await;
    assert_eq!((svar.en("TransaktionsId"), svar.en("TransaktionsTid")), ("t-1".into(), "2026-03-02T10:00:00Z".into()));
    svar
}
async fn bevillinger(b: &Bank, kriterie: &str, mere: &str, rettigheder: &str) -> Svar {
    hent(b, "BevillingHent", kriterie, mere, rettigheder, "").await
}
async fn effektueringer(b: &Bank, kriterie: &str, mere: &str, rettigheder: &str) -> Svar {
    hent(b, "EffektueringHent", kriterie, mere, rettigheder, "").await
}

fn cpr(urn: &str) -> String {
    format!("<k:PartCPRNummer>{}</k:PartCPRNummer>", &urn[urn.len() - 10..])
}
fn afgr(indre: &str) -> String {
    format!(
        "<k:BevillingDataAfgrGruppe><k:MyndighedDataAfgrListe><k:VirksomhedCVRNummer>11111111</k:VirksomhedCVRNummer></k:MyndighedDataAfgrListe>\
         <k:BevillingAfgrListe><k:BevillingDataAfgr>{indre}</k:BevillingDataAfgr></k:BevillingAfgrListe></k:BevillingDataAfgrGruppe>"
    )
}

#[tokio::test]
async fn cpr08_sf1491_finds_by_every_number_of_the_person() {
    const NY: &str = "urn:oio:cpr-nr:0101019999";
    let b = bank().await;
    let numre = [CPR, NY].map(|n| person::Tilknytning {
        nummer: grund::UnikId::Urn(n.into()),
        periode: grund::Periode::ALTID,
        status: Some("01".into()),
    });
    assert!(bevillinger(&b, &cpr(NY), "", ALT).await.alle("YdelseNavn").is_empty(), "nobody's yet");
    let uuid = grund::id::laes_uuid(&u(5001)).unwrap();
    person::gem(b.register(), &b.kontekst(), &person::Identitet { uuid, navn: None, numre: numre.to_vec() }).await.unwrap();
    for kriterie in [cpr(NY), cpr(CPR), format!("<k:PartURN>urn:uuid:{}</k:PartURN>", u(5001))] {
        assert_eq!(
            bevillinger(&b, &kriterie, "", ALT).await.alle("YdelseNavn"),
            ["Aflastning", "Førtidspension", "Kontanthjælp"],
            "{kriterie}"
        );
        let gammel = effektueringer(&b, &cpr(CPR), "", ALT).await.alle("OekonomiskEffektueringDispositionsdato");
        assert_eq!(effektueringer(&b, &kriterie, "", ALT).await.alle("OekonomiskEffektueringDispositionsdato"), gammel, "{kriterie}");
        assert!(!gammel.is_empty());
    }
}

#[tokio::test]
async fn sf1491_the_benefits_of_a_person_with_grant_case_and_payments() {
    let b = bank().await;
    let svar = bevillinger(&b, &cpr(CPR), "<k:MedtagEffektueringer>true</k:MedtagEffektueringer>", ALT).await;
    assert_eq!(svar.alle("YdelseNavn"), ["Aflastning", "Førtidspension", "Kontanthjælp"]);
    assert_eq!(svar.alle("BevilgetYdelseID"), ["y2", "y3", "y1"]);
    let en = &svar.dele("BevilgetYdelse")[0];
    for del in [
        "<kombit2022int:BevilgetYdelseStartDato>2026-03-01<",
        "<kombit2022int:BevilgetYdelseSlutDato>2026-06-30<",
        "<kombit2022int:BevilgetYdelseKLEEmne>27.03.12<",
        "<kombit2022int:OekonomiskEffektueringsplanYdelsesbeloeb>5942.51<",
        "<kombit2022int:OekonomiskYdelseseffektueringBeloeb>-0.26<",
        "<kombit2022int:OekonomiskEffektueringSamletBruttobeloeb>100.24<",
        "<kombit2022int:OekonomiskEffektueringDispositionsdato>2026-03-05<",
        "<kombit2022int:PartCPRNummer>0202021234<",
        "<kombit2022int:AnsvarligAfdelingFuldtNavn>Ydelsescenter<",
        "<kombit2022int:SagTitel>Aftale om forebyggende hjemmebesøg<",
        "<kombit2022int:SagSagsnummer>26-1<",
        "<kombit2022int:SagKLEEmne>27.35.04<",
        "<kombit2022int:SagEjerCVRNummer>11111111<",
        "Ydelsessystem",
        "Udbetaling",
        "Åse",
    ] {
        assert!(en.contains(del), "{del}: {en}");
    }
    // a case that is unknown is only named, and payments only come when asked for
    assert!(svar.dele("BevilgetYdelse")[1].contains(&u(99)) && !svar.dele("BevilgetYdelse")[1].contains("SagTitel"));
    let svar = bevillinger(&b, &cpr(CPR), "", ALT).await;
    assert!(!svar.tekst.contains("OekonomiskEffektueringStruktur") && svar.tekst.contains("SagTitel"));
    // by case, by URN and by what is not there
    assert_eq!(bevillinger(&b, &format!("<k:SagUUID>{}</k:SagUUID>", u(1)), "", ALT).await.alle("YdelseNavn").len(), 2);
    assert_eq!(bevillinger(&b, &format!("<k:PartURN>{CPR}</k:PartURN>"), "", ALT).await.alle("YdelseNavn").len(), 3);
    let ingen = bevillinger(&b, &cpr("0303031234"), "", ALT).await;
    assert_eq!((ingen.en("AdvisId"), ingen.alle("BevilgetYdelseListe").len()), ("SAM-1302".into(), 0));
}

#[tokio::test]
async fn sf1491_the_payments_of_a_person_or_a_benefit() {
    let b = bank().await;
    let svar = effektueringer(&b, &cpr(MOR), "", ALT).await;
    assert_eq!(svar.alle("OekonomiskEffektueringUUID"), [u(80), u(81)]);
    assert_eq!(svar.alle("OekonomiskYdelseseffektueringBeloeb"), ["100.50", "-0.26", "200.00"]);
    assert!(svar.tekst.contains("BevilgetYdelseID") && !svar.tekst.contains("BevillingStruktur"));
    let med = effektueringer(&b, &cpr(CPR), "<k:MedtagBevilling>1</k:MedtagBevilling>", ALT).await;
    assert!(med.alle("BevillingUUID").iter().all(|x| *x == u(70)) && med.tekst.contains("SagTitel"));
    let rolle = |navn: &str| format!("<k:PartRolle>{navn}</k:PartRolle>");
    assert_eq!(effektueringer(&b, &cpr(CPR), &rolle("Effektueringsmodtager"), ALT).await.en("AdvisId"), "SAM-1302");
    assert_eq!(effektueringer(&b, &cpr(MOR), &rolle("Effektueringsmodtager"), ALT).await.alle("OekonomiskEffektueringUUID").len(), 2);
    let ydelse = |y: &str| {
        format!(
            "<k:BevilgetYdelseKriterie><k:BevillingUUID>{}</k:BevillingUUID><k:BevilgetYdelseID>{y}</k:BevilgetYdelseID></k:BevilgetYdelseKriterie>",
            u(70)
        )
    };
    assert_eq!(effektueringer(&b, &ydelse("y2"), "", ALT).await.alle("OekonomiskEffektueringUUID"), [u(80)]);
    let fra = "<k:OekonomiskEffektueringDispositionsDatoFra>2026-03-09</k:OekonomiskEffektueringDispositionsDatoFra>";
    assert_eq!(effektueringer(&b, &cpr(MOR), fra, ALT).await.alle("OekonomiskEffektueringUUID"), [u(81)]);
    let orden = |element: &str| {
        format!(
            "<k:ResultatFilter><k:ResultatAntalMaks>1</k:ResultatAntalMaks></k:ResultatFilter><k:EffektueringSortering><k:EffektueringSorteringElement>\
             {element}</k:EffektueringSorteringElement><k:SorteringRetning>DESC</k:SorteringRetning></k:EffektueringSortering>"
        )
    };
    let svar = hent(&b, "EffektueringHent", &cpr(MOR), "", ALT, &orden("OekonomiskEffektueringStartDato")).await;
    // an Advis of the plan's amount, which is rounded, and none of the order
    assert_eq!((svar.alle("OekonomiskEffektueringUUID"), svar.alle("AdvisId")), (vec![u(81)], vec!["SAM-1310".to_owned()]));
    let svar = hent(&b, "EffektueringHent", &cpr(MOR), "", ALT, &orden("OekonomiskEffektueringUdbetalingStatus")).await;
    assert_eq!((svar.alle("OekonomiskEffektueringUUID"), svar.alle("AdvisId")[0].as_str()), (vec![u(81)], "SAM-1104"));
}

#[tokio::test]
async fn c43_what_the_user_may_not_see_looks_absent() {
    let b = bank().await;
    let med = "<k:MedtagEffektueringer>true</k:MedtagEffektueringer>";
    // the class: the payment that also pays something else is shown without its sum
    let svar = bevillinger(&b, &cpr(CPR), med, &afgr("<k:KLEDataAfgr>32.*</k:KLEDataAfgr>")).await;
    assert_eq!((svar.alle("BevilgetYdelseID"), svar.alle("OekonomiskEffektueringUUID")), (vec!["y3".into(), "y1".into()], vec![u(81)]));
    assert!(!svar.tekst.contains("27.03.12") && !svar.tekst.contains("SagTitel") && !svar.tekst.contains("Aflastning"));
    let svar = effektueringer(&b, &cpr(MOR), "", &afgr("<k:KLEDataAfgr>32.*</k:KLEDataAfgr>")).await;
    assert_eq!(svar.alle("OekonomiskYdelseseffektueringBeloeb"), ["100.50", "200.00"]);
    // the sensitivity, which a payment has from its grant; empty is no limit
    let niveau = |n: &str| afgr(&format!("<k:BevillingFoelsomhed>{n}</k:BevillingFoelsomhed>"));
    assert_eq!(bevillinger(&b, &cpr(CPR), "", &niveau("FOELSOMME_PERSONOPLYSNINGER")).await.alle("BevilgetYdelseID"), ["y2", "y1"]);
    assert_eq!(bevillinger(&b, &cpr(CPR), "", &niveau("")).await.alle("BevilgetYdelseID").len(), 3);
    assert_eq!(effektueringer(&b, &cpr(MOR), "", &niveau("IKKE_FORTROLIGE_DATA")).await.en("AdvisId"), "SAM-1302");
    // the system: grants are the benefits system's, payments another's
    let system = |n: &str| afgr(&format!("<k:SystemDataAfgr>{n}</k:SystemDataAfgr>"));
    let svar = bevillinger(&b, &cpr(CPR), med, &system(&u(40))).await;
    assert_eq!((svar.alle("BevilgetYdelseID").len(), svar.alle("OekonomiskEffektueringUUID").len()), (3, 0));
    let svar = bevillinger(&b, &cpr(CPR), med, &system(&format!("{}, {}", u(40), u(41)))).await;
    assert_eq!((svar.alle("BevilgetYdelseID").len(), svar.alle("OekonomiskEffektueringUUID").len()), (3, 3));
    assert_eq!(bevillinger(&b, &cpr(CPR), med, &system(&u(41))).await.en("AdvisId"), "SAM-1302");
    assert_eq!(
        effektueringer(&b, &cpr(MOR), "", &system(&u(41))).await.en("AdvisId"),
        "SAM-1302",
        "no payment without a grant that is seen"
    );
    // the case, by its own class, level and master
    let sag = async |kle: &str| {
        bevillinger(&b, &cpr(CPR), "", &afgr(&format!("<k:KLEDataAfgr>{kle}</k:KLEDataAfgr>"))).await.alle("SagTitel").len()
    };
    assert_eq!((sag("27.*, 32.*").await, sag("27.03.*, 32.*").await), (2, 0));
    // the owner
    assert_eq!(bevillinger(&b, &cpr(CPR), "", &afgr("").replace("11111111", "22222222")).await.en("AdvisId"), "SAM-1302");
    // for a citizen the case is only named
    let svar = bevillinger(&b, &cpr(CPR), "<k:FjernUndtagetVisningForBorger>true</k:FjernUndtagetVisningForBorger>", ALT).await;
    assert!(svar.tekst.contains("SagUUID") && !svar.tekst.contains("SagTitel"));
}

#[tokio::test]
async fn bad_input_names_its_field() {
    let b = bank().await;
    for (kriterie, mere, rettigheder, slut, kode, felt) in [
        ("<k:PartCPRNummer>123</k:PartCPRNummer>", "", ALT, "", "SAM-1108", "Kriterie/PartCPRNummer"),
        ("<k:PartURN>  </k:PartURN>", "", ALT, "", "SAM-1102", "Kriterie/PartURN"),
        ("<k:SagUUID>x</k:SagUUID>", "", ALT, "", "", "SagUUID"),
        ("<k:PartURN>urn:x</k:PartURN>", "<k:KLEKriterie>34.*-32.*</k:KLEKriterie>", ALT, "", "SAM-1104", "KLEKriterie"),
        ("<k:PartURN>urn:x</k:PartURN>", "<k:KLEKriterie>x</k:KLEKriterie>", ALT, "", "", "KLEKriterie"),
        (
            "<k:PartURN>urn:x</k:PartURN>",
            "<k:BevilgetYdelseStartDatoFra>2026-02-01</k:BevilgetYdelseStartDatoFra><k:BevilgetYdelseStartDatoTil>2026-01-01</k:BevilgetYdelseStartDatoTil>",
            ALT,
            "",
            "SAM-1201",
            "BevilgetYdelseStartDatoTil",
        ),
        ("<k:PartURN>urn:x</k:PartURN>", "", "", "", "SAM-1007", "RettighedListe"),
        (
            "<k:PartURN>urn:x</k:PartURN>",
            "",
            ALT,
            "<k:ResultatFilter><k:ResultatAntalMaks>10000</k:ResultatAntalMaks></k:ResultatFilter>",
            "",
            "ResultatAntalMaks",
        ),
        (
            "<k:PartURN>urn:x</k:PartURN>",
            "",
            ALT,
            "<k:ResultatFilter><k:ResultatAntalMaks>1</k:ResultatAntalMaks><k:ResultatStart>-1</k:ResultatStart></k:ResultatFilter>",
            "SAM-1401",
            "ResultatFilter/ResultatStart",
        ),
    ] {
        let krop = format!(
            "<k:BevillingHent_I xmlns:k='{NS}' xmlns:c='{KONTEKST}'><c:HovedOplysninger><c:TransaktionsId>t-1</c:TransaktionsId><c:TransaktionsTid>\
             2026-03-02T10:00:00Z</c:TransaktionsTid></c:HovedOplysninger><k:Kriterie>{kriterie}</k:Kriterie>{mere}<k:RettighedListe>{rettigheder}\
             </k:RettighedListe>{slut}</k:BevillingHent_I>"
        );
        let svar = b.kald(STI, &krop).await;
        assert!(svar.en("FejlId").starts_with(kode) && svar.en("FejlTekst").contains(felt), "{kode} {felt}: {}", svar.tekst);
    }
}

#[tokio::test]
async fn d_an_amount_without_room_takes_nothing_else_away_and_none_is_rounded_in_silence() {
    let b = bank().await;
    let krop = effektuering(&u(82), 9, MOR, &[(&u(70), "y1", "32.03.12", "99999999999999999999")]);
    assert_eq!(koder(&kald(&b, YDI, "yi:ImporterYdelseIndeksInput", &krop).await), ["20"]);
    let med = "<k:MedtagEffektueringer>true</k:MedtagEffektueringer>";
    for svar in [effektueringer(&b, &cpr(MOR), "", ALT).await, bevillinger(&b, &cpr(CPR), med, ALT).await] {
        let set = svar.alle("OekonomiskEffektueringUUID");
        assert!(set.contains(&u(80)) && set.contains(&u(81)) && !set.contains(&u(82)), "{}", svar.tekst);
        assert!(svar.alle("FejlId").is_empty() && svar.alle("AdvisId").iter().all(|a| a == "SAM-1310"), "{}", svar.tekst);
        let om = svar.alle("AdvisTekst");
        assert!(om.iter().any(|t| t.contains(&u(82)) && t.to_lowercase().contains("beloeb")), "left out: {om:?}");
        assert!(om.iter().any(|t| t.contains(&u(80))), "-0.255 is shown rounded: {om:?}");
        assert!(!om.iter().any(|t| t.contains(&u(81))), "{om:?}");
    }
}

#[test]
fn the_roles_of_cases_are_those_of_the_sags_og_dokumentindeks() {
    use ydelse::roller as y;
    let sdi =
        [sagdokument::roller::EJER, sagdokument::roller::PRIMAER_KLASSE, sagdokument::roller::HANDLINGSKLASSE, sagdokument::roller::MASTER];
    assert_eq!([y::SAG_EJER, y::SAG_PRIMAER_KLASSE, y::SAG_HANDLINGSKLASSE, y::MASTER], sdi);
}

#[tokio::test]
async fn what_the_index_lacks_is_written_so_that_a_strict_client_can_read_it() {
    let b = Bank::ny();
    let part = relation("bi:Bevillingspart", "3102fa7e-f56e-4510-b0d4-1650c590dc3b", "", CPR, "");
    let ydelse = format!("<bi:BevilgetYdelse>{}<bi:Id>y1</bi:Id></bi:BevilgetYdelse>", v("bi", "2026-03-01T00:00:00+01:00", ""));
    let bevilling = format!(
        "<yi:BevillingIndeks><bi:BevillingIndeks><sd:UUIDIdentifikator>{}</sd:UUIDIdentifikator><bi:Registrering><sd:Tidspunkt>2026-03-01T10:00:00Z\
         </sd:Tidspunkt><bi:AttributListe>{ydelse}</bi:AttributListe><bi:TilstandListe/><bi:RelationListe>{part}</bi:RelationListe></bi:Registrering>\
         </bi:BevillingIndeks></yi:BevillingIndeks>",
        u(70)
    );
    let navn = "oef:OekonomiskYdelseEffektueringRelation";
    let linje = relation(navn, "ccc9d91b-9a4c-4ada-9be4-795ca068e89d", "", &u(60), "").replace(
        &format!("</{navn}>"),
        &format!("<oef:BevilgetYdelseRef>{}<oef:BevilgetYdelseId>y1</oef:BevilgetYdelseId></oef:BevilgetYdelseRef></{navn}>", id(&u(70))),
    );
    let effektuering = format!(
        "<yi:OekonomiskEffektueringIndeks><oef:OekonomiskEffektueringIndeks><sd:UUIDIdentifikator>{}</sd:UUIDIdentifikator><oef:Registrering>\
         <sd:Tidspunkt>2026-03-01T10:00:00Z</sd:Tidspunkt><oef:AttributListe/><oef:TilstandListe/><oef:RelationListe>{linje}</oef:RelationListe>\
         </oef:Registrering></oef:OekonomiskEffektueringIndeks></yi:OekonomiskEffektueringIndeks>",
        u(80)
    );
    let svar = kald(&b, YDI, "yi:ImporterYdelseIndeksInput", &(bevilling + &effektuering)).await;
    assert_eq!(koder(&svar), ["20"; 2], "{}", svar.tekst);
    let svar = bevillinger(&b, &cpr(CPR), "<k:MedtagEffektueringer>true</k:MedtagEffektueringer>", ALT).await;
    assert_eq!((svar.en("BevilgetYdelseKLEEmne"), svar.en("BevillingFoelsomhed")), ("00.00.00".into(), String::new()));
    assert_eq!(
        (svar.en("BevilgetYdelseStartDato"), svar.en("OekonomiskEffektueringDispositionsdato")),
        ("2026-03-01".into(), "0001-01-01".into())
    );
    assert_eq!((svar.en("OekonomiskEffektueringSamletBruttobeloeb"), svar.en("VirksomhedCVRNummer")), ("0.00".into(), "11111111".into()));
    assert_eq!(svar.alle("PartType"), ["Person", "Ukendt", "Person"]);
    let svar = effektueringer(&b, &cpr(CPR), "<k:MedtagBevilling>true</k:MedtagBevilling>", ALT).await;
    assert_eq!((svar.en("OekonomiskEffektueringUUID"), svar.en("BevillingUUID")), (u(80), u(70)));
    // a limit in what it lacks hides it
    assert_eq!(bevillinger(&b, &cpr(CPR), "", &afgr("<k:KLEDataAfgr>*</k:KLEDataAfgr>")).await.en("AdvisId"), "SAM-1302");
}

#[tokio::test]
async fn a_party_with_more_grants_than_the_limit_is_refused() {
    let b = Bank::ny();
    for del in 0..=4u128 {
        let antal = if del < 4 { 250 } else { 1 };
        let krop: String = (0..antal).map(|n| bevilling(&u(10_000 + del * 250 + n), &u(99), "VIP_SAGER", "")).collect();
        kald(&b, YDI, "yi:ImporterYdelseIndeksInput", &krop).await;
        if del == 3 {
            assert_eq!(bevillinger(&b, &cpr(CPR), "", ALT).await.en("AdvisId"), "SAM-1302", "a thousand without benefits");
        }
    }
    let svar = bevillinger(&b, &cpr(CPR), "", ALT).await;
    assert!(svar.en("FejlId") == "SAM-1402" && svar.en("FejlTekst").contains("1000 af BevillingIndeks"), "{}", svar.tekst);
}
