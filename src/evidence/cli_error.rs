//! The AWS CLI's own error in the place of what it was to print: about looking something up, not about
//! the login.

use super::kind::{Given, Kind, Unreadable, blanks_named};
use super::{Evidence, Missing};
use crate::aws::arn::SamlProviderArn;
use crate::document::{Document, Member, Node};
use crate::source::SourceId;

pub static KIND: Kind = Kind {
    id: "aws-cli-error",
    words: "an error of the AWS CLI",
    command: "the command whose output it is, once more",
    question: "what the command would have printed",
    recognise: |document| (document.name.as_deref() == Some(NAME)).then_some("error of the AWS CLI"),
    of_text,
    read: Some(read),
    ..Kind::NONE
};

const NAME: &str = "AWS CLI error";
const CODE: &str = "Code";
const OPERATION: &str = "Operation";
const MESSAGE: &str = "Message";
const RESOURCE: &str = "Resource";

fn read(given: &Given<'_>, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(root) = given.document.map(|document| &document.root) else { return Ok(()) };
    let text = |name: &str| root.member(name).and_then(Node::text);
    let operation = text(OPERATION);
    let asked = operation.and_then(Kind::of_operation);
    let (Some(code), Some(message)) = (text(CODE), text(MESSAGE)) else {
        let (what, first) = local(given.text).unwrap_or(("the AWS CLI printed an error", ""));
        return Err(Unreadable::told(
            format!("{what}: this is its message, not what the command was to print"),
            then(first, asked),
        ));
    };
    let resource = root.member(RESOURCE).and_then(Node::text).unwrap_or_default();
    let looked_up = match (asked, operation) {
        (Some(kind), _) => format!("looking {} up", kind.words),
        (None, Some(operation)) => format!("the operation {operation}"),
        (None, None) => "looking something up".to_owned(),
    };
    let about = format!("this is the AWS CLI's error about {looked_up}, not about the login");
    match Code::of(code) {
        Code::NoSuchEntity => {
            evidence.missing.push(Missing {
                input: given.input,
                file: given.name.to_owned(),
                operation: operation.map(str::to_owned),
                name: root.member(RESOURCE).and_then(Node::word).map(|word| word.to_text()),
                span: root.member(MESSAGE).map_or(root.span, |message| message.span),
            });
            Ok(())
        }
        Code::Denied => {
            let action = action(message);
            let denied = action.map_or_else(|| code.to_owned(), |action| format!("{code} on {action}"));
            let by = action.map_or("somebody who may".to_owned(), |action| format!("somebody with {action}"));
            let command = asked.map_or_else(String::new, |kind| format!(": {}", command_of(kind, resource)));
            Err(Unreadable::told(
                format!("{about}: {denied}"),
                format!("{by} has to run the command{command}"),
            ))
        }
        Code::Credentials => {
            let first = "the credentials of the AWS CLI are no longer good: sign in with it again";
            Err(Unreadable::told(format!("{about}: {code}"), then(first, asked)))
        }
        Code::Other => {
            let message: String = message.chars().take(200).collect();
            Err(Unreadable::told(format!("{about}: {code}, {message}"), then("", asked)))
        }
    }
}

/// The command once more, for what the error names if that may stand in a command.
fn command_of(kind: &Kind, resource: &str) -> String {
    let provider = if SamlProviderArn::parse(resource).is_ok() { resource } else { "" };
    blanks_named(&kind.command_to(provider, kind.file))
}

fn then(first: &str, asked: Option<&'static Kind>) -> String {
    let command = match asked {
        Some(kind) => format!("get it again: {}", command_of(kind, "")),
        None => "run the command again".to_owned(),
    };
    if first.is_empty() { command } else { format!("{first}; then {command}") }
}

enum Code {
    NoSuchEntity,
    /// The caller may not look.
    Denied,
    /// The caller's credentials.
    Credentials,
    Other,
}

impl Code {
    /// AWS's common errors, and IAM's of `Get` operations.
    fn of(code: &str) -> Code {
        match code.trim_end_matches("Exception") {
            "NoSuchEntity" => Code::NoSuchEntity,
            "AccessDenied" | "UnauthorizedOperation" | "NotAuthorized" => Code::Denied,
            "ExpiredToken"
            | "InvalidClientTokenId"
            | "UnrecognizedClient"
            | "RequestExpired"
            | "SignatureDoesNotMatch"
            | "InvalidSignature"
            | "IncompleteSignature"
            | "MissingAuthenticationToken" => Code::Credentials,
            _ => Code::Other,
        }
    }
}

/// `iam:GetRole` of "is not authorized to perform: iam:GetRole on resource".
fn action(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("perform: ")?;
    let action = rest.split(|c: char| c.is_whitespace() || c == ',').next()?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-');
    (action.contains(':') && action.len() < 80 && action.chars().all(fits)).then_some(action)
}

