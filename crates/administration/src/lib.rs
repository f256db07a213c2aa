//! Administrationsmodul: authorities, vendors, systems, services and agreements, all bitemporal.
