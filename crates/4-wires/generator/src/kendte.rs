//! Classes whose UUIDs real clients know (contracts, appendix A), with the names that they have here.

/// A class: UUID and title.
pub type Kendt = (u128, &'static str);

/// Facets of the classification of roles and types, each with its classes.
pub const FACETTER: &[(&str, &[Kendt])] = &[
    (
        "Adressetyper",
        &[
            (0x9b33c0a0_a566_4ec0_8200_325cb1e5bb9a, "OrgEnhed adresse"),
            (0x71a08d28_3af7_4bb4_9964_bc2b76b93d64, "Bruger adresse"),
            (0x1a8374f6_0ee8_4201_b27c_0e84d57db0ba, "OrgFunktion adresse"),
        ],
    ),
    (
        "Adresseroller for enheder",
        &[
            (0x639a3ed9_86b0_4968_825b_434666cf6220, "Henvendelsesadresse"),
            (0x3629ce92_594b_4380_9527_81d6e53edc11, "Returpostadresse"),
            (0x80b610c6_314b_485a_a014_a9a1d7070bc4, "Postadresse"),
            (0x2b670843_ce42_411a_8fb5_311dfdd5caf0, "E-mail"),
            (0xd4939781_f2c4_401c_8c2f_0d08221127b9, "E-mail bemærkninger"),
            (0x9ccaafe4_c4b2_4d25_942a_2ec5730d4ed8, "EAN-nummer"),
            (0xa99c073d_482e_47d3_9275_13c79f453c3a, "URL"),
            (0x8dcfa714_5ed3_4000_b551_2ba520e7d8ad, "Telefon"),
            (0x02826f64_5613_468e_ace5_3f089cb3ed20, "Fastnettelefon"),
            (0x47a33082_4687_4a68_b82f_5bf6f9d8ee13, "LOS kaldenavn kort"),
            (0xee78e99a_6220_48ea_81fe_e4db239ee10a, "LOS id"),
            (0xec387d90_263c_4cce_8de2_63b407a0daac, "Lokation"),
            (0xf6fd6117_c718_4254_a6f5_92538ad5a2f4, "Åbningstid for telefon"),
            (0xf37e5877_1549_4b5d_a53b_819491f0b933, "Åbningstid for henvendelse"),
            (0x81912344_ef86_4cff_a522_a0001607d2ce, "DtR-id"),
            (0x0dac99a2_c419_4113_bb1d_757e00669bf2, "FOA"),
            (0x7c6e2a82_ec39_4ec4_a2b7_fdfe667e1d2b, "P-nummer"),
            (0xb44138cf_72df_45d1_8821_83db39b62093, "SOR"),
        ],
    ),
    (
        "Adresseroller for brugere",
        &[
            (0x5d13e891_162a_456b_abf2_fd9b864df96d, "E-mail"),
            (0x5ef6be2d_59f4_4652_a680_585929924ba9, "Telefon"),
            (0x47c05422_5379_4c27_9ddf_e02b52b3d961, "Fastnettelefon"),
            (0xad04ac80_e24a_45a5_9dd9_8537a916ac74, "Lokation"),
            (0x519a2d12_d099_434a_a3a2_a7397db7c741, "RACF-id"),
            (0x85760831_0671_4127_93f7_0eee227c5ff9, "FMK-id"),
        ],
    ),
    ("Adresseroller for funktioner", &[(0x560cb83d_386d_43c0_aaa2_986a915b087c, "URL")]),
    (
        "Funktionstyper",
        &[
            (0x02e61900_33e0_407f_a2a7_22f70221f003, "Enhedsrolle"),
            (0x57553824_5ed0_4a64_b8aa_7e801df264f6, "Ansat i"),
            (0x46c73630_f7ad_4000_9624_c06131cde671, "Lederrolle"),
            (0xfaf29ba2_da6d_49c4_8a2f_0739172f4227, "Udbetalende enhed"),
            (0x7368482a_177e_4e04_8574_f558e6f1ef45, "Henvendelsessted"),
            (SYSTEMROLLE, "Systemrolle"),
        ],
    ),
    ("Enhedstyper", &[(AFDELING, "Afdeling"), (TEAM, "Team")]),
    (
        "Brugertyper",
        &[
            (0x9de1426d_2ffb_4d3b_95aa_2afdec22c133, "Ekstern"),
            (0xfe5bec29_0709_4b45_b935_2748ff554c7a, "Intern"),
            (0xfb24bae4_beb1_4970_9a94_cf7ce215f63c, "Robot"),
        ],
    ),
    ("Opgaveroller", &[(OPGAVE_ANSVARLIG, "Ansvarlig"), (OPGAVE_KLASSE, "Klasse")]),
    (
        "Sagsindeks",
        &[
            (0x9e979b84_b846_4472_8622_58007dc63c7e, "Sagsaktør: Ejer"),
            (0xa1263342_d348_44ba_a566_233f37c4cb67, "Sagsaktør: Ansvarlig"),
            (0xbf1f93ed_9441_4af4_835b_baeb201f3076, "Sagsaktør: Primær behandler"),
            (0xd839f26a_d4d1_4441_b2d6_3dbbb12a9404, "Sagspart: Primær part"),
            (0xa86c6581_ec85_412d_a655_31a1f1d5b14f, "Sagsklasse: Primær klasse"),
            (0x05ef7011_11a7_4e4c_a46b_3de6aa457fc3, "Sagsklasse: Handlingsklasse"),
            (0x251c24fd_57b0_4afc_9d73_b063d1957eb3, "It-system: Master"),
            (0x1b3c6a6d_e977_4491_9bf8_b41ee6999f39, "It-system: Afsender"),
            (0xbc6972cd_8f2b_4b9d_8d37_62916d6a71aa, "Type: Organisation"),
            (0xc5fc3b3b_5197_49ee_92e6_ae6ba1957174, "Type: OrgEnhed"),
            (0x85d65133_4b00_460d_992e_3984857b5768, "Type: Bruger"),
            (0xc189ba35_de4b_4363_a8b7_67f1456cf56f, "Type: Person"),
            (0x267235ea_526d_4a18_8001_f2a0e563eba1, "Type: Klasse"),
            (0x29fe1da2_897a_46cd_b635_b9be8e0bffd6, "Type: It-system"),
        ],
    ),
];

/// Type of a unit's address.
pub const TYPE_ENHED: u128 = 0x9b33c0a0_a566_4ec0_8200_325cb1e5bb9a;
/// Type of a user's address.
pub const TYPE_BRUGER: u128 = 0x71a08d28_3af7_4bb4_9964_bc2b76b93d64;
/// Unit's mail.
pub const ENHED_EMAIL: u128 = 0x2b670843_ce42_411a_8fb5_311dfdd5caf0;
/// Unit's telephone.
pub const ENHED_TELEFON: u128 = 0x8dcfa714_5ed3_4000_b551_2ba520e7d8ad;
/// Unit's postal address.
pub const ENHED_POST: u128 = 0x80b610c6_314b_485a_a014_a9a1d7070bc4;
/// Unit's EAN.
pub const ENHED_EAN: u128 = 0x9ccaafe4_c4b2_4d25_942a_2ec5730d4ed8;
/// Unit's short LOS name.
pub const ENHED_LOS: u128 = 0x47a33082_4687_4a68_b82f_5bf6f9d8ee13;
/// User's mail.
pub const BRUGER_EMAIL: u128 = 0x5d13e891_162a_456b_abf2_fd9b864df96d;
/// User's telephone.
pub const BRUGER_TELEFON: u128 = 0x5ef6be2d_59f4_4652_a680_585929924ba9;
/// Position.
pub const ENHEDSROLLE: u128 = 0x02e61900_33e0_407f_a2a7_22f70221f003;
/// Leader.
pub const LEDERROLLE: u128 = 0x46c73630_f7ad_4000_9624_c06131cde671;
/// Payer.
pub const UDBETALENDE: u128 = 0xfaf29ba2_da6d_49c4_8a2f_0739172f4227;
/// Contact point.
pub const HENVENDELSESSTED: u128 = 0x7368482a_177e_4e04_8574_f558e6f1ef45;
/// It-systems of units. Its real UUID is not public (I-10): this one is ours.
pub const SYSTEMROLLE: u128 = 0x5d0c2a1e_9f43_4e0b_8c6d_2b7a90f1e344;
/// Department.
pub const AFDELING: u128 = 0x16bf18c3_ed6f_44b0_b7a1_35f94984e519;
/// Team.
pub const TEAM: u128 = 0x2d9710bf_e9cc_465f_8ec7_46d5f2a64412;
/// Role of a unit's subject.
pub const OPGAVE_ANSVARLIG: u128 = 0x2a5f38d8_7092_4b3f_85cc_7e272c3c4bb0;
/// Type of a unit's subject.
pub const OPGAVE_KLASSE: u128 = 0x9870b51e_3bc0_4f98_8827_eba991dd89a9;
