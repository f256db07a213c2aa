//! A new number finds the old cases, and two persons are never joined (CPR-04, CPR-08 … CPR-11), through SOAP.
use crate::indeks::{CPR, PRIMAER_PART, SDI, VIS_ALT, YDI, bevilling, effektuering, fremsoeg, id, kald, med_part, sag};
use crate::{Bank, tid, u};
use grund::{Periode, Tidspunkt, UnikId, Uuid};
use person::{Identitet, Tilknytning};

const NY: &str = "urn:oio:cpr-nr:0101019999";
const PERSONID: &str = "urn:oio:us:personid:1234567";

fn person_uuid(n: u128) -> String {
    u(5000 + n)
}

/// A person with these numbers and statuses.
async fn person(bank: &Bank, n: u128, numre: &[(&str, &str)]) {
    let en = |(nummer, status): &(&str, &str)| Tilknytning {
        nummer: UnikId::Urn((*nummer).into()),
        periode: Periode::ny(tid("1970-01-01T00:00:00Z"), Tidspunkt::UENDELIG),
        status: (!status.is_empty()).then(|| (*status).to_owned()),
    };
    let identitet = Identitet { uuid: uuid(n), navn: None, numre: numre.iter().map(en).collect() };
    person::gem(bank.register(), &bank.kontekst(), &identitet).await.unwrap();
}

fn uuid(n: u128) -> Uuid {
    grund::id::laes_uuid(&person_uuid(n)).unwrap()
}

/// A case under the old number. CPR fails modulus 11, and so do the others.
async fn med_sag() -> Bank {
    let bank = Bank::ny();
    let krop = sag(&u(1), "Aftale om forebyggende hjemmebesøg", &u(2), &u(40), "");
    kald(&bank, SDI, "sdi:ImporterSagDokumentIndeksInput", &krop).await;
    bank
}

async fn findes(bank: &Bank, nummer: &str) -> bool {
    fremsoeg(bank, &(med_part(nummer) + VIS_ALT)).await.tekst.contains("hjemmebesøg")
}

#[tokio::test]
async fn cpr08_cpr11_a_case_is_found_by_the_new_number_by_personid_and_by_uuid() {
    let bank = med_sag().await;
    person(&bank, 1, &[(CPR, "01"), (PERSONID, "")]).await;
    assert!(findes(&bank, CPR).await && !findes(&bank, NY).await, "before the change");
    let skift = || async {
        let t = tid("2026-03-02T00:00:00Z");
        person::personnummerskift(bank.register(), &bank.kontekst(), uuid(1), &UnikId::Urn(NY.into()), t).await.unwrap()
    };
    assert!(skift().await && !skift().await);
    for nummer in [CPR, NY, PERSONID, &person_uuid(1), &format!("urn:uuid:{}", person_uuid(1))] {
        assert!(findes(&bank, nummer).await, "{nummer}");
    }
    for nummer in ["urn:oio:cpr-nr:0101018888", "urn:oio:us:personid:7654321", &person_uuid(2), "urn:oio:cvr-nr:11111111"] {
        assert!(!findes(&bank, nummer).await, "{nummer}");
    }
    // The role of the criterion still holds, and so does a NOT around it.
    let med_rolle =
        |rolle: &str| med_part(NY).replace("<gd:ReferenceID>", &format!("<gd:Rolle>{}</gd:Rolle><gd:ReferenceID>", id(rolle))) + VIS_ALT;
    assert!(fremsoeg(&bank, &med_rolle(PRIMAER_PART)).await.tekst.contains("hjemmebesøg"));
    assert!(!fremsoeg(&bank, &med_rolle(&u(999))).await.tekst.contains("hjemmebesøg"));
    let ikke = med_part(NY).replace("<sdi:SoegSag>", "<sdi:NOT><sdi:SoegSag>").replace("</sdi:SoegSag>", "</sdi:SoegSag></sdi:NOT>");
    assert!(!fremsoeg(&bank, &(ikke + VIS_ALT)).await.tekst.contains("hjemmebesøg"));
    // A removal takes what it names.
    kald(&bank, SDI, "sdi:FjernSagDokumentIndeksInput", &med_part(NY)).await;
    assert!(findes(&bank, CPR).await);
}

#[tokio::test]
async fn cpr08_grants_are_found_by_the_new_number() {
    let bank = Bank::ny();
    let krop = bevilling(&u(70), &u(1)) + &effektuering(&u(71), &u(70));
    kald(&bank, YDI, "yi:ImporterYdelseIndeksInput", &krop).await;
    let soeg = |nummer: &str| {
        format!(
            "<yi:SoegUdtryk><yi:SoegBevillingIndeks><bi:AttributListe/><bi:TilstandListe/><bi:RelationListe><bi:Bevillingspart><gd:ReferenceID>{}\
             </gd:ReferenceID></bi:Bevillingspart></bi:RelationListe></yi:SoegBevillingIndeks></yi:SoegUdtryk>\
             <yi:Filter><yi:BevillingVis><yi:Vis>egenskaber</yi:Vis></yi:BevillingVis></yi:Filter>",
            id(nummer)
        )
    };
    assert!(!kald(&bank, YDI, "yi:FremsoegYdelseIndeksInput", &soeg(NY)).await.tekst.contains("B-1"));
    person(&bank, 1, &[(CPR, "60"), (NY, "01")]).await;
    assert!(kald(&bank, YDI, "yi:FremsoegYdelseIndeksInput", &soeg(NY)).await.tekst.contains("B-1"));
}

#[tokio::test]
async fn cpr09_cpr10_annulled_and_double_numbers_join_nothing() {
    // An annulled number leads nowhere, and nothing leads to it.
    let bank = med_sag().await;
    person(&bank, 1, &[(CPR, "30"), (NY, "01")]).await;
    assert!(findes(&bank, CPR).await && !findes(&bank, NY).await && !findes(&bank, &person_uuid(1)).await);
    // A double that two persons hold, neither.
    let bank = med_sag().await;
    person(&bank, 1, &[(CPR, "50"), (NY, "01")]).await;
    assert!(findes(&bank, NY).await, "one holder: somebody has decided whose it is");
    person(&bank, 2, &[(CPR, "50"), (PERSONID, "")]).await;
    for (nummer, ventet) in [(CPR, true), (NY, false), (PERSONID, false)] {
        assert_eq!(findes(&bank, nummer).await, ventet, "{nummer}");
    }
}

#[tokio::test]
async fn without_the_module_a_number_is_itself() {
    let bank = med_sag().await;
    person(&bank, 1, &[(CPR, "60"), (NY, "01")]).await;
    let bank = bank.uden_personer();
    assert!(findes(&bank, CPR).await && !findes(&bank, NY).await);
}
