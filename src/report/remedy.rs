//! What to change: in words, by whom, and on which screen of the identity provider.

use crate::aws::attributes;
use crate::aws::role_value::{Reading, read};
use crate::diagnosis::{self, Diagnosis, Judged};
use crate::identity_provider::{
    Application, IdentityProvider, Known, NameIdForm, Screen, Setting, Sure, fill,
};
use crate::rule::{self, Who};
use crate::rules;
use crate::saml::Response;
use crate::source::Span;

/// What commands call the document that the identity provider gives out, where it was not given.
const METADATA: [&str; 2] = ["metadata.xml", "new-metadata.xml"];

/// What to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    pub text: String,
    /// Who can do it, as the JSON report names it; `None` where nothing has to be done.
    pub who: Option<&'static str>,
    /// The same as a person says it: `Okta admin`.
    pub who_words: Option<String>,
    /// Where the document that a command takes is to be had: `metadata.xml is to be had from Okta: ..`.
    pub metadata: Option<String>,
    /// Where and what to enter, for each kind of application that the response can have come from, the
    /// likelier first.
    pub screens: Vec<AtApplication>,
}

/// Where a setting is made in one kind of application, and what to enter there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtApplication {
    /// As the provider calls the kinds that have it there, with ` or ` between them; `None` where the
    /// response proves the kind, or all have it there.
    pub application: Option<String>,
    /// Steps with ` > ` between them.
    pub path: String,
    pub field: Option<&'static str>,
    /// What to enter, filled in with what the response knows; `<...>` stands for what it does not.
    pub value: Option<String>,
    pub note: Option<&'static str>,
    /// Whether nobody was seen to say so, and it is only likely.
    pub inferred: bool,
    /// The document or the place it was seen in.
    pub source: &'static str,
    /// Where the provider shows what it would send, without a login.
    pub preview: Option<&'static str>,
}

impl AtApplication {
    /// What is entered, and where: `Audience URI: urn:amazon:webservices`.
    pub fn entered(&self) -> Option<String> {
        match (self.field, self.value.as_deref()) {
            (Some(field), Some(value)) => Some(format!("{field}: {value}")),
            (Some(field), None) => Some(field.to_owned()),
            (None, _) => None,
        }
    }
}

impl Remedy {
    pub(super) fn of(
        diagnosis: &Diagnosis,
        finding: &rule::Finding,
        message: Option<&diagnosis::Message>,
    ) -> Remedy {
        let judged = message.and_then(|message| message.judged.as_ref());
        let is_call = message.is_some_and(|message| message.capture.sts_call.is_some());
        let provider = judged.and_then(|judged| judged.identity_provider);
        let response = message.and_then(|message| message.response());
        // Where a pair is entered at the provider is no help to whoever changes it in IAM.
        let setting = finding.setting.filter(|setting| {
            *setting != Setting::ProviderArn || finding.who == Some(Who::IdentityProviderAdmin)
        });
        Remedy {
            text: finding.remedy_text().into_owned(),
            who: finding.who.map(Who::name),
            who_words: finding.who.map(|who| match who {
                Who::User if is_call => "whoever runs the program".to_owned(),
                who => who_words(who, provider),
            }),
            metadata: provider.and_then(|provider| metadata(diagnosis, finding, provider)),
            screens: judged.zip(setting).map_or_else(Vec::new, |(judged, setting)| {
                at_each(judged, setting, finding, &known(judged, finding, response))
            }),
        }
    }
}

/// Where the metadata is to be had that a command of the finding takes.
fn metadata(diagnosis: &Diagnosis, finding: &rule::Finding, provider: &IdentityProvider) -> Option<String> {
    // Its screen says it already.
    let place = provider.metadata.filter(|_| finding.setting != Some(Setting::SigningCertificate))?;
    let takes = |file: &str| finding.commands.iter().any(|one| one.ends_with(&format!(" file://{file}")));
    let file = METADATA.into_iter().find(|file| takes(file))?;
    let is_given = diagnosis.evidence.metadata.iter().any(|given| given.name == file);
    (!is_given).then(|| format!("{file} is to be had from {}: {place}", provider.name))
}

/// What is known of the values to enter: from the response, and from what the finding says is wanted.
fn known(judged: &Judged, finding: &rule::Finding, response: Option<&Response>) -> Known {
    let mut known = judged.known.clone();
    if let Some(Reading::Pair(pair)) = finding.expected.as_deref().map(read) {
        known.partition = Some(pair.role.arn.partition.to_owned());
        known.account = Some(pair.role.arn.account.to_owned());
        known.role = Some(format!("{}{}", pair.role.path, pair.role.name)[1..].to_owned());
        known.provider = Some(pair.provider.name.to_owned());
    }
    let wanted = finding.expected.as_deref().unwrap_or_default();
    known.tag_key =
        key_of(wanted).or_else(|| response.and_then(|response| tag_key(response, finding.primary.span)));
    if wanted.ends_with(":nameid-format:persistent") {
        known.name_id = Some(NameIdForm::Persistent);
    } else if wanted.contains('@') || wanted.ends_with(":nameid-format:emailAddress") {
        known.name_id = Some(NameIdForm::Address);
    }
    known
}

/// The key of the tag that a place is about, where a tag can have it.
fn tag_key(response: &Response, at: Span) -> Option<String> {
    let holds = |outer: Span| outer.source == at.source && outer.start <= at.start && at.end <= outer.end;
    let attributes = &response.assertion()?.attributes;
    let of_it = attributes.iter().find(|attribute| {
        attribute.name.as_ref().is_some_and(|name| holds(name.span))
            || holds(attribute.tag)
            || attribute.values.iter().any(|value| holds(value.tag) || holds(value.text.span))
    })?;
    key_of(&of_it.name.as_ref()?.value)
}

