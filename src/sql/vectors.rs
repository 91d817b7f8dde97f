//! Reads the test vectors: rows the real tools wrote, with file contents in base64 so that line
//! endings and byte order marks survive. Tests only.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(crate) struct Vectors {
    #[serde(default)]
    pub(crate) cases: Vec<Case>,
    #[serde(default)]
    pub(crate) real_tool: Vec<Case>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Case {
    pub(crate) name: Option<String>,
    pub(crate) file: Option<String>,
    pub(crate) version: Option<serde_json::Value>,
    pub(crate) description: Option<String>,
    content_base64: String,
    #[serde(default)]
    pub(crate) statements: Vec<String>,
    pub(crate) statement_count: Option<usize>,
    pub(crate) hash: Option<String>,
    pub(crate) checksum: Option<String>,
    pub(crate) written_checksum: Option<String>,
    #[serde(default)]
    pub(crate) accepted_checksums: Vec<String>,
    pub(crate) legacy_unpadded: Option<String>,
    pub(crate) sha384: Option<String>,
    pub(crate) ignored_cr: Option<String>,
    pub(crate) ignored_ws_bom: Option<String>,
    #[serde(default)]
    pub(crate) no_tx: bool,
}

impl Case {
    pub(crate) fn content(&self) -> String {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut bytes = Vec::new();
        let (mut bits, mut count) = (0_u32, 0);
        for letter in self.content_base64.bytes().filter(|&letter| letter != b'=') {
            let value = alphabet.iter().position(|&known| known == letter).expect("a base64 letter");
            bits = (bits << 6) | u32::try_from(value).expect("below 64");
            count += 6;
            if count >= 8 {
                count -= 8;
                bytes.push(u8::try_from((bits >> count) & 0xff).expect("one byte"));
            }
        }
        String::from_utf8(bytes).expect("the vectors are UTF-8")
    }
}

pub(crate) fn read(json: &str) -> Vectors {
    serde_json::from_str(json).expect("the vectors are JSON")
}
