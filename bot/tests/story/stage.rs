//! The stage: the real wiring on SQLite in memory, a clock that stands still until it is moved, seeded chance, and a
//! platform that writes down what reaches whom. What happens becomes a transcript, to be read and reviewed.

mod shown;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use smallwins::wire::Newcomers;
use smallwins_core::action::Action;
use smallwins_core::community::Community;
use smallwins_core::fact::Fact;
use smallwins_core::member::Person;
use smallwins_core::mentoring::{Call, Mentoring, Said, Who};
use smallwins_core::message::{Block, Button, Form, Message, Reply, Values};
use smallwins_core::moment::Moments;
use smallwins_core::news::{Inviter, News};
use smallwins_core::platform::{
    DeliveryError, Handle, Lost, MessageId, Outgoing, Platform, PlatformName, Recipient,
};
use smallwins_core::store::CallId;
use smallwins_core::work_off::work_off;

use crate::clock::{Clock, before, instant, words};
use crate::memory::remember;
use crate::scene::{Scene, ana_and_ben_enter};
pub(crate) use shown::show;
use shown::show_form;

/// What reached somebody: a person by their name, or everybody.
struct Arrived {
    at: DateTime<Utc>,
    to: Option<String>,
    message: Message,
    changed: bool,
}

/// A platform that writes down what it is given, and can be told to fail.
struct Theatre {
    name: PlatformName,
    arrived: Mutex<Vec<Arrived>>,
    failures: Mutex<Vec<DeliveryError>>,
    lost: Mutex<BTreeMap<String, Lost>>,
    closed: AtomicBool,
    clock: Arc<Clock>,
}

#[async_trait]
impl Platform for Theatre {
    fn name(&self) -> &PlatformName {
        &self.name
    }

    async fn deliver(&self, outgoing: Outgoing<'_>) -> Result<MessageId, DeliveryError> {
        if let Some(failure) = self.failures.lock().expect("no panic").pop() {
            return Err(failure);
        }
        let to = match outgoing.to {
            Recipient::Member(member) => Some(member.handle.0.clone()),
            Recipient::Channel(_) => None,
        };
        if to.is_none() && outgoing.community.channel.is_none() {
            let why = "no channel was chosen".to_owned();
            return Err(DeliveryError::Later { after: Duration::from_hours(1), why });
        }
        if self.closed.load(Ordering::Relaxed) {
            return Err(DeliveryError::Closed { why: "token_revoked".to_owned() });
        }
        let lost = to.as_ref().and_then(|name| self.lost.lock().expect("no panic").get(name).copied());
        if let Some(lost) = lost {
            return Err(DeliveryError::Unreachable { lost, why: "not there".to_owned() });
        }
        let (at, message, changed) =
            (self.clock.now(), outgoing.message.clone(), outgoing.instead_of.is_some());
        let arrived = Arrived { at, to, message, changed };
        let id = outgoing.instead_of.cloned().unwrap_or_else(|| MessageId(outgoing.task.to_string()));
        self.arrived.lock().expect("no panic").push(arrived);
        Ok(id)
    }
}

/// Somebody on the stage.
struct Player {
    person: Person,
    zone: Tz,
    buttons: Vec<Button>,
    form: Option<Form>,
}

/// Whether an admin has chosen a channel for what concerns everybody before a story begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channel {
    Chosen,
    Unchosen,
}

/// What is settled before a story begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    pub(crate) channel: Channel,
    pub(crate) newcomers: Newcomers,
}

impl From<Channel> for Setting {
    /// In most stories people know what this is, and have said yes before.
    fn from(channel: Channel) -> Setting {
        Setting { channel, newcomers: Newcomers::Known }
    }
}

/// The channel in which everybody is.
const GREEN_ROOM: &str = "C0";

/// Where a story is played.
pub(crate) struct Stage {
    pub(crate) mentoring: Mentoring,
    pub(crate) community: Community,
    theatre: Arc<Theatre>,
    clock: Arc<Clock>,
    players: BTreeMap<String, Player>,
    transcript: String,
    calls: u64,
}

impl Stage {
    /// A stage on SQLite in memory, on which the clock shows a wall time in a zone: `2026-11-23 09:00`,
    /// `Europe/Lisbon`.
    pub(crate) async fn at(wall: &str, zone: &str) -> Stage {
        Stage::on("sqlite::memory:", wall, zone).await
    }

    /// As [`Stage::at`], where nobody has chosen a channel yet for what concerns everybody.
    pub(crate) async fn without_channel(wall: &str, zone: &str) -> Stage {
        Stage::set("sqlite::memory:", wall, zone, Channel::Unchosen).await
    }

    /// A stage on the database of that address.
    pub(crate) async fn on(url: &str, wall: &str, zone: &str) -> Stage {
        Stage::set(url, wall, zone, Channel::Chosen).await
    }

