//! KlassifikationListeHent over SOAP (I-32).
use crate::klassifikation::klassifikation;
use crate::*;

const NS: &str = "http://www.kombit.dk/2017/01/01/";
const KONTEKST: &str = "http://kombit.dk/xml/schemas/kontekst/2017/01/01/";

async fn spoerg(b: &Bank, kriterie: &str, mere: &str) -> Svar {
    let sti = ::soap::tjenester::sf1510::KLASSIFIKATIONLISTEHENT.stier[0];
    let krop = format!(
        "<k:KlassifikationListeHent_I xmlns:k='{NS}' xmlns:c='{KONTEKST}'><c:HovedOplysninger><c:TransaktionsId>t-1</c:TransaktionsId><c:TransaktionsTid>2026-03-02T10:00:00Z</c:TransaktionsTid></c:HovedOplysninger><k:KlassifikationKriterieListe><k:IdentifikationKriterie>{kriterie}</k:IdentifikationKriterie></k:KlassifikationKriterieListe>{mere}</k:KlassifikationListeHent_I>"
    );
    b.kald(sti, &krop).await
}

async fn hent(b: &Bank, kriterie: &str, mere: &str) -> Svar {
    let svar = spoerg(b, kriterie, mere).await;
    assert_eq!((svar.en("TransaktionsId"), svar.en("TransaktionsTid")), ("t-1".into(), "2026-03-02T10:00:00Z".into()));
    svar
}

fn klassifikation_id(n: u128) -> String {
    format!("<k:KlassifikationIdentifikation>{}</k:KlassifikationIdentifikation>", u(n))
}

fn noegle(k: &str, f: &str, c: &str) -> String {
    let valgfri = |navn: &str, t: &str| if t.is_empty() { String::new() } else { format!("<k:{navn}>{t}</k:{navn}>") };
    format!(
        "<k:BrugervendtNøgleKriterie><k:KlassifikationBrugervendtNøgle>{k}</k:KlassifikationBrugervendtNøgle>{}{}</k:BrugervendtNøgleKriterie>",
        valgfri("FacetBrugervendtNøgle", f),
        valgfri("KlasseBrugervendtNøgle", c)
    )
}

/// Titles of the classes in the answer.
fn klasser(svar: &Svar) -> Vec<String> {
    svar.alle("KlasseTitel")
}

#[tokio::test]
async fn i32_a_whole_classification_as_it_is_published_today() {
    let b = Bank::ny();
    klassifikation(&b).await;
    let svar = hent(&b, &klassifikation_id(1), "").await;
    assert_eq!(
        (klasser(&svar), svar.en("FacetTitel"), svar.en("KlassifikationTitel")),
        (vec!["Alt".into(), "Noget".into()], "Emne".into(), "Emner".into())
    );
    assert_eq!(svar.alle("SøgeordTitel"), ["ord1", "ord2"]);
    assert_eq!(
        (svar.en("KlasseSortering"), svar.en("KlasseÆndringsnotat"), svar.en("KlasseRetskilde")),
        ("7".into(), "ændret".into(), "lov".into())
    );
    assert!(svar.dele("ForældreKlasse")[0].contains(&u(10)));
    let maal = &svar.dele("KlasseIdenitifkationStruktur")[0];
    assert!(maal.contains(&u(10)) && maal.contains(&u(2)) && maal.contains(&u(1)) && maal.contains("KLE-agtig"), "{maal}");
    assert!(svar.dele("KlasseMapningRolle")[0].contains("svarer til"));
    assert_eq!(svar.alle("KlassifikationEjerCVRNummer"), ["11111111"]);
    assert_eq!(svar.alle("KlassePubliceretFraDato"), ["2020-01-01", "2020-01-01"]);
    assert_eq!(svar.en("KlassifikationPubliceretFraDato"), "2020-01-01");
}

#[tokio::test]
async fn i32_all_or_a_period() {
    let b = Bank::ny();
    klassifikation(&b).await;
    let alle = hent(&b, &klassifikation_id(1), "<k:KunAktuelle>false</k:KunAktuelle>").await;
    assert_eq!(klasser(&alle), ["Alt", "Noget", "Udgået"]);
    assert_eq!(alle.alle("KlassePubliceretTilDato"), ["2024-01-01"]);
    let i = async |fra: &str, til: &str| {
        let mere = format!(
            "<k:KunAktuelle>0</k:KunAktuelle><k:KlassifikationPubliceretFraDato>{fra}</k:KlassifikationPubliceretFraDato><k:KlassifikationPubliceretTilDato>{til}</k:KlassifikationPubliceretTilDato>"
        );
        hent(&b, &klassifikation_id(1), &mere).await
    };
    assert_eq!(klasser(&i("2021-01-01", "2022-01-01").await), ["Alt", "Noget", "Udgået"]);
    assert_eq!(klasser(&i("2024-01-01", "2025-01-01").await), ["Alt", "Noget"]);
    let ingen = i("2010-01-01", "2011-01-01").await;
    assert_eq!((ingen.alle("KlassifikationListe").len(), ingen.en("AdvisId")), (0, "SAM-1302".into()));
    assert_eq!(i("2022-01-01", "2021-01-01").await.en("FejlId"), "SAM-1201");
}

