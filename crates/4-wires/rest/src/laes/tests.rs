#![allow(clippy::indexing_slicing, clippy::unwrap_used)]
use super::*;
use crate::proeve::{altid, krop as fuld, typen, typer, virkning};
use serde_json::{Value as J, json};

fn laes(t: &str, form: Form, v: &J) -> Result<Krop, Fejl> {
    krop(&crate::json::parse(v.to_string().as_bytes()).unwrap(), typen(t), form)
}

fn afvist(t: &str, form: Form, v: &J, kode: Fejlkode, felt: &str) {
    let f = laes(t, form, v).unwrap_err();
    assert_eq!((f.kode(), f.feltet()), (kode, Some(felt)), "{f}");
}

/// A body of Bruger with one value put in at the pointer.
fn med(t: &str, sted: &str, v: J) -> J {
    let mut k = fuld(typen(t));
    let (foran, navn) = sted.rsplit_once('/').unwrap();
    k.pointer_mut(foran).unwrap()[navn] = v;
    k
}

#[test]
fn b24_a_full_body_is_read_for_every_type() {
    for t in typer() {
        for form in [Form::Hel, Form::Aendring] {
            let k = laes(t.navn, form, &fuld(t)).unwrap_or_else(|f| panic!("{}: {f}", t.navn));
            assert_eq!(k.indhold.egenskaber.as_ref().unwrap()[0].felter.len(), t.egenskaber.len());
            assert_eq!((k.indhold.tilstande.len(), k.indhold.relationer.len()), (t.tilstande.len(), t.relationer.len()));
        }
    }
}

#[test]
fn b24_unknown_fields_are_named_with_their_path_at_every_depth() {
    for (sted, felt) in [
        ("/x", "x"),
        ("/attributter/x", "attributter/x"),
        ("/attributter/sagegenskaber/0/x", ""),
        ("/relationer/x", "relationer/x"),
        ("/tilstande/x", "tilstande/x"),
    ] {
        let mut k = fuld(typen("Sag"));
        let (foran, navn) = sted.rsplit_once('/').unwrap();
        k.pointer_mut(foran).unwrap()[navn] = json!([]);
        let f = laes("Sag", Form::Hel, &k).unwrap_err();
        assert_eq!(f.kode(), Fejlkode::UkendtFelt, "{sted}");
        if !felt.is_empty() {
            assert_eq!(f.feltet(), Some(felt));
        }
    }
    afvist(
        "Sag",
        Form::Hel,
        &med("Sag", "/attributter/sagegenskaber/0/virkning/x", json!(1)),
        Fejlkode::UkendtFelt,
        "attributter/sagegenskaber/[0]/virkning/x",
    );
    afvist(
        "Sag",
        Form::Hel,
        &med("Sag", "/attributter/sagegenskaber/0/offentlighedundtaget/x", json!(1)),
        Fejlkode::UkendtFelt,
        "attributter/sagegenskaber/[0]/offentlighedundtaget/x",
    );
    afvist(
        "Sag",
        Form::Hel,
        &med("Sag", "/relationer/journalpost/1/journaldokument/x", json!(1)),
        Fejlkode::UkendtFelt,
        "relationer/journalpost/[1]/journaldokument/x",
    );
    afvist("Sag", Form::Hel, &med("Sag", "/relationer/ejer/0/rolle", json!("urn:x")), Fejlkode::UkendtFelt, "relationer/ejer/[0]/rolle");
    afvist("Dokument", Form::Hel, &med("Dokument", "/varianter/0/dele/0/x", json!(1)), Fejlkode::UkendtFelt, "varianter/[0]/dele/[0]/x");
    afvist("Bruger", Form::Hel, &med("Bruger", "/varianter", json!([])), Fejlkode::UkendtFelt, "varianter");
}

#[test]
fn b24_what_is_mandatory_is_demanded_of_post_and_put_only() {
    for t in typer() {
        for f in t.egenskaber.iter().filter(|f| f.obligatorisk) {
            let mut k = fuld(t);
            k["attributter"][t.attributnavn()][0].as_object_mut().unwrap().remove(f.navn);
            afvist(t.navn, Form::Hel, &k, Fejlkode::ManglerObligatorisk, &format!("attributter/{}[0]/{}", t.attributnavn(), f.navn));
            laes(t.navn, Form::Aendring, &k).unwrap();
        }
        for s in t.tilstande {
            let navn = format!("{}{}", t.sti, s.navn);
            let mut k = fuld(t);
            k["tilstande"].as_object_mut().unwrap().remove(&navn);
            afvist(t.navn, Form::Hel, &k, Fejlkode::ManglerObligatorisk, &format!("tilstande/{navn}"));
        }
    }
    assert_eq!(laes("Bruger", Form::Aendring, &json!({})).unwrap_err().kode(), Fejlkode::TomForespoergsel);
}

