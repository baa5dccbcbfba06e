//! What is written down of a story that is played on a platform: what people do, what they see, and when.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::mem::take;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::clock::{Clock, instant, words};

/// Something new on a screen.
pub(crate) struct New {
    /// Where, and who sees it.
    pub(crate) title: String,
    /// What stands there.
    pub(crate) shown: String,
}

/// The transcript, on the clock of the story.
pub(crate) struct Chronicle {
    text: String,
    zones: BTreeMap<String, Tz>,
    clock: Arc<Clock>,
}

impl Chronicle {
    pub(crate) fn by(clock: &Arc<Clock>) -> Chronicle {
        Chronicle { text: String::new(), zones: BTreeMap::new(), clock: Arc::clone(clock) }
    }

    /// Somebody enters, who reads their clock in that zone.
    pub(crate) fn enters(&mut self, name: &str, zone: &str) {
        self.zones.insert(name.to_owned(), zone.parse().expect("a zone"));
    }

    /// What somebody does.
    pub(crate) fn write(&mut self, name: &str, line: &str) {
        let wall = self.wall(name);
        let _ = writeln!(self.text, "\n{wall}  {line}");
    }

    /// Somebody types.
    pub(crate) fn says(&mut self, name: &str, text: &str) {
        self.write(name, &format!("{name}: {}", text.replace('\n', " ⏎ ")));
    }

    /// Somebody sends a form.
    pub(crate) fn fills(&mut self, name: &str, title: &str, fields: &[(&str, &str)]) {
        let shown = fields.iter().map(|(field, value)| format!("{field}: {value}")).collect::<Vec<_>>();
        self.write(name, &format!("{name} sends “{title}” ({})", shown.join(" | ")));
    }

    /// What is new on somebody's screen.
    pub(crate) fn sees(&mut self, name: &str, New { title, shown }: &New) {
        let _ = writeln!(self.text, "  {title}, {}", self.wall(name));
        for line in shown.lines() {
            let _ = writeln!(self.text, "  │ {line}");
        }
    }

    /// Time passes.
    pub(crate) fn passes(&mut self, time: TimeDelta) -> DateTime<Utc> {
        let _ = write!(self.text, "\n… {} pass …\n", words(time));
        self.clock.now() + time
    }

    /// Time passes until a clock on the wall shows this.
    pub(crate) fn until(&mut self, wall: &str, zone: &str) -> DateTime<Utc> {
        let _ = write!(self.text, "\n… until {wall} in {zone} …\n");
        instant(wall, zone)
    }

    /// All of it since it was last taken.
    pub(crate) fn take(&mut self) -> String {
        take(&mut self.text)
    }

    fn wall(&self, name: &str) -> String {
        self.clock.now().with_timezone(&self.zones[name]).format("%a %-d %b %H:%M").to_string()
    }
}

impl Drop for Chronicle {
    /// A story that breaks off shows how far it came.
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.text);
        }
    }
}

/// A stage on a platform whose clock is moved by hand: what is due in between is done at its time.
#[async_trait(?Send)]
pub(crate) trait Travels {
    fn clock(&self) -> &Arc<Clock>;

    /// When the next thing is due.
    async fn next_due(&self) -> Option<DateTime<Utc>>;

    /// What is due is done, and everybody looks at their screens.
    async fn settle(&mut self);

    /// Nobody listens over what does not outlive a jump of days.
    async fn rests(&mut self);

    /// Everybody listens again.
    async fn listens(&mut self);

    /// Moves the clock.
    async fn move_to(&mut self, until: DateTime<Utc>) {
        self.rests().await;
        loop {
            let Some(due) = self.next_due().await.filter(|due| *due <= until) else { break };
            turn(self.clock(), due.max(self.clock().now())).await;
            self.settle().await;
        }
        turn(self.clock(), until).await;
        self.settle().await;
        self.listens().await;
    }
}

async fn turn(clock: &Clock, then: DateTime<Utc>) {
    let time = (then - clock.now()).to_std().expect("no clock goes back");
    clock.set(then);
    tokio::time::advance(time).await;
}
