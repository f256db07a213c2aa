//! Every refusal. Where only the references are wrong, the message is signed anew, so that nothing else can be the reason.
use super::*;
use base64::{Engine, engine::general_purpose::STANDARD};
use grund::{Fejl, Fejlkode};
use sikkerhed::xmlsig::{Henvisning, Ider, henvisning, kanonisk, kontroller};

/// Puts a right signature value on a message whose SignedInfo was changed.
pub fn gensign(tekst: &str) -> String {
    let rod = parse(tekst).unwrap();
    let s = besked_signatur(&rod);
    let info = s.barn(DS, "SignedInfo").unwrap();
    let ny = STANDARD.encode(noegle().underskriv(&kanonisk(&rod, info, &[], None).unwrap()).unwrap());
    let v = s.barn(DS, "SignatureValue").unwrap();
    format!("{}<ds:SignatureValue>{ny}</ds:SignatureValue>{}", &tekst[..v.bytes.0], &tekst[v.bytes.1..])
}

fn svar(tekst: &str) -> Result<usize, Fejl> {
    let rod = parse(tekst).unwrap();
    kontroller(&rod, besked_signatur(&rod), &noegle().offentlig()).map(|k| k.daekket.len())
}

/// The refusal of a message, which says nothing about its cause to the caller.
pub fn afvist(tekst: &str) -> (Fejlkode, String) {
    let fejl = svar(tekst).unwrap_err();
    let kode = fejl.kode();
    assert!(matches!(kode, Fejlkode::UgyldigSignatur | Fejlkode::ForbudtAlgoritme), "{fejl:?}");
    assert_eq!(fejl.engelsk(), Fejl::ny(kode).regel("G-20").engelsk());
    (kode, fejl.aarsagen().unwrap().to_owned())
}

/// A message with one change in the part that holds the message's signature.
fn aendret(fra: &str, til: &str) -> String {
    let tekst = konvolut();
    let start = tekst.find("<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"sig\"").unwrap();
    let (foer, efter) = tekst.split_at(start);
    assert!(efter.contains(fra), "{fra} is not in {efter}");
    format!("{foer}{}", efter.replacen(fra, til, 1))
}

const EXC: &str = "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:Transform>";

fn transform(navn: &str) -> String {
    format!("<ds:Transform Algorithm=\"{navn}\"></ds:Transform>")
}

#[test]
fn the_helper_that_signs_anew_makes_right_signatures() {
    assert_eq!(svar(&gensign(&konvolut())), Ok(5));
    assert_eq!(svar(&gensign(&aendret("<ds:Transforms>", "<ds:Transforms> \n"))), Ok(5));
}

#[test]
fn g20_algorithms_that_are_not_on_the_list_are_refused() {
    let c14n = "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\">";
    let rsa = "xmldsig-more#rsa-sha256";
    let mut proever = vec![
        ("<ds:Transforms>".to_owned(), "<ds:Transforms Algorithm=\"\"><ds:XPath/>".to_owned()),
        ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256".into(), String::new()),
        ("#\"></ds:CanonicalizationMethod>".into(), "#\"><ds:X/></ds:CanonicalizationMethod>".into()),
        ("></ds:SignatureMethod>".into(), "><ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>".into()),
        ("></ds:DigestMethod>".into(), "><ds:X/></ds:DigestMethod>".into()),
        (EXC.into(), format!("{EXC}{EXC}")),
        (EXC.into(), transform("http://www.w3.org/2000/09/xmldsig#enveloped-signature")),
        (EXC.into(), format!("{EXC}{}", transform("http://www.w3.org/2000/09/xmldsig#enveloped-signature"))),
        (EXC.into(), String::new()),
        (format!("<ds:Transforms>{EXC}</ds:Transforms>"), String::new()),
        ("<ds:KeyInfo>".into(), "<ds:Object><x/></ds:Object><ds:KeyInfo>".into()),
        ("</ds:KeyInfo>".into(), "</ds:KeyInfo><ds:Object Id=\"o\"/>".into()),
        ("</ds:KeyInfo>".into(), "</ds:KeyInfo><ds:KeyInfo/>".into()),
        ("</ds:SignatureValue>".into(), "</ds:SignatureValue><ds:SignatureValue/>".into()),
        ("><wsse:TransformationParameters".into(), "><ds:X/><wsse:TransformationParameters".into()),
        ("</wsse:TransformationParameters>".into(), "</wsse:TransformationParameters><ds:X/>".into()),
    ];
    for navn in [
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        "none",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
    ] {
        proever.push((format!("http://www.w3.org/2001/04/{rsa}"), navn.into()));
    }
    for navn in [
        "http://www.w3.org/2000/09/xmldsig#sha1",
        "http://www.w3.org/2001/04/xmldsig-more#md5",
        "",
        "http://www.w3.org/2001/04/xmldsig-more#sha224",
    ] {
        proever.push(("http://www.w3.org/2001/04/xmlenc#sha256".into(), navn.into()));
    }
    for navn in [
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
        "http://www.w3.org/2006/12/xml-c14n11",
        "http://www.w3.org/TR/1999/REC-xslt-19991116",
        "http://www.w3.org/TR/1999/REC-xpath-19991116",
        "http://www.w3.org/2002/06/xmldsig-filter2",
        "http://www.w3.org/2000/09/xmldsig#base64",
        "",
    ] {
        proever.push((EXC.into(), transform(navn)));
        proever.push((EXC.into(), format!("{EXC}{}", transform(navn))));
        proever.push((EXC.into(), format!("{}{EXC}", transform(navn))));
        proever.push((c14n.into(), format!("<ds:CanonicalizationMethod Algorithm=\"{navn}\">")));
        proever.push((
            "></ds:CanonicalizationMethod></wsse:T".into(),
            format!(" a=\"\"></ds:CanonicalizationMethod>{}</wsse:T", transform(navn)),
        ));
    }
    for uri in ["", "#", "http://kombit.dk/x.xml", "file:///etc/passwd", "cid:x", "body", "#xpointer(/)", "#xpointer(id('body'))"] {
        proever.push(("URI=\"#body\"".into(), format!("URI=\"{uri}\"")));
    }
    proever.push((" URI=\"#body\"".into(), String::new()));
    for slags in ["Manifest", "Object"] {
        proever.push(("URI=\"#body\"".into(), format!("URI=\"#body\" Type=\"http://www.w3.org/2000/09/xmldsig#{slags}\"")));
    }
    for (fra, til) in proever {
        assert_eq!(afvist(&gensign_om_muligt(&aendret(&fra, &til))).0, Fejlkode::ForbudtAlgoritme, "{fra} -> {til}");
    }
}

