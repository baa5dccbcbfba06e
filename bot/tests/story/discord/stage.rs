//! The stage in Discord: a server of the strict fake, and the whole house at its other end. One clock is everybody's:
//! the story's, Discord's, and the one by which the adapter waits.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use smallwins::wire::{House, Newcomers, Places};
use smallwins_core::community::Community;
use smallwins_core::fact::Fact;
use smallwins_core::moment::Moments;
use smallwins_core::platform::PlatformName;
use smallwins_discord::{PLATFORM, Settings};
use smallwins_fake_discord::{Discord, Field, Form, Guild, Line, Person, Place};
use tokio::task::JoinSet;

use super::listening::{By, Listening, a_breath_passes, in_time, open_doors};
use super::screens::{Screens, buttons};
use crate::chronicle::{Chronicle, Travels};
use crate::clock::{Clock, Standstill, before, instant};
use crate::memory::{Memory, remember};
use crate::scene::Scene;
use crate::stage::{Channel, Setting};

/// Discord, and Smallwins in it.
pub(crate) struct DiscordStage {
    pub(crate) discord: Discord,
    pub(crate) acme: Guild,
    /// The channel in which everybody is, Smallwins too.
    pub(crate) general: String,
    pub(crate) house: House,
    pub(crate) memory: Memory,
    by: By,
    newcomers: Newcomers,
    listening: Option<Listening>,
    _doors: Option<JoinSet<()>>,
    players: BTreeMap<String, Person>,
    /// Those who have said nothing yet, and their zones.
    silent: BTreeMap<String, String>,
    /// Those who have said yes to what is held about them.
    inside: BTreeSet<String>,
    screens: Screens,
    chronicle: Chronicle,
    clock: Arc<Clock>,
    _standstill: Standstill,
}

impl DiscordStage {
    /// Smallwins in a server with one channel, which an admin has chosen, at a wall time in a zone.
    pub(crate) async fn at(by: By, wall: &str, zone: &str) -> DiscordStage {
        DiscordStage::set(by, wall, zone, Channel::Chosen).await
    }

    /// As [`DiscordStage::at`], whether or not the channel was chosen for what concerns everybody.
    pub(crate) async fn set(by: By, wall: &str, zone: &str, setting: impl Into<Setting>) -> DiscordStage {
        let Setting { channel, newcomers } = setting.into();
        let standstill = Standstill::begin();
        let clock = Clock::at(before(instant(wall, zone)));
        let discord = Discord::start(Arc::new({
            let clock = Arc::clone(&clock);
            move || clock.now()
        }))
        .await;
        let acme = discord.guild("acme");
        let general = acme.channel("general");
        let memory = Memory::new();
        let places = Places { newcomers, ..places(&discord, by) };
        let moments = Arc::clone(&clock);
        let house = House::build(memory.open().await, moments, places, "http://127.0.0.1:8420")
            .await
            .expect("Discord lets us in");
        let doors = match by {
            By::Gateway => {
                discord.listen(smallwins_fake_discord::Transport::Gateway);
                None
            }
            By::Http => Some(open_doors(&house, &discord).await),
        };
        house.discord.as_ref().expect("the house is in Discord").keep_registered().await;
        let listening = Some(Listening::begin(&house, &discord).await);
        let (players, screens, chronicle) = (BTreeMap::new(), Screens::default(), Chronicle::by(&clock));
        let mut stage = DiscordStage {
            discord,
            acme,
            general,
            house,
            memory,
            by,
            newcomers,
            listening,
            _doors: doors,
            players,
            silent: BTreeMap::new(),
            inside: BTreeSet::new(),
            screens,
            chronicle,
            clock,
            _standstill: standstill,
        };
        if channel == Channel::Chosen {
            stage.has_chosen().await;
        }
        stage.move_to(instant(wall, zone)).await;
        stage
    }

    /// The process ends, and another one begins on the same memory.
    pub(crate) async fn starts_again(&mut self) {
        self.rests().await;
        let (store, moments) = (Arc::clone(&self.house.store), Arc::clone(&self.clock));
        let places = Places { newcomers: self.newcomers, ..places(&self.discord, self.by) };
        self.house =
            House::build(store, moments, places, "http://127.0.0.1:8420").await.expect("Discord lets us in");
        if self.by == By::Http {
            self._doors = Some(open_doors(&self.house, &self.discord).await);
        }
        self.listens().await;
    }

    /// The channel for what concerns everybody was chosen before the story, by nobody who is counted in it.
    async fn has_chosen(&self) {
        let (name, moment) = (PlatformName::new(PLATFORM), &mut self.clock.moment());
        let mut acme = Community::new(name, self.acme.id.clone(), chrono_tz::UTC, moment);
        acme.channel = Some(self.general.clone());
        self.house.store.found(acme).await.expect("the memory answers");
    }

    /// An admin chooses the channel for what concerns everybody.
    async fn is_chosen_by(&mut self, host: &Person) {
        let options = [("channel", self.general.as_str())];
        assert!(host.slash(&self.general, "mentor-admin channel", &options).await.in_time);
        self.settle().await;
    }

