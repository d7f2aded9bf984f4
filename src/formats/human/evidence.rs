//! Files of evidence looked at by themselves.

use super::{counts, finding, labelled};
use crate::formats::screen::{Detail, Screen};
use crate::report::{Report, Style};

/// Each file that there is something to say about.
pub fn block(screen: &mut Screen, report: &Report) {
    let full = screen.detail() == Detail::Full;
    for evidence in report.evidence.iter().filter(|evidence| evidence.told || full) {
        let Some(opinion) = &evidence.opinion else { continue };
        screen.gap();
        let headline = &opinion.headline;
        match &opinion.sentence {
            Some(sentence) => {
                screen.styled(headline.style, &headline.text).end();
                screen.put("  ").styled(Style::Strong, sentence).end();
            }
            None => {
                screen.words(headline.style, 0, &headline.text).end();
            }
        }
        labelled(screen, "events", &opinion.recorded);
        finding::block(screen, &evidence.findings);
        if full {
            labelled(screen, "signed", &opinion.signed);
        }
        counts(screen, Some(&opinion.counts));
    }
}
