const PREFIX = 'faultline.'

/** A setting of this reader, undefined where the browser keeps none (some refuse on files). */
export function readSetting(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined
  } catch {
    return undefined
  }
}

export function writeSetting(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value)
  } catch {
    // Not kept, then: it holds until the page is closed.
  }
}
