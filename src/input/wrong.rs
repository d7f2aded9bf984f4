//! Things people give that hold no SAML response, and what to copy instead.

use super::sentence::ErrorText;
use super::{InputProblem, ProblemKind};
use crate::archive::zip::ZipError;
use crate::aws::known_errors::KnownError;
use crate::aws::known_errors::{iam, trust_policy};
use crate::capture::form::Unrecorded;
use crate::document::Unparsed;
use crate::evidence::KINDS;
use crate::invisible::acts_on_terminal;
use crate::message_kind::MessageKind;
use crate::number::grouped;
use crate::source::{Source, SourceKind};

/// Where the right value is, for whoever has none of it yet.
pub(super) const IN_THE_BROWSER: &str = "in the browser's developer tools, Network tab, with \"Preserve log\" on, sign in again, open the POST to .../saml and copy SAMLResponse from its form data, or save all as HAR";

/// What to give instead where a response is at hand already, and the file was to stand beside it: how
/// to copy a response is of no use then.
pub(super) fn beside_a_response(problem: &InputProblem) -> Option<String> {
    if problem.instead != IN_THE_BROWSER {
        return None;
    }
    Some(match problem.what.as_str() {
        EMPTY | BLANK => {
            "the command that should have filled it failed, and said why on the terminal (NoSuchEntity: what was asked for does not exist; AccessDenied: somebody else has to look); run it again and read what it says".to_owned()
        }
        EMPTY_LIST | EMPTY_OBJECT | NONE => {
            "the command found nothing of what it was asked for; run it again without --query and --filter, and give the whole answer".to_owned()
        }
        _ => {
            let kinds = KINDS.iter().filter(|kind| kind.read.is_some()).map(|kind| kind.words);
            format!(
                "beside a response these are read, as the AWS CLI prints them (JSON is best) or as they were saved: {}",
                kinds.collect::<Vec<_>>().join(", ")
            )
        }
    })
}

const EMPTY_LIST: &str = "this is an empty list";
const EMPTY_OBJECT: &str = "this is an empty JSON object";
/// What `--output text` prints of a value that is not there.
const NONE: &str = "this is the word None alone";

const EMPTY: &str = "this is empty";
const BLANK: &str = "this holds nothing but white space";

pub(super) fn not_saml(what: impl Into<String>, instead: impl Into<String>) -> InputProblem {
    InputProblem { severity: ProblemKind::NotSaml, what: what.into(), instead: instead.into() }
}

pub(super) fn empty(length: usize) -> InputProblem {
    let what = if length == 0 { EMPTY } else { BLANK };
    not_saml(what, IN_THE_BROWSER)
}

/// A file known by its first bytes; the name has its article.
pub(super) fn binary(name: &str) -> InputProblem {
    let instead = match name {
        "a ZIP archive" => {
            "unpack it and give the file in it; of a Fiddler .saz, use File > Export Sessions > HTTPArchive"
        }
        "a packet capture" => "TLS hides the response from it; use the browser's HAR export instead",
        _ if name.ends_with("archive") => "unpack it and give the file in it",
        _ if name.ends_with("image") || name == "a PDF document" || name == "a video" => {
            "a picture cannot be read; copy the text of SAMLResponse itself, or save the network log as HAR"
        }
        _ => IN_THE_BROWSER,
    };
    not_saml(format!("this is {name}"), instead)
}

