//! What the rules on trust policies share: which refusals count, and how a condition is said.

use crate::authorization::call::{ASSUME_ROLE_WITH_SAML, never_there};
use crate::authorization::evaluation::{Evaluation, Facing, LoginHas, nearest_of};
use crate::authorization::{Account, Call, Cause, RoleVerdict, patch};
use crate::aws::arn::RoleArn;
use crate::aws::nearest;
use crate::aws::policy::{
    Condition, Effect, KeyValue, Outcome as Decision, Policy, PrincipalKind, State, Statement, Value,
};
use crate::aws::services::{self, Service};
use crate::evidence::iam_role;
use crate::evidence::kind::free_name;
use crate::rule::{Case, Finding, Label, Need, Outcome, Rule, Severity, quoted};
use crate::source::Span;

/// More statements than these are told by their number.
const MOST_STATEMENTS: usize = 8;

/// The services whose logins assume a role.
pub const SERVICES: &[&Service] = services::IAM_SIGN_IN;
pub const NEEDS: &[Need] = &[Need::Assertion, Need::Evidence(&iam_role::KIND)];

/// A role whose trust policy does not let the login in.
pub struct Refusal<'a> {
    pub verdict: &'a RoleVerdict<'a>,
    pub policy: &'a Policy,
    pub call: &'a Call,
    /// The action that is refused.
    pub action: &'a str,
    pub cause: &'a Cause,
    /// Of all inputs.
    names: &'a [String],
}

/// Runs a judgement over every refusal that counts for the login.
pub fn each(case: &Case, judge: impl Fn(&Refusal) -> Option<Finding>) -> Outcome {
    let authorization = case.authorization;
    if authorization.asked.is_empty() {
        return Outcome::NotApplicable;
    }
    let counting = || authorization.roles.iter().filter(|verdict| authorization.counts(verdict.asked));
    if counting().next().is_none() {
        return Outcome::NotChecked(Need::Evidence(&iam_role::KIND));
    }
    let found: Vec<Finding> = counting()
        .filter(|verdict| verdict.decided.outcome == Decision::Deny)
        .filter_map(|verdict| {
            let (action, cause) = verdict.refused.as_ref()?;
            let call = authorization.calls.get(verdict.asked)?;
            let names = case.evidence.names.as_slice();
            let refusal = Refusal { verdict, policy: &verdict.policy, call, action, cause, names };
            let finding = judge(&refusal)?;
            // That the file is of this role is taken from its name alone.
            let assumed = authorization.asked.get(verdict.asked)?.account == Account::Assumed;
            let finding = if assumed { finding.likely() } else { finding };
            Some(match authorization.refuses_login(verdict.asked) {
                true => finding,
                false => finding.at_most(Severity::Warning),
            })
        })
        .collect();
    let open = counting().any(|verdict| verdict.outcome() == Decision::Undetermined);
    match found.is_empty() && open {
        true => Outcome::NotApplicable,
        false => found.into(),
    }
}