    /// Somebody as Discord knows them.
    pub(crate) fn person(&self, name: &str) -> &Person {
        &self.players[name]
    }

    /// Discord tells nobody's zone: before they say anything else, people tell theirs. Those who are welcomed do so as
    /// soon as they have said yes.
    async fn tells_zone(&mut self, name: &str) {
        if self.newcomers == Newcomers::Welcomed && !self.inside.contains(name) {
            return;
        }
        let Some(zone) = self.silent.remove(name) else { return };
        let person = self.person(name).clone();
        person.slash(&self.general, "mentor zone", &[("zone", &zone)]).await;
        let ours = self.house.discord.as_ref().expect("the house is in Discord");
        in_time(ours.settle()).await.expect("the memory answers");
        self.screens.look(name, &person);
    }

    /// Types a command into the channel: the words behind its verb go into the first option that takes words.
    async fn slash(&self, person: &Person, words: &str) {
        let (verb, rest) = words.split_once(' ').unwrap_or((words, ""));
        let commands = self.discord.commands();
        let known = commands.iter().find_map(|command| {
            let verbs = command["options"].as_array()?;
            Some((command["name"].as_str()?, verbs.iter().find(|known| known["name"] == verb)?))
        });
        let (command, known) = known.unwrap_or_else(|| panic!("there is no {verb}"));
        let takes = takes_words(known, rest).filter(|_| !rest.is_empty());
        let options: Vec<(&str, &str)> = takes.into_iter().map(|name| (name, rest)).collect();
        person.slash(&self.general, &format!("{command} {verb}"), &options).await;
    }

    /// The form that is open for somebody. Where the last thing that they see leads to one, they press that: a card
    /// with the choice they make, or the button by which what they typed comes back.
    async fn form(&mut self, name: &str, fields: &[(&str, &str)]) -> Form {
        let person = self.person(name).clone();
        if let Some(form) = person.modal() {
            if fields.iter().all(|(field, value)| is_chosen(&form, field, value)) {
                return form;
            }
            person.close_modal();
        }
        let all = buttons(&person);
        let last = all.last().map(|(seen, _)| seen.id.clone()).expect("there is something to press");
        let here: Vec<_> = all.iter().filter(|(seen, _)| seen.id == last).collect();
        let chosen = fields.iter().find_map(|(field, value)| {
            let preset = format!("|{field}={value}");
            here.iter().find(|(_, button)| button.custom_id.ends_with(&preset))
        });
        let (seen, button) = chosen.or(here.first()).expect("it has a button");
        self.chronicle.write(name, &format!("{name} presses [{}]", button.label));
        person.press_on(Place::from(seen), &button.custom_id).await;
        self.settle().await;
        person.modal().unwrap_or_else(|| panic!("{name} has no form open behind [{}]", button.label))
    }
}

/// Whether a form was opened by that choice, or asks for it itself.
fn is_chosen(form: &Form, field: &str, value: &str) -> bool {
    let chosen = form.custom_id.rsplit_once('|').and_then(|(_, preset)| preset.split_once('='));
    chosen.is_none_or(|(of, chosen)| of != field || chosen == value)
}

fn inputs(form: &Form) -> impl Iterator<Item = &Field> {
    form.lines.iter().filter_map(|line| match line {
        Line::Field(field) => Some(field),
        _ => None,
    })
}

fn places(discord: &Discord, by: By) -> Places {
    let settings = Settings {
        api_url: discord.api(),
        token: discord.token().into(),
        application_id: None,
        reach: by.reach(discord),
    };
    Places { discord: Some(settings), ..Places::default() }
}

#[async_trait(?Send)]
impl Travels for DiscordStage {
    fn clock(&self) -> &Arc<Clock> {
        &self.clock
    }

    async fn next_due(&self) -> Option<DateTime<Utc>> {
        self.house.store.next_due(&PlatformName::new(PLATFORM)).await.expect("the memory answers")
    }

    async fn settle(&mut self) {
        let ours = self.house.discord.as_ref().expect("the house is in Discord");
        in_time(ours.settle()).await.expect("the memory answers");
        a_breath_passes().await;
        for (name, person) in &self.players {
            for new in self.screens.look(name, person) {
                self.chronicle.sees(name, &new);
            }
        }
    }

    async fn rests(&mut self) {
        if let Some(listening) = self.listening.take() {
            listening.end().await;
        }
    }

    async fn listens(&mut self) {
        if self.listening.is_none() {
            self.listening = Some(Listening::begin(&self.house, &self.discord).await);
        }
    }
}

