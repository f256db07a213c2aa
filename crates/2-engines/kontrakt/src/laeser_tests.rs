#![allow(clippy::indexing_slicing)]
use crate::skema::*;
use crate::vaerdi::{Form, Moenster};
use crate::{Knude, Xmlskriver, laes, skriv, xml};
use grund::Fejlkode;

static N: Navnerum = Navnerum { uri: "urn:n", praefiks: "n", fil: "N.xsd" };
static SD: Navnerum = Navnerum { uri: "urn:sd", praefiks: "sd", fil: "Sd.xsd" };
static UUID: Element = Element::ny(&SD, "Uuid", Type::Simpel(&UUID_TYPE));
static UUID_TYPE: Simpel = Simpel::tekst(Facetter::moenster(Moenster { regulaert: "[a-f]", form: Form::Uuid }));
static URN: Element = Element::ny(&SD, "Urn", Type::Simpel(&Simpel::tekst(Facetter::maks(5))));
static UNIK: Kompleks = Kompleks::ny(&SD, "UnikIdType", Indholdsmodel::Valg(&[en(&UUID), en(&URN)]));
static MAERKE: Kompleks = Kompleks::udvidelse(&SD, "MaerkeType", &UNIK, Indholdsmodel::Sekvens(&[mulig(&LABEL).lokal()]));
static LABEL: Element = Element::ny(&SD, "Label", Type::Simpel(&TEKST));
static REF: Element = Element::ny(&SD, "Ref", Type::Kompleks(&MAERKE));
static GRAENSE: Element = Element { fast: Some("true"), ..Element::ny(&SD, "Graense", Type::Simpel(&BOOLSK)) };
static KODE: Element = Element::ny(&N, "Kode", Type::Simpel(&Simpel::tekst(Facetter::koder(&["Aktiv", "Inaktiv"]))));
static UDVIDELSE: Element =
    Element::ny(&SD, "LokalUdvidelse", Type::Kompleks(&Kompleks::ny(&SD, "LokalUdvidelseType", Indholdsmodel::Sekvens(&[fremmede(&SD)]))));
static ROD: Element = Element::ny(&N, "Rod", Type::Kompleks(&ROD_TYPE));
static ROD_TYPE: Kompleks =
    Kompleks::lokal(Indholdsmodel::Sekvens(&[mulig(&GRAENSE), fler(&REF).som("referencer"), en(&KODE), mulig(&HOVED), mulig(&UDVIDELSE)]));
static HOVED: Element = Element::ny(&N, "Hoved", Type::Kompleks(&Kompleks::lokal(Indholdsmodel::Alle(&[en(&KODE), mulig(&GRAENSE)]))));

const START: &str = r#"<n:Rod xmlns:n="urn:n" xmlns="urn:sd" xmlns:f="urn:f" xmlns:g="urn:g">"#;
const ID: &str = "00000c7e-FACE-4001-8000-000000000000";

fn proev(indhold: &str) -> Result<Knude, grund::Fejl> {
    let t = format!("{START}{indhold}</n:Rod>");
    laes(&xml::parse(&t).unwrap(), &ROD)
}

fn afvist(indhold: &str) -> (Fejlkode, String, String) {
    let f = proev(indhold).unwrap_err();
    (f.kode(), f.feltet().unwrap_or_default().to_owned(), f.engelsk())
}

