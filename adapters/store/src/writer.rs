//! SQLite's one writer: it takes all writes that are waiting and makes them one transaction, so that many share the
//! wait for the disk.
//!
//! The rows of waiting commits become one statement for each table. When rows of some are refused, the group is undone
//! and written without those, and each of them runs on its own, for its own verdict. Whoever asked is answered after
//! `COMMIT`.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use crate::db::{Pool, Tx, Walls};
use crate::fault::Fault;
use crate::mentors::Mentors;
use crate::write::{Apart, Draft, Names, Refused, Write, write_together};

/// The most writes that share a transaction.
const MOST: usize = 256;
/// How many writes may wait before those who ask have to.
const WAITING: usize = 1024;

/// The way to the writer.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    messages: mpsc::Sender<Message>,
    mentors: Arc<Mentors>,
}

enum Message {
    Job(Box<dyn Job>),
    Clean(oneshot::Sender<Result<(), Fault>>),
    Close(oneshot::Sender<()>),
}

/// A write that is waiting, and the one who waits for it.
#[async_trait::async_trait]
trait Job: Send {
    fn drafted(&self) -> Option<&Draft>;
    /// Runs it and keeps its answer.
    async fn run(&mut self, tx: &mut Tx) -> Result<(), Fault>;
    /// Tells the answer, which lasts by now.
    fn done(self: Box<Self>, mentors: &Mentors);
    fn failed(self: Box<Self>, fault: Fault, mentors: &Mentors);
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
    fn done(self: Box<Self>, mentors: &Mentors) {
        let answer = self.answer.or_else(|| self.write.drafted_answer());
        let answer = answer.expect("what was not drafted was run");
        self.write.has_ended(Ok(&answer), mentors);
        let _ = self.tell.send(Ok(answer));
    }

    fn failed(self: Box<Self>, fault: Fault, mentors: &Mentors) {
        self.write.has_ended(Err(&fault), mentors);
        let _ = self.tell.send(Err(fault));
    }
}

impl Writer {
    /// Starts the writer of a database.
    pub(crate) fn start(pool: Pool) -> Writer {
        let (messages, receiver) = mpsc::channel(WAITING);
        let mentors = Arc::new(Mentors::default());
        tokio::spawn(work(Desk { pool, mentors: Arc::clone(&mentors), seen: None }, receiver));
        Writer { messages, mentors }
    }

    /// The mentors, as what is written and on its way leaves them.
    pub(crate) fn mentors(&self) -> &Mentors {
        &self.mentors
    }

    /// Has something written, and is back when it lasts.
    pub(crate) async fn write<W: Write>(&self, write: W) -> Result<W::Answer, Fault> {
        let closed = || Fault::Other("the store is closed".to_owned());
        let (tell, told) = oneshot::channel();
        let place = self.messages.reserve().await.map_err(|_| closed())?;
        write.is_on_its_way(&self.mentors);
        place.send(Message::Job(Box::new(Waiting { write, answer: None, tell })));
        told.await.map_err(|_| closed())?
    }

    /// Has the traces of what was erased taken away, between two groups.
    pub(crate) async fn clean(&self) -> Result<(), Fault> {
        let closed = |_| Fault::Other("the store is closed".to_owned());
        let (tell, told) = oneshot::channel();
        self.messages
            .send(Message::Clean(tell))
            .await
            .map_err(|_| Fault::Other("the store is closed".to_owned()))?;
        told.await.map_err(closed)?
    }

    /// Ends the writer when it has written what is waiting.
    pub(crate) async fn close(&self) {
        let (tell, told) = oneshot::channel();
        if self.messages.send(Message::Close(tell)).await.is_ok() {
            // The writer is gone when it says nothing, which is what was asked for.
            let _ = told.await;
        }
    }
}

async fn work(mut desk: Desk, mut messages: mpsc::Receiver<Message>) {
    let mut waiting: VecDeque<Box<dyn Job>> = VecDeque::new();
    let mut asked = Asked::default();
    loop {
        if waiting.is_empty() {
            match messages.recv().await {
                Some(message) => take(message, &mut waiting, &mut asked, &mut messages),
                None => break,
            }
        }
        while waiting.len() < MOST
            && let Ok(message) = messages.try_recv()
        {
            take(message, &mut waiting, &mut asked, &mut messages);
        }
        let group = apart(&mut waiting);
        desk.write_group(group).await;
        for tell in asked.cleaning.drain(..) {
            let _ = tell.send(desk.pool.clean().await);
        }
    }
    for tell in asked.closing {
        let _ = tell.send(());
    }
}

