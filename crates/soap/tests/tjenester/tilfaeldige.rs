//! Random instances of what the contracts take, through the services.
use crate::*;

#[tokio::test]
async fn every_field_state_and_relation_comes_back_as_sent() {
    use kontrakt::proeve::{Terning, tilfaeldig};
    let mut terning = Terning::ny(20_261_121);
    for t in OBJEKTTJENESTER {
        let b = Bank::ny();
        let kontrakt = soap::kontrakter::paa_sti(t.sti).unwrap();
        let ind = kontrakt.operation("importer").unwrap().ind;
        let mut taget = 0;
        for _ in 0..30 {
            let k = tilfaeldig(ind, &mut terning);
            let mut krop = String::new();
            kontrakt::skriv(&k, &mut krop);
            let svar = b.raa(t.sti, konvolutten(V12, "", &krop)).await;
            assert_eq!(svar.status, StatusCode::OK, "{}", svar.tekst);
            skema::kontroller(t.sti, svar.krop());
            // random periods overlap or are empty, and random histories go into the future: refusals by those rules are right
            if svar.kode() != 20 {
                assert!(matches!(svar.fejlnummer(), 1103 | 1007 | 1201..=1209 | 1304), "{}", svar.tekst);
                continue;
            }
            taget += 1;
            let uuid = k.boern[0].tekst("UUIDIdentifikator").unwrap().to_owned();
            let alt = filter("VirkningFraFilter", "") + &filter("VirkningTilFilter", "");
            let laest = b.raa(t.sti, konvolutten(V12, "", &format!("<x:LaesInput xmlns:x='{}' xmlns:sd='{SD}'>{}{alt}</x:LaesInput>", t.ns, id(&uuid)))).await.giver(20);
            if !krop.contains("LokalUdvidelse") {
                skema::kontroller(t.sti, laest.krop());
            }
        }
        eprintln!("{}: {taget} of 30 random imports taken", t.navn);
    }
}
