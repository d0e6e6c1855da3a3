/**
 * Lines of a text that comes in chunks; a line ends with a line feed, before which a carriage return counts for nothing.
 *
 * @param longest - Characters that a line may have.
 * @throws RangeError on a longer line.
 */
export async function* textLines(
  chunks: AsyncIterable<string>,
  longest: number,
): AsyncGenerator<string> {
  let parts: string[] = []
  let length = 0
  const add = (part: string) => {
    parts.push(part)
    length += part.length
    if (length > longest) throw new RangeError(`a line of more than ${longest} characters`)
  }
  const take = () => {
    const line = parts.join('')
    parts = []
    length = 0
    return line.endsWith('\r') ? line.slice(0, -1) : line
  }
  for await (const chunk of chunks) {
    const [first = '', ...others] = chunk.split('\n')
    add(first)
    for (const other of others) {
      yield take()
      add(other)
    }
  }
  if (length > 0) yield take()
}
