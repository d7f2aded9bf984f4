//! What STS answered AssumeRoleWithSAML with: one change a response.
//!
//! The good response: one Assertion, signed alone with RSA-SHA256 and a certificate that had expired an
//! hour before; a persistent NameID; one bearer SubjectConfirmation to the global sign-in URL, for five
//! minutes; Conditions from a minute before, with the Audience `urn:amazon:webservices`; an
//! AuthnStatement; Role and RoleSessionName. The role's trust policy allows all and has no conditions.

use super::Answer::{Refused, Taken};
use super::Asked;
use super::Elsewhere::{Page, Refusal, Same, Seen, Silent, Standard};
use super::Measurement;
use crate::aws::known_errors::sts as known;

const STS: Measurement = Measurement {
    id: "",
    requirement: "",
    tried: "",
    elsewhere: Silent,
    asked: Asked::Sts,
    on: "2026-09-11",
    answer: Taken(""),
};

pub static ASSERTION_SIGNED: Measurement = Measurement {
    id: "assertion-signed",
    requirement: "the Assertion is signed",
    tried: "nothing; the Assertion alone is signed",
    elsewhere: Same("a response has to be signed with a key of the provider's metadata"),
    answer: Taken(""),
    ..STS
};

pub static BOTH_SIGNED: Measurement = Measurement {
    id: "both-signed",
    requirement: "the Assertion is signed",
    tried: "Response and Assertion are signed",
    elsewhere: Same("a response has to be signed with a key of the provider's metadata"),
    answer: Taken(""),
    ..STS
};

pub static ONLY_RESPONSE_SIGNED: Measurement = Measurement {
    id: "only-response-signed",
    requirement: "the Assertion is signed",
    tried: "only the Response is signed",
    elsewhere: Seen("responses signed outside alone have signed in"),
    answer: Refused(&known::ASSERTION_NOT_SIGNED),
    ..STS
};

pub static UNSIGNED: Measurement = Measurement {
    id: "unsigned",
    requirement: "the Assertion is signed",
    tried: "nothing is signed",
    elsewhere: Refusal("a response has to be signed with a key of the provider's metadata"),
    answer: Refused(&known::ASSERTION_NOT_SIGNED),
    ..STS
};

pub static NAME_ID_CHANGED_AFTER_SIGNING: Measurement = Measurement {
    id: "name-id-changed-after-signing",
    requirement: "the signature of the Assertion verifies",
    tried: "the NameID was changed after signing",
    elsewhere: Refusal("a response has to be signed with a key of the provider's metadata"),
    answer: Refused(&known::SIGNATURE_INVALID),
    ..STS
};

pub static RESPONSE_SIGNATURE_ZEROED: Measurement = Measurement {
    id: "response-signature-zeroed",
    requirement: "the signature of the Response verifies",
    tried: "the SignatureValue of the Response is zeros; the Assertion's own signature is good",
    elsewhere: Refusal("a response has to be signed with a key of the provider's metadata"),
    answer: Refused(&known::SIGNATURE_INVALID),
    ..STS
};

pub static AUDIENCE_OTHER: Measurement = Measurement {
    id: "audience-other",
    requirement: "an Audience is AWS's",
    tried: "the Audience is another application's",
    elsewhere: Refusal("a response without the required audience is refused"),
    answer: Taken(""),
    ..STS
};

pub static AUDIENCE_RESTRICTION_ABSENT: Measurement = Measurement {
    id: "audience-restriction-absent",
    requirement: "an Audience is AWS's",
    tried: "there is no AudienceRestriction",
    elsewhere: Refusal("a response without the required audience is refused"),
    answer: Taken(""),
    ..STS
};

pub static CONDITIONS_ABSENT: Measurement = Measurement {
    id: "conditions-absent",
    requirement: "there are Conditions",
    tried: "there are no Conditions",
    elsewhere: Silent,
    answer: Refused(&known::INVALID_BASE64),
    ..STS
};

pub static CONDITIONS_EXPIRED: Measurement = Measurement {
    id: "conditions-expired",
    requirement: "Conditions have not ended",
    tried: "Conditions began and ended a minute ago",
    elsewhere: Refusal("NotOnOrAfter of Conditions is enforced"),
    answer: Refused(&known::RESPONSE_EXPIRED),
    ..STS
};

