// Class names, file names and the answers of servers come from strangers: they must not drive the terminal.

/** Control characters, and those that turn the direction of a text or are not seen. */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/gu

/** A text of strangers within a line of ours: what would move the cursor, turn the text or hide in it becomes U+FFFD. */
export const printable = (text: string): string => text.replace(UNSAFE, '\ufffd')

/** Line feeds, tabs and colours are ours; of all others a terminal could do anything. */
const DRIVING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
  /\u001b\[[0-9;]*m|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/**
 * Whatever is printed, on its way out: the last door, for texts that nobody made `printable`.
 *
 * @param hasColour - Whether colours are ours; where none are used, they are a stranger's.
 */
export const safeOutput = (text: string, hasColour: boolean): string =>
  text.replace(DRIVING, (found) => (hasColour && found.length > 1 ? found : '\ufffd'))