#[test]
fn b20_state_names_without_prefix_are_for_patch() {
    let k = json!({ "tilstande": { "gyldighed": [{ "gyldighed": "Aktiv", "virkning": altid() }] } });
    assert_eq!(laes("Bruger", Form::Aendring, &k).unwrap().indhold.tilstande[&1][0].vaerdi, 1);
    afvist("Bruger", Form::Hel, &k, Fejlkode::UkendtFelt, "tilstande/gyldighed");
    let begge = json!({ "tilstande": { "gyldighed": [], "brugergyldighed": [] } });
    assert_eq!(laes("Bruger", Form::Aendring, &begge).unwrap_err().kode(), Fejlkode::DobbeltNoegle);
}

#[test]
fn a65_empty_clears_null_keeps() {
    let k = json!({ "attributter": { "sagegenskaber": [{ "hjemmel": "", "principiel": "", "titel": null, "virkning": altid() }] }, "tilstande": { "sagfremdrift": [] } });
    let i = laes("Sag", Form::Aendring, &k).unwrap().indhold;
    let felter = &i.egenskaber.as_ref().unwrap()[0].felter;
    assert_eq!(felter.values().collect::<Vec<_>>(), [&Vaerdi::Tom, &Vaerdi::Tom]);
    assert_eq!(i.tilstande[&1], []);
    let k = json!({ "attributter": { "klasseegenskaber": [{ "soegeord": [], "virkning": altid() }] } });
    assert_eq!(laes("Klasse", Form::Aendring, &k).unwrap().indhold.egenskaber.unwrap()[0].felter[&13], Vaerdi::Tom);
    let k = json!({ "attributter": { "klasseegenskaber": [] }, "tilstande": null, "relationer": null });
    let i = laes("Klasse", Form::Aendring, &k).unwrap().indhold;
    assert_eq!((i.egenskaber, i.tilstande.len()), (Some(vec![]), 0));
    let k = json!({ "attributter": { "klasseegenskaber": null }, "tilstande": { "publiceret": null } });
    let i = laes("Klasse", Form::Aendring, &k).unwrap().indhold;
    assert_eq!(i, Indhold::default());
    let k = json!({ "tilstande": { "publiceret": [{ "publiceret": "", "virkning": altid() }] } });
    assert_eq!(laes("Klasse", Form::Aendring, &k).unwrap().indhold.tilstande[&1][0].vaerdi, 0);
}

#[test]
fn b41_empty_relations_are_left_out() {
    for r in [json!({}), json!({ "adresser": [] }), json!({ "adresser": null }), json!(null)] {
        assert!(laes("Bruger", Form::Aendring, &json!({ "note": "x", "relationer": r })).unwrap().indhold.relationer.is_empty());
    }
}

#[test]
fn a69_a_reference_has_uuid_xor_urn() {
    let v = altid();
    let laes_en = |r: J| laes("Sag", Form::Aendring, &json!({ "relationer": { "ejer": [r] } }));
    assert!(laes_en(json!({ "uuid": "00000000-0000-4000-8000-000000000001", "virkning": v })).is_ok());
    assert!(laes_en(json!({ "uuid": "", "urn": "urn:x:y", "virkning": v })).is_ok());
    assert_eq!(laes_en(json!({ "uuid": "", "urn": "", "virkning": v })).unwrap().indhold.relationer[&11][0].reference, None);
    for (r, kode) in [
        (json!({ "uuid": "00000000-0000-4000-8000-000000000001", "urn": "urn:x:y", "virkning": v }), Fejlkode::UuidOgUrn),
        (json!({ "virkning": v }), Fejlkode::UuidOgUrn),
        (json!({ "uuid": "x", "virkning": v }), Fejlkode::UgyldigUuid),
        (json!({ "urn": " ", "virkning": v }), Fejlkode::UgyldigUrn),
        (json!({ "urn": "en\nmand", "virkning": v }), Fejlkode::UgyldigtTegn),
        (json!({ "urn": format!("urn:{}", "x".repeat(252)), "virkning": v }), Fejlkode::UgyldigUrn),
        (json!({ "uuid": "00000000-0000-4000-8000-000000000001" }), Fejlkode::ManglerElement),
        (json!({ "uuid": 1, "virkning": v }), Fejlkode::UgyldigVaerdi),
        (json!("x"), Fejlkode::UgyldigVaerdi),
    ] {
        assert_eq!(laes_en(r.clone()).unwrap_err().kode(), kode, "{r}");
    }
    // Only a reference with data of its own may point at nothing.
    let vaerdi = json!({ "relationer": { "tilstandsvaerdi": [{ "tilstandsvaerdiattr": { "forventet": true, "nominelvaerdi": "82" }, "virkning": v }] } });
    assert_eq!(laes("Tilstand", Form::Aendring, &vaerdi).unwrap().indhold.relationer[&3][0].reference, None);
}

