//! The Recipient is not a sign-in URL of AWS.

use crate::aws::endpoints::{Deviation, Endpoint, Located, SignIn, locate, nearest_sign_in};
use crate::aws::known_errors::sts;
use crate::aws::measurements::sts as measured;
use crate::aws::partitions::partition;
use crate::aws::services;
use crate::citations::{CONDITION_KEYS, SAML_ASSERTIONS, SIGN_IN_ENDPOINTS, STS_MEASURED};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, quoted};
use crate::rules::recipients;
use crate::rules::values::{blanks, marks_in_attribute};

pub static RULE: Rule = Rule {
    id: "recipient-not-aws",
    summary: "the Recipient is not an AWS sign-in URL",
    severity: Severity::Error,
    confidence: Confidence::Likely,
    rationale: "AWS documents that the Recipient is the sign-in URL the response is posted to. STS itself, called with a strange host or no URL at all, took it and handed it to the role's trust policy as SAML:aud. The policies that the console writes list sign-in URLs only; so the refusal shows as a denied AssumeRoleWithSAML, and of a call without the role's policy this is a warning.",
    remedy: Remedy {
        text: "set the recipient, also called assertion consumer service or reply URL, to the sign-in URL as AWS documents it",
        setting: Some(Setting::Recipient),
    },
    citations: &[SAML_ASSERTIONS, SIGN_IN_ENDPOINTS, CONDITION_KEYS, STS_MEASURED],
    explains: &[&sts::NOT_AUTHORIZED],
    measured: Some(&measured::RECIPIENT_OF_ANOTHER_HOST),
    check: Check::Message { services: services::IAM_SIGN_IN, needs: &[Need::Assertion], check },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let Some(recipient) = recipients::judged(case) else { return case.absent() };
    // STS takes any, and the trust policy that is given says which.
    if case.capture.sts_call.is_some() && !case.authorization.roles.is_empty() {
        return Outcome::NotApplicable;
    }
    let located = locate(&recipient.value);
    let value = quoted(&recipient.value);
    let (expected, message) = match &located {
        Some(located) if recipients::takes_responses(located) => return Outcome::Clean,
        Some(located) if recipients::is_odd_form(located) && recipients::is_exact(located) => {
            return Outcome::Clean;
        }
        Some(Located { endpoint: Endpoint::SignIn(sign_in), deviations }) => {
            let message = match deviations.iter().find_map(says) {
                Some(what) => format!("the Recipient {value} {what}"),
                None => format!("the Recipient {value} is on the sign-in host, but takes no response"),
            };
            (meant(case, sign_in, deviations), message)
        }
        Some(Located { endpoint: Endpoint::OtherAws | Endpoint::Service { .. }, .. }) | None => (
            nearest_sign_in(&recipient.value).unwrap_or_else(|| recipients::fitting(case)),
            format!("the Recipient {value} is not a sign-in URL of AWS"),
        ),
        Some(_) => (
            recipients::fitting(case),
            format!("the Recipient {value} is AWS's, but not where the IAM sign-in takes a response"),
        ),
    };
    let blanks = marks_in_attribute(case, recipient, &blanks(&recipient.value));
    let remedy =
        format!("set the recipient, also called assertion consumer service or reply URL, to {expected}");
    Finding::of_value(&RULE, recipient, message).expected(expected).remedy(remedy).marks(blanks).into()
}

/// What is wrong with a sign-in URL; `None` for what may stay.
fn says(deviation: &Deviation) -> Option<String> {
    Some(match deviation {
        Deviation::Whitespace => "has white space in it".to_owned(),
        Deviation::NoScheme => "lacks https://".to_owned(),
        Deviation::Scheme(scheme) => format!("begins with {}, not with https", quoted(scheme)),
        Deviation::UserInfo => "has a user name in it".to_owned(),
        Deviation::UpperCaseHost => "has upper case in its host".to_owned(),
        Deviation::Port(port) => format!("has the port {}", quoted(port)),
        Deviation::UnlistedRegion(_) => return None,
        Deviation::UnknownRegion { region, .. } => format!("names {}, which is not a region", quoted(region)),
        Deviation::RegionOfOtherPartition { region, partition } => {
            format!("names the region {region} of the partition {partition} on the host of another")
        }
        Deviation::PathCase => "has upper case in its path".to_owned(),
        Deviation::TrailingSlash => "ends in a slash".to_owned(),
        Deviation::Query => "has a query".to_owned(),
        Deviation::Fragment => "has a fragment".to_owned(),
    })
}

