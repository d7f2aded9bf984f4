//! What is open, as one text that can be sent to somebody else.

use super::Message;
use super::visible::plain;

/// The open questions of a message: what to run in bash and in PowerShell, the same in the console, and
/// which files to send back; `None` where nothing is open.
pub fn ask(messages: &[Message]) -> Option<String> {
    let mut asked: Vec<Asked> = Vec::new();
    for message in messages.iter().filter(|message| message.repeats.is_none()) {
        for command in message.holds.iter().flat_map(|holds| &holds.commands) {
            let (what, needs) = match command {
                _ if command.starts_with("aws connect") => {
                    ("which logins the Amazon Connect instance has", "connect-users")
                }
                _ if command.starts_with("aws iam get-account-authorization-details") => {
                    ("whether the role's policies let its session open Amazon Connect", "account-details")
                }
                _ if command.starts_with("aws organizations") => {
                    ("which resource control policies bind the account", "policy")
                }
                _ => ("whether the role exists and its trust policy lets this login in", "iam-role"),
            };
            add(&mut asked, Asked::of(what, needs, command, message));
        }
        for question in &message.open.questions {
            add(&mut asked, Asked::of(question.question, question.needs, &question.how, message));
        }
    }
    if asked.is_empty() {
        return None;
    }
    let mut text = String::from(
        "A SAML login to AWS is being looked into with saml-doctor. What follows only reads, and changes nothing.\nPlease send back the files named below.\n",
    );
    for (index, one) in asked.iter().enumerate() {
        text.push_str(&format!("\n{}. {}\n", index + 1, plain(&one.what)));
        match &one.file {
            None => text.push_str(&format!("   needed      {}\n", plain(&one.how))),
            Some(file) => {
                let command = one.how.rsplit_once(" > ").map_or(one.how.as_str(), |(command, _)| command);
                text.push_str(&format!("   bash        {}\n", plain(&one.how)));
                text.push_str(&format!(
                    "   PowerShell  {} | Out-File -Encoding utf8 {file}\n",
                    plain(command)
                ));
                if let Some(clicks) = one.clicks {
                    text.push_str(&format!("   console     {clicks}\n"));
                }
                text.push_str(&format!("   send back   {file}\n"));
            }
        }
    }
    Some(text)
}

struct Asked {
    what: String,
    how: String,
    /// The file that the command writes.
    file: Option<String>,
    /// The same with a mouse.
    clicks: Option<&'static str>,
}

impl Asked {
    fn of(what: &str, needs: &str, how: &str, message: &Message) -> Asked {
        let account = message.assertion.as_ref().and_then(|assertion| {
            let role = assertion.roles.first()?.role.as_deref()?;
            role.split(':').nth(4).filter(|account| account.len() == 12)
        });
        let of_account = account.map(|account| format!(" (account {account})")).unwrap_or_default();
        let file = how.rsplit_once(" > ").map(|(_, file)| file.to_owned());
        let what = if file.is_some() { format!("{what}{of_account}") } else { what.to_owned() };
        Asked { what, how: how.to_owned(), file, clicks: clicks(needs) }
    }
}

fn add(asked: &mut Vec<Asked>, one: Asked) {
    if asked.iter().all(|known| known.how != one.how) {
        asked.push(one);
    }
}

/// The way through AWS's console to the same.
fn clicks(needs: &str) -> Option<&'static str> {
    match needs {
        "iam-provider" => Some("IAM > Identity providers > the provider: save its metadata document"),
        "iam-providers" => Some("IAM > Identity providers: copy the names, types and ARNs of the list"),
        "iam-role" => Some("IAM > Roles > the role > Trust relationships: copy the JSON"),
        "connect-users" => Some("Amazon Connect > Users > User management: copy the login names"),
        "cloudtrail" => Some("CloudTrail > Event history > Event name AssumeRoleWithSAML: View event"),
        _ => None,
    }
}
