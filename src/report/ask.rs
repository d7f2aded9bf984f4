//! What is open, as texts that can be sent to others: one for each person who can find it out.

use super::Message;
use super::visible::{clipped, plain};
use crate::aws::arn::{RoleArn, is_account};
use crate::identity_provider;
use crate::rule::Need;

/// Logins, and roles of one, that are named to somebody who is asked; of more only the number is told.
const MOST: usize = 3;
/// What to do with a HAR before anybody else sees it.
const REDACT: &str = "A HAR holds the session's cookies and the response, each as good as a password: give it to nobody as it is, but what this makes of it:";
const REDACTED: &str = "saml-doctor redact login.har > login.safe.har";

/// The open questions of messages, under a heading for each person who can answer them: what to run in bash and
/// in PowerShell, the same in the console, and which files to send back; what only the reader can do comes
/// last. `None` where nothing is open.
pub fn ask(messages: &[Message]) -> Option<String> {
    let mut asked: Vec<Asked> = Vec::new();
    for message in messages.iter().filter(|message| message.repeats.is_none()) {
        for command in message.holds.iter().flat_map(|holds| &holds.commands) {
            let (what, needs, whom) = match command {
                _ if command.starts_with("aws connect") => {
                    ("which logins the Amazon Connect instance has", "connect-users", Whom::Connect)
                }
                _ if command.starts_with("aws iam get-account-authorization-details") => (
                    "whether the role's policies let its session open Amazon Connect",
                    "account-details",
                    Whom::account(command, message),
                ),
                _ if command.starts_with("aws organizations") => (
                    "which resource control policies bind the account",
                    "policy",
                    Whom::account(command, message),
                ),
                _ => (
                    "whether the role exists and its trust policy lets this login in",
                    "iam-role",
                    Whom::account(command, message),
                ),
            };
            add(&mut asked, Asked { whom, what, needs, how: command, of: vec![message] });
        }
        for question in &message.open.questions {
            let whom = match question.who {
                _ if question.needs == Need::PrivateKey.name() => Whom::Yourself,
                Some("AWS account admin") => Whom::account(&question.how, message),
                Some("Amazon Connect admin") => Whom::Connect,
                Some(_) => Whom::provider(message),
                None => Whom::Yourself,
            };
            let (what, needs) = (question.question, question.needs);
            add(&mut asked, Asked { whom, what, needs, how: &question.how, of: vec![message] });
        }
    }
    let mut whoms: Vec<&Whom> = Vec::new();
    for one in &asked {
        if !whoms.contains(&&one.whom) {
            whoms.push(&one.whom);
        }
    }
    // What one can do alone waits for nobody, but it is not for the others to read.
    whoms.sort_by_key(|whom| **whom == Whom::Yourself);
    let again = messages.iter().find_map(|message| message.open.again.as_deref());
    let parts = whoms.into_iter().map(|whom| {
        let of_them: Vec<&Asked> = asked.iter().filter(|one| one.whom == *whom).collect();
        match whom {
            Whom::Yourself => yourself(&of_them),
            Whom::Account(_) | Whom::Provider(_) | Whom::Connect => to_another(whom, &of_them),
        }
    });
    let text = parts.chain(again.map(and_then)).collect::<Vec<_>>().join("\n");
    (!asked.is_empty()).then_some(text)
}

