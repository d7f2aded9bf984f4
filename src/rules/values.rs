//! What several rules ask of the values of attributes.

use std::ops::Range;

use crate::aws::nearest::is_blank;
use crate::invisible::is_invisible;
use crate::rule::{Case, Finding, Need, Outcome, Rule, character_name, quoted};
use crate::saml::{Attribute, AttributeValue};
use crate::source::{Span, Text};
use crate::xml::characters::{self, Place};

/// More marks under one value tell nobody more.
const MOST_MARKS: usize = 64;
/// More characters, or values, are not listed in a message.
const MOST_LISTED: usize = 4;

/// The copy ends inside the element of this start tag: what is read of it may be only its beginning,
/// even where its text is empty or ends before the copy does.
pub fn is_cut(case: &Case, tag: Span) -> bool {
    let last = case.assertion().and_then(|assertion| assertion.attributes.last());
    let last_value = last.and_then(|attribute| attribute.values.last());
    // Only the last ones can be; the rest need not be looked up in the tree.
    let is_last =
        [last.map(|attribute| attribute.tag), last_value.map(|value| value.tag)].contains(&Some(tag));
    if !case.truncated || !is_last {
        return false;
    }
    let element = case.tree.span(case.tree.element_at(case.response.node, tag));
    case.tree.written(Span { end: element.end.saturating_add(1), ..element }).is_empty()
}

/// Text stands in the value, and not only white space.
pub fn is_legible(value: &AttributeValue) -> bool {
    !value.has_elements && !value.text.value.chars().all(is_blank)
}

/// The texts of an attribute that can be judged; or how a rule about them ends without any.
pub fn texts<'a>(case: &Case<'a>, name: &'static str) -> Result<Vec<&'a Text>, Outcome> {
    if case.attributes(name).next().is_none() {
        return Err(case.absent());
    }
    let (cut, whole): (Vec<&AttributeValue>, Vec<&AttributeValue>) =
        case.values(name).filter(|value| is_legible(value)).partition(|value| is_cut(case, value.tag));
    match (whole.is_empty(), cut.is_empty()) {
        (false, _) => Ok(whole.into_iter().map(|value| &value.text).collect()),
        (true, false) => Err(Outcome::NotChecked(Need::WholeCapture)),
        (true, true) => Err(Outcome::NotApplicable),
    }
}

/// Runs a judgement over every text of an attribute.
pub fn each_text(case: &Case, name: &'static str, judge: impl Fn(&Text) -> Option<Finding>) -> Outcome {
    match texts(case, name) {
        Ok(texts) => texts.into_iter().filter_map(judge).collect::<Vec<_>>().into(),
        Err(outcome) => outcome,
    }
}

/// Bytes of a value without the white space at its ends.
pub fn core(value: &str) -> Range<usize> {
    let start = value.len() - value.trim_start_matches(is_blank).len();
    start..value.trim_end_matches(is_blank).len().max(start)
}

/// Characters of the part that has no white space at its ends.
pub fn core_length(value: &str) -> usize {
    value[core(value)].chars().count()
}

/// Bytes of each character at either end that cannot be seen.
pub fn blank_ends(value: &str) -> Vec<Range<usize>> {
    let core = core(value);
    let each = value.char_indices().map(|(at, c)| at..at + c.len_utf8());
    each.filter(|character| character.end <= core.start || character.start >= core.end).collect()
}

/// Bytes of each character that cannot be seen, wherever it stands.
pub fn blanks(value: &str) -> Vec<Range<usize>> {
    let each = value.char_indices().filter(|&(_, c)| is_blank(c));
    each.map(|(at, c)| at..at + c.len_utf8()).collect()
}

/// Bytes of each character between those ends that does not fit.
pub fn misfits(value: &str, fits: fn(char) -> bool) -> Vec<Range<usize>> {
    let core = core(value);
    let inside = value[core.clone()].char_indices().filter(|&(_, c)| !fits(c));
    inside.map(|(at, c)| core.start + at..core.start + at + c.len_utf8()).collect()
}

/// Where these bytes of an element's text are written.
pub fn marks(case: &Case, text: &Text, ranges: &[Range<usize>]) -> Vec<Span> {
    written(case, text, ranges, Place::Content)
}

/// Where these bytes of an XML attribute's value are written.
pub fn marks_in_attribute(case: &Case, text: &Text, ranges: &[Range<usize>]) -> Vec<Span> {
    written(case, text, ranges, Place::Attribute)
}

fn written(case: &Case, text: &Text, ranges: &[Range<usize>], place: Place) -> Vec<Span> {
    let written = case.tree.written(text.span);
    let visible: Vec<Range<usize>> =
        ranges.iter().filter(|range| !range.is_empty()).take(MOST_MARKS).cloned().collect();
    let located = characters::locate_all(written, place, &visible);
    located.into_iter().map(|range| text.span.part(range)).collect()
}

/// `a space (character 5) and "#" (character 9)`: characters are counted from 1.
pub fn listed(value: &str, offending: &[Range<usize>]) -> String {
    let mut number = 1;
    let mut counted = 0;
    let mut words = Vec::new();
    for range in offending.iter().take(MOST_LISTED) {
        number += value[counted..range.start].chars().count();
        counted = range.start;
        if let Some(character) = value[range.clone()].chars().next() {
            words.push(format!("{} (character {number})", spoken(character)));
        }
    }
    if offending.len() > MOST_LISTED {
        words.push(format!("{} more", offending.len() - MOST_LISTED));
    }
    enumerated(&words)
}

