//! What people see in Slack, and what of it is new.

use std::collections::BTreeMap;
use std::fmt::Write;

use smallwins_fake_slack::{Button, Form, Line, Person, Place, Seen};

use crate::chronicle::New;

/// What has been looked at, by where it stands: somebody's modal or home by their name, a message by its place.
#[derive(Default)]
pub(crate) struct Screens(BTreeMap<(String, String), String>);

impl Screens {
    /// What is new for somebody. What was said in several places at the same time comes in the order of the places, as
    /// nothing says which of them is first.
    pub(crate) fn look(&mut self, name: &str, person: &Person) -> Vec<New> {
        let mut new = Vec::new();
        let mut messages: Vec<Seen> = person.messages().into_iter().filter(|seen| seen.by_app).collect();
        messages.sort_by_key(|seen| (seen.place == "dm", !seen.is_ephemeral));
        for seen in messages {
            let title = match (seen.place.as_str(), seen.is_ephemeral) {
                ("dm", false) => format!("to {name}"),
                ("dm", true) => format!("to {name} for now"),
                (place, true) => format!("to {name} alone in {place}"),
                (place, false) => format!("to everybody in {place}"),
            };
            let title = if seen.is_edited { format!("{title}, changed") } else { title };
            new.extend(self.note((seen.channel.clone(), seen.ts.clone()), title, show(&seen.lines)));
        }
        for (what, form) in [("a form", person.modal()), ("the home", person.home())] {
            let key = (name.to_owned(), what.to_owned());
            match form {
                Some(form) => new.extend(self.note(key, format!("{what} of {name}"), show_form(&form))),
                None => drop(self.0.remove(&key)),
            }
        }
        new
    }

    fn note(&mut self, key: (String, String), title: String, shown: String) -> Option<New> {
        let known = self.0.insert(key, shown.clone());
        (known.as_ref() != Some(&shown)).then_some(New { title, shown })
    }
}

/// The buttons that somebody can press now, the latest last, with where they stand.
pub(crate) fn buttons(person: &Person) -> Vec<(Place, Button)> {
    let of = |place: Place, buttons: Vec<&Button>| {
        buttons.into_iter().map(|button| (place.clone(), button.clone())).collect::<Vec<_>>()
    };
    let home = person.home().map(|home| of(Place::Home, home.buttons())).unwrap_or_default();
    let messages = person.messages();
    let said = messages.iter().flat_map(|seen: &Seen| of(Place::from(seen), seen.buttons()));
    let modal = person.modal().map(|form| of(Place::Modal, form.buttons())).unwrap_or_default();
    home.into_iter().chain(said).chain(modal).collect()
}

fn show(lines: &[Line]) -> String {
    let mut shown = String::new();
    for line in lines {
        let _ = match line {
            Line::Buttons(buttons) => writeln!(shown, "{}", show_buttons(buttons)),
            line => line.to_string().lines().try_for_each(|line| writeln!(shown, "{}", line.trim_start())),
        };
    }
    shown
}

fn show_buttons(buttons: &[Button]) -> String {
    let labels = buttons.iter().map(|button| match button.style.as_deref() {
        Some("primary") => format!("[{}!]", button.label),
        _ => format!("[{}]", button.label),
    });
    labels.collect::<Vec<_>>().join(" ")
}

fn show_form(form: &Form) -> String {
    let ends = form.submit.iter().chain(&form.close).map(|end| format!("({end})")).collect::<Vec<_>>();
    let title = if form.title.is_empty() { String::new() } else { format!("“{}”\n", form.title) };
    format!("{title}{}{}", show(&form.lines), ends.join(" "))
}