impl<'a> Refusal<'a> {
    /// The statement that the cause is about.
    pub fn statement(&self) -> Option<&'a Statement> {
        self.policy.statements.get(self.cause.statement()?)
    }

    /// The text of a condition's value as a template has it, where that was filled in.
    pub fn written(&self, condition: &Condition) -> Option<&'a str> {
        let trust = self.verdict.role.trust.as_ref()?;
        let statement = trust.policy.statements.get(self.cause.statement()?)?;
        let written = statement.conditions.iter().find(|one| one.span == condition.span)?;
        let pairs = written.values.iter().zip(&condition.values);
        pairs
            .filter(|(written, filled)| written.text != filled.text)
            .map(|(written, _)| written.text.as_str())
            .next()
    }

    /// `the trust policy of Engineers`, with the file's name.
    pub fn policy_words(&self) -> String {
        format!("the trust policy of {}", self.role_name())
    }

    pub fn role_name(&self) -> &'a str {
        self.call.role.rsplit('/').next().unwrap_or(&self.call.role)
    }

    /// `statement 2`, with its Sid.
    pub fn statement_words(&self) -> String {
        let index = self.cause.statement().unwrap_or(0);
        statement_words(self.policy, index)
    }

    /// Where a finding about the policy as a whole points.
    pub fn policy_span(&self) -> Span {
        self.verdict.role.trust.as_ref().map_or(self.policy.span, |trust| beginning(trust.policy.span))
    }

    /// A finding with every other statement beside it, and the change that mends it.
    pub fn finding(&self, rule: &'static Rule, span: Span, message: String) -> Finding {
        let mut finding = Finding::new(rule, span, message)
            .evaluation(Evaluation::of(self.policy, &self.verdict.decided, self.call))
            .facing(self.facing());
        let others = || {
            let all = self.policy.statements.iter().enumerate();
            all.filter(|(index, _)| Some(*index) != self.cause.statement())
        };
        for (index, statement) in others().take(MOST_STATEMENTS) {
            let words = statement_words(self.policy, index);
            let why = self.why_not(index, statement);
            finding = finding.related(beginning(statement.span), format!("{words}: {why}"));
        }
        let more = others().count().saturating_sub(MOST_STATEMENTS);
        if more > 0
            && let Some((index, statement)) = others().nth(MOST_STATEMENTS)
        {
            let words = statement_words(self.policy, index);
            let note = match more {
                1 => format!("{words} does not let it in either"),
                _ => format!("{words} and {} more do not let it in either", more - 1),
            };
            finding = finding.related(beginning(statement.span), note);
        }
        let Some(trust) = &self.verdict.role.trust else { return finding };
        // Nobody can change these.
        let of_identity_center = RoleArn::parse(&self.call.role).is_ok_and(|role| role.is_identity_center());
        if of_identity_center {
            return finding.remedy(
                "Identity Center made this role for a permission set and nobody else can change it: assign the permission set, or make a role of your own",
            );
        }
        let Some(patch) = patch::patch(&trust.node, self.call) else { return finding };
        let name = self.role_name();
        // Beside the change what else would do, where that alone would.
        let other = rule.remedy.text.split_once(", or ").map(|(_, other)| format!(", or {other}"));
        let other = other.filter(|_| self.is_all() && self.can_be_sent());
        let whole = if self.again().is_some() { "" } else { "; --patch prints the whole file" };
        let remedy = format!(
            "{} (IAM > Roles > {name} > Trust relationships > Edit trust policy; evaluated again, it lets this login in{whole}){}",
            patch.changes.join("; "),
            other.unwrap_or_default()
        );
        finding = finding.remedy(remedy).patch(Some(patch));
        if let Some(name) = patch::shell_name(name) {
            let (before, new) =
                (free_name("trust-before.json", self.names()), free_name("trust-new.json", self.names()));
            finding = finding.command(format!(
                "aws iam get-role --role-name {name} --query Role.AssumeRolePolicyDocument > {before}"
            ));
            // Without the file there is nothing to upload.
            if let Some(again) = self.again() {
                finding = finding.command(format!("{again} --patch > {new}")).command(format!(
                    "aws iam update-assume-role-policy --role-name {name} --policy-document file://{new}"
                ));
            }
        }
        finding
    }

    /// The keys of the other conditions that fail, for a remedy that mends one: `; SAML:iss fails, too`.
    pub fn and_others(&self, mended: &Condition) -> String {
        let Cause::Conditions { failing, .. } = self.cause else { return String::new() };
        let conditions = self.statement().map_or(&[][..], |statement| &statement.conditions);
        let others = failing.iter().filter_map(|&at| conditions.get(at));
        let others: Vec<&str> =
            others.filter(|other| other.span != mended.span).map(|other| other.key.value.as_str()).collect();
        match others.as_slice() {
            [] => String::new(),
            [one] => format!("; {one} does not fit either"),
            many => format!("; {} do not fit either", many.join(", ")),
        }
    }

    /// Whether what a failing condition tests is something that the identity provider sends.
    pub fn can_be_sent(&self) -> bool {
        let Cause::Conditions { failing, .. } = self.cause else { return true };
        let conditions = self.statement().map_or(&[][..], |statement| &statement.conditions);
        failing.iter().filter_map(|&at| conditions.get(at)).all(|condition| {
            let key = &condition.key.value;
            is_of_response(key) && !never_there(key) && why_never(key, self.call, self.action).is_none()
        })
    }

    /// Whether nothing else refuses the login, so that it gets in once this is otherwise in the response.
    fn is_all(&self) -> bool {
        let others = self.verdict.decided.actions.iter().filter(|action| action.action != self.action);
        let others_allowed = others.clone().all(|action| action.outcome == Decision::Allow);
        let keys = self.policy.statements.iter().flat_map(|statement| &statement.conditions);
        let of_what_is_sent = |condition: &Condition| {
            let key = condition.key.value.to_lowercase();
            let sent = ["aws:requesttag/", "aws:tagkeys", "sts:transitivetagkeys", "sts:sourceidentity"];
            sent.iter().any(|prefix| key.starts_with(prefix))
        };
        match self.cause {
            // The other actions hang on the same condition.
            Cause::Conditions { failing, .. } => failing.len() == 1,
            Cause::Action { .. } | Cause::Principal { .. } | Cause::Nothing => {
                others_allowed && !keys.into_iter().any(of_what_is_sent)
            }
            Cause::Denied { .. } => others_allowed,
        }
    }

    fn names(&self) -> impl Iterator<Item = &'a str> {
        self.names.iter().map(String::as_str)
    }

    /// The same command line, where every name can be typed as it is.
    fn again(&self) -> Option<String> {
        let plain = |name: &&str| {
            !name.starts_with('-') && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._/-".contains(&b))
        };
        let names: Vec<&str> = self.names().collect();
        names.iter().all(plain).then(|| format!("saml-doctor {}", names.join(" ")))
    }

    /// The test that decides, its two sides beside each other.
    fn facing(&self) -> Option<Facing> {
        let statement = self.statement()?;
        let condition = match self.cause {
            Cause::Denied { .. } => statement.conditions.first()?,
            Cause::Conditions { failing, .. } => {
                let failing = || failing.iter().filter_map(|&at| statement.conditions.get(at));
                // The Recipient has a rule of its own, which comes first.
                let of_recipient = failing().find(|one| one.key.value.eq_ignore_ascii_case("saml:aud"));
                of_recipient.or_else(|| failing().next())?
            }
            Cause::Principal { .. } => {
                let principal = statement.principal.as_ref()?;
                let texts: Vec<&str> =
                    principal.members.iter().map(|member| member.value.text.as_str()).collect();
                let member = principal.members.get(nearest_of(&texts, &self.call.provider)?)?;
                let kind = member.kind.name();
                return Some(Facing {
                    statement: self.statement_words(),
                    tested: if kind == "*" { "Principal".to_owned() } else { format!("Principal {kind}") },
                    policy: member.value.text.clone(),
                    more: principal.members.len() - 1,
                    login: LoginHas::Value(self.call.provider.clone()),
                    by: "response",
                });
            }
            Cause::Action { .. } | Cause::Nothing => return None,
        };
        facing(self.statement_words(), condition, self.call, self.action)
    }

    /// What is sent needs an action of its own, and no statement allows that; `carried` says what is sent,
    /// `is_it` knows the attribute.
    pub fn action_missing(
        &self,
        case: &Case,
        rule: &'static Rule,
        action: &str,
        carried: &str,
        is_it: fn(&str) -> bool,
    ) -> Option<Finding> {
        let allows_nothing =
            matches!(self.cause, Cause::Action { .. } | Cause::Principal { .. } | Cause::Nothing);
        if self.action != action || !allows_nothing {
            return None;
        }
        let message =
            format!("{carried}, and {} does not allow {action} to the provider", self.policy_words());
        let actions = self.statement().and_then(|statement| statement.actions.as_ref());
        let span = actions.map_or(self.policy_span(), |actions| {
            actions.values.first().map_or(actions.span, |value| value.span)
        });
        let glance = format!("{} does not allow {action}; {carried}", self.policy_words());
        let mut finding = self.finding(rule, span, message).glance(glance);
        finding.facing = actions.and_then(|actions| {
            Some(Facing {
                statement: self.statement_words(),
                tested: "Action".to_owned(),
                policy: actions.values.first()?.text.clone(),
                more: actions.values.len() - 1,
                login: LoginHas::Value(action.to_owned()),
                by: "needed",
            })
        });
        let names = case.assertion()?.attributes.iter().filter_map(|attribute| attribute.name.as_ref());
        if let Some(name) = names.into_iter().find(|name| is_it(&name.value)) {
            let note = Some(format!("this is what needs {action}"));
            finding.related.insert(0, Label { span: name.span, note });
        }
        Some(finding)
    }

    /// Why another statement does not let the login in, or that it has nothing to do with it.
    fn why_not(&self, index: usize, statement: &Statement) -> String {
        let action = self.verdict.decided.actions.iter().find(|action| action.action == self.action);
        let decision = action.and_then(|action| action.statements.iter().find(|one| one.statement == index));
        let Some(decision) = decision else { return "its Effect cannot be read".to_owned() };
        use crate::aws::policy::Possible;
        if decision.principal == Possible::NO {
            return format!("for {}", principals(statement));
        }
        if decision.action == Possible::NO {
            return format!("not about {}", self.action);
        }
        if decision.effect == Effect::Deny {
            return "a Deny that does not apply".to_owned();
        }
        let failing = decision.conditions.iter().position(|possible| !possible.can_be(Possible::YES));
        match failing.and_then(|at| statement.conditions.get(at)) {
            Some(condition) => wants(condition, self.call, self.action).fact(),
            None if decision.applies == Possible::YES => "allows it".to_owned(),
            None => "hangs on what is not known here".to_owned(),
        }
    }
}