/// Some changes leave no SignedInfo to sign.
fn gensign_om_muligt(tekst: &str) -> String {
    let n = tekst.matches("<ds:SignatureValue").count();
    if n == 2 { gensign(tekst) } else { tekst.to_owned() }
}

#[test]
fn g20_a_malformed_signature_is_refused() {
    let info = |t: &str| t.find("<ds:Reference URI=\"#body\"").zip(t.find("<ds:Reference URI=\"#str\"")).unwrap();
    let hele = konvolut();
    let (a, b) = info(&hele);
    let en = hele[a..b].to_owned();
    let alle = hele[hele.find("<ds:Reference URI=\"#action\"").unwrap()..hele.rfind("</ds:SignedInfo>").unwrap()].to_owned();
    let mange = |n| en.repeat(n);
    let proever = [
        (en.clone(), mange(29), "too many references"),
        (alle, String::new(), "no reference"),
        ("URI=\"#body\"".to_owned(), "URI=\"#nobody\"".to_owned(), "no element has that id"),
        ("URI=\"#body\"".into(), "URI=\"#Body\"".into(), "no element has that id"),
        ("URI=\"#body\"".into(), "URI=\"#ts\"".into(), "was changed"),
        ("URI=\"#str\"".into(), "URI=\"#body\"".into(), "SecurityTokenReference"),
        ("URI=\"#str\"".into(), "URI=\"#_a1\"".into(), "SecurityTokenReference"),
        (EXC.into(), format!("{}{EXC}", transform("http://www.w3.org/2000/09/xmldsig#enveloped-signature")), "not inside"),
        ("<ds:DigestValue>".into(), "<ds:DigestValue>*".into(), "Invalid"),
        ("<ds:DigestValue>".into(), "<ds:DigestValue>AAAA".into(), "was changed"),
        ("<ds:SignedInfo>".into(), "<ds:Intet/><ds:SignedInfo>".into(), "SignedInfo is missing"),
        ("<ds:SignedInfo>".into(), "<ds:SignedInfo/><ds:SignedInfo>".into(), "is missing"),
        ("</ds:SignedInfo>".into(), "<ds:Andet/></ds:SignedInfo>".into(), "Andet in a SignedInfo"),
        (
            EXC.into(),
            format!(
                "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"><ec:InclusiveNamespaces xmlns:ec=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"{}\"/></ds:Transform>",
                "a ".repeat(65)
            ),
            "too many prefixes",
        ),
    ];
    for (fra, til, hvorfor) in proever {
        let tekst = aendret(&fra, &til);
        let (kode, aarsag) = afvist(&gensign(&tekst));
        assert_eq!(kode, Fejlkode::UgyldigSignatur, "{hvorfor}: {aarsag}");
        assert!(aarsag.contains(hvorfor), "{hvorfor}: {aarsag}");
    }
    assert_eq!(svar(&gensign(&aendret(&en, &mange(28)))), Ok(32));
    for (fra, til) in [
        ("<ds:SignatureValue>", "<ds:SignatureValue>AAAA"),
        ("<ds:SignatureValue>", "<ds:SignatureValue>="),
        ("#msgid", "#action"),
        ("</ds:SignedInfo>", "x</ds:SignedInfo>"),
    ] {
        assert_eq!(afvist(&aendret(fra, til)).0, Fejlkode::UgyldigSignatur, "{til}");
    }
    let langt = aendret("<ds:SignatureValue>", &format!("<ds:SignatureValue>{}", " ".repeat(5_000)));
    assert_eq!(afvist(&langt).1, "a base64 value is too long");
}

