//! The identity provider announces a signing key that IAM does not hold yet.

use crate::aws::services;
use crate::citations::CREATE_SAML_PROVIDER;
use crate::evidence::iam_provider;
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Case, Check, Finding, Need, Outcome, Remedy, Rule, Severity, Who};
use crate::rules::providers::{deciding, lacks_signer, own_metadata, updated_by};
use crate::rules::signatures::certificate_words;
use crate::signature::KeyOrigin;

pub static RULE: Rule = Rule {
    id: "metadata-key-not-in-provider",
    summary: "the identity provider's metadata has a signing key that the IAM provider does not hold",
    severity: Severity::Warning,
    confidence: Confidence::Likely,
    rationale: "An identity provider puts its next signing certificate into its metadata before it signs with it; AD FS calls it the secondary one. From the day it does sign with it, AWS refuses every response until the metadata in IAM is updated.",
    remedy: Remedy {
        text: "update the IAM provider with the identity provider's current metadata before the change",
        setting: Some(Setting::SigningCertificate),
    },
    citations: &[CREATE_SAML_PROVIDER],
    follows: &["signing-key-not-the-providers"],
    who: Some(Who::AwsAccountAdmin),
    check: Check::Message {
        services: services::IAM_SIGN_IN,
        needs: &[Need::Evidence(&iam_provider::KIND)],
        check,
    },
    ..Rule::OF_MESSAGE
};

fn check(case: &Case) -> Outcome {
    let issuer = case.assertion().and_then(|assertion| assertion.issuer.as_ref());
    let issuer = issuer.or(case.response.issuer.as_ref());
    let value = issuer.map(|issuer| issuer.value.as_str());
    let held: Vec<_> = deciding(case).into_iter().filter(|file| file.origin == KeyOrigin::Provider).collect();
    let (Some(provider), Some(issuer)) = (held.first(), issuer) else {
        return Outcome::NotChecked(Need::Evidence(&iam_provider::KIND));
    };
    let announces = |own: &&_| own_ids(own, value);
    let mut findings = Vec::new();
    let mut any = false;
    for own in own_metadata(case).filter(announces) {
        any = true;
        if lacks_signer(case, own) {
            // The provider holds the key that signed: the file is the older of the two.
            let message = format!(
                "{} lacks the certificate that signed this response, which {} has: the file is not the current one",
                own.words(),
                provider.words()
            );
            let remedy =
                "do not upload this file: the logins that work now would fail; download the current metadata";
            let finding = Finding::new(&RULE, issuer.span, message).at_most(Severity::Note).remedy(remedy);
            if held_signer(case, &held) {
                findings.push(finding);
            }
            continue;
        }
        for key in own.keys_for(value) {
            let (Ok(certificate), Ok(public)) = (&key.certificate, &key.key) else { continue };
            let known = held
                .iter()
                .flat_map(|file| file.keys_for(value))
                .any(|known| known.key.as_ref() == Ok(public));
            if known {
                continue;
            }
            let message = format!(
                "{} has the signing certificate {}, {} does not",
                own.words(),
                certificate_words(certificate),
                provider.words()
            );
            let finding = Finding::new(&RULE, issuer.span, message).related(key.span, "the certificate");
            findings.push(updated_by(finding, case, provider, Some(own)));
        }
    }
    if any { findings.into() } else { Outcome::NotApplicable }
}

/// Whether a key that the provider holds made a signature of this response.
fn held_signer(case: &Case, held: &[&crate::evidence::MetadataFile]) -> bool {
    held.iter().any(|file| !lacks_signer(case, file))
}

fn own_ids(own: &crate::evidence::MetadataFile, issuer: Option<&str>) -> bool {
    own.entity_ids().any(|entity_id| Some(entity_id.value.as_str()) == issuer)
}
