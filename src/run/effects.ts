/** How far a step has come: counts, so that rate and time left can be derived. */
export interface Progress {
  step: string
  done: number
  total: number
  unit: string
}

/** Something the reader should know that did not stop the work. Kept in `run.json`. */
export interface Warning {
  /** Short kebab-case name, for example `unreadable-image`. */
  code: string
  message: string
  /** File, row, class or setting it is about. */
  where?: string | undefined
}

/** Takes a warning. */
export type Warn = (warning: Warning) => void

/** The part of an AbortSignal that we need, in every environment. */
export interface StopSignal {
  readonly aborted: boolean
  readonly reason: unknown
  throwIfAborted(): void
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** What a long function tells while it works, and how it is stopped. The library itself prints nothing. */
export interface Effects {
  /** Called as often as work is done: who draws it draws as seldom as it likes. */
  onProgress?: (progress: Progress) => void
  onWarning?: Warn
  /** Stops between batches with the signal's reason. */
  signal?: StopSignal
}