/// What a decoded document is where it is not the response.
pub(super) fn document(kind: &MessageKind) -> Option<InputProblem> {
    let problem = match kind {
        MessageKind::Response | MessageKind::Assertion | MessageKind::Metadata | MessageKind::Unknown => {
            return None;
        }
        MessageKind::AuthnRequest => not_saml(
            "this is an AuthnRequest (SAMLRequest), the question to the identity provider",
            "copy the answer: SAMLResponse in the POST to .../saml that follows the login",
        ),
        MessageKind::LogoutRequest => not_saml(
            "this is a LogoutRequest of SAML single logout",
            "copy SAMLResponse from the POST to .../saml at sign-in",
        ),
        MessageKind::LogoutResponse => not_saml(
            "this is a LogoutResponse of SAML single logout",
            "copy SAMLResponse from the POST to .../saml at sign-in",
        ),
        MessageKind::OtherXml(name) | MessageKind::OtherProtocol(name) if is_part(name) => not_saml(
            format!("this is only the {} of a SAML assertion, cut out of it", shown(name)),
            "give the whole Response, or better the value of SAMLResponse as the browser posted it",
        ),
        MessageKind::OtherProtocol(name) => not_saml(
            format!("this is a SAML 2.0 {}, no response to a sign-in", shown(name)),
            "copy SAMLResponse from the POST to .../saml at sign-in",
        ),
        MessageKind::Saml1 => not_saml(
            "this is SAML 1.1, as WS-Federation carries it too, which AWS does not take",
            "have the identity provider use SAML 2.0 for this application, then copy SAMLResponse from the POST to .../saml",
        ),
        MessageKind::WsTrust => not_saml(
            "this is WS-Trust without a SAML 2.0 token in it",
            "copy SAMLResponse from the POST to .../saml",
        ),
        MessageKind::Soap => not_saml(
            "this is a SOAP envelope without a SAML 2.0 message in it",
            "copy SAMLResponse from the POST to .../saml",
        ),
        MessageKind::Html => page(""),
        MessageKind::OtherXml(name) => not_saml(
            format!("this is XML with the root element {}, no SAML message", shown(name)),
            IN_THE_BROWSER,
        ),
    };
    Some(problem)
}

/// Whether an element of this name is a part of an assertion that people cut out to show it.
fn is_part(name: &str) -> bool {
    let local = name.rsplit(':').next().unwrap_or(name);
    [
        "Subject",
        "SubjectConfirmation",
        "NameID",
        "Conditions",
        "AudienceRestriction",
        "AuthnStatement",
        "AttributeStatement",
        "Attribute",
        "AttributeValue",
    ]
    .contains(&local)
}

/// A web page without a form that carries SAML; people save one instead of metadata, too.
pub(super) fn page(text: &str) -> InputProblem {
    const METADATA: &str = "for metadata: open its address signed in, see that it shows XML with an EntityDescriptor, and save that; to a page IAM answers \"Could not parse metadata.\"";
    let lower = text.to_ascii_lowercase();
    let asks_password = ["type=\"password\"", "type='password'", "type=password"];
    let title = title(text, &lower).map(|title| format!(" (\"{title}\")")).unwrap_or_default();
    if asks_password.iter().any(|field| lower.contains(field)) {
        return not_saml(
            format!(
                "this is a login page{title}, before anybody signed in; no SAML response, and no metadata"
            ),
            format!(
                "for the response: sign in first, it is in the page and the POST that follow; {METADATA}"
            ),
        );
    }
    not_saml(
        format!("this is a web page{title} without a SAML form, and no metadata"),
        format!("for the response: {IN_THE_BROWSER}; {METADATA}"),
    )
}

fn title(page: &str, lower: &str) -> Option<String> {
    let rest = &page[lower.find("<title")?..];
    let inner = &rest[rest.find('>')? + 1..];
    let words: Vec<&str> = inner[..inner.find('<')?].split_whitespace().collect();
    (!words.is_empty()).then(|| shown(&words.join(" ")))
}

pub(super) fn json_web_token() -> InputProblem {
    not_saml("this is a JSON Web Token (OpenID Connect or OAuth), not SAML", IN_THE_BROWSER)
}

/// What Okta's API answers, saved in the place of metadata.
pub(super) fn okta_error(code: &str) -> InputProblem {
    let why = match code {
        "E0000005" | "E0000011" => "nobody was signed in",
        "E0000006" => "whoever was signed in may not see it",
        "E0000007" => "there is no such application",
        _ => "it did not give what was asked for",
    };
    not_saml(
        format!("this is Okta's error {} ({why}), not what was to be saved", shown(code)),
        "in the Okta admin console, open the application, Sign On, View SAML setup instructions or Identity Provider metadata, and save the XML that it shows",
    )
}

/// JSON that is neither capture nor evidence, by its first keys.
pub(super) fn json(keys: &[String]) -> InputProblem {
    let keys: Vec<String> = keys.iter().take(4).map(|key| format!("\"{}\"", shown(key))).collect();
    let what = match keys.as_slice() {
        [] => "this is JSON without a SAML message in it".to_owned(),
        keys => format!("this is JSON ({}), no HAR, and without a SAML message in it", keys.join(", ")),
    };
    not_saml(what, IN_THE_BROWSER)
}

