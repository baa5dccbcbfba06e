//! A `block_id` stands once in a message or view, an `action_id` once in a block.

use std::collections::HashSet;

use serde_json::Value;

pub(super) fn check(blocks: &[Value]) -> Result<(), String> {
    let mut block_ids = HashSet::new();
    for (place, block) in blocks.iter().enumerate() {
        if let Some(id) = block["block_id"].as_str()
            && !block_ids.insert(id)
        {
            return Err(format!("block_id {id:?} stands twice, the second time at /blocks/{place}"));
        }
        let mut action_ids = HashSet::new();
        for element in block["elements"].as_array().into_iter().flatten() {
            if let Some(id) = element["action_id"].as_str()
                && !action_ids.insert(id)
            {
                return Err(format!("action_id {id:?} stands twice at /blocks/{place}"));
            }
        }
    }
    Ok(())
}
