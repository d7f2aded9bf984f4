//! A trust policy knows one of two addresses of AWS's sign-in that one Region serves.

use crate::aws::endpoints::{SignIn, SignInForm, locate};
use crate::aws::policy::compare::wildcard::Pattern;
use crate::aws::policy::operator::Base;
use crate::aws::policy::{Condition, Statement, Value};
use crate::citations::{CREATE_ROLE_FOR_SAML, RELYING_PARTY};
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, Outcome, PolicyCase, Remedy, Rule, Severity, Who};
use crate::rules::policies::{about_saml, is_allow, is_key, names_provider, reaches};
use crate::rules::trusts::statement_words;

pub static RULE: Rule = Rule {
    id: "trust-sign-in-address-left-out",
    summary: "a trust policy lets logins in at the global sign-in address or at its Region's, and not at the other",
    severity: Severity::Note,
    confidence: Confidence::Certain,
    rationale: "https://signin.aws.amazon.com/saml is served from us-east-1, which has a Regional address as well. SAML:aud is compared as text, so a login at the one is refused where the policy lists the other alone. AWS advises to have Regional addresses ready for the day on which a Region does not answer.",
    remedy: Remedy {
        text: "list every sign-in address that the identity provider may post to, Regional ones too",
        setting: None,
    },
    who: Some(Who::AwsAccountAdmin),
    citations: &[RELYING_PARTY, CREATE_ROLE_FOR_SAML],
    check: Check::Policy(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &PolicyCase) -> Outcome {
    let lets_in: Vec<(usize, &Statement)> = about_saml(case)
        .into_iter()
        .filter(|(_, statement)| {
            is_allow(statement) && names_provider(statement) && reaches(statement, "sts:AssumeRoleWithSAML")
        })
        .collect();
    if lets_in.is_empty() {
        return Outcome::NotApplicable;
    }
    // A statement that tests it otherwise, or not at all, may let any address in.
    let mut tested: Vec<(usize, &Value, Tested)> = Vec::new();
    for &(index, statement) in &lets_in {
        let mut tests = statement.conditions.iter().filter(|condition| is_key(condition, "saml:aud"));
        let (Some(condition), None) = (tests.next(), tests.next()) else { return Outcome::Clean };
        let Some(how) = Tested::of(condition) else { return Outcome::Clean };
        if condition.values.iter().any(|value| !value.is_known() || value.template.as_text().is_none()) {
            return Outcome::Clean;
        }
        tested.extend(condition.values.iter().map(|value| (index, value, how)));
    }
    let lets_in = |address: &str| {
        tested.iter().any(|(_, value, how)| match how {
            Tested::Whole => value.text == address,
            Tested::Pattern => Pattern::plain(&value.text).fits(address),
        })
    };
    /// A policy with more kinds of addresses means none of them alone.
    const MOST_PAIRS: usize = 16;
    let mut looked_at: Vec<String> = Vec::new();
    let found = tested.iter().find_map(|(index, value, _)| {
        let pair = Pair::of(&value.text)?;
        if looked_at.len() >= MOST_PAIRS || looked_at.contains(&pair.global) {
            return None;
        }
        looked_at.push(pair.global.clone());
        let words = statement_words(case.policy, *index);
        let regional = pair.regional();
        let (message, instead) = match (lets_in(&pair.global), lets_in(&pair.of_region)) {
            (true, false) if !regional.iter().any(|address| lets_in(address)) => (
                format!(
                    "{words} lets logins in at the global address alone: one at {}, or at another Region's, is refused",
                    pair.of_region
                ),
                &pair.of_region,
            ),
            (false, true) => (
                format!("{words} leaves out {}, which {} serves, too", pair.global, pair.region),
                &pair.global,
            ),
            (true, _) | (false, false) => return None,
        };
        Some(Finding::new(&RULE, value.span, message).found(value.text.clone()).expected(instead.clone()))
    });
    found.map_or(Outcome::Clean, Outcome::from)
}

/// How the values of a condition are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tested {
    Whole,
    Pattern,
}

impl Tested {
    fn of(condition: &Condition) -> Option<Tested> {
        let operator = condition.parsed.filter(|operator| !operator.negated && operator.set.is_none())?;
        match operator.base {
            Base::StringEquals | Base::StringEqualsIgnoreCase => Some(Tested::Whole),
            Base::StringLike => Some(Tested::Pattern),
            Base::Null
            | Base::Numeric(_)
            | Base::Date(_)
            | Base::Bool
            | Base::Binary
            | Base::IpAddress
            | Base::Arn => None,
        }
    }
}

/// The two addresses that one Region serves.
struct Pair {
    global: String,
    of_region: String,
    region: &'static str,
    sign_in: SignIn,
}

impl Pair {
    /// Of the address, or of those that a pattern for every Region stands for.
    fn of(text: &str) -> Option<Pair> {
        let located = locate(&text.replacen("://*.", "://us-east-1.", 1))?;
        let sign_in = located.sign_in().filter(|_| located.is_exact())?.clone();
        let documented = matches!(sign_in.form, SignInForm::Plain | SignInForm::ProviderSpecific(_));
        let region = sign_in.partition.sign_in_region.filter(|_| documented)?;
        let at = |region: Option<&str>| SignIn { region: region.map(str::to_owned), ..sign_in.clone() }.url();
        Some(Pair { global: at(None), of_region: at(Some(region)), region, sign_in })
    }

    fn regional(&self) -> Vec<String> {
        let regions = self.sign_in.partition.regions.iter();
        regions
            .map(|region| SignIn { region: Some((*region).to_owned()), ..self.sign_in.clone() }.url())
            .collect()
    }
}
