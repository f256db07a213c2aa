//! The anvisninger at the importer (C-2): off, told, refused; and the same lint of the file alone.
use crate::{Bank, SD, V12, konvolutten, tid, u};
use register::{Anvisningsmaade, Laesevalg, Objektid};

const SDI: &str = "/sagdokumentindeks/6";
/// "Aftale om forebyggende hjemmebesøg" as the anvisninger want it.
const SAG: &str = include_str!("../../../../../docs/eksempler/sag.xml");

const SAGENS: &str = "10000000-0000-4000-8000-000000000001";

/// What is planted, and the rule that names it.
const FEJL: [(&str, &str, &str); 5] = [
    ("<sag:Titel>Aftale om forebyggende hjemmebesøg</sag:Titel>", "", "C.3 Titel"),
    (">Opstaaet<", ">Afsluttet<", "C.3 Fremdrift"),
    ("<si:BrugervendtNoegle>27.35.04<", "<si:BrugervendtNoegle>27.35<", "C.3 Klasse.Primær klasse"),
    ("urn:oio:cpr-nr:6101700001", "urn:oio:cpr-nr:61017000012", "C.3 Part.Primær part"),
    ("1b3c6a6d-e977-4491-9bf8-b41ee6999f39", "1b3c6a6d-e977-4491-9bf8-b41ee6999f30", "C.3 IT-system.Afsender"),
];

fn med_fejl() -> String {
    FEJL.iter().fold(SAG.to_owned(), |s, (fra, til, _)| {
        assert!(s.contains(fra), "{fra}");
        s.replace(fra, til)
    })
}

/// The message of the file without its XML declaration, as a body.
fn krop(fil: &str) -> String {
    fil.split_once("?>").unwrap().1.to_owned()
}

/// A message with the case as the file has it, and the same case with five faults under another UUID.
fn to_sager() -> String {
    let inderst = |t: &str| {
        let (_, rest) = t.split_once("<sdi:SagIndeks>").unwrap();
        format!("<sdi:SagIndeks>{}", rest.rsplit_once("</sdi:ImporterSagDokumentIndeksInput>").unwrap().0)
    };
    let daarlig = inderst(&med_fejl()).replace(SAGENS, &u(2));
    krop(SAG).replace("</sdi:ImporterSagDokumentIndeksInput>", &format!("{daarlig}</sdi:ImporterSagDokumentIndeksInput>"))
}

fn dele(tekst: &str) -> Vec<&str> {
    tekst.split("UnikRetur>").skip(1).step_by(2).collect()
}

async fn findes(bank: &Bank, uuid: &str) -> bool {
    let id = Objektid { objekttype: &sagdokument::objekttyper::SAG, uuid: grund::id::laes_uuid(uuid).unwrap() };
    bank.register().laes(&bank.kontekst(), id, Laesevalg::AKTUEL).await.unwrap().is_some()
}

#[tokio::test]
async fn c2_off_says_nothing_warn_says_it_beside_a_literal_ok() {
    for (maade, siges) in [(Anvisningsmaade::Fra, false), (Anvisningsmaade::Advar, true)] {
        let bank = Bank::med_anvisninger(maade);
        let s = bank.kald(SDI, &to_sager()).await;
        let d = dele(&s.tekst);
        assert_eq!(d.len(), 2, "{}", s.tekst);
        for d in &d {
            assert!(d.contains("StatusKode>20<") && d.contains("FejlbeskedTekst>OK<"), "{d}");
        }
        assert!(!d[0].contains("DetaljeretFejlbesked"), "{}", d[0]);
        for (_, _, regel) in FEJL {
            assert_eq!(d[1].contains(&format!("{regel}, felt ")), siges, "{regel}: {}", d[1]);
        }
        assert!(!d[1].contains("6101700001"), "what may be a CPR number is not repeated: {}", d[1]);
        assert!(findes(&bank, &u(2)).await);
    }
}

