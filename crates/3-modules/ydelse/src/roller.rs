//! Roles and object types of relations (D, contracts A.4). The same word has another UUID in each relation.
use grund::{UnikId, Uuid};
use register::Kardinalitet::{self, En, Fler};
use register::Rolletabel;

macro_rules! uuider {
    ($($(#[$doc:meta])* $navn:ident $v:literal;)*) => { $($(#[$doc])* pub const $navn: Uuid = Uuid::from_u128($v);)* };
}

uuider! {
    /// Grant, actor: owner.
    EJER 0xabdf_4d3e_f113_4282_b13e_6cd3_2a82_621c;
    /// Grant, actor: responsible unit.
    ANSVARLIG 0xfbe1_016a_170a_4dea_8652_2813_c1a5_66c0;
    /// Grant, party: gets the benefit.
    YDELSESMODTAGER 0x93af_57a7_7658_4fac_98da_9e5a_c7a7_d9a5;
    /// Grant, party: gets the grant.
    BEVILLINGSMODTAGER 0x3102_fa7e_f56e_4510_b0d4_1650_c590_dc3b;
    /// Benefit: the class of the benefit.
    YDELSE 0x6ebd_938f_0bbf_4142_a65c_fefe_15e9_f192;
    /// Benefit: its KLE class.
    PRIMAER_KLASSE 0xea90_9030_c5fa_4544_9b22_a001_0d08_ebe1;
    /// Grant: the case.
    SAG 0x3123_7487_787a_424f_8819_56aa_edf0_0643;
    /// It-system: master.
    MASTER 0x251c_24fd_57b0_4afc_9d73_b063_d195_7eb3;
    /// It-system: sender.
    AFSENDER 0x1b3c_6a6d_e977_4491_9bf8_b41e_e699_9f39;
    /// Payment, actor: owner.
    EFFEKTUERING_EJER 0xa918_24c4_da1d_47f9_bce2_5d65_9787_9415;
    /// Payment, actor: paying unit.
    UDBETALENDE_ENHED 0xa1ff_36be_b3fb_4e1f_aac0_9d33_1307_0ecb;
    /// Payment, party: gets the money.
    EFFEKTUERINGSMODTAGER 0x68d4_b903_acae_4f2f_aafc_45bd_999e_d81f;
    /// Case, actor: owner. The roles of cases are those of the Sags- og Dokumentindeks, which stands on the same floor.
    SAG_EJER 0x9e97_9b84_b846_4472_8622_5800_7dc6_3c7e;
    /// Case, class: primary (KLE emne).
    SAG_PRIMAER_KLASSE 0xa86c_6581_ec85_412d_a655_31a1_f1d5_b14f;
    /// Case, class: handlingsfacet.
    SAG_HANDLINGSKLASSE 0x05ef_7011_11a7_4e4c_a46b_3de6_aa45_7fc3;
    /// Payment: what is paid.
    YDELSEEFFEKTUERING 0xccc9_d91b_9a4c_4ada_9be4_795c_a068_e89d;

    /// Object type of a grant's owner.
    TYPE_ORGANISATION 0x45b7_dafb_d90e_41da_b30e_ba00_7e57_7a8a;
    /// Object type of a grant's responsible unit.
    TYPE_ENHED 0x4546_cca2_838e_4e0d_a5bd_8375_7d60_3362;
    /// Object type of a grant's person.
    TYPE_PERSON 0xc59f_1523_1786_48c7_baff_466d_e1db_3320;
    /// Object type of a benefit's class.
    TYPE_YDELSE 0x3aa4_5cbd_94c3_4601_84a6_66ce_0f15_7dda;
    /// Object type of a benefit's KLE class.
    TYPE_KLASSE 0x7c51_b9a8_d388_4e83_8c8b_ee3a_9045_8d0b;
    /// Object type of a grant's case.
    TYPE_SAG 0xf08a_4a13_2567_41d0_bf8d_3af7_54b0_3464;
    /// Object type of an it-system.
    TYPE_ITSYSTEM 0x29fe_1da2_897a_46cd_b635_b9be_8e0b_ffd6;
    /// Object type of what is paid.
    TYPE_YDELSEEFFEKTUERING 0x4fd9_d6c1_2939_4bfe_b803_ab0b_3904_bd2f;
    /// Object type of a payment's actors.
    TYPE_EFFEKTUERINGSAKTOER 0xc622_654c_d87f_4ac7_9a42_d058_0253_b979;
    /// Object type of a payment's person.
    TYPE_EFFEKTUERINGSPART 0x4807_69fd_9744_4859_950f_95cb_b563_3d36;
}

/// How many a role has at a time (D).
const KENDTE: &[(Uuid, Kardinalitet)] = &[
    (EJER, En),
    (ANSVARLIG, En),
    (YDELSESMODTAGER, En),
    (BEVILLINGSMODTAGER, En),
    (SAG, En),
    (MASTER, En),
    (AFSENDER, En),
    (EFFEKTUERING_EJER, En),
    (UDBETALENDE_ENHED, En),
    (EFFEKTUERINGSMODTAGER, En),
    (YDELSE, Fler),
    (YDELSEEFFEKTUERING, Fler),
];

/// Cases, parties, actors and it-systems.
pub const ELLERS_EN: Rolletabel = Rolletabel { kendte: KENDTE, ellers: En };
/// Benefits, payments and security profiles.
pub const ELLERS_FLER: Rolletabel = Rolletabel { kendte: KENDTE, ellers: Fler };

/// Whether the reference has that role.
pub fn har(r: &register::Relation, rolle: Uuid) -> bool {
    r.rolle.as_ref().is_some_and(|m| m.id == UnikId::Uuid(rolle))
}
