//! Where settings are written: defaults, a file, the environment and flags, each value with its origin.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Error, Figment, Metadata, Profile, Provider};

use super::Flags;
use super::keys::{self, Named};
use crate::trouble::Trouble;

/// The origin of a value that nobody wrote.
pub(super) const DEFAULT: &str = "default";
/// The file that is read when no other is named.
const FILE: &str = "smallwins.toml";

/// What a run is started in.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The environment.
    pub variables: Vec<(OsString, OsString)>,
    /// The folder in which relative paths begin.
    pub folder: PathBuf,
}

impl Surroundings {
    /// Those of this process.
    pub fn of_this_process() -> Self {
        Surroundings { variables: std::env::vars_os().collect(), folder: PathBuf::new() }
    }
}

/// Where one written value stands.
struct Written {
    key: &'static str,
    value: Value,
    origin: String,
}

impl Provider for Written {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.origin.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, Error> {
        let dict = Dict::from([(self.key.to_owned(), self.value.clone())]);
        Ok(Profile::Default.collect(dict))
    }
}

/// All layers, the strongest last.
pub(super) fn stack(flags: &Flags, surroundings: &Surroundings) -> Result<Figment, Trouble> {
    let layers = [
        defaults(),
        file(flags.config.as_deref(), &surroundings.folder)?,
        environment(surroundings)?,
        spoken(flags),
    ];
    Ok(layers.into_iter().flatten().fold(Figment::new(), Figment::merge))
}

fn defaults() -> Vec<Written> {
    let values = [
        ("database_url", "sqlite://smallwins.db"),
        ("listen", "127.0.0.1:8420"),
        ("log", "info"),
        ("log_format", "text"),
        ("slack_api_url", smallwins_slack::API_URL),
        ("discord_api_url", smallwins_discord::API_URL),
    ];
    values.map(|(key, value)| Written { key, value: value.into(), origin: DEFAULT.to_owned() }).into()
}

fn file(named: Option<&Path>, folder: &Path) -> Result<Vec<Written>, Trouble> {
    let path = folder.join(named.unwrap_or(Path::new(FILE)));
    let origin = path.display().to_string();
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound && named.is_none() => return Ok(Vec::new()),
        Err(error) => {
            return Err(Trouble::misused(
                format!("{origin} cannot be read: {error}"),
                "name a file that is there and that Smallwins may read: --config FILE",
            ));
        }
    };
    // The parser's own message repeats the line, which may hold a secret.
    let dict: Dict = Toml::from_str(&text).map_err(|error| {
        let line =
            error.span().map_or(0, |span| text[..span.start.min(text.len())].matches('\n').count()) + 1;
        Trouble::misused(
            format!(
                "line {line} of {origin} is not TOML: {}",
                error.message().lines().next().unwrap_or_default()
            ),
            "write each setting as `key = \"value\"` on a line of its own",
        )
    })?;
    values(Layer::File(&origin), dict.into_iter().collect(), folder)
}

fn environment(surroundings: &Surroundings) -> Result<Vec<Written>, Trouble> {
    let mut found = Vec::new();
    for (name, value) in &surroundings.variables {
        let Some(name) = name.to_str().filter(|name| keys::is_ours(name)) else { continue };
        let value = value.to_str().ok_or_else(|| {
            Trouble::misused(format!("{name} is not UTF-8"), format!("write {name} in UTF-8, or unset it"))
        })?;
        if let Some(platform) = keys::platform(name).filter(|_| value.is_empty()) {
            return Err(Trouble::misused(
                format!("{name} is set to nothing"),
                format!("give it its value, or unset it to go on without {platform}"),
            ));
        }
        // An empty variable of another kind is how a compose file says "not set".
        if !value.is_empty() || keys::find(name).is_none() {
            found.push((name.to_owned(), Value::from(value)));
        }
    }
    values(Layer::Environment, found, &surroundings.folder)
}

fn spoken(flags: &Flags) -> Vec<Written> {
    let values = [
        ("database_url", &flags.database_url),
        ("listen", &flags.listen),
        ("public_url", &flags.public_url),
        ("log", &flags.log),
        ("log_format", &flags.log_format),
    ];
    let written = |(key, value): (&'static str, &Option<String>)| {
        let value = value.as_deref()?;
        Some(Written { key, value: value.into(), origin: format!("--{}", key.replace('_', "-")) })
    };
    values.into_iter().filter_map(written).collect()
}

/// A place where names and values are written.
#[derive(Clone, Copy)]
enum Layer<'a> {
    File(&'a str),
    Environment,
}

impl Layer<'_> {
    /// Where all of it stands.
    fn place(self) -> String {
        match self {
            Layer::File(path) => path.to_owned(),
            Layer::Environment => "the environment".to_owned(),
        }
    }

    /// Where one value stands.
    fn origin(self, name: &str) -> String {
        match self {
            Layer::File(path) => path.to_owned(),
            Layer::Environment => name.to_owned(),
        }
    }
}

/// The settings among the names and values of one layer, with secrets read out of the files that hold them.
fn values(layer: Layer<'_>, found: Vec<(String, Value)>, folder: &Path) -> Result<Vec<Written>, Trouble> {
    let mut names: HashMap<&'static str, String> = HashMap::new();
    let mut values = Vec::new();
    for (name, value) in found {
        let (key, named) = keys::find(&name).ok_or_else(|| keys::unknown(&name, &layer.place()))?;
        values.push(match named {
            Named::Value => Written { key: key.name, value, origin: layer.origin(&name) },
            Named::File => secret(key.name, &name, &value, folder)?,
        });
        if let Some(other) = names.insert(key.name, name.clone()) {
            return Err(Trouble::misused(
                format!("`{other}` and `{name}` in {} are the same setting", layer.place()),
                "keep one of the two and remove the other",
            ));
        }
    }
    Ok(values)
}

fn secret(key: &'static str, name: &str, path: &Value, folder: &Path) -> Result<Written, Trouble> {
    let path = path.as_str().unwrap_or_default();
    let text = fs::read_to_string(folder.join(path)).map_err(|error| {
        Trouble::misused(
            format!("`{name}` names {path}, which cannot be read: {error}"),
            "name a file that is there and that Smallwins may read",
        )
    })?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(Trouble::misused(
            format!("`{name}` names {path}, which is empty"),
            "write the value into the file",
        ));
    }
    Ok(Written { key, value: text.into(), origin: format!("{name} ({path})") })
}