#[tokio::test]
async fn c2_a111_reject_stores_nothing_of_that_object_and_all_of_the_others() {
    let bank = Bank::med_anvisninger(Anvisningsmaade::Afvis);
    for _ in 0..2 {
        let s = bank.kald(SDI, &to_sager()).await;
        let d = dele(&s.tekst);
        assert!(d[0].contains("StatusKode>20<") && d[1].contains("StatusKode>40<") && d[1].contains("SAM-1210"), "{}", s.tekst);
        for (_, _, regel) in FEJL {
            assert!(d[1].contains(regel), "{regel}: {}", d[1]);
        }
        assert!(findes(&bank, SAGENS).await && !findes(&bank, &u(2)).await);
    }
}

#[tokio::test]
async fn c2_an_update_is_held_against_what_it_results_in() {
    let bank = Bank::med_anvisninger(Anvisningsmaade::Afvis);
    bank.kald(SDI, &krop(SAG)).await;
    // A change of the progress alone is whole once it is merged; one with a hole before it is not.
    let opdater = |slut: &str| {
        let v = |fra: &str, til: &str| crate::virkning(fra, til).replace("sd:Virkning", "sag:Virkning");
        let trin =
            |v: String, kode: &str| format!("<sag:Fremdrift>{v}<sag:FremdriftStatusKode>{kode}</sag:FremdriftStatusKode></sag:Fremdrift>");
        format!(
            "<sdi:OpdaterSagDokumentIndeksInput xmlns:sdi='urn:oio:sts:sagdok:sagdokumentindeks:6' xmlns:sd='{SD}' xmlns:sag='urn:oio:sts:sagdok:sag:6'>\
             <sdi:OpdaterSagIndeks><sd:UUIDIdentifikator>{}</sd:UUIDIdentifikator><sag:TilstandListe>{}{}</sag:TilstandListe>\
             <sdi:Tidspunkt>2026-03-05T10:00:00Z</sdi:Tidspunkt></sdi:OpdaterSagIndeks></sdi:OpdaterSagDokumentIndeksInput>",
            SAGENS,
            trin(v("2026-03-01T00:00:00+01:00", slut), "Opstaaet"),
            trin(v("2026-03-05T00:00:00+01:00", ""), "Afsluttet")
        )
    };
    let s = bank.kald(SDI, &opdater("2026-03-05T00:00:00+01:00")).await;
    assert!(s.tekst.contains("StatusKode>20<"), "{}", s.tekst);
    let s = bank.kald(SDI, &opdater("2026-03-04T00:00:00+01:00")).await;
    assert!(s.tekst.contains("StatusKode>40<") && s.tekst.contains("C.3 Fremdrift, felt tilstande/fremdrift[2]/virkning"), "{}", s.tekst);
}

#[test]
fn c2_a_file_is_linted_as_the_importer_would_read_it() {
    let nu = tid("2026-03-02T10:00:00Z");
    let lint = |t: &str| soap::anvisninger::lint(t.as_bytes(), nu);
    for fil in [SAG.to_owned(), konvolutten(V12, "", &krop(SAG))] {
        let l = lint(&fil).unwrap();
        assert_eq!((l.len(), l[0].objekttype.navn, l[0].fund.as_ref().unwrap().as_slice()), (1, "SagIndeks", &[][..]));
    }
    let l = lint(&med_fejl()).unwrap();
    let regler: Vec<_> = l[0].fund.as_ref().unwrap().iter().map(|f| f.regel).collect();
    assert_eq!(regler, FEJL.map(|f| f.2));
    // What the index refuses in any mode is told as its refusal.
    let uden_tid = SAG.replace("<sd:Tidspunkt>2026-03-01T10:00:00Z</sd:Tidspunkt>", "");
    assert_eq!(lint(&uden_tid).unwrap()[0].fund.as_ref().unwrap_err().reglen(), Some("C-12"));
    for ulaeselig in ["", "<a/>", "{}", &konvolutten(V12, "", "<a/>")] {
        assert!(lint(ulaeselig).is_err(), "{ulaeselig}");
    }
}
