import { DataError, FaultlineError } from '../../run/errors.ts'

const REASONS: Record<string, string> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file: part of its path is not a folder',
  EISDIR: 'it is a folder, expected a file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'no space left in the disk quota',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its symbolic links form a loop',
}

/** What the file system said, as a DataError with the path; what is an error of ours stays as it is. */
export function fileError(cause: unknown, action: 'read' | 'write', path: string): FaultlineError {
  if (cause instanceof FaultlineError) return cause
  const { code } = cause as NodeJS.ErrnoException
  const isTilde = code === 'ENOENT' && path.split(/[\\/]/).includes('~')
  return new DataError(`Cannot ${action} "${path}": ${fileReason(cause)}`, {
    path,
    cause,
    hint: isTilde ? '~ is not read as the home folder here: write the whole path' : undefined,
  })
}

/** What the file system said, in words. */
export function fileReason(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException
  return REASONS[code ?? ''] ?? message
}

/** Whether an error comes from the file system and not from our own code. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).errno === 'number'
}
