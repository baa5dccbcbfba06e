//! The stage in Slack: a workspace of the strict fake, and the whole house at its other end. One clock is everybody's:
//! the story's, Slack's, and the one by which the adapter waits.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use smallwins::wire::{House, Newcomers, Places};
use smallwins_core::fact::Fact;
use smallwins_core::platform::PlatformName;
use smallwins_fake_slack::{Person, Place, Slack, Workspace};
use smallwins_slack::{Door, PLATFORM, Settings};

use super::listening::{By, Listening, SIGNING_SECRET};
use super::screens::{Screens, buttons};
use crate::chronicle::{Chronicle, Travels};
use crate::clock::{Clock, Standstill, before, instant};
use crate::memory::{Memory, remember};
use crate::scene::Scene;
use crate::stage::{Channel, Setting};

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
    players: BTreeMap<String, Person>,
    screens: Screens,
    chronicle: Chronicle,
    clock: Arc<Clock>,
    _standstill: Standstill,
}

impl SlackStage {
    /// Smallwins in a workspace with one channel, which an admin has chosen, at a wall time in a zone.
    pub(crate) async fn at(by: By, wall: &str, zone: &str) -> SlackStage {
        SlackStage::set(by, wall, zone, Channel::Chosen).await
    }

    /// As [`SlackStage::at`], whether or not the channel was chosen for what concerns everybody.
    pub(crate) async fn set(by: By, wall: &str, zone: &str, setting: impl Into<Setting>) -> SlackStage {
        let Setting { channel, newcomers } = setting.into();
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
        let places = Places { slack: Some(settings(&slack, &acme, by)), newcomers, ..Places::default() };
        let house = House::build(memory.open().await, moments, places, "http://127.0.0.1:8420")
            .await
            .expect("Slack lets us in");
        let listening = Some(Listening::begin(&house, &slack, by).await);
        let (players, screens, chronicle) = (BTreeMap::new(), Screens::default(), Chronicle::by(&clock));
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
            chronicle,
            clock,
            _standstill: standstill,
        };
        if channel == Channel::Chosen {
            stage.is_invited(&stage.general.clone()).await;
        }
        stage.move_to(instant(wall, zone)).await;
        stage
    }

    /// The process ends, and another one begins on the same memory, with the token that holds now.
    pub(crate) async fn starts_again(&mut self) {
        self.everybody_leaves().await;
        let (store, moments) = (Arc::clone(&self.house.store), Arc::clone(&self.clock));
        let slack = Some(settings(&self.slack, &self.acme, self.by));
        let places = Places { slack, newcomers: Newcomers::Known, ..Places::default() };
        self.house =
            House::build(store, moments, places, "http://127.0.0.1:8420").await.expect("Slack lets us in");
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
        self.is_invited_by(&host, channel).await;
    }

    async fn is_invited_by(&mut self, host: &Person, channel: &str) {
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
        &self.players[name]
    }

    /// What the clock shows.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// What somebody does is written down.
    pub(crate) fn write(&mut self, name: &str, line: &str) {
        self.chronicle.write(name, line);
    }

    fn everybody_looks(&mut self) {
        for (name, person) in &self.players {
            for new in self.screens.look(name, person) {
                self.chronicle.sees(name, &new);
            }
        }
    }
}

#[async_trait(?Send)]
impl Travels for SlackStage {
    fn clock(&self) -> &Arc<Clock> {
        &self.clock
    }

    async fn next_due(&self) -> Option<DateTime<Utc>> {
        self.house.store.next_due(&PlatformName::new(PLATFORM)).await.expect("the memory answers")
    }

    async fn settle(&mut self) {
        let ours = self.house.slack.as_ref().expect("the house is in Slack");
        ours.settle().await.expect("the memory answers");
        self.everybody_looks();
    }

    async fn rests(&mut self) {
        if let Some(listening) = self.listening.take() {
            self.listening = listening.rest(&self.slack).await;
        }
    }

    async fn listens(&mut self) {
        if self.listening.is_none() {
            self.listening = Some(Listening::begin(&self.house, &self.slack, self.by).await);
        }
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
    async fn enters_speaking(&mut self, name: &str, zone: &str, locale: &str) {
        let shown = name[..1].to_uppercase() + &name[1..];
        let person = self.acme.person(&shown, zone).speaking(locale);
        // Whoever meets somebody is led to them.
        self.slack.intend(&format!("<@{}>", person.id));
        person.joins(&self.general).await;
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
        self.write(name, &format!("{name} invites Smallwins to the channel"));
        let (host, channel) = (self.person(name).clone(), self.general.clone());
        self.is_invited_by(&host, &channel).await;
    }

    async fn wants_the_digest_in_the_channel(&mut self, name: &str) {
        self.chronicle.says(name, "/mentor digest #general");
        // Slack sends a channel so, whatever people see.
        let words = format!("digest <#{}|general>", self.general);
        self.person(name).slash(&self.general, "/mentor", &words).await;
        self.settle().await;
    }

    async fn remembers(&mut self, facts: Vec<Fact>) {
        let (store, platform) = (&*self.house.store, PlatformName::new(PLATFORM));
        let acme = store.community(&platform, &self.acme.id).await.expect("the memory answers");
        remember(store, &acme.expect("Smallwins is there"), self.now(), facts).await;
    }

    async fn says(&mut self, name: &str, text: &str) {
        self.chronicle.says(name, text);
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
        self.chronicle.fills(name, &form.title, fields);
        for (field, value) in fields {
            person.fill(&format!("field/{field}"), value);
        }
        person.submit(&[]).await;
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
        assert!(next.is_none_or(|due| due > self.now()), "due and left behind since {next:?}");
        self.chronicle.take()
    }
}

impl Drop for SlackStage {
    /// A story that breaks off shows what Slack minded.
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.slack.violations().iter().for_each(|violation| eprintln!("- {violation}"));
        }
    }
}
