//! OrganisationSystem and OrganisationAdministration.
use crate::kitos::kommune;
use crate::*;

async fn side(b: &Bank, foerste: usize, antal: usize, mere: &str) -> Svar {
    let ind = format!(
        "<sd:FoersteResultatReference>{foerste}</sd:FoersteResultatReference><sd:MaksimalAntalKvantitet>{antal}</sd:MaksimalAntalKvantitet>{mere}"
    );
    b.op(ORGANISATIONSYSTEM, "FremsoegObjekthierarkiInput", &ind).await.giver(20)
}

#[tokio::test]
async fn a97_units_come_first_and_pages_cover_the_lot() {
    let b = Bank::ny();
    kommune(&b, 7).await;
    for n in 0..3 {
        let e = egenskab("", &format!("<sd:BrugervendtNoegleTekst>b{n}</sd:BrugervendtNoegleTekst><sd:BrugerNavn>b{n}</sd:BrugerNavn>"));
        b.op(BRUGER, "ImportInput", &import("Bruger", &u(50 + n), &lister(&e, "", ""))).await.giver(20);
    }
    // 7 units, 1 organisation, 3 users
    let (mut enheder, mut alle) = (Vec::new(), 0);
    for s in 0..4 {
        let svar = side(&b, s * 3, 3, "").await;
        let paa_siden = svar.dele("FiltreretOejebliksbillede").len();
        assert_eq!(paa_siden, [3, 3, 3, 2][s]);
        alle += paa_siden;
        let her = svar.alle("EnhedNavn");
        assert_eq!(her.len(), [3, 3, 1, 0][s], "units first");
        enheder.extend(her);
    }
    enheder.sort();
    enheder.dedup();
    assert_eq!((enheder.len(), alle), (7, 11));
    let tom = side(&b, 11, 3, "").await;
    assert_eq!((tom.kode(), tom.dele("FiltreretOejebliksbillede").len(), tom.dele("OrganisationEnheder").len()), (20, 0, 1), "A-94");
}

#[tokio::test]
async fn a97_a_criterion_filters_its_own_type_only() {
    let b = Bank::ny();
    kommune(&b, 4).await;
    let e = egenskab("", "<sd:BrugervendtNoegleTekst>b</sd:BrugervendtNoegleTekst><sd:BrugerNavn>b</sd:BrugerNavn>");
    b.op(BRUGER, "ImportInput", &import("Bruger", &u(50), &lister(&e, "", ""))).await.giver(20);
    let uden = "<x:BrugerSoegEgenskab><sd:BrugerNavn>EXCLUDE!</sd:BrugerNavn></x:BrugerSoegEgenskab>";
    let svar = side(&b, 0, 500, uden).await;
    assert_eq!((svar.alle("EnhedNavn").len(), svar.alle("OrganisationNavn").len(), svar.alle("BrugerNavn").len()), (4, 1, 0));
    let kun = "<x:OrganisationEnhedSoegEgenskab><sd:EnhedNavn>enhed0002</sd:EnhedNavn></x:OrganisationEnhedSoegEgenskab>";
    let svar = side(&b, 0, 500, kun).await;
    assert_eq!((svar.alle("EnhedNavn"), svar.alle("BrugerNavn").len()), (vec!["enhed0002".to_owned()], 1));
}

#[tokio::test]
async fn a111_import_answers_for_each_object() {
    let b = Bank::ny();
    kommune(&b, 1).await;
    let enhed = |n: u128, v: &str| {
        format!(
            "<e:OrganisationEnhed>{}<e:Registrering><e:AttributListe><e:Egenskab>{v}<sd:EnhedNavn>x</sd:EnhedNavn></e:Egenskab></e:AttributListe><e:TilstandListe/><e:RelationListe/></e:Registrering></e:OrganisationEnhed>",
            id(&u(n))
        )
    };
    let daarlig = virkning("2022-01-01T00:00:00Z", "2021-01-01T00:00:00Z");
    let krop = format!(
        "<x:ImporterOrganisationSystemInput xmlns:x='{}' xmlns:o='{}' xmlns:e='{}' xmlns:sd='{SD}'><o:Organisation>{}<o:Registrering><o:AttributListe/><o:TilstandListe/><o:RelationListe/></o:Registrering></o:Organisation><x:OrganisationEnhederInput>{}{}</x:OrganisationEnhederInput></x:ImporterOrganisationSystemInput>",
        ORGANISATIONSYSTEM.ns,
        ORGANISATION.ns,
        ENHED.ns,
        id(&u(2)),
        enhed(70, ""),
        enhed(71, &daarlig)
    );
    let svar = b.kald(ORGANISATIONSYSTEM.sti, &krop).await;
    assert_eq!(svar.alle("StatusKode"), ["49", "20", "40"]);
    assert_eq!(svar.alle("Type"), ["Organisation", "OrganisationEnhed", "OrganisationEnhed"]);
    assert_eq!(svar.alle("UUIDIdentifikator"), [u(2), u(70), u(71)]);
    b.op(ENHED, "LaesInput", &id(&u(70))).await.giver(20);
    b.op(ENHED, "LaesInput", &id(&u(71))).await.giver(44);
}

