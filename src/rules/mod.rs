//! The list of rules. A rule is one file, one word here, and one folder of fixtures.

use crate::rule::Rule;

mod audiences;
mod calls;
pub use crate::citations;
mod center;
mod encryption;
mod federation_tokens;
mod instants;
mod missing;
mod passage;
mod permissions_of;
mod policies;
mod principal_tags;
mod providers;
mod recipients;
mod relay_states;
mod role_origins;
mod role_values;
mod scim_bodies;
mod session_duration;
mod session_names;
mod signatures;
mod trusts;
mod user_names;
mod values;

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
        part_encrypted
        encrypted_data_out_of_place
        decryption_failed
        encryption_algorithm_unsupported
        encrypted_for_identity_center
        bare_assertion
        response_too_large
        saml_response_not_base64
        content_behind_document
        xml_version_unknown
        saml_version_not_2
        encoding_declared_wrong
        not_as_configured
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
        conditions_missing
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
        audience_restriction_of_others
        recipient_not_aws
        recipient_other_partition
        recipient_not_posted
        recipient_odd_form
        destination_not_aws
        destination_differs
    }
    subject {
        name_id_missing
        name_id_format_missing
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
        groups_behind_a_link
        role_attribute_repeated
        role_value_missing
        role_value_not_pair
        role_arn_malformed
        role_resource_wrong_kind
        role_cross_account
        role_cross_partition
        role_value_padded
        role_value_inner_space
        role_template_unresolved
        role_identity_center_managed
        role_does_not_exist
        provider_identity_center_managed
        role_value_repeated
        requested_role_not_in_assertion
    }
    session {
        role_session_name_missing
        role_session_name_empty
        role_session_name_repeated
        role_session_name_malformed
        role_session_name_too_short
        role_session_name_too_long
        role_session_name_padded
        session_duration_not_integer
        session_duration_out_of_range
        session_duration_repeated
        session_duration_without_effect
        session_not_on_or_after_early
        session_duration_above_maximum
        session_length
        session_not_on_or_after_past
    }
    source_identity {
        source_identity_empty
        source_identity_malformed
        source_identity_too_short
        source_identity_too_long
        source_identity_reserved_prefix
        source_identity_repeated
    }
    tags {
        principal_tag_count
        principal_tag_key_empty
        principal_tag_key_too_long
        principal_tag_key_malformed
        principal_tag_reserved_prefix
        principal_tag_value_too_long
        principal_tag_value_malformed
        principal_tag_keys_collide
        principal_tag_repeated
        transitive_tag_key_unknown
        session_tags_large
    }
    attributes {
        attribute_value_padded
        attribute_value_split_by_comment
        aws_attribute_name_near_miss
    }
    connect {
        connect_instance_malformed
        connect_relay_state_other_partition
        connect_destination_not_encoded
        connect_relay_state_odd
        connect_region_unknown
        connect_region_not_the_sign_ins
        connect_global_ids_differ
        connect_login_impossible
        connect_roles_several
        connect_user_not_in_list
        connect_users_incomplete
        connect_users_of_another_instance
        connect_instance_not_saml
        connect_instance_differs
        connect_token_not_allowed
        connect_session_short
        connect_relay_state_elsewhere
    }
    identity_center {
        center_name_id_format
        center_name_id_not_address
        center_address_not_acs
        center_audience_differs
        directory_login_event
        access_control_value_not_single
        access_control_too_many
        access_control_name_format
        access_control_name_near_miss
        center_assertion_too_long
        center_session_length
        center_acs_missing
        center_given_iams_response
        center_user_not_in_list
        center_metadata_differs
        center_instance_differs
    }
    services {
        request_not_answered
        posted_to_another_service
        begun_at_the_provider
        client_vpn_attribute_missing
        client_vpn_portal_only
        client_vpn_name_id_not_address
        client_vpn_certificate_expired
        service_name_id_missing
        stack_of_another_account
        name_id_not_persistent
        email_tag_missing
        redshift_user_malformed
        open_search_attribute_missing
        open_search_issuer_differs
        open_search_address_of_the_other_way
        open_search_roles_too_long
        service_audience_differs
        service_address_odd
        cognito_name_id_transient
        cognito_character_too_wide
        registration_code_malformed
        stack_not_named
        redshift_groups_in_one_value
    }
    scim {
        scim_refused
        scim_name_missing
        scim_value_empty
        scim_values_several
        scim_attribute_unsupported
        scim_email_not_primary
        scim_address_incomplete
        scim_value_too_long
        scim_value_control_character
        scim_user_exists
        scim_patch_without_path
        scim_patch_unsupported
        scim_members_too_many
        scim_filter_unsupported
        scim_address_malformed
    }
    signature {
        response_unsigned
        signature_malformed
        signature_reference_missing
        signature_reference_without_uri
        signature_keys_untried
        namespace_relative
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
        given_certificate_not_the_signer
        certificate_extension_repeated
        signature_method_not_asymmetric
        signature_transform_not_saml
        signature_references_several
        signature_not_in_what_it_signs
        signed_element_not_the_one_read
        duplicate_id
        unsigned_assertion_beside_signed
        comment_in_name_id
        comment_in_issuer_or_audience
        comment_in_digest_value
    }
    call {
        call_role_arn_malformed
        call_principal_arn_malformed
        call_to_another_partition
        duration_seconds_above_maximum
        duration_seconds_out_of_range
    }
    trust {
        trust_audience_differs
        trust_condition_not_met
        trust_policy_denies
        trust_provider_not_named
        trust_action_missing
        trust_tag_session_missing
        trust_source_identity_missing
        trust_condition_unknown
        role_file_of_another
        role_arn_not_the_roles
        role_not_in_list
        control_policy_denies
        control_policy_not_given
        policy_takes_no_part
        cloudtrail_event
        cloudtrail_event_afterwards
        cloudtrail_without_event
        trust_policy_changed_since
        trust_policy_not_saved
        trust_principal_unknown
        trust_audience_not_tested
        trust_value_never_fits
        trust_sign_in_address_left_out
        trust_set_operator_misused
        trust_key_never_there
        trust_statement_lets_no_saml_in
        trust_open_to_every_account
        trust_date_past
        trust_version_missing
        trust_source_identity_not_required
        trust_keys_of_another_action
        policy_key_unknown
        control_policy_not_saved
    }
    provider {
        provider_not_in_list
        issuer_not_the_providers
        signing_key_not_the_providers
        metadata_key_not_in_provider
        provider_not_of_the_pairs
        metadata_of_another_provider
        sign_in_url_of_another_provider
        provider_cannot_decrypt
        provider_requires_encryption
        recipient_without_provider_id
    }
    metadata {
        metadata_has_bom
        metadata_not_utf8
        metadata_is_html
        metadata_not_well_formed
        metadata_length_out_of_range
        metadata_no_idp_descriptor
        metadata_entity_id_missing
        metadata_no_signing_key
        metadata_certificate_damaged
        metadata_certificates_run_together
        metadata_certificate_with_pem_lines
        metadata_key_too_small
        metadata_certificate_extension_repeated
        metadata_too_many_keys
        metadata_several_entities
        metadata_certificate_expired
        metadata_valid_until_past
    }
}

/// The rule of an id.
pub fn by_id(id: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.id == id)
}

#[cfg(test)]
mod test_case;
