//! The evidence among the inputs, gathered once for every message of a run.

use std::collections::BTreeSet;

use super::signs::issuer;
use super::{Examined, Message};
use crate::aws::arn::SamlProviderArn;
use crate::document::Document;
use crate::engine::{self, Found, Inspection};
use crate::evidence::kind::{blanks_named, free_name};
use crate::evidence::{Event, Evidence, Given, Kind, MetadataFile, Unreadable, iam_providers, providers};
use crate::input::{Input, InputProblem};
use crate::instant::Instant;
use crate::invisible::quoted;
use crate::rule::{Check, Label, MetadataCase, PolicyCase, PolicyOf, ScimCase, Severity};
use crate::saml::Response;
use crate::signature::{self, KeyOrigin};
use crate::source::{Source, SourceKind, Sources, Span};

/// Reads every input that is evidence; of one that cannot be read, its problem says so.
pub(super) fn gather(inputs: &mut [Input], sources: &Sources) -> Evidence {
    let mut evidence = Evidence::default();
    let names: Vec<String> = inputs.iter().map(|input| input.name.clone()).collect();
    let of_use = |input: &Input| !input.captured.is_empty() && input.problem.is_none();
    let beside_a_response = inputs.iter().any(of_use);
    for (index, input) in inputs.iter_mut().enumerate() {
        if let Some(problem) = input.problem.as_mut().filter(|_| beside_a_response) {
            problem.stand_beside_a_response();
        }
        let Some(file) = &mut input.evidence else { continue };
        let Some(read) = file.kind.read else { continue };
        if let Some(document) = file.document.take() {
            let kind = SourceKind::Evidence { name: input.name.clone() };
            let source = sources.add(Source::new(kind, file.text.as_str(), None));
            file.document = Some(document.placed(source));
        }
        let given = Given {
            input: index,
            name: &input.name,
            text: &file.text,
            document: file.document.as_ref(),
            written_as: file.written_as,
            sources,
        };
        let cut = given.document.and_then(Document::cut);
        let outcome = match cut {
            Some(end) => Err(Unreadable::at(end, "it ends in the middle")),
            // What is not there could decide; an event says by itself what it says.
            None => match given.document.and_then(Document::left_out) {
                Some(dots) if !file.kind.is_of_events() => {
                    Err(Unreadable::at(dots, "somebody left a part of it out"))
                }
                _ => read(&given, &mut evidence),
            },
        };
        if let Err(error) = outcome {
            input.problem = Some(unreadable(file.kind, &error, sources, &names));
        }
    }
    if !evidence.roles.is_empty() {
        let answered =
            |input: &&mut Input| input.problem.as_ref().is_some_and(|problem| problem.waits_for_a_policy());
        for input in inputs.iter_mut().filter(answered) {
            if let Some(problem) = input.problem.take() {
                input.description = problem.what;
            }
        }
    }
    evidence.tie_providers();
    evidence.tie_policies();
    evidence.names = names;
    evidence
}

/// What is wrong with a file, where, and how to get it right, without writing over a given one.
fn unreadable(kind: &Kind, error: &Unreadable, sources: &Sources, names: &[String]) -> InputProblem {
    let place = error.span.map(|span| {
        let at = sources.position(span);
        format!("line {}, column {}", at.line, at.column)
    });
    if let Some(instead) = &error.instead {
        return InputProblem::told(&error.what, instead);
    }
    let file = free_name(kind.file, names.iter().map(String::as_str));
    let command = blanks_named(&kind.command_to("", &file));
    InputProblem::unreadable_evidence(kind, &error.what, place, &command)
}

/// Says of evidence that is about no message of the run that it was not used, and why.
pub(super) fn tell_unused(inputs: &mut [Input], messages: &[Message], evidence: &Evidence) {
    let judged: Vec<&Response> =
        messages.iter().filter(|message| message.judged.is_some()).filter_map(Message::response).collect();
    if judged.is_empty() {
        return;
    }
    let of_a_provider =
        |file: &&MetadataFile| file.origin == KeyOrigin::Metadata && file.center_entity().is_none();
    for file in evidence.metadata.iter().filter(of_a_provider) {
        let is_near = |response: &&Response| file.may_be_issuers(issuer(response));
        if let Some(id) = file.entity_ids().next().filter(|_| !judged.iter().any(is_near)) {
            let of = quoted(&id.value);
            let note =
                format!("not used: it is the metadata of {of}, another identity provider than the Issuer");
            inputs[file.input].notes.push(note);
        }
    }
    for missing in evidence.missing.iter().filter(|one| one.operation.as_deref() == Some("GetSAMLProvider")) {
        let Some(name) = &missing.name else { continue };
        if !judged.iter().any(|response| providers::named_by(response).contains(&name.value.as_str())) {
            let note =
                format!("not used: IAM was asked for {}, which no Role pair names", quoted(&name.value));
            inputs[missing.input].notes.push(note);
        }
    }
    tell_list_of_another_account(inputs, &judged, evidence);
}