#[async_trait(?Send)]
impl Scene for DiscordStage {
    async fn enters_speaking(&mut self, name: &str, zone: &str, locale: &str) {
        let shown = name[..1].to_uppercase() + &name[1..];
        let person = self.acme.person(&shown, locale).living_in(zone);
        // Whoever meets somebody is led to them.
        self.discord.intend(&format!("<@{}>", person.id));
        self.silent.insert(name.to_owned(), zone.to_owned());
        // What was said before they came is nothing new.
        self.screens.look(name, &person);
        self.chronicle.enters(name, zone);
        self.players.insert(name.to_owned(), person);
    }

    async fn runs_it(&mut self, name: &str) {
        let person = self.person(name).clone().admin();
        self.players.insert(name.to_owned(), person);
    }

    async fn chooses_the_channel(&mut self, name: &str) {
        self.tells_zone(name).await;
        self.chronicle.write(name, &format!("{name}: /mentor channel #general"));
        let host = self.person(name).clone();
        self.is_chosen_by(&host).await;
        self.presses(name, "Save").await;
    }

    async fn wants_the_digest_in_the_channel(&mut self, name: &str) {
        self.tells_zone(name).await;
        self.chronicle.says(name, "/mentor digest #general");
        let options = [("channel", self.general.as_str())];
        let ack = self.person(name).slash(&self.general, "mentor-admin digest", &options).await;
        assert!(ack.in_time);
        self.settle().await;
    }

    async fn remembers(&mut self, facts: Vec<Fact>) {
        let (store, platform) = (&*self.house.store, PlatformName::new(PLATFORM));
        let acme = store.community(&platform, &self.acme.id).await.expect("the memory answers");
        remember(store, &acme.expect("Smallwins is there"), self.clock.now(), facts).await;
    }

    async fn says(&mut self, name: &str, text: &str) {
        self.tells_zone(name).await;
        self.chronicle.says(name, text);
        let person = self.person(name).clone();
        match text.strip_prefix("/mentor") {
            Some(words) => self.slash(&person, words.trim()).await,
            None => {
                let before = person.messages().len();
                person.dm(text);
                // Their own line, and the answer.
                person.until_messages(before + 2).await;
            }
        }
        self.settle().await;
    }

    async fn presses(&mut self, name: &str, label: &str) {
        self.tells_zone(name).await;
        self.chronicle.write(name, &format!("{name} presses [{label}]"));
        let person = self.person(name).clone();
        let all = buttons(&person);
        let found = all.iter().rev().find(|(_, button)| button.label == label);
        let seen = || all.iter().map(|(_, button)| button.label.as_str()).collect::<Vec<_>>();
        let (seen, button) = found.unwrap_or_else(|| panic!("{name} sees no [{label}], only {:?}", seen()));
        if person.modal().is_some() {
            person.close_modal();
        }
        person.press_on(Place::from(seen), &button.custom_id).await;
        self.settle().await;
        if label.starts_with("Yes") && self.inside.insert(name.to_owned()) {
            self.tells_zone(name).await;
        }
    }

    fn label(&self, name: &str, beginning: &str) -> String {
        let all = buttons(self.person(name));
        let found = all.iter().find(|(_, button)| button.label.starts_with(beginning));
        found.unwrap_or_else(|| panic!("{name} sees no [{beginning}…]")).1.label.clone()
    }

    async fn fills(&mut self, name: &str, fields: &[(&str, &str)]) {
        let form = self.form(name, fields).await;
        self.chronicle.fills(name, &form.title, fields);
        let person = self.person(name).clone();
        for (field, value) in fields {
            // What is chosen on the card before is no field of the form.
            if inputs(&form).any(|input| input.custom_id == *field) {
                person.fill(field, value);
            }
        }
        let left_empty = fields.iter().any(|(_, value)| value.trim().is_empty());
        if left_empty && inputs(&form).any(|input| !input.is_optional) {
            self.chronicle.write(name, "(Discord sends no form in which something needed is empty)");
        } else {
            person.submit(&[]).await;
        }
        self.settle().await;
    }

    async fn passes(&mut self, time: TimeDelta) {
        let then = self.chronicle.passes(time);
        self.move_to(then).await;
    }

    async fn until(&mut self, wall: &str, zone: &str) {
        let then = self.chronicle.until(wall, zone);
        self.move_to(then).await;
    }

    async fn transcript(&mut self) -> String {
        let next = self.next_due().await;
        assert!(next.is_none_or(|due| due > self.clock.now()), "due and left behind since {next:?}");
        self.chronicle.take()
    }
}

impl Drop for DiscordStage {
    /// A story that breaks off shows what Discord minded.
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.discord.violations().iter().for_each(|violation| eprintln!("- {violation}"));
        }
    }
}

/// The first option of a subcommand that takes these words: any, or one of its choices.
fn takes_words<'a>(verb: &'a serde_json::Value, words: &str) -> Option<&'a str> {
    let takes = |option: &&serde_json::Value| {
        let chosen = |choices: &Vec<serde_json::Value>| choices.iter().any(|choice| choice["value"] == words);
        option["type"] == 3 && option["choices"].as_array().is_none_or(chosen)
    };
    verb["options"].as_array()?.iter().find(takes)?["name"].as_str()
}
