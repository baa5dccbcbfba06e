//! `smallwins rehearse`: a pilot of so many days on a fake clock, in seconds, before anybody real takes part.
//!
//! Simulated people act through the same door and hear through the same loop as everybody: a silent platform writes
//! down what reaches them, and they press the buttons that they see. What happens is counted, and everything that is
//! promised is checked; a seed tells the same story to the letter.
//!
//! In reading order: `plan` (how long, how many), `cast` (who they are), `temper` (how they are), `life` (what they do
//! by themselves), `react` and `fill` (what they do about messages and forms) with `words` (what they write) and `act`
//! (the diary of what they will say); `play` moves the time, on a `clock`, a `silence` and a `witness` with its `lens`;
//! `checks` judges by its own `hours`, `transcript` hashes and `report` tells, at the `speed` of whoever watches; the
//! `dashboard` of it can be opened then.
//! `anything` is a crowd that says anything at all, for the tests alone.

mod act;
#[cfg(test)]
mod anything;
mod cast;
mod checks;
mod clock;
mod dashboard;
mod fill;
mod hours;
mod lens;
mod life;
mod plan;
mod play;
mod progress;
mod react;
mod report;
mod silence;
mod speed;
mod temper;
mod transcript;
mod witness;
mod words;

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use smallwins_core::store::Store;
use smallwins_store::Memory;
use tokio::net::TcpListener;

use crate::cli::{Form, print};
use crate::stop::Stop;
use crate::trouble::Trouble;
use progress::Progress;

pub use checks::{Rule, Violation};
pub use dashboard::dashboard;
use dashboard::listen;
pub use plan::Plan;
pub use report::{Month, Report, Whole};
pub use speed::Speed;

/// How a rehearsal is shown.
#[derive(Debug, Clone, Copy)]
pub struct Show {
    /// No faster than somebody wants to watch.
    pub speed: Speed,
    /// Where its dashboard is served afterwards, until somebody stops it.
    pub dashboard: Option<SocketAddr>,
    /// For whom it is printed.
    pub form: Form,
}

/// Rehearses, and prints what happened and what was violated.
///
/// # Errors
/// The plan makes no pilot, or something was violated.
pub fn rehearse(plan: Plan, show: Show) -> Result<(), Trouble> {
    let plan = plan.checked()?;
    // One thread: nothing depends on who is faster.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        Trouble::failed(format!("no thread to run on: {error}"), "raise the limit of processes (ulimit -u)")
    })?;
    // Whether it can be looked at is known before anybody waits for it.
    let listener = show.dashboard.map(|address| runtime.block_on(listen(address))).transpose()?;
    let progress = Progress::of(plan.days);
    let (store, begun): (Arc<dyn Store>, _) = (Arc::new(Memory::default()), Instant::now());
    let report = runtime.block_on(rehearsed_in(plan, Arc::clone(&store), |day| {
        progress.show(day);
        // Nothing else goes on here meanwhile.
        thread::sleep(show.speed.until(day).saturating_sub(begun.elapsed()));
    }));
    progress.clear();
    let report = report?;
    show.form.answer(&report)?;
    if let Some(listener) = listener {
        runtime.block_on(serve(plan, store, listener))?;
    }
    verdict(&report)
}

/// Serves the dashboard of a rehearsal until a signal says stop.
async fn serve(plan: Plan, store: Arc<dyn Store>, listener: TcpListener) -> Result<(), Trouble> {
    let stop = Stop::at_signals()?;
    let (links, serving) = dashboard(plan, store, listener, 1).await?;
    print(&format!("its dashboard, for one visit and until Ctrl-C: {}", links.concat()))?;
    tokio::select! {
        () = stop.said() => Ok(()),
        served = serving => served.map_err(|error| {
            Trouble::failed(format!("the dashboard cannot be served: {error}"), "rehearse again")
        }),
    }
}

/// Whether every promise was kept.
fn verdict(report: &Report) -> Result<(), Trouble> {
    let broken = match report.violations.len() {
        0 => return Ok(()),
        1 => "a promise was broken once".to_owned(),
        count => format!("promises were broken {count} times"),
    };
    Err(Trouble::failed(
        broken,
        format!("see it again with `{}`; until it is mended nobody real should take part", report.again()),
    ))
}

/// Rehearses a plan in a memory of the process, and tells how many days are over.
///
/// # Errors
/// The memory does not answer.
pub async fn rehearsed(plan: Plan, tell: impl FnMut(u32)) -> Result<Report, Trouble> {
    rehearsed_in(plan, Arc::new(Memory::default()), tell).await
}

/// As [`rehearsed`], in a memory that is there afterwards.
///
/// # Errors
/// The memory does not answer.
pub async fn rehearsed_in(
    plan: Plan,
    store: Arc<dyn Store>,
    tell: impl FnMut(u32),
) -> Result<Report, Trouble> {
    play::play(plan, store, tell).await.map_err(|error| {
        Trouble::failed(
            format!("the memory of the rehearsal failed: {error}"),
            "make room in memory, and try again",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::report::Months;
    use super::*;
    use crate::trouble::Kind;

    #[test]
    fn a_broken_promise_is_a_failure_that_says_how_to_see_it_again() {
        let plan = Plan { days: 2, members: 3, mentors: 1, seed: 5, asks_every: 1 };
        let violation = |rule| Violation {
            rule,
            at: plan.begins(),
            day: 1,
            ids: vec!["task_1".to_owned()],
            what: "landed".to_owned(),
        };
        let verdict = |violations| verdict(&Months::of(plan).report(violations, String::new()));
        assert!(verdict(Vec::new()).is_ok());
        let trouble = verdict(vec![violation(Rule::Twice), violation(Rule::Quiet)]).unwrap_err();
        assert_eq!((trouble.kind, trouble.says.as_str()), (Kind::Failed, "promises were broken 2 times"));
        assert!(trouble.fix.contains("smallwins rehearse --days 2 --members 3 --mentors 1 --seed 5"));
    }
}
