//! Object types for the tests: one of each kind of part.
use crate::byg::*;
use crate::objekttype::*;

const STRUKTUR: &[Felt] = &[tekst(1, "titel", 20), felt(2, "tal", Felttype::Heltal(0, 9))];

pub(crate) static VARIANT: Variantdef = Variantdef {
    egenskaber: &[tekst(1, "arkivering", 20), felt(2, "offentlig", Felttype::Boolsk)],
    del_egenskaber: &[felt(1, "indeks", Felttype::Heltal(0, 99)), tekst(2, "indhold", 50)],
    del_relationer: &[fler(1, "underredigeringaf", "Bruger")],
};

/// The guide of [`TING`]: its key is not "forkert". A thing comes from what it belongs to.
const LINT: crate::Lint = crate::Lint {
    efterproev: |_, r| {
        let mut ud = crate::anvisning::Fundliste::default();
        for (i, e) in r.billede.egenskaber.iter().enumerate() {
            if e.felter.get(&1) == Some(&crate::Vaerdi::Tekst("forkert".into())) {
                ud.tilfoej("T-2", format!("egenskaber[{}]/brugervendtnoegle", i + 1), "forkert", "Skriv noget andet.");
            }
        }
        ud.0
    },
    master: |r| r.billede.relationer.get(&1)?.first()?.reference.as_ref(),
};

/// Field 1 is mandatory; 5 to 9 hold the other types of value; 3 is not indexed.
pub(crate) static TING: Objekttype = Objekttype {
    nr: 901,
    navn: "Ting",
    service: "proeve",
    sti: "ting",
    emne: None,
    unikke: None,
    egenskaber: &[
        kraevet(tekst(1, "brugervendtnoegle", 100)),
        tekst(2, "navn", 200),
        prosa(3, "beskrivelse", 1000),
        felt(4, "antal", Felttype::Heltal(-5, 5)),
        felt(5, "aktiv", Felttype::Boolsk),
        felt(6, "soegeord", Felttype::Tekstliste(20)),
        felt(7, "struktur", Felttype::Struktur(STRUKTUR)),
        felt(8, "kode", Felttype::Kode(&["a", "b"])),
        felt(9, "cvr", Felttype::Cifre(&[8])),
        felt(10, "dato", Felttype::Dato),
        felt(11, "tid", Felttype::Tidspunkt),
        felt(12, "henvisning", Felttype::Reference),
        felt(13, "varighed", Felttype::Varighed),
        felt(14, "strukturer", Felttype::Strukturliste(STRUKTUR)),
    ],
    tilstande: &[tilstand(1, "gyldighed", &["Aktiv", "Inaktiv"]), tilstand(2, "fremdrift", &["Ny", "Igang", "Slut"])],
    relationer: &[
        en(1, "tilhoerer", "Ting"),
        fler(2, "tilknyttede", "Ting"),
        med_rolle(3, "adresser", "Adresse"),
        indeks(4, "bilag", "Ting"),
        en_indeks(5, "hovedbilag", "Ting"),
    ],
    varianter: Some(&VARIANT),
    anvisninger: Some(LINT),
    syn: None,
    regler: &[],
    forklaring: "A thing for tests.",
};

/// Fewer parts, nothing mandatory.
pub(crate) static SAG: Objekttype = Objekttype {
    nr: 902,
    navn: "Sag",
    service: "proeve",
    sti: "sag",
    emne: None,
    unikke: None,
    egenskaber: &[tekst(1, "a", 10), tekst(2, "b", 10)],
    tilstande: &[],
    relationer: &[],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[|_, r| {
        // A rule of a module: the value "nej" is refused.
        let nej = crate::Vaerdi::Tekst("nej".into());
        if r.billede.egenskaber.iter().any(|e| e.felter.get(&1) == Some(&nej)) {
            return Err(grund::Fejl::ny(grund::Fejlkode::UgyldigVaerdi).felt("a").regel("T-1"));
        }
        Ok(())
    }],
    forklaring: "A case for tests.",
};

/// A field that not everybody sees.
pub(crate) static PERSON: Objekttype = Objekttype {
    nr: 903,
    navn: "Person",
    service: "proeve",
    sti: "person",
    emne: None,
    unikke: Some(Unikke {
        noegler: |r| {
            let cpr = |e: &crate::Egenskab| match e.felter.get(&2) {
                Some(crate::Vaerdi::Tekst(t)) => Some(t.as_bytes().to_vec()),
                _ => None,
            };
            r.billede.egenskaber.iter().filter_map(cpr).collect()
        },
        optaget: || grund::Fejl::ny(grund::Fejlkode::NummerOptaget).felt("cpr"),
    }),
    egenskaber: &[tekst(1, "navn", 10), beskyttet(felt(2, "cpr", Felttype::Cifre(&[10])), grund::Ret::SeCpr)],
    tilstande: &[],
    relationer: &[],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "A person for tests.",
};

/// Role 1 has one at a time, 2 many; others one.
pub(crate) static ROLLETABEL: Rolletabel = Rolletabel {
    kendte: &[(grund::Uuid::from_u128(1), Kardinalitet::En), (grund::Uuid::from_u128(2), Kardinalitet::Fler)],
    ellers: Kardinalitet::En,
};

/// A relation of which role and index are the identity, with references in its fields.
pub(crate) static ROLLER: Objekttype = Objekttype {
    nr: 904,
    navn: "Roller",
    service: "proeve",
    sti: "roller",
    emne: None,
    unikke: None,
    egenskaber: &[tekst(1, "navn", 10)],
    tilstande: &[],
    relationer: &[pr_rolle(
        1,
        "roller",
        "Ting",
        &[felt(1, "struktur", Felttype::Struktur(&[felt(1, "ref", Felttype::Reference), usoegt(felt(2, "skjult", Felttype::Reference))]))],
        &ROLLETABEL,
    )],
    varianter: None,
    anvisninger: None,
    syn: None,
    regler: &[],
    forklaring: "Roles for tests.",
};

pub(crate) static ALLE: &[&Objekttype] = &[&TING, &SAG, &PERSON, &ROLLER];

/// So many random histories, or as many as `PROPTEST_CASES` asks for. A failing seed is printed and kept.
pub(crate) fn gange(antal: u32) -> proptest::test_runner::Config {
    let antal = std::env::var("PROPTEST_CASES").ok().and_then(|v| v.parse().ok()).unwrap_or(antal);
    proptest::test_runner::Config::with_cases(antal)
}
