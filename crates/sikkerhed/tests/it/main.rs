//! Keys, certificates and XML signatures from outside, and against other implementations.
mod certifikat;
mod vaerktoej;
mod xmlsig;
