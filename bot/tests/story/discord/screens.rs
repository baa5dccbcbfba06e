//! What people see in Discord, and what of it is new.

use std::collections::BTreeMap;
use std::fmt::Write;

use smallwins_fake_discord::{Button, Line, Person, Seen};

use crate::chronicle::New;

/// What has been looked at: a message by its id, somebody's form by their name.
#[derive(Default)]
pub(crate) struct Screens(BTreeMap<String, String>);

impl Screens {
    /// What is new for somebody. What was said in several places at the same time comes in the order of the places, as
    /// nothing says which of them is first.
    pub(crate) fn look(&mut self, name: &str, person: &Person) -> Vec<New> {
        let mut new = Vec::new();
        let mut messages: Vec<Seen> = person.messages().into_iter().filter(|seen| seen.by_app).collect();
        messages.sort_by_key(|seen| (seen.place == "dm", !seen.is_ephemeral));
        for seen in messages {
            let title = match (seen.place.as_str(), seen.is_ephemeral) {
                ("dm", _) => format!("to {name}"),
                (place, true) => format!("to {name} alone in {place}"),
                (place, false) => format!("to everybody in {place}"),
            };
            let title = if seen.is_edited { format!("{title}, changed") } else { title };
            new.extend(self.note(seen.id.clone(), title, show(&seen.lines)));
        }
        match person.modal() {
            Some(form) => {
                let shown = format!("“{}”\n{}(Submit) (Cancel)", form.title, show(&form.lines));
                new.extend(self.note(name.to_owned(), format!("a form of {name}"), shown));
            }
            None => drop(self.0.remove(name)),
        }
        new
    }

    fn note(&mut self, key: String, title: String, shown: String) -> Option<New> {
        let known = self.0.insert(key, shown.clone());
        (known.as_ref() != Some(&shown)).then_some(New { title, shown })
    }
}

/// The buttons that somebody can press now, the latest last, with the message in which they stand.
pub(crate) fn buttons(person: &Person) -> Vec<(Seen, Button)> {
    let of = |seen: Seen| {
        let buttons: Vec<Button> = seen.buttons().into_iter().cloned().collect();
        buttons.into_iter().map(move |button| (seen.clone(), button))
    };
    person.messages().into_iter().filter(|seen| seen.by_app).flat_map(of).collect()
}

fn show(lines: &[Line]) -> String {
    let mut shown = String::new();
    for line in lines {
        let _ = match line {
            Line::Buttons(buttons) => {
                let labels = buttons.iter().map(|button| match button.style {
                    "primary" => format!("[{}!]", button.label),
                    _ => format!("[{}]", button.label),
                });
                writeln!(shown, "{}", labels.collect::<Vec<_>>().join(" "))
            }
            line => line.to_string().lines().try_for_each(|line| writeln!(shown, "{}", line.trim_start())),
        };
    }
    shown
}
