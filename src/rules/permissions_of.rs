//! Which of the given policies bind the session of a role, and how: some grant, some take away.

use crate::evidence::{Boundary, Evidence, GivenPolicy, GivenRole, Part, PolicyKind, Standing, Version};
use crate::source::Text;

/// The given policies that bind a role's session.
#[derive(Default)]
pub struct Binding<'a> {
    /// Of the organization: they grant nothing.
    pub organization: Vec<&'a GivenPolicy>,
    /// The permissions boundary: it grants nothing either.
    pub bounding: Vec<&'a GivenPolicy>,
    /// Policies of the role.
    pub granting: Vec<&'a GivenPolicy>,
    /// A file lists the role's policies, and every one of them was given.
    pub complete: bool,
    /// Attached policies that were not given.
    pub missing: Vec<&'a Text>,
    /// The ARN of its boundary, where a file names one.
    pub boundary: Option<&'a Text>,
}

/// The policies that bind the session of a role, by its ARN.
pub fn binding<'a>(evidence: &'a Evidence, role: &str) -> Binding<'a> {
    let roles: Vec<&GivenRole> = evidence.roles.iter().filter(|given| is_it(given, role)).collect();
    let mut boundary = roles.iter().map(|role| &role.permissions.boundary);
    let bounded = boundary.find(|boundary| !matches!(boundary, Boundary::Unknown));
    let mut binding = Binding::default();
    if let Some(Boundary::Policy(arn)) = bounded {
        binding.boundary = Some(arn);
    }
    for policy in &evidence.policies {
        match policy.kind {
            PolicyKind::ResourceControl => {}
            PolicyKind::ServiceControl | PolicyKind::OfOrganization => binding.organization.push(policy),
            PolicyKind::Permissions => match part(policy, role, bounded) {
                Some(Part::Bounds) => binding.bounding.push(policy),
                Some(Part::Grants) => binding.granting.push(policy),
                None => {}
            },
        }
    }
    let of_arn = |arn: &str| {
        let known = |policy: &&GivenPolicy| policy.arn.as_ref().is_some_and(|own| own.value == arn);
        evidence.managed_policies.iter().find(known)
    };
    if let (Some(arn), true) = (binding.boundary, binding.bounding.is_empty()) {
        binding.bounding.extend(of_arn(&arn.value));
    }
    let of_file = |given: &&&GivenRole| given.permissions.inline.is_some();
    if let Some(role) = roles.iter().find(of_file) {
        binding.granting.extend(role.permissions.inline.iter().flatten());
        let attached = role.permissions.attached.as_deref();
        let granted = |arn: &Text| {
            let named = |policy: &GivenPolicy| policy.arn.as_ref().is_some_and(|own| own.value == arn.value);
            binding.granting.iter().any(|policy| named(policy))
        };
        let open: Vec<&Text> = attached.unwrap_or_default().iter().filter(|arn| !granted(arn)).collect();
        for arn in open {
            match of_arn(&arn.value) {
                Some(policy) => binding.granting.push(policy),
                None => binding.missing.push(arn),
            }
        }
        let all = attached.is_some() && binding.missing.is_empty();
        binding.complete = role.standing == Standing::Printed && all;
    }
    binding
}

fn is_it(given: &GivenRole, role: &str) -> bool {
    match &given.arn {
        Some(arn) => arn.value == role,
        None => given.name.as_ref().is_some_and(|name| role.rsplit('/').next() == Some(&name.value)),
    }
}

/// What a policy of permissions does to the role's session; `None` where it has no part in it.
fn part(policy: &GivenPolicy, role: &str, bounded: Option<&Boundary>) -> Option<Part> {
    let of_another = policy.role.as_deref().is_some_and(|own| role.rsplit('/').next() != Some(own));
    if of_another || matches!(policy.version, Version::Old { .. }) {
        return None;
    }
    match (bounded, &policy.arn) {
        (Some(Boundary::Policy(boundary)), Some(arn)) if arn.value == boundary.value => Some(Part::Bounds),
        (Some(Boundary::Policy(boundary)), None) if is_named(policy, &boundary.value) => Some(Part::Bounds),
        // The boundary of another role.
        (Some(Boundary::Policy(_)), Some(_)) | (Some(Boundary::None), _) if policy.part == Part::Bounds => {
            None
        }
        (_, _) => Some(policy.part),
    }
}

/// The file is named after the policy: `ConnectBoundary.json`.
fn is_named(policy: &GivenPolicy, arn: &str) -> bool {
    let stem = policy.short_file().split('.').next().unwrap_or_default();
    arn.rsplit('/').next().is_some_and(|name| name.eq_ignore_ascii_case(stem))
}