/// What the CLI says before it asks AWS anything, and what to do first.
fn local(text: &str) -> Option<(&'static str, &'static str)> {
    const SIGNS: [(&str, &str, &str); 14] = [
        (
            "Unable to locate credentials",
            "the AWS CLI found no credentials",
            "sign in with it (aws sso login), or use AWS CloudShell",
        ),
        (
            "Partial credentials found",
            "the credentials of the AWS CLI are not whole",
            "sign in with it again",
        ),
        (
            "SSO session associated with this profile has expired",
            "the AWS CLI's own sign-in has expired",
            "aws sso login",
        ),
        (
            "SSO session associated with this profile is invalid",
            "the AWS CLI's own sign-in is not good",
            "aws sso login",
        ),
        ("Error loading SSO Token", "the AWS CLI is not signed in", "aws sso login"),
        ("Token has expired and refresh failed", "the AWS CLI's own sign-in has expired", "aws sso login"),
        (
            "Could not connect to the endpoint URL",
            "the AWS CLI reached no endpoint of AWS",
            "look at the network, and at the Region it is set to",
        ),
        ("You must specify a region", "the AWS CLI was told no Region", "add --region us-east-1"),
        (
            "The config profile (",
            "the AWS CLI does not know the profile it was told",
            "aws configure list-profiles",
        ),
        ("aws: error: ", "the AWS CLI did not understand the command", "look at how the command is written"),
        (
            "usage: aws [options]",
            "the AWS CLI did not understand the command",
            "look at how the command is written",
        ),
        (
            "aws: command not found",
            "there is no AWS CLI on this computer",
            "use AWS CloudShell in the console",
        ),
        (
            "command not found: aws",
            "there is no AWS CLI on this computer",
            "use AWS CloudShell in the console",
        ),
        (
            "'aws' is not recognized as an internal or external command",
            "there is no AWS CLI on this computer",
            "use AWS CloudShell in the console",
        ),
    ];
    SIGNS.iter().find(|(sign, ..)| text.contains(sign)).map(|&(_, what, first)| (what, first))
}

fn of_text(text: &str) -> Option<Document> {
    /// An error is a line or two, with the prompt and the command before it.
    const LONGEST: usize = 6_000;
    const LONGEST_WORD: usize = 400;
    if text.len() > LONGEST || text.split_whitespace().any(|word| word.len() > LONGEST_WORD) {
        return None;
    }
    let error = Written::of(text);
    if error.is_none() {
        local(text)?;
    }
    let start = |part: &str| (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize);
    let is_written = |part: &str, start: usize| text.get(start..).is_some_and(|rest| rest.starts_with(part));
    let member = |key: &str, part: &str| match start(part).filter(|&start| is_written(part, start)) {
        Some(start) => Member::written(SourceId::NONE, key, text, start..start + part.len()),
        // What only the words of the error tell.
        None => Member::implied(SourceId::NONE, key, text, part),
    };
    let mut members = Vec::new();
    if let Some(error) = error {
        members.push(member(CODE, error.code));
        members.extend(error.operation.map(|operation| member(OPERATION, operation)));
        members.push(member(MESSAGE, error.message));
        members.extend(resource(error.message).map(|resource| member(RESOURCE, resource)));
    } else if let Some(operation) = operation_of_command(text) {
        members.push(member(OPERATION, operation));
    }
    let mut document = Document::of_members(SourceId::NONE, text, members);
    document.name = Some(NAME.to_owned());
    Some(document)
}

/// The parts of an error of a look-up.
struct Written<'a> {
    code: &'a str,
    operation: Option<&'a str>,
    message: &'a str,
}

