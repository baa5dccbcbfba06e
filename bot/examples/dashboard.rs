//! The dashboard of a pilot that was rehearsed, for whoever changes a page: `cargo run -p smallwins --example
//! dashboard` prints a link to it, and serves until it is stopped.

#[path = "parts/pilot.rs"]
mod pilot;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (links, serving) = pilot::dashboard(1).await?;
    println!("{}", links.concat());
    serving.await?;
    Ok(())
}
