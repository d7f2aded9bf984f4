//! The file's tables, key by key; what is wrong is told at the line of the key that is wrong.

use jiff::SignedDuration;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::{Config, FailOn, Fault, meant, rule_named};
use crate::aws::arn::SamlProviderArn;
use crate::aws::endpoints::is_uuid;
use crate::aws::partitions::PARTITIONS;
use crate::aws::services;
use crate::invisible::quoted;
use crate::rule::{Level, Severity};

/// A level is one of these.
const LEVELS: [(&str, Option<Severity>); 4] = [
    ("error", Some(Severity::Error)),
    ("warning", Some(Severity::Warning)),
    ("note", Some(Severity::Note)),
    ("off", None),
];

pub(super) fn read(text: &str) -> Result<Config, Vec<Fault>> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut reader = Reader { text, faults: Vec::new(), config: Config::default() };
    match DeTable::parse(text) {
        Ok(document) => reader.document(document.get_ref()),
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            let what = error.message().lines().collect::<Vec<_>>().join(", ");
            reader.fault(at, format!("this is no TOML: {what}"));
        }
    }
    let Reader { mut faults, config, .. } = reader;
    faults.sort_by_key(|fault| fault.line);
    if faults.is_empty() { Ok(config) } else { Err(faults) }
}

struct Reader<'t> {
    text: &'t str,
    faults: Vec<Fault>,
    config: Config,
}

type Key<'i> = Spanned<DeString<'i>>;
type Value<'i> = Spanned<DeValue<'i>>;

impl Reader<'_> {
    fn document(&mut self, table: &DeTable) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "target" => {
                    let known: Vec<(&str, _)> =
                        services::named().map(|service| (service.id, service)).collect();
                    if let Some(service) = self.one_of(key, value, &known) {
                        self.config.target = Some(service);
                    }
                }
                "fail-on" => self.config.fail_on = self.one_of(key, value, &FailOn::ALL),
                "skew" => self.skew(key, value),
                "expect" => self.table(key, value, |reader, table| reader.expect(table)),
                "rules" => self.table(key, value, |reader, table| reader.rules(table)),
                _ => self.unknown(key, "", &["target", "fail-on", "skew", "expect", "rules"]),
            }
        }
    }

    fn skew(&mut self, key: &Key, value: &Value) {
        let Some(text) = self.string(key, value) else { return };
        match duration(text) {
            Some(skew) => self.config.skew = Some(skew),
            None => {
                self.fault_at(key, format!("skew is {}, not a time such as \"60s\" or \"2m\"", quoted(text)))
            }
        }
    }

    fn expect(&mut self, table: &DeTable) {
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let is_region = |text: &str| PARTITIONS.iter().any(|partition| partition.holds(text));
            let (fits, wanted): (fn(&str) -> bool, &str) = match name {
                "audience" => (|text| !text.trim().is_empty(), "an audience"),
                "provider" => (
                    |text| SamlProviderArn::parse(text).is_ok(),
                    "the ARN of a SAML provider: arn:aws:iam::ACCOUNT:saml-provider/NAME",
                ),
                "connect-instance" => (is_uuid, "the id of an instance, a UUID"),
                "connect-region" => (|_| true, "a region such as us-west-2"),
                _ => {
                    self.unknown(
                        key,
                        "expect.",
                        &["audience", "provider", "connect-instance", "connect-region"],
                    );
                    continue;
                }
            };
            let Some(text) = self.string(key, value) else { continue };
            if !fits(text) || (name == "connect-region" && !is_region(text)) {
                self.fault_at(key, format!("expect.{name} is {}, not {wanted}", quoted(text)));
                continue;
            }
            let expected = &mut self.config.expected;
            let slot = match name {
                "audience" => &mut expected.audience,
                "provider" => &mut expected.provider,
                "connect-instance" => &mut expected.connect_instance,
                _ => &mut expected.connect_region,
            };
            *slot = Some(text.to_owned());
        }
    }

    fn rules(&mut self, table: &DeTable) {
        for (key, value) in table {
            match rule_named(key.get_ref().as_ref()) {
                Ok(rule) => self.table(key, value, |reader, table| reader.level(key, rule.id, table)),
                Err(unknown) => self.fault_at(key, unknown.to_string()),
            }
        }
    }

    fn level(&mut self, rule_key: &Key, rule: &'static str, table: &DeTable) {
        let before = self.faults.len();
        let (mut level, mut reason) = (None, None);
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "level" => level = self.one_of(key, value, &LEVELS),
                "reason" => match self.string(key, value) {
                    Some(text) if text.trim().is_empty() => {
                        self.fault_at(key, "the reason is empty: say why, it is shown".to_owned());
                    }
                    text => reason = text.map(str::to_owned),
                },
                _ => self.unknown(key, &format!("rules.{rule}."), &["level", "reason"]),
            }
        }
        match (level, reason) {
            (Some(severity), Some(reason)) => {
                self.config.levels.configured.insert(rule, Level { severity, reason });
            }
            // What is wrong was said.
            _ if self.faults.len() > before => {}
            (None, _) => self.fault_at(rule_key, format!("{rule} has no level: error, warning, note or off")),
            (Some(_), None) => self.fault_at(
                rule_key,
                format!("{rule} has a level and no reason: add reason = \"..\", it is shown"),
            ),
        }
    }

    fn table(&mut self, key: &Key, value: &Value, read: impl FnOnce(&mut Self, &DeTable)) {
        match value.get_ref().as_table() {
            Some(table) => read(self, table),
            None => self.wrong_type(key, value, "a table"),
        }
    }

    fn string<'v>(&mut self, key: &Key, value: &'v Value) -> Option<&'v str> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(key, value, "a text in quotes");
        }
        text
    }

    fn one_of<T: Copy>(&mut self, key: &Key, value: &Value, known: &[(&str, T)]) -> Option<T> {
        let text = self.string(key, value)?;
        if let Some((_, found)) = known.iter().find(|(name, _)| *name == text) {
            return Some(*found);
        }
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        let wanted = match meant(text, names.iter().copied()) {
            Some(near) => format!("{near} is one"),
            None => format!("there are {}", names.join(", ")),
        };
        let name = key.get_ref();
        self.fault_at(key, format!("{name} is {}, which is none; {wanted}", quoted(text)));
        None
    }

    fn wrong_type(&mut self, key: &Key, value: &Value, wanted: &str) {
        let what =
            format!("{} is of the type {}, not {wanted}", quoted(key.get_ref()), value.get_ref().type_str());
        self.fault_at(key, what);
    }

    fn unknown(&mut self, key: &Key, within: &str, known: &[&str]) {
        let name = key.get_ref().as_ref();
        let wanted = match meant(name, known.iter().copied()) {
            Some(near) => format!("{within}{near} is one"),
            None => format!("there are {}", known.join(", ")),
        };
        self.fault_at(key, format!("there is no key {}; {wanted}", quoted(&format!("{within}{name}"))));
    }

    fn fault_at(&mut self, key: &Key, what: String) {
        self.fault(key.span().start, what);
    }

    fn fault(&mut self, at: usize, what: String) {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        self.faults.push(Fault { line, what });
    }
}

