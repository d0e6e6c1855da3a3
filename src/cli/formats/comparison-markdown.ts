import { FOOTNOTE } from '../../pipeline/guard/summarize.ts'
import type { ChangeRecord, CompareFile, ModeChange, WorstImage } from '../../run/compare-file.ts'
import { wellFormed } from './well-formed.ts'

const MARKS = {
  worse: '❌ worse',
  better: '✅ better',
  safe: '✅ safe',
  inconclusive: '❔ inconclusive',
}
const VERDICTS = { pass: '✅ pass', fail: '❌ fail', inconclusive: '❔ inconclusive' }

/** A comparison as Markdown for a pull request: the verdict, a table, the images that broke. */
export function comparisonMarkdown(file: CompareFile): string {
  const { verdict, summary, modes, newModes, overall, warnings } = file
  const [first = '', ...rest] = summary
  const rows = [
    ...modes.map((mode) => row(mode, MARKS[mode.verdict])),
    ...(newModes ?? []).map((mode) => row(mode, mode.isNew ? '❌ new' : '⚪ not surely worse')),
    `| **all images** | | ${rates(overall)} | ${MARKS[overall.verdict]} |`,
  ]
  const failing = [
    ...modes.filter((mode) => mode.verdict === 'worse'),
    ...(newModes ?? []).filter(({ isNew }) => isNew),
  ]
  return [
    `### Failure modes: ${VERDICTS[verdict]}`,
    plain(first),
    [
      '| mode | name | wrong before | wrong now | broke | mended | points of error (95 %) | verdict |',
      '| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |',
      ...rows,
    ].join('\n'),
    ...failing.filter(({ worst }) => worst.length > 0).map(broken),
    ...(rest.length > 0 ? [rest.map((line) => `* ${plain(line)}`).join('\n')] : []),
    `<sub>${FOOTNOTE}</sub>`,
    ...warnings.map(({ message }) => `> ⚠️ ${plain(message)}`),
  ]
    .join('\n\n')
    .concat('\n')
}

function row(mode: ModeChange, verdict: string): string {
  const needed = mode.verdict === 'inconclusive' && mode.needed !== null
  const more = needed ? `, ${mode.needed} more images` : ''
  const name = mode.name === null ? '' : code(mode.name)
  return `| ${code(mode.id)} | ${name} | ${rates(mode)} | ${verdict}${more} |`
}

function rates({ old, new: now, broken, mended, difference, interval }: ChangeRecord): string {
  const rate = ({ errors, examples }: ChangeRecord['old']) =>
    examples === 0 ? '–' : `${errors}/${examples} (${(100 * (errors / examples)).toFixed(1)} %)`
  const [low, high] = interval.map((end) => signed(end))
  const points = difference === null ? '–' : `${signed(difference)} (${low} to ${high})`
  return `${rate(old)} | ${rate(now)} | ${broken ?? '–'} | ${mended ?? '–'} | ${points}`
}

const signed = (share: number) => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)}`

function broken(mode: ModeChange): string {
  const title = mode.name === null ? mode.id : `${mode.id} ${mode.name}`
  const images = mode.worst.map((image) => `${link(image)} as ${code(image.prediction)}`)
  const all = mode.broken ?? mode.new.errors
  const count = all > images.length ? `${images.length} of ${all}` : all
  return `<details><summary>Broke in ${html(title)}: ${count}</summary>\n\n${images.join(', ')}\n\n</details>`
}

/** A link where the image is a relative path or on the web; any other address could run a script. */
function link({ id, image }: WorstImage): string {
  const address =
    image !== null && !/^[^/]*:/.test(image)
      ? image
      : /^https?:\/\//.test(image ?? '')
        ? image
        : null
  if (address === null) return code(id)
  const safe = encodeURI(wellFormed(address)).replace(
    /[()<>]/g,
    (c) => `%${c.charCodeAt(0).toString(16)}`,
  )
  return `[${code(id)}](${safe})`
}

/** As code, where neither HTML nor links nor mentions work. */
const code = (text: string) =>
  `\`${wellFormed(text).replaceAll('`', '\u02cb').replaceAll('|', '\\|')}\``

/** As text inside an HTML element, where Markdown does not reach. */
const html = (text: string) =>
  wellFormed(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@\u200b')

/** As text in which nothing is markup; a mention must not call anybody. */
const plain = (text: string) => html(text).replace(/[\\`*_[\]|~#]/g, '\\$&')
