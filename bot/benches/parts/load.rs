//! So many callers, each on a connection of its own, who send what is ready as soon as they are answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::time::timeout;

use crate::cores;
use crate::http::{Answer, Connection};

/// An answer takes no longer than this, or there is none.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came of many requests.
pub(crate) struct Load {
    /// Each answer, in no order: to which request, how long it took, and what it was or why there is none.
    pub(crate) answers: Vec<(usize, Duration, Result<Answer, String>)>,
    /// How long all of it took.
    pub(crate) took: Duration,
    /// The part of that time for which the load kept its own core busy: near 1, it is the load that was measured.
    pub(crate) busy: f64,
}

/// Sends every request once; each is ready to leave, head and body.
pub(crate) async fn load(address: &str, requests: &Arc<Vec<Vec<u8>>>, callers: usize) -> Load {
    let next = Arc::new(AtomicUsize::new(0));
    let (began, spent) = (Instant::now(), cores::spent());
    let callers: Vec<_> = (0..callers)
        .map(|_| tokio::spawn(call(address.to_owned(), Arc::clone(requests), Arc::clone(&next))))
        .collect();
    let mut answers = Vec::with_capacity(requests.len());
    for caller in callers {
        answers.extend(caller.await.expect("no caller panics"));
    }
    let took = began.elapsed();
    let busy = (cores::spent() - spent).as_secs_f64() / took.as_secs_f64();
    Load { answers, took, busy }
}

async fn call(
    address: String,
    requests: Arc<Vec<Vec<u8>>>,
    next: Arc<AtomicUsize>,
) -> Vec<(usize, Duration, Result<Answer, String>)> {
    let mut answers = Vec::new();
    let mut connection = None;
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let Some(request) = requests.get(number) else { return answers };
        let began = Instant::now();
        let answer = timeout(PATIENCE, exchange(&mut connection, &address, request)).await;
        let answer = answer.unwrap_or_else(|_| Err("no answer in time".to_owned()));
        if answer.is_err() {
            connection = None;
        }
        answers.push((number, began.elapsed(), answer));
    }
}

async fn exchange(
    connection: &mut Option<Connection>,
    address: &str,
    request: &[u8],
) -> Result<Answer, String> {
    if connection.is_none() {
        *connection = Some(Connection::open(address).await.map_err(|error| error.to_string())?);
    }
    let connection = connection.as_mut().expect("it is open");
    connection.exchange(request).await.map_err(|error| error.to_string())
}
