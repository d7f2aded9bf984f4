use super::*;

/// A word or two for each endpoint, so that the tables below stay readable.
fn drawn(text: &str) -> String {
    let Some(located) = locate(text) else { return "not AWS".to_owned() };
    let region = |region: &Option<String>| region.clone().unwrap_or_else(|| "-".to_owned());
    let endpoint = match &located.endpoint {
        Endpoint::SignIn(sign_in) => format!(
            "sign-in {} {} {:?}{}",
            sign_in.partition.id,
            region(&sign_in.region),
            sign_in.form,
            if sign_in.fips == Fips::Yes { " fips" } else { "" }
        ),
        Endpoint::IdentityCenter(center) => {
            format!("center {:?} {} {:?}", center.host, region(&center.region), center.part)
        }
        Endpoint::IdentityCenterIssuer { region } => format!("center issuer {region}"),
        Endpoint::Connect { instance, region } => format!("connect {instance} {region}"),
        Endpoint::ConnectRelayState(relay) => format!(
            "relay {} {} {} {}",
            relay.partition.id,
            region(&relay.region),
            relay.instance,
            relay.destination.as_deref().unwrap_or("-")
        ),
        Endpoint::Console { partition, region: at } => format!("console {} {}", partition.id, region(at)),
        Endpoint::Sts { region: at } => format!("sts {}", region(at)),
        Endpoint::Portal => "portal".to_owned(),
        Endpoint::Scim { region, trailing_slash } => format!("scim {region} slash {trailing_slash:?}"),
        Endpoint::Service { service, part } => format!("{service:?} {part:?}"),
        Endpoint::OtherAws => "other AWS".to_owned(),
    };
    match located.deviations.is_empty() {
        true => endpoint,
        false => format!("{endpoint} {:?}", located.deviations),
    }
}