pub static CONDITIONS_END_ABSENT: Measurement = Measurement {
    id: "conditions-end-absent",
    requirement: "Conditions have not ended",
    tried: "Conditions have no NotOnOrAfter",
    elsewhere: Silent,
    answer: Taken(""),
    ..STS
};

pub static CONDITIONS_BEGIN_IN_60_S: Measurement = Measurement {
    id: "conditions-begin-in-60-s",
    requirement: "Conditions have begun",
    tried: "Conditions begin in 60 s",
    elsewhere: Silent,
    answer: Taken(""),
    ..STS
};

pub static CONDITIONS_BEGIN_IN_240_S: Measurement = Measurement {
    id: "conditions-begin-in-240-s",
    requirement: "Conditions have begun",
    tried: "Conditions begin in 240 s",
    elsewhere: Silent,
    answer: Taken(""),
    ..STS
};

pub static CONDITIONS_BEGIN_IN_360_S: Measurement = Measurement {
    id: "conditions-begin-in-360-s",
    requirement: "Conditions begin before they end",
    tried: "Conditions begin in 360 s, a minute after their end",
    elsewhere: Standard("there is no instant at which that is valid"),
    answer: Taken(""),
    ..STS
};

pub static CONDITIONS_BEGIN_IN_A_DAY: Measurement = Measurement {
    id: "conditions-begin-in-a-day",
    requirement: "Conditions begin before they end",
    tried: "Conditions begin in a day, long after their end",
    elsewhere: Standard("there is no instant at which that is valid"),
    answer: Taken(""),
    ..STS
};

pub static CONDITIONS_BEGIN_UNREADABLE: Measurement = Measurement {
    id: "conditions-begin-unreadable",
    requirement: "instants are xs:dateTime",
    tried: "the NotBefore of Conditions is the word invalid",
    elsewhere: Standard("every instant is an xs:dateTime"),
    answer: Refused(&known::INVALID_BASE64),
    ..STS
};

pub static RECIPIENT_OF_ANOTHER_HOST: Measurement = Measurement {
    id: "recipient-of-another-host",
    requirement: "the Recipient is the sign-in URL",
    tried: "the Recipient is on a strange host",
    elsewhere: Page("the Recipient is the sign-in URL that is used"),
    answer: Taken("and made it SAML:aud"),
    ..STS
};

pub static RECIPIENT_NO_URL: Measurement = Measurement {
    id: "recipient-no-url",
    requirement: "the Recipient is the sign-in URL",
    tried: "the Recipient is the words not-a-url",
    elsewhere: Page("the Recipient is the sign-in URL that is used"),
    answer: Taken("and made it SAML:aud"),
    ..STS
};

pub static RECIPIENT_WITH_PROVIDER_ID: Measurement = Measurement {
    id: "recipient-with-provider-id",
    requirement: "the Recipient is the sign-in URL",
    tried: "the Recipient has the provider's identifier",
    elsewhere: Same("the Recipient is the sign-in URL that is used"),
    answer: Taken("and made it SAML:aud"),
    ..STS
};

pub static RECIPIENT_ABSENT: Measurement = Measurement {
    id: "recipient-absent",
    requirement: "SubjectConfirmationData has a Recipient",
    tried: "there is no Recipient",
    elsewhere: Page("SubjectConfirmationData has a Recipient and a NotOnOrAfter"),
    answer: Refused(&known::INVALID_BASE64),
    ..STS
};

pub static CONFIRMATION_EXPIRED: Measurement = Measurement {
    id: "confirmation-expired",
    requirement: "SubjectConfirmationData has not ended",
    tried: "its NotOnOrAfter is past",
    elsewhere: Refusal("NotOnOrAfter of SubjectConfirmationData is enforced"),
    answer: Refused(&known::RESPONSE_EXPIRED),
    ..STS
};

pub static CONFIRMATION_END_ABSENT: Measurement = Measurement {
    id: "confirmation-end-absent",
    requirement: "SubjectConfirmationData has a NotOnOrAfter",
    tried: "there is no NotOnOrAfter",
    elsewhere: Page("SubjectConfirmationData has a Recipient and a NotOnOrAfter"),
    answer: Refused(&known::INVALID_BASE64),
    ..STS
};

