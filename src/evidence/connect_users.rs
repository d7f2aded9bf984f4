//! Users of Amazon Connect: what its commands print, and the CSV of its admin site.

use super::Evidence;
use super::kind::{Given, Kind, Unreadable, described};
use super::users::{Directory, Extent, User, UserFile, instance_in, is_list_of, next_token, text};
use crate::document::{Document, Member, Node, Syntax, Value, Word, csv};
use crate::source::SourceId;

pub static KIND: Kind = Kind {
    id: "connect-users",
    words: "Amazon Connect users",
    command: "aws connect list-users --instance-id '{instance}'{region}",
    file: "users.json",
    question: "whether Amazon Connect has this user",
    operations: &["ListUsers", "DescribeUser", "SearchUsers"],
    recognise,
    of_text,
    read: Some(read),
};

const LIST: &str = "UserSummaryList";
/// The column of the login (Amazon Connect Administrator Guide, "Add users in bulk"; the template's own
/// words).
const LOGIN: &str = "user login";
/// The name of what the admin site's CSV becomes.
const CSV: &str = "users.csv";

fn recognise(document: &Document) -> Option<&'static str> {
    let root = &document.root;
    if document.name.as_deref() == Some(CSV) {
        return Some("Amazon Connect users (CSV)");
    }
    let of = |json: &'static str, printed: &'static str| described(document, json, printed, printed);
    if root.has(&[LIST]) {
        of("Amazon Connect users (aws connect list-users)", "Amazon Connect users (list-users, text or YAML)")
    } else if root.member("User").is_some_and(is_user) {
        of(
            "Amazon Connect user (aws connect describe-user)",
            "Amazon Connect user (describe-user, text or YAML)",
        )
    } else if root.member("Users").is_some_and(|users| {
        users.elements().iter().all(is_user)
            && (!users.elements().is_empty() || root.has(&["ApproximateTotalCount"]))
    }) {
        of(
            "Amazon Connect users (aws connect search-users)",
            "Amazon Connect users (search-users, text or YAML)",
        )
    } else if !root.elements().is_empty() && root.elements().iter().all(is_user) {
        Some("Amazon Connect users (a piece that --query cut out)")
    } else {
        is_user(root).then_some("Amazon Connect user (a piece that --query cut out)")
    }
}

/// Every user of Amazon Connect has a login and an ARN of an instance, or what is written of people.
fn is_user(node: &Node) -> bool {
    let of_connect = |arn: &str| arn.contains(":connect:") && arn.contains(":instance/");
    node.has(&["Username"])
        && (node.has(&["IdentityInfo"]) || node.member("Arn").and_then(Node::text).is_some_and(of_connect))
}

fn read(given: &Given, evidence: &mut Evidence) -> Result<(), Unreadable> {
    let Some(document) = given.document else { return Ok(()) };
    let root = &document.root;
    let (list, extent) = match [LIST, "Users", "User"].iter().find_map(|key| root.member(key)) {
        // A search finds what it was asked for, and a filter of it is not in the answer.
        Some(list) if root.has(&["User"]) || root.has(&["Users"]) => (list, Extent::Chosen),
        Some(list) => (list, Extent::Whole),
        None if given.is_table() => return Err(Unreadable::of_table()),
        None => (root, Extent::Chosen),
    };
    if !matches!(list.value, Value::Array(_) | Value::Object(_)) {
        return Err(Unreadable::at(list.span, format!("{LIST} is {}, not a list", list.kind())));
    }
    let extent = next_token(root).map_or(extent, Extent::Page);
    let users: Vec<User> = list.one_or_more().iter().filter_map(user).collect();
    if users.is_empty() && !is_list_of(list, &["Username"]) {
        return Err(Unreadable::at(list.span, "its users have no Username"));
    }
    evidence.users.push(UserFile::new(given, Directory::AmazonConnect, extent, users));
    Ok(())
}

fn user(node: &Node) -> Option<User> {
    let mut user = User::named(node.member("Username")?.word()?.to_text());
    let arn = node.member("Arn").and_then(Node::word);
    user.home = arn.and_then(instance_in);
    let region = arn.and_then(|arn| arn.value.split(':').nth(3)).filter(|region| !region.is_empty());
    user.region = region.map(str::to_owned);
    user.emails.extend(node.member("IdentityInfo").and_then(|info| text(info, "Email")));
    Some(user)
}

fn of_text(text: &str) -> Option<Document> {
    of_csv(text).or_else(|| of_lines(text))
}

/// The admin site's CSV: its template for an instance with SAML has no column for a password.
fn of_csv(text: &str) -> Option<Document> {
    let first = text.trim_start_matches('\u{FEFF}').lines().find(|line| !line.trim().is_empty())?;
    if !first.to_ascii_lowercase().contains(LOGIN) {
        return None;
    }
    let separator = [',', ';', '\t'].into_iter().find(|&separator| first.contains(separator))?;
    let mut rows = csv::records(text, separator);
    let is_login = |word: &Word| word.value.trim().trim_matches(['"', '*']).eq_ignore_ascii_case(LOGIN);
    let column = rows.next()?.iter().position(is_login)?;
    let users = rows.filter_map(|row| {
        let login = row.get(column).filter(|login| !login.value.trim().is_empty())?.clone();
        let span = login.span;
        Some(Node::object(span, [("Username", Node::new(Value::String(login), span))]))
    });
    let mut list = Member::written(SourceId::NONE, LIST, text, 0..text.len());
    list.value.value = Value::Array(users.collect());
    let mut document = Document::of_members(SourceId::NONE, text, vec![list]);
    document.name = Some(CSV.to_owned());
    Some(document)
}

