//! A finding: what it says, where it stands, what to change.

use std::ops::Range;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::measured::Measured;
use super::snippet::{self, Drawing, Snippet};
use super::visible::clipped;
use super::{Citation, Confidence, Region, Severity};
use crate::authorization::evaluation::{Evaluation, Facing};
use crate::aws::attributes;
use crate::aws::role_value::{Reading, read};
use crate::diagnosis::{self, Diagnosis, Judged};
use crate::document::Node;
use crate::engine::Found;
use crate::identity_provider::{
    Application, IdentityProvider, Known, NameIdForm, Screen, Setting, Sure, fill,
};
use crate::rule::{self, Beside, Who};
use crate::rules;
use crate::saml::Response;
use crate::source::{Source, SourceKind, Span};

/// Longer values are cut where they are held against each other.
const LONGEST_COMPARED: usize = 300;

/// A fact about a message or a file of evidence.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    pub severity: Severity,
    /// Why the severity is another than the rule's: what a configuration file says.
    pub reason: Option<String>,
    pub confidence: Confidence,
    /// Lower case, no full stop.
    pub message: String,
    /// The same at a glance, where the message says more than a headline can.
    pub glance: Option<String>,
    pub place: Place,
    /// Where the place comes from in the captured file.
    pub captured: Option<Captured>,
    /// The same as a line and a column; `None` until [`Report::locate`](super::Report::locate) has looked.
    pub region: Option<Region>,
    /// Other places that belong to it.
    pub related: Vec<Place>,
    pub expected: Option<String>,
    pub found: Option<String>,
    /// Expected and found side by side, where the message does not say them already.
    pub comparison: Option<Comparison>,
    /// Ids of AWS's sentences that it explains.
    pub aws_errors: Vec<&'static str>,
    pub remedy: Remedy,
    /// Each stands alone on one line, to be copied.
    pub commands: Vec<String>,
    /// A change of a given policy that mends it.
    pub patch: Option<Patch>,
    /// How the policy that it is about comes to its decision.
    pub evaluation: Option<Evaluation>,
    /// What the policy wants beside what the login has, where one test decides.
    pub facing: Option<Facing>,
    /// What it is about where that was sent beside the message.
    pub beside: Option<Beside>,
    /// What the rule finds, in a few words.
    pub summary: &'static str,
    /// Why AWS minds.
    pub rationale: &'static str,
    pub citations: &'static [Citation],
    /// What AWS answered to just this, where it was measured.
    pub measured: Option<Measured>,
    /// Index of the finding that it is a consequence of, among the same findings.
    pub consequence_of: Option<usize>,
    /// Indexes of all findings that go back to this one in the end; none where it is a consequence.
    pub consequences: Vec<usize>,
}

/// A stretch of a text.
#[derive(Debug, Clone)]
pub struct Place {
    /// `message`, `decrypted EncryptedAssertion[1]`, or the name of the file of evidence.
    pub source: String,
    /// The same as a person says it: `decoded XML`.
    pub source_words: String,
    /// `/Response/Assertion/Subject`
    pub path: String,
    /// From 1.
    pub line: usize,
    /// From 1, in code points.
    pub column: usize,
    /// Half-open bytes of the source.
    pub span: [u32; 2],
    /// The text there, and all that stands around it.
    pub excerpt: Excerpt,
    /// Single offending characters inside the span, in bytes of the source.
    pub marks: Vec<[u32; 2]>,
    /// A few words that stand under the carets.
    pub label: Option<String>,
}

/// A stretch of a text that may be as long as a message; the text is shared and not copied.
#[derive(Debug, Clone)]
pub struct Excerpt {
    text: Arc<str>,
    range: Range<usize>,
}

/// Bytes of the captured file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Captured {
    pub input: String,
    pub start: u64,
    pub end: u64,
}

/// What was expected and what stands there instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    pub expected: String,
    pub found: Option<String>,
}

/// What to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    pub text: String,
    /// Who can do it, as the JSON report names it; `None` where nothing has to be done.
    pub who: Option<&'static str>,
    /// The same as a person says it: `Okta admin`.
    pub who_words: Option<String>,
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

/// A change of a policy that was given, evaluated again: with it the login is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Patch {
    /// The name of the file that has the policy.
    pub input: String,
    /// What is changed, a few words each.
    pub changes: Vec<String>,
    /// Lines that begin with a blank, `-` or `+`.
    #[cfg_attr(test, schemars(inner(length(min = 0))))]
    pub diff: Vec<String>,
    /// The whole policy, in JSON.
    pub document: String,
}

