//! What OS2sync does: read, edit, send everything back (A-50 … A-56).
use crate::*;

const DAG0: &str = "2020-01-01T00:00:00.000+01:00";

fn navn(fra: &str, n: &str) -> String {
    // only FraTidspunkt is set, and the organisation is the actor
    let v = format!(
        "<sd:Virkning>{}<sd:AktoerRef>{}</sd:AktoerRef><sd:AktoerTypeKode>Organisation</sd:AktoerTypeKode></sd:Virkning>",
        filter("FraTidspunkt", fra),
        id(&u(500))
    );
    egenskab(&v, &format!("<sd:BrugervendtNoegleTekst>{n}</sd:BrugervendtNoegleTekst><sd:BrugerNavn>{n}</sd:BrugerNavn>"))
}

/// A user with two addresses, a person and an organisation.
async fn bruger(b: &Bank) {
    let v = virkning(DAG0, "");
    let relationer = rolle("Adresser", &v, &u(10), &u(100), &u(101), "i1")
        + &rolle("Adresser", &v, &u(11), &u(102), &u(101), "i2")
        + &relation("Tilhoerer", &v, &u(500))
        + &relation("TilknyttedePersoner", &v, &u(20));
    let l = lister(&navn(DAG0, "anna"), &gyldighed(DAG0, "", "Aktiv"), &relationer);
    b.op(BRUGER, "ImportInput", &import("Bruger", &u(1), &l)).await.giver(20);
}

async fn laes(b: &Bank, mere: &str) -> Svar {
    b.op(BRUGER, "LaesInput", &(id(&u(1)) + mere)).await.giver(20)
}

async fn alt(b: &Bank) -> Svar {
    laes(b, &(filter("VirkningFraFilter", "") + &filter("VirkningTilFilter", ""))).await
}

/// What is inside the list of that name in an answer: what a client sends back.
fn liste(svar: &Svar, navn: &str) -> String {
    let alle = svar.dele(navn);
    assert_eq!(alle.len(), 1);
    let t = &alle[0];
    match t.find('>') {
        Some(i) if !t[..i].ends_with('/') => t[i + 1..t.rfind("</").unwrap()].replace("orgfaelles:", "g:").replace("bruger:", "x:"),
        _ => String::new(),
    }
}

async fn ret(b: &Bank, egenskaber: &str, tilstande: &str, relationer: &str) -> Svar {
    b.op(BRUGER, "RetInput", &(id(&u(1)) + &lister(egenskaber, tilstande, relationer))).await
}

#[tokio::test]
async fn a50_new_period_cuts_the_open_one_and_history_stays() {
    let b = Bank::ny();
    bruger(&b).await;
    let svar = laes(&b, "").await;
    ret(&b, &navn("2026-03-02T00:00:00.000+01:00", "berta"), &liste(&svar, "TilstandListe"), &liste(&svar, "RelationListe"))
        .await
        .giver(20);
    assert_eq!(laes(&b, "").await.alle("BrugerNavn"), ["berta"]);
    let svar = alt(&b).await;
    assert_eq!(svar.alle("BrugerNavn"), ["anna", "berta"]);
    let perioder = svar.dele("AttributListe")[0].matches("2026-03-02T00:00:00.000+01:00").count();
    assert_eq!(perioder, 2, "the end of one is the start of the next: {}", svar.tekst);
}

#[tokio::test]
async fn a52_state_is_ended_and_appended() {
    let b = Bank::ny();
    bruger(&b).await;
    let svar = laes(&b, "").await;
    let t = "2026-03-02T00:00:00.000+01:00";
    ret(&b, "", &(gyldighed(DAG0, t, "Aktiv") + &gyldighed(t, "", "Inaktiv")), &liste(&svar, "RelationListe")).await.giver(20);
    assert_eq!(laes(&b, "").await.alle("GyldighedStatusKode"), ["Inaktiv"]);
    assert_eq!(alt(&b).await.alle("GyldighedStatusKode"), ["Aktiv", "Inaktiv"]);
}

