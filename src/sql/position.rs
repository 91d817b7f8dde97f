//! Places in a text: byte offsets, characters, lines and columns.

/// Line and column, both from 1, the column in characters, of a byte offset. An offset past the
/// end or inside a character counts as the next boundary before it.
pub(crate) fn line_column(text: &str, byte_offset: usize) -> (u32, u32) {
    let before = &text[..floor_boundary(text, byte_offset)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    let column = before[line_start..].chars().count() + 1;
    (saturate(line), saturate(column))
}

/// Byte offset of a character counted from 1, as the server counts error positions
/// (<https://www.postgresql.org/docs/current/protocol-error-fields.html>, field `P`).
pub(crate) fn byte_of_char(text: &str, char_index_from_1: usize) -> usize {
    text.char_indices().nth(char_index_from_1.saturating_sub(1)).map_or(text.len(), |(offset, _)| offset)
}

fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Walks forward through a text, so that many places cost one pass over it.
#[derive(Debug)]
pub(crate) struct Walker<'a> {
    text: &'a str,
    offset: usize,
    line: u32,
    column: u32,
}

impl<'a> Walker<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, offset: 0, line: 1, column: 1 }
    }

    /// Line and column of an offset that is a character boundary not before the last one asked for.
    pub(crate) fn advance(&mut self, byte_offset: usize) -> (u32, u32) {
        for character in self.text[self.offset..byte_offset].chars() {
            if character == '\n' {
                self.line = self.line.saturating_add(1);
                self.column = 1;
            } else {
                self.column = self.column.saturating_add(1);
            }
        }
        self.offset = byte_offset;
        (self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "a\nhé世x";
        assert_eq!(line_column(text, 0), (1, 1));
        assert_eq!(line_column(text, 2), (2, 1));
        assert_eq!(line_column(text, text.len() - 1), (2, 4));
        assert_eq!(line_column(text, 999), (2, 5));
        assert_eq!(Walker::new(text).advance(text.len() - 1), (2, 4));
    }

    #[test]
    fn server_positions_become_bytes() {
        assert_eq!(byte_of_char("é=x", 3), 3);
        assert_eq!(byte_of_char("é", 9), 2);
        assert_eq!(byte_of_char("abc", 1), 0);
    }
}
