//! GitHub's webhooks: what each event says about whom. Titles and links, and nothing that stands in them.
//!
//! | event | becomes |
//! |---|---|
//! | `pull_request` closed and merged | a win of its author |
//! | `pull_request_review` submitted | a win of whoever reviewed; a reason for the author, when changes are asked for |
//! | `issues` closed as completed | a win of whom it was assigned to, or of whoever closed it |
//! | `release` published | a win of its author |
//! | `push` to the default branch | a reason: somebody handed in what they wrote themselves |
//! | `check_run`, `workflow_run` completed | a reason, from the third failure on; none any more for anybody once it passes |
//!
//! Whatever else there is, or will be, is acknowledged. Bots do nothing that anybody is praised for.

use serde_json::Value;
use smallwins_core::signal::{Account, Content, Kind, Outcome, Report, Source};

use chrono::{DateTime, Utc};

use crate::reading::{deed, find, instant, link, text, title};

/// What fails so often is a reason to help.
const FAILURES: u32 = 3;

/// What an event says; nothing, when nothing is made of it.
pub(crate) fn read(event: &str, payload: &Value, now: DateTime<Utc>) -> Vec<Content> {
    let told = match (event, text(payload, "action")) {
        ("pull_request", Some("closed")) => merged(payload, now).into_iter().collect(),
        ("pull_request_review", Some("submitted")) => reviewed(payload, now),
        ("issues", Some("closed")) => closed(payload, now).into_iter().collect(),
        ("release", Some("published")) => released(payload, now).into_iter().collect(),
        ("push", None) => pushed(payload, now).into_iter().collect(),
        ("check_run", Some("completed")) => {
            checked(payload, "check_run", "sender", now).into_iter().collect()
        }
        ("workflow_run", Some("completed")) => {
            checked(payload, "workflow_run", "workflow_run.actor", now).into_iter().collect()
        }
        _ => Vec::new(),
    };
    if told.is_empty() { vec![Content::Nothing(Outcome::Unused, 1)] } else { told }
}

/// The account of a user object; a bot has none.
fn account(payload: &Value, path: &str) -> Option<Account> {
    let user = find(payload, path)?;
    if text(user, "type") == Some("Bot") {
        return None;
    }
    Account::parse(Source::github(), text(user, "login")?).ok()
}

/// Something that somebody did: a win, and a reason to look at it.
fn did(account: Account, verb: &str, name: &str, url: Option<&str>, at: DateTime<Utc>) -> Option<Content> {
    let what = title(name)?;
    let link = link(url);
    let key = format!("{verb} {}", link.as_ref().map_or(name, |link| link.as_str()));
    Some(Content::Report(Report {
        account,
        kind: Kind::Submission,
        deed: deed(verb, &what),
        what,
        link,
        occurrence: key.clone(),
        key,
        at,
        until: None,
        counts_from: 1,
        mends: None,
    }))
}

fn at(payload: &Value, path: &str, now: DateTime<Utc>) -> DateTime<Utc> {
    instant(payload, path).ok().flatten().unwrap_or(now)
}

fn merged(payload: &Value, now: DateTime<Utc>) -> Option<Content> {
    if find(payload, "pull_request.merged")?.as_bool() != Some(true) {
        return None;
    }
    let (name, url) = (text(payload, "pull_request.title")?, text(payload, "pull_request.html_url"));
    did(
        account(payload, "pull_request.user")?,
        "merged",
        name,
        url,
        at(payload, "pull_request.merged_at", now),
    )
}

