//! A URL cut at its delimiters, as written: nothing is resolved, lower-cased or refused.

/// The parts of an absolute URL, or of one without its scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Url<'a> {
    /// `None` where the text begins with the host.
    pub scheme: Option<&'a str>,
    /// What stands before `@`.
    pub user: Option<&'a str>,
    pub host: &'a str,
    pub port: Option<&'a str>,
    /// With its first slash; empty where there is none.
    pub path: &'a str,
    /// Without `?`.
    pub query: Option<&'a str>,
    /// Without `#`.
    pub fragment: Option<&'a str>,
}

impl<'a> Url<'a> {
    /// Cuts a text that has a host. Blanks around it are not part of it.
    pub fn parse(text: &'a str) -> Option<Url<'a>> {
        let text = text.trim();
        let (rest, fragment) = cut(text, '#');
        let (rest, query) = cut(rest, '?');
        let (scheme, rest) = match rest.split_once("://") {
            Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
            _ => (None, rest),
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority),
        };
        let (host, port) = match host.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, Some(port)),
            _ => (host, None),
        };
        let is_host = !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || c == ':');
        // Without a scheme only a dotted name is a host: `urn:a:b` and `Okta` are not.
        (is_host && (scheme.is_some() || host.contains('.'))).then_some(Url {
            scheme,
            user,
            host,
            port,
            path,
            query,
            fragment,
        })
    }

    /// The first value of a query parameter, percent-decoded; `+` is a blank.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.query?.split('&').find_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key) == name).then(|| decode(value))
        })
    }
}

fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    match text.split_once(at) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

fn decode(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_cut_at_its_delimiters() {
        let url = Url::parse(" https://u:p@Host.example:8443/a/b?x=%2Fc&y=1+2#f?/ ").unwrap();
        assert_eq!(
            (url.scheme, url.user, url.host, url.port, url.path, url.query, url.fragment),
            (
                Some("https"),
                Some("u:p"),
                "Host.example",
                Some("8443"),
                "/a/b",
                Some("x=%2Fc&y=1+2"),
                Some("f?/")
            )
        );
        assert_eq!(url.parameter("x").as_deref(), Some("/c"));
        assert_eq!(url.parameter("y").as_deref(), Some("1 2"));
        assert_eq!(url.parameter("z"), None);
    }

    #[test]
    fn what_has_no_host_is_no_url() {
        for (text, host) in [
            ("https://a", Some("a")),
            ("signin.aws.amazon.com/saml", Some("signin.aws.amazon.com")),
            ("https://a?b=https://c/", Some("a")),
            ("https:///saml", None),
            ("urn:amazon:webservices", None),
            ("Okta", None),
            ("/saml", None),
            ("", None),
            ("https://a b/", None),
        ] {
            assert_eq!(Url::parse(text).map(|url| url.host), host, "{text}");
        }
    }
}
