//! What is shown of a reply.

use smallwins_core::interlude;
use smallwins_core::message::{Form, Message, Reply, Values};
use smallwins_core::tongue::Tongue;

use super::answer::Answered;
use super::way::Way;
use crate::render::{self, Guild, Opening, Post};

/// A reply as the first answer to something that may open a form.
///
/// A form that has something to say besides waits behind a button, as a form of Discord's shows fields alone.
pub(super) fn answered(way: Way, reply: Reply, guild: Guild) -> Answered {
    if let Reply { form: Some(form), message: None } = &reply
        && let Opening::Modal(modal) = render::opening(form, guild)
    {
        return Answered::opening(way, modal, render::card(form, guild));
    }
    let call = way.call();
    way.answer_with(said(reply, guild, call))
}

/// A reply where no form can be opened: its form as a message with a button, or its message. A decision that broke off
/// says nothing, and Discord wants to be told something.
pub(super) fn said(reply: Reply, guild: Guild, call: u64) -> Vec<Post> {
    let shown = match reply {
        Reply { form: Some(form), message: Some(message) } if is_bare(&form, guild) => {
            with_a_way_on(form, message)
        }
        Reply { form: Some(form), .. } => return render::card(&form, guild),
        Reply { form: None, message } => message,
    };
    let message = shown.unwrap_or_else(|| interlude::memory_is_away(&call.to_string(), Tongue::English));
    render::posts(&message, guild)
}

/// Whether a form says nothing by itself of what is wrong.
fn is_bare(form: &Form, guild: Guild) -> bool {
    matches!(render::opening(form, guild), Opening::Modal(_))
}

fn with_a_way_on(form: Form, message: Message) -> Option<Message> {
    interlude::in_words(Reply { form: Some(form), message: Some(message) })
}

/// What was typed into a form.
pub(super) fn words(values: &Values) -> String {
    values.values().map(|value| value.trim()).filter(|value| !value.is_empty()).collect::<Vec<_>>().join("\n")
}
