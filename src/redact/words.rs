//! The words that may stay: of standards, of AWS, of the identity providers' own addresses. They are
//! nobody's, and rules go by them.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::aws::attributes::{self, near_miss};
use crate::aws::known_errors;

/// Words of addresses that identity providers, AWS and the standards have in common.
const ADDRESS: &str = "localhost 35001 idpresponse registration code registrationcode yourregistrationcode \
    saml saml2 saml20 acs sso idp sp slo metadata xml login signin sign logout auth oauth2 oauth \
    realms protocol adfs services trust ls app apps home oasis names tc core nameid format attrname status \
    unspecified emailaddress persistent transient entity windowsdomainqualifiedname kerberos x509subjectname \
    success requester responder authnfailed versionmismatch nopassive unknownprincipal requestdenied \
    bindings http post redirect soap paos artifact browser nameformat basic uri ac classes password \
    passwordprotectedtransport x509 tlsclient timesynctoken previoussession internetprotocol cm bearer holder of key \
    sender vouches urn amazon webservices govcloud clientvpn cognito aws com cn us gov eu ap sa ca me af il mx \
    east west north south central northeast northwest southeast southwest iso isob isoe isof eusc de \
    console connect federate new domain destination ccp v1 v2 v3 api instance instances my portal start platform static \
    assertion responder shibboleth simplesaml simplesamlphp module php saml2idp sts www accounts o idpid wsfed wstrust \
    federationmetadata wsfederation passive response request relaystate samlresponse samlrequest s3 ec2 iam region \
    directory d us1 https http ldap mace incommon oid ietf params protocols tokentype attributes role schemas \
    xmlsoap ws identity claims name givenname surname upn objectidentifier tenantid displayname identityprovider \
    authenticationmethod authnmethodsreferences windowsaccountname primarysid groups group nameidentifier homepage \
    index html default saas get json oauth2 common exk passive authn context class ref user ui sign-on signon session \
    cloudfront doc signing encryption exact minimum maximum better self service vpn grafana workspace g euc registrationcode slid sliad appstream2 stack accountid instanceid provider redshift redshift-serverless opensearch es sso-idp quicksight workspaces appstream stacks search vpc dashboards opendistro security plugin kibana idpinitiated scim identitystore tenant ccp-v2 agent-app-v2 app2 v4 version idps awsapps appid sign_in";

/// Before the resource of an ARN.
const ARN: &str = "arn aws cn us gov eusc iso b e f iam sts sso connect signin ec2 s3 saml amazon east west north \
    south central northeast northwest southeast southwest eu ap sa ca me af il mx de isob isoe isof 1 2 3 4 5 6 7";

const RESOURCE_TYPES: &[&str] = &[
    "role",
    "roles",
    "saml-provider",
    "saml-providers",
    "saml_provider",
    "samlprovider",
    "oidc-provider",
    "user",
    "group",
    "policy",
    "instance-profile",
    "assumed-role",
    "federated-user",
    "instance",
    "server-certificate",
    "mfa",
    "permissionset",
    "application",
    "root",
];

/// Behind the type of a resource, in this case.
const RESOURCE: &[&str] = &[
    "aws",
    "reserved",
    "sso",
    "service",
    "AWSReservedSSO",
    "AWSSSO",
    "DO",
    "NOT",
    "DELETE",
    "AWSServiceRoleFor",
];

/// What the names of identity providers' products begin with.
const VENDORS: &[&str] = &[
    "okta",
    "entra",
    "azure",
    "adfs",
    "google",
    "gsuite",
    "onelogin",
    "pingone",
    "pingfederate",
    "pingfed",
    "pingid",
    "jumpcloud",
    "auth0",
    "duosec",
    "cyberark",
    "idaptive",
    "workspaceone",
    "vmwareidentity",
    "keycloak",
    "shibboleth",
    "shib",
];

