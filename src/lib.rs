pub mod aws;
pub mod capture;
pub mod knowledge;
pub mod source;
pub mod xml;
