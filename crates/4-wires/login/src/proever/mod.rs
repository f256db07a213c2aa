//! The login with a browser, a system and an identity provider that are nothing but text: what each of them sends is written here, right or wrong.
mod logud;
mod obo;
mod oidc;
mod oidcudbyder;
mod saml;
mod sessioner;
mod sider;
mod udbyder;
mod verden;
