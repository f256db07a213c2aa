//! Keys and XML signatures from outside, and against other implementations.
mod xmlsig;