#[test]
fn b21_null_is_the_same_as_left_out_also_in_a_virkning() {
    for v in [json!(null), json!({ "from": null, "to": "infinity" }), json!({ "from": "2026-01-01", "to": null })] {
        for k in [
            json!({ "relationer": { "ejer": [{ "urn": "urn:x", "virkning": v }] } }),
            json!({ "attributter": { "sagegenskaber": [{ "titel": "x", "virkning": v }] } }),
            json!({ "tilstande": { "sagfremdrift": [{ "fremdrift": "Opstaaet", "virkning": v }] } }),
        ] {
            let f = laes("Sag", Form::Aendring, &k).unwrap_err();
            assert_eq!(f.kode(), Fejlkode::ManglerElement, "{k}: {f}");
            assert!(v.is_null() || f.engelsk().contains("infinity"), "{f}");
        }
    }
}

#[test]
fn k1_any_text_stands_for_a_urn_as_soap_takes_it() {
    let v = altid();
    for (sendt, laest) in [
        ("en mand", "en mand"),
        ("{AAAAAAAA-0000-4000-8000-000000000001}", "{AAAAAAAA-0000-4000-8000-000000000001}"),
        (" urn:oio:x ", "urn:oio:x"),
    ] {
        let k = laes("Sag", Form::Aendring, &json!({ "relationer": { "ejer": [{ "urn": sendt, "virkning": v }] } })).unwrap();
        assert_eq!(k.indhold.relationer[&11][0].reference, Some(grund::UnikId::Urn(laest.into())));
        // a search and a virkning's actor name it in one text
        assert_eq!(super::vaerdi::reference(sendt).unwrap(), grund::UnikId::Urn(laest.into()));
    }
    assert!(super::vaerdi::reference("").is_err());
}

#[test]
fn values_are_checked_by_their_type() {
    let proev = |t: &str, sted: &str, v: J| laes(t, Form::Hel, &med(t, sted, v)).map(|_| ()).map_err(|f| f.kode());
    for (t, sted, v, ventet) in [
        ("Bruger", "/attributter/brugeregenskaber/0/brugernavn", json!("x".repeat(200)), Ok(())),
        ("Bruger", "/attributter/brugeregenskaber/0/brugernavn", json!("æ".repeat(200)), Ok(())),
        ("Bruger", "/attributter/brugeregenskaber/0/brugernavn", json!("x".repeat(201)), Err(Fejlkode::ForLang)),
        ("Bruger", "/attributter/brugeregenskaber/0/brugernavn", json!("a\u{0}b"), Err(Fejlkode::UgyldigtTegn)),
        ("Bruger", "/attributter/brugeregenskaber/0/brugernavn", json!("a\r\n\tb"), Ok(())),
        // What XML carries and SOAP took comes back by JSON: the dash of cp1252 as a character reference, and DEL.
        ("Bruger", "/attributter/brugeregenskaber/0/brugernavn", json!("a\u{96}\u{7f}b"), Ok(())),
        ("Bruger", "/attributter/brugeregenskaber/0/brugernavn", json!("a\u{ffff}b"), Err(Fejlkode::UgyldigtTegn)),
        ("Bruger", "/attributter/brugeregenskaber/0/brugernavn", json!(7), Err(Fejlkode::UgyldigVaerdi)),
        ("Bruger", "/attributter/brugeregenskaber/0/virkning", json!(virkning("2020-01-01", "2020-01-01")), Err(Fejlkode::FraEfterTil)),
        ("Bruger", "/attributter/brugeregenskaber/0/virkning/aktoertypekode", json!("Konge"), Err(Fejlkode::UgyldigVaerdi)),
        ("Bruger", "/attributter/brugeregenskaber/0/virkning/aktoerref", json!("urn:oio:x"), Ok(())),
        ("Bruger", "/attributter/brugeregenskaber/0/virkning/notetekst", json!("x".repeat(1025)), Err(Fejlkode::ForLang)),
        ("Bruger", "/attributter/brugeregenskaber/0/virkning/to_included", json!("ja"), Err(Fejlkode::UgyldigBoolsk)),
        ("Bruger", "/note", json!(["x"]), Err(Fejlkode::UgyldigVaerdi)),
        ("Bruger", "/livscyklus", json!("Passiv"), Err(Fejlkode::UkendtFelt)),
        ("Person", "/attributter/personegenskaber/0/cprnummer", json!("12345678x0"), Err(Fejlkode::UgyldigtMoenster)),
        ("Sag", "/attributter/sagegenskaber/0/principiel", json!("true"), Err(Fejlkode::UgyldigBoolsk)),
        ("Dokument", "/attributter/dokumentegenskaber/0/major", json!(1.5), Err(Fejlkode::UgyldigtTal)),
        ("Dokument", "/attributter/dokumentegenskaber/0/major", json!(-1), Err(Fejlkode::UgyldigtTal)),
        ("Dokument", "/attributter/dokumentegenskaber/0/brevdato", json!("2026-02-30"), Err(Fejlkode::UgyldigTid)),
        ("Dokument", "/attributter/dokumentegenskaber/0/brevdato", json!(""), Err(Fejlkode::ManglerObligatorisk)),
        ("Aktivitet", "/attributter/aktivitetegenskaber/0/tidsforbrug", json!("P1DT2H"), Ok(())),
        ("Aktivitet", "/attributter/aktivitetegenskaber/0/tidsforbrug", json!("meget"), Err(Fejlkode::UgyldigtMoenster)),
        ("Aktivitet", "/relationer/ansvarlig/0/aktoerattr/accepteret", json!("Maaske"), Err(Fejlkode::UgyldigVaerdi)),
        ("Sag", "/relationer/journalpost/0/journalpostkode", json!("x"), Err(Fejlkode::UgyldigVaerdi)),
        ("Sag", "/relationer/andresager/0/indeks", json!(-1), Err(Fejlkode::UgyldigtTal)),
        ("Klasse", "/attributter/klasseegenskaber/0/soegeord", json!([["a", "b", "c", "d"]]), Err(Fejlkode::ForMange)),
        ("Klasse", "/attributter/klasseegenskaber/0/soegeord", json!([{ "ord": "x" }]), Err(Fejlkode::UkendtFelt)),
        ("Dokument", "/varianter/0/varianttekst", json!(""), Err(Fejlkode::ManglerElement)),
    ] {
        assert_eq!(proev(t, sted, v.clone()), ventet, "{t} {sted} {v}");
    }
}

