//! Signature wrapping: signed parts are moved, wrapped, copied, and another one put where the application looks. Whatever
//! the signature says then, the node at that place must not be told as covered.
use super::*;
use sikkerhed::xmlsig::kontroller;

struct Del {
    navn: &'static str,
    id: &'static str,
    ond: &'static str,
}

const DELE: [Del; 4] = [
    Del { navn: "Body", id: " u:Id=\"body\"", ond: "<s:Body@><Ond/>#</s:Body>" },
    Del { navn: "Action", id: " u:Id=\"action\"", ond: "<a:Action@>http://kombit.dk/slet#</a:Action>" },
    Del { navn: "Timestamp", id: " u:Id=\"ts\"", ond: "<u:Timestamp@><u:Created>2099-01-01T00:00:00Z</u:Created>#</u:Timestamp>" },
    Del {
        navn: "Assertion",
        id: " ID=\"_a1\"",
        ond: "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"@><saml:Issuer>ond</saml:Issuer>#</saml:Assertion>",
    },
];

/// Where an application looks: by name on the fixed path, never by id.
fn paa_plads<'t, 'a>(rod: &'t XElement<'a>, navn: &str) -> &'t XElement<'a> {
    let ned = |e: &'t XElement<'a>, navn: &str| e.elementer().find(|b| b.navn.lokal == navn).unwrap();
    match navn {
        "Body" => ned(rod, navn),
        "Action" => ned(ned(rod, "Header"), navn),
        _ => ned(ned(ned(rod, "Header"), "Security"), navn),
    }
}

#[test]
fn g20_a_wrapped_part_is_never_told_as_covered() {
    let ren = konvolut();
    let steder = [
        "</s:Header>",
        "</s:Envelope>",
        "<s:Header>",
        "</o:Security>",
        "<ds:SignatureValue>",
        "<ds:KeyInfo>",
        "</ds:Signature></o:Security>",
    ];
    let (mut forsoeg, mut godkendt) = (0, 0);
    for del in &DELE {
        let rod = parse(&ren).unwrap();
        let (fra, til) = paa_plads(&rod, del.navn).bytes;
        let original = &ren[fra..til];
        for id in [del.id, "", " u:Id=\"andet\""] {
            let mut angreb = vec![
                // around and inside
                format!("{}{}{}", &ren[..fra], del.ond.replace('@', id).replace('#', original), &ren[til..]),
                // instead of
                format!("{}{}{}", &ren[..fra], del.ond.replace('@', id).replace('#', ""), &ren[til..]),
                // before and after
                format!("{}{}{original}{}", &ren[..fra], del.ond.replace('@', id).replace('#', ""), &ren[til..]),
                // a foreign element around it
                format!("{}{}<Wrapper>{original}</Wrapper>{}", &ren[..fra], del.ond.replace('@', id).replace('#', ""), &ren[til..]),
            ];
            for sted in steder {
                let uden = format!("{}{}{}", &ren[..fra], del.ond.replace('@', id).replace('#', ""), &ren[til..]);
                for pakket in [
                    original.to_owned(),
                    format!("<Wrapper>{original}</Wrapper>"),
                    format!("<ds:Object xmlns:ds=\"{DS}\">{original}</ds:Object>"),
                ] {
                    if let Some(n) = uden.rfind(sted) {
                        let n = if sted.starts_with("</") { n } else { n + sted.len() * usize::from(sted == "<s:Header>") };
                        angreb.push(format!("{}{pakket}{}", &uden[..n], &uden[n..]));
                    }
                }
            }
            for tekst in angreb {
                forsoeg += 1;
                let rod = parse(&tekst).unwrap_or_else(|f| panic!("{f}: {tekst}"));
                let s = besked_signatur(&rod);
                let Ok(k) = kontroller(&rod, s, &noegle().offentlig()) else { continue };
                godkendt += 1;
                // the node where the application looks is the original, or it is not covered
                let her = paa_plads(&rod, del.navn);
                assert_eq!(k.daekker(her), &tekst[her.bytes.0..her.bytes.1] == original, "{}: {tekst}", del.navn);
                for d in &k.daekket {
                    assert!(ren.contains(&tekst[d.element.bytes.0..d.element.bytes.1]), "{tekst}");
                }
            }
        }
    }
    // some of them are right signatures over the moved part: the test is of the nodes, not of the yes or no
    assert!(forsoeg > 200 && godkendt > 20, "{forsoeg} {godkendt}");
}

#[test]
fn g20_the_signature_inside_an_evil_assertion_covers_only_the_real_one() {
    let aegte = assertion();
    let rod = parse(&aegte).unwrap();
    let s = rod.barn(DS, "Signature").unwrap();
    let (signatur, uden) = (&aegte[s.bytes.0..s.bytes.1], format!("{}{}", &aegte[..s.bytes.0], &aegte[s.bytes.1..]));
    let ond = |indhold: &str, id: &str| {
        format!("<saml:Assertion xmlns:saml=\"{SAML}\" ID=\"{id}\"><saml:Issuer>ond</saml:Issuer>{indhold}</saml:Assertion>")
    };
    for (tekst, godkendes) in [
        // the evil one holds the real one
        (ond(&aegte, "_ond"), true),
        (ond(&format!("<saml:Advice>{aegte}</saml:Advice>"), "_ond"), true),
        // the signature is moved out, the real one lies beside it or inside it
        (ond(&format!("{signatur}{uden}"), "_ond"), false),
        (ond(&signatur.replace("</ds:Signature>", &format!("<ds:Object>{uden}</ds:Object></ds:Signature>")), "_ond"), false),
        (ond(&signatur.replace("<ds:SignedInfo ", &format!("{uden}<ds:SignedInfo ")), "_ond"), false),
        // the same id
        (ond(&aegte, "_a1"), false),
        (ond(signatur, "_a1"), false),
        (format!("<x>{}{aegte}</x>", ond("", "_a1")), false),
        (format!("<x>{}{aegte}</x>", ond("", "_ond")), true),
    ] {
        let rod = parse(&tekst).unwrap();
        let s = find(&rod, "Signature").unwrap();
        let k = kontroller(&rod, s, &noegle().offentlig());
        assert_eq!(k.is_ok(), godkendes, "{tekst}");
        let Ok(k) = k else { continue };
        assert!(!k.daekker(find(&rod, "Assertion").unwrap()));
        assert_eq!(k.daekket[0].element.attribut("", "ID"), Some("_a1"));
    }
}

#[test]
fn g20_a_comment_does_not_cut_a_text() {
    // canonical XML drops comments, so this is the same message: the whole text must be read
    let tekst = assertion().replace("Ærø &amp; Fanø", "Ærø &amp;<!-- x --> Fanø");
    let rod = parse(&tekst).unwrap();
    assert!(kontroller(&rod, find(&rod, "Signature").unwrap(), &noegle().offentlig()).is_ok());
    assert_eq!(find(&rod, "NameID").unwrap().tekst(), "Ærø & Fanø");
}
