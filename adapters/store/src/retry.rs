//! A write in a transaction of its own, tried again where PostgreSQL asks for that or the connection is lost.

use std::time::Duration;

use crate::db::Pool;
use crate::fault::Fault;
use crate::write::Write;

/// How often a transaction is tried when PostgreSQL asks for another try or the connection is lost.
const TRIES: u32 = 5;
/// The pause before the second try; it doubles with each.
const PAUSE: Duration = Duration::from_millis(10);

/// Runs a write in a transaction of its own until it has a verdict.
pub(crate) async fn retried<W: Write>(pool: &Pool, write: &W) -> Result<W::Answer, Fault> {
    let mut in_doubt = false;
    let mut pause = PAUSE;
    for left in (0..TRIES).rev() {
        match once(pool, write).await {
            Ok(answer) if in_doubt => return Ok(write.after_doubt(answer)),
            Err(Fault::Again(_)) if left > 0 => {}
            Err(Fault::Lost(_)) if left > 0 => in_doubt = true,
            verdict => return verdict,
        }
        tokio::time::sleep(pause).await;
        pause *= 2;
    }
    unreachable!("the last try is a verdict")
}

async fn once<W: Write>(pool: &Pool, write: &W) -> Result<W::Answer, Fault> {
    let mut tx = pool.begin(&write.walls()).await?;
    let answer = write.run(&mut tx).await?;
    tx.commit().await?;
    Ok(answer)
}
