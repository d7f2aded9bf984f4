//! The Issuer is not the entityID that the IAM provider holds.

use crate::aws::endpoints::uuid_in;
use crate::aws::known_errors::sts;
use crate::aws::nearest::{Difference, differing, nearest};
use crate::aws::services;
use crate::citations::{STS_MEASURED, TROUBLESHOOT_SAML};
use crate::evidence::MetadataFile;
use crate::evidence::iam_provider;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::marks;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::rules::providers::{deciding, own_metadata, updated_by};
use crate::signature::KeyOrigin;
use crate::source::Text;
use crate::url::Url;

pub static RULE: Rule = Rule {
    id: "issuer-not-the-providers",
    summary: "the Issuer is not the entityID of the IAM provider's metadata",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "AWS compares the Issuer of the Assertion with the entityID of the metadata that the provider in the Role pair holds, byte for byte: http or https, a slash at the end, upper and lower case, the tenant. The Issuer of the Response may be another: STS, called with such a response, took it.",
    remedy: Remedy {
        text: "upload the metadata of the application that sent this response to the IAM provider, or name the provider of this identity provider in the Role attribute",
        setting: Some(Setting::ProviderArn),
    },
    citations: &[TROUBLESHOOT_SAML, STS_MEASURED],
    explains: &[&sts::ISSUER_NOT_PRESENT],
    who: Some(Who::AwsAccountAdmin),
    check: Check::Message {
        services: services::IAM_SIGN_IN,
        needs: &[Need::Evidence(&iam_provider::KIND)],
        check,
    },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let files = deciding(case);
    if files.iter().all(|file| file.entity_ids().next().is_none()) {
        return Outcome::NotChecked(Need::Evidence(&iam_provider::KIND));
    }
    let of_assertion = case.assertion().and_then(|assertion| assertion.issuer.as_ref());
    let Some(issuer) = of_assertion else { return case.absent() };
    let is_held = |issuer: &Text| {
        files.iter().any(|file| file.entity_ids().any(|entity_id| entity_id.value == issuer.value))
    };
    let mut entity_ids = files.iter().flat_map(|file| file.entity_ids());
    match is_held(issuer) {
        true => Outcome::Clean,
        // One that was crossed out may be this.
        false if entity_ids.any(|entity_id| marks::in_value(&entity_id.value).is_some()) => {
            Outcome::NotChecked(Need::Evidence(&iam_provider::KIND))
        }
        false => finding(case, &files, issuer).into(),
    }
}

fn finding(case: &Case, files: &[&MetadataFile], issuer: &Text) -> Finding {
    let (file, entity_id) = most_alike(files, &issuer.value);
    let held = &entity_id.value;
    let message = format!(
        "the Issuer is {}, {} has the entityID {}: {}",
        quoted(&issuer.value),
        file.words(),
        quoted(held),
        difference(&issuer.value, held)
    );
    let from = own_metadata(case).find(|own| own.entity_ids().any(|id| id.value == issuer.value));
    let differing = differing(&issuer.value, held);
    let glance =
        format!("Issuer and entityID of {} differ: {}", file.words(), difference(&issuer.value, held));
    let mut finding = Finding::of_value(&RULE, issuer, message)
        .glance(glance)
        .expected(held.clone())
        .related(entity_id.span, "the entityID");
    finding = updated_by(finding, case, file, from);
    if !differing.is_empty() {
        finding = finding.marks([case.part(issuer, differing)]);
    }
    match file.origin {
        // Whether AWS trims the Issuer is not known.
        KeyOrigin::Provider if issuer.value.trim() == held => finding.likely(),
        KeyOrigin::Provider => finding,
        // What IAM holds may be another document than this.
        KeyOrigin::Metadata | KeyOrigin::Given | KeyOrigin::Embedded => finding.likely(),
    }
}

/// The entityID that begins most like the Issuer: an aggregate has thousands.
fn most_alike<'a>(files: &[&'a MetadataFile], issuer: &str) -> (&'a MetadataFile, &'a Text) {
    let alike = |text: &Text| {
        text.value.bytes().zip(issuer.bytes()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count()
    };
    let mut best: Option<(usize, &MetadataFile, &Text)> = None;
    for &file in files {
        for entity_id in file.entity_ids() {
            let count = alike(entity_id);
            if best.is_none_or(|(most, _, _)| count > most) {
                best = Some((count, file, entity_id));
            }
        }
    }
    let (_, file, entity_id) = best.expect("check() goes on only where there is an entityID");
    (file, entity_id)
}

fn difference(issuer: &str, held: &str) -> String {
    // Ids that differ by little differ all the same.
    if let (Some(one), Some(other)) = (uuid_in(issuer), uuid_in(held))
        && !one.eq_ignore_ascii_case(other)
    {
        return "another tenant or application: the id in it is another".to_owned();
    }
    let Some(near) = nearest(issuer, [held]) else {
        return match (host(issuer), host(held)) {
            (Some(one), Some(other)) if one.eq_ignore_ascii_case(other) => {
                "the same host, another tenant or application".to_owned()
            }
            _ => "another identity provider".to_owned(),
        };
    };
    let words: Vec<String> = near
        .differences
        .iter()
        .map(|difference| match difference {
            Difference::TrailingSlash if issuer.trim_end().ends_with('/') => {
                "the Issuer ends in a slash, the entityID does not".to_owned()
            }
            Difference::TrailingSlash => "the entityID ends in a slash, the Issuer does not".to_owned(),
            difference => difference.to_string(),
        })
        .collect();
    words.join("; ")
}

fn host(uri: &str) -> Option<&str> {
    Url::parse(uri).filter(|url| url.scheme.is_some()).map(|url| url.host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_is_told_and_marked() {
        for (issuer, held, words, marked) in [
            (
                "https://idp.example/",
                "https://idp.example",
                "the Issuer ends in a slash, the entityID does not",
                "/",
            ),
            (
                "https://idp.example",
                "https://idp.example/",
                "the entityID ends in a slash, the Issuer does not",
                "",
            ),
            ("http://idp.example/a", "https://idp.example/a", "http against https", ""),
            ("https://Idp.example/a", "https://idp.example/a", "upper and lower case differ", "I"),
            (
                "https://idp.example/exk1aaaaaaaa",
                "https://idp.example/exk9zzzzzzzz",
                "the same host, another tenant or application",
                "1aaaaaaaa",
            ),
            (
                "https://sts.windows.net/5f4c1a2b-77d0-4e0a-9b1e-0d2c3b4a5968/",
                "https://sts.windows.net/0c4c1a2b-77d0-4e0a-9b1e-0d2c3b4a5968/",
                "another tenant or application: the id in it is another",
                "5f",
            ),
            ("urn:one", "https://idp.example", "another identity provider", "urn:on"),
            ("https://idp.exämple/b", "https://idp.exämple/c", "one character differs", "b"),
        ] {
            assert_eq!(difference(issuer, held), words, "{issuer} {held}");
            assert_eq!(&issuer[differing(issuer, held)], marked, "{issuer} {held}");
        }
    }
}