/// The short answer of some API, which does not say whose.
pub(super) fn api_words(words: &str) -> InputProblem {
    let lower = words.to_ascii_lowercase();
    let of_token = ["unauthorized", "not authorized", "token", "forbidden"];
    let token = match of_token.iter().any(|word| lower.contains(word)) {
        true => {
            "; of SCIM of Identity Center it would mean that the token is wrong, deleted or expired (it is valid for a year)"
        }
        false => "",
    };
    not_saml(
        format!("this is the answer of some API (\"{}\"), which does not say of which{token}", shown(words)),
        format!(
            "if it answered a SCIM client, give the lines of its log with the address and the status; for a login: {IN_THE_BROWSER}"
        ),
    )
}

/// JSON with nothing in it; `None` where something is.
pub(super) fn empty_json(text: &[u8]) -> Option<InputProblem> {
    let inside = |open: u8, close: u8| {
        let text = text.trim_ascii();
        text.first() == Some(&open)
            && text.last() == Some(&close)
            && text[1..text.len() - 1].trim_ascii().is_empty()
    };
    match (inside(b'[', b']'), inside(b'{', b'}')) {
        (true, _) => Some(not_saml(EMPTY_LIST, IN_THE_BROWSER)),
        (_, true) => Some(not_saml(EMPTY_OBJECT, IN_THE_BROWSER)),
        (false, false) => None,
    }
}

/// What `--output text` prints where there is nothing.
pub(super) fn none() -> InputProblem {
    not_saml(NONE, IN_THE_BROWSER)
}

pub(super) fn har_without_saml(entries: usize) -> InputProblem {
    let what = match entries {
        0 => "this HAR holds no requests".to_owned(),
        1 => "the one request in this HAR carries no SAML message".to_owned(),
        _ => format!("none of the {entries} requests in this HAR carries a SAML message"),
    };
    let instead = "start recording with \"Preserve log\" on before the login begins, and export once the error is shown";
    not_saml(what, instead)
}

/// A private key among the captures. It is not used as one: what it opens comes to stand in the
/// report, and that is for the user to ask.
pub(super) fn private_key(name: &str) -> InputProblem {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._/-".contains(&byte);
    let name = match name {
        _ if name == "-" || name.chars().any(|c| c == '\'' || c.is_control()) => "FILE".to_owned(),
        _ if name.bytes().all(plain) => name.to_owned(),
        _ => format!("'{name}'"),
    };
    not_saml("this is a private key", format!("name it with --key: saml-doctor RESPONSE --key {name}"))
}

pub(super) fn pkcs12() -> InputProblem {
    not_saml(
        "this is a PKCS#12 container of keys and certificates",
        "\"openssl pkcs12 -in FILE -nocerts -out key.pem\" takes the private key out of it, for --key key.pem",
    )
}

/// What AWS said, instead of what it said that to.
/// What to give with IAM's answer to saving a policy.
const POLICY_BESIDE: &str = "give the policy that was to be saved beside it";

/// Whether a policy that was given is all that was missing.
pub(super) fn waits_for_a_policy(problem: &InputProblem) -> bool {
    problem.instead.starts_with(POLICY_BESIDE)
}

pub(super) fn error_text(text: ErrorText) -> InputProblem {
    let (what, name) = match text {
        ErrorText::Sentence(error) if error.is_client_tool() => {
            (format!("this is a client's own error \"{}\" (AWS was not asked)", error.shown()), error.id)
        }
        ErrorText::Sentence(error) => (format!("this is AWS's sentence \"{}\"", error.shown()), error.id),
        ErrorText::Like(error) => {
            (format!("this is an error text, perhaps AWS's \"{}\"", error.shown()), error.id)
        }
        ErrorText::Code(code) => (format!("this is the error code {code} alone"), code),
        ErrorText::Foreign => ("this is an error text".to_owned(), ""),
    };
    // Not an answer to a login: nothing was saved, and no response belongs to it.
    if trust_policy::ALL.iter().any(|error| error.id == name) || name == iam::TRUST_PRINCIPAL_INVALID.id {
        return not_saml(
            format!("{what}: IAM saved nothing, and the old policy is in force"),
            format!("{POLICY_BESIDE}; for what is known of it: saml-doctor explain {name}"),
        );
    }
    let all_of_it = match text {
        ErrorText::Sentence(_) | ErrorText::Like(_) | ErrorText::Code(_) => {
            format!("; all that is known of it: saml-doctor explain {name}")
        }
        ErrorText::Foreign => String::new(),
    };
    not_saml(
        format!("{what}, not the response that caused it"),
        format!(
            "for the cause, give SAMLResponse from the POST to .../saml, or a HAR of the login{all_of_it}"
        ),
    )
}

