import { useTranslation } from 'react-i18next';
import type { Attempt, RequestRecord } from '#shared/domain/request-record';
import { useFormat } from '#renderer/lib/format';
import { State } from '#renderer/ui/state';

interface Phase {
  readonly name: 'connect' | 'firstByte' | 'firstToken' | 'stream';
  readonly startMs: number;
  readonly endMs: number;
}

const COLOURS = {
  queue: 'var(--series-6)',
  connect: 'var(--series-3)',
  firstByte: 'var(--series-2)',
  firstToken: 'var(--series-4)',
  stream: 'var(--series-1)',
} as const;

/** Every attempt on one time line, as a network panel draws them, with why it was made and how it ended. */
export function AttemptTimeline({ request }: { readonly request: RequestRecord }) {
  const { t } = useTranslation('requests');
  const { attempts, startedAt, totalMs, queueMs } = request;
  const width = Math.max(totalMs, 1);
  return (
    <div className="flex flex-col gap-3">
      <ol className="flex flex-col gap-3">
        {attempts.map((attempt, index) => (
          <AttemptRow
            // An attempt has no id; their order never changes.
            key={`${attempt.startedAt}-${index}`}
            attempt={attempt}
            offsetMs={Math.max(attempt.startedAt - startedAt, index === 0 ? (queueMs ?? 0) : 0)}
            width={width}
            queueMs={index === 0 ? queueMs : null}
          />
        ))}
      </ol>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-[12.5px] text-muted">
        {Object.entries(COLOURS).map(([name, colour]) => (
          <li key={name} className="inline-flex items-center gap-1.5">
            <span className="size-2.5 rounded-[2px]" style={{ background: colour }} aria-hidden />
            {t(`phases.${name as keyof typeof COLOURS}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface AttemptRowProps {
  readonly attempt: Attempt;
  /** From the start of the request. */
  readonly offsetMs: number;
  /** Of the whole line, in ms. */
  readonly width: number;
  /** Before the first attempt. */
  readonly queueMs: number | null;
}

function AttemptRow({ attempt, offsetMs, width, queueMs }: AttemptRowProps) {
  const { t } = useTranslation(['requests', 'common']);
  const format = useFormat();
  const { channelName, upstreamModel, reason, outcome, status, failure, timings } = attempt;
  const tone = outcome === 'success' ? 'ok' : outcome === 'failed' ? 'failure' : 'off';
  const percent = (ms: number): string => `${Math.min((ms / width) * 100, 100)}%`;
  const bars = [
    ...(queueMs === null ? [] : [{ name: 'queue' as const, startMs: 0, endMs: queueMs }]),
    ...selectPhases(timings).map((phase) => ({
      ...phase,
      startMs: phase.startMs + offsetMs,
      endMs: phase.endMs + offsetMs,
    })),
  ];
  return (
    <li className="flex flex-col gap-1">
      <div className="flex flex-wrap items-center gap-x-3">
        <State tone={tone}>
          <span className="font-medium">{channelName}</span>
        </State>
        <span className="min-w-0 truncate font-mono text-[12.5px]" title={upstreamModel}>
          {upstreamModel}
        </span>
        <span className="ml-auto text-[12.5px] whitespace-nowrap text-muted">
          {status === null ? t('common:unknown') : `HTTP ${status}`} · {format.duration(timings.endMs)}
        </span>
      </div>
      <div className="relative h-3 rounded-sm bg-sunken" aria-hidden>
        {bars.map(({ name, startMs, endMs }) => (
          <span
            key={name}
            className="absolute inset-y-0 min-w-px first:rounded-l-sm last:rounded-r-sm"
            style={{ left: percent(startMs), width: percent(endMs - startMs), background: COLOURS[name] }}
          />
        ))}
      </div>
      <p className="text-[12.5px] break-words text-muted">{reason}</p>
      {failure !== null && (
        <p className="text-[12.5px] break-words text-failure">
          {t(`common:errorKinds.${failure.kind}`)}: {failure.message}
        </p>
      )}
    </li>
  );
}

/** What happened one after the other, as far as it was reached. */
function selectPhases({ connectMs, firstByteMs, firstTokenMs, endMs }: Attempt['timings']): Phase[] {
  const points: readonly (readonly [Phase['name'], number | null])[] = [
    ['connect', connectMs],
    ['firstByte', firstByteMs],
    ['firstToken', firstTokenMs],
    ['stream', endMs],
  ];
  const phases: Phase[] = [];
  let startMs = 0;
  for (const [name, at] of points) {
    if (at === null || at < startMs) continue;
    if (at > startMs) phases.push({ name, startMs, endMs: at });
    startMs = at;
  }
  return phases;
}
