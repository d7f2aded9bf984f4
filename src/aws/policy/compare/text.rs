//! Text without regard to case, as AWS folds it.

/// Lower case by the full mapping of Unicode with the final sigma; letters beyond U+FFFF stay as they are.
pub fn lowered(text: &str) -> String {
    let folded = text.to_lowercase();
    let mut lowered = String::with_capacity(folded.len());
    let mut rest = folded.chars();
    for character in text.chars() {
        let count = character.to_lowercase().count();
        let these = rest.by_ref().take(count);
        if character > '\u{ffff}' {
            these.for_each(drop);
            lowered.push(character);
        } else {
            lowered.extend(these);
        }
    }
    lowered
}

pub fn equals_ignoring_case(left: &str, right: &str) -> bool {
    if left.is_ascii() && right.is_ascii() {
        return left.eq_ignore_ascii_case(right);
    }
    lowered(left) == lowered(right)
}
