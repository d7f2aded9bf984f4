//! What AWS itself said to a response that was posted: the witness that outranks the rules.

use crate::aws::endpoints::{self, Endpoint};
use crate::aws::known_errors::recognise::{self, How, Recognised};
use crate::aws::known_errors::{KnownError, connect, identity_center};
use crate::capture::{Capture, ExchangeFacts, Opened, OpenedBy};
use crate::url::Url;

/// What AWS answered to one response, by the entry of the HAR that decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsAnswer {
    pub entry: Option<usize>,
    pub status: Option<u16>,
    pub service: Answering,
    pub outcome: Outcome,
    /// The sentence on its page, where it is one of AWS's.
    pub error: Option<&'static KnownError>,
    pub request_id: Option<String>,
    /// The role that was chosen on AWS's page of roles, an ARN.
    pub chosen_role: Option<String>,
}

/// Who at AWS answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
pub enum Answering {
    SignIn,
    Sts,
    Connect,
    Console,
    IdentityCenter,
}

impl Answering {
    /// As the JSON report spells it.
    pub fn name(self) -> &'static str {
        match self {
            Answering::SignIn => "sign-in",
            Answering::Sts => "sts",
            Answering::Connect => "connect",
            Answering::Console => "console",
            Answering::IdentityCenter => "identity-center",
        }
    }

    /// As a person says it.
    pub fn words(self) -> &'static str {
        match self {
            Answering::SignIn => "AWS sign-in",
            Answering::Sts => "AWS STS",
            Answering::Connect => "Amazon Connect",
            Answering::Console => "the AWS console",
            Answering::IdentityCenter => "IAM Identity Center",
        }
    }
}

/// How AWS's answer ended the login, as far as the capture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "AnswerOutcome", rename_all = "kebab-case"))]
pub enum Outcome {
    /// A status of 400 to 499, or one of AWS's sentences.
    Refused,
    /// AWS took the response and sent the browser on.
    SignedIn,
    /// AWS took the response and asks which role it is to be.
    RolePicker,
    /// A status of 500 or more: AWS's own failure.
    Failed,
    /// The answer tells neither.
    Unknown,
}

impl Outcome {
    /// As the JSON report spells it.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Refused => "refused",
            Outcome::SignedIn => "signed-in",
            Outcome::RolePicker => "role-picker",
            Outcome::Failed => "failed",
            Outcome::Unknown => "unknown",
        }
    }

    /// AWS read the response and found nothing in it to refuse.
    pub fn took_it(self) -> bool {
        match self {
            Outcome::SignedIn | Outcome::RolePicker => true,
            Outcome::Refused | Outcome::Failed | Outcome::Unknown => false,
        }
    }
}

/// What AWS answered to the response of a capture; `None` where nobody recorded an answer, or where
/// the response was not posted to AWS.
pub fn answer(capture: &Capture) -> Option<AwsAnswer> {
    let facts = capture.exchange.as_ref()?;
    let asked = answering(capture.url.as_deref()?)?;
    let own_page = facts.page.as_deref().unwrap_or("");
    let said = Said::on(own_page, Speakers::All);
    // Without a status nothing was answered: the browser blocked or cancelled the request.
    let status = facts.status.filter(|status| *status != 0)?;
    let of_post = |service, outcome, said: &Said| AwsAnswer {
        entry: capture.entry,
        status: Some(status),
        service,
        outcome,
        error: said.error.filter(|_| outcome == Outcome::Refused),
        request_id: said.request_id.clone(),
        chosen_role: capture.role_index.clone(),
    };
    let answer = match status {
        // A proxy's word, an impatient server's, or a throttle: none says anything of the response.
        407 | 408 | 429 | 500.. => of_post(asked, Outcome::Failed, &said),
        400..=499 if said.error.is_none() && !said.refuses && is_of_a_proxy(own_page) => {
            of_post(asked, Outcome::Failed, &said)
        }
        400..=499 => of_post(asked, Outcome::Refused, &said),
        300..=399 => {
            let led_to = led_to(facts, asked);
            of_post(
                led_to.map_or(asked, |(service, _)| service),
                led_to.map_or(Outcome::Unknown, |(_, o)| o),
                &said,
            )
        }
        _ if said.error.is_some() => of_post(speaker(said.error, asked), Outcome::Refused, &said),
        _ if said.refuses => of_post(asked, Outcome::Refused, &said),
        _ if asked == Answering::Sts => of_post(asked, Outcome::SignedIn, &said),
        _ if is_role_picker(own_page) => of_post(asked, Outcome::RolePicker, &said),
        _ => of_post(asked, Outcome::Unknown, &said),
    };
    if answer.outcome == Outcome::Refused {
        return Some(answer);
    }
    let afterwards = facts.opened.iter().find_map(|opened| refusal(opened, &answer));
    // What the console made of it is not known where it did not answer as it should.
    let console_failed = facts.opened.iter().any(|opened| {
        opened.by == OpenedBy::Redirect
            && answering(&opened.url) == Some(Answering::Console)
            && opened.status.is_some_and(|status| status >= 400)
    });
    match afterwards {
        Some(afterwards) => Some(afterwards),
        None if console_failed && answer.outcome == Outcome::SignedIn => {
            Some(AwsAnswer { outcome: Outcome::Unknown, ..answer })
        }
        None => Some(answer),
    }
}