/// Says of a list of providers that it is of no account that the login names.
fn tell_list_of_another_account(inputs: &mut [Input], judged: &[&Response], evidence: &Evidence) {
    let account = |arn: &str| SamlProviderArn::parse(arn).ok().map(|arn| arn.arn.account.to_owned());
    let listed: BTreeSet<String> =
        evidence.providers.iter().flatten().filter_map(|one| account(&one.arn)).collect();
    let named: BTreeSet<String> =
        judged.iter().flat_map(|response| providers::named_by(response)).filter_map(account).collect();
    let (Some(of), Some(wanted)) = (listed.first(), named.first()) else { return };
    if !listed.is_disjoint(&named) {
        return;
    }
    let note = format!("not used: it lists the providers of account {of}, and the login is for {wanted}");
    let is_list = |input: &&mut Input| {
        input.evidence.as_ref().is_some_and(|file| file.kind.id == iam_providers::KIND.id)
    };
    for input in inputs.iter_mut().filter(is_list) {
        input.notes.push(note.clone());
    }
}

/// Looks at each file of evidence by itself.
pub(super) fn examine(
    inputs: &[Input],
    evidence: &Evidence,
    messages: &[Message],
    now: Instant,
) -> Vec<Examined> {
    let is_evidence = |(_, input): &(usize, &Input)| input.evidence.is_some();
    let mut examined: Vec<Examined> = inputs
        .iter()
        .enumerate()
        .filter(is_evidence)
        .map(|(input, _)| {
            let metadata = evidence.metadata.iter().position(|file| file.input == input);
            let file = metadata.map(|index| &evidence.metadata[index]);
            let inspection = file.map_or_else(Inspection::default, |metadata| {
                engine::inspect(&MetadataCase { metadata, now })
            });
            let mut inspection = inspection;
            for case in policies(input, evidence, now) {
                engine::inspect_policy(&case, &mut inspection);
            }
            for call in evidence.scim.iter().filter(|call| call.input == input) {
                engine::inspect_scim(&ScimCase { call, evidence }, &mut inspection);
            }
            let document = file.and_then(|file| file.document.as_ref().ok());
            let signatures = document.map_or_else(Vec::new, |document| {
                signature::verify(&document.tree, document.tree.root(), &[])
            });
            let is_of_login = |event: &&Event| event.input == input && !event.is_of_iam();
            let events_alone = messages.is_empty() && evidence.events.iter().any(|event| is_of_login(&event));
            Examined { input, metadata, signatures, inspection, events_alone }
        })
        .collect();
    tell_requests(&mut examined, inputs);
    examined
}

/// Says of each call of SCIM's that was refused what is found in a request beside it.
fn tell_requests(examined: &mut [Examined], inputs: &[Input]) {
    /// More findings of a request are told with it.
    const MOST: usize = 3;
    let is_refusal = |found: &Found| found.finding.rule.id == "scim-refused";
    let of_scim = |found: &Found| {
        let is_scim = matches!(found.finding.rule.check, Check::Scim(_));
        is_scim && found.finding.severity == Severity::Error && !is_refusal(found)
    };
    let told: Vec<(usize, String, Span)> = examined
        .iter()
        .flat_map(|one| one.inspection.findings.iter().map(move |found| (one.input, found)))
        .filter(|(_, found)| of_scim(found))
        .map(|(input, found)| (input, found.finding.message.clone(), found.finding.primary.span))
        .collect();
    for one in examined {
        let own = one.inspection.findings.iter().position(of_scim);
        let alone = |found: &&mut Found| is_refusal(found) && found.consequence_of.is_none();
        for found in one.inspection.findings.iter_mut().filter(alone) {
            if own.is_some() {
                found.consequence_of = own;
                continue;
            }
            let beside = told.iter().filter(|(input, ..)| *input != one.input).take(MOST);
            for (input, message, span) in beside {
                let name = inputs[*input].name.rsplit(['/', '\\']).next().unwrap_or_default();
                if found.finding.related.is_empty() {
                    found.finding.remedy = Some(format!("mend what is wrong in {name}: {message}"));
                }
                found.finding.related.push(Label { span: *span, note: Some(message.clone()) });
            }
        }
    }
}

/// The policies of one input.
fn policies(input: usize, evidence: &Evidence, now: Instant) -> impl Iterator<Item = PolicyCase<'_>> {
    let shown = evidence.sentences.as_slice();
    let roles = evidence.roles.iter().filter(move |role| role.input == input);
    let of_roles = roles.filter_map(move |role| {
        let trust = role.trust.as_ref()?;
        Some(PolicyCase { policy: &trust.policy, node: &trust.node, of: PolicyOf::Role(role), shown, now })
    });
    let others = evidence.policies.iter().filter(move |policy| policy.input == input);
    of_roles.chain(others.map(move |policy| PolicyCase {
        policy: &policy.policy,
        node: &policy.node,
        of: PolicyOf::Other(policy),
        shown,
        now,
    }))
}
