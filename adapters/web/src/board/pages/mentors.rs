//! Who mentors, and how much each of them carries.

use askama::Template;
use chrono::{DateTime, Utc};
use smallwins_core::board::{Every, Load, MOST, PAGE};
use smallwins_core::id::MemberId;
use smallwins_core::kpi::Span;

use super::frame::{Frame, Tab};
use crate::board::inside::Inside;
use crate::pages::clock::near;

/// Who mentors.
#[derive(Template)]
#[template(path = "board/mentors.html")]
pub(crate) struct Mentors<'a> {
    frame: Frame,
    mentors: Vec<&'a Load>,
    more: Option<MemberId>,
    /// Whether the order is that of all who mentor.
    is_all: bool,
    inside: &'a Inside,
}

impl<'a> Mentors<'a> {
    /// The page of those who come after one of them, those who gave most first. The order is that of them all, so it is
    /// made before it is cut into pages.
    pub(crate) fn new(
        loads: &'a Every<Load>,
        after: Option<MemberId>,
        inside: &'a Inside,
        span: Span,
    ) -> Mentors<'a> {
        let mut mentors: Vec<&Load> = loads.rows.iter().collect();
        mentors.sort_by_key(|load| (std::cmp::Reverse((load.held_minutes, load.minutes)), load.id));
        // Who was last there may be last of all by now: then it begins anew.
        let before = after.and_then(|last| mentors.iter().position(|load| load.id == last));
        mentors.drain(..before.map_or(0, |place| (place + 1) % mentors.len()));
        let is_cut = mentors.len() > PAGE as usize;
        mentors.truncate(PAGE as usize);
        Mentors {
            frame: Frame::new(inside, Tab::Mentors, span, "/mentors".to_owned()),
            more: mentors.last().filter(|_| is_cut).map(|load| load.id),
            mentors,
            is_all: loads.is_all,
            inside,
        }
    }

    fn when(&self, at: &DateTime<Utc>) -> String {
        near(*at, self.inside.now, self.inside.zone())
    }
}
