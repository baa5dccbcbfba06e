//! The first answer to an interaction, and what follows it.

use std::time::Duration;

use serde_json::{Value, json};
use smallwins_chat::asked::Asked;

use super::said::said;
use super::way::Way;
use crate::render::{Guild, Post};

const MESSAGE: u8 = 4;
const LATER: u8 = 5;
const NOTHING: u8 = 6;
const CHOICES: u8 = 8;
const MODAL: u8 = 9;

/// How long Discord is given to take an answer over HTTP before more is said: nobody tells when it has.
const SETTLES: Duration = Duration::from_millis(500);

/// What Discord is told at once.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum First {
    /// A message.
    Message(Post),
    /// That the answer comes later, in the same place.
    Later,
    /// That it arrived, and nothing is to be shown for it.
    Nothing,
    /// What could be typed.
    Choices(Vec<Value>),
    /// A form.
    Modal(Value),
}

/// What follows the first answer.
enum Then {
    Nothing,
    /// What one message cannot hold.
    More(Vec<Post>),
    /// The answer, when it is decided.
    Answer(Asked, Guild),
}

/// What became of a first answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Discord has it.
    Yes,
    /// It was sent, and is on its way.
    Presumably,
    /// Nobody can tell.
    Perhaps,
    /// Discord does not take it: it came too late, or was not reached.
    No,
    /// Somebody else has answered: another process heard the same.
    ByAnother,
}

/// An interaction that was heard: its first answer, and what follows.
pub(crate) struct Answered {
    way: Way,
    first: First,
    /// What is said where the first answer is not taken.
    instead: Vec<Post>,
    then: Then,
}

impl Answered {
    pub(super) fn new(way: Way, first: First) -> Answered {
        let instead = match &first {
            First::Message(post) => vec![post.clone()],
            First::Later | First::Nothing | First::Choices(_) | First::Modal(_) => Vec::new(),
        };
        Answered { way, first, instead, then: Then::Nothing }
    }

    /// A form; and what is said where it cannot be opened.
    pub(super) fn opening(way: Way, modal: Value, instead: Vec<Post>) -> Answered {
        Answered { way, first: First::Modal(modal), instead, then: Then::Nothing }
    }

    /// A message, in as many posts as hold it; nothing when there is nothing to say.
    pub(super) fn with(way: Way, posts: Vec<Post>) -> Answered {
        let mut posts = posts.into_iter();
        let Some(first) = posts.next() else { return Answered::new(way, First::Nothing) };
        Answered { then: Then::More(posts.collect()), ..Answered::new(way, First::Message(first)) }
    }

    /// That the answer comes later.
    pub(super) fn later(way: Way, asked: Asked, guild: Guild) -> Answered {
        Answered { then: Then::Answer(asked, guild), ..Answered::new(way, First::Later) }
    }

    /// The first answer, as Discord takes it.
    pub(crate) fn callback(&self) -> Value {
        match &self.first {
            First::Message(post) => json!({ "type": MESSAGE, "data": self.way.shown(post) }),
            First::Later => json!({ "type": LATER, "data": self.way.awaited() }),
            First::Nothing => json!({ "type": NOTHING }),
            First::Choices(choices) => json!({ "type": CHOICES, "data": { "choices": choices } }),
            First::Modal(modal) => json!({ "type": MODAL, "data": modal }),
        }
    }

    /// Says what follows, and by another way what Discord did not take.
    pub(crate) async fn go_on(self, taken: Taken) {
        let Answered { mut way, first, instead, then } = self;
        let is_shown = matches!(first, First::Message(_) | First::Later);
        let said_again = match taken {
            Taken::ByAnother => return,
            Taken::Yes | Taken::Presumably => Vec::new(),
            Taken::Perhaps | Taken::No => instead,
        };
        match (taken, &then) {
            (Taken::Presumably, Then::More(more)) if more.is_empty() => return,
            (Taken::Presumably, Then::More(_) | Then::Answer(..)) => tokio::time::sleep(SETTLES).await,
            (Taken::No, _) => way.is_shut(),
            _ => {}
        }
        // An answer that may stand there is changed, and no second one put beside it.
        if is_shown && (taken == Taken::Perhaps || matches!(then, Then::Answer(..))) {
            way.stands_for_the_first();
        }
        way.say(&said_again).await;
        match then {
            Then::Nothing => {}
            Then::More(more) => way.say(&more).await,
            Then::Answer(asked, guild) => {
                let posts = said(asked.at_last().await.reply, guild, way.call());
                way.say(&posts).await;
            }
        }
    }
}
