//! Bodies that Discord does not take, one by one; and those that it does.

use serde_json::{Value, json};

use crate::app::App;
use crate::call::{assert_ok, assert_wrong, button, discord, input, modal, only_violation, row, say};
use crate::interactions::stage;

fn with(object: &Value, field: &str, value: Value) -> Value {
    let mut changed = object.clone();
    changed[field] = value;
    changed
}

fn without(object: &Value, field: &str) -> Value {
    let mut changed = object.clone();
    changed.as_object_mut().unwrap().remove(field);
    changed
}

fn embed(fields: Value) -> Value {
    json!({ "embeds": [fields] })
}

fn components(rows: Value) -> Value {
    json!({ "content": "Look", "components": rows })
}

fn select() -> Value {
    json!({ "type": 3, "custom_id": "zone", "placeholder": "Your zone", "min_values": 1, "max_values": 2, "options": [
        { "label": "Berlin", "value": "Europe/Berlin", "description": "Central", "default": true },
        { "label": "Tokyo", "value": "Asia/Tokyo", "emoji": { "name": "🗼" } },
    ] })
}

#[tokio::test]
async fn every_kind_of_thing_that_a_message_may_have_is_taken() {
    let (discord, acme, ana, _) = discord().await;
    let general = acme.channel("general");
    let link = json!({ "type": 2, "style": 5, "url": "https://git.example/pull/41", "label": "The table" });
    let emoji = json!({ "type": 2, "style": 1, "custom_id": "ok", "emoji": { "id": null, "name": "🎉" }, "disabled": true });
    let message = json!({
        "content": "x".repeat(2000), "tts": false, "flags": 4096, "nonce": "n".repeat(25), "enforce_nonce": true,
        "allowed_mentions": { "parse": [], "users": [ana.id], "roles": [], "replied_user": false },
        "embeds": [{ "title": "t".repeat(256), "description": "d".repeat(4096), "url": "https://a.example", "color": 0xff_ffff,
            "timestamp": "2026-11-23T08:00:00Z", "footer": { "text": "Small" }, "author": { "name": "Ana" },
            "image": { "url": "https://a.example/i.png" },
            "fields": [{ "name": "n".repeat(256), "value": "v".repeat(1024), "inline": true }] }],
        "components": [row(&[link, emoji, button("1", "One")]), row(&[select()]), row(&[json!({ "type": 8, "custom_id": "c",
            "channel_types": [0] })])],
    });
    let sent = assert_ok(&say(&discord, &general, &message).await);
    assert_eq!(sent["components"][0]["components"][0]["id"], 2);
    assert_eq!((&sent["embeds"][0]["type"], &sent["nonce"]), (&json!("rich"), &message["nonce"]));
    let answer = with(&json!({ "content": "Yes" }), "message_reference", json!({ "message_id": sent["id"] }));
    assert_ok(&say(&discord, &general, &answer).await);
}

#[tokio::test]
async fn what_is_no_message_is_refused() {
    let (discord, acme, ..) = discord().await;
    let general = acme.channel("general");
    let words = |count: usize| -> Value {
        (0..count).map(|_| json!({ "title": "t", "description": "d".repeat(599) })).collect()
    };
    for bad in [
        json!({ "content": "x".repeat(2001) }),
        json!({ "content": 7 }),
        json!({ "content": null }),
        json!([]),
        json!({ "content": "Hi", "flags": 64 }),
        json!({ "content": "Hi", "flags": 1 << 15 }),
        json!({ "content": "Hi", "flags": "4" }),
        json!({ "content": "Hi", "tts": "no" }),
        json!({ "content": "Hi", "nonce": "n".repeat(26) }),
        json!({ "content": "Hi", "nonce": "" }),
        json!({ "content": "Hi", "enforce_nonce": true }),
        json!({ "content": "Hi", "allow_mentions": { "parse": [] } }),
        json!({ "content": "Hi", "allowed_mentions": { "parse": ["everybody"] } }),
        json!({ "content": "Hi", "allowed_mentions": { "parse": ["users"], "users": ["123456789012345678"] } }),
        json!({ "content": "Hi", "allowed_mentions": { "users": [123_456_789_012_345_678_u64] } }),
        json!({ "content": "Hi", "message_reference": { "message_id": "123456789012345678" } }),
        json!({ "content": "Hi", "attachments": [{ "id": 0 }] }),
        embed(json!({})),
        embed(json!({ "title": "  " })),
        embed(json!({ "title": "t".repeat(257) })),
        embed(json!({ "description": "d".repeat(4097) })),
        embed(json!({ "title": "t", "colour": 1 })),
        embed(json!({ "title": "t", "color": 0x100_0000 })),
        embed(json!({ "title": "t", "color": "#ffffff" })),
        embed(json!({ "title": "t", "timestamp": "yesterday" })),
        embed(json!({ "title": "t", "url": "git.example" })),
        embed(json!({ "title": "t", "footer": { "text": "f".repeat(2049) } })),
        embed(json!({ "title": "t", "footer": "small" })),
        embed(json!({ "title": "t", "author": { "name": "a".repeat(257) } })),
        embed(json!({ "title": "t", "image": { "url": "attachment://kpi.png" } })),
        embed(json!({ "title": "t", "type": "article" })),
        embed(json!({ "fields": [{ "name": "n", "value": " " }] })),
        embed(json!({ "fields": [{ "name": "", "value": "v" }] })),
        embed(json!({ "fields": [{ "name": "n" }] })),
        embed(json!({ "fields": [{ "name": "n".repeat(257), "value": "v" }] })),
        embed(json!({ "fields": [{ "name": "n", "value": "v".repeat(1025) }] })),
        embed(json!({ "fields": (0..26).map(|_| json!({ "name": "n", "value": "v" })).collect::<Value>() })),
        json!({ "embeds": words(11) }),
        json!({ "embeds": [{ "description": "d".repeat(4000) }, { "description": "d".repeat(2001) }] }),
    ] {
        let reply = say(&discord, &general, &bad).await;
        assert_eq!(reply.status, 400, "{bad:#}");
        assert_wrong(&discord, &reply, 400, 50035);
    }
    assert_ok(&say(&discord, &general, &json!({ "embeds": words(10) })).await);
    for empty in [json!({}), json!({ "content": " \n" }), json!({ "embeds": [] })] {
        assert_wrong(&discord, &say(&discord, &general, &empty).await, 400, 50006);
    }
}

