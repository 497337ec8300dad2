import { EFFORTS, type Effort } from '../canonical/request';

/** What must be known of one of OpenAI's models to write a request for it. */
export interface OpenaiModel {
  /** Levels of effort it takes; empty: it cannot be asked to reason. */
  readonly efforts: readonly Effort[];
  /** When it takes temperature and its like. A model that reasons takes no stop sequences and no penalties at any time. */
  readonly sampling: 'always' | 'without_reasoning' | 'never';
  /** Most tokens it answers with; null: not known. */
  readonly maxOutputTokens: number | null;
}

const GPT = /(?:^|[/:])(?:chat)?gpt-(\d)(?!\d)(o)?(?:\.(\d+))?(?:-([\w.-]+))?/i;
const O_SERIES = /(?:^|[/:])o(\d+)(?:-([\w.-]+))?(?:$|:)/i;
const CODEX = /(?:^|[/:])codex-/i;

const CLASSIC_EFFORTS: readonly Effort[] = ['low', 'medium', 'high'];
const O_SERIES_TOKENS = 100_000;
const GPT_5_TOKENS = 128_000;
const GPT_5_PRO_TOKENS = 272_000;
const CHAT_TOKENS = 16_384;

/** The first of generation 5 that can do without reasoning, and the first ones with each of the levels above `high`. */
const FIRST_WITH_NONE = 1;
const FIRST_WITH_XHIGH = 2;
const FIRST_WITH_MAX = 6;

function describePlain(maxOutputTokens: number | null): OpenaiModel {
  return { efforts: [], sampling: 'always', maxOutputTokens };
}

function describeOSeries(version: number, variant: string): OpenaiModel {
  const isFirst = version === 1 && /^(?:mini|preview)/i.test(variant);
  return {
    // The first of all could not be told how hard to think.
    efforts: isFirst ? [] : CLASSIC_EFFORTS,
    sampling: 'never',
    maxOutputTokens: isFirst ? null : O_SERIES_TOKENS,
  };
}

function describeGpt4(isOmni: boolean, minor: number | null, variant: string): OpenaiModel {
  if (isOmni) return describePlain(variant.startsWith('2024-05-13') ? 4096 : CHAT_TOKENS);
  if (minor === 1) return describePlain(32_768);
  if (minor !== null) return describePlain(null);
  return describePlain(/turbo|preview/i.test(variant) ? 4096 : 8192);
}

function selectUpTo(highest: Effort, lowest: Effort): readonly Effort[] {
  return EFFORTS.slice(EFFORTS.indexOf(lowest), EFFORTS.indexOf(highest) + 1);
}

/** `minimal` is the first GPT-5's own: those after it can do without reasoning instead. */
function describeGpt5(minor: number, variant: string): OpenaiModel {
  const isCodex = /codex/i.test(variant);
  const isPro = /(?:^|-)pro\b/i.test(variant);
  if (/(?:^|-)chat\b/i.test(variant)) {
    if (minor === 0) return describePlain(CHAT_TOKENS);
    return { efforts: ['medium'], sampling: 'never', maxOutputTokens: CHAT_TOKENS };
  }
  if (minor < FIRST_WITH_NONE) {
    if (isPro) {
      return { efforts: ['high'], sampling: 'never', maxOutputTokens: GPT_5_PRO_TOKENS };
    }
    const efforts = selectUpTo('high', isCodex ? 'low' : 'minimal');
    return { efforts, sampling: 'never', maxOutputTokens: GPT_5_TOKENS };
  }
  const hasXhigh = minor >= FIRST_WITH_XHIGH || /codex-max/i.test(variant);
  const highest = minor >= FIRST_WITH_MAX ? 'max' : hasXhigh ? 'xhigh' : 'high';
  const levels = selectUpTo(highest, isPro ? 'medium' : 'low');
  const mayStop = !isCodex && !isPro;
  return {
    efforts: mayStop ? ['none', ...levels] : levels,
    sampling: mayStop ? 'without_reasoning' : 'never',
    maxOutputTokens: GPT_5_TOKENS,
  };
}

/** Of generation 6 only the first Sol and Luna can do without reasoning. Later ones are taken for its like. */
function describeLater(generation: number, minor: number, variant: string): OpenaiModel {
  const mayStop = generation === 6 && minor === 0 && /^(?:sol|luna)\b/i.test(variant);
  const levels = selectUpTo('max', 'low');
  return {
    efforts: mayStop ? ['none', ...levels] : levels,
    sampling: 'never',
    maxOutputTokens: null,
  };
}

/** A model of OpenAI's by its name, as no catalogue says it; null when the name says nothing. */
export function describeOpenaiModel(name: string): OpenaiModel | null {
  const gpt = GPT.exec(name);
  if (gpt !== null) {
    const generation = Number(gpt[1]);
    const minor = gpt[3] === undefined ? null : Number(gpt[3]);
    const variant = gpt[4] ?? '';
    if (generation === 3) return describePlain(4096);
    if (generation === 4) return describeGpt4(gpt[2] !== undefined, minor, variant);
    if (generation === 5) return describeGpt5(minor ?? 0, variant);
    return generation > 5 ? describeLater(generation, minor ?? 0, variant) : null;
  }
  const oSeries = O_SERIES.exec(name);
  if (oSeries !== null) return describeOSeries(Number(oSeries[1]), oSeries[2] ?? '');
  if (!CODEX.test(name)) return null;
  return { efforts: CLASSIC_EFFORTS, sampling: 'never', maxOutputTokens: O_SERIES_TOKENS };
}
