pub mod aws;
pub mod capture;
pub mod input;
pub mod knowledge;
pub mod saml;
pub mod source;
pub mod xml;