#[tokio::test]
async fn what_is_no_row_of_components_is_refused() {
    let (discord, acme, ..) = discord().await;
    let general = acme.channel("general");
    let good = button("undo", "Undo");
    let buttons =
        |count: usize| -> Vec<Value> { (0..count).map(|n| button(&format!("b{n}"), "Press")).collect() };
    let options = |count: usize| -> Value {
        (0..count).map(|n| json!({ "label": "An option", "value": format!("{n}") })).collect()
    };
    let mut bad = vec![
        json!([good]),
        json!([row(&[])]),
        json!([row(&buttons(6))]),
        json!((0..6).map(|n| row(&[button(&format!("{n}"), "Press")])).collect::<Vec<_>>()),
        json!([row(&[good.clone(), select()])]),
        json!([row(&[select(), with(&select(), "custom_id", json!("other"))])]),
        json!([row(&[button("same", "One"), button("same", "Two")])]),
        json!([row(&[button("same", "One")]), row(&[with(&select(), "custom_id", json!("same"))])]),
        json!([row(&[input("what", "What?")])]),
        json!([row(&[json!({ "type": 2, "style": 2 })])]),
        json!([{ "type": 10, "content": "Components of the second version" }]),
        json!([row(&[json!({ "style": 2, "custom_id": "a", "label": "No type" })])]),
    ];
    for button in [
        with(&good, "label", json!("")),
        with(&good, "label", json!("l".repeat(81))),
        without(&good, "label"),
        without(&good, "custom_id"),
        with(&good, "custom_id", json!("")),
        with(&good, "custom_id", json!("c".repeat(101))),
        with(&good, "url", json!("https://a.example")),
        with(&good, "style", json!(5)),
        with(&good, "style", json!(6)),
        with(&good, "style", json!(7)),
        with(&good, "disabled", json!("yes")),
        with(&good, "value", json!("of another platform")),
        with(
            &with(&without(&good, "custom_id"), "style", json!(5)),
            "url",
            json!(format!("https://a.example/{}", "u".repeat(500))),
        ),
        with(&with(&without(&good, "custom_id"), "style", json!(6)), "sku_id", json!("123456789012345678")),
    ] {
        bad.push(json!([row(&[button])]));
    }
    for select in [
        with(&select(), "options", json!([])),
        with(&select(), "options", options(26)),
        with(&select(), "options", json!([{ "label": "l", "value": "1" }, { "label": "m", "value": "1" }])),
        with(
            &select(),
            "options",
            json!([{ "label": "l".repeat(101), "value": "1" }, { "label": "m", "value": "2" }]),
        ),
        with(&select(), "options", json!([{ "label": "", "value": "1" }, { "label": "m", "value": "2" }])),
        with(
            &select(),
            "options",
            json!([{ "label": "l", "value": "v".repeat(101) }, { "label": "m", "value": "2" }]),
        ),
        with(&select(), "placeholder", json!("p".repeat(151))),
        with(&select(), "min_values", json!(26)),
        with(&select(), "min_values", json!(3)),
        with(&select(), "max_values", json!(0)),
        with(&select(), "max_values", json!(3)),
        without(&select(), "custom_id"),
        with(&with(&select(), "type", json!(5)), "options", options(2)),
    ] {
        bad.push(json!([row(&[select])]));
    }
    for rows in bad {
        let reply = say(&discord, &general, &components(rows.clone())).await;
        assert_eq!(reply.status, 400, "{rows:#}");
        assert_wrong(&discord, &reply, 400, 50035);
    }
    assert_ok(&say(&discord, &general, &components(json!([row(&buttons(5)), row(&[select()])]))).await);
}

