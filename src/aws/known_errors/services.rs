//! What services of AWS's with a sign-in of their own answer with.

use super::{EMPTY, KnownError};
use crate::citations::OPEN_SEARCH_SAML;
use crate::knowledge::Confidence::Certain;

pub static OPEN_SEARCH_MISSING_ROLE: KnownError = KnownError {
    id: "open-search-missing-role",
    message: "Missing role: No roles available for this user, please contact your system administrator.",
    confidence: Certain,
    causes: &[
        "the user is signed in to OpenSearch Dashboards, and no role of the cluster is mapped to a backend role of the response; backend roles count with case",
        "RolesKey of the domain is not the name of the attribute with the roles",
    ],
    next: &[
        "aws opensearch describe-domain-config --domain-name DOMAIN: compare RolesKey with the attribute's name",
        "in OpenSearch Dashboards: Security > Roles > the role > Mapped users > Backend roles",
    ],
    citations: &[OPEN_SEARCH_SAML],
    ..EMPTY
};

pub static ALL: &[&KnownError] = &[&OPEN_SEARCH_MISSING_ROLE];