/// `statement 2 ("CorpSignIn")`.
pub fn statement_words(policy: &Policy, index: usize) -> String {
    let sid = policy.statements.get(index).and_then(|statement| statement.sid.as_ref());
    match sid.filter(|sid| !sid.value.is_empty()) {
        Some(sid) => format!("statement {} ({})", index + 1, quoted(&sid.value)),
        None => format!("statement {}", index + 1),
    }
}

/// A name for a file that is none of those that were given: a printed command overwrites nothing.
pub fn free_file(case: &Case, name: &str) -> String {
    free_name(name, case.evidence.names.iter().map(String::as_str))
}

/// Whom a statement names, in words.
pub fn principals(statement: &Statement) -> String {
    let Some(principal) = &statement.principal else { return "nobody: it has no Principal".to_owned() };
    let named: Vec<String> = principal
        .members
        .iter()
        .take(3)
        .map(|member| match &member.kind {
            PrincipalKind::Anyone => "\"*\"".to_owned(),
            kind => format!("{} {}", kind.name(), quoted(&member.value.text)),
        })
        .collect();
    let more = principal.members.len().saturating_sub(3);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    if named.is_empty() { "nobody".to_owned() } else { format!("{}{more}", named.join(", ")) }
}

/// The first character of something long, which a whole would draw over the screen.
pub fn beginning(span: Span) -> Span {
    Span { end: span.end.min(span.start + 1), ..span }
}

