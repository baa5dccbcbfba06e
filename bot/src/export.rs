//! `smallwins export`: the journal of a community in the open format, for anybody's own tools.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use smallwins_core::community::Community;
use smallwins_core::micro_session::{SCHEMA, Writer};
use smallwins_core::store::Store;
use smallwins_slack::SealKey;

use crate::cli::print;
use crate::communities::{self, IMPORTED, unread};
use crate::config::Config;
use crate::secret_key::secret_key;
use crate::serve::runtime;
use crate::trouble::Trouble;

/// How many facts are read at once.
const PAGE: u32 = 10_000;

/// So many files of one name may be begun at once, or left over from exports that were cut off.
const MOST_PARTS: u32 = 100;

/// What is exported.
#[derive(Debug)]
pub struct Asked {
    /// Of which community, as `slack/T0123` or `T0123` alone; it can be left out where there is one.
    pub community: Option<String>,
    /// Into which new file; standard output, when it is left out.
    pub out: Option<PathBuf>,
}

/// Prints the JSON Schema of a line.
///
/// # Errors
/// Standard output is closed or full.
pub fn schema() -> Result<(), Trouble> {
    print(SCHEMA.trim_end())
}

/// Writes the journal of a community, line by line.
///
/// # Errors
/// The database does not answer or is not up to date, no community is meant or more than one, the file is there
/// already, or it does not take what is written.
pub fn export(config: &Config, asked: &Asked) -> Result<(), Trouble> {
    runtime()?.block_on(async {
        let store = communities::memory(config).await?;
        let community = communities::which(&store, asked.community.as_deref()).await?;
        match &asked.out {
            None => write(config, &store, &community, &mut io::stdout().lock()).await?.map_err(refused),
            Some(path) => {
                let begun = Begun::new(path).map_err(|error| unwritable(path, &error))?;
                let mut file = BufWriter::new(&begun.file);
                let written = write(config, &store, &community, &mut file).await?;
                drop(file);
                written.and_then(|()| begun.end(path)).map_err(|error| unwritable(path, &error))
            }
        }
    })
}

/// A file that is not whole yet: beside the one that it becomes, and gone again if it never is. It is always a new one:
/// what lies there by the same name may be somebody's, or still be written by another export.
struct Begun {
    file: File,
    path: PathBuf,
    whole: bool,
}

impl Begun {
    /// One that becomes the file at a path, at which there is none.
    fn new(path: &Path) -> io::Result<Begun> {
        if path.try_exists()? {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "it is there already"));
        }
        let mut taken = None;
        for number in 1..=MOST_PARTS {
            let mut name = path.as_os_str().to_owned();
            name.push(if number == 1 { ".part".to_owned() } else { format!(".part-{number}") });
            let part = PathBuf::from(name);
            match File::create_new(&part) {
                Ok(file) => return Ok(Begun { file, path: part, whole: false }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => taken = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(taken.unwrap_or_else(|| io::ErrorKind::AlreadyExists.into()))
    }

    /// All of it is written: it has its name from now on, unless another file took that meanwhile.
    fn end(mut self, path: &Path) -> io::Result<()> {
        self.file.sync_all()?;
        fs::hard_link(&self.path, path).or_else(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Err(error),
            // Not every file system has links.
            _ => fs::rename(&self.path, path).map(|()| self.whole = true),
        })
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        if !self.whole {
            // What cannot be removed says by its name that it is not whole.
            let _ = fs::remove_file(&self.path);
        }
    }
}

async fn write(
    config: &Config,
    store: &dyn Store,
    community: &Community,
    out: &mut dyn Write,
) -> Result<io::Result<()>, Trouble> {
    // What was imported holds pseudonyms already. Another name for each would only keep two copies from being alike.
    let rename;
    let mut writer = if community.platform.as_str() == IMPORTED {
        Writer::verbatim()
    } else {
        let key = secret_key(config)?;
        rename = move |kind: &str, number| pseudonym(&key, kind, number);
        Writer::renaming(&rename)
    };
    if let Err(error) = writeln!(out, "{}", writer.begin(community.zone)) {
        return Ok(Err(error));
    }
    let mut last = None;
    loop {
        let page = store.facts(community.scope(), last, PAGE).await.map_err(unread)?;
        let lines: String = page.iter().map(|fact| writer.fact(fact) + "\n").collect();
        if let Err(error) = out.write_all(lines.as_bytes()) {
            return Ok(Err(error));
        }
        match page.last() {
            Some(fact) => last = Some(fact.id),
            None => return Ok(writeln!(out, "{}", writer.end()).and_then(|()| out.flush())),
        }
    }
}

/// The number that stands for another one: the same whenever it is asked for, and without the key nobody can tell of
/// what it is. HMAC-SHA-256 (RFC 2104), of which 128 bits are kept.
fn pseudonym(SealKey(key): &SealKey, kind: &str, number: u128) -> u128 {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length will do");
    mac.update(b"micro-session ");
    mac.update(kind.as_bytes());
    mac.update(&number.to_be_bytes());
    let bytes: [u8; 32] = mac.finalize().into_bytes().into();
    u128::from_be_bytes(*bytes.first_chunk().expect("16 of 32"))
}

fn unwritable(path: &Path, error: &io::Error) -> Trouble {
    Trouble::failed(
        format!("{} cannot be written: {error}", path.display()),
        "name a new file in a folder that has room and that you may write to",
    )
}

fn refused(error: io::Error) -> Trouble {
    Trouble::unwritten("the journal", &error, "keep it open until the end, or write into a file with --out")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_its_name_once_it_is_whole_and_is_gone_if_it_never_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        let names = || {
            let entries = fs::read_dir(folder.path()).unwrap();
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>()
        };
        let broken = Begun::new(&path).unwrap();
        (&broken.file).write_all(b"half").unwrap();
        assert_eq!(names(), ["journal.jsonl.part"]);
        drop(broken);
        assert_eq!(names(), Vec::<String>::new());

        let begun = Begun::new(&path).unwrap();
        (&begun.file).write_all(b"whole").unwrap();
        begun.end(&path).unwrap();
        assert_eq!(
            (names(), fs::read(&path).unwrap()),
            (vec!["journal.jsonl".to_owned()], b"whole".to_vec())
        );
        assert_eq!(Begun::new(&path).err().unwrap().kind(), io::ErrorKind::AlreadyExists);
    }

    #[test]
    fn two_at_once_write_each_their_own_file_and_none_of_somebody_elses() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        let (others, second_part) = (path.with_extension("jsonl.part"), path.with_extension("jsonl.part-2"));
        fs::write(&others, "somebody's").unwrap();
        let first = Begun::new(&path).unwrap();
        (&first.file).write_all(b"first").unwrap();
        let second = Begun::new(&path).unwrap();
        (&second.file).write_all(b"second").unwrap();
        assert_eq!(first.path, second_part);
        first.end(&path).unwrap();
        drop(second);
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        assert_eq!(fs::read_to_string(&others).unwrap(), "somebody's");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn what_took_the_name_meanwhile_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        let begun = Begun::new(&path).unwrap();
        fs::write(&path, "another").unwrap();
        assert!(begun.end(&path).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "another");
    }
}