#[tokio::test]
async fn i4_anonymisation_clears_name_and_cpr_in_every_registration() {
    for med_cpr in [false, true] {
        let b = Bank::ny();
        let v = "2020-01-01T00:00:00+01:00";
        let p = |navn: &str, fra: &str| {
            egenskab(
                &virkning(fra, ""),
                &format!(
                    "<sd:BrugervendtNoegleTekst>p1</sd:BrugervendtNoegleTekst><sts:CPR-NummerTekst>0101011234</sts:CPR-NummerTekst><x:NavnTekst>{navn}</x:NavnTekst>"
                ),
            )
        };
        b.op(PERSON, "ImportInput", &import("Person", &u(1), &lister(&p("Anna", v), "", ""))).await.giver(20);
        b.op(PERSON, "RetInput", &(id(&u(1)) + &lister(&p("Berta", "2026-03-02T00:00:00+01:00"), "", ""))).await.giver(20);
        let ind =
            if med_cpr { "<x:PersonCPR>0101011234</x:PersonCPR>".to_owned() } else { format!("<x:PersonUUID>{}</x:PersonUUID>", u(1)) };
        b.op(ORGANISATIONSYSTEM, "AnonymiserInput", &ind).await.giver(20);
        let alt = id(&u(1))
            + &filter("VirkningFraFilter", "")
            + &filter("VirkningTilFilter", "")
            + &filter("RegistreringFraFilter", "")
            + &filter("RegistreringTilFilter", "");
        let laest = b.op(PERSON, "LaesInput", &alt).await.giver(20);
        assert!(!laest.tekst.contains("Anna") && !laest.tekst.contains("Berta") && !laest.tekst.contains("0101011234"), "{}", laest.tekst);
        assert!(laest.alle("BrugervendtNoegleTekst").len() >= 3);
        let soeg = lister(&egenskab("", "<sts:CPR-NummerTekst>0101011234</sts:CPR-NummerTekst>"), "", "");
        b.op(PERSON, "SoegInput", &soeg).await.giver(44);
        b.op(ORGANISATIONSYSTEM, "AnonymiserInput", "<x:PersonCPR>0101011234</x:PersonCPR>").await.giver(44);
    }
    let b = Bank::ny();
    b.op(ORGANISATIONSYSTEM, "AnonymiserInput", &format!("<x:PersonUUID>{}</x:PersonUUID>", u(9))).await.giver(44);
}

#[tokio::test]
async fn i4_physical_removal_wants_the_right_organisation() {
    let b = Bank::ny();
    kommune(&b, 2).await;
    let slet = async |org: &str, enhed: &str| {
        b.op(
            ORGANISATIONADMINISTRATION,
            "FysiskSletInput",
            &format!("<x:OrganisationUUID>{org}</x:OrganisationUUID><x:OrganisationEnhedUUID>{enhed}</x:OrganisationEnhedUUID>"),
        )
        .await
    };
    assert_eq!(slet(&u(3), &u(1001)).await.giver(40).fejlnummer(), 1104);
    slet(&u(2), &u(1009)).await.giver(44);
    b.op(ENHED, "LaesInput", &id(&u(1001))).await.giver(20);
    slet(&u(2), &u(1001)).await.giver(20);
    b.op(ENHED, "LaesInput", &id(&u(1001))).await.giver(44);
    // nothing is left of it: the UUID is free
    b.op(ENHED, "ImportInput", &import("OrganisationEnhed", &u(1001), &lister("", "", ""))).await.giver(20);
}
