//! What IAM answers when a SAML provider or a trust policy is written.

use super::{EMPTY, KnownError};
use crate::citations::{
    CREATE_SAML_PROVIDER, IAM_KEYS_MEASURED, IAM_MEASURED, TROUBLESHOOT_SAML, TRUST_MEASURED,
    UPDATE_SAML_PROVIDER,
};
use crate::knowledge::Citation;
use crate::knowledge::Confidence::Certain;

/// Every sentence about private keys stands on the same pages.
const KEYS: &[Citation] = &[TROUBLESHOOT_SAML, UPDATE_SAML_PROVIDER];
/// The same pages, and recorded answers beside them.
const KEYS_MEASURED: &[Citation] = &[TROUBLESHOOT_SAML, UPDATE_SAML_PROVIDER, IAM_KEYS_MEASURED];

const INVALID_INPUT: Option<&str> = Some("InvalidInput");
const VALIDATION_ERROR: Option<&str> = Some("ValidationError");

pub static METADATA_NOT_PARSED: KnownError = KnownError {
    id: "metadata-not-parsed",
    message: "Could not parse metadata.",
    aliases: &["Unable to parse metadata"],
    status: Some(400),
    code: INVALID_INPUT,
    confidence: Certain,
    next: &[
        "save the metadata as UTF-8 without byte order mark, and see that it is XML and not a login page",
        "openssl x509 -in cert.pem -noout -text (RSA key of 1,024 bits at least, no extension twice)",
    ],
    citations: &[TROUBLESHOOT_SAML, CREATE_SAML_PROVIDER, IAM_MEASURED],
    ..EMPTY
};

pub static PRIVATE_KEY_INVALID: KnownError = KnownError {
    id: "private-key-invalid",
    message: "Invalid private key.",
    aliases: &[
        "Invalid private key. Key is encrypted.",
        "Invalid private key. Key format is not recognized. Private key file must be a .pem file.",
        "Key format is not recognized. Private key file must be a .pem file.",
    ],
    confidence: Certain,
    causes: &[
        "the file is not PEM, or the key in it is encrypted; its kind is no cause: PKCS #8, PKCS #1, RSA of 1,024 bits and even keys of elliptic curves are taken",
    ],
    next: &["make a new .pem of 16,384 characters at most, without passphrase"],
    citations: &[TROUBLESHOOT_SAML, UPDATE_SAML_PROVIDER, IAM_MEASURED],
    ..EMPTY
};

pub static PRIVATE_KEY_NOT_REMOVED: KnownError = KnownError {
    id: "private-key-not-removed",
    message: "Failed to remove private key.",
    status: Some(400),
    code: INVALID_INPUT,
    confidence: Certain,
    causes: &["the encryption mode is Required, and this is the provider's only key"],
    next: &[
        "add a new key first, or set the mode to Allowed: aws iam update-saml-provider --saml-provider-arn ARN --assertion-encryption-mode Allowed",
    ],
    citations: KEYS_MEASURED,
    ..EMPTY
};

pub static PRIVATE_KEY_ID_UNKNOWN: KnownError = KnownError {
    id: "private-key-id-unknown",
    message: "Failed to remove private key because the Key ID does not match a private key.",
    confidence: Certain,
    causes: &["the value of --remove-private-key is not the KeyId of one of the provider's keys"],
    next: &["aws iam get-saml-provider --saml-provider-arn ARN --query PrivateKeyList"],
    citations: KEYS,
    ..EMPTY
};

pub static NOTHING_TO_UPDATE: KnownError = KnownError {
    id: "provider-nothing-to-update",
    message: "Unable to update identity provider. No updates are defined for metadata or encryption assertion.",
    status: Some(400),
    code: VALIDATION_ERROR,
    confidence: Certain,
    causes: &["the call has nothing to change"],
    next: &[
        "pass --saml-metadata-document, --assertion-encryption-mode, --add-private-key or --remove-private-key",
    ],
    citations: KEYS_MEASURED,
    ..EMPTY
};

pub static ENCRYPTION_WITHOUT_KEY: KnownError = KnownError {
    id: "encryption-required-without-key",
    message: "Unable to set assertion encryption mode to Required because no private key is provided.",
    status: Some(400),
    code: VALIDATION_ERROR,
    confidence: Certain,
    causes: &[
        "the provider is made without a private key; of one that is there already IAM says it in other words",
    ],
    next: &["add one in the same call or before: --add-private-key file://key.pem"],
    citations: &[TROUBLESHOOT_SAML, UPDATE_SAML_PROVIDER, IAM_MEASURED],
    ..EMPTY
};

