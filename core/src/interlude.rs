//! What an adapter says by itself, between what people say and what Smallwins answers, in the language of whoever reads
//! it.

use crate::action::Action;
use crate::message::{Form, Message, Reply};
use crate::script::{label, say};
use crate::tongue::Tongue;

/// An answer takes longer than the platform waits for one: it comes later, in the same place.
pub fn one_moment(tongue: Tongue) -> Message {
    say("interlude.one-moment").message().in_tongue(tongue)
}

/// What a reply says where no form can be opened, such as after a line in a direct message: its words, and a button
/// that opens the form.
pub fn in_words(reply: Reply) -> Option<Message> {
    match (reply.message, reply.form.as_ref().map(form_waits)) {
        (Some(mut message), Some(waits)) => {
            message.blocks.extend(waits.blocks);
            Some(message)
        }
        (message, waits) => message.or(waits),
    }
}

fn form_waits(form: &Form) -> Message {
    say("interlude.form-waits")
        .with("title", form.title.as_str())
        .button("open", form.action.clone())
        .message()
        .in_tongue(form.tongue)
}

/// A button or a form that says nothing any more: an old one, or somebody else's.
pub fn not_understood_press(tongue: Tongue) -> Message {
    say("interlude.not-understood-press").button("me", Action::Me).message().in_tongue(tongue)
}

/// Somebody speaks in a community that has not let us in, or not any more.
pub fn not_let_in(tongue: Tongue) -> Message {
    say("interlude.not-let-in").message().in_tongue(tongue)
}

/// Somebody uses what belongs to another community than theirs.
pub fn of_another_community(tongue: Tongue) -> Message {
    say("interlude.of-another-community").message().in_tongue(tongue)
}

/// Somebody says what is for those who run a community where their platform does not tell whether they do.
pub fn not_known_as_admin(tongue: Tongue) -> Message {
    say("interlude.not-known-as-admin").message().in_tongue(tongue)
}

/// Somebody speaks outside of every community and is in several: a platform's adapter puts a button for each beneath.
pub fn several_communities(tongue: Tongue) -> Message {
    say("interlude.several-communities").message().in_tongue(tongue)
}

/// An archive was asked for where the platform lets no file of ours in.
pub fn no_file(tongue: Tongue) -> Message {
    say("interlude.no-file").message().in_tongue(tongue)
}

/// Somebody speaks outside of every community and is not known in any.
pub fn no_community(tongue: Tongue) -> Message {
    say("interlude.no-community").message().in_tongue(tongue)
}

/// The memory does not answer, so that a call by that id could not even be put to Smallwins.
pub fn memory_is_away(call: &str, tongue: Tongue) -> Message {
    say("trouble.memory").with("id", call).with("typed", None::<&str>).message().in_tongue(tongue)
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
pub fn frame(tongue: Tongue) -> Frame {
    let label = |key| String::from(label(key).in_tongue(tongue));
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
        let said = in_words(Reply { form, message: Some(one_moment(Tongue::English)) }).unwrap();
        assert!(said.bare(chrono_tz::UTC).starts_with("One moment."));
        assert_eq!(buttons(&said).len(), 1);
        assert_eq!(in_words(Reply::default()), None);
    }

    #[test]
    fn what_stands_around_a_form_is_in_its_language() {
        let form = every_form(&typed("Ana")).remove(0).in_tongue(Tongue::German);
        let said = in_words(Reply { form: Some(form), message: Some(one_moment(Tongue::German)) }).unwrap();
        assert!(said.bare(chrono_tz::UTC).starts_with("Einen Moment."));
        assert_eq!(frame(Tongue::German).cancel, "Abbrechen");
        assert_eq!(frame(Tongue::English).cancel, "Cancel");
    }

    #[test]
    fn an_interlude_says_what_happens_next() {
        assert!(one_moment(Tongue::English).bare(chrono_tz::UTC).starts_with("One moment."));
        assert_eq!(buttons(&not_understood_press(Tongue::English))[0].action, Action::Me);
    }
}