/// Whose tenants stand before these domains, or behind them.
const DOMAINS: &[&str] = &[
    "es.amazonaws.com",
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.cn",
    "amazonaws-us-gov.com",
    "amazonaws-eusc.eu",
    "amazonaws.eu",
    "amazonwebservices.com.cn",
    "aws.amazon.com",
    "amazon.com",
    "awsapps.com",
    "awsapps.cn",
    "amazoncognito.com",
    "signin.aws",
    "signin.aws-us-gov",
    "api.aws",
    "app.aws",
    "my.connect.aws",
    "sign-in.connect.aws",
    "connect.aws",
    "on.aws",
    "c2shome.ic.gov",
    "sc2shome.sgov.gov",
    "csphome.adc-e.uk",
    "csphome.hci.ic.gov",
    "okta.com",
    "oktapreview.com",
    "okta-emea.com",
    "okta-gov.com",
    "onelogin.com",
    "auth0.com",
    "sts.windows.net",
    "windows.net",
    "login.microsoftonline.com",
    "microsoftonline.com",
    "microsoftonline.us",
    "microsoft.com",
    "accounts.google.com",
    "google.com",
    "pingone.com",
    "pingone.eu",
    "pingone.ca",
    "pingone.asia",
    "pingone.com.au",
    "pingone.sg",
    "pingidentity.com",
    "jumpcloud.com",
    "duosecurity.com",
    "idaptive.app",
    "cyberark.cloud",
    "vmwareidentity.com",
    "workspaceoneaccess.com",
];

/// Hosts that serve nothing but standards.
const PUBLIC: &[&str] = &["www.w3.org", "w3.org", "docs.oasis-open.org", "schemas.xmlsoap.org"];

const TOP_LEVEL: &str = "com net org edu gov mil int io co dev app cloud info biz name eu de fr uk us ca au nz jp cn in \
    nl be ch at it es pt se no dk fi pl cz ie br mx za sg hk kr tw il ae ru tr gr ro hu ar cl tech online site \
    example invalid test local lan internal intranet corp localdomain aws zone systems solutions digital ai me tv \
    xyz group global world health bank money work works services software technology studio design agency company";

const HARMLESS_IN_A_FILE_NAME: &str = "a an and the in on of to my by at no is not all bad good old new one two login logon \
    logins response responses request saml samlresponse samlrequest capture captured captures har tracer trace \
    network log logs role roles provider providers trust policy policies metadata idp sp users user agents agent scp rcp \
    cloudtrail event events certificate cert key pem form body curl copy paste pasted page error failing failed fails \
    works ok sign signin signed unsigned test tests sample samples example input output before after safe redacted stdin \
    picker admin federation connect console iam sts aws file data text raw xml json html txt b64 base64 prod production staging dev \
    customer ticket case chrome firefox safari edge browser devtools export exported fiddler charles first second last \
    broken working expired refused accepted encrypted signature role1 role2 list get entry large big small left open clean";

const EXTENSIONS: &[&str] = &[
    "har", "xml", "b64", "base64", "txt", "json", "html", "htm", "pem", "crt", "cer", "der", "yaml", "yml",
    "log", "http", "curl", "sh", "form", "saml", "csv", "ps1", "saz", "zip", "gz", "eml",
];

const DISTINGUISHED_NAME: &[&str] =
    &["CN", "OU", "DC", "O", "C", "L", "ST", "UID", "cn", "ou", "dc", "o", "c", "l", "st", "uid"];

/// Words around AWS's sentences in its parenthesis, in logs and on pages.
const SENTENCE: &str = "error errors exception code status service request id requestid http type sender receiver fault \
    when calling the operation an occurred response message reason proxy null client aws sts saml signin sign in \
    assumerolewithsaml access denied try again please contact your administrator amazon web services account \
    securitytoken awssecuritytokenservice awsopeniddiscoveryservice see page could not be for is was a of to and \
    samlresponse samlrequest samlassertion relaystate rolearn principalarn durationseconds wresult date \
    user with name arn identity based policy allows action resource because authorized perform found exist may only specify actions \
    security included is expired login failed unable manifest not locate credentials you can configure by running reading \
    provider api https an at it do";

