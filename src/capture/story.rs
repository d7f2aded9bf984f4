//! How the exchanges of a HAR hang together: what brought a message to the browser, and where the
//! answer to it led.

use super::exchange::{Addresses, InExchange, page_text};
use super::har::Exchange;
use super::{Captured, DeliveredBy, Delivery, ExchangeFacts, Opened, OpenedBy};
use crate::url::Url;

/// Hosts whose last page is remembered.
const HOSTS: usize = 32;
/// Of these, as many are told of a request.
const EARLIER: usize = 8;
/// Redirects that are followed behind one request.
const REDIRECTS: usize = 10;
/// Requests to AWS that are kept behind one that carried a message.
const OPENED: usize = 24;

/// What is remembered while a HAR is read, in its order.
#[derive(Debug, Default)]
pub(crate) struct Story {
    /// The last page of each host, the latest last.
    pages: Vec<Delivery>,
    /// Answers whose page held a message.
    forms: Vec<Delivery>,
    trails: Vec<Trail>,
    afterwards: Vec<Afterwards>,
}

/// A request to AWS whose answer led elsewhere.
#[derive(Debug)]
struct Trail {
    entry: usize,
    next: String,
    redirects: usize,
    page: Option<String>,
}

/// What was opened at AWS after a message was sent there.
#[derive(Debug)]
struct Afterwards {
    entry: usize,
    next: Option<String>,
    opened: Vec<Opened>,
}

impl Story {
    /// Takes note of an exchange, and tells its messages what went before.
    pub fn pass(&mut self, exchange: &Exchange, found: &mut InExchange, addresses: Addresses) {
        self.follow(exchange);
        let earlier: Vec<Delivery> = self.pages.iter().rev().take(EARLIER).cloned().collect();
        for facts in found.sent.captured.iter_mut().filter_map(|captured| captured.capture.exchange.as_mut())
        {
            facts.earlier_pages.clone_from(&earlier);
        }
        let is_aws = (addresses.is_aws)(&exchange.url);
        if is_aws {
            self.open(exchange, found);
        }
        if let (true, false, Some(next)) = (is_aws, found.sent.captured.is_empty(), redirected(exchange)) {
            self.trails.push(Trail { entry: exchange.entry, next, redirects: 0, page: None });
        }
        // AWS's own pages repeat the response where a role is to be chosen.
        if is_aws {
            return;
        }
        let Some(delivery) = delivery(exchange) else { return };
        if !found.answered.captured.is_empty() {
            self.forms.push(Delivery { by: DeliveredBy::Form, ..delivery.clone() });
        }
        let is_page = exchange.content_type.as_deref().is_some_and(|kind| kind.contains("html"));
        if is_page && exchange.stamped.date.is_some() {
            self.pages.retain(|known| known.host != delivery.host);
            if self.pages.len() == HOSTS {
                self.pages.remove(0);
            }
            self.pages.push(delivery);
        }
    }

    /// A request to AWS: one that carries a message begins anew, another belongs to the last that did.
    fn open(&mut self, exchange: &Exchange, found: &InExchange) {
        let next = redirected(exchange);
        if !found.sent.captured.is_empty() {
            self.afterwards.push(Afterwards { entry: exchange.entry, next, opened: Vec::new() });
            return;
        }
        let Some(after) = self.afterwards.last_mut() else { return };
        let by_redirect = after.next.as_deref().is_some_and(|next| is_same(next, &exchange.url));
        let is_page = exchange.content_type.as_deref().is_some_and(|kind| kind.contains("html"));
        let by = match (by_redirect, is_page) {
            (true, _) => OpenedBy::Redirect,
            (false, true) => OpenedBy::Page,
            (false, false) => return,
        };
        if by_redirect {
            after.next.clone_from(&next);
        }
        if after.opened.len() < OPENED {
            after.opened.push(Opened {
                entry: exchange.entry,
                url: exchange.url.clone(),
                status: exchange.status,
                location: next,
                page: page_text(exchange),
                by,
            });
        }
    }

    fn follow(&mut self, exchange: &Exchange) {
        let leads_here =
            |trail: &&mut Trail| trail.redirects < REDIRECTS && is_same(&trail.next, &exchange.url);
        for trail in self.trails.iter_mut().filter(leads_here) {
            match redirected(exchange) {
                Some(next) => {
                    trail.next = next;
                    trail.redirects += 1;
                }
                None => {
                    trail.page = page_text(exchange);
                    trail.redirects = REDIRECTS;
                }
            }
        }
    }

    /// Once everything was passed: tells each message that was sent which page had held it, and
    /// what page its answer led to.
    pub fn tell(&self, sent: &mut [Captured], answered: &[Captured]) {
        for captured in sent {
            let (entry, xml) = (captured.capture.entry, xml(captured).map(str::to_owned));
            let Some(facts) = captured.capture.exchange.as_mut() else { continue };
            if facts.page.is_none() {
                let trail = self.trails.iter().find(|trail| Some(trail.entry) == entry);
                facts.page = trail.and_then(|trail| trail.page.clone());
            }
            if let Some(after) = self.afterwards.iter().find(|after| Some(after.entry) == entry) {
                facts.opened.clone_from(&after.opened);
            }
            if xml.is_none() {
                continue;
            }
            let holding = answered
                .iter()
                .filter(|held| held.capture.entry < entry && self::xml(held) == xml.as_deref())
                .filter_map(|held| held.capture.entry);
            let form = |entry| self.forms.iter().find(|form| form.entry == entry);
            facts.delivery = holding.filter_map(form).max_by_key(|form| form.entry).cloned();
        }
    }
}

impl ExchangeFacts {
    /// What brought the message: the page that held it, else the last page of its issuer's host.
    pub fn delivered(&self, issuer: Option<&str>) -> Option<Delivery> {
        let by_host = || {
            let host = Url::parse(issuer?)?.host.to_ascii_lowercase();
            self.earlier_pages.iter().find(|page| page.host == host).cloned()
        };
        self.delivery.clone().or_else(by_host)
    }
}

fn xml(captured: &Captured) -> Option<&str> {
    captured.decoded.as_ref().ok().map(|decoded| decoded.xml.as_str())
}

fn delivery(exchange: &Exchange) -> Option<Delivery> {
    Some(Delivery {
        entry: exchange.entry,
        host: Url::parse(&exchange.url)?.host.to_ascii_lowercase(),
        by: DeliveredBy::LastPage,
        stamped: exchange.stamped.clone(),
    })
}

fn is_same(one: &str, other: &str) -> bool {
    one.split('#').next() == other.split('#').next()
}

/// Where an answer sends the browser.
fn redirected(exchange: &Exchange) -> Option<String> {
    let location = exchange.location.as_deref().filter(|_| matches!(exchange.status, Some(300..=399)))?;
    if !location.starts_with('/') || location.starts_with("//") {
        return Some(location.to_owned());
    }
    let (scheme, rest) = exchange.url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    Some(format!("{scheme}://{authority}{location}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_leads_to_an_address_of_the_same_host_or_of_another() {
        for (status, location, expected) in [
            (Some(302), Some("/console"), Some("https://signin.aws.amazon.com/console")),
            (Some(303), Some("https://a.example/x?y"), Some("https://a.example/x?y")),
            (Some(200), Some("/console"), None),
            (Some(302), None, None),
        ] {
            let exchange = Exchange {
                url: "https://signin.aws.amazon.com/saml?x=/y".to_owned(),
                status,
                location: location.map(str::to_owned),
                ..Exchange::default()
            };
            assert_eq!(redirected(&exchange).as_deref(), expected, "{status:?} {location:?}");
        }
    }
}
