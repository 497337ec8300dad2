import type { Warn } from '../canonical/codec';
import { createArgsScanner } from './create-args-scanner';
import type { EventWriter } from './create-event-writer';
import type { CallDelta } from './read-call-delta';

export interface CallOptions {
  readonly writer: EventWriter;
  /** Arguments come each time as all so far. */
  readonly snapshots: boolean;
  /** The id to give to the client's side; empty when it cannot be used. */
  readonly claimId: (id: string) => string;
  readonly warn: Warn;
}

/** A tool call as it comes in. */
export interface Call {
  findName(): string | null;
  /** The arguments are a whole object: no more can follow. */
  isComplete(): boolean;
  isEnded(): boolean;
  add(delta: CallDelta): void;
  /** True when the delta cannot be of this call, whatever index it names. */
  isOther(delta: CallDelta): boolean;
  end(): void;
}

export function createCall({ writer, snapshots, claimId, warn }: CallOptions): Call {
  const scanner = createArgsScanner();
  let part: number | null = null;
  let id: string | null = null;
  let name: string | null = null;
  let custom = false;
  let args = '';
  /** Arguments that came before the name. */
  let waiting = '';
  let signature: string | null = null;
  let signed = false;
  let ended = false;

  function start(known: string): number {
    name = known;
    return writer.openPart({
      kind: 'toolCall',
      id: id === null ? '' : claimId(id),
      name: known,
      ...(custom ? { custom } : {}),
    });
  }

  function selectNew(piece: string): string {
    if (custom && !snapshots) return piece;
    if (snapshots) {
      if (piece.startsWith(args)) return piece.slice(args.length);
      if (!args.startsWith(piece))
        warn('tool call: a snapshot of its arguments does not continue the one before');
      return '';
    }
    // Some send the whole once more when it is complete.
    return scanner.isComplete() && piece === args ? '' : piece;
  }

  /** What follows the object's closing brace would break every reader of it. */
  function cutAfterObject(piece: string): string {
    if (custom) return piece;
    const size = scanner.scan(piece);
    if (size < piece.length && piece.slice(size).trim() !== '')
      warn('tool call: text after its arguments was left out');
    return piece.slice(0, size);
  }

  function write(open: number, piece: string): void {
    const fresh = cutAfterObject(selectNew(piece));
    if (fresh === '') return;
    args += fresh;
    writer.push({ type: 'args_delta', part: open, text: fresh });
  }

  function sign(open: number): void {
    if (signature === null || signed) return;
    signed = true;
    writer.push({ type: 'signature', part: open, signature });
  }

  function changes(delta: CallDelta): boolean {
    const otherId = delta.id !== null && delta.id !== id;
    const otherArgs = delta.args.trim() !== '' && delta.args !== args;
    return otherId || delta.name !== name || otherArgs;
  }

  return {
    findName: () => name,
    isComplete: () => scanner.isComplete(),
    isEnded: () => ended,
    isOther: (delta) => scanner.isComplete() && delta.name !== null && changes(delta),
    add(delta) {
      if (ended) return;
      custom ||= delta.custom;
      id ??= delta.id;
      signature ??= delta.signature;
      const known = name ?? delta.name;
      if (known === null) {
        waiting = snapshots ? delta.args : waiting + delta.args;
        return;
      }
      part ??= start(known);
      sign(part);
      if (waiting !== '') write(part, waiting);
      waiting = '';
      if (delta.args !== '') write(part, delta.args);
    },
    end() {
      if (ended) return;
      ended = true;
      if (part === null) warn('tool call: one without a name was left out');
      else writer.push({ type: 'part_end', part });
    },
  };
}
