//! Keys and certificates against the programs that others use.
mod certifikat;
mod vaerktoej;
