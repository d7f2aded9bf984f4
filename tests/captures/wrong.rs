//! What is no response, or only a part of one.

use saml_doctor::evidence::{certificate, cloudtrail, iam_provider, iam_role, own_metadata};

use super::*;

#[test]
fn what_was_cut_off_is_said_to_be() {
    let good = text(&format!("{GOOD}.xml"));
    let value = text(&format!("{GOOD}.b64"));
    for (name, bytes, terminal) in [
        ("base64 in a group", value[..5001].to_owned(), false),
        ("base64 between groups", value[..5000].to_owned(), false),
        ("base64 at the line of Linux", format!("{}\n", &value[..4095]), true),
        ("base64 at the line of macOS", value[..1023].to_owned(), true),
        ("base64 at an ellipsis", format!("{}…", &value[..3000]), false),
        ("XML", good[..6000].to_owned(), false),
        ("a form", format!("SAMLResponse={}", percent(&value[..5000])), false),
        ("a form within an escape", format!("SAMLResponse={}%2", &value[..16]), false),
    ] {
        let input = input(bytes.as_bytes());
        assert_eq!(input.captured.len(), 1, "{name}: {:?}", input.problem);
        let captured = &input.captured[0];
        match &captured.decoded {
            Ok(decoded) => {
                assert!(decoded.truncated.is_some(), "{name}");
                assert!(good.starts_with(&decoded.xml), "{name}");
            }
            Err(error) => assert!(name.contains("escape"), "{name}: {error}"),
        }
        assert_eq!(captured.capture.notes.iter().any(|note| note.contains("terminal")), terminal, "{name}");
    }
    let middle = input(&value.as_bytes()[2001..6000]);
    let error = middle.captured[0].decoded.as_ref().unwrap_err();
    assert!(error.problem.to_string().contains("beginning was not copied"), "{error}");
}

