//! `dashboard`: the way to the numbers in a browser, for those who run the community.

use super::admin::only;
use crate::community::Community;
use crate::decision::{Change, Decision, Refusal};
use crate::member::Member;
use crate::moment::Moment;
use crate::rights::{Rank, Right};
use crate::script::say;
use crate::visit::Visit;

/// An admin or an organiser is given a link that opens the dashboard once, and ends the one before. `address` is where
/// Smallwins is found in a browser, if it is.
pub(super) fn dashboard(
    me: &Member,
    community: &Community,
    address: Option<&str>,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    only(Right::Dashboard, me)?;
    let Some(address) = address else { return Err(Refusal::because(say("dashboard.nowhere"))) };
    let (visit, secret) = Visit::invite(me, community, moment);
    let url = format!("{address}/enter/{}", secret.text());
    let organiser = me.rank() == Rank::Organiser;
    let reply = say("dashboard").with("url", url).with("organiser", organiser).message();
    Ok(Decision::reply(reply).and(Change::Invite(visit)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Block, Span};
    use crate::sample::{community, member, moment, refused};
    use crate::visit::{Secret, Stage};

    fn admin() -> Member {
        Member { admin: true, ..member("dee") }
    }

    fn link(decision: &Decision) -> String {
        let blocks = &decision.reply.message.as_ref().unwrap().blocks;
        let spans = blocks.iter().flat_map(|block| match block {
            Block::Heading(text) | Block::Paragraph(text) => text.0.as_slice(),
            _ => &[],
        });
        let mut urls = spans.filter_map(|span| match span {
            Span::Link { url, .. } => Some(url.clone()),
            _ => None,
        });
        urls.next().unwrap()
    }

    #[test]
    fn an_admin_is_given_a_link_of_which_the_memory_keeps_the_print_alone() {
        let address = Some("https://wins.example");
        let decision = dashboard(&admin(), &community(), address, &mut moment()).unwrap();
        let link = link(&decision);
        let text = link.strip_prefix("https://wins.example/enter/").unwrap();
        let [Change::Invite(visit)] = &decision.changes[..] else { panic!("{:?}", decision.changes) };
        assert_eq!(visit.print, Secret::parse(text).unwrap().print());
        assert_eq!((visit.stage, visit.member), (Stage::Invited, admin().id));
        let kept = serde_json::to_string(&decision.kept_reply()).unwrap();
        assert!(!kept.contains(text) && kept.contains("dashboard"), "{kept}");
    }

    #[test]
    fn whoever_organises_reads_that_it_lasts_while_they_do() {
        let says = |me: Member| {
            let decision = dashboard(&me, &community(), Some("https://wins.example"), &mut moment()).unwrap();
            decision.reply.message.unwrap().bare(chrono_tz::UTC)
        };
        let organiser = Member { organiser: true, ..member("eve") };
        assert!(says(organiser).contains("as long as you organise in this community"));
        assert!(says(admin()).contains("as long as you run this community"));
    }

    #[test]
    fn nobody_else_is_given_one_and_without_an_address_it_is_said_what_is_missing() {
        let address = Some("https://wins.example");
        assert_eq!(refused(dashboard(&member("ana"), &community(), address, &mut moment())), "admins.only");
        assert_eq!(refused(dashboard(&admin(), &community(), None, &mut moment())), "dashboard.nowhere");
    }
}
