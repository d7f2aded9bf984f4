//! How to get the evidence that a rule could not do without.

use crate::aws::arn::SamlProviderArn;
use crate::aws::attributes::ROLE;
use crate::aws::role_pair;
use crate::capture::{Capture, Stage};
use crate::diagnosis::Message;
use crate::rule::Need;

/// One command or sentence, with this response's own values where they fit their grammar.
pub fn how(need: Need, message: Option<&Message>) -> String {
    match need {
        Need::Assertion => "a response with an assertion in it".to_owned(),
        Need::TimeOfPost => {
            let or_har = match message.map(|message| &message.capture) {
                Some(capture) if capture.exchange.is_some() => "",
                Some(capture) if is_of_har(capture) => "; or a HAR with the POST to AWS in it",
                _ => "; or the HAR of the login",
            };
            format!("--at TIME, when the browser posted it: issued+30s, or as YYYY-MM-DDThh:mm:ssZ{or_har}")
        }
        Need::PrivateKey => "the private key that the assertion was encrypted for: --key key.pem".to_owned(),
        Need::IamProvider => format!(
            "aws iam get-saml-provider --saml-provider-arn '{}' > provider.json",
            message.and_then(provider_arn).unwrap_or("PROVIDER_ARN")
        ),
        Need::IamProviders => "aws iam list-saml-providers > providers.json".to_owned(),
        Need::SigningKey => "the identity provider's metadata, or its signing certificate".to_owned(),
        Need::OtherVerifier => {
            "a verifier that has these algorithms, such as xmlsec1 --verify with the identity provider's certificate".to_owned()
        }
        Need::WholeCapture => "a copy of the whole value: a HAR, or the value saved to a file".to_owned(),
        Need::Har => match message {
            Some(message) if is_of_har(&message.capture) => "a HAR with the POST to AWS in it".to_owned(),
            _ => "the HAR of the login".to_owned(),
        },
    }
}

/// Whether the message is out of a HAR: then that HAR lacks what is needed.
fn is_of_har(capture: &Capture) -> bool {
    capture.decoding.contains(&Stage::Har)
}

/// What is not known without it, as a person says it.
pub fn question(need: Need) -> &'static str {
    match need {
        Need::Assertion => "what an assertion would hold",
        Need::TimeOfPost => "whether it reached AWS in time",
        Need::PrivateKey => "what is encrypted in the response",
        Need::IamProvider => "whether the IAM provider holds this issuer and signing key",
        Need::IamProviders => "whether the provider in the Role pair exists",
        Need::SigningKey => "whether the SignatureValue fits the signing key",
        Need::OtherVerifier => "whether the signature is good: it cannot be computed here",
        Need::WholeCapture => "what the copy does not hold",
        Need::Har => "whether the clocks of the identity provider and AWS agree",
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
