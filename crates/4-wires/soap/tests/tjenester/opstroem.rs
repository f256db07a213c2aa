//! Serviceplatformen's services through the gateway: what an upstream is sent, and what is made of its answer.
use crate::*;
use async_trait::async_trait;
use grund::spor::Kildeslags;
use serviceplatform::{
    Afsender, Anmodning, Intet, Kildebog, Kildevalg, Kontekstform, Kvoteregel, Opstroem, Serviceplatform, Svar as Opstroemssvar,
};
use std::sync::Mutex;

const DEMO: &str = "http://serviceplatformen.dk/xml/wsdl/soap11/SP/Demo/1/";
const SP: &str = "http://serviceplatformen.dk/xml/schemas";
const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// An upstream that answers with that, and keeps what it was sent.
struct Bagved {
    svar: (u16, String),
    sendt: Mutex<Vec<Anmodning>>,
}

#[async_trait]
impl Afsender for Bagved {
    async fn send(&self, _: &Opstroem, a: &Anmodning) -> Result<Opstroemssvar, Intet> {
        self.sendt.lock().unwrap().push(a.clone());
        Ok(Opstroemssvar { status: self.svar.0, krop: self.svar.1.clone().into_bytes() })
    }
}

struct Regler(Kontekstform);

impl Kildebog for Regler {
    fn kilde(&self, _: &str, _: Cvr, _: Tidspunkt) -> Option<Kildevalg> {
        Some(Kildevalg { slags: Kildeslags::Gennemstilling, opstroem: Some("bag".into()) })
    }
    fn opstroem(&self, navn: &str, _: Cvr, _: Tidspunkt) -> Option<Arc<Opstroem>> {
        Some(Arc::new(Opstroem { kontekst: self.0.clone(), ..serviceplatform::opstroem::standard(navn, "https://bag.example/") }))
    }
    fn kvoter(&self, _: &str, _: Cvr, _: Tidspunkt) -> Vec<Kvoteregel> {
        Vec::new()
    }
}

const KALDET: &str = "<c:CallContext xmlns:c='http://serviceplatformen.dk/xml/schemas/CallContext/1/'><c:AccountingInfo>konto 42</c:AccountingInfo></c:CallContext>\
    <a:AuthorityContext xmlns:a='http://serviceplatformen.dk/xml/schemas/AuthorityContext/1/'><a:MunicipalityCVR>22222222</a:MunicipalityCVR></a:AuthorityContext>\
    <d:messageString>hej &amp; æøå</d:messageString>";

/// The answer of the gateway over such an upstream, and what the upstream was sent.
async fn kald(kontekst: Kontekstform, status: u16, svar: &str) -> (Svar, Vec<Anmodning>) {
    let b = Bank::ny();
    let bag = Arc::new(Bagved { svar: (status, svar.to_owned()), sendt: Mutex::default() });
    let gateway = Serviceplatform::ny(b.register.lager().clone(), Arc::new(Regler(kontekst)), bag.clone());
    let tilstand = soap::Tilstand { serviceplatform: Some(Arc::new(gateway)), ..b.tilstand() };
    let krop = konvolutten(V11, "", &format!("<d:CallDemoServiceRequest xmlns:d='{DEMO}'>{KALDET}</d:CallDemoServiceRequest>"));
    let svar =
        b.send_til(tilstand, Request::post("/service/SP/Demo/1").header("content-type", "text/xml").body(krop.into()).unwrap()).await;
    let sendt = bag.sendt.lock().unwrap().clone();
    (svar, sendt)
}

fn konvolut_af(indhold: &str) -> String {
    format!("<?xml version='1.0'?><S:Envelope xmlns:S='{SOAP}' xmlns:y='urn:ydre'><S:Body>{indhold}</S:Body></S:Envelope>")
}

fn godt(indhold: &str) -> String {
    konvolut_af(&format!("<q:CallDemoServiceResponse xmlns:q='{DEMO}'>{indhold}</q:CallDemoServiceResponse>"))
}

