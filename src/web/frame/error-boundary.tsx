import { Component, type ReactNode } from 'react'

interface ErrorBoundaryProps {
  /** What could not be shown, for the heading: "This view", "This run". */
  what: string
  /** Where it stands: another place is another try. */
  place: string
  children: ReactNode
}

/**
 * Shows what went wrong in place of its children when one of them throws while it renders; without it React takes the
 * whole page away.
 */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { error: Error | undefined }> {
  override state: { error: Error | undefined } = { error: undefined }

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override componentDidUpdate(before: ErrorBoundaryProps) {
    if (before.place !== this.props.place && this.state.error) this.setState({ error: undefined })
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <section className="notice" role="alert">
        <h1>{this.props.what} cannot be shown</h1>
        <p>
          This is a bug in Faultline, not in your data. The other views still work; the run folder
          is untouched.
        </p>
        <pre>{error.message}</pre>
      </section>
    )
  }
}
