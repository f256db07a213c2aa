//! Envelope, headers, faults, and what the services show of themselves.
use crate::*;
use axum::http::Method;

const WSA: &str = "http://www.w3.org/2005/08/addressing";
const DEMO: &str = "http://serviceplatformen.dk/xml/wsdl/soap11/SP/Demo/1/";

fn laes(n: u128) -> String {
    format!("<x:LaesInput xmlns:x='{}' xmlns:sd='{SD}'>{}</x:LaesInput>", BRUGER.ns, id(&u(n)))
}

#[tokio::test]
async fn the_answer_has_the_version_of_the_call_whatever_the_content_type() {
    let b = Bank::ny();
    for (ns, indholdstype) in [(V11, "text/xml; charset=utf-8"), (V12, "application/soap+xml; charset=utf-8")] {
        for sendt in ["text/xml", "application/soap+xml;action=\"x\"", "text/plain", "application/json"] {
            let a = Request::post(BRUGER.sti)
                .header("content-type", sendt)
                .header("soapaction", "\"forkert\"")
                .body(konvolutten(ns, "", &laes(1)).into())
                .unwrap();
            let svar = b.send(a).await.giver(44);
            assert!(svar.status == StatusCode::OK && svar.indholdstype == indholdstype && svar.tekst.contains(ns), "{}", svar.tekst);
        }
    }
    // with a trailing slash, and at the older address
    for sti in ["/organisation/bruger/6/", "/sts-soap-organisation/v6_0_0_0/bruger", "/sts-soap-organisation/v6_0_0_0/bruger/"] {
        b.raa(sti, konvolutten(V12, "", &laes(1))).await.giver(44);
    }
}

#[tokio::test]
async fn headers_are_answered() {
    let b = Bank::ny();
    let uden = b.raa(BRUGER.sti, konvolutten(V12, "", &laes(1))).await;
    assert!(!uden.tekst.contains(WSA));
    assert_eq!(uden.en("TransactionUUID"), "00000000-0000-0000-0000-000000000007", "A-39: the id of the call stands in");
    let hoved = format!(
        "<a:Action xmlns:a='{WSA}' s:mustUnderstand='1'>http://kombit.dk/sts/organisation/bruger/laes</a:Action><a:MessageID xmlns:a='{WSA}'>urn:uuid:m1</a:MessageID><a:To xmlns:a='{WSA}' s:mustUnderstand='1'>urn:x</a:To>\
         <h:RequestHeader xmlns:h='http://kombit.dk/xml/schemas/RequestHeader/1/'><h:TransactionUUID>t&amp;1</h:TransactionUUID></h:RequestHeader>\
         <o:Security xmlns:o='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd' s:mustUnderstand='1'><x/></o:Security>\
         <f:Framework xmlns:f='urn:liberty:sb' version='2.0' s:mustUnderstand='true'/>"
    );
    let med = b.raa(BRUGER.sti, konvolutten(V12, &hoved, &laes(1))).await.giver(44);
    assert_eq!((med.en("TransactionUUID"), med.en("RelatesTo")), ("t&1".into(), "urn:uuid:m1".into()));
    assert_eq!(med.en("Action"), "http://stoettesystemerne.dk/organisation/6/BrugerPortType/laesResponse");
    assert!(med.en("MessageID").starts_with("urn:uuid:"));
}

