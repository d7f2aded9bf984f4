//! How to get the evidence that a rule could not do without.

use crate::aws::arn::SamlProviderArn;
use crate::aws::attributes::ROLE;
use crate::aws::role_pair;
use crate::diagnosis::Message;
use crate::rule::Need;

/// One command or sentence, with this response's own values where they fit their grammar.
pub fn how(need: Need, message: Option<&Message>) -> String {
    match need {
        Need::Assertion => "a response with an assertion in it".to_owned(),
        Need::TimeOfPost => {
            "--at TIME (when the browser posted it, for example --at 2026-05-26T11:58:03Z), or the HAR of the login"
                .to_owned()
        }
        Need::PrivateKey => {
            "the private key that the assertion was encrypted for: --key key.pem".to_owned()
        }
        Need::IamProvider => format!(
            "aws iam get-saml-provider --saml-provider-arn '{}' > provider.json",
            message.and_then(provider_arn).unwrap_or("PROVIDER_ARN")
        ),
        Need::IamProviders => "aws iam list-saml-providers > providers.json".to_owned(),
        Need::SigningKey => "the identity provider's metadata, or its signing certificate".to_owned(),
        Need::WholeCapture => "a copy of the whole value: a HAR, or the value saved to a file".to_owned(),
        Need::Har => "the HAR of the login".to_owned(),
    }
}

/// The provider of the first Role pair, where it is one that may stand in a command.
fn provider_arn(message: &Message) -> Option<&str> {
    let assertion = message.response()?.assertion()?;
    assertion
        .attributes_named(ROLE)
        .flat_map(|attribute| &attribute.values)
        .filter_map(|value| role_pair::halves(&value.text.value).provider)
        .find(|provider| SamlProviderArn::parse(provider).is_ok())
}
