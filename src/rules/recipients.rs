//! The Recipient that AWS is taken to read, and the sign-in URL it should be.

use crate::aws::arn::Arn;
use crate::aws::attributes::ROLE;
use crate::aws::endpoints::{
    Deviation, Endpoint, GLOBAL_SIGN_IN, Located, SignInForm, is_provider_id, locate,
};
use crate::aws::nearest::is_blank;
use crate::aws::partitions::{Partition, partition};
use crate::aws::role_value;
use crate::rule::Case;
use crate::source::Text;

/// The first Recipient that is a sign-in URL, else the first one; one confirmation suffices.
pub fn judged<'a>(case: &Case<'a>) -> Option<&'a Text> {
    let recipients = || {
        let data = case.assertion().into_iter().flat_map(|assertion| assertion.confirmation_data());
        data.filter_map(|data| data.recipient.as_ref()).filter(|text| !text.value.chars().all(is_blank))
    };
    let is_good = |text: &&Text| locate(&text.value).is_some_and(|located| takes_responses(&located));
    recipients().find(is_good).or_else(|| recipients().next())
}

/// A response may be posted to it, and it is written as AWS documents it.
pub fn takes_responses(located: &Located) -> bool {
    let takes = match &located.endpoint {
        Endpoint::SignIn(sign_in) => sign_in.takes_responses(),
        Endpoint::Connect { .. } => true,
        _ => false,
    };
    takes && is_exact(located)
}

/// As documented, but for a region that may be newer than this program.
pub fn is_exact(located: &Located) -> bool {
    located.deviations.iter().all(|deviation| matches!(deviation, Deviation::UnlistedRegion(_)))
}

/// A form that AWS's own documents use in one place and deny in others.
pub fn is_odd_form(located: &Located) -> bool {
    located.sign_in().is_some_and(|sign_in| match &sign_in.form {
        SignInForm::LegacyStatic | SignInForm::MissingAcs(_) => true,
        SignInForm::ProviderSpecific(id) => !is_provider_id(id),
        SignInForm::Plain | SignInForm::ServiceProviderMetadata | SignInForm::OtherPath(_) => false,
    })
}

/// The partition of each Role value that names one, with the value.
pub fn role_partitions<'a>(case: &Case<'a>) -> Vec<(&'static Partition, &'a Text)> {
    case.values(ROLE)
        .filter_map(|value| {
            let halves = role_value::halves(&value.text.value);
            let arn = Arn::parse(halves.role.or(halves.provider)?)?;
            Some((partition(arn.partition)?, &value.text))
        })
        .collect()
}

/// The sign-in URL that fits the rest of the response: the one it was posted to, one of the
/// partition of its roles, or the non-regional one.
pub fn fitting(case: &Case) -> String {
    let posted = case.capture.url.as_deref().and_then(locate);
    if let Some(sign_in) =
        posted.as_ref().and_then(Located::sign_in).filter(|sign_in| sign_in.takes_responses())
    {
        return sign_in.url();
    }
    match role_partitions(case).first() {
        Some((home, _)) => sign_in_of(home),
        None => GLOBAL_SIGN_IN.to_owned(),
    }
}

/// The non-regional sign-in URL of a partition; of one that has none, a region's.
pub fn sign_in_of(home: &Partition) -> String {
    match (home.sign_in, home.regions.first()) {
        (Some(host), _) => format!("https://{host}/saml"),
        (None, Some(region)) => format!("https://{region}.{}/saml", home.sign_in_suffix),
        (None, None) => GLOBAL_SIGN_IN.to_owned(),
    }
}
