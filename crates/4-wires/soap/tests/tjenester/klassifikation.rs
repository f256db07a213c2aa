//! Klassifikation v6, Klasse v7 and KlassifikationSystem.
use crate::*;

const V: &str = "<sd:Virkning><sd:FraTidspunkt><sd:TidsstempelDatoTid>2020-01-01T00:00:00+01:00</sd:TidsstempelDatoTid></sd:FraTidspunkt></sd:Virkning>";

fn publiceret(fra: &str, til: &str) -> String {
    format!("<x:PubliceretStatus>{}<sd:ErPubliceretIndikator>true</sd:ErPubliceretIndikator></x:PubliceretStatus>", virkning(fra, til))
}

pub fn egenskaber(bvn: &str, titel: &str, klasse: bool) -> String {
    let (b, t) = ("<sd:BeskrivelseTekst>om</sd:BeskrivelseTekst>", format!("<sd:TitelTekst>{titel}</sd:TitelTekst>"));
    egenskab(V, &format!("<sd:BrugervendtNoegleTekst>{bvn}</sd:BrugervendtNoegleTekst>{}", if klasse { b.to_owned() + &t } else { t + b }))
}

/// A classification u(1) with facet u(2) and classes u(10), u(11) (child of u(10), mapped to it), u(12) (published until 2024).
pub async fn klassifikation(b: &Bank) {
    let aaben = publiceret("2020-01-01T00:00:00+01:00", "");
    b.op(KLASSIFIKATION, "ImportInput", &import("Klassifikation", &u(1), &lister(&egenskaber("KLE-agtig", "Emner", false), &aaben, "")))
        .await
        .giver(20);
    b.op(
        FACET,
        "ImportInput",
        &import("Facet", &u(2), &lister(&egenskaber("emne", "Emne", false), &aaben, &relation("FacetTilhoerer", V, &u(1)))),
    )
    .await
    .giver(20);
    b.op(
        KLASSE_V7,
        "ImportInput",
        &import("Klasse", &u(10), &lister(&egenskaber("00", "Alt", true), &aaben, &relation("Facet", V, &u(2)))),
    )
    .await
    .giver(20);
    let mapning = format!(
        "<sd:Mapninger>{V}<sd:ReferenceID>{}<sd:Label>til</sd:Label></sd:ReferenceID><sd:Rolle>{}<sd:Label>svarer til</sd:Label></sd:Rolle><sd:Type>{}</sd:Type><sd:Indeks>{}</sd:Indeks></sd:Mapninger>",
        id(&u(10)),
        id(&u(90)),
        id(&u(91)),
        id(&u(92))
    );
    let fuld = egenskab(
        V,
        "<sd:BrugervendtNoegleTekst>00.01</sd:BrugervendtNoegleTekst><sd:BeskrivelseTekst>om</sd:BeskrivelseTekst><sd:TitelTekst>Noget</sd:TitelTekst><sd:RetskildeTekst>lov</sd:RetskildeTekst><sd:Sortering>7</sd:Sortering><sd:AendringsnotatTekst>ændret</sd:AendringsnotatTekst><x:Soegeord><sd:SoegeordIdentifikator>ord1</sd:SoegeordIdentifikator></x:Soegeord><x:Soegeord><sd:SoegeordIdentifikator>ord2</sd:SoegeordIdentifikator><sd:SoegeordKategoriTekst>k</sd:SoegeordKategoriTekst></x:Soegeord>",
    );
    let relationer = relation("Facet", V, &u(2)) + &mapning + &relation("OverordnetKlasse", V, &u(10));
    b.op(KLASSE_V7, "ImportInput", &import("Klasse", &u(11), &lister(&fuld, &aaben, &relationer))).await.giver(20);
    let lukket = publiceret("2020-01-01T00:00:00+01:00", "2024-01-01T00:00:00+01:00");
    b.op(
        KLASSE_V7,
        "ImportInput",
        &import("Klasse", &u(12), &lister(&egenskaber("00.02", "Udgået", true), &lukket, &relation("Facet", V, &u(2)))),
    )
    .await
    .giver(20);
}

#[tokio::test]
async fn a40_klasse_v7_has_object_id_and_owner() {
    let b = Bank::ny();
    klassifikation(&b).await;
    let v7 = b.op(KLASSE_V7, "LaesInput", &id(&u(11))).await.giver(20);
    assert_eq!((v7.dele("ObjektID").len(), v7.en("CVR"), v7.en("Sortering")), (1, "11111111".into(), "7".into()));
    assert_eq!(v7.alle("SoegeordIdentifikator"), ["ord1", "ord2"]);
    let mapning = &v7.dele("Mapninger")[0];
    for t in [&u(10), &u(90), &u(91), &u(92)] {
        assert!(mapning.contains(t), "{mapning}");
    }
    assert_eq!(v7.alle("Label"), ["til", "svarer til"]);
    // the same class over v6
    let v6 = b.op(KLASSE, "LaesInput", &id(&u(11))).await.giver(20);
    assert_eq!(
        (v6.dele("ObjektType").len(), v6.alle("Sortering").len(), v6.alle("ErPubliceretIndikator")),
        (1, 0, vec!["true".to_owned()])
    );
    // search by owner
    let soeg = async |cvr: &str| {
        b.op(
            KLASSE_V7,
            "SoegInput",
            &format!("<sd:DataEjer><sd:CVR>{cvr}</sd:CVR></sd:DataEjer>{}", lister("", "", &relation("Facet", "", &u(2)))),
        )
        .await
    };
    assert_eq!(soeg("11111111").await.giver(20).alle("UUIDIdentifikator").len(), 3);
    soeg("19435075").await.giver(44);
    soeg("22222222").await.giver(44);
}

