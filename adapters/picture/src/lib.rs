//! Charts as pictures, for places that show no drawing of ours: the core's SVG, painted as PNG.
//!
//! The letters are in the binary, so the same chart is the same picture on every machine; nothing is read from a disk
//! or a network while it is painted.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};
use smallwins_core::chart::{Chart, Look, svg};

/// Why a chart could not be painted, which is a mistake of ours. It holds no word of the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unpaintable {
    /// The drawing is none.
    #[error("the drawing of a chart is no SVG")]
    Drawing,
    /// There is no room for it.
    #[error("a picture of that size cannot be made")]
    Size,
    /// It cannot be packed.
    #[error("a picture could not be packed as PNG")]
    Packing,
}

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(epaint_default_fonts::UBUNTU_LIGHT.to_vec());
    fonts.set_sans_serif_family("Ubuntu");
    Arc::new(fonts)
});

/// A chart as PNG, 1200 × 630. It takes some ten milliseconds of a processor.
///
/// # Errors
/// The chart cannot be painted.
pub fn png(chart: &Chart) -> Result<Vec<u8>, Unpaintable> {
    let options =
        Options { fontdb: Arc::clone(&FONTS), font_family: "Ubuntu".to_owned(), ..Options::default() };
    let tree = Tree::from_str(&svg(chart, Look::Picture), &options).map_err(|_| Unpaintable::Drawing)?;
    let size = tree.size().to_int_size();
    let mut picture = Pixmap::new(size.width(), size.height()).ok_or(Unpaintable::Size)?;
    resvg::render(&tree, Transform::identity(), &mut picture.as_mut());
    picture.encode_png().map_err(|_| Unpaintable::Packing)
}

#[cfg(test)]
mod tests;
