//! One file per table: what stands in its columns, and the statements that concern it alone.

pub(crate) mod arrival;
pub(crate) mod ask;
pub(crate) mod audit;
pub(crate) mod call;
pub(crate) mod community;
pub(crate) mod fact;
pub(crate) mod hold;
pub(crate) mod keepsake;
pub(crate) mod link;
pub(crate) mod member;
pub(crate) mod member_topic;
pub(crate) mod offer;
pub(crate) mod receipt;
pub(crate) mod rollup;
pub(crate) mod session;
pub(crate) mod signal;
pub(crate) mod task;
pub(crate) mod visit;
pub(crate) mod win;