#[test]
fn a_refused_cpr_number_is_not_repeated() {
    let f = laes("Person", Form::Hel, &med("Person", "/attributter/personegenskaber/0/cprnummer", json!("010190123"))).unwrap_err();
    assert!(!f.engelsk().contains("0101") && !f.dansk().contains("0101"), "{f}");
}

#[test]
fn a66_the_key_may_stand_in_the_properties() {
    let k = json!({ "varianter": [{ "egenskaber": [{ "varianttekst": "PDF", "arkivering": true, "virkning": altid() }], "dele": [{ "egenskaber": [{ "deltekst": "d", "virkning": altid() }] }] }] });
    let v = laes("Dokument", Form::Aendring, &k).unwrap().indhold.varianter.unwrap();
    assert_eq!((v[0].tekst.as_str(), v[0].dele.as_ref().unwrap()[0].tekst.as_str()), ("PDF", "d"));
    let to = json!({ "varianter": [{ "varianttekst": "PDF" }, { "varianttekst": "PDF" }] });
    afvist("Dokument", Form::Aendring, &to, Fejlkode::ForMange, "varianter/[1]/varianttekst");
    // i12_1_6: refused by their number, before any of them is read.
    let mange = json!({ "varianter": vec![json!({ "x": 1 }); grund::graenser::VARIANTER + 1] });
    afvist("Dokument", Form::Aendring, &mange, Fejlkode::ForMange, "varianter");
    let dele = json!({ "varianter": [{ "varianttekst": "PDF", "dele": vec![json!({ "x": 1 }); grund::graenser::VARIANTER + 1] }] });
    afvist("Dokument", Form::Aendring, &dele, Fejlkode::ForMange, "varianter/[0]/dele");
}

#[test]
fn b3_of_the_body_of_a_delete_only_the_note_is_read() {
    let n = |t: &str| kun_note(&crate::json::parse(t.as_bytes()).unwrap());
    assert_eq!(n(r#"{"note":"væk"}"#).unwrap(), (Some("væk".into()), vec![]));
    assert_eq!(n(r#"{"note":""}"#).unwrap(), (None, vec![]));
    assert_eq!(n(r#"{"attributter":{},"note":"x"}"#).unwrap(), (Some("x".into()), vec!["attributter".to_owned()]));
    let mange: serde_json::Map<String, J> = (0..100).map(|n| (n.to_string(), J::Null)).collect();
    assert_eq!(n(&J::Object(mange).to_string()).unwrap().1.len(), FORBIGAAEDE);
    assert_eq!(n("[]").unwrap_err().kode(), Fejlkode::UgyldigVaerdi);
}

proptest::proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(data in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        crate::proev_json(&data);
    }
    #[test]
    fn a_mutated_body_never_panics(nr in 0..19_usize, sted in 0..4000_usize, byte in proptest::prelude::any::<u8>()) {
        let typer = typer();
        let mut k = fuld(typer[nr % typer.len()]).to_string().into_bytes();
        let laengde = k.len();
        k[sted % laengde] = byte;
        crate::proev_json(&k);
    }
}
