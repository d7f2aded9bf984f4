//! What kind of message a document is, and what people call it.

/// What a document is: of a capture by its root alone, before anybody parses it; of a message by its tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum MessageKind {
    #[default]
    Response,
    /// An assertion without a Response around it.
    Assertion,
    AuthnRequest,
    LogoutRequest,
    LogoutResponse,
    /// Another message of the SAML 2.0 protocol, by its name: `ArtifactResolve`.
    OtherProtocol(String),
    /// SAML 1.0 or 1.1.
    Saml1,
    /// `EntityDescriptor` or `EntitiesDescriptor`.
    Metadata,
    /// WS-Trust without a SAML 2.0 token in it.
    WsTrust,
    /// SOAP without a SAML 2.0 message in it; a tree tells it as [`MessageKind::OtherXml`].
    Soap,
    /// A page; a tree tells it as [`MessageKind::OtherXml`].
    Html,
    /// Any other document, by the name of its root; empty where there is no element.
    OtherXml(String),
    /// It could not be decoded.
    Unknown,
}

impl MessageKind {
    /// As the JSON report spells it.
    pub fn name(&self) -> &'static str {
        match self {
            MessageKind::Response | MessageKind::Assertion => "response",
            MessageKind::AuthnRequest => "authn-request",
            MessageKind::LogoutRequest => "logout-request",
            MessageKind::LogoutResponse => "logout-response",
            MessageKind::OtherProtocol(_) => "other-saml",
            MessageKind::Saml1 => "saml-1.1",
            MessageKind::WsTrust => "ws-trust",
            MessageKind::Metadata => "metadata",
            MessageKind::Soap | MessageKind::Html | MessageKind::OtherXml(_) | MessageKind::Unknown => {
                "other-xml"
            }
        }
    }

    /// Of one that is not for AWS, in a word or two.
    pub fn in_a_word(&self) -> &'static str {
        match self {
            MessageKind::Response | MessageKind::Assertion => "not for AWS",
            MessageKind::AuthnRequest => "AuthnRequest",
            MessageKind::LogoutRequest => "LogoutRequest",
            MessageKind::LogoutResponse => "LogoutResponse",
            MessageKind::OtherProtocol(_) => "other SAML",
            MessageKind::Saml1 => "SAML 1.1",
            MessageKind::WsTrust => "WS-Trust",
            MessageKind::Metadata => "metadata",
            MessageKind::Soap | MessageKind::Html | MessageKind::OtherXml(_) => "no SAML",
            MessageKind::Unknown => "not read",
        }
    }

    /// Of one that is not for AWS, with its article; a name out of the document as `shown` gives it.
    pub fn words(&self, shown: impl Fn(&str) -> String) -> String {
        let fixed = match self {
            MessageKind::Response | MessageKind::Assertion => "a SAML response for somebody else",
            MessageKind::AuthnRequest => "an AuthnRequest, the question and not the answer",
            MessageKind::LogoutRequest => "a LogoutRequest",
            MessageKind::LogoutResponse => "a LogoutResponse",
            MessageKind::OtherProtocol(name) => return format!("a SAML message {}", shown(name)),
            MessageKind::Saml1 => "SAML 1.1, which AWS does not read",
            MessageKind::WsTrust => "a WS-Trust answer without a SAML 2.0 token",
            MessageKind::Metadata => "metadata of an identity provider, not a login",
            MessageKind::Soap => "a SOAP envelope without a SAML 2.0 message",
            MessageKind::Html => "a web page",
            MessageKind::OtherXml(name) => {
                return format!("XML, but no SAML message: its root is {}", shown(name));
            }
            MessageKind::Unknown => "nothing that was read",
        };
        fixed.to_owned()
    }

    /// Whether it is what AWS is sent: a Response, or an Assertion where one should be.
    pub fn is_response(&self) -> bool {
        matches!(self, MessageKind::Response | MessageKind::Assertion)
    }
}
