/** Deepest nesting of lists and objects. */
const MAX_DEPTH = 100

/**
 * The value of a JSON text. Stricter than `JSON.parse`: an object with two equal keys, of which it would lose one, and
 * more than 100 levels, which others fail on later, are refused.
 *
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  checkKeysAndDepth(text)
  return JSON.parse(text)
}

function checkKeysAndDepth(text: string): void {
  const open: (Set<string> | undefined)[] = [] // the keys of each open object, undefined for a list
  let isKey = false
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]
    if (letter === '"') {
      const end = endOfString(text, i)
      if (isKey) addKey(open.at(-1), text.slice(i, end + 1))
      i = end
    } else if (letter === '{' || letter === '[') {
      isKey = letter === '{'
      open.push(isKey ? new Set() : undefined)
      if (open.length > MAX_DEPTH) throw new SyntaxError(`more than ${MAX_DEPTH} levels deep`)
    } else if (letter === '}' || letter === ']') {
      open.pop()
      isKey = false
    } else if (letter === ',') isKey = open.at(-1) !== undefined
    else if (letter === ':') isKey = false
  }
}

function addKey(keys: Set<string> | undefined, quoted: string): void {
  const key: string = quoted.includes('\\') ? JSON.parse(quoted) : quoted.slice(1, -1)
  if (keys?.has(key)) throw new SyntaxError(`two keys are "${key}"`)
  keys?.add(key)
}

/** Place of the quote that ends a string, or of the end of the text. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text[end - 1 - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return end
  }
  return text.length
}
