import type { Progress } from '../../run/effects.ts'

/** Where progress is drawn, and the clock that gives its rate. */
export interface ProgressScreen {
  write: (text: string) => void
  /** A line can be redrawn. It is, at most ten times a second. */
  terminal: boolean
  /** Milliseconds. */
  now: () => number
}

/** Milliseconds between two drawings of one step's line. */
const INTERVAL = 100

/**
 * Draws progress: one redrawn line with rate and time left on a terminal, a plain line every ten per cent otherwise.
 *
 * @returns `show` draws an event, `clear` leaves the line empty for other output.
 */
export function progressLine(screen: ProgressScreen) {
  let step = ''
  let started = 0
  let firstDone = 0
  let decile = -1
  let drawn = false
  let drawnAt = Number.NEGATIVE_INFINITY

  const clear = () => {
    if (drawn) screen.write('\r\u001b[K')
    drawn = false
  }

  const show = ({ step: name, done, total, unit }: Progress) => {
    const now = screen.now()
    if (name !== step) {
      clear()
      step = name
      started = now
      firstDone = done
      decile = -1
      drawnAt = Number.NEGATIVE_INFINITY
    }
    const rate = now > started ? ((done - firstDone) * 1000) / (now - started) : 0
    const text = describe(name, done, total, unit, rate)
    if (screen.terminal) {
      if (now - drawnAt < INTERVAL && done < total) return
      drawnAt = now
      screen.write(`\r\u001b[K${text}`)
      drawn = true
    } else {
      const reached = total > 0 ? Math.floor((done * 10) / total) : 10
      if (reached > decile) screen.write(`${text}\n`)
      decile = Math.max(decile, reached)
    }
  }
  return { show, clear }
}

/** For example `embed  1,024 of 10,000 images  310/s  29 s left`. */
function describe(step: string, done: number, total: number, unit: string, rate: number): string {
  const count = `${step}  ${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${unit}`
  if (rate <= 0 || done >= total) return count
  const shown = rate >= 10 ? Math.round(rate).toLocaleString('en') : rate.toFixed(1)
  return `${count}  ${shown}/s  ${duration((total - done) / rate)} left`
}

/** Seconds as `45 s`, `3 min 20 s` or `2 h 5 min`. */
export function duration(seconds: number): string {
  const s = Math.ceil(seconds)
  if (s < 60) return `${s} s`
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`
}
