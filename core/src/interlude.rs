//! What an adapter says by itself, between what people say and what Smallwins answers.

use crate::action::Action;
use crate::message::{Form, Message, Reply};
use crate::script::{label, say};

/// An answer takes longer than the platform waits for one: it comes later, in the same place.
pub fn one_moment() -> Message {
    say("interlude.one-moment").message()
}

/// What a reply says where no form can be opened, such as after a line in a direct message: its words, and a button
/// that opens the form.
pub fn in_words(reply: Reply) -> Option<Message> {
    match (reply.message, reply.form.as_ref().map(form_waits)) {
        (Some(message), Some(waits)) => {
            Some(Message { blocks: [message.blocks, waits.blocks].concat(), receipt: message.receipt })
        }
        (message, waits) => message.or(waits),
    }
}

fn form_waits(form: &Form) -> Message {
    say("interlude.form-waits")
        .with("title", form.title.as_str())
        .button("open", form.action.clone())
        .message()
}

/// A button or a form that says nothing any more: an old one, or somebody else's.
pub fn not_understood_press() -> Message {
    say("interlude.not-understood-press").button("me", Action::Me).message()
}

/// Somebody speaks in a community that has not let us in, or not any more.
pub fn not_let_in() -> Message {
    say("interlude.not-let-in").message()
}

/// Somebody uses what belongs to another community than theirs.
pub fn of_another_community() -> Message {
    say("interlude.of-another-community").message()
}

/// Somebody says what is for those who run a community where their platform does not tell whether they do.
pub fn not_known_as_admin() -> Message {
    say("interlude.not-known-as-admin").message()
}

/// Somebody speaks outside of every community and is in several: a platform's adapter puts a button for each beneath.
pub fn several_communities() -> Message {
    say("interlude.several-communities").message()
}

/// An archive was asked for where the platform lets no file of ours in.
pub fn no_file() -> Message {
    say("interlude.no-file").message()
}

/// Somebody speaks outside of every community and is not known in any.
pub fn no_community() -> Message {
    say("interlude.no-community").message()
}

/// The memory does not answer, so that a call by that id could not even be put to Smallwins.
pub fn memory_is_away(call: &str) -> Message {
    say("trouble.memory").with("id", call).with("typed", None::<&str>).message()
}

/// What stands around a form where a platform leaves that to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// On the button that leaves a form as it is.
    pub cancel: String,
    /// On the button that closes what there is only to read.
    pub close: String,
    /// Before what is wrong with a field's value.
    pub look_again: String,
    /// Above a field that cannot show all that was typed.
    pub shortened: String,
    /// Above choices, each of which opens the form.
    pub choose: String,
    /// On the button that opens a form once more, with what was typed in it.
    pub edit: String,
}

/// The words around a form.
pub fn frame() -> Frame {
    Frame {
        cancel: label("interlude.cancel"),
        close: label("interlude.close"),
        look_again: label("interlude.look-again"),
        shortened: label("interlude.shortened"),
        choose: label("interlude.choose"),
        edit: label("interlude.edit"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::every_form;
    use crate::sample::{buttons, typed};

    #[test]
    fn a_form_that_waits_is_a_button_with_its_title_that_opens_it() {
        for form in every_form(&typed("Ana")) {
            let message = in_words(Reply { form: Some(form.clone()), message: None }).unwrap();
            let [button] = buttons(&message)[..] else { panic!("one button") };
            assert_eq!((&button.label, &button.action), (&form.title, &form.action));
        }
    }

    #[test]
    fn what_is_wrong_is_said_also_where_its_form_cannot_be_opened() {
        let form = every_form(&typed("Ana")).pop();
        let said = in_words(Reply { form, message: Some(one_moment()) }).unwrap();
        assert!(said.bare(chrono_tz::UTC).starts_with("One moment."));
        assert_eq!(buttons(&said).len(), 1);
        assert_eq!(in_words(Reply::default()), None);
    }

    #[test]
    fn an_interlude_says_what_happens_next() {
        assert!(one_moment().bare(chrono_tz::UTC).starts_with("One moment."));
        assert_eq!(buttons(&not_understood_press())[0].action, Action::Me);
    }
}
