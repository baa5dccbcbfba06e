//! Reads that many ask for at once become one statement, as the writer does with writes: whoever comes first is read
//! for at once, and those who come meanwhile are read for together. Each community has its own turn.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use smallwins_core::community::Scope;
use smallwins_core::id::CommunityId;
use tokio::sync::oneshot;

use crate::db::Pool;
use crate::fault::Fault;

/// The most questions that share a statement.
const MOST: usize = 64;

/// A question that can be asked together with others of its kind.
pub(crate) trait Question: Send + Sync + Sized + 'static {
    type Answer: Send + 'static;

    /// Reads for all of them, and answers each in their order. A row that cannot be read is the fault of one of them.
    fn read(
        pool: &Pool,
        scope: Scope,
        questions: &[Self],
    ) -> impl Future<Output = Result<Vec<Result<Self::Answer, Fault>>, Fault>> + Send;
}

/// Those who wait for an answer, by community. A community stands here as long as somebody reads for it.
type Queues<Q> = Mutex<HashMap<CommunityId, Vec<Waiting<Q>>>>;

struct Waiting<Q: Question> {
    question: Q,
    tell: oneshot::Sender<Result<Q::Answer, Fault>>,
}

/// The way to the answers of one kind of question.
pub(crate) struct Gathered<Q: Question> {
    pool: Pool,
    queues: Arc<Queues<Q>>,
}

impl<Q: Question> std::fmt::Debug for Gathered<Q> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gathered").field("pool", &self.pool).finish_non_exhaustive()
    }
}

impl<Q: Question> Gathered<Q> {
    pub(crate) fn new(pool: Pool) -> Gathered<Q> {
        Gathered { pool, queues: Arc::default() }
    }

    /// Asks, and is back with the answer.
    pub(crate) async fn ask(&self, scope: Scope, question: Q) -> Result<Q::Answer, Fault> {
        let (tell, told) = oneshot::channel();
        let waiting = Waiting { question, tell };
        match locked(&self.queues).entry(scope.community()) {
            Entry::Occupied(queue) => queue.into_mut().push(waiting),
            Entry::Vacant(queue) => {
                queue.insert(vec![waiting]);
                let turn = Turn { pool: self.pool.clone(), queues: Arc::clone(&self.queues), scope };
                tokio::spawn(turn.read_on());
            }
        }
        told.await.map_err(|_| Fault::Other("the read came to no end".to_owned()))?
    }
}

fn locked<Q: Question>(queues: &Queues<Q>) -> MutexGuard<'_, HashMap<CommunityId, Vec<Waiting<Q>>>> {
    queues.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads for one community until nobody waits.
struct Turn<Q: Question> {
    pool: Pool,
    queues: Arc<Queues<Q>>,
    scope: Scope,
}

impl<Q: Question> Turn<Q> {
    async fn read_on(self) {
        while let Some(group) = self.next() {
            let (questions, tells): (Vec<Q>, Vec<_>) =
                group.into_iter().map(|waiting| (waiting.question, waiting.tell)).unzip();
            // Whoever asked may have gone meanwhile.
            match Q::read(&self.pool, self.scope, &questions).await {
                Ok(answers) => {
                    tells.into_iter().zip(answers).for_each(|(tell, answer)| drop(tell.send(answer)))
                }
                Err(fault) => tells.into_iter().for_each(|tell| drop(tell.send(Err(fault.clone())))),
            }
        }
    }

    /// Those who are read for next; the turn is over when there are none.
    fn next(&self) -> Option<Vec<Waiting<Q>>> {
        let mut queues = locked(&self.queues);
        let queue = queues.get_mut(&self.scope.community())?;
        if queue.is_empty() {
            queues.remove(&self.scope.community());
            return None;
        }
        let rest = queue.split_off(queue.len().min(MOST));
        Some(std::mem::replace(queue, rest))
    }
}

/// A turn that is cut short leaves nobody waiting.
impl<Q: Question> Drop for Turn<Q> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            locked(&self.queues).remove(&self.scope.community());
        }
    }
}