pub static CONFIRMATION_BEGINS_IN_A_DAY: Measurement = Measurement {
    id: "confirmation-begins-in-a-day",
    requirement: "SubjectConfirmationData has no NotBefore",
    tried: "it has a NotBefore a day ahead",
    elsewhere: Standard("a bearer confirmation has no NotBefore"),
    answer: Taken(""),
    ..STS
};

pub static CONFIRMATION_REPEATED: Measurement = Measurement {
    id: "confirmation-repeated",
    requirement: "there is one SubjectConfirmation",
    tried: "the SubjectConfirmation is there twice",
    elsewhere: Page("there is exactly one SubjectConfirmation"),
    answer: Refused(&known::INVALID_BASE64),
    ..STS
};

pub static NAME_ID_FORMAT_EMAIL: Measurement = Measurement {
    id: "name-id-format-email",
    requirement: "the NameID has a Format",
    tried: "the Format is emailAddress",
    elsewhere: Same("the Format is one of eight"),
    answer: Taken("and made it SAML:sub_type"),
    ..STS
};

pub static NAME_ID_FORMAT_OWN: Measurement = Measurement {
    id: "name-id-format-own",
    requirement: "the NameID has a Format",
    tried: "the Format is the word custom-format",
    elsewhere: Page("the Format is one of eight"),
    answer: Taken("and made it SAML:sub_type"),
    ..STS
};

pub static NAME_ID_FORMAT_ABSENT: Measurement = Measurement {
    id: "name-id-format-absent",
    requirement: "the NameID has a Format",
    tried: "the NameID has no Format",
    elsewhere: Silent,
    answer: Refused(&known::INVALID_BASE64),
    ..STS
};

pub static AUTHN_STATEMENT_ABSENT: Measurement = Measurement {
    id: "authn-statement-absent",
    requirement: "there is an AuthnStatement",
    tried: "there is no AuthnStatement",
    elsewhere: Standard("an assertion for the browser has an AuthnStatement"),
    answer: Refused(&known::INVALID_BASE64),
    ..STS
};

pub static SESSION_END_PAST: Measurement = Measurement {
    id: "session-end-past",
    requirement: "SessionNotOnOrAfter is to come",
    tried: "SessionNotOnOrAfter is past",
    elsewhere: Page("a session lasts until SessionNotOnOrAfter at the longest"),
    answer: Refused(&known::RESPONSE_EXPIRED),
    ..STS
};

pub static SESSION_END_IN_600_S: Measurement = Measurement {
    id: "session-end-in-600-s",
    requirement: "SessionNotOnOrAfter is to come",
    tried: "SessionNotOnOrAfter is 600 s ahead",
    elsewhere: Same("a session lasts until SessionNotOnOrAfter at the longest"),
    answer: Taken("for 598 s, less than the 900 that DurationSeconds may be"),
    ..STS
};

pub static SESSION_DURATION_900: Measurement = Measurement {
    id: "session-duration-900",
    requirement: "SessionDuration is 900 to 43200",
    tried: "SessionDuration is 900",
    elsewhere: Same("SessionDuration can only shorten the session of a call"),
    answer: Taken("for 900 s"),
    ..STS
};

pub static SESSION_DURATION_7200: Measurement = Measurement {
    id: "session-duration-7200",
    requirement: "SessionDuration is 900 to 43200",
    tried: "SessionDuration is 7200",
    elsewhere: Same("SessionDuration can only shorten the session of a call"),
    answer: Taken("for 3600 s: it lengthens no session of a call"),
    ..STS
};

pub static DURATION_SECONDS_7200: Measurement = Measurement {
    id: "duration-seconds-7200",
    requirement: "DurationSeconds is 900 to 43200",
    tried: "DurationSeconds of the call is 7200",
    elsewhere: Same("DurationSeconds may be up to the maximum of the role"),
    answer: Taken("for 7200 s"),
    ..STS
};

pub static PROVIDER_BEFORE_ROLE: Measurement = Measurement {
    id: "provider-before-role",
    requirement: "a Role value is a pair",
    tried: "the provider stands before the role",
    elsewhere: Same("the role stands first; other pages of it have the provider first"),
    answer: Taken(""),
    ..STS
};

