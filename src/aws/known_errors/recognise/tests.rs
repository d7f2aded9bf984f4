use super::super::foreign::FOREIGN;
use super::super::{connect, sign_in, sts};
use super::*;

fn ids(pasted: &str) -> Vec<&'static str> {
    recognise(pasted).matches.iter().map(|found| found.error.id).collect()
}

/// A spelling with something in each placeholder.
fn filled(spelling: &str) -> String {
    spelling.replace("{}", "x1")
}

const PARENTHESIS: &str = "(Service: AWSSecurityTokenService; Status Code: 400; Error Code: InvalidIdentityToken; Request ID: 5a1e3f0c-0000-4000-8000-0123456789ab; Proxy: null)";

#[test]
fn every_spelling_of_the_catalogue_is_recognised_in_every_form() {
    for error in all() {
        for spelling in error.spellings() {
            let sentence = filled(spelling);
            let wrapped: String = sentence.replace(' ', "\n  ");
            let curly = sentence.replace('\'', "’").replace('"', "”").replace(" - ", " – ");
            for pasted in [
                sentence.clone(),
                sentence.to_uppercase(),
                wrapped,
                curly,
                sentence.trim_end_matches('.').to_owned(),
                format!(
                    "An error occurred (ValidationError) when calling the AssumeRoleWithSAML operation: {sentence}"
                ),
                format!(
                    "A client error (InvalidIdentityToken) occurred when calling the AssumeRoleWithSAML operation: {sentence}"
                ),
                format!("{sentence} {PARENTHESIS}. Please try again."),
                format!("<html><body><h1>Error</h1><p class=\"x\">{sentence}</p></body></html>"),
                format!(
                    "{{\"errorCode\":\"X\",\"errorMessage\":\"{}\",\"requestID\":\"r\"}}",
                    sentence.replace('"', "\\\"")
                ),
                format!("2026-05-26T11:58:03Z ERROR login: {sentence}\n    at line 3"),
            ] {
                let found = recognise(&pasted);
                let first = found.matches.first().map(|first| (first.error.id, first.how));
                // An alias may be the beginning of another sentence's; its own must be among the best.
                assert!(
                    found.matches.iter().any(|one| one.error.id == error.id && one.how == How::Sentence),
                    "{pasted}\nfound {first:?}"
                );
            }
        }
    }
}

