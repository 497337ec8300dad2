const OPEN = '<think>';
const CLOSE = '</think>';

/** Gets the pieces of a text, told apart; never empty ones. */
export interface ThinkSink {
  text(piece: string): void;
  reasoning(piece: string): void;
}

/** Tells reasoning from text in content that comes as <think>…</think> and then the answer. */
export interface ThinkSplitter {
  push(piece: string): void;
  /** Nothing follows, or something that is neither: what was held back is handed out. */
  flush(): void;
}

/** How many of the last characters may be the beginning of the tag. */
function countTagStart(text: string, tag: string): number {
  for (let size = Math.min(tag.length - 1, text.length); size > 0; size -= 1)
    if (text.endsWith(tag.slice(0, size))) return size;
  return 0;
}

/**
 * The tag counts only at the very start of the answer, and may be cut anywhere. White space on the inner side of either
 * tag belongs to the template, not to the model.
 */
export function createThinkSplitter(sink: ThinkSink): ThinkSplitter {
  let state: 'start' | 'after-open' | 'thinking' | 'after-close' | 'text' = 'start';
  let held = '';

  function emit(kind: 'text' | 'reasoning', piece: string): void {
    if (piece !== '') sink[kind](piece);
  }

  /** White space that may belong to the template is dropped once something follows it. */
  function skipSpace(piece: string, next: 'thinking' | 'text'): string {
    const rest = piece.trimStart();
    if (rest !== '') state = next;
    return rest;
  }

  function readStart(piece: string): void {
    held += piece;
    const trimmed = held.trimStart();
    if (trimmed.length < OPEN.length && OPEN.startsWith(trimmed)) return;
    const whole = held;
    held = '';
    if (trimmed.startsWith(OPEN)) {
      state = 'after-open';
      read(trimmed.slice(OPEN.length));
      return;
    }
    state = 'text';
    emit('text', whole);
  }

  function readThinking(piece: string): void {
    const text = held + piece;
    const end = text.indexOf(CLOSE);
    if (end !== -1) {
      held = '';
      emit('reasoning', text.slice(0, end));
      state = 'after-close';
      read(text.slice(end + CLOSE.length));
      return;
    }
    const kept = countTagStart(text, CLOSE);
    held = text.slice(text.length - kept);
    emit('reasoning', text.slice(0, text.length - kept));
  }

  function read(piece: string): void {
    if (piece === '') return;
    switch (state) {
      case 'start':
        readStart(piece);
        break;
      case 'after-open':
        readThinking(skipSpace(piece, 'thinking'));
        break;
      case 'thinking':
        readThinking(piece);
        break;
      case 'after-close':
        emit('text', skipSpace(piece, 'text'));
        break;
      case 'text':
        emit('text', piece);
        break;
    }
  }

  return {
    push: read,
    flush() {
      const rest = held;
      held = '';
      emit(state === 'start' ? 'text' : 'reasoning', rest);
      state = 'text';
    },
  };
}
