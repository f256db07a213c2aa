//! Roles and object types of relations, as far as they are public (C.7, contracts A.3). The others are classes in Klassifikation
//! ("Relationsroller og Relationsobjekttyper") that no public file lists: the lint can say nothing about a role that it does not know.
use grund::{UnikId, Uuid};

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

/// Whether the reference has that role.
pub fn har(r: &register::Relation, rolle: Uuid) -> bool {
    r.rolle.as_ref().is_some_and(|m| m.id == UnikId::Uuid(rolle))
}
