//! The playground as its people use it: they look for labels and words, never for the page's own names.

use chrono::NaiveDate;
use fantoccini::Locator;
use fantoccini::key::Key;

use super::driver::Programs;
use super::window::Window;
use crate::process::bot::{Bot, Home, Signal};

/// More steps of the clock than any story takes to its next message.
const MOST_STEPS: usize = 12;

/// The real binary in a folder of its own, and a window in which it is played.
pub(super) struct Play {
    pub(super) window: Window,
    pub(super) bot: Bot,
    _home: Home,
}

impl Play {
    /// Opens the playground, where there is a browser to open it in.
    pub(super) async fn open() -> Option<Play> {
        let programs = Programs::find()?;
        let home = Home::new().variable("SMALLWINS_LOG", "warn");
        let bot = home.start(&[]);
        let window = Window::open(&programs, &format!("http://{}/play", bot.address)).await;
        let play = Play { window, bot, _home: home };
        play.is_live().await;
        Some(play)
    }

    /// The page has its scripts: without them it has no completion.
    async fn is_live(&self) {
        let script = r#"return document.querySelectorAll("textarea[role=combobox]").length >= 3"#;
        self.window.until("the page is live", script, &[]).await;
    }

    /// Types a line and sends it with Enter.
    pub(super) async fn says(&self, who: &str, line: &str) {
        self.goes_to_composer_of(who).await;
        self.window.types(line).await;
        self.window.strikes(Key::Enter).await;
    }

    /// Puts the cursor where somebody speaks.
    pub(super) async fn goes_to_composer_of(&self, who: &str) {
        self.window.click(&format!("{who}'s composer"), Locator::Css(&format!("#line-of-{who}"))).await;
    }

    /// Takes a suggestion that begins like this.
    pub(super) async fn takes(&self, who: &str, suggestion: &str) {
        let path = format!(
            "//section[@id='{who}']//footer//button[.//span[starts-with(normalize-space(), '{suggestion}')]]"
        );
        self.window.click(&format!("the suggestion {suggestion:?} for {who}"), Locator::XPath(&path)).await;
    }

    /// Presses a button of the latest message that has it.
    pub(super) async fn presses(&self, who: &str, label: &str) {
        let button = format!("button[normalize-space()='{label}']");
        let path = format!("((//div[@id='log-{who}']//article[.//{button}])[last()]//{button})[1]");
        self.window.click(&format!("{who}'s button {label:?}"), Locator::XPath(&path)).await;
    }

    /// Presses the first button of the latest message that says this.
    pub(super) async fn presses_first(&self, who: &str, words: &str) {
        let path = format!("((//div[@id='log-{who}']//article[contains(., '{words}')])[last()]//button)[1]");
        self.window.click(&format!("{who}'s first button under {words:?}"), Locator::XPath(&path)).await;
    }

    /// Waits until somebody's column says this, and its end is in sight.
    pub(super) async fn reads(&self, who: &str, words: &str) {
        let script =
            "return document.getElementById('log-' + arguments[0])?.innerText.includes(arguments[1])";
        self.window.until(&format!("{who} reads {words:?}"), script, &[who, words]).await;
        let script = r"
            const log = document.getElementById('log-' + arguments[0]);
            return log.scrollHeight - log.scrollTop - log.clientHeight < 2";
        self.window.until(&format!("the end of {who}'s column is in sight"), script, &[who]).await;
    }

    /// Waits until somebody's column has a drawing that takes up room, and says this to whoever does not see it.
    pub(super) async fn sees_drawn(&self, who: &str, words: &str) {
        let script = r"
            const drawings = [...document.querySelectorAll(`#log-${arguments[0]} svg[role=img]`)];
            return drawings.some((drawing) => drawing.querySelector('desc').textContent.includes(arguments[1])
              && drawing.getBoundingClientRect().height > 100)";
        self.window.until(&format!("{who} sees drawn {words:?}"), script, &[who, words]).await;
    }

    /// Everything in somebody's column.
    pub(super) async fn column(&self, who: &str) -> String {
        let column = self.window.ask("return document.getElementById(arguments[0]).innerText", &[who]).await;
        column.as_str().unwrap().to_owned()
    }

    /// Waits until the whole of somebody's column is within the window, and its tab says so.
    pub(super) async fn is_in_view(&self, who: &str) {
        let script = r"
            const { left, right } = document.getElementById(arguments[0]).getBoundingClientRect();
            const tab = document.querySelector(`.tabs a[href='#${arguments[0]}']`);
            return left >= 0 && right <= innerWidth && tab.getAttribute('aria-current') === 'true'";
        self.window.until(&format!("{who}'s column is in view"), script, &[who]).await;
    }

    /// What stands in somebody's composer.
    pub(super) async fn half_typed(&self, who: &str) -> String {
        let script = "return document.getElementById('line-of-' + arguments[0]).value";
        self.window.ask(script, &[who]).await.as_str().unwrap().to_owned()
    }

    /// Waits until what was sent is gone from somebody's composer.
    pub(super) async fn can_go_on_typing(&self, who: &str) {
        let script = "return document.getElementById('line-of-' + arguments[0]).value === ''";
        self.window.until(&format!("{who}'s composer is empty"), script, &[who]).await;
    }

