//! What CloudTrail recorded, a line an event.

use serde::Serialize;

use super::visible::clipped;
use crate::authorization::Relation;
use crate::aws::known_errors::recognise::{self, How};
use crate::diagnosis::{Diagnosis, Judged};
use crate::evidence::Event;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Recorded {
    /// The name of the file.
    pub input: String,
    /// RFC 3339.
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Instant>"))]
    pub time: Option<String>,
    /// `AssumeRoleWithSAML`, `ConsoleLogin`.
    pub event: String,
    /// `refused`, `accepted` or `failed`.
    #[cfg_attr(test, schemars(extend("enum" = ["refused", "accepted", "failed"])))]
    pub outcome: &'static str,
    pub error_code: Option<String>,
    pub error_message: Option<String>,
    /// Id of AWS's sentence in it.
    #[cfg_attr(test, schemars(with = "Option<crate::contract::Id>"))]
    pub error: Option<&'static str>,
    pub region: Option<String>,
    pub source_ip: Option<String>,
    pub user_agent: Option<String>,
    pub request_id: Option<String>,
    /// Who called.
    pub by: Option<String>,
    /// How it belongs to the login: `assertion-id`, `role-and-time`, `replay`, `session`, `time`, `scim`, `change`;
    /// `None` where no login was given.
    #[cfg_attr(test, schemars(extend("enum" = ["assertion-id", "role-and-time", "replay", "session", "time", "scim", "change", null])))]
    pub tie: Option<&'static str>,
}

impl Recorded {
    /// What has to do with a login, in the order of the times.
    pub(super) fn all(diagnosis: &Diagnosis, judged: &Judged) -> Vec<Recorded> {
        let events = &diagnosis.evidence.events;
        let related = judged.related.iter();
        related
            .filter_map(|&(index, relation)| Some(Recorded::of(events.get(index)?, Some(relation))))
            .collect()
    }

    pub(super) fn of(event: &Event, relation: Option<Relation>) -> Recorded {
        let text = |text: &Option<crate::source::Text>| text.as_ref().map(|text| text.value.clone());
        let message = event.error_message.as_ref().map(|message| message.value.as_str());
        let known = message.map(|message| recognise::recognise(message).matches);
        let known = known.into_iter().flatten().find(|found| found.how == How::Sentence);
        Recorded {
            input: event.file.clone(),
            time: event.time.map(|time| time.to_string()),
            event: event.name.value.clone(),
            outcome: event.outcome().name(),
            error_code: text(&event.error_code),
            error_message: text(&event.error_message),
            error: known.map(|found| found.error.id),
            region: text(&event.region),
            source_ip: text(&event.source_ip),
            user_agent: text(&event.user_agent),
            request_id: text(&event.request_id),
            by: event.by().map(str::to_owned),
            tie: relation.map(Relation::name),
        }
    }

    /// How it belongs to the login, in words.
    pub fn tie_words(&self) -> Option<&'static str> {
        Some(match self.tie? {
            "assertion-id" => "this login by the assertion's ID",
            "role-and-time" => "this login by role, session name and time, most likely",
            "replay" => {
                "the same assertion once more, when it could not be redeemed any longer: not this login"
            }
            "session" => "what the session did then",
            "time" => "this login by its time, most likely",
            "scim" => "SCIM, which makes the users",
            "change" => "a change of the role or the provider",
            _ => return None,
        })
    }

    /// `2026-05-26T11:58:05Z  AssumeRoleWithSAML refused: AccessDenied, Not authorized … (us-east-1)`
    pub(super) fn line(&self) -> String {
        let time = self.time.as_deref().unwrap_or("at a time it does not say");
        let mut line = format!("{time}  {}", clipped(&self.event, 60));
        let said: Vec<&str> =
            [&self.error_code, &self.error_message].into_iter().flatten().map(String::as_str).collect();
        match (self.outcome, said.is_empty()) {
            ("refused", false) => line.push_str(&format!(" refused: {}", clipped(&said.join(", "), 300))),
            ("refused", true) => line.push_str(" failed"),
            ("failed", _) => {
                line.push_str(&format!(
                    " failed at AWS: {}, which answers nothing",
                    clipped(&said.join(", "), 300)
                ));
            }
            _ => line.push_str(" went through"),
        }
        let mut beside: Vec<String> = Vec::new();
        beside.extend(self.by.as_ref().map(|by| format!("by {}", clipped(by, 80))));
        beside.extend(self.source_ip.as_ref().map(|address| format!("from {}", clipped(address, 60))));
        beside.extend(self.region.as_ref().map(|region| format!("in {}", clipped(region, 40))));
        if !beside.is_empty() {
            line.push_str(&format!(" ({})", beside.join(", ")));
        }
        // Of the others the line itself tells how they belong to it.
        let doubtful = matches!(self.tie, Some("role-and-time" | "time" | "replay"));
        if let Some(words) = self.tie_words().filter(|_| doubtful) {
            line.push_str(&format!("; {words}"));
        }
        if let Some(error) = self.error.filter(|_| self.tie.is_none()) {
            line.push_str(&format!("; saml-doctor explain {error}"));
        }
        line
    }
}
