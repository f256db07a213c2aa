//! Type tables that several services share. `urn:oio:sagdok:3.0.0` is published with incompatible contents: each has a file that names the
//! services which use it; the content of one service alone stands in that service's folder.
pub(crate) mod cpr;
pub(crate) mod grundtyper;
pub(crate) mod kontekst_2017;
pub(crate) mod sagdok_sf1461;
pub(crate) mod sagdok_sf1470_sf1490_v6;
pub(crate) mod sagdok_sf1500_sf1510_v6;
pub(crate) mod serviceplatform;
