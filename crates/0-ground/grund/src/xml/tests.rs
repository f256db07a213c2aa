#![allow(clippy::indexing_slicing, clippy::string_slice)]
use super::*;

fn kode(data: &[u8]) -> Fejlkode {
    afkod(data).and_then(|t| parse(&t).map(|_| ())).unwrap_err().kode()
}

fn ok(data: &[u8]) -> String {
    let t = afkod(data).unwrap();
    let rod = parse(&t).unwrap();
    let mut ud = String::new();
    skriv_alene(&rod, &Praefikser::i(&[]), &mut ud);
    ud
}

#[test]
fn keeps_prefixes_declarations_and_order() {
    let t = r#"<?xml version="1.0"?><s:A xmlns:s="urn:s" xmlns="urn:d"><b z="1" s:a="2">t&amp;<![CDATA[<c>]]><!-- x -->&#xE6;</b></s:A>"#;
    let rod = parse(t).unwrap();
    assert!(rod.navn.er("urn:s", "A") && rod.navn.praefiks == "s");
    assert_eq!(rod.erklaeringer, [("s".into(), "urn:s".into()), ("".into(), "urn:d".into())]);
    let b = rod.barn("urn:d", "b").unwrap();
    assert_eq!(b.tekst(), "t&<c>æ");
    assert_eq!((b.attribut("urn:s", "a"), b.attribut("", "z"), b.attribut("", "a")), (Some("2"), Some("1"), None));
    assert_eq!(b.attributter[0].navn.lokal, "z");
    assert_eq!(&t[b.bytes.0..b.bytes.1], r#"<b z="1" s:a="2">t&amp;<![CDATA[<c>]]><!-- x -->&#xE6;</b>"#);
}

#[test]
fn dtd_entities_and_instructions_are_refused_at_once() {
    let bombe = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a0 \"ha\">{}]><l>&a40;</l>",
        (1..=40).map(|i| format!("<!ENTITY a{i} \"&a{0};&a{0};\">", i - 1)).collect::<String>()
    );
    assert_eq!(kode(bombe.as_bytes()), Fejlkode::ForbudtKonstruktion);
    assert_eq!(kode(b"<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"), Fejlkode::ForbudtKonstruktion);
    assert_eq!(kode(b"<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"), Fejlkode::ForbudtKonstruktion);
    assert_eq!(kode(b"<a><?php x ?></a>"), Fejlkode::ForbudtKonstruktion);
    assert_eq!(kode(b"<a/><?php x ?>"), Fejlkode::ForbudtKonstruktion);
    assert_eq!(kode(b"<?xml-stylesheet href='x'?><a/>"), Fejlkode::ForbudtKonstruktion);
    assert_eq!(kode(b"<a>&unknown;</a>"), Fejlkode::IkkeVelformet);
}

#[test]
fn what_hides_in_comments_and_cdata_is_text() {
    assert_eq!(ok(b"<a><!-- <!DOCTYPE a> <?x?> --><![CDATA[<!DOCTYPE a><?x?>]]></a>"), "<a xmlns=\"\">&lt;!DOCTYPE a&gt;&lt;?x?&gt;</a>");
    assert_eq!(ok(b"<a b='> = \"'/>"), "<a xmlns=\"\" b=\"> = &quot;\"/>");
}

