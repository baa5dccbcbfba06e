//! What a user would pick instead: `smallwins match` against OR-Tools and SciPy, on the same rounds in the same files.
//!
//! Each match is a process of its own, and they take turns. All must come to as many pairs and to the same total, and
//! ours has to stand its own check over all pairs (`--verify`), once for each round and without being timed. Our time
//! is that of the whole process; the others' is what they take between reading the file and answering, as they measure
//! it themselves, so that neither Python nor its imports count.
//!
//! `ROUNDS_SIZES` says how many asks there are (100,1000,5000,10000), `ROUNDS_RUNS` how often each is run (3); `--json`
//! prints JSON.

#[path = "parts/aims.rs"]
mod aims;
#[path = "rounds/case.rs"]
mod case;
#[path = "rounds/contender.rs"]
mod contender;
#[path = "parts/figures.rs"]
mod figures;
#[expect(dead_code, reason = "nobody here is on Node, nor tells a version")]
#[path = "parts/install.rs"]
mod install;
#[path = "parts/spread.rs"]
mod spread;

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use aims::Aims;
use case::{Case, Pairs};
use contender::{Contender, Run};
use figures::{Times, millis};
use spread::{Spread, cell};

/// What is aimed at is for rounds of so many asks.
const AIMED: usize = 10_000;
/// Of OR-Tools' time and memory on dense rounds; of its time on sparse ones.
const TIME: f64 = 0.07;
const MEMORY: f64 = 0.08;
const TIME_SPARSE: f64 = 0.5;
/// So many times the table of costs could be read meanwhile.
const READS: f64 = 25.0;

/// What was measured of a case.
struct Measured {
    case: Case,
    /// Of each contender.
    runs: Vec<(&'static str, Vec<Run>)>,
    /// What it takes to read the table of costs.
    read: Option<Duration>,
}

fn main() -> ExitCode {
    let told = |name: &str, usual: &str| std::env::var(name).unwrap_or(usual.to_owned());
    let number = |text: &str| text.parse::<usize>().expect("a whole number");
    let sizes: Vec<usize> = told("ROUNDS_SIZES", "100,1000,5000,10000").split(',').map(number).collect();
    let times = number(&told("ROUNDS_RUNS", "3"));
    let as_json = std::env::args().any(|arg| arg == "--json");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let contenders = Contender::all(target);
    let folder = tempfile::tempdir_in(target).expect("a temporary folder");
    if !as_json {
        println!(
            "{:<32}{:<12}{:>8}{:>16}{:>26}{:>26}{:>24}",
            "round", "", "pairs", "total", "process ms", "solving ms", "peak MB"
        );
    }
    let measured: Vec<Measured> = Case::all(&sizes)
        .into_iter()
        .map(|case| {
            let measured = measure(case, &contenders, folder.path(), times);
            // Whoever ends it early keeps what was seen so far.
            if !as_json {
                measured.table();
            }
            measured
        })
        .collect();
    let mut aims = Aims::default();
    for measured in measured.iter().filter(|measured| measured.case.asks == AIMED) {
        measured.hold(&mut aims);
    }
    if as_json {
        return aims.show_in(json!({ "rounds": measured.iter().map(Measured::json).collect::<Value>() }));
    }
    println!();
    aims.show()
}

fn measure(case: Case, contenders: &[Contender], folder: &Path, times: usize) -> Measured {
    let file = case.write(folder);
    let taking = contenders.iter().filter(|contender| contender.takes(case.pairs));
    let mut runs: Vec<(&Contender, Vec<Run>)> = taking.map(|contender| (contender, Vec::new())).collect();
    for _ in 0..times {
        for (contender, runs) in &mut runs {
            runs.push(contender.run(&file));
        }
    }
    assert!(contender::is_certified(&file), "{}: ours does not stand the check", case.name());
    let runs: Vec<_> = runs.into_iter().map(|(contender, runs)| (contender.name(), runs)).collect();
    let mut all = runs.iter().flat_map(|(_, runs)| runs).map(|run| (run.pairs, run.total));
    let first = all.next();
    assert!(all.all(|run| Some(run) == first), "{}: they came to different outcomes: {runs:?}", case.name());
    let read = case.table(folder).map(|table| {
        let read = || {
            let began = Instant::now();
            std::fs::read(&table).expect("it is there");
            began.elapsed()
        };
        Times::of((0..times.max(1)).map(|_| read()).collect()).median()
    });
    Measured { case, runs, read }
}

impl Measured {
    fn spread(&self, name: &str, figure: impl Fn(&Run) -> Option<f64>) -> Option<Spread> {
        let (_, runs) = self.runs.iter().find(|(contender, _)| *contender == name)?;
        Spread::of(runs.iter().filter_map(figure))
    }

    fn table(&self) {
        for (name, runs) in &self.runs {
            let Some(Run { pairs, total, .. }) = runs.first() else { continue };
            println!(
                "{:<32}{name:<12}{pairs:>8}{total:>16}{:>26}{:>26}{:>24}",
                self.case.name(),
                cell(self.spread(name, process), 1),
                cell(self.spread(name, solving), 1),
                cell(self.spread(name, peak), 1),
            );
        }
        if let Some(read) = self.read {
            println!("{:<32}{:<12}{:>50.1}", self.case.name(), "one read", millis(read));
        }
    }

    fn hold(&self, aims: &mut Aims) {
        let (ours, theirs) = ("Smallwins", "OR-Tools");
        let middle = |spread: Option<Spread>| spread.map(|spread| spread.median);
        let took = middle(self.spread(ours, process));
        let name = self.case.name();
        let times = (took, middle(self.spread(theirs, solving)));
        let most = if self.case.pairs == Pairs::Dense { TIME } else { TIME_SPARSE };
        aims.over(format!("{name}: time over OR-Tools'"), times, most);
        if let Some(read) = self.read {
            let memory = (middle(self.spread(ours, peak)), middle(self.spread(theirs, peak)));
            aims.over(format!("{name}: memory over OR-Tools'"), memory, MEMORY);
            let reads = took.map(|took| took / millis(read));
            aims.at_most(format!("{name}: time over one read of the table"), reads, READS);
        }
    }

    fn json(&self) -> Value {
        let run = |run: &Run| {
            json!({
                "pairs": run.pairs, "total": run.total, "process_ms": process(run), "solving_ms": solving(run),
                "peak_mb": run.peak,
            })
        };
        let runs = self.runs.iter().map(|(name, runs)| {
            let runs = runs.iter().map(run).collect::<Value>();
            ((*name).to_owned(), runs)
        });
        json!({ "round": self.case.name(), "runs": Value::Object(runs.collect()), "read_ms": self.read.map(millis) })
    }
}

fn process(run: &Run) -> Option<f64> {
    Some(millis(run.took))
}

fn solving(run: &Run) -> Option<f64> {
    run.solving.map(|seconds| seconds * 1000.0)
}

fn peak(run: &Run) -> Option<f64> {
    Some(run.peak)
}
