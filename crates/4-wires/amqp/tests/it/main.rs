//! The protocol against a small port in memory, spoken to in frames.
mod afsendelse;
mod angreb;
mod formidler;
mod haandtryk;
mod klient;
mod koeer;
mod levering;
mod protokol;
