//! Condition operators: what they compare, and how they treat lists and missing keys.
//!
//! IAM User Guide, "IAM JSON policy elements: Condition operators" and "Set operators for multivalued
//! context keys".

/// A condition operator, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Operator {
    pub set: Option<SetOperator>,
    pub base: Base,
    /// It holds where none of the values fits.
    pub negated: bool,
    pub if_exists: bool,
}

/// How the values of a list are taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SetOperator {
    ForAnyValue,
    ForAllValues,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Base {
    StringEquals,
    StringEqualsIgnoreCase,
    StringLike,
    Numeric(Order),
    Date(Order),
    Bool,
    Binary,
    IpAddress,
    Arn,
    Null,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Order::Equal => ordering.is_eq(),
            Order::Less => ordering.is_lt(),
            Order::LessOrEqual => ordering.is_le(),
            Order::Greater => ordering.is_gt(),
            Order::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

/// Every operator without prefix and suffix, and whether it is a negated one.
const BASES: [(&str, Base, bool); 27] = [
    ("StringEquals", Base::StringEquals, false),
    ("StringNotEquals", Base::StringEquals, true),
    ("StringEqualsIgnoreCase", Base::StringEqualsIgnoreCase, false),
    ("StringNotEqualsIgnoreCase", Base::StringEqualsIgnoreCase, true),
    ("StringLike", Base::StringLike, false),
    ("StringNotLike", Base::StringLike, true),
    ("NumericEquals", Base::Numeric(Order::Equal), false),
    ("NumericNotEquals", Base::Numeric(Order::Equal), true),
    ("NumericLessThan", Base::Numeric(Order::Less), false),
    ("NumericLessThanEquals", Base::Numeric(Order::LessOrEqual), false),
    ("NumericGreaterThan", Base::Numeric(Order::Greater), false),
    ("NumericGreaterThanEquals", Base::Numeric(Order::GreaterOrEqual), false),
    ("DateEquals", Base::Date(Order::Equal), false),
    ("DateNotEquals", Base::Date(Order::Equal), true),
    ("DateLessThan", Base::Date(Order::Less), false),
    ("DateLessThanEquals", Base::Date(Order::LessOrEqual), false),
    ("DateGreaterThan", Base::Date(Order::Greater), false),
    ("DateGreaterThanEquals", Base::Date(Order::GreaterOrEqual), false),
    ("Bool", Base::Bool, false),
    ("BinaryEquals", Base::Binary, false),
    ("IpAddress", Base::IpAddress, false),
    ("NotIpAddress", Base::IpAddress, true),
    ("ArnEquals", Base::Arn, false),
    ("ArnLike", Base::Arn, false),
    ("ArnNotEquals", Base::Arn, true),
    ("ArnNotLike", Base::Arn, true),
    ("Null", Base::Null, false),
];

impl Operator {
    /// Operators are compared without case. `NullIfExists` is none.
    pub fn parse(text: &str) -> Option<Operator> {
        let (set, rest) = match text.split_once(':') {
            Some((prefix, rest)) if prefix.eq_ignore_ascii_case("ForAnyValue") => {
                (Some(SetOperator::ForAnyValue), rest)
            }
            Some((prefix, rest)) if prefix.eq_ignore_ascii_case("ForAllValues") => {
                (Some(SetOperator::ForAllValues), rest)
            }
            Some(_) => return None,
            None => (None, text),
        };
        let suffix = rest.len().checked_sub("IfExists".len()).and_then(|at| rest.split_at_checked(at));
        let (name, if_exists) = match suffix {
            Some((name, suffix)) if suffix.eq_ignore_ascii_case("IfExists") => (name, true),
            _ => (rest, false),
        };
        let &(_, base, negated) = BASES.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name))?;
        (base != Base::Null || !if_exists).then_some(Operator { set, base, negated, if_exists })
    }

    /// `*` and `?` stand for any characters.
    pub fn takes_wildcards(self) -> bool {
        matches!(self.base, Base::StringLike | Base::Arn)
    }
}

/// The name of the operator of this base without prefix and suffix: `StringLike` of `StringEquals`.
pub fn with_wildcards(text: &str) -> Option<String> {
    let operator = Operator::parse(text)?;
    if operator.base != Base::StringEquals {
        return None;
    }
    let name = if operator.negated { "StringNotEquals" } else { "StringEquals" };
    let at = text.to_ascii_lowercase().find(&name.to_ascii_lowercase())?;
    let like = if operator.negated { "StringNotLike" } else { "StringLike" };
    Some(format!("{}{like}{}", &text[..at], &text[at + name.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_taken_apart() {
        for (text, set, base, negated, if_exists) in [
            ("StringEquals", None, Base::StringEquals, false, false),
            ("stringnotlikeifexists", None, Base::StringLike, true, true),
            (
                "ForAnyValue:StringNotEqualsIgnoreCase",
                Some(SetOperator::ForAnyValue),
                Base::StringEqualsIgnoreCase,
                true,
                false,
            ),
            ("ForAllValues:ArnEquals", Some(SetOperator::ForAllValues), Base::Arn, false, false),
            ("NumericLessThanEqualsIfExists", None, Base::Numeric(Order::LessOrEqual), false, true),
            ("NotIpAddress", None, Base::IpAddress, true, false),
            ("ForAnyValue:Null", Some(SetOperator::ForAnyValue), Base::Null, false, false),
        ] {
            assert_eq!(Operator::parse(text), Some(Operator { set, base, negated, if_exists }), "{text}");
        }
        for text in ["", "Equals", "NullIfExists", "IfExists", "ForSome:StringEquals", "StringEquals ", "é"]
        {
            assert_eq!(Operator::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_like_of_an_operator_keeps_prefix_and_suffix() {
        for (text, like) in [
            ("StringEquals", Some("StringLike")),
            ("ForAnyValue:StringNotEqualsIfExists", Some("ForAnyValue:StringNotLikeIfExists")),
            ("StringLike", None),
        ] {
            assert_eq!(with_wildcards(text).as_deref(), like, "{text}");
        }
    }
}
