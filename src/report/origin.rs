//! How a message was captured and decoded, from whom and for whom it is.

use super::visible::clipped;
use super::{moment, without_query};
use crate::aws::services::CONNECT;
use crate::capture::{ByAws, Stage};
use crate::diagnosis::{Message, MessageXml};
use crate::identity_provider::Strength;
use crate::number::grouped;
use crate::target::{self, Addressed};
use crate::url::Url;

/// Where a message comes from, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// `Entry 57: POST https://us-east-1.signin.aws.amazon.com/saml, 2026-05-26 11:58:03 UTC`
    pub found: Option<String>,
    /// `, 6,214 bytes`, where the message stood there as XML and no decoding says its length.
    pub bare_length: Option<String>,
    /// The decoding, the issuer and receiver, what AWS answered: a line each.
    pub lines: Vec<String>,
    /// What was mended and what is to be known of this copy.
    pub notes: Vec<String>,
}

impl Origin {
    /// `paired` is what the message belongs to, in words, or nothing.
    pub(super) fn of(message: &Message, paired: String) -> Origin {
        let paired = (!paired.is_empty()).then_some(paired);
        let came: Vec<String> = answer(message).into_iter().chain(paired).collect();
        let came = (!came.is_empty()).then(|| came.join("; "));
        let mended = message.capture.repairs.iter().map(|repair| match repair.by_aws_too {
            ByAws::Yes => repair.what.clone(),
            ByAws::No | ByAws::NotXml => format!("{}, which AWS is not known to do", repair.what),
        });
        let notes = mended.chain(message.capture.notes.iter().cloned());
        let bare = message.document.as_ref().filter(|_| is_bare(message));
        Origin {
            found: found(message),
            bare_length: bare.map(length),
            lines: decoding(message).into_iter().chain(from_and_for(message)).chain(came).collect(),
            notes: notes.map(|note| clipped(&note, 300).into_owned()).collect(),
        }
    }
}

/// The entry, the request and its time.
pub(super) fn found(message: &Message) -> Option<String> {
    let capture = &message.capture;
    let url = capture.url.as_deref().map(|url| clipped(without_query(url), 120).into_owned());
    let request = match (&capture.method, url) {
        (Some(method), Some(url)) => Some(format!("{} {url}", clipped(method, 10))),
        (None, url) => url,
        (Some(_), None) => None,
    };
    let clock = message.judged.as_ref().map(|judged| &judged.clock);
    let at = clock.and_then(|clock| clock.started).map(moment);
    let entry = capture.entry.map(|entry| format!("Entry {entry}"));
    let what: Vec<String> = request.into_iter().chain(at).collect();
    match (entry, what.is_empty()) {
        (Some(entry), true) => Some(entry),
        (Some(entry), false) => Some(format!("{entry}: {}", what.join(", "))),
        (None, true) => None,
        (None, false) => Some(what.join(", ")),
    }
}

/// `form body > percent-encoding > base64 > XML, 6,214 bytes`.
fn decoding(message: &Message) -> Option<String> {
    let document = message.document.as_ref().filter(|_| !is_bare(message))?;
    let stages =
        message.capture.decoding.iter().filter(|stage| !matches!(stage, Stage::Har | Stage::SamlTracer));
    let words: Vec<&str> = stages.map(|stage| stage.words()).chain(["XML"]).collect();
    Some(format!("{}{}", words.join(" > "), length(document)))
}

/// Whether the message stood there as XML, so that the input's own line says all.
fn is_bare(message: &Message) -> bool {
    message.capture.decoding.is_empty()
}

fn length(document: &MessageXml) -> String {
    let cut = if document.truncated { ", cut off" } else { "" };
    format!(", {} bytes{cut}", grouped(document.length as u64))
}

/// `from Okta (http://www.okta.com/exk1), for AWS IAM sign-in`.
fn from_and_for(message: &Message) -> Option<String> {
    let response = message.response()?;
    let judged = message.judged.as_ref();
    let issuer = response
        .assertion()
        .and_then(|assertion| assertion.issuer.as_ref())
        .or(response.issuer.as_ref())
        .map(|issuer| clipped(issuer.value.trim(), 120))
        .filter(|issuer| !issuer.is_empty());
    let provider = judged.and_then(|judged| judged.identity_provider.zip(judged.provider_strength));
    let from = match (provider, issuer) {
        (Some((provider, Strength::Strong)), Some(issuer)) => format!("from {} ({issuer})", provider.name),
        (Some((provider, Strength::Weak)), Some(issuer)) => {
            format!("from {issuer}, probably {}", provider.name)
        }
        (Some((provider, _)), None) => format!("from {}", provider.name),
        (None, Some(issuer)) => format!("from {issuer}"),
        (None, None) => "from no named issuer".to_owned(),
    };
    let Some(judged) = judged else { return Some(from) };
    let by_relay_state = judged.target == &CONNECT && message.capture.relay_state.is_some();
    let by = if by_relay_state { " (RelayState)" } else { "" };
    let to = match &judged.addressed {
        Addressed::Aws => format!("{}{by}", judged.target.words),
        Addressed::Elsewhere(addressee) => format!("{}, not for AWS", clipped(&addressee.value, 120)),
        Addressed::Nowhere => format!("no named recipient, judged as for {}", judged.target.words),
    };
    Some(format!("{from}, for {to}"))
}

/// How AWS answered, where the capture has it: `AWS answered 302, to us-east-1.console.aws.amazon.com`.
pub(super) fn answer(message: &Message) -> Option<String> {
    let url = message.capture.url.as_deref().filter(|url| target::is_aws_url(url))?;
    let facts = message.capture.exchange.as_ref()?;
    let status = facts.status?;
    if status == 0 {
        // As browsers write it where they gave up.
        return Some("AWS's answer is not in the capture".to_owned());
    }
    let led_to = facts.location.as_deref().filter(|_| (300..400).contains(&status));
    Some(match led_to.map(|location| host(location).or_else(|| host(url))) {
        Some(Some(host)) => format!("AWS answered {status}, to {host}"),
        Some(None) | None => format!("AWS answered {status}"),
    })
}

/// The host of an address, where it is one.
pub(super) fn host(url: &str) -> Option<String> {
    let url = Url::parse(url).filter(|url| url.scheme.is_some_and(|scheme| scheme.starts_with("http")))?;
    Some(clipped(&url.host.to_ascii_lowercase(), 60).into_owned())
}