/// An answer of AWS's API that is damaged.
pub(super) fn api_answer(root: &str, text: &str, error: &Unparsed) -> InputProblem {
    let at = Source::new(SourceKind::Message, text, None).position(error.span.start as usize);
    not_saml(
        format!(
            "this is an answer of an AWS API ({}) that is not well-formed XML: {error} (line {}, column {})",
            shown(root),
            at.line,
            at.column
        ),
        "save the whole answer, or what the AWS CLI prints for it",
    )
}

/// Text, or bytes, without anything in it that is known.
pub(super) fn nothing_known(bytes: &[u8]) -> InputProblem {
    let head = &bytes[..bytes.len().min(4096)];
    let odd = head.iter().filter(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()).count();
    if std::str::from_utf8(bytes).is_err() || odd * 10 > head.len() {
        return not_saml(
            format!("these are {} bytes of no known format", grouped(bytes.len() as u64)),
            IN_THE_BROWSER,
        );
    }
    let text = String::from_utf8_lossy(bytes);
    of_trust_policy(&text)
        .or_else(|| of_credential(text.trim()))
        .or_else(|| of_file_name(text.trim()))
        .unwrap_or_else(|| not_saml("there is no SAML message in this text", IN_THE_BROWSER))
}

/// The name of a file, in the place of its content.
fn of_file_name(text: &str) -> Option<InputProblem> {
    const ENDINGS: [&str; 7] = [".har", ".xml", ".json", ".txt", ".b64", ".zip", ".saml"];
    // Nothing that a shell would read otherwise.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "./_-~".contains(c);
    let is_name = text.len() < 300
        && text.chars().all(is_plain)
        && ENDINGS.iter().any(|ending| text.to_ascii_lowercase().ends_with(ending));
    is_name.then(|| {
        not_saml(
            "this is the name of a file, not what is in it",
            format!("give it as an argument: saml-doctor {text}"),
        )
    })
}

/// What AWS hands out after a login, which holds nothing of it.
fn of_credential(text: &str) -> Option<InputProblem> {
    const LENGTH: usize = 20;
    let is_id = text.len() == LENGTH && text.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let is_access_key = is_id && ["AKIA", "ASIA"].iter().any(|start| text.starts_with(start));
    is_access_key.then(|| not_saml("this is the ID of an AWS access key, and no SAML", IN_THE_BROWSER))
}

/// A text that is about a role's trust policy, in a form that is not read; `None` of every other.
fn of_trust_policy(text: &str) -> Option<InputProblem> {
    const NAMES: &[&str] = &[
        "sts:AssumeRole",
        "SAML:aud",
        "assume_role_policy",
        "AssumeRolePolicyDocument",
        "assumeRolePolicy",
        "SamlConsolePrincipal",
        "SamlPrincipal",
    ];
    if !NAMES.iter().any(|name| text.contains(name)) {
        return None;
    }
    let is_source =
        ["new iam.", "new aws.iam.", "aws.iam.Role(", "iam.Role(", "import aws_cdk", "from aws_cdk"];
    let what = if is_source.iter().any(|sign| text.contains(sign)) {
        "this is source code that makes a role, and not the finished trust policy"
    } else if text.contains(['\u{201c}', '\u{201d}', '\u{201e}']) {
        "this looks like a trust policy whose quotation marks a chat or a word processor changed"
    } else {
        "this is about a role's trust policy, in a form that is not read"
    };
    let get = "get it as IAM holds it: aws iam get-role --role-name ROLE_NAME > role.json";
    let instead = if text.contains("new iam.") || text.contains("aws_cdk") {
        format!("{get}; or the template: cdk synth > template.yaml")
    } else {
        get.to_owned()
    };
    Some(not_saml(what, instead))
}

pub(super) fn too_large(limit: usize) -> InputProblem {
    InputProblem {
        severity: ProblemKind::Unreadable,
        what: format!("this is larger than {} MB and no HAR", limit >> 20),
        instead: "a SAML message is a few kilobytes: give the part that holds it".to_owned(),
    }
}

