//! Those who may be asked, as the memory knows them, and how much it presses to help the one who asks.

use super::Memory;
use crate::act::Trouble;
use crate::act::ask::{self, Request};
use crate::act::offer::LONGEST_DELAY;
use crate::act::route::Field;
use crate::community::Community;
use crate::decision::Decision;
use crate::member::Member;
use crate::moment::Moment;
use crate::signal::{Signal, Whose, urgency};
use crate::store::{AskStory, Desk, SessionStory, StoreError, Which};
use crate::topic;

/// How many mentors of a topic are ranked for one ask: as good as all. Ranking alone knows who can be asked now, so it
/// has to see those who are away too: whether somebody can be reached, rests or has a pause is told by their row, and
/// by no column that a database could leave them out by.
///
/// Where one process alone writes, as with SQLite, they are kept at hand. Else each ask reads the rows of all who offer
/// its topic: of thousands in a single topic that is the dearest read that there is.
const FIELD: u32 = 4_000;

impl Memory<'_> {
    /// Those who may be asked about a question of somebody of whom these signals are known; when nobody offers it,
    /// those of the nearest topic.
    pub(in crate::act) async fn field_about(
        &self,
        question: &str,
        learner: &Member,
        signals: &[Signal],
        community: &Community,
    ) -> Result<Field, StoreError> {
        let urgency = urgency(learner, signals, self.moment);
        Ok(self.offering(question).await?.within(community, urgency))
    }

    /// Those who may be asked for an ask.
    pub(in crate::act) async fn field(
        &self,
        about: &AskStory,
        community: &Community,
    ) -> Result<Field, StoreError> {
        self.field_about(about.ask.question.as_str(), &about.learner, &about.signals, community).await
    }

    /// Those who may be asked in the place of a session's mentor.
    pub(in crate::act) async fn field_of_session(
        &self,
        story: &SessionStory,
        community: &Community,
    ) -> Result<Field, StoreError> {
        let whose = Whose::Member(story.learner.id);
        let signals = self.store.signals(self.scope, Which::Of(&[whose]), self.moment).await?;
        self.field_about(story.ask.question.as_str(), &story.learner, &signals, community).await
    }

    /// What comes of an ask. A mentor who has heard enough today sees it on a later day, and so it is told from the
    /// first; one for whom that is too far away is passed over when their turn comes.
    pub(in crate::act) async fn asked(
        &self,
        request: Request,
        me: &Member,
        desk: &Desk,
        field: Field,
        moment: &mut Moment,
    ) -> Result<Decision, Trouble> {
        let decision = ask::ask(request.clone(), me, desk, field.clone(), moment)?;
        let Some(mentor) = ask::comes_to(&decision, moment.now) else { return Ok(decision) };
        match self.not_before(mentor).await? {
            Some(later) if later - moment.now <= LONGEST_DELAY => {
                let field = Field { heard: Some((mentor.id, later)), ..field };
                Ok(ask::ask(request, me, desk, field, moment)?)
            }
            _ => Ok(decision),
        }
    }

    async fn offering(&self, question: &str) -> Result<Field, StoreError> {
        let stems: Vec<String> = topic::stems(question).into_iter().collect();
        let on_topic = self.store.candidates(self.scope, &stems, FIELD).await?;
        if !on_topic.is_empty() {
            return Ok(Field { on_topic, ..Field::default() });
        }
        let topics = self.store.topics(self.scope).await?;
        let Some(near) = topic::nearest(question, topics.iter().map(|(topic, _)| topic)) else {
            return Ok(Field::default());
        };
        let stems: Vec<String> = near.stems().iter().cloned().collect();
        let nearby = self.store.candidates(self.scope, &stems, FIELD).await?;
        Ok(Field { nearby, ..Field::default() })
    }
}
