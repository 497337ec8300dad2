import { mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import pino from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { LOG_LEVELS } from '#shared/domain/settings';
import type { Logger } from '#main/gateway/ports';
import { redactValue } from './redact-value';

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where lines end, such as a stream that rotates files. `close` writes what is still held in memory. */
export interface LogStream {
  write(line: string): void;
  close?(): void;
}

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly destination: 'stderr' | { readonly file: string } | LogStream;
  /** Coloured lines for people instead of JSON; meant for a terminal. */
  readonly pretty?: boolean;
}

export interface RootLogger extends Logger {
  /** Holds at once, for child loggers made before as well. */
  setLevel(level: LogLevel): void;
  /** Writes what is still held in memory; later lines are ignored. */
  close(): void;
}

const STDERR = 2;
/** Characters that may wait for a slow disk; lines beyond it are lost instead of filling the memory. */
const MAX_WAITING = 1024 * 1024;
const SEVERITY = { debug: 20, info: 30, warn: 40, error: 50, silent: Number.POSITIVE_INFINITY } as const;
type WrittenLevel = Exclude<LogLevel, 'silent'>;

/** JSON lines, one object each: `level`, `time` (ISO 8601), the fields, `msg`. Every line passes through redaction. */
export function createLogger(options: LoggerOptions): RootLogger {
  const destination = openDestination(options.destination);
  const writer = pino(
    {
      // The threshold is checked before, in one place for all children; pino's own would be copied into each.
      level: 'debug',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Errors arrive already converted and redacted.
      serializers: { err: (value: unknown) => value },
    },
    options.pretty ? createPrettyStream(destination) : destination,
  );
  let threshold: number = SEVERITY[options.level];

  const write = (level: WrittenLevel, bindings: object, fields: object, message: string): void => {
    if (SEVERITY[level] < threshold) return;
    const own = fields instanceof Error ? { err: fields } : fields;
    writer[level](redactValue({ ...bindings, ...own }), String(redactValue(message)));
  };

  // Fields of a child are merged when a line is written: a child that stays silent, as most do, costs one object.
  const createChild = (bindings: object): Logger => ({
    debug: (fields, message) => write('debug', bindings, fields, message),
    info: (fields, message) => write('info', bindings, fields, message),
    warn: (fields, message) => write('warn', bindings, fields, message),
    error: (fields, message) => write('error', bindings, fields, message),
    child: (fields) => createChild({ ...bindings, ...fields }),
  });

  let closed = false;
  return {
    ...createChild({}),
    setLevel(level) {
      if (!closed) threshold = SEVERITY[level];
    },
    close() {
      if (closed) return;
      closed = true;
      threshold = SEVERITY.silent;
      destination.close?.();
    },
  };
}

/** In this process and at once: a worker or a pipeline of streams would lose the last lines when the process ends. */
function createPrettyStream(destination: LogStream): LogStream {
  const format = prettyFactory({ colorize: true, translateTime: 'SYS:HH:MM:ss.l' });
  return {
    write: (line) => {
      destination.write(format(line));
    },
  };
}

function openDestination(destination: LoggerOptions['destination']): LogStream {
  if (destination === 'stderr') {
    const stream = pino.destination({ dest: STDERR, sync: true });
    ignoreErrors(stream);
    return { write: (line) => stream.write(line) };
  }
  if ('file' in destination) return openFile(destination.file);
  return destination;
}

function openFile(path: string): LogStream {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const stream = pino.destination({ dest: openSync(path, 'a', 0o600), sync: false, maxLength: MAX_WAITING });
  ignoreErrors(stream);
  return {
    write: (line) => stream.write(line),
    close() {
      stream.flushSync();
      stream.end();
    },
  };
}

/** A full disk or a closed terminal costs lines, never the gateway: unheard, the error would end the process. */
function ignoreErrors(stream: { on(event: 'error', listener: () => void): unknown }): void {
  stream.on('error', () => {});
}