#[tokio::test]
async fn a53_single_relation_changes_its_target() {
    let b = Bank::ny();
    bruger(&b).await;
    let svar = laes(&b, "").await;
    let relationer = liste(&svar, "RelationListe").replace(&u(500), &u(501));
    ret(&b, "", "", &relationer).await.giver(20);
    let svar = laes(&b, "").await;
    assert_eq!(svar.dele("Tilhoerer").len(), 1);
    assert!(svar.dele("Tilhoerer")[0].contains(&u(501)));
    // what it was before is in the earlier registration
    let foer =
        laes(&b, &(filter("RegistreringFraFilter", "2026-03-02T10:00:00Z") + &filter("RegistreringTilFilter", "2026-03-02T10:00:00Z")))
            .await;
    assert!(foer.dele("Tilhoerer")[0].contains(&u(500)));
}

#[tokio::test]
async fn a54_reference_is_added_and_ended() {
    let b = Bank::ny();
    bruger(&b).await;
    let foer = liste(&laes(&b, "").await, "RelationListe");
    // addresses come first on the wire
    let ny = rolle("Adresser", &virkning("2026-03-02T00:00:00.000+01:00", ""), &u(12), &u(103), &u(101), "i3");
    ret(&b, "", "", &(ny + &foer)).await.giver(20);
    assert_eq!(laes(&b, "").await.dele("Adresser").len(), 3);
    // end it: the same reference with a Til
    let nu = liste(&laes(&b, "").await, "RelationListe");
    let med_til = nu.replacen(&virkning(DAG0, ""), &virkning(DAG0, "2026-03-02T00:00:00.000+01:00"), 1);
    assert_ne!(nu, med_til);
    ret(&b, "", "", &med_til).await.giver(20);
    assert_eq!(laes(&b, "").await.dele("Adresser").len(), 2);
    assert_eq!(alt(&b).await.dele("Adresser").len(), 3, "the ended one is history");
}

#[tokio::test]
async fn a55_what_is_left_out_of_a_now_view_stays() {
    let b = Bank::ny();
    bruger(&b).await;
    // a future person that a now view does not show
    let foer = liste(&laes(&b, "").await, "RelationListe");
    let fremtid = relation("TilknyttedePersoner", &virkning("2027-01-01T00:00:00.000+01:00", ""), &u(21));
    ret(&b, "", "", &(foer + &fremtid)).await.giver(20);
    let nu = laes(&b, "").await;
    assert_eq!(nu.dele("TilknyttedePersoner").len(), 1);
    // everything the now view shows is sent back
    ret(&b, &navn("2026-03-02T00:00:00.000+01:00", "c"), &liste(&nu, "TilstandListe"), &liste(&nu, "RelationListe")).await.giver(20);
    let fra_nu = laes(&b, &(filter("VirkningFraFilter", "2026-03-02T12:00:00Z") + &filter("VirkningTilFilter", ""))).await;
    assert_eq!(fra_nu.dele("TilknyttedePersoner").len(), 2);
    // a ret with nothing in it changes nothing
    let antal =
        async || laes(&b, &(filter("RegistreringFraFilter", "") + &filter("RegistreringTilFilter", ""))).await.dele("Registrering").len();
    let foer = antal().await;
    ret(&b, "", "", "").await.giver(20);
    assert_eq!(antal().await, foer, "A-67");
    assert_eq!(laes(&b, "").await.dele("Adresser").len(), 2);
}

#[tokio::test]
async fn a56_the_same_address_twice_is_refused() {
    let b = Bank::ny();
    bruger(&b).await;
    let v = virkning(DAG0, "");
    let dobbelt = rolle("Adresser", &v, &u(15), &u(100), &u(101), "a") + &rolle("Adresser", &v, &u(15), &u(100), &u(101), "b");
    let svar = ret(&b, "", "", &dobbelt).await.giver(40);
    assert_eq!(svar.fejlnummer(), 1204);
    assert_eq!(laes(&b, "").await.dele("Adresser").len(), 2);
}