pub static REQUESTED_ROLE_ABSENT: Measurement = Measurement {
    id: "requested-role-absent",
    requirement: "a Role value is the pair of the call",
    tried: "the pair names another role than the call",
    elsewhere: Page("RoleArn and PrincipalArn are those of the assertion"),
    answer: Refused(&known::ROLE_PAIR_NOT_IN_ASSERTION),
    ..STS
};

pub static SOURCE_IDENTITY_AND_TAGS: Measurement = Measurement {
    id: "source-identity-and-tags",
    requirement: "the trust policy allows all three actions",
    tried: "SourceIdentity, a tag and TransitiveTagKeys",
    elsewhere: Same("sts:TagSession and sts:SetSourceIdentity have to be allowed, too"),
    answer: Taken(""),
    ..STS
};

pub static RESPONSE_ISSUER_OTHER: Measurement = Measurement {
    id: "response-issuer-other",
    requirement: "the Issuers agree",
    tried: "the Issuer of the unsigned Response is another",
    elsewhere: Page("the Issuer is the entityID of the provider's metadata"),
    answer: Taken(""),
    ..STS
};

pub static ONE_TIME_USE_SENT_TWICE: Measurement = Measurement {
    id: "one-time-use-sent-twice",
    requirement: "OneTimeUse",
    tried: "a response with OneTimeUse is sent twice",
    elsewhere: Standard("OneTimeUse forbids a second use"),
    answer: Taken("both times"),
    ..STS
};

pub static PROXY_RESTRICTION: Measurement = Measurement {
    id: "proxy-restriction",
    requirement: "ProxyRestriction",
    tried: "a ProxyRestriction with Count 0",
    elsewhere: Silent,
    answer: Taken(""),
    ..STS
};

pub static ENCRYPTED_AES_128_CBC: Measurement = Measurement {
    id: "encrypted-aes-128-cbc",
    requirement: "the encryption is one that AWS lists",
    tried: "encrypted with aes128-cbc, its key with rsa-oaep-mgf1p",
    elsewhere: Same("AES-128 and AES-256, in CBC and GCM mode, and RSA-OAEP are taken"),
    answer: Taken(""),
    ..STS
};

pub static ENCRYPTED_AES_256_CBC: Measurement = Measurement {
    id: "encrypted-aes-256-cbc",
    requirement: "the encryption is one that AWS lists",
    tried: "encrypted with aes256-cbc, its key with rsa-oaep-mgf1p",
    elsewhere: Same("AES-128 and AES-256, in CBC and GCM mode, and RSA-OAEP are taken"),
    answer: Taken(""),
    ..STS
};

pub static ENCRYPTED_AES_128_GCM: Measurement = Measurement {
    id: "encrypted-aes-128-gcm",
    requirement: "the encryption is one that AWS lists",
    tried: "encrypted with aes128-gcm, its key with rsa-oaep-mgf1p",
    elsewhere: Same("AES-128 and AES-256, in CBC and GCM mode, and RSA-OAEP are taken"),
    answer: Taken(""),
    ..STS
};

pub static ENCRYPTED_AES_256_GCM: Measurement = Measurement {
    id: "encrypted-aes-256-gcm",
    requirement: "the encryption is one that AWS lists",
    tried: "encrypted with aes256-gcm, its key with rsa-oaep-mgf1p",
    elsewhere: Same("AES-128 and AES-256, in CBC and GCM mode, and RSA-OAEP are taken"),
    answer: Taken(""),
    ..STS
};

pub static ENCRYPTED_OAEP_SHA256: Measurement = Measurement {
    id: "encrypted-oaep-sha256",
    requirement: "the encryption is one that AWS lists",
    tried: "the key with rsa-oaep-mgf1p, SHA-256, MGF1 with SHA-1",
    elsewhere: Same("AES-128 and AES-256, in CBC and GCM mode, and RSA-OAEP are taken"),
    answer: Taken(""),
    ..STS
};

pub static ENCRYPTED_OAEP_MGF1_SHA256: Measurement = Measurement {
    id: "encrypted-oaep-mgf1-sha256",
    requirement: "the encryption is one that AWS lists",
    tried: "the key with xmlenc11 rsa-oaep, SHA-256, MGF1 with SHA-256",
    elsewhere: Same("AES-128 and AES-256, in CBC and GCM mode, and RSA-OAEP are taken"),
    answer: Taken(""),
    ..STS
};