#[tokio::test]
async fn faults_are_only_for_the_envelope() {
    let b = Bank::ny();
    let dyb = format!("{}{}", "<a>".repeat(100), "</a>".repeat(100));
    let sager: [(&str, String, u16); 12] = [
        ("not well-formed", konvolutten(V12, "", &laes(1)).replace("</s:Body>", ""), 1001),
        ("empty", String::new(), 1001),
        ("not XML", "{\"a\":1}".into(), 1001),
        ("DTD", format!("<!DOCTYPE a [<!ENTITY b 'c'>]>{}", konvolutten(V12, "", &laes(1))), 1002),
        ("not an envelope", laes(1), 1013),
        ("another version", konvolutten("http://www.w3.org/2001/12/soap-envelope", "", &laes(1)), 1013),
        ("no body", format!("<s:Envelope xmlns:s='{V12}'/>"), 1007),
        ("empty body", konvolutten(V12, "", ""), 1007),
        ("unknown header", konvolutten(V12, "<q xmlns='urn:q' s:mustUnderstand='1'/>", &laes(1)), 1014),
        ("unknown element", konvolutten(V12, "", "<LaesInput xmlns='urn:q'/>"), 1005),
        ("another service", konvolutten(V12, "", &laes(1).replace("/bruger/", "/person/")), 1005),
        ("too deep", konvolutten(V12, "", &dyb), 1004),
    ];
    for (navn, krop, nummer) in sager {
        for v11 in [false, true] {
            let krop = if v11 { krop.replace(V12, V11) } else { krop.clone() };
            let svar = b.raa(BRUGER.sti, krop.clone()).await;
            assert_eq!(svar.fejlnummer(), nummer, "{navn}: {}", svar.tekst);
            let er_v11 = krop.contains(V11);
            assert_eq!(svar.status.as_u16(), 500, "K-13, {navn}: {}", svar.tekst);
            assert_eq!(svar.alle("Fault").len(), 1);
            assert!(svar.tekst.contains(if er_v11 { "<faultcode>s:" } else { "<s:Value>s:" }), "{}", svar.tekst);
        }
    }
    let stor = b.raa(BRUGER.sti, vec![b' '; grund::graenser::KROP_BYTES + 1]).await;
    assert_eq!((stor.status.as_u16(), stor.fejlnummer()), (500, 1003));
}

/// Of every contract: where its answer has no place for a refusal (DemoService), it is a fault.
#[tokio::test]
async fn what_a_contract_does_not_take_is_told_in_every_answer() {
    let b = Bank::ny();
    for k in soap::tjenester::alle() {
        for o in k.operationer {
            let krop = format!("<d:{0} xmlns:d='{1}'><d:Foo/></d:{0}>", o.ind.navn, o.ind.ns.uri);
            let svar = b.raa(k.stier[0], konvolutten(V12, "", &krop)).await;
            assert!(svar.tekst.contains("SAM-1"), "{} {}: {}", k.navn, o.navn, svar.tekst);
        }
    }
    let demo =
        |indhold: &str| konvolutten(V11, "", &format!("<d:CallDemoServiceRequest xmlns:d='{DEMO}'>{indhold}</d:CallDemoServiceRequest>"));
    for (indhold, nummer) in
        [("<d:Foo/>", 1007), ("", 1007), ("<d:messageString>a</d:messageString><d:messageString>b</d:messageString>", 1008)]
    {
        let svar = b.raa("/service/SP/Demo/1", demo(indhold)).await;
        assert_eq!((svar.status.as_u16(), svar.fejlnummer(), svar.alle("Fault").len()), (500, nummer, 1), "{indhold}: {}", svar.tekst);
    }
    assert_eq!(b.raa("/service/SP/Demo/1", demo("<d:messageString>hej</d:messageString>")).await.en("responseString"), "hej");
}

#[tokio::test]
async fn a_message_that_cannot_be_read_is_refused_in_the_version_of_its_content_type() {
    let b = Bank::ny();
    let halv = |ns: &str| konvolutten(ns, "", &laes(1)).replace("</s:Body>", "");
    for (type_, krop, ventet) in [
        ("text/xml", "<a>".to_owned(), V11),
        ("text/xml; charset=utf-8", String::new(), V11),
        ("TEXT/XML", "{}".to_owned(), V11),
        ("application/soap+xml", "<a>".to_owned(), V12),
        ("text/plain", "<a>".to_owned(), V12),
        ("text/xml", halv(V12), V12),
        ("application/soap+xml", halv(V11), V11),
        ("text/xml", " ".repeat(grund::graenser::KROP_BYTES + 1), V11),
    ] {
        let svar = b.send(Request::post(BRUGER.sti).header("content-type", type_).body(krop.into()).unwrap()).await;
        assert!(svar.status == 500 && svar.tekst.contains(ventet) && svar.alle("Fault").len() == 1, "{type_}: {}", svar.tekst);
        let som = if ventet == V11 { "text/xml; charset=utf-8" } else { "application/soap+xml; charset=utf-8" };
        assert_eq!(svar.indholdstype, som);
    }
}