/// `60s`, `2m`, `1m30s`
fn duration(text: &str) -> Option<SignedDuration> {
    let mut seconds: i64 = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).filter(|&at| at > 0)?;
        let number: i64 = rest[..digits].parse().ok()?;
        let unit = match rest[digits..].chars().next()? {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            _ => return None,
        };
        seconds = number.checked_mul(unit).and_then(|part| seconds.checked_add(part))?;
        rest = &rest[digits + 1..];
    }
    (!text.is_empty()).then(|| SignedDuration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Told;

    #[test]
    fn a_whole_file_is_read() {
        let config = read(
            "target = \"iam\"\nfail-on = \"warning\"\nskew = \"1m30s\"\n[expect]\naudience = \"urn:amazon:webservices\"\n\
             provider = \"arn:aws:iam::123456789012:saml-provider/Okta\"\n\
             connect-instance = \"a65f1779-33b8-4c1d-9c44-0d6c4f1b2a3e\"\nconnect-region = \"us-west-2\"\n\
             [rules.role-session-name-padded]\nlevel = \"note\"\nreason = \"TICKET-4711\"\n\
             [rules]\nresponse-age = { level = \"off\", reason = \"old captures\" }\n",
        )
        .unwrap();
        assert_eq!(config.target.unwrap().id, "iam");
        assert_eq!(config.fail_on, Some(FailOn::From(Severity::Warning)));
        assert_eq!(config.skew, Some(SignedDuration::from_secs(90)));
        assert_eq!(config.expected.connect_region.as_deref(), Some("us-west-2"));
        assert_eq!(config.levels.of("role-session-name-padded"), Told::At(Severity::Note, "TICKET-4711"));
        assert_eq!(config.levels.of("response-age"), Told::Off("old captures"));
        assert_eq!(config.levels.of("response-unsigned"), Told::AsItIs);
    }

    #[test]
    fn a_fault_stands_at_the_line_of_its_own_key() {
        for (text, line, part) in [
            ("target = \"iam\"\n\nfail_on = \"error\"\n", 3, "fail-on is one"),
            ("fail-on = \"warnings\"", 1, "warning is one"),
            ("# x\nskew = 60\n", 2, "of the type integer"),
            ("skew = \"soon\"", 1, "60s"),
            ("[expect]\naudience = \"a\"\nprovder = \"x\"\n", 3, "expect.provider is one"),
            ("[expect]\n\nprovider = \"Okta\"\n", 3, "ARN of a SAML provider"),
            ("[expect]\nconnect-instance = \"1\"\n", 2, "UUID"),
            ("[expect]\nconnect-region = \"us-west\"\n", 2, "region such as"),
            (
                "[rules.role-session-name-paded]\nlevel = \"off\"\nreason = \"x\"\n",
                1,
                "role-session-name-padded is one",
            ),
            ("\n[rules.response-age]\nlevel = \"off\"\n", 2, "no reason"),
            ("[rules.response-age]\nreason = \"x\"\n", 1, "no level"),
            (
                "[rules.response-age]\nlevel = \"fatal\"\nreason = \"x\"\n",
                2,
                "there are error, warning, note, off",
            ),
            ("[rules.response-age]\nlevel = \"off\"\nreason = \" \"\n", 3, "reason is empty"),
            ("[rules.response-age]\nlevel = \"off\"\nreasn = \"x\"\n", 3, "rules.response-age.reason is one"),
            ("[rules]\nresponse-age = \"off\"\n", 2, "not a table"),
            ("a = 1\nb = \n", 2, "no TOML"),
            ("target = \"iam\"\ntarget = \"iam\"\n", 2, "no TOML"),
        ] {
            let faults = read(text).unwrap_err();
            assert_eq!(faults[0].line, line, "{text:?}: {faults:?}");
            assert!(faults[0].what.contains(part), "{text:?}: {faults:?}");
        }
    }

    #[test]
    fn every_fault_is_told_in_the_order_of_the_lines() {
        let faults = read("skw = \"1s\"\nfail-on = 1\ntarget = \"ian\"\n").unwrap_err();
        assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [1, 2, 3], "{faults:?}");
    }
}
