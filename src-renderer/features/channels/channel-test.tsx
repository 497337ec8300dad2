import { CircleCheck, CircleDashed, CircleX, LoaderCircle, Plug, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '#shared/domain/channel';
import { TEST_STAGES, type ChannelTestResult } from '#shared/domain/channel-test';
import { cn } from '#renderer/lib/class-names';
import { useFormat } from '#renderer/lib/format';
import { Button } from '#renderer/ui/button';
import { Failure } from '#renderer/ui/feedback';
import { checkDraft, type ChannelDraft } from './draft';
import { useChannelTest } from './use-channel-test';

interface ChannelTestProps {
  readonly channel: Channel | null;
  readonly draft: ChannelDraft;
}

/** Asks what stands in the form for a short answer, as an agent would, and shows how far it came. */
export function ChannelTest({ channel, draft }: ChannelTestProps) {
  const { t } = useTranslation(['channels', 'common']);
  const test = useChannelTest(channel, draft);
  const canRun = Object.keys(checkDraft(draft)).length === 0;
  const undecided = TEST_STAGES.find((stage) => test.stages.every((other) => other.stage !== stage));
  return (
    <section className="flex flex-col gap-2 rounded-md border p-3" aria-live="polite">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="flex-1 font-medium">{t('test.title')}</h3>
        {test.isRunning ? (
          <Button size="small" onClick={test.cancel}>
            <X aria-hidden />
            {t('test.cancel')}
          </Button>
        ) : (
          <>
            <Button look="quiet" size="small" onClick={() => test.run('reach')} disabled={!canRun}>
              {t('test.reachOnly')}
            </Button>
            <Button size="small" onClick={() => test.run('answer')} disabled={!canRun}>
              <Plug aria-hidden />
              {t('test.run')}
            </Button>
          </>
        )}
      </div>
      <ol className="grid grid-cols-3 gap-1">
        {TEST_STAGES.map((stage) => (
          <Stage
            key={stage}
            name={t(`test.stages.${stage}`)}
            pending={test.isRunning && stage === undecided}
            outcome={test.stages.find((other) => other.stage === stage) ?? null}
          />
        ))}
      </ol>
      {test.result !== null && <Result result={test.result} />}
      {test.error !== null && <Failure error={test.error} />}
    </section>
  );
}

interface StageProps {
  readonly name: string;
  readonly pending: boolean;
  readonly outcome: ChannelTestResult['stages'][number] | null;
}

function Stage({ name, pending, outcome }: StageProps) {
  const format = useFormat();
  const status = pending ? 'pending' : (outcome?.status ?? 'skipped');
  const line = { ok: 'bg-ok', failed: 'bg-failure', skipped: 'bg-line', pending: 'bg-line' }[status];
  return (
    <li className="flex min-w-0 flex-col gap-1">
      <span className={cn('h-1 rounded-full', line)} aria-hidden />
      <span className="flex min-w-0 items-center gap-1.5 text-[12.5px]">
        {status === 'ok' && <CircleCheck className="size-4 shrink-0 text-ok" aria-hidden />}
        {status === 'failed' && <CircleX className="size-4 shrink-0 text-failure" aria-hidden />}
        {status === 'skipped' && <CircleDashed className="size-4 shrink-0 text-muted" aria-hidden />}
        {status === 'pending' && (
          <LoaderCircle className="size-4 shrink-0 animate-spin text-muted" aria-hidden />
        )}
        <span className="truncate">{name}</span>
        {outcome?.atMs != null && !pending && (
          <span className="ml-auto whitespace-nowrap text-muted">{format.duration(outcome.atMs)}</span>
        )}
      </span>
    </li>
  );
}

function Result({ result }: { readonly result: ChannelTestResult }) {
  const { t } = useTranslation(['channels', 'common']);
  const format = useFormat();
  const { ok, cause, failure, firstTokenMs, model, status } = result;
  if (ok && model === null) {
    return <p className="text-ok">{t('test.reached', { time: format.duration(result.totalMs) })}</p>;
  }
  if (ok) {
    return (
      <p className="text-ok">
        {t('test.passed', { model: model ?? '', time: format.duration(firstTokenMs) })}
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-0.5 rounded-md bg-failure-soft px-3 py-2">
      {cause !== null && <p className="font-medium">{t(`test.causes.${cause}`)}</p>}
      {failure !== null && (
        <p className="text-[12.5px] break-words text-muted">
          {status === null ? '' : `HTTP ${status} · `}
          {failure.message}
        </p>
      )}
    </div>
  );
}
