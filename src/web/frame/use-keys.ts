import { useEffect } from 'react'
import { readSetting } from '../data/settings.ts'
import { openView } from '../state/navigation.ts'
import type { ViewName } from '../state/place.ts'
import { select } from '../state/selection.ts'
import { redo, undo } from '../state/undo.ts'

const VIEW_KEYS: Record<string, ViewName> = {
  '1': 'overview',
  '2': 'images',
  '3': 'map',
  '4': 'confusion',
  '5': 'labels',
  '6': 'ask',
  '7': 'interventions',
}

interface Actions {
  showKeys: () => void
  nextTheme: () => void
}

/** Keys that work everywhere. Single letters can be switched off (WCAG 2.1.4) and never act while text is typed. */
export function useKeys({ showKeys, nextTheme }: Actions): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || isTyping(event.target)) return
      if (event.ctrlKey || event.metaKey) {
        const key = event.key.toLowerCase()
        if (key === 'z') (event.shiftKey ? redo : undo)()
        else if (key === 'y') redo()
        else return
        event.preventDefault()
        return
      }
      if (document.querySelector('dialog[open]')) return
      if (event.key === 'Escape') select([])
      if (readSetting('keys') === 'off') return
      const view = VIEW_KEYS[event.key]
      if (view) openView(view)
      else if (event.key === '?') showKeys()
      else if (event.key === 't') nextTheme()
      else if (event.key === '/') document.querySelector<HTMLElement>('input[type=search]')?.focus()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [showKeys, nextTheme])
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement)
    return target.type !== 'checkbox' && target.type !== 'radio'
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}
