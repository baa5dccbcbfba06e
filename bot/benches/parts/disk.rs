//! A folder on a disk, where a commit costs what it costs.

use std::path::Path;

use tempfile::TempDir;

/// What Linux calls a folder that lies in memory.
const TMPFS: i64 = 0x0102_1994;

/// A temporary folder in another one, which may not lie in memory.
pub(crate) fn folder_on_disk(within: &Path) -> TempDir {
    let folder = tempfile::tempdir_in(within).expect("a temporary folder");
    let disk = rustix::fs::statfs(folder.path()).expect("it lies somewhere");
    let shown = folder.path().display();
    assert!(disk.f_type != TMPFS, "{shown} lies in memory: a commit would cost nothing there");
    folder
}
