//! The HTTP face of Adgangsstyring and Administrationsmodul: token services, JSON API, refusals, the log.
