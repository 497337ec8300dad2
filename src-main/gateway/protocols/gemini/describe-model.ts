import type { Effort } from '../canonical/request';

/** How a model is told to think. `unknown`: its name says nothing. */
type Thinking =
  | { readonly by: 'level'; readonly levels: readonly Effort[] }
  | { readonly by: 'budget'; readonly min: number; readonly max: number; readonly mayStop: boolean }
  | { readonly by: 'nothing' };

export interface ModelTraits {
  /** Major version, or null when the name does not say. */
  readonly generation: number | null;
  readonly thinking: Thinking;
}

const VERSION = /gemini-(\d+)(?:\.(\d+))?/i;
/** `gemini-flash-latest` and its like: whatever is newest. */
const LATEST = /gemini-.*latest/i;
/** Of the second generation only the text models think. */
const NEVER_THINKS = /image|tts|audio|live|embedding/i;
/** The first Flash that refuses the lowest level, which Pro never had; Flash-Lite keeps it. */
const FLASH_WITHOUT_MINIMAL = 7;

/** What a model of no known name is taken for: the range that every thinking model of the second generation has. */
const UNKNOWN: Thinking = { by: 'budget', min: 0, max: 24_576, mayStop: true };

function describeLevels(name: string, minor: number): readonly Effort[] {
  const isLite = /lite/i.test(name);
  const hasMinimal = isLite || (/flash/i.test(name) && minor < FLASH_WITHOUT_MINIMAL);
  if (hasMinimal) return ['minimal', 'low', 'medium', 'high'];
  // The first Pro of the third generation knew only these two.
  return /pro/i.test(name) && minor === 0 ? ['low', 'high'] : ['low', 'medium', 'high'];
}

function describeBudget(name: string): Thinking {
  if (NEVER_THINKS.test(name)) return { by: 'nothing' };
  if (/pro/i.test(name)) return { by: 'budget', min: 128, max: 32_768, mayStop: false };
  return { by: 'budget', min: /lite/i.test(name) ? 512 : 0, max: 24_576, mayStop: true };
}

/** What must be known of a model to write a request for it; by its name, as no catalogue says it. */
export function describeModel(name: string): ModelTraits {
  const version = VERSION.exec(name);
  if (version === null) {
    if (!LATEST.test(name)) return { generation: null, thinking: UNKNOWN };
    return { generation: 3, thinking: { by: 'level', levels: ['low', 'medium', 'high'] } };
  }
  const major = Number(version[1]);
  const minor = Number(version[2] ?? 0);
  if (major >= 3) {
    const levels = describeLevels(name, major === 3 ? minor : FLASH_WITHOUT_MINIMAL);
    return { generation: major, thinking: { by: 'level', levels } };
  }
  const thinks = major === 2 && minor >= 5;
  return { generation: major, thinking: thinks ? describeBudget(name) : { by: 'nothing' } };
}
