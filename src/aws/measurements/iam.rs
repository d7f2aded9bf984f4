//! What IAM answered to metadata, private keys and encryption modes of SAML providers.

use super::Answer::{Refused, Taken};
use super::Asked;
use super::Elsewhere::{Page, Refusal, Same, Silent};
use super::Measurement;
use crate::aws::known_errors::iam as known;

const IAM: Measurement = Measurement {
    id: "",
    requirement: "",
    tried: "",
    elsewhere: Silent,
    asked: Asked::Iam,
    on: "2026-09-11",
    answer: Taken(""),
};

pub static METADATA_NO_ENTITY_ID: Measurement = Measurement {
    id: "metadata-no-entity-id",
    requirement: "the EntityDescriptor has an entityID",
    tried: "there is no entityID",
    elsewhere: Refusal("metadata that cannot be parsed is refused"),
    answer: Refused(&known::METADATA_NOT_PARSED),
    ..IAM
};

pub static METADATA_ANOTHER_ROOT: Measurement = Measurement {
    id: "metadata-another-root",
    requirement: "the root is an EntityDescriptor",
    tried: "the root is another element",
    elsewhere: Refusal("metadata that cannot be parsed is refused"),
    answer: Refused(&known::METADATA_NOT_PARSED),
    ..IAM
};

pub static METADATA_CERTIFICATE_NO_DER: Measurement = Measurement {
    id: "metadata-certificate-no-der",
    requirement: "the certificates can be read",
    tried: "the certificate is no DER",
    elsewhere: Refusal("metadata that cannot be parsed is refused"),
    answer: Refused(&known::METADATA_NOT_PARSED),
    ..IAM
};

pub static METADATA_EMPTY_ENTITY: Measurement = Measurement {
    id: "metadata-empty-entity",
    requirement: "there is an IDPSSODescriptor",
    tried: "the EntityDescriptor is empty",
    elsewhere: Silent,
    answer: Refused(&known::METADATA_NO_ISSUER),
    ..IAM
};

pub static METADATA_NO_KEY_DESCRIPTOR: Measurement = Measurement {
    id: "metadata-no-key-descriptor",
    requirement: "there is a certificate for signing",
    tried: "there is no KeyDescriptor",
    elsewhere: Page("the metadata holds the keys that responses are verified with"),
    answer: Taken(""),
    ..IAM
};

pub static METADATA_ENCRYPTION_KEY_ONLY: Measurement = Measurement {
    id: "metadata-encryption-key-only",
    requirement: "there is a certificate for signing",
    tried: "the only KeyDescriptor is for encryption",
    elsewhere: Page("the metadata holds the keys that responses are verified with"),
    answer: Taken(""),
    ..IAM
};

pub static METADATA_ENTITIES_ROUND_ONE: Measurement = Measurement {
    id: "metadata-entities-round-one",
    requirement: "the root is an EntityDescriptor",
    tried: "an EntitiesDescriptor round one EntityDescriptor",
    elsewhere: Silent,
    answer: Taken(""),
    ..IAM
};

pub static METADATA_NO_SIGN_ON_SERVICE: Measurement = Measurement {
    id: "metadata-no-sign-on-service",
    requirement: "there is a SingleSignOnService",
    tried: "there is no SingleSignOnService",
    elsewhere: Silent,
    answer: Taken(""),
    ..IAM
};

pub static METADATA_COMMENT_BEHIND_THE_ROOT: Measurement = Measurement {
    id: "metadata-comment-behind-the-root",
    requirement: "the document ends with its root",
    tried: "a comment stands behind the root",
    elsewhere: Silent,
    answer: Taken(""),
    ..IAM
};

pub static METADATA_VALID_UNTIL_PAST: Measurement = Measurement {
    id: "metadata-valid-until-past",
    requirement: "validUntil is to come",
    tried: "validUntil is in 2020",
    elsewhere: Same("IAM does not evaluate validUntil"),
    answer: Taken("and set its own ValidUntil, a hundred years on"),
    ..IAM
};

pub static PRIVATE_KEY_PKCS1: Measurement = Measurement {
    id: "private-key-pkcs1",
    requirement: "the private key is one that IAM takes",
    tried: "PKCS #1 instead of PKCS #8",
    elsewhere: Same("a private key is a .pem file without passphrase"),
    answer: Taken(""),
    ..IAM
};

