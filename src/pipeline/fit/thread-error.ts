import { DataError } from '../../run/errors.ts'

/** An error on its way between threads, where it would lose its class. */
export interface PlainError {
  message: string
  /** Of a DataError: an error of the input, no bug. */
  data?: { hint?: string; path?: string; row?: number; column?: string }
  stack?: string
}

/** An error as plain data. */
export function plainError(error: unknown): PlainError {
  if (error instanceof DataError) {
    const { message, hint, path, row, column } = error
    return {
      message,
      data: {
        ...(hint !== undefined && { hint }),
        ...(path !== undefined && { path }),
        ...(row !== undefined && { row }),
        ...(column !== undefined && { column }),
      },
    }
  }
  return error instanceof Error
    ? { message: error.message, ...(error.stack && { stack: error.stack }) }
    : { message: String(error) }
}

/** The error that plain data stand for. */
export function errorOf({ message, data, stack }: PlainError): Error {
  if (data) return new DataError(message, data)
  const error = new Error(message)
  if (stack) error.stack = stack
  return error
}