/// The URL with its region put right, or with the host of that region where the roles do not speak
/// for the one it has.
fn meant(case: &Case, sign_in: &SignIn, deviations: &[Deviation]) -> String {
    let roles = recipients::role_partitions(case);
    let has_roles = |id: &str| roles.iter().any(|(home, _)| home.id == id);
    for deviation in deviations {
        match deviation {
            Deviation::UnknownRegion { nearest, .. } => {
                return SignIn { region: nearest.map(str::to_owned), ..sign_in.clone() }.url();
            }
            Deviation::RegionOfOtherPartition { partition: id, .. }
                if has_roles(sign_in.partition.id) && !has_roles(id) =>
            {
                return recipients::sign_in_of(sign_in.partition);
            }
            Deviation::RegionOfOtherPartition { partition: id, .. } => {
                return SignIn { partition: partition(id).unwrap_or(sign_in.partition), ..sign_in.clone() }
                    .url();
            }
            _ => {}
        }
    }
    sign_in.url()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::test_case::{GOOD, Given, findings, in_a_word, outcome};

    #[test]
    fn a_recipient_that_misses_is_told_what_was_meant() {
        const GLOBAL: &str = "https://signin.aws.amazon.com/saml";
        for (recipient, expected) in [
            ("https://sigin.aws.amazon.com/saml", GLOBAL),
            ("http://signin.aws.amazon.com/saml", GLOBAL),
            ("https://signin.aws.amazon.com/saml/", GLOBAL),
            ("https://signin.aws.amazon.com/", GLOBAL),
            ("https://sp.example/acs", GLOBAL),
            ("https://sts.amazonaws.com/", GLOBAL),
            ("https://us-east1.signin.aws.amazon.com/saml", "https://us-east-1.signin.aws.amazon.com/saml"),
        ] {
            let given =
                Given::changed(&format!("Recipient=\"{GLOBAL}\""), &format!("Recipient=\"{recipient}\""));
            let found = findings(&RULE, &given);
            assert_eq!(found.len(), 1, "{recipient}");
            assert_eq!(found[0].expected.as_deref(), Some(expected), "{recipient}");
        }
    }

    #[test]
    fn the_partition_of_the_roles_tells_a_wrong_region_from_a_wrong_host() {
        for (host, partition, expected) in [
            ("us-east-1.signin.amazonaws.cn", "aws-cn", "https://signin.amazonaws.cn/saml"),
            ("us-east-1.signin.amazonaws.cn", "aws", "https://us-east-1.signin.aws.amazon.com/saml"),
            ("cn-north-1.signin.aws.amazon.com", "aws-cn", "https://cn-north-1.signin.amazonaws.cn/saml"),
            ("cn-north-1.signin.aws.amazon.com", "aws", "https://signin.aws.amazon.com/saml"),
        ] {
            let xml =
                GOOD.replace("signin.aws.amazon.com", host).replace("arn:aws:", &format!("arn:{partition}:"));
            let found = findings(&RULE, &Given::xml(&xml));
            assert_eq!(found[0].expected.as_deref(), Some(expected), "{host} {partition}");
        }
    }

    #[test]
    fn white_space_is_marked() {
        let given = Given::changed("Recipient=\"https", "Recipient=\"&#160; https");
        let found = findings(&RULE, &given);
        let marked: Vec<&str> =
            found[0].marks.iter().map(|mark| &given.xml[mark.start as usize..mark.end as usize]).collect();
        assert_eq!(marked, ["&#160;", " "]);
    }

    #[test]
    fn every_documented_sign_in_url_is_taken() {
        for recipient in [
            "https://eu-west-1.signin.aws.amazon.com/saml",
            "https://eu-west-9.signin.aws.amazon.com/saml",
            "https://signin.aws.amazon.com/saml/acs/SAMLSPABCDEFGHIJKLMNOP",
            "https://signin.aws.amazon.com/static/saml",
            "https://signin.amazonaws.cn/saml",
            "https://signin.amazonaws-us-gov.com/saml",
            "https://us-gov-east-1.signin-fips.amazonaws-us-gov.com/saml",
            "https://eusc-de-east-1.signin.amazonaws-eusc.eu/saml",
            "https://a65f1779-0000-4000-8000-0123456789ab.us-east-1.sign-in.connect.aws/saml?instanceId=x",
        ] {
            let given = Given::changed("https://signin.aws.amazon.com/saml", recipient);
            assert_eq!(in_a_word(&outcome(&RULE, &given)), "clean", "{recipient}");
        }
    }
}