#[test]
fn reads_and_writes_back() {
    let k = proev(&format!(
        "\n <Graense/><Ref><Uuid>{ID}</Uuid><Label> æ </Label></Ref><Ref><Urn>a&amp;b</Urn></Ref><n:Kode>Aktiv</n:Kode>\
         <n:Hoved><Graense>1</Graense><n:Kode>Inaktiv</n:Kode></n:Hoved><LokalUdvidelse><f:x t='g:y'>1</f:x></LokalUdvidelse>"
    ))
    .unwrap();
    assert_eq!(k.tekst("Graense"), Some("true"));
    let referencer: Vec<_> = k.boern("Ref").map(|r| (r.register, r.boern[0].navn(), r.boern[0].vaerdi())).collect();
    assert_eq!(referencer, [(Some("referencer"), "Uuid", ID), (Some("referencer"), "Urn", "a&b")]);
    assert_eq!(k.barn("Ref").unwrap().tekst("Label"), Some(" æ "));
    let raat = k.barn("LokalUdvidelse").unwrap().raat.as_deref().unwrap();
    assert_eq!(raat, r#"<f:x xmlns:f="urn:f" xmlns:g="urn:g" t="g:y">1</f:x>"#);
    let mut ud = String::new();
    skriv(&k, &mut ud);
    assert!(ud.starts_with(r#"<n:Rod xmlns:n="urn:n" xmlns:sd="urn:sd"><sd:Graense>true</sd:Graense>"#), "{ud}");
    assert_eq!(laes(&xml::parse(&ud).unwrap(), &ROD).unwrap(), k);
}

#[test]
fn k1_a_bare_uuid_in_the_urn_of_a_choice_is_its_uuid() {
    let k = proev(&format!("<Ref><Urn> {ID}\n</Urn></Ref><n:Kode>Aktiv</n:Kode>")).unwrap();
    let r = k.barn("Ref").unwrap();
    assert_eq!((r.boern[0].navn(), r.boern[0].vaerdi()), ("Uuid", ID));
    assert_eq!(afvist("<Ref><Urn>for lang</Urn></Ref><n:Kode>Aktiv</n:Kode>").0, Fejlkode::ForLang);
    assert_eq!(afvist("<Ref><Uuid>urn:x</Uuid></Ref><n:Kode>Aktiv</n:Kode>").0, Fejlkode::UgyldigUuid);
}

#[test]
fn white_space_around_a_value_that_may_not_have_it_is_none_of_it() {
    let k = proev(&format!("<Ref><Uuid>\n  {ID}\n</Uuid><Label> æ </Label></Ref><n:Kode> Aktiv </n:Kode>")).unwrap();
    let r = k.barn("Ref").unwrap();
    assert_eq!(
        (k.tekst("Kode"), r.tekst("Uuid"), r.tekst("Label")),
        (Some("Aktiv"), Some(ID), Some(" æ ")),
        "a text that may have it keeps it"
    );
    assert_eq!(afvist("<n:Kode> Ak tiv </n:Kode>").0, Fejlkode::UgyldigVaerdi);
    assert_eq!(afvist("<n:Kode> </n:Kode>").0, Fejlkode::UgyldigVaerdi);
}

#[test]
fn builds_from_the_table() {
    let r = Knude::ny(&REF).felt("Urn", "a").felt_hvis("Label", None::<String>).felt("Ukendt", "x");
    let k = Knude::ny(&ROD).med(r.clone()).felt("Kode", "Aktiv");
    let (mut a, mut b) = (String::new(), String::new());
    skriv(&k, &mut a);
    let mut s = Xmlskriver::ny(&ROD, &[&SD], &mut b);
    s.knude(&r);
    s.felt(&KODE, "Aktiv");
    s.afslut();
    assert_eq!(a, b);
    assert_eq!(k.nyt_barn("Ref").unwrap().register, Some("referencer"));
}

#[test]
fn a_refusal_names_path_and_what_is_allowed() {
    let uuid = format!("<Ref><Uuid>{ID}</Uuid></Ref>");
    let (kode, felt, _) = afvist(&format!("{uuid}<Ref><Uuid>x</Uuid></Ref><n:Kode>Aktiv</n:Kode>"));
    assert_eq!((kode, felt.as_str()), (Fejlkode::UgyldigUuid, "Rod/sd:Ref[2]/Uuid"));
    let (kode, felt, tekst) = afvist("<n:Kode>aktiv</n:Kode>");
    assert_eq!((kode, felt.as_str()), (Fejlkode::UgyldigVaerdi, "Rod/Kode"));
    assert!(tekst.contains("Aktiv, Inaktiv") && tekst.contains("\"aktiv\""), "{tekst}");
    let (kode, felt, tekst) = afvist("");
    assert_eq!((kode, felt.as_str()), (Fejlkode::ManglerElement, "Rod"));
    assert!(tekst.contains("Allowed: Kode"), "{tekst}");
    assert_eq!(afvist("<Ref/><n:Kode>Aktiv</n:Kode>").0, Fejlkode::ManglerElement);
    assert_eq!(afvist("<Ref><Urn>123456</Urn></Ref>").0, Fejlkode::ForLang);
    assert_eq!(afvist("<Ref><Urn>1</Urn><Uuid>2</Uuid></Ref>").1, "Rod/sd:Ref[1]/Uuid");
    assert_eq!(afvist("<n:Kode>Aktiv</n:Kode><n:Kode>Aktiv</n:Kode>").0, Fejlkode::ForMange);
    let (kode, felt, tekst) = afvist(&format!("<n:Kode>Aktiv</n:Kode>{uuid}"));
    assert_eq!((kode, felt.as_str()), (Fejlkode::UkendtElement, "Rod/sd:Ref"));
    assert!(tekst.contains("sd:Graense, sd:Ref, Kode"), "{tekst}");
    assert_eq!(afvist("<n:Kode>Aktiv</n:Kode><n:Sludder/>").1, "Rod/Sludder");
    assert_eq!(afvist("<Graense>false</Graense>").0, Fejlkode::UgyldigVaerdi);
    assert_eq!(afvist("tekst<n:Kode>Aktiv</n:Kode>").0, Fejlkode::UkendtElement);
    assert_eq!(afvist("<n:Kode><f:x/></n:Kode>").0, Fejlkode::UkendtElement);
    assert_eq!(afvist("<n:Kode x='1'>Aktiv</n:Kode>").1, "Rod/Kode/@x");
    assert!(proev("<n:Kode f:x='1'>Aktiv</n:Kode>").is_ok());
    assert_eq!(afvist("<n:Kode>Aktiv</n:Kode><n:Hoved><n:Kode>Aktiv</n:Kode><n:Kode>Aktiv</n:Kode></n:Hoved>").0, Fejlkode::ForMange);
    assert_eq!(afvist("<n:Kode>Aktiv</n:Kode><n:Hoved><Graense/></n:Hoved>").1, "Rod/Hoved");
    assert_eq!(afvist("<n:Kode>Aktiv</n:Kode><LokalUdvidelse><Uuid/></LokalUdvidelse>").0, Fejlkode::UkendtElement);
}

#[test]
fn a4_what_may_be_absent_and_may_not_be_empty_is_absent_when_it_is_empty() {
    for tomt in ["<n:Hoved/>", "<n:Hoved> </n:Hoved>", "<n:Hoved xmlns:i='urn:i' i:nil='true'/>"] {
        let k = proev(&format!("<n:Kode>Aktiv</n:Kode>{tomt}")).unwrap();
        assert!(k.barn("Hoved").is_none(), "{tomt}");
    }
    // not what must be there, what is repeated, or what says something
    for galt in ["<n:Kode/>", "<Ref/><n:Kode>Aktiv</n:Kode>", "<n:Kode>Aktiv</n:Kode><n:Hoved>x</n:Hoved>"] {
        assert!(proev(galt).is_err(), "{galt}");
    }
}

#[test]
fn a_wrong_namespace_names_the_right_one() {
    for t in ["<Kode>Aktiv</Kode>", "<n:Ref/>", "<n:Kode>Aktiv</n:Kode><f:LokalUdvidelse/>"] {
        let (kode, _, tekst) = afvist(t);
        assert_eq!(kode, Fejlkode::ForkertNavnerum, "{t}");
        assert!(tekst.contains("Allowed: urn:"), "{tekst}");
    }
    let f = laes(&xml::parse("<Rod/>").unwrap(), &ROD).unwrap_err();
    assert_eq!((f.kode(), f.feltet()), (Fejlkode::ForkertNavnerum, Some("Rod")));
    assert!(f.engelsk().contains("urn:n") && f.engelsk().contains("no namespace"));
}

static NR: Element = Element::ny(&N, "Nr", Type::Simpel(&IKKE_NEGATIV));
static FOEDT: Element = Element::ny(&N, "Foedt", Type::Simpel(&DATO));
static NAVN: Element = Element::ny(&N, "Navn", Type::Simpel(&TEKST));
static PERSON: Element = Element::ny(
    &N,
    "Person",
    Type::Kompleks(&Kompleks::lokal(Indholdsmodel::EllerSekvens(EllerSekvens {
        partikler: &[en(&NR).lokal(), mulig(&FOEDT).lokal(), en(&NAVN).lokal()],
        alene: 1,
    }))),
);

#[test]
fn one_alone_or_the_others_in_their_order() {
    let laest = |indhold: &str| {
        let t = format!("<Person xmlns='urn:n'>{indhold}</Person>");
        laes(&xml::parse(&t).unwrap(), &PERSON)
    };
    for (indhold, antal) in [("<Nr>7</Nr>", 1), ("<Foedt>1980-05-01</Foedt><Navn>Åse</Navn>", 2), ("<Navn/>", 1)] {
        let k = laest(indhold).unwrap();
        let mut ud = String::new();
        skriv(&k, &mut ud);
        assert_eq!((k.boern.len(), laes(&xml::parse(&ud).unwrap(), &PERSON)), (antal, Ok(k)), "{ud}");
    }
    for (indhold, kode, felt) in [
        ("<Nr>7</Nr><Navn/>", Fejlkode::UkendtElement, "Person/Navn"),
        ("<Navn/><Foedt>1980-05-01</Foedt>", Fejlkode::UkendtElement, "Person/Foedt"),
        ("<Nr>7</Nr><Nr>8</Nr>", Fejlkode::ForMange, "Person/Nr"),
        ("<Foedt>1980-05-01</Foedt>", Fejlkode::ManglerElement, "Person"),
        ("<Nr>-7</Nr>", Fejlkode::UgyldigtTal, "Person/Nr"),
    ] {
        let f = laest(indhold).unwrap_err();
        assert_eq!((f.kode(), f.feltet()), (kode, Some(felt)), "{indhold}");
    }
}
