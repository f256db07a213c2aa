//! Roles of relations in the indexes that the overview looks for (C.7). The types belong to modules on the same floor, so their fields and relations are found by name, and the
//! public roles stand here again.
use grund::{UnikId, Uuid};
use register::Relation;

macro_rules! uuider {
    ($($(#[$doc:meta])* $navn:ident $v:literal;)*) => { $($(#[$doc])* pub const $navn: Uuid = Uuid::from_u128($v);)* };
}

uuider! {
    /// Case, actor: responsible unit.
    ANSVARLIG 0xa126_3342_d348_44ba_a566_233f_37c4_cb67;
    /// Case, actor: primary caseworker.
    BEHANDLER 0xbf1f_93ed_9441_4af4_835b_aeb2_01f3_076e;
    /// Case, party: primary.
    PRIMAER_PART 0xd839_f26a_d4d1_4441_b2d6_3dbb_b12a_9404;
    /// Case, class: KLE subject.
    PRIMAER_KLASSE 0xa86c_6581_ec85_412d_a655_31a1_f1d5_b14f;
    /// Case, class: KLE facet.
    HANDLINGSKLASSE 0x05ef_7011_11a7_4e4c_a46b_3de6_aa45_7fc3;
    /// It-system: the one that the object belongs to.
    MASTER 0x251c_24fd_57b0_4afc_9d73_b063_d195_7eb3;
    /// It-system: the one that receives journal notes.
    AFSENDER 0x1b3c_6a6d_e977_4491_9bf8_b41e_e699_9f39;
    /// Grant, actor: responsible unit.
    BEVILLING_ANSVARLIG 0xfbe1_016a_170a_4dea_8652_2813_c1a5_66c0;
    /// Grant, party: gets the grant.
    BEVILLINGSMODTAGER 0x3102_fa7e_f56e_4510_b0d4_1650_c590_dc3b;
}

/// Whether the reference has that role.
pub fn har(r: &Relation, rolle: Uuid) -> bool {
    r.rolle.as_ref().is_some_and(|m| m.id == UnikId::Uuid(rolle))
}