#[test]
fn pasted_texts_lead_to_one_sentence_each() {
    for (pasted, expected) in [
        // The page, with the link that splits its sentence.
        (
            "Your request included an invalid SAML response. To logout, click <a href=\"https://signin.aws.amazon.com/oauth?Action=logout\">here</a>",
            "invalid-saml-response",
        ),
        ("Your request included an invalid SAML response", "invalid-saml-response"),
        ("your request included an invalid\nSAML response. To log", "invalid-saml-response"),
        ("error: invalid SAML response", "invalid-saml-response"),
        (
            "RoleSessionName is required in AuthnResponse (service: AWSSecurityTokenService; status code: 400; error code: InvalidIdentityToken)",
            "role-session-name-required",
        ),
        (
            "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64} (Service: AWSSecurityToken; Status Code: 400; Error Code: InvalidIdentityToken; Request ID: 5a1e3f0c-0000-4000-8000-0123456789ab). Please try again.",
            "role-session-name-pattern",
        ),
        ("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@", "role-session-name-pattern"),
        ("must match [a-zA-Z_0-9+=,.@-]{2,64}", "role-session-name-pattern"),
        ("Not authorized to perform sts:AssumeRoleWithSAML", "not-authorized-to-assume-role"),
        (
            "An error occurred (AccessDenied) when calling the AssumeRoleWithSAML operation: Access denied",
            "not-authorized-to-assume-role",
        ),
        (
            "User: arn:aws:sts::123456789012:assumed-role/x/y is not authorized to perform: sts:TagSession on resource: arn:aws:iam::123456789012:role/R",
            "not-authorized-to-assume-role",
        ),
        (
            "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with “aws:”",
            "source-identity-pattern",
        ),
        (
            "botocore.errorfactory.InvalidIdentityTokenException: An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithSAML operation: Response signature invalid (Service: AWSSecurityTokenService; Status Code: 400)",
            "response-signature-invalid",
        ),
        ("Response signature", "response-signature-invalid"),
        (
            "Issuer not present in specified provider (Service: AWSOpenIdDiscoveryService; Status Code: 400; Error Code: AuthSamlInvalidSamlResponseException; Request ID: 5a1e3f0c-0000-4000-8000-0123456789ab; Proxy: null)",
            "issuer-not-in-provider",
        ),
        (
            "An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithSAML operation: Issuer not present in specified provider (Service: AWSOpenIdDiscoveryService; Status Code: 400; Error Code: AuthSamlInvalidSamlResponseException; Request ID: 1; Proxy: null)",
            "issuer-not-in-provider",
        ),
        ("Specified provider doesn&#39;t exist", "provider-does-not-exist"),
        ("Specified provider doesn’t exist.", "provider-does-not-exist"),
        (
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            "duration-exceeds-role-maximum",
        ),
        (
            "operation error STS: AssumeRoleWithSAML, https response error StatusCode: 400, RequestID: 5a1e3f0c-0000-4000-8000-0123456789ab, api error ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            "duration-exceeds-role-maximum",
        ),
        ("exceeds the 1 hour session limit for roles assumed by role chaining", "role-chaining-limit"),
        ("Response does not contain the required audience", "required-audience-missing"),
        ("required audience", "required-audience-missing"),
        (
            "Token must be redeemed within 5 minutes of issuance (Service: AWSSecurityTokenService; Status Code: 400; Error Code: ExpiredTokenException; Request ID: x)",
            "token-not-redeemed-in-five-minutes",
        ),
        (
            "ExpiredTokenException: Response has expired\n\tstatus code: 400, request id: 5a1e3f0c-0000-4000-8000-0123456789ab",
            "response-expired",
        ),
        (
            "SAML Assertion doesn't contain the requested Role and Metadata in the attributes",
            "role-pair-not-in-assertion",
        ),
        (
            "Responses must contain SubjectConfirmationData with a Recipient and NotOnOrAfter",
            "subject-confirmation-data-incomplete",
        ),
        ("SubjectConfirmatonData", "subject-confirmation-data-incomplete"),
        ("ValidationError: Request ARN is invalid", "request-arn-invalid"),
        ("Principal ARN is invalid", "principal-arn-invalid"),
        (
            "2 validation errors detected: Value '' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20; Value '' at 'principalArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
            "role-arn-empty",
        ),
        (
            "1 validation error detected: Value '' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
            "role-arn-empty",
        ),
        (
            "1 validation error detected: Value '86400' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
            "duration-out-of-range",
        ),
        (
            "Invalid base64 SAMLResponse (Service: AWSOpenIdDiscoveryService; Status Code: 400; Error Code: AuthSamlInvalidSamlResponseException; Request ID: x; Proxy: null)",
            "invalid-base64",
        ),
        ("Packed size of session tags consumes 103% of allotted space.", "packed-policy-too-large"),
        ("PackedPolicyTooLargeException", "packed-policy-too-large"),
        (
            "Unable to validate tags (Service: AWSSecurityTokenV20111201; Status Code: 400; Error Code: ValidationError; Request ID: x). Please try again.",
            "tags-not-valid",
        ),
        (
            "STS is not activated in this region for account:123456789012. Your account administrator can activate STS in this region using the IAM Console.",
            "sts-not-activated",
        ),
        ("Could not parse metadata", "metadata-not-parsed"),
        ("Invalid private key. Key is encrypted.", "private-key-invalid"),
        (
            "Failed to remove private key because the Key ID does not match a private key.",
            "private-key-id-unknown",
        ),
        ("Failed to remove private key.", "private-key-not-removed"),
        (
            "An error occurred (MalformedPolicyDocument) when calling the UpdateAssumeRolePolicy operation: Federated principals must be valid domain names or SAML metadata ARNs",
            "federated-principal-invalid",
        ),
        (
            "Access denied – your account has been authenticated, but has not been onboarded to this application",
            "connect-user-not-onboarded",
        ),
        ("onboarded", "connect-user-not-onboarded"),
        (
            "Access denied, Please contact your AWS account administrator for assistance.",
            "connect-federation-not-allowed",
        ),
        ("<h2>Session Expired</h2>", "connect-session-expired"),
        (
            "Provided identity: Principal: .... User: .... cannot be used for federation with Amazon Connect",
            "connect-identity-cannot-federate",
        ),
        (
            "{\"errorMessage\":\"Response contains invalid name id policy format\"}",
            "identity-center-could-not-complete",
        ),
        (
            "Not a valid response for the provided request id: aws_5a1e3f0c",
            "identity-center-request-id-not-valid",
        ),
        ("It’s not you, it is us", "identity-center-it-is-us"),
        (
            "\"{\\\"eventName\\\":\\\"ConsoleLogin\\\",\\\"errorMessage\\\":\\\"Response signature invalid\\\"}\"",
            "response-signature-invalid",
        ),
        ("List attribute phoneNumbers exceeds allowed limit of 1", "scim-too-many-values"),
        (
            "parameter validation failed:\nInvalid length for parameter SAMLAssertion, value: 0, valid min length: 4",
            "saml-assertion-empty",
        ),
        ("https://example.com/cb?error=Response%20signature%20invalid", "response-signature-invalid"),
    ] {
        let found = recognise(pasted);
        assert_eq!(
            found.matches.first().map(|first| first.error.id),
            Some(expected),
            "{pasted}\n{:?}",
            found.matches.iter().map(|one| (one.error.id, one.how)).collect::<Vec<_>>()
        );
    }
}

