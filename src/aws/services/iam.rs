//! IAM's sign-in, and AssumeRoleWithSAML.

use super::Service;

pub static IAM: Service = Service { id: "iam", words: "AWS IAM sign-in" };
