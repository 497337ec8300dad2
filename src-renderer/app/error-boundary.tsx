import { Component, type ReactNode } from 'react';
import { Failure } from '#renderer/ui/feedback';

interface Caught {
  readonly error: unknown;
}

/** A page that breaks leaves the others, and a way to try again. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, Caught> {
  override state: Caught = { error: null };

  static getDerivedStateFromError(error: unknown): Caught {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <div className="p-5">
        <Failure error={this.state.error} onRetry={() => this.setState({ error: null })} />
      </div>
    );
  }
}