/// A condition beside what the login has for it.
pub struct Wanted<'a> {
    pub condition: &'a Condition,
    /// The values of the policy.
    pub policy: String,
    /// What the response has, in words.
    pub response: Option<String>,
    /// Why it has nothing, where that is not because nothing was sent.
    pub never: Option<&'static str>,
}

/// What a condition wants, and what the call has.
pub fn wants<'a>(condition: &'a Condition, call: &Call, action: &str) -> Wanted<'a> {
    let values: Vec<String> = condition.values.iter().take(4).map(|value| quoted(&value.text)).collect();
    let more = condition.values.len().saturating_sub(4);
    let more = if more > 0 { format!(" or {more} more") } else { String::new() };
    let key = &condition.key.value;
    let state = call.keys(action).map(|keys| keys.state(key));
    let response = match state {
        Some(State::Known(KeyValue::Single(value))) => Some(quoted(value)),
        Some(State::Known(KeyValue::List(list))) if !list.is_empty() => {
            let shown: Vec<String> = list.iter().take(4).map(|value| quoted(value)).collect();
            Some(shown.join(", "))
        }
        Some(State::Known(KeyValue::Absent | KeyValue::List(_))) | None => None,
        Some(State::Among(_) | State::Between(..) | State::Present | State::Unknown) => {
            Some("something that is not known here".to_owned())
        }
    };
    Wanted {
        condition,
        policy: format!("{}{more}", values.join(" or ")),
        never: why_never(key, call, action),
        response,
    }
}

