/**
 * A name without what people and programs write differently: case, width of characters, blanks against underscores
 * and hyphens, zeros in front of a number.
 */
export function foldName(name: string): string {
  const folded = name
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[\s_-]+/gu, ' ')
    .trim()
  return folded.replace(/^0+(?=\d+$)/, '')
}
