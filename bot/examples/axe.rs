//! Is every page of the dashboard fit for all? axe-core judges them in Chromium, by day and by night, wide and narrow.
//!
//! ```sh
//! npm install --prefix target/axe axe-core
//! cargo run -p smallwins --example axe -- target/axe/node_modules/axe-core/axe.min.js
//! ```
//!
//! It ends with a failure where a page violates a rule. `.ci/run` runs it after the tests; it is none of them, as axe-core
//! is fetched from elsewhere.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::{env, fs};

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use smallwins::rehearse::{Plan, dashboard, rehearsed_in};
use smallwins_core::store::Store;
use tokio::net::TcpListener;

/// Whose dashboard it is.
const PILOT: Plan = Plan { days: 100, members: 120, mentors: 14, seed: 7, asks_every: 50 };

const PAGES: [&str; 15] = [
    "/",
    "/?window=all",
    "/under-way",
    "/signals",
    "/mentors",
    "/audit",
    "/kpis/retention?window=90d",
    "/kpis/recommendation",
    "/kpis/compliments",
    "/kpis/completion",
    "/kpis/response?window=all",
    "/kpis/repeat",
    "/kpis/health",
    "/kpis/funnel?window=7d",
    "/nowhere",
];

/// By day and by night, as Blink counts them, wide and narrow.
const LIGHTS: [(&str, &str, &str); 4] = [
    ("by day", "1", "1440,900"),
    ("by night", "0", "1440,900"),
    ("by day and narrow", "1", "500,900"),
    ("by night and narrow", "0", "500,900"),
];

/// What violates a rule, as a line each.
const JUDGE: &str = r#"
    const done = arguments[arguments.length - 1];
    const line = ({ id, impact, nodes }) => `${impact}: ${id}, ${nodes.length} times, first in ${nodes[0].html}`;
    axe.run(document).then(({ violations }) => done(violations.map(line)), (error) => done([String(error)]));
"#;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let axe = env::args().nth(1).ok_or("name the file axe.min.js")?;
    let axe = fs::read_to_string(axe)?;
    let store: Arc<dyn Store> = Arc::new(smallwins_store::open("sqlite::memory:").await?);
    rehearsed_in(PILOT, Arc::clone(&store), |_| {}).await.map_err(|trouble| trouble.says)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let (links, serving) =
        dashboard(PILOT, store, listener, LIGHTS.len()).await.map_err(|trouble| trouble.says)?;
    tokio::spawn(serving);
    let (mut driver, port) = driver()?;
    let judged = judged(port, &links, &axe).await;
    driver.kill()?;
    driver.wait()?;
    let violations = judged?;
    violations.iter().for_each(|violation| println!("{violation}"));
    if violations.is_empty() { Ok(()) } else { Err("pages violate rules".into()) }
}

/// A driver on a free port.
fn driver() -> Result<(Child, u16), Box<dyn Error>> {
    let mut child = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).spawn()?;
    let lines = BufReader::new(child.stdout.take().ok_or("the driver says nothing")?).lines();
    for line in lines {
        if let Some((_, port)) = line?.split_once("started successfully on port ") {
            return Ok((child, port.trim_end_matches('.').parse()?));
        }
    }
    Err("the driver ended".into())
}

/// What is violated, on every page and in every light. A link is good for one browser.
async fn judged(port: u16, links: &[String], axe: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let mut violations = Vec::new();
    for ((light, scheme, size), link) in LIGHTS.iter().zip(links) {
        let client = browser(port, scheme, size).await?;
        client.goto(link).await?;
        violations.extend(judged_here(&client, axe, &format!("the link, {light}")).await?);
        client.find(Locator::Css("button.primary")).await?.click().await?;
        let here = client.current_url().await?;
        for page in PAGES {
            client.goto(here.join(page)?.as_str()).await?;
            violations.extend(judged_here(&client, axe, &format!("{page}, {light}")).await?);
        }
        client.close().await?;
    }
    Ok(violations)
}

async fn browser(port: u16, scheme: &str, size: &str) -> Result<Client, Box<dyn Error>> {
    let flags = [
        "--headless=new".to_owned(),
        "--no-sandbox".to_owned(),
        format!("--window-size={size}"),
        format!("--blink-settings=preferredColorScheme={scheme}"),
    ];
    let wishes = json!({ "goog:chromeOptions": { "args": flags } });
    let Value::Object(wishes) = wishes else { return Err("wishes are an object".into()) };
    let mut builder = ClientBuilder::new(HttpConnector::new());
    Ok(builder.capabilities(wishes).connect(&format!("http://127.0.0.1:{port}")).await?)
}

async fn judged_here(client: &Client, axe: &str, page: &str) -> Result<Vec<String>, Box<dyn Error>> {
    client.execute(axe, Vec::new()).await?;
    let told = client.execute_async(JUDGE, Vec::new()).await?;
    let lines = told.as_array().ok_or("axe-core answers with a list")?;
    eprintln!("{page}: {}", if lines.is_empty() { "fit for all" } else { "violates rules" });
    Ok(lines.iter().map(|line| format!("{page}: {}", line.as_str().unwrap_or_default())).collect())
}