    /// As [`Stage::on`], with or without a channel for what concerns everybody, and for people who are new or known.
    pub(crate) async fn set(url: &str, wall: &str, zone: &str, setting: impl Into<Setting>) -> Stage {
        let Setting { channel, newcomers } = setting.into();
        let store = Arc::new(smallwins_store::open(url).await.expect("a memory opens"));
        let clock = Clock::at(before(instant(wall, zone)));
        let mentoring = Mentoring::new(store, Arc::clone(&clock) as Arc<dyn Moments>);
        let mentoring = if newcomers == Newcomers::Welcomed { mentoring.welcoming() } else { mentoring };
        let name = PlatformName::new("stage");
        let zone_here = zone.parse().expect("a zone");
        let mut community =
            Community::new(name.clone(), "theatre".to_owned(), zone_here, &mut clock.moment());
        community.channel = (channel == Channel::Chosen).then(|| GREEN_ROOM.to_owned());
        let community = mentoring.store().found(community).await;
        let (arrived, failures) = (Mutex::default(), Mutex::default());
        let (lost, closed, clock_of_platform) = (Mutex::default(), AtomicBool::default(), Arc::clone(&clock));
        let theatre = Theatre { name, arrived, failures, lost, closed, clock: clock_of_platform };
        let theatre = Arc::new(theatre);
        let community = community.expect("a community is founded");
        clock.set(instant(wall, zone));
        let (players, transcript) = (BTreeMap::new(), String::new());
        Stage { mentoring, community, theatre, clock, players, transcript, calls: 0 }
    }

    /// Somebody enters.
    pub(crate) fn enters(&mut self, name: &str, zone: &str) {
        let zone: Tz = zone.parse().expect("a zone");
        let shown = name[..1].to_uppercase() + &name[1..];
        let person = Person {
            handle: Handle(name.to_owned()),
            name: Some(shown),
            zone: Some(zone),
            language: Some("en".to_owned()),
            admin: Some(false),
        };
        self.players.insert(name.to_owned(), Player { person, zone, buttons: Vec::new(), form: None });
    }

    /// Somebody enters whose zone the platform does not tell.
    pub(crate) fn enters_untold(&mut self, name: &str, zone: &str) {
        self.enters(name, zone);
        self.players.get_mut(name).expect("on stage").person.zone = None;
    }

    /// From now on the platform says that somebody runs the community.
    pub(crate) fn runs_it(&mut self, name: &str) {
        self.players.get_mut(name).expect("on stage").person.admin = Some(true);
    }

    /// From now on nothing reaches somebody.
    pub(crate) fn loses(&mut self, name: &str) {
        self.write(name, &format!("({name} cannot be reached)"));
        self.theatre.lost.lock().expect("no panic").insert(name.to_owned(), Lost::Gone);
    }

    /// From now on somebody's direct messages are closed.
    pub(crate) fn shuts(&mut self, name: &str) {
        self.write(name, &format!("({name} closes their direct messages)"));
        self.theatre.lost.lock().expect("no panic").insert(name.to_owned(), Lost::Shut);
    }

    /// Messages reach somebody again.
    pub(crate) fn finds(&mut self, name: &str) {
        self.write(name, &format!("({name} can be reached again)"));
        self.theatre.lost.lock().expect("no panic").remove(name);
    }

    /// From now on nothing reaches anybody.
    pub(crate) fn closes(&mut self) {
        let _ = write!(self.transcript, "\n… the token is refused …\n");
        self.theatre.closed.store(true, Ordering::Relaxed);
    }

    /// Messages reach people again, and the platform says so.
    pub(crate) async fn opens(&mut self) {
        self.theatre.closed.store(false, Ordering::Relaxed);
        self.hears(News::Opened).await;
    }

    /// The platform tells something; what Smallwins answers is for the channel.
    pub(crate) async fn hears(&mut self, news: News) -> Reply {
        let _ = write!(self.transcript, "\n… the platform: {news:?} …\n");
        self.calls += 1;
        let id = CallId(format!("news-{}", self.calls));
        let reply = self.mentoring.tell(id, self.community.scope(), news).await.expect("the memory answers");
        if let Some(message) = &reply.message {
            let shown = show(message, self.community.zone);
            self.indented("to that channel", &shown);
        }
        self.settle().await;
        reply
    }

    /// A stage with Ana and Ben on it.
    pub(crate) async fn with_ana_and_ben(wall: &str, zone: &str) -> Stage {
        let mut stage = Stage::at(wall, zone).await;
        ana_and_ben_enter(&mut stage).await;
        stage
    }

    /// Somebody as their platform describes them.
    pub(crate) fn person(&self, name: &str) -> Person {
        self.players[name].person.clone()
    }

