//! Roles and object types of relations, as far as they are public (C.7, contracts A.3). The others are classes in Klassifikation
//! ("Relationsroller og Relationsobjekttyper") that no public file lists: the lint can say nothing about a role that it does not know.
use grund::{UnikId, Uuid};
use register::Kardinalitet::{self, En, Fler};
use register::Rolletabel;

macro_rules! uuider {
    ($($(#[$doc:meta])* $navn:ident $v:literal;)*) => { $($(#[$doc])* pub const $navn: Uuid = Uuid::from_u128($v);)* };
}

uuider! {
    /// Actor: owner.
    EJER 0x9e97_9b84_b846_4472_8622_5800_7dc6_3c7e;
    /// Actor: responsible unit.
    ANSVARLIG 0xa126_3342_d348_44ba_a566_233f_37c4_cb67;
    /// Actor: primary caseworker.
    PRIMAER_BEHANDLER 0xbf1f_93ed_9441_4af4_835b_aeb2_01f3_076e;
    /// Party: primary.
    PRIMAER_PART 0xd839_f26a_d4d1_4441_b2d6_3dbb_b12a_9404;
    /// Class: primary (KLE emne).
    PRIMAER_KLASSE 0xa86c_6581_ec85_412d_a655_31a1_f1d5_b14f;
    /// Class: handlingsfacet.
    HANDLINGSKLASSE 0x05ef_7011_11a7_4e4c_a46b_3de6_aa45_7fc3;
    /// Archive; removed from the anvisninger in 2023 (C.3).
    BEHANDLINGSARKIV 0xa330_ac07_8687_45b9_9bf2_2113_7eb0_dbb0;
    /// It-system: the one that the object belongs to.
    MASTER 0x251c_24fd_57b0_4afc_9d73_b063_d195_7eb3;
    /// It-system: the one that receives journal notes.
    AFSENDER 0x1b3c_6a6d_e977_4491_9bf8_b41e_e699_9f39;

    /// Object type of an owner.
    TYPE_ORGANISATION 0xbc69_72cd_8f2b_4b9d_8d37_6291_6d6a_71aa;
    /// Object type of a unit.
    TYPE_ENHED 0xc5fc_3b3b_5197_49ee_92e6_ae6b_a195_7174;
    /// Object type of a user.
    TYPE_BRUGER 0x85d6_5133_4b00_460d_992e_3984_857b_5768;
    /// Object type of a person.
    TYPE_PERSON 0xc189_ba35_de4b_4363_a8b7_67f1_456c_f56f;
    /// Object type of a class.
    TYPE_KLASSE 0x2672_35ea_526d_4a18_8001_f2a0_e563_eba1;
    /// Object type of an it-system.
    TYPE_ITSYSTEM 0x29fe_1da2_897a_46cd_b635_b9be_8e0b_ffd6;
}

// Ours [D]: no public file has the UUIDs of these roles and types, so each is a version 5 UUID of its title in [`EGNE`], below
// `samspil/sagdokument/` in the namespace of URLs. A municipality's real classes will have others; nothing but demo data uses these, and
// what a client sends is taken as it is.
uuider! {
    /// Case, party: secondary.
    SEKUNDAER_PART 0x077f_986b_b534_5f98_8b50_be18_76fe_03c4;
    /// Case, party: object type of a company.
    TYPE_VIRKSOMHED 0xc26a_7e39_c358_583e_a86e_3787_2e25_2728;
    /// Journal post: a document filed on the case.
    TILAKTERET 0xd519_d573_9aa4_5053_8361_b61e_5298_fa7c;
    /// Journal post: a document enclosed.
    VEDLAGT 0x7c1e_4bee_d33b_5190_99e8_8856_f4d0_5cea;
    /// Journal post: a note.
    JOURNALNOTAT 0xe407_2337_ebd6_5371_9849_49f4_e648_6f49;
    /// Journal post: object type of a document.
    TYPE_DOKUMENT 0x0b46_e584_1e0d_5e01_8d0f_505e_2ee8_7bd4;
    /// Format of a journal note: plain text.
    NOTATFORMAT_TEKST 0xd925_70d1_1d54_5487_8024_86bc_088d_4180;
    /// Document, actor: owner.
    DOKUMENT_EJER 0x9151_80d5_1b3d_5c7c_9a6e_bb8d_b38a_e2c8;
    /// Document, actor: responsible unit.
    DOKUMENT_ANSVARLIG 0x770c_c1e3_8131_5ac3_9a2e_fb0b_bca5_3e49;
    /// Document, actor: primary caseworker.
    DOKUMENT_PRIMAER_BEHANDLER 0x7d50_6db3_5e08_550e_a60a_ea5f_6a31_0159;
    /// Document, actor: object type of an owner.
    DOKUMENT_TYPE_ORGANISATION 0xa4ac_f862_f840_51e7_aeab_872e_eee1_b5bf;
    /// Document, actor: object type of a unit.
    DOKUMENT_TYPE_ENHED 0xbe5e_1037_5e0c_5801_ab51_e362_e79f_d593;
    /// Document, actor: object type of a user.
    DOKUMENT_TYPE_BRUGER 0x64b0_603c_53fb_5658_a3dc_1eea_f18d_cb0c;
    /// Document, party.
    DOKUMENT_PART 0x8baf_deb4_db63_5ed1_9edc_0075_f421_5372;
    /// Document, party: object type of a person.
    DOKUMENT_TYPE_PERSON 0xc239_beb4_bf45_5e39_bf9a_61de_beea_abf6;
    /// Document, party: object type of a company.
    DOKUMENT_TYPE_VIRKSOMHED 0x5622_9dd5_d345_546d_a2bf_56e2_97f0_6c23;
    /// Document, class: primary (KLE emne).
    DOKUMENT_PRIMAER_KLASSE 0xbed7_b783_11cf_5be1_8244_5500_a2f7_92ef;
    /// Document, class: object type of a class.
    DOKUMENT_TYPE_KLASSE 0xf503_81bf_62c7_5289_96a9_3f9e_6216_bacc;
}

/// The roles and types that are ours, with their titles.
pub const EGNE: &[(Uuid, &str)] = &[
    (SEKUNDAER_PART, "Sagspart: Sekundær part"),
    (TYPE_VIRKSOMHED, "Sagspart, type: Virksomhed"),
    (TILAKTERET, "Journalpost: Tilakteret"),
    (VEDLAGT, "Journalpost: Vedlagt"),
    (JOURNALNOTAT, "Journalpost: Journalnotat"),
    (TYPE_DOKUMENT, "Journalpost, type: Dokument"),
    (NOTATFORMAT_TEKST, "Journalnotat, format: Tekst"),
    (DOKUMENT_EJER, "Dokumentaktør: Ejer"),
    (DOKUMENT_ANSVARLIG, "Dokumentaktør: Ansvarlig"),
    (DOKUMENT_PRIMAER_BEHANDLER, "Dokumentaktør: Primær behandler"),
    (DOKUMENT_TYPE_ORGANISATION, "Dokumentaktør, type: Organisation"),
    (DOKUMENT_TYPE_ENHED, "Dokumentaktør, type: OrgEnhed"),
    (DOKUMENT_TYPE_BRUGER, "Dokumentaktør, type: Bruger"),
    (DOKUMENT_PART, "Dokumentpart: Part"),
    (DOKUMENT_TYPE_PERSON, "Dokumentpart, type: Person"),
    (DOKUMENT_TYPE_VIRKSOMHED, "Dokumentpart, type: Virksomhed"),
    (DOKUMENT_PRIMAER_KLASSE, "Dokumentklasse: Primær klasse"),
    (DOKUMENT_TYPE_KLASSE, "Dokumentklasse, type: Klasse"),
];

/// How many a role has at a time (C.3, C.4), for the roles that are known.
const KENDTE: &[(Uuid, Kardinalitet)] = &[
    (EJER, En),
    (ANSVARLIG, En),
    (PRIMAER_BEHANDLER, En),
    (PRIMAER_PART, En),
    (PRIMAER_KLASSE, En),
    (HANDLINGSKLASSE, En),
    (MASTER, En),
    (AFSENDER, En),
    (SEKUNDAER_PART, Fler),
    (TILAKTERET, Fler),
    (VEDLAGT, Fler),
    (JOURNALNOTAT, Fler),
    (DOKUMENT_EJER, En),
    (DOKUMENT_ANSVARLIG, En),
    (DOKUMENT_PRIMAER_BEHANDLER, En),
    (DOKUMENT_PART, Fler),
    (DOKUMENT_PRIMAER_KLASSE, En),
];

/// Relations whose other roles are 0..1 for the most part: actors, classes, it-systems, and a case's relations to cases.
pub const ELLERS_EN: Rolletabel = Rolletabel { kendte: KENDTE, ellers: En };
/// Relations whose other roles are 0..n, or as often as not, and where a reference that vanishes does more harm than one that stays: parties, objects,
/// journal posts, a document's relations to documents, security profiles.
pub const ELLERS_FLER: Rolletabel = Rolletabel { kendte: KENDTE, ellers: Fler };

/// Whether the reference has that role.
pub fn har(r: &register::Relation, rolle: Uuid) -> bool {
    r.rolle.as_ref().is_some_and(|m| m.id == UnikId::Uuid(rolle))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lint and the merge go by one table of the standard.
    #[test]
    fn c3_the_lints_roles_have_the_cardinality_of_the_merge() {
        for (rolle, hoejst_en) in crate::anvisninger::kendte_roller() {
            let (_, k) = KENDTE.iter().find(|(r, _)| *r == rolle).unwrap();
            assert_eq!(*k == En, hoejst_en, "{rolle}");
        }
    }

    #[test]
    fn our_own_roles_follow_from_their_titles() {
        for (uuid, titel) in EGNE {
            assert_eq!(*uuid, Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("samspil/sagdokument/{titel}").as_bytes()), "{titel}");
        }
    }
}