#[tokio::test]
async fn what_is_no_form_is_refused() {
    let (discord, app, ana, dm, _) = stage().await;
    let (good, field) = (modal(&[input("what", "What?")]), input("what", "What?"));
    let fields =
        |count: usize| -> Vec<Value> { (0..count).map(|n| input(&format!("f{n}"), "What?")).collect() };
    let mut bad = vec![
        with(&good, "custom_id", json!("")),
        with(&good, "custom_id", json!("c".repeat(101))),
        with(&good, "title", json!("")),
        with(&good, "title", json!("t".repeat(46))),
        with(&good, "content", json!("words")),
        with(&good, "components", json!([])),
        without(&good, "title"),
        modal(&fields(6)),
        modal(&[button("undo", "Undo")]),
        modal(&[field.clone(), field.clone()]),
        with(&good, "components", json!([row(&[field.clone(), input("how", "How?")])])),
        with(&good, "components", json!([field])),
        with(&good, "components", json!([{ "type": 18, "label": "What?", "component": field }])),
    ];
    for field in [
        with(&field, "label", json!("")),
        with(&field, "label", json!("l".repeat(46))),
        with(&field, "custom_id", json!("c".repeat(101))),
        with(&field, "placeholder", json!("p".repeat(101))),
        with(&field, "value", json!("v".repeat(4001))),
        with(&field, "style", json!(3)),
        with(&field, "min_length", json!(4001)),
        with(&field, "max_length", json!(0)),
        with(&field, "max_length", json!(4001)),
        with(&with(&field, "min_length", json!(5)), "max_length", json!(4)),
        with(&with(&field, "max_length", json!(3)), "value", json!("four")),
        with(&field, "required", json!("yes")),
        with(&field, "hint", json!("of another platform")),
        without(&field, "style"),
    ] {
        bad.push(modal(&[field]));
    }
    for form in bad {
        app.answers(9, &form);
        assert!(!ana.slash(&dm, "mentor win", &[]).await.in_time, "{form:#}");
        assert_eq!(only_violation(&discord).code, 50035, "{form:#}");
    }
    app.answers(9, &modal(&fields(5)));
    assert!(ana.slash(&dm, "mentor win", &[]).await.in_time);
    ana.close_modal();
    completed(&discord, &app, &ana, &dm).await;
}

/// Choices have limits, too.
async fn completed(
    discord: &smallwins_fake_discord::Discord,
    app: &App,
    ana: &smallwins_fake_discord::Person,
    dm: &str,
) {
    let many: Value = (0..26).map(|n| json!({ "name": format!("{n}"), "value": "v" })).collect();
    for choices in
        [many, json!([{ "name": "n".repeat(101), "value": "v" }]), json!([{ "name": "n" }]), json!("none")]
    {
        app.answers(8, &json!({ "choices": choices }));
        let proposed = tokio::spawn({
            let (ana, dm) = (ana.clone(), dm.to_owned());
            async move { ana.autocomplete(&dm, "mentor ask", &[("topic", "")]).await }
        });
        assert!(proposed.await.is_err(), "nothing is proposed");
        assert_eq!(only_violation(discord).code, 50035, "{choices:#}");
    }
}

#[tokio::test]
async fn nobody_is_pinged_whom_the_test_did_not_mean() {
    let (discord, acme, ana, _) = discord().await;
    let general = acme.channel("general");
    let mention = format!("<@{}>", ana.id);
    let said = |content: &str, allowed: Value| json!({ "content": content, "allowed_mentions": allowed });
    for (content, allowed) in [
        ("@everyone", json!({ "parse": ["everyone"] })),
        ("Hello @here", json!({ "parse": ["everyone"] })),
        (&mention, json!({ "parse": ["users"] })),
        (&mention, json!({ "parse": [], "users": [ana.id] })),
        ("<@&123456789012345678>", json!({ "parse": ["roles"] })),
    ] {
        assert_wrong(&discord, &say(&discord, &general, &said(content, allowed)).await, 400, 50035);
        // Who says nothing allows everything.
        let reply = say(&discord, &general, &json!({ "content": content })).await;
        assert_eq!(reply.status, 400);
        assert!(only_violation(&discord).why.contains("could mention"));
        assert_ok(&say(&discord, &general, &said(content, json!({ "parse": [] }))).await);
    }
    assert_eq!(ana.last().rings, Vec::<String>::new());
    assert_ok(&say(&discord, &general, &json!({ "content": format!("\\{mention} and 3 < 4 @ home") })).await);
    discord.intend(&mention);
    assert_ok(&say(&discord, &general, &said(&mention, json!({ "parse": [], "users": [ana.id] }))).await);
    assert_eq!(ana.last().rings, std::slice::from_ref(&ana.id));
    assert_eq!(ana.last().text, "@ana");
}