impl<'a> Written<'a> {
    fn of(text: &'a str) -> Option<Written<'a>> {
        let written =
            Written::of_cli(text).or_else(|| Written::of_go(text)).or_else(|| Written::by_words(text))?;
        // What AWS says to a login or to a change is another matter.
        written.operation.is_none_or(is_look_up).then_some(written)
    }

    /// `An error occurred (NoSuchEntity) when calling the GetRole operation: The role with ...`
    fn of_cli(text: &'a str) -> Option<Written<'a>> {
        let (_, rest) = text.split_once("An error occurred (")?;
        let (code, rest) = rest.split_once(')')?;
        let (_, rest) = rest.split_once("when calling the ")?;
        let (operation, rest) = rest.split_once(" operation")?;
        let (_, message) = rest.split_once(':')?;
        is_word(code).then_some(())?;
        is_word(operation).then_some(Written {
            code,
            operation: Some(operation),
            message: paragraph(message),
        })
    }

    /// `operation error IAM: GetRole, https response error StatusCode: 404, ... api error NoSuchEntity: ...`
    fn of_go(text: &'a str) -> Option<Written<'a>> {
        let (_, rest) = text.split_once("operation error ")?;
        let (_, rest) = rest.split_once(": ")?;
        let (operation, rest) = rest.split_once(',')?;
        let (_, rest) = rest.split_once("api error ")?;
        let (code, message) = rest.split_once(':')?;
        is_word(code).then_some(())?;
        is_word(operation).then_some(Written {
            code,
            operation: Some(operation),
            message: paragraph(message),
        })
    }

    /// What other tools print of it: IAM's own words for what does not exist.
    fn by_words(text: &'a str) -> Option<Written<'a>> {
        let not_found = |sign: &str, operation| {
            let message = paragraph(&text[text.find(sign)?..]);
            let known: [&'static str; 2] = ["NoSuchEntity", operation];
            let code = text.find(known[0]).map_or(&text[..0], |at| &text[at..at + known[0].len()]);
            (!code.is_empty()).then_some(Written { code, operation: Some(known[1]), message })
        };
        not_found("Manifest not found for arn", "GetSAMLProvider").or_else(|| {
            let start = text.find("he role with name ")?.checked_sub(1)?;
            text[start..]
                .contains(" cannot be found")
                .then(|| not_found(text.get(start..start + 19)?, "GetRole"))?
        })
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text.len() < 80
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
}

fn is_look_up(operation: &str) -> bool {
    ["Get", "List", "Describe", "Lookup", "Search", "Simulate"].iter().any(|verb| operation.starts_with(verb))
        && !matches!(operation, "GetFederationToken" | "GetSessionToken" | "GetRoleCredentials")
}

/// Up to an empty line: a terminal breaks long lines.
fn paragraph(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find("\n\n").or_else(|| text.find("\n\r\n")).unwrap_or(text.len());
    text[..end].trim_end()
}

/// The ARN or the name of what does not exist.
fn resource(message: &str) -> Option<&str> {
    // Behind it stands what was asked for, before it who asked.
    let message = message.split_once("on resource: ").map_or(message, |(_, behind)| behind);
    if let Some(start) = message.find("arn:aws") {
        let rest = &message[start..];
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ')' | ','))
            .unwrap_or(rest.len());
        return Some(rest[..end].trim_end_matches('.'));
    }
    let (_, rest) = message.split_once("with name ")?;
    let (name, _) = rest.split_once(" cannot be found")?;
    Some(name.trim())
}

/// The operation of a command that stands before the message: `$ aws iam get-role ...`.
fn operation_of_command(text: &str) -> Option<&'static str> {
    super::KINDS.iter().flat_map(|kind| kind.operations).copied().find(|operation| {
        let mut words = String::new();
        for (index, character) in operation.char_indices() {
            if character.is_ascii_uppercase()
                && index > 0
                && !operation[..index].ends_with(|c: char| c.is_ascii_uppercase())
            {
                words.push('-');
            }
            words.push(character.to_ascii_lowercase());
        }
        text.contains(&words.replace("samlp", "saml-p"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_error_only_implies_is_read_as_well() {
        for (text, expected) in [
            (
                "NoSuchEntityException: Manifest not found for arn arn:aws:iam::123456789012:saml-provider/A",
                "GetSAMLProvider",
            ),
            (
                "$ aws iam get-role --role-name Admins\nThe SSO session associated with this profile has expired",
                "GetRole",
            ),
        ] {
            let document = of_text(text).unwrap_or_else(|| panic!("{text}"));
            let operation = document.root.member(OPERATION).and_then(|operation| operation.text());
            assert_eq!(operation, Some(expected), "{text}");
        }
    }

    #[test]
    fn errors_of_look_ups_are_told_from_those_of_logins() {
        for (text, expected) in [
            (
                "\nAn error occurred (NoSuchEntity) when calling the GetSAMLProvider operation: Manifest not found for arn arn:aws:iam::123456789012:saml-provider/A\n",
                Some(("NoSuchEntity", "GetSAMLProvider", "arn:aws:iam::123456789012:saml-provider/A")),
            ),
            (
                "$ aws iam get-role --role-name Admins\n\naws: [ERROR]: An error occurred (NoSuchEntity) when calling the GetRole operation (reached max retries: 4): The role with name Admins cannot be found.",
                Some(("NoSuchEntity", "GetRole", "Admins")),
            ),
            (
                "Error: operation error IAM: GetRole, https response error StatusCode: 404, RequestID: 1, api error NoSuchEntity: The role with name Admins cannot be found.",
                Some(("NoSuchEntity", "GetRole", "Admins")),
            ),
            (
                "com.amazonaws...NoSuchEntityException: The role with name Admins cannot be found. (Service: Iam, Status Code: 404)",
                Some(("NoSuchEntity", "GetRole", "Admins")),
            ),
            (
                "An error occurred (AccessDenied) when calling the AssumeRoleWithSAML operation: Not authorized to perform sts:AssumeRoleWithSAML",
                None,
            ),
            (
                "An error occurred (MalformedPolicyDocument) when calling the UpdateAssumeRolePolicy operation: Has prohibited field Resource",
                None,
            ),
            ("hello", None),
        ] {
            let read = Written::of(text);
            let parts = read.as_ref().map(|read| {
                (read.code, read.operation.unwrap_or_default(), resource(read.message).unwrap_or_default())
            });
            assert_eq!(parts, expected, "{text}");
        }
        assert_eq!(
            operation_of_command("aws iam get-saml-provider --x\n\nUnable to locate credentials."),
            Some("GetSAMLProvider")
        );
        assert_eq!(operation_of_command("aws iam list-saml-providers"), Some("ListSAMLProviders"));
    }
}
