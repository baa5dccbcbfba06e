//! SQLite's one writer: it takes all writes that are waiting and makes them one transaction, so that many share the
//! wait for the disk.
//!
//! The rows of waiting commits become one statement for each table. When anything in a group fails, the group is
//! undone and each of its writes runs on its own, for its own verdict. Whoever asked is answered after `COMMIT`.

use std::collections::{HashSet, VecDeque};

use tokio::sync::{mpsc, oneshot};

use crate::db::{Pool, Tx, Walls};
use crate::fault::Fault;
use crate::write::{Draft, Write, write_together};

/// The most writes that share a transaction.
const MOST: usize = 256;
/// How many writes may wait before those who ask have to.
const WAITING: usize = 1024;

/// The way to the writer.
#[derive(Debug, Clone)]
pub(crate) struct Writer(mpsc::Sender<Message>);

enum Message {
    Job(Box<dyn Job>),
    Close(oneshot::Sender<()>),
}

/// A write that is waiting, and the one who waits for it.
#[async_trait::async_trait]
trait Job: Send {
    fn drafted(&self) -> Option<&Draft>;
    /// Runs it and keeps its answer.
    async fn run(&mut self, tx: &mut Tx) -> Result<(), Fault>;
    /// Tells the answer, which lasts by now.
    fn done(self: Box<Self>);
    fn failed(self: Box<Self>, fault: Fault);
}

struct Waiting<W: Write> {
    write: W,
    answer: Option<W::Answer>,
    tell: oneshot::Sender<Result<W::Answer, Fault>>,
}

#[async_trait::async_trait]
impl<W: Write> Job for Waiting<W> {
    fn drafted(&self) -> Option<&Draft> {
        self.write.drafted()
    }

    async fn run(&mut self, tx: &mut Tx) -> Result<(), Fault> {
        self.answer = Some(self.write.run(tx).await?);
        Ok(())
    }

    // Whoever asked may have gone meanwhile; what was written stays written.
    fn done(self: Box<Self>) {
        let answer = self.answer.or_else(|| self.write.drafted_answer());
        let _ = self.tell.send(Ok(answer.expect("what was not drafted was run")));
    }

    fn failed(self: Box<Self>, fault: Fault) {
        let _ = self.tell.send(Err(fault));
    }
}

impl Writer {
    /// Starts the writer of a database.
    pub(crate) fn start(pool: Pool) -> Writer {
        let (sender, receiver) = mpsc::channel(WAITING);
        tokio::spawn(work(pool, receiver));
        Writer(sender)
    }

    /// Has something written, and is back when it lasts.
    pub(crate) async fn write<W: Write>(&self, write: W) -> Result<W::Answer, Fault> {
        let closed = || Fault::Other("the store is closed".to_owned());
        let (tell, told) = oneshot::channel();
        let job = Box::new(Waiting { write, answer: None, tell });
        self.0.send(Message::Job(job)).await.map_err(|_| closed())?;
        told.await.map_err(|_| closed())?
    }

    /// Ends the writer when it has written what is waiting.
    pub(crate) async fn close(&self) {
        let (tell, told) = oneshot::channel();
        if self.0.send(Message::Close(tell)).await.is_ok() {
            // The writer is gone when it says nothing, which is what was asked for.
            let _ = told.await;
        }
    }
}

async fn work(pool: Pool, mut messages: mpsc::Receiver<Message>) {
    let mut waiting: VecDeque<Box<dyn Job>> = VecDeque::new();
    let mut closing: Vec<oneshot::Sender<()>> = Vec::new();
    loop {
        if waiting.is_empty() {
            match messages.recv().await {
                Some(message) => take(message, &mut waiting, &mut closing, &mut messages),
                None => break,
            }
        }
        while waiting.len() < MOST
            && let Ok(message) = messages.try_recv()
        {
            take(message, &mut waiting, &mut closing, &mut messages);
        }
        let group = apart(&mut waiting);
        write_group(&pool, group).await;
    }
    for tell in closing {
        let _ = tell.send(());
    }
}

fn take(
    message: Message,
    waiting: &mut VecDeque<Box<dyn Job>>,
    closing: &mut Vec<oneshot::Sender<()>>,
    messages: &mut mpsc::Receiver<Message>,
) {
    match message {
        Message::Job(job) => waiting.push_back(job),
        Message::Close(tell) => {
            messages.close();
            closing.push(tell);
        }
    }
}

/// The writes that can share a transaction: of two commits that touch the same row, one call or one subject's
/// wake-ups, the later stays behind, and finds in the next group what became of the earlier.
fn apart(waiting: &mut VecDeque<Box<dyn Job>>) -> Vec<Box<dyn Job>> {
    let (mut group, mut behind) = (Vec::new(), VecDeque::new());
    let (mut touched, mut promised) = (HashSet::new(), HashSet::new());
    for job in waiting.drain(..) {
        let fits = job.drafted().is_none_or(|draft| {
            !draft.touched().any(|row| touched.contains(&row))
                && !draft.dropped().any(|about| promised.contains(about))
        });
        if let Some(draft) = job.drafted() {
            touched.extend(draft.touched());
            promised.extend(draft.promised().iter().cloned());
        }
        if fits { group.push(job) } else { behind.push_back(job) }
    }
    *waiting = behind;
    group
}

async fn write_group(pool: &Pool, mut group: Vec<Box<dyn Job>>) {
    if group.len() > 1 && together(pool, &mut group).await.is_ok() {
        return group.into_iter().for_each(Job::done);
    }
    for mut job in group {
        match alone(pool, job.as_mut()).await {
            Ok(()) => job.done(),
            Err(fault) => job.failed(fault),
        }
    }
}

async fn together(pool: &Pool, group: &mut [Box<dyn Job>]) -> Result<(), Fault> {
    let mut tx = pool.begin(&Walls::default()).await?;
    let written = run_all(&mut tx, group).await;
    finish(tx, written).await
}

async fn run_all(tx: &mut Tx, group: &mut [Box<dyn Job>]) -> Result<(), Fault> {
    for job in group.iter_mut().filter(|job| job.drafted().is_none()) {
        job.run(tx).await?;
    }
    let drafts: Vec<&Draft> = group.iter().filter_map(|job| job.drafted()).collect();
    if drafts.is_empty() { Ok(()) } else { write_together(tx, &drafts).await }
}

async fn alone(pool: &Pool, job: &mut dyn Job) -> Result<(), Fault> {
    let mut tx = pool.begin(&Walls::default()).await?;
    let written = job.run(&mut tx).await;
    finish(tx, written).await
}

async fn finish(tx: Tx, written: Result<(), Fault>) -> Result<(), Fault> {
    match written {
        Ok(()) => tx.commit().await,
        Err(fault) => {
            tx.rollback().await;
            Err(fault)
        }
    }
}

#[cfg(test)]
mod tests;