/// The key in the Name of an attribute that becomes a tag, where a tag can have it.
fn key_of(name: &str) -> Option<String> {
    /// No key of AWS's is longer.
    const LONGEST: usize = 128;
    let key = attributes::recognise(name)?.1?;
    let fits = (1..=LONGEST).contains(&key.chars().count()) && key.chars().all(attributes::is_tag_character);
    fits.then(|| key.to_owned())
}

/// A value to be entered: where the finding says what is wanted, that; never the very one that is wrong.
fn right_value(setting: Setting, value: Option<String>, finding: &rule::Finding) -> Option<String> {
    let wanted = finding.expected.as_deref().filter(|wanted| !wanted.contains(char::is_whitespace));
    let is_url = |wanted: &&str| wanted.starts_with("https://");
    match (setting, wanted) {
        // An issuer URL of Identity Center is told by its form only.
        (Setting::Audience, Some(wanted))
            if wanted.starts_with("urn:") || is_url(&wanted) && !wanted.ends_with("...") =>
        {
            return Some(wanted.to_owned());
        }
        (Setting::Recipient, Some(wanted)) if is_url(&wanted) && !wanted.contains("REGION") => {
            return Some(wanted.to_owned());
        }
        (Setting::RelayState, Some(wanted)) if is_url(&wanted) => return Some(wanted.to_owned()),
        // The address that opens Connect, and no other service.
        (Setting::RelayState, _) if rules::folder_of(finding.rule) != "connect" => return None,
        // A service has values of its own.
        (Setting::Audience | Setting::Recipient | Setting::RoleClaim | Setting::ProviderArn, _)
            if rules::folder_of(finding.rule) == "services" =>
        {
            return None;
        }
        _ => {}
    }
    let value = value?;
    let Some(wrong) = finding.found.as_deref() else { return Some(value) };
    if wrong.starts_with("arn:") && value.contains(wrong) {
        let right = finding.expected.as_deref().filter(|right| right.starts_with("arn:"));
        return right.filter(|right| !right.contains(' ')).map(|right| value.replace(wrong, right));
    }
    Some(value).filter(|value| value != wrong)
}

/// Where a setting is made in each kind of application that the response can have come from.
fn at_each(judged: &Judged, setting: Setting, finding: &rule::Finding, known: &Known) -> Vec<AtApplication> {
    let mut screens: Vec<AtApplication> = Vec::new();
    let mut silent = 0;
    for (application, _) in &judged.applications {
        let screen = (application.screen)(setting).or_else(|| otherwise(application, setting));
        let Some(screen) = screen else {
            silent += 1;
            continue;
        };
        let at = AtApplication {
            application: Some(application.name.to_owned()),
            path: fill(screen.path, known),
            field: screen.field,
            value: right_value(setting, screen.value_filled(known), finding),
            note: screen.note,
            inferred: screen.sure == Sure::Inferred,
            source: screen.source,
            preview: application.preview.filter(|_| shows_in_preview(setting)),
        };
        // Kinds that have it in the same place are told once.
        let same = |other: &&mut AtApplication| {
            (&other.path, other.field, &other.value, other.inferred)
                == (&at.path, at.field, &at.value, at.inferred)
        };
        match screens.iter_mut().find(same) {
            Some(other) => {
                if let Some(names) = &mut other.application {
                    names.push_str(" or ");
                    names.push_str(application.name);
                }
            }
            None => screens.push(at),
        }
    }
    if let ([one], 0) = (screens.as_mut_slice(), silent) {
        one.application = None;
    }
    screens
}

/// Where a provider cannot change case, another field has to be taken: nobody knows which.
fn otherwise(application: &Application, setting: Setting) -> Option<Screen> {
    let of_name = || (application.screen)(Setting::RoleSessionNameClaim);
    let screen = (setting == Setting::RoleSessionNameCase).then(of_name)??;
    Some(Screen { value: None, ..screen })
}

/// Whether a preview of what is sent would show a setting.
fn shows_in_preview(setting: Setting) -> bool {
    match setting {
        Setting::RoleClaim
        | Setting::RoleValue
        | Setting::RoleSessionNameClaim
        | Setting::RoleSessionNameCase
        | Setting::SessionDurationClaim
        | Setting::TagClaim
        | Setting::NameId
        | Setting::Audience
        | Setting::Recipient
        | Setting::GroupMapping
        | Setting::OtherAttributes
        | Setting::ProviderArn => true,
        Setting::RelayState
        | Setting::SigningCertificate
        | Setting::SignWhat
        | Setting::SignatureAlgorithm
        | Setting::Encryption
        | Setting::Lifetime
        | Setting::SessionEnd => false,
    }
}

/// Who can do something, as a person says it.
fn who_words(who: Who, provider: Option<&IdentityProvider>) -> String {
    match (who, provider) {
        (Who::IdentityProviderAdmin, Some(provider)) => format!("{} admin", provider.name),
        (Who::IdentityProviderAdmin, None) => "identity provider's admin".to_owned(),
        (Who::AwsAccountAdmin, _) => "AWS account admin".to_owned(),
        (Who::ConnectAdmin, _) => "Amazon Connect admin".to_owned(),
        (Who::User, _) => "the person at the browser".to_owned(),
    }
}
