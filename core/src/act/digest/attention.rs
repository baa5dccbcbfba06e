//! What needs somebody's attention: at most three things, those first that people wait for, each with what can be done.

use chrono::TimeDelta;

use super::{Facts, Told};
use crate::act::health;
use crate::action::{Action, Affirmable, Saying as Compliment};
use crate::ask::{Ask, Stage};
use crate::kpi::{Reading, Span};
use crate::script::{Phrase, Saying, Value, label, record, say};
use crate::store::Outlook;

/// So many are told at once.
const MOST: usize = 3;
/// So many people and mishaps are looked for.
const MOST_LOOKED_FOR: usize = health::MOST as usize;
/// A question that waits for longer is told of.
pub(in crate::act) const LONG: TimeDelta = TimeDelta::days(2);
/// A share below is told of, where chance is ruled out: its whole interval is.
const FEW: f64 = 0.5;

/// One thing that needs attention.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Attention {
    /// Which, as the sentence knows it.
    what: &'static str,
    /// How many it is about.
    n: usize,
    /// Whether there may be more: no more were looked for.
    is_least: bool,
    /// Of how many questions nobody offers what they ask.
    strange: usize,
    /// A sentence of its own.
    says: Phrase,
    /// The button that answers it.
    button: &'static str,
    action: Action,
    /// Whether somebody waits for it.
    pub(super) presses: bool,
}

impl Attention {
    fn about(what: &'static str, n: usize, button: &'static str, action: Action) -> Attention {
        Attention {
            what,
            n,
            is_least: false,
            strange: 0,
            says: Phrase::default(),
            button,
            action,
            presses: true,
        }
    }

    pub(super) fn slot(&self) -> Value {
        record([
            ("what", self.what.into()),
            ("n", self.n.into()),
            ("least", self.is_least.into()),
            ("strange", self.strange.into()),
            ("says", (&self.says).into()),
        ])
    }

    pub(super) fn with_button(saying: Saying, attention: &Attention) -> Saying {
        saying.button(attention.button, attention.action.clone())
    }
}

/// What needs attention most, the most urgent first.
pub(super) fn attention(facts: &Facts) -> Vec<Attention> {
    let calm = |attention| Attention { presses: false, ..attention };
    let given_up = facts.mishaps.iter().filter(|mishap| mishap.outlook == Outlook::GivenUp).count();
    let (lost, settled) = (facts.unreachable, facts.has_channel);
    // So many are looked for, and what was given up may lie behind what is only tried again.
    let all_troubles = facts.mishaps.len() < MOST_LOOKED_FOR;
    let at_least = |is_least, attention| Attention { is_least, ..attention };
    let failed = |n| Attention::about("failed", n, "health", Action::Health);
    let retried = || Attention::about("retried", facts.mishaps.len(), "health", Action::Health);
    let all = [
        waiting(&facts.unanswered),
        (lost > 0).then(|| {
            at_least(lost >= MOST_LOOKED_FOR, Attention::about("lost", lost, "health", Action::Health))
        }),
        (facts.resting > 0)
            .then(|| calm(Attention::about("resting", facts.resting, "health", Action::Health))),
        (given_up > 0).then(|| at_least(!all_troubles, failed(given_up))),
        (given_up == 0 && !all_troubles).then(|| at_least(true, retried())),
        (!settled).then(|| calm(Attention::about("no-channel", 1, "channel", Action::Channel(None)))),
        (!facts.mentored).then(|| calm(Attention::about("nobody", 1, "join", Action::Join(None)))),
        few("digest.few-filled", "health.filled", facts),
        few("digest.few-answers", "completion.answered", facts),
    ];
    all.into_iter().flatten().take(MOST).collect()
}

/// Questions that have waited for long, with the oldest of those that anybody may take.
fn waiting(unanswered: &[Ask]) -> Option<Attention> {
    let nobodys = |ask: &&Ask| matches!(ask.stage, Stage::InPool { .. } | Stage::Waiting { .. });
    let asks: Vec<&Ask> = unanswered.iter().filter(nobodys).collect();
    let mut pooled = asks.iter().filter(|ask| matches!(ask.stage, Stage::InPool { .. }));
    // Where somebody offers it, somebody was asked before everybody was.
    let strange = pooled.clone().filter(|ask| ask.tried.is_empty()).count();
    let (button, action) = match pooled.next() {
        Some(oldest) => ("take", Action::Affirm(Affirmable::Ask(oldest.id), Compliment::Open)),
        None => ("join", Action::Join(None)),
    };
    let told = Attention { strange, ..Attention::about("waiting", asks.len(), button, action) };
    (!asks.is_empty()).then_some(told)
}

/// A share that is known to be small.
fn few(key: &'static str, name: &str, facts: &Facts) -> Option<Attention> {
    let Told { figure, .. } = facts.told(name)?;
    let Reading::Value { limits, .. } = figure.reading else { return None };
    let says = say("digest.few").with("what", label(key)).with("says", facts.in_words("", name)).text();
    let about = Attention::about("few", 1, "30d", Action::Kpis(Span::Days30));
    limits.high.is_some_and(|high| high < FEW).then_some(Attention { says, presses: false, ..about })
}