fn reviewed(payload: &Value, now: DateTime<Utc>) -> Vec<Content> {
    let (author, reviewer) = (account(payload, "pull_request.user"), account(payload, "review.user"));
    let Some(name) = text(payload, "pull_request.title") else { return Vec::new() };
    if author == reviewer {
        return Vec::new();
    }
    let at = at(payload, "review.submitted_at", now);
    let url = text(payload, "pull_request.html_url");
    let review = reviewer.and_then(|reviewer| did(reviewer, "reviewed", name, url, at));
    let wanted = text(payload, "review.state") == Some("changes_requested");
    let reason = author.filter(|_| wanted).and_then(|author| {
        let key = format!("changes wanted {}", url.unwrap_or(name));
        Some(Content::Report(Report {
            account: author,
            kind: Kind::Behaviour,
            what: title(&format!("Changes are asked for: {name}"))?,
            deed: None,
            link: link(url),
            occurrence: find(payload, "review.id").map_or_else(String::new, Value::to_string),
            key,
            at,
            until: None,
            counts_from: 1,
            mends: None,
        }))
    });
    review.into_iter().chain(reason).collect()
}

fn closed(payload: &Value, now: DateTime<Utc>) -> Option<Content> {
    if text(payload, "issue.state_reason").is_some_and(|reason| reason != "completed") {
        return None;
    }
    let who = account(payload, "issue.assignee").or_else(|| account(payload, "sender"))?;
    let (name, url) = (text(payload, "issue.title")?, text(payload, "issue.html_url"));
    did(who, "closed", name, url, at(payload, "issue.closed_at", now))
}

fn released(payload: &Value, now: DateTime<Utc>) -> Option<Content> {
    let name = text(payload, "release.name").filter(|name| !name.trim().is_empty());
    let name = name.or_else(|| text(payload, "release.tag_name"))?;
    let who = account(payload, "release.author")?;
    did(who, "released", name, text(payload, "release.html_url"), at(payload, "release.published_at", now))
}

/// What a commit begins with that does nothing but merge.
const MERGES: [&str; 3] = ["Merge pull request ", "Merge branch ", "Merge remote-tracking branch "];
/// Who commits what is merged or edited in a browser.
const BROWSER: &str = "web-flow";

/// A push to the default branch, told by the first line of its last commit. It is no win: the rest may be anybody's.
///
/// Whoever merges what others wrote hands in nothing, and what is merged is told by its pull request.
fn pushed(payload: &Value, now: DateTime<Utc>) -> Option<Content> {
    let branch = text(payload, "ref")?.strip_prefix("refs/heads/")?;
    if text(payload, "repository.default_branch") != Some(branch) {
        return None;
    }
    let first = text(payload, "head_commit.message")?.lines().next()?;
    let merges = MERGES.iter().any(|beginning| first.starts_with(beginning));
    if merges || text(payload, "head_commit.committer.username") == Some(BROWSER) {
        return None;
    }
    let account = account(payload, "sender")?;
    let author = Account::parse(Source::github(), text(payload, "head_commit.author.username")?).ok()?;
    if author != account {
        return None;
    }
    let key = format!("pushed {}", text(payload, "after")?);
    Some(Content::Report(Report {
        account,
        kind: Kind::Submission,
        what: title(first)?,
        deed: None,
        link: link(text(payload, "head_commit.url")),
        occurrence: key.clone(),
        key,
        at: at(payload, "head_commit.timestamp", now),
        until: None,
        counts_from: 1,
        mends: None,
    }))
}

/// A check of a branch that failed, or that passes again, whoever made it pass. One that was cancelled or skipped says
/// nothing. The branches of a fork are its own; where it is not told of which branch a check is, as it may be
/// anybody's, it passes for nobody but whoever made it pass.
fn checked(payload: &Value, run: &str, who: &str, now: DateTime<Utc>) -> Option<Content> {
    let of = find(payload, run)?;
    let name = text(of, "name")?;
    let repository = text(payload, "repository.full_name").unwrap_or("");
    let branch = branch(of, run, repository);
    let key = format!("failing {repository} {} {name}", branch.as_deref().unwrap_or(""));
    match text(of, "conclusion")? {
        "success" => {
            let account = if branch.is_some() { None } else { Some(account(payload, who)?) };
            Some(Content::Mended { account, key })
        }
        "failure" | "timed_out" => Some(Content::Report(Report {
            account: account(payload, who)?,
            kind: Kind::Behaviour,
            what: title(&format!("“{name}” keeps failing on {}", branch.as_deref().unwrap_or(repository)))?,
            deed: None,
            link: link(text(of, "html_url")),
            occurrence: attempt(of),
            key,
            at: at(of, "completed_at", now).min(now),
            until: None,
            counts_from: FAILURES,
            mends: None,
        })),
        _ => None,
    }
}