    /// What the clock shows.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Somebody types.
    pub(crate) async fn says(&mut self, name: &str, text: &str) {
        self.write(name, &format!("{name}: {}", text.replace('\n', " ⏎ ")));
        self.call(name, Said::Line(text.to_owned())).await;
    }

    /// Somebody presses the latest button with that label that they can see.
    pub(crate) async fn presses(&mut self, name: &str, label: &str) {
        let action = self.button(name, label);
        self.write(name, &format!("{name} presses [{label}]"));
        self.call(name, Said::Press(action.to_string())).await;
    }

    /// The action on the latest button with that label.
    pub(crate) fn button(&self, name: &str, label: &str) -> Action {
        let player = &self.players[name];
        let found = player.buttons.iter().rev().find(|button| button.label == label);
        let seen = || player.buttons.iter().map(|button| button.label.as_str()).collect::<Vec<_>>();
        found.unwrap_or_else(|| panic!("{name} sees no [{label}], only {:?}", seen())).action.clone()
    }

    /// The label of the first button that somebody sees and that begins so.
    pub(crate) fn label(&self, name: &str, beginning: &str) -> String {
        let buttons = &self.players[name].buttons;
        let found = buttons.iter().find(|button| button.label.starts_with(beginning));
        found.unwrap_or_else(|| panic!("{name} sees no [{beginning}…]")).label.to_string()
    }

    /// Somebody sends the form that is open for them, with some fields filled in.
    pub(crate) async fn fills(&mut self, name: &str, fields: &[(&str, &str)]) {
        let form = self.players.get_mut(name).expect("on stage").form.take();
        let form = form.unwrap_or_else(|| panic!("{name} has no form open"));
        let mut values: Values =
            form.fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect();
        for (field, value) in fields {
            assert!(values.contains_key(*field), "the form has no field {field}");
            values.insert((*field).to_owned(), (*value).to_owned());
        }
        let shown = fields.iter().map(|(field, value)| format!("{field}: {value}")).collect::<Vec<_>>();
        self.write(name, &format!("{name} sends “{}” ({})", form.title, shown.join(" | ")));
        self.call(name, Said::Form { action: form.action.to_string(), values }).await;
    }

    /// Says something under a call id of its own, and answers with the reply: for retries and strangers.
    pub(crate) async fn call_as(&mut self, name: &str, id: &str, said: Said) -> Reply {
        let person = self.players[name].person.clone();
        let foretold = may_open_a_form(&said);
        let call =
            Call { id: CallId(id.to_owned()), scope: self.community.scope(), who: Who::Person(person), said };
        let reply = self.mentoring.act(call).await;
        let form_alone = reply.form.is_some() && reply.message.is_none();
        assert!(foretold || !form_alone, "a form that was not foretold: {reply:?}");
        reply
    }

    async fn call(&mut self, name: &str, said: Said) {
        self.calls += 1;
        let reply = self.call_as(name, &format!("call-{}", self.calls), said).await;
        self.answer(name, reply);
        self.settle().await;
    }

    /// What somebody sees as the answer to what they said.
    pub(crate) fn answer(&mut self, name: &str, reply: Reply) {
        let zone = self.players[name].zone;
        if let Some(message) = &reply.message {
            let shown = show(message, zone);
            self.indented(&format!("only {name}"), &shown);
        }
        if let Some(form) = &reply.form {
            let shown = show_form(form, zone);
            self.indented(&format!("a form for {name}"), &shown);
        }
        let player = self.players.get_mut(name).expect("on stage");
        if let Some(message) = reply.message {
            player.buttons.extend(buttons(&message));
        }
        if let Some(form) = reply.form {
            player.buttons.extend(form.also.clone());
            player.form = Some(form);
        }
    }

    /// Does what is due, without moving the clock.
    pub(crate) async fn settle(&mut self) {
        work_off(&self.mentoring, &*self.theatre).await.expect("the memory answers");
        let arrived = std::mem::take(&mut *self.theatre.arrived.lock().expect("no panic"));
        for Arrived { at, to, message, changed } in arrived {
            let names = match to {
                Some(name) => vec![name],
                None => self.players.keys().cloned().collect(),
            };
            let (title, zone) = match names.as_slice() {
                _ if changed => ("changed in the channel".to_owned(), self.community.zone),
                [name] => (format!("to {name}"), self.players[name].zone),
                _ => ("to the channel".to_owned(), self.community.zone),
            };
            let title = format!("{title}, {}", at.with_timezone(&zone).format("%a %-d %b %H:%M"));
            let shown = show(&message, zone);
            self.indented(&title, &shown);
            for name in names {
                let player = self.players.get_mut(&name).expect("on stage");
                player.buttons.extend(buttons(&message));
            }
        }
    }

