//! Who runs on which core, so that whoever asks takes nothing from whoever answers.

use std::process::{Child, Command};
use std::time::Duration;

use rustix::thread::{CpuSet, sched_setaffinity};

/// The core of the one server that runs at a time.
const SERVER: usize = 0;
/// The core of this process: the load, the loopback Slack and the figures.
const LOAD: usize = 1;

/// Keeps this thread, and every thread that it starts from now on, on the core of the load.
pub(crate) fn stay_with_the_load() {
    stay(LOAD);
}

/// Starts a process that stays on the core of the servers, with every thread that it starts.
pub(crate) fn start(command: &mut Command) -> Child {
    // A process begins where the thread was that started it.
    stay(SERVER);
    let child = command.spawn();
    stay(LOAD);
    child.unwrap_or_else(|error| panic!("{} does not start: {error}", command.get_program().display()))
}

/// How long this thread has been on a core so far.
pub(crate) fn spent() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux tells about its threads");
    let nanos = stat.split(' ').next().and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.expect("it begins with the time on a core"))
}

fn stay(core: usize) {
    let mut cores = CpuSet::new();
    cores.set(core);
    sched_setaffinity(None, &cores).expect("two cores, one for the servers and one for the load");
}