#[test]
fn limits_answer_fast() {
    let start = std::time::Instant::now();
    let attributter = format!("<a {}/>", (0..100_000).map(|i| format!("a{i}='' ")).collect::<String>());
    assert_eq!(kode(attributter.as_bytes()), Fejlkode::ForStor);
    assert_eq!(kode(format!("<a b='{}'/>", "x".repeat(70_000)).as_bytes()), Fejlkode::ForStor);
    assert_eq!(kode(format!("<a b='{}'/>", "x".repeat(10_000_000)).as_bytes()), Fejlkode::ForStor);
    assert_eq!(kode("<a>".repeat(10_000).as_bytes()), Fejlkode::ForDyb);
    assert_eq!(kode(format!("<r>{}</r>", "<a/>".repeat(graenser::KNUDER)).as_bytes()), Fejlkode::ForStor);
    let dybt = |n: usize| "<a>".repeat(n) + &"</a>".repeat(n);
    assert!(parse(&dybt(graenser::DYBDE)).is_ok());
    assert_eq!(kode(dybt(graenser::DYBDE + 1).as_bytes()), Fejlkode::ForDyb);
    let erklaeringer = |n: usize| format!("<a {}>", (0..n).map(|i| format!("xmlns:p{i} = 'urn:{i}' ")).collect::<String>());
    assert_eq!(kode(erklaeringer(60).repeat(5).as_bytes()), Fejlkode::ForStor);
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

#[test]
fn many_elements_under_many_declarations_stay_linear() {
    let erklaeringer = (0..60).map(|i| format!("xmlns:p{i}='urn:{i}' ")).collect::<String>();
    let t = format!("<a {erklaeringer}>{}</a>", "<p0:x p1:y=''/>".repeat(50_000));
    let start = std::time::Instant::now();
    assert_eq!(parse(&t).unwrap().boern.len(), 50_000);
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

#[test]
fn malformed_input_is_refused_with_its_position() {
    for t in [
        "",
        " ",
        "<a>",
        "<a></b>",
        "<a",
        "<a b=c/>",
        "<a b='1' b='2'/>",
        "<p:a/>",
        "x<a/>",
        "<a/><b/>",
        "<a>]]></a>",
        "<a>&#0;</a>",
        "<1/>",
        "</a>",
        "<a xmlns:p=''/>",
        "<p:a:b xmlns:p='p'/>",
        "<p:1 xmlns:p='p'/>",
    ] {
        assert_eq!(kode(t.as_bytes()), Fejlkode::IkkeVelformet, "{t}");
    }
    let f = parse("<a>\n  <b></c></a>").unwrap_err().engelsk();
    assert!(f.contains("2:"), "{f}");
    assert_eq!(kode(b"<a>\x01</a>"), Fejlkode::UgyldigtTegn);
    assert_eq!(kode(b"<a b='\x00'/>"), Fejlkode::UgyldigtTegn);
}

#[test]
fn encodings() {
    let t = "<?xml version='1.0' encoding='utf-16'?><a>æ😀</a>";
    let mut le = vec![0xFF, 0xFE];
    le.extend(t.encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(ok(&le), "<a xmlns=\"\">æ😀</a>");
    let be: Vec<u8> = t.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(ok(&be), "<a xmlns=\"\">æ😀</a>");
    assert_eq!(kode(&le[..le.len() - 1]), Fejlkode::IkkeVelformet);
    assert_eq!(kode(&[0xFF, 0xFE, 0x00, 0xD8]), Fejlkode::IkkeVelformet);
    assert_eq!(ok("\u{feff}<a>æ</a>".as_bytes()), "<a xmlns=\"\">æ</a>");
    assert_eq!(kode(b"<a>\xE6</a>"), Fejlkode::IkkeVelformet);
    assert!(parse(&afkod(b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>ae</a>").unwrap()).is_ok());
}

#[test]
fn an_element_stands_alone_with_what_it_uses() {
    let t = r#"<s:E xmlns:s="urn:s" xmlns:x="urn:x" xmlns:y="urn:y" xmlns:u="urn:u" xmlns="urn:d"><s:B><ny x:a="1"><x:c k="y:Type"/></ny></s:B></s:E>"#;
    let rod = parse(t).unwrap();
    let b = rod.elementer().next().unwrap();
    let mut ud = String::new();
    skriv_alene(b.elementer().next().unwrap(), &Praefikser::i(&[&rod, b]), &mut ud);
    assert_eq!(ud, r#"<ny xmlns="urn:d" xmlns:x="urn:x" xmlns:y="urn:y" x:a="1"><x:c k="y:Type"/></ny>"#);
    assert!(parse(&ud).is_ok());
}

#[test]
fn text_survives_writing_and_reading() {
    let slem = "a]]>b & <c> \"d\" 'e' \r\n\t æøå 😀 \u{1}\u{b}\u{fffe}\u{feff}\u{85}";
    let (mut tekst, mut attribut) = (String::new(), String::new());
    escape_tekst(slem, &mut tekst);
    escape_attribut(slem, &mut attribut);
    let t = format!("<a b=\"{attribut}\">{tekst}</a>");
    let rod = parse(&t).unwrap();
    let ventet = slem.replace(['\u{1}', '\u{b}', '\u{fffe}'], "\u{fffd}");
    assert_eq!(rod.tekst(), ventet);
    assert_eq!(rod.attribut("", "b"), Some(ventet.as_str()));
}

#[test]
fn line_breaks_in_attribute_values_are_spaces_unless_they_are_references() {
    let t = "<e\n a='1\r\n2\t3\r4'\n x:a = \"= &#10;\n&amp;&lt;&gt;&quot;&apos;&#x9;\n'\" xmlns:x='urn:x' b='&#13;&#10;'\tc='&#13;' d=''><f g=\"\n\"/></e>";
    let rod = parse(t).unwrap();
    let vaerdier: Vec<_> = rod.attributter.iter().map(|a| a.vaerdi.as_ref()).collect();
    assert_eq!(vaerdier, ["1 2 3 4", "= \n &<>\"'\t '", "\r\n", "\r", ""]);
    assert_eq!(rod.elementer().next().unwrap().attribut("", "g"), Some(" "));
}