/// `a, b and c`.
pub fn enumerated(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The name of the first of these characters, for a note under the carets.
pub fn first_name(value: &str, offending: &[Range<usize>]) -> String {
    let first = offending.first().and_then(|range| value[range.clone()].chars().next());
    first.map(character_name).unwrap_or_default()
}

fn spoken(character: char) -> String {
    match character {
        ' ' => "a space".to_owned(),
        '\t' => "a tab".to_owned(),
        '\n' => "a line break".to_owned(),
        _ if is_invisible(character) => character_name(character),
        _ => quoted(&character.to_string()),
    }
}

/// `leading`, `trailing` or both, for a value with white space at its ends.
fn which_ends(value: &str) -> &'static str {
    let core = core(value);
    match (core.start > 0, core.end < value.len()) {
        (true, true) => "leading and trailing",
        (true, false) => "leading",
        (false, _) => "trailing",
    }
}

/// White space at the ends of a value: the finding, with every character of it marked.
pub fn padded(case: &Case, rule: &'static Rule, text: &Text, name: &str) -> Option<Finding> {
    let ends = blank_ends(&text.value);
    if ends.is_empty() {
        return None;
    }
    let visible = &text.value[core(&text.value)];
    let what = if visible.is_empty() {
        "is only white space".to_owned()
    } else {
        format!("has {} white space", which_ends(&text.value))
    };
    let finding = Finding::of_value(rule, text, format!("{name} {} {what}", quoted(&text.value)))
        .note(first_name(&text.value, &ends))
        .marks(marks(case, text, &ends));
    Some(if visible.is_empty() { finding } else { finding.expected(visible) })
}

/// More than one value of something that takes one; `name` is how a message calls it.
pub fn more_than_one(rule: &'static Rule, attributes: &[&Attribute], name: &str) -> Option<Finding> {
    let values: Vec<&Text> =
        attributes.iter().flat_map(|attribute| &attribute.values).map(|value| &value.text).collect();
    match (attributes, values.as_slice()) {
        (_, [first, second, ..]) => {
            let mut words: Vec<String> =
                values.iter().take(MOST_LISTED).map(|text| quoted(&text.value)).collect();
            if values.len() > MOST_LISTED {
                words.push(format!("{} more", values.len() - MOST_LISTED));
            }
            let message = format!("{name} has {} values: {}", values.len(), enumerated(&words));
            let finding = Finding::of_value(rule, second, message);
            Some(finding.note("the second").related(first.span, "the first").expected("one value"))
        }
        ([first, second, ..], _) => {
            let message = format!("{name} is sent {} times", attributes.len());
            let finding = Finding::new(rule, second.tag, message);
            Some(finding.note("the second").related(first.tag, "the first").expected("one attribute"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::role::{role_arn_malformed, role_value_padded};
    use crate::rules::test_case::{Given, findings};

    const PAIR: &str = "arn:aws:iam::123456789012:role/Admin,arn:aws:iam::123456789012:saml-provider/Corp";

    #[test]
    fn marks_stand_at_the_characters_inside_cdata_and_beside_comments() {
        let malformed = PAIR.replace("Admin", "Ad min");
        for (rule, written, expected) in [
            (&role_value_padded::RULE, format!("<![CDATA[ {PAIR}\t]]>"), [" ", "\t"].as_slice()),
            (&role_value_padded::RULE, format!("{PAIR}<!-- a -->&#32;<?b c?> "), &["&#32;", " "]),
            (&role_arn_malformed::RULE, format!("<!-- -->{malformed}"), &[" "]),
            (&role_arn_malformed::RULE, malformed.replace("d min", "<![CDATA[d min]]>"), &[" "]),
        ] {
            let given = Given::changed(PAIR, &written);
            let found = findings(rule, &given);
            let marks = found.iter().flat_map(|finding| &finding.marks);
            let marked: Vec<&str> =
                marks.map(|mark| &given.xml[mark.start as usize..mark.end as usize]).collect();
            assert_eq!(marked, expected, "{written}");
        }
    }

    #[test]
    fn offending_characters_are_named_and_counted_from_one() {
        fn letter(c: char) -> bool {
            c.is_ascii_alphabetic()
        }
        for (value, expected) in [
            ("Jane Doe", "a space (character 5)"),
            ("é#", "\"é\" (character 1) and \"#\" (character 2)"),
            ("a\u{200b}b\tc", "U+200B ZERO WIDTH SPACE (character 2) and a tab (character 4)"),
            (
                "1234567",
                "\"1\" (character 1), \"2\" (character 2), \"3\" (character 3), \"4\" (character 4) and 3 more",
            ),
            (" a b ", "a space (character 3)"),
        ] {
            assert_eq!(listed(value, &misfits(value, letter)), expected, "{value:?}");
        }
    }

    #[test]
    fn the_ends_of_a_value_are_what_cannot_be_seen_there() {
        for (value, inside, ends) in
            [("a", "a", 0), (" a b\u{200b}\n", "a b", 3), (" \u{a0}", "", 2), ("", "", 0)]
        {
            assert_eq!(&value[core(value)], inside, "{value:?}");
            assert_eq!(blank_ends(value).len(), ends, "{value:?}");
        }
    }
}
