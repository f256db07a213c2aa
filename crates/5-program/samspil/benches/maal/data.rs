//! Objects for the measurements: the same for the same number, so that a call can name any of them.
use ::register::{Aktoertype, Egenskab, Flettemaade, Handling, Indhold, Kommando, Relation, Tilstand, Vaerdi, Virkning};
use grund::{Cvr, Kaldekontekst, Periode, Tidspunkt, UnikId, Uuid};
use std::collections::BTreeMap;

/// Unit number `n`.
pub fn enhed_id(n: u64) -> Uuid {
    Uuid::from_u64_pair(n.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 0x4000, 0x8000_0000_0000_0000 | n)
}

/// The organisation of unit `n`: a hundred units for each.
pub fn organisation_id(n: u64) -> Uuid {
    Uuid::from_u64_pair(0x4000, 0x8000_0000_0000_0000 | (n / 100))
}

/// A unit as a client would create it, in JSON.
pub fn enhed_json(n: u64) -> String {
    let v = r#""virkning":{"from":"2020-01-01 00:00:00+01","to":"infinity","aktoerref":"ddc99abd-c1b0-48c2-aef7-74fea841adae","aktoertypekode":"Bruger"}"#;
    format!(
        r#"{{"note":"maaling","attributter":{{"organisationenhedegenskaber":[{{"brugervendtnoegle":"E{n}","enhedsnavn":"Enhed nummer {n}",{v}}}]}},"tilstande":{{"organisationenhedgyldighed":[{{"gyldighed":"Aktiv",{v}}}]}},"relationer":{{"tilhoerer":[{{"uuid":"{}",{v}}}],"overordnet":[{{"uuid":"{}",{v}}}],"enhedstype":[{{"uuid":"16bf18c3-ed6f-44b0-b7a1-35f94984e519",{v}}}],"tilknyttedefunktioner":[{{"uuid":"{}",{v}}}]}}}}"#,
        organisation_id(n),
        enhed_id(n / 10),
        enhed_id(n + (1 << 40)),
    )
}

/// The same unit as a command.
pub fn enhed(n: u64) -> Kommando {
    let fra = Tidspunkt::fra_xs("2020-01-01T00:00:00+01:00").expect("time");
    let v = || Virkning {
        periode: Periode::ny(fra, Tidspunkt::UENDELIG),
        aktoer: Some(UnikId::Uuid(Uuid::from_u128(0xddc9_9abd_c1b0_48c2_aef7_74fe_a841_adae))),
        aktoertype: Some(Aktoertype::Bruger),
        note: None,
    };
    let t = &organisation::objekttyper::ORGANISATIONENHED;
    let nr = |navn| t.relation(navn).expect("relation").nr;
    let til = |u| vec![Relation::til(UnikId::Uuid(u), v())];
    let felt = |navn| t.felt(navn).expect("field").nr;
    Kommando {
        objekttype: t,
        uuid: enhed_id(n),
        handling: Handling::Opret,
        maade: Flettemaade::Lora,
        note: Some("maaling".into()),
        indhold: Indhold {
            egenskaber: Some(vec![Egenskab {
                virkning: v(),
                felter: BTreeMap::from([
                    (felt("brugervendtnoegle"), Vaerdi::Tekst(format!("E{n}"))),
                    (felt("enhedsnavn"), Vaerdi::Tekst(format!("Enhed nummer {n}"))),
                ]),
            }]),
            tilstande: BTreeMap::from([(1, vec![Tilstand { virkning: v(), vaerdi: 1 }])]),
            relationer: BTreeMap::from([
                (nr("tilhoerer"), til(organisation_id(n))),
                (nr("overordnet"), til(enhed_id(n / 10))),
                (nr("enhedstype"), til(Uuid::from_u128(0x16bf_18c3_ed6f_44b0_b7a1_35f9_4984_e519))),
                (nr("tilknyttedefunktioner"), til(enhed_id(n + (1 << 40)))),
            ]),
            varianter: None,
            udvidelser: BTreeMap::new(),
        },
        historik: Vec::new(),
        forudsat: None,
    }
}

/// A call for an authority.
pub fn kald(myndighed: Cvr, nu: Tidspunkt) -> Kaldekontekst {
    Kaldekontekst::ubegraenset(myndighed, &[Cvr::KOMBIT], UnikId::Uuid(adgang::ANONYM_BRUGER), nu, Uuid::nil())
}
