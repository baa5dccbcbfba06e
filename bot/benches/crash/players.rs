//! People who do things at random, all at once, until nobody answers them any more.

use std::sync::Mutex;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

use crate::server::{get, post};

/// Those who are there from the beginning, and those who come.
pub(crate) const PEOPLE: [&str; 8] = ["ana", "ben", "cleo", "dora", "emil", "finn", "gina", "hugo"];
const NEWCOMERS: [(&str, &str, &str); 5] = [
    ("Dora", "Europe/Berlin", "testing, rust"),
    ("Emil", "Europe/Lisbon", "parsing, sql"),
    ("Finn", "Europe/Paris", ""),
    ("Gina", "Asia/Kolkata", ""),
    ("Hugo", "America/Chicago", ""),
];
const SUBJECTS: [&str; 4] = ["parsing", "rust", "testing", "sql"];
/// These buttons take back what is looked for afterwards.
const NEVER_PRESSED: [&str; 2] = ["Undo", "Take it back"];

/// One request, which may be made again.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) handle: &'static str,
    /// The call, as the store knows it.
    pub(crate) call: String,
    path: String,
    fields: Vec<(String, String)>,
    /// The words of a win or an ask, by which its effect is found.
    pub(crate) effect: Option<Effect>,
    /// Whether it was answered with a form alone, which leaves no line.
    pub(crate) opened_a_form: bool,
}

/// What has to be there once it is answered.
#[derive(Debug, Clone)]
pub(crate) enum Effect {
    Win(String),
    Ask(String),
}

/// What was said in one life of the process.
#[derive(Default)]
pub(crate) struct Journal {
    /// Answered in full.
    pub(crate) acknowledged: Mutex<Vec<Said>>,
    /// Under way when nobody answered any more.
    pub(crate) cut_off: Mutex<Vec<Said>>,
}

impl Said {
    /// Says it, be it for the first time or again. Answers with the page's answer.
    pub(crate) fn say(&self, address: &str) -> Result<String, std::io::Error> {
        let fields: Vec<(&str, &str)> =
            self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        post(address, &format!("/play/people/{}/{}", self.handle, self.path), &fields)
    }
}

/// The others come.
pub(crate) fn admit_everybody(address: &str) {
    for (name, zone, topics) in NEWCOMERS {
        let fields = [("name", name), ("zone", zone), ("topics", topics)];
        post(address, "/play/people", &fields).expect("somebody new is let in");
        // They say yes to what is held about them before they do anything at random.
        let handle = name.to_lowercase();
        let yes = if topics.is_empty() { "agree".to_owned() } else { format!("agree join {topics}") };
        let said = [("call", format!("play-yes-{handle}")), ("line", yes)];
        let fields = said.each_ref().map(|(field, value)| (*field, value.as_str()));
        post(address, &format!("/play/people/{handle}/say"), &fields).expect("they are heard");
    }
}

/// Plays one person until nobody answers.
pub(crate) fn play(handle: &'static str, address: &str, journal: &Journal, seed: u64) {
    let mut player = Player { handle, address, journal, chance: StdRng::seed_from_u64(seed), said: 0 };
    while player.does_something().is_some() {}
}

struct Player<'a> {
    handle: &'static str,
    address: &'a str,
    journal: &'a Journal,
    chance: StdRng,
    said: u32,
}

impl Player<'_> {
    /// `None` when nobody answers any more.
    fn does_something(&mut self) -> Option<()> {
        match self.chance.random_range(0..10) {
            0..4 => {
                let deed = format!("Replaced matches with table {} of {}", self.said, self.handle);
                self.types(&format!("win {deed}"), Some(Effect::Win(deed)))
            }
            4..6 => {
                let subject = SUBJECTS.choose(&mut self.chance).expect("there are some");
                let question =
                    format!("how do I begin with {subject}, case {} of {}", self.said, self.handle);
                self.types(&format!("ask {question}"), Some(Effect::Ask(question)))
            }
            6 => self.types("me", None),
            _ => self.presses_something(),
        }
    }

    fn types(&mut self, line: &str, effect: Option<Effect>) -> Option<()> {
        let call = self.fresh_call();
        let fields = vec![("call".to_owned(), call.clone()), ("line".to_owned(), line.to_owned())];
        self.says("say", call, fields, effect).map(drop)
    }

    fn presses_something(&mut self) -> Option<()> {
        let page = get(self.address, "/play").ok()?;
        let buttons = buttons(&page, self.handle);
        let latest = &buttons[buttons.len().saturating_sub(8)..];
        let Some((line, place)) = latest.choose(&mut self.chance).cloned() else { return Some(()) };
        let call = self.fresh_call();
        let fields = vec![
            ("call".to_owned(), call.clone()),
            ("line".to_owned(), line),
            ("button".to_owned(), place.clone()),
        ];
        let answer = self.says("press", format!("{call}-{place}"), fields, None)?;
        let Some(action) = between(&answer, "name=\"action\" value=\"", "\"") else { return Some(()) };
        self.fills_in(&action)
    }

    /// A compliment or a note; other forms stay empty.
    fn fills_in(&mut self, action: &str) -> Option<()> {
        let number = self.said;
        let values: &[(&str, String)] = match action.split(' ').next() {
            Some("affirm") => &[(
                "field.words",
                format!("Your table {number} names each state, so I could check the parser in a minute."),
            )],
            Some("note") => &[
                ("field.first", format!("Write the failing test {number}")),
                ("field.second", "Read the chapter on tables".to_owned()),
                ("field.day", "in 3 days".to_owned()),
            ],
            _ => return Some(()),
        };
        let call = self.fresh_call();
        let mut fields = vec![
            ("call".to_owned(), call.clone()),
            ("title".to_owned(), "Form".to_owned()),
            ("action".to_owned(), action.to_owned()),
        ];
        fields.extend(values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        self.says("submit", call, fields, None).map(drop)
    }

    fn says(
        &mut self,
        path: &str,
        call: String,
        fields: Vec<(String, String)>,
        effect: Option<Effect>,
    ) -> Option<String> {
        let path = path.to_owned();
        let mut said = Said { handle: self.handle, call, path, fields, effect, opened_a_form: false };
        match said.say(self.address) {
            Ok(answer) => {
                said.opened_a_form = answer.contains("<dialog");
                self.journal.acknowledged.lock().expect("no panic").push(said);
                Some(answer)
            }
            Err(_) => {
                self.journal.cut_off.lock().expect("no panic").push(said);
                None
            }
        }
    }

    fn fresh_call(&mut self) -> String {
        self.said += 1;
        format!("play-{}-{}", self.handle, self.said)
    }
}

/// The buttons in somebody's column: the line's key and the button's place.
fn buttons(page: &str, handle: &str) -> Vec<(String, String)> {
    let form = format!("action=\"/play/people/{handle}/press\"");
    let mut found = Vec::new();
    for part in page.split(&form).skip(1) {
        let part = part.split("</form>").next().unwrap_or_default();
        let Some(line) = between(part, "name=\"line\" value=\"", "\"") else { continue };
        for button in part.split("name=\"button\" value=\"").skip(1) {
            let place = button.split('"').next().unwrap_or_default();
            let label = between(button, ">", "<").unwrap_or_default();
            if !NEVER_PRESSED.contains(&label.as_str()) {
                found.push((line.clone(), place.to_owned()));
            }
        }
    }
    found
}

pub(crate) fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(inner, _)| inner.to_owned())
}