/// Words that AWS's tools and policies write.
const KEYWORDS: &str = "Allow Deny Statement Sid Effect Principal NotPrincipal Action NotAction Resource NotResource Condition \
    Version Federated Service AWS CanonicalUser StringEquals StringNotEquals StringLike StringNotLike \
    StringEqualsIgnoreCase StringNotEqualsIgnoreCase NumericEquals NumericLessThan NumericLessThanEquals NumericGreaterThan \
    NumericGreaterThanEquals DateEquals DateLessThan DateGreaterThan DateLessThanEquals DateGreaterThanEquals Bool Null BinaryEquals IpAddress \
    NotIpAddress ArnEquals ArnLike ArnNotEquals ArnNotLike ForAllValues ForAnyValue IfExists \
    StringEqualsIfExists StringLikeIfExists BoolIfExists ArnLikeIfExists NullIfExists \
    sts saml SAML aws iam AssumeRoleWithSAML AssumeRole AssumeRoleWithWebIdentity TagSession SetSourceIdentity GetFederationToken \
    aud iss sub sub_type doc namequalifier SourceIdentity sourceIdentity PrincipalTag RequestTag ResourceTag TagKeys PrincipalArn \
    PrincipalOrgID SourceIp RequestedRegion FederatedProvider MultiFactorAuthPresent PrincipalIsAWSService \
    RoleSessionName ExternalId TransitiveTagKeys SourceVpce SourceVpc SecureTransport PrincipalAccount ResourceAccount \
    persistent transient true false null True False Role Roles RoleName RoleId RoleArn Arn Path CreateDate ValidUntil \
    MaxSessionDuration AssumeRolePolicyDocument Description Tags Key Value RoleLastUsed LastUsedDate Region \
    PermissionsBoundary PermissionsBoundaryType PermissionsBoundaryArn PolicyVersion PolicyDocument Document VersionId \
    IsDefaultVersion Policy Policies PolicyName PolicyId PolicyArn PolicySummary Content Type AwsManaged Id Name \
    SERVICE_CONTROL_POLICY RESOURCE_CONTROL_POLICY AttachedPolicies PolicyNames \
    SAMLProviderUUID SAMLMetadataDocument SAMLProviderList AssertionEncryptionMode PrivateKeyList KeyId Timestamp \
    Required Allowed UserSummaryList Users User Username IdentityInfo FirstName LastName Email SecondaryEmail Mobile PhoneConfig \
    PhoneType AutoAccept AfterContactWorkTimeLimit DeskPhoneNumber SOFT_PHONE DESK_PHONE DirectoryUserId \
    SecurityProfileIds RoutingProfileId HierarchyGroupId LastModifiedTime LastModifiedRegion Instance \
    IdentityManagementType InstanceAlias InstanceStatus ServiceRole InboundCallsEnabled OutboundCallsEnabled ACTIVE CONNECT_MANAGED \
    EXISTING_DIRECTORY CREATED CREATION_IN_PROGRESS InstanceSummaryList CreatedTime ApproximateTotalCount \
    DomainConfig DomainStatus DomainName AdvancedSecurityOptions Options Enabled InternalUserDatabaseEnabled SAMLOptions Idp \
    EntityId MetadataContent RolesKey SubjectKey SessionTimeoutMinutes Instances InstanceArn IdentityStoreId OwnerAccountId \
    UserName UserId GivenName FamilyName DisplayName Emails Primary ExternalIds Addresses PhoneNumbers SAML \
    schemas schema detail status exceptionRequestId timeStamp Operations operations op path value members externalId displayName \
    givenName familyName middleName formatted emails primary addresses phoneNumbers photos ims x509Certificates entitlements active \
    manager department httpBody tenantId add replace remove ADD REPLACE REMOVE work other Groups streetAddress locality region postalCode country co sw ew eq ne gt ge lt le pr ConflictException \
    ValidationException UnauthorizedException ThrottlingException CreateUser PatchUser PutUser DeleteUser CreateGroup PatchGroup \
    DeleteGroup HIDDEN_DUE_TO_SECURITY_REASONS Unknown \
    first last name user login routing profile security phone soft desk number auto accept yes no ACW timeout seconds mail address \
    Records Events CloudTrailEvent eventVersion userIdentity type principalId arn accountId userName sessionContext \
    sessionIssuer attributes creationDate mfaAuthenticated webIdFederationData eventTime eventSource eventName awsRegion \
    sourceIPAddress userAgent errorCode errorMessage requestParameters responseElements additionalEventData requestID eventID \
    readOnly eventType managementEvent recipientAccountId eventCategory resources ARN sAMLAssertionID roleSessionName roleArn \
    principalArn durationSeconds principalTags transitiveTagKeys identityProvider SAMLUser WebIdentityUser AssumedRole IAMUser Root \
    AwsApiCall AwsConsoleSignIn AwsServiceEvent Management ConsoleLogin SwitchRole tlsDetails tlsVersion cipherSuite \
    clientProvidedHostHeader sharedEventID SamlProviderArn LoginTo MobileVersion MFAUsed Success Failure \
    EventId EventName EventTime EventSource ReadOnly Resources ResourceType ResourceName detail source account time region \
    AssumedRoleUser AssumedRoleId Credentials AccessKeyId SecretAccessKey SessionToken Expiration Subject SubjectType Issuer \
    Audience NameQualifier PackedPolicySize SourceIdentity Error Code Message RequestId ResponseMetadata HTTPStatusCode HTTPHeaders RetryAttempts \
    GetRoleResponse GetRoleResult ListRolesResponse ListRolesResult GetSAMLProviderResponse GetSAMLProviderResult \
    ListSAMLProvidersResponse ListSAMLProvidersResult AssumeRoleWithSAMLResponse AssumeRoleWithSAMLResult member \
    IsTruncated Marker NextToken MaxItems Targets TargetId ParentId OrganizationalUnits Accounts Status Email JoinedMethod JoinedTimestamp \
    InvalidIdentityToken InvalidIdentityTokenException AccessDenied ExpiredToken ExpiredTokenException ValidationError \
    GetRole GetSAMLProvider ListSAMLProviders ListRoles GetRolePolicy ListRolePolicies ListAttachedRolePolicies DescribeUser \
    SearchUsers ListUsers DescribeInstance ListInstances LookupEvents CreateRole DeleteRole UpdateRole UpdateRoleDescription \
    AttachRolePolicy DetachRolePolicy PutRolePolicy TagRole DeleteSAMLProvider ExternalIdPDirectoryLogin UserAuthentication \
    CredentialVerification CredentialChallenge Federate UpdateAssumeRolePolicy UpdateSAMLProvider CreateSAMLProvider \
    DescribePolicy ListPoliciesForTarget AccessDeniedException UnrecognizedClientException InvalidClientTokenId \
    SignatureDoesNotMatch AuthFailure OptInRequired NoSuchEntityException ResourceNotFoundException \
    IDPRejectedClaim PackedPolicyTooLarge NoSuchEntity MalformedPolicyDocument RegionDisabledException";