#[tokio::test]
async fn an_upstream_gets_the_caller_s_words_with_a_context_of_ours_and_its_answer_is_handed_on() {
    let (svar, sendt) =
        kald(Kontekstform::Authority, 200, &godt("<q:responseString>JA &lt;b&gt; æ</q:responseString><y:nyt>mere</y:nyt>")).await;
    assert_eq!(svar.status, StatusCode::OK, "{}", svar.tekst);
    assert_eq!(svar.en("responseString"), "JA <b> æ");
    // Real services break their own contracts: what is not in ours goes through, with the namespace that it was sent in.
    assert!(svar.tekst.contains("xmlns:y=\"urn:ydre\"") && svar.tekst.contains(">mere</y:nyt>"), "{}", svar.tekst);
    let [a] = sendt.as_slice() else { panic!("{sendt:?}") };
    assert_eq!(a.sti, "/service/SP/Demo/1");
    assert!(a.laeser && a.hoveder.contains(&("soapaction", format!("\"{DEMO}callDemoService\""))), "{a:?}");
    let rod = grund::xml::parse(&a.krop).unwrap();
    let besked = rod.barn(SOAP, "Body").unwrap().barn(DEMO, "CallDemoServiceRequest").unwrap();
    let navne: Vec<_> = besked.elementer().map(|e| e.navn.lokal.to_string()).collect();
    assert_eq!(navne, ["CallContext", "AuthorityContext", "messageString"]);
    let cvr = besked.barn(&format!("{SP}/AuthorityContext/1/"), "AuthorityContext").unwrap().elementer().next().unwrap();
    assert_eq!(cvr.tekst().trim(), "11111111", "the authority that the call is for, not what the body claims");
    assert!(a.krop.contains("konto 42") && besked.barn(DEMO, "messageString").unwrap().tekst() == "hej & æøå");
}

#[tokio::test]
async fn an_upstream_with_an_agreement_of_the_older_kind_gets_its_ids() {
    let [aftale, system, bruger, tjeneste] = [1, 2, 3, 4].map(Uuid::from_u128);
    let (svar, sendt) =
        kald(Kontekstform::Invocation { aftale, system, bruger, tjeneste }, 200, &godt("<q:responseString>ja</q:responseString>")).await;
    assert_eq!(svar.en("responseString"), "ja");
    assert!(!sendt[0].krop.contains("AuthorityContext"));
    for id in [aftale, system, bruger, tjeneste] {
        assert!(sendt[0].krop.contains(&id.to_string()), "{}", sendt[0].krop);
    }
}

#[tokio::test]
async fn an_upstream_that_takes_tokens_is_sent_the_message_alone_for_whoever_signs_it() {
    let sts = Kontekstform::Token { sts: "https://sts.example/".into() };
    let (svar, sendt) = kald(sts, 200, &godt("<q:responseString>ja</q:responseString>")).await;
    assert_eq!(svar.en("responseString"), "ja");
    let [a] = sendt.as_slice() else { panic!("{sendt:?}") };
    let rod = grund::xml::parse(&a.krop).unwrap();
    assert!(rod.navn.er(DEMO, "CallDemoServiceRequest"), "no envelope yet: {}", a.krop);
    assert!(!a.krop.contains("AuthorityContext") && !a.krop.contains("InvocationContext") && a.krop.contains("konto 42"), "{}", a.krop);
    let krav = a.token.clone().unwrap();
    assert_eq!(krav.myndighed, Cvr::KORSBAEK);
    let serviceplatform::Tokensted::Besked { soap12, framework, transaktion, action } = krav.sted else { panic!("{krav:?}") };
    assert_eq!((soap12, framework, transaktion, action), (false, true, false, format!("{DEMO}callDemoService").as_str()));
}

#[tokio::test]
async fn what_an_upstream_refuses_is_told_in_its_words_without_personal_numbers() {
    let fault = konvolut_af(&format!(
        "<S:Fault><faultcode>S:Server</faultcode><faultstring>ServiceAgreementNotFound for 0101701234 og 010170-1234</faultstring><detail>\
         <f:ServiceplatformFault xmlns:f='{SP}/ServiceplatformFault/1/'><f:ErrorList><f:Error><f:ErrorCode>SP-7</f:ErrorCode><f:ErrorText>x</f:ErrorText></f:Error>\
         </f:ErrorList></f:ServiceplatformFault></detail></S:Fault>"
    ));
    let (svar, _) = kald(Kontekstform::Authority, 500, &fault).await;
    assert_eq!(svar.status.as_u16(), 500);
    assert!(
        svar.tekst.contains("SAM-2606") && svar.tekst.contains("ServiceAgreementNotFound") && svar.tekst.contains("SP-7"),
        "{}",
        svar.tekst
    );
    assert!(!svar.tekst.contains("0101701234") && !svar.tekst.contains("010170-1234"), "{}", svar.tekst);
    for (status, krop, kode) in [
        (401, String::new(), "SAM-2606"),
        (200, String::new(), "SAM-2607"),
        (200, "<html><body>login</body></html>".into(), "SAM-2607"),
        (200, "ikke xml".into(), "SAM-2607"),
        (200, konvolut_af(""), "SAM-2607"),
        (200, konvolut_af("<andet xmlns='urn:x'/>"), "SAM-2607"),
        (404, godt("<q:responseString>ja</q:responseString>"), "SAM-2607"),
    ] {
        let (svar, _) = kald(Kontekstform::Authority, status, &krop).await;
        assert!(svar.status.as_u16() == 500 && svar.tekst.contains(kode), "{status} {krop}: {}", svar.tekst);
    }
}
