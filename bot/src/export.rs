//! `smallwins export`: the journal of a community in the open format, for anybody's own tools.

use std::fs::File;
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
                let mut file =
                    BufWriter::new(File::create_new(path).map_err(|error| unwritable(path, &error))?);
                let written = write(config, &store, &community, &mut file).await?;
                written.and_then(|()| file.get_ref().sync_all()).map_err(|error| unwritable(path, &error))
            }
        }
    })
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
    Trouble::failed(
        format!("standard output does not take the journal: {error}"),
        "keep it open until the end, or write into a file with --out",
    )
}
