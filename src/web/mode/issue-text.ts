import type { Run } from '../data/load-run.ts'
import { count, decimal, oneLine, percent, probability } from '../words/format.ts'
import type { Card } from './card.ts'
import { folderWord } from './folder-word.ts'
import { headline } from './headline.ts'

const LISTED = 20
const PICTURES = 6
/** Longest picture, in characters: six of them still fit into an issue of GitHub's 65,536. */
const PICTURE_LIMIT = 8000

/** A failure mode as Markdown to paste into an issue: headline, numbers, ids, small pictures, link. */
export async function issueText(run: Run, { summary, direction, facts }: Card): Promise<string> {
  const { found } = summary
  const { flagged, others, calledAs } = facts
  const { method } = run.manifest.config
  const hard = run.captionReport?.directions.find(
    (verdict) => verdict.class === found.class && verdict.direction === direction.rank,
  )?.hard
  const ids = (rows: readonly number[]) =>
    rows.slice(0, LISTED).map((row) => `\`${code(run.examples.ids[row] ?? '')}\``)
  const line = (name: string, { rows, wrong, accuracy, interval }: typeof flagged) =>
    `| ${name} | ${count(rows.length)} | ${count(wrong.length)} | ${percent(accuracy)} | ${percent(interval[0])} to ${percent(interval[1])} |`
  const pictures = await smallPictures(run, flagged.wrong)
  return [
    `## ${markdown(headline(found.class, hard ?? undefined, facts))}`,
    '',
    `Run \`${code(run.manifest.name)}\`, class \`${code(found.class)}\`. Held-out images (split \`${code(method.heldOutSplit)}\`), which had no part in the search:`,
    '',
    '| images | n | wrong | accuracy | 95 % interval |',
    '| --- | ---: | ---: | ---: | --- |',
    line('flagged', flagged),
    line('the others', others),
    '',
    `Strength ${decimal(direction.auroc ?? direction.balancedAccuracy)} (area under the ROC curve, out of fold), q ${probability(direction.q ?? direction.p)} (false-discovery rate over classes). Found among ${count(found.examples)} images of split \`${code(method.fitSplit)}\`, ${count(found.errors)} of them wrong.`,
    ...(calledAs.length > 0
      ? [
          '',
          `Taken for: ${calledAs
            .slice(0, 4)
            .map(({ name, rows }) => `${markdown(oneLine(name))} (${rows.length})`)
            .join(', ')}.`,
        ]
      : []),
    '',
    `Wrong, the hardest first${flagged.wrong.length > LISTED ? ` (${LISTED} of ${count(flagged.wrong.length)})` : ''}: ${ids(flagged.wrong).join(', ')}`,
    ...(pictures.length > 0 ? ['', pictures.join(' ')] : []),
    '',
    `Page: ${location.href.replaceAll(' ', '%20')}`,
    '',
    '```sh',
    `faultline serve ${folderWord(run)}`,
    '```',
    '',
  ].join('\n')
}

/** Pictures inlined as data: a tracker that shows none still has the ids above. */
async function smallPictures(run: Run, rows: readonly number[]): Promise<string[]> {
  const made = await Promise.all(
    rows.slice(0, PICTURES).map(async (row) => {
      const address = run.source.image(row, 'thumbnail')
      const data = address && (await smallPicture(address).catch(() => undefined))
      return data && data.length <= PICTURE_LIMIT
        ? `<img src="${data}" width="96" alt="${attribute(run.examples.ids[row] ?? '')}">`
        : undefined
    }),
  )
  return made.filter((text) => text !== undefined)
}

const SIDE = 96

/** An image of the page as a small data address. */
async function smallPicture(address: string): Promise<string | undefined> {
  const image = new Image()
  image.src = address
  await image.decode()
  const canvas = document.createElement('canvas')
  const scale = SIDE / Math.max(image.naturalWidth, image.naturalHeight, 1)
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale))
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale))
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return canvas.toDataURL('image/jpeg', 0.7)
}

/** Text of a stranger that may not become mark-up. */
const markdown = (text: string): string => oneLine(text).replace(/[\\`*_{}[\]<>#|@!]/g, '\\$&')
const code = (text: string): string => oneLine(text).replaceAll('`', 'ˋ').replaceAll('|', '\\|')
const attribute = (text: string): string =>
  oneLine(text).replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)
