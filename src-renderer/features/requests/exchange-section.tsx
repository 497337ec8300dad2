import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { RequestRecord } from '#shared/domain/request-record';
import type { StoredAnswer, StoredExchange, StoredMessage } from '#shared/domain/stored-exchange';
import { api } from '#renderer/lib/client';
import { isMissing } from '#renderer/lib/describe-error';
import { useFormat } from '#renderer/lib/format';
import { Button } from '#renderer/ui/button';
import { Code } from '#renderer/ui/copy';
import { Failure, Skeleton } from '#renderer/ui/feedback';
import { ExchangeActions } from './exchange-actions';

/** What was really sent and received. Nothing of it is loaded until it is asked for. */
export function ExchangeSection({ request }: { readonly request: RequestRecord }) {
  const { t } = useTranslation('requests');
  const [isOpen, setOpen] = useState(false);
  const exchange = useQuery({
    ...api.requests.bodies.queryOptions({ input: { id: request.id } }),
    enabled: isOpen,
    retry: false,
  });
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold">{t('exchange.title')}</h3>
      {!isOpen && (
        <Button className="self-start" onClick={() => setOpen(true)}>
          {t('exchange.show')}
        </Button>
      )}
      {isOpen && exchange.isPending && <Skeleton className="h-24" />}
      {exchange.isError &&
        (isMissing(exchange.error) ? (
          <p className="text-muted">
            {t('exchange.none')}{' '}
            <Link className="text-accent underline" href="/settings">
              {t('exchange.settings')}
            </Link>
          </p>
        ) : (
          <Failure error={exchange.error} onRetry={() => void exchange.refetch()} />
        ))}
      {exchange.data !== undefined && (
        <>
          <ExchangeActions request={request} exchange={exchange.data} />
          <Exchange exchange={exchange.data} />
        </>
      )}
    </section>
  );
}

function Exchange({ exchange }: { readonly exchange: StoredExchange }) {
  const { t } = useTranslation('requests');
  const { request, attempts, answer } = exchange;
  return (
    <div className="flex flex-col gap-2">
      <Part title={t('exchange.client', { path: exchange.path })}>
        <Message message={request} />
      </Part>
      {attempts.map((attempt, index) => (
        // Attempts have no ids; their order never changes.
        <div key={index} className="flex flex-col gap-2">
          <Part title={t('exchange.sent', { channel: attempt.channelName, url: attempt.url })}>
            <Message message={attempt.request} />
          </Part>
          {attempt.response === null ? (
            <p className="px-2 text-muted">{t('exchange.noAnswer')}</p>
          ) : (
            <Part
              title={t('exchange.received', {
                channel: attempt.channelName,
                status: attempt.response.status,
              })}
            >
              <Answer answer={attempt.response} />
            </Part>
          )}
        </div>
      ))}
      {answer !== null && (
        <Part title={t('exchange.answer', { status: answer.status })}>
          <Answer answer={answer} />
        </Part>
      )}
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="rounded-md border" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer px-2 py-1.5 break-words">{title}</summary>
      {isOpen && <div className="flex flex-col gap-2 border-t p-2">{children}</div>}
    </details>
  );
}

function Headers({ headers }: { readonly headers: StoredMessage['headers'] }) {
  const text = Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
  return <Code text={text} wrap />;
}

function Message({ message }: { readonly message: StoredMessage }) {
  const { t } = useTranslation('requests');
  const { headers, body, bytes } = message;
  return (
    <>
      <Headers headers={headers} />
      {body === null ? (
        <p className="text-muted">{t('exchange.noText', { count: bytes })}</p>
      ) : (
        <Code text={prettify(body)} wrap />
      )}
      <Cut message={message} />
    </>
  );
}

function Answer({ answer }: { readonly answer: StoredAnswer }) {
  const { t } = useTranslation('requests');
  const format = useFormat();
  const { headers, chunks, bytes } = answer;
  const [only] = chunks;
  return (
    <>
      <Headers headers={headers} />
      {only === undefined && bytes > 0 && (
        <p className="text-muted">{t('exchange.noText', { count: bytes })}</p>
      )}
      {only !== undefined && chunks.length === 1 && <Code text={prettify(only.text)} wrap />}
      {chunks.length > 1 && (
        <ol className="flex max-h-96 flex-col divide-y overflow-y-auto rounded-md border" tabIndex={0}>
          {chunks.map(({ ms, text }, index) => (
            // Pieces of a stream have no ids; their order never changes.
            <li key={index} className="flex gap-3 px-2 py-1">
              <span className="w-16 shrink-0 text-right text-muted tabular-nums">{format.duration(ms)}</span>
              <pre className="min-w-0 flex-1 font-mono text-[12.5px] break-words whitespace-pre-wrap">
                {text.trimEnd()}
              </pre>
            </li>
          ))}
        </ol>
      )}
      <Cut message={answer} />
    </>
  );
}

function Cut({ message }: { readonly message: Pick<StoredMessage, 'bytes' | 'truncated'> }) {
  const { t } = useTranslation('requests');
  const format = useFormat();
  if (!message.truncated) return null;
  return <p className="text-warning">{t('exchange.cut', { bytes: format.number(message.bytes) })}</p>;
}

function prettify(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