/// `--output text`: a line for each user, its values in the order of their names, so that the login is
/// the last.
fn of_lines(text: &str) -> Option<Document> {
    let start = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    let written = |key: &str, part: &str| {
        Member::written(SourceId::NONE, key, text, start(part)..start(part) + part.len())
    };
    let (mut users, mut rest, mut key) = (Vec::new(), Vec::new(), LIST);
    for line in text.lines() {
        let mut columns = line.split('\t');
        let head = columns.next().unwrap_or_default();
        if head == "NEXTTOKEN" {
            rest.extend(columns.next().map(|token| written("NextToken", token)));
            continue;
        }
        if !matches!(head, "USERSUMMARYLIST" | "USERS" | "USER") {
            continue;
        }
        let columns: Vec<&str> = columns.collect();
        let Some(arn) = columns.iter().find(|word| word.starts_with("arn:") && word.contains(":connect:"))
        else {
            continue;
        };
        key = if head == "USERSUMMARYLIST" { LIST } else { "Users" };
        let mut user = written("", line).value;
        user.value = Value::Object(vec![written("Arn", arn), written("Username", columns.last()?)]);
        users.push(user);
    }
    if users.is_empty() {
        return None;
    }
    let mut list = written(key, text);
    list.value.value = Value::Array(users);
    if key != LIST {
        // What a search prints beside the login stands in lines of its own.
        for user in match &mut list.value.value {
            Value::Array(users) => users.iter_mut(),
            _ => [].iter_mut(),
        } {
            if let Value::Object(members) = &mut user.value {
                members.push(Member::implied(SourceId::NONE, "IdentityInfo", text, ""));
            }
        }
    }
    rest.push(list);
    Some(Document { syntax: Syntax::Text, ..Document::of_members(SourceId::NONE, text, rest) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> Option<UserFile> {
        let file = KIND.evidence_in(text)?.users.pop()?;
        for user in &file.users {
            assert_eq!(&text[user.name.span.range()], user.name.value, "{text}");
        }
        Some(file)
    }

    #[test]
    fn users_are_read_in_every_form_that_people_have_them_in() {
        let arn = "arn:aws:connect:us-west-2:123456789012:instance/a65f1779-33b8-4c1d-9c44-0d6c4f1b2a3e/agent/0f1e2d3c-0000-4000-8000-000000000000";
        let user = format!("{{\"Id\": \"1\", \"Arn\": \"{arn}\", \"Username\": \"jane.doe\"}}");
        let known = format!("{{\"Arn\": \"{arn}\", \"Username\": \"jane.doe\", \"IdentityInfo\": {{}}}}");
        let columns = "first name,last name,user login,routing profile name";
        for (text, whole) in [
            (format!("{{\"UserSummaryList\": [{user}]}}"), true),
            (format!("UserSummaryList:\n- Arn: {arn}\n  Username: jane.doe\n"), true),
            (format!("USERSUMMARYLIST\t{arn}\t1\tus-west-2\t2026-01-02T03:04:05+00:00\tjane.doe\n"), true),
            (format!("{columns}\nJane,Doe,jane.doe,Basic\n"), true),
            (format!("{}\r\n\"Jane\";\"Doe\";\"jane.doe\";Basic\r\n", columns.replace(',', ";")), true),
            (format!("{{\"User\": {known}}}"), false),
            (format!("{{\"Users\": [{known}], \"ApproximateTotalCount\": 1}}"), false),
            (format!("[{user}]"), false),
            (format!("USERS\t{arn}\t1\tjane.doe\nIDENTITYINFO\tJane\tDoe\n"), false),
        ] {
            let file = read_all(&text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(file.users.len(), 1, "{text}");
            assert_eq!(file.users[0].name.value, "jane.doe", "{text}");
            assert_eq!(file.extent == Extent::Whole, whole, "{text}");
            if text.contains("arn:") {
                let home = file.users[0].home.as_ref().map(|home| home.value.as_str());
                assert_eq!(home, Some("a65f1779-33b8-4c1d-9c44-0d6c4f1b2a3e"), "{text}");
            }
        }
    }

    #[test]
    fn a_page_says_that_more_follow() {
        let json = read_all("{\"UserSummaryList\": [{\"Username\": \"a\"}], \"NextToken\": \"x\"}").unwrap();
        assert!(matches!(json.extent, Extent::Page(_)));
        let line = "USERSUMMARYLIST\tarn:aws:connect:us-west-2:123456789012:instance/i/agent/u\tu\ta";
        let text = read_all(&format!("NEXTTOKEN\txyz\n{line}\n")).unwrap();
        assert!(matches!(text.extent, Extent::Page(_)));
    }

    #[test]
    fn what_is_no_list_of_users_is_not_taken_for_one() {
        for text in [
            "{\"Users\": []}",
            "{\"Users\": [{\"UserName\": \"jane\", \"Arn\": \"arn:aws:iam::123456789012:user/jane\"}]}",
            "the user login failed, again",
        ] {
            assert!(read_all(text).is_none(), "{text}");
        }
    }
}
