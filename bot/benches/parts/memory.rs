//! How much memory a process holds.

/// What is resident of a process, in megabytes (10⁶ bytes); `None` when it has ended.
pub(crate) fn resident(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"));
    let status = status.expect("Linux tells about the processes that we started");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes = line.trim().strip_suffix(" kB")?.parse::<f64>().ok()?;
    Some(kibibytes * 1024.0 / 1e6)
}
