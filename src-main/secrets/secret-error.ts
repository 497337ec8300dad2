/** A sealed secret that cannot be opened. Neither message nor cause says anything about its content. */
export class UnreadableSecretError extends Error {
  override readonly name = 'UnreadableSecretError';
  readonly code = 'secret_unreadable';
  /** `format`: not text this cipher wrote; `key`: another data key, another context, or changed text. */
  readonly reason: 'format' | 'key';

  constructor(reason: 'format' | 'key') {
    super(
      reason === 'format'
        ? 'The stored secret is not in a format this Routex knows. Enter it again.'
        : 'The stored secret cannot be decrypted with the present data key. Restore the data key it was stored with, or enter the secret again.',
    );
    this.reason = reason;
  }
}

export type SecretSourceErrorCode =
  'data_key_invalid' | 'data_key_unreadable' | 'admin_token_invalid' | 'admin_token_unreadable';

/** A data key or admin token that is there but cannot be used. The message never repeats the value. */
export class SecretSourceError extends Error {
  override readonly name = 'SecretSourceError';
  readonly code: SecretSourceErrorCode;
  /** The environment variable or file the value came from. */
  readonly source: string;
  /** What the system said; null where the value itself is wrong. */
  readonly reason: string | null;

  constructor(
    code: SecretSourceErrorCode,
    source: string,
    message: string,
    failure?: { readonly reason: string; readonly cause: unknown },
  ) {
    super(message, { cause: failure?.cause });
    this.code = code;
    this.source = source;
    this.reason = failure?.reason ?? null;
  }
}
