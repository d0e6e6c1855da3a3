import { lostClasses, sentence } from '../../pipeline/guard/summarize.ts'
import type { CompareFile } from '../../run/compare-file.ts'
import { wellFormed } from './well-formed.ts'

/**
 * A comparison as GitHub workflow commands: an error a worse or new mode, a warning an inconclusive one and a class that is worse
 * elsewhere.
 */
export function comparisonGithub(file: CompareFile): string {
  const { modes, newModes, warnings } = file
  const lines = [
    ...modes.flatMap((mode) => {
      const title = mode.name === null ? mode.id : `${mode.id} ${mode.name}`
      if (mode.verdict === 'worse') return [command('error', `Worse: ${title}`, sentence(mode))]
      if (mode.verdict !== 'inconclusive') return []
      const needed = mode.needed === null ? '' : `need ${mode.needed} more images; `
      return [command('warning', `Inconclusive: ${title}`, `${needed}${sentence(mode)}`)]
    }),
    ...(newModes ?? [])
      .filter(({ isNew }) => isNew)
      .map((mode) => command('error', `New failure mode: ${mode.id}`, sentence(mode))),
    ...lostClasses(file).map((change) =>
      command('warning', `Worse, but in no frozen mode: class ${change.class}`, sentence(change)),
    ),
    ...warnings.map(({ message }) => command('warning', 'faultline', message)),
  ]
  return lines.join('')
}

function command(level: 'error' | 'warning', title: string, message: string): string {
  return `::${level} title=${property(title)}::${data(message)}\n`
}

const data = (text: string) => wellFormed(text).replaceAll('%', '%25')
const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
