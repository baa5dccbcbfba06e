//! A private cluster: made in a temporary folder, and gone with the process that made it.
//!
//! A shell waits at the other end of a pipe. However this process ends, by returning, by a panic or killed, the pipe
//! closes; the shell then stops the server and removes the folder. Run by root, the server belongs to a user without
//! privileges, as PostgreSQL demands.

use std::ffi::OsString;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use sqlx::postgres::PgConnectOptions;

use crate::{Database, create};

/// The superuser of the cluster.
const ADMIN: &str = "admin";
/// Another process may take a port between our finding it free and the server's using it.
const PORTS: usize = 5;

/// How much the server waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disk {
    /// Not at all: for tests, whose data need not outlive a power cut.
    Trusted,
    /// As it does by default: for measurements.
    Synced,
}

/// Why there is no cluster, in one line.
#[derive(Debug)]
pub struct Absent(String);

impl std::fmt::Display for Absent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A running server. It stops when this value is dropped or its process ends.
#[derive(Debug)]
pub struct Cluster {
    admin: PgConnectOptions,
    /// Closing it ends the cluster.
    leash: Option<ChildStdin>,
    keeper: Child,
}

impl Cluster {
    /// Makes and starts a cluster, within a few seconds.
    pub fn start(disk: Disk) -> Result<Cluster, Absent> {
        let bin = find_bin().ok_or_else(|| Absent("no PostgreSQL is installed".to_owned()))?;
        let user = unprivileged()?;
        let folder = tempfile::Builder::new()
            .prefix("smallwins-postgres-")
            .tempdir()
            .map_err(|error| Absent(format!("no temporary folder: {error}")))?
            .keep();
        let mut keeper = keep(&bin, &folder, user)?;
        let leash = keeper.stdin.take();
        let mut cluster = Cluster { admin: PgConnectOptions::new_without_pgpass(), leash, keeper };
        if let Some(user) = user {
            run(Command::new("chown").arg("-R").arg(user).arg(&folder))?;
        }
        let data = folder.join("data");
        let mut initdb = as_user(user, bin.join("initdb"));
        run(initdb.arg("-D").arg(&data).args(["-U", ADMIN, "-A", "trust", "-E", "UTF8", "-N"]))?;
        let port = start_server(&bin, &folder, user, disk)?;
        cluster.admin =
            cluster.admin.clone().host("127.0.0.1").port(port).username(ADMIN).database("postgres");
        Ok(cluster)
    }

    /// A fresh database.
    pub async fn database(&self) -> Database {
        create(&self.admin, false).await
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.leash.take());
        // Its folder is gone when the keeper is.
        let _ = self.keeper.wait();
    }
}

/// The folder of PostgreSQL's programs: the newest of Debian's, or the one on the path.
fn find_bin() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut debian: Vec<PathBuf> = debian.map(|version| version.path().join("bin")).collect();
    debian.sort_by_key(|bin| bin.parent().and_then(Path::file_name).map(version));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = debian.into_iter().rev().chain(std::env::split_paths(&path));
    all.into_iter().find(|bin| bin.join("initdb").is_file() && bin.join("pg_ctl").is_file())
}

fn version(name: &std::ffi::OsStr) -> u32 {
    name.to_string_lossy().parse().unwrap_or(0)
}

/// The user to be, when we are root.
fn unprivileged() -> Result<Option<&'static str>, Absent> {
    let id = |user: &[&str]| {
        let output = Command::new("id").arg("-u").args(user).stderr(Stdio::null()).output();
        output.ok().filter(|output| output.status.success()).map(|output| output.stdout)
    };
    match id(&[]) {
        Some(own) if own == b"0\n" => {
            let user = ["postgres", "nobody"].into_iter().find(|user| id(&[user]).is_some());
            user.map(Some)
                .ok_or_else(|| Absent("root may not run it, and there is no user nobody".to_owned()))
        }
        _ => Ok(None),
    }
}

fn as_user(user: Option<&str>, program: PathBuf) -> Command {
    let Some(user) = user else { return Command::new(program) };
    let mut command = Command::new("runuser");
    command.args(["-u", user, "--"]).arg(program);
    command
}

/// The shell that ends the cluster when our end of its pipe is closed.
fn keep(bin: &Path, folder: &Path, user: Option<&str>) -> Result<Child, Absent> {
    let script = r#"trap '' INT TERM HUP
read -r _
"$@" stop -D "$FOLDER/data" -m immediate >/dev/null 2>&1
rm -rf "$FOLDER""#;
    let stop = as_user(user, bin.join("pg_ctl"));
    let words: Vec<OsString> =
        std::iter::once(stop.get_program()).chain(stop.get_args()).map(Into::into).collect();
    Command::new("sh")
        .args(["-c", script, "keeper"])
        .args(words)
        .env("FOLDER", folder)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| Absent(format!("no shell: {error}")))
}

fn start_server(bin: &Path, folder: &Path, user: Option<&str>, disk: Disk) -> Result<u16, Absent> {
    let mut refused = Absent("no port is free".to_owned());
    for _ in 0..PORTS {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = free.map_err(|error| Absent(format!("no port is free: {error}")))?.port();
        let mut options = format!("-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' ");
        options.push_str("-c max_connections=300 -c shared_buffers=64MB ");
        if disk == Disk::Trusted {
            options.push_str("-c fsync=off -c synchronous_commit=off -c full_page_writes=off");
        }
        let mut start = as_user(user, bin.join("pg_ctl"));
        start.arg("start").arg("-D").arg(folder.join("data")).arg("-l").arg(folder.join("log"));
        match run(start.args(["-w", "-t", "30", "-o", &options])) {
            Ok(()) => return Ok(port),
            Err(absent) => refused = absent,
        }
    }
    Err(refused)
}

fn run(command: &mut Command) -> Result<(), Absent> {
    let name = command.get_program().to_string_lossy().into_owned();
    let quiet = command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match quiet.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Absent(format!("{name} ended with {status}"))),
        Err(error) => Err(Absent(format!("{name}: {error}"))),
    }
}
