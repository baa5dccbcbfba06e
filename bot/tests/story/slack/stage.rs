//! The stage in Slack: a workspace of the strict fake, and the whole house at its other end. One clock is everybody's:
//! the story's, Slack's, and the one by which the adapter waits.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::mem::take;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde_json::json;
use smallwins::wire::{House, Places};
use smallwins_core::platform::PlatformName;
use smallwins_fake_slack::{Person, Place, Slack, Workspace};
use smallwins_slack::{Door, PLATFORM, Settings};

use super::listening::{By, Listening, SIGNING_SECRET};
use super::screens::{Screens, buttons};
use crate::clock::{Clock, Standstill, before, instant, words};
use crate::memory::Memory;
use crate::scene::Scene;

/// Slack, and Smallwins in it.
pub(crate) struct SlackStage {
    pub(crate) slack: Slack,
    pub(crate) acme: Workspace,
    /// The channel in which everybody is, Smallwins too.
    pub(crate) general: String,
    pub(crate) house: House,
    pub(crate) memory: Memory,
    by: By,
    listening: Option<Listening>,
    players: BTreeMap<String, Player>,
    screens: Screens,
    transcript: String,
    clock: Arc<Clock>,
    _standstill: Standstill,
}

struct Player {
    person: Person,
    zone: Tz,
}

impl SlackStage {
    /// Smallwins in a workspace with one channel, at a wall time in a zone.
    pub(crate) async fn at(by: By, wall: &str, zone: &str) -> SlackStage {
        let standstill = Standstill::begin();
        let clock = Clock::at(before(instant(wall, zone)));
        let slack = Slack::start(Arc::new({
            let clock = Arc::clone(&clock);
            move || clock.now()
        }))
        .await;
        let acme = slack.workspace("acme");
        let general = acme.channel("general", &[]);
        let memory = Memory::new();
        let moments = Arc::clone(&clock);
        let places = Places::Slack(settings(&slack, &acme, by));
        let house = House::build(memory.open().await, moments, places).await.expect("Slack lets us in");
        let listening = Some(Listening::begin(&house, &slack, by).await);
        let (players, screens, transcript) = (BTreeMap::new(), Screens::default(), String::new());
        let mut stage = SlackStage {
            slack,
            acme,
            general,
            house,
            memory,
            by,
            listening,
            players,
            screens,
            transcript,
            clock,
            _standstill: standstill,
        };
        stage.is_invited(&stage.general.clone()).await;
        stage.move_to(instant(wall, zone)).await;
        stage
    }

    /// The process ends, and another one begins on the same memory, with the token that holds now.
    pub(crate) async fn starts_again(&mut self) {
        self.everybody_leaves().await;
        let (store, moments) = (Arc::clone(&self.house.store), Arc::clone(&self.clock));
        let places = Places::Slack(settings(&self.slack, &self.acme, self.by));
        self.house = House::build(store, moments, places).await.expect("Slack lets us in");
        self.listening = Some(Listening::begin(&self.house, &self.slack, self.by).await);
    }

    async fn everybody_leaves(&mut self) {
        if let Some(listening) = self.listening.take() {
            drop(listening.rest(&self.slack).await);
        }
    }

    /// An admin takes Smallwins into a channel.
    pub(crate) async fn is_invited(&mut self, channel: &str) {
        let host = self.acme.person("Host", "UTC").admin();
        self.acme.invite_app(channel);
        let entered = self.acme.event(json!({
            "type": "member_joined_channel", "user": self.acme.bot_user(), "channel": channel,
            "channel_type": "C", "team": self.acme.id, "inviter": host.id,
        }));
        self.slack.send(&entered).await;
        self.settle().await;
    }

    /// Somebody as Slack knows them.
    pub(crate) fn person(&self, name: &str) -> &Person {
        &self.players[name].person
    }

    /// What the clock shows.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// What is due is done, and everybody looks at their screens.
    pub(crate) async fn settle(&mut self) {
        let ours = self.house.slack.as_ref().expect("the house is in Slack");
        ours.settle().await.expect("the memory answers");
        self.everybody_looks();
    }

    fn everybody_looks(&mut self) {
        let mut new = Vec::new();
        for (name, Player { person, zone }) in &self.players {
            let at = self.clock.now().with_timezone(zone).format("%a %-d %b %H:%M").to_string();
            new.extend(self.screens.look(name, person).into_iter().map(|new| (at.clone(), new)));
        }
        for (at, new) in new {
            let _ = writeln!(self.transcript, "  {}, {at}", new.title);
            for line in new.shown.lines() {
                let _ = writeln!(self.transcript, "  │ {line}");
            }
        }
    }

