//! IAM Identity Center.

use super::Service;

pub static IDENTITY_CENTER: Service = Service { id: "identity-center", words: "IAM Identity Center" };
