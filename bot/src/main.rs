//! Smallwins: peer-led micro-mentoring that starts with a compliment.

use std::process::ExitCode;

/// An answer is made of a few hundred small pieces; getting and giving back their memory must not be what it costs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    smallwins::cli::run()
}
