//! What was changed, by whom, and whether the chain of it is as it was written.

use askama::Template;
use chrono::{DateTime, Utc};
use smallwins_core::audit::{Changed, Report, Speaker, Told};
use smallwins_core::kpi::Span;

use super::frame::{Frame, Tab};
use super::when::when;
use crate::board::inside::Inside;
use crate::pages::words::visible;

/// So many lines stand on a page.
const PAGE: usize = 100;

/// What was changed, the latest first.
#[derive(Template)]
#[template(path = "board/audit.html")]
pub(crate) struct Audit<'a> {
    frame: Frame,
    lines: Vec<&'a Told>,
    words: Vec<&'a str>,
    only: Option<&'a str>,
    more: Option<u64>,
    report: &'a Report,
    inside: &'a Inside,
}

/// What is asked for of it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Asked<'a> {
    /// Only lines that tell of this.
    pub(crate) only: Option<&'a str>,
    /// Only lines before this one.
    pub(crate) before: Option<u64>,
}

impl<'a> Audit<'a> {
    /// The page of lines.
    pub(crate) fn new(
        told: &'a [Told],
        report: &'a Report,
        asked: Asked<'a>,
        inside: &'a Inside,
        span: Span,
    ) -> Audit<'a> {
        let mut words: Vec<&str> = changes(told).map(|changed| changed.word.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        let only = asked.only.filter(|only| words.contains(only));
        let tells = |told: &&Told| only.is_none_or(|only| told.changes.iter().any(|one| one.word == only));
        let earlier = |told: &&Told| asked.before.is_none_or(|before| told.number < before);
        let mut lines: Vec<&Told> = told.iter().rev().filter(tells).filter(earlier).collect();
        let is_cut = lines.len() > PAGE;
        lines.truncate(PAGE);
        let more = lines.last().filter(|_| is_cut).map(|told| told.number);
        let mut frame = Frame::new(inside, Tab::Audit, span, "/audit".to_owned());
        if let Some(only) = only {
            frame.csv.push_str(&format!("&only={only}"));
        }
        Audit { frame, lines, words, only, more, report, inside }
    }

    fn when(&self, at: &DateTime<Utc>) -> String {
        when(*at, self.inside)
    }

    /// What stands in front of a line's number where it is not as it was written.
    fn flaw_of(&self, told: &Told) -> Option<String> {
        let flaw = self.report.flaws.iter().find(|flaw| flaw.line == told.number)?;
        Some(flaw.to_string())
    }

    fn who(&self, told: &Told) -> String {
        visible(who(&told.by))
    }

    fn whom(&self, changed: &Changed) -> String {
        visible(&changed.whom.join(" and "))
    }

    fn shown(&self, value: &Option<String>) -> String {
        value.as_deref().map_or_else(|| "none".to_owned(), visible)
    }

    fn is_only(&self, word: &str) -> bool {
        self.only == Some(word)
    }

    /// The first digits of a hash, by which people compare it.
    fn short(&self) -> &str {
        let hash = &self.report.head.hash;
        hash.get(..12).unwrap_or(hash)
    }
}

fn changes(told: &[Told]) -> impl Iterator<Item = &Changed> {
    told.iter().flat_map(|told| &told.changes)
}

/// Who made a change, in words.
pub(crate) fn who(by: &Speaker) -> &str {
    match by {
        Speaker::Person(name) => name.as_str(),
        Speaker::Nobody => "somebody who is not known any more",
        Speaker::Platform => "the platform",
        Speaker::Clock => "the clock",
        Speaker::Operator => "whoever runs Smallwins",
    }
}
