//! Amazon Connect: IAM's sign-in, and the instance that the RelayState names after it.

use super::Service;

pub static CONNECT: Service = Service { id: "connect", words: "AWS IAM sign-in, then Amazon Connect" };
