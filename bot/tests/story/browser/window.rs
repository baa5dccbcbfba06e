//! One window of a real browser: what can be done in it, and how to wait until it shows something.
//!
//! Nothing here waits for a length of time. It looks again until what is expected is there; when it does not come, the
//! failure says what was missing, what stood there instead, and where the picture of it is.

use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use fantoccini::actions::{Actions, InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use super::driver::{Driver, Programs};

/// How long something may take to appear.
const PATIENCE: Duration = Duration::from_secs(10);
/// How soon to look again.
const GLANCE: Duration = Duration::from_millis(20);
/// What a Tab can reach on a page like ours.
const MOST_TABS: usize = 120;
/// What a person who hears the page has to be able to call by a name.
const NAMED: [&str; 12] = [
    "button", "checkbox", "combobox", "dialog", "heading", "img", "link", "listbox", "log", "option",
    "radio", "textbox",
];

/// A window.
pub(super) struct Window {
    client: Client,
    driver: Driver,
}

impl Window {
    /// Opens one at an address.
    pub(super) async fn open(programs: &Programs, url: &str) -> Window {
        let (driver, client) = Driver::start(programs).await;
        let window = Window { client, driver };
        window.resize(1440, 900);
        window.client.goto(url).await.unwrap();
        window
    }

    /// What a script answers.
    pub(super) async fn ask(&self, script: &str, args: &[&str]) -> Value {
        let args = args.iter().map(|arg| json!(arg)).collect();
        match self.client.execute(script, args).await {
            Ok(answer) => answer,
            Err(error) => self.fail(&format!("a script answers: {error}")).await,
        }
    }

    /// Looks again until a script answers with something true, and hands that on.
    pub(super) async fn until(&self, expected: &str, script: &str, args: &[&str]) -> Value {
        let begun = Instant::now();
        loop {
            let answer = self.ask(script, args).await;
            if !matches!(answer, Value::Null | Value::Bool(false)) {
                return answer;
            }
            if begun.elapsed() > PATIENCE {
                self.fail(expected).await;
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Clicks on something as soon as it is there and nothing lies above it.
    pub(super) async fn click(&self, expected: &str, locator: Locator<'_>) {
        let begun = Instant::now();
        loop {
            let clicked = match self.client.find(locator).await {
                Ok(element) => element.click().await,
                Err(error) => Err(error),
            };
            match clicked {
                Ok(()) => return,
                Err(error) if is_soon(&error) && begun.elapsed() < PATIENCE => {
                    tokio::time::sleep(GLANCE).await;
                }
                Err(error) => self.fail(&format!("{expected} can be clicked: {error}")).await,
            }
        }
    }

    /// Types into a field in place of what stands there.
    pub(super) async fn fill(&self, expected: &str, locator: Locator<'_>, text: &str) {
        let element = self.find(expected, locator).await;
        let filled = async {
            element.clear().await?;
            element.send_keys(text).await
        };
        if let Err(error) = filled.await {
            self.fail(&format!("{expected} takes what is typed: {error}")).await
        }
    }

    async fn find(&self, expected: &str, locator: Locator<'_>) -> Element {
        match self.client.wait().at_most(PATIENCE).every(GLANCE).for_element(locator).await {
            Ok(element) => element,
            Err(error) => self.fail(&format!("{expected}: {error}")).await,
        }
    }

    /// Types on the keyboard, into whatever has the focus.
    pub(super) async fn types(&self, text: &str) {
        let strokes = text.chars().fold(KeyActions::new("keyboard".to_owned()), stroke);
        self.client.perform_actions(Actions::from(strokes)).await.unwrap();
    }

    /// Presses a key on the keyboard.
    pub(super) async fn strikes(&self, key: Key) {
        let strokes = stroke(KeyActions::new("keyboard".to_owned()), key.into());
        self.client.perform_actions(Actions::from(strokes)).await.unwrap();
    }

    /// Goes with Tab until the focus is on what a selector names, which then has to be seen to have it.
    pub(super) async fn tabs_to(&self, selector: &str) {
        self.walks_to(selector, |strokes| stroke(strokes, Key::Tab.into())).await;
    }

    /// The same backwards, with Shift and Tab.
    pub(super) async fn tabs_back_to(&self, selector: &str) {
        let step = |strokes: KeyActions| {
            let strokes = strokes.then(KeyAction::Down { value: Key::Shift.into() });
            stroke(strokes, Key::Tab.into()).then(KeyAction::Up { value: Key::Shift.into() })
        };
        self.walks_to(selector, step).await;
    }

    async fn walks_to(&self, selector: &str, step: impl Fn(KeyActions) -> KeyActions) {
        for _ in 0..MOST_TABS {
            let strokes = step(KeyActions::new("keyboard".to_owned()));
            self.client.perform_actions(Actions::from(strokes)).await.unwrap();
            if self.has_focus(selector).await {
                self.until(&format!("the focus on {selector} can be seen"), SEEN_FOCUS, &[]).await;
                return;
            }
        }
        self.fail(&format!("Tab leads to {selector}")).await
    }

    /// Whether what a selector names has the focus.
    pub(super) async fn has_focus(&self, selector: &str) -> bool {
        self.ask("return document.activeElement.matches(arguments[0])", &[selector]).await == true
    }

    /// The words of the question that the browser itself asks.
    pub(super) async fn question(&self) -> String {
        let begun = Instant::now();
        loop {
            match self.client.get_alert_text().await {
                Ok(words) => return words,
                Err(_) if begun.elapsed() < PATIENCE => tokio::time::sleep(GLANCE).await,
                Err(error) => self.fail(&format!("the browser asks: {error}")).await,
            }
        }
    }

    /// Says yes to it.
    pub(super) async fn agrees(&self) {
        self.client.accept_alert().await.unwrap();
    }

    /// Says no to it.
    pub(super) async fn declines(&self) {
        self.client.dismiss_alert().await.unwrap();
    }

    /// Loads the page again.
    pub(super) async fn reloads(&self) {
        self.client.refresh().await.unwrap();
    }

    /// Gives the page this much room.
    pub(super) fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.driver.devtools("Emulation.setDeviceMetricsOverride", &size);
    }

    /// What is wrong with the page for whoever cannot see it: as the document tells, and as the browser tells it to
    /// a screen reader.
    pub(super) async fn faults(&self) -> Vec<String> {
        let told = self.ask(include_str!("faults.js"), &[]).await;
        let told = told.as_array().unwrap().iter().map(ToString::to_string);
        let tree = self.driver.devtools("Accessibility.getFullAXTree", &json!({}));
        let nameless = tree["nodes"].as_array().unwrap().iter().filter(|node| is_nameless(node));
        told.chain(nameless.map(|node| format!("{} has no name: {node}", node["role"]["value"]))).collect()
    }

    /// What the browser complained of.
    pub(super) fn complaints(&self) -> Vec<String> {
        self.driver.console()
    }

    /// Takes a picture and answers where it is.
    pub(super) async fn picture(&self, name: &str) -> PathBuf {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
        std::fs::write(&path, self.client.screenshot().await.unwrap_or_default()).unwrap();
        path
    }

    /// The story breaks off.
    pub(super) async fn fail(&self, expected: &str) -> ! {
        let story = thread::current().name().unwrap_or("story").replace("::", "-");
        let picture = self.picture(&story).await;
        let page = self.client.execute("return document.body.innerText", Vec::new()).await;
        let page = page.ok().and_then(|page| page.as_str().map(str::to_owned)).unwrap_or_default();
        panic!(
            "missing: {expected}\na picture: {}\nthe console: {:?}\nthe page:\n{page}",
            picture.display(),
            self.complaints()
        );
    }
}

/// What has the focus is within the window and marked, itself or by what stands around it.
const SEEN_FOCUS: &str = r#"
    const marked = (element) => {
      const { outlineStyle, boxShadow } = getComputedStyle(element);
      return outlineStyle !== "none" || (boxShadow !== "none" && element.matches(":focus-within"));
    };
    const { left, right, top, bottom } = document.activeElement.getBoundingClientRect();
    const within = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
    return within && (marked(document.activeElement) || marked(document.activeElement.parentElement));
"#;

fn stroke(strokes: KeyActions, key: char) -> KeyActions {
    strokes.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key })
}

/// The page is changing under the pointer.
fn is_soon(error: &CmdError) -> bool {
    error.is_no_such_element()
        || error.is_stale_element_reference()
        || error.to_string().contains("element click intercepted")
        || error.is_element_not_interactable()
}

fn is_nameless(node: &Value) -> bool {
    let role = node["role"]["value"].as_str().unwrap_or_default();
    let name = node["name"]["value"].as_str().unwrap_or_default();
    node["ignored"] == false && NAMED.contains(&role) && name.trim().is_empty()
}
