//! A file on its way: announced, sent, completed.

#[derive(Debug, Clone)]
pub(crate) struct Upload {
    /// `F…`.
    pub(crate) id: String,
    pub(crate) team: String,
    pub(crate) name: String,
    pub(crate) alt_text: Option<String>,
    /// How many bytes were announced.
    pub(crate) length: usize,
    pub(crate) bytes: Option<Vec<u8>>,
    pub(crate) completed: bool,
}