pub static PRIVATE_KEY_RSA_1024: Measurement = Measurement {
    id: "private-key-rsa-1024",
    requirement: "the private key is one that IAM takes",
    tried: "RSA of 1,024 bits",
    elsewhere: Same("a private key is a .pem file without passphrase"),
    answer: Taken(""),
    ..IAM
};

pub static PRIVATE_KEY_EC: Measurement = Measurement {
    id: "private-key-ec",
    requirement: "the private key is one that IAM takes",
    tried: "an elliptic curve's",
    elsewhere: Same("a private key is a .pem file without passphrase"),
    answer: Taken(""),
    ..IAM
};

pub static PRIVATE_KEY_TWICE: Measurement = Measurement {
    id: "private-key-twice",
    requirement: "a provider has two private keys at most",
    tried: "the same key a second time",
    elsewhere: Same("a provider has two private keys at most"),
    answer: Taken("into the second place"),
    ..IAM
};

pub static PRIVATE_KEY_THIRD: Measurement = Measurement {
    id: "private-key-third",
    requirement: "a provider has two private keys at most",
    tried: "a third key",
    elsewhere: Refusal("a provider has two private keys at most"),
    answer: Refused(&known::PRIVATE_KEY_LIMIT),
    ..IAM
};

pub static REQUIRED_WITHOUT_KEY_AT_CREATION: Measurement = Measurement {
    id: "required-without-key-at-creation",
    requirement: "a provider that requires encryption has a private key",
    tried: "mode Required without a key, in CreateSAMLProvider",
    elsewhere: Refusal("the mode Required needs a private key"),
    answer: Refused(&known::ENCRYPTION_WITHOUT_KEY),
    ..IAM
};

pub static REQUIRED_WITHOUT_KEY_AT_UPDATE: Measurement = Measurement {
    id: "required-without-key-at-update",
    requirement: "a provider that requires encryption has a private key",
    tried: "mode Required without a key, in UpdateSAMLProvider",
    elsewhere: Refusal("the mode Required needs a private key"),
    answer: Refused(&known::ENCRYPTION_MODE_WITHOUT_KEY),
    ..IAM
};

pub static KEY_ADDED_AND_REMOVED: Measurement = Measurement {
    id: "key-added-and-removed",
    requirement: "a call adds or removes a key",
    tried: "both in one call",
    elsewhere: Refusal("a call adds a key or removes one"),
    answer: Refused(&known::ADD_AND_REMOVE_KEY),
    ..IAM
};

pub static LAST_KEY_REMOVED: Measurement = Measurement {
    id: "last-key-removed",
    requirement: "a provider that requires encryption has a private key",
    tried: "the last key is removed",
    elsewhere: Refusal("the last key stays while the mode is Required"),
    answer: Refused(&known::PRIVATE_KEY_NOT_REMOVED),
    ..IAM
};

pub static NOTHING_UPDATED: Measurement = Measurement {
    id: "nothing-updated",
    requirement: "a call changes something",
    tried: "nothing to change",
    elsewhere: Refusal("a call changes metadata, mode or keys"),
    answer: Refused(&known::NOTHING_TO_UPDATE),
    ..IAM
};

pub static DELETED_TWICE: Measurement = Measurement {
    id: "deleted-twice",
    requirement: "the provider that is deleted is there",
    tried: "it was deleted before",
    elsewhere: Silent,
    answer: Refused(&known::PROVIDER_TO_DELETE_ABSENT),
    ..IAM
};

pub static ALL: &[&Measurement] = &[
    &METADATA_NO_ENTITY_ID,
    &METADATA_ANOTHER_ROOT,
    &METADATA_CERTIFICATE_NO_DER,
    &METADATA_EMPTY_ENTITY,
    &METADATA_NO_KEY_DESCRIPTOR,
    &METADATA_ENCRYPTION_KEY_ONLY,
    &METADATA_ENTITIES_ROUND_ONE,
    &METADATA_NO_SIGN_ON_SERVICE,
    &METADATA_COMMENT_BEHIND_THE_ROOT,
    &METADATA_VALID_UNTIL_PAST,
    &PRIVATE_KEY_PKCS1,
    &PRIVATE_KEY_RSA_1024,
    &PRIVATE_KEY_EC,
    &PRIVATE_KEY_TWICE,
    &PRIVATE_KEY_THIRD,
    &REQUIRED_WITHOUT_KEY_AT_CREATION,
    &REQUIRED_WITHOUT_KEY_AT_UPDATE,
    &KEY_ADDED_AND_REMOVED,
    &LAST_KEY_REMOVED,
    &NOTHING_UPDATED,
    &DELETED_TWICE,
];
