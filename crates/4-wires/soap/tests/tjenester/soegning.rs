//! soeg (A-90 … A-97).
use crate::*;

fn funk(bruger: u128, enhed: u128, fra: &str, til: &str) -> String {
    let v = virkning(fra, til);
    lister(
        &egenskab("", "<sd:BrugervendtNoegleTekst>stilling</sd:BrugervendtNoegleTekst><sd:FunktionNavn>Sagsbehandler</sd:FunktionNavn>"),
        &gyldighed("2020-01-01T00:00:00+01:00", "", "Aktiv"),
        &(relation("Funktionstype", &v, "02e61900-33e0-407f-a2a7-22f70221f003")
            + &relation("TilknyttedeBrugere", &v, &u(bruger))
            + &relation("TilknyttedeEnheder", &v, &u(enhed))),
    )
}

async fn soeg(b: &Bank, mere: &str, l: &str) -> Svar {
    b.op(FUNKTION, "SoegInput", &format!("{mere}{l}")).await
}

#[tokio::test]
async fn a91_relation_criteria_are_combined_with_and_on_the_same_object() {
    let b = Bank::ny();
    let aaben = "2020-01-01T00:00:00+01:00";
    for (n, (bruger, enhed)) in [(1, 10), (1, 11), (2, 10)].into_iter().enumerate() {
        b.op(FUNKTION, "ImportInput", &import("OrganisationFunktion", &u(n as u128 + 1), &funk(bruger, enhed, aaben, ""))).await.giver(20);
    }
    let begge = lister("", "", &(relation("TilknyttedeBrugere", "", &u(1)) + &relation("TilknyttedeEnheder", "", &u(11))));
    assert_eq!(soeg(&b, "", &begge).await.giver(20).alle("UUIDIdentifikator"), [u(2)]);
    let ingen = lister("", "", &(relation("TilknyttedeBrugere", "", &u(2)) + &relation("TilknyttedeEnheder", "", &u(11))));
    soeg(&b, "", &ingen).await.giver(44);
    let tilstand = lister(
        "",
        "<g:Gyldighed><g:GyldighedStatusKode>Aktiv</g:GyldighedStatusKode></g:Gyldighed>",
        &relation("TilknyttedeBrugere", "", &u(1)),
    );
    assert_eq!(soeg(&b, "", &tilstand).await.giver(20).alle("UUIDIdentifikator"), [u(1), u(2)]);
    let inaktiv = lister("", "<g:Gyldighed><g:GyldighedStatusKode>Inaktiv</g:GyldighedStatusKode></g:Gyldighed>", "");
    soeg(&b, "", &inaktiv).await.giver(44);
}

#[tokio::test]
async fn a91_a_relation_criterion_holds_when_its_virkning_says() {
    let b = Bank::ny();
    b.op(
        FUNKTION,
        "ImportInput",
        &import("OrganisationFunktion", &u(1), &funk(1, 10, "2020-01-01T00:00:00+01:00", "2024-01-01T00:00:00+01:00")),
    )
    .await
    .giver(20);
    b.op(FUNKTION, "ImportInput", &import("OrganisationFunktion", &u(2), &funk(1, 10, "2024-01-01T00:00:00+01:00", ""))).await.giver(20);
    let med = |v: &str| lister("", "", &relation("TilknyttedeBrugere", v, &u(1)));
    assert_eq!(soeg(&b, "", &med("")).await.giver(20).alle("UUIDIdentifikator"), [u(2)], "no virkning: now");
    assert_eq!(
        soeg(&b, "", &med(&virkning("2021-01-01T00:00:00Z", "2022-01-01T00:00:00Z"))).await.giver(20).alle("UUIDIdentifikator"),
        [u(1)]
    );
    assert_eq!(soeg(&b, "", &med(&virkning("", ""))).await.giver(20).alle("UUIDIdentifikator"), [u(1), u(2)]);
    let soegvirkning = "<sd:SoegVirkning>".to_owned()
        + &filter("FraTidspunkt", "2021-01-01T00:00:00Z")
        + &filter("TilTidspunkt", "2022-01-01T00:00:00Z")
        + "</sd:SoegVirkning>";
    assert_eq!(soeg(&b, &soegvirkning, &med("")).await.giver(20).alle("UUIDIdentifikator"), [u(1)]);
}