pub static REQUIRED_NOT_ENCRYPTED: Measurement = Measurement {
    id: "required-not-encrypted",
    requirement: "a provider that requires encryption gets it",
    tried: "the assertion is not encrypted",
    elsewhere: Refusal("a provider that requires encryption refuses what is not"),
    answer: Refused(&known::INVALID_BASE64),
    ..STS
};

pub static REQUIRED_PLAIN_RECIPIENT: Measurement = Measurement {
    id: "required-plain-recipient",
    requirement: "the Recipient has the identifier of a provider that requires encryption",
    tried: "the Recipient is the plain sign-in URL",
    elsewhere: Page("a provider that requires encryption has a sign-in address of its own"),
    answer: Taken(""),
    ..STS
};

pub static REQUIRED_RECIPIENT_WITH_ID: Measurement = Measurement {
    id: "required-recipient-with-id",
    requirement: "the Recipient has the identifier of a provider that requires encryption",
    tried: "the Recipient has the provider's identifier",
    elsewhere: Same("a provider that requires encryption has a sign-in address of its own"),
    answer: Taken(""),
    ..STS
};

pub static REQUIRED_RECIPIENT_WITH_STRANGE_ID: Measurement = Measurement {
    id: "required-recipient-with-strange-id",
    requirement: "the Recipient has the identifier of a provider that requires encryption",
    tried: "the Recipient has another identifier",
    elsewhere: Page("a provider that requires encryption has a sign-in address of its own"),
    answer: Taken(""),
    ..STS
};

pub static ALL: &[&Measurement] = &[
    &ASSERTION_SIGNED,
    &BOTH_SIGNED,
    &ONLY_RESPONSE_SIGNED,
    &UNSIGNED,
    &NAME_ID_CHANGED_AFTER_SIGNING,
    &RESPONSE_SIGNATURE_ZEROED,
    &AUDIENCE_OTHER,
    &AUDIENCE_RESTRICTION_ABSENT,
    &CONDITIONS_ABSENT,
    &CONDITIONS_EXPIRED,
    &CONDITIONS_END_ABSENT,
    &CONDITIONS_BEGIN_IN_60_S,
    &CONDITIONS_BEGIN_IN_240_S,
    &CONDITIONS_BEGIN_IN_360_S,
    &CONDITIONS_BEGIN_IN_A_DAY,
    &CONDITIONS_BEGIN_UNREADABLE,
    &RECIPIENT_OF_ANOTHER_HOST,
    &RECIPIENT_NO_URL,
    &RECIPIENT_WITH_PROVIDER_ID,
    &RECIPIENT_ABSENT,
    &CONFIRMATION_EXPIRED,
    &CONFIRMATION_END_ABSENT,
    &CONFIRMATION_BEGINS_IN_A_DAY,
    &CONFIRMATION_REPEATED,
    &NAME_ID_FORMAT_EMAIL,
    &NAME_ID_FORMAT_OWN,
    &NAME_ID_FORMAT_ABSENT,
    &AUTHN_STATEMENT_ABSENT,
    &SESSION_END_PAST,
    &SESSION_END_IN_600_S,
    &SESSION_DURATION_900,
    &SESSION_DURATION_7200,
    &DURATION_SECONDS_7200,
    &PROVIDER_BEFORE_ROLE,
    &REQUESTED_ROLE_ABSENT,
    &SOURCE_IDENTITY_AND_TAGS,
    &RESPONSE_ISSUER_OTHER,
    &ONE_TIME_USE_SENT_TWICE,
    &PROXY_RESTRICTION,
    &ENCRYPTED_AES_128_CBC,
    &ENCRYPTED_AES_256_CBC,
    &ENCRYPTED_AES_128_GCM,
    &ENCRYPTED_AES_256_GCM,
    &ENCRYPTED_OAEP_SHA256,
    &ENCRYPTED_OAEP_MGF1_SHA256,
    &REQUIRED_NOT_ENCRYPTED,
    &REQUIRED_PLAIN_RECIPIENT,
    &REQUIRED_RECIPIENT_WITH_ID,
    &REQUIRED_RECIPIENT_WITH_STRANGE_ID,
];
