//! The only classifier: tells a file apart by its content, and takes out what it holds.

use crate::capture::Captured;

/// One file or standard input, read.
#[derive(Debug)]
pub struct Input {
    /// As it was named on the command line; `-` is standard input.
    pub name: String,
    pub kind: Option<InputKind>,
    /// Why nothing could be taken from it, or what is wrong with it as a whole.
    pub problem: Option<InputProblem>,
    /// Every SAML message in it, in capture order; requests and logout messages too.
    pub captured: Vec<Captured>,
    /// The text of an evidence file, for the part of the tool that knows its kind.
    pub evidence: Option<String>,
    /// What a person should know about the file, one sentence each.
    pub notes: Vec<String>,
    /// One line on what the file is: `Chrome HAR, 214 entries`.
    pub description: String,
}

/// Reads a file of decoded XML.
pub fn read_file(path: &std::path::Path) -> Input {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).unwrap_or_default();
    let traced = crate::capture::traced::Traced::plain(bytes, 0);
    let (bytes, origins) = traced.into_parts();
    let decoded = crate::capture::Decoded {
        xml: String::from_utf8_lossy(&bytes).into_owned(),
        origins,
        truncated: None,
        encoding_conflict: None,
    };
    let captured = Captured { capture: crate::capture::Capture::default(), decoded: Ok(decoded) };
    Input {
        name,
        kind: Some(InputKind::Xml),
        problem: None,
        captured: vec![captured],
        evidence: None,
        notes: Vec::new(),
        description: String::new(),
    }
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    Har,
    SamlTracer,
    /// A Fiddler, Charles or other JSON export that is no HAR.
    Json,
    Xml,
    Base64,
    Form,
    Html,
    Curl,
    Http,
    /// Prose with a value in it.
    Text,
    Metadata,
    IamProvider,
    IamProviders,
    IamRole,
    Certificate,
    ConnectUsers,
    CloudTrail,
}

impl InputKind {
    /// As the JSON report spells it.
    pub fn name(self) -> &'static str {
        match self {
            InputKind::Har => "har",
            InputKind::SamlTracer => "saml-tracer",
            InputKind::Json => "json",
            InputKind::Xml => "xml",
            InputKind::Base64 => "base64",
            InputKind::Form => "form",
            InputKind::Html => "html",
            InputKind::Curl => "curl",
            InputKind::Http => "http",
            InputKind::Text => "text",
            InputKind::Metadata => "metadata",
            InputKind::IamProvider => "iam-provider",
            InputKind::IamProviders => "iam-providers",
            InputKind::IamRole => "iam-role",
            InputKind::Certificate => "certificate",
            InputKind::ConnectUsers => "connect-users",
            InputKind::CloudTrail => "cloudtrail",
        }
    }
}

/// What keeps a file from being used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputProblem {
    pub severity: ProblemKind,
    /// What was found, in words: `this is a JSON Web Token, not a SAML response`.
    pub what: String,
    /// What to copy or do instead.
    pub instead: String,
}

/// Which exit code a problem leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// Neither a message nor known evidence: exit code 3.
    NotSaml,
    /// It could not be read or decoded: exit code 4.
    Unreadable,
    /// What could be read was used all the same: no exit code of its own.
    Partial,
}

impl InputProblem {
    /// Both parts as one line.
    pub fn sentence(&self) -> String {
        if self.instead.is_empty() { self.what.clone() } else { format!("{}; {}", self.what, self.instead) }
    }
}
