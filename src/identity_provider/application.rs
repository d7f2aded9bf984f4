//! The kinds of application an administrator may have made for AWS: each has screens of its own.

use std::fmt;

use super::{Screen, Setting, Signs};

/// A kind of application at an identity provider.
pub struct Application {
    /// As the provider calls it.
    pub name: &'static str,
    /// What a response says about whether it came from this kind.
    pub fits: fn(&Signs<'_>) -> Fit,
    pub screen: fn(Setting) -> Option<Screen>,
    /// Where the provider shows what it would send, without a login at AWS.
    pub preview: Option<&'static str>,
}

/// Whether a response can have come from a kind of application. Ordered: the better one is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// It has something that this kind does not make.
    Excluded,
    Possible,
    /// It looks like this kind's.
    Likely,
    /// It has something that only this kind makes.
    Proved,
}

impl Application {
    /// The only kind there is.
    pub(super) const fn only(name: &'static str, screen: fn(Setting) -> Option<Screen>) -> Application {
        Application { name, fits: |_| Fit::Possible, screen, preview: None }
    }

    pub(super) const fn preview(self, preview: &'static str) -> Application {
        Application { preview: Some(preview), ..self }
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Application").field("name", &self.name).finish_non_exhaustive()
    }
}

impl PartialEq for Application {
    fn eq(&self, other: &Application) -> bool {
        self.name == other.name
    }
}

impl Eq for Application {}

/// Those of a provider's applications that a response can have come from: the one that is proved,
/// else all that are not excluded, the likelier first.
pub(super) fn candidates(
    applications: &'static [Application],
    signs: &Signs<'_>,
) -> Vec<(&'static Application, Fit)> {
    let mut fits: Vec<(&Application, Fit)> =
        applications.iter().map(|application| (application, (application.fits)(signs))).collect();
    if let Some(proved) = fits.iter().find(|(_, fit)| *fit == Fit::Proved) {
        return vec![*proved];
    }
    fits.retain(|(_, fit)| *fit != Fit::Excluded);
    fits.sort_by_key(|(_, fit)| std::cmp::Reverse(*fit));
    fits
}
