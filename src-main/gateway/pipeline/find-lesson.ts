import type { ChannelProfile, ChannelProfileOverrides } from '#shared/domain/channel-profile';
import { isRecord, readArray } from '../protocols/json/read';
import { findEffortLesson } from './find-effort-lesson';
import { holdsKey } from './holds-key';

/** How a request is written where a field was refused. What changes nothing has no members. */
export type Lesson = (profile: ChannelProfile) => ChannelProfileOverrides;

export interface FoundLesson {
  readonly name: string;
  readonly lesson: Lesson;
  /** Something else of the same name may be refused later. */
  readonly isRepeatable: boolean;
}

/** What was asked for when it was refused. */
export interface RefusedRequest {
  readonly model: string;
  readonly profile: ChannelProfile;
  /** JSON value of the body. */
  readonly sent: unknown;
}

interface Field {
  readonly lesson: Lesson;
  /** Where not at the top of the body. */
  readonly isSent?: (sent: unknown) => boolean;
  /** Values of it have limits, and one beyond them is the client's fault. */
  readonly ranged?: true;
}

const drop = (name: string): readonly [string, Field] => [
  name,
  {
    lesson: ({ dropParams }) => (dropParams.includes(name) ? {} : { dropParams: [...dropParams, name] }),
  },
];

/** Fields that a request can do without, and how a channel without them is written to. */
const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['stream_options', { lesson: () => ({ streamOptions: false }) }],
  ['strict', { lesson: () => ({ strictTools: false }), isSent: hasStrictTool }],
  ['parallel_tool_calls', { lesson: () => ({ parallelToolCalls: false }) }],
  [
    'cache_control',
    {
      lesson: () => ({ cacheControl: false, autoCache: false }),
      isSent: (sent) => holdsKey(sent, 'cache_control'),
    },
  ],
  ['reasoning_effort', { lesson: () => ({ effortStyle: 'none' }) }],
  ['reasoning', { lesson: () => ({ effortStyle: 'none' }) }],
  ['enable_thinking', { lesson: () => ({ effortStyle: 'none' }) }],
  ['max_completion_tokens', { lesson: () => ({ maxTokensField: 'max_tokens' }), ranged: true }],
  ['max_tokens', { lesson: () => ({ maxTokensField: 'max_completion_tokens' }), ranged: true }],
  ['developer', { lesson: () => ({ systemRole: 'system' }), isSent: hasDeveloper }],
  ['temperature', { lesson: () => ({ sampling: 'none' }), ranged: true }],
  ['top_p', { lesson: () => ({ sampling: 'none' }), ranged: true }],
  ['stop', { ...drop('stop')[1], ranged: true }],
  drop('prompt_cache_key'),
  drop('safety_identifier'),
  drop('service_tier'),
  drop('store'),
  drop('include'),
  drop('user'),
  drop('metadata'),
  drop('verbosity'),
]);

const REFUSED =
  /unsupported|unrecogni[sz]ed|unknown|unexpected|extra inputs|extra_forbidden|not (?:supported|permitted|allowed|a valid)|invalid (?:parameter|field|argument|value)|does not support/i;

/** The field is known, only what it says is not taken. */
const OUT_OF_RANGE =
  /invalid value|too (?:large|big|high|long|small|low)|(?:must|should) be|at (?:most|least)|maximum|exceed|out of range|(?:greater|less) than/i;

/** A field in quotes, with the path to it. */
const QUOTED = /['"`]([\w.[\]-]+)['"`]/g;
/** A field before a colon, as validators tell where something is: `body.user: Extra inputs are not permitted`. */
const PATH = /(?:^|[;:]\s+|\n)([\w.[\]-]+):/g;
/** OpenAI names what it does not know behind a colon. */
const SUPPLIED = /arguments? supplied: ([\w.[\]-]+)/g;
/** Such a name is no word of a sentence. */
const DISTINCTIVE = /(?<![\w.-])([a-z]+(?:_[a-z]+)+)(?![\w-])/g;

/**
 * The field in quotes comes before one in prose: "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'." A word in
 * a sentence is no field.
 */
function listPaths(message: string): readonly string[] {
  return [QUOTED, PATH, SUPPLIED, DISTINCTIVE].flatMap((pattern) =>
    [...message.matchAll(pattern)].flatMap(([, path]) => (path === undefined ? [] : [path])),
  );
}

/** Whose turn it is, not the field of that name. */
const TURNS = /\broles?\b/i;

/** Validators begin with where a request has its fields. */
const ROOTS: ReadonlySet<string> = new Set(['body', 'request', 'params']);

/** The field that a path means: one at the top by its first segment, one further down by its last. */
function findField(path: string): readonly [string, Field] | null {
  const segments = path.split(/[.[\]]+/).filter((segment) => segment !== '' && !ROOTS.has(segment));
  const top = segments[0] ?? '';
  const topField = FIELDS.get(top);
  if (topField !== undefined) return [top, topField];
  const last = segments.at(-1) ?? '';
  const field = FIELDS.get(last);
  return field?.isSent === undefined ? null : [last, field];
}

/** What a refusal teaches of the field it names; null when it names none that was sent and can be left out. */
export function findLesson(message: string, request: RefusedRequest): FoundLesson | null {
  if (!REFUSED.test(message)) return null;
  const byValue = findEffortLesson(message, request);
  if (byValue !== null) return changes(request, byValue.lesson) ? byValue : null;
  const ofRange = OUT_OF_RANGE.test(message);
  for (const path of listPaths(message)) {
    const found = findField(path);
    if (found === null) continue;
    const [name, { lesson, ranged, isSent }] = found;
    if ((ofRange && ranged === true) || (name === 'user' && TURNS.test(message))) continue;
    const sent = isSent === undefined ? hasOwn(request.sent, name) : isSent(request.sent);
    if (sent && !hasOwn(request.profile.extraBody, name) && changes(request, lesson)) {
      return { name, lesson, isRepeatable: false };
    }
  }
  return null;
}

function changes({ profile }: RefusedRequest, lesson: Lesson): boolean {
  return Object.entries(lesson(profile)).some(
    ([name, value]) => profile[name as keyof ChannelProfile] !== value,
  );
}

function hasOwn(value: unknown, name: string): boolean {
  return isRecord(value) && Object.hasOwn(value, name);
}

function hasStrictTool(sent: unknown): boolean {
  if (!isRecord(sent)) return false;
  return readArray(sent, 'tools').some(
    (tool) => hasOwn(tool, 'strict') || (isRecord(tool) && hasOwn(tool['function'], 'strict')),
  );
}

function hasDeveloper(sent: unknown): boolean {
  if (!isRecord(sent)) return false;
  return [...readArray(sent, 'messages'), ...readArray(sent, 'input')].some(
    (message) => isRecord(message) && message['role'] === 'developer',
  );
}