    /// The day that the clock shows.
    pub(super) async fn day(&self) -> NaiveDate {
        let script = "return document.querySelector('#clock strong').textContent";
        let day = self.window.ask(script, &[]).await;
        NaiveDate::parse_from_str(day.as_str().unwrap(), "%a %-d %b %Y").unwrap()
    }

    /// Where *Next* leads, as soon as something is due: the clock arrives in a piece of its own, after the columns.
    pub(super) async fn next(&self) -> String {
        let script = "return document.getElementById('clock-next').value || null";
        let next = self.window.until("something is due", script, &[]).await;
        next.as_str().unwrap().to_owned()
    }

    /// Presses *Next* until somebody's column says this.
    pub(super) async fn goes_on_until(&self, who: &str, words: &str) {
        for _ in 0..MOST_STEPS {
            let next = self.next().await;
            self.window.click("Next", Locator::Id("clock-next")).await;
            self.has_moved_from(&next).await;
            if self.column(who).await.contains(words) {
                return self.reads(who, words).await;
            }
        }
        self.window.fail(&format!("Next leads to where {who} reads {words:?}")).await
    }

    /// Waits until *Next* leads elsewhere.
    pub(super) async fn has_moved_from(&self, next: &str) {
        let script = "return document.getElementById('clock-next').value !== arguments[0]";
        self.window.until("the clock has moved", script, &[next]).await;
    }

    /// Waits for a dialog that keeps everything else out, with the focus in it.
    pub(super) async fn is_asked(&self, title: &str) {
        let script = r"
            const dialog = document.querySelector('dialog:modal');
            return dialog?.querySelector('h2').textContent === arguments[0] && dialog.contains(document.activeElement)";
        self.window.until(&format!("the dialog {title:?}"), script, &[title]).await;
    }

    /// Waits until no dialog is open.
    pub(super) async fn is_asked_nothing(&self) {
        self.window.until("no dialog is open", "return !document.querySelector('dialog')", &[]).await;
    }

    /// Types into a field of the dialog in place of what stands there.
    pub(super) async fn fills(&self, label: &str, text: &str) {
        let path = format!("//dialog//*[@id = //dialog//label[normalize-space()='{label}']/@for]");
        self.window.fill(&format!("the field {label:?}"), Locator::XPath(&path), text).await;
    }

    /// What stands in a field of the dialog.
    pub(super) async fn filled(&self, label: &str) -> String {
        let script = r"
            const labels = [...document.querySelectorAll('dialog label')];
            return labels.find((label) => label.textContent === arguments[0])?.control.value ?? null";
        let value = self.window.ask(script, &[label]).await;
        value.as_str().unwrap_or_else(|| panic!("no field {label:?}")).to_owned()
    }

    /// Presses a button of the dialog.
    pub(super) async fn sends(&self, label: &str) {
        let path = format!("//dialog//button[normalize-space()='{label}']");
        self.window.click(&format!("the dialog's button {label:?}"), Locator::XPath(&path)).await;
    }

    /// Waits until a field is marked as wrong, has the focus, and is described by these words to whoever hears it.
    pub(super) async fn is_told(&self, label: &str, problem: &str) {
        let script = r"
            const field = document.activeElement;
            const ids = field.getAttribute('aria-describedby')?.split(' ') ?? [];
            const described = ids.map((id) => document.getElementById(id).textContent).join(' ');
            return document.querySelector('dialog:modal') !== null && field.labels?.[0]?.textContent === arguments[0]
              && field.getAttribute('aria-invalid') === 'true' && described.includes(arguments[1])";
        self.window.until(&format!("{label:?} says {problem:?}"), script, &[label, problem]).await;
    }

    /// Nothing in the page is without its name.
    pub(super) async fn is_fit_for_all(&self) {
        assert_eq!(self.window.faults().await, Vec::<String>::new());
    }

    /// Everything has room: the page cannot be moved sideways, and no text is cut off at the side of its column.
    pub(super) async fn has_room(&self) {
        let script = r"
            const root = document.documentElement;
            const parts = [...document.querySelectorAll('.top, .log, .column > footer, dialog, dialog *')];
            const wide = parts.filter((part) => part.checkVisibility() && part.clientWidth > 0
              && !part.matches('.unseen, input, select') && part.scrollWidth > part.clientWidth + 1
              && !['clip', 'hidden'].includes(getComputedStyle(part).overflowX) && getComputedStyle(part).display !== 'inline');
            const words = wide.map((part) => part.localName + '.' + part.className);
            return root.scrollWidth > innerWidth ? ['the page', ...words] : words";
        let wide = self.window.ask(script, &[]).await;
        if wide.as_array().is_none_or(|wide| !wide.is_empty()) {
            self.window.fail(&format!("room at the side for {wide}")).await
        }
    }

    /// The end of a story: nobody complained, neither the browser nor the binary.
    pub(super) async fn ends(mut self) {
        assert_eq!(self.window.complaints(), Vec::<String>::new());
        self.bot.send(Signal::Terminate);
        let end = self.bot.end();
        assert_eq!((end.status, end.err.as_str()), (0, ""));
    }
}