/// Whether a page says itself that something between the browser and AWS wrote it.
fn is_of_a_proxy(page: &str) -> bool {
    const NAMES: [&str; 12] = [
        "zscaler",
        "blue coat",
        "bluecoat",
        "forcepoint",
        "fortinet",
        "fortigate",
        "netskope",
        "squid",
        "websense",
        "palo alto networks",
        "web gateway",
        "proxy server",
    ];
    let page = page.to_ascii_lowercase();
    NAMES.iter().any(|name| page.contains(name))
}

/// A page that the browser opened after AWS had taken the response, and that refuses all the same.
fn refusal(opened: &Opened, taken: &AwsAnswer) -> Option<AwsAnswer> {
    let service = answering(&opened.url)?;
    let said = Said::on(opened.page.as_deref().unwrap_or(""), Speakers::AfterSignIn(service));
    let by_status = opened.by == OpenedBy::Redirect
        && matches!(opened.status, Some(400..=499))
        && matches!(service, Answering::Connect | Answering::IdentityCenter);
    (said.error.is_some() || by_status).then(|| AwsAnswer {
        entry: Some(opened.entry),
        status: opened.status,
        service: speaker(said.error, service),
        outcome: Outcome::Refused,
        error: said.error,
        request_id: said.request_id,
        chosen_role: taken.chosen_role.clone(),
    })
}

/// Where the redirects of an answer led, and what that says of the login.
fn led_to(facts: &ExchangeFacts, asked: Answering) -> Option<(Answering, Outcome)> {
    let redirects = facts.opened.iter().filter(|opened| opened.by == OpenedBy::Redirect);
    let addresses = facts
        .location
        .iter()
        .chain(redirects.flat_map(|opened| std::iter::once(&opened.url).chain(&opened.location)));
    let services: Vec<Answering> = addresses.filter_map(|address| answering(address)).collect();
    let beyond = services.iter().rev().find(|service| match service {
        Answering::Connect | Answering::Console => true,
        // The portal is where Identity Center's own sign-in ends.
        Answering::IdentityCenter => true,
        Answering::SignIn | Answering::Sts => false,
    });
    match beyond {
        // Its own sign-in page again is no sign of success.
        Some(Answering::IdentityCenter) if asked == Answering::IdentityCenter => {
            let portal = facts
                .location
                .iter()
                .chain(
                    facts
                        .opened
                        .iter()
                        .flat_map(|opened| std::iter::once(&opened.url).chain(&opened.location)),
                )
                .any(|address| is_portal(address));
            Some((Answering::IdentityCenter, if portal { Outcome::SignedIn } else { Outcome::Unknown }))
        }
        // A page that says what went wrong, or signs out.
        Some(Answering::Console) if facts.location.as_deref().is_some_and(is_no_way_in) => {
            Some((Answering::Console, Outcome::Unknown))
        }
        Some(service) => Some((*service, Outcome::SignedIn)),
        None => None,
    }
}

