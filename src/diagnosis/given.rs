//! The evidence among the inputs, gathered once for every message of a run.

use super::Examined;
use crate::engine::{self, Inspection};
use crate::evidence::{Evidence, MetadataFile, providers};
use crate::input::{Input, InputKind};
use crate::instant::Instant;
use crate::rule::MetadataCase;
use crate::signature::{self, KeyOrigin};
use crate::source::Sources;

/// Reads every input that is evidence.
pub(super) fn gather(inputs: &[Input], sources: &Sources) -> Evidence {
    let mut evidence = Evidence::default();
    for (index, input) in inputs.iter().enumerate() {
        let (Some(kind), Some(text)) = (input.kind, input.evidence.as_deref()) else { continue };
        let metadata = |origin, text: &str| {
            MetadataFile::read(index, &input.name, origin, text, input.written_as, sources)
        };
        match kind {
            // A page in the place of metadata, or of something else.
            InputKind::Html | InputKind::Metadata => {
                evidence.metadata.push(metadata(KeyOrigin::Metadata, text))
            }
            InputKind::IamProvider => {
                let Some(held) = providers::read_provider(text) else { continue };
                let mut file = metadata(KeyOrigin::Provider, &held.document);
                file.dates = held.dates;
                file.encryption = held.encryption;
                evidence.metadata.push(file);
            }
            InputKind::IamProviders => {
                if let Some(listed) = providers::read_list(text) {
                    evidence.providers.get_or_insert_default().extend(listed);
                }
            }
            InputKind::Certificate => evidence.add_certificates(index, &input.name, text),
            _ => {}
        }
    }
    evidence.tie_providers();
    evidence
}

/// Looks at each file of evidence by itself.
pub(super) fn examine(inputs: &[Input], evidence: &Evidence, now: Instant) -> Vec<Examined> {
    let is_evidence = |(_, input): &(usize, &Input)| input.evidence.is_some();
    inputs
        .iter()
        .enumerate()
        .filter(is_evidence)
        .map(|(input, _)| {
            let metadata = evidence.metadata.iter().position(|file| file.input == input);
            let file = metadata.map(|index| &evidence.metadata[index]);
            let inspection = file.map_or_else(Inspection::default, |metadata| {
                engine::inspect(&MetadataCase { metadata, now })
            });
            let document = file.and_then(|file| file.document.as_ref().ok());
            let signatures = document.map_or_else(Vec::new, |document| {
                signature::verify(&document.tree, document.tree.root(), &[])
            });
            Examined { input, metadata, signatures, inspection }
        })
        .collect()
}
