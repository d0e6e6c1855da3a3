// The site's pages from the repository's Markdown: each page under its address, links turned to match, pictures copied.
// What a page links to that is no page of the site (a script, a folder) stays as its name alone.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

const root = join(import.meta.dirname, '..')
const out = join(import.meta.dirname, 'pages')

const pagesOf = (folder) =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`)

/** Where each file of the repository stands on the site. */
const addresses = new Map([
  ['README.md', 'index.md'],
  ['CHANGELOG.md', 'changelog.md'],
  ['CONTRIBUTING.md', 'contributing.md'],
  ['SECURITY.md', 'security.md'],
  ['python/README.md', 'python.md'],
  ['recipes/README.md', 'recipes.md'],
  ...[...pagesOf('docs'), ...pagesOf('docs/guides')].map((file) => [
    file,
    file.replace(/^docs\//, ''),
  ]),
])

/** The target as the page at `address` names it, or none where it is no page of the site. */
function turned(target, file, address) {
  if (/^[a-z]+:|^#/.test(target)) return target
  const [path, anchor] = target.split('#')
  const source = posix.join(posix.dirname(file), path)
  const to = /\.(webp|png|svg)$/.test(source) ? copied(source) : addresses.get(source)
  if (to === undefined) return undefined
  const relative = posix.relative(posix.dirname(address), to)
  return `${relative.startsWith('.') ? relative : `./${relative}`}${anchor ? `#${anchor}` : ''}`
}

function copied(picture) {
  const to = posix.join('images', posix.basename(picture))
  mkdirSync(join(out, 'images'), { recursive: true })
  cpSync(join(root, picture), join(out, to))
  return to
}

/** A link or picture, whose name may hold code; or code, in which brackets are no links. */
const LINK = /^```[\s\S]*?^```|(!?\[(?:`[^`\n]*`|[^[\]`])*\])\(([^)\s]+)\)|`[^`\n]*`/gm

rmSync(out, { recursive: true, force: true })
for (const [file, address] of addresses) {
  const source = readFileSync(join(root, file), 'utf8').replaceAll(/^<!--.*-->\n/gm, '')
  const text = source.replaceAll(LINK, (whole, name, target) => {
    if (name === undefined) return whole
    const to = turned(target, file, address)
    return to === undefined ? name.slice(1, -1) : `${name}(${to})`
  })
  mkdirSync(join(out, dirname(address)), { recursive: true })
  writeFileSync(join(out, address), text)
}
