//! What safety needs: an ask that may sound heavy, what is settled, and what an admin takes out.

use super::{Memory, Said};
use crate::act::second_thought::Weighed;
use crate::act::{Heard, Trouble, admin, ask, block, round, safety, taken_out};
use crate::action::Words;
use crate::community::Community;
use crate::decision::Decision;
use crate::member::Member;
use crate::moment::Moment;
use crate::rights::Right;
use crate::safety::sounds_heavy;

impl Memory<'_> {
    /// Somebody asks. What sounds heavy is asked of nobody before a second word, and does not count as asked until
    /// then.
    pub(in crate::act) async fn asks(
        &self,
        words: Option<Words>,
        said: Said,
        heard: Heard<'_>,
        moment: &mut Moment,
    ) -> Result<Decision, Trouble> {
        let (me, community) = (heard.speaker, heard.community);
        let request = ask::read(words.as_ref())?;
        let desk = self.desk(me).await?;
        let question = request.question.as_str();
        let field = self.field_about(question, me, &desk.signals, community).await?;
        let field = field.at_a(heard.paces.of(self.store, community, moment.now).await?);
        let pressing = field.pressing_topic(question);
        let decided = self.asked(request, me, &desk, field, moment).await?;
        let decided = match words.filter(|words| sounds_heavy(words.get())) {
            Some(words) => {
                let hear = self.who_hears_reports(community, [me.id, me.id]).await?;
                safety::heavy_ask(&words, said, decided, me, (&hear, community), moment)
            }
            None => decided,
        };
        Ok(round::counted(decided.and_all(said.taken_up(me)), pressing, community, moment))
    }

    /// What somebody notes, says is due, or tells a learner. What sounds heavy is not noted before a second word.
    pub(in crate::act) async fn thought_over(
        &self,
        weighed: &Weighed,
        said: Said,
        decided: Decision,
        heard: Heard<'_>,
        moment: &mut Moment,
    ) -> Result<Decision, Trouble> {
        let (me, community) = (heard.speaker, heard.community);
        if !weighed.is_needed(&decided) {
            return Ok(decided.and_all(said.taken_up(me)));
        }
        let hear = self.who_hears_reports(community, [me.id, me.id]).await?;
        Ok(weighed.thought_over(said, decided, me, (&hear, community), moment))
    }

    /// An admin settles something for the safety of everybody, or takes out what somebody asks of everybody.
    pub(in crate::act) async fn safety(
        &self,
        words: Option<&Words>,
        me: &Member,
        community: &Community,
        moment: &mut Moment,
    ) -> Result<Decision, Trouble> {
        admin::only(Right::Safety, me)?;
        match taken_out::wish(words) {
            None => match words {
                Some(words) => self.settle(safety::wish(words)?, me, community, moment).await,
                None => {
                    let owner = self.owner(community).await?;
                    Ok(Decision::reply(safety::settled(&community.safety, owner.as_ref())))
                }
            },
            Some(taken_out::Wish::Of(name)) => {
                let people = self.called(&[name]).await?;
                let learner = block::named(name, &people).ok_or_else(|| taken_out::unknown(name))?;
                Ok(taken_out::look(learner, &self.desk(learner).await?.asks))
            }
            Some(taken_out::Wish::This(id)) => {
                let story = self.ask(id).await?;
                let offers = self.with_mentors(story.offers.clone()).await?;
                let owner = self.owner(community).await?;
                Ok(taken_out::take(story, offers, owner.as_ref(), community, moment)?)
            }
        }
    }
}