#[test]
fn what_is_no_response_is_named_with_what_to_copy_instead() {
    let request = "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_1\"/>";
    let logout = "<samlp:LogoutResponse xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_1\"/>";
    let encoded_request = format!("SAMLRequest={}", percent(&deflated(request)));
    for (bytes, what) in [
        (b"".to_vec(), "empty"),
        (b" \r\n\t".to_vec(), "white space"),
        (b"\x89PNG\r\n\x1A\n\0\0".to_vec(), "PNG"),
        (b"\xFF\xD8\xFF\xE0\0\0".to_vec(), "JPEG"),
        (b"%PDF-1.7\n".to_vec(), "PDF"),
        (b"PK\x03\x04\0\0".to_vec(), "ZIP"),
        (br#"{"name": "saml-doctor"}"#.to_vec(), "JSON"),
        (br#"{"log": {"entries": []}}"#.to_vec(), "no requests"),
        (br#"{"log": {"entries": [{"request": {"method": "GET", "url": "https://x.example"}}]}}"#.to_vec(), "carries no SAML message"),
        (b"<!DOCTYPE html><title>Sign in</title><input type=password>".to_vec(), "login page (\"Sign in\")"),
        (b"<html><body>hello</body></html>".to_vec(), "web page without a SAML form, and no metadata"),
        (b"<saml:AttributeStatement xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"/>".to_vec(), "only the AttributeStatement"),
        (b"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln".to_vec(), "JSON Web Token"),
        (request.as_bytes().to_vec(), "AuthnRequest"),
        (encoded_request.into_bytes(), "AuthnRequest"),
        (logout.as_bytes().to_vec(), "LogoutResponse"),
        (b"<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:1.0:assertion\"/>".to_vec(), "SAML 1.1"),
        (b"<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><t:RequestSecurityToken xmlns:t=\"http://docs.oasis-open.org/ws-sx/ws-trust/200512\"/></s:Envelope>".to_vec(), "WS-Trust"),
        (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(), "root element svg"),
        (b"Response signature invalid (service: AWSSecurityTokenService; status code: 400)".to_vec(), "AWS's sentence \"Response signature invalid\""),
        (b"-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n".to_vec(), "private key"),
        (b"aws sts assume-role-with-saml --saml-assertion file://assertion.b64".to_vec(), "assertion.b64"),
        (b"Hello, my login fails. Can you help?".to_vec(), "no SAML message in this text"),
        (vec![0x9C; 300], "bytes of no known format"),
        (b"SAMLResponse=[redacted]&RelayState=x".to_vec(), "[redacted]"),
        (b"callback({\"log\": {\"entries\": []}})".to_vec(), "this HAR holds no requests"),
    ] {
        let input = input(&bytes);
        let problem = input.problem.unwrap_or_else(|| panic!("{what}: {:?}", input.captured));
        assert_eq!(problem.severity, ProblemKind::NotSaml, "{what}");
        assert!(problem.what.contains(what), "{what}: {}", problem.what);
        assert!(problem.instead.len() > 10 && !problem.instead.ends_with('.'), "{what}: {}", problem.instead);
    }
}

#[test]
fn a_gzip_file_that_is_none_is_said_to_be_damaged() {
    let problem = input(b"\x1F\x8B\x08\0").problem.unwrap();
    assert_eq!(problem.severity, ProblemKind::Unreadable);
    assert!(problem.what.contains("gzip file is damaged"), "{}", problem.what);
}

#[test]
fn an_emptied_har_names_the_request_and_what_it_reads() {
    for (post_data, reads) in [
        (
            r#"{"mimeType": "application/x-www-form-urlencoded", "text": "SAMLResponse=[redacted]"}"#,
            "SAMLResponse is \"[redacted]\"",
        ),
        (r#"{"params": [{"name": "SAMLResponse", "value": "***"}]}"#, "SAMLResponse is \"***\""),
        (r#"{"text": "", "params": []}"#, "without the body of entry 0"),
        (r#"{"text": "[REDACTED]"}"#, "request body is \"[REDACTED]\""),
        (
            r#"{"text": "SAMLResponse=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}"#,
            "9f86d081",
        ),
        ("null", "without the body of entry 0"),
    ] {
        let input = input(har(post_data).as_bytes());
        let problem = input.problem.unwrap_or_else(|| panic!("{post_data}: {:?}", input.captured));
        assert_eq!(problem.severity, ProblemKind::NotSaml, "{post_data}");
        assert!(problem.what.contains("POST https://signin.aws.amazon.com/saml"), "{}", problem.what);
        assert!(problem.what.contains(reads), "{}", problem.what);
    }
}

#[test]
fn evidence_is_told_apart_by_its_content() {
    let metadata = "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"https://idp.example\"></md:EntityDescriptor>";
    for (text, kind) in [
        (metadata.to_owned(), InputKind::Evidence(&own_metadata::KIND)),
        (STANDARD.encode(metadata), InputKind::Evidence(&own_metadata::KIND)),
        (
            format!("2026-11-21T21:14:01+00:00\t{metadata}\t2032-05-09T16:27:11+00:00\n"),
            InputKind::Evidence(&iam_provider::KIND),
        ),
        (
            r#"{"Role": {"Arn": "arn:aws:iam::123456789012:role/Admin"}}"#.to_owned(),
            InputKind::Evidence(&iam_role::KIND),
        ),
        (
            "<GetRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"/>".to_owned(),
            InputKind::Evidence(&iam_role::KIND),
        ),
        (
            r#"{"Records": [{"eventName": "AssumeRoleWithSAML", "eventSource": "sts.amazonaws.com"}]}"#
                .to_owned(),
            InputKind::Evidence(&cloudtrail::KIND),
        ),
        (
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n".to_owned(),
            InputKind::Evidence(&certificate::KIND),
        ),
    ] {
        let input = input(text.as_bytes());
        assert_eq!((input.kind, input.problem), (Some(kind), None), "{text}");
        assert!(input.evidence.is_some() && input.captured.is_empty(), "{text}");
    }
}

#[test]
fn a_flag_forces_the_format() {
    let value = text(&format!("{GOOD}.b64"));
    for format in Format::ALL {
        let options = ReadOptions { format: Some(format), ..ReadOptions::default() };
        let input = read("-", value.as_bytes(), &options);
        let fits = matches!(format, Format::Base64 | Format::Xml | Format::Text);
        assert_eq!(input.problem.is_none(), fits, "{}: {:?}", format.name(), input.problem);
        assert_eq!(format.name().parse(), Ok(format));
    }
}
