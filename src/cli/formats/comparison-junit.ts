import { lostClasses, sentence } from '../../pipeline/guard/summarize.ts'
import type { CompareFile, ModeChange } from '../../run/compare-file.ts'
import { wellFormed } from './well-formed.ts'

interface Case {
  mode: ModeChange
  outcome: 'passed' | 'failure' | 'skipped'
  message: string
}

/**
 * A comparison as JUnit XML: a suite a class, a case a mode. Worse and new modes fail, inconclusive ones are skipped.
 * Valid under Jenkins' junit-10.xsd, which GitLab's reader takes too; it has no properties in a case, so the numbers
 * stand in the suite under the mode's id; warnings are what a suite has on stderr.
 */
export function comparisonJunit(file: CompareFile): string {
  const cases = [
    ...file.modes.map(caseOf),
    ...(file.newModes ?? []).map((mode): Case => {
      const message = `${mode.isNew ? 'new failure mode' : 'not frozen'}: ${sentence(mode)}`
      return { mode, outcome: mode.isNew ? 'failure' : 'passed', message }
    }),
  ]
  const lost = new Map(lostClasses(file).map((change) => [change.class, change]))
  const classes = [...new Set([...cases.map(({ mode }) => mode.class), ...lost.keys()])]
  const suites = classes.map((name, i) => {
    const change = lost.get(name)
    const notes = [
      ...(change ? [`worse, but in no frozen mode: class ${name}: ${sentence(change)}`] : []),
      // Of the whole comparison, which has no place of its own.
      ...(i === 0 ? file.warnings.map(({ message }) => message) : []),
    ]
    return suite(
      name,
      cases.filter(({ mode }) => mode.class === name),
      notes,
    )
  })
  const all = `name="faultline" tests="${cases.length}" failures="${count(cases, 'failure')}" errors="0"`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${all}>\n${suites.join('')}</testsuites>\n`
}

function caseOf(mode: ModeChange): Case {
  const message = `${mode.verdict}: ${sentence(mode)}`
  if (mode.verdict === 'worse') return { mode, outcome: 'failure', message }
  if (mode.verdict !== 'inconclusive') return { mode, outcome: 'passed', message }
  const needed = mode.needed === null ? 'other examples' : `${mode.needed} more images`
  return { mode, outcome: 'skipped', message: `inconclusive: need ${needed}; ${sentence(mode)}` }
}

function suite(name: string, cases: readonly Case[], notes: readonly string[]): string {
  const counts = `tests="${cases.length}" failures="${count(cases, 'failure')}" errors="0" skipped="${count(cases, 'skipped')}"`
  const properties = cases.flatMap(({ mode }) => numbers(mode))
  const lines = properties.map(
    ([key, value]) => `      <property name=${quoted(key)} value=${quoted(value)}/>\n`,
  )
  const warned =
    notes.length === 0 ? '' : `    <system-err>${notes.map(escaped).join('\n')}</system-err>\n`
  return `  <testsuite name=${quoted(name)} ${counts}>
    <properties>\n${lines.join('')}    </properties>\n${cases.map(testCase).join('')}${warned}  </testsuite>\n`
}

function testCase({ mode, outcome, message }: Case): string {
  const title = mode.name === null ? mode.id : `${mode.id} ${mode.name}`
  const head = `    <testcase classname=${quoted(`faultline.${mode.class}`)} name=${quoted(title)}`
  const broken = mode.worst.map(
    ({ id, prediction }) => `${wellFormed(id)} as ${wellFormed(prediction)}`,
  )
  const more = (mode.broken ?? mode.new.errors) - broken.length
  const rest = more > 0 ? ` and ${more} more` : ''
  const detail = escaped(broken.length > 0 ? `broke: ${broken.join(', ')}${rest}` : message)
  if (outcome === 'passed')
    return `${head}>\n      <system-out>${escaped(message)}</system-out>\n    </testcase>\n`
  const type = outcome === 'failure' ? ` type="${mode.verdict === 'worse' ? 'worse' : 'new'}"` : ''
  return `${head}>\n      <${outcome}${type} message=${quoted(message)}>${detail}</${outcome}>\n    </testcase>\n`
}

function numbers(mode: ModeChange): [string, string][] {
  const { old, new: now, broken, mended, difference, interval, p, needed, verdict } = mode
  const values = {
    verdict,
    'old errors': `${old.errors} of ${old.examples}`,
    'new errors': `${now.errors} of ${now.examples}`,
    ...(broken !== null && { broken, mended: mended ?? 0 }),
    ...(difference !== null && { difference }),
    interval: interval.join(' to '),
    'p worse': p.worse,
    'p better': p.better,
    'p safe': p.safe,
    ...(needed !== null && { 'images needed': needed }),
  }
  return Object.entries(values).map(([key, value]) => [`${mode.id} ${key}`, String(value)])
}

const count = (cases: readonly Case[], outcome: Case['outcome']) =>
  cases.filter((one) => one.outcome === outcome).length

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string) => wellFormed(text).replace(/[&<>"]/g, (c) => ENTITIES[c] ?? c)
const quoted = (text: string) => `"${escaped(text)}"`
