const NUMBER = /-?\d+(?:\.\d+)?(?:e[-+]\d+)?/g

/** Of the sixth digit: another processor sums in another order. */
const RELATIVE = 2e-5
/** What is nothing but rounding. */
const ABSOLUTE = 1e-9

/**
 * The first line in which two texts differ, undefined if there is none: numbers by value, everything else letter by
 * letter.
 */
export function firstDifference(
  expected: string,
  actual: string,
): { line: number; expected: string; actual: string } | undefined {
  const left = expected.replaceAll('\r\n', '\n').split('\n')
  const right = actual.split('\n')
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [a = '', b = ''] = [left[i], right[i]]
    if (i >= left.length || i >= right.length || !equalLines(a, b)) {
      return { line: i + 1, expected: a, actual: b }
    }
  }
  return undefined
}

function equalLines(a: string, b: string): boolean {
  if (a === b) return true
  if (a.replaceAll(NUMBER, '#') !== b.replaceAll(NUMBER, '#')) return false
  const numbers = b.match(NUMBER) ?? []
  return (a.match(NUMBER) ?? []).every((text, i) => {
    const [x, y] = [Number(text), Number(numbers[i])]
    if (Number.isInteger(x) && Number.isInteger(y)) return x === y
    return Math.abs(x - y) <= Math.max(ABSOLUTE, RELATIVE * Math.abs(x))
  })
}