/// Who can find something out.
#[derive(Debug, PartialEq, Eq)]
enum Whom<'m> {
    /// The admin of an account, by its twelve digits where they are known.
    Account(Option<&'m str>),
    /// The identity provider's admin, by its name where it is known.
    Provider(Option<&'static str>),
    Connect,
    Yourself,
}

impl<'m> Whom<'m> {
    /// The admin of the account that a command asks: it names a thing of the account's, or a role by its name.
    fn account(command: &'m str, message: &'m Message) -> Whom<'m> {
        let by_number = command.split([':', ' ', '\'']).find(|part| is_account(part));
        let named = command.split_once("--role-name '").and_then(|(_, rest)| rest.split('\'').next());
        let of_role = |role: &RoleArn| named.is_none_or(|named| role.name == named);
        let by_role = roles(message).into_iter().find(of_role).map(|role| role.arn.account);
        Whom::Account(by_number.or(by_role))
    }

    fn provider(message: &Message) -> Whom<'m> {
        let id = message.identity_provider;
        let known = identity_provider::ALL.iter().find(|provider| Some(provider.id) == id);
        Whom::Provider(known.map(|provider| provider.name))
    }

    fn words(&self) -> String {
        match self {
            Whom::Account(Some(account)) => format!("the admin of AWS account {account}"),
            Whom::Account(None) => "the AWS account admin".to_owned(),
            Whom::Provider(Some(name)) => format!("the {name} admin"),
            Whom::Provider(None) => "the identity provider's admin".to_owned(),
            Whom::Connect => "the Amazon Connect admin".to_owned(),
            Whom::Yourself => "yourself".to_owned(),
        }
    }
}

/// One question, with everything that is needed to answer it.
struct Asked<'m> {
    whom: Whom<'m>,
    what: &'m str,
    /// As the JSON report names it.
    needs: &'m str,
    how: &'m str,
    /// The logins that it is asked for.
    of: Vec<&'m Message>,
}

fn add<'m>(asked: &mut Vec<Asked<'m>>, mut one: Asked<'m>) {
    match asked.iter_mut().find(|known| known.how == one.how && known.whom == one.whom) {
        Some(known) => known.of.append(&mut one.of),
        None => asked.push(one),
    }
}

/// The roles that a login asks for, the chosen one first.
fn roles(message: &Message) -> Vec<RoleArn<'_>> {
    let chosen = message.aws_answer.as_ref().and_then(|answer| answer.chosen_role.as_deref());
    let named = message.assertion.iter().flat_map(|assertion| &assertion.roles);
    let arns = chosen.into_iter().chain(named.filter_map(|role| role.role.as_deref()));
    let mut roles: Vec<RoleArn> = Vec::new();
    for role in arns.filter_map(|arn| RoleArn::parse(arn).ok()) {
        if roles.iter().all(|known| (known.name, known.arn.account) != (role.name, role.arn.account)) {
            roles.push(role);
        }
    }
    roles
}

fn heading(text: &mut String, words: &str) {
    text.push_str(&format!("{words}\n{}\n", "-".repeat(words.chars().count())));
}

/// What one other person is asked: it can be sent alone.
fn to_another(whom: &Whom, asked: &[&Asked]) -> String {
    let mut text = String::new();
    heading(&mut text, &format!("To {}", whom.words()));
    text.push_str(
        "A SAML login to AWS is being looked into with saml-doctor. What follows only reads, and changes nothing.\n",
    );
    let mut logins: Vec<&Message> = Vec::new();
    for message in asked.iter().flat_map(|one| &one.of) {
        if !logins.iter().any(|known| std::ptr::eq(*known, *message)) {
            logins.push(message);
        }
    }
    // What failed is what it is about.
    logins.sort_by_key(|message| message.verdict != Some("refused"));
    for message in logins.iter().take(MOST) {
        context(&mut text, message);
    }
    if logins.len() > MOST {
        row(&mut text, "login", &format!("and {} more", logins.len() - MOST));
    }
    text.push_str(match asked.iter().any(|one| one.how.contains(" > ")) {
        true => "Please send back the files named below.\n",
        false => "Please send back what is named below.\n",
    });
    for (index, one) in asked.iter().enumerate() {
        text.push_str(&format!("\n{}. {}\n", index + 1, plain(one.what)));
        let Some((command, file)) = one.how.rsplit_once(" > ") else {
            row(&mut text, "send back", one.how);
            continue;
        };
        row(&mut text, "bash", one.how);
        row(&mut text, "PowerShell", &format!("{command} | Out-File -Encoding utf8 {file}"));
        if let Some(clicks) = clicks(one.needs) {
            row(&mut text, "console", clicks);
        }
        row(&mut text, "send back", file);
    }
    text
}