/// Words that CloudFormation, CDK and Terraform write into their templates, plans and states.
const TEMPLATE: &str = "AWSTemplateFormatVersion Transform Serverless Parameters Mappings Conditions Metadata Outputs Properties \
    Default Ref Fn Join Sub GetAtt Select Split ImportValue FindInMap If Equals Not And Or AccountId Partition URLSuffix StackName \
    StackId NoValue IAM ManagedPolicyArns ManagedPolicy DependsOn DeletionPolicy UpdateReplacePolicy Retain Export \
    SAMLProvider OIDCProvider InstanceProfile TemplateBody StagesAvailable Original Processed cdk Globals \
    data resource variable output locals local module provider terraform policy document statement sid effect actions \
    not principals identifiers condition test variables json jsonencode assume role roles max session duration force detach policies \
    inline boundary permissions description tags path unique create EOT EOF POLICY JSON var each \
    serial lineage outputs mode managed instances index sensitive private dependencies format planned root child \
    modules changes change before after unknown configuration expressions constant references prior state planning registry \
    io hashicorp applicable complete errored relevant known apply will be created updated \
    destroyed replaced read during in place values unchanged attribute attributes element elements hidden block blocks id metadata source override \
    dynamic content toset tomap merge concat true false null";

fn set(
    cell: &'static OnceLock<HashSet<&'static str>>,
    words: &'static str,
) -> &'static HashSet<&'static str> {
    cell.get_or_init(|| words.split_whitespace().collect())
}

