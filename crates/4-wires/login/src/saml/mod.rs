//! SAML 2.0, the web single sign-on part of OIOSAML: as identity provider towards systems, as service provider towards the municipalities' providers.
pub mod anmodning;
pub mod besked;
pub mod egen;
pub mod forbruger;
pub mod metadata;
pub mod slo;
pub mod sso;
pub mod svar;

/// Namespace of assertions.
pub const SAML: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
/// Namespace of the protocol.
pub const SAMLP: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
/// What status codes begin with.
pub const STATUS: &str = "urn:oasis:names:tc:SAML:2.0:status:";
/// The name of a system or a provider.
pub const ENTITET: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
/// A name that stays.
pub const PERSISTENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
/// A name of one session.
pub const TRANSIENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
/// Whatever name there is.
pub const UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";
/// A subject as in a certificate (G-44).
pub const X509_EMNE: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName";
/// The subject is whoever brings the assertion.
pub const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

/// Our addresses, below the program's own; those that the Context Handler has [D].
pub mod sti {
    /// Metadata towards systems.
    pub const METADATA: &str = "/runtime/saml2/metadata.idp";
    /// Requests for login.
    pub const LOGIN: &str = "/runtime/saml2/issue.idp";
    /// Log-outs of systems.
    pub const LOGUD: &str = "/runtime/saml2/logout.idp";
    /// Metadata towards identity providers.
    pub const SP_METADATA: &str = "/runtime/saml2auth/metadata.idp";
    /// Assertions of identity providers.
    pub const FORBRUG: &str = "/runtime/saml2auth/consume.idp";
    /// Log-outs of identity providers.
    pub const SP_LOGUD: &str = "/runtime/saml2auth/logout.idp";
}
