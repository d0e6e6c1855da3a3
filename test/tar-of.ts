/** A tar archive of these files, with GNU's long names where they need them. */
export function tarOf(files: Record<string, string | Uint8Array>): Buffer {
  const parts = Object.entries(files).flatMap(([name, content]) => [
    ...(name.length > 100 ? entry('././@LongLink', Buffer.from(`${name}\0`), 'L') : []),
    ...entry(name.slice(0, 100), Buffer.from(content), '0'),
  ])
  return Buffer.concat([...parts, Buffer.alloc(1024)])
}

function entry(name: string, content: Buffer, type: string): Buffer[] {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write('0000644', 100)
  header.write(content.length.toString(8).padStart(11, '0'), 124)
  header.write(type, 156)
  header.write('ustar\x0000', 257)
  header.fill(' ', 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]
}
