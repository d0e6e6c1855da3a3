import { useSyncExternalStore } from 'react'

/** Whether the page is dark, by the reader's switch or by the system. */
export function useDark(): boolean {
  return useSyncExternalStore(subscribe, isDark)
}

const systemIsDark = matchMedia('(prefers-color-scheme: dark)')

function isDark(): boolean {
  const theme = document.documentElement.dataset['theme']
  return theme === undefined ? systemIsDark.matches : theme === 'dark'
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  systemIsDark.addEventListener('change', listener)
  return () => {
    observer.disconnect()
    systemIsDark.removeEventListener('change', listener)
  }
}
