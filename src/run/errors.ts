/** One thing that is wrong with a config: where, and what. */
export interface ConfigIssue {
  /** Path of the key, for example `method.folds`; empty for the whole. */
  path: string
  message: string
}

interface ErrorOptions {
  /** What the reader can do: a command or a file to edit. */
  hint?: string | undefined
  cause?: unknown
}

/**
 * Base of every error that is the input's fault and not a bug. Messages say what could not be done, what was
 * found and what was expected.
 */
export class FaultlineError extends Error {
  readonly code: string
  readonly hint: string | undefined

  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.hint = options.hint
  }
}

/** Flags or config wrong. Exit code 2. */
export class ConfigError extends FaultlineError {
  readonly issues: readonly ConfigIssue[]

  constructor(message: string, options: ErrorOptions & { issues?: readonly ConfigIssue[] } = {}) {
    super('config', message, options)
    this.issues = options.issues ?? []
  }
}

/** A file is missing, malformed or inconsistent. Exit code 1. */
export class DataError extends FaultlineError {
  /** File at fault. */
  readonly path: string | undefined
  /** Row at fault, counted from 1, a table's header not counted. */
  readonly row: number | undefined
  readonly column: string | undefined

  constructor(
    message: string,
    options: ErrorOptions & {
      path?: string | undefined
      row?: number | undefined
      column?: string | undefined
    } = {},
  ) {
    super('data', message, options)
    this.path = options.path
    this.row = options.row
    this.column = options.column
  }
}

/** A runtime is not installed, a model does not load or does not take the input. Exit code 1. */
export class EncoderError extends FaultlineError {
  readonly model: string | undefined

  constructor(message: string, options: ErrorOptions & { model?: string | undefined } = {}) {
    super('encoder', message, options)
    this.model = options.model
  }
}

/** A run folder of another version, unfinished or locked. Exit code 1. */
export class RunError extends FaultlineError {
  readonly folder: string | undefined

  constructor(message: string, options: ErrorOptions & { folder?: string } = {}) {
    super('run', message, options)
    this.folder = options.folder
  }
}

/** An error on its way between threads or processes, where it would lose its class. */
export interface PlainError {
  message: string
  stack?: string | undefined
  /** Of an error of ours, beside all that it says. */
  code?: string
}

const CLASSES = { config: ConfigError, data: DataError, encoder: EncoderError, run: RunError }

/** An error as plain data. */
export function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { message: String(error) }
  const { message, stack } = error
  return { ...(error instanceof FaultlineError && error), message, stack }
}

/** The error that plain data stand for. */
export function errorOf({ message, stack, ...facts }: PlainError): Error {
  const { code = '' } = facts
  if (Object.hasOwn(CLASSES, code))
    return new CLASSES[code as keyof typeof CLASSES](message, facts as object)
  return Object.assign(new Error(message), stack !== undefined && { stack })
}
