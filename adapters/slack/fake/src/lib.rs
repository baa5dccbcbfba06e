//! A strict fake Slack for tests.
