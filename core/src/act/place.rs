//! Where the two of a session meet: at the mentor's own link, or in a direct message between them.

use crate::member::Member;
use crate::message::Message;
use crate::script::say;
use crate::text::Link;

/// A message about a session that also says where the two meet, above what the reader can press.
pub(super) fn with_place(
    mut message: Message,
    reader: &Member,
    learner: &Member,
    mentor: &Member,
) -> Message {
    let is_learner = reader.id == learner.id;
    let partner = if is_learner { mentor } else { learner };
    let link = mentor.mentor.as_ref().and_then(|profile| profile.link.as_ref());
    let place = say("meet")
        .with("is_learner", is_learner)
        .with("partner", &partner.name)
        .with("handle", partner.handle.0.as_str())
        .with("mentor", &mentor.name)
        .with("link", link.map(Link::as_str))
        .message();
    message.blocks.extend_above_buttons(place.blocks);
    message
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Block, Span};
    use crate::sample::{member, mentor};

    fn told(reader: &str, link: Option<&str>) -> Message {
        let mut ben = mentor("ben");
        ben.mentor.as_mut().unwrap().link = link.map(|link| Link::parse(link).unwrap());
        let (ana, message) = (member("ana"), say("win.undone").message());
        let reader = if reader == "ana" { ana.clone() } else { ben.clone() };
        with_place(message, &reader, &ana, &ben)
    }

    fn spans(message: &Message) -> Vec<&Span> {
        let texts = message.blocks.iter().filter_map(|block| match block {
            Block::Paragraph(text) => Some(text),
            _ => None,
        });
        texts.flat_map(|text| &text.0).collect()
    }

    #[test]
    fn each_is_led_to_the_other_and_hears_who_writes_first() {
        for (reader, partner, writes) in
            [("ana", "Ben", "You write first"), ("ben", "Ana", "@Ana writes first")]
        {
            let message = told(reader, None);
            let led = |span: &&Span| matches!(span, Span::Mention { name, .. } if name == partner);
            assert!(spans(&message).iter().any(led), "{reader}");
            assert!(message.bare(chrono_tz::UTC).contains(writes), "{reader}");
        }
    }

    #[test]
    fn a_mentors_own_place_is_where_both_meet() {
        let here = "https://meet.example/ben";
        for reader in ["ana", "ben"] {
            let message = told(reader, Some(here));
            let led = |span: &&Span| matches!(span, Span::Link { url, .. } if url == here);
            assert!(spans(&message).iter().any(led), "{reader}");
            assert!(!message.bare(chrono_tz::UTC).contains("direct message"), "{reader}");
        }
    }
}
