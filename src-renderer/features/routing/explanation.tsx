import { useTranslation } from 'react-i18next';
import type { RouteExplanation } from '#shared/contract/routing';
import { useFormat } from '#renderer/lib/format';
import { Notice } from '#renderer/ui/feedback';

/** Where a request would go, and why. */
export function Explanation({ explanation }: { readonly explanation: RouteExplanation }) {
  const { t } = useTranslation(['routing', 'common', 'requests']);
  const format = useFormat();
  const { by, facts, presets, refusal, ruleId, rules, targets, warnings } = explanation;
  const name = rules.find(({ id }) => id === ruleId)?.name ?? '';
  return (
    <div className="mt-4 flex flex-col gap-3 border-t pt-3" aria-live="polite">
      <p className="text-muted">
        {t('explain.facts', {
          client: t(`common:clients.${facts.client}`),
          tokens: format.compact(facts.tokens),
          scenarios: facts.scenarios.join(', '),
        })}
      </p>
      {refusal === null && (
        <p>
          {t('explain.by', {
            by: t(`requests:decidedBy.${by === 'rule' ? 'namedRule' : (by ?? 'order')}`, { name }),
          })}
          {presets.length > 0 && ` · ${presets.map((preset) => t(`presets.${preset}`)).join(' · ')}`}
        </p>
      )}
      {warnings.map((warning) => (
        <Notice key={warning}>{warning}</Notice>
      ))}
      {refusal !== null && <Notice>{refusal}</Notice>}
      {rules.length > 0 && (
        <ul className="flex flex-col gap-0.5">
          {rules.map((rule) => (
            <li key={rule.id} className={rule.type === 'followed' ? 'font-medium' : 'text-muted'}>
              {rule.name}:{' '}
              {rule.type === 'unfit' ? t('explain.unfit', { field: rule.field }) : t(`explain.${rule.type}`)}
            </li>
          ))}
        </ul>
      )}
      <ol className="flex flex-col divide-y rounded-md border">
        {targets.map((target, index) => (
          // One channel may stand there with several keys.
          <li key={index} className="flex gap-3 px-3 py-1.5">
            <span className="w-4 text-right text-muted">{index + 1}</span>
            <div className="min-w-0 flex-1">
              <p className="truncate" title={`${target.channelName} ${target.upstreamModel}`}>
                <span className="font-medium">{target.channelName}</span>{' '}
                <span className="font-mono text-[12.5px]">{target.upstreamModel}</span>
              </p>
              <p className="text-[12.5px] break-words text-muted">{target.reason}</p>
            </div>
            {target.inputMicroUsd !== null && (
              <span className="shrink-0 text-[12.5px] text-muted" title={t('explain.inputCost')}>
                ≈ {format.money(target.inputMicroUsd)}
              </span>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
