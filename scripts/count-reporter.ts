import type { Reporter, TestModule } from 'vitest/node'

/** Ends a test run with what was skipped and why, and one plain line, `N passed, N failed, N skipped`, which any CI can read. */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 }
    for (const module of modules) {
      if (module.children.size === 0 && module.errors().length > 0) counts.failed += 1
      for (const test of module.children.allTests()) {
        const result = test.result()
        if (result.state !== 'pending') counts[result.state] += 1
        if (result.state === 'skipped' && result.note !== undefined) {
          console.log(`skipped: ${test.fullName}: ${result.note}`)
        }
      }
    }
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  }
}

// biome-ignore lint/style/noDefaultExport: vitest loads a reporter by its default export
export default CountReporter
