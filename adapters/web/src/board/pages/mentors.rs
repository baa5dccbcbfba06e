//! Who mentors, and how much each of them carries.

use askama::Template;
use chrono::{DateTime, Utc};
use smallwins_core::board::Load;
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
    inside: &'a Inside,
}

impl<'a> Mentors<'a> {
    /// The page of some mentors, those who carry most first, with the last of them while there are more.
    pub(crate) fn new(
        (mentors, more): &'a (Vec<Load>, Option<MemberId>),
        inside: &'a Inside,
        span: Span,
    ) -> Mentors<'a> {
        let mut mentors: Vec<&Load> = mentors.iter().collect();
        mentors.sort_by_key(|load| (std::cmp::Reverse((load.held_minutes, load.minutes)), load.id));
        Mentors {
            frame: Frame::new(inside, Tab::Mentors, span, "/mentors".to_owned()),
            mentors,
            more: *more,
            inside,
        }
    }

    fn when(&self, at: &DateTime<Utc>) -> String {
        near(*at, self.inside.now, self.inside.zone())
    }
}
