//! Smallwins: peer-led micro-mentoring that starts with a compliment.

use std::process::ExitCode;

fn main() -> ExitCode {
    smallwins::cli::run()
}
