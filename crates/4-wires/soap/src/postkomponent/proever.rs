//! Postkomponenten in its published forms, and the simulator.
use super::*;
use fordeling::maske::Emne;
use fordeling::model::{Kontekst, Objektslags, Rutevalg};
use fordeling::overdragelse::Indlagt;
use grund::xml;

struct Fast;
impl Ur for Fast {
    fn nu(&self) -> Tidspunkt {
        Tidspunkt::fra_mikros(1_790_000_000_000_000)
    }
}

fn overdragelse(fil: &str) -> Overdragelse {
    let emne = Emne::laes("32.24.04").unwrap();
    let kontekst = Kontekst {
        anvender_id: Uuid::from_u128(1),
        id: Some(Uuid::from_u128(2)),
        digital_post_id: None,
        afsender: Cvr::KORSBAEK,
        modtager: Cvr::KORSBAEK,
        valg: Rutevalg::Kle(emne.clone(), None),
        filnavn: Some(fil.into()),
    };
    let i = Indlagt {
        id: Uuid::from_u128(2),
        kontekst,
        afsendersystem: Some(Uuid::from_u128(3)),
        modtagersystem: fordeling::objekttyper::POSTKASSEN,
        regel: None,
        emne: emne.to_string(),
        slags: Objektslags::Dokument,
        objekt: Uuid::from_u128(5),
        modtagerfil: None,
        filmaerke: None,
        aftryk: String::new(),
        svarfrist: 10,
    };
    Overdragelse::ny(i, Fast.nu())
}

fn dokument(titel: &str, urn: &str) -> String {
    format!(
        "<DistributionObject xmlns='http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/2/types'><ObjektType>DOKUMENT</ObjektType><ObjektIndhold>\
         <DistributionDokument><Registrering><RelationListe><DokumentPartListe><DokumentPart><Rolle>SekundaerPart</Rolle><Part><ReferenceID><URN>urn:oio:cpr-nr:0101700000\
         </URN></ReferenceID></Part></DokumentPart><DokumentPart><Rolle>PrimaerPart</Rolle><Part><ReferenceID><URN>{urn}</URN></ReferenceID></Part></DokumentPart>\
         </DokumentPartListe></RelationListe><AttributListe><Attributter><TitelTekst>{titel}</TitelTekst></Attributter></AttributListe></Registrering></DistributionDokument>\
         </ObjektIndhold></DistributionObject>"
    )
}

fn post() -> Postkomponent {
    Postkomponent::ny(Arc::new(SimuleretPostkomponent::ny(Arc::new(Fast))), Arc::new(Fast))
}

async fn gang(titel: &str, urn: &str) -> (Postsvar, Vec<(Kvitteringskode, Kvitteringstype)>) {
    let (p, o) = (post(), overdragelse("brev.pdf"));
    let svar = p.send(&o, &dokument(titel, urn), b"%PDF".to_vec()).await.unwrap();
    let status = p.status(&o).await.unwrap();
    (svar, status.iter().map(|k| (k.kode, k.slags)).collect())
}

#[tokio::test]
async fn fk03_a_document_is_a_memo_and_the_published_receipts_come_back() {
    use Kvitteringskode::{Afleveret, Afvist, Fejlet, Modtaget};
    use Kvitteringstype::DigitalPost;
    let cpr = "urn:oio:cpr-nr:2512484916";
    let (svar, status) = gang("Afgørelse", cpr).await;
    assert_eq!(
        (svar.kvittering.kode, svar.id.is_some(), status),
        (Modtaget, true, vec![(Modtaget, DigitalPost), (Afleveret, DigitalPost)])
    );
    let (svar, _) = gang("Afgørelse", "urn:oio:cvr-nr:12345678").await;
    assert_eq!(svar.kvittering.kode, Modtaget, "companies have mailboxes too");
    let (svar, _) = gang("AFVISES", cpr).await;
    assert_eq!((svar.kvittering.kode, svar.kvittering.fejl[0].0.as_str(), svar.id), (Afvist, "SIM-3", None));
    let (svar, status) = gang("FEJLER", cpr).await;
    assert_eq!((svar.kvittering.kode, status), (Modtaget, vec![(Modtaget, DigitalPost), (Fejlet, DigitalPost)]));
    let (svar, _) = gang("Afgørelse", "urn:oio:hest:1").await;
    assert!(svar.kvittering.kode == Afvist && svar.kvittering.begrundelse.unwrap().contains("PrimaerPart"), "nobody to send it to");
}

#[test]
fn the_request_has_the_order_and_the_namespaces_of_the_published_samples() {
    let b = laes::brev(&dokument("Brev &amp; bilag", "urn:oio:cpr-nr:2512484916"), "a:b.txt").unwrap();
    let (titel, format) = (b.titel.clone(), b.format.clone());
    assert_eq!((titel.as_str(), format.as_str(), &b.modtager), ("Brev & bilag", "text/plain", &Modtager::Person("2512484916".into())));
    let tekst = kombi_request(&overdragelse("a:b.txt"), &b, b"hej", Fast.nu());
    let rod = xml::parse(&tekst).unwrap();
    assert_eq!((rod.navn.lokal.as_ref(), rod.elementer().count()), ("kombi_request", 2));
    let mut navne = Vec::new();
    fn gaa(e: &xml::XElement<'_>, ud: &mut Vec<String>) {
        ud.push(e.navn.lokal.to_string());
        e.elementer().for_each(|b| gaa(b, ud));
    }
    gaa(rod.barn(MEMO, "Message").unwrap(), &mut navne);
    let udgivet = "Message MessageHeader messageType messageUUID label Sender senderID idType label Recipient recipientID idType MessageBody createdDateTime MainDocument File \
                   encodingFormat filename language content";
    assert_eq!(navne, udgivet.split_whitespace().collect::<Vec<_>>(), "MeMo_Minimum_Example.xml");
    assert!(tekst.contains(">aGVq<") && tekst.contains(">a_b.txt<") && tekst.contains("Brev &amp; bilag"));
}

#[tokio::test]
async fn what_is_no_answer_is_tried_again_and_a_status_of_another_message_is_not_ours() {
    assert!(
        laes::kombi_response("<html/>").is_err()
            && laes::kombi_response("x").is_err()
            && laes::kombi_response("<kombi_response/>").is_err()
    );
    assert_eq!(
        laes::kombi_response("<kombi_response><Result>true</Result></kombi_response>"),
        Ok(Ok(None)),
        "physical mail has no TransmissionID"
    );
    let s = SimuleretPostkomponent::ny(Arc::new(Fast));
    let status = s.status(Uuid::from_u128(9)).await.unwrap();
    assert_eq!(laes::poststatus(&status[0], Uuid::from_u128(8)), Ok(None));
    assert!(laes::poststatus(&status[1], Uuid::from_u128(9)).unwrap().is_some());
}
