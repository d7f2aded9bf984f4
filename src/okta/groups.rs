//! The names of groups in the forms that people have them in: lines, CSV, Okta's JSON.

use serde_json::Value;

use crate::document::csv;

/// Why a text has no names of groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoGroups {
    /// `this is Okta's error E0000011, not a list of groups`
    pub what: String,
}

/// The names of groups in a text: one a line, a column of a CSV, Okta's JSON of groups, or a list of names.
///
/// # Errors
///
/// JSON that holds no group says what it is instead.
pub fn groups(text: &str) -> Result<Vec<String>, NoGroups> {
    let text = text.trim_start_matches('\u{FEFF}').trim_end_matches(['\n', '\r']);
    if text.trim_start().starts_with(['[', '{'])
        && let Some(values) = json(text)
    {
        return of_json(&values);
    }
    Ok(of_table(text).unwrap_or_else(|| of_lines(text)))
}

/// Every JSON value of a text: one, or one a line.
fn json(text: &str) -> Option<Vec<Value>> {
    serde_json::Deserializer::from_str(text).into_iter().collect::<Result<Vec<Value>, _>>().ok()
}

fn of_json(values: &[Value]) -> Result<Vec<String>, NoGroups> {
    let mut names = Vec::new();
    for value in values {
        if let Some(code) = value.get("errorCode").and_then(Value::as_str) {
            return Err(NoGroups { what: format!("this is Okta's error {code}, not a list of groups") });
        }
        match value {
            Value::Array(list) => list.iter().for_each(|one| collect(one, &mut names)),
            other => collect(other, &mut names),
        }
    }
    let empty_list = values.iter().all(|value| value.as_array().is_some_and(Vec::is_empty));
    match names.is_empty() && !empty_list {
        true => Err(NoGroups { what: "this is JSON without a group's name (profile.name) in it".to_owned() }),
        false => Ok(names),
    }
}

/// How JSON of groups calls a name, in order of trust.
const MEMBERS: [&str; 6] = ["name", "groupName", "group_name", "displayName", "label", "groupname"];

fn collect(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::String(name) => names.push(name.clone()),
        Value::Object(members) => {
            let of_profile = value.pointer("/profile/name");
            let own = || MEMBERS.iter().find_map(|member| value.get(member));
            match of_profile.or_else(own).and_then(Value::as_str) {
                Some(name) => names.push(name.to_owned()),
                // A list that stands in an object: `{"groups": [...]}`.
                None => {
                    members.values().filter_map(Value::as_array).flatten().for_each(|one| collect(one, names))
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|one| collect(one, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A column that is headed as one of groups' names.
fn of_table(text: &str) -> Option<Vec<String>> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let separator = ['\t', ';', ','].into_iter().find(|&separator| first.contains(separator)).unwrap_or(',');
    let mut rows = csv::records(text, separator);
    let heads: Vec<String> = rows.next()?.iter().map(|word| plain(&word.value)).collect();
    let named = |wanted: &[&str]| heads.iter().position(|head| wanted.contains(&head.as_str()));
    let column = named(&["groupname", "profilename", "groupprofilename"])
        .or_else(|| named(&["group", "groups", "name", "displayname", "label"]))?;
    let names = rows.filter_map(|row| Some(row.get(column)?.value.clone()));
    Some(names.filter(|name| !name.trim().is_empty()).collect())
}

fn plain(head: &str) -> String {
    head.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn of_lines(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text
        .lines()
        .map(|line| line.trim_end_matches('\r'))
        .filter(|line| !line.trim().is_empty() && !line.starts_with("# "))
        .collect();
    // A name may have a comma itself; with a blank behind it, and on the only line, it parts two.
    if let [only] = lines.as_slice()
        && let Some(separator) = [";", ", "].into_iter().find(|separator| only.contains(separator))
    {
        let parts = only.split(separator).map(|part| bare(part.trim()));
        return parts.filter(|part| !part.is_empty()).map(str::to_owned).collect();
    }
    let bullet = ["- ", "* "].into_iter().find(|bullet| lines.iter().all(|line| line.starts_with(bullet)));
    let name = |line: &&str| {
        let line = bullet.map_or(*line, |bullet| &line[bullet.len()..]);
        common_name(line).unwrap_or_else(|| bare(line)).to_owned()
    };
    lines.iter().map(name).collect()
}

/// A name without the quotes round it, and the comma behind them.
fn bare(name: &str) -> &str {
    let inner = name.strip_suffix(',').unwrap_or(name);
    ['"', '\''].into_iter().find_map(|quote| inner.strip_prefix(quote)?.strip_suffix(quote)).unwrap_or(name)
}

/// The CN of a distinguished name: `memberOf: CN=aws_1_Admins,OU=AWS,DC=corp`.
fn common_name(line: &str) -> Option<&str> {
    let line = line.trim();
    let name = line
        .split_once(": ")
        .filter(|(key, _)| key.eq_ignore_ascii_case("memberOf"))
        .map_or(line, |(_, name)| name);
    let value = name.get(..3).filter(|head| head.eq_ignore_ascii_case("cn=")).and_then(|_| name.get(3..))?;
    Some(value.split(',').next().unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_read_in_every_form_that_people_have_them_in() {
        for (text, expected) in [
            ("a\nb c\r\n\n", vec!["a", "b c"]),
            ("[\"a\", \"b\"]", vec!["a", "b"]),
            ("[{\"id\":\"00g1\",\"profile\":{\"name\":\"aws_1\",\"description\":null}}]", vec!["aws_1"]),
            ("{\"groups\": [{\"profile\":{\"name\":\"a\"}}, {\"name\": \"b\"}]}", vec!["a", "b"]),
            ("{\"profile\":{\"name\":\"a\"}}\n{\"profile\":{\"name\":\"b\"}}\n", vec!["a", "b"]),
            ("groupName,description,id\na,\"x, y\",1\n\"b,c\",,2\n", vec!["a", "b,c"]),
            ("\"Group Name\";\"Members\"\r\n\"a\";3\r\n", vec!["a"]),
            ("id\tname\n00g1\ta\n", vec!["a"]),
            ("Name\na\nb\n", vec!["a", "b"]),
            ("a;b;c", vec!["a", "b", "c"]),
            ("a, b", vec!["a", "b"]),
            ("aws_1_Ops,Dev\n", vec!["aws_1_Ops,Dev"]),
            ("aws_1_Ops,Dev\nb\n", vec!["aws_1_Ops,Dev", "b"]),
            ("- a\n- b\n", vec!["a", "b"]),
            ("\"a\",\n\"b\"\n", vec!["a", "b"]),
            ("# of Jane\na\n", vec!["a"]),
            ("#corp\na\n", vec!["#corp", "a"]),
            ("memberOf: CN=a,OU=AWS,DC=corp\nmemberOf: CN=b,OU=AWS,DC=corp\n", vec!["a", "b"]),
            ("[]", vec![]),
            ("", vec![]),
            ("[aws] Admins\n", vec!["[aws] Admins"]),
        ] {
            assert_eq!(groups(text).unwrap(), expected, "{text:?}");
        }
        for (text, expected) in
            [("{\"errorCode\": \"E0000011\"}", "E0000011"), ("{\"a\": 1}", "without a group's name")]
        {
            assert!(groups(text).unwrap_err().what.contains(expected), "{text}");
        }
    }
}
