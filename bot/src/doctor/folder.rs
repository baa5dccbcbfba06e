//! Whether the folder of a SQLite database can be written, and how much is free in it.

use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access, statvfs};

use super::Verdict;
use crate::config::Config;

/// Below this a busy day could fill the disk.
const ENOUGH: u64 = 256 << 20;

/// Nothing to look at for a database that is elsewhere or in memory.
pub(super) fn look(config: &Config) -> Vec<(&'static str, Verdict)> {
    let Some(file) = config.database_url.file() else { return Vec::new() };
    let folder = match file.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    match may_write(&folder, &file) {
        Err(verdict) => vec![("folder", verdict)],
        Ok(()) => vec![
            ("folder", Verdict::well(format!("{} can be written", folder.display()))),
            ("disk", free(&folder)),
        ],
    }
}

fn may_write(folder: &Path, file: &Path) -> Result<(), Verdict> {
    let fix =
        "create it, let the user that runs Smallwins write to it, or name another in SMALLWINS_DATABASE_URL";
    let wrong = |path: &Path, error: rustix::io::Errno| {
        Verdict::wrong(format!("{} cannot be written: {}", path.display(), io::Error::from(error)), fix)
    };
    access(folder, Access::WRITE_OK | Access::EXEC_OK).map_err(|error| wrong(folder, error))?;
    match access(file, Access::READ_OK | Access::WRITE_OK) {
        Ok(()) | Err(rustix::io::Errno::NOENT) => Ok(()),
        Err(error) => Err(wrong(file, error)),
    }
}

fn free(folder: &Path) -> Verdict {
    match statvfs(folder) {
        Ok(disk) => judge(disk.f_bavail.saturating_mul(disk.f_frsize)),
        Err(error) => Verdict::wrong(
            format!("free space of {} cannot be read: {}", folder.display(), io::Error::from(error)),
            "check that its file system is mounted",
        ),
    }
}

fn judge(free: u64) -> Verdict {
    let megabytes = free >> 20;
    if free < ENOUGH {
        Verdict::wrong(
            format!("{megabytes} MB are free"),
            format!("make room: {} MB are enough", ENOUGH >> 20),
        )
    } else {
        Verdict::well(format!("{megabytes} MB are free"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_is_full_before_its_last_byte() {
        assert!(!judge(ENOUGH - 1).is_well());
        assert!(judge(ENOUGH).is_well());
    }

    #[test]
    fn a_folder_that_is_not_there_is_told_and_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing");
        assert!(may_write(&missing, &missing.join("wins.db")).is_err());
        assert!(!missing.exists());
        assert!(may_write(folder.path(), &folder.path().join("wins.db")).is_ok());
    }
}
