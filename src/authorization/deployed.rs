//! A template's policy as it stands once the template is deployed: what it takes from the role's account.

use std::borrow::Cow;

use crate::aws::arn::RoleArn;
use crate::aws::partitions::partition;
use crate::aws::policy::{Policy, Value};

/// The policy with CloudFormation's pseudo parameters filled in, as they are where the role is.
///
/// CloudFormation User Guide, "Get AWS values using pseudo parameters".
pub fn deployed<'a>(policy: &'a Policy, role: &str) -> Cow<'a, Policy> {
    let Ok(arn) = RoleArn::parse(role) else { return Cow::Borrowed(policy) };
    let suffix = partition(arn.arn.partition).and_then(|partition| partition.dns_suffix);
    let known = |expression: &str| match expression {
        "${AWS::AccountId}" => Some(arn.arn.account),
        "${AWS::Partition}" => Some(arn.arn.partition),
        "${AWS::URLSuffix}" => suffix,
        _ => None,
    };
    let takes = |value: &Value| value.holes.iter().any(|hole| known(&value.text[hole.clone()]).is_some());
    if !values(policy).any(takes) {
        return Cow::Borrowed(policy);
    }
    let mut filled = policy.clone();
    let variables = policy.variables();
    for value in values_mut(&mut filled) {
        if !value.is_known() {
            *value = fill(value, &known, variables);
        }
    }
    Cow::Owned(filled)
}

fn fill<'k>(
    value: &Value,
    known: &dyn Fn(&str) -> Option<&'k str>,
    variables: crate::aws::policy::Variables,
) -> Value {
    let (mut text, mut holes, mut at) = (String::new(), Vec::new(), 0);
    for hole in &value.holes {
        text.push_str(&value.text[at..hole.start]);
        let expression = &value.text[hole.clone()];
        match known(expression) {
            Some(value) => text.push_str(value),
            None => {
                holes.push(text.len()..text.len() + expression.len());
                text.push_str(expression);
            }
        }
        at = hole.end;
    }
    text.push_str(&value.text[at..]);
    Value::new(text, holes, variables, value.span)
}

fn values(policy: &Policy) -> impl Iterator<Item = &Value> {
    policy.statements.iter().flat_map(|statement| {
        let members = statement.principal.iter().flat_map(|principal| &principal.members);
        let conditions = statement.conditions.iter().flat_map(|condition| &condition.values);
        members.map(|member| &member.value).chain(conditions)
    })
}

fn values_mut(policy: &mut Policy) -> impl Iterator<Item = &mut Value> {
    policy.statements.iter_mut().flat_map(|statement| {
        let members = statement.principal.iter_mut().flat_map(|principal| &mut principal.members);
        let conditions = statement.conditions.iter_mut().flat_map(|condition| &mut condition.values);
        members.map(|member| &mut member.value).chain(conditions)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authorization::tests::policy;

    #[test]
    fn pseudo_parameters_are_those_of_the_roles_account() {
        let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"arn:${AWS::Partition}:iam::${AWS::AccountId}:saml-provider/${Name}"},"Action":"sts:AssumeRoleWithSAML","Condition":{"StringEquals":{"SAML:aud":"https://signin.${AWS::URLSuffix}/saml"}}}}"#;
        let mut read = policy(text);
        for value in values_mut(&mut read) {
            let starts = value.text.match_indices("${").map(|(at, _)| at).collect::<Vec<_>>();
            let holes = starts.iter().map(|&at| at..at + value.text[at..].find('}').unwrap() + 1).collect();
            *value =
                Value::new(value.text.clone(), holes, crate::aws::policy::Variables::Literal, value.span);
        }
        for (role, provider, audience) in [
            (
                "arn:aws-cn:iam::111122223333:role/R",
                "arn:aws-cn:iam::111122223333:saml-provider/${Name}",
                "https://signin.amazonaws.com.cn/saml",
            ),
            (
                "arn:aws:iam::111122223333:role/R",
                "arn:aws:iam::111122223333:saml-provider/${Name}",
                "https://signin.amazonaws.com/saml",
            ),
        ] {
            let filled = deployed(&read, role);
            let texts: Vec<(&str, bool)> =
                values(&filled).map(|value| (value.text.as_str(), value.is_known())).collect();
            assert_eq!(texts, [(provider, false), (audience, true)], "{role}");
        }
        assert!(matches!(deployed(&read, "no ARN"), Cow::Borrowed(_)));
    }
}