#[test]
fn g20_white_space_in_base64_is_accepted() {
    let mut tekst = konvolut();
    let v = tekst.rfind("<ds:SignatureValue>").unwrap() + "<ds:SignatureValue>".len();
    tekst.insert_str(v + 76, "\r\n\t ");
    tekst.insert(v, '\n');
    assert_eq!(svar(&tekst), Ok(5));
}

#[test]
fn g20_a_changed_part_is_refused_and_an_uncovered_one_is_not_claimed() {
    for (fra, til) in [
        ("Åse", "Ase"),
        ("kombit.dk/laes", "kombit.dk/ret"),
        ("urn:uuid:1", "urn:uuid:2"),
        ("00:05:00", "23:05:00"),
        ("Fanø", "Samsø"),
        ("<navn xmlns=\"\">", "<navn>"),
    ] {
        let tekst = konvolut().replacen(fra, til, 1);
        assert_eq!(afvist(&tekst).0, Fejlkode::UgyldigSignatur, "{til}");
    }
    assert_eq!(svar(&konvolut().replace("<s:Header>", "<s:Header><uden/>")), Ok(5));
}

#[test]
fn g20_an_id_that_occurs_twice_anywhere_is_refused() {
    for (attribut, id) in [("Id", "body"), ("ID", "body"), ("AssertionID", "ts"), ("u:Id", "_a1"), ("xml:id", "sig"), ("Id", "str")] {
        let tekst = konvolut().replace("<s:Header>", &format!("<s:Header><x {attribut}=\"{id}\"/>"));
        assert!(afvist(&tekst).1.contains("occurs twice"), "{attribut} {id}");
        assert!(Ider::af(&parse(&tekst).unwrap()).is_err());
        // our own messages too
        let rod = parse(&tekst).unwrap();
        let fejl = sikkerhed::xmlsig::signatur(&rod, &referencer(), noegle(), "", None).unwrap_err();
        assert_eq!(fejl.kode(), Fejlkode::Intern);
    }
    // unrelated twins, an ordinary "id", and one element that says it twice
    assert!(afvist(&konvolut().replace("<s:Header>", "<s:Header><x Id=\"q\"/><x Id=\"q\"/>")).1.contains("twice"));
    assert_eq!(
        svar(&konvolut().replace("<s:Header>", "<s:Header><x id=\"body\" b=\"body\"/><x ID=\"z\" Id=\"z\"/><x Id=\"\"/><x Id=\"\"/>")),
        Ok(5)
    );
}

#[test]
fn g20_the_token_of_str_transform_must_be_a_token_of_the_message() {
    let str_ = |indhold: &str| konvolut_uden().replace(&format!("<o:KeyIdentifier ValueType=\"{SAMLID}\">_a1</o:KeyIdentifier>"), indhold);
    let proev = |indhold: &str| {
        let tekst = str_(indhold).replace('@', "");
        sikkerhed::xmlsig::signatur(&parse(&tekst).unwrap(), &referencer(), noegle(), "", None)
            .map_err(|f| f.aarsagen().unwrap().to_owned())
    };
    assert!(proev("<o:Reference URI=\"#_a1\"/>").is_ok());
    for (indhold, hvorfor) in [
        ("", "one thing"),
        ("<o:Reference URI=\"#_a1\"/><x/>", "one thing"),
        ("<o:Reference URI=\"http://x\"/>", "outside"),
        ("<o:Reference URI=\"#body\"/>", "no token"),
        ("<o:Reference URI=\"#intet\"/>", "no token has"),
        ("<o:KeyIdentifier ValueType=\"x\">_a1</o:KeyIdentifier>", "another way"),
        ("<o:Embedded/>", "another way"),
    ] {
        assert!(proev(indhold).unwrap_err().contains(hvorfor), "{indhold}");
    }
    // the message is signed, and then the reference is pointed at another assertion
    let tekst =
        konvolut().replace(">_a1</o:KeyIdentifier></o:SecurityTokenReference><ds", ">_a2</o:KeyIdentifier></o:SecurityTokenReference><ds");
    let anden = assertion().replace("_a1", "_a2").replace("Fanø", "Samsø");
    assert!(afvist(&tekst.replace("</s:Header>", &format!("{anden}</s:Header>"))).1.contains("was changed"));
}

