/**
 * Whether a caption's words name another class than the one it is to describe: "a young woman" for class `old` beside a
 * class `young`.
 *
 * Class names are compared word by word, without case, plural s, underscores and dashes. The class's own name is taken out
 * first, so that "a pickup truck" does not contradict class `pickup truck` beside `truck`, and "a young man" does
 * contradict class `not young`.
 *
 * @see Jain et al. 2023, section 4.1, whose hard caption for class old says young.
 * @example
 * ['a young woman', 'an old woman'].map((text) => contradictsClass(text, 'old', ['old', 'young'])) // => [true, false]
 */
export function contradictsClass(
  caption: string,
  className: string,
  classes: readonly string[],
): boolean {
  const text = ` ${plainWords(caption)} `.replaceAll(` ${plainWords(className)} `, '  ')
  return classes.some((other) => other !== className && text.includes(` ${plainWords(other)} `))
}

/** Lower-case words without plural s, one space between them. */
function plainWords(text: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return words.map((word) => (word.length > 3 ? word.replace(/(?<!s)s$/, '') : word)).join(' ')
}