fn is_short_number(text: &str, longest: usize) -> bool {
    text.len() <= longest && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A word of an address; a number of one digit, as versions have.
pub(super) fn is_of_address(text: &str) -> bool {
    static WORDS: OnceLock<HashSet<&str>> = OnceLock::new();
    is_short_number(text, 1) || set(&WORDS, ADDRESS).contains(text.to_ascii_lowercase().as_str())
}

pub(super) fn is_of_arn(text: &str) -> bool {
    static WORDS: OnceLock<HashSet<&str>> = OnceLock::new();
    set(&WORDS, ARN).contains(text.to_ascii_lowercase().as_str())
}

pub(super) fn is_resource_type(text: &str) -> bool {
    RESOURCE_TYPES.iter().any(|known| known.eq_ignore_ascii_case(text))
}

pub(super) fn is_of_resource(text: &str) -> bool {
    RESOURCE.contains(&text)
}

/// How much of a provider's name is a vendor's.
pub(super) fn vendor_head(text: &str) -> usize {
    let is_head =
        |vendor: &&&str| text.get(..vendor.len()).is_some_and(|head| head.eq_ignore_ascii_case(vendor));
    VENDORS.iter().filter(is_head).map(|vendor| vendor.len()).max().unwrap_or(0)
}

/// How much of an id of AWS's tells what it is the id of, and of a role's name that it is for Amazon Connect.
pub(super) fn id_head(text: &str) -> usize {
    const CONNECT: &str = "connect";
    if text.get(..CONNECT.len()).is_some_and(|head| head.eq_ignore_ascii_case(CONNECT)) {
        return CONNECT.len();
    }
    const HEADS: [&str; 12] =
        ["SAMLSP", "AROA", "AIDA", "AKIA", "ASIA", "AGPA", "AIPA", "ANPA", "ANVA", "APKA", "ASCA", "ACCA"];
    let of_ids = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let is_id = text.len() >= 16 && text.bytes().all(of_ids);
    HEADS.iter().find(|head| is_id && text.starts_with(**head)).map_or(0, |head| head.len())
}

/// Digits, and the letters of instants and durations.
pub(super) fn is_of_number(text: &str) -> bool {
    let word = ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word));
    word || (text.len() < 20
        && text.bytes().all(|byte| byte.is_ascii_digit() || b"TZPYMDHStze".contains(&byte)))
        && !(text.len() >= 12 && text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A word of the sentences AWS answers with, and of what stands around them.
pub(super) fn is_of_sentence(text: &str) -> bool {
    static WORDS: OnceLock<HashSet<String>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let mut words: HashSet<String> = SENTENCE.split_whitespace().map(str::to_owned).collect();
        let mut add = |text: &str| {
            let pieces = text.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty());
            words.extend(pieces.map(str::to_lowercase));
        };
        for known in known_errors::all() {
            known.spellings().for_each(&mut add);
            known.code.into_iter().chain(known.service).for_each(&mut add);
        }
        words
    });
    is_short_number(text, 3) || is_keyword(text) || words.contains(&text.to_lowercase())
}

/// A word of a policy, of an API's answer, of a command's output.
pub(super) fn is_keyword(text: &str) -> bool {
    static WORDS: OnceLock<HashSet<&str>> = OnceLock::new();
    let keywords =
        WORDS.get_or_init(|| KEYWORDS.split_whitespace().chain(TEMPLATE.split_whitespace()).collect());
    // `--output text` writes the names of what it lists in capitals.
    static CAPITALS: OnceLock<HashSet<String>> = OnceLock::new();
    let capitals = CAPITALS.get_or_init(|| {
        keywords.iter().filter(|word| word.len() >= 4).map(|word| word.to_ascii_uppercase()).collect()
    });
    is_short_number(text, 6) || keywords.contains(text) || capitals.contains(text)
}

/// A key of which each word is one that AWS's keys are made of: `configurationItemStatus`.
pub(super) fn is_of_structure(key: &str) -> bool {
    static WORDS: OnceLock<HashSet<String>> = OnceLock::new();
    const MORE: &str = "query result rows status statistics delivery detail list group instance profile attached managed \
        policies configuration item items capture state file related supplementary relationships resource creation version template body stages available original processed resources parameters outputs properties \
        account account availability zone configuration md5 hash stream role inline tags path event data store token next";
    let words = WORDS.get_or_init(|| {
        let keys = KEYWORDS.split_whitespace().chain(TEMPLATE.split_whitespace()).flat_map(words_of);
        keys.chain(MORE.split_whitespace().map(str::to_owned)).collect()
    });
    key.len() <= 60
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && words_of(key).iter().all(|word| words.contains(word))
}

/// The words of `camelCase` and `snake_case`, in lower case.
fn words_of(key: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before_upper = true;
    for c in key.chars() {
        let begins = c == '_' || (c.is_ascii_uppercase() && !before_upper);
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c != '_') {
            word.push(c.to_ascii_lowercase());
        }
        before_upper = c.is_ascii_uppercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

pub(super) fn is_of_distinguished_name(text: &str) -> bool {
    DISTINGUISHED_NAME.contains(&text)
}

pub(super) fn is_scheme(text: &str) -> bool {
    const SCHEMES: [&str; 10] = ["http", "https", "ldap", "ldaps", "ftp", "spn", "api", "app", "arn", "saml"];
    SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(text))
}

pub(super) fn is_public_host(host: &str) -> bool {
    PUBLIC.contains(&host)
}