#[tokio::test]
async fn an_action_of_another_operation_or_of_none_is_refused() {
    let b = Bank::ny();
    let hoved = |a: &str| format!("<a:Action xmlns:a='{WSA}'>{a}</a:Action>");
    let svar = b.raa(BRUGER.sti, konvolutten(V12, &hoved("http://kombit.dk/sts/organisation/bruger/slet"), &laes(1))).await;
    assert_eq!((svar.status.as_u16(), svar.fejlnummer()), (500, 1104));
    let svar = b.raa(BRUGER.sti, konvolutten(V12, &hoved("http://kombit.dk/sts/organisation/bruger/fly"), &laes(1))).await;
    assert_eq!((svar.status.as_u16(), svar.fejlnummer()), (500, 1104));
    b.raa(BRUGER.sti, konvolutten(V12, &hoved("urn:laes"), &laes(1))).await.giver(44);
}

#[tokio::test]
async fn wsdl_schemas_and_a_page() {
    let b = Bank::ny();
    let mut skemaer = 0;
    for k in soap::tjenester::alle() {
        let sti = k.stier[0];
        for q in ["?wsdl", "?WSDL", "?singleWsdl"] {
            let wsdl = b.hent(&format!("{sti}{q}")).await;
            assert!(wsdl.status == StatusCode::OK && parse(&wsdl.tekst).unwrap().navn.lokal == "definitions", "{q}");
            assert!(wsdl.tekst.contains(&format!("location=\"http://samspil.example{sti}\"")));
            assert_eq!(wsdl.tekst.contains("schemaLocation"), q != "?singleWsdl");
        }
        for fil in kontrakt::xsd::filer(k) {
            let x = b.hent(&format!("{sti}?xsd={fil}")).await;
            assert_eq!(parse(&x.tekst).unwrap().navn.lokal, "schema");
            skemaer += 1;
        }
        assert_eq!(b.hent(&format!("{sti}?xsd=nej.xsd")).await.status, StatusCode::NOT_FOUND);
        let side = b.hent(sti).await;
        assert!(side.indholdstype.starts_with("text/html") && side.tekst.contains("?wsdl"));
    }
    assert!(skemaer > 50, "{skemaer}");
    let svar = b.send(Request::builder().method(Method::DELETE).uri(BRUGER.sti).body(Body::empty()).unwrap()).await;
    assert_eq!(svar.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(b.hent("/organisation/nej/6").await.status, StatusCode::NOT_FOUND);
}

/// One worker, and a message that takes it some hundred milliseconds to read: whoever comes meanwhile is answered meanwhile, by another thread.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn i12_1_6_others_are_answered_while_a_large_message_is_read() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
    let b = Bank::ny();
    let svaret = Arc::new(AtomicBool::new(false));
    let stor = konvolutten(V12, "", &format!("<x>{}</x>", "<a/>".repeat(390_000)));
    assert!(stor.len() > grund::graenser::STOR_BESKED_BYTES);
    let anden = svaret.clone();
    // The other comes when the large one has come whole.
    let krop = futures::stream::once(async move {
        tokio::spawn(async move { anden.store(true, SeqCst) });
        Ok::<_, std::io::Error>(stor)
    });
    let foerst = tokio::spawn(async move {
        let svar = b.raa(BRUGER.sti, Body::from_stream(krop)).await;
        (svar.fejlnummer(), svaret.load(SeqCst))
    });
    assert_eq!(foerst.await.unwrap(), (1005, true));
}
