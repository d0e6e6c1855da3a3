import { useEffect } from 'react'

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [tabindex="0"]'
/** Milliseconds after the last change of the page: a gallery that is scrolled changes all the time. */
const REST = 80

/** Gives the focus to what stands nearest when what had it goes away or is switched off (WCAG 2.4.3). */
export function useKeptFocus(): void {
  useEffect(() => {
    let path: HTMLElement[] = []
    let timer = 0
    const remember = ({ target }: FocusEvent) => {
      path = []
      for (let at = target; at instanceof HTMLElement; at = at.parentElement) path.push(at)
    }
    const mend = () => {
      const [lost, ...around] = path
      if (document.activeElement !== document.body || lost === undefined) return
      if (lost.isConnected && !lost.matches(':disabled')) return // the reader clicked beside it
      const near = around.filter((element) => element.isConnected)
      const next = near.map((element) => element.querySelector<HTMLElement>(FOCUSABLE))
      next.find((element) => element !== null)?.focus({ preventScroll: true })
    }
    const observer = new MutationObserver(() => {
      clearTimeout(timer)
      timer = window.setTimeout(mend, REST)
    })
    observer.observe(document.body, {
      childList: true,
      subtree: true,
      attributeFilter: ['disabled'],
    })
    document.addEventListener('focusin', remember)
    return () => {
      clearTimeout(timer)
      observer.disconnect()
      document.removeEventListener('focusin', remember)
    }
  }, [])
}
