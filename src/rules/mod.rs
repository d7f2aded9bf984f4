//! The list of rules. A rule is one file, one word here, and one folder of fixtures.

use crate::rule::Rule;

mod audiences;
mod citations;
mod instants;
mod providers;
mod recipients;
mod signatures;

macro_rules! rules {
    ($($folder:ident { $($rule:ident)* })*) => {
        $(pub mod $folder { $(pub mod $rule;)* })*

        /// Every rule, in the order of the folders.
        pub static ALL: &[&Rule] = &[$($(&$folder::$rule::RULE,)*)*];

        /// The folder a rule stands in: what it is about.
        pub fn folder_of(rule: &Rule) -> &'static str {
            $($(if rule.id == $folder::$rule::RULE.id { return stringify!($folder); })*)*
            ""
        }
    };
}

rules! {
    message {
        status_not_success
        status_missing
        assertion_missing
        several_assertions
        assertion_encrypted
        encryption_algorithm_unsupported
        encrypted_for_identity_center
        bare_assertion
        response_too_large
        saml_response_not_base64
        saml_version_not_2
    }
    time {
        conditions_not_yet_valid
        conditions_expired
        subject_confirmation_expired
        redeemed_late
        instant_malformed
        instant_without_zone
        validity_window_empty
        validity_window_short
        issue_instant_missing
        issued_in_future
        clock_skew
        response_age
        authn_statement_missing
    }
    issuer {
        issuer_missing
        issuer_differs
        issuer_padded
    }
    audience {
        audience_missing
        audience_not_aws
        audience_of_another_service
        audience_regional
        audience_padded
        recipient_not_aws
        recipient_other_partition
        recipient_not_posted
        recipient_odd_form
        destination_not_aws
        destination_differs
    }
    subject {
        name_id_missing
        name_id_format_unlisted
        subject_confirmation_missing
        subject_confirmation_not_bearer
        subject_confirmation_repeated
        recipient_missing
        subject_confirmation_not_on_or_after_missing
        subject_confirmation_not_before
    }
    role {
        role_attribute_missing
    }
    signature {
        response_unsigned
        signature_malformed
        signature_reference_missing
        signature_reference_unresolved
        signature_reference_ambiguous
        signature_reference_external
        signature_digest_mismatch
        signature_value_mismatch
        signature_ecdsa_in_der
        signature_algorithm_sha1
        signature_algorithm_unknown_to_aws
        signature_key_weak
        signature_only_on_response
        signature_only_on_assertion
        certificate_expired
        certificate_not_yet_valid
        certificate_damaged
        certificate_extension_repeated
    }
    provider {
        provider_not_in_list
        issuer_not_the_providers
        signing_key_not_the_providers
        metadata_key_not_in_provider
        provider_not_of_the_pairs
    }
}

/// The rule of an id.
pub fn by_id(id: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.id == id)
}

#[cfg(test)]
mod test_case;
