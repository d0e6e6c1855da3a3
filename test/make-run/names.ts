/** How the planted failure of a class looks and is called. */
export interface Planted {
  hard: string
  easy: string
  hardScene: string
  easyScene: string
}

export const PLANTED: readonly Planted[] = [
  { hard: 'at night', easy: 'in bright daylight', hardScene: '#101a33', easyScene: '#bfe3ff' },
  { hard: 'in deep snow', easy: 'on green grass', hardScene: '#eef3f7', easyScene: '#7fb069' },
  { hard: 'on a beach', easy: 'in a forest', hardScene: '#f0d9a8', easyScene: '#2f5d3a' },
  { hard: 'behind glass', easy: 'on a plain wall', hardScene: '#9fb8c4', easyScene: '#d8cfc4' },
]

const FIRST = [
  'amber',
  'coral',
  'cobalt',
  'ivory',
  'jade',
  'maroon',
  'ochre',
  'slate',
  'teal',
  'umber',
]
const SECOND = [
  'finch',
  'harbour',
  'kettle',
  'lantern',
  'maple',
  'otter',
  'pony',
  'tractor',
  'violin',
  'wagon',
]

/** Class names: `circle` and `square` for two, otherwise distinct pairs of words. */
export function classNames(count: number): string[] {
  if (count === 2) return ['circle', 'square']
  return Array.from({ length: count }, (_, i) => {
    const name = `${FIRST[Math.floor(i / 10) % 10]} ${SECOND[i % 10]}`
    return i < 100 ? name : `${name} ${Math.floor(i / 100) + 1}`
  })
}

/** Strings of a stranger who wants to run script in our page or to leave the run folder. */
export const HOSTILE = [
  '<img src=x onerror="window.pwned=1">',
  '</script><script>window.pwned=1</script>',
  '"><svg onload=window.pwned=1>',
  'javascript:window.pwned=1',
  '../../../../etc/passwd',
  '__proto__',
  '<!--<script>',
  '{{constructor.constructor("window.pwned=1")()}}',
  '=HYPERLINK("http://evil.example","x")',
  `long ${'x'.repeat(400)}`,
  'lone \ud800 surrogate',
  'right-to-left \u202e gpj.exe',
  '%2e%2e%2f%00',
] as const