#[tokio::test]
async fn a_mapping_without_role_can_be_read_and_sent_back_over_v7() {
    let b = Bank::ny();
    b.op(KLASSE, "ImportInput", &import("Klasse", &u(1), &lister(&egenskaber("a", "A", true), "", &relation("Mapninger", V, &u(2)))))
        .await
        .giver(20);
    // v7 demands Rolle, Type and Indeks; the answer is held against its schema
    let laest = b.op(KLASSE_V7, "LaesInput", &id(&u(1))).await.giver(20);
    let mapning = laest.dele("Mapninger").remove(0);
    assert!(mapning.contains(&u(2)) && mapning.contains("00000000-0000-0000-0000-000000000000"), "{mapning}");
    b.op(KLASSE_V7, "RetInput", &(id(&u(1)) + &lister("", "", &mapning))).await.giver(20);
    let laest = b.op(KLASSE, "LaesInput", &id(&u(1))).await.giver(20);
    assert_eq!(laest.dele("Mapninger").len(), 1, "sent back as read, nothing is new");
}

#[tokio::test]
async fn publication_is_a_state_with_a_boolean() {
    let b = Bank::ny();
    klassifikation(&b).await;
    let soeg = async |v: &str| {
        b.op(
            KLASSE,
            "SoegInput",
            &lister("", &format!("<x:PubliceretStatus><sd:ErPubliceretIndikator>{v}</sd:ErPubliceretIndikator></x:PubliceretStatus>"), ""),
        )
        .await
        .alle("UUIDIdentifikator")
    };
    assert_eq!(soeg("true").await, [u(10), u(11)]);
    assert_eq!(soeg("1").await, [u(10), u(11)]);
    assert_eq!(soeg("false").await, [""; 0]);
}

#[tokio::test]
async fn the_hierarchy_and_the_import_of_a_whole_classification() {
    let b = Bank::ny();
    let ob = |p: &str, navn: &str, n: u128, l: &str| {
        format!("<{p}:{navn}>{}<{p}:Registrering>{}</{p}:Registrering></{p}:{navn}>", id(&u(n)), l.replace("x:", &format!("{p}:")))
    };
    let krop = format!(
        "<x:ImporterKlassifikationSystemInput xmlns:x='{}' xmlns:k='{}' xmlns:f='{}' xmlns:c='{}' xmlns:sd='{SD}'>{}<x:FacetterInput>{}</x:FacetterInput><x:KlasserInput>{}{}</x:KlasserInput></x:ImporterKlassifikationSystemInput>",
        KLASSIFIKATIONSYSTEM.ns,
        KLASSIFIKATION.ns,
        FACET.ns,
        KLASSE.ns,
        ob("k", "Klassifikation", 1, &lister(&egenskaber("kl", "Kl", false), "", "")),
        ob("f", "Facet", 2, &lister(&egenskaber("fa", "Fa", false), "", &relation("FacetTilhoerer", V, &u(1)))),
        ob("c", "Klasse", 3, &lister(&egenskaber("k1", "K1", true), "", &relation("Facet", V, &u(2)))),
        ob("c", "Klasse", 3, &lister(&egenskaber("k1", "K1", true), "", &relation("Facet", V, &u(2)))),
    );
    let svar = b.kald(KLASSIFIKATIONSYSTEM.sti, &krop).await;
    assert_eq!(svar.alle("StatusKode"), ["20", "20", "20", "49"]);
    assert_eq!(svar.alle("Type"), ["Klassifikation", "Facet", "Klasse", "Klasse"]);
    let alle = b.op(KLASSIFIKATIONSYSTEM, "FremsoegObjekthierarkiInput", "").await.giver(20);
    assert_eq!(alle.alle("BrugervendtNoegleTekst"), ["kl", "fa", "k1"]);
    let kun = b
        .op(
            KLASSIFIKATIONSYSTEM,
            "FremsoegObjekthierarkiInput",
            "<x:KlasseSoegEgenskab><sd:BrugervendtNoegleTekst>nej</sd:BrugervendtNoegleTekst></x:KlasseSoegEgenskab>",
        )
        .await
        .giver(20);
    assert_eq!(kun.alle("BrugervendtNoegleTekst"), ["kl", "fa"]);
}