#[test]
fn documented_urls_are_told_apart() {
    let id = "SAMLSPABCDEFGHIJKLMNOP";
    for (url, expected) in [
        ("https://signin.aws.amazon.com/saml".to_owned(), "sign-in aws - Plain"),
        ("https://us-east-1.signin.aws.amazon.com/saml".to_owned(), "sign-in aws us-east-1 Plain"),
        (
            format!("https://signin.aws.amazon.com/saml/acs/{id}"),
            "sign-in aws - ProviderSpecific(\"SAMLSPABCDEFGHIJKLMNOP\")",
        ),
        (
            format!("https://eu-west-1.signin.aws.amazon.com/saml/{id}"),
            "sign-in aws eu-west-1 MissingAcs(\"SAMLSPABCDEFGHIJKLMNOP\")",
        ),
        ("https://signin.aws.amazon.com/static/saml".to_owned(), "sign-in aws - LegacyStatic"),
        (
            format!("https://signin.aws.amazon.com/static/saml/{id}/saml-metadata.xml"),
            "sign-in aws - ServiceProviderMetadata",
        ),
        ("https://signin.aws.amazon.com/".to_owned(), "sign-in aws - OtherPath(\"/\")"),
        ("https://signin.amazonaws.cn/saml".to_owned(), "sign-in aws-cn - Plain"),
        ("https://cn-north-1.signin.amazonaws.cn/saml".to_owned(), "sign-in aws-cn cn-north-1 Plain"),
        ("https://signin.amazonaws-us-gov.com/saml".to_owned(), "sign-in aws-us-gov - Plain"),
        (
            "https://us-gov-east-1.signin-fips.amazonaws-us-gov.com/saml".to_owned(),
            "sign-in aws-us-gov us-gov-east-1 Plain fips",
        ),
        (
            "https://eusc-de-east-1.signin.amazonaws-eusc.eu/saml".to_owned(),
            "sign-in aws-eusc eusc-de-east-1 Plain",
        ),
        ("https://signin.c2shome.ic.gov/saml".to_owned(), "sign-in aws-iso - Plain"),
        (
            "https://us-isof-east-1.signin.csphome.hci.ic.gov/saml".to_owned(),
            "sign-in aws-iso-f us-isof-east-1 Plain",
        ),
        (
            "https://us-east-1.signin.aws.amazon.com/platform/saml/acs/0a1b".to_owned(),
            "center Legacy us-east-1 Acs { tenant: \"0a1b\" }",
        ),
        (
            "https://us-east-1.signin.aws.amazon.com/platform/saml/d-0123456789".to_owned(),
            "center Legacy us-east-1 Issuer { instance: \"d-0123456789\" }",
        ),
        (
            "https://eu-west-1.signin.aws/platform/saml/acs/0a1b".to_owned(),
            "center Ipv4 eu-west-1 Acs { tenant: \"0a1b\" }",
        ),
        (
            "https://eu-west-1.sso.signin.aws/platform/saml/acs/0a1b".to_owned(),
            "center DualStack eu-west-1 Acs { tenant: \"0a1b\" }",
        ),
        (
            "https://portal.sso.eu-west-1.amazonaws.com/saml/assertion/QUJD".to_owned(),
            "center issuer eu-west-1",
        ),
        ("https://d-0123456789.awsapps.com/start".to_owned(), "portal"),
        ("https://ssoins-0123.eu-west-1.portal.amazonaws.com".to_owned(), "portal"),
        ("https://ssoins-0123.portal.eu-west-1.app.aws".to_owned(), "portal"),
        ("https://scim.eu-west-1.amazonaws.com/t/scim/v2/".to_owned(), "scim eu-west-1 slash Yes"),
        ("https://scim.eu-west-1.api.aws/t/scim/v2".to_owned(), "scim eu-west-1 slash No"),
        ("https://sts.amazonaws.com/".to_owned(), "sts -"),
        ("https://sts.eu-west-1.amazonaws.com/".to_owned(), "sts eu-west-1"),
        ("https://sts.cn-north-1.amazonaws.com.cn".to_owned(), "sts cn-north-1"),
        (
            "https://us-west-2.console.aws.amazon.com/connect/federate/a65f1779-0000-4000-8000-0123456789ab?destination=%2Fccp-v2%2Fchat&new_domain=true".to_owned(),
            "relay aws us-west-2 a65f1779-0000-4000-8000-0123456789ab /ccp-v2/chat",
        ),
        (
            "https://console.amazonaws-us-gov.com/connect/federate/a65f1779-0000-4000-8000-0123456789ab".to_owned(),
            "relay aws-us-gov - a65f1779-0000-4000-8000-0123456789ab -",
        ),
        ("https://us-west-2.console.aws.amazon.com/connect/federate/".to_owned(), "relay aws us-west-2  -"),
        ("https://console.aws.amazon.com/ec2/home".to_owned(), "console aws -"),
        (
            "https://a65f1779-0000-4000-8000-0123456789ab.us-east-1.sign-in.connect.aws/saml?&instanceId=x".to_owned(),
            "connect a65f1779-0000-4000-8000-0123456789ab us-east-1",
        ),
        ("https://docs.aws.amazon.com/IAM/".to_owned(), "other AWS"),
        ("https://pool.auth.eu-west-1.amazoncognito.com/saml2/idpresponse".to_owned(), "Cognito Acs"),
    ] {
        assert_eq!(drawn(&url), expected, "{url}");
    }
}

#[test]
fn urls_that_are_nearly_right_say_what_deviates() {
    for (url, expected) in [
        ("http://signin.aws.amazon.com/saml", "sign-in aws - Plain [Scheme(\"http\")]"),
        ("https://signin.aws.amazon.com/saml/", "sign-in aws - Plain [TrailingSlash]"),
        ("https://Signin.AWS.amazon.com/saml", "sign-in aws - Plain [UpperCaseHost]"),
        ("https://signin.aws.amazon.com/SAML", "sign-in aws - Plain [PathCase]"),
        ("https://signin.aws.amazon.com:8443/saml", "sign-in aws - Plain [Port(\"8443\")]"),
        ("https://signin.aws.amazon.com:443/saml", "sign-in aws - Plain [Port(\"443\")]"),
        ("https://signin.aws.amazon.com//saml", "sign-in aws - OtherPath(\"//saml\")"),
        ("https://signin.aws.amazon.com/saml?x=1#y", "sign-in aws - Plain [Query, Fragment]"),
        (" https://signin.aws.amazon.com/saml", "sign-in aws - Plain [Whitespace]"),
        ("signin.aws.amazon.com/saml", "sign-in aws - Plain [NoScheme]"),
        (
            "https://us-east1.signin.aws.amazon.com/saml",
            "sign-in aws us-east1 Plain [UnknownRegion { region: \"us-east1\", nearest: Some(\"us-east-1\") }]",
        ),
        (
            "https://eu-west-9.signin.aws.amazon.com/saml",
            "sign-in aws eu-west-9 Plain [UnlistedRegion(\"eu-west-9\")]",
        ),
        (
            "https://cn-north-1.signin.aws.amazon.com/saml",
            "sign-in aws cn-north-1 Plain [RegionOfOtherPartition { region: \"cn-north-1\", partition: \"aws-cn\" }]",
        ),
    ] {
        assert_eq!(drawn(url), expected, "{url}");
    }
}