/// What the writer was asked for besides writing.
#[derive(Default)]
struct Asked {
    cleaning: Vec<oneshot::Sender<Result<(), Fault>>>,
    closing: Vec<oneshot::Sender<()>>,
}

fn take(
    message: Message,
    waiting: &mut VecDeque<Box<dyn Job>>,
    asked: &mut Asked,
    messages: &mut mpsc::Receiver<Message>,
) {
    match message {
        Message::Job(job) => waiting.push_back(job),
        Message::Clean(tell) => asked.cleaning.push(tell),
        Message::Close(tell) => {
            messages.close();
            asked.closing.push(tell);
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
            !draft.touched().iter().any(|row| touched.contains(row))
                && !draft.dropped().any(|about| promised.contains(about))
        });
        if let Some(draft) = job.drafted() {
            touched.extend(draft.touched().iter().cloned());
            promised.extend(draft.promised().iter().cloned());
        }
        if fits { group.push(job) } else { behind.push_back(job) }
    }
    *waiting = behind;
    group
}

/// Where the writer works.
struct Desk {
    pool: Pool,
    mentors: Arc<Mentors>,
    /// The state in which the file was left by other processes.
    seen: Option<i64>,
}

impl Desk {
    /// Writes together what can be; whoever was refused, and everybody when it is not known who was, is written alone.
    async fn write_group(&mut self, mut group: Vec<Box<dyn Job>>) {
        let (mut refused, mut names) = (Vec::new(), Names::Spared);
        while group.len() > 1 {
            match self.together(&mut group, names).await {
                Ok(()) => {
                    group.drain(..).for_each(|job| job.done(&self.mentors));
                }
                Err(Apart::Refused(Refused::Somebody)) => names = Names::Asked,
                Err(Apart::Refused(Refused::These(which))) => {
                    let (mut place, mut left) = (0, Vec::new());
                    for job in group.drain(..) {
                        let drafted = job.drafted().is_some();
                        let list = if drafted && which.contains(&place) { &mut refused } else { &mut left };
                        list.push(job);
                        place += usize::from(drafted);
                    }
                    (group, names) = (left, Names::Spared);
                }
                Err(Apart::Fault(_)) => break,
            }
        }
        for mut job in group.into_iter().chain(refused) {
            match self.alone(job.as_mut()).await {
                Ok(()) => job.done(&self.mentors),
                Err(fault) => job.failed(fault, &self.mentors),
            }
        }
    }

    async fn together(&mut self, group: &mut [Box<dyn Job>], names: Names) -> Result<(), Apart> {
        let mut tx = self.begin().await?;
        let written = run_all(&mut tx, group, names).await;
        finish(tx, written).await
    }

    async fn alone(&mut self, job: &mut dyn Job) -> Result<(), Fault> {
        let mut tx = self.begin().await?;
        let written = job.run(&mut tx).await;
        finish(tx, written).await
    }

    /// Begins a transaction. When another process has written to the file, nothing that is kept in mind counts.
    async fn begin(&mut self) -> Result<Tx, Fault> {
        let mut tx = self.pool.begin(&Walls::default()).await?;
        let now = Some(tx.written_by_others().await?);
        if self.seen != now {
            self.mentors.forget_all();
        }
        self.seen = now;
        Ok(tx)
    }
}

async fn run_all(tx: &mut Tx, group: &mut [Box<dyn Job>], names: Names) -> Result<(), Apart> {
    for job in group.iter_mut().filter(|job| job.drafted().is_none()) {
        job.run(tx).await?;
    }
    let drafts: Vec<&Draft> = group.iter().filter_map(|job| job.drafted()).collect();
    if drafts.is_empty() { Ok(()) } else { write_together(tx, &drafts, names).await }
}

async fn finish<E: From<Fault>>(tx: Tx, written: Result<(), E>) -> Result<(), E> {
    match written {
        Ok(()) => Ok(tx.commit().await?),
        Err(fault) => {
            tx.rollback().await;
            Err(fault)
        }
    }
}

#[cfg(test)]
mod tests;
