//! What AWS itself answered to a response, as the JSON contract has it.

use serde::Serialize;

use crate::login;

/// AWS's own answer, by the entry that decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AwsAnswer {
    pub entry: Option<usize>,
    /// HTTP status.
    #[cfg_attr(test, schemars(range(max = 999)))]
    pub status: Option<u16>,
    /// `sign-in`, `sts`, `connect`, `console` or `identity-center`.
    #[cfg_attr(test, schemars(with = "login::Answering"))]
    pub service: &'static str,
    /// `refused`, `signed-in`, `role-picker`, `failed` or `unknown`.
    #[cfg_attr(test, schemars(with = "login::Outcome"))]
    pub outcome: &'static str,
    /// Id of the sentence.
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Id>"))]
    pub error: Option<&'static str>,
    pub request_id: Option<String>,
    /// An ARN.
    pub chosen_role: Option<String>,
}

impl AwsAnswer {
    pub(super) fn of(answer: &login::AwsAnswer) -> AwsAnswer {
        AwsAnswer {
            entry: answer.entry,
            status: answer.status,
            service: answer.service.name(),
            outcome: answer.outcome.name(),
            error: answer.error.map(|error| error.id),
            request_id: answer.request_id.clone(),
            chosen_role: answer.chosen_role.clone(),
        }
    }
}