#[test]
fn urls_of_others_are_not_aws() {
    for url in [
        "https://signin.aws.amazon.com.example.com/saml",
        "https://signin.aws.amazon.com@evil.example/saml",
        "https://evilsignin.aws.example/saml",
        "https://notawsapps.com/",
        "urn:amazon:webservices",
        "https://",
        "",
    ] {
        assert_eq!(drawn(url), "not AWS", "{url}");
    }
}

#[test]
fn the_url_that_was_meant_can_be_written() {
    for (text, expected) in [
        ("http://Us-East-1.signin.aws.amazon.com/saml/", "https://us-east-1.signin.aws.amazon.com/saml"),
        (
            "https://signin.aws.amazon.com/saml/SAMLSPABCDEFGHIJKLMNOP",
            "https://signin.aws.amazon.com/saml/acs/SAMLSPABCDEFGHIJKLMNOP",
        ),
        (
            "https://us-gov-west-1.signin-fips.amazonaws-us-gov.com/x",
            "https://us-gov-west-1.signin-fips.amazonaws-us-gov.com/saml",
        ),
    ] {
        assert_eq!(locate(text).unwrap().sign_in().unwrap().url(), expected, "{text}");
    }
    assert_eq!(
        nearest_sign_in("https://sigin.aws.amazn.com/saml").as_deref(),
        Some("https://signin.aws.amazon.com/saml")
    );
    assert_eq!(
        nearest_sign_in("https://us-east-2.sigin.aws.amazon.com/saml").as_deref(),
        Some("https://us-east-2.signin.aws.amazon.com/saml")
    );
    assert_eq!(nearest_sign_in("https://idp.example.com/saml"), None);
    assert_eq!(nearest_sign_in("https://docs.aws.amazon.com/saml"), None);
}

#[test]
fn a_uuid_is_told_by_its_shape() {
    for (text, expected) in [
        ("a65f1779-0000-4000-8000-0123456789ab", true),
        ("A65F1779-0000-4000-8000-0123456789AB", true),
        ("a65f1779000040008000-0123456789ab", false),
        ("my-alias", false),
        ("", false),
    ] {
        assert_eq!(is_uuid(text), expected, "{text}");
    }
}

#[test]
fn a_response_is_posted_to_the_endpoints_that_aws_documents() {
    for (url, expected) in [
        ("https://signin.aws.amazon.com/saml", true),
        ("https://us-east-1.signin.aws.amazon.com/saml?x=1", true),
        ("https://signin.aws.amazon.com/saml/acs/SAMLSPEXAMPLE", true),
        ("https://signin.amazonaws.cn/saml", true),
        ("https://signin.amazonaws-us-gov.com/saml", true),
        ("https://us-east-1.signin.aws.amazon.com/platform/saml/acs/0a1b", true),
        ("https://eu-west-1.sso.signin.aws/platform/saml/acs/0a1b", true),
        ("https://signin.aws.amazon.com/oauth", false),
        ("https://console.aws.amazon.com/saml", false),
        ("https://signin.aws.amazon.com.example/saml", false),
        ("https://app.example/platform/saml/acs/0a1b", false),
        ("", false),
    ] {
        assert_eq!(takes_responses(url), expected, "{url}");
    }
}