#[tokio::test]
async fn a92_texts_are_exact_or_prefixes() {
    let b = Bank::ny();
    for (n, navn) in ["Anna", "Annika", "50% rabat", "a*b"].into_iter().enumerate() {
        let e = egenskab("", &format!("<sd:BrugervendtNoegleTekst>{n}</sd:BrugervendtNoegleTekst><sd:BrugerNavn>{navn}</sd:BrugerNavn>"));
        b.op(BRUGER, "ImportInput", &import("Bruger", &u(n as u128 + 1), &lister(&e, "", ""))).await.giver(20);
    }
    let find = async |t: &str| {
        let svar = b.op(BRUGER, "SoegInput", &lister(&egenskab("", &format!("<sd:BrugerNavn>{t}</sd:BrugerNavn>")), "", "")).await;
        svar.alle("UUIDIdentifikator")
    };
    assert_eq!(find("anna").await, [u(1)]);
    assert_eq!(find("ann*").await, [u(1), u(2)]);
    assert_eq!(find("Ann%").await, [u(1), u(2)]);
    assert_eq!(find("50% rabat").await, [u(3)]);
    assert_eq!(find("A*b").await, [u(4)]);
    assert_eq!(find("nna").await, [""; 0]);
    assert_eq!(find("*").await.len(), 4);
}

#[tokio::test]
async fn a93_a95_pages() {
    let b = Bank::ny();
    for n in 0..7 {
        b.op(BRUGER, "ImportInput", &import("Bruger", &u(n), &lister("", "", ""))).await.giver(20);
    }
    let side = async |foerste: &str, antal: &str| {
        let ind = format!(
            "<sd:FoersteResultatReference>{foerste}</sd:FoersteResultatReference><sd:MaksimalAntalKvantitet>{antal}</sd:MaksimalAntalKvantitet>{}",
            lister("", "", "")
        );
        b.op(BRUGER, "SoegInput", &ind).await
    };
    assert_eq!(side("0", "3").await.giver(20).alle("UUIDIdentifikator"), [u(0), u(1), u(2)]);
    assert_eq!(side("6", "3").await.giver(20).alle("UUIDIdentifikator"), [u(6)]);
    side("7", "3").await.giver(44);
    assert_eq!(side("0", "1000").await.giver(20).alle("UUIDIdentifikator").len(), 7, "a longer page is read as 500");
    assert_eq!(side("0", "99999999999999999999999").await.giver(20).alle("UUIDIdentifikator").len(), 7);
    for (foerste, antal) in [("-1", "3"), ("0", "-1"), ("1000000000", "3"), ("99999999999999999999999", "3")] {
        assert_eq!(side(foerste, antal).await.giver(40).fejlnummer(), 1401, "{foerste} {antal}");
    }
}

#[tokio::test]
async fn a96_changed_since_finds_changes_and_deletions() {
    let b = Bank::ny();
    for n in 0..3 {
        b.op(BRUGER, "ImportInput", &import("Bruger", &u(n), &lister("", "", ""))).await.giver(20);
    }
    b.saet_ur("2026-03-03T10:00:00Z");
    b.op(BRUGER, "RetInput", &(id(&u(1)) + &lister(&egenskab("", "<sd:BrugerNavn>ny</sd:BrugerNavn>"), "", ""))).await.giver(20);
    b.op(BRUGER, "SletInput", &id(&u(2))).await.giver(20);
    let siden = async |t: &str| {
        let ind = format!("<sd:SoegRegistrering>{}</sd:SoegRegistrering>{}", filter("FraTidspunkt", t), lister("", "", ""));
        b.op(BRUGER, "SoegInput", &ind).await
    };
    assert_eq!(siden("2026-03-03T00:00:00Z").await.giver(20).alle("UUIDIdentifikator"), [u(1), u(2)]);
    assert_eq!(siden("2026-03-01T00:00:00Z").await.giver(20).alle("UUIDIdentifikator").len(), 3);
    siden("2026-03-04T00:00:00Z").await.giver(44);
    let kode = async |k: &str| {
        b.op(
            BRUGER,
            "SoegInput",
            &format!("<sd:SoegRegistrering><sd:LivscyklusKode>{k}</sd:LivscyklusKode></sd:SoegRegistrering>{}", lister("", "", "")),
        )
        .await
        .alle("UUIDIdentifikator")
    };
    assert_eq!(kode("Slettet").await, [u(2)]);
    assert_eq!(kode("Importeret").await, [u(0), u(1)], "A-20: a changed object shows the code before it");
    assert_eq!(kode("Passiveret").await, [""; 0]);
}

#[tokio::test]
async fn a90_empty_fields_are_no_criteria() {
    let b = Bank::ny();
    b.op(BRUGER, "ImportInput", &import("Bruger", &u(1), &lister("", "", ""))).await.giver(20);
    let l = lister(&egenskab("", "<sd:BrugerNavn/>"), "", "<sd:TilknyttedePersoner/>");
    assert_eq!(b.op(BRUGER, "SoegInput", &l).await.giver(20).en("UUIDIdentifikator"), u(1));
}