/// The length of the known domain that a host is, or stands under.
pub(super) fn kept_domain(host: &str) -> Option<usize> {
    let is_under = |domain: &&&str| {
        host.strip_suffix(**domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    DOMAINS.iter().filter(is_under).map(|domain| domain.len()).max()
}

pub(super) fn is_top_level_domain(text: &str) -> bool {
    static WORDS: OnceLock<HashSet<&str>> = OnceLock::new();
    set(&WORDS, TOP_LEVEL).contains(text.to_ascii_lowercase().as_str())
}

/// How much of an attribute's Name stays: all but the key of a tag. `None` where it is none that is known.
pub(super) fn kept_of_attribute_name(name: &str) -> Option<usize> {
    const CLAIMS: [&str; 33] = [
        "email",
        "mail",
        "emailaddress",
        "givenname",
        "surname",
        "sn",
        "cn",
        "name",
        "displayname",
        "uid",
        "upn",
        "groups",
        "groups.link",
        "group",
        "memberof",
        "department",
        "title",
        "firstname",
        "lastname",
        "username",
        "user",
        "role",
        "roles",
        "eduPersonPrincipalName",
        "eduPersonAffiliation",
        "eduPersonTargetedID",
        "company",
        "phone",
        "telephonenumber",
        "costcenter",
        "employeenumber",
        "locale",
        "nameidentifier",
    ];
    if let Some((known, _)) = attributes::recognise(name) {
        return Some(known.name.len());
    }
    if let Some(near) = near_miss(name) {
        let key = near.name.strip_prefix(near.meant.name).filter(|_| near.meant.is_keyed());
        let key = key.filter(|key| !key.is_empty() && name.ends_with(key));
        return Some(name.len() - key.map_or(0, str::len));
    }
    // A service of AWS's has attributes of its own.
    let of_service = [
        "https://redshift.amazon.com/SAML/Attributes/",
        "https://quicksight.aws.amazon.com/SAML/Attributes/",
    ];
    if of_service.iter().any(|prefix| name.starts_with(prefix)) && name.len() < 90 {
        return Some(name.len());
    }
    let public = [
        "http://schemas.xmlsoap.org/",
        "http://schemas.microsoft.com/",
        "urn:oid:",
        "urn:mace:dir:attribute-def:",
    ];
    let last = name.rsplit(['/', ':']).next().unwrap_or(name);
    let is_claim = CLAIMS.iter().any(|claim| claim.eq_ignore_ascii_case(last));
    let is_oid =
        name.strip_prefix("urn:oid:").is_some_and(|oid| oid.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    let in_public = public.iter().any(|prefix| name.starts_with(prefix));
    ((is_claim && (in_public || last.len() == name.len())) || is_oid).then_some(name.len())
}

pub(super) fn is_extension(text: &str) -> bool {
    EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(text))
}

/// Words of captures and of this program; short numbers, and `s04`.
pub(super) fn is_harmless_in_a_file_name(text: &str) -> bool {
    static WORDS: OnceLock<HashSet<&str>> = OnceLock::new();
    static RULES: OnceLock<HashSet<&str>> = OnceLock::new();
    let rules = RULES.get_or_init(|| crate::rules::ALL.iter().flat_map(|rule| rule.id.split('-')).collect());
    let lower = text.to_lowercase();
    let numbered = text.len() <= 4
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
        && text.bytes().any(|b| b.is_ascii_digit());
    text.is_empty()
        || text.chars().count() == 1
        || numbered
        || set(&WORDS, HARMLESS_IN_A_FILE_NAME).contains(lower.as_str())
        || rules.contains(lower.as_str())
        || VENDORS.contains(&lower.as_str())
}

/// A member of an export of a browser's extension, a proxy, an API client.
pub(super) fn is_of_export(text: &str) -> bool {
    const KEYS: [&str; 40] = [
        "requests",
        "request",
        "response",
        "method",
        "url",
        "uri",
        "post",
        "get",
        "saml",
        "samlart",
        "requestHeaders",
        "responseHeaders",
        "headers",
        "cookies",
        "cookie",
        "responseStatus",
        "responseStatusText",
        "requestId",
        "protocol",
        "parameters",
        "timestamp",
        "body",
        "postData",
        "text",
        "params",
        "name",
        "value",
        "key",
        "status",
        "host",
        "path",
        "query",
        "SAMLResponse",
        "SAMLRequest",
        "RelayState",
        "SAMLAssertion",
        "RoleArn",
        "PrincipalArn",
        "data",
        "formData",
    ];
    KEYS.contains(&text)
}

/// The name of a header that says nothing of anybody.
pub(super) fn is_header(text: &str) -> bool {
    ["date", "location", "content-type", "host", "server", "cache-control"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(text))
}
