//! A filter or a pattern as it is pasted: in quotes, or as a line of a configuration.

/// What Okta's field is to hold: without the name before it and the quotes round it, in which a
/// backslash stands twice.
pub fn pasted(text: &str) -> String {
    let line = text.trim_matches(['\n', '\r']);
    let Some(inner) = quoted(line).or_else(|| quoted(value(line)?)) else { return line.to_owned() };
    serde_json::from_str(&format!("\"{inner}\"")).unwrap_or_else(|_| inner.to_owned())
}

/// What stands in the quotes that a whole text is in.
fn quoted(text: &str) -> Option<&str> {
    let text = text.trim().trim_end_matches([',', ';']).trim_end();
    let inside = |quote: char| {
        let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inner.replace("\\\\", "").replace(&format!("\\{quote}"), "").contains(quote)).then_some(inner)
    };
    ['"', '\''].into_iter().find_map(inside).filter(|inner| !inner.is_empty())
}

/// What stands behind a name and a sign: `groupFilter = "…"`, `"groupFilter": "…"`.
fn value(line: &str) -> Option<&str> {
    let at = line.find(['=', ':'])?;
    let (name, rest) = line.split_at(at);
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
    };
    let name = name.trim();
    let bare = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name);
    is_name(bare).then(|| rest[1..].trim_start())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_filter_is_taken_out_of_the_line_that_it_was_pasted_with() {
        for (text, expected) in [
            (r"^aws_(?{{role}}[\w\-]+)$", r"^aws_(?{{role}}[\w\-]+)$"),
            ("\"^aws_(?{{role}}\\\\d+)$\"", r"^aws_(?{{role}}\d+)$"),
            ("'^aws_(?{{role}}\\d+)$'", r"^aws_(?{{role}}\d+)$"),
            ("groupFilter = \"^aws_(?{{role}}\\\\d+)$\"", r"^aws_(?{{role}}\d+)$"),
            ("  \"groupFilter\": \"^aws_(?{{role}}\\\\d+)$\",", r"^aws_(?{{role}}\d+)$"),
            ("\"^aws_(?{{role}}\\d+)$\"", r"^aws_(?{{role}}\d+)$"),
            // Doubled without quotes: that stands so in the field.
            (r"^aws_(?{{role}}\\d+)$", r"^aws_(?{{role}}\\d+)$"),
            ("arn:aws:iam::${accountid}:role/${role}", "arn:aws:iam::${accountid}:role/${role}"),
            ("aws=(?{{role}}.+)", "aws=(?{{role}}.+)"),
        ] {
            assert_eq!(super::pasted(text), expected, "{text}");
        }
    }
}
