/** `0.4123` as `41 %`; unknown as a dash. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined || Number.isNaN(share)) return '–'
  const value = share * 100
  if (value > 0 && value < 0.05) return '< 0.1\u00a0%'
  if (value >= 99.95 && value < 100) return '> 99.9\u00a0%'
  const digits = (value > 0 && value < 0.95) || (value >= 99.05 && value < 100) ? 1 : 0
  return `${value.toFixed(digits)}\u00a0%`
}

/** A share on the axis of a plot. */
export const tick = (share: number): string => `${Math.round(share * 1000) / 10}\u00a0%`

/** Two decimals without a leading zero lost: `0.79`. */
export function decimal(value: number | null | undefined, digits = 2): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–'
  return value
    .toFixed(digits)
    .replace(/^-(?=0\.?0*$)/, '')
    .replace('-', '−')
}

/** A probability that may be tiny: `0.03`, `< 0.001`. */
export function probability(p: number | null | undefined): string {
  if (p === null || p === undefined || Number.isNaN(p)) return '–'
  return p < 0.001 ? '< 0.001' : p.toPrecision(2)
}

/** A change of a share in percentage points: `+7.3`, `−1.0`. */
export function points(share: number): string {
  const text = Math.abs(share * 100).toFixed(1)
  return text === '0.0' ? text : `${share > 0 ? '+' : '−'}${text}`
}

/** A count with thousands parted: `12,345`. */
export const count = (n: number): string => n.toLocaleString('en')

/** `1 image`, `2 images`. */
export const counted = (n: number, noun: string, plural = `${noun}s`): string =>
  `${count(n)} ${n === 1 ? noun : plural}`

/** Names in a sentence: `a, b, c`, of many the first and how many more. */
export function listed(names: readonly string[], most = 5): string {
  const more = names.length > most ? ` and ${count(names.length - most)} more` : ''
  return names.slice(0, most).join(', ') + more
}

/** Bytes as `3.4 MB`. */
export function fileSize(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB']
  const power = Math.min(3, Math.floor(Math.log2(Math.max(1, bytes)) / 10))
  return `${power === 0 ? bytes : (bytes / 1024 ** power).toFixed(1)} ${units[power]}`
}

/** One line of text for people: control characters and what turns the writing direction made visible. */
export const oneLine = (text: string): string =>
  text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')

/** A name in one line of at most 28 characters, cut at the end. */
export function shortened(name: string): string {
  const letters = [...oneLine(name)]
  return letters.length > 28 ? `${letters.slice(0, 27).join('')}…` : letters.join('')
}

/** A name or a text of the data in quotes. */
export const quoted = (text: string): string => `“${oneLine(text)}”`

/** A sentence that another part of the program wrote, in the page's hand: curly quotes, `13 %`, a true minus sign. */
export const prose = (text: string): string =>
  oneLine(text)
    .replace(/"([^"]*)"/g, '“$1”')
    .replace(/(\d) ?%/g, '$1\u00a0%')
    .replace(/(^|[\s(])-(?=\d)/g, '$1−')
