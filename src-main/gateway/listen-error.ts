/** The gateway could not take its port. `code` is the system's, such as `EADDRINUSE` or `EACCES`. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code: string;
  readonly host: string;
  readonly port: number;

  constructor(options: { code: string; host: string; port: number; cause: unknown }) {
    super(`cannot listen on ${options.host}:${options.port} (${options.code})`, { cause: options.cause });
    this.code = options.code;
    this.host = options.host;
    this.port = options.port;
  }
}
