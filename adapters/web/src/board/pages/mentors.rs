//! Who mentors, and how much each of them carries.

use std::cmp::Reverse;

use askama::Template;
use chrono::{DateTime, Utc};
use smallwins_core::board::{Lately, Load, MOST, PAGE, Recent, lately, loads};
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
    inside: &'a Inside,
}

/// A mentor: what they carry, and what they gave lately.
pub(crate) struct Row<'a> {
    pub(crate) load: &'a Load,
    pub(crate) recent: Recent,
}

/// What the page is made of, and the file.
pub(crate) struct Facts {
    lately: Lately,
    /// Those who are told of, in their order.
    loads: Vec<Load>,
    /// The last of them, while there are more.
    more: Option<MemberId>,
}

impl Facts {
    /// Reads the page of those who come after one of them, those who gave most first. The order is that of them all; on
    /// one page, of those who gave as much those who carry most this week come first.
    pub(crate) async fn page(
        store: &dyn Store,
        inside: &Inside,
        after: Option<MemberId>,
    ) -> Result<Facts, StoreError> {
        let lately = Facts::lately(store, inside).await?;
        let given = |id: &MemberId| Reverse(lately.mentors[id].given.minutes);
        let mut ids: Vec<MemberId> = lately.mentors.keys().copied().collect();
        ids.sort_by_key(|id| (given(id), *id));
        // Who was last there may be last of all by now: then it begins anew.
        let before = after.and_then(|last| ids.iter().position(|id| *id == last));
        ids.drain(..before.map_or(0, |place| (place + 1) % ids.len()));
        let is_cut = ids.len() > PAGE as usize;
        ids.truncate(PAGE as usize);
        let more = ids.last().copied().filter(|_| is_cut);
        let mut loads = loads(store, inside.scope(), &ids, inside.now).await?;
        loads.sort_by_key(|load| (given(&load.id), Reverse(load.minutes), load.id));
        Ok(Facts { lately, loads, more })
    }

    /// Reads those of whom the file tells: at most [`MOST`], in the order of their ids.
    pub(crate) async fn file(store: &dyn Store, inside: &Inside) -> Result<Facts, StoreError> {
        let lately = Facts::lately(store, inside).await?;
        let ids: Vec<MemberId> = lately.mentors.keys().copied().take(MOST).collect();
        let more = ids.last().copied().filter(|_| ids.len() < lately.mentors.len());
        let mut loads = loads(store, inside.scope(), &ids, inside.now).await?;
        loads.sort_by_key(|load| load.id);
        Ok(Facts { lately, loads, more })
    }

    async fn lately(store: &dyn Store, inside: &Inside) -> Result<Lately, StoreError> {
        let mentors = store.mentor_ids(inside.scope()).await?;
        lately(store, &inside.guest.community, &mentors, inside.now).await
    }

    /// Those who are told of.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let recent = |load: &Load| self.lately.mentors.get(&load.id).copied().unwrap_or_default();
        self.loads.iter().map(move |load| Row { load, recent: recent(load) })
    }

    /// Whether nobody comes after them.
    pub(crate) fn is_all(&self) -> bool {
        self.more.is_none()
    }

    /// What those gave who are no mentors, where it comes to its end; none where that is nothing.
    pub(crate) fn others(&self) -> Option<Given> {
        Some(self.lately.others).filter(|others| self.is_all() && others.sessions > 0)
    }
}

impl<'a> Mentors<'a> {
    /// The page.
    pub(crate) fn new(facts: &'a Facts, inside: &'a Inside, span: Span) -> Mentors<'a> {
        Mentors {
            frame: Frame::new(inside, Tab::Mentors, span, "/mentors".to_owned()),
            mentors: facts.rows().collect(),
            others: facts.others(),
            more: facts.more,
            inside,
        }
    }

    fn when(&self, at: &DateTime<Utc>) -> String {
        when(*at, self.inside)
    }
}
