//! The contract tables of SF2900: `t3` has the four operations of the component, `t2` what they carry, and the two that the parties have.
pub(crate) mod dokument;
pub(crate) mod indhold;
pub(crate) mod t2;
pub(crate) mod t3;