#[test]
fn texts_of_others_match_nothing() {
    for pasted in [
        "",
        "   \n",
        "hello",
        "error",
        "the request",
        "access denied",
        "Access Denied",
        "in this region",
        "User: arn:aws:iam::123456789012:user/x is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/R",
        "User: x is not authorized to perform: dynamodb:GetItem on resource: y",
        "my session expired yesterday and I signed in again",
        "please contact your administrator",
        "The page could not be found",
        "There is no access to the building after six",
        "1 validation error detected: Value 'x' at 'tableName' failed to satisfy constraint: Member must have length less than or equal to 255",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit",
        "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_1\"/>",
        "a conflict in the merge",
        "An error occurred (AccessDenied) when calling the AssumeRole operation: User: x is not authorized to perform: sts:AssumeRole on resource: y",
        "An error occurred (ExpiredToken) when calling the ListBuckets operation: The provided token has expired.",
        "AccessDenied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: 5a1e3f0c)",
        "ValidationError: the stack named x does not exist in the account",
        "\\u\\",
        "(((((service",
    ] {
        assert_eq!(ids(pasted), Vec::<&str>::new(), "{pasted}");
    }
}

#[test]
fn what_sts_and_iam_answered_is_recognised() {
    let inside = "(Service: AWSOpenIdDiscoveryService; Status Code: 400; Error Code: AuthSamlInvalidSamlResponseException; Request ID: 5a1e3f0c-0000-4000-8000-0123456789ab; Proxy: null)";
    for (operation, code, sentence, expected) in [
        (
            "AssumeRoleWithSAML",
            "InvalidIdentityToken",
            format!(
                "Response (with optional signature) must contain an assertion with a mandatory signature {inside}"
            ),
            "assertion-not-signed",
        ),
        (
            "AssumeRoleWithSAML",
            "InvalidIdentityToken",
            format!("Invalid base64 SAMLResponse {inside}"),
            "invalid-base64",
        ),
        (
            "AssumeRoleWithSAML",
            "ExpiredTokenException",
            "Response has expired".to_owned(),
            "response-expired",
        ),
        (
            "CreateSAMLProvider",
            "InvalidInput",
            "SAML Providers must reference at least one SAML assertion issuer.".to_owned(),
            "metadata-no-assertion-issuer",
        ),
        ("CreateSAMLProvider", "InvalidInput", "Could not parse metadata".to_owned(), "metadata-not-parsed"),
        (
            "UpdateSAMLProvider",
            "InvalidInput",
            "Failed to set assertion encryption mode to Required because no private key is present."
                .to_owned(),
            "encryption-mode-without-key",
        ),
        (
            "DeleteSAMLProvider",
            "NoSuchEntity",
            "Manifest not found for arn arn:aws:iam::123456789012:saml-provider/Corp".to_owned(),
            "provider-manifest-not-found",
        ),
        (
            "CreateRole",
            "MalformedPolicyDocument",
            "AssumeRolepolicy contained an invalid principal: \"STAR\":\"*\".".to_owned(),
            "trust-principal-invalid",
        ),
    ] {
        let pasted = format!("An error occurred ({code}) when calling the {operation} operation: {sentence}");
        assert_eq!(ids(&pasted), [expected], "{pasted}");
    }
}