/// When a login was, what AWS answered to it, and what it asks for: nothing that opens anything.
fn context(text: &mut String, message: &Message) {
    let found = message.origin.found.as_deref();
    let request = found.map(|found| {
        found
            .split_once(": ")
            .filter(|(entry, _)| entry.starts_with("Entry "))
            .map_or(found, |(_, rest)| rest)
    });
    if let Some(request) = request {
        row(text, "login", request);
    }
    let of = message.origin.lines.iter().find_map(|line| line.strip_prefix("from "));
    if let Some(of) = of {
        row(text, "from", of);
    }
    let issued = message.assertion.as_ref().and_then(|assertion| assertion.issue_instant.as_deref());
    if let Some(issued) = issued.filter(|_| message.captured_at.is_none()) {
        let utc = if issued.ends_with('Z') { " (UTC)" } else { "" };
        row(text, "issued", &format!("{}{utc}", clipped(issued, 40)));
    }
    let answer = message.answer.as_ref();
    if let Some(sentence) = answer.and_then(|answer| answer.sentence.as_ref()) {
        let (said, so_far) = match message.witnessed {
            true => ("AWS said", ""),
            false => ("AWS answers", "  (expected, not seen)"),
        };
        let status = sentence.status.as_ref().map(|status| format!("  {status}")).unwrap_or_default();
        row(text, said, &format!("{}{status}{so_far}", sentence.text));
    }
    if let Some(reference) = answer.and_then(|answer| answer.reference.as_deref()) {
        row(text, "", reference);
    }
    let roles = roles(message);
    for (index, role) in roles.iter().take(MOST).enumerate() {
        let more = match roles.len().saturating_sub(MOST) {
            more if more > 0 && index + 1 == MOST => format!(", and {more} more"),
            _ => String::new(),
        };
        let of = format!("in account {}, partition {}", role.arn.account, role.arn.partition);
        row(text, if index == 0 { "role" } else { "" }, &format!("{} {of}{more}", role.name));
    }
}

/// What only the person at the keyboard can do.
fn yourself(asked: &[&Asked]) -> String {
    let mut text = String::new();
    heading(&mut text, "Yourself, or whoever has it");
    for (index, one) in asked.iter().enumerate() {
        text.push_str(&format!("{}. {}\n", index + 1, plain(one.what)));
        if one.needs == Need::PrivateKey.name() {
            let file = one.of.first().map_or("FILE", |message| typed(&message.input_name));
            text.push_str("   A private key is never sent to anybody. Whoever holds it runs this, and tells what it prints:\n");
            row(&mut text, "run", &format!("saml-doctor {file} --key key.pem"));
            continue;
        }
        row(&mut text, "needed", one.how);
    }
    if asked.iter().any(|one| one.how.contains("HAR")) {
        text.push_str(&format!("{REDACT}\n"));
        row(&mut text, "run", REDACTED);
    }
    text
}

/// A file's name as it can be typed.
fn typed(name: &str) -> &str {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._/-".contains(&byte);
    if !name.starts_with('-') && name.bytes().all(plain) { name } else { "FILE" }
}

/// The command line with the files that came back.
fn and_then(again: &str) -> String {
    let again = again.trim_start_matches("(then: ").trim_end_matches(')');
    format!("Once the files are back: {}\n", plain(again))
}

fn row(text: &mut String, label: &str, words: &str) {
    text.push_str(format!("   {label:<12}{}", plain(words)).trim_end());
    text.push('\n');
}

/// The way through AWS's console to the same.
fn clicks(needs: &str) -> Option<&'static str> {
    match needs {
        "iam-provider" => Some("IAM > Identity providers > the provider: save its metadata document"),
        "iam-providers" => Some("IAM > Identity providers: copy the names, types and ARNs of the list"),
        "iam-role" => Some("IAM > Roles > the role > Trust relationships: copy the JSON"),
        "connect-users" => Some("Amazon Connect > Users > User management: copy the login names"),
        "identity-store-users" => Some("IAM Identity Center > Users: copy the usernames of the list"),
        "cloudtrail" => Some("CloudTrail > Event history > Event name AssumeRoleWithSAML: View event"),
        _ => None,
    }
}
