//! What rules share that compare a response with what IAM holds.

use crate::aws::arn::SamlProviderArn;
use crate::evidence::kind::free_name;
use crate::evidence::{MetadataFile, providers};
use crate::rule::{Case, Finding};
use crate::signature::{Family, KeyOrigin, PublicKey, Signature, Value};

/// The well-formed metadata that decides what AWS accepts of this response.
pub(super) fn deciding<'a>(case: &Case<'a>) -> Vec<&'a MetadataFile> {
    let named = providers::named_by(case.response);
    let mut files = case.evidence.deciding(issuer(case), &named);
    files.retain(|file| file.identity_providers().next().is_some());
    files
}

/// Who issued the response, by its assertion, else by itself.
pub(super) fn issuer<'a>(case: &Case<'a>) -> Option<&'a str> {
    let issuer = case.assertion().and_then(|assertion| assertion.issuer.as_ref());
    issuer.or(case.response.issuer.as_ref()).map(|issuer| issuer.value.as_str())
}

/// What the keys are that AWS verifies this response with, where they are at hand and none of them can have
/// made the signature, whatever it signs: none is of the kind of its algorithm.
pub(super) fn of_another_kind<'a>(case: &Case<'a>, signature: &Signature) -> Option<Vec<&'a PublicKey>> {
    let method = signature.signature_method.as_ref()?;
    let issuer = case.assertion().and_then(|assertion| assertion.issuer.as_ref());
    let issuer = issuer.or(case.response.issuer.as_ref()).map(|issuer| issuer.value.as_str());
    let files = deciding(case);
    let keys: Option<Vec<&PublicKey>> =
        files.iter().flat_map(|file| file.keys_for(issuer)).map(|key| key.key.as_ref().ok()).collect();
    // One that cannot be read here might be of it.
    let keys = keys.filter(|keys| !keys.is_empty())?;
    let none = match signature.algorithm {
        Some(algorithm) => signature.value == Value::NoKey && keys.iter().all(|key| !key.fits(algorithm)),
        None => Family::from_uri(&method.value)
            .is_some_and(|family| keys.iter().all(|key| key.family() != family)),
    };
    none.then_some(keys)
}

/// Names the commands that give an IAM provider new metadata, and before them the one that keeps what it
/// has now: the way back.
pub(super) fn updated_by(
    finding: Finding,
    case: &Case,
    provider: &MetadataFile,
    from: Option<&MetadataFile>,
) -> Finding {
    let arn = provider_arn(case, provider);
    let before =
        free_name("metadata-before.xml", case.evidence.metadata.iter().map(|file| file.name.as_str()));
    finding
        .command(format!(
            "aws iam get-saml-provider --saml-provider-arn '{arn}' --query SAMLMetadataDocument --output text > {before}"
        ))
        .command(update_command(case, provider, from))
}

/// The command that gives an IAM provider new metadata: of a file among the evidence, if one is fit for
/// it, else of one to be fetched, which has no given file's name.
fn update_command(case: &Case, provider: &MetadataFile, from: Option<&MetadataFile>) -> String {
    let arn = provider_arn(case, provider);
    let fit = from.filter(|file| is_fit(case, file)).map(|file| file.name.as_str());
    let short = |file: &MetadataFile| file.name.rsplit(['/', '\\']).next() == Some("metadata.xml");
    let fetched = if case.evidence.metadata.iter().any(short) { "new-metadata.xml" } else { "metadata.xml" };
    let file = fit.filter(|name| is_plain(name)).unwrap_or(fetched);
    format!("aws iam update-saml-provider --saml-provider-arn '{arn}' --saml-metadata-document file://{file}")
}

/// Whether IAM may be given this metadata without locking anybody out: it stands as XML, each of its
/// certificates can be read, and the key that made this response's signature is among them.
pub(super) fn is_fit(case: &Case, file: &MetadataFile) -> bool {
    let Ok(document) = &file.document else { return false };
    let readable = document.keys.iter().all(|key| key.key.is_ok()) && !document.keys.is_empty();
    readable && !file.written_as.wrapped && !file.written_as.byte_order_mark && !lacks_signer(case, file)
}

/// Whether the key that made this response's signature is known, and this metadata does not hold it.
pub(super) fn lacks_signer(case: &Case, file: &MetadataFile) -> bool {
    let held = file.document.as_ref().map_or(&[][..], |document| &document.keys);
    let mut signers = case
        .signatures
        .iter()
        .filter(|signature| signature.value == Value::Match)
        .filter_map(|signature| signature.fitting_key()?.key.as_ref().ok())
        .peekable();
    signers.peek().is_some()
        && signers.all(|signer| held.iter().all(|known| known.key.as_ref().ok() != Some(signer)))
}

/// The provider's ARN as it may stand in a command: its own, else that of the Role pairs.
pub(super) fn provider_arn<'a>(case: &Case<'a>, provider: &'a MetadataFile) -> &'a str {
    let named = providers::named_by(case.response);
    let arn = provider.arn.as_deref().or(match named.as_slice() {
        [only] => Some(*only),
        _ => None,
    });
    // Evidence is untrusted too: nothing but an ARN may stand in a command.
    arn.filter(|arn| SamlProviderArn::parse(arn).is_ok()).unwrap_or("PROVIDER_ARN")
}

/// What IAM holds for the providers of this response, as far as it is known.
pub(super) fn held<'a>(case: &Case<'a>) -> Vec<&'a MetadataFile> {
    let named = providers::named_by(case.response);
    let mut files = case.evidence.deciding(issuer(case), &named);
    files.retain(|file| file.origin == KeyOrigin::Provider);
    files
}

/// A file name that may stand in a command as it is.
fn is_plain(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    !name.starts_with('-') && !name.is_empty() && name.chars().all(fits)
}

/// Metadata of the identity provider's own, beside what IAM holds.
pub(super) fn own_metadata<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a MetadataFile> {
    case.evidence.metadata.iter().filter(|file| file.origin == KeyOrigin::Metadata)
}
