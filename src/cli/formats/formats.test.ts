import { parseHTML } from 'linkedom'
import { expect, test } from 'vitest'
import { lostClasses, summarize } from '../../pipeline/guard/summarize.ts'
import type { ChangeRecord, CompareFile, ModeChange } from '../../run/compare-file.ts'
import { comparisonGithub } from './comparison-github.ts'
import { comparisonJunit } from './comparison-junit.ts'
import { comparisonMarkdown } from './comparison-markdown.ts'
import { comparisonText } from './comparison-text.ts'

const HOSTILE =
  'a"><script>alert(1)</script>|`@everyone`]](x)\u0000\u001b[31m\u0007\ud800\n::error::x -->'

const change: ChangeRecord = {
  old: { examples: 40, errors: 10, accuracy: 0.75, interval: [0.6, 0.86] },
  new: { examples: 40, errors: 25, accuracy: 0.375, interval: [0.24, 0.53] },
  broken: 16,
  mended: 1,
  units: 40,
  difference: 0.375,
  interval: [0.2, 0.53],
  p: { worse: 0.0001, better: 1, safe: 1 },
  verdict: 'worse',
  needed: null,
}
const mode = (id: string, name: string | null, more: Partial<ModeChange> = {}): ModeChange => ({
  ...change,
  id,
  class: id.slice(0, id.lastIndexOf('#')),
  rank: 1,
  name,
  worst: [
    { id: HOSTILE, image: `javascript:alert(1)//${HOSTILE}`, label: 'cat', prediction: HOSTILE },
    { id: 'b', image: 'img/a b(1).jpg', label: 'cat', prediction: 'dog' },
  ],
  ...more,
})

const file: CompareFile = {
  format: 'faultline-comparison',
  version: 1,
  tool: 'test',
  old: 'old',
  new: HOSTILE,
  paired: true,
  joined: { examples: 90, missing: 0, relabelled: 0, moved: 0 },
  margin: 0.02,
  alpha: 0.05,
  verdict: 'fail',
  summary: [`"${HOSTILE}" against "old"`, HOSTILE],
  overall: change,
  classes: [{ ...change, class: HOSTILE }],
  modes: [
    mode('cat#1', HOSTILE),
    mode(`${HOSTILE}#1`, null),
    mode('dog#1', 'a dog', { verdict: 'inconclusive', needed: 340 }),
    mode('dog#2', 'a dog at night', { verdict: 'safe' }),
  ],
  newModes: [{ ...mode('owl#1', 'an owl'), q: 0.01, overlap: 0.1, isNew: true }],
  shifts: null,
  warnings: [{ code: 'x', message: HOSTILE }],
}

/** The rules of Jenkins' junit-10.xsd that bear on what is written here. */
const RULES: Record<string, { attributes: string[]; required: string[]; children: string[] }> = {
  testsuites: {
    attributes: ['name', 'time', 'tests', 'failures', 'errors'],
    required: [],
    children: ['testsuite'],
  },
  testsuite: {
    attributes: [
      'name',
      'tests',
      'failures',
      'errors',
      'group',
      'time',
      'skipped',
      'timestamp',
      'hostname',
      'id',
      'package',
      'file',
      'log',
      'url',
    ],
    required: ['name', 'tests', 'failures', 'errors'],
    children: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
  },
  properties: { attributes: [], required: [], children: ['property'] },
  property: { attributes: ['name', 'value'], required: ['name', 'value'], children: [] },
  testcase: {
    attributes: ['name', 'time', 'classname', 'group'],
    required: ['name'],
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  },
  failure: { attributes: ['type', 'message'], required: [], children: [] },
  skipped: { attributes: ['type', 'message'], required: [], children: [] },
  'system-out': { attributes: [], required: [], children: [] },
  'system-err': { attributes: [], required: [], children: [] },
}

function breaches(element: Element): string[] {
  const name = element.tagName
  const rule = RULES[name]
  if (!rule) return [`unknown element ${name}`]
  const attributes = [...element.attributes].map((attribute) => attribute.name)
  return [
    ...attributes
      .filter((one) => !rule.attributes.includes(one))
      .map((one) => `${name} has ${one}`),
    ...rule.required
      .filter((one) => !attributes.includes(one))
      .map((one) => `${name} lacks ${one}`),
    ...[...element.children]
      .filter((child) => !rule.children.includes(child.tagName))
      .map((child) => `${child.tagName} in ${name}`),
    ...[...element.children].flatMap(breaches),
  ]
}