#[tokio::test]
async fn a8_relation_ended_on_the_day_it_began() {
    let b = Bank::ny();
    bruger(&b).await;
    let t = "2026-03-02T00:00:00.000+01:00";
    let ny = |til: &str| relation("TilknyttedePersoner", &virkning(t, til), &u(22));
    ret(&b, "", "", &ny("")).await.giver(20);
    assert_eq!(laes(&b, "").await.dele("TilknyttedePersoner").len(), 2);
    ret(&b, "", "", &ny(t)).await.giver(20);
    assert_eq!(laes(&b, "").await.dele("TilknyttedePersoner").len(), 1);
}

/// K-1: .NET's serialiser writes the first alternative of a choice where the program forgot to choose.
#[tokio::test]
async fn k1_a_bare_uuid_in_urnidentifikator_is_kept_as_it_came_and_is_the_same_reference() {
    let b = Bank::ny();
    let v = virkning(DAG0, "");
    let som_urn = |uuid: &str| format!("<sd:URNIdentifikator>{uuid}</sd:URNIdentifikator>");
    let enhed = |n: &str, relationer: &str| {
        let e = egenskab(&v, &format!("<sd:BrugervendtNoegleTekst>{n}</sd:BrugervendtNoegleTekst><sd:EnhedNavn>{n}</sd:EnhedNavn>"));
        lister(&e, &gyldighed(DAG0, "", "Aktiv"), relationer)
    };
    let med_urn = relation("Enhedstype", &v, &u(300)).replace(&id(&u(300)), &som_urn(&u(300)));
    assert!(med_urn.contains("URNIdentifikator"));
    let tilhoerer = relation("Tilhoerer", &v, &u(500));
    // opret and laes: kept, and returned where it came
    let svar = b.op(ENHED, "OpretInput", &enhed("Team", &(med_urn.clone() + &tilhoerer))).await.giver(20);
    let uuid = svar.alle("UUIDIdentifikator")[0].clone();
    let laes = || async { b.op(ENHED, "LaesInput", &id(&uuid)).await.giver(20) };
    let enhedstype = laes().await.dele("Enhedstype");
    assert!(enhedstype.len() == 1 && enhedstype[0].contains("URNIdentifikator") && enhedstype[0].contains(&u(300)), "{enhedstype:?}");
    // fremsoeg: either place finds it
    for kriterium in [som_urn(&u(300)), id(&u(300))] {
        let k = format!("<sd:Enhedstype><sd:ReferenceID>{kriterium}</sd:ReferenceID></sd:Enhedstype>");
        let fundet = b.op(ENHED, "SoegInput", &lister("", "", &k)).await.giver(20);
        assert!(fundet.tekst.contains(&uuid), "{}", fundet.tekst);
    }
    // ret: what was read goes back; the other place is the same reference, and another UUID takes over
    let alt = liste(&laes().await, "RelationListe");
    b.op(ENHED, "RetInput", &(id(&uuid) + &lister("", "", &alt))).await.giver(20);
    b.op(ENHED, "RetInput", &(id(&uuid) + &lister("", "", &relation("Enhedstype", &v, &u(300))))).await.giver(20);
    assert_eq!(laes().await.dele("Enhedstype").len(), 1);
    let andet = med_urn.replace(&u(300), &u(301));
    b.op(ENHED, "RetInput", &(id(&uuid) + &lister("", "", &andet))).await.giver(20);
    let enhedstype = laes().await.dele("Enhedstype");
    assert!(enhedstype.len() == 1 && enhedstype[0].contains(&u(301)), "{enhedstype:?}");
    // 255 characters of any form are what the schema allows
    let fri = med_urn.replace(&u(300), &"x".repeat(255));
    b.op(ENHED, "RetInput", &(id(&uuid) + &lister("", "", &fri))).await.giver(20);
    b.op(ENHED, "RetInput", &(id(&uuid) + &lister("", "", &med_urn.replace(&u(300), &"x".repeat(256))))).await.giver(40);
}