    /// A line of the transcript: what somebody does.
    pub(crate) fn write(&mut self, name: &str, line: &str) {
        let wall = self.now().with_timezone(&self.players[name].zone).format("%a %-d %b %H:%M");
        let _ = writeln!(self.transcript, "\n{wall}  {line}");
    }

    async fn move_to(&mut self, until: DateTime<Utc>) {
        if let Some(listening) = self.listening.take() {
            self.listening = listening.rest(&self.slack).await;
        }
        let slack = PlatformName::new(PLATFORM);
        loop {
            let next = self.house.store.next_due(&slack).await.expect("the memory answers");
            let Some(due) = next.filter(|due| *due <= until) else { break };
            self.turn_to(due.max(self.now())).await;
            self.settle().await;
        }
        self.turn_to(until).await;
        self.settle().await;
        if self.listening.is_none() {
            self.listening = Some(Listening::begin(&self.house, &self.slack, self.by).await);
        }
    }

    async fn turn_to(&self, then: DateTime<Utc>) {
        let time = (then - self.now()).to_std().expect("no clock goes back");
        self.clock.set(then);
        tokio::time::advance(time).await;
    }
}

fn settings(slack: &Slack, acme: &Workspace, by: By) -> Settings {
    Settings {
        api_url: slack.api(),
        public_url: "http://127.0.0.1:8420".to_owned(),
        door: Door::One(acme.token().into()),
        signing_secret: (by == By::Http).then(|| SIGNING_SECRET.into()),
        app_token: (by == By::Sockets).then(|| slack.app(|_| {}).app_token.into()),
    }
}

#[async_trait(?Send)]
impl Scene for SlackStage {
    async fn enters(&mut self, name: &str, zone: &str) {
        let shown = name[..1].to_uppercase() + &name[1..];
        let person = self.acme.person(&shown, zone);
        person.joins(&self.general).await;
        let zone = zone.parse().expect("a zone");
        // What was said before they came is nothing new.
        self.screens.look(name, &person);
        self.players.insert(name.to_owned(), Player { person, zone });
    }

    async fn says(&mut self, name: &str, text: &str) {
        self.write(name, &format!("{name}: {}", text.replace('\n', " ⏎ ")));
        let person = self.person(name);
        match text.strip_prefix("/mentor") {
            Some(words) => drop(person.slash(&self.general, "/mentor", words.trim_start()).await),
            None => drop(person.dm(text).await),
        }
        self.settle().await;
    }

    async fn presses(&mut self, name: &str, label: &str) {
        self.write(name, &format!("{name} presses [{label}]"));
        let person = self.person(name).clone();
        let all = buttons(&person);
        let found = all.iter().rev().find(|(_, button)| button.label == label);
        let seen = || all.iter().map(|(_, button)| button.label.as_str()).collect::<Vec<_>>();
        let (place, button) = found.unwrap_or_else(|| panic!("{name} sees no [{label}], only {:?}", seen()));
        if *place != Place::Modal && person.modal().is_some() {
            person.close_modal().await;
        }
        person.press_on(place.clone(), &button.value).await;
        self.settle().await;
    }

    fn label(&self, name: &str, beginning: &str) -> String {
        let all = buttons(self.person(name));
        let found = all.iter().find(|(_, button)| button.label.starts_with(beginning));
        found.unwrap_or_else(|| panic!("{name} sees no [{beginning}…]")).1.label.clone()
    }

    async fn fills(&mut self, name: &str, fields: &[(&str, &str)]) {
        let person = self.person(name).clone();
        let form = person.modal().unwrap_or_else(|| panic!("{name} has no form open"));
        let shown = fields.iter().map(|(field, value)| format!("{field}: {value}")).collect::<Vec<_>>();
        self.write(name, &format!("{name} sends “{}” ({})", form.title, shown.join(" | ")));
        for (field, value) in fields {
            person.fill(&format!("field/{field}"), value);
        }
        person.submit(&[]).await;
        self.settle().await;
    }

    async fn passes(&mut self, time: TimeDelta) {
        let _ = write!(self.transcript, "\n… {} pass …\n", words(time));
        self.move_to(self.now() + time).await;
    }

    async fn until(&mut self, wall: &str, zone: &str) {
        let _ = write!(self.transcript, "\n… until {wall} in {zone} …\n");
        self.move_to(instant(wall, zone)).await;
    }

    async fn transcript(&mut self) -> String {
        let slack = PlatformName::new(PLATFORM);
        let next = self.house.store.next_due(&slack).await.expect("the memory answers");
        assert!(next.is_none_or(|due| due > self.now()), "due and left behind since {next:?}");
        take(&mut self.transcript)
    }
}

impl Drop for SlackStage {
    /// A story that breaks off shows how far it came.
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.transcript);
            self.slack.violations().iter().for_each(|violation| eprintln!("- {violation}"));
        }
    }
}