const parseXml = (text: string) => {
  const { DOMParser } = parseHTML('<html></html>')
  return new DOMParser().parseFromString(text, 'text/xml').documentElement as unknown as Element
}

test('JUnit: a suite a class, a case a mode, valid under the public schema, whatever names come', () => {
  const text = comparisonJunit(file)
  const root = parseXml(text)
  expect(breaches(root)).toEqual([])
  const cases = [...root.querySelectorAll('testcase')]
  expect(cases).toHaveLength(5)
  expect(root.querySelectorAll('failure')).toHaveLength(3)
  expect(root.getAttribute('failures')).toBe('3')
  const skipped = root.querySelector('skipped')
  expect(skipped?.getAttribute('message')).toMatch(/^inconclusive: need 340 more images/)
  expect(root.querySelectorAll('script')).toHaveLength(0)
  // Nothing that XML 1.0 cannot hold, and no half of a character.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must be absent
  expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u)
  const names = cases.map((one) => one.getAttribute('name'))
  expect(new Set(names).size).toBe(names.length)
})

test('the rules that the test holds JUnit against catch a wrong file', () => {
  const wrong =
    '<testsuites><testsuite name="a" tests="1" failures="0"><testcase><properties/></testcase></testsuite></testsuites>'
  expect(breaches(parseXml(wrong))).toEqual([
    'testsuite lacks errors',
    'testcase lacks name',
    'properties in testcase',
  ])
})

test('Markdown: the verdict first; hostile names stay text, on one line, without link, tag or mention', () => {
  const text = comparisonMarkdown(file)
  expect(text.startsWith('### Failure modes: ❌ fail\n')).toBe(true)
  for (const line of text.split('\n').filter((one) => one.startsWith('|'))) {
    expect(line.replaceAll('\\|', '').split('|')).toHaveLength(10)
  }
  expect(text).toContain('[`b`](img/a%20b%281%29.jpg)')
  const outside = text.replace(/`[^`]*`/g, '')
  expect(outside).not.toMatch(/<script|javascript:|-->|@\w/)
  expect(text).toContain('❔ inconclusive, 340 more images')
})

test('GitHub: one command a line, none smuggled in', () => {
  const lines = comparisonGithub(file).trimEnd().split('\n')
  expect(lines).toHaveLength(5)
  expect(lines.filter((line) => line.startsWith('::error title='))).toHaveLength(3)
  expect(lines.every((line) => /^::(error|warning) title=[^:,]*::/.test(line))).toBe(true)
})

test('a class that is worse outside the frozen modes is told in every format, though the check passes', () => {
  const safe: CompareFile = {
    ...file,
    verdict: 'pass',
    classes: [
      { ...change, class: 'cat' },
      { ...change, class: 'dog', verdict: 'safe' },
    ],
    modes: [mode('dog#1', null, { verdict: 'safe' })],
    newModes: null,
  }
  const told = { ...safe, new: 'new', summary: summarize({ ...safe, new: 'new' }) }
  expect(lostClasses(told).map((one) => one.class)).toEqual(['cat'])
  const first = '; but worse in class "cat" as a whole'
  expect(comparisonText(told, 160).split('\n')[0]).toContain(first)
  expect(comparisonMarkdown(told)).toContain(first)
  expect(comparisonGithub(told)).toMatch(
    /^::warning title=Worse%2C but .*class cat::wrong on 10 of 40/,
  )
  const root = parseXml(comparisonJunit(told))
  expect(breaches(root)).toEqual([])
  const [, cat] = [...root.querySelectorAll('testsuite')]
  expect(cat?.getAttribute('name')).toBe('cat')
  expect(cat?.querySelector('system-err')?.textContent).toMatch(/^worse, but in no frozen mode/)
  // Where a frozen mode of the class is worse, the class needs no word of its own.
  const known = { ...told, modes: [mode('cat#1', null)] }
  expect(lostClasses(known)).toEqual([])
})

test('text: no control character reaches the terminal', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must be absent
  expect(comparisonText(file, 160)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/)
})
