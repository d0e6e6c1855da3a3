import { sentence } from '../../pipeline/guard/summarize.ts'
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
 * stand in the suite under the mode's id.
 */
export function comparisonJunit(file: CompareFile): string {
  const cases = [
    ...file.modes.map(caseOf),
    ...(file.newModes ?? []).map((mode): Case => {
      const message = `${mode.isNew ? 'new failure mode' : 'not frozen'}: ${sentence(mode)}`
      return { mode, outcome: mode.isNew ? 'failure' : 'passed', message }
    }),
  ]
  const classes = [...new Set(cases.map(({ mode }) => mode.class))]
  const suites = classes.map((name) =>
    suite(
      name,
      cases.filter(({ mode }) => mode.class === name),
    ),
  )
  const all = `name="faultline" tests="${cases.length}" failures="${count(cases, 'failure')}" errors="0"`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${all}>\n${suites.join('')}</testsuites>\n`
}

function caseOf(mode: ModeChange): Case {
  if (mode.verdict === 'worse') return { mode, outcome: 'failure', message: sentence(mode) }
  if (mode.verdict !== 'inconclusive') return { mode, outcome: 'passed', message: sentence(mode) }
  const needed = mode.needed === null ? 'other examples' : `${mode.needed} more images`
  return { mode, outcome: 'skipped', message: `inconclusive: need ${needed}; ${sentence(mode)}` }
}

function suite(name: string, cases: readonly Case[]): string {
  const counts = `tests="${cases.length}" failures="${count(cases, 'failure')}" errors="0" skipped="${count(cases, 'skipped')}"`
  const properties = cases.flatMap(({ mode }) => numbers(mode))
  const lines = properties.map(
    ([key, value]) => `      <property name=${quoted(key)} value=${quoted(value)}/>\n`,
  )
  return `  <testsuite name=${quoted(name)} ${counts}>
    <properties>\n${lines.join('')}    </properties>\n${cases.map(testCase).join('')}  </testsuite>\n`
}

function testCase({ mode, outcome, message }: Case): string {
  const title = mode.name === null ? mode.id : `${mode.id} ${mode.name}`
  const head = `    <testcase classname=${quoted(`faultline.${mode.class}`)} name=${quoted(title)}`
  const broken = mode.worst.map(
    ({ id, prediction }) => `${wellFormed(id)} as ${wellFormed(prediction)}`,
  )
  const detail = escaped(broken.length > 0 ? `broke: ${broken.join(', ')}` : message)
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