/// Of which branch a run is; that of a fork with the fork's name, as its `main` is not ours. A check says no branch
/// where it is of a fork, and a workflow no fork that is gone.
fn branch(of: &Value, run: &str, repository: &str) -> Option<String> {
    if run == "check_run" {
        return text(of, "check_suite.head_branch").map(str::to_owned);
    }
    let (branch, head) = (text(of, "head_branch")?, text(of, "head_repository.full_name")?);
    Some(if head == repository { branch.to_owned() } else { format!("{head}:{branch}") })
}

/// Which attempt of which run: one that is run again keeps its id.
fn attempt(run: &Value) -> String {
    let number = |name| find(run, name).map_or_else(String::new, Value::to_string);
    format!("{}/{}", number("id"), number("run_attempt"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-24T09:00:00Z".parse().unwrap()
    }

    fn user(login: &str) -> Value {
        json!({ "login": login, "type": "User" })
    }

    fn reports(event: &str, payload: &Value) -> Vec<Report> {
        let told = read(event, payload, now()).into_iter().filter_map(|content| match content {
            Content::Report(report) => Some(report),
            _ => None,
        });
        told.collect()
    }

    /// Of each report: about whom, what a win would say, what it is about, and from how many times on it counts.
    fn told(event: &str, payload: &Value) -> Vec<(String, Option<String>, String, u32)> {
        let told = |report: Report| {
            let deed = report.deed.map(|deed| deed.to_string());
            (report.account.login().to_owned(), deed, report.what.to_string(), report.counts_from)
        };
        reports(event, payload).into_iter().map(told).collect()
    }

    fn line(
        who: &str,
        deed: Option<&str>,
        what: &str,
        counts_from: u32,
    ) -> (String, Option<String>, String, u32) {
        (who.to_owned(), deed.map(str::to_owned), what.to_owned(), counts_from)
    }

    fn pull() -> Value {
        json!({
            "title": "Replace the nested matches", "html_url": "https://git.example/pull/41", "merged": true,
            "merged_at": "2026-11-24T08:30:00Z", "user": user("Ana-Dev"), "body": "what stands in it"
        })
    }

    #[test]
    fn a_merged_pull_request_is_its_authors_win_with_its_address() {
        let payload = json!({ "action": "closed", "pull_request": pull(), "sender": user("ben-dev") });
        let deed = "merged “Replace the nested matches”";
        assert_eq!(
            told("pull_request", &payload),
            [line("ana-dev", Some(deed), "Replace the nested matches", 1)]
        );
        let report = &reports("pull_request", &payload)[0];
        assert_eq!(report.link.as_ref().unwrap().as_str(), "https://git.example/pull/41");
        assert_eq!(report.at, "2026-11-24T08:30:00Z".parse::<DateTime<Utc>>().unwrap());
        assert!(!format!("{:?} {}", report.key, report.what).contains("what stands in it"));
    }

    #[test]
    fn one_that_was_closed_unmerged_or_comes_from_a_bot_is_nothing() {
        for (name, value) in [("merged", json!(false)), ("user", json!({ "login": "robot", "type": "Bot" }))]
        {
            let mut payload = json!({ "action": "closed", "pull_request": pull() });
            payload["pull_request"][name] = value;
            assert_eq!(
                read("pull_request", &payload, now()),
                [Content::Nothing(Outcome::Unused, 1)],
                "{name}"
            );
        }
    }

    #[test]
    fn a_review_is_a_win_of_whoever_reviewed_and_a_reason_for_the_author_when_changes_are_asked_for() {
        let review = |state: &str, who: &str| {
            json!({
                "action": "submitted", "pull_request": pull(),
                "review": { "id": 7, "state": state, "user": user(who), "submitted_at": "2026-11-24T08:30:00Z" }
            })
        };
        let ben =
            line("ben-dev", Some("reviewed “Replace the nested matches”"), "Replace the nested matches", 1);
        let approved = told("pull_request_review", &review("approved", "ben-dev"));
        assert_eq!(approved, std::slice::from_ref(&ben));
        let ana = line("ana-dev", None, "Changes are asked for: Replace the nested matches", 1);
        assert_eq!(told("pull_request_review", &review("changes_requested", "ben-dev")), [ben, ana]);
        assert_eq!(told("pull_request_review", &review("commented", "ana-dev")), []);
    }

    #[test]
    fn an_issue_that_was_solved_is_a_win_of_whom_it_was_assigned_to() {
        let issue = |reason: &str, assignee: Value| {
            let issue = json!({
                "title": "fuzz input hangs", "html_url": "https://git.example/issues/7", "state_reason": reason,
                "assignee": assignee
            });
            json!({ "action": "closed", "issue": issue, "sender": user("ben-dev") })
        };
        let closed = |who| line(who, Some("closed “fuzz input hangs”"), "fuzz input hangs", 1);
        assert_eq!(told("issues", &issue("completed", user("ana-dev"))), [closed("ana-dev")]);
        assert_eq!(told("issues", &issue("completed", Value::Null)), [closed("ben-dev")]);
        assert_eq!(told("issues", &issue("not_planned", user("ana-dev"))), []);
    }

    #[test]
    fn a_release_is_a_win_and_a_push_to_the_default_branch_a_reason() {
        let release = json!({
            "action": "published",
            "release": { "name": "", "tag_name": "v1.2", "author": user("ana-dev"), "html_url": "https://git.example/r" }
        });
        assert_eq!(told("release", &release), [line("ana-dev", Some("released “v1.2”"), "v1.2", 1)]);
        let told = |branch: &str| told("push", &push(branch, "ana-dev", "ana-dev", "Add the fuzz case"));
        assert_eq!(told("refs/heads/main"), [line("ana-dev", None, "Add the fuzz case", 1)]);
        assert_eq!(told("refs/heads/other"), []);
    }

    fn push(branch: &str, author: &str, committer: &str, title: &str) -> Value {
        json!({
            "ref": branch, "after": "c0ffee", "sender": user("ana-dev"),
            "repository": { "default_branch": "main" },
            "head_commit": {
                "message": format!("{title}\n\nwhat stands in it"), "url": "https://git.example/c",
                "author": { "name": "Ana", "username": author }, "committer": { "username": committer }
            }
        })
    }

    #[test]
    fn whoever_merges_what_others_wrote_has_handed_in_nothing() {
        for (author, committer, title) in [
            ("ben-dev", "ana-dev", "Add the fuzz case"),
            ("ana-dev", "web-flow", "Add the fuzz case (#41)"),
            ("ana-dev", "ana-dev", "Merge pull request #41 from ben/fuzz"),
            ("ana-dev", "ana-dev", "Merge branch 'main' into fuzz"),
        ] {
            assert_eq!(told("push", &push("refs/heads/main", author, committer, title)), [], "{title}");
        }
        let mut unknown = push("refs/heads/main", "ana-dev", "ana-dev", "Add the fuzz case");
        unknown["head_commit"]["author"] = json!({ "name": "Ana" });
        assert_eq!(told("push", &unknown), []);
    }

    #[test]
    fn what_fails_on_a_branch_is_told_until_it_passes() {
        let run = |event: &str, conclusion: &str| {
            let mut payload = json!({
                "action": "completed", "sender": user("ana-dev"), "repository": { "full_name": "ana/parser" }
            });
            payload[event] = json!({
                "id": 9, "name": "tests", "conclusion": conclusion, "html_url": "https://git.example/run/9",
                "actor": user("ana-dev")
            });
            payload[event][if event == "check_run" { "check_suite" } else { "head" }] =
                json!({ "head_branch": "main" });
            if event == "workflow_run" {
                payload[event]["head_branch"] = json!("main");
                payload[event]["head_repository"] = json!({ "full_name": "ana/parser" });
            }
            payload
        };
        for event in ["check_run", "workflow_run"] {
            let failed = told(event, &run(event, "failure"));
            assert_eq!(failed, [line("ana-dev", None, "“tests” keeps failing on main", 3)], "{event}");
            let mut by_a_bot = run(event, "success");
            by_a_bot["sender"] = json!({ "login": "robot", "type": "Bot" });
            for passes in [run(event, "success"), by_a_bot] {
                let [Content::Mended { key, account: None }] = &read(event, &passes, now())[..] else {
                    panic!("{passes}")
                };
                assert_eq!(*key, reports(event, &run(event, "failure"))[0].key, "for everybody");
            }
            let occurrence = |attempt: u32| {
                let mut again = run(event, "failure");
                again[event]["run_attempt"] = json!(attempt);
                reports(event, &again)[0].occurrence.clone()
            };
            assert_ne!(occurrence(1), occurrence(2), "a run that is run again keeps its id");
            assert_eq!(told(event, &run(event, "cancelled")), []);
        }
    }

    #[test]
    fn what_passes_in_one_fork_fails_still_in_the_others_and_in_the_repository() {
        let run = |event: &str, who: &str, head: Value, conclusion: &str| {
            let mut payload = json!({
                "action": "completed", "sender": user(who), "repository": { "full_name": "school/parser" }
            });
            payload[event] = json!({
                "id": 9, "name": "tests", "conclusion": conclusion, "actor": user(who), "head_branch": "main",
                "head_repository": head, "check_suite": { "head_branch": null }
            });
            payload
        };
        let mended = |event: &str, who: &str, head: Value| {
            let payload = run(event, who, head, "success");
            let [Content::Mended { account, key }] = &read(event, &payload, now())[..] else {
                panic!("{payload}")
            };
            (account.as_ref().map(|account| account.login().to_owned()), key.clone())
        };
        let fork = |name: &str| json!({ "full_name": name });
        let of_bens = mended("workflow_run", "ben-dev", fork("ben/parser"));
        let of_ours = mended("workflow_run", "ben-dev", fork("school/parser"));
        let failed = run("workflow_run", "ana-dev", fork("ana/parser"), "failure");
        let key = &reports("workflow_run", &failed)[0].key;
        assert!(*key != of_bens.1 && *key != of_ours.1 && of_bens.1 != of_ours.1, "{key}");
        assert_eq!(mended("workflow_run", "ben-dev", fork("ana/parser")), (None, key.clone()));
        // Where nobody knows of which fork it is, whoever made it pass is all that is known.
        let unknown = [("check_run", fork("ben/parser")), ("workflow_run", Value::Null)];
        for (event, head) in unknown {
            assert_eq!(mended(event, "ben-dev", head.clone()).0.as_deref(), Some("ben-dev"), "{event}");
            let failed = told(event, &run(event, "ana-dev", head.clone(), "failure"));
            assert_eq!(failed, [line("ana-dev", None, "“tests” keeps failing on school/parser", 3)]);
            let mut by_a_bot = run(event, "robot", head, "success");
            for path in ["sender", event] {
                let user = if path == event { &mut by_a_bot[event]["actor"] } else { &mut by_a_bot[path] };
                user["type"] = json!("Bot");
            }
            assert_eq!(read(event, &by_a_bot, now()), [Content::Nothing(Outcome::Unused, 1)]);
        }
    }

    #[test]
    fn whatever_else_there_is_is_nothing_and_never_a_mistake() {
        let odd = [
            json!(null),
            json!([]),
            json!({}),
            json!({ "action": 7 }),
            json!({ "action": "closed", "issue": "x" }),
        ];
        for event in
            ["ping", "star", "pull_request", "issues", "push", "release", "check_run", "no_such_event"]
        {
            for payload in &odd {
                assert_eq!(read(event, payload, now()), [Content::Nothing(Outcome::Unused, 1)], "{event}");
            }
        }
    }
}
