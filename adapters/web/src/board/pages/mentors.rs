//! Who mentors, and how much each of them carries.

use askama::Template;
use chrono::{DateTime, Utc};
use smallwins_core::board::{Every, Lately, Load, MOST, PAGE, Recent, every, lately, mentors};
use smallwins_core::id::MemberId;
use smallwins_core::kpi::{Given, Span};
use smallwins_core::store::{Store, StoreError};

use super::frame::{Frame, Tab};
use super::when::when;
use crate::board::inside::Inside;

/// Who mentors.
#[derive(Template)]
#[template(path = "board/mentors.html")]
pub(crate) struct Mentors<'a> {
    frame: Frame,
    mentors: Vec<Row<'a>>,
    /// What those gave who are no mentors, where the page comes to its end.
    others: Option<Given>,
    more: Option<MemberId>,
    /// Whether the order is that of all who mentor.
    is_all: bool,
    inside: &'a Inside,
}

/// A mentor: what they carry, and what they gave lately.
pub(crate) struct Row<'a> {
    pub(crate) load: &'a Load,
    pub(crate) recent: Recent,
}

/// What the page is made of.
pub(crate) struct Facts {
    pub(crate) loads: Every<Load>,
    lately: Lately,
}

impl Facts {
    /// Reads it.
    pub(crate) async fn read(store: &dyn Store, inside: &Inside) -> Result<Facts, StoreError> {
        let (scope, now) = (inside.scope(), inside.now);
        let loads = every(|after| mentors(store, scope, after, now)).await?;
        let ids: Vec<MemberId> = loads.rows.iter().map(|load| load.id).collect();
        let lately = lately(store, &inside.guest.community, &ids, now).await?;
        Ok(Facts { loads, lately })
    }

    /// Those who mentor, in the order of the memory.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let recent = |load: &Load| self.lately.mentors.get(&load.id).copied().unwrap_or_default();
        self.loads.rows.iter().map(move |load| Row { load, recent: recent(load) })
    }

    /// What those gave who are no mentors; none where nothing, or where not every mentor was looked at.
    pub(crate) fn others(&self) -> Option<Given> {
        Some(self.lately.others).filter(|others| self.loads.is_all && others.sessions > 0)
    }
}

impl<'a> Mentors<'a> {
    /// The page of those who come after one of them, those who gave most first. The order is that of them all, so it is
    /// made before it is cut into pages.
    pub(crate) fn new(
        facts: &'a Facts,
        after: Option<MemberId>,
        inside: &'a Inside,
        span: Span,
    ) -> Mentors<'a> {
        let mut mentors: Vec<Row<'a>> = facts.rows().collect();
        mentors.sort_by_key(|row| {
            (std::cmp::Reverse((row.recent.given.minutes, row.load.minutes)), row.load.id)
        });
        // Who was last there may be last of all by now: then it begins anew.
        let before = after.and_then(|last| mentors.iter().position(|row| row.load.id == last));
        mentors.drain(..before.map_or(0, |place| (place + 1) % mentors.len()));
        let is_cut = mentors.len() > PAGE as usize;
        mentors.truncate(PAGE as usize);
        Mentors {
            frame: Frame::new(inside, Tab::Mentors, span, "/mentors".to_owned()),
            more: mentors.last().filter(|_| is_cut).map(|row| row.load.id),
            mentors,
            others: facts.others().filter(|_| !is_cut),
            is_all: facts.loads.is_all,
            inside,
        }
    }

    fn when(&self, at: &DateTime<Utc>) -> String {
        when(*at, self.inside)
    }
}