pub(super) fn unreadable(error: &std::io::Error) -> InputProblem {
    InputProblem {
        severity: ProblemKind::Unreadable,
        what: format!("this cannot be read: {error}"),
        instead: "check the path and the permissions".to_owned(),
    }
}

/// Names out of the input, short and without anything that a terminal would obey.
pub(super) fn shown(text: &str) -> String {
    let visible = |c: char| if acts_on_terminal(c) { char::REPLACEMENT_CHARACTER } else { c };
    let mut short: String = text.chars().take(60).map(visible).collect();
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    short
}

/// A capture that somebody cleaned; `what` names the request and what stands in it.
pub(super) fn emptied(what: &str) -> InputProblem {
    not_saml(
        format!("a sanitizer emptied this capture: {what}"),
        "ask for an export without that filter, best of a login with test credentials; or for the value of SAMLResponse alone",
    )
}

/// The program that wrote a HAR, as it names itself.
pub(super) enum Writer {
    /// The developer tools of Chrome and of its kin.
    Chrome(String),
    Other(String),
}

/// A capture that holds the request that brought AWS the response, without its body; what AWS said to
/// it, where its page is there.
pub(super) fn unrecorded(post: &Unrecorded, said: Option<&KnownError>, writer: &Writer) -> InputProblem {
    const RECORD: &str = "record the login again with the browser's own developer tools (Network tab, \"Preserve log\" on) and save all as HAR, or copy the value of SAMLResponse from there";
    const RECORD_IN_CHROME: &str = "record the login again (Network tab, \"Preserve log\" on), check that the POST shows SAMLResponse under Payload, and save with \"Export HAR (with sensitive data)\", which Settings > Preferences > Network > \"Allow to generate HAR with sensitive data\" brings; or copy the value of SAMLResponse from Payload";
    let url = shown(post.url.split(['?', '#']).next().unwrap_or(""));
    let entry = post.entry;
    let (wrote, record) = match writer {
        // What they write is the browser's own export, so another with them is the same.
        Writer::Chrome(named) => (
            format!("Chrome's or Edge's developer tools ({named}) saved it without the body of"),
            RECORD_IN_CHROME,
        ),
        Writer::Other(named) => (format!("the program that wrote it ({named}) recorded no body for"), RECORD),
    };
    let lacks = format!("the response is not in this HAR: {wrote} entry {entry}, POST {url}");
    let Some(said) = said else {
        let answered = match post.status {
            Some(status @ 400..) => format!("; AWS answered {status}"),
            Some(_) | None => String::new(),
        };
        return not_saml(format!("{lacks}{answered}"), record);
    };
    let status = post.status.map(|status| format!("{status}, ")).unwrap_or_default();
    not_saml(
        format!("AWS answered \"{}\" ({status}entry {entry}); {lacks}", said.shown()),
        format!(
            "for what is known of that sentence: saml-doctor explain {}; for the cause in this login, {record}",
            said.id
        ),
    )
}

/// What SAML-tracer leaves behind where its export fails.
pub(super) fn null() -> InputProblem {
    not_saml(
        "this holds nothing but null: so ends an export of SAML-tracer that failed",
        "switch other extensions off (ad and script blockers get in its way), or use a fresh browser profile, and export again; or copy SAMLResponse from SAML-tracer's Parameters tab",
    )
}

/// An archive, or a member of one, that cannot be opened.
pub(super) fn archive(error: &ZipError) -> InputProblem {
    InputProblem {
        severity: ProblemKind::Unreadable,
        what: format!("this cannot be read: {error}"),
        instead: "unpack it and give the files in it".to_owned(),
    }
}

/// A form whose field for the message has no value.
pub(super) fn empty_value(parameter: &str) -> InputProblem {
    not_saml(
        format!("there is a {parameter}, but it is empty"),
        "a script may fill it in as the page is sent: copy it from the request that follows, in the browser's network log",
    )
}

/// A request, a command, a form that carries something else.
pub(super) fn without_message(what: &str) -> InputProblem {
    not_saml(
        format!("this is a {what} without a SAML message in it"),
        "take the request that posts SAMLResponse: the POST to .../saml at sign-in",
    )
}

/// A command whose value stands elsewhere.
pub(super) fn in_file(file: &str) -> InputProblem {
    not_saml(
        format!("this command takes the value from elsewhere: {}", shown(file)),
        "give that file instead, or the value itself",
    )
}