/// A condition and what the call has, beside each other.
pub fn facing(statement: String, condition: &Condition, call: &Call, action: &str) -> Option<Facing> {
    let key = &condition.key.value;
    let login = match call.keys(action).map(|keys| keys.state(key)) {
        Some(State::Known(KeyValue::Single(value))) => LoginHas::Value(value.clone()),
        Some(State::Known(KeyValue::List(list))) if !list.is_empty() => LoginHas::Value(list.join(", ")),
        Some(State::Known(KeyValue::Absent | KeyValue::List(_))) | None => {
            LoginHas::Nothing(why_never(key, call, action))
        }
        Some(State::Among(_) | State::Between(..) | State::Present | State::Unknown) => LoginHas::NotKnown,
    };
    let near = match &login {
        LoginHas::Value(value) => nearest_value(condition, value),
        LoginHas::Nothing(_) | LoginHas::NotKnown => condition.values.first(),
    };
    Some(Facing {
        statement,
        tested: format!("{} {key}", condition.operator.value),
        policy: near?.text.clone(),
        more: condition.values.len() - 1,
        login,
        by: if is_of_response(key) { "response" } else { "login" },
    })
}

/// Why a key is never there in this call, or for this action.
fn why_never(key: &str, call: &Call, action: &str) -> Option<&'static str> {
    let lower = key.to_lowercase();
    if never_there(key) {
        return Some(match lower.as_str() {
            "aws:multifactorauthpresent" | "aws:multifactorauthage" => {
                "AWS never sets it for a federated login, whatever the identity provider asked for"
            }
            "aws:username" => "only IAM users have it",
            "aws:principalorgid" | "aws:principalorgpaths" | "aws:principalarn" => {
                "a federated caller is not of the organization before the role is assumed"
            }
            "sts:externalid" => "it belongs to sts:AssumeRole",
            _ => "a SAML login never has it",
        });
    }
    let own = |action: &str| call.keys(action).is_some_and(|keys| is_there(keys.state(key)));
    (action != ASSUME_ROLE_WITH_SAML && !own(action) && own(ASSUME_ROLE_WITH_SAML))
        .then_some("each action is authorized by itself and sees its own keys alone")
}

fn is_there(state: &State) -> bool {
    !matches!(state, State::Known(KeyValue::Absent)) && *state != State::Known(KeyValue::List(Vec::new()))
}

