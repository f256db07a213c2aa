//! Address columns with their roles (I-16).
use grund::Uuid;

/// Type of a unit's address.
pub const TYPE_ENHED: Uuid = Uuid::from_u128(0x9b33c0a0_a566_4ec0_8200_325cb1e5bb9a);
/// Type of a user's address.
pub const TYPE_BRUGER: Uuid = Uuid::from_u128(0x71a08d28_3af7_4bb4_9964_bc2b76b93d64);

/// A column: its name, other names for it, the role.
pub type Adressekolonne = (&'static str, &'static [&'static str], Uuid);

/// Addresses of a unit.
pub const ENHED: &[Adressekolonne] = &[
    ("email", &["mail", "epost"], Uuid::from_u128(0x2b670843_ce42_411a_8fb5_311dfdd5caf0)),
    ("telefon", &["tlf"], Uuid::from_u128(0x8dcfa714_5ed3_4000_b551_2ba520e7d8ad)),
    ("fastnet", &[], Uuid::from_u128(0x02826f64_5613_468e_ace5_3f089cb3ed20)),
    ("post", &["postadresse", "adresse"], Uuid::from_u128(0x80b610c6_314b_485a_a014_a9a1d7070bc4)),
    ("returpost", &[], Uuid::from_u128(0x3629ce92_594b_4380_9527_81d6e53edc11)),
    ("henvendelse", &["henvendelsesadresse"], Uuid::from_u128(0x639a3ed9_86b0_4968_825b_434666cf6220)),
    ("lokation", &[], Uuid::from_u128(0xec387d90_263c_4cce_8de2_63b407a0daac)),
    ("ean", &["eannummer", "gln"], Uuid::from_u128(0x9ccaafe4_c4b2_4d25_942a_2ec5730d4ed8)),
    ("url", &["www", "hjemmeside"], Uuid::from_u128(0xa99c073d_482e_47d3_9275_13c79f453c3a)),
    ("loskaldenavn", &["losnavn", "los"], Uuid::from_u128(0x47a33082_4687_4a68_b82f_5bf6f9d8ee13)),
    ("losid", &[], Uuid::from_u128(0xee78e99a_6220_48ea_81fe_e4db239ee10a)),
    ("pnummer", &["pnr"], Uuid::from_u128(0x7c6e2a82_ec39_4ec4_a2b7_fdfe667e1d2b)),
    ("sor", &[], Uuid::from_u128(0xb44138cf_72df_45d1_8821_83db39b62093)),
];

/// Addresses of a user.
pub const BRUGER: &[Adressekolonne] = &[
    ("email", &["mail", "epost"], Uuid::from_u128(0x5d13e891_162a_456b_abf2_fd9b864df96d)),
    ("telefon", &["tlf", "mobil"], Uuid::from_u128(0x5ef6be2d_59f4_4652_a680_585929924ba9)),
    ("fastnet", &[], Uuid::from_u128(0x47c05422_5379_4c27_9ddf_e02b52b3d961)),
    ("lokation", &[], Uuid::from_u128(0xad04ac80_e24a_45a5_9dd9_8537a916ac74)),
    ("racf", &["racfid"], Uuid::from_u128(0x519a2d12_d099_434a_a3a2_a7397db7c741)),
    ("fmk", &["fmkid"], Uuid::from_u128(0x85760831_0671_4127_93f7_0eee227c5ff9)),
];

/// The role of a column.
pub fn rolle(kolonner: &[Adressekolonne], navn: &str) -> Uuid {
    kolonner.iter().find(|(n, ..)| *n == navn).map(|(.., u)| *u).unwrap_or_default()
}