impl Patch {
    fn of(diagnosis: &Diagnosis, finding: &rule::Finding) -> Option<Patch> {
        let patch = finding.patch.as_ref()?;
        let source = diagnosis.sources.get(finding.primary.span.source);
        Some(Patch {
            input: source_names(&source).0,
            changes: patch.changes.clone(),
            diff: patch.difference.clone(),
            document: patch.document.clone(),
        })
    }
}

impl Finding {
    /// Findings of one message, or of one file of evidence.
    pub(super) fn all(
        diagnosis: &Diagnosis,
        input: usize,
        message: Option<&diagnosis::Message>,
        all: &[Found],
    ) -> Vec<Finding> {
        let mut findings: Vec<Finding> =
            all.iter().map(|found| Finding::of(diagnosis, input, message, found)).collect();
        for (index, found) in all.iter().enumerate() {
            if let Some(root) = root(all, found) {
                findings[root].consequences.push(index);
            }
        }
        findings
    }

    /// Where it stands, in a line: `/Response/Issuer, line 1, column 80 of decoded XML`.
    pub fn at(&self) -> String {
        let Place { path, line, column, source_words, .. } = &self.place;
        match &self.beside {
            Some(beside) => format!("{}, which is sent beside the response", beside.name),
            None => format!("{path}, line {line}, column {column} of {source_words}"),
        }
    }

    /// What it is about, with what stands around it.
    pub fn drawn(&self, width: usize) -> Drawing {
        match &self.beside {
            Some(beside) => {
                snippet::draw(&Snippet::of_text(beside.value.as_deref().unwrap_or("(none)"), width))
            }
            None => snippet::draw(&Snippet::of(&self.place, width)),
        }
    }

    fn of(
        diagnosis: &Diagnosis,
        input: usize,
        message: Option<&diagnosis::Message>,
        found: &Found,
    ) -> Finding {
        let Found { finding, consequence_of } = found;
        let span = finding.primary.span;
        let source = diagnosis.sources.get(span.source);
        // Of what was decrypted the origin is the whole captured value.
        let value = message.map(|message| message.capture.at.clone()).filter(|at| !at.is_empty());
        let captured = source.captured(span).or(value);
        // A finding on a message can stand in a file beside it.
        let beside = match &source.kind {
            SourceKind::Evidence { name } if message.is_some() && captured.is_some() => Some(name.clone()),
            _ => None,
        };
        let captured = match beside {
            Some(_) => Some(u64::from(span.start)..u64::from(span.end)),
            None => captured,
        };
        let marks = finding.marks.iter().filter(|mark| mark.source == span.source);
        let primary = Place {
            marks: marks.map(|mark| [mark.start, mark.end]).collect(),
            ..Place::of(diagnosis, message, &finding.primary)
        };
        Finding {
            rule: finding.rule.id,
            severity: finding.severity,
            reason: None,
            confidence: finding.confidence,
            message: finding.message.clone(),
            glance: finding.glance.clone(),
            place: primary,
            captured: captured.map(|range| Captured {
                input: beside.unwrap_or_else(|| diagnosis.inputs[input].name.clone()),
                start: range.start,
                end: range.end,
            }),
            region: None,
            related: finding.related.iter().map(|label| Place::of(diagnosis, message, label)).collect(),
            expected: finding.expected.clone().filter(|expected| !expected.is_empty()),
            found: finding.found.clone().filter(|found| !found.is_empty()),
            comparison: Comparison::of(finding),
            aws_errors: finding.explains.iter().map(|error| error.id).collect(),
            remedy: Remedy::of(finding, message),
            commands: finding.commands.clone(),
            patch: Patch::of(diagnosis, finding),
            evaluation: finding.evaluation.clone(),
            facing: finding.facing.clone(),
            beside: finding.beside.clone(),
            summary: finding.rule.summary,
            rationale: finding.rule.rationale,
            citations: finding.rule.citations,
            measured: finding.measured.map(Measured::of),
            consequence_of: *consequence_of,
            consequences: Vec::new(),
        }
    }
}

/// The finding that a consequence goes back to in the end.
fn root(findings: &[Found], found: &Found) -> Option<usize> {
    let mut cause = found.consequence_of?;
    // Rules follow one another without a cycle; the bound only guards against one.
    for _ in 0..findings.len() {
        match findings.get(cause).and_then(|found| found.consequence_of) {
            Some(further) => cause = further,
            None => break,
        }
    }
    Some(cause)
}