pub static ADD_AND_REMOVE_KEY: KnownError = KnownError {
    id: "private-key-added-and-removed",
    message: "Unable to add and remove private keys in the same request. Set a value for only one of the two parameters.",
    status: Some(400),
    code: VALIDATION_ERROR,
    confidence: Certain,
    causes: &["the call has both --add-private-key and --remove-private-key"],
    next: &["make two calls"],
    citations: KEYS_MEASURED,
    ..EMPTY
};

pub static PRIVATE_KEY_LIMIT: KnownError = KnownError {
    id: "private-key-limit",
    message: "Private key limit of 2 is reached.",
    status: Some(409),
    code: Some("LimitExceeded"),
    confidence: Certain,
    causes: &["the provider has two keys already; the same key given twice fills both places"],
    next: &[
        "remove the older one: aws iam update-saml-provider --saml-provider-arn ARN --remove-private-key KEYID",
    ],
    citations: KEYS_MEASURED,
    ..EMPTY
};

pub static FEDERATED_PRINCIPAL_INVALID: KnownError = KnownError {
    id: "federated-principal-invalid",
    message: "MalformedPolicyDocument: Federated principals must be valid domain names or SAML metadata ARNs",
    aliases: &["Federated principals must be valid domain names or SAML metadata ARNs"],
    status: Some(400),
    code: Some("MalformedPolicyDocument"),
    confidence: Certain,
    causes: &[
        "Principal.Federated of the trust policy is not the ARN of a SAML provider; \"*\" is none either",
    ],
    next: &["write arn:aws:iam::ACCOUNT:saml-provider/NAME, in the account's partition"],
    citations: &[CREATE_SAML_PROVIDER, TRUST_MEASURED],
    ..EMPTY
};

pub static METADATA_NO_ISSUER: KnownError = KnownError {
    id: "metadata-no-assertion-issuer",
    message: "SAML Providers must reference at least one SAML assertion issuer.",
    status: Some(400),
    code: INVALID_INPUT,
    confidence: Certain,
    causes: &[
        "the metadata is a service provider's, or its EntityDescriptor is empty: there is no IDPSSODescriptor",
    ],
    next: &["download the metadata of the identity provider; it has an IDPSSODescriptor"],
    citations: &[IAM_MEASURED],
    ..EMPTY
};

pub static ENCRYPTION_MODE_WITHOUT_KEY: KnownError = KnownError {
    id: "encryption-mode-without-key",
    message: "Failed to set assertion encryption mode to Required because no private key is present.",
    status: Some(400),
    code: INVALID_INPUT,
    confidence: Certain,
    causes: &["the provider is there and has no private key"],
    next: &["add one in the same call or before: --add-private-key file://key.pem"],
    citations: &[IAM_KEYS_MEASURED],
    ..EMPTY
};

pub static PROVIDER_TO_DELETE_ABSENT: KnownError = KnownError {
    id: "provider-manifest-not-found",
    message: "Manifest not found for arn {}",
    status: Some(404),
    code: Some("NoSuchEntity"),
    confidence: Certain,
    causes: &["the provider was deleted already, is named otherwise, or stands in another account"],
    next: &["aws iam list-saml-providers"],
    citations: &[IAM_KEYS_MEASURED],
    ..EMPTY
};

pub static TRUST_PRINCIPAL_INVALID: KnownError = KnownError {
    id: "trust-principal-invalid",
    message: "AssumeRolepolicy contained an invalid principal: {}",
    status: Some(400),
    code: Some("MalformedPolicyDocument"),
    confidence: Certain,
    causes: &["the trust policy has \"Principal\": \"*\", which IAM does not save (it names it \"STAR\")"],
    next: &["name the provider: \"Principal\": {\"Federated\": \"arn:aws:iam::ACCOUNT:saml-provider/NAME\"}"],
    citations: &[TRUST_MEASURED],
    ..EMPTY
};

pub static ALL: &[&KnownError] = &[
    &METADATA_NOT_PARSED,
    &METADATA_NO_ISSUER,
    &PRIVATE_KEY_INVALID,
    &PRIVATE_KEY_NOT_REMOVED,
    &PRIVATE_KEY_ID_UNKNOWN,
    &NOTHING_TO_UPDATE,
    &ENCRYPTION_WITHOUT_KEY,
    &ENCRYPTION_MODE_WITHOUT_KEY,
    &ADD_AND_REMOVE_KEY,
    &PRIVATE_KEY_LIMIT,
    &PROVIDER_TO_DELETE_ABSENT,
    &FEDERATED_PRINCIPAL_INVALID,
    &TRUST_PRINCIPAL_INVALID,
];
