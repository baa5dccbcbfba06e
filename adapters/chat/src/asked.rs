//! An answer of the core that is being thought about, and waited for as long as a platform waits.

use chrono_tz::{Tz, UTC};
use smallwins_core::action::Action;
use smallwins_core::message::Reply;
use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, timeout_at};

/// What the core says, and the zone of the one who reads it.
#[derive(Debug)]
pub struct Answer {
    /// What it says.
    pub reply: Reply,
    /// In whose zone it is read.
    pub zone: Tz,
}

/// An answer that is being thought about. It is thought to its end also when nobody waits for it.
#[derive(Debug)]
pub struct Asked {
    thinking: JoinHandle<Answer>,
}

impl Asked {
    /// The answer that comes out of a task.
    pub fn of(thinking: JoinHandle<Answer>) -> Asked {
        Asked { thinking }
    }

    /// The answer when it is there by then, or what is to be waited for longer.
    ///
    /// # Errors
    /// It is not there by then.
    pub async fn by(mut self, then: Instant) -> Result<Answer, Asked> {
        match timeout_at(then, &mut self.thinking).await {
            Ok(answer) => Ok(Answer::of(answer)),
            Err(_) => Err(self),
        }
    }

    /// The answer, whenever it comes.
    pub async fn at_last(self) -> Answer {
        Answer::of(self.thinking.await)
    }
}

impl Answer {
    /// A decision that broke off says nothing; the panic is in the log.
    fn of(thought: Result<Answer, JoinError>) -> Answer {
        thought.unwrap_or_else(|error| {
            tracing::error!(panicked = error.is_panic(), "A call was not decided to its end");
            Answer { reply: Reply::default(), zone: UTC }
        })
    }
}

/// Whether what somebody says is answered with a form.
pub fn opens_form(text: &str) -> bool {
    text.parse::<Action>().is_ok_and(|action| action.opens_form())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::sleep;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_has_no_answer_in_time_can_go_on_waiting_for_it() {
        let thinking = tokio::spawn(async {
            sleep(Duration::from_secs(5)).await;
            Answer { reply: Reply::default(), zone: Tz::Europe__Lisbon }
        });
        let late = Asked::of(thinking).by(Instant::now() + Duration::from_secs(2)).await.unwrap_err();
        assert_eq!(late.at_last().await.zone, Tz::Europe__Lisbon);
    }

    #[tokio::test]
    async fn a_decision_that_breaks_off_says_nothing() {
        let thinking = tokio::spawn(async { panic!("on purpose") });
        assert_eq!(Asked::of(thinking).at_last().await.reply, Reply::default());
    }

    #[test]
    fn it_is_known_beforehand_what_opens_a_form() {
        assert!(opens_form("ask"));
        assert!(!opens_form("ask how do I test a parser") && !opens_form("me") && !opens_form("?!"));
    }
}