    /// Time passes, and what is due in between is done at its time.
    pub(crate) async fn passes(&mut self, time: TimeDelta) {
        let until = self.now() + time;
        let _ = write!(self.transcript, "\n… {} pass …\n", words(time));
        self.move_to(until).await;
    }

    /// Time passes until somebody's clock shows a wall time.
    pub(crate) async fn until(&mut self, wall: &str, zone: &str) {
        let until = instant(wall, zone);
        let _ = write!(self.transcript, "\n… until {wall} in {zone} …\n");
        self.move_to(until).await;
    }

    async fn move_to(&mut self, until: DateTime<Utc>) {
        loop {
            let next = self.mentoring.store().next_due(&self.theatre.name).await.expect("the memory answers");
            let Some(due) = next.filter(|due| *due <= until) else { break };
            self.clock.set(due.max(self.now()));
            self.settle().await;
        }
        self.clock.set(until);
        self.settle().await;
    }

    /// The next delivery fails in this way.
    pub(crate) fn fails_once(&mut self, failure: DeliveryError) {
        self.theatre.failures.lock().expect("no panic").push(failure);
    }

    /// What was to fail arrives from now on.
    pub(crate) fn fails_no_more(&mut self) {
        self.theatre.failures.lock().expect("no panic").clear();
    }

    /// The end: nothing that is due may be left behind. Answers with everything that happened.
    pub(crate) async fn transcript(&mut self) -> String {
        let due = self.mentoring.store().due(self.community.scope(), 100).await.expect("the memory answers");
        let late: Vec<_> = due.iter().filter(|task| task.due <= self.now()).collect();
        assert!(late.is_empty(), "due and left behind: {late:?}");
        std::mem::take(&mut self.transcript)
    }

    fn write(&mut self, name: &str, line: &str) {
        let wall = self.now().with_timezone(&self.players[name].zone).format("%a %-d %b %H:%M");
        let _ = write!(self.transcript, "\n{wall} {line}\n");
    }

    fn indented(&mut self, title: &str, shown: &str) {
        let _ = writeln!(self.transcript, "  ── {title}");
        for line in shown.lines() {
            let _ = writeln!(self.transcript, "  │ {line}");
        }
    }
}

#[async_trait(?Send)]
impl Scene for Stage {
    async fn enters_speaking(&mut self, name: &str, zone: &str, locale: &str) {
        Stage::enters(self, name, zone);
        let language = locale.split('-').next().map(str::to_owned);
        self.players.get_mut(name).expect("on stage").person.language = language;
    }

    async fn runs_it(&mut self, name: &str) {
        Stage::runs_it(self, name);
    }

    async fn chooses_the_channel(&mut self, _: &str) {
        self.hears(News::Invited { channel: GREEN_ROOM.to_owned(), by: Inviter::Admin }).await;
    }

    async fn wants_the_digest_in_the_channel(&mut self, name: &str) {
        Stage::says(self, name, &format!("/mentor digest {GREEN_ROOM}")).await;
    }

    async fn remembers(&mut self, facts: Vec<Fact>) {
        remember(&**self.mentoring.store(), &self.community, self.now(), facts).await;
    }

    async fn says(&mut self, name: &str, text: &str) {
        Stage::says(self, name, text).await;
    }

    async fn presses(&mut self, name: &str, label: &str) {
        Stage::presses(self, name, label).await;
    }

    fn label(&self, name: &str, beginning: &str) -> String {
        Stage::label(self, name, beginning)
    }

    async fn fills(&mut self, name: &str, fields: &[(&str, &str)]) {
        Stage::fills(self, name, fields).await;
    }

    async fn passes(&mut self, time: TimeDelta) {
        Stage::passes(self, time).await;
    }

    async fn until(&mut self, wall: &str, zone: &str) {
        Stage::until(self, wall, zone).await;
    }

    async fn transcript(&mut self) -> String {
        Stage::transcript(self).await
    }
}

impl Drop for Stage {
    /// A story that breaks off shows how far it came.
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.transcript);
        }
    }
}

/// What a platform goes by when a form has to be opened at once. After a form there is no hurry.
fn may_open_a_form(said: &Said) -> bool {
    match said {
        Said::Line(text) | Said::Press(text) => {
            text.parse::<Action>().is_ok_and(|action| action.opens_form())
        }
        Said::Form { .. } => true,
        Said::Due(_) | Said::News(_) | Said::Arrived(_) => false,
    }
}

fn buttons(message: &Message) -> Vec<Button> {
    let rows = message.blocks.iter().filter_map(|block| match block {
        Block::Buttons(buttons) => Some(buttons.clone()),
        _ => None,
    });
    rows.flatten().collect()
}