impl Wanted<'_> {
    /// `StringEquals SAML:aud is "a", the policy wants "b"`, as a fact about the login.
    pub fn fact(&self) -> String {
        let key = &self.condition.key.value;
        let operator = &self.condition.operator.value;
        let variable = self.condition.values.iter().flat_map(|value| value.template.variables()).next();
        match (&self.response, variable) {
            (Some(response), Some(variable)) if never_there(variable) => format!(
                "wants {key} {} ({operator}), and ${{{variable}}} has no value in a SAML login; the response has {response}",
                self.policy
            ),
            (Some(response), _) => {
                let has = if is_of_response(key) { "the response has" } else { "this login has" };
                format!("wants {key} {} ({operator}), {has} {response}", self.policy)
            }
            (None, _) => {
                let why = self.never.map_or(String::new(), |why| format!(": {why}"));
                format!("wants {key} {} ({operator}), which this login does not have{why}", self.policy)
            }
        }
    }
}

/// Whether the value of a key stands in the response, and is not AWS's own.
fn is_of_response(key: &str) -> bool {
    let lower = key.to_lowercase();
    let computed = ["saml:namequalifier", "saml:doc"].contains(&lower.as_str());
    let sent = ["saml:", "sts:", "aws:requesttag/", "aws:tagkeys"];
    !computed && sent.iter().any(|prefix| lower.starts_with(prefix))
}

/// The Name of the attribute that a key is filled from, where the identity provider can send one.
pub fn sent_as(key: &str) -> Option<String> {
    use crate::aws::attributes::{
        PRINCIPAL_TAG_PREFIX, ROLE_SESSION_NAME, SOURCE_IDENTITY, TRANSITIVE_TAG_KEYS,
    };
    let lower = key.to_lowercase();
    match lower.as_str() {
        "sts:rolesessionname" => Some(ROLE_SESSION_NAME.to_owned()),
        "sts:sourceidentity" => Some(SOURCE_IDENTITY.to_owned()),
        "sts:transitivetagkeys" => Some(TRANSITIVE_TAG_KEYS.to_owned()),
        _ => {
            let tag = lower.starts_with("aws:requesttag/").then(|| key.split_once('/')).flatten();
            tag.map(|(_, tag)| format!("{PRINCIPAL_TAG_PREFIX}{tag}"))
        }
    }
}

/// Where the response has what a key is made of.
pub fn place_in_response(case: &Case, key: &str) -> Option<(Span, &'static str)> {
    use crate::aws::attributes::{ROLE_SESSION_NAME, SOURCE_IDENTITY};
    let assertion = case.assertion()?;
    let attribute = |name: &'static str| case.values(name).next().map(|value| value.text.span);
    match key.to_lowercase().as_str() {
        "saml:aud" => Some((assertion.recipient()?.span, "the Recipient is what SAML:aud tests")),
        "saml:iss" => Some((assertion.issuer.as_ref()?.span, "the Issuer is what saml:iss tests")),
        "saml:sub" => Some((assertion.name_id()?.text.span, "the NameID is what saml:sub tests")),
        "saml:sub_type" => Some((
            assertion.name_id()?.format.as_ref()?.span,
            "the NameID's Format is what saml:sub_type tests",
        )),
        "sts:rolesessionname" => Some((attribute(ROLE_SESSION_NAME)?, "the RoleSessionName")),
        "sts:sourceidentity" => Some((attribute(SOURCE_IDENTITY)?, "the SourceIdentity")),
        _ => None,
    }
}

/// The characters of a policy's value that are not the response's: between what both begin and end with.
pub fn differing(value: &Value, other: &str) -> Option<Span> {
    // Escapes would put the marks elsewhere.
    if (value.span.end - value.span.start) as usize != value.text.len() {
        return None;
    }
    let differing = nearest::differing(&value.text, other);
    (!differing.is_empty()).then(|| value.span.part(differing))
}

/// The value of a policy that comes nearest to the response's.
pub fn nearest_value<'a>(condition: &'a Condition, other: &str) -> Option<&'a Value> {
    let texts: Vec<&str> = condition.values.iter().map(|value| value.text.as_str()).collect();
    condition.values.get(nearest_of(&texts, other)?)
}
