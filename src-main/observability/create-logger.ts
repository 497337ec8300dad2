import { mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import pino from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { LOG_LEVELS } from '#shared/domain/settings';
import type { Logger } from '#main/gateway/ports';
import { createLineCollector } from './collect-lines';
import { createLineHolder } from './hold-lines';
import { redactValue } from './redact-value';

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where lines end, such as a stream that rotates files. `close` writes what is still held in memory. */
export interface LogStream {
  write(line: string): void;
  /** Writes what is still held in memory soon. */
  flush?(): void;
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

/** A line before it is put into words. */
interface Entry {
  readonly level: WrittenLevel;
  readonly bindings: object;
  readonly fields: object;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** JSON lines, one object each: `level`, `time` (ISO 8601), the fields, `msg`. Every line passes through redaction. */
export function createLogger(options: LoggerOptions): RootLogger {
  const destination = openDestination(options.destination);
  let time = 0;
  const writer = pino(
    {
      // The threshold is checked before, in one place for all children; pino's own would be copied into each.
      level: 'debug',
      base: null,
      timestamp: createTimestamp(() => time),
      formatters: { level: (label) => ({ level: label }) },
      // Errors arrive already converted and redacted.
      serializers: { err: (value: unknown) => value },
    },
    options.pretty ? createPrettyStream(destination) : destination,
  );
  let threshold: number = SEVERITY[options.level];

  const put = ({ level, bindings, fields, message, ...entry }: Entry): void => {
    time = entry.time;
    const own = fields instanceof Error ? { err: fields } : fields;
    writer[level](redactValue({ ...bindings, ...own }), String(redactValue(message)));
  };
  const held = createLineHolder<Entry>((entries) => {
    for (const entry of entries) put(entry);
    destination.flush?.();
  });
  /** A stream that keeps nothing back is to see each line when it is logged, and so is a person at a terminal. */
  const mayHold = destination.flush !== undefined && options.pretty !== true;

  const write = (level: WrittenLevel, bindings: object, fields: object, message: string): void => {
    if (SEVERITY[level] < threshold) return;
    const entry = { level, bindings, fields, message, time: Date.now() };
    // An object may be changed later; and what may be the last word of a process that is about to end is not kept.
    if (mayHold && level !== 'error' && isFlat(bindings) && isFlat(fields)) {
      held.hold(entry);
      return;
    }
    held.release();
    put(entry);
    if (level === 'error') destination.flush?.();
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
      held.release();
      destination.close?.();
    },
  };
}

/** Holds nothing that could change later. */
function isFlat(fields: object): boolean {
  for (const name in fields) {
    const value: unknown = fields[name as keyof typeof fields];
    if (typeof value === 'object' ? value !== null : typeof value === 'function') return false;
  }
  return !(fields instanceof Error);
}

const SECOND_MS = 1000;

/** ISO 8601 as pino wants it. Only the milliseconds are new in most lines. */
function createTimestamp(now: () => number): () => string {
  let second = -1;
  let prefix = '';
  return () => {
    const at = now();
    const ms = at % SECOND_MS;
    if (at - ms !== second) {
      second = at - ms;
      prefix = `,"time":"${new Date(second).toISOString().slice(0, -'000Z'.length)}`;
    }
    return `${prefix}${String(ms).padStart(3, '0')}Z"`;
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
  if (destination === 'stderr') return openStderr();
  if ('file' in destination) return openFile(destination.file);
  return destination;
}

/** Off this thread: a reader that stands still would hold up every stream. */
function openStderr(): LogStream {
  const stream = pino.destination({ dest: STDERR, sync: false, maxLength: MAX_WAITING });
  ignoreErrors(stream);
  /** Something is on its way. Node waits for it before it exits, and it must stay before the rest. */
  let busy = false;
  stream.on('drain', () => {
    busy = false;
  });
  let closing = false;
  const lines = createLineCollector((text) => {
    if (closing && !busy) {
      writeNow(STDERR, text);
      return;
    }
    busy = true;
    stream.write(text);
  });
  return {
    write: (line) => lines.add(line),
    flush: () => lines.flush(),
    close() {
      closing = true;
      lines.flush();
    },
  };
}

function openFile(path: string): LogStream {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const stream = pino.destination({ dest: openSync(path, 'a', 0o600), sync: true });
  ignoreErrors(stream);
  const lines = createLineCollector((text) => stream.write(text));
  return {
    write: (line) => lines.add(line),
    flush: () => lines.flush(),
    close() {
      lines.flush();
      stream.end();
    },
  };
}

/** For the last lines of a process that may be ended at once. */
function writeNow(descriptor: number, text: string): void {
  try {
    writeSync(descriptor, text);
  } catch {
    // A full disk or a closed terminal costs lines, as at any other time.
  }
}

/** A full disk or a closed terminal costs lines, never the gateway: unheard, the error would end the process. */
function ignoreErrors(stream: { on(event: 'error', listener: () => void): unknown }): void {
  stream.on('error', () => {});
}