#[test]
fn a_code_alone_gives_every_sentence_that_has_it() {
    assert_eq!(
        ids("AuthSamlInvalidSamlResponseException"),
        ["issuer-not-in-provider", "invalid-base64", "assertion-not-signed"]
    );
    assert_eq!(ids("AuthSamlManifestNotFound"), ["provider-does-not-exist"]);
    assert_eq!(ids("ExpiredToken"), ["token-not-redeemed-in-five-minutes", "response-expired"]);
    let tokens =
        ids("An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithSAML operation");
    for id in [
        "response-signature-invalid",
        "role-session-name-pattern",
        "issuer-not-in-provider",
        "invalid-base64",
    ] {
        assert!(tokens.contains(&id), "{id}");
    }
    assert_eq!(ids("AccessDenied"), ["not-authorized-to-assume-role"]);
    assert!(ids("InvalidIdentityToken: a sentence that AWS has written since then").len() > 5);
    let rejected = recognise("IDPRejectedClaim");
    assert!(rejected.matches.is_empty());
    assert_eq!(rejected.codes.iter().map(|known| known.code).collect::<Vec<_>>(), ["IDPRejectedClaim"]);
    assert_eq!(recognise("PackedPolicyTooLarge").matches[0].how, How::Code);
}

#[test]
fn the_frame_is_kept() {
    let found = recognise(&format!(
        "An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithSAML operation (reached max retries: 4): Issuer not present in specified provider {}",
        PARENTHESIS.replace("InvalidIdentityToken", "AuthSamlInvalidSamlResponseException")
    ));
    assert_eq!(
        found.frame,
        Frame {
            operation: Some("AssumeRoleWithSAML".to_owned()),
            outer_code: Some("InvalidIdentityToken".to_owned()),
            inner_code: Some("AuthSamlInvalidSamlResponseException".to_owned()),
            service: Some("AWSSecurityTokenService".to_owned()),
            status: Some(400),
            request_id: Some("5a1e3f0c-0000-4000-8000-0123456789ab".to_owned()),
        }
    );
    for (pasted, request_id) in [
        ("x (Service: Sts, Status Code: 400, Request ID: 5a1e3f0c-11)", Some("5a1e3f0c-11")),
        ("<Error><Code>AccessDenied</Code></Error><RequestId>5a1e3f0c-22</RequestId>", Some("5a1e3f0c-22")),
        ("{\"requestID\":\"5a1e3f0c-33\"}", Some("5a1e3f0c-33")),
        ("status code: 400, request id: 5a1e3f0c-44", Some("5a1e3f0c-44")),
        ("the provided request id: aws_1", None),
        ("no request id here", None),
    ] {
        assert_eq!(recognise(pasted).frame.request_id.as_deref(), request_id, "{pasted}");
    }
    assert_eq!(
        recognise("<Error><Code>AccessDenied</Code></Error>").frame.outer_code.as_deref(),
        Some("AccessDenied")
    );
}

#[test]
fn how_a_sentence_was_found_is_said() {
    let how = |pasted: &str| recognise(pasted).matches[0].how;
    assert_eq!(how("Response signature invalid"), How::Sentence);
    assert_eq!(how("Your request included an invalid SAML response"), How::Part { words: 7, of: 11 });
    assert_eq!(how("ExpiredToken"), How::Code);
    let found = recognise("Specified provider doesn't exist").matches[0];
    assert_eq!(found.error, &sts::PROVIDER_DOES_NOT_EXIST);
}

#[test]
fn texts_that_are_not_aws_answer_to_saml_are_answered_as_such() {
    for (pasted, origin) in [
        ("Roles may not be assumed by root accounts.", Origin::AnotherCall),
        ("Invalid SAML response received: SAML Assertion signature is invalid.", Origin::AnotherCall),
        ("SAML Response signature invalid", Origin::NotVerified),
        ("No roles/RoleArn could be found in SAMLAssertion", Origin::NotVerified),
        ("To use SAML, enable one or more IAM roles for this application.", Origin::NotVerified),
    ] {
        let found = recognise(pasted);
        assert_eq!(found.foreign.first().map(|text| text.origin), Some(origin), "{pasted}");
        assert_eq!(found.matches, [], "{pasted}");
    }
    for foreign in FOREIGN {
        let found = recognise(&filled(foreign.text));
        assert!(found.foreign.contains(&foreign), "{}", foreign.text);
    }
    let vouched = recognise(&format!("SAML: Response signature invalid {PARENTHESIS}"));
    assert_eq!((vouched.matches[0].error, vouched.foreign.len()), (&sts::SIGNATURE_INVALID, 0));
}

