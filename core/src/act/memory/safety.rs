//! What safety needs: what is settled for it, and what an admin takes out.

use super::{Memory, Said};
use crate::act::{Trouble, admin, block, safety, taken_out};
use crate::action::Words;
use crate::community::Community;
use crate::decision::Decision;
use crate::member::Member;
use crate::moment::Moment;
use crate::rights::Right;

impl Memory<'_> {
    /// An ask that sounds heavy, with what it would come to.
    pub(in crate::act) async fn heavy_ask(
        &self,
        words: &Words,
        said: Said,
        decided: Decision,
        me: &Member,
        community: &Community,
        moment: &mut Moment,
    ) -> Result<Decision, Trouble> {
        let hear = self.who_hears_reports(community, [me.id, me.id]).await?;
        Ok(safety::heavy_ask(words, said, decided, me, (hear, &community.safety), moment))
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
            None => {
                let owner = self.owner(community).await?;
                Ok(safety::safety(words, me, owner.as_ref(), community)?)
            }
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
