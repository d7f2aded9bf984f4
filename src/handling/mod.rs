//! What was done to a message between the browser and us: values crossed out, white space put in.
//!
//! People cross values out before they show a response to anybody, and viewers lay XML out anew.
//! Neither is the response's, so nothing that comes of it alone may be alleged of the response.

mod crossed_out;
mod layout;
mod reads;

use crate::signature::Signature;
use crate::source::Span;
use crate::xml::{NodeId, Tree};

pub use self::crossed_out::CrossedOut;
pub use self::layout::Layout;

/// What was done to one message.
#[derive(Debug, Clone, Default)]
pub struct Handling {
    /// In document order.
    pub crossed_out: Vec<CrossedOut>,
    pub layout: Layout,
}

/// Whether some other program decoded the XML before it was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decoded {
    /// The copy is of what was sent.
    Here,
    /// A viewer or an editor showed it, and may have laid it out anew.
    Elsewhere,
}

impl Handling {
    /// Looks for what was crossed out of a message whose signatures have been examined.
    pub fn of(tree: &Tree, message: NodeId, signatures: &[Signature]) -> Handling {
        Handling { crossed_out: crossed_out::find(tree, message, signatures), layout: Layout::AsSent }
    }

    /// Looks at the white space too, once it is known why signatures do not hold.
    pub fn with_layout(
        self,
        tree: &Tree,
        message: NodeId,
        signatures: &[Signature],
        decoded: Decoded,
    ) -> Handling {
        let layout = match decoded {
            Decoded::Here => Layout::AsSent,
            Decoded::Elsewhere => layout::of(tree, message, signatures, self.crossed_out.is_empty()),
        };
        Handling { layout, ..self }
    }

    /// Whether what stands at a place is what whoever made the copy left there.
    pub fn explains(&self, place: Span) -> bool {
        let meets =
            |span: Span| span.source == place.source && span.start < place.end && place.start < span.end;
        self.crossed_out.iter().any(|crossed| match crossed.whole {
            Some(whole) => meets(whole),
            // Parts are missing from the element: what is said of its start tag is said of them.
            None => crossed.holder == place,
        })
    }

    /// Whether an attribute's value was crossed out, and not only what its element holds.
    pub fn explains_attribute(&self, value: Span) -> bool {
        let is_in = |whole: Span| {
            whole.source == value.source && value.start <= whole.start && whole.end <= value.end
        };
        self.crossed_out.iter().any(|crossed| crossed.whole.is_some_and(is_in))
    }

    /// Whether parts of the element with this start tag were taken out, or all that it held.
    pub fn lacks_parts(&self, start_tag: Span) -> bool {
        self.crossed_out.iter().any(|crossed| match crossed.whole {
            Some(whole) => whole.source == start_tag.source && whole.start == start_tag.start,
            None => crossed.holder == start_tag,
        })
    }

    /// Whether the signatures cannot hold on this copy, whatever the response is like.
    pub fn hides_signatures(&self) -> bool {
        !self.crossed_out.is_empty() || self.layout == Layout::Unproven
    }

    /// Whether it hides which element a signature is of.
    pub fn hides_ids(&self) -> bool {
        self.crossed_out.iter().any(|one| one.name.starts_with("the ID ") || one.name == "the URI")
    }

    /// Why AWS's answer cannot be told from this copy, where something is hidden that AWS reads.
    pub fn because(&self) -> Option<String> {
        let read: Vec<&str> =
            distinct(self.crossed_out.iter().filter(|one| one.is_read).map(|one| &*one.name));
        if !read.is_empty() {
            return Some(format!("in this copy {} crossed out, which AWS reads", was(&read)));
        }
        (self.layout == Layout::Unproven).then(|| {
            "this copy was laid out anew, and without a digest that fits it does not show which white space was sent"
                .to_owned()
        })
    }

    /// What was done, a sentence each; none of a copy that nobody touched.
    pub fn sentences(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        if let Some(first) = self.crossed_out.first() {
            let names = distinct(self.crossed_out.iter().map(|one| &*one.name));
            sentences.push(format!(
                "in this copy {} crossed out ({}); what is hidden and the signature cannot be judged from it",
                was(&names),
                first.shown()
            ));
        }
        match self.layout {
            Layout::AsSent => {}
            Layout::Restored => sentences.push(
                "this copy was laid out anew (pretty-printed): with the added white space left out the digest fits, and so it was judged"
                    .to_owned(),
            ),
            Layout::Unproven => sentences.push(
                "this copy was laid out anew (pretty-printed): it was judged without the white space round its values, and the signature cannot be"
                    .to_owned(),
            ),
        }
        sentences
    }
}

/// `Role and Issuer were`.
fn was(names: &[&str]) -> String {
    const SHOWN: usize = 4;
    let more = names.len().saturating_sub(SHOWN);
    let shown = &names[..names.len() - more];
    match (shown, more) {
        ([one], 0) => format!("{one} was"),
        ([before @ .., last], 0) => format!("{} and {last} were", before.join(", ")),
        (shown, more) => format!("{} and {more} more were", shown.join(", ")),
    }
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen: Vec<&str> = Vec::new();
    for name in names {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen
}
