//! The metadata is not well-formed XML.

use crate::aws::known_errors::iam;
use crate::citations::{CREATE_SAML_PROVIDER, TROUBLESHOOT_SAML};
use crate::identity_provider::Setting;
use crate::knowledge::Confidence;
use crate::rule::{Check, Finding, MetadataCase, Outcome, Remedy, Rule, Severity, Who, quoted};
use crate::xml::parse::Reason;

pub static RULE: Rule = Rule {
    id: "metadata-not-well-formed",
    summary: "the metadata is not well-formed XML",
    severity: Severity::Error,
    confidence: Confidence::Certain,
    rationale: "IAM parses the document; what no XML parser reads, it does not take.",
    remedy: Remedy {
        text: "download the metadata again, and do not edit it by hand",
        setting: Some(Setting::ProviderArn),
    },
    citations: &[TROUBLESHOOT_SAML, CREATE_SAML_PROVIDER],
    explains: &[&iam::METADATA_NOT_PARSED],
    who: Some(Who::AwsAccountAdmin),
    check: Check::Metadata(check),
    ..Rule::OF_EVIDENCE
};

fn check(case: &MetadataCase) -> Outcome {
    if case.metadata.written_as.page {
        return Outcome::NotApplicable;
    }
    let finding = |message: String| Finding::new(&RULE, case.metadata.start(), message);
    let Err(refused) = &case.metadata.document else {
        if !case.metadata.written_as.wrapped {
            return Outcome::Clean;
        }
        // What was read is what the file holds, and that may be all that was asked.
        let wrapped = finding("the file is not XML as it stands: the metadata is encoded in it".to_owned());
        return wrapped.at_most(Severity::Warning).remedy("give IAM the XML itself").explains(&[]).into();
    };
    if let Some(before) = case.metadata.text_before() {
        let words: Vec<&str> = before.split_whitespace().collect();
        let message = format!("text stands before the XML, from line 1 on: {}", quoted(&words.join(" ")));
        let remedy =
            "save the page's source, not what the browser shows of it; nothing may stand before the XML";
        return finding(message).remedy(remedy).into();
    }
    match &refused.reason {
        // Well-formed XML that this tool does not read; of IAM nothing is known.
        reason @ (Reason::DocumentType | Reason::TooDeep) => {
            let unread = finding(format!("the document cannot be judged: {reason}"));
            unread.at_most(Severity::Warning).likely().explains(&[]).into()
        }
        reason @ (Reason::EndsEarly { .. }
        | Reason::NoElement
        | Reason::OutsideRoot(_)
        | Reason::SecondRoot
        | Reason::DeclarationNotFirst
        | Reason::Syntax(_)) => finding(format!("the document is not well-formed: {reason}")).into(),
    }
}