/// Whether an address of the console is one of its pages of errors, or where it signs out.
fn is_no_way_in(address: &str) -> bool {
    let Some(url) = Url::parse(address) else { return false };
    let path = url.path.to_ascii_lowercase();
    ["error", "logout", "signout"].iter().any(|word| path.contains(word))
}

/// Who answers at an address of AWS's.
fn answering(url: &str) -> Option<Answering> {
    if is_connect_host(url) {
        return Some(Answering::Connect);
    }
    match endpoints::locate(url)?.endpoint {
        Endpoint::SignIn(_) => Some(Answering::SignIn),
        Endpoint::Sts { .. } => Some(Answering::Sts),
        Endpoint::IdentityCenter(_) | Endpoint::IdentityCenterIssuer { .. } | Endpoint::Portal => {
            Some(Answering::IdentityCenter)
        }
        Endpoint::Connect { .. } | Endpoint::ConnectRelayState(_) => Some(Answering::Connect),
        Endpoint::Console { .. } => Some(Answering::Console),
        Endpoint::Scim { .. } | Endpoint::Service { .. } | Endpoint::OtherAws => None,
    }
}

/// `{alias}.my.connect.aws`, before 2021 `{alias}.awsapps.com/connect`.
///
/// Amazon Connect Administrator Guide, "Find your Amazon Connect instance ID or ARN".
fn is_connect_host(url: &str) -> bool {
    let Some(url) = Url::parse(url) else { return false };
    let host = url.host.to_ascii_lowercase();
    host.ends_with(".my.connect.aws")
        || host.ends_with(".awsapps.com") && (url.path == "/connect" || url.path.starts_with("/connect/"))
}

fn is_portal(url: &str) -> bool {
    endpoints::locate(url).is_some_and(|located| located.endpoint == Endpoint::Portal)
}

/// AWS's page of roles: its form posts the same response again with `roleIndex`; what a person reads on
/// it is the heading, and an account for each group of roles.
pub(crate) fn is_role_picker(page: &str) -> bool {
    let lower = page.to_lowercase();
    lower.contains("select a role") && lower.contains("account")
}

/// Whose sentences count on a page.
#[derive(Clone, Copy)]
enum Speakers {
    All,
    /// On a page after the sign-in only the service's own: a console page may quote anything.
    AfterSignIn(Answering),
}

/// What a page says of the login.
struct Said {
    error: Option<&'static KnownError>,
    request_id: Option<String>,
    /// AWS's parenthesis stands on it with a status of refusal, whatever the sentence before it.
    refuses: bool,
}

impl Said {
    fn on(page: &str, speakers: Speakers) -> Said {
        let Recognised { matches, frame, .. } = recognise::recognise(page);
        let counts = |error: &'static KnownError| match speakers {
            Speakers::All => true,
            Speakers::AfterSignIn(Answering::IdentityCenter) => is_of(error, identity_center::ALL),
            Speakers::AfterSignIn(Answering::Connect | Answering::Console) => is_of(error, connect::ALL),
            Speakers::AfterSignIn(Answering::SignIn | Answering::Sts) => true,
        };
        let sentence = matches.into_iter().find(|found| found.how == How::Sentence && counts(found.error));
        let error = sentence.map(|found| found.error);
        let refuses =
            frame.service.is_some() && frame.status.is_some_and(|status| (400..500).contains(&status));
        Said { request_id: frame.request_id, error, refuses }
    }
}