impl Place {
    fn of(diagnosis: &Diagnosis, message: Option<&diagnosis::Message>, label: &rule::Label) -> Place {
        let span = label.span;
        let source = diagnosis.sources.get(span.source);
        let position = source.position(span.start as usize);
        let (name, words) = source_names(&source);
        Place {
            source: name,
            source_words: words,
            path: path(diagnosis, message, span),
            line: position.line,
            column: position.column,
            span: [span.start, span.end],
            excerpt: Excerpt::of(&source, span),
            marks: Vec::new(),
            label: label.note.clone(),
        }
    }
}

impl Excerpt {
    fn of(source: &Source, span: Span) -> Excerpt {
        let start = source.slice(Span { start: 0, end: span.start, ..span }).len();
        let length = source.slice(span).len();
        Excerpt { text: Arc::clone(&source.text), range: start..start + length }
    }

    /// The text of the place.
    pub fn text(&self) -> &str {
        &self.text[self.range.clone()]
    }

    /// The whole text that the place stands in.
    pub fn around(&self) -> &str {
        &self.text
    }

    /// Bytes of [`around`](Self::around), cut back to whole characters.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }
}

impl Serialize for Excerpt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text())
    }
}

impl Comparison {
    fn of(finding: &rule::Finding) -> Option<Comparison> {
        let said = |text: &str| finding.message.contains(text);
        let expected = finding.expected.as_deref().filter(|expected| !said(expected))?;
        let found = finding.found.as_deref().filter(|found| !found.is_empty() && !said(found));
        let clipped = |text: &str| clipped(text, LONGEST_COMPARED).into_owned();
        Some(Comparison { expected: clipped(expected), found: found.map(clipped) })
    }
}

impl AtApplication {
    /// What is entered, and where: `Name = RoleSessionName; Source attribute = user.mail` of several fields,
    /// `Audience URI: urn:amazon:webservices` of one.
    pub fn entered(&self) -> Option<String> {
        let (field, value) = (self.field?, self.value.as_deref());
        let Some(value) = value else { return Some(field.to_owned()) };
        let (fields, values): (Vec<&str>, Vec<&str>) =
            (field.split(", ").collect(), value.split(", ").collect());
        if fields.len() < 2 || fields.len() != values.len() {
            return Some(format!("{field}: {value}"));
        }
        let each: Vec<String> =
            fields.iter().zip(values).map(|(field, value)| format!("{field} = {value}")).collect();
        Some(each.join("; "))
    }
}

impl Remedy {
    fn of(finding: &rule::Finding, message: Option<&diagnosis::Message>) -> Remedy {
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
            screens: judged.zip(setting).map_or_else(Vec::new, |(judged, setting)| {
                at_each(judged, setting, finding, &known(judged, finding, response))
            }),
        }
    }
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

/// The SAML path of a place: in the message, or in the metadata that it stands in.
fn path(diagnosis: &Diagnosis, message: Option<&diagnosis::Message>, span: Span) -> String {
    let metadata = diagnosis
        .evidence
        .metadata
        .iter()
        .filter(|file| file.source == span.source)
        .find_map(|file| file.document.as_ref().ok());
    if let Some(policy) = policy_at(diagnosis, span) {
        let path = policy.path(span);
        return if path.is_empty() { "/".to_owned() } else { path };
    }
    let files = diagnosis.inputs.iter().filter_map(|input| input.evidence.as_ref()?.document.as_ref());
    if let Some(document) = files.into_iter().find(|document| document.root.span.source == span.source) {
        let path = document.path(span);
        return if path.is_empty() { "/".to_owned() } else { path };
    }
    let document = message.and_then(|message| message.document.as_ref());
    match (metadata, document) {
        (Some(document), _) => document.tree.path_at(document.tree.root(), span),
        (None, Some(document)) => document.tree.path_at(document.node, span),
        (None, None) => "/".to_owned(),
    }
}

/// The policy that a place of a file stands in.
fn policy_at(diagnosis: &Diagnosis, span: Span) -> Option<&Node> {
    let holds =
        |outer: Span| outer.source == span.source && outer.start <= span.start && span.end <= outer.end;
    let of_roles = diagnosis.evidence.roles.iter().filter_map(|role| Some(&role.trust.as_ref()?.node));
    let others = diagnosis.evidence.policies.iter().map(|policy| &policy.node);
    of_roles.chain(others).find(|node| holds(node.span))
}

/// The name of a text in the contract, and as a person says it.
pub(super) fn source_names(source: &Source) -> (String, String) {
    match &source.kind {
        SourceKind::Message => ("message".to_owned(), "decoded XML".to_owned()),
        SourceKind::Decrypted { element } => {
            let name = format!("decrypted {element}");
            (name.clone(), name)
        }
        SourceKind::Evidence { name } => (name.clone(), name.clone()),
    }
}
