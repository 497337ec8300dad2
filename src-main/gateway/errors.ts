import type { ErrorKind } from '#shared/domain/error-kind';

/** Something Routex itself refuses or cannot do; becomes a protocol-shaped error at the edge. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly kind: ErrorKind;
  /** False: the same request cannot succeed later, and the client is told so. */
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  /** What clients act on, where the kind alone does not say it. */
  readonly code: string | null;

  constructor(
    kind: ErrorKind,
    message: string,
    options: {
      retryable?: boolean;
      retryAfterMs?: number | null;
      code?: string | null;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.code = options.code ?? null;
  }
}
