//! Who is spoken of in settings: they are kept by their ids, told by their names in the audit, and shown by them.

use super::Facts;
use super::place::Place;
use crate::member::Member;

/// Whoever wishes, and who reads reports where one person does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a> {
    me: &'a Member,
    owner: Option<&'a Member>,
}

impl<'a> Names<'a> {
    /// Out of what is known.
    pub(super) fn of(me: &'a Member, facts: &'a Facts) -> Names<'a> {
        Names { me, owner: facts.owner.as_ref() }
    }

    /// The name of whoever has an id, if they are one of those.
    pub(super) fn called(self, id: &str) -> Option<String> {
        let known = [Some(self.me), self.owner].into_iter().flatten();
        let mut named = known.filter(|member| member.id.to_string() == id);
        named.next().map(|member| member.name.as_str().to_owned())
    }

    /// A value as the audit tells it: of whoever reads reports their name, and of a contact how long it is.
    pub(super) fn told(self, place: Place, value: &Option<String>) -> Option<String> {
        match place {
            Place::ReportsTo => value.as_ref().and_then(|id| self.called(id)),
            Place::Contact => value.as_ref().map(|words| length(words)),
            _ => value.clone(),
        }
    }
}

fn length(words: &str) -> String {
    format!("{} characters", words.chars().count())
}
