//! Long calculations, away from the threads on which everybody is answered.

use std::future::pending;
use std::panic::resume_unwind;

use tokio::runtime::Handle;

/// Calculates something that may take as long as a second, on a thread on which nobody waits for anything else; right
/// here where there is no runtime that has such threads.
pub(crate) async fn aside<T: Send + 'static>(calculate: impl FnOnce() -> T + Send + 'static) -> T {
    let Ok(runtime) = Handle::try_current() else { return calculate() };
    match runtime.spawn_blocking(calculate).await {
        Ok(outcome) => outcome,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The runtime ends, and with it whoever waits here.
            Err(_) => pending().await,
        },
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn what_is_calculated_aside_is_not_calculated_on_the_thread_that_waits() {
        let here = std::thread::current().id();
        assert_ne!(aside(|| std::thread::current().id()).await, here);
    }

    #[tokio::test]
    #[should_panic(expected = "of its own")]
    async fn a_panic_aside_is_one_of_whoever_waits() {
        aside(|| panic!("of its own")).await
    }

    #[test]
    fn without_a_runtime_it_is_calculated_where_it_is_asked_for() {
        assert_eq!(aside(|| 1 + 1).now_or_never(), Some(2));
    }
}
