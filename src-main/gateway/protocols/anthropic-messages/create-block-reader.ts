import type { CanonicalEvent } from '../canonical/response';
import { isRecord, parseJson, readArray, readText, type JsonRecord } from '../json/read';
import { decodeCitation } from './convert-citation';
import { decodeToolInput, isServerToolBlock } from './decode-content';
import { digestServerTool } from './digest-server-tool';

const PROTOCOL = 'anthropic-messages';

/** What a content block still has to say when it ends. */
interface OpenBlock {
  readonly kind: 'text' | 'reasoning' | 'toolCall' | 'serverTool' | 'ignored';
  /** -1 as long as the part has not begun. */
  readonly part: number;
  readonly block: JsonRecord;
  /** The latest signature counts. */
  signature: string | null;
  /** Pieces of a server tool's input; of a call only whether there were any. */
  readonly input: string[];
}

export interface BlockReader {
  open(index: unknown, block: JsonRecord | null): void;
  grow(index: unknown, delta: JsonRecord | null): void;
  close(index: unknown): void;
  closeAll(): void;
  hasCalls(): boolean;
}

function selectKind(block: JsonRecord): OpenBlock['kind'] {
  const type = readText(block, 'type') ?? '';
  if (type === 'text') return 'text';
  if (type === 'thinking' || type === 'redacted_thinking') return 'reasoning';
  if (type === 'tool_use') return readText(block, 'name') === null ? 'ignored' : 'toolCall';
  return isServerToolBlock(type) ? 'serverTool' : 'ignored';
}

/** Arguments come as text; some send an object. */
function readFragment(value: unknown): string {
  return typeof value === 'string' ? value : decodeToolInput(value);
}

function readIndex(index: unknown, otherwise: number): number {
  return typeof index === 'number' && Number.isInteger(index) ? index : otherwise;
}

/** Reads content blocks by their index and tells them as parts. */
export function createBlockReader(emit: (event: CanonicalEvent) => void): BlockReader {
  const blocks = new Map<number, OpenBlock>();
  /** Those that end with the next one. Calls do not: what they hold cannot be begun anew when more of it comes. */
  const passing = new Set<number>();
  let nextPart = 0;
  let lastIndex = -1;
  let calls = 0;

  function begin(index: number, block: JsonRecord): OpenBlock {
    const kind = selectKind(block);
    const begins = kind !== 'ignored' && kind !== 'serverTool';
    const part = begins ? nextPart : -1;
    if (begins) nextPart += 1;
    const open: OpenBlock = { kind, part, block, signature: readText(block, 'signature'), input: [] };
    blocks.set(index, open);
    if (kind !== 'toolCall') passing.add(index);
    if (kind === 'text') emit({ type: 'part_start', part, content: { kind } });
    else if (kind === 'reasoning') {
      const redacted = block['type'] === 'redacted_thinking';
      emit({ type: 'part_start', part, content: { kind, ...(redacted && { redacted }) } });
    } else if (kind === 'toolCall') {
      calls += 1;
      const id = readText(block, 'id') ?? '';
      emit({ type: 'part_start', part, content: { kind, id, name: readText(block, 'name') ?? '' } });
    }
    return open;
  }

  function addText(part: number, text: unknown): void {
    if (typeof text === 'string' && text !== '') emit({ type: 'text_delta', part, text });
  }

  function addThinking(part: number, text: unknown): void {
    if (typeof text === 'string' && text !== '') emit({ type: 'reasoning_delta', part, text });
  }

  function addCitation(part: number, value: unknown): void {
    const citation = decodeCitation(value);
    if (citation !== null) emit({ type: 'citation', part, citation });
  }

  function endReasoning({ part, block, signature }: OpenBlock): void {
    const data = readText(block, 'data');
    if (block['type'] === 'redacted_thinking') {
      emit({ type: 'reasoning_state', part, state: { kind: 'redacted', data: data ?? '' } });
    } else if (signature !== null) {
      emit({ type: 'reasoning_state', part, state: { kind: 'signature', data: signature } });
    }
  }

  /** Told only now that it is whole. */
  function tellServerTool({ block, input }: OpenBlock): void {
    const parsed = input.length === 0 ? undefined : parseJson(input.join(''));
    const raw = isRecord(parsed) ? { ...block, input: parsed } : block;
    const part = nextPart;
    nextPart += 1;
    const content = { kind: 'serverTool', protocol: PROTOCOL, raw, digest: digestServerTool(raw) } as const;
    emit({ type: 'part_start', part, content });
    emit({ type: 'part_end', part });
  }

  function end(index: number): void {
    const open = blocks.get(index);
    if (open === undefined) return;
    blocks.delete(index);
    passing.delete(index);
    if (open.kind === 'serverTool') tellServerTool(open);
    if (open.part === -1) return;
    if (open.kind === 'reasoning') endReasoning(open);
    if (open.kind === 'toolCall' && open.input.length === 0) {
      const text = decodeToolInput(open.block['input']);
      if (text !== '') emit({ type: 'args_delta', part: open.part, text });
    }
    emit({ type: 'part_end', part: open.part });
  }

  /** Blocks whose end was forgotten. */
  function endForgotten(): void {
    for (const index of passing) end(index);
  }

  /** The block a delta belongs to; text and thinking need no announcement. */
  function findFor(index: number, type: string | null): OpenBlock | null {
    const open = blocks.get(index);
    if (open !== undefined) return open;
    if (type === 'text_delta') return begin(index, { type: 'text' });
    return type === 'thinking_delta' ? begin(index, { type: 'thinking' }) : null;
  }

  return {
    open(value, block) {
      if (block === null) return;
      const index = readIndex(value, lastIndex + 1);
      lastIndex = index;
      endForgotten();
      end(index);
      const { kind, part } = begin(index, block);
      if (kind === 'reasoning') addThinking(part, block['thinking']);
      if (kind !== 'text') return;
      addText(part, block['text']);
      for (const citation of readArray(block, 'citations')) addCitation(part, citation);
    },
    grow(value, delta) {
      if (delta === null) return;
      const type = readText(delta, 'type');
      const open = findFor(readIndex(value, lastIndex), type);
      if (open === null) return;
      const { kind, part } = open;
      if (kind === 'text' && type === 'text_delta') addText(part, delta['text']);
      else if (kind === 'text' && type === 'citations_delta') addCitation(part, delta['citation']);
      else if (kind === 'reasoning' && type === 'thinking_delta') addThinking(part, delta['thinking']);
      else if (kind === 'reasoning' && type === 'signature_delta') {
        open.signature = readText(delta, 'signature') ?? open.signature;
      } else if (type === 'input_json_delta') {
        const text = readFragment(delta['partial_json']);
        if (text === '') return;
        if (kind === 'serverTool' || open.input.length === 0) open.input.push(text);
        if (kind === 'toolCall') emit({ type: 'args_delta', part, text });
      }
    },
    close(value) {
      end(readIndex(value, lastIndex));
    },
    closeAll() {
      for (const index of blocks.keys()) end(index);
    },
    hasCalls: () => calls > 0,
  };
}
