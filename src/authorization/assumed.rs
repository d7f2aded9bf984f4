//! A Role value of which some was crossed out, as far as the one file that fits it tells what stood there.

use super::asked::{Account, Asked};
use crate::aws::arn::{Arn, is_account};
use crate::aws::policy::PrincipalKind;
use crate::evidence::GivenRole;
use crate::marks;

const PROVIDER: &str = ":saml-provider/";
const ROLE: &str = ":role/";

/// What a crossed-out value asks for; `None` where its names do not tell, or where several files fit.
pub(super) fn assumed(text: &str, value: Option<usize>, files: &[GivenRole]) -> Option<Asked> {
    let (one, other) = text.split_once(',')?;
    let (role, provider) = match one.contains(PROVIDER) {
        true => (other.trim(), one.trim()),
        false => (one.trim(), other.trim()),
    };
    let (role_head, role_name) = role.split_once(ROLE)?;
    let (provider_head, provider_name) = provider.split_once(PROVIDER)?;
    let hidden = |name: &str| name.is_empty() || marks::mark(name).is_some();
    if hidden(role_name) || hidden(provider_name) {
        return None;
    }
    let name = role_name.rsplit('/').next().unwrap_or(role_name);
    let fits = |file: &&GivenRole| match (&file.arn, &file.name) {
        (Some(arn), _) => arn.value.split_once(ROLE).is_some_and(|(head, own)| {
            let accounts = account(role_head).zip(account(head));
            own == role_name && accounts.is_none_or(|(one, other)| one == other)
        }),
        (None, Some(own)) => own.value == name,
        (None, None) => true,
    };
    let mut fitting = files.iter().filter(fits);
    let file = match (fitting.next(), fitting.next()) {
        (Some(file), None) => Some(file),
        // An organization's policy is for every account.
        (None, None) if files.is_empty() => None,
        (Some(_), Some(_)) | (None, _) => return None,
    };
    let trusted = file.and_then(|file| {
        let statements = &file.trust.as_ref()?.policy.statements;
        let mut named = statements.iter().flat_map(|one| one.principals(PrincipalKind::Federated));
        let own = named.find(|one| {
            one.is_known() && one.text.split_once(PROVIDER).is_some_and(|(_, own)| own == provider_name)
        });
        own.map(|one| one.text.clone())
    });
    let arn = file.and_then(|file| file.arn.as_ref()).map(|arn| arn.value.clone());
    let of_role = arn.as_deref().and_then(|arn| arn.split_once(ROLE)).map(|(head, _)| head);
    let of_trusted = trusted.as_deref().and_then(|arn| arn.split_once(PROVIDER)).map(|(head, _)| head);
    let written = |head: &str| account(head).map(|_| head.to_owned());
    let head = of_role.or(of_trusted).map(str::to_owned);
    let head_of = |own: &str| written(own).or_else(|| head.clone()).unwrap_or_else(|| own.to_owned());
    Some(Asked {
        role: arn.unwrap_or_else(|| format!("{}{ROLE}{role_name}", head_of(role_head))),
        provider: match (written(provider_head), trusted) {
            (Some(head), _) => format!("{head}{PROVIDER}{provider_name}"),
            (None, Some(trusted)) => trusted,
            (None, None) => format!("{}{PROVIDER}{provider_name}", head_of(provider_head)),
        },
        value,
        account: Account::Assumed,
    })
}

/// The account of `arn:aws:iam::123456789012`, where it is not crossed out.
fn account(head: &str) -> Option<&str> {
    let account = Arn::parse(&format!("{head}:x")).map(|_| head.rsplit(':').next().unwrap_or_default())?;
    let first = account.chars().next()?;
    (is_account(account) && !account.chars().all(|c| c == first)).then_some(account)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_file_the_names_stay_as_they_are_written() {
        let role = |account: &str| {
            format!("arn:aws:iam::{account}:role/ops/Admins,arn:aws:iam::{account}:saml-provider/Okta")
        };
        for hidden in ["XXXXXXXXXXXX", "000000000000", "[REDACTED]", "<account>", "..."] {
            let asked = assumed(&role(hidden), Some(0), &[]).unwrap();
            assert_eq!(asked.role, format!("arn:aws:iam::{hidden}:role/ops/Admins"));
            assert_eq!(asked.provider, format!("arn:aws:iam::{hidden}:saml-provider/Okta"));
            assert_eq!(asked.account, Account::Assumed);
        }
        let half = "arn:aws:iam::XXXXXXXXXXXX:saml-provider/Okta, arn:aws:iam::123456789012:role/Admins";
        let asked = assumed(half, None, &[]).unwrap();
        assert_eq!(asked.role, "arn:aws:iam::123456789012:role/Admins");
        for text in ["", "XXXX", "arn:aws:iam::1:role/XXXXX,arn:aws:iam::1:saml-provider/Okta", "a,b"] {
            assert_eq!(assumed(text, None, &[]), None, "{text}");
        }
    }
}