#[test]
fn g20_canonicalisation_has_a_budget() {
    // each of the elements must declare a long namespace that is in scope but unused around it
    let uri = "x".repeat(60_000);
    let tekst = format!("<r xmlns:n=\"{uri}\"><b Id=\"b\">{}</b></r>", "<n:e/>".repeat(2_000));
    let rod = parse(&tekst).unwrap();
    let fejl = kanonisk(&rod, &rod, &[], None).unwrap_err();
    assert_eq!((fejl.kode(), fejl.aarsagen().unwrap()), (Fejlkode::UgyldigSignatur, "canonicalisation costs too much"));
    // what is declared once is cheap
    assert!(kanonisk(&rod, &rod, &["n"], None).is_ok());
}

#[test]
fn a_key_info_names_one_key() {
    let proev = |info: &str| {
        let tekst = format!("<ds:Signature xmlns:ds=\"{DS}\" xmlns:o=\"{WSSE}\">{info}</ds:Signature>");
        let rod = parse(&tekst).unwrap();
        henvisning(&rod).map(|h| format!("{h:?}")).map_err(|f| f.kode())
    };
    let ki = |s: &str| format!("<ds:KeyInfo>{s}</ds:KeyInfo>");
    let str_ = |s: &str| ki(&format!("<o:SecurityTokenReference>{s}</o:SecurityTokenReference>"));
    let x509 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509SubjectKeyIdentifier";
    let issuer = "<ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>CN=x</ds:X509IssuerName><ds:X509SerialNumber> 12 </ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>";
    for (info, svar) in [
        (ki("<ds:X509Data><ds:X509Certificate>AA\n</ds:X509Certificate></ds:X509Data>"), "Certifikat(\"AA\\n\")"),
        (ki("<ds:X509Data><ds:X509SKI>AA</ds:X509SKI></ds:X509Data>"), "Ski(\"AA\")"),
        (ki(issuer), "Udsteder { navn: \"CN=x\", serienummer: \"12\" }"),
        (str_(issuer), "Udsteder { navn: \"CN=x\", serienummer: \"12\" }"),
        (str_("<o:Reference URI=\"#bst\"/>"), "Bst(\"bst\")"),
        (str_(&format!("<o:KeyIdentifier ValueType=\"{SAMLID}\"> _1 </o:KeyIdentifier>")), "SamlId(\"_1\")"),
        (str_(&format!("<o:KeyIdentifier ValueType=\"{x509}\">AA=</o:KeyIdentifier>")), "Ski(\"AA=\")"),
        (
            str_(
                "<o:KeyIdentifier ValueType=\"http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#ThumbprintSHA1\">AA</o:KeyIdentifier>",
            ),
            "Fingeraftryk(\"AA\")",
        ),
        (str_("<o:KeyIdentifier ValueType=\"x#X509v3\">AA</o:KeyIdentifier>"), "Certifikat(\"AA\")"),
    ] {
        assert_eq!(proev(&info).as_deref(), Ok(svar), "{info}");
    }
    for (info, kode) in [
        (String::new(), Fejlkode::UgyldigSignatur),
        (ki(""), Fejlkode::UgyldigSignatur),
        (format!("{0}{0}", ki(issuer)), Fejlkode::UgyldigSignatur),
        (ki(&format!("{issuer}{issuer}")), Fejlkode::UgyldigSignatur),
        (ki("<ds:KeyName>x</ds:KeyName>"), Fejlkode::ForbudtAlgoritme),
        (ki("<ds:KeyValue/>"), Fejlkode::ForbudtAlgoritme),
        (ki("<ds:X509Data/>"), Fejlkode::UgyldigSignatur),
        (str_(""), Fejlkode::UgyldigSignatur),
        (str_("<o:Embedded/>"), Fejlkode::ForbudtAlgoritme),
        (str_("<o:Reference URI=\"x\"/>"), Fejlkode::UgyldigSignatur),
        (str_("<o:KeyIdentifier ValueType=\"#x\">AA</o:KeyIdentifier>"), Fejlkode::ForbudtAlgoritme),
        (str_(&format!("<o:KeyIdentifier ValueType=\"{SAMLID}\"> </o:KeyIdentifier>")), Fejlkode::UgyldigSignatur),
    ] {
        assert_eq!(proev(&info), Err(kode), "{info}");
    }
    assert!(henvisning(&parse(&konvolut()).unwrap()).is_err());
    let _: fn(String) -> Henvisning<'static> = Henvisning::Bst;
}