#[test]
fn two_sentences_in_one_log_are_both_found_the_longer_first() {
    let found = ids(
        "Response has expired\nAccess Denied. Your account has been authenticated, but has not been onboarded to this application.",
    );
    assert_eq!(found, [connect::NOT_ONBOARDED.id, sts::RESPONSE_EXPIRED.id]);
}

#[test]
fn a_long_page_is_read_through() {
    let filler = "<div class=\"x\">your account request session of the role</div>\n".repeat(4_000);
    assert_eq!(ids(&filler), Vec::<&str>::new());
    let mut page = filler;
    page.insert_str(page.len() / 2, &format!("</div>\n{}\n<div>", sign_in::INVALID_SAML_RESPONSE.message));
    assert_eq!(ids(&page).first(), Some(&"invalid-saml-response"));
}

#[test]
fn no_text_makes_it_panic() {
    let fragments = [
        "(",
        ")",
        "service",
        ":",
        "Request ID",
        "é",
        "\u{202e}",
        "\\",
        "\\u00e9",
        "<",
        ">",
        "<a",
        "&",
        "&#x110000;",
        "&amp;",
        "%20",
        "%e9",
        "when calling the",
        " operation",
        "An error",
        "error",
        "\n",
        " ",
        "Response",
        "signature",
        "invalid",
        "…",
        "\"",
        "ß",
        "İ",
    ];
    // A linear congruential generator: the same texts in every run.
    let mut state = 1u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        fragments[(state >> 33) as usize % fragments.len()]
    };
    for _ in 0..500 {
        let pasted: String = (0..20).map(|_| next()).collect();
        recognise(&pasted);
    }
    // Whatever is quadratic in these takes minutes.
    for fragment in fragments.into_iter().chain(["(service", "requestid", "when calling the x operation "]) {
        recognise(&fragment.repeat(10_000 / fragment.len()));
    }
}

#[test]
fn a_text_shows_each_sentence_that_stands_whole_in_it_but_a_heading_over_another() {
    let ids = |text: &str| shown(text).iter().map(|one| one.error.id).collect::<Vec<_>>();
    let heading = "Your request included an invalid SAML response. To logout, click here.";
    for (text, expected) in [
        (heading, &["invalid-saml-response"][..]),
        (
            &format!("{heading} Response signature invalid (Service: AWSSecurityTokenService)"),
            &["response-signature-invalid"],
        ),
        (
            "First: Response signature invalid. Now: RoleSessionName is required in AuthnResponse",
            &["response-signature-invalid", "role-session-name-required"],
        ),
        ("Response signature", &[]),
        ("it is about SAML", &[]),
    ] {
        let mut found = ids(text);
        found.sort_unstable();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn a_request_id_belongs_to_a_sentence_that_stands_alone() {
    let with = "Response signature invalid; Request ID: 1fd1964b-1544-11ea-ba37-99c3c1dede42";
    let id = |text: &str| shown(text).first().and_then(|one| one.request_id.clone());
    assert_eq!(id(with).as_deref(), Some("1fd1964b-1544-11ea-ba37-99c3c1dede42"));
    assert_eq!(id(&format!("{with}; RoleSessionName is required in AuthnResponse")), None);
}

#[test]
fn of_a_code_what_only_calls_were_answered_comes_last() {
    for code in
        ["AuthSamlInvalidSamlResponseException", "InvalidIdentityToken", "InvalidIdentityTokenException"]
    {
        let matches = recognise(code).matches;
        let of_calls: Vec<bool> = matches.iter().map(|found| sts::is_of_calls_only(found.error)).collect();
        assert!(
            of_calls.is_sorted() && of_calls.contains(&true) && of_calls.contains(&false),
            "{code}: {of_calls:?}"
        );
    }
}
