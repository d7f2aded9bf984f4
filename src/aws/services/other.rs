//! Other services of AWS's: Client VPN, Cognito.

use super::Service;

pub static OTHER_AWS: Service = Service { id: "other-aws", words: "another AWS service" };
