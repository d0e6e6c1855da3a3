import { useEffect, useState } from 'react'
import { readSetting, writeSetting } from '../data/settings.ts'

const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** The theme, and a function that goes on to the next: as the system, light, dark. */
export function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(
    () => THEMES.find((name) => name === readSetting('theme')) ?? 'system',
  )
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
    writeSetting('theme', theme)
  }, [theme])
  return [theme, () => setTheme((now) => THEMES[(THEMES.indexOf(now) + 1) % 3] ?? 'system')]
}
