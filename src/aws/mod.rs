//! What AWS documents about SAML: names, endpoints, ARNs, the sentences it answers with.

pub mod arn;
pub mod attributes;
pub mod audience;
pub mod claims;
pub mod endpoints;
pub mod known_errors;
pub mod measurements;
pub mod nearest;
pub mod partitions;
pub mod policy;
pub mod role_value;
pub mod services;

#[cfg(test)]
mod tests {
    use crate::instant::Instant;

    #[test]
    fn no_text_makes_a_reader_panic() {
        let fragments = [
            "arn",
            ":",
            "/",
            "aws",
            "iam",
            "role",
            "é",
            "\u{200b}",
            " ",
            "\n",
            "https",
            "://",
            "signin.aws.amazon.com",
            "saml",
            "acs",
            "platform",
            "@",
            "?",
            "#",
            "%",
            "destination=",
            "console.aws.amazon.com",
            "connect/federate/",
            "2026-05-26T11:58:03",
            "-",
            "+",
            "Z",
            ".",
            "9",
            "PrincipalTag:",
            "https://aws.amazon.com/SAML/Attributes/",
            "Role",
            "İ",
        ];
        let mut state = 7u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            fragments[(state >> 33) as usize % fragments.len()]
        };
        for length in 0..3_000 {
            let text: String = (0..length % 12).map(|_| next()).collect();
            if let Err(problem) = super::arn::RoleArn::parse(&text) {
                assert!(text.get(problem.at).is_some(), "{text}");
            }
            if let Err(problem) = super::arn::SamlProviderArn::parse(&text) {
                assert!(text.get(problem.at).is_some(), "{text}");
            }
            if let Err(error) = Instant::parse_xs(&text) {
                assert!(text.get(error.at).is_some(), "{text}");
            }
            if let Err(error) = Instant::parse_rfc3339(&text) {
                assert!(text.get(error.at).is_some(), "{text}");
            }
            Instant::parse_http_date(&text);
            super::attributes::near_miss(&text);
            super::audience::classify(&text);
            super::endpoints::locate(&text);
            super::endpoints::nearest_sign_in(&text);
        }
    }
}