#[tokio::test]
async fn i32_a_facet_a_class_or_a_key() {
    let b = Bank::ny();
    klassifikation(&b).await;
    let facet = format!("<k:FacetIdentifikation>{}</k:FacetIdentifikation>", u(2));
    assert_eq!(klasser(&hent(&b, &facet, "").await), ["Alt", "Noget"]);
    let klasse = format!("<k:KlasseIdentifikation>{}</k:KlasseIdentifikation>", u(11));
    assert_eq!(klasser(&hent(&b, &klasse, "").await), ["Noget"]);
    assert_eq!(klasser(&hent(&b, &noegle("KLE-agtig", "", ""), "").await), ["Alt", "Noget"]);
    assert_eq!(klasser(&hent(&b, &noegle("KLE-agtig", "emne", ""), "").await), ["Alt", "Noget"]);
    assert_eq!(klasser(&hent(&b, &noegle("KLE-agtig", "emne", "00.01"), "").await), ["Noget"]);
    assert_eq!(klasser(&hent(&b, &noegle("KLE-agtig", "", "00.01"), "").await), ["Noget"]);
    // A key is asked by in any case and with blanks around it, and an empty element asks for nothing.
    let tom = "<k:FacetBrugervendtNøgle/>";
    let med_tom = noegle(" kle-AGTIG ", "x", "").replace("<k:FacetBrugervendtNøgle>x</k:FacetBrugervendtNøgle>", tom);
    assert!(med_tom.contains(tom));
    assert_eq!(klasser(&hent(&b, &med_tom, "").await), ["Alt", "Noget"]);
    assert_eq!(klasser(&hent(&b, &noegle("kle-agtig", "EMNE", "00.01"), "").await), ["Noget"]);
    assert_eq!(hent(&b, &noegle("kle%", "", ""), "").await.en("AdvisId"), "SAM-1302");
    let store = facet.replace(&u(2), &u(0xA).to_uppercase());
    assert!(spoerg(&b, &store, "").await.en("FejlTekst").contains("små bogstaver"));
    for k in [noegle("andet", "", ""), noegle("KLE-agtig", "andet", ""), klassifikation_id(9)] {
        assert_eq!(hent(&b, &k, "").await.en("AdvisId"), "SAM-1302", "{k}");
    }
}

#[tokio::test]
async fn i32_only_what_the_municipalities_share() {
    let mut b = Bank::ny();
    b.myndighed = Cvr::KOMBIT;
    klassifikation(&b).await;
    b.myndighed = Cvr::KORSBAEK;
    let e = crate::klassifikation::egenskaber("00.03", "Lokal", true);
    let p = format!(
        "<x:PubliceretStatus>{}<sd:ErPubliceretIndikator>true</sd:ErPubliceretIndikator></x:PubliceretStatus>",
        virkning("2020-01-01T00:00:00+01:00", "")
    );
    b.op(
        KLASSE_V7,
        "ImportInput",
        &import("Klasse", &u(13), &lister(&e, &p, &relation("Facet", &virkning("2020-01-01T00:00:00+01:00", ""), &u(2)))),
    )
    .await
    .giver(20);
    assert_eq!(klasser(&hent(&b, &klassifikation_id(1), "").await), ["Alt", "Noget", "Lokal"]);
    assert_eq!(
        klasser(&hent(&b, &klassifikation_id(1), "<k:KunFælleskommunaleKlasser>true</k:KunFælleskommunaleKlasser>").await),
        ["Alt", "Noget"]
    );
}

#[tokio::test]
async fn errors_are_data() {
    let b = Bank::ny();
    let sti = ::soap::tjenester::sf1510::KLASSIFIKATIONLISTEHENT.stier[0];
    let svar = b.kald(sti, &format!("<k:KlassifikationListeHent_I xmlns:k='{NS}'/>")).await;
    assert_eq!(svar.en("FejlId"), "SAM-1007");
    assert!(!svar.en("TransaktionsId").is_empty());
}