fn is_of(error: &KnownError, speaker: &[&'static KnownError]) -> bool {
    speaker.iter().any(|one| one.id == error.id)
}

/// Connect's and Identity Center's sentences are theirs on whatever page they stand.
fn speaker(error: Option<&'static KnownError>, otherwise: Answering) -> Answering {
    match error {
        Some(error) if is_of(error, connect::ALL) => Answering::Connect,
        Some(error) if is_of(error, identity_center::ALL) => Answering::IdentityCenter,
        _ => otherwise,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGN_IN: &str = "https://us-east-1.signin.aws.amazon.com/saml";
    const NOT_AUTHORIZED: &str = "Not authorized to perform sts:AssumeRoleWithSAML (service: AWSSecurityTokenService; status code: 403; error code: AccessDenied; request ID: 8f1c0d3b-5e9f-4a48-a7b6-d5c4a3928170)";
    const PICKER: &str = "Select a role: Account: corp (123456789012) Admins ReadOnly Sign in";
    const ONBOARDED: &str =
        "Access Denied. Your account has been authenticated, but has not been onboarded to this application.";

    fn posted(url: &str, status: u16, page: &str, location: &str, opened: Vec<Opened>) -> Capture {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Capture {
            entry: Some(1),
            url: Some(url.to_owned()),
            exchange: Some(ExchangeFacts {
                status: Some(status),
                page: some(page),
                location: some(location),
                opened,
                ..ExchangeFacts::default()
            }),
            ..Capture::default()
        }
    }

    fn opened(entry: usize, url: &str, status: u16, location: &str, page: &str, by: OpenedBy) -> Opened {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Opened {
            entry,
            url: url.to_owned(),
            status: Some(status),
            location: some(location),
            page: some(page),
            by,
        }
    }

    #[test]
    fn the_answer_to_a_post_tells_how_the_login_ended() {
        let console = "https://us-west-2.console.aws.amazon.com/console/home?region=us-west-2";
        for (what, capture, expected) in [
            ("403 with a sentence", posted(SIGN_IN, 403, NOT_AUTHORIZED, "", vec![]), ("refused", "sign-in")),
            ("400 without a page", posted(SIGN_IN, 400, "", "", vec![]), ("refused", "sign-in")),
            (
                "a sentence under 200",
                posted(SIGN_IN, 200, NOT_AUTHORIZED, "", vec![]),
                ("refused", "sign-in"),
            ),
            ("503", posted(SIGN_IN, 503, "Service Unavailable", "", vec![]), ("failed", "sign-in")),
            ("429", posted(SIGN_IN, 429, "", "", vec![]), ("failed", "sign-in")),
            ("a proxy's 407", posted(SIGN_IN, 407, "", "", vec![]), ("failed", "sign-in")),
            (
                "a proxy's own page",
                posted(
                    SIGN_IN,
                    403,
                    "<html>Your organization has selected Zscaler to protect you</html>",
                    "",
                    vec![],
                ),
                ("failed", "sign-in"),
            ),
            (
                "AWS's parenthesis, whatever else the page has",
                posted(
                    SIGN_IN,
                    403,
                    &NOT_AUTHORIZED
                        .replace("Not authorized to perform sts:AssumeRoleWithSAML", "No squid for the role"),
                    "",
                    vec![],
                ),
                ("refused", "sign-in"),
            ),
            (
                "AWS's parenthesis behind a sentence that is new",
                posted(
                    SIGN_IN,
                    200,
                    &NOT_AUTHORIZED
                        .replace("Not authorized to perform sts:AssumeRoleWithSAML", "The moon is full"),
                    "",
                    vec![],
                ),
                ("refused", "sign-in"),
            ),
            (
                "to a page of errors",
                posted(
                    SIGN_IN,
                    302,
                    "",
                    "https://console.aws.amazon.com/error?message=RoleSessionName",
                    vec![],
                ),
                ("unknown", "console"),
            ),
            (
                "to a console that refuses",
                posted(SIGN_IN, 302, "", console, vec![opened(2, console, 403, "", "", OpenedBy::Redirect)]),
                ("unknown", "console"),
            ),
            ("the page of roles", posted(SIGN_IN, 200, PICKER, "", vec![]), ("role-picker", "sign-in")),
            ("another page", posted(SIGN_IN, 200, "Welcome", "", vec![]), ("unknown", "sign-in")),
            ("to the console", posted(SIGN_IN, 302, "", console, vec![]), ("signed-in", "console")),
            (
                "to Connect",
                posted(
                    SIGN_IN,
                    302,
                    "",
                    "https://us-west-2.console.aws.amazon.com/connect/federate/a65f1779-33b8-4c1d-9c44-0d6c4f1b2a3e",
                    vec![],
                ),
                ("signed-in", "connect"),
            ),
            (
                "to the sign-in again",
                posted(SIGN_IN, 302, "", "https://signin.aws.amazon.com/oauth", vec![]),
                ("unknown", "sign-in"),
            ),
            (
                "STS",
                posted("https://sts.amazonaws.com/", 200, "AssumeRoleWithSAMLResponse", "", vec![]),
                ("signed-in", "sts"),
            ),
            (
                "STS refuses",
                posted(
                    "https://sts.us-east-1.amazonaws.com/",
                    400,
                    "Sender InvalidIdentityToken Response signature invalid",
                    "",
                    vec![],
                ),
                ("refused", "sts"),
            ),
        ] {
            let answer = answer(&capture).unwrap();
            assert_eq!((answer.outcome.name(), answer.service.name()), expected, "{what}");
            assert_eq!(answer.entry, Some(1), "{what}");
        }
        let refused = answer(&posted(SIGN_IN, 403, NOT_AUTHORIZED, "", vec![])).unwrap();
        assert_eq!(refused.error.map(|error| error.id), Some("not-authorized-to-assume-role"));
        assert_eq!(refused.request_id.as_deref(), Some("8f1c0d3b-5e9f-4a48-a7b6-d5c4a3928170"));
    }

    #[test]
    fn a_page_behind_the_sign_in_may_still_refuse() {
        let federate =
            "https://us-west-2.console.aws.amazon.com/connect/federate/a65f1779-33b8-4c1d-9c44-0d6c4f1b2a3e";
        let agent = "https://corp.my.connect.aws/auth/sign-in";
        let portal = "https://d-1234567890.awsapps.com/start/";
        let center =
            "https://us-east-1.signin.aws.amazon.com/platform/saml/acs/0a1b2c3d-0000-4000-8000-000000000000";
        let redirect = OpenedBy::Redirect;
        let page = OpenedBy::Page;
        for (what, url, location, hops, expected) in [
            (
                "Connect's page behind the redirect",
                SIGN_IN,
                federate,
                vec![
                    opened(2, federate, 302, agent, "", redirect),
                    opened(3, agent, 200, "", ONBOARDED, redirect),
                ],
                ("refused", "connect", Some(3), Some("connect-user-not-onboarded")),
            ),
            (
                "Connect's page, opened by a script",
                SIGN_IN,
                federate,
                vec![opened(2, federate, 200, "", "", redirect), opened(5, agent, 200, "", ONBOARDED, page)],
                ("refused", "connect", Some(5), Some("connect-user-not-onboarded")),
            ),
            (
                "Connect's 403 without a page",
                SIGN_IN,
                federate,
                vec![opened(2, federate, 403, "", "", redirect)],
                ("refused", "connect", Some(2), None),
            ),
            (
                "Connect opens",
                SIGN_IN,
                federate,
                vec![
                    opened(2, federate, 302, agent, "", redirect),
                    opened(3, agent, 200, "", "Agent Workspace", redirect),
                ],
                ("signed-in", "connect", Some(1), None),
            ),
            (
                "a console page that quotes a sentence of the sign-in's",
                SIGN_IN,
                "https://console.aws.amazon.com/",
                vec![opened(
                    2,
                    "https://console.aws.amazon.com/",
                    200,
                    "",
                    "Response signature invalid",
                    redirect,
                )],
                ("signed-in", "console", Some(1), None),
            ),
            (
                "the portal opens",
                center,
                portal,
                vec![opened(2, portal, 200, "", "AWS access portal", redirect)],
                ("signed-in", "identity-center", Some(1), None),
            ),
            (
                "Identity Center's page",
                center,
                portal,
                vec![opened(2, portal, 200, "", "An unexpected error has occurred", redirect)],
                ("refused", "identity-center", Some(2), Some("identity-center-unexpected-error")),
            ),
        ] {
            let answer = answer(&posted(url, 302, "", location, hops)).unwrap();
            let got =
                (answer.outcome.name(), answer.service.name(), answer.entry, answer.error.map(|e| e.id));
            assert_eq!(got, expected, "{what}");
        }
    }

    #[test]
    fn what_was_not_answered_or_not_posted_to_aws_is_no_witness() {
        for capture in [
            posted(SIGN_IN, 0, "", "", vec![]),
            posted("https://app.example/acs", 403, NOT_AUTHORIZED, "", vec![]),
            Capture { url: Some(SIGN_IN.to_owned()), ..Capture::default() },
            Capture::default(),
        ] {
            assert_eq!(answer(&capture), None, "{capture:?}");
        }
    }
}
