//! What a story is told in: the verbs of people and of time, wherever it is played.

use async_trait::async_trait;
use chrono::TimeDelta;
use smallwins_core::fact::Fact;

/// A place where a story is played: the bare stage, or Slack.
#[async_trait(?Send)]
pub(crate) trait Scene {
    /// Somebody enters, who uses the platform in English.
    async fn enters(&mut self, name: &str, zone: &str) {
        self.enters_speaking(name, zone, "en-US").await;
    }

    /// Somebody enters, who uses the platform in a language.
    async fn enters_speaking(&mut self, name: &str, zone: &str, locale: &str);

    /// From now on the platform says that somebody runs the community.
    async fn runs_it(&mut self, name: &str);

    /// Whoever runs the community chooses the channel in which everybody is, as people do there.
    async fn chooses_the_channel(&mut self, name: &str);

    /// Whoever runs the community wants its digest in the channel in which everybody is, and says so as people do
    /// there; they have yet to save it.
    async fn wants_the_digest_in_the_channel(&mut self, name: &str);

    /// What happened before the story, as the journal has it.
    async fn remembers(&mut self, facts: Vec<Fact>);

    /// Somebody types: a command, or a line to Smallwins alone.
    async fn says(&mut self, name: &str, text: &str);

    /// Somebody presses the latest button with that label that they can see.
    async fn presses(&mut self, name: &str, label: &str);

    /// The label of the first button that somebody sees and that begins so.
    fn label(&self, name: &str, beginning: &str) -> String;

    /// Somebody sends the form that is open for them, with some fields filled in.
    async fn fills(&mut self, name: &str, fields: &[(&str, &str)]);

    /// Time passes, and what is due in between is done at its time.
    async fn passes(&mut self, time: TimeDelta);

    /// Time passes until somebody's clock shows a wall time.
    async fn until(&mut self, wall: &str, zone: &str);

    /// Everything that happened since it was last asked for; nothing that is due may be left behind.
    async fn transcript(&mut self) -> String;
}

/// Ana in Lisbon, and Ben in Chicago who mentors in parsing and rust.
pub(crate) async fn ana_and_ben_enter(scene: &mut dyn Scene) {
    scene.enters("ana", "Europe/Lisbon").await;
    scene.enters("ben", "America/Chicago").await;
    scene.says("ben", "/mentor join parsing, rust").await;
}

/// What Ben notices of how Ana asked.
pub(crate) const COMPLIMENT: &str =
    "I noticed the precise question you asked about testing a parser. It saves us a long search.";

/// Ana has asked, and Ben has accepted by a compliment: she may pick a time.
pub(crate) async fn ben_has_accepted(scene: &mut dyn Scene) {
    ana_and_ben_enter(scene).await;
    scene.says("ana", "/mentor ask how do I test a parser").await;
    scene.presses("ben", "Write my compliment").await;
    scene.fills("ben", &[("words", COMPLIMENT)]).await;
}
