//! Who matches: `smallwins match`, and two that a user of Python would take.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::case::Pairs;
use crate::install::{self, Bot};

/// How often it is looked at how much memory a process holds.
const LOOK: Duration = Duration::from_millis(1);

const PYTHON: Bot<'_> = Bot {
    name: "rounds",
    wants: include_str!("python/requirements.txt"),
    scripts: &[("solve.py", include_str!("python/solve.py"))],
};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Contender {
    /// The real binary.
    Smallwins,
    /// OR-Tools' `SimpleMinCostFlow`, in the folder where it is installed.
    OrTools(PathBuf),
    /// SciPy's `linear_sum_assignment`, in the folder where it is installed.
    SciPy(PathBuf),
}

/// What came of a round.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    pub(crate) pairs: u64,
    pub(crate) total: i64,
    /// From the start of the process to its end.
    pub(crate) took: Duration,
    /// What it says that it took without reading the file; ours does not say.
    pub(crate) solving: Option<f64>,
    /// The most that was resident, in megabytes (10⁶ bytes).
    pub(crate) peak: f64,
}

impl Contender {
    /// Everybody who can be had here. Who is not installed yet is installed; who cannot be is left out, with a word.
    pub(crate) fn all(folder: &Path) -> Vec<Contender> {
        let python = install::had([install::python(folder, &PYTHON)]);
        let both = |folder: PathBuf| [Contender::OrTools(folder.clone()), Contender::SciPy(folder)];
        [Contender::Smallwins].into_iter().chain(python.into_iter().flat_map(both)).collect()
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Contender::Smallwins => "Smallwins",
            Contender::OrTools(_) => "OR-Tools",
            Contender::SciPy(_) => "SciPy",
        }
    }

    /// Whether it can match that. SciPy's dense search knows no pairs that may not be, so that it cannot leave anybody
    /// out.
    pub(crate) fn takes(&self, pairs: Pairs) -> bool {
        !matches!((self, pairs), (Contender::SciPy(_), Pairs::Sparse))
    }

    /// Matches a round in a process of its own.
    pub(crate) fn run(&self, file: &Path) -> Run {
        let answer = file.with_extension("answer");
        let began = Instant::now();
        let mut command = self.command(file);
        let out = File::create(&answer).expect("the disk takes an answer");
        let mut child = command.stdout(out).stdin(Stdio::null()).spawn().expect("it starts");
        let mut peak = 0.0;
        let status = loop {
            peak = most_resident(child.id()).unwrap_or(peak);
            if let Some(status) = child.try_wait().expect("it can be waited for") {
                break status;
            }
            sleep(LOOK);
        };
        let took = began.elapsed();
        assert!(status.success(), "{} failed", self.name());
        let answer = fs::read(&answer).expect("it is there");
        let answer: Value = serde_json::from_slice(&answer).expect("it answers with JSON");
        let pairs = answer["cardinality"].as_u64().expect("it tells how many pairs");
        let total = answer["total"].as_i64().expect("it tells the total");
        Run { pairs, total, took, solving: answer["solving"].as_f64(), peak }
    }

    fn command(&self, file: &Path) -> Command {
        let python = |folder: &Path, solver: &str| {
            let mut command = Command::new(folder.join("venv/bin/python"));
            command.arg(folder.join("solve.py")).arg(solver).arg(file);
            command
        };
        match self {
            Contender::Smallwins => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_smallwins"));
                command.args(["match", "--json"]).arg(file);
                command
            }
            Contender::OrTools(folder) => python(folder, "ortools"),
            Contender::SciPy(folder) => python(folder, "scipy"),
        }
    }
}

/// Whether our outcome of a round is the best over all pairs, checked independently of how it was found.
pub(crate) fn is_certified(file: &Path) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smallwins"));
    command.args(["match", "--json", "--verify"]).arg(file).stdout(Stdio::null()).stdin(Stdio::null());
    command.status().expect("it starts").success()
}

/// The most that was resident of a process so far; `None` when it has ended.
fn most_resident(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes = line.trim().strip_suffix(" kB")?.parse::<f64>().ok()?;
    Some(kibibytes * 1024.0 / 1e6)
}
